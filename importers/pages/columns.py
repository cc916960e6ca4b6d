"""What a column of a table of papers holds: known by its heading, in the languages people write, and by its cells."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from importers.dates import MONTHS
from importers.names import inner_capital
from storage.papers.bibfields import by_name
from storage.papers.identifiers import arxiv_id, doi, of_link, pmcid, pmid
from storage.papers.text import fold

# Headings as they stand in exports of Scopus, Web of Science, IEEE Xplore, PubMed, Google Scholar, Publish or Perish,
# Springer, ACM, Dimensions, Lens, Semantic Scholar, OpenAlex, Europe PMC, EBSCO, ProQuest, Consensus, Elicit, Rayyan,
# Covidence, CNKI, CiNii, KCI and eLIBRARY, and in people's own sheets. Of the columns of one field the one whose
# heading stands first here tells; headings are compared folded.
_HEADINGS = """
    title = title, document title, article title, item title, paper title, titles, display name, display title,
    primary title, title of paper, title of the paper, title of article, title of publication, name of paper, paper
    name, papertitle, research paper title, work title, thesis title, submission title, talk title, original title,
    full title, title text, article name, title of study, study title, titel, titel des artikels, aufsatztitel,
    titre, titre de l'article, título, título del artículo, título do artigo, titolo, titolo dell'articolo, tytuł,
    tytuł artykułu, tytuł publikacji, название, заглавие, название статьи, название публикации, заголовок, 题名,
    標題, 標题, 标题, 题目, 題目, 篇名, 論文題目, 论文题目, 论文标题, 论文名称, 论文名, 文献标题, 文章标题,
    文献题名, タイトル, 題名, 論文名, 論文タイトル, 論題, 表題, 標題名, 제목, 논문명, 논문제목, 논문 제목, 논문 명;
    perhaps title = paper, papers, article, publication, publication title, manuscript, study, work, name, thesis,
    dissertation, reference title, talk, presentation, aufsatz, beitrag, artículo, artigo, articolo, artykuł,
    статья, публикация, 论文, 論文, 文献, 文章, 논문;
    subtitle = subtitle, sub title, item subtitle, untertitel, sous titre;
    authors in full = author full names, author full name, authors full names, authors full name, full author
    names, full names of authors, book author full names;
    authors = authors, author, author s, author names, author name, author list, authors list, authors names, names
    of authors, list of authors, all authors, creators, creator, who, by, written by, writers, people, student,
    inventors, presenter, presenters, speaker, speakers, autor, autoren, autor innen, verfasser, verfasserin,
    auteur, auteurs, autores, autor es, autoría, autor a, autore, autori, autorzy, автор, авторы, автор ы, 作者,
    著者, 责任者, 著者名, 作者名, 発表者, 저자, 저자명, 지은이, authorships author display name, authors display
    name, names;
    first author = first author, lead author, 1st author, authors first, first author name, first author last name,
    erstautor, premier auteur, primer autor, primeiro autor, primo autore, pierwszy autor, первый автор, 第一作者,
    筆頭著者, 제1저자;
    editors = editors, editor, book editors, editor s, herausgeber, éditeur scientifique, editores, redaktor;
    year = year, publication year, pub year, year published, published year, year of publication, yr, publish year,
    publication year s, pubyear, cover year, date year, conference year, jahr, erscheinungsjahr, jahr ermittelt,
    year derived, publikationsjahr, année, annee de publication, año, año de publicación, ano, ano de publicação,
    anno, anno di pubblicazione, jaar, rok, rok wydania, rok publikacji, год, год издания, год публикации, 年, 年份,
    年度, 发表年份, 发表年度, 出版年, 出版年份, 发表年, 発行年, 発表年, 出版年度, 연도, 년도, 출판연도, 발행연도,
    발행년도, 발행년, 출판년도;
    early date = early access date, online ahead of print date;
    date = publication date, date published, published date, pub date, date of publication, publish date,
    publication date online, publish time, publication time, published, published on, date, cover date, first
    publication date, issued, release date, posted date, date posted, datum, veröffentlichungsdatum,
    erscheinungsdatum, when, wann, quand, cuándo, date de publication, fecha, fecha de publicación, data de
    publicação, data di pubblicazione, data publikacji, дата, дата публикации, 日期, 发表日期, 发表时间, 出版日期,
    発行日, 発行年月日, 出版年月, 公開日, 날짜, 발행일, 출판일;
    month = month, publication month, published month, monat, mois, mes, mese, miesiąc, месяц, 月, 월;
    day = day, publication day, tag des monats;
    venue = journal, journal title, source title, publication title, publication name, journal name, journal book,
    container title, venue, publication venue, journal conference, conference journal, journal or conference,
    journal venue, venue name, primary location source display name, host venue display name, host venue,
    publication source, published in, periodical, book title, booktitle, proceedings, proceedings title, conference,
    conference name, conference title, conf, publication, source, outlet, where, where published, published at,
    magazine, book journal, journal full title, zeitschrift, konferenz, tagung, quelle, erschienen in, zeitschrift
    zeitung, revue, conférence, publié dans, revista, congreso, fuente, publicado en, periódico, conferência,
    evento, rivista, convegno, fonte, tijdschrift, conferentie, bron, czasopismo, źródło, konferencja, журнал,
    источник, издание, конференция, название журнала, 期刊, 刊名, 来源, 文献来源, 期刊名称, 期刊名, 刊物,
    发表期刊, 发表刊物, 来源刊, 会议, 会议名称,
    期刊会议, 会议期刊, 出处, 雑誌名, 雑誌, 誌名, 掲載誌, 刊行物名, 収録誌, 会議名, 会議, 学会, 出典, 저널,
    저널명, 학술지, 학술지명, 학회, 게재지, 출처, 발행처명;
    book = anthology title, sammelwerk;
    groups = group authors, group author, corporate authors, corporate author, collaboration, collaborations;
    event = event, event title, meeting, meeting name;
    short venue = abbreviated source title, journal abbreviation, journal iso abbreviation, iso abbreviation,
    abbreviated journal, abbreviated journal title, journal abbrev, short journal;
    series = series, series title, book series title, book series, lecture notes;
    volume = volume, vol, biblio volume, journal volume, volume number, vol no, band, jahrgang, volumen, tom, том,
    卷, 巻, 권;
    issue = issue, journal issue, biblio issue, number, issue number, iss, vol issue, issue no, heft, ausgabe,
    heftnummer, numéro, número, fascículo, fascicolo, numer, номер, выпуск, 期, 期号, 号, 호;
    pages = pages, page, pagination, page range, pp, page numbers, page s, seiten, seiten von bis, páginas, pagine,
    paginas, bladzijden, strony, страницы, 页码, 页, 页数范围, 頁, ページ, 쪽, 페이지, 면수;
    first page = biblio first page, start page, page start, first page, startpage, beginning page, page first,
    begin page, spage, 開始ページ;
    last page = biblio last page, end page, page end, last page, endpage, ending page, page last, epage,
    終了ページ;
    article number = article number, art no, article no, article id number, elocation id, elocation;
    perhaps article number = article;
    doi = doi, item doi, digital object identifier, article doi, doi number, doi link, doi url, dois, doi s, paper
    doi, bookdoi, doi or url, doi name, external ids, externalids;
    url = url, link, paper url, paper link, article url, link to paper, urls, links, web link, paper links, abs url,
    abstract url, landing page, primary location landing page url, source url, source urls, page url, website, web
    page, weblink, source linkout, online adresse, online address, item url, scholar link, adresse, lien, enlace,
    collegamento, odnośnik, ссылка, 链接, 连接, 网址, 論文リンク, リンク, 링크, weblinks, href;
    pdf = pdf, pdf link, pdf url, full text url, fulltext url, full text link, open access pdf, pdf links, best oa
    location pdf url, external url, full text;
    abstract = abstract, abstracts, abstract note, abstract text, summary, summaries, paper abstract,
    zusammenfassung, résumé, resumen, resumo, riassunto, samenvatting, streszczenie, аннотация, реферат, 摘要,
    概要, 要旨, 抄録, 초록, 요약, 국문초록;
    keywords = author keywords, keywords, keywords display name, keyword, key words, authors keywords, schlagwörter,
    schlüsselwörter, mots clés, palabras clave, palavras chave, parole chiave, trefwoorden, słowa kluczowe, ключевые
    слова, 关键词, 关键字, 關鍵詞, キーワード, 키워드, 주제어, 핵심어;
    kind = document type, publication type, item type, content type, type of publication, article type, doc type,
    doctype, entry type, type, reference type, publication types, type of reference, source type, dokumenttyp,
    dokumententyp, document identifier, publikationstyp, typ, type de document, tipo, tipo de documento, typ
    publikacji, тип, тип публикации, 文献类型, 类型, 文献種別, 資料種別, 유형, 문헌유형;
    issn = issn, issns, journal issn, source issn, print issn, issn isbn;
    eissn = eissn, e issn, electronic issn, online issn;
    isbn = isbn, isbns, isbn13, isbn 13, isbn10;
    publisher = publisher, publishers, publisher name, publishing house, verlag, maison d'édition, editorial,
    editora, editore, uitgever, wydawca, wydawnictwo, издательство, издатель, 出版社, 出版者, 発行者, 출판사,
    발행처;
    place = publisher city, place of publication, publisher location, publisher loc, place published,
    erscheinungsort, verlagsort;
    pmid = pmid, pubmed id, pubmedid, ids pmid, pm id, pubmed;
    pmcid = pmcid, pmc id, pmc, pmc number;
    arxiv = arxiv id, arxiv, arxiv number, arxivid, arxiv link, arxiv url, eprint, arxiv identifier, arxiv no;
    language = language, language of original document, languages, sprache, langue, idioma, lingua, taal, język,
    язык, 语言, 语种, 言語, 언어;
    reading status = reading status, read status, read, status, to read, gelesen, lu, leído, lido, letto,
    przeczytane, прочитано, 已读, 状态, 閲読状況;
    rating = rating, my rating, stars, score of 5;
    priority = priority, prio, priorität, prioridad;
    tags = tags, my tags, tag, étiquettes, etiquetas, теги, 标签, タグ, 태그;
    notes = notes, my notes, note, personal notes, notizen, notas, appunti, notatki, заметки, 笔记, 备注, メモ,
    메모, 비고;
    category = categories, category, primary category, terms, subjects, subject, arxiv category, arxiv categories;
    key = citation key, citekey, bibtex key, bib key, cite key, bibkey, betterbibtex key;
    citation = citation, journal ref, journal reference, published as;
    cited = cited by, citations, citation count, times cited, times cited wos core, cites, cited by count,
    citationcount, num citations, number of citations, article citation count, scholarly citations count, citing
    works count, total citations, n citation, times cited all databases, 被引, 被引频次, 被引次数, 引用次数,
    引用数, 被引用数, 피인용횟수;
    affiliations = affiliations, affiliation, author affiliations, authors with affiliations, addresses, author
    affiliation;
    organisation = institute, institutes, institution, institutions, organisation, organisations, organization,
    organizations, team, lab, company, 机构
