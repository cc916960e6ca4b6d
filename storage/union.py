"""What the shelf shows of a paper: the facts of its records put together, and what the reader wrote over all.

`facts` is a function of the records alone, whatever order they came in; every value knows the record it is from.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from hashlib import blake2b
from operator import attrgetter
from typing import Any, NamedTuple

from storage import rows
from storage.papers import identity
from storage.papers.grouping import contradiction
from storage.papers.kinds import is_preprint_doi
from storage.papers.likeness import signs
from storage.papers.paper import Paper
from storage.papers.text import fold


def columns(paper: Paper) -> dict[str, Any]:
    """Return a paper's facts and details by column name."""
    first = identity.family(paper.authors[0]) if paper.authors else ""
    return rows.named(rows.FACTS, rows.facts_row(paper, first)) | rows.named(rows.DETAILS, rows.details_row(paper))


class Record(NamedTuple):
    """One source's word on a paper, in the form in which the library file holds it."""

    uuid: bytes
    source: str
    """The format it came in, or the service asked."""
    trust: int
    """How far the source is believed; see `identity.LISTING_TRUST`."""
    doubt: str | None
    facts: Mapping[str, Any]
    """Columns of rows.FACTS and rows.DETAILS as they are stored; one that is not here has the value of a Paper of whom
    nothing is known."""
    name: str = ""
    """What people call where it came from; has no say."""


class Shown(NamedTuple):
    """What the shelf shows of a paper, and where each fact is from."""

    facts: dict[str, Any]
    """Every column of rows.FACTS and rows.DETAILS, and `doubt`."""
    sources: dict[str, int]
    """Of each fact that there is, the index of the record it is from, or READERS; of `extra` the first of several."""


READERS = -1
"""The source of a fact that the reader wrote, or emptied."""
_APPEARANCE = frozenset(
    "volume issue page number edition publisher publisher-place collection-title collection-number container-title "
    "container-title-short volume-title event-title event-place event-date number-of-pages number-of-volumes "
    "chapter-number part-number section genre status issued version ISBN ISSN PMID PMCID".split()
)
"""What of `extra` is of one publication, and stands with no other venue."""
_OF_MANY = tuple(
    field
    for field in (*rows.FACTS, *rows.DETAILS)
    if field not in ("title", "doi", "roles", "markup", "extra", "raw", *rows.PEOPLE, *rows.PUBLICATION)
)
"""Facts that each come from the source believed most."""


def facts(records: Sequence[Record], edits: Mapping[str, Any]) -> Shown:
    """Return what the shelf shows of the paper that `records` are, at least one; the order they stand in has no say.

    `edits` are the reader's own values by column, as stored, and go over all; where there are any, nothing is in doubt.

    What a citation is made of travels together: title, people, DOI, venue, kind, date, editors and the like, and of
    `extra` what belongs to the venue are those of one record, the lead: one that was published before a preprint, then
    one that is not in doubt, then one that names people, then the more trusted. What it lacks, or cuts short, comes
    from records that agree with it: of the same title or identifier, with people who may be the same, and nothing that
    contradicts. Where the lead is in doubt about its title, title and people are of a record that agrees and is in
    none.

    So, but for edits: one of the records has the title shown, letter by letter; its people are those shown, or it names
    none, or its list is cut and those shown begin with it, by their family names; and its DOI is the one shown, or it
    has none. Where people or DOI are another record's, that one has the same title (folded) or an identifier in common,
    its people may be those shown, and it contradicts none of the records that the rest is from. An abstract, a link, an
    arXiv id, a category and an organisation are each of the most trusted record that has them, the lead's own
    arXiv id first.

    Of one record and no edits the facts are the record's own.
    """
    union = _Union([_Said(index, record) for index, record in enumerate(records)])
    if len(records) > 1:
        union.unite()
    if edits:
        union.edit(edits)
    return Shown({**union.facts, "doubt": union.doubt}, union.sources)


