"""Title and people of a first page, by size as drawn and by place: what is large, has words, and people below it."""

import math
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from importers import facts
from importers.pages.people import People, affiliation, people
from importers.pdf.sheets import Piece, Sheet
from importers.pdf.stated import same
from importers.prose import NO_TITLE, prose
from storage.papers.names import Name
from storage.papers.text import fold


class Title(NamedTuple):
    """The title of a page, and where it stands."""

    text: str
    start: int
    """Among the pieces of its page: the first, and the one behind the last."""
    end: int
    worth: float
    """How much speaks for it; about 4 where people stand below it."""


class Authors(NamedTuple):
    """Who is named below a title, or above it."""

    names: tuple[Name, ...] = ()
    complete: bool = True
    pieces: tuple[Piece, ...] = ()


_LABEL = re.compile(
    r"(?i)\W*(?:(?:original|full|regular|short|research|review|invited|full[- ]length|contributed|position|data"
    r"|software|methods?"
    r"|conference|technical|brief|rapid|perspective|survey|tutorial|short|accepted|discussion|working|book|opinion"
    r"|case)?\s*"
    r"(?:articles?|papers?|communications?|reports?|notes?|reviews?|letters?|contributions?|manuscripts?|preprints?)"
    r"|editorial|perspectives?|open access|free access|check for updates|article in press|communication|proceedings"
    r"|correspondence"
    r"|artículo(?: original| de revisión)?|artigo(?: original)?|originalarbeit|article original"
    r"|contents lists available.*"
    r"|journal homepage.*|available online.*|(?:tech(?:nical)?|research) report.{0,40}|[a-z]{2,5}-?\d[\w.-]*"
    r"|under review(?: (?:as|at|for) .*)?|published as a conference .*|preprint(?: submitted .*| of .*|, .*)?"
    r"|accepted (?:for|to|at|in) .*|to appear .*|draft(?: version .*| of .*)?"
    r"|https?://\S+|www\.\S+"
    r"|(?:master|bachelor|phd|doctoral|diplom|ph\.\s?d\.)\W?s?.{0,12}(?:thesis|arbeit|dissertation)|dissertation"
    r"|thesis|diplomarbeit)\W*"
)
"""What stands above titles, in letters as large, and is no part of them."""
_CONTAINER = re.compile(
    r"(?i)\b(?:journal|proceedings|transactions|bulletin|annals|magazine|acta|issn|vol\.|volume|conference|symposium"
    r"|workshop|revista|zeitschrift|quarterly|universit(?:y|ät|é|à|at|eit|et)|universidade?|politecnico|institute"
    r"|department|publishing"
    r"|press|research organi[sz]ation"
    r"|laborator(?:y|ies)|letters)\b"
)
_WORD = re.compile(r"[^\W\d_]{2,}")
HEADING = re.compile(
    r"(?i)[\W\d]*(?:(?:extended |executive )?(?:abstract|summary)|a\s?b\s?s\s?t\s?r\s?a\s?c\s?t|zusammenfassung"
    r"|kurzfassung|résumé|resumen|resumo|abstrakt"
    r"|riassunto|аннотация|摘\s*要|要旨|key\s?words?(?: and phrases)?|index terms|introduction|i\.?\s+introduction"
    r"|einleitung|contents"
    r"|table of contents|inhaltsverzeichnis|article info(?:rmation)?|a\s?r\s?t\s?i\s?c\s?l\s?e\s+i\s?n\s?f\s?o"
    r"|ccs concepts|background|highlights"
    r"|general terms|categories and subject descriptors|acm reference format)\b(?!\s+(?:of|to|for|and|in)\s\w)"
)
"""Where the front of a paper ends."""
REFERENCES = re.compile(
    r"(?i)[\W\d]*(?:references(?: and notes| cited)?|bibliography|works cited|literature cited"
    r"|literatur(?:verzeichnis)?"
    r"|bibliographie|referencias(?: bibliográficas)?|referências|bibliografia|参考文献|список литературы)\W*"
)
"""What stands above a list of references."""
_NEVER = re.compile(r"\W*(?:\d{1,2}[:.]\d\d\b|[○●□■☐✓]{2})")
"""How the lines of a timetable begin, and what CVs rate skills by."""
_DAY = re.compile(
    r"(?i)\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.? ?\d{0,2}[^a-z]{0,20}\b(?:19|20)\d\d\b"
)
_LARGER = 1.06
"""How much larger than its text a title is set that is neither bold nor in capitals."""
_AT_ALL = -6.0
_FOOT = re.compile(r"\s*(?:[*†‡§¶∗⋆#]+|\^\{[^{}]{0,12}\})\s*$")
_UPPER = 0.72
"""The share of a page's height, from the top, in which its title stands."""
_BELOW = 6
"""Pieces below a title among which people are looked for."""
_LONGEST = 400


