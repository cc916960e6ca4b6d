"""What a record says beside the facts of a Paper: kept under the names of its source, however much it is."""

import json
from collections.abc import Mapping

import pytest

from importers import Listed, from_text, read, reader_named, recognise
from importers.besides import LEFT_OUT, LIMIT, ROOM, fill, in_words
from storage.papers.paper import Paper
from tui.citations.bibtex import biblatex, bibtex
from tui.citations.csl_json import csl_json
from tui.citations.ris import ris


def papers(name: str, source: str) -> list[Paper]:
    return [item.paper for item in read(from_text(source), reader_named(name)) if isinstance(item, Listed)]


def told(name: str, source: str, *names: str) -> dict[str, str]:
    """Return what the one record says under these names."""
    (paper,) = papers(name, source)
    return {one: paper.extra[one] for one in names if one in paper.extra}


def medline(inner: str, article: str = "") -> str:
    return (
        f"<PubmedArticle><MedlineCitation><PMID>90000001</PMID><Article><ArticleTitle>Dunes.</ArticleTitle>{article}"
        f"</Article>{inner}</MedlineCitation></PubmedArticle>"
    )


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        (
            medline(
                "<MeshHeadingList><MeshHeading><DescriptorName>Sand</DescriptorName><QualifierName>cold</QualifierName>"
                "</MeshHeading><MeshHeading><DescriptorName>Wind</DescriptorName></MeshHeading></MeshHeadingList>"
                "<KeywordList><Keyword>sand <i>sp.</i></Keyword></KeywordList><KeywordList><Keyword>wind</Keyword></KeywordList>"
            ),
            {"MeshHeading": "Sand/cold; Wind", "keyword": "sand sp., wind"},
        ),
        (
            medline(
                '<CommentsCorrectionsList><CommentsCorrections RefType="ErratumIn"><RefSource>Sand 2001</RefSource>\n'
                "<PMID>7</PMID></CommentsCorrections></CommentsCorrectionsList><CoiStatement>None.</CoiStatement>",
                "<GrantList><Grant><GrantID>F 1</GrantID><Agency>Fen Fund</Agency></Grant><Grant><Agency>Moss</Agency></Grant>"
                "</GrantList>",
            ),
            {"ErratumIn": "Sand 2001, 7", "CoiStatement": "None.", "Grant": "F 1, Fen Fund; Moss"},
        ),
        (
            medline(
                "<MedlineJournalInfo><Country>Norway</Country><ISSNLinking>1234-5678</ISSNLinking></MedlineJournalInfo>"
            ),
            {"Country": "Norway", "ISSNLinking": "1234-5678"},
        ),
        (
            medline(
                '<OtherID Source="NLM">N9</OtherID>',
                "<AuthorList><Author><LastName>Reed</LastName><Initials>A</Initials><Identifier Source='ORCID'>0000</Identifier>"
                "<AffiliationInfo><Affiliation>Fen House.</Affiliation></AffiliationInfo></Author></AuthorList>"
                "<PublicationTypeList><PublicationType>Journal Article</PublicationType><PublicationType>Letter"
                "</PublicationType></PublicationTypeList>",
            ),
            {
                "Affiliation": "Reed A: Fen House.",
                "ORCID": "Reed A: 0000",
                "PublicationType": "Letter",
                "OtherID": "N9",
            },
        ),
    ],
)
def test_pubmed(source: str, kept: Mapping[str, str]) -> None:
    assert told("pubmed-xml", source, *kept) == kept


WOS = "FN Clarivate Analytics Web of Science\nPT J\nAU Reed, A\nTI Dunes\nSO SAND\n{}ER\n\nEF\n"


