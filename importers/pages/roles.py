"""What a line of a page is by itself: title, venue, date, link, prose, heading. How probable each is, not which."""

import re
from functools import lru_cache

from importers.pages.words import PLACES, TITLE_ENDING, TITLE_WORDS
from importers.prose import furniture, prose
from storage.papers.text import fold

# Log odds, natural, throughout: 0 is "cannot tell", +2 is 7 : 1 for it.

_YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"
YEAR = re.compile(_YEAR)
"""A year that a paper may be of."""
_VENUE = re.compile(
    r"\b(?:proc(?:eedings)?\b\.?|conf(?:erence)?\b\.?|journal|symposium|workshop|transactions|trans\."
    r"|lecture notes|lncs\b|letters|annals"
    r"|bulletin|magazine|review of|advances in|arxiv|biorxiv|medrxiv|corr\b|eprint|preprint|ssrn"
    r"|vol(?:ume)?\.?\s?\d|no\.\s?\d"
    r"|issue|pages?\s\d|pp\.?\s?\d|doi\b|pmid|pmcid|issn|isbn|to appear|forthcoming|in press|accepted|submitted"
    r"|under review"
    r"|in submission|in preparation|springer|elsevier|wiley|ieee|acm\b|usenix|mit press|university press|cambridge"
    r"|oxford"
    r"|thesis|dissertation|technical report|tech\. rep\.?|working paper|zeitschrift|revista|revue|rivista|tagung)",
    re.IGNORECASE,
)
_ACRONYM_YEAR = re.compile(r"\b[A-Z][A-Za-z&+/-]{0,12}[A-Z]\w{0,6}(?:[ -]?['’]?\d{2}|[ ,(]{1,2}(?:19|20)\d\d)\b")
_MONTH = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?|janvier|février|mars|avril|juin|juillet|août|januar|februar|märz|mai|juni|juli|oktober"
    r"|dezember)\b\.?,?\s"
    r"(?:\d{1,2}\b|(?:19|20)\d\d)|\b\d{1,2}\.?\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
_VOLUME = re.compile(
    r"\b\d{1,4}\s?\(\d{1,4}\)\s?[:,]?|;\s?\d{1,4}[(:]|\b\d{1,4}\s?[:,]\s?(?:\w?\d{1,5})\s?[-–—]\s?\w?\d{1,5}"
)
_STARTS_IN = re.compile(r"(?:in:?|appears in|published in|to appear|accepted|presented at|also in)\s", re.IGNORECASE)
_ENDS_IN_YEAR = re.compile(r"[,.(]\s*(?:19|20)\d\d[).]*$")
_ET_AL = re.compile(r"\bet al\b")
_STARTS_VENUE = re.compile(
    r"(?:\W*(?:\d+(?:st|nd|rd|th)\s|(?:19|20)\d\d\s)?(?:the\s)?(?:[A-Z]\w+\s){0,3}(?:Journal of|Conference on"
    r"|Transactions on|transactions on"
    r"|Symposium on|Proceedings of|Workshop on|Annals of|Letters$|Review of|Reviews$)|PMID|PMCID|DOI|doi:|ISBN"
    r"|ISSN|arXiv:)"
)
_AT_HOST = re.compile(r"\s[-–—]\s(?:[\w-]{1,40}\.){1,4}[a-z]{2,6}$")


@lru_cache(1 << 12)
def venue(text: str) -> float:
    """Return the log odds that a text says where and when something appeared."""
    if len(text) > 400:
        return -3.0
    odds = -2.0
    odds += 1.6 * min(len(_VENUE.findall(text)), 3) + (1.2 if _ET_AL.search(text) else 0.0)
    if YEAR.search(text):
        odds += 1.6
    if _ACRONYM_YEAR.search(text):
        odds += 1.5
    if _MONTH.search(text):
        odds += 1.2
    if _VOLUME.search(text):
        odds += 1.8
    if _STARTS_IN.match(text):
        odds += 1.2
    if _STARTS_VENUE.match(text):
        odds += 2.0
    if _AT_HOST.search(text):
        odds += 2.0
    if len(text) < 100 and _ENDS_IN_YEAR.search(text):
        odds += 1.2
    if prose(text) > 2 or text[:1] in '“"«„':
        odds -= 2.0
    return max(-4.0, min(odds, 5.0))


