"""What a page states of its papers in words for machines: meta tags, JSON-LD, COinS, microdata, data in its scripts.

- Highwire's `citation_*`, bepress, EPrints, PRISM and Dublin Core meta tags, as Google Scholar reads them:
  https://scholar.google.com/intl/en/scholar/inclusion.html#indexing.
- JSON-LD and microdata of https://schema.org/ScholarlyArticle and its kin.
- COinS, an OpenURL context object in a span: https://web.archive.org/web/2010/http://ocoins.info/.
- The record that IEEE Xplore's pages hold as an assignment in a script.

Works that a page only cites are none of its papers.
"""

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from importers import csl, facts
from importers.facts import mapping, sequence, string
from importers.markup import abstract, spaced
from importers.markup import marked as marked_up
from importers.pages.html import Element, Visitor, address, walk
from importers.pages.people import people
from storage.papers.bibfields import table
from storage.papers.identifiers import arxiv_id, doi, of_link
from storage.papers.markup import Marked, on_one_line
from storage.papers.names import Name
from storage.papers.paper import Paper
from storage.papers.text import fold


class Stated(NamedTuple):
    """A paper that a page states, and how sure it is that the page is of papers."""

    paper: Paper
    sure: float
    line: int
    """1-based line of the source on which its first fact stands."""
    raw: str
    """What the page says of it, a statement a line."""


Facts = dict[str, list[str]]
"""What is said of a work, by the names in _FIELDS; each in the order of the page."""


def single(text: str) -> Stated | None:
    """Return the one paper that a page is about, by what it states; None where it states none, or several."""
    said, line = _of_tags(text)
    for more in (_of_script(text), *map(_alone, (_of_json(text), _of_items(text), _of_coins(text)))):
        if more is None:
            continue
        if not said["title"]:
            said, line = more, line or 1
        elif _same(said["title"][0], more["title"][0]):
            for name, values in more.items():
                if not said.get(name):
                    said[name] = values
    if not said["title"]:
        return _of_address(text)
    sure = _sure(said)
    return _stated(said, sure, line) if sure else None


def several(text: str) -> list[Stated]:
    """Return the papers that a page states where it states more than one, in its order."""
    best: list[Facts] = []
    for found in (_of_json(text), _of_coins(text), _of_items(text)):
        if len(found) > max(len(best), 1):
            best = found
    return [_stated(said, 0.95, int(said.get("line", ["1"])[0])) for said in best]


# The tags of a page.

_META = re.compile(r"<meta\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>", re.IGNORECASE)
_SPAN = re.compile(r"<span\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<![\w:.-])([\w:.-]{1,60})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]{1,4000}))")
_MOST = 20_000


def _attributes(source: str) -> dict[str, str]:
    return {
        found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "") for found in _ATTRIBUTE.finditer(source)
    }


# Every name of a fact, the best first. `dc.` stands for `dcterms.` and `dc:` too.
_FIELDS = {
    field: names.split()
    for field, names in table("""
    title = citation_title bepress_citation_title eprints.title prism.title dc.title;
    author = citation_author citation_authors bepress_citation_author eprints.creators_name dc.creator.personalname
        dc.creator dc.contributor.author;
    editor = citation_editor eprints.editors_name;
    doi = citation_doi bepress_citation_doi eprints.doi eprints.id_number prism.doi dc.identifier.doi dc.identifier doi;
    arxiv = citation_arxiv_id;
    pmid = citation_pmid;
    date = citation_publication_date bepress_citation_date eprints.date prism.publicationdate citation_cover_date
        dc.date.issued dc.issued citation_date citation_year dc.date citation_online_date bepress_citation_online_date
        dc.date.created;
    issued = dc.date.issued dc.issued;
    deposited = dc.date.datesubmitted dc.datesubmitted dc.date.available dc.available citation_online_date
        dc.date.modified;
    journal = citation_journal_title bepress_citation_journal_title eprints.publication prism.publicationname
        citation_inbook_title citation_book_title eprints.book_title dc.source;
    conference = citation_conference_title citation_conference eprints.event_title bepress_citation_conference_title;
    thesis = citation_dissertation_institution bepress_citation_dissertation_institution citation_dissertation_name
        eprints.thesis_type;
    report = citation_technical_report_institution;
    number = citation_technical_report_number bepress_citation_technical_report_number;
    volume = citation_volume bepress_citation_volume eprints.volume prism.volume;
    issue = citation_issue bepress_citation_issue eprints.number prism.number;
    first = citation_firstpage bepress_citation_firstpage prism.startingpage citation_first_page;
    last = citation_lastpage bepress_citation_lastpage prism.endingpage citation_last_page;
    pages = citation_pages eprints.pagerange prism.pagerange;
    issn = citation_issn bepress_citation_issn eprints.issn prism.issn dc.source.issn prism.eissn;
    isbn = citation_isbn eprints.isbn prism.isbn;
    publisher = citation_publisher bepress_citation_publisher eprints.publisher dc.publisher;
    language = citation_language dc.language;
    abstract = citation_abstract eprints.abstract dc.description.abstract dc.abstract dc.description;
    url = citation_abstract_html_url bepress_citation_abstract_html_url eprints.official_url citation_public_url
        dc.identifier.uri citation_fulltext_html_url;
    pdf = citation_pdf_url bepress_citation_pdf_url eprints.document_url;
    type = eprints.type dc.type dc.type.articletype citation_article_type prism.aggregationtype
    """).items()
}
_OF = {name: field for field, names in _FIELDS.items() for name in names if field not in ("issued", "deposited")}
_LISTS = frozenset(("citation_authors",))


