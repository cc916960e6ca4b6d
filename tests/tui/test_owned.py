"""A file that others write in too: what they wrote stays to the byte, and what papershelf wrote is what export says."""

import re
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import backup
from storage.library import Library
from storage.papers.names import Name
from storage.papers.paper import Listed, Paper
from tui.citations.bibtex import bibtex
from tui.desk import in_step, owned
from tui.desk.export import format_named
from tui.desk.in_step import Decision, OwnedError

ROOT = Path(__file__).resolve().parents[2]
TITLES = ("On Quiet Moss", "Gulls {over} Harbours", "A Theory of Kelp", "The Tide, the Fen & the é")
KEYS = ("mossA2020", "gullsB2021", "kelpC2022", "tideD2023")
THEIRS = "% ours, keep it sorted\n@string{fl = {Fen Letters}}\n\n@misc{mine,\n  title = {Of mine},\n}\n% the end"


def add(library: Library) -> None:
    names = ("Ada Moss", "Bo Gull", "Cy Kelp", "Di Tide")
    some = [
        Paper(title=title, authors=(Name(name),), year=year, venue="Fen Letters", extra={"key": key})
        for title, name, year, key in zip(TITLES, names, range(2020, 2024), KEYS, strict=True)
    ]
    some.reverse()  # the first of a listing gets the last number, so that it is on top
    library.add([Listed(paper=one, line=number) for number, one in enumerate(some, 1)], source="fen", format="bibtex")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "shelf.sqlite3"
    with Library.open(path) as library:
        add(library)
    return path


@pytest.fixture
def shelf(made, tmp_path):
    shutil.copy(made, tmp_path / "shelf.sqlite3")
    with Library.open(tmp_path / "shelf.sqlite3") as library:
        yield library


@pytest.fixture
def bib(tmp_path):
    path = tmp_path / "paper" / "refs.bib"
    path.parent.mkdir()
    path.write_bytes(THEIRS.encode())
    return path


def update(library, path, ids=(1, 2, 3, 4), decision=None, *, form="bibtex", prune=False):
    entries = library.entries(ids)
    keys = library.assign_keys({entry.id: entry.key or f"made{entry.id}" for entry in entries})
    keyed = [(entry, keys[entry.id]) for entry in entries]
    return in_step.update(library, path, format_named(form), keyed, decision, prune=prune)


def ours(library, number):
    entry = library.entry(number)
    return bibtex(entry.paper, key=entry.key)


def test_a_new_file_is_what_export_writes(shelf, tmp_path):
    path = tmp_path / "new.bib"
    outcome = update(shelf, path)
    assert outcome.added == list(KEYS)
    assert path.read_text("utf-8") == "\n\n".join(ours(shelf, number) for number in (1, 2, 3, 4)) + "\n"
    assert not update(shelf, path).wrote


def test_what_others_wrote_stays_and_ours_is_replaced_in_its_place(shelf, bib):
    assert update(shelf, bib, (1, 2)).added == list(KEYS[:2])
    written = bib.read_text("utf-8")
    assert written == f"{THEIRS}\n\n{ours(shelf, 1)}\n\n{ours(shelf, 2)}\n"
    bib.write_text(written + "\n@misc{later, title={Later}} % mine\n", "utf-8")
    before = ours(shelf, 1)
    shelf.edit(1, venue="Marsh Notes")
    outcome = update(shelf, bib)
    assert (outcome.changed, outcome.added, outcome.same) == ([KEYS[0]], list(KEYS[2:]), 1)
    expected = written.replace(before, ours(shelf, 1))
    last = ours(shelf, 2)
    expected = expected.replace(last, f"{last}\n\n{ours(shelf, 3)}\n\n{ours(shelf, 4)}")
    assert bib.read_text("utf-8") == expected + "\n@misc{later, title={Later}} % mine\n"


@pytest.mark.parametrize("remark", [" % why?", " (seen by Kim)", " see {page} 3 % @misc{no, t={x}}", "}"])
def test_a_remark_behind_our_last_entry_stays_behind_it(shelf, bib, remark):
    update(shelf, bib, (1,))
    bib.write_text(f"{bib.read_text('utf-8').rstrip()}{remark}\n", "utf-8")
    update(shelf, bib, (1, 2))
    assert f"{ours(shelf, 1)}{remark}\n\n{ours(shelf, 2)}\n" in bib.read_text("utf-8")


