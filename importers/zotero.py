"""Zotero's items, by the names of its CSV columns in lower case: `num pages` is what its JSON calls numPages."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from importers import csl, dates, facts, state
from importers.besides import fill, unsaid
from importers.extra import read as facts_in
from importers.markup import abstract, marked, plain
from importers.reader import Listed, Noted
from storage.papers.bibfields import by_name, table
from storage.papers.identifiers import arxiv_category, arxiv_id
from storage.papers.kinds import preprint_server
from storage.papers.names import Name
from storage.papers.paper import ROLES as PEOPLE
from storage.papers.paper import Paper
from storage.papers.words import several

# Zotero's item types by its own CSL mapping (https://aurimasv.github.io/z2csl/typeMap.xml), in lower case.
_KINDS = table("""
    journalarticle = article-journal; conferencepaper = paper-conference; preprint = article; book = book;
    booksection = chapter; thesis = thesis; report = report; webpage = webpage; dataset = dataset;
    computerprogram = software; manuscript = manuscript; presentation = speech; patent = patent;
    encyclopediaarticle = entry-encyclopedia; dictionaryentry = entry-dictionary; blogpost = post-weblog;
    forumpost = post; magazinearticle = article-magazine; newspaperarticle = article-newspaper; standard = standard;
    artwork = graphic; audiorecording = song; bill = bill; case = legal_case; email = personal_communication;
    film = motion_picture; hearing = hearing; instantmessage = personal_communication; interview = interview;
    letter = personal_communication; map = map; podcast = broadcast; radiobroadcast = broadcast; statute = legislation;
    tvbroadcast = broadcast; videorecording = motion_picture; document = document
""")
BESIDE = frozenset(("attachment", "note", "annotation"))
"""Item types that stand beside a paper, or under it."""

# https://www.zotero.org/support/kb/item_types_and_fields, by CSL variable; the first that has a value decides.
_EXTRA = {
    variable: fields.split(", ")
    for variable, fields in table("""
    volume = volume, code volume, reporter volume; issue = issue; number-of-pages = num pages;
    number-of-volumes = number of volumes; container-title-short = journal abbreviation; title-short = short title;
    collection-title = series, series title; collection-number = series number;
    publisher = publisher, university, institution, company, label, distributor, studio, network;
    publisher-place = place; language = language; genre = type, thesis type, report type, manuscript type,
    letter type, map type, post type, presentation type, website type, genre; archive_location = archive location;
    source = library catalog; call-number = call number; edition = edition;
    number = report number, patent number, number, bill number, docket number, public law number, document number,
    episode number, identifier; event-title = conference name, meeting name;
    version = version, version number; section = section; ISBN = isbn; ISSN = issn; license = rights;
    archive = archive; medium = medium, artwork medium, interview medium, video recording format,
    audio recording format, audio file type; dimensions = artwork size, running time; scale = scale;
    authority = court, issuing authority, legislative body; references = references, history; committee = committee;
    application-number = application number; programming-language = programming language; system = system;
    country = country; assignee = assignee; legal-status = legal status; priority-numbers = priority numbers;
    session = session; code = code; code-number = code number; reporter = reporter; series-text = series text
""").items()
}
_DATES = ("date", "issue date", "date decided", "date enacted")
_VENUES = (
    "publication title", "proceedings title", "book title", "encyclopedia title", "dictionary title", "blog title",
    "website title", "forum title", "program title", "repository", "conference name", "meeting name",
)  # fmt: skip
# Zotero's creator types by its own CSL mapping; those that stand for an author are in `author`.
ROLES = by_name("""
    editor = editor; translator = translator; container-author = book author; collection-editor = series editor;
    contributor = contributor; reviewed-author = reviewed author; recipient = recipient; composer = composer;
    director = director; interviewer = interviewer; script-writer = scriptwriter; producer = producer;
    performer = cast member; guest = guest; series-creator = series creator
