"""Values as sources write them -> facts of a Paper: names, dates, pages, identifiers, and what could not be read."""

import re
from collections.abc import Iterable
from typing import Any

from importers import dates
from importers.dates import MONTHS
from importers.marks import aside, unmarked
from storage.papers.dates import parse
from storage.papers.identifiers import Identifier
from storage.papers.markup import Marked
from storage.papers.names import SUFFIX, SUFFIXES, Name, in_two_scripts
from storage.papers.names import particle as is_particle

# Values out of JSON may be of any type; these three make them what a fact needs, or nothing.


def string(value: Any) -> str:
    """Return a text or a number as text, the first of a list, and nothing for the rest."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return next((item for item in value[:100] if isinstance(item, str) and item), "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
        except (ValueError, OverflowError):  # an integer of more digits than Python prints
            return ""
    return ""


def mapping(value: Any) -> dict[str, Any]:
    """Return `value` where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """Return `value` where it is a list; a single value as a list of one; none for null."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def count(value: Any) -> int | None:
    """Return a whole number that is not negative, else None."""
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 12:
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else None


# Names.

_CORPORATE = re.compile(
    r"(?i)\b(?:collaborations?|consortium|consortia|(?:working|study|research|writing|task) (?:group|force)"
    r"|group|team|committee|association"
    r"|society|organi[sz]ation|institut[eo]?|university|department|ministry|network|council|agency|commission"
    r"|initiative|foundation|investigators|trialists|laborator(?:y|ies)|corporation|inc\.?|ltd\.?|gmbh|federation"
    r"|academy|cent(?:er|re)s? for|administration|programme|college of|openai|deepmind)(?!\w)",
)
_PHRASE = re.compile(r"(?<=\S )(?:of|for|and|the|on|&|und|für|pour|para)(?= \S)")
"""Words that no person's name has between two others."""
_ET_AL = re.compile(
    r"(?i:(?:and|und|&|et)\s+)?(?:(?i:et\.?\s*al(?:iae?|ii|\b)\.?|others)|u\.\s?a\.|(?:und|u\.)\s(?:andere|Mitarb\.)"
    r"|et\s(?:autres|coll\.?)|[yei]\s(?:otr[oa]s|outros|altri|cols?\.?|inni|in\.)|en\sanderen|e\.\s?a\.|m\.\s?fl\.|med\sflera"
    r"|o[cg]h?\sandr[ae]|ja\smuut|a\s(?:kol\.?|další)|és\s(?:mtsai\.?|mások)|ve\s(?:ark\.?|diğerleri)"
    r"|и\s(?:др\.?|другие|соавт\.?)|та\sін(?:ші|\.)|κ\.\s?ά\.|等人?|ほか|他|외|등|\.\.\.|…)"
    r"(?:\s?\d+\s?[名人명]?)?"
)
# Behind a name, where 他 and 외 may be part of it, and where no initials end so.
_ET_AL_BEHIND = re.compile(rf"(?:(?<=[\s,;~])(?:{_ET_AL.pattern})|(?:等人?|ほか|他\s?\d+\s?[名人]|\.\.\.|…))\s*$")


def others(text: str) -> tuple[str, bool]:
    """Return a name, or a list, without `et al.` behind it, in whatever language; and whether that was there."""
    if _ET_AL.fullmatch(text):
        return "", True
    found = _ET_AL_BEHIND.search(text, max(0, len(text) - 40))
    return (text, False) if found is None else (text[: found.start()].rstrip(" ,;~"), True)


def is_group(text: str) -> bool:
    """Return whether a text that names somebody names a group: by a word of it, or by a word between two."""
    return " " in text and bool(_CORPORATE.search(text) or _PHRASE.search(text))


def person(
    family: str, given: str = "", suffix: str = "", *, particle: str = "", dropping: str = "", whole: bool = False
) -> Name:
    """Return the name with these parts; a particle before the family name or behind the given is split off.

    So is one, or a suffix, that a comma divides from the given names, as Zotero writes them; of a family name that is
    `whole` nothing is. A family name alone that is that of a group (`The BABAR Collaboration`) is one.
    """
    family, given, suffix = family.strip(), unmarked(given.strip()), suffix.strip()
    if not (family.isascii() and given.isascii()) and (found := _two_scripts(family, given)):
        family, given, other = found
        name = person(family, given, suffix, particle=particle, dropping=dropping, whole=whole)
        return name.beside(other)
    if "," in family and not suffix and SUFFIX.fullmatch(family.rpartition(",")[2].strip()):
        family, _, suffix = (part.strip() for part in family.rpartition(","))
    if not family:
        return named(given)
    if not given:
        if not particle and _CORPORATE.search(family):
            return Name.group(family)
        return Name.of(family=family, suffix=suffix, particle=particle, dropping=dropping, whole=whole)
    family = unmarked(family)
    if "," in given:
        first, _, behind = (part.strip() for part in given.rpartition(","))
        if not dropping and behind and all(map(is_particle, behind.split())):
            given, dropping = first, behind
        elif not suffix and SUFFIX.fullmatch(behind):
            given, suffix = first, behind
    if not particle and not whole:
        if " " in family and not family[0].isupper():
            parts = Name(f"{family}, {given}").parts()
            if parts.family:
                family, particle = parts.family, parts.particle
        elif not dropping and " " not in family and given.rpartition(" ")[2].islower():
            parts = Name(f"{given} {family}").parts()
            if parts.particle and parts.family == family:
                given, particle = parts.given, parts.particle
    return Name.of(family=family, given=given, suffix=suffix, particle=particle, dropping=dropping, whole=whole)


