"""Lists of authors and editors as styles print them: order, initials, particles, `and`, et al."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from storage.papers.names import Name
from tui.citations.runs import Piece, Run, around, italic, join


@dataclass(frozen=True, slots=True, kw_only=True)
class NameForm:
    """How a style prints a list of names; the words are those of CSL's cs:name."""

    inverted: Literal["all", "first", "none"] = "none"
    """Whose family name comes first: Vaswani, A."""
    initials: str | None = None
    """What follows an initial: `. ` (A. N.), `.` (A.N.), nothing (AN); None leaves given names in full."""
    dotted: bool = False
    """With full names, whether a bare initial gets its full stop: `Andrew Y` as `Andrew Y.`"""
    hyphen: bool = True
    """Whether J.-P. keeps its hyphen."""
    separator: str = ", "
    """Between the family name and the given names when inverted, and before a suffix then."""
    delimiter: str = ", "
    last: str = ""
    """Before the last name: `and`, `&`; empty where only a comma stands."""
    comma_before_last: Literal["always", "never", "three"] = "three"
    """Whether the delimiter stands before that word: always, never, from three names on."""
    et_al_from: int = 0
    """From so many names on the list is cut; 0 never cuts."""
    et_al_shows: int = 1
    et_al_last: bool = False
    """Whether a cut list ends with an ellipsis and its last name (APA 7) in place of et al."""
    et_al_comma: Literal["always", "never", "two"] = "two"
    """Whether the delimiter stands before et al.: always, never, after two names and more."""
    et_al_italic: bool = False
    particle_last: bool = False
    """Whether an inverted name ends with its particle: Neumann, John von (Chicago 13.7)."""


MEDICAL = NameForm(
    inverted="all", initials="", hyphen=False, separator=" ", et_al_from=7, et_al_shows=6, et_al_comma="always"
)
"""Names as the National Library of Medicine and the medical journals have them: Bell SJ, Roe A."""


def editor_list(names: Sequence[Name], form: NameForm, one: str, more: str) -> Piece:
    """Return editors with the label that says what they are: of one, of more."""
    return around("", name_list(names, form), more if len(names) > 1 else one)


def name_list(names: Sequence[Name], form: NameForm, *, total: int = 0) -> Piece:
    """Return the names; et al. where there are more than the form shows, or more than are known (`total`)."""
    if not names:
        return ()
    shown = len(names)
    complete = total <= shown
    cut = not complete
    if form.et_al_from and max(shown, total) >= form.et_al_from:
        shown, cut = min(shown, form.et_al_shows), True
    texts = [
        one_name(name, form, inverted=form.inverted == "all" or (form.inverted == "first" and number == 0))
        for number, name in enumerate(names[:shown])
    ]
    if not cut:
        return (Run(_and(texts, form)),)
    head = form.delimiter.join(texts)
    if form.et_al_last and complete:
        ending = one_name(names[-1], form, inverted=form.inverted == "all")
        return (Run(f"{head}{form.delimiter}… {ending}"),)
    comma = form.et_al_comma == "always" or (form.et_al_comma == "two" and shown > 1)
    return join(form.delimiter if comma else " ", head, italic("et al.") if form.et_al_italic else "et al.")


def _and(texts: list[str], form: NameForm) -> str:
    if len(texts) == 1:
        return texts[0]
    head = form.delimiter.join(texts[:-1])
    if not form.last:
        return f"{head}{form.delimiter}{texts[-1]}"
    comma = form.comma_before_last == "always" or (form.comma_before_last == "three" and len(texts) > 2)
    return f"{head}{form.delimiter.rstrip() if comma else ''} {form.last} {texts[-1]}"


_SUFFIX = re.compile(r"(.*\S),?\s+(Jr\.?|Sr\.?|II|III|IV)")
# A particle that is written together with the name it comes before: d'Alembert, al-Khwarizmi.
_JOINED = re.compile(r"(?:[dl]['’]|al-|el-)(?=\w)")
_CJK = re.compile(
    "[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]"
)


