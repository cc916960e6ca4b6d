"""A query's tree -> the papers it means, in order: the first screen within a frame, exact counts, and typo rescue.

A text condition is true of a paper when the folded words stand in a row in one of its fields (`_Texts.holds` is that
definition, word for word). The full-text index proposes papers and often decides by itself; what it leaves open is
checked paper by paper. Three ways lead to candidates, newest first: the index `texts` (or `words`, when every condition
names a field that it has), a small set that a partial index gives (starred, tagged, ...), or all papers.

Measured at 1,000,000 papers: a prefix over an index without prefixes costs .09 us a paper that has it, naming every
word that begins so 14 us a word, and looking at a paper 5 us. The first screen takes the cheapest of the three for
each word; a count takes the index.
"""

import sys
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from storage import rows
from storage.fields import FIELDS, SORTS, STATUSES, TABLE, WHERE, WORDS
from storage.papers import paper
from storage.papers.text import fold
from storage.query import (
    All,
    And,
    Compare,
    Flag,
    Named,
    Node,
    Not,
    Or,
    Query,
    QueryError,
    Text,
)  # fmt: skip
from storage.sqlite import Connection, legible, sqlite3

__all__ = ["SORTS", "Rescue", "Suggestion", "View", "authors", "categories", "listings", "rescue", "tags", "venues"]

_FLAGS = {field.flag: field.condition for field in TABLE if field.flag}
_FLAGS |= {status: f"p.status = {number}" for number, status in enumerate(rows.STATUSES)}
# Subqueries for the papers that an index lists: every status but the first has one.
_LISTED = {
    field.flag: f"SELECT p.id FROM papers p WHERE {field.condition}" for field in TABLE if field.flag and field.indexed
}
_LISTED |= {status: f"SELECT p.id FROM papers p WHERE p.status <> 0 AND {_FLAGS[status]}" for status in STATUSES[1:]}
_LISTED["has:tag"] = "SELECT DISTINCT paper FROM taggings"
# The facts go along with the paper's id: a query of the function's own for them took half of its time.
_HOLDS = (
    f"holds(?, ?, p.id, p.title, p.authors, {', '.join(f'p.{column}' for column in WHERE)}, "
    "(SELECT abstract FROM details WHERE paper = p.id))"
)

_PER_POSTING, _PER_TERM, _PER_FOLD, _PER_ROW, _PER_MEMBER, _PER_WALKED = 0.09, 14.0, 4.5, 1.5, 0.3, 0.2
"""Microseconds, measured: a paper under a prefix that is merged, a word named, a text folded, a row looked up, an id
put into a set, a row walked past."""
_NAMED_AT_MOST = 600
"""Words that a prefix may become: the parser of an FTS5 expression is the limit from about a thousand on."""
_TERMS_SUMMED = 3_000
"""Words of a prefix whose papers are summed up, at .06 us each; what has more words is in a good part of all papers."""
_YEARS_AT_MOST = 400
_RARE = 500
"""Papers of a word whose ids are put into a set without a thought."""
_MATCHED_AT_MOST = 12
"""Conditions of a query that the index is asked for at once; a pasted abstract has a hundred words, a few suffice."""


