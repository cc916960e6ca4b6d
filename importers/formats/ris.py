"""RIS, as reference managers, publishers and databases write it, and the tagged flavour of the Web of Science."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from importers import dates, facts, tagged
from importers.besides import fill, unsaid
from importers.facts import mapping
from importers.markup import abstract, marked
from importers.reader import CERTAIN, OPENS, REFERENCE, Item, Listed, Page, Skipped, listed, named, skip
from importers.tagged import Tagged
from storage.papers import own
from storage.papers.bibfields import ENDNOTE_KINDS, RIS_TAGS, RIS_TYPES, inverted, table
from storage.papers.dates import parse
from storage.papers.identifiers import arxiv_id, doi
from storage.papers.kinds import as_preprint
from storage.papers.names import Name
from storage.papers.paper import Paper

NAME, TITLE = "ris", "RIS (also Web of Science)"
CARRIES = REFERENCE
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, True, 40, "2026-11-22"

_KINDS = inverted({kind: names.split() for kind, names in RIS_TYPES.items()})
_EXTRA = {variable: tags.split() for variable, tags in RIS_TAGS.items()}
_WHOLE = tagged.WHOLE | {"document"}
_ONCE = frozenset(("TY", "TI", "T1"))
_PROSE = frozenset(("AB", "N2", "N1", "RN", "U1"))
_TAGS = frozenset(
    "TY A1 A2 A3 A4 AB AD AN AU AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DI DO DP ED EP ER ET ID IS J1 J2 JA "
    "JF JO KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NV OP PA PB PP PY RI RN RP SE SN SP ST T1 T2 T3 TA TI TT U1 U2 U3 U4 "
    "U5 UR VL VO Y1 Y2".split()
)

# What rules of this module read whole; of the rest a value that is no fact of the paper is kept under its tag.
_KNOWN = frozenset("TY A1 A2 A3 A4 AB AU ED EP ER ID KW N1 RN SN SP U1 Y2".split())

# The specification: two capitals or a capital and a digit, two spaces, a hyphen, a space. Seen: one space, none, three;
# a dash for the hyphen; small letters; no space behind the hyphen of an empty tag.
_STRICT = re.compile(r"\ufeff?([A-Z][A-Z0-9])  -(?: (.*)|$)")
_LONG = re.compile(r"([A-Z][A-Z0-9]{2,5})  - (.*)")
"""What programs make that know no tag for a field: `PMID  - 12345678`."""
_SHORT = {"DOI": "DO", "URL": "UR", "ISSN": "SN", "ISBN": "SN"}
_LOOSE = re.compile(r"\ufeff?[ \t]{0,4}([A-Za-z][A-Za-z0-9])[ \t]{0,4}[-‐–—](?:[ \t]+(.*)|$|(?<=[ \t].)(\S.*))")
_START = re.compile(r"^\ufeff?[ \t]{0,4}[Tt][Yy][ \t]{0,4}[-‐–—][ \t]*\S", re.MULTILINE)
_ANY = re.compile(r"^\ufeff?[A-Z][A-Z0-9]  - ", re.MULTILINE)

# Web of Science Core Collection field tags (Clarivate's help page of that name); the list is what its files may hold.
_WOS_TAGS = frozenset(
    "FN VR PT AU AF BA BF CA GP BE TI SO SE BS LA DT CT CY CL SP HO DE ID AB C1 C3 RP EM RI OI FU FP FX CR NR TC Z9 U1 "
    "U2 PU PI PA SN EI BN J9 JI PD PY VL IS SI PN SU MA BP EP AR DI D2 EA EY PG P2 WC WE SC GA PM UT OA HC HP DA ER EF "
    "ED CN EN RC".split()
)
_WOS_LINE = re.compile(r"\ufeff?([A-Z][A-Z0-9])(?: (.*)|$)")
_WOS_START = re.compile(r"^\ufeff?(?:FN (?:Clarivate|Thomson|ISI)|PT [JBSPC]\s*$)", re.MULTILINE)
_WOS_LISTS = frozenset("AU AF BE ED BA BF CA CR C1".split())
_WOS_KINDS = table("J = article-journal; B = chapter; S = chapter; P = patent; C = paper-conference")


def sniff(head: str) -> float:
    if _WOS_START.search(head) and len(re.findall(r"^(?:AU|TI|SO|PY|UT|ER)\b", head, re.MULTILINE)) >= 3:
        return CERTAIN
    start = _START.search(head)
    if start is not None:
        tags = map(_tag, head[start.start() :].split("\n", 40)[1:40])
        sure = OPENS if not head[: start.start()].strip() else CERTAIN
        return sure if any(found and found[0] != "TY" for found in tags) else 0.4
    return 0.7 if len(_ANY.findall(head)) >= 3 and "ER  -" in head else 0.0


def read(page: Page) -> Iterator[Item]:
    """Yield every record, from its first tag (`TY` as a rule) to `ER`, or the next `TY`, or the end."""
    if _is_wos(page.head):
        found = tagged.records(page.lines(), _wos_tag, opens=_wos_opens, closes=("ER", "EF"), lists=_WOS_LISTS)
        reader = _wos_paper
    else:
        found = tagged.records(
            page.lines(), _tag, opens=_opens, once=_ONCE, closes=("ER",), prose=_PROSE, lists=("KW",)
        )
        reader = _paper

    def paper(record: Tagged) -> Paper | Listed | Skipped | None:
        if record.first("FN", "VR") and not record.first("TI", "AU"):
            return None
        if len(record.fields) < 2 and not record.first("TI", "T1"):
            return skip(record.line, "no title", record.raw)
        return named(reader(record), record.line, record.raw)

    yield from listed(found, paper, lambda record: record.raw)


def _opens(tag: str, seen: set[str], *, after_blank: bool) -> bool:
    # TY is the first tag by the specification; some databases put their name, an identifier or the title before it.
    return tag == "TY" and tag in seen


def _wos_opens(tag: str, seen: set[str], *, after_blank: bool) -> bool:
    return tag == "PT"


def _is_wos(head: str) -> bool:
    return _WOS_START.search(head) is not None and _START.search(head) is None


def _tag(line: str) -> tuple[str, str] | None:
    found = _STRICT.match(line)
    if found is not None:
        return found[1], found[2] or ""
    if (found := _LONG.match(line)) is not None:
        return _SHORT.get(found[1], found[1]), found[2]
    found = _LOOSE.match(line)
    if found is None:
        return ("ER", "") if line.strip() == "ER" else None
    name = found[1].upper()
    # A wrapped line may begin with a short word and a dash; what is no known tag, or is indented like one, goes on.
    if name not in _TAGS or (found[1].islower() and line[:2] != found[1]):
        return None
    return name, found[2] or found[3] or ""


def _wos_tag(line: str) -> tuple[str, str] | None:
    found = _WOS_LINE.match(line)
    return (found[1], found[2] or "") if found is not None and found[1] in _WOS_TAGS else None


def _paper(record: Tagged) -> Paper:
    declared = record.first("TY").strip()
    kind = _KINDS.get(declared.upper()) or ENDNOTE_KINDS.get(declared.lower()) or ("document" if declared else None)
    if declared == "SER":  # Scopus, of a paper in a series
        kind = ENDNOTE_KINDS.get(record.first("M3").lower(), kind)
    said = _own(record)
    words = marked if said.get("markup") is not False else str
    authors, complete = tagged.names(record.all("AU", "A1"))
    editors, _ = tagged.names(record.all("ED", "A2"))
    title, container = _titles(record, kind)
    extra = _extra(record, kind)
    of_series: tuple[Name, ...] = ()
    if declared.lower() in ("edbook", "edited book"):
        editors, of_series = tagged.edited(authors, editors)
        authors = ()
    if kind in _WHOLE and (series := record.first("T3", "T2")) and not said.get("venue"):
        extra["collection-title"] = series
        held = record.first("JF", "JO") if kind == "report" else container
        container = held if kind in ("report", "document", "dataset", "manuscript") else ""
    if kind == "paper-conference" and (event := record.first("T2")) != container:
        extra["event-title"] = event
    if kind and kind.startswith("article-") and 0 < len(short := record.first("JO", "JF")) < len(container):
        extra["container-title-short"] = extra["container-title-short"] or short
    for variable, same in (("container-title-short", container), ("title-short", title)):
        if extra[variable] == same:
            extra[variable] = ""
    date = _issue_date(record, extra) or tagged.dated(extra, record.first("PY", "Y1"), *record.all("Y1", "DA"))
    if said:
        extra.pop("status", None)  # our own record says it apart
    links = tagged.links(record.all("UR") + record.all("LK") + record.all("L2") + record.all("L1"))
    noted = filter(_NOTED_DOI.fullmatch, record.all("N1"))
    digital = [*record.all("DO", "DI"), record.first("M3"), record.first("L3"), *links, record.first("AN"), *noted]
    preprint = tagged.first_arxiv([*record.all("DO"), *links, *record.all("AN", "C1", "JO", "T2", "JF", "N1")])
    if preprint:
        container, kind = as_preprint(container, kind)
    if kind == "article" and not container and "venue" not in said:
        container = extra.pop("publisher")  # a preprint server publishes (CSL 1.0.2, appendix III)
    text = record.first("AB", "N2")
    link = next((link for link in links if "arxiv.org/pdf" not in link), "".join(links[:1]))
    named = tagged.first_doi(digital)
    years = (date[:4], extra.get("available-date", "")[:4] or date[:4])
    days = (day for day in record.all("DA", "PY", "Y1") if any(map(day.__contains__, years)) or not _YEAR.search(day))
    told = (title, container, text, link, record.first("ET") if "available-date" in extra else None, *days)
    names = {named, doi(named or ""), arxiv_id(preprint or ""), extra.get("PMID"), extra.get("PMCID")}
    fill(extra, _besides(record, names, extra, told))
    return own.read(
        Paper(
            title=words(title),
            authors=authors,
            authors_complete=complete,
            date=date,
            venue=words(container),
            kind=kind,
            abstract=abstract(text) if words is marked else text,
            doi=named,
            arxiv_id=preprint,
            url=link,
            roles={
                "editor": editors,
                "collection-editor": of_series or tagged.names(record.all("A3"))[0],
                "translator": tagged.names(record.all("A4"))[0],
            },
            extra=extra,
        ),
        said,
    )


_LINKS = frozenset("UR LK L1 L2".split())
_ALIKE = _LINKS.union(
    "AN BT C1 C2 C3 CT DA DI DO JF JO L3 M3 N2 PM PMC PMCID PMID PY T1 T2 T3 TI U2 Y1".split(), *_EXTRA.values()
) - _KNOWN  # fmt: skip
"""Tags of which a value may be a fact that another tag tells too."""


def _besides(
    record: Tagged, names: set[str | None], extra: dict[str, str], told: Iterable[str | None]
) -> Iterator[tuple[str, str]]:
    """Yield what is no fact of the paper, by tag; `names` are its identifiers, whatever stands around them."""
    yield from tagged.further(record, ("SN",), extra)
    yield from tagged.unknown(record, _KNOWN | _ALIKE)
    alike = ((tag, value) for tag, value in record.fields if tag in _ALIKE and not (tag == "M3" and _is_kind(value)))
    apart = ((tag, one) for tag, value in alike for one in (tag in _LINKS and tagged.links([value])) or (value,))
    rest = unsaid(apart, extra.values(), told)
    yield from (one for one in rest if names.isdisjoint(_identifiers(one[1])))


def _is_kind(text: str) -> bool:
    """Return whether a type of work only says the kind again."""
    return text.lower() in ("journal article", "article", "book", "doi:")


def _identifiers(text: str) -> Iterator[str]:
    """Yield the DOI in a text, the arXiv id, and the text without the label of an identifier."""
    yield _LABEL.sub("", text)
    if "10." in text and (name := doi(text)):
        yield name
    if "rxiv" in text.lower() and (name := arxiv_id(text) or arxiv_id(tagged.first_arxiv([text]) or "")):
        yield name


def _issue_date(record: Tagged, extra: dict[str, str]) -> str:
    """Return the day of the issue where a publisher has that under DA, and under Y1 the earlier day on which the paper
    came out online, which goes to `extra`; else nothing.

    So Atypon's sites write (zotero/translators, issue 2125), with the year of Y1 under PY. Where DA alone is of another
    year, that under PY is the year of publication.
    """
    online, printed = tagged.date(record.first("Y1")), tagged.date(record.first("DA"))
    if (
        len(online) != 10
        or not parse(printed)
        or printed[:4] <= online[:4]
        or online[:4] != record.first("PY", "Y1")[:4]
    ):
        return ""
    extra.setdefault("available-date", online)
    return printed


_YEAR = re.compile(r"\d{4}")
_NOTED_DOI = re.compile(r"(?:doi:?\s*)?(?:https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S+", re.IGNORECASE)


def _titles(record: Tagged, kind: str | None) -> tuple[str, str]:
    """Return the record's title, and that of what it stands in."""
    title, container = record.first("TI", "T1", "CT"), record.first("JF", "T2", "JO", "BT", "C3", "JA", "J2", "J1")
    if not title and (title := record.first("BT")):
        container = record.first("T2", "T3")
    if kind == "paper-conference":
        container = record.first("C3") or container
    return title or record.first("ST"), container


