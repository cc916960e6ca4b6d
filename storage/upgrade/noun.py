"""What was one text becomes what it is: people by their roles, and titles as people see them, their markup beside.

Editors had a column of their own, everybody else stood in `extra`, divided by semicolons; a title held its mathematics
between dollars.
"""

import json
from collections.abc import Iterable
from typing import Any

from storage.papers.markup import Marked, of_page, plain
from storage.sqlite import Connection

_ROLES = (
    "translator container-author collection-editor editorial-director editor-translator director illustrator "
    "original-author reviewed-author recipient interviewer composer chair compiler contributor curator guest host "
    "organizer performer producer script-writer series-creator executive-producer narrator holder"
).split()
"""Names in `extra` that were people."""


def convert(connection: Connection) -> None:
    """Bring up to date what papers, records and edits say; the columns of details have their new names already."""
    execute = connection.execute
    roles = " OR ".join(f"instr(extra, '\"{role}\":')" for role in _ROLES)
    some = f"SELECT paper, roles, extra FROM details WHERE roles <> '' OR {roles}"
    for paper, editors, extra in _all(connection, some):
        execute("UPDATE details SET roles = ?, extra = ? WHERE paper = ?", (*_people(editors, extra), paper))
    edited = "EXISTS (SELECT 1 FROM edits WHERE paper = papers.id AND field = 'title')"
    for paper, title in _all(connection, f"SELECT id, title FROM papers WHERE instr(title, '$') AND NOT {edited}"):
        shown, markup = _title(title)
        if markup:
            execute("UPDATE papers SET title = ? WHERE id = ?", (shown, paper))
            execute(
                "INSERT INTO details(paper, markup) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET markup = ?2",
                (paper, markup),
            )
    for record, packed in _all(connection, "SELECT id, facts FROM records"):
        facts = _mapping(packed)
        people, extra = _people(facts.pop("editors", None), facts.get("extra"))
        title, markup = _title(facts.get("title", ""))
        told = {"title": title, "roles": people, "markup": markup, "extra": extra}
        if (now := facts | {name: text for name, text in told.items() if text}) != _mapping(packed):
            execute("UPDATE records SET facts = ? WHERE id = ?", (_json(now), record))
    for paper, editors in _all(connection, "SELECT paper, value FROM edits WHERE field = 'editors'"):
        execute(
            "UPDATE edits SET field = 'roles', value = ? WHERE paper = ? AND field = 'editors'",
            (_people(editors, None)[0], paper),
        )
    for effect, value in _all(
        connection, "SELECT rowid, value FROM effects WHERE field = 'edit' AND key = 'editors' AND value IS NOT NULL"
    ):
        said = json.dumps(_people(json.loads(value), None)[0])
        execute("UPDATE effects SET key = 'roles', value = ? WHERE rowid = ?", (said, effect))


def _all(connection: Connection, sql: str) -> Iterable[Any]:
    """Yield the rows, some at a time: they are few, and a cursor would see what is written behind it."""
    return connection.execute(sql).fetchall()


def _people(editors: str | None, extra: str | None) -> tuple[str | None, str | None]:
    """Return people by their roles, and the rest of `extra`, both as JSON; None for nothing."""
    texts = _mapping(extra)
    if not texts:
        return (_json({"editor": editors}) if editors else None), extra
    roles = {"editor": editors} if editors else {}
    roles |= {role: names.replace("; ", "\n") for role in _ROLES if (names := texts.pop(role, ""))}
    return _json(roles) if roles else None, _json(texts) if texts else None


def _title(title: str) -> tuple[str, str | None]:
    """Return a title as people see it, and as JSON its markup where there is any."""
    marked = of_page(title) if "$" in title else title
    return (plain(marked), _json({"title": str(marked)})) if isinstance(marked, Marked) else (title, None)


def _mapping(packed: str | None) -> dict[str, Any]:
    """Return what JSON holds; nothing for what a damaged file has in its place."""
    try:
        value = json.loads(packed or "{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
