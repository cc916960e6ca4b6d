"""CSL-YAML: CSL's items as people and pandoc write them, alone or as the `references` of a document's front matter."""

import re
from collections.abc import Iterator
from typing import Any

from importers import csl, csl_items
from importers.facts import mapping, sequence
from importers.json_text import Record
from importers.reader import REFERENCE, Item, Listed, Page, listed
from importers.yaml_text import Members, records
from storage.papers.bibfields import CSL_DATES
from storage.papers.paper import Paper

NAME, TITLE = "csl-yaml", "CSL-YAML"
CARRIES = (*REFERENCE, "category")
STREAMS, LIBRARY, TRUST, LAST_SEEN = False, True, 40, "2026-11-30"

_WITHIN = re.compile(r"(?m)^references:[ \t]*(?:\n|\[)")
_BARE = re.compile(r"(?:#[^\n]*\n|---[ \t]*\n|\s)*- ")
_ITEM = re.compile(r"(?m)^[ \t]{0,4}(?:- )?[ \t]{0,6}(id|type|title|author|issued|container-title|DOI|page|publisher):")
_TYPE = re.compile(r"(?m)^[ \t]{0,4}(?:- )?[ \t]{0,6}type: *[\"']?([a-z_-]{3,40})[\"']?[ \t]*$")
_NAMED = re.compile(r"(?m)^[ \t]+(?:- )?(?:- )?family:")


def sniff(head: str) -> float:
    if not (_BARE.match(head) or _WITHIN.search(head)) or "\ncff-version:" in f"\n{head}":
        return 0.0
    found = set(_ITEM.findall(head))
    typed = any(kind in csl.TYPES for kind in _TYPE.findall(head))
    if not {"type", "title"} <= found or not typed:
        return 0.2 if len(found) > 2 and _NAMED.search(head) else 0.0
    return 0.96 if _NAMED.search(head) or len(found) > 4 else 0.7


def read(page: Page) -> Iterator[Item]:
    """Yield every item of a list, or of the list `references` of a document's front matter."""
    found = records(_front(page.text), ("references",))
    yield from listed(found, _item, _untitled, lambda record: str(record.value.get("id") or ""))


_FRONT = re.compile(r"---[ \t]*\n.*?^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)


def _front(text: str) -> str:
    """Return the front matter of a document whose text goes on behind it; all of what is nothing but YAML."""
    found = _FRONT.match(text)
    return found[0].rpartition("\n")[0] if found and text[found.end() :].strip() else text


def _item(record: Record) -> Paper | Listed:
    value = _marked(record.value)
    days = {name: _dated(said) for name, said in value.items() if name in CSL_DATES or name == "issued"}
    return csl_items.item(value | days, record.line)


def _dated(said: Any) -> Any:
    """Return a date of YAML as CSL has it: a text, or its parts, of which a range has two (pandoc's manual)."""
    days = [[one[part] for part in ("year", "month", "day") if one.get(part)] for one in map(mapping, sequence(said))]
    return {"date-parts": days} if days and all(days) else {"raw": said} if isinstance(said, str) else said


_SCRIPTS = re.compile(r"(?<![\\~^])([~^])([^\s~^]{1,40})\1")
_EMPHASIS = re.compile(r"(?<![\w*_\\])(\*\*|__|\*|_)(?=[^\s*_])([^*_\n]{1,300}?)(?<=\S)\1(?![\w*_])")
_TAGS = {"~": "sub", "^": "sup", "*": "i", "_": "i", "**": "b", "__": "b"}


def _marked(value: Members) -> dict[str, Any]:
    """Return an item with the Markdown of its texts as CSL's tags (pandoc's manual, Specifying bibliographic data)."""
    return {
        name: _tagged(text) if isinstance(text, str) and name not in ("id", "DOI", "URL", "type") else text
        for name, text in value.items()
    }


def _tagged(text: str) -> str:
    for pattern in (_SCRIPTS, _EMPHASIS):
        text = pattern.sub(lambda found: f"<{_TAGS[found[1]]}>{found[2]}</{_TAGS[found[1]]}>", text)
    return text.strip()


def _untitled(record: Record) -> str:
    return str(record.value.get("id") or record.value.get("type") or "")
