"""What a walk through a page makes of it: records with their facts, what is skipped and why, and how sure that is."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from importers.dates import MONTHS
from importers.facts import identified
from importers.pages import roles
from importers.pages.lines import Reading, Record, passed
from importers.pages.people import People, people, those
from importers.pages.rows import Row
from importers.reader import Listed, Skipped, skip
from importers.sections import Above
from storage.papers.identifiers import found_in, of_link
from storage.papers.paper import Paper
from storage.papers.text import digest, fold


class Walked(NamedTuple):
    """A walk through the rows."""

    way: str
    """The order of roles, in words."""
    roles: Sequence[str]
    """The role of each row: T title, t more of it, P people, p more of them, R both in one line, V venue or date,
    B the same between title and people, N links, A abstract, H a heading, X none of these."""
    opens: str
    """The role that begins a record."""


@dataclass(slots=True)
class Draft:
    """A record in the making: its rows by role."""

    title: list[Row] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)
    one: Row | None = None
    """The row that holds title and people."""
    said: list[Row] = field(default_factory=list)
    """Venue, date, links."""
    abstract: list[Row] = field(default_factory=list)
    behind: str = ""
    """Where and when it appeared, where that stands in brackets behind the title."""
    section: str = ""
    date: str = ""
    """The day or year that a heading above it states."""

    def rows(self) -> list[Row]:
        own = [*self.title, *self.people, *self.said, *self.abstract, *([self.one] if self.one else [])]
        return sorted(own, key=lambda row: row.numbers[0])


_Known = tuple[Draft, str, People | None, float]
"""A record with its title, its people, and the odds that they are right."""


def made(rows: Sequence[Row], walk: Walked) -> Reading:
    """Return the reading that a walk makes."""
    drafts, loose = _drafts(rows, walk)
    _heads(drafts, rows)
    known = _tails_off([(draft, *told) for draft in drafts if (told := _text(draft)) is not None])
    nameless = _nameless(known)
    loose += [
        passed(draft.rows()[0].line, "no people stand at it") for draft, *_ in nameless if not _joined(drafts, draft)
    ]  # fmt: skip
    known = [one for one in known if one not in nameless]
    odd = _unlike(known)
    loose += [passed(draft.rows()[0].line, "it is unlike the papers of the page") for draft, *_ in odd]
    known = [one for one in known if one not in odd]
    drafts = [draft for draft, *_ in known]
    page = _evidence(known, drafts, loose, walk, rows)
    keep_abstracts = sum(bool(draft.abstract) for draft in drafts) * 3 >= len(drafts)
    records: list[Record] = []
    skipped = list(loose)
    for draft, title, found, odds in known:
        if odds < -1.5 and _fit(draft) <= _FITS:
            skipped.append(passed(draft.rows()[0].line, "neither a title nor people are plain in it"))
        else:
            fit = _fit(draft)
            weight = _taught(fit, odds) if fit else _weighed(_of_record(draft, found, odds) | page)
            sure = 0.5 + 0.5 * math.tanh(weight / 2)
            if sure < _LEAST:
                skipped.append(passed(draft.rows()[0].line, "too little speaks for its being a paper"))
            else:
                records.append(_record(draft, title, found, sure, abstracts=keep_abstracts))
    records, faint = _apart(records)
    skipped += [
        skip(record.lines[0], "too little speaks for its being a paper", record.listed.raw or "") for record in faint
    ]
    first, last = _extent(records)
    covered = sum(len(record.lines) for record in records)
    inside = sum(first <= number <= last for row in rows for number in row.numbers)
    return Reading(
        records=tuple(records),
        skipped=tuple(skip for skip in skipped if first <= skip.line <= last),
        explained=covered / inside if inside else 0.0,
        confidence=sum(record.listed.confidence for record in records) / len(records) if records else 0.0,
        way=_told(drafts) or walk.way,
    )


def _told(drafts: Sequence[Draft]) -> str:
    """Return the order of title and people where most titles are set apart in their line: as links, bold, in quotes."""
    kinds = Counter(draft.one.split.kind for draft in drafts if draft.one and draft.one.split)
    told = [(kind, count) for kind, count in kinds.most_common(1) if kind.startswith(SET) or kind.endswith(SET)]
    return next((kind for kind, count in told if count * 2 > len(drafts)), "")


SET = ("link", "bold", "italic", "quoted")
"""How a title can be set apart in its line; kinds of splits begin or end with it."""


def _extent(records: Sequence[Record]) -> tuple[int, int]:
    """Return the first and the last line of the records."""
    lines = [line for record in records for line in (record.lines[0], record.lines[-1])]
    return min(lines, default=1), max(lines, default=0)


def _nameless(known: Sequence[_Known]) -> list[_Known]:
    """Return the records without people that are none, because nearly all others have some, or little speaks for them.

    A title that is set apart, as a link or in bold, is rather one without people.
    """
    named = sum(found is not None for _, _, found, _ in known)
    return [
        one
        for one in known
        if one[2] is None
        and named
        and (
            named > (_MOST if _is_apart(one[0]) else _MANY) * len(known)
            or not (_dated(one[0]) or _url(one[0], one[1]))
        )
    ]  # fmt: skip


def _joined(drafts: Sequence[Draft], draft: Draft) -> bool:
    """Give what was no record of its own to the one that it follows without a gap, as where that appeared."""
    place = next(place for place, other in enumerate(drafts) if other is draft)
    before = drafts[place - 1] if place else None
    if before is None or before.one or not before.people or draft.rows()[0].line.blanks:
        return False
    before.said += [*draft.title, *draft.said]
    before.abstract += draft.abstract
    return True


def _is_apart(draft: Draft) -> bool:
    return draft.one is not None or any(
        row.line.level or row.line.linked() or row.line.is_bold() for row in draft.title
    )


_MANY = 0.6
_SEVERAL = 4
"""From so many records on, one that is unlike the others is none."""
_MOST, _DIFFERS = 0.75, 3
"""What so many of the records have in common is a habit of the page; who breaks so many habits is no record of it."""


def _unlike(known: Sequence[_Known]) -> list[_Known]:
    """Return the records that are none, because they have little of what the others have in common."""
    if len(known) < _SEVERAL:
        return []
    looks = [
        (
            found is not None, found is not None and len(found.names) > 1, _dated(draft), bool(draft.abstract),
            bool(draft.said), len(draft.title) > 1, bool(draft.rows()[0].line.links), bool(draft.rows()[0].line.mark),
            title.count(" ") > 2,
        )
        for draft, title, found, _ in known
    ]  # fmt: skip
    habits = [Counter(column).most_common(1)[0] for column in zip(*looks, strict=True)]
    firm = [(place, value) for place, (value, count) in enumerate(habits) if count >= _MOST * len(known)]
    middle = sorted(odds for *_, odds in known)[len(known) // 2]
    return [
        one
        for one, look in zip(known, looks, strict=True)
        if one[3] < middle - 1.0 and sum(look[place] != value for place, value in firm) >= _DIFFERS
    ]


def _apart(records: list[Record]) -> tuple[list[Record], list[Record]]:
    """Return the records, and those without people that are far less sure than most of their page, which have some."""
    named = sum(bool(record.listed.paper.authors) for record in records)
    if len(records) < _SEVERAL or 2 * named < len(records):
        return records, []
    if sorted(record.listed.confidence for record in records)[len(records) // 2] < _SURE:
        return records, []
    faint = [one for one in records if one.listed.confidence < _FAINT and not one.listed.paper.authors]
    return [one for one in records if one not in faint], faint


_SURE, _FAINT = 0.8, 0.5
"""Where the middle one of a page's records is so sure, one that is less so than this is none."""
_LEAST = 0.2
"""How sure a record must be to be shown at all."""
_TAILS = (
    re.compile(r"[\s.·…_]+(?:pp?\.\s?)?(\d{1,4}(?:\s?[-–—]{1,2}\s?\d{1,4})?)$"),
    re.compile(
        r"\s*[(\[](?P<said>[A-Z][\w&+/-]*[A-Z][\w&+/-]*(?:[\s,-]{1,2}(?:19|20)\d\d|\s?['’]\d\d)[^()\[\]]{0,30})[)\]]$"
    ),
)
"""What lists put behind each title: a page, where and when it appeared in brackets."""


