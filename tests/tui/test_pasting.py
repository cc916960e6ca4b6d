"""A paste is text, however it is cut up and whatever escapes a page put in it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from tui.widgets.pasting import PlainParser

BEGIN, END = "\x1b[200~", "\x1b[201~"


def heard(*chunks):
    """What the parser makes of what a terminal sends, in these pieces."""
    parser = PlainParser()
    told = [event for chunk in chunks for event in parser.feed(chunk)]
    return [event.text if isinstance(event, events.Paste) else event.key for event in told]


@pytest.mark.parametrize(
    "page", ["a\x1b[Zdd", "a\x1bdd", "\x1b\x1b\x1b", "a\x9b31mb", "\x1bOPdd", "a\x1b[20", "a\x1b[<0;1;1Mdd"]
)
def test_an_escape_in_a_paste_begins_no_key(page):
    plain = page.replace("\x1b", "").replace("\x9b", "")
    assert heard("x", f"{BEGIN}{page}{END}", "j") == ["x", plain, "j"]


def test_a_page_that_holds_the_mark_of_an_end_ends_nothing():
    assert heard(f"{BEGIN}a{END}dd{END}j") == ["a[201~dd", "j"]


def test_keys_are_what_they_were():
    assert heard("j", "\x1b[A", "\x1b[1;5C", "\x1b[Z") == ["j", "up", "ctrl+right", "shift+tab"]


@given(st.text("ab\x1b[01~2").filter(lambda page: f"{page}{END}".find(END) == len(page)), st.lists(st.integers(0, 40)))
def test_a_paste_cut_up_anywhere_is_the_same(page, cuts):
    sent = f"k{BEGIN}{page}{END}j"
    told = heard(*(sent[a:b] for a, b in pairwise(sorted({0, len(sent), *(cut % len(sent) for cut in cuts)}))))
    text = page.replace("\x1b", "")
    assert told == ["k", *([text] if text else told[1:-1]), "j"]
