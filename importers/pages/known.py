"""The sites whose pages are read by the elements that hold their papers: a row each."""

import re
from dataclasses import replace
from typing import Any

from importers import acl, arxiv, csl, facts, openreview, pubmed, scholar
from importers.dblp import CORR, HOMONYM, of_corr
from importers.facts import person
from importers.names import listed
from importers.pages.sites import Record, Site
from importers.reader import skip
from storage.papers.bibfields import table
from storage.papers.identifiers import arxiv_id, found_in, of_link
from storage.papers.markup import Marked, plain
from storage.papers.names import Name
from storage.papers.paper import Listed, Paper, Skipped
from storage.papers.patterns import late

_LABEL = late(r"\s*(?P<name>TL;DR|[A-Z][A-Za-z]{2,9}(?:[- ](?:ref(?:erence)?|no|number|class))?)\s*:\s*(?P<rest>.*)")
_LISTED = late(r"\((cross-list[^()]{0,80}|replaced)\)")
_SUBJECT = re.compile(r"[a-z-]{3,9}(?:\.[A-Za-z-]{2,20})?")


def _of_arxiv(record: Record) -> Paper | Skipped:
    """Return the paper of a list of arXiv, or of its search."""
    identifier = next(filter(None, map(arxiv_id, record.texts("id"))), None)
    if identifier is None:
        return skip(record.line, "no arXiv identifier", record.source)
    labelled = _labelled(record)
    names, complete, count = arxiv.authors(_unlabelled(record.text("people"), "Author"))
    codes = arxiv.CODE.findall(labelled.get("subjects", "")) or list(filter(_SUBJECT.fullmatch, record.texts("tag")))
    days = (day[2] or day[1] for text in record.texts("submitted") if (day := arxiv.SUBMITTED.fullmatch(text)))
    dois = (name.value for piece in record.told.get("doi", ()) if (name := of_link(piece.link)) and name.kind == "doi")
    return arxiv.paper(
        identifier=identifier, title=_unlabelled(record.text("title"), "Title"), names=names, complete=complete,
        count=count, categories=" ".join(codes), abstract=record.abstract() or record.text("short"),
        doi=next(dois, None) or labelled.get("doi"), date=next(map(facts.date, days), None),
        reference=labelled.get("journal-ref") or labelled.get("journal ref"), comments=labelled.get("comments"),
        report=labelled.get("report-no") or labelled.get("report number"),
        besides=[(name, labelled.get(name, "")) for name in ("acm-class", "msc-class")]
        + [("listed", how) for how in _LISTED.findall(record.text("how"))],
    )  # fmt: skip


def _unlabelled(text: str, label: str) -> str:
    return re.sub(rf"^\s*{label}s?\s*:\s*", "", text[:100]) + text[100:]


def _labelled(record: Record) -> dict[str, str]:
    """Return what stands behind the labels of a record: `Comments: 12 pages`."""
    told = (found for text in record.texts("labelled") if (found := _LABEL.match(text)))
    return {found["name"].lower(): found["rest"] for found in told}


# Google Scholar.

_PARTED = late(r"(?P<people>.{0,3000}?)(?:^|\s)[-–]\s(?P<said>\S.{0,400})")
_ONLY_SAID = late(r"(?:(?:(?! [-–] ).){0,300}, )?(?:1[5-9]|20)\d\d(?: [-–] .{0,200})?")


def _of_scholar(record: Record) -> Paper | Listed | None:
    """Return the paper of a result, or of a profile, which says the venue in a line of its own."""
    title = record.title()
    if not title and not record.text("byline"):
        return None  # what others searched for
    byline, placed = record.text("byline"), [*record.texts("gray"), "", ""]
    if byline:
        found = None if _ONLY_SAID.fullmatch(byline) else scholar.DESCRIBED.fullmatch(byline) or _PARTED.match(byline)
        described = scholar.described(found or re.match(r"(?P<people>)(?P<said>.*)", byline))  # type: ignore[arg-type]
        names, complete, said = described
    else:
        names, complete, _ = listed(placed[0])
        said, extra = scholar.placed(placed[1])
        said["extra"] = extra
    if (year := record.text("year")).isdecimal():
        said["year"] = int(year)
    cites = next((piece for piece in record.told.get("cited", ()) if "cites=" in piece.link), None)
    if cites and (number := "".join(filter(str.isdecimal, cites.text))):
        said["extra"] = {**said.get("extra", {}), "cited-by": number}
    if kind := next(filter(None, map(scholar.KINDS.get, re.findall(r"\w+", record.text("mark")))), None):
        said.setdefault("kind", kind)
    abstract = scholar.abstract(record.text("text"))
    paper = record.paper(authors=names, authors_complete=complete, abstract=abstract, **said)
    return record.listed(paper, scholar.doubt(title))


# DBLP.

