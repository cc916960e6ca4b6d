"""Where files live: one function a place, and one variable, PAPERSHELF_HOME, that moves them all."""

import os
from pathlib import Path


def _home() -> Path | None:
    home = os.environ.get("PAPERSHELF_HOME")
    return typed(home) if home else None


def typed(path: Path | str) -> Path:
    """Return the path that somebody typed, `~` as the home folder; of a home that nobody has it is left as it is."""
    path = Path(path)
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def library() -> Path:
    """Return the library file: PAPERSHELF_LIBRARY, else shelf.sqlite3 in the user's data folder."""
    if named := os.environ.get("PAPERSHELF_LIBRARY"):
        return typed(named)
    return data() / "shelf.sqlite3"


def data() -> Path:
    """Return the folder of what the reader made."""
    if home := _home():
        return home
    from platformdirs import user_data_path  # 10 ms that a named library does not need

    return user_data_path("papershelf", appauthor=False)


def config() -> Path:
    """Return the settings file."""
    if home := _home():
        return home / "config.toml"
    from platformdirs import user_config_path

    return user_config_path("papershelf", appauthor=False) / "config.toml"


def cache() -> Path:
    """Return the folder of what can be had again."""
    if home := _home():
        return home / "cache"
    from platformdirs import user_cache_path

    return user_cache_path("papershelf", appauthor=False)


def real(path: Path) -> Path:
    """Return the file that a path names: a symbolic link is followed, since SQLite's logs are beside its target."""
    return Path(os.path.realpath(path)) if os.path.islink(path) else path  # noqa: PTH114 (Path's raises where the folder is closed)


def backups(library_path: Path) -> Path:
    """Return the folder of a library's backups, which stands beside it."""
    path = real(library_path)
    return path.with_name(path.name + ".backups")


LINKED = "{} is one file with another name, a hard link: what is saved while both are open is lost; remove one"
"""Each name has a log of its own (https://sqlite.org/howtocorrupt.html, section 2.5)."""


def is_full(folder: Path) -> bool:
    """Return whether a folder's disk has not even room for the small files that SQLite makes beside a database."""
    try:
        space = os.statvfs(folder)
    except (OSError, AttributeError):  # not on Windows
        return False
    return space.f_bavail * space.f_frsize < SCANT


SCANT = 64 * 1024


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder last through a loss of power, where folders can be opened (not on Windows)."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass  # some network file systems refuse; the file itself is on the disk
    finally:
        os.close(descriptor)
