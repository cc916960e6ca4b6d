"""The records of a paper on the screen: each is seen with its reason, and some come off as they came."""

from dataclasses import replace

import pytest

from storage.library import Library
from storage.papers.names import Name
from storage.papers.paper import Listed, Paper, Status
from tui.screens.listings import ListingsScreen
from tui.screens.records import RecordsScreen

QUILL, FERN, MARSH = (Name.of(*name.split()) for name in ("Quill Ada", "Fern Bo", "Marsh Cy"))
MOSS = Paper(title="How quiet moss grows on harbour walls", authors=(QUILL, FERN), year=2019, doi="10.5555/moss.1",
             venue="Journal of Slow Botany", extra={"key": "quill2019moss", "volume": "4"})  # fmt: skip
EARLY = Paper(title=MOSS.title, authors=(QUILL, FERN), year=2018, venue="arXiv", arxiv_id="1803.00001",
              abstract="We look at walls. " * 60 + "Then we stop.")  # fmt: skip
TIDES = Paper(title="Tides of a small and lonely graph", authors=(MARSH,), year=2004, extra={"key": "marsh2004"})


def put(library, *papers, source="refs.bib", form="bibtex"):
    items = [Listed(paper=paper, line=3 * place, position=place) for place, paper in enumerate(papers, 1)]
    return library.add(items, source=source, format=form)


@pytest.fixture
def joined(library):
    """A shelf on which one of three papers is made of two records, and comes first."""
    put(library, MOSS, TIDES, Paper(title="Lamps that wait", authors=(FERN,)))
    put(library, EARLY, source="new.txt", form="arxiv-list")
    return library


