"""A .bib file -> its entries and macros in order, each with its line: by bibtexparser, and by hand where that gives up.

bibtexparser's splitter reads what is well formed, and is fast. It resumes at the next `@` at the start of a line, hides
entries with a repeated key or field among its failures, and takes two fields with no comma between them for one. So the
file is first cut at every `@type{` that begins a line; a piece whose braces do not balance, whose entry bibtexparser
rejects or whose fields look wrong is read again by the forgiving parser below, which knows the mistakes people make.
"""

import itertools
import logging
import re
from bisect import bisect_right
from collections.abc import Container, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from importers.reader import Skipped, Unread, skip
from storage.papers.bibfields import table
from storage.papers.text import digest

if TYPE_CHECKING:
    from bibtexparser.model import Block, Field

PIECE = 1 << 20
"""Characters that are read at a time: constant memory, whatever the size of the file."""
LOOKAHEAD = 1 << 18
"""Characters behind an unbalanced entry in which its end is looked for."""
ENTRY_LIMIT = 1 << 19
"""Longest entry in characters; the largest real ones (3,000 authors, an abstract) take a fifth of it."""
MACRO_LIMIT = 2_000
"""Longest macro in characters: `@string{a = a # a}` sixty times over would fill any memory."""


@dataclass(slots=True)
class Record:
    """One `@type{key, field = value, ...}`; values have their delimiters taken off and macros put in, TeX as it was."""

    kind: str
    """Lower case."""
    key: str
    fields: dict[str, str]
    """By lower-case name; of a repeated field the first that is not empty, as BibTeX does."""
    line: int
    raw: str
    doubt: str | None = None
    """What was wrong with the entry, where that leaves the reading in doubt."""
    taken: Mapping[str, str] = field(default_factory=dict)
    """What the entry takes from elsewhere in the file: macros by name, later fields of other entries too."""

    @property
    def source(self) -> str:
        """The text of the entry, and all that it takes from elsewhere."""
        return "\n".join((self.raw, *(f"{name} = {value}" for name, value in self.taken.items())))


@dataclass(slots=True)
class Macros:
    """`@string` definitions so far, and the names that were used without one."""

    known: dict[str, str] = field(default_factory=lambda: dict(STANDARD_MACROS))
    missing: dict[str, int] = field(default_factory=dict)
    """Lower-case name to the line of the first entry that uses it."""
    used: dict[str, str] = field(default_factory=dict)
    """Those of the file itself that the entry which is being read uses."""


# The months, and the journals that plain.bst and its kin define (btxbst.doc): a .bib file may use them undefined.
STANDARD_MACROS: Mapping[str, str] = {
    **{name[:3].lower(): name for name in
       "January February March April May June July August September October November December".split()},
    **table("""
        acmcs = ACM Computing Surveys; acta = Acta Informatica; cacm = Communications of the ACM;
        ibmjrd = IBM Journal of Research and Development; ibmsj = IBM Systems Journal;
        ieeese = IEEE Transactions on Software Engineering; ieeetc = IEEE Transactions on Computers;
        ieeetcad = IEEE Transactions on Computer-Aided Design of Integrated Circuits;
        ipl = Information Processing Letters; jacm = Journal of the ACM;
        jcss = Journal of Computer and System Sciences; scp = Science of Computer Programming;
        sicomp = SIAM Journal on Computing; tocs = ACM Transactions on Computer Systems;
        tods = ACM Transactions on Database Systems; tog = ACM Transactions on Graphics;
        toms = ACM Transactions on Mathematical Software; toois = ACM Transactions on Office Information Systems;
        toplas = ACM Transactions on Programming Languages and Systems; tcs = Theoretical Computer Science
    """),
}  # fmt: skip

ENTRY_TYPES = frozenset(
    "article artwork audio bibnote book bookinbook booklet collection commentary conference customa customb customc "
    "dataset electronic image inbook incollection inproceedings inreference jurisdiction legal legislation letter "
    "manual mastersthesis misc movie music mvbook mvcollection mvproceedings mvreference online patent performance "
    "periodical phdthesis proceedings reference report review set software standard suppbook suppcollection "
    "suppperiodical techreport thesis unpublished video www xdata".split()
)
COMMANDS = ("comment", "preamble", "string")
"""Types that are no entry."""
BACK = 200
"""How far before an `@` amid a line its beginning, or a `%`, is looked for."""

