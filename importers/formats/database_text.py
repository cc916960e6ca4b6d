"""Records as Ovid, EBSCO and ProQuest save them as text: numbered (`<1>`, `Record: 1`, `Document 1 of 9`), each field
behind or below its name."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from importers import csl, csl_items, dates, facts, json_facts, tagged
from importers.besides import fill, unsaid
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, listed
from importers.tagged import Tagged
from storage.papers.bibfields import by_name
from storage.papers.paper import Paper

NAME, TITLE = "database-text", "Ovid, EBSCO and ProQuest text"
CARRIES = REFERENCE
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 30, "2026-11-30"

_FIELDS = by_name("""
    title = title, article title, document title; full = authors full name; author = authors, author, author(s),
    author/creator, by; editor = editor, editors, book editors; container-title = publication title, journal,
    journal title, publication name, book title; source = source, publication info; year = publication year,
    year of publication, year; date = publication date, date of publication, date published; volume = volume;
    issue = issue, issue/part, number; page = pages, page range, first page; DOI = doi, digital object identifier;
    ISSN = issn, international standard serial number, issn print, e-issn, eissn; ISBN = isbn, international standard
    book number; abstract = abstract; language = language of publication, language, language of article; publisher =
    publisher, publisher information; publisher-place = place of publication; keyword = identifier / keyword, keywords,
    author-supplied keywords, author supplied keywords, keyword, key concepts; type = document type, publication type,
    source type; number-sign = unique identifier, pmid, pubmed id; URL = document url, persistent link to this record,
    persistent link to this record (permalink), url, link to the ovid full text or citation
""")
_MARK = re.compile(r"\ufeff?(?:<\d{1,6}>|Record: \d{1,6}|Document \d{1,6} of \d{1,6})\s*")
_FIRST = re.compile(rf"^{_MARK.pattern}$", re.MULTILINE)
_SPOKEN = re.compile(r"^(?:Title|Authors?|Source|Author\(s\)|Unique Identifier)(?::| *$)", re.MULTILINE)
_NAMED = re.compile(r"([A-Z][\w /&().-]{1,48}?):(?:[ \t]+(\S.*)|\s*$)")
_BARE = re.compile(r"[A-Z][\w /&().-]{1,48}")
_RULE = re.compile(r"_{20,}\s*")
# Journal of Piers. Mar2021, Vol. 12 Issue 3, p201-209. 9p.
_EBSCO = re.compile(
    r"(?P<venue>.{2,200}?)\. (?P<date>[^.,]{0,30}\d{4})"
    r"(?:, Vol\. (?P<volume>[^,\s]{1,20}))?(?:,? Issue (?P<issue>[^,]{1,20}))?"
    r"(?:, p(?!N\.PAG)(?P<page>[^.;,\s]{1,30}))?"
)
# Journal of Piers. 12(3):201-209, 2021 Mar 05.
_OVID = re.compile(
    r"(?P<venue>.{2,200}?)\. (?P<volume>[^\s.:(,]{1,20})?(?:\((?P<issue>[^()]{1,30})\))?(?::(?P<page>[^,]{1,30}))?"
    r", (?P<date>\d{4}[^.]{0,30})"
)


def sniff(head: str) -> float:
    found = _FIRST.search(head)
    return CERTAIN if found and len(_SPOKEN.findall(head, found.end())) > 1 else 0.0


def read(page: Page) -> Iterator[Item]:
    """Yield every record, from its number to the next; what stands before the first is what was searched for."""
    found = tagged.records(
        _lines(page.lines()), _tag, opens=_opens, closes=("__",), prose=("Abstract",),
        lists=("Authors", "Author", "Authors Full Name", "Keywords"),
    )  # fmt: skip
    yield from listed((record for record in found if record.fields[0][0] == ""), _paper, lambda record: record.raw)


def _opens(tag: str, seen: set[str], *, after_blank: bool) -> bool:
    return tag == ""


def _lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a page, the title that ProQuest has below a record's number behind its name."""
    titled = False
    for line in lines:
        if titled and line.strip():
            titled = False
            found = _NAMED.match(line)
            line = line if found and found[1].lower() in _FIELDS else f"Title: {line.strip()}"
        titled = titled or (line.startswith("Document ") and _MARK.fullmatch(line) is not None)
        yield line


