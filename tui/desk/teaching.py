"""Teaching how a page is laid out: its lines as they are read, what the reader says of some, and the page read anew."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from importers import read
from importers.formats.listing_page import LaidOut, lines_of
from importers.pages import blocks, ways
from importers.pages.layouts import ROLES, Layout
from importers.pages.lines import Line, Reading, Record
from importers.pages.seams import common
from storage.papers.text import fold
from tui.desk import layouts
from tui.desk.importing import Parcel

if TYPE_CHECKING:
    from tui.desk.settings import Settings

LETTERS = ROLES
"""The letters of what a line can be said to be."""
BOTH, NONE = ROLES["both"], ROLES["none"]


class _Step(NamedTuple):
    """What was said up to a step, and how the page is read by it."""

    marks: Mapping[int, str]
    layout: Layout
    reading: Reading


class Told(NamedTuple):
    """A line of a page, and what it is read as."""

    line: Line
    role: str
    """title, people, both, part (of a record), skipped; empty for a line that says nothing of papers."""
    record: Record | None = None
    why: str = ""
    """Why it is skipped."""
    marked: bool = False
    """Whether the reader said so."""


class Lesson:
    """A page that is taught: `marks` are what the reader said, the letters of layouts.ROLES by the numbers of lines."""

    def __init__(self, parcel: Parcel, settings: "Settings") -> None:
        assert parcel.page is not None
        self.page, self.settings = parcel.page, settings
        self.lines = lines_of(self.page.text)
        self.sheet = blocks.Sheet(self.lines)
        if isinstance(parcel.reader, LaidOut):
            self.known = parcel.reader.layout
            reading = blocks.read_as(self.sheet, self.known)
        else:
            self.known = Layout(name=layouts.called(self.lines[0].text if self.lines else "", settings))
            reading = ways.best(self.lines)
        self.is_new = not isinstance(parcel.reader, LaidOut)
        """Whether what it teaches is a layout of its own, and no more of one that is known."""
        self.taken: _Step | None = None
        """What the page is read by, once its reader went on with it."""
        self._seams: dict[int, list[str]] = {}
        self.name = self.known.name
        self.steps = [_Step({}, self.known, reading)]

    @property
    def marks(self) -> Mapping[int, str]:
        return self.steps[-1].marks

    @property
    def layout(self) -> Layout:
        return self.steps[-1].layout

    @property
    def reading(self) -> Reading:
        return self.steps[-1].reading

    def say(self, numbers: Sequence[int], letter: str) -> str:
        """Say what some lines are, and have the page read anew; of one line said to be both, at its next seam.

        Return why that cannot be, where it cannot.
        """
        marks = {**self.marks, **dict.fromkeys(numbers, letter)}
        seam = self.layout.seam
        if letter == BOTH:
            line = next(line for line in self.lines if line.number == numbers[0])
            known = self.seams(line)
            if not known:
                return "nothing divides this line into title and people"
            again = self.marks.get(line.number) == BOTH and seam in known
            seam = known[(known.index(seam) + 1) % len(known)] if again else known[0]
        elif letter != NONE:
            seam = ""
        order = self.known.order if set(marks.values()) == {NONE} else ""
        reading, layout = blocks.teach(self.sheet, replace(self.known, order=order, seam=seam), marks)
        self.steps.append(_Step(marks, layout, reading))
        return ""

    def seams(self, line: Line) -> list[str]:
        """Return the seams at which a line comes apart, first those that most lines of the page have, too."""
        if line.number not in self._seams:
            others = [one for one in blocks.bare(self.lines, self.known) if len(one.text) > _SHORT]
            own = next((one for one in others if one.number == line.number), line)
            self._seams[line.number] = common(own, others[:: len(others) // _ASKED + 1])
        return self._seams[line.number]

    def undo(self) -> None:
        """Take back what was said last."""
        if len(self.steps) > 1:
            self.steps.pop()

    def call(self, name: str) -> str:
        """Have the layout be called so; return what is wrong with that, if something is."""
        name = " ".join(name.split())
        wrong = layouts.refused(name)
        if not wrong:
            self.name = name
        return wrong

    def take(self) -> None:
        """Go on with the page as it is read now."""
        self.taken = self.steps[-1]

    def keep(self) -> str:
        """Keep the layout for other pages, and return its name; empty where there is nothing to keep. Raises OSError.

        How every line is set that is surely title or people goes with it: the next page has them, too.
        """
        if self.taken is None or not self.taken.marks or not self.taken.layout.looks:
            return ""
        settled = blocks.settled(self.sheet, self.taken.layout, self.taken.marks)
        layout = replace(settled, name=self.name)
        return layout.name if layouts.keep(layout, self.settings) else ""

    def told(self) -> list[Told]:
        """Return the lines of the page with what they are read as."""
        of = {number: record for record in self.reading.records for number in record.lines}
        skipped = {skip.line: skip.reason for skip in self.reading.skipped}
        found = []
        for line in self.lines:
            record = of.get(line.number)
            role = _role(line, record) if record else "skipped" if line.number in skipped else ""
            found.append(Told(line, role, record, skipped.get(line.number, ""), line.number in self.marks))
        return found

    def parcel(self) -> Parcel:
        """Return what the page holds as it is read now."""
        step = self.taken or self.steps[-1]
        reader = LaidOut(replace(step.layout, name=self.name), dict(step.marks))
        return Parcel(reader.TITLE, self.page.source, reader, list(read(self.page, reader)), self.page)


_ASKED = 40
"""So many lines of a page are asked where they come apart."""


def _role(line: Line, record: Record) -> str:
    """Return which part of its record a line holds."""
    text, paper = fold(line.text), record.listed.paper
    title = fold(paper.title)
    titled = bool(text) and (title in text or (len(text) > _SHORT and text in title))
    peopled = any(fold(name.family or name.text) in text for name in paper.authors[:_NAMES])
    told: Mapping[tuple[bool, bool], str] = {(True, True): "both", (True, False): "title", (False, True): "people"}
    return told.get((titled, peopled), "part")


_SHORT = 3
"""Characters of a text that may stand in a title by chance."""
_NAMES = 20
"""People of a paper that a line is looked through for."""
