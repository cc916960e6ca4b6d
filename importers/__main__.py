"""`python -m importers > docs/formats.md` writes the page of formats anew; a test says when it is due."""

from importers import READERS

_HEAD = """\
# Formats

What papershelf reads, recognised by content, never by file name: `papershelf import FILE...`, `papershelf import -`, or
a paste. `--format NAME` names one where two are alike. What a format carries is named by the fields of a paper, and by
what a listing says of it: line, position, score, comments, upvotes; `roles` are editors, translators and everybody else
but the authors, `extra` is what only a citation needs (volume, issue, page, publisher, key, ...) and what else a record
of a reference manager says, under its own name, `doubt` and `raw` are kept where a reading may be wrong. A format of
any size is read as it goes; the others are read whole, up to 64 MB. What cannot be read is listed with its line and the
reason. A page that is read badly may have a new layout: the last column is the day on which its layout was last looked
at.

"""
_TAIL = """
## What comes back of an export

A paper that is exported and imported again is the same paper: through papershelf's own JSON and BibLaTeX with all that
is known of it, through CSL-JSON with all but a preprint's publisher, which is filled in (arXiv). What has no field of
the format is written for papershelf alone: in BibTeX and BibLaTeX behind `x-`, in CSL-JSON in `custom`. What each
cannot say:

- BibTeX: whether a particle goes or stays where the family name stands alone.
- BibLaTeX: the same, of a name that has particles of both sorts.
- BibTeX and BibLaTeX: runs of spaces, and capitals in the name of a field that nobody knows.
- RIS: which sort a particle is, an abbreviated journal where there is no journal, runs of spaces.
- All of them: the entry as a .bib file had it; `--format bibtex-as-imported` writes that.
"""


def page() -> str:
    """Return docs/formats.md: on reading, the table of every reader in the order of READERS, and on writing."""
    lines = ["| `--format` | what it is | what it carries | any size | last seen |", "|---|---|---|---|---|"]
    lines += [
        f"| `{reader.NAME}` | {reader.TITLE} | {', '.join(reader.CARRIES)} | {'yes' if reader.STREAMS else ''} "
        f"| {reader.LAST_SEEN} |"
        for reader in READERS
    ]
    return _HEAD + "\n".join(lines) + "\n" + _TAIL


if __name__ == "__main__":
    print(page(), end="")
