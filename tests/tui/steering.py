"""What steers a terminal, planted wherever data stands: in pages of every format, and in every text of a library."""

import json
import re
import sqlite3
import unicodedata
from base64 import b64decode
from pathlib import Path
from xml.sax.saxutils import escape

MARK = "7331"
"""A number in every sequence that is planted; the app sends none with it."""

FORMS = {
    "window title": f"\x1b]0;{MARK}\x07",
    "window title, to ST": f"\x1b]2;{MARK}\x1b\\",
    "never ended": f"\x1b]0;{MARK}",
    "clipboard": f"\x1b]52;c;{MARK}\x07",
    "link": f"\x1b]8;;http://{MARK}\x1b\\",
    "notification": f"\x1b]777;notify;{MARK}\x07",
    "colour": f"\x1b[{MARK}m",
    "cursor": f"\x1b[{MARK};{MARK}H",
    "mode": f"\x1b[?{MARK}h",
    "question": f"\x1b[>{MARK}c",
    "window": f"\x1b[22;{MARK}t",
    "intermediate": f"\x1b[{MARK} q",
    "device control": f"\x1bP{MARK}q\x1b\\",
    "application": f"\x1b_G{MARK}\x1b\\",
    "privacy": f"\x1b^{MARK}\x1b\\",
    "string": f"\x1bX{MARK}\x1b\\",
    "tmux": f"\x1bk{MARK}\x1b\\",
    "reset": "\x1bc",
    "character set": "\x1b(0",
    "8-bit CSI": f"\x9b{MARK}m",
    "8-bit OSC": f"\x9d0;{MARK}\x9c",
    "8-bit DCS": f"\x90{MARK}\x9c",
    "8-bit APC": f"\x9f{MARK}\x9c",
    "8-bit PM": f"\x9e{MARK}\x9c",
    "8-bit SOS": f"\x98{MARK}\x9c",
    "next line": "\x85",
    "C0": "\x00\x05\x07\x08\x08\x0b\x0c\x0e\x0f\x11\x13\x1a",
    "return": "\rover",
    "delete": "\x7f\x7f",
    "override": "\u202eesrever\u202c",
    "embedding": "\u202d\u202ax\u202b",
    "isolate": "\u2066a\u2067b\u2068c\u2069",
    "marks of direction": "\u200e\u200f\u061c",
    "deprecated": "\u206a\u206f",
    "tags": "\U000e0001\U000e0041\U000e0042\U000e007f",
    "no width": "\u200b\u2060\ufeff\u180e\xad",
    "invisible operators": "\u2061\u2062\u2063\u2064",
    "separators": "\u2028\u2029",
    "interlinear": "\ufff9\ufffa\ufffb",
    "music": "\U0001d173\U0001d17a",
    "half of a pair": "\udc9b",  # and what Python makes of a byte that is no UTF-8 on the command line
    "joiners": "\u200d\u200d",
    "markup": f"[@click=app.quit]{MARK}[/] [link=http://{MARK}]x[/link] [/",
}

EVERY = " ".join(FORMS.values())
"""All forms in one text; that which is never ended swallows what follows, so it is not the last."""

# CSI, then OSC for the pointer's shape, and what Textual asks and tells the terminal otherwise.
_SEQUENCES = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|\x1b[PX^_][^\x1b]*\x1b\\\\|\x1b[ -/]*[0-Z\\\\^-~]"
)
_OWN = re.compile(
    "\x1b\\[(?:[\\d;]*[HJmABCDGKr]|\\?[\\d;]+[hl]|\\?[\\d;]+\\$p|>\\d*u|<\\d*u|=?[\\d;]*u|[>=?]?\\d*[cqn])"
    "|\x1b\\]22;[a-z-]*(?:\x07|\x1b\\\\)|\x1b[78=>]|\x1b\\(B|\x1bP\\+q[0-9A-Fa-f]*\x1b\\\\|\x1b_Gi=\\d+,[a-z]=[^\x1b]*\x1b\\\\"
)


def steers(output: bytes | str, *, screen: bool = False) -> list[str]:
    """Return what in an output could steer a terminal and is not the app's own.

    What is printed may have lines and tabs; a `screen` the sequences of _OWN, none of which is marked.
    """
    text = output.decode("utf-8", "surrogateescape") if isinstance(output, bytes) else output
    found = []
    if screen:
        sequences = _SEQUENCES.findall(text)
        found = [one for one in dict.fromkeys(sequences) if not _is_own(one)]
        text = _SEQUENCES.sub("", text)
    allowed = "\n\t\r" if screen else "\n\t"
    return found + [one for one in dict.fromkeys(text) if one not in allowed and _is_unseen(one)]


