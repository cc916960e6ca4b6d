"""One table of every action, its keys and its words, which bindings, footer, help, palette and manual read."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from textual.binding import Binding

Keymap = Mapping[str, str]
"""Keys by the name of their action, where they are not the table's."""
OWN: Keymap = {}
"""No others than the table's."""

GROUPS = {
    "move": "Move",
    "find": "Find",
    "mark": "Mark",
    "use": "Use",
    "change": "Select and change",
    "app": "papershelf",
    "dialog": "In dialogs",
}
"""Groups of the help screen, in its order."""


class Place(NamedTuple):
    """Where keys work."""

    words: str = ""
    """Stands behind what they do."""
    within: str = ""
    """The place whose keys work there too."""
    typing: bool = False
    """Whether a key of one character writes it."""
    hides: tuple[str, ...] = ()
    """Actions of the places around it whose keys mean something else here."""
    keeps: str = ""
    """Where not all of the place around it goes on working there, what does; the footer names the first."""


PLACES = {
    "list": Place(within="app"),
    "app": Place(),
    "reading": Place(" (on a paper's page)", "list", hides=("clear", "quit", "places")),
    "places": Place(
        " (in the places)",
        "list",
        hides=("quit",),
        keeps=(
            "go_there rename_place close_places whole place_before filter next_page previous_page down up first last "
            "half_down half_up page_down page_up searches import listings statistics duplicates page_done undo redo"
        ),
    ),
    "triage": Place(
        " (in triage)",
        "list",
        hides=("quit",),
        keeps=(
            "queue read drop later card_on card_back star status tags shelves note note_editor former_notes copy cite "
            "copies open pdf own own_list edit look_up undo redo detail_down detail_up raise lower"
        ),
    ),
    "note": Place(" (while writing a note)", "app", typing=True),
    "filter": Place(" (in the filter line)", "app", typing=True),
    "dialog": Place(),
    "chooser": Place(" (in a list of choices)", "dialog"),
    "columns": Place(" (columns)", "chooser"),
    "imports": Place(" (imports)", "chooser"),
    "searches": Place(" (saved searches)", "chooser"),
    "pairs": Place(" (duplicates)", "dialog"),
    "records": Place(" (records of a paper)", "dialog"),
    "facts": Place(" (editing)", "dialog"),
    "import": Place(" (importing)", "dialog"),
    "teach": Place(" (teaching how a page is read)", "dialog"),
    "page": Place(" (help, statistics)", "dialog"),
}
"""The list while it has the focus, everywhere, while a note is written, and so on."""


def chain(where: str) -> Iterator[str]:
    """Yield a place and those whose keys work there too."""
    while where:
        yield where
        where = PLACES[where].within


class Key(NamedTuple):
    """One thing the reader can do."""

    id: str
    """Names the action in code (`action_<id>`) and in the user's keymap."""
    keys: str
    """The keys as people write them, separated by spaces: `j down`, `ctrl+d`, `?`; none for what is only a command."""
    word: str
    """One or two words for the footer."""
    tooltip: str
    """A clause for the help screen, the palette and the manual."""
    group: str
    where: str = "list"
    """Where it works: one of PLACES."""
    footer: int = 0
    """Place in the footer, 1 first; 0 is not shown there."""


_MOVES = (
    ("down", "j down", "down", "go to the next {}"),
    ("up", "k up", "up", "go to the previous {}"),
    ("first", "g home", "first", "go to the first {}"),
    ("last", "G end", "last", "go to the last {}"),
    ("half_down", "ctrl+d", "half down", "go half a page down"),
    ("half_up", "ctrl+u", "half up", "go half a page up"),
    ("page_down", "pagedown", "page down", "go a page down"),
    ("page_up", "pageup", "page up", "go a page up"),
)
MOVES = frozenset(name for name, *_ in _MOVES)

