"""What the pane says of one paper: its facts, what the reader said of it, its abstract, where it was seen."""

from storage.papers import markup
from storage.papers.paper import Entry, Paper, Sighting, Status
from storage.papers.words import NEW_MARK, STATUS_MARK, quoted, several
from tui.widgets.prose import Piece

AUTHORS_SHOWN = 60
"""Authors named in the pane; a paper of three thousand names the rest by number."""


def pieces(entry: Entry) -> list[Piece]:
    """Return the pane's paragraphs."""
    paper = entry.paper
    shown = [
        Piece(paper.title or "(no title)", "prose--quiet" if paper.untitled else "prose--title"),
        Piece(authors(paper), "prose--strong" if paper.authors else "prose--quiet"),
        Piece(appeared(paper), "prose--quiet"),
        Piece(said(entry), "prose--mark"),
        *(Piece(sighting(one), "prose--quiet", "seen in ") for one in entry.seen[-1:]),  # where it came last
    ]
    if paper.untitled:
        shown.append(Piece("to look up: the title is not known yet; press E to ask for it", "prose--warn", "? "))
    elif entry.doubt:
        shown.append(Piece(f"in doubt: {entry.doubt}; press e to correct it", "prose--warn", "? "))
    if entry.note:
        shown.append(Piece(entry.note, "prose--note", "≡ "))
    if paper.abstract:
        shown += [Piece(""), Piece(markup.shown(markup.of_page(paper.abstract)))]
    if entry.seen[1:]:
        shown.append(Piece(""))
        shown += [Piece(sighting(one), "prose--quiet", "seen in ") for one in entry.seen[:-1]]
    if entry.raw:
        shown.append(Piece(entry.raw, "prose--quiet", "as copied  "))
    return shown


def authors(paper: Paper) -> str:
    """Return the authors as far as they are known, and how many are not named."""
    if paper.authors:
        names = ", ".join(str(name) for name in paper.authors[:AUTHORS_SHOWN])
        total = max(paper.author_count or 0, len(paper.authors))
        left = total - min(len(paper.authors), AUTHORS_SHOWN)
        if left > 0:
            return f"{names} and {left:,} more"
        return names if paper.authors_complete else f"{names} et al."
    known = [paper.organisation] if paper.organisation else []
    if paper.author_count:
        known.append(several(paper.author_count, "author"))
    return " · ".join(known) or "no authors known"


def appeared(paper: Paper) -> str:
    """Return venue, date, subject and identifiers on one line."""
    date = f"{paper.date} (year inferred)" if paper.date and paper.date_inferred else paper.date
    facts = [
        paper.venue, date or (str(paper.year) if paper.year else None), paper.category,
        f"arXiv:{paper.arxiv_id}" if paper.arxiv_id else None, f"doi:{paper.doi}" if paper.doi else None,
    ]  # fmt: skip
    if not paper.arxiv_id and not paper.doi:
        facts.append(paper.url)
    return " · ".join(fact for fact in facts if fact) or "no venue and no date known"


def said(entry: Entry) -> str:
    """Return what the reader said but the note: status, day, star, priority, shelves, tags; or that it is new."""
    words = ["off the shelf"] if entry.deleted else []
    words += [f"{NEW_MARK} new" if entry.new else f"{STATUS_MARK[entry.status]} {entry.status.value}"]
    if entry.queue:
        words[0] += f", {entry.queue:,}. in the queue"
    if entry.later:
        words.append(f"put off to {entry.later}")
    if entry.status is Status.READ and entry.read_on:
        words[0] += f" on {entry.read_on[:10]}"
    if entry.starred:
        words.append("★ starred")
    if entry.priority:
        words.append(f"priority {entry.priority:+d}")
    words += [f"on {quoted(shelf)}" for shelf in entry.shelves]
    words += [f"#{tag}" for tag in entry.tags]
    return "  ".join(words)


def sighting(one: Sighting) -> str:
    """Return one sighting: the listing, the heading there, the day, the rank, and what the listing counted."""
    facts = [one.listing, *filter(None, [one.section]), one.day]
    if one.position is not None:
        facts.append(f"rank {one.position}")
    if one.score is not None:
        facts.append(f"score {one.score:g}")
    if one.upvotes is not None:
        facts.append(several(one.upvotes, "vote"))
    if one.comments is not None:
        facts.append(several(one.comments, "comment"))
    return " · ".join(facts)
