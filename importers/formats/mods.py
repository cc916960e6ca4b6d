"""MODS, the Library of Congress's XML for catalogues and repositories (https://www.loc.gov/standards/mods). Of what a
work is related to only what it stands in is read."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from importers import answers, csl_items, dates, facts, relators, tagged
from importers.besides import fill, leaves, of_person, within
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, listed
from importers.xml import Record, child, children, marked, text
from storage.papers.bibfields import by_name
from storage.papers.paper import Paper

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME, TITLE = "mods", "MODS XML (library catalogues)"
CARRIES = REFERENCE
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 30, "2026-11-30"

# Genres: MARC's (https://www.loc.gov/standards/valuelist/marcgt.html), bibutils', and those of repositories.
_GENRES = by_name("""
    article-journal = article, journal article, academic journal, journalarticle, research article, review article,
    zeitschriftenartikel; article-newspaper = newspaper article, newspaper; article-magazine = magazine article,
    magazine; paper-conference = conference paper, conference publication, conferenceobject, conferencepaper,
    proceedings article, in proceedings, conferenceitem, festschrift article; chapter = book chapter, bookpart,
    book part, book section, booksection, chapter; book = book, collection, monograph, proceedings, biography,
    autobiography, handbook, festschrift, fiction, novel, essay, essays; thesis = thesis, theses, dissertation,
    dissertations, academic theses, ph.d. thesis, doctoralthesis, doctoral thesis, masterthesis, masters thesis,
    master's thesis, bachelorthesis, bachelor thesis, diploma thesis, habilitation thesis, electronic thesis or
    dissertation, thesis or dissertation; report = report, technical report, research report, workingpaper,
    working paper, government publication; article = preprint, eprint; patent = patent; webpage = web page, web
    site, website; post-weblog = blog; dataset = dataset, data set, numeric data; software = computer program,
    software; map = map, atlas; review-book = book review; review = review, reviews; speech = speech, lecture;
    interview = interview; entry-encyclopedia = encyclopedia; entry-dictionary = dictionary; standard = standard;
    manuscript = unpublished, manuscript; periodical = periodical, journal, series; legislation = law, legislation;
    motion_picture = motion picture, videorecording; graphic = picture, photograph, chart, art original
""")
_RESOURCES = by_name("""
    map = cartographic, cartographic material; musical_score = notated music; graphic = still image;
    motion_picture = moving image; software = software, software, multimedia; song = sound recording,
    sound recording-musical, sound recording-nonmusical
