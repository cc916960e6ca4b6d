"""Files that papershelf writes and others write in too: it changes what it wrote there, and nothing else.

Three texts of each piece are compared: the one last written (kept in the library), the one in the file, and the one
that would be written now. A piece that nobody touched is replaced in its place, a new one is put behind the last of
ours. What others wrote stays to the byte: pieces, what is between, order, line ends, encoding and byte order mark.
Where a piece of ours was edited, nothing is written at all before the reader decides.
"""

import codecs
import hashlib
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import unified_diff
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from storage.library import LibraryError
from storage.papers.paper import Entry
from storage.papers.words import suffixes
from storage.written import Written
from tui.desk import files

if TYPE_CHECKING:
    from importers.bibpieces import Piece
    from storage.library import Library

TRIES = 10
"""How often an update begins anew because another program wrote the file meanwhile."""
DIFF_LINES = 40
"""Lines of a piece that are held against each other for people."""


class OwnedError(Exception):
    """The file is left as it is; the message is a sentence for people."""


class Decision(StrEnum):
    """What becomes of pieces of ours that somebody edited or took out."""

    OURS = "ours"
    """They are written as the shelf has them."""
    THEIRS = "theirs"
    """They stay as the file has them, until the shelf has something new to say of them."""
    KEEP = "keep"
    """They are left alone this once; the rest is written."""


@dataclass(frozen=True, slots=True)
class Ours:
    """What papershelf has to say of one paper in a file."""

    entry: Entry
    key: str
    """The name its piece would get; one it was written under before is kept."""
    write: Callable[[str], str]
    """A name -> the piece of that name, without a line end behind it."""


class Kind(NamedTuple):
    """A kind of file that is shared piece by piece."""

    purpose: str
    """Under which the library keeps what was written."""
    pieces: "Callable[[str], list[Piece]]"
    """A text -> the pieces in it."""
    twins: Callable[[str, Mapping[str, Entry], frozenset[str]], Mapping[str, str]]
    """A text, papers by the names they would get, names of pieces that are ours -> by name, those that others wrote a
    piece of, with its name."""


class Edit(NamedTuple):
    """A piece of ours that somebody edited."""

    key: str
    theirs: str
    ours: str

    def diff(self) -> list[str]:
        """Return the lines that differ, `-` as the file has them, `+` as papershelf would write them."""
        there, here = (text.split("\n")[:DIFF_LINES] for text in (self.theirs, self.ours))
        lines = list(unified_diff(there, here, n=0, lineterm=""))[2:]
        return [line for line in lines if not line.startswith("@@")]


@dataclass(slots=True)
class Outcome:
    """What became of a file; names of pieces, in the order of the query or of the file."""

    path: Path
    decision: Decision | None
    wrote: bool = False
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    same: int = 0
    edited: list[Edit] = field(default_factory=list)
    """Pieces of ours that somebody edited, and that are not decided on."""
    gone: list[str] = field(default_factory=list)
    """Pieces of ours that somebody took out."""
    twins: list[tuple[str, str]] = field(default_factory=list)
    """Pieces not added because others wrote one of that name, or of the same work under another."""
    renamed: list[tuple[str, str]] = field(default_factory=list)
    """Keys of added pieces that another one of ours has there, each with the name that it got."""
    left: list[str] = field(default_factory=list)
    """Pieces of ours that are no longer wanted."""
    unsaid: list[tuple[str, str]] = field(default_factory=list)
    """Pieces that cannot be written in the file's encoding, each with a character that it lacks."""

    @property
    def blocked(self) -> bool:
        """Whether nothing was written because pieces of ours were edited."""
        return bool(self.edited) and self.decision is not Decision.KEEP


class _ChangedError(Exception):
    """Another program wrote the file while it was being updated."""


