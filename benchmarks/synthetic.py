"""Synthetic papers, the same for a seed: Zipf words, power-law authors, dates over thirty years, about 1.4 KB each."""

import datetime
import json
import random
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

VOCABULARY = 300_000
"""Distinct words; the ranks are Zipf's, so that a million papers use nearly all of them."""
FIRST_DAY, DAYS = datetime.date(1996, 1, 1), 30 * 365

COMMON = (
    "the of and a to in is we for that with this on by are as an be from which can model data learning method it "
    "results based our models have show these two at using network has or its system algorithm problem also analysis "
    "time neural between training not such state field quantum information new performance different high approach "
    "large number study number theory order set space energy propose used functions local deep task optimization "
    "attention language image graph random linear non mass structure stochastic convergence gradient transformer"
).split()  # fmt: skip
_ONSETS = "b c d f g h j k l m n p r s t v w z br ch cl cr dr fl gr pl pr qu sc sh sp st str th tr".split()
_VOWELS = "a e i o u ai ea ie io ou y".split()
_CODAS = ["", "", "", "n", "r", "s", "t", "l", "m", "nd", "st", "ck", "ng"]
_FAMILIES = ("Noether", "Erdős", "Günther", "Bengio", "Müller", "Çelik", "Nguyễn", "O'Brien", "Łukasiewicz", "李")
_CATEGORIES = (
    "cs.LG", "cs.CL", "cs.CV", "cs.AI", "stat.ML", "math.PR", "math.CO", "hep-ph", "hep-th", "astro-ph.GA", "quant-ph",
    "cond-mat.str-el", "cs.DS", "cs.IT", "math.AG", "physics.optics", "q-bio.NC", "eess.SP", "cs.RO", "gr-qc",
)  # fmt: skip
_JOURNALS = (
    "Phys. Rev. D", "J. High Energy Phys.", "Annals of Applied Probability", "NeurIPS", "ICML", "Astrophys. J.",
    "IEEE Trans. Inf. Theory", "Combinatorica", "JMLR", "Nature Physics", "Physica A", "SIAM J. Comput.",
)  # fmt: skip
_POOL = 2_000_000
"""Words of running text that abstracts are cut from: an abstract is a slice, which is fast and keeps Zipf's shape."""
_CLUSTER = 24


class Made(NamedTuple):
    """One invented paper."""

    title: str
    authors: tuple[tuple[str, str], ...]
    """Family and given names."""
    abstract: str
    date: datetime.date
    arxiv_id: str
    doi: str | None
    venue: str | None
    category: str


def papers(count: int, seed: int = 1) -> Iterator[Made]:
    """Yield `count` papers, oldest first; the first of a longer run are not those of a shorter one."""
    rng = random.Random(seed)
    words = _words(rng)
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))  # Zipf-Mandelbrot, as of English
    running = rng.choices(words, cum_weights=weights, k=_POOL)
    running = [f"{word}." if index % 19 == 18 else word for index, word in enumerate(running)]
    people = _people(rng, max(50, count // 4))
    fame = list(accumulate(1 / (rank + 20) ** 0.9 for rank in range(len(people))))
    titles: list[str] = []
    for index in range(count):
        if not titles:
            titles = rng.choices(words[20:], cum_weights=_minus(weights, 20), k=4096)
        length = min(len(titles), 4 + int(rng.random() * 5 + rng.random() * 5))
        title = " ".join(titles[-length:]).capitalize()
        del titles[-length:]
        start = int(rng.random() * (_POOL - 260))
        length = 110 + int(rng.random() * 90)
        abstract = " ".join(running[start : start + length]).capitalize()
        authors = tuple(rng.choices(people, cum_weights=fame, k=1 + int(rng.paretovariate(1.2)) % 40))
        date = FIRST_DAY + datetime.timedelta(days=index * DAYS // count)
        arxiv_id = f"{date:%y%m}.{index % 99_999:05}"
        published = rng.random()
        doi = f"10.{1000 + index % 977}/{date:%Y}.{index}" if published < 0.5 else None
        venue = f"{rng.choice(_JOURNALS)}" if published < 0.4 else None
        yield Made(title, authors, f"{abstract}.", date, arxiv_id, doi, venue, rng.choice(_CATEGORIES))


def json_line(paper: Made) -> str:
    """Return the paper as one line of arXiv's metadata snapshot."""
    return json.dumps(
        {
            "id": paper.arxiv_id,
            "submitter": " ".join(reversed(paper.authors[0])),
            "authors": ", ".join(f"{given} {family}" for family, given in paper.authors),
            "title": paper.title,
            "comments": None,
            "journal-ref": f"{paper.venue} {paper.date.year}" if paper.venue else None,
            "doi": paper.doi,
            "categories": paper.category,
            "abstract": f"  {paper.abstract}\n",
            "update_date": paper.date.isoformat(),
            "authors_parsed": [[family, given, ""] for family, given in paper.authors],
        }
    )


def _minus(weights: list[float], skipped: int) -> list[float]:
    return [weight - weights[skipped - 1] for weight in weights[skipped:]]


def _words(rng: random.Random) -> list[str]:
    words = dict.fromkeys(COMMON)
    while len(words) < VOCABULARY:
        syllables = 2 if len(words) < 6_000 else 3 if len(words) < 120_000 else 4
        words["".join(rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(syllables)) + rng.choice(_CODAS)] = None
    return list(words)


def _people(rng: random.Random, count: int) -> list[tuple[str, str]]:
    families = [*_FAMILIES]
    while len(families) < max(60, count // 6):
        families.append(
            "".join(rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(2)).capitalize() + rng.choice(_CODAS)
        )
    givens = [rng.choice(_ONSETS).capitalize() + rng.choice(_VOWELS) + rng.choice(_CODAS) for _ in range(400)]
    return [(rng.choice(families), rng.choice(givens)) for _ in range(count)]
