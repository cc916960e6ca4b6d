"""Lines that name people, and lines that do not."""

import pytest

from importers.pages.people import CLAIM, people
from tests.clock import within

LISTS = {
    "Ada Roe": "Ada Roe",
    "Ada Roe, Bo Moor and Cy Stone": "Ada Roe|Bo Moor|Cy Stone",
    "Ada Roe, Bo Moor, and Cy Stone.": "Ada Roe|Bo Moor|Cy Stone",
    "Ada Roe; Bo Moor; Cy Stone": "Ada Roe|Bo Moor|Cy Stone",
    "Ada Roe · Bo Moor · Cy Stone": "Ada Roe|Bo Moor|Cy Stone",
    "Ada Roe | Bo Moor | Cy Stone": "Ada Roe|Bo Moor|Cy Stone",
    "Ada Roe / Bo Moor": "Ada Roe|Bo Moor",
    "Ada Roe\tBo Moor": "Ada Roe|Bo Moor",
    "Ada Roe\nBo Moor\nCy Stone": "Ada Roe|Bo Moor|Cy Stone",
    "Anna Müller und Bernd Groß": "Anna Müller|Bernd Groß",
    "María José García-López y Juan Pérez": "María José García-López|Juan Pérez",
    "Roe, Ada; Moor, Bo": "Ada Roe|Bo Moor",
    "Roe, Ada and Moor, Bo and Stone, Cy": "Ada Roe|Bo Moor|Cy Stone",
    "Roe, A. B., Moor, C., & Stone, D.": "A. B. Roe|C. Moor|D. Stone",
    "Roe AB, Moor C, Stone D.": "Roe AB|Moor C|Stone D",
    "Roe, Ada, and Bo Moor": "Ada Roe|Bo Moor",
    "Roe, Ada, Bo Moor, and Cy Stone": "Ada Roe|Bo Moor|Cy Stone",
    "Roe, Ada": "Ada Roe",
    "A. Roe and B. Moor": "A. Roe|B. Moor",
    "A.B.Roe, C.Moor": "A.B.Roe|C.Moor",
    "J Roe, MJ Moor, C Stone": "J Roe|MJ Moor|C Stone",
    "Ada Roe1,2, Bo Moor2*, Cy Stone†": "Ada Roe|Bo Moor|Cy Stone",
    "Ada Roe${}^{1}$, Bo Moor$^{2}$": "Ada Roe|Bo Moor",
    "Roe AX(1), Moor JH(2), Stone M(3)": "Roe AX|Moor JH|Stone M",
    "WANG Wei, LI Na": "WANG Wei|LI Na",
    "周伟,李娜,王芳": "周伟|李娜|王芳",
    "山田太郎・佐藤花子": "山田太郎|佐藤花子",
    "김철수, 이영희": "김철수|이영희",
    "Иван Петров, Анна Смирнова": "Иван Петров|Анна Смирнова",
    "Ludwig van Moor, Anna de la Cruz Roe": "Ludwig van Moor|Anna de la Cruz Roe",
    "Martin Roe Jr., Bo Moor, III": "Martin Roe Jr.|Bo Moor, III",
    "ada roe, Bo Moor, Kevin Stone and Daniel Marsh": "ada roe|Bo Moor|Kevin Stone|Daniel Marsh",
    "TIDE Collaboration": "TIDE Collaboration",
    "DeepSeek-AI, Ada Roe": "DeepSeek-AI|Ada Roe",
    "With Andrew Roe and Bo Moor.": "Andrew Roe|Bo Moor",
    "By Ada Roe": "Ada Roe",
    "Authors: Ada Roe, Bo Moor": "Ada Roe|Bo Moor",
}


@pytest.mark.parametrize("text", LISTS)
def test_a_list_of_people_in_every_way_of_writing_it(text):
    found = people(text)
    assert found is not None
    assert [str(name) for name in found.names] == [name.replace(" ,", ",") for name in LISTS[text].split("|")] or [
        f"{name.given} {name.family}".strip() for name in found.names
    ] == LISTS[text].split("|")
    assert found.sure >= CLAIM
    assert found.complete


