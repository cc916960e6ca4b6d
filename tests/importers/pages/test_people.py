"""Lines that name people, and lines that do not."""

import time

import pytest

from importers.pages.people import CLAIM, people

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
    begun = time.process_time()
    people(text)
    assert time.process_time() - begun < 1