_LINK_WORDS = frozenset(
    """
    pdf pdfs bib bibtex bibtext ps html htm xml epub doi arxiv ar5iv abs abstract abstracts abst code source software
    github
    gitlab bitbucket data dataset datasets slides slide presentation poster posters video videos talk recording youtube
    vimeo demo website webpage web page site project supplement supplementary supplemental supp suppl material materials
    appendix appendices paper papers preprint postprint full text fulltext link links url http https www cite cited by
    citation
    citations citing save share export download downloads views view read more show hide related articles article
    similar versions version all free pmc pmid review no available open access oa import into endnote refman refworks
    scholar google semantic dblp acm dl ieee xplore springer link publisher official online blog post press media
    news tweet thread twitter x reddit huggingface hugging face colab notebook wiki errata erratum cv bio email home
    openreview aclanthology anthology zenodo osf figshare model models weights checkpoint tldr summary toggle
    expand collapse copy like likes comment comments upvote stars star fork forks kb mb copyright bookmark add
    摘要页 摘要 全文 下载 引用 链接 原文 代码 abstractpage 論文 概要
    library my get it find at edit details detail info information key ref refs reference references
    """.split()
)
_WORD = re.compile(r"[^\W\d_]+")
_RESULTS = re.compile(
    r"(?i)(?:(?:about|showing|view(?:ing)?:?|displaying|page|results?:?)\s)*[\d.,]+(?:\s?[-–—]\s?[\d.,]+)?"
    r"(?:\s(?:of|out of|von|sur|de|di)\s(?:about\s)?[\d.,]+)?\s(?:search\s)?(?:results?|hits|matches|entries|records"
    r"|articles|ergebnisse|treffer|résultats|resultados|risultati)\b"
    r"|(?:search )?results (?:for|per)\b|select all\b|verified email\b|items per page\b"
)
"""What a search says of itself."""
_IN_LANGUAGE = re.compile(r"\[?(?:[Aa]rticle|[Aa]bstract|[Pp]aper|[Tt]ext|[Ff]ull text) in [A-Z]\w+\]?\.?")


@lru_cache(1 << 12)
def noise(text: str) -> float:
    """Return the log odds that a text is links and buttons: `[pdf] [bib]`, `Save Cite Cited by 12`, a menu."""
    if len(text) > 300:
        return -4.0
    words = [word.lower() for word in _WORD.findall(text)]
    if not words:
        return 3.0
    if furniture(text) or _IN_LANGUAGE.fullmatch(text) or _RESULTS.match(text):
        return 4.0
    known = sum(word in _LINK_WORDS for word in words)
    if known == len(words):
        return -1.0 if YEAR.search(text) else 4.0
    share = known / len(words)
    if share >= 0.6:
        return 1.5 if len(words) < 12 else 0.0
    if text[:4] in ("http", "www.") and " " not in text:
        return 3.0
    return -3.0


def _any(words: str) -> str:
    """Return an expression for one of these words; a comma divides those that are of several."""
    return "|".join(word.strip().replace(" ", r"\s") for word in words.split(","))


