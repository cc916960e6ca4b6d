"""What a paper is made of and why, in words; and what is taken apart stays apart, whatever is imported."""

from dataclasses import replace

import pytest

from importers import from_text, read, reader_named
from storage.papers.names import Name
from storage.papers.paper import Listed, Paper, Status

QUILL, FERN, MARSH = (Name.of(*name.split()) for name in ("Quill Ada", "Fern Bo", "Marsh Cy"))
MOSS = Paper(title="How quiet moss grows on harbour walls", authors=(QUILL, FERN), year=2019, doi="10.5555/moss.1",
             venue="Journal of Slow Botany", extra={"key": "quill2019moss", "volume": "4"})  # fmt: skip
EARLY = Paper(title=MOSS.title, authors=(QUILL, FERN), year=2018, venue="arXiv", arxiv_id="1803.00001")
TIDES = Paper(title="Tides of a small and lonely graph", authors=(MARSH,), year=2004, venue="Annals of Graphs",
              extra={"key": "marsh2004"})  # fmt: skip


def put(library, *papers, source="refs.bib", form="bibtex"):
    items = [Listed(paper=paper, line=3 * place, position=place) for place, paper in enumerate(papers, 1)]
    return library.add(items, source=source, format=form, trust=reader_named(form).TRUST)


def put_page(library, text, source, form):
    """Import a page as the reader does, digests and all."""
    reader = reader_named(form)
    return library.add(list(read(from_text(text), reader)), source=source, format=form, trust=reader.TRUST)


def why(library, number):
    return [record.reason for record in library.made_of(number)]


def shelf(library):
    """Return what each paper on the shelf is made of, without numbers."""
    return sorted(
        sorted((record.source, record.paper.title) for record in library.made_of(number))
        for number in library.view().ids()
    )


# -- why


def test_a_paper_of_one_record_stands_alone(library):
    put(library, MOSS)
    (one,) = library.made_of(1)
    assert (one.source, one.format, one.line, one.reason, one.paper) == ("refs.bib", "bibtex", 3, "", MOSS)
    assert one.came == f"refs.bib (bibtex), line 3, {library.listings()[0].imported[:10]}"
    assert library.made_of(99) == []


def test_records_tell_by_what_they_are_one(library):
    put(library, MOSS)
    put(library, replace(MOSS, title=f"{MOSS.title}: a view", venue=None), source="view.json", form="csl-json")
    put(library, EARLY, source="new.txt", form="arxiv-list")
    assert why(library, 1) == [
        "with record 2: the same DOI",
        "with record 1: the same DOI",
        "with record 1: the same title and authors",
    ]


def test_what_the_reader_decided_is_said_before_what_the_records_say(library):
    put(library, MOSS, TIDES)
    moss, tides = (library.find(paper.extra["key"]) for paper in (MOSS, TIDES))
    library.merge(moss, tides)
    put(library, EARLY, source="new.txt", form="arxiv-list")
    assert why(library, moss) == [
        "with record 2: you keep them together, though different titles",
        "with record 1: you keep them together, though different titles",
        "with record 1: the same title and authors",
    ]


def test_what_was_looked_up_says_so(library):
    put(library, MOSS)
    library.complete([(1, replace(MOSS, abstract="Walls."), "crossref-json", 30)])
    found, answer = library.made_of(1)
    assert (found.reason, answer.reason) == (
        "with record 2: the same DOI",
        "with record 1: it was looked up for this paper",
    )
    assert (answer.listing, answer.imported, answer.came) == (None, "", "crossref-json")


def test_what_joined_a_paper_as_it_was_corrected_says_so(library):
    put(library, replace(MOSS, title="H0w qu1et m0ss", doi=None))
    library.edit(1, title=MOSS.title)
    put(library, replace(MOSS, doi=None, venue=None, extra={}), source="list.json", form="csl-json")
    assert [record.beside for record in library.made_of(1)] == [1, 0]
    assert {record.why for record in library.made_of(1)} == {"the same title and authors, as you corrected it"}


def test_a_paper_of_many_records_tells_all_of_them(library):
    lamps = [Paper(title=f"Lamps that wait for {name}", authors=(FERN,)) for name in "rain snow hail fog".split()]
    put(library, *lamps, MOSS)
    moss, *others = reversed(library.view().ids())
    for other in others:
        library.merge(moss, other)
    made = library.made_of(moss)
    assert [record.beside for record in made] == [1, 0, 0, 0, 0]
    assert {record.why for record in made} == {"you keep them together, though different titles"}