""")
_HOSTS = {"book": "chapter", "periodical": "article-journal", "paper-conference": "paper-conference",
          "article-journal": "article-journal", "article-magazine": "article-magazine",
          "article-newspaper": "article-newspaper", "chapter": "chapter"}  # fmt: skip
"""The kind of what stands in a work of each kind."""
_NUMBERS = {"doi": "DOI", "isbn": "ISBN", "issn": "ISSN", "eissn": "ISSN", "pmid": "PMID", "pubmed": "PMID",
            "medline": "PMID", "pmc": "PMCID", "pmcid": "PMCID", "arxiv": "arxiv", "citekey": "id", "uri": "URL",
            "url": "URL", "hdl": "URL", "urn": "URL"}  # fmt: skip
_DETAILS = {"volume": "volume", "issue": "issue", "number": "issue", "no.": "issue", "page": "page", "pages": "page",
            "chapter": "chapter-number", "article": "page"}  # fmt: skip
_NAMING = ("namePart", "role", "displayForm", "etal", "alternativeName")
_KNOWN = frozenset("titleInfo name typeOfResource genre originInfo language abstract relatedItem identifier part "
                   "recordInfo subject location note physicalDescription".split())  # fmt: skip
_PAGES = re.compile(r"\b(\d{1,5}) ?(?:p\b|pages|S\.|Seiten)")
_RECORD = re.compile(r"<(?:[\w.-]{1,60}:)?mods(?:Collection)?[\s>]")


def sniff(head: str) -> float:
    return CERTAIN if "loc.gov/mods" in head and _RECORD.search(head) and answers.may_hold(head) else 0.0


def read(page: Page) -> Iterator[Item]:
    yield from listed(answers.works(page, "mods"), _paper, lambda record: _number(record.element))


def _paper(record: Record) -> Paper | Listed:
    return csl_items.item(_item(record.element), record.line)


def _number(mods: "Element") -> str:
    return text(mods, "identifier") or text(mods, "recordInfo", "recordIdentifier")


def _item(mods: "Element") -> dict[str, Any]:
    """Return a work in the terms of CSL."""
    related = children(mods, "relatedItem")
    host = next((one for one in related if one.get("type") == "host"), None)
    series = next((one for one in related if one.get("type") == "series"), None)
    kind = _kind(mods, host)
    item: dict[str, Any] = {"type": kind, "title": _title(mods), "abstract": str(marked(mods, "abstract"))}
    item["container-title"] = _title(host)
    item["container-title-short"] = _title(host, "abbreviated")
    item["collection-number"] = text(series, "titleInfo", "partNumber")
    item["collection-title"] = _title(series).removesuffix(f". {item['collection-number']}")
    beside = [*_people(mods, item), *_people(host, item, of_host=True)]
    beside += _numbers(mods, item)
    beside += [(f"host {name}", value) for name, value in _numbers(host, item)]
    _published(item, [mods] if host is None else [mods, host])
    for part in (*children(mods, "part"), *children(host, "part"), *children(series, "part")):
        _place(item, part)
    extent = text(mods, "physicalDescription", "extent")
    if kind in ("book", "thesis", "report") and (
        pages := re.search(r"\b(\d{1,5}) ?(?:p\b|pages|S\.|Seiten)", extent[:200])
    ):
        item["number-of-pages"] = pages[1]
    said = [text(one) for one in children(mods, "language", "languageTerm")] or [text(mods, "language")]
    item["language"] = ", ".join(dict.fromkeys(filter(None, said)))
    item["keyword"] = list(dict.fromkeys(filter(None, (
        within(one).replace(", ", "--") if one.tag == "hierarchicalGeographic" else _named(one) if one.tag == "name"
        else text(one) for subject in children(mods, "subject") for one in subject))))  # fmt: skip
    item["URL"] = item.get("URL") or next((text(one) for one in _links(mods)), "")
    item = relators.once(item)
    fill(item, [*beside, *_besides(mods, item)])
    return item


def _title(work: "Element | None", of_type: str = "") -> str:
    """Return the title of a type, by default the main one, with its article before it and its subtitle behind it."""
    every = children(work, "titleInfo")
    titles = [one for one in every if (one.get("type") or "") == of_type]
    if not titles and not of_type:
        titles = [one for one in every if one.get("type") not in ("abbreviated", "alternative")]
    if not titles:
        return ""
    article, title = text(titles[0], "nonSort"), str(marked(titles[0], "title"))
    gap = "" if not article or article[-1] in "'’-" else " "
    title = f"{article}{gap}{title.rstrip(' /:')}"
    title = facts.joined(title, str(marked(titles[0], "subTitle")).rstrip(" /"))
    part = ", ".join(filter(None, (text(titles[0], "partNumber"), text(titles[0], "partName"))))
    return f"{title}. {part}" if part else title


def _kind(mods: "Element", host: "Element | None") -> str:
    """Return the kind of a work: what its genre says, else what it stands in, else what it is made of."""
    own = _genre(mods)
    if host is None:
        whole = text(mods, "originInfo", "issuance") in ("monographic", "single unit")
        return own or _RESOURCES.get(text(mods, "typeOfResource"), "book" if whole else "document")
    if own and own not in ("book", "periodical"):
        return own
    if resource := _RESOURCES.get(text(mods, "typeOfResource"), ""):
        return resource
    if of_host := _HOSTS.get(_genre(host), ""):
        return of_host
    numbers = {one.get("type") for one in children(host, "identifier")}
    details = {one.get("type") for part in children(host, "part") for one in children(part, "detail")}
    if "issn" in numbers or text(host, "originInfo", "issuance") in ("continuing", "serial") or "issue" in details:
        return "article-journal"
    return "chapter" if "isbn" in numbers or child(host, "originInfo") is not None else "article-journal"


def _genre(work: "Element") -> str:
    said = (text(one).lower().rpartition("/")[2].strip() for one in children(work, "genre"))
    kinds = [kind for genre in said if (kind := _GENRES.get(genre, ""))]
    return kinds[0] if kinds else ""


def _people(work: "Element | None", item: dict[str, Any], *, of_host: bool = False) -> Iterator[tuple[str, str]]:
    """Put the people of a work into the item by role; yield those whose role is none, and what is said of each."""
    for one in children(work, "name"):
        name = _named(one)
        roles = [
            said for role in children(one, "role") for said in (*map(text, children(role, "roleTerm")), text(role))
        ]
        role = next((kind for said in roles if (kind := relators.role(said))), "" if roles else "author")
        if not name:
            if child(one, "etal") is not None:
                item.setdefault("author", []).append({"literal": "et al."})
            continue
        if one.get("type") == "conference":
            item.setdefault("event-title", name)
        elif role == "publisher":
            item.setdefault("publisher", name)
        elif role and not (of_host and role not in ("author", "editor", "collection-editor")):
            role = "container-author" if of_host and role == "author" else role
            item.setdefault(role, []).append(_person(one))
        else:
            yield roles[0] if roles else "name", name
        for tag, value in () if of_host else leaves(one, _NAMING):
            yield from of_person(name, tag, [value])


def _named(one: "Element") -> str:
    """Return a name as a person reads it."""
    person = _person(one)
    if isinstance(person, str):
        return person
    return " ".join(said for part in ("given", "family", "literal") if (said := person.get(part)))


def _person(one: "Element") -> Any:
    """Return a name as CSL has it: in parts, or as it is written."""
    parts: dict[str, list[str]] = {}
    for part in children(one, "namePart"):
        parts.setdefault(part.get("type") or "", []).append(text(part).rstrip(","))
    family, given = " ".join(parts.get("family", ())), " ".join(parts.get("given", ()))
    names = parts.get("", [])
    whole = ". ".join([*(said.rstrip(".") for said in names[:-1]), *names[-1:]])
    if one.get("type") == "corporate":
        return {"literal": whole or family or text(one, "displayForm")}
    if not family:
        return whole or given or text(one, "displayForm")
    suffix = " ".join(parts.get("termsOfAddress", ()))
    return {"family": family, "given": given, "suffix": suffix if suffix in relators.SUFFIXES else ""}


def _numbers(work: "Element | None", item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Put the identifiers of a work into the item; yield those that no variable is for."""
    for one in children(work, "identifier"):
        kind, said = (one.get("type") or "").lower(), text(one)
        name = _NUMBERS.get(kind, "")
        if name in ("ISBN", "ISSN") and one.get("invalid") != "yes":
            item.setdefault(name, []).append(tagged.numbered(name, said)[0])
        elif not name or one.get("invalid") == "yes" or item.get(name):
            name = "DOI" if said.startswith("10.") and "/" in said and "DOI" not in item else ""
        if name not in ("", "ISBN", "ISSN"):
            item[name] = said if name != "URL" or "://" in said else ""
        if not name or (name == "URL" and "://" not in said):
            yield f"identifier {kind}".strip(), said
    key = None if work is None else work.get("ID")
    if key and item.get("id") is None:
        item["id"] = key


