"""One import: records in, papers new or joined by those that are theirs, as one transaction and one undo step."""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from pyroaring import BitMap

from storage import counts, index, placing, records, rows, union
from storage.account import (
    REPORT_LIMIT,
    Account,
    CancelledError,
    Gone,
    Incoming,
    LostError,
    Merged,
    Planned,
    Possible,
    Updated,
)  # fmt: skip
from storage.effects import select
from storage.journal import Journal
from storage.papers import identity
from storage.papers.grouping import likelihood
from storage.papers.identity import Facts, Verdict
from storage.papers.likeness import ASK_LIKENESS
from storage.papers.paper import Listed, Paper, Said, Skipped, Unread
from storage.papers.text import ABSTRACT_LIMIT, TITLE_LIMIT, clean, fold
from storage.papers.words import imported, quoted, several
from storage.records import Record
from storage.rows import GONE, TAKEN
from storage.saying import give_keys, take_over, taking_over
from storage.source import Place, Source, bare, changes, digest_of, id_of, skipped_text, text_of
from storage.sqlite import AMONG, Connection, packed, scalar, scalars

CHUNK = 1_000
"""Records looked up and written together; progress is told as often."""
PREVIEW_LIMIT = 20_000
"""Most rows that a preview lists one by one; its counts are exact beyond."""
KEYS_TOLD = 5
"""Papers whose key is another's that an account names."""
KEY_TOLD = 80
"""Characters of a key that a sentence has room for."""
COUNTED = 20_000
"""Records after which the exact counts are written."""
KEPT = 10_000
"""Papers that are kept at hand from batch to batch: records of nearly one title meet the same ones again and again."""


