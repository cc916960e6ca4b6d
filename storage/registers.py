"""What the reader sets of papers: how each register is written where it is shown, and read back from the acts.

A new act writes at once, for it is the latest. When an act is undone or done again, and when papers are joined or
split, what it touched is `renew`ed: the latest effect that holds, of any row a paper is made of, is written anew.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from pyroaring import BitMap

from storage import counts, effects, index, placing, records, rows
from storage.effects import select, update
from storage.sqlite import AMONG, Connection, decodes, packed, scalar, scalars

Write = Callable[[Connection, Any, Any, BitMap], None]
"""Writes a value of a register, which has a key, for rows that show it."""


def _column(column: str) -> Write:
    def write(connection: Connection, key: Any, value: Any, ids: BitMap) -> None:
        del key
        now = value or 0
        for was, group in grouped(connection, column, ids).items():
            if was != now:
                update(connection, f"UPDATE papers SET {column} = ?", (now,), group)
                counts.move(connection, column, was, now, group)

    return write


@decodes
def _status(connection: Connection, _: Any, value: Any, ids: BitMap) -> None:
    code, read_on = json.loads(value) if value is not None else (0, None)
    for was, group in grouped(connection, "status", ids).items():
        counts.move(connection, "status", was, code, group)
    update(connection, "UPDATE papers SET status = ?, read_on = ?", (code, read_on), ids)


def _tag(connection: Connection, tag: Any, value: Any, ids: BitMap) -> None:
    if not value:
        update(connection, "DELETE FROM taggings", (tag,), ids, key="paper", where="tag = ?")
        counts.take(connection, "tag", tag, ids)
        return
    for first, last, part in effects.slices(ids):
        among, bound = ("BETWEEN ? AND ?", (first, last)) if part is None else (AMONG, (packed(part),))
        connection.execute(f"INSERT OR IGNORE INTO taggings SELECT id, {int(tag)} FROM papers WHERE id {among}", bound)
    counts.put(connection, "tag", tag, ids)


def _shelf(connection: Connection, shelf: Any, value: Any, ids: BitMap) -> None:
    update(connection, "DELETE FROM shelvings", (shelf,), ids, key="paper", where="shelf = ?")
    if value is None:
        counts.take(connection, "shelf", shelf, ids)
        return
    connection.executemany("INSERT INTO shelvings VALUES (?, ?, ?)", [(row, shelf, value) for row in ids])
    counts.put(connection, "shelf", shelf, ids)


def _plain(column: str) -> Write:
    """Return what writes a column that no set counts."""

    def write(connection: Connection, _: Any, value: Any, ids: BitMap) -> None:
        update(connection, f"UPDATE papers SET {column} = ?", (value,), ids)

    return write


def _note(connection: Connection, _: Any, value: Any, ids: BitMap) -> None:
    for row in ids:
        text = _notes(connection, row, value or "")
        if text:
            connection.execute(
                "INSERT INTO notes VALUES (?, ?, 1, ?) ON CONFLICT(paper) DO UPDATE SET text = excluded.text, "
                "version = version + 1, saved = excluded.saved",
                (row, text, rows.now()),
            )
        else:  # the row stays, so that another window sees that its version was replaced
            connection.execute("UPDATE notes SET text = '', version = version + 1 WHERE paper = ?", (row,))
        connection.execute("UPDATE papers SET noted = ? WHERE id = ?", (int(bool(text)), row))
        (counts.put if text else counts.take)(connection, "noted", 1, [row])
    index.say(connection, list(ids))


def _notes(connection: Connection, row: int, latest: str) -> str:
    """Return the note that a row shows: the latest, or, where rows joined to it have notes of their own, them all, the
    oldest first."""
    rows_of = records.joined_to(connection, BitMap([row]))
    if not rows_of:
        return latest
    rows_of.add(row)
    found = [value for value, _ in effects.latest(connection, "note", 0, rows_of)]
    return "\n\n".join(dict.fromkeys(filter(None, reversed(found))))


def _edit(connection: Connection, column: Any, value: Any, ids: BitMap) -> None:
    if value is None:
        update(connection, "DELETE FROM edits", (column,), ids, key="paper", where="field = ?")
    else:
        connection.executemany("REPLACE INTO edits VALUES (?, ?, ?)", [(row, column, value) for row in ids])


def _key(connection: Connection, key: Any, value: Any, ids: BitMap) -> None:
    del key, value  # every key once used stays, the first before the others
    for row in ids:
        said = effects.all_of(connection, "key", records.joined_to(connection, BitMap([row])) | BitMap([row]))
        connection.execute("DELETE FROM keys WHERE paper = ? AND record = ?", (row, records.CITED))
        connection.executemany(
            "INSERT OR IGNORE INTO keys VALUES (?, ?, ?, ?)",
            [(text, row, records.CITED, place) for place, text in enumerate(reversed(said), 1)],
        )
    records.rekey(connection, ids)


UNCITED = "NOT EXISTS (SELECT 1 FROM keys WHERE paper = papers.id AND keys.key = papers.key AND chosen > 0)"
"""SQL that is true of rows of papers that were not cited under the key that they show."""


def keep_keys(connection: Connection, keys: Mapping[int, str]) -> None:
    """Write that papers, by number, are cited under keys: those that they show, or nobody's."""
    place = f"1 + (SELECT count(*) FROM keys WHERE paper = ?1 AND record = {records.CITED})"
    connection.executemany(f"INSERT INTO keys VALUES (?2, ?1, {records.CITED}, {place})", keys.items())
    keyless = select(connection, "SELECT id FROM papers", BitMap(keys), where="key IS NULL")
    records.rekey(connection, BitMap(row for (row,) in keyless))