WITH_PLACES = {
    "Ada Roe (Tide College); Bo Moor (The University of Moor); Cy Stone (Stone.com)": "Ada Roe|Bo Moor|Cy Stone",
    "Ada Roe, Bo Moor (Tide University), Cy Stone (Stone Corp, Inc.)": "Ada Roe|Bo Moor|Cy Stone",
    "Ada Roe, University of Tide; Bo Moor, ETH Zurich": "Ada Roe|Bo Moor",
    "Ada Roe, Bo Moor, University of Tide": "Ada Roe|Bo Moor",
    "Ada Roe - University of Tide": "Ada Roe",
    "Ada Roe (presenter), Bo Moor": "Ada Roe|Bo Moor",
    "Ada Roe <ada@tide.org>, Bo Moor (bo@moor.net)": "Ada Roe|Bo Moor",
}


@pytest.mark.parametrize("text", WITH_PLACES)
def test_where_they_work_and_what_they_do_is_left_over(text):
    found = people(text)
    assert found is not None
    assert "|".join(map(str, found.names)) == WITH_PLACES[text]
    assert found.rest
    assert found.sure >= CLAIM


@pytest.mark.parametrize(
    ("text", "shown", "total"),
    [
        ("Ada Roe et al.", 1, None),
        ("J Roe, MJ Moor, C Stone…", 3, None),
        ("Ada Roe, Bo Moor, and 12 others", 2, 14),
        ("Ada Roe, Bo Moor, +12 more", 2, 14),
        ("Ada Roe, Bo Moor, Cy Stone, ... (24 authors)", 3, 24),
    ],
)
def test_a_list_that_is_cut_says_so_and_how_many_there_are(text, shown, total):
    found = people(text)
    assert found is not None
    assert (len(found.names), found.complete, found.total) == (shown, False, total)


NOBODY = """
Deep Learning
Accepted Papers
Coffee Break
Stanford University
MIT, Cambridge, USA
University of Hong Kong, Hong Kong, China
CVPR, 2025   (Oral Presentation)
Session 1: Shared Tasks
Keynote Information
Travel Grants
Neural Machine Translation
San Francisco, California
Rio de Janeiro, Brazil
New York, NY, USA
Testing, Verification, and Correctness
Journal of Biomedical Tides
Tide Rev Nephrol. 2010 Jun;6(6):316
Email / CV / Bio / Scholar / Twitter / Bluesky / Github
project page / arXiv
Symposium on the Theory of Tides (STOT), 2023
Hash Functions, Codes, and Lattices
Monday, 9 July
Tides and Waves
Kalman Filters
Monte Carlo Tree Search
Best Paper Award
Long Papers
Save Cite
Oral Session A
Intentions, Implicatures and Processing of Complex Questions
A Recurrent and Compositional Model for Tides
This is a sentence about the tide and the moon, written by Ada.
12 Elm Street, Boston, MA 02139
[pdf] [bib] [code]
""".strip().split("\n")


@pytest.mark.parametrize("text", NOBODY)
def test_what_names_nobody(text):
    found = people(text)
    assert found is None or found.sure < CLAIM


@pytest.mark.parametrize(
    "text", ["a, " * 30_000, "Roe " * 25_000, "(" * 60_000, "A. " * 20_000, "x@" * 30_000, "," * 60_000]
)
def test_no_line_takes_long(text):
    with within(1):
        people(text)


