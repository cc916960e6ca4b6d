"""Pages that a text browser has written down: `[12]text` where a link is, its address in a list at the page's end."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_HEAD = re.compile(r"\s*(?:References|(?:Visible|Hidden) links)\s*:?\s*")
_ADDRESS = re.compile(
    r"\s*(?:(?P<number>\d{1,5})\.|\[(?P<square>\d{1,5})\]:?)\s+(?P<href>[a-z][a-z0-9+.-]{1,20}:\S.{0,4000})"
)
_REFERRED = re.compile(r"\[(?P<number>\d{1,5})\](?P<label>[^\[\]]{0,2000})")
_BUTTON = re.compile(r"\((?:BUTTON|IMAGE|IMG)\)\s?|\[(?:IMAGE|IMG|INLINE|LINK|EMBED)\]")
_BEGINS = re.compile(r"\s*(?:[*+o#•]\s|\d{1,4}\.\s|\|)")
_STOPPED = re.compile(r"(?:\d|[^\W\d_]{2}|\))[.!?]$")
_SHORT, _MARGIN, _TEXT = 8, 8, 4
_FEWEST = 2
"""A list of fewer addresses is none."""
_HIDDEN = 20
"""So many links may follow one another that the list does not explain."""


class Piece(NamedTuple):
    """A line as the browser had it before it was broken."""

    number: int
    """1-based line of the source at which it begins."""
    text: str
    """With the links of Markdown, or without any."""
    raw: str
    """As the source has it, its lines divided as there."""


def pieces(sources: Sequence[str], *, links: bool = True) -> list[Piece] | None:
    """Return the lines of a page without the list of addresses that ends it; None where none does.

    So do the dumps of Lynx, ELinks and w3m (https://lynx.invisible-island.net/lynx2.8.9/lynx_help/,
    -dump). A number stands for a link only where it is greater than those before it, as the links of a page are
    counted: others are the page's own. Where a link ends is not told: it is taken to reach to the next, to a bracket,
    or to the end of its line. Linear.
    """
    last_line = end(sources)
    hrefs = addresses(sources)
    if last_line is None or len(hrefs) < _FEWEST:
        return None
    most, last = max(hrefs), 0

    def put(found: re.Match[str]) -> str:
        nonlocal last
        number, label = int(found["number"]), found["label"]
        if number <= last or number > most or (number not in hrefs and number > last + _HIDDEN):
            return found[0]
        last = number
        href = hrefs.get(number, "")
        bare = label.strip()
        if not links or not bare or not href.startswith("http") or any(mark in href for mark in " <>()"):
            return label
        start = len(label) - len(label.lstrip())
        return f"{label[:start]}[{bare}]({href}){label[start + len(bare) :]}"

    made: list[Piece] = []
    for number, lines in _unbroken(sources[:last_line]):
        text = "\n".join(lines)
        if "[" in text or "(" in text:
            text = _BUTTON.sub("", _REFERRED.sub(put, text))
        made.append(Piece(number, text.replace("\n", " "), "\n".join(lines)))
    return made


def addresses(sources: Sequence[str]) -> dict[int, str]:
    """Return the address that the list at the end of a page has for each number; empty where there is no list."""
    hrefs = {}
    for line in reversed(sources):
        if found := _ADDRESS.fullmatch(line):
            hrefs[int(found["number"] or found["square"])] = found["href"].rstrip()
        elif line.strip() and not _HEAD.fullmatch(line[:60]):
            break
    return hrefs


def _unbroken(sources: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines with their numbers, those together that the width of the screen has divided."""
    widths = dict.fromkeys(range(3), 0)
    for line in sources:
        if " " in line.strip():
            widths[_margin(line)] = max(widths[_margin(line)], len(line.rstrip()))
    most = max(widths.values())
    # Headings, text and lists have margins of their own; where there are few of them, the longest tells less.
    widths = {margin: max(width, most - _MARGIN) for margin, width in widths.items()}
    held: list[str] = []
    for number, line in enumerate(sources, 1):
        if held and line.strip() and _goes_on(held[-1], line, widths[_margin(line)]):
            held.append(line.rstrip())
            continue
        if held:
            yield number - len(held), held
        held = [line.rstrip()]
    if held:
        yield len(sources) + 1 - len(held), held


def _goes_on(before: str, line: str, width: int) -> bool:
    """Return whether a line holds what had no more room on the one before."""
    first = len(line.split(maxsplit=1)[0])
    if _STOPPED.search(before[-3:]):
        first = min(first, _SHORT)  # a long word, as an address, need not have been of the same sentence
    return (
        len(before) + 1 + first > width
        and before.strip() != ""
        and not _BEGINS.match(line)
        and _margin(before) == _margin(line)
    )


def _margin(line: str) -> int:
    """Return whether a line is set as a heading (0), as text (1) or as a list (2)."""
    indent = len(line) - len(line.lstrip())
    return (indent > 0) + (indent > _TEXT)


def end(sources: Sequence[str]) -> int | None:
    """Return where the list of addresses begins, which ends the page; None where there is none."""
    for at in range(len(sources) - 1, -1, -1):
        line = sources[at]
        if _HEAD.fullmatch(line[:60]):
            if line.strip().startswith("References"):
                return at
        elif line.strip() and not _ADDRESS.fullmatch(line):
            return None
    return None
