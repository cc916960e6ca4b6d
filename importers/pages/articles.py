"""The page of one paper that states nothing of it for machines: its title, who wrote it, its abstract, its sections."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from importers import facts
from importers.pages.lines import Line
from importers.pages.people import People, people
from storage.papers.identifiers import Identifier, found_in, of_link
from storage.papers.names import Name
from storage.papers.paper import Paper
from storage.papers.text import fold


class Article(NamedTuple):
    """The paper that a page is, and how sure that is."""

    paper: Paper
    line: int
    sure: float
    raw: str
    references: int
    """The line from which on other works are listed; the number behind the last where none are."""


_ABSTRACT = re.compile(
    r"(?i)\W*(?:abstract|summary|zusammenfassung|résumé|resumen|resumo|abstrakt|аннотация|摘\s?要|要旨)\W*"
)
_REFERENCES = re.compile(
    r"(?i)\W*(?:references?|bibliography|works cited|literature(?: cited)?|literatur(?:verzeichnis)?|notes|références"
    r"|bibliographie|referencias|bibliografía|cited by|参考文献|литература)\W*(?:\(\d+\))?\W*"
)
_SECTION = re.compile(
    r"(?i)[\dIVX.\s]*(?:introduction|background|methods?|materials and methods|methodology|results|discussion"
    r"|conclusions?|acknowledge?ments?|keywords|key words|related work|conclusions? and .{1,30})\W*"
)
_NEAR = 60
"""Lines at the beginning of a page among which its title stands."""
_BELOW = 14
"""Lines below the title in which its people, its day and its DOI stand."""


def read(lines: Sequence[Line], title: str) -> Article | None:
    """Return the paper that a page of this title (that of its window) is; None for any other page.

    It is one where its first heading is what the window is called, people stand below, and an abstract, sections or
    references follow. Works that it refers to are none of it.
    """
    place = _titled(lines[:_NEAR], title)
    if place is None:
        return None
    below = lines[place + 1 :]
    abstract = next((at for at, line in enumerate(below) if _ABSTRACT.fullmatch(line.text[:60])), None)
    references = next((at for at, line in enumerate(below) if _REFERENCES.fullmatch(line.text[:60])), None)
    sections = sum(_SECTION.fullmatch(line.text[:60]) is not None for line in below)
    head = below[: min(_BELOW, abstract if abstract is not None else _BELOW)]
    found = list(_people(head))
    prose = sum(len(line.text) > 300 for line in below[:20])
    weight = (abstract is not None) + (references is not None) + min(sections, 2) + (prose > 0)
    if not found or weight < 2:
        return None
    told = _identified(lines[:place], head, below[: references if references is not None else 40])
    names = tuple(dict.fromkeys(name for one in found for name in one.names))
    date = next((day for line in head if len(line.text) < 60 and (day := facts.date(line.text))), None)
    text = _abstract(below, abstract)
    paper = Paper(
        title=lines[place].text.strip(" *"), authors=names, authors_complete=all(one.complete for one in found),
        date=date, abstract=text or None, **told,
    )  # fmt: skip
    end = below[references].number if references is not None else below[-1].number + 1 if below else 0
    raw = "\n".join(line.raw or line.text for line in lines[place : place + 1 + len(head)])
    return Article(paper, lines[place].number, 0.8 if weight > 2 else 0.6, raw, end)


def _titled(lines: Sequence[Line], title: str) -> int | None:
    """Return the place of the line that is the title of the window, or what it begins or ends with."""
    window = fold(title)
    for place, line in enumerate(lines):
        text = fold(line.text)
        if len(text.split()) > 2 and len(text) > 15 and (window.startswith(text) or window.endswith(text)):
            return place
    return None


def _people(head: Sequence[Line]) -> Iterator[People]:
    """Yield who is named in the lines below a title, up to where others begin."""
    missed = 0
    for line in head:
        text = line.text.partition(" | ")[0]
        found = people(text) if len(text) < 3_000 else None
        one = found or people(text.partition(",")[0])  # a name, and where that person works
        if one is not None and one.sure > (0.6 if found else 0.8):
            missed = 0
            yield one
        else:
            missed += 1
            if missed > 4:
                return


def _identified(above: Sequence[Line], head: Sequence[Line], below: Sequence[Line]) -> dict[str, Any]:
    """Return the identifiers of the paper: those at its head, and that which is said to be its DOI."""
    names: list[Identifier] = []
    for line in (*head, *above[-10:], *(one for one in below if "doi" in one.text.lower() or "DOI" in one.text)):
        names += [one.identifier for one in found_in(line.text[:2_000]) if one.identifier is not None]
        names += [name for link in line.links[:10] if link.href and (name := of_link(link.href)) is not None]
    told = facts.identified(names)
    return {name: value for name, value in told.items() if name in ("doi", "arxiv_id")}


def _abstract(below: Sequence[Line], place: int | None) -> str:
    """Return the paragraphs behind the heading of an abstract."""
    if place is None:
        return ""
    found: list[str] = []
    for line in below[place + 1 : place + 12]:
        if line.level or _SECTION.fullmatch(line.text[:60]) or _REFERENCES.fullmatch(line.text[:60]):
            break
        if len(line.text) > 60:
            found.append(line.text)
    return "\n".join(found)


def authors_below(lines: Sequence[Line], title: str) -> tuple[tuple[Name, ...], bool]:
    """Return who is named below the title of a page, and whether these are all; nobody where it names none."""
    place = _titled(lines[:_NEAR], title)
    found = next(_people(lines[place + 1 : place + 6]), None) if place is not None else None
    return (found.names, found.complete) if found is not None and found.sure > 0.8 else ((), True)