_SORT = _any(
    "refereed, peer[- ]reviewed, selected, recent, all, full, long, short, regular, research, industry,"
    "industrial, demo,"
    "demonstration, poster, oral, accepted, invited, main, technical, system, applications?, position, vision,"
    "student,"
    "workshop, conference, journal, book, international, national, unpublished, tacl, cl, findings, track,"
    "list of, best,"
    "award, contributed, other, ph\\.?d\\.?, master'?s?, doctoral, plenary, spotlight, special, full-length,"
    "pre-?prints?,"
    "late breaking, tool, first, new, ideas?, and, &"
)
_WORKS = _any(
    "papers?, articles?, publications?, talks?, presentations?, posters?, demos?, demonstrations?, proceedings,"
    "journals?,"
    "conferences?, workshops?, pre-?prints?, manuscripts?, books?, chapters?, book chapters?, reports?,"
    "technical reports?,"
    "theses, thesis, dissertations?, patents?, reviews?, tutorials?, submissions?, abstracts?, sessions?, tracks?,"
    "contributions?, references?, bibliography"
)
_SESSION = _any(
    "oral, poster, paper, technical, research, plenary, parallel, invited, special, demo, panel, industry,"
    "contributed,"
    "keynote, spotlight, morning, afternoon, evening, best, short, long"
)
_PART = _any(
    "track, day, part, room, hall, section, topic, area, theme, block, stream, module, chapter, week, unit, lecture"
)
_TALK = _any("talk, speech, lecture, address, presentation, speakers?, discussion, session")
_MEAL = _any("coffee, tea, lunch, dinner, breakfast, social, banquet, networking, poster, health, bio")
_PAUSE = _any(
    "coffee, tea, lunch, dinner, breakfast, breaks?, banquet, reception, registration, refreshments?, excursion,"
    "social event, adjourn, adjournment"
)
_EVENT = _any(
    "welcome, opening, closing, introduction, introductory, concluding, wrap[- ]?up, awards?, business meeting,"
    "general assembly, discussion, q ?& ?a, end of, conference dinner, town hall, edited by, editors:"
)
_OFFICE = _any(
    "general, program, programme, local, publicity, publication, steering, organi[sz]ing, technical, area,"
    "session, track,"
    "workshop, honorary, finance, web"
)
_MONTHS = _any("january, february, march, april, may, june, july, august, september, october, november, december")
_ALONE = _any(
    "abstracts?, authors?, titles?, keywords?, index, contents, table of contents, comment in, cited by, mesh terms,"
    "in press, in preparation, in submission, in review, under review"
)
_HEADING = re.compile(
    r"(?:[\[(<]?\s*(?:19|20)\d\d(?:\s?[-–—/]\s?(?:(?:19|20)?\d\d|present|now|today))?\s*[\])>:.]?"
    r"(?:\s*\(\d{1,4}(?: \w{1,15})?\))?"
    r"|(?:forthcoming|submitted|to appear|recent|selected|other|earlier|older)\b.{0,40}"
    rf"|(?:(?:{_SORT}|[/,]|\(?\d{{1,4}}\)?)\s+){{0,6}}(?:{_WORKS})"
    r"(?:\s*(?:\(.{0,40}\)|[-–—:].{0,30}|\d{1,4}|& .{0,30}|and .{0,30}| presented .{0,60}))?"
    rf"|(?:(?:{_SESSION})\s+){{0,3}}sessions?\b.{{0,150}}"
    rf"|(?:{_PART})\s+(?:[A-Z]|\d{{1,3}}|[ivx]{{1,5}})\b.{{0,120}}"
    rf"|(?:keynotes?|invited (?:talk|speaker|lecture)s?|plenary|panel|tutorial)\b(?:\s+(?:[A-Z\dIVX]{{1,4}}|{_TALK}))*"
    r"\s*(?:[:\-–—(].{0,300})?"
    rf"|(?:(?:morning|afternoon|evening)\s)?(?:(?:{_MEAL})[\s/&-]+)*(?:{_PAUSE})(?:\b.{{0,80}})?"
    rf"|(?:{_EVENT})\b.{{0,80}}"
    r"|(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day|\.)?\b.{0,60}"
    rf"|(?:\d{{1,2}}\.?\s)?(?:{_MONTHS})\b[\s\d,–-]{{0,20}}"
    rf"|(?:{_OFFICE})?\s*(?:co-?)?(?:chairs?|committees?|organi[sz]ers?|members|reviewers|board)(?:\b.{{0,60}})?"
    r"|new submissions.{0,60}|cross[- ](?:submissions|lists?).{0,60}|replacements?(?: submissions)?.{0,60}"
    r"|showing .{0,80}"
    rf"|.{{0,80}}\[?\(?\bsession chairs?\b.{{0,100}}|chair(?:s|ed by|person)?\s*:.{{0,100}}|{_ALONE})\s*:?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[^.?!]{2,60}:")
_NOT_HEADINGS = re.compile(r"(?i)\b(?:using|via|towards?|for|from|with|by)\b")


@lru_cache(1 << 12)
def heading(text: str) -> float:
    """Return the log odds that a text heads what follows: a year, a session, a break, a kind of publication."""
    if len(text) > 300 or not text:
        return -4.0
    if _HEADING.fullmatch(text):
        return 4.0 if len(text) < 60 or not _NOT_HEADINGS.search(text) else 1.5
    if _LABEL.fullmatch(text):
        return 1.5
    words = text.split()
    if len(words) <= 3 and not YEAR.search(text):
        return 0.0
    return -3.0


_ADDRESS = re.compile(r"https?://|www\.|@[\w-]+\.\w|^\S+\.(?:pdf|html?|com|org|edu)$")
_PLACE_FIRST = re.compile(
    r"\W*\d{0,2}\W*(?:Departe?ment|Dept|University|Universit\w+|Institut\w*|School|Faculty|College|Laborator\w+"
    r"|Division|Centre|Center|Hospital"
    r"|Author information|Electronic address)\b(?! (?:students?|libraries|teaching|admission|rankings?))"
)
_NUMERIC = re.compile(r"\d")
_TIME = re.compile(r"\b\d{1,2}:\d\d\b")
_SPLIT = re.compile(r"[\s/–—-]+")
_SENTENCE = re.compile(r"(?<=[a-z)])[.;]\s")
_CODE = re.compile(
    r"\w\(\)|[{}=]\s*$|^\s*(?:def|class|import|return|if|for|while|#include|\$)\s.*[:;({]$|\w->\w|::|\w_\w+_\w|=="
    r"|!=|&&|\|\||/\w+/\w+/|-{2}\w|\bTHE SOFTWARE\b"
)


