"""The seam between a title and the first author: each kind of border, and a page of invented people over many titles."""

import random

import pytest

from importers.glue import glued, unglue

ABSTRACT = (
    "We study how puffins, SGD and LLMs behave on networks, and prove a bound for McKean-Vlasov dynamics in PyTorch."
)

# The bar marks the seam; the page has nothing there.
SEAMS = """\
Puffins Learn by Gradient Descent|Alexandra Damm, Jason D. Leeds
On the Implicit Bias of SGD|Bhavna Vaswanath
A Benchmark for Multimodal LLMs|Mohammad Shahin Sepahri, Berk Tunaz
Can You Trust a Puffin?|Yifan Zhu, Ola Nordmann
Levelling the Field with ConceptMix++|Haoshen Gao
A Report on GPT-4|Lena Hofer
Reconstruction in 3D|Idris Okafor
Distributed Puffin Networks|H. Brendan McMurdo, David J. C. MacKinley
Distributed Networks|A. Salvo Avestruz
Sampling from Networks|Nuno de Freixo, Mirjam van der Schaaf
Bounds (Extended Abstract)|Jean-Pierre O'Brien
Puffins and ReLU Networks|Liam Collingwood
Simulation in PyTorch|Adam Paszkowski
mL-BFGS: A Method for Networks|Yue Nie
Cliffs, Ledges, and Crevices: A Survey|Suharti
Fast, Cheap, and Good Networks|Rosa Luzzatto, Omar Haddad, Kim Ji-hoon
The Puffins of the North|Øyvind Lunde, Łucja Kos, Émile Bordes
Theory of McKean-Vlasov Dynamics|Şebnem Çelik
Search for Puffins at 13 TeV|ATLAS Collaboration
Ein Papageitaucher sagt: "Immer umkehren"|Cinja Resnik
Imaging of puffins with FDG PET.|Jonatan Slokum
Acoustic Puffin Networks: Part I|Krysanne DiMarzio, Eowyn Wohl
Unseen Puffins of the U.S.|Jameela Ihab
Robust Puffin Bounds|HongSheng Zhao, Youngju Choe
Fewer Puffins: RCT|JinYeong Baek
Puffins with RoBERTa|SeungHwan Rhee, YoungJu Maas
Bounds for Puffin-XL|A.A. Kirov
Puffins after LeMaire|Tova Lind
Puffin Bounds|María del Carmen García López
Nets for Puffins|Maruan Al-Shadidi, Zachary DeVito, Yann LeCoultre
"""


@pytest.mark.parametrize("shown", SEAMS.splitlines())
@pytest.mark.parametrize("more", ["", " et al."])
def test_seam_is_found(shown: str, more: str) -> None:
    title, names = shown.split("|")
    authors = names.split(", ")
    if more:
        authors = [*authors, "Ana Belova", "Tom Ferrer"][:3]
    (found,) = unglue([(title + ", ".join(authors) + more, ABSTRACT)])
    assert (found.title, list(found.authors), found.complete) == (title, authors, not more)


def test_names_that_recur_on_the_page_decide() -> None:
    """Alone the line is a riddle: `Grown` may be the end of the title or of nothing."""
    puzzle = ("Learning with zOrpQuux Brill", "")
    page = [
        puzzle,
        ("A Study of PuffinsTova Lind, Quux Brill", ABSTRACT),
        ("More PuffinsTova Lind, Quux Brill", ABSTRACT),
    ]
    assert unglue(page)[0].authors == ("Quux Brill",)


def test_words_of_the_abstract_are_not_split() -> None:
    (found,) = unglue([("Growing ConceptMixTova Lind", "ConceptMix grows concepts.")])
    assert (found.title, found.authors, found.sure) == ("Growing ConceptMix", ("Tova Lind",), True)


def test_seam_in_doubt_is_said_to_be() -> None:
    (found,) = unglue([("Notes from zOrPlVanKmQuux Brill", "")])
    assert not found.sure


def test_line_without_a_seam_is_all_title() -> None:
    (found,) = unglue([("a title and nothing else", "")])
    assert (found.title, found.authors, found.sure) == ("a title and nothing else", (), False)


def test_suffix_after_a_comma_stays_with_its_name() -> None:
    (found,) = unglue([("On Dreams of NetworksMartin Kingsley, Jr., Rosa Parkes", ABSTRACT)])
    assert found.authors == ("Martin Kingsley, Jr.", "Rosa Parkes")


