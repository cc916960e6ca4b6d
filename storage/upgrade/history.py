"""The old journal becomes acts with effects, such that the latest live effect of every register is what the table has.

A live step of the journal says what it set, and what was there before. What no live step set is said by one act before
all others, "the shelf as it stood"; so is what was there before the first of them. Should the steps and the tables
differ in the end, a last act of that name sets what the tables say.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from pyroaring import BitMap

from storage.sqlite import Connection, scalar
from storage.upgrade import journal
from storage.upgrade.acts import BEGAN, Acts, clock_of, only
from storage.upgrade.columns import DETAILS, FACTS, GONE, JOINED, NUMBERS, TAKEN
from storage.upgrade.journal import LIVE, OVERTAKEN, UNDONE, Change, DamagedError

STOOD = "the shelf as it stood"
"""The words of the acts that hold what no step says."""
_DEFAULTS: dict[str, Any] = {
    "status": "[0, null]", "starred": 0, "priority": 0, "tag": 0, "gone": 0, "note": "", "key": None,
}  # fmt: skip
"""What a register of a paper is where nothing set it."""
_EDITED = frozenset((*FACTS, *DETAILS)) - {"raw"}
_SHOWN = frozenset((*FACTS, *DETAILS, "doubt"))

Register = tuple[str, Any]
"""Field and key."""


def _digest(text: str) -> str | bytes:
    return text if len(text) < 16 else blake2b(text.encode(), digest_size=16).digest()


@dataclass(slots=True)
class Step:
    """What one change set, gathered from its operations."""

    change: Change
    said: list[tuple[Register, Any, Any, BitMap]] = field(default_factory=list)
    """Register, value before, value after, papers; in this order of the operations."""
    others: list[tuple[str, Any, Any, BitMap | None]] = field(default_factory=list)
    """Field, key, value and papers of effects of what is no register of papers."""
    tags: defaultdict[tuple[int, int], BitMap] = field(default_factory=lambda: defaultdict(BitMap))
    """By tag, and 1 where it was put on or 0, the papers."""
    edits: dict[tuple[int, str], str] = field(default_factory=dict)
    """By paper and column, what the reader wrote, as JSON."""
    claims: list[dict[str, Any]] = field(default_factory=list)
    """What another source said, of a change that can be done again."""
    sources: set[tuple[int, str]] = field(default_factory=set)
    """Papers that a look-up told something of, each with the service that did."""
    titles: dict[tuple[int, str], str] = field(default_factory=dict)
    """By paper and source, what the reader had called the paper when the source told of it."""
    apart: tuple[int, int] | None = None
    """Which two papers it kept apart."""
    hidden: BitMap = field(default_factory=BitMap)

    def read(self, connection: Connection, edits: Mapping[tuple[int, str], str]) -> None:
        """Read the change, made after these edits; raises DamagedError, and then nothing of it counts."""
        facts = self.change.undone == LIVE
        for operation in self.change.operations():
            match operation:
                case ["set", columns, to, groups]:
                    name, *_ = columns
                    for was, runs in groups:
                        self.said.append(((name, 0), _value(name, was), _value(name, to), journal.ids(runs)))
                case ["row", "taggings", key, _, after]:
                    self.tags[key["tag"], int(after is not None)].add(key["paper"])
                case ["row", "notes", key, before, after]:
                    was, now = ((row or {}).get("text", "") for row in (before, after))
                    self.said.append((("note", 0), was, now, only(key["paper"])))
                case ["row", "pairs", key, _, {"verdict": "apart"}]:
                    self.apart = key["a"], key["b"]
                case ["row", "papers" | "details", key, before, after] if after:
                    number = key.get("id", key.get("paper"))
                    self._row(number, before or {}, after)
                    if facts:
                        self._founded(connection, number, before or {}, after)
                case ["row", "claims", key, _, after] if after:
                    if title := edits.get((key["paper"], "title")):
                        self.titles[key["paper"], key["source"]] = json.loads(title)
                    if self.change.verb == "complete" and not key["source"].isdecimal() and after["chosen"]:
                        self.sources.add((key["paper"], key["source"]))
                    if self.change.undone == UNDONE:
                        self.claims.append(after)
                case ["hide", runs]:
                    self.hidden = journal.ids(runs)
                case ["show", listing]:
                    self.others.append(("listed", listing, 1, None))
                case ["unlist", listing]:
                    self.others.append(("listed", listing, 0, None))
        self.said += [(("tag", tag), 1 - on, on, papers) for (tag, on), papers in self.tags.items()]

    def _row(self, number: int, before: dict[str, Any], after: dict[str, Any]) -> None:
        """Take what the reader says from a row of papers or details; the rest are facts, and go with the records."""
        changed = {name: value for name, value in after.items() if name not in before or value != before[name]}
        if self.change.verb == "edit":
            self.edits |= {
                (number, name): json.dumps(value, ensure_ascii=False)
                for name, value in changed.items()
                if name in _EDITED
            }
            return
        if "status" in changed:
            was, now = (_value("status", [row["status"], row.get("read_on")]) for row in (before, after))
            self.said.append((("status", 0), was, now, only(number)))
        for name in ("starred", "priority", "key"):
            if name in changed:
                self.said.append(((name, 0), before.get(name), after[name], only(number)))

    @staticmethod
    def _founded(connection: Connection, number: int, before: dict[str, Any], after: dict[str, Any]) -> None:
        """Keep what a paper's first record said, before the first step that changed it."""
        connection.executemany(
            "INSERT OR IGNORE INTO founding(paper, field, value) VALUES (?, ?, ?)",
            [(number, name, before.get(name)) for name in after if name in _SHOWN],
        )

    def listing(self) -> int | None:
        """Return the listing that it put on the shelf or took off."""
        return next((key for name, key, _, _ in self.others if name == "listed"), None)


