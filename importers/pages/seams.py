"""Records that are one line: where in it title and people are, by every seam that people leave between them."""

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations, islice, permutations
from typing import NamedTuple

from importers.names import GIVEN, syllables
from importers.pages import roles
from importers.pages.lines import Line, cut
from importers.pages.people import CLAIM, People, name_odds, people, those
from storage.papers.text import fold


class Split(NamedTuple):
    """A line taken apart."""

    kind: str
    """The order and the seam, the same for lines of one layout: `people. title`, `title (people`."""
    title: str
    people: People | None
    rest: str
    """What stands behind, and between: venue, year, links."""
    odds: float
    """Natural-log odds that it is right."""


_NO_NAMES = frozenset("by of the for with from in".split())
"""Words that stand before names, and in none."""
MOST = 3_000
"""Characters of the longest line that is taken apart."""
_PIECES = 400
_PIECE = 80
_SURE = 0.95
# `Roe, B.`, and not the end of a title with somebody's initial behind it: `in water, A. Roe, B. Moor`.
_PAIR = re.compile(
    r"[^\W\d_a-z][\w'’-]+(?:[ -][\w'’-]+){0,2},\s(?:[^\W\d_]{1,2}\.[\s-]?){1,5}(?=\s|[,;:&(.]|$|[^\W\d_])"
    r"(?!\s?\d)(?!\s?[^\W\d_a-z][\w'’–-]+(?:,|\s(?:and|&)\s|;))"
)
_SEPARATOR = re.compile(
    r"(?P<and>,?\s+(?:and|&|und|et|y)\s+)|(?P<list>[,;]\s+(?:(?:and|&)\s+)?|\s[·•∙]\s|、|，)"
    r"|(?P<hard>(?<!\b[A-Z])(?<!\bJr)(?<!\bSr)(?<!\bSt)\.(?:\s+|(?=[“\"]))|[:?!]\s+|\s+[-–—|/]+\s+|\s*\(|\s*\[|\)"
    r"|,?\s*[“\"«]|\t|,?\s+(?:pp?|S)\.\s?(?=\d))"
)
_ET_AL = re.compile(r"(?:,?\s*(?:and\s+)?(?:et\.? al\.?|others)|…|\.\.\.)[,.]?", re.IGNORECASE)
_MEDLINE = re.compile(r"([^\W\d_a-z][\w'’-]+(?:[ -][\w'’-]+){0,2}\s[A-Z]{1,3})\.\s+(?=[A-Z\d“])")
_IS_MEDLINE = re.compile(r"[^\W\d_a-z][\w'’-]+(?:[ -][\w'’-]+){0,2}\s[A-Z]{1,3}")
_MARKS = "0123456789*#†‡§¶∗⋆^, \t\xa0"
"""What stands behind a name that is marked; taken off by its letters, for a pattern would try every place of a run."""


_NAMELIKE = re.compile(r"(?:[^\W\d_a-z][\w'’.-]*\s){1,3}[^\W\d_a-z][\w'’-]+")


def _begins(piece: str, *, alone: bool) -> bool:
    """Return whether a piece can be the first name of several: Ida Lake may, where other names follow her."""
    odds = name_odds(piece)
    return odds >= 0.5 or (not alone and odds >= -1.6 and _NAMELIKE.fullmatch(piece) is not None)


