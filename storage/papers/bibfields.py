"""BibTeX's, BibLaTeX's, RIS's and EndNote's names of types and fields, and the CSL types and variables that they are.

Each table is read and written: of the names in a row the first is written, all are read.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from storage.papers.paper import ROLES


def table(text: str) -> dict[str, str]:
    """Return the table that `text` holds as `name = value; name = value`, however its lines are broken."""
    rows = (row.partition("=") for row in " ".join(text.split()).split(";"))
    return {name.strip(): value.strip() for name, _, value in rows}


def inverted(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return the table by its names; one that stands in several rows is of the first."""
    found: dict[str, str] = {}
    for row, names in table.items():
        for name in names:
            found.setdefault(name, row)
    return found


def by_name(text: str) -> dict[str, str]:
    """Return which kind each name stands for, out of a table of every kind's names, with commas between them."""
    return inverted({kind: names.split(", ") for kind, names in table(text).items()})


class EntryType(NamedTuple):
    """A kind of paper as BibTeX and BibLaTeX have it (btxdoc; BibLaTeX manual 2.1, with its aliases 2.1.2)."""

    bibtex: str
    """`misc` for what classic styles do not know."""
    biblatex: str
    subtype: str = ""
    """`entrysubtype`, where the entry type alone does not tell the kind; BibLaTeX knows the first two of them."""
    container: str = "howpublished"
    """Where BibTeX puts the venue."""
    publisher: str = "publisher"
    """Where BibTeX puts the publisher."""
    also: str = ""
    """Entry types that are read as this kind, and never written."""


# An entry type that several kinds share is read as the first of them.
BIBTEX_TYPES = {
    "article-journal": EntryType("article", "article", "journal", "journal", also="suppperiodical periodical"),
    "article-magazine": EntryType("article", "article", "magazine", "journal"),
    "article-newspaper": EntryType("article", "article", "newspaper", "journal"),
    "review": EntryType("article", "article", "review", "journal", also="review"),
    "paper-conference": EntryType("inproceedings", "inproceedings", container="booktitle", also="conference"),
    "document": EntryType("misc", "misc", "document"),
    "article": EntryType("misc", "misc", "preprint", also="preprint arxiv"),
    "book": EntryType("book", "book", also="mvbook booklet collection mvcollection proceedings mvproceedings reference "
                      "mvreference manual"),
    "chapter": EntryType("incollection", "incollection", container="booktitle", also="bookinbook inbook suppbook "
                         "suppcollection"),
    "entry-encyclopedia": EntryType("incollection", "inreference", "encyclopedia", "booktitle"),
    "thesis": EntryType("phdthesis", "thesis", publisher="school", also="mastersthesis bachelorsthesis"),
    "report": EntryType("techreport", "report", publisher="institution", also="standard"),
    "manuscript": EntryType("unpublished", "unpublished", "manuscript"),
    "speech": EntryType("unpublished", "unpublished", "speech", also="presentation"),
    "webpage": EntryType("misc", "online", "webpage", also="electronic www webpage"),
    "post-weblog": EntryType("misc", "online", "blog", also="blog"),
    "dataset": EntryType("misc", "dataset", "dataset", also="data"),
    "software": EntryType("misc", "software", "software", also="softwareversion"),
    "patent": EntryType("misc", "patent", "patent"),
    "standard": EntryType("techreport", "standard", "standard"),
    "entry-dictionary": EntryType("incollection", "inreference", "dictionary", "booktitle"),
    "entry": EntryType("incollection", "inreference", "entry", "booktitle"),
    "review-book": EntryType("article", "review", "bookreview", "journal"),
    "periodical": EntryType("misc", "periodical", "periodical"),
    "pamphlet": EntryType("booklet", "booklet", "pamphlet"),
    "collection": EntryType("misc", "misc", "collection"),
    "classic": EntryType("book", "book", "classic"),
    "post": EntryType("misc", "online", "post"),
    "bill": EntryType("misc", "legislation", "bill"),
    "legislation": EntryType("misc", "legislation", "legislation"),
    "regulation": EntryType("misc", "legislation", "regulation"),
    "legal_case": EntryType("misc", "jurisdiction", "case"),
    "treaty": EntryType("misc", "legal", "treaty", also="legal"),
    "hearing": EntryType("misc", "misc", "hearing"),
    "motion_picture": EntryType("misc", "movie", "film", also="video"),
    "broadcast": EntryType("misc", "video", "broadcast"),
    "song": EntryType("misc", "audio", "song", also="music"),
    "musical_score": EntryType("misc", "misc", "score"),
    "performance": EntryType("misc", "performance", "performance"),
    "graphic": EntryType("misc", "artwork", "graphic"),
    "figure": EntryType("misc", "image", "figure"),
    "map": EntryType("misc", "misc", "map"),
    "event": EntryType("misc", "misc", "event"),
    "interview": EntryType("misc", "misc", "interview"),
    "personal_communication": EntryType("misc", "letter", "letter"),
}  # fmt: skip
BIBTEX_KINDS = inverted({kind: (row.bibtex, row.biblatex, *row.also.split()) for kind, row in BIBTEX_TYPES.items()})
"""The kind as which an entry type is read."""
NUMBERED = frozenset("article periodical suppperiodical review".split())
"""Entry types whose `number` is that of the issue."""
SERIAL = frozenset(
    "book mvbook inbook bookinbook suppbook booklet collection mvcollection incollection suppcollection proceedings "
    "mvproceedings inproceedings conference reference mvreference inreference".split()
)
"""Entry types whose `number` is that in a series."""


