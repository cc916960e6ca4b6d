"""One record, pasted: as little as a record may tell is enough to know its format by, and is read whole."""

import pytest

from importers import READERS, Listed, from_text, read, reader_named, recognise
from importers.reader import CLAIM

RECORDS = [
    ("bibtex", '@article{reed, title="Gulls"}'),
    ("bibtex", "@unheardof{reed,\n  title = {Gulls}\n}"),
    ("bibtex", "Cite as:\n@misc{reed, title={Gulls of the outer shore}, author={Ann Reed}, year={2001}}"),
    ("ris", "TY  - JOUR\nTI  - Gulls\nER  - "),
    ("ris", "PT J\nAU Reed, A\nTI Gulls\nSO Gull\nPY 2001\nER\n"),
    ("nbib", "PMID- 90000001\nTI  - Gulls."),
    ("enw", "%0 Book\n%T Gulls"),
    ("csl-json", '[{"id": "a", "type": "book", "title": "Gulls"}]'),
    ("csl-json", '{"type": "article-journal", "title": "Gulls", "DOI": "10.5555/1"}'),
    ("zotero-json", '{"itemType": "journalArticle", "title": "Gulls"}'),
    ("zotero-csv", '"Key","Item Type","Publication Year","Author","Title"\n"A","book","2001","Reed, Ann","Gulls"\n'),
    ("crossref-json", '{"DOI": "10.5555/1", "title": ["Gulls"], "type": "book", "is-referenced-by-count": 1}'),
    ("openalex-json", '{"id": "https://openalex.org/W1", "display_name": "Gulls", "type": "article"}'),
    ("semantic-scholar-json", '{"paperId": "a", "title": "Gulls"}'),
    ("openreview-json", '{"notes": [{"id": "a", "content": {"title": {"value": "Gulls"}}, "invitations": ["x"]}]}'),
    ("hf-daily-json", '{"paper": {"id": "2402.00001", "title": "Gulls", "summary": "x", "publishedAt": "", "upvotes": 1}}'),
    ("arxiv-jsonl", '{"id": "0704.0001", "title": "Gulls", "authors_parsed": [["Reed", "Ann", ""]]}'),
    ("pubmed-xml", "<PubmedArticle><MedlineCitation><Article><ArticleTitle>G</ArticleTitle></Article></MedlineCitation></PubmedArticle>"),
    ("endnote-xml", '<record><ref-type name="Book">6</ref-type><titles><title>Gulls</title></titles></record>'),
    ("arxiv-atom", "<entry><id>http://arxiv.org/abs/2402.00001v1</id><title>Gulls</title></entry>"),
    ("acl-xml", '<paper id="1"><title>Gulls</title><author><first>Ann</first><last>Reed</last></author></paper>'),
    ("dblp-xml", '<article key="journals/gull/Reed01"><title>Gulls.</title></article>'),
    ("arxiv-list", "arXiv:2402.00001 [pdf, other]\nTitle: Gulls of the shore\nAuthors: Ann Reed\n"),
    ("arxiv-mail", "\\\\\narXiv:2402.00001\n\nTitle: Gulls\nAuthors: Ann Reed\nCategories: cs.CV\n\\\\\n  We count.\n"),
    ("markdown-list", "- [Gulls of the Outer Shore](https://arxiv.org/abs/2402.00001)\n"),
    ("id-list", "arXiv:2402.00001"),
    ("id-list", "10.5555/gulls.1\n"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), RECORDS, ids=[f"{name}-{at}" for at, (name, _) in enumerate(RECORDS)])
def test_one_record_is_known_and_read(name: str, text: str) -> None:
    page = from_text(text)
    assert {reader.NAME for reader in READERS if reader.sniff(page.head) >= CLAIM} == {name}
    items = [item for item in recognise(page).read(page) if not (isinstance(item, Listed))]
    assert not items
    assert sum(isinstance(item, Listed) for item in recognise(page).read(page)) == 1


def test_what_nobody_knows_is_kept_under_its_own_name() -> None:
    sources = {
        "ris": "TY  - JOUR\nTI  - Dunes\nAD  - Fen House\nC5  - dry\nC5  - cold\nU1  - mine\nN1  - one\nN1  - two\nER  - \n",
        "enw": "%0 Journal Article\n%T Dunes\n%1 dry\n%+ Fen House\n%< a look\n%2 PMC77\n",
        "endnote-xml": "<record><titles><title>Dunes</title></titles><custom1>dry</custom1><coden>DU</coden>"
        "<auth-address>Fen House</auth-address><call-num>Q 1</call-num></record>",
        "nbib": "PMID- 90000008\nOWN - NLM\nLR  - 20200101\nTI  - Dunes.\nMH  - Sand\nMH  - Wind/cold\nGR  - F1/Fen\n",
        "zotero-csv": '"Key","Item Type","Publication Year","Title","Rights","Court","Running Time"\n'
        '"K","film","2001","Dunes","free","High","3:00"\n',
    }
    found = {}
    for name, source in sources.items():
        (item,) = read(from_text(source), reader_named(name))
        assert isinstance(item, Listed)
        found[name] = dict(item.paper.extra)
    assert found == {
        "ris": {"AD": "Fen House", "C5": "dry; cold", "U1": "mine", "note": "one\ntwo"},
        "enw": {"custom1": "dry", "auth-address": "Fen House", "PMCID": "PMC77"},
        "endnote-xml": {"custom1": "dry", "coden": "DU", "auth-address": "Fen House", "call-number": "Q 1"},
        "nbib": {"PMID": "90000008", "MH": "Sand; Wind/cold", "GR": "F1/Fen"},
        "zotero-csv": {"license": "free", "authority": "High", "dimensions": "3:00"},
    }


def test_who_edited_the_series_and_who_translated() -> None:
    sources = {
        "ris": "TY  - CHAP\nTI  - Dunes\nA3  - Moss, Ida\nA4  - Lind, Bo\nER  - \n",
        "endnote-xml": "<record><ref-type>5</ref-type><titles><title>Dunes</title></titles><contributors><tertiary-authors>"
        "<author>Moss, Ida</author></tertiary-authors><subsidiary-authors><author>Lind, Bo</author></subsidiary-authors>"
        "</contributors></record>",
    }
    for name, source in sources.items():
        (item,) = read(from_text(source), reader_named(name))
        assert isinstance(item, Listed)
        people = {role: [one.text for one in names] for role, names in item.paper.roles.items()}
        assert people == {"translator": ["Bo Lind"], "collection-editor": ["Ida Moss"]}


def test_tags_in_a_title_of_xml_are_markup_or_nothing_however_deep() -> None:
    deep = "<i>" * 3000 + "Dunes" + "</i>" * 3000
    for inner in (f"{deep}", "<odd>Du</odd>nes", "<odd><i>Dunes</i></odd>"):
        source = f"<PubmedArticle><MedlineCitation><Article><ArticleTitle>{inner}.</ArticleTitle></Article></MedlineCitation>"
        (item,) = read(from_text(f"{source}</PubmedArticle>"), reader_named("pubmed-xml"))
        assert isinstance(item, Listed)
        assert item.paper.title == "Dunes"


def test_an_entry_longer_than_what_is_looked_at_is_known() -> None:
    people = " and ".join(f"Moss{number}, Ida" for number in range(6000))
    assert recognise(from_text(f"@article{{a, title={{Dunes}}, author={{{people}}}}}\n")).NAME == "bibtex"
