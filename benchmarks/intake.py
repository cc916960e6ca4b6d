"""Rows on papers coming in: import against bare SQL and against a plain way, again, its size, and who is who."""

import dataclasses
import json
import random
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks import synthetic
from benchmarks.shelf import folder, listing, paper, shelf
from benchmarks.table import Figure, Row, Setting, cpu, interleaved
from importers import decode
from importers.formats import arxiv_jsonl
from storage import sqlite
from storage.library import Library
from storage.papers import identity
from storage.papers.identity import Verdict
from storage.papers.names import Name
from storage.papers.paper import Listed, Paper

IMPORTED, PLAIN = 100_000, 10_000
"""Most papers that one import of these rows holds; the plain way would take minutes for more."""


def import_(setting: Setting) -> Iterator[Figure]:
    """A listing of JSON lines into an empty library, then once more; beside it the bare insert of the same facts."""
    source = listing(setting.at_most(IMPORTED, 5_000))
    with tempfile.TemporaryDirectory(dir=folder()) as name:
        where = Path(name)
        again: list[float] = []

        def ours() -> float:
            path = where / "library.sqlite3"
            _remove(path)
            with Library.open(path) as library:
                taken = cpu(lambda: _add(library, source))
                again.append(cpu(lambda: _add(library, source)) / taken)
            return taken

        facts = _facts(source)

        def bare() -> float:
            return cpu(lambda: _bare(where / "bare.sqlite3", facts))

        taken, base = interleaved(setting.repetitions, ours, bare)
        what = f"{len(facts):,} JSON lines read, told apart, indexed, kept / executemany of their facts, read before"
        yield Figure("import", what, "s CPU", taken, base, limit=3.0)
        what = "the same file again / the first time"
        yield Figure("reimport", what, "x", tuple(again[1:]), limit=0.5, anywhere=True)
        size = sum(file.stat().st_size for file in where.glob("library.sqlite3*") if not file.name.endswith("-shm"))
        mega = (size / 1e6,), (source.stat().st_size / 1e6,)
        yield Figure("size", "the library / the file it came from", "MB", *mega, limit=2.0, anywhere=True)


def import_vs_plain(setting: Setting) -> Iterator[Figure]:
    """The same import by sqlite-utils' insert_all into a table with full-text triggers: the plain way / ours."""
    source = listing(setting.at_most(PLAIN, 5_000))
    with tempfile.TemporaryDirectory(dir=folder()) as name:
        where = Path(name)

        def plain() -> float:
            path = where / "plain.sqlite3"
            _remove(path)
            return cpu(lambda: _plain(path, source))

        def ours() -> float:
            path = where / "library.sqlite3"
            _remove(path)
            with Library.open(path) as library:
                return cpu(lambda: _add(library, source))

        taken, base = interleaved(setting.repetitions, plain, ours)
        what = f"{setting.at_most(PLAIN, 5_000):,} JSON lines by sqlite-utils insert_all with FTS triggers / ours"
        yield Figure("import_vs_plain", what, "s CPU", taken, base, limit=6.0, at_least=True)