@pytest.mark.parametrize(
    "data",
    [
        THEIRS.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + THEIRS.encode(), THEIRS.encode("utf-16"),
        "% Encoding: ISO8859_1\n@misc{a, title={caf\xe9}, note={na\xefve}}".encode("latin-1"),
        "@misc{a, title={苔と昆布の静かな生活について}, author={海辺太郎}}\n".encode("shift_jis"), b"@misc{a, t={\xc3\xa9 \xe9}}",
        THEIRS.replace("\n", "\r").encode(), b"\n\n  \n% nothing\n", b"% no end @misc{open,\n t={x",
    ],
)  # fmt: skip
def test_bytes_of_others_stay_whatever_they_are(shelf, bib, data):
    bib.write_bytes(data)
    assert update(shelf, bib, (1, 3)).added == [KEYS[0], KEYS[2]]
    after = bib.read_bytes()
    assert after.startswith(data)
    marks = (b"\xef\xbb\xbf", b"\xff\xfe")
    encoding = "utf-16-le" if data.startswith(marks[1]) else "ascii"
    text = after[len(data) :].decode(encoding)
    line_end = "\r\n" if b"\r\n" in data else "\r" if b"\r" in data and encoding == "ascii" else "\n"
    entries = [ours(shelf, number).replace("\n", line_end) for number in (1, 3)]
    assert text.strip() == (line_end * 2).join(entries)
    assert not update(shelf, bib, (1, 3)).wrote
    update(shelf, bib, (1,), prune=True)
    update(shelf, bib, (1, 3))
    assert bib.read_bytes() == after


def test_line_ends_that_were_converted_are_no_edit(shelf, bib):
    update(shelf, bib)
    bib.write_bytes(bib.read_bytes().replace(b"\n", b"\r\n"))
    shelf.edit(2, venue="Marsh Notes")
    assert update(shelf, bib).changed == [KEYS[1]]
    assert b"\n" not in bib.read_bytes().replace(b"\r\n", b"")


def test_what_the_encoding_lacks_is_left_out_and_named(shelf, bib):
    bib.write_bytes("@misc{a, title={caf\xe9}, note={d\xe9j\xe0 vu, na\xefve}}\n".encode("latin-1"))
    shelf.edit(1, title="苔")
    outcome = update(shelf, bib, (1, 4))
    assert (outcome.unsaid, outcome.added) == ([(KEYS[0], "苔")], [KEYS[3]])
    assert "é".encode("latin-1") in bib.read_bytes().partition(b"tideD2023")[2]


# -- entries that somebody edited


def edited(bib, was="Quiet Moss", becomes="Loud Moss"):
    bib.write_text(bib.read_text("utf-8").replace(was, becomes, 1), "utf-8")
    return bib.read_bytes()


@pytest.mark.parametrize("change", [True, False])
def test_an_edited_entry_stops_everything_until_it_is_decided(shelf, bib, change):
    update(shelf, bib, (1, 2))
    there = edited(bib)
    if change:
        shelf.edit(1, year=1999)
        shelf.edit(2, year=1999)
    outcome = update(shelf, bib)
    assert outcome.blocked
    assert bib.read_bytes() == there
    (one,) = outcome.edited
    assert [line for line in one.diff() if "Moss}" in line] == [
        "-  title = {On Loud Moss},", "+  title = {On Quiet Moss},"
    ]  # fmt: skip
    assert update(shelf, bib).blocked


def test_ours_writes_what_the_shelf_has(shelf, bib):
    update(shelf, bib, (1, 2))
    before = bib.read_bytes()
    edited(bib)
    assert update(shelf, bib, (1, 2), Decision.OURS).changed == [KEYS[0]]
    assert bib.read_bytes() == before


def test_theirs_stays_until_the_shelf_has_something_new_to_say(shelf, bib):
    update(shelf, bib, (1, 2))
    edited(bib)
    shelf.edit(2, year=1999)
    assert update(shelf, bib, (1, 2), Decision.THEIRS).changed == [KEYS[1]]
    assert "Loud Moss" in bib.read_text("utf-8")
    there = bib.read_bytes()
    assert not update(shelf, bib, (1, 2)).wrote
    shelf.edit(1, venue="Marsh Notes")
    assert update(shelf, bib, (1, 2)).blocked
    assert bib.read_bytes() == there
    assert update(shelf, bib, (1, 2), Decision.OURS).changed == [KEYS[0]]
    shelf.edit(1, venue="Fen Letters")
    assert update(shelf, bib, (1, 2)).changed == [KEYS[0]]


