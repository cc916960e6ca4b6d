"""Indices and exponents in Unicode's own letters for them, and as they are typed where it has none: H₂O, T_c."""

from collections.abc import Iterable
from itertools import groupby
from typing import Literal

Script = Literal["", "sub", "sup"]

_RAISED = str.maketrans(
    "0123456789+-−–=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ∘◦*∗⊤",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ°°**ᵀ",
)
_LOWERED = str.maketrans("0123456789+-−–=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ")
_RAISED_ALREADY = frozenset(" °*′″‴†‡®™" + "".join(map(chr, _RAISED.values())))
_LOWERED_ALREADY = frozenset(" " + "".join(map(chr, _LOWERED.values())))


_ORDINALS = frozenset("st nd rd th er ère".split())
"""What stands raised behind a number out of typographic habit: 1st is read as it is typed."""


def spell(pieces: Iterable[tuple[str, Script]]) -> str:
    """Return texts on the line and off it as one line of Unicode: `("H", ""), ("2", "sub")` as `H₂`.

    What is off the line is written in Unicode's letters for it where each of its characters has one, else behind `_`
    or `^`, in braces where it has several characters or a letter follows.
    """
    parts = [("".join(text for text, _ in group), script) for script, group in groupby(pieces, key=lambda one: one[1])]
    line: list[str] = []
    for number, (text, script) in enumerate(parts):
        if not script or not text.strip() or (text in _ORDINALS and line and line[-1][-1:].isdigit()):
            line.append(text)
            continue
        moved = text.translate(_RAISED if script == "sup" else _LOWERED)
        if (_RAISED_ALREADY if script == "sup" else _LOWERED_ALREADY).issuperset(moved):
            line.append(moved)
            continue
        sign = "^" if script == "sup" else "_"
        follows = parts[number + 1][0][:1] if number + 1 < len(parts) else ""
        line.append(f"{sign}{text}" if len(text) == 1 and not follows.isalnum() else f"{sign}{{{text}}}")
    return "".join(line)
