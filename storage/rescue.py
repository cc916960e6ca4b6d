"""What comes nearest to a query that finds nothing: words within a slip or two, or titles."""

import re
from collections.abc import Iterable
from itertools import islice
from string import ascii_lowercase
from typing import NamedTuple

from storage.papers.text import NOTE_LIMIT, clean, findable, fold
from storage.plan import Planner, quoted
from storage.query import Asked, Query, Text, leaves
from storage.sqlite import Connection, packed, scalar, scalars
from storage.view import View


class Suggestion(NamedTuple):
    """A query that finds something, where the reader's found nothing."""

    text: str
    """The word, or the title, that is offered."""
    source: str
    """The query to put in the place of the reader's."""
    papers: int
    """How many it finds, exactly."""


class Rescue(NamedTuple):
    """What comes nearest to a query that finds nothing."""

    wrong: str
    """The word that no paper has; empty when every word is on some paper, and they are never together."""
    suggestions: tuple[Suggestion, ...]
    """Nearest first; at least one."""

    def __str__(self) -> str:
        """`no match for benigo: 6 for bengio, 1 for benito`."""
        offers = ", ".join(f"{one.papers:,} for {one.text}" for one in self.suggestions)
        return f"no match for {self.wrong}: {offers}" if self.wrong else f"no match; nearest: {offers}"


def rescue(connection: Connection, asked: Asked) -> Rescue | None:
    """Return the nearest words or titles of a query that finds nothing; None when there are none, or it does find."""
    view = View(connection, asked)
    if view.first(1):
        return None
    query = view.query
    planner = Planner(connection, query.tree, 1)
    lost = [leaf for leaf in leaves((query.tree,)) if leaf.field != "note" and not planner.known(leaf)]
    for leaf in lost[:2]:
        *whole, last = [word for word, _ in leaf.every]
        word = next((one for one in whole if not planner.term(one).papers), last)
        offers = ((near, _with(query.source, leaf, word, near)) for near in _near_words(connection, word))
        if suggestions := _that_find(connection, offers):
            return Rescue(word, suggestions)
    titles = _that_find(connection, ((title, _by_title(title)) for title in _near_titles(connection, planner, query)))
    return Rescue("", titles) if titles else None


def _that_find(connection: Connection, offers: Iterable[tuple[str, str]]) -> tuple[Suggestion, ...]:
    """Return the first three offers, each a text with its query, that find something."""
    counted = (
        Suggestion(clean(text), clean(source, NOTE_LIMIT), View(connection, source).count()) for text, source in offers
    )
    return tuple(islice((one for one in counted if one.papers), 3))


def _near_words(connection: Connection, word: str) -> list[str]:
    """Return words of the shelf within one slip of a short word, two of a longer, nearest and most frequent first.

    Candidates begin with the same letter, or with what a slip at the beginning leaves: a tenth of the vocabulary.
    """
    from rapidfuzz.distance import OSA  # 38 ms, and only a failed search needs it
    from rapidfuzz.process import extract

    if len(word) < 3:
        return []
    slips = 1 if len(word) < 5 else 2
    starts = {word[0], word[1:3], word[1] + word[0]}
    starts.update(letter + rest for letter in ascii_lowercase for rest in (word[1:3], word[:2]))
    found: dict[str, int] = dict(
        connection.execute(
            "SELECT term, n FROM json_each(?) CROSS JOIN terms "
            "ON term >= value AND term < value || char(1114111) AND length(term) BETWEEN ? AND ?",
            (packed(starts), len(word) - slips, len(word) + slips),
        )
    )
    near = extract(word, list(found), scorer=OSA.distance, score_cutoff=slips, limit=200)
    near.sort(key=lambda item: (item[1], -found[item[0]]))
    return [term for term, distance, _ in near if distance][:8]


def _near_titles(connection: Connection, planner: Planner, query: Query) -> list[str]:
    """Return titles near to all the words of a query taken together, when it has a few, nearest and newest first."""
    from rapidfuzz import fuzz

    words = [
        word for leaf in leaves((query.tree,)) if leaf.field in ("", "title") for word in leaf.words if len(word) > 2
    ]
    if len(words) < 2:
        return []
    known = sorted((papers, word) for word in set(words) if (papers := planner.term(word).papers))
    candidates: set[int] = set()
    for _, word in known[:3]:  # the rarest words of the query; among their newest papers the title is sought
        newest = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT 500"
        candidates.update(scalars(connection, newest, (f"title : {quoted(word)}",)))
    wanted, scored = " ".join(words), []
    for number in candidates:
        title = scalar(connection, "SELECT title FROM papers WHERE id = ? AND hidden = 0", (number,))
        if title and (likeness := fuzz.token_sort_ratio(wanted, fold(title))) >= 60:
            scored.append((-likeness, -number, title))
    titles: dict[str, str] = {}
    for *_, title in sorted(scored):
        titles.setdefault(fold(title), title)
    return list(titles.values())


_QUOTED = re.compile(r'["“”\\]')


def _by_title(title: str) -> str:
    """Return the query for papers of a title; what a quote or TeX would end or hide stands as its words do."""
    return f'title:"{findable(title) if _QUOTED.search(title) else title}"'


def _with(source: str, leaf: Text, word: str, near: str) -> str:
    """Return the query with one word of a condition replaced."""
    start, end = leaf.span
    words, beside = (" ".join(near if one == word else one for one in some) for some in (leaf.words, leaf.beside))
    dashes = "-" * (end - start - len(source[start:end].lstrip("-")))
    field = f"{leaf.field}:" if leaf.field else ""
    value = f'"{words}, {beside}"' if beside else f'"{words}"' if len(leaf.words) > 1 else words
    return f"{source[:start]}{dashes}{field}{value}{source[end:]}"
