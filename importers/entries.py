"""An entry of a reading list, as people write them: which part of its text is title, people, day and venue."""

import re
from functools import lru_cache

from importers import blurbs, facts
from importers.dates import MONTH
from importers.facts import arxiv_month
from importers.links import ELSEWHERE
from importers.markdown import ADDRESS, ITALIC, LINK, Link, bold_in, inner, unmarked
from importers.marks import unmarked as unmarked_names
from importers.names import east_asian
from importers.names import listed as names_in
from importers.reader import UNTITLED
from storage.papers.identifiers import Identifier, of_link
from storage.papers.names import Name
from storage.papers.paper import Paper

LABEL = re.compile(
    r"(?i)[\W_]*(?:(?:the\s+)?(?:full\s+)?(?:paper|pdf|arxiv|html|web|link|url|doi|abs(?:tract)?|ps|openreview|acl|pub(?:lication)?"
    r"|preprint|article|here|text|source|read|ieee|acm|springer|nature|cvf|pmlr|neurips|icml|iclr|proceedings|journal|thesis"
    r"|report|tech(?:nical)?\s+report|论文|原文|链接)\s*(?:link|\d{1,2}|version|page|pdf|v\d)?|arxiv[:\s]*[\d.v]+|[\d.v/:-]+)[\W_]*",
)
"""A label that names the paper's text and not the paper: `[PDF]`, `arXiv`."""
ASIDE = re.compile(
    r"(?i)[\W_]*(?:(?:official\s+|unofficial\s+|project\s+|my\s+)?(?:code|github|git|repo(?:sitory)?|project"
    r"|page|website|web ?site|site|home ?page|blog"
    r"|blog\s?post|post|video|videos|talk|slides?|poster|demo|data|dataset|datasets|model|models|weights|checkpoints?|colab"
    r"|notebook|supp|supplementary(?:\s+material)?|supplement|appendix|bib|bibtex|cite|tweet|twitter|review|reviews|youtube"
    r"|hugging ?face|hf|tensorflow|tf|pytorch|torch|keras|jax|theano|caffe|matlab|chainer|implementation"
    r"|impl|notes?|summary"
    r"|media|news|press|tutorial|course|book|leaderboard|benchmark|代码|项目|star|stars|docs?|documentation)"
    r"\s*(?:page|link|\d{1,2}|code|here)?)[\W_]*",
)
"""A label that names what a paper comes with: its code, its slides."""

