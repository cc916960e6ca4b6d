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
from storage.papers.identifiers import is_identifier
from storage.papers.kinds import is_preprint_doi, server_of
from storage.papers.likeness import number, signs
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
    `extra` what belongs to the venue are those of one record, the lead: one that knows its title, then one that was
    published before a preprint, then one that is not in doubt, then one that names people, then the more trusted. What
    it lacks, or cuts short, comes from records that agree with it: of the same title or identifier, with people who may
    be the same, and nothing that contradicts. Where the lead is in doubt about its title, title and people are of a
    record that agrees and is in none.

    So, but for edits: one of the records has the title shown, letter by letter; its people are those shown, or it names
    none, or its list is cut and those shown begin with it, by their family names; and its DOI is the one shown, or it
    has none. Where people or DOI are another record's, that one has the same title (folded; with an identifier in
    common it may lack the subtitle), the same people, person by person, and contradicts none of the records that the
    rest is from. Venue, volume, issue, pages, year, publisher and DOI are one publication: those of the lead, and what
    it lacks of records that tell none of them otherwise; none is of a preprint where another is of what was published.
    An abstract, a link, an arXiv id and a category are each of the most trusted record that has them, the lead's own
    arXiv id first; an organisation is of one that agrees.

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
        extra.get("ISBN", ""), signs(facts["title"]), is_identifier(facts["title"]),
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
    def form(self) -> "_Form":
        return _form(self.facts, self.extra, self.who)

    @cached_property
    def lends(self) -> "_Form":
        """What it says of a publication to records that lack it: of a preprint that names what came of it, the DOI."""
        form = self.form
        return _Form(doi=form.doi) if form.is_preprint and _is_publishers(form.doi) else form

    @cached_property
    def rank(self) -> tuple[Any, ...]:
        """How well it leads, the more the better."""
        record, who = self.record, self.who
        told = sum(value not in _EMPTY for value in self.facts.values()) + len(self.extra)
        known = bool(who.families), record.trust, _is_publishers(who.doi), who.complete, len(who.families)
        published = 3 if who.venue else 2 if self.form.is_preprint is False else int(_is_publishers(who.doi))
        return not who.untitled, published, record.doubt is None, *known, told

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


class _Form(NamedTuple):
    """What a record says of where and when it was published; None or empty where it says nothing."""

    is_preprint: bool | None = None
    venue: str = ""
    """Folded; of a preprint server its own name."""
    volume: str | None = None
    issue: str | None = None
    page: str | None = None
    publisher: str | None = None
    year: int | None = None
    """One that was stated."""
    doi: str | None = None
    kind: str = ""


def _form(facts: Mapping[str, Any], extra: Mapping[str, str], who: identity.Facts) -> _Form:
    """Return what facts as they are stored say of a publication."""
    venue = who.venue or fold(facts["venue"] or "")
    volume, issue, page, publisher = map(extra.get, ("volume", "issue", "page", "publisher"))
    is_preprint: bool | None = None
    if venue:
        is_preprint = not who.venue
    elif _is_publishers(who.doi) or volume or issue or page:
        is_preprint = False
    elif who.arxiv_id or who.doi or who.kind == "article":
        is_preprint = True
    year = None if facts["date_inferred"] else who.year
    venue = server_of(venue) or venue
    return _Form(is_preprint, venue, volume, issue, page, publisher, year, who.doi, who.kind)


def _is_publishers(doi: str | None) -> bool:
    return bool(doi) and not is_preprint_doi(doi or "")


