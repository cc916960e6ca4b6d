"""Reading lists in Markdown: bullets, tables, numbered references and headings whose links lead to papers."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from importers import facts
from importers.arxiv import authors as names_in
from importers.facts import arxiv_month
from importers.markup import plain
from importers.reader import Item, Listed, Noted, Page, Skipped, skip
from storage.papers.paper import Name, Paper

NAME = "markdown-list"
TITLE = "Markdown reading list"
CARRIES = tuple(
    "title authors authors_complete organisation year date venue kind abstract doi arxiv_id url line position doubt "
    "raw".split()
)
STREAMS = True
TRUST = 10
LAST_SEEN = "2026-11-22"

LINE_LIMIT = 20_000
"""Longest line in characters that is looked at as an entry."""
ENTRY_LIMIT = 40
"""Most lines that one entry runs over."""

# Where papers live. A link to one of these makes an entry a paper; a link to a code host, a video or a model does not.
_PAPER_HOSTS = re.compile(
    r"""//(?:[\w-]+\.)*(?:
      arxiv\.org/(?:abs|pdf|html|format)/ | (?:dx\.)?doi\.org/10\. | openreview\.net/(?:forum|pdf|attachment)
    | aclanthology\.(?:org|info)/ | aclweb\.org/anthology | transacl\.org/ | papers\.n(?:eur)?ips\.cc/
    | (?:proceedings|papers)\.neurips\.cc/ | nips\.cc/paper | proceedings\.mlr\.press/ | jmlr\.(?:org|csail\.mit\.edu)/
    | openaccess\.thecvf\.com/ | cv-foundation\.org/openaccess | ecva\.net/papers | ieeexplore\.ieee\.org/
    | computer\.org/csdl | dl\.acm\.org/ | link\.springer\.com/(?:chapter|article|content|book|10\.)
    | springer\.com/(?:article|chapter) | sciencedirect\.com/science | nature\.com/(?:articles|nature|\w+/journal)
    | science(?:mag)?\.org/(?:doi|content) | pnas\.org/(?:doi|content) | (?:bio|med|chem)rxiv\.org/
    | semanticscholar\.org/(?:paper|reader|\w{4}/) | huggingface\.co/papers/ | ncbi\.nlm\.nih\.gov/(?:pubmed|pmc)
    | pubmed\.ncbi\.nlm\.nih\.gov/ | onlinelibrary\.wiley\.com/doi | tandfonline\.com/doi | academic\.oup\.com/
    | journals\.\w+\.\w+/ | jair\.org/ | aaai\.org/ | usenix\.org/ | isca-(?:speech|archive)\.org/
    | roboticsproceedings\.org/ | mdpi\.com/ | frontiersin\.org/ | plos\w*\.org/ | cell\.com/ | eprint\.iacr\.org/
    | hal\.(?:science|inria\.fr|archives-ouvertes\.fr) | ssrn\.com/ | osf\.io/preprints | researchgate\.net/publication
    | mitpress(?:journals)?\.(?:mit\.edu|org)/ | direct\.mit\.edu/ | projecteuclid\.org/
    | ijcai\.org/(?:proceedings|papers)
    | vldb\.org/pvldb | ndss-symposium\.org/ | bmvc\w*\.org/ | citeseerx\.ist\.psu\.edu/ | scholarpedia\.org/
    | paperswithcode\.com/paper/ | alphaxiv\.org/ | research\.google/pubs/ | distill\.pub/\d | dblp\.org/rec/
    | icml\.cc/(?:\d{4}|Conferences)/papers | interspeech\w*\.org/ | rss\d*\.org/ | jstor\.org/stable
    | zenodo\.org/record
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_DOCUMENT = re.compile(r"\.(?:pdf|ps|ps\.gz|ps\.z|djvu)(?:[?#].*)?$", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"//(?:[\w-]+\.)*(?:github\.com|gitlab\.com|youtube\.com|youtu\.be|twitter\.com|x\.com|linkedin\.com|medium\.com"
    r"|shields\.io|bilibili\.com|slideshare\.net|speakerdeck\.com)(?:/|$)",
    re.IGNORECASE,
)

