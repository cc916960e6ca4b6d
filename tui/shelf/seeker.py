"""A thread with its own connection that answers the filter: the first screen of papers at once, all of them after."""

import contextlib
import threading
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from textual.message import Message

from storage.query import All

if TYPE_CHECKING:
    from storage.library import Library
    from storage.query import Query
    from storage.rescue import Rescue
    from storage.view import View


REST = 0.03
"""Seconds between the first papers on the screen and the search for all of them: two frames."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a query, an order, and how many papers the first answer is to hold."""

    number: int
    query: "Query | str"
    sort: str
    first: int
    keep: int | None
    """The paper the cursor is to stay on; None puts it on the first."""
    known: bool = False
    """Whether the first papers are on the screen already, so that the rest may take its time."""


@dataclass
class First(Message):
    """The first papers of an answer."""

    question: Question
    ids: Sequence[int]
    whole: bool
    """True when these are all."""


@dataclass
class Whole(Message):
    """All papers of an answer, in order."""

    question: Question
    ids: Sequence[int]
    shelf: int
    """Papers on the shelf."""
    place: int
    """Index of the paper to stay on; -1 when it is not among them, or none was named."""
    rescue: "Rescue | None" = None
    """When nothing was found: what comes nearest."""


@dataclass
class Wrong(Message):
    """The query cannot be read, or the shelf cannot be searched."""

    question: Question
    sentence: str
    span: tuple[int, int] | None


class Seeker:
    """Takes questions and posts answers; a new question ends the work on the one before it."""

    def __init__(self, library: "Library", post: Callable[[Message], object]) -> None:
        self._library = library
        self._post = post
        self._questions: SimpleQueue[Question | None] = SimpleQueue()
        self._number = 0
        self._answered = 0
        self._own: Library | None = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="seeker", daemon=True)
        self._thread.start()

    def ask(
        self, query: "Query | str", sort: str, first: int, keep: int | None = None, *, known: bool = False
    ) -> Question:
        """Ask; the answers come as messages that carry the question."""
        self._number += 1
        question = Question(self._number, query, sort, first, keep, known)
        self._questions.put(question)
        with self._lock:
            if self._own is not None and self._answered != self._number - 1:
                self._own.interrupt()  # the answer in the making is no longer wanted
        return question

    def close(self) -> None:
        """End the thread, and wait for it."""
        self._number += 1
        self._questions.put(None)
        with self._lock:
            if self._own is not None:
                self._own.interrupt()
        self._thread.join(timeout=2)

    def _run(self) -> None:
        try:
            # Answers are read once: 16 MB beside the screen's own would only be a third of the app's memory.
            library = self._library.again(cache=2_048)
        except Exception as error:
            question = self._questions.get()
            if question is not None:
                self._post(Wrong(question, f"the shelf cannot be searched: {error}", None))
            return
        with self._lock:
            self._own = library
        try:
            while (question := self._questions.get()) is not None:
                # Burst keys: only the last question counts. And where the first papers are shown already, the screen
                # is painting them now, and has the interpreter to itself for as long as that takes.
                with contextlib.suppress(Empty):
                    while question is not None:
                        question = self._questions.get(timeout=REST if question.known else 0)
                if question is None:
                    return
                try:
                    self._answer(library, question)
                except Exception as error:
                    if question.number == self._number:
                        sentence = str(error) or type(error).__name__
                        self._post(Wrong(question, sentence, getattr(error, "span", None)))
                self._answered = question.number
        finally:
            with self._lock:
                self._own = None
            library.close()

    @staticmethod
    def _all(library: "Library", view: "View") -> Sequence[int]:
        """Return all ids of the unfiltered shelf in the order of adding as a range, where none is missing.

        That is the list most readers look at, and so it takes no memory however long it is.
        """
        if view.query.tree == All() and view.sort in ("-added", "added"):
            newest, oldest = library.view(All(), "-added").first(1), library.view(All(), "added").first(1)
            if newest and newest[0] - oldest[0] + 1 == library.count():
                rising = range(oldest[0], newest[0] + 1)
                return rising if view.sort == "added" else rising[::-1]
        return view.ids()

    def _answer(self, library: "Library", question: Question) -> None:
        view = library.view(question.query, question.sort)
        ids: Sequence[int]
        if question.known:
            ids = self._all(library, view)
        else:
            ids = array("q", view.first(question.first))
            whole = len(ids) < question.first
            self._post(First(question, ids, whole))
            if question.number != self._number:
                return
            if not whole:
                ids = self._all(library, view)
        if question.number != self._number:
            return
        place = -1
        if question.keep is not None:
            with contextlib.suppress(ValueError):
                place = ids.index(question.keep)
        near = library.rescue(view.query) if not ids and view.query.tree != All() else None
        self._post(Whole(question, ids, library.count(), place, near))