def _gone(connection: Connection, _: Any, value: Any, ids: BitMap) -> None:
    records.hide(connection, ids, rows.GONE, on=bool(value))


def _listed_since(connection: Connection, ids: BitMap, clock: int) -> BitMap:
    """Return those of the rows that a listing on the shelf shows which was imported after a moment."""
    later = packed(effects.keys_after(connection, "listed", clock))
    on_shelf = scalars(connection, f"SELECT id FROM listings WHERE hidden = 0 AND id {AMONG}", (later,))
    return ids & BitMap().union(*(counts.ids(connection, "listing", listing) for listing in on_shelf))


class Register(NamedTuple):
    """How a register of papers is kept."""

    write: Write
    pins: bool = True
    """Whether a paper of which it is said stays the group of records that it was."""
    asks: bool = False
    """Whether its writing asks what the acts say, this one among them."""
    keeps: bool = True
    """Whether a paper of which it is said stays when its import is taken back."""


PAPERS: Mapping[str, Register] = {
    "status": Register(_status),
    "starred": Register(_column("starred")),
    "priority": Register(_column("priority")),
    "new": Register(_column("new"), pins=False, keeps=False),
    "later": Register(_plain("later"), pins=False),
    "queue": Register(_plain("queue"), pins=False, keeps=False),
    "shelf": Register(_shelf, pins=False),
    "tag": Register(_tag),
    "note": Register(_note, asks=True),
    "edit": Register(_edit),
    "key": Register(_key, asks=True, keeps=False),
    "gone": Register(_gone, pins=False, keeps=False),
}
"""What is set of papers, each the latest value of any row that a paper is made of; but citation keys once used stay,
and what was deleted comes back with the next import that shows it."""


def grouped(connection: Connection, column: str, ids: BitMap, where: str = "") -> dict[Any, BitMap]:
    """Return those of the rows of which `where` is true, by what they have in a column."""
    groups: defaultdict[Any, BitMap] = defaultdict(BitMap)
    for number, value in select(connection, f"SELECT id, {column} FROM papers", ids, where=where):
        groups[value].add(number)
    return groups


def renew(connection: Connection, field: str, key: Any, ids: BitMap) -> BitMap:
    """Write again what holds of a register; return the rows whose records are to be grouped anew."""
    if field in PAPERS:
        _renew_papers(connection, field, key, ids)
        return ids if field == "edit" else BitMap()
    return _OTHERS.get(field, _nothing)(connection, key, ids)


def _renew_papers(connection: Connection, field: str, key: Any, ids: BitMap) -> None:
    write = PAPERS[field].write
    shows = dict(select(connection, "SELECT id, joined FROM papers", ids, where="joined IS NOT NULL"))
    shown = (ids - BitMap(shows)) | BitMap(shows.values())
    shows |= dict(select(connection, "SELECT id, joined FROM papers", shown, key="joined"))
    asked = shown | BitMap(shows)
    left = shown.copy()
    for value, clock, found in effects.dated(connection, field, key, asked):
        here = BitMap(shows.get(row, row) for row in found) if shows else found
        if here := here & left:
            left -= here
            back = _listed_since(connection, here, clock) if field == "gone" and value else BitMap()
            write(connection, key, value, here - back)
            write(connection, key, None, back)
    if left:
        write(connection, key, None, left)


