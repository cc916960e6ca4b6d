"""A page or identifiers -> papers on the shelf: what it holds, what importing it would do, and the import itself.

One order at every door: the first record of a page is put on top. What is too large to be held (HELD), of a format that
streams, is put on the shelf as it is read, so that the last record comes to stand on top.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from importers import (
    BY_LOOKS,
    OF_ANY_LAYOUT,
    READERS,
    InputError,
    Item,
    Listed,
    Noted,
    Page,
    Reader,
    Skipped,
    UnknownFormatError,
    codec,
    from_file,
    from_stream,
    from_text,
    in_lines,
    read,
    reader_named,
    recognise,
)  # fmt: skip
from importers.formats import listing_page, web_page
from importers.formats.listing_page import LaidOut
from importers.pages.html import is_copied
from importers.pages.known import SITES
from importers.pages.layouts import Layout
from importers.pages.lines import is_data
from importers.reader import skip
from storage.account import Account, CancelledError, Incoming, LostError
from storage.names import holds
from storage.papers.addresses import is_address
from storage.papers.identifiers import found_in
from storage.papers.own import packed
from storage.papers.paper import Paper, Status
from storage.papers.text import clean
from storage.papers.words import quoted, several
from tui.desk import folders, layouts, typed
from tui.desk.keying import proposing

if TYPE_CHECKING:
    from storage.library import Library
    from tui.desk.settings import Settings

__all__ = [
    "READERS",
    "InputError",
    "LaidOut",
    "Page",
    "Reader",
    "UnknownFormatError",
    "codec",
    "from_file",
    "from_stream",
    "from_text",
    "is_address",
    "reader_named",
]

HELD = 8_000_000
"""Bytes of the largest page that is held: its records take up to five times as much memory."""
PEEK = 2_000
"""Records of a page that is not held which its preview looks at."""
TOLD = 1_000
"""Records after which progress is told while a page is read."""

COUNTS = ("found", "added", "merged", "unchanged", "skipped_count", "unsure")
LISTS = ("merges", "updated", "gone", "possible_duplicates", "skipped", "notes", "rows")
"""What of an account is added up for several parcels."""

Progress = Callable[[int], bool]
"""Is told how many records were read, and answers False to give up."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One listing to be put on the shelf: a page, or what one service answered."""

    title: str
    """The format or the service, for people."""
    source: str
    reader: Reader
    items: Sequence[Item] | None
    """All that it holds; None when that is too much to be held."""
    page: Page | None = None
    """Where it is read from again; None for an answer, which is held."""
    whole: bool = True
    """False where `items` are only some of its records."""
    section: str = ""
    """What the headings hold of whose records it is only those; empty for all."""
    text: bytes = b""
    """What knows the text of a library again, and by whom it was read."""
    unknown: str = ""
    """Why its format is not known, where it is only guessed at."""
    as_before: Account | None = None
    """The account of a library that the shelf has as it is; it was not read then."""

    @property
    def address(self) -> str:
        """Where it is followed; empty where it is no library, or no file."""
        return self.page.address if self.page and self.reader.LIBRARY else ""

    @property
    def is_page(self) -> bool:
        """Whether its papers arrive by it: a page's do; a library's, a file's own and what was asked for do not."""
        return self.page is not None and not self.reader.LIBRARY and self.reader.NAME != "pdf"

    @property
    def unsure(self) -> int:
        """How many of its records were read with little confidence."""
        return sum(isinstance(item, Listed) and not item.is_sure for item in self.items or ())

    @property
    def is_doubtful(self) -> bool:
        """Whether so much of it was read with little confidence that it may be no listing, or another."""
        return self.unsure * 3 > sum(isinstance(item, Listed) for item in self.items or ())

    def again(self) -> Iterator[Item]:
        """Read its page anew."""
        assert self.page is not None
        items = read(self.page, self.reader)
        return _under(items, self.section) if self.section else items

    def walk(self) -> Iterable[Item]:
        """Return its records: a sequence, or, of a page that is neither held nor read whole anyway, a stream."""
        if self.items is not None:
            return self.items
        return self.again() if self.reader.STREAMS else list(self.again())


