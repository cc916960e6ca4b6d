"""Which encoding bytes are in that are not UTF-8: by what the text declares, else by the letters that it would hold.

A text read in the wrong encoding is made of rare characters, one read in its own of common ones. So each candidate
reads the bytes, and the one in which most characters are common is it, if no other comes near.
"""

import codecs
import contextlib
import re
import unicodedata

# WHATWG's Encoding Standard, 4.2: a label names the larger set that is meant by it. Java's and BibDesk's names besides.
_LARGER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
    "euc_kr": "cp949", "big5": "big5hkscs", "iso8859-9": "cp1254", "tis-620": "cp874",
}  # fmt: skip
_LABELS = {
    "x-sjis": "cp932", "windows-31j": "cp932", "x-gbk": "gb18030", "x-euc-jp": "euc_jp", "ks_c_5601-1987": "cp949",
    "x-windows-949": "cp949", "x-mac-cyrillic": "mac_cyrillic", "x-mac-roman": "mac_roman", "macintosh": "mac_roman",
    "macroman": "mac_roman", "unicode": "utf-16", "windows-874": "cp874", "big5-hkscs": "big5hkscs",
    "western (mac os roman)": "mac_roman", "western (iso latin 1)": "cp1252", "western (windows latin 1)": "cp1252",
    "unicode (utf-8)": "utf-8", "japanese (shift jis)": "cp932", "japanese (euc)": "euc_jp",
}  # fmt: skip
_NO_CHARSETS = frozenset(("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"))


def codec(label: str) -> str | None:
    """Return the codec that a label names (`utf8`, `windows-1251`, `GB2312`); None for what is no encoding of text."""
    label = label.strip().lower()
    label = _LABELS.get(label, label)
    try:
        "".encode(label)  # raises for rot13 and others that are no encodings of text
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return None if name in _NO_CHARSETS else _LARGER.get(name, name)


# XML 1.0, 4.3.3; HTML, 4.2.5.4; JabRef and BibDesk in a comment; Emacs and Vim.
_DECLARED = re.compile(
    rb"""\A\s{0,20}<\?xml\b[^<>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']"""
    rb"""|<meta\b[^<>]{0,200}?\bcharset\s*=\s*["']?\s*([\w.:-]{1,40})"""
    rb"""|^%\s*encoding:\s*([\w.:-]{1,40})"""
    rb"""|^%%\s*saved with string encoding ([\w ()-]{1,40}?)\s*$"""
    rb"""|^[^\n]{0,40}-\*-[^\n]{0,80}?\bcoding:\s*([\w.-]{1,40})""",
    re.IGNORECASE | re.MULTILINE,
)
DECLARED_IN = 4096
"""Bytes at the beginning of a text in which it declares its encoding."""


def declared(data: bytes) -> str | None:
    """Return the codec that a text in some encoding of ASCII's kind declares; None without a declaration we know."""
    found = _DECLARED.search(data[:DECLARED_IN])
    name = found and codec(next(filter(None, found.groups())).decode("ascii", "replace"))
    return None if not name or name.startswith(("utf-16", "utf-32")) else name  # such a text could not be read so far


