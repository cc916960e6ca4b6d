"""Conditions that sets of papers answer by themselves: flags, statuses, years, priorities, tags, shelves, listings,
their sections, and all that and, or and not make of them."""

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from storage import counts, names
from storage.fields import FIELDS, TABLE
from storage.query import All, And, Compare, Flag, Named, Node, Not, Or
from storage.rows import STATUSES
from storage.sqlite import AMONG, Connection, packed, snapshot

if TYPE_CHECKING:
    from pyroaring import BitMap

_FLAGS = {field.flag: field.counted for field in TABLE if field.flag and field.counted}
_STATUSES = {str(status): code for code, status in enumerate(STATUSES)}
_NAMED: Mapping[str, Callable[..., Sequence[int | str]]] = {
    "tag": names.tags, "shelf": names.shelves, "from": names.listings, "listing": names.listing,
    "section": names.sections,
}  # fmt: skip
_OFTEN = frozenset((STATUSES[0], "has:year"))
"""Flags that most papers have. Whether a paper has a venue would be told by thousands of sets."""


def tell(node: Node) -> bool:
    """Return whether sets tell which papers are of a condition."""
    match node:
        case And() | Or():
            return all(map(tell, node.parts))
        case Not():
            return tell(node.part)
        case Flag():
            return node.name in _FLAGS or node.name in _STATUSES
        case Compare() | Named():
            return bool(FIELDS[node.field].counted)
    return isinstance(node, All)


def seldom(node: Node) -> bool:
    """Return whether few papers are, as a rule, of a condition that sets tell: then a screen is worth reading them."""
    match node:
        case And():
            return any(map(seldom, node.parts))
        case Or():
            return all(map(seldom, node.parts))
        case Not():
            return isinstance(node.part, Flag) and node.part.name in _OFTEN
        case Flag():
            return node.name not in _OFTEN
        case Compare(field="day"):
            return True
        case Compare():
            unlisted = FIELDS[node.field].unlisted
            return bool(unlisted) and not any(passes(number, node) for number in unlisted)
    return isinstance(node, Named)


def shown(connection: Connection, nodes: Iterable[Node]) -> "BitMap":
    """Return the papers on the shelf that are of all the conditions, of one moment; each is one that sets tell."""
    from pyroaring import BitMap  # late, as in counts.py

    with snapshot(connection):
        found = BitMap.intersection(*[_papers(connection, node) for node in nodes])
        return found - counts.ids(connection, "hidden", 1)


def _papers(connection: Connection, node: Node) -> "BitMap":
    """Return the papers of a condition, hidden ones too."""
    from pyroaring import BitMap

    match node:
        case And():
            return BitMap.intersection(*[_papers(connection, part) for part in node.parts])
        case Or():
            return BitMap.union(*[_papers(connection, part) for part in node.parts])
        case Not():
            return _all(connection) - _papers(connection, node.part)
        case Flag(name=name) if name in _STATUSES:
            return _of_status(connection, _STATUSES[name])
        case Flag(name=name):
            return counts.chosen(connection, _FLAGS[name])
        case Compare(field="day"):
            return _of_values(connection, node, names.of_days(connection, node.tests))
        case Compare():
            return _compared(connection, node)
        case Named():
            return _of_values(connection, node, _NAMED[node.field](connection, node.text.strip(), prefix=node.prefix))
    return _all(connection)


def _of_values(connection: Connection, node: Compare | Named, values: Sequence[int | str]) -> "BitMap":
    return counts.chosen(connection, FIELDS[node.field].counted, f"value {AMONG}", [packed(values)])


def _all(connection: Connection) -> "BitMap":
    return counts.ids(connection, "row", 1)


def _of_status(connection: Connection, code: int) -> "BitMap":
    return counts.ids(connection, "status", code) if code else _all(connection) - counts.chosen(connection, "status")


def _compared(connection: Connection, node: Compare) -> "BitMap":
    field = FIELDS[node.field]
    tests = " AND ".join(f"value {sign} ?" for sign, _ in node.tests)
    found = counts.chosen(connection, field.counted, tests, [value for _, value in node.tests])
    if any(passes(number, node) for number in field.unlisted):
        return found | (_all(connection) - counts.chosen(connection, field.counted))
    return found


_COMPARE = {"=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def passes(number: float, node: Compare) -> bool:
    """Return whether a number passes the tests of a condition."""
    return all(_COMPARE[sign](number, value) for sign, value in node.tests)