def number_of(entry_type: str, *, in_series: bool) -> str:
    """Return the CSL variable that the `number` of an entry is: of an issue, in a series, or of a report."""
    if entry_type in NUMBERED:
        return "issue"
    return "number" if entry_type not in SERIAL else "collection-number" if in_series else "issue"


SUBTYPES = {row.subtype: kind for kind, row in BIBTEX_TYPES.items() if row.subtype}

BIBLATEX = {"journal": "journaltitle", "address": "location", "school": "institution"}
"""A BibTeX field as BibLaTeX calls it (manual 2.2.5); the others are the same."""

BIBTEX_FIELDS = table("""
    volume = volume; page = pages; edition = edition; collection-title = series; publisher-place = address location;
    event-title = eventtitle conference; event-place = eventplace venue; genre = type; ISBN = isbn; ISSN = issn;
    PMID = pmid pubmed_id; PMCID = pmcid pmc; accessed = urldate lastchecked; note = note; language = language;
    number-of-pages = pagetotal numpages; chapter-number = chapter; version = version; status = pubstate;
    title-short = shorttitle; keyword = keywords keyword author_keywords;
    container-title-short = shortjournal journal-iso abbrev_source_title iso-source-abbreviation;
    event-date = eventdate; original-title = origtitle; original-publisher = origpublisher;
    original-publisher-place = origlocation; container-title = maintitle; volume-title = issuetitle;
    call-number = library lccn; annote = annotation annote; original-date = origdate origyear;
    archive_location = x-archive_location archivelocation; license = x-license copyright rights;
    part-number = part; number-of-volumes = volumes; publisher = publisher; number = eid articleno article-number
""")
"""A CSL variable as its fields. The writer has rules for the last two, and for issue and collection-number; a variable
that is not here gets its name behind x-."""
NAMES = "x-names"
"""Which names in `extra` those behind x- are, where BibTeX's names can say less: `meshheading=MeshHeading`."""
BIBTEX_RULED = frozenset("""
    title subtitle booktitle booksubtitle mainsubtitle journal journaltitle journalsubtitle fjournal author editor
    editortype date year month day abstract doi url pages type number issue howpublished school institution organization
    langid hyphenation eprint eprinttype archiveprefix primaryclass eprintclass category arxivid arxiv
    entrysubtype raw maintitle issuetitle issuesubtitle
    endyear endmonth endday crossref xdata xref entryset options file pdf attachment attachments localfile local-url
""".split())  # fmt: skip
"""Fields that the reader has rules for, or resolves; the rest is in `extra`, under its own name where CSL has none."""
BIBTEX_NOISE = frozenset("""
    timestamp owner date-added date-modified creationdate modificationdate added-at __markedentry interhash intrahash
    biburl bibsource adsnote mendeley-groups execute presort langidopts gender
""".split())  # fmt: skip
"""What programs write for themselves, of the file and not of the work: when they looked at the entry and whence they
had it (BibDesk, JabRef, Mendeley, BibSonomy, DBLP, ADS), and commands to BibLaTeX. What the reader says stays."""
BESIDE_CSL = frozenset("""
    addendum afterword annotator authortype bookpagination booktitleaddon commentator editora editorb editorc
    editoratype editorbtype editorctype editortype eprint eprinttype eventtitleaddon foreword
    introduction isan ismn isrn issuetitleaddon iswc journaltitleaddon label langid maintitleaddon nameaddon
    file organization origlanguage pagination related relatedstring relatedtype reprinttitle shortauthor shorteditor
    shorthand shorthandintro shortseries sortkey sortname sorttitle sortyear titleaddon
    usera userb userc userd usere userf verba verbb verbc lista listb listc listd liste listf
""".split())  # fmt: skip
"""BibLaTeX's fields that no CSL variable is (manual, 2.2.2): they keep their names, in `extra` and out of it."""
LISTS = frozenset("publisher institution school organization address location language origlanguage origlocation "
                  "origpublisher".split())  # fmt: skip
