"""A page is claimed on what only its layout has: whatever else looks a little like it is refused, and nothing is read."""

import pytest

from importers import READERS, Listed, UnknownFormatError, from_text, read, reader_named, recognise
from importers.reader import CLAIM

_ABSTRACT = "The kettle is filled to the line and set on the stove, where it stays until the whistle is heard on the stairs, and then it is carried to the table on the tray with two handles. {}"

FOREIGN = {
    "bookmarks": "https://github.com/kettle/stove\nhttps://www.youtube.com/watch?v=kettle\nhttps://en.wikipedia.org/wiki/Kettle\n",
    "a log": "\n".join(f"2026-02-0{day} 10:0{day}:11 GET https://kettles.example/{day} 200 12ms" for day in range(1, 9)),
    "names of conferences": "kettleconf2015\nstoves2016\nwhistle2018\n",
    "a conference's page": "kettleconf2031\nProgramme\nVenue\nList of Accepted Papers\nContact\nLocal information\n",
    "a manual": "\n".join(f"Filling the kettle of model {n}\n{_ABSTRACT.format(n)}" for n in range(1, 7)),
    "a table as text": "Item,Made in,Year,Who,Remarks\n" + "\n".join(
        f'"Kettle number {n} and its lid, as it was sold in the shops of the old harbour",Southby,19{n}0,"A. Moor, B. Fern","Kept on the upper shelf of the third room, behind the stove with the green door; see the card in the drawer for the history of its whistle."'
        for n in range(1, 7)
    ),
    "fields of a catalogue": "".join(
        f"DB  - Kettle Index\nNR  - {n}\nT1  - The whistle and its lid {n}\nA1  - Moor, Ada\nPY  - 19{n}0\nJF  - Stoves\n\n"
        for n in range(1, 7)
    ),
    "a catalogue in YAML": "".join(
        f"- id: k{n}\n  heading: The whistle and its lid {n}\n  who: Ada Moor, Bo Fern\nwhere: Stoves\nno: {n}\nshelf_mark: K{n}\n"
        f"seen: 19{n}0\nby: Cy Marsh\nnote: read it twice\n" for n in range(1, 7)
    ),
    "a letter": "From: ada@kettles.example\nTo: bo@stoves.example\nSubject: the kettle paper\n\nDear Bo,\n\nhere it is: https://arxiv.org/abs/2306.11555\nYours, Ada\n",
    "requirements": "kettle==1.2.0\nstove>=3\nhttps://wheels.example/whistle-1.0-py3-none-any.whl\n",
    "code": 'import kettle\n\n\ndef boil(water):\n    """We show that this boils."""\n    return kettle.on(water)\n',
    "a feed": '<rss version="0.91">\n<channel>\n<title>Kettles weekly</title>\n' + "".join(f"<item><title>Kettle {n}</title><description>&lt;p&gt;<b>Sold</b> in <i>Southby</i> by Ada Moor.&lt;/p&gt;<p>More</p></description></item>\n" for n in range(6)) + "</channel>\n</rss>\n",
    "a licence": "Kettle is free software.\nCopyright (C) 1996, 1999, 2000 Ada Moor <ada@kettles.example>\nCopyright: 2001-2009, Bo Fern, Stove Foundation, Inc.\n\nYou should have received a copy of the Stove General Public License along with Kettle. If not, write to the Stove Foundation, 51 Harbour Street, Southby, 2010.\n",
    "names of a system": 'PRETTY_NAME="Kettle System 12 (whistle)"\nNAME="Kettle System"\nVERSION_ID="12"\n',
    "facts of a package": "Metadata-Version: 2.1\nName: kettle\nVersion: 1.0.3\nAuthor: Ada Moor\nLicense: Stove License, Version 2.0\nRequires-Dist: stove\n\n# Kettle\n\nBoils water. See the [manual](https://kettles.example/manual).\n",
    "a README": "# Kettle\n\nA kettle for loud kitchens, by Ada Moor and Bo Fern.\n\n## Installing\n\nRun make, then make test.\n\n## Known faults\n\n- It whistles at night.\n- The lid is loose.\n",
    "prose with commas": "1. **Kettles are told apart by lids.** Lids, spouts, handles(ada, bo), feet: 0 of 15 kettles agree; 60 of 60 stoves do.\n2. **Whistles come last.** After a change of lid, spout, or handle, the whistle found the old lid.\n3. **No stove waits.** One kettle, two stoves, three trays: 19 B in all, never more.\n",
    "a robot check": "Please show you're not a robot\nSorry, we can't verify that you're not a robot when JavaScript is turned off.\nPlease enable JavaScript in your browser and reload this page.\n",
    "a page to log in": "Sign in\nEmail\nPassword\nForgot your password?\nRemember me on this computer\nDo not have an account? Register\n",
}  # fmt: skip


@pytest.mark.parametrize("kind", FOREIGN)
def test_what_is_no_listing_is_refused(kind: str) -> None:
    claims = {reader.NAME: sure for reader in READERS if (sure := reader.sniff(FOREIGN[kind])) >= CLAIM}
    assert not claims
    with pytest.raises(UnknownFormatError, match="no known format"):
        recognise(from_text(FOREIGN[kind]))


def test_a_refusal_says_where_the_formats_are_told() -> None:
    with pytest.raises(UnknownFormatError, match=r"`papershelf formats` lists the \d+ that are read"):
        recognise(from_text(FOREIGN["a letter"]))