_START = re.compile(
    r"^[ \t]*+@[ \t]*+(?:([A-Za-z]\w*+)(\s*+)[{(]|(?:article|book|inproceedings|incollection|misc|phdthesis)\b)",
    re.MULTILINE | re.IGNORECASE,
)
_INLINE_START = re.compile(r"@[ \t]*+([A-Za-z]\w*+)\s*+([{(])")
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_COMMENT_LINE = re.compile(r"\n[ \t]*%")
_FIELD_NAME = re.compile(r"[A-Za-z_][\w:.+/\-]*")
_NEXT_FIELD = re.compile(r"[\s,;]*+([A-Za-z_][\w:.+/\-]*+)\s*+=\s*+")
_SPACE = re.compile(r"(?:[\s,]++|%[^\n]*+(?:\n|$))*+")
_BLANK = re.compile(r"[ \t\n]++")
_BARE = re.compile(r"[^\s,#{}()\"=]++")
# What stands between a value's own braces, when the groups within are at most two deep: nothing closes it early.
_FLAT = re.compile(r"[^{}]*+(?:\{[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+\}[^{}]*+)*+")


def blocks(
    text: Iterable[str], macros: Macros, known: frozenset[int] = frozenset()
) -> Iterator[Record | Skipped | Unread]:
    """Yield the entries of a .bib file that comes in pieces cut anywhere, and what could not be read as an entry.

    `@string` goes into `macros`; `@comment`, `@preamble`, lines that begin with `%` and text between entries are
    chrome. Every `@type{` at the start of a line is a Record or a Skipped; or Unread, where its digest is `known` and
    it takes nothing from elsewhere in the file. Never raises; linear in the text.
    """
    line = 1
    usual: Mapping[str, str] = STANDARD_MACROS
    for chunks in _cut(text):
        run: list[tuple[int, str]] = []
        for chunk in chunks:
            if known and chunk.plain and (mark := digest(chunk.text)) in known and _is_whole(chunk.text, usual):
                yield from _by_library(run, macros)
                run = []
                yield Unread(line, mark)
            elif chunk.plain:
                if usual and _STRING.match(chunk.text):
                    usual = {}
                run.append((line, chunk.text))
            else:
                yield from _by_library(run, macros)
                run = []
                yield from _one_by_one(chunk, line, macros)
                if macros.known != STANDARD_MACROS:
                    usual = {}
            line += chunk.text.count("\n")
        yield from _by_library(run, macros)


@dataclass(slots=True)
class _Chunk:
    """The text from one `@type{` at the start of a line to the next."""

    text: str
    parts: list[str] = field(default_factory=list)
    """Where a later chunk closes what this one leaves open: both and what is between."""
    plain: bool = False
    """True when bibtexparser may have it."""


def _cut(text: Iterable[str]) -> Iterator[list[_Chunk]]:
    source = iter(text)
    buffer = ""
    ended = False
    while not ended:
        while not ended and len(buffer) < PIECE + LOOKAHEAD:
            piece = next(source, None)
            ended = piece is None
            buffer += piece or ""
        starts = [found.start() for found in _START.finditer(buffer)]
        if starts[:1] != [0]:
            starts.insert(0, 0)
        ready = len(buffer) if ended else len(buffer) - LOOKAHEAD
        if not ended and len(starts) == 1:
            # One line without end, or an entry beyond all limits: cut before the last entry that begins within it.
            starts.append(_last_inline_start(buffer) or len(buffer))
        starts.append(len(buffer))
        texts = [buffer[start:end] for start, end in itertools.pairwise(starts)]
        depths = [_depth(chunk) for chunk in texts]
        merged = _merged(texts, depths)
        complete = len(texts) if ended else len(texts) - 1
        chunks: list[_Chunk] = []
        index = 0
        while index < complete and (starts[index] < ready or not chunks):
            last = merged.get(index, index)
            if index < last < complete:
                chunks.append(_Chunk(buffer[starts[index] : starts[last + 1]], texts[index : last + 1]))
                index = last
            else:
                chunks.append(_Chunk(texts[index], plain=not depths[index] and _is_plain(texts[index])))
            index += 1
        if chunks:
            yield chunks
        buffer = buffer[starts[index] :]