def test_what_joined_before_it_was_told_apart_says_so(library):
    put(library, MOSS)
    put(library, EARLY, source="new.txt", form="arxiv-list")
    facts = library.connection.execute("SELECT facts FROM records WHERE home IS NULL").fetchone()[0]
    library.connection.execute(
        "UPDATE records SET facts = ? WHERE home IS NULL", (facts.replace(EARLY.title, TIDES.title),)
    )
    assert why(library, 1)[1] == "with record 1: joined before; today they would stay apart, with different titles"


# -- which papers are of several


def test_joined_papers_are_found_by_a_word_and_by_their_import(library):
    put(library, TIDES, MOSS)
    put(
        library,
        EARLY,
        replace(MOSS, title="Lamps that wait", doi=None, authors=(FERN,)),
        source="new.txt",
        form="arxiv-list",
    )
    moss = library.find(MOSS.doi)
    new, first = library.listings()
    assert list(library.view("is:joined").ids()) == [moss]
    assert list(library.view("from:new is:joined").ids()) == [moss]
    assert list(library.view("-is:joined").ids()) == [one for one in library.view().ids() if one != moss]
    assert (library.joined_by(new.id), library.joined_by(first.id)) == ([moss], [])
    assert library.of_several(library.view().ids()) == [moss]
    library.split(moss, [library.made_of(moss)[1].id])
    assert (list(library.view("is:joined").ids()), library.joined_by(new.id)) == ([], [])
    library.undo()
    assert library.joined_by(new.id) == [moss]
    library.take_back(new.id)
    assert (list(library.view("is:joined").ids()), library.joined_by(new.id)) == ([], [])


def test_what_was_only_looked_up_joined_nothing(library):
    put(library, MOSS)
    library.complete([(1, replace(MOSS, abstract="Walls."), "crossref-json", 30)])
    assert list(library.view("is:joined").ids()) == []
    assert library.of_several([1]) == [1]


def test_what_the_reader_merged_is_joined(library):
    put(library, MOSS)
    put(library, TIDES)
    library.merge(1, 2)
    assert list(library.view("is:joined").ids()) == [1]
    assert [library.joined_by(one.id) for one in library.listings()] == [[1], []]


# -- what stays where


@pytest.mark.parametrize("off", [0, 1, 2])
def test_what_was_said_stays_with_the_paper_it_was_said_of(library, off):
    """Note, tags and status stay with the first record; what a merged paper had goes back to it."""
    put(library, MOSS, TIDES)
    moss, tides = (library.find(paper.extra["key"]) for paper in (MOSS, TIDES))
    put(library, EARLY, source="new.txt", form="arxiv-list")
    for number, word in ((moss, "damp"), (tides, "salt")):
        library.tag([number], [word])
        library.note(number, f"A note on {word}.")
    library.merge(moss, tides)
    library.mark([moss], Status.READ)
    made = library.made_of(moss)
    assert made[0].paper == MOSS
    library.split(moss, [made[off].id])
    first = library.entry(moss)
    assert made[0].id in {record.id for record in library.made_of(moss)}
    assert (first.status, "damp" in first.tags, "A note on damp." in first.note) == (Status.READ, True, True)
    (other,) = set(library.view().ids()) - {moss}
    told = library.entry(other)
    assert told.status is Status.UNREAD
    with_tides = {record.paper.title for record in library.made_of(other)} & {TIDES.title}
    assert told.tags == (("salt",) if with_tides else ())
    assert told.note == ("A note on salt." if with_tides else "")


@pytest.mark.parametrize("order", [(MOSS, TIDES), (TIDES, MOSS)])
def test_a_paper_keeps_its_number_when_what_held_its_records_together_comes_off(library, order):
    put(library, *order)
    kept, other = (library.find(paper.extra["key"]) for paper in (TIDES, MOSS))
    put(library, replace(MOSS, abstract="Walls.", extra={}), source="b.json", form="csl-json")
    library.merge(kept, other)
    (off,) = (record.id for record in library.made_of(kept) if record.paper == MOSS)
    library.split(kept, [off])
    assert set(library.view().ids()) == {kept, other}
    assert [record.paper for record in library.made_of(other)] == [MOSS]


# -- what is apart stays apart

