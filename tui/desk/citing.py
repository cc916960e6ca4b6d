"""From papers on the shelf to citations: the forms there are, their keys, and what to know before one is copied."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from storage.papers.paper import Entry
from storage.papers.words import papers
from tui.citations import CITATIONS, UnknownStyleError, bibliography, hint, keys, named, pandoc, render, template
from tui.citations.csl_json import csl_json
from tui.citations.pandoc import Formatted, PandocError, style_home
from tui.citations.styles import Style
from tui.citations.writers import Format, own_template
from tui.desk.keying import keys_of, proposed

if TYPE_CHECKING:
    from storage.library import Library
    from tui.desk.settings import Settings

__all__ = ["PandocError", "UnknownStyleError", "hint", "style_home"]

CSL = "csl:"
"""Stands before the name or the path of a style that pandoc formats: `csl:ecology-letters`, `csl:/home/me/x.csl`."""
PANDOC_SECONDS = 30.0
"""How long pandoc may take for what is copied; a thousand papers take it four."""
KEYLESS = frozenset(("title", "link", "doi", "markdown", "csv"))
"""Formats that print no citation key, so that none is given to the paper."""


class CslStyle(NamedTuple):
    """A style that pandoc formats."""

    name: str
    """As it was named: in a folder of styles, or its file."""

    @property
    def title(self) -> str:
        """What it is called: the name of its file."""
        return Path(self.name).name.removesuffix(".csl")


Form = Style | Format | CslStyle

_own = cache(own_template)


def forms(settings: "Settings") -> "tuple[Style | Format, ...]":
    """Return every form that a paper can be copied in, but for pandoc's, in the order of the chooser."""
    return (*CITATIONS, _own(settings.template)) if settings.template else CITATIONS


def form_named(name: str, settings: "Settings") -> Form:
    """Return the form called `name`, or the style that pandoc finds by that name, which `csl:` says it is.

    Raises UnknownStyleError when there is neither.
    """
    unknown = ""
    if not name.startswith(CSL):
        try:
            return named(name, forms(settings), "style")
        except UnknownStyleError as error:
            unknown = f"{error}; "
    style = name.removeprefix(CSL)
    if unknown and pandoc.program() is None and Path(style).suffix != ".csl":
        raise UnknownStyleError(f"{unknown}pandoc is not installed, with which any other CSL style can be used")
    try:
        pandoc.find_style(style)
    except pandoc.PandocError as error:
        raise UnknownStyleError(f"{unknown}{error}") from None
    return CslStyle(style)


def check(settings: "Settings") -> list[str]:
    """Put the default in the place of a template, key pattern or style that is none; return a sentence for each.

    A style of pandoc's is looked for when it is used.
    """
    complaints = []
    tried: dict[str, Callable[[str], object]] = {
        "template": _own,
        "key_pattern": keys.check,
        "style": lambda name: form_named(name, settings),
    }
    for name, make in tried.items():
        value = getattr(settings, name)
        if value and not value.startswith(CSL):
            try:
                make(value)
            except ValueError as error:
                complaints.append(f"{name} {value!r} in the settings: {error}")
                setattr(settings, name, getattr(type(settings), name))
    return complaints


def csl_styles() -> list[str] | None:
    """Return the names of the styles that pandoc finds by name; None when there is no pandoc."""
    return pandoc.styles_installed() if pandoc.program() else None


def records(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return what pandoc is given: CSL-JSON without the abstracts, which no style prints."""
    known = [{**csl_json(entry.paper), "id": f"paper-{entry.id}"} for entry in entries]
    return [{name: value for name, value in record.items() if name != "abstract"} for record in known]


@dataclass(frozen=True, slots=True)
class Cited:
    """Papers to be cited in one form, each by itself or all together."""

    form: Form
    entries: Sequence[Entry]
    keys: Sequence[str]
    formatted: Sequence[Formatted] = ()
    """What pandoc made of them, in the style's order."""

    @property
    def title(self) -> str:
        """What it is: `APA 7`, `BibTeX of 3 papers`."""
        count = len(self.entries)
        return self.form.title if count == 1 else f"{self.form.title} of {papers(count)}"

    @property
    def hints(self) -> tuple[str, ...]:
        """What the reader should know: authors that the listing left out."""
        return tuple(
            f"{entry.paper.title[:60]}: {said}" if len(self.entries) > 1 else said
            for entry in self.entries
            if (said := hint(entry.paper))
        )

    @property
    def lines(self) -> list[str]:
        """The citations one by one, in the style's order where pandoc makes them."""
        return [one.text for one in self.formatted] if isinstance(self.form, CslStyle) else self.each

    @property
    def each(self) -> list[str]:
        """The citation of each paper, in the order of the papers; empty where pandoc made none."""
        if isinstance(self.form, CslStyle):
            made = {one.id: one.text for one in self.formatted}
            return [made.get(f"paper-{entry.id}", "") for entry in self.entries]
        papers = zip(self.entries, self.keys, strict=True)
        return [render(self.form.cite(entry.paper, key=key)) for entry, key in papers]

    @property
    def text(self) -> str:
        """All of them as one text to be copied."""
        if isinstance(self.form, Style) and len(self.entries) > 1:
            return bibliography([entry.paper for entry in self.entries], self.form.name)
        if isinstance(self.form, Format):
            return self.form.copy(zip((entry.paper for entry in self.entries), self.keys, strict=True))
        return "\n".join(self.lines)


def by_pandoc(
    entries: Sequence[Entry], form: CslStyle, keys: Sequence[str] = (), *, seconds: float = PANDOC_SECONDS
) -> Cited:
    """Return the papers in a style of pandoc's, which blocks while pandoc runs; raises PandocError."""
    return Cited(form, entries, keys, pandoc.entries_by_pandoc(records(entries), form.name, seconds=seconds))


def preview(entries: Sequence[Entry], style: str, settings: "Settings") -> str:
    """Return what would be copied in one of the forms; no key is given away by looking."""
    return Cited(form_named(style, settings), entries, [proposed(entry, settings) for entry in entries]).text


def cite(
    library: "Library", entries: Sequence[Entry], form: Form, settings: "Settings", *, keyed: bool = False
) -> Cited:
    """Return the citations of papers in a form. Keys that it prints, or all with `keyed`, are kept from then on.

    Raises LibraryError, and PandocError for a style of pandoc's, for which it blocks as long as pandoc runs.
    """
    if keyed or (isinstance(form, Format) and form.name not in KEYLESS):
        keys = keys_of(library, entries, settings)
    else:
        keys = [entry.key or "" for entry in entries]
    return by_pandoc(entries, form, keys) if isinstance(form, CslStyle) else Cited(form, entries, keys)


def written_as(form: str) -> Callable[[Entry], str]:
    """Return what writes a paper of a list as a template says; a tab and an end of line may stand there as in C.

    Raises PointedError with the place that is no template.
    """
    read = template.read(form.replace(r"\t", "\t").replace(r"\n", "\n"), listed=True)
    return lambda entry: read.fill(entry.paper, key=entry.key or "", number=str(entry.id))