@pytest.mark.parametrize(
    ("name", "source", "kept"),
    [
        ("ris", WOS.format("C1 [Reed, A] Fen House.\n   [Moss, B] Ebb.\nFU Fen Fund [F 1]\n"), {"C1": "[Reed, A] Fen House.; [Moss, B] Ebb.", "FU": "Fen Fund [F 1]"}),
        ("ris", WOS.format("ID COLD\nTC 12\nVL 3\nU2 3\nPG 8\n"), {"ID": "COLD", "TC": "12", "U2": "3", "number-of-pages": "8"}),
        ("ris", WOS.format("SN 1234-5678\nEI 2345-6789\nDT Review\nDI 10.5555/a\nD2 10.5555/b\n"), {"ISSN": "1234-5678", "EI": "2345-6789", "DT": "Review", "D2": "10.5555/b"}),
        ("ris", "TY  - JOUR\nTI  - Dunes\nDO  - 10.5555/a\nDO  - https://doi.org/10.5555/B\nER  - \n", {"DO": "https://doi.org/10.5555/B"}),
        ("ris", "TY  - JOUR\nTI  - Dunes\nUR  - https://a.example/1\nUR  - https://b.example/2\nDO  - ask us\nER  - \n", {"UR": "https://b.example/2", "DO": "ask us"}),
        ("ris", "TY  - JOUR\nTI  - Dunes\nPB  - Fen\nPB  - Moss\nSN  - 1234-5678\nSN  - 2345-6789\nN2  - Two\nAB  - One\nER  - \n", {"publisher": "Fen", "PB": "Moss", "SN": "2345-6789", "N2": "Two"}),
        ("nbib", "PMID- 90000001\nTI  - Dunes.\nPT  - Journal Article\nPT  - Letter\nEIN - Sand 2001\n", {"PT": "Letter", "EIN": "Sand 2001"}),
        ("nbib", "PMID- 90000001\nTI  - Dunes.\nIS  - 1234-5678 (Print)\nIS  - 2345-6789 (Electronic)\n", {"ISSN": "1234-5678", "IS": "2345-6789 (Electronic)"}),
        ("nbib", "PMID- 90000001\nTI  - Dunes of the\n      RNA - and more.\nMH  - Sand\nTIDE- high\nEBB - low\n", {"MH": "Sand", "TIDE": "high", "EBB": "low"}),
        ("nbib", "PMID- 90000001\nTI  - Dunes.\nLA  - eng\nLA  - nor\nCI  - (c) Fen\nAID - S1 [pii]\nAID - 10.5555/a [doi]\n", {"language": "eng, nor", "CI": "(c) Fen", "AID": "S1"}),
        ("enw", "%0 Journal Article\n%T Dunes\n%U https://a.example/1\n%U https://b.example/2\n%1 dry\n%1 wet\n", {"U": "https://b.example/2", "custom1": "dry; wet"}),
        ("enw", "%0 Journal Article\n%T Dunes\n%J Sand\n%B A set\n%Z one\n%Z two\n", {"B": "A set", "note": "one\ntwo"}),
        ("enw", "%0 Journal Article\n%T Dunes\n%? Moss, Ida\n%Y Lind, Bo\n%R 10.5555/a\n%M 10.5555/A\n", {"?": "Moss, Ida", "Y": "Lind, Bo"}),
    ],
)  # fmt: skip
def test_tags(name: str, source: str, kept: Mapping[str, str]) -> None:
    assert told(name, source, *kept, "M", "AN", "x-VL") == kept


def work(**members: object) -> str:
    """Return a work as Crossref gives it."""
    bare = {"DOI": "10.5555/a", "title": ["Dunes"], "type": "journal-article", "issued": {"date-parts": [[2001]]}}
    return json.dumps([bare | members])


def openalex(**members: object) -> str:
    return json.dumps([{"id": "https://openalex.org/W1", "title": "Dunes", "type": "article"} | members])


def scholar(**members: object) -> str:
    return json.dumps([{"paperId": "a", "title": "Dunes", "venue": "Sand", "year": 2001} | members])


def note(**content: object) -> str:
    return json.dumps(
        {"notes": [{"id": "a", "invitations": ["x"], "content": {"title": {"value": "Dunes"}} | content}]}
    )