def _tails_off(known: list[_Known]) -> list[_Known]:
    """Return the records without what stands behind their titles, where most have it; where it appeared is kept."""
    for tail in _TAILS:
        told = [tail.search(title) for _, title, _, _ in known]
        if len(known) < 3 or sum(map(bool, told)) * 5 < len(known) * 3:
            continue
        for place, found in enumerate(told):
            if found:
                draft, title, *rest = known[place]
                draft.behind = found.groupdict().get("said", "")
                known[place] = (draft, title[: found.start()], *rest)  # type: ignore[assignment]
    return known


# A logistic regression over 2,604 records that were read of 79 listings, 898 of them right, and of 100 documents
# without one. Of those given .8 and more 98 % are right; of the documents' none has that.
_WEIGHTS = {
    "one": -11.7, "alike": 5.1, "count": 0.25, "dated": 1.2, "dates": 1.0, "explained": 1.45, "inline": -2.1,
    "linked": 3.0, "long": -0.8, "loosely": -3.8, "mean": 0.8, "odds": 0.55, "quoted": 2.5, "rest": -1.8,
    "several": 0.15, "severals": 0.6, "share": -0.6, "stray": -3.1, "title": 0.4,
}  # fmt: skip


def _weighed(evidence: dict[str, float]) -> float:
    """Return the log odds of a record that this evidence speaks for."""
    return sum(_WEIGHTS.get(name, 0.0) * value for name, value in evidence.items())