class View:
    """The answer to one query in one order; nothing is read before it is asked for."""

    def __init__(self, connection: Connection, query: Node, sort: str = "") -> None:
        """`sort` is one of SORTS, `-` before it for descending; a `sort:` in the query goes before it."""
        self._connection = connection
        self.query = query if isinstance(query, Query) else Query(query)
        self.sort = self.query.sort or sort or "-added"
        if (name := self.sort.removeprefix("-")) not in SORTS:
            raise QueryError(f"no order {name}; there are {', '.join(SORTS)}", self.sort, (0, len(self.sort)))
        self._ids: array[int] | None = None

    @legible()
    def first(self, n: int) -> list[int]:
        """Return the first n ids, without counting: within 2 ms at a million papers in the default order."""
        if n <= 0:
            return []
        plan = _Planner(self._connection, self.query.tree, n if self.sort == "-added" else None).plan()
        order = self._order()
        if not order:
            lists = [self._read(f"SELECT {ids} FROM {body} ORDER BY {ids} DESC LIMIT {n}", bound)
                     for ids, body, bound in plan]  # fmt: skip
            return sorted({number for ids in lists for number in ids}, reverse=True)[:n]
        sql, bound = self._together(plan)
        return self._read(f"{sql} ORDER BY {order} LIMIT {n}", bound)

    @legible()
    def ids(self) -> "array[int]":
        """Return all ids in order, as an array('i'), four bytes a paper; kept for the next call."""
        if self._ids is None:
            if isinstance(self.query.tree, All) and self.sort == "-added" and (whole := self._whole()) is not None:
                self._ids = whole
                return whole
            plan = _Planner(self._connection, self.query.tree, None).plan()
            if order := self._order():
                sql, bound = self._together(plan)
                self._ids = self._packed(f"{sql} ORDER BY {order}", bound)
            else:
                parts = [
                    self._packed(f"SELECT {ids} AS id FROM {body} ORDER BY {ids} DESC", bound)
                    for ids, body, bound in plan
                ]
                found, said = parts[0], parts[1:]
                self._ids = array("i", sorted([*found, *said[0]], reverse=True)) if said and said[0] else found
        return self._ids

    @legible()
    def count(self) -> int:
        """Return how many papers there are, exactly."""
        if self._ids is not None:
            return len(self._ids)
        if isinstance(self.query.tree, All):
            return self._read("SELECT (SELECT count(*) FROM papers) - count(*) FROM papers WHERE hidden <> 0", ())[0]
        plan = _Planner(self._connection, self.query.tree, None).plan()
        return sum(self._read(f"SELECT count(*) FROM {body}", bound)[0] for _, body, bound in plan)

    def _whole(self) -> "array[int] | None":
        """Return all ids, newest first, when they have no gaps: then none is read (15 ms at a million, not 400)."""
        low, high, count = self._connection.execute(
            "SELECT (SELECT min(id) FROM papers), (SELECT max(id) FROM papers), (SELECT count(*) FROM papers)"
        ).fetchone()
        if not count or high - low + 1 != count:
            return None
        hidden = set(self._read("SELECT id FROM papers WHERE hidden <> 0", ()))
        everything = range(high, low - 1, -1)
        return array("i", [number for number in everything if number not in hidden] if hidden else everything)

    def _order(self) -> str:
        """Return the ORDER BY of another order than newest first; what a paper does not have stands last."""
        name = self.sort.removeprefix("-")
        if name == "added":
            return "" if self.sort.startswith("-") else "p.id"
        by, down = FIELDS[name].order or f"p.{FIELDS[name].column}", self.sort.startswith("-")
        return f"{by} {'DESC' if down else 'ASC'} NULLS LAST, p.id DESC"

    def _together(self, plan: Sequence["_Part"]) -> tuple[str, list[Any]]:
        if len(plan) == 1 and plan[0].ids == "p.id":
            return f"SELECT p.id AS id FROM {plan[0].body}", plan[0].bound
        union = " UNION ALL ".join(f"SELECT {ids} AS id FROM {body}" for ids, body, _ in plan)
        return (
            f"SELECT p.id AS id FROM ({union}) found CROSS JOIN papers p ON p.id = found.id",
            [value for part in plan for value in part.bound],
        )

    def _read(self, sql: str, bound: Sequence[Any]) -> list[int]:
        _Texts.ready(self._connection)
        return [row[0] for row in self._connection.execute(sql, bound)]

    def _packed(self, sql: str, bound: Sequence[Any]) -> "array[int]":
        """Return the ids that a query selects, as an array.

        Rows cross into Python one by one at .25 us each; one text of fixed-width hexadecimal numbers halves that.
        """
        _Texts.ready(self._connection)
        packed = self._connection.execute(f"SELECT group_concat(printf('%08x', id), '') FROM ({sql})", bound).fetchone()
        found = array("i", bytes.fromhex(packed[0] or ""))
        if sys.byteorder == "little":
            found.byteswap()
        return found


class _Part(NamedTuple):
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

    words: list[str]
    papers: int
    """Of all the words together; a paper may have several of them."""
    more: bool
    """Whether there are more words than were read."""