def _value(name: str, values: list[Any]) -> Any:
    return json.dumps(values) if name == "status" else values[0]


class History:
    """The journal on its way into acts."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.acts = Acts(connection)
        self.now: defaultdict[Register, defaultdict[Any, BitMap]] = defaultdict(lambda: defaultdict(BitMap))
        """By register and value, the papers of which live steps say so."""
        self.touched: defaultdict[Register, BitMap] = defaultdict(BitMap)
        self.began: defaultdict[Register, defaultdict[Any, BitMap]] = defaultdict(lambda: defaultdict(BitMap))
        """What was there before the first step; notes and keys are written at once."""
        self.edits: dict[tuple[int, str], str] = {}
        self.pairs: dict[tuple[int, int], str] = {}
        self.listed: dict[int, int] = {}
        self.bits: dict[int, int] = {}
        """By the change that hid papers, why they are hidden."""
        self.joined: dict[int, int] = {}
        """By row, the row it was merged into."""
        self.merges: dict[int, tuple[int, int]] = {}
        """By act, which row was kept and which went."""
        self.completed: dict[tuple[int, str], int] = {}
        """By paper and service, the act of the look-up."""
        self.titles: dict[tuple[int, str], str] = {}
        """By paper and source, what the reader had called the paper when the source told of it."""
        self.texts: dict[int, str] = {}
        """Notes of papers that were merged."""
        self.lost = 0
        """Steps of which nothing is left to undo."""
        self.damaged = 0
        self._dead: list[tuple[int, Change]] = []
        self._mending = 0

    def convert(self) -> Iterator[float]:
        """Write acts for all changes, and what holds besides; yields how far it is."""
        self.texts = dict.fromkeys(
            (row for change in journal.changes(self.connection, _MERGES) for row in _pair_of(change) or ()), ""
        )
        first = self._older_notes()
        last = scalar(self.connection, "SELECT max(id) FROM changes")
        for change in journal.changes(self.connection):
            yield change.id / last
            first = min(first, clock_of(change.made))
            if change.undone != OVERTAKEN:
                self._bury(OVERTAKEN)
            self._take(change)
        self._bury(OVERTAKEN)
        self._bury(UNDONE)
        for paper, text, saved in self.connection.execute(
            "SELECT paper, text, saved FROM drafts ORDER BY saved, paper"
        ):
            first = min(first, clock_of(saved))
            self.acts.effect(self.acts.begin("draft", "", 0, saved), "draft", text, only(paper))
        self._settle(first)

    def sentences(self) -> Iterator[str]:
        """Yield what could not be kept."""
        if self.lost:
            steps = "1 step" if self.lost == 1 else f"{self.lost:,} steps"
            yield f"{steps} of before this version can no longer be undone; what was done then stays as it is"

    def _older_notes(self) -> int:
        """Write the former texts of notes that no step has; return the clock of the first."""
        told: set[tuple[int, str | bytes]] = set()
        for change in journal.changes(self.connection, f"words LIKE '%note%' OR {_MERGES}"):
            with suppress(DamagedError):
                for operation in change.operations():
                    if operation[:2] == ["row", "notes"] and operation[4]:
                        told.add((operation[2]["paper"], _digest(operation[4]["text"])))
        first = clock_of(scalar(self.connection, "SELECT min(imported) FROM listings") or 1 << 32)
        for paper, text, saved in self.connection.execute("SELECT paper, text, saved FROM note_history ORDER BY id"):
            if (paper, _digest(text)) not in told:
                first = min(first, clock := clock_of(saved))
                act = self.acts.put("note", STOOD, 1, clock)
                self.acts.effect(act, "note", text, only(paper))
                self.acts.undo(act, STOOD, 1, clock + 1)
        return first

    def _bury(self, kind: int) -> None:
        """Write the acts that undo what was undone, the last first."""
        for act, change in reversed(self._dead):
            if change.undone == kind:
                self.acts.undo(act, change.words, change.papers)
        self._dead = [one for one in self._dead if one[1].undone != kind]

    # -- one change

    def _take(self, change: Change) -> None:
        verb = change.verb
        self.bits[change.id] = _REASONS.get(verb, GONE)
        step = Step(change)
        try:
            step.read(self.connection, self.edits)
        except DamagedError:
            step = Step(change)
            self.damaged += 1
        act = self.acts.begin(verb, change.words, change.papers, change.made)
        before = self.acts.effects
        live = change.undone == LIVE
        if not live:
            self._dead.append((act, change))
        pair = _pair_of(change) if verb == "merge" else None
        if step.apart:
            self._pair(step, *step.apart, same=False)
        if pair:
            self._merge(act, step, *pair)
        elif step.hidden and verb not in _REASONS:
            step.said.append((("gone", 0), 0, 1, step.hidden))
        elif verb == "unlist" and (listing := step.listing()):
            step.others.append(("kept", 0, 1, self._founded_by(listing) - step.hidden))
        self._write(act, step)
        if live:
            self._hold(step)
        for claim in step.claims:
            self._again(claim, step)
        self.titles |= step.titles
        for source in step.sources:
            self.completed.setdefault(source, act)
        self.lost += live and self.acts.effects == before and not step.sources

    def _write(self, act: int, step: Step) -> None:
        """Write the effects of a step."""
        together: defaultdict[tuple[Register, Any], BitMap] = defaultdict(BitMap)
        for register, _, value, papers in step.said:
            together[register, value] |= papers
        for ((name, key), value), papers in together.items():
            self.acts.effect(act, name, value, papers, key)
        for (paper, column), value in step.edits.items():
            self.acts.effect(act, "edit", value, only(paper), column)
        for name, key, value, among in step.others:
            if among or name != "kept":
                self.acts.effect(act, name, value, among, key)

    def _hold(self, step: Step) -> None:
        """Keep what holds since a live step."""
        for register, was, value, papers in step.said:
            self._set(register, was, value, papers)
        for edit, text in step.edits.items():
            self.edits.pop(edit, None)  # the latest stands last
            self.edits[edit] = text
        for name, key, value, among in step.others:
            if name == "listed":
                self.listed[key] = value
            elif name == "pair" and among:
                self.pairs[min(among.min(), key), max(among.min(), key)] = value

    def _set(self, register: Register, was: Any, value: Any, papers: BitMap) -> None:
        name, _ = register
        default, touched, held = _DEFAULTS[name], self.touched[register], self.now[register]
        if was != default and (fresh := papers - touched):
            self._begin(register, was, fresh)
        touched |= papers
        if name == "note":
            if (paper := papers.min()) in self.texts:
                self.texts[paper] = value
            was, value = _digest(was), _digest(value)
        if was in held:
            held[was] -= papers
            if not held[was]:
                del held[was]
        if value != default:
            held[value] |= papers

    def _begin(self, register: Register, value: Any, papers: BitMap) -> None:
        """Note what was there before all steps."""
        name, key = register
        if name in _OWN:  # hardly two papers have one value
            self.acts.effect(BEGAN, name, value, papers, key)
        else:
            self.began[register][value] |= papers

    def _merge(self, act: int, step: Step, kept: int, other: int) -> None:
        """Have the row that was kept say all that it showed since, whatever the other says; it shows both."""
        self._pair(step, kept, other, same=True)
        if step.change.undone == LIVE:
            self.joined[other] = kept
            self.merges[act] = (kept, other)
        said = {register for register, *_, papers in step.said if kept in papers}
        columns = ("status", "read_on", "starred", "priority")
        rows = {
            number: dict(zip(columns, values, strict=True))
            for number, *values in self.connection.execute(
                f"SELECT id, {', '.join(columns)} FROM papers WHERE id IN (?, ?)", (kept, other)
            )
        }
        for name in ("status", "starred", "priority"):
            register = (name, 0)
            if register not in said and (other in self.touched[register] or rows[other][name]):
                row = rows[kept]
                there = _value(name, [row["status"], row["read_on"]]) if name == "status" else row[name]
                value = self._held(register, kept) if kept in self.touched[register] else there
                step.said.append((register, value, value, only(kept)))
        for register, touched in self.touched.items():
            if register[0] == "tag" and other in touched and register not in said:
                value = self._held(register, kept)
                step.said.append((register, value, value, only(kept)))
        mine, theirs = self.texts.get(kept, ""), self.texts.get(other, "")
        if step.change.undone == LIVE:  # nothing was written on it since
            theirs = scalar(self.connection, "SELECT text FROM notes WHERE paper = ?", (other,)) or ""
        if theirs:  # it stands in the note of the row that was kept, and once is enough
            step.said.append((("note", 0), theirs, "", only(other)))
        elif other in self.touched["note", 0] and ("note", 0) not in said:
            step.said.append((("note", 0), mine, mine, only(kept)))

    def _named(self, a: int, b: int) -> int:
        """Return which of two rows says what they are to one another: the one whose uuid comes first."""
        return scalar(self.connection, "SELECT id FROM papers WHERE id IN (?, ?) ORDER BY uuid", (a, b)) or a

    def _pair(self, step: Step, kept: int, other: int, *, same: bool) -> None:
        """Say that two papers are one, shown by the first, or two."""
        row = self._named(kept, other)
        value = "apart" if not same else "same" if row == kept else "same, the other kept"
        step.others.append(("pair", other if row == kept else kept, value, only(row)))

    def _held(self, register: Register, paper: int) -> Any:
        held = self.now[register]
        return next((value for value, papers in held.items() if paper in papers), _DEFAULTS[register[0]])

    def _founded_by(self, listing: int) -> BitMap:
        """Return the papers that a listing brought onto the shelf."""
        return BitMap(
            number
            for (number,) in self.connection.execute(
                "SELECT papers.id FROM sightings JOIN papers ON papers.id = paper "
                "WHERE sightings.listing = ?1 AND papers.listing = ?1",
                (listing,),
            )
        )

    def _again(self, claim: dict[str, Any], step: Step) -> None:
        """Keep what the source of a change that can be done again said: it becomes a record that is hidden."""
        if claim["source"] == str(step.listing()) or (claim["paper"], claim["source"]) in step.sources:
            names = ("paper", "field", "source", "trust", "value")
            self.connection.execute(
                f"INSERT OR IGNORE INTO claims({', '.join(names)}, chosen) VALUES (?, ?, ?, ?, ?, 0)",
                [claim[name] for name in names],
            )

    # -- what the tables say

    def _settle(self, first: int) -> None:
        """Write what no step says, so that the registers say what the tables do."""
        execute = self.connection.execute
        execute("CREATE TEMP TABLE reasons (change INTEGER PRIMARY KEY, bit INTEGER)")
        self.connection.executemany("INSERT INTO reasons VALUES (?, ?)", self.bits.items())
        execute(
            f"UPDATE papers SET hidden = coalesce((SELECT bit FROM reasons WHERE change = hidden), {GONE}) "
            "WHERE hidden <> 0"
        )
        execute("DROP TABLE reasons")
        execute(
            f"UPDATE papers SET hidden = {GONE} WHERE hidden = {JOINED} AND id NOT IN (SELECT value FROM json_each(?))",
            (json.dumps(list(self.joined)),),
        )
        execute("UPDATE listings SET hidden = 1 WHERE hidden <> 0")
        for other in self.joined:
            execute("UPDATE notes SET text = '' WHERE paper = ?", (other,))
            execute("UPDATE papers SET noted = 0 WHERE id = ?", (other,))
        for register, sql in self._questions():
            table: defaultdict[Any, BitMap] = defaultdict(BitMap)
            for paper, *values in execute(sql):
                table[_value(register[0], values)].add(paper)
            self._compare(register, table)
        self._compare_own("note", "SELECT paper, text, NULL FROM notes WHERE text <> ''")
        self._compare_own("key", _KEYS)
        for act, (kept, other) in self.merges.items():
            mine, theirs = (
                scalar(self.connection, "SELECT key FROM papers WHERE id = ?", (row,)) for row in (kept, other)
            )
            if mine and theirs:
                self.acts.effect(act, "key", mine, only(kept))
        for register, values in self.began.items():
            for value, papers in values.items():
                if papers:
                    self.acts.effect(BEGAN, register[0], value, papers, register[1])
        self._settle_others()
        self.acts.put("began", STOOD, 0, first - 1, BEGAN)

    def _questions(self) -> Iterator[tuple[Register, str]]:
        """Yield registers with the SQL for what the tables say of them: a paper and the value."""
        yield ("status", 0), "SELECT id, status, read_on FROM papers WHERE status <> 0"
        yield ("starred", 0), "SELECT id, starred FROM papers WHERE starred <> 0"
        yield ("priority", 0), "SELECT id, priority FROM papers WHERE priority <> 0"
        yield ("gone", 0), f"SELECT id, 1 FROM papers WHERE hidden <> 0 AND hidden = {GONE}"
        for (tag,) in self.connection.execute("SELECT id FROM tags").fetchall():
            yield ("tag", tag), f"SELECT paper, 1 FROM taggings WHERE tag = {tag}"

    def _compare(self, register: Register, table: dict[Any, BitMap]) -> None:
        """Have a register say what the table does."""
        touched, held = self.touched[register], self.now[register]
        for value, papers in table.items():
            self.began[register][value] |= papers - touched
            self._mend(register, value, (papers & touched) - held.get(value, BitMap()))
        said = BitMap().union(*table.values())
        for papers in list(held.values()):
            self._mend(register, _DEFAULTS[register[0]], papers - said)

    def _compare_own(self, name: str, sql: str) -> None:
        """Have a register of which hardly two papers have one value say what the table does."""
        register = (name, 0)
        touched, held, said = self.touched[register], self.now[register], BitMap()
        for paper, value, default in self.connection.execute(sql):
            said.add(paper)
            if paper not in touched:
                if value != default:
                    self.acts.effect(BEGAN, name, value, only(paper))
            elif paper not in held.get(_digest(value) if name == "note" else value, ()):
                self._mend(register, value, only(paper))
        for papers in list(held.values()):
            self._mend(register, _DEFAULTS[name], papers - said)

    def _mend(self, register: Register, value: Any, papers: BitMap) -> None:
        """Set what the steps say otherwise than the table, by an act behind them all."""
        if papers:
            self.acts.effect(self._mended(), register[0], value, papers, register[1])

    def _mended(self) -> int:
        """Return the act behind them all."""
        self._mending = self._mending or self.acts.begin("began", STOOD, 0, 0)
        return self._mending

    def _settle_others(self) -> None:
        """Write what no step says of listings, pairs, searches and edits."""
        execute = self.connection.execute
        for listing, hidden in execute("SELECT id, hidden FROM listings").fetchall():
            shown = 1 - hidden
            if listing not in self.listed:
                if shown:
                    self.acts.effect(BEGAN, "listed", 1, key=listing)
            elif self.listed[listing] != shown:
                self.acts.effect(self._mended(), "listed", shown, key=listing)
        for a, b in execute("SELECT a, b FROM pairs WHERE verdict = 'apart'").fetchall():
            if (a, b) not in self.pairs:
                row = self._named(a, b)
                self.acts.effect(BEGAN, "pair", "apart", only(row), b if row == a else a)
        for number, query, position in execute("SELECT id, query, position FROM searches").fetchall():
            said = {"query": query, "position": position}
            self.acts.effect(BEGAN, "search", json.dumps(said, ensure_ascii=False), key=number)
        began = {
            (paper, column): json.dumps(int(value) if value and column in NUMBERS else value, ensure_ascii=False)
            for paper, column, value in execute("SELECT paper, field, value FROM claims WHERE source = 'reader'")
            if (paper, column) not in self.edits
        }
        for (paper, column), text in began.items():
            self.acts.effect(BEGAN, "edit", text, only(paper), column)
        self.edits = began | self.edits


_MERGES = "words LIKE 'merged%'"
_OWN = ("note", "key")
_REASONS = {"merge": JOINED, "import": TAKEN, "unlist": TAKEN}
"""Why a change hid papers, where it did not delete them."""
_KEYS = (
    "SELECT id, key, CASE WHEN json_valid(extra) THEN json_extract(extra, '$.key') END FROM papers "
    "LEFT JOIN details ON paper = id WHERE key IS NOT NULL"
)


def _pair_of(change: Change) -> tuple[int, int] | None:
    """Return which row a merge kept and which it hid; None where that cannot be told."""
    with suppress(DamagedError):
        return journal.merged(list(change.operations()))
    return None
