"""Dates as people write them, in EDTF; the months and seasons by name; days of listing pages without a year."""

import datetime
import re
import unicodedata
from functools import lru_cache

from storage.papers.dates import canonical, parse

MONTHS = {name: number for number, names in enumerate("""
    jan january januar janvier enero gennaio januari janeiro ene gen janv ianuarie gener ocak tammikuu tammikuuta
    leden ledna styczeń stycznia január января январь янв січня січень януари ιανουάριος ιανουαρίου يناير ינואר
    siječanj siječnja 一月;
    feb february februar février febrero febbraio februari fevereiro fev févr fév fevrier februarie şubat helmikuu
    helmikuuta únor února luty lutego február februára февраля февраль фев лютого лютий февруари φεβρουάριος
    φεβρουαρίου فبراير פברואר veljača veljače 二月;
    mar march märz mars marzo maart março mrz marts maerz martie març maret mart maaliskuu maaliskuuta březen března
    marzec marca március marec марта март мар березня березень μάρτιος μαρτίου مارس מרץ ožujak ožujka 三月;
    apr april avril abril aprile abr avr aprilie nisan huhtikuu huhtikuuta duben dubna kwiecień kwietnia április apríl
    апреля апрель апр квітня квітень април απρίλιος απριλίου أبريل אפריל travanj travnja 四月;
    may mai mayo maggio mei maio maj mag maig mayıs toukokuu toukokuuta květen května maja május мая май травня
    травень μάιος μαΐου مايو מאי svibanj svibnja 五月;
    jun june juni juin junio giugno junho giu iunie juny haziran kesäkuu kesäkuuta červen června czerwiec czerwca
    június jún июня июнь июн червня червень юни ιούνιος ιουνίου يونيو יוני lipanj lipnja 六月;
    jul july juli juillet julio luglio julho juil lug iulie juliol temmuz heinäkuu heinäkuuta červenec července lipiec
    lipca július júl июля июль июл липня липень юли ιούλιος ιουλίου يوليو יולי srpanj srpnja 七月;
    aug august août agosto augustus augusti ago aout agost agustus ağustos elokuu elokuuta srpen srpna sierpień
    sierpnia augusztus августа август авг серпня серпень αύγουστος αυγούστου أغسطس אוגוסט kolovoz kolovoza 八月;
    sep sept september septembre septiembre settembre setembro set setiembre septembrie setembre eylül syyskuu
    syyskuuta září wrzesień września szeptember szept сентября сентябрь сент сен вересня вересень септември
    σεπτέμβριος σεπτεμβρίου سبتمبر ספטמבר rujan rujna 九月;
    oct october oktober octobre octubre ottobre okt outubro out ott octombrie ekim lokakuu lokakuuta říjen října
    październik października október октября октябрь окт жовтня жовтень октомври οκτώβριος οκτωβρίου أكتوبر אוקטובר
    十月;
    nov november novembre noviembre novembro noiembrie kasım marraskuu marraskuuta listopadu ноября ноябрь ноя
    листопада листопад ноември νοέμβριος νοεμβρίου نوفمبر נובמבר studeni studenog studenoga 十一月;
    dec december dezember décembre diciembre dicembre dez dezembro dic déc decembre decembrie desember desembre aralık
    joulukuu joulukuuta prosinec prosince grudzień grudnia декабря декабрь дек грудня грудень декември δεκέμβριος
    δεκεμβρίου ديسمبر דצמבר prosinac prosinca 十二月
""".split(";"), 1)
    for name in names.split()}  # fmt: skip
"""The number of a month by its name, whole or short, in lower case."""

_LISTOPAD = re.compile(r"(?i)\blistopada?\b")
_SPEAKS = {
    "hr": 10,
    "croatian": 10,
    "hrv": 10,
    "pl": 11,
    "polish": 11,
    "pol": 11,
    "cs": 11,
    "czech": 11,
    "ces": 11,
    "cze": 11,
}
"""What month of the year listopad is, by language; the names of other months tell, too."""
_NEIGHBOURS = (
    (10, re.compile(r"(?i)siječ|velja|ožuj|trav(?:anj|nja)|svib|lip(?:anj|nja)|srp(?:anj|nja)|kolovo|ruj|studen"
                    r"|prosinac")),
    (11, re.compile(r"(?i)stycz|luty|lutego|marzec|marca|kwie|maja|czerw|lip(?:iec|ca)|sierp|wrze|paźdz|grud"
                    r"|led(?:en|na)|únor|břez|dub(?:en|na)|květ|červ|srpen|září|říj|prosinec")),
)  # fmt: skip

