"""The settings file: what the reader set by hand, and the few choices the screen remembers there."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage.fields import SORTS

NAMES = {
    "theme": str, "style": str, "sort": str, "columns": list, "pane": bool, "keywords_as_tags": bool, "contact": str,
    "key_pattern": str, "template": str, "keys": dict, "commands": dict, "api_keys": dict, "lookup": dict,
}  # fmt: skip
"""Every setting and its type; the tables (`dict`) are only ever written by hand."""
KNOWN: Mapping[str, tuple[str, ...]] = {
    "theme": ("dark", "light", "contrast", "terminal"),
    "sort": (*SORTS, *(f"-{name}" for name in SORTS)),
    "columns": (
        "status", "star", "note", "priority", "year", "date", "venue", "author", "score", "votes", "comments", "seen",
        "category", "added", "title",
    ),
}  # fmt: skip
"""What the choices are of that a list can say; of forms to cite in, citing.check knows."""

_TABLE = re.compile(r"^\s*\[", re.MULTILINE)


@dataclass
class Settings:
    """What config.toml holds."""

    path: Path | None = None
    theme: str = ""
    """dark, light, contrast or terminal; empty picks one that suits the terminal."""
    style: str = "bibtex"
    """The citation style used last."""
    sort: str = "-added"
    columns: tuple[str, ...] = ()
    pane: bool = True
    keywords_as_tags: bool = False
    """Whether the keywords of a library's new papers become tags."""
    contact: str = ""
    """An e-mail address for the User-Agent of online look-ups."""
    key_pattern: str = ""
    template: str = ""
    keys: Mapping[str, object] = field(default_factory=dict)
    """The keymap: action to keys."""
    commands: Mapping[str, object] = field(default_factory=dict)
    """The reader's own commands, by name; see commands.check."""
    api_keys: Mapping[str, str] = field(default_factory=dict)
    lookup: Mapping[str, str] = field(default_factory=dict)
    """Base addresses of the look-up services."""
    complaints: tuple[str, ...] = ()
    """What is wrong with the file, a sentence each."""

    @property
    def named_forms(self) -> bool:
        """Whether a form, a template or a key pattern is named, for citing.check to look at."""
        return self.style != Settings.style or bool(self.template or self.key_pattern)

    @classmethod
    def load(cls, path: Path) -> "Settings":
        """Return the settings of a file; what is missing or wrong keeps its default, and wrong is said."""
        settings = cls(path=path)
        try:
            text = path.read_text("utf-8")
        except FileNotFoundError:
            return settings
        except (OSError, UnicodeDecodeError) as error:
            settings.complaints = (f"{path} cannot be read: {error}",)
            return settings
        import tomllib  # 5 ms, and most readers have no settings file

        try:
            found = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            settings.complaints = (f"{path}: {error}; using default settings",)
            return settings
        complaints: list[str] = []
        for name, value in found.items():
            kind = NAMES.get(name)
            if kind is None:
                complaints.append(f"{path}: unknown setting “{name}”")
            elif not isinstance(value, kind):
                complaints.append(f"{path}: {name} must be a {kind.__name__}")
            elif name in KNOWN:
                complaints += [f"{path}: {wrong}" for wrong in settings._choose(name, value)]
            else:
                setattr(settings, name, value)
        settings.complaints = tuple(complaints)
        return settings

    def _choose(self, name: str, value: Any) -> list[str]:
        """Make a choice, or several, of those KNOWN; return a sentence for each that is not one."""
        asked = [value] if isinstance(value, str) else [str(item) for item in value]
        good = tuple(item for item in asked if not item or item in KNOWN[name])
        if isinstance(value, list):
            setattr(self, name, good)
        elif good:
            setattr(self, name, value)
        known = ", ".join(item for item in KNOWN[name] if not item.startswith("-"))
        return [f"{name} cannot be {item!r}; choose from {known}" for item in asked if item not in good]

    def remember(self, **values: object) -> str | None:
        """Set these and write them into the file, every other line as it is; return what went wrong, if anything."""
        for name, value in values.items():
            setattr(self, name, value)
        if self.path is None:
            return None
        from tui.desk import files  # and tempfile, which no command that only reads needs

        try:
            text = self.path.read_text("utf-8") if self.path.exists() else ""
            changed = put(text, values)
            if changed is None:
                return f"{self.path} was not changed: its layout is unusual; please edit it by hand"
            if changed != text:
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                files.write(self.path, [changed])
        except (OSError, UnicodeDecodeError) as error:
            return f"{self.path} cannot be written: {error}"
        return None


def put(text: str, values: Mapping[str, object]) -> str | None:
    """Return a TOML text with these top-level values set, comments and order kept; None when it would not be right."""
    import tomllib

    start = _TABLE.search(text)
    top, tables = (text[: start.start()], text[start.start() :]) if start else (text, "")
    for name, value in values.items():
        line = f"{name} = {literal(value)}"
        pattern = re.compile(rf"^{re.escape(name)}\s*=.*$", re.MULTILINE)
        if pattern.search(top):
            top = pattern.sub(line.replace("\\", "\\\\"), top, count=1)
        else:
            top = f"{top.rstrip()}\n{line}\n".lstrip("\n") + ("\n" if tables else "")
    changed = top + tables
    try:
        before, after = tomllib.loads(text), tomllib.loads(changed)
    except tomllib.TOMLDecodeError:
        return None
    return changed if after == before | json.loads(json.dumps(values)) else None


def literal(value: object) -> str:
    """Return a text, a number, a boolean or a list of them as TOML writes it: as JSON but for DEL (TOML 1.0.0)."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
