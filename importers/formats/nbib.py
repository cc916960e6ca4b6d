"""NBIB, alias MEDLINE format, as PubMed, PubMed Central and ERIC write it."""

import re
from collections.abc import Iterable, Iterator

from importers import dates, facts, pubmed, tagged
from importers.besides import fill, unsaid
from importers.markup import abstract, marked, plain, resolved
from importers.reader import CERTAIN, REFERENCE, Item, Page, Skipped, listed, skip
from importers.tagged import Tagged
from storage.papers.bibfields import table
from storage.papers.identifiers import doi
from storage.papers.names import Name
from storage.papers.paper import Paper

NAME, TITLE = "nbib", "PubMed NBIB / MEDLINE"
CARRIES = REFERENCE
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 30, "2026-11-22"

# https://www.nlm.nih.gov/bsd/mms/medlineelements.html, PubMed Central's PMC, ERIC's ISSN. Four columns, a hyphen, a
# space.
_TAGS = frozenset(
    "AB AD AID AU AUID BTI CI CIN CN COI COIS CON CP CRDT CRF CRI CTDT CTI DA DCOM DDIN DEP DP DRIN DR EA ECF ECI EDAT "
    "EFR EIN EN FAU FED FIR FPS GN GR GS IP IR IRAD IS ISBN JC JID JT LA LID LR MH MHDA MID NI NM OAB OABL OCI OID ORI "
    "OT OTO OWN PB PG PHST PL PMC PMCR PMID PRIN PS PST PT PUBM RF RIN RN ROF RPF RPI RRF RRI SB SFM SI SO SPIN STAT "
    "TA TI TT UIN UOF UOI VI VTI ED EDITOR ISSN".split()
)
_LINE = re.compile(r"\ufeff?([A-Za-z]{2,4}) {0,4}-(?: +(.*)|$|(?<=[A-Za-z]{4}-)(\S.*))")
_FIRST = frozenset(("PMID", "PMC", "OWN"))
_TITLED = frozenset(("TI", "BTI", "AB", "SO"))
_ONCE = _FIRST | {"TI", "BTI", "SO"}

# Publication types that are no journal article (https://www.nlm.nih.gov/mesh/pubtypes.html; ERIC's, in the plural and
# before a dash, are those of https://eric.ed.gov/?advanced).
_KINDS = table("""
    preprint = article; dataset = dataset; book = book; monograph = book; book chapter = chapter;
    technical report = report; academic dissertation = thesis; newspaper article = article-newspaper;
    congress = paper-conference; books = book; collected works = book; dissertations/theses = thesis;
    speeches/meeting papers = paper-conference; reports = report; numerical/quantitative data = dataset
""")


def sniff(head: str) -> float:
    tags = {found[1] for line in head.split("\n", 400)[:400] if (found := _SURE.match(line))}
    known = tags & _TAGS
    if "TY" in tags or "ER" in tags:  # RIS has many of the same tags
        return 0.0
    if "PMID" in known and len(known) >= 3:
        return CERTAIN
    titled = "PMID" in known and known & {"TI", "BTI"}
    if titled or (len(known) >= 5 and any(len(tag) > 2 for tag in known)):
        return 0.8
    return 0.3 if "PMID" in known else 0.0


_SURE = re.compile(r"\ufeff?(?=.{4}- )([A-Z]{2,4}) *- ")


def read(page: Page) -> Iterator[Item]:
    """Yield every record: it ends where one of the tags that stand once in it comes again."""
    found = tagged.records(page.lines(), _tag, opens=_opens, once=_ONCE, prose=("AB", "OAB"))
    yield from listed(found, _paper, lambda record: record.raw)


def _tag(line: str) -> tuple[str, str] | None:
    found = _LINE.match(line)
    if found is None:
        return None
    name = found[1].upper()
    # Lines that go on are indented, so a tag that is set as all are is one, known or not.
    return (name, found[2] or found[3] or "") if name in _TAGS or _SURE.match(line) else None