SEASONS = {name: number for number, names in enumerate((
    "spring frühling frühjahr printemps primavera lente voorjaar 春 春季 весна",
    "summer sommer été verano estate verão zomer 夏 夏季 лето",
    "autumn fall herbst automne otoño autunno outono herfst najaar 秋 秋季 осень",
    "winter hiver invierno inverno 冬 冬季 зима"), 1)
    for name in names.split()}  # fmt: skip

MONTH = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?"
)
"""The names of the months, whole or short, as a regular expression without groups."""

DAY = rf"(?P<month>{MONTH})\.? (?P<day>\d{{1,2}})(?!\d)(?:, ?(?P<year>\d{{4}})(?!\d))?"
"""A day with or without its year, as a regular expression with the groups that `dated` takes."""


_IN_WORDS = re.compile(
    rf"(?i)(?<![\d-])\d{{4}}-\d\d-\d\d(?![\d-])|\b(?:{MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}(?!\d)"
    rf"|(?<!\d)\d{{1,2}}(?:st|nd|rd|th|\.)? (?:of )?(?:{MONTH})\.?,? \d{{4}}(?!\d)"
    r"|(?<!\d)\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日"
)


def stated(text: str) -> str | None:
    """Return the one day that a text names with its year, in ISO 8601: `TLDR AI, 28th of November 2026`.

    None where it names none, or several: a week, the days of a meeting.
    """
    found = {edtf(day[0]) for day in _IN_WORDS.finditer(text[:_LOOKED_AT])}
    return found.pop() if len(found) == 1 else None


_LOOKED_AT = 500


def dated(found: re.Match[str], as_of: datetime.date) -> tuple[str | None, bool]:
    """Return the ISO date of a match of DAY, and whether its year was inferred.

    A day without a year is the latest such day not after `as_of`: what a page shows without a year is of the year in
    which it was copied, and nothing on it lies in the future. A day that the month does not have leaves year and
    month, or nothing where there is no year.
    """
    month, day = MONTHS[found["month"].lower()], int(found["day"])
    if found["year"]:
        year = int(found["year"])
        date = _day(year, month, day)
        if date:
            return date.isoformat(), False
        return (f"{year:04}-{month:02}" if year else None), False
    # Eight years reach back over a century that is no leap year to the 29th of February before it.
    for year in range(as_of.year, max(as_of.year - 9, 0), -1):
        date = _day(year, month, day)
        if date and date <= as_of:
            return date.isoformat(), True
    return None, False


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


