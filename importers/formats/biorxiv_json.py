"""bioRxiv's and medRxiv's API: preprints of an interval or a DOI, and those that were published.

https://api.biorxiv.org: `details`, `pubs`, and `covid19`, which names its members otherwise.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from importers import facts
from importers.facts import sequence, string
from importers.json_facts import at, by_initials, paper, told, untitled
from importers.json_text import Record, marked, streamed
from importers.reader import CERTAIN, Item, Listed, Page, answered, listed
from storage.papers.bibfields import table
from storage.papers.kinds import preprint_server
from storage.papers.paper import Paper

NAME, TITLE = "biorxiv-json", "bioRxiv / medRxiv API (JSON)"
CARRIES = tuple(
    "title authors authors_complete year date venue kind category abstract doi url extra line position".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 30, "2026-11-30"

_MARKS = frozenset(
    "author_corresponding author_corresponding_institution jatsxml preprint_doi preprint_platform preprint_title "
    "biorxiv_doi published_journal rel_title rel_doi rel_site rel_abs rel_authors".split()
)
_FIELDS = table("""
    title = title, preprint_title, rel_title; DOI = doi, preprint_doi, biorxiv_doi, rel_doi; version = version;
    abstract = abstract, preprint_abstract, rel_abs; URL = rel_link; license = license;
    is-preprint-of = published, published_doi, published_DOI; published_journal = published_journal
""")
_SERVER = re.compile(r"(?i)\b(bio|med)rxiv\.org/")


def sniff(head: str) -> float:
    found, ours = marked(head, _MARKS)
    if ours >= 2 or (ours and "collection" in found):
        return CERTAIN
    return 0.2 * ours


def read(page: Page) -> Iterator[Item]:
    """Yield every version of every preprint of the answer."""
    envelope: dict[str, Any] = {}
    found = streamed(page, within=("collection", "results"), envelope=envelope)
    papers = yield from listed(found, _paper, untitled("doi", "preprint_doi", "rel_doi"))
    total = facts.count(at(envelope, "messages.total")) if papers else None
    yield from answered(papers, total, "bioRxiv", "preprints")


def _paper(record: Record) -> Paper | Listed:
    value = record.value
    item = {name: text for name, text in told(value, _FIELDS).items() if text != "NA"}
    written = string(at(value, "authors") or at(value, "preprint_authors"))
    people = [string(at(one, "author_name")) for one in sequence(at(value, "rel_authors"))] or _divided(written)
    item |= {
        "type": "article", "container-title": _server(value),
        "author": [name for one in people if (name := one.strip() if isinstance(one, str) else one)],
        "issued": {"raw": string(at(value, "date") or at(value, "preprint_date") or at(value, "rel_date"))},
    }  # fmt: skip
    category = string(at(value, "category") or at(value, "preprint_category"))
    return paper(item, record.line, "" if category == "NA" else category)


def _divided(people: str) -> Iterable[Any]:
    """Yield the people of `Reed, A.; Moor, B. C.`; copies of answers have `Reed A, Moor BC` and `Reed A; Moor BC`."""
    if ";" in people or "." in people:
        return chain.from_iterable([one] if "," in one else by_initials(one) for one in people.split(";"))
    return by_initials(people)


def _server(value: Any) -> str:
    """Return the server that has the preprint: by its name, else by the address of its text."""
    name = string(at(value, "server") or at(value, "preprint_platform") or at(value, "rel_site"))
    addresses = (_SERVER.search(string(at(value, path))[:200]) for path in ("jatsxml", "rel_link"))
    found = next(filter(None, addresses), None)
    return preprint_server(name) or name or (f"{found[1].lower()}Rxiv" if found else "")