def _opens(tag: str, seen: set[str], *, after_blank: bool) -> bool:
    return tag in _ONCE and (tag in seen or (after_blank and tag in _FIRST and bool(seen & _TITLED)))


_EXTRA = table("""
    volume = VI; issue = IP; PMID = PMID; PMCID = PMC; language = LA; container-title-short = TA; edition = EN;
    collection-title = CTI; publisher = PB
""")

# What becomes a fact of the paper, and what PubMed says of its own work on the record; the rest is kept under its tag.
_KNOWN = frozenset(
    "AB AU BTI CN LA CRDT CTDT CTI DA DCOM DP DRDT DRIN ED EDAT EDITOR FAU FED IS ISBN ISSN JID LR MHDA OT OTO OWN PG "
    "PHST PMC PMCR PMID PST PT PUBM SB SO STAT TI TT".split()
)
_ALIKE = frozenset(("AID", "LID", "DEP", "JT", "OID", "PL", *_EXTRA.values()))
"""Tags of which a value may be a fact that another tag tells too."""
_TOLD = _KNOWN | _ALIKE
_KINDLESS = frozenset(("journal article", "journal articles"))


def _paper(record: Tagged) -> Paper | Skipped | None:
    if not record.first("PMID", "PMC", "TI", "BTI", "AB", "AID", "LID", "SO"):
        return None  # a line of prose that happens to look like a tag
    title, original = pubmed.titles(marked(record.first("TI")), marked(record.first("TT")))
    if not title and not (title := marked(record.first("BTI", "CTI"))):
        return skip(record.line, "no title", record.raw)
    kind = _kind(record)
    authors, complete = _authors(record)
    editors = record.all("FED") or record.all("ED", "EDITOR")
    if record.first("OWN") == "ERIC":
        editors += [_EDITOR.sub("", value) for value in record.all("AU") if _EDITOR.search(value)]
    places = record.all("AID", "LID")
    located = {place[2].lower(): place[1].strip() for place in map(_LOCATED.fullmatch, places) if place}
    loose = [place for place in places if not _LOCATED.fullmatch(place)]
    links = [link for link in tagged.links(loose) if doi(link) is None]
    digital = located.get("doi") or tagged.first_doi(loose)
    item = located.get("pii", "")
    server, preprint = pubmed.preprint(record.first("TA", "JT") if kind == "article" else "", item)
    extra = (
        {variable: plain(record.first(tag)) for variable, tag in _EXTRA.items()}
        | tagged.numbers(record.all("IS", "ISSN", "ISBN"))
        | {
            "language": ", ".join(record.all("LA")),
            "page": facts.pages(record.first("PG"))
            or next((place for place in loose if _PAGE.fullmatch(place)), "")
            or (_electronic(item, record) if digital else ""),
            "original-title": original,
            "keyword": ", ".join(word.lstrip("*") for word in record.all("OT")),
            "publisher-place": record.first("PL") if record.first("PB") else "",
        }
    )
    if record.first("OWN") == "ERIC" and (number := record.first("OID")):
        extra |= {"archive": "ERIC", "archive_location": number}
        links.append(f"https://eric.ed.gov/?id={number}")
    venue = server or marked(record.first("BTI") if kind == "chapter" else record.first("JT", "TA"))
    told = (venue, item if preprint else "", digital, record.first("DP"), *links, server and record.first("JT"))
    fill(extra, _besides(record, kind, extra, told))
    return Paper(
        title=title,
        authors=authors,
        authors_complete=complete,
        date=dates.said(record.first("DP") or record.first("DEP")),
        venue=venue,
        arxiv_id=preprint,
        kind=kind,
        abstract=abstract(record.first("AB")),
        doi=digital or doi(record.first("SO")),
        url=pubmed.link(extra["PMID"]) or next(iter(links), None),
        roles={"editor": tuple(map(_full_name, editors))},
        extra=extra,
    )