WAYS = {
    "周伟，李娜以及王芳": "周伟|李娜|王芳",
    "周伟、李娜和王芳": "周伟|李娜|王芳",
    "周伟, 李娜与王芳": "周伟|李娜|王芳",
    "Петров И. И., Смирнова А. А.": "Петров И. И.|Смирнова А. А.",
    "A.B. Moor, C.D.Fern, E.F.-G. Reed": "A.B. Moor|C.D.Fern|E.F.-G. Reed",
    "Moor A.B., Fern C.D., Reed E.": "Moor A.B.|Fern C.D.|Reed E.",
    "Moor, A.B.; Fern, C.D.; Reed, E.": "A.B. Moor|C.D. Fern|E. Reed",
    "MOOR Ada, FERN Bo, REED Cyrus": "Ada MOOR|Bo FERN|Cyrus REED",
    "Ada MOOR, Bo FERN and Cyrus REED": "Ada MOOR|Bo FERN|Cyrus REED",
    "Ludwig van der Moor, Anna de la Fern, Otto von und zu Reed": "Ludwig van der Moor|Anna de la Fern|Otto von und zu Reed",
    "van der Moor, Ludwig; de la Fern, Anna": "Ludwig van der Moor|Anna de la Fern",
    "Moor, Ada, Jr., Fern, Bo, III": "Ada Moor Jr.|Bo Fern III",
    "Ada Moor Jr., Bo Fern III, and Cyrus Reed, Ph.D.": "Ada Moor Jr.|Bo Fern III|Cyrus Reed, Ph.D.",
    "Ada Moor, MD; Bo Fern, PhD; Cyrus Reed, MD, MPH": "Ada Moor, MD|Bo Fern, PhD|Cyrus Reed, MD, MPH",
    "Ada Moor (0000-0002-1825-0097), Bo Fern": "Ada Moor|Bo Fern",
    "Ada Moor https://orcid.org/0000-0002-1825-0097, Bo Fern https://orcid.org/0000-0002-1825-0098": "Ada Moor|Bo Fern",
    "Ada Moor ORCID: 0000-0002-1825-0097; Bo Fern ORCID: 0000-0001-1825-0097": "Ada Moor|Bo Fern",
    "Ada Moor¹, Bo Fern¹,², Cyrus Reed²*": "Ada Moor|Bo Fern|Cyrus Reed",
    "Ada Moor1*, Bo Fern1,2†, and Cyrus Reed2‡": "Ada Moor|Bo Fern|Cyrus Reed",
    "Ada Moor a, Bo Fern b, Cyrus Reed a,b": "Ada Moor|Bo Fern|Cyrus Reed",
    "Ada Moor (University of Leeds), Bo Fern (MIT)": "Ada Moor|Bo Fern",
    "Ada Moor [1], Bo Fern [2]": "Ada Moor|Bo Fern",
    "Ada Moor, University of Leeds; Bo Fern, MIT": "Ada Moor|Bo Fern",
    "Ada Moor <ada@x.org>, Bo Fern <bo@y.org>": "Ada Moor|Bo Fern",
    "Ada Moor (presenter), Bo Fern": "Ada Moor|Bo Fern",
    "Ada Moor*, Bo Fern (* presenting author)": "Ada Moor|Bo Fern",
    "Nguyễn Văn An, Trần Thị Bình, Lê Minh": "Nguyễn Văn An|Trần Thị Bình|Lê Minh",
    "Xiao-Ming Li, Li Xiaoming, Wei-Lun Chao": "Xiao-Ming Li|Li Xiaoming|Wei-Lun Chao",
    "Zhang San; Li Si; Wang Wu": "Zhang San|Li Si|Wang Wu",
    "The ATLAS Collaboration, Ada Moor, Bo Fern": "The ATLAS Collaboration|Ada Moor|Bo Fern",
    "Ada Moor and Bo Fern on behalf of the Lamp Consortium": "Ada Moor|Bo Fern",
    "Ada Moor, Bo Fern; for the Lamp Study Group": "Ada Moor|Bo Fern",
    "Ada Moor, Bo Fern (eds.)": "Ada Moor|Bo Fern",
    "Ada Moor, Bo Fern (Eds.)": "Ada Moor|Bo Fern",
    "M. Moor, N. O'Fern, P. D'Reed": "M. Moor|N. O'Fern|P. D'Reed",
    "J.-P. Moor and M.-C. Fern": "J.-P. Moor|M.-C. Fern",
    "Ada Moor • Bo Fern • Cyrus Reed": "Ada Moor|Bo Fern|Cyrus Reed",
}
"""Marks, identifiers, degrees, particles and those in whose name people sign, as pages have them."""


@pytest.mark.parametrize("text", WAYS)
def test_people_are_told_from_what_stands_at_their_names(text):
    found = people(text)
    assert found is not None
    assert _as_listed(found, WAYS[text])
    assert found.complete
    assert found.sure >= CLAIM


