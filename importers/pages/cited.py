"""What a reference says, cut into people, title and rest: the paper, with venue, volume, issue, pages and publisher."""

import re
from typing import Any

from importers import facts
from importers.dates import MONTH
from importers.pages.references import ASIDES, BEHIND, IN, YEAR, Cut, Reference
from storage.papers.paper import Paper

_VENUE_END = re.compile(
    rf"[,.;:]?\s*(?:[(\[]?\b{YEAR}\b|\bvol(?:ume)?s?\.?\s?\w|\bno\.\s?\d|\bpp?\.\s?\w?\d|\bpages?\s\d"
    rf"|\bissue\s\d|\b(?:Bd|Heft)\.\s?\d"
    r"|(?<![A-Za-z])\d{1,4}(?:\s*[(:,;.–-]|\s*$|\s+\()|\((?=\d)|,\s(?=\d|[A-Z]?\d{2,}))",
    re.IGNORECASE,
)
_VOLUME = re.compile(
    r"\bvol(?:ume)?s?\.?\s?(?P<named>\w{1,8})|^[\s,.]*(?P<bare>\d{1,4})(?=\s*[(:,;.]|\s*$|\s+\()|\bТ\.\s?(?P<cyrillic>\d{1,4})",
    re.IGNORECASE,
)
_ISSUE = re.compile(
    r"(?:\b(?:no|issue|nr|n°|iss)|№)\.?\s?(?P<named>\d[\w–/-]{0,8})|^[\s,.]*\d{1,4}\s*\((?P<round>[\w–/ -]{1,15})\)",
    re.IGNORECASE,
)
_PAGES = [re.compile(pattern) for pattern in (
    r"\b(?:[Pp]p?|[Pp]ages?|S|С|C)\.?\s?([A-Za-z]{0,2}\d{1,6}(?:\s?[-–]+\s?[A-Za-z]{0,2}\d{1,6})?)",
    r"(?<![\d.])([A-Za-z]?\d{1,6}\s?[-–]+\s?[A-Za-z]?\d{1,6})(?!\d)",
    r":\s?([A-Za-z]{0,2}\d{1,7})\b",
    r",\s(\d{2,7})[\s.,]*(?:\((?:1[89]|20)\d\d\)|$)",
)]  # fmt: skip
"""Pages, the surest sign first."""
_EDITORS = re.compile(
    r"(?P<before>[^()]{3,200}?)[\s,]*\((?:eds?\.?|editors?|hrsg\.?)\)[\s,.:]*|(?:edited by|ed\. by"
    r"|hrsg\. von)\s(?P<by>[^.,()]{3,120}(?:,[^.()]{3,80})?)[.,]\s",
    re.IGNORECASE,
)
_THESIS = re.compile(
    r"(?i)\b(?:ph\.?\s?d\.?|doctoral|master'?s?|m\.?sc\.?|bachelor'?s?|diplom|habilitation)[\s.,’']*(?:thesis"
    r"|dissertation|arbeit)?\b|\b(?:thesis|dissertation|thèse|tesis)\b"
)
_MEETING = re.compile(
    r"(?i)\b(?:proceedings|proc\.|conference|conf\.|symposium|workshop|meeting|kongress|neurips|nips|icml|iclr"
    r"|cvpr|iccv|eccv|aaai|ijcai|emnlp|naacl|kdd|sigir|sigmod|vldb|icse|osdi|sosp|stoc|focs|soda)\b"
)
_PREPRINT = re.compile(r"(?i)\b(?:arxiv|biorxiv|medrxiv|chemrxiv|corr|preprint|ssrn)\b")
_PUBLISHER = re.compile(
    r"(?i)\b(?:press|verlag|publish\w*|springer|wiley|elsevier|routledge|mcgraw|birkhäuser|o'reilly|addison"
    r"|prentice|kluwer|books)\b"
)


def paper(reference: Reference, cut: Cut) -> Paper:
    """Return the paper that a reference is of, cut in a way."""
    body = reference.body
    title = body[cut.start : cut.end]
    while (shorter := BEHIND.sub("", title)) not in ("", title):
        title = shorter
    title = title.strip(' .,;:“”"‘')
    tail = body[cut.end :].lstrip(" .,;:”\"’'»)?!") if cut.way.quoted else body[cut.end :].lstrip(" .,;:–—-?!")
    if behind := ASIDES.match(tail):
        tail = tail[behind.end() :]
    told: dict[str, Any] = facts.identified(one.identifier for one in reference.found)
    extra: dict[str, str] = dict(told.pop("extra", {}))
    year = cut.year or _year(tail)
    kind, venue = _source(tail, extra)
    names = cut.people.names
    link = next((one.text for one in reference.found if one.identifier is None and "://" in one.text), None)
    return Paper(
        title=title, authors=() if cut.editors else names, authors_complete=cut.people.complete or cut.editors,
        roles={"editor": names} if cut.editors else {}, year=int(year) if year else None,
        venue=venue or ("arXiv" if "arxiv_id" in told else None), kind=kind, url=link, extra=extra, **told,
    )  # fmt: skip


def _year(tail: str) -> str:
    """Return the year that stands behind a title: one in brackets, before a semicolon, or the last."""
    bare = re.sub(r"\d+\s?[-–]\s?\d+", " ", tail)
    found = [hit[0] for hit in re.finditer(rf"(?<![\d.:/]){YEAR}(?!\d)", bare)]
    told = re.search(rf"\(([^()]{{0,30}}\b)?({YEAR})[a-z]?\)|\b({YEAR})(?:\s(?:{MONTH})[\s\d-]{{0,6}})?;", bare)
    if told:
        return told[2] or told[3]
    return next((year for year in reversed(found) if year > "1799"), found[-1] if found else "")


def _source(tail: str, extra: dict[str, str]) -> tuple[str | None, str]:
    """Return kind and venue out of what stands behind a title; volume, issue, pages and publisher go into `extra`."""
    inside = IN.match(tail)
    text = tail[inside.end() :] if inside else tail
    if (found := _EDITORS.match(text)) and inside:
        text = text[found.end() :]
    end = _VENUE_END.search(text)
    venue = (text[: end.start()] if end else text).strip(" .,;:([“”\"'")
    behind = text[end.start() :] if end else ""
    for name, patterns in (("volume", [_VOLUME]), ("issue", [_ISSUE]), ("page", _PAGES)):
        hit = next(filter(None, (pattern.search(behind) for pattern in patterns)), None)
        value = next(filter(None, hit.groups()), "") if hit else ""
        if value and not re.fullmatch(YEAR, value):
            extra.setdefault(name, facts.pages(value) if name == "page" else value.strip())
    if _THESIS.search(tail):
        return "thesis", venue if not _THESIS.search(venue) else ""
    if _PREPRINT.search(venue):
        return "article", venue
    if _MEETING.search(venue):
        return "paper-conference", venue
    if inside:
        return "chapter", venue
    if _PUBLISHER.search(venue) and "volume" not in extra:
        extra.setdefault("publisher", venue)
        return "book", ""
    return ("article-journal" if "volume" in extra or "issue" in extra else None), venue
