"""A paper against the folded words of a condition: what a text condition is true of, word for word."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from storage import rows
from storage.fields import WHERE
from storage.index import KEYWORDS
from storage.papers.text import findable, is_plain
from storage.query import Text
from storage.sqlite import Connection, OperationalError, scalars

# The facts go along with the paper's id: a query of the function's own for them took half of its time.
HOLDS = (
    f"holds(?, ?, p.id, p.title, p.authors, {', '.join(f'p.{column}' for column in WHERE)}, "
    f"(SELECT coalesce(abstract, '') || coalesce(' ' || char(31) || ' ' || {KEYWORDS}, '') FROM details "
    "WHERE paper = p.id))"
)
"""SQL that is true of a paper p whose field, the first value bound, holds the second; see Texts.holds."""
_PLACE = {name: place for place, name in enumerate(("title", "author", *WHERE, "abstract"))}
"""Where the text of each field stands among the facts that HOLDS names; the keywords follow the abstract."""
_KEYWORDS = " \x1f "
"""What stands before them, and in no text of a Paper."""
_SAID = (
    "SELECT (SELECT note FROM said WHERE rowid = :paper), "
    "(SELECT group_concat(name, ' ') FROM taggings JOIN tags ON tags.id = tag WHERE paper = :paper)"
)
"""The reader's words on a paper: the note as it is indexed, and the names of its tags in the order of their ids."""
ANNOTATED_AT_MOST = 500
"""Papers with a note or tags whose ids are kept in a set."""


def needle(leaf: Text) -> str:
    """Return what a condition asks `holds` for; see Texts.holds."""
    if not leaf.beside:
        return f" {' '.join(leaf.words)}" + " " * (not leaf.prefix)
    whole = [len(word) > 1 for word in leaf.beside]
    whole[-1] = whole[-1] and not leaf.prefix
    given = [word + " " * one for word, one in zip(leaf.beside, whole, strict=True)]
    return "\t".join([f" {' '.join(leaf.words)} ", *given])


@cache
def _plainly() -> dict[int, str | None]:
    """Return the table by which `findable` treats each character of a plain text: kept, joined at, or a space."""
    return {code: findable(f"a{chr(code)}a")[1:-1] or None for code in range(128)}


@cache
def _joined() -> tuple[str, ...]:
    """Return the characters of a plain text that are left out of a word, such as an apostrophe."""
    return tuple(chr(code) for code, kept in _plainly().items() if kept is None)


_folded = lru_cache(maxsize=256)(findable)  # of papers tagged alike once