def parcel(
    page: Page, format_name: str | None = None, *, progress: Progress | None = None, library: "Library | None" = None,
    whole: bool = True, settings: "Settings | None" = None, layout: str | None = None, guess: bool = False,
    section: str = "",
) -> Parcel:  # fmt: skip
    """Return what a page holds, read in the format or by the layout named, else as its content tells.

    With `guess` a page of lines that nobody knows is read as if it listed papers, for its reader to look at. Where a
    `section` is named, only what stands under the headings that have these words is taken.

    The file of a library is not read again where the shelf `library` has it as it is; nor, where it need not be read
    `whole`, are the records of it that are there to the byte. Raises InputError, UnknownFormatError among them;
    CancelledError when `progress` answered False.
    """
    taught = layouts.taught(settings) if settings and not (format_name or layout) else layouts.Taught()
    unknown = ""
    if layout and settings:
        reader: Reader = LaidOut(layouts.named(layout, settings))
    else:
        try:
            reader = reader_named(format_name) if format_name else recognise(page, taught.layouts)
        except UnknownFormatError as error:
            if not guess or error.claimants or page.head.strip().count("\n") < _FEW or is_data(page.head):
                raise
            reader, unknown = listing_page, error.said
    title = reader.TITLE
    if (lines := in_lines(page)) is not page and reader.NAME != PDF:
        title, page = f"{title} (a PDF)", lines
    text = _known_by(page, reader) if page.address and reader.LIBRARY and not section else b""
    if text and library and (same := library.as_before(page.address, reader.NAME, text)):
        return Parcel(title, page.source, reader, (), page, as_before=replace(same, source=page.source))
    if text and library and not whole:
        page = replace(page, known=library.known_in(page.address, reader.NAME))
    made = Parcel(
        title, page.source, reader, None, page, whole=not section, section=section, text=text, unknown=unknown
    )
    if page.size > HELD:
        return made
    items = list(_told(made.again(), progress))
    return replace(made, items=[*items, *(Noted(text=complaint) for complaint in taught.complaints)])


_FEW = 2
"""A text of fewer breaks of lines is no page."""


def _under(items: Iterator[Item], section: str) -> Iterator[Item]:
    """Yield what stands under the headings that have the words of a section, and last what was left out."""
    left: Counter[str] = Counter()
    taken = 0
    for item in items:
        if isinstance(item, Listed) and not holds(item.section or "", section):
            left[item.section or ""] += 1
        else:
            taken += isinstance(item, Listed)
            yield item
    if left:
        told = [
            f"{count:,} under {quoted(name)}" if name else f"{count:,} under no heading"
            for name, count in left.most_common(FEW)
        ]
        if len(left) > FEW:
            told.append(f"{left.total() - sum(count for _, count in left.most_common(FEW)):,} under others")
        first = "" if taken else f"no heading has {quoted(section)}; "
        yield Noted(text=f"{first}left out: {several(left.total(), 'paper')}, {', '.join(told)}")