def snapshot(**members: object) -> str:
    return json.dumps({"id": "2001.00001", "title": "Dunes", "authors_parsed": [["Reed", "Ann", ""]]} | members)


def day(**members: object) -> str:
    return json.dumps([{"paper": {"id": "2402.00001", "title": "Dunes", "summary": "x", "upvotes": 1} | members}])


def endnote(inner: str) -> str:
    return f"<record><ref-type>17</ref-type><titles><title>Dunes</title></titles>{inner}</record>"


def dblp(inner: str, attributes: str = "") -> str:
    return f'<article key="journals/sand/Reed01"{attributes}><title>Dunes.</title>{inner}</article>'


def anthology(inner: str) -> str:
    return f"<paper id='1'><title>Dunes</title><author><first>Ann</first><last>Reed</last></author>{inner}</paper>"


def atom(inner: str) -> str:
    return f"<entry><id>http://arxiv.org/abs/2402.00001v1</id><title>Dunes</title>{inner}</entry>"


@pytest.mark.parametrize(
    ("name", "source", "kept"),
    [
        ("crossref-json", work(funder=[{"name": "Fen Fund", "award": ["F 1", "F 2"]}, {"name": "Moss"}]), {"funder": "Fen Fund: F 1, F 2; Moss"}),
        ("crossref-json", work(**{"update-to": [{"type": "retraction", "DOI": "10.5555/b"}], "is-referenced-by-count": 7}), {"update-to": "retraction: 10.5555/b", "is-referenced-by-count": "7"}),
        ("crossref-json", work(author=[{"family": "Reed", "affiliation": [{"name": "Fen House"}], "ORCID": "0000"}], tide=["high"]), {"affiliation": "Reed: Fen House", "ORCID": "Reed: 0000", "tide": "high"}),
        ("openalex-json", openalex(grants=[{"funder_display_name": "Fen Fund", "award_id": "F 1"}], cited_by_count=7), {"grants": "funder_display_name: Fen Fund, award_id: F 1", "cited_by_count": "7"}),
        ("openalex-json", openalex(keywords=[{"display_name": "sand"}, {"display_name": "wind"}], is_retracted=True), {"keyword": "sand, wind", "is_retracted": "true"}),
        ("openalex-json", openalex(authorships=[{"author": {"display_name": "Ann Reed"}, "raw_affiliation_strings": ["Fen House"]}], mesh=[{"descriptor_name": "Sand", "qualifier_name": "cold"}]), {"affiliation": "Ann Reed: Fen House", "mesh": "Sand/cold"}),
        ("openalex-json", openalex(authorships=[{"author": {"display_name": "Bo Moss"}, "raw_affiliation_string": "Ebb"}], alternate_host_venues=[{"url": "https://a.example/1.pdf", "license": "cc-by"}]), {"affiliation": "Bo Moss: Ebb", "url": "https://a.example/1.pdf", "license": "cc-by"}),
        ("semantic-scholar-json", scholar(citationCount=7, tldr={"model": "m", "text": "Sand moves."}), {"citationCount": "7", "tldr": "Sand moves."}),
        ("semantic-scholar-json", scholar(externalIds={"MAG": "12", "DOI": "10.5555/a"}, openAccessPdf={"url": "https://a.example/1.pdf", "status": "GOLD"}), {"MAG": "12", "openAccessPdf": "https://a.example/1.pdf"}),
        ("semantic-scholar-json", scholar(fieldsOfStudy=["Geology", "Physics"], tides=["high"]), {"fieldsOfStudy": "Physics", "tides": "high"}),
        ("openreview-json", note(pdf={"value": "/pdf/1.pdf"}), {"pdf": "https://openreview.net/pdf/1.pdf"}),
        ("openreview-json", note(subject_areas=["Sand", "Wind"]), {"subject_areas": "Wind"}),
        ("openreview-json", note(student_paper={"value": "Yes"}, data={"value": ["a", "b"]}), {"student_paper": "Yes", "data": "a; b"}),
        ("arxiv-jsonl", snapshot(license="https://a.example/by"), {"license": "https://a.example/by"}),
        ("arxiv-jsonl", snapshot(submitter="Ann Reed"), {"submitter": "Ann Reed"}),
        ("arxiv-jsonl", snapshot(tides=["high", "low"]), {"tides": "high, low"}),
        ("hf-daily-json", day(projectPage="https://a.example"), {"projectPage": "https://a.example"}),
        ("hf-daily-json", day(githubStars=7), {"githubStars": "7"}),
        ("hf-daily-json", day(tide={"kind": "high"}), {"tide": "high"}),
        ("endnote-xml", endnote("<urls><related-urls><url>https://a.example</url><url>https://b.example</url></related-urls></urls>"), {"related-urls": "https://b.example"}),
        ("endnote-xml", endnote("<isbn>1234-5678; 2345-6789</isbn><label>two words</label>"), {"ISSN": "1234-5678", "isbn": "2345-6789", "label": "two words"}),
        ("endnote-xml", endnote("<dates><year>2001</year><copyright-dates><date>2000</date></copyright-dates></dates><alt-periodical><full-title>Sand B</full-title></alt-periodical>"), {"copyright-dates": "2000", "full-title": "Sand B"}),
        ("dblp-xml", dblp("<ee>https://doi.org/10.5555/a</ee><ee>https://a.example</ee><url>db/x</url>"), {"ee": "https://a.example"}),
        ("dblp-xml", dblp("<author orcid='0000'>Ann Reed 0001</author><publnr>R 1</publnr>"), {"orcid": "Ann Reed: 0000", "publnr": "R 1"}),
        ("dblp-xml", dblp("<stream>streams/sand</stream>", ' publtype="survey"'), {"stream": "streams/sand", "publtype": "survey"}),
        ("acl-xml", anthology("<award>Best paper</award>"), {"award": "Best paper"}),
        ("acl-xml", anthology("<pwccode url='https://a.example'>fen/dunes</pwccode>"), {"pwccode": "fen/dunes, https://a.example"}),
        ("acl-xml", anthology("<video href='1.mp4'/><revision id='2'>A name.</revision>"), {"video": "1.mp4", "revision": "A name."}),
        ("arxiv-atom", atom("<author><name>Ann Reed</name><affiliation>Fen House</affiliation></author>"), {"affiliation": "Ann Reed: Fen House"}),
        ("arxiv-atom", atom("<author><affiliation>Fen House</affiliation></author><author><name>Bo Moss</name><affiliation/></author>"), {"affiliation": "Fen House"}),
        ("arxiv-atom", atom("<rights>free</rights>"), {"rights": "free"}),
        ("arxiv-atom", atom("<tide><at>high</at><at>low</at></tide>"), {"tide": "high, low"}),
    ],
)  # fmt: skip
def test_elements_and_members(name: str, source: str, kept: Mapping[str, str]) -> None:
    assert told(name, source, *kept) == kept