# The commonest characters of running text and titles: Chinese in both scripts, Japanese, Korean, then alphabets.
_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现"
    "当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重"
    "并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入"
    "几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基"
    "眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运究研析技型算"
    "网络模智图检测习深优控农态环境洋湖森林植细胞病临床医药疗效影响评价策略验材料构能催纳米池源温热流谱概率库软件架语言汉古史诗词哲艺音乐画育济融企"
    "改革创报版社李刘陈杨黄赵吴周徐孙朱胡郭罗郑梁谢宋唐韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶苏魏吕丁沈姚卢姜崔钟谭陆汪范石廖夏方邹孟秦江龙伟芳丽磊勇艳杰"
    "娟涛超霞刚英华玉兰红梅志這個們來為國時說會對過發後裡經種學樣現當沒動還進無與從實軍長機門問題將兩間東聲見論處義幾認條氣爾別變總電數報結務場計"
    "資許統區隊決馬書聽達難權設記類據邊張該規萬術領確傳師觀讓識帶導爭運員應戰體產關點業開給話價環態訊網絡圖檢測習優農細醫藥療響評驗構納熱譜庫語譯漢"
    "詩藝樂畫濟創劉陳楊黃趙吳孫羅鄭鄧韓馮葉蘇魏盧鐘譚陸龍臺灣台湾、。・「」ー（）：，《》；？！【】〈〉"
    "あいうえおかがきぎくぐけげこごさざしじすずせぜそたちっつてでとどなにぬねのはばひふへほまみむめもやゆよらりるれろわをん"
    "アイウエオカガキギクグケコゴサザシジスズセソタダチッツテデトドナニネノハバパヒビピフブプヘベペホボポマミムメモャュョラリルレロワンヤユヨァィェォ"
    "発実対価関応処図画気経済変状検続転単総覚歴読売労働県駅帯薬広権従戦観験系層械講座紀要鈴木佐藤橋渡辺井村斎崎池阿川岡谷近遠坂太郎花次藤京都情報習"
    "이가을의는에한고다지기로하사자대서전정시인부도수나성구보과제연계장원해리어조라동상것은스주들일아그신비적공물경우선학생문방법관용화소세무회국유교안영"
    "모미발현여반분산실력중치개민심통단평효설알즘데터템논박최김강윤임오권황송류홍"
    "оеаинтсрвлкмі" "αοιετσνηυρπκάέήίόύώς" "יוהלאמרתבשנ" "اليمنرتوبسدعةه" "านรอกเงยลวมดตสิ่ีั้"
    "ąćęłńóśźżáčéěíňřšúůýžőűöüäßàâèêëîïôûçñåøæãõµ"
)  # fmt: skip
_WESTERN = ("cp1252", "cp1250", "iso8859_2", "mac_roman", "cp850")
_OTHERS = (
    "gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "koi8_u", "cp1251", "cp866", "iso8859_5", "cp1253",
    "cp1255", "cp1256", "cp874",
)  # fmt: skip
EXAMPLES = "gb18030, big5, shift_jis, euc-jp, euc-kr, koi8-r, cp1251"
"""Encodings that are often named."""
SAMPLE = 1 << 18
"""Bytes that are looked at."""


def told(data: bytes) -> str | None:
    """Return the codec that bytes which are no UTF-8 are in: cp1252 for what looks like a western language.

    None where no candidate is sure.
    """
    data = data[: data.rfind(b"\n", 0, SAMPLE) + 1] if len(data) > SAMPLE else data
    strange = _strange(data)
    if not strange:
        return _by_alphabets(data) or "cp1252"
    western = strange <= 1 / 3
    scored: dict[str, tuple[float, int, str]] = {}
    for name in _WESTERN if western else _WESTERN + _OTHERS:
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode(name)
            beyond = sum(character > "\x7f" for character in text)
            scored.setdefault(text, (_points(text) / max(1, beyond), beyond, name))
    (best, beyond, name), (second, *_), *_ = sorted([*scored.values(), (0.0, 0, ""), (0.0, 0, "")], reverse=True)
    sure = best > 0.4 and best > 1.25 * second and (best - second) * beyond >= 2  # two letters are no evidence
    if western and (not sure or name == "cp1252"):
        return _by_alphabets(data) or "cp1252"
    return name if sure else None


# The letters beyond ASCII of languages that are written in an encoding, in small letters; é stands in names of most.
_ALPHABETS = {
    "cp1252": (
        "äöüßé", "àâæçéèêëîïôùûüÿœ", "áéíñóúüïç", "ãõáâàçéêíóôú", "àèéìíîòóù", "æøåéö", "åäöéü", "éëïóöü", "äöõüšž",
        "àçéèíïóòúü", "ëçé", "áðéíóúýþæö",
    ),
    "cp1254": ("çğıöşüâîû",), "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž"),
    "cp1250": ("áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "ăâîşţ", "čćđšž"),
}  # fmt: skip
_ALPHABETS["iso8859_2"] = _ALPHABETS["cp1250"]
_ICELANDIC = _ALPHABETS["cp1252"][-1]
_NOT_ICELANDIC = re.compile(r"(?=.*?(?:\Bþ|ý\b|\bð))[^áíóúæ]*", re.DOTALL)
"""Turkish as it looks in cp1252: þ goes on within a word, ý ends one, ð begins one, and no letter has an accent."""
_EDGES = "–—“”„‘’‚«»…§°·€©®•\xa0()[]{}<>.,;:!?\"'-/"
"""Signs that stand beside words in any language."""