@dataclass(slots=True)
class Intake:
    """One import inside its transaction, and what there is to tell of it."""

    journal: Journal
    parcel: Incoming
    preview: bool
    connection: Connection = field(init=False)
    listing: int = field(init=False)
    indexing: index.Indexing = field(init=False)
    now: int = field(default_factory=rows.now)
    read: int = 0
    """Records read so far, taken or not."""
    added: int = 0
    merged: int = 0
    unchanged: int = 0
    cut: int = 0
    """Records with a text as long as the shelf holds, and so, in all likelihood, cut."""
    title: str | None = None
    stated: int | None = None
    day: str | None = None
    """The day that the page states; one to come is none of an import's."""
    notes: list[str] = field(default_factory=list)
    lasting: int = 0
    """How many of them, the first, are of the text alone: they hold whenever it is read again."""
    skipped: list[Skipped] = field(default_factory=list)
    skipped_count: int = 0
    asks: list[tuple[int, int, float]] = field(default_factory=list)
    """Pairs to ask about that are still to be written, with how likely they are one."""
    possible_duplicates: list[Possible] = field(default_factory=list)
    merges: list[Merged] = field(default_factory=list)
    rows: list[Planned] = field(default_factory=list)
    base: int = 0
    """The last paper before this import."""
    again: BitMap = field(default_factory=BitMap)
    """Papers that were there before."""
    copied: BitMap = field(default_factory=BitMap)
    """Those of them of which this library has a record that it did not have before, and others have."""
    said: dict[int, Said] = field(default_factory=dict)
    """What the library that new papers come from says of them."""
    unheard: int = 0
    """How many records say something of papers that were there before."""
    proposals: dict[int, str] = field(default_factory=dict)
    """Keys for papers of a library that came without."""
    unkeyed: BitMap = field(default_factory=BitMap)
    """Papers whose keys are still to be told from those of others."""
    sets: defaultdict[tuple[str, Any], list[int]] = field(default_factory=lambda: defaultdict(list))
    """Exact counts that are still to be written."""
    source: Source | None = field(init=False)
    """The versions before this one of a library that is followed."""
    before: dict[int, dict[str, Any]] = field(default_factory=dict)
    """By the numbers of records that were retold, what their rows showed before."""
    left: list[Listed] = field(default_factory=list)
    """Records that were not picked."""
    unread: list[Unread] = field(default_factory=list)
    """Records that are what they were, and still to be noted."""
    places: dict[int, Place] | None = None
    """Where those stand, by their digests, while nothing was moved."""
    met: dict[int, list["_Member"]] = field(default_factory=dict)
    """What papers are made of that batches met, while nothing was moved."""

    uuid: bytes = field(init=False)
    """The listing's."""
    were_taken: bool = field(init=False)
    """Whether any import was taken back."""
    back: set[int] = field(default_factory=set)
    """The digests of records that came with one, and are on the shelf again until they are read."""
    arrived: BitMap = field(default_factory=BitMap)
    """Papers that the reader had deleted, and that this listing shows again."""
    returned: BitMap = field(default_factory=BitMap)
    """Papers that were off the shelf with such an import: their library is heard as if they were new."""

    def __post_init__(self) -> None:
        self.connection = self.journal.connection
        self.listing = (
            self.connection.execute(
                "INSERT INTO listings(uuid, source, format, trust, imported, address) "
                "VALUES (randomblob(16), ?, ?, ?, ?, ?)",
                (clean(self.parcel.source), self.parcel.format, self.parcel.trust, self.now, self.parcel.address),
            ).lastrowid
            or 0
        )
        self.uuid = scalar(self.connection, "SELECT uuid FROM listings WHERE id = ?", (self.listing,))
        self.were_taken = bool(scalar(self.connection, "SELECT 1 FROM listings WHERE hidden <> 0 LIMIT 1"))
        self.indexing = index.Indexing(self.connection)
        source = Source(self.connection, self.parcel, self.listing) if self.parcel.address else None
        self.source = source if source and source.versions else None

    def batches(self) -> Iterator[None]:
        """Put the listing on the shelf, and yield after each batch."""
        items = self.parcel.items
        whole = isinstance(items, Sequence)
        picked = list(self._picked(items)) if whole else []
        self._bring_again(picked)
        base = self.base = self._last()
        ids = self._numbers(range(base + len(picked), base, -1))
        listed = self._records()
        while batch := list(islice(listed, CHUNK)):
            if not whole:
                self._bring_again(batch)
                ids = self._numbers(())
            self._take(batch, ids)
            self._pass()
            yield
        self._pass()
        self._count()
        self._part()
        records.recount(self.connection, self.again)
        if self.cut:
            self.notes.append(
                f"{self.cut:,} title{' or abstract was' if self.cut == 1 else 's or abstracts were'} too long and cut, "
                f"at {TITLE_LIMIT:,} and {ABSTRACT_LIMIT:,} characters"
            )
        self.lasting = len(self.notes)
        self._rekey()
        self.indexing.save()

    def _part(self) -> None:
        """Group anew the papers that are several entries of this library by now, which stood in others before: that it
        has them under two keys may tell them apart."""
        mine = ", ".join(map(str, (self.listing, *(self.source.versions if self.source else ()))))
        having = "SELECT DISTINCT paper, record FROM sightings"
        found = select(self.connection, having, self.copied, key="paper", where=f"listing IN ({mine})")
        entries = Counter(row for row, _ in found)
        if rows_of := BitMap(row for row, count in entries.items() if count > 1):
            self.again -= self.journal.place(rows_of) | rows_of  # these are counted by now

    def _last(self) -> int:
        """Return the number of the last paper."""
        last: int = scalar(self.connection, "SELECT coalesce(max(id), 0) FROM papers")
        return last

    def _numbers(self, wanted: Iterable[int]) -> Iterator[int]:
        """Yield numbers for new papers: those that are wanted, but for those that records have which turned out to be
        no part of a paper since, then higher ones."""
        for number in wanted:
            if not (self.journal.begun and scalar(self.connection, "SELECT 1 FROM papers WHERE id = ?", (number,))):
                yield number
        number = 0
        while True:
            number = max(number, self._last()) + 1
            yield number

    def _rekey(self) -> None:
        """Tell keys apart that several papers have, and say what became of those of new papers."""
        if not self.unkeyed:
            return
        records.rekey(self.connection, self.unkeyed)
        others = select(
            self.connection,
            "SELECT coalesce(line, 0), keys.key, title, papers.key FROM papers "
            "JOIN keys ON keys.paper = id AND chosen = 0 "
            f"LEFT JOIN sightings s ON s.paper = id AND s.listing = {self.listing}",
            self.unkeyed,
            where="papers.key <> keys.key AND EXISTS (SELECT 1 FROM papers o WHERE o.key = keys.key)",
        )
        told = [
            f"the key {clean(own, KEY_TOLD)} is another paper's here; {quoted(title)} is {clean(key, KEY_TOLD)}"
            for _, own, title, key in sorted(others)
        ]
        if (more := len(told) - KEYS_TOLD) > 0:
            told[KEYS_TOLD:] = [f"{several(more, 'more paper')} with a key of another's: each has a letter behind it"]
        self.notes += told
        now = dict(select(self.connection, "SELECT id, key FROM papers", BitMap(merged.id for merged in self.merges)))
        self.merges = [merged._replace(key=now[merged.id]) for merged in self.merges]

    def _picked(self, items: Iterable[object]) -> Iterator[Listed]:
        """Yield the records that were picked."""
        read = (item for item in items if isinstance(item, Listed | Unread))
        for number, item in enumerate(read, 1):
            if isinstance(item, Listed) and (self.parcel.pick is None or number in self.parcel.pick):
                yield item

    def _records(self) -> Iterator[Listed]:
        """Yield the records that were picked, and keep what else the listing says for the account."""
        pick = self.parcel.pick
        for item in self.parcel.items:
            if isinstance(item, Listed):
                self.read += 1
                if pick is None or self.read in pick:
                    yield item
                elif self.source:
                    self.left.append(item)
            elif isinstance(item, Unread):
                self.read += 1
                self.unread.append(item)
            elif isinstance(item, Skipped):
                self.skipped_count += 1
                if len(self.skipped) < REPORT_LIMIT:
                    self.skipped.append(item)
            else:
                self.stated = item.stated if item.stated is not None else self.stated
                self.title = self.title or item.title
                if item.day and date.fromisoformat(item.day) <= rows.local_day(self.now) + _AHEAD:
                    self.day = self.day or item.day
                if item.text and len(self.notes) < REPORT_LIMIT:
                    self.notes.append(item.text)

    def account(self) -> Account:
        """Write the account to the listing and return it.

        A listing that is on the shelf already is given up: its account has no `listing_id`.
        """
        if self.said:
            self.notes.append(taking_over(self.said, self.parcel.status)[1])
        if self.unheard:
            here = f"{several(self.unheard, 'paper')} that {'was' if self.unheard == 1 else 'were'} here before"
            self.notes.append(f"what it says of {here} is not taken over")
        among = BitMap(row for pair in self.possible_duplicates for row in (pair.a, pair.b))
        asked = {(a, b) for a, b, _ in records.asked(self.connection, among)} if among else set()
        self.possible_duplicates = [
            pair for pair in self.possible_duplicates if (min(pair.a, pair.b), max(pair.a, pair.b)) in asked
        ]
        told = {name: getattr(self, name) for name in ("title", "stated", "added", "merged", "unchanged")}
        told["found"] = self.added + self.merged + self.unchanged
        lists: dict[str, Any] = {
            name: tuple(getattr(self, name)) for name in ("merges", "possible_duplicates", "skipped", "notes", "rows")
        }
        account = Account(
            source=self.parcel.source, format=self.parcel.format, skipped_count=self.skipped_count,
            listing_id=self.listing, updated=self._updated(), gone=self._gone(), **told, **lists,
        )  # fmt: skip
        new = self.added or self.merged or self.before
        if not new and (not account.found or self._is_known(account.found)):
            return replace(account, listing_id=None)
        kept = told | {
            "day": self.day,
            "skipped": skipped_text(self.skipped),
            "notes": json.dumps(self.notes),
            "digest": b"" if self.parcel.pick else text_of(self.parcel, self.lasting),
        }  # fmt: skip
        self.connection.execute(
            f"UPDATE listings SET {', '.join(f'{name} = ?' for name in kept)} WHERE id = ?",
            (*kept.values(), self.listing),
        )
        self.journal.note("listed", 1, key=self.listing)
        if self.parcel.is_page:
            self._arrive()
        return account

    def _arrive(self) -> None:
        """Have the papers be new that came with this listing, and had not been on the shelf."""
        listed, new = (counts.ids(self.connection, *of) for of in (("listing", self.listing), ("new", 1)))
        here = (listed & BitMap(range(self.base + 1, self._last() + 1))) | self.returned | self.arrived
        arrived = self.journal.present(here)
        self.journal.note("new", 1, arrived & new)
        self.journal.say("new", 1, arrived - new)

    def _is_known(self, found: int) -> bool:
        """Return whether another listing of this format has these records and no more, with the same score, comments
        and votes under the same headings; of a library at an address, whether its last version there does."""
        shows = f"SELECT paper, record, section, {', '.join(_COUNTS)} FROM sightings WHERE listing ="
        again = (
            "SELECT 1 FROM listings WHERE format = ? AND found = ? AND hidden = 0 AND id <> ? "
            f"AND NOT EXISTS ({shows} ? EXCEPT {shows} listings.id)"
        )
        bound: tuple[Any, ...] = (self.parcel.format, found, self.listing, self.listing)
        if self.parcel.address:
            last = self.source.last if self.source else None
            again, bound = f"{again} AND id = ?", (*bound, last)
        return scalar(self.connection, again, bound) is not None

    def _take(self, batch: Sequence[Listed], ids: Iterator[int]) -> None:
        """Put one batch on the shelf; `ids` gives the ids of new papers."""
        items = [_Item.of(listed, self.parcel) for listed in batch]
        for item in items:
            paper = item.listed.paper
            self.cut += len(paper.title) == TITLE_LIMIT or len(paper.abstract or "") == ABSTRACT_LIMIT
        met = _Met.of(self.connection, items, self.parcel.format, self.parcel.address or self.listing, self.met)
        fresh: list[tuple[_Item, int]] = []
        seen: list[tuple[_Item, int, int]] = []
        joining: list[_Joining] = []
        telling: list[_Telling] = []
        touched = BitMap()
        if self.source:
            unknown = [item for item in items if item.digest not in met.known]
            self.source.look(met.known.values(), [item.listed for item in unknown])
        for item, new_id in zip(items, ids, strict=False):
            known, same, ask, why = met.match(item)
            before = None
            if self.source and not (known and self.source.is_same(known)):
                before = self.source.meet(item.listed, item.facts, known[0] if known else same)
            if before is not None and self.source and self.source.is_shared(before):
                self.source.replaced.add(before.paper)
                same, why, before = before.paper, "the same key in the same source", None
            if before is not None:
                back = self._bring_back(before.paper)
                telling.append(_Telling(item, before, len(self.rows), back))
                met.add(item, before.paper, before.id)
                self._plan(item, "new" if back else "here", before.paper)
            elif known is not None:  # this very record was read before: nothing of it can be new but where it stands
                row, number = known
                seen.append((item, row, number))
                if not (self.source and self.source.is_same(known)):
                    self.copied.add(row)
                back = (row in met.gone and self._bring_back(row)) or item.digest in self.back
                if item.digest in self.back and row in self.returned:
                    self._say(row, item.listed)
                self.back.discard(item.digest)
                self.added, self.unchanged = self.added + back, self.unchanged + (not back)
                self._plan(item, "new" if back else "unchanged", row)
            elif same is not None:
                self._insert(fresh)
                fresh = []
                number = self._join(item, same)
                met.add(item, same, number)
                touched.update(near for near, _ in ask)
                seen.append((item, same, number))
                back = same in met.gone and self._bring_back(same)
                self.added, self.merged = self.added + back, self.merged + (not back)
                joining.append(_Joining(number, same, len(self.rows), item.listed, why))
                self._plan(item, "new" if back else "here", same)
            else:
                self.added += 1
                fresh.append((item, new_id))
                met.add(item, new_id, 0)
                for other, likely in ask:
                    self._ask(item.listed, new_id, other, likely)
                self._plan(item, "possible" if ask else "new", ask[0][0] if ask else None)
        self._insert(fresh)
        records.ask(self.connection, self.asks)
        self.asks.clear()
        self._see(seen)
        self.again.update(row for _, row, _ in seen)
        self.met = met.members if len(met.members) < KEPT else {}
        for _, row, _ in seen:  # by now this library has them too
            self.met.pop(row, None)
        if telling or joining:
            self.met, self.places = {}, None
        if telling:
            self._tell(telling)
        if joining:
            self._place(joining, touched)
        self.possible_duplicates = [
            pair if pair.other_title else self._titled(pair) for pair in self.possible_duplicates
        ]

    def _pass(self) -> None:
        """Note of records that are what they were where they stand now; raises LostError where one is not there."""
        passing, self.unread = self.unread, []
        if not passing:
            return
        if not self.source:
            raise LostError
        if self.places is None:
            self.places = self.source.unread()
        seen: list[tuple[Any, ...]] = []
        for item in passing:
            digest = digest_of(item, self.parcel.format)
            if digest not in self.places:
                raise LostError
            row, record = self.places[digest]
            seen.append((row, self.listing, item.line, item.position, None, None, None, record, digest, None))
        rows_of = BitMap(row for row, *_ in seen)
        back = [row for row in rows_of & counts.ids(self.connection, "hidden", 1) if self._bring_back(row)]
        self.added += len(back)
        self.unchanged += len(seen) - len(back)
        self._note(seen)
        self.again |= rows_of

    def _tell(self, telling: Sequence["_Telling"]) -> None:
        """Have records say what the newer version of their source says, and their rows show it."""
        rows_of = BitMap(one.record.paper for one in telling)
        showing = records.standing(self.connection, rows_of)
        keys = dict(select(self.connection, "SELECT id, key FROM papers", rows_of))
        apart = [records.materialise(self.connection, one.record) for one in telling]
        self._see((one.item, record.paper, record.id) for one, record in zip(telling, apart, strict=True))
        for (item, _, at, back), record in zip(telling, apart, strict=True):
            row = record.paper
            rewritten = True
            if said := _otherwise(record, item):
                rewritten = not any(_is_told(record, name, value) for name, value in said.items())
                self.before[record.id] = {**showing[row], "key": keys[row]}
                if "extra" in said:
                    self.unkeyed.add(row)
                self.journal.begin()
                came = records.as_it_came(self.connection, record)
                told = {name: value for name, value in item.said().items() if value != came[name]}
                was = {name: came[name] for name in told}
                records.know(self.connection, item.keys, row)
                self.journal.note("facts", records.Told(self.uuid.hex(), was, told).text, key=record.id)
                records.tell(self.connection, record, item.said())
            self.added += back
            self.unchanged += not back and rewritten
            self.merged += not back and not rewritten
            if rewritten and not back and at < len(self.rows):
                self.rows[at] = self.rows[at]._replace(verdict="unchanged")
        self._count()
        self.again |= rows_of
        if not self.journal.empty:
            self.again -= self.journal.place(rows_of) | rows_of  # these are counted by now

    def _updated(self) -> tuple[Updated, ...]:
        """Return what the shelf shows otherwise than before of the records that were retold."""
        showing = dict(select(self.connection, "SELECT id, paper FROM records", BitMap(self.before)))
        rows_of = BitMap(showing.values())
        now = records.standing(self.connection, rows_of)
        keys = dict(select(self.connection, "SELECT id, key FROM papers", rows_of))
        found = (
            Updated(row, keys[row], *fact)
            for number, was in self.before.items()
            for row in (showing[number],)
            for fact in changes(was, {**now[row], "key": keys[row]})
        )
        return tuple(islice(found, PREVIEW_LIMIT))

    def _gone(self) -> tuple[Gone, ...]:
        """Return the papers on the shelf that the last version has and this one, picked or not, lacks, in its order."""
        if not self.source or not self.parcel.whole:
            return ()
        before = self.source.versions[0]
        rows_of = counts.ids(self.connection, "listing", before) - counts.ids(self.connection, "listing", self.listing)
        rows_of -= BitMap(self.source.replaced) | self.source.having(rows_of, self.left)
        line = f"SELECT min(line) FROM sightings WHERE paper = papers.id AND listing = {before}"
        found = select(self.connection, f"SELECT ({line}), id, key, title FROM papers", rows_of, where="hidden = 0")
        return tuple(Gone(row, key, clean(title)) for _, row, key, title in islice(sorted(found), PREVIEW_LIMIT))

    def _bring_again(self, listed: Sequence[Listed]) -> None:
        """Bring records on the shelf that were taken off with an import, and are read again: what was said of them is
        said of them still, that they are of a paper, or are none of it."""
        if not self.were_taken:
            return
        digests = {digest_of(one, self.parcel.format): one for one in listed}
        digests.pop(0, None)
        known = records.off_shelf(self.connection, digests)
        if self.source and known:
            self.source.look((), [digests[digest] for digest in known])
        items = [_Item.of(digests[digest], self.parcel) for digest in known]
        if self.source:  # of an entry that stands in another version it is told what is new
            items = [item for item in items if self.source.meet(item.listed, item.facts, None) is None]
        if items:
            self._see([(item, *known[item.digest]) for item in items])
            self._count()
            self.back.update(item.digest for item in items)
            self.met, self.places = {}, None
            among = BitMap(known[item.digest][0] for item in items)
            taken = select(self.connection, "SELECT id FROM papers", among, where=f"hidden & {TAKEN} <> 0")
            self.returned.update(row for (row,) in taken)
            self.journal.place(records.bring_again(self.connection, [known[item.digest] for item in items]))

    def _bring_back(self, row: int) -> bool:
        """Put a paper that the reader had deleted on the shelf again; return whether it was such a one."""
        if not scalar(self.connection, "SELECT hidden & ? FROM papers WHERE id = ?", (GONE, row)):
            return False
        self.journal.say("gone", 0, [row])
        self.arrived.add(row)
        return True

    def _join(self, item: "_Item", row: int) -> int:
        """Put a record beside those of a paper that it may be of; return its number."""
        listed = item.listed
        facts = item.told()
        record = Record(
            0, os.urandom(16), row, None, hidden=False, listing=self.listing, source=self.parcel.format,
            trust=self.parcel.trust, doubt=listed.doubt, facts=facts,
            digest=item.digest,
        )  # fmt: skip
        number = records.add(self.connection, record)
        records.know(self.connection, item.keys, row)
        records.keep_keys(self.connection, row, number, listed.paper.extra)
        return number

    def _place(self, joining: Sequence["_Joining"], near: BitMap) -> None:
        """Decide which papers the records that joined some are of, among those and `near` ones; one may turn out to be
        a paper of its own."""
        self._count()
        numbers = packed(one.number for one in joining)
        joined = scalars(self.connection, f"SELECT DISTINCT paper FROM records WHERE id {AMONG}", (numbers,))
        touched = near | BitMap(joined)
        self.again -= self.journal.place(touched, met=True) | touched  # these are counted by now
        deleted = (
            "SELECT DISTINCT paper FROM records JOIN papers ON papers.id = paper "
            f"WHERE records.id {AMONG} AND papers.hidden & {GONE} <> 0"
        )
        self.journal.say("gone", 0, scalars(self.connection, deleted, (numbers,)))
        shown = (
            "SELECT records.id, home, papers.id, papers.key, title FROM records JOIN papers ON papers.id = paper "
            f"WHERE records.id {AMONG}"
        )
        now = {number: told for number, *told in self.connection.execute(shown, (numbers,))}
        strays = {now[one.number][0]: one for one in joining if now[one.number][0] is not None}
        for home, one in strays.items():
            for a, b, likely in self.connection.execute(
                "SELECT a, b, likeness FROM pairs WHERE verdict = 'ask' AND (a = ?1 OR b = ?1)", (home,)
            ):
                if (other := a + b - home) < home or other not in strays:
                    self._report(one.listed, home, other, likely)
        for one in joining:
            home, row, key, title = now[one.number]
            if row > self.base:
                self._say(row, one.listed)
            else:
                self.unheard += one.listed.said is not None
            if key is None:
                self._propose(row, one.listed.paper)
            if home is not None:
                self.added, self.merged = self.added + 1, self.merged - 1
                if one.at < len(self.rows):
                    self.rows[one.at] = self.rows[one.at]._replace(verdict="possible")
            elif len(self.merges) < REPORT_LIMIT:
                self.merges.append(Merged(row, key, clean(title), one.listed, one.why, is_of_import=row > self.base))

    def _say(self, number: int, listed: Listed) -> None:
        """Keep what is said of a new paper, by its library or by whoever imports it."""
        said, parcel = listed.said, self.parcel
        if parcel.keywords and (words := listed.paper.extra.get("keyword")):
            said = said or Said()
            said = said._replace(tags=tuple(dict.fromkeys((*said.tags, *map(str.strip, words.split(","))))))
        if parcel.status is not None:
            said = (said or Said())._replace(status=parcel.status)
        if said and said != Said():
            self.said[number] = self.said[number].united(said) if number in self.said else said

    def _plan(self, item: "_Item", verdict: str, number: int | None) -> None:
        if self.preview and len(self.rows) < PREVIEW_LIMIT:
            self.rows.append(Planned(listed=item.listed, verdict=verdict, id=number))

    def _ask(self, listed: Listed, number: int, other: int, likely: float) -> None:
        self.asks.append((number, other, likely))
        self._report(listed, number, other, likely)

    def _report(self, listed: Listed, number: int, other: int, likely: float) -> None:
        if len(self.possible_duplicates) < REPORT_LIMIT:
            self.possible_duplicates.append(
                Possible(
                    a=number, title=listed.paper.title, b=other, other_title="", likeness=round(likely, 1),
                    line=listed.line,
                )
            )  # fmt: skip

    def _titled(self, pair: Possible) -> Possible:
        """Return a pair with the title of the other paper, which may stand on the shelf only since this batch."""
        title = scalar(self.connection, "SELECT title FROM papers WHERE id = ?", (pair.b,))
        return pair._replace(other_title=clean(title or ""))

    def _insert(self, fresh: list[tuple["_Item", int]]) -> None:
        if not fresh:
            return
        put = self.connection.executemany
        papers, details, texts, keys = [], [], [], []
        sets = self.sets
        ascending = sorted(fresh, key=itemgetter(1))  # a row below the one before costs the indexes half as much again
        for item, number in ascending:
            listed, paper = item.listed, item.listed.paper
            papers.append((
                number, *rows.facts_row(paper, item.first), *_counts_of(listed), self.now, self.listing, listed.doubt,
                self.parcel.is_page,
            ))  # fmt: skip
            detail = rows.details_row(paper, listed.raw)
            if any(detail):
                details.append((number, *detail))
            texts.append(index.texts_of(
                number, paper.title, paper.authors, index.where_of(paper), paper.abstract, paper.extra.get("keyword")
            ))  # fmt: skip
            sets["row", 1].append(number)
            if self.parcel.is_page:
                sets["new", 1].append(number)
            sets["year", paper.year].append(number)
            sets["venue", paper.venue].append(number)
            if listed.doubt is not None:
                sets["doubted", 1].append(number)
            if paper.untitled:
                sets["untitled", paper.title].append(number)
            if "key" in paper.extra or "ids" in paper.extra:
                keys += [(key, number, chosen) for key, chosen in records.keys_in(paper.extra)]
            self._say(number, listed)
        columns = ("id", *rows.FACTS, *_COUNTS, "added", "listing", "doubt", "new")
        put(f"INSERT INTO papers(uuid, {', '.join(columns)}) VALUES (randomblob(16){', ?' * len(columns)})", papers)
        put(rows.PUT_DETAILS, details)
        self._see([(item, number, 0) for item, number in ascending])
        known = sorted((key, number) for item, number in fresh for key in item.keys)
        put("INSERT OR IGNORE INTO identities VALUES (?, ?)", known)
        self._call(keys)
        for item, number in fresh:
            self._propose(number, item.listed.paper)
        self.indexing.add(texts)

    def _call(self, keys: Sequence[tuple[str, int, int]]) -> None:
        """Give new papers their keys; those that find theirs taken, and who shows an alias of theirs, are seen to once
        all are here."""
        put = self.connection.executemany
        put("INSERT OR IGNORE INTO keys(key, paper, chosen) VALUES (?, ?, ?)", keys)
        own = [(key, number) for key, number, chosen in keys if not chosen]
        put("UPDATE OR IGNORE papers SET key = ? WHERE id = ?", own)
        having = BitMap(number for _, number, _ in keys)
        lost = select(self.connection, "SELECT id FROM papers", having, where="key IS NULL")
        self.unkeyed.update(row for (row,) in lost)
        if len(own) < len(keys):
            aliases = packed(key for key, _, chosen in keys if chosen)
            self.unkeyed.update(scalars(self.connection, f"SELECT id FROM papers WHERE key {AMONG}", (aliases,)))

    def _propose(self, number: int, paper: Paper) -> None:
        """Keep the key that a paper of a library would get, where its record has none."""
        if self.parcel.propose and not records.keys_in(paper.extra):
            self.proposals.setdefault(number, self.parcel.propose(paper))

    def _see(self, seen: Iterable[tuple["_Item", int, int]]) -> None:
        """Note where in the listing papers stand, each with the number of the record that stands there."""
        found = [
            (
                row, self.listing, item.listed.line, item.listed.position, *_counts_of(item.listed), record,
                item.digest, item.listed.section,
            )
            for item, row, record in seen
        ]  # fmt: skip
        self._note(found)

    def _note(self, found: Sequence[tuple[Any, ...]]) -> None:
        """Write rows of sightings, each of a row of papers first."""
        self.connection.executemany("INSERT OR IGNORE INTO sightings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", found)
        self.sets["listing", self.listing] += [row for row, *_ in found]
        for place in found:
            if place[-1] is not None:
                self.sets["section", counts.section(self.listing, place[-1])].append(place[0])
        if len(self.sets["listing", self.listing]) >= COUNTED:
            self._count()

    def _count(self) -> None:
        """Write the exact counts of what was taken since the last time."""
        counts.put_all(self.connection, [(*key, ids) for key, ids in self.sets.items()])
        self.sets.clear()