_DBLP = table("""
    article = article-journal; inproceedings = paper-conference; incollection = chapter; book = book; editor = book;
    phdthesis = thesis; mastersthesis = thesis; informal = article; reference = entry-encyclopedia; data = dataset
""")


def _of_dblp(record: Record) -> Paper:
    """Return the paper of a page of a person or a venue, or of a search."""
    kind = next((kind for name in record.text("kind").split() if (kind := _DBLP.get(name))), None)
    names, complete = facts.complete(facts.named(HOMONYM.sub("", text)) for text in record.texts("person"))
    told: dict[str, object] = {"kind": kind, "authors": names, "authors_complete": complete}
    if record.text("venue") == CORR:
        number = of_corr(record.text("volume"))
        told |= {"venue": "arXiv", "kind": "article"} | ({"arxiv_id": number} if number else {})
        record.told.pop("volume", None)
    if kind == "book" and "editor" in record.text("kind").split():
        told |= {"authors": (), "authors_complete": True, "roles": {"editor": names}}
    if not record.text("venue") and (kind in ("article-journal", "paper-conference")):
        told |= _contents(record.page.get("name", ""), has_year=bool(record.text("date")))
    extra = {"key": f"DBLP:{key}"} if (key := record.text("key")) else {}
    if isbn := record.text("isbn"):
        extra["ISBN"] = isbn
    return record.paper(title=facts.unstopped(record.title()), extra=extra, **told)


_MEETING_OF = late(r"(?P<venue>[^:]{2,200}?,? ?(?P<year>(?:19|20)\d\d)(?:[ /@][^:]{0,40})?)(?:: .*)?")


def _contents(name: str, *, has_year: bool) -> dict[str, object]:
    """Return what the title of a table of contents says of its papers: `LAMP 2024: Shore, Norway`."""
    if numbered := _NUMBERED.fullmatch(name):
        return {"venue": numbered["venue"]}
    found = _MEETING_OF.fullmatch(name)
    return ({"venue": found["venue"]} | ({} if has_year else {"date": found["year"]})) if found else {}


# PubMed.


def _of_pubmed(record: Record) -> Paper:
    """Return the paper of a search's results, as summaries or with abstracts."""
    cited, journal, text = record.text("cited"), record.text("journal"), record.text("people")
    told, _ = pubmed.citation(f"Journal. {cited}" if journal else cited)
    title, original = pubmed.titles(record.title(), "")
    names, complete = _short(text) if text else record.people()
    dois = (one.identifier for text in (cited, *record.texts("id")) for one in found_in(text))
    extra = {name: told.get(name) for name in ("volume", "issue", "page", "publisher", "publisher-place")}
    return record.paper(
        title=title, authors=names, authors_complete=complete, venue=journal.rstrip(".") or told.get("container-title"),
        date=csl.date(told.get("issued")), kind=told.get("type"), arxiv_id=told.get("arxiv"),
        doi=next((one.value for one in dois if one and one.kind == "doi"), None),
        extra=extra | {"PMID": record.text("pmid"), "original-title": original},
    )  # fmt: skip


_SHORT = late(r"(?P<family>.+?) (?P<initials>[A-Z]{1,4})(?: (?P<suffix>Jr|Sr|2nd|3rd|4th|II|III|IV))?")


def _short(text: str) -> tuple[tuple[Name, ...], bool]:
    """Return the people of PubMed's short form: `Kang Y, van der Berg AB Jr, Shore Study Group.`"""
    return facts.complete(
        person(found["family"], " ".join(f"{letter}." for letter in found["initials"]), found["suffix"] or "")
        if (found := _SHORT.fullmatch(piece)) else facts.named(piece)
        for one in text.rstrip(". ").split(",") if (piece := one.strip(" ;."))
    )  # fmt: skip


# Semantic Scholar.

_MORE = late(r",?\s*(?:\.\.\.|…)?\s*\+\s?(?P<count>\d{1,4}) (?:more )?authors?\b,?|,\s*(?:\.\.\.|…)\s*,")


def _of_semantic_scholar(record: Record) -> Paper:
    """Return the paper of a search, or of the page of a person."""
    text = record.text("people")
    hidden = _MORE.search(text)
    names, complete = record.people()
    if not record.told.get("person"):
        names, complete, _ = listed(_MORE.sub(", ", text).strip(" ,"))
    count = len(names) + int(hidden["count"]) if hidden and hidden["count"] else None
    venue = record.text("venue")
    return record.paper(
        authors=names, authors_complete=complete and not hidden, author_count=count,
        venue="arXiv" if venue in ("arXiv.org", "ArXiv") else venue or None,
        abstract=re.sub(r"^TLDR\s*|\s*(?:Expand|Collapse)$", "", record.text("text")) or None,
    )  # fmt: skip


# Proceedings.

