"""An arXiv id of the old kind loses its subject class, which becomes the category where none is told."""

import json

from storage.papers.identifiers import arxiv_category, arxiv_id
from storage.sqlite import Connection

_CLASSED = "LIKE '%.__/%'"


def convert(connection: Connection) -> None:
    """Bring up to date what papers, records and edits say."""
    execute = connection.execute
    for paper, number in execute(f"SELECT id, arxiv_id FROM papers WHERE arxiv_id {_CLASSED}").fetchall():
        execute(
            "UPDATE papers SET arxiv_id = ?, category = coalesce(category, ?) WHERE id = ?",
            (arxiv_id(number), arxiv_category(number), paper),
        )
    said = "SELECT id, facts FROM records WHERE json_valid(facts) AND json_extract(facts, '$.arxiv_id')"
    for record, facts in execute(f"{said} {_CLASSED}").fetchall():
        told = json.loads(facts)
        number = told["arxiv_id"]
        told = {"category": arxiv_category(number)} | told | {"arxiv_id": arxiv_id(number)}
        packed = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        execute("UPDATE records SET facts = ? WHERE id = ?", (packed, record))
    for paper, number in execute(
        f"SELECT paper, value FROM edits WHERE field = 'arxiv_id' AND value {_CLASSED}"
    ).fetchall():
        execute("UPDATE edits SET value = ? WHERE paper = ? AND field = 'arxiv_id'", (arxiv_id(number), paper))
    edited = f"SELECT rowid, value FROM effects WHERE field = 'edit' AND key = 'arxiv_id' AND value {_CLASSED}"
    for effect, value in execute(edited).fetchall():
        execute("UPDATE effects SET value = ? WHERE rowid = ?", (json.dumps(arxiv_id(json.loads(value))), effect))