class _Telling(NamedTuple):
    """An entry of a newer version of a library, and the record that it is of."""

    item: "_Item"
    record: Record
    at: int
    """Its place among the rows of a preview."""
    back: bool
    """Whether its paper had been deleted."""


class _Joining(NamedTuple):
    """A record that was put beside those of a paper, and may turn out to be of another."""

    number: int
    row: int
    """That paper's."""
    at: int
    """Its place among the rows of a preview."""
    listed: Listed
    why: str
    """What speaks for it."""


@dataclass(slots=True)
class _Item:
    """A listed paper with what its identity needs, folded once."""

    listed: Listed
    title: str
    first: str
    digest: int
    """Of its raw text, as one format reads it; 0 where the source does not tell."""
    keys: list[int]
    who: Facts | None = None
    """What decides who it is, once that was asked."""

    @classmethod
    def of(cls, listed: Listed, parcel: Incoming) -> "_Item":
        paper = listed.paper
        title = fold(paper.title)
        told = paper.extra.get
        digest = digest_of(listed, parcel.format)
        first = identity.family(paper.authors[0]) if paper.authors else ""
        keys = identity.keys(
            title, paper.doi, paper.arxiv_id, paper.title, told("PMID"), told("PMCID"), first=first, year=paper.year,
            place=() if first else identity.place(paper.extra),
        )  # fmt: skip
        keys += [key for key in (digest, id_of(listed, parcel)) if key]
        return cls(listed, title, first, digest, keys)

    def facts(self) -> Facts:
        """Return what decides who it is."""
        if self.who is None:
            self.who = identity.facts(self.listed.paper, self.title)
        return self.who

    def said(self) -> dict[str, Any]:
        """Return all that it says, by the names of records.SAYS."""
        return {**self.told(), "doubt": self.listed.doubt, "digest": self.digest}

    def told(self) -> dict[str, Any]:
        """Return its facts as they are stored."""
        stored = union.columns(self.listed.paper) | {"raw": self.listed.raw}
        return {name: stored[name] for name in records.COLUMNS}


