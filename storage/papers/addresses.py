"""An address of the web, put together again from its parts: http(s), with a host, and never like an option."""

import ipaddress
import re
from urllib.parse import quote, urlsplit, urlunsplit

_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?\.?")
_SAFE = "/:[]@!$&'()*+,;=-._~%"


def rebuilt(url: str) -> str | None:
    """Return `url` put together again from its parts, or None when it is no http(s) address with a host.

    What would sign in (`name:password@`) is left out.
    """
    text = "".join(url.split())
    if not text or text.startswith("-"):
        return None
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").lower()
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    if ":" in host:
        try:
            host = f"[{ipaddress.IPv6Address(host)}]"
        except ValueError:
            return None
    else:
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
        if not _HOST.fullmatch(host):
            return None
    place = f"{host}:{port}" if port else host
    query, fragment = quote(parts.query, f"{_SAFE}?"), quote(parts.fragment, f"{_SAFE}?")
    return urlunsplit((parts.scheme, place, quote(parts.path, _SAFE) or "/", query, fragment))


_ADDRESS = re.compile(r"(?i)\s*[a-z][a-z0-9+.-]{1,20}://\S{0,4000}\s*")


def is_address(text: str) -> bool:
    """Return whether a text is one address, of the web or not, and nothing else."""
    return _ADDRESS.fullmatch(text) is not None
