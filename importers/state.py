"""What the reader of a library says of a paper in it: how far it was read, stars, priority, tags and notes.

| what it is here | who writes it, and where that is said |
|---|---|
| status | `readstatus` (JabRef's SpecialField.java), `read` (BibDesk's BDSKReadString, 0 and 1, once No and Yes; Papers, Yes), `Read_Status` (the plug-in Zotero Reading List: New, To Read, In Progress, Read, Not Reading, and what its user adds) |
| star | `relevance` (JabRef, `relevant`); four and five of five in `ranking` (JabRef, rank1 to rank5) and `rating` (BibDesk's BDSKRatingString; Papers) |
| priority | `priority` (JabRef, prio1 the highest of three); CiteULike's numbers, whose default is 2, are left |
| tags | `groups` (JabRef; Better BibTeX as JabRef), `mendeley-tags`, `mendeley-groups` (Mendeley's own tags and folders); what Zotero calls manual tags |
| note | `comment`, `comment-USER` and, before version 4, `review` (JabRef), `annote` (BibDesk's BDSKAnnoteString, Mendeley, Papers, Zotero's BibTeX); a Zotero item's notes; EndNote's research notes |

In Zotero's Extra and CSL-JSON's note these stand as lines, `Read_Status: Read`, or as Better BibTeX has every field of
BibTeX there, `tex.readstatus: read` (its manual, "Extra fields"). BibLaTeX's `annotation` is for print, and no note.

What is taken so is nowhere else: not among the facts of the paper. A field that says more than is taken stays there, and
so does a value that nobody here knows.
"""  # noqa: E501  a table

import re
from collections.abc import Iterable

from storage.papers.bibfields import by_name
from storage.papers.paper import Said, Status

_SORTS = by_name("""
    status = readstatus, read; stars = ranking, rating; star = relevance; priority = priority;
    tags = groups, mendeleytags, mendeleygroups; note = comment, review, annote; beside = readstatusdate
""")
"""What a field is, by its name in small letters alone."""
FIELDS = frozenset(("mendeley-tags", "mendeley-groups", *_SORTS)) - {"mendeleytags", "mendeleygroups", "readstatusdate"}
"""Those of BibTeX, by the names that they have there, but `comment-USER`."""
_MARKS = frozenset(("status", "stars", "star", "priority", "beside"))
"""What stands in a note without `tex.` before it; a Comment there is arXiv's, on pages and figures."""
_STATUSES = by_name("""
    unread = unread, new, not read, no, false, 0; queued = queued, to read, toread; reading = reading, in progress;
    skimmed = skimmed; read = read, yes, true, 1; dropped = dropped, not reading
""")
_PRIORITIES = {"prio1": 3, "prio2": 2, "prio3": 1, "high": 3, "medium": 2, "low": 1}
_STARS = re.compile(r"(?:rank)?([0-5])(?: of 5|/5)?|([★⭐]{1,5})\ufe0f?[☆]*", re.IGNORECASE)
STARRED = 4
"""From so many stars of five on a paper is starred."""
_APART = re.compile(r"[\s_-]+")
_LINE = re.compile(r"\s*((?:(?:bibla|bib|)tex\.)?)([A-Za-z][A-Za-z _-]{3,20}?)\s*[:=]\s*(\S.{0,1000})", re.IGNORECASE)


def sort(name: str) -> str:
    """Return what the field of this name is, a word of the table above; empty for any other field."""
    name = name.lower()
    return "note" if name.startswith("comment-") else _SORTS.get(_APART.sub("", name), "")


def said(
    fields: Iterable[tuple[str, str]], tags: Iterable[str] = (), notes: Iterable[str] = (), told: Iterable[str] = ()
) -> tuple[Said | None, set[str]]:
    """Return what the reader says in fields, given with their texts as people read them, and which say no more.

    `tags` and `notes` that have no field come first. Of equal notes one is kept; none of which the text is among those
    `told` as facts.
    """
    status, starred, priority = Status.UNREAD, False, 0
    tags, notes, taken = list(tags), list(notes), set[str]()
    for name, text in fields:
        what, value = sort(name), " ".join(_APART.split(text.strip().lower()))
        if what == "stars":
            starred |= _stars(value) >= STARRED
        elif what == "status" and value in _STATUSES:
            status = max(status, Status(_STATUSES[value]), key=list(Status).index)
        elif what == "star" and value == "relevant":
            starred = True
        elif what == "priority" and value in _PRIORITIES:
            priority = _PRIORITIES[value]
        elif what == "tags":
            tags += text.split(",")
        elif what == "note":
            notes.append(text)
        else:
            continue
        if what != "stars":  # a star says less
            taken.add(name)
    tags = list(dict.fromkeys(tag for one in tags if (tag := " ".join(one.split()))))
    notes = list(dict.fromkeys(note for one in notes if (note := one.strip())))
    state = Said(status, starred, priority, tuple(tags), "\n\n".join(note for note in notes if note not in told))
    return (state if state != Said() else None), taken


def _stars(value: str) -> int:
    found = _STARS.fullmatch(value)
    return 0 if found is None else int(found[1]) if found[1] else len(found[2])


def in_note(text: str) -> tuple[list[tuple[str, str]], dict[str, str], str]:
    """Return the fields that stand as lines in a note, for `said`; those that say more, by name; and the rest."""
    fields: list[tuple[str, str]] = []
    beside: dict[str, str] = {}
    rest: list[str] = []
    for line in text.split("\n"):
        found = _LINE.fullmatch(line)
        what = sort(found[2]) if found else ""
        if found is None or not (what in _MARKS or (what and found[1])):
            rest.append(line)
            continue
        one = (found[2], found[3].strip())
        if said([one])[1]:
            fields.append(one)
        elif what == "beside" or _stars(one[1].lower()) or _APART.sub("", one[0]).lower() == "readstatus":
            fields.append(one)
            beside[one[0]] = one[1]
        else:
            rest.append(line)
    return fields, beside, "\n".join(rest).strip() if fields else text
