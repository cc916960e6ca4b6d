"""TeX mathematics as Unicode: what stands between the dollars of a title, in the characters that people see."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from storage.papers import notations
from storage.papers.indices import Script, spell
from storage.papers.notations import pairs

Piece = notations.Piece


# Classes of characters and commands after The TeXbook, chapter 17 and appendix F; what is in none is an ordinary one.
_GREEK = pairs("""
    alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ varkappa ϰ
    lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi φ varphi φ
    chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
""")
_ORDINARY = _GREEK | pairs(r"""
    infty ∞ partial ∂ nabla ∇ ell ℓ hbar ħ hslash ħ Re ℜ Im ℑ aleph ℵ beth ℶ wp ℘ imath ı jmath ȷ prime ′ emptyset ∅
    varnothing ∅ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ top ⊤ bot ⊥ angle ∠ triangle △ square □ Box □ blacksquare ■
    lozenge ◊ star ⋆ bigstar ★ diamondsuit ♢ heartsuit ♡ spadesuit ♠ clubsuit ♣ sharp ♯ flat ♭ natural ♮ surd √
    backslash \ slash / degree ° circ ∘ dagger † dag † ddagger ‡ ddag ‡ ldots … dots … cdots ⋯ dotsc … dotsb ⋯ vdots ⋮
    ddots ⋱ AA Å aa å o ø O Ø l ł L Ł ss ß ae æ AE Æ oe œ OE Œ i ı S § P ¶ pounds £ copyright © euro € micro µ
    textmu µ textdegree ° textregistered ® texttrademark ™ complement ∁ eth ð Bbbk 𝕜 vert | Vert ‖ lvert | rvert |
    lVert ‖ rVert ‖ % % $ $ # # & & _ _ | ‖
""")
# Units of the sky (AASTeX and A&A's aa.cls), which are written in text as well.
_SKY = pairs(r"""
    sun ⊙ Sun ⊙ earth ⊕ Earth ⊕ arcdeg ° degr ° fdg °. arcmin ′ farcm ′. arcsec ″ farcs ″. micron µm la ≲ ga ≳
""")
_BINARY = pairs(r"""
    pm ± mp ∓ times × div ÷ cdot · ast ∗ cap ∩ cup ∪ uplus ⊎ sqcap ⊓ sqcup ⊔ vee ∨ lor ∨ wedge ∧ land ∧ setminus ∖
    smallsetminus ∖ wr ≀ diamond ⋄ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙ bullet • amalg ⨿ ltimes ⋉ rtimes ⋊
    bigtriangleup △ bigtriangledown ▽ boxtimes ⊠ boxplus ⊞ centerdot · + + - − − − * * × × ± ± · ·
""")
_RELATIONS = pairs(r"""
    = = < < > > lt < gt > leq ≤ le ≤ leqslant ≤ geq ≥ ge ≥ geqslant ≥ ll ≪ gg ≫ neq ≠ ne ≠ equiv ≡ sim ∼ simeq ≃
    approx ≈ cong ≅ propto ∝ varpropto ∝ doteq ≐ lesssim ≲ gtrsim ≳ prec ≺ succ ≻ preceq ⪯ succeq ⪰ subset ⊂ supset ⊃
    subseteq ⊆ supseteq ⊇ subsetneq ⊊ sqsubseteq ⊑ sqsupseteq ⊒ in ∈ ni ∋ notin ∉ vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ mid |
    nmid ∤ parallel ∥ perp ⟂ asymp ≍ bowtie ⋈ smile ⌣ frown ⌢ triangleq ≜ coloneqq ≔ to → rightarrow → longrightarrow ⟶
    leftarrow ← gets ← longleftarrow ⟵ leftrightarrow ↔ longleftrightarrow ⟷ Rightarrow ⇒ Longrightarrow ⟹ implies ⟹
    Leftarrow ⇐ Leftrightarrow ⇔ iff ⟺ Longleftrightarrow ⟺ mapsto ↦ longmapsto ⟼ hookrightarrow ↪ hookleftarrow ↩
    twoheadrightarrow ↠ rightarrowtail ↣ rightsquigarrow ⇝ leadsto ⇝ uparrow ↑ downarrow ↓ updownarrow ↕ Uparrow ⇑
    Downarrow ⇓ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ rightleftharpoons ⇌ rightharpoonup ⇀ xrightarrow → xleftarrow ←
    trianglelefteq ⊴ triangleleft ◁ lhd ◁ unlhd ⊴ triangleright ▷ rhd ▷ approxeq ≊ ≤ ≤ ≥ ≥ ≠ ≠ ≈ ≈ ∼ ∼ → → ∈ ∈
