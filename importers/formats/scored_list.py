"""Scored paper lists: `37.2LGJun 30, 2022` where known, title and authors with nothing between them, abstract."""

import re
from collections.abc import Iterator

from importers.dates import DAY, dated
from importers.glue import MOST, glued, unglue
from importers.prose import CERTAIN, FURNITURE, alternate, furniture, head_lines, numbered, prose
from importers.reader import Item, Listed, Page, skip
from storage.papers.paper import Name, Paper

NAME = "scored-list"
TITLE = "scored paper list"
CARRIES = ("title", "authors", "authors_complete", "date", "category", "abstract", "line", "position", "score")
STREAMS = False
TRUST = 10
LAST_SEEN = "2026-05-13"

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
        if 2 * pairs >= 0.7 * len(lines) and seams > 0.6:
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
        state = walk[index]
        if state == "-":
            if (match := _scored(line)) and walk[index + 1 : index + 2] != "T":
                yield skip(number, "no title follows", line)
            elif not match and not furniture(line):
                yield skip(number, "no part of the list", line)
        elif state == "A":
            if not index or walk[index - 1] != "T":
                yield skip(number, "an abstract whose title is not on the page", line)
        elif len(line) > MOST:
            yield skip(number, f"too long for a title and three authors: {len(line):,} characters", line)
        elif index not in parts:
            yield skip(number, "no part of the list", line)
        else:
            part, abstract = parts[index], taken[index]
            match = _scored(lines[index - 1][1]) if index else None
            if abstract is None and not (part.authors and part.sure):
                yield skip(number, "a title without an abstract, or no part of the list", line)
                continue
            position += 1
            date, inferred = dated(match, page.as_of) if match and match["month"] else (None, False)
            yield Listed(
                paper=Paper(
                    title=part.title,
                    authors=tuple(Name(name) for name in part.authors),
                    authors_complete=part.complete,
                    date=date,
                    date_inferred=inferred,
                    category=match["category"] if match else None,
                    abstract=abstract,
                ),
                line=lines[index - 1][0] if match else number,
                position=position,
                score=float(match["score"].replace(",", "")) if match and match["score"] else None,
                doubt=None if part.sure else "where the title ends",
                raw=None if part.sure else line,
            )


def _walk(lines: list[str]) -> str:
    """Tell titles, abstracts and the rest apart; what ends in `et al.` is no abstract."""
    odds = [prose(line) - (8.0 if line.endswith(" et al.") and len(line) < MOST else 0.0) for line in lines]
    aside = [CERTAIN if _scored(line) else FURNITURE if furniture(line) else None for line in lines]
    return alternate(odds, aside)


def _abstract(lines: list[tuple[int, str]], walk: str, index: int) -> str | None:
    return lines[index + 1][1] if walk[index + 1 : index + 2] == "A" else None
