"""What the torture tests run in processes of their own, to be killed or starved: python worker.py TASK LIBRARY ...

A line on stdout acknowledges what is saved; what is printed was promised to the reader.
"""

import os
import random
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from storage.library import Library, LibraryError  # noqa: E402
from storage.papers.paper import Listed, Paper, Status  # noqa: E402

if TYPE_CHECKING:
    from tui.desk.in_step import Outcome

IMPORT = 120
"""Papers in one listing."""


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def listing(name: str, count: int = IMPORT) -> Iterator[Listed]:
    """Invented papers whose titles hold the listing's name."""
    for number in range(count):
        yield Listed(
            paper=Paper(
                title=f"{name} {number} and the moss of {number * number}", authors=(f"Ada {name} Q{number}",),
                year=1990 + number % 30, abstract=f"Of {name}, at length. " * 20, doi=f"10.5555/{name}.{number}",
            ),
            line=number + 1,
        )  # fmt: skip


def imports(path: Path, start: str) -> None:
    """Import listing after listing; acknowledge each."""
    with Library.open(path) as library:
        for number in range(int(start), 1 << 30):
            library.add(list(listing(f"batch{number}")), source=f"batch{number}", format="test")
            say(str(number))


def edits(path: Path, start: str) -> None:
    """Write numbered notes, tags, marks, deletions and undos; acknowledge each."""
    with Library.open(path) as library:
        ids = list(library.view("batch0").ids())
        for number in range(int(start), 1 << 30):
            paper = ids[number % 40]
            entry = library.entry(paper)
            assert entry is not None
            library.note(paper, f"{entry.note} {number}", version=entry.note_version)
            say(f"{number} {paper}")
            library.tag([paper], [f"tag{number % 7}"])
            library.mark(ids[40 : 50 + number % 30], list(Status)[number % 6])
            if number % 3 == 0:
                library.delete([ids[-1]])
                library.undo()


def shuffles(path: Path, seed: str) -> None:
    """Mark, star, rank, tag, note, delete, edit, merge and import at random, and take some of it back; acknowledge each."""
    chance = random.Random(int(seed))
    with Library.open(path) as library:
        for number in range(1 << 30):
            ids = list(library.view().ids())
            some = chance.sample(ids, min(len(ids), chance.choice([1, 1, 3, 40])))
            with suppress(LibraryError):  # the other window may have deleted it meanwhile
                match chance.randrange(14) if ids else 11:  # the other window may have taken all of it back
                    case 0 | 1 | 2:
                        library.mark(some, chance.choice(list(Status)))
                    case 3:
                        library.star(some)
                    case 4:
                        library.prioritise(some, chance.choice([-2, 1, 1]))
                    case 5 | 6:
                        library.tag(some, [f"tag{chance.randrange(4)}"], [f"tag{chance.randrange(4)}"])
                    case 7:
                        library.note(some[0], chance.choice(["", f"note {number}"]))
                    case 8:
                        library.delete(some[:2])
                    case 9:
                        library.edit(
                            some[0], year=chance.choice([None, 1999, 2024]), venue=chance.choice([None, "Moss", "Fern"])
                        )
                    case 10 if len(some) > 1:
                        library.merge(some[0], some[1])
                    case 11:
                        name = f"batch{chance.randrange(6)}"
                        library.add(list(listing(name, 20)), source=name, format="test")
                    case 12 if len(library.listings()) > 1:
                        library.take_back(library.listings()[0].id)
                    case _:
                        for _ in range(chance.randint(1, 3)):
                            library.undo()
                        library.redo()
            say(str(number))


def exported(library: Library, count: int) -> Iterator[str]:
    """The first `count` papers as BibTeX."""
    from tui.desk.export import export

    entries = library.entries(library.view("", "added").first(count))
    return export(((entry.paper, entry.key or "") for entry in entries), "bibtex")