"""Fields that BibLaTeX divides at each ` and ` (literal lists, manual 2.2.1)."""
NAMED = frozenset("afterword annotator commentator foreword introduction shortauthor shorteditor sortname".split())
"""Fields of names that are no role in CSL; `extra` has the names as people see them, with semicolons between."""

BIBTEX_ROLES = {role: f"x-{role}" for role in ROLES} | {
    "editor": "editor", "translator": "translator", "container-author": "bookauthor", "holder": "holder",
}  # fmt: skip
"""Roles as fields: BibLaTeX's own, and behind x- what it has no field for."""
EDITORS = ("editor", "editora", "editorb", "editorc")
"""BibLaTeX's fields for editors in any role, which a field of the same name with `type` behind it tells."""
_SAID = {
    "contributor": ("collaborator",), "script-writer": ("scriptwriter", "writer", "screenwriter"),
    "executive-producer": ("executiveproducer", "execproducer"), "series-creator": ("seriescreator", "creator"),
    "performer": ("performer", "actor", "castmember", "cast-member", "musician"),
}  # fmt: skip
EDITOR_TYPES = {role: (*_SAID.get(role, (role.replace("-", ""),)), role) for role in ROLES if role != "holder"}
"""A role as those types (manual 2.3.6, biblatex-apa's, and CSL's own names as Better BibTeX writes them)."""

KEYS = table("""
    phdthesis = PhD thesis; mathesis = Master's thesis; bathesis = Bachelor's thesis; candthesis = Candidate thesis;
    techreport = Technical report; resreport = Research report; software = Computer software; datacd = CD-ROM;
    audiocd = Audio CD; patent = Patent; patentde = German patent; patenteu = European patent; patentfr = French patent;
    patentuk = British patent; patentus = U.S. patent; patreq = Patent request; patreqde = German patent request;
    patreqeu = European patent request; patreqfr = French patent request; patrequk = British patent request;
    patrequs = U.S. patent request; countryde = Germany; countryeu = European Union; countryep = European Union;
    countryfr = France; countryuk = United Kingdom; countryus = United States of America;
    inpreparation = in preparation; submitted = submitted; forthcoming = forthcoming; inpress = in press;
    prepublished = pre-published; newseries = new series; oldseries = old series
""")
"""BibLaTeX's localisation keys for `type`, `location`, `pubstate` and `series` (4.9.2.14-16, english.lbx)."""
KEYED = frozenset("type location pubstate series".split())

# https://github.com/plk/biblatex, the babel names that it has a localisation for; the first is written.
LANGUAGES = table("""
    en = english; en-US = american usenglish USenglish; en-GB = british ukenglish UKenglish; en-CA = canadian; en-
    AU = australian; en-NZ = newzealand; de = ngerman german; de-AT = naustrian austrian; de-CH = nswissgerman
    swissgerman; fr = french francais frenchb; fr-CA = canadien acadian; es = spanish; it = italian; pt =
    portuguese portuges; pt-BR = brazil brazilian; nl = dutch; da = danish; sv = swedish; nb = norsk; nn =
    nynorsk; fi = finnish; is = icelandic; pl = polish; cs = czech; sk = slovak; sl = slovene slovenian; hr =
    croatian; sr = serbian; bg = bulgarian; ru = russian; uk = ukrainian; el = greek; tr = turkish; hu = magyar
    hungarian; et = estonian; lv = latvian; lt = lithuanian; ca = catalan; eu = basque; gl = galician; ro =
    romanian; la = latin; ar = arabic; he = hebrew; fa = persian; ja = japanese; zh = chinese; ko = korean; vi =
    vietnamese; eo = esperanto
""")
"""A language by its code (BCP 47), as CSL has it, and by the names that `langid` has for it."""

