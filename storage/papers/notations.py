"""What LaTeX's siunitx and mhchem write, for people: `\\qty{5}{\\kilo\\metre}` as 5 km, `\\ce{H2O}` as H₂O."""

import re
from collections.abc import Iterator

from storage.papers.indices import Script

Piece = tuple[str, Script]


def pairs(text: str) -> dict[str, str]:
    """Return the table that `text` holds as `name value name value`."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


# Units and prefixes by their macros, those of siunitx (version 3, manual, tables 1 to 8) that stand in titles.
_UNITS = pairs("""
    ampere A candela cd kelvin K kilogram kg gram g metre m meter m mole mol second s becquerel Bq degreeCelsius °C
    celsius °C coulomb C farad F gray Gy hertz Hz henry H joule J katal kat lumen lm lux lx newton N ohm Ω pascal Pa
    radian rad siemens S sievert Sv steradian sr tesla T volt V watt W weber Wb astronomicalunit au bel B dalton Da
    day d decibel dB electronvolt eV hectare ha hour h litre L liter L minute min neper Np tonne t parsec pc bar bar
    atomicmassunit u angstrom Å barn b knot kn mmHg mmHg nauticalmile M bit bit byte B fahrenheit °F atm atm year yr
    percent % arcminute ′ arcsecond ″ degree ° degrees ° lightyear ly sun ⊙ molar M Molar M wb Wb rpm rpm
    kHz kHz MHz MHz GHz GHz THz THz Hz Hz mm mm cm cm km km um µm micron µm nm nm pm pm kg kg mg mg ug µg g g
    ms ms us µs ns ns ps ps fs fs mK mK K K eV eV meV meV keV keV MeV MeV GeV GeV TeV TeV kPa kPa MPa MPa GPa GPa Pa Pa
    mV mV kV kV V V mA mA uA µA A A mW mW kW kW MW MW GW GW W W kWh kWh uL µL mL mL ml mL ul µL L L l L dB dB
    mol mol mmol mmol umol µmol T T mT mT N N kN kN J J kJ kJ F F pF pF ohm Ω
""")
_PREFIXES = pairs("""
    quecto q ronto r yocto y zepto z atto a femto f pico p nano n micro µ milli m centi c deci d deca da deka da hecto h
    kilo k mega M giga G tera T peta P exa E zetta Z yotta Y ronna R quetta Q kibi Ki mebi Mi gibi Gi tebi Ti pebi Pi