MAIL = "\\\\\narXiv:2402.00001\n\nTitle: Dunes\nAuthors: Ann Reed\nCategories: cs.CV\n{}\\\\\n  We count.\n"
LINKED = "[Dunes of the outer shore](https://arxiv.org/abs/2402.00001), Ann Reed, NeurIPS 2024"
TABLE = "| Title | Year | {} |\n|---|---|---|\n| [Dunes of the shore](https://arxiv.org/abs/2402.00001) | 2024 | {} |\n"


@pytest.mark.parametrize(
    ("name", "source", "kept"),
    [
        ("markdown-list", f"- {LINKED} [[code](https://c.example)] [[slides](https://s.example/a.pdf)]\n", {"code": "https://c.example", "slides": "https://s.example/a.pdf"}),
        ("markdown-list", f"- {LINKED}\n  - [Code](https://c.example)\n  - Still the best survey.\n", {"code": "https://c.example", "entry": "Still the best survey."}),
        ("markdown-list", TABLE.format("Code", "[here](https://c.example)"), {"code": "https://c.example"}),
        ("markdown-list", TABLE.format("Notes", "very cold"), {"notes": "very cold"}),
        ("markdown-list", TABLE.format("Keywords", "sand"), {"keyword": "sand"}),
        ("arxiv-mail", MAIL.format("MSC-class: 83E30\n"), {"msc-class": "83E30"}),
        ("arxiv-mail", MAIL.format("ACM-class: I.2\nLicense: https://a.example\n"), {"acm-class": "I.2", "license": "https://a.example"}),
        ("arxiv-list", "arXiv:2402.00001 [pdf, other]\nTitle: Dunes\nAuthors: Ann Reed\nMSC-class: 83E30\n", {"msc-class": "83E30"}),
        ("arxiv-mail", MAIL.format("Proxy: Fen House\nReport-no: R 1\n"), {"proxy": "Fen House", "report-number": "R 1"}),
        ("arxiv-list", "arXiv:2402.00001 [pdf, other]\nTitle: Dunes\nAuthors: Ann Reed\nACM-class: I.2; I.4\n", {"acm-class": "I.2; I.4"}),
        ("arxiv-list", "arXiv:2402.00001 [pdf]\nTitle: Dunes\nAuthors: Ann Reed\nMSC-class: 83E30\nACM-class: I.2\n", {"msc-class": "83E30", "acm-class": "I.2"}),
        ("bibtex", "@article{a, title={Dunes}, tide={high \\& low}, Shelf={D 1}}", {"tide": "high & low", "shelf": "D 1"}),
        ("bibtex", "@article{a, title={Dunes}, bdsk-url-1={https://doi.org/10.5555/a}, doi={10.5555/a}, x-Sand={dry}}", {"sand": "dry"}),
        ("arxiv-atom", atom("<category term='cs.CV'/><category term='68T45'/>"), {"category": "68T45"}),
        ("bibtex", "@misc{a, title={Dunes}, url={https://a.example}, bdsk-url-1={https://a.example}, bdsk-url-2={https://b.example}}", {"bdsk-url-2": "https://b.example"}),
    ],
)  # fmt: skip
def test_lists_and_pages(name: str, source: str, kept: Mapping[str, str]) -> None:
    assert told(name, source, *kept, "bdsk-url-1", "link") == kept


