"""Pairs that must not be joined, of every kind that was ever joined by mistake, and pairs that are one for all that."""

import json
import random
import string
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from importers.decode import from_text
from importers.formats import bibtex, csl_json, ris
from importers.reader import Listed
from storage.library import Library
from storage.papers import identity
from storage.papers.identity import Verdict, facts, judge
from storage.papers.names import Name
from storage.papers.paper import Paper
from storage.papers.text import fold
from tui.citations.bibtex import bibtex as as_bibtex
from tui.citations.csl_json import csl_json as as_csl
from tui.citations.ris import ris as as_ris

NOUNS = "moss heron peat granite lagoon lantern harbour meadow glacier orchard quarry thicket estuary lichen".split()
ADJECTIVES = "quiet northern sparse slow brittle tidal hollow amber coastal silent shallow mossy windy pale".split()
VERBS = "growth decay sorting mapping erosion transport flowering nesting drift mixing layering folding".split()
FAMILIES = "Quill Fern Marsh Reed Vale Lund Okafor Novak Haddad Ito Silva Brandt Moreau Kessler Tanaka Osei".split()
GIVEN = "Ada Bo Cy Dina Eero Fay Gil Hana Ivo Jun Kira Leo Mina Nils Oona Pia".split()
VENUES = "Annals of Moss; Journal of Quiet Rivers; Proceedings of the Lantern Society; Archive of Peat Science".split(
    "; "
)

Pair = tuple[Paper, Paper]
Rng = random.Random


def title(rng: Rng) -> str:
    return (
        f"{rng.choice(VERBS)} of {rng.choice(ADJECTIVES)} {rng.choice(NOUNS)} in {rng.choice(ADJECTIVES)} "
        f"{rng.choice(NOUNS)} and {rng.choice(ADJECTIVES)} {rng.choice(NOUNS)}"
    ).capitalize()


def people(rng: Rng, count: int = 0) -> tuple[Name, ...]:
    families = rng.sample(FAMILIES, count or rng.randint(1, 4))
    return tuple(Name.of(family=family, given=rng.choice(GIVEN)) for family in families)


def work(rng: Rng, **more) -> Paper:
    return Paper(**{
        "title": title(rng), "authors": people(rng), "year": rng.randint(1980, 2024), "venue": rng.choice(VENUES),
        "kind": "article-journal",
        "extra": {"volume": str(rng.randint(1, 60)), "page": f"{rng.randint(1, 400)}-{rng.randint(401, 500)}"},
    } | more)  # fmt: skip


def changed(paper: Paper, **extra) -> Paper:
    return replace(paper, extra={name: text for name, text in {**paper.extra, **extra}.items() if text})


def worded(rng: Rng, one: str, other: str, **more) -> Pair:
    """Two works whose titles differ in one word."""
    a = work(rng, **more)
    words = a.title.split()
    at = rng.randrange(1, len(words))
    titles = [" ".join([*words[:at], word, *words[at:]]) for word in (one, other)]
    return replace(a, title=titles[0], doi=None), replace(a, title=titles[1], doi=None)


def two_dois(rng: Rng) -> Pair:
    a = work(rng)
    return replace(a, doi="10.5555/moss.1"), replace(a, doi="10.5555/moss.2")


def two_editions(rng: Rng) -> Pair:
    a = work(rng, kind="book", venue=None, extra={})
    one, other = rng.choice((("1", "2"), ("First", "Second"), ("2nd ed.", "3rd ed."), ("II", "III")))
    return changed(a, edition=one), changed(replace(a, year=a.year + rng.randint(0, 2)), edition=other)


def two_volumes(rng: Rng) -> Pair:
    a = work(rng)
    return changed(a, volume="12"), changed(a, volume=rng.choice(("13", "XIII", "Vol. 13")))


def two_versions(rng: Rng) -> Pair:
    a = work(rng, kind=rng.choice(("software", "book", "dataset")), venue=None, extra={})
    if rng.random() < 0.5:
        return changed(a, version="3.6"), changed(a, version="4.0")
    return changed(a, note="Moss version 3.6"), changed(a, note="Moss version 3.7")


