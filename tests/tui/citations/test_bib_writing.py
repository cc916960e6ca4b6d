"""BibTeX and BibLaTeX as they are written: what a style would make of the fields, not only what we read back."""

import pytest

from storage.papers.names import Name
from storage.papers.paper import Paper
from tui.citations.bibtex import biblatex, bibtex


def book(**facts: str) -> Paper:
    return Paper(title="Dunes", kind="book", extra={name.replace("_", "-"): text for name, text in facts.items()})


def test_a_thesis_of_unknown_degree_gets_none() -> None:
    thesis = Paper(title="Dunes", kind="thesis", extra={"publisher": "Fen"})
    assert "type = {Thesis}" in bibtex(thesis)
    assert "type" not in biblatex(thesis)
    doctoral = Paper(title="Dunes", kind="thesis", extra={"genre": "PhD thesis"})
    assert "type = {PhD thesis}" in bibtex(doctoral)


@pytest.mark.parametrize(("code", "name"), [("en", "english"), ("de", "ngerman"), ("en-GB", "british"), ("sux", "sux")])
def test_a_code_of_a_language_is_not_printed(code: str, name: str) -> None:
    assert f"langid = {{{name}}}" in biblatex(book(language=code))
    assert " language =" not in biblatex(book(language=code))


def test_a_language_in_words_is_printed() -> None:
    assert " language = {German}" in biblatex(book(language="German"))


def test_an_and_within_a_publisher_divides_nothing() -> None:
    written = biblatex(book(publisher="Sand and Sons", publisher_place="Ys and Dun"))
    assert "publisher = {{Sand and Sons}}" in written
    assert "location = {{Ys and Dun}}" in written


def test_a_word_that_is_a_key_of_biblatex_stays_that_word() -> None:
    assert "type = {{patent}}" in biblatex(Paper(title="Dunes", kind="report", extra={"genre": "patent"}))


def test_particles() -> None:
    kept, dropped = Name.of("Fen", "Ada", particle="van der"), Name.of("Loam", "Hal", dropping="de")
    written = biblatex(Paper(title="Dunes", authors=(kept, dropped)))
    assert "{van der Fen, Ada and family={Loam}, given={Hal}, prefix={de}, useprefix=false}" in written
    assert "options = {useprefix=true}" in written
    assert "useprefix" not in biblatex(Paper(title="Dunes", authors=(dropped, Name("Mia Ebb")))).replace(
        "useprefix=false", ""
    )
    assert "useprefix" not in bibtex(Paper(title="Dunes", authors=(kept, dropped)))


def test_other_roles_stand_in_the_fields_for_editors() -> None:
    film = Paper(
        title="Dunes", kind="motion_picture", roles={"director": (Name("Mia Ebb"),), "producer": (Name("Bo Fen"),)}
    )
    written = biblatex(film)
    assert "editor = {Ebb, Mia}" in written
    assert "editortype = {director}" in written
    assert "editora = {Fen, Bo}" in written
    assert "editoratype = {producer}" in written
    assert "x-director = {Ebb, Mia}" in bibtex(film)


def test_fields_of_biblatex_keep_their_names_and_unknown_ones_stand_behind_x() -> None:
    written = biblatex(book(foreword="Ada Fen; Bo van der Moss", addendum="At last", shelfmark="D 1"))
    assert "foreword = {Fen, Ada and van der Moss, Bo}" in written
    assert "addendum = {At last}" in written
    assert "x-shelfmark = {D 1}" in written
