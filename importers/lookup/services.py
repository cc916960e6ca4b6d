"""Who can be asked for a paper, as whom, and what: the services, the settings, the questions by kind and by title."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple
from urllib.parse import quote, urlencode

from importers.lookup.ids import Kind
from importers.lookup.reach import LookupFailedError
from storage.papers.paper import Paper
from storage.papers.text import fold


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
    sent: tuple[str, str] = ("headers", "")
    """Where its key is sent, `headers` or `params`, and under what name."""


SERVICES: Mapping[str, Service] = {
    # One request every three seconds: https://info.arxiv.org/help/api/tou.html
    "arxiv": Service("arXiv", "https://export.arxiv.org", "arxiv_atom", "xml", 3.0),
    # The polite pool allows three searches a second:
    # https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/
    "crossref": Service("Crossref", "https://api.crossref.org", "crossref_json", "json", 0.35),
    # One request a second for a key: https://www.semanticscholar.org/product/api
    "semantic_scholar": Service(
        "Semantic Scholar", "https://api.semanticscholar.org", "semantic_scholar_json", "json", 1.0,
        "semantic_scholar_key", ("headers", "x-api-key"),
    ),
    "openalex": Service(
        "OpenAlex", "https://api.openalex.org", "openalex_json", "json", 0.1, "openalex_key", ("params", "api_key"),
    ),
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


class Question(NamedTuple):
    """What to ask of whom: the path and query of a GET request."""

    service: str
    path: str


def arxiv_ids(numbers: Sequence[str]) -> Question:
    """Return the question for the papers with these arXiv identifiers."""
    return Question("arxiv", "/api/query?" + urlencode({"id_list": ",".join(numbers), "max_results": len(numbers)}))


def _works(value: str) -> Question:
    return Question("crossref", f"/works/{quote(value, safe='')}")


def _s2(value: str) -> Question:
    return Question("semantic_scholar", f"/graph/v1/paper/{quote(value, safe=':')}?fields={_S2_FIELDS}")


def _openalex(value: str) -> Question:
    return Question("openalex", f"/works/{quote(value, safe=':/')}")


def _anthology(value: str) -> list[Question]:
    # The Anthology registers its papers since 2012 under its own prefix.
    value_as_doi = f"10.18653/v1/{value.lower()}"
    return [_works(value_as_doi), _s2(f"ACL:{value}"), _openalex(f"doi:{value_as_doi}")]


BY_KIND: Mapping[Kind, Callable[[str], list[Question]]] = {
    Kind.ARXIV: lambda value: [_s2(f"ARXIV:{value}"), _openalex(f"doi:10.48550/arxiv.{value}")],
    Kind.DOI: lambda value: [_works(value), _s2(f"DOI:{value}"), _openalex(f"doi:{value}")],
    Kind.ACL: _anthology,
    Kind.OPENREVIEW: lambda value: [
        Question(service, f"/notes?id={quote(value)}") for service in ("openreview", "openreview_v1")
    ],
    Kind.SEMANTIC_SCHOLAR: lambda value: [_s2(value)],
    Kind.CORPUS: lambda value: [_s2(f"CorpusId:{value}")],
    Kind.OPENALEX: lambda value: [_openalex(value)],
    Kind.PUBMED: lambda value: [_s2(f"PMID:{value}"), _openalex(f"pmid:{value}")],
    Kind.PMC: lambda value: [_s2(f"PMCID:{value}"), _openalex(f"pmcid:PMC{value}")],
    Kind.UNKNOWN: lambda _: [],
}
"""Whom to ask for an identifier, in order."""
PAGES = {
    Kind.ACL: "https://aclanthology.org/{}", Kind.OPENREVIEW: "https://openreview.net/forum?id={}",
    Kind.SEMANTIC_SCHOLAR: "https://www.semanticscholar.org/paper/{}",
    Kind.CORPUS: "https://api.semanticscholar.org/CorpusID:{}", Kind.OPENALEX: "https://openalex.org/{}",
    Kind.PUBMED: "PMID:{}", Kind.PMC: "PMC{}",
}  # fmt: skip
"""What a paper goes by that could not be asked for, where its identifier alone would not tell whose it is."""


def _titled_crossref(paper: Paper) -> Question | None:
    text = " ".join((paper.title[:300], *(name.parts().family for name in paper.authors[:3])))
    return Question("crossref", "/works?" + urlencode({"query.bibliographic": text, "rows": 5}))


_PLAIN = re.compile(r"[^\s'’`$\\^{}~]+")
_WORD = re.compile(r"[^\W_]+")


def _titled_arxiv(paper: Paper) -> Question | None:
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
    return Question("arxiv", "/api/query?" + urlencode(query))


def _titled_s2(paper: Paper) -> Question | None:
    query = urlencode({"query": paper.title[:300], "fields": _S2_FIELDS})
    return Question("semantic_scholar", f"/graph/v1/paper/search/match?{query}")


def _titled_openalex(paper: Paper) -> Question | None:
    words = fold(paper.title).split()[:30]  # a comma or a bar would divide the filter
    query = urlencode({"filter": f"title.search:{' '.join(words)}", "per_page": 5})
    return Question("openalex", f"/works?{query}") if words else None


def by_title(paper: Paper) -> list[Question]:
    """Return the questions for a paper's title, in order."""
    # A preprint is at arXiv, whose records Crossref does not have; for the rest Crossref has the publication.
    questions = [_titled_crossref(paper), _titled_arxiv(paper), _titled_s2(paper), _titled_openalex(paper)]
    if paper.kind == "article" or paper.venue == "arXiv":
        questions[:2] = questions[1::-1]
    return [question for question in questions if question]
