"""Importing a path, a paste or identifiers: what it holds, what would be new; then all of it, or what is picked."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input

from storage.library import CancelledError, LibraryError
from storage.paper import Listed, Noted, Skipped, arxiv_id, doi
from storage.text import clean
from tui.screens.choose import Option, Options
from tui.widgets.bar import Bar, Run
from tui.widgets.prose import Piece, Prose

if TYPE_CHECKING:
    from importers.reader import Page, Reader
    from storage.intake import Account
    from tui.app import PapershelfApp

STREAMED = 8_000_000
"""From this many bytes on a page is not read whole for its preview."""
PEEK = 2_000
"""Records of a large file that its preview looks at."""
SHOWN = 200
"""Skipped lines that are listed."""
VERDICTS = {
    "new": "new",
    "here": "here already, with new facts",
    "unchanged": "here already",
    "possible": "new, but see below",
}

Item = Listed | Skipped | Noted


@dataclass
class Previewed(Message):
    """A page was read and compared with the shelf."""

    page: "Page | None"
    reader: "Reader | None"
    items: Sequence[Item] | None
    """The whole page; None when it is too large to be held."""
    account: "Account"
    name: str
    source: str
    format: str
    total: int | None
    """How many records there may be, where only the first were looked at."""


@dataclass
class Failed(Message):
    """Something could not be read, looked up or written."""

    sentence: str


@dataclass
class Progress(Message):
    """So many records have been read."""

    done: int
    total: int | None

    def can_replace(self, message: Message) -> bool:
        """Let the last of many stand for all of them."""
        return isinstance(message, Progress)


@dataclass
class Imported(Message):
    """The import is done."""

    account: "Account"


class PathInput(Input):
    """A line for a path; a paste of several lines is a page, not a path."""

    @dataclass
    class Page(Message):
        """A page was pasted."""

        text: str

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if len(event.text.strip().splitlines()) > 1:
            self.post_message(self.Page(event.text))
        else:
            self.insert_text_at_cursor(clean(event.text))


class ImportScreen(ModalScreen["Account | None"]):
    """One import. Nothing is written before the reader says so; dismisses with the account of what was."""

    AUTO_FOCUS = ""
    app: "PapershelfApp"

    def __init__(self, text: str | None = None) -> None:
        super().__init__()
        self.text = text
        self.stage = "ask"
        """ask, read, show, write."""
        self.shown: Previewed | None = None
        self.picked: set[int] = set()
        self.began = 0.0
        self.given_up = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="box tall", id="import"):
            yield Bar(id="import-title")
            yield PathInput(placeholder="a file, a link, arXiv ids or DOIs; or paste a page", id="import-path")
            yield Prose(id="import-words")
            yield Options([], id="import-rows")
            yield Prose(id="import-below")
            yield Bar(id="import-progress")
            yield Bar(id="import-hints")

    def on_mount(self) -> None:
        for name, height in (("import-words", 3), ("import-below", 5)):
            self.query_one(f"#{name}").styles.height = height
        self.query_one("#import-rows").styles.height = "1fr"
        self.query_one("#import-title", Bar).say([Run(" Import", "bar--strong")])
        if self.text is not None:
            self.query_one("#import-path").display = False
            self.read_text(self.text)
        else:
            self.show_stage("ask")
            self.query_one("#import-path").focus()

    def show_stage(self, stage: str) -> None:
        """Show what can be done at this stage."""
        self.stage = stage
        hints = {
            "ask": (("Enter", "look at it"), ("Esc", "leave")),
            "read": (("Esc", "leave"),),
            "show": (("Enter", "import"), ("Space", "pick or leave out"), ("a", "all or none"), ("Esc", "leave")),
            "write": (("Esc", "give up: the shelf stays as it was"),),
        }[stage]
        self.query_one("#import-hints", Bar).say(
            [run for key, word in hints for run in (Run(f" {key}", "bar--key"), Run(f" {word} ", "bar--quiet"))]
        )
        self.query_one("#import-rows").display = stage in ("show", "write")
        self.query_one("#import-below").display = stage in ("show", "write")
        if stage not in ("read", "write"):
            self.query_one("#import-progress", Bar).say([], [])

    def words(self, *pieces: Piece) -> None:
        """Say something above the rows."""
        self.query_one("#import-words", Prose).show(pieces)

    # -- reading -----------------------------------------------------------------------------------------------------

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        text = message.value.strip()
        if self.stage != "ask" or not text:
            return
        path = Path(text.removeprefix("file://").strip("'\"")).expanduser()
        try:
            there = path.exists()
        except (OSError, ValueError):
            there = False
        words = text.replace(",", " ").split()
        if there:
            self.start(self._read_file, path)
        elif all(_identifier(word) for word in words):
            self.start(self._look_up, words)
        else:
            self.words(Piece(f"there is no file {text}, and it is no arXiv id, DOI or link", "prose--warn"))

    @on(PathInput.Page)
    def _pasted(self, message: PathInput.Page) -> None:
        message.stop()
        self.read_text(message.text)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        if self.stage in ("ask", "show"):
            self.read_text(event.text)

    def read_text(self, text: str) -> None:
        """Look at a pasted page; a paste of nothing but identifiers is looked up."""
        words = text.replace(",", " ").split()
        if len(text.strip().splitlines()) < 3 and words and all(_identifier(word) for word in words):
            self.start(self._look_up, words)
        else:
            self.start(self._read_text, text)

    def start(self, work: Any, *arguments: Any) -> None:
        """Do something in a thread of its own; what comes of it comes as a message."""
        self.given_up = False
        self.began = time.monotonic()
        self.show_stage("read" if work != self._write else "write")
        if work != self._write:
            self.words(Piece("reading…", "prose--quiet"))

        def guarded() -> None:
            try:
                work(*arguments)
            except CancelledError:
                pass  # the reader has left, or is told by `_give_up`
            except Exception as error:
                self.post_message(Failed(str(error) or type(error).__name__))

        self.run_worker(guarded, thread=True, group="import", exit_on_error=False)

    def _read_file(self, path: Path) -> None:
        from importers import from_file

        self._preview(from_file(path))

    def _read_text(self, text: str) -> None:
        from importers import from_text

        self._preview(from_text(text))

    def _preview(self, page: "Page") -> None:
        from importers import read, recognise

        reader = recognise(page)
        records = read(page, reader)
        whole = page.size <= STREAMED
        items: list[Item] = list(records) if whole else list(islice(records, PEEK))
        more = not whole and len(items) == PEEK
        self._compare(
            page,
            reader,
            items,
            reader.TITLE,
            page.source,
            reader.NAME,
            total=_estimate(page, items) if more else None,
            keep=not more,
        )

    def _look_up(self, words: list[str]) -> None:
        from tui import looking_up

        items = looking_up.items(words, self.app.settings, wanted=lambda: not self.given_up)
        self._compare(None, None, items, "Looked up", " ".join(words), "lookup", total=None, keep=True)

    def _compare(
        self, page: "Page | None", reader: "Reader | None", items: list[Item], name: str, source: str, form: str, *,
        total: int | None, keep: bool,
    ) -> None:  # fmt: skip
        with self.app.library.again() as library:
            account = library.add(items, source=source, format=form, dry_run=True, progress=self._tell(None))
        self.post_message(Previewed(page, reader, items if keep else None, account, name, source, form, total))

    def _tell(self, total: int | None) -> Any:
        def told(done: int) -> bool:
            self.post_message(Progress(done, total))
            return not self.given_up

        return told

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        if self.stage == "read" and self.text is not None and self.shown is None:
            self.query_one("#import-path").display = True
        self.show_stage("ask")
        self.words(Piece(message.sentence, "prose--warn"))
        self.query_one("#import-words").styles.height = 8
        self.query_one("#import-path").focus()

    # -- showing -----------------------------------------------------------------------------------------------------

    @on(Previewed)
    def _previewed(self, message: Previewed) -> None:
        account = message.account
        self.shown = message
        self.show_stage("show")
        self.query_one("#import-path").display = False
        here = account.merged + account.unchanged
        papers = f"{account.found:,} paper{'' if account.found == 1 else 's'}"
        name = f"{message.name} ({account.title})" if account.title else message.name
        if message.total is not None:
            papers = f"about {message.total:,} papers; of the first {account.found:,}"
        sentence = f"{name}, {papers}: {account.added:,} new, {here:,} here already"
        if account.skipped_count:
            sentence += f", {account.skipped_count:,} piece{'' if account.skipped_count == 1 else 's'} not readable"
        if account.possible_duplicates:
            sentence += f", {len(account.possible_duplicates):,} perhaps the same as another"
        self.words(Piece(sentence, "prose--title"), Piece(message.source, "prose--quiet"))
        self.picked = set(range(1, len(account.rows) + 1))
        self.show_rows(0)
        below: list[Piece] = [Piece(note, "prose--quiet") for note in account.notes]
        below += [
            Piece(f"{item.reason}: {item.text}", "prose--warn", f"line {item.line}  ")
            for item in account.skipped[:SHOWN]
        ]
        if account.skipped_count > SHOWN:
            below.append(Piece(f"and {account.skipped_count - SHOWN:,} more", "prose--warn"))
        below += [
            Piece(f"{pair.title}  ≈  {pair.other_title} ({pair.likeness:.0f} % alike); D decides later", "prose--mark")
            for pair in account.possible_duplicates[:SHOWN]
        ]
        below_prose = self.query_one("#import-below", Prose)
        below_prose.show(below)
        below_prose.display = bool(below)
        self.query_one("#import-rows").focus()

    def show_rows(self, cursor: int) -> None:
        """Show the records, picked or not."""
        assert self.shown is not None
        choice = self.shown.items is not None
        options = [
            Option(
                place, plan.listed.paper.title or "(no title)", note=VERDICTS.get(plan.verdict, plan.verdict),
                mark=("[x]" if place in self.picked else "[ ]") if choice else "",
            )
            for place, plan in enumerate(self.shown.account.rows, 1)
        ]  # fmt: skip
        self.query_one(Options).show(options, cursor)
        left_out = len(self.shown.account.rows) - len(self.picked)
        title = " Import" + (f" {len(self.picked):,} of {len(self.shown.account.rows):,}" if left_out else "")
        self.query_one("#import-title", Bar).say([Run(title, "bar--strong")])

    def on_key(self, event: events.Key) -> None:
        key = event.key
        options = self.query_one(Options)
        if key == "escape":
            self.leave()
        elif self.stage != "show":
            return
        elif key == "enter":
            self.write()
        elif key == "space" and self.shown is not None and self.shown.items is not None and options.current:
            self.picked.symmetric_difference_update({options.current.value})
            self.show_rows(min(options.cursor + 1, len(options.options) - 1))
        elif key == "a" and self.shown is not None and self.shown.items is not None:
            everything = set(range(1, len(self.shown.account.rows) + 1))
            self.picked = set() if self.picked == everything else everything
            self.show_rows(options.cursor)
        elif key in ("down", "j"):
            options.move(options.cursor + 1)
        elif key in ("up", "k"):
            options.move(options.cursor - 1)
        elif key in ("pagedown", "ctrl+d"):
            options.move(options.cursor + max(1, options.size.height - 1))
        elif key in ("pageup", "ctrl+u"):
            options.move(options.cursor - max(1, options.size.height - 1))
        elif key in ("home", "g"):
            options.move(0)
        elif key in ("end", "G"):
            options.move(len(options.options) - 1)
        else:
            return
        event.stop()

    @on(Options.Chosen)
    def _row_pressed(self, message: Options.Chosen) -> None:
        if self.stage == "show" and self.shown is not None and self.shown.items is not None:
            self.picked.symmetric_difference_update({message.option.value})
            self.show_rows(self.query_one(Options).cursor)

    def leave(self) -> None:
        """Leave, or give up the import that is being written."""
        self.given_up = True
        if self.stage == "write":
            self.words(Piece("giving up…", "prose--quiet"))
        else:
            self.dismiss(None)

    # -- writing -----------------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Import what is picked."""
        shown = self.shown
        if shown is None:
            return
        if not shown.account.found or (shown.items is not None and not self.picked):
            self.words(Piece("there is nothing to import", "prose--warn"))
            return
        self.start(self._write, shown)

    def _write(self, shown: Previewed) -> None:
        from importers import read

        pick: set[int] | None = None
        items: Any = shown.items
        total: int | None = shown.total
        if items is None:
            assert shown.page is not None
            items = read(shown.page, shown.reader)
        else:
            total = shown.account.found
            if len(self.picked) < len(shown.account.rows):
                pick = set(self.picked)
        try:
            with self.app.library.again() as library:
                account = library.add(
                    items, source=shown.source, format=shown.format, pick=pick, progress=self._tell(total)
                )
        except CancelledError:
            self.post_message(Failed("given up: the shelf is as it was"))
            return
        except LibraryError as error:
            self.post_message(Failed(str(error)))
            return
        self.post_message(Imported(account))

    @on(Imported)
    def _imported(self, message: Imported) -> None:
        self.dismiss(message.account)

    @on(Progress)
    def _progress(self, message: Progress) -> None:
        if self.stage not in ("read", "write"):
            return
        seconds = max(1e-6, time.monotonic() - self.began)
        rate = message.done / seconds
        words = f" {message.done:,} records, {rate:,.0f} a second"
        bar = ""
        if message.total:
            share = min(1.0, message.done / message.total)
            width = 24
            bar = " " + "━" * round(share * width) + "─" * (width - round(share * width)) + f" {share:4.0%}"
            left = (message.total - message.done) / rate if rate else 0
            if left >= 1:
                words += f", {_duration(left)} left"
        self.query_one("#import-progress", Bar).say([Run(bar, "bar--key"), Run(words, "bar--plain")])


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def _identifier(word: str) -> bool:
    return word.lower().startswith(("http://", "https://")) or doi(word) is not None or arxiv_id(word) is not None


def _estimate(page: "Page", items: Sequence[Item]) -> int | None:
    """Return about how many records a large page holds, going by the size of the first ones."""
    last = max((item.line for item in items if isinstance(item, (Listed, Skipped))), default=0)
    if last < 2:
        return None
    read = sum(len(line) + 1 for line in islice(page.lines(), last))
    return max(len(items), round(page.size / max(1, read) * len(items)))
