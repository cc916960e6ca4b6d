"""A copy of Google Scholar's results: title, `A Roe, B Moor… - Venue, 2020 - site`, some of the text, `Cited by 9`."""

import re
from collections.abc import Iterator

from importers import scholar
from importers.copied import Record, Site, Told, marks
from importers.copied import read as records
from importers.reader import CERTAIN, Item, Page
from storage.papers.paper import Paper

NAME, TITLE = "scholar-results", "Google Scholar, results"
CARRIES = tuple(
    "title authors authors_complete year date venue kind abstract arxiv_id doi extra line position doubt raw".split()
)
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, False, 10, "2026-11-30"

# What stands below each result, in the languages that Scholar speaks most.
_CITED = (
    "Cited by, Zitiert von, Cité, Citado por, Citato da, Geciteerd door, 被引用次数, 被引用, 引用元, Цитируется".split(
        ", "
    )
)
_RELATED = (
    "Related articles, Ähnliche Artikel, Autres articles, Artículos relacionados, Artigos relacionados"
    ", Articoli correlati, Gerelateerde artikelen, 相关文章, 相關文章, 関連記事, Похожие статьи, 관련 학술자료".split(
        ", "
    )
)
_COUNT = re.compile(rf"(?:{'|'.join(_CITED)})[\s:：]{{0,2}}\d[\d.,]{{0,9}}|\d{{1,7}}회 인용")
_FOOT = re.compile(
    rf"{_COUNT.pattern}|{'|'.join(_RELATED)}|(?:All|Alle|Les|Las|Todas as|Tutte e) \d+ (?:le )?[Vv]ers"
    r"|所有 \d+ 个版本|共 \d+ 個版本|全 \d+ バージョン|Все версии статьи"
)
_BUTTON = re.compile(
    r"(?i)(?:(?:save|saved|speichern|enregistrer|guardar|salvar|salva|保存|儲存|сохранить|저장|cite|zitieren|citer"
    r"|citar|cita|99|引用|цитировать|인용|view as html|html version|cached|im cache|en cache|library search"
    r"|web of science: \d+|more|fewer|mehr|weniger|plus|(?:import into )?bibtex|[☆★»«]{1,2})(?:\s|$))+"
)
_TAG = re.compile(r"^(?:\[(?P<kind>[A-Z]{1,10}|[^\W\d_]{2,14})\](?:\[[^\[\]]{1,3}\]|\[\1\])?\s*)+")
_TEXT = 12
"""Lines of a result's text at the most; two or three are shown, five on a narrow screen."""
_ASIDE = 60
"""What follows a result's buttons, and is shorter, is the link of a library to the next."""


def sniff(head: str) -> float:
    if not any(word in head for word in (*_CITED, *_RELATED, "회 인용")):
        return 0.0
    feet, found = len(_FOOT.findall(head)), len(marks(head, _SITE))
    return CERTAIN if min(found, feet) >= 2 or (found == 1 == feet) else 0.0


def read(page: Page) -> Iterator[Item]:
    yield from records(page, _SITE)


def _told(record: Record) -> Told:
    if not record.ahead:
        return Told("its title is not on the page", 0)
    tag = _TAG.match(record.ahead[0])
    title = record.ahead[0][tag.end() if tag else 0 :]
    names, complete, facts = scholar.described(record.mark)
    behind, passed, text, cited = _read(record)
    if cited:
        facts["extra"]["cited-by"] = cited
    if tag and tag["kind"] in scholar.KINDS:
        facts.setdefault("kind", scholar.KINDS[tag["kind"]])
    abstract = scholar.abstract(" ".join(text))
    paper = Paper(title=title, authors=names, authors_complete=complete, abstract=abstract, **facts)
    return Told(paper, behind, scholar.doubt(title), passed)


def _read(record: Record) -> tuple[int, int, list[str], str]:
    """Return how many of the lines behind are the record's, how many behind those are a library's links to the next,
    those of its text, and how often it is cited."""
    text: list[str] = []
    cited = ""
    foot = False
    for at, line in enumerate(record.behind):
        if _FOOT.search(line[:200]) or _BUTTON.fullmatch(line[:80]):
            foot = True
            if found := _COUNT.search(line[:200]):
                cited = "".join(filter(str.isdecimal, found[0]))
        elif foot or len(text) == _TEXT:
            rest = record.behind[at:]
            short = foot and not record.last and len(rest) <= 2 and all(len(one) < _ASIDE for one in rest)
            return at, len(rest) if short else 0, text, cited
        else:
            text.append(line)
    return len(record.behind), 0, text, cited


_SITE = Site(
    mark=scholar.DESCRIBED,
    ahead=1,
    read=_told,
    chrome=re.compile(
        r"(?i)\[(?:pdf|html|doc|ps|txt|book|ppt)\](?: (?:from )?[\w.-]+\.[a-z]{2,10}| from .{2,40})?"
        r"|\[[a-z]{2,4}\] \S{3,60}|loading\.{3}|the system can't perform the operation now.*|page \d+ of about .*"
        r"|about [\d.,]+ results.*|[\d,.]+ results? \([\d.,]+ sec\)|any ?time|since \d{4}"
        r"|custom range\.{3}|sort by (?:relevance|date)"
        r"|include (?:patents|citations)|create alert|my (?:profile|library)|search within citing articles"
        r"|advanced search|(?:google )?scholar"
    ),
)  # fmt: skip