def two_parts(rng: Rng) -> Pair:
    numbers = (("1", "2"), ("I", "II"), ("one", "two"), ("2", "III"), ("first", "second"), ("IV", "V"))
    one, other = rng.choice(numbers)
    a = work(rng)
    return replace(a, title=f"{a.title}, part {one}"), replace(a, title=f"{a.title}, part {other}")


def two_letters(rng: Rng) -> Pair:
    return worded(rng, *rng.choice((("α", "β"), ("$\\gamma$", "$\\delta$"), ("alpha", "omega"), ("σ", "τ"))))


def two_elements(rng: Rng) -> Pair:
    return worded(rng, *rng.choice((("copper", "zinc"), ("nitrogen", "oxygen"), ("gold", "silver"))))


def two_formulas(rng: Rng) -> Pair:
    return worded(rng, *rng.choice((("NO$_2$", "NO$_3$"), ("CO2", "SO2"), ("Fe₂O₃", "Fe₃O₄"), ("H5N1", "H1N1"))))


def opposites(rng: Rng) -> Pair:
    pairs = (
        "with without;male female;even odd;adsorption absorption;alkanes alkenes;linear nonlinear;upper lower;"
        "macroscopic microscopic;intracellular extracellular;hypertension hypotension;convex concave;rural urban"
    )
    return worded(rng, *rng.choice(pairs.split(";")).split())


def signs(rng: Rng) -> Pair:
    return worded(rng, *rng.choice((("C++", "C#"), ("Na⁺", "Na⁻"), ("β⁺", "β⁻"))))


def one_about_the_other(rng: Rng) -> Pair:
    a = work(rng)
    form = rng.choice((
        "Erratum: {}", "Correction to: {}", "Corrigendum to {}", "Reply to: {}", "Comment on “{}”", "Retraction: {}",
        "Review of {}", "{} (Erratum)", "Response to {}", "Author correction: {}", "{}: Reply", "Rejoinder: {}",
        "{}: Author's reply", "Authors' reply to: {}", "Retraction notice to “{}”", "{} revisited", "Revisiting {}",
    ))  # fmt: skip
    return a, replace(a, title=form.format(a.title))


def chapter_and_book(rng: Rng) -> Pair:
    a = work(rng, doi=rng.choice((None, "10.5555/book")))
    return replace(a, kind="chapter"), replace(a, kind="book", venue=None, extra={})


def a_books_doi_on_chapters(rng: Rng) -> Pair:
    a = work(rng, kind="chapter", doi="10.5555/book")
    return a, replace(a, title=title(rng)[::-1].capitalize(), authors=people(rng))


def a_stray_eprint(rng: Rng) -> Pair:
    return work(rng, arxiv_id="1011.1669", doi="10.5555/a"), work(
        rng, title=" ".join(rng.choices(FAMILIES, k=5)), arxiv_id="1011.1669", doi="10.5555/b"
    )


def a_serial_in_another_place(rng: Rng) -> Pair:
    names = "Editorial; Preface; Foreword; Introduction; Contents; Book reviews; Erratum; In memoriam; Annual report 2; Letters"
    a = work(rng, title=rng.choice(names.split("; ")))
    if rng.random() < 0.5:
        return a, changed(a, volume=f"{a.extra['volume']}1", page="")
    return a, changed(a, page="501-502")


def a_serial_by_another(rng: Rng) -> Pair:
    a = work(rng, title=rng.choice(("Editorial", "Preface", "Discussion")), authors=(Name.of("Li", "Wei"),))
    return a, replace(a, authors=(Name.of("Li", rng.choice(("Wen", "Hao", "Jing"))),))


def reports_of_two_years(rng: Rng) -> Pair:
    a = work(rng, kind="report", venue=None, extra={}, authors=(Name.group("World Moss Organization"),))
    return a, replace(a, year=a.year + 1)


def two_sorts(rng: Rng) -> Pair:
    a = work(rng)
    return a, replace(a, kind=rng.choice(("thesis", "dataset", "software", "patent")), venue=None, extra={})


def two_addresses(rng: Rng) -> Pair:
    a = work(rng, kind="webpage", venue=None, extra={})
    return replace(a, url="https://en.example.org/moss"), replace(a, url=rng.choice((
        "https://de.example.org/moss", "https://en.example.org/peat")))  # fmt: skip