def _extra(record: Tagged, kind: str | None) -> dict[str, str]:
    """Return what only a citation needs, by CSL variable; empty for what the record does not have."""
    extra = {variable: record.first(*tags) for variable, tags in _EXTRA.items()}
    extra["note"] = "\n".join(dict.fromkeys(record.all(*_EXTRA["note"])))
    extra["U1"] = "; ".join(value for value in record.all("U1") if not _OF_PUBMED.match(value))
    extra |= tagged.numbers(record.all("SN"))
    pages = _pages(record.first("SP"), record.first("EP"))
    extra |= {"page": pages} if record.first("EP") else tagged.extent(kind, pages)
    extra["keyword"] = tagged.listing(record.all("KW"))
    if kind in ("report", "patent") and (numbered := record.first("SN")) and not {"ISSN", "ISBN"} & extra.keys():
        extra["number"] = numbered
    extra["accessed"] = tagged.date(record.first("Y2"))
    if extra["edition"] and kind and kind.startswith("article") and parse(online := tagged.date(extra["edition"])):
        extra["edition"], extra["available-date"] = "", online  # EndNote's Epub Date
    extra["key"] = tagged.key(record.first("ID") or record.first("LB"))
    if doi(extra["genre"]) or _is_kind(extra["genre"]):
        del extra["genre"]
    extra |= _numbers(record)
    return extra


