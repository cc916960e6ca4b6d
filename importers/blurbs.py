"""What a list says of a paper behind its title: `- [Title](...) - Shows that lamps answer each other.`"""

import re

_SEAM = re.compile(r"(?<=[.!?:])\s+|\s+[-–—|]+\s+|^[\s.,:;|–—-]+")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_CITED = re.compile(r"^\W*by |\bet al\b")
_LEAST, _SHARE = 4, 0.5
"""Words of the shortest sentence that says something, and how many of them begin low."""


def parted(text: str) -> tuple[str, str]:
    """Return a text without the sentences that it ends with, and these: names, venues and years are none."""
    ends = [(found.start(), found.end()) for found in _SEAM.finditer(text)]
    starts = [(0, 0), *ends]
    cut, said = len(text), len(text)
    for (before, start), end in zip(
        reversed(starts), [len(text), *(place for place, _ in reversed(ends))], strict=False
    ):
        piece = text[start:end]
        if not piece.strip():
            continue
        if not _is_sentence(piece):
            break
        cut, said = before, start
    return text[:cut], text[said:].strip()


def _is_sentence(text: str) -> bool:
    words: list[str] = _WORD.findall(text)
    if len(words) < _LEAST or _CITED.search(text) is not None:
        return False
    low = sum(word[:1].islower() for word in words)
    return low > _SHARE * len(words)


_ASIDE = re.compile(
    r"(?i)\s*[(\[](?P<read>\d{1,3}[- ]min(?:ute)?s?(?: read)?|github repo|sponsor(?:ed)?)?"
    r"(?(read)|(?:arxiv|pdf|github|paper|website|web ?page|blog(?: post)?)(?:, ?(?:arxiv|pdf|github|paper))*)[)\]]$"
)
_LEAD = re.compile(r"(?:\d{1,3}[.)]+\s+)?(?:[\u2600-\u27bf\u2b50-\u2b55\U0001f300-\U0001faff][\ufe0f\u200d]?\s*)*")


def without_medium(title: str) -> str:
    """Return a title without what a newsletter says around it: `1. 🔥`, `(13 minute read)`, `(arXiv, PDF)`."""
    bare = _ASIDE.sub("", title)
    return bare[found.end() :] if (found := _LEAD.match(bare)) and found.end() < len(bare) else bare


def is_news(title: str) -> bool:
    """Return whether a title has behind it how long it takes to read, that it is a repository or who paid for it:
    what newsletters put behind all that they tell of, papers or none."""
    found = _ASIDE.search(title[-_LONGEST:])
    return found is not None and found["read"] is not None


_LONGEST = 60
"""Characters of the longest aside."""
_SAYS = re.compile(r"[.!?…)\]\"”]\s*$")
_ENOUGH = 8


def says(text: str) -> bool:
    """Return whether a paragraph says something in whole sentences."""
    return (
        len(_WORD.findall(text[:400])) >= _ENOUGH and _SAYS.search(text[-20:]) is not None and _is_sentence(text[:400])
    )


MORE = re.compile(r"(?i)[*_]{0,2}read (?:more|the (?:full )?paper)\s?[:：][*_]{0,2}\s*(?=\S)")
"""What a newsletter puts before the paper that it has told of."""
PROMISES = "(?:paper|pdf|arxiv|preprint)"
"""What a link that leads to a paper is called, as a regular expression without groups."""
_PROMISE = re.compile(rf"(?i)\s*[(\[]{PROMISES}" r"(?:\s?[|/,·]\s?[a-z][a-z ]{1,20}){0,5}[)\]]\W{0,2}$")


def promised(text: str) -> tuple[str, str] | None:
    """Return title and blurb of an entry whose links a copy has lost: `Lamps - says how they answer. (paper)`."""
    found = _PROMISE.search(text, max(0, len(text) - 200))
    if found is None:
        return None
    title, _, told = text[: found.start()].partition(" - ")
    return title, told.strip()


_DASH = re.compile(r"\s[-–—]+\s+(?=[A-Z])")


def behind_dash(text: str) -> tuple[str, str]:
    """Return a title and the sentences behind the dash after it: `Lamps at Sea - The authors show that they answer.`

    Nothing is said where it may be a subtitle: one is no whole sentence.
    """
    found = _DASH.search(text)
    if found is None or len(text[: found.start()].split()) < _TITLE or not says(text[found.end() :]):
        return text, ""
    return text[: found.start()], text[found.end() :].strip()


_BEHIND = re.compile(r"\s?[-–—:]+\s+(?=\S)")


def behind(text: str) -> str:
    """Return the sentences behind a title that is set apart, where a dash or a colon stands between; else nothing."""
    found = _BEHIND.match(text)
    told = text[found.end() :].rstrip(" ([|") if found else ""
    return told if says(told) else ""


_TITLE = 3
"""Words of the shortest title that is told from its blurb so."""
