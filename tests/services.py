"""A server on this machine that answers as arXiv, Crossref, Semantic Scholar, OpenAlex and OpenReview do.

It knows the few invented papers in PAPERS, counts what it is asked, and can be told to misbehave at any address.
"""

import gzip
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from importers.lookup.services import LookupSettings


@dataclass(frozen=True)
class Known:
    """A paper that the services know."""

    title: str
    authors: tuple[tuple[str, str], ...]
    year: int
    abstract: str = ""
    arxiv: str = ""
    doi: str = ""
    venue: str = ""
    s2: str = ""
    openalex: str = ""
    openreview: str = ""


PAPERS = (
    Known(
        "Lantern Graphs: Learning to Route Fireflies at Dusk", (("Ada", "Moosgrün"), ("Bilal", "Okonjo")), 2022,
        "We study routes of fireflies.", arxiv="2206.15144", s2="a" * 40,
    ),
    Known(
        "Tidal Attention for Very Long Rivers", (("Chiara", "de Fonte"), ("Dov", "Peretz"), ("Eun", "Han")), 2023,
        "Rivers are long.", arxiv="2301.00017", doi="10.5555/tidal.2023.17", venue="Journal of Invented Hydrology",
    ),
    Known("On Old Knots", (("Fay", "Quill"),), 2003, "Knots, old ones.", arxiv="math/0309136"),
    Known(
        "Counting Cobblestones <i>in vivo</i>", (("Gus", "Rook"), ("Hana", "Sato")), 2019, "Stones &amp; streets.",
        doi="10.5555/(cobble)/2019<1>", venue="Annals of Imaginary Geology",
    ),
    Known("A Dataset of Moonlit Fences", (("Ivo", "Tarn"),), 2024, doi="10.5555/fences", openalex="W4000000001"),
    Known("Gardens of Forking Proofs", (("Jun", "Ueda"),), 2021, doi="10.18653/v1/2021.acl-main.7", venue="ACL"),
    Known("Echoes in Deep Wells", (("Kit", "Vale"),), 2024, openreview="EchoWell_1"),
)  # fmt: skip


@dataclass
class Reply:
    """What goes back: status, headers, body; `write` for a body that is no plain sequence of bytes."""

    status: int = 200
    type: str = "application/json"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    write: Callable[[Any, threading.Event], None] | None = None