# Where databases have their numbers of the paper, and where a bare one is PubMed's.
_NUMBERED = ("PMID", "PM", "PMCID", "PMC", "U1", "U2", "C2", "AN")
_PUBMED = ("PMID", "PM", "C2")
_LABEL = re.compile(r"(?i)^pmid:\s*|\s*\[pmc?id\]$")
"""PubMed Central writes `U1  - 12345678[pmid]`."""
_OF_PUBMED = re.compile(r"papershelf \{|\d+\[pmid\]$")


def _numbers(record: Tagged) -> dict[str, str]:
    """Return PMID and PMCID, from wherever databases have them."""
    found: dict[str, str] = {}
    medical = re.search("med|nlm|ncbi", f"{record.first('DB')} {record.first('DP')}".lower()) is not None
    for tag in _NUMBERED:
        number = record.first(tag)
        bare = _LABEL.sub("", number)
        if re.fullmatch(r"PMC\d+", bare):
            found.setdefault("PMCID", bare)
        elif re.fullmatch(r"\d{6,8}", bare) and (bare != number or tag in _PUBMED or (tag == "AN" and medical)):
            found.setdefault("PMID", bare)
    return found


def _pages(first: str, last: str) -> str:
    if not first or "-" in first or "–" in first or last in ("", first) or last.lower() in ("n/a", "+"):
        return facts.pages(first)
    return facts.pages(f"{first}-{last}")