# A date is read by its parts: y a year, m a month, s a season, d a day or a short year, - what joins, x another word.
_PART = re.compile(r"[^\W\d_]+|\d+|-+|[/&]")
_YEAR = re.compile(r"1[4-9]\d\d|20\d\d|21[0-4]\d")
_JOINS = frozenset("- -- --- / & to and und et bis through til".split())
_UNSAID = frozenset("of the de del du le den am an do st nd rd th er ère º г 日 号 일".split())
_ONE = "d-m-y y-m-d m-d-y y-d-m m-y y-m s-y y-s mdy dmy ymd my ym sy ys y".split()
_RANGES = (
    "mdy-mdy dmy-dmy ymd-ymd md-mdy dm-dmy ymd-md md-dy d-dmy ymd-d my-my ym-ym m-my ym-m sy-sy ys-ys s-sy ys-s sy-y "
    "sy-d y-ys y-ds y-y y-d"
).split()
_FORM = re.compile("|".join(sorted(["y-$", *_ONE, *_RANGES], key=len, reverse=True)))
"""How a date, or a range of dates, is written."""
_CIRCA = re.compile(
    r"(?:^|[\s(\[])(?:(?:ca?\.|ca|circa|approx(?:imately|\.)?|about|around|um|vers|hacia|около)\s*|c\s+)(?=[\[(]?\d)",
    re.IGNORECASE,
)
_PART_OF = re.compile(
    r"(?:early|late|mid|middle|beginning|end|anfang|mitte|ende|début|debut|mi|fin|inizio|metà|fine|principios|mediados|finales)"
    r"[\s-]+(?:(?:of|the|de|du|des|del|di)\s+)*([^\W\d_]+|\d{4})",
    re.IGNORECASE,
)
"""`early 1990`, `mid-June 2004`: about then."""
_TERM = re.compile(r"\b(?:michaelmas|hilary|trinity|lent|easter term)\b", re.IGNORECASE)
"""Of English universities, whose days differ: such a date stays in its words."""
_NUMERALS = "I II III IV V VI VII VIII IX X XI XII".split()
_NUMERAL = f"({'|'.join(_NUMERALS)})"
_ROMAN = re.compile(
    rf"(?P<day>\d{{1,2}}(?:\s?-+\s?\d{{1,2}})?[.\s/-]+)?{_NUMERAL}(?:\.?\s?[-/]+\s?{_NUMERAL})?[.,\s/-]+(?P<year>\d{{4}})"
    rf"|(?P<first>\d{{4}})[.,\s/-]+{_NUMERAL}(?:[.\s/-]+(?P<last>\d{{1,2}}))?",
    re.IGNORECASE,
)
"""A month in Roman numerals beside its year, and nothing else: 12.VI.1998, VII-VIII 1998, 1998 VI 12."""
_MONTH_SIGN = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])\s?[月월]")
_UNCERTAIN = re.compile(r"\d\]?\s?\?|\b(?:probably|possibly)\b", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\d)")
_IDEOGRAPHIC = re.compile(r"(\d{4})\s*[年년](?:\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日号일])?)?")
_DECADE = re.compile(r"(?<!\d)(1[4-9]|20)(\d)0['’]?s\b")
_ISO_DAY = re.compile(r"(?<![\d-])(\d{4})-(\d\d)-(\d\d)(?!\d)")
_MONTH_AND_YEAR = re.compile(r"(0?[1-9]|1[0-2])\s?[-/.]\s?(\d{4})")
_ERA = re.compile(r"(明治|大正|昭和|平成|令和|民國|民国)\s*(元|\d{1,2})\s*年")
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "民國": 1911, "民国": 1911}
"""The year before the first of each era, by which Japan and Taiwan count."""
_LIBRARIANS = re.compile(r"\[?(1[4-9]|20)(?:(\d)-|--?)\??\]?")
"""`[197-?]` and `[19--]`, as catalogues have a decade and a century (AACR2, 1.4F7)."""
_QUARTER = re.compile(
    r"[-/\s]*\b(?:q([1-4])|(fi|se|th|fo)[a-z]{3,4}[\s-]*quarter|([1-4])[a-z°.]{0,3}[\s-]*(?:quart(?:er|al)?|trim(?:estre)?))\b",
    re.IGNORECASE,
)
_QUARTER_SIGN = re.compile(r"[qQ]|[tT]rim")
_ENGLISH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_QUARTERS = ("Jan-Mar", "Apr-Jun", "Jul-Sep", "Oct-Dec")
"""What EDTF and CSL have no better word for."""
_BEYOND = re.compile(
    r"\s*(?:(before|ante|avant|antes de|vor)|after|post|après|después de|nach)\s+\d{4}\s*", re.IGNORECASE
)
_TIME = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?|-?\bw\d\d(?:-\d)?\b")
_DASHES = str.maketrans("‐‑‒–—−〜～", "--------")
_ONWARDS = re.compile(r"-\s*(?:present|today|now|heute|ongoing)\b")


@lru_cache(maxsize=4096)
def edtf(text: str, language: str = "") -> str:
    """Return the date that people write in `text`, in EDTF; empty without a year from 1400 to 2149.

    `language` is that of the text, by code or English name, where it is known: listopad is two months.

    `27 May 2015`, `March 3-5, 2010`, `2015 Nov-Dec`, `Winter 2004/05`, `ca. 1850`, `1990s`, `1.3.2004`, `2004年3月5日`,
    `2015 4th Quarter`, `12.VI.1998`, `early 1990`.
    Numbers with full stops between them begin with the day; `03/04/2017` and `03-04-2017` leave month and day open,
    unless one of them is above twelve. A part that cannot be is left out, with what follows from it.
    """
    text = text.strip()[:100]
    if date := parse(text):
        return date.begins if date.start.written[10:] else str(date)  # the time of day is no part of a citation
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_DASHES)
        text = _ERA.sub(lambda era: f"{_ERAS[era[1]] + (1 if era[2] == '元' else int(era[2]))}年", text)
    if not any(map(str.isdecimal, text)):
        return ""
    circa = _CIRCA.search(text) or any(map(_is_time, _PART_OF.findall(text)))
    mark = ("", "?", "~", "%")[2 * bool(circa) + bool(_UNCERTAIN.search(text))]
    text = _with_months(text, language)
    if _QUARTER_SIGN.search(text):
        text = _QUARTER.sub(_quarter, text)
    ends = _numeric(text) or _named(text)
    if len(ends) == 1 and (beyond := _BEYOND.fullmatch(text)):
        ends = ("..", *ends) if beyond[1] else (*ends, "..")
    return "/".join(f"{end}{mark}" if end[:1].isdigit() else end for end in ends)