BIB = """
@article{quill2019moss, title={How quiet moss grows on harbour walls}, author={Quill, Ada and Fern, Bo},
  journal={Journal of Slow Botany}, year={2019}, volume={4}, doi={10.5555/moss.1}}
"""
RIS = """TY  - JOUR
TI  - How quiet moss grows on harbour walls
AU  - Quill, Ada
AU  - Fern, Bo
PY  - 2019
JO  - Journal of Slow Botany
VL  - 4
DO  - 10.5555/moss.1
AB  - We look at walls.
ER  -
"""
CSL = """[{"id": "x", "type": "article-journal", "title": "How quiet moss grows on harbour walls",
  "author": [{"family": "Quill", "given": "Ada"}, {"family": "Fern", "given": "Bo"}],
  "container-title": "Journal of Slow Botany", "issued": {"date-parts": [[2019]]}, "DOI": "10.5555/moss.1"}]"""

AGAIN = {
    "the first page": (BIB, "refs.bib", "bibtex"),
    "the second page": (RIS, "refs.ris", "ris"),
    "the first page, edited": (BIB.replace("volume={4}", "volume={4}, pages={1--9}"), "refs.bib", "bibtex"),
    "the second page, edited": (RIS.replace("We look at walls.", "We look again."), "refs.ris", "ris"),
    "the first record in another format": (RIS.replace("AB  - We look at walls.\n", ""), "export.ris", "ris"),
    "the second record in another format": (CSL, "refs.json", "csl-json"),
    "a third that is like both": (CSL.replace('"id": "x"', '"id": "y", "abstract": "Both."'), "both.json", "csl-json"),
    "the first, under another key": (BIB.replace("quill2019moss", "moss"), "thesis.bib", "bibtex"),
}


def taken_apart(library, how):
    """Import two pages of one paper, and take their records apart."""
    put_page(library, BIB, "refs.bib", "bibtex")
    (first,) = library.view().ids()
    put_page(library, RIS, "refs.ris", "ris")
    library.split(first, [library.made_of(first)[1].id])
    if how == "split, merged and split":
        (other,) = set(library.view().ids()) - {first}
        library.merge(other, first)
        library.split(other, [library.made_of(other)[1].id])


@pytest.mark.parametrize("how", ["split", "split, merged and split"])
@pytest.mark.parametrize("page", AGAIN)
def test_what_was_split_is_never_joined_by_an_import(library, how, page):
    taken_apart(library, how)
    two = {record.id for number in library.view().ids() for record in library.made_of(number)}
    assert len(two) == library.count() == 2

    def apart():
        made = [{record.id for record in library.made_of(number)} & two for number in library.view().ids()]
        return sorted(map(len, made)) == [1, 1]

    put_page(library, *AGAIN[page])
    assert apart()
    for one in AGAIN.values():
        put_page(library, *one)
        assert apart(), one
    assert library.duplicates() == []
    library.take_back(library.listings()[-1].id)
    library.undo()
    assert apart()


PAGES = {"refs.bib": (BIB, "refs.bib", "bibtex"), "refs.ris": (RIS, "refs.ris", "ris")}


def take_back(library, source):
    for listing in library.listings():
        if listing.source == source:
            library.take_back(listing.id)


@pytest.mark.parametrize("gone", ["refs.bib", "refs.ris", "refs.bib refs.ris", "refs.ris refs.bib refs.ris"])
@pytest.mark.parametrize("order", [("refs.bib", "refs.ris"), ("refs.ris", "refs.bib")])
def test_what_was_split_stays_apart_when_its_import_is_taken_back_and_comes_again(library, gone, order):
    taken_apart(library, "split")
    for source in gone.split():
        take_back(library, source)
        if len(gone.split()) > 2:
            put_page(library, *PAGES[source])
    for source in order:
        put_page(library, *PAGES[source])
    assert [made for made in shelf(library) if len(made) > 1] == []
    assert library.count() == 2
    put_page(library, *AGAIN["a third that is like both"])
    assert library.count() == 2
    for _ in range(3):
        library.undo()
        library.redo()
    assert library.count() == 2


@pytest.mark.parametrize("gone", ["refs.bib", "refs.ris", "refs.bib refs.ris"])
def test_what_was_merged_stays_one_when_its_import_is_taken_back_and_comes_again(library, gone):
    tides = RIS.replace("How quiet moss grows on harbour walls", TIDES.title).replace("moss.1", "tides.1")
    put_page(library, BIB, "refs.bib", "bibtex")
    put_page(library, tides, "refs.ris", "ris")
    library.merge(1, 2)
    for source in gone.split():
        take_back(library, source)
    again = [put_page(library, *PAGES["refs.bib"]), put_page(library, tides, "refs.ris", "ris")]
    assert [account.added for account in again] == [int(source in gone.split()) for source in PAGES]
    assert len(library.made_of(1)) == 2 == library.count() + 1


