"""What names a paper in the world: DOI, arXiv id, PMID, PMCID and ISBN, out of whatever they come wrapped in.

A name is given as such, in a field or a link (`doi`, `arxiv_id`, `pmid`, `pmcid`, `isbn`, `of_link`), or stands in a
running text (`found_in`). Nothing is cut from it, nothing added to it, and what only looks like one is none.
"""

import re
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple
from urllib.parse import unquote

from storage.papers.patterns import late

Kind = Literal["doi", "arxiv_id", "PMID", "PMCID", "ISBN"]
"""The field of Paper, or the name in its `extra`, that holds the identifier."""


class Identifier(NamedTuple):
    """One paper's name."""

    kind: Kind
    value: str
    """Bare: `10.5555/gulls`, `2206.15144`, `math/0309136`, `12345678`, `PMC1234567`; an ISBN as it was written."""


class Found(NamedTuple):
    """An identifier or a link in a running text."""

    identifier: Identifier | None
    """None for a link that tells none."""
    text: str
    """As it was written, without what stands around it; a link without its scheme gets one."""
    start: int
    end: int
    category: str = ""
    """The arXiv category beside it."""


LIMIT = 2_000
"""Longest text, in characters, that is one name or one link."""


# DOIs (ISO 26324; DOI Handbook, https://www.doi.org/the-identifier/resources/handbook/).

_PREFIX = r"10\.\d{4,9}(?:\.\d{1,9})*"
_DOI = re.compile(rf"(?<![\d.]){_PREFIX}(?:/|%(?:25)?2[Ff])[ ]?\S+")
_BARE = re.compile(rf"{_PREFIX}/\S+")
_SIMPLE = re.compile(r"10\.\d{4,9}/[A-Za-z0-9]+(?:[-._/][A-Za-z0-9]+)*")
"""What needs no second look."""
_TYPED = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-") | dict.fromkeys("\u00ad\u200b\u2060\ufeff\u200c\u200d", "")
)
"""What a typesetter makes of a hyphen, and puts where a line may break."""
_ENTITY = re.compile(r"&(?:amp;)*(lt|gt|amp|#0*38|#0*60|#0*62|#[xX]0*26|#[xX]0*3[cCeE]);")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "38": "&", "60": "<", "62": ">", "26": "&", "3c": "<", "3e": ">"}
_TEX_NAMED = re.compile(r"\\+(?:text)?(less|greater|underscore|lt|gt)(?![A-Za-z])(?:\{\})?[ ]?")
_TEX_CHARACTERS = {"less": "<", "lt": "<", "greater": ">", "gt": ">", "underscore": "_"}
_TEX_LINK = re.compile(r"\\+href\s*\{([^{}]*)\}\s*(?=\{)")
_TEX_COMMAND = re.compile(r"\\+[A-Za-z]+\*?[ ]?")
_TEX_ESCAPE = re.compile(r"\\+(?=[^A-Za-z\s])|\$(?=[<>_]\$)|(?<=[<>_])\$|[{}]")
_WRAPPED = re.compile(r"(?<=[-/:;.(<>_])[ \t]*\n\s*(?![\s\[({]|10\.\d|https?:|doi\b)", re.IGNORECASE)

# A name ends where another begins, at a tag, at a mark that no DOI has, and before PubMed's `[doi]`. Behind = and / an
# address is part of another: a proxy's, an archive's.
_BEHIND = late(
    r"(?i)[\s\"“”„«»`|\\^]|[,;(\[]+(?:https?://|doi:|(?:dx\.)?doi\.org/)|(?<![=/])https?://|(?<![=/:])doi:\s?10\."
    r"|[)\]}>,;'*]+10\.\d{4,9}/|[,;](?:pmid|pmcid|arxiv|isbn)\b|[,;]PMC\d|\[(?:doi|pii)\]|</|<[a-z][a-z0-9]*(?:\s|/?>)"
)
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}
_MARKS = ".,;:!?'*’$"


def doi(text: str) -> str | None:
    """Return the DOI that a field or link gives, lower-cased (DOIs are case-blind, ISO 26324); None if there is none.

    Undone are percent-encoding, entities, TeX, typographic hyphens; `doi:`, `[doi]`, proxies, and what a publisher's
    link has behind the DOI go, and so do marks of the sentence around it. See `doi_as_written`.
    """
    found = doi_as_written(text)
    return found.lower() if found else None


