"""EndNote's tagged export (.enw, `%A Name`), also called Refer and BibIX."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from importers import dates, facts, state, tagged
from importers.besides import fill, unsaid
from importers.markup import abstract, marked
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, Skipped, listed, named, skip
from importers.tagged import Tagged
from storage.papers.bibfields import CSL_TEXTS, ENDNOTE_KINDS, table
from storage.papers.identifiers import arxiv_id, doi
from storage.papers.kinds import as_preprint
from storage.papers.markup import on_one_line
from storage.papers.names import Name
from storage.papers.paper import Paper

NAME, TITLE = "enw", "EndNote tagged (.enw, Refer)"
CARRIES = REFERENCE
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, True, 40, "2026-11-22"

# What goes into `extra` as it is, by CSL variable (EndNote's manual; %N, %B, %I and %6 depend on the type).
_EXTRA = table("""
    volume = V; publisher = I; publisher-place = C; edition = 7; language = G; note = Z; title-short = !;
    call-number = L; number-of-volumes = 6; archive = W; source = ~; section = &; genre = 9; original-title = Q;
    custom1 = 1; custom2 = 2; custom3 = 3; custom4 = 4; custom5 = #; custom6 = $; custom7 = ]; auth-address = +;
    caption = ^; accession-num = M; orig-pub = (; reprint-edition = ); reviewed-title = *;
    translated-author = H
