"""Fetching the one page whose address its reader typed; it is read by its content, as any file is."""

import datetime
import re
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urldefrag

from importers.decode import Page, from_bytes
from importers.lookup.ids import Kind, identify
from importers.lookup.reach import LookupFailedError, Typed
from importers.lookup.web import DEADLINE, Web
from storage.papers.addresses import rebuilt
from storage.papers.text import clean

PAUSE = 1.0
"""Seconds between two pages of one host."""
_CHARSET = re.compile(r"(?i);\s{0,9}charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})")
_LISTS = re.compile(
    r"(?i)/(?:proceedings|references|citations|cited-?by|toc|search|scholar|related|similar)(?:[/?#]|$)",
)
"""What is in an address that names a paper, and is that of others beside it: of its parts, its references, a search."""


def names_paper(address: str) -> bool:
    """Return whether an address is that of one paper, for which a service can be asked."""
    found = identify(address)
    return len(found) == 1 and found[0].kind is not Kind.UNKNOWN and not _LISTS.search(address)


def fetch(
    address: str, *, contact: str = "", encoding: str | None = None, as_of: datetime.date | None = None,
    wanted: Callable[[], bool] = lambda: True, deadline: float = DEADLINE, clock: Callable[[], float] = time.time,
) -> Page:  # fmt: skip
    """Return the page at an address: http or https, anywhere.

    Its `source` is the address as it was typed, without what signs in and without the place on the page. `wanted` is
    asked again and again whether to go on. Raises LookupFailedError, and InputError as `from_bytes` does.
    """
    typed = rebuilt(address)
    if typed is None:
        raise LookupFailedError(f"“{clean(address, 200)}” cannot be fetched: only https:// and http:// can")
    typed = urldefrag(typed).url
    web = Web(Typed(), contact=contact, deadline=deadline, wanted=wanted, clock=clock)
    try:
        answer = web.get(typed, form="page", pause=PAUSE)
    finally:
        web.close()
    charset = _CHARSET.search(answer.type)
    page = from_bytes(answer.body, source=typed, as_of=as_of, encoding=encoding, stated=charset[1] if charset else "")
    return replace(page, base=answer.url)