def strangers(rng: Rng) -> Pair:
    a = work(rng)
    others = [name for name in FAMILIES if name not in {one.family for one in a.authors}]
    return a, replace(a, authors=(Name.of(rng.choice(others), "Xaver"),))


def published_twice(rng: Rng) -> Pair:
    a = work(rng, venue=VENUES[0])
    return a, replace(a, venue=VENUES[1], year=a.year + rng.choice((1, 3)), extra={})


def other_pages_of_a_close_title(rng: Rng) -> Pair:
    a = work(rng)
    return a, changed(replace(a, title=a.title.replace("o", "e", 1)), page="501-520")


def by_nobody(rng: Rng) -> Pair:
    """Two columns of one name, by someone who is not named."""
    nobody = (Name.of(rng.choice(("Anonymous", "Anon.", "Unknown")), ""),)
    a = work(rng, title=rng.choice(("Inside front cover", "Calendar of the peat", "News from the fen")), authors=nobody)
    issues = rng.choice((("1", "2"), ("1, 46", "3, 48"), ("3/4", "5")))
    return changed(a, issue=issues[0], page="c2"), changed(a, issue=issues[1], page="c2")


def two_pieces_of_one_issue(rng: Rng) -> Pair:
    a = changed(work(rng), issue="2")
    one, other = rng.choice((("43", "54"), ("119-119", "170-171"), ("20-30", "179-93"), ("A12", "A14")))
    return changed(a, page=one), changed(a, page=other)


def a_book_of_another_year(rng: Rng) -> Pair:
    a = work(rng, kind="book", venue=None, extra={}, year=1987)
    return a, changed(replace(a, year=rng.choice((1986, 1988, 1993))), edition=rng.choice(("", "Second", "3")))


def a_set_and_its_volume(rng: Rng) -> Pair:
    a = work(rng, kind="book", venue=None, extra={}, title=rng.choice(("Collected works", "Letters from the fen")))
    return a, changed(a, volume=rng.choice(("2", "III", "Vol. 1")))


def a_short_title_again(rng: Rng) -> Pair:
    a = work(rng, title=rng.choice(("Moss", "Some book", "Typography")), venue=None, extra={}, kind="document")
    return a, replace(a, year=a.year + rng.choice((1, 2, 7)))


def another_first_author(rng: Rng) -> Pair:
    a = work(rng, authors=people(rng, 4))
    rest = [name for name in FAMILIES if name not in {one.family for one in a.authors}]
    first = Name.of(rng.choice([name for name in rest if name[0] != (a.authors[0].family or " ")[0]]), "Xaver")
    return a, replace(a, authors=(first, *a.authors[1:]))


def nobodys_pages_of_two_years(rng: Rng) -> Pair:
    a = work(rng, kind=rng.choice(("webpage", "document", "article-journal")), venue=None, extra={}, authors=())
    return a, replace(a, year=a.year + 1)


def two_theses(rng: Rng) -> Pair:
    """The master's and the doctor's."""
    a = work(rng, kind="thesis", venue=None, extra={}, authors=people(rng, 1))
    return a, replace(a, year=a.year + rng.choice((2, 4)))


def two_editions_in_the_title(rng: Rng) -> Pair:
    a = work(rng, kind="book", venue=None, extra={}, doi=rng.choice((None, "10.5555/moss")))
    one, other = rng.choice((("second edition", "third edition"), ("2nd ed.", "3rd ed.")))
    return replace(a, title=f"{a.title}, {one}"), replace(a, title=f"{a.title}, {other}")


def an_article_and_a_chapter(rng: Rng) -> Pair:
    a = changed(work(rng), page="417-472")
    return a, changed(replace(a, kind="chapter", venue=None), volume="", page="133-220")


