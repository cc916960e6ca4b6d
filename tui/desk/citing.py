"""From papers on the shelf to the text that is copied: the forms there are, their keys, and what to know before."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from storage.papers.paper import Entry
from tui import citations
from tui.citations.runs import render
from tui.citations.styles import STYLES, Style
from tui.citations.writers import FORMATS, Format, own_template

if TYPE_CHECKING:
    from storage.library import Library
    from tui.citations.pandoc import Formatted
    from tui.desk.settings import Settings

CSL = "csl:"
"""Stands before the name or the path of a style that pandoc formats: `csl:ecology-letters`, `csl:/home/me/x.csl`."""
PANDOC_SECONDS = 30.0
"""How long pandoc may take for what is copied; a thousand papers take it four."""
KEYLESS = frozenset(("title", "link", "doi", "markdown", "csv"))
"""Formats that print no citation key, so that none is given to the paper."""
DEFAULT = "bibtex"


class Made(NamedTuple):
    """A text to be copied."""

    text: str
    title: str
    """What it is: `APA 7`, `BibTeX of 3 papers`."""
    html: str | None
    hints: tuple[str, ...]
    """What the reader should know: authors that the listing left out."""


def forms(settings: "Settings | None" = None) -> list[Style | Format]:
    """Return every form a paper can be copied in, in the order of the chooser."""
    found: list[Style | Format] = [*FORMATS[:1], *STYLES, *FORMATS[1:]]
    if settings is not None and settings.template:
        from tui.citations.template import TemplateError

        try:
            found.append(own_template(settings.template))
        except TemplateError:
            pass  # said when the settings were read; every other form stays usable
    return found


def form_named(name: str, settings: "Settings | None" = None) -> Style | Format:
    """Return the form called `name`, BibTeX when none is."""
    every = forms(settings)
    return next((form for form in every if form.name == name), every[0])


def known(name: str, settings: "Settings | None" = None) -> bool:
    """Return whether a form is called so, or the name is of a style for pandoc."""
    return name.startswith(CSL) or any(form.name == name for form in forms(settings))


def csl_title(name: str) -> str:
    """Return what a style for pandoc is called: the name of its file."""
    return Path(name.removeprefix(CSL)).name.removesuffix(".csl")


def records(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return what pandoc is given: CSL-JSON without the abstracts, which no style prints."""
    from tui.citations.csl_json import csl_json

    wanted = [{**csl_json(entry.paper), "id": f"paper-{entry.id}"} for entry in entries]
    for record in wanted:
        record.pop("abstract", None)
    return wanted


def by_pandoc(entries: Sequence[Entry], name: str, *, seconds: float = PANDOC_SECONDS) -> "list[Formatted]":
    """Return the entries of a bibliography in a style for pandoc; blocks, raises PandocError."""
    from tui.citations.pandoc import entries_by_pandoc

    return entries_by_pandoc(records(entries), name.removeprefix(CSL), seconds=seconds)


def key_of(library: "Library", entry: Entry, settings: "Settings | None" = None) -> str:
    """Return a paper's citation key; from its first use on it stays the same."""
    if entry.key:
        return entry.key
    key = proposed(entry, settings)
    return key if library.readonly else library.assign_key(entry.id, key)


def proposed(entry: Entry, settings: "Settings | None" = None) -> str:
    """Return the key that a paper has, or would get."""
    from tui.citations import keys

    if entry.key:
        return entry.key
    try:
        return (
            keys.propose(entry.paper, settings.key_pattern)
            if settings and settings.key_pattern
            else keys.propose(entry.paper)
        )
    except keys.KeyPatternError:
        return keys.propose(entry.paper)


def preview(entries: Sequence[Entry], form: Style | Format, settings: "Settings | None" = None) -> str:
    """Return what would be copied; no key is given away by looking."""
    papers = [entry.paper for entry in entries]
    if isinstance(form, Format):
        return form.copy([(entry.paper, proposed(entry, settings)) for entry in entries])
    if len(papers) == 1:
        return render(form.cite(papers[0]), "text")
    return citations.bibliography(papers, form.name, order="style")


def cite(library: "Library", entries: Sequence[Entry], style: str, settings: "Settings | None" = None) -> Made:
    """Return the text that cites these papers in a form; keys that are used are kept from then on.

    Raises LibraryError, and PandocError for a style of pandoc's, for which it blocks as long as pandoc runs.
    """
    called = csl_title(style) if style.startswith(CSL) else form_named(style, settings).title
    title = called if len(entries) == 1 else f"{called} of {len(entries):,} papers"
    hints = tuple(
        f"{entry.paper.title[:60]}: {hint}" if len(entries) > 1 else hint
        for entry in entries
        if (hint := citations.hint(entry.paper)) is not None
    )
    html: str | None = None
    if style.startswith(CSL):
        made = by_pandoc(entries, style)
        text = "\n".join(entry.text for entry in made)
        html = made[0].html if len(made) == 1 else "\n".join(f"<p>{entry.html}</p>" for entry in made)
        return Made(text, title, html, hints)
    form = form_named(style, settings)
    if isinstance(form, Format):
        if form.name in KEYLESS:
            text = form.copy([(entry.paper, entry.key or "") for entry in entries])
        else:
            text = form.copy([(entry.paper, key_of(library, entry, settings)) for entry in entries])
    else:
        text = preview(entries, form, settings)
        papers = [entry.paper for entry in entries]
        html = render(form.cite(papers[0]), "html") if len(papers) == 1 else citations.bibliography(
            papers, form.name, form="html", order="style"
        )  # fmt: skip
    return Made(text, title, html, hints)