def doi_as_written(text: str) -> str | None:
    """Return the DOI that a field or link gives, with the capitals that it has there; None if there is none."""
    if _SIMPLE.fullmatch(text):
        return text
    text = _plain(text)
    for found in _DOI.finditer(text):
        run, before = found[0], text[: found.start()].rpartition(" ")[2]
        if "://" in before or "doi.org/" in before.lower():
            run = _of_address(before, run)
        if name := _ended(_decoded(run)):
            return name
    return None


def _plain(text: str) -> str:
    """Undo what a format does to a DOI that it gives: TeX, entities, breaks of lines."""
    text = text[:LIMIT]
    if not text.isascii():
        text = text.translate(_TYPED)
    if "&" in text:
        text = _ENTITY.sub(lambda entity: _ENTITIES[entity[1].lower().lstrip("#x0")], text)
    if "\\" in text or "{" in text or "$" in text:
        text = _TEX_NAMED.sub(lambda command: _TEX_CHARACTERS[command[1]], _TEX_LINK.sub(r"\1 ", text))
        text = _TEX_ESCAPE.sub("", _TEX_COMMAND.sub("", text))
    if "\n" in text:
        text = _WRAPPED.sub("", text.strip()).replace("\n", " ")
    return text


def _decoded(text: str) -> str:
    """Undo percent-encoding, also where it was done twice; a sign that encodes nothing stays."""
    if "%" not in text:
        return text
    decoded = unquote(_TWICE.sub("%", text))
    return text if "\ufffd" in decoded else decoded


_TWICE = re.compile(r"%25(?=[2-7][0-9A-Fa-f])")


def _ended(run: str) -> str | None:
    """Return the DOI that a run of characters begins with; None where it is none, or an ellipsis cuts it."""
    run = run.replace("/ ", "/", 1)
    run = run[: _extent(run, run.find("/") + 1)]
    return run if _BARE.fullmatch(run) and not run.endswith("…") else None


def _extent(run: str, start: int) -> int:
    """Return how far the name or address reaches that a run begins with; its end is behind `start`."""
    end = behind.start() if (behind := _BEHIND.search(run, start)) else len(run)
    while end > start:
        last = run[end - 1]
        opening = _BRACKETS.get(last)
        if (
            last not in _MARKS
            and last not in "([{<"
            and not (opening and run.count(last, 0, end) > run.count(opening, 0, end))
        ):
            break
        end -= 1
    return end


def _closed(run: str) -> int:
    """Return where in a running text a bracket closes that nothing here opens, else the length."""
    opened: list[str] = []
    for place, character in enumerate(run):
        if character in "([{<":
            opened.append(character)
        elif character in _BRACKETS:
            if _BRACKETS[character] not in opened:
                return place
            while opened.pop() != _BRACKETS[character]:
                pass
    return len(run)


# Who resolves DOIs, also through a library's proxy (doi-org.proxy.example.edu, doi.org.proxy.example.edu).
_RESOLVER = re.compile(r"(?i)(?:(?:^|[/.-])doi[.-]org|hdl\.handle\.net)(?=[./:]|$)")
# Parameters in which an address has the DOI, or the address of the page that it leads to.
_ASKED = re.compile(r"(?i)[?&;](?:doi|id|rft_id|rft\.doi|url|qurl|u|q|uri|pid|link|target|redirect\w*)=([^&]*)$")
_PATH_END = re.compile(r"\?|(?<!;2-)#|#(?!$)")
"""Where the path of an address ends; `;2-#` ends a SICI, whose check character may be `#` (ANSI/NISO Z39.56)."""
# What publishers put behind the DOI in the path of a page about it.
_RENDERING = late(
    r"(?i)(?:/(?:full(?:[-.]?text)?|abstract|abs|e?pdf|epub|html?|xml|meta|summary|references|citations|citedby"
    r"|figures|tables|download|suppinfo|supplementary-materials?|issuetoc|otherversions|standard|enhanced|metrics"
    r"|reader)(?:/[a-z]{0,3}\d{1,3})?|\.full(?:-text)?|\.abstract|\.e?pdf|\.html?|\+html|;jsessionid=.*)+/?$"
)
_BIORXIV_VERSION = re.compile(r"(10\.(?:1101|64898)/[\d.]+)v\d+.*$")
_OXFORD_NUMBER = re.compile(r"/\d{5,}$")