def _name_of(attributes: Mapping[str, str]) -> str:
    name = (attributes.get("name") or attributes.get("property") or attributes.get("itemprop") or "").lower()
    name = name.replace(":", ".") if name.startswith(("dc", "prism", "eprints", "og")) else name
    return name.replace("dcterms.", "dc.", 1) if name.startswith("dcterms.") else name


def _of_tags(text: str) -> tuple[Facts, int]:
    """Return what the meta tags of a page say, and the line of the first."""
    told: dict[str, list[str]] = {}
    line = 0
    number = 0
    for number, tag in enumerate(_META.finditer(text) if "<meta" in text.lower() else ()):
        if number > _MOST:
            break
        attributes = _attributes(tag[1])
        name, content = _name_of(attributes), attributes.get("content", "").strip()
        if not content:
            continue
        if name in _OF or name in _OTHER_NAMES:
            if not told:
                line = text.count("\n", 0, tag.start()) + 1
            told.setdefault(name, []).append(content)
    found: Facts = {}
    for field, names in _FIELDS.items():
        found[field] = next((told[name] for name in names if name in told), [])
    found["doi"] = [value for name in _FIELDS["doi"] for value in told.get(name, ())]
    for name, values in told.items():
        found.setdefault("by", []).append(name.partition("_")[0].partition(".")[0])
        found.setdefault("raw", []).extend(f"{name}: {value[:500]}" for value in values)
    if found["author"] and not told.get("citation_author") and told.get("citation_authors"):
        found["author"] = [name for value in told["citation_authors"] for name in re.split(r"\s*;\s*", value)]
    return found, line


_OTHER_NAMES = frozenset(name for field in ("issued", "deposited") for name in _FIELDS[field])


# Data in scripts.


def _scripts(text: str, kind: str) -> Iterator[tuple[int, str]]:
    """Yield the content of the scripts whose tag holds `kind`, each with its place."""
    at = 0
    while (found := text.find(kind, at)) >= 0:
        start = text.find(">", found) + 1
        at = found + len(kind)
        if start and "<script" in text[max(0, found - 300) : found].lower():
            end = text.find("</script", start)
            if end < 0:
                return
            yield start, text[start:end]
            at = end


def _loaded(source: str) -> Any:
    source = source.strip().removeprefix("//<![CDATA[").removesuffix("//]]>").strip().rstrip(";")
    try:
        return json.loads(source, strict=False) if len(source) < 4_000_000 else None
    except (ValueError, RecursionError):
        return None


_ASSIGNED = "xplGlobal.document.metadata"