class Services:
    """The server; use it as a context manager. `base` is its address, each service lives in a folder of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        """Every path with its query, in order."""
        self.headers: list[dict[str, str]] = []
        self.instead: list[tuple[str, list[Reply]]] = []
        """Replies, used up one by one, for addresses that hold a text."""
        self.closing = threading.Event()
        services = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                services.asked.append(self.path)
                services.headers.append({name.lower(): value for name, value in self.headers.items()})
                try:
                    services._answer(self)
                except OSError:
                    pass  # the other side gave up, which is what some tests want
                self.close_connection = True

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def bases(self) -> dict[str, str]:
        return {
            name: f"{self.base}/{name}"
            for name in ("arxiv", "crossref", "semantic_scholar", "openalex", "openreview", "openreview_v1")
        }

    def settings(self, *, keys: bool = False) -> LookupSettings:
        return LookupSettings.of(
            contact="reader@example.org",
            bases=self.bases,
            keys={"semantic_scholar": "s2-secret", "openalex": "oa-secret"} if keys else {},
        )

    def say(self, where: str, *replies: Reply) -> None:
        """Give these replies to the next requests whose address holds `where`."""
        self.instead.append((where, list(replies)))

    def _answer(self, handler: Any) -> None:
        for where, replies in self.instead:
            if where in handler.path and replies:
                self._send(handler, replies.pop(0))
                return
        parts = urlsplit(handler.path)
        service, _, path = parts.path.lstrip("/").partition("/")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self._send(handler, getattr(self, f"_{service}")(unquote(path), query))

    def _send(self, handler: Any, reply: Reply) -> None:
        handler.send_response(reply.status)
        headers = {"Content-Type": reply.type, **reply.headers}
        body = reply.body
        if reply.write is None and "Content-Length" not in headers:
            if "gzip" in handler.headers.get("Accept-Encoding", "") and "Content-Encoding" not in headers:
                body = gzip.compress(body)
                headers["Content-Encoding"] = "gzip"
            headers["Content-Length"] = str(len(body))
        for name, value in headers.items():
            if value:
                handler.send_header(name, value)
        handler.end_headers()
        if reply.write is not None:
            reply.write(handler.wfile, self.closing)
        else:
            handler.wfile.write(body)

    # -- the services

    def _arxiv(self, path: str, query: dict[str, str]) -> Reply:
        assert path == "api/query", path
        if asked := query.get("id_list"):
            found = [paper for number in asked.split(",") for paper in PAPERS if paper.arxiv == number]
        else:
            words = query["search_query"].removeprefix("ti:").strip('"').casefold().split()
            found = [paper for paper in PAPERS if paper.arxiv and set(words) <= set(_words(paper.title))]
        return Reply(type="application/atom+xml; charset=utf-8", body=atom(found).encode())

    def _crossref(self, path: str, query: dict[str, str]) -> Reply:
        if path.startswith("works/"):
            doi = path.removeprefix("works/").lower()
            for paper in PAPERS:
                if paper.doi == doi and not paper.openalex:
                    message = {
                        "status": "ok",
                        "message-type": "work",
                        "message-version": "1.0.0",
                        "message": work(paper),
                    }
                    return Reply(body=json.dumps(message).encode())
            return Reply(404, "text/plain", b"Resource not found.")
        words = set(_words(query["query.bibliographic"]))
        ranked = sorted(
            (paper for paper in PAPERS if paper.venue), key=lambda paper: -len(words & set(_words(paper.title)))
        )
        items = [work(paper) for paper in ranked[: int(query["rows"])]]
        message = {"status": "ok", "message-type": "work-list", "message-version": "1.0.0",
                   "message": {"total-results": 123456, "items": items, "items-per-page": 5}}  # fmt: skip
        return Reply(body=json.dumps(message).encode())

    def _semantic_scholar(self, path: str, query: dict[str, str]) -> Reply:
        name = path.removeprefix("graph/v1/paper/")
        if name == "search/match":
            found = [paper for paper in PAPERS if _words(paper.title) == _words(query["query"])]
            if found:
                return Reply(body=json.dumps({"data": [s2(found[0]) | {"matchScore": 170.2}]}).encode())
            return Reply(404, body=b'{"error":"Title match not found"}')
        for paper in PAPERS:
            names = {paper.s2, f"DOI:{paper.doi}", f"ARXIV:{paper.arxiv}"} - {"", "DOI:", "ARXIV:"}
            if name in names and paper.s2:
                return Reply(body=json.dumps(s2(paper)).encode())
        return Reply(404, body=b'{"error":"Paper with id ' + name.encode() + b' not found"}')

    def _openalex(self, path: str, query: dict[str, str]) -> Reply:
        name = path.removeprefix("works/")
        for paper in PAPERS:
            if paper.openalex and name in (paper.openalex, f"doi:{paper.doi}"):
                return Reply(body=json.dumps(openalex(paper)).encode())
        if path == "works":
            words = query["filter"].removeprefix("title.search:").split()
            found = [openalex(paper) for paper in PAPERS if paper.openalex and words == _words(paper.title)]
            return Reply(body=json.dumps({"meta": {"count": len(found)}, "results": found}).encode())
        return Reply(404, "text/html", b"<!doctype html><title>404 Not Found</title>")

    def _openreview(self, path: str, query: dict[str, str]) -> Reply:
        notes = [note(paper) for paper in PAPERS if paper.openreview == query["id"]]
        if not notes:
            return Reply(404, body=b'{"name":"NotFoundError","status":404}')
        return Reply(body=json.dumps({"notes": notes, "count": len(notes)}).encode())

    def _openreview_v1(self, path: str, query: dict[str, str]) -> Reply:
        return Reply(body=b'{"notes": [], "count": 0}')


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()


def atom(papers: list[Known]) -> str:
    """Return arXiv's answer; an id it does not have is simply not in it."""
    entries = "".join(
        f"""  <entry>
    <id>http://arxiv.org/abs/{paper.arxiv}v2</id>
    <title>{escape(paper.title)}</title>
    <updated>{paper.year}-08-30T09:00:00Z</updated>
    <link href="https://arxiv.org/abs/{paper.arxiv}v2" rel="alternate" type="text/html"/>
    <summary>{escape(paper.abstract)}</summary>
    <category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
    <published>{paper.year}-06-30T09:00:00Z</published>
    <arxiv:primary_category term="cs.LG"/>
    {"".join(f"<author><name>{given} {family}</name></author>" for given, family in paper.authors)}
  </entry>
"""
        for paper in papers
    )
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/made-up-for-a-test</id>
  <title>arXiv Query</title>
  <updated>2026-01-02T03:04:05Z</updated>
  <opensearch:itemsPerPage>{len(papers)}</opensearch:itemsPerPage>
  <opensearch:totalResults>{len(papers)}</opensearch:totalResults>
  <opensearch:startIndex>0</opensearch:startIndex>
{entries}</feed>
"""


def work(paper: Known) -> dict[str, Any]:
    """Return Crossref's record."""
    return {
        "DOI": paper.doi, "type": "journal-article", "title": [paper.title], "container-title": [paper.venue],
        "author": [{"given": given, "family": family, "sequence": "additional", "affiliation": []}
                   for given, family in paper.authors],
        "issued": {"date-parts": [[paper.year, 5, 4]]}, "URL": f"https://doi.org/{paper.doi}",
        "abstract": f"<jats:p>{paper.abstract}</jats:p>", "is-referenced-by-count": 3, "reference-count": 1,
        "member": "9999", "prefix": "10.5555", "volume": "7", "page": "1-9", "publisher": "Invented Press",
    }  # fmt: skip


