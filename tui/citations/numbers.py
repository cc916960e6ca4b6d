"""Numbers in citations: ordinals, what counts as a number, labels in the plural, ranges of pages."""

import re
from typing import Literal

_NUMERIC = re.compile(r"[A-Za-z]{0,3}\d+[A-Za-z]{0,3}(?:\s*[-–,&]\s*[A-Za-z]{0,3}\d+[A-Za-z]{0,3})*")
_RANGE = re.compile(r"(?<![\w.:])([A-Za-z]*|\d+:)(\d+)\s*(?:--+|-|–|—)\s*([A-Za-z]*|\d+:)(\d+)(?![\w:]|\.\w)")
_SEVERAL = re.compile(r"\d\w*\s*(?:-|–|—|,|&|\band\b)\s*\w*\d|^[ivxlc]+\s*[-–]\s*[ivxlc]+$")
_DASHES = re.compile(r"\s*(?:--+|–|—)\s*|(?<=[\w.])\s*-\s*(?=\w)")

_LONGEST = 200
"""Longest text that is looked at as a number or pages; the searches below are quadratic in a run of digits."""

PageRange = Literal["as-is", "expanded", "minimal", "minimal-two", "chicago"]


def is_numeric(text: str) -> bool:
    """Return whether CSL counts the text as a number (`2`, `12a`, `3-4`, `2nd`), which then takes a label."""
    return len(text) <= _LONGEST and bool(_NUMERIC.fullmatch(text.strip()))


def ordinal(text: str) -> str:
    """Return `2` as `2nd`; what is no plain number as it is."""
    if not (text.isascii() and text.isdigit()):
        return text
    number = text.lstrip("0") or "0"
    if number[-2:] in ("11", "12", "13"):
        return f"{number}th"
    return number + {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")


def edition(text: str, word: str = "ed.") -> str:
    """Return an edition: `2` as `2nd ed.`; what is no number as it is."""
    return f"{ordinal(text)} {word}" if is_numeric(text) else text


def labelled(label: str, text: str) -> str:
    """Return a volume or number behind its label where it is numeric; a label has its space."""
    return f"{label}{text}" if is_numeric(text) else text


def several(text: str) -> bool:
    """Return whether a locator names more than one: `1-9`, `3, 5`, `7 & 9`; `e0123` and `1999` do not."""
    return len(text) <= _LONGEST and bool(_SEVERAL.search(text))


def pages(text: str, how: PageRange = "as-is", dash: str = "–") -> str:
    """Return the pages with each range written the style's way and the style's dash between its ends.

    expanded: 1307–1309; minimal: 1307–9; minimal-two: 1307–09; chicago: the rule of Chicago 9.63 (1307–9, 436–44,
    100–104, 1496–500). A letter before both ends (S12–S15) is given once where ranges are shortened. Ends whose
    letters differ, and what is no range, stay as they are.
    """
    if len(text) > _LONGEST:
        return text
    if how != "as-is":
        text = _RANGE.sub(lambda found: _range(found, how), text)
    return _DASHES.sub(dash, text)


def labelled_pages(text: str, how: PageRange = "as-is") -> str:
    """Return the pages behind `p.` or `pp.`; empty for none."""
    return f"{'pp.' if several(text) else 'p.'} {pages(text, how)}" if text else ""


def _range(found: re.Match[str], how: PageRange) -> str:
    prefix, first, other, last = found.groups()
    if other not in ("", prefix) or (prefix and not other):
        return found[0]
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    if how == "expanded" or len(last) > len(first) or int(last) <= int(first):
        return f"{prefix}{first}-{other}{last}"
    least = 1 if how == "minimal" else 2
    if how == "chicago":
        hundreds, rest = divmod(int(first), 100)
        if not hundreds or not rest:
            least = len(last)
        elif rest < 10:
            least = 1
    return f"{prefix}{first}-{last[-max(_changed(first, last), least) :]}"


def _changed(first: str, last: str) -> int:
    """Return how many digits at the end of `last`, as long as `first`, differ from it; at least one."""
    same = 0
    while same < len(first) - 1 and first[same] == last[same]:
        same += 1
    return len(last) - same