"""
# Two letters a field: Web of Science's tags,
# https://images.webofknowledge.com/images/help/WOS/hs_wos_fieldtags.html.
_TAGS = """
    title = TI; authors in full = AF; authors = AU; groups = CA; editors = BE; year = PY; venue = SO; event = CT;
    short venue = JI; series = SE; volume = VL; issue = IS; first page = BP; last page = EP; article number = AR;
    doi = DI; abstract = AB; keywords = DE; kind = DT; issn = SN; eissn = EI; isbn = BN; publisher = PU; place = PI;
    pmid = PM; language = LA; cited = TC; affiliations = C1; month = PD; early date = EA, EY
"""
# What stands over a column in tables of other things: songs, films, issues, jobs, genes, shops, accounts.
_ELSEWHERE = """
    price, cost, balance, debit, credit, salary, sku, asin, artist, artists, album, director, directors, actors,
    cast, imdb id, imdb rating, channel, channel title, views, view count, likes,
    dislikes, assignee, assignees, milestone, opened, closed at, job title, employer, phone, chromosome,
    chr id, grade, grades, credits, instructor, semester, exclusive shelf, bookshelves, shelves, average rating,
    goodreads id, binding, episode, episodes, podcast, ingredients, calories, latitude, longitude, player,
    player name, username, password, subreddit, upvote ratio, num comments, tweet, tweet id, retweets, esrb rating,
    box office, content rating, release year, listed in, danceability, vendor, invoice, order id, customer,
    customer name, birth date, hire date, bedrooms, body, article body, content, headline, is fake, plot, synopsis,
    narrator, narrators, num pages, ratings count, text reviews count
