"""JSON beyond what is read whole, and what lists of papers in it are told by."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from importers import Listed, Page, UnknownFormatError, decode, from_file, from_text, json_text, read, recognise
from importers.formats import csl_json, json_list
from importers.json_facts import at, by_initials, kind_in, of_year, told
from importers.json_text import Record, records, streamed
from importers.reader import CERTAIN, CLAIM, Skipped


def item(number: int) -> str:
    return json.dumps({"id": f"gull{number}", "type": "book", "title": f'Gulls {{[ "{number}" \\ é', "n": [number, {}]})


BROKEN = [item(1), item(2), '{"id": broken}', item(3), "null", item(4)[:-9]]
TEXTS = {
    "a list": "[" + ",\n ".join(map(item, range(9))) + "]",
    "an answer": '{"total": 12345, "message": {"items": [' + ",".join(map(item, range(9))) + '], "n": 678}, "z": {"q": 1}}',
    "lines": "\n".join(map(item, range(9))),
    "a broken list": "[" + ",".join(BROKEN) + "]",
    "broken lines": "\n".join(BROKEN),
    "one that is cut": "[" + ",".join(map(item, range(9))),
}  # fmt: skip


def shown(found: Iterator[Record | Skipped]) -> list[object]:
    return [one.reason if isinstance(one, Skipped) else one for one in found]


@pytest.mark.parametrize("size", [1, 2, 7, 97, 1000])
@pytest.mark.parametrize("name", TEXTS)
def test_json_that_comes_in_pieces_says_the_same(name: str, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    page, whole, pieces = from_text(TEXTS[name]), dict[str, object](), dict[str, object]()
    within = ("message", "items")
    wanted = shown(records(page.text, within, whole))
    monkeypatch.setattr(decode, "SIZE_LIMIT", 0)
    cut = Page.chunks
    monkeypatch.setattr(Page, "chunks", lambda page: cut(page, size))
    assert shown(streamed(page, within, pieces)) == wanted
    assert pieces == whole


def test_a_library_too_large_for_memory_is_read_and_a_record_that_never_ends_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decode, "SIZE_LIMIT", 100_000)
    monkeypatch.setattr(json_text, "LINE_LIMIT", 50_000)
    path = tmp_path / "library.json"
    path.write_text("[" + ",".join(map(item, range(20_000))) + "]")
    found = list(read(from_file(path), csl_json))
    assert len(found) == 20_000
    assert isinstance(found[-1], Listed)
    assert found[-1].position == 20_000
    members = (f'"k{number}": {{"n": "gulls and gulls, and gulls {number}"}}' for number in range(3_000))
    path.write_text("{" + ",".join(members) + "}")
    reasons = [one.reason for one in read(from_file(path), csl_json) if isinstance(one, Skipped)]
    assert reasons == ["a record that is too long"]


def test_a_library_by_ids_too_large_for_memory_says_what_a_small_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "library.json"
    members = [f'"k{number}": {item(number)}' for number in range(3_000)]
    members[7] = members[7].replace('"id": ', '"was": ')
    path.write_text("{" + ",\n".join(members) + "}")
    small = list(read(from_file(path), csl_json))
    monkeypatch.setattr(decode, "SIZE_LIMIT", 100_000)
    monkeypatch.setattr(json_text, "LINE_LIMIT", 50_000)
    large = list(read(from_file(path), csl_json))
    assert [(one.paper, one.line, one.position, one.id, one.digest) for one in large if isinstance(one, Listed)] == [
        (one.paper, one.line, one.position, one.id, one.digest) for one in small if isinstance(one, Listed)
    ]
    assert len(large) == 3_000


OTHERS = {
    "news": [{"source": {"name": "The Daily"}, "author": "Ann Reed", "title": f"Storm {n} hits the coast again tonight", "description": "It did.", "url": f"https://news.example/{n}", "publishedAt": "2020-03-09", "content": "A storm"} for n in range(4)],
    "posts": [{"title": f"How I built my shed, part {n} of many", "date": "2024-01-02", "author": "Ann", "url": f"https://blog.example/{n}", "tags": ["wood"]} for n in range(4)],
    "films": [{"title": f"The long wave of the sea {n}", "year": 2001, "director": "A. Reed", "cast": ["B", "C"]} for n in range(4)],
    "books": [{"title": f"The long wave of the sea {n}", "author": "Ann Reed", "isbn": "9780306406157", "pages": 300, "year": 2001} for n in range(4)],
    "issues": [{"title": f"Crash {n} when opening a file", "user": {"login": "x"}, "labels": [{"name": "bug"}], "state": "open", "assignee": None, "milestone": None, "body": "It crashes."} for n in range(4)],
    "packages": {"name": "kettle", "version": "1.0.0", "description": "Boils", "dependencies": {"stove": "^1"}},
}  # fmt: skip


@pytest.mark.parametrize("kind", OTHERS)
def test_lists_of_other_things_are_no_lists_of_papers(kind: str) -> None:
    with pytest.raises(UnknownFormatError):
        recognise(from_text(json.dumps(OTHERS[kind])))


def test_a_list_is_told_by_what_only_papers_have() -> None:
    papers = [{"Title": "Gulls at rest on a long shore", "DOI": "10.5555/gulls", "Writers": ["Ann Reed", "Bo Moor"]}]
    assert CLAIM <= json_list.sniff(json.dumps(papers)) < CERTAIN
    (noted_or_paper,) = [one for one in read(from_text(json.dumps(papers))) if isinstance(one, Listed)]
    assert noted_or_paper.paper.doi == "10.5555/gulls"
    assert [name.text for name in noted_or_paper.paper.authors] == ["Ann Reed", "Bo Moor"]


def test_paths_years_and_people() -> None:
    value = {"titles": [{"title": "Gulls"}, {"title": "Möwen"}], "ids": {"doi": "", "other": "10.5555/a"}, "none": None}
    assert at(value, "titles.title") == "Gulls"
    assert at(value, "none.title.more") is None
    assert told(value, {"DOI": "doi, ids.doi, ids.other", "title": "titles.title"}) == {
        "DOI": "10.5555/a",
        "title": "Gulls",
    }
    assert of_year("2021", "2020-12-30", "2021-02-01T00:00:00Z") == {"raw": "2021-02-01"}
    assert of_year(2021, "2020-12-30") == {"raw": "2021"}
    assert of_year(None, None, "2020-12-30") == {"raw": "2020-12-30"}
    assert list(by_initials("van der Moor BC Jr, Gull Study Group, et al.")) == [
        {"family": "van der Moor", "given": "BC", "suffix": "Jr"}, "Gull Study Group", "et al.",
    ]  # fmt: skip
    assert [kind_in(words) for words in ("Doctoral Thesis", "book_section chapter", "")] == ["thesis", "chapter", ""]