def test_what_a_list_says_of_a_paper_behind_it_is_its_abstract() -> None:
    (paper,) = papers("markdown-list", f"- {LINKED} - a very cold survey\n")
    assert paper.abstract == "a very cold survey"
    assert not paper.extra


def zotero(**members: object) -> str:
    return json.dumps(
        [{"itemType": "patent", "title": "Dunes", "key": "K", "dateAdded": "2020", "version": 3} | members]
    )


def zotero_csv(**cells: str) -> str:
    names, values = (",".join(f'"{text}"' for text in texts) for texts in (cells, cells.values()))
    return f'"Key","Item Type","Publication Year","Title",{names}\n"K","case","2001","Dunes",{values}\n'


def csl(**members: object) -> str:
    return json.dumps([{"id": "a", "type": "book", "title": "Dunes"} | members])


@pytest.mark.parametrize(
    ("name", "source", "kept"),
    [
        ("zotero-json", zotero(filingDate="2001-02-03", tide={"at": "high"}), {"submitted": "2001-02-03", "tide": "high"}),
        ("zotero-json", zotero(creators=[{"creatorType": "attorneyAgent", "name": "Fen Co"}]), {"attorney agent": "Fen Co"}),
        ("zotero-json", zotero(series="One", seriesTitle="Two"), {"collection-title": "One", "series title": "Two"}),
        ("zotero-csv", zotero_csv(**{"Counsel": "Reed, Ann", "Docket Number": "D 1"}), {"counsel": "Reed, Ann", "number": "D 1"}),
        ("zotero-csv", zotero_csv(**{"Link Attachments": "https://a.example", "Series": "One", "Series Title": "Two"}), {"link attachments": "https://a.example", "series title": "Two"}),
        ("zotero-csv", zotero_csv(Tide="high"), {"tide": "high"}),
        ("csl-json", csl(funder=[{"name": "Fen", "award": ["F 1"]}]), {"funder": '[{"name":"Fen","award":["F 1"]}]'}),
        ("csl-json", csl(ISSN=["1234-5678", "2345-6789"], key="K1"), {"ISSN": "1234-5678", "x-ISSN": "2345-6789", "x-key": "K1"}),
        ("csl-json", csl(keyword=["sand", "", "wind"]), {"keyword": "sand, wind"}),
        ("csl-json", csl(key=5, raw=["a"]), {"key": "a", "x-key": "5", "x-raw": '["a"]'}),
        ("csl-json", csl(custom={"fen": {"at": 1}}, categories=["biology"], open=True), {"custom": '{"fen":{"at":1}}', "categories": '["biology"]', "open": "true"}),
    ],
)  # fmt: skip
def test_reference_managers(name: str, source: str, kept: Mapping[str, str]) -> None:
    assert told(name, source, *kept, "key added", "version") == kept