def exports(path: Path, target: str) -> None:
    """Export half of the shelf, then all of it, into the same file, again and again; acknowledge each."""
    from tui.desk.files import write

    with Library.open(path) as library:
        for number in range(1 << 30):
            write(Path(target), exported(library, IMPORT if number % 2 else IMPORT // 2))
            say(str(number))


def updated(library: Library, target: Path) -> "Outcome":
    """Bring a .bib that others write in too up to date with the first ten papers."""
    from tui.desk import in_step
    from tui.desk.export import format_named

    entries = library.entries(list(range(1, 11)))
    keys = library.assign_keys({entry.id: entry.key or f"key{entry.id}" for entry in entries})
    return in_step.update(library, target, format_named("bibtex"), [(entry, keys[entry.id]) for entry in entries])


def updates(path: Path, target: str, start: str) -> None:
    """Edit a paper and bring a file up to date, again and again; acknowledge each."""
    from tui.desk.in_step import OwnedError

    with Library.open(path) as library:
        for number in range(int(start), 1 << 30):
            library.edit(number % 10 + 1, year=1000 + number % 9000)
            with suppress(OwnedError):  # another window is too busy with it
                assert not updated(library, Path(target)).blocked
            say(str(number))


def beginning(path: Path) -> None:
    """Make a new library."""
    say("now")
    with Library.open(path) as library:
        say(str(library.count()))


def counted(path: Path, name: str, count: str) -> None:
    """Star, tag and note under a name of one's own, as one of several windows."""
    with Library.open(path) as library:
        (paper,) = library.view(f"title:{name}").ids()
        other = library.view("shared").ids()[0]
        for number in range(int(count) // 4):
            library.tag([other], [f"{name}-{number}"])
            library.prioritise([paper], 1 if number % 2 == 0 else -1)
            entry = library.entry(paper)
            assert entry is not None
            library.note(paper, f"{number + 1}", version=entry.note_version)
            library.add([Listed(paper=Paper(title=f"{name} brought {number}"), line=1)], source=name, format="test")
    say("done")


def says(path: Path, number: str, stays: str = "") -> None:
    """Mark and tag a paper, as a window of another process, which is open until it is killed where it `stays`."""
    with Library.open(path) as library:
        library.mark([int(number)], Status.SKIMMED)
        library.tag([int(number)], ["wall"])
        say(str(library.session))
        if stays:
            signal.pause()


def starved(path: Path, size: str) -> None:
    """Import until no file may grow beyond `size` bytes, then say what was saved and what the sentence was."""
    with Library.open(path) as library:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), resource.RLIM_INFINITY))
        for number in range(1, 1_000):
            try:
                library.add(list(listing(f"batch{number}")), source=f"batch{number}", format="test")
                say(str(number))
            except LibraryError as error:
                say(f"refused {error}")
                resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
                library.mark([1], Status.READ)  # with room again it goes on, in the same session
                say("went on")
                return


def unprivileged(path: Path) -> None:
    """Open the library as a user who owns nothing here."""
    import urllib.parse  # what is imported late must be imported before the interpreter is out of reach

    import pyroaring
    import rapidfuzz.fuzz
    import sqlite_utils

    import storage.backup
    import storage.journal

    assert all((pyroaring, rapidfuzz.fuzz, sqlite_utils, storage.backup, storage.journal, urllib.parse))
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65_534)
        os.setuid(65_534)
    try:
        with Library.open(path) as library:
            say(
                f"{'read-only' if library.readonly else 'writable'} {library.count()} {list(library.view('moss').first(1))}"
            )
            say("; ".join(library.warnings))
            try:
                library.star([1])
                say("starred")
            except LibraryError as error:
                say(f"refused {error}")
    except LibraryError as error:
        say(f"refused {error}")


TASKS: dict[str, Callable[..., None]] = {
    task.__name__: task
    for task in (imports, edits, shuffles, exports, updates, beginning, counted, says, starved, unprivileged)
}

if __name__ == "__main__":
    TASKS[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
