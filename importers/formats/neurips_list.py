"""A copy of a volume of NeurIPS, ICLR or MLSys: `... Systems 36 (NeurIPS 2023)`, title, authors, sometimes a track."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from importers.copied import LONGEST
from importers.decode import from_text
from importers.names import listed
from importers.pages.lines import of_text
from importers.pages.lynx import pieces
from importers.pages.people import people, those
from importers.pages.seams import splits
from importers.prose import furniture
from importers.reader import CERTAIN, Item, Listed, Page, skip
from storage.papers.paper import Paper
from storage.papers.text import digest

NAME, TITLE = "neurips-list", "NeurIPS, ICLR or MLSys proceedings, page of a volume"
CARRIES = tuple("title authors authors_complete year date venue kind extra line position section".split())
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 30, ""

_VOLUME = re.compile(
    r"(?P<venue>(?:Advances in|Proceedings of|International Conference on) [A-Z][\w ]{5,100}?)(?: (?P<volume>\d{1,3}))?"
    r"(?: (?:19|20)\d\d)?(?: (?:pre-proceedings )?\((?P<event>[A-Z][\w-]{1,20} (?P<year>(?:19|20)\d\d))\))"
)
_EDITORS = re.compile(r"Edited by:? .{3,4000}")
_TRACK = re.compile(r"(?:[A-Z][\w&-]{1,20} (?:and |& )?){1,5}Tracks?")
_CHROME = re.compile(
    r"(?i)(?:neurips|nips|iclr|mlsys)? ?(?:papers|proceedings|search|dataset)|bibtex|paper|abstract|supplemental?"
    r"|name change policy.*|requests for name changes in the electronic proceedings.*|do not remove:? .*"
    r"|use the .report an issue. link.*|(?:login|books|about|contact)"
)
_PROMISE = "name changes in the electronic proceedings"
_NOBODY = "it does not read as a title with its authors"
_OFTEN, _CLEAR, _TRIED = 0.25, 2.0, 60
_GROUP = 4
"""Spaces in the longest name of a group; a title with its first author has more."""
_BULLET = re.compile(r"^[•*+·-]\s+")


def sniff(head: str) -> float:
    if "<li" in head or not ("Edited by" in head or " Track" in head or _PROMISE in head):
        return 0.0
    lines = [" ".join(line.split()) for line in head.split("\n") if len(line) <= LONGEST]
    said = sum(_VOLUME.fullmatch(line) is not None for line in lines)
    if said != 1 or not (_PROMISE in head or any(_EDITORS.fullmatch(line) or _TRACK.fullmatch(line) for line in lines)):
        return 0.0
    items = list(read(from_text(head)))
    found = sum(isinstance(item, Listed) for item in items)
    return CERTAIN if found >= 2 and found > 2 * (len(items) - found) else 0.0


def read(page: Page) -> Iterator[Item]:
    lines = _lines(page.text)
    volume: dict[str, str | None] = {}
    contents = ""
    at = position = 0
    below = _sets_below(lines[:_TRIED])
    while at < len(lines):
        number, text = lines[at]
        if said := _VOLUME.fullmatch(text):
            volume, contents = said.groupdict(), text
            below = _sets_below(lines[at + 1 : at + _TRIED])
            at += 1
            continue
        told = _told([text for _, text in lines[at : at + 4]], below=below)
        if told is None:
            if not furniture(text) and (position or volume):
                yield skip(number, _NOBODY, text)
            at += 1
            continue
        title, who, used = told
        own = "\n".join(text for _, text in lines[at : at + used])
        at += used
        section = None
        if at < len(lines) and _TRACK.fullmatch(lines[at][1]):
            section = lines[at][1]
            at += 1
        position += 1
        names, complete, _ = listed(who)
        extra = {"volume": volume.get("volume"), "event-title": volume.get("event")}
        paper = Paper(
            title=title, authors=names, authors_complete=complete, kind="paper-conference", venue=volume.get("venue"),
            year=int(volume.get("year") or 0) or None,
            extra={name: value for name, value in extra.items() if value},
        )  # fmt: skip
        yield Listed(paper=paper, line=number, position=position, section=section, digest=digest(f"{contents}\n{own}"))


def _lines(text: str) -> list[tuple[int, str]]:
    """Return the lines that say something of papers or of the volume, with their numbers."""
    sources = text.split("\n")
    dumped = pieces(sources, links=False)
    written = [(piece.number, piece.text) for piece in dumped] if dumped else enumerate(sources, 1)
    lines = ((number, _BULLET.sub("", " ".join(line[:LONGEST].split()))) for number, line in written)
    return [
        (number, line)
        for number, line in lines
        if line and not _CHROME.fullmatch(line) and not _EDITORS.fullmatch(line)
    ]


def _sets_below(lines: Sequence[tuple[int, str]]) -> bool:
    """Return whether the volume that the lines begin with sets people below the titles."""
    first = [text for _, text in takewhile(lambda line: not _VOLUME.fullmatch(line[1]), lines)]
    return sum(map(_are_people, first)) > _OFTEN * len(first)


def _are_people(text: str) -> bool:
    found = people(text)
    return found is not None and not (found.names[0].corporate and found.names[0].text.count(" ") > _GROUP)


def _told(texts: Sequence[str], *, below: bool) -> tuple[str, str, int] | None:
    """Return the title with which a record begins, its people, and how many lines they take; None for no record.

    Browsers set people below the title or, as the site's style of other years has it, beside it. Those whose names
    no one knows are known by what stands around them.
    """
    title, who, *after = *texts, "", ""
    if _TRACK.fullmatch(title):
        return None
    if below:
        ends = _TRACK.fullmatch(after[0]) is not None or (len(texts) > 3 and _are_people(texts[3]))
        named = not _TRACK.fullmatch(who) and (_are_people(who) or (ends and those(who) is not None))
        return (title, who, 2) if named and not _are_people(after[0]) else None
    for split in (split for line in of_text(title)[:1] for split in splits(line)):
        if split.kind == "title people" and split.odds > _CLEAR and title.startswith(split.title):
            return split.title, title[len(split.title) :].strip(), 1
    return None