def _fit(draft: Draft) -> float:
    """Return how well a record fits the layout that was taught; 0 where none was."""
    parts = (("R", [draft.one] if draft.one else []), ("T", draft.title[:1]), ("P", draft.people[:1]))
    return min((row.fits[letter] for letter, rows in parts for row in rows if letter in row.fits), default=0.0)


def _taught(fit: float, odds: float) -> float:
    """Return the log odds of a record on a page whose layout was taught: most by how well it fits."""
    return 14 * (fit - 0.8) + 0.6 * max(-2.0, min(odds, 3.0))


def _of_record(draft: Draft, found: People | None, odds: float) -> dict[str, float]:
    split = draft.one.split if draft.one else None
    title = split.odds if split else draft.title[0].title
    return {
        "odds": max(-2.0, min(odds, 6.5)),
        "title": max(-2.0, min(title, 3.0)),
        "several": float(found is not None and len(found.names) > 1),
        "dated": float(_dated(draft)),
        "long": float(split is not None and len(split.title) > 180),
        "rest": float(split is not None and len(split.rest) > 150),
    }


def _dated(draft: Draft) -> bool:
    told = [row.text for row in draft.said] + [row.behind for row in draft.people]
    if draft.one and draft.one.split:
        told.append(draft.one.split.rest)
    return any(roles.venue(text) > 0.5 for text in told if text)


def _evidence(
    known: Sequence[_Known],
    drafts: Sequence[Draft],
    loose: Sequence[Skipped],
    walk: Walked,
    rows: Sequence[Row],
) -> dict[str, float]:
    """Return what the whole page says for its records being papers, and read in the right way."""
    count = len(known) or 1
    shapes = Counter(_shape(draft, found) for draft, _, found, _ in known)
    alike = shapes.most_common(1)[0][1] / count if shapes else 0.0
    stray = sum(skip.reason == "no part of a record" for skip in loose)
    own = [row for draft in drafts for row in draft.rows()]
    first, last = min((row.numbers[0] for row in own), default=1), max((row.numbers[-1] for row in own), default=0)
    covered = sum(len(row.numbers) for row in own)
    inside = sum(len(row.numbers) for row in rows if first <= row.numbers[0] <= last) or 1
    return {
        "one": 1.0,
        "count": min(math.log2(count), 5.0),
        "alike": alike,
        "stray": min(1.0, stray / (3 * count)),
        "explained": covered / inside,
        "share": covered / (len(rows) or 1),
        "severals": sum(found is not None and len(found.names) > 1 for _, _, found, _ in known) / count,
        "dates": sum(_dated(draft) for draft in drafts) / (len(drafts) or 1),
        "linked": sum(bool(_url(draft, title)) for draft, title, _, _ in known) / count,
        "quoted": sum(_is_quoted(draft) and _dated(draft) for draft in drafts) / (len(drafts) or 1),
        "mean": sum(max(-2.0, min(odds, 5.0)) for *_, odds in known) / count,
        "inline": float(walk.opens == "R"),
        "loosely": sum(_loosely(draft) for draft in drafts) / (len(drafts) or 1),
    }


