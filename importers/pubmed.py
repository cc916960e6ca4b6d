"""What PubMed's formats share: titles, people and citations as PubMed prints them, preprints, and its own links."""

import re
from typing import Any

from importers import dates, facts, json_facts
from storage.papers.identifiers import arxiv_id
from storage.papers.kinds import preprint_server
from storage.papers.markup import Marked

_TRANSLATED = re.compile(r"\[(.*)\]\s*\.?", re.DOTALL)
_NO_TITLE = frozenset(("not available", "in process citation", ""))


def titles(title: str | Marked, vernacular: str | Marked) -> tuple[str | Marked, str | Marked]:
    """Return the title without its closing full stop, and the original of one that is translated.

    PubMed puts translated titles into brackets (https://www.nlm.nih.gov/bsd/mms/medlineelements.html#ti).
    """
    original = facts.unstopped(vernacular)
    if translated := _TRANSLATED.fullmatch(title):
        title = type(title)(translated[1].strip())
        if title.rstrip(".").lower() in _NO_TITLE:
            return original, ""
    return facts.unstopped(title) or original, original


def preprint(server: str, item: str) -> tuple[str, str | None]:
    """Return the server of a preprint by its own name, and its arXiv id, which is the publisher's item identifier.

    `bioRxiv : the preprint server for biology` is bioRxiv to everybody else.
    """
    name = preprint_server(server) or server
    return name, arxiv_id(item) if name == "arXiv" else None


def link(number: str) -> str:
    """Return the page of the record with this PMID; empty for none."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{number}/" if number.isdecimal() else ""


_YEAR = r"(?:1[89]|20)\d\d"
_MONTHS = "(?:[A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?|Spring|Summer|Fall|Autumn|Winter)"
_DATE = rf"{_YEAR}(?: {_MONTHS}(?:/[A-Z][a-z]+)?(?: \d{{1,2}}(?:-\d{{1,2}})?)?(?:-{_YEAR}(?: {_MONTHS})?)?)?"
CITATION = re.compile(
    rf"(?P<venue>[^.?!\n]{{1,200}}?(?:\([^()]{{1,60}}\))?)\. (?P<date>{_DATE})"
    r"(?:;(?P<volume>[^(:;.]{0,40})(?:\((?P<issue>[^()]{1,40})\))?)?(?::(?P<page>\S[^;\n]{0,40}?))?(?=[.;]\s|[.;]?\Z)"
)
"""`J Abbrev. 2020 Jan 5;12(3):45-50`, as Citing Medicine has it (https://www.ncbi.nlm.nih.gov/books/NBK7256)."""
_BOOK = re.compile(
    rf"(?P<venue>[^.]{{1,200}})\. (?P<place>[^:;]{{1,60}}): (?P<publisher>[^:;]{{1,80}}); (?P<date>{_DATE})"
)
_DOI = re.compile(r"\bdoi: (10\.\S+?)[.;]?(?=\s|\Z)")
_SAID = re.compile(r"\b(Epub|Print|eCollection) (\d{4}[\w -]{0,12})\.")


def citation(text: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what a citation of PubMed's says in the terms of CSL, and the days beside it (`Epub`); empty for none."""
    found = CITATION.match(text) or _BOOK.match(text)
    if found is None:
        return {}, {}
    told = found.groupdict()
    venue, preprinted, _ = told["venue"].partition(" [Preprint]")
    item = {
        "type": "article" if preprinted else "chapter" if "publisher" in told else "article-journal",
        "container-title": preprint(venue, "")[0] if preprinted else venue,
        "issued": {"raw": dates.said(told["date"])}, "publisher": told.get("publisher"),
        "publisher-place": told.get("place"), "volume": told.get("volume"), "issue": told.get("issue"),
        "page": facts.pages(told.get("page") or ""), "DOI": digital[1] if (digital := _DOI.search(text)) else "",
    }  # fmt: skip
    if preprinted and "page" in item:  # the number that the server gives it
        place = str(item.pop("page"))
        item |= {"arxiv": place} if arxiv_id(place) else {}
    days = {word: day.strip() for word, day in _SAID.findall(text[found.end() :])}
    return {name: value for name, value in item.items() if value}, days


_MARK = re.compile(r"\(\d{1,3}\)")
_PERSON = re.compile(r"[^\d,;:]{1,60} [A-Z]{1,5}(?: (?:Jr|Sr|2nd|3rd|[IV]{2,3}))?")


def people(text: str) -> list[Any]:
    """Return the people of `Reed A(1), van der Moor BC Jr(2); Shore Group.` in the terms of CSL; none of other text."""
    text = _MARK.sub("", text).strip().rstrip(".")
    persons, _, group = text.partition("; ")
    pieces = [piece.strip() for piece in persons.split(",") if piece.strip()]
    named = sum(map(bool, map(_PERSON.fullmatch, pieces)))
    if not named or 2 * named < len(pieces):
        return []
    groups = [{"literal": one.strip()} for one in group.split("; ") if one.strip()]
    return [*json_facts.by_initials(persons), *groups]