def _tag(line: str) -> tuple[str, str] | None:
    if _MARK.fullmatch(line):
        return "", line.strip()
    if _RULE.fullmatch(line):
        return "__", ""
    if line[:1].isspace():
        return None
    if found := _NAMED.match(line):
        return found[1], found[2] or ""
    return (line.strip(), "") if _BARE.fullmatch(line.strip()) and line.strip().lower() in _KNOWN else None


_KNOWN = frozenset((*_FIELDS, "status", "institution", "comments", "publishing model", "entry date", "update date",
                    "subject headings", "mesh subject headings", "country of publication", "database", "link",
                    "publication history status", "owner", "emtree heading", "year of publication"))  # fmt: skip
"""Names of fields that stand alone in a line without a colon, as Ovid has them."""


def _paper(record: Tagged) -> Paper | Listed:
    told: dict[str, list[str]] = {}
    beside: list[tuple[str, str]] = []
    for name, value in record.fields[1:]:
        field = _FIELDS.get(name.lower(), "")
        if value and field:
            told.setdefault(field, []).append(value)
        elif value:
            beside.append((name, value))
    item = _item({field: values[0] for field, values in told.items()}, told)
    fill(item, unsaid(beside, (str(value) for value in item.values())))
    return csl_items.item(item, record.line)


def _item(first: dict[str, str], told: dict[str, list[str]]) -> dict[str, Any]:
    """Return a record in the terms of CSL."""
    item: dict[str, Any] = {
        name: value for name, value in first.items() if name in ("abstract", "volume", "issue", "publisher", "language")
    }
    item["title"] = facts.unstopped(first.get("title", ""))
    source = first.get("source", "")
    if place := _EBSCO.match(source) or _OVID.match(source):
        item |= {name: said for name, said in place.groupdict().items() if said and name not in ("venue", "date")}
        item["container-title"], item["issued"] = place["venue"], {"raw": dates.edtf(_DAY.sub(r"\1 \2", place["date"]))}
    if venue := first.get("container-title"):
        item["container-title"] = venue.partition("; ")[0] if venue != first.get("title") else ""
    if (days := [day for name in ("date", "year") if (day := dates.edtf(first.get(name, "")))]) and not (
        item.get("issued") and item["issued"]["raw"].startswith(days[0])
    ):
        item["issued"] = {"raw": days[0]}
    item["page"] = facts.pages(first.get("page") or item.get("page", ""))
    item["author"] = _people(told.get("full") or told.get("author", ()))
    item["editor"] = _people(told.get("editor", ()))
    item["publisher-place"] = first.get("publisher-place", "")
    item["DOI"] = tagged.first_doi(told.get("DOI", ())) or ""
    item |= tagged.numbers([*told.get("ISSN", ()), *told.get("ISBN", ())])
    item["keyword"] = [word for value in told.get("keyword", ()) for word in re.split(r"\s*;\s*", value) if word]
    item["PMID"] = number if (number := first.get("number-sign", "")).isdecimal() and len(number) < 9 else ""
    item["URL"] = "".join(tagged.links(told.get("URL", ()))[:1])
    kind = json_facts.kind_in(first.get("type", ""))
    item["type"] = csl.TYPES.get(kind) or ("article-journal" if item.get("container-title") else "document")
    if item["type"] == "thesis":
        item["container-title"] = ""
    return {name: value for name, value in item.items() if value}


_DAY = re.compile(r"([A-Za-z]{3,9})(\d{4})")
_AFFILIATED = re.compile(r"\^?[\d,]{1,8}\Z|\^\w.*|\s*\((?:AUTHOR|[^()]{0,40}@[^()]{0,60})\)|\s*<[^<>]{1,80}>")
_SHORT = re.compile(r"[^\s,;][^,;]{0,60} [A-Z]{1,4}\.?")


def _people(values: Any) -> list[Any]:
    """Return the people in the terms of CSL: one a line, or with semicolons between; `Reed A. Moor BC.` is Ovid's."""
    names = [name for value in values for one in value.split(";") if (name := _AFFILIATED.sub("", one.strip()).strip())]
    if len(names) == 1 and names[0].count(". ") and all(map(_SHORT.fullmatch, names[0].rstrip(".").split(". "))):
        names = names[0].rstrip(".").split(". ")
    people: list[Any] = []
    for name in dict.fromkeys(names):
        people += json_facts.by_initials(name) if _SHORT.fullmatch(name) else (name,)
    return people