KEYS: tuple[Key, ...] = (
    *(Key(name, names, word, tooltip.format("paper"), "move") for name, names, word, tooltip in _MOVES),
    Key("next_unread", "]", "next unread", "go to the next unread paper", "move"),
    Key("previous_unread", "[", "previous unread", "go to the previous unread paper", "move"),
    Key("detail_down", "J shift+down", "scroll down", "scroll the paper's own pane down", "move"),
    Key("detail_up", "K shift+up", "scroll up", "scroll the paper's own pane up", "move"),
    Key("paper", "enter", "open", "read the paper's page in full; the same key goes back", "move"),
    Key("into_paper", "l right", "into the paper", "open the paper's page", "move"),
    Key("leave_paper", "escape q h left", "back", "go back to the list", "move", "reading", footer=1),
    Key("pane", "v", "pane", "show or hide the paper's pane", "move"),
    Key("filter", "/", "filter", "filter the list while typing", "find", footer=3),
    Key("places", "h left", "places", "go to a place: an inbox page, the queue, a shelf, a search, a tag", "find"),
    Key("go_there", "enter", "go", "go to this place, and to the list", "find", "places"),
    Key("leave_places", "escape q l right", "back", "go back to the list", "find", "places", footer=12),
    Key("rename_place", "e", "rename", "rename a tag, a shelf or a saved search; two of one name become one", "find",
        "places"),
    Key("close_places", "v", "close", "close the places; the key that goes there opens them again", "find", "places"),
    Key("wider", "+", "wider", "make the pane wider", "find", "places"),
    Key("narrower", "-", "narrower", "make the pane narrower", "find", "places"),
    Key("whole", "0", "whole shelf", "go to the whole shelf", "find"),
    Key("place_before", "'", "place before", "go to the place before", "find"),
    Key("next_page", "}", "next page", "go to the next page of the inbox, an older one", "find"),
    Key("previous_page", "{", "previous page", "go to the page of the inbox before, a newer one", "find"),
    Key("searches", "f", "searches", "save this filter, or go to a saved one", "find"),
    Key("sort", "S", "sort", "choose the order of the list", "find"),
    Key("columns", "C", "columns", "choose the columns of the list", "find"),
    Key("author", "A", "this author", "show everything by this paper's first author", "find"),
    Key("drop_chip", "backspace", "drop filter", "remove the last filter term", "find"),
    *(
        Key(f"search_{place}", str(place), f"search {place}", f"go to the saved search {place}", "find")
        for place in range(1, 10)
    ),
    Key("read", "r", "read", "mark read, or unread again", "mark", footer=4),
    Key("status", "R", "status", "choose a status: unread, queued, reading, skimmed, read, dropped", "mark"),
    Key("triage", "T", "triage", "decide about the papers selected, else those shown, one after the other", "mark",
        footer=10),
    Key("card_on", "j space down enter", "on", "go on, undecided", "mark", "triage"),
    Key("card_back", "k up", "back", "go back to the card before", "mark", "triage"),
    Key("end_triage", "escape q", "end", "end it; what was decided stands", "mark", "triage", footer=12),
    Key("queue", "m", "queue", "put into the queue, at its end, or take out of it", "mark", footer=9),
    Key("sooner", "<", "earlier", "move earlier in the queue", "mark"),
    Key("farther", ">", "later", "move later in the queue", "mark"),
    Key("drop", "x", "drop", "mark dropped", "mark"),
    Key("later", "z", "later", "put off to a day, when it comes back", "mark"),
    Key("page_done", "Z", "page done", "be done with the paper's page: nothing of it is new any more", "mark"),
    Key("star", "s", "star", "star, or remove the star", "mark"),
    Key("raise", "", "priority up", "raise the priority", "mark"),
    Key("lower", "", "priority down", "lower the priority", "mark"),
    Key("tags", "t", "tags", "add and remove tags", "mark"),
    Key("shelves", "b", "shelves", "put on your shelves, or take off them", "mark"),
    Key("note", "n", "note", "write a note in place", "mark", footer=6),
    Key("note_editor", "N", "note in editor", "write the note in $EDITOR", "mark"),
    Key("former_notes", "ctrl+n", "former notes", "look at what the note was, or was going to be", "mark"),
    Key("copy", "y", "copy", "copy the citation in the last style", "use", footer=7),
    Key("cite", "Y", "cite as", "choose a citation style, with a preview", "use"),
    Key("copies", "c", "last copies", "look at the last copies, and copy one again", "use"),
    Key("open", "o", "link", "open the paper's link in a browser; without one, search for it", "use"),
    Key("pdf", "p", "PDF", "open the paper's PDF in a browser; without one, search for it", "use"),
    Key("import", "i", "import", "import a file, a paste, or papers by identifier", "use", footer=8),
    Key("by_hand", "ctrl+e", "by hand", "add a paper by hand: a blank form for its facts", "use"),
    Key("look_up", "E", "look up", "ask online services for what the listing left out", "use"),
    Key("listings", "I", "imports", "every import: when, from where, how many; undo a whole import", "use"),
    Key("samples", "L", "samples", "load twelve invented papers to try things on; asks where there are papers", "use"),
    Key("own", ",", "your command", "run a command of your own: its character comes next", "use"),
    Key("own_list", "!", "your commands", "list the commands of your own, and run one", "use"),
    Key("select", "space", "select", "select this paper, or take it out of the selection", "change"),
    Key("range", "V", "range", "select from here to where the cursor goes; again to end", "change"),
    Key("all", "a", "all shown", "select every paper that is shown", "change"),
    Key("clear", "escape", "clear", "clear the selection, then the filter; then give up a look-up", "change"),
    Key("delete", "d", "delete", "take papers off the shelf, or bring them back from the bin", "change"),
    Key("edit", "e", "edit", "edit the facts: title, authors, year, venue, identifiers; of many what they share",
        "change"),
    Key("duplicates", "D", "duplicates", "look at papers that may be the same", "change"),
    Key("split", "X", "records", "look at the records that a paper is made of, and take some off", "change"),
    Key("undo", "u", "undo", "undo this window's last change; one made before or elsewhere is named first", "change",
        footer=10),
    Key("redo", "ctrl+r", "redo", "redo what was undone", "change"),
    Key("messages", "H", "messages", "look at what was said and done; Enter goes to the paper", "change"),
    Key("statistics", "w", "statistics", "count the shelf by status, year and venue; the diary", "app"),
    Key("palette", ": ctrl+p", "commands", "find any of these by its name", "app", "app"),
    Key("help", "? f1", "help", "this page", "app", "app", footer=9),
    Key("quit", "q", "quit", "quit; everything is already saved", "app", "app", footer=11),
    Key("save_note", "ctrl+s", "save", "save the note and go back to the list", "mark", "note", footer=1),
    Key("leave_note", "escape", "save, back", "save the note and go back to the list", "mark", "note", footer=2),
    Key("keep", "enter", "keep", "keep the filter and go to the list", "find", "filter", footer=1),
    Key("leave_filter", "escape", "back", "put the filter back as it was", "find", "filter", footer=2),
    Key("complete", "tab", "complete", "complete the word before the cursor", "find", "filter", footer=3),
    *(
        Key(f"filter_{name}", names.split()[-1], word, "move in the list while filtering", "find", "filter")
        for name, names, word, _ in _MOVES
        if name in ("down", "up", "page_down", "page_up")
    ),
    *(
        Key(f"dialog_{name}", names, word, tooltip.format("line"), "dialog", "dialog")
        for name, names, word, tooltip in _MOVES
    ),
    Key("back", "escape q", "back", "go back; nothing is lost", "dialog", "dialog", footer=9),
    Key("choose", "enter", "choose", "take what the cursor is on", "dialog", "chooser"),
    Key("preview_down", "J shift+down", "scroll down", "scroll the preview down", "dialog", "chooser"),
    Key("preview_up", "K shift+up", "scroll up", "scroll the preview up", "dialog", "chooser"),
    Key("show_column", "space", "show or hide", "show or hide a column", "dialog", "columns"),
    Key("leave_columns", "d", "back", "go back to the list", "dialog", "columns"),
    Key("undo_import", "d", "undo this import", "undo this import", "dialog", "imports", footer=1),
    Key("look_joined", "X", "joined", "look at what this import joined", "dialog", "imports", footer=2),
    Key("forget_search", "d", "forget", "forget this search", "dialog", "searches", footer=1),
    Key("merge", "m", "merge", "merge the two papers", "dialog", "pairs", footer=1),
    Key("keep_both", "b", "keep both", "keep both papers, and stop asking", "dialog", "pairs", footer=2),
    Key("undo_pair", "u", "undo", "undo the last decision", "dialog", "pairs", footer=3),
    Key("merge_similar", "M", "merge similar", "merge every similar pair, once they were seen", "dialog", "pairs"),
    Key("keep_similar", "B", "keep similar", "keep both of every similar pair, once they were seen", "dialog", "pairs"),
    Key("next_pair", "n", "next", "look at the next pair", "dialog", "pairs", footer=4),
    Key("previous_pair", "p", "previous", "look at the previous pair", "dialog", "pairs", footer=5),
    Key("take_off", "enter", "take off", "make a paper of the marked records, else of this one", "dialog", "records",
        footer=1),
    Key("mark_record", "space", "mark", "mark a record that comes off, or not", "dialog", "records", footer=2),
    Key("undo_split", "u", "undo", "undo the last split", "dialog", "records", footer=3),
    Key("next_joined", "n", "next", "look at the next paper", "dialog", "records", footer=4),
    Key("previous_joined", "p", "previous", "look at the previous paper", "dialog", "records", footer=5),
    Key("record_down", "J shift+down", "scroll", "scroll what a record says down", "dialog", "records", footer=6),
    Key("record_up", "K shift+up", "scroll up", "scroll what a record says up", "dialog", "records"),
    Key("save_facts", "enter", "save", "save the facts", "dialog", "facts", footer=1),
    Key("cut_title", "ctrl+t", "title ends here", "end the title at the cursor; authors follow", "dialog", "facts",
        footer=2),
    Key("as_it_was", "ctrl+r", "as it was", "put the facts back as they are; again: what was typed", "dialog", "facts",
        footer=3),
    Key("complete_path", "tab", "complete", "complete the path before the cursor", "dialog", "import", footer=3),
    Key("written_down", "ctrl+e", "by hand", "write a paper down by hand instead", "dialog", "import", footer=2),
    Key("pick", "space", "pick", "pick a record, or all below a heading; or leave it out",
        "dialog", "import", footer=3),
    Key("pick_all", "a", "all", "pick all records, or none", "dialog", "import", footer=4),
    Key("take_in", "enter", "import", "look at what was named; then import what is picked", "dialog",
        "import", footer=1),
    Key("status_of_all", "R", "status", "have a library's papers be what the file says, read, or unread", "dialog",
        "import", footer=2),
    Key("teach", "t", "teach", "see the page line by line beside its reading, and say what a line is", "dialog",
        "import", footer=5),
    Key("forget_layout", "d", "forget", "forget the layout by which the page was read", "dialog", "import", footer=6),
    Key("is_title", "t", "title", "say that this line is a title; the page is read anew", "dialog", "teach", footer=2),
    Key("are_people", "p", "people", "say that this line is the people of a paper", "dialog", "teach", footer=3),
    Key("is_both", "b", "both", "say that this line is title and people; again: divided elsewhere", "dialog", "teach",
        footer=4),
    Key("is_none", "x", "none", "say that this line, or its paper, is none", "dialog", "teach", footer=5),
    Key("unsay", "u", "undo", "take back what was said last", "dialog", "teach", footer=8),
    Key("next_doubt", "n", "next", "go to the next record that is unsure, or line that is skipped", "dialog",
        "teach", footer=6),
    Key("find_line", "/", "find", "find a line of the page", "dialog", "teach", footer=7),
    Key("take_reading", "enter", "done", "go back with the page as it is read now", "dialog", "teach", footer=1),
    Key("below_down", "J shift+down", "scroll", "scroll what stands below the records down", "dialog", "import",
        footer=7),
    Key("below_up", "K shift+up", "scroll up", "scroll what stands below the records up", "dialog", "import"),
    Key("leave_page", "enter ? f1 w", "back", "go back from this page", "dialog", "page"),
    Key("page_on", "space", "page down", "go a page down", "dialog", "page"),
)  # fmt: skip

