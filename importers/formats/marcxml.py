"""MARCXML: records of libraries in MARC 21 (https://www.loc.gov/marc/bibliographic), as catalogues give them out.
The punctuation that catalogues put between the parts of a record (ISBD) is none of the facts."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from importers import answers, csl_items, dates, facts, located, relators, tagged
from importers.besides import fill
from importers.reader import CERTAIN, REFERENCE, Item, Listed, Page, listed
from importers.xml import Record, children, text
from storage.papers.bibfields import table
from storage.papers.paper import Paper

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME, TITLE = "marcxml", "MARCXML (library catalogues)"
CARRIES = REFERENCE
STREAMS, LIBRARY, TRUST, LAST_SEEN = True, False, 30, "2026-11-30"

_FIELD = re.compile(r"<(?:[\w.-]{1,60}:)?datafield\s[^<>]{0,60}tag=[\"']245[\"']")
# The type of record, and what it is a part of (leader, positions 6 and 7).
_TYPES = table("""
    a = book; t = manuscript; e = map; f = map; g = motion_picture; i = song; j = song; c = musical_score;
    d = musical_score; k = graphic; m = software; o = document; p = collection; r = document
""")
_SOURCES = {"doi": "DOI", "hdl": "URL", "uri": "URL", "urn": "URL", "arxiv": "arxiv", "pmid": "PMID", "pmc": "PMCID"}
_KNOWN = frozenset("020 022 024 100 110 111 700 710 711 720 245 250 260 264 300 490 520 502 600 610 611 650 651 653 "
                   "655 773 830 856 041 001 003 005 006 007 008 336 337 338".split())  # fmt: skip
_LANGUAGE = re.compile(r"\A(?!(?!und|zxx|mul)[a-z]{3}\Z).*")
"""What is no code of a language."""
_CONTROL = re.compile("[\x80-\x9f]|<<|>>")
"""What marks an article that sorting leaves out."""


class _Field:
    """A field: its subfields in order, each with its code."""

    def __init__(self, element: "Element") -> None:
        self.ind1, self.ind2 = element.get("ind1") or " ", element.get("ind2") or " "
        self.subfields = [(one.get("code") or "", _CONTROL.sub("", text(one))) for one in children(element, "subfield")]

    def all(self, codes: str) -> list[str]:
        return [said for code, said in self.subfields if code in codes and said]

    def first(self, codes: str) -> str:
        return _bare(next(iter(self.all(codes)), ""))


def sniff(head: str) -> float:
    return CERTAIN if _FIELD.search(head) and answers.may_hold(head) else 0.0


def read(page: Page) -> Iterator[Item]:
    yield from listed(answers.works(page, "record"), _paper, lambda record: text(record.element, "controlfield"))


def _paper(record: Record) -> Paper | Listed:
    return csl_items.item(_item(record.element), record.line)


def _bare(said: str) -> str:
    """Return a part of a record without the punctuation before the next one, and without a full stop of its own."""
    said = said.strip().rstrip("/:;=, ").strip()
    if said.endswith((" -", ". -")):
        said = said[:-1].strip()
    last = said.rpartition(" ")[2]
    if said.endswith(".") and not said.endswith("..") and len(last) > 3 and "." not in last[:-1]:
        said = said[:-1]
    return said[1:-1] if said[:1] == "[" and said.find("]") == len(said) - 1 else said


def _item(record: "Element") -> dict[str, Any]:
    """Return a record in the terms of CSL."""
    fields: dict[str, list[_Field]] = {}
    for one in children(record, "datafield"):
        fields.setdefault(one.get("tag") or "", []).append(_Field(one))
    fixed = {one.get("tag"): one.text or "" for one in children(record, "controlfield")}

    def every(*tags: str) -> list[_Field]:
        return [field for tag in tags for field in fields.get(tag, ())]

    item: dict[str, Any] = {"title": "", "abstract": "\n\n".join(" ".join(one.all("ab")) for one in every("520"))}
    beside: list[tuple[str, str]] = []
    for field in every("245")[:1]:
        item["title"], rest = _title(field)
        beside += (("245", said) for said in rest)
    _within(item, every("773")[:1])
    beside += _people(item, fields)
    if not item.get("event-title"):
        item["event-title"] = next((field.first("a") for field in every("111", "711")), "")
    for field in every("264", "260"):
        if field.ind2 in " 1" or field in every("260"):
            _published(item, field)
    for field in every("502"):
        item["type"], item["publisher"] = "thesis", field.first("c") or item.get("publisher", "")
        item["genre"] = field.first("b") or (field.first("a") if not field.first("c") else "")
        item.setdefault("issued", _day(field.first("d") or field.first("a")))
    item["issued"] = item.get("issued") or _day("".join(one.first("y") for one in every("773")[:1]))
    dated = fixed.get("008") or ""
    if not item.get("issued"):
        item["issued"] = _day(dated[7:11])
    item["language"] = next((one.first("a") for one in every("041")), "") or _LANGUAGE.sub("", dated[35:38])
    item["edition"] = next((one.first("a") for one in every("250")), "")
    for field in every("490", "830")[:1]:
        item["collection-title"], item["collection-number"] = field.first("a"), field.first("v")
    item["keyword"] = [
        *("--".join(map(_bare, one.all("axyzvbt"))) for one in every("600", "610", "611", "650", "651")),
        *(_bare(said) for one in every("653") for said in one.all("a")),
    ]
    _numbers(item, every("020", "022", "024"))
    beside += _links(item, every("856"))
    item["arxiv"] = item.get("arxiv") or next((one.first("a") for one in every("037") if "arXiv" in one.all("9")), "")
    item["type"] = item.get("type") or _kind("".join(one.text or "" for one in children(record, "leader")), item)
    counted = re.search(
        r"\b(\d{1,5}) ?(?:p\b|pages|S\.|Seiten|leaves|s\b)", " ".join(f.first("a") for f in every("300"))[:200]
    )
    if counted and item["type"] in ("book", "thesis", "report"):
        item["number-of-pages"] = counted[1]
    beside += ((tag, " ".join(said for code, said in one.subfields if code not in "0123456789"))
               for tag, told in fields.items() for one in told
               if tag not in _KNOWN and (tag < "841" or tag in ("880", "887")))  # fmt: skip
    item = relators.once(item)
    fill(item, beside)
    return item


def _title(field: _Field) -> tuple[str, list[str]]:
    """Return the title, with its subtitle and the part that it is, and what else stands at it: who made it."""
    title, rest, before, last = "", list[str](), "", ""
    for code, said in field.subfields:
        if code in "abnp" and not before.rstrip().endswith("="):
            said, parallel, other = said.partition(" = ")
            rest += [other] if parallel else []
            part = _bare(said)
            behind = ", " if code == "p" and last == "n" else ". "
            title = facts.joined(title, part) if code == "b" else f"{title}{behind}{part}" if title else part
        elif code in "abnpc":
            rest.append(_bare(said))
        before, last = said, code
    return title, rest


def _within(item: dict[str, Any], hosts: list[_Field]) -> None:
    """Put into the item what a record is a part of: a journal, or a book."""
    for host in hosts:
        item["container-title"] = host.first("t") or host.first("a") or host.first("p")
        item["container-title-short"] = host.first("p") if host.first("t") else ""
        told = located.place("; ".join(host.all("g")))
        if not told:  # as Invenio has it, of CERN and INSPIRE
            told = {"volume": host.first("v"), "issue": host.first("n"), "page": facts.pages(host.first("c"))}
        if not any(told.values()) and (
            found := re.fullmatch(r"(\d{1,4})(?::(\d{1,4}))?(?:<(\w{1,8}))?", host.first("q"))
        ):
            told = dict(zip(("volume", "issue", "page"), found.groups(), strict=True))
        item |= told
        item["ISSN"], item["ISBN"] = host.all("x")[:1], list(map(_bare, host.all("z")[:1]))
        if found := re.match(r"([^:\d]{1,80}?) ?: ?([^:]{1,120}?)(?:, (.{0,20}\d{4}.{0,3}))?\Z", host.first("d")):
            item["publisher-place"], item["publisher"] = _bare(found[1]), _bare(found[2])
        if not item.get("issued"):
            item["issued"] = _day(host.first("d")[-12:])


def _people(item: dict[str, Any], fields: dict[str, list[_Field]]) -> Iterator[tuple[str, str]]:
    """Put people and groups into the item by role; yield those whose part is another."""
    for tag in ("100", "110", "700", "710", "720"):
        for field in fields.get(tag, ()):
            name = _name(field) if tag[1:] != "10" else {"literal": ". ".join(map(_bare, field.all("abg")))}
            said = [*field.all("4"), *field.all("e")]
            role = next((kind for one in said if (kind := relators.role(one))), "" if said else "author")
            if field.all("t") or (tag == "710" and not said and item.get("author") and not field.all("g")):
                role = ""  # a work, or who has to do with it somehow
            if role == "publisher":
                item.setdefault("publisher", name["literal"] if isinstance(name, dict) else name)
            elif role:
                item.setdefault(role, []).append(name)
            else:
                yield (_bare(said[0]) if said else tag), ", ".join(map(_bare, field.all("abt")))


def _name(field: _Field) -> Any:
    name = ", ".join(map(_bare, field.all("a")))
    name = name if len(name) < 3 or not re.search(r"\s[A-Z]\Z", name) else f"{name}."
    suffix = next((_bare(said) for said in field.all("c") if said.strip(" ,") in relators.SUFFIXES), "")
    return f"{name}, {suffix}" if suffix else name


def _published(item: dict[str, Any], field: _Field) -> None:
    for name, code in (("publisher-place", "a"), ("publisher", "b")):
        said = field.first(code)
        if said and not item.get(name) and "not identified" not in said and said.lower() not in ("s.l.", "s.n."):
            item[name] = said
    if not item.get("issued"):
        item["issued"] = _day(field.first("c"))


def _day(said: str) -> dict[str, Any]:
    day = dates.edtf(re.sub(r"(?<![^\W\d])[cp©](?=\d{4})|[©\[\]]", "", said).strip(" .,"))
    return {"raw": day} if day else {}


def _numbers(item: dict[str, Any], fields: list[_Field]) -> None:
    for field in fields:
        for name in ("ISBN", "ISSN"):
            number = tagged.numbers([field.first("a")]).get(name, "")
            if number and not field.first("2"):
                item.setdefault(name, []).append(number)
        name = _SOURCES.get(field.first("2").lower(), "DOI" if field.first("a").startswith("10.") else "")
        if name and not item.get(name):
            number = field.first("a")
            item[name] = number if name != "URL" or "://" in number else f"https://hdl.handle.net/{number}"


def _links(item: dict[str, Any], fields: list[_Field]) -> Iterator[tuple[str, str]]:
    """Put the address of the work into the item; yield those of what belongs to it."""
    for field in fields:
        link = next(iter(field.all("u")), "")
        if not item.get("URL") and field.ind2 != "2" and not field.first("3"):
            item["URL"] = link
        elif link and link != item.get("URL"):
            yield "856", f"{field.first('3')} {link}".strip()


def _kind(leader: str, item: dict[str, Any]) -> str:
    """Return the kind of a work by the leader of its record, and by what it is a part of."""
    form, level = leader[6:7] or "a", leader[7:8]
    if item.get("container-title") or level in ("a", "b"):
        book = item.get("ISBN") or (level == "a" and item.get("publisher") and not item.get("volume"))
        return (
            "chapter" if book and not item.get("ISSN") else "article-journal" if form in "at" else _TYPES.get(form, "")
        )
    if level in ("s", "i"):
        return "periodical" if form == "a" else "document"
    return _TYPES.get(form, "document")
