"""The screen of papers that may be the same: both are seen, and nothing is decided that is not."""

import pytest

from storage.papers.paper import Listed, Paper
from tui.screens.duplicates import DuplicatesScreen
from tui.widgets.comparison import Comparison, Fact, compared, laid

ISLANDS = "Deep learning for imagined weather over {} islands and the long quiet between their storms"


@pytest.fixture
def pair(library):
    """A shelf with one pair that differs in everything, and two that differ in the title alone."""
    for number, size in enumerate(("small", "green")):
        paper = Paper(
            title=ISLANDS.format(size), authors=("Ada B. Author", "Bo Second", "Cy Third")[: 3 - number],
            year=2020 + number, venue="Journal of Imagined Weather" if number else None, doi="10.31234/osf.io/isle0" if number else "10.5555/isle.0",
            abstract="We imagine islands whose weather is learnt from the drift of balloons. " * 12 + f"Twice in 202{number}.",
        )  # fmt: skip
        library.add([Listed(paper=paper, line=1)], source=f"{size}.html", format="t")
    for harbour in ("Tide tables as letters read aloud in {} harbours", "A field guide to lanterns that {} at noon"):
        for word in ("wide", "bold"):
            library.add([Listed(paper=Paper(title=harbour.format(word)), line=1)], source="p", format="t")
    assert len(library.duplicates()) == 3
    return library


async def find(at, words):
    """Turn to the pair whose titles say this."""
    for _ in at.app.screen.pairs:
        if words in at.app.screen.comparison.facts[0].left:
            return at.text
        await at.press("n")
    raise AssertionError(words)


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (200, 60)])
async def test_both_papers_are_seen_line_against_line(pair, desk, size):
    async with desk(pair, size=size) as at:
        await at.press("D")
        text = " ".join((await find(at, "islands")).split())
        assert "Possible duplicates: " in text
        assert "close titles, 9" in text
        for fact in ("title", "authors", "date", "venue", "doi", "abstract"):
            assert fact in text.partition("they differ in ")[2].partition("≠")[0], fact
        rows = [line for line in at.text.splitlines() if "≠" in line]
        assert len(rows) >= 3
        for shown in ("small", "green", "2020", "2021", "Cy", "Journal of Imagined Weather"):
            assert shown in text, shown
        if size[0] >= 80:
            assert any("small islands" in line and "green islands" in line for line in at.text.splitlines())
        for way in ("merge", "keep both", "Esc back"):
            assert way in text


@pytest.mark.parametrize("key", ["m", "b", "M", "B"])
async def test_nothing_is_decided_where_there_is_no_room_for_the_papers(pair, desk, key):
    async with desk(pair, size=(24, 7)) as at:
        await at.press("D")
        await at.press(key)
        assert len(pair.duplicates()) == 3
        assert "too low to see the two papers" in at.said[-1]
        assert isinstance(at.app.screen, DuplicatesScreen)


async def test_what_is_below_is_scrolled_to(pair, desk):
    async with desk(pair, size=(60, 20)) as at:
        await at.press("D")
        assert "Twice" not in await find(at, "islands")
        shown = await at.press("G")
        assert "small.html" in shown
        for _ in range(6):
            shown += await at.press("pageup")
        assert "Twice in 2020" in shown
        assert "Twice in 2021" in shown
        assert "islands and" in await at.press("g")


async def test_where_papers_stand_in_a_venue_is_seen_when_they_are_asked_about_for_it(library, desk):
    for volume in ("3", "4"):
        paper = Paper(
            title="Tide tables as letters read aloud in wide harbours",
            authors=("Ada B. Author",),
            venue="Moss Quarterly",
            year=2020,
            extra={"volume": volume},
        )
        library.add([Listed(paper=paper, line=1)], source=volume, format="t")
    async with desk(library) as at:
        shown = " ".join((await at.press("D")).split())
        assert "another volume" in shown
        assert "≠ volume 3 │ 4" in shown


async def test_a_decision_is_said_and_undone_where_it_was_made(pair, desk):
    async with desk(pair) as at:
        await at.press("D")
        await find(at, "Tide")
        await at.press("m")
        assert at.said[-1] == (
            "merged “Tide tables as letters read aloud in wi…” and “Tide tables as letters read aloud in bo…”; u undoes it"
        )
        assert pair.count() == 5
        await at.press("u")
        assert at.said[-1] == "undone: merged 2 papers into one"
        assert pair.count() == 6
        assert "Tide" in at.app.screen.comparison.facts[0].left
        await at.press("u")
        assert at.said[-1] == "nothing was decided here that could be undone"
        assert pair.count() == 6
        await at.press("b", "escape", "u")
        assert len(pair.duplicates()) == 3