def _otherwise(record: Record, item: _Item) -> dict[str, Any]:
    """Return what an entry says otherwise than a record."""
    standing = records.said_by(record)
    return {name: value for name, value in item.said().items() if value != standing[name]}


def _is_told(record: Record, name: str, value: Any) -> bool:
    """Return whether that a record says something else is more than another way to write the same."""
    if name == "extra":
        return bare(record.facts["extra"]) != bare(value)
    return name not in ("digest", "raw")


_COUNTS = ("score", "comments", "upvotes")
_AHEAD = timedelta(days=1)
"""By so much a page may be ahead of the reader: it is tomorrow on the other side of the world."""
_counts_of = attrgetter(*_COUNTS)


@dataclass(slots=True)
class _Member:
    """A record that a batch may meet again. Of most no more is asked than the title."""

    number: int
    """0 while it lives in its paper's row."""
    title: str
    """Folded."""
    source: str
    told: Paper | Mapping[str, Any]
    """What it said, in whichever form it is at hand."""
    files: frozenset[int | str]
    """What it came in, see `Evidence.files`."""
    edited: Mapping[str, Any] | None = None
    """What it says as its paper was edited, where this is that."""
    who: Facts | None = None

    @property
    def facts(self) -> Facts:
        """What decides who it is."""
        if self.who is None:
            said = self.edited or self.told
            self.who = identity.facts(said, self.title) if isinstance(said, Paper) else union.identified(said)
        return self.who

    @property
    def own(self) -> frozenset[str]:
        """Its keys in its file."""
        said = self.edited or self.told
        return identity.own_keys(said.extra if isinstance(said, Paper) else rows.unpack_named(said["extra"]))

    def is_met(self, keys: Iterable[int]) -> bool:
        """Return whether it is met under some of the keys under which its paper is, by those of other records, or by
        some that it had. What lives in its row never had others."""
        if not self.number:
            return True
        said = self.edited or self.told
        title = said.title if isinstance(said, Paper) else said["title"]
        return not set(keys).isdisjoint(identity.keys_of(self.facts, title))

    def says(self, item: _Item, source: str) -> bool:
        """Return whether it is the very same."""
        paper = item.listed.paper
        if isinstance(self.told, Paper):
            return self.source == source and self.told.title == paper.title and self.told == paper
        return self.source == source and self.told["title"] == paper.title and self.told == item.told()