BY_ID = {key.id: key for key in KEYS}
WRITES = frozenset(
    (
        "read status triage queue sooner farther drop later page_done star raise lower tags shelves note note_editor "
        "import by_hand look_up samples rename_place delete edit undo redo"
    ).split()
)
"""What cannot be done on a shelf that is read-only."""
WAYS_OUT = frozenset("help quit back leave_paper leave_places end_triage leave_note leave_filter".split())
"""What helps on or leads back: the lowest line has it at its right end and never gives it up for another key."""

NAMED = 6
"""Actions that the footer names of a place that keeps only some of the place around it."""

_KEY = re.compile(
    r"(?:(?:ctrl|shift|alt|super|meta|hyper)\+)*(?:\S|f[1-9]|f1[0-2]|up|down|left|right|home|end|pageup|pagedown"
    r"|insert|delete|backspace|enter|escape|tab|space)"
)
_SHOWN = {
    "backspace": "Backspace", "escape": "Esc", "enter": "Enter",
    "space": "Space", "pagedown": "PgDn", "pageup": "PgUp", "home": "Home",
    "end": "End", "down": "↓", "up": "↑", "tab": "Tab", **{f"f{number}": f"F{number}" for number in range(1, 13)},
}  # fmt: skip


def keys_of(key: Key, keymap: Keymap = OWN) -> tuple[str, ...]:
    """Return the keys of an action, the user's where the keymap names it."""
    return tuple(keymap.get(key.id, key.keys).split())