@pytest.mark.parametrize("key", ["m", "b"])
@pytest.mark.parametrize(
    ("happened", "said"),
    [
        (lambda other, a, b: other.merge(a, b), "off the shelf by now"),
        (lambda other, a, b: other.delete([b]), "off the shelf by now"),
        (lambda other, a, b: other.keep_apart(a, b), "this pair was decided in another window"),
        (lambda other, a, b: other.edit(a, venue="Moss Quarterly"), "this pair was changed in another window"),
        (lambda other, a, b: other.note(b, "mine"), "this pair was changed in another window"),
    ],
    ids=["merged", "deleted", "kept apart", "edited", "noted"],
)
async def test_a_pair_that_changed_in_another_window_is_a_sentence_and_no_decision(pair, desk, key, happened, said):
    async with desk(pair) as at:
        await at.press("D")
        await find(at, "Tide")
        here = at.app.screen.pairs[at.app.screen.place]
        with pair.again() as other:
            happened(other, here.a, here.b)
        before = [change.words for change in pair.history()]
        await at.press(key)
        assert said in at.said[-1]
        assert [change.words for change in pair.history()] == before
        again = "changed" in said
        assert ("Tide" in at.app.screen.comparison.facts[0].left) is again
        if again:
            assert "Moss Quarterly" in at.text or "mine" in at.text
            await at.press(key)
            assert len(pair.history()) == len(before) + 1


async def test_turning_to_a_pair_that_is_gone_says_so_and_goes_on(pair, desk):
    async with desk(pair) as at:
        await at.press("D")
        gone = at.app.screen.pairs[1]
        with pair.again() as other:
            other.delete([gone.b])
        await at.press("n")
        assert "off the shelf by now" in at.said[-1]
        assert at.app.screen.shown is not None
        assert len(at.app.screen.pairs) == 2


@pytest.mark.parametrize(("key", "left"), [("M", 4), ("B", 6)])
async def test_similar_pairs_are_seen_before_they_are_decided(pair, desk, key, left):
    async with desk(pair) as at:
        await at.press("D")
        await find(at, "Tide")
        shown = await at.press(key)
        assert "every pair that differs in title" in shown
        assert "lanterns" in shown
        assert "2 pairs" in shown
        assert pair.count() == 6
        await at.press("n")
        assert (pair.count(), len(pair.duplicates())) == (6, 3)
        await at.press(key, "y")
        assert (pair.count(), len(pair.duplicates())) == (left, 1)
        assert at.said[-1].endswith("2 pairs; u undoes them, one by one")
        await at.press("u", "u")
        assert (pair.count(), len(pair.duplicates())) == (6, 3)


async def test_of_similar_pairs_one_that_changed_meanwhile_is_left(pair, desk):
    async with desk(pair) as at:
        await at.press("D")
        await find(at, "Tide")
        await at.press("M")
        lantern = next(one for one in pair.duplicates() if "lantern" in one.title)
        with pair.again() as other:
            other.edit(lantern.a, venue="Moss Quarterly")
        await at.press("y")
        assert at.said[-1] == "1 pair left: no longer what was shown"
        assert pair.count() == 5


async def test_a_lone_pair_has_no_similar_ones_to_decide(pair, desk):
    async with desk(pair) as at:
        await at.press("D")
        await find(at, "islands")
        await at.press("M")
        assert at.said == ["no other pair differs in the same facts"]
        assert len(pair.duplicates()) == 3


def test_a_fact_is_marked_by_what_the_two_say():
    assert Fact("venue", "", "x").mark == "+"
    assert Fact("venue", "x", "y").mark == "≠"
    assert Fact("venue", "x", "x").mark == " "
    assert Fact("seen in", "x", "y", weighed=False).mark == " "


@pytest.mark.parametrize("width", [2, 5, 17, 40])
@pytest.mark.parametrize(
    "text", ["", "a", "one two  three", "日本語の題名 と x", "x" * 99, "👩\u200d🚀 astronaut ❤\ufe0f"]
)
def test_words_are_laid_into_lines_without_loss(text, width):
    from rich.cells import cell_len

    from tui.widgets.lines import paintable

    lines = laid(compared(text, "other")[0], width)
    assert all(cell_len(" ".join(word for word, _ in line)) <= max(2, width) for line in lines)
    joined = "".join(word for line in lines for word, _ in line)
    assert joined == "".join(paintable(word) for word in text.split())


def test_the_words_that_differ_are_marked():
    left, right = compared("over small islands", "over green islands today")
    assert [word for word, differs in left if differs] == ["small"]
    assert [word for word, differs in right if differs] == ["green", "today"]
    left, right = compared("Ada Author, Bo Second, Cy Third", "Ada Author, Bo Second")
    assert [word for word, differs in left if differs] == ["Cy", "Third"]
    assert not any(differs for _, differs in right)
    assert compared("On moss: a", "On moss, a")[0] == [("On", False), ("moss:", True), ("a", False)]


async def test_what_differs_is_underlined_without_colours_too(pair, desk, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with desk(pair) as at:
        await at.press("D")
        await find(at, "islands")
        comparison = at.app.screen.query_one(Comparison)
        strip = comparison.row(1, comparison.size.width)
        assert [segment.text for segment in strip if segment.style and segment.style.underline] == ["small", "green"]