def _known_by(page: Page, reader: Reader) -> bytes:
    """Return what knows a text again that was read by this reader of this papershelf: another may read it otherwise."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        ours = version("papershelf")
    except PackageNotFoundError:
        ours = ""
    return blake2b(f"{ours} {reader.NAME} ".encode() + page.fingerprint(), digest_size=16).digest()


def _told(items: Iterator[Item], progress: Progress | None) -> Iterator[Item]:
    for number, item in enumerate(items):
        if progress is not None and number % TOLD == TOLD - 1 and not progress(number + 1):
            raise CancelledError
        yield item


def _asked_for(text: str, settings: "Settings", progress: Callable[[int], bool]) -> list[Parcel]:
    """Return what `looked_up` does; `progress` is told how many are done, and answers whether to go on."""
    return looked_up(text, settings, lambda done, _: progress(done), lambda: progress(0))


def looked_up(
    text: str, settings: "Settings", progress: Callable[[int, int], bool], wanted: Callable[[], bool] = lambda: True
) -> list[Parcel]:
    """Return what the services say of the arXiv ids, DOIs and links in a text.

    `progress` is told how many of how many are done, and answers False to give up; so does `wanted`, which is asked
    again and again. What was found till then is returned. Raises InputError when the text names none, LookupFailedError
    for settings that cannot be.
    """
    from importers.lookup.finder import identify
    from tui.desk.looking_up import finder

    identifiers = identify(text)
    if not identifiers:
        raise InputError("there is nothing to look up: name arXiv ids, DOIs or links")
    with finder(settings, wanted) as asking:
        answers = asking.answers(identifiers, progress)
    return [Parcel(answer.title, answer.source, reader_named(answer.format), answer.items) for answer in answers]


def fetched(
    address: str, settings: "Settings", *, asking: Callable[[str], object] = str,
    wanted: Callable[[], bool] = lambda: True, encoding: str | None = None, as_of: date | None = None,
) -> Page:  # fmt: skip
    """Return the page at an address. `asking` is told the host, `wanted` is asked whether to go on.

    Raises InputError; LookupFailedError where no page came.
    """
    from importers.lookup.fetched import fetch
    from importers.lookup.reach import host_of

    asking(host_of(address))
    return fetch(address, contact=settings.contact, wanted=wanted, encoding=encoding, as_of=as_of)


def names_paper(address: str) -> bool:
    """Return whether an address is that of one paper, which is looked up rather than fetched."""
    from importers.lookup.fetched import names_paper

    return names_paper(address)


def shown(fetched: Parcel) -> Parcel:
    """Return a fetched page that holds papers; raises InputError saying why it holds none."""
    if fetched.items is not None and not any(isinstance(item, Listed) for item in fetched.items):
        reason = next((item.reason for item in fetched.items if isinstance(item, Skipped)), "no paper on the page")
        raise InputError(f"{fetched.source}: {reason}")
    return fetched


def named(
    text: str, settings: "Settings", progress: Progress, library: "Library | None" = None,
    asking: Callable[[str], object] = str,
) -> list[Parcel]:  # fmt: skip
    """Return what a line that the reader typed names: files, the PDFs of folders, a page of the web, or the papers of
    arXiv ids, DOIs and links. `asking` is told the host of a page that is fetched. Of several files those that cannot
    be read say why.

    Raises InputError, LookupFailedError where no page came and for settings that cannot be.
    """
    try:
        paths = typed.paths(text)
    except typed.PathError as error:
        raise InputError(str(error)) from None
    if paths:
        alone = len(paths) == 1
        made = partial(parcel, progress=progress, library=library, settings=settings, guess=alone)
        found: list[Parcel] = []
        for path in paths:
            try:
                if path.is_dir():
                    found += in_folder(path, made, lambda done, _: progress(done))
                else:
                    found.append(made(from_file(path)))
            except InputError as error:
                if alone:
                    raise
                found.append(_unread(path, error))
        return found
    if is_address(text):
        if names_paper(text):
            return _asked_for(text, settings, progress)
        page = fetched(text, settings, asking=asking, wanted=lambda: progress(0))
        return [shown(parcel(page, progress=progress, settings=settings, guess=True))]
    if not _are_identifiers(text):
        raise InputError(f"{text} is not a file, an arXiv id, a DOI or a link")
    return _asked_for(text, settings, progress)


def _unread(file: Path, error: InputError) -> Parcel:
    """Return a parcel that holds nothing but why a file cannot be read."""
    reason = str(error).removeprefix(f"{file} ").removeprefix("is ")
    return Parcel(
        "PDF" if file.suffix.lower() == ".pdf" else "", str(file), reader_named(PDF), [skip(1, reason, file.name)]
    )


def in_folder(
    path: Path, made: Callable[[Page], Parcel], told: Callable[[int, int], bool] | None = None,
    as_of: date | None = None,
) -> list[Parcel]:  # fmt: skip
    """Return a parcel for each PDF of a folder and those below, `made` of its page; one that cannot be read says why.

    `told` is told how many of how many were read, and answers False to give up. Raises InputError for a folder without
    a PDF; CancelledError.
    """
    folder = folders.look(path)
    rest = folder.rest(path)
    if not folder.files:
        raise InputError("; ".join(filter(None, (f"there is no PDF in {path}", rest))))
    found: list[Parcel] = []
    for number, file in enumerate(folder.files, 1):
        try:
            # The page is not kept: those of a thousand papers are a gigabyte.
            found.append(replace(made(from_file(file, as_of=as_of)), page=None))
        except InputError as error:
            found.append(_unread(file, error))
        if told is not None and not told(number, len(folder.files)):
            raise CancelledError
    found[-1] = replace(found[-1], items=[*(found[-1].items or ()), *([Noted(text=rest)] if rest else [])])
    return found


def pasted(text: str, settings: "Settings", progress: Progress, offered: Callable[[], str] = str) -> list[Parcel]:
    """Return what a paste holds: a page, or, where it is a line or two of identifiers, the papers that they name.

    `offered` is asked for the HTML that the clipboard offers, where that may say more than the text. Raises as `named`
    does.
    """
    if is_address(text) and not names_paper(text):
        raise InputError("Enter asks for the page at this address")
    if typed.are_dropped(text):
        return named(text, settings, progress)
    if len(text.strip().splitlines()) < 3 and _are_identifiers(text):
        return _asked_for(text, settings, progress)
    plain = parcel(from_text(text), progress=progress, settings=settings, guess=True)
    return [with_links(plain, offered, progress)]


PAGE = 200
"""Characters of the shortest copy whose HTML is asked for."""
WITH_LINKS = "Web page (with its links, from the clipboard)"
"""What a copy is called that was read by the HTML of it."""


def with_links(plain: Parcel, offered: Callable[[], str], progress: Progress | None = None) -> Parcel:
    """Return what a copied page holds, read by the HTML of the same copy where more is read of that, and more surely.

    A reader that knows the page by its marks knows its text best, and one that was taught was taught it; of no other
    copy than this one is the HTML taken.
    """
    page = plain.page
    if plain.items is None or page is None or plain.reader not in (*BY_LOOKS, *OF_ANY_LAYOUT) or page.size < PAGE:
        return plain
    source = offered()
    if not source or len(source) > HELD or not is_copied(source, page.text):
        return plain
    linked = from_text(source, source=page.source, as_of=page.as_of)
    reader: Reader = next((site for site in SITES if site.sniff(linked.head)), web_page)
    items = list(_told(read(linked, reader), progress))
    rich = Parcel(WITH_LINKS, page.source, reader, items, linked)
    return max(plain, rich, key=_worth)


_LINKED = 0.25
"""What the identifier or address of a record is worth, where its title and people are worth one."""


def _worth(one: Parcel) -> float:
    """Return how much is read of a page, going by how sure that is; of one that is only guessed at, nothing."""
    sure = [item for item in one.items or () if isinstance(item, Listed) and item.is_sure]
    linked = sum(bool(item.paper.doi or item.paper.arxiv_id or item.paper.url) for item in sure)
    return 0.0 if one.unknown else sum(2 * item.confidence - 1 for item in sure) + _LINKED * linked


def _are_identifiers(text: str) -> bool:
    found = list(found_in(text))
    at, beside = 0, ""
    for one in found:
        beside, at = beside + text[at : one.start], one.end
    return bool(found) and not any(map(str.isalnum, beside + text[at:]))


@dataclass(frozen=True, slots=True)
class Preview:
    """What importing some parcels would do."""

    parcels: Sequence[Parcel]
    together: Account
    """The account of all of them."""
    total: int | None = None
    """About how many records there are, where only the first were looked at."""

    @property
    def title(self) -> str:
        """The formats or the services, for people."""
        return ", ".join(dict.fromkeys(parcel.title for parcel in self.parcels if parcel.title))

    @property
    def unknown(self) -> str:
        """Why the format of a page is not known, where it is only guessed at."""
        return next((one.unknown for one in self.parcels if one.unknown), "")

    @property
    def layout(self) -> Layout | None:
        """The layout by which it was read, where that was taught."""
        (one, *_) = self.parcels
        return one.reader.layout if isinstance(one.reader, LaidOut) else None

    @property
    def taught_by(self) -> Parcel | None:
        """The page whose layout can be taught; None where its format says how it is read."""
        one, *others = self.parcels
        general = one.reader in (listing_page, web_page) or isinstance(one.reader, LaidOut)
        return one if general and one.page and not others else None

    @property
    def of_library(self) -> bool:
        """Whether they are a library's, whose reader may have said how far each was read."""
        return all(parcel.reader.LIBRARY for parcel in self.parcels)

    @property
    def whole(self) -> bool:
        """Whether every record is listed, so that single ones can be left out."""
        held = all(parcel.items is not None for parcel in self.parcels)
        return held and len(self.together.rows) == self.together.found