def _of_address(before: str, run: str) -> str:
    """Return the DOI that an address holds, encoded as it is there: without query, fragment, or word of a rendering.

    `before` is the address up to where the DOI begins.
    """
    if "?" in before:
        asked = _ASKED.search(before)
        if asked is None:
            return ""
        run, before = re.split("[&#]", run, maxsplit=1)[0], unquote(asked[1])
        if "://" not in before:
            return run
        run = _decoded(run)
    run = _PATH_END.split(run, maxsplit=1)[0]
    if _RESOLVER.search(before):
        return run
    run = _RENDERING.sub("", _BIORXIV_VERSION.sub(r"\1", run)).rstrip("/")
    return _OXFORD_NUMBER.sub("", run) if "oup.com/" in before else run


def resolves(link: str) -> bool:
    """Return whether a link is one to a DOI: to doi.org, or through a library's proxy."""
    return bool(_RESOLVER.search(link[:LIMIT].partition("?")[0]))


_SHORT_DOI = late(
    r"(?:(?:https?://)?(?:dx\.|www\.)?(?:short)?doi\.org/|doi:\s*)?10/((?=\d*[a-z])[a-z0-9]{2,20})"
    r"|(?:https?://)?(?:dx\.|www\.)?doi\.org/((?=\d*[a-z])(?=[a-z]*\d)[a-z0-9]{3,20})",
    re.IGNORECASE,
)


def short_doi(text: str) -> str | None:
    """Return the short DOI that `text` is, `10/d9c537`: another name of a DOI that only https://shortdoi.org tells.

    doi.org leaves out its prefix: https://doi.org/d9c537.
    """
    found = _SHORT_DOI.fullmatch(_decoded(text.strip()))
    return f"10/{(found[1] or found[2]).lower()}" if found else None


_ENCODED = {ord(character): f"%{ord(character):02X}" for character in '%"# ?<>{}^[]`|\\@'}
"""What an address may not hold, or should not, of a DOI (DOI Handbook, Encoding Rules for URLs); and @."""


def doi_link(name: str) -> str:
    """Return the address of a DOI, percent-encoded as the DOI Handbook asks."""
    return f"https://doi.org/{name.translate(_ENCODED)}"


# arXiv ids (https://info.arxiv.org/help/arxiv_identifier.html).

_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga"
    "|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph"
    "|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_MONTH = r"\d\d(?:0[1-9]|1[0-2])"
_NUMBER = (
    rf"(?:(?P<archive>{_ARCHIVES})(?:\.(?P<class>[a-z-]{{2,9}}))?/(?P<old>{_MONTH}\d{{3}})"
    rf"|(?P<new>{_MONTH}\.\d{{4,5}}))"
)
_VERSION = r"(?:\s?v\d{1,3})?"
_CATEGORY = rf"\[(?P<category>(?:{_ARCHIVES}|econ|eess|q-fin|stat)(?:\.[A-Za-z-]{{2,9}})?)[^\[\]]{{0,100}}\]"
_ARXIV = late(
    r"[\s<(\[{\"']*(?:(?:https?://)?(?:[\w-]+\.)*(?:arxiv\.org|xxx\.lanl\.gov)(?::443)?"
    r"/(?:abs|pdf|html|format|ps|e-print|src|ftp/[a-z-]+/papers/\d{4})/|(?:oai:|info:)?arxiv(?:\.org)?[\s:./]*)*"
    rf"{_NUMBER}{_VERSION}(?:\.pdf|\.ps(?:\.gz)?|\.tar\.gz)?(?:\s*{_CATEGORY}|(?=$|[\s\[\](){{}}<>?#,;:/\"']|\.(?!\d)))",
    re.IGNORECASE,
)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.IGNORECASE | re.DOTALL)


def arxiv_id(text: str) -> str | None:
    """Return the bare arXiv identifier that `text` gives (`2206.15144`, `math/0309136`), without version; None if none.

    It may stand alone, with `arXiv:`, in a link to arxiv.org, or in its DOI 10.48550/arXiv.…; `math.GT/0309136` is
    math/0309136, whose `arxiv_category` is math.GT.
    """
    found = _arxiv(text)
    return _bare(found) if found else None


