"""What every arXiv source says of a paper, made one way: names, TeX, journal references, the paper itself."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from importers.besides import fill
from importers.facts import arxiv_month, pages, person
from importers.names import listed
from storage.papers.names import Name
from storage.papers.paper import Paper

# arXiv's titles and abstracts are plain text in which TeX is common: formulas in dollars, accents, font commands. They
# are not TeX as a whole: a tilde means `about`, a percent sign per cent, so only what can be nothing else is decoded.
_LETTER = r"(?:ss|ae|AE|oe|OE|aa|AA|dh|DH|th|TH|dj|DJ|ng|NG|[oOlLij])(?![A-Za-z])"
_ACCENT = r"(?:[\"'`^~=.]|[uvHcdkrt](?=[ {]))"
_TEX = re.compile(
    rf"\{{?\\(?:{_ACCENT} ?(?:\{{\\?[A-Za-z]\}}|\\[ij](?![A-Za-z])|[A-Za-z])|{_LETTER}(?:\{{\}}| (?=[a-z]))?)\}}?"
    r"|\{\\(?:it|em|bf|sc|rm|sl|tt|sf|textit|textbf|emph) ?[^{}$\\]*\}"
    r"|\\(?:emph|text(?:it|bf|sc|tt|rm|sf|sl)|mbox)\{[^{}$\\]*\}"
    r"|\\[%&_#](?!\w*\{)|``|''"
)
# Begins with a literal, so that most abstracts, whose commands are all mathematics, are passed in 2 µs instead of 20.
_MAYBE_TEX = re.compile(
    rf"\\(?:[\"'`^~=.%&_#]|[uvHcdkrt][ {{]|{_LETTER}|(?:it|em|bf|sc|rm|sl|tt|sf|emph|mbox|text[a-z]{{2,6}})[ {{])"
)


def readable(text: str) -> str:
    """Return `text` with TeX's accents, letters, font commands and quotation marks as people read them.

    Formulas stay as they are, and so does what may be meant as it stands (`~`, `--`, commands of the author's own).
    """
    if "``" not in text and not ("\\" in text and _MAYBE_TEX.search(text)):
        return text
    parts = text.split("$")
    if len(parts) % 2 == 0:  # a dollar without a partner: nothing tells what is a formula
        return text if len(parts) > 2 else _TEX.sub(_character, text)
    parts[::2] = [_TEX.sub(_character, part) for part in parts[::2]]
    return "$".join(parts)


def _character(found: re.Match[str]) -> str:
    source = found[0]
    if source[0] == "{" and source[-1] != "}":
        return "{" + _decoded(source[1:])
    if source[-1] == "}" and source[0] != "{" and "{" not in source:
        return _decoded(source[:-1]) + "}"
    return "”" if source == "''" else _decoded(source)


@lru_cache(maxsize=8192)
def _decoded(source: str) -> str:
    if "\\" not in source and "``" not in source:
        return source
    from importers.latex import decode

    return decode(source)


class Journal(NamedTuple):
    """A journal reference taken apart; years and volumes as printed, `page` also an article number."""

    venue: str
    volume: str
    issue: str
    page: str
    year: int


CODE = re.compile(r"\(([a-z-]+(?:\.[A-Za-z-]{2,20})?)\)")
"""A subject behind its name: `Robotics (cs.RO)`."""
SUBMITTED = re.compile(r"\s*Submitted (\d{1,2} \w+, \d{4})(?:;? v1 submitted (\d{1,2} \w+, \d{4}))?.*")
"""When the last version came and when the first, as search results say it."""

_VENUE = r"(?P<venue>[A-Z][A-Za-z.&: -]{1,78}?[A-Za-z.])"
_VOLUME = r"(?:vol(?:ume|\.)?\s*)?(?P<volume>\d{1,5}[A-Z]?)"
_ISSUE = r"(?:\s*\((?P<bracketed>\d{1,3}(?:-\d{1,3})?)\)|[, ]\s*(?:no\.?|issues?)\s*(?P<issue>\d{1,4}(?:-\d{1,4})?))?"
_PAGE = r"(?:pp?\.?\s*|pages?\s*)?(?P<page>[A-Z]?\d{1,7}(?:\s*-{1,2}\s*[A-Z]?\d{1,7})?)"
_YEAR = r"(?P<year>(?:19|20)\d\d)"

_SHORT_VENUE = r"(?P<venue>[A-Z][A-Za-z.& ]{1,58}[A-Za-z.])"
_LATER_ISSUE = r"(?:[, ]\s*no\.?\s*(?P<issue>\d{1,4}(?:-\d{1,4})?))?"

# Four shapes that leave no doubt, whole string; everything else is kept as it is and not taken apart.
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        # Phys.Rev.D76:013009,2007
        rf"{_SHORT_VENUE}\s?{_VOLUME}:{_PAGE},\s?{_YEAR}",
        # Phys. Rev. Lett. 99, 048301 (2007); J.Opt.Soc.Am.A 23(10): 2592-2601 (2006)
        rf"{_VENUE},?\s?{_VOLUME}{_ISSUE}\s*[,:]\s*{_PAGE},?\s*\({_YEAR}\)\.?",
        # J. Algebra 321 (2009), 3450-3468.; Illinois J. Math. 52 (2008) no.2, 681-689
        rf"{_VENUE},?\s?{_VOLUME}\s?\({_YEAR}\){_LATER_ISSUE}[, ]\s*{_PAGE}\.?",
        # Journal of Nanophotonics, 1(1):013513, 2007; Asymptotic Analysis, 57 No. 1-2, 1-27, 2008
        rf"{_VENUE},?\s{_VOLUME}{_ISSUE}\s*[,:]\s*{_PAGE},\s*{_YEAR}\.?",
    )
)
_INSIDE_DOT = re.compile(r"\.(?=[A-Z][A-Za-z])|(?<=[a-z])\.(?=[A-Z])|(?<=[A-Z])\.(?=[A-Z](?:$|[^.]))")
_WORD_END = re.compile(r"(?i)(?:^|[ .,])(?:vol|volume|no|issue|pp?|chapter|article)\.?$")


@lru_cache(maxsize=1024)
def journal(reference: str) -> Journal | None:
    """Return the parts of a journal reference when they are sure: one venue, volume, page and year and nothing else.

    `Phys.Rev.D76:013009,2007` is Phys. Rev. D, volume 76, page 013009, of 2007. An erratum beside it, a translation,
    a city or a publisher make it unsure: None.
    """
    text = " ".join(reference.split()).strip()
    if len(text) > 200 or ";" in text:
        return None
    for shape in _SHAPES:
        found = shape.fullmatch(text)
        if not found:
            continue
        venue = _INSIDE_DOT.sub(". ", found["venue"]).strip(" ,-")
        if _WORD_END.search(venue) or not venue[0].isupper() or " vol" in venue.lower():
            return None
        parts = found.groupdict()
        issue = parts.get("issue") or parts.get("bracketed") or ""
        return Journal(venue, found["volume"], issue, pages(found["page"].replace(" ", "")), int(found["year"]))
    return None


def authors(text: str) -> tuple[tuple[Name, ...], bool, int | None]:
    """Return the names in an `Authors:` line, as `names.listed` does, its TeX read."""
    return listed(_decoded(" ".join(text.split())))


def parsed_authors(parsed: Sequence[Sequence[str]]) -> tuple[Name, ...]:
    """Return the names of the metadata snapshot's `authors_parsed`: [family, given, suffix, affiliation...] each.

    Raises TypeError, ValueError or AttributeError where the list is not of that shape.
    """
    names: list[Name] = []
    for entry in parsed:
        family, given = entry[0], entry[1]
        suffix = entry[2] if len(entry) > 2 else ""
        if "\\" in family or "\\" in given:
            family, given = _decoded(family), _decoded(given)
        if not given and not family.strip(" :;.,"):
            continue  # the colon behind a group
        if ". -" in given:
            given = given.replace(". -", ".-")  # arXiv's own parsing divides C.-P.
        known = given[-1:] == "." or (given.isalpha() and given[0].isupper() and family.isalpha())
        if given and known and family[:1].isupper() and given.isascii() and family.isascii():
            # Nine names of ten: initials, or one given name, and a family name of capitalised words.
            names.append(
                Name(f"{given} {family}, {suffix}" if suffix else f"{given} {family}", family, given, "", suffix)
            )
        else:
            names.append(person(family, given, suffix))
    return tuple(names)


def unwrapped(text: str) -> str:
    """Return an abstract without the line breaks of its typing; a line that is indented begins a paragraph."""
    text = text.strip()
    if "\n" not in text:
        return text
    return text.replace("\n  ", "\f").replace("\n", " ").replace("\f", "\n")


def paper(
    *,
    identifier: str,
    title: str,
    names: tuple[Name, ...] = (),
    complete: bool = True,
    count: int | None = None,
    date: str | None = None,
    categories: str = "",
    abstract: str | None = None,
    doi: str | None = None,
    reference: str | None = None,
    comments: str | None = None,
    report: str | None = None,
    url: str | None = None,
    besides: Iterable[tuple[str, str]] = (),
) -> Paper:
    """Return the paper that these facts, as arXiv gives them, describe.

    It is a preprint at arXiv unless its journal reference is sure: then venue, volume, page and year are those of the
    journal, and the day it was submitted is kept beside them. Without a date the identifier's month stands. `besides`
    is what else the source says, by its own names.
    """
    extra: dict[str, str] = {}
    if comments:
        extra["comment"] = readable(comments)
    if report:
        extra["report-number"] = report
    category = categories
    if " " in categories:
        category = categories.partition(" ")[0]
        extra["categories"] = categories
    date = date or arxiv_month(identifier)
    venue, kind, year = "arXiv", "article", None
    if reference:
        reference = readable(" ".join(reference.split()))
        extra["journal-ref"] = reference
        if published := journal(reference):
            venue, kind, year = published.venue, "article-journal", published.year
            extra["volume"], extra["issue"], extra["page"] = published.volume, published.issue, published.page
            if date:
                extra["submitted"] = date
            date = None
    if besides:
        fill(extra, besides)
    return Paper(
        title=readable(title),
        authors=names,
        authors_complete=complete,
        author_count=count,
        year=year,
        date=date,
        venue=venue,
        kind=kind,
        category=category or None,
        abstract=readable(unwrapped(abstract)) if abstract else None,
        doi=doi,
        arxiv_id=identifier,
        url=url,
        extra=extra,
    )
