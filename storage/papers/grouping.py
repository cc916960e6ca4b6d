"""Which records are one paper, in whatever order they came: the reader's word first, then what they say of themselves.

Records are taken in one order that only their content makes, and each joins the group that it fits best, or founds one.
So the same records make the same groups on every machine; what is not certain is asked.
"""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import NamedTuple

from storage.papers import identity
from storage.papers.identity import Facts, Judged, Verdict


@dataclass(frozen=True)
class Evidence:
    """One record, as far as it decides which paper it is of."""

    uuid: bytes
    """The record's; decides between records of equal facts, and is told by the reader's words and pins."""
    facts: Facts
    digest: int = 0
    """Of the record as it came; 0 where none is known. Two of one digest and equal facts are one record, read twice."""
    title: str = ""
    """As it came: with it, a title that lacks the other's subtitle is asked about."""
    files: frozenset[int | str] = frozenset()
    """Where the libraries stand that have it; of what is not followed any number that tells its listing."""
    own: frozenset[str] = frozenset()
    """The keys that it has in them, see `identity.own_keys`."""

    @cached_property
    def order(self) -> bytes:
        """Made of content alone, so that every machine puts the same records in the same order."""
        return order_of(self.facts)

    @cached_property
    def keys(self) -> list[int]:
        """Those under which it is met."""
        return identity.keys_of(self.facts, self.title)


class Ask(NamedTuple):
    """Two records, of two groups, that the reader is asked about: is this one paper?"""

    i: int
    """Its group stands before that of `j`."""
    j: int
    likely: float
    """As `likelihood` has it."""
    why: str


class Grouping(NamedTuple):
    """The papers that records make. Records are told by their index in the sequence given."""

    groups: list[list[int]]
    """Groups, and the records in each, in canonical order: a group stands where its first record does."""
    asks: list[Ask]
    """At most one a pair of groups, the likeliest; by groups."""


@lru_cache(maxsize=4096)
def order_of(facts: Facts) -> bytes:
    """Return 16 bytes made of the facts alone, by which records stand in one order everywhere."""
    told = ("" if one is None else "\n".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in facts)
    return blake2b("\x1f".join(told).encode(), digest_size=16).digest()


def likelihood(judged: Judged, a: Facts, b: Facts) -> float:
    """Return how likely two are one, as what they are asked about with is put in order: the likeness of their titles,
    in percent, and below what anyone is told of it the same paper before what is to be asked, then how many facts
    agree, and last what only their content decides. No two pairs are equally likely, whatever came first.
    """
    agreeing = _ALL_AGREE if judged.verdict is Verdict.SAME else judged.agreeing
    apart = int.from_bytes(order_of(a)[:3], "big") ^ int.from_bytes(order_of(b)[:3], "big")
    return judged.likeness - ((_ALL_AGREE - agreeing) * 2**24 + apart) * 2**-44


_ALL_AGREE = 15
"""More facts than two can tell."""


def contradiction(a: Facts, b: Facts) -> str:
    """Return what forbids two records to be one paper unless the reader says so, as a clause; empty when nothing does.

    It is strong evidence against, whatever else the two share.
    """
    return identity.judge(a, b).against


def grouped(
    records: Sequence[Evidence],
    same: Iterable[tuple[bytes, bytes]] = (),
    apart: Iterable[tuple[bytes, bytes]] = (),
    pins: Iterable[Collection[bytes]] = (),
) -> Grouping:
    """Return the papers that records make, and which of them to ask the reader about; each uuid stands once.

    `same` and `apart` are the reader's words on pairs of records, no pair in both; uuids of records that are not among
    these may stand in them, and join what they are joined to. What is `same` is one paper whatever the evidence says.
    Where a chain of `same` would join two that are `apart`, apart holds: of the pairs in the order of their uuids, the
    one that would close the chain is left out. Two papers can be made one again; of one that should be two, notes and
    citations would stand in the wrong place.

    `pins` are records that were one paper when the reader annotated or cited it. They stay together unless they are
    apart or contradict one another, an earlier pin before a later one. A pin of what would be one group anyway changes
    nothing: it keeps what comes later from coming between.

    Of the rest, those come first that are told from some other or made one with it, so that what is like both joins the
    one it fits best, and what is like either what both became; then those with a DOI, those with an arXiv id, then by
    `order` and `uuid`. A record joins a group where one that came before it is the same paper and none contradicts it,
    best one of equal facts, then of the same DOI, the same arXiv id, the likest title, the nearest year, then the
    first. Two records are compared where they share a key (`identity.keys`). What contradicts a record does not count
    where the reader overruled it: of two DOIs that the reader called one paper, either may come again, and so may
    either title; and what is one paper with either is one with both, whichever of them came first.
    """
    same, apart = list(same), list(apart)
    told = {uuid for pair in (*same, *apart) for uuid in pair}
    order = sorted(range(len(records)), key=lambda index: _rank(records[index], told))
    place = _Placing([records[index] for index in order])
    place.say(same, apart)
    for pin in pins:
        place.pin(pin)
    groups, asks = place.all()
    return Grouping(
        [[order[index] for index in group] for group in groups],
        [ask._replace(i=order[ask.i], j=order[ask.j]) for ask in asks],
    )


