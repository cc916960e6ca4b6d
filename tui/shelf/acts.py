"""What the keys of the list do to the papers meant: say something of them, copy, open, look up; and undo."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial, partialmethod
from typing import TYPE_CHECKING, Literal

from textual.message import Message

from storage.library import Library
from storage.papers.paper import Paper, Status
from storage.papers.words import STATUS_MARK, quoted
from storage.papers.words import papers as counted
from tui import keys
from tui.desk.places import QUEUE
from tui.host import Host
from tui.shelf.sorting import Sorting
from tui.widgets.paper_list import PaperList

if TYPE_CHECKING:
    from storage.journal import Change
    from tui.desk.commands import Command
    from tui.desk.looking_up import Completion

    Act = Callable[[Library, list[int]], Change]

MANY = 2_000
"""From this many papers on a change is made in a thread."""
LOOKED_AT = 500
"""Most papers of which a form for all of them shows what they have."""
STATUS_KEYS = {"queued": "m", "reading": "g", "read": "r", "dropped": "x"}
"""Keys of the chooser of statuses, where they are not the first letter."""
LOOK_UP = "lookup"
"""The group of the thread that looks papers up."""
DONE = {"undo": "undone", "redo": "redone"}


class Acts:
    """Acts on the selection of the list it is given, else on the paper under the cursor."""

    @dataclass
    class Changed(Message):
        """Something was done to these papers, or to nobody knows which."""

        papers: Sequence[int] | None = None
        gone: bool = False
        """Whether they are off the shelf now."""
        draft: bool = False
        """Whether what was typed as a note and thrown away is to be offered again."""
        paper: int | None = None
        """The paper to go to."""

    def __init__(self, host: Host, papers: PaperList, post: Callable[[Message], object]) -> None:
        self.host = host
        self.papers = papers
        self.post = post
        self._named: tuple[str, int] | None = None
        """What the same key, pressed again, undoes or redoes though it was done in another session."""
        self.began = datetime.now(UTC).replace(microsecond=0)

    def meant(self, *, binned: bool = False) -> list[int]:
        """Return the papers the next action is for, a range in the making taken in; none of those off the shelf but
        where it may be `binned`."""
        if self.papers.binned and not binned:
            self.host.say_binned()
            return []
        self.papers.end_range()
        found = self.papers.targets()
        if len(found) < 2 and not self.papers.binned and self.host.entry(next(iter(found), None)) is None:
            return []
        return found

    def meant_in_order(self) -> list[int]:
        """Return the papers the next action is for as the list has them, those it does not show last."""
        found = self.meant()
        if len(found) < 2:
            return found
        wanted = set(found)
        ordered = [paper for paper in self.papers.ids if paper in wanted]
        return ordered + sorted(wanted.difference(ordered), reverse=True)

    # -- saying something of them ------------------------------------------------------------------------------------

    def change(self, act: "Act", *, gone: bool = False, ids: Sequence[int] | None = None) -> None:
        """Do something to the papers meant, or to these, say it, and have it shown."""
        ids = self.meant(binned=gone) if ids is None else list(ids)
        if not ids:
            return
        if len(ids) > MANY:
            self.host.say(f"changing {counted(len(ids))}…")
            self.host.aside(lambda library, _: act(library, ids), lambda change: self._changed(change, ids, gone=gone))
        elif change := self.host.tried(lambda: act(self.host.library, ids)):
            self._changed(change, ids, gone=gone)

    def _changed(self, change: "Change", ids: list[int], *, gone: bool) -> None:
        if gone:
            self.papers.drop(ids)
        self.host.tell(change)
        self.post(self.Changed(ids, gone))

    action_read = partialmethod(change, Library.toggle_read)
    action_queue = partialmethod(change, Library.queue)
    action_drop = partialmethod(change, partial(Library.mark, status=Status.DROPPED))
    action_star = partialmethod(change, Library.star)
    action_raise = partialmethod(change, partial(Library.prioritise, step=1))
    action_lower = partialmethod(change, partial(Library.prioritise, step=-1))

    def _move(self, step: int) -> None:
        """Move a paper past the one before it in the queue, or behind the next."""
        ids = self.meant()
        if len(ids) != 1:
            if ids:
                self.host.say("one paper at a time")
            return
        line = self.host.library.view(QUEUE).ids()
        if ids[0] not in line:
            self.host.say(f"it is not in the queue: {keys.first('queue', self.host.keymap)} puts it there")
            return
        to = line.index(ids[0]) + step
        if not 0 <= to < len(line):
            self.host.say(f"it is the {'first' if step < 0 else 'last'} of the queue")
            return
        before = to - 1 if step < 0 else to
        self.change(partial(Library.move, after=line[before] if before >= 0 else None), ids=ids)
        self.post(Sorting.Sorted())

    action_sooner = partialmethod(_move, -1)
    action_farther = partialmethod(_move, 1)

    def action_delete(self) -> None:
        """Take papers from where they are shown: off the shelf, or out of the bin, and then they are on it again."""
        self.change(Library.bring_back if self.papers.binned else Library.delete, gone=True)

    def action_status(self) -> None:
        from tui.screens.choose import Chooser, Option

        if not self.meant():
            return
        options = [
            Option(one, one.value, STATUS_KEYS.get(one.value, one.value[0]), mark=STATUS_MARK[one]) for one in Status
        ]
        entry = self.host.entry(self.papers.current)
        self.host.ask(
            Chooser("Mark as", options, start=entry and entry.status),
            lambda status: self.change(lambda library, ids: library.mark(ids, status)),
        )

    def action_later(self) -> None:
        from tui.screens.later import LaterScreen

        if ids := self.meant():
            entry = self.host.entry(ids[0])
            screen = LaterScreen(is_put_off=bool(entry and entry.later))
            self.host.ask(screen, lambda day: self.change(lambda library, ids: library.put_off(ids, day or None)))

    def _name(self, kind: str) -> None:
        from tui.screens.tags import ShelvesScreen, TagsScreen

        def left(_: object) -> None:
            self.post(self.Changed(ids))

        if ids := self.meant():
            screen = {"tags": TagsScreen, "shelves": ShelvesScreen}[kind]
            self.host.push_screen(screen(self.host.library, ids), left)

    action_tags = partialmethod(_name, "tags")
    action_shelves = partialmethod(_name, "shelves")

    def action_edit(self) -> None:
        from tui.desk import facts
        from tui.screens.edit import EditScreen, ManyScreen

        if len(ids := self.meant()) > 1:
            told = [entry.paper for entry in self.host.library.entries(ids)] if len(ids) <= LOOKED_AT else []
            self.host.ask(
                ManyScreen(len(ids), told),
                lambda lines: self.change(lambda library, papers: facts.set_facts(library, papers, lines)),
            )
        elif ids and (entry := self.host.entry(self.papers.current)) is not None:
            self.host.ask(EditScreen(entry), lambda _: self.post(self.Changed([entry.id])))

    def action_split(self) -> None:
        """Show what the papers meant are made of, as far as they are made of several records."""
        from tui.screens.records import RecordsScreen

        def left(_: object) -> None:
            self.post(self.Changed())

        ids = self.meant_in_order()
        library = self.host.library
        found = library.of_several(ids) if len(ids) > 1 else [number for number in ids if library.is_of_several(number)]
        if found:
            self.host.push_screen(RecordsScreen(found), left)
        elif len(ids) == 1:
            self.host.say(f"{quoted(library.title(ids[0]))} is one record, as it came; nothing can come off it")
        elif ids:
            self.host.say(f"each of these {counted(len(ids))} is one record, as it came")

    def action_own(self, *, after_comma: bool = True) -> None:
        from tui.screens.own import OwnScreen

        if self.host.commands:
            self.host.ask(OwnScreen(self.host.commands, after_comma=after_comma), self.run_own)
        else:
            self.host.say(
                f"no commands of yours yet: [commands] in {self.host.settings.path or 'config.toml'} has them"
            )

    action_own_list = partialmethod(action_own, after_comma=False)

    def run_own(self, command: "Command") -> None:
        """Run a command of the reader's own on the papers meant."""
        from tui.desk.commands import MOST
        from tui.screens.own import RunScreen

        ids = self.meant_in_order()
        if len(ids) > MOST:
            self.host.say(f"{command.name} gets at most {counted(MOST)}; these are {len(ids):,}", "warning")
        elif command.output in ("note", "tag") and self.host.library.readonly:
            self.host.say("the shelf is read-only", "error")
        elif ids:
            self.host.ask(RunScreen(command, ids), lambda text: self._ran(command, ids, text))

    def _ran(self, command: "Command", ids: list[int], text: str) -> None:
        """Put what a command printed where it goes."""
        from tui.desk import commands

        if command.output == "note":
            self.change(lambda library, papers: library.append(papers, text), ids=ids)
        elif command.output == "tag":
            try:
                tags = commands.tags(command, text)
            except commands.CommandError as error:
                self.host.say(str(error), "warning")
            else:
                self.change(lambda library, papers: library.tag(papers, tags), ids=ids)
        elif command.output == "clipboard":
            work = self.host.copy_text(text, command.name)
            self.host.run_worker(work, group="copy", exit_on_error=False)
        else:
            self.host.say(f"{command.name} is started")

    def _step(self, verb: "Literal['undo', 'redo']") -> None:
        """Undo or redo this window's last change; one that is none of its own is named first, and done by the same key
        again."""
        library = self.host.library
        step = library.coming(verb)
        if step is None:
            self.host.say(f"nothing to {verb}")
            return
        key, what = keys.first(verb, self.host.keymap), f"{step.words}{self._whose(step)}"
        named = f"nothing of this window is left to {verb}; {key} again {verb}es: {what}"
        if step.elsewhere and not (self._named == (verb, step.id) and self.host.shows(named)):
            self._named = verb, step.id
            self.host.say(named)
        else:
            self._named = None
            done = (library.undo if verb == "undo" else library.redo)(step.id)
            if done is None:
                self.host.say(f"the shelf was changed just now; nothing was {DONE[verb]}", "warning")
            else:
                self._stepped(DONE[verb], done)

    def _stepped(self, word: str, done: "Change") -> None:
        """Say what was undone or redone, and go to its paper where it is of one."""
        words, paper = self.host.library.told(done)
        self.host.say(f"{word}: {words}{self._whose(done)}", act=done.id)
        self.post(self.Changed(draft=done.verb == "discard" and done.undone, paper=paper))

    def _whose(self, change: "Change") -> str:
        """Return whose step it was that was undone or redone, where it was none of this window."""
        if not change.elsewhere:
            return ""
        made = datetime.fromisoformat(change.made).astimezone()
        if made >= self.began:
            return " (done in another window)"
        today = datetime.now(UTC).astimezone().date()
        day = f"on {made.day} {made:%b}" + f" {made.year}" * (made.year != today.year)
        return f" (done {f'at {made:%H:%M}' if made.date() == today else day}, before this session)"

    def action_undo(self) -> None:
        self.host.tried(partial(self._step, "undo"))

    def action_redo(self) -> None:
        self.host.tried(partial(self._step, "redo"))

    # -- using them --------------------------------------------------------------------------------------------------

    def action_look_up(self) -> None:
        """Ask online services for what the listing left out; only now, and only for the papers meant."""
        ids = self.meant()
        if not ids:
            return

        def look_up(library: Library, wanted: Callable[[], bool]) -> "Completion":
            from tui.desk import looking_up  # every reader: a tenth of a second, which only this thread should wait for

            return looking_up.complete(library, ids, self.host.settings, wanted=wanted, told=told)

        def told(done: int, of: int) -> None:
            self.host.call_later(self.host.progress, f"looking up {done + 1:,} of {of:,}…; {key} gives up")

        key = keys.first("clear", self.host.keymap)
        self.host.aside(look_up, lambda done: self._looked_up(ids, done), group=LOOK_UP, alone=True)

    def give_up(self) -> bool:
        """Give up a look-up, where one is under way; what was found so far is kept. Return whether one was."""
        under_way = [one for one in self.host.workers if one.group == LOOK_UP and not one.is_finished]
        for worker in under_way:
            worker.cancel()
        if under_way:
            self.host.progress("giving up…")
        return bool(under_way)

    def _looked_up(self, ids: list[int], done: "Completion") -> None:
        self.host.progress("")
        trouble = "; ".join(filter(None, (done.refused, done.trouble)))
        if done.change:
            self.host.tell(done.change, done.words, more=trouble)
        else:
            self.host.say("; ".join(filter(None, (done.words, trouble))), "warning" if trouble else "information")
        self.post(self.Changed(ids))

    def action_copy(self) -> None:
        if ids := self.meant_in_order():
            self.host.copy_papers(ids, self.host.settings.style)

    def action_cite(self) -> None:
        from tui.screens.cite import CiteScreen

        if ids := self.meant_in_order():
            entries = self.host.library.entries(ids[:200])
            screen = CiteScreen(entries, len(ids), self.host.settings)
            self.host.ask(screen, lambda style: self.host.copy_papers(ids, style, remember=True))

    def action_copies(self) -> None:
        from tui.screens.copies import CopiesScreen

        if kept := self.host.copies.recall():
            self.host.ask(CopiesScreen(kept), self.host.copy_again)
        else:
            key = keys.first("copy", self.host.keymap)
            self.host.say(f"nothing was copied yet; {key} copies a paper's citation")

    def _open(self, what: str) -> None:
        from tui.desk import browser

        if (entry := self.host.entry(self.papers.current)) is not None:
            url = {"link": browser.link, "PDF": browser.pdf}[what](entry.paper)
            if url is None:
                self._offer_search(entry.paper, what)
            else:
                self.host.open_link(url, what)

    def _offer_search(self, paper: Paper, what: str) -> None:
        """Ask whether to look on the web for a paper that has no link, or no PDF: whoever is asked learns its title."""
        from tui.desk import browser
        from tui.screens.choose import Option, Question

        options = [Option(browser.search(paper), "search Google Scholar for its title in the browser", "s")]
        if link := browser.link(paper):
            options.append(Option(link, "open its link", "o"))
        options.append(Option(None, "leave it", "n"))
        sentence = f"{quoted(paper.title, 200)} came without one."
        self.host.ask(Question(f"No {what} is known", sentence, options), lambda url: self.host.open_link(url, what))

    action_open = partialmethod(_open, "link")
    action_pdf = partialmethod(_open, "PDF")