# Labels that name what a link leads to, not a paper.
_LABEL = re.compile(
    r"[\W_]*(?:(?:the\s+)?(?:full\s+)?(?:paper|pdf|arxiv|html|web|link|url|doi|abs(?:tract)?|ps|openreview|acl|pub(?:lication)?"
    r"|preprint|article|here|text|source|read|ieee|acm|springer|nature|cvf|pmlr|neurips|icml|iclr|proceedings|journal|thesis"
    r"|report|tech(?:nical)?\s+report|论文|原文|链接)\s*(?:link|\d{1,2}|version|page|pdf|v\d)?|arxiv[:\s]*[\d.v]+|[\d.v/:-]+)[\W_]*",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"[\W_]*(?:(?:official\s+|unofficial\s+|project\s+|my\s+)?(?:code|github|git|repo(?:sitory)?|project"
    r"|page|website|web ?site|site|home ?page|blog"
    r"|blog\s?post|post|video|videos|talk|slides?|poster|demo|data|dataset|datasets|model|models|weights|checkpoints?|colab"
    r"|notebook|supp|supplementary(?:\s+material)?|supplement|appendix|bib|bibtex|cite|tweet|twitter|review|reviews|youtube"
    r"|hugging ?face|hf|tensorflow|tf|pytorch|torch|keras|jax|theano|caffe|matlab|chainer|implementation"
    r"|impl|notes?|summary"
    r"|media|news|press|tutorial|course|book|leaderboard|benchmark|代码|项目|star|stars|docs?|documentation)"
    r"\s*(?:page|link|\d{1,2}|code|here)?)[\W_]*",
    re.IGNORECASE,
)

_IMAGE = re.compile(r"!\[[^\[\]]{0,300}\]\s?(?:\([^()]{0,1000}\)|\[[^\[\]]{0,100}\])")
_LINK = re.compile(
    r"\[((?:[^\[\]\\]|\\.|\[[^\[\]]{0,300}\]){0,1000})\]\s?"
    r"\(\s*<?((?:https?:)?[^\s()<>]{1,2000}(?:\([^\s()<>]{0,300}\)[^\s()<>]{0,500}){0,3})>?(?:\s+[\"'][^\"']{0,300}[\"'])?\s*\)"
)
_BARE = re.compile(r"<?(https?://[^\s<>\[\]()\"'|]{4,2000}(?:\([^\s()]{0,100}\))?)>?")
_UNDERLINED = re.compile(r"(?<!\w)__(?=[^\s_])([^_]{1,600})__(?!\w)")
_ITALIC = re.compile(r"(?<![\w*\\])(?:\*(?=[^\s*])([^*]{1,1500})\*(?![\w*])|_(?=[^\s_])([^_]{1,1500})_(?!\w))")
_QUOTED = re.compile(r"[\"“](?P<text>[^\"“”]{8,400})[\"”]")
_HTML = re.compile(r"<(?:br|p|div)\b[^<>]{0,200}/?>", re.IGNORECASE)
_BULLET = re.compile(r"(?P<indent>\s*)(?:[-*+•]|\d{1,4}[.)])\s+(?:\[[ xX]\]\s+)?(?P<rest>\S.*)")
_REFERENCE = re.compile(r"(?P<indent>)(?:\*\*)?\\?\[\d{1,4}\\?\](?:\*\*)?\.?\s+(?P<rest>\S.*)")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(?P<rest>.*)")
_SEPARATOR = re.compile(r"\s*\|?\s*:?-{1,}:?\s*(?:\|\s*:?-{1,}:?\s*)*\|?\s*")
_RULE = re.compile(r"\s{0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,}|={3,})")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
_EMOJI_CODE = re.compile(r":[a-z0-9_+-]{2,40}:")

