"""Importing a path, a paste or identifiers: what it holds, what would be new; then all of it, or what is picked."""

import os
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial, partialmethod
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Input

from storage.account import CancelledError
from storage.papers.addresses import is_address
from storage.papers.paper import Status
from storage.papers.text import clean
from storage.papers.words import called, papers, several
from tui import keys
from tui.screens.choose import Option, Options
from tui.screens.dialog import Dialog
from tui.widgets.bar import Bar, Run
from tui.widgets.prose import Piece, Prose

if TYPE_CHECKING:
    from storage.account import Account, Planned
    from tui.desk.importing import Parcel, Preview
    from tui.desk.teaching import Lesson
    from tui.desk.typed import Completion

SHOWN = 200
"""Skipped lines that are listed."""
VERDICTS = {"here": "updated", "possible": "new, but see below"}
"""What is said of a record, where that is not the verdict's own word."""


STATUSES = (None, Status.READ, Status.UNREAD)
"""What the papers of a library may be taken for; None is as the file says."""


def _verdict(plan: "Planned") -> str:
    """Return in words what is to become of a record, and whether it is surely one."""
    words = VERDICTS.get(plan.verdict, plan.verdict)
    return words if plan.listed.is_sure else f"{words}, unsure"


LEFT = "import", 0
"""Under what the app keeps the page that was left without importing it."""


class Left(NamedTuple):
    """A page that was left without importing it."""

    text: str
    pasted: bool
    called: str = ""
    """What its preview called it; empty where that was not seen."""
    records: int = 0
    picked: frozenset[int] = frozenset()


@dataclass
class Progress(Message):
    """So many records have been read."""

    done: int
    total: int | None

    def can_replace(self, message: Message) -> bool:
        """Let the last of many stand for all of them."""
        return isinstance(message, Progress)


class PathInput(Input):
    """A line for paths; a paste of several lines is a page, and left to the dialog."""

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        if len(event.text.strip().splitlines()) < 2:
            event.stop()
            self.insert_text_at_cursor(clean(event.text))