class _Met(NamedTuple):
    """What the records of a batch meet: on the shelf, and in the batch itself."""

    source: str
    file: int | str
    sharing: dict[int, list[int]]
    """Papers by the keys of their records."""
    gone: set[int]
    """Those that the reader deleted."""
    members: dict[int, list[_Member]]
    """What the papers are made of, but for those whose record is known to the byte."""
    known: dict[int, tuple[int, int]]
    """Papers by the digests of their records, each with the record's number as sightings have it."""

    @classmethod
    def of(
        cls, connection: Connection, items: Sequence[_Item], source: str, file: int | str,
        before: Mapping[int, list[_Member]],
    ) -> "_Met":  # fmt: skip
        """Look up whom these records meet; `before` is what some papers are made of."""
        hashes = sorted({key for item in items for key in item.keys})
        found = records.sharing(connection, hashes)
        sharing: dict[int, list[int]] = {}
        for key, row in found:
            sharing.setdefault(key, []).append(row)
        deleted = f"SELECT id FROM papers WHERE id {AMONG} AND hidden & {GONE}"
        gone = set(scalars(connection, deleted, (packed({row for _, row in found}),)))
        known = cls._known(connection, {item.digest for item in items if item.digest in sharing}, sharing)
        # A record known to the byte needs no verdict, so only the others' candidates are read.
        wanted = {
            row
            for item in items
            if item.digest not in known
            for row in identity.candidates([sharing[key] for key in item.keys if key in sharing])
        }
        members: dict[int, list[_Member]] = {row: before.get(row, []) for row in wanted}
        if wanted := wanted - before.keys():
            there = [record for record in records.of_papers(connection, wanted) if not record.hidden]
            for record, said, edited in placing.ways(connection, there):
                members[record.paper].append(
                    _Member(record.id, fold(said["title"]), record.source, record.facts, record.files,
                            said if edited else None)
                )  # fmt: skip
        return cls(source, file, sharing, gone, members, known)

    @staticmethod
    def _known(
        connection: Connection, digests: Collection[int], sharing: Mapping[int, list[int]]
    ) -> dict[int, tuple[int, int]]:
        """Return where the records with these digests are, if they are on the shelf."""
        rows_of = packed({row for digest in digests for row in sharing[digest]})
        apart = connection.execute(
            f"SELECT digest, id, paper, hidden FROM records WHERE paper {AMONG}", (rows_of,)
        ).fetchall()
        own = f"SELECT DISTINCT paper, digest FROM sightings WHERE paper {AMONG} AND record = 0 AND digest <> 0"
        told = set(connection.execute(own, (rows_of,)))
        # A row is met, too, by what once was beside its record; only where no listing told its digest is that it.
        made = {row for *_, row, _ in apart} | {row for row, _ in told}
        found = {
            digest: (row, 0)
            for digest in digests
            for row in sharing[digest]
            if (row, digest) in told or row not in made
        }
        return found | {digest: (row, number) for digest, number, row, hidden in apart if digest and not hidden}

    def match(self, item: _Item) -> tuple[tuple[int, int] | None, int | None, list[tuple[int, float]], str]:
        """Return the paper that has this very record, or one that it may be of, others to be asked about, the likeliest
        first, and why it may be of that one."""
        if item.digest and (known := self.known.get(item.digest)):
            return known, None, [], ""
        candidates = identity.candidates([self.sharing[key] for key in item.keys if key in self.sharing])
        if not candidates:
            return None, None, [], ""
        met = [(row, member) for row in candidates for member in self.members.get(row, ())]
        for row, member in met:
            if member.title == item.title and member.says(item, self.source):
                return (row, member.number), None, [], ""
        mine, own = item.facts(), identity.own_keys(item.listed.paper.extra)
        promises = identity.promises(mine, [member for _, member in met])
        near = sorted(zip(promises, met, strict=True), key=itemgetter(0), reverse=True)
        many = len(candidates) >= identity.LOOKS
        same: int | None = None
        why = ""
        ask: dict[int, float] = {}
        for promise, (row, member) in near:
            if promise < ASK_LIKENESS or (many and promise < identity.CERTAIN and ask):
                break  # of many close titles only the closest is asked about
            two_keys = self.file in member.files and identity.have_two_keys(own, member.own)
            close = promise if promise < identity.CERTAIN else None
            judged = identity.judge(mine, member.facts, two_keys=two_keys, close=close)
            if judged.verdict is Verdict.SAME and same is None:
                same, why = row, judged.why
            elif judged.verdict is not Verdict.DIFFERENT and row != same and member.is_met(item.keys):
                ask[row] = max(ask.get(row, 0.0), likelihood(judged, mine, member.facts))
        return None, same, sorted(ask.items(), key=lambda pair: -pair[1]), why

    def add(self, item: _Item, row: int, number: int) -> None:
        """Have later records of the batch meet one that was taken."""
        paper = item.listed.paper
        member = _Member(number, item.title, self.source, paper, frozenset((self.file,)), None, item.who)
        self.members.setdefault(row, []).append(member)
        if item.digest:
            self.known[item.digest] = row, number
        for key in item.keys:
            rows_of = self.sharing.setdefault(key, [])
            if row not in rows_of:
                rows_of.append(row)


