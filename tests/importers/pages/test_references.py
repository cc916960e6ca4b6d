"""Reference strings of any style are cut into people, title and rest: alone, and better as a list."""

from collections.abc import Sequence

import pytest
from rapidfuzz.fuzz import ratio

from importers.pages import cited
from importers.pages.lines import Reading, of_text
from importers.pages.reference_lists import read
from importers.pages.references import Reference, chosen
from storage.papers.names import Name
from storage.papers.paper import Paper
from storage.papers.text import fold
from tui.citations import bibliography
from tui.citations.styles import STYLES

_PEOPLE = [
    ("Ada", "Moor"), ("Bo M.", "Fern"), ("Cyrus", "Reed"), ("Dilip", "Senior"), ("Eva", "Quill"), ("Maria D.", "Marsh"),
    ("Wei", "Zhang"), ("Nguyen Thi", "Lan"), ("Otto", "Brandt"), ("Peder K.", "Holm"), ("Rosa", "Le"), ("Hugo", "Ma"),
]  # fmt: skip
_TITLES = [
    "How quiet moss grows on harbour walls", "Lamps, and how they learn to wait", "Whose tide is it? A study of two ports",
    "Slow kettles: whistles heard through two closed doors", "On the number of lagoons below a given size",
    "A survey of umbrellas, 1890–1920", "The drift of deck chairs on still days", "Kettle: a small model of large stoves",
    "Stoves and their masters in northern kitchens", "Why do ferries brake late? Evidence from three harbours",
    "Measuring fog with a borrowed ladder", "Rope, rust and rain: the life of a crane", "Teaching gulls to queue",
]  # fmt: skip
_VENUES = [
    ("article-journal", "Annals of Slow Botany", {"volume": "12", "issue": "3", "page": "45-60"}),
    ("article-journal", "Wall Letters", {"volume": "7", "page": "101-120"}),
    ("paper-conference", "Proceedings of the Third Conference on Harbours", {"page": "12-19"}),
    ("article-journal", "IEEE Transactions on Kettles", {"volume": "35", "issue": "1", "page": "221-231"}),
    ("article", "arXiv", {}),
]


def _papers() -> list[Paper]:
    made = []
    for number in range(60):
        kind, venue, extra = _VENUES[number % len(_VENUES)]
        names = [_PEOPLE[(number * 5 + step * 7) % len(_PEOPLE)] for step in range(1 + number % 5)]
        made.append(Paper(
            title=_TITLES[number % len(_TITLES)], year=1990 + number % 30, venue=venue, kind=kind, extra=extra,
            authors=tuple(Name.of(family, given) for given, family in names),
            doi=f"10.5555/kettle.{number}" if number % 3 else None,
            arxiv_id=f"19{number % 12 + 1:02}.{10000 + number}" if venue == "arXiv" else None,
        ))  # fmt: skip
    return made


PAPERS = _papers()


def _rates(references: Sequence[Reference], *, together: bool) -> tuple[float, float, float]:
    """Return which shares of titles, of families and of years come back."""
    found = chosen(references) if together else [chosen([one])[0] for one in references]
    titles = families = years = 0
    for paper, reference, choice in zip(PAPERS, references, found, strict=True):
        if choice is None:
            continue
        back = cited.paper(reference, choice[0])
        titles += ratio(fold(back.title), fold(paper.title)) >= 97
        wanted = [name.family_name for name in paper.authors]
        told = [name.family_name for name in back.authors]
        families += told == wanted or (not back.authors_complete and told == wanted[: len(told)] != [])
        years += back.year == paper.year
    return titles / len(PAPERS), families / len(PAPERS), years / len(PAPERS)


@pytest.mark.parametrize("style", [style.name for style in STYLES])
def test_what_is_cited_is_read_back(style: str) -> None:
    texts = [bibliography([paper], style).strip() for paper in PAPERS]
    references = [Reference(text.removeprefix("[1]").removeprefix("1.").strip(), 1, (1,), text) for text in texts]
    titles, families, years = _rates(references, together=True)
    assert titles >= 0.98
    assert families >= 0.98
    assert years >= 0.99
    assert min(_rates(references, together=False)) >= 0.9


