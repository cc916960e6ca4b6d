"""RefWorks' tagged export (`RT Journal Article`, `A1 Reed, Ada`), its own and that of publishers' sites; and its XML,
whose elements are called as the tags."""

import re
from collections.abc import Iterator

from importers import dates, facts, tagged, xml
from importers.besides import fill, unsaid
from importers.markup import abstract, marked
from importers.reader import CERTAIN, OPENS, REFERENCE, Item, Listed, Page, Skipped, listed, named, skip
from importers.tagged import Tagged
from storage.papers.bibfields import CSL_TEXTS, by_name, table
from storage.papers.identifiers import arxiv_id, doi
from storage.papers.kinds import as_preprint
from storage.papers.paper import Paper

NAME, TITLE = "refworks", "RefWorks tagged"
CARRIES = REFERENCE
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, True, 40, "2026-11-30"

# RefWorks' help, "RefWorks Tagged Format": reference types, and the tags that go into `extra` as they are.
_KINDS = by_name("""
    article-journal = journal article, journal, journal electronic, abstract; article-magazine = magazine article;
    article-newspaper = newspaper article; book = book whole, book edited, monograph; chapter = book section,
    book chapter; paper-conference = conference proceedings, conference proceeding; thesis = dissertation thesis,
    dissertation thesis unpublished, thesis, dissertation; report = report; webpage = web page; patent = patent;
    software = computer program; map = map; motion_picture = motion picture, video dvd; song = sound recording;
    musical_score = music score; graphic = artwork; bill = bills resolutions; legal_case = case court decisions;
    legislation = laws statutes; hearing = hearing; personal_communication = personal communication;
    manuscript = unpublished material; post-weblog = online discussion forum blogs; article = preprint
""")
_EXTRA = table("""
    volume = VO; issue = IS; publisher = PB; publisher-place = PP; edition = ED; title-short = ST;
    container-title-short = JO; original-title = OT; call-number = CN; PMID = PMID; PMCID = PMCID; note = NO
""")
_TAGS = frozenset(
    "RT SR ID A1 A2 A3 A4 A5 A6 T1 T2 T3 JF JO YR FD VO IS SP OP K1 AB NO PB PP SN ED AD AN LA CL SF OT LK DO CN DB DS "
    "IP RD ST UL SL LL CR WT WV WP OL PMID PMCID".split()
).union(f"U{number}" for number in range(1, 16))
_KNOWN = frozenset("RT SR ID A1 A2 A4 T1 T2 T3 JF YR FD SP OP K1 AB SN LA OL RD SF".split()) | {
    tag for variable, tag in _EXTRA.items() if variable in CSL_TEXTS
}
_LINE = re.compile(r"\ufeff?([A-Z][A-Z0-9]{1,4})(?: (.*)|$)")
_FIRST = re.compile(r"^\ufeff?RT ([A-Z][A-Za-z/, ()]{2,40})\s*$", re.MULTILINE)
_XML = re.compile(r"<refworks[\s>][^<]{0,200}<reference>")
_SECOND = re.compile(r"^(?:SR|ID|A1|T1|JF|YR|UL|VO|SP|DO|AB|PB|K1|FD)(?: |$)", re.MULTILINE)


def sniff(head: str) -> float:
    if _XML.search(head):
        return CERTAIN
    found = _FIRST.search(head)
    if found is None or not _SECOND.search(head, found.end()):
        return 0.0
    known = _kind(found[1]) is not None
    return OPENS if known and not head[: found.start()].strip() else CERTAIN if known else 0.6


def read(page: Page) -> Iterator[Item]:
    """Yield every record: from `RT` to `ER`, or to the next `RT`."""
    found: Iterator[Tagged | Skipped] = _references(page)
    if not _XML.search(page.head):
        found = tagged.records(page.lines(), _tag, opens=_opens, closes=("ER",), prose=("AB", "NO"), lists=("K1",))

    def paper(record: Tagged) -> Paper | Listed | Skipped | None:
        if not record.first("RT"):
            return None if len(record.fields) < 2 else skip(record.line, "no type", record.raw)
        return named(_paper(record), record.line, record.raw)

    yield from listed(found, paper, lambda record: record.raw)


def _references(page: Page) -> Iterator[Tagged | Skipped]:
    """Yield the references of RefWorks' XML with their elements as tags."""
    for found in xml.elements(page, "reference"):
        if isinstance(found, Skipped):
            yield found
        else:
            said = ((part.tag.upper(), str(xml.marked(part))) for part in found.element)
            yield Tagged(found.line, [one for one in said if one[0] in _TAGS], found.source)


def _tag(line: str) -> tuple[str, str] | None:
    found = _LINE.match(line)
    return (found[1], found[2] or "") if found is not None and (found[1] in _TAGS or found[1] == "ER") else None


def _opens(tag: str, seen: set[str], *, after_blank: bool) -> bool:
    return tag == "RT"


def _kind(declared: str) -> str | None:
    return _KINDS.get(" ".join(re.findall(r"[a-z]+", declared.lower())), "document" if "eneric" in declared else None)


def _paper(record: Tagged) -> Paper:
    kind: str | None = _kind(record.first("RT")) or "document"
    authors, complete = tagged.names(record.all("A1"))
    second, _ = tagged.names(record.all("A2"))
    translators, _ = tagged.names(record.all("A4"))
    if record.first("RT").lower() == "book, edited" and not second:
        authors, second = (), authors
    extra = {
        name: record.first(tag) if name in CSL_TEXTS else "; ".join(record.all(tag)) for name, tag in _EXTRA.items()
    }
    extra["note"] = "\n".join(record.all("NO"))
    venue, series = record.first("JF") or record.first("T2") or record.first("JO"), record.first("T3")
    if venue == extra["container-title-short"]:
        extra["container-title-short"] = ""
    if kind in tagged.WHOLE:
        venue, series = "", series or record.first("JF", "T2")
    if kind in ("report", "patent"):
        extra["number"] = extra.pop("issue")
    extra["collection-title"] = series
    extra["keyword"] = tagged.listing(record.all("K1"))
    extra["language"] = ", ".join(record.all("LA") or [said for said in record.all("OL") if not said.isdecimal()])
    extra["accessed"] = dates.said(record.first("RD"))
    extra |= tagged.numbers(record.all("SN"))
    first, last = record.first("SP"), record.first("OP")
    extra |= tagged.extent(kind, facts.pages(f"{first}-{last}" if first and last and last != first else first or last))
    links = tagged.links(record.all("UL", "LK"))
    digital = tagged.first_doi([*record.all("DO"), *links])
    preprint = tagged.first_arxiv([*links, *record.all("JF", "JO", "DO", "AN")])
    if preprint:
        venue, kind = as_preprint(venue, kind)
    date = tagged.dated(extra, record.first("YR"), record.first("FD"))
    link = next((one for one in links if not doi(one)), "".join(links[:1]))
    told = (venue, series, link, digital, doi(digital or ""), preprint, record.first("T1"))
    beside = [*tagged.further(record, ("SN",), extra), *tagged.unknown(record, _KNOWN)]
    fill(extra, unsaid(beside, extra.values(), told))
    return Paper(
        title=marked(record.first("T1")),
        authors=authors,
        authors_complete=complete,
        date=date,
        venue=marked(venue),
        kind=kind,
        abstract=abstract(record.first("AB")),
        doi=digital,
        arxiv_id=arxiv_id(preprint) if preprint else None,
        url=link,
        roles={"editor": second, "translator": translators},
        extra=extra,
    )
