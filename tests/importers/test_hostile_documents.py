"""What no reader of JSON, XML or text may do, whatever it is given: raise, hang, expand entities, lose a piece in silence."""

import random
from collections.abc import Callable

import pytest

from importers import Listed, Noted, Reader, Skipped, from_text, reader_named
from tests.clock import within
from tests.importers.test_documents import CASES, FORMATS

READERS = [reader_named(name) for name in FORMATS]
TEXTS = {path: path.read_text() for path in CASES}

MEGABYTE = 1 << 20
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE: dict[str, Callable[[], str]] = {
    "billion laughs": lambda: (
        f'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY l0 "lol">{LAUGHS}]><feed xmlns="http://www.w3.org/2005/Atom">'
        "<entry><id>http://arxiv.org/abs/2005.01234</id><title>&l9;</title></entry></feed>"
    ),
    "external entity": lambda: (
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><records><record><titles>'
        "<title>&x;</title></titles></record></records></xml>"
    ),
    "document type inside a record": lambda: '<dblp><article key="a"><!DOCTYPE a [<!ENTITY x "y">]><title>&x;</title></article></dblp>',
    "deep JSON": lambda: "[" * 100_000 + "]" * 100_000,
    "deep JSON in a record": lambda: '[{"title": ' + "[" * 100_000 + "]" * 100_000 + "}]",
    "five megabytes of brackets": lambda: "[" * 5 * MEGABYTE,
    "a megabyte of opening objects": lambda: '{"a":' * (MEGABYTE // 5),
    "lines of brackets": lambda: "[\n" * (MEGABYTE // 10),
    "lines of braces": lambda: '{"title"\n' * (MEGABYTE // 40),
    "a long number": lambda: '[{"title": ' + "1" * 100_000 + "}]",
    "not numbers": lambda: '[{"title": "x", "year": NaN, "issued": Infinity, "score": -Infinity, "upvotes": 1e999}]',
    "lone surrogates and NULs": lambda: '[{"title": "a\\ud800b\\u0000c", "type": "book", "author": [{"family": "\\udfff"}]}]',
    "deep XML": lambda: '<dblp><article key="x">' + "<a>" * 100_000 + "</a>" * 100_000 + "</article></dblp>",
    "unclosed tags": lambda: '<dblp><article key="x">' + "<a>" * 500_000,
    "unclosed records": lambda: "<record><titles><title>x</title>" * 20_000,
    "unclosed comments": lambda: "<dblp>" + "<!-- <article " * 100_000,
    "a record of ten megabytes": lambda: "<records><record>" + "x" * 10 * MEGABYTE + "</record></records>",
    "a huge line": lambda: "x" * 5 * MEGABYTE,
    "a huge line of brackets": lambda: "- " + "[" * 2 * MEGABYTE,
    "a huge line of stars": lambda: "- " + "**a" * (MEGABYTE // 2),
    "lines of stars": lambda: ("- " + "**a _b [c](" * 1_500 + "\n") * 20,
    "lines of links": lambda: ("- " + "[a](https://arxiv.org/abs/2001.00001) " * 400 + "\n") * 30,
    "people never closed": lambda: "\\entry{a}{book}{}\n" + "\\name{author}{2}{}{%\n" * 20_000 + "\\endentry\n",
    "lists never closed": lambda: "\\entry{a}{book}{}\n" + "\\list{publisher}{1}{%\n" * 20_000 + "\\endentry\n",
    "lines of pipes": lambda: "| Title | x |\n|---|---|\n" + ("| " * 9_000 + "\n") * 100,
    "lines of spaces": lambda: ("# " + " " * 19_000 + "x\n") * 100,
    "lines of capitals": lambda: ("- (2015), " + "A" * 18_000 + "\n") * 100,
    "lines of initials": lambda: ("- (2015), " + "A. " * 6_000 + "\n") * 50,
    "lines of names": lambda: ("[1] arXiv:2407.00001 [pdf]\nTitle: x\n" + "Ab Cd, " * 2_000 + "\n") * 25,
    "lines of parentheses": lambda: ("[1] arXiv:2407.00001 [pdf]\nTitle: x\nAuthors: " + "(" * 9_000 + "\n") * 100,
    "lines of backslashes": lambda: "\\\\\narXiv:2407.00001\nDate: x\nTitle: y\n\\\\\n" + "\\" * MEGABYTE,
    "a gap in the first line": lambda: " " * 100_000 + '{"id": 1}',
    "a gap behind a hyphen": lambda: "### [A Title](https://huggingface.co/papers/2509.00001)\n\nIt is tight -" + " " * 100_000 + "x\n",
    "a gap in a name": lambda: "PMID- 1\nTI  - x\nFAU - Moor," + " " * 100_000 + "Ada\nAU  - Moor" + " " * 100_000 + "A\n",
    "a gap in an identifier": lambda: "PMID- 1\nTI  - x\nAID - a" + " " * 100_000 + "b\n",
    "a name without end": lambda: "TY  - JOUR\nTI  - x\nAU  - Moor" + "a" * 100_000 + ", Ada\nER  - \n",
    "a gap in a heading": lambda: "Title,Authors" + " " * 100_000 + "x,Year\nTides,Ada Moor,2019\n",
    "signs above the line": lambda: "Ada Moor" + "¹" * 100_000 + " x\n",
    "lines of identifiers": lambda: "2407.00001 10.5555/" + "x" * 100_000 + "\n" + "2407.00001,\n" * 15_000,
}  # fmt: skip


def read(reader: Reader, text: str) -> list[Listed | Skipped | Noted]:
    assert 0 <= reader.sniff(text[: 1 << 16]) <= 1
    items = list(reader.read(from_text(text)))
    for item in items:
        assert isinstance(item, Listed | Skipped | Noted)
        if isinstance(item, Listed):
            assert item.paper.title
            assert item.line >= 1
        elif isinstance(item, Skipped):
            assert item.reason
            assert len(item.reason) < 300
            assert len(item.text) <= 200
    return items


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_input_is_read_in_two_seconds_without_an_exception(kind: str) -> None:
    text = HOSTILE[kind]()
    for reader in READERS:
        with within(2, reader.NAME):
            items = read(reader, text)
        assert not any("lollol" in str(item) or "root:" in str(item) for item in items)


def test_entities_of_the_document_are_never_expanded() -> None:
    title = [
        item.paper.title
        for item in read(reader_named("arxiv-atom"), HOSTILE["billion laughs"]())
        if isinstance(item, Listed)
    ]
    assert title == ["&l9;"]


def test_deep_json_is_one_skipped_piece() -> None:
    (skipped,) = read(reader_named("csl-json"), HOSTILE["deep JSON in a record"]())
    assert isinstance(skipped, Skipped)
    assert "deep" in skipped.reason


def mutated(text: str, chance: random.Random) -> str:
    """Cut, doubled, swapped, spoilt: a text as bad copies have it."""
    for _ in range(chance.randrange(1, 6)):
        start = chance.randrange(len(text) + 1)
        end = min(start + chance.randrange(1, 60), len(text))
        match chance.randrange(6):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:end] + text[start:]
            case 2:
                text = (
                    text[:start]
                    + chance.choice(
                        ["\0", "\ud800", "\x1b[31m", "<", "&", '"', "\\", "]", "}", "\n", "🐦", "null", "1e400"]
                    )
                    + text[start:]
                )
            case 3:
                text = text[:start]
            case 4:
                text = (
                    text[:start]
                    + chance.choice(["null", "[]", "{}", "7", "true", '"x"', "[[[]]]", '{"a": []}'])
                    + text[end:]
                )
            case _:
                text = text[start:] + text[:start]
    return text


def fuzz(rounds: int, seed: int) -> None:
    chance = random.Random(seed)
    for path, text in TEXTS.items():
        reader = reader_named(path.parent.name)
        for _ in range(rounds):
            spoilt = mutated(text, chance)
            try:
                read(reader, spoilt)
            except Exception as error:
                raise AssertionError(f"{reader.NAME} raises on {spoilt!r}") from error


def test_spoilt_samples_raise_nothing() -> None:
    fuzz(25, 1)


@pytest.mark.full
def test_spoilt_samples_raise_nothing_two_hundred_thousand_times() -> None:
    for seed in range(60):
        fuzz(100, seed)


def test_every_reader_bears_every_sample() -> None:
    for text in TEXTS.values():
        for reader in READERS:
            read(reader, text)