def _of_script(text: str) -> Facts | None:
    """Return what IEEE Xplore's page holds as an assignment."""
    at = text.find(_ASSIGNED)
    start = text.find("{", at, at + 100) if at >= 0 else -1
    if start < 0:
        return None
    try:
        value = json.JSONDecoder(strict=False).raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return None
    said = {field: [string(value.get(name))] for field, name in _XPLORE.items() if string(value.get(name))}
    said["author"] = [_inverted(mapping(one)) for one in sequence(value.get("authors"))]
    for name in ("issn", "isbn"):
        said[name] = [string(mapping(one).get("value")) for one in sequence(value.get(name))][:1]
    said["by"] = ["script"]
    said["raw"] = [string(value.get("title"))]
    if "conference" in string(value.get("contentType")).lower():
        said["conference"] = said.get("journal", [])
    said.setdefault("title", [])
    said["date"] = said.get("date") or [string(value.get("publicationYear"))]
    return said if said["title"] else None


_XPLORE = table("""
    title = title; doi = doi; journal = publicationTitle; volume = volume; issue = issue; first = startPage;
    last = endPage; abstract = abstract; publisher = publisher; date = publicationYear
""")


def _inverted(value: Mapping[str, Any]) -> str:
    family, given = string(value.get("lastName")), string(value.get("firstName"))
    return f"{family}, {given}" if family and given else string(value.get("name"))


_WORKS = frozenset("scholarlyarticle medicalscholarlyarticle thesis chapter report techreport academicarticle".split())
_PERHAPS = frozenset(("article", "creativework", "book", "techarticle", "publicationissue", "webpage"))
"""Types that are papers where they have a DOI, or stand in a periodical."""
_CITED = frozenset(
    "citation isbasedon mentions references relatedlink isrelatedto hasvariant review comment author publisher "
    "ispartof image about subjectof".split()
)


def _of_json(text: str) -> list[Facts]:
    """Return the papers that a page states in JSON-LD."""
    found: list[Facts] = []
    if "ld+json" not in text:
        return found
    for place, source in _scripts(text, "ld+json"):
        line = text.count("\n", 0, place) + 1
        todo: list[Any] = [_loaded(source)]
        steps = 0
        while todo and steps < _MOST:
            value = todo.pop()
            steps += 1
            if isinstance(value, list):
                todo += reversed(value)
            elif isinstance(value, dict):
                said = _of_object(_object(value))
                if said is not None:
                    said["line"] = [str(line)]
                    if not any(_same(said["title"][0], other["title"][0]) for other in found[-50:]):
                        found.append(said)
                else:
                    todo += [one for key, one in reversed(value.items()) if key.lower() not in _CITED]
    return found


def _types(value: Mapping[str, Any]) -> set[str]:
    return {str(kind).rpartition("/")[2].rpartition(":")[2].lower() for kind in sequence(value.get("@type"))}


def _object(value: Any) -> dict[str, Any]:
    """Return an object, the first of several, with its names in lower case; an empty one for anything else."""
    found = next((one for one in sequence(value) if isinstance(one, dict)), {})
    return {str(name).lower(): one for name, one in found.items()}


def _of_object(value: Mapping[str, Any]) -> Facts | None:
    """Return what an object of schema.org says, where it is a paper; its names are in lower case."""
    kinds = _types(value)
    people_of = [name for one in sequence(value.get("author") or value.get("creator")) if (name := _schema_name(one))]
    title, name = _worded(value.get("headline")), _worded(value.get("name"))
    if not title or (name in title and any(one in title and one not in name for one in people_of[:3])):
        title = name  # else the headline is the whole reference, as on pages of dblp
    if not title or not kinds & (_WORKS | _PERHAPS):
        return None
    said: Facts = {"title": [title], "by": ["schema"], "type": sorted(kinds), "raw": [title]}
    said["doi"] = [
        word
        for name in ("@id", "identifier", "sameas", "url", "doi")
        for one in sequence(value.get(name))
        if doi(word := _worded(_object(one).get("value")) or _worded(one))
    ]
    above, within = _object(value.get("ispartof")), set[str]()
    for _ in range(4):  # an article is part of an issue, that of a volume, that of a periodical
        if not above:
            break
        within |= _types(above)
        for field in ("volumenumber", "issuenumber", "issn", "isbn"):
            if word := _worded(above.get(field)):
                said.setdefault(_PARTS.get(field, field), [word])
        if _types(above) & _CONTAINERS and (word := _worded(above.get("name"))):
            said["journal"] = [word]
        above = _object(above.get("ispartof"))
    if not kinds & _WORKS and not (said["doi"] or "periodical" in within):
        return None
    said["author"] = people_of
    for field, names in _SCHEMA.items():
        if word := next((word for name in names if (word := _worded(value.get(name)))), ""):
            said.setdefault(field, [word])
    return said


