"""One record, pasted: as little as a record may tell is enough to know its format by, and is read whole."""

import pytest

from importers import READERS, Listed, from_text, recognise
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
