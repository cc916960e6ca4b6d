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
    r"(?i)\s*[(\[](?:\d{1,3}[- ]min(?:ute)?s?(?: read)?"
    r"|(?:arxiv|pdf|github(?: repo)?|paper|website|web ?page|blog(?: post)?)"
    r"(?:, ?(?:arxiv|pdf|github|paper))*)[)\]]$"
)


def without_medium(title: str) -> str:
    """Return a title without what a newsletter says behind it: `(13 minute read)`, `(arXiv, PDF)`."""
    return _ASIDE.sub("", title)
