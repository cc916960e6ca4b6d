"""RIS, as reference managers, publishers and databases write it, and the tagged flavour of the Web of Science."""

import json
import re
from collections.abc import Iterator
from typing import Any

from importers import facts, tagged
from importers.facts import mapping
from importers.markup import abstract, plain
from importers.reader import Item, Listed, Page, skip
from importers.tagged import Tagged
from storage.papers import own
from storage.papers.paper import Name, Paper, arxiv_id, doi

NAME = "ris"
TITLE = "RIS (also Web of Science)"
CARRIES = ("title", "authors", "authors_complete", "year", "date", "venue", "kind", "abstract", "doi",
           "arxiv_id", "url", "editors", "extra", "line", "position")  # fmt: skip
STREAMS = True
TRUST = 40
LAST_SEEN = "2026-11-22"

# Types of the RIS specification (Research Information Systems, 2001; Thomson Reuters, 2011), by CSL type; EndNote's
# names for them are written in their place by some databases.
_KINDS = {
    "ABST": "article-journal", "INPR": "article-journal", "JFULL": "article-journal", "JOUR": "article-journal",
    "EJOUR": "article-journal", "MGZN": "article-magazine", "NEWS": "article-newspaper", "CONF": "paper-conference",
    "CPAPER": "paper-conference", "BOOK": "book", "EBOOK": "book", "EDBOOK": "book", "CTLG": "book", "SER": "book",
    "CLSWK": "book", "CHAP": "chapter", "ECHAP": "chapter", "DICT": "entry-encyclopedia",
    "ENCYC": "entry-encyclopedia", "THES": "thesis", "RPRT": "report", "GOVDOC": "report", "STAND": "report",
    "ELEC": "webpage", "WEB": "webpage", "ICOMM": "webpage", "BLOG": "post-weblog", "COMP": "software",
    "DATA": "dataset", "AGGR": "dataset", "DBASE": "dataset", "PAT": "patent", "UNPB": "manuscript",
    "MANSCPT": "manuscript", "SLIDE": "speech", "PAMP": "document", "GEN": "document", "MISC": "document",
    "PREPRINT": "article",
    "JOURNAL ARTICLE": "article-journal", "JOURNAL": "article-journal", "ARTICLE": "article-journal",
    "REVIEW": "article-journal", "CONFERENCE PAPER": "paper-conference",
    "CONFERENCE PROCEEDINGS": "paper-conference", "BOOK SECTION": "chapter", "BOOK CHAPTER": "chapter",
    "THESIS": "thesis", "REPORT": "report", "WEB PAGE": "webpage", "GENERIC": "document",
}  # fmt: skip
_WHOLE = frozenset(("book", "thesis", "report", "software", "dataset", "patent", "manuscript", "document"))
"""Kinds that stand in nothing but a series: what JOUR calls the journal is that."""

# Tags whose value goes into `extra` as it is, by the CSL variable (the specification's table of tags; Zotero's and
# EndNote's maps where it is silent). The first tag that has a value decides.
_EXTRA = {
    "volume": ("VL", "VO"), "issue": ("IS", "CP"), "publisher": ("PB",), "publisher-place": ("CY", "PP", "PL"),
    "edition": ("ET",), "container-title-short": ("J2", "JA", "J1"), "title-short": ("ST",), "language": ("LA",),
    "note": ("N1", "RN"), "number-of-volumes": ("NV",), "call-number": ("CN",), "archive": ("DB",), "source": ("DP",),
    "section": ("SE",), "number": ("M1", "C7", "AR"),
}  # fmt: skip
_TAGS = frozenset(
    "TY A1 A2 A3 A4 AB AD AN AU AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DI DO DP ED EP ER ET ID IS J1 J2 JA "
    "JF JO KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NV OP PA PB PP PY RI RN RP SE SN SP ST T1 T2 T3 TA TI TT U1 U2 U3 U4 "
    "U5 UR VL VO Y1 Y2".split()
)

# The specification: two capitals or a capital and a digit, two spaces, a hyphen, a space. Seen: one space, none, three;
# a dash for the hyphen; small letters; no space behind the hyphen of an empty tag.
_STRICT = re.compile(r"\ufeff?([A-Z][A-Z0-9])  -(?: (.*)|$)")
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
_WOS_LISTS = frozenset(("AU", "AF", "BE", "ED", "BA", "BF", "CA", "CR", "C1"))
_WOS_KINDS = {
    "J": "article-journal", "B": "chapter", "S": "chapter", "P": "patent", "C": "paper-conference",
}  # fmt: skip


