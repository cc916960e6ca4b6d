"""Pairs that nobody here invented: records of one identifier, and works with nearly one title and two identifiers."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from pathlib import Path

import pytest

from importers import from_file, read
from importers.decode import InputError
from importers.reader import Listed
from storage.papers.identity import Facts, Verdict, facts, judge, keys_of
from storage.papers.kinds import is_preprint_doi
from storage.papers.paper import Paper

FOLDERS = ("corpora", "listings", "oracle", "pages", "web", "names", "rivals")
"""Of other people's records, as they came; what was written to be hard stands in others."""
NO_TEXT = frozenset((".pdf", ".png", ".sqlite", ".db"))
Named = tuple[str, str]
"""An identifier, after its sort; of one sort, a work has but one."""


@dataclass(frozen=True)
class Seen:
    file: Path
    paper: Paper
    facts: Facts


@pytest.fixture(scope="module")
def records(material: Path) -> list[Seen]:
    """Every record of every file that a reader recognises."""
    return [
        Seen(file, item.paper, facts(item.paper))
        for folder in FOLDERS
        for file in sorted((material / folder).rglob("*"))
        if file.is_file() and file.suffix not in NO_TEXT
        for item in read_all(file)
        if isinstance(item, Listed)
    ]


def read_all(file: Path) -> Iterable[object]:
    try:
        return list(read(from_file(file)))
    except InputError:  # what is no listing: truths, readmes, formats that no reader knows
        return ()


def names_of(seen: Seen) -> Iterator[Named]:
    """Yield the identifiers of a record; the Anthology's own where its papers come in two formats."""
    paper = seen.paper
    if paper.doi:
        yield (paper.doi.partition("/")[0] if is_preprint_doi(paper.doi) else "doi"), paper.doi
    if paper.arxiv_id:
        yield "arxiv", paper.arxiv_id
    if "PMID" in paper.extra:
        yield "pmid", paper.extra["PMID"]
    if seen.file.parent.name == "names" and "key" in paper.extra:
        yield "anthology", paper.extra["key"]


def without_identifiers(one: Facts) -> Facts:
    return one._replace(doi=None, arxiv_id=None, pmid=None, pmcid=None)


LEAST = 300
"""So many pairs of each sort real files hold at least: fewer would show nothing."""


def test_one_identifier_in_two_files_is_one_paper(records, material):
    files: defaultdict[Named, dict[Path, Seen]] = defaultdict(dict)
    for seen in records:
        for name in names_of(seen):
            files[name].setdefault(seen.file, seen)
    pairs = {
        (one.facts, other.facts): (one, other)
        for seen in files.values()
        for one, other in combinations(seen.values(), 2)
        if one.facts != other.facts
        and {is_preprint_doi(both.paper.doi or "") for both in (one, other)} != {True, False}
    }
    for strip in (False, True)[: 1 + is_real(material)]:  # real ones are found by what else they tell, too
        verdicts: Counter[Verdict] = Counter()
        for one, other in pairs.values():
            a, b = (without_identifiers(both.facts) if strip else both.facts for both in (one, other))
            met = not set(keys_of(a, one.paper.title)).isdisjoint(keys_of(b, other.paper.title))
            verdicts[judge(a, b).verdict if met else Verdict.DIFFERENT] += 1
        print(f"{len(pairs):,} pairs of one identifier, {'looked at without it' if strip else 'with it'}: {verdicts}")
        assert len(pairs) >= LEAST * is_real(material)
        assert verdicts[Verdict.DIFFERENT] <= 0.02 * len(pairs)
        assert verdicts[Verdict.ASK] <= 0.05 * len(pairs) or not is_real(material)  # the invented share ids on purpose


def test_two_identifiers_of_one_sort_are_two_papers(records, material):
    works: dict[Named, Seen] = {}
    for seen in records:
        for name in names_of(seen):
            works.setdefault(name, seen)
    met: defaultdict[int, list[Named]] = defaultdict(list)
    for name, seen in works.items():
        for key in keys_of(without_identifiers(seen.facts), seen.paper.title):
            met[key].append(name)
    pairs = {
        (one, other)
        for names in met.values()
        for one, other in combinations(islice(names, 200), 2)
        if one[0] == other[0]
    }
    joined = [
        (one, other) for one, other in pairs if judge(works[one].facts, works[other].facts).verdict is Verdict.SAME
    ]
    print(f"{len(pairs):,} pairs of two identifiers with like titles: {len(joined)} joined")
    assert len(pairs) >= LEAST * is_real(material)
    assert not joined


def is_real(material: Path) -> bool:
    return material.name != "invented"
