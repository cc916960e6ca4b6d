"""A file of citations kept in step with a query: a .bib, which others write in too, by entry; any other as a whole."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from importers import Listed, from_text, read, reader_named
from importers.bibpieces import pieces
from storage.papers import identity
from storage.papers.identity import Verdict
from storage.papers.paper import Entry
from tui.citations import keys
from tui.citations.writers import Format
from tui.desk import owned
from tui.desk.export import aliased, format_named, told_apart
from tui.desk.owned import Decision, Outcome, OwnedError

if TYPE_CHECKING:
    from storage.library import Library

__all__ = ["Decision", "Outcome", "OwnedError"]


def _twins(text: str, new: Mapping[str, Entry], known: frozenset[str]) -> dict[str, str]:
    """Return, by their names, the papers that somebody else has an entry of in a .bib text, with its key."""
    theirs: dict[int, list[tuple[str, identity.Facts]]] = {}
    by_key: dict[str, identity.Facts] = {}
    for item in read(from_text(text), reader_named("bibtex")):
        if isinstance(item, Listed) and (key := item.paper.extra.get("key", "")) and key not in known:
            by_key[key] = facts = identity.facts(item.paper)
            for block in identity.keys_of(facts, item.paper.title):
                theirs.setdefault(block, []).append((key, facts))
    found: dict[str, str] = {}
    for name, entry in new.items():
        facts = identity.facts(entry.paper)
        # A key tells but of papers that could be one: keys of several are alike.
        near = [(key, by_key[key], Verdict.ASK) for key in entry.keys if key in by_key]
        near += [
            (*one, Verdict.SAME)
            for block in identity.keys_of(facts, entry.paper.title)
            for one in theirs.get(block, ())
        ]
        for key, other, least in near:
            if identity.judge(facts, other).verdict in (Verdict.SAME, least):
                found[name] = key
                break
    return found


_BIB = owned.Kind("bib", pieces, _twins)
KINDS: Mapping[str, owned.Kind] = dict.fromkeys(("bibtex", "biblatex", "bibtex-as-imported"), _BIB)
"""How a file of each format is shared, entry by entry; one of any other format is papershelf's whole, or not at all."""


def update(
    library: "Library", path: Path, form: Format, entries: Iterable[tuple[Entry, str]],
    decision: Decision | None = None, *, prune: bool = False,
) -> Outcome:  # fmt: skip
    """Bring what papershelf wrote into a file up to date with these papers, each beside its key; see `owned.update`.

    Raises OwnedError as that does, and where there is no paper: a query that finds nothing any more is more likely a
    slip than a wish.
    """
    found = list(entries)
    if not found:
        raise OwnedError(f"the query finds nothing, so {path} is left as it is")
    kind = KINDS.get(form.name)
    if kind is not None:
        ours = [owned.Ours(entry, keys.usable(key), partial(_whole_entry, form, entry)) for entry, key in found]
        return owned.update(library, path, kind, ours, decision, prune=prune)
    blank = not path.exists() or path.stat().st_size == 0
    if not blank and decision is not Decision.OURS and not owned.was_whole(library, path):
        raise OwnedError(
            f"{path} is not as papershelf wrote it, and {form.title} cannot be shared entry by entry; "
            "--ours writes it anew"
        )
    outcome, papers = Outcome(path, decision), told_apart(((entry.paper, key) for entry, key in found), cased=True)
    outcome.wrote = owned.write_whole(library, path, form.pieces(papers))
    return outcome


def _whole_entry(form: Format, entry: Entry, key: str) -> str:
    """Return an entry that is one to whoever reads it again: as it was imported only where that holds."""
    paper = aliased(entry, key, form.name)
    text = form.write(paper, key)
    if form.name == "bibtex-as-imported" and [(0, len(text), True)] != [piece[1:] for piece in pieces(text)]:
        return format_named("bibtex").write(paper, key)
    return text


@dataclass(slots=True)
class Watch:
    """A file kept in step with a query while the app runs: `step` it whenever the shelf may have changed."""

    update: Callable[[], Outcome]
    """Runs the query anew, and brings the file up to date."""
    version: Callable[[], object]
    """What differs when the shelf was changed, by this window or another (the library's `changed`)."""
    _seen: object = None

    def step(self) -> Outcome | None:
        """Bring the file up to date when the shelf has changed since the last step; return what became of it.

        Raises OSError when it cannot be written; the next step tries again. Raises OwnedError where it is left alone.
        """
        version = self.version()
        if version == self._seen:
            return None
        try:
            outcome = self.update()
        except OwnedError:
            self._seen = version
            raise
        self._seen = version
        return outcome
