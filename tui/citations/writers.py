"""Forms for writers' tools: BibTeX, RIS, CSL-JSON, `\\cite{key}`, `[@key]`, links, CSV, the reader's own template."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from storage.papers.paper import Paper
from tui.citations import keys, template
from tui.citations.bibtex import biblatex, bibtex
from tui.citations.csl_json import csl_json
from tui.citations.ris import ris
from tui.citations.runs import Run


@dataclass(frozen=True, slots=True)
class Format:
    """One form that a paper can be copied or exported in: plain text that a program reads."""

    name: str
    """The value of `--style` and `--format`."""
    title: str
    """What people call it."""
    write: Callable[[Paper, str], str]
    """A paper and its citation key -> the text."""
    suffix: str = ".txt"
    """What its files are called."""
    head: str = ""
    between: str = "\n"
    tail: str = "\n"
    """What stands before, between and after the texts of a whole file of papers."""
    brief: Callable[[Paper, str], str] | None = None
    """What is copied where a file holds more: BibTeX without the abstract. None when they are the same."""
    together: Callable[[list[str]], str] | None = None
    """Citation keys -> the one text that cites them all; None when the texts simply follow one another."""

    def cite(self, paper: Paper, *, key: str = "") -> tuple[Run, ...]:
        """Return the paper in this form, as text without emphasis. Never raises on any paper."""
        return (Run((self.brief or self.write)(paper, key)),)

    def copy(self, entries: Iterable[tuple[Paper, str]]) -> str:
        """Return one text for the clipboard with all these papers, each beside its key."""
        if self.together is not None:
            return self.together([_key(paper, key) for paper, key in entries])
        return "".join(self._pieces(entries, self.brief or self.write)).rstrip("\r\n")

    def pieces(self, entries: Iterable[tuple[Paper, str]]) -> Iterator[str]:
        """Yield the text of a file with these papers, piece by piece, so that a million need no room."""
        return self._pieces(entries, self.write)

    def _pieces(self, entries: Iterable[tuple[Paper, str]], write: Callable[[Paper, str], str]) -> Iterator[str]:
        if self.head:
            yield self.head
        first = True
        for paper, key in entries:
            text = write(paper, key)
            if not text:
                continue  # a paper without a DOI, among DOIs
            yield text if first else f"{self.between}{text}"
            first = False
        if not first or self.head:
            yield self.tail


def _key(paper: Paper, key: str) -> str:
    return keys.usable(key) or keys.propose(paper)


# pandoc reads a bare key of letters, digits, _ and single inner :.#$%&-+?<>~/ ; anything else goes into braces.
_PANDOC_KEY = re.compile(r"\w(?:[:.#$%&+?<>~/-]?\w)*")
# Typst's labels: letters, digits, _ - . : ; an @ reference ends before a trailing full stop or colon.
_TYPST_KEY = re.compile(r"[\w](?:[\w.:-]*[\w-])?")


def _pandoc_key(key: str) -> str:
    return f"@{key}" if _PANDOC_KEY.fullmatch(key) else f"@{{{key}}}"


def _typst_key(key: str) -> str:
    return f"@{key}" if _TYPST_KEY.fullmatch(key) else f"#cite(label({json.dumps(key, ensure_ascii=False)}))"


_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~$]|^(?:\d+(?=[.)])|[-+]))")


_PERCENT = str.maketrans({" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E"})


def _markdown(paper: Paper, key: str) -> str:
    """Return `[title](link)`, the title without emphasis of its own; the title alone where no link can be followed."""
    title = _MARKDOWN.sub(r"\\\1", paper.title)
    address = template.target(paper.link).translate(_PERCENT)
    return f"[{title}]({address})" if address else title


def _csl_json(paper: Paper, key: str) -> str:
    return json.dumps(csl_json(paper, key=key), ensure_ascii=False, indent=2)


COLUMNS = ("key", "title", "authors", "year", "date", "venue", "kind", "category", "doi", "arxiv", "url", "abstract")
"""The columns of the CSV form; authors are separated by semicolons, `et al.` last when there are more."""


def _cells(cells: Iterable[str]) -> str:
    line = io.StringIO()
    # The end of line given here is what the writer puts quotes around when a cell holds it.
    csv.writer(line, lineterminator="\r\n").writerow([_cell(cell) for cell in cells])
    return line.getvalue().removesuffix("\r\n")


def _cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP, CSV Injection): an apostrophe before = + - @."""
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "|")) else text


def _csv(paper: Paper, key: str) -> str:
    authors = [author.text for author in paper.authors]
    if authors and not paper.authors_complete:
        authors.append("et al.")
    year = "" if paper.year is None else str(paper.year)
    facts = (paper.date, paper.venue, paper.kind, paper.category, paper.doi, paper.arxiv_id, paper.url, paper.abstract)
    return _cells([_key(paper, key), paper.written_title, "; ".join(authors), year, *(fact or "" for fact in facts)])


def _keyed(write: Callable[..., str], **options: bool) -> Callable[[Paper, str], str]:
    return lambda paper, key: write(paper, key=key, **options)


def _cited(text: Callable[[list[str]], str]) -> dict[str, Any]:
    """Return how a form that is made of citation keys writes one paper, and several."""
    return {"write": lambda paper, key: text([_key(paper, key)]), "together": text}


FORMATS: tuple[Format, ...] = (
    Format("bibtex", "BibTeX", _keyed(bibtex), ".bib", between="\n\n", brief=_keyed(bibtex, brief=True)),
    Format("biblatex", "BibLaTeX", _keyed(biblatex), ".bib", between="\n\n", brief=_keyed(biblatex, brief=True)),
    Format("bibtex-as-imported", "BibTeX as its .bib file had it", _keyed(bibtex, raw=True), ".bib", between="\n\n"),
    Format("ris", "RIS", _keyed(ris), ".ris", between="\n\n"),
    Format("csl-json", "CSL-JSON", _csl_json, ".json", head="[\n", between=",\n", tail="\n]\n"),
    Format("latex", r"LaTeX \cite{key}", suffix=".tex", **_cited(lambda cited: f"\\cite{{{','.join(cited)}}}")),
    Format("pandoc", "Markdown citation [@key]", suffix=".md",
           **_cited(lambda cited: f"[{'; '.join(map(_pandoc_key, cited))}]" if cited else "")),
    Format("typst", "Typst @key", suffix=".typ", **_cited(lambda cited: " ".join(map(_typst_key, cited)))),
    Format("key", "Citation key", **_cited(",".join)),
    Format("markdown", "Markdown link", _markdown, ".md"),
    Format("title", "Title", lambda paper, _: paper.title),
    Format("link", "Link", lambda paper, _: paper.link),
    Format("doi", "DOI", lambda paper, _: paper.registered_doi),
    Format("csv", "CSV table", _csv, ".csv", head=_cells(COLUMNS) + "\r\n", between="\r\n", tail="\r\n"),
)  # fmt: skip
"""Every form that a program reads, in the order of the chooser."""


def own_template(source: str, *, name: str = "template", title: str = "Own template") -> Format:
    """Return the reader's own template as a form beside the others; raises template.TemplateError."""
    read = template.read(source)
    return Format(name, title, lambda paper, key: read.fill(paper, key=_key(paper, key)))