def _rank(record: Evidence, told: Container[bytes]) -> tuple[bool, int, bytes, bytes]:
    """What the reader spoke of comes first, then the strongest evidence, then what only the content decides."""
    facts = record.facts
    return record.uuid not in told, 0 if facts.doi else 1 if facts.arxiv_id else 2, record.order, record.uuid


class _Atom:
    """Records that are one whatever the evidence: the reader said so, or they are one record. Most are of one."""

    __slots__ = ("apart", "group", "kinds", "members", "unit")

    def __init__(self) -> None:
        self.members: list[int] = []
        self.kinds: tuple[int, ...] = ()
        """Its distinct facts."""
        self.apart: set[_Atom] = set()
        self.unit: list[_Atom] = [self]
        """The atoms that a pin holds together, this one too."""
        self.group: int | None = None


_Fit = tuple[bool, bool, bool, bool, float, int]
_Link = tuple[_Fit, int, int, Judged]
"""How well two kinds fit that may be one paper, the kinds (the second had its turn), and the verdict. A plain tuple: a
block may have a million."""
_Asked = tuple[_Fit, Ask]
"""How well two records fit, and what to ask of their groups."""
_SAME, _DIFFERENT = Verdict.SAME, Verdict.DIFFERENT
_NAMING = ("title", "families", "complete", "given", "editors", "signs")
_NO_YEAR = 10_000
"""Farther than any two years."""