def _two_scripts(family: str, given: str) -> tuple[str, str, str] | None:
    """Return family and given name, and the whole name in another script that stands at them in brackets."""
    ahead, of_family = in_two_scripts(family)
    first, other = in_two_scripts(given)
    if not (of_family or other):
        return None
    if of_family and not given:  # no family is called 周伟
        return "", ahead, of_family
    if of_family and other and not (_is_asian(of_family) and _is_asian(other)):
        return ahead, first, f"{other} {of_family}"
    return ahead, first, of_family + other


def _is_asian(text: str) -> bool:
    return text[0] >= "\u2e80"


def named(text: str) -> Name:
    """Return the name in `text`: `Given Family` as shown, `Family, Given, Jr.` in parts, a group as one.

    Marks, addresses and affiliations at a person's name are left out; the name in another script stays behind it.
    """
    text = " ".join(text.split())
    bare = unmarked(text)
    if bare != text and " " not in bare and text[-1].isdecimal():  # Studio 54, U2
        bare = text
    if not bare.isascii() and (name := in_two_scripts(bare))[1] and not is_group(bare):
        return named(name[0]).beside(name[1])
    if ("(" in bare or "[" in bare) and (bare.isascii() or bare.count("(") < 2):
        bare = _without_aside(bare)
    if bare.endswith(","):
        bare = bare.rstrip(", ")
        if not _FAMILY_AND_INITIALS.fullmatch(bare):
            return Name.group(bare)
    if "," in bare:
        return _inverted(bare, text)
    if is_group(bare):
        return Name.group(text)
    return Name(bare)


_FAMILY_AND_INITIALS = re.compile(r"[^\W\d_][\w'’-]+,\s*(?:[^\W\d_]\.[\s-]*){1,4}")


def _without_aside(text: str) -> str:
    """Return a person's name without its affiliation; a group's (`CERN (European Laboratory)`) as it is."""
    bare = aside(text)
    return text if is_group(bare) or (bare.isupper() and " " not in bare) else bare


def _turned(family: str, given: str) -> bool:
    """Return whether a group was taken for a person: `Organization, World Health`."""
    return _CORPORATE.fullmatch(family) is not None and "." not in given and len(given) > 3


def _inverted(bare: str, text: str) -> Name:
    """Return the name in a text with commas: `Family, Given`, with a suffix or a particle; else a group."""
    family, *rest = [part for part in map(str.strip, bare.split(",")) if part]
    behind: list[str] = []
    while rest and SUFFIX.fullmatch(rest[-1]) and (len(rest) > 1 or " " in family):
        behind.insert(0, rest.pop())
    if not rest or (len(rest) == 1 and rest[0].lower() in SUFFIXES):
        return Name(bare)
    if len(rest) == 1 and ((rest[0].lower() == "the" and is_group(family)) or _turned(family, rest[0])):
        return Name.group(f"{rest[0]} {family}")
    if not behind and len(rest) == 1 and family.rpartition(" ")[2].lower() in SUFFIXES:
        family, _, suffix = family.rpartition(" ")
        return person(family, rest[0], suffix)
    if len(rest) == 2 and SUFFIX.fullmatch(rest[0]):
        return person(family, rest[1], ", ".join([rest[0], *behind]))
    if len(rest) == 2 and all(map(is_particle, rest[1].split())):
        return person(family, rest[0], ", ".join(behind), dropping=rest[1])
    return Name.group(text) if len(rest) > 1 else person(family, rest[0], ", ".join(behind))


def literal(text: str) -> Name:
    """Return a name that a source gives whole: a group, or `others`, which is how converters write et al."""
    return Name(text) if _ET_AL.fullmatch(text) else Name.group(text)


