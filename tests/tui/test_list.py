"""The list's parts without a screen: cells, columns, selection, wrapping, the seeker's thread."""

import threading
import time
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment

from storage.library import Row
from storage.papers.paper import Status
from tests.tui.conftest import idle
from tui.shelf.seeker import First, Seeker, Whole, Wrong
from tui.widgets.lines import fit, paintable, take
from tui.widgets.paper_list import COLUMNS, DEFAULT_COLUMNS, TITLE_LEAST, PaperList, layout
from tui.widgets.prose import wrap
from tui.widgets.selection import Selection

TRICKY = st.text(st.sampled_from("a日é👩🚀❤ x\u200d\ufe0f\u0301क"), max_size=30)


def row(**facts):
    plain = {
        "id": 1, "status": Status.UNREAD, "starred": False, "priority": 0, "noted": False, "year": 2020, "date": "2020",
        "venue": "V", "first": "Noether", "authors": 1, "complete": True, "organisation": None, "title": "T", "score": None,
        "comments": None, "upvotes": None, "seen": 1, "doubt": False, "new": False, "added": "2026-01-01T00:00:00Z", "category": None,
    }  # fmt: skip
    return Row(**{**plain, **facts})


@given(TRICKY, st.integers(0, 20))
def test_a_cell_is_exactly_as_wide_as_it_should_be(text, width):
    cell = fit(text, width)
    assert cell_len(cell) == width
    for place in range(width + 1):
        Segment(cell).split_cells(place)  # Rich 15.0 raises here on loose joiners


@given(st.text(max_size=60), st.integers(1, 20))
def test_any_text_is_cut_to_its_cell(text, width):
    from storage.papers.text import clean

    assert cell_len(fit(clean(text), width)) == width
    assert cell_len(take(paintable(clean(text)), width)) <= width


@given(TRICKY, st.integers(2, 12))
def test_wrapping_loses_nothing_but_spaces(text, width):
    lines = list(wrap(text, width))
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == paintable(text).replace(" ", "")


def test_wrapping_a_hundred_thousand_characters_is_linear():
    def taken(count):
        begin = time.process_time()
        for _ in range(3):
            assert list(wrap("wörd日 " * count, 70))
        return time.process_time() - begin

    taken(1_000)
    assert taken(16_000) < 16 * 4 * max(taken(1_000), 0.001)


@given(st.lists(st.integers(0, 1 << 40)), st.lists(st.integers(0, 1 << 40)))
def test_a_selection_is_a_set(added, taken):
    selection = Selection()
    selection.add(added)
    selection.discard(taken)
    wanted = set(added) - set(taken)
    assert list(selection) == sorted(wanted)
    assert len(selection) == len(wanted)
    assert all((paper in selection) == (paper in wanted) for paper in [*added, *taken])


def test_all_of_a_million_papers_selected_take_little_memory():
    selection = Selection()
    selection.add(range(1, 1_000_001))
    assert len(selection) == 1_000_000
    assert sum(len(page) for page in selection._pages.values()) < 130_000


@pytest.mark.parametrize("width", [30, 40, 50, 60, 72, 80, 100, 120, 200, 400])
def test_columns_fill_the_width_and_leave_the_title_readable(width):
    for chosen in (DEFAULT_COLUMNS, tuple(column.id for column in COLUMNS), ("title",), (), ("year",)):
        columns = layout(chosen, width)
        assert columns[-1][0].id == "title"
        title = columns[-1][1]
        assert title >= min(TITLE_LEAST, width - 1)
        if width >= 80 and chosen == DEFAULT_COLUMNS:
            assert [column.id for column, _ in columns] == list(DEFAULT_COLUMNS)