def title(sheet: Sheet, stated: str, covered: str) -> Title | None:
    """Return the title of a page; what the file or a cover states as the title speaks for the piece that is it."""
    found = [one for one in _candidates(sheet, stated, covered) if one.worth > 0]
    return max(found, key=lambda one: one.worth, default=None)


def _candidates(sheet: Sheet, stated: str, covered: str) -> Iterator[Title]:
    pieces = sheet.pieces
    start = 0
    while start < len(pieces):
        end = start + 1
        while end < len(pieces) and _goes_on(pieces[end - 1], pieces[end], pieces[start]):
            end += 1
        lengths = sum(len(piece.text) for piece in pieces[start:end])
        if (
            pieces[start].y < _UPPER * sheet.height
            and lengths <= _LONGEST
            and not _LABEL.fullmatch(pieces[start].plain)
        ):
            text = _text(pieces[start:end])
            yield Title(text, start, end, _worth(sheet, start, end, text, stated, covered))
        start = end


def _goes_on(last: Piece, piece: Piece, first: Piece) -> bool:
    """Return whether a piece goes on with the title that another begins."""
    near = -0.9 * first.size < piece.y - last.y < 1.95 * first.size
    alike = abs(piece.size - first.size) < 0.06 * first.size + 0.1 and (piece.bold == first.bold or len(piece.text) < 3)
    beside = (
        abs(piece.y - last.y) < 0.3 * first.size and piece.x - last.x > 0.3 * sum(map(len, (last.text,))) * first.size
    )
    label = _LABEL.fullmatch(piece.plain) or _LABEL.fullmatch(last.plain) or HEADING.match(piece.plain)
    wide = beside and piece.x - last.x > (0.62 * len(last.text) + 2.5) * first.size
    return near and alike and not label and not wide


def _text(pieces: Sequence[Piece]) -> str:
    """Return the title that pieces make, without the mark of a footnote behind it."""
    text = ""
    for piece in pieces:
        part = _FOOT.sub("", piece.text) if piece is pieces[-1] else piece.text
        joined = re.search(r"\w-$", text) is not None
        text += part if joined and part[:1].isalnum() else f" {part}"
    flat = re.sub(r"[\^_]\{([^{}]{0,200})\}", r"\1", text)
    return " ".join(flat.split()).rstrip("*†‡§¶∗⋆ ")