def arxiv_category(text: str) -> str | None:
    """Return the category that `text` tells beside an arXiv identifier: in `math.GT/0309136`, `2206.15144 [cs.LG]`."""
    found = _arxiv(text)
    return _category(found) if found else None


def _arxiv(text: str) -> re.Match[str] | None:
    if "48550" in text and (registered := _ARXIV_DOI.search(_decoded(text))):
        text = registered[1]
    return _ARXIV.match(text)


def _bare(found: re.Match[str]) -> str:
    return found["new"] or f"{found['archive'].lower()}/{found['old']}"


def _category(found: re.Match[str]) -> str | None:
    if found["category"]:
        return found["category"]
    if not found["class"]:
        return None
    short = len(found["class"]) == 2
    return f"{found['archive'].lower()}.{found['class'].upper() if short else found['class'].lower()}"


# PubMed's and PubMed Central's numbers (https://www.ncbi.nlm.nih.gov/pmc/pmctopmid/), and ISBNs (ISO 2108).

_PMID = re.compile(r"\s*(?:(?:pmid|pubmed(?:\s+id)?)\s*[:#]?\s*)?0*([1-9]\d{0,8})\s*(?:\[pmid\]|\.)?\s*", re.IGNORECASE)
_PMCID = re.compile(r"\s*(?:pmc\s?id\s*[:#]?\s*)?(?:PMC\s?)?0*([1-9]\d{0,8})(?:\.\d{1,3})?\s*", re.IGNORECASE)
_ISBN = re.compile(r"(?<![\d-])(?:97[89][ -]?)?\d(?:[ -]?\d){8}[ -]?[\dXx](?![\d-]|[ ]\d)")
_CHECKS = {10: tuple(range(10, 0, -1)), 13: (1, 3) * 6 + (1,)}


def pmid(text: str) -> str | None:
    """Return the PMID that a field or link gives, its digits; None if there is none."""
    return _number(text, _PMID, "PMID")


def pmcid(text: str) -> str | None:
    """Return the PMCID that a field or link gives, `PMC` and its digits, without version; None if there is none."""
    number = _number(text, _PMCID, "PMCID")
    return f"PMC{number.removeprefix('PMC')}" if number else None


def _number(text: str, pattern: re.Pattern[str], kind: Kind) -> str | None:
    if found := pattern.fullmatch(text[:LIMIT]):
        return found[1]
    told = of_link(text.strip()) if "://" in text else None
    return told.value if told and told.kind == kind else None


def isbn(text: str) -> str | None:
    """Return the first ISBN in `text` as it is written there, but for typographic hyphens; None if there is none.

    Its check digit tells it from other numbers.
    """
    text = text[:LIMIT] if text.isascii() else text[:LIMIT].translate(_TYPED)
    return next((found[0] for found in _ISBN.finditer(text) if isbn13(found[0])), None)


def isbn13(text: str) -> str | None:
    """Return the thirteen digits of an ISBN of ten or thirteen, by which two are compared; None if it is none."""
    digits = text.replace("-", "").replace(" ", "").upper()
    if len(digits) not in _CHECKS or not digits[:-1].isdecimal() or not _checks(digits):
        return None
    if len(digits) == 13:
        return digits if digits.startswith(("978", "979")) else None
    digits = f"978{digits[:-1]}"
    return next(whole for last in range(10) if _checks(whole := f"{digits}{last}"))


def _checks(digits: str) -> bool:
    values = [10 if digit == "X" else int(digit) for digit in digits]
    total = sum(value * weight for value, weight in zip(values, _CHECKS[len(digits)], strict=True))
    return total % (11 if len(digits) == 10 else 10) == 0


_SETTLED: dict[str, Callable[[str], str | None]] = {"PMID": pmid, "PMCID": pmcid}


def is_medical(link: str) -> bool:
    """Return whether a link is one to PubMed, PubMed Central or Europe PMC."""
    return "ncbi.nlm.nih.gov/" in link or "europepmc.org/" in link