def _besides(record: Tagged, kind: str, extra: dict[str, str], told: Iterable[str | None]) -> Iterator[tuple[str, str]]:
    """Yield what no fact says, by tag: types beyond the kind, further numbers and identifiers, and unknown tags."""
    yield from (
        ("PT", name) for name in record.all("PT") if name.lower() not in _KINDLESS and _KINDS.get(name.lower()) != kind
    )
    yield from tagged.further(record, ("IS", "ISSN", "ISBN"), extra)
    yield from tagged.unknown(record, _TOLD)
    places = ((place[1], place[2]) for value in record.all("AID", "LID") if (place := _LOCATED.fullmatch(value)))
    located = (
        (name if name != "pii" else "AID", place) for place, name in places if name.lower() != "doi" or not doi(place)
    )
    rest = ((tag, value) for tag, value in record.fields if tag in _ALIKE and not _LOCATED.fullmatch(value))
    yield from unsaid((*located, *rest), extra.values(), told)


def _kind(record: Tagged) -> str:
    types = [name.lower().partition(" - ")[0] for name in record.all("PT")]
    kind = next((_KINDS[name] for name in types if name in _KINDS), "article-journal")
    if record.first("OWN") == "ERIC":  # its journal articles are also reports and more, its documents are no articles
        if record.first("OID").startswith("EJ") or "journal articles" in types:
            return "article-journal"
        return "report" if kind == "article-journal" else kind
    if kind == "article-journal" and record.first("BTI"):
        return "chapter" if record.first("TI") else "book"
    return kind


_LOCATED = re.compile(r"(.*?)(?<!\s)\s*\[(\w+)\]\s*", re.DOTALL)
_PAGE = re.compile(r"[A-Za-z]{0,4}\d[\w.-]{0,20}")


def _electronic(identifier: str, record: Tagged) -> str:
    """Return the publisher's item identifier where the source line uses it for the page, as electronic journals do."""
    return identifier if identifier and re.search(rf":{re.escape(identifier)}\b", record.first("SO")) else ""


_SHORT_NAME = re.compile(r"(.+?)\s+([A-Z]{1,4})(?:\s+(Jr|Sr|2nd|3rd|4th|II|III|IV))?")


_EDITOR = re.compile(r",\s*Eds?\.\s*$")
"""What ERIC has behind a name that is no author's: `Roe, Ada, Ed.`."""


def _authors(record: Tagged) -> tuple[tuple[Name, ...], bool]:
    """Return the authors in order: full names (FAU) where there are any, else short ones (AU), and groups (CN)."""
    full = bool(record.all("FAU"))
    found: list[Name] = []
    for tag, value in record.fields:
        value = resolved(value)
        if not value or (tag == "AU" and _EDITOR.search(value)):
            continue
        if tag == "CN":
            found.append(Name.group(value.rstrip(".")))
        elif tag == "FAU" and full:
            found.append(_full_name(value))
        elif tag == "AU" and full:
            if value.lower().startswith("et al"):
                found.append(Name(value))  # a mark in either list
        elif tag == "AU":
            short = _SHORT_NAME.fullmatch(value) if len(value) <= tagged.NAME else None
            if short is None:
                found.append(facts.named(value))
            else:
                found.append(facts.person(short[1], " ".join(f"{letter}." for letter in short[2]), short[3] or ""))
    return facts.complete(found)


_SUFFIXED = re.compile(r"(.+,.*[^\s,]),? (Jr|Sr|2nd|3rd|4th|II|III|IV)\.?")


def _full_name(text: str) -> Name:
    """Return a name as FAU has it: `Family, Given Names Jr`."""
    suffixed = _SUFFIXED.fullmatch(text) if len(text) <= tagged.NAME else None
    if suffixed is None:
        return tagged.name(text)
    family, _, given = suffixed[1].partition(",")
    return facts.person(family, given, suffixed[2])
