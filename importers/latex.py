"""TeX as people write it in bibliographies -> the markup of titles, and the Unicode that people read."""

import html
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from storage.papers.formulas import is_sound, symbol
from storage.papers.markup import Marked, escape, formula, of_page, plain, shown
from storage.papers.notations import pairs

# Combining characters by accent command: LaTeX's own (The LaTeX Companion, table 7.33), those of its T1, T3 and TS1
# encodings, and what Mathematical Reviews writes (\polhk, \cftil, \cfudot, \udot).
_ACCENTS = pairs("""
    ' \u0301  ` \u0300  ^ \u0302  " \u0308  ~ \u0303  = \u0304  . \u0307  u \u0306  v \u030c  H \u030b  c \u0327
    k \u0328  r \u030a  d \u0323  b \u0331  t \u0361  G \u030f  U \u030e  h \u0309  M \u0322  f \u0311
    textcommabelow \u0326  textogonekcentered \u0328  polhk \u0328  ogonek \u0328  cftil \u0302\u0303
    cfudot \u0302\u0323  udot \u0323  capitalacute \u0301  capitalgrave \u0300  capitaldieresis \u0308
    capitalcaron \u030c
""")

# An accent over nothing (\~{}) is the character by itself.
_BARE = pairs("""
    \u0301 ´  \u0300 `  \u0302 ^  \u0308 ¨  \u0303 ~  \u0304 ¯  \u0307 ˙  \u0306 ˘  \u030c ˇ  \u030b ˝  \u0327 ¸
    \u0328 ˛  \u030a ˚
""")

# What a command stands for, where pylatexenc does not know it or knows something else than a reader wants.
_SYMBOLS = pairs(r"""
    o ø  O Ø  l ł  L Ł  i ı  j ȷ  ss ß  SS ẞ  ae æ  AE Æ  oe œ  OE Œ  aa å  AA Å  dh ð  DH Ð  th þ  TH Þ  dj đ  DJ Đ
    ng ŋ  NG Ŋ  ij ĳ  IJ Ĳ  Dj Đ  Dbar Đ  dbar đ  cprime ʹ  cdprime ʺ  Cprime ʹ  Cdprime ʺ  lasp ʿ  rasp ʾ  TeX TeX
    LaTeX LaTeX  LaTeXe LaTeX2ε  BibTeX BibTeX  XeTeX XeTeX  XeLaTeX XeLaTeX  LuaTeX LuaTeX  pdfTeX pdfTeX
    ConTeXt ConTeXt  MF METAFONT  AmS AMS  eTeX ε-TeX  ldots …  dots …  textellipsis …  dotsc …  textendash –
    textemdash —  bibrangedash –  hyphen -  slash /  textbackslash \  textasciitilde ~  textasciicircum ^
    textasciigrave `  textasciiacute ´  textunderscore _  textbar |  textless <  textgreater >  textbraceleft {
    textbraceright }  textdollar $  lbrace {  rbrace }  lq ‘  rq ’  textquoteleft ‘  textquoteright ’
    textquotedblleft “  textquotedblright ”  textquotesingle '  textquotedbl "  dq "  quotedblbase „  quotesinglbase ‚
    glqq „  grqq “  glq ‚  grq ‘  flqq «  frqq »  flq ‹  frq ›  guillemotleft «  guillemotright »  guillemetleft «
    guillemetright »  guilsinglleft ‹  guilsinglright ›  textregistered ®  texttrademark ™  textcopyright ©
    copyright ©  textdegree °  degree °  textmu µ  textperiodcentered ·  textbullet •  textexclamdown ¡
    textquestiondown ¿  pounds £  textsterling £  euro €  texteuro €  textyen ¥  S §  P ¶  dag †  ddag ‡
    textordfeminine ª  textordmasculine º  textnumero №  adddot .  addcomma ,  addcolon :  addsemicolon ;
    textprimstress ˈ  textsecstress ˌ  textlengthmark ː  texthalflength ˑ  textschwa ə  textesh ʃ  textyogh ʒ
    texteng ŋ  textglotstop ʔ  textopeno ɔ  textturnv ʌ  textscripta ɑ  textsci ɪ  textturna ɐ  textturnscripta ɒ
    textreve ɘ  textrevepsilon ɜ  textbari ɨ  textbaru ʉ  textbaro ɵ  textfishhookr ɾ  textinvscr ʁ  textscr ʀ
    textltailn ɲ  textctc ɕ  textrtaild ɖ  textrtailt ʈ  textbardotlessj ɟ  texthvlig ƕ
""") | {"og": "« ", "fg": " »", "par": "\n\n", "and": " and "} | dict.fromkeys(
    "addspace quad qquad enspace thinspace space nobreakspace newline linebreak sep newblock hskip".split(), " "
)  # fmt: skip