def preview(library: "Library", parcels: Sequence[Parcel], progress: Progress | None = None) -> Preview:
    """Return what importing the parcels would do; of one that is not held, going by its first records."""
    wanted, heads, total = list(parcels), list(parcels), None
    for place, one in enumerate(parcels):
        if one.items is None and one.page is not None:
            records = list(islice(one.again(), PEEK))
            heads[place] = replace(one, items=records)
            if len(records) < PEEK:  # that is all of it
                wanted[place] = heads[place]
            else:
                heads[place] = replace(heads[place], whole=False)
                total = _estimate(one.page, records)
    return Preview(wanted, together(put(library, heads, dry_run=True, progress=progress)), total)


def put(
    library: "Library", parcels: Sequence[Parcel], *, dry_run: bool = False, pick: Container[int] | None = None,
    progress: Progress | None = None, status: Status | None = None, keywords: bool = False,
    settings: "Settings | None" = None, unsure: bool = False,
) -> list[Account]:  # fmt: skip
    """Put the parcels on the shelf as one undo step and return an account of each.

    A parcel that was read with so little confidence that it is doubtful is not written but where `unsure` ones are
    wanted; its account is that of a preview then.
    `pick` names the records to take by their 1-based place among all that were found; nothing else is taken then. New
    papers are marked with `status`, whatever the page says of them; with `keywords` those of a library become tags.
    Those of a library that have no citation key get one, as the `settings` have it made.
    Raises CancelledError, the shelf as it was, when `progress` answered False.
    """
    doubtful = [not unsure and pick is None and one.is_doubtful for one in parcels]
    if not dry_run and len(set(doubtful)) > 1:
        told = list(zip(parcels, doubtful, strict=True))
        sure = [one for one, doubt in told if not doubt]
        written = iter(
            put(library, sure, progress=progress, status=status, keywords=keywords, settings=settings, unsure=True)
        )
        seen = iter(put(library, [one for one, doubt in told if doubt], dry_run=True, progress=progress))
        return [next(seen if doubt else written) for doubt in doubtful]
    dry_run = dry_run or any(doubtful)
    propose = proposing(settings) if settings and not dry_run else None
    wanted: list[Incoming] = []
    said: list[tuple[Parcel, Account | None]] = []
    before = 0
    for one in parcels:
        if one.as_before:
            said.append((one, one.as_before))
            continue
        items, some = one.walk(), None
        if pick is not None:
            places = range(before + 1, before + sum(isinstance(item, Listed) for item in items) + 1)
            some = {place - before for place in places if place in pick}
            before = places.stop - 1
            if not some:
                continue
        said.append((one, None))
        wanted.append(
            Incoming(
                items, one.source, one.reader.NAME, one.reader.TRUST, some, one.address, status,
                keywords and one.reader.LIBRARY, one.whole, one.text,
                propose if one.reader.LIBRARY else None, one.is_page,
            )
        )  # fmt: skip
    try:
        taken = iter(library.add_all(wanted, dry_run=dry_run, progress=progress) if wanted else ())
    except LostError:  # another window took a version back meanwhile
        every = [replace(one, **_anew(one)) if one.page and one.page.known else one for one in parcels]
        return put(
            library, every, dry_run=dry_run, pick=pick, progress=progress, status=status, keywords=keywords,
            settings=settings, unsure=unsure,
        )  # fmt: skip
    return [replace(account or next(taken), written=not dry_run, unsure=one.unsure) for one, account in said]