def test_keep_leaves_it_this_once_and_writes_the_rest(shelf, bib):
    update(shelf, bib, (1, 2))
    edited(bib)
    shelf.edit(2, year=1999)
    outcome = update(shelf, bib, decision=Decision.KEEP)
    assert (outcome.changed, outcome.added, [one.key for one in outcome.edited]) == (
        [KEYS[1]],
        list(KEYS[2:]),
        [KEYS[0]],
    )
    assert "Loud Moss" in bib.read_text("utf-8")
    assert update(shelf, bib).blocked


def test_an_edit_that_the_shelf_makes_too_is_no_question(shelf, bib):
    update(shelf, bib, (1,))
    edited(bib)
    shelf.edit(1, title="On Loud Moss")
    assert not update(shelf, bib, (1,)).blocked
    shelf.edit(1, venue="Marsh Notes")
    assert update(shelf, bib, (1,)).changed == [KEYS[0]]


def test_an_entry_that_was_left_open_is_not_written_over(shelf, bib):
    update(shelf, bib, (1, 2))
    there = bib.read_text("utf-8").replace("  journal = {Fen Letters},\n}", "  journal = {Fen Letters},\n% mine", 1)
    bib.write_text(there, "utf-8")
    assert update(shelf, bib, (1, 2)).blocked
    with pytest.raises(OwnedError, match=r"mossA2020 in .* is never closed; mend it by hand first"):
        update(shelf, bib, (1, 2), Decision.OURS)
    assert bib.read_text("utf-8") == there


def test_an_entry_that_somebody_took_out_comes_back_only_when_asked(shelf, bib):
    update(shelf, bib, (1, 2))
    bib.write_text(bib.read_text("utf-8").replace(ours(shelf, 1), ""), "utf-8")
    there = bib.read_bytes()
    shelf.edit(1, year=1999)
    for _ in range(2):
        outcome = update(shelf, bib, (1, 2))
        assert (outcome.gone, outcome.blocked, bib.read_bytes()) == ([KEYS[0]], False, there)
    assert update(shelf, bib, (1, 2), Decision.THEIRS).gone == []
    shelf.edit(1, year=1998)
    assert (update(shelf, bib, (1, 2)).gone, bib.read_bytes()) == ([], there)
    assert update(shelf, bib, (1, 2), Decision.OURS).added == [KEYS[0]]
    assert ours(shelf, 1) in bib.read_text("utf-8")


def test_a_file_that_was_removed_or_emptied_is_written_anew(shelf, bib):
    update(shelf, bib, (1, 2))
    bib.unlink()
    assert update(shelf, bib, (1,)).added == [KEYS[0]]
    assert list(shelf.left_in(bib, "bib")) == [KEYS[0]]
    shelf.edit(1, year=1999)
    assert update(shelf, bib, (1,)).changed == [KEYS[0]]
    bib.write_text("\n")
    assert update(shelf, bib, (2,)).added == [KEYS[1]]
    assert update(shelf, bib, (1, 2)).added == [KEYS[0]]


# -- what others have, and what is no longer wanted


@pytest.mark.parametrize(
    ("theirs", "there"),
    [
        ("@misc{mossA2020, title={Quite another}}", "mossA2020"), ("@misc{MOSSa2020, title={x}}", "MOSSa2020"),
        ("@article{ada20, title={On quiet {M}oss}, author={Ada Moss}, year=2020}", "ada20"),
        ("x @article(ada20, title={On Quiet Moss}, author={A. Moss}, year=2020)", "ada20"),
    ],
)  # fmt: skip
def test_what_others_have_already_is_not_added(shelf, bib, theirs, there):
    bib.write_text(theirs)
    outcome = update(shelf, bib, (1, 2))
    assert (outcome.twins, outcome.added) == ([(KEYS[0], there)], [KEYS[1]])
    assert bib.read_text("utf-8") == f"{theirs}\n\n{ours(shelf, 2)}\n"
    shelf.edit(1, venue="Marsh Notes")
    assert update(shelf, bib, (1, 2)).twins == [(KEYS[0], there)]