def _published(item: dict[str, Any], works: "list[Element]") -> None:
    """Put into the item who published it where, and when: of days in one year the most precise."""
    days: list[str] = []
    for work in works:
        for origin in children(work, "originInfo"):
            places = [one for place in children(origin, "place") for one in place if one.get("type") != "code"]
            item["publisher-place"] = item.get("publisher-place") or next((text(one) for one in places), "").strip("[]")
            item["publisher"] = item.get("publisher") or text(origin, "publisher") or text(origin, "agent", "namePart")
            item["edition"] = item.get("edition") or text(origin, "edition")
        for name in ("dateIssued", "copyrightDate", "dateCreated", "dateOther"):
            said = [one for origin in children(work, "originInfo") for one in children(origin, name)]
            days += _days([one for one in said if one.get("encoding")]) + _days(said)
        days += [day for part in children(work, "part") if (day := dates.edtf(text(part, "date")))]
    if days:
        item["issued"] = {"raw": max((day for day in days if day[:4] == days[0][:4]), key=len)}


def _days(said: "list[Element]") -> list[str]:
    """Return these days in EDTF, a beginning and an end as one."""
    ends = {one.get("point"): dates.edtf(text(one)) for one in reversed(said) if one.get("point")}
    if begin := ends.get("start"):
        return [f"{begin}/{ends['end']}" if ends.get("end") else begin]
    every = sorted((one for one in said if not one.get("point")), key=lambda one: one.get("keyDate") != "yes")
    return [day for one in every if (day := dates.edtf(text(one).lstrip("©c").strip()))]


def _place(item: dict[str, Any], part: "Element") -> None:
    """Put into the item what a part says: volume, issue and pages."""
    for detail in children(part, "detail"):
        number = text(detail, "number") or text(detail, "caption") or text(detail, "title")
        kind = (detail.get("type") or "").lower()
        name = _DETAILS.get(kind, "")
        if kind == "number" and item["type"] in ("report", "patent", "standard", "book", "chapter"):
            name = "collection-number" if item.get("collection-title") else "number"
        if name and not item.get(name):
            item[name] = number
    for extent in children(part, "extent"):
        if (extent.get("unit") or "page").startswith("page") and not item.get("page"):
            first, last, whole = text(extent, "start"), text(extent, "end"), text(extent, "list")
            item["page"] = facts.pages(f"{first}-{last}" if last and last != first else first or whole)


def _links(mods: "Element") -> "list[Element]":
    """Return the addresses of a work, the one first that is to be shown; none of a preview."""
    every = [
        one for place in children(mods, "location") for one in children(place, "url") if one.get("access") != "preview"
    ]
    return sorted(every, key=lambda one: not (one.get("usage") or "").startswith("primary"))


def _besides(mods: "Element", item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what the work says that no variable is for."""
    for one in children(mods, "titleInfo"):
        if (kind := one.get("type") or "") and (title := within(one)):
            yield f"titleInfo {kind}", title
    for one in children(mods, "genre"):
        yield "genre", text(one)
    for one in children(mods, "note"):
        yield f"note {one.get('type') or ''}".strip(), text(one)
    for one in children(mods, "abstract")[1:]:
        yield "abstract", text(one)
    for one in children(mods, "location"):
        yield from (said for said in leaves(one) if said[1] != item.get("URL"))
    yield from leaves(child(mods, "physicalDescription"))
    yield from leaves(mods, _KNOWN)
