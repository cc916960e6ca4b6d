"""A citation as runs of text with emphasis: put together from parts, its punctuation settled, shown in three forms."""

import html
import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from storage.papers.indices import spell
from storage.papers.markup import Marked, rendered

Form = Literal["text", "markdown", "html"]


class Run(NamedTuple):
    """A stretch of text that is set in one way."""

    text: str
    italic: bool = False
    bold: bool = False
    script: Literal["", "sup", "sub"] = ""
    small_caps: bool = False


Piece = tuple[Run, ...]
"""A part of a citation; empty when there is nothing to print."""
Part = Piece | str


def piece(part: Part) -> Piece:
    """Return a text as a piece, its markup as emphasis if it is Marked; a piece as it is."""
    if type(part) is Marked:
        return tuple(Run(run.text, run.italic, run.bold, run.script, run.small_caps) for run in rendered(part))
    if isinstance(part, str):
        return (Run(part),) if part else ()
    return part


def join(delimiter: str, *parts: Part) -> Piece:
    """Return the parts that are there with the delimiter between them."""
    runs: list[Run] = []
    between = Run(delimiter)
    for part in parts:
        if part:
            if runs and delimiter:
                runs.append(between)
            runs.extend(piece(part))
    return tuple(runs)


def around(before: str, part: Part, after: str = "") -> Piece:
    """Return the part with `before` and `after` on its sides; nothing when there is no part."""
    return join("", before, part, after) if part else ()


def italic(part: Part) -> Piece:
    """Return the part in italics; what was in italics within it stands upright."""
    return tuple(run._replace(italic=not run.italic) for run in piece(part))


def bold(part: Part) -> Piece:
    """Return the part in bold."""
    return tuple(run._replace(bold=True) for run in piece(part))


def quoted(part: Part, *, single: bool = False) -> Piece:
    """Return the part between quotation marks."""
    return around("‘", part, "’") if single else around("“", part, "”")


# What a mark swallows when it comes to stand right after another: a full stop after anything that ends a clause, a
# colon after a question, a second comma (the table that CSL processors share, citeproc-js' and pandoc's).
_SWALLOWED = {".": ".!?:;", ",": ",", ":": ":!?", ";": ";", "!": "!", "?": "?"}
_ABBREVIATION = re.compile(r"(?:\b[A-Za-z]\.|\b(?:al|cf|Co|Corp|ed|eds|etc|Inc|Jr|Ltd|no|Sr|St|vol|vs)\.)$")


def settle(part: Piece, *, american: bool = True) -> Piece:
    """Return the part with its punctuation settled where parts meet, and neighbours that look alike put together.

    No full stop follows `?`, `!` or another full stop, no comma a comma, no space a space. With `american` full stops
    and commas go inside closing quotation marks (Chicago 6.9); the comma is left out there after `?` and `!`, and
    replaces a full stop that only ends the sentence of a title (Chicago 6.125).
    """
    done: list[Run] = []
    for run in part:
        text = run.text
        while text and done:
            last = done[-1].text
            if text[0] in ".," and last[-1] in "”’" and (quotes := _closing(done)):
                if not american:
                    if text[0] == "." and _before(done, quotes)[-1:] in tuple("?!."):
                        text = text[1:]
                    break
                before = _before(done, quotes)
                mark, text = text[0], text[1:]
                if mark == "," and before.endswith(".") and not _ABBREVIATION.search(before):
                    before = _drop_last(done, quotes)
                    last = done[-1].text
                if not before.endswith(("?", "!", ":", ";", mark)):
                    stem = last[: len(last) - quotes]
                    done[-1] = done[-1]._replace(text=stem + mark + last[len(stem) :])
            elif last[-1] in _SWALLOWED.get(text[0], "") or (text[0] == " " and last[-1] == " "):
                text = text[1:]
            else:
                break
        if not text:
            continue
        if done and done[-1][1:] == run[1:]:
            done[-1] = run._replace(text=done[-1].text + text)
        else:
            done.append(run._replace(text=text))
    if done and done[-1].text.endswith(" "):
        done[-1] = done[-1]._replace(text=done[-1].text.rstrip())
    return tuple(done)


def _closing(done: list[Run]) -> int:
    """Return how many closing quotation marks end what is done; an apostrophe (`the Joneses’`) is none."""
    text = done[-1].text
    quotes = 0
    while quotes < len(text) and text[-1 - quotes] in "”’":
        if text[-1 - quotes] == "’":
            line = "".join(run.text for run in done)
            stem = line[: len(line) - quotes - 1]
            if stem.rfind("‘") < 0 or stem.count("‘") <= len(re.findall(r"’(?!\w)", stem)):
                break
        quotes += 1
    return quotes


def _before(done: list[Run], quotes: int) -> str:
    text = done[-1].text
    if len(text) > quotes:
        return text[: len(text) - quotes]
    return done[-2].text if len(done) > 1 else ""


def _drop_last(done: list[Run], quotes: int) -> str:
    """Drop the character before the closing quotation marks; return what then stands before them."""
    text = done[-1].text
    if len(text) > quotes:
        done[-1] = done[-1]._replace(text=text[: len(text) - quotes - 1] + text[len(text) - quotes :])
    elif len(done) > 1:
        done[-2] = done[-2]._replace(text=done[-2].text[:-1])
    return _before(done, quotes)


def render(runs: Iterable[Run], form: Form = "text") -> str:
    """Return the runs as plain text, as CommonMark, or as a line of HTML; what is text in them is shown as it is."""
    if form == "html":
        return "".join(map(_html, runs))
    if form == "markdown":
        return _LINE_START.sub(r"\1\\\2", "".join(map(_markdown, runs)), count=1)
    return spell((_capitals(run), run.script) for run in runs)


def _capitals(run: Run) -> str:
    """Return the run's text where nothing shows small capitals: those of small letters as capitals."""
    return run.text.upper() if run.small_caps and run.text.islower() else run.text


def _html(run: Run) -> str:
    text = html.escape(run.text, quote=False)
    if run.small_caps:
        text = f'<span style="font-variant: small-caps">{text}</span>'
    return _emphasised(run, text, "<b>{}</b>", "<i>{}</i>")


def _emphasised(run: Run, text: str, bold: str, italic: str) -> str:
    if run.script:
        text = f"<{run.script}>{text}</{run.script}>"
    if run.bold:
        text = bold.format(text)
    return italic.format(text) if run.italic else text


_URL = re.compile(r"(https?://[^\s<>]*[^\s<>.,;:!?)\]’”])")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~$^#]|&(?=#?\w+;))")
# What opens a list, a heading or a rule when a line begins with it.
_LINE_START = re.compile(r"^(\s*\d*)([-+.)=])(?=\s|=|-)")


def _markdown(run: Run) -> str:
    text = "".join(
        f"<{part}>" if place % 2 else _MARKDOWN.sub(r"\\\1", part)
        for place, part in enumerate(_URL.split(_capitals(run)))
    )
    core = text.strip()
    if not core:
        return text
    # Emphasis marks count only when they touch a word, so the spaces at the ends stay outside.
    before, after = text[: text.index(core)], text[text.index(core) + len(core) :]
    return before + _emphasised(run, core, "**{}**", "*{}*") + after
