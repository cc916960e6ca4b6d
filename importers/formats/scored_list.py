"""Scored paper lists: `37.2LGJun 30, 2022` where known, title and authors with nothing between them, abstract."""

import re
from collections.abc import Iterator
from dataclasses import replace

from importers.dates import DAY, dated
from importers.glue import MOST, Unglued, glued, unglue
from importers.prose import ASIDE, FURNITURE, Line, alternate, furniture, head_lines, numbered, prose
from importers.reader import Item, Listed, Page, skip
from storage.papers.names import Name
from storage.papers.paper import Paper
from storage.papers.text import digest

NAME, TITLE = "scored-list", "scored paper list"
CARRIES = tuple("title authors authors_complete date category abstract line position score".split())
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 10, "2026-05-13"

# 37.2LGJun 30, 2022; 4.0quant-phMay 3, 2019: the score, the arXiv subject without its archive, the day.
_SCORED = re.compile(
    r"(?P<score>\d[\d,]*(?:\.\d+)?)? ?"
    r"(?P<category>[A-Z]{2,5}|[a-z]{2,12}(?:-[a-z]{2,8})?(?:\.[A-Za-z-]{2,12})?)? ?"
    rf"(?:{DAY})?"
)


_LOOKED_AT, _TITLES = 300, 60
"""Lines, and titles, by which a page is known; 64 KB of a scored list have fewer lines."""


def _scored(line: str) -> re.Match[str] | None:
    """Match a line of score, subject and day; one of the three may be missing."""
    if len(line) > 60:
        return None
    found = _SCORED.fullmatch(line)
    if found is None or sum(bool(found[name]) for name in ("score", "category", "month")) < 2:
        return None
    if not found["score"]:
        return found if line.startswith(f"{found['category']}{found['month']}") else None
    return found if found["month"] or "." in found["score"] else None


def sniff(head: str) -> float:
    lines = [line for line in head_lines(head)[:_LOOKED_AT] if not furniture(line)]
    scored = any(map(_scored, lines))
    walk = _walk(lines)
    pairs = walk.count("TA")
    if pairs and (scored or 2 * pairs >= 0.7 * len(lines)):
        seams = glued([line for line, state in zip(lines, walk, strict=True) if state == "T"][:_TITLES])
        if scored and seams > 0.3:
            return 0.94
        long = sum(len(line) > 150 for line, state in zip(lines, walk, strict=True) if state == "A")
        if 2 * pairs >= 0.7 * len(lines) and seams > 0.6 and 2 * long >= pairs:
            return 0.8 if pairs > 1 else 0.6
    return 0.4 if scored else 0.0


def read(page: Page) -> Iterator[Item]:
    lines = list(numbered(page.text))
    walk = _walk([line for _, line in lines])
    titles = [index for index, state in enumerate(walk) if state == "T"]
    taken = {index: _abstract(lines, walk, index) for index in titles}
    # A page that is mostly something else is not worth looking for seams, line by line.
    bare = [index for index in titles if taken[index] is None and (not index or walk[index - 1] != "-")]
    if len(bare) > len(titles) // 2 + 100:
        titles = sorted(set(titles) - set(bare))
    parts = dict(zip(titles, unglue([(lines[index][1][:MOST], taken[index] or "") for index in titles]), strict=True))
    position = 0
    for index, (number, line) in enumerate(lines):
        match = _scored(lines[index - 1][1]) if index else None
        part, abstract = parts.get(index), taken.get(index)
        if part and len(line) <= MOST and (abstract is not None or (part.authors and part.sure)):
            position += 1
            above = lines[index - 1][0] if match else number
            yield replace(_listed(part, line, abstract, match, page), line=above, position=position)
        elif reason := _left_out(line, walk, index, known=part is not None):
            yield skip(number, reason, line)


def _listed(part: Unglued, line: str, abstract: str | None, match: re.Match[str] | None, page: Page) -> Listed:
    told = match.groupdict() if match else {}
    date, inferred = dated(match, page.as_of) if match and told["month"] else (None, False)
    return Listed(
        paper=Paper(
            title=part.title,
            authors=tuple(map(Name, part.authors)),
            authors_complete=part.complete,
            date=date,
            date_inferred=inferred,
            category=told.get("category"),
            abstract=abstract,
        ),
        line=0,
        score=float(score.replace(",", "")) if (score := told.get("score")) else None,
        doubt=None if part.sure else "where the title ends",
        raw=None if part.sure else line,
        digest=digest("\n".join((match[0] if match else "", line, abstract or ""))),
    )


def _left_out(line: str, walk: str, index: int, *, known: bool) -> str:
    """Return why a line is no part of a record; empty for one that is, and for furniture."""
    if walk[index] == "A":
        return "" if index and walk[index - 1] == "T" else "an abstract whose title is not on the page"
    if walk[index] == "-" and _scored(line):
        return "" if walk[index + 1 : index + 2] == "T" else "no title follows"
    if walk[index] == "-" and furniture(line):
        return ""
    if walk[index] == "T" and len(line) > MOST:
        return f"too long for a title and three authors: {len(line):,} characters"
    return "a title without an abstract, or not part of the list" if known else "not part of the list"


def _walk(lines: list[str]) -> str:
    """Tell titles, abstracts and the rest apart; what ends in `et al.` is no abstract."""
    odds = [prose(line) - (8.0 if line.endswith(" et al.") and len(line) < MOST else 0.0) for line in lines]
    aside = [ASIDE if _scored(line) else FURNITURE if furniture(line) else None for line in lines]
    return alternate(odds, aside)


def _abstract(lines: list[Line], walk: str, index: int) -> str | None:
    return lines[index + 1][1] if walk[index + 1 : index + 2] == "A" else None