@pytest.mark.parametrize(
    ("facts", "text"),
    [({}, "Noether"), ({"authors": 4}, "Noether +3"), ({"authors": 3, "complete": False}, "Noether +"),
     ({"complete": False}, "Noether +"), ({"first": "", "authors": 4}, "4 authors"), ({"first": "", "authors": 1}, "1 author"),
     ({"first": "", "authors": 0}, ""), ({"first": "", "authors": 2, "organisation": "Lab"}, "Lab")],
)  # fmt: skip
def test_who_wrote_it_in_one_cell(facts, text):
    assert row(**facts).by == text


def test_taking_many_papers_off_a_long_list_looks_at_it_once():
    def taken(count):
        papers = PaperList(lambda _: [])
        papers.refresh = papers.post_message = lambda *_: None
        papers.ids = range(60_000)
        begin = time.process_time()
        papers.drop(list(range(count)))
        assert len(papers.ids) == 60_000 - count
        return time.process_time() - begin

    assert taken(40) < 8 * max(taken(1), 0.001)


def test_a_scroll_bar_that_is_dragged_while_the_list_empties_scrolls_nothing():
    papers = PaperList(lambda _: [])
    papers._grab = (3, 0)
    papers.on_mouse_move(SimpleNamespace(stop=lambda: None, screen_y=9))
    assert papers.top == 0


class Answers:
    """Stands where the screen does."""

    def __init__(self):
        self.messages = []
        self.came = threading.Event()
        self.wanted = 0

    def __call__(self, message):
        self.messages.append(message)
        if isinstance(message, Whole | Wrong) and message.question.number >= self.wanted:
            self.came.set()

    def wait(self, number):
        self.wanted = number
        if any(isinstance(one, Whole | Wrong) and one.question.number >= number for one in self.messages):
            return
        assert self.came.wait(10)


@pytest.fixture
def answers(filled):
    posted = Answers()
    seeker = Seeker(filled, posted)
    yield seeker, posted
    seeker.close()


def test_the_seeker_answers_first_papers_before_all(answers):
    seeker, posted = answers
    posted.wait(seeker.ask("attention", "-added", 10).number)
    first, whole = posted.messages
    assert isinstance(first, First)
    assert len(first.ids) == 10
    assert isinstance(whole, Whole)
    assert list(whole.ids)[:10] == list(first.ids)
    assert (len(whole.ids), whole.shelf) == (40, 40)


def test_only_the_last_of_many_questions_counts(answers):
    seeker, posted = answers
    numbers = [seeker.ask(text, "-added", 10).number for text in ("a", "at", "att", "atte", "iclr")]
    posted.wait(numbers[-1])
    last = posted.messages[-1]
    assert last.question.number == numbers[-1]
    assert len(last.ids) == 20
    assert idle(seeker)


def test_a_wrong_question_is_answered_with_its_span(answers):
    seeker, posted = answers
    posted.wait(seeker.ask("year:x", "-added", 10).number)
    wrong = posted.messages[-1]
    assert isinstance(wrong, Wrong)
    assert wrong.span == (0, 6)


def test_the_unfiltered_shelf_takes_no_memory(answers):
    seeker, posted = answers
    posted.wait(seeker.ask("", "-added", 10).number)
    assert isinstance(posted.messages[-1].ids, range)
    assert list(posted.messages[-1].ids) == list(range(40, 0, -1))
    posted.came.clear()
    posted.wait(seeker.ask("", "added", 10).number)
    assert list(posted.messages[-1].ids) == list(range(1, 41))


def test_a_shelf_with_gaps_is_listed_paper_by_paper(filled):
    filled.delete([7])
    posted = Answers()
    seeker = Seeker(filled, posted)
    posted.wait(seeker.ask("", "-added", 10).number)
    assert list(posted.messages[-1].ids) == [number for number in range(40, 0, -1) if number != 7]
    seeker.close()


def test_the_cursors_paper_is_found_again(answers):
    seeker, posted = answers
    posted.wait(seeker.ask("iclr", "-added", 10, keep=posted and 1).number)
    place = posted.messages[-1].place
    assert place == -1 or posted.messages[-1].ids[place] == 1
