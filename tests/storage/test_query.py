import datetime
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import query
from storage.completing import Chip, Completion, chips, completions, without
from storage.fields import FIELDS
from storage.query import (
    All,
    And,
    Compare,
    Flag,
    Named,
    Not,
    Or,
    QueryError,
    Text,
    parse,
)  # fmt: skip

TODAY = datetime.date(2026, 3, 31)


def word(text: str, field: str = "", *, prefix: bool = True) -> Text:
    return Text(tuple(text.split()), field, prefix)


def whole(field: str, text: str) -> Named:
    return Named(field, text, prefix=False)


def midnight(year: int, month: int, day: int) -> int:
    return int(datetime.datetime(year, month, day).timestamp())  # noqa: DTZ001 -- days are the reader's own


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("", All()),
        ("   ", All()),
        ("Günther", word("gunther")),
        ('G{\\"u}nther', word("gunther")),
        ("O'Brien", word("obrien")),
        ("pre-training", word("pre training")),
        ('"mean field"', word("mean field", prefix=False)),
        ("“mean field”", word("mean field", prefix=False)),
        ('"mean fie', word("mean fie")),
        ('"G{\\"u}nther"', word("gunther", prefix=False)),
        ("O(n)", word("o n")),
        ("a b", And((word("a"), word("b")))),
        ("a a", word("a")),
        ("a OR b c", Or((word("a"), And((word("b"), word("c")))))),
        ("a or b c", Or((word("a"), And((word("b"), word("c")))))),
        ("a | b || c", Or((word("a"), word("b"), word("c")))),
        ('a "or" b', And((word("a"), word("or", prefix=False), word("b")))),
        ("orb or Ore", Or((word("orb"), word("ore")))),
        ("a | ", word("a")),
        ("(a OR b) c", And((Or((word("a"), word("b"))), word("c")))),
        ("-a", Not(word("a"))),
        ("--a", word("a")),
        ("NOT a b", And((Not(word("a")), word("b")))),
        ("NOT(a b)", Not(And((word("a"), word("b"))))),
        ("NOT -a", word("a")),
        ("a NOT ", word("a")),
        ("a NOT", word("a")),
        ("not NOTE", And((word("not"), word("note")))),
        ("-(a b)", Not(And((word("a"), word("b"))))),
        ('-"a b"', Not(word("a b", prefix=False))),
        ("author:noether", word("noether", "author")),
        ("AUTHOR:Noether", word("noether", "author")),
        ('author:"le cun"', word("le cun", "author", prefix=False)),
        ('author:"de la Vega, Inés"', Text(("de", "la", "vega"), "author", prefix=False, beside=("ines",))),
        ('author:"Lund, O. K., Jr."', Text(("lund",), "author", prefix=False, beside=("o", "k", "jr"))),
        ('author:"Lund, Jr., O.', Text(("lund",), "author", prefix=True, beside=("o", "jr"))),
        ('author:"lund, jr."', word("lund jr", "author", prefix=False)),
        ('author:"lund,', word("lund", "author")),
        ("author:lund,odd", word("lund odd", "author")),
        ('"lund, odd"', word("lund odd", prefix=False)),
        ("-author:li", Not(word("li", "author"))),
        ("year:2019", Compare("year", (("=", 2019),))),
        ("year:2019..2023", Compare("year", ((">=", 2019), ("<=", 2023)))),
        ("year:2019-2023", Compare("year", ((">=", 2019), ("<=", 2023)))),
        ("year:2019..", Compare("year", ((">=", 2019),))),
        ("year:..2019", Compare("year", (("<=", 2019),))),
        ("year:>2019", Compare("year", ((">", 2019),))),
        ("year:≥2019", Compare("year", ((">=", 2019),))),
        ("year:201", Compare("year", ((">=", 2010), ("<", 2020)))),
        ("score:>20.5", Compare("score", ((">", 20.5),))),
        ("priority:-1", Compare("priority", (("=", -1),))),
        ("date:2023", Compare("date", ((">=", "2023"), ("<", "2024")))),
        ("date:2023-05", Compare("date", ((">=", "2023-05"), ("<", "2023-06")))),
        ("date:2023-12", Compare("date", ((">=", "2023-12"), ("<", "2024")))),
        ("date:>2023-05-30", Compare("date", ((">=", "2023-05-31"),))),
        ("added:>2026-10", Compare("added", ((">=", midnight(2026, 11, 1)),))),
        ("added:<=2026-10", Compare("added", (("<", midnight(2026, 11, 1)),))),
        ("added:today", Compare("added", ((">=", midnight(2026, 3, 31)), ("<", midnight(2026, 4, 1))))),
        ("added:7d", Compare("added", ((">=", midnight(2026, 3, 24)),))),
        ("added:2w", Compare("added", ((">=", midnight(2026, 3, 17)),))),
        ("added:1m", Compare("added", ((">=", midnight(2026, 2, 28)),))),
        ("added:<1y", Compare("added", (("<", midnight(2025, 3, 31)),))),
        ("status:read", Flag("read")),
        ("status:rea", Or((Flag("reading"), Flag("read")))),
        ("is:star", Flag("starred")),
        ("has:note", Flag("has:note")),
        ("tag:rl", Named("tag", "rl")),
        ('tag:"reading group"', Named("tag", "reading group", prefix=False)),
        ("doi:10.1000/182", Named("doi", "10.1000/182")),
        ("from:hf", Named("from", "hf")),
        ("url:reefs.org", Named("url", "reefs.org")),
        ("10.5072/Reef.7.", Or((word("10 5072 reef 7"), whole("doi", "10.5072/reef.7")))),
        (
            "https://doi.org/10.5072/reef",
            Or(
                (
                    word("https doi org 10 5072 reef"),
                    whole("doi", "10.5072/reef"),
                    whole("url", "https://doi.org/10.5072/reef"),
                )
            ),
        ),
        ("2511.01234v2", Or((word("2511 01234v2"), whole("arxiv", "2511.01234")))),
        ("-[2511.01234]", Not(Or((word("2511 01234"), whole("arxiv", "2511.01234"))))),
        ("math.CO/0101234", Or((word("math co 0101234"), whole("arxiv", "math/0101234")))),
        ("reefs.org/a", Or((word("reefs org a"), whole("url", "reefs.org/a")))),
        ("and/or 1.5/2 e.g. U.S./U.K. a.b", And(tuple(map(word, ("and or", "1 5 2", "e g", "u s u k", "a b"))))),
        ('"2511.01234"', word("2511 01234", prefix=False)),
        ("2511.012", word("2511 012")),
        ("reef2020", word("reef2020")),
    ],
)
def test_what_a_query_means(source: str, tree: query.Node) -> None:
    assert parse(source, today=TODAY).tree == tree