def settled(extra: dict[str, str], url: str | None = None) -> dict[str, str]:
    """Return what a Paper's `extra` says with its identifiers bare, and what its page at PubMed tells; one that is none
    stays as it is.

    What ADS gives as the page of a preprint is its arXiv id, and no page.
    """
    if url and is_medical(url) and (told := of_link(url)) and told.kind in _SETTLED:
        extra.setdefault(told.kind, told.value)
    for name, bare in _SETTLED.items():
        if name in extra and (number := bare(extra[name])):
            extra[name] = number
    if "page" in extra and extra["page"][:6].lower() == "arxiv:" and arxiv_id(extra["page"]):
        del extra["page"]
    return extra


# Links.

# Hosts in whose paths an arXiv id stands for the paper it is about; subdomains count.
_ARXIV_HOSTS = (
    "arxiv.org", "xxx.lanl.gov", "ar5iv.org", "alphaxiv.org", "arxiv-vanity.com", "scirate.com", "huggingface.co",
    "hf.co", "semanticscholar.org", "emergentmind.com", "paperswithcode.com", "catalyzex.com",
)  # fmt: skip
_HOST = re.compile(r"https?://(?:[^\s/?#@]{0,100}@)?([\w.-]{1,253})(?::\d{0,5})?(?=[/?#]|$)", re.IGNORECASE)
_IN_PATH = late(rf"(?<=/)(?:arxiv:)?{_NUMBER}{_VERSION}(?=$|[/?#&]|\.(?:pdf|ps|tar|git)\b)", re.IGNORECASE)
_BIBCODE = re.compile(r"/(?:19|20)\d\darXiv(\d{4})\.?(\d{4,5})[A-Z](?=$|[/?#&])")
_MED = r"0*([1-9]\d{0,8})(?:\[uid\]|%5Buid%5D)?(?=$|[/?#&])"
# By the end of a host, what of the rest of an address is which identifier; {} is what was found.
_ROWS: tuple[tuple[str, str, Kind, str], ...] = (
    ("pubmed.ncbi.nlm.nih.gov", rf"^/(?:m/)?(?:\?term=)?{_MED}", "PMID", "{}"),
    ("ncbi.nlm.nih.gov", rf"^/(?:m/)?pubmed/(?:\?term=)?{_MED}|[?&]list_uids={_MED}", "PMID", "{}"),
    ("europepmc.org", rf"/MED/{_MED}", "PMID", "{}"),
    ("identifiers.org", rf"/pubmed[:/]{_MED}", "PMID", "{}"),
    ("", r"/PMC0*([1-9]\d{0,8})(?:\.\d{1,3})?(?=$|[./?#&])", "PMCID", "PMC{}"),
    ("", r"/isbn[:/]?((?:97[89]-?)?\d(?:-?\d){8}-?[\dX])(?=$|[/?#&])", "ISBN", "{}"),
    ("nature.com", r"^(?!.*10\.\d{4}).*/articles/([a-z0-9][\w.-]*?)(?:\.pdf)?(?![\w.-])", "doi", "10.1038/{}"),
)
_PAGES = tuple((host, late(pattern, re.IGNORECASE), kind, form) for host, pattern, kind, form in _ROWS)


def of_link(link: str) -> Identifier | None:
    """Return the identifier of the paper that an http(s) address is about; None where it tells none.

    Known are arXiv and its mirrors, ADS's pages of preprints, PubMed, PubMed Central and Europe PMC, nature.com, and
    any page with a DOI in its path or query.
    """
    site = _HOST.match(link)
    if site is None or len(link) > LIMIT:
        return None
    host, rest = site[1].lower(), _plain(link[site.end() :])
    path = _decoded(re.split("[?#]", rest, maxsplit=1)[0])
    if _within(host, _ARXIV_HOSTS) and (found := _IN_PATH.search(path)):
        return Identifier("arxiv_id", _bare(found))
    if _within(host, ("adsabs.harvard.edu",)) and (code := _BIBCODE.search(path)):
        return Identifier("arxiv_id", f"{code[1]}.{code[2]}")
    for domain, pattern, kind, form in _PAGES:
        if (not domain or _within(host, (domain,))) and (number := pattern.search(rest)):
            value = form.format(number[number.lastindex or 1])
            value = value.lower() if kind == "doi" else value
            if kind != "ISBN" or isbn13(value):
                return Identifier(kind, value)
    return _registered(doi(link))