APART: tuple[Callable[[Rng], Pair], ...] = (
    two_dois, two_editions, two_volumes, two_versions, two_parts, two_letters, two_elements, two_formulas, opposites,
    signs, one_about_the_other, chapter_and_book, a_books_doi_on_chapters, a_stray_eprint, a_serial_in_another_place,
    a_serial_by_another, reports_of_two_years, two_sorts, two_addresses, strangers, published_twice,
    other_pages_of_a_close_title, by_nobody, two_pieces_of_one_issue, a_book_of_another_year, a_set_and_its_volume,
    a_short_title_again, another_first_author, nobodys_pages_of_two_years, an_article_and_a_chapter,
    two_theses, two_editions_in_the_title,
)  # fmt: skip


# -- one paper, as two sources show it


def in_tex(rng: Rng, a: Paper) -> Paper:
    return replace(a, title="{" + a.title.replace("o", '{\\"o}', 2) + "}") if "o" in a.title else a


def shouted(rng: Rng, a: Paper) -> Paper:
    return replace(a, title=a.title.upper())


def early(rng: Rng, a: Paper) -> Paper:
    return replace(a, venue="arXiv", kind="article", year=a.year - rng.randint(0, 3), extra={}, arxiv_id="2101.00001")


def truncated(rng: Rng, a: Paper) -> Paper:
    words = a.title.split()
    return replace(a, title=" ".join(words[: rng.randint(len(words) - 2, len(words))]) + rng.choice(("", "…", "...")))


def glued(rng: Rng, a: Paper) -> Paper:
    at = rng.choice([at for at, letter in enumerate(a.title) if letter == " "])
    return replace(a, title=a.title[:at] + a.title[at + 1 :])


def initialled(rng: Rng, a: Paper) -> Paper:
    return replace(a, authors=tuple(Name.of(one.family, f"{one.given[0]}.") for one in a.authors))


def cut_short(rng: Rng, a: Paper) -> Paper:
    return replace(a, authors=a.authors[:1], authors_complete=False)


def parted_otherwise(rng: Rng, a: Paper) -> Paper:
    """With surnames of two words, of which the last alone is the family's elsewhere, or given names behind."""
    return replace(a, authors=tuple(
        Name.of(family=f"{one.given} {one.family}", given=rng.choice(GIVEN)) if rng.random() < 0.5
        else Name.of(family=one.given, given=one.family)
        for one in a.authors
    ))  # fmt: skip


def misspelt(rng: Rng, a: Paper) -> Paper:
    def slip(name: str) -> str:
        return name[:2] + name[1:]

    return replace(a, authors=tuple(Name.of(slip(one.family), one.given) for one in a.authors))


def marked(rng: Rng, a: Paper) -> Paper:
    """With what a publisher puts to a title later."""
    form = rng.choice(("RETRACTED: {}", "RETRACTED ARTICLE: {}", "WITHDRAWN: {}", "{}, 2nd ed.", "{}: Third edition"))
    return replace(a, title=form.format(a.title))


def without_subtitle(rng: Rng, a: Paper) -> Paper:
    return replace(a, title=a.title.partition(":")[0])


def listed(rng: Rng, a: Paper) -> Paper:
    """As a listing page has it: no more than title, people and year."""
    return Paper(title=a.title, authors=tuple(Name(one.text) for one in a.authors), year=a.year)


def abbreviated(rng: Rng, a: Paper) -> Paper:
    words = [word for word in (a.venue or "").split() if word not in ("of", "the")]
    return replace(a, venue=" ".join(word[:4] + "." if len(word) > 5 else word for word in words))


def slipped(rng: Rng, a: Paper) -> Paper:
    at = rng.randrange(1, len(a.title) - 1)
    letter = rng.choice(string.ascii_lowercase)
    return replace(a, title=a.title[:at] + rng.choice(("", letter)) + a.title[at + rng.randint(0, 1) :])


def through(write: Callable[..., object], read: Callable[..., object]) -> Callable[[Rng, Paper], Paper]:
    def copied(rng: Rng, a: Paper) -> Paper:
        text = write(a, key="k")
        (item,) = read(from_text(str(text)))
        assert isinstance(item, Listed)
        return item.paper

    return copied