def sniff(head: str) -> float:
    if _WOS_START.search(head) and len(re.findall(r"^(?:AU|TI|SO|PY|UT|ER)\b", head, re.MULTILINE)) >= 3:
        return 0.95
    start = _START.search(head)
    if start is not None:
        others = sum(
            1 for line in head[start.start() :].split("\n", 40)[1:40] if (found := _tag(line)) and found[0] != "TY"
        )
        return 0.95 if others else 0.4
    return 0.7 if len(_ANY.findall(head)) >= 3 and "ER  -" in head else 0.0


def read(page: Page) -> Iterator[Item]:
    """Yield every record, from `TY` (or whatever tag comes first) to `ER` (or the next `TY`, or the end)."""
    if _is_wos(page.head):
        found = tagged.records(
            page.lines(),
            _wos_tag,
            opens=_wos_opens,
            closes=frozenset(("ER", "EF")),
            lists=_WOS_LISTS,
        )
        reader = _wos_paper
    else:
        found = tagged.records(
            page.lines(),
            _tag,
            opens=_opens,
            closes=frozenset(("ER",)),
            prose=frozenset(("AB", "N2", "N1", "RN", "U1")),
            lists=frozenset(("KW",)),
        )
        reader = _paper
    position = 0
    for record in found:
        if record.first("FN", "VR") and not record.first("TI", "AU"):
            continue
        if len(record.fields) < 2 and not record.first("TI", "T1"):
            yield skip(record.line, "no title", record.raw)
            continue
        item = tagged.listed(record, reader(record), position + 1)
        position += isinstance(item, Listed)
        yield item


def _opens(tag: str, seen: set[str], *, after_blank: bool) -> bool:
    return tag == "TY" or (after_blank and tag in ("TI", "T1") and tag in seen)


def _wos_opens(tag: str, seen: set[str], *, after_blank: bool) -> bool:
    return tag == "PT"


def _is_wos(head: str) -> bool:
    return _WOS_START.search(head) is not None and _START.search(head) is None


def _tag(line: str) -> tuple[str, str] | None:
    found = _STRICT.match(line)
    if found is not None:
        return found[1], found[2] or ""
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
    kind = _KINDS.get(record.first("TY").strip().upper(), "document" if record.first("TY") else None)
    said = _own(record)
    marked = said.get("markup") is not False
    authors, complete = tagged.names(record.all("AU", "A1"))
    editors, _ = tagged.names(record.all("ED", "A2"))
    title = record.first("TI", "T1", "CT")
    container = record.first("JF", "T2", "JO", "BT", "C3", "JA", "J2", "J1")
    if not title:
        title, container = (record.first("BT"), record.first("T2", "T3")) if record.first("BT") else ("", container)
    if not title:
        title = record.first("ST")
    if kind == "paper-conference" and (proceedings := record.first("C3")):
        container = proceedings
    extra = {variable: record.first(*tags) for variable, tags in _EXTRA.items()}
    if kind in _WHOLE and (series := record.first("T3", "T2")) and not said.get("venue"):
        extra["collection-title"] = series
        held = record.first("JF", "JO") if kind == "report" else container
        container = held if kind in ("report", "document", "dataset", "manuscript") else ""
    else:
        extra["collection-title"] = record.first("T3")
    if kind == "paper-conference" and (event := record.first("T2")) != container:
        extra["event-title"] = event
    for variable, same in (("container-title-short", container), ("title-short", title)):
        if extra[variable] == same:
            extra[variable] = ""
    if translators := tagged.names(record.all("A4"))[0]:
        extra["translator"] = "; ".join(str(translator) for translator in translators)
    extra |= tagged.numbers(record.all("SN"))
    pages = _pages(record.first("SP"), record.first("EP"))
    extra |= {"page": pages} if record.first("EP") else tagged.extent(kind, pages)
    keywords = [word for value in record.all("KW") for word in value.split(";") if word.strip()]
    extra["keyword"] = ", ".join(" ".join(word.split()) for word in keywords)
    numbered = record.first("SN")
    if kind in ("report", "patent") and numbered and not {"ISSN", "ISBN"} & extra.keys():
        extra["number"] = numbered
    extra["accessed"] = _date(record.first("Y2")) or ""
    extra["key"] = tagged.key(record.first("ID") or record.first("LB"))
    genre = record.first("M3")
    if doi(genre) is None and genre.lower() not in ("journal article", "article", "book", "doi:"):
        extra["genre"] = genre
    for number in (record.first("C2"), record.first("AN")):
        if re.fullmatch(r"PMC\d+", number):
            extra["PMCID"] = number
        elif re.fullmatch(r"\d{6,8}", number) and (
            number == record.first("C2") or "med" in record.first("DB", "DP").lower()
        ):
            extra["PMID"] = number
    links = [link for tag in ("UR", "LK", "L2", "L1") for value in record.all(tag) for link in _LINK.findall(value)]
    date = _dated(record.first("PY", "Y1"), record.first("DA"))
    if date is None and (words := record.first("PY", "Y1")) and not any(character.isdigit() for character in words):
        extra["status"] = words
    text = record.first("AB", "N2")
    identifier = _first_arxiv([*record.all("DO"), *links, *record.all("AN", "C1", "JO", "T2", "JF", "N1")])
    if identifier:
        container, kind = tagged.preprint(container, kind)
    if kind == "article" and not container and "venue" not in said:
        container = extra.pop("publisher")  # a preprint server publishes (CSL 1.0.2, appendix III)
    return own.read(
        Paper(
            title=plain(title) if marked else title,
            authors=authors,
            authors_complete=complete,
            date=date,
            venue=(plain(container) if marked else container) or None,
            kind=kind,
            abstract=(abstract(text) if marked else text) or None,
            url=next((link for link in links if "arxiv.org/pdf" not in link), links[0] if links else None),
            editors=editors,
            extra={name: value for name, value in extra.items() if value},
            doi=_first_doi([*record.all("DO", "DI"), genre, record.first("L3"), *links, record.first("AN")]),
            arxiv_id=identifier,
        ),
        said,
    )