# Control symbols that are no accent: spaces, hints to the line breaker, and characters that had to be escaped.
_ESCAPED = dict.fromkeys(" \n\t\\,;:>", " ") | dict.fromkeys("!-/@*<", "") | {"|": "‖"}

# Commands that put something around their argument.
_AROUND = pairs("""
    enquote “” mkbibquote “” textquote “” blockquote “” mkbibparens () parentext () mkbibbrackets [] brackettext []
""")

# Commands whose (first) argument is for the machine: it goes, what follows stays. \noop and its kin are how BibTeX's
# own documentation (btxdoc, section 4) sorts by something that is not printed.
_SILENT = (
    "noop noopsort noopsorting singleletter phantom hphantom vphantom label index hspace vspace footnote footnotetext "
    "thanks textcolor color colorbox foreignlanguage selectlanguage href hyperref texorpdfstring fontsize "
    "fontencoding fontfamily begin end raisebox rule vskip kern setlength cite citep citet hypertarget "
    "hyperlink includegraphics SortNoop sortnoop nop "
    "otherlanguage".split()
)
_IPA = str.maketrans('0123456789@ABCDEFGHIJKLMNOPQRSTUVWXYZ:;"', "ʉɨʌɜɥɐɒɤɵɘəɑβɕðɛɸɣɦɪʝʁʎɱŋɔʔʕɾʃθʊʋɯχʏʒːˑˈ")
"""What tipa's \\textipa makes of a character (TIPA Manual, 3.2); two strokes are the second stress."""
_DELIMITED = frozenset(("verb", "lstinline"))
"""Commands whose argument ends at the character with which it begins."""
_VERBATIM = frozenset("url path nolinkurl doi verb".split())

# Commands that set their argument in one way, and declarations that set the rest of their group so.
_SET = {
    **dict.fromkeys("emph textit textsl mkbibemph mkbibitalic".split(), "i"),
    **dict.fromkeys("textbf mkbibbold".split(), "b"),
    "textsc": "sc",
    **dict.fromkeys("textsuperscript mkbibsuperscript textsuper up".split(), "sup"),
    **dict.fromkeys("textsubscript mkbibsubscript".split(), "sub"),
    "NoCaseChange": "nc",
}
_DECLARED = {
    **dict.fromkeys("em it sl itshape slshape".split(), "i"), **dict.fromkeys("bf bfseries".split(), "b"),
    **dict.fromkeys("sc scshape".split(), "sc"),
}  # fmt: skip
_NOTHING = frozenset(
    "relax protect normalfont rm sf tt rmfamily sffamily ttfamily upshape mdseries selectfont tiny scriptsize "
    "footnotesize small normalsize large Large LARGE huge Huge noindent centering raggedright raggedleft sloppy "
    "boldmath unboldmath nobreak nolinebreak allowbreak break newpage clearpage bgroup egroup begingroup endgroup "
    "ignorespaces unskip xspace frenchspacing nonfrenchspacing leavevmode null strut hfill hfil limits nolimits "
    "displaystyle textstyle expandafter nocorr nocorrect cyr cyracc left right".split()
)
"""Commands that say how, not what."""
_PACKAGED = {
    **dict.fromkeys("SI qty SIlist qtylist numrange".split(), 2), **dict.fromkeys("SIrange qtyrange".split(), 3),
    **dict.fromkeys("si unit num ang numlist ce cee chem".split(), 1),
}  # fmt: skip
"""Commands of siunitx and mhchem, which mathematics takes too, by the number of their arguments."""


def _nothing(_: str) -> str:
    return ""