def update(
    library: "Library", path: Path, kind: Kind, ours: Sequence[Ours], decision: Decision | None = None, *,
    prune: bool = False,
) -> Outcome:  # fmt: skip
    """Bring what papershelf wrote into a file up to date with `ours`, and leave all else in it as it is.

    A piece that is no longer wanted stays, with `prune` only where it was edited. One that somebody took out is not put
    back unless `decision` is OURS. A file that is not there, or blank, is written anew. Raises OwnedError, OSError, and
    LibraryError where what is about to be written cannot be kept; the file is then as it was.
    """
    if library.readonly:
        raise OwnedError("the shelf is read-only, so papershelf could not tell later what it wrote")
    files.check(path)
    for _ in range(TRIES):
        with suppress(_ChangedError):
            return _update(library, path, kind, ours, decision, prune=prune)
    raise OwnedError(f"{path} is being written by another program")


def _update(
    library: "Library", path: Path, kind: Kind, ours: Sequence[Ours], decision: Decision | None, *, prune: bool
) -> Outcome:  # fmt: skip
    with library.settling(path, kind.purpose, {}):  # no other window is between writing the file and keeping that
        base, data = library.left_in(path, kind.purpose), _read(path)
    text = Text.of(data, path)
    whole = {}
    if was_whole(library, path):
        whole = {one.key: Written("", text.of_piece(one)) for one in kind.pieces(text.text) if one.key not in base}
    plan = _Plan(Outcome(path, decision), kind, text, whole | base)
    plan.take(ours, prune=prune)
    plan.settled = {key: was for key, was in whole.items() if key not in plan.forgotten} | plan.settled
    outcome = plan.outcome
    if outcome.blocked:
        return outcome
    new, gone = plan.text(), (base.keys() & plan.forgotten) - plan.settled.keys()
    if new == text.text:
        if gone or any(base.get(key) != piece for key, piece in plan.settled.items()):
            with library.settling(path, kind.purpose, plan.settled, gone):
                pass
        return outcome
    library.intend(path, kind.purpose, plan.intended)
    keeping = library.settling(path, kind.purpose, plan.settled, gone)
    with files.beside(path, [text.encoded(new)]) as (target, temporary), keeping:
        if _read(path) != data:
            raise _ChangedError
        files.put(temporary, target)
    outcome.wrote = True
    return outcome


def _read(path: Path) -> bytes:
    """Return what a file holds, nothing where there is none; raises OwnedError for what is too large."""
    from importers import decode

    try:
        if path.stat().st_size > decode.SIZE_LIMIT:
            raise OwnedError(f"{path} is larger than {decode.SIZE_LIMIT >> 20} MB, too large to be shared by entry")
        return path.read_bytes()
    except FileNotFoundError:
        return b""


_MARKS = {
    codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF32_LE: "utf-32-le", codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be",
}  # fmt: skip
"""Byte order marks; that of UTF-32 begins as that of UTF-16 does."""


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a file, from which its bytes come again to the last."""

    mark: bytes
    text: str
    encoding: str
    errors: str
    line_end: str

    @classmethod
    def of(cls, data: bytes, path: Path) -> "Text":
        """Return the text that bytes are; raises OwnedError where they are none, or in an encoding that is not sure."""
        mark = next((mark for mark in _MARKS if data.startswith(mark)), b"")
        if not mark and b"\0" in data:
            raise OwnedError(f"{path} is no text, so nothing is written into it")
        encoding = _MARKS[mark] if mark else _encoding(data, path)
        # A byte that is no UTF-8 amid UTF-8 is kept as a lone surrogate (PEP 383).
        errors = "surrogateescape" if encoding == "utf-8" else "strict"
        try:
            text = data[len(mark) :].decode(encoding, errors)
            if text.encode(encoding, errors) != data[len(mark) :]:
                raise OwnedError(f"{path} is in {encoding}, in which it cannot be written as it was; save it as UTF-8")
        except UnicodeError:
            raise OwnedError(f"{path} is not all in {encoding}; save it as UTF-8") from None
        windows = text.count("\r\n")
        other = text.count("\n") - windows
        line_end = "\r\n" if windows > other else "\r" if "\r" in text and not windows and not other else "\n"
        return cls(mark, text, encoding, errors, line_end)

    def encoded(self, text: str) -> bytes:
        """Return the bytes of a text in this one's place."""
        return self.mark + text.encode(self.encoding, self.errors)

    def of_piece(self, piece: "Piece") -> str:
        """Return the text of a piece with `\\n` line ends: those of a file are no edit of it."""
        return _lines(self.text[piece.start : piece.end])

    def lacks(self, text: str) -> str:
        """Return the first character of a text that the encoding lacks, empty where it has them all."""
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError as error:
            return text[error.start]
        return ""

    @property
    def blank(self) -> bool:
        """Whether nobody has written anything in it."""
        return not self.text.strip()