# What papershelf's own export adds, because RIS has no tag for it: one line of JSON in U1.


def _own(record: Tagged) -> dict[str, Any]:
    for value in record.all("U1"):
        if value.startswith("papershelf {"):
            try:
                return mapping(json.loads(value.removeprefix("papershelf ")))
            except (ValueError, RecursionError):
                return {}
    return {}


_WOS_EXTRA = table("""
    volume = VL; issue = IS; number = AR; publisher = PU; publisher-place = PI; collection-title = SE; event-title = CT;
    event-place = CL; event-date = CY; ISSN = SN EI; PMID = PM; language = LA; container-title-short = JI;
    archive_location = UT; number-of-pages = PG; part-number = PN; supplement-number = SU
""")
# What rules of this module read whole, the works that are cited, and what is of the file alone.
_WOS_ALIKE = frozenset(("DI", "D2", *" ".join(_WOS_EXTRA.values()).split()))
_WOS_KNOWN = frozenset("FN VR PT AU AF BA BF CA BE ED TI SO AB CR BP EP PD PY ER EF DA BN SN EI DE GA J9 HC HP".split())


def _wos_paper(record: Tagged) -> Paper:
    kind = _WOS_KINDS.get(record.first("PT")[:1].upper())
    document = record.first("DT").lower()
    if "proceedings paper" in document and kind in ("chapter", None):
        kind = "paper-conference"
    elif kind == "chapter" and document in ("book", "editorial material; book"):
        kind = "book"
    authors, complete = tagged.names(record.all("AF") or record.all("AU", "BA"))
    groups = tuple(Name.group(group) for value in record.all("CA") for group in value.split(";"))
    editors, _ = tagged.names(record.all("BE", "ED"))
    extra = {variable: record.first(*tags.split()) for variable, tags in _WOS_EXTRA.items()} | {
        "page": _pages(record.first("BP"), record.first("EP")) or record.first("AR"),
        "ISBN": record.first("BN").split(";")[0],
        "keyword": tagged.listing([record.first("DE")]),
    }
    if extra["number"] and extra["page"] == extra["number"]:
        del extra["page"]
    extra["event-date"] = dates.said(extra["event-date"])
    digital = record.first("DI", "D2")
    rest = tuple(tagged.unknown(record, _WOS_KNOWN))
    alike = (one for one in rest if one[0] in _WOS_ALIKE)
    fill(extra, (one for one in rest if one[0] not in _WOS_ALIKE and not (one[0] == "DT" and _is_kind(one[1]))))
    fill(extra, (*tagged.further(record, ("BN", "SN", "EI"), extra), *unsaid(alike, extra.values(), (digital,))))
    return Paper(
        title=record.first("TI"),
        authors=authors + groups,
        authors_complete=complete,
        date=dates.edtf(f"{record.first('PD')} {record.first('PY')}") or dates.said(record.first("EA")),
        venue=record.first("SO"),
        kind=kind,
        abstract=record.first("AB"),
        doi=digital,
        arxiv_id=tagged.first_arxiv([record.first("DI"), record.first("SO")]),
        roles={"editor": editors},
        extra=extra,
    )