""")
_OPERATORS = pairs(r"""
    sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigvee ⋁ bigwedge ⋀
""") | {
    name: name
    for name in "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup "
    "ln log max min sec sin sinh sup tan tanh Pr argmax argmin bmod mod".split()
}  # fmt: skip
_OPENING = pairs(r"( ( [ [ { { langle ⟨ lfloor ⌊ lceil ⌈ lbrace { lbrack [ lparen (")
_CLOSING = pairs(r") ) ] ] } } rangle ⟩ rfloor ⌋ rceil ⌉ rbrace } rbrack ] rparen ) ! !")
_PUNCTUATION = pairs(r", , ; ; : : colon :")
_CLASSES = {
    name: (character, kind)
    for kind, table in (("ord", _ORDINARY), ("bin", _BINARY), ("rel", _RELATIONS), ("op", _OPERATORS),
                        ("open", _OPENING), ("close", _CLOSING), ("punct", _PUNCTUATION), ("ord", _SKY))
    for name, character in table.items()
}  # fmt: skip

_COMMANDS = {
    character: name for name, (character, _) in reversed(_CLASSES.items()) if name.isalpha() and name.isascii()
}

_SPACES = frozenset([" ", *"quad qquad enspace thinspace space nobreakspace medspace thickspace , ; : > ~".split()])
_NOTHING = frozenset(
    "displaystyle textstyle scriptstyle limits nolimits left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl "
    "biggr bf rm it sf tt cal sl em boldmath unboldmath normalfont relax mathstrut strut protect allowbreak nonumber "
    "hfil hline upshape itshape ! / -".split()
)
_SILENT = frozenset("label tag color phantom hphantom vphantom hspace vspace begin end cite kern hskip".split())
"""Commands whose argument is for the machine."""
_TEXT = frozenset(
    "text textrm textit textbf textsf texttt textsc textnormal textup mbox hbox fbox emph textsl textmd".split()
)
"""Commands whose argument is text: its spaces count."""
_WORDS = frozenset("mathrm mathit mathsf mathtt mathbf mathnormal boldsymbol bm mathop mathord".split())
"""Commands whose argument is a word in mathematics: without spaces, those of the source included."""
_ALPHABETS = {
    "mathbb": "DOUBLE-STRUCK", "Bbb": "DOUBLE-STRUCK", "mathds": "DOUBLE-STRUCK", "mathcal": "SCRIPT",
    "mathscr": "SCRIPT", "mathfrak": "FRAKTUR", "frak": "FRAKTUR",
}  # fmt: skip
_MARKS = pairs("""
    hat \u0302 widehat \u0302 tilde \u0303 widetilde \u0303 bar \u0304 overline \u0305 underline \u0332 vec \u20d7
    dot \u0307 ddot \u0308 acute \u0301 grave \u0300 check \u030c breve \u0306 mathring \u030a not \u0338
    " \u0308 ' \u0301 ` \u0300 ^ \u0302 = \u0304 . \u0307
