"""CITATION.cff: how a program or a dataset wants to be cited: by the paper that it prefers, else by itself."""

import re
from collections.abc import Iterator
from typing import Any

from importers import csl_items
from importers.facts import mapping, sequence, string
from importers.json_text import Record
from importers.reader import OPENS, REFERENCE, Item, Listed, Page, listed
from importers.yaml_text import records
from storage.papers.bibfields import inverted, table
from storage.papers.paper import Paper

NAME, TITLE = "cff", "CITATION.cff"
CARRIES = (*REFERENCE, "category")
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 40, "2026-11-30"

_VERSION = re.compile(r"(?m)^cff-version:")
# Citation File Format 1.2.0, the types of a reference.
_TYPES = inverted({
    kind: names.split() for kind, names in table("""
        article-journal = article; paper-conference = conference-paper; book = book proceedings conference edited-work;
        chapter = pamphlet; thesis = thesis; report = report; software = software software-code software-container
        software-executable software-virtual-machine; dataset = data database dataset; article = unpublished;
        webpage = website blog; patent = patent; article-magazine = magazine-article;
        article-newspaper = newspaper-article; motion_picture = film-broadcast video; manuscript = historical-work
        manuscript; map = map; standard = standard; legislation = statute; legal_case = legal-case;
        entry-encyclopedia = encyclopedia dictionary; graphic = art; speech = slides; song = music audiovisual
    """).items()
})  # fmt: skip
# A CSL variable as the field that it is.
_FIELDS = table("""
    abstract = abstract; DOI = doi; URL = url; volume = volume; issue = issue; version = version; edition = edition;
    ISBN = isbn; ISSN = issn; PMCID = pmcid; language = languages; license = license; genre = thesis-type;
    number-of-volumes = number-volumes; number = number; chapter-number = section; title-short = abbreviation;
    note = notes; status = status; number-of-pages = pages; medium = medium
""")


def sniff(head: str) -> float:
    return OPENS if _VERSION.search(head) else 0.0


def read(page: Page) -> Iterator[Item]:
    """Yield the paper that the file prefers to be cited by, else the work itself; what it cites is none of it."""
    yield from listed(records(page.text), _paper, lambda record: string(record.value.get("message")))


def _paper(record: Record) -> Paper | Listed:
    preferred = mapping(record.value.get("preferred-citation"))
    # GitHub's template has a work that says nothing but a title and a journal: nobody filled it in.
    filled = preferred.get("title") and any(map(preferred.get, _TELLING))
    work = preferred if filled else {"type": "software", **record.value}
    return csl_items.item(_item(work), record.line)


_TELLING = ("year", "doi", "url", "date-published", "date-released", "isbn", "start", "identifiers")


def _item(work: dict[str, Any]) -> dict[str, Any]:
    """Return a work in the terms of CSL."""
    item: dict[str, Any] = {name: string(work[field]) for name, field in _FIELDS.items() if work.get(field)}
    kind = _TYPES.get(string(work.get("type")), "document")
    conference, publisher = mapping(work.get("conference")), mapping(work.get("publisher"))
    institution = mapping(work.get("institution")) or mapping(next(iter(sequence(work.get("institutions"))), None))
    container = (
        work.get("journal") or work.get("collection-title") or (kind == "paper-conference" and conference.get("name"))
    )
    start, end = string(work.get("start")), string(work.get("end"))
    item |= {
        "type": kind, "title": string(work.get("title")), "container-title": string(container or ""),
        "author": [_name(one) for one in sequence(work.get("authors"))],
        "editor": [_name(one) for one in sequence(work.get("editors"))],
        "translator": [_name(one) for one in sequence(work.get("translators"))],
        "issued": _issued(work), "page": f"{start}-{end}" if start and end else start,
        "publisher": string(publisher.get("name") or (institution.get("name") if kind in ("thesis", "report") else "")),
        "publisher-place": string(publisher.get("city")), "keyword": sequence(work.get("keywords")),
        "event-title": string(conference.get("name")), "event-place": string(conference.get("city")),
    }  # fmt: skip
    for one in map(mapping, sequence(work.get("identifiers"))):
        if string(one.get("type")) == "doi":
            item.setdefault("DOI", string(one.get("value")))
    item.setdefault("URL", string(work.get("repository-code") or work.get("repository")))
    return {name: value for name, value in item.items() if value}


def _issued(work: dict[str, Any]) -> dict[str, Any] | str:
    """Return when a work appeared: the year of a publication, the day of a release."""
    parts = [string(work.get(part)) for part in ("year", "month")]
    if parts[0]:
        return {"date-parts": [[part for part in parts if part]]}
    day = string(work.get("date-published") or work.get("date-released"))
    return {"raw": day} if day else ""


def _name(said: Any) -> dict[str, str]:
    """Return a person or an entity as a CSL name."""
    one = mapping(said)
    if "family-names" not in one and "given-names" not in one:
        return {"literal": string(one.get("name") or one.get("alias"))}
    parts = {"family": "family-names", "given": "given-names", "suffix": "name-suffix",
             "non-dropping-particle": "name-particle"}  # fmt: skip
    return {part: string(one[field]) for part, field in parts.items() if one.get(field)}