def _told(text: str) -> list[tuple[str, list[str], int | None, str | None]]:
    return [
        (paper.title, [name.text for name in paper.authors], paper.year, paper.venue)
        for paper in (record.listed.paper for record in _reading(text).records)
    ]


def _reading(text: str) -> Reading:
    return read(of_text(text))


def test_entries_run_over_lines_and_words_are_put_together() -> None:
    text = """References
[1] Moor, A., Fern, B.M.: How quiet moss grows on har-
bour walls. Annals of Slow Botany 12(3), 45–60 (2018)
[2] Reed, C., Quill, E.: Lamps, and how they learn to
wait. In: Proceedings of the Third Conference on Harbours, pp. 12–19 (2019)
17
[3] Marsh, M.D.: A self-
supervised kettle. Wall Letters 7, 101–120 (2020). https://doi.org/10.5555/kettle.7
"""
    assert _told(text) == [
        ("How quiet moss grows on harbour walls", ["A. Moor", "B.M. Fern"], 2018, "Annals of Slow Botany"),
        ("Lamps, and how they learn to wait", ["C. Reed", "E. Quill"], 2019,
         "Proceedings of the Third Conference on Harbours"),
        ("A self-supervised kettle", ["M.D. Marsh"], 2020, "Wall Letters"),
    ]  # fmt: skip
    records = _reading(text).records
    assert [record.lines for record in records] == [(2, 3), (4, 5), (7, 8)]
    assert records[2].listed.paper.doi == "10.5555/kettle.7"
    assert records[0].listed.paper.extra == {"volume": "12", "issue": "3", "page": "45-60"}


def test_entries_hang_stand_between_blank_lines_or_on_a_line_each() -> None:
    entries = [
        ["Moor, A., & Fern, B. (2018). How quiet moss grows", "on harbour walls. Annals of Slow Botany, 12(3), 45–60."],
        ["Reed, C. (2019). Lamps, and how they learn", "to wait. Wall Letters, 7, 101–120."],
        ["Quill, E., & Marsh, M. (2020). Teaching gulls", "to queue. Wall Letters, 8, 1–20."],
    ]
    titles = ["How quiet moss grows on harbour walls", "Lamps, and how they learn to wait", "Teaching gulls to queue"]
    hanging = "\n".join(f"{first}\n    {second}" for first, second in entries)
    apart = "\n\n".join("\n".join(entry) for entry in entries)
    lines = "\n".join(" ".join(entry) for entry in entries)
    wrapped = "\n".join("\n".join(entry) for entry in entries)
    for text in (hanging, apart, lines, wrapped):
        assert [title for title, *_ in _told(text)] == titles, text


def test_an_abstract_behind_an_entry_is_its_own() -> None:
    abstract = "We count the moss on forty harbour walls over ten years, and find that it grows at night. " * 4
    text = f"[1]\tAda Moor and Bo Fern. How quiet moss grows on harbour walls. CoRR, 2018. [ bib | arXiv | http ]\n{abstract}\n\n"
    text += "[2]\tCyrus Reed. Lamps, and how they learn to wait. CoRR, 2019. [ bib ]\n"
    first, second = (record.listed.paper for record in _reading(text).records)
    assert (first.title, second.title) == ("How quiet moss grows on harbour walls", "Lamps, and how they learn to wait")
    assert first.abstract == abstract.strip()
    assert second.abstract is None


def test_years_above_entries_and_headings_are_sections() -> None:
    text = "Peer-reviewed papers\n[2023]\n" + "\n".join(
        f"{name}. {title}. Wall Letters. 2023;7(2):1{place}-2{place}."
        for place, (name, title) in enumerate([("Moor A, Fern BM", _TITLES[0]), ("Reed C, Ma H, Le R", _TITLES[6])])
    )
    assert [title for title, *_ in _told(text)] == [_TITLES[0], _TITLES[6]]
    assert [names for _, names, *_ in _told(text)] == [["Moor A", "Fern BM"], ["Reed C", "Ma H", "Le R"]]


@pytest.mark.parametrize("text", [
    "The kettle is filled to the line.\nIt is set on the stove, where it stays.\nThen it is carried to the table.",
    "Home\nAbout\nContact\nPublications\nTeaching\n",
    "10:00 Opening\n10:30 Coffee break\n11:00 Session 1: Kettles\n",
    "1. Fill the kettle.\n2. Set it on the stove.\n3. Wait for the whistle, which may take five minutes.\n",
])  # fmt: skip
def test_what_is_no_reference_is_none(text: str) -> None:
    assert not _reading(text).records