def _worth(sheet: Sheet, start: int, end: int, text: str, stated: str, covered: str) -> float:
    """Return how much speaks for a run of pieces as a title."""
    first = sheet.pieces[start]
    words = _WORD.findall(text)
    if not words or len(text) < 4 or (len(words) < 2 and len(text) < 8):
        return -9.0
    told = bool(stated) and (same(stated, text) or (len(fold(text)) > 20 and fold(text) in fold(stated)))
    told = told or (bool(covered) and same(covered, text))
    if (
        HEADING.match(text)
        or REFERENCES.fullmatch(text)
        or _NEVER.match(text)
        or re.fullmatch(r"(?i)\W*(?:by|doi\W.*|issn\b.*|vol(?:ume|\.).*|©.*|copyright.*)", text)
    ):
        return -9.0
    if prose(text) > NO_TITLE and not told:
        return -9.0
    size = first.size / max(sheet.body, 1.0)
    worth = 5 * math.log2(max(size, 0.5)) + 0.8 * first.bold + 0.25 * min(len(words), 8) - 2.5 * first.y / sheet.height
    worth += 0.5 * text.isupper() + 6 * told
    if len(words) < 2:
        worth -= 2.5
    if first.size > 1.25 * sheet.body and first.size > 0.98 * sheet.largest:
        worth += 1.5
    if _CONTAINER.search(text) and len(words) < 9 and not told:
        worth -= 3.0
    if (named := people(text)) and named.sure > 0.8 and not told:
        worth -= 3.5
    if affiliation(text) and len(words) < 9 and not told:
        worth -= 1.5
    if _DAY.search(text) and len(words) < 12 and not told:
        worth -= 3.0
    if size < _LARGER and not (first.bold or text.isupper() or told):
        worth -= 3.0  # set as the text is
    return worth + (_peopled(sheet, end, first.size) if worth > _AT_ALL else 0.0)


def _peopled(sheet: Sheet, end: int, size: float) -> float:
    """Return how much the people below a run of pieces speak for it."""
    seen = 0
    for piece in sheet.pieces[end : end + 2 * _BELOW]:
        if _LABEL.fullmatch(piece.plain):
            continue
        if seen == _BELOW or HEADING.match(piece.plain) or piece.size > 1.02 * size:
            break  # what is larger than a title and below it is another
        if _named(piece.bare) is not None:
            return 3.5 - 0.5 * seen
        seen += 1
    return 0.0


_RANK = re.compile(
    r",\s*(?:(?:life |senior |student |graduate student |associate )?(?:fellow|member),?\s*(?:IEEE|ACM|AIAA|OSA|IET"
    r"|SIAM)?|IEEE|ACM)"
    r"(?=\s*(?:,|;|$|and\b))",
    re.IGNORECASE,
)
_GROUP = re.compile(r"(?i)\b(?:collaborations?|consortium|working group|study group|team|task force|investigators)\W*$")
_DEGREE = re.compile(
    r",?\s*\b(?:Ph\.?\s?D\.?|M\.?D\.?|M\.?Sc\.?|B\.?Sc\.?|MPH|Dr\. (?=[A-Z])|Prof\. (?=[A-Z])|DrPH|FRCP|RN)(?=[\s,;]|$)"
)


_HELPER = re.compile(
    r"(?i)\W*(?:(?:thesis |academic )?(?:supervis|advis|committee|chair|examin|review|referee|editor|translat"
    r"|betreu|gutacht"
    r"|referent|korreferent|promotor|relator|tutor|orientador|director|encadr|rapporteur|hauptbericht|mitbericht)\w*"
    r"|(?:(?:assistant|associate|full|adjunct)\s)?prof(?:essor)?\b)"
)
"""How lines of a thesis begin that name others than its author."""
_STYLED = re.compile(r"(?:(?:Ing|Dr|Dipl|Mag|Lic|Mr|Mrs|Ms|MSc|BSc)\b[-.\w]{0,12}\.?\s+)+(?=[A-Z])")


def _named(text: str) -> People | None:
    """Return the people whom a piece names; None where it names none for sure."""
    text = _DEGREE.sub("", _RANK.sub("", text)).strip(" ,;&·•|")
    if _NEVER.match(text) or _HELPER.match(text) or "○" in text or "@" in text:
        return None
    text = _STYLED.sub("", text)
    text = re.sub(r"^(?:and|by|und|et)\s+|\s+(?:and|und|et|&)$", "", text)
    if not text or len(text) > 6_000 or HEADING.match(text):
        return None
    if _GROUP.search(text) and len(text) < 150 and text[:1].isupper():
        return People((Name.group(text.strip(" *†")),), True, None, 0.9)
    found = people(text)
    if found and found.sure >= 0.6 and not affiliation(text):
        return _persons(found)
    name, comma, rest = text.partition(",")
    if comma and affiliation(rest) and (alone := people(name)) and alone.sure > 0.6 and not affiliation(name):
        return _persons(alone)
    return _persons(found) if found and found.sure >= 0.6 and len(found.names) > 1 else None