def parted(name: Name) -> Name:
    """Return the name in its parts, with the particles and suffix that a source left in its family or given name.

    Sources write `de la Cruz` and `Ludwig van` as often as they part them, so styles that sort or end with the
    particle have to find it; CSL processors do the same.
    """
    name = name.parts()
    family, given, particle = name.family, name.given, name.particle
    dropping, suffix = name.dropping, name.suffix
    if name.corporate or not family:
        return Name("", name.text or given)
    if not given:
        return name
    if not particle and not name.whole and not family[0].isupper():
        particle, family = _leading(family)
    if not suffix and (found := _SUFFIX.fullmatch(given)):
        given, suffix = found[1].rstrip(","), found[2]
    if not dropping and " " in given:
        words = given.split()
        end = len(words)
        while end > 1 and words[end - 1].islower() and not words[end - 1].endswith("."):
            end -= 1
        given, dropping = " ".join(words[:end]), " ".join(words[end:])
    return Name("", family, given, particle, suffix, dropping)


def _leading(family: str) -> tuple[str, str]:
    """Return the lower-case words before a family name, or what is joined to it, and the rest."""
    words = family.split()
    start = 0
    while start < len(words) - 1 and not any(map(str.isupper, words[start])) and words[start][0] not in "0123456789":
        start += 1
    particle, rest = " ".join(words[:start]), " ".join(words[start:])
    if joined := _JOINED.match(rest):
        particle, rest = f"{particle} {joined[0]}".strip(), rest[joined.end() :]
    return particle, rest


def one_name(name: Name, form: NameForm, *, inverted: bool) -> str:
    """Return one name in the form."""
    name = parted(name)
    family, given, particle, dropping = (
        part.replace("'", "’") for part in (name.family, name.given, name.particle, name.dropping)
    )
    if not given:
        return " ".join(part for part in (particle, family, name.suffix) if part)
    if _CJK.search(family) and _CJK.search(given):
        return family + given
    if (form.dotted or form.initials is not None) and _CAPITALS.fullmatch(given) and not family.isupper():
        given = " ".join(given.replace(" ", ""))  # MEDLINE's Fenn RK
    if form.initials is not None:
        given = initials(given, form.initials, hyphen=form.hyphen)
    elif form.dotted:
        given = _dotted(given)
    suffix = name.suffix.rstrip(".") if form.initials == "" else name.suffix
    if not inverted:
        return " ".join(part for part in (given, dropping, _before(particle, family), suffix) if part)
    if form.particle_last:
        given = " ".join(part for part in (given, dropping, particle) if part)
    else:
        family = _before(particle, family)
        given = f"{given} {dropping}" if dropping else given
    return form.separator.join(part for part in (family, given, suffix) if part)


def _before(particle: str, family: str) -> str:
    if not particle:
        return family
    return particle + family if particle[-1] in "’'-" else f"{particle.rstrip()} {family}"


_CAPITALS = re.compile(r"[A-Z]{2,3}(?: [A-Z])*")
_GIVEN = re.compile(r"[^\s.\-‐‑]+\.?|[-‐‑]")


def initials(given: str, mark: str, *, hyphen: bool = True) -> str:
    """Return given names as initials, each followed by `mark`: `Jean-Pierre` as `J.-P.`, `Yu. A.` as `Yu. A.`

    An abbreviation of the source (Yu., Chr.) stays; a lower-case word after the first stays as it is; a lower-case
    part behind a hyphen goes (Tie-yan gives T.), but counts where hyphens do not (TY).
    """
    point, gap = mark.rstrip(), mark[len(mark.rstrip()) :]
    text = ""
    joined = False
    for word in _GIVEN.findall(given):
        if word in "-‐‑":
            joined = bool(text)
            continue
        if word[0].islower():
            if joined and not hyphen:
                text += word[0].upper()
            elif not joined:
                text = f"{text.rstrip()} {word} " if text else f"{word} "
            joined = False
            continue
        stem = word.rstrip(".")
        short = stem if word.endswith(".") and len(stem) <= 4 else stem[:1]
        if joined and hyphen:
            text = text.rstrip() + "-"
        text += short + point + gap
        joined = False
    return text.strip()


_BARE_INITIAL = re.compile(r"(?<![\w’'])([^\W\d_])(?=[\s\-]|$)")
_RUN_TOGETHER = re.compile(r"(?<=\.)(?=[^\W\d_])")


def _dotted(given: str) -> str:
    """Return full given names with a full stop after a bare initial and a space between initials: J.P, J P -> J. P."""
    given = _BARE_INITIAL.sub(lambda found: f"{found[1]}." if found[1].isupper() else found[1], given)
    return " ".join(_RUN_TOGETHER.sub(" ", given).split())


def sort_key(name: Name) -> tuple[str, str]:
    """Return what a name is sorted by: family name without its particle, then given names (Chicago 15.15)."""
    name = parted(name)
    return name.family, name.given