def take_all(
    journal: Journal, parcels: Sequence[Incoming], *, preview: bool, progress: Callable[[int], bool] | None
) -> list[Account]:
    """Import listings inside the caller's transaction, as one undo step, and return their accounts.

    The caller rolls back a preview, and what left no change. `progress` is told the number of records read so far and
    may answer False to give up: raises CancelledError then.
    """
    accounts: list[Account] = []
    said: dict[int, Said] = {}
    proposals: dict[int, str] = {}
    read = 0
    for parcel in parcels:
        if len(parcels) > 1:  # else the transaction is rolled back, which costs no copies of pages
            journal.connection.execute("SAVEPOINT parcel")
        intake = Intake(journal, parcel, preview)
        for _ in intake.batches():
            if progress and not progress(read + intake.read):
                raise CancelledError
        read += intake.read
        account = intake.account()
        accounts.append(account)
        if account.listing_id is None and len(parcels) > 1:
            journal.connection.execute("ROLLBACK TO parcel")
        else:
            said |= intake.said
            proposals |= intake.proposals
    kept = [account for account in accounts if account.listing_id is not None]
    if not kept:
        return accounts
    count = sum(account.found for account in kept)
    change = journal.record(
        "import", clean(imported(count, [account.title or account.source for account in kept])), count
    )
    if said:
        take_over(Journal(journal.connection, journal.session), said, parcels[0].status)
    if proposals and not preview:
        give_keys(Journal(journal.connection, journal.session), proposals)
    return [replace(account, change=change) for account in accounts]
