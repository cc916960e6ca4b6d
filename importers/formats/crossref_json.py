"""Crossref's REST API: a page of works, one work, or a list of them."""

import re
from collections.abc import Iterator
from typing import Any

from importers import csl, facts
from importers.besides import fill, in_words, members, of_person, unsaid
from importers.facts import mapping, sequence, string
from importers.json_text import Record, marked, streamed
from importers.markup import abstract, plain, spaced
from importers.markup import marked as marked_up
from importers.reader import CERTAIN, Item, Page, Skipped, answered, listed, skip
from storage.papers.bibfields import table
from storage.papers.identifiers import arxiv_id
from storage.papers.markup import Marked, joined, on_one_line, shown
from storage.papers.names import Name
from storage.papers.paper import Paper

NAME, TITLE = "crossref-json", "Crossref JSON"
CARRIES = tuple(
    "title authors authors_complete year date venue kind category abstract doi arxiv_id url roles extra line "
    "position".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 30, "2026-11-22"

_MARKS = frozenset(
    "is-referenced-by-count reference-count references-count deposited indexed content-domain member prefix "
    "short-container-title message-type message-version crossmark-restriction group-title".split()
)


_LISTED_TITLE = re.compile(r'"title"\s*:\s*\[\s*"')


def sniff(head: str) -> float:
    found, ours = marked(head, _MARKS)
    if ours >= 3 and found & {"DOI", "title", "items"}:
        return CERTAIN
    if ours and "DOI" in found and _LISTED_TITLE.search(head):  # a single work; as CSL-JSON its title is no list
        return 0.8
    return 0.75 if ours >= 2 and "DOI" in found else 0.2 * min(ours, 2)


def read(page: Page) -> Iterator[Item]:
    envelope: dict[str, Any] = {}
    # One work asked for alone comes in a message without items.
    found = streamed(page, within=("message", "items"), envelope=envelope)
    papers = yield from listed(found, _paper, _untitled)
    yield from answered(papers, facts.count(envelope.get("total-results")), "Crossref")


def _untitled(record: Record) -> str:
    return string(mapping(record.value).get("DOI")) or str(record.value)


_VOWEL = re.compile("[AEIOUYÀ-Þ]")
_CONTROLS = re.compile("[\x80-\x9f]")


def _title(value: dict[str, Any]) -> str:
    written = string(value.get("title")) or string(value.get("original-title"))
    if _CONTROLS.search(written):  # UTF-8 that its publisher sent as Latin-1
        written = facts.mended(written)
    title = on_one_line(marked_up(spaced(written)))
    subtitle = on_one_line(marked_up(string(value.get("subtitle"))))
    if type(title) is Marked or type(subtitle) is Marked:
        return joined(" " if shown(title).endswith((":", "?", "!", ".", "…")) else ": ", title, subtitle)
    return facts.joined(title, subtitle)


_WORDS = table("""
    volume = volume; issue = issue; publisher = publisher; publisher-place = publisher-location;
    edition = edition-number; ISSN = ISSN; container-title-short = short-container-title; language = language;
    original-title = original-title; title-short = short-title
""")
"""Texts by their CSL variable."""
_SPELLED = {
    "license": ("URL",), "assertion": ("label", "value"), "funder": ("name", "award", "DOI"),
    "updated-by": ("type", "DOI"), "update-to": ("type", "DOI"),
}  # fmt: skip
"""What is told of a list of objects: what each is called, and the rest of it."""
_ROLES = ("editor", "translator", "chair")
_DAYS = ("published-print", "published-online", "published-other", "posted", "approved", "accepted", "content-created")
# What rules of this module read, the works that are cited, links for machines, and what Crossref says of the record.
_KNOWN = frozenset(
    "DOI URL title subtitle author editor translator chair type page article-number degree abstract resource "
    "institution journal-issue group-title issued published created deposited indexed score member prefix source "
    "content-domain update-policy references-count reference link message-type crossmark-restriction "
    "container-title subject ISBN event version relation".split()
).union(_WORDS.values(), _SPELLED, _DAYS)


def _paper(record: Record) -> Paper | Skipped:
    value = mapping(record.value)
    title = _title(value)
    if value.get("type") == "grant" and not title:
        return skip(record.line, "a grant, not a paper", _untitled(record))
    kind = csl.TYPES.get(string(value.get("type")), "document")
    authors, complete = _names(value.get("author"))
    roles: dict[str, tuple[Name, ...]] = {role: _names(value[role])[0] for role in _ROLES if role in value}
    extra = {variable: plain(string(value[name])) if name in value else "" for variable, name in _WORDS.items()}
    venue = _venue(value, kind, extra)
    extra["issue"] = extra["issue"] or string(mapping(value.get("journal-issue")).get("issue"))
    extra["page"] = facts.pages(string(value.get("page")))
    extra["number"] = "" if extra["page"] else string(value.get("article-number"))
    extra["version"] = in_words(value.get("version"))
    extra["genre"] = " ".join(map(string, sequence(value.get("degree")))) if kind == "thesis" else ""
    extra["ISBN"] = string(value.get("ISBN")).rpartition("/")[2]
    if not value.get("title"):
        del extra["original-title"]  # it is the title
    preprint = _preprint(mapping(value.get("relation")), extra)
    date, link = _date(value), string(value.get("URL"))
    page = string(mapping(mapping(value.get("resource")).get("primary")).get("URL"))
    told = (title, venue, date, string(value.get("subject")), preprint)
    fill(extra, (*_besides(value), *unsaid(_alike(value), extra.values(), told)))
    return Paper(
        title=title,
        authors=authors,
        authors_complete=complete,
        date=date,
        venue=venue,
        kind=kind,
        category=string(value.get("subject")),
        abstract=abstract(string(value.get("abstract"))),
        doi=string(value.get("DOI")),
        arxiv_id=preprint,
        url=link or page,
        roles=roles,
        extra=extra,
    )


def _besides(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what no fact says: funders, licences, corrections, how often it is cited, whence its people are."""
    single = {f"{name.lower()}-type" for name in ("ISBN", "ISSN") if len(sequence(value.get(name))) < 2}
    yield from members(value, _KNOWN | single)
    for name, parts in _SPELLED.items():
        for item in sequence(value[name]) if name in value else ():
            before, *behind = (in_words(mapping(item).get(part)) for part in parts)
            yield name, ": ".join(filter(None, (before, ", ".join(filter(None, behind))))) or in_words(item)
    event = mapping(value.get("event"))
    if event:
        yield "event", in_words({name: item for name, item in event.items() if name not in _OF_EVENT})
    for role in ("author", *_ROLES):
        for person in map(mapping, sequence(value.get(role))):
            if not (person.get("affiliation") or "ORCID" in person):
                continue
            name = string(person.get("family")) or string(person.get("name"))
            yield from of_person(name, "affiliation", map(in_words, sequence(person.get("affiliation"))))
            yield from of_person(name, "ORCID", [string(person.get("ORCID"))])


_OF_EVENT = frozenset(("name", "location", "start", "end"))


_LISTED = tuple(
    (name, f"{name.lower()}-type")
    for name in ("container-title", "short-container-title", "subject", "ISSN", "ISBN", "institution")
)
"""Lists, each with the name of one that has the same with their kinds."""


def _alike(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what may be a fact already: other days, related works, second titles, containers, subjects and numbers."""
    yield from ((name, csl.date(value[name])) for name in _DAYS if name in value)
    yield from (("title", in_words(item)) for item in sequence(value.get("title"))[1:])
    for name, kinds in _LISTED:
        if name in value and kinds not in value:
            yield from ((name, in_words(item)) for item in sequence(value.get(name)))
    for name, others in mapping(value.get("relation")).items():
        yield from ((name, in_words(mapping(other).get("id"))) for other in sequence(others))


def _venue(value: dict[str, Any], kind: str, extra: dict[str, str]) -> str:
    """Return where the work appeared, and fill in its series, its meeting and the institution behind it."""
    containers = [marked_up(text) for item in sequence(value.get("container-title")) if (text := string(item))]
    institution = string(mapping(next(iter(sequence(value.get("institution"))), None)).get("name"))
    event = mapping(value.get("event"))
    extra["event-title"] = plain(string(event.get("name")))
    extra["event-place"] = string(event.get("location")).strip(" ,")
    if event:
        days = [csl.date(event.get(name)) for name in ("start", "end")]
        extra["event-date"] = "/".join(day for day in dict.fromkeys(days) if day)
    if kind in ("thesis", "report") and institution:
        extra["publisher"] = institution
    if not containers:
        server = institution or string(value.get("group-title"))
        return {"article": server, "paper-conference": extra["event-title"]}.get(kind, "")
    # Of a chapter in a series Crossref gives the series first and the volume's own title last.
    venue = containers[-1] if kind in ("chapter", "paper-conference", "entry-encyclopedia") else containers[0]
    extra["collection-title"] = containers[0] if venue != containers[0] else ""
    return venue


def _preprint(relation: dict[str, Any], extra: dict[str, str]) -> str | None:
    """Return the arXiv id of the work or of its preprint, and fill in what it is related to."""
    identifier = None
    for name in ("has-preprint", "is-preprint-of", "is-version-of"):
        for other in sequence(relation.get(name)):
            related = string(mapping(other).get("id"))
            identifier = identifier or (arxiv_id(related) if "arxiv" in str(other).lower() else None)
            if name != "is-version-of":
                extra.setdefault(name, related)
    return identifier


def _date(value: dict[str, Any]) -> str:
    names = ("issued", "published", "published-print", "published-online", "published-other", "posted", "approved")
    return next((day for name in names if (day := csl.date(value.get(name)))), "")


def _names(value: Any) -> tuple[tuple[Name, ...], bool]:
    found: list[Name] = []
    for item in sequence(value):
        parts = mapping(item)
        family, given, name = (plain(string(parts.get(part))).strip() for part in ("family", "given", "name"))
        name = name or plain(string(parts.get("literal"))).strip()
        if len(family) > 2 and family.isupper() and given.isupper():  # some publishers shout
            family = family.title()
            given = given.title() if len(given) > 2 and _VOWEL.search(given) and "." not in given else given
        if family or given:
            found.append(facts.person(family, given, string(parts.get("suffix"))))
        elif name:
            found.append(Name.group(name))
    return facts.complete(found)
