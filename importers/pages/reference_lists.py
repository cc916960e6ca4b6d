"""Lists of references on a page: entries told by numbers, indents, blank lines or a line each, and read together."""

import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from importers.pages import roles
from importers.pages.cited import paper
from importers.pages.lines import Line, Reading, Record, Span
from importers.pages.people import people
from importers.pages.references import AROUND, YEAR, Reference, chosen
from importers.prose import NO_TITLE, prose
from importers.reader import Listed, skip
from importers.sections import Above
from storage.papers.text import digest


def read(lines: Sequence[Line]) -> Reading:
    """Return the references among the lines of a page, whose entries may run over several lines.

    Entries are told by numbers, hanging indents, blank lines or a line each: of these the way that makes most of the
    page, of a long one most of its two ends. What follows a complete entry in sentences is its abstract.
    """
    headings, entries = _parted(lines)
    if len(lines) > 2 * _END:
        best = read([*lines[:_END], *lines[-_END:]])
        groups = next((groups for way, groups in _divided(entries) if way == best.way), None)
        if groups is not None:
            return _reading(headings, groups, best.way)
    readings = [_reading(headings, groups, way) for way, groups in _divided(entries)]
    return max(readings, key=_worth, default=Reading())


_END = 1_500
"""Lines of either end of a long page, by which is told how its entries are divided."""


def _worth(reading: Reading) -> float:
    many: float = len(reading.records) ** 0.5
    return reading.confidence * many * (0.2 + reading.explained)