def _shape(draft: Draft, found: People | None) -> tuple[bool, bool, str]:
    """Return how a record is made up; one whose title is set apart first is so with people behind it and without."""
    kind = draft.one.split.kind if draft.one and draft.one.split else ""
    first = kind.partition(",")[0]
    return (True, True, first) if first in SET else (bool(draft.one), found is not None, kind)


def _is_quoted(draft: Draft) -> bool:
    return draft.one is not None and draft.one.split is not None and draft.one.split.kind.startswith("quoted, a")


def _loosely(draft: Draft) -> bool:
    """Return whether what makes a line a record is one name behind a seam that running text has, too."""
    split = draft.one.split if draft.one else None
    return split is not None and split.kind in _LOOSE and split.people is not None and len(split.people.names) == 1


_LOOSE = frozenset(
    ("title people", "title by people", "title( people", "title: people", "title, people", "people: title")
)
"""Seams that running text has, too."""


def _drafts(rows: Sequence[Row], walk: Walked) -> tuple[list[Draft], list[Skipped]]:
    """Return the records of a walk, and the lines between them that say something and are none."""
    drafts: list[Draft] = []
    loose: list[Skipped] = []
    draft: Draft | None = None
    above = Above()
    ranks = Counter(row.line.level for row, role in zip(rows, walk.roles, strict=True) if role in "TR")
    usual = max(ranks, key=ranks.__getitem__, default=0)
    for row, role, after in zip(rows, walk.roles, [*walk.roles[1:], ""], strict=True):
        if role == walk.opens:
            draft = Draft(section=above.section, date=above.date)
            drafts.append(draft)
            above.record()
        alone = role == "X" or (role == "T" and after not in ("t", "P", "B"))
        if role == "H" or (alone and row.line.level not in (0, usual)):  # what heads more than a title stands out
            above.take(row.text, row.line.level)
        if role == "H":
            if _TALK.match(row.text) or (row.line.timed and row.heading < _PLAIN):
                loose.append(passed(row.line, "a session, a break or a talk without authors"))
            draft = None
        elif role == "X" or draft is None:
            if draft is not None and row.title > 1:
                loose.append(passed(row.line, "no people stand at it"))
            elif drafts and row.noise < 0:
                loose.append(passed(row.line, "no part of a record"))
        elif role == "R":
            draft.one = row
        else:
            {"T": draft.title, "t": draft.title, "P": draft.people, "p": draft.people, "A": draft.abstract}.get(
                role, draft.said
            ).append(row)
    return drafts, loose


_PLAIN = 3.0
"""From these log odds on a line heads what follows, whatever the time before it."""
_TALK = re.compile(
    r"(?i)(?:coffee|lunch|tea|break|keynote|invited|opening|closing|welcome|registration|reception|dinner|panel|award"
    r"|business|discussion|tutorial|plenary|concluding|introduct|session\s+chair|chair)"
)


def _heads(drafts: Sequence[Draft], rows: Sequence[Row]) -> None:
    """Give each record the numbered line with its date or venue that stands before its title, where most have one."""
    titles = [draft.title[0] for draft in drafts if draft.title]
    if len(titles) < len(drafts) or sum(row.line.numbered for row in titles) * 2 > len(drafts):
        return
    places = {id(row): index for index, row in enumerate(rows)}
    heads: list[tuple[Draft, int, int]] = []
    for before, draft in zip([None, *drafts], drafts, strict=False):
        opened = places[id(draft.rows()[0])]
        floor = max(opened - 4, 0)
        if before is not None:
            floor = max(floor, max(places[id(row)] for row in (*before.title, *before.people)) + 1)
        start = next((index for index in range(opened - 1, floor - 1, -1) if rows[index].line.numbered), None)
        if start is not None:
            heads.append((draft, start, opened))
    if len(heads) * 5 < len(drafts) * 3:
        return
    moved = {id(row) for _, start, opened in heads for row in rows[start:opened]}
    for draft in drafts:
        draft.said = [row for row in draft.said if id(row) not in moved]
        draft.abstract = [row for row in draft.abstract if id(row) not in moved]
    for draft, start, opened in heads:
        draft.said = [*rows[start:opened], *draft.said]