_ACL = late(r"/(?P<id>(?:19|20)\d\d\.[\w-]+\.\d+|[A-Z]\d\d-\d{4})(?:[/.]|$)")


def _of_acl(record: Record) -> Paper | Skipped | None:
    """Return the paper of a volume, an event or a person of the ACL Anthology; front matter is its editors' book."""
    found = _ACL.search(record.link("title", "item"))
    if found is None:
        return skip(record.line, "no identifier of the Anthology", record.source) if record.title() else None
    told: dict[str, object] = {
        "date": acl.year(found["id"]),
        "url": f"https://aclanthology.org/{found['id']}/",
    }
    if found["id"].endswith((".0", "000")):
        return record.paper(authors=(), roles={"editor": record.people()[0]}, kind="book", venue=None, **told)
    venue = record.text("venue") or record.contents
    numbered = _NUMBERED.fullmatch(venue)
    parts = numbered.groupdict() if numbered else {}
    return record.paper(
        venue=parts.get("venue") or venue or None, kind=acl.kind(found["id"]),
        extra={name: parts.get(name) for name in ("volume", "issue")}, **told,
    )  # fmt: skip


_NUMBERED = late(
    r"(?P<venue>.{3,200}?), Volume (?P<volume>\d{1,4})(?:, (?:Number|Issue) (?P<issue>[\d-]{1,6}))?(?:,.{0,200})?"
)
_PMLR = late(r"PMLR,? (?P<volume>[A-Z]?\d{1,4})(?::(?P<page>\d{1,5}(?:[-–]{1,2}\d{1,5})?))?")
_MEETING = late(r"^Volume \w+:\s*|,\s(?:[A-Z][a-z]{2,8}\s)?\d.*$")
_PMLR_KEY = late(r"/v[a-z]?\d{1,4}/(?:[\w-]+/)?([a-z'-]+(\d\d)[a-z]{0,3})(?:\.html|\.pdf|/|$)")


def _of_pmlr(record: Record) -> Paper:
    """Return the paper of a volume: its year is in its key (`moor19a`), for the heading has that of the meeting."""
    found = _PMLR.search(record.text("info"))
    key = next(filter(None, (_PMLR_KEY.search(piece.link) for piece in record.told.get("links", ()))), None)
    extra = {"collection-title": "Proceedings of Machine Learning Research"}
    if found:
        extra |= {"volume": found["volume"], "page": facts.pages(found["page"] or "")}
    venue = record.text("info")[: found.start()].strip(" ,") if found else ""
    if not venue:
        extra["event-title"] = _MEETING.sub("", record.contents)
    return record.paper(
        venue=venue or "PMLR", kind="paper-conference",
        date=f"20{key[2]}" if key else None, url=record.link("links"),
        extra=extra,
    )  # fmt: skip


_ADVANCES = late(r"(?P<venue>.{5,200}?)(?: (?P<volume>\d{1,3}))?(?: \((?P<event>[^()]{2,60})\))?")
_HASHED = late(r"/(?:paper|proceeding|paper_files/paper)/((?:19|20)\d\d)/")


def _of_neurips(record: Record) -> Paper | None:
    """Return the paper of a volume of NeurIPS, or of those that are published by the same program (ICLR, MLSys)."""
    if not record.told.get("title"):
        return None
    volume = _ADVANCES.fullmatch(re.sub(r"^Part of ", "", record.contents))
    told = volume.groupdict() if volume else {}
    year = _HASHED.search(record.link("title"))
    extra = {"volume": told.get("volume"), "event-title": told.get("event")}
    return record.paper(
        venue=told.get("venue") or record.contents or None, kind="paper-conference", date=year[1] if year else None,
        extra=extra,
    )  # fmt: skip


_FIELD = late(r"(?P<name>[a-z]{4,10})\s?=\s?\{(?P<value>[^{}]{1,1000})\}")
_KEY = late(r"@\w{3,20}\{([^,\s]{1,80}),")


def _of_cvf(record: Record) -> Paper:
    """Return the paper of CVF's open access; its BibTeX is folded away below it."""
    entry = record.text("bibtex")
    said = {found["name"]: found["value"] for found in _FIELD.finditer(entry)}
    key = _KEY.search(entry)
    year = said.get("year") or (found[1] if (found := re.search(r"\b((?:19|20)\d\d)\b", record.contents)) else "")
    venue = said.get("booktitle", "").removeprefix("The ").strip() or re.sub(
        r"\s*(?:19|20)\d\d.*$", "", record.contents
    )
    extra = {"page": facts.pages(said.get("pages", "")), "key": key[1] if key else ""}
    return record.paper(
        kind="paper-conference", venue=venue or None, date=facts.iso(year, said.get("month")),
        extra=extra,
    )  # fmt: skip


# OpenReview.