def _phonetic(text: str) -> str:
    """Return what tipa makes of a text, of letters below an accent too."""
    text = unicodedata.normalize("NFD", text.replace("”", "ˌ")).translate(_IPA)
    return unicodedata.normalize("NFC", text)


_CHANGED: dict[str, Callable[[str], str]] = {
    **dict.fromkeys("uppercase MakeUppercase MakeTextUppercase".split(), str.upper),
    **dict.fromkeys("lowercase MakeLowercase MakeTextLowercase".split(), str.lower),
    **dict.fromkeys(_SILENT, _nothing),
    "textipa": _phonetic,
}

# A formula, by TeX's rule: from one dollar to the next, whatever they hold.
_DOLLARS = re.compile(r"\$((?:[^\\$]|\\.)++)\$", re.DOTALL)
_DOUBLE = re.compile(r"\$\$((?:[^\\$]|\\.)++)\$\$", re.DOTALL)
_PARENS = re.compile(r"\\\(((?:[^\\]|\\[^()])*+)\\\)", re.DOTALL)
_BRACKETS = re.compile(r"\\\[((?:[^\\]|\\[^\[\]])*+)\\\]", re.DOTALL)
_TEX = re.compile(r"[\\^_{<>=]")
_WORD = re.compile(r"[^\W\d_]{2}")

_TOKEN = re.compile(
    r"\\([A-Za-z]+)\*?[ \t]*\n?[ \t]*"  # 1: a control word and the spaces it swallows
    r"|\\(.)"  # 2: a control symbol
    r"|([{}])"  # 3
    r"|(\$)"  # 4
    r"|(---?|``|''|[?!]`|`|~|&#?\w{1,8};|(?<=\w)'(?!\w))"  # 5: ligatures, ties, what HTML left behind
    r"|\\$",  # a lone backslash at the very end
    re.DOTALL,
)
_LIGATURES = pairs("--- — -- – `` “ '' ” ?` ¿ !` ¡ ` ‘") | {"~": " "}
# The argument of \url and \ensuremath, with at most one group inside.
_GROUP = re.compile(r"\{((?:[^{}\\]|\\.|\{[^{}]*\})*+)\}", re.DOTALL)
_OPTION = re.compile(r"\[[^\[\]{}]{0,200}\][ \t\n]*")


_MODES = re.compile(r"\\ifmmode(?![A-Za-z]).*?(?:\\else(?![A-Za-z])\s*(.*?))?\\fi(?![A-Za-z])\s*(?:\{\})?", re.DOTALL)


def outside_mathematics(text: str) -> str:
    """Return TeX source with what it says outside mathematics where it says two things, as the American Physical
    Society's entries do: `\\ifmmode \\check{Z}\\else \\v{Z}\\fi{}umer` is `\\v{Z}umer`."""
    if "\\ifmmode" in text:
        text = _MODES.sub(lambda found: (found[1] or "").strip(), text)
    if "\\ion" in text or "\\isotope" in text or "\\nuclide" in text:
        text = _ISOTOPE.sub(r"\\textsuperscript{\1}\2", _ION.sub(_ionised, text))
    return text


