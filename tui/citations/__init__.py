"""Paper -> text: citations by style, forms for writers' tools, and what to tell before one is copied."""

from collections.abc import Sequence
from typing import TypeVar

from storage.papers.paper import Paper
from tui.citations.runs import Run, render
from tui.citations.styles import STYLES, Style
from tui.citations.writers import FORMATS, Format

__all__ = [
    "CITATIONS", "FORMATS", "STYLES", "Format", "Run", "Style", "UnknownStyleError", "bibliography", "hint",
    "named", "render",
]  # fmt: skip

AnyForm = TypeVar("AnyForm", Style, Format, Style | Format)

CITATIONS: tuple[Style | Format, ...] = (*FORMATS[:1], *STYLES, *FORMATS[1:])
"""Every form that a paper can be copied in, in the order of the chooser: BibTeX, the styles, the other formats."""


class UnknownStyleError(ValueError):
    """No style has this name; the message is a sentence for people, with the names there are."""


def named(name: str, forms: "Sequence[AnyForm]", what: str) -> "AnyForm":
    """Return the one of the forms that is called `name`; raises UnknownStyleError, which calls them `what`."""
    wanted = name.strip().casefold()
    for form in forms:
        if form.name == wanted:
            return form
    raise UnknownStyleError(f"unknown {what} “{name}”; choose from {', '.join(form.name for form in forms)}")


def bibliography(papers: Sequence[Paper], style: str) -> str:
    """Return the papers' entries as lines, by author, year and title where the style sorts so, numbered where it does.

    Raises UnknownStyleError.
    """
    chosen = named(style, STYLES, "style")
    if chosen.alphabetical:
        papers = sorted(papers, key=chosen.order)
    return "\n".join(
        f"{chosen.numbered.format(number)} {render(chosen.cite(paper))}".lstrip()
        for number, paper in enumerate(papers, 1)
    )


def hint(paper: Paper) -> str | None:
    """Return what should be known before a citation of the paper is copied; None when nothing is amiss."""
    amiss = ["the title is not known yet"] if paper.untitled else []
    known = len(paper.authors)
    if not known:
        amiss.append("no authors are known")
    elif not paper.authors_complete:
        shown = "only the first author" if known == 1 else f"only {known} of the authors"
        if total := paper.author_total:
            shown = f"only {known} of {total} authors"
        amiss.append(f"the list shows {shown}")
    if paper.year is None:
        amiss.append("no year is known")
    return "; ".join(amiss) or None