class _Placing:
    """Records in canonical order, on their way into groups."""

    def __init__(self, records: Sequence[Evidence]) -> None:
        self.records = records
        numbers: dict[Facts, int] = {}
        self.kind_of = [numbers.setdefault(record.facts, len(numbers)) for record in records]
        """Of each record, which of the distinct facts it has: what is judged once is not judged again."""
        self.facts = list(numbers)
        self.keys: list[dict[int, None]] = [{} for _ in self.facts]
        self.own: defaultdict[int, defaultdict[int | str, set[str]]] = defaultdict(lambda: defaultdict(set))
        """By kind and file, the keys that its records have there."""
        for record, kind in zip(records, self.kind_of, strict=True):
            self.keys[kind].update(dict.fromkeys(record.keys))
            for file in record.files if record.own else ():
                self.own[kind][file] |= record.own
        self.judged: dict[tuple[int, int], Judged] = {}
        self.met: dict[int, dict[int, list[int]]] = {}
        """By key and group, the kinds that had their turn."""
        self.first: list[dict[int, int]] = [{} for _ in self.facts]
        """Of each kind that had its turn: the groups where it is, each with its first record there."""
        self.groups: list[dict[tuple[int, ...], _Atom]] = []
        """Of each group, an atom for each set of kinds in it, those too whose turn is still to come."""
        self.turn: tuple[int, dict[int, Judged]] = (-1, {})
        """The kind whose turn it is, and what it is to each kind before it that shares a key."""
        self.atoms: list[_Atom] = []
        self.made: list[_Atom] = []
        """Those of unlike records, which the reader made one."""
        self.by_uuid: dict[bytes, _Atom] = {}

    def say(self, same: Iterable[tuple[bytes, bytes]], apart: Iterable[tuple[bytes, bytes]]) -> None:
        """Make atoms of records by the reader's words."""
        pairs = sorted((min(pair), max(pair)) for pair in same)
        kept: dict[bytes, set[bytes]] = {}
        for one, other in apart:
            kept.setdefault(one, set()).add(other)
            kept.setdefault(other, set()).add(one)
        twice: dict[tuple[int, int], bytes] = {}
        for record, kind in zip(self.records, self.kind_of, strict=True):
            if record.digest and (first := twice.setdefault((record.digest, kind), record.uuid)) != record.uuid:
                pairs.append((first, record.uuid))
        of: dict[bytes, set[bytes]] = {}
        for one, other in pairs:
            mine, theirs = of.setdefault(one, {one}), of.setdefault(other, {other})
            small, large = (mine, theirs) if len(mine) < len(theirs) else (theirs, mine)
            if mine is theirs or any(not large.isdisjoint(kept.get(uuid, ())) for uuid in small):
                continue
            large |= small
            of.update(dict.fromkeys(small, large))
        atoms: dict[int, _Atom] = {}
        for index, record in enumerate(self.records):
            whole = of.get(record.uuid)
            atom = _Atom() if whole is None else atoms.setdefault(id(whole), _Atom())
            if not atom.members:
                self.atoms.append(atom)
                self.by_uuid.update(dict.fromkeys(whole or (record.uuid,), atom))
            atom.members.append(index)
        for atom in self.atoms:
            atom.kinds = tuple(sorted({self.kind_of[index] for index in atom.members}))
        self.made = [atom for atom in self.atoms if len(atom.kinds) > 1]
        for uuid in kept.keys() & self.by_uuid.keys():
            self.by_uuid[uuid].apart.update(self.by_uuid[other] for other in kept[uuid] & self.by_uuid.keys())

    def pin(self, uuids: Collection[bytes]) -> None:
        """Hold those of these records together that neither the reader nor what they say puts asunder."""
        units: list[list[_Atom]] = []
        for atom in sorted({self.by_uuid[uuid] for uuid in uuids if uuid in self.by_uuid}, key=_first):
            mine = atom.unit
            if any(mine is unit for unit in units):
                continue
            for unit in units:
                united = self._united(unit, mine)
                if not any(other in one.apart or self._against(one, other, united) for one in unit for other in mine):
                    unit += mine
                    for one in mine:
                        one.unit = unit
                    break
            else:
                units.append(mine)

    def all(self) -> tuple[list[list[int]], list[Ask]]:
        """Put one record after the other, and return the groups and what to ask."""
        asks: dict[tuple[int, int], _Asked] = {}
        for atom in self.atoms:
            links = self._links(atom)
            mine = self._put(atom, links)
            for theirs, link in links.items():
                pair = (theirs, mine) if theirs < mine else (mine, theirs)
                if theirs != mine and (pair not in asks or link[0] > asks[pair][0]):
                    ask = self._ask(atom, theirs, link)
                    asks[pair] = link[0], ask if theirs < mine else ask._replace(i=ask.j, j=ask.i)
            self._pass(atom, mine)
        groups: list[list[int]] = [[] for _ in self.groups]
        for atom in self.atoms:
            groups[atom.group or 0].extend(atom.members)
        shut = {(one.group, other.group) for one in self.atoms for other in one.apart}
        return [sorted(group) for group in groups], [
            self._reason(pair, *asks[pair]) for pair in sorted(asks.keys() - shut)
        ]

    def _links(self, atom: _Atom) -> dict[int, _Link]:
        """Return what in each group that had its turn fits the atom best: the same paper, else one to ask about."""
        links: dict[int, _Link] = {}
        for kind in atom.kinds:
            for other, judged in self._turn_of(kind).items():
                if judged.verdict is not _DIFFERENT:
                    link = self._fit(kind, other, judged), kind, other, judged
                    for group in self.first[other]:
                        if group not in links or link[0] > links[group][0]:
                            links[group] = link
        return links

    def _fit(self, one: int, other: int, judged: Judged) -> _Fit:
        """Return how well two kinds fit, the more the better."""
        if judged.verdict is not _SAME:
            return False, False, False, False, likelihood(judged, self.facts[one], self.facts[other]), 0
        a, b = self.facts[one], self.facts[other]
        gap = abs(a.year - b.year) if a.year and b.year else _NO_YEAR
        return (
            True, one == other, bool(a.doi and a.doi == b.doi), bool(a.arxiv_id and a.arxiv_id == b.arxiv_id),
            judged.likeness, -gap,
        )  # fmt: skip

    def _turn_of(self, kind: int) -> dict[int, Judged]:
        """Return what a kind is to each that had its turn and shares a key."""
        before, turned = self.turn
        if before != kind:
            turned = {other: self._judged(kind, other) for other in sorted(self._candidates(kind))}
            self.turn = kind, turned
        elif self.keys[kind] and kind not in turned:  # nothing but one of its own facts came between
            turned[kind] = self._judged(kind, kind)
        return turned

    def _candidates(self, kind: int) -> set[int]:
        """Return whom to compare a kind with: those of each likely group that share the most keys with it. However many
        there are of one paper, its keys tell of it."""
        met = [self.met[key] for key in self.keys[kind] if key in self.met]
        found: set[int] = set()
        for group in identity.candidates(met):
            here = [groups[group] for groups in met if group in groups]
            found.update(identity.candidates(here, full=len(self.facts)))
        return found

    def _judged(self, a: int, b: int) -> Judged:
        return identity.judge(self.facts[a], self.facts[b], two_keys=bool(self.own) and self._have_two_keys(a, b))

    def _have_two_keys(self, a: int, b: int) -> bool:
        """Return whether some file has both kinds, and no key of one for the other. So it is asked of kinds and not of
        records: of those that say the same, none is told from another by when it came."""
        if a not in self.own or b not in self.own:
            return False
        ours, theirs = self.own[a], self.own[b]
        return any(ours[file].isdisjoint(theirs[file]) for file in ours.keys() & theirs.keys())

    def _pass(self, atom: _Atom, group: int) -> None:
        """Note that an atom had its turn."""
        for index in atom.members:
            kind = self.kind_of[index]
            if not self.first[kind]:
                for key in self.keys[kind]:
                    self.met.setdefault(key, {}).setdefault(group, []).append(kind)
            self.first[kind].setdefault(group, index)
        if len(atom.kinds) > 1:
            self.turn = (-1, {})

    def _put(self, atom: _Atom, links: dict[int, _Link]) -> int:
        """Return the atom's group: the best that takes it with all that a pin holds to it, else one of its own."""
        if atom.group is not None:
            return atom.group
        best = sorted((link[0], -group) for group, link in links.items() if link[0][0])
        new = len(self.groups)
        group = next((-group for _, group in reversed(best) if self._takes(-group, atom.unit)), new)
        if group == new:
            self.groups.append({})
        for one in atom.unit:
            one.group = group
            self.groups[group].setdefault(one.kinds, one)
        return group

    def _takes(self, group: int, unit: list[_Atom]) -> bool:
        """Return whether nothing forbids that atoms join a group."""
        there = self.groups[group].values()
        united = self._united(unit, there)
        return not (
            any(other.group == group for one in unit for other in one.apart)
            or any(
                self._against(one, other, united)
                for one in {one.kinds: one for one in unit}.values()
                for other in there
            )
        )

    def _against(self, one: _Atom, other: _Atom, united: Collection[_Atom]) -> str:
        """Return what contradicts that two atoms are one paper, but for what the reader overruled; `united` are atoms
        that the reader made of unlike records, and that may be of it."""
        for a in one.kinds:
            for b in other.kinds:
                why = self._contradiction(a, b)
                if (
                    why
                    and not (self._overruled(a, b, one) or self._overruled(b, a, other))
                    and not any(self._is_of(a, atom) and self._is_of(b, atom) for atom in united)
                ):
                    return why
        return ""

    def _united(self, *atoms: Iterable[_Atom]) -> list[_Atom]:
        """Return the atoms of unlike records that no word of the reader keeps from these: those too whose turn is still
        to come, so that no pin, which brings them earlier, makes others of the groups."""
        if not self.made:
            return []
        shut = set().union(*(atom.apart for among in atoms for atom in among))
        return [atom for atom in self.made if atom not in shut]

    def _is_of(self, a: int, atom: _Atom) -> bool:
        """Return whether `a` is the same paper as some record of an atom: then it is of what the reader made one."""
        return any(
            a == c or (not self.keys[a].keys().isdisjoint(self.keys[c]) and self._judge(a, c).verdict is _SAME)
            for c in atom.kinds
        )

    def _overruled(self, a: int, b: int, atom: _Atom) -> bool:
        """Return whether the reader made one paper of `a` and another, which `b` is, so that `b` is `a` as well.

        Either the two contradict each other, or `b` contradicts no more than the title and people of `a`, in whose
        place the other's may stand.
        """
        for c in atom.kinds if len(atom.kinds) > 1 else ():
            if self._contradiction(b, c) or (b != c and self._judge(b, c).verdict is not _SAME):
                continue
            named = self.facts[c]
            called = self.facts[a]._replace(**{name: getattr(named, name) for name in _NAMING})
            if self._contradiction(a, c) or not contradiction(self.facts[b], called):
                return True
        return False

    def _contradiction(self, a: int, b: int) -> str:
        return "" if a == b else self._judge(a, b).against

    def _judge(self, a: int, b: int) -> Judged:
        kind, turned = self.turn
        if found := turned.get(b if a == kind else a) if kind in (a, b) else None:
            return found
        pair = (a, b) if a < b else (b, a)
        if pair not in self.judged:
            self.judged[pair] = self._judged(*pair)
        return self.judged[pair]

    def _ask(self, atom: _Atom, group: int, link: _Link) -> Ask:
        """Return what to ask of an atom and another group, of a record of that and one of its own."""
        _, kind, other, judged = link
        mine = next(index for index in atom.members if self.kind_of[index] == kind)
        likely = likelihood(judged, self.facts[kind], self.facts[other])
        return Ask(self.first[other][group], mine, likely, judged.why)

    def _reason(self, pair: tuple[int, int], fit: _Fit, ask: Ask) -> Ask:
        """Return what to ask, where it is of two that are the same paper with what forbids it to their groups."""
        if not fit[0]:
            return ask
        one, other = ([atoms[kinds] for kinds in sorted(atoms)] for atoms in map(self.groups.__getitem__, pair))
        united = self._united(one, other)
        against = next((why for a in one for b in other if (why := self._against(a, b, united))), "")
        return ask._replace(why=f"{ask.why}, but {against}") if against else ask


def _first(atom: _Atom) -> int:
    return atom.members[0]