_PARTS = {"volumenumber": "volume", "issuenumber": "issue"}
_CONTAINERS = frozenset(("periodical", "book", "bookseries", "creativeworkseries", "publicationevent", "creativework"))
_SCHEMA = {
    "date": ("datepublished", "datecreated"), "abstract": ("abstract", "description"), "url": ("url",),
    "first": ("pagestart",), "last": ("pageend",), "pages": ("pagination",), "publisher": ("publisher",),
    "volume": ("volumenumber",), "issue": ("issuenumber",), "issn": ("issn",), "isbn": ("isbn",),
    "language": ("inlanguage",),
}  # fmt: skip


def _worded(value: Any) -> str:
    """Return a value of JSON-LD as text: its name where it is an object."""
    if isinstance(value, list):
        return next(filter(None, map(_worded, value[:20])), "")
    if isinstance(value, dict):
        told = _object(value)
        return next((word for name in ("name", "@value", "value", "@id") if (word := string(told.get(name)))), "")
    return string(value).strip()


def _schema_name(value: Any) -> str:
    told = _object(value)
    family, given = string(told.get("familyname")), string(told.get("givenname"))
    return string(told.get("name")) or (f"{family}, {given}" if family else "") if told else string(value)


# COinS.

# ANSI/NISO Z39.88-2004, the formats journal, book and dissertation.
_OPENURL = {
    "rft.jtitle": "journal", "rft.stitle": "journal", "rft.date": "date", "rft.volume": "volume", "rft.issue": "issue",
    "rft.spage": "first", "rft.epage": "last", "rft.pages": "pages", "rft.issn": "issn", "rft.isbn": "isbn",
    "rft.pub": "publisher", "rft.inst": "thesis", "rft.language": "language", "rft.description": "abstract",
    "rft.identifier": "url", "rft.artnum": "pages",
}  # fmt: skip


def _of_coins(text: str) -> list[Facts]:
    """Return the papers that a page states as COinS."""
    if "Z3988" not in text:
        return []
    found: list[Facts] = []
    known: dict[str, Facts | None] = {}
    line, counted = 1, 0
    for span in _SPAN.finditer(text):
        if "Z3988" not in span[1]:
            continue
        line, counted = line + text.count("\n", counted, span.start()), span.start()
        if span[1] not in known:
            known[span[1]] = _of_span(span[1])
        if said := known[span[1]]:
            found.append(said | {"line": [str(line)]})
        if len(found) >= _MOST:
            break
    return found


def _of_span(span: str) -> Facts | None:
    """Return what one span says of a paper; None where it names none."""
    try:
        pairs = parse_qsl(_attributes(span).get("title", ""), max_num_fields=2_000)
    except ValueError:
        return None
    told: dict[str, list[str]] = {}
    for name, value in pairs:
        told.setdefault(name, []).append(value.strip())
    titles = told.get("rft.atitle") or told.get("rft.title") or told.get("rft.btitle") or []
    if not titles or not titles[0]:
        return None
    said: Facts = {"title": titles[:1], "by": ["coins"], "raw": [f"{name}: {value}" for name, value in pairs]}
    for name, field in _OPENURL.items():
        if name in told:
            said.setdefault(field, told[name][:1])
    if "rft.atitle" in told and "journal" not in said:
        said["journal"] = (told.get("rft.title") or told.get("rft.btitle") or [])[:1]
    inverted = zip(told.get("rft.aulast", ()), told.get("rft.aufirst", ()), strict=False)
    first = [f"{family}, {given}" for family, given in inverted]
    others = told.get("rft.au", [])
    said["author"] = others if len(others) >= len(first) else first
    if first and others and not any(_same(facts.named(first[0]).text, facts.named(one).text) for one in others):
        said["author"] = [*first, *others]
    said["doi"] = [value for value in told.get("rft_id", ()) if doi(value)]
    said["type"] = [*told.get("rft.genre", ()), *told.get("rft_val_fmt", ())]
    return said


# Microdata.


