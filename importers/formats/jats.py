"""JATS: the XML of journal articles, as PubMed Central, publishers and eLife give it (NISO Z39.96). Of an article only
what stands in front of its text is read: what it cites is not the work."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from importers import csl_items, xml
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, Skipped, listed
from importers.xml import child, children, marked, text
from storage.papers.paper import Paper

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME, TITLE = "jats", "JATS XML (journal articles)"
CARRIES = (*REFERENCE, "category")
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 30, "2026-11-30"

_ASIDE = frozenset(
    "graphical key-image toc teaser precis executive-summary web-summary plain-language-summary editor short summary "
    "highlights".split()
)
"""Sorts of abstracts that are pictures, or for other readers."""
_LATER = frozenset("pmc-release nihms-submitted received accepted".split())
"""Days that are not those on which it appeared."""
_OF_THE_ISSUE = frozenset("ppub collection epub-ppub print".split())
_KINDS = {"book-review": "review-book", "product-review": "review", "preprint": "article"}
_ROLES = {"author": "author", "editor": "editor", "translator": "translator"}


def sniff(head: str) -> float:
    if "<article-meta" in head and ("<front" in head or "<journal-meta" in head):
        return CERTAIN
    return (
        0.9 if "//DTD JATS" in head or "//DTD Journal Publishing" in head or "//DTD Journal Archiving" in head else 0.0
    )


def read(page: Page) -> Iterator[Item]:
    yield from listed(_fronts(page), _paper, lambda record: text(record.element, "article-meta", "article-id"))


def _fronts(page: Page) -> Iterator[xml.Record | Skipped]:
    """Yield what stands in front of each article, which says its type; that of a reply within is called otherwise."""
    kind = ""
    for found in xml.records(page, ("front",), ("article",)):
        if isinstance(found, xml.Opening):
            kind = found.attributes.get("article-type", "")
            continue
        if isinstance(found, xml.Record):
            found.element.set("article-type", kind)
        yield found


def _paper(record: xml.Record) -> Paper | Listed:
    return csl_items.item(_item(record.element), record.line)


def _item(front: "Element") -> dict[str, Any]:
    """Return an article in the terms of CSL."""
    journal, article = child(front, "journal-meta"), child(front, "article-meta")
    numbers = {part.get("pub-id-type", ""): text(part) for part in children(article, "article-id")}
    first, last = text(article, "fpage"), text(article, "lpage")
    title = str(marked(article, "title-group", "article-title"))
    if subtitle := str(marked(article, "title-group", "subtitle")):
        title = f"{title}: {subtitle}"
    venue = text(journal, "journal-title-group", "journal-title") or text(journal, "journal-title")
    short = text(journal, "journal-title-group", "abbrev-journal-title") or text(journal, "abbrev-journal-title")
    item: dict[str, Any] = {
        "type": _KINDS.get(front.get("article-type", ""), "article-journal" if venue else "document"), "title": title,
        "container-title": venue, "container-title-short": short if short != venue else "",
        "DOI": numbers.get("doi", ""), "PMID": numbers.get("pmid", ""), "PMCID": _pmc(numbers),
        "arxiv": numbers.get("arxiv", ""), "volume": text(article, "volume"), "issue": text(article, "issue"),
        "page": f"{first}-{last}" if last and last != first else first or text(article, "elocation-id"),
        "ISSN": ", ".join(dict.fromkeys(map(text, children(journal, "issn")))),
        "publisher": text(journal, "publisher", "publisher-name"), "abstract": _abstract(article),
        "keyword": [text(word) for group in children(article, "kwd-group") for word in children(group, "kwd")],
        "issued": _issued(article),
    }  # fmt: skip
    for kind, role in _ROLES.items():
        item[role] = list(_people(article, kind))
    return {name: value for name, value in item.items() if value}


def _pmc(numbers: dict[str, str]) -> str:
    number = numbers.get("pmcid") or numbers.get("pmc") or ""
    return f"PMC{number}" if number.isdecimal() else number


def _people(article: "Element | None", kind: str) -> Iterator[dict[str, str]]:
    """Yield those who contributed as `kind`, in order; in a group its type says what each is."""
    for group in children(article, "contrib-group"):
        of_group = group.get("content-type", "")
        for one in children(group, "contrib"):
            said = one.get("contrib-type") or of_group.rstrip("s") or "author"
            if (said.lower().removesuffix("s") or "author") != kind and not (kind == "author" and said == "collab"):
                continue
            yield from _named(one)


def _named(one: "Element") -> Iterator[dict[str, str]]:
    names = [child(one, "name"), child(one, "string-name"), *children(one, "name-alternatives", "name")]
    name = next((name for name in names if name is not None), None)
    if name is not None:
        family, given = text(name, "surname"), text(name, "given-names")
        yield {"family": family, "given": given, "suffix": text(name, "suffix")} if family else {"literal": text(name)}
    elif (group := child(one, "collab")) is not None:
        words = " ".join(filter(None, (group.text or "", *(text(part) for part in group if part.tag in _OF_A_GROUP))))
        yield {"literal": " ".join((words or text(group)).split())}


_OF_A_GROUP = frozenset(("institution", "named-content", "italic", "bold"))


def _issued(article: "Element | None") -> dict[str, Any]:
    """Return when an article appeared: its issue, else whatever came first."""
    days: list[tuple[bool, list[str]]] = []
    for one in children(article, "pub-date"):
        kinds = {one.get("pub-type", ""), one.get("date-type", ""), one.get("publication-format", "")}
        parts = [said for part in ("year", "month", "day") if (said := text(one, part))]
        if text(one, "year") and not kinds & _LATER:
            days.append((not kinds & _OF_THE_ISSUE, parts))
    return {"date-parts": [min(days)[1]]} if days else {}


def _abstract(article: "Element | None") -> str:
    """Return the abstract, paragraph by paragraph, each section behind its heading."""
    for one in children(article, "abstract"):
        if one.get("abstract-type", "") not in _ASIDE:
            parts = [(text(part, "title"), [part] if part.tag == "p" else children(part, "p")) for part in one]
            told = [(head, [words for said in every if (words := str(marked(said)))]) for head, every in parts]
            return "\n\n".join(": ".join(filter(None, (head, "\n\n".join(said)))) for head, said in told if said)
    return ""