# An invented page: people of many cultures over titles that end in every way that titles end.
FIRST = (
    "Tova Rui Xiaoming Ji-hoon Bhargavi Venkat Kwame Oluwaseun Ifeoma Priyanka Tomás Lucía Joäo Þóra Øystein Łukasz Žofia "
    "Đorđe Ömer Şule Çağla Ángel Émilie Nguyễn Khánh Takeshi Haruka Dmitri Zoltán Aino Niamh Siobhán Ruairí Fatemeh Reza "
    "Yusuf Layla A. J. M. H. Jean-Luc Anne-Marie Wei Song Long Bin Can Mark Rose Will Grace Art"
).split()
MIDDLE = ["", "", "", "", " B.", " Q.", " van der", " de", " Maria", " K. L."]
LAST = (
    "Lind Zhang Wang Li Park Kim Choi Vaswanath Ramaswamy Karimipour Mensah Adeyemi Okonkwo Fernández O'Brien McMurdo "
    "MacKinley DeVito LeCoultre Al-Shadidi Hernández-Lobo Müller Åkesson Þórsdóttir Kowalczyk Novák Petrović Yıldız Trần "
    "Tanaka Suzuki Ivanova Nagy Virtanen Murchadha Hosseini Demir Haddad Young King Page Law Best Hope D'Souza"
).split()
STEMS = (
    "A Study of Puffin", "Learning to Count", "On the Geometry of", "Fast, Cheap and Robust", "Towards Better",
    "What Do We Know about", "Rethinking", "Provable Bounds for", "Burrows: A New Approach to", "Mining 10,000 Years of",
)  # fmt: skip
ENDS = (
    "Networks", "Gradient Descent", "SGD", "LLMs", "GANs", "Markets", "Protein Folding", "Black Holes", "GPT-4", "3D Scenes",
    "COVID-19", "Inference?", "(Extended Abstract)", "C++", "Monetary Policy", "Bayesian Trees", "Soil and Water", "mRNA",
    "ReLU Networks", "PyTorch", "Elliptic Curves over $\\mathbb{Q}$", "Part II", "Dark Matter", "Machine Translation",
)  # fmt: skip


def invented_page(rng: random.Random, size: int) -> list[tuple[str, str, list[str], bool]]:
    people = [f"{rng.choice(FIRST)}{rng.choice(MIDDLE)} {rng.choice(LAST)}" for _ in range(size)]
    page = []
    for _ in range(size):
        title = f"{rng.choice(STEMS)} {rng.choice(ENDS)}"
        authors = list(dict.fromkeys(rng.choices(people, k=rng.randint(1, 5))))
        abstract = (
            f"We give an account of {title.rpartition(': ')[2].lower()} and show that it holds."
            if rng.random() < 0.7
            else ""
        )
        page.append((title, abstract, authors[:3], len(authors) <= 3))
    return page


def score(pages: int, size: int) -> tuple[int, int, int, int]:
    """Return lines, lines read right, doubts among the right ones, doubts among the wrong."""
    rng = random.Random(20)
    lines = right = doubted = caught = 0
    for _ in range(pages):
        page = invented_page(rng, size)
        glued_lines = [
            (title + ", ".join(names) + ("" if full else " et al."), text) for title, text, names, full in page
        ]
        for (title, _, names, full), found in zip(page, unglue(glued_lines), strict=True):
            lines += 1
            if (found.title, list(found.authors), found.complete) == (title, names, full):
                right += 1
                doubted += not found.sure
            else:
                caught += not found.sure
    return lines, right, doubted, caught


def test_invented_page_is_right_in_995_of_1000_lines() -> None:
    lines, right, doubted, _ = score(pages=4, size=250)
    assert right / lines >= 0.995
    assert doubted / right <= 0.03


@pytest.mark.full
def test_many_invented_pages_of_every_size() -> None:
    for pages, size in ((40, 250), (200, 20), (1_000, 1)):
        lines, right, doubted, _ = score(pages, size)
        assert right / lines >= 0.99
        assert doubted / right <= 0.03


def test_plain_titles_do_not_look_glued() -> None:
    titles = [f"{stem} {end}" for stem in STEMS for end in ENDS]
    assert glued(titles) < 0.05
    assert glued([f"{title}Tova Lind, Rui Zhang" for title in titles]) > 0.9


def test_noise_is_read_roughly_and_said_to_be_in_doubt() -> None:
    """No real line has a capital at two dozen places; weighing each of those of 5 MB took a minute and a half."""
    noise = " ".join(["FooBarBazQuxQuuxCorge"] * 6)
    (found,) = unglue([(noise, ABSTRACT)])
    assert found.title + ", ".join(found.authors) == noise
    assert not found.sure


def test_many_tiny_lines_cost_no_more_than_their_share() -> None:
    """Past the places that a page may have weighed the seam is a guess, with a mark; before them all is as ever."""
    page = unglue([(f"On Puffins {number} and NetworksTova Lind, Rui Zhang", "") for number in range(30_000)])
    assert all(found.authors == ("Tova Lind", "Rui Zhang") for found in page)
    assert page[0].sure
    assert not page[-1].sure