def s2(paper: Known) -> dict[str, Any]:
    """Return Semantic Scholar's record."""
    return {
        "paperId": paper.s2 or "f" * 40, "title": paper.title, "year": paper.year, "venue": paper.venue,
        "externalIds": {"ArXiv": paper.arxiv} if paper.arxiv else {"DOI": paper.doi}, "abstract": paper.abstract,
        "authors": [{"authorId": "1", "name": f"{given} {family}"} for given, family in paper.authors],
        "publicationDate": f"{paper.year}-06-30", "publicationTypes": ["JournalArticle"], "journal": None,
        "url": f"https://www.semanticscholar.org/paper/{paper.s2}", "publicationVenue": None,
    }  # fmt: skip


def openalex(paper: Known) -> dict[str, Any]:
    """Return OpenAlex's record."""
    return {
        "id": f"https://openalex.org/{paper.openalex}", "doi": f"https://doi.org/{paper.doi}", "title": paper.title,
        "display_name": paper.title, "publication_year": paper.year, "publication_date": f"{paper.year}-02-03",
        "type": "dataset", "ids": {"openalex": f"https://openalex.org/{paper.openalex}"}, "biblio": {},
        "authorships": [{"author_position": "first", "author": {"display_name": f"{given} {family}"}}
                        for given, family in paper.authors],
        "primary_location": {"source": {"display_name": "Invented Repository", "type": "repository"}},
        "abstract_inverted_index": {"Fences": [0], "shine.": [1]}, "open_access": {},
    }  # fmt: skip


def note(paper: Known) -> dict[str, Any]:
    """Return OpenReview's note."""
    return {
        "id": paper.openreview, "forum": paper.openreview, "cdate": 1_700_000_000_000, "invitations": ["X"],
        "content": {
            "title": {"value": paper.title}, "abstract": {"value": "Wells echo."}, "venue": {"value": "ICLX 2024"},
            "authors": {"value": [f"{given} {family}" for given, family in paper.authors]},
        },
    }  # fmt: skip