""")

_LINE = re.compile(r"\ufeff?[ \t]?%([A-Z0-9!@#$&()*+,./:;<=>?\[\\\]^|~])(?:[ \t]+(.*)|$)")
_ONCE = frozenset("TDJF")


_TYPED = re.compile(r"\ufeff?\s{0,20}%0[ \t]+([^\n]{1,40})")


def sniff(head: str) -> float:
    lines = [line for line in head.split("\n", 400)[:400] if line.strip()]
    tags = [found[1] for line in lines if (found := _LINE.match(line))]
    known = set(tags)
    if not {"T", "A"} & known:
        return 0.0
    if "0" in known and len(known) >= 3:
        return CERTAIN
    if (typed := _TYPED.match(head)) and typed[1].strip().lower() in ENDNOTE_KINDS:
        return 0.8
    return 0.7 if {"T", "A"} <= known and len(tags) >= 0.4 * len(lines) else 0.3


def read(page: Page) -> Iterator[Item]:
    """Yield every record: from `%0` on, or behind an empty line where a title comes again."""
    found = tagged.records(page.lines(), _tag, opens=_opens, once=_ONCE, prose="XZ<", lists="K")

    def paper(record: Tagged) -> Paper | Listed | Skipped:
        if len(record.fields) < 2 and not record.first("T"):
            return skip(record.line, "no title", record.raw)
        found = named(_paper(record), record.line, record.raw)
        said, _ = state.said((), notes=record.all("<"))
        if said is None:
            return found
        return replace(found if isinstance(found, Listed) else Listed(paper=found, line=record.line), said=said)

    yield from listed(found, paper, lambda record: record.raw)


def _tag(line: str) -> tuple[str, str] | None:
    found = _LINE.match(line)
    return (found[1], found[2] or "") if found is not None else None


def _opens(tag: str, seen: set[str], *, after_blank: bool) -> bool:
    # A type and what it is in particular may follow one another; in some files the type stands below the title.
    return tag == "0" and tag in seen and seen != {"0"}


def _paper(record: Tagged) -> Paper:
    kind = _kind(record)
    authors, complete = tagged.names(record.all("A"))
    editors, _ = tagged.names(record.all("E"))
    others, _ = tagged.names(record.all("Y"))
    if kind == "paper-conference" and not editors:
        editors, others = others, ()
    venue, extra = _extra(record, kind)
    of_series: tuple[Name, ...] = ()
    if record.first("0").strip().lower() == "edited book":
        editors, of_series = tagged.edited(authors, editors)
        authors = ()
    links = tagged.links(record.all("U") + record.all(">"))
    date = tagged.dated(extra, record.first("D"), record.first("8"))
    preprint = tagged.first_arxiv([*record.all("R"), *links, *record.all("M", "J", "I", "N")])
    if preprint:
        venue, kind = as_preprint(venue, kind)
    digital = tagged.first_doi([*record.all("R"), *links, *record.all("M", "3", "O")])
    venue, link = on_one_line(marked(venue)), "".join(links[:1])
    people = {
        "editor": editors,
        "collection-editor": of_series,
        "translator": others if kind in ("book", "chapter") else (),
    }
    told = (venue, link, digital, record.first("T"), doi(digital or ""), preprint)
    fill(extra, _besides(record, extra, told, people=bool(others) and others not in people.values()))
    return Paper(
        title=marked(record.first("T")),
        authors=authors,
        authors_complete=complete,
        date=date,
        venue=venue,
        kind=kind,
        abstract=abstract(record.first("X")),
        doi=digital,
        arxiv_id=preprint,
        url=link,
        roles=people,
        extra=extra,
    )


# What rules of this module read whole; the rest is kept where it is no fact of the paper.
_KNOWN = frozenset("0AEDFGKPXYZ@8[<").union(tag for name, tag in _EXTRA.items() if name not in CSL_TEXTS)


def _besides(
    record: Tagged, extra: dict[str, str], told: Iterable[str | None], *, people: bool
) -> Iterator[tuple[str, str]]:
    """Yield what is no fact of the paper, by tag; `people` when those under %Y are not known by what they did."""
    yield from tagged.further(record, "@", extra)
    yield from (("Y", name) for name in record.all("Y") if people)
    rest = ((tag, (tag in "RU>3O" and doi(value)) or value) for tag, value in tagged.unknown(record, _KNOWN))
    yield from unsaid(rest, extra.values(), told)


def _kind(record: Tagged) -> str | None:
    if declared := record.first("0"):
        return ENDNOTE_KINDS.get(declared.strip().lower(), "document")
    if record.first("J"):
        return "article-journal"
    return "book" if record.first("I") and not record.first("B") else None


def _extra(record: Tagged, kind: str | None) -> tuple[str, dict[str, str]]:
    """Return what the paper stands in, and what only a citation needs, by CSL variable."""
    extra = {
        variable: record.first(tag) if variable in CSL_TEXTS else "; ".join(record.all(tag))
        for variable, tag in _EXTRA.items()
    }
    extra["note"] = "\n".join(record.all("Z"))
    second, third = record.first("B"), record.first("S")
    if kind in ("paper-conference", "chapter") and not second and not record.first("J"):
        second, third = third, ""  # the ACL Anthology
    venue, series = record.first("J") or second, third
    if kind in tagged.WHOLE:
        venue, series = "" if kind == "book" else record.first("J"), second or third
        if kind == "thesis" and not extra["publisher"]:
            extra["publisher"], series = second, third
    extra["collection-title"] = on_one_line(marked(series))
    extra["number" if kind in ("report", "patent") else "issue"] = record.first("N")
    extra |= tagged.extent(kind, facts.pages(record.first("P")))
    extra["language"] = ", ".join(record.all("G"))
    extra["keyword"] = tagged.listing(record.all("K"))
    extra["accessed"] = dates.said(record.first("["))
    extra["key"] = tagged.key(record.first("F"))
    extra |= tagged.numbers(record.all("@"))
    for name in ("custom3", "accession-num"):
        if doi(extra[name]) or arxiv_id(extra[name]):
            del extra[name]
    if accession := re.fullmatch(r"(?:PMID:?\s*)?(\d{6,8})", record.first("M")):
        extra["PMID"] = accession[1]
        extra.pop("accession-num", None)
    if re.fullmatch(r"PMC\d+", extra["custom2"]):
        extra["PMCID"] = extra.pop("custom2")
    return venue, extra