def shown(name: str) -> str:
    """Return a key as the screen writes it: `Esc`, `^d`, `j`."""
    for modifier, sign in ("ctrl+", "^"), ("shift+", "⇧"):
        if name.startswith(modifier):
            return sign + shown(name.removeprefix(modifier))
    return _SHOWN.get(name, name)


def first(name: str, keymap: Keymap = OWN) -> str:
    """Return the first key of an action, as the screen writes it."""
    return shown(keys_of(BY_ID[name], keymap)[0])


def meanings(where: str, pressed: Sequence[str | None], keymap: Keymap = OWN) -> Iterator[str]:
    """Yield the actions of a key, by any of its names, in a dialog: what is its own comes first."""
    for place in chain(where):
        for key in KEYS:
            if key.where == place and any(name in pressed for name in keys_of(key, keymap)):
                yield key.id


def bindings(where: str, keymap: Keymap = OWN) -> "list[Binding]":
    """Return Textual's bindings of one place, each with its id, word and tooltip."""
    from textual.binding import Binding

    made: list[Binding] = []
    for key in KEYS:
        action = {"app": f"app.{key.id}", "list": f"screen.do('{key.id}')"}.get(key.where, key.id)
        for name in keys_of(key, keymap):
            if where == ("list" if key.where == "app" and len(name) == 1 else key.where):
                # Textual splits a key string at commas, so the comma needs its long name.
                pressed = "comma" if name == "," else name
                made.append(Binding(pressed, action, key.word, id=f"{where}.{key.id}.{name}", tooltip=key.tooltip))
    return made