def test_a_record_of_csl_goes_out_as_it_came() -> None:
    given = {"funder": [{"name": "Fen", "award": ["F 1"]}], "tide": {"at": "high"}, "shelf": ["a", "b"]}
    (paper,) = papers("csl-json", csl(**given, custom={"fen": {"at": 1}}, categories=["biology"]))
    item = csl_json(paper)
    assert item["custom"]["fen"] == {"at": 1}
    assert item["categories"] == ["biology"]
    assert item["custom"]["papershelf"]["extra"] == given  # csl-data.json has no room for them beside its variables
    (again,) = papers("csl-json", json.dumps([item]))
    assert again.extra == paper.extra


@pytest.mark.parametrize(
    ("given", "date", "issued"),
    [("2021-05/2021-06", "2021-05", "2021-05/2021-06"), ("1850~", "1850", "1850~"), ("2021-22", "2021", "2021-22"), ("2021-05-03", "2021-05-03", None)],
)  # fmt: skip
def test_dates_of_csl_as_edtf(given: str, date: str, issued: str | None) -> None:
    (paper,) = papers("csl-json", csl(issued={"edtf": given}, accessed={"edtf": given}))
    assert (paper.date, paper.extra.get("issued"), paper.extra["accessed"]) == (date, issued, given)


@pytest.mark.parametrize(
    ("entry", "doi", "url", "kept"),
    [
        ("doi={http://a.example/x}", None, "http://a.example/x", None),
        ("doi={http://a.example/x}, url={https://b.example}", None, "https://b.example", "http://a.example/x"),
        ("doi={see the publisher}", None, None, "see the publisher"),
        ("doi={10.5555/a, 10.5555/b}", "10.5555/a", None, "10.5555/b"),
        ("doi={10.5555/a https://doi.org/10.5555/b}", "10.5555/a", None, "https://doi.org/10.5555/b"),
        ("doi={10.5555/a}, url={https://doi.org/10.5555/a}", "10.5555/a", "https://doi.org/10.5555/a", None),
        ("doi={n/a}", None, None, None),
        ("doi={https://doi.org/}", None, None, None),
    ],
)
def test_a_field_for_a_doi_that_holds_none_or_two(
    entry: str, doi: str | None, url: str | None, kept: str | None
) -> None:
    (paper,) = papers("bibtex", f"@article{{a, title={{Dunes}}, {entry}}}")
    assert (paper.doi, paper.url, paper.extra.get("doi")) == (doi, url, kept)