def complete(names: Iterable[Name]) -> tuple[tuple[Name, ...], bool]:
    """Return the names without `et al.` or `others`, and whether there was no such word among them."""
    kept: list[Name] = []
    whole = True
    for name in names:
        if _ET_AL.fullmatch(name.text.strip(" ,;")):
            whole = False
        elif any(character.isalpha() for character in name.text):  # arXiv lists the colon of `Gulls: A. Reyes` too
            kept.append(name)
    return tuple(kept), whole


# Dates.

_WORD = re.compile(r"[^\W\d_]+|\d+")


def iso(year: Any, month: Any = None, day: Any = None) -> str | None:
    """Return the ISO date of these parts, as precise as they are valid; a month may be a name or a number.

    None without a year from 1 to 9999.
    """
    y = count(year.strip()[:4] if isinstance(year, str) else year)
    m = count(month)
    if m is None and isinstance(month, str):
        m = next((MONTHS[name] for word in _WORD.findall(month) if (name := word.lower()) in MONTHS), None)
    return dates.possible(y or 0, m if m and m <= 12 else 0, count(day) or 0) or None


def date(text: str) -> str | None:
    """Return the ISO date that people write in `text`, `dates.edtf`; of a range the beginning."""
    said = parse(dates.edtf(text))
    return said.begins if said else None


# The rest.


_DASHES = re.compile(r"\s*(?:--+|[‐‑‒–—−]|-)\s*")
_SHORT_RANGE = re.compile(r"([A-Za-z]*)(\d+)-([A-Za-z]*)(\d+)")


def pages(text: str) -> str:
    """Return a range of pages with a plain hyphen and in full: `123–9` is `123-129`, `S10--S12` is `S10-S12`."""
    if not text:
        return ""
    text = " ".join(text.split())[:200]
    text = _DASHES.sub("-", text.removeprefix("pp.").removeprefix("p.").strip()).strip("-. ")
    return ", ".join(_SHORT_RANGE.sub(_full, part.strip(), count=1) for part in text.split(","))


def _full(found: re.Match[str]) -> str:
    first_letters, first, last_letters, last = found.groups()
    if len(last) < len(first) and last_letters in ("", first_letters):
        whole = first[: len(first) - len(last)] + last
        if int(whole[-18:]) >= int(first[-18:]):
            return f"{first_letters}{first}-{first_letters}{whole}"
    return found[0]


def joined(title: str, subtitle: str) -> str:
    """Return a title with its subtitle: after a colon, or after the mark that the title ends with."""
    title, subtitle = title.strip(), subtitle.strip()
    if not subtitle or subtitle.casefold() in title.casefold():
        return title
    if not title:
        return subtitle
    return f"{title} {subtitle}" if title[-1] in ":?!.…" else f"{title}: {subtitle}"


def unstopped(text: str | Marked) -> str | Marked:
    """Return a title without the full stop that a library closes it with."""
    stopped = text.endswith(".") and not text.endswith(("..", "etc.", " al."))
    return type(text)(text[:-1].rstrip()) if stopped else text


def mended(text: str) -> str:
    """Return text whose UTF-8 was read as Windows-1252 (`RamÃ­rez`) as it was meant; any other text as it is.

    Only a text that is valid UTF-8 throughout when written back is taken for one.
    """
    if text.isascii():
        return text
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


def identified(names: Iterable[Identifier | None]) -> dict[str, Any]:
    """Return the facts of a Paper, by their names in it, that these identifiers are; the first of each kind."""
    told: dict[str, Any] = {}
    for name in names:
        if name is None:
            continue
        if name.kind in ("doi", "arxiv_id"):
            told.setdefault(name.kind, name.value)
        else:
            told.setdefault("extra", {}).setdefault(name.kind, name.value)
    return told


def called(name: Identifier | None) -> str:
    """Return what a paper is called of which nothing but an identifier is known: `10.5555/gulls`, `PMID 12345678`."""
    if name is None:
        return ""
    return f"{name.kind} {name.value}" if name.kind in ("PMID", "ISBN") else name.value


_ARXIV_NUMBER = re.compile(r"(?:[a-z-]+(?:\.[A-Z]{2})?/)?(\d\d)(\d\d)")


def arxiv_month(identifier: str) -> str | None:
    """Return year and month that an arXiv identifier holds, `2407.14741` -> `2024-07`; None where it holds none.

    The first four digits are those of the month in which the number was given, since August 1991:
    https://info.arxiv.org/help/arxiv_identifier.html.
    """
    found = _ARXIV_NUMBER.match(identifier)
    if not found or not 1 <= int(found[2]) <= 12:
        return None
    year = int(found[1])
    return f"{1900 + year if year > 90 else 2000 + year}-{found[2]}"
