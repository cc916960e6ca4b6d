"""To which day papers are put off: a few days by a key each, or any that is typed."""

from contextlib import suppress

from tui.desk.days import coming
from tui.screens.choose import Chooser, Option
from tui.widgets.line_edit import LineEdit

_DAYS = (("d", "tomorrow", "tomorrow"), ("w", "next week", "1w"), ("m", "next month", "1m"))


class LaterScreen(Chooser):
    """Days to choose from; answers with a day, or with nothing of a day where papers are no longer put off."""

    def __init__(self, *, is_put_off: bool) -> None:
        options = [Option(coming(text), name, key, note=f"{coming(text):%a %d %B}") for key, name, text in _DAYS]
        options.append(Option(self, "another day", "o"))
        options += [Option("", "no longer", "n")] * is_put_off
        super().__init__("Put off to", options)

    def chosen(self, option: Option) -> None:
        if option.value is self:
            self.app.ask(DayScreen("Put off to", []), self.dismiss)
        else:
            super().chosen(option)


class DayScreen(Chooser):
    """Takes a day that is typed."""

    typing = True
    hint = "tomorrow, 3d, 2w, 1m or a date such as 2027-01-31"

    def matching(self, text: str) -> list[Option]:
        with suppress(ValueError):
            day = coming(text)
            return [Option(day, f"{day:%A, %d %B %Y}")]
        return []

    def on_mount(self) -> None:
        self.query_one(LineEdit).focus()