def test_a_paper_is_known_by_any_of_its_keys(shelf, bib):
    update(shelf, bib, (1, 2))
    shelf.merge(3, 1)
    shelf.edit(3, year=1999)
    keys = shelf.entry(3).keys
    assert {KEYS[0], KEYS[2]} <= set(keys)
    outcome = update(shelf, bib, (2, 3))
    assert (outcome.changed, outcome.added) == ([KEYS[0]], [])
    assert bibtex(shelf.entry(3).paper, key=KEYS[0]) in bib.read_text("utf-8")
    theirs = bib.with_name("theirs.bib")
    theirs.write_text("@misc{kelpC2022, title={Kelp, a theory of}}")
    assert update(shelf, theirs, (3,)).twins == [(KEYS[0], KEYS[2])]


def test_of_two_papers_that_became_one_the_other_entry_is_left_and_named(shelf, bib):
    update(shelf, bib, (1, 2))
    there = ours(shelf, 2)
    shelf.merge(1, 2)
    outcome = update(shelf, bib, (1,))
    assert outcome.left == [KEYS[1]]
    assert there in bib.read_text("utf-8")


def test_what_is_no_longer_wanted_is_left_unless_pruned_and_never_where_it_was_edited(shelf, bib):
    update(shelf, bib)
    full = bib.read_text("utf-8")
    edited(bib, "Theory of Kelp", "Theory of Weed")
    outcome = update(shelf, bib, (1,))
    assert (outcome.left, outcome.wrote) == (list(KEYS[1:]), False)
    outcome = update(shelf, bib, (1,), prune=True)
    assert (outcome.removed, outcome.left) == ([KEYS[1], KEYS[3]], [KEYS[2]])
    kelp = ours(shelf, 3).replace("Theory of Kelp", "Theory of Weed")
    assert bib.read_text("utf-8") == f"{THEIRS}\n\n{ours(shelf, 1)}\n\n{kelp}\n"
    assert update(shelf, bib, (1, 2, 4)).added == [KEYS[1], KEYS[3]]
    assert len(full.splitlines()) == len(bib.read_text("utf-8").splitlines())


def test_entries_that_export_wrote_whole_are_ours(shelf, bib):
    entries = [(entry.paper, entry.key) for entry in shelf.entries([1, 2])]
    owned.write_whole(shelf, bib, format_named("bibtex").pieces(entries))
    shelf.edit(1, year=1999)
    outcome = update(shelf, bib, (1, 3))
    assert (outcome.changed, outcome.added, outcome.left) == ([KEYS[0]], [KEYS[2]], [KEYS[1]])
    assert update(shelf, bib, (1, 3), prune=True).removed == [KEYS[1]]


def test_entries_as_they_were_imported_are_owned_too(shelf, bib):
    raw = "@article{odd, title={Odd}, note={a\n@misc{in, }\n}}"
    shelf.add([Listed(paper=Paper(title="Odd", extra={"key": "odd", "raw": raw}), line=1)], source="x", format="bibtex")
    assert update(shelf, bib, (1, 5), form="bibtex-as-imported").added == [KEYS[0], "odd"]
    assert raw in bib.read_text("utf-8")
    assert update(shelf, bib, (1, 5), form="bibtex-as-imported").same == 2


# -- files that are not shared, and what is never written over


def test_another_format_is_papershelfs_whole_or_not_at_all(shelf, tmp_path):
    path = tmp_path / "refs.json"
    assert update(shelf, path, form="csl-json").wrote
    assert not update(shelf, path, form="csl-json").wrote
    shelf.edit(1, year=1999)
    assert update(shelf, path, form="csl-json").wrote
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    there = path.read_bytes()
    with pytest.raises(OwnedError, match="is not as papershelf wrote it, and CSL-JSON cannot be shared"):
        update(shelf, path, form="csl-json")
    assert path.read_bytes() == there
    assert update(shelf, path, form="csl-json", decision=Decision.OURS).wrote


def test_nothing_found_writes_nothing(shelf, bib):
    update(shelf, bib)
    there = bib.read_bytes()
    with pytest.raises(OwnedError, match=r"the query finds nothing, so .* is left as it is"):
        update(shelf, bib, (), Decision.OURS, prune=True)
    assert bib.read_bytes() == there