def _persons(found: People) -> People | None:
    """Return the people without the places where they work."""
    names = tuple(name for name in found.names if not (facts.is_group(name.text) or affiliation(name.text)))
    return found._replace(names=names) if names else None


def authors(sheet: Sheet, title: Title | None) -> Authors:
    """Return who wrote the paper: the people below its title, else those right above it."""
    if title is None:
        return Authors()
    below = _authors(list(_front(sheet, title.end)))
    if below.names:
        return below
    above = sheet.pieces[max(0, title.start - 3) : title.start]
    return _authors([piece for piece in above if not _CONTAINER.search(piece.text)], least=0.85)


def _front(sheet: Sheet, start: int) -> Iterator[Piece]:
    """Yield the pieces below a title, as far as its abstract or its text begins."""
    running = 0
    for piece in sheet.pieces[start : start + 400]:
        if HEADING.match(piece.plain) and not people(piece.bare):
            return
        running = running + 1 if len(piece.text) > 70 and prose(piece.plain) > -2.0 and not _named(piece.bare) else 0
        if running == 3:
            return
        yield piece


_MORE = re.compile(r"(?:[,;&·•]|\b(?:and|und|et))\W*$")
_MORE_BELOW = re.compile(r"(?:and|und|et|&)\b|[,;·&]")


def _joined(pieces: Sequence[Piece]) -> Iterator[tuple[str, Piece]]:
    """Yield the texts of pieces, those in one where a list of people goes on from the one to the other."""
    text, first = "", None
    for piece in pieces:
        bare = piece.bare
        if first is not None and abs(piece.size - first.size) < 0.6 and (_MORE.search(text) or _MORE_BELOW.match(bare)):
            text = f"{text} {bare}"
            continue
        if first is not None:
            yield text, first
        text, first = bare, piece
    if first is not None:
        yield text, first


def _authors(pieces: Sequence[Piece], least: float = 0.6) -> Authors:
    """Return the people whom pieces name that are set as the first of them is."""
    names: list[Name] = []
    complete = True
    lead: Piece | None = None
    taken: list[Piece] = []
    for text, piece in _joined(pieces):
        if lead is not None and (abs(piece.size - lead.size) > 0.45 or piece.bold != lead.bold):
            continue
        found = _named(text)
        if found is None or found.sure < least:
            continue
        lead = lead or piece
        taken.append(piece)
        complete = complete and found.complete
        before = len(names)  # the same name twice in one line is two people, and once more below one
        names += [name for name in map(_shown, found.names) if name not in names[:before]]
    return Authors(tuple(names), complete, tuple(taken))


def _shown(name: Name) -> Name:
    """Return a name that is set in capitals as it is written; one of which only the family name is, too."""
    words = name.text.split()
    loud = [word for word in words if word.isupper() and len(word.strip(".-")) > 2]
    if not loud or name.corporate or name.family:
        return name
    if len(loud) == len([word for word in words if len(word.strip(".-")) > 2]):
        loud += [word for word in words if _SHORT.fullmatch(word)]
    return Name(" ".join(_written(word) if word in loud else word for word in words))


_SHORT = re.compile(r"[A-Z][AEIOUY]|[AEIOU][A-Z]")
"""A short name among others in capitals, and no initials: BO, LI, ED."""


def _written(word: str) -> str:
    if "." in word[:-1]:
        return word
    text = "-".join(part.capitalize() for part in word.split("-"))
    text = re.sub(r"(?<=['’])[^\W\d_]", lambda found: found[0].upper(), text)
    return re.sub(r"^Mc([a-z])", lambda found: f"Mc{found[1].upper()}", text)