""")
_BY_ROLE = {role: role for role in PEOPLE} | ROLES


class Tags(NamedTuple):
    """What Zotero tells apart: the tags that its reader gave, and those that came with the item."""

    manual: list[str]
    automatic: list[str]


def listed(
    line: int, row: Mapping[str, str], people: Mapping[str, tuple[Name, ...]], tags: Tags, notes: Iterable[str] = (),
    *, whole: bool,
) -> Listed:  # fmt: skip
    """Return the paper of an item with these people by role, and what its reader says of it with tags and notes.

    The automatic tags are keywords, and the manual ones besides: some sites give theirs out as such. `whole` tells
    when all authors are among the people.
    """
    fields, beside, note = state.in_note(row.get("extra", ""))
    said, _ = state.said(fields, tags.manual, map(abstract, notes))
    found = _paper(row, people, [*tags.manual, *tags.automatic], note, beside, whole=whole)
    return Listed(paper=found, line=line, said=said)


def _paper(
    row: Mapping[str, str], people: Mapping[str, tuple[Name, ...]], tags: Iterable[str], note: str,
    beside: Mapping[str, str], *, whole: bool,
) -> Paper:  # fmt: skip
    kind = _KINDS.get(row.get("item type", "").replace(" ", "").lower(), "document" if "item type" in row else None)
    said, note = facts_in(note)
    kind = csl.TYPES.get(said.get("type", ""), kind)
    extra = {variable: plain(_first(row, fields)).strip() for variable, fields in _EXTRA.items()}
    extra["page"] = facts.pages(row.get("pages", ""))
    extra["accessed"] = dates.said(row.get("access date", ""))
    extra["submitted"] = dates.said(row.get("filing date", ""))
    extra["keyword"] = ", ".join(tag.strip() for tag in tags if tag.strip())
    extra |= {"key": row.get("citation key", ""), "PMID": row.get("pmid", ""), "PMCID": row.get("pmcid", "")}
    extra["note"] = note
    extra |= _besides(said, extra)
    venue = _venue(row, kind, extra) or said.get("container-title", "")
    number = row.get("archive id") or said.get("arxiv") or _first(row, ("archive location", "number"))
    link = row.get("url", "")
    about = f"{number} {venue} {row.get('archive')} {row.get('extra')}".lower()
    identifier = (arxiv_id(number) if "arxiv" in about else None) or (arxiv_id(link) if "arxiv.org" in link else None)
    if identifier and venue.lower().startswith("arxiv"):
        venue, kind = "arXiv", "article" if kind in ("article-journal", None) else kind
        for variable in ("number", "volume", "archive", "archive_location", "publisher"):
            extra.pop(variable, None)
    day, year = _first(row, (*_DATES, "publication year")), row.get("publication year", "")
    fill(extra, (*_rest(row, extra, (venue, identifier, day, year if year in day else None)), *beside.items()))
    return Paper(
        title=marked(row.get("title", "")),
        authors=people["author"] or csl.names(said.get("author"))[0],
        authors_complete=whole,
        date=csl.date(said.get("issued")) or dates.said(day),
        venue=venue,
        kind=kind,
        abstract=abstract(row.get("abstract note", "")),
        doi=row.get("doi") or said.get("DOI"),
        category=arxiv_category(said.get("arxiv", "")),
        arxiv_id=identifier,
        url=link or said.get("URL"),
        roles=_roles(people, said),
        extra=extra,
    )


# What rules of this module read whole, and what is of the library and its files alone; https://api.zotero.org/schema.
_KNOWN = frozenset(ROLES).union(
    "title, subject, case name, name of act, author, editor, creators, tags, manual tags, automatic tags, pages, "
    "access date, filing date, extra, citation key, pmid, pmcid, doi, url, abstract note, item type, key, date added, "
    "date modified, file attachments, link mode, collections, relations, parent item, item id, item key, library id, "
    "attachments, notes, uri, select, deleted, in publications, citekey".split(", ")
)
_ALIKE = frozenset(
    ("archive id", "publication year", *_DATES, *_VENUES, *(field for fields in _EXTRA.values() for field in fields))
)


def _rest(row: Mapping[str, str], extra: Mapping[str, str], told: Iterable[str | None]) -> Iterator[tuple[str, str]]:
    """Yield the fields of an item that no fact is made of, but those that only name arXiv or its number again."""
    yield from ((name, value) for name, value in row.items() if name not in _KNOWN and name not in _ALIKE)
    alike = ((name, value) for name, value in row.items() if name in _ALIKE and not value.lower().startswith("arxiv"))
    yield from unsaid(alike, extra.values(), told)


def _roles(people: Mapping[str, tuple[Name, ...]], said: Mapping[str, Any]) -> dict[str, tuple[Name, ...]]:
    """Return the item's people by CSL's names, those of whom only its Extra field tells among them."""
    roles = {variable: csl.names(said[variable])[0] for variable in PEOPLE if variable in said}
    return roles | {variable: people[role] for role, variable in _BY_ROLE.items() if people.get(role)}


def _first(row: Mapping[str, str], fields: Iterable[str]) -> str:
    return next((row[field] for field in fields if row.get(field)), "")


def _venue(row: Mapping[str, str], kind: str | None, extra: Mapping[str, str]) -> str:
    if kind in ("thesis", "book"):
        return plain(row.get("publication title", ""))
    first = _first(row, ("repository", "publisher")) if kind == "article" else ""
    archive = row.get("archive", "")
    venue = plain(first or _first(row, _VENUES) or (archive if preprint_server(archive) else "")).strip()
    return "" if kind == "report" and venue == extra["publisher"] else venue


def _besides(said: Mapping[str, Any], told: Mapping[str, str]) -> dict[str, str]:
    """Return what the Extra field says that the item's own fields do not; its dates stand above theirs."""
    texts = {"key" if name == "citation-key" else name: text for name, text in said.items() if isinstance(text, str)}
    texts = {name: text for name, text in texts.items() if name not in _TAKEN and not told.get(name)}
    days = {name: csl.date(day) or "" for name, day in said.items() if isinstance(day, dict) and name != "issued"}
    return texts | days


_TAKEN = frozenset(("type", "title", "container-title", "DOI", "URL", "arxiv"))


def left_out(beside: int) -> Iterable[Noted]:
    """Return a note on so many items that stand beside papers."""
    if beside:
        yield Noted(text=f"{several(beside, 'item')} left out: attachments, notes, annotations")