_MARKED = {
    "GB/T 7714": (
        ("[1] 钱小满, 孙雨, 等. 安静的灯塔[J]. 港口学报, 2019, 12(3): 45-60.\n"
        "[2]孙雨，钱小满．雾与旧绳[M]．青岛：海边出版社，2016．\n"
        "[3] MOOR A L, FERN B, et al. How quiet moss grows[C]//Proceedings of the Third Conference on Harbours. 2020: 9-18.\n"
        "[4] Reed C,Quill E.A lamp that learns to wait [J].Wall Letters,2011,4(6): 53-61.\n"),
        [
            ("安静的灯塔", ["钱小满", "孙雨"]), ("雾与旧绳", ["孙雨", "钱小满"]),
            ("How quiet moss grows", ["MOOR", "FERN"]), ("A lamp that learns to wait", ["Reed", "Quill"]),
        ],
    ),
    "GOST 7.1": (
        ("1. Мохов, А. Л. Тихие маяки / А. Л. Мохов // Вестник гавани. – 2019. – № 3. – С. 45–60.\n"
        "2. Лисицын Б.П., Мохов А.Л. Старые канаты: учебник // Труды порта. — 2016. — Т. 4. — С. 7–9.\n"
        "3. Fern B., Moor A. A lamp that learns to wait // Wall Letters. – 2011. – P. 53–61.\n"),
        [
            ("Тихие маяки", ["Мохов"]), ("Старые канаты: учебник", ["Лисицын", "Мохов"]),
            ("A lamp that learns to wait", ["Fern", "Moor"]),
        ],
    ),
    "ABNT": (
        ("MUSGO, Ada Lena. O farol quieto: um estudo. 3. ed. Porto: Mar, 2016.\n"
        "MUSGO, A. L.; SAMAMBAIA, B. C.; JUNCO, D. Cordas velhas no porto. Revista do Cais, v. 4, n. 2, p. 7-19, 2011.\n"
        "FAROLEIRA. Manual da lanterna. 2023. Disponível em: https://example.org/m. Acesso em: 3 mar. 2024.\n"),
        [
            ("O farol quieto: um estudo", ["MUSGO"]), ("Cordas velhas no porto", ["MUSGO", "SAMAMBAIA", "JUNCO"]),
            ("Manual da lanterna", ["FAROLEIRA"]),
        ],
    ),
    "notes": (
        ("1 Ada Moor, The quiet lighthouse (Harbour: Wall Press, 1977), 23.\n"
        "2 Bo Fern, A lamp that learns to wait, in: Wall Letters 10 (1951), 158-165.\n"
        "3 Cyrus Reed, “Old ropes and how they age,” Annals of Slow Botany 4 (1984): 18–22.\n"),
        [
            ("The quiet lighthouse", ["Moor"]), ("A lamp that learns to wait", ["Fern"]),
            ("Old ropes and how they age", ["Reed"]),
        ],
    ),
    "keys": (
        ("[Moo77] A. Moor. The quiet lighthouse. Wall Letters, 4:17–26, 1977.\n"
        "[FR84a] B. Fern and C. Reed. Old ropes: I. How they\n   age. Annals of Slow Botany, 30(1):1–21, 1984.\n"),
        [("The quiet lighthouse", ["Moor"]), ("Old ropes: I. How they age", ["Fern", "Reed"])],
    ),
    "names": (
        ("- Moor, Fern, Reed & Quill (2006), A lamp that learns to wait, Wall Letters 96:1043–1068.\n"
        '- Ada Moor, Fern-Holm, B.N., Reed, C.E., "Old ropes and how they age". Wall Letters, 2005.\n'
        "- Marsh, Maria D./Brandt, Otto. The quiet lighthouse. In: Annals of Slow Botany 3/2018, 14-20.\n"),
        [
            ("A lamp that learns to wait", ["Moor", "Fern", "Reed", "Quill"]),
            ("Old ropes and how they age", ["Moor", "Fern-Holm", "Reed"]), ("The quiet lighthouse", ["Marsh", "Brandt"]),
        ],
    ),
    "families alone": (
        ('1. Moor, Fern, Reed, Quill, "A lamp that learns to wait," arXiv:1905.04216, JHEP 08(2019)042\n'
        '2. Fern-Holm, Reed, Le Moss, Quill, "Old ropes and how they age," JHEP 06(2017)152\n'
        '3. Marsh, Brandt, Zell, "The quiet lighthouse," JHEP 07(2023)212\n'),
        [
            ("A lamp that learns to wait", ["Moor", "Fern", "Reed", "Quill"]),
            ("Old ropes and how they age", ["Fern-Holm", "Reed", "Moss", "Quill"]),
            ("The quiet lighthouse", ["Marsh", "Brandt", "Zell"]),
        ],
    ),
    "the same people": (
        ("[1] A. Moor, A lamp that learns to wait, Ann. Slow Bot. 16 (1969), pp. 207–216.\n"
        "[2] — On ropes and class numbers, J. Harbour Theory 5 (1973), pp. 203–214.\n"
        "[3] ———, The quiet lighthouse, Ann. Acad. Sci. Moss., Ser. A, 508 (1972), 10 pp.\n"
        "[4] B. Fern, Old ropes and how they age, Wall Lett. 8 (1969), pp. 334–345.\n"),
        [
            ("A lamp that learns to wait", ["Moor"]), ("On ropes and class numbers", ["Moor"]),
            ("The quiet lighthouse", ["Moor"]), ("Old ropes and how they age", ["Fern"]),
        ],
    ),
    "words before": (
        ("1. LampE: Ada Moor, Bo Fern, and Cyrus Reed. A lamp that learns to wait. In Lamps and Their Masters 26. 2013.\n"
        "2. Survey paper: D. Quill, E. Holm and B. Fern, “Old ropes: how they age,” Wall Letters, vol. 9, pp. 27-43, 2017.\n"
        "3. WallMult: Maria Marsh, Wei Zell, and Otto Brandt. The quiet lighthouse. Wall Letters 4, 2015.\n"),
        [
            ("A lamp that learns to wait", ["Moor", "Fern", "Reed"]),
            ("Old ropes: how they age", ["Quill", "Holm", "Fern"]), ("The quiet lighthouse", ["Marsh", "Zell", "Brandt"]),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("style", _MARKED)
def test_styles_of_other_countries_and_fields_are_read(style: str) -> None:
    text, expected = _MARKED[style]
    papers = [record.listed.paper for record in read(of_text(text)).records]
    assert [(paper.title, [name.family_name if " " in name.text else name.text for name in paper.authors])
            for paper in papers] == expected  # fmt: skip


def test_entries_without_a_title_are_skipped_with_the_reason() -> None:
    reading = read(of_text(
        "[1] A. Moor, Phys. Rev. Lett. 74, 2619 (1995).\n"
        "[2] B. Fern and C. Reed, Phys. Rev. A 40, 4277 (1989); D. Quill, ibid. 56, R33 (1997).\n"
        "[3] A. Moor, B. Fern, J. Am. Chem. Soc. 1975, 97, 1354.\n"
        "[4] C. Reed, D. Quill, and E. Holm, Nature 401, 788 (1999).\n"
        "[5] M. L. Marsh and B. Fern, Slow Modes of Harbours (North-Holland, Amsterdam, 1974).\n"
        "[6] E. Holm (to be published).\n"
        "[7] D. Quill, Old ropes made simple, Phys. Rev. Lett. 77, 3865 (1996).\n"
    ))  # fmt: skip
    titles = [record.listed.paper.title for record in reading.records]
    assert titles == ["Slow Modes of Harbours", "Old ropes made simple"]
    assert [(one.line, "no title" in one.reason) for one in reading.skipped] == [
        (line, True) for line in (1, 2, 3, 4, 6)
    ]


def test_an_entry_without_a_year_has_that_of_the_heading_above_it() -> None:
    reading = read(of_text(
        "2023\n\n"
        "Ada Moor, Bo Fern. How quiet moss grows on harbour walls. Annals of Slow Botany.\n"
        "Cyrus Reed, Dilip Quill. Old ropes and how they age in the rain. Wall Letters.\n\n"
        "[2022]\n\n"
        "Ada Moor, Eva Holm. A lamp that learns to wait for the tide. Annals of Slow Botany.\n"
        "Bo Fern, Eva Holm. The quiet lighthouse and its keepers. Wall Letters, 2021.\n\n"
        "## To appear\n\n"
        "Ada Moor, Maria Marsh. Teaching gulls to queue at the pier. Annals of Slow Botany.\n"
    ))  # fmt: skip
    assert [(record.listed.paper.year, record.section) for record in reading.records] == [
        (2023, "2023"), (2023, "2023"), (2022, "2022"), (2021, "2022"), (None, "To appear"),
    ]  # fmt: skip


def test_a_mark_behind_a_name_is_no_code() -> None:
    reading = read(of_text("1. Moor A, Fern B#, Reed C. The quiet lighthouse at night. Wall Lett. 2022;29(2):21-8.\n"))
    assert [record.listed.paper.title for record in reading.records] == ["The quiet lighthouse at night"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Moor H (1966) Songs and ballads from the quay. New Harbour: Gull.", "Songs and ballads from the quay"),
        ("Moor, A. (2008). The lantern widget (Version v1). Quay Press.", "The lantern widget"),
        ("Moor, A., & Fern, B. (1992). Lamps and tides. 5th Lamp Meeting, Leeds.", "Lamps and tides"),
        ("Moor, A. (1996). Old ropes (4th ed.). Forge.", "Old ropes"),
        ("Moor, A. (2018). Lamps by day (C. Reed, Ed.). Forge.", "Lamps by day"),
        ("Moor, A. & Fern, B. Lectures on Kettles (Quay Press, Leeds, 1980).", "Lectures on Kettles"),
        ("Moor, A. Lectures on Kettles. xii+400 (Quay Press, Leeds, 1980).", "Lectures on Kettles"),
        ("Moor A. Lectures on kettles. 2nd ed. Leeds, UK: Quay Press; 2012.", "Lectures on kettles"),
        ("Moor A. The lamp package [Internet]. Leeds: Quay; 2015 [cited 2018 Aug 26].", "The lamp package"),
        ("Moor A. Lamps and tides. Reed C, editor. Leeds: Quay Press; 2008.", "Lamps and tides"),
        ("Moor A. A study of lamps [PhD thesis]. [Leeds, UK]: University of Leeds; 1999.", "A study of lamps"),
        ("Moor A. The tide and its lamps. Harb Stud. 1991 Mar;new series93(1):9–27.", "The tide and its lamps"),
        ("Springer O. Pilgrim routes of the north. Harbour Studies. 1950;12:92–122.", "Pilgrim routes of the north"),
        ("Moor W.: Nowa latarnia morska, Gdynia: Fala, 1997", "Nowa latarnia morska"),
        ("Ada Moor et Jean Fern, Le Phare dans les marées du nord, Paris, Quai, 1963, 414 p.",
         "Le Phare dans les marées du nord"),
        ("Moor, Ada: Die Lampe und das Meer. Leeds: Kai, 1984.", "Die Lampe und das Meer"),
        ("Ada Moor, The New Lantern, 73 Gull L.J. 733, 737-38 (1964).", "The New Lantern"),
        ("A. Moor, Lamps and holography, Adv. Theor. Lamp. Phys. 2 (1998) 253.", "Lamps and holography"),
        ("Ada Moor. 2011. Segregation in harbours. Amer. J. Lamps 116, 4 (2011), 1234–83.", "Segregation in harbours"),
        ("Moor A. Lamps in 2022. A report by the Harbour Board. Lamp Care. 2022;45(11):2753-2786.",
         "Lamps in 2022. A report by the Harbour Board"),
        ("Moor, Ada, and Bo Fern, eds, The Study of Lamps (London: Quay, 2016).", "The Study of Lamps"),
    ],
)  # fmt: skip
def test_source_and_edition_are_no_part_of_a_title(text: str, title: str) -> None:
    reference = Reference(text, 1, (1,), text)
    [choice] = chosen([reference])
    assert choice is not None
    assert cited.paper(reference, choice[0]).title == title


def test_notes_of_markdown_are_entries() -> None:
    text = (
        "[^6]: Ada Moor, *Trust and Tide* (New York: Quay, 1979).\n"
        '[^7]: Bo Fern, "The Nature of the Lamp," *Lamp Studies* 4, no. 16 (1937): 386–405.\n'
        "[^8]: Cyrus Reed, The Kettle: A History (Leeds: Quay Press, 1990), 9-10.\n"
    )
    assert [title for title, *_ in _told(text)] == ["Trust and Tide", "The Nature of the Lamp", "The Kettle: A History"]


def test_a_particle_may_stand_behind_initials_and_a_generation_behind_a_comma() -> None:
    text = (
        "Brandt A von, Holm E. The northern harbours. Lamp Stud. 1987;4:84–117.\n"
        "Moor, G. P., Jr., & Fern, F. M., Jr. (1983). Stability of lamps. Physica D, 88, 445.\n"
    )
    people = [record.listed.paper.authors for record in _reading(text).records]
    assert [[name.family_name for name in names] for names in people] == [["von Brandt", "Holm"], ["Moor", "Fern"]]
    assert [name.parts().suffix for name in people[1]] == ["Jr.", "Jr."]


@pytest.mark.parametrize("people", [
    ["山田太一", "佐々木健", "大野裕子"], ["Taichi Yamada", "Ken Sasaki", "Yuko Ohno"], ["田中花子", "鈴木一郎"],
])  # fmt: skip
def test_a_title_does_not_begin_with_the_rest_of_its_people(people):
    ja = not people[0].isascii()
    title, venue = (
        ("干潟における水鳥の行動解析", "海岸学会論文誌")
        if ja
        else ("Counting Birds on Mudflats", "Proc. of the Shore Conference")
    )
    who = ", ".join(people) if ja else ", ".join(people[:-1]) + " and " + people[-1]
    text = "\n".join(
        f"[{n}] {who}: {title}{'再' * n if ja else ' Again' * n}, {venue}, Vol.{n}, No.4, pp.901-912, 201{n}."
        for n in range(1, 6)
    )
    records = read(of_text(text)).records
    assert [record.listed.paper.title for record in records] == [
        f"{title}{'再' * n if ja else ' Again' * n}" for n in range(1, 6)
    ]
    assert [str(name) for name in records[0].listed.paper.authors] == people


@pytest.mark.parametrize(
    ("text", "title", "families"),
    [
        ("[1] A. Moor and B. Sch¨onfeld. Fast lamps of the harbour. Lamp Lett. 3, 79–88 (1988).",
         "Fast lamps of the harbour", ["Moor", "Schönfeld"]),
        ("[1] Ada Mu ˜noz and C. ¨Unal. Slow kettles of the quay. Lamp Lett. 3, 79–88 (1988).",
         "Slow kettles of the quay", ["Muñoz", "Ünal"]),
        ("[1] Moor, A., Rodr´ıguez, B. (2009). Teaching gulls to queue. Lamp Letters, 3(1), 79–88.",
         "Teaching gulls to queue", ["Moor", "Rodríguez"]),
        ("[1] Moor, E.W.:The humble lighthouse. Commun. Lamp. 15(10), 859–866 (1972).", "The humble lighthouse", ["Moor"]),
        ("[1] LAMP-3 Investigators, et al. Oral lamps for the treatment of fog. Lamp Med. 2012;366(14):1287–1297.",
         "Oral lamps for the treatment of fog", ["LAMP-3 Investigators"]),
        ("[1] Moor, Ada (1976), Lamp power and tide reason (New York: W.H. Gull).", "Lamp power and tide reason", ["Moor"]),
        ("[1] Moor A, Fern B, et al.. Neural lamp artist: showing stories with light. Lamp Med. 2019;3:1-9.",
         "Neural lamp artist: showing stories with light", ["Moor", "Fern"]),
        ("[1] Moor, A. 2004. Najczęstsze błędy latarników na morzu. W: Opis latarni, red. B. Fern, s. 105–136. Gdynia: Fala.",
         "Najczęstsze błędy latarników na morzu", ["Moor"]),
    ],
)  # fmt: skip
def test_what_copies_of_pdfs_and_other_hands_do_to_entries(text: str, title: str, families: list[str]) -> None:
    [record] = _reading(text).records
    paper = record.listed.paper
    assert paper.title == title
    assert [name.family_name for name in paper.authors] == families