class _Items(Visitor):
    """Collects the properties of items of schema.org."""

    def __init__(self) -> None:
        self.found: list[dict[str, Any]] = []
        self.items: list[tuple[int, dict[str, Any]]] = []
        self.depth = 0
        self.catching: list[tuple[int, str, list[str]]] = []

    def opens(self, element: Element, words: Callable[[], str]) -> bool:
        name = element.get("itemprop").lower()
        item: dict[str, Any] | None = None
        if "itemscope" in element.attributes:
            item = {"@type": element.get("itemtype")}
            if not self.items:
                self.found.append(item)
        if name and self.items:
            value: Any = item
            if item is None:
                value = element.get("content") or element.get("datetime")
                if not value and element.tag in ("a", "link"):
                    value = element.get("href") if name in ("url", "sameas", "identifier") else ""
            for one in name.split():
                if value:
                    self.items[-1][1].setdefault(one, []).append(value)
                elif len(self.catching) < 20:
                    self.catching.append((self.depth, one, []))
        if element.tag in ("br", "meta", "link", "img", "input", "hr", "wbr"):
            return False
        self.depth += 1
        if item is not None:
            self.items.append((self.depth, item))
        return True

    def closes(self, tag: str) -> None:
        self.depth -= 1
        while self.catching and self.catching[-1][0] >= self.depth:
            _, name, pieces = self.catching.pop()
            if self.items and (text := " ".join("".join(pieces).split())):
                self.items[-1][1].setdefault(name, []).append(text)
        while self.items and self.items[-1][0] > self.depth:
            self.items.pop()

    def says(self, text: str) -> None:
        for _, _, pieces in self.catching:
            pieces.append(text)


def _of_items(text: str) -> list[Facts]:
    """Return the papers that a page states in microdata."""
    if "itemtype" not in text or not re.search(r"schema\.org/(?:\w{0,20}Article|Thesis|Chapter|Report|Book)", text):
        return []
    items = _Items()
    walk(text, items)
    found: list[Facts] = []
    todo = items.found[::-1]
    while todo and len(found) < _MOST:
        item = todo.pop()
        if (said := _of_object(item)) is not None:
            found.append(said)
            continue
        within = (one for name, values in item.items() if name not in _CITED for one in sequence(values))
        todo += reversed([one for one in within if isinstance(one, dict)])
    return found


def _alone(found: Sequence[Facts]) -> Facts | None:
    return found[0] if len(found) == 1 else None


# A paper of what is said.


def _same(one: str, other: str) -> bool:
    a, b = fold(one), fold(other)
    return bool(a and b) and (a == b or a.startswith(b) or b.startswith(a))


_TEXTS = frozenset(
    "article text thesis dissertation journal conference chapter report preprint book paper eprint".split()
)


_TELLING = "author doi date journal conference issn volume thesis report pdf arxiv".split()


def _sure(said: Facts) -> float:
    """Return how sure it is that these are the facts of a paper; 0 where too little says so."""
    by = set(said.get("by", ()))
    has = {field for field in _TELLING if said.get(field)}
    if by & {"script", "schema"} or (by & {"citation", "bepress", "eprints"} and has):
        return 0.97
    dois = any(doi(value) for value in said.get("doi", ()))
    typed = any(word in value.lower() for value in said.get("type", ()) for word in _TEXTS)
    if "author" in has and (dois or "issn" in has or "prism" in by or (typed and "date" in has)):
        return 0.9
    return 0.9 if "coins" in by and has & {"author", "journal"} else 0.0


def _of_address(text: str) -> Stated | None:
    """Return the paper whose page this is by its address, with the title that it gives for a preview."""
    identifier = of_link(address(text))
    if identifier is None or identifier.kind not in ("doi", "arxiv_id"):
        return None
    for tag in _META.finditer(text):
        attributes = _attributes(tag[1])
        if _name_of(attributes) == "og.title" and (title := attributes.get("content", "").strip()):
            line = text.count("\n", 0, tag.start()) + 1
            told = {identifier.kind: identifier.value}
            paper = Paper(title=_title(title.partition(" | ")[0]), **told)  # type: ignore[arg-type]
            return Stated(paper, 0.7, line, title)
    return None


def _title(text: str) -> str:
    title = on_one_line(marked_up(spaced(text)))
    return facts.unstopped(title) if type(title) is Marked else title