class _Planner:
    """Chooses, for one tree, where candidates come from and what is checked of each.

    `screen` is how many papers are wanted at once, newest first; None when all of them are.
    """

    def __init__(self, connection: Connection, tree: Node, screen: int | None) -> None:
        self._connection = connection
        self._screen = screen
        self._terms: dict[tuple[str, bool], _Term] = {}
        tree = tree.tree if isinstance(tree, Query) else tree
        self._parts: tuple[Node, ...] = tree.parts if isinstance(tree, And) else (tree,)
        self._total = (connection.execute("SELECT max(id) FROM papers").fetchone()[0] or 0) + 1

    def plan(self) -> list[_Part]:
        """Return one part, or two that share no paper: what the index proposes, and what the reader's words do."""
        fts, chosen, table = self._match()
        best = fts.papers if fts else self._total
        small = self._small_set(best)
        if small is not None:
            position, inner, bound = small
            rest = [part for number, part in enumerate(self._parts) if number != position]
            where, more = self._where(rest, probe=True)
            return [_Part("p.id", f"papers p WHERE p.id IN ({inner}) AND p.hidden = 0{where}", [*bound, *more])]
        if fts is None:
            where, bound = self._where(self._parts, probe=self._screen is not None)
            return [_Part("p.id", f"papers p WHERE p.hidden = 0{where}", bound)]
        open_parts = [part for number, part in enumerate(self._parts) if not chosen.get(number, False)]
        probe = self._screen is not None or fts.papers <= 20_000
        where, bound = self._where(open_parts, probe=probe)
        said = self._said() if table == "texts" else ""
        unsaid = " AND texts.rowid NOT IN (SELECT rowid FROM said WHERE said MATCH ?)" if said else ""
        also = [said] if said else []
        if where:
            main = (
                f"{table} CROSS JOIN papers p ON p.id = {table}.rowid "
                f"WHERE {table} MATCH ?{unsaid} AND p.hidden = 0{where}"
            )
        else:
            main = f"{table} WHERE {table} MATCH ?{unsaid} AND rowid NOT IN (SELECT id FROM papers WHERE hidden <> 0)"
        plan = [_Part(f"{table}.rowid", main, [fts.expression, *also, *bound])]
        if said:
            where, bound = self._where(self._parts, probe=True)
            narrow, rare = self._narrowed()
            body = f"said CROSS JOIN papers p ON p.id = said.rowid WHERE said MATCH ?{narrow} AND p.hidden = 0{where}"
            plan.append(_Part("said.rowid", body, [said, *rare, *bound]))
        return plan

    # -- what the indexes propose

    def _match(self) -> tuple[_Match | None, dict[int, bool], str]:
        """Return the best expression, the parts it covers with whether it decides them, and the table it is for."""
        fields = {leaf.field for leaf in _leaves(self._parts)}
        table = "texts" if fields & {"", "abstract"} else "words"
        found = [(number, match) for number, part in enumerate(self._parts) if (match := self._propose(part, table))]
        found.sort(key=lambda item: item[1].papers)
        rarest = found[0][1].papers if found else self._total
        chosen: dict[int, bool] = {}
        kept: list[_Match] = []
        for number, match in found:
            if self._screen is not None and self._checking(match, rarest, first=not kept) < match.cost:
                continue
            if len(kept) >= _MATCHED_AT_MOST:
                break
            kept.append(match)
            chosen[number] = match.exact
        if not kept:
            return None, {}, table
        expression = " AND ".join(f"({match.expression})" for match in kept)
        return (
            _Match(expression, all(match.exact for match in kept), rarest, sum(match.cost for match in kept)),
            chosen, table,
        )  # fmt: skip

    def _checking(self, match: _Match, rarest: int, *, first: bool) -> float:
        """Return what it costs to check a condition paper by paper until a screen is full, in microseconds."""
        assert self._screen is not None
        needed = self._screen * self._total / max(1, match.papers)
        return _PER_FOLD * min(needed, self._total if first else rarest)

    def _propose(self, node: Node, table: str) -> _Match | None:
        if isinstance(node, Text):
            return self._propose_text(node, table)
        if isinstance(node, Compare) and node.field == "year":
            return self._propose_years(node, table)
        if isinstance(node, And):
            found = sorted(
                (match for part in node.parts if (match := self._propose(part, table))), key=lambda match: match.papers
            )
            if not found:
                return None
            exact = len(found) == len(node.parts) and all(match.exact for match in found)
            kept = found if exact else found[:_MATCHED_AT_MOST]
            expression = " AND ".join(f"({match.expression})" for match in kept)
            return _Match(expression, exact, kept[0].papers, sum(match.cost for match in kept))
        if isinstance(node, Or):
            each = [self._propose(part, table) for part in node.parts]
            known = [match for match in each if match]
            if len(known) < len(each):
                return None
            expression = " OR ".join(f"({match.expression})" for match in known)
            return _Match(
                expression, all(match.exact for match in known), sum(match.papers for match in known),
                sum(match.cost for match in known),
            )  # fmt: skip
        return None

    def _propose_text(self, leaf: Text, table: str) -> _Match | None:
        if leaf.field == "note":
            return None
        if table == "words":
            column = WORDS[leaf.field]
            words = " AND ".join([*map(_quoted, leaf.words[:-1]), _quoted(leaf.words[-1], prefix=leaf.prefix)])
            papers = min(self.term(word, prefix=False).papers for word in leaf.words[:-1]) if leaf.words[1:] else 0
            last = self.term(leaf.words[-1], prefix=leaf.prefix)
            papers = min(papers, last.papers) if leaf.words[1:] else last.papers
            exact = len(leaf.words) == 1 and leaf.field in ("title", "author")
            return _Match(f"{column} : ({words})", exact, papers, 50.0)
        last = self.term(leaf.words[-1], prefix=leaf.prefix)
        count = len(last.words)
        naming = _PER_TERM * count if not last.more and count <= _NAMED_AT_MOST else 1e9
        merging = _PER_POSTING * last.papers if leaf.prefix else 1e9
        if leaf.prefix and count and not last.more and naming < merging:
            expression, cost = " OR ".join(map(_quoted, last.words)), naming
        else:
            expression, cost = _quoted(leaf.words[-1], prefix=leaf.prefix), merging if leaf.prefix else _PER_TERM
        papers = last.papers
        for word in leaf.words[:-1]:
            papers = min(papers, self.term(word, prefix=False).papers)
            expression = f"{_quoted(word)} AND ({expression})"
        return _Match(expression, len(leaf.words) == 1 and not leaf.field, papers, cost)

    def _propose_years(self, node: Compare, table: str) -> _Match | None:
        """Return the years as words: the index has the year of a paper among the words of its venue."""
        low, high = 0.0, 9999.0
        for operator, value in node.tests:
            year = float(value)
            low = max(low, year) if operator in ("=", ">=", ">") else low
            high = min(high, year) if operator in ("=", "<=", "<") else high
        if low < 1000 and self._connection.execute("SELECT 1 FROM papers WHERE date < '1000' LIMIT 1").fetchone():
            return None  # the words of those years are not of four digits
        found = self._connection.execute(
            "SELECT term, n FROM terms WHERE term BETWEEN ? AND ? AND term GLOB '[0-9][0-9][0-9][0-9]' LIMIT ?",
            (f"{max(1000, int(low)):04}", f"{int(high):04}", _YEARS_AT_MOST + 1),
        ).fetchall()
        papers = sum(n for _, n in found)
        if len(found) > _YEARS_AT_MOST or papers > self._total // 2:
            return None
        words = " OR ".join(_quoted(term) for term, _ in found) or '"0000"'
        return _Match(f"venue : ({words})" if table == "words" else words, False, papers, _PER_TERM * len(found))

    def term(self, word: str, *, prefix: bool) -> _Term:
        key = (word, prefix)
        if key not in self._terms:
            if prefix:
                span = (word, word + "\U0010ffff")
                count, papers = self._connection.execute(
                    "SELECT count(*), total(n) FROM (SELECT n FROM terms WHERE term >= ? AND term < ? LIMIT ?)",
                    (*span, _TERMS_SUMMED),
                ).fetchone()
                names = (
                    self._connection.execute("SELECT term FROM terms WHERE term >= ? AND term < ?", span).fetchall()
                    if count <= _NAMED_AT_MOST
                    else [(word,)]
                )
                self._terms[key] = _Term([name for (name,) in names], int(papers), count > _NAMED_AT_MOST)
            else:
                found = self._connection.execute("SELECT n FROM terms WHERE term = ?", (word,)).fetchone()
                self._terms[key] = _Term([word] if found else [], found[0] if found else 0, more=False)
        return self._terms[key]

    def known(self, leaf: Text) -> bool:
        """Return whether each word of a condition is on some paper."""
        *whole, last = leaf.words
        if all(self.term(word, prefix=False).words for word in whole) and self.term(last, prefix=leaf.prefix).words:
            return True
        expression = " AND ".join([*map(_quoted, whole), _quoted(last, prefix=leaf.prefix)])
        found = self._connection.execute("SELECT 1 FROM said WHERE said MATCH ? LIMIT 1", (expression,)).fetchone()
        return found is not None

    def _said(self) -> str:
        """Return the expression for papers that the reader's notes or tags may bring in; empty when there are none."""
        words = dict.fromkeys(
            _quoted(leaf.words[-1], prefix=leaf.prefix) for leaf in _leaves(self._parts) if leaf.field in ("", "note")
        )
        if not words:
            return ""
        expression = " OR ".join(words)
        found = self._connection.execute("SELECT 1 FROM said WHERE said MATCH ? LIMIT 1", (expression,)).fetchone()
        return expression if found else ""

    def _narrowed(self) -> tuple[str, list[Any]]:
        """Return a condition that the rarest word sets to annotated papers, when a query has a rare word beside others.

        Without it each of hundreds of notes with a word in `p` would be read for the rare one.
        """
        single = [leaf for leaf in self._parts if isinstance(leaf, Text) and not leaf.field and len(leaf.words) == 1]
        if len(single) < 2:
            return "", []
        rarest = min(single, key=lambda leaf: self.term(leaf.words[0], prefix=leaf.prefix).papers)
        if self.term(rarest.words[0], prefix=rarest.prefix).papers > _RARE:
            return "", []
        word = _quoted(rarest.words[0], prefix=rarest.prefix)
        one_of = "SELECT rowid FROM texts WHERE texts MATCH ? UNION ALL SELECT rowid FROM said WHERE said MATCH ?"
        return f" AND said.rowid IN ({one_of})", [word, word]

    def _small_set(self, candidates: int) -> tuple[int, str, list[Any]] | None:
        """Return the part that a partial index lists with so few papers that checking each of them is cheapest."""
        cap = max(2_000, self._total // 20)
        best: tuple[float, int, str, list[Any]] | None = None
        each = _PER_FOLD if any(True for _ in _leaves(self._parts)) else _PER_ROW
        screen = self._screen or self._total
        for number, part in enumerate(self._parts):
            inner, bound = self._set(part)
            if not inner:
                continue
            size = self._connection.execute(f"SELECT count(*) FROM ({inner} LIMIT {cap})", bound).fetchone()[0]
            here = each * min(size, screen * self._total / max(1, candidates)) + _PER_MEMBER * size
            if candidates < self._total:
                there = _PER_ROW * min(candidates, screen * self._total / max(1, size))
            else:  # a listing's papers, or a year's, stand together, and may stand at the far end of the walk
                there = _PER_WALKED * self._total
            if size < cap and here <= there and (best is None or here < best[0]):
                best = here, number, inner, bound
        return best[1:] if best else None

    def _set(self, node: Node) -> tuple[str, list[Any]]:
        """Return a subquery for the ids of a condition that an index lists, with its values; empty when none does."""
        if isinstance(node, Flag):
            return _LISTED.get(node.name, ""), []
        if isinstance(node, Named):
            return self._named(node)
        if isinstance(node, Text) and node.field == "note" and len(node.words) == 1:
            return "SELECT rowid FROM said WHERE said MATCH ?", [f"note : {_quoted(node.words[0], prefix=node.prefix)}"]
        if isinstance(node, Compare):
            field = FIELDS[node.field]
            if field.indexed and not any(_passes(number, node.tests) for number in field.unlisted):
                tests, bound = _tests(node)
                return f"SELECT p.id FROM papers p WHERE {field.condition} AND {tests}", bound
        return "", []

    def _named(self, node: Named) -> tuple[str, list[Any]]:
        connection = self._connection
        text = node.text.strip()
        if node.field == "tag":
            wanted = fold(text)
            found = [
                number
                for number, name in connection.execute("SELECT id, name FROM tags")
                if (folded := fold(name)) == wanted or (node.prefix and folded.startswith(wanted)) or name == text
            ]
            return f"SELECT paper FROM taggings WHERE tag IN ({_numbers(found)})", []
        if node.field == "from":
            wanted = f" {fold(text)}" + ("" if node.prefix else " ")
            found = [
                number
                for number, *names in connection.execute(
                    "SELECT id, title, source, format FROM listings WHERE hidden = 0"
                )
                if any(wanted in f" {fold(name or '')} " for name in names)
            ]
            return f"SELECT paper FROM sightings WHERE listing IN ({_numbers(found)})", []
        if node.field == "key":
            if node.prefix:
                return "SELECT id FROM papers WHERE key IS NOT NULL AND key LIKE ? ESCAPE '\\'", [_like(text)]
            return "SELECT id FROM papers WHERE key IS NOT NULL AND key = ? COLLATE NOCASE", [text]
        column = "doi" if node.field == "doi" else "arxiv_id"
        whole = paper.doi(text) if node.field == "doi" else paper.arxiv_id(text)
        if whole is None:
            return "", []
        from storage.papers import identity  # only an identifier is looked up by its key

        digests = identity.keys("", whole, None) if node.field == "doi" else identity.keys("", None, whole)
        condition = f"SELECT id FROM papers WHERE id IN (SELECT paper FROM identities WHERE hash = ?) AND {column} = ?"
        exact = (condition, [digests[0], whole])
        if (
            node.field == "doi"
            and node.prefix
            and not connection.execute(f"SELECT 1 FROM ({exact[0]})", exact[1]).fetchone()
        ):
            return "", []  # 10.1038/nat has the form of a DOI, and is the beginning of many
        return exact

    # -- what is checked of a candidate

    def _where(self, parts: Iterable[Node], *, probe: bool) -> tuple[str, list[Any]]:
        conditions, values = [], []
        # Columns before texts: they cost a tenth.
        for part in sorted(parts, key=lambda part: any(True for _ in _leaves((part,)))):
            condition, bound = self._condition(part, probe=probe)
            if condition != "1":
                conditions.append(f" AND {condition}")
                values += bound
        return "".join(conditions), values

    def _condition(self, node: Node, *, probe: bool) -> tuple[str, list[Any]]:
        """Return SQL that is true of exactly the papers p of a condition, and its values."""
        if isinstance(node, Query):
            return self._condition(node.tree, probe=probe)
        if isinstance(node, And | Or):
            parts = [self._condition(part, probe=probe) for part in node.parts]
            joined = (" AND " if isinstance(node, And) else " OR ").join(sql for sql, _ in parts)
            return f"({joined})", [value for _, bound in parts for value in bound]
        if isinstance(node, Not):
            # A paper without a score is not one of score:>20, so it is one of -score:>20.
            sql, bound = self._condition(node.part, probe=probe)
            return f"NOT coalesce({sql}, 0)", bound
        if isinstance(node, Text):
            return self._condition_text(node, probe=probe)
        if isinstance(node, Compare):
            return _tests(node)
        if isinstance(node, Flag):
            return _FLAGS[node.name], []
        if isinstance(node, Named):
            return self._condition_named(node, probe=probe)
        return "1", []

    def _condition_named(self, node: Named, *, probe: bool) -> tuple[str, list[Any]]:
        inner, bound = self._named(node)
        if inner and probe and node.field in ("tag", "from"):
            return f"EXISTS ({inner} AND paper = p.id)", bound
        if inner:
            return f"p.id IN ({inner})", bound
        column = "doi" if node.field == "doi" else "arxiv_id"
        start = node.text.lower().strip().removeprefix("https://doi.org/").removeprefix("arxiv:")
        return f"p.{column} LIKE ? ESCAPE '\\'", [_like(start, prefix=node.prefix)]

    def _condition_text(self, leaf: Text, *, probe: bool) -> tuple[str, list[Any]]:
        needle = f" {' '.join(leaf.words)}" + ("" if leaf.prefix else " ")
        check, bound = _HOLDS, [leaf.field, needle]
        if probe:
            return check, bound
        last = _quoted(leaf.words[-1], prefix=leaf.prefix)
        words = " AND ".join([*map(_quoted, leaf.words[:-1]), last])
        said = "SELECT rowid FROM said WHERE said MATCH ?"
        values: list[Any]
        if leaf.field == "note":
            inner, values, exact = said, [f"note : ({words})"], len(leaf.words) == 1
        elif leaf.field in WORDS:
            inner = "SELECT rowid FROM words WHERE words MATCH ?"
            values, exact = [f"{WORDS[leaf.field]} : ({words})"], leaf.field in ("title", "author")
        else:
            inner, values, exact = "SELECT rowid FROM texts WHERE texts MATCH ?", [words], not leaf.field
            if not leaf.field:
                inner, values = f"{inner} UNION ALL {said}", [words, words]
        if exact and len(leaf.words) == 1:
            return f"p.id IN ({inner})", values
        return f"(p.id IN ({inner}) AND {check})", [*values, *bound]


def _leaves(parts: Iterable[Node]) -> Iterable[Text]:
    for part in parts:
        if isinstance(part, Text):
            yield part
        elif isinstance(part, And | Or):
            yield from _leaves(part.parts)
        elif isinstance(part, Not):
            yield from _leaves((part.part,))


def _quoted(word: str, *, prefix: bool = False) -> str:
    """Return a folded word, which is letters and digits only, as an FTS5 string."""
    return f'"{word}"*' if prefix else f'"{word}"'


def _numbers(ids: Iterable[int]) -> str:
    return ", ".join(map(str, ids))


def _like(start: str, *, prefix: bool = True) -> str:
    escaped = start.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return escaped + "%" * prefix


def _tests(node: Compare) -> tuple[str, list[Any]]:
    sql = " AND ".join(f"p.{FIELDS[node.field].column} {operator} ?" for operator, _ in node.tests)
    return f"({sql})", [value for _, value in node.tests]


def _passes(number: float, tests: Iterable[tuple[str, float | str]]) -> bool:
    compare: dict[str, Callable[[float, float], bool]] = {
        "=": float.__eq__, "<": float.__lt__, "<=": float.__le__, ">": float.__gt__, ">=": float.__ge__,
    }  # fmt: skip
    return all(compare[operator](float(number), float(value)) for operator, value in tests)


@cache
def _plainly() -> dict[int, str | None]:
    """Return the table by which `fold` treats each ASCII character but the backslash: kept, joined at, or a space."""
    return {code: fold(f"a{chr(code)}a")[1:-1] or None for code in range(128)}


@cache
def _joined() -> tuple[str, ...]:
    """Return the ASCII characters that fold leaves out of a word, such as an apostrophe."""
    return tuple(chr(code) for code, kept in _plainly().items() if kept is None)


class _Texts:
    """The words of one paper after another, folded when first asked for; `holds` in SQL."""

    @classmethod
    def ready(cls, connection: Connection) -> None:
        """Make `holds` known to a connection, once, and forget what it read before."""
        try:
            connection.execute("SELECT holds('', '', 0)")
        except sqlite3.OperationalError:
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

        The needle begins with a space, and ends with one unless its last word is only the beginning of a word. Paper 0
        is none, and asking for it forgets the last. The facts are those that _HOLDS names.
        """
        if number != self._number:
            self._number, self._facts = number, facts
            self._raw, self._plain, self._folded = {}, {}, {}
            self._letters = None
        if not number:
            self._annotated = None
            return 0
        if not name and (has := self._has(needle)) is not None:
            return has
        names = (name,) if name else ("facts", "author", "said")
        for one in names:
            seen = self._at_sight(one, needle)
            if seen or (seen is None and needle in self._fold(one)):
                return 1
        return 0

    def _has(self, needle: str) -> bool | None:
        """Return whether any field has the word; of several words, False when one is missing; None if none can tell.

        In ASCII without TeX letters and digits make words, what `fold` joins at is left out, and all else is between
        words; so no more than lower case is needed, and a paper is told in 2 us.
        """
        letters = self._letters
        if letters is None:
            letters = "\n".join([str(fact) for fact in self._facts if fact])
            if not letters.isascii() or "\\" in letters or self._may_be_annotated():
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

        Plain ASCII without TeX folds character by character, but for runs of spaces, which matter between words only.
        The names of authors stand family first, so words in a row are not told there.
        """
        plain = self._plain.get(name)
        if plain is None:
            raw = self._text(name)
            plain = f" {raw.translate(_plainly())} " if raw.isascii() and "\\" not in raw else ""
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
            found = self._said() if self._may_be_annotated() else None
            note, tags = found or ("", "")
            self._raw |= {"note": note or "", "said": f"{note or ''} \n {tags or ''}"}
        else:
            title, names, *places, abstract = self._facts
            where = " ".join(str(part) for part in places if part)
            self._raw |= {column: str(part or "") for column, part in zip(WHERE, places, strict=True)} | {
                "title": title, "author": names, "abstract": abstract or "", "where": where,
                "facts": f"{title} \n {abstract or ''} \n {where}",
            }  # fmt: skip
        return self._raw[name]

    def _said(self) -> tuple[str, str] | None:
        row: tuple[str, str] | None = self._connection.execute(
            "SELECT note, tags FROM said WHERE rowid = ?", (self._number,)
        ).fetchone()
        return row

    def _may_be_annotated(self) -> bool:
        """Return False for a paper without note and tags; on most shelves a set holds all that have some."""
        if self._annotated is None:
            found = self._connection.execute("SELECT id FROM said_content LIMIT ?", (_RARE + 1,)).fetchall()
            self._annotated = frozenset(number for (number,) in found)
        return len(self._annotated) > _RARE or self._number in self._annotated

    def _fold(self, name: str) -> str:
        folded = self._folded.get(name)
        if folded is None:
            text = self._text(name)
            if name == "author":
                folded = " \n ".join(fold(one.text) for one in rows.unpack(text))  # a phrase is of one name
            elif name == "facts":
                folded = " \n ".join(fold(self._text(one)) for one in ("title", "abstract", "where"))
            else:
                folded = text if name in ("said", "note") else fold(text)
            folded = self._folded[name] = f" {folded} "
        return folded


# -- when nothing matches


class Suggestion(NamedTuple):
    """A query that finds something, where the reader's found nothing."""

    text: str
    """The word, or the title, that is offered."""
    source: str
    """The query to put in the place of the reader's."""
    papers: int
    """How many it finds, exactly."""


class Rescue(NamedTuple):
    """What comes nearest to a query that finds nothing."""

    wrong: str
    """The word that no paper has; empty when every word is on some paper, and they are never together."""
    suggestions: tuple[Suggestion, ...]
    """Nearest first; at least one."""

    def __str__(self) -> str:
        """`no match for benigo: 6 for bengio, 1 for benito`."""
        offers = ", ".join(f"{one.papers:,} for {one.text}" for one in self.suggestions)
        return f"no match for {self.wrong}: {offers}" if self.wrong else f"no match; nearest: {offers}"


@legible()
def rescue(connection: Connection, query: Query) -> Rescue | None:
    """Return the nearest words or titles of a query that finds nothing; None when there are none, or it does find."""
    if View(connection, query).first(1):
        return None
    planner = _Planner(connection, query.tree, 1)
    lost = [leaf for leaf in _leaves((query.tree,)) if leaf.field != "note" and not planner.known(leaf)]
    for leaf in lost[:2]:
        word = next(
            (one for one in leaf.words if not planner.term(one, prefix=one == leaf.words[-1] and leaf.prefix).words),
            leaf.words[-1],
        )
        suggestions = []
        for near in _near_words(connection, word):
            words = tuple(near if one == word else one for one in leaf.words)
            tree = _replaced(query.tree, leaf, leaf.but(words=words, prefix=False))
            count = View(connection, tree).count()
            if count:
                suggestions.append(Suggestion(near, _rewritten(query.source, leaf, words), count))
            if len(suggestions) == 3:
                break
        if suggestions:
            return Rescue(word, tuple(suggestions))
    titles = _near_titles(connection, query.tree)
    return Rescue("", titles) if titles else None


def _near_words(connection: Connection, word: str, limit: int = 8) -> list[str]:
    """Return words of the shelf within one slip of a short word, two of a longer, nearest and most frequent first.

    Candidates begin with the same letter, or with what a slip at the beginning leaves: a tenth of the vocabulary.
    """
    from rapidfuzz.distance import OSA  # 38 ms, and only a failed search needs it
    from rapidfuzz.process import extract

    if len(word) < 3:
        return []
    slips = 1 if len(word) < 5 else 2
    letters = [chr(letter) for letter in range(97, 123)]
    starts = {word[0], word[1:3], word[1] + word[0], *(letter + word[1:3] for letter in letters)}
    starts.update(letter + word[:2] for letter in letters)
    found: dict[str, int] = {}
    for start in starts:
        found.update(
            connection.execute(
                "SELECT term, n FROM terms WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ?",
                (start, start + "\U0010ffff", len(word) - slips, len(word) + slips),
            )
        )
    near = extract(word, list(found), scorer=OSA.distance, score_cutoff=slips, limit=200)
    near.sort(key=lambda item: (item[1], -found[item[0]]))
    return [term for term, distance, _ in near if distance][:limit]


def _near_titles(connection: Connection, tree: Node, limit: int = 3) -> tuple[Suggestion, ...]:
    """Return titles near to all the words of a query taken together, when it has a few."""
    from rapidfuzz import fuzz

    words = [word for leaf in _leaves((tree,)) if leaf.field in ("", "title") for word in leaf.words if len(word) > 2]
    if len(words) < 2:
        return ()
    known = sorted(
        (found[0], word)
        for word in set(words)
        if (found := connection.execute("SELECT n FROM terms WHERE term = ?", (word,)).fetchone())
    )
    candidates: dict[int, None] = {}
    for _, word in known[:3]:  # the rarest words of the query; among their newest papers the title is sought
        candidates.update(
            (row[0], None)
            for row in connection.execute(
                "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT 500",
                (f"title : {_quoted(word)}",),
            )
        )
    wanted, scored = " ".join(words), []
    for number in candidates:
        found = connection.execute("SELECT title FROM papers WHERE id = ? AND hidden = 0", (number,)).fetchone()
        if found and (likeness := fuzz.token_sort_ratio(wanted, fold(found[0]))) >= 60:
            scored.append((-likeness, -number, found[0]))
    return tuple(
        Suggestion(title, f'title:"{title.replace(chr(34), " ")}"', 1) for _, _, title in sorted(scored)[:limit]
    )


def _replaced(node: Node, old: Text, new: Text) -> Node:
    if isinstance(node, And | Or):
        return node.but(parts=tuple(_replaced(part, old, new) for part in node.parts))
    if isinstance(node, Not):
        return node.but(part=_replaced(node.part, old, new))
    return new if node is old else node


def _rewritten(source: str, leaf: Text, words: Sequence[str]) -> str:
    start, end = leaf.span
    negation = "-" * (end > start and source[start] == "-")
    value = " ".join(words) if len(words) == 1 else f'"{" ".join(words)}"'
    return f"{source[:start]}{negation}{leaf.field}{':' * bool(leaf.field)}{value}{source[end:]}"


# -- what can be completed

_LOOKED_AT = 400
"""Newest papers whose venues, authors or categories are looked at for a completion: 2 ms."""


def tags(connection: Connection, start: str = "") -> list[str]:
    """Return tags that begin so, most used first."""
    wanted = fold(start)
    return [
        name
        for (name,) in connection.execute(
            "SELECT name FROM tags LEFT JOIN taggings ON tag = tags.id "
            "GROUP BY tags.id ORDER BY count(paper) DESC, name"
        )
        if fold(name).startswith(wanted)
    ]


def listings(connection: Connection, start: str = "") -> list[str]:
    """Return names of listings, and their formats, with a word that begins so, newest first."""
    wanted = f" {fold(start)}"
    found = connection.execute("SELECT coalesce(title, source), format FROM listings WHERE hidden = 0 ORDER BY id DESC")
    return list(dict.fromkeys(name for names in found for name in names if wanted in f" {fold(name)} "))


def venues(connection: Connection, start: str = "") -> list[str]:
    """Return venues with a word that begins so, most frequent first among the newest papers."""
    return _frequent(connection, "venue", start, lambda facts: [facts[0]])


def categories(connection: Connection, start: str = "") -> list[str]:
    """Return categories that begin so, or whose subclass does, most frequent first among the newest papers."""
    return _frequent(connection, "venue", start, lambda facts: [facts[1]])


def authors(connection: Connection, start: str = "") -> list[str]:
    """Return names of authors of which a part begins so, most frequent first among the newest papers."""
    return _frequent(
        connection, "authors", start, lambda facts: [name.text for name in rows.unpack(facts[2])] if facts[2] else []
    )


def _frequent(
    connection: Connection, column: str, start: str, names: Callable[[Any], Iterable[str | None]]
) -> list[str]:
    words = fold(start).split()
    if words:
        expression = " AND ".join([*map(_quoted, words[:-1]), _quoted(words[-1], prefix=True)])
        source = "words CROSS JOIN papers p ON p.id = words.rowid WHERE words MATCH ? AND p.hidden = 0"
        order, bound = "words.rowid", [f"{column} : ({expression})"]
    else:
        source, order, bound = "papers p WHERE hidden = 0", "p.id", []
    found = connection.execute(
        f"SELECT p.venue, p.category, p.authors FROM {source} ORDER BY {order} DESC LIMIT {_LOOKED_AT}", bound
    )
    wanted = f" {' '.join(words)}"
    return [
        name for name, _ in Counter(
            name for facts in found for name in names(facts) if name and wanted in f" {fold(name)} "
        ).most_common()
    ]  # fmt: skip