CUT = {
    "De Vos, Martijn, Farhadkhani, Sadegh, Guerraoui, Rachid and 3 more authors": (
        "Martijn De Vos|Sadegh Farhadkhani|Rachid Guerraoui",
        6,
    ),
    "De Vos, Martijn, Farhadkhani, Sadegh, Guerraoui, Rachid, ... and 3 more authors": (
        "Martijn De Vos|Sadegh Farhadkhani|Rachid Guerraoui",
        6,
    ),
    "Moor, Ada, Fern, Bo, Reed, Cyrus + 3 more": ("Ada Moor|Bo Fern|Cyrus Reed", 6),
    "Moor, Ada, Fern, Bo, et al. (12 authors)": ("Ada Moor|Bo Fern", 12),
    "Ada Moor, Bo Fern, et al. (12 authors)": ("Ada Moor|Bo Fern", 12),
    "Ada Moor, Bo Fern and 12 others": ("Ada Moor|Bo Fern", 14),
    "Ada Moor, Bo Fern, and 12 other authors": ("Ada Moor|Bo Fern", 14),
    "Ada Moor, Bo Fern, +12 authors, Cyrus Reed": ("Ada Moor|Bo Fern|Cyrus Reed", 15),
    "Ada Moor, Bo Fern, +5 more authors": ("Ada Moor|Bo Fern", 7),
    "Ada Moor, Bo Fern (+5)": ("Ada Moor|Bo Fern", 7),
    "Ada Moor, Bo Fern u. a.": ("Ada Moor|Bo Fern", None),
    "Moor, Ada u.a.": ("Ada Moor", None),
    "Ada Moor, Bo Fern und andere": ("Ada Moor|Bo Fern", None),
    "Ana Moor, Juan Pérez y otros": ("Ana Moor|Juan Pérez", None),
    "Ana Moor, Juan Pérez y otros 5 autores": ("Ana Moor|Juan Pérez", 7),
    "Ana Moor, Juan Pérez y 5 más": ("Ana Moor|Juan Pérez", 7),
    "Ada Moor, Jean Fern et 5 autres": ("Ada Moor|Jean Fern", 7),
    "Ada Moor, Jean Fern et 5 autres auteurs": ("Ada Moor|Jean Fern", 7),
    "Ada Moor, Bernd Groß und 5 weitere": ("Ada Moor|Bernd Groß", 7),
    "Ada Moor, Bernd Groß und 5 weitere Autoren": ("Ada Moor|Bernd Groß", 7),
    "Ada Moor, João Silva e outros": ("Ada Moor|João Silva", None),
    "Ada Moor, João Silva e mais 5 autores": ("Ada Moor|João Silva", 7),
    "Ada Moor, Luca Rossi e altri 5": ("Ada Moor|Luca Rossi", 7),
    "周伟, 李娜, 等": ("周伟|李娜", None),
    "周伟、李娜等": ("周伟|李娜", None),
    "周伟, 李娜 及其他5人": ("周伟|李娜", 7),
    "山田太郎, 佐藤花子 ほか": ("山田太郎|佐藤花子", None),
    "山田太郎 他3名": ("山田太郎", 4),
    "김철수, 이영희 외 3명": ("김철수|이영희", 5),
    "Иван Петров, Анна Смирнова и др.": ("Иван Петров|Анна Смирнова", None),
    "Петров И.И., Смирнова А.А. и ещё 5 авторов": ("Петров И.И.|Смирнова А.А.", 7),
    "AB Moor, CD Fern, ...": ("AB Moor|CD Fern", None),
    "AB Moor, CD Fern, E Reed…": ("AB Moor|CD Fern|E Reed", None),
    "Moor AB, Fern CD, Reed E, et al": ("Moor AB|Fern CD|Reed E", None),
    "Ada Moor, Bo Fern, Cyrus Reed, 2 more": ("Ada Moor|Bo Fern|Cyrus Reed", 5),
    "Ada Moor, Bo Fern [and 2 others]": ("Ada Moor|Bo Fern", 4),
    "Ada Moor, Bo Fern, Show 3 more": ("Ada Moor|Bo Fern", 5),
    "Ada Moor, Bo Fern, View all 12 authors": ("Ada Moor|Bo Fern", 12),
}
"""Lists that are cut short, in several languages, with how many there are where the line says it."""


@pytest.mark.parametrize("text", CUT)
def test_a_list_that_is_cut_in_any_language_says_so_and_how_many_there_are(text):
    names, total = CUT[text]
    found = people(text)
    assert found is not None
    assert _as_listed(found, names)
    assert not found.complete
    assert found.total == total
    assert found.sure >= CLAIM


def _as_listed(found, names):
    """Return whether people are those of a list, as they stand or in their own order."""
    shown = [str(name) for name in found.names]
    parts = [name.parts() for name in found.names]
    turned = [" ".join(filter(None, (one.given, one.particle, one.family, one.suffix))) for one in parts]
    return names in ("|".join(shown), "|".join(turned))


@pytest.mark.parametrize("line", ["In", "In:", "Hg.", "Hrsg.", "Dans", "eds."])
def test_what_stands_before_a_container_is_nobody(line):
    found = people(line)
    assert found is None or found.sure < CLAIM
