"""`python -m importers > docs/formats.md` writes the page of formats anew; a test says when it is due."""

from importers import READERS

_HEAD = """\
# Formats

What papershelf reads, recognised by content, never by file name: `papershelf import FILE...`, `papershelf import -`, or
a paste. `--format NAME` names one where two are alike. What a format carries is named by the fields of a paper, and by
what a listing says of it: line, position, the section it stands under, score, comments, upvotes; `roles` are editors,
translators and everybody else but the authors, `extra` is what only a citation needs (volume, issue, page, publisher,
key, ...) and what else a record says, under its own name (see below), `doubt` and `raw` are kept where a reading may be
wrong. A format of any size is read as it goes; the others are read whole, up to 64 MB. What cannot be read is listed
with its line and the reason. A page that is read badly may have a new layout: the last column is the day on which a
page of it was last looked at, or `not yet` where all that is known of it is what the site and programs that read it
say.

"""
_TAUGHT = """
## A layout of your own

A page that is read wrongly, or not at all, teaches how it is to be read. In the preview `t` shows it line by line, each
behind what it is taken for; `n` goes to what is doubtful, `/` finds a line. On one paper say `t` (this line is a
title), `p` (these are its people), `b` (both are in this line; again: divided elsewhere) or `x` (this is none), and the
whole page is read anew; `u` takes it back. Enter asks for the layout's name and goes on with it, Esc goes back as if
nothing had been said. With the import the layout is kept, and pages that look so are read by it before any reader of
other layouts is asked: the same page a year later is read without a question. `d` in the preview forgets it.

A layout is a small file, `layouts/NAME.toml` beside the settings, which may be sent to others. It names the order of
title and people, what stands between and before them, and how their lines look, in words out of a fixed list: blank
lines, marks, rank of a heading, bold letters, links, indent, letters, length, what is above and below. `papershelf
formats` lists those there are and what they do, and `papershelf import --layout NAME` reads a page by one.
"""
_PDFS = """
## PDFs

`papershelf import paper.pdf`, `papershelf import FOLDER` (every PDF in it and below, in order; hidden files and links
are left alone, other files counted), or `i` with either. Of a paper it is read what the file tells: title and people by
the size and place of their letters, a DOI or an arXiv id that the first pages print as its own, year and journal where
they stand; what the file states of itself (XMP, document information) where a page bears it out. Each record is in
doubt, as the pane says, less where page and file agree or an identifier is printed; one without people is shown, and
written with `--yes` only. What is missing is looked up when you ask: `papershelf complete ID...`, or `E`.

- Pages that a library or an archive puts before a paper are told from it; they state facts, too.
- A PDF that lists papers (accepted papers, a programme, references, a CV, a page printed to a file) is read as the
  list, by the reader of its kind.
- Slides, manuals, forms, receipts, scans without text, a file that is broken, too large (200 MB) or needs a password:
  a sentence. One that is cut off is read as far as it goes; one with an empty password is opened.
- The file is opened by pdfium in a process of its own, with 1 GB of memory and 20 seconds, which can open nothing else.
"""
_FOLLOWED = """
## A library is followed

A *source* is a file in which each record has a key or an id of its own: {libraries}. A page, a paste
and what is piped in are none. Importing a source again from the same path (a link or a relative path to it is the same)
takes what it says now in the place of what it said before:

- An entry is known again by its citation key, else by the id that the library keeps it under; then by its text; then
  as any record is. So it is the same paper when it is retitled, dated anew or given another key, which then finds it
  too. Where two of three say that its key went to another work (a title unlike, another DOI or number, nobody in
  common), the new one is new.
- What you wrote of a paper stays, and your edits still win; what you split or kept apart stays so. Other sources are
  left alone: a record that another file shows as well is not changed, and this file gets one of its own beside it.
- The account says what changed on the shelf (`berg2020: year 2019 is now 2020`; `updated` in `--json`), and names what
  is no longer in the file (`gone`). That stays on the shelf. What you deleted comes back, as with every import that
  shows it.
- It is one step: undo brings back what was said before.

A source that is as it was, with all its papers on the shelf, is not read again. A file that was moved or renamed is
another source, and so is one with another format.
"""