class Texts:
    """The words of one paper after another, folded when first asked for; `holds` in SQL."""

    @classmethod
    def ready(cls, connection: Connection) -> None:
        """Make `holds` known to a connection, once, and forget what it read before."""
        try:
            connection.execute("SELECT holds('', '', 0)")
        except OperationalError:
            connection.create_function("holds", -1, cls(connection).holds)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._number = 0
        self._facts: Sequence[Any] = ()
        self._annotated: frozenset[int] | None = None
        self._raw: dict[str, str] = {}
        self._plain: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        self._letters: str | None = None

    def holds(self, name: str, needle: str, number: int, *facts: Any) -> int:
        """Return 1 when the paper's field, or any for an empty name, has the folded words of `needle` in a row.

        The needle begins with a space, and ends with one unless its last word is only the beginning of a word. A tab
        goes before each given name that stands beside these words in one name, whole if a space follows. Paper 0 is
        none, and asking for it forgets the last. The facts are those that HOLDS names.
        """
        if number != self._number:
            self._number, self._facts = number, facts
            self._raw, self._plain, self._folded = {}, {}, {}
            self._letters = None
        if not number:
            self._annotated = None
            return 0
        if "\t" in needle:
            return int(self._has_name(needle))
        if not name and (has := self._has(needle)) is not None:
            return has
        for one in (name,) if name else ("facts", "author", "said"):
            seen = self._at_sight(one, needle)
            if seen or (seen is None and needle in self._fold(one)):
                return 1
        return 0

    def _has_name(self, needle: str) -> bool:
        """Return whether one of the authors has the family name in a row, and beside it, in order, the given names."""
        family, *given = needle.split("\t")
        if self._at_sight("author", family) is False:
            return False
        for name in self._fold("author").split("\n"):
            at = name.find(family)
            while at >= 0:
                rest = iter((*name[:at].split(), *name[at + len(family) :].split()))
                if all(any(f"{word} ".startswith(wanted) for word in rest) for wanted in given):
                    return True
                at = name.find(family, at + 1)
        return False

    def _has(self, needle: str) -> bool | None:
        """Return whether any field has the word; of several words, False when one is missing; None if none can tell.

        In a plain text letters and digits make words, what joins them is left out, and all else is between words; so no
        more than lower case is needed, and a paper is told in 2 us.
        """
        letters = self._letters
        if letters is None:
            letters = "\n".join([str(fact) for fact in self._facts if fact])
            if not is_plain(letters) or self._may_be_annotated():
                letters = ""
            else:
                letters = letters.lower()
                for joined in _joined():
                    if joined in letters:
                        letters = letters.replace(joined, "")
                letters = f"\n{letters}\n"
            self._letters = letters
        if not letters:
            return None
        if " " in needle[1:-1]:
            return None if all(map(letters.__contains__, needle.split())) else False
        word = needle.strip()
        at = letters.find(word)
        while at > 0:
            if not letters[at - 1].isalnum() and (needle[-1] != " " or not letters[at + len(word)].isalnum()):
                return True
            at = letters.find(word, at + 1)
        return False

    def _at_sight(self, name: str, needle: str) -> bool | None:
        """Return whether a field has the words where a look tells, at an eighth of what folding takes; None where not.

        A plain text folds character by character, but for runs of spaces, which matter between words only.
        The names of authors stand family first, so words in a row are not told there.
        """
        plain = self._plain.get(name)
        if plain is None:
            raw = self._text(name)
            plain = f" {raw.translate(_plainly())} " if is_plain(raw) else ""
            self._plain[name] = plain
        if not plain:
            return None
        if needle.count(" ", 1, -1) and name == "author":
            return None if all(word in plain for word in needle.split()) else False
        if needle in plain:
            return True
        return None if needle.count(" ", 1, -1) and all(word in plain for word in needle.split()) else False

    def _text(self, name: str) -> str:
        raw = self._raw.get(name)
        if raw is not None:
            return raw
        if name in ("said", "note"):
            found = self._may_be_annotated() and self._connection.execute(_SAID, {"paper": self._number}).fetchone()
            note, names = found or ("", "")
            self._raw |= {"note": note or "", "said": f"{note or ''} \n {_folded(names or '')}"}
        elif name in ("facts", "where"):
            title, _, *places, abstract = self._facts
            where = "\n".join([str(part) for part in places if part])
            self._raw |= {"facts": f"{title} \n {abstract or ''} \n {where}", "where": where}
        elif name in ("abstract", "keywords"):
            abstract, _, keywords = (self._facts[-1] or "").partition(_KEYWORDS)
            self._raw |= {"abstract": abstract, "keywords": keywords}
        else:
            self._raw[name] = self._facts[_PLACE[name]] or ""
        return self._raw[name]

    def _may_be_annotated(self) -> bool:
        """Return False for a paper without note and tags; on most shelves a set holds all that have some."""
        if self._annotated is None:
            either = "SELECT id FROM said_content UNION SELECT paper FROM taggings LIMIT ?"
            some = scalars(self._connection, either, (ANNOTATED_AT_MOST + 1,))
            self._annotated = frozenset(some)
        return len(self._annotated) > ANNOTATED_AT_MOST or self._number in self._annotated

    def _fold(self, name: str) -> str:
        folded = self._folded.get(name)
        if folded is None:
            text = self._text(name)
            if name == "author":
                folded = " \n ".join(findable(one.text) for one in rows.unpack(text))  # a phrase is of one name
            elif name == "facts":
                folded = " \n ".join(findable(self._text(one)) for one in ("title", "abstract", "keywords", "where"))
            else:
                folded = text if name in ("said", "note") else findable(text)
            folded = self._folded[name] = f" {folded} "
        return folded
