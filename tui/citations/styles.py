"""The citation styles that papershelf formats itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from storage.papers.paper import Paper
from storage.papers.text import fold
from tui.citations import acm, ama, apa, chicago, elsevier, harvard, ieee, mla, nature, vancouver
from tui.citations.facts import Facts, facts
from tui.citations.names import sort_key
from tui.citations.runs import Piece, Run, settle


@dataclass(frozen=True, slots=True)
class Style:
    """A citation style: what it is called and how it prints a paper."""

    name: str
    """Lower case, one word: the value of `--style`."""
    title: str
    """As people call it."""
    form: Callable[[Facts], Piece]
    numbered: str = ""
    """How an entry's number stands before it (`[{}]`, `{}.`); empty where entries have none."""
    american: bool = True
    """Whether full stops and commas go inside closing quotation marks."""
    alphabetical: bool = True
    """Whether a bibliography goes by author, year and title; else it keeps the order of citing."""

    def cite(self, paper: Paper, *, key: str = "") -> tuple[Run, ...]:
        """Return the paper's entry, as one line of runs. Never raises; `key` is for formats that print one."""
        return settle(self.form(facts(paper)), american=self.american)

    def order(self, paper: Paper) -> Any:
        """Return what the style sorts its bibliography by."""
        names = paper.authors or paper.editors
        authors = tuple(tuple(map(fold, sort_key(name))) for name in names)
        title = fold(paper.title)
        for article in ("a ", "an ", "the "):
            title = title.removeprefix(article)
        return (authors or ((title, ""),), paper.date or "9999", title)


STYLES: tuple[Style, ...] = (
    Style("apa", "APA 7", apa.cite),
    Style("ieee", "IEEE", ieee.cite, "[{}]", alphabetical=False),
    Style("chicago", "Chicago 18, author-date", chicago.cite),
    Style("mla", "MLA 9", mla.cite),
    Style("nature", "Nature", nature.cite, "{}.", american=False, alphabetical=False),
    Style("acm", "ACM", acm.cite, "[{}]"),
    Style("vancouver", "Vancouver (NLM)", vancouver.cite, "{}.", alphabetical=False),
    Style("harvard", "Harvard (Cite Them Right)", harvard.cite, american=False),
    Style("ama", "AMA 11", ama.cite, "{}.", alphabetical=False),
    Style("elsevier", "Elsevier Harvard", elsevier.cite),
)
