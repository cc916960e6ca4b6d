"""The layouts that this reader taught: a small file each beside the settings, which can be sent to others."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from importers import InputError
from importers.pages.layouts import SAID, Layout, LayoutError, of_data
from storage.papers.text import clean, fold
from tui.desk import files
from tui.desk.settings import literal

if TYPE_CHECKING:
    from tui.desk.settings import Settings

LARGEST = 64_000
"""Bytes of the largest file of a layout."""
MOST = 200
"""Layouts that are tried."""
_DOTS = 4_000
"""Dots in the largest layout, which stand in names of elements; in a key tomllib takes the square of their number."""
_WORDS = 4
"""Words of a page's first line that its layout is called by."""


class Taught(NamedTuple):
    """What is known of layouts."""

    layouts: tuple[Layout, ...] = ()
    complaints: tuple[str, ...] = ()
    """What is wrong with a file, a sentence each."""


def folder(settings: "Settings") -> Path | None:
    """Return where layouts are kept; None where settings are not."""
    return settings.path.parent / "layouts" if settings.path else None


def taught(settings: "Settings") -> Taught:
    """Return the layouts that are kept, by name."""
    place = folder(settings)
    found: list[Layout] = []
    complaints: list[str] = []
    paths = sorted(place.glob("*.toml")) if place else []
    for path in paths[:MOST]:
        try:
            found.append(_read(path))
        except LayoutError as error:
            complaints.append(f"{clean(str(path), 300)}: {error}")
    if len(paths) > MOST:
        complaints.append(f"{place}: of {len(paths):,} layouts the first {MOST:,} by name are tried")
    return Taught(tuple(found), tuple(complaints))


def named(name: str, settings: "Settings") -> Layout:
    """Return the layout of a name; raises InputError where there is none, or it is none."""
    known = taught(settings)
    for layout in known.layouts:
        if layout.name == name:
            return layout
    if wrong := next((one for one in known.complaints if Path(one.partition(": ")[0]).stem == name), ""):
        raise InputError(wrong)
    others = ", ".join(layout.name for layout in known.layouts) or "none was taught yet"
    raise InputError(f"unknown layout “{clean(name, 40)}”; there are: {others}")


def _read(path: Path) -> Layout:
    """Return the layout of a file; raises LayoutError."""
    import tomllib  # with what reads by a layout 40 ms, and most readers have taught none

    from importers.pages.blocks import WAYS

    if wrong := refused(path.stem):
        raise LayoutError(wrong)
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            raise LayoutError("it is too large to be a layout" if path.is_file() else "it is no file")
        text = path.read_text("utf-8")
        if text.count(".") > _DOTS:
            raise LayoutError("it is no layout: no key of one has dots")
        return of_data(path.stem, tomllib.loads(text), tuple(WAYS))
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, LayoutError):
            raise
        raise LayoutError(f"it cannot be read: {clean(str(error), 200)}") from None


def refused(name: str) -> str:
    """Return why a layout cannot have this name; empty where it can."""
    short = len(name.encode("utf-8", "replace")) <= _LONGEST
    if short and name[:1].isalnum() and all(char.isalnum() or char in _IN_NAMES for char in name):
        return ""
    return (
        f"a layout's name begins with a letter or digit, and has none but these, spaces and {' '.join(_IN_NAMES[1:])}"
    )


_IN_NAMES = " -_.,+&'’()"
_LONGEST = 120
"""Bytes of the longest name: with its ending a file's may have 255."""


def is_taken(name: str, settings: "Settings") -> bool:
    """Return whether a layout of this name is kept; on some disks capital letters are no others."""
    place = folder(settings)
    return place is not None and name.casefold() in {path.stem.casefold() for path in place.glob("*.toml")}


def keep(layout: Layout, settings: "Settings") -> Path | None:
    """Keep a layout under its name, in place of what had that name; raises OSError."""
    place = folder(settings)
    if place is None:
        return None
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = place / f"{layout.name}.toml"
    files.write(path, ["\n".join(_told(layout))])
    return path


def _told(layout: Layout) -> Iterator[str]:
    """Yield the lines of a layout's file."""
    yield "# How pages of one layout are read, as papershelf was taught. It may be copied to another machine."
    data = layout.data()
    for name in SAID:
        yield f"{name} = {literal(data[name])}"
    for line in data["line"]:
        yield ""
        yield "[[line]]"
        yield from (f"{name} = {literal(value)}" for name, value in line.items())
    yield ""


def forget(name: str, settings: "Settings") -> None:
    """Forget a layout; raises OSError."""
    if place := folder(settings):
        (place / f"{name}.toml").unlink(missing_ok=True)


def called(heading: str, settings: "Settings") -> str:
    """Return a name that is not taken for the layout of a page, after its first line."""
    words = [word for word in fold(heading).split() if word.isascii() and word.isalpha()]
    name = "-".join(words[:_WORDS])[:40] or "page"
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(one for one in names if not is_taken(one, settings))