_POST = re.compile(
    r"(?i)(?:(?:senior|junior|associate|assistant|adjunct|visiting|emeritus|deputy|vice|acting|interim|lead|principal"
    r"|chief|distinguished|honorary|full|research|teaching|student|post-?doctoral|doctoral|graduate|staff|former"
    r"|professional|technical|administrative|executive|managing|programme|program|project|support|laboratory|systems?"
    r"|and|&)\s){0,4}"
    r"(?:professor|prof\.|lecturer|reader|fellow|researcher|scientist|engineer|technician|manager|director|head"
    r"|dean|provost|chancellor|secretary|coordinator|co-?ordinator|officer|administrator|assistant|associate|postdoc"
    r"|post-?doc|librarian|developer|consultant|analyst|instructor|curator|president|treasurer|professur|leiter(?:in)?"
    r"|dozent(?:in)?|mitarbeiter(?:in)?|maître de conférences|profesora?|catedrátic[oa])\b"
    r"(?:\s(?:of|in|for|at|and|emeritus|emerita|für|de|en)\s.{0,90}|[,/&].{0,90})?"
)
"""What somebody is at a university."""
_OTHER = re.compile(
    r"(?i)(?:topics?|areas?|reviewers?|referees?|advis[oe]rs?|co-?advisors?|supervisors?|instructors?|moderators?|hosts?"
    r"|location|venue|room|office|address|e-?mail|phone|tel|fax|contact|deadline|duration|salary|closes|funding|grant"
    r"|betreuer(?:in)?|raum|ort|directeur|encadrant|lugar|tutor(?:a|es)?|orientador(?:a)?)\s?[:：]\s"
)
"""What is said of something and is no paper."""
_FACTS = re.compile(r"[^\W\d_][\w ]{2,24}:\s?\d")


@lru_cache(1 << 13)
def title(text: str) -> float:
    """Return the log odds that a text is the title of a paper and not people, a venue, a heading, prose, a menu."""
    size = len(text)
    if size < 4 or size > 400:
        return -5.0
    words = [word for word in _SPLIT.split(text) if word]
    odds = (-4.0, -3.0, -1.2, 0.0, 0.7, 1.0)[min(len(words), 5)]
    if not text.isascii() and any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af" for c in text):
        odds = 0.5 if size >= 6 else -2.0
    odds += 0.5 if 25 <= size <= 200 else -0.5 if size < 15 else -1.0 if size > 250 else 0.0
    first = text[0]
    if first.islower():
        odds -= 1.2 if not any(map(str.isupper, words[0])) else 0.0
    said = sum(says(word) for word in words[:20])
    odds += min(0.5 * said, 1.8) - (0.8 if not said and len(words) > 3 else 0.0)
    if size > 60 or text[-1] == ".":
        odds -= max(0.0, min(prose(text), 4.0)) * 0.8
    if text[-1] in ",;:(":
        odds -= 1.5
    if ": " in text:
        odds += 0.4
    odds -= 1.2 * min(len(_SENTENCE.findall(text)), 3)
    if _CODE.search(text):
        odds -= 2.5
    if _POST.fullmatch(text) or _OTHER.match(text) or len(_FACTS.findall(text)) > 1:
        odds -= 4.0
    if _ADDRESS.search(text) or _ET_AL.search(text):
        odds -= 3.5
    if _STARTS_VENUE.match(text):
        odds -= 2.5
    if _TIME.search(text):
        odds -= 1.5
    if _PLACE_FIRST.match(text) or (", " in text and text.rstrip(" .").rpartition(", ")[2] in PLACES):
        odds -= 3.0
    digits = len(_NUMERIC.findall(text))
    if digits * 3 > size:
        odds -= 3.0
    return odds


@lru_cache(1 << 13)
def says(word: str) -> bool:
    """Return whether a word is one that titles have, and no name."""
    plain = fold(word.strip(".,:;?!()[]“”\"'‘’"))
    return plain in TITLE_WORDS or (len(plain) > 5 and TITLE_ENDING.search(plain) is not None)


def abstract(text: str) -> float:
    """Return the log odds that a text is prose: an abstract, a description."""
    odds = prose(text)
    if len(text) < 60:
        return min(odds / 2, 1.0)
    return max(-4.0, min(odds / 2 + 0.5, 5.0))


NEVER_LAST = frozenset(
    "a an the of and or for with in on to by via from at as into under over between using is are its their our than "
    "through without within towards toward against beyond among across about".split()
)
"""Words with which no title, and no line of people, ends."""