def _nothing(_: Connection, key: Any, ids: BitMap) -> BitMap:
    del key, ids
    return BitMap()


def _listed(connection: Connection, listing: Any, _: BitMap) -> BitMap:
    on = bool(effects.latest_of(connection, "listed", listing))
    connection.execute("UPDATE listings SET hidden = ? WHERE id = ?", (int(not on), listing))
    seen = records.seen_in(connection, listing)
    touched = _relist(connection, seen)
    if scalar(connection, "SELECT 1 FROM effects WHERE field = 'gone' LIMIT 1"):  # of any row of one of its papers
        _renew_papers(connection, "gone", 0, seen.rows | counts.ids(connection, "listing", listing))
    for record in effects.keyed(connection, "facts", seen.records):  # some version's word, of which this is one
        touched |= _facts(connection, record, BitMap())
    return touched


def kept_of(connection: Connection, papers: BitMap) -> BitMap:
    """Return those of the rows that stay though no listing shows them: the reader said something of them."""
    return BitMap().union(*(
        found for value, found in effects.latest(connection, "kept", 0, papers.copy()) if value
    ))  # fmt: skip


def _said(connection: Connection, papers: BitMap) -> BitMap:
    """Return those of the rows of which, by their own name, something is said that is not the default."""
    return BitMap().union(*(
        found
        for field, register in PAPERS.items()
        if register.keeps and papers
        for key in effects.keys_of(connection, field, papers)
        for value, found in effects.latest(connection, field, key, papers.copy())
        if value not in _DEFAULTS
    ))  # fmt: skip


_DEFAULTS = (None, 0, "", json.dumps([0, None]))


def loose(connection: Connection, papers: BitMap) -> BitMap:
    """Return those of the rows on the shelf that no listing shows and nothing keeps but what is said of them, as comes
    of an import that another machine took back: what is said of them keeps them."""
    gone = connection.execute("SELECT id FROM listings WHERE hidden <> 0").fetchall()
    if not gone:
        return BitMap()
    found = papers & BitMap().union(*(counts.ids(connection, "listing", number) for (number,) in gone))
    if not found:
        return found
    return found - records.listed(connection, found) - kept_of(connection, found)


def stay(connection: Connection, papers: BitMap) -> BitMap:
    """Show of these rows what is to stay though its import was taken back, and hide the rest; return the rows whose
    records are to be grouped anew."""
    if not papers or not scalar(connection, "SELECT 1 FROM listings WHERE hidden <> 0 LIMIT 1"):
        return BitMap()
    return _relist(connection, records.founded_by(connection, papers))


def _relist(connection: Connection, seen: records.Seen) -> BitMap:
    return records.relist(connection, seen, kept_of(connection, seen.rows) | _said(connection, seen.rows))


def _record(connection: Connection, record: Any, _: BitMap) -> BitMap:
    holds = bool(effects.latest_of(connection, "record", record))
    connection.execute("UPDATE records SET hidden = ? WHERE id = ?", (int(not holds), record))
    paper, home = connection.execute("SELECT paper, home FROM records WHERE id = ?", (record,)).fetchone()
    homes = BitMap([home] if home else [])
    records.hide(connection, homes, rows.TAKEN, on=not holds)
    records.rekey(connection, homes)
    return BitMap([paper, home or paper])


def _facts(connection: Connection, record: Any, _: BitMap) -> BitMap:
    standing, said = records.retold(connection, record)
    records.tell(connection, standing, said)
    return BitMap([standing.paper, standing.home or standing.paper])


SAME, OTHER, APART = "same", "same, the other kept", "apart"
"""Verdicts of the reader on a pair of rows: one paper, shown by the one or by the other, or two."""


def _pair(connection: Connection, other: Any, ids: BitMap) -> BitMap:
    for row in ids:
        verdict = next(effects.latest(connection, "pair", other, BitMap([row])), (None,))[0]
        write_pair(connection, row, other, verdict)
    return ids | BitMap([other])


def write_pair(connection: Connection, row: int, other: int, verdict: str | None) -> None:
    """Keep the reader's word on two rows; None takes it back."""
    a, b = sorted((row, other))
    among = (a, b, b, a)
    alike = scalar(connection, "SELECT likeness FROM pairs WHERE a = ? AND b = ? OR a = ? AND b = ?", among)
    connection.execute("DELETE FROM pairs WHERE a = ? AND b = ? OR a = ? AND b = ?", among)
    if verdict is None:
        if alike:
            records.ask(connection, [(a, b, alike)])
        return
    if verdict != APART:
        a, b = (row, other) if verdict == SAME else (other, row)
    said = APART if verdict == APART else SAME
    connection.execute("INSERT INTO pairs VALUES (?, ?, ?, ?)", (a, b, alike or 0.0, said))