def test_titles_whose_links_stand_at_the_end_of_the_page_are_not_daily_papers_as_they_are_copied() -> None:
    record = "### [Kettle: a small model that hears whistles][{}]\n\n[\n\nWe show that it hears them.\n\n][{}]\n[\n* 3 authors\n][{}]\n·\nMay 30\n[\n65\n][{}]\n"
    page = (
        "# Daily Papers\n\n## by[AK][30] and the research community\n\n"
        + record.format(32, 33, 34, 35)
        + record.format(36, 37, 38, 39)
    )
    assert reader_named("hf-daily").sniff(page) < CLAIM


def test_links_are_a_list_where_most_of_them_lead_to_papers() -> None:
    some = "https://openreview.net/forum?id=kettle\nhttps://aclanthology.org/2031.acl-long.1/\nhttps://github.com/kettle/stove\n"
    assert recognise(from_text(some)).NAME == "id-list"


def test_a_row_tells_what_a_paper_is_called_from_what_is_said_of_it() -> None:
    table = "| **Paper** | **Links** |\n|---|---|\n"
    table += (
        "| 1) **Kettle** - hears whistles through two closed doors. | [Paper](https://arxiv.org/abs/2306.11555) |\n"
    )
    table += "| 2) **Stoves That Wait** - a study of forty stoves | [Paper](https://arxiv.org/abs/2306.06105) |\n"
    table += "| 3. Trays  Carries cups over stairs. Nothing is spilled. | [Paper](https://arxiv.org/abs/2306.06106) |\n"
    table += "| #4 [Cups and their saucers](https://arxiv.org/abs/2306.06107) | |\n"
    found = [item for item in read(from_text(table)) if isinstance(item, Listed)]
    assert [item.paper.title for item in found] == ["Kettle", "Stoves That Wait", "Trays", "Cups and their saucers"]
    assert found[0].paper.abstract == "hears whistles through two closed doors."


def test_a_number_that_counts_the_rows_is_not_the_one_that_a_title_begins_with() -> None:
    table = "| Paper | Links |\n|---|---|\n"
    table += "| 1) Whistles and their kettles | [Paper](https://arxiv.org/abs/2306.11555) |\n"
    table += "| 3.5 GHz radios in loud kitchens | [Paper](https://arxiv.org/abs/2306.06105) |\n"
    for name in ("markdown-list", "table"):
        found = [item.paper.title for item in reader_named(name).read(from_text(table)) if isinstance(item, Listed)]
        assert found == ["Whistles and their kettles", "3.5 GHz radios in loud kitchens"]


@pytest.mark.parametrize(
    ("head", "row", "authors"),
    [
        ("| Titel | Autoren | Jahr |", "| Stoves That Wait | Ada Moor, Bo Lind | 2019 |", ["Ada Moor", "Bo Lind"]),
        ("| # | Paper | Who | Year | Code |", "| 1 | [Stoves That Wait](https://arxiv.org/abs/2306.06105) | Moor et al. | 2019 | [here](https://c.example) |", ["Moor"]),
        ("| 标题 | 作者 | 年份 | 会议 |", "| [Stoves That Wait](https://arxiv.org/abs/2306.06105) | Ada Moor | 2019 | ICML |", ["Ada Moor"]),
    ],
)  # fmt: skip
def test_a_table_in_a_list_is_read_as_tables_are(head: str, row: str, authors: list[str]) -> None:
    entries = "".join(
        f"- [Kettle number {n}](https://arxiv.org/abs/2306.1155{n}), Cy Stone, ICML 2023\n" for n in range(8)
    )
    text = f"# Kitchens\n\n{entries}\n{head}\n{'|---' * head.count(' | ')}|---|\n{row}\n{row.replace('Wait', 'Walk').replace('6105', '6106')}\n"
    page = from_text(text)
    reader = recognise(page)
    found = [item.paper for item in reader.read(page) if isinstance(item, Listed)]
    assert reader.NAME == "markdown-list"
    assert [paper.title for paper in found[-2:]] == ["Stoves That Wait", "Stoves That Walk"]
    assert ([name.text for name in found[-1].authors], found[-1].year) == (authors, 2019)
    if "Code" in head:
        assert found[-1].extra["code"] == "https://c.example"


@pytest.mark.parametrize(
    "text",
    [
        '<svg xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>A gull</dc:title></metadata></svg>',
        '<package><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A book</dc:title></metadata></package>',
        '<xsl:stylesheet xmlns:mods="http://www.loc.gov/mods/v3"><mods:mods><mods:titleInfo/></mods:mods></xsl:stylesheet>',
        'RECORD = """<record><datafield tag="245"><subfield code="a">A tern</subfield></datafield></record>"""',
        '<xs:schema xmlns="http://datacite.org/schema/kernel-4"><resource ></resource></xs:schema>',
        '<rdf:RDF xmlns:dc="http://purl.org/dc/elements/1.1/"><skos:Concept><dc:title>Shores</dc:title></skos:Concept></rdf:RDF>',
    ],
)
def test_xml_that_holds_no_records_is_none_of_them(text: str) -> None:
    for name in ("datacite-xml", "dublin-core", "marcxml", "mods"):
        assert reader_named(name).sniff(text) == 0.0, name