def test_a_restored_library_asks_and_loses_nothing(shelf, bib, tmp_path):
    update(shelf, bib, (1,))
    older = backup.take(shelf.path).path
    shelf.edit(1, year=1999)
    update(shelf, bib, (1, 2))
    there = bib.read_bytes()
    shutil.copy(older, tmp_path / "restored.sqlite3")
    with Library.open(tmp_path / "restored.sqlite3") as restored:
        outcome = update(restored, bib, (1, 2))
        assert outcome.blocked
        assert bib.read_bytes() == there
        restored.edit(1, year=1999)
        assert not update(restored, bib, (1, 2)).blocked
        assert bib.read_bytes() == there


def test_a_shelf_that_cannot_be_written_promises_nothing(shelf, bib):
    with Library.open(shelf.path, readonly=True) as closed, pytest.raises(OwnedError, match="read-only"):
        in_step.update(closed, bib, format_named("bibtex"), [(shelf.entry(1), "a")])
    assert bib.read_bytes() == THEIRS.encode()


def test_a_link_and_the_mode_of_the_file_stay(shelf, bib, tmp_path):
    bib.chmod(0o640)
    link = tmp_path / "link.bib"
    link.symlink_to(bib)
    assert update(shelf, link, (1,)).added == [KEYS[0]]
    assert link.is_symlink()
    assert stat.S_IMODE(bib.stat().st_mode) == 0o640
    assert update(shelf, bib, (1,)).same == 1


def test_a_file_that_is_written_meanwhile_is_read_again(shelf, bib, monkeypatch):
    turns = iter(("% first\n", "% second\n", ""))
    intend = Library.intend

    def meanwhile(*given):
        bib.write_text(next(turns) + bib.read_text("utf-8"), "utf-8")
        intend(*given)

    monkeypatch.setattr(Library, "intend", meanwhile)
    assert update(shelf, bib, (1,)).added == [KEYS[0]]
    assert bib.read_text("utf-8") == f"% second\n% first\n{THEIRS}\n\n{ours(shelf, 1)}\n"
    monkeypatch.setattr(Library, "intend", lambda *given: bib.write_text(f"{bib.read_text('utf-8')}%", "utf-8"))
    with pytest.raises(OwnedError, match="is being written by another program"):
        update(shelf, bib, (2,))


def test_a_large_file_is_read_once_and_a_larger_refused(shelf, bib):
    bib.write_text("@misc{a,\n t={\n" * 200_000)
    assert update(shelf, bib, (1,)).added == [KEYS[0]]
    with bib.open("wb") as file:
        file.truncate((64 << 20) + 1)
    with pytest.raises(OwnedError, match="larger than 64 MB"):
        update(shelf, bib, (1,))


def test_what_is_no_text_is_left_alone(shelf, bib):
    bib.write_bytes(b"%PDF-1.7\n\0\0\1")
    with pytest.raises(OwnedError, match="is no text"):
        update(shelf, bib, (1,))
    assert bib.read_bytes() == b"%PDF-1.7\n\0\0\1"


@pytest.mark.parametrize(("before", "after"), [("@comment{", "}"), ("% ", ""), ("@misc{x, note={", "}}")])
def test_an_entry_that_somebody_put_into_a_comment_was_taken_out(shelf, bib, before, after):
    update(shelf, bib, (1,))
    there = bib.read_text("utf-8").replace(ours(shelf, 1), f"{before}{ours(shelf, 1)}{after}")
    bib.write_text(there, "utf-8")
    shelf.edit(1, year=1999)
    assert update(shelf, bib, (1,)).gone == [KEYS[0]]
    assert bib.read_text("utf-8") == there


# -- killed