def _anew(one: Parcel) -> dict[str, Any]:
    """Return a parcel's page and items, read whole."""
    assert one.page is not None
    page = replace(one.page, known=frozenset())
    return {"page": page, "items": None if one.items is None else list(read(page, one.reader))}


def together(accounts: Sequence[Account]) -> Account:
    """Return the account of several parcels taken together."""
    if len(accounts) == 1:
        return accounts[0]
    added_up: dict[str, Any] = {name: sum(getattr(one, name) for one in accounts) for name in COUNTS}
    added_up |= {name: tuple(item for one in accounts for item in getattr(one, name)) for name in LISTS}
    sources = [one.source for one in accounts[:FEW]]
    if len(accounts) > FEW:
        sources.append(f"and {len(accounts) - FEW:,} more")
    return replace(accounts[-1], source=", ".join(sources), title=None, stated=None, **added_up)


def lacking(library: "Library", parcels: Sequence[Parcel]) -> list[int]:
    """Return the papers on the shelf that were read off PDFs which do not say by whom, when or where they appeared."""
    items = [
        item
        for one in parcels if one.reader.NAME == PDF
        for item in one.items or () if isinstance(item, Listed) and _lacks(item.paper)
    ]  # fmt: skip
    if not items:
        return []
    (seen,) = put(library, [Parcel("", "", reader_named(PDF), items)], dry_run=True, unsure=True)
    return list(dict.fromkeys(row.id for row in seen.rows if row.id is not None and row.verdict != "possible"))