_PUBLISHED = late(r"(?:Published: |^)(\d{1,2} [A-Z][a-z]{2} (?:19|20)\d\d)")
_NO_VENUE = late(
    r"(?i)(?:published|last modified|modified|readers|everyone|revisions|bibtex|show|withdrawn|desk).*|\d.*"
)


def _of_openreview(record: Record) -> Paper:
    """Return the paper of a venue's page, of a person's or of a search."""
    meta = record.texts("meta")
    labelled = _labelled(record)
    stated = next((text for text in meta if len(text) < 200 and not _NO_VENUE.fullmatch(text)), "")
    year = found[0] if (found := re.search(r"\b20\d\d\b", stated)) else ""
    venue, kind = openreview.appeared({}, stated, "", year) if stated else ("", None)
    day = facts.date(next((found[1] for text in meta if (found := _PUBLISHED.search(text))), ""))
    names, complete = record.people()
    if openreview.are_hidden(names):
        names, complete = (), False
    extra = {
        "note": stated if stated != venue else "", "keyword": labelled.get("keywords", ""),
        "summary": labelled.get("tl;dr", ""),
    }  # fmt: skip
    return record.paper(
        authors=names, authors_complete=complete, venue=venue or None, kind=kind,
        year=int(year) if year else None, date=day if not year or (day and day.startswith(year)) else None,
        abstract=labelled.get("abstract") or None,
        extra=extra,
    )  # fmt: skip


# Publishers.

_PARTS = {
    "volume": late(r"(?i)\bvol(?:ume|\.)?:?\s?(\w{1,8})"),
    "issue": late(r"(?i)\b(?:issue|iss\.|no\.|number):?\s?([\w/–-]{1,12})"),
    "page": late(
        r"(?i)\b(?:pages?|pp?\.|pp|article(?: no\.| number)?):?\s?"
        r"([a-z]{0,3}\d[\w.]{0,11}(?:\s?[-–]\s?[a-z]?\d\w{0,9})?)"
    ),
}
_DATE = late(
    r"(?:\b\d{1,2} )?\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? (?:\d{1,2}, )?"
    r"(?:1[89]|20)\d\d\b|(?<![\d–-])(?:1[89]|20)\d\d(?![\d–-])"
)


def _published(record: Record) -> Paper | None:
    """Return the paper of a publisher's list: volume, issue, pages and date stand in a line beside, or above all."""
    if not record.told.get("title"):
        return None
    own = " | ".join(record.texts("info"))[:1_000]
    info = f"{own} | {record.page.get('issued', '')} | {record.contents[:1_000]}"
    searched = ((name, pattern.search(own if name == "page" else info)) for name, pattern in _PARTS.items())
    found = {name: part[1] for name, part in searched if part}
    extra = {name: facts.pages(value) if name == "page" else value for name, value in found.items()}
    days = filter(None, map(facts.date, (*record.texts("date"), *_DATE.findall(info))))
    named = _NUMBERED.match(record.contents)
    venue = record.text("venue") or (named["venue"] if named else _ISSUE.sub("", record.contents))
    meeting = _MEETS.search(f"{venue} {info}")
    title = record.title()
    if beneath := record.text("subtitle"):
        title = facts.joined(plain(title) if type(title) is Marked else title, beneath)
    names, complete = record.people()
    hidden = _HIDDEN.search(record.text("more"))
    return record.paper(
        title=facts.unstopped(title), venue=venue or None,
        date=next(days, None),
        kind="paper-conference" if meeting else "article-journal" if "volume" in extra else None,
        authors=names, authors_complete=complete and not record.text("more"),
        author_count=len(names) + int(hidden[1]) if hidden else None, extra=extra,
    )  # fmt: skip


def _of_ceur(record: Record) -> Paper | Skipped:
    """Return the paper of a volume of workshop proceedings; a preface has no more than its link."""
    if not (record.title() or record.told.get("people")):
        return skip(record.line, "it has no authors: a preface, or the whole volume", record.source)
    volume = _CEUR.search(record.link("pdf"))
    day, acronym = record.page.get("issued", "").partition(" | ")[0], record.page.get("name", "")
    venue = record.contents if acronym in record.contents else f"{record.contents} ({acronym})"
    return record.paper(
        title=record.title() or record.text("pdf"), venue=venue or None, kind="paper-conference",
        url=record.link("pdf") or None, date=facts.date(day) or None,
        extra={"volume": volume[1], "collection-title": "CEUR Workshop Proceedings"} if volume else {},
    )  # fmt: skip