POINTS = ("intend", "put", "settle")
SCRIPT = """
import os, signal, sys
from pathlib import Path
from storage import written
from storage.library import Library
from tui.desk import files, in_step
from tui.desk.export import format_named
library, bib, point, when = sys.argv[1:]
where, name = {"intend": (Library, "intend"), "put": (files, "put"), "settle": (written, "settle")}[point]
real = getattr(where, name)
def dies(*given):
    if when == "before": os.kill(os.getpid(), signal.SIGKILL)
    real(*given)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(where, name, dies)
with Library.open(library) as shelf:
    in_step.update(shelf, Path(bib), format_named("bibtex"), [(one, one.key) for one in shelf.entries([1, 2, 3])])
"""


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_any_step_the_file_is_the_old_or_the_new_one_and_ours_is_known_again(shelf, bib, point, when):
    update(shelf, bib, (1, 2))
    old, before = bib.read_bytes(), ours(shelf, 1)
    shelf.edit(1, year=1999)
    new = old.replace(before.encode(), ours(shelf, 1).encode()).rstrip() + f"\n\n{ours(shelf, 3)}\n".encode()
    ended = subprocess.run([sys.executable, "-c", SCRIPT, shelf.path, bib, point, when], cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert bib.read_bytes() == (
        new if (point, when) in (("put", "after"), ("settle", "before"), ("settle", "after")) else old
    )
    shelf.edit(2, year=1999)
    outcome = update(shelf, bib, (1, 2, 3))
    assert (outcome.blocked, outcome.gone, outcome.twins) == (False, [], [])
    assert bib.read_text("utf-8") == THEIRS + "".join(f"\n\n{ours(shelf, number)}" for number in (1, 2, 3)) + "\n"
    assert list(bib.parent.iterdir()) == [bib]


# -- two people

CHUNKS = st.sampled_from([
    "% a comment with @misc{braces}\n", "@string{fl = {Fen Letters}}\n", '@preamble{"\\newcommand{\\x}{}"}\n', "\n", "   \n",
    "@comment{jabref-meta: databaseType:bibtex;}\n", "@misc{theirs, title={Theirs, é}}\n", "@book(round, title={(x)})\n",
    "@misc{open, title={never closed\n", "{\n", "}\n", "just words, a@b.example\n", "@misc{a, t={1}} @misc{b, t={2}}\n",
    "@comment{@misc{kelpC2022, title={A Theory of Kelp}}}\n", "% \U0001f33f \ud83c\n".encode("utf-8", "replace").decode(),
    "@article{mossA2020, title={On Quiet Moss}}\n", "\\{ @article{half, title={a \\{ b}}\n", "@comment{ open\n",
])  # fmt: skip
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), CHUNKS, st.integers(0, 30)),
        st.tuples(st.just("drop"), st.integers(0, 30)),
        st.tuples(st.just("move"), st.integers(1, 4), st.integers(0, 30)),
        st.tuples(st.just("ends"), st.sampled_from([b"\n", b"\r\n"])),
        st.tuples(st.just("mark")),
        st.tuples(st.just("edit"), st.integers(1, 4), st.integers(1900, 1999)),
        st.tuples(st.just("touch"), st.integers(1, 4)),
        st.tuples(st.just("update"), st.sets(st.integers(1, 4), min_size=1), st.booleans()),
    ),
    max_size=14,
)  # fmt: skip


LINE_ENDS = (b"\r\n", b"\n", b"\r")


def tokens(data: bytes, every: dict[bytes, bytes]) -> bytes:
    """The file with every text that was ever ours as a token, whatever its line ends; all else is as it was."""
    for text in sorted(every, key=len, reverse=True):
        for line_end in LINE_ENDS:
            data = data.replace(text.replace(b"\n", line_end), every[text])
    return data


def between(data: bytes, every: dict[bytes, bytes], number: int) -> int:
    """A place at the start of a line, or the end, that is in no text of ours."""
    places = [at for at in range(len(data) + 1) if at in (0, len(data)) or data[at - 1 : at] == b"\n"]
    for text in {plain.replace(b"\n", line_end) for plain in every for line_end in LINE_ENDS}:
        start = data.find(text)
        while start >= 0:
            places = [at for at in places if not start < at < start + len(text)]
            start = data.find(text, start + 1)
    return places[number % len(places)]


