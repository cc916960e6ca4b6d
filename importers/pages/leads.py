"""What stands before what a line says, where a page has it again and again: `Title:`, `Speaker:`, the day of a talk."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from importers.blurbs import MORE
from importers.dates import MONTHS
from importers.pages import roles
from importers.pages.lines import Line, cut

_LABELS = tuple(
    re.compile(rf"(?i:{words})\s?[:：]\s*(?=\S)")
    for words in (
        r"(?:(?:paper|talk)\s)?titles?|title of (?:the )?(?:paper|talk)|papers?|titel|titre|título|题目|标题|タイトル",
        r"(?:authors?\s)?names?|authors?|author\(s\)|speakers?|presenters?|autor(?:en|es)?|auteurs?|orateur|ponente|作者|著者",
        r"abstract|summary|zusammenfassung|résumé|resumen|resumo|摘要|概要",
    )
)
_TITLES = _LABELS[0]


def unlabelled(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines without the words that say which is a title, people, an abstract, where a page says it each
    time."""
    told = [next((found for label in _LABELS if (found := label.match(line.text))), None) for line in lines]
    titles = sum(found is not None and found.re is _TITLES for found in told)
    if titles < 2 or sum(map(bool, told)) + _others(lines) < 2 * titles:
        return lines
    begins = [found is not None for found in told]
    return _ended(
        [line if found is None else cut(line, found.end()) for line, found in zip(lines, told, strict=True)], begins
    )


def _ended(lines: Sequence[Line], begins: Sequence[bool]) -> Sequence[Line]:
    """Return the lines, whole those before one that begins something."""
    return [
        replace(line, whole=True) if begun and not line.whole else line
        for line, begun in zip(lines, [*begins[1:], False], strict=True)
    ]


_OFTEN = 3
_LABEL = re.compile(r"[^\W\d_]\w{2,15}(?=:\s)")


def _others(lines: Sequence[Line]) -> int:
    """Return how many lines begin with a label that others have, too: `Room: 12`, `Moderator: Ada`."""
    found = Counter(
        hit[0] for line in lines if (hit := _LABEL.match(line.text)) and not any(x.match(line.text) for x in _LABELS)
    )
    return sum(count for count in found.values() if count >= _OFTEN)


_DAY = r"(?:[0-3]?\d)(?:st|nd|rd|th|\.|º|er)?"
_MONTH = r"(?P<{}>[^\W\d_]{{3,12}})\.?"
_WEEKDAY = r"(?:[^\W\d_]{2,10}[.,]{0,2}\s)?"
_DATES = re.compile(
    rf"(?:(?:19|20)\d\d[-–‑/.][01]?\d(?:[-–‑/.][0-3]?\d)?|[0-3]?\d[/.][01]?\d[/.](?:19|20)?\d\d"
    rf"|{_WEEKDAY}(?:{_DAY}\s(?:of\s|de\s)?{_MONTH.format('after')}|{_MONTH.format('before')}\s{_DAY})"
    r"(?:,?\s(?:19|20)\d\d)?)(?P<aside>\s\([^()]{2,40}\))?(?:\s?[:,|–—-]+\s+|\.\s+|\s+)(?=[^\s\d])"
)


def undated(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines without the day before a talk or who gives it, where several lines of a page begin with one.

    A line that says where something appeared keeps its date.
    """
    found = {
        line.number: hit for line in lines if not (line.numbered or line.timed) and (hit := _day(line.text))
    }  # fmt: skip
    if len(found) < _OFTEN:
        return lines
    return [
        replace(cut(line, hit.end()), mark="•")
        if (hit := found.get(line.number)) and roles.venue(line.text[hit.end() :]) <= 0
        else line
        for line in lines
    ]


def _day(text: str) -> re.Match[str] | None:
    hit = _DATES.match(text)
    month = hit and (hit["after"] or hit["before"])
    return hit if hit and (not month or month.lower() in MONTHS) else None


def without(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines of a page without labels and days before what they say."""
    lines = [cut(line, found.end()) if (found := MORE.match(line.text)) else line for line in lines]
    return unlabelled(undated(lines))