def test_what_came_under_a_format_s_own_name_goes_out_under_it() -> None:
    entry = "@article{a, title={Dunes}, tide={high}, shelfmark={D 1}, usera={u}, mrnumber={MR 1}}"
    (paper,) = papers("bibtex", entry)
    for write in (bibtex, biblatex):
        for field in ("tide = {high}", "shelfmark = {D 1}", "usera = {u}", "mrnumber = {MR 1}"):
            assert field in write(paper)
            assert f"x-{field}" not in write(paper)
        assert "tide" not in write(paper, brief=True)
    (paper,) = papers("ris", "TY  - JOUR\nTI  - Dunes\nAD  - Fen House\nC5  - dry\nC5  - cold\nU3  - mine\nER  - \n")
    lines = ris(paper).split("\n")
    assert {"AD  - Fen House", "C5  - dry; cold", "U3  - mine"} <= set(lines)
    assert not any(line.startswith("U1") for line in lines)


def test_names_that_bibtex_has_not_come_back() -> None:
    extra = {"MeshHeading": "Sand", "meshheading": "Wind", "?": "Moss, Ida", "@": "2", "größe in m": "3", "x-key": "K"}
    for write in (bibtex, biblatex):
        (paper,) = papers("bibtex", write(Paper(title="Dunes", extra=extra)))
        assert {name: text for name, text in paper.extra.items() if name not in ("key", "raw")} == extra


def test_of_too_much_the_rest_is_counted_and_named() -> None:
    places = "".join(
        f"<Author><LastName>Reed</LastName><Affiliation>House {number}, Fen.</Affiliation></Author>"
        for number in range(3_000)
    )
    kept = told("pubmed-xml", medline("", f"<AuthorList>{places}</AuthorList>"), "Affiliation")["Affiliation"]
    assert len(kept) <= LIMIT
    shown, _, rest = kept.rpartition("; … and ")
    assert shown.count(";") + 1 + int(rest.split()[0].replace(",", "")) == 3_000
    extra: dict[str, str] = {}
    fill(extra, ((f"field{number}", "x" * 2 * LIMIT) for number in range(9)))
    assert sum(map(len, extra.values())) <= ROOM
    assert extra[LEFT_OUT] == "; ".join(f"field{number}" for number in range(9) if f"field{number}" not in extra)
    assert all(text.endswith("…") for name, text in extra.items() if name != LEFT_OUT)


def test_a_name_that_means_something_else_stands_behind_x() -> None:
    extra = {"funder": "Fen"}
    fill(extra, [("key", "K1"), ("volume", "loud"), ("funder", "Moss"), ("nothing", "")])
    assert extra == {"funder": "Fen", "x-key": "K1", "x-volume": "loud", "x-funder": "Moss"}


def test_values_of_json_are_made_readable() -> None:
    assert (
        in_words({"name": "Fen Fund", "award": ["F 1", "F 2"], "since": 2001})
        == "name: Fen Fund, award: F 1, F 2, since: 2001"
    )
    assert in_words({"name": "Fen Fund", "award": [], "closed": False}) == "Fen Fund"
    deep: object = "salt"
    for _ in range(900):
        deep = [deep]
    assert in_words([True, deep, None]) == "true"


@pytest.mark.parametrize("entry", [
    "author={Fenn, A. and others}, journal={Tides}, year={2001}", "author={Fenn, A. and others}",
    "editor={Lind, B.}, author={Fenn, A. and others}, booktitle={Tides}, date={2001-21}",
])  # fmt: skip
def test_our_own_csl_json_is_known_where_a_list_is_cut(entry: str) -> None:
    (paper,) = papers("bibtex", f"@article{{a, title={{Gulls at sea}}, {entry}}}")
    written = json.dumps([csl_json(paper, key="a")], indent=2)
    assert recognise(from_text(written)).NAME == "csl-json"
    (back,) = papers("csl-json", written)
    assert not back.authors_complete