"""


class Column(NamedTuple):
    """A column: its place, the heading as it is shown, and the field that it tells; empty where nobody knows it."""

    place: int
    heading: str
    field: str


@lru_cache(maxsize=1)
def _known() -> tuple[dict[str, str], dict[str, int], dict[str, str]]:
    """Return the field of each heading, the rank of each heading, and the field of each tag."""
    fields = {fold(name): field for name, field in by_name(_HEADINGS).items()}
    return fields, {name: rank for rank, name in enumerate(fields)}, by_name(_TAGS)


_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ASIDE = re.compile(r"\s*[(\[（【][^()\[\]（）【】]{0,80}[)\]）】]\s*")
_TAG = re.compile(r"[A-Z][A-Z0-9]")
HEADING_LIMIT = 80
"""Longest heading in characters."""


def _forms(heading: str) -> Iterable[str]:
    """Yield a heading folded: as it stands, its words apart, and without what it says in brackets."""
    yield fold(heading)
    if _CAMEL.search(heading):
        yield fold(_CAMEL.sub(" ", heading))
    if "(" in heading or "（" in heading or "[" in heading:
        yield fold(_ASIDE.sub(" ", heading))
    if "/" in heading and not heading.isascii():
        yield from map(fold, heading.split("/"))


def headed(headings: Sequence[str]) -> list[str]:
    """Return the field that each heading names, by the heading alone; empty for one that nobody knows."""
    fields, _, tags = _known()
    tagged = [heading for heading in map(str.strip, headings) if _TAG.fullmatch(heading)]
    if len(tagged) > 3 and "TI" in tagged and 2 * len(tagged) > sum(map(bool, headings)):
        return [tags.get(heading.strip(), "") for heading in headings]
    return [
        next((fields[form] for form in _forms(heading) if form in fields), "") if len(heading) <= HEADING_LIMIT else ""
        for heading in headings
    ]


def rank(heading: str) -> int:
    """Return how near a heading stands to the first of its field."""
    ranks = _known()[1]
    return min((ranks[form] for form in _forms(heading) if form in ranks), default=len(ranks))


_OF_PAPERS = frozenset(
    "paper papers arxiv doi abstract abstracts journal conference citations pdf coauthor coauthors manuscript archival "
    "submission proceedings preprint pubmed scopus keywords".split()
)
"""Words in headings of tables of papers, whatever else the heading says."""


def of_papers(headings: Iterable[str]) -> int:
    """Return how many of the headings that nobody knows speak of papers all the same."""
    return sum(
        any(not _OF_PAPERS.isdisjoint((*form.split(), form.replace(" ", ""))) for form in _forms(heading))
        for heading in headings
    )


def elsewhere(headings: Iterable[str]) -> int:
    """Return how many of the headings are those of tables of other things."""
    others = _others()
    return sum(any(form in others for form in _forms(heading)) for heading in headings)


@lru_cache(maxsize=1)
def _others() -> frozenset[str]:
    return frozenset(" ".join(_ELSEWHERE.split()).split(", "))


# What the cells say.

_NOTHING = frozenset("|nan|none|null|n/a|na|-|--|---|—|–|?|tbd|tba|unknown|nil|#n/a|[]|{}|\\n|<na>|.".split("|"))

_NOT_THERE = re.compile(r"\[No [\w ]{4,40} (?:available|listed)\]")
"""What Scopus and PubMed put where they have nothing."""


def value(cell: str) -> str:
    """Return what a cell says; empty for the words that stand for nothing."""
    cell = cell.strip()
    if len(cell) < 8:
        return "" if cell.lower() in _NOTHING else cell
    return "" if cell[0] == "[" and _NOT_THERE.fullmatch(cell) else cell


_YEAR = re.compile(r"(1[4-9]\d\d|20\d\d|21[0-4]\d)(?:\.0)?")
_YEAR_IN = re.compile(r"(?<!\d)(?:1[4-9]\d\d|20\d\d)(?!\d)")
_ADDRESS = re.compile(r"(?i)https?://|www\.|\bdoi\.org/|\[[^\[\]]{0,300}\]\(|=hyperlink\(")
_LETTERS = re.compile(r"[^\W\d_]")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NUMBERED = re.compile(r"(?i)[a-z]{0,6}[\d.,:/()\s–—-]+[a-z]{0,12}\.?|[ivxlc]+|.{0,12}\d.{0,20}")


def _share(cells: Sequence[str], test: object) -> float:
    return sum(bool(test(cell)) for cell in cells) / len(cells) if cells else 0.0  # type: ignore[operator]


def words(text: str) -> int:
    """Return how many words a text has; two characters of an East Asian script are one."""
    spaced = len(text.split())
    return spaced if text.isascii() or spaced > 3 else max(spaced, len(_UNSPACED.findall(text)) // 2)


def titles(cells: Sequence[str]) -> float:
    """Return how much the cells of a column look like titles of papers, 0 to 1."""
    if not cells or sum(map(len, cells)) > 400 * len(cells):
        return 0.0
    lettered = _share(cells, lambda cell: len(_LETTERS.findall(cell[:200])) * 2 > len(cell[:200]))
    different = len(set(cells)) / len(cells)
    bare = 1 - _share(cells, lambda cell: cell.startswith(("http://", "https://", "www.")))
    long = sum(min(words(cell[:400]), 12) for cell in cells) / len(cells)
    return min(lettered, bare, different * 1.5, 1.0) if long >= 2 else 0.0


_DIVIDES = re.compile(r"\s*[;,|、，；\n/]\s*|\s+(?:and|und|et|y|e|i|и|&)\s+")
_INITIAL = re.compile(r"(?:^|[\s.,-])[^\W\d_a-z]\.?(?:[\s,;.]|$)|[A-Z]{1,3}(?:[,;]|$)")


def people(cells: Sequence[str]) -> float:
    """Return how much the cells of a column look like lists of people, 0 to 1: several in a cell, or with initials."""
    if not cells or sum(map(len, cells)) > 2_000 * len(cells):
        return 0.0
    sure = 0.0
    for cell in cells:
        cell = cell[:400].removeprefix("[").rstrip("]") if cell[:1] == "[" else cell[:400]  # as programs write lists
        cell = _ASIDE.sub(" ", cell) if "(" in cell or "[" in cell else cell
        pieces = [piece for piece in _DIVIDES.split(cell)[:12] if piece]
        small = sum(len(word) > 3 and word.islower() for word in cell.split())
        spoken = sum(1 < words(piece) < 6 or _UNSPACED.search(piece) is not None for piece in pieces)
        digits = sum(map(str.isdigit, cell))
        long = sum(words(piece) > 5 for piece in pieces)
        if not pieces or digits * 3 > len(cell) or long * 2 >= len(pieces) or small * 3 > len(cell.split()):
            continue
        if len(pieces) > 1 or _INITIAL.search(cell[:200]) or seams(cell[:200]):
            sure += 1.0
        elif spoken:
            sure += 0.6
    return sure / len(cells)


_REFERENCES = """
    reference, references, citation, citations, full citation, full reference, bibliography,
    bibliographic reference, apa, apa citation, mla, publication, publications, paper, papers, text,
    entry, article, study, source, literatur, quelle, literaturangabe, référence, références,
    referencia, referencias, referência, riferimento, 参考文献, 文献, 引用
