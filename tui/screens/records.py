"""The records that a paper is made of: where each came from, why it is of this paper, what it says; some come off."""

from collections.abc import Sequence
from functools import partial, partialmethod
from typing import TYPE_CHECKING, NamedTuple

from textual import events, on
from textual.app import ComposeResult

from storage.papers.paper import Entry, Status
from storage.papers.words import quoted
from tui.screens.choose import Option, Options
from tui.screens.duplicates import differences, known
from tui.screens.in_turn import TITLE, InTurn
from tui.widgets.comparison import Fact
from tui.widgets.prose import Piece

if TYPE_CHECKING:
    from storage.made import Made


class Shown(NamedTuple):
    """A paper as it stands on the screen."""

    entry: Entry
    made: "Sequence[Made]"


class RecordsScreen(InTurn[int, Shown]):
    """One paper after the other, each with its records; those taken off are a paper of their own."""

    where = "records"
    both = "the two records"
    none_left = "No other paper here is made of several records."

    def __init__(self, papers: Sequence[int], listing: int | None = None) -> None:
        """Show these papers, from a record of the listing on where one is named."""
        super().__init__("Records of a paper")
        self.items = list(papers)
        self.listing = listing
        self.marked: set[int] = set()
        """Places of the records that come off."""
        self.moved = self.rows = Options([], id="turn-records")
        self.apart: dict[int, int] = {}
        """By split, the paper that was split."""

    def body(self) -> ComposeResult:
        yield self.rows
        yield from super().body()

    def on_mount(self) -> None:
        self.set_focus(self.rows)
        self.turn(0)

    def on_resize(self, event: events.Resize) -> None:
        self.rows.styles.height = max(1, min(len(self.rows.options), event.size.height // 4))

    def hints(self) -> list[tuple[str, str, str]]:
        others = len(self.items) > 1
        return [said for said in super().hints() if others or said[2] not in ("next_joined", "previous_joined")]

    # -- showing -----------------------------------------------------------------------------------------------------

    def read(self, item: int) -> Shown | None:
        entry = self.app.library.entry(item)
        made = self.app.library.made_of(item) if entry else []
        return Shown(entry, made) if entry and len(made) > 1 else None

    def became(self, item: int) -> str:
        return f"{quoted(self.app.library.title(item), TITLE)}: taken apart, or off the shelf, in another window by now"

    def turn(self, step: int) -> None:
        super().turn(step)
        if self.shown is None:
            self.rows.show(())

    def show(self, shown: Shown) -> None:
        places = [place for place, record in enumerate(shown.made) if record.listing == self.listing]
        self.marked = set()
        self.hint_bar.tell(self.hints())
        self.show_rows(places[-1] if places and self.listing else len(shown.made) - 1)
        self.rows.styles.height = max(1, min(len(shown.made), self.app.size.height // 4))

    def show_rows(self, cursor: int) -> None:
        """Show the records, marked or not."""
        if self.shown is None:
            return
        rows = [
            Option(
                place,
                f"{place + 1:>2}  {', '.join(filter(None, (record.source, key_of(record), record.imported[:10])))}",
                note=record.why, mark="[x]" if place in self.marked else "[ ]",
            )
            for place, record in enumerate(self.shown.made)
        ]  # fmt: skip
        self.rows.show(rows, cursor)

    @on(Options.Moved)
    def show_record(self) -> None:
        """Hold the record under the cursor against the one that it is one with."""
        if self.shown is None or self.rows.current is None:
            return
        entry, made = self.shown
        place = self.rows.current.value
        one, other = made[place], made[made[place].beside]
        facts = known(one.paper, other.paper)
        names = [fact.label for fact in differences(facts)]
        apart = f"as written they differ in {', '.join(names)}" if names else "they say the same"
        said = [Piece(f"{one.reason}; {apart}", "prose--strong", f"record {place + 1} ")]
        if is_said_of(entry):
            back = "; what you had said of a merged paper goes back to it" if any(one.was_paper for one in made) else ""
            said.append(Piece(f"Note, tags and status stay with record 1{back}.", "prose--quiet"))
        self.above.show(said)
        came = Fact("record", f"{place + 1}: {one.came}", f"{one.beside + 1}: {other.came}", weighed=False)
        keys = Fact("key", key_of(one), key_of(other), weighed=False)
        self.comparison.show([came, *facts, *([keys] if keys.left or keys.right else [])])

    def _scroll(self, step: str) -> None:
        self.comparison.go(step)

    action_record_down = partialmethod(_scroll, "half_down")
    action_record_up = partialmethod(_scroll, "half_up")
    action_next_joined = partialmethod(turn, 1)
    action_previous_joined = partialmethod(turn, -1)

    # -- taking off --------------------------------------------------------------------------------------------------

    def mark(self, place: int, cursor: int) -> None:
        """Mark a record that comes off, or take the mark from it."""
        self.marked ^= {place}
        self.show_rows(cursor)

    def action_mark_record(self) -> None:
        if self.shown is not None:
            self.mark(self.rows.cursor, min(self.rows.cursor + 1, len(self.shown.made) - 1))

    @on(Options.Chosen)
    def _pressed(self, message: Options.Chosen) -> None:
        self.mark(message.option.value, self.rows.cursor)

    def action_take_off(self) -> None:
        """Make a paper of the marked records, else of the one under the cursor, if all is still as it is shown."""
        if self.shown is None or not self.seen():
            return
        number, made = self.items[self.place], self.shown.made
        off = self.marked or {self.rows.cursor}
        parts = [[record for place, record in enumerate(made) if (place in off) is going] for going in (False, True)]
        if not parts[0]:
            self.app.say("one record has to stay", "warning")
            return
        now = self.read(number)
        if now is not None and now.made != made:
            title = quoted(self.shown.entry.paper.title, TITLE)
            self.app.say(f"{title}: its records changed in another window; look at them again", "warning")
        if now is None or now.made != made:
            self.turn(0)
            return
        change = self.app.tried(partial(self.app.library.split, number, [record.id for record in parts[1]]))
        if change is None:
            return
        self.decided.append(change)
        self.apart[change.id] = number
        words = f"made two papers of one: {' and '.join(map(self.told, parts))}"
        self.items.pop(self.place)
        self.app.tell(change, words, key="undo_split" if self.items else "undo")
        if self.items:
            self.turn(0)
        else:
            self.dismiss()

    def told(self, part: "Sequence[Made]") -> str:
        """Return the paper that shows these records by now, for a sentence."""
        (number, *_) = self.app.library.showing([record.id for record in part])
        return f"{quoted(self.app.library.title(number), TITLE)} ({part[0].source[:TITLE]})"

    def action_undo_split(self) -> None:
        """Undo the last split made here, and show its paper again."""
        if (change := self.undo()) and (number := self.apart.pop(change.id, None)) is not None:
            self.items.insert(self.place, number)
            self.turn(0)


def key_of(record: "Made") -> str:
    """Return the citation key that a record came with; empty where it has none."""
    return record.paper.extra.get("key", "")


def is_said_of(entry: Entry) -> bool:
    """Return whether the reader said something of a paper."""
    return bool(entry.note or entry.tags or entry.starred or entry.priority or entry.status is not Status.UNREAD)