_TAIL = """
## What a record says besides

What no fact is made of is kept in `extra` under the name that the format has for it: `MeshHeading`, `Grant` and
`Affiliation` of PubMed's XML, `FU` and `C1` of the Web of Science, `funder` and `update-to` of Crossref,
`cited_by_count` of OpenAlex, `shelfmark` of a .bib file. `papershelf list --json` shows it; searches know only its
keywords.

- Several values of one name have semicolons between them; a value of JSON with parts is `name: Fen Fund, award: F 1`,
  in CSL-JSON it stays JSON. What belongs to one person has the name before it: `Reed A: Fen House`.
- Links beside a paper of a reading list go by what they are called (`code`, `slides`), or by the column of a table; an
  entry that says more than a citation is `entry`.
- Where a format has several values for what is one fact, the first is the fact and the others keep their name: a
  second publisher of RIS is `PB`, a second ISSN of NBIB `IS`. A name that is also a CSL variable's stands behind `x-`.
- A field for an ISBN or ISSN that says more than one number (`978-… (print), 978-… (online)`) gives the first; the
  whole field is kept so, too.
- A name in two scripts (`林沼 (Lin Zhao)`) is one person with the parts of the first; the other is shown behind it.
- A term of a university (`Michaelmas 1907`) is the year, and stays in its words; `early 1907` is about 1907.
- RIS with an earlier day under `Y1` than under `DA` (Atypon's sites) came out online on the first and in the issue of
  the second; else the year under `PY` is that of publication.
- A field for a DOI that holds a link gives the link, where there is no other; any other text in it, and a second DOI,
  is `doi` in `extra`.
- Under one name 20,000 characters are kept, then it says how many values more there are (`… and 1,204 more`); of one
  record 100,000 characters are, then `left-out` has the names of the rest.

Left out is what is not about the work: the works that it cites and that cite it (their number is kept); scores and
ranks of a search; ids of people, topics and places in a database; when a database, a reference manager or a program
looked at the record; links for machines and thumbnails; paths of files, but those of a .bib (`file`); reviews,
comments and what authors had to sign (OpenReview); days of later versions (arXiv).

## What the reader of a library says

How far a paper was read, stars, priority, tags and notes come along with the papers that the shelf has not yet, as a
step of its own. What is taken so is not among the facts, and `export --format bibtex-as-imported` gives it back; what
says more, or is no word that papershelf knows, stays in `extra`.

- BibTeX: JabRef's `readstatus`, `relevance` and `ranking` (four of five and more is a star), `priority`, `groups` as
  tags, `comment`, `comment-USER` and `review` as the note; BibDesk's and Papers' `read`, `rating` and `annote`;
  `mendeley-tags` and `mendeley-groups`. `annotation` is for print, and stays a fact.
- Zotero: manual tags and notes; in Extra, and in the note of CSL-JSON, a line `Read_Status: To Read` (Zotero Reading
  List), `Rating: 5`, or any of the fields above as `tex.readstatus: read` (Better BibTeX).
- EndNote's XML and tags: research notes. papershelf's own JSON: all of it.
- Keywords stay facts; with `keywords_as_tags = true` in the settings file they become tags besides.

`papershelf import --as read` (or `unread`, `queued`, ...) marks the new papers of any page or file so, whatever it
says; in the app `R` does for a library.

## What comes back of an export

A paper that is exported and imported again is the same paper: through papershelf's own JSON and BibLaTeX with all that
is known of it, through CSL-JSON with all but a preprint's publisher, which is filled in (arXiv). What has no field of
the format is written for papershelf alone: in BibTeX and BibLaTeX behind `x-`, in CSL-JSON in `custom`, in RIS in a
line `U1`. A field that came with a .bib entry goes out under its own name, and so does a tag of RIS that has no
meaning of its own (`AD`, `C5`, `U3`), and what other programs put into `custom`. What each cannot say:

- BibTeX and BibLaTeX have a name in another script in brackets behind the given names.
- BibTeX and RIS cannot say that a word such as Consortium is a family name: it comes back as the name of a group.
- BibTeX: whether a particle goes or stays where the family name stands alone.
- BibLaTeX: the same, of a name that has particles of both sorts.
- BibTeX and BibLaTeX: runs of spaces.
- RIS: which sort a particle is, an abbreviated journal where there is no journal, runs of spaces.
- All of them: the entry as a .bib file had it; `--format bibtex-as-imported` writes that.
"""


def page() -> str:
    """Return docs/formats.md: on reading, the table of every reader in the order of READERS, and on writing."""
    lines = ["| `--format` | what it is | what it carries | any size | last seen |", "|---|---|---|---|---|"]
    lines += [
        f"| `{reader.NAME}` | {reader.TITLE} | {', '.join(reader.CARRIES)} | {'yes' if reader.STREAMS else ''} "
        f"| {reader.LAST_SEEN or 'not yet'} |"
        for reader in READERS
    ]
    libraries = ", ".join(f"`{reader.NAME}`" for reader in READERS if reader.LIBRARY)
    return _HEAD + "\n".join(lines) + "\n" + _TAUGHT + _PDFS + _FOLLOWED.format(libraries=libraries) + _TAIL


if __name__ == "__main__":
    print(page(), end="")
