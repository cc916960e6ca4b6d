"""Answers of catalogues and repositories, by OAI-PMH and SRU -> the works in them, and what the answer says besides."""

import html
import re
from collections.abc import Iterator

from importers import xml
from importers.reader import Noted, Page, Skipped, answered, skip
from importers.xml import Record, child, text

_WRAPPERS = {"OAI-PMH": "metadata", "searchRetrieveResponse": "recordData"}
"""What stands around each work, in an answer by https://www.openarchives.org/OAI/openarchivesprotocol.html and by
https://www.loc.gov/standards/sru, by the name of the whole."""

_OPENED = re.compile(rf"<(?:[\w.-]{{1,60}}:)?({'|'.join(_WRAPPERS)})[\s>]")
_DECLARATION = re.compile(r"\A\s*<\?xml[^<>]{0,200}\?>")


_NO_ANSWERS = frozenset(("", "stylesheet", "transform", "schema", "html", "svg", "datafield", "element", "grammar"))
"""What programs about records begin with, and pages that have some in them."""


def may_hold(head: str) -> bool:
    """Return whether a text begins as one that may hold records: as XML, and no program, schema, picture or page."""
    return xml.root(head) not in _NO_ANSWERS


def works(page: Page, *tags: str) -> Iterator[Record | Skipped | Noted]:
    """Yield the works of a page: the elements called one of `tags`, each out of its record where the page is an answer.

    Of an answer also why it has none, what it says was deleted, and that it goes on.
    """
    opened = _OPENED.search(page.head)
    wrapper = _WRAPPERS[opened[1]] if opened else ""
    if not wrapper:
        yield from xml.elements(page, *tags)
        return
    header: Record | None = None
    total = held = 0
    # A record of MARC is called as that of the answer is, around it.
    plain = [tag for tag in tags if tag not in ("record", wrapper)]
    for found in xml.elements(page, wrapper, "header", "error", "resumptionToken", "numberOfRecords", *plain):
        if not isinstance(found, Record) or found.element.tag in plain:
            yield found
            continue
        said = text(found.element)
        if found.element.tag == wrapper:
            header, held = None, held + 1
            yield _work(found, tags)
            continue
        yield from _alone(header)
        header = found if found.element.tag == "header" else None
        if header is not None:
            continue
        if found.element.tag == "error":
            yield skip(found.line, "the repository answers with an error", said or found.element.get("code", "error"))
        elif found.element.tag == "numberOfRecords":
            total = int(said) if said.isdecimal() and len(said) < 12 else 0
        elif said:
            size = found.element.get("completeListSize", "")
            yield Noted(text=f"the answer goes on{f', to {size} records' if size.isdecimal() else ''}")
    yield from _alone(header)
    yield from answered(held, total, "the catalogue", "records")


def _alone(header: Record | None) -> Iterator[Skipped]:
    """Yield why a header stands without its record."""
    if header is not None:
        gone = header.element.get("status") == "deleted"
        reason = "deleted by its repository" if gone else "a header without its record"
        yield skip(header.line, reason, text(header.element, "identifier"))


def _work(found: Record, tags: tuple[str, ...]) -> Record | Skipped:
    """Return the work within a record of an answer, which may be written as text."""
    inner = found.source[found.source.find(">") + 1 : found.source.rfind("<")].strip()
    if inner.startswith("&lt;"):
        told = xml.parsed(_DECLARATION.sub("", html.unescape(inner), count=1), found.line)
        if not isinstance(told, Record):
            return told
        found = told._replace(source=inner)
    for part in found.element.iter():  # however deep: in the envelope of another standard
        if part.tag in tags and len(part) and part is not found.element:
            return found._replace(element=part, source=inner)
    what = next(iter(found.element), found.element)
    return skip(found.line, f"a record in <{what.tag}>, and not in <{tags[0]}>", text(child(found.element, what.tag)))
