"""Looking papers up: identifiers -> records of arXiv, Crossref and others; a paper's title -> the record of it.

Nothing is asked unless somebody calls `Finder`. Answers go through the readers of their formats, as any file does.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Self, cast

from importers.decode import from_bytes, from_text
from importers.lookup.fitting import identifier_as_title, match
from importers.lookup.ids import Identifier, Kind, identify
from importers.lookup.reach import KnownHosts, LookupFailedError, NotFoundError, host_of
from importers.lookup.services import BY_KIND, PAGES, SERVICES, LookupSettings, Question, arxiv_ids, by_title
from importers.lookup.web import DEADLINE, Web, always
from importers.reader import Item, Listed, Noted, Reader, Skipped, skip
from storage.papers.paper import Paper
from storage.papers.words import LOOKED_UP, TO_LOOK_UP

__all__ = ["Answer", "Finder", "Found", "Identifier", "Kind", "LookupFailedError", "LookupSettings", "identify"]

BATCH = 50
"""Papers that arXiv is asked for at once; more would make addresses that proxies refuse."""


class Found(NamedTuple):
    """The record that completes a paper."""

    paper: Paper
    source: str
    """The format's name, by which the shelf knows how far to trust it."""
    service: str
    """Who said so, for people: `Crossref`."""


class Answer(NamedTuple):
    """What one service said of the papers asked for, or what nobody could be asked for: a listing for the shelf."""

    title: str
    """What people call the service."""
    source: str
    """The host."""
    format: str
    items: tuple[Item, ...]