def _is_time(word: str) -> bool:
    """Return whether a word is a year, a month or a season."""
    return word.isdecimal() or word.lower() in MONTHS or word.lower() in SEASONS


def _with_months(text: str, language: str) -> str:
    """Return a date with the months in English that are a numeral, a number with its sign, or of two meanings."""
    if "istopad" in text and (month := _SPEAKS.get(language.lower()[:2]) or _SPEAKS.get(language.lower())):
        return _LISTOPAD.sub(_ENGLISH[month - 1], text)
    if "istopad" in text:
        return _LISTOPAD.sub(next((_ENGLISH[month - 1] for month, near in _NEIGHBOURS if near.search(text)), ""), text)
    if not text.isascii():
        return (
            text if _IDEOGRAPHIC.search(text) else _MONTH_SIGN.sub(lambda sign: f" {_ENGLISH[int(sign[1]) - 1]} ", text)
        )
    if found := _ROMAN.fullmatch(text.strip("()[]., ")):
        months = [_ENGLISH[_NUMERALS.index(numeral.upper())] for numeral in found.group(2, 3, 6) if numeral]
        day = (found["day"] or found["last"] or "").rstrip(" ./-")
        return f"{day} {'-'.join(months)} {found['year'] or found['first']}"
    return text


def said(text: str, language: str = "") -> str:
    """Return the date that people write in `text`, in EDTF; of a text without a year all of it, as Paper takes it."""
    text = text.strip()
    if len(text) == 4 and text.isascii() and text.isdecimal():
        return text
    date = edtf(text, language)
    return text if len(date) == 4 and _TERM.search(text) else date or text


_BESIDE = "c ca circa um vers about around s present last accessed retrieved visited viewed checked cited on abgerufen"
_KNOWN = MONTHS.keys() | SEASONS.keys() | _JOINS | _UNSAID | set(_BESIDE.split())


def exact(text: str) -> str:
    """Return the date that people write in `text`, in EDTF, where that says all of it; else the text."""
    words = (word for word in _PART.findall(text.lower()) if word.isascii() and word.isalpha())
    return said(text) if _KNOWN.issuperset(words) else canonical(text)


_UNPUBLISHED = re.compile(
    r"(?:(?:currently|manuscript|article|paper|now)\s+)?(?:in ?press|in print|forthcoming|to appear|submitted|accepted"
    r"|in ?(?:preparation|review|revision)|under (?:review|revision)|pre-?published|(?:e?pub )?ahead of print"
    r"|unpublished|im (?:druck|erscheinen)|eingereicht|sous presse|à paraître|soumis|en prensa|in stampa)\b.*",
    re.IGNORECASE,
)


def unpublished(text: str) -> bool:
    """Return whether a text in place of a date says that the paper has not appeared: BibLaTeX's pubstate."""
    return _UNPUBLISHED.fullmatch(text.strip("()[]. ")) is not None


def _quarter(found: re.Match[str]) -> str:
    number = found[1] or found[3]
    return f" {_QUARTERS[int(number) - 1 if number else ('fi', 'se', 'th', 'fo').index(found[2].lower())]} "


