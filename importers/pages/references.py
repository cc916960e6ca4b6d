"""Reference strings of any style: each read by what it says, a list by what its entries have in common.

A string is cut in three: people, title, and the rest, which says where it appeared. Every place where people may end
and every place where a title may end is weighed; how a list's other entries are cut (by a colon, a quotation mark, a
year in brackets) is weighed with it, so that one that could be cut in two ways is cut as its neighbours are.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log, log2
from typing import NamedTuple

from importers import facts
from importers.dates import MONTH, MONTHS, SEASONS
from importers.names import GIVEN, listed
from importers.pages.people import JOURNALS, People, is_nobody, people
from importers.pages.words import PLACES
from storage.papers.identifiers import Found, found_in
from storage.papers.names import Name
from storage.papers.text import fold

SHORTEST, LONGEST = 15, 3_000
"""Characters of a reference; what is shorter or longer is none."""
NEAR = 8
"""Places where people may end that are tried at the beginning of a reference, and before its first plain word."""
VOTERS = 200
"""Entries of a list that are weighed in every way; the others are cut as these are."""

YEAR = r"(?:1[5-9]\d\d|20[0-4]\d)"
_CAPITAL = "A-ZÀ-ÖØ-ÞĀĆČĎĐĖĘĚĞİĶĻŁŃŅŇŐŘŚŞŠŤŪŮŹŻŽΑ-ΩА-ЯЁІЇЄ"
_DATE = (
    r"(?:n\.\s?d\.|in press|forthcoming|to appear|submitted|im Druck|sous presse"
    rf"|(?:c\.\s?|ca\.\s?|circa\s)?(?P<year>{YEAR})[a-z]?(?:\s?[/–-]\s?(?:{YEAR}"
    rf"|\d\d))?(?:[,.]?\s+(?:\d{{1,2}}\.?\s)?(?:{MONTH})\b\.?(?:\s\d{{1,2}})?(?:\s?[–-]\s?(?:(?:{MONTH})\s)?\d{{1,2}})?)?"
    rf"|\[(?:{YEAR})\]\s?(?P<reprinted>{YEAR}))"
)
_BARE_DATE = _DATE.replace("<year>", "<bare>").replace("<reprinted>", "<rebare>")
_AFTER = re.compile(
    rf"[\s,.:;]*(?:\((?P<role>(?:eds?|hrsg|dirs?|coords?|orgs?)\.?|editors?)\)[\s,.:;]*|(?P<post>eds?|editors?)\.?,\s+)?"
    rf"(?:[(\[]{_DATE}(?:,\s[^()\[\]]{{1,20}})?[)\]]|(?<=[\s.,]){_BARE_DATE}(?=[.,:;]|\s\())?"
    r"(?P<delimiter>[\s.,:;–—．。，：-]*)",
    re.IGNORECASE,
)
"""What stands between people and the title: that they are editors, the year, a delimiter."""
_QUOTED = re.compile(
    r"“([^“”]{3,600})[”\"]|\"([^\"]{3,600})\"|«\s*([^«»]{3,600}?)\s*»|„([^„“”\"]{3,600})[“”\"]|``(.{3,600}?)''"
    r"|[‘`]((?:[^‘’']|[’'](?![.,;:?!)]|\s*$|\s+(?:[A-Z(]|in\b))){3,600})[’'](?=[.,;:?!)\s]|$)"
    r"|(?<![\w’'])'((?:[^']|'(?=\w)){3,600})'(?=[.,;:?!)\s]|$)|「([^「」]{3,600})」"
)
_KIND = r"\[(?:[JMCDRSNPAGZK]|DB|CP|CM|DS|EB)(?:/(?:OL|CD|MT|DK))?\]"
"""The kind of a work, as GB/T 7714 marks it."""
_ENDS = re.compile(
    rf"(?P<kind>\s?{_KIND}(?:\s?[.．]|//)?)|(?P<source>\s?//\s?)"
    rf"|(?P<by>\s/\s(?=(?:[{_CAPITAL}]\.[\s-]?){{1,3}}[^\W\d_]))"
    r"|[.?!][)\]”’\"]?(?=\s|$)|,(?=\s)|;(?=\s)|:(?=\s)|(?<=[A-Z]\.):(?=[A-Z])|\s[–—-](?=\s)|\s(?=[(\[])|(?<=\w)\.(?=[A-Z][a-z]{3})"
    r"|(?<=[\u3040-\u9fff])\.(?=\w)|[．。]|(?<=\s[A-Z])\.(?=(?:An?|On|In|To|Is|Do)\s\w)"
)
"""Where people or a title may end; surely at a mark of GB/T 7714 (`[J]`) or the strokes of GOST 7.1 (` / `, ` // `)."""
_STOPPED = re.compile(
    r"(?:\b(?:[A-Z]|[A-Z][a-z]|[a-z]{1,2}|al|vs|cf|eds?|Eds?|vol|Vol|no|No|pp|Dr|Mr|Ms|St|Jr|Sr|Ph|approx|spp?"
    r"|var|subsp|et)|\d)\.$"
)
"""What ends with a full stop that may as well be no end: an initial, an abbreviation, a number."""
_PERIODICAL = re.compile(
    r"(?i)\b(?:journal|proceedings|proc|conference|conf|symposium|symp|workshop|transactions|trans|letters"
    r"|lett|annals|ann"
    r"|annual|archives?|quarterly|quart|bulletin|bull|review|rev|reviews|magazine|lecture notes|advances in"
    r"|press|university|univ|verlag"
    r"|publish\w*|springer|elsevier|wiley|ieee|acm|arxiv|biorxiv|medrxiv|preprint|corr|technical report"
    r"|tech\. rep|thesis"
    r"|dissertation|nature|science|plos|pnas|acta|int|am|j|phys|chem|biol|math|med|res|sci|eng|soc|nat|comput"
    r"|zeitschrift|revue|revista|rivista|annales|actes|jahrbuch|beiträge|handbook|encyclop\w+|edited by|eds?|vol|pp"
    r"|neurips|nips|icml|iclr|cvpr|iccv|eccv|aaai|ijcai|acl|emnlp|naacl|kdd|www|sigir|sigmod|vldb|chi|icse"
    r"|osdi|sosp|stoc"
    r"|focs|soda|jmlr|tmlr|working paper|working papers|report|manuscript|unpublished|in preparation|submitted"
    r"|under review"
    r"|available|retrieved|accessed|online|blog|patent)\b\.?"
    r"|論文誌|学会誌|学会|学報|雑誌|ジャーナル|研究報告|会議|大会|紀要|学报|杂志|期刊|大学|出版|评论|評論"
)
_MEASURES = re.compile(
    r"\b\d{1,4}\s*\(\s*\w{1,12}(?:\s?[–/-]\s?\w{1,8})?\s*\)|\b\d{1,4}\s?:\s?[A-Za-z]?\d"
    r"|\bvol(?:ume)?s?\.?\s?\w|\bpp?\.\s?\w?\d"
    r"|\b(?!(?:1[5-9]|20)\d\d\s?[-–]+\s?(?:1[5-9]|20)?\d\d\b)\d{1,5}\s?[-–]+\s?\d{1,5}\b|\bno\.\s?\d"
    r"|\bBd\.\s?\d|;\s?\d{1,4}\b",
    re.IGNORECASE,
)
"""A volume, an issue, a range of pages."""
IN = re.compile(r"\s*(?:(?:In|in|IN|In:|in:|En|Dans|Nel|Em)\b(?:\s*[:,])?|[WVВУ]\s?:)\s+")
_SMALL = re.compile(
    r"(?<![\w-])(?:of|the|for|and|in|on|with|to|a|an|from|by|via|using|der|die|das|und|für|von|zur|zum|im"
    r"|eine?|de|la|le|les|des"
    r"|du|et|pour|sur|en|el|los|las|del|para|por|una?|da|do|dos|e|em|di|il|della|per|van|het|een|voor|is|are"
    r"|at|as)(?![\w-])"
)
_WORDS = re.compile(r"[^\W\d_][\w’'-]*")
_INITIALS = re.compile(r"(?<![\w.])[A-Z]\.(?:[\s-]?[A-Z]\.)*")
_TRAILER = re.compile(
    r"(?i)[\s,;]*(?:\[\s*(?:bib|pdf|arxiv|http|doi|ps|link|url|code|slides|crossref|google scholar|pubmed"
    r"|web of science"
    r"|scopus|isi|cas|medline|free full text|full text|green version|abstract|preprint|publisher|data|video"
    r"|poster|talk|www)"
    r"(?:\s*[|,]\s*[\w .-]{1,30}){0,8}\s*\]|\((?:cited on|cit\. on|see) (?:pages?|p\.|pp\.)[^()]{0,60}\)"
    r"|google scholar|crossref|pubmed(?: abstract)?|↑[\d, ]*|↩︎?|view (?:article|in article|record)"
    r"|cited by \d+)[\s.;,]*$"
)
_BESIDES = re.compile(
    r"(?i)[\s,;.]*(?:[\[(]?\s*(?:accessed|retrieved|last accessed|last visited|visited on|zugriff|abgerufen"
    r"|consulté|consultado|consultato|acesso em|acessado|zugegriffen|letzter zugriff|stand|дата обращения"
    r"|дата доступа)\b"
    r"[^\[\])]{0,60}[\])]?|[\[(]\s?(?:cited|citado|cité|zitiert"
    r"|original work published)\b[^\[\])]{0,40}[\])]|(?:available|retrieved|disponível|disponible"
    r"|disponibile|verfügbar|abrufbar|online unter|режим доступа)\b"
    r"(?:\s(?:at|from|online|via|em|en|sur|su|unter|à|a)\b)?\s?:?|\burl\b:?|\bdoi\b:?\s*$"
    r"|\bpmid\b:?\s*$|\bpmcid\b:?\s*$"
    r"|\barxiv\b:\s*$|\[online\]|epub(?: ahead of print)?[^.]{0,40}\.|\((?:open access|online|print)\))"
)


_AN_EDITION = (
    r"(?:(?:(?:\d{1,4}(?:st|nd|rd|th|d|ª|a|º|e)?\.?ª?|second|third|fourth|fifth|sixth|revised|rev\.|new|reprint)[\s,]?\s?"
    r"(?:(?:rev|revised|enl|enlarged|erw|überarb|erweiterte|überarbeitete)\b\.?\s){0,2}"
    r"(?:edn?|edition|edição|edición|édition|edizione|auflage|aufl|ausg|изд|wyd)"
    r"|\d{1,2}\s(?:bde|bände|vols|tomes|tomos))\b\.?)"
)
_A_THESIS = r"(?:(?:ph\.?\s?d\.?|doctoral|master[’']?s?|m\.?sc\.?|bs|bachelor[’']?s?)\s(?:thesis|dissertation|project))"
_AN_ASIDE = (
    rf"(?:[(\[](?:{_AN_EDITION}|{_A_THESIS}|(?:version|internet|online|arxiv|preprint|software|data ?set|thesis"
    r"|computer (?:software|program)|ph\.?d|doctoral|master'?s?|(?:unpublished )?manuscript|blog(?: post)?|video"
    r"|conference paper|paper presentation|technical report|u\.?s\.? patent|mestrado|doutorado)\b"
    r"|(?:vol|no|nr|bd|т|t|pp?|с)\.\s?\w|(?:data|pdf|html|print|\w+ ed\.?)(?=[)\]])"
    r"|[^()\[\]]{3,80},\s(?:eds?|trans|comp)\.)[^()\[\]]{0,60}[)\]])"
)
EDITION = re.compile(rf"(?i){_AN_EDITION}")
_ASIDE_AHEAD = re.compile(rf"(?i){_AN_ASIDE}")
ASIDES = re.compile(rf"(?i)(?:[\s.,:;]*{_AN_ASIDE})+[\s.,:;]*")
"""What is said of a work between title and source, in brackets: its edition, version, volume, pages, medium."""
BEHIND = re.compile(
    rf"(?i)(?:[\s.,:;]*{_AN_ASIDE}|[\s.]*\[[\w’'-]+(?:,?\s[\w’'-]+){{0,2}}\]|\s*[(\[](?:1[89]|20)\d\d[a-z]?[)\]]"
    rf"|[.,;]+\s(?:{_AN_EDITION}|{_A_THESIS}|first|second|third|fourth|updated|revised)|,?\s§+\s?[\d.–-]+"
    r"|\.\s(?:\d{1,4}|[ivxlc]+\s?\+\s?\d{1,4})(?:\s?(?:pp?|s|с)\b\.?)?)[\s.,:;]*$"
)
"""The same at the end of a title, and what stands there without brackets: an edition, a kind of thesis, a section."""


_LAST_WORDS = frozenset(
    "edn edition edição edición édition edizione auflage aufl ausg изд wyd bde bände vols tomes tomos thesis"
    " dissertation project first second third fourth updated revised pp с".split()
)


def _goes_on_behind(title: str) -> bool:
    """Return whether a title ends with what is said of a work behind its title."""
    last = title.rstrip(" .")[-14:].rpartition(" ")[2].lower()
    if len(last) > 2 and last.isalpha() and last not in _LAST_WORDS:
        return False
    return BEHIND.search(title, max(0, len(title) - 60)) is not None


_CLOSED = re.compile(r"[^()\[\]]{0,40}[)\]]")


class Way(NamedTuple):
    """How an entry is cut: what other entries of a list do as well."""

    quoted: bool
    year: str
    """Where the year stands: `(`, in brackets behind the people; `bare`, there without; empty, at the end."""
    dotted: bool | None
    """Whether full stops stand behind initials; None where there are none."""
    after_people: str
    after_title: str

    @property
    def lead(self) -> tuple[object, ...]:
        """What stands before the title."""
        return self.quoted, self.year, self.after_people


class Cut(NamedTuple):
    """One way of cutting a reference, and how well it does."""

    way: Way
    score: float
    people: People
    start: int
    """Where the title begins."""
    end: int
    editors: bool
    year: str


@dataclass(frozen=True)
class Reference:
    """A reference without its number, on one line, and what is known of it by its signs."""

    text: str
    line: int
    lines: tuple[int, ...]
    raw: str
    parts: tuple[str, ...] = ()
    """Its pieces, where the source tells them (`\\newblock`)."""
    apart: frozenset[str] = frozenset()
    """What the source sets apart in it, as links, in bold or italics, without the signs around it."""

    @cached_property
    def found(self) -> tuple[Found, ...]:
        """The identifiers and links in it."""
        return _found(self.text)

    @cached_property
    def body(self) -> str:
        """Its text without identifiers, links, and what stands behind an entry for people to press."""
        return _body(self.text)

    @cached_property
    def cuts(self) -> tuple[Cut, ...]:
        """Every way of cutting it that is worth a thought, the best first."""
        if not SHORTEST <= len(self.text) <= 4 * LONGEST or not _MARK.search(self.text):
            return ()
        return _sorted(self.body, self.parts, self.apart)


AROUND = ' .,:;“”"'
"""Signs around a title that are none of it."""
_SET_APART = 5.0
"""How much it says for a title that it is what the source sets apart: few set apart people, some the journal."""


_MARK = re.compile(r"[^\w\s]")
"""One at least stands between people and title, or behind it."""
_ENTRIES = 256
"""Of so many entries it is kept how they are cut: a list is divided in several ways, each with most of the same."""


@lru_cache(_ENTRIES)
def _found(text: str) -> tuple[Found, ...]:
    return tuple(found_in(text))


@lru_cache(_ENTRIES)
def _body(text: str) -> str:
    if len(text) > 4 * LONGEST:
        return text
    at, pieces = 0, []
    for one in _found(text):
        before = text[at : one.start].rstrip("< ")
        if closed := before[-1:] in ("(", "[") and _CLOSED.match(text, one.end):
            before = before[:-1]
        pieces.append(_BESIDES.sub(" ", before))
        at = closed.end() if closed else one.end
    pieces.append(text[at:].lstrip(">") if pieces else text)
    body = " ".join(" ".join(pieces).split())
    while (shorter := _TRAILER.sub("", body)) != body:
        body = shorter
    return _BESIDES.sub(" ", body).strip()


@lru_cache(_ENTRIES)
def _sorted(body: str, parts: tuple[str, ...], apart: frozenset[str]) -> tuple[Cut, ...]:
    found: Iterable[Cut] = _cuts(body, parts, apart)
    if apart:
        found = (
            cut._replace(score=cut.score + _SET_APART) if body[cut.start : cut.end].strip(AROUND) in apart else cut
            for cut in found
        )
    return tuple(sorted(found, key=lambda cut: -cut.score))


def _by_parts(body: str, parts: tuple[str, ...]) -> Cut | None:
    """Return how a reference is cut whose source tells its pieces, people and title first."""
    head, title = (part.strip(' .,:;“”"') for part in parts[:2])
    start = body.find(title)
    named = _named(head) or _lenient(head)
    if named is None or start < 0 or len(_WORDS.findall(title)) < 2:
        return None
    end = start + len(title)
    return Cut(
        Way(quoted=False, year="", dotted=None, after_people=".", after_title="."), 9.0, named, start, end, False, ""
    )


_UNTITLED = 12.0
"""The score of an entry that is plainly without a title."""
_SOURCE = re.compile(
    rf"(?:(?:[{_CAPITAL}][\w.&’'-]*|of|the|and|de|der|des|für|for|in|et|&|\([A-Z][\w .]{{1,20}}\))[\s,]+){{1,9}}?"
    rf"(?=\(?{YEAR}\b|[Vv]ol\.?\s?\d|[A-Z]{{0,2}}\s?\d)"
)
_NUMBERS = re.compile(
    r"[\s,]*(?:vol|no|pp?|issue|art|suppl|ser|ed|pages)?\.?[\s,]*(?:[A-Z]{0,2}\s?\d[\d\s.,:()–-]*|[A-Z]{1,2}\b)",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    rf"\({YEAR}\)|\(?(?:to be published|unpublished|private communication|personal communication|in preparation"
    r"|ibid\b|op\. cit\.|loc\. cit\.)",
    re.IGNORECASE,
)


def _is_untitled(rest: str, before: "_Before") -> bool:
    """Return whether a journal, its volume and a year follow the people, as physicists and chemists cite."""
    named, _, _, _, where, *_ = before
    initials = [_INITIALS.search(name.text) is not None for name in named.names]
    if named.sure < 0.3 or (any(initials) and not all(initials)):
        return False
    if _NOTHING.match(rest):
        return True
    found = _SOURCE.match(rest[:120])
    if found is None:
        return False
    words = [word.strip(",") for word in found[0].split()]
    known = [word.endswith(".") or fold(word.strip(".()")) in JOURNALS for word in words]
    short = [word.isupper() and len(word) < 6 for word in words]
    small = [word[0].islower() or word[0] in "(&" for word in words]
    journal = any(known) and all(map(any, zip(known, short, small, strict=True)))
    alone = len(words) == 1 and "," not in found[0] and not re.match(YEAR, rest[found.end() :])
    if not journal and not alone and not (_PERIODICAL.match(found[0]) and len(words) < 7):
        return False
    numbers = _NUMBERS.match(rest, found.end())
    told = rest[found.end() : found.end() + 60].partition(";")[0]
    if (
        numbers is None
        or told.count("(") < told.count(")")
        or len(re.findall(r"\d+", told)) < (2 if where else 3)
        or re.search(r"[a-z]{4}", told[:30])
    ):
        return False
    return bool(where or re.search(rf"\b{YEAR}\b", told))


_PLAIN = 6.0
"""From this score on a title in quotation marks needs no comparison."""


def _cuts(body: str, parts: tuple[str, ...], apart: frozenset[str]) -> Iterator[Cut]:
    if not SHORTEST <= len(body) <= LONGEST:
        return
    if len(parts) > 1 and (told := _by_parts(body, parts)):
        yield told
        return
    quotes = [(found.start(), found.end(), found) for found in _QUOTED.finditer(body)]
    for start, end, found in quotes[:3]:
        inner = next(group for group in found.groups() if group is not None)
        if _count(inner) < 2:
            continue
        inside = found.span(found.lastindex or 0)
        named = [
            _weighed(body, before, _of_people(before[0]), *inside, end, quoted=True) for before in _before(body, start)
        ]
        yield from named
        inner = inner.strip(AROUND)
        more = any(inner in one and len(one) > len(inner) + 2 for one in apart)
        if named and max(cut.score for cut in named) > _PLAIN and not more:
            return
    ends = [
        (found.start() + (found[0][0] in "?!"), found.end(), found.lastgroup or found[0].strip()[:1])
        for found in _ENDS.finditer(body)
    ]
    for cut in _before(body, None):
        start = cut[1]
        if _is_untitled(body[start:], cut):
            yield Cut(
                Way(False, cut[4], cut[5], cut[6], "none"),
                _of_people(cut[0]) + _UNTITLED,
                cut[0],
                start,
                start,
                cut[2],
                cut[3],
            )
            continue
        weight = _of_people(cut[0])
        last = _passed(body, start)
        for title_end, rest_start, sign in ends:
            if title_end > last:
                break
            if start + 3 < title_end < start + 500:
                yield _weighed(body, cut, weight, start, title_end, rest_start, sign=sign)
        if len(body) - start < 300:
            yield _weighed(body, cut, weight, start, len(body.rstrip(" .")), len(body), sign="$")


_Before = tuple[People, int, bool, str, str, bool | None, str]
"""Who, where what follows begins, whether they are editors, the year, where that stands, whether initials have full
stops, and the delimiter."""


@lru_cache(maxsize=64)
def _before(body: str, until: int | None) -> tuple[_Before, ...]:
    """Return the people with whom a reference may begin, and what stands between them and what follows."""
    if until is not None:
        head, year, where, editors = _without_year(body[:until])
        head = head.strip(" ,:;")
        named = _named(head) or _lenient(head)
        return ((named, until, editors, year, where, _dotted(head), ""),) if named else ()
    marked = _MARKED.search(body)
    reach = min(_reach(body), marked.start() if marked else LONGEST)
    dated = _YEAR_BEHIND.search(body, 0, reach + (0 if marked and reach == marked.start() else 16))
    if dated and (found := _ending(body, [dated.end("people")])):  # where a year follows people, they end there
        return found
    places = [match.start() + (match[0][0] == ".") for match in _ENDS.finditer(body, 0, reach + 2)]
    places = [place for place in places if not _is_midst(body, place)]
    if len(places) > 2 * NEAR:  # names go on to the first word in small letters, or stop soon
        places = [*(places[:NEAR] if reach < 600 else ()), *places[-NEAR:]]
    return _ending(body, places)


_NUMBERED = re.compile(r"\s\d|\d\d")
_MIDST = re.compile(rf"\s?-?[{_CAPITAL}]\.|\s(?:II|III|Jr|Sr)\b")
_INITIAL_ENDS = re.compile(r"(?<![^\W_])[^\W\d_]\.")


def _is_midst(body: str, place: int) -> bool:
    """Return whether a place stands between the initials of one person."""
    return bool(
        body[place - 1] == "." and _MIDST.match(body, place) and _INITIAL_ENDS.search(body, max(0, place - 4), place)
    )


def _ending(body: str, places: Sequence[int]) -> tuple[_Before, ...]:
    """Return the people who may end at these places, with what follows them."""
    found: list[_Before] = []
    for place in places:
        head = body[:place].strip(" ,:;．。")
        if not 2 <= len(head) <= 2_000 or _NUMBERED.search(head) or not (named := _named(head)):
            continue
        after = _AFTER.match(body, place - body[place - 1 : place].count("."))
        if after is None:
            continue
        told = after.groupdict()
        year = told["year"] or told["reprinted"] or told["bare"] or told["rebare"] or ""
        role = told["role"] or told["post"]
        dated = after[0].strip(" .,:;–—-")
        where = "" if not dated or role == dated.strip("().") else "(" if "(" in dated or "[" in dated else "bare"
        sign = told["delimiter"].strip() or body[place - 1 : place + 1].strip()[-1:]
        if sign[:1] == "," and not where and named.sure <= 0.4 and len(named.names) == 1 and named.names[0].corporate:
            continue
        found.append((named, after.end(), bool(role), year, where, _dotted(head), sign[:1]))
    # Of names that go on after a comma, only the last places can be the end; `Moor, Ada:` is one.
    if any(len(before[0].names) == 1 and before[0].sure > 0.9 and before[6] == ":" for before in found):
        found = [before for before in found if len(before[0].names) > 1 or before[0].sure > 0.9 or before[6] != ","]
    commas = [place for place, before in enumerate(found) if before[6] == "," and not before[4]]
    found = [before for place, before in enumerate(found) if place not in commas[:-3]]
    # What comes before a full stop behind three and more with initials ends among them.
    stop = next((
        place for place, (named, start, *_, sign) in enumerate(found)
        if sign in (".", ":") and named.sure > 0.95 and len(named.names) > 2 and body[start : start + 1] not in "&,"
        and all(_INITIAL.search(name.text) for name in named.names)
    ), 0)  # fmt: skip
    return tuple(found[stop:])


_YEAR_BEHIND = re.compile(
    rf"(?P<people>[\w)’]\.?)[\s,;]*(?:\((?:eds?\.?|editors?)\)[\s.,]*)?"
    rf"(?:[(\[](?:{YEAR}|n\.\s?d\.|in press|forthcoming)\b|(?<=[\s,]){YEAR}[a-z]?[.,:;](?:\s|$))",
    re.IGNORECASE,
)


def _dotted(head: str) -> bool | None:
    if re.search(r"(?<![\w.])[A-Z]\.(?!$)", head):
        return True
    return False if re.search(r"(?<![\w.])[A-Z]{1,3}(?![\w.'’-])", head) else None


_HEAD_YEAR = re.compile(rf"[\s,]*(?:\((?:eds?\.?|editors?)\)[\s,.]*)?[(\[]?{_DATE}[)\]]?[\s,.:]*$", re.IGNORECASE)


def _without_year(head: str) -> tuple[str, str, str, bool]:
    """Return people without the year behind them, the year, where it stands, and whether they are editors."""
    found = _HEAD_YEAR.search(head[-80:])
    if not found:
        return head, "", "", False
    cut = head[: len(head) - len(head[-80:]) + found.start()]
    return cut, found["year"] or found["reprinted"] or "", "(" if "(" in found[0] else "bare", "ed" in found[0].lower()


def _reach(body: str) -> int:
    """Return how far names may go: to the first word in small letters that no name has."""
    for found in re.finditer(r"(?<![\w'’.-])(?![a-z]+['’])[a-z]{2,}(?![\w'’])", body):
        if found[0] not in _IN_NAMES:
            return found.start()
    return len(body)


_IN_NAMES = frozenset(
    "and und et al others van der den de del della di da dos das do du des la le los las el von zu zum zur af "
    "av ter ten te "
    "bin ibn ben abu y e och og en eds ed with dal degli vom op auf st jr sr ii iii iv".split()
)


_MARKED = re.compile(rf"{_KIND}|\s//\s|[“«「]")
_IN_CODE = re.compile(r"[=_<>{}|\\@]|#(?![,;.*\s]|$)|(?<!\w)#")
_POSSESSIVE = re.compile(r"(?<=[a-z])[’']s\b")


def _is_month(head: str) -> bool:
    """Return whether what stands before a year is a month or a season: `May 2019: ...`, `12 May 2019: ...`."""
    *days, month = head.strip(" .,").lower().split() or [""]
    month = month.strip(".")
    return (month in MONTHS or month in SEASONS) and all(day.strip(".").isdecimal() for day in days)


@lru_cache(maxsize=1 << 12)
def _named(head: str) -> People | None:
    """Return the people that a text names, or the group that it is; None for neither."""
    if _POSSESSIVE.search(head) or _IN_CODE.search(head) or _is_month(head) or is_nobody(head):
        return None
    if "/" in head and _SLASHED.fullmatch(head):
        head = head.replace("/", "; ")
    # A full stop that ends the list is no more of the last initial than there are others.
    found = people(head[:-1] if head.endswith(".") and "." not in head[:-1] else head)
    if found and found.sure >= 0.2:
        return found._replace(names=_settled(found.names, complete=found.complete))
    bare, cut = facts.others(head.strip(" .．"))
    words = bare.split()
    if told := _FIRST_OF_MORE.fullmatch(head.strip(" .．")):
        return People((Name(told[1]),), complete=False, total=None, sure=0.7)
    if _FAMILIES.fullmatch(bare):
        families = re.split(r",\s(?:(?:and|&)\s)?|\s(?:and|&|und|et|y)\s", bare)
        return People(tuple(map(Name, families)), complete=True, total=None, sure=0.5)
    if _ONE_OF_MEDLINE.fullmatch(bare):
        return People((Name.of(words[0], words[1]),), complete=True, total=None, sure=0.4)
    if not 1 <= len(words) <= 8 or _MEASURES.search(bare) or not (bare[0].isupper() or _CJK.match(bare)):
        return None
    if _SHOUTED.fullmatch(bare):
        return People((facts.named(bare),), complete=True, total=None, sure=0.8)
    if facts.is_group(bare) and not _INITIALS.search(bare):
        return People((Name.group(bare),), complete=not cut, total=None, sure=0.55)
    if facts.is_group(bare) and " and " in bare:  # no group has initials
        names, complete, total = listed(bare)
        if all(1 < len(name.text.split()) < 5 and name.text[0].isupper() for name in names):
            return People(_settled(names, complete=complete), complete, total, 0.3)
        return None
    if len(words) == 1 and bare.isalpha():
        if _CJK.match(bare):
            return People((Name(bare) if len(bare) < 5 else Name.group(bare),), complete=True, total=None, sure=0.3)
        name = Name(bare) if bare.istitle() else Name.group(bare)
        return People((name,), complete=True, total=None, sure=0.25)
    if bare.isupper() and "," not in bare and not any(map(str.isdigit, bare)):
        return People((Name.group(bare),), complete=True, total=None, sure=0.4)
    return None


_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ONE_OF_MEDLINE = re.compile(rf"[{_CAPITAL}][a-zß-ÿ][\w'’-]+\s[A-Z]{{1,4}}")
"""A family name that is a word of titles as well, and initials."""
_SHOUTED = re.compile(
    rf"[{_CAPITAL}’'-]{{2,}}(?:\s[{_CAPITAL}’'-]{{2,}}){{0,2}},\s(?:[{_CAPITAL}][\w.’'-]*|d[aeo]s?|e|y|del?|von|van)"
    rf"(?:\s(?:[{_CAPITAL}][\w.’'-]*|d[aeo]s?|e|y|del?|von|van)){{0,4}}"
)
"""`MOOR, Ada Lena`, as ABNT and ISO 690 set family names."""
_FIRST_OF_MORE = re.compile(r"([^\W\d_a-z][\w'’-]+),?\set\.?\sal\.?")
_FAMILIES = re.compile(r"[A-Z][\w'’-]+(?:,\s[A-Z][\w'’-]+){0,8},?\s(?:and|&|und|et|y)\s[A-Z][\w'’-]+")
_SLASHED = re.compile(r"[^\s,/]+,\s[^,/]{1,40}(?:/[^,/]{1,30},\s[^,/]{1,40}){1,8}")
"""`Moor, Ada/Roe, Bo`."""
_ONLY_INITIALS = re.compile(rf"(?:[{_CAPITAL}]\.?[\s-]?){{1,4}}")


def _settled(names: tuple[Name, ...], *, complete: bool) -> tuple[Name, ...]:
    """Return names with each that is initials alone, or cannot stand alone, put to the one before it.

    Of people who are cited hardly anybody has one name: `van der Moor, Ada`, `Moor, Ada L.`.
    """
    kept: list[Name] = []
    for name in names:
        before = kept[-1] if kept else None
        if (
            before
            and _ONLY_INITIALS.fullmatch(name.text)
            and before.text == before.family_name
            and not before.family
            and not _ONLY_INITIALS.fullmatch(before.text)
        ):
            kept[-1] = Name.of(before.text, name.text)
        else:
            kept.append(name)
    names = tuple(kept)
    if len(names) < 2 or names[0].family or (" " in names[0].text and (" " in names[1].text or len(names) > 2)):
        return names
    family, given = names[0].parts(), names[1].text
    if names[0].corporate or (family.given and " " in given) or _CJK.match(given):
        return names
    if _ONLY_INITIALS.match(names[0].text) and "." in names[0].text:
        return names
    alone = not family.given and " " not in given  # families, as physicists sign: Moor, Fern, Reed
    if alone and (any(" " not in name.text for name in names[2:]) or (not complete and fold(given) not in GIVEN)):
        return names
    whole = (names[0].text, given) if family.given else (family.family, given, family.particle)
    return (Name.of(*whole), *names[2:])


_NOT_IN_NAMES = re.compile(r"[\d=_<>{}|\\/#@:]")


def _lenient(head: str) -> People | None:
    """Return the people that a text names of which nothing but its place says that it does."""
    if not head or len(head) > 300 or _NOT_IN_NAMES.search(head) or _reach(head) < len(head):
        return None
    names, complete, total = listed(head.rstrip("."))
    return People(_settled(names, complete=complete), complete, total, 0.35) if names else None


def _weighed(
    body: str, before: _Before, weight: float, start: int, end: int, rest: int, *, quoted: bool = False, sign: str = ""
) -> Cut:  # fmt: skip
    named, _, editors, year, where, dotted, delimiter = before
    title = body[start:end]
    tail = body[rest:].strip(" .,;")
    score = weight + _of_title(title) + _of_rest(tail, dated=bool(where))
    if quoted:
        score += 5.0 if start - before[1] < 3 else 0.0
        sign = "”"
    elif IN.match(tail):
        sign, score = "in", score + 1.5
    else:
        if sign == "." and _STOPPED.search(body[max(0, end - 12) : end + 1]):
            score -= 2.5
        elif sign == "." and _is_abbreviated(body, end):
            score -= 4.0
        elif sign == "." and _GOES_ON.match(tail) and _TORN.search(title, max(0, len(title) - 40)):
            score -= 5.0  # amid a journal that is abbreviated
        if sign in ",.(" and (_journal(tail) or EDITION.match(tail)):
            score += 1.5
        elif sign in ",;:" and _IMPRINT.match(tail):
            score += -3.0 if _PLACED_END.search(title) else 3.0
        elif sign in "([" and (_ASIDE_AHEAD.match(tail) or (_BRACKETED.match(tail) and not tail[1:5].isdecimal())):
            score += 2.0
        elif sign == "," and (known := _KNOWN_PLACE.match(tail)) and known[1] in PLACES:
            score += 0.0 if _PLACED_END.search(title) else 1.5
        if sign == ":" and _IMPRINT.match(body, start):
            score -= 4.0
        score += {
            ".": 1.0, "．": 1.0, "。": 1.0, "?": 0.5, "!": 0.5, ",": -0.5, "$": -1.0, "(": -1.0, "[": -0.5,
            "kind": 6.0, "source": 5.0, "by": 8.0,
        }.get(sign, -1.5)  # fmt: skip
        score += {":": 0.5, ".": 0.5, "．": 0.5, ",": 0.0, "": -1.0}.get(delimiter, 0.0) + (1.5 if where else 0.0)
        if title[:1].islower() and delimiter == ",":
            score -= 1.5
        if delimiter == "," and _begins_with_people(title.partition(":")[0]):
            score -= 4.0
    way = Way(quoted, where, dotted, "" if quoted or where else delimiter, sign)
    return Cut(way, score, named, start, end, editors, year)


@lru_cache(maxsize=1 << 10)
def _begins_with_people(head: str) -> bool:
    """Return whether before the colon of a title stand the rest of its people: `Bo Moor and Cy Lind: Tides`."""
    found = people(head) if 3 < len(head) < 300 else None
    return found is not None and found.sure > 0.8


_ABBREVIATION = re.compile(r"[^\W\d_a-z][^\W\d_]{0,8}$")


def _is_abbreviated(body: str, end: int) -> bool:
    """Return whether the word before a full stop is one of a journal that is abbreviated: Phys. Rev., Math. Comput."""
    found = _ABBREVIATION.search(body, max(0, end - 10), end)
    return found is not None and fold(found[0]) in JOURNALS and fold(found[0]) not in _WHOLE_WORDS


_WHOLE_WORDS = frozenset(
    "actuators cancer cell diabetes drug earth energy fluid health lancet notes plant plasma public pure science solid"
    " today water methods expert transplantation".split()
)
_ABBREVIATED = r"(?:(?:[A-Z][A-Za-z]{0,8}\.\s?){2,8}[A-Z(]{0,3}\s?\d|J\.\s[A-Z])"
"""How a journal that is abbreviated begins, to its volume: Phys. Rev. B 37."""
_BLUEBOOK = rf"\d{{1,4}}\s(?:[A-Z][\w.&’']{{0,8}}\s){{1,7}}\d{{1,5}}\b(?=[^()]{{0,40}}\({YEAR}\))"
"""As lawyers cite: the volume, the journal, the first page; the year at the end (73 Yale L.J. 733 (1964))."""
_JOURNAL_AHEAD = re.compile(rf"{_ABBREVIATED}|{_BLUEBOOK}")


def _journal(tail: str) -> bool:
    return _JOURNAL_AHEAD.match(tail) is not None


_INITIAL = re.compile(rf"(?<![^\s.-])[{_CAPITAL}]{{1,3}}(?:\.|$)")
_INITIAL_LAST = re.compile(rf"(?:^|[\s.-])[{_CAPITAL}]{{1,3}}\.?$")


def _of_people(named: People) -> float:
    sure = min(max(named.sure, 0.05), 0.98)
    *others, last = (_INITIAL_LAST.search(name.text) is not None for name in named.names)
    # `Ada Moor and Quoc V. Le` is not over behind the initial.
    cut_short = last and (not any(others) if others else fold(named.names[0].text.split()[0]) in GIVEN)
    return log(sure / (1 - sure)) / 2 + 0.3 * (len(named.names) > 1) - 5.0 * cut_short


_WITHIN = re.compile(
    r"[,.;]\s+in:\s|[.?!]\s[WVВУ]:\s|(?<=[a-z]{4})[.?!]\s+in\s(?=[A-Z])|[.?!]\s+(?:arXiv|bioRxiv|Preprint|In|Dans|Em|Nel|Proc|Proceedings|Journal|Trans|Advances|Annals"
    r"|International Conference)\b"
    r"|[.?!]\s+(?:The\s)?(?:[A-Z][\w&-]*\s){0,4}(?i:journal|review|letters|magazine|quarterly|bulletin|transactions)\b"
    r"|\[(?:Internet|Online)\]|\.\s(?=[A-Z][a-z]+:\s[A-Z])"
)
"""Signs of a place of publication."""


@lru_cache(maxsize=1 << 10)
def _people_in(text: str) -> People | None:
    """Return the people whom a piece of a reference names; None without a look where it has too many words for one."""
    if text.count(" ") > 4 and not any(sign in text for sign in _BETWEEN):
        return None
    return people(text)


_BETWEEN = (",", ";", "&", " and ", " et ", " und ", "·", "/")


def _count(text: str) -> int:
    """Return how many words a text has; two characters of Chinese or Japanese are one."""
    return len(_WORDS.findall(text)) + (0 if text.isascii() else len(_CJK.findall(text)) // 2)


@lru_cache(maxsize=1 << 12)
def _of_title(title: str) -> float:
    """Return how much more a text looks like a title than like people or a venue: natural-log odds, roughly."""
    words = _count(title)
    if not words:
        return -6.0
    score = {1: -2.0, 2: -0.5, 3: 0.5}.get(words, 1.5 if words <= 25 else -0.5 * (words - 25) / 5)
    if not (title[0].isupper() or title[0].isdigit() or title[0] in "“\"‘'«[($αβγδεκλμπσω¿¡" or not title[0].isascii()):
        score -= 1.0
    small = len(_SMALL.findall(title))
    score += min(small, 3) * 0.6
    score += 0.5 if ":" in title or "?" in title else 0.0
    initials = len(_INITIALS.findall(title))
    score -= 1.5 * min(initials, 3)
    if IN.match(title) or _NO_BEGINNING.match(title):
        score -= 3.0
    dotted = "." in title or "," in title
    if any(map(str.isdigit, title)):
        score -= 1.0 if _MEASURES.search(title) else 0.0
        dated = _DATED.search(title)
        score -= 5.0 if dated and _reach(title[: dated.start()]) == dated.start() else 0.0
        score -= 4.0 if title[-1] == ")" and _BRACKETED_END.search(title) else 0.0
    if not _SIGNS.isdisjoint(title) or any(word in title for word in _LEGAL):
        score -= 8.0 if _NO_TITLE.search(title) else 0.0
    first, stop, _ = title.partition(". ")
    if stop and " " not in first and first.istitle():
        score -= 2.0
    if stop and 4 < len(first) < 120 and (named := _people_in(first)):
        score -= (4.0 if len(named.names) > 1 or not named.complete else 3.0) * named.sure
    if not title.isascii() and _CJK_AROUND.search(title):
        score -= 3.0
    if dotted and _SOURCE_WITHIN.search(title):
        score -= 3.0
    if words < 5 and all(fold(word.strip(".,")) in JOURNALS or _PERIODICAL.fullmatch(word) for word in title.split()):
        score -= 3.0
    if dotted and (title.rpartition(". ")[2] in PLACES or _goes_on_behind(title)):
        score -= 2.0
    if ": " in title and _IMPRINT_WITHIN.search(title, max(0, title.rindex(": ") - 80)):
        score -= 3.0
    if dotted and ("ed" in title or "rsg" in title or "[" in title) and _EDITED.search(title):
        score -= 4.0
    if ", " in title and any(found[1] in PLACES for found in _COMMA_PLACE.finditer(title)):
        score -= 3.0
    if found := _WITHIN.search(title):  # it goes on where the title ended
        score -= 3.0 if found[0][0] in "?!" else 5.0
    if title.count("(") != title.count(")"):
        score -= 2.0
    if title.count("“") != title.count("”"):
        score -= 1.5
    if title[-1] in "&:-–(,":
        score -= 2.0
    if len(title) < 120 and small < 2 + title.count(",") and (named := _people_in(title)) and named.sure > 0.5:
        score -= 4.0 * named.sure
    return score


_SIGNS, _LEGAL = frozenset("@/<>|\\©&(:"), ("opyright", "OPYRIGHT", "ights ", "RIGHTS", "icen", "ICEN")
"""Without one of these there is nothing of what follows in a text."""
_NO_TITLE = re.compile(
    r"[\w.]@[\w-]+\.\w|(?i:\bcopyright\b|\(c\)|©|all rights reserved|licen[cs]e,? (?:version|v))"
    r"|\w/[\w*]+\.\w|\w/[\w*]+/[\w*]+[/.]\w|\w\(\)|&&|\|\||[<>]{2}|\w::\w|\\n"
)
"""What stands in code, in licences and in letters, and in no title."""
_CJK_AROUND = re.compile(
    "^[\u3040-\u30ff\u3400-\u9fff]{2,5}[,，、:：]\\s?|[,，]\\s?[\u3040-\u30ff\u3400-\u9fff]{2,12}(?:論文誌|学会誌|学報|雑誌|研究報告|紀要|学报|杂志)$"
)
"""A person before a title, or a journal behind it."""
_SOURCE_WITHIN = re.compile(r"[a-z]{3},\s(?:(?:[A-Z][A-Za-z]{0,8}\.\s?){2}|J\.\s[A-Z]|\d{1,4}\s[A-Z][\w.]*\.)")
_DATED = re.compile(rf"[.,]\s[(\[]?{YEAR}[a-z]?[)\]]?[.:]\s")
"""The year behind people, in the midst of a text."""
_LATER_SOURCE = re.compile(rf"(?<=[a-z]{{3}})[,.]\s{_ABBREVIATED}")
_PASSED = re.compile(
    rf"\.\s+(?:arXiv|bioRxiv|Proceedings|Journal of|International Conference)\b|(?P<dated>{_DATED.pattern})"
)
"""What no title has: the place of publication, a year behind people."""


def _passed(body: str, start: int) -> int:
    """Return where a title that begins at a place has surely ended."""
    for found in _PASSED.finditer(body, start + 8):
        if not found["dated"] or _reach(body[start : found.start()]) == found.start() - start:
            return found.end()
    return LONGEST


_JOINING = r"(?:(?:and|of|the|for|in|on|und|für|der|die|des|et|de|la|le|du|y|e|do|da|&)\s){0,3}"
_NAME_ALONE = re.compile(rf"(?:[{_CAPITAL}\d][\w.&’'/-]*[,:]?\s{_JOINING}){{0,14}}[{_CAPITAL}\d][\w.&’'/-]*")
"""A name, as a source or a publisher has one: no word in it is small but those between others."""
_WORD = rf"(?![IVX]{{1,4}}\.)[{_CAPITAL}](?:[\w&’'/-]{{0,3}}\.(?:[A-Z]\.)*|(?:[\w&’'/-]|\.(?=\w))*)"
_PLACED = (
    rf"(?!(?:Part|Teil|Vol|Volume|Chapter|Section|Book|Case)\b){_WORD}"
    rf"(?:(?:\s|,\s|\s?[/–;-]\s?)(?:(?:and|und|am|of|upon|de|do|del|la|le|y|e|sur|&)\s)?{_WORD}){{0,4}}"
)
_HOUSE = (
    rf"{_WORD}(?:,?\s(?:(?:and|und|et|y|e|of|de|der|des|du|di|da|do|la|le|los|the|for|für|&)\s){{0,2}}{_WORD}){{0,7}}"
)
_NO_ISSUE = r"\b(?!\s?[;(:,]\s?\d)"
_IMPRINT = re.compile(
    rf"{_PLACED}\s?:\s{_HOUSE}(?:(?:[,;.]?\s|,?\s\(){YEAR}{_NO_ISSUE}|$)|{_PLACED};\s?{YEAR}{_NO_ISSUE}"
)
"""Where a book appeared, and with whom: `Leeds: Quarry Press, 1998`."""
_IMPRINT_WITHIN = re.compile(rf"[.,;]\s{_PLACED}\s?:\s{_HOUSE}$")
_KNOWN_PLACE = re.compile(rf"({_WORD}(?:\s{_WORD}){{0,2}}),\s[{_CAPITAL}]")
_EDITED = re.compile(
    r"(?:, (?:editors?|eds?)\b|[.,] (?:[Ee]dited by|[Hh]rsg\.|Herausgegeben von)|\. \[[^\[\]]{2,40}\]:)"
)
_COMMA_PLACE = re.compile(rf",\s{_KNOWN_PLACE.pattern}")
_PLACED_END = re.compile(rf"[.?!]\s{_PLACED}$")
_BRACKETED = re.compile(
    rf"(?:(?:vol\.\s?)?[\divxlc+–-]{{1,12}}\s(?:p\s)?)?\((?:(?:[^()]{{2,120}}[,\s])?{YEAR}|{_PLACED}:\s{_HOUSE})\)(?=[\s.;]*$)"
)
"""The publisher and the year in brackets behind a title: `(Quarry Press, Leeds, 1998)`."""
_BRACKETED_END = re.compile(rf"\s\((?:[{_CAPITAL}][^()]{{2,120}}[,\s]{YEAR}|{_PLACED}:\s{_HOUSE})\)$")
_TORN = re.compile(r"(?:[\w)]{2}[.,:]|[?!])\s(?:\d{1,4}\s)?(?:[A-Z][A-Za-z.]{0,9}\s?){1,3}$")
_GOES_ON = re.compile(r"[A-Za-z]{1,9}\.")
_NO_BEGINNING = re.compile(
    r"(?i)(?:proceedings of|proc\.|journal of|eds?\b|edited by|vol\b|pp\b|and\b|&|et al|\d{1,4}\s?(?:pp?|s|с)\b)"
)
_A_YEAR = re.compile(rf"(?<!\d){YEAR}(?!\d)")
_SPAN_END = re.compile(rf"{YEAR}\s?[-–]\s?\d{{2,4}}[.,?!:]\s[A-Z]")
_SMALL_SOURCE = re.compile(r"(?i)(?:arxiv|bioRxiv|medRxiv|vol|pp|eds?)\b")
_YEAR_ALONE = re.compile(rf"\(?{YEAR}\)?")
_COUNTING = re.compile(rf"(?i)\b(?:{MONTH}|pp?|vol|no|art|issue|bd|band|heft|nr|suppl\w*|т|с)\b")
_SAYING = re.compile(r"[^\W\d_]{2,}")
_DATE_FIRST = re.compile(rf"{YEAR}(?:\s(?:{MONTH})\b[\s\d–-]{{0,8}})?;", re.IGNORECASE)
_PLACE = re.compile(r"^[A-Z][\w .&’'-]{2,50}[,:]\s[A-Z][\w .’'-]{2,40}\b")


@lru_cache(maxsize=1 << 12)
def _of_rest(tail: str, *, dated: bool) -> float:
    """Return how much a text looks like what stands behind a title: where it appeared, when, on which pages."""
    if not tail:
        return -1.5 if dated else -2.5
    head = tail[:160]
    score = 1.2 if IN.match(head) else 0.0
    found = _PERIODICAL.search(head)
    if found:
        score += 1.2 if found.start() < 40 else 0.6
    measured = _MEASURES.search(head)
    score += 1.2 if measured else 0.0
    score += 0.5 if _PLACE.match(head) else 0.0
    if not _journal(head) and _LATER_SOURCE.search(head, 3):
        score -= 2.5  # the title goes on until there
    year = _A_YEAR.search(tail)
    if not dated:
        score += 1.2 if year else -1.5
    if _DATE_FIRST.match(tail):
        score -= 2.0  # the journal is in the title
    first = tail.lstrip('([“"')[:1]
    if _SPAN_END.match(tail):
        score -= 2.0  # a span of years that ends a title
    if first.islower() and not IN.match(tail) and not _SMALL_SOURCE.match(tail):
        score -= 2.0
    imprint = _IMPRINT.match(head) or _BRACKETED.match(head)
    score += 0.0 if not imprint else 0.5 if tail[1:5].isdecimal() else 1.5
    if not found and not measured and not year and not imprint:
        score += 0.5 if dated and _NAME_ALONE.fullmatch(ASIDES.sub("", tail)) else -1.0
    if not _YEAR_ALONE.fullmatch(tail) and not _SAYING.search(_COUNTING.sub("", tail)):
        score -= 2.0  # numbers alone: the venue is in the title
    if ". " in tail:
        lead = re.split(r"(?<=[a-z]{3})[.?!]\s(?=[A-Z“])", tail, maxsplit=1)
        # A second sentence behind the first, then the venue: the title went on.
        if (
            len(lead) > 1
            and len(_SMALL.findall(lead[0])) >= 1
            and not _PERIODICAL.search(lead[0])
            and not _MEASURES.search(lead[0])
            and not IN.match(lead[0])
        ):
            score -= 0.8
    return score


# -- a list of them


def chosen(references: Sequence[Reference]) -> list[tuple[Cut, float] | None]:
    """Return how each entry of a list is cut, and how probable it is that this is right, 0 to 1; None where it is none.

    The ways are voted for by all: of each entry's ways each has a share by its score, and those of most entries count
    for more everywhere.
    """
    votes: defaultdict[object, float] = defaultdict(float)
    voters = references if len(references) <= VOTERS else references[:: -(-len(references) // VOTERS)]
    for reference in voters:
        best: dict[Way, float] = {}
        for cut in reference.cuts[:60]:
            best.setdefault(cut.way, cut.score)
        if best:
            top = max(best.values())
            shares = {way: 2.0 ** (score - top) for way, score in best.items()}
            whole = sum(shares.values())
            for way, share in shares.items():
                votes[way.lead] += share / whole
                votes[way.after_title] += share / whole
                votes[way.dotted] += share / whole
    total = len(voters)
    weight = min(3.0, log2(1 + total)) if total > 1 else 0.0
    return [_choice(reference, votes, total, weight) for reference in references]


def _choice(reference: Reference, votes: Mapping[object, float], total: int, weight: float) -> tuple[Cut, float] | None:
    def liked(way: Way) -> float:
        here = log((votes[way.lead] + 0.1) / (total + 0.1) * 2 + 0.02)
        if way.after_title in ".,;:$":
            here += 0.5 * log((votes[way.after_title] + 0.1) / (total + 0.1) * 2 + 0.02)
        if way.dotted is not None and votes[way.dotted] < votes[not way.dotted]:
            here += 0.5 * log((votes[way.dotted] + 0.1) / (votes[not way.dotted] + 0.1))
        return weight * here

    told = [(cut.score + liked(cut.way), cut) for cut in reference.cuts[:400]]
    if not told:
        return None
    score, cut = max(told, key=lambda one: one[0])
    other = max((one for one, rival in told if (rival.start, rival.end) != (cut.start, cut.end)), default=-9.0)
    sure = 1 / (1 + 2.0 ** -(score - 1.0)) * (0.75 + 0.25 * min(1.0, (score - other) / 3))
    return cut, max(0.0, min(sure, 0.99))