def titles(library):
    return sorted(sorted(record.paper.title for record in library.made_of(row)) for row in library.view().ids())


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (200, 60)])
async def test_every_record_is_seen_with_its_source_its_reason_and_what_differs(joined, desk, size):
    async with desk(joined, size=size) as at:
        text = await at.press("X")
        rows = [line for line in text.splitlines() if "[ ]" in line]
        day = joined.listings()[0].imported[:10]
        assert [
            "1  refs.bib, quill2019moss"[: size[0] // 4] in rows[0],
            f"2  new.txt, {day}" in rows[1],
            len(rows),
        ] == [True, True, 2]
        assert all("the same title and authors" in row for row in rows) or size[0] < 80
        words = " ".join(text.replace("│", " ").split())
        assert "record 2 with record 1: the same title and authors; as written they differ in" in words
        if size[0] == 200:
            assert f"2: new.txt (arxiv-list), line 3, {day} 1: refs.bib (bibtex), line 3, {day}" in words
        marked = "\n".join(line for line in text.splitlines() if "≠" in line or "+ " in line)
        for fact in ("date", "venue", "doi")[: 2 if size[0] < 80 else 3]:
            assert fact in marked, fact
        assert "title" not in marked
        for way in ("Enter take off", "Space mark", "Esc back"):
            assert way in text
        assert "n next" not in text
        assert await at.press("escape")
        assert titles(joined)[0] == [MOSS.title, MOSS.title]
        assert not at.said


async def test_the_record_under_the_cursor_comes_off_and_goes_on_again(joined, desk):
    before = titles(joined)
    async with desk(joined) as at:
        text = await at.press("X", "enter")
        assert at.said[-1] == (
            f"made two papers of one: “{MOSS.title}” (refs.bib) and “{MOSS.title}” (new.txt); u undoes it"
        )
        assert joined.count() == 4
        assert sum("How quiet moss" in line for line in text.splitlines()[:10]) == 2
        assert "4 papers" in text
        assert joined.entry(joined.find("1803.00001")).paper == EARLY
        assert joined.entry(joined.find("quill2019moss")).paper == MOSS
        text = await at.press("u")
        assert titles(joined) == before
        assert "3 papers" in text
        await at.press("ctrl+r")
        assert joined.count() == 4
        text = await at.press("X")
        assert "is one record, as it came; nothing can come off it" in at.said[-1]
        assert not isinstance(at.app.screen, RecordsScreen)


async def test_marked_records_come_off_together(joined, desk):
    put(joined, replace(EARLY, abstract=None, category="q-bio"), source="hf.md", form="hf-papers")
    moss = joined.find("quill2019moss")
    joined.tag([moss], ["damp"])
    async with desk(joined) as at:
        text = await at.press("X", "g")
        assert "Note, tags and status stay with record 1." in text
        await at.press("space", "space", "space")
        assert at.text.count("[x]") == 3
        await at.press("enter")
        assert at.said[-1] == "one record has to stay"
        await at.press("g", "space", "enter")
        assert joined.count() == 4
        (other,) = {joined.find("1803.00001")}
        assert [record.source for record in joined.made_of(other)] == ["new.txt", "hf.md"]
        assert (joined.entry(moss).tags, joined.entry(other).tags) == (("damp",), ())


async def test_what_a_record_says_is_scrolled(joined, desk):
    async with desk(joined) as at:
        shown = await at.press("X")
        assert "Then we stop" not in shown
        for _ in range(6):
            shown = await at.press("J")
            if "Then we stop" in shown:
                break
        assert "Then we stop" in shown
        for _ in range(6):
            shown = await at.press("K")
        assert "record 2 with record 1" in " ".join(shown.split())
        assert "2: new.txt" in shown


async def test_nothing_comes_off_where_there_is_no_room_to_see_it(joined, desk):
    async with desk(joined, size=(30, 8)) as at:
        await at.press("X", "enter")
        assert "too low to see the two records" in at.said[-1]
        assert joined.count() == 3


# -- one paper after the other


async def test_several_papers_are_looked_at_one_after_the_other(joined, desk):
    put(joined, replace(TIDES, abstract="We count."), source="more.json", form="csl-json")
    async with desk(joined) as at:
        text = await at.press("a", "X")
        assert "Records of a paper: 1 of 2" in text
        assert "n next" in text
        first = at.app.screen.shown.entry.paper.title
        await at.press("n")
        second = at.app.screen.shown.entry.paper.title
        assert {first, second} == {MOSS.title, TIDES.title}
        await at.press("n", "p")
        assert at.app.screen.shown.entry.paper.title == second
        text = await at.press("enter")
        assert joined.count() == 4
        assert isinstance(at.app.screen, RecordsScreen)
        assert "1 of 1" in text
        text = await at.press("u")
        assert joined.count() == 3
        assert "of 2" in text
        assert at.app.screen.shown.entry.paper.title == second
        await at.press("u")
        assert at.said[-1] == "nothing was decided here that could be undone"
        await at.press("enter", "enter")
        assert joined.count() == 5
        assert not isinstance(at.app.screen, RecordsScreen)


async def test_papers_of_one_record_each_are_a_sentence(filled, desk):
    async with desk(filled) as at:
        await at.press("a", "X")
        assert at.said[-1] == "each of these 40 papers is one record, as it came"


async def test_an_import_says_what_joined_and_leads_there(joined, desk):
    page = f"@misc{{a, title={{{TIDES.title}}}, author={{Marsh, Cy}}, year={{2004}}, note={{Again}}}}\n"
    page += "@misc{b, title={On lanterns at noon and after}, author={Reed, Di}, year={2001}}"
    async with desk(joined) as at:
        await at.paste(page)
        await at.press("enter")
        assert at.said[-1] == "1 paper added, 1 updated; 1 record joined: I X looks at each; u undoes it"
        assert "X joined" in await at.press("I")
        text = await at.press("X")
        assert "1 of 1" in text
        assert at.app.screen.shown.entry.paper.title == TIDES.title
        assert at.app.screen.shown.made[at.app.screen.rows.cursor].paper.extra["key"] == "a"
        await at.press("enter")
        assert joined.count() == 5
        assert isinstance(at.app.screen, ListingsScreen)
        await at.press("X")
        assert "joined another record" in at.said[-1]
        await at.press("escape")
        assert joined.count() == 5
        text = await at.press("u")
        assert joined.count() == 4


async def test_joined_papers_are_filtered_for(joined, desk):
    async with desk(joined) as at:
        text = await at.fill("/", "is:joined from:new", "enter")
        assert "1 of 3" in text
        assert "moss" in text


# -- what happens meanwhile


@pytest.mark.parametrize(
    ("happened", "said"),
    [
        (lambda other, row: other.split(row, [other.made_of(row)[1].id]), "taken apart, or off the shelf, in another window"),
        (lambda other, row: other.delete([row]), "taken apart, or off the shelf, in another window"),
        (lambda other, row: other.take_back(other.listings()[0].id), "taken apart, or off the shelf, in another window"),
        (lambda other, row: other.merge(row, other.find("marsh2004")), "its records changed in another window; look at them again"),
    ],
    ids=["split", "deleted", "taken back", "merged"],
)  # fmt: skip
async def test_what_another_window_did_is_a_sentence_and_nothing_comes_off(joined, desk, happened, said):
    moss = joined.find("quill2019moss")
    async with desk(joined) as at:
        await at.press("X")
        with Library.open(joined.path) as other:
            happened(other, moss)
        before = [change.words for change in joined.history()]
        text = await at.press("enter")
        assert said in at.said[-1]
        assert [change.words for change in joined.history()] == before
        assert isinstance(at.app.screen, RecordsScreen)
        if "changed" in said:
            assert text.count("[ ]") == 3
        else:
            assert "No other paper here is made of several records." in text
            await at.press("space", "j", "J", "enter", "n", "p")
            assert [change.words for change in joined.history()] == before
        await at.press("escape")
        assert not isinstance(at.app.screen, RecordsScreen)


async def test_a_read_only_shelf_is_looked_at_and_left_as_it_is(joined, desk):
    joined.close()
    with Library.open(joined.path, readonly=True) as shelf:
        async with desk(shelf) as at:
            assert "the same title and authors" in await at.press("X")
            await at.press("enter")
            assert "read-only" in at.said[-1]
            assert shelf.count() == 3


HOSTILE = ("[/]", "[@click=app.quit]x[/]", "\x1b]0;pwned\x07", "\x9b2J\u202e", "題名 👩\u200d🚀 ", "x" * 100_000)


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_hostile_records_are_shown_as_text(library, desk, hostile, size):
    for word, source in (("left", f"{hostile[:300]}.bib"), ("right", f"[b]{hostile[:300]}")):
        paper = Paper(title=f"{hostile} moss", authors=(Name(f"{hostile[:500]} Quill"),), year=2019, doi="10.5555/moss.1",
                      venue=f"{hostile} {word}", abstract=f"{word} {hostile}", extra={"key": f"moss{word}"})  # fmt: skip
        put(library, paper, source=source)
    assert library.count() == 1
    async with desk(library, size=size) as at:
        text = await at.press("X")
        assert "the same DOI" in text
        assert not any(sign in text for sign in "\x1b\x9b\u202e\x07")
        await at.press("space", "j", "J", "J", "K", "space", "enter")
        assert at.app.is_running
        assert library.count() == 2


async def test_sixty_records_are_walked_through(library, desk):
    papers = [
        Paper(title=f"Lamps {number} that wait in the rain", authors=(FERN,), abstract="Rain. " * 50)
        for number in range(60)
    ]
    put(library, *papers)
    first, *others = library.view().ids()
    for other in others:
        library.merge(first, other)
    assert len(library.made_of(first)) == 60
    async with desk(library) as at:
        text = await at.press("X")
        assert "[ ] 60" in text
        assert "you keep them together, though" in text
        assert "[ ]  1" in await at.press("g")
        for _ in range(8):
            await at.press("space")
        assert "[ ]  9" in at.text
        await at.press("enter")
        assert library.count() == 2
        assert sorted(len(library.made_of(row)) for row in library.view().ids()) == [8, 52]


async def test_a_press_marks_and_a_record_of_an_import_taken_back_is_not_shown(joined, desk):
    put(joined, replace(EARLY, category="q-bio"), source="gone.md", form="hf-papers")
    joined.take_back(joined.listings()[0].id)
    async with desk(joined) as at:
        text = await at.press("X")
        assert "gone.md" not in text
        await at.pilot.click(at.app.screen.rows, offset=(6, 0))
        await at.settled()
        assert at.app.screen.marked == {0}


async def test_a_look_up_can_come_off(library, desk):
    put(library, replace(MOSS, venue=None))
    library.complete([(1, replace(MOSS, abstract="Walls."), "crossref-json", 30)])
    async with desk(library) as at:
        text = await at.press("X")
        assert "it was looked up for this paper" in text
        await at.press("enter")
        assert library.count() == 2
        assert library.entry(1).paper.abstract is None
        assert library.entry(1).status is Status.UNREAD
