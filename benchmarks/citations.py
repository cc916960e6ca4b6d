"""How often the styles print exactly what two independent citation processors agree on, and where they do not."""

import html
import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import unquote

from importers.csl_items import rich
from storage.papers.bibfields import CSL_DATES
from storage.papers.dates import from_csl
from storage.papers.names import Name
from storage.papers.paper import KINDS, Paper
from tui.citations import STYLES
from tui.citations.runs import render

ORACLE = Path(__file__).resolve().parents[2] / "shared" / "oracle" / "citations"

CSL_NAMES = {
    "apa": "apa",
    "ieee": "ieee",
    "chicago": "chicago-author-date",
    "mla": "modern-language-association",
    "nature": "nature",
    "acm": "association-for-computing-machinery",
    "vancouver": "nlm-citation-sequence",
    "harvard": "harvard-cite-them-right",
    "ama": "american-medical-association",
    "elsevier": "elsevier-harvard",
}
"""The CSL style that each of ours is measured against."""

# Variables that a record gives to a field of Paper; every other text of it goes to `extra`.
_FIELDS = (
    "id",
    "type",
    "title",
    "author",
    "editor",
    "issued",
    "accessed",
    "container-title",
    "abstract",
    "DOI",
    "URL",
    "custom",
)


def paper_of(record: Mapping[str, Any]) -> Paper:
    """Return the paper of a CSL-JSON record (csl-data.json, CSL 1.0.2)."""
    extra = {key: str(value) for key, value in record.items() if key not in _FIELDS and isinstance(value, str | int)}
    if (doi := record.get("DOI")) and (doi != doi.lower() or "arxiv" in doi.lower()):
        extra["DOI"] = doi
    extra |= {name: from_csl(record[name]) for name in CSL_DATES - {"issued"} if name in record}
    return Paper(
        title=rich(record.get("title", "")),
        authors=tuple(map(_name, record.get("author", ()))),
        roles={"editor": tuple(map(_name, record.get("editor", ())))},
        date=from_csl(record.get("issued")),
        venue=rich(record.get("container-title", "")),
        kind=kind if (kind := record.get("type")) in KINDS else "document",
        doi=doi,
        url=record.get("URL"),
        extra=extra,
    )


def _name(name: Mapping[str, str]) -> Name:
    if "literal" in name:
        return Name.group(name["literal"])
    return Name.of(
        family=name.get("family", ""),
        given=name.get("given", ""),
        particle=name.get("non-dropping-particle", ""),
        suffix=name.get("suffix", ""),
        dropping=name.get("dropping-particle", ""),
    )


_SPACE = re.compile(r"[\s\u00a0\u2009\u202f]+")
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")


def normal(text: str) -> str:
    """Return the text as two citations are compared: entities decoded, quotation marks straight, spaces plain."""
    return _SPACE.sub(" ", html.unescape(text).translate(_STRAIGHT)).strip()


@dataclass(frozen=True, slots=True)
class Difference:
    """A citation that is not what the processors print."""

    style: str
    record: str
    theirs: str
    ours: str


def agreement(folder: Path = ORACLE) -> dict[str, tuple[int, list[Difference]]]:
    """Return, for each style, how many strings were compared and where they differ.

    `folder` holds records.json (CSL-JSON) and agreed.json (style -> record -> text).
    """
    records = {record["id"]: record for record in json.loads((folder / "records.json").read_text("utf-8"))}
    agreed = json.loads((folder / "agreed.json").read_text("utf-8"))
    table: dict[str, tuple[int, list[Difference]]] = {}
    for style in STYLES:
        theirs = agreed.get(CSL_NAMES.get(style.name, ""), {})
        differences = [
            Difference(style.name, key, text, ours)
            for key, text in theirs.items()
            # The processors' text has indices on the line.
            if normal(ours := "".join(run.text for run in style.cite(paper_of(records[key])))) != normal(text)
        ]
        table[style.name] = (len(theirs), differences)
    return table


def report(table: Mapping[str, tuple[int, list[Difference]]]) -> Iterator[str]:
    """Yield the agreement as lines for people."""
    yield f"{'style':<12}{'compared':>9}{'equal':>7}{'share':>9}"
    for name, (compared, differences) in table.items():
        equal = compared - len(differences)
        yield f"{name:<12}{compared:>9}{equal:>7}{equal / (compared or 1):>9.1%}"
    for _, differences in table.values():
        for difference in differences:
            yield f"\n{difference.style}, {difference.record}: {reason(difference)}"
            yield f"  theirs: {difference.theirs}"
            yield f"  ours:   {difference.ours}"


_REASONS: tuple[tuple[Callable[[str, str], bool], str], ...] = (
    (
        lambda theirs, ours: any(
            theirs.count(doi) > ours.count(doi) > 0 for doi in re.findall(r"10\.\d{4,9}/[^\s)]+\w", theirs)
        ),
        "ours is right: a reference gives its DOI once",
    ),
    (
        lambda theirs, ours: theirs.casefold() == ours.casefold(),
        "ours is right: the guide capitalises prepositions of five letters, and the first part of a compound",
    ),
    (
        lambda theirs, ours: theirs.replace("[Dataset]", "[Data set]") == ours,
        "ours is right: APA 7, 10.9 writes [Data set]",
    ),
    (
        lambda theirs, ours: re.sub(r"arXiv:(\d{4})(\d{4,5})", r"arXiv:\1.\2", theirs) == ours,
        "ours is right: the full stop of an arXiv number is no abbreviation's",
    ),
    (
        lambda theirs, ours: theirs == unquote(ours),
        "ours is right: the DOI Handbook has < and > encoded in a link",
    ),
)
"""What tells the two apart, and what the guide says of it."""


def reason(difference: Difference) -> str:
    """Return why the two differ, where the style guide tells."""
    theirs, ours = normal(difference.theirs), normal(difference.ours)
    return next((why for applies, why in _REASONS if applies(theirs, ours)), "unexplained")


def times(papers: Sequence[Paper], repetitions: int = 20) -> dict[str, tuple[float, float]]:
    """Return, for each style, median and 95th percentile of the seconds that one citation takes."""
    taken: dict[str, tuple[float, float]] = {}
    for style in STYLES:
        seconds = []
        for _ in range(repetitions):
            for paper in papers:
                start = time.perf_counter()
                render(style.cite(paper))
                seconds.append(time.perf_counter() - start)
        taken[style.name] = (median(seconds), quantiles(seconds, n=20)[-1])
    return taken


def main(argv: Sequence[str] = ()) -> int:
    """Print the agreement table, each disagreement and the time a citation takes; 1 when a style is below 97 %."""
    folder = Path(argv[0]) if argv else ORACLE
    if not (folder / "agreed.json").is_file():
        print(f"no records to compare with: {folder} is not there", file=sys.stderr)
        return 2
    table = agreement(folder)
    print("\n".join(report(table)))
    papers = [paper_of(record) for record in json.loads((folder / "records.json").read_text("utf-8"))]
    print(f"\n{'style':<12}{'median':>11}{'p95':>11}   of one citation, {len(papers)} papers")
    for name, (middle, high) in times(papers).items():
        print(f"{name:<12}{middle * 1e6:>8.0f} µs{high * 1e6:>8.0f} µs")
    return 0 if all(len(bad) <= 0.03 * compared for compared, bad in table.values()) else 1