def _text(draft: Draft) -> tuple[str, People | None, float] | None:
    """Return title, people and the odds that they are right; None for what has no title."""
    if draft.one:
        split = draft.one.split
        assert split is not None
        return title_of(split.title), split.people, split.odds
    if not draft.title:
        return None
    odds = draft.title[0].title
    found: People | None = None
    if draft.people:
        found = _together(draft.people)
        odds = min(odds, 3.0) + min(draft.people[0].people, 3.5)
    else:
        odds -= 0.5 if draft.title[0].alone else 1.5
    return title_of(" ".join(row.text for row in draft.title)), found, odds


def _together(rows: Sequence[Row]) -> People | None:
    """Return the people of several lines: one list that goes on, or one person a line; where they work left out."""
    joined = ""
    for row in rows:
        if row is not rows[0] and row.people <= -3:
            continue
        text = row.text[: len(row.text) - len(row.behind)].rstrip(" .,;:-–—|(") if row.behind else row.text
        on = joined[-1:] in ",;&" or joined.endswith(" and") or text.startswith(("and ", "& "))
        joined += (" " if on else "\n") + text if joined else text
    if rows[0].fits.get("P", 0.0) > _FITS:
        return those(joined, rows[0].between) or rows[0].found
    return people(joined) or rows[0].found


_FITS = 0.8
"""From here on a line is what the layout that was taught says."""


_TAGS = re.compile(
    r"\s*(?:[\[(](?:pdf|ps|html?|bib(?:tex)?|arxiv|doi|code|slides?|video|link|paper|poster|abstract|preprint|url"
    r"|tool demo|tool paper|supplementary|github|oral"
    r"|spotlight|best [^()\[\]]{0,40}|short paper|long paper|full paper|demo(?:nstration)?"
    r"|invited|talk|highlight|extended abstract)(?:[ ,|/+&][^()\[\]]{0,40})?[\])]\s*)+[.]?$",
    re.IGNORECASE,
)
_LEADING = re.compile(r"(?:\[(?:PDF|HTML|BOOK|B|CITATION|C|DOC|引用|图书)\]\s*)+")


def title_of(text: str) -> str:
    """Return a title without what stands around it: links, quotation marks, brackets, a full stop."""
    text = _TAGS.sub("", _LEADING.sub("", text)).strip()
    text = text.strip(" ,;|–—-")
    if text[:1] == "[" and text.rstrip(".").endswith("]") and "[" not in text[1:]:
        text = text.rstrip(".")[1:-1]
    if text[:1] in '“"«„' and text.rstrip(".,")[-1:] in '”"»“':
        text = text.rstrip(".,")[1:-1].rstrip(".,")
    if text.endswith(".") and not text.endswith(("..", "etc.", "vs.")):
        text = text[:-1].rstrip()
    return text


_IN_BRACKETS = re.compile(r"[(\[]\s*(?:[A-Za-z]{3,9}\.?,?\s*)?((?:19|20)\d\d)[a-z]?\s*[)\]]")
_WITH_MONTH = re.compile(r"((?:19|20)\d\d)\s?(?:;|[A-Z][a-z]{2}\b)")
_LAST_YEAR = 2100


def year_in(text: str) -> int | None:
    """Return the year that a line of venue and date says: that in brackets, before a month, else the last of all."""
    if found := _IN_BRACKETS.search(text) or _WITH_MONTH.search(text):
        return int(found[1])
    years = [int(year) for year in roles.YEAR.findall(text)]
    return years[-1] if years else None


_VENUE_ENDS = re.compile(
    r"[,.;:(\[\s]*(?:\b(?:19|20)\d\d\b|['’]\d\d\b|\bvol(?:ume)?\b|\bpp?\.|\bpages?\b|\bno\.|\b\d+\s?[(:,]|\bdoi\b"
    r"|\barxiv:|https?:|\bPMID|[(\[]|\b\d{1,4}\b,?\s|\.\s|$)",
    re.IGNORECASE,
)
_NO_VENUE = re.compile(
    r"(?i)(?:to appear|submitted|in (?:press|submission|preparation|review)|under review|accepted|forthcoming"
    r"|preprint|and|the|with|epub|doi)?\W*"
)
_VENUE_LEAD = re.compile(
    r"(?i)^[\W_]*(?:(?:appears |published |presented |to appear |accepted )?(?:in|at)\b:?\s+(?:the\s+)?"
    r"|to appear:?\s+)?"
)