"""


def of_references(heading: str) -> bool:
    """Return whether a column with this heading may hold whole references."""
    return len(heading) <= HEADING_LIMIT and fold(_ASIDE.sub(" ", heading)) in _referring()


@lru_cache(maxsize=1)
def _referring() -> frozenset[str]:
    return frozenset(map(fold, " ".join(_REFERENCES.split()).split(", ")))


def cited(cells: Sequence[str]) -> float:
    """Return how much the cells of a column look like whole references, 0 to 1: people, a year, and more."""
    return _share(
        cells,
        lambda cell: (
            60 < len(cell) < 3_000
            and _YEAR_IN.search(cell) is not None
            and cell.count(",") + cell.count(".") > 3
            and (_INITIAL.search(cell[:80]) is not None or "et al" in cell[:120] or cell.count(",", 0, 120) > 1)
        ),
    )


def several(cells: Sequence[str]) -> float:
    """Return which share of the cells names more than one person, by two words and more each."""
    return _share(
        cells, lambda cell: sum(words(one) > 1 for one in _DIVIDES.split(cell[:400])[:12]) > 1 and "@" not in cell
    )


_SEAM = re.compile(
    r"(?:(?<=[a-zà-öø-ÿß-ž.])|(?<= III)|(?<= II)|(?<= IV))(?=[A-ZÀ-ÖØ-Þ][^\W\dA-Z_])|(?<=[a-zà-öø-ÿß-ž]{3})(?=[A-Z]\.)"
)


def seams(text: str) -> list[int]:
    """Return where in a list of people that stand with nothing between them the next begins: `Ada RoeBo Lind`.

    A capital inside a name (`McLind`) begins none.
    """
    found: list[int] = []
    for at in map(re.Match.start, _SEAM.finditer(text)):
        before = text[max(text.rfind(" ", max(at - _NAME, 0), at) + 1, found[-1] if found else 0) : at]
        inner = before[1:].islower() and inner_capital(f"{before}Oe")
        if len(before) > 1 and not inner and before[-2:].strip("."):
            found.append(at)
    return found


_NAME = 40
"""Longest name of one word, in characters."""


COMPACT = re.compile(r"((?:1[89]|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])")
"""A day without hyphens, as EBSCO writes it (ISO 8601, basic format)."""


def _dated(cell: str) -> bool:
    return _YEAR_IN.search(cell[:60]) is not None or COMPACT.fullmatch(cell) is not None


# What a spreadsheet makes of a number of many digits, and of one with zeros at either end.
_POWERS = re.compile(r"\d(?:[.,]\d+)?[eE][+]?\d{1,3}")
_WITHOUT_ZERO = re.compile(r"\d{3,4}\.\d{1,5}")
CATEGORY = re.compile(
    r"\b(?:cs|math|stat|physics|astro-ph|cond-mat|q-bio|q-fin|eess|econ|nlin|hep-\w\w|quant-ph|gr-qc)(?:\.[A-Z]{2})?\b"
)
"""arXiv's archives, and categories of them."""
_TESTS = {
    "year": lambda cell: _YEAR.fullmatch(cell) or (len(cell) < 30 and _dated(cell)),
    "date": lambda cell: len(cell) < 60 and _dated(cell),
    "doi": doi,
    "url": _ADDRESS.search,
    "pdf": _ADDRESS.search,
    "pmid": lambda cell: pmid(cell) or _POWERS.fullmatch(cell),
    "pmcid": pmcid,
    "arxiv": lambda cell: arxiv_id(cell) or of_link(cell) or _WITHOUT_ZERO.fullmatch(cell),
    "volume": lambda cell: len(cell) < 40 and _NUMBERED.fullmatch(cell),
    "issue": lambda cell: len(cell) < 40 and _NUMBERED.fullmatch(cell),
    "pages": lambda cell: len(cell) < 60 and any(map(str.isdigit, cell)),
    "first page": lambda cell: len(cell) < 20,
    "last page": lambda cell: len(cell) < 20,
    "article number": lambda cell: len(cell) < 30,
    "perhaps article number": lambda cell: len(cell) < 20 and any(map(str.isdigit, cell)),
    "abstract": lambda cell: words(cell[:2_000]) > 2,
    "category": CATEGORY.search,
    "month": lambda cell: any(word in MONTHS or word.isdecimal() for word in re.findall(r"\w+", cell[:30].lower())),
    "venue": lambda cell: len(cell) < 500 and cell[0] != "{" and _LETTERS.search(cell) and not _ADDRESS.match(cell),
    "authors": lambda cell: _LETTERS.search(cell[:50]) and not _ADDRESS.match(cell),
    "first author": lambda cell: _LETTERS.search(cell[:50]) and not _ADDRESS.match(cell),
    "language": lambda cell: len(cell) < 40,
    "kind": lambda cell: len(cell) < 80 and not _ADDRESS.match(cell),
    "publisher": lambda cell: len(cell) < 200 and _LETTERS.search(cell),
    "key": lambda cell: " " not in cell,
}  # fmt: skip
_ENOUGH = {"doi": 0.3, "url": 0.3, "pdf": 0.3, "pmid": 0.4, "pmcid": 0.3, "arxiv": 0.3, "category": 0.8}


def holds(field: str, cells: Sequence[str]) -> bool:
    """Return whether the cells of a column, those that say something, are what its heading promises."""
    test = _TESTS.get(field)
    return not cells or test is None or _share(cells, test) >= _ENOUGH.get(field, 0.5)


def year(cell: str) -> int | None:
    """Return the year that a cell is, as sheets write it: 2021, 2021.0."""
    found = _YEAR.fullmatch(cell)
    return int(found[1]) if found else None
