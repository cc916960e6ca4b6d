"""Completing papers online: what their listings left out, as one undo step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importers import reader_named
from importers.lookup.finder import Finder, LookupFailedError, LookupSettings, reasons
from importers.lookup.web import always
from storage import places
from storage.papers.paper import Paper
from storage.papers.text import clean

if TYPE_CHECKING:
    from storage.journal import Change
    from storage.library import Library
    from tui.desk.settings import Settings

__all__ = ["LookupFailedError"]


@dataclass(frozen=True, slots=True)
class Completed:
    """What looking up one paper came to."""

    id: int
    title: str
    source: str | None
    """Who knows the paper, for people; None when nobody does."""
    reason: str | None
    """Why nothing was found, or why what was found was not taken."""
    refused: bool = False
    """Whether what was found contradicts the paper."""
    unasked: bool = False
    """Whether somebody could not be asked."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What looking up some papers came to."""

    papers: Sequence[Completed]
    change: "Change | None"
    """The one undo step; None when nothing new was found."""
    trouble: str
    """Why somebody could not be asked; empty when all were."""
    left: int = 0
    """How many papers were not come to, since the reader gave it up."""

    @property
    def unasked(self) -> int:
        """For how many papers somebody could not be asked."""
        return sum(paper.unasked for paper in self.papers)

    @property
    def words(self) -> str:
        """How many papers know more now, and from whom: `2 of 3 completed from arXiv, Crossref`."""
        if self.left:
            kept = f"{self.change.count:,} completed" if self.change else "nothing new"
            return f"given up at {len(self.papers):,} of {len(self.papers) + self.left:,}: {kept}"
        sources = ", ".join(dict.fromkeys(paper.source for paper in self.papers if paper.source))
        if self.papers and self.unasked == len(self.papers):
            return "nothing was looked up"
        if self.change is None:
            return f"{sources} had nothing new" if sources else f"0 of {len(self.papers):,} completed"
        return f"{self.change.count:,} of {len(self.papers):,} completed from {sources}"

    @property
    def refused(self) -> str:
        """What was found and not taken, as a clause; empty where there is none."""
        found = [paper for paper in self.papers if paper.refused]
        more = f"; and {len(found) - 1:,} more" * (len(found) > 1)
        return "".join(f"“{clean(paper.title, 60)}”: {paper.reason}{more}" for paper in found[:1])


def finder(settings: "Settings", wanted: Callable[[], bool] = always) -> Finder:
    """Return who asks, with the reader's contact, keys and addresses; nothing is asked yet, and nothing more once
    `wanted` is False.

    Raises LookupFailedError for settings that cannot be.
    """
    asked = LookupSettings.of(contact=settings.contact, bases=settings.lookup, keys=settings.api_keys)
    return Finder(asked, places.cache() / "lookup", wanted=wanted)


def complete(
    library: "Library", ids: Sequence[int], settings: "Settings", *, wanted: Callable[[], bool] = always,
    told: Callable[[int, int], object] = max,
) -> Completion:  # fmt: skip
    """Look papers up one by one and unite what is found with the shelf's facts.

    `told` is told before each how many of how many are done. It ends early when `wanted` is False, within a blink, and
    what was found till then is kept.
    """
    papers: list[Completed] = []
    found: list[tuple[int, Paper, str, int]] = []
    failures: list[LookupFailedError] = []
    with finder(settings, wanted) as asking:
        for done, entry in enumerate(library.entries(ids)):
            if not wanted():
                break
            told(done, len(ids))
            source, reason, refused, unasked = None, None, False, False
            # Who cannot be reached twice is not asked again.
            if len(failures) < 2 or str(failures[-1]) != str(failures[-2]):
                try:
                    answer = asking.complete(entry.paper)
                except LookupFailedError as error:
                    if not wanted():
                        break
                    failures.append(error)
                    reason, unasked = str(error), True
                else:
                    if answer is None:
                        reason = "no record was found that is surely of this paper"
                    elif why := library.against(entry.id, answer.paper, answer.source):
                        refused = True
                        reason = f"what {answer.service} says contradicts it ({why}) and was not taken"
                    else:
                        found.append((entry.id, answer.paper, answer.source, reader_named(answer.source).TRUST))
                        source = answer.service
            else:
                reason, unasked = str(failures[-1]), True
            papers.append(Completed(entry.id, entry.paper.title, source, reason, refused, unasked))
    return Completion(papers, library.complete(found), "; ".join(reasons(failures)[:2]), len(ids) - len(papers))