@lru_cache(1 << 10)
def ahead(text: str) -> tuple[People, int] | None:
    """Return the people whom a text begins with, and where they end; None where it begins with nobody."""
    place = end = count = medlines = 0
    cut = False
    if ";" in text[:_PIECE] and (whole := people(text)) and len(whole.names) > 1 and whole.sure > _SURE:
        return whole, len(text)  # `Roe, Ada; Moor, Bo`: what a comma divides there is one name
    while place < len(text) and count < _PIECES:
        if (found := _ET_AL.match(text, max(place - 2, 0))) and count and found.end() > place:
            end, cut = found.end(), True
            break
        pair = _PAIR.match(text, place)
        separator = _SEPARATOR.search(text, pair.end() if pair else place)
        stop = separator.start() if separator else len(text)
        if pair and stop - pair.end() > 1:
            stop = pair.end()
            separator = None
        piece, dots, _ = text[place:stop].partition("…")
        piece = piece.rstrip(_MARKS)
        medline = _MEDLINE.match(text, place)
        # `Roe A. Tides` ends a list of such names; `Ada A. Roe` is a name.
        ending = medlines * 2 > count or (not count and name_odds(piece) < 0.5)
        if medline and ending and medline.end(1) < stop and name_odds(medline[1]) > 0:
            end = medline.end(1)
            count += 1
            break
        listed = _IS_MEDLINE.fullmatch(piece) and medlines > 1 and medlines * 2 > count
        alone = separator is None or bool(separator["hard"])
        fits = name_odds(piece) >= 0.0 or listed if count else _begins(piece, alone=alone)
        if not piece or len(piece) > 80 or not fits:
            break
        count += 1
        if dots:
            end, cut = stop, True
            break
        medlines += _IS_MEDLINE.fullmatch(piece) is not None
        end = stop
        if separator is None:
            if (
                pair
                and end < len(text)
                and (found := re.compile(r",?\s*(?:&|and)?\s*").match(text, end))
                and _PAIR.match(text, found.end())
            ):
                place = found.end()
                continue
            break
        if separator["hard"]:
            behind = _bracket_end(text, separator)
            if not behind:
                break
            end = behind
            follows = _SEPARATOR.match(text, behind)
            if follows is None or follows["hard"]:
                break
            separator = follows
        place = separator.end()
    if not count:
        return None
    found_people = people(text[:end])
    if found_people is None or found_people.sure < CLAIM:
        return None
    return (found_people._replace(complete=False) if cut else found_people), end


def _bracket_end(text: str, separator: re.Match[str]) -> int:
    """Return where the bracket closes that a separator opens behind a name: an affiliation; 0 for none, or a year."""
    if separator[0].strip() not in ("(", "["):
        return 0
    close = text.find(")" if "(" in separator[0] else "]", separator.end(), separator.end() + 200)
    inner = text[separator.end() : close] if close > 0 else ""
    if not inner or inner[:2].isdigit():
        return 0
    return close + 1


_ENDS = re.compile(
    r"(?<=[^\s.])(?<!\b[A-Z])(?<!\bvs)(?<!\betc)(?P<stop>[.!?])[”\"’]?\s+(?=[^\sa-z])"
    r"|(?P<comma>,)\s+(?=(?:in|In|In:|to appear|submitted|accepted|arXiv|Proc|preprint|PhD|Ph\.D|Master|(?:19"
    r"|20)\d\d)\b)"
    r"|(?P<open>\s*[(\[])(?=(?:to appear|submitted|accepted|in press|(?:19|20)\d\d|pdf|PDF|link|arXiv|bib|code"
    r"|[A-Z]{2,}[\w ’']*\d))"
    r"|(?P<dash>\s+[-–—|]+\s+)(?=[A-Z])|[.,]?\s+(?=https?://|doi:|DOI:)|(?P<in>\.\s+)(?=in\s)"
)
_DATE_FIRST = re.compile(
    r"[\s.,:]*[(\[]\s*(?:in press|forthcoming|n\.d\.|to appear|[^()\[\]]{0,15}(?:19"
    r"|20)\d\d[a-z]?[^()\[\]]{0,15})\s*[)\]][\s.,:]*|[\s.,:]*(?:19|20)\d\d[a-z]?[.:]\s+"
)
_QUOTED = re.compile(r"[“\"«„]([^”“\"«»]{8,400})[”\"»“](?!\w)")


def _titled(text: str) -> tuple[str, str]:
    """Return the title that a text begins with, and what stands behind it."""
    quoted = _QUOTED.match(text)
    if quoted:
        return quoted[1].strip(" ,."), text[quoted.end() :]
    for found in _ENDS.finditer(text, 6):
        behind = text[found.end() :]
        if found["stop"] and found["stop"] in "?!" and roles.venue(behind[:200]) <= 0:
            continue
        if found["dash"] and roles.venue(behind[:200]) <= 0:
            continue
        return text[: found.start()] + (found["stop"] if found["stop"] and found["stop"] in "?!" else ""), behind
    return text, ""


_CLOSED = re.compile(r"[”\"»]\s+(?:in|In|appears in)\s")
_WITH_NAME = re.compile(r"\s[Bb]y(?:\s[^\W\d_a-z][\w'’.-]*){1,3}$")