def _encoding(data: bytes, path: Path) -> str:
    from importers import InputError, decode  # a fifth of a second, which a file that is written whole does not need

    try:
        page = decode.from_bytes(data, source=str(path))
    except InputError:
        raise OwnedError(f"{path} is in an encoding that cannot be told for sure; save it as UTF-8") from None
    if page.errors == decode.STRAY and data.decode("utf-8", "ignore").isascii():
        with suppress(UnicodeDecodeError):
            data.decode("cp1252")
            return "cp1252"
    return page.encoding


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class _Plan:
    """What is to be done to a file: filled by `take`, read by `text` and by who writes."""

    def __init__(self, outcome: Outcome, kind: Kind, text: Text, base: Mapping[str, Written]) -> None:
        self.outcome = outcome
        self.intended: dict[str, Written] = {}
        """What is about to be written."""
        self.settled: dict[str, Written] = {}
        """What will stand in the file."""
        self.forgotten = frozenset(base) if text.blank else frozenset[str]()
        """What papershelf had written there, and has no part in any more."""
        self._kind = kind
        self._file = text
        self._base = {} if text.blank else base
        self._edits: list[tuple[int, int, str]] = []
        self._added: list[str] = []
        self._after = -1
        """Where the last piece of ours ends."""
        self._here: dict[str, list[Piece]] = {}
        self._called: dict[str, str] = {}
        """The names of pieces by their case-folded forms: BibTeX has but one for both."""
        for piece in kind.pieces(text.text):
            self._here.setdefault(piece.key, []).append(piece)
            self._called.setdefault(piece.key.casefold(), piece.key)

    def take(self, ours: Sequence[Ours], *, prune: bool) -> None:
        """Decide on every piece of `ours`, and on those of the base that are in it no more."""
        names = self._names(ours)
        used = {name.casefold() for name in self._base}
        theirs = {key.casefold() for one in ours for key in one.entry.keys}
        new: dict[str, Ours] = {}
        for one in ours:
            name = names.get(one.entry.uuid)
            if name is None or not self._known(one, name):
                new[free := name or _free(one.key, used, theirs)] = one
                if name is None and free != one.key:
                    self.outcome.renamed.append((one.key, free))
        taken = set(names.values())
        for name, was in self._base.items():
            if name not in taken:
                self._leave(name, was, prune=prune)
        self._add(new)

    def _names(self, ours: Sequence[Ours]) -> dict[str, str]:
        """Return by uuid the name under which each paper stands in the file: its own, or one of its other keys.

        Of several, which papers that were merged may have, it is the one that would be written now, else the first.
        """
        base, wanted = self._base, {one.entry.uuid for one in ours}
        by_paper: dict[str, list[str]] = {}
        for name, was in base.items():
            by_paper.setdefault(was.paper, []).append(name)
        names: dict[str, str] = {}
        taken: set[str] = set()
        for one in ours:
            free = [key for key in (one.key, *one.entry.keys) if key in base and base[key].paper not in wanted]
            found = [name for name in (*by_paper.get(one.entry.uuid, ()), *free) if name not in taken]
            if found:
                names[one.entry.uuid] = name = one.key if one.key in found else found[0]
                taken.add(name)
        return names

    def _piece(self, name: str, texts: Sequence[str]) -> "Piece | None":
        """Return the piece of ours that bears a name, of several the one that reads as we wrote it."""
        found = self._here.get(name, [])
        piece = next((one for one in found if self._file.of_piece(one) in texts), found[0] if found else None)
        if piece is not None:
            self._after = max(self._after, piece.end)
        return piece

    def _known(self, one: Ours, name: str) -> bool:
        """Decide on a piece that was written before; return False where it was begun and never seen in the file."""
        was, text = self._base[name], one.write(name)
        piece = self._piece(name, (*was.texts, text))
        decision = self.outcome.decision
        if piece is None:
            if was.text is None:
                return False
            if decision is Decision.OURS:
                self._write(one, name, text, None)
            elif decision is Decision.THEIRS or not was.text:
                self.settled[name] = Written(one.entry.uuid, "", ours=text)
            else:
                self.outcome.gone.append(name)
            return True
        there = self._file.of_piece(piece)
        chosen = was.ours is not None and there == was.text
        if there == text:
            self.outcome.same += 1
            self.settled[name] = Written(one.entry.uuid, text)
        elif chosen and was.ours == text and decision is not Decision.OURS:
            self.outcome.same += 1
        elif decision is Decision.OURS or (there in was.texts and not chosen):
            self._write(one, name, text, piece)
        elif decision is Decision.THEIRS:
            self.outcome.same += 1
            self.settled[name] = Written(one.entry.uuid, there, ours=text)
        else:
            self.outcome.edited.append(Edit(name, there, text))
        return True

    def _write(self, one: Ours, name: str, text: str, piece: "Piece | None") -> None:
        """Have a piece written in the place of another, or behind the last of ours."""
        if lacking := self._file.lacks(text):
            self.outcome.unsaid.append((name, lacking))
            return
        if piece is None:
            self._added.append(text)
            self.outcome.added.append(name)
        else:
            if not piece.closed:
                raise OwnedError(f"{name} in {self.outcome.path} is never closed; mend it by hand first")
            self._edits.append((piece.start, piece.end, self._set(text)))
            self.outcome.changed.append(name)
        self.intended[name] = Written(one.entry.uuid, next=text)
        self.settled[name] = Written(one.entry.uuid, text)

    def _add(self, new: Mapping[str, Ours]) -> None:
        """Decide on pieces that were never written: what others have written already is not written twice."""
        others: dict[str, Ours] = {}
        for name, one in new.items():
            text = one.write(name)
            if any(self._file.of_piece(piece) == text for piece in self._here.get(name, ())):
                self._piece(name, (text,))
                self.outcome.same += 1
                self.settled[name] = Written(one.entry.uuid, text)
            elif there := self._called.get(name.casefold()):
                self.outcome.twins.append((name, there))
            else:
                others[name] = one
        twins: Mapping[str, str] = {}
        if others and self._here:
            known = frozenset((*self._base, *self.settled))
            entries = {name: one.entry for name, one in others.items()}
            twins = self._kind.twins(_lines(self._file.text), entries, known)
        for name, one in others.items():
            if name in twins:
                self.outcome.twins.append((name, twins[name]))
            else:
                self._write(one, name, one.write(name), None)

    def _leave(self, name: str, was: Written, *, prune: bool) -> None:
        """Leave a piece that is no longer wanted, or take it out."""
        piece = self._piece(name, was.texts)
        if piece is None:
            return
        if prune and was.ours is None and self._file.of_piece(piece) in was.texts:
            self._edits.append((piece.start, piece.end, ""))
            self.outcome.removed.append(name)
            self.forgotten |= {name}
        else:
            self.outcome.left.append(name)

    def text(self) -> str:
        """Return the text of the file as it is to be; raises OwnedError where a piece would not be one in it."""
        text, line_end = self._file.text, self._file.line_end
        if self._added:
            added = (line_end * 2).join(map(self._set, self._added))
            if self._after >= 0:
                at = _line_end(text, self._after)
                self._edits.append((at, at, f"{line_end * 2}{added}"))
            else:
                at, blank = len(text), _BEFORE.search(text[-4:])
                gap = "" if self._file.blank else line_end * (2 - (len(_END.findall(blank[0])) if blank else 0))
                self._edits.append((at, at, f"{gap}{added}{line_end}"))
        new_text = _edited(text, sorted(self._edits))
        if self.intended:
            made = Text(b"", new_text, self._file.encoding, self._file.errors, line_end)
            there = {(piece.key, made.of_piece(piece)) for piece in self._kind.pieces(new_text)}
            for name in self.intended:
                if (name, self.settled[name].text) not in there:
                    raise OwnedError(
                        f"{self.outcome.path} has braces or a comment open in which {name} would vanish; "
                        "mend it by hand first"
                    )
        return new_text

    def _set(self, text: str) -> str:
        return text.replace("\n", self._file.line_end)