@pytest.mark.parametrize(
    "source",
    ["author:", "year:", "is:", 'tag:""', "OR", "a OR"[1:], "(", ")", "()", '"', '""', "-", "- ", "!!!", "year:>", "year:>20",
     "year:..", "added:2026-1", "added:>", "sort:", "sort:s", "-()", "\x00"],
)  # fmt: skip
def test_what_is_still_being_typed_means_nothing_yet(source: str) -> None:
    assert parse(source).tree == All()
    assert parse(f"attention {source}").tree == word("attention")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Title: Subtitle", "subtitle"),
        ("Rethinking: Subtitle", "rethinking subtitle"),
        ("https://arxiv.org/abs/1", "https arxiv org abs 1"),
        ("std::vector", "std vector"),
        ("10:30", "10 30"),
        (":)", ""),
        ("a)", "a"),
    ],
)
def test_a_colon_is_not_always_a_field(source: str, words: str) -> None:
    assert " ".join(one for leaf in query.leaves((parse(source).tree,)) for one in leaf.words) == words


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("kr:reef", Named("key", "kr:reef")),
        ("kr:re", Named("key", "kr:re")),
        ("(kr:reef)", Named("key", "kr:reef")),
        ("-kr:reef a", And((Not(Named("key", "kr:reef")), word("a")))),
        ("berg2020", Or((word("berg2020"), whole("key", "berg2020")))),
        ("berg-reefs", Or((word("berg reefs"), whole("key", "berg-reefs")))),
        ("berg202", word("berg202")),
        ("reefs", word("reefs")),
        ("title:berg2020", word("berg2020", "title")),
        ('"berg2020"', word("berg2020", prefix=False)),
        ("kr:", word("kr", prefix=False)),
    ],
)
def test_a_word_may_be_a_citation_key_on_the_shelf(source: str, tree: query.Node) -> None:
    keys = ["kr:reef", "berg2020", "berg-reefs", "reefs"]

    def is_key(word: str, prefix: bool) -> bool:  # noqa: FBT001
        return any(key.startswith(word) if prefix else key == word for key in keys)

    assert parse(source, is_key=is_key).tree == tree
    with pytest.raises(QueryError, match="unknown field “kq:”"):
        parse("kq:reef", is_key=is_key)


ERRORS = {
    "x auhtor:li": ("unknown field “auhtor:”; did you mean author:?", "auhtor:"),
    "qqq:1": ("unknown field “qqq:”; choose from title, author, ", "qqq:"),
    "is:staring": ("did you mean starred?", "is:staring"),
    "status:xyz": ("unknown status “xyz”; choose from unread, queued, ", "status:xyz"),
    "status:rd": ("did you mean read?", "status:rd"),
    "-year:soon": ("year: wants a number, as year:2020 or year:2019..2023", "year:soon"),
    "added:2026-13": ("added: wants a day, month or year", "added:2026-13"),
    "added:2026-02-30": ("added: wants a day", "added:2026-02-30"),
    "sort:size": ("unknown sort order “size”; ", "sort:size"),
    "-sort:date": ("write sort:-field", "-sort:date"),
    "author:(a OR b)": ("write the field inside", "author:("),
    "(" * 60: ("too many brackets", "("),
    "a " * 501: ("more than 500 words", "a "),
}
"""For each wrong source the sentence, and where what it points at begins."""