DAMAGE: tuple[Callable[[Rng, Paper], Paper], ...] = (
    in_tex, shouted, early, truncated, glued, initialled, cut_short, parted_otherwise, misspelt, marked, without_subtitle,
    listed, abbreviated, slipped,
    through(as_bibtex, bibtex.read), through(as_ris, ris.read), through(lambda a, key: json.dumps([as_csl(a, key=key)]), csl_json.read),
)  # fmt: skip


def keys(paper: Paper) -> set[int]:
    return set(identity.keys_of(facts(paper), paper.title))


@pytest.mark.parametrize("count", [2_000, pytest.param(20_000, marks=pytest.mark.full)])
def test_what_must_not_be_joined_is_not(count):
    rng = Rng(count)
    joined = Counter()
    for number in range(count):
        kind = APART[number % len(APART)]
        a, b = kind(rng)
        if rng.random() < 0.5:
            a, b = b, a
        if judge(facts(a), facts(b)).verdict is Verdict.SAME:
            joined[kind.__name__] += 1
    assert not joined


@pytest.mark.parametrize("count", [2_000, pytest.param(20_000, marks=pytest.mark.full)])
def test_what_is_one_is_joined_or_asked_about(count):
    rng = Rng(count)
    missed = Counter()
    for number in range(count):
        damage = DAMAGE[number % len(DAMAGE)]
        a = work(rng)
        if rng.random() < 0.5 or damage is without_subtitle:
            a = replace(a, title=f"{a.title}: notes on {rng.choice(NOUNS)}s")
        b = damage(rng, a)
        if not keys(a) & keys(b) or judge(facts(a), facts(b)).verdict is Verdict.DIFFERENT:
            missed[getattr(damage, "__name__", "copied")] += 1
    assert sum(missed.values()) <= 0.02 * count, missed


@pytest.mark.parametrize("kind", APART, ids=lambda kind: kind.__name__)
def test_the_shelf_keeps_both_whatever_comes_first(kind, tmp_path):
    for number in range(4):
        pair = [Listed(paper=paper, line=1) for paper in kind(Rng(number))]
        for order in (pair, pair[::-1]):
            with Library.open(tmp_path / f"{number}{order is pair}.sqlite3") as library:
                for item in order:
                    library.add([item], source="a.bib", format="bibtex", trust=40)
                assert library.count() == 2


def test_each_verdict_says_why():
    one, other = two_dois(Rng(1))
    judged = judge(facts(one), facts(other))
    assert (judged.why, judged.against) == ("the same title and authors, but different DOIs", "different DOIs")
    assert judge(facts(one), facts(one)).why == "the same DOI"


def test_an_identifier_that_stood_for_the_title_does_not_speak_against_it():
    asked = Paper(title="10.5555/moss.1", doi="10.5555/moss.1")
    assert fold(asked.title) != fold("On quiet moss")
    assert judge(facts(asked), facts(Paper(title="On quiet moss", doi="10.5555/moss.1"))).verdict is Verdict.SAME


MANY = 3 * identity.FULL


@pytest.mark.parametrize("name", ["Measurements of quiet moss in northern rivers", "Editorial", "Quiet moss"])
@pytest.mark.parametrize("signed", [True, False], ids=["signed", "unsigned"])
def test_a_title_that_very_many_have_finds_its_twin(name, signed, tmp_path):
    works = [
        Paper(title=name, authors=(Name.of(f"Quill{number}", "Ada"),) if signed else (), year=1990 + number % 7,
              venue=VENUES[0], extra={"volume": str(4 + number % 5), "page": f"{10 * number}-{10 * number + 8}"})
        for number in range(1, MANY)
    ]  # fmt: skip
    with Library.open(tmp_path / "library.sqlite3") as library:
        library.add([Listed(paper=paper, line=1) for paper in works], source="a.bib", format="bibtex")
        assert library.count() == len(works)
        ids = {entry.paper.extra["page"]: entry.id for entry in library.entries(library.view().ids())}
        twins = [changed(work, page=work.extra["page"].partition("-")[0]) for work in works[::7]]
        account = library.add([Listed(paper=twin, line=1) for twin in twins], source="b", format="ris", dry_run=True)
        assert [planned.id for planned in account.rows] == [ids[work.extra["page"]] for work in works[::7]]
        assert {planned.verdict for planned in account.rows} <= {"here", "possible"}