class Finder:
    """Asks services for papers, one request at a time. Use it in one thread, and close it."""

    def __init__(
        self, settings: LookupSettings, cache: Path | None = None, *, clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep, deadline: float = DEADLINE,
        wanted: Callable[[], bool] = always,
    ) -> None:  # fmt: skip
        """Make a finder; nothing is asked yet. `cache` is the folder for answers, `clock` tells seconds since 1970.

        `wanted` is asked again and again whether to go on; where it says no, a request is left within a blink.

        Raises LookupFailedError for a base address that is not https (or http to this machine).
        """
        self._settings = settings
        self._bases = {name: str(getattr(settings, name)).rstrip("/") for name in SERVICES}
        # arXiv's API answers under both of its names.
        also = ["https://arxiv.org"] if self._bases["arxiv"] == SERVICES["arxiv"].base else []
        self._web = Web(
            KnownHosts((*self._bases.values(), *also)), contact=settings.contact, cache=cache, clock=clock, sleep=sleep,
            deadline=deadline, wanted=wanted,
        )  # fmt: skip
        self._wanted = wanted

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._web.close()

    # -- by identifier

    def find(
        self, identifiers: Sequence[Identifier], progress: Callable[[int, int], bool] | None = None
    ) -> Iterator[Listed | Skipped]:
        """Yield the papers that the identifiers name, and those that could not be had with the reason why.

        arXiv's come first, asked for together; `line` is the identifier's. `progress` is told how many of how many are
        done before each request, and may answer False to give up.
        """
        for _, item, _ in self._walk(identifiers, progress):
            yield item

    def answers(
        self, identifiers: Sequence[Identifier], progress: Callable[[int, int], bool] | None = None
    ) -> list[Answer]:
        """Return the same, as one listing for each service, since services are trusted differently.

        The last is of those for which somebody could not be asked, a paper known by its identifier each, with the
        reasons as notes: of no network there is one.
        """
        items: dict[str, list[Item]] = {}
        failures: list[LookupFailedError] = []
        left: list[Listed] = []
        for service, item, failure in self._walk(identifiers, progress):
            if failure is None:
                items.setdefault(service, []).append(item)
            else:
                failures.append(failure)
                left += untitled(identifiers, item.line)
        answered = [
            Answer(
                SERVICES[service].title, host_of(self._bases[service]), _reader(service).NAME,
                (Noted(title=LOOKED_UP + SERVICES[service].title), *found),
            )
            for service, found in items.items()
        ]  # fmt: skip
        if not left:
            return answered
        notes = [Noted(text=text) for text in reasons(failures)]
        papers = [replace(one, position=place) for place, one in enumerate(left, 1)]
        return [
            *answered,
            Answer(TO_LOOK_UP, "identifiers", _format(_LIST).NAME, (Noted(title=TO_LOOK_UP), *notes, *papers)),
        ]

    def _walk(
        self, identifiers: Sequence[Identifier], progress: Callable[[int, int], bool] | None
    ) -> Iterator[tuple[str, Listed | Skipped, LookupFailedError | None]]:
        """Yield whom was asked last, what came of it, and why somebody could not be asked for what was not found."""
        done, total = 0, len(identifiers)
        go_on = progress or (lambda *_: True)
        failures: dict[str, list[LookupFailedError]] = {}
        ours = [identifier for identifier in identifiers if identifier.kind is Kind.ARXIV]
        position = 0
        for start in range(0, len(ours), BATCH):
            batch = ours[start : start + BATCH]
            if not go_on(done, total):
                return
            papers, failure = self._from_arxiv([identifier.value for identifier in batch])
            if not self._wanted():
                return
            for identifier in batch:
                if (paper := papers.get(identifier.value)) is not None:
                    done, position = done + 1, position + 1
                    yield "arxiv", Listed(paper=paper, line=identifier.line, position=position), None
                else:
                    missing = failure or NotFoundError(f"{host_of(self._bases['arxiv'])} has no such paper")
                    failures[identifier.value] = [missing]
        for identifier in identifiers:
            if identifier.kind is Kind.ARXIV and identifier.value not in failures:
                continue
            if not go_on(done, total):
                return
            service, item, failure = self._one(identifier, failures.get(identifier.value, []), position + 1)
            if failure is not None and not self._wanted():
                return
            done, position = done + 1, position + isinstance(item, Listed)
            yield service, item, failure
        go_on(done, total)

    def _from_arxiv(self, numbers: Sequence[str]) -> tuple[dict[str, Paper], LookupFailedError | None]:
        """Return the papers that arXiv has, by identifier, and what failed."""
        try:
            items = self._ask(arxiv_ids(numbers))
        except NotFoundError:
            return {}, None
        except LookupFailedError as error:
            if error.status == 400 and len(numbers) > 1:  # one id that arXiv cannot take fails them all
                middle = len(numbers) // 2
                (first, failed), (rest, also) = self._from_arxiv(numbers[:middle]), self._from_arxiv(numbers[middle:])
                return first | rest, failed or also
            return {}, error
        return {item.paper.arxiv_id: item.paper for item in items if item.paper.arxiv_id}, None

    def _one(
        self, identifier: Identifier, failures: list[LookupFailedError], position: int
    ) -> tuple[str, Listed | Skipped, LookupFailedError | None]:
        """Return what the first service that knows the paper says, or why none does, with the service asked last, and
        what kept one from being asked."""
        asked = "arxiv" if identifier.kind is Kind.ARXIV else "crossref"
        for question in self._answerable(BY_KIND[identifier.kind](identifier.value)):  # arXiv itself was asked already
            try:
                items = self._ask(question)
            except LookupFailedError as error:
                asked = question.service
                failures.append(error)
            else:
                return question.service, Listed(paper=items[0].paper, line=identifier.line, position=position), None
        if identifier.kind is Kind.UNKNOWN:
            reason = "neither an arXiv id, a DOI nor a link to a paper"
        elif not failures:
            keyed = " or ".join(service.title for service in SERVICES.values() if service.key)
            reason = f"no service can look this up without an API key: {keyed}, in the settings"
        else:
            reason = "; ".join(dict.fromkeys(str(failure) for failure in failures))
        unasked = next((one for one in failures if not isinstance(one, NotFoundError)), None)
        return asked, skip(identifier.line, reason, identifier.text), unasked

    def _key(self, service: str) -> str:
        """Return the key for a service in the settings; empty where there is none, and where it needs none."""
        key = SERVICES[service].key
        return str(getattr(self._settings, key)) if key else ""

    def _answerable(self, questions: Iterable[Question]) -> Iterator[Question]:
        """Yield the questions to services that need no key, or whose key is known."""
        return (asked for asked in questions if self._key(asked.service) or not SERVICES[asked.service].key)

    def _ask(self, question: Question) -> list[Listed]:
        """Return the papers in the answer, at least one. Raises LookupFailedError, NotFoundError when there is none."""
        service = SERVICES[question.service]
        url = self._bases[question.service] + question.path
        body = self._web.kept(url)
        new = body is None
        if body is None:
            key = self._key(question.service)
            if not (key.isascii() and key.isprintable()):
                raise LookupFailedError(f"the key for {service.title} in the settings is not one")
            where, name = service.sent
            sent = {where: {name: key}} if key else {}
            body = self._web.get(url, form=service.form, pause=service.pause, **sent).body
        host = host_of(url)
        items = list(_reader(question.service).read(from_bytes(body, source=host)))
        if listed := [item for item in items if isinstance(item, Listed) and not item.paper.untitled]:
            if new:
                self._web.keep(url, body)
            return listed
        for item in items:
            if isinstance(item, Skipped):
                raise LookupFailedError(f"the answer of {host} holds no paper: {item.reason}")
        raise NotFoundError(f"{host} has no such paper")

    # -- by title

    def complete(self, paper: Paper) -> Found | None:
        """Return a record of this very paper, with its authors wherever one has them; None when none is found.

        Asked by the paper's identifiers first, then by its title. A record found by title is taken only when the folded
        titles are 97 % alike, no number in them differs, the years agree within one and the authors known agree; one
        that two different papers fit as well is not. Raises LookupFailedError when nothing was found and somebody
        could not be asked.
        """
        failures: list[LookupFailedError] = []
        without_authors: Found | None = None
        for question, by_id in self._leads(paper):
            try:
                items = self._ask(question)
            except NotFoundError:
                continue
            except LookupFailedError as error:
                failures.append(error)
                continue
            record = match(paper, [item.paper for item in items], by_id=by_id)
            if record is not None:
                found = Found(record, _reader(question.service).NAME, SERVICES[question.service].title)
                if record.authors:
                    return found
                without_authors = without_authors or found
        if without_authors is None and failures:
            raise LookupFailedError("; ".join(reasons(failures)), offline=all(one.offline for one in failures))
        return without_authors

    def _leads(self, paper: Paper) -> Iterator[tuple[Question, bool]]:
        """Yield the questions worth asking, and whether they ask by identifier."""
        named = identifier_as_title(paper)
        kinds = ((Kind.ARXIV, paper.arxiv_id), (Kind.DOI, paper.doi), *([(named.kind, named.value)] if named else []))
        for kind, value in dict.fromkeys(kinds):
            if not value:
                continue
            if kind is Kind.ARXIV:
                yield arxiv_ids([value]), True
            for question in self._answerable(BY_KIND[kind](value)):
                yield question, True
        for question in self._answerable(() if named else by_title(paper)):
            yield question, False


def untitled(identifiers: Sequence[Identifier], line: int) -> Iterator[Listed]:
    """Yield the paper that the identifier of a line names, as a list of identifiers has it: nothing else is known."""
    for one in identifiers:
        if one.line == line:
            text = PAGES.get(one.kind, "{}").format(one.value)
            found = (item for item in _format(_LIST).read(from_text(text)) if isinstance(item, Listed))
            yield from (replace(item, line=line) for item in found)


def reasons(failures: Iterable[LookupFailedError]) -> list[str]:
    """Return why nobody could be asked, each reason once; that there is no network once, whoever was to be asked."""
    told: dict[object, str] = {}
    for one in failures:
        told.setdefault("offline" if one.offline else str(one), str(one))
    return list(told.values())


def _reader(service: str) -> Reader:
    return _format(SERVICES[service].reader)


_LIST = "id_list"
"""The format of papers for which nobody could be asked."""


def _format(module: str) -> Reader:
    return cast("Reader", import_module(f"importers.formats.{module}"))