def test_a_record_that_comes_again_is_the_one_that_was_taken_back(library):
    put_page(library, BIB + BIB.replace("quill2019moss", "tides").replace("moss", "tides"), "refs.bib", "bibtex")
    moss = library.find(MOSS.doi)
    library.assign_keys({moss: "moss"})
    take_back(library, "refs.bib")
    assert library.count() == 0
    preview = library.add(list(read(from_text(BIB), reader_named("bibtex"))), source="again.bib", format="bibtex",
                          dry_run=True)  # fmt: skip
    assert (preview.added, [row.verdict for row in preview.rows], library.count()) == (1, ["new"], 0)
    account = put_page(library, BIB * 2, "again.bib", "bibtex")
    assert (account.added, account.unchanged) == (1, 1)
    assert list(library.view().ids()) == [moss] == [library.find("quill2019moss")]
    library.undo()
    assert library.count() == 0
    library.redo()
    take_back(library, "again.bib")
    assert library.count() == 0


WICK = (
    CSL.replace("Journal of Slow Botany", "Wick Letters")
    .replace("2019", "2024")
    .replace(', "DOI": "10.5555/moss.1"', "")
)


@pytest.mark.parametrize("key", ["b", "m X"])
def test_what_was_kept_apart_is_never_joined_by_an_import(library, key):
    put_page(library, BIB, "refs.bib", "bibtex")
    put_page(library, WICK, "wick.json", "csl-json")
    (pair,) = library.duplicates()
    if key == "b":
        library.keep_apart(pair.a, pair.b)
    else:
        library.merge(pair.a, pair.b)
        library.split(pair.a, [library.made_of(pair.a)[1].id])
    before = shelf(library)
    assert len(before) == 2
    put_page(library, BIB, "refs.bib", "bibtex")
    put_page(library, WICK, "again.json", "csl-json")
    assert shelf(library) == before
    for page, form in (
        (BIB.replace("volume={4}", "pages={1--9}"), "bibtex"),
        (WICK.replace('"type"', '"volume": "9", "type"'), "csl-json"),
        (CSL.replace(', "DOI": "10.5555/moss.1"', ""), "csl-json"),
        (BIB.replace("doi={10.5555/moss.1}", ""), "bibtex"),
        (
            BIB.replace("doi={10.5555/moss.1}", "").replace("Journal of Slow Botany", "").replace("{2019}", "{}"),
            "bibtex",
        ),
    ):
        put_page(library, page, "third", form)
        sources = [{source for source, _ in made} for made in shelf(library)]
        assert not any({"refs.bib", "wick.json"} <= made for made in sources), page
        assert library.count() == 2
    assert library.duplicates() == []


# -- papers of very many records

TREES = (
    "alder birch cedar dogwood elm fir ginkgo hazel ilex juniper katsura larch maple nutmeg oak pine quince rowan spruce "
    "teak umbrella vine willow yew zelkova ash beech chestnut date ebony fig gum holly ironwood jarrah kauri laurel"
).split()


@pytest.mark.parametrize("told", ["venue", "url", "year"])
def test_records_of_one_paper_stay_one_however_many_they_are(library, told):
    bare = replace(MOSS, doi=MOSS.doi if told == "venue" else None, extra={}, kind="article-journal")
    for number, tree in enumerate(TREES):
        other = {"venue": f"{tree.title()} Letters", "url": f"https://{tree}.example/moss", "year": 2019 + number % 3}
        paper = replace(bare, **{told: other[told]}, abstract=f"A copy for {tree}.")
        account = put(library, paper, source=f"{tree}.json", form="csl-json")
        assert (account.added, account.merged) == ((0, 1) if number else (1, 0))
        assert library.count() == 1, number
    assert len(library.made_of(1)) == len(TREES)


def test_a_paper_that_the_reader_made_of_very_many_is_found_by_its_identifier(library):
    put(library, *(replace(MOSS, title=f"Notes on {tree} and {TREES[place - 7]} by the road", extra={}, kind="article-journal")
                   for place, tree in enumerate(TREES)))  # fmt: skip
    while len(shown := library.view().ids()) > 1:
        library.merge(*sorted(shown)[:2])
    put(library, replace(MOSS, title="10.5555/moss.1", authors=()), source="new.json", form="csl-json")
    assert library.count() == 1


def test_what_was_taken_back_many_times_keeps_no_identifier_from_being_found(library):
    for tree in TREES:
        account = put(library, replace(MOSS, abstract=tree, title=f"Notes on {tree}"), source=tree, form="csl-json")
        library.take_back(account.listing_id)
    put(library, MOSS)
    put(library, replace(MOSS, title="10.5555/moss.1", authors=()), source="new.json", form="csl-json")
    assert library.count() == 1