_STRING = re.compile(r"\s*@string", re.IGNORECASE)
_POINTS = re.compile(r"=[ \t\n]*+([A-Za-z][^\s,#}]*+)|crossref|xdata|#", re.IGNORECASE)


def _is_whole(chunk: str, usual: Container[str]) -> bool:
    """Return whether an entry surely takes nothing from elsewhere in its file: but for the macros that every file has,
    which are `usual` while it defines none itself."""
    return all((found[1] or "").lower() in usual for found in _POINTS.finditer(chunk))


def _last_inline_start(text: str) -> int | None:
    found = (found.start() for found in _INLINE_START.finditer(text, 1) if found[1].lower() in ENTRY_TYPES)
    return max(found, default=None)


def _one_by_one(chunk: _Chunk, line: int, macros: Macros) -> Iterator[Record | Skipped]:
    if chunk.parts:
        items = list(_by_hand(chunk.text, line, macros, strict=True))
        if items or _is_command(chunk.text):
            yield from items
            return
    for part in chunk.parts or [chunk.text]:
        yield from _by_hand(part, line, macros)
        line += part.count("\n")


def _depth(chunk: str) -> int:
    """Return how many braces a chunk leaves open; 0 when it is balanced with or without counting escaped ones."""
    depth = chunk.count("{") - chunk.count("}")
    if depth and "\\" in chunk:
        bare = _ESCAPED.sub("", chunk)
        depth = bare.count("{") - bare.count("}")
    return depth


def _merged(chunks: list[str], depths: list[int]) -> dict[int, int]:
    """Return, for chunks that end inside a value or a comment, the later chunk that closes it.

    A line within an abstract or a commented-out part may well begin with `@type{`. One open brace is that of the entry
    itself: there somebody forgot to close it, and nothing is merged.
    """
    merged: dict[int, int] = {}
    waiting: list[tuple[int, int]] = []
    total = 0
    for index, depth in enumerate(depths):
        before = total
        total += depth
        while waiting and total <= waiting[-1][1]:
            opened, level = waiting.pop()
            if total == level:
                merged[opened] = index
        if depth > 0:
            head = _INLINE_START.search(chunks[index])
            if depth > 1 or (head and (head[1].lower() == "comment" or head[2] == "(")):
                waiting.append((index, before))
    return {first: last for first, last in merged.items() if last - first <= 20 or _is_command(chunks[first])}


def _is_command(chunk: str) -> bool:
    head = _INLINE_START.search(chunk)
    return head is not None and head[1].lower() in COMMANDS


def _is_plain(chunk: str) -> bool:
    """Return whether bibtexparser would see the start of this chunk, and no commented-out line misleads it."""
    head = _START.match(chunk)
    if head is None or len(chunk) > ENTRY_LIMIT:
        return False
    if head[1] is None or (head[2] and "\n" in head[2]) or chunk[head.start(1) - 1] != "@":
        return False
    if head[1].lower().startswith(COMMANDS) and head[1].lower() not in COMMANDS:
        return False  # bibtexparser takes an @commentary for a @comment
    return "%" not in chunk or _COMMENT_LINE.search(chunk) is None


def _by_library(run: list[tuple[int, str]], macros: Macros) -> Iterator[Record | Skipped]:
    """Read chunks that follow one another, each with its line; what bibtexparser cannot read, by hand."""
    if not run:
        return
    from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry, ParsingFailedBlock, String
    from bibtexparser.splitter import Splitter

    _quiet()
    lines, chunks = zip(*run, strict=True)
    split: list[tuple[int, Block]] = []
    for block in Splitter("".join(chunks)).split().blocks:
        while isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock) and block.ignore_error_block:
            block = block.ignore_error_block
        split.append((lines[0] + (block.start_line or 0), block))
    by_hand = {bisect_right(lines, line) - 1 for line, block in split if isinstance(block, ParsingFailedBlock)}
    done: set[int] = set()
    for line, block in split:
        if not by_hand or bisect_right(lines, line) - 1 not in by_hand:
            if isinstance(block, String):
                value = _value(block.value, macros, line)
                if value is not None:
                    macros.known[block.key.lower()] = value[:MACRO_LIMIT]
                continue
            if not isinstance(block, Entry):
                continue
            macros.used = {}
            fields = _fields(block.fields, macros, line)
            if fields is not None:
                yield Record(block.entry_type, block.key or "", fields, line, block.raw or "", taken=macros.used)
                continue
        index = bisect_right(lines, line) - 1
        if index not in done:
            done.add(index)
            yield from _by_hand(chunks[index], lines[index], macros)


