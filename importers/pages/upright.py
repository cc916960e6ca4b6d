"""Records of which each field is a line of its own, behind its name: `Authors: ...`, or beside it in a row.

So reports of Zotero, records of repositories and catalogues, and lists in the manner of arXiv's are made. What the
names mean is told as the headings of a table are: the records are its rows.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from importers.pages import tables
from importers.pages.columns import headed
from importers.pages.lines import Line, Reading, Record
from importers.reader import Listed, Skipped
from importers.sections import Above

_NAMED = re.compile(r"([^\W\d_][\w .()/’'-]{0,38}[\w)])\s?[:：]\s*(?=\S)")
_TITLE, _OFTEN = "Title", 2
"""What a heading is to a report, and how often a name stands that is one of a field."""
_LONGEST, _FIELDS = 10_000, 60
"""Characters that go on from line to line in a field, and the most fields of a record."""


class _Field(NamedTuple):
    line: Line
    name: str
    said: str


def _field(line: Line) -> _Field | None:
    """Return a line as a name and what is said of it; None for any other."""
    if len(line.cells) == 2 and 1 < len(line.cells[0]) < 40 and line.cells[1]:
        return _Field(line, line.cells[0].rstrip(" :："), line.cells[1])
    found = _NAMED.match(line.text) if not (line.cells or line.level) else None
    return _Field(line, found[1], line.text[found.end() :]) if found else None


def _records(lines: Sequence[Line]) -> Iterator[list[_Field]]:
    """Yield the fields of each record: it ends where its first field comes again, or where fields stop."""
    record: list[_Field] = []
    opens = ""
    for before, line in pairwise([None, *lines]):
        assert line is not None
        field = _field(line)
        if field is None:
            if (
                record
                and not (line.blanks or line.level or line.mark or record[-1].line.whole)
                and len(record[-1].said) < _LONGEST
            ):
                last = record[-1]
                record[-1] = last._replace(said=f"{last.said} {line.text}")
            elif record:
                yield record
                record = []
            continue
        if record and field.name == opens and record[-1].name != opens:
            yield record
            record = []
        if not record:
            opens = field.name
            if line.cells and before is not None and before.level and not before.cells:
                record.append(_Field(before, _TITLE, before.text))
        record.append(field)
    if record:
        yield record


def read(lines: Sequence[Line]) -> Reading:
    """Return the records among lines that are mostly fields with names, people and titles among them."""
    names = Counter(field.name for line in lines if (field := _field(line)))
    often = {name for name, _ in names.most_common(_FIELDS)}
    names = Counter({name: count for name, count in names.items() if name in often})
    if sum(count for count in names.values() if count >= _OFTEN) < 2 * _OFTEN:
        return Reading()
    known = dict(zip(names, headed([*names]), strict=True))
    headings = [_TITLE, *(name for name in names if name != _TITLE and (known[name] or names[name] >= _OFTEN))]
    kept = frozenset(headings)
    found = [[field for field in record if field.name in kept] for record in _records(lines)]
    found = [record for record in found if len({field.name for field in record}) > 1]
    told = headed(headings)
    if "authors" not in told or not {"title", "perhaps title"} & set(told):
        return Reading()
    rows = [tables.Row(0, headings, "")]
    parts: dict[int, list[_Field]] = {}
    for record in found:
        cells = []
        for name, kind in zip(headings, told, strict=True):
            said = [field.said for field in record if field.name == name]
            cells.append(("; " if kind in ("authors", "editors", "keywords") else "\n").join(said))
        first = record[0].line
        parts[first.number] = record
        links = [
            [link.href for field in record if field.name == name for link in field.line.links] for name in headings
        ]
        rows.append(tables.Row(first.number, cells, "\n".join(field.line.raw for field in record), links))
    made = tables.table(rows)
    if made is None or made.weight < tables.DOUBTFUL:
        return Reading()
    items = list(made.items(rows, Above()))
    records = tuple(
        Record(item, tuple(field.line.number for field in parts[item.line]))
        for item in items
        if isinstance(item, Listed)
    )
    if not records:
        return Reading()
    covered = sum(len(record.lines) for record in records)
    inside = sum(records[0].lines[0] <= line.number <= records[-1].lines[-1] for line in lines)
    return Reading(
        records=records, skipped=tuple(item for item in items if isinstance(item, Skipped)),
        explained=min(1.0, covered / max(inside, 1)), confidence=made.confidence, way="fields behind their names",
    )  # fmt: skip