def _numeric(text: str) -> tuple[str, ...]:
    """Return the date that is written in numbers alone."""
    if len(text) == 8 and text.isdecimal() and parse(whole := f"{text[:4]}-{text[4:6]}-{text[6:]}"):
        return (whole,)
    found = _ISO.match(text) or _ISO_DAY.search(text)
    # 1998-99 is two years, 1998-12 a month.
    if found and not (found[3] is None and int(found[2]) > 12):
        return (possible(*map(int, found.groups(default="0"))),)
    if found := _NUMERIC.search(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] == "." and second <= 12:
            return (possible(year, second, first),)
        low, high = sorted((first, second))
        return (possible(year, low, high) if high > 12 >= low or low == high else possible(year),)
    if (found := _IDEOGRAPHIC.search(text)) and not SEASONS.get(text[found.end() : found.end() + 1]):
        return (possible(*map(int, found.groups(default="0"))),)
    if found := _MONTH_AND_YEAR.fullmatch(text):
        return (possible(int(found[2]), int(found[1])),)
    if found := _DECADE.search(text):
        return (f"{found[1]}{found[2]}X" if found[2] != "0" else f"{found[1]}XX",)
    if found := _LIBRARIANS.fullmatch(text):
        return (f"{found[1]}{found[2] or 'X'}X",)
    return ()


def possible(year: int, month: int = 0, day: int = 0, season: int = 0) -> str:
    """Return the date in EDTF with those of these parts that can be; empty without a year from 1 to 9999."""
    forms = (f"{year:04}-{month:02}-{day:02}", f"{year:04}-{season + 20 if season else month:02}", f"{year:04}")
    return next((form for form in forms if parse(form)), "")


def _named(text: str) -> tuple[str, ...]:
    """Return the date, or both ends of the range, that is written with the names of months or seasons, or as a year."""
    text = _ONWARDS.sub("-", _TIME.sub(" ", text.lower()).replace("年", " "))
    parts = [part for word in _PART.findall(text) if (part := _part(word))[0]]
    best, said = "", parts
    for words in (parts, [part for part in parts if part[0] != "x"]):
        signs = "".join(sign for sign, _ in words)
        for found in _FORM.finditer(signs):
            # 1907-1030 does not go on: only where nothing is left out is the dash the end.
            if len(found[0]) > len(best) and (words is parts or found[0][-1] != "-"):
                best, said = found[0], words[found.start() : found.end()]
    if not best:
        return ()
    first, _, last = best.partition("-") if best not in _ONE else (best, "", "")
    left = dict(said[: len(first)])
    if first == best:
        return (_point(left),)
    return _range(left, dict(said[len(first) + 1 :])) if last else (_point(left), "..")


def _part(word: str) -> tuple[str, int]:
    """Return what a word of a date is, and its number; an empty sign for what says nothing."""
    if word.isdecimal():
        return "y" if _YEAR.fullmatch(word) else "d" if len(word) < 3 else "x", int(word[:4])
    if word in _JOINS or word in _UNSAID:
        return "-" if word in _JOINS else "", 0
    month, season = MONTHS.get(word, 0), SEASONS.get(word, 0)
    return "m" if month else "s" if season else "x", month or season


def _range(left: dict[str, int], right: dict[str, int]) -> tuple[str, ...]:
    """Return both ends, each with what only the other says; of a range that runs back, or is none, the first."""
    if "d" in right and "m" not in {**left, **right}:
        right["y"] = left["y"] // 100 * 100 + right.pop("d")  # 1998-99
        if right["y"] > left["y"] + 20:
            right["y"] = left["y"]  # a number of another kind
    if ("s" in left) != ("s" in right):
        season = left.get("s") or right["s"]
        if season == 4 and right["y"] == left["y"] + 1:
            return (_point({"y": left["y"], "s": season}),)  # one winter is of two years
        left, right = left | {"s": season}, right | {"s": season}
    of_one = {"y": left.get("y") or right["y"]}
    if "d" in left or "d" in right:
        of_one["m"] = left.get("m") or right["m"]
    ends = of_one | left, of_one | right
    if "y" not in left and "m" in ends[0] and ends[0]["m"] > ends[1].get("m", 12):
        ends = ends[0] | {"y": ends[0]["y"] - 1}, ends[1]  # Dec-Jan 2010
    elif "y" not in right and ends[0].get("m", 0) > ends[1].get("m", 12):
        ends = ends[0], ends[1] | {"y": ends[1]["y"] + 1}
    first, last = map(_point, ends)
    return (first, last) if first != last and parse(f"{first}/{last}") else (first,)


def _point(said: dict[str, int]) -> str:
    return possible(said.get("y", 0), said.get("m", 0), said.get("d", 0), said.get("s", 0))