def _quiet() -> None:
    # Its warnings would reach the terminal through logging's last resort; what they say is in our Skipped.
    logger = logging.getLogger("bibtexparser")
    if not logger.hasHandlers():
        logger.addHandler(logging.NullHandler())


@lru_cache(maxsize=4096)
def _field_name(key: str) -> str | None:
    return key.lower() if _FIELD_NAME.fullmatch(key) else None


def _fields(items: "Iterable[Field]", macros: Macros, line: int) -> dict[str, str] | None:
    """Return the fields with their values unwrapped; None where they look as if two had run into one."""
    fields: dict[str, str] = {}
    for item in items:
        name, value = _field_name(item.key), item.value
        if name is None:
            return None
        unwrapped: str | None
        if value[:1] == "{" and value[-1:] == "}" and _is_one_group(inner := value[1:-1]):
            unwrapped = inner
        elif value.isdigit():
            unwrapped = value
        else:
            unwrapped = _value(value, macros, line)
            if unwrapped is None:
                return None
        if not fields.get(name):
            fields[name] = unwrapped
    return fields


def _is_one_group(inner: str) -> bool:
    """Return whether what stands between a value's braces leaves them a pair; False when that takes a closer look."""
    if "{" not in inner and "}" not in inner:
        return True
    return _FLAT.fullmatch(inner) is not None and "\\{" not in inner and "\\}" not in inner


def _value(text: str, macros: Macros, line: int) -> str | None:
    """Return a whole value (parts joined by `#`) unwrapped; None where there is more than one value in it."""
    for escapes in (True, False):
        value, end = _parse_value(text, 0, macros, line, escapes=escapes)
        if value is not None and _SPACE.fullmatch(text, end):
            return value
    return None


def _parse_value(text: str, at: int, macros: Macros, line: int, *, escapes: bool) -> tuple[str | None, int]:
    """Read a value at `at`; return it and where it ends, or None and where the trouble begins.

    With `escapes` a brace behind a backslash is a character (as TeX and bibtexparser have it), without it counts (as
    BibTeX and biber have it).
    """
    parts: list[str] = []
    room = ENTRY_LIMIT
    while True:
        at = _past(_BLANK, text, at)
        if at >= len(text):
            return ("".join(parts) if parts else None), at
        if text[at] in '{"':
            end = closing(text, at, escapes=escapes)
            if end < 0:
                return None, at
            parts.append(text[at + 1 : end])
            at = end + 1
        else:
            bare = _BARE.match(text, at)
            if bare is None:
                return "".join(parts), at
            parts.append(_expanded(bare[0], macros, line)[:room])
            room -= len(parts[-1])
            at = bare.end()
        ahead = _past(_BLANK, text, at)
        if not text.startswith("#", ahead):
            return "".join(parts), at
        at = ahead + 1


def _expanded(word: str, macros: Macros, line: int) -> str:
    name = word.lower()
    if (value := macros.known.get(name)) is not None:
        if value is not STANDARD_MACROS.get(name):
            macros.used[name] = value
        return value
    if word[0].isalpha():
        macros.missing.setdefault(name, line)
    return word


