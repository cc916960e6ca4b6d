"""Opening a link: only an http(s) address that was rebuilt from its parts, and never as an option of the browser."""

import os
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from storage.papers.addresses import rebuilt

if TYPE_CHECKING:
    from storage.papers.paper import Paper


def link(paper: "Paper") -> str | None:
    """Return the paper's address: its DOI's, else arXiv's, else the one it came with."""
    return rebuilt(paper.link)


def search(paper: "Paper") -> str | None:
    """Return the address that looks for a paper by its title, or what it goes by, and its first author."""
    words = " ".join((paper.title, *(name.parts().family for name in paper.authors[:1])))
    return rebuilt("https://scholar.google.com/scholar?" + urlencode({"q": words}))


def pdf(paper: "Paper") -> str | None:
    """Return the address of the paper's PDF, where it is known without asking: arXiv's, OpenReview's, the ACL's."""
    if paper.arxiv_id:
        return rebuilt(f"https://arxiv.org/pdf/{paper.arxiv_id}")
    url = rebuilt(paper.url or "")
    if url is None:
        return None
    if url.lower().partition("?")[0].endswith(".pdf"):
        return url
    if "//openreview.net/forum?id=" in url:
        return url.replace("/forum?id=", "/pdf?id=")
    if "//aclanthology.org/" in url:
        return url.rstrip("/").removesuffix(".html") + ".pdf"
    return None


def open_url(url: str) -> bool:
    """Open an address that `rebuilt` gave in the reader's browser; False when there is none to open it in.

    A text browser would take the terminal from under the screen, so without a desktop nothing is started.
    """
    safe = rebuilt(url)
    if safe is None:
        return False
    if sys.platform not in ("darwin", "win32") and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME")
    ):
        return False
    import webbrowser

    try:
        return webbrowser.open(safe)
    except (webbrowser.Error, OSError):
        return False