""")
_ALONG = frozenset(("overline", "underline"))
"""Marks that stand along the whole of a word, the others on one letter."""

_TOKEN = re.compile(r"\\([A-Za-z]+)\s*\*?|\\(.)|(\d+(?:[.,:]\d+)*)|(.)", re.DOTALL)
_DEPTH = 30
"""Deepest nesting of groups that is followed; a hostile text has no more."""


class _Atom(NamedTuple):
    kind: str
    pieces: list[Piece]


def render(tex: str) -> list[Piece]:
    """Return TeX mathematics as texts on the line and off it (`sub`, `sup`), spaced as TeX spaces it.

    `\\lambda_1` is λ with 1 below, `\\frac{a}{b}` a/b, `\\sqrt x` √x, `\\mathbb R` ℝ. A command nobody knows gives its
    argument or its name. Never raises.
    """
    return _Formula(tex).rendered()


def symbol(name: str) -> str:
    """Return the character of a command without arguments (`alpha`, `leq`), of its upright forms and those in text too
    (`upalpha`, `textalpha`); empty for what is none."""
    for plain in (name, name.removeprefix("text"), name.removeprefix("up")):
        if plain in _CLASSES and (plain == name or plain in _GREEK):
            return _CLASSES[plain][0]
    return ""


def command(character: str) -> str:
    """Return the command for a character; empty for one that stands for itself, or has none."""
    return "" if character.isascii() else _COMMANDS.get(character, "")


def is_sound(tex: str) -> bool:
    """Return whether TeX may stand between dollars: balanced braces, nothing that ends the formula or the line."""
    environments = tex.count("\\begin{")
    if "$" in tex or "%" in tex or "#" in tex:
        tex = _ESCAPED.sub("", tex)
        if "$" in tex or "%" in tex or "#" in tex:
            return False
    if _WANTING.search(tex) or environments != tex.count("\\end{") or (not environments and "\\\\" in tex):
        return False
    depth = 0
    for brace in re.findall(r"[{}]", tex):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


_ESCAPED = re.compile(r"\\[$%#]")
# An accent or a command that still wants its argument would take the closing dollar for it.
_WANTING = re.compile(
    r"\\(?:[dt]?frac|sqrt|(?:wide)?(?:hat|tilde)|bar|vec|d?dot|over\w+|under\w+|math[a-z]+|text[a-z]*|operatorname|bm"
    r"|boldsymbol|[dt]?binom|mbox|left|right|begin|end)\s*$|(?<!\\)[\^_]\s*$|(?<!\\)(?:\\\\)*\\$"
)


class _Formula:
    """One walk over a formula."""

    def __init__(self, tex: str) -> None:
        self.tex = tex
        self.at = 0
        self.depth = 0
        self.mode = ""
        """`text` where spaces count, `tight` where TeX sets none around signs (indices, words), else empty."""

    def rendered(self) -> list[Piece]:
        atoms: list[_Atom] = []
        while self.at < len(self.tex):  # a closing brace without its other ends a list, not the formula
            atoms += self.sequence()
        return _spaced(atoms, tight=False)

    def sequence(self) -> list[_Atom]:
        """Return the atoms up to the end of the group, which is passed."""
        atoms: list[_Atom] = []
        while (token := _TOKEN.match(self.tex, self.at)) is not None:
            self.at = token.end()
            word, symbol, number, character = token.groups()
            if character == "}":
                break
            if character is not None and character in "^_":
                self.script(atoms, "sup" if character == "^" else "sub")
            elif character == "'" and self.mode != "text":
                self.attach(atoms, [("′", "")])
            else:
                atoms += self.atom(word, symbol, number, character)
        return atoms

    def atom(self, word: str | None, symbol: str | None, number: str | None, character: str | None) -> Iterable[_Atom]:
        if number is not None:
            return [_Atom("ord", [(number, "")])]
        name = word or symbol
        if name is not None:
            return self.command(name)
        assert character is not None  # the pattern has four groups
        if character == "{":
            return [_Atom("ord", self.group())]
        if character == "~" or (self.mode == "text" and character.isspace()):
            return [_SPACE]
        if character in "&$" or character.isspace():
            return []
        if self.mode or character in "|{" or character.isalpha():
            return [_Atom("ord", [(character, "")])]
        shown, kind = _CLASSES.get(character, (character, "ord"))
        return [_Atom(kind, [(shown, "")])]

    def command(self, name: str) -> Iterable[_Atom]:
        if name in _SPACES or name == "\\":
            return [_SPACE]
        if name in _CLASSES:
            character, kind = _CLASSES[name]
            return [_Atom(kind, [(character, "")])]
        if name in _NOTHING:
            self.skip(".")  # of \left. and its kin
            return []
        if name in _SILENT:
            self.argument()
            return []
        if name in _MARKS:
            return [_Atom("rel" if name == "not" else "ord", _marked(name, self.argument()))]
        if name in _ALPHABETS:
            return [_Atom("ord", [("".join(_letter(_ALPHABETS[name], one) for one in text), script)
                                  for text, script in self.argument()])]  # fmt: skip
        if name in _TEXT:
            return [_Atom("ord", self.argument("text"))]
        if name in _WORDS or name == "operatorname":
            return [_Atom("op" if name == "operatorname" else "ord", self.argument("tight"))]
        build = _BUILT.get(name)
        if build is not None:
            return [_Atom("ord", build(self))]
        if self.tex.startswith("{", self.at):
            return [_Atom("ord", self.argument())]
        return [_Atom("op" if len(name) > 1 else "ord", [(name, "")])]

    def skip(self, character: str) -> None:
        if self.tex.startswith(character, self.at):
            self.at += 1

    def group(self) -> list[Piece]:
        """Return what the group holds whose opening brace was passed."""
        if self.depth > _DEPTH:
            return []
        self.depth += 1
        atoms = self.sequence()
        self.depth -= 1
        return _spaced(atoms, tight=bool(self.mode))

    def argument(self, mode: str = "") -> list[Piece]:
        """Return the next argument: a group or one token, in the mode of what stands around it or another."""
        while self.tex[self.at : self.at + 1].isspace():
            self.at += 1
        token = _TOKEN.match(self.tex, self.at)
        if token is None or self.depth > _DEPTH or (token[4] or " ") in "}^_":
            return []
        if token[3] is not None:  # of 12 the argument is 1
            self.at = token.start() + 1
            return [(token[3][0], "")]
        self.at = token.end()
        before, self.mode = self.mode, self.mode or mode
        self.depth += 1
        pieces = _spaced(list(self.atom(*token.groups())), tight=True)
        self.depth -= 1
        self.mode = before
        return pieces

    def word(self) -> str:
        """Return the next argument as one text."""
        return spell(self.argument())

    def raw(self) -> str:
        """Return the next argument as its source."""
        found = _GROUP.match(self.tex, self.at) or _ONE.match(self.tex, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found[1]

    def option(self) -> str:
        """Return what stands in brackets at this place, which is passed; empty without."""
        found = _OPTION.match(self.tex, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found[1]

    def attach(self, atoms: list[_Atom], pieces: list[Piece]) -> None:
        if atoms and atoms[-1].kind != "space":
            atoms[-1] = atoms[-1]._replace(pieces=atoms[-1].pieces + pieces)
        else:
            atoms.append(_Atom("ord", pieces))

    def script(self, atoms: list[_Atom], script: Script) -> None:
        word = spell(self.argument("tight"))
        if script == "sup" and (word == "∘" or word.strip("′") == ""):
            self.attach(atoms, [(word.replace("∘", "°"), "")])
        elif word:
            self.attach(atoms, [(word, script)])


_SPACE = _Atom("space", [])
_OPTION = re.compile(r"\s*\[([^\[\]]*)\]")
_GROUP = re.compile(r"\s*\{((?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.|\{[^{}]*\})*\})*)\}", re.DOTALL)
_ONE = re.compile(r"\s*([^\s{}])")
_NEEDS_BRACKETS = re.compile(r"[\s+−/]")


def _bracketed(word: str) -> str:
    return f"({word})" if _NEEDS_BRACKETS.search(word) else word


def _fraction(formula: _Formula) -> list[Piece]:
    above, below = formula.word(), formula.word()
    return [(f"{_bracketed(above)}/{_bracketed(below)}", "")]


def _root(formula: _Formula) -> list[Piece]:
    degree = formula.option()
    word = formula.word()
    return [*([(degree, "sup")] if degree else ()), (f"√{_bracketed(word)}", "")]


def _binomial(formula: _Formula) -> list[Piece]:
    above, below = formula.word(), formula.word()
    return [(f"({above} choose {below})", "")]


def _over(formula: _Formula) -> list[Piece]:
    above = formula.word()
    return [*formula.argument(), (above, "sup")]


def _under(formula: _Formula) -> list[Piece]:
    below = formula.word()
    return [*formula.argument(), (below, "sub")]


def _second(formula: _Formula) -> list[Piece]:
    formula.argument()
    return formula.argument()


def _first(formula: _Formula) -> list[Piece]:
    pieces = formula.argument()
    formula.argument()
    return pieces


def _chemistry(formula: _Formula) -> list[Piece]:
    return list(notations.chemistry(formula.raw()))


def _quantity(formula: _Formula) -> list[Piece]:
    formula.option()
    amount = notations.number(formula.raw())
    formula.option()
    return notations.quantity(amount, notations.unit(formula.raw()))


def _range(formula: _Formula, *, united: bool = True) -> list[Piece]:
    formula.option()
    first, last = notations.number(formula.raw()), notations.number(formula.raw())
    both: list[Piece] = [*first, ("–", ""), *last]
    return notations.quantity(both, notations.unit(formula.raw())) if united else both


def _several(formula: _Formula, *, united: bool = True) -> list[Piece]:
    formula.option()
    numbers = [spell(notations.number(one)) for one in formula.raw().split(";")]
    listed: list[Piece] = [(" and ".join(filter(None, (", ".join(numbers[:-1]), numbers[-1]))), "")]
    return notations.quantity(listed, notations.unit(formula.raw())) if united else listed


def _of_raw(read: Callable[[str], list[Piece]]) -> Callable[[_Formula], list[Piece]]:
    def build(formula: _Formula) -> list[Piece]:
        formula.option()
        return read(formula.raw())

    return build


_BUILT: dict[str, Callable[[_Formula], list[Piece]]] = {
    **dict.fromkeys("ce cf cee chem".split(), _chemistry),
    **dict.fromkeys("SI qty".split(), _quantity),
    **dict.fromkeys("SIrange qtyrange".split(), _range),
    **dict.fromkeys("SIlist qtylist".split(), _several),
    **dict.fromkeys("si unit".split(), _of_raw(notations.unit)),
    "num": _of_raw(notations.number),
    "ang": _of_raw(notations.angle),
    "numrange": partial(_range, united=False),
    "numlist": partial(_several, united=False),
    **dict.fromkeys("frac dfrac tfrac cfrac nicefrac sfrac".split(), _fraction),
    **dict.fromkeys("binom dbinom tbinom".split(), _binomial),
    **dict.fromkeys("overset stackrel".split(), _over),
    **dict.fromkeys("textcolor href raisebox".split(), _second),
    "sqrt": _root,
    "underset": _under,
    "texorpdfstring": _first,
}


def _letter(alphabet: str, letter: str) -> str:
    """Return a letter in one of Unicode's mathematical alphabets, as it is where that has none."""
    if not ("A" <= letter <= "Z" or "a" <= letter <= "z"):
        return letter
    size = "CAPITAL" if letter.isupper() else "SMALL"
    old = "BLACK-LETTER" if alphabet == "FRAKTUR" else alphabet
    for name in (f"{old} {size} {letter.upper()}", f"MATHEMATICAL {alphabet} {size} {letter.upper()}"):
        try:
            return unicodedata.lookup(name)
        except KeyError:
            continue
    return letter


