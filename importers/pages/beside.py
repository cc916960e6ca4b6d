"""Names with where they work right behind them: `Ada Roe University of Fen, UK, Bo Moor Tide University`."""

import re
from collections.abc import Iterator
from functools import lru_cache

from importers.names import GIVEN, INITIALS
from importers.pages import roles
from importers.pages.people import People, affiliation, name_odds, people
from importers.pages.words import PLACES
from storage.papers.names import PARTICLES
from storage.papers.text import fold

MOST = 4_000
"""Characters of the longest line that is looked at."""
_ALONE = 0.2
"""How sure one name and a place may be: that is how a page is signed, and what events are called, too."""
_ASIDE = re.compile(r"\s*\([^()]{0,200}\)")
_NAME = re.compile(r"[^\W\d_a-z][\w'’.-]*(?:\s[^\W\d_][\w'’.-]*){1,4}")
_LETTERS = re.compile(r"[A-Z]{3,6}")
"""An institution by its letters, where a name is over."""
_OF = frozenset("of de for der di du da des".split())


@lru_cache(1 << 10)
def beside(text: str) -> People | None:
    """Return the people of such a line; None where a name stands without a place, or what stands there is no name."""
    if len(text) > MOST or any(map(str.isdigit, text)):
        return None
    named: list[str] = []
    places: list[str] = []
    for name, place in _apart(_ASIDE.sub("", text)):
        if not name and not named:
            return None
        if name:
            if not _NAME.fullmatch(name) or name_odds(name) < -1.7:
                return None
            named.append(name)
        if place:
            places.append(place)
    if len(places) < max(1, len(named) / 2):
        return None
    found = people(", ".join(named))
    if found is None or len(found.names) != len(named) or (len(named) == 1 and name_odds(named[0]) < 0):
        return None
    return found._replace(rest=tuple(places), sure=found.sure if len(named) > 1 else min(found.sure, _ALONE))


def _apart(text: str) -> Iterator[tuple[str, str]]:
    """Yield name and place of each piece between commas; of what goes on with a place before, the place alone."""
    behind = False
    for piece in text.split(", "):
        words = piece.split()
        at = _place(words)
        if at is None and (affiliation(piece) or (behind and len(words) == 1)):
            yield "", piece
            continue
        behind = at is not None
        yield " ".join(words[:at]), " ".join(words[at:]) if behind else ""


def _place(words: list[str]) -> int | None:
    """Return at which word behind a name a place begins; None where there is no name before one, or no place."""
    key = next((at for at in range(2, len(words)) if affiliation(words[at]) or _LETTERS.fullmatch(words[at])), None)
    known = next((at for at in range(2, len(words)) if " ".join(words[at:]) in PLACES), None)
    if known is not None and (key is None or known <= key):
        return known
    if key is None:
        return None
    told = next((at for at in range(2, key) if words[at] != "State" and roles.says(words[at])), None)
    if told is not None:
        return told
    least = 1
    while least < key and (INITIALS.fullmatch(words[least]) or words[least].lower() in PARTICLES):
        least += 1
    least += 1
    if fold(words[1]) in GIVEN and least + 1 < key:
        least += 1
    goes_on = key + 1 < len(words) and words[key + 1] in _OF
    return min(key, least if not goes_on or key > least + 1 else key)
