"""Zotero's items, by the names of its CSV columns in lower case: `num pages` is what its JSON calls numPages."""

import re
from collections.abc import Iterable, Mapping

from importers import dates, facts
from importers.markup import abstract, plain
from importers.reader import Noted
from storage.papers.bibfields import by_name, table
from storage.papers.kinds import preprint_server
from storage.papers.paper import Name, Paper, arxiv_id
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
_EXTRA = table("""
    volume = volume; issue = issue; number-of-pages = num pages; number-of-volumes = number of volumes;
    container-title-short = journal abbreviation; title-short = short title; collection-title = series, series title;
    collection-number = series number; publisher = publisher, university, institution, company; publisher-place = place;
    language = language; genre = type, thesis type, report type; archive_location = archive location;
    source = library catalog; call-number = call number; edition = edition;
    number = report number, patent number, number; event-title = conference name, meeting name;
    version = version, version number; section = section; ISBN = isbn; ISSN = issn
""")
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
_LINE = re.compile(r"^\s*([A-Za-z][A-Za-z .-]{0,40}?)\s*:\s*(\S.*)$")


def paper(row: Mapping[str, str], people: Mapping[str, tuple[Name, ...]], tags: Iterable[str], *, whole: bool) -> Paper:
    """Return the paper of an item with these people by role and these tags; `whole` when all authors are among them."""
    kind = _KINDS.get(row.get("item type", "").replace(" ", "").lower(), "document" if "item type" in row else None)
    said = _said(row.get("extra", ""))
    extra = {variable: plain(_first(row, fields.split(", "))).strip() for variable, fields in _EXTRA.items()}
    extra["page"] = facts.pages(row.get("pages", ""))
    extra["accessed"] = dates.said(row.get("access date", ""))
    extra["keyword"] = ", ".join(tag.strip() for tag in tags if tag.strip())
    for name, variable in (("citation key", "key"), ("citekey", "key"), ("pmid", "PMID"), ("pmcid", "PMCID")):
        extra[variable] = extra.get(variable) or row.get(name) or said.get(name, "")
    venue = _venue(row, kind, extra)
    number = row.get("archive id") or said.get("arxiv") or _first(row, ("archive location", "number"))
    link = row.get("url", "")
    about = f"{number} {venue} {row.get('archive')} {row.get('extra')}".lower()
    identifier = (arxiv_id(number) if "arxiv" in about else None) or (arxiv_id(link) if "arxiv.org" in link else None)
    if identifier and venue.lower().startswith("arxiv"):
        venue, kind = "arXiv", "article" if kind in ("article-journal", None) else kind
        for variable in ("number", "volume", "archive_location", "publisher"):
            extra.pop(variable, None)
    return Paper(
        title=plain(row.get("title", "")),
        authors=people["author"],
        authors_complete=whole,
        date=dates.said(row.get("date", "") or row.get("publication year", "")),
        venue=venue,
        kind=kind,
        abstract=abstract(row.get("abstract note", "")),
        doi=row.get("doi") or said.get("doi"),
        arxiv_id=identifier,
        url=link,
        roles={variable: people.get(role, ()) for role, variable in ROLES.items()},
        extra=extra,
    )


def _first(row: Mapping[str, str], fields: Iterable[str]) -> str:
    return next((row[field] for field in fields if row.get(field)), "")


def _venue(row: Mapping[str, str], kind: str | None, extra: Mapping[str, str]) -> str:
    if kind in ("thesis", "book"):
        return plain(row.get("publication title", ""))
    first = _first(row, ("repository", "publisher")) if kind == "article" else ""
    archive = row.get("archive", "")
    venue = plain(first or _first(row, _VENUES) or (archive if preprint_server(archive) else "")).strip()
    return "" if kind == "report" and venue == extra["publisher"] else venue


def _said(text: str) -> dict[str, str]:
    """Return what people write into Zotero's Extra field, a `Name: value` a line, names in lower case."""
    lines = (_LINE.match(line[:1_000]) for line in text[:20_000].split("\n"))
    return {found[1].lower(): found[2].strip() for found in lines if found}


def left_out(beside: int) -> Iterable[Noted]:
    """Return a note on so many items that stand beside papers."""
    if beside:
        yield Noted(text=f"{several(beside, 'item')} left out: attachments, notes, annotations")
