"""TeX as people write it in bibliographies -> the Unicode that people read, with mathematics left as it stands."""

import html
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, partial


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


# Combining characters by accent command: LaTeX's own (The LaTeX Companion, table 7.33), those of its T1, T3 and TS1
# encodings, and what Mathematical Reviews writes (\polhk, \cftil, \cfudot, \udot).
_ACCENTS = _pairs("""
    ' \u0301  ` \u0300  ^ \u0302  " \u0308  ~ \u0303  = \u0304  . \u0307  u \u0306  v \u030c  H \u030b  c \u0327
    k \u0328  r \u030a  d \u0323  b \u0331  t \u0361  G \u030f  U \u030e  h \u0309  M \u0322  f \u0311
    textcommabelow \u0326  textogonekcentered \u0328  polhk \u0328  ogonek \u0328  cftil \u0302\u0303
    cfudot \u0302\u0323  udot \u0323  capitalacute \u0301  capitalgrave \u0300  capitaldieresis \u0308
    capitalcaron \u030c
""")

# An accent over nothing (\~{}) is the character by itself.
_BARE = _pairs("""
    \u0301 ´  \u0300 `  \u0302 ^  \u0308 ¨  \u0303 ~  \u0304 ¯  \u0307 ˙  \u0306 ˘  \u030c ˇ  \u030b ˝  \u0327 ¸
    \u0328 ˛  \u030a ˚
""")

# What a command stands for, where pylatexenc does not know it or knows something else than a reader wants.
_SYMBOLS = _pairs(r"""
    o ø  O Ø  l ł  L Ł  i ı  j ȷ  ss ß  SS ẞ  ae æ  AE Æ  oe œ  OE Œ  aa å  AA Å  dh ð  DH Ð  th þ  TH Þ  dj đ  DJ Đ
    ng ŋ  NG Ŋ  ij ĳ  IJ Ĳ  Dj Đ  Dbar Đ  dbar đ  cprime ʹ  cdprime ʺ  Cprime ʹ  Cdprime ʺ  lasp ʿ  rasp ʾ  TeX TeX
    LaTeX LaTeX  LaTeXe LaTeX2ε  BibTeX BibTeX  XeTeX XeTeX  XeLaTeX XeLaTeX  LuaTeX LuaTeX  pdfTeX pdfTeX
    ConTeXt ConTeXt  MF METAFONT  AmS AMS  eTeX ε-TeX  ldots …  dots …  textellipsis …  dotsc …  textendash –
    textemdash —  bibrangedash –  hyphen -  slash /  textbackslash \  textasciitilde ~  textasciicircum ^
    textasciigrave `  textasciiacute ´  textunderscore _  textbar |  textless <  textgreater >  textbraceleft {
    textbraceright }  textdollar $  lbrace {  rbrace }  lq ‘  rq ’  textquoteleft ‘  textquoteright ’
    textquotedblleft “  textquotedblright ”  textquotesingle '  textquotedbl "  dq "  quotedblbase „  quotesinglbase ‚
    glqq „  grqq “  glq ‚  grq ‘  flqq «  frqq »  flq ‹  frq ›  guillemotleft «  guillemotright »  guillemetleft «
    guillemetright »  guilsinglleft ‹  guilsinglright ›  textregistered ®  texttrademark ™  textcopyright ©
    copyright ©  textdegree °  degree °  textmu µ  textperiodcentered ·  textbullet •  textexclamdown ¡
    textquestiondown ¿  pounds £  textsterling £  euro €  texteuro €  textyen ¥  S §  P ¶  dag †  ddag ‡
    textordfeminine ª  textordmasculine º  textnumero №  adddot .  addcomma ,  addcolon :  addsemicolon ;
""") | {"og": "« ", "fg": " »", "par": "\n\n", "and": " and "} | dict.fromkeys(
    "addspace quad qquad enspace thinspace space nobreakspace newline linebreak sep newblock hskip".split(), " "
)  # fmt: skip

