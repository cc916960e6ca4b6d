"""Looking papers up: identifiers -> records of arXiv, Crossref and others; a paper's title -> the record of it.

Nothing is asked unless somebody calls `Finder`. Answers go through the readers of their formats, as any file does.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self, cast
from urllib.parse import quote, urlencode

from importers.decode import from_bytes
from importers.lookup.ids import Identifier, Kind, identify
from importers.lookup.web import DEADLINE, LookupFailedError, NotFoundError, Web, host_of
from importers.reader import Item, Listed, Noted, Reader, Skipped, skip
from storage.papers.paper import Name, Paper
from storage.papers.text import fold

__all__ = ["Answer", "Finder", "Found", "Identifier", "Kind", "LookupFailedError", "LookupSettings", "identify"]

BATCH = 50
"""Papers that arXiv is asked for at once; more would make addresses that proxies refuse."""
LIKENESS = 97.0
"""How alike two folded titles must be, in percent, before anything is taken from a record found by its title."""
ID_LIKENESS = 90.0
"""The same for a record found by the paper's own identifier: a title may have changed, but not become another."""


class Service(NamedTuple):
    """Somebody who can be asked."""

    title: str
    """What people call it."""
    base: str
    reader: str
    """The module of importers that reads its answers."""
    form: str
    """`json` or `xml`."""
    pause: float
    """Seconds between two requests, as its terms ask."""
    key: str = ""
    """The field of LookupSettings that holds its key; a service with a key is asked only where there is one."""


SERVICES: Mapping[str, Service] = {
    # One request every three seconds: https://info.arxiv.org/help/api/tou.html
    "arxiv": Service("arXiv", "https://export.arxiv.org", "arxiv_atom", "xml", 3.0),
    # The polite pool allows three searches a second:
    # https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/
    "crossref": Service("Crossref", "https://api.crossref.org", "crossref_json", "json", 0.35),
    # One request a second for a key: https://www.semanticscholar.org/product/api
    "semantic_scholar": Service(
        "Semantic Scholar", "https://api.semanticscholar.org", "semantic_scholar_json", "json", 1.0,
        "semantic_scholar_key",
    ),
    "openalex": Service("OpenAlex", "https://api.openalex.org", "openalex_json", "json", 0.1, "openalex_key"),
    # Venues before and since OpenReview's second API: https://docs.openreview.net/getting-started/using-the-api
    "openreview": Service("OpenReview", "https://api2.openreview.net", "openreview_json", "json", 1.0),
    "openreview_v1": Service("OpenReview", "https://api.openreview.net", "openreview_json", "json", 1.0),
}  # fmt: skip

