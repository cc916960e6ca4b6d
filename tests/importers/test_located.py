"""Where in a journal a paper stands, as catalogues and repositories write it."""

import pytest

from importers import located


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Vol. 253, no. 11 (Nov. 2006), p. 1499-508", ("253", "11", "1499-1508", "2006-11")),
        ("12(2003)4, S. 33-50", ("12", "4", "33-50", "2003")),
        ("37 (2011) 3, s. 12-15", ("37", "3", "12-15", "2011")),
        ("103 (2016), 045001", ("103", "", "045001", "2016")),
        ("volume:12 year:2003 number:4 pages:33-50", ("12", "4", "33-50", "2003")),
        ("5:3 (Fall 2002), 45-60", ("5", "3", "45-60", "2002-23")),
        ("t. XII, nº 4, 1998, pp. 5-9", ("XII", "4", "5-9", "1998")),
        ("Т. 5, № 2 (2014), с. 7-19", ("5", "2", "7-19", "2014")),
        ("2019, č. 3, s. 14-20", ("", "3", "14-20", "2019")),
        ("46(2), 123-145", ("46", "2", "123-145", "")),
        ("p. 10-25", ("", "", "10-25", "")),
    ],
)
def test_a_place_is_told_by_its_marks_or_its_form(text: str, told: tuple[str, ...]) -> None:
    found = located.place(text)
    assert (
        *(found.get(name, "") for name in ("volume", "issue", "page")),
        found.get("issued", {}).get("raw", ""),
    ) == told


@pytest.mark.parametrize(
    ("text", "journal", "volume"),
    [
        ("Shore Medicine, Vol 10, Iss 1, p 45 (2012)", "Shore Medicine", "10"),
        ("Mar e Vento; v. 7 n. 2 (2015): Dossiê; 10-20", "Mar e Vento", "7"),
        ("Shore Economy, ISSN 1234-5679, Vol. 3, Iss. 2 (2020)", "Shore Economy", "3"),
        ("A book about volumes of water, 1998", "", None),
        ("Vol. 3", "", None),
    ],
)
def test_a_journal_ends_where_its_volume_or_issue_begins(text: str, journal: str, volume: str | None) -> None:
    found, place = located.apart(text)
    assert (found, place.get("volume")) == (journal, volume)
