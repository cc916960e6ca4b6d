"""Importing a path, a paste or identifiers: what it holds, what would be new; then all of it, or what is picked."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from storage.account import CancelledError
from storage.library import LibraryError
from storage.papers.paper import Listed, Noted, Skipped, arxiv_id, doi
from storage.papers.text import clean
from storage.papers.words import called, papers
from tui.screens.choose import Option, Options
from tui.screens.dialog import Dialog
from tui.widgets.bar import Bar, Run
from tui.widgets.prose import Piece, Prose

if TYPE_CHECKING:
    from importers.reader import Page, Reader
    from storage.account import Account, Planned
    from tui.host import Host

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


@dataclass(frozen=True)
class Parcel:
    """One listing to be imported: a page, or what one service answered."""

    items: Sequence[Item] | None
    """All of it; None when it is too large to be held."""
    source: str
    format: str
    page: "Page | None" = None
    reader: "Reader | None" = None


@dataclass
class Previewed(Message):
    """What is to be imported was read and compared with the shelf."""

    name: str
    parcels: Sequence[Parcel]
    accounts: "Sequence[Account]"
    """What importing each parcel would do."""
    total: int | None
    """How many records there may be, where only the first were looked at."""

    @property
    def rows(self) -> "list[Planned]":
        """The records of all parcels."""
        return [row for account in self.accounts for row in account.rows]

    @property
    def whole(self) -> bool:
        """Whether every record is listed, so that single ones can be left out."""
        return all(parcel.items is not None for parcel in self.parcels) and len(self.rows) == self.count("found")

    def count(self, what: str) -> int:
        """Return a sum over the accounts: found, added, merged, unchanged, skipped_count."""
        return sum(getattr(account, what) for account in self.accounts)


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


class ImportScreen(Dialog["Account | None"]):
    """One import. Nothing is written before the reader says so; dismisses with the account of what was."""

    AUTO_FOCUS = ""
    app: "Host"

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
        picking = (("Space", "pick or leave out"), ("a", "all or none")) if self.shown and self.shown.whole else ()
        hints = {
            "ask": (("Enter", "look at it"), ("Esc", "leave")),
            "read": (("Esc", "leave"),),
            "show": (("Enter", "import"), *picking, ("Esc", "leave")),
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
        parcel = Parcel(None if more else items, page.source, reader.NAME, page, reader)
        self._compare(reader.TITLE, [parcel], [items], _estimate(page, items) if more else None)

    def _look_up(self, words: list[str]) -> None:
        from tui.desk import looking_up

        answers = looking_up.answers(words, self.app.settings, wanted=lambda: not self.given_up)
        parcels = [Parcel(answer.items, answer.source, answer.format) for answer in answers]
        self._compare("Looked up", parcels, [answer.items for answer in answers], None)

    def _compare(self, name: str, parcels: list[Parcel], items: Sequence[Sequence[Item]], total: int | None) -> None:
        with self.app.library.again() as library:
            accounts = [
                library.add(some, source=parcel.source, format=parcel.format, dry_run=True, progress=self._tell(None))
                for parcel, some in zip(parcels, items, strict=True)
            ]
        self.post_message(Previewed(name, parcels, accounts, total))

    def _tell(self, total: int | None) -> Any:
        def told(done: int) -> bool:
            self.post_message(Progress(done, total))
            return not self.given_up

        return told

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        self.query_one("#import-path").display = True
        self.show_stage("ask")
        self.words(Piece(message.sentence, "prose--warn"))
        self.query_one("#import-words").styles.height = 8
        self.query_one("#import-path").focus()

    # -- showing -----------------------------------------------------------------------------------------------------

    @on(Previewed)
    def _previewed(self, message: Previewed) -> None:
        self.shown = message
        self.show_stage("show")
        self.query_one("#import-path").display = False
        found, skipped = message.count("found"), message.count("skipped_count")
        counted = papers(found)
        name = called(message.name, message.accounts[0].title if len(message.accounts) == 1 else None)
        if message.total is not None:
            counted = f"about {message.total:,} papers; of the first {found:,}"
        here = message.count("merged") + message.count("unchanged")
        sentence = f"{name}, {counted}: {message.count('added'):,} new, {here:,} here already"
        possible = [pair for account in message.accounts for pair in account.possible_duplicates]
        if skipped:
            sentence += f", {skipped:,} piece{'' if skipped == 1 else 's'} not readable"
        if possible:
            sentence += f", {len(possible):,} perhaps the same as another"
        self.words(
            Piece(sentence, "prose--title"),
            Piece(", ".join(parcel.source for parcel in message.parcels), "prose--quiet"),
        )
        self.picked = set(range(1, len(message.rows) + 1))
        self.show_rows(0)
        below = [Piece(note, "prose--quiet") for account in message.accounts for note in account.notes]
        below += [
            Piece(f"{item.reason}: {item.text}", "prose--warn", f"line {item.line}  ")
            for account in message.accounts
            for item in account.skipped[:SHOWN]
        ]
        if skipped > SHOWN:
            below.append(Piece(f"{skipped:,} in all", "prose--warn"))
        below += [
            Piece(f"{pair.title}  ≈  {pair.other_title} ({pair.likeness:.0f} % alike); D decides later", "prose--mark")
            for pair in possible[:SHOWN]
        ]
        below_prose = self.query_one("#import-below", Prose)
        below_prose.show(below)
        below_prose.display = bool(below)
        self.query_one("#import-rows").focus()

    def show_rows(self, cursor: int) -> None:
        """Show the records, picked or not."""
        assert self.shown is not None
        choice, rows = self.shown.whole, self.shown.rows
        options = [
            Option(
                place, plan.listed.paper.title or "(no title)", note=VERDICTS.get(plan.verdict, plan.verdict),
                mark=("[x]" if place in self.picked else "[ ]") if choice else "",
            )
            for place, plan in enumerate(rows, 1)
        ]  # fmt: skip
        self.query_one(Options).show(options, cursor)
        left_out = len(rows) - len(self.picked)
        title = " Import" + (f" {len(self.picked):,} of {len(rows):,}" if left_out else "")
        self.query_one("#import-title", Bar).say([Run(title, "bar--strong")])

    def take(self, event: events.Key) -> bool:
        key = event.key
        options = self.query_one(Options)
        if key == "escape":
            self.leave()
        elif self.stage != "show":
            return False
        elif key == "enter":
            self.write()
        elif key == "space" and self.shown is not None and self.shown.whole and options.current:
            self.picked.symmetric_difference_update({options.current.value})
            self.show_rows(min(options.cursor + 1, len(options.options) - 1))
        elif key == "a" and self.shown is not None and self.shown.whole:
            everything = set(range(1, len(self.shown.rows) + 1))
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
            return False
        return True

    @on(Options.Chosen)
    def _row_pressed(self, message: Options.Chosen) -> None:
        if self.stage == "show" and self.shown is not None and self.shown.whole:
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
        if not shown.count("found") or (shown.whole and not self.picked):
            self.words(Piece("there is nothing to import", "prose--warn"))
            return
        self.start(self._write, shown)

    def _write(self, shown: Previewed) -> None:
        from importers import read

        accounts: list[Account] = []
        before = 0
        try:
            with self.app.library.again() as library:
                for parcel, plan in zip(shown.parcels, shown.accounts, strict=True):
                    places = range(before + 1, before + len(plan.rows) + 1)
                    before += len(plan.rows)
                    pick = {place - places.start + 1 for place in places if place in self.picked}
                    if shown.whole and not pick:
                        continue
                    items: Any = parcel.items
                    if items is None:
                        assert parcel.page is not None
                        items = read(parcel.page, parcel.reader)
                    accounts.append(
                        library.add(
                            items, source=parcel.source, format=parcel.format,
                            pick=pick if shown.whole and len(pick) < plan.found else None,
                            progress=self._tell(plan.found if parcel.items is not None else shown.total),
                        )
                    )  # fmt: skip
        except CancelledError:
            self.post_message(Failed("given up: the shelf is as it was"))
            return
        except LibraryError as error:
            self.post_message(Failed(str(error)))
            return
        self.post_message(Imported(_sum(accounts)))

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


def _sum(accounts: "Sequence[Account]") -> "Account":
    """Return the account of several imports taken together; the change is the last one's."""
    last = accounts[-1]
    return replace(
        last,
        **{name: sum(getattr(one, name) for one in accounts) for name in ("found", "added", "merged", "unchanged")},
    )


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