def identified(facts: Mapping[str, Any]) -> identity.Facts:
    """Return what decides who a paper is, of its columns as stored."""
    extra = rows.unpack_named(facts.get("extra"))
    families, given = _people(facts["authors"])
    editors = () if families else _people(rows.unpack_named(facts.get("roles")).get("editor"))[0]
    return identity.Facts(
        fold(facts["title"]), families, bool(facts["authors_complete"]), facts["year"],
        identity.published(facts["venue"]), facts["doi"], facts["arxiv_id"], facts["url"],
        extra.get("PMID"), extra.get("PMCID"), identity.place(extra), given, editors, facts["kind"] or "",
        extra.get("ISBN", ""), signs(facts["title"]),
    )  # fmt: skip


@lru_cache(maxsize=1024)  # the records of a paper, told one after the other, mostly name the same people
def _people(packed: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return identity.people(rows.unpack(packed))


def edited(shown: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns, as stored, that change when the reader sets Paper fields of what is `shown`; none: no change.

    A year without a date empties the date, a date without a year the year; what is said of one list of authors, or of
    one date, is all returned when a part of it changes. Raises TypeError for a name that is not a field of Paper,
    ValueError when the title would be empty.
    """
    if ("year" in facts) != ("date" in facts):  # one without the other: the older one of the pair no longer holds
        facts = {"year": None, "date": None, "date_inferred": False} | dict(facts)
    paper = rows.paper(shown)
    before, after = columns(paper), columns(replace(paper, **facts))
    if "extra" not in facts:
        after["extra"] = before["extra"]  # what says more of an older date goes with it, unsaid
    if not after["title"]:
        raise ValueError("a paper needs a title")
    changed = {field for field in after if after[field] != before[field]}
    for together in (rows.PEOPLE, rows.DATED):
        if not changed.isdisjoint(together):
            changed.update(together)
    return {field: after[field] for field in after if field in changed}


class _Said:
    """A record with what decides between it and others."""

    def __init__(self, at: int, record: Record) -> None:
        self.at = at
        """The index of the record among those given."""
        self.record = record
        self.facts = {name: record.facts.get(name, none) for name, none in _BLANK.items()}
        """All columns that are known here; a record may come from a machine that knows more."""

    @cached_property
    def who(self) -> identity.Facts:
        return identified(self.facts)

    @cached_property
    def extra(self) -> dict[str, str]:
        return rows.unpack_named(self.facts["extra"])

    @cached_property
    def rank(self) -> tuple[Any, ...]:
        """How well it leads, the more the better."""
        record, who = self.record, self.who
        told = sum(value not in _EMPTY for value in self.facts.values()) + len(self.extra)
        known = bool(who.families), record.trust, who.complete, len(who.families)
        return bool(who.venue), record.doubt is None, *known, told

    @cached_property
    def last(self) -> tuple[bytes, bytes]:
        """What decides between those of one rank: the content alone."""
        content = json.dumps([self.record.source, self.facts, self.record.doubt], sort_keys=True)
        return blake2b(content.encode(), digest_size=16).digest(), self.record.uuid


def _ranked(said: Sequence[_Said]) -> list[_Said]:
    """Return what leads best first."""
    if len(said) < 2:
        return list(said)
    if len({one.rank for one in said}) == len(said):
        return sorted(said, key=attrgetter("rank"), reverse=True)
    return sorted(said, key=attrgetter("rank", "last"), reverse=True)


_EMPTY = (None, "")
_BLANK = columns(Paper(title=""))


class _Union:
    """The facts of a paper while they are put together."""

    def __init__(self, said: Sequence[_Said]) -> None:
        self.lead, *others = ranked = _ranked(said)
        self.by_trust = sorted(ranked, key=lambda one: -one.record.trust)
        self.others = sorted(others, key=lambda one: -one.record.trust)
        """All but the lead, the more trusted first."""
        self.facts = dict(self.lead.facts)
        self.doubt = self.lead.record.doubt
        self.sources = {field: self.lead.at for field, value in self.facts.items() if value not in _EMPTY}

    def take(self, said: _Said, *fields: str) -> None:
        """Show what a record says."""
        for field in fields:
            self.set(field, said.facts[field], said.at)

    def set(self, field: str, value: Any, source: int) -> None:
        self.facts[field] = value
        if value not in _EMPTY or source == READERS:
            self.sources[field] = source
        else:
            self.sources.pop(field, None)

    def unite(self) -> None:
        """Fill what the lead lacks."""
        self.used: list[identity.Facts] = []
        self.use(self.lead, self.lead.who)
        if self.doubt:
            self._without_doubt()
        self._people()
        self._doi()
        self._published()
        for field in _OF_MANY:
            order = (self.lead, *self.by_trust) if field == "arxiv_id" else self.by_trust
            if first := next((one for one in order if one.facts[field] not in _EMPTY), None):
                self.take(first, field)
        self._extra()

    def edit(self, edits: Mapping[str, Any]) -> None:
        """Show what the reader wrote."""
        edits = dict(edits)
        if "authors" in edits:
            named = columns(Paper(title="", authors=rows.unpack(edits["authors"])))
            edits = {field: named[field] for field in rows.PEOPLE} | edits
        if not edits.keys().isdisjoint(rows.DATED):
            edits = {"date_inferred": 0} | edits
        for field, value in edits.items():
            self.set(field, value, READERS)
        markup = rows.unpack_named(self.facts["markup"])
        if not markup.keys().isdisjoint(edits):
            self.facts["markup"] = rows.pack_named({name: text for name, text in markup.items() if name not in edits})
        if "date" in edits and "extra" not in edits and "issued" in (self.facts["extra"] or ""):
            extra = rows.unpack_named(self.facts["extra"])
            extra.pop("issued", None)
            self.facts["extra"] = rows.pack_named(extra)
        self.doubt = None

    def use(self, said: _Said, who: identity.Facts) -> None:
        """Note that title, people or DOI are of a record, and who the paper is now, as far as it is shown."""
        self.who = who
        self.used.append(said.who)
        self.agreeing = [
            one
            for one in self.others
            if _agree(who, one.who) and not any(contradiction(used, one.who) for used in self.used)
        ]
        """The records that may be believed of what is shown, the more trusted first."""

    def _without_doubt(self) -> None:
        """Let a record that is in no doubt confirm title and people, or else say them."""
        sure = [one for one in self.agreeing if not one.record.doubt]
        mine = self.who
        if any(one.who.title == mine.title and _begins(one.who, mine) for one in sure):
            self.doubt = None
            return
        for one in sure:
            if one.who.doi in (None, mine.doi) and (one.who.families or not mine.families):
                self.take(one, "title", *rows.PEOPLE, "raw")
                told = one.who
                who = mine._replace(
                    title=told.title, families=told.families, complete=told.complete, given=told.given, signs=told.signs
                )
                self.use(one, who)
                self.doubt = None
                return

    def _people(self) -> None:
        """Take a list of people where there is none, or a longer one that begins with the one that is cut short."""
        mine = self.who
        if mine.families and mine.complete:
            return
        found = [
            one
            for one in self.agreeing
            if one.who.families
            and (not mine.families or (len(one.who.families) > len(mine.families) and _begins(mine, one.who)))
        ]
        if found:
            best = max(found, key=lambda one: (not one.record.doubt, one.who.complete, len(one.who.families)))
            self.take(best, *rows.PEOPLE)
            self.use(best, mine._replace(families=best.who.families, complete=best.who.complete, given=best.who.given))
            if best.record.doubt:
                self.doubt = best.record.doubt
                self.take(best, "raw")
        if not (self.who.families and self.who.complete):  # how many there are may be known all the same
            for one in self.agreeing:
                self.take(one, *(field for field in rows.PEOPLE if self.facts[field] is None and one.facts[field]))

    def _doi(self) -> None:
        """Take a DOI where there is none; a publication never takes its preprint's."""
        if self.who.doi:
            return
        for one in self.agreeing:
            early = bool(self.who.venue) and is_preprint_doi(one.who.doi or "")
            if one.who.doi and not early and not self._elsewhere(one.who):
                self.take(one, "doi")
                self.use(one, self.who._replace(doi=one.who.doi))
                return

    def _published(self) -> None:
        """Take venue and kind where there are none, and a date that says more, those of publications first."""
        published = bool(self.who.venue)
        here = [one for one in self.agreeing if not self._elsewhere(one.who)]
        for one in sorted(here, key=lambda one: not one.who.venue):
            kind, theirs = self.facts["kind"], one.facts
            if self.facts["venue"] is None and theirs["venue"] and kind in (None, "article", theirs["kind"]):
                self.take(one, "venue")
            if kind is None and theirs["kind"] and (one.who.venue or not published):
                self.take(one, "kind")
            if _says_more(theirs, self.facts, if_finer=bool(one.who.venue) or not published):
                self.take(one, *rows.DATED)

    def _extra(self) -> None:
        """Bring together what only a citation needs: of the same publication what belongs to it, of all the rest."""
        agreeing = {one.at for one in self.agreeing}
        both = dict(self.lead.extra)
        if self.lead.facts["date"] != self.facts["date"]:
            both.pop("issued", None)  # it says more of one date, and stands with no other
        roles = rows.unpack_named(self.facts["roles"])
        said = dict.fromkeys(both, self.lead)
        for one in self.others:
            with_it = one.at in agreeing and self._appeared_with(one.who)
            for name, text in one.extra.items():
                if name == "issued":
                    theirs = (with_it or self.sources.get("date") == one.at) and one.facts["date"] == self.facts["date"]
                else:
                    theirs = with_it or name not in _APPEARANCE
                if theirs and name not in both:
                    both[name] = text
                    said[name] = one
                    self.sources.setdefault("extra", one.at)
            if with_it and one.facts["roles"]:
                roles = rows.unpack_named(one.facts["roles"]) | roles
                self.sources.setdefault("roles", one.at)
        if both != self.lead.extra:
            self.facts["extra"] = rows.pack_named(both)
        self.facts["roles"] = rows.pack_named(roles)
        self._markup(said)

    def _markup(self, said: dict[str, "_Said"]) -> None:
        """Take the markup of each text from the record that the text is of; `said` tells those of `extra`."""
        if not any(one.facts["markup"] for one in (self.lead, *self.others)):
            return
        records = {one.at: one for one in (self.lead, *self.others)}
        said |= {name: records[self.sources[name]] for name in ("title", "venue") if name in self.sources}
        found = {name: rows.unpack_named(one.facts["markup"]).get(name) for name, one in said.items()}
        self.set("markup", rows.pack_named({name: text for name, text in found.items() if text}), self.lead.at)

    def _appeared_with(self, one: identity.Facts) -> bool:
        """Return whether a record that agrees is of the publication shown, or of a preprint as that is."""
        mine = self.who
        if mine.doi and mine.doi == one.doi:
            return True
        if mine.venue and one.venue:
            return identity.venues_agree(mine.venue, one.venue)
        return mine.venue == one.venue

    def _elsewhere(self, one: identity.Facts) -> bool:
        """Return whether a record that agrees is of another publication."""
        return bool(self.who.venue and one.venue) and not self._appeared_with(one)


def _agree(one: identity.Facts, other: identity.Facts) -> bool:
    """Return whether one may be believed of the other: the same title or identifier, people who may be the same."""
    alike = (
        one.title.replace(" ", "") == other.title.replace(" ", "")
        or (one.doi and one.doi == other.doi)
        or (one.arxiv_id and one.arxiv_id == other.arxiv_id)
        or (one.pmid and one.pmid == other.pmid)
        or (one.pmcid and one.pmcid == other.pmcid)
    )
    complete = one.complete and other.complete
    return bool(alike) and identity.people_agree(one.families, other.families, complete=complete) is not False


def _begins(one: identity.Facts, other: identity.Facts) -> bool:
    """Return whether the people of one are those of the other, or a cut list with which the other's begins."""
    if one.complete or not one.families:
        return one.families == other.families
    return one.families == other.families[: len(one.families)]


def _says_more(one: Mapping[str, Any], other: Mapping[str, Any], *, if_finer: bool) -> bool:
    """Return whether a date says more: any before none, a stated one before an inferred, a day before its year where
    `if_finer`."""
    date, there = one["date"], other["date"]
    if not date or not there or one["date_inferred"]:
        return bool(date) and not there
    return bool(other["date_inferred"]) or (if_finer and date != there and date.startswith(there))
