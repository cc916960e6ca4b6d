"""`python -m importers > docs/formats.md` writes the page of formats anew; a test says when it is due."""

from importers import READERS

_HEAD = """\
# Formats

What papershelf reads, recognised by content, never by file name: `papershelf import FILE...`, `papershelf import -`, or
a paste. `--format NAME` names one where two are alike. What a format carries is named by the fields of a paper, and by
what a listing says of it: line, position, score, comments, upvotes; `extra` is what only a citation needs (volume,
issue, page, publisher, key, ...), `doubt` and `raw` are kept where a reading may be wrong. A format of any size is
read as it goes; the others are read whole, up to 64 MB. What cannot be read is listed with its line and the reason. A
page that is read badly may have a new layout: the last column is the day on which its layout was last looked at.

"""


def page() -> str:
    """Return docs/formats.md: a sentence on reading, and the table of every reader in the order of READERS."""
    lines = ["| `--format` | what it is | what it carries | any size | last seen |", "|---|---|---|---|---|"]
    lines += [
        f"| `{reader.NAME}` | {reader.TITLE} | {', '.join(reader.CARRIES)} | {'yes' if reader.STREAMS else ''} "
        f"| {reader.LAST_SEEN} |"
        for reader in READERS
    ]
    return _HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(page(), end="")