# Control symbols that are no accent: spaces, hints to the line breaker, and characters that had to be escaped.
_ESCAPED = dict.fromkeys(" \n\t\\,;:>", " ") | dict.fromkeys("!-/@*<", "") | {"|": "‖"}

# Commands that put something around their argument.
_AROUND = _pairs("""
    enquote “” mkbibquote “” textquote “” blockquote “” mkbibparens () parentext () mkbibbrackets [] brackettext []
""")

# Commands whose (first) argument is for the machine: it goes, what follows stays. \noop and its kin are how BibTeX's
# own documentation (btxdoc, section 4) sorts by something that is not printed.
_SILENT = (
    "noop noopsort noopsorting singleletter phantom hphantom vphantom label index hspace vspace footnote footnotetext "
    "thanks textcolor color colorbox foreignlanguage selectlanguage href hyperref texorpdfstring fontsize "
    "fontencoding fontfamily begin end raisebox rule vskip kern setlength cite citep citet hypertarget "
    "hyperlink includegraphics SortNoop sortnoop nop "
    "otherlanguage".split()
)
_VERBATIM = frozenset("url path nolinkurl doi verb".split())

_RAISED = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def _moved(table: dict[int, int], text: str) -> str:
    """Return a text above or below the line, as it is where one of its characters has no form there."""
    moved = text.translate(table)
    return text if any(character in moved for character in text) else moved


_raised, _lowered = partial(_moved, _RAISED), partial(_moved, _LOWERED)
_CHANGED: dict[str, Callable[[str], str]] = {
    **dict.fromkeys("textsuperscript mkbibsuperscript textsuper up".split(), _raised),
    **dict.fromkeys("textsubscript mkbibsubscript".split(), _lowered),
    **dict.fromkeys("uppercase MakeUppercase MakeTextUppercase".split(), str.upper),
    **dict.fromkeys("lowercase MakeLowercase MakeTextLowercase".split(), str.lower),
    **dict.fromkeys(_SILENT, lambda _: ""),
    "NoCaseChange": str,
}

# A formula: $...$, \(...\) or \ensuremath. What the dollars hold has a TeX character in it, or, after pandoc's rule
# (tex_math_dollars), no space inside the dollars and no digit behind: "$5 and $10" is money.
_DOLLARS = re.compile(r"\$((?:[^\\$]|\\.)++)\$(?!\$)", re.DOTALL)
_DOUBLE = re.compile(r"\$\$((?:[^\\$]|\\.)++)\$\$", re.DOTALL)
_PARENS = re.compile(r"\\\(((?:[^\\]|\\[^()])*+)\\\)", re.DOTALL)

_TOKEN = re.compile(
    r"\\([A-Za-z]+)\*?[ \t]*\n?[ \t]*"  # 1: a control word and the spaces it swallows
    r"|\\(.)"  # 2: a control symbol
    r"|([{}])"  # 3
    r"|(\$)"  # 4
    r"|(---?|``|''|[?!]`|`|~|&#?\w{1,8};|(?<=\w)'(?!\w))"  # 5: ligatures, ties, what HTML left behind
    r"|\\$",  # a lone backslash at the very end
    re.DOTALL,
)
_LIGATURES = _pairs("--- — -- – `` “ '' ” ?` ¿ !` ¡ ` ‘") | {"~": " "}
# The argument of \url and \ensuremath, with at most one group inside.
_GROUP = re.compile(r"\{((?:[^{}\\]|\\.|\{[^{}]*\})*+)\}", re.DOTALL)
_OPTION = re.compile(r"\[[^\[\]{}]{0,200}\][ \t\n]*")


_MODES = re.compile(r"\\ifmmode(?![A-Za-z]).*?(?:\\else(?![A-Za-z])\s*(.*?))?\\fi(?![A-Za-z])\s*(?:\{\})?", re.DOTALL)