_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_IN_PARENTHESES = re.compile(
    rf"[(\[（【]([^()\[\]（）【】]{{0,80}}?(?<!\d){_YEAR}(?!\d)[^()\[\]（）【】]{{0,60}})[)\]）】]?"
)
_FIRST_YEAR = re.compile(rf"(?<![\d/.-])({_YEAR})(?![\d/])")
_DATED = re.compile(rf"\b({_YEAR})[-/.](0?[1-9]|1[0-2])(?:[-/.](\d{{1,2}}))?(?!\d)")
_VENUE = re.compile(
    r"\b(?:(?:Findings of |IEEE |ACM |Proc\.? (?:of )?|In )?(?:NeurIPS|NIPS|ICML|ICLR|CVPR|ICCV|ECCV"
    r"|WACV|BMVC|ACL|EMNLP|NAACL|EACL"
    r"|COLING|AACL|CoNLL|TACL|AAAI|IJCAI|UAI|AISTATS|COLT|ALT|KDD|SIGKDD|WWW|TheWebConf|WSDM|CIKM|SIGIR|RecSys|ICDM|SDM"
    r"|ICRA|IROS|CoRL|RSS|INTERSPEECH|ICASSP|ASRU|SLT|MICCAI|MIDL|ISBI|SIGGRAPH(?: Asia)?|CHI|UIST|CSCW"
    r"|VLDB|SIGMOD|PODS|ICDE"
    r"|OSDI|SOSP|NSDI|ASPLOS|ISCA|MICRO|HPCA|MLSys|SysML|USENIX Security|CCS|NDSS|S&P|ICSE|FSE|ASE|ISSTA"
    r"|PLDI|POPL|OOPSLA"
    r"|STOC|FOCS|SODA|JMLR|TMLR|TPAMI|PAMI|IJCV|TNNLS|TKDE|TOIS|TIP|TOG|COLM|LREC(?:-COLING)?|EAMT|WMT|SemEval|Nature"
    r"|Science|PNAS|Cell|arXiv|CoRR|bioRxiv|medRxiv|NAACL-HLT|ACCV|3DV|ICLR Workshop|NeurIPS Workshop)"
    r"(?: (?:Workshop|Findings|Datasets and Benchmarks|Demo|Oral|Spotlight|Poster))?)(?!\w)",
    re.IGNORECASE,
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
_ET_AL = re.compile(r"\bet\.? ?al\b\.?", re.IGNORECASE)
_WORD = r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’`.-]*|d'\w+|de|da|di|del|della|den|der|dos|du|el|la|le|van|von|ter|ten|bin|al|y)"
_NAME = re.compile(rf"{_WORD}(?:[ ~]+{_WORD}){{0,5}}")

# Table columns by what their heading says.
_COLUMNS = (
    (
        "title",
        re.compile(
            r"(?:paper|title|name|publication|article|论文|标题)s?(?:\s+(?:title|name|&\s*code))?", re.IGNORECASE
        ),
    ),
    ("authors", re.compile(r"(?:first )?authors?(?:\(s\))?", re.IGNORECASE)),
    (
        "date",
        re.compile(r"(?:pub(?:lish(?:ed)?|lication)?\.?\s*)?(?:date|year|time|month)|published|时间", re.IGNORECASE),
    ),
    (
        "venue",
        re.compile(
            r"venue|conference|journal|publisher|published (?:in|at)|conf\.?|where|pub\.?|source|会议", re.IGNORECASE
        ),
    ),
    (
        "organisation",
        re.compile(r"institut(?:e|ion)s?|organi[sz]ations?|affiliations?|team|lab|company|机构", re.IGNORECASE),
    ),
    ("abstract", re.compile(r"abstract", re.IGNORECASE)),
)


class _Link(NamedTuple):
    label: str
    url: str
    start: int
    end: int


def _is_paper(link: _Link) -> bool:
    if _ASIDE.fullmatch(link.label) and not _PAPER_HOSTS.search(link.url):
        return False
    if _PAPER_HOSTS.search(link.url):
        return not _ASIDE.fullmatch(link.label)
    return bool(_DOCUMENT.search(link.url)) and (not _ELSEWHERE.search(link.url) or bool(_LABEL.fullmatch(link.label)))


def _says_paper(label: str) -> bool:
    """Tell whether a label promises a paper wherever its link leads: pdf, paper, html."""
    return bool(re.fullmatch(r"[\W_]*(?:paper|pdf|html|arxiv|preprint|article|ps|论文)[\W_]*", label, re.IGNORECASE))


def sniff(head: str) -> float:
    if "huggingface.co/papers/" in head and "](" in head and "/login?" in head:
        return 0.3  # a capture of Daily Papers, which tells more than a list does
    papers = entries = 0
    for line in head.split("\n")[:3_000]:
        if "](" not in line and "] (" not in line:
            continue
        line = line[:2_000]
        if (
            _BULLET.match(line)
            or _REFERENCE.match(line)
            or line.lstrip().startswith(("|", "[", "#", "**["))
            or " | " in line
        ):
            entries += 1
            papers += any(_is_paper(link) for link in _links(_IMAGE.sub("", line)))
    if papers >= 2 or (papers and papers * 2 >= entries):
        return min(0.6 + 0.3 * papers / max(entries, 1), 0.9)
    return 0.35 if papers else 0.2 if entries >= 3 else 0.0


class _Entry(NamedTuple):
    line: int
    indent: int
    lines: list[str]
    cells: dict[str, str] | None


def read(page: Page) -> Iterator[Item]:
    position = 0
    titled = False
    under: int | None = None  # the indent of the last paper, whose sub-bullets (code, slides) are part of it
    for entry in _entries(page):
        if isinstance(entry, Noted):
            if not titled:
                yield entry
            titled = True
            continue
        if isinstance(entry, Skipped):
            yield entry
            continue
        read_as = _read(entry, position + 1, sub=under is not None and entry.indent > under)
        if read_as is None:
            continue
        if isinstance(read_as, Listed):
            position += 1
            under = entry.indent if entry.cells is None else None
        elif under is not None and entry.indent <= under:
            under = None
        yield read_as


def _entries(page: Page) -> Iterator[_Entry | Noted | Skipped]:
    """Yield what may be an entry, with the lines that continue it; headings, prose, badges and code are passed over."""
    current: _Entry | None = None
    header: list[str] | None = None
    before = ""
    fenced = commented = False
    for number, line in enumerate(page.lines(), 1):
        if len(line) > LINE_LIMIT:
            if current:
                yield current
                current = None
            yield skip(number, "a line that is too long for an entry", line)
            continue
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
            continue
        if fenced:
            continue
        if "<!--" in line or commented:
            line, commented = _uncommented(line, commented)
        stripped = line.strip()
        if current and current.cells is None and (not stripped or len(current.lines) >= ENTRY_LIMIT):
            yield current
            current = None
        if not stripped:
            header = None
        elif _SEPARATOR.fullmatch(stripped) and "|" in stripped and "|" in before:
            header = _cells(before)
        elif header is not None and "|" in stripped:
            yield _Entry(number, 0, [line], _row(header, _cells(stripped)))
        elif heading := _HEADING.fullmatch(line):
            if current:
                yield current
                current = None
            text = _IMAGE.sub("", heading["rest"].rstrip("# "))
            if any(_is_paper(link) for link in _links(text)):
                current = _Entry(number, 0, [text], None)
            elif len(heading[1]) == 1 and (title := _bare(_LINK.sub(r"\1", text))):
                yield Noted(title=title)
        elif _RULE.fullmatch(stripped):
            if current:
                yield current
                current = None
        elif found := _BULLET.fullmatch(line) or _REFERENCE.fullmatch(line):
            if current:
                yield current
            current = _Entry(number, len(found["indent"].expandtabs(4)), [found["rest"]], None)
        elif current and not stripped.startswith((">", "<details", "</details", "<summary", "|", "#")):
            current.lines.append(stripped)
        else:
            if current:
                yield current
                current = None
            first = _links(_IMAGE.sub("", stripped))[:1]
            opening = _IMAGE.sub("", stripped).lstrip("*_ ")
            if (
                first
                and opening.startswith("[")
                and first[0].start <= 4
                and _is_paper(first[0])
                and not _LABEL.fullmatch(first[0].label)
            ):
                current = _Entry(number, 0, [stripped], None)
        before = stripped
    if current:
        yield current


def _uncommented(line: str, commented: bool) -> tuple[str, bool]:  # noqa: FBT001
    """Return a line without its comments, and whether one is open at its end."""
    kept: list[str] = []
    while line:
        head, mark, line = line.partition("-->" if commented else "<!--")
        if not commented:
            kept.append(head)
        if not mark:
            break
        commented = not commented
    return "".join(kept), commented


def _cells(line: str) -> list[str]:
    line = line.strip().removeprefix("|").removesuffix("|")
    return [cell.replace("\0", "|").strip() for cell in line.replace("\\|", "\0").split("|")]


def _row(header: list[str], cells: list[str]) -> dict[str, str]:
    row: dict[str, str] = {"": " ".join(cells)}
    for heading, cell in zip(header, cells, strict=False):
        name = next((name for name, pattern in _COLUMNS if pattern.fullmatch(_bare(heading))), None)
        if name and name not in row:
            row[name] = cell
    return row


def _links(text: str) -> list[_Link]:
    found = [_Link(match[1], match[2], match.start(), match.end()) for match in _LINK.finditer(text)]
    taken = [(link.start, link.end) for link in found]
    for match in _BARE.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            found.append(_Link("", match[1].rstrip(".,;:"), match.start(), match.end()))  # noqa: PERF401
    return sorted(found, key=lambda link: link.start)


def _bare(text: str) -> str:
    """Return the text without Markdown's marks: emphasis, code, strike-through, escapes, entities, tags."""
    text = _EMOJI_CODE.sub(" ", _HTML.sub(" ", text)).replace("\ufffc", " ")
    text = _UNDERLINED.sub(r"\1", text.replace("**", ""))
    text = _ITALIC.sub(_inner, text).replace("~~", "").replace("`", "")
    return " ".join(plain(_ESCAPED.sub(r"\1", text)).split())


def _inner(italic: re.Match[str]) -> str:
    return italic[1] or italic[2]


def _bold(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield what stands in bold, with where it begins and ends: every second piece between the marks."""
    for found in _UNDERLINED.finditer(text):
        yield found.start(), found.end(), found[1]
    at = 0
    for index, piece in enumerate(text.split("**")):
        if index % 2:
            yield at - 2, at + len(piece) + 2, piece
        at += len(piece) + 2


def _read(entry: _Entry, position: int, *, sub: bool) -> Listed | Skipped | None:
    raw = " ".join(entry.lines)
    text = _IMAGE.sub("", raw)[:LINE_LIMIT]
    links = _links(text)
    if (links and all(link.url.startswith("#") for link in links)) or not _bare(text).strip(" |-"):
        return None  # a table of contents, a badge
    paper_links = [link for link in links if _is_paper(link)]
    listed = _from_row(entry, links, paper_links) if entry.cells is not None else _from_text(text, links, paper_links)
    if listed is None:
        if sub and (not paper_links or all(_LABEL.fullmatch(link.label) for link in links)):
            return None  # the code, the slides, a remark under a paper
        return skip(entry.line, "not a paper: no link to one, and not of the shape of one", raw)
    paper, doubt = listed
    if not paper.title:
        return skip(entry.line, "no title", raw)
    return Listed(paper=paper, line=entry.line, position=position, doubt=doubt, raw=raw[:2_000] if doubt else None)


def _from_row(entry: _Entry, links: list[_Link], papers: list[_Link]) -> tuple[Paper, str | None] | None:
    row = entry.cells or {}
    cell = row.get("title", "")
    cell_links = _links(_IMAGE.sub("", cell))
    named = next((link for link in cell_links if not _says_nothing(link.label)), None)
    title = _bare(named.label) if named and len(_bare(named.label).split()) > 1 else ""
    title = title or _bare(_LINK.sub(r"\1", cell) if named else _LINK.sub("", cell))
    if not cell:
        named = next((link for link in papers if not _says_nothing(link.label)), None)
        title = _bare(named.label) if named else ""
    link = papers[0] if papers else next((link for link in cell_links if link.url.startswith("http")), None)
    if not title or not (papers or (link and len(title.split()) > 2)):
        return None
    names, complete = _names(_bare(_LINK.sub(r"\1", row.get("authors", "")))) or ((), True)
    venue = _bare(_LINK.sub(r"\1", row.get("venue", "")))
    day = facts.date(_bare(_LINK.sub(r"\1", row.get("date", "")))) or _day(venue)
    organisation = _bare(_LINK.sub(r"\1", row.get("organisation", ""))) or None
    abstract = _bare(row.get("abstract", "")) or None
    venue = _SHORT_YEAR.sub("", _FIRST_YEAR.sub("", venue)).strip(" ,'’()")
    return _paper(title.strip(" .,;"), names, complete, day, venue or None, links, papers, organisation, abstract), None


def _says_nothing(label: str) -> bool:
    bare = _bare(label)
    return not bare or bool(_LABEL.fullmatch(bare)) or bool(_ASIDE.fullmatch(bare))


def _from_text(text: str, links: list[_Link], papers: list[_Link]) -> tuple[Paper, str | None] | None:
    if not papers and any(_says_paper(_bare(link.label)) and not _ELSEWHERE.search(link.url) for link in links):
        papers = [link for link in links if _says_paper(_bare(link.label))]
    title, rest, doubt = _title(text, links, papers)
    if not papers and not _shaped(title, rest):
        return None
    if len(title) < 2 or not re.search(r"[^\W\d_]", title):
        if not papers:
            return None
        title, doubt = "", "only an identifier"
    elif " " not in title and papers and doubt is None:
        doubt = "the title: one word, which may be the name of what the paper made"
    marked = _IN_PARENTHESES.search(rest)
    day = _day(rest)
    names, complete = _authors(rest)
    venue = _venue(marked[1] if marked else "") or _venue(rest) or _periodical(text, title)
    return _paper(title, names, complete, day, venue, links, papers, None, None), doubt


def _title(text: str, links: list[_Link], papers: list[_Link]) -> tuple[str, str, str | None]:
    """Return the title, what stands around it, and a doubt.

    In turn: what is in bold, the label of a link to a paper, what is in quotation marks behind authors, the label of
    a link elsewhere that the entry begins with, what is in italics at the beginning, what follows authors and a year
    (APA), the text before a year in parentheses, the text before authors, the text before the first link.
    """
    for start, end, bold in _bold(text):
        said = _bare(_LINK.sub(r"\1", bold))
        tag = _TAG.match(said)
        told = f" ({tag['tag'] or tag['dash']})" if tag else ""
        said = said[tag.end() :] if tag else said
        if len(said.split()) < 2 or said.startswith(("(", "[")) or _says_nothing(said):
            continue
        if not _VENUE.fullmatch(_FIRST_YEAR.sub("", said).strip()):
            return _trimmed(said), _without_links(text[:start] + " " + text[end:]) + told, None
    named = next((link for link in papers if not _says_nothing(link.label)), None)
    if named and (len(_bare(named.label).split()) > 1 or len(papers) == 1):
        return _trimmed(_bare(named.label)), _without_links(text[: named.start] + " " + text[named.end :]), None
    bare = _bare(_without_links(text))
    if quoted := _QUOTED.search(bare):
        return _trimmed(quoted["text"]), f"{bare[: quoted.start()]} {bare[quoted.end() :]}", None
    other = next((link for link in links if not _says_nothing(link.label) and link.url.startswith("http")), None)
    if other and papers and len(_bare(other.label).split()) > 2 and not text[: other.start].strip(" *_-"):
        return _trimmed(_bare(other.label)), _without_links(text[other.end :]), None
    plainer = _without_links(text).lstrip(" -|:,")
    italic = _ITALIC.match(plainer)
    if italic and len(_inner(italic).split()) >= 3 and not _names(_bare(_inner(italic))):
        return _trimmed(_bare(_inner(italic))), plainer[italic.end() :], None
    said = ""
    while (tag := _TAG.match(bare)) and (
        _FIRST_YEAR.search(tag[0]) or _VENUE.search(tag[0]) or _LABEL.fullmatch(tag["tag"] or "")
    ):
        said, bare = f"{said} ({tag['tag'] or tag['dash']})", bare[tag.end() :]
    marked = _IN_PARENTHESES.search(bare)
    if marked and marked.start() == 0:  # (CVPR 2020) Title
        said, bare = said + marked[0], bare[marked.end() :].lstrip(" :-|,.")
        marked = _IN_PARENTHESES.search(bare)
    before = bare[: marked.start()].strip() if marked else ""
    if marked and _SURNAMES.fullmatch(before):  # Roe, J., & Doe, A. (2019). Title. Venue
        title, _, venue = bare[marked.end() :].lstrip(" .,:)").partition(". ")
        return _trimmed(title), f"{said} {marked[0]} | {before} | {venue}", None
    if marked and len(before.split()) >= 2:
        rest = bare[marked.start() :]
        subtitle = re.match(r"\([^()]*\)\s?:\s([^,]{3,80}),", rest)  # Title (2017): A Tutorial, G. Roe
        if subtitle:
            return f"{_trimmed(before)}: {subtitle[1]}", f"{said} {marked[0]}, {rest[subtitle.end() :]}", None
        return _trimmed(before), f"{said} {rest}", None
    lead = _bare(_without_links(text[: links[0].start] if links and text[: links[0].start].strip(" *_[(-") else text))
    lead = lead[len(lead) - len(bare) :] if said and lead.endswith(bare) else bare if said else lead
    first, _, rest = lead.partition(". ")
    second, _, venue = rest.partition(". ")
    if len(second.split()) > 2 and (people := _names(first)) and len(people[0]) > 1:  # A. Roe and B. Doe. Title. Venue
        return _trimmed(second), f"{said} {first} | {venue} {bare[len(lead) :]}", "where the title ends"
    for pattern in (_BEFORE_INITIALS, _BEFORE_NAMES):
        divided = pattern.match(lead)
        if divided and (found := _authors(divided[2])[0]):
            sure = all(" " in name.text for name in found)
            return (
                _trimmed(divided[1]),
                f"{said} {divided[2]} {bare[len(lead) :]}",
                None if sure else "where the title ends",
            )
    unsure = papers and len(lead.split()) > 2 and re.search(r"[.,] [A-Z]", lead)
    return _trimmed(lead), said, "where the title ends" if unsure else None


_BEFORE_INITIALS = re.compile(r"(.{8,}?), ((?:[A-Z]\.[ -]?){1,3}[A-Z].*)")
_BEFORE_NAMES = re.compile(r"(.{8,}?[^A-Z\s]{2}[.?!])\s+(?=[A-Z])(.*)")


def _without_links(text: str) -> str:
    """Return the text without links that are labels; a label that says something stays."""
    text = _LINK.sub(lambda match: " " if _says_nothing(match[1]) else f" {match[1]} ", text)
    return _EMPTY.sub(" ", _BARE.sub(" ", text))


_EMPTY = re.compile(r"\[[\s|,/]*\]|\([\s|,/]*\)")


def _trimmed(title: str) -> str:
    title = re.sub(r"^\[\d{4}\.\d{4,5}(?:v\d+)?\]\s*", "", title.strip(" \t-–—|,;:*_·")).rstrip("[( -–—|,;:*_·")
    title = re.sub(r"[\[(]\s*[\])]\s*$", "", title).strip(" -–—|,;:*_")
    if title.endswith(".") and not title.endswith(("..", "etc.")):
        title = title[:-1].rstrip()
    if len(title) > 1 and title[0] in '"“' and title[-1] in '"”':
        title = title[1:-1].rstrip(".,")
    return title


def _shaped(title: str, rest: str) -> bool:
    """Tell whether an entry without a link to a paper is one by its looks: a title, a year or et al., and names."""
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
    for italic in _ITALIC.finditer(text.replace("**", "")):
        said = _bare(_LINK.sub(r"\1", _inner(italic)))
        found = _PERIODICAL.match(said)
        if found and found[1].strip(" ,.(") and title not in said:
            return found[1].strip(" ,.(")
    return None


def _authors(rest: str) -> tuple[tuple[Name, ...], bool]:
    """Return the names in what is left of an entry when its title is taken out: the first part that is all names."""
    italics = [_inner(match) for match in _ITALIC.finditer(rest.replace("**", ""))]
    bare = _bare(rest)
    bare = _IN_PARENTHESES.sub(
        lambda match: f" | {match[1]} | " if match[0][-1] in ")]）】" else f" | {match[1]} ", bare
    )
    parts = re.split(r"\s[|·–—-]\s|(?<=[a-z]{2})\.\s+(?=[A-Z(])|(?<=[a-z])\.\s*$|[|\"“”]|\s\(|\bby\s", bare)
    for part in (*italics, *parts):
        pieces = [piece.strip() for piece in _bare(part).split(",")]
        kept = [piece for piece in pieces if not (_FIRST_YEAR.fullmatch(piece.strip(" .")) or _VENUE.match(piece))]
        if found := _names(", ".join(kept)):
            return found
    return (), True


def _names(text: str) -> tuple[tuple[Name, ...], bool] | None:
    """Return the names when `text` is nothing else, `(names, whether they are all)`; None when it is something else."""
    text = text.strip(' \t,;:*_()[]&"“”-–—·').removeprefix("by ").strip()
    if not 3 <= len(text) <= 5_000:
        return None
    surnames = text
    incomplete = bool(_ET_AL.search(text)) or text.endswith(("...", "…"))
    text = _ET_AL.sub("", text).replace("&", " and ").replace("...", "").replace("…", "").strip(" ,.;")
    text = re.sub(r"(?<=[A-Z]\.)(?=[A-Z][a-z])", " ", text)
    if _SURNAMES.fullmatch(surnames):
        found = re.findall(r"([^\s,.&][^,]*),\s+((?:[A-Z]\.[ -]?)+)", surnames.replace(" and ", " "))
        return tuple(facts.person(family.strip(" ,"), given) for family, given in found), not incomplete
    pieces = [piece.strip() for piece in re.split(r",\s*(?:and\s+)?|\s+and\s+|;\s*", text) if piece.strip()]
    if (
        not pieces
        or not all(_NAME.fullmatch(piece) for piece in pieces)
        or any(_VENUE.fullmatch(piece) for piece in pieces)
    ):
        return None
    if (
        len(pieces) == 1
        and not incomplete
        and not re.match(r"(?:[A-Z]\.[ -]?)+[A-Z][a-z]|[A-Z][a-z]+ (?:[A-Z]\. ?)?[A-Z][a-z]+$", pieces[0])
    ):
        return None
    inverted = len(pieces) > 1 and " " not in pieces[0] and all(" " in piece for piece in pieces[2:])
    if inverted and (len(pieces) > 2 or incomplete) and not pieces[0].endswith("."):  # MLA: Roe, Jane, and John Doe
        pieces[:2] = [f"{pieces[1]} {pieces[0]}"]
    names, complete, _ = names_in(", ".join(pieces))
    return (names, complete and not incomplete) if names else None


def _paper(
    title: str,
    names: tuple[Name, ...],
    complete: bool,  # noqa: FBT001
    day: str | None,
    venue: str | None,
    links: list[_Link],
    papers: list[_Link],
    organisation: str | None,
    abstract: str | None,
) -> Paper:
    told = [facts.identifiers(link.url) for link in papers]
    number = next((arxiv for arxiv, _ in told if arxiv), None)
    known = next((doi for _, doi in told if doi), None)
    url = papers[0].url if papers else next((link.url for link in links if link.url.startswith("http")), None)
    return Paper(
        title=title or number or known or url or "",
        authors=names,
        authors_complete=complete,
        organisation=organisation,
        date=day or (arxiv_month(number) if number else None),
        venue=venue or ("arXiv" if number and not known else None),
        kind="article" if number and venue in (None, "arXiv") else None,
        abstract=abstract,
        doi=known,
        arxiv_id=number,
        url=url,
    )
