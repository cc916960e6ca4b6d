"""What a line of a copied page is by its looks: an abstract or a title, or the page's own furniture."""

import re
from collections.abc import Iterator, Sequence

Line = tuple[int, str]
"""A line that holds anything, stripped, with its 1-based number."""

NO_TITLE = 4.0
"""`prose` above which a line is no title even where one is due."""
_SENTENCE_END = re.compile(r"[.!]['\"”’)\]}$*]{0,3}$|https?://\S+$")
_SENTENCE_BREAK = re.compile(r"(?<![A-Z])(?<!vs)(?<!al)(?<!cf)(?<!Dr)(?<!St)[.!?]['\"”)]? (?=[A-Z$\\\"“(])")
_FINITE = re.compile(
    r"(?i)\b(?:we|our|this (?:paper|work|article|study|thesis|note)|is|are|was|were|has|have|been|can|which|that|they"
    r"|it|these|show|propose|present|however)\b",
)
_LONG_WORD = re.compile(r"(?<![\w\\])[A-Za-z][a-z]{3,}")
_TINY = 25
_LOOKED_AT = 600
"""Characters that decide; a longer line is an abstract whatever it says."""


def prose(line: str) -> float:
    """Return how much more `line` looks like an abstract than like a title: natural-log odds, about -8 to 12.

    Length decides most (titles of real pages have 20 to 170 characters, abstracts 150 to 2,000); between the two a
    closing full stop, several sentences, and the words of a sentence tell a short abstract from a long title.
    """
    if len(line) < _TINY:
        return -3.0 if line.endswith((".", "!")) else -7.0
    odds = min(max((len(line) - 170) / 25, -4.0), 9.0)
    if len(line) > _LOOKED_AT:
        return odds + 3
    odds += 2 * min(len(_SENTENCE_BREAK.findall(line)), 3)
    odds += 2.5 if _SENTENCE_END.search(line) else -1.5
    odds += min(len(_FINITE.findall(line)), 4) - 1.0
    words = _LONG_WORD.findall(line)
    if words:
        capitals = sum(word[0].isupper() for word in words) / len(words)
        odds += -2.5 if capitals > 0.6 else 1.0 if capitals < 0.25 and len(words) > 5 else 0.0
    return odds


def title_like(line: str) -> bool:
    """Return whether a line that nothing else speaks for may stand as a paper's title."""
    return 15 <= len(line) <= 300 and line.count(" ") >= 2 and prose(line) < 0 and not line[0].islower()


_FURNITURE = re.compile(
    r"""(?ix)(?:
      (?:load|show|see|view|read|explore|browse)\ (?:more|all|less|fewer)(?:\ [\w\ ]{1,30})?(?:\ \(?\d+\)?)?
    | (?:next|previous|prev|back|forward|first|last|newer|older|top)(?:\ (?:page|to\ top|to\ [\w\ ]{1,30}))?\s*[›»→>]*
    | [‹«←<]*\s*(?:next|previous|prev|back)
    | (?:page\ )?\d+(?:\ (?:of|/)\ \d+)? | (?:\d+|\.\.\.|…)(?:[\ |·](?:\d+|\.\.\.|…))+ | [\W_]+
    | (?:sign|log)\ ?(?:in|up|out)(?:\ [\w\ ]{1,60})? | subscribe | subscribed | follow(?:ing)? | share | save | saved
    | export | cite | bibtex | copy(?:\ link)? | edit | close | menu | search | filters? | sort(?:\ by.{0,40})?
    | skip\ to\ (?:main\ )?content | toggle\ [\w\ ]{1,40}
    | home | company | tos | terms(?:\ (?:of|and|&)\ [\w\ ]{1,30})? | privacy(?:\ (?:policy|notice|settings))?
    | legal | imprint | about(?:\ us)? | careers | jobs | press | website | contact(?:\ us)? | help | faq | support
    | feedback | blog | docs | documentation | api | status | pricing | enterprise | community | models | datasets
    | spaces | posts | papers | buckets | resources | system\ theme | dark | light | new | daily | weekly | monthly
    | trending(?:\ papers(?:\ ranked\ by\ [\w\ ]{1,40})?)? | latest
    | accept(?:\ (?:all|cookies))* | reject(?:\ (?:all|cookies))* | decline
    | cookie\ (?:policy|notice|preferences|settings) | manage\ (?:cookies|preferences)
    | (?:we|this\ (?:web)?site|our\ (?:web)?site)\ uses?\ cookies.{0,400} | by\ (?:continuing|using\ this\ site).{0,300}
    | (?:©|\(c\)|copyright).{0,200} | all\ rights\ reserved.{0,60} | (?:powered|made)\ (?:by|with).{0,60}
    | get\ trending\ papers\ in\ your\ email\ inbox.{0,40} | last\ updated.{0,60}
    )[.!]?""",
)