def outside_mathematics(text: str) -> str:
    """Return TeX source with what it says outside mathematics where it says two things, as the American Physical
    Society's entries do: `\\ifmmode \\check{Z}\\else \\v{Z}\\fi{}umer` is `\\v{Z}umer`."""
    return _MODES.sub(lambda found: (found[1] or "").strip(), text) if "\\ifmmode" in text else text


def decode(text: str) -> str:
    """Return TeX source as people read it: accents and commands as Unicode, no braces, mathematics as it stands.

    `G{\\"o}del's {P}roof` becomes `Gödel's Proof`; `$\\lambda$-calculus` and `\\(n\\)` are kept with their delimiters;
    `--` is an en dash, `~` a space, quotation marks are curly. A command nobody knows goes, its argument stays. What
    is no TeX (an unmatched `$` or brace, `%`, `&`) is text. Linear in `text`; never raises.
    """
    # One look for each character: `in` passes an abstract forty times faster than a regular expression does.
    if "\\" in text or "$" in text or "`" in text or ("&" in text and ";" in text):
        text = outside_mathematics(text)
        return _Decoder(text).decoded()
    # Neither commands nor formulas (most titles): ligatures first, for braces may stand there to part them (-{}-).
    if "--" in text:
        text = text.replace("---", "—").replace("--", "–")
    return text.replace("''", "”").replace("~", " ").replace("{", "").replace("}", "")


def verbatim(text: str) -> str:
    """Return a URL, DOI or path out of TeX source: escapes undone, `\\url{}` and braces gone, no white space."""
    if "\\" in text or "{" in text or "$" in text:
        text = _URL_COMMAND.sub("", text)
        text = _URL_TILDE.sub("~", text)
        text = _URL_ESCAPE.sub(r"\1", text.replace("\\textunderscore", "_"))
        text = text.replace("{", "").replace("}", "")
    return "".join(text.split())


_URL_COMMAND = re.compile(r"\\(?:url|path|nolinkurl|href|doi|texttt|burl)\b\*?\s*(?=\{)|\\-")
_URL_TILDE = re.compile(r"\\(?:textasciitilde|texttildelow|sim)\b(?:\{\})?[ ]?|\\~(?:\{\})?|\$\\sim\$")
_URL_ESCAPE = re.compile(r"\\([_%&#$~{}^/\-])")


@lru_cache(maxsize=4096)
def _compose(base: str, mark: str) -> str:
    if base in "ıȷ" and mark not in "\u0327\u0328\u0323\u0331":
        base = "i" if base == "ı" else "j"
    if base == "i" and mark == "\u0307":
        return "i"
    return unicodedata.normalize("NFC", base + mark)


@lru_cache(maxsize=4096)
def _known(name: str) -> str:
    """Return what pylatexenc's tables say a command without arguments stands for; empty when they do not."""
    from pylatexenc.latex2text import get_default_latex_context_db  # 40 ms, and few bibliographies need it

    spec = get_default_latex_context_db().get_macro_spec(name)
    plain = getattr(spec, "simplify_repl", None)
    return plain if isinstance(plain, str) and "%" not in plain else ""