def _of_highwire(record: Record) -> Paper | None:
    """Return the paper of a preprint server's list, or of a journal at the same press."""
    paper = _published(record)
    if paper is None:
        return None
    venue = record.text("venue").strip(" .;,")
    doi = next((one.identifier.value for text in record.texts("id") for one in found_in(text) if one.identifier), None)
    extra = {name: value for name, text in paper.extra.items() if (value := text.strip(" ;,()"))}
    if not _PAGES.fullmatch(extra.get("page", "")):
        extra.pop("page", None)
    day = _RXIV.search(doi or "")
    told: dict[str, Any] = {"doi": doi or paper.doi, "extra": extra, "kind": paper.kind, "venue": venue}
    if venue.endswith("Rxiv"):
        told |= {"kind": "article", "date": "-".join(day.groups()) if day else paper.date}
    elif venue.startswith("Published"):  # online before print
        told["venue"] = None
    elif extra.get("volume"):
        told["kind"] = "article-journal"
    return replace(paper, **told)


_PAGES = late(r"[A-Za-z]{0,2}\d{1,7}(?:-[A-Za-z]{0,2}\d{1,7})?")


def _of_jmlr(record: Record) -> Paper | None:
    """Return the paper of a volume: `(12):1−20, 2020` is number, pages and year."""
    found = _JMLR.search(record.text("info"))
    volume = re.search(r"/papers/(?:v|volume)(\d{1,3})/", record.link("links"))
    if found is None:
        return None
    extra = {"issue": found["issue"], "page": facts.pages(found["page"]), "volume": volume[1] if volume else ""}
    return record.paper(
        venue="Journal of Machine Learning Research", kind="article-journal", date=found["year"],
        url=record.link("links") or None, extra=extra,
    )  # fmt: skip


def _of_usenix(record: Record) -> Paper:
    """Return the paper of a programme: people stand in groups, each before where they work."""
    names, complete, _ = listed(_GAPS.sub(", ", record.text("people")))
    dated = _DATE.search(record.contents)
    return record.paper(
        authors=names, authors_complete=complete, venue=_PROGRAMME.sub("", record.contents) or None,
        kind="paper-conference", date=dated[0] if dated else None,
    )  # fmt: skip


_PROGRAMME = late(r"(?i)\s+(?:technical sessions|(?:technical )?program(?:me)?|accepted papers|conference program)$")


_CEUR = late(r"/Vol-(\d{1,5})/")
_RXIV = late(r"10\.(?:1101|64898)/((?:20)\d\d)\.(\d\d)\.(\d\d)\.")
_JMLR = late(r"\((?P<issue>[\w()]{1,12})\):\s?(?P<page>\d{1,5}\s?[−–-]{1,2}\s?\d{1,5}), (?P<year>(?:19|20)\d\d)")
_GAPS = late(r"\s*[,;](?:\s*[,;])*\s*")
_ISSUE = late(r"(?i)[\s,:–-]*\b(?:vol(?:ume|\.)?|issue|latest issue|table of contents)\b.*$|^.{1,30}(?:19|20)\d\d: ")
_MEETS = late(r"(?i)\b(?:proceedings|conference|symposium|workshop|conf\.|proc\.)(?!\w)")
_HIDDEN = late(r"\+\s?(\d{1,4})")