def _parted(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Return the lines that stand above entries, and those of the entries."""
    headings: list[Line] = []
    entries: list[Line] = []
    for before, line, after in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        if _is_heading(line) or _is_plainly_heading(before, line, after):
            headings.append(line)
        elif not _is_page_head(line):
            stands_below = before is not None and bool(headings) and headings[-1] is before
            entries.append(replace(line, blanks=line.blanks or 1) if stands_below else line)
    return headings, entries


def _divided(lines: Sequence[Line]) -> Iterator[tuple[str, list[list[Line]]]]:
    """Yield the ways in which lines make entries."""
    kept = _labelled(lines)
    numbers = [line for line in kept if line.numbered]
    if len(numbers) > 1 and _is_counted(numbers):
        yield "numbered references", list(_grouped(kept, lambda line, _: line.numbered))
        return
    yield "references, a line each", [[line] for line in kept]
    if len({line.indent for line in kept}) > 1:
        least = min(line.indent for line in kept)
        yield "references with hanging indents", list(_grouped(kept, lambda line, _: line.indent == least))
    if bulleted := sum(bool(line.mark) for line in kept) * 2 > len(kept):
        yield "references with bullets", list(_grouped(kept, lambda line, _: bool(line.mark)))
    if sum(line.blanks > 0 for line in kept) > 1:
        yield "references between blank lines", list(_grouped(kept, lambda line, _: line.blanks > 0))
    if not bulleted and not all(_is_full(line) for line in kept):
        yield "wrapped references", list(_grouped(kept, _begins))


_LABEL = re.compile(
    r"\[(?:\^|(?=[^\]]*[A-Z\d]))([A-Za-z][\w+:.-]{1,24})\](?![(\[]):?\s+|(?:\[\^(?=\d+\])|(?=\d+\s))(\d{1,4})\]?:?\s+(?=[^\W\d_a-z“\"«„])"
)


def _labelled(lines: Sequence[Line]) -> Sequence[Line]:
    """Return lines with the keys in brackets ([Moo99]), or the bare numbers of notes, before them as their marks."""
    found = {line.number: hit for line in lines if not line.mark and (hit := _LABEL.match(line.text))}
    keys = [hit for hit in found.values() if hit[1]]
    numbers = [int(hit[2]) for hit in found.values() if hit[2]]
    ascending = sum(0 < after - before <= 2 for before, after in pairwise(numbers))
    counted = len(numbers) > 2 and ascending * 5 >= 4 * (len(numbers) - 1)
    if not (len(keys) > 1 or counted):
        return lines
    return [
        replace(line, text=line.text[hit.end() :], mark=(hit[1] and f"{hit[1]} 1") or hit[2])
        if (hit := found.get(line.number)) and (hit[1] if len(keys) > 1 else hit[2])
        else line
        for line in lines
    ]


def _is_counted(numbers: Sequence[Line]) -> bool:
    told = [int(digits) for line in numbers if (digits := re.sub(r"\D", "", line.mark))]
    ascending = sum(0 < abs(after - before) <= 3 for before, after in pairwise(told))
    return ascending * 2 >= len(told) - 1 or len(set(told)) == len(told) > 4


def _is_heading(line: Line) -> bool:
    """Return whether a line stands above entries: a heading, a year alone, `References`."""
    bare = line.text.strip(" :[]")
    alone = bare or line.mark
    return bool(line.level or (len(alone) < 20 and _HEADING.fullmatch(alone)))


_HEADING = re.compile(rf"{YEAR}|(?i:references|bibliography|publications|literatur|références)")


def _is_plainly_heading(before: Line | None, line: Line, after: Line | None) -> bool:
    """Return whether a line that nothing marks as one is a heading by its words: `Journal articles`, `In press`.

    It stands apart from the entry above it, which else may go on with such words, and an entry follows it.
    """
    if line.mark or len(line.text) > _HEADS or line.text[-1:] in ".,;" or after is None:
        return False
    apart = line.blanks > 0 or before is None or (_is_full(before) and after.mark != "")
    return apart and roles.heading(line.text) > _SURE


_HEADS, _SURE = 60, 3.0
"""Characters of the longest such heading, and from which log odds on one is sure."""


def _is_page_head(line: Line) -> bool:
    return not line.mark and line.text.isdecimal() and len(line.text) < 5


def _grouped(lines: Sequence[Line], begins: Callable[[Line, Line | None], bool]) -> Iterator[list[Line]]:
    group: list[Line] = []
    before = None
    for line in lines:
        if begins(line, before) and group:
            yield group
            group = []
        group.append(line)
        before = line
    if group:
        yield group


_FULL = re.compile(r"(?:[.\])]|\d{2,}|https?://\S+)[)\]”\"]?$")


def _is_full(line: Line) -> bool:
    """Return whether a line ends as an entry does."""
    return _FULL.search(line.text[-300:]) is not None


def _begins(line: Line, before: Line | None) -> bool:
    """Return whether a line of a wrapped list begins an entry: one ended, and here are people."""
    if before is None or not _is_full(before):
        return before is None
    head = re.split(r"[.:(“\"]\s|\(\d{4}|\s\d{4}", line.text, maxsplit=1)[0]
    found = people(head) if len(head) > 3 else None
    return bool(found and found.sure > 0.5) or bool(
        re.match(r"[^\W\d_][\w'’-]+,\s(?:[A-Z]\.|[A-Z][a-z]+\b)|[A-Z]\.\s?[A-Z]", line.text)
    )


_COMPOUND = re.compile(
    r"(?i)\b(?:self|non|multi|semi|cross|real|high|low|end|well|long|short|large|small|state|one|two|three|pre|post|co|re)-$"
)


def _joined(texts: Iterable[str]) -> str:
    """Return lines as one text, words that were divided at a line's end put together."""
    text = ""
    for piece in texts:
        if (
            text.endswith(("-", "\u00ad", "\u0002", "\ufffe"))
            and len(text) > 2
            and text[-2].isalpha()
            and piece[:1].islower()
        ):
            text = text + piece if _COMPOUND.search(text[-12:]) else text[:-1] + piece
        elif text.endswith(("/", "_")) and "://" in text[-200:]:
            text += piece
        else:
            text = f"{text} {piece}" if text and piece else text or piece
    return text


_ACCENTS = {"´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "¨": "\u0308", "˜": "\u0303", "ˇ": "\u030c", "˝": "\u030b"}
_APART = re.compile(rf"([^\W\d_])? ?([{''.join(_ACCENTS)}]) ?([A-Za-zı])")


def _composed(text: str) -> str:
    """Return a text with the accents that a PDF sets before their letters on them: `Sch¨onhage`, `Mu ˜noz`."""
    if text.isascii():
        return text

    def one(found: re.Match[str]) -> str:
        before = found[1] or ""
        letter = unicodedata.normalize("NFC", found[3].replace("ı", "i") + _ACCENTS[found[2]])
        if len(letter) > 1 or (not before and found.start() and found[0][0] != " "):
            return found[0]
        return f"{before} {letter}" if found[3].isupper() or (not before and found[0][0] == " ") else before + letter

    return _APART.sub(one, text)


_SAME = re.compile(r"(?:[—–―_]|-{2,}|\\_)[\s—–―_\\-]*[.,:]?\s*(?=\S)")


def _is_same(line: Line) -> bool:
    """Return whether a dash stands where the people of an entry would: they are those of the entry before."""
    return line.mark[:1] in ("—", "–", "―") or _SAME.match(line.text) is not None


def _with_people_of(before: Reference, text: str) -> str:
    """Return an entry with the people of the one before it for the dash that stands for them."""
    if not before.cuts:
        return text
    head = re.sub(rf"[\s(,]*{YEAR}[a-z]?[\s).,:]*$", "", before.body[: before.cuts[0].start].rstrip(' ,:“"‘«„'))
    return f"{head.rstrip(' ,')}, {_SAME.sub('', text, count=1)}"


_PREFIX = re.compile(
    r"[^\W_][\w-]{1,20}(?:\s[\w-]{1,20}){0,2}:\s(?P<people>[^.:“\"]{1,3}[^:“\"]{6,300}?)(?:(?<!\b[A-Z])\.\s|,?\s[“\"])"
)


def _unlabelled(text: str) -> str:
    """Return an entry without the word for it that stands before its people: `Kettle: Ada Moor and Bo Fern. ...`."""
    if (found := _PREFIX.match(text)) and (told := people(found["people"])):
        return text[found.start("people") :] if len(told.names) > 1 and told.sure > 0.9 else text
    return text


def _apart(line: Line) -> Iterator[str]:
    """Yield the texts of several words that a line sets apart, as links, in bold or italics."""
    links = (Span(link.start, link.end) for link in line.links)
    for start, end in (*links, *line.bold, *line.italic):
        text = line.text[start:end].strip(AROUND)
        if " " in text:
            yield text


def _reading(headings: Sequence[Line], groups: Sequence[Sequence[Line]], way: str) -> Reading:
    made: list[tuple[Reference, str]] = []
    in_lines = sum(len(group) > 1 and all(line.whole for line in group) for group in groups) * 2 > len(groups)
    dashes = sum(_is_same(group[0]) for group in groups) * 4 <= 3 * len(groups)
    for group in groups:
        whole, rest = _without_abstract(group) if len(group) > 1 else (group, ())
        text = _unlabelled(_composed(_joined(line.text for line in whole)))
        if made and dashes and _is_same(group[0]):
            text = _with_people_of(made[-1][0], text)
        raw = "\n".join(line.raw or line.text for line in whole)
        numbers = tuple(line.number for line in group)
        apart = frozenset(text for line in whole for text in _apart(line))
        made.append((Reference(text, group[0].number, numbers, raw, apart=apart), " ".join(line.text for line in rest)))
    picked = chosen([reference for reference, _ in made])
    records: list[Record] = []
    skipped: list[tuple[Reference, str]] = []
    told_lines: set[int] = set()
    above = Above()
    left = deque(headings)
    for (reference, abstract), choice in zip(made, picked, strict=True):
        while left and left[0].number < reference.line:
            heading = left.popleft()
            above.take(heading.text or heading.mark, heading.level)
        above.record()
        if choice is None or choice[1] < UNSURE or not (told := paper(reference, choice[0])).title:
            untitled = choice is not None and choice[0].start == choice[0].end
            if untitled:
                told_lines.add(reference.line)
            skipped.append((reference, UNTITLED if untitled else STRANGE))
            continue
        if abstract:
            told = replace(told, abstract=abstract)
        if told.year is None and above.date:
            told = replace(told, date=above.date)
        item = Listed(
            paper=told, line=reference.line, raw=reference.raw, confidence=choice[1] * (_IN_LINES if in_lines else 1.0),
            doubt="where the title begins and ends" if choice[1] < DOUBTFUL else None, digest=digest(reference.raw),
        )  # fmt: skip
        records.append(Record(item, reference.lines, above.section))
        told_lines.add(reference.line)
    if not records:
        return Reading(way=way)
    sizes = [(len(reference.text), reference.line in told_lines) for reference, _ in made]
    return Reading(
        records=tuple(records), explained=_share(sizes), way=way,
        skipped=tuple(skip(reference.line, reason, reference.raw) for reference, reason in skipped),
        confidence=_confidence(records, sizes),
    )  # fmt: skip


_IN_LINES = 0.9
"""How far references are believed whose parts have lines of their own: title and people may be such, too."""


def _share(sizes: Sequence[tuple[int, bool]]) -> float:
    """Return which share of texts, each with whether it is read, is read."""
    return sum(size for size, is_read in sizes if is_read) / (sum(size for size, _ in sizes) or 1)


def _confidence(records: Sequence[Record], sizes: Sequence[tuple[int, bool]]) -> float:
    """Return how probable it is that a page lists references: they follow one another, and one alone is most of it."""
    if not records:
        return 0.0
    told = [place for place, (_, is_read) in enumerate(sizes) if is_read]
    among = _share(sizes[told[0] : told[-1] + 1])
    alone = 0.5 ** len(records)  # of a few the rest of the page decides
    sure = sum(record.listed.confidence for record in records) / len(records)
    return sure * among * (1 - alone * (1 - _share(sizes)))


STRANGE, UNTITLED = "it does not read as a reference", "it has people and a journal, but no title"
UNSURE, DOUBTFUL = 0.3, 0.6
"""Below these an entry is none, and is in doubt."""


def _without_abstract(group: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """Return the lines of an entry and those of the abstract that follows it."""
    for place, line in enumerate(group):
        if place and _is_full(group[place - 1]) and len(line.text) > 200 and prose(line.text) > NO_TITLE:
            return group[:place], group[place:]
    return group, ()