CSL_TEXTS = frozenset(
    "annote archive archive_collection archive_location archive-place authority call-number chapter-number "
    "citation-number collection-number collection-title container-title container-title-short dimensions division DOI "
    "edition event event-place event-title genre ISBN ISSN issue jurisdiction keyword language locator medium note "
    "number number-of-pages number-of-volumes original-publisher original-publisher-place original-title page "
    "page-first part-number part-title PMCID PMID printing-number publisher publisher-place references reviewed-genre "
    "reviewed-title scale section source status supplement-number title-short version volume volume-title "
    "volume-title-short year-suffix".split()
)
"""CSL 1.0.2's variables that are texts or numbers, but those that Paper has facts for (appendix IV)."""
CSL_DATES = frozenset("accessed available-date event-date issued original-date submitted".split())
"""Its dates."""

# RIS's types (Research Information Systems, 2001; Thomson Reuters, 2011).
RIS_TYPES = table("""
    article-journal = JOUR ABST INPR JFULL EJOUR; paper-conference = CONF CPAPER; manuscript = UNPB MANSCPT;
    article = UNPB PREPRINT; book = BOOK EBOOK EDBOOK CTLG SER; classic = CLSWK; chapter = CHAP ECHAP; thesis = THES;
    report = RPRT GOVDOC; standard = STAND; webpage = ELEC WEB ICOMM; dataset = DATA AGGR DBASE; software = COMP;
    review = JOUR; entry-encyclopedia = ENCYC; entry-dictionary = DICT; speech = SLIDE; patent = PAT;
    post-weblog = BLOG; article-magazine = MGZN; article-newspaper = NEWS; document = GEN MISC; pamphlet = PAMP;
    bill = BILL UNBILL; legal_case = CASE; hearing = HEAR; legislation = STAT; regulation = LEGAL; map = MAP;
    motion_picture = MPCT; broadcast = VIDEO; song = SOUND; musical_score = MUSIC; graphic = ART;
    figure = FIGURE CHART; personal_communication = PCOMM; post = ICOMM; review-book = JOUR
""")

# The specification's table of tags; Zotero's and EndNote's maps where it is silent.
RIS_TAGS = table("""
    volume = VL VO; issue = IS CP; publisher = PB; publisher-place = CY PP PL; edition = ET; collection-title = T3;
    container-title-short = J2 JA J1; title-short = ST; genre = M3; language = LA; note = N1 RN; number-of-volumes = NV;
    call-number = CN; archive = DB; source = DP; section = SE; number = M1 C7 AR
""")

RIS_FREE = frozenset("AD AV C4 C5 C6 C8 CA L4 M2 OP PA RI RP U3 U4 U5".split())
"""Tags that no variable is: they keep their names, in `extra` and out of it."""

# EndNote's reference types (EndNote manual, "Tag field names by reference type"), which some databases write as RIS.
ENDNOTE_KINDS = by_name("""
    article-journal = journal article, electronic article, journal, article, review;
    article-magazine = magazine article; article-newspaper = newspaper article;
    paper-conference = conference paper, conference proceedings, conference proceeding;
    book = book, edited book, electronic book, ebook, serial;
    chapter = book section, electronic book section, book chapter; entry-encyclopedia = encyclopedia;
    entry-dictionary = dictionary; thesis = thesis; report = report, government document; standard = standard;
    post-weblog = blog; bill = bill; legal_case = case; hearing = hearing; legislation = statute;
    regulation = legal rule or regulation; map = map; motion_picture = film or broadcast; song = music;
    graphic = artwork; figure = figure, chart or table; classic = classical work; pamphlet = pamphlet;
    personal_communication = personal communication; interview = interview;
    webpage = web page, electronic source, electronic citation, online multimedia; software = computer program;
    dataset = dataset, online database; patent = patent; manuscript = manuscript, unpublished work; article = preprint;
    speech = presentation; document = generic, audiovisual material
""")
