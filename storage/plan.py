"""A query's tree -> SQL: where candidates come from, cheapest first, and what is checked of each.

The full-text index proposes papers and often decides by itself; what it leaves open is checked paper by paper
(holds.py). Three ways lead to candidates, newest first: the index `texts` (or `words`, when every condition names a
field that it has), a small set (starred, tagged, voted for, ...), or all papers.

Measured at 1,000,000 papers: a prefix over an index without prefixes costs .09 us a paper that has it, naming every
word that begins so 14 us a word, and looking at a paper 5 us. The first screen takes the cheapest of the three for
each word; a count takes the index.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

from storage import names, sets
from storage.fields import FIELDS, TABLE, WORDS
from storage.holds import HOLDS, Texts, needle
from storage.papers import identifiers
from storage.query import All, And, Compare, Flag, Named, Node, Not, Or, Text, leaves, of_bin
from storage.rows import STATUSES
from storage.sqlite import AMONG, Connection, packed, scalar, scalars

_PER_POSTING, _PER_TERM, _PER_FOLD, _PER_ROW, _PER_MEMBER, _PER_WALKED = 0.09, 14.0, 4.5, 1.5, 0.3, 0.2
"""Microseconds, measured: a paper under a prefix that is merged, a word named, a text folded, a row looked up, an id
put into a set, a row walked past."""
_PER_FIELD_MATCH = 50.0
"""Microseconds before the first paper of `words` comes: it has indexes of prefixes."""
_NAMED_AT_MOST = 600
"""Words that a prefix may become: the parser of an FTS5 expression is the limit from about a thousand on."""
_TERMS_SUMMED = 3_000
"""Words of a prefix whose papers are summed up, at .06 us each; what has more words is in a good part of all papers."""
_YEARS_AT_MOST = 400
_RARE = 500
"""Papers of a word whose ids are put into a set without a thought."""
_TAGS_AT_MOST = 8
_TAGGED_AT_MOST = 1_000
"""Tags whose papers are walked tag by tag for a screen, and papers of them all that are put into a set instead."""
_MATCHED_AT_MOST = 12
"""Conditions of a query that the index is asked for at once; a pasted abstract has a hundred words, a few suffice."""

_FLAGS = {field.flag: field.condition for field in TABLE if field.flag}
_FLAGS |= {status: f"p.status = {number}" for number, status in enumerate(STATUSES)}
_SHELF, _BIN = "p.hidden = 0", f"p.hidden <> 0 AND {_FLAGS['deleted']}"
# Subqueries for the papers that an index lists.
_LISTED = {
    field.flag: f"SELECT p.id FROM papers p WHERE {field.condition}" for field in TABLE if field.flag and field.indexed
}
_ALONE = frozenset(column for column, count in Counter(WORDS.values()).items() if count == 1)
"""Columns of the full-text indexes that hold one field, so that a word found there is a word of that field."""
_SAID = "SELECT rowid FROM said WHERE said MATCH ?"
_LISTED_NOW = "listing IN (SELECT id FROM listings WHERE hidden = 0)"
_LISTINGS = {"from": names.listings, "listing": names.listing}
"""Fields that name listings, with what finds their numbers."""
_IN_TEXTS = "SELECT rowid FROM texts WHERE texts MATCH ?"

_OF_RECORDS = "SELECT paper FROM records WHERE hidden = 0 AND json_extract(facts, '$.url')"

Bound = tuple[str, list[Any]]
"""SQL and the values bound in it."""


class Part(NamedTuple):
    """One source of papers: the column that holds their ids, FROM and WHERE, and the values bound in them."""

    ids: str
    body: str
    bound: list[Any]


class _Match(NamedTuple):
    """An FTS5 expression that proposes every paper of a condition."""

    expression: str
    exact: bool
    """Whether it proposes no other, but for papers on which the reader said something."""
    papers: int
    """How many papers at most, about."""
    cost: float
    """Microseconds before the first comes."""


class _Term(NamedTuple):
    """What `terms` knows of a word or the beginning of one."""

    papers: int
    """Of all the words together, a paper as often as it has them; 0 when no paper has one."""
    words: list[str]
    """Those that begin so; empty when they are more than can be named."""


class Planner:
    """Chooses, for one tree, where candidates come from and what is checked of each.

    `screen` is how many papers are wanted at once, newest first; None when all of them are.
    """

    def __init__(self, connection: Connection, tree: Node, screen: int | None) -> None:
        self._connection = connection
        self._screen = screen
        self._terms: dict[tuple[str, bool], _Term] = {}
        self._tagged: dict[tuple[str, bool], list[int]] = {}
        self._parts: tuple[Node, ...] = tree.parts if isinstance(tree, And) else (tree,)
        self._shown = _BIN if of_bin(tree) else _SHELF
        """SQL that is true of the papers that are asked for."""
        self._total = (scalar(connection, "SELECT max(id) FROM papers") or 0) + 1

    def plan(self) -> list[Part]:
        """Return one part, or two that share no paper: what the index proposes, and what the reader's words do."""
        if self._shown != _SHELF:  # which an index lists, and nobody takes many off
            return [self._part("p.id", "papers p", [], [], self._parts, probe=True)]
        fts, left, table = self._match()
        if small := self._small_set(fts.papers if fts else self._total):
            met, inner, bound = small
            rest = [part for part in self._parts if not any(part is other for other in met)]
            return [self._part("p.id", "papers p", [f"p.id IN ({inner})"], bound, rest, probe=True)]
        screen = self._screen is not None
        if fts is None:
            return [self._part("p.id", "papers p", [], [], self._parts, probe=screen)]
        where, bound = self._where(left, probe=screen or fts.papers <= 20_000)
        notes, tagged = self._said() if table == "texts" else ("", [])
        apart, among = self._outside(f"{table}.rowid", notes, tagged)
        match = " AND ".join((f"{table} MATCH ?", *apart))
        bound = [fts.expression, *among, *bound]
        if where:
            body = f"{table} CROSS JOIN papers p ON p.id = {table}.rowid WHERE {match} AND p.hidden = 0{where}"
        else:
            body = f"{table} WHERE {match} AND rowid NOT IN (SELECT id FROM papers WHERE hidden <> 0)"
        return [Part(f"{table}.rowid", body, bound), *self._annotated(notes, tagged)]

    def _annotated(self, notes: str, tagged: list[int]) -> Iterator[Part]:
        """Yield the papers of the query among those of the notes, and then of the tags, that `_said` gives."""
        if not notes and not tagged:
            return
        narrow, rare = self._narrowed()
        if notes:
            source, ids = "said CROSS JOIN papers p ON p.id = said.rowid", "said.rowid"
            given = ["said MATCH ?", *(f"{ids} {test}" for test in narrow)]
            yield self._part(ids, source, given, [notes, *rare], self._parts, probe=True)
        few = f"SELECT count(*) FROM ({names.having(tagged)} LIMIT {_TAGGED_AT_MOST})"
        as_set = self._screen is None or len(tagged) > _TAGS_AT_MOST
        if tagged and (as_set or scalar(self._connection, few) < _TAGGED_AT_MOST):
            source, ids = "papers p", "p.id"
            groups = [(tagged, f"{ids} IN ({names.having(tagged)})")]
        else:  # of one tag they stand newest first in an index
            source, ids = "taggings CROSS JOIN papers p ON p.id = taggings.paper", "taggings.paper"
            groups = [([tag], f"taggings.tag = {tag}") for tag in tagged]
        walked: list[int] = []
        for group, of_them in groups:
            apart, among = self._outside("p.id", notes, walked)
            given = [of_them, *(f"{ids} {test}" for test in narrow), *apart]
            left = [part for part in self._parts if not self._is_met(part, group)]
            yield self._part(ids, source, given, [*rare, *among], left, probe=True)
            walked += group

    def _is_met(self, part: Node, tagged: list[int]) -> bool:
        """Return whether a condition is true of every paper that has one of the tags, by the tag's name."""
        if not isinstance(part, Text) or part.field or len(part.words) > 1:
            return False
        return set(tagged) <= set(self._tags(part.words[0], prefix=part.prefix))

    def _outside(self, number: str, notes: str, tagged: list[int]) -> tuple[list[str], list[Any]]:
        """Return conditions that an id is not of a paper of these notes or tags, and their values."""
        tests = [f"{number} NOT IN ({_SAID})"] if notes else []
        if tagged and self._screen is not None:
            tests.append(f"NOT EXISTS ({names.having(tagged)} AND paper = {number})")
        elif tagged:
            tests.append(f"{number} NOT IN ({names.having(tagged)})")
        return tests, [notes] if notes else []

    def _part(
        self, ids: str, source: str, given: list[str], bound: list[Any], parts: Iterable[Node], *, probe: bool
    ) -> Part:
        where, more = self._where(parts, probe=probe)
        return Part(ids, f"{source} WHERE {' AND '.join([*given, self._shown])}{where}", [*bound, *more])

    # -- what the indexes propose

    def _match(self) -> tuple[_Match | None, list[Node], str]:
        """Return the best expression, the parts that it leaves open, and the table it is for."""
        fields = {leaf.field for leaf in leaves(self._parts)}
        table = "texts" if fields & {"", "abstract"} else "words"
        found = [(match, part) for part in self._parts if (match := self._propose(part, table))]
        found.sort(key=lambda item: item[0].papers)
        rarest = found[0][0].papers if found else self._total
        kept: list[_Match] = []
        left = list(self._parts)
        for match, part in found:
            if self._screen is not None:
                walked = min(self._screen * self._total / max(1, match.papers), rarest if kept else self._total)
                if _PER_FOLD * walked < match.cost:
                    continue  # checking it paper by paper until the screen is full is cheaper
            if len(kept) >= _MATCHED_AT_MOST:
                break
            kept.append(match)
            if match.exact:
                left.remove(part)
        return _joined("AND", kept, rarest) if kept else None, left, table

    def _propose(self, node: Node, table: str) -> _Match | None:
        if isinstance(node, Text):
            return self._propose_text(node, table)
        if isinstance(node, Compare) and node.field == "year":
            return self._propose_years(node, table)
        if not isinstance(node, And | Or):
            return None
        found = [match for part in node.parts if (match := self._propose(part, table))]
        whole = len(found) == len(node.parts)
        if isinstance(node, Or):
            return _joined("OR", found, sum(match.papers for match in found)) if whole else None
        if not found:
            return None
        found.sort(key=lambda match: match.papers)
        if whole and all(match.exact for match in found):
            return _joined("AND", found, found[0].papers)
        return _joined("AND", found[:_MATCHED_AT_MOST], found[0].papers)._replace(exact=False)

    def _propose_text(self, leaf: Text, table: str) -> _Match | None:
        if leaf.field == "note":
            return None
        *before, (last, prefix) = leaf.every
        whole = [word for word, _ in before]
        ending = self.term(last, prefix=prefix)
        papers = min([ending.papers, *(self.term(word).papers for word in whole)])
        if table == "words":
            column = WORDS[leaf.field]
            exact = not whole and not leaf.beside and column in _ALONE
            return _Match(f"{column} : ({all_of(leaf)})", exact, papers, _PER_FIELD_MATCH)
        expression, cost = quoted(last, prefix=prefix), _PER_POSTING * ending.papers if prefix else _PER_TERM
        if prefix and ending.words and (naming := _PER_TERM * len(ending.words)) < cost:
            expression, cost = " OR ".join(map(quoted, ending.words)), naming
        for word in whole:
            expression = f"{quoted(word)} AND ({expression})"
        return _Match(expression, not whole and not leaf.field, papers, cost)

    def _propose_years(self, node: Compare, table: str) -> _Match | None:
        """Return the years as words: the index has the year of a paper among the words of its venue."""
        low, high = 0.0, 9999.0
        for sign, value in node.tests:
            year = float(value)
            low = max(low, year) if sign in ("=", ">=", ">") else low
            high = min(high, year) if sign in ("=", "<=", "<") else high
        if low < 1000 and scalar(self._connection, "SELECT 1 FROM papers WHERE date < '1000' LIMIT 1"):
            return None  # the words of those years are not of four digits
        found = self._connection.execute(
            "SELECT term, n FROM terms WHERE term BETWEEN ? AND ? AND term GLOB '[0-9][0-9][0-9][0-9]' LIMIT ?",
            (f"{max(1000, int(low)):04}", f"{int(high):04}", _YEARS_AT_MOST + 1),
        ).fetchall()
        papers = sum(n for _, n in found)
        if len(found) > _YEARS_AT_MOST or papers > self._total // 2:
            return None
        words = " OR ".join(quoted(term) for term, _ in found) or '"0000"'
        expression = f"{WORDS[node.field]} : ({words})" if table == "words" else words
        return _Match(expression, False, papers, _PER_TERM * len(found))

    def term(self, word: str, *, prefix: bool = False) -> _Term:
        """Return what the vocabulary has of a word, or of those that begin so."""
        if (term := self._terms.get((word, prefix))) is None:
            if prefix:
                span = (word, word + "\U0010ffff")
                count, papers = self._connection.execute(
                    "SELECT count(*), total(n) FROM (SELECT n FROM terms WHERE term >= ? AND term < ? LIMIT ?)",
                    (*span, _TERMS_SUMMED),
                ).fetchone()
                named = "SELECT term FROM terms WHERE term >= ? AND term < ?"
                few = count <= _NAMED_AT_MOST
                term = _Term(int(papers), scalars(self._connection, named, span) if few else [])
            else:
                term = _Term(scalar(self._connection, "SELECT n FROM terms WHERE term = ?", (word,)) or 0, [word])
            self._terms[word, prefix] = term
        return term

    def known(self, leaf: Text) -> bool:
        """Return whether each word of a condition is on some paper."""
        if all(self.term(word, prefix=prefix).papers for word, prefix in leaf.every):
            return True
        inner, bound = self._saying(leaf)
        return scalar(self._connection, f"{inner} LIMIT 1", bound) is not None

    def _tags(self, word: str, *, prefix: bool = False) -> list[int]:
        """Return the tags whose names have a word, or one that begins so."""
        if (found := self._tagged.get((word, prefix))) is None:
            found = self._tagged[word, prefix] = names.tags_with(self._connection, word, prefix=prefix)
        return found

    def _saying(self, leaf: Text) -> Bound:
        """Return a subquery for the papers whose note, or whose tags, have all the words of a condition."""
        *whole, last = leaf.words
        found = [] if leaf.field else [*map(self._tags, whole), self._tags(last, prefix=leaf.prefix)]
        if not found or not all(found):
            return _SAID, [all_of(leaf)]
        tagged = f"SELECT paper FROM ({' INTERSECT '.join(map(names.having, found))})"
        return f"{_SAID} UNION ALL {tagged}", [all_of(leaf)]

    def _said(self) -> tuple[str, list[int]]:
        """Return the notes, as an expression, and the tags that may bring in a paper; empty where there are none."""
        words = [leaf for leaf in leaves(self._parts) if leaf.field in ("", "note")]
        expression = " OR ".join(dict.fromkeys(quoted(leaf.words[-1], prefix=leaf.prefix) for leaf in words))
        noted = expression and scalar(self._connection, f"{_SAID} LIMIT 1", (expression,)) is not None
        bare = [leaf for leaf in words if not leaf.field]
        tagged = {tag for leaf in bare for tag in self._tags(leaf.words[-1], prefix=leaf.prefix)}
        return expression if noted else "", sorted(tagged)

    def _narrowed(self) -> tuple[list[str], list[Any]]:
        """Return a test that the rarest word sets to annotated papers, when a query has a rare word beside others.

        Without it each of hundreds of notes with a word in `p` would be read for the rare one.
        """
        single = [leaf for leaf in self._parts if isinstance(leaf, Text) and not leaf.field and len(leaf.words) == 1]
        if len(single) < 2:
            return [], []
        papers, place = min((self.term(leaf.words[0], prefix=leaf.prefix).papers, at) for at, leaf in enumerate(single))
        if papers > _RARE:
            return [], []
        inner, bound = self._saying(single[place])
        return [f"IN ({_IN_TEXTS} UNION ALL {inner})"], [all_of(single[place]), *bound]

    def _small_set(self, candidates: int) -> tuple[Sequence[Node], str, list[Any]] | None:
        """Return the parts that sets or an index list with so few papers that checking each of them is cheapest."""
        cap = max(2_000, self._total // 20)
        best: tuple[float, Sequence[Node], str, list[Any]] | None = None
        screen = self._screen or self._total
        each = _PER_FOLD if any(leaves(self._parts)) else _PER_ROW

        def cost(size: int) -> float | None:
            here = each * min(size, screen * self._total / max(1, candidates)) + _PER_MEMBER * size
            if candidates < self._total:
                there = _PER_ROW * min(candidates, screen * self._total / max(1, size))
            else:  # a listing's papers, or a year's, stand together, and may stand at the far end of the walk
                there = _PER_WALKED * self._total
            return here if size < cap and here <= there and (best is None or here < best[0]) else None

        for part in self._parts:
            inner, bound = self._set(part)
            if not inner:
                continue
            size = scalar(self._connection, f"SELECT count(*) FROM ({inner} LIMIT {cap})", bound)
            if (here := cost(size)) is not None:
                best = here, [part], inner, bound
        told = [part for part in self._parts if sets.tell(part) and (self._screen is None or sets.seldom(part))]
        if told:
            found = sets.shown(self._connection, told)
            if (here := cost(len(found))) is not None:
                best = here, told, "SELECT value FROM json_each(?)", [packed(found)]
        return best[1:] if best else None

    def _set(self, node: Node) -> Bound:
        """Return a subquery for the ids of a condition that an index lists, with its values; empty when none does."""
        match node:
            case Flag():
                return _LISTED.get(node.name, ""), []
            case Named() if not sets.tell(node):
                return self._named(node)
            case Or() if any(isinstance(part, Named) for part in node.parts):
                return self._words_or_names(node.parts)
            case Text(field="note", words=(_,)):
                return _SAID, [all_of(node)]
            case Compare():
                field = FIELDS[node.field]
                if field.indexed and not any(sets.passes(number, node) for number in field.unlisted):
                    tests, bound = self._tests(node)
                    return f"SELECT p.id FROM papers p WHERE {field.condition} AND {tests}", bound
        return "", []

    def _words_or_names(self, parts: Iterable[Node]) -> Bound:
        """Return a subquery for what has the words of an identifier, or its name; empty where a part is neither."""
        found: list[Bound] = []
        for part in parts:
            if isinstance(part, Text):
                sql, bound = self._condition_text(part, probe=False)
                found.append((f"SELECT p.id FROM papers p WHERE {sql}", bound))
            elif isinstance(part, Named) and part.field in ("doi", "arxiv", "url", "key") and not part.prefix:
                found.append(self._named(part))
            else:
                return "", []
        if not all(inner for inner, _ in found):
            return "", []
        Texts.ready(self._connection)
        return " UNION ALL ".join(inner for inner, _ in found), [value for _, bound in found for value in bound]

    def _named(self, node: Named) -> Bound:
        """Return a subquery for the papers of a name; empty for an identifier that is not written whole."""
        text = node.text.strip()
        if node.field == "tag":
            return names.having(names.tags(self._connection, text, prefix=node.prefix)), []
        if node.field == "shelf":
            return names.standing(names.shelves(self._connection, text, prefix=node.prefix)), []
        if node.field in _LISTINGS:
            found = _LISTINGS[node.field](self._connection, text, prefix=node.prefix)
            return f"SELECT paper FROM sightings WHERE listing IN ({_numbers(found)})", []
        if node.field == "section":
            headings = names.headings(names.sections(self._connection, text, prefix=node.prefix))
            return f"SELECT paper FROM sightings WHERE section {AMONG} AND {_LISTED_NOW}", [packed(headings)]
        if node.field == "key":
            test = "LIKE ? ESCAPE '\\'" if node.prefix else "= ? COLLATE NOCASE"
            return names.keyed(test, _like(text) if node.prefix else text)
        if node.field == "url":
            links = [] if node.prefix else _spellings(text)
            inner = f"SELECT id FROM papers WHERE url {AMONG} UNION ALL {_OF_RECORDS} {AMONG}"
            return inner * bool(links), [packed(links)] * 2
        doi = node.field == "doi"
        whole = (identifiers.doi if doi else identifiers.arxiv_id)(text)
        if whole is None:
            return "", []
        inner, bound = names.identified(FIELDS[node.field].column, whole)
        if doi and node.prefix and not scalar(self._connection, inner, bound):
            return "", []  # 10.1038/nat has the form of a DOI, and is the beginning of many
        return inner, bound

    # -- what is checked of a candidate

    def _where(self, parts: Iterable[Node], *, probe: bool) -> Bound:
        # Columns before texts: they cost a tenth.
        ordered = sorted(parts, key=lambda part: any(leaves((part,))))
        checked = [self._condition(part, probe=probe) for part in ordered if not isinstance(part, All)]
        return "".join(f" AND {sql}" for sql, _ in checked), [value for _, bound in checked for value in bound]

    def _condition(self, node: Node, *, probe: bool) -> Bound:
        """Return SQL that is true of exactly the papers p of a condition, and its values."""
        match node:
            case And() | Or():
                parts = [self._condition(part, probe=probe) for part in node.parts]
                joined = (" AND " if isinstance(node, And) else " OR ").join(sql for sql, _ in parts)
                return f"({joined})", [value for _, bound in parts for value in bound]
            case Not():
                # A paper without a score is not one of score:>20, so it is one of -score:>20.
                sql, bound = self._condition(node.part, probe=probe)
                return f"NOT coalesce({sql}, 0)", bound
            case Text():
                return self._condition_text(node, probe=probe)
            case Compare():
                return self._tests(node)
            case Flag():
                return _FLAGS[node.name], []
            case Named():
                return self._condition_named(node, probe=probe)
        return "1", []

    def _tests(self, node: Compare) -> Bound:
        if node.field == "day":
            found = names.of_days(self._connection, node.tests)
            return f"p.id IN (SELECT paper FROM sightings WHERE listing IN ({_numbers(found)}))", []
        column = f"p.{FIELDS[node.field].column}"
        if node.field == "rank":
            column = ranks(self._connection, And(self._parts) if len(self._parts) > 1 else self._parts[0])
        return f"({' AND '.join(f'{column} {sign} ?' for sign, _ in node.tests)})", [value for _, value in node.tests]

    def _condition_text(self, leaf: Text, *, probe: bool) -> Bound:
        bound = [leaf.field, needle(leaf)]
        if probe:
            return HOLDS, bound
        words, column = all_of(leaf), WORDS.get(leaf.field)
        if leaf.field == "note":
            inner, values = _SAID, [words]
        elif column:
            inner, values = "SELECT rowid FROM words WHERE words MATCH ?", [f"{column} : ({words})"]
        elif leaf.field:
            inner, values = _IN_TEXTS, [words]
        else:
            saying, values = self._saying(leaf)
            inner, values = f"{_IN_TEXTS} UNION ALL {saying}", [words, *values]
        if len(leaf.words) == 1 and not leaf.beside and (leaf.field in ("", "note") or column in _ALONE):
            return f"p.id IN ({inner})", values
        return f"(p.id IN ({inner}) AND {HOLDS})", [*values, *bound]

    def _condition_named(self, node: Named, *, probe: bool) -> Bound:
        inner, bound = self._named(node)
        if inner and probe and node.field in ("tag", "shelf", "from", "listing", "section"):
            return f"EXISTS ({inner} AND paper = p.id)", bound
        if inner:
            return f"p.id IN ({inner})", bound
        start = node.text.lower().strip().removeprefix("https://doi.org/").removeprefix("arxiv:")
        if node.field == "url":
            part = "LIKE ? ESCAPE '\\'"
            return f"(p.url {part} OR p.id IN ({_OF_RECORDS} {part}))", [f"%{_like(start)}"] * 2
        column = FIELDS[node.field].column
        said, bound = names.begun(column, start) if node.prefix else names.identified(column, start)
        among = f"EXISTS ({said} AND paper = p.id)" if probe and node.prefix else f"p.id IN ({said})"
        return f"(p.{column} LIKE ? ESCAPE '\\' OR {among})", [_like(start, prefix=node.prefix), *bound]


def _joined(how: str, matches: Sequence[_Match], papers: int) -> _Match:
    """Return what proposes the papers of all, or of any, of the matches."""
    expression = f" {how} ".join([f"({match.expression})" for match in matches])
    exact = all(match.exact for match in matches)
    return _Match(expression, exact, papers, sum([match.cost for match in matches]))


def quoted(word: str, *, prefix: bool = False) -> str:
    """Return a folded word, which is letters and digits only, as an FTS5 string."""
    return f'"{word}"*' if prefix else f'"{word}"'


def all_of(leaf: Text) -> str:
    """Return the FTS5 expression for all the words of a condition, anywhere in a paper."""
    return " AND ".join([quoted(word, prefix=prefix) for word, prefix in leaf.every])


def _spellings(link: str) -> list[str]:
    """Return the forms in which a link is written: by http or https, with and without www and a last slash."""
    scheme, _, rest = link.partition("://")
    place = (rest or scheme).removeprefix("www.").rstrip("/")
    return ["".join(parts) for parts in product(("https://", "http://"), ("", "www."), (place,), ("", "/"))]


def _numbers(ids: Iterable[int]) -> str:
    return ", ".join(map(str, ids))


def _like(start: str, *, prefix: bool = True) -> str:
    return names.like(start) + "%" * prefix


def ranks(connection: Connection, tree: Node) -> str:
    """Return SQL for the place of a paper p in the one listing that a query names, else for its best place in any."""
    for part in tree.parts if isinstance(tree, And) else (tree,):
        if isinstance(part, Named) and part.field in _LISTINGS:
            found = _LISTINGS[part.field](connection, part.text.strip(), prefix=part.prefix)
            if len(found) == 1:
                return f"{_RANK} AND listing = {found[0]})"
    return f"{_RANK} AND {_LISTED_NOW})"


_RANK = "(SELECT min(coalesce(position, line)) FROM sightings WHERE paper = p.id"
