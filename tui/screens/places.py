"""The places: where things are, with how many papers are there; the one that is chosen is filtered for."""

from collections.abc import Iterable

from tui.desk.places import Place
from tui.screens.choose import Chooser, Option


class PlacesScreen(Chooser):
    """A drawer at the left; dismisses with the filter of a place."""

    where = "places"
    does = "go"
    box = "box drawer"

    def __init__(self, there: Iterable[Place], here: str) -> None:
        options: list[Option] = []
        group = ""
        for place in there:
            if place.group and place.group != group:
                options.append(Option(None, place.group))
            group = place.group
            count = "" if place.papers is None else f"{place.papers:,}"
            options.append(Option(place.query, f"{'  ' * bool(group)}{place.name}", note=count))
        super().__init__("Places", options, start=here.strip())
        if self.options.current is None or self.options.current.value is None:
            self.options.move(next(at for at, option in enumerate(options) if option.value is not None))

    def fit(self, height: int) -> None:
        self.options.styles.height = max(2, height - 4)
        self.options.place(self.options.cursor)

    def action_leave_places(self) -> None:
        self.dismiss(None)

    def chosen(self, option: Option) -> None:
        if option.value is not None:
            super().chosen(option)
