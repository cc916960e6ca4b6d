"""The digest of a record's raw text: the record's own whatever stands around it, whoever reads it, however it came."""

import datetime
import json
from itertools import product
from pathlib import Path

import pytest

from importers import (
    READERS,
    Listed,
    Page,
    bibblocks,
    decode,
    from_bytes,
    from_file,
    from_text,
    reader_named,
    recognise,
)
from importers.pages.known import SITES
from storage.papers.text import digest

SAMPLES = Path(__file__).parent / "samples"
AS_OF = datetime.date(2026, 5, 13)
PATHS = [path for path in sorted(SAMPLES.glob("*/*")) if path.suffix != ".golden"]
FORMATS = [reader.NAME for reader in READERS]
by_sample = pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.name}")
by_format = pytest.mark.parametrize("name", FORMATS)


def listed(name: str, page: Page) -> list[Listed]:
    return [item for item in reader_named(name).read(page) if isinstance(item, Listed)]


def digests(name: str, page: Page | str) -> list[int]:
    """Return the digests of the page's records; each has one."""
    found = [item.digest for item in listed(name, from_text(page, as_of=AS_OF) if isinstance(page, str) else page)]
    told = [one for one in found if one is not None and 0 <= one < 1 << 60]
    assert len(told) == len(found)
    return told