_S2_FIELDS = (
    "title,authors,year,venue,publicationVenue,publicationDate,publicationTypes,journal,externalIds,abstract,url"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupSettings:
    """Whom to ask and as whom."""

    contact: str = ""
    """An e-mail address for the User-Agent; services answer faster who says whom to write to."""
    semantic_scholar_key: str = ""
    openalex_key: str = ""
    arxiv: str = SERVICES["arxiv"].base
    crossref: str = SERVICES["crossref"].base
    semantic_scholar: str = SERVICES["semantic_scholar"].base
    openalex: str = SERVICES["openalex"].base
    openreview: str = SERVICES["openreview"].base
    openreview_v1: str = SERVICES["openreview_v1"].base

    @classmethod
    def of(
        cls, *, contact: str = "", bases: Mapping[str, object] | None = None, keys: Mapping[str, object] | None = None
    ) -> "LookupSettings":
        """Return the settings that a settings file's tables make: `bases` and `keys` by the names of SERVICES.

        Raises LookupFailedError, naming the entry, for one that is not known or not a text.
        """
        values: dict[str, str] = {}
        known = {field.name for field in fields(cls)}
        for table, suffix, entries in (("lookup", "", bases or {}), ("api_keys", "_key", keys or {})):
            for name, value in entries.items():
                if name not in SERVICES or name + suffix not in known:
                    names = ", ".join(name for name in SERVICES if name + suffix in known)
                    raise LookupFailedError(f"the settings' table {table} has no entry {name!r}; there are {names}")
                if not isinstance(value, str):
                    raise LookupFailedError(f"{table}.{name} in the settings must be a text")
                values[name + suffix] = value.rstrip("/") if not suffix else value
        return cls(contact=contact, **values)


@dataclass(frozen=True, slots=True)
class Found:
    """The record that completes a paper."""

    paper: Paper
    source: str
    """The format's name, by which the shelf knows how far to trust it."""
    service: str
    """Who said so, for people: `Crossref`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one service said of the papers asked for: a listing to be put on the shelf."""

    title: str
    """What people call the service."""
    source: str
    """The host."""
    format: str
    items: tuple[Item, ...]


class _Question(NamedTuple):
    service: str
    path: str


class Finder:
    """Asks services for papers, one request at a time. Use it in one thread, and close it."""

    def __init__(
        self, settings: LookupSettings, cache: Path | None = None, *, clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep, deadline: float = DEADLINE,
    ) -> None:  # fmt: skip
        """Make a finder; nothing is asked yet. `cache` is the folder for answers, `clock` tells seconds since 1970.

        Raises LookupFailedError for a base address that is not https (or http to this machine).
        """
        self._settings = settings
        self._bases = {name: str(getattr(settings, name)).rstrip("/") for name in SERVICES}
        # arXiv's API answers under both of its names.
        also = ["https://arxiv.org"] if self._bases["arxiv"] == SERVICES["arxiv"].base else []
        self._web = Web(
            (*self._bases.values(), *also),
            contact=settings.contact,
            cache=cache,
            clock=clock,
            sleep=sleep,
            deadline=deadline,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
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
        for _, item in self._walk(identifiers, progress):
            yield item

    def answers(
        self, identifiers: Sequence[Identifier], progress: Callable[[int, int], bool] | None = None
    ) -> list[Answer]:
        """Return the same, as one listing for each service, since services are trusted differently."""
        items: dict[str, list[Item]] = {}
        for service, item in self._walk(identifiers, progress):
            items.setdefault(service, []).append(item)
        return [
            Answer(
                SERVICES[service].title, host_of(self._bases[service]), _reader(service).NAME,
                (Noted(title=f"looked up at {SERVICES[service].title}"), *found),
            )
            for service, found in items.items()
        ]  # fmt: skip

    def _walk(
        self, identifiers: Sequence[Identifier], progress: Callable[[int, int], bool] | None
    ) -> Iterator[tuple[str, Listed | Skipped]]:
        done, total = 0, len(identifiers)
        failures: dict[str, list[LookupFailedError]] = {}
        ours = [identifier for identifier in identifiers if identifier.kind is Kind.ARXIV]
        position = 0
        for start in range(0, len(ours), BATCH):
            batch = ours[start : start + BATCH]
            if progress is not None and not progress(done, total):
                return
            papers, failure = self._from_arxiv([identifier.value for identifier in batch])
            for identifier in batch:
                if (paper := papers.get(identifier.value)) is not None:
                    done, position = done + 1, position + 1
                    yield "arxiv", Listed(paper=paper, line=identifier.line, position=position)
                else:
                    missing = failure or NotFoundError(f"{host_of(self._bases['arxiv'])} has no such paper")
                    failures[identifier.value] = [missing]
        for identifier in identifiers:
            if identifier.kind is Kind.ARXIV and identifier.value not in failures:
                continue
            if progress is not None and not progress(done, total):
                return
            service, item = self._one(identifier, failures.get(identifier.value, []), position + 1)
            done, position = done + 1, position + isinstance(item, Listed)
            yield service, item
        if progress is not None:
            progress(done, total)

    def _from_arxiv(self, numbers: Sequence[str]) -> tuple[dict[str, Paper], LookupFailedError | None]:
        """Return the papers that arXiv has, by identifier, and what failed."""
        try:
            items = self._ask(_arxiv_ids(numbers))
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
    ) -> tuple[str, Listed | Skipped]:
        """Return what the first service that knows the paper says, or why none does, with the service asked last."""
        asked = "arxiv" if identifier.kind is Kind.ARXIV else "crossref"
        questions = list(self._questions(identifier))
        for question in questions:
            try:
                items = self._ask(question)
            except LookupFailedError as error:
                asked = question.service
                failures.append(error)
            else:
                return question.service, Listed(paper=items[0].paper, line=identifier.line, position=position)
        if identifier.kind is Kind.UNKNOWN:
            reason = "neither an arXiv id, a DOI nor a link to a paper"
        elif not failures:
            reason = "nobody can be asked without a key for Semantic Scholar or OpenAlex (api_keys in the settings)"
        else:
            reason = "; ".join(dict.fromkeys(str(failure) for failure in failures))
        return asked, skip(identifier.line, reason, identifier.text)

    def _questions(self, identifier: Identifier) -> Iterator[_Question]:
        """Yield whom to ask for the paper, in order; arXiv itself was asked already."""
        for question in _BY_KIND[identifier.kind](identifier.value):
            if self._may_ask(question.service):
                yield question

    def _may_ask(self, service: str) -> bool:
        key = SERVICES[service].key
        return not key or bool(getattr(self._settings, key))

    def _ask(self, question: _Question) -> list[Listed]:
        """Return the papers in the answer, at least one. Raises LookupFailedError, NotFoundError when there is none."""
        service = SERVICES[question.service]
        url = self._bases[question.service] + question.path
        body = self._web.kept(url)
        new = body is None
        if body is None:
            key = str(getattr(self._settings, service.key)) if service.key else ""
            if not (key.isascii() and key.isprintable()):
                raise LookupFailedError(f"the key for {service.title} in the settings is not one")
            body = self._web.get(
                url, form=service.form, pause=service.pause,
                headers={"x-api-key": key} if question.service == "semantic_scholar" else None,
                params={"api_key": key} if question.service == "openalex" else None,
            )  # fmt: skip
        host = host_of(url)
        listed: list[Listed] = []
        reason = ""
        for item in _reader(question.service).read(from_bytes(body, source=host)):
            if isinstance(item, Listed):
                listed.append(item)
            elif isinstance(item, Skipped):
                reason = reason or item.reason
        if listed:
            if new:
                self._web.keep(url, body)
            return listed
        if reason:
            raise LookupFailedError(f"the answer of {host} holds no paper: {reason}")
        raise NotFoundError(f"{host} has no such paper")

    # -- by title

    def complete(self, paper: Paper) -> Found | None:
        """Return a record of this very paper, with its authors wherever one has them; None when none is found.

        Asked by the paper's identifiers first, then by its title. A record found by title is taken only when the folded
        titles are 97 % alike, no number in them differs, the years agree within one and the authors known agree; one
        that two different papers fit as well is not. Raises LookupFailedError when nothing was found and somebody
        could not be asked.
        """
        failures: list[str] = []
        without_authors: Found | None = None
        for question, by_id in self._leads(paper):
            try:
                items = self._ask(question)
            except NotFoundError:
                continue
            except LookupFailedError as error:
                failures.append(str(error))
                continue
            match = _match(paper, [item.paper for item in items], by_id=by_id)
            if match is not None:
                found = Found(match, _reader(question.service).NAME, SERVICES[question.service].title)
                if match.authors:
                    return found
                without_authors = without_authors or found
        if without_authors is None and failures:
            raise LookupFailedError("; ".join(dict.fromkeys(failures)))
        return without_authors

    def _leads(self, paper: Paper) -> Iterator[tuple[_Question, bool]]:
        """Yield the questions worth asking, and whether they ask by identifier."""
        named = _identifier_as_title(paper)
        kinds = ((Kind.ARXIV, paper.arxiv_id), (Kind.DOI, paper.doi), *([(named.kind, named.value)] if named else []))
        for kind, value in dict.fromkeys(kinds):
            if not value:
                continue
            if kind is Kind.ARXIV:
                yield _arxiv_ids([value]), True
            for question in _BY_KIND[kind](value):
                if self._may_ask(question.service):
                    yield question, True
        if named:
            return
        # A preprint is at arXiv, whose records Crossref does not have; for the rest Crossref has the publication.
        questions = [_titled_crossref(paper), _titled_arxiv(paper), _titled_s2(paper), _titled_openalex(paper)]
        if paper.kind == "article" or paper.venue == "arXiv":
            questions[:2] = questions[1::-1]
        for asked in questions:
            if asked is not None and self._may_ask(asked.service):
                yield asked, False


def _reader(service: str) -> Reader:
    return cast("Reader", import_module(f"importers.formats.{SERVICES[service].reader}"))


# -- questions


def _arxiv_ids(numbers: Sequence[str]) -> _Question:
    return _Question("arxiv", "/api/query?" + urlencode({"id_list": ",".join(numbers), "max_results": len(numbers)}))


def _works(value: str) -> _Question:
    return _Question("crossref", f"/works/{quote(value, safe='')}")


def _s2(value: str) -> _Question:
    return _Question("semantic_scholar", f"/graph/v1/paper/{quote(value, safe=':')}?fields={_S2_FIELDS}")


def _openalex(value: str) -> _Question:
    return _Question("openalex", f"/works/{quote(value, safe=':/')}")


def _anthology(value: str) -> list[_Question]:
    # The Anthology registers its papers since 2012 under its own prefix.
    value_as_doi = f"10.18653/v1/{value.lower()}"
    return [_works(value_as_doi), _s2(f"ACL:{value}"), _openalex(f"doi:{value_as_doi}")]


_BY_KIND: Mapping[Kind, Callable[[str], list[_Question]]] = {
    Kind.ARXIV: lambda value: [_s2(f"ARXIV:{value}"), _openalex(f"doi:10.48550/arxiv.{value}")],
    Kind.DOI: lambda value: [_works(value), _s2(f"DOI:{value}"), _openalex(f"doi:{value}")],
    Kind.ACL: _anthology,
    Kind.OPENREVIEW: lambda value: [
        _Question(service, f"/notes?id={quote(value)}") for service in ("openreview", "openreview_v1")
    ],
    Kind.SEMANTIC_SCHOLAR: lambda value: [_s2(value)],
    Kind.CORPUS: lambda value: [_s2(f"CorpusId:{value}")],
    Kind.OPENALEX: lambda value: [_openalex(value)],
    Kind.PUBMED: lambda value: [_s2(f"PMID:{value}"), _openalex(f"pmid:{value}")],
    Kind.PMC: lambda value: [_s2(f"PMCID:{value}"), _openalex(f"pmcid:PMC{value}")],
    Kind.UNKNOWN: lambda _: [],
}
"""Whom to ask for an identifier, in order."""


def _titled_crossref(paper: Paper) -> _Question | None:
    text = " ".join((paper.title[:300], *(name.parts().family for name in paper.authors[:3])))
    return _Question("crossref", "/works?" + urlencode({"query.bibliographic": text, "rows": 5}))


_PLAIN = re.compile(r"[^\s'’`$\\^{}~]+")
_WORD = re.compile(r"[^\W_]+")


def _titled_arxiv(paper: Paper) -> _Question | None:
    """Ask for the longest run of words that arXiv divides as we do: no apostrophes, no TeX."""
    runs: list[list[str]] = [[]]
    for token in paper.title.split():
        if _PLAIN.fullmatch(token):
            runs[-1] += _WORD.findall(token)
        else:
            runs.append([])
    words = max(runs, key=len)[:15]
    if not words:
        return None
    query = {"search_query": f'ti:"{" ".join(words)}"', "max_results": 10}
    return _Question("arxiv", "/api/query?" + urlencode(query))


def _titled_s2(paper: Paper) -> _Question | None:
    query = urlencode({"query": paper.title[:300], "fields": _S2_FIELDS})
    return _Question("semantic_scholar", f"/graph/v1/paper/search/match?{query}")


def _titled_openalex(paper: Paper) -> _Question | None:
    words = fold(paper.title).split()[:30]  # a comma or a bar would divide the filter
    query = urlencode({"filter": f"title.search:{' '.join(words)}", "per_page": 5})
    return _Question("openalex", f"/works?{query}") if words else None


# -- is it this paper?


def _match(paper: Paper, candidates: Sequence[Paper], *, by_id: bool) -> Paper | None:
    """Return the candidate that is `paper`, the best of several records of it; None when none is, or two papers are."""
    fitting = [
        candidate for candidate in candidates if (_same_title(paper, candidate) if by_id else _fits(paper, candidate))
    ]
    if not fitting:
        return None
    year = paper.year

    def rank(candidate: Paper) -> tuple[bool, bool, bool, bool]:
        return (
            bool(candidate.authors), paper.author_count in (None, len(candidate.authors)),
            year is None or candidate.year == year, candidate.authors_complete,
        )  # fmt: skip

    fitting.sort(key=rank, reverse=True)
    best = fitting[0]
    if not paper.authors and any(
        rank(other) == rank(best) and _authors_agree(best.authors, other.authors) is False for other in fitting[1:]
    ):
        return None  # two papers of one title, and nothing tells which of them is meant
    return best


def _fits(paper: Paper, candidate: Paper) -> bool:
    """Return whether a record found by title may be taken for `paper`."""
    if candidate.kind in ("review", "dataset", "document") and candidate.kind != paper.kind:
        return False  # a review of the paper, its data, an erratum
    mine, theirs = fold(paper.title), fold(candidate.title)
    if _likeness(mine, theirs) < LIKENESS or _numbers(mine) != _numbers(theirs):
        return False
    years_known = paper.year is not None and candidate.year is not None
    if paper.year is not None and candidate.year is not None and abs(paper.year - candidate.year) > 1:
        return False
    agree = _authors_agree(paper.authors, candidate.authors)
    if agree is False:
        return False
    for one, other in ((paper.doi, candidate.doi), (paper.arxiv_id, candidate.arxiv_id)):
        if one and other and one != other:
            return False
    # "Deep learning" alone names too many papers: something else has to speak for it.
    short = len(mine.split()) < 3 and len(mine) < 20
    counted = paper.author_count is not None and paper.author_count == len(candidate.authors)
    return not short or bool(agree) or counted or years_known


def _identifier_as_title(paper: Paper) -> Identifier | None:
    """Return what stands in the place of the title where only an identifier or a link was known."""
    if len(paper.title.split()) != 1:
        return None
    found = identify(paper.title)
    return found[0] if len(found) == 1 and found[0].kind is not Kind.UNKNOWN else None


def _same_title(paper: Paper, candidate: Paper) -> bool:
    """Return whether a record with the paper's own identifier is of this paper: alike, or one a part of the other."""
    if _identifier_as_title(paper):
        return True
    one, other = sorted((fold(paper.title), fold(candidate.title)), key=len)
    return bool(one) and (_likeness(one, other) >= ID_LIKENESS or f" {one} " in f" {other} ")


def _likeness(one: str, other: str) -> float:
    if one == other:
        return 100.0
    from rapidfuzz import fuzz  # 38 ms

    return float(fuzz.ratio(one, other))


def _numbers(title: str) -> list[str]:
    """Return what tells the parts of a series apart: words with digits, Roman numerals, a single letter at the end."""
    words = title.split()
    telling = [word for word in words if word in _ROMAN or any(map(str.isdecimal, word))]
    return telling + [word for word in words[-1:] if len(word) == 1]


_ROMAN = frozenset("i ii iii iv v vi vii viii ix x".split())


def _authors_agree(one: Sequence[Name], other: Sequence[Name]) -> bool | None:
    """Return whether at least half of the shorter list's family names are in the longer; None when one names nobody."""
    mine = {fold(name.parts().family) for name in one}
    theirs = {fold(name.parts().family) for name in other}
    if not mine or not theirs:
        return None
    return 2 * len(mine & theirs) >= min(len(mine), len(theirs))
