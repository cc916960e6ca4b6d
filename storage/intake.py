"""One import: records in, papers new or united with those that are there, as one transaction and one undo step."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import islice
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from storage import index, rows
from storage.account import Account, CancelledError, Incoming, Planned, Possible
from storage.journal import Journal
from storage.papers import identity
from storage.papers.identity import Facts, Verdict
from storage.papers.paper import Listed, Skipped
from storage.papers.text import ABSTRACT_LIMIT, TITLE_LIMIT, clean, fold
from storage.papers.words import imported
from storage.sqlite import AMONG, Connection, packed, scalar
from storage.union import unite

CHUNK = 1_000
"""Records looked up and written together; progress is told as often."""
PREVIEW_LIMIT = 20_000
"""Most rows that a preview lists one by one; its counts are exact beyond."""
REPORT_LIMIT = 1_000
"""Most skipped pieces and possible duplicates that an account lists."""


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
    notes: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    skipped_count: int = 0
    possible_duplicates: list[Possible] = field(default_factory=list)
    rows: list[Planned] = field(default_factory=list)
    seen: Any = field(default_factory=lambda: blake2b(digest_size=16))
    """Digest of all records: a listing imported twice is known by it."""

    def __post_init__(self) -> None:
        self.connection = self.journal.connection
        self.listing = (
            self.connection.execute(
                "INSERT INTO listings(source, format, trust, imported) VALUES (?, ?, ?, ?)",
                (clean(self.parcel.source), self.parcel.format, self.parcel.trust, self.now),
            ).lastrowid
            or 0
        )
        self.indexing = index.Indexing(self.connection)

    def batches(self) -> Iterator[None]:
        """Put the listing on the shelf, and yield after each batch."""
        items = self.parcel.items
        base = scalar(self.connection, "SELECT coalesce(max(id), 0) FROM papers")
        if isinstance(items, Sequence):
            count = sum(isinstance(item, Listed) for item in items)
            ids = iter(range(base + count, base, -1))
        else:
            ids = iter(range(base + 1, 1 << 62))
        records = self._records()
        while batch := list(islice(records, CHUNK)):
            self._take(batch, ids)
            yield
        self.indexing.save()

    def _records(self) -> Iterator[Listed]:
        """Yield the records that were picked, and keep what else the listing says for the account."""
        pick = self.parcel.pick
        for item in self.parcel.items:
            if isinstance(item, Listed):
                self.read += 1
                if pick is None or self.read in pick:
                    yield item
            elif isinstance(item, Skipped):
                self.skipped_count += 1
                if len(self.skipped) < REPORT_LIMIT:
                    self.skipped.append(item)
            else:
                self.stated = item.stated if item.stated is not None else self.stated
                self.title = self.title or (clean(item.title) if item.title else None)
                if item.text and len(self.notes) < REPORT_LIMIT:
                    self.notes.append(clean(item.text))

    def account(self) -> Account:
        """Write the account to the listing and return it.

        A listing that is on the shelf already is given up: its account has no `listing_id`.
        """
        if self.cut:
            self.notes.append(
                f"{self.cut:,} title{' or abstract was' if self.cut == 1 else 's or abstracts were'} too long and cut, "
                f"at {TITLE_LIMIT:,} and {ABSTRACT_LIMIT:,} characters"
            )
        told = {name: getattr(self, name) for name in ("title", "stated", "added", "merged", "unchanged")}
        told["found"] = self.added + self.merged + self.unchanged
        lists: dict[str, Any] = {
            name: tuple(getattr(self, name)) for name in ("possible_duplicates", "skipped", "notes", "rows")
        }
        account = Account(
            source=self.parcel.source, format=self.parcel.format, skipped_count=self.skipped_count,
            listing_id=self.listing, **told, **lists,
        )  # fmt: skip
        digest = self.seen.digest()
        if not self.added and not self.merged:
            again = "SELECT id FROM listings WHERE digest = ? AND format = ? AND hidden = 0 AND id <> ?"
            if not account.found or scalar(self.connection, again, (digest, self.parcel.format, self.listing)):
                return replace(account, listing_id=None)
        kept = told | {
            "skipped": json.dumps([[item.line, item.reason, item.text] for item in self.skipped]),
            "notes": json.dumps(self.notes), "digest": digest,
        }  # fmt: skip
        self.connection.execute(
            f"UPDATE listings SET {', '.join(f'{name} = ?' for name in kept)} WHERE id = ?",
            (*kept.values(), self.listing),
        )
        self.journal.show(self.listing)
        return account

    def _take(self, batch: Sequence[Listed], ids: Iterator[int]) -> None:
        """Put one batch on the shelf; `ids` gives the ids of new papers."""
        records = [_Record.of(listed, self.parcel.format) for listed in batch]
        for item in records:
            self.seen.update(item.digest_bytes)
            paper = item.listed.paper
            self.cut += len(paper.title) == TITLE_LIMIT or len(paper.abstract or "") == ABSTRACT_LIMIT
        met = self._meet(records)
        fresh: list[tuple[_Record, int]] = []
        again: list[tuple[int, Listed]] = []
        for item, new_id in zip(records, ids, strict=False):
            known = next((one for one in met.sharing.get(item.digest, ()) if one in met.there), None)
            if known is not None:  # this very record was read before: nothing of it can be new but where it stands
                self.unchanged += 1
                again.append((known, item.listed))
                self._plan(item, "unchanged", known)
                continue
            same, ask = met.match(item)
            if same is None:
                self.added += 1
                fresh.append((item, new_id))
                met.facts[new_id] = item.facts()
                met.there[new_id] = _counts_of(item.listed)
                for key in item.keys:
                    met.sharing.setdefault(key, []).append(new_id)
                for other, likeness in ask[:3]:
                    self._ask(item, new_id, other, likeness)
                self._plan(item, "possible" if ask else "new", ask[0][0] if ask else None)
                continue
            self._insert(fresh)
            fresh = []
            self.merged += 1
            again.append((same, item.listed))
            self._plan(item, "here", same)
            met.sharing.setdefault(item.digest, []).append(same)
            met.facts[same] = self._unite(item, same)
        self._insert(fresh)
        self._see_again(again, met.there)
        self.possible_duplicates = [
            pair if pair.other_title else self._titled(pair) for pair in self.possible_duplicates
        ]

    def _plan(self, item: "_Record", verdict: str, number: int | None) -> None:
        if self.preview and len(self.rows) < PREVIEW_LIMIT:
            self.rows.append(Planned(listed=item.listed, verdict=verdict, id=number))

    def _ask(self, item: "_Record", number: int, other: int, likeness: float) -> None:
        a, b = sorted((number, other))
        self.journal.row("pairs", None, {"a": a, "b": b, "likeness": likeness, "verdict": "ask"})
        if len(self.possible_duplicates) < REPORT_LIMIT:
            self.possible_duplicates.append(
                Possible(
                    a=number, title=item.listed.paper.title, b=other, other_title="", likeness=round(likeness, 1),
                    line=item.listed.line,
                )
            )  # fmt: skip

    def _titled(self, pair: Possible) -> Possible:
        """Return a pair with the title of the other paper, which may stand on the shelf only since this batch."""
        title = scalar(self.connection, "SELECT title FROM papers WHERE id = ?", (pair.b,))
        return pair._replace(other_title=title)

    def _meet(self, records: list["_Record"]) -> "_Met":
        """Return which papers on the shelf share a key with the records, and their facts."""
        hashes = sorted({key for item in records for key in item.keys})
        sharing: dict[int, list[int]] = {}
        for key, paper in self.connection.execute(
            f"SELECT hash, paper FROM identities WHERE hash {AMONG}", (packed(hashes),)
        ):
            sharing.setdefault(key, []).append(paper)
        # A record whose very digest is known needs no verdict, so only the others' candidates are read.
        known: set[int] = set()
        wanted: set[int] = set()
        for item in records:
            if found := sharing.get(item.digest):
                known.update(found)
            else:
                for key in item.keys:
                    wanted.update(sharing.get(key, ()))
        there: dict[int, tuple[Any, ...]] = {
            number: tuple(counts)
            for number, *counts in self.connection.execute(
                f"SELECT id, {', '.join(_COUNTS)} FROM papers WHERE id {AMONG} AND hidden = 0",
                (packed(sorted(known | wanted)),),
            )
        }
        return _Met(sharing, there, self._identified(wanted) if wanted else {})

    def _insert(self, fresh: list[tuple["_Record", int]]) -> None:
        if not fresh:
            return
        put = self.connection.executemany
        papers, details, texts = [], [], []
        ascending = sorted(fresh, key=itemgetter(1))  # a row below the one before costs the indexes half as much again
        for item, number in ascending:
            listed, paper = item.listed, item.listed.paper
            papers.append((
                number, *rows.facts_row(paper, item.first), *_counts_of(listed), self.now, self.listing, listed.doubt
            ))  # fmt: skip
            detail = rows.details_row(paper, listed.raw)
            if any(detail):
                details.append((number, *detail))
            texts.append(index.texts_of(
                number, paper.title, paper.authors, index.where_of(paper), paper.abstract, paper.extra.get("keyword")
            ))  # fmt: skip
        columns = ("id", *rows.FACTS, *_COUNTS, "added", "listing", "doubt")
        put(f"INSERT INTO papers(uuid, {', '.join(columns)}) VALUES (randomblob(16){', ?' * len(columns)})", papers)
        put(f"INSERT INTO details(paper, {', '.join(rows.DETAILS)}) VALUES (?, ?, ?, ?, ?)", details)
        self._see([(number, item.listed) for item, number in ascending])
        self._know(fresh)
        self.indexing.add(texts)
        for item, number in fresh:
            if key := item.listed.paper.extra.get("key"):
                self.connection.execute("UPDATE OR IGNORE papers SET key = ? WHERE id = ?", (key, number))

    def _know(self, records: Iterable[tuple["_Record", int]]) -> None:
        """Keep the keys under which papers are met."""
        keys = sorted((key, number) for item, number in records for key in item.keys)
        self.connection.executemany("INSERT OR IGNORE INTO identities VALUES (?, ?)", keys)

    def _see(self, seen: Iterable[tuple[int, Listed]]) -> None:
        """Note where in the listing papers stand."""
        self.connection.executemany(
            f"INSERT OR IGNORE INTO sightings(paper, listing, line, position, {', '.join(_COUNTS)}) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(number, self.listing, listed.line, listed.position, *_counts_of(listed)) for number, listed in seen],
        )

    def _see_again(self, again: list[tuple[int, Listed]], there: dict[int, tuple[Any, ...]]) -> None:
        """Note where papers that are on the shelf were seen once more, and the newest score, comments and votes."""
        self._see(again)
        for number, listed in again:
            before = there[number]
            after = tuple(old if new is None else new for old, new in zip(before, _counts_of(listed), strict=True))
            if after != before:
                there[number] = after
                was, now = (rows.named(("id", *_COUNTS), (number, *counts)) for counts in (before, after))
                self.journal.row("papers", was, now)

    def _unite(self, item: "_Record", number: int) -> Facts:
        """Bring the facts a record has and the shelf had not to the paper it is; return what identifies it now."""
        listed = item.listed
        unite(
            self.journal, number, listed.paper, trust=self.parcel.trust,
            source=str(self.listing), doubt=listed.doubt, raw=listed.raw,
        )  # fmt: skip
        self._know([(item, number)])
        return self._identified([number])[number]

    def _identified(self, ids: Iterable[int]) -> dict[int, Facts]:
        """Return what decides who they are, of those papers that are on the shelf."""
        return {
            number: Facts(
                fold(title), tuple(map(identity.family, rows.unpack(authors))), bool(complete), year,
                identity.published(venue), *same,
            )
            for number, title, authors, complete, year, venue, *same in self.connection.execute(
                "SELECT id, title, authors, authors_complete, year, venue, doi, arxiv_id, url FROM papers "
                f"WHERE id {AMONG} AND hidden = 0",
                (packed(sorted(ids)),),
            )
        }  # fmt: skip


class _Record(NamedTuple):
    """A listed paper with what its identity needs, folded once."""

    listed: Listed
    title: str
    first: str
    digest_bytes: bytes
    digest: int
    keys: list[int]
    """The digest is the first."""

    @classmethod
    def of(cls, listed: Listed, format_name: str) -> "_Record":
        paper = listed.paper
        title = fold(paper.title)
        digest = blake2b(
            "\x1f".join((
                format_name, paper.title, "\n".join([name.text for name in paper.authors]), paper.abstract or "",
                repr(_stated_by(paper)),
                str(dict(paper.extra)) if paper.extra else "",
                *(f"{name}={told!r}" for name in rows.LATER if (told := getattr(paper, name)) is not None),
            )).encode(),
            digest_size=8,
        ).digest()  # fmt: skip
        known = _DIGEST | int.from_bytes(digest, "big") >> 4
        return cls(
            listed, title, identity.family(paper.authors[0]) if paper.authors else "", digest, known,
            [known, *identity.keys(title, paper.doi, paper.arxiv_id, paper.title)],
        )  # fmt: skip

    def facts(self) -> Facts:
        return identity.facts(self.listed.paper, self.title)


_COUNTS = ("score", "comments", "upvotes")
_counts_of = attrgetter(*_COUNTS)
_stated_by = attrgetter(*rows.STATED)
_DIGEST = 1 << 60
"""Above every key of identity.keys: 60 bits of the digest of a record as one format shows it."""


class _Met(NamedTuple):
    """What the records of a batch meet: on the shelf, and in the batch itself."""

    sharing: dict[int, list[int]]
    """Papers by their keys."""
    there: dict[int, tuple[Any, ...]]
    """Score, comments and votes of those that are not hidden."""
    facts: dict[int, Facts]
    """What identifies those whose record is not known to the letter."""

    def match(self, item: _Record) -> tuple[int | None, list[tuple[int, float]]]:
        """Return the paper a record is, or None and those it may be, the likeliest first."""
        candidates = dict.fromkeys(number for key in item.keys for number in self.sharing.get(key, ()))
        ask: list[tuple[int, float]] = []
        mine = item.facts() if candidates else None
        for candidate in candidates:
            if mine and (theirs := self.facts.get(candidate)):
                judged = identity.judge(mine, theirs)
                if judged.verdict is Verdict.SAME:
                    return candidate, []
                if judged.verdict is Verdict.ASK:
                    ask.append((candidate, judged.likeness))
        return None, sorted(ask, key=lambda pair: -pair[1])


def take_all(
    journal: Journal, parcels: Sequence[Incoming], *, preview: bool, progress: Callable[[int], bool] | None
) -> list[Account]:
    """Import listings inside the caller's transaction, as one undo step, and return their accounts.

    The caller rolls back a preview, and what left no change. `progress` is told the number of records read so far and
    may answer False to give up: raises CancelledError then.
    """
    accounts: list[Account] = []
    read = 0
    for parcel in parcels:
        noted = len(journal.operations)
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
            del journal.operations[noted:]
    kept = [account for account in accounts if account.listing_id is not None]
    if not kept:
        return accounts
    count = sum(account.found for account in kept)
    change = journal.record(clean(imported(count, [account.title or account.source for account in kept])), count)
    return [replace(account, change=change) for account in accounts]