@pytest.mark.parametrize("source", ERRORS)
def test_an_error_points_at_what_is_wrong(source: str) -> None:
    message, shown = ERRORS[source]
    with pytest.raises(QueryError) as caught:
        parse(source)
    error = caught.value
    assert message in str(error)
    assert error.source == source
    assert source[slice(*error.span)].startswith(shown)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("moss yeer:2", ["moss yeer:2", "     ^^^^^"]),
        ("深層学習 foo:bar", ["深層学習 foo:bar", "         ^^^^"]),
        ("e\u0301tale foo:bar", ["e\u0301tale foo:bar", "      ^^^^"]),
        ("status:深層", ["status:深層", "^^^^^^^^^^^"]),
        ("a\x1b[31m \t  b foo:bar", ["a b foo:bar", "    ^^^^"]),
    ],
)
def test_what_is_wrong_is_underlined_in_cells(source: str, lines: list[str]) -> None:
    with pytest.raises(QueryError) as caught:
        parse(source)
    assert caught.value.pointed.split("\n") == lines


def test_the_last_order_wins_and_is_no_condition() -> None:
    parsed = parse("sort:title a sort:-date")
    assert (parsed.tree, parsed.sort) == (word("a"), "-date")
    assert parse("sort:ti").sort == "title"
    assert parse("a").sort == ""


def test_chips_are_the_conditions_as_written_and_come_out_one_by_one() -> None:
    source = 'author:"le cun"  (a OR b) -is:read year:2019.. sort:-date'
    shown = chips(parse(source))
    assert [chip.text for chip in shown] == ['author:"le cun"', "(a OR b)", "-is:read", "year:2019..", "sort:-date"]
    assert without(source, shown[0]) == "(a OR b) -is:read year:2019.. sort:-date"
    assert without(source, shown[2]) == 'author:"le cun"  (a OR b) year:2019.. sort:-date'
    assert without(source, shown[-1]) == 'author:"le cun"  (a OR b) -is:read year:2019..'
    assert chips(parse("a OR b")) == [Chip("a OR b", (0, 6))]
    assert chips(parse("")) == []


def test_a_field_is_completed_then_its_value() -> None:
    assert completions("deep au", 7)[:1] == [Completion("author:", 5, 7, FIELDS["author"].summary)]
    assert [one.text for one in completions("is:s", 4)] == ["is:starred ", "is:skimmed "]
    assert [one.text for one in completions("-(sort:-d", 9)] == ["sort:-date "]
    values = {"tag": lambda start: [one for one in ("reading group", "rl") if one.startswith(start)]}
    assert completions("x tag:r", 7, values) == [Completion('tag:"reading group" ', 2, 7), Completion("tag:rl ", 2, 7)]
    assert completions('tag:"reading g', 14, values) == [Completion('tag:"reading group" ', 0, 14)]
    assert completions("tag:r", 5) == []
    assert completions("", 0) == []
    assert completions("year:2", 6) == []


def test_every_completion_parses() -> None:
    for name in FIELDS:
        for one in completions(f"{name}:", len(name) + 1):
            parse(one.text)


@given(st.text(max_size=60))
def test_any_text_is_a_query_or_a_query_error(source: str) -> None:
    try:
        parsed = parse(source)
    except QueryError as error:
        start, end = error.span
        assert 0 <= start <= end <= len(source)
        return
    for chip in chips(parsed):
        assert chip.text
        assert chip.text == source[slice(*chip.span)]
    completions(source, len(source))


@given(
    st.lists(
        st.sampled_from(["a", '"b c"', "author:d", "-e", "(f OR g)", "year:2019..", "is:read", "-(h i)"]),
        min_size=1,
        max_size=6,
        unique=True,
    )
)
def test_without_each_chip_the_others_stay(parts: list[str]) -> None:
    source = " ".join(parts)
    for number, chip in enumerate(chips(parse(source))):
        rest = parts[:number] + parts[number + 1 :]
        assert chip.text == parts[number]
        assert parse(without(source, chip)).tree == parse(" ".join(rest)).tree


def test_ten_thousand_characters_are_read_at_once() -> None:
    for piece in ("(", "-", '"', "a ", 'a"', "year:", "a(b", "“\\", '\\"', "a" * 9, "x:y ", ") ", "OR "):
        source = (piece * 10_000)[:10_000]
        try:
            chips(parse(source))
        except QueryError:
            continue
        completions(source, len(source))


@pytest.mark.full
def test_a_hundred_thousand_random_queries_are_read() -> None:
    rng = random.Random(5)
    pieces = [*'ab "():-.OR<>=\x00\\“”{}*^+~19yd', *(f"{name}:" for name in FIELDS)]
    for _ in range(100_000):
        source = "".join(rng.choices(pieces, k=rng.randrange(30)))
        try:
            chips(parse(source))
        except QueryError as error:
            assert 0 <= error.span[0] <= error.span[1] <= len(source)  # noqa: PT017 -- both ways are right


def test_nodes_are_frozen_and_compare_without_their_place() -> None:
    assert parse(" a").tree == parse("a").tree
    assert hash(parse("a b").tree) == hash(parse(" a  b").tree)
    with pytest.raises(AttributeError, match="frozen"):
        word("a").field = "title"  # type: ignore[misc]
