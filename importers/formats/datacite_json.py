"""DataCite's metadata as JSON: a work, a list of works, or an answer of the API, which has them in `data.attributes`.

https://support.datacite.org/docs/api and https://datacite-metadata-schema.readthedocs.io.
"""

from collections.abc import Iterator
from typing import Any

from importers import datacite, facts
from importers.facts import mapping, string
from importers.json_facts import at, untitled
from importers.json_text import Record, keys, streamed
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, Skipped, answered, listed, skip
from storage.papers.paper import Paper

NAME, TITLE = "datacite-json", "DataCite JSON"
CARRIES = (*REFERENCE,)
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 30, "2026-11-30"

_BESIDE = frozenset("publicationYear types resourceTypeGeneral schemaVersion descriptions rightsList publisher".split())


def sniff(head: str) -> float:
    found = keys(head)
    return CERTAIN if {"creators", "titles"} <= found and found & _BESIDE else 0.0


def read(page: Page) -> Iterator[Item]:
    """Yield every work; what an answer holds besides, clients and events, is skipped."""
    envelope: dict[str, Any] = {}
    found = streamed(page, within=("data",), envelope=envelope)
    papers = yield from listed(found, _paper, untitled("id", "attributes.doi"))
    yield from answered(papers, facts.count(at(envelope, "meta.total")), "DataCite", "works")


def _paper(record: Record) -> Paper | Listed | Skipped:
    value = mapping(mapping(record.value).get("attributes")) or mapping(record.value)
    if "titles" not in value:
        return skip(record.line, "not a work", string(at(record.value, "id")) or str(record.value))
    return datacite.paper(value, record.line)
