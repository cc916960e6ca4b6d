"""The pane beside the list: the paper, or its note while that is written; drafts, and notes from $EDITOR."""

from dataclasses import dataclass
from functools import partialmethod
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from storage.library import LibraryError, NoteConflictError
from storage.papers.paper import Entry
from storage.papers.text import NOTE_LIMIT
from tui import keys
from tui.host import Host
from tui.widgets import paper_pane
from tui.widgets.bar import Bar, Run
from tui.widgets.paper_list import PaperList
from tui.widgets.prose import Prose

if TYPE_CHECKING:
    from tui.widgets.note_area import NoteArea

DRAFT_SECONDS = 0.7
"""A draft is saved at most this long after a key, so that a killed terminal loses less than a second."""


class Noting(Vertical):
    """Shows the list's current paper and takes its note."""

    @dataclass
    class Saved(Message):
        """A note was saved, or left as it was."""

        paper: int
        back: bool = False
        """Whether the paper came back on the shelf with it."""

    def __init__(self, host: Host, papers: PaperList) -> None:
        super().__init__(id="side")
        self.host = host
        self.papers = papers
        self.rule = Bar(id="rule")
        self.pane = Prose(id="paper")
        self.area: NoteArea | None = None
        """Where a note is written; made for the first one, hidden between them."""
        self.entry: Entry | None = None
        """The paper that is shown, as it was read."""
        self.ending = False
        """True from the key that ends a note until the focus is elsewhere; what is typed waits meanwhile."""
        self._drafted = ""
        """The text as the note or its draft holds it."""
        self._begun: int | None = None
        """The session that began it, where it goes on from a draft."""
        self._draft_timer: Any = None

    def compose(self) -> ComposeResult:
        yield self.rule
        yield self.pane

    # -- the paper ---------------------------------------------------------------------------------------------------

    def show(self, *, again: bool = False) -> None:
        """Show the current paper; with `again` also one that is shown already, for it may have changed."""
        number = self.papers.current
        if self.writing or (self.entry is not None and self.entry.id == number and not again):
            return
        entry = self.entry = None if number is None else self._looked_at(number)
        if entry is None:
            self.pane.show(())
            self.rule.say([Run("", "bar--quiet")], [])
            return
        self.pane.show(paper_pane.pieces(entry), keep_place=again)
        key = f" {entry.key} " if entry.key else ""
        self.rule.say([Run("─", "bar--quiet")], [Run(key, "bar--quiet"), Run(f" {entry.id} ", "bar--quiet")])

    def _looked_at(self, number: int) -> Entry | None:
        """Return a paper, of which those in the bin can be looked at too."""
        return next(iter(self.host.library.entries([number], deleted=True)), None)

    def _scroll(self, step: str) -> None:
        self.pane.go(step)

    action_detail_down = partialmethod(_scroll, "half_down")
    action_detail_up = partialmethod(_scroll, "half_up")

    # -- its note ----------------------------------------------------------------------------------------------------

    @property
    def writing(self) -> bool:
        """Whether a note is open: whether its area has the focus, which nobody takes from it."""
        return self.area is not None and self.screen.focused is self.area

    def action_note(self) -> None:
        """Open the note of the current paper, or its draft."""
        if (entry := self._fresh()) is not None:
            self._drafted, self._begun = self.host.library.going_on(entry.id)
            self._open(entry, self._drafted)

    def action_former_notes(self) -> None:
        """Show what the note of the current paper was; what is chosen is written below it."""
        if (entry := self._fresh()) is None:
            return
        library = self.host.library

        def chosen(text: str) -> None:
            if library.readonly:
                self.host.say("the shelf is read-only", "error")
                return
            self._drafted, self._begun = library.going_on(entry.id)
            self._open(entry, f"{self._drafted}\n\n{text}" if self._drafted else text)

        if kept := library.note_history(entry.id):
            from tui.screens.former import FormerScreen

            self.host.ask(FormerScreen(kept), chosen)
        else:
            self.host.say("the note of this paper was never another")

    def _open(self, entry: Entry, text: str) -> None:
        """Have the note of a paper written, from this text on."""
        from tui.widgets.note_area import NoteArea

        self.ending = False
        if self.area is None:
            self.area = NoteArea(text, self.host.keymap)
            self.mount(self.area)
        else:
            self.area.load_text(text)
        self.area.move_cursor(self.area.document.end)
        self.rule.say([Run(f"─ note on {entry.paper.title} ", "bar--strong"), Run("─", "bar--quiet")], [])
        self.screen.set_focus(self.area)  # now, not by a message: the note may be typed behind the key

    def _fresh(self) -> Entry | None:
        """Return the current paper: the pane follows the cursor a frame later, and a key may be quicker."""
        self.entry = self.host.entry(self.papers.current)
        return self.entry

    def passes(self, event: events.Key) -> None:
        """See a key on its way to the area: what was typed before one that ends the note is still on its way too."""
        if self.area is not None and self.host.focused is self.area and event.key in self.area.ends:
            self.ending = True

    def end(self) -> None:
        """Save the note and leave it, once what was typed has arrived in it."""
        if self.writing and self.area is not None:
            self.ending = True
            self.area.call_later(self.save)

    def on_text_area_changed(self) -> None:
        if self._unsaved() is not None and self._draft_timer is None:
            self._draft_timer = self.set_timer(DRAFT_SECONDS, self.save_draft)

    def _unsaved(self) -> str | None:
        """Return what is written when neither note nor draft holds it."""
        if not self.writing or self.area is None or self.area.text == self._drafted:
            return None
        return self.area.text

    def save_draft(self) -> bool:
        """Keep what is being typed, also when the process is told to end; return whether nothing is unsaved now."""
        self._draft_timer = None
        # At the end of the process the words on the screen may be ahead of the message that tells of them.
        text = self._unsaved()
        if text is not None and self.entry is not None:
            library, number, begun = self.host.library, self.entry.id, self._begun
            try:
                library.draft(number, text)
                if begun not in (None, library.session):  # what that session left is part of it now
                    library.draft(number, None, begun)
                    self._begun = None
            except LibraryError as error:
                return self._keep_beside(self.entry, text, error)
            self._drafted = text
            self._is_saved()
        return True

    def _keep_beside(self, entry: Entry, text: str, error: LibraryError) -> bool:
        """Keep what is typed in a file of its own, for the library does not take it; return whether that was done."""
        from tui.desk import unsaved

        host = self.host
        host.kept_in, host.not_kept = unsaved.keep(host.library, entry, text), ""
        if host.kept_in is None:
            host.not_kept = text
            host.say(f"the draft is not saved: {error}", "error")
            return False
        self._drafted = text
        host.say(f"the draft is not saved, but kept in {host.kept_in}: {error}", "error")
        return True

    def _is_saved(self) -> None:
        """Forget a text that was kept elsewhere, for the library has it now."""
        if self.host.kept_in is not None:
            from tui.desk import unsaved

            unsaved.forget(self.host.kept_in)
        self.host.kept_in, self.host.not_kept = None, ""

    def save(self) -> None:
        """Save the note and go back to the list."""
        if not self.writing or self.area is None or self.entry is None:
            return
        if not self.keep(self.entry, self.area.text, self._begun):
            self.ending = False
            if self.save_draft():
                self.ask_to_leave(self.entry.id)
            return
        if self._draft_timer is not None:
            self._draft_timer.stop()
            self._draft_timer = None

    on_note_area_ended = save

    def ask_to_leave(self, number: int) -> None:
        """Ask what becomes of a note that cannot be saved but as a draft: its paper is gone, say."""
        from tui.screens.choose import Option, Question

        kept = self.host.kept_in
        options = [
            Option(None, "go on writing", "g"),
            Option("leave", f"leave it: it is kept {f'in {kept.name}' if kept else 'as a draft'}", "l"),
        ]
        text = self.area.text if self.area is not None else ""
        self.host.ask(Question("The note is not saved", text, options), lambda _: self.post_message(self.Saved(number)))

    def keep(self, entry: Entry, text: str, session: int | None = None) -> bool:
        """Save a note, joined with another window's if there is one; return whether it was saved.

        It ends the draft of this session, and that of the `session` it goes on from.
        """
        host, number, version = self.host, entry.id, entry.note_version
        if len(text) > NOTE_LIMIT:
            cut = len(text) - NOTE_LIMIT
            host.say(f"a note holds {NOTE_LIMIT:,} characters: the last {cut:,} were cut", "warning")
        try:
            now = host.library.entry(number)
            if now is not None and (now.note, now.note_version) == (text, version):
                for whose in {None, session}:
                    host.library.draft(number, None, whose)
            else:
                try:
                    change = host.library.note(number, text, version=version, session=session)
                    if now is None:  # merged meanwhile: it is on another paper
                        host.tell(change)
                except NoteConflictError as conflict:
                    both = (
                        f"{conflict.theirs}\n\n"
                        f"[written at the same time in another window, above; here, below]\n\n{text}"
                    )
                    host.library.note(number, both, version=conflict.version, session=session)
                    host.say(
                        "the note was changed in another window too: both texts are kept, one below the other",
                        "warning",
                    )
        except (NoteConflictError, LibraryError) as error:
            host.say(f"the note is not saved: {error}", "error")
            return False
        self._is_saved()
        self.post_message(self.Saved(number))
        return True

    def begin(self) -> None:
        """Take in what earlier sessions kept beside the library, and offer drafts."""
        if not self.host.library.readonly:
            from tui.desk import unsaved

            for sentence in unsaved.take_in(self.host.library):
                self.host.say(sentence, "warning")
        self.offer_drafts()

    def offer_drafts(self) -> None:
        """Bring back what was being typed when a session ended without saving."""
        library = self.host.library
        drafts = [] if library.readonly else library.drafts()
        if not drafts:
            return
        from tui.screens.choose import Option, Question

        number, text, session = drafts[0]
        entry = library.entry(number)

        def kept() -> bool:
            if entry is not None:
                return self.keep(entry, library.going_on(number, session)[0], session)
            self.host.tell(library.note(number, text, session=session, back=True))
            self.post_message(self.Saved(number, back=True))
            return True

        def thrown_away() -> bool:
            self.host.tell(library.discard(number, session))
            return True

        def answered(answer: str) -> None:
            if drafts[0] not in library.drafts():
                self.host.say("that note was saved or thrown away in another window meanwhile")
                self.offer_drafts()
            elif self.host.tried(kept if answer == "keep" else thrown_away):
                self.offer_drafts()

        gone = entry is None
        options = [
            Option("keep", "bring the paper back, with this as its note" if gone else "save it as the note", "s"),
            Option("drop", "throw it away: it stays in the note's history", "d"),
            Option(None, "ask again next time", "a"),
        ]
        title = library.title(number) + (" (no longer on the shelf)" if gone else "")
        question = Question("A note was not saved when the last session ended", f"{title}\n\n{text}", options)
        self.host.ask(question, answered)

    # -- $EDITOR -----------------------------------------------------------------------------------------------------

    def action_note_editor(self) -> None:
        from textual.app import SuspendNotSupported

        from tui.desk import editor

        if (entry := self._fresh()) is None:
            return
        before, session = self.host.library.going_on(entry.id)
        text: str | None = None
        left: str | None = None
        try:
            argv = editor.command()
            with self.host.suspend():
                try:
                    text = editor.edit(before, argv)
                except editor.EditorError as error:  # the screen only comes back when nothing leaves this block
                    problem, left = str(error), error.left
                except Exception as error:
                    problem = f"the editor failed: {error}"
        except editor.EditorError as error:
            problem = str(error)
        except SuspendNotSupported:
            problem = "this terminal cannot be lent to an editor; n writes the note here"
        if text is not None:
            self.edited(entry, text, before, session)
        elif left is not None and left != before:
            self._go_on(entry, left, problem)
        else:
            self.host.say(problem, "error")

    def edited(self, entry: Entry, text: str, before: str = "", session: int | None = None) -> None:
        """Take what the editor made of a note, or of the draft of a `session`; an emptied one is asked about."""

        def keep(_: object = None) -> None:
            if not self.keep(entry, text, session):
                self._go_on(entry, text)

        before = before or entry.note
        if not before.strip() or text.strip():
            keep()
            return
        from tui.screens.choose import Option, Question

        options = [Option(None, "keep the old note", "k"), Option("keep", "remove the note", "r")]
        self.host.ask(Question("The editor left an empty note", before, options), keep)

    def _go_on(self, entry: Entry, text: str, problem: str = "") -> None:
        """Keep as a draft what an editor made of a note that is not saved; open it where not even that can be done."""
        try:
            self.host.library.draft(entry.id, text)
        except LibraryError:
            self._drafted, self._begun = entry.note, None
            self._open(entry, text)
        else:
            key = keys.first("note", self.host.keymap)
            kept = f"what was written is kept as a draft, and {key} goes on with it"
            self.host.say(f"{problem}; {kept}" if problem else kept, "warning")