def _names(values: Iterable[str]) -> tuple[tuple[Name, ...], bool]:
    """Return the names of tags that hold one each, or of one that holds all."""
    texts = [text for value in values if (text := " ".join(value.split()).strip(" ,;"))]
    whole = True
    if len(texts) == 1 and (";" in texts[0] or texts[0].count(",") > 1 or re.search(r"\s(?:and|&)\s", texts[0])):
        found = people(texts[0])
        if found is not None:
            return found.names, found.complete
    names: list[Name] = []
    for text in texts:
        for one in re.split(r"\s*;\s*", text) if ";" in text else (text,):
            bare, cut = facts.others(one)
            whole = whole and not cut
            if bare:
                names.append(facts.named(_unshouted(bare)))
    made, also = facts.complete(dict.fromkeys(names))
    return made, whole and also


def _unshouted(text: str) -> str:
    """Return a name that is all in capitals as people write it; initials stay."""
    if not text.isupper() or not any(len(word) > 3 for word in text.split()):
        return text
    return " ".join(
        word.title() if len(word.strip(".,")) > 2 and "." not in word.rstrip(".") else word for word in text.split()
    )


def _date(said: Facts) -> str:
    """Return the day of publication; of a repository's page not that of the deposit."""
    dates = [date for value in said.get("date", ()) if (date := facts.date(value))]
    issued = [date for value in said.get("issued", ()) if (date := facts.date(value))]
    deposits = {date for value in said.get("deposited", ()) if (date := facts.date(value))}
    if dates and issued and issued[0][:4] < dates[0][:4] and dates[0] in deposits:
        return issued[0]
    return dates[0] if dates else (issued or [""])[0]


def _stated(said: Facts, sure: float, line: int) -> Stated:
    """Return the paper that is stated so."""

    def one(field: str) -> str:
        return next(iter(said.get(field, ())), "").strip()

    authors, complete = _names(said.get("author", ()))
    editors, _ = _names(said.get("editor", ()))
    first, last = one("first"), one("last")
    pages = f"{first}-{last}" if first and last and first != last else first or one("pages")
    names = [found for value in said.get("doi", ()) if (found := doi(value))]
    preprint = arxiv_id(one("arxiv")) or next((found for name in names if (found := arxiv_id(name))), None)
    extra = {
        "volume": one("volume"), "issue": one("issue"), "page": facts.pages(pages) if pages else "",
        "ISSN": one("issn"), "ISBN": one("isbn"), "publisher": one("publisher"), "language": one("language"),
        "number": one("number"), "PMID": one("pmid"),
    }  # fmt: skip
    kind, venue = _kind(said)
    if kind in ("thesis", "report"):
        extra["publisher"] = extra["publisher"] or one(kind)
    pdf, url = one("pdf"), one("url")
    if pdf.startswith(("http://", "https://")) and url and pdf != url:
        extra["pdf"] = pdf
    link = next((value for value in (url, pdf) if value.startswith(("http://", "https://"))), "")
    paper = Paper(
        title=_title(one("title")), authors=authors, authors_complete=complete, date=_date(said) or None,
        venue=venue or None, kind=kind, abstract=abstract(one("abstract")) or None, doi=next(iter(names), None),
        arxiv_id=preprint, url=link or None, roles={"editor": editors} if editors else {},
        extra={name: value for name, value in extra.items() if value},
    )  # fmt: skip
    return Stated(paper, sure, line, "\n".join(said.get("raw", ()))[:20_000])


_KINDS = table("""
    dissertation = thesis; book_section = chapter; conference_item = paper-conference; bookitem = chapter
""")


def _kind(said: Facts) -> tuple[str | None, str]:
    """Return what kind of work it is, and where it appeared."""
    journal, conference = (
        on_one_line(marked_up(next(iter(said.get(name, ())), ""))) for name in ("journal", "conference")
    )
    if said.get("thesis"):
        return "thesis", ""
    if said.get("report"):
        return "report", ""
    if conference:
        return "paper-conference", conference
    words = [value.lower() for value in said.get("type", ())]
    kinds = (csl.TYPES.get(word.rpartition(".")[2]) or _KINDS.get(word.rpartition(":")[2]) for word in words)
    told = next(filter(None, kinds), None)
    if not journal or journal.startswith(("http://", "https://")):
        return told, ""
    if told not in ("chapter", "paper-conference") and (said.get("volume") or said.get("issn")):
        told = "article-journal"
    return told, journal
