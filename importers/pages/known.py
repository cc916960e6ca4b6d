"""The sites whose pages are read by the elements that hold their papers: a row each."""

import re

from importers import arxiv, facts
from importers.pages.sites import Record, Site
from storage.papers.identifiers import arxiv_id, of_link
from storage.papers.paper import Paper
from storage.papers.patterns import late

_LABEL = late(r"\s*(?P<name>[A-Z][A-Za-z]{2,9}(?:[- ](?:ref(?:erence)?|no|number|class))?)\s*:\s*(?P<rest>.*)")
_LISTED = late(r"\((cross-list[^()]{0,80}|replaced)\)")
_SUBJECT = re.compile(r"[a-z-]{3,9}(?:\.[A-Za-z-]{2,20})?")


def _of_arxiv(record: Record) -> Paper | None:
    """Return the paper of a list of arXiv, or of its search."""
    identifier = next(filter(None, map(arxiv_id, record.texts("id"))), None)
    if identifier is None:
        return None
    labelled = {
        found["name"].lower(): found["rest"] for text in record.texts("labelled") if (found := _LABEL.match(text))
    }
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
)  # fmt: skip
"""Every site, a reader each."""
