"""Bibliographies that nobody wrote well: nothing raises, nothing is slow, nothing is lost in silence."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers import Listed, Page, Skipped, bibblocks, from_file, from_text, reader_named
from importers.bibblocks import Macros, Record, blocks
from importers.bibnames import split
from importers.latex import decode, verbatim
from tests.clock import within

FORMATS = ("bibtex", "enw", "nbib", "ris", "zotero-csv")
SAMPLES = Path(__file__).parent / "samples"
TEXTS = {
    name: [path.read_text() for path in sorted((SAMPLES / name).iterdir()) if ".golden" not in path.name]
    for name in FORMATS
}
TOKENS = {
    "bibtex": ["@article", "@string", "@comment", "@", "{", "}", "(", ")", '"', ",", "=", "#", "\n", "\n@misc{k,", " ", "\\", "%",
               "title = {T}", "author = ", "a and b", "crossref = {k}", "xdata=k", "year = 2000", "\\'", "~", "$", "date={2000/..}"],
    "ris": ["TY  - JOUR\n", "ER  - \n", "TI  - t\n", "AU  - a, b\n", "ty - ", "PY  - ", "2019///", "\n", "  ", "-", "PT J\n", "FN C\n",
            "AU x\n", "   y\n", 'U1  - papershelf {"authors": [1], "extra": 3}\n', "DO  - 10.1000/x\n", "UR  - http://"],
    "nbib": ["PMID- 1\n", "TI  - t\n", "DP  - 2019 Jan-Feb\n", "DEP - 20190230\n", "FAU - a, b\n", "AU  - A B\n", "\n", "      x\n", "LID - [doi]\n", "AID - x [pii]\n"],
    "enw": ["%0 Book\n", "%T t\n", "%A a, b\n", "%D ", "2019\n", "%8 May 3\n", "\n", "%", "%X x\n", "y\n", "%@ 1\n"],
    "zotero-csv": ['"Key"', '"Item Type"', '"Title"', ",", '"', "\n", "journalArticle", "x", '""', '"Date"', "Author", ";", "Extra", "arXiv: 1"],
}  # fmt: skip
BIG = 5_000_000
HOSTILE = {
    "unclosed braces": "@article{a, title = " + "{" * BIG,
    "closing braces": "@article{a, title = {x}" + "}" * BIG,
    "at signs": "@" * 100_000,
    "at signs on lines": "@a{\n" * 100_000,
    "open at two levels": "@a{{\n" * 100_000,
    "entries on one line": "@article{a, title={x}} " * 40_000,
    "unclosed on one line": "@article{a, title={x " * 40_000,
    "deep nesting": "@article{a, title = " + "{" * 200_000 + "x" + "}" * 200_000 + "}",
    "quotes": '@article{a, title = "' + '{"}' * 150_000,
    "commas": "@article{a" + "," * 400_000,
    "equals": "@article{a" + ",b=" * 120_000,
    "concatenation": "@article{a, title = " + "{x} # " * 80_000 + "{y}}",
    "empty lines": "@article{a," + "\n" * BIG,
    "spaces": "@article" + " " * BIG,
    "backslashes": "@article{a, title = {" + "\\" * 400_000 + "}}",
    "names": "@article{a, title={x}, author = {" + "a and " * 80_000 + "b}}",
    "percent": "@article{a, title={x},\n" + "%\n" * 200_000 + "}",
    "a macro in a macro": "@string{a = {12345678}}\n"
    + "@string{a = a # a}\n" * 60
    + "@misc{k, title = "
    + "a # " * 90_000
    + "a}",
    "family tree": "".join(f"@xdata{{x{n}, xdata={{x{n + 1},X{n + 1}}}, f{n}={{1}}}}\n" for n in range(3_000))
    + "@misc{k, title={T}, xdata={x0}}",
    "crossref to itself": "@a{a, crossref={b}, title={x}}\n@a{b, crossref={a}, title={y}}\n" * 5_000,
    "one tag": "TY  - JOUR\n" * 100_000,
    "one long record": "TY  - JOUR\nTI  - x\n" + "AB  - word\n  more\n" * 100_000,
    "names of one record": "TY  - JOUR\nTI  - x\n" + "AU  - a, b\n" * 50_000 + "AU  - " + "a, " * 100_000,
    "PMID": "PMID- 1\n" * 100_000,
    "continuation": "PMID- 1\nTI  - x\n" + "      wrapped\n" * 200_000,
    "%0": "%0 Book\n" * 100_000,
    "cells": '"Key","Item Type","Title"\n' + '"' * 1_000_000 + "," * 200_000,
}


def read(name: str, page: Page) -> list[object]:
    return list(reader_named(name).read(page))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_takes_linear_time(hostile: str) -> None:
    """Two seconds for each is the promise; CPU time is what a busy machine does not change."""
    text = HOSTILE[hostile]
    wanted = {"@": ("bibtex",), "T": ("ris",), "P": ("nbib",), "%": ("enw",), '"': ("zotero-csv",)}[text[0]]
    with within(2):
        for name in wanted:
            reader_named(name).sniff(text[: 64 * 1024])
            for item in reader_named(name).read(from_text(text)):
                assert not isinstance(item, Skipped) or len(item.text) < 2_000


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_text_of_format_tokens_raises(name: str, data: st.DataObject) -> None:
    text = "".join(data.draw(st.lists(st.sampled_from(TOKENS[name]) | st.text(max_size=3), max_size=60)))
    assert 0 <= reader_named(name).sniff(text) <= 1
    read(name, from_text(text))


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_damaged_sample_raises(name: str, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS[name]))
    for _ in range(data.draw(st.integers(1, 6))):
        at, width = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 40))
        text = text[:at] + data.draw(st.sampled_from(TOKENS[name]) | st.text(max_size=4)) + text[at + width :]
    read(name, from_text(text))
    reader_named(name).sniff(text)


@pytest.mark.full
@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=200_000, deadline=2_000, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_text_raises_long_form(name: str, data: st.DataObject) -> None:
    text = "".join(data.draw(st.lists(st.sampled_from(TOKENS[name]) | st.text(max_size=3), max_size=60)))
    read(name, from_text(text))


# Entries of all shapes, well-formed and not, one per line start.

_VALUES = st.sampled_from(
    ["{A}", '"B"', "2001", "{{C} d}", '{G{\\"o}del}', "jan", '"a" # {b}', "{x, y = z}", "{a @ b}", "{a\nb}"]
)
_ENTRIES = st.builds(
    lambda kind, key, values, opening, last: (
        f"@{kind}{opening}{key}"
        + "".join(f",\n  f{index} = {value}" for index, value in enumerate(values))
        + last
        + {"{": "}", "(": ")"}[opening]
    ),
    st.sampled_from(["article", "Book", "misc"]),
    st.sampled_from(["k", "k:1", "a/b", "", "a b"]),
    st.lists(_VALUES, min_size=1, max_size=5),
    st.sampled_from("{("),
    st.sampled_from(["", ",", ",\n", "\n"]),
)  # fmt: skip


@settings(max_examples=100)
@given(st.lists(_ENTRIES, min_size=1, max_size=8))
def test_every_entry_is_read_and_at_its_line(entries: list[str]) -> None:
    text = "\n\nbetween\n".join(entries)
    found = [block for block in blocks([text], Macros()) if isinstance(block, Record)]
    assert len(found) == len(entries)
    lines = text.split("\n")
    assert all(lines[record.line - 1].startswith("@") for record in found)
    assert [record.raw for record in found] == entries


@settings(max_examples=60)
@given(st.lists(_ENTRIES, min_size=1, max_size=6))
def test_the_parser_by_hand_agrees_with_bibtexparser(entries: list[str]) -> None:
    for entry in entries:
        (record,) = blocks([entry], Macros())
        (by_hand,) = bibblocks._by_hand(entry, 1, Macros())
        assert by_hand == record


@settings(max_examples=40)
@given(st.lists(_ENTRIES, min_size=3, max_size=30), st.integers(1, 50), st.integers(20, 400))
def test_pieces_cut_anywhere_change_nothing(entries: list[str], size: int, piece: int) -> None:
    text = "\n".join([*entries, "@comment{", entries[0], "}", "@misc{open, title = {x", entries[1]])
    whole = list(blocks([text], Macros()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bibblocks, "PIECE", piece)
        patch.setattr(bibblocks, "LOOKAHEAD", 2_000)
        assert list(blocks([text[at : at + size] for at in range(0, len(text), size)], Macros())) == whole


def test_a_streamed_file_reads_as_a_whole_one_with_parents_far_away(tmp_path: Path) -> None:
    child = "@inproceedings{{k{0}, title = {{Tide {0}}}, crossref = {{whole}}, abstract = {{{1}}}}}\n"
    text = "".join(child.format(number, "word " * 300) for number in range(3_000))
    text += "@proceedings{whole, title = {All Tides}, year = 1999}\n"
    path = tmp_path / "big.bib"
    path.write_text(text)
    page = Page(str(path), size=len(text), _path=path)
    items = [item for item in reader_named("bibtex").read(page) if isinstance(item, Listed)]
    assert len(items) == 3_001
    assert {item.paper.venue for item in items} == {"All Tides", None}
    assert {item.paper.year for item in items} == {1999}
    assert items == [item for item in reader_named("bibtex").read(from_file(path)) if isinstance(item, Listed)]


@settings(max_examples=300)
@given(st.text(alphabet=st.sampled_from(list("\\{}$~`'\"-^ abcAé&;#%_,.=\n")) | st.characters(), max_size=80))
def test_no_tex_raises_and_plain_text_stays(text: str) -> None:
    decode(text)
    verbatim(text)
    split(text)
    if not set(text) & set("\\{}$~`&") and "--" not in text and "''" not in text:
        assert decode(text) == text


@pytest.mark.parametrize(
    "bad", ["{", "\\", "$", "\\'", "\\enquote{", "\\(", "\\noop{", "$a", "`'", "\\url{", "{a}", ";", "~ "]
)
def test_tex_and_names_take_linear_time(bad: str) -> None:
    text = bad * (200_000 // len(bad))
    with within(2):
        decode(text)
        split(text)