PDF = "pdf"


def _lacks(paper: Paper) -> bool:
    return not (paper.authors and paper.year and paper.venue)


def counted(done: Account, *, dry_run: bool = False) -> str:
    """Return in words how many papers an import added and updated."""
    parts = [f"would add {done.added:,}" if dry_run else f"{done.added:,} new"]
    if done.merged:
        parts.append(f"{done.merged:,} updated")
    if done.found and done.unchanged == done.found:
        parts = ["unchanged"]
    elif done.unchanged:
        parts.append(f"{done.unchanged:,} unchanged")
    if done.skipped_count:
        parts.append(f"{done.skipped_count:,} skipped")
    return ", ".join(parts)


FEW = 5
"""Facts that changed, and papers that vanished, that are named one by one; of more it is told how many."""


def followed(done: Account) -> Iterator[str]:
    """Yield in words what a newer version of a library changed, and what it lacks by now."""
    for fact in done.updated[:FEW]:
        was, now = _in_words(fact.was), _in_words(fact.now)
        became = f"{was} is no longer said" if not now else f"{was} is now {now}" if was else f"is now {now}"
        yield f"{_in_words(fact.key or str(fact.id))}: {fact.field} {became if was != now else 'is another'}"
    if len(done.updated) > FEW:
        yield f"and {several(len(done.updated) - FEW, 'more fact')} changed"
    for paper in done.gone[:FEW]:
        name = _in_words(paper.key or str(paper.id))
        yield f"{name}: no longer in {done.source}, and still on the shelf: {quoted(paper.title)}"
    if len(done.gone) > FEW:
        more = len(done.gone) - FEW
        yield f"and {several(more, 'more paper')} {'is' if more == 1 else 'are'} no longer there"


def _in_words(fact: Any) -> str:
    """Return a fact for a sentence: what has several words in quotes, of a long text its beginning."""
    if isinstance(fact, list):
        fact = ", ".join(fact)
    text = fact if isinstance(fact, str) else "" if fact is None else packed(fact)
    return quoted(text, 80) if " " in text.strip() else clean(text, 80)


def _estimate(page: Page, items: Sequence[Item]) -> int | None:
    """Return about how many records a large page holds, going by the size of the first ones."""
    last = max((item.line for item in items if isinstance(item, (Listed, Skipped))), default=0)
    if last < 2:
        return None
    size = sum(len(line) + 1 for line in islice(page.lines(), last))
    return max(len(items), round(page.size / max(1, size) * len(items)))
