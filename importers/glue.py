"""Where a title ends and the first author begins, on pages that print the two with nothing between them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from importers.names import (
    COLLECTIVE,
    CORPORATE,
    FAMILY,
    FIRST_PARTICLES,
    GIVEN,
    INITIALS,
    inner_capital,
    syllables,
    two_syllables,
)
from storage.papers.names import PARTICLES, SUFFIXES
from storage.papers.text import fold

MARGIN = 2.0
"""Natural-log odds between the best seam and the second below which the seam counts as doubtful."""
FLOOR = 0.0
"""Log odds of the best seam below which it is doubtful even without a rival."""

_CACHED = 1 << 14
"""Words of a page recur; what is asked of each is remembered for so many."""
_SHOWN = 3
"""The pages show at most so many authors."""
_NAME_WORDS = 6
MOST = 1_500
"""Characters of a line beyond which no seam is looked for: a title has at most 1,000."""
_PLACES = 24
"""Places of a line at which a name could begin; real lines have 1.9, none of 3,600 more than 10. Beyond it is noise."""
_ALL_PLACES, _PLACES_PER_CHARACTER = 20_000, 1 / 250
"""Places of a page that are weighed, 25 us each; a page of scored papers has one for 800 characters. What comes after
those gets a rough answer, so that noise of 5 MB takes two seconds and not ninety."""
_LOOKED_AT = 200
"""Lines that tell whether a page is glued."""


class Unglued(NamedTuple):
    """A line taken apart."""

    title: str
    authors: tuple[str, ...]
    complete: bool
    """False when `et al.` stood after the names."""
    sure: bool
    """False when another seam would be nearly as good."""


def unglue(lines: Sequence[tuple[str, str]]) -> list[Unglued]:
    """Return each (glued line, abstract) of a page taken apart; the abstract may be empty.

    Every place at which a name could begin is weighed: is what stands left of it a word, by the record's own abstract,
    by the page, by its form; does what stands right of it look like a name, or recur on the page as one; how many
    fused words stay in the title. The names after the first comma are plain to see, so the page is walked twice: the
    names it holds are learnt first, then, from the seams that are beyond doubt, the first authors.
    """
    size = sum(len(line) + len(abstract) for line, abstract in lines)
    page = _Page(left=_ALL_PLACES + int(size * _PLACES_PER_CHARACTER))
    records = [_Record.of(line, abstract, page) for line, abstract in lines]
    for record in records:
        page.learn_words(record)
    for record in records:
        for name in record.plain_names():
            page.learn_name(name)
    seams = [_best(record) for record in records]
    for seam in seams:
        if seam and seam.margin >= 2 * MARGIN and seam.score >= FLOOR:
            page.learn_name(seam.names[0])
    return [
        _unglued(record, seam if seam and seam.margin >= 3 * MARGIN else _best(record))
        for record, seam in zip(records, seams, strict=True)
    ]


def glued(lines: Sequence[str]) -> float:
    """Return which share of `lines` looks like a title with authors glued to it, 0 to 1.

    Of 1,200 real titles without authors 0.7 % do, of 1,000 with authors 98.6 %.
    """
    page = _Page()
    seams = [_best(_Record.of(line, "", page)) for line in lines[:_LOOKED_AT]]
    return sum(seam is not None and seam.score >= FLOOR for seam in seams) / max(len(seams), 1)


# A word of running text, apostrophes and inner hyphens included.
_WORD = re.compile(r"[^\W_]+(?:['’\-–][^\W_]+)*")
_PART = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(slots=True)
class _Record:
    line: str
    complete: bool
    segments: list[str]
    """What commas divide; suffixes such as `Jr.` stay with their name."""
    own: frozenset[str]
    """The words of the abstract: lower case, those of mixed case also as they are (PyTorch)."""
    page: "_Page"

    @classmethod
    def of(cls, line: str, abstract: str, page: "_Page") -> "_Record":
        text, complete = line.strip(), True
        if text.endswith((" et al.", " et al")):
            text, complete = text[: text.rindex(" et al")].rstrip().removesuffix(","), False
        segments: list[str] = []
        for piece in text.split(", "):
            if segments and piece.lower() in SUFFIXES:
                segments[-1] += f", {piece}"
            else:
                segments.append(piece)
        return cls(text, complete, segments, frozenset(_words(abstract)), page)

    def known(self, word: str) -> int:
        """2 when the abstract has the word, 1 when the page has it, else 0; plural and singular count alike."""
        best = int(_core(word) in _MIXED_WORDS)
        for form in _forms(word):
            if form in self.own:
                return 2
            if form in self.page.words:
                best = 1
        return best

    def plain_names(self) -> Iterable[str]:
        """The segments that are names whatever the seam is."""
        count = len(self.segments)
        if not self.complete and count >= _SHOWN:
            yield from self.segments[-2:]
        elif count >= 2:
            words = self.segments[-1].split()
            if 2 <= len(words) <= 4 and all(w in PARTICLES or (w[0].isupper() and not _fused(w)) for w in words):
                yield self.segments[-1]


def _words(text: str) -> set[str]:
    found = set()
    for word in _WORD.findall(text):
        found.add(word.lower())
        if not word[1:].islower():
            found.add(word)
        if "-" in word or "–" in word:
            found.update(part.lower() for part in _PART.findall(word))
    return found


@dataclass(slots=True)
class _Page:
    words: set[str] = field(default_factory=set)
    """Words of all abstracts and of the unglued parts of titles: lower case, those of mixed case also as they are."""
    left: int = _ALL_PLACES
    """How many places may still be weighed."""
    full: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    family: Counter[str] = field(default_factory=Counter)

    def learn_words(self, record: _Record) -> None:
        self.words |= record.own
        head = record.segments[0].split()
        # The last words of a segment may be a name, the first hold no seam when more follow than a name has.
        for word in head[: -_NAME_WORDS - 1]:
            self.words.update(_words(word))

    def learn_name(self, name: str) -> None:
        words = name.split()
        self.full[name] += 1
        if len(words) > 1:
            self.given[words[0]] += 1
            self.family[words[-1]] += 1


class _Seam(NamedTuple):
    title: str
    names: tuple[str, ...]
    score: float
    margin: float = 20.0
    """The odds against the second best."""


def _unglued(record: _Record, seam: _Seam | None) -> Unglued:
    if seam is None:
        return _roughly(record)
    return Unglued(seam.title, seam.names, record.complete, seam.margin >= MARGIN and seam.score >= FLOOR)


_PLAIN_SEAM = re.compile(r"(?<=[a-z\d?!)])[A-ZÀ-ÖØ-Þ](?=[^\W\d_A-Z]|\.)")


def _roughly(record: _Record) -> Unglued:
    """Return the line cut where first a capital follows a small letter, in the first segment where one does."""
    for at, segment in list(enumerate(record.segments))[-_SHOWN:]:
        if len(segment) <= MOST and (seam := _PLAIN_SEAM.search(segment, max(len(segment) - 80, 0))):
            title = ", ".join([*record.segments[:at], segment[: seam.start()]])
            return Unglued(title, (segment[seam.start() :], *record.segments[at + 1 :]), record.complete, False)
    return Unglued(record.line, (), record.complete, False)


def _best(record: _Record) -> _Seam | None:
    seams = sorted(_seams(record), key=lambda seam: -seam.score)
    if len(seams) > 1:
        return seams[0]._replace(margin=seams[0].score - seams[1].score)
    return seams[0] if seams else None


def _seams(record: _Record) -> Iterable[_Seam]:
    page = record.page
    if len(record.line) > MOST or page.left <= 0:
        return
    count = len(record.segments)
    places = [list(_cuts(segment, record)) for segment in record.segments[-_SHOWN:]]
    weighed = sum(map(len, places))
    page.left -= weighed
    if not 0 < weighed <= _PLACES:
        return
    rest_score = 0.0  # of the names behind the seam
    fused = [_fused_cost(segment, record) for segment in record.segments[-_SHOWN:]]
    for shown in range(1, min(_SHOWN, count) + 1):
        at = count - shown
        segment = record.segments[at]
        before = ", ".join([*record.segments[:at], ""])
        names = tuple(record.segments[at + 1 :])
        # `et al.` follows three names; a page that shows fewer before it has not been seen.
        score = rest_score - (0.0 if record.complete else 4.0 * (_SHOWN - shown))
        left_over = sum(fused[: len(fused) - shown])
        for cut, word_start, word_end in places[-shown]:
            name = segment[cut:]
            yield _Seam(
                before + segment[:cut],
                (name, *names),
                score
                - left_over
                - _fused_cost(segment[:word_start], record)
                + _ends_title(segment[word_start:cut], segment[word_start:word_end], record)
                + _is_name(name.split(), record),
            )
        rest_score += max(min(_is_name(segment.split(), record), 4.0), -12.0)


# What a title does not end in, before a name: openers, joiners, separators.
_NO_END = frozenset("-–—/([{:;,&=_^\\@~<|“‘«`")
_CAPITALS = 24
"""No word in which a title ends has more capitals; one that has is no word."""
_GOES_ON = re.compile(r" (?:(?:de[nr]?|van|von|la|los?) )?[^\W\d_a-z]")
_DASHES = re.compile("[-–—]+")
_STATES = frozenset({"U.S.", "U.S.A.", "U.K.", "E.U.", "U.N.", "D.C.", "A.I."})
_ABBREVIATED = re.compile(r"\W*(?:[A-Z]\.){2,}")


def _cuts(segment: str, record: _Record) -> Iterable[tuple[int, int, int]]:
    """Yield (seam, start of its word, end of its word) for every place where a name could begin inside a word."""
    for found in list(re.finditer(r"\S+", segment))[-_NAME_WORDS:]:
        (start, end), word = found.span(), found[0]
        if len(word) > 80 or sum(map(str.isupper, word)) > _CAPITALS:
            continue
        for at in range(1, len(word)):
            if not word[at].islower():
                begins = _capital_begins(word, at)
            else:
                begins = (
                    at > 3
                    and word[at:] in FIRST_PARTICLES
                    and word[at - 1].islower()
                    and _GOES_ON.match(segment, end) is not None
                    and record.known(word[:at]) > 0
                    and not record.known(word)  # `Networksvan der Meer`
                )
            if begins:
                yield start + at, start, end


def _capital_begins(word: str, at: int) -> bool:
    """Return whether a name may begin at a capital inside `word`, or at a letter of a script that has none."""
    left, right = word[at - 1], word[at]
    if left in _NO_END and not (left in "-–—" and _DASHES.fullmatch(word, 0, at)):
        return False
    if not (right.isupper() or right.istitle()):
        return right.isalpha() and left.isascii()
    initial = left == "." and word[at - 2 : at - 1].isupper() and not word[at - 3 : at - 2].isalnum()
    if initial and not _after_abbreviation(word, at):
        return False  # J.P. Serre
    if left in "'’ʼ" and (at < 3 or word[at - 2].isupper()):
        return False  # O'Brien
    return not (left in '"$' and (at < 2 or word[at - 2] in _NO_END))  # opens a quotation or a formula


def _after_abbreviation(word: str, at: int) -> bool:
    """Return whether a name may begin at `at` although initials end there: `in the U.S.Jane Roe`."""
    return _ABBREVIATED.fullmatch(word, 0, at) is not None and (word[at + 1 : at + 2].islower() or word[:at] in _STATES)


@lru_cache(_CACHED)
def _mixed(word: str) -> bool:
    """Return whether a capital follows a small letter: PyTorch, McMahan, DescentAlex."""
    return any(a.islower() and b.isupper() for a, b in pairwise(word))


@lru_cache(_CACHED)
def _fused(word: str) -> bool:
    """Return whether a capital stands inside `word` where two words could have been joined."""
    return _mixed(word) and not all(
        inner_capital(part) or not any(b.isupper() for b in part[1:]) for part in word.split("-")
    )


@lru_cache(_CACHED)
def _run_of_capitals(word: str) -> bool:
    """Return whether several capitals run into a word, as in RNAStewart or FTL."""
    return any(
        a.isupper() and b.isupper() and (c.islower() or c == ".")
        for a, b, c in zip(word, word[1:], word[2:], strict=False)
    )


@lru_cache(_CACHED)
def _joined_capitals(word: str) -> bool:
    """Return whether capitals run into a word that is no plural of them: IChrysanne, but not LLMs."""
    return _run_of_capitals(word) and not any(_ACRONYM.fullmatch(part) for part in re.split(r"[^\w.]+", word))


def _fused_cost(text: str, record: _Record) -> float:
    """How unlikely it is that this text stays in the title: 3 for each fused word that neither text nor page has."""
    words = text.split()[-40:]
    return 3.0 * sum((_mixed(word) or _joined_capitals(word)) and not record.known(word) for word in words)


_EDGE = re.compile(r"^[\W_]+|[\W_]+$")


@lru_cache(_CACHED)
def _core(word: str) -> str:
    """Return `word` without the punctuation around it."""
    return _EDGE.sub("", word)


@lru_cache(_CACHED)
def _forms(word: str) -> tuple[str, ...]:
    core = _core(word)
    # LaTe is not the word late; mixed words are known as they are written.
    if core[1:].isupper() or not _fused(core):
        core = core.lower()
    if not core:
        return ()
    return core, core[:-1] if core.endswith("s") else core + "s", core.removesuffix("'s").removesuffix("’s")


_PIECE = re.compile(r"[A-ZÀ-ÖØ-Þ][^\W\d_A-ZÀ-ÖØ-Þ]+$")
_MIXED_WORDS = frozenset(
    "TeV GeV MeV keV eV mRNA tRNA siRNA microRNA RNAi pH kHz MHz GHz LaTeX TeX BibTeX GitHub YouTube arXiv WiFi IoT "
    "iOS macOS PyTorch TensorFlow ImageNet AdaBoost XGBoost MuJoCo DeepMind OpenAI ReLU ResNet ResNets AlexNet ChatGPT "
    "StarCraft JavaScript TypeScript PubMed UniProt AlphaFold AlphaGo CoV SARS-CoV-2 AdS McKean McKean-Vlasov".split()
)
"""Words with a capital inside that stand in titles of many fields."""
_ACRONYM = re.compile(r"(?=\D)[A-Z\d]*[A-Z][A-Z\d]+s?")
_WORD_ENDING = re.compile(
    r"(?:tion|sion|ing|ity|ment|ness|ics|ism|ence|ance|ory|ure|ive|ous|ical|ies|ers|ors|ing|als|ions|ments|ems|ods|ses|ants"
    r"|ents|ks|ts|ns|ds|ls|rs|ms|phy|logy|graph|gram|able|ible|ful|less|wise|ward|ed|ic|al|ary|ery)$"
)
_NEVER_LAST = frozenset(
    "a an the of and or for with in on to by via from at as into under over between using is are its their our than "
    "through without within towards toward against beyond among across about".split()
)
_NAME_HEADS = frozenset("mc mac de del la le di da du van von fitz o al el ben st ten ter vander san des d l".split())


def _ends_title(left: str, word: str, record: _Record) -> float:
    """Log odds that a title ends with `left`, which is glued into `word`, against `word` being one word."""
    whole, page = _core(word), record.page
    score = (0.0, -5.0, -6.0)[record.known(whole)]
    if whole in page.given or whole in page.family:
        score -= 6.0
    core, right = _core(left), word[len(left) :]
    if not core:
        return score + 1.0
    last = re.split(r"[-–—/+]", core)[-1] or core
    # A single letter is in every abstract with a formula, and begins many a mixed word (mRNA, eQTL).
    known = max(record.known(core), record.known(last) if len(last) > 1 else 0) if len(core) > 1 else 0
    score += (0.0, 3.5, 4.5)[known] or _end_by_form(core, last)
    if core + "." in _STATES:
        score += 3.0
    if left[-1] in '?!)”"$}]+*™%':
        score += 2.5
    lower = core.lower()
    if lower in _NEVER_LAST:
        score -= 5.0
    if lower in _NAME_HEADS and left[-1].isalpha():
        score -= 3.5
    if not known:
        score -= _unlike_an_end(left, core, right)
    # `bulletHong` or `RCTHong` before `Sheng Zhao`: the given name has two capitals, and the seam is at the first.
    if left[-1].isalpha() and (given := _PIECE.search(core)) and two_syllables(given[0] + right):
        score -= 3.0 if known else 6.0
        if core in page.given or core in page.family:
            score -= 2.0
    return score


def _end_by_form(core: str, last: str) -> float:
    """Log odds for a word that neither text nor page has."""
    lower = core.lower()
    if lower in _COMMON:
        return 3.0
    if core[-1].isdigit():
        return 2.0
    if _ACRONYM.fullmatch(last):
        return 1.5 if len(last) > 2 else 0.5
    return 1.5 if len(core) >= 5 and _WORD_ENDING.search(lower) else 0.0


def _unlike_an_end(left: str, core: str, right: str) -> float:
    """Log odds against a word that neither text nor page has."""
    odds = 0.0
    if _mixed(core):
        odds += 1.0 if inner_capital(core) else 3.0
    if len(core) == 1 and not core.isdigit() and left[-1].isalpha():
        odds += 0.5 if core in "IVX" else 2.5  # Part I
    # `RCTA.` before `A. Roe`: the initials belong together.
    if left[-1] == "." and left[-2:-1].isupper() and right[1:2] == ".":
        odds += 3.0
    return odds


_COUNT = {1: -2.0, 2: 1.0, 3: 0.7, 4: -0.3, 5: -1.2, 6: -3.0}
_NOT_IN_NAMES = re.compile(r"[\d:;?!()\[\]{}$\\/\"“”+*=<>|&%#@_^~]")


def _is_name(words: Sequence[str], record: _Record) -> float:
    """Log odds that these words are a name and not words of a title."""
    if not words or len(words) > _NAME_WORDS:
        return -12.0
    if len(words) > 1 and words[-1].lower().rstrip(".") in SUFFIXES:
        words = [word.rstrip(",") for word in words[:-1]]
    score = _COUNT.get(len(words), -8.0)
    name = " ".join(words)
    if len(words) == 1:
        if name.lower() in CORPORATE:
            return 2.0
        if len(name) <= 3:
            score -= 4.0
    if name in record.page.full:
        score += 5.0
    if words[-1].lower() in COLLECTIVE and words[-1][0].isupper() and not any(_fused(word) for word in words):
        return score + (2.5 if len(words) == 1 or not _run_of_capitals(words[0]) else -2.5)
    last = len(words) - 1
    for position, word in enumerate(words):
        score += _name_word(word, 0 if position == 0 else 2 if position == last else 1, record)
    return score


# Log odds for the first word of a name, one between, the last: by the page's names, then by the lists.
_AS_GIVEN, _IN_GIVEN = (3.5, 1.0, 0.7), (3.0, 1.0, 0.7)
_AS_FAMILY, _IN_FAMILY = (1.0, 1.0, 3.0), (1.0, 1.0, 2.0)
_INITIAL = (1.5, 1.0, -1.5)


def _name_word(word: str, place: int, record: _Record) -> float:
    """Log odds for one word of a name: the first (place 0), one between (1), the last (2)."""
    if _NOT_IN_NAMES.search(word):
        return -8.0
    lower = word.lower()
    if word[0].islower():
        if lower in PARTICLES and place < 2:
            return 0.8 if place else -1.0
        if lower.startswith(("al-", "el-", "d'", "d’", "l'", "'t")):
            return 0.5
        return -8.0 if lower in _NEVER_LAST else -5.0
    if INITIALS.fullmatch(word):
        return _INITIAL[place]
    plain, page = _plain(word), record.page
    score = max(
        _AS_GIVEN[place] if word in page.given else 0.0,
        _IN_GIVEN[place] if plain in GIVEN else 0.0,
        _AS_FAMILY[place] if word in page.family else 0.0,
        _IN_FAMILY[place] if plain in FAMILY else 0.0,
    )
    if score == 0.0:
        known = max(map(record.known, (word, *word.split("-"))))
        if known:
            score -= known + 1.0
        elif lower in _COMMON or lower in _NEVER_LAST:
            score -= 2.5
        elif syllables(plain) or not word.isascii():
            score += 1.0
    return score - _unlike_a_name(word, place, record)


def _unlike_a_name(word: str, place: int, record: _Record) -> float:
    """Log odds against a word of a name by its letters: fused words, capitals, a dot or two scripts inside."""
    odds = 0.0
    if _fused(word):
        odds += 2.0 if record.known(word) or (place < 2 and two_syllables(word)) else 7.0
    elif _run_of_capitals(word):
        odds += 6.0
    elif len(word) > 2 and word.isupper() and word.isalpha():
        odds += 3.0
    if _DOT_INSIDE.search(word):
        odds += 3.0
    if not word.isascii() and _TWO_SCRIPTS.search(word):
        odds += 6.0
    return odds


_plain = lru_cache(_CACHED)(fold)

_DOT_INSIDE = re.compile(r"\.[^\W\d_]{2}")  # T.Jonathan: the seam is after the dot
# Latin beside a script without capitals, but for the double letters that Unicode counts among those.
_TWO_SCRIPTS = re.compile(
    "[A-Za-z][\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af][A-Za-z]"
)


_COMMON = frozenset(
    """
    learning networks network models model data systems system analysis approach algorithm algorithms method methods
    theory optimization descent gradient training inference estimation regression classification detection recognition
    generation reasoning agents agent language vision images image video graphs graph problems problem games game
    equations equation processes process dynamics structure structures functions function spaces space fields field
    states state time applications application study review survey perspective framework benchmark dataset datasets
    evaluation performance prediction control policy policies markets market growth trade labor income health disease
    cancer cells cell proteins protein genes gene genome expression evolution species populations population climate
    energy matter stars galaxies galaxy holes waves wave particles quantum gravity physics mathematics geometry topology
    groups group algebras algebra rings manifolds manifold operators operator bounds bound complexity search memory
    attention transformers transformer embeddings embedding representation representations features feature robustness
    fairness privacy security safety alignment diffusion sampling bandits bandit rewards reward feedback planning
    navigation robots robot robotics translation summarization retrieval parsing corpora corpus text texts speech words
    word sentences questions question answering dialogue knowledge humans human people world environments environment
    """.split()
)
"""Words in which titles end, for pages too small to have a vocabulary of their own."""
