"""Choosing how to cite: every form with the preview of this very paper; typing finds one, 1 to 9 take one at once.

Where pandoc is installed, any other CSL style too, by its name or its file: it is asked in a thread.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from storage.papers.paper import Entry
from storage.papers.text import clean, fold
from storage.papers.words import papers, quoted
from tui.desk import citing, files
from tui.screens.choose import Chooser, Option
from tui.widgets.prose import Piece

if TYPE_CHECKING:
    from tui.desk.settings import Settings

PREVIEWED = 20
"""Papers of a large selection that the preview shows."""
PREVIEW_SECONDS = 10.0
"""How long pandoc may take for a preview."""


class CiteScreen(Chooser):
    """The forms; dismisses with the name of the one to copy in. The preview is the whole text, to be taken by hand."""

    does = "copy"
    typing = numbered = True

    def __init__(self, entries: Sequence[Entry], count: int, settings: "Settings") -> None:
        self.entries = list(entries)
        self.settings = settings
        self.installed = citing.csl_styles()
        """The CSL styles pandoc finds; None where there is no pandoc."""
        self.answers: dict[str, Piece] = {}
        self.asked: str | None = None
        """What pandoc is working at."""
        options = [Option(form.name, form.title, note=form.name) for form in citing.forms(settings)]
        if settings.style.startswith(citing.CSL):
            options.append(through_pandoc(settings.style))
        if self.installed is not None:
            self.hint += "; or name any CSL style, or its file"
        what = f"“{entries[0].paper.title[:50]}”" if count == 1 and entries else papers(count)
        super().__init__(f"Cite {what} as", options, start=settings.style)

    def matching(self, text: str) -> list[Option]:
        """Return the forms that hold every word; behind them, with pandoc, styles found and the style named."""
        found = super().matching(text)
        wanted = clean(text)
        if self.installed is None or not wanted:
            return found
        words = fold(wanted).split()
        names = [name for name in self.installed if words and all(word in fold(name) for word in words)]
        if (path := files.there(wanted)) and path.is_file():
            names.insert(0, str(path.absolute()))
        elif wanted not in names:
            names.append(wanted)
        have = {option.value for option in found}
        return [*found, *(through_pandoc(name) for name in names if citing.CSL + name not in have)]

    def preview(self, name: str) -> list[Piece]:
        """Return the text that would be copied, and what to know of it."""
        hints = ((entry.paper.title, citing.hint(entry.paper)) for entry in self.entries[:PREVIEWED])
        named = len(self.entries) > 1
        said = [Piece(f"{quoted(title)}: {hint}" if named else hint, "prose--warn") for title, hint in hints if hint][
            :1
        ]
        if name.startswith(citing.CSL):
            if name not in self.answers:
                self.ask(name)
            said.append(self.answers.get(name, Piece("asking pandoc…", "prose--quiet")))
        else:
            said.append(Piece(citing.preview(self.entries[:PREVIEWED], name, self.settings)))
        if len(self.entries) > PREVIEWED:
            said.append(Piece("…", "prose--quiet"))
        return said

    # -- pandoc ------------------------------------------------------------------------------------------------------

    def ask(self, style: str) -> None:
        """Have pandoc make the preview, one at a time: the next is asked for when it has answered."""
        if self.asked is None:
            self.asked = style
            self.run_worker(lambda: self._ask(style), thread=True, group="pandoc", exit_on_error=False)

    def _ask(self, style: str) -> None:
        try:
            form = citing.CslStyle(style.removeprefix(citing.CSL))
            piece = Piece(citing.by_pandoc(self.entries[:PREVIEWED], form, seconds=PREVIEW_SECONDS).text)
        except Exception as error:
            piece = Piece(str(error) or type(error).__name__, "prose--warn")
        self.call_later(self._answered, style, piece)

    def _answered(self, style: str, preview: Piece) -> None:
        self.asked = None
        self.answers[style] = preview
        self.show_preview(self.options.current)

    def chosen(self, option: Option) -> None:
        """Copy in this form; a style that pandoc has refused stays on the screen with the reason."""
        answer = self.answers.get(option.value)
        if answer is None or answer.style != "prose--warn":
            self.dismiss(option.value)


def through_pandoc(style: str) -> Option:
    """Return the option of a CSL style."""
    name = style.removeprefix(citing.CSL)
    return Option(citing.CSL + name, name, note="through pandoc")