def check(keymap: Mapping[str, object]) -> tuple[dict[str, str], list[str]]:
    """Return the part of a user's keymap that can be used, and a sentence for each thing that is wrong with it.

    Textual ignores unknown ids, unbinds an action whose key it cannot read and lets one key steal another's action,
    all in silence; so the whole map is looked at before any of it is used.
    """
    used: dict[str, str] = {}
    complaints: list[str] = []
    for name, value in keymap.items():
        key = BY_ID.get(name)
        if key is None:
            complaints.append(f"keys: unknown action “{name}”{_nearest(name, BY_ID)}")
            continue
        if not isinstance(value, str) or not value.split():
            complaints.append(f"keys: {name} needs a key, such as {key.keys!r}")
            continue
        complaints += [f"keys: {word!r}, for {name}, is not a key" for word in value.split() if not is_key(word)]
        if good := " ".join(filter(is_key, value.split())):
            used[name] = good
    while clash := next(_clashes(used), None):
        other, loser, name = clash
        if loser not in used:
            other, loser = loser, other
        complaints.append(f"keys: {name} is used for {other} and for {loser}; {loser} keeps {BY_ID[loser].keys!r}")
        del used[loser]
    return used, complaints


def is_key(name: str) -> bool:
    """Return whether `name` is a key: one printable character, or a name, with modifiers before it."""
    return _KEY.fullmatch(name) is not None and name.isprintable()