_QUOTED = re.compile(r"[\"“](?P<text>[^\"“”]{8,400})[\"”]")
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_IN_PARENTHESES = re.compile(
    rf"[(\[（【]([^()\[\]（）【】]{{0,80}}?(?<!\d){_YEAR}(?!\d)[^()\[\]（）【】]{{0,60}})[)\]）】]?"
)
_FIRST_YEAR = re.compile(rf"(?<![\d/.-])({_YEAR})(?![\d/])")
_DATED = re.compile(rf"\b({_YEAR})[-/.](0?[1-9]|1[0-2])(?:[-/.](\d{{1,2}}))?(?!\d)")
_VENUE = re.compile(
    r"(?i)\b(?:(?:Findings of |IEEE |ACM |Proc\.? (?:of )?|In )?(?:NeurIPS|NIPS|ICML|ICLR|CVPR|ICCV|ECCV"
    r"|WACV|BMVC|ACL|EMNLP|NAACL|EACL"
    r"|COLING|AACL|CoNLL|TACL|AAAI|IJCAI|UAI|AISTATS|COLT|ALT|KDD|SIGKDD|WWW|TheWebConf|WSDM|CIKM|SIGIR|RecSys|ICDM|SDM"
    r"|ICRA|IROS|CoRL|RSS|INTERSPEECH|ICASSP|ASRU|SLT|MICCAI|MIDL|ISBI|SIGGRAPH(?: Asia)?|CHI|UIST|CSCW"
    r"|VLDB|SIGMOD|PODS|ICDE"
    r"|OSDI|SOSP|NSDI|ASPLOS|ISCA|MICRO|HPCA|MLSys|SysML|USENIX Security|CCS|NDSS|S&P|ICSE|FSE|ASE|ISSTA"
    r"|PLDI|POPL|OOPSLA"
    r"|STOC|FOCS|SODA|JMLR|TMLR|TPAMI|PAMI|IJCV|TNNLS|TKDE|TOIS|TIP|TOG|COLM|LREC(?:-COLING)?|EAMT|WMT|SemEval|Nature"
    r"|Science|PNAS|Cell|arXiv|CoRR|bioRxiv|medRxiv|NAACL-HLT|ACCV|3DV|ICLR Workshop|NeurIPS Workshop)"
    r"(?: (?:Workshop|Findings|Datasets and Benchmarks|Demo|Oral|Spotlight|Poster))?)(?!\w)",
)
_SHORT_YEAR = re.compile(r"(?<=[A-Za-z])\s?['’`]\s?(\d\d)(?!\d)")
# What stands before a title: [ICLR'24], (CVPR 2020), `ICML 2021`, 2017-NIPS-, [2304.03444]
_TAG = re.compile(
    rf"\s*(?:\[(?P<tag>[^\[\]]{{2,60}})\]|(?P<dash>{_YEAR}[-–_ ][A-Za-z]{{2,12}})[-–_:](?=\s?[A-Z]))\s*[:.-]?\s*"
)
_SURNAMES = re.compile(
    r"(?:[^\W\d_][\w'’-]+(?: [^\W\d_][\w'’-]+)?,\s+(?:[A-Z]\.[ -]?){1,4},?\s*(?:&|and|\.\.\."
    r"|…)?\s*){1,40}(?:et al\.?,?\s*)?"
)
_ET_AL = re.compile(r"(?i)\bet\.? ?al\b\.?")
_WORD = r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’`.-]*|d'\w+|de|da|di|del|della|den|der|dos|du|el|la|le|van|von|ter|ten|bin|al|y)"
_NAME = re.compile(rf"{_WORD}(?:[ ~]+{_WORD}){{0,5}}")


def _says_paper(label: str) -> bool:
    """Return whether a label promises a paper wherever its link leads: pdf, paper, html."""
    return bool(re.fullmatch(r"(?i)[\W_]*(?:paper|pdf|html|arxiv|preprint|article|ps|论文)[\W_]*", label))


def of_name(name: Identifier) -> Paper:
    """Return the paper of an entry that is no more than an identifier."""
    told = facts.identified([name])
    if number := told.get("arxiv_id"):
        told |= {"venue": "arXiv", "kind": "article", "date": arxiv_month(number)}
    return Paper(title=facts.called(name), **told)


def says_nothing(label: str) -> bool:
    """Return whether the label of a link says nothing of what it leads to but its kind."""
    bare = unmarked(label)
    return not bare or bool(LABEL.fullmatch(bare)) or bool(ASIDE.fullmatch(bare))


def _named(links: list[Link]) -> Link | None:
    """Return the first link whose label says something."""
    return next((link for link in links if not says_nothing(link.label)), None)


def paper_of(text: str, links: list[Link], papers: list[Link]) -> tuple[Paper, str | None] | None:
    """Return the paper that the text of an entry tells of, and what is in doubt of it; None where it tells of none.

    `links` are all that stand in it, `papers` those that lead to papers. Without one of these the text must look like a
    reference: a title, people, and a year or et al.
    """
    if not papers:
        promised = [link for link in links if _says_paper(unmarked(link.label))]
        papers = promised if any(not ELSEWHERE.search(link.url) for link in promised) else []
    title, rest, doubt = _title(text, links, papers)
    if not papers and not _shaped(title, rest):
        return None
    if len(title) < 2 or not re.search(r"[^\W\d_]", title):
        if not papers:
            return None
        title, doubt = "", UNTITLED
    elif " " not in title and papers and doubt is None:
        doubt = _ONE_WORD
    rest, said = _said(rest) if doubt in (None, _ONE_WORD) else (rest, "")
    marked = _IN_PARENTHESES.search(rest)
    venue = _venue(marked[1] if marked else "") or _venue(rest) or _periodical(text, title)
    return _paper(title, _authors(rest), _day(rest), venue or "", said, links, papers), doubt


def _said(rest: str) -> tuple[str, str]:
    """Return what stands around a title, and the sentences that it ends with; those in italics may be names."""
    *italics, tail = _ENDS_ITALIC.split(rest)
    bare, said = blurbs.parted(unmarked(tail))
    return ("".join(italics) + bare, said) if said else (rest, "")


_ENDS_ITALIC = re.compile(r"(?<=[^\s*_][*_])(?=[\s.,])")

_Titled = tuple[str, str, str | None]
_UNSURE = "where the title ends"
_ONE_WORD = "the title: one word, which may be the name of what the paper made"


def _title(text: str, links: list[Link], papers: list[Link]) -> _Titled:
    """Return the title, what stands around it, and a doubt: by the first of these ways that finds one."""
    ways = (_in_bold, _of_paper, _in_quotes, _of_first_link, _in_italics, _before_italics, _by_year)
    return next(filter(None, (way(text, links, papers) for way in ways)), None) or _by_people(text, links, papers)


def _in_bold(text: str, links: list[Link], papers: list[Link]) -> _Titled | None:
    for start, end, bold in bold_in(text):
        said = unmarked(LINK.sub(r"\1", bold))
        tag = _TAG.match(said)
        told = f" ({tag['tag'] or tag['dash']})" if tag else ""
        said = said[tag.end() :] if tag else said
        if papers and not tag and not text[:start].strip(" *_") and blurbs.behind(_bare(text[end:])):
            return _trimmed(said), without_links(text[end:]), None
        if len(said.split()) < 2 or said.startswith(("(", "[")) or says_nothing(said):
            continue
        if not _VENUE.fullmatch(_FIRST_YEAR.sub("", said).strip()):
            return _trimmed(said), without_links(f"{text[:start]} {text[end:]}") + told, None
    return None


def _of_paper(text: str, links: list[Link], papers: list[Link]) -> _Titled | None:
    """Find the label of a link to a paper."""
    named = _named(papers)
    if not named or (len(unmarked(named.label).split()) < 2 and len(papers) > 1):
        return None
    return _trimmed(unmarked(named.label)), without_links(f"{text[: named.start]} {text[named.end :]}"), None


@lru_cache(maxsize=1)
def _bare(text: str) -> str:
    return unmarked(without_links(text))


def _in_quotes(text: str, links: list[Link], papers: list[Link]) -> _Titled | None:
    bare = _bare(text)
    quoted = _QUOTED.search(bare)
    return (_trimmed(quoted["text"]), f"{bare[: quoted.start()]} {bare[quoted.end() :]}", None) if quoted else None


def _of_first_link(text: str, links: list[Link], papers: list[Link]) -> _Titled | None:
    """Find the label of a link elsewhere that the entry begins with."""
    named = _named([link for link in links if link.url.startswith("http")])
    if not (named and papers and len(unmarked(named.label).split()) > 2) or text[: named.start].strip(" *_-"):
        return None
    return _trimmed(unmarked(named.label)), without_links(text[named.end :]), None


def _in_italics(text: str, links: list[Link], papers: list[Link]) -> _Titled | None:
    """Find what is in italics at the beginning."""
    plainer = _ON_DAY.sub("", without_links(text).lstrip(" -|:,"))
    italic = ITALIC.match(plainer)
    if not italic or len(inner(italic).split()) < 3 or _names(said := unmarked(inner(italic))):
        return None
    return _trimmed(said), plainer[italic.end() :], None


def _before_italics(text: str, links: list[Link], papers: list[Link]) -> _Titled | None:
    """Find what stands before people in italics: `Title. *A. Roe et al. Venue.*`"""
    plainer = without_links(text)
    for italic in ITALIC.finditer(plainer):
        if _ET_AL.search(inner(italic)) or _names(unmarked(inner(italic)).partition(". ")[0]):
            said, title = _untagged(plainer[: italic.start()])
            told = f"{said} {plainer[italic.start() :]}"
            return (_trimmed(title), told, None) if len(title.split()) > 2 else None
    return None


@lru_cache(maxsize=1)
def _untagged(text: str) -> tuple[str, str]:
    """Return the tags before a title, `[ICLR'24]` or `(CVPR 2020)`, and the bare text behind them."""
    said, bare = "", _bare(text)
    while (tag := _TAG.match(bare)) and (
        _FIRST_YEAR.search(tag[0]) or _VENUE.search(tag[0]) or LABEL.fullmatch(tag["tag"] or "")
    ):
        said, bare = f"{said} ({tag['tag'] or tag['dash']})", bare[tag.end() :]
    if marked := _IN_PARENTHESES.match(bare):
        said, bare = said + marked[0], bare[marked.end() :].lstrip(" :-|,.")
    return said, bare


def _by_year(text: str, links: list[Link], papers: list[Link]) -> _Titled | None:
    """Find what follows authors and a year (APA), or the text before a year in parentheses."""
    said, bare = _untagged(text)
    marked = _IN_PARENTHESES.search(bare)
    before = bare[: marked.start()].strip() if marked else ""
    if not marked or len(before.split()) < 2:
        return None
    if _SURNAMES.fullmatch(before):  # Roe, J., & Doe, A. (2019). Title. Venue
        title, _, venue = bare[marked.end() :].lstrip(" .,:)").partition(". ")
        return _trimmed(title), f"{said} {marked[0]} | {before} | {venue}", None
    rest = bare[marked.start() :]
    if subtitle := _SUBTITLE.match(rest):
        return f"{_trimmed(before)}: {subtitle[1]}", f"{said} {marked[0]}, {rest[subtitle.end() :]}", None
    return _trimmed(before), f"{said} {rest}", None


def _by_people(text: str, links: list[Link], papers: list[Link]) -> _Titled:
    """Find the text behind or before authors, or else before the first link."""
    said, bare = _untagged(text)
    lead = text[: links[0].start] if links else ""
    lead = unmarked(without_links(lead)) if lead.strip(" *_[(-") else _bare(text)
    if said:
        lead = lead[len(lead) - len(bare) :] if lead.endswith(bare) else bare
    behind = bare[len(lead) :]
    lead, told = blurbs.behind_dash(blurbs.without_medium(lead.strip())) if papers else (lead, "")
    if told:
        return _trimmed(lead), f"{said} - {told}", None
    first, _, rest = lead.partition(". ")
    second, _, venue = rest.partition(". ")
    if len(second.split()) > 2 and (people := _names(first)) and len(people[0]) > 1:  # A. Roe and B. Doe. Title. Venue
        return _trimmed(second), f"{said} {first} | {venue} {behind}", _UNSURE
    for pattern in (_BEFORE_INITIALS, _BEFORE_NAMES):
        divided = pattern.match(lead)
        if divided and (found := _authors(divided[2])[0]):
            sure = all(" " in name.text for name in found)
            return _trimmed(divided[1]), f"{said} {divided[2]} {behind}", None if sure else _UNSURE
    unsure = papers and len(lead.split()) > 2 and re.search(r"[.,] [A-Z]", lead)
    return _trimmed(lead), said, _UNSURE if unsure else None


_SUBTITLE = re.compile(r"\([^()]*\)\s?:\s([^,]{3,80}),")  # Title (2017): A Tutorial, G. Roe
_BEFORE_INITIALS = re.compile(r"(.{8,}?), ((?:[A-Z]\.[ -]?){1,3}[A-Z].*)")
_BEFORE_NAMES = re.compile(r"(.{8,}?[^A-Z\s]{2}[.?!])\s+(?=[A-Z])(.*)")


def without_links(text: str) -> str:
    """Return the text without links that are labels; a label that says something stays."""
    text = LINK.sub(lambda match: " " if says_nothing(match[1]) else f" {match[1]} ", text)
    return _EMPTY.sub(" ", ADDRESS.sub(" ", text))


_EMPTY = re.compile(r"\[[\s|,/]*\]|\([\s|,/]*\)")


_ON_DAY = re.compile(rf"(?i)^(?:\d{{1,2}} (?:{MONTH})|(?:{MONTH}) \d{{1,2}})\.?[,:]\s+(?=\S)")
"""The day before a title in a list of a year: `3 Jan, Lamps at Sea`."""


def _trimmed(title: str) -> str:
    title = _ON_DAY.sub("", blurbs.without_medium(title.strip()))
    title = re.sub(r"^\[\d{4}\.\d{4,5}(?:v\d+)?\]\s*", "", title.strip(" \t-–—|,;:*_·")).rstrip("[( -–—|,;:*_·")
    title = re.sub(r"[\[(]\s*[\])]\s*$", "", title).strip(" -–—|,;:*_")
    if title.endswith(".") and not title.endswith(("..", "etc.")):
        title = title[:-1].rstrip()
    if len(title) > 1 and title[0] in '"“' and title[-1] in '"”':
        title = title[1:-1].rstrip(".,")
    return title


def _shaped(title: str, rest: str) -> bool:
    """Return whether an entry without a link to a paper is one by its looks: a title, a year or et al., and names."""
    if len(title.split()) < 3:
        return False
    names, complete = _authors(rest)
    year = re.match(rf"\W*\(\s*(?:[^()]{{0,40}}\W)?{_YEAR}\s*\)?", rest)
    return bool(names) and (bool(year) or not complete)


def _day(rest: str) -> str | None:
    if dated := _DATED.search(rest):
        return facts.iso(dated[1], dated[2], dated[3])
    if marked := _IN_PARENTHESES.search(rest):
        return facts.date(marked[1])
    if years := _FIRST_YEAR.findall(rest):
        return str(years[-1])
    short = _SHORT_YEAR.search(rest)
    return f"20{short[1]}" if short and _VENUE.search(rest) else None


def _venue(text: str) -> str | None:
    found = _VENUE.search(text)
    if not found:
        return None
    venue = re.sub(r"^In ", "", found[0])
    return "arXiv" if venue.lower() in ("arxiv", "corr") else venue


_PERIODICAL = re.compile(
    r"(?:In\s+)?((?:[\w&.’'-]+ ){0,4}(?:Journal|Proceedings|Transactions|Annals|Advances|Annual Review|Letters"
    r"|Conference|Symposium|Bulletin|Magazine)\b[^\d]{0,200})",
)


def _periodical(text: str, title: str) -> str | None:
    """Return what an entry has in italics besides its title, when that is called a journal or proceedings."""
    for italic in ITALIC.finditer(text.replace("**", "")):
        said = unmarked(LINK.sub(r"\1", inner(italic)))
        found = _PERIODICAL.match(said)
        if found and found[1].strip(" ,.(") and title not in said:
            return found[1].strip(" ,.(")
    return None


def _authors(rest: str) -> tuple[tuple[Name, ...], bool]:
    """Return the names in what is left of an entry when its title is taken out: the first part that is all names."""
    italics = [inner(match) for match in ITALIC.finditer(rest.replace("**", ""))]
    bare = unmarked(rest)
    bare = _IN_PARENTHESES.sub(
        lambda match: f" | {match[1]} | " if match[0][-1] in ")]）】" else f" | {match[1]} ", bare
    )
    parts = re.split(r"\s[|·–—-]\s|(?<=[a-z]{2})\.\s+(?=[A-Z(])|(?<=[a-z])\.\s*$|[|\"“”]|\s\(|\bby\s", bare)
    for part in (*map(_people_in, italics), *parts):
        pieces = [piece.strip() for piece in unmarked(part).split(",")]
        kept = [piece for piece in pieces if not (_FIRST_YEAR.fullmatch(piece.strip(" .")) or _VENUE.match(piece))]
        if found := _names(", ".join(kept)):
            return found
    return (), True


def _people_in(italic: str) -> str:
    """Return what in italics is people, without where they work, and where that appeared: `A. Roe (U) et al. arXiv.`"""
    text = re.sub(r"\s*\([^()]*\)", "", italic)
    if cut := _ET_AL.search(text):
        return text[: cut.end()]
    people, _, _ = text.rstrip(" .").rpartition(". ")
    return people if people and _names(people) else text


_ONE_NAME = re.compile(r"(?:[A-Z]\.[ -]?)+[A-Z][a-z]|[A-Z][a-z]+ (?:[A-Z]\. ?)?[A-Z][a-z]+$")


def _names(text: str) -> tuple[tuple[Name, ...], bool] | None:
    """Return the names when `text` is nothing else, `(names, whether they are all)`; None when it is something else."""
    text = text.strip(' \t,;:*_()[]&"“”-–—·').removeprefix("by ").strip()
    if not 3 <= len(text) <= 5_000:
        return None
    surnames = text
    text, cut = facts.others(unmarked_names(text, listed=True))
    if people := east_asian(text):
        return tuple(map(facts.named, people)), not cut
    incomplete = cut or bool(_ET_AL.search(text))
    text = _ET_AL.sub("", text).replace("&", " and ").strip(" ,.;")
    text = re.sub(r"(?<=[A-Z]\.)(?=[A-Z][a-z])", " ", text)
    if _SURNAMES.fullmatch(surnames):
        found = re.findall(r"([^\s,.&][^,]*),\s+((?:[A-Z]\.[ -]?)+)", surnames.replace(" and ", " "))
        return tuple(facts.person(family.strip(" ,"), given) for family, given in found), not incomplete
    pieces = [piece.strip() for piece in re.split(r",\s*(?:and\s+)?|\s+and\s+|;\s*", text) if piece.strip()]
    if not pieces or not all(map(_NAME.fullmatch, pieces)) or any(map(_VENUE.fullmatch, pieces)):
        return None
    if len(pieces) == 1 and not incomplete and not _ONE_NAME.match(pieces[0]):
        return None
    inverted = len(pieces) > 1 and " " not in pieces[0] and all(" " in piece for piece in pieces[2:])
    if inverted and (len(pieces) > 2 or incomplete) and not pieces[0].endswith("."):  # MLA: Roe, Jane, and John Doe
        pieces[:2] = [f"{pieces[1]} {pieces[0]}"]
    names, complete, _ = names_in(", ".join(pieces))
    return (names, complete and not incomplete) if names else None


def _paper(
    title: str,
    people: tuple[tuple[Name, ...], bool],
    day: str | None,
    venue: str,
    said: str,
    links: list[Link],
    papers: list[Link],
) -> Paper:
    told = facts.identified(map(of_link, (link.url for link in papers)))
    number, known = told.get("arxiv_id"), told.get("doi")
    url = next((link.url for link in papers or links if papers or link.url.startswith("http")), None)
    return Paper(
        title=title or next(filter(None, (facts.called(of_link(link.url)) for link in papers)), url or ""),
        authors=people[0],
        authors_complete=people[1],
        date=day or (arxiv_month(number) if number else None),
        venue=venue or ("arXiv" if number and not known else None),
        kind="article" if number and venue in ("", "arXiv") else None,
        abstract=said or None,
        url=url,
        **told,
    )