def _is_own(sequence: str) -> bool:
    """Return whether the app sends this: what is no text of anybody's, and texts for the clipboard, themselves inert."""
    if copied := re.fullmatch("\x1b\\]52;c;([A-Za-z0-9+/=]*)\x07", sequence):
        return not steers(b64decode(copied[1]))
    return MARK not in sequence and _OWN.fullmatch(sequence) is not None


def _is_unseen(character: str) -> bool:
    kept = "\u200c\u200d"  # joiners: what they join would come apart
    return character not in kept and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def planted(text: str, hostile: str, name: str, every: int = 1, start: int = 0) -> str:
    """Return a page with a text behind every so manieth of its words, written as its format has to; the last way that
    the format knows is that of a reference or an escape, so that a parser lets it through."""
    at = -1

    def grown(word: re.Match[str]) -> str:
        nonlocal at
        at += 1
        return word[0] + hostile if at % every == start else word[0]

    if name.endswith(("json", "jsonl")):
        hostile = json.dumps(hostile)[1:-1]
        words = r'(?<=[\w.])(?="\s*[,}\]])'  # at the end of every string that is a value
        if start % 2:
            words = r'(?<=[\w.])(?="\s*[:,}\]])'  # and of every name
        return re.sub(words, grown, text)
    if name.endswith("xml") or name == "arxiv-atom":
        # A reference to what XML 1.0 forbids ends the document, as the character itself does.
        hostile = "".join(f"&#{ord(one)};" if _in_xml(one) and ord(one) > 126 else escape(one) for one in hostile)
        if not start % 2:
            hostile = "".join(one for one in hostile if _in_xml(one))
        return re.sub(r"(?<=\w)(?=\s*</)", grown, text)
    return re.sub(r"[^\W\d_]{3,}(?![\w{:=])", grown, text)


def _in_xml(character: str) -> bool:
    return (
        character in "\t\n\r"
        or " " <= character <= "\ud7ff"
        or "\ue000" <= character <= "\ufffd"
        or character > "\uffff"
    )


_MACHINE = {
    ("acts", "verb"), ("effects", "field"), ("counts", "name"), ("meta", "name"), ("meta", "value"), ("pairs", "verdict"),
    ("waiting", "item"), ("terms", "term"), ("edits", "field"), ("effects", "key"), ("counts", "value"),
}  # fmt: skip
"""Columns of words that only the program reads: a library with others there is damaged, and shown as that."""
_FORMED = {("details", name) for name in ("roles", "markup", "extra")} | {
    ("listings", "skipped"), ("listings", "notes"), ("records", "facts"), ("edits", "value"),
}  # fmt: skip
"""Columns of JSON."""


def columns(path: Path) -> list[tuple[str, str]]:
    """Return every column of every table of a library that holds texts."""
    with sqlite3.connect(path) as connection:
        tables = [name for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        )]  # fmt: skip
        found = []
        for table in tables:
            if table.startswith(("_sqlite", "sqlite_")) or re.fullmatch(r"(words|texts|said)_(data|idx|config)", table):
                continue
            for _, name, *_ in connection.execute(f"PRAGMA table_info({table})"):
                texts = f"SELECT 1 FROM {table} WHERE typeof({name}) = 'text' LIMIT 1"
                if connection.execute(texts).fetchone():
                    found.append((table, name))
    return found


def tamper(path: Path, hostile: str, among: list[tuple[str, str]] | None = None) -> list[tuple[str, str]]:
    """Write a text behind every text of these columns, or of all that hold words for people, as another program can;
    return the columns."""
    hostile = hostile.encode("utf-8", "ignore").decode()
    chosen = [one for one in columns(path) if one not in _MACHINE] if among is None else among
    with sqlite3.connect(path) as connection:
        connection.create_function("grown", 1, lambda text: _grown(text, hostile))
        for table, name in chosen:
            change = "grown" if (table, name) in _FORMED or (table, name) == ("effects", "value") else ""
            value = f"grown({name})" if change else f"{name} || ?1"
            bound = () if change else (hostile,)
            connection.execute(f"UPDATE OR IGNORE {table} SET {name} = {value} WHERE typeof({name}) = 'text'", bound)
    connection.close()
    return chosen


def _grown(text: str, hostile: str) -> str:
    """Return a JSON text with every string, and every name, longer by a text; another text longer by it as well."""

    def longer(value: object) -> object:
        if isinstance(value, str):
            return _grown(value, hostile)
        if isinstance(value, list):
            return [longer(one) for one in value]
        if isinstance(value, dict):
            return {name: longer(one) for name, one in value.items()} | {f"{name}{hostile}": "x" for name in value}
        return value

    try:
        return json.dumps(longer(json.loads(text)), ensure_ascii=False)
    except ValueError:
        return text + hostile