def furniture(line: str) -> bool:
    """Return whether `line` belongs to a web page and not to a paper: buttons, page numbers, footers, cookie notes."""
    return len(line) <= 450 and _FURNITURE.fullmatch(line) is not None


def numbered(text: str) -> Iterator[Line]:
    """Yield the lines of `text`."""
    for number, line in enumerate(text.split("\n"), 1):
        if line := line.strip():
            yield number, line


# What it costs, in log odds, that an abstract follows an abstract, a title a title or furniture a title: a line was
# lost. Between furniture and an abstract it is always a title that was lost, so that a title such as `Search` is not
# taken for furniture.
_TT = _AA = 4.0
_TN = 3.0
_NA = 8.0
_NEVER = -1e9
FURNITURE = 6.0
"""What speaks for a line being furniture that looks like it; a title of one word has 4 for itself."""
ASIDE = 100.0
"""What speaks for a line that is told by its own marks, such as a score, to be neither title nor abstract."""


def number_in(text: str | None) -> int | None:
    """Return the number that `1,234` shows; None for none and for what stands in its place, a dash."""
    return int(text.replace(",", "")) if text and text != "-" else None


def head_lines(head: str) -> list[str]:
    """Return the lines of a page's head that hold anything, without the one that the end of a long head cuts."""
    lines = [line for _, line in numbered(head)]
    return lines[:-1] if len(head) > 60_000 and len(lines) > 2 else lines


def alternate(odds: Sequence[float], aside: Sequence[float | None]) -> str:
    """Return which lines of an alternating page are titles (`T`), abstracts (`A`) or neither (`-`): the likeliest walk.

    `odds` are as `prose` gives them. `aside` says for each line how much speaks for its being neither, None when
    nothing does; a title follows such a line, an abstract precedes it. (Viterbi's algorithm over three states, so a
    lost line costs one step and not the rest of the page.)
    """
    # Written out for each state: a page of a million short lines has to be walked in seconds.
    title = abstract = neither = 0.0
    came: list[str] = []
    for odd, apart in zip(odds, aside, strict=True):
        to_title, from_title = max((abstract, "A"), (neither, "-"), (title - _TT, "T"))
        to_abstract, from_abstract = max((title, "T"), (abstract - _AA, "A"), (neither - _NA, "-"))
        to_neither, from_neither = max((abstract, "A"), (neither, "-"), (title - _TN, "T"))
        came.append(from_title + from_abstract + from_neither)
        if apart is None:
            title, abstract, neither = to_title - odd / 2, to_abstract + odd / 2, _NEVER
        elif apart < ASIDE:
            title, abstract, neither = to_title - odd / 2 - 2.0, to_abstract + odd / 2, to_neither + apart
        else:
            title, abstract, neither = _NEVER, _NEVER, to_neither + apart
        top = max(title, abstract, neither)
        title, abstract, neither = title - top, abstract - top, neither - top
    state = max((title, "T"), (abstract, "A"), (neither, "-"))[1]
    walk = []
    for before in reversed(came):
        walk.append(state)
        state = before["TA-".index(state)]
    return "".join(reversed(walk))
