"""YAML stands as it is written: no year becomes a number, no word a truth, and no alias a billion of them."""

import pytest

from importers import Listed, UnknownFormatError, from_text, read, recognise
from importers.yaml_text import YamlError, documents, records
from storage.papers.paper import Skipped
from tests.clock import within

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefghi", "bcdefghij", strict=True)
)


def test_scalars_stand_as_they_are_written():
    (value,) = documents("year: 2020\nlanguage: no\nversion: 1.10\ncode: 010\nday: 2020-01-02\nnone: ~\nsaid: '~'\n")
    assert value == {
        "year": "2020", "language": "no", "version": "1.10", "code": "010", "day": "2020-01-02", "none": "", "said": "~",
    }  # fmt: skip


def test_records_know_their_lines_and_their_own_text():
    first, second = records("# two\n- title: Moss\n  é: ü\n- title: Ferns\n")
    assert [(one.line, one.source) for one in (first, second)] == [(2, "title: Moss\n  é: ü"), (4, "title: Ferns")]


@pytest.mark.parametrize(
    "text", [BOMB, "[" * 100_000, "{a: " * 5_000, "a: &a [*a]\n", "- " * 20_000 + "x"],
    ids=["aliases", "lists", "mappings", "itself", "dashes"],
)  # fmt: skip
def test_a_bomb_is_refused_soon(text):
    with within(2), pytest.raises(YamlError):
        list(documents(text))


@pytest.mark.parametrize("text", ["a: [1, 2\nb: 3", "a: b: c", "\ta: 1", "key: 'never closed"])
def test_what_is_broken_is_skipped_with_the_reason(text):
    (skipped,) = records(text)
    assert isinstance(skipped, Skipped)
    assert skipped.reason.startswith("the YAML is broken: line ")


def test_a_tag_makes_no_object():
    (value,) = documents("a: !!python/object/apply:os.system ['echo pwned']\n")
    assert value == {"a": ["echo pwned"]}


@pytest.mark.parametrize(
    "text",
    [
        "name: build\non: [push]\njobs:\n  test:\n    type: article\n    steps:\n      - run: make\n",
        "title: My site\nauthor: Somebody\ntheme: minima\nplugins:\n  - jekyll-feed\n",
        "services:\n  db:\n    image: postgres\n    title: x\n",
        "---\ntitle: A post\ndate: 2020-01-02\nauthor: Ada Roe\n---\n\nWords.\n",
        "- type: task\n  title: Water the moss\n- type: task\n  title: Feed the gulls\n",
    ],
    ids=["workflow", "site", "compose", "post", "tasks"],
)  # fmt: skip
def test_other_yaml_is_no_bibliography(text):
    try:
        reader = recognise(from_text(text))
    except UnknownFormatError:
        return
    assert not [item for item in read(from_text(text), reader) if isinstance(item, Listed) and item.is_sure]