_ION = re.compile(r"\\ion\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ISOTOPE = re.compile(r"\\(?:isotope|nuclide)\s*\[([^][]*)\](?:\[[^][]*\])?\s*\{([^{}]*)\}")
_ROMAN = dict(enumerate("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split(), 1))


def _ionised(found: re.Match[str]) -> str:
    """Return an ion of AASTeX as astronomers print it: `\\ion{C}{4}` is C IV."""
    stage = found[2].strip()
    return f"{found[1]} {_ROMAN.get(int(stage), stage) if stage.isdecimal() else stage.upper()}"


# What HTML left behind, once or twice, also as Mendeley and Crossref make TeX of it: {\&}amp;, {\&}amp$\mathsemicolon$.
# A \&amp; is what our own export writes for a title that says so.
_ENTITY = re.compile(
    r"(?:\{\\?&\}|(?<!\\)&)(?:amp(?:;|\$\\mathsemicolon\$))*"
    r"(?:\\?(#\d{1,7}|#[xX][0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}))(?:;|\$\\mathsemicolon\$)"
)


def entities(text: str) -> str:
    """Return TeX source whose entities of HTML are such: `{\\&}amp;` is `&amp;`, `&amp;lt;` is `&lt;`."""
    return _ENTITY.sub(lambda found: f"&{found[1] or found[2]};", text)


def marked(text: str, *, braces: bool = True) -> str | Marked:
    """Return TeX source as markup: emphasis, indices, small capitals, formulas and, with `braces`, kept capitals.

    `{\\"O}l in {Cu$_2$O}` becomes `Öl in <nc>Cu<math>_2</math>O</nc>`. A text that has nothing of these is a plain
    `str`. `--` is an en dash, `~` a space, quotation marks are curly. A command nobody knows gives its argument, or its
    name where it has none. A pair of tags of HTML counts as the command for it. What is no TeX (a dollar or a brace
    without its other, `%`, `&`, two sums of money) is text. Linear in `text`; never raises.

    Braces around letters are kept as `nc`, but those of BibTeX's special characters, which open with a command
    (btxdoc, section 4).
    """
    if "&" in text:
        text = entities(text)
    if "<" in text or "&lt;" in text or "\\textless" in text or "$\\l" in text:
        text = _commanded(text)
    # One look for each character: `in` passes an abstract forty times faster than a regular expression does.
    if "\\" in text or "$" in text or "`" in text or ("&" in text and ";" in text):
        text = outside_mathematics(text)
        return _Decoder(text, braces=braces).decoded()
    # Neither commands nor formulas (most titles): ligatures first, for braces may stand there to part them (-{}-).
    if "--" in text:
        text = text.replace("---", "—").replace("--", "–")
    text = text.replace("''", "”").replace("~", " ")
    if "{" in text and braces:
        return _joined(_grouped(text))
    return text.replace("{", "").replace("}", "")


_BRACE = re.compile(r"([{}])")
_LETTER = re.compile(r"[^\W\d_]")


def _has_letter(piece: str) -> bool:
    """Return whether a piece of markup is text, or a formula, with a letter."""
    if type(piece) is Marked:
        piece = piece[6:-7] if piece.startswith("<math>") else ""
    return _LETTER.search(piece) is not None


def _grouped(text: str) -> list[str]:
    """Return the pieces of a text without commands, with its braces as tags; one without its other is nothing."""
    out: list[str] = []
    opened: list[int] = []
    for piece in _BRACE.split(text):
        if piece == "{":
            opened.append(len(out))
        elif piece == "}":
            if opened:
                _tag(out, opened.pop(), "nc")
        elif piece:
            out.append(piece)
    while opened:
        _tag(out, opened.pop(), "nc")
    return out


def _tag(out: list[str], start: int, tag: str) -> None:
    """Put a tag around the pieces from `start` on; kept capitals within kept ones are kept once, or at both ends."""
    inner = out[start:]
    if tag == "nc" and (within := inner.count(_NC[0])):
        bare = [piece for piece in inner if piece not in _NC]
        twice = inner[0] in _NC and inner[-1] in _NC and within == 1
        inner = [_NC[0], *bare, _NC[1]] if twice else bare
    if any(map(_has_letter, inner)) if tag == "nc" else any(inner):
        opening, closing = _NC if tag == "nc" else (Marked(f"<{tag}>"), Marked(f"</{tag}>"))
        out[start:] = [opening, *inner, closing]


def _joined(pieces: list[str]) -> str | Marked:
    """Return text and what is markup already as one text in markup; as a plain one where there is no markup."""
    if Marked not in map(type, pieces):
        return "".join(pieces)
    return Marked("".join([piece if type(piece) is Marked else escape(piece) for piece in pieces]))


def decode(text: str) -> str:
    """Return TeX source as people read it: `G{\\"o}del's {P}roof` as `Gödel's Proof`, `Cu$_2$O` as `Cu₂O`."""
    return shown(marked(text, braces=False))


def prose(text: str) -> str:
    """Return the TeX source of an abstract as people read it, its formulas as they stand (`$x_1$`)."""
    if "&" in text:
        text = entities(text)
    if "<" in text or "&lt;" in text or "\\textless" in text or "$\\l" in text:
        text = _commanded(text)
    if "\\" in text or "$" in text:
        text = outside_mathematics(text)
        return plain(_Decoder(text, braces=False, formulas=False).decoded(marked=True))
    return decode(text)


# The tags that publishers leave in titles and abstracts, as they stand and as Mendeley and Zotero escape them.
_OPENED = r"(?:<|&lt;|\{?\\textless(?:\{\}|[ ])?\}?|\{?\$(?:<|\\less|\\lt)[ ]?\$\}?)"
_CLOSED = r"(?:>|&gt;|\{?\\textgreater(?:\{\}|[ ])?\}?|\{?\$(?:>|\\greater|\\gt)[ ]?\$\}?)"
_TAG = re.compile(
    rf"{_OPENED}(/?)((?:jats:)?(?:italic|bold|sub|sup|scp|sc|span|title|sec|strong|em|tt|inf|[ibup]))"
    rf"(?:[ ][^<>{{}}\n]{{0,200}})?{_CLOSED}",
    re.IGNORECASE,
)
_COMMANDS = {
    **dict.fromkeys(("i", "em", "italic"), "\\emph"), **dict.fromkeys(("b", "strong", "bold"), "\\textbf"),
    **dict.fromkeys(("sub", "inf"), "\\textsubscript"), "sup": "\\textsuperscript",
    **dict.fromkeys(("sc", "scp"), "\\textsc"),
}  # fmt: skip


def _commanded(text: str) -> str:
    """Return TeX source with its pairs of tags of HTML and JATS as commands; a lone `<b>` is text."""
    tags = list(_TAG.finditer(text))
    pairs: dict[int, str] = {}
    opened: list[tuple[str, int]] = []
    for tag in tags:
        name = tag[2].lower().removeprefix("jats:")
        if not tag[1]:
            opened.append((name, tag.start()))
        elif name in (one for one, _ in opened):
            while (last := opened.pop())[0] != name:
                pass
            command = _COMMANDS.get(name)
            paragraph = "\n\n" if name in ("p", "sec", "title") else ""
            pairs[last[1]] = f"{command}{{" if command else paragraph
            pairs[tag.start()] = "}" if command else paragraph
    return _TAG.sub(lambda tag: pairs.get(tag.start(), tag[0]), text) if pairs else text


def verbatim(text: str) -> str:
    """Return a URL, DOI or path out of TeX source: escapes undone, `\\url{}` and braces gone, no white space."""
    if "\\" in text or "{" in text or "$" in text:
        text = _URL_COMMAND.sub("", text)
        text = _URL_TILDE.sub("~", text)
        text = _URL_ESCAPE.sub(r"\1", text.replace("\\textunderscore", "_"))
        text = text.replace("{", "").replace("}", "")
    return "".join(text.split())


_URL_COMMAND = re.compile(r"\\(?:url|path|nolinkurl|href|doi|texttt|burl)\b\*?\s*(?=\{)|\\-")
_URL_TILDE = re.compile(r"\\(?:textasciitilde|texttildelow|sim)\b(?:\{\})?[ ]?|\\~(?:\{\})?|\$\\sim\$")
_URL_ESCAPE = re.compile(r"\\([_%&#$~{}^/\-])")


_NC = (Marked("<nc>"), Marked("</nc>"))


@lru_cache(maxsize=4096)
def _compose(base: str, mark: str) -> str:
    if base in "ıȷ" and mark not in "\u0327\u0328\u0323\u0331":
        base = "i" if base == "ı" else "j"
    if base == "i" and mark == "\u0307":
        return "i"
    return unicodedata.normalize("NFC", base + mark)


@lru_cache(maxsize=4096)
def _known(name: str) -> str:
    """Return what a command without arguments stands for; empty when nobody knows."""
    if found := symbol(name):
        return found
    from pylatexenc.latex2text import get_default_latex_context_db  # 40 ms, and few bibliographies need it

    spec = get_default_latex_context_db().get_macro_spec(name)
    known = getattr(spec, "simplify_repl", None)
    return known if isinstance(known, str) and "%" not in known else ""


class _Group(NamedTuple):
    """An open brace: what closes it, what is done to its text, where that begins, accents at its start, its tags."""

    after: str
    change: Callable[[str], str] | None
    start: int
    accents: int
    tags: list[tuple[str, int]]
    """Each with the place of `out` where it opens."""


class _Decoder:
    """One walk over the tokens of a text, with the groups that are open and the accents that wait for a letter."""

    def __init__(self, text: str, *, braces: bool, formulas: bool = True) -> None:
        self.text = text
        self.braces = braces
        self.formulas = formulas
        """Whether formulas become markup; else they stay as they stand."""
        self.out: list[str] = []
        """Text, and what is markup already (Marked)."""
        self.accents: list[str] = []
        self.groups: list[_Group] = [_Group("", None, 0, 0, [])]
        self.passed: dict[int, int] = {}
        """Where a group ends whose successor is passed over, and where that ends."""
        self.silent = -1
        """Where the argument of a silent command ended last."""
        self.quoted = False

    def put(self, text: str) -> None:
        if not text:
            return
        if self.accents:
            text = text.lstrip()
            if not text:
                return
            letter = text[0]
            for mark in reversed(self.accents):
                letter = _compose(letter, mark) if len(letter) == 1 else letter + mark
            self.accents.clear()
            text = letter + text[1:]
        self.out.append(text)

    def put_formula(self, tex: str, source: str) -> None:
        """Put a formula, given without and with its delimiters."""
        self.bare()
        tex = " ".join(tex.split())
        if not self.formulas and source:
            self.out.append(source)
        elif self.formulas and is_sound(tex):
            self.out.append(formula(tex))
        else:
            self.out.append(plain(formula(tex)))

    def decoded(self, *, marked: bool = False) -> str | Marked:
        text, at = self.text, 0
        while (token := _TOKEN.search(text, at)) is not None:
            if token.start() > at:
                self.put(text[at : token.start()])
            at = token.end()
            word, symbol, brace, dollar, ligature = token.groups()
            if word is not None:
                at = self.command(word, token, at)
            elif symbol is not None:
                at = self.symbol(symbol, token.start(), at)
            elif brace == "{":
                self.open(at)
            elif brace == "}":
                if self.groups[-1].change is _nothing:
                    self.silent = at
                self.close()
                at = self.passed.pop(at, at)
            elif dollar is not None:
                at = self.dollar(token.start())
            elif ligature is not None:
                self.ligature(ligature)
        self.put(text[at:])
        while self.groups:
            self.close(last=True)
        self.bare()
        if not marked and "\\backslash" in text and "$" in (line := "".join(self.out)):
            return of_page(line)  # mathematics that was escaped, character by character
        found = _joined(self.out)
        return escape(found) if marked and type(found) is not Marked else found

    def open(self, at: int) -> None:
        special = self.text.startswith("\\", at)
        second = self.silent == at - 1  # an argument behind the first
        tags = [("nc", len(self.out))] if self.braces and not special and not second else []
        self.groups.append(_Group("", None, len(self.out), len(self.accents), tags))

    def command(self, word: str, token: re.Match[str], at: int) -> int:
        if word in _ACCENTS:
            self.accents.append(_ACCENTS[word])
            return at
        if word in _SYMBOLS:
            self.put(_SYMBOLS[word])
            return at
        if word == "string":  # the next character is only itself
            self.put(self.text[at : at + 1])
            return at + 1
        if word in _DELIMITED and (end := self.delimited(token.end(1))):
            return end
        if word in _VERBATIM and (group := _GROUP.match(self.text, at)) is not None:
            self.put(verbatim(group[1]))
            return group.end()
        if word == "ensuremath" and (group := _GROUP.match(self.text, at)) is not None:
            inner = group[1].replace("$", "")
            self.put_formula(inner, f"${inner}$")
            return group.end()
        if word == "texorpdfstring" and self.two_ways(at):
            return self.argument(at)
        if word in _PACKAGED and (end := self.arguments(at, _PACKAGED[word])):
            self.put_formula(self.text[token.start() : end], "")
            return end
        if word in _DECLARED:
            self.groups[-1].tags.append((_DECLARED[word], len(self.out)))
            return at
        if word in _SET or word in _AROUND or word in _CHANGED:
            at = self.skip_options(at)
            if self.text.startswith("{", at):
                around = _AROUND.get(word, "")
                self.put(around[:1])
                tags = [(_SET[word], len(self.out))] if word in _SET else []
                change = _CHANGED.get(word)
                self.groups.append(_Group(around[1:], change, len(self.out), len(self.accents), tags))
                return at + 1
            return at
        if word in _NOTHING:
            return at
        return self.unknown(word, token, at)

    def delimited(self, at: int) -> int:
        """Put what stands between two of the character that is at this place, as it stands; return where it ends, 0
        where it never does."""
        at = self.skip_options(at + self.text.startswith("*", at))
        mark = self.text[at : at + 1]
        end = -1 if mark.isalnum() or mark in ("", "{", " ", "\\") else self.text.find(mark, at + 1)
        if end < 0:
            return 0
        self.put(self.text[at + 1 : end])
        return end + 1

    def two_ways(self, at: int) -> bool:
        """Pass over the second argument, which bookmarks show, after the first; return whether both are there."""
        group = _GROUP.match(self.text, at)
        other = _GROUP.match(self.text, group.end()) if group else None
        if group is not None and other is not None:
            self.passed[group.end()] = other.end()
        return other is not None

    def unknown(self, word: str, token: re.Match[str], at: int) -> int:
        """Put what a command stands for; of one that nobody knows its argument stays, or else its name."""
        known = _known(word)
        if not known:
            after = self.skip_options(at)
            if self.text.startswith("{", after) and not self.text.startswith("{}", after):
                return self.argument(after)
            known = word
        # TeX swallows the space behind a control word; a symbol outside mathematics was never seen by TeX.
        self.put(f"{known} " if token[0][-1].isspace() and not word.startswith("text") else known)
        return at

    def argument(self, at: int) -> int:
        """Open the group at this place as an argument, whose braces are no one's wish; return where it begins."""
        self.groups.append(_Group("", None, len(self.out), len(self.accents), []))
        return at + 1

    def arguments(self, at: int, number: int) -> int:
        """Return where so many arguments end that begin at this place, options between them; 0 without."""
        for _ in range(number):
            group = _GROUP.match(self.text, self.skip_options(at))
            if group is None:
                return 0
            at = group.end()
        return at

    def symbol(self, symbol: str, start: int, at: int) -> int:
        if symbol in _ACCENTS:
            self.accents.append(_ACCENTS[symbol])
            return at
        if symbol in "([":
            found = (_PARENS if symbol == "(" else _BRACKETS).match(self.text, start)
            if found is not None:
                self.put_formula(found[1], found[0])
                return found.end()
        elif symbol not in ")]":
            self.put(_ESCAPED.get(symbol, symbol))
        return at

    def dollar(self, start: int) -> int:
        found = _DOUBLE.match(self.text, start) or _DOLLARS.match(self.text, start)
        if found is None or self.is_money(found):
            self.put("$")
            return start + 1
        self.put_formula(found[1], found[0])
        return found.end()

    def is_money(self, found: re.Match[str]) -> bool:
        """Return whether what stands between two dollars are words: those dollars were not escaped."""
        inner = found[1]
        if _TEX.search(inner):
            return False
        ahead = self.text[found.end() : found.end() + 1].isdigit()
        edge = inner[0].isspace() or inner[-1].isspace()
        return edge and (ahead or _WORD.search(inner) is not None)

    def ligature(self, ligature: str) -> None:
        if ligature == "`":
            self.quoted = True
        elif ligature == "'":  # behind a word: it closes a quotation that a ` opened, else it is an apostrophe
            self.put("’" if self.quoted else "'")
            self.quoted = False
            return
        elif ligature[0] == "&":
            self.put(html.unescape(ligature))
            return
        self.put(_LIGATURES[ligature])

    def close(self, *, last: bool = False) -> None:
        if len(self.groups) == 1 and not last:
            return
        group = self.groups.pop()
        if len(self.accents) > group.accents or (self.accents and len(self.out) == group.start):
            self.bare()
        out = self.out
        if group.change is not None:
            out[group.start :] = [
                piece if type(piece) is Marked else changed
                for piece in out[group.start :]
                if (changed := group.change(piece))
            ]
        for tag, start in reversed(group.tags):
            _tag(out, start, tag)
        self.put(group.after)

    def bare(self) -> None:
        """Write accents that met no letter as the characters they are."""
        self.out += [_BARE.get(mark, "") for mark in self.accents]
        self.accents.clear()

    def skip_options(self, at: int) -> int:
        option = _OPTION.match(self.text, at)
        return option.end() if option else at
