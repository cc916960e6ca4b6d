"""Why a page shows no papers: it asks who you are, or loads them by a script."""

import re
from collections.abc import Sequence

from importers.pages.lines import Line

_ASKS = re.compile(
    r"(?<![-\w])(?:re|h)?captcha(?![-\w])|not a (?:ro)?bot\b|you were a bot\b|are you (?:a )?(?:human|robot)"
    r"|unusual traffic|automation tools|verify (?:that )?you|security check|just a moment|too many requests"
    r"|enable (?:javascript|js)\b|javascript is (?:disabled|required)|access denied|you have been blocked"
    r"|(?:url|request) (?:was )?(?:rejected|unsuccessful)",
    re.IGNORECASE,
)
_LOADS = re.compile(r"\bloading\b[^.]{0,40}(?:\.\.\.|…)|\bplease wait\b|\A\W{0,9}loading\W{0,9}\Z", re.IGNORECASE)
_SIGNS_IN = re.compile(
    r"\b(?:sign in|log ?in|passwor[dt]|shibboleth|institutional access|mot de passe|contraseña|senha|пароль)\b"
    r"|密码|密碼|パスワード|비밀번호",
    re.IGNORECASE,
)
_SAVE = "save it once its papers are shown"
_PASTE = "copy it in the browser and paste it"
_SHORT = 60
"""Lines of a page that says no more than what is between its reader and the papers."""


def hindrance(title: str, lines: Sequence[Line]) -> str:
    """Return what keeps the papers of a page from being seen, as a clause; empty where nothing seems to."""
    said = " ".join(line.text for line in lines[:100])[:10_000]
    if len(lines) < _SHORT and _ASKS.search(f"{title}\n{said}"):
        return "the page asks whether you are a person"
    if not said or _LOADS.search(said):
        return "the page loads its papers by a script"
    if len(lines) < _SHORT and _SIGNS_IN.search(said):
        return "the page asks you to sign in"
    return ""


def reason(hindered: str, *, fetched: bool) -> str:
    """Return why there is no paper of a page, and what to do about what hinders, as a clause."""
    if not hindered:
        return "no paper on the page"
    return f"{hindered}; {_PASTE if fetched else _SAVE}"