def _past(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Return where what the pattern matches at `at` ends; `at` where it does not match."""
    found = pattern.match(text, at)
    return found.end() if found else at


_MARK = re.compile(r"\\.|[{}\"]", re.DOTALL)


def closing(text: str, at: int, *, escapes: bool) -> int:
    """Return where the brace or quotation mark at `at` is closed, outside of braces within it; -1 when it never is."""
    closer = "}" if text[at] == "{" else '"'
    depth = 0
    for mark in _MARK.finditer(text, at + 1):
        sign = mark[0] if escapes else mark[0][-1]
        if sign == closer and depth == 0:
            return mark.end() - 1
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth < 0:
                return -1
    return -1


def _by_hand(chunk: str, line: int, macros: Macros, *, strict: bool = False) -> Iterator[Record | Skipped]:
    """Read what one chunk holds, forgiving what can be forgiven; with `strict` nothing, unless it all is in order."""
    at = counted = line_start = 0
    while (head := _INLINE_START.search(chunk, at)) is not None or (at == 0 and _START.match(chunk)):
        if head is None:
            yield skip(line, "there is no brace after the type of the entry", chunk)
            return
        start = head.start()
        if lines := chunk.count("\n", counted, start):
            line += lines
            line_start = chunk.rindex("\n", counted, start) + 1
        counted = start
        begins_line = start - line_start < BACK and not chunk[line_start:start].strip()
        kind = head[1].lower()
        commented = "%" in chunk[max(line_start, start - BACK) : start]
        if not begins_line and (commented or (kind not in ENTRY_TYPES and kind not in COMMANDS)):
            at = head.end()
        elif kind == "string":
            at = yield from _string(chunk, head, line, macros)
        elif kind in COMMANDS:
            end = closing(chunk, head.end() - 1, escapes=False) if head[2] == "{" else -1
            at = len(chunk) if end < 0 else end + 1
        elif len(chunk) - start > ENTRY_LIMIT:
            at = _next_entry(chunk, head)
            if at - start > ENTRY_LIMIT:
                yield skip(line, f"the entry is longer than {ENTRY_LIMIT:,} characters", chunk[start:])
            else:
                yield from _by_hand(chunk[start:at], line, macros)
        else:
            ends = "=" in chunk or "}" in chunk or ")" in chunk  # without any of these it has no field and no end
            record, at = _entry(chunk, head, line, macros, escapes=True) if ends else (None, len(chunk))
            if record is None and "\\" in chunk:
                record, at = _entry(chunk, head, line, macros, escapes=False)
            if record is None:
                if strict:
                    return
                record, at = _by_field_names(chunk[start:], head, line, macros), len(chunk)
            yield record or skip(line, "the entry is never closed", chunk[start:])


def _next_entry(chunk: str, head: re.Match[str]) -> int:
    """Return where an entry of a known type begins behind `head`, or any at the limit of an entry's length."""
    limit = head.start() + ENTRY_LIMIT
    starts = _INLINE_START.finditer(chunk, head.end())
    return next((at.start() for at in starts if at.start() >= limit or at[1].lower() in ENTRY_TYPES), len(chunk))


def _string(chunk: str, head: re.Match[str], line: int, macros: Macros) -> Generator[Skipped, None, int]:
    """Take a macro's definition; return where reading goes on."""
    found = _NEXT_FIELD.match(chunk, head.end())
    value, end = _parse_value(chunk, found.end(), macros, line, escapes=True) if found else (None, 0)
    if found is None or value is None:
        reason = "is never closed" if found else "has no name"
        yield skip(line, f"the macro {reason}", chunk[head.start() :])
        return len(chunk)
    macros.known[found[1].lower()] = value[:MACRO_LIMIT]
    return end


def _entry(chunk: str, head: re.Match[str], line: int, macros: Macros, *, escapes: bool) -> tuple[Record | None, int]:
    """Read the entry that opens at `head`; return it and where it ends, None where it does not end."""
    closer = "}" if head[2] == "{" else ")"
    key, at = _key(chunk, head.end(), closer)
    macros.used = {}
    fields: dict[str, str] = {}
    forgiven = False
    while True:
        at = _past(_SPACE, chunk, at)
        if at >= len(chunk):
            if forgiven:
                break
            return None, at
        if chunk[at] == closer or (chunk[at] == "}" and closer == ")"):
            at += 1
            # A brace too many behind a value does not end the entry when another field follows it.
            following = _NEXT_FIELD.match(chunk, at)
            if following is None or not fields or following[1].lower() not in _KNOWN_FIELDS:
                break
            forgiven = True
            continue
        found = _NEXT_FIELD.match(chunk, at)
        if found is None:
            # Something that is no field: on to the next comma, brace or line.
            at = max(_past(_JUNK, chunk, at), at + 1)
            continue
        value, end = _parse_value(chunk, found.end(), macros, line, escapes=escapes)
        if value is None:
            return None, at
        if chunk[found.end() : found.end() + 1] not in ("{", '"', ""):
            value, end = _loose(chunk, found.end(), value, end, closer)
        name, at = found[1].lower(), end
        if not fields.get(name):
            fields[name] = value
    return Record(head[1].lower(), key, fields, line, chunk[head.start() : at], taken=macros.used), at


_JUNK = re.compile(r"[^,\n{}()]++")
_LOOSE = re.compile(r"[^\n,{}()#=\"]*+")


def _loose(chunk: str, start: int, value: str, end: int, closer: str) -> tuple[str, int]:
    """Return all words of a value without delimiters (`year = in press,`), unless another field begins behind it."""
    words = _LOOSE.match(chunk, start)
    if words is None or words.end() <= end or not words[0].strip():
        return value, end
    if chunk.startswith((",", closer), _past(_BLANK, chunk, words.end())):
        return words[0].strip(), words.end()
    return value, end


_KEY = re.compile(r"[^,={}\"\n]*+")


def _key(chunk: str, at: int, closer: str) -> tuple[str, int]:
    """Return the key behind the opening brace and where the fields begin; empty where there is none."""
    at = _past(_BLANK, chunk, at)
    found = _KEY.match(chunk, at)
    assert found is not None
    text, end = found[0], found.end()
    if closer == ")" and ")" in text:
        end = at + text.index(")")
        return chunk[at:end].strip(), end
    following = chunk[end : end + 1]
    if following == ",":
        return text.strip(), end + 1
    if following == "=":
        # No comma behind the key, or no key: the last word is the first field's name.
        words = text.split()
        if not words:
            return "", end + 1
        return " ".join(words[:-1]), at + text.rstrip().rindex(words[-1])
    if following == "\n" and _NEXT_FIELD.match(chunk, end):
        return text.strip(), end
    if following == "{":  # {key} in braces of its own
        inner = _KEY.match(chunk, end + 1)
        if inner is not None and chunk[inner.end() : inner.end() + 1] == "}":
            return inner[0].strip(), inner.end() + 1
    return text.strip(), end


_FIELD_NAMES = (
    "abstract|address|annotation|annote|archiveprefix|arxivid|author|booktitle|chapter|crossref|date|day|doi|edition|"
    "editor|eid|eprint|eprinttype|file|howpublished|institution|isbn|issn|issue|journal|journaltitle|key|keywords|"
    "language|location|month|note|number|organization|pages|primaryclass|publisher|school|series|title|type|url|"
    "urldate|volume|year"
)
_FIELD_START = re.compile(
    rf"(?:^[ \t]*+,?[ \t]*+|,[ \t]*+)({_FIELD_NAMES})[ \t]*+=[ \t]*+"
    rf"|(?<=[ \t])({_FIELD_NAMES})[ \t]*+=[ \t]*+(?=[{{\"])",
    re.MULTILINE | re.IGNORECASE,
)
_KNOWN_FIELDS = frozenset(_FIELD_NAMES.split("|"))


def _by_field_names(text: str, head: re.Match[str], line: int, macros: Macros) -> Record | None:
    """Read an entry whose delimiters do not match: each value runs to where the next known field begins."""
    starts = list(_FIELD_START.finditer(text)) if "=" in text else []
    if not starts:
        return None
    key, _ = _key(text, head.end() - head.start(), "}" if head[2] == "{" else ")")
    macros.used = {}
    fields: dict[str, str] = {}
    ends = [found.start() for found in starts[1:]]
    for found, end in zip(starts, [*ends, len(text)], strict=True):
        value = text[found.end() : end].strip().rstrip(",").rstrip()
        if found is starts[-1]:
            value = value.rstrip("} \t\n),")
        if value.startswith(("{", '"')):
            value = value[1:]
            if value.endswith(("}", '"')) and value.count("}") + value.count('"') > value.count("{"):
                value = value[:-1]
        else:
            value = _expanded(value, macros, line) if _BARE.fullmatch(value) else value
        fields.setdefault((found[1] or found[2]).lower(), value.strip())
    if key.lower() in fields:
        key = ""
    doubt = "a brace or quotation mark is missing; fields were told apart by their names"
    return Record(head[1].lower(), key, fields, line, text, doubt, macros.used)
