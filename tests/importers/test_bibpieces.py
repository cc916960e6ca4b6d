"""Where the entries of a .bib text stand, to the character, however odd the text is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import Listed, from_text, read, reader_named
from importers.bibpieces import pieces
from tests.clock import within


def found(text: str) -> list[tuple[str, str]]:
    return [(piece.key, text[piece.start : piece.end]) for piece in pieces(text)]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("@article{moss, title={A}}\n@book(fern,\n title={B}\n)\n", ["moss", "fern"]),
        ("@misc{a}@misc{b, t={1}} @misc{c,}", ["a", "b", "c"]),
        ("  @ARTICLE {  moss  ,\r\n t={1}}\r@misc{fern,}", ["moss", "fern"]),
        ('@string{m = {moss}}\n@preamble{"@misc{no,}"}\n@comment{@misc{no,}\n@misc{neither,}}\n@misc{a,}', ["a"]),
        ("% @misc{no, t={1}}\n  % and @article{no,}\n@misc{a,}", ["a"]),
        ("write to ada@misc{elsewhere} or bo@fen.example{x}\n@misc{a,}", ["elsewhere", "a"]),
        ("@misc{a, abstract={first\n@misc{within, t={1}}\nlast}}\n@misc{b,}", ["a", "b"]),
        ("@misc{a, t={never closed,\n@misc{b, t={1}}\n@misc{c,\n t={2},\n\n@misc{d,}", ["a", "b", "c", "d"]),
        ("@comment{never closed\n@misc{a, t={1}}", ["a"]),
        ("a } too many }}\n@misc{a, t={1}}} }\n@misc{b,}", ["a", "b"]),
        ("@misc{a, t={50\\{ of}}\n@misc{b,}", ["a", "b"]),
        ("@misc{title={no key}}\n@misc{}\n@misc{b,}", ["", "", "b"]),
        ("", []),
        ("@", []),
        ("@misc", []),
    ],
)  # fmt: skip
def test_entries_are_found_by_their_keys(text, keys):
    assert [key for key, _ in found(text)] == keys


def test_an_entry_ends_where_it_is_closed_or_the_next_begins():
    text = "@misc{a, t={{x} y}} % mine\n@misc{b,\n t={1},\n\n% theirs\n@misc(c, t={)}, u=1)\n"
    assert found(text) == [
        ("a", "@misc{a, t={{x} y}}"), ("b", "@misc{b,\n t={1},\n\n% theirs"), ("c", "@misc(c, t={)}, u=1)")
    ]  # fmt: skip
    assert [piece.closed for piece in pieces(text)] == [True, False, True]


BITS = [
    "@misc{",
    "@comment{",
    "@string{",
    "@book(",
    "k,",
    "}",
    ")",
    "{",
    "\n",
    "\r\n",
    " ",
    "%",
    "\\",
    "t={x}",
    "@",
    "é",
]


@given(st.lists(st.sampled_from(BITS), max_size=40).map("".join))
def test_whatever_the_text_pieces_follow_one_another_within_it(text):
    at = 0
    for piece in pieces(text):
        assert at <= piece.start < piece.end <= len(text)
        assert text[piece.start] == "@"
        at = piece.end


ENTRIES = st.lists(
    st.tuples(st.sampled_from(["misc", "article", "Book"]), st.from_regex(r"[a-z]{3,9}[0-9]{4}", fullmatch=True),
              st.sampled_from(["{Moss}", "{A {B} c}", '"Fen @ dusk"', "{a\n\nb}"])),
    max_size=8, unique_by=lambda entry: entry[1],
)  # fmt: skip


@given(ENTRIES, st.sampled_from(["\n", "\n\n", " ", "\n% between\n", "\n@string{m = {x}}\n"]))
def test_what_is_well_formed_is_found_as_it_is_imported(entries, between):
    text = between.join(f"@{kind}{{{key},\n  title = {title},\n}}" for kind, key, title in entries)
    imported = [
        item.paper.extra["key"] for item in read(from_text(text), reader_named("bibtex")) if type(item) is Listed
    ]
    assert [key for key, _ in found(text)] == imported == [key for _, key, _ in entries]


@pytest.mark.parametrize(
    "piece",
    ["{", "}", "@a", "@misc{a,\n", "@misc{a, t={\n", "@misc{a, t={x}} ", "x @foo{} ", "@a" + " " * 99, " " * 99 + "\n"],
)
def test_it_is_linear(piece):
    text = piece * (1_000_000 // len(piece))
    with within(2):
        pieces(text)
