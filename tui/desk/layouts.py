"""The layouts that this reader taught: a small file each beside the settings, which can be sent to others."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from importers import InputError
from importers.pages import blocks
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
    for path in sorted(place.glob("*.toml"))[:MOST] if place else ():
        try:
            found.append(_read(path))
        except LayoutError as error:
            complaints.append(f"{path}: {error}")
    return Taught(tuple(found), tuple(complaints))


def named(name: str, settings: "Settings") -> Layout:
    """Return the layout of a name; raises InputError where there is none, or it is none."""
    known = taught(settings)
    for layout in known.layouts:
        if layout.name == name:
            return layout
    if wrong := [sentence for sentence in known.complaints if Path(sentence.partition(": ")[0]).stem == name]:
        raise InputError(wrong[0])
    others = ", ".join(layout.name for layout in known.layouts) or "none was taught yet"
    raise InputError(f"unknown layout “{clean(name, 40)}”; there are: {others}")


def _read(path: Path) -> Layout:
    """Return the layout of a file; raises LayoutError."""
    import tomllib  # 5 ms, and most readers have taught no layout

    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            raise LayoutError("it is too large to be a layout" if path.is_file() else "it is no file")
        return of_data(path.stem, tomllib.loads(path.read_text("utf-8")), tuple(blocks.WAYS))
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, LayoutError):
            raise
        raise LayoutError(f"it cannot be read: {clean(str(error), 200)}") from None


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
    taken = {layout.name for layout in taught(settings).layouts}
    return next(one for number in count(1) if (one := name if number == 1 else f"{name}-{number}") not in taken)