def footer(where: str, keymap: Keymap = OWN) -> list[tuple[str, str, str]]:
    """Return what the footer says of one place: (first key, word, action), in order."""
    named = PLACES[where].keeps.split()[:NAMED]

    def rank(key: Key) -> int:
        if key.id in named:
            return named.index(key.id) + 1
        return 0 if named and key.id not in WAYS_OUT else key.footer

    offered = sorted(filter(rank, there(where)), key=rank)
    return [(shown(names[0]), key.word, key.id) for key in offered if (names := pressed(key, where, keymap))]


@cache
def hidden(where: str) -> frozenset[str]:
    """Return the actions of the places around a place that do not work in it."""
    place = PLACES[where]
    kept = place.keeps.split()
    return frozenset(place.hides).union(
        key.id for key in KEYS if kept and key.where == place.within and key.id not in kept
    )


@cache
def there(where: str) -> tuple[Key, ...]:
    """Return what can be done in a place: its own, then what can be done around it and is not hidden by that."""
    places = tuple(chain(where))
    gone = frozenset().union(*map(hidden, places))
    here = (key for key in KEYS if key.where in places and key.id not in gone)
    return tuple(sorted(here, key=lambda key: places.index(key.where)))


def pressed(key: Key, where: str, keymap: Keymap = OWN) -> list[str]:
    """Return the keys of an action that work in a place: where one types, a single character is written."""
    return [name for name in keys_of(key, keymap) if len(name) > 1 or not PLACES[where].typing]


def markdown() -> str:
    """Return docs/keys.md, which `python -m tui.keys > docs/keys.md` writes anew."""
    lines = [
        "# Keys",
        "",
        "This page is made from the table in `tui/keys.py`. Every action can be given other keys in the settings file,",
        'under `[keys]`, by its name: `read = "ctrl+e"`. Unknown names, unknown keys and keys used twice are reported',
        "at start.",
    ]
    for group, title in GROUPS.items():
        lines += ["", f"## {title}", "", "| key | name | what it does |", "|---|---|---|"]
        for key in KEYS:
            if key.group == group:
                names = " ".join(f"`{_plain(name)}`" for name in key.keys.split())
                lines.append(f"| {names} | {key.id} | {key.tooltip}{PLACES[key.where].words} |")
    return "\n".join(lines) + "\n"


def _plain(name: str) -> str:
    return _SHOWN.get(name, name) if name not in ("down", "up") else name.capitalize()


def _clashes(used: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield (action, action, key) for every key that two actions of one place share."""
    for place in PLACES:
        taken: dict[str, str] = {}
        for key in there(place):
            for name in keys_of(key, used):
                if taken.setdefault(name, key.id) != key.id:
                    yield taken[name], key.id, name


def _nearest(name: str, names: Iterable[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, names, 1)
    return f"; did you mean {near[0]!r}?" if near else ""


if __name__ == "__main__":
    print(markdown(), end="")
