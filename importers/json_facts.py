"""Records of JSON in the terms of CSL: which member each variable is, by its path, and people, days and papers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from importers import csl_items, facts, state
from importers.facts import mapping, sequence, string
from importers.json_text import Record
from importers.markup import marked, spaced
from importers.reader import Listed
from storage.papers.identifiers import arxiv_id, doi
from storage.papers.markup import on_one_line
from storage.papers.paper import Paper

OTHERS = {"literal": "others"}
"""The name that says that there are more."""


def at(value: Any, path: str) -> Any:
    """Return what stands at a path of names with points between; of a list on the way the first. None for nothing."""
    for name in path.split("."):
        if isinstance(value, list):
            value = value[0] if value else None
        value = mapping(value).get(name)
    return value


def every(value: Any, path: str) -> list[Any]:
    """Return the values of the list at a path, a single one as a list of one."""
    return sequence(at(value, path))


def told(value: Any, table: Mapping[str, str]) -> dict[str, Any]:
    """Return the variables of a record: each is the text at the first of its paths (`doi, ids.doi`) that has one."""
    item: dict[str, Any] = {}
    for variable, paths in table.items():
        for path in paths.split(", "):
            if text := string(at(value, path)).strip():
                item[variable] = text
                break
    return item


def day(*parts: Any) -> dict[str, Any]:
    """Return a date of year, month and day, each of which may be missing; empty without a year."""
    kept: list[str] = []
    for part in map(string, parts):
        if not part.strip():
            break
        kept.append(part.strip())
    found = facts.iso(*kept[:3]) if kept else None
    return {"raw": found} if found else {}


def of_year(year: Any, *days: Any) -> dict[str, Any]:
    """Return the first of the days that is in the year that is cited, else the year; the first day where none is."""
    wanted = string(year).strip()[:4]
    said = [found for one in days if (found := facts.date(string(one).partition("T")[0]))]
    fitting = (one for one in said if one[:4] == wanted or not wanted)
    found = next(fitting, wanted or next(iter(said), ""))
    return {"raw": found} if found else {}


def person(family: Any, given: Any, name: Any = "", suffix: Any = "") -> Any:
    """Return a name in its parts, or as it is written where it has none."""
    parts = {"family": string(family), "given": string(given), "suffix": string(suffix)}
    return {part: text for part, text in parts.items() if text} if parts["family"] else string(name) or parts["given"]


_WORDS = (
    ("book review", "review-book"), ("thesis", "thesis"), ("dissertation", "thesis"), ("preprint", "article"),
    ("chapter", "chapter"), ("conference", "paper-conference"), ("proceedings", "paper-conference"),
    ("working paper", "report"), ("report", "report"), ("encyclop", "entry-encyclopedia"), ("patent", "patent"),
    ("dataset", "dataset"), ("software", "software"), ("newspaper", "article-newspaper"),
    ("magazine", "article-magazine"), ("book", "book"), ("journal", "article-journal"), ("web", "webpage"),
)  # fmt: skip


def kind_in(words: str) -> str:
    """Return the kind of paper that a type in words names, `Doctoral thesis`; empty where it names none."""
    return next((kind for word, kind in _WORDS if word in words[:500].lower().replace("_", " ")), "")


_INITIALS = re.compile(
    r"(?P<family>.{2,80}?) (?P<given>[A-Z](?:[A-Z-]{0,4}))(?: (?P<suffix>Jr|Sr|2nd|3rd|[IV]{2,3}))?\.?"
)


def by_initials(text: str) -> Iterator[Any]:
    """Yield the people of `Reed A, van der Moor BC Jr, et al.`, as MEDLINE writes them."""
    for name in filter(None, map(str.strip, text.split(","))):
        found = _INITIALS.fullmatch(name)
        yield person(found["family"], found["given"], suffix=found["suffix"]) if found else name


def page(first: Any, last: Any = "") -> str:
    """Return a range of pages."""
    begins, ends = string(first).strip(), string(last).strip()
    return facts.pages(f"{begins}-{ends}" if begins and ends and begins != ends else begins)


def paper(item: Mapping[str, Any], line: int, category: str = "") -> Paper | Listed:
    """Return the paper of an item of CSL whose title and venue may hold HTML, entities and formulas."""
    kept = {name: value for name, value in item.items() if value not in (None, "", [], {})}
    for name in ("title", "container-title"):
        if isinstance(text := kept.get(name), str):
            kept[name] = on_one_line(marked(spaced(text)))
    number = arxiv_id(string(kept.get("arxiv")))
    if number is None:
        kept.pop("arxiv", None)
    elif doi(string(kept.get("DOI"))) == f"10.48550/arxiv.{number}":  # which says the same
        del kept["DOI"]
    found = csl_items.item(kept, line)
    if not category:
        return found
    if isinstance(found, Listed):
        return replace(found, paper=replace(found.paper, category=category))
    return replace(found, category=category)


def said(
    found: Paper | Listed,
    line: int,
    *,
    status: str = "",
    starred: bool = False,
    tags: Iterable[Any] = (),
    note: str = "",
) -> Listed:
    """Return a paper with what the reader of its library says of it."""
    item = found if isinstance(found, Listed) else Listed(paper=found, line=line)
    fields = [("readstatus", status), ("relevance", "relevant" if starred else "")]
    saying, _ = state.said(fields, map(string, tags), [note])
    return replace(item, said=saying) if saying else item


def untitled(*paths: str) -> Any:
    """Return what tells which record it was that has no title: the first of these that it has."""

    def name(record: Record) -> str:
        texts: Iterable[str] = (string(at(record.value, path)) for path in paths)
        return next(filter(None, texts), "") or str(record.value)[:200]

    return name