_ASIDE = re.compile(
    r"(?i)\W{0,3}(?:comments?|remarks?|notes?|(?:acm|msc|jel|pacs)(?:[- ](?:class(?:es)?|codes?|numbers?))?|keywords?"
    r"|subjects?|report(?:[- ](?:no\.?|number))?|originally announced|submitted|license|cite as|doi)\s?:"
)
"""What says of a line that it tells something else than where a paper appeared."""
_JOURNAL = re.compile(r"(?i)^\W{0,3}(?:journal(?:[- ]ref(?:erence)?)?|venue|publication|published in|source)\s?:\s*")


def venue_in(text: str) -> str | None:
    """Return the venue that a line of venue and date begins with; None where it does not tell one plainly."""
    text = text[_VENUE_LEAD.match(text).end() :]  # type: ignore[union-attr]
    found = _VENUE_ENDS.search(text, 2)
    name = text[: found.start()].strip(" .,;:-–—|") if found else ""
    if (
        not 2 <= len(name) <= 150
        or "…" in name
        or _NO_VENUE.fullmatch(name)
        or not name[0].isupper()
        or name.lower() in MONTHS
        or roles.noise(name) > 0
    ):
        return None
    return name


def _record(draft: Draft, title: str, found: People | None, sure: float, *, abstracts: bool) -> Record:
    own = draft.rows()
    told = [draft.behind, *(row.behind for row in draft.people)]
    told += [row.text for row in draft.said if row.noise <= 0 or "doi" in row.text.lower() or "PMID" in row.text]
    if draft.one and draft.one.split:
        told.insert(0, draft.one.split.rest)
    links = [link.href for row in own for link in row.line.links]
    names = [one.identifier for text in told for one in found_in(text[:2000])]
    names += [name for href in links[:20] if href.startswith("http") and (name := of_link(href))]
    facts: dict[str, Any] = identified(names)
    bare = [_without_identifiers(text) for text in told if text]
    year = next(filter(None, map(year_in, bare)), None)
    placed = [_JOURNAL.sub("", text) for text in bare if not _ASIDE.match(text)]
    venue = next(filter(None, (venue_in(text) for text in placed if roles.venue(text) > -0.5)), None)
    if abstracts and draft.abstract:
        facts["abstract"] = "\n".join(row.text for row in draft.abstract)
    url = _url(draft, title)
    if url and not ("doi" in facts or "arxiv_id" in facts):
        facts["url"] = url
    raw = "\n".join(text for row in own for text in row.raws)
    year = year if year and year < _LAST_YEAR else None
    core = [draft.one] if draft.one else [*draft.title, *draft.people]
    paper = Paper(
        title=title, authors=found.names if found else (), authors_complete=found.complete if found else True,
        author_count=found.total if found else None,
        year=year, date=draft.date if year is None and draft.date else None, venue=venue, **facts,
    )  # fmt: skip
    listed = Listed(
        paper=paper,
        line=own[0].numbers[0],
        raw=raw,
        digest=digest("\n".join(text for row in core for text in row.raws)),
        confidence=round(sure, 3),
    )
    return Record(listed, tuple(number for row in own for number in row.numbers), draft.section)


def _without_identifiers(text: str) -> str:
    for one in reversed(list(found_in(text[:2000]))):
        text = f"{text[: one.start]} {text[one.end :]}"
    return re.sub(r"https?://\S+", " ", text)


def _url(draft: Draft, title: str) -> str:
    """Return the address that the title, or most of it, is the label of."""
    rows = [*draft.title, *([draft.one] if draft.one else [])]
    for row in rows:
        for link in row.line.links:
            label = row.text[link.start : link.end]
            if link.href.startswith("http") and len(label) > 8 and fold(label)[:20] in fold(title):
                return link.href
    return ""