_LINK = re.compile(r"(?:https?|ftp)://[^\s;\"<>]+", re.IGNORECASE)


def _first_doi(values: list[str]) -> str | None:
    return next((found for value in values if value and (found := doi(value))), None)


def _first_arxiv(values: list[str]) -> str | None:
    for value in values:
        at = value.lower().find("arxiv")
        if at < 0:
            continue
        if found := arxiv_id(value[at:]) or arxiv_id(value):
            return found
        for label in _ARXIV.finditer(value):
            if found := arxiv_id(label[1]):
                return found
    return None


_ARXIV = re.compile(r"arxiv(?:\.org/(?:abs|pdf)/|[:\s.]+)(\S+)", re.IGNORECASE)


def _pages(first: str, last: str) -> str:
    if not first or "-" in first or "–" in first or not last or last == first:
        return facts.pages(first)
    return facts.pages(f"{first}-{last}")


def _dated(year: str, day: str) -> str | None:
    """Return the date of PY and DA: the day where it is of the same year, else the year."""
    published, exact = _date(year), _date(day)
    if published is None:
        return exact
    if exact is None and day and (year_only := published[:4]):
        exact = facts.date(f"{day} {year_only}")
    return exact if exact and exact[:4] == published[:4] and len(exact) > len(published) else published


def _date(text: str) -> str | None:
    """Return the ISO date of `YYYY/MM/DD/other`, of which any part but the first may be empty, or of anything else."""
    parts = [part.strip() for part in text.split("/")]
    if len(parts[0]) == 4 and parts[0].isdecimal():
        return facts.iso(*[*parts, "", ""][:3])
    return facts.date(text)


# What papershelf's own export adds, because RIS has no tag for it: one line of JSON in U1.


def _own(record: Tagged) -> dict[str, Any]:
    for value in record.all("U1"):
        if value.startswith("papershelf {"):
            try:
                return mapping(json.loads(value.removeprefix("papershelf ")))
            except (ValueError, RecursionError):
                return {}
    return {}


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
    extra = {
        "volume": record.first("VL"),
        "issue": record.first("IS"),
        "page": _pages(record.first("BP"), record.first("EP")) or record.first("AR"),
        "number": record.first("AR"),
        "publisher": record.first("PU"),
        "publisher-place": record.first("PI"),
        "collection-title": record.first("SE"),
        "event-title": record.first("CT"),
        "event-place": record.first("CL"),
        "ISSN": record.first("SN") or record.first("EI"),
        "ISBN": record.first("BN").split(";")[0],
        "PMID": record.first("PM"),
        "language": record.first("LA"),
        "container-title-short": record.first("JI"),
        "keyword": ", ".join(word.strip() for word in record.first("DE").split(";") if word.strip()),
        "archive_location": record.first("UT"),
    }
    if extra["number"] and extra["page"] == extra["number"]:
        del extra["page"]
    return Paper(
        title=record.first("TI"),
        authors=authors + groups,
        authors_complete=complete,
        date=facts.date(f"{record.first('PD')} {record.first('PY')}") or facts.date(record.first("EA")),
        venue=record.first("SO") or None,
        kind=kind,
        abstract=record.first("AB") or None,
        doi=record.first("DI") or record.first("D2") or None,
        arxiv_id=_first_arxiv([record.first("DI"), record.first("SO")]),
        editors=editors,
        extra={name: value for name, value in extra.items() if value},
    )