def _are_two_forms(one: _Form, other: _Form) -> bool:
    """Return whether no work was published in both ways at once: something that both tell is told otherwise."""
    if one.is_preprint is not None and other.is_preprint is not None and one.is_preprint != other.is_preprint:
        return True
    if one.doi and other.doi and one.doi != other.doi:
        return True
    for ours, theirs in zip(one[2:5], other[2:5], strict=True):
        if ours and theirs and number(ours) != number(theirs):
            return True
    if one.year and other.year and one.year != other.year:
        return True
    if one.doi and one.doi == other.doi:
        return False  # whatever its venue and its publisher are called
    if one.venue and other.venue:
        if not identity.venues_agree(one.venue, other.venue):
            return True
    elif one.kind != other.kind and {one.kind, other.kind} <= identity.PUBLISHED:
        return True
    return bool(one.publisher and other.publisher) and not identity.venues_agree(
        fold(one.publisher or ""), fold(other.publisher or "")
    )


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
        self.extra = dict(self.lead.extra)
        self.use(self.lead, self.lead.who)
        if self.doubt:
            self._without_doubt()
        self._people()
        self._published()
        for field in _OF_MANY:
            order: Sequence[_Said] = self.by_trust
            if field == "arxiv_id":
                order = (self.lead, *order)
            elif field == rows.STAND_IN:
                order = [one for one in order if one is self.lead or one in self.agreeing]
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

    def says_the_same(self, one: _Said) -> bool:
        """Return whether a record that agrees tells nothing of title and people otherwise than they are shown; where an
        identifier says that it is the same, one of the two may lack the subtitle."""
        mine, theirs = _letters(self.who.title), _letters(one.who.title)
        if self.who.untitled or one.who.untitled:
            if mine != theirs and not identity.share_identifier(self.who, one.who):
                return False
        elif mine != theirs:
            heads = {_letters(fold(title.partition(":")[0])) for title in (self.facts["title"], one.facts["title"])}
            if len(heads) > 1 or heads.isdisjoint((mine, theirs)) or not identity.share_identifier(self.who, one.who):
                return False
        return identity.are_listed_alike(self.who, one.who)

    def _without_doubt(self) -> None:
        """Let a record that is in no doubt confirm title and people, or else say them."""
        sure = [one for one in self.agreeing if not (one.record.doubt or one.who.untitled)]
        mine = self.who
        if any(one.who.title == mine.title and _begins(one.who, mine) for one in sure):
            self.doubt = None
            return
        for one in sure:
            if (
                one.who.doi == mine.doi or not mine.doi or (one.who.doi is None and _is_cut(mine.title, one.who.title))
            ) and (one.who.families or not mine.families):
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
        if mine.complete if mine.families else mine.editors and mine.kind not in identity.PARTS:
            return
        found = [
            one
            for one in filter(self.says_the_same, self.agreeing)
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
            for one in filter(self.says_the_same, self.agreeing):
                self.take(one, *(field for field in rows.PEOPLE if self.facts[field] is None and one.facts[field]))

    def _published(self) -> None:
        """Fill what the publication shown lacks: its DOI, venue, kind, date and what belongs to them, from records that
        tell nothing of it otherwise, those that name its DOI or its venue first."""
        self.said = dict.fromkeys(self.extra, self.lead)
        self.roles = rows.unpack_named(self.facts["roles"])
        forms = [self.lead.form]
        for one in sorted(self.agreeing, key=lambda one: not self._appeared_with(one.who)):
            if one in self.agreeing and not any(_are_two_forms(form, one.lends) for form in forms):
                taken = [self._take_doi(one)]
                if one.lends is one.form:
                    taken += [self._take_place(one, forms), self._appeared_with(one.who) and self._take_besides(one)]
                if any(taken):
                    forms.append(one.lends)

    def _take_doi(self, one: _Said) -> bool:
        if self.who.doi or not one.who.doi or not self.says_the_same(one):
            return False
        self.take(one, "doi")
        self.use(one, self.who._replace(doi=one.who.doi))
        return True

    def _take_place(self, one: _Said, forms: Sequence[_Form]) -> bool:
        """Take venue and kind where there are none, and a date that says more, beside forms that are used; return
        whether any was taken."""
        sort = next((form.is_preprint for form in forms if form.is_preprint is not None), None)
        kind, theirs = self.facts["kind"], one.facts
        fields: list[str] = []
        if self.facts["venue"] is None and theirs["venue"] and kind in (None, "article", theirs["kind"]):
            fields.append("venue")
        if kind is None and theirs["kind"] and sort in (None, one.form.is_preprint):
            fields.append("kind")
        if _says_more(theirs, self.facts, if_finer=sort == one.form.is_preprint):
            fields += rows.DATED
        self.take(one, *fields)
        return bool(fields)

    def _take_besides(self, one: _Said) -> bool:
        """Take what else a record tells of the publication shown, and of its people; return whether any was taken."""
        names = [name for name in one.extra if name in _APPEARANCE - {"issued"} and name not in self.extra]
        for name in names:
            self._tell(one, name)
        if (
            one.facts["roles"]
            and bool(one.who.families) == bool(self.who.families)
            and identity.are_listed_alike(self.who, one.who)
        ):
            self.roles = rows.unpack_named(one.facts["roles"]) | self.roles
            self.sources.setdefault("roles", one.at)
        return bool(names)

    def _tell(self, one: _Said, name: str) -> None:
        self.extra[name] = one.extra[name]
        self.said[name] = one
        self.sources.setdefault("extra", one.at)

    def _extra(self) -> None:
        """Bring together what only a citation needs and belongs to no publication."""
        if self.lead.facts["date"] != self.facts["date"]:
            self.extra.pop("issued", None)  # it says more of one date, and stands with no other
        for one in self.others:
            for name in one.extra:
                if name not in self.extra and (self._is_of_date(one) if name == "issued" else name not in _APPEARANCE):
                    self._tell(one, name)
        if self.extra != self.lead.extra:
            self.facts["extra"] = rows.pack_named(self.extra)
        self.facts["roles"] = rows.pack_named(self.roles)
        self._markup(self.said)

    def _is_of_date(self, one: _Said) -> bool:
        """Return whether a record tells of the date that is shown, and of no other that is written alike."""
        with_it = one in self.agreeing and self._appeared_with(one.who)
        return one.facts["date"] == self.facts["date"] and (with_it or self.sources.get("date") == one.at)

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


def _agree(one: identity.Facts, other: identity.Facts) -> bool:
    """Return whether one may be believed of the other: an identifier in common and people who may be the same, or the
    same title and people."""
    if identity.share_identifier(one, other):
        complete = one.complete and other.complete
        return identity.people_agree(one.families, other.families, complete=complete) is not False
    return _letters(one.title) == _letters(other.title) and identity.are_listed_alike(one, other)


def _letters(title: str) -> str:
    return title.replace(" ", "")


def _is_cut(one: str, other: str) -> bool:
    """Return whether one of two folded titles ends before the other, which begins with it."""
    ours, theirs = _letters(one), _letters(other)
    return ours.startswith(theirs) or theirs.startswith(ours)


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