def _within(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


# Running text.

_SITES = (
    r"(?:dx\.)?doi\.org|(?:[\w-]+\.)?arxiv\.org|openreview\.net|(?:(?:pubmed|pmc|www)\.)?ncbi\.nlm\.nih\.gov|europepmc\.org"
    r"|(?:huggingface\.co|hf\.co)/papers"
)
_ANY = late(
    rf"""(?P<link>https?://(?=[^\s/<>"]*\.)\S{{1,2000}}|(?<![\w@./-])(?:www\.|(?:{_SITES})/)\S{{1,2000}})
    |(?<![\w./%-])(?P<doi>(?:doi:?\s?)?{_PREFIX}(?:/|%2F)\S{{1,2000}})
    |(?<![\w./-])(?P<arxiv>(?:arxiv\s?:?\s?)?{_NUMBER}{_VERSION})(?:\s*{_CATEGORY})?(?![\w/-]|\.\d)
    |(?<![\w./-])(?:pmid|pubmed\s+id)\s?:?\s*(?P<pmid>\d{{1,9}})(?![\w-])
    |(?<![\w./-])(?:pmc\s?id\s?:?\s*)?(?P<pmcid>PMC\d{{1,9}})(?:\.\d{{1,3}})?(?![\w-])
    |(?<![\w./-])(?:isbn(?:-?1[03])?\s?:?\s*)(?P<isbn>[\d][\d -]{{8,17}}[\dX])(?![\w-])
    |(?<![\w./-])(?P<bookland>97[89][\d-]{{10,14}})(?![\w-])""",
    re.IGNORECASE | re.VERBOSE,
)


_SIGN = re.compile(r"[\d/]|www\.", re.IGNORECASE)
"""What each of them has."""


def found_in(text: str) -> Iterator[Found]:
    """Yield the identifiers and links in a running text, in order.

    Where one ends that marks and brackets stand around, these tell: `(10.5555/a(2))` is 10.5555/a(2), and of
    `10.5555/a;10.5555/b` there are two.
    """
    at = 0 if _SIGN.search(text) else len(text)
    while found := _ANY.search(text, at):
        one = _one(found)
        if one:
            yield one
        at = one.end if one else found.end()


def identified(word: str) -> Identifier | None:
    """Return the identifier that a whole text is, whatever brackets stand around it; None where there is more in it."""
    for one in found_in(word[:LIMIT]):
        around = word[: one.start] + word[one.end :]
        return one.identifier if not any(map(str.isalnum, around)) else None
    return None


_LABELLED = 2
"""Most spaces of an identifier with what stands around it: `doi: 10.5555/gulls .`."""


def is_identifier(text: str) -> bool:
    """Return whether a text is an identifier or an address, with marks around it at the most, and so no title."""
    if text.count(" ") > _LABELLED:
        return False
    one = next(found_in(text), None)
    return one is not None and not any(map(str.isalnum, text[: one.start] + text[one.end :]))


def _one(found: re.Match[str]) -> Found | None:
    """Return what _ANY found, as far as it reaches; None where it is none after all."""
    text, start = found[0], found.start()
    if found["link"] or found["doi"]:
        begun = text.find("/", 8 if found["link"] else 0) + 1 or 8  # behind the host, or the prefix
        text = text[: _extent(text[: _closed(text)], min(begun, len(text)))]
    known: Identifier | None = None
    category = ""
    if found["link"]:
        address = text if "://" in text else f"https://{text}"
        known = of_link(address)
        category = (known and known.kind == "arxiv_id" and arxiv_category(address)) or ""
        return Found(known, address, start, start + len(text), category)
    if found["doi"]:
        known = _registered(doi(text))
    elif found["arxiv"]:
        known, category = Identifier("arxiv_id", _bare(found)), _category(found) or ""
        return Found(known, found["arxiv"], start, found.end(), category)
    elif found["pmid"] or found["pmcid"]:
        given = pmid(found["pmid"]) if found["pmid"] else pmcid(found["pmcid"])
        known = Identifier("PMID" if found["pmid"] else "PMCID", given) if given else None
    elif given := isbn(text):
        text = text[: text.index(given) + len(given)]
        known = Identifier("ISBN", given)
    return Found(known, text, start, start + len(text)) if known else None


def _registered(name: str | None) -> Identifier | None:
    """Return a DOI as what it is, an arXiv id where arXiv registered it."""
    if name is None:
        return None
    number = arxiv_id(name) if "48550" in name else None
    return Identifier("arxiv_id", number) if number else Identifier("doi", name)