def _score(title: str, found: People | None) -> float:
    odds = roles.title(title.strip(" .,")) - 0.8 * max(0.0, roles.venue(title) + 0.5)
    if title.endswith("…"):
        odds -= 3.0
    words = title.replace(",", " ,").split()
    if len(words) > 4 and name_odds(" ".join(words[-2:])) > 2.5:
        odds -= 2.5  # a name that the title still ends with speaks for an earlier seam
    if _WITH_NAME.search(title[-_PIECE:]) or _CLOSED.search(title):
        odds -= 3.0
    if (named := ahead(title)) and named[1] * 2 > len(title):
        odds -= 4.0
    if found is None:
        return odds - 3.0
    return min(odds, 3.0) + max(-3.0, min(math.log(found.sure / (1.0001 - found.sure)), 3.5))


@lru_cache(1 << 10)
def splits(line: Line, words: frozenset[str] = frozenset()) -> Sequence[Split]:
    """Return every way in which a line may be title and people, at most one of each kind; the likeliest first.

    `words` are those that the page's titles are known to have, in small letters.
    """
    if tag := _TAG.match(line.text):
        line = cut(line, tag.end())
    text = line.text
    if not 15 <= len(text) <= MOST:
        return []
    found: dict[str, Split] = {}
    for split in (*_by_spans(line), *_by_cells(line), *_people_first(text), *_title_first(text, words)):
        if split.odds > -1.0 and (split.kind not in found or found[split.kind].odds < split.odds):
            found[split.kind] = split
    return sorted(found.values(), key=lambda split: -split.odds)


_DIVIDER = re.compile(
    r"(?<!\S)[^\w\s'’“”\"()\[\]{}<>]{1,3}(?=\s)|(?<!\S)(?:<-+|<=+|-+>|=+>|<|>|>>|<<)(?=\s)|[:;|/~•·–—»](?=\s)"
    r"|[：；、—→←]|\t|[(\[{<（【「)\]}>）】」]"
)
_CLOSED_BY = dict(zip("([{<（【「", ")]}>）】」", strict=True))
_PIECES_OF = ("people", "title", "other")


_DAY = re.compile(r"\W{0,5}\d{1,4}[./-]\d{1,2}\b(?:[./-]\d{0,4})?\W{0,5}|\W{0,5}\d{1,2}:\d\d\W{0,5}")


def seams(line: Line) -> list[str]:
    """Return every seam at which a line may come apart into title and people, the likeliest first.

    A seam is the kind of a split, or what stands between the marks of a line: `other | people | title { other`.
    """
    known = dict.fromkeys(split.kind for split in splits(line))
    marks = [found[0] for found in islice(_DIVIDER.finditer(line.text[:MOST]), _MARKS_TRIED)]
    groups = dict.fromkeys(
        (*((mark,) for mark in marks if mark not in _CLOSED_BY.values()), *combinations(marks, 2), tuple(marks))
    )
    odds: dict[str, float] = {}
    for group in groups:
        for first, second in permutations(range(len(group) + 1), 2):
            pieces = ["other"] * (len(group) + 1)
            pieces[first], pieces[second] = "people", "title"
            seam = " ".join(word for pair in zip(pieces, (*group, ""), strict=True) for word in pair if word)
            if len(seam) <= LONGEST and (split := divided(line, seam)):
                odds[seam] = split.odds - _OTHERS * pieces.count("other")
    return [*known, *sorted(odds, key=lambda seam: -odds[seam])[:_OFFERED]]


_MARKS_TRIED, _OFFERED = 5, 24
_OTHERS = 0.3
"""How much speaks against a piece of a line that is neither title nor people."""
LONGEST = 60
"""Characters of the longest seam."""


def common(line: Line, lines: Sequence[Line]) -> list[str]:
    """Return the seams of a line, first those at which most of these lines come apart into title and people, too."""
    worth = {seam: sum(_worth(split) for one in lines if (split := divided(one, seam))) for seam in seams(line)}
    return sorted(worth, key=lambda seam: -worth[seam])


def _worth(split: Split) -> float:
    """Return what a line counts that comes apart so; one whose title holds a mark of the seam may do so elsewhere."""
    pattern = _pattern(split.kind)
    held = pattern is not None and any(f" {mark} " in split.title for mark in pattern[1])
    return max(min(split.odds, 4.0), -1.0) + (1.0 if held else 2.0)