class ImportScreen(Dialog["Account | None"]):
    """One import. Nothing is written before the reader says so; dismisses with the account of what was."""

    AUTO_FOCUS = ""
    where = "import"
    box = "box tall"

    def __init__(self, text: str | None = None) -> None:
        super().__init__("Import")
        self.text = text
        self.line = PathInput(placeholder="a file, a link, arXiv ids or DOIs; or paste a page", id="import-path")
        self.above, self.below = Prose(id="import-words"), Prose(id="import-below")
        self.rows = Options([], id="import-rows")
        self.progress = Bar(id="import-progress")
        self.stage = "ask"
        """ask, read, show, write."""
        self.looked: Left | None = None
        """What is looked at."""
        self.left: Left | None = None
        """What was left before, and not yet come back to."""
        self.shown: Preview | None = None
        self.picked: set[int] = set()
        self.lesson: Lesson | None = None
        """What the page that is looked at was taught, where it was."""
        self.status: Status | None = None
        """What the papers of the library are taken for; None for what the file says."""
        self.began = 0.0
        self.given_up = False

    def body(self) -> ComposeResult:
        yield from (self.line, self.above, self.rows, self.below, self.progress)

    def on_mount(self) -> None:
        self.left = self.app.left.get(LEFT)
        if self.text is not None:
            self.line.display = False
            self.read_text(self.text)
            return
        self.show_stage("ask")
        self.line.focus()
        if self.left is not None:
            words = self.left.called or f"{self.left.text.strip().splitlines()[0][:60]} …"
            self.above.show([Piece(f"Enter goes back to what was left: {words}", "prose--quiet")])

    def show_stage(self, stage: str) -> None:
        """Show what can be done at this stage."""
        self.stage = stage
        listed = stage in ("show", "write")
        self.moved = self.rows if stage == "show" else None
        self.hint_bar.tell(self.hints())
        self.rows.display = listed
        self.below.display = listed
        if stage not in ("read", "write"):
            self.progress.say([], [])

    def hints(self) -> list[tuple[str, str, str]]:
        """Return what the keys do at this stage."""
        picking = ("pick", "pick_all") if self.shown and self.shown.whole else ()
        more = ("below_down",) if self.below.pieces else ()
        status = ("status_of_all",) if self.shown and self.shown.of_library else ()
        teach = ("teach",) if self.shown and self.shown.taught_by else ()
        forget = ("forget_layout",) if self.has_layout() else ()
        there = {
            "ask": ("take_in", "complete_path", "written_down"),
            "show": ("take_in", *picking, *status, *teach, *forget, *more),
        }.get(self.stage, ())
        words = {"ask": {"take_in": "look at it"}, "write": {"back": "give up: the shelf stays as it was"}}
        return [
            (key, words.get(self.stage, {}).get(name, word), name)
            for key, word, name in super().hints()
            if name in (*there, "back")
        ]

    # -- reading -----------------------------------------------------------------------------------------------------

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        if self.stage in ("ask", "show"):
            self.read_text(event.text)

    def read_text(self, text: str, *, pasted: bool = True) -> None:
        """Look at a pasted page, or at what is named; a paste of nothing but identifiers is looked up."""
        self.looked = Left(text, pasted)
        self.lesson = None
        self.start("read", lambda: self._read(text, pasted=pasted))

    def start(self, stage: str, work: Callable[[], None]) -> None:
        """Do something in a thread of its own, which calls back with what comes of it."""
        self.given_up = False
        self.began = time.monotonic()
        self.show_stage(stage)
        if stage == "read":
            self.above.show([Piece("reading…", "prose--quiet")])

        def guarded() -> None:
            try:
                work()
            except CancelledError:
                pass  # the reader has left, or is told by `_write`
            except Exception as error:
                self.call_later(self._failed, str(error) or type(error).__name__)

        self.run_worker(guarded, thread=True, group="import", exit_on_error=False)

    def _read(self, text: str, *, pasted: bool) -> None:
        from tui.desk import clipboard, importing  # every reader: a tenth of a second, which only this thread waits for

        settings, told = self.app.settings, self._tell(None)
        offered = partial(clipboard.html, os.environ)
        with self.app.library.again() as library:
            try:
                parcels = (
                    importing.pasted(text, settings, told, offered)
                    if pasted
                    else importing.named(text, settings, told, library, partial(self.call_later, self._asking))
                )
            except importing.UnknownFormatError as error:
                raise importing.InputError(f"{error.said}; paste the whole page, or name its file here") from None
            self.call_later(self._previewed, importing.preview(library, parcels, told))

    def _asking(self, host: str) -> None:
        if self.stage == "read":
            self.above.show([Piece(f"asking {host}…; Esc gives up", "prose--quiet")])

    def _tell(self, total: int | None) -> Callable[[int], bool]:
        def told(done: int) -> bool:
            if done:
                self.post_message(Progress(done, total))
            return not self.given_up

        return told

    def _failed(self, sentence: str) -> None:
        self.line.display = True
        if self.looked and is_address(self.looked.text):
            self.line.value = clean(self.looked.text.strip())
        self.show_stage("ask")
        self.left = self._here()
        self.above.show([Piece(sentence, "prose--warn")])
        self.above.styles.height = 8
        self.line.focus()

    # -- showing -----------------------------------------------------------------------------------------------------

    def _previewed(self, shown: "Preview") -> None:
        from tui.desk.importing import counted as in_words
        from tui.desk.importing import followed

        self.shown, self.status = shown, None
        self.show_stage("show")
        self.line.display = False
        every = shown.together
        counted = papers(every.found)
        if shown.total is not None:
            counted = f"about {papers(shown.total)}; of the first {every.found:,}"
        sentence = f"{called(shown.title, every.title)}, {counted}: {in_words(every)}"
        if shown.unknown:
            sentence = f"{shown.unknown}; read as a page of lines, {counted}"
        if every.possible_duplicates:
            sentence += f", {len(every.possible_duplicates):,} perhaps the same as another"
        self.sentence = sentence
        self.show_above()
        self.picked = set() if shown.unknown else set(range(1, len(every.rows) + 1))
        left, looked = self.left, self.looked
        if left and looked and left[:2] == looked[:2] and left.records == len(every.rows):
            self.picked = set(left.picked)
        self.show_rows(0)
        below = [Piece(line, "prose--mark") for line in followed(every)]
        below += [Piece(note, "prose--quiet") for note in every.notes]
        below += [
            Piece(f"{item.reason}: {item.text}", "prose--warn", f"line {item.line}  ") for item in every.skipped[:SHOWN]
        ]
        if every.skipped_count > SHOWN:
            below.append(Piece(f"{every.skipped_count:,} in all", "prose--warn"))
        below += [
            Piece(f"{pair.title}  ≈  {pair.other_title} ({pair.likeness:.0f} % alike); D decides later", "prose--mark")
            for pair in every.possible_duplicates[:SHOWN]
        ]
        self.below.show(below)
        self.below.display = bool(below)
        self.rows.focus()

    def show_above(self) -> None:
        """Show what the page is, and what its papers are taken for."""
        assert self.shown is not None
        pieces = [Piece(self.sentence, "prose--title")]
        if not self.shown.unknown:
            pieces.append(Piece(self.shown.together.source, "prose--quiet"))
        new = [row.listed.said for row in self.shown.together.rows if row.verdict in ("new", "possible")]
        if new and self.shown.of_library:
            having = sum(said is not None and said.status is not Status.UNREAD for said in new)
            first = "" if self.shown.total is None else "the first "
            words = f"as the file says ({having:,} of {first}{len(new):,} {'has' if having == 1 else 'have'} one)"
            pieces.append(Piece(self.status or words, "prose--mark", "status of the new papers: "))
        if self.shown.unknown:
            key = keys.first("teach", self.app.keymap)
            words = f"nothing is picked: {key} shows the page, and one paper pointed out there teaches how to read it"
            pieces.append(Piece(words, "prose--warn"))
        elif unsure := self.shown.together.unsure:
            words = (
                f"{unsure:,} of {papers(self.shown.together.found)} {'is' if unsure == 1 else 'are'} read with little"
            )
            pieces.append(Piece(f"{words} confidence: look at titles and people before Enter", "prose--warn"))
        self.above.show(pieces)

    def action_status_of_all(self) -> None:
        if self.stage == "show" and self.shown is not None and self.shown.of_library:
            self.status = STATUSES[(STATUSES.index(self.status) + 1) % len(STATUSES)]
            self.show_above()

    def show_rows(self, cursor: int) -> None:
        """Show the records, picked or not."""
        assert self.shown is not None
        choice, rows = self.shown.whole, self.shown.together.rows
        options: list[Option] = []
        shown = sorted(enumerate(rows, 1), key=lambda row: row[1].listed.is_sure)
        for section, group in groupby(shown, lambda row: row[1].listed.section):
            below = list(group)
            if section or options:
                options.append(
                    Option([place for place, _ in below], section or "(no heading)", note=papers(len(below)))
                )
            options += [
                Option(
                    [place], plan.listed.paper.title or "(no title)", note=_verdict(plan),
                    mark=("[x]" if place in self.picked else "[ ]") if choice else "",
                )
                for place, plan in below
            ]  # fmt: skip
        self.rows.show(options, cursor)
        left_out = len(rows) - len(self.picked)
        self.head(Run(f" {len(self.picked):,} of {len(rows):,}" if left_out else "", "bar--strong"))

    def _scroll(self, step: str) -> None:
        self.below.go(step)

    action_below_down = partialmethod(_scroll, "half_down")
    action_below_up = partialmethod(_scroll, "half_up")

    def pick(self, places: Collection[int], cursor: int) -> None:
        """Pick those of these records that were left out; where none was, leave them all out."""
        if self.stage == "show" and self.shown is not None and self.shown.whole:
            self.picked ^= set(places) - self.picked or set(places)
            self.show_rows(cursor)

    def action_pick(self) -> None:
        if self.rows.current is not None:
            self.pick(self.rows.current.value, min(self.rows.cursor + 1, len(self.rows.options) - 1))

    def action_pick_all(self) -> None:
        self.pick({place for option in self.rows.options for place in option.value}, self.rows.cursor)

    @on(Options.Chosen)
    def _row_pressed(self, message: Options.Chosen) -> None:
        self.pick(message.option.value, self.rows.cursor)

    def action_complete_path(self) -> None:
        """Have the last path of the line go on, as far as its folder tells; a slow disk keeps nobody waiting."""
        if self.stage == "ask" and self.line.cursor_position == len(text := self.line.value):
            from tui.desk import typed

            def look() -> None:
                self.call_later(self._completed, text, typed.completion(text))

            self.run_worker(look, thread=True, group="complete", exclusive=True, exit_on_error=False)

    def _completed(self, text: str, found: "Completion") -> None:
        if self.stage != "ask" or self.line.value != text:
            return  # it was typed on meanwhile
        self.line.value = found.text
        self.line.cursor_position = len(found.text)
        names = "  ".join(found.names[:SHOWN])
        many = len(found.names) - SHOWN
        if many > 0 or found.more:
            names += f"  and {f'{many:,} ' if many > 0 and not found.more else ''}more"
        self.above.show([Piece(names, "prose--quiet")] if names else [])

    def action_written_down(self) -> None:
        """Leave for a blank form."""
        if self.stage == "ask":
            self.dismiss(None)
            self.app.call_later(self.app.screen_stack[0].run_action, "do('by_hand')")

    def action_back(self) -> None:
        """Leave, or give up the import that is being written."""
        self.given_up = True
        if self.stage == "write":
            self.above.show([Piece("giving up…", "prose--quiet")])
        else:
            self._keep_left()
            self.dismiss(None)

    def _here(self) -> Left | None:
        """Return the page that is open, with what is picked of it."""
        looked, shown = self.looked, self.shown
        if looked is None or not looked.text.strip() or shown is None:
            return looked
        every = shown.together
        name = f"{called(shown.title, every.title)}, {papers(every.found)}"
        return looked._replace(called=name, records=len(every.rows), picked=frozenset(self.picked))

    def _keep_left(self) -> None:
        """Keep the page that is left, with what is picked of it: it is there when it is opened again."""
        typed = self.line.value.strip() if self.stage == "ask" else ""
        here = Left(typed, pasted=False) if typed else self._here()
        if here is not None and here.text.strip():
            self.app.left[LEFT] = here
            key = keys.first("import", self.app.keymap)
            self.app.say(f"nothing was imported; {key} and Enter go back to it")

    # -- teaching ----------------------------------------------------------------------------------------------------

    def action_teach(self) -> None:
        """Show the page beside its reading, and have it read as is said there."""
        if self.stage != "show" or self.shown is None or self.shown.taught_by is None:
            return
        page = self.shown.taught_by
        if self.lesson:
            self._teach(self.lesson)
        else:
            self.start("read", lambda: self._prepare(page))

    def _prepare(self, page: "Parcel") -> None:
        """Read a page line by line, which of the longest takes seconds."""
        from tui.desk.teaching import Lesson

        self.call_later(self._teach, Lesson(page, self.app.settings))

    def _teach(self, lesson: "Lesson") -> None:
        from tui.screens.teach import TeachScreen

        self.lesson = lesson
        self.show_stage("show")
        self.show_above()
        self.rows.focus()
        self.app.ask(TeachScreen(lesson), lambda _: self.start("read", lambda: self._read_as_taught(lesson)))

    def _read_as_taught(self, lesson: "Lesson") -> None:
        from tui.desk import importing

        with self.app.library.again() as library:
            self.call_later(self._previewed, importing.preview(library, [lesson.parcel()], self._tell(None)))

    def has_layout(self) -> bool:
        """Return whether the page was read by a layout that is kept."""
        taught = self.lesson is not None and self.lesson.taken is not None
        return self.shown is not None and self.shown.layout is not None and not taught

    def action_forget_layout(self) -> None:
        """Forget the layout by which the page was read, and read it anew."""
        if self.stage == "show" and self.shown and self.shown.layout and self.has_layout() and self.looked:
            from tui.desk import layouts

            layouts.forget(self.shown.layout.name, self.app.settings)
            self.app.say(f"forgot the layout {self.shown.layout.name}")
            self.read_text(self.looked.text, pasted=self.looked.pasted)

    # -- writing -----------------------------------------------------------------------------------------------------

    def action_take_in(self) -> None:
        """Look at what is named, or import what is picked."""
        shown = self.shown
        if self.stage == "ask":
            if text := self.line.value.strip():
                self.read_text(text, pasted=False)
            elif self.left is not None:
                self.read_text(self.left.text, pasted=self.left.pasted)
        if self.stage != "show" or shown is None:
            return
        if not shown.together.found or (shown.whole and not self.picked):
            self.above.show([Piece("there is nothing to import", "prose--warn")])
            return
        self.start("write", lambda: self._write(shown))

    def _write(self, shown: "Preview") -> None:
        from tui.desk import importing

        found = shown.together.found
        total = found if shown.total is None else shown.total
        pick = self.picked if shown.whole and len(self.picked) < found else None
        try:
            with self.app.library.again() as library:
                accounts = importing.put(
                    library, shown.parcels, pick=pick, progress=self._tell(total), status=self.status,
                    keywords=self.app.settings.keywords_as_tags, settings=self.app.settings, unsure=True,
                )  # fmt: skip
                lacking = importing.lacking(library, shown.parcels)
        except CancelledError:
            self.call_later(self._failed, "given up: the shelf is as it was")
            return
        self.call_later(self._imported, importing.together(accounts), len(lacking))

    def _imported(self, account: "Account", lacking: int) -> None:
        if self.left and self.looked and self.left[:2] == self.looked[:2]:
            self.app.left.pop(LEFT, None)
        self._keep_layout()
        if lacking:
            key = keys.first("look_up", self.app.keymap)
            self.app.say(f"{papers(lacking)} off PDFs lack people, year or venue: {key} looks them up")
        self.dismiss(account)

    def _keep_layout(self) -> None:
        """Keep what the page was taught for others like it, and say so."""
        try:
            name = self.lesson.keep() if self.lesson else ""
        except OSError as error:
            self.app.say(f"the layout was not kept: {error.strerror}", "warning")
        else:
            if name:
                self.app.say(f"pages like this one are read so from now on: layout {name}")

    @on(Progress)
    def _progress(self, message: Progress) -> None:
        if self.stage not in ("read", "write"):
            return
        seconds = max(1e-6, time.monotonic() - self.began)
        rate = message.done / seconds
        words = f" {several(message.done, 'record')}, {rate:,.0f} a second"
        bar = ""
        if message.total:
            share = min(1.0, message.done / message.total)
            width = 24
            bar = " " + "━" * round(share * width) + "─" * (width - round(share * width)) + f" {share:4.0%}"
            left = (message.total - message.done) / rate if rate else 0
            if left >= 1:
                words += f", {_duration(left)} left"
        self.progress.say([Run(bar, "bar--key"), Run(words, "bar--plain")])


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