def _free(key: str, used: set[str], theirs: Container[str]) -> str:
    """Return a name that no other piece of ours has, case aside, and have it used; with a letter behind it, it is no
    key of any paper's either."""
    names = (key + end for end in suffixes())
    name = next(
        name for name in names if (small := name.casefold()) not in used and (name == key or small not in theirs)
    )
    used.add(name.casefold())
    return name


_END = re.compile(r"\r\n|\r|\n")
_BEFORE = re.compile(r"(?:\r\n|\r|\n){1,2}\Z")
_BEHIND = re.compile(r"(?:\r\n|\r|\n){0,2}")
_REST = re.compile(r"[^@%\r\n]*+(?:%[^\r\n]*+)?(?=[\r\n]|\Z)")


def _line_end(text: str, at: int) -> int:
    """Return where the line of a piece that ends at `at` does, a remark behind it included; `at` before an entry."""
    rest = _REST.match(text, at)
    return rest.end() if rest else at


def _edited(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """Return a text with others in the place of stretches of it, in order. What is taken out of lines of its own goes
    with the blank line before it, at the top with that behind it."""
    parts: list[str] = []
    at = 0
    for start, end, new in edits:
        if not new and text[end : end + 1] in ("", "\r", "\n"):
            if start == at and not any(parts):
                behind = _BEHIND.match(text, end)
                end = behind.end() if behind else end
            elif before := _BEFORE.search(text[max(at, start - 4) : start]):
                start -= len(before[0])
        parts += (text[at:start], new)
        at = max(at, end)
    return "".join((*parts, text[at:]))


# -- files that are not shared piece by piece

_WHOLE = "whole"


def was_whole(library: "Library", path: Path, what: str | None = None) -> bool:
    """Return whether a file is, to the byte, what papershelf wrote last as a whole; and `what`, if that is said."""
    kept = library.left_in(path, _WHOLE).get("")
    return kept is not None and what in (None, kept.paper) and path.exists() and _digest(path) in kept.texts


def write_whole(library: "Library", path: Path, pieces: Iterable[str], what: str = "") -> bool:
    """Write a file whole, and keep that it is papershelf's, and `what` it holds; return whether anything was new in it.

    Whether to replace what is there is the caller's question. Raises as `files.write` does.
    """
    digest = hashlib.blake2b(digest_size=16)

    def told() -> Iterator[bytes]:
        for piece in pieces:
            data = piece.encode("utf-8", "replace")
            digest.update(data)
            yield data

    with files.beside(path, told()) as (target, temporary):
        new = not (target.exists() and _digest(target) == digest.hexdigest())
        with suppress(LibraryError):  # a full disk or a read-only shelf: the file is written, and is asked about later
            library.intend(path, _WHOLE, {"": Written(what, next=digest.hexdigest())})
        if new:
            files.put(temporary, target)
    with suppress(LibraryError), library.settling(path, _WHOLE, {"": Written(what, digest.hexdigest())}):
        pass
    return new


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