@lru_cache(1 << 6)
def _pattern(seam: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the pieces of a seam that marks divide, and these; None for one that is the kind of a split."""
    words = seam.split(" ")
    pieces, marks = tuple(words[::2]), tuple(words[1::2])
    is_one = pieces.count("people") == pieces.count("title") == 1 and set(pieces) <= set(_PIECES_OF)
    return (pieces, marks) if is_one and marks and not any(map(str.isalnum, "".join(marks))) else None


def _without_day(text: str) -> str:
    found = _DAY.match(text)
    return text[found.end() :] if found else text


def divided(line: Line, seam: str, between: str = "") -> Split | None:
    """Return a line taken apart at a seam that is known; None where it has none such.

    Marks before the title are found from the left, those behind it from the right: others like them are part of it.
    `between` is what is known to stand between people.
    """
    if (pattern := _pattern(seam)) is None:
        return next((split for split in splits(line) if split.kind == seam), None)
    pieces, marks = pattern
    text, at = line.text[:MOST], pieces.index("title")
    places = [(found[0], *found.span()) for found in _DIVIDER.finditer(text)]
    told: dict[str, list[str]] = {"people": [], "other": []}
    start, end = 0, len(text)
    for piece, mark in zip(pieces[:at], marks[:at], strict=True):
        found = next((place for place in places if place[0] == mark and place[1] >= start), None)
        if found is None:
            return None
        told[piece].append(text[start : found[1]])
        start = found[2]
    for piece, mark in zip(reversed(pieces[at + 1 :]), reversed(marks[at:]), strict=True):
        found = next((place for place in reversed(places) if place[0] == mark and start <= place[1] < end), None)
        if found is None:
            return None
        told[piece].append(text[found[2] : end])
        end = found[1]
    known = those(_without_day(told["people"][0]).strip(_EDGE), between)
    title, rest = _titled(_without_day(text[start:end]).strip(_EDGE))
    if not known or not any(map(str.isalnum, title)):
        return None
    rest = " ".join(piece for one in (*told["other"], rest) if (piece := one.strip(_EDGE)))
    return Split(seam, title, known, rest, _score(title, known))


_TAG = re.compile(r"[(\[][^()\[\]]{2,30}[)\]]:?\s+(?=\S)")


_TITLE_TRIM = ' .,;:“”"'
_EDGE = " \t.,:;-–—|/"
_TRIM = " \t.,:;-–—|/()[]"


def _by_spans(line: Line) -> Iterator[Split]:
    """Yield the splits in which the title is a link, in bold, in italics or in quotation marks."""
    text = line.text
    spans = [("link", link.start, link.end) for link in line.links[:4]]
    spans += [("bold", *span) for span in line.bold[:3]] + [("italic", *span) for span in line.italic[:3]]
    spans += [("quoted", quoted.start(), quoted.end()) for quoted in _QUOTED.finditer(text)][:2]
    for what, start, end in spans:
        title = text[start:end].strip('“”"«»„ ,.')
        if end - start < 10 or end - start > 0.95 * len(text) or roles.title(title) < -0.5:
            continue
        before, after = text[:start].strip(_TRIM), text[end : _noisy(line, end)].lstrip(_TRIM + '”"»')
        aside = next((known for a, b in line.italic if a >= end and (known := people(text[a:b]))), None)
        if found := ahead(_without_by(after)):
            rest = _without_by(after)[found[1] :]
            yield Split(
                f"{what}, then people", title, found[0], f"{before} {rest}".strip(), _score(title, found[0]) + 1
            )
        elif before and (known := people(before)) and known.sure >= CLAIM:
            yield Split(f"people, then {what}", title, known, after, _score(title, known) + 1)
        elif aside and aside.sure >= CLAIM:
            yield Split(f"{what}, then people", title, aside, f"{before} {after}".strip(), _score(title, aside) + 1)
        elif what == "quoted" and _is_placed(before, after):
            odds = max(_score(title, None) + _DATED, 1.0)
            yield Split("quoted, alone", title, None, f"{before} {after}".strip(), odds)


_YEAR_ALONE = re.compile(r"(?:19|20)\d\d[a-z]?|forthcoming|in press|to appear|n\.d\.", re.IGNORECASE)
_BESIDE, _DATED = 200, 2.5
"""What stands behind a title in quotation marks is so short, and that it says where or when speaks so much for it."""


def _is_placed(before: str, after: str) -> bool:
    """Return whether nothing but a year stands before a title, and behind it, shortly, where or when it appeared."""
    bare = not before or _YEAR_ALONE.fullmatch(before)
    return bool(bare) and len(after) < _BESIDE and roles.venue(f"{before} {after}") > 0


def _are_names(found: People) -> bool:
    """Return whether no name of several has the end of a title before it: `Floods with Gates Ada Roe`."""
    return all(_NO_NAMES.isdisjoint(name.text.lower().split()) for name in found.names)


def _noisy(line: Line, start: int) -> int:
    """Return where behind a place the first link stands that is a button: `[code]`."""
    places = (
        link.start for link in line.links if link.start >= start and roles.noise(line.text[link.start : link.end]) > 0
    )
    return min(places, default=len(line.text))


def _without_by(text: str) -> str:
    return re.sub(r"(?i)^(?:by|with|von|par)\s+", "", text)


def _by_cells(line: Line) -> Iterator[Split]:
    """Yield the split in which title and people are cells of a row."""
    cells = [cell for cell in line.cells if cell]
    if not 2 <= len(cells) <= 8:
        return
    for place, cell in enumerate(cells):
        known = people(cell)
        if known is None or known.sure < CLAIM:
            continue
        others = [(roles.title(other), at) for at, other in enumerate(cells) if at != place]
        odds, at = max(others)
        if odds > -0.5:
            rest = " ".join(other for index, other in enumerate(cells) if index not in (place, at))
            yield Split(f"cell {at}, people {place}", cells[at], known, rest, _score(cells[at], known) + 0.5)


_GOES_ON = re.compile(r"(?:is|was|are|were|has|have|had|will|would|and|who|which|says?|said)\s")
"""What goes on with a sentence about somebody: `Ada Roe (1901-1980) was Professor of Tides`."""


def _people_first(text: str) -> Iterator[Split]:
    found = ahead(text)
    if not found:
        return
    known, end = found
    behind = text[end:]
    dated = _DATE_FIRST.match(behind)
    seam = "(" if dated else behind.lstrip()[:1] or "end"
    rest = dated[0] if dated else ""
    behind = behind[dated.end() :] if dated else behind.lstrip(_TRIM)
    if len(behind) < 6 or _GOES_ON.match(behind) or (seam.isalnum() and behind[0].islower()):
        return
    title, after = _titled(behind)
    title = title.strip(' .,;:“”"')
    yield Split(f"people{seam} title", title, known, f"{rest} {after}".strip(), _score(title, known))


_STARTS = re.compile(
    r"(?P<seam>[.?!][”\"’]?\s+|(?<=[a-zà-ÿ]{2})[.?!](?=[A-Z][a-zà-ÿ]+\s[A-Z])"
    r"|,?[”\"]?\s*\((?:by\s|with\s|joint with\s|joint work with\s)?|,[”\"]?\s+|\s+[-–—|/]+\s+"
    r"|:\s+|\s+[Bb]y\s+|\s+\[|\s{2,}|;\s+)"
    r"(?:[Bb]y:?\s+|[Ww]ith\s+|[Aa]uthors?:\s+|\(with\s+)?(?=[^\W\d_])"
)


def _with_places(text: str) -> tuple[People, int] | None:
    """Return the people whom a text begins with, all of them where it says of each where they work, and where they
    end."""
    found = ahead(text)
    if found and text.startswith(", ", found[1]) and (whole := people(text)) and whole.rest and whole.sure > _SURE:
        return (whole, len(text)) if len(whole.names) > len(found[0].names) else found
    return found


_NO_AUTHORS = re.compile(
    r"(?i)\b(?:edited|translated|reviewed|chosen|compiled|selected|organi[sz]ed|chaired|moderated|facilitated|introduced"
    r"|supported|funded|sponsored|hosted|presented with|led|maintained|photographed|illustrated)$"
)
"""What somebody does by whom no paper is."""


def _title_first(text: str, words: frozenset[str]) -> Iterator[Split]:
    """Yield the splits in which a separator, or only a space, stands between the title and the people behind it."""
    tried = 0
    for start in _STARTS.finditer(text, 8):
        following = text[start.end() : start.end() + 90]
        divided = _SEPARATOR.search(following)
        piece = following[: divided.start()] if divided else following
        alone = divided is None or bool(divided["hard"])
        asked = start["seam"][0] if start["seam"][0] in "?!" else ""
        by = "by" in start[0].lower()
        if by and _NO_AUTHORS.search(text[: start.start()][-20:]):
            break
        told = people(text[start.end() :]) if by else None
        if told and told.sure > _SURE and not told.rest and _are_names(told):
            title = text[: start.start()].strip(_TITLE_TRIM) + asked
            yield Split("title by people", title, told, "", _score(title, told) + 0.5)
            return
        if len(piece) > 60 or not (_begins(piece.rstrip(_MARKS), alone=alone) or _PAIR.match(text, start.end())):
            continue
        tried += 1
        if tried > 6:
            break
        if found := _with_places(text[start.end() :]):
            title = text[: start.start()].strip(_TITLE_TRIM) + asked
            seam = start["seam"].lower().strip(' "”,')[:2] or start["seam"].strip()
            seam = " by" if seam == "by" else "." if seam[:1] in "?!" else seam[:1] or " "
            rest = text[start.end() + found[1] :].strip(" ,.;")
            yield Split(f"title{seam} people", title, found[0], rest, _score(title, found[0]))
            if len(found[0].names) > 1 or not _PAIR.match(text, start.end()):
                break  # else `..., Np, M. Roe, B. Moor`: the last word of a title and somebody's initial
    yield from _spaced(text, words)


_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?){1,4}")
_FIRST_END = re.compile(r",\s|\s(?:and|&|et al)\b|;\s|\s\(|\.$|…|$")


def _spaced(text: str, known: frozenset[str]) -> Iterator[Split]:
    """Yield the best split at a space: the words before the first comma that is among names end with a name."""
    best: Split | None = None
    for stop in islice(_FIRST_END.finditer(text, 8), 10):
        head = text[: stop.start()]
        words = head.split()
        if len(words) < 4 or head != " ".join(words):
            continue
        behind = text[stop.end() :]
        following = _SEPARATOR.split(behind, maxsplit=1)[0] if behind else ""
        if (
            following
            and not _INITIALS.fullmatch(following)
            and len(following) < 60
            and name_odds(following.rstrip(_MARKS)) < 0
            and stop[0].strip() in (",", "and", "&", ";")
        ):
            continue
        inverted = stop[0].strip() == "," and _INITIALS.fullmatch(following) is not None
        for count in (1, 2, 3, 4, 5):
            if len(words) - count < 2:
                break
            name = " ".join(words[-count:])
            odds = name_odds(name.rstrip(_MARKS))
            if inverted:
                odds = name_odds(f"{name}, {following}") - 1.0 * (count - 1)
            follows = bool(following) and name_odds(following.rstrip(_MARKS)) > 0.5
            if not (odds >= 0.5 or _begins(name, alone=not follows)) or (count == 1 and not inverted):
                continue
            title = " ".join(words[:-count])
            last = words[-count - 1]
            found = ahead(text[len(title) + 1 :])
            if not found or last.lower().lstrip("([") in roles.NEVER_LAST or last[-1] in ",(-–—/&":
                continue
            if not words[-count][0].isalnum() or not _NO_NAMES.isdisjoint(map(str.lower, words[-count:])):
                continue
            # A name before the seam, or a word of the title behind it, and the seam is elsewhere.
            more = sum(not (word[-1] == "." or word[0].islower() or fold(word) in GIVEN) for word in words[-count:]) - 2
            score = (
                _score(title, found[0])
                + odds * 0.5
                - 1.3 * max(0, more)
                - 1.5 * (count == 3 and fold(words[-3]) not in GIVEN and all(map(syllables, words[-2:])))
                - 2.0 * (count > 1 and fold(last) in GIVEN and fold(words[-count]) in GIVEN)
                - 3.5 * (count > 2 and fold(words[-count]) not in GIVEN and fold(words[1 - count]) in GIVEN)
                - 2.0 * (words[-count].lower() in known)
                + 0.5 * (last.lower() in known)
                + (0.5 if roles.says(last) else -0.7 * max(0.0, name_odds(f"{last} {words[-1]}") / 3))
            )
            rest = text[len(title) + 1 + found[1] :].strip(" ,.;")
            if len(rest) > 60:
                score -= 1.0
            if best is None or score > best.odds + 0.1:
                best = Split("title people", title.strip(" .,;:"), found[0], rest, score)
        if best and stop[0].strip() in (",", ";"):
            break
    if best:
        yield best._replace(odds=best.odds - 1.0)