@by_sample
def test_every_record_has_a_digest_of_its_own_that_does_not_change(path: Path) -> None:
    name, data = path.parent.name, path.read_bytes()
    first = digests(name, from_bytes(data))
    assert first == digests(name, from_bytes(data))
    assert len(set(first)) == len(first)
    assert first == digests(name, from_bytes(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")))
    assert first == digests(name, from_bytes(data.replace(b"\n", b" \t\n")))


def test_every_record_of_a_real_page_has_a_digest_of_its_own(material: Path) -> None:
    for path in (*material.glob("corpora/*/*"), *material.glob("listings/*.*")):
        name = recognise(from_file(path)).NAME
        found = listed(name, from_file(path))
        told = dict(zip(digests(name, from_file(path)), found, strict=False))
        same = [item for item in found if item.digest in told and told[item.digest] is not item]
        assert not same, (path.name, [item.line for item in same])


@by_sample
def test_a_page_that_is_streamed_in_pieces_tells_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = path.parent.name
    if not reader_named(name).STREAMS:
        return
    whole = digests(name, from_file(path))
    monkeypatch.setattr(decode, "SIZE_LIMIT", 0)
    cut = Page.chunks
    monkeypatch.setattr(Page, "chunks", lambda page: cut(page, 97))
    monkeypatch.setattr(bibblocks, "PIECE", 500)
    monkeypatch.setattr(bibblocks, "LOOKAHEAD", 3_000)
    assert digests(name, from_file(path)) == whole


FIRST_ON_A_PAGE = {
    "starts_inside_a_record_without_blank_lines.txt": "begins inside a record",
    "starts_with_an_abstract.txt": "begins inside a record",
    "starts_with_a_short_abstract.txt": "begins inside a record",
    "subscribe_glued_to_the_first_title.txt": "only the first title of a page has the button before it",
    "very_short_titles_and_abstracts.txt": "only the first title of a page has the button before it",
    "web_of_science.txt": "its flavour is that of the whole file",
    "array.json": "a file of lines holds no array",
    "list_of_references.xml": "behind a paper it is what the paper cites",
    "answer_of_a_catalogue.xml": "each record of an answer is in one of another kind",
    "references.xml": "a file is XML or has tags",
    "highlights.csv": "its rows are gathered by what they are of",
    "ovid.txt": "it begins with what was searched for",
    "homepage.txt": "it begins with whose page it is",
    "crossref_and_xdata.bib": "an entry inherits from the first of a key",
}
"""Samples that stand behind nothing else."""
OPEN_AT_THE_END = {
    "cells_below.txt": "who writes with its owner stands at its foot",
    "web_of_science.txt": "its flavour is that of the whole file",
    "article_with_meta_tags.html": "its page states one paper",
    "article_in_json_ld.html": "its page states one paper",
    "list_of_references.xml": "before a paper it is what the paper cites",
    "answer_of_a_catalogue.xml": "each record of an answer is in one of another kind",
    "references.xml": "a file is XML or has tags",
    "highlights.csv": "its rows are gathered by what they are of",
    "starts_inside_a_record_without_blank_lines.txt": "its last record has no abstract yet",
    "address_and_location.bib": "its last entry is never closed",
    "people_first_numbered.txt": "its last line may go on below, as references do",
}
"""Samples whose last record goes on with whatever follows."""


def beside(text: str, name: str) -> str:
    """Return a page as it stands behind another: its columns are named already."""
    return text.partition("\n")[2] if name == "zotero-csv" else text


@by_format
def test_a_record_keeps_its_digest_when_others_come_before_or_behind_it(name: str) -> None:
    texts = {path.name: path.read_text("utf-8-sig") for path in PATHS if path.parent.name == name}
    pairs = list(product(texts.keys() - OPEN_AT_THE_END.keys(), texts.keys() - FIRST_ON_A_PAGE.keys()))
    of_volumes = [site.NAME for site in SITES if " contents = " in site.elements]
    if name in ("feed", "table", "listing-page", "web-page", "read-later", *of_volumes):
        # a page has one layout and is of one volume, a feed has one journal
        pairs = [(first, second) for first, second in pairs if first == second]
    if name in ("cff", "csl-yaml", "papis-yaml", "pdf"):  # a file is one document
        return
    assert pairs or name == "hf-papers"
    for first, second in pairs:
        both = digests(name, f"{texts[first]}\n\n{beside(texts[second], name)}")
        assert both == digests(name, texts[first]) + digests(name, texts[second]), (first, second)


MARKED_UP = ("<!-- saved today -->\n<!-- by me -->\n", "\n<!-- the end -->\n")
BUTTONS = ("Sign in\n\nMenu\n\n", "\n\nLoad more\n\nPrivacy policy\n\n© 2026 The Shore\n")
CHROME = {
    "acl-xml": MARKED_UP,
    "arrow-author": BUTTONS,
    "arxiv-atom": MARKED_UP,
    "arxiv-list": ("Skip to main content\nTotal of 9 entries\n", "\nTotal of 9 entries\n\nAbout\n\nHelp\n"),
    "arxiv-mail": ("-" * 78 + "\nSend no comments.\n" + "-" * 78 + "\n", "\n" + "-" * 78 + "\nThe end.\n"),
    "bibtex": ("% saved today\n\nby hand\n\n", "\n\nthe end\n\n@comment{ the end }\n"),
    "bzpeer-profile": BUTTONS,
    "dblp-list": ("dblp\n\n", "\n\nshare record\n"),
    "dblp-xml": MARKED_UP,
    "endnote-xml": MARKED_UP,
    "enw": ("Saved today\n\n", "\n\n\n"),
    "hf-daily": ("Sign in\n\nDaily Papers\n\n", "\n\nTOS\n\nPrivacy\n\nAbout\n\nCareers\n"),
    "hf-daily-markdown": ("[Docs](https://huggingface.co/docs)\n\n", "\n\n[TOS](https://huggingface.co/tos)\n"),
    "hf-daily-textref": ("# Daily Papers\n\n[Subscribe][29]\n\n", "\n\nTOS\n\nPrivacy\n"),
    "hf-papers": ("Hugging Face\n", "\nLoad more\nPrivacy policy\n"),
    "id-list": ("# mine\n", "\n\n// the end\n"),
    "markdown-list": ("# Mine\n\nBy hand.\n\n", "\n\n## The end\n\nThis list is done.\n"),
    "nbib": ("Saved today\n\n", "\n\n\n"),
    "arxiv-oai": MARKED_UP,
    "datacite-xml": MARKED_UP,
    "dublin-core": MARKED_UP,
    "marcxml": MARKED_UP,
    "mods": MARKED_UP,
    "pubmed-xml": MARKED_UP,
    "refworks": ("Saved today\n\n", "\n\n\n"),
    "ris": ("Saved today\n\n", "\n\n\n"),
    "openreview-list": ("OpenReview.net\nLogin\n\n", "\n\n1\n2\n›\n\nAbout OpenReview\nHosting a Venue\n"),
    "cvf-list": ("CVF\nBack\n\n", "\n\nBack\n"),
    "neurips-list": ("NeurIPS Proceedings\nSearch\n\n", "\n\nAbout\nName Change Policy\n"),
    "pmlr-volume": ("PMLR\nFAQ\n\n", "\n\nsubscribe via RSS\n"),
    "acl-volume": ("ACL Anthology\nSearch\n\n", "\n\nGithub\n"),
    "scholar-profile": ("Sign in\n\nMenu\n\n", "\n\n1–20\n\nHelp\n\nPrivacy\n\nTerms\n"),
    "scholar-results": ("Scholar\nCreate alert\n\n", "\n\nHelp\n\nPrivacy\n\nTerms\n"),
    "scored-list": BUTTONS,
    "semantic-scholar-list": ("Semantic Scholar\nSign in\n\n", "\n\nStay Connected\n"),
    "zotero-csv": ("\n", "\n\n\n"),
}
"""What may stand above and below the records of a format. JSON has none but white space."""


@by_sample
def test_a_record_keeps_its_digest_whatever_the_page_says_around_it(path: Path) -> None:
    name, text = path.parent.name, path.read_text("utf-8-sig")
    above, below = CHROME.get(name, ("\n \n", "\n\n"))
    if path.name != "address_and_location.bib":
        assert digests(name, f"{text}{below}") == digests(name, text)
    if not path.name.startswith("starts_"):
        assert digests(name, f"{above}{text}") == digests(name, text)


@by_format
def test_json_that_is_indented_in_another_way_keeps_its_digests(name: str) -> None:
    for path in PATHS:
        if path.parent.name != name or path.name == "broken_in_the_middle.json" or path.suffix != ".json":
            continue
        value = json.loads(path.read_text("utf-8-sig"))
        text = json.dumps(value, indent=2)
        assert digests(name, text.replace("\n", "\n    ")) == digests(name, text)


def test_titles_below_a_banner_keep_their_digests_when_one_comes_before_them() -> None:
    banner = "Get trending papers in your email inbox!\nSubscribe"
    gulls = "Gulls at Rest\nWe watch gulls that rest, and find that they do it standing on one leg in the wind.\n"
    terns = "Terns in Flight\nWe watch terns that fly, and find that they seldom rest on the wing in the summer.\n"
    (alone,) = digests("hf-papers", banner + gulls)
    assert (
        digests("hf-papers", banner + terns + gulls)[1:] == [alone] == digests("hf-papers", banner + gulls + terns)[:1]
    )


PAIRS = {
    "bibtex": ("@article{a, title = {Gulls}, year = 2001}", "@article{a, title = {Gulls}, year = 2002}"),
    "csl-json": ('[{"type": "book", "title": "Gulls", "x": 1}]', '[{"type": "book", "title": "Gulls", "x": 2}]'),
    "acl-xml": (
        "<volume id='1'><paper id='1'><title>Gulls</title></paper></volume>",
        "<volume id='2'><paper id='1'><title>Gulls</title></paper></volume>",
    ),
    "hf-daily": tuple(
        f"{votes}\n\nGulls at Rest\n\nWe watch gulls that rest, and find that they do it on one leg.\n\n· 2 authors\n·\n"
        "Aug 28, 2025"
        for votes in (7, 8)
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_record_that_says_something_else_has_another_digest(name: str) -> None:
    (one,), (other,) = (digests(name, text) for text in PAIRS[name])
    assert one != other


def test_an_entry_has_another_digest_when_what_it_inherits_changes() -> None:
    entry = "@inproceedings{a, title = {Gulls}, crossref = {shore}, publisher = press}\n"
    parent = "@string{press = {%s}}\n@proceedings{shore, title = {%s}}\n"

    def of(press: str, title: str, before: str = "") -> int:
        return digests("bibtex", before + parent.replace("%s", press, 1).replace("%s", title) + entry)[-1]

    usual = of("Salt", "On Shores")
    assert usual != of("Salt House", "On Shores")
    assert usual != of("Salt", "On the Shores")
    assert usual == of(
        "Salt", "On Shores", "@string{other = {O}}\n@misc{b, title = other}\n@misc{c, title = press # {\n"
    )


def test_months_that_every_style_knows_are_no_part_of_an_entry() -> None:
    (entry,) = digests("bibtex", "@misc{a, title = {Gulls}, month = jan}")
    assert entry == digest("@misc{a, title = {Gulls}, month = jan}")


def test_an_entry_of_a_list_keeps_its_digest_under_another_number_or_in_a_wider_table() -> None:
    link = "[Gulls of the Shore](https://arxiv.org/abs/2401.00001)"
    (plain,) = digests("markdown-list", f"- {link}")
    assert {plain} == {*digests("markdown-list", f"3. {link}"), *digests("markdown-list", f"  * {link}")}
    rows = [f"| Title | Year |\n|---|---|\n| {link}{wide} | 2024 |" for wide in ("", " " * 30)]
    assert digests("markdown-list", rows[0]) == digests("markdown-list", rows[1])
    (bare,) = digests("id-list", "2401.00001")
    assert digests("id-list", "1. 2401.00002, 2401.00001")[1] == bare == digests("id-list", "[7] 2401.00001")[0]


def test_a_digest_is_the_same_in_every_version() -> None:
    """These numbers stand in libraries: with others every page that was ever read would look new."""
    assert digest("Gulls") == digest("  Gulls\n \n") == 529609779901521172
    assert digest("Gulls\nof the shore") == digest(" Gulls \n\n\t of the shore") == 629602013815977019
    assert digest("Gulls\ud800") < 1 << 60