def together(made: Path, folder: Path, acts) -> None:
    """Have two people write in one file as the acts say; theirs never changes, and ours is what export says."""
    shelf_path, bib = folder / "shelf.sqlite3", folder / "refs.bib"
    shutil.copy(made, shelf_path)
    bib.write_bytes(b"")
    every: dict[bytes, bytes] = {}
    with Library.open(shelf_path) as library:
        for act, *given in [*acts, ("update", {1, 2}, False)]:
            data = bib.read_bytes()
            if act == "insert":
                at = between(data, every, given[1])
                chunk = given[0].encode()
                bib.write_bytes(data[:at] + (b"" if data[:at].endswith(b"\n") or not at else b"\n") + chunk + data[at:])
            elif act == "drop":
                lines = data.split(b"\n")
                at = data[: between(data, every, given[0])].count(b"\n")
                line = lines[at].removeprefix(b"\xef\xbb\xbf").strip()
                if not any(line and line in text for text in every):
                    bib.write_bytes(b"\n".join(lines[:at] + lines[at + 1 :]))
            elif act == "move":
                for text in [text for text, token in every.items() if token == b"\0%d\0" % given[0] and text in data]:
                    rest = data.replace(text, b"")
                    at = between(rest, every, given[1])
                    bib.write_bytes(rest[:at] + text + b"\n" + rest[at:])
            elif act == "touch":
                for text in [text for text, token in every.items() if token == b"\0%d\0" % given[0] and text in data]:
                    touched = text.replace(b"title = {", b"title = {By hand: ")
                    every[touched] = b"\0touched %d\0" % given[0]
                    bib.write_bytes(data.replace(text, touched))
            elif act == "ends":
                bib.write_bytes(data.replace(b"\r\n", b"\n").replace(b"\n", given[0]))
            elif act == "mark":
                bib.write_bytes(
                    data.removeprefix(b"\xef\xbb\xbf") if data.startswith(b"\xef") else b"\xef\xbb\xbf" + data
                )
            elif act == "edit":
                library.edit(given[0], year=given[1])
            else:
                for number in given[0]:
                    every[ours(library, number).encode()] = b"\0%d\0" % number
                check(library, bib, sorted(given[0]), every, prune=given[1])


GAP = rb"(?:\r\n|\n|\r){0,2}"
BLANK = {b"", *LINE_ENDS, *(one * 2 for one in LINE_ENDS)}


def without(data: bytes, new: bytes) -> Iterator[bytes]:
    """What the file may have been before new entries were put behind ours, or at its end."""
    for found in re.finditer(GAP + new + GAP, data):
        head, tail = data[: found.start()], data[found.end() :]
        ends = re.search(GAP + rb"\Z", found[0])
        yield from (head + (ends[0] if ends else b"") + tail, *(head + end for end in BLANK if not tail))


def check(library: Library, bib: Path, ids: list[int], every: dict[bytes, bytes], *, prune: bool) -> None:
    before = bib.read_bytes()
    was = tokens(before, every)
    try:
        outcome = update(library, bib, ids, prune=prune)
        if outcome.blocked:
            assert bib.read_bytes() == before
            assert all(b"\0touched %d\0" % (KEYS.index(edit.key) + 1) in was for edit in outcome.edited)
            outcome = update(library, bib, ids, Decision.KEEP, prune=prune)
    except OwnedError:
        assert bib.read_bytes() == before
        return
    after = bib.read_bytes()
    now = tokens(after, every)
    new = [b"\0%d\0" % (KEYS.index(key) + 1) for key in outcome.added]
    if outcome.removed:  # with a blank line each: line ends apart the rest is as it was
        for key in (*outcome.removed, *outcome.added):
            token = b"\0%d\0" % (KEYS.index(key) + 1)
            was, now = (
                (was.replace(token, b"", 1), now) if key in outcome.removed else (was, now.replace(token, b"", 1))
            )
        was, now = (re.sub(rb"[\r\n]+", b"", data) for data in (was, now))
        assert was == now
    elif new:
        assert was in without(now, GAP.join(map(re.escape, new)))
    else:
        assert now == was
    said = {name for name, _ in outcome.twins} | set(outcome.gone) | {edit.key for edit in outcome.edited}
    for number in ids:
        if KEYS[number - 1] not in said:
            assert b"\0%d\0" % number in tokens(after, {ours(library, number).encode(): b"\0%d\0" % number})


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_two_people_write_in_one_file(made, tmp_path_factory, acts):
    together(made, tmp_path_factory.mktemp("two"), acts)


@pytest.mark.full
@settings(max_examples=1_000, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_two_people_write_in_one_file_for_long(made, tmp_path_factory, acts):
    together(made, tmp_path_factory.mktemp("two"), acts)