def _marked(name: str, pieces: list[Piece]) -> list[Piece]:
    mark = _MARKS[name]
    if len(pieces) != 1 or not pieces[0][0]:
        return pieces
    word, script = pieces[0]
    if len(word) > 1 and name not in _ALONG:
        return pieces
    letters = "".join({"ı": "i", "ȷ": "j"}.get(one, one) + mark for one in word)
    return [(unicodedata.normalize("NFC", letters), script)]


def _spaced(atoms: list[_Atom], *, tight: bool) -> list[Piece]:
    """Return the pieces of atoms with the spaces that TeX sets between them (The TeXbook, chapter 18); with `tight`
    only those that the source asks for and those beside the names of functions."""
    pieces: list[Piece] = []
    before = ""
    for place, (kind, held) in enumerate(atoms):
        after = atoms[place + 1].kind if place + 1 < len(atoms) else ""
        if kind == "bin" and (before in _NO_OPERAND or after in ("", "close", "rel", "punct")):
            kind = "ord"
        signs = tight and "op" not in (before, kind)
        apart = kind == "space" or (not signs and (before, kind) in _APART)
        if apart and not (pieces and pieces[-1][0].endswith(" ")):
            pieces.append((" ", ""))
        pieces += held
        before = kind
    return _joined(pieces)


_NO_OPERAND = frozenset(("", "bin", "op", "rel", "open", "punct"))
_ORD = ("ord", "close")
_APART = frozenset(
    [(one, two) for one in (*_ORD, "op") for two in ("bin", "rel")]
    + [(one, two) for one in ("bin", "rel") for two in ("ord", "open", "op")]
    + [(one, "op") for one in (*_ORD, "op")]
    + [("op", "ord")]
    + [("punct", two) for two in ("ord", "open", "op", "rel")]
)


def _joined(pieces: list[Piece]) -> list[Piece]:
    done: list[Piece] = []
    for text, script in pieces:
        if done and done[-1][1] == script:
            done[-1] = (done[-1][0] + text, script)
        elif text:
            done.append((text, script))
    return done