SITES: tuple[Site, ...] = (
    Site(
        NAME="arxiv-html", TITLE="arXiv list or search page (HTML)", LAST_SEEN="2026-11-30", source="arXiv",
        home="https://arxiv.org/", marks=r"class=[\"']?(?:list-title\b|list-identifier\b|arxiv-result\b)",
        elements="""
            begins = dt; record = li.arxiv-result; section = h3; total = h1.title.is-clearfix;
            stated = div.paging, small;
            none = a[name], a.is-size-7;
            id = dt a[title=Abstract], dt .list-identifier a, dt a@id, p.list-title a; how = dt;
            title = div.list-title, p.title; people = div.list-authors, p.authors;
            labelled = div.list-comments, div.list-subjects, div.list-journal-ref, div.list-doi, div.meta div,
                p.comments;
            abstract = dd p.mathjax, dd p, span.abstract-full; short = span.abstract-short; tag = span.tag.is-small;
            doi = div.tags a, div.list-doi a; submitted = li.arxiv-result p.is-size-7
        """,
        paper=_of_arxiv,
    ),
    Site(
        NAME="scholar-html", TITLE="Google Scholar results or profile (HTML)", LAST_SEEN="2026-11-30", TRUST=10,
        source="Google Scholar", home="https://scholar.google.com/",
        marks=r"class=[\"']?(?:gs_ri|gs_r gs_or|gsc_a_tr|gsc_a_at)\b|id=[\"']?(?:gs_top|gs_res_ccl|gsc_a_b)\b"
        r"|\.gs_(?:ri|rt|rs|fl)\b|\.gsc_a_t",
        elements="""
            record = div.gs_ri, tr.gsc_a_tr; total = div.gs_ab_mdw; name = div[id=gsc_prf_in];
            mark* = span.gs_ctu, span.gs_ctc, span.gs_ctg2; title = .gs_rt, a.gsc_a_at; byline = div.gs_a;
            text = div.gs_rs; gray = div.gs_gray; year = td.gsc_a_y; cited* = div.gs_fl a, td.gsc_a_c a
        """,
        paper=_of_scholar,
    ),
    Site(
        NAME="dblp-html", TITLE="DBLP page of a person or venue (HTML)", TRUST=30,
        source="DBLP", home="https://dblp.org/",
        marks=r"<title>dblp:|class=[\"']?publ-list\b|class=[\"']entry (?:article|inproceedings|informal|incollection) ",
        elements="""
            record = li.entry; section = li.year, header h2; name = header h1 span.primary, header h1;
            total = p[id=completesearch-info-matches];
            none = div.nr, div.box, nav.publ div.head, ul.publ li.drop-down div.head; kind = li.entry@class;
            key = li.entry@id; person = span[itemprop=author] span[itemprop=name];
            title = span.title; venue = span[itemprop=isPartOf] span[itemprop=name];
            volume = span[itemprop=volumeNumber]; issue = span[itemprop=issueNumber]; page = span[itemprop=pagination];
            date = span[itemprop=datePublished], meta[itemprop=datePublished]@content; id* = li.ee a;
            publisher = span[itemprop=publisher]; isbn = span[itemprop=isbn]; url* = li.ee a;
            menu* = nav.publ
        """,
        paper=_of_dblp,
    ),
    Site(
        NAME="pubmed-html", TITLE="PubMed results (HTML)", TRUST=30, source="PubMed",
        home="https://pubmed.ncbi.nlm.nih.gov/",
        marks=r"name=[\"']ncbi_pdid[\"'] content=[\"']searchresult|class=[\"']full-docsum|class=[\"']docsum-content",
        elements="""
            record = article.full-docsum, div.docsum-content, article.article-overview; total = div.results-amount;
            none = button, span.short-authors, span.short-journal-citation, div.short-view-snippet, a.easyScholarDOI,
                input, label.search-result-position, div.result-actions-bar,
                sup.affiliation-links, sup.equal-contrib-container;
            title = a.docsum-title, h1.heading-title; people = span.full-authors;
            person = span.authors-list-item .full-name;
            cited = span.full-journal-citation, span.cit; id = span.citation-doi;
            pmid = span.docsum-pmid, strong.current-id; abstract = div.full-view-snippet, div.abstract-content;
            journal = button.journal-actions-trigger@title
        """,
        paper=_of_pubmed,
    ),
    Site(
        NAME="semantic-scholar-html", TITLE="Semantic Scholar results or author page (HTML)",
        source="Semantic Scholar", home="https://www.semanticscholar.org/", found="em",
        marks=r"class=[\"']?cl-paper-row\b",
        elements="""
            record = div.cl-paper-row; total = div.dropdown-filters__result-count, h2.dropdown-filters__result-count;
            name = h1[data-test-id=author-name]; title = .cl-paper-title; people = .cl-paper-authors;
            person = .cl-paper-authors__author-box, .cl-paper-authors__author-link;
            venue = .cl-paper-venue; date = .cl-paper-pubdates; text = .cl-paper-abstract, .tldr-abstract-replacement;
            url = a.link-button--show-visited, a[data-test-id=title-link], a[data-heap-id=citation_title];
            menu* = .cl-paper-controls, .cl-paper-stats, .cl-paper-action
        """,
        paper=_of_semantic_scholar,
    ),
    Site(
        NAME="openreview-html", TITLE="OpenReview venue, group or search (HTML)",
        source="OpenReview", home="https://openreview.net/",
        marks=r"class=[\"']?note-(?:authors|content|meta-info)\b|class=[\"']?note-content-field\b",
        elements="""
            record = div.note, li.note; section = h3, div.tab-content h4; name = header h1, div.venue-header h1;
            pdf* = a.pdf-link, a[href*=/pdf?], a.html-link; title = h4 a[href*=forum?], h4 a.note-content-title,
                h4.note-content-title a; person = .note-authors a;
            people = .note-authors; meta = ul.note-meta-info li, .note-meta-info span.item, div.note-meta-info;
            labelled = .note-content div, .note-content li; counts* = li.pull-right, span.reply-count
        """,
        paper=_of_openreview,
    ),
    Site(
        NAME="acl-html", TITLE="ACL Anthology volume, event or person (HTML)", TRUST=30,
        source="the ACL Anthology", home="https://aclanthology.org/",
        marks=r"<title>[^<]{0,300}- acl anthology</title>|class=[\"']?d-sm-flex align-items-stretch",
        elements="""
            begins = p.d-sm-flex, div.d-sm-flex.align-items-stretch; contents = h2[id=title], h4 a[href*=/volumes/];
            section = h3, h4; buttons* = span.list-button-row, div.list-button-row, span.text-nowrap; title = strong a;
            person = a[href*=/people/]; venue = span a[href*=/volumes/], a.text-muted[href*=/volumes/];
            abstract = div.abstract-collapse div.card-body
        """,
        paper=_of_acl,
    ),
    Site(
        NAME="pmlr-html", TITLE="PMLR volume (HTML)", LAST_SEEN="2026-11-30", TRUST=30, source="PMLR",
        home="https://proceedings.mlr.press/",
        marks=r"\| pmlr\s{0,9}</title>|<div class=[\"']?paper[\"']?>\s{0,40}<p class=[\"']?title\b",
        elements="""
            record = div.paper; contents = h2; section = h3, h4; title = p.title; people = span.authors;
            info = span.info; links = p.links a; abstract = div.abstract
        """,
        paper=_of_pmlr,
    ),
    Site(
        NAME="neurips-html", TITLE="NeurIPS, ICLR or MLSys proceedings (HTML)", TRUST=30,
        source="NeurIPS", home="https://proceedings.neurips.cc/",
        marks=r"<a title=[\"']paper title[\"']|<li class=[\"']?conference\b[^<>]{0,80}>\s{0,20}<",
        elements="""
            record = li; contents = h4; title = a[title*=paper], a[href*=/hash/];
            people = i, span.paper-authors; badge* = span.badge
        """,
        paper=_of_neurips,
    ),
    Site(
        NAME="cvf-html", TITLE="CVF open access (HTML)", TRUST=30, source="CVF",
        home="https://openaccess.thecvf.com/", marks=r"<dt class=[\"']?ptitle\b",
        elements="""
            begins = dt.ptitle; contents = div[id=header_title] a[href*=20];
            title = dt.ptitle; person = form.authsearch a;
            people = dd; id = dd a[href*=arxiv.org]; bibtex* = div.bibref; pdf = dd a[href*=.pdf]
        """,
        paper=_of_cvf,
    ),
    Site(
        NAME="acl-list-html", TITLE="ACL Anthology volume of before 2019 (HTML)", LAST_SEEN="2026-11-30", TRUST=30,
        source="the ACL Anthology", home="https://aclanthology.org/", marks=r"<title>acl anthology (?:&raquo;|»)",
        elements="""
            record = p; contents = h1; item = p a; title = i; people = b
        """,
        paper=_of_acl,
    ),
    Site(
        NAME="ceur-html", TITLE="CEUR-WS volume (HTML)", LAST_SEEN="2026-11-30", TRUST=30, source="CEUR-WS",
        home="https://ceur-ws.org/", marks=r"class=[\"']?ceur(?:toc|title|volnr|volacronym|authors?)\b",
        elements="""
            record = div.CEURTOC li; section = span.CEURSESSION, div.CEURTOC h3; contents = span.CEURFULLTITLE;
            name = span.CEURVOLACRONYM;
            title = span.CEURTITLE; people = span.CEURAUTHORS, div.CEURTOC li i; person = span.CEURAUTHOR;
            page = span.CEURPAGES; issued = span.CEURPUBYEAR, span.CEURPUBDATE; pdf = a
        """,
        paper=_of_ceur,
    ),
    Site(
        NAME="atypon-html", TITLE="ACM, INFORMS, PNAS, Wiley, SAGE: issue or search (HTML)", LAST_SEEN="2026-11-30",
        TRUST=30, source="the publisher", home="",
        marks=r"class=[\"']?(?:issue-item\b|issue-item__title|dltitlelink)|id=[\"']?dltoc\b",
        elements="""
            record = div.issue-item, div.issue-item-container; begins = div[id=DLcontent] h3;
            section = div[id=DLcontent] h2, .toc__heading, .section__heading;
            contents = div[id=DLheader] h1, .current-issue__title, div.colored-block__title h2, h1.journal-title;
            total = .result__count; title = .issue-item__title, a.DLtitleLink;
            menu* = .issue-item__footer, .issue-item-checkbox-container; person = ul.loa li, ul.DLauthors li;
            none = .loa_author_inst;
            more* = li.count-list, button.removed-items-count, li.loa-more; people = .issue-item__authors;
            venue = .epub-section__title; date = .bookPubDate, span.epub-date; info = .issue-item__detail span;
            id = a.issue-item__doi, .issue-item__title a, a.DLtitleLink; abstract = .issue-item__abstract,
                div.DLabstract
        """,
        paper=_published,
    ),
    Site(
        NAME="ieee-html", TITLE="IEEE Xplore results or contents (HTML)", TRUST=30,
        source="IEEE Xplore", home="https://ieeexplore.ieee.org/",
        marks=r"<xpl-(?:results-item|issue-results)|class=[\"']?list-results-items\b",
        elements="""
            record = xpl-results-item, xpl-issue-results-items, div.List-results-items; total = div.Dashboard-header;
            contents = h1.document-title; none = xpl-access-type-icon, div.hide-desktop;
            title = h2 a[href*=/document/], h3 a[href*=/document/]; person = .author a; people = .author;
            venue = .description a[href*=/xpl/]; info = .publisher-info-container span; abstract = .twist-container
        """,
        paper=_published,
    ),
    Site(
        NAME="sciencedirect-html", TITLE="ScienceDirect results or issue (HTML)", TRUST=30,
        source="ScienceDirect", home="https://www.sciencedirect.com/",
        marks=r"class=[\"'][^\"'<>]{0,80}\b(?:resultitem|js-article-list-item|result-list-title-link)\b", found="em",
        elements="""
            record = li.ResultItem, li.js-article-list-item; section = .js-section-title;
            total = .search-body-results-text; contents = h1.journal-title, a.js-title-link;
            issued = .js-vol-issue, .js-issue-status; person = ol.Authors li, ol.author-list li;
            title = a.result-list-title-link, span.js-article-title; people = .js-article__item__authors;
            more* = .author-more; venue = a.subtype-srctitle-link; date = .srctitle-date-fields span, .js-article-date;
            info = .srctitle-date-fields span, .js-article-page-range, .js-article-number;
            url = a.article-content-title; id = li.ResultItem@data-doi, div[hidden]; abstract = .js-abstract-body-text
        """,
        paper=_published,
    ),
    Site(
        NAME="nature-html", TITLE="Nature, Springer or BMC: issue or search (HTML)", TRUST=30,
        source="the publisher", home="",
        marks=r"class=[\"'][^\"'<>]{0,80}\b(?:c-card__title|c-card__link|app-card-open__heading|c-listing__title)\b",
        elements="""
            record = article.c-card, article.c-listing__content, li.app-card-open, li.c-listing__item; section = h2;
            issued = h1; total = [data-test=results-data-total]; more* = li[title*=more];
            title = .c-card__title, .c-listing__title, .app-card-open__heading;
            person = span[itemprop=name], .c-author-list li; abstract = .c-card__summary, .app-card-open__description;
            people = [data-test=author-list], .c-listing__authors-list, .app-card-open__authors;
            venue = [data-test=journal-title-and-link], [data-test=parent], a.c-listing__journal;
            date = time@datetime, [data-test=published]; info = [data-test=volume-and-page-info], .c-listing__metadata
        """,
        paper=_published,
    ),
    Site(
        NAME="highwire-html", TITLE="bioRxiv, medRxiv and others at HighWire (HTML)",
        source="the site", home="", marks=r"class=[\"']?highwire-(?:article-citation|cite)\b",
        elements="""
            record = div.highwire-article-citation, div.highwire-cite; total = h1[id=page-title];
            section = .toc-heading; title = .highwire-cite-title; person = .highwire-citation-author;
            people = .highwire-cite-authors;
            venue = .highwire-cite-metadata-journal; date = .highwire-cite-metadata-date;
            id = .highwire-cite-metadata-doi; volume = .highwire-cite-metadata-volume;
            issue = .highwire-cite-metadata-issue; page = .highwire-cite-metadata-pages;
            abstract = .highwire-cite-snippet, .highwire-cite-abstract
        """,
        paper=_of_highwire,
    ),
    Site(
        NAME="ojs-html", TITLE="Issue of Open Journal Systems (HTML), AAAI's among them",
        TRUST=30, source="the journal", home="",
        marks=r"class=[\"']?obj_(?:article_summary|issue_toc)\b",
        elements="""
            record = div.obj_article_summary; section = div.section h2, div.section h3; contents = .pkp_site_name;
            issued = h1, .published .value; title = .title; subtitle* = .subtitle; people = .authors;
            page = .pages; id = .doi a; info = .published
        """,
        paper=_published,
    ),
    Site(
        NAME="jmlr-html", TITLE="JMLR volume (HTML)", TRUST=30, source="JMLR",
        home="https://www.jmlr.org/", marks=r"<title>\s{0,20}jmlr (?:volume|papers)",
        elements="""
            record = dl; contents = h1, h2; title = dt; people = dd i, dd b; info = dd; links = dd a
        """,
        paper=_of_jmlr,
    ),
    Site(
        NAME="usenix-html", TITLE="USENIX programme (HTML)", TRUST=30, source="USENIX",
        home="https://www.usenix.org/", marks=r"class=[\"'][^\"'<>]{0,40}\bnode-(?:paper|session)\b",
        elements="""
            record = article.node-paper; section = article.node-session h2; contents = h1[id=page-title];
            none = .field-name-field-paper-people-text em, .field-label; title = h2;
            people = .field-name-field-paper-people-text;
            abstract = .field-name-field-paper-description-long, .field-name-field-paper-description
        """,
        paper=_of_usenix,
    ),
)  # fmt: skip
"""Every site, a reader each."""
