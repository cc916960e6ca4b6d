"""Whom a request may reach: the hosts of the services, or an address that its reader typed; and where they may lead."""

import ipaddress
import socket
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from storage.papers.addresses import rebuilt
from storage.papers.text import clean

LOOPBACK = ("127.0.0.1", "::1", "localhost")

_NONE: Mapping[str, str] = {}


class LookupFailedError(Exception):
    """A request got no answer; the message is a sentence for people."""

    def __init__(self, sentence: str, *, status: int = 0, pause: float = 0.0, offline: bool = False) -> None:
        """`status` is the HTTP status, 0 without one; `pause` the seconds for which asking that host again is vain;
        `offline` whether it could not be reached at all.
        """
        super().__init__(clean(sentence))
        self.status = status
        self.pause = pause
        self.offline = offline


class NotFoundError(LookupFailedError):
    """The host answered that it has no such paper, or page."""


class Way(NamedTuple):
    """One way to ask an address."""

    url: str
    """What to ask for: the address, or the same with the number of its host in place of the name."""
    proxy: str | None
    """Through whom; None for nobody."""
    headers: Mapping[str, str] = _NONE
    extensions: Mapping[str, str] = _NONE
    """What httpx has to know besides: the name for which the certificate must be."""


class Policy(Protocol):
    """Whom a request may reach, and what is said of an answer that is none."""

    what: str
    """What is asked for: `paper`, `page`."""
    advice: str
    """What to do about a host that turns programs away, as the end of a sentence."""
    tries: int
    """How often a busy host is asked before it is left alone."""

    def ways(self, url: str, before: str | None = None) -> Sequence[Way]:
        """Return the ways to ask an address, of which the first that connects is taken.

        `before` is the address that leads there by a redirect; None for the one that is asked for. Raises
        LookupFailedError where it may not be asked, OSError where its name cannot be resolved.
        """
        ...


class KnownHosts:
    """A few known hosts, over https or on this very machine; their redirects stay among them."""

    what, advice, tries = "paper", "", 3

    def __init__(self, bases: Iterable[str]) -> None:
        """Allow the origins of `bases`; raises LookupFailedError for one that is no such address."""
        self._allowed = {_safe(base) for base in bases}

    def ways(self, url: str, before: str | None = None) -> Sequence[Way]:
        """See `Policy.ways`."""
        if before is None:
            _safe(url)
        if origin(url) not in self._allowed:
            who = f"{host_of(before)} redirects to " if before else ""
            raise LookupFailedError(f"{who}{host_of(url)}, which is not an allowed host")
        return [Way(url, proxy_of(url))]


class Typed:
    """An address that the reader typed, wherever it is; what it leads to is public, and no less secret.

    A name is resolved once, every number of it is looked at, and one that was looked at is connected to: a name that
    has another number the next time leads nowhere. Within one host a redirect stays at the number that redirected.
    """

    what, tries = "page", 1
    advice = ": copy the page in the browser and paste it"

    def __init__(self) -> None:
        self._reached: dict[str, list[str]] = {}

    def ways(self, url: str, before: str | None = None) -> Sequence[Way]:
        """See `Policy.ways`."""
        whence = f"{host_of(before)} redirects to " if before else ""
        address = rebuilt(url)
        if address is None:
            raise LookupFailedError(f"{whence}“{clean(url, 200)}”, which is no address of a web page")
        parts = urlsplit(address)
        if before and before.startswith("https:") and parts.scheme == "http":
            raise LookupFailedError(f"{whence}{host_of(address)} without encryption")
        proxy = proxy_of(address)
        there = origin(address)
        # What goes on at the same host, encrypted from now on, has not moved either.
        here = (there, there.replace("https:", "http:", 1))
        moved = before is not None and origin(before) not in here
        numbers = next((self._reached[one] for one in here if one in self._reached), None)
        if numbers is None or moved:
            numbers = _resolved(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80), proxy)
            if moved and not all(map(is_public, numbers)):
                raise LookupFailedError(f"{whence}{host_of(address)}, which is within this machine or its network")
        self._reached[there] = numbers
        if proxy:
            return [Way(address, proxy)]
        # A connection to a number is for one name alone: the certificate was looked at for that.
        named = {"Host": parts.netloc, "Connection": "close"}
        sure = {"sni_hostname": (parts.hostname or "").rstrip(".")} if parts.scheme == "https" else {}
        return [Way(_at(number, address), None, named, sure) for number in numbers]


def _resolved(host: str, port: int, proxy: str | None) -> list[str]:
    """Return the numbers of a host; none for one that only the proxy knows."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        if proxy:
            return []
        raise
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def _at(number: str, address: str) -> str:
    """Return an address with the number of its host in place of the name."""
    parts = urlsplit(address)
    place = f"[{number}]" if ":" in number else number
    return parts._replace(netloc=f"{place}:{parts.port}" if parts.port else place, fragment="").geturl()


_UNICAST = ipaddress.IPv6Network("2000::/3")
"""What of IPv6 is given out so far: https://www.iana.org/assignments/ipv6-address-space/"""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(number: str) -> bool:
    """Return whether an IP address is one of the wide net: no loopback, private, link-local, reserved or multicast one,
    nor an address of IPv6 that stands for such a one of IPv4 (RFC 4291, 3056, 4380, 6052).
    """
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        within = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if within is None and address in _NAT64:
            within = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if within is not None:
            return is_public(str(within))
        return address in _UNICAST and address.is_global
    return address.is_global and not address.is_multicast and not address.is_reserved


def proxy_of(url: str) -> str | None:
    """Return the proxy that the environment names for an address; None between this machine and itself."""
    parts = urlsplit(url)
    named = getproxies()
    proxy = named.get(parts.scheme) or named.get("all")
    if not proxy or (parts.hostname or "") in LOOPBACK or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def host_of(url: str) -> str:
    """Return the host in an address, with its port where that is not the usual one."""
    return origin(url).partition("://")[2]


def origin(url: str) -> str:
    """Return scheme, host and port of an address (RFC 6454); of what is none, nothing that is one."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return "://"
    name = f"[{host}]" if ":" in host else host
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return f"{parts.scheme}://{name}" + (f":{port}" if port and port != usual else "")


def _safe(url: str) -> str:
    """Return the origin of an address. Raises LookupFailedError unless it is https, or http to loopback."""
    found = origin(url)
    scheme, _, host = found.partition("://")
    if host and (scheme == "https" or (scheme == "http" and urlsplit(url).hostname in LOOPBACK)):
        return found
    raise LookupFailedError(f"“{clean(url, 200)}” is not an allowed address: it must begin with https://")
