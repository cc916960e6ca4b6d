"""The papers the reader has selected: a set of ids that takes an eighth of a byte for each paper of a full shelf."""

from collections.abc import Iterable, Iterator

_PAGE = 12
"""Ids are kept in pages of 2**12 bits, so that sparse and dense selections are both small."""


class Selection:
    """A set of paper ids; all of a million take 128 KB where a `set` takes 60 MB."""

    def __init__(self) -> None:
        self._pages: dict[int, bytearray] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, paper: int) -> bool:
        page = self._pages.get(paper >> _PAGE)
        place = paper & ((1 << _PAGE) - 1)
        return page is not None and bool(page[place >> 3] & (1 << (place & 7)))

    def __iter__(self) -> Iterator[int]:
        """Yield the ids in rising order."""
        for number in sorted(self._pages):
            base = number << _PAGE
            for offset, byte in enumerate(self._pages[number]):
                if byte:
                    for bit in range(8):
                        if byte & (1 << bit):
                            yield base + (offset << 3) + bit

    def add(self, papers: Iterable[int]) -> None:
        """Put these papers in."""
        pages = self._pages
        for paper in papers:
            page = pages.get(paper >> _PAGE)
            if page is None:
                page = pages[paper >> _PAGE] = bytearray(1 << (_PAGE - 3))
            place = paper & ((1 << _PAGE) - 1)
            bit = 1 << (place & 7)
            if not page[place >> 3] & bit:
                page[place >> 3] |= bit
                self._count += 1

    def discard(self, papers: Iterable[int]) -> None:
        """Take these papers out, those that are in."""
        for paper in papers:
            if paper in self:
                place = paper & ((1 << _PAGE) - 1)
                self._pages[paper >> _PAGE][place >> 3] &= ~(1 << (place & 7))
                self._count -= 1

    def clear(self) -> None:
        """Take everything out."""
        self._pages.clear()
        self._count = 0