""")
_POWERS = {"square": "2", "squared": "2", "cubic": "3", "cubed": "3"}
_UNSPACED = frozenset(("%", "°", "′", "″"))
"""Units that stand right behind their number."""

_UNIT = re.compile(r"\\([A-Za-z]+)\s*|\^\s*(?:\{([^{}]*)\}|(-?\w))|\{([^{}]*)\}|([.~\s]+)|([^\\^{}.~\s]+)")


def unit(source: str) -> list[Piece]:
    """Return a unit of siunitx, of macros or of letters: `\\metre\\per\\second` as m s⁻¹."""
    pieces: list[Piece] = []
    prefix = ahead = sign = ""

    def put(symbol: str) -> None:
        nonlocal prefix, ahead, sign
        if pieces and not prefix and pieces[-1][0][-1:] not in ("/", " "):
            pieces.append((" ", ""))
        pieces.append((prefix + symbol, ""))
        if sign or ahead:
            pieces.append((sign + (ahead or "1"), "sup"))
        prefix = ahead = sign = ""

    for found in _UNIT.finditer(source):
        name, braced, digit, argument, apart, letters = found.groups()
        if name in _PREFIXES:
            if pieces and pieces[-1][0][-1:] not in ("/", " "):
                pieces.append((" ", ""))
            prefix += _PREFIXES[name]
        elif name == "per":
            sign = "-"
        elif name in ("squared", "cubed"):
            _raise(pieces, _POWERS[name])
        elif name in _POWERS:
            ahead = _POWERS[name]
        elif name in ("tothe", "raiseto", "of"):
            continue
        elif name:
            put(_UNITS.get(name, name))
        elif braced or digit:
            _raise(pieces, braced or digit)
        elif argument:
            _raise(pieces, argument) if argument.lstrip("-").isdigit() else put(argument)
        elif letters:
            if letters[0] in "/%" and pieces and pieces[-1][0] == " ":
                pieces.pop()
            pieces.append((letters, ""))
        elif apart and pieces and pieces[-1][0] != " ":
            pieces.append((" ", ""))
    return pieces


def _raise(pieces: list[Piece], power: str) -> None:
    """Give the last unit a power; one that stands below the line of a fraction has its sign already."""
    if pieces and pieces[-1] == ("-1", "sup"):
        pieces[-1] = (f"-{power}", "sup")
    elif pieces:
        pieces.append((power, "sup"))


_NUMBER = re.compile(r"([+-]?[\d.,\s]*\d[\d.,\s]*|[+-]?)\s*(?:[eEdD]([+-]?\d+))?\s*$")


def number(source: str) -> list[Piece]:
    """Return a number of siunitx: `1.5e-3` as 1.5 × 10⁻³, `2 +- 1` as 2 ± 1."""
    source = source.replace("\\pm", "+-").replace("+-", "±").replace("\\times", "x").replace("{", "").replace("}", "")
    found = _NUMBER.match(source)
    if found is None:
        return [(re.sub(r"\s*([±x])\s*", lambda sign: f" {sign[1].replace('x', '×')} ", source.strip()), "")]
    digits, power = "".join(found[1].split()).replace("-", "−"), found[2]
    if not power:
        return [(digits, "")]
    return [(f"{digits} × 10" if digits not in ("", "+", "−") else f"{digits}10", ""), (power.lstrip("+"), "sup")]


def quantity(amount: list[Piece], of: list[Piece]) -> list[Piece]:
    """Return a number with its unit, a space between them but before %, ° and their kin."""
    space: list[Piece] = [(" ", "")] if amount and of and of[0][0] not in _UNSPACED else []
    return amount + space + of


def angle(source: str) -> list[Piece]:
    """Return an angle of siunitx: degrees, or degrees;minutes;seconds."""
    signs = zip(source.split(";"), ("°", "′", "″"), strict=False)
    return [("".join(part.strip().replace("-", "−") + sign for part, sign in signs if part.strip()), "")]


_CHEMISTRY = re.compile(
    r"(<=>>?|<<=>|<-->|<->|->|<-)(?:\s*\[[^\]]*\])*"  # 1: an arrow, what stands over it left out
    r"|([\^_])\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|(\S[\d+.-]*))"  # 2: a sign with what it moves in 3 or 4
    r"|(?<=[A-Za-z)\]}])(\d+(?:[./]\d+)?)"  # 5: how many of an element
    r"|(?<=[\w)\]}])([+-]+)(?=[\s)\]]|$)"  # 6: a charge
    r"|\\([A-Za-z]+)\s*|[{}$]"  # 7
    r"|(.)",  # 8
    re.DOTALL,
)
_ARROWS = {"->": "→", "<-": "←", "<->": "↔", "<-->": "⇄", "<=>": "⇌", "<=>>": "⇌", "<<=>": "⇌"}


def chemistry(source: str) -> Iterator[Piece]:
    """Yield a formula of mhchem (manual of version 4): `SO4^2-` as SO₄²⁻, `2H2 + O2 -> 2H2O` with its arrow."""
    for found in _CHEMISTRY.finditer(source):
        arrow, sign, braced, moved, count, charge, name, character = found.groups()
        if arrow:
            yield _ARROWS.get(arrow, arrow), ""
        elif sign:
            text = (braced if braced is not None else moved).replace("$", "")
            yield text, "sup" if sign == "^" else "sub"
        elif count:
            yield count, "sub"
        elif charge:
            yield charge, "sup"
        elif name:
            yield _GREEK.get(name, name), ""
        elif character:
            yield ("·" if character in "*." else character), ""


_GREEK = pairs("alpha α beta β gamma γ delta δ mu μ pi π eta η kappa κ lambda λ omega ω Delta Δ bond - cdot ·")