class _Decoder:
    """One walk over the tokens of a text, with the groups that are open and the accents that wait for a letter."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.out: list[str] = []
        self.accents: list[str] = []
        self.groups: list[tuple[str, Callable[[str], str] | None, int, int]] = []
        """For each open brace: what closes it, what is done to its text, where that begins, accents at its start."""
        self.quoted = False

    def put(self, text: str) -> None:
        if not text:
            return
        if self.accents:
            text = text.lstrip()
            if not text:
                return
            letter = text[0]
            for mark in reversed(self.accents):
                letter = _compose(letter, mark) if len(letter) == 1 else letter + mark
            self.accents.clear()
            text = letter + text[1:]
        self.out.append(text)

    def decoded(self) -> str:
        text, at = self.text, 0
        while (token := _TOKEN.search(text, at)) is not None:
            if token.start() > at:
                self.put(text[at : token.start()])
            at = token.end()
            word, symbol, brace, dollar, ligature = token.groups()
            if word is not None:
                at = self.command(word, token, at)
            elif symbol is not None:
                at = self.symbol(symbol, token.start(), at)
            elif brace == "{":
                self.groups.append(("", None, len(self.out), len(self.accents)))
            elif brace == "}":
                self.close()
            elif dollar is not None:
                at = self.dollar(token.start())
            elif ligature is not None:
                self.ligature(ligature)
        self.put(text[at:])
        while self.groups:
            self.close()
        self.bare()
        return "".join(self.out)

    def command(self, word: str, token: re.Match[str], at: int) -> int:
        if word in _ACCENTS:
            self.accents.append(_ACCENTS[word])
            return at
        if word in _SYMBOLS:
            self.put(_SYMBOLS[word])
            return at
        if word == "string":  # the next character is only itself
            self.put(self.text[at : at + 1])
            return at + 1
        if word in _VERBATIM and (group := _GROUP.match(self.text, at)) is not None:
            self.put(verbatim(group[1]))
            return group.end()
        if word == "ensuremath" and (group := _GROUP.match(self.text, at)) is not None:
            inner = group[1]
            self.put(f"${inner}$" if "^" in inner or "_" in inner else decode(inner))
            return group.end()
        if word in _AROUND or word in _CHANGED:
            at = self.skip_options(at)
            if self.text.startswith("{", at):
                around = _AROUND.get(word, "")
                self.put(around[:1])
                self.groups.append((around[1:], _CHANGED.get(word), len(self.out), len(self.accents)))
                return at + 1
            return at
        known = _known(word)
        # TeX swallows the space behind a control word; a symbol outside mathematics was never seen by TeX.
        self.put(f"{known} " if known and token[0][-1].isspace() else known)
        return at

    def symbol(self, symbol: str, start: int, at: int) -> int:
        if symbol in _ACCENTS:
            self.accents.append(_ACCENTS[symbol])
            return at
        if symbol == "(":
            formula = _PARENS.match(self.text, start)
            if formula is not None:
                self.put(formula[0])
                return formula.end()
        elif symbol not in ")[]":
            self.put(_ESCAPED.get(symbol, symbol))
        return at

    def dollar(self, start: int) -> int:
        formula = _DOUBLE.match(self.text, start) or _DOLLARS.match(self.text, start)
        if formula is None:
            self.put("$")
            return start + 1
        inner = formula[1]
        money = inner[0].isspace() or inner[-1].isspace() or self.text[formula.end() : formula.end() + 1].isdigit()
        if money and not any(character in inner for character in "\\^_{"):
            self.put("$")
            return start + 1
        self.put(formula[0])
        return formula.end()

    def ligature(self, ligature: str) -> None:
        if ligature == "`":
            self.quoted = True
        elif ligature == "'":  # behind a word: it closes a quotation that a ` opened, else it is an apostrophe
            self.put("’" if self.quoted else "'")
            self.quoted = False
            return
        elif ligature[0] == "&":
            self.put(html.unescape(ligature))
            return
        self.put(_LIGATURES[ligature])

    def close(self) -> None:
        if not self.groups:
            return
        after, change, start, accents = self.groups.pop()
        if len(self.accents) > accents or (self.accents and len(self.out) == start):
            self.bare()
        if change is not None:
            changed = change("".join(self.out[start:]))
            del self.out[start:]
            self.put(changed)
        self.put(after)

    def bare(self) -> None:
        """Write accents that met no letter as the characters they are."""
        self.out += [_BARE.get(mark, "") for mark in self.accents]
        self.accents.clear()

    def skip_options(self, at: int) -> int:
        option = _OPTION.match(self.text, at)
        return option.end() if option else at