def _by_alphabets(data: bytes) -> str | None:
    """Return the encoding in which a text of ASCII's letters, mostly, has only letters of one language, or words of
    several languages; None where cp1252 does as well, or few letters tell."""
    western = data.decode("cp1252", "replace")
    others = _ALPHABETS["cp1252"][:-1]
    icelandic = others[:0] if _NOT_ICELANDIC.fullmatch(western.lower()) else (_ICELANDIC,)
    single, _ = _fits(western, others + icelandic)
    several = max(_fits(western, others)[1], _fits(western, icelandic)[1] if icelandic else 0)
    best: tuple[float, str] = (0.0, "")
    for name in ("cp1250", "iso8859_2", "cp1254", "cp1257"):
        text = data.decode(name, "replace")
        differing = sum(one != other for one, other in zip(text, western, strict=True))
        if differing < _TELLING:
            continue
        shared = others if name == "cp1254" else others[:1]
        one = _fits(text, _ALPHABETS[name])[0]
        any_of = _fits(text, _ALPHABETS[name] + shared)[1]
        if (one > 0.95 and one > single + 0.05) or (any_of > 0.9 and any_of > several + 0.15):
            best = max(best, (one + any_of, name))
    return best[1] or None


_TELLING = 3
"""So many letters that differ are evidence."""


def _fits(text: str, alphabets: tuple[str, ...]) -> tuple[float, float]:
    """Return how much of what is beyond ASCII in a text is of the one alphabet that fits best, and how much of it is in
    words that are of any one of them."""
    words = [
        beyond
        for chunk in text.replace("İ", "ı").lower().split()
        if (beyond := {letter: chunk.count(letter) for letter in set(chunk.strip(_EDGES)) if letter > "\x7f"})
    ]
    total = sum(sum(beyond.values()) for beyond in words) or 1
    whole = max(sum(n for word in words for letter, n in word.items() if letter in one) for one in alphabets)
    some = sum(sum(word.values()) for word in words if any(word.keys() <= one for one in map(frozenset, alphabets)))
    return whole / total, some / total


# What stands between white space, punctuation and figures; a sign amid letters is part of it, and out of place.
_CHUNK = re.compile("[^\x00-@\\[-`{-\x7f“”„‘’«»–—…·№§©®°±²³×\xa0]+")
# No Latin word has nothing but accented letters, or those beside another script's.
_UNLIKELY = re.compile("[\x80-\u024f]{3,}|.*[\x80-\u024f].*[^\x00-\u024f].*|.*[^\x00-\u024f].*[\x80-\u024f].*")


def _points(text: str) -> float:
    """Return how many of the characters beyond ASCII are common, less those that are out of place: in a word with a
    sign, or with a capital that is neither its first letter nor among capitals."""
    points = 0.0
    for chunk in _CHUNK.findall(text):
        if not chunk.isascii():
            beyond = [letter for letter in chunk.lower() if letter > "\x7f"]
            odd = any(not (one in _COMMON or one.isalpha() or unicodedata.category(one)[0] == "M") for one in beyond)
            shouted = chunk[1:].isupper()
            if odd or not (shouted or chunk[1:] == chunk[1:].lower()) or _UNLIKELY.fullmatch(chunk):
                points -= len(beyond)
            else:
                points += sum(letter in _COMMON for letter in beyond) * (0.75 if shouted else 1)
    return points


# Read as cp1252: a run of four beyond ASCII, a word of nothing else, what it leaves undefined, ‚ and ƒ, a sign between
# two letters, a capital between two small ones.
_STRANGE = re.compile(
    "[\x80-\uffff]{4,}|(?<![^\\W_])[À-ÖØ-öø-ÿŠšŽžŒœŸ]{2,}(?![^\\W_])|[\ufffd‚ƒ]"
    "|(?<=[^\\W\\d_])[¡¢£¤¥¦§¨©¬®¯±²³¶¸¹»¼½¾¿×÷†‡ˆ‰‹€™˜](?=[^\\W\\d_])|(?<=[A-Za-z])[À-ÖØ-ÞŠŽŒŸ](?=[a-z])"
)


def _strange(data: bytes) -> float:
    """Return how much of what is beyond ASCII would be strange in a western language, read as cp1252."""
    text = data.decode("cp1252", "replace")
    beyond = sum(character > "\x7f" for character in text)
    return sum(len(found[0]) for found in _STRANGE.finditer(text)) / max(1, beyond)