def identity_(setting: Setting) -> Iterator[Figure]:
    """Titles as another listing would spell them, told or asked to be what they are; and near pairs kept apart."""
    rng = random.Random(13)
    step = max(1, setting.papers // 1_000)
    made = [one for number, one in enumerate(synthetic.papers(setting.papers)) if number % step == 0][:1_000]
    ids = [1 + number * step for number in range(len(made))]
    with Library.open(shelf(setting.papers)) as library:
        for kind, change in _CHANGES.items():
            listed = [
                Listed(paper=_renamed(one, change(one.title, rng)), line=line) for line, one in enumerate(made, 1)
            ]
            account = library.add(listed, source="perturbed", format="perturbed", dry_run=True)
            found = sum(planned.id == number for planned, number in zip(account.rows, ids, strict=True))
            what = f"recall of {len(made):,} titles with {_WORDS[kind]} among {setting.papers:,}"
            recall = (found / len(made),)
            yield Figure(f"identity_{kind}", what, "", recall, limit=0.984, at_least=True, anywhere=True)
    merged, pairs = 0, 10_000
    for number in range(pairs):
        one = paper(made[number % len(made)])
        other = _near(one, rng)
        merged += identity.judge(identity.facts(one), identity.facts(other)).verdict is Verdict.SAME
    what = f"false merges in {pairs:,} near pairs"
    yield Figure("identity_false", what, "", (float(merged),), limit=0, anywhere=True)


NEAR, COLUMNS = 20_000, 5_000
"""Most papers of nearly one title, and of one that comes in every issue, that one import holds."""


def near_titles(setting: Setting) -> Iterator[Figure]:
    """Papers of nearly one title into an empty library, a kind after the other; beside it as many of unlike titles."""
    count = setting.at_most(NEAR, 2_000)
    for kind, (what, made) in _NEAR.items():
        runs = partial(_added, made, count), partial(_added, _unlike, count)
        near, base = interleaved(min(setting.repetitions, 3), *runs)
        what = f"{count:,} papers of {what} / as many of unlike titles"
        yield Figure(f"near_titles_{kind}", what, "s CPU", near, base, limit=3.0, anywhere=True)
    count = setting.at_most(COLUMNS, 1_000)
    taken = tuple(_added(_column, count) for _ in range(min(setting.repetitions, 3)))
    yield Figure("near_titles_column", f"{count:,} times “Editorial”", "s CPU", taken, limit=2.0)


def _added(made: Callable[[random.Random, int], Paper], count: int) -> float:
    """Return the CPU seconds in which an empty library takes so many papers."""
    rng = random.Random(count)
    listed = [Listed(paper=made(rng, number), line=number) for number in range(1, count + 1)]
    with tempfile.TemporaryDirectory(dir=folder()) as name, Library.open(Path(name) / "library.sqlite3") as library:
        return cpu(lambda: library.add(listed, source="near", format="near"))


_SYLLABLES = "ba ke li mo nu ra se ti vo zu da fi go hu".split()
_WORDS_OF_MOSS = "moss tide lamp graph field river heron peat granite lagoon sample noise theory kernel walk".split()
_TITLE = "Measurements of quiet moss in the northern rivers and their granite walls"


def _word(rng: random.Random) -> str:
    return "".join(rng.choices(_SYLLABLES, k=5))


def _by(*families: str) -> tuple[Name, ...]:
    return tuple(Name.of(family=family.title(), given="Ada") for family in families)


def _titled(title: str) -> Paper:
    return Paper(title=title, authors=_by("quill", "fern"), year=2000)


def _unlike(rng: random.Random, _: int) -> Paper:
    title = f"{' '.join(rng.choices(_WORDS_OF_MOSS, k=6))} {' '.join(_word(rng) for _ in range(3))}"
    return Paper(title=title, authors=_by(_word(rng), _word(rng)), year=rng.randint(1980, 2020))


def _column(rng: random.Random, number: int) -> Paper:
    extra = {"volume": str(number // 12), "issue": str(number % 12), "page": str(rng.randint(1, 400))}
    return Paper(title="Editorial", authors=_by(_word(rng)), year=1980 + number // 200, venue="Moss", extra=extra)


_NEAR: dict[str, tuple[str, Callable[[random.Random, int], Paper]]] = {
    "number": ("one title but for a number", lambda _, number: _titled(f"{_TITLE}, sample {number}")),
    "word": ("one title but for a word", lambda rng, _: _titled(_TITLE.replace("northern", _word(rng)))),
    "words": (
        "one title but for three common words",
        lambda rng, _: _titled("Measurements of quiet {}{} in the northern {} and {} granite walls".format(
            *rng.choices(_WORDS_OF_MOSS, k=4))),
    ),
    "shuffled": ("the same words", lambda rng, _: _titled(" ".join(rng.sample(_TITLE.split(), 12)))),
    "people": (
        "one title by other people",
        lambda rng, _: Paper(title=_TITLE, authors=_by(_word(rng), _word(rng)), year=rng.randint(1980, 2020)),
    ),
    "volumes": (
        "one title in each volume",
        lambda _, number: Paper(
            title=_TITLE, authors=_by("quill"), year=1900 + number // 200, venue="Moss", extra={"volume": str(number)}
        ),
    ),
}  # fmt: skip


def _typo(title: str, rng: random.Random) -> str:
    at = rng.randrange(len(title) - 1)
    return rng.choice(
        (
            title[:at] + title[at + 1] + title[at] + title[at + 2 :],
            title[:at] + title[at + 1 :],
            f"{title[:at]}x{title[at:]}",
        )
    )


def _latex(title: str, _: random.Random) -> str:
    return "{" + re.sub("[aeou]", lambda found: '{\\"' + found[0] + "}", title, count=2) + "}"


_CHANGES: dict[str, Callable[[str, random.Random], str]] = {
    "typo": _typo,
    "latex": _latex,
    "case": lambda title, _: title.upper(),
    "subtitle": lambda title, _: f"{title}: a revised and extended account",
}
_WORDS = {"typo": "one slip", "latex": "TeX accents and braces", "case": "capitals", "subtitle": "a subtitle more"}


def _renamed(made: synthetic.Made, title: str) -> Paper:
    """Return the paper under a changed title and without its identifiers, as a listing page would show it."""
    return dataclasses.replace(paper(made), title=title, doi=None, arxiv_id=None)


def _near(one: Paper, rng: random.Random) -> Paper:
    """Return another paper with nearly the same title: a word, a number or its authors and year are others."""
    words = one.title.split()
    kind = rng.randrange(4)
    authors = one.authors
    if kind == 0:
        words[rng.randrange(len(words))] = rng.choice(("robust", "sparse", "private", "kernel"))
    elif kind == 1:
        words.append(rng.choice(("II", "2", "III", "part 2")))
    elif kind == 2:
        authors = tuple(Name.of(family=f"Other{number}", given="A.") for number in range(max(1, len(authors))))
    else:
        words[0] = f"non{words[0].lower()}"
    year = (one.year or 2000) + (rng.randint(2, 5) if kind == 2 else 0)
    return Paper(title=" ".join(words), authors=authors, year=year, venue=one.venue)


def _add(library: Library, source: Path) -> None:
    library.add(
        arxiv_jsonl.read(decode.from_file(source)), source=str(source), format=arxiv_jsonl.NAME, trust=arxiv_jsonl.TRUST
    )


def _facts(source: Path) -> list[tuple[str | None, ...]]:
    facts: list[tuple[str | None, ...]] = []
    with source.open(encoding="utf-8") as stream:
        for text in stream:
            value = json.loads(text)
            facts.append((
                value["title"], value["authors"], value["journal-ref"], value["doi"], value["id"], value["categories"],
                value["update_date"], value["abstract"],
            ))  # fmt: skip
    return facts


def _bare(path: Path, facts: list[tuple[str | None, ...]]) -> None:
    _remove(path)
    sqlite.create(path)
    connection = sqlite.connect(path)
    connection.execute(
        "CREATE TABLE papers (id INTEGER PRIMARY KEY, title TEXT, authors TEXT, venue TEXT, doi TEXT, arxiv_id TEXT, "
        "category TEXT, date TEXT, abstract TEXT)"
    )
    with sqlite.write(connection):
        connection.executemany(
            "INSERT INTO papers(title, authors, venue, doi, arxiv_id, category, date, abstract) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            facts,
        )
    connection.close()


def _plain(path: Path, source: Path) -> None:
    from sqlite_utils import Database

    db = Database(str(path))
    db["papers"].insert({"id": "0", "title": "", "authors": "", "abstract": ""}, pk="id")  # type: ignore[union-attr]
    db["papers"].enable_fts(["title", "authors", "abstract"], create_triggers=True)  # type: ignore[union-attr]
    with source.open(encoding="utf-8") as stream:
        rows = (json.loads(text) for text in stream)
        kept = ("id", "title", "authors", "abstract", "doi", "categories", "journal-ref", "update_date")
        db["papers"].insert_all(({key: row[key] for key in kept} for row in rows), alter=True)  # type: ignore[union-attr]
    db.close()


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    shutil.rmtree(path.with_name(path.name + ".backups"), ignore_errors=True)


ROWS = (Row("import", import_), Row("import_vs_plain", import_vs_plain), Row("identity", identity_),
        Row("near_titles", near_titles))  # fmt: skip