def _pin(connection: Connection, _: Any, ids: BitMap) -> BitMap:
    named = set().union(*map(placing.pinned, effects.of_field(connection, "pin", ids)))
    shown = BitMap(row for (row,) in select(connection, "SELECT coalesce(joined, id) FROM papers", ids))
    here = {uuid for (uuid,) in select(connection, "SELECT uuid FROM records", shown, key="paper")}
    rows_of = ids | shown | BitMap(placing.having(connection, named - here))  # no index finds these
    update(connection, "UPDATE records SET pinned = 0", (), rows_of, key="paper")
    return rows_of


def _search(connection: Connection, search: Any, _: BitMap) -> BitMap:
    write_search(connection, search, effects.latest_of(connection, "search", search))
    return BitMap()


@decodes
def write_search(connection: Connection, search: int, value: str | None) -> None:
    """Keep a saved search as its register says; None forgets it."""
    said = json.loads(value) if value is not None else {"query": "", "position": 0}
    connection.execute(
        "UPDATE searches SET query = ?, position = ?, hidden = ? WHERE id = ?",
        (said["query"], said["position"], int(value is None), search),
    )


_OTHERS: Mapping[str, Callable[[Connection, Any, BitMap], BitMap]] = {
    "listed": _listed, "record": _record, "facts": _facts, "pair": _pair, "pin": _pin, "search": _search,
}  # fmt: skip


def renew_act(connection: Connection, act: int) -> None:
    """Write again what holds of all that an act set."""
    touched: defaultdict[tuple[str, Any], BitMap] = defaultdict(BitMap)
    for field, key, _, ids in effects.of_act(connection, act):
        touched[field, key] |= ids
    place(connection, renew_all(connection, touched))


def renew_all(connection: Connection, touched: Mapping[tuple[str, Any], BitMap]) -> BitMap:
    """Write again what holds of registers, each with papers; return the rows whose records are to be grouped anew."""
    moved, named = BitMap(), BitMap()
    for (field, key), ids in touched.items():
        moved |= renew(connection, field, key, ids)
        if field == "kept" or (field in PAPERS and PAPERS[field].keeps):
            named |= ids
    return moved | stay(connection, named)


def renew_undone(connection: Connection, act: int) -> None:
    """Note whether an act holds, as the last word on that says."""
    number, value = effects.last_word(connection, "undone", act)
    connection.execute("UPDATE acts SET undone = ? WHERE id = ?", (number if value else 0, act))


def place(connection: Connection, touched: Iterable[int], *, met: bool = False) -> BitMap:
    """Group the records of these rows anew, and have every paper that changed show what was said of its rows; return
    the rows that changed."""
    touched = BitMap(touched)
    if not touched:
        return touched
    changed = placing.place(connection, touched, met=met)
    if not changed:
        return changed
    rows_of = changed | records.joined_to(connection, changed)
    edited = False
    shown = _standing(connection, changed)
    for field in PAPERS:
        for key in dict.fromkeys((*effects.keys_of(connection, field, rows_of), *shown.get(field, ()))):
            _renew_papers(connection, field, key, changed)
            edited |= field == "edit"
    if edited:
        records.refresh(connection, changed)
    return changed


_STANDING = {
    "status": "status", "starred": "starred", "priority": "priority", "note": "noted", "new": "new", "later": "later",
    "queue": "queue",
    "gone": f"hidden & {rows.GONE}",
}  # fmt: skip
"""Columns of papers by the register that is written there."""


def _standing(connection: Connection, papers: BitMap) -> dict[str, list[Any]]:
    """Return the registers, by field, of which something stands in these rows: of rows that left them, perhaps."""
    told = list(select(connection, f"SELECT {', '.join(_STANDING.values())} FROM papers", papers))
    found = {field: [0] for field, *values in zip(_STANDING, *told, strict=True) if any(values)}
    for field, keys, where in (
        ("tag", "SELECT DISTINCT tag FROM taggings", ""),
        ("shelf", "SELECT DISTINCT shelf FROM shelvings", ""),
        ("edit", "SELECT DISTINCT field FROM edits", ""),
        ("key", "SELECT DISTINCT 0 FROM keys", f"record = {records.CITED}"),
    ):
        found[field] = [key for (key,) in select(connection, keys, papers, key="paper", where=where)]
    return found
