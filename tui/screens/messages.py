"""What was said in this session and what was done to the shelf, newest first: one list, which leads to the papers."""

from collections.abc import Iterable
from datetime import UTC, datetime

from storage.journal import Change
from storage.library import Library
from tui.screens.choose import Chooser, Option
from tui.widgets.message_line import SIGNS, Said
from tui.widgets.prose import Piece

ACTS = 300
"""Steps that are shown; `papershelf history` has all."""
NAMED = 3
"""Papers of a step that are named."""


class MessagesScreen(Chooser):
    """The list; dismisses with the step whose papers are wanted."""

    does = "go to the paper"
    typing = True

    def __init__(self, library: Library, said: Iterable[Said]) -> None:
        acts = library.history(ACTS)
        self.words = {act.id: library.told(act, NAMED)[0] for act in acts}
        found = [(datetime.fromisoformat(act.made), self._done(act)) for act in acts]
        # What tells of a step is that step.
        by_act = {act.id: act for act in acts}
        said = [one for one in said if one.act not in by_act or one.text != library.told(by_act[one.act])[0]]
        found += [(datetime.fromtimestamp(one.at, UTC), self._said(one, by_act.get(one.act))) for one in said]
        found.sort(key=lambda one: one[0], reverse=True)
        options = [option._replace(note=option.note + _when(when.astimezone())) for when, option in found]
        super().__init__("Messages and history", options or [Option(None, "nothing was said or done yet")])

    def _done(self, act: Change) -> Option:
        return Option((act, self.words[act.id]), self.words[act.id], note="undone  " if act.undone else "")

    def _said(self, one: Said, act: Change | None) -> Option:
        note = f"{one.count}×  " if one.count > 1 else ""
        return Option((act, one.text), SIGNS[one.severity] + one.text, note=note)

    def preview(self, told: tuple[Change | None, str] | None) -> list[Piece]:
        """Return the whole of a sentence."""
        return [Piece(told[1])] if told else []

    def chosen(self, option: Option) -> None:
        self.dismiss(option.value and option.value[0])


def _when(moment: datetime) -> str:
    """Return the time of a moment of today, the day of another."""
    return f"{moment:%H:%M}" if moment.date() == datetime.now(moment.tzinfo).date() else f"{moment:%d %b}"
