"""One careful request: who may be asked, how often, how long and how much; every failure is a sentence.

What a server or the network does is never trusted: a total deadline (a drip of bytes defeats a read timeout), a cap
on the decompressed answer, redirects followed by hand to the known hosts only, TLS verified. A host is asked by one
request at a time, with the pause its terms ask for, and is left alone while it says it is busy. Answers are kept for a
day.
"""

import email.utils
import hashlib
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

from storage.papers.text import clean
from storage.papers.words import several

if TYPE_CHECKING:
    from httpx2 import Client

DEADLINE = 20.0
"""Seconds that one request may take in all: name, connection, redirects, waiting when the host is busy, and body."""
SIZE_LIMIT = 10 * 1024 * 1024
"""Most bytes of an answer, counted after decompression."""
FRESH = 86_400.0
"""Seconds for which an answer is kept."""
REDIRECTS = 5
TRIES = 3
"""How often a busy host is asked before it is left alone."""
LEFT_ALONE = 60.0
"""Seconds for which a host that could not be reached, or is busy without saying how long, is not asked again."""

_NONE: Mapping[str, str] = {}
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class LookupFailedError(Exception):
    """A look-up got no answer; the message is a sentence for people."""

    def __init__(self, sentence: str, *, status: int = 0, pause: float = 0.0) -> None:
        """`status` is the HTTP status, 0 without one; `pause` the seconds for which asking that host again is vain."""
        super().__init__(clean(sentence))
        self.status = status
        self.pause = pause


class NotFoundError(LookupFailedError):
    """The service answered that it has no such paper."""


@dataclass(slots=True)
class _Turn:
    """Whose turn it is at one host, for all threads of the process."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    last: float = 0.0


_turns: dict[str, _Turn] = {}


@dataclass(frozen=True, slots=True)
class _Secrets:
    """What only the host itself may see: keys, in the way it wants them."""

    headers: Mapping[str, str]
    params: Mapping[str, str]

    def added(self, url: str) -> tuple[str, dict[str, str]]:
        if self.params:
            url += ("&" if "?" in url else "?") + urlencode(self.params)
        return url, dict(self.headers)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    retry_after: float | None
    body: bytes


class Web:
    """A few hosts of the web, asked politely."""

    def __init__(
        self, bases: Iterable[str], *, contact: str = "", cache: Path | None = None,
        clock: Callable[[], float] = time.time, sleep: Callable[[float], None] = time.sleep, deadline: float = DEADLINE,
    ) -> None:  # fmt: skip
        """Allow requests to the origins of `bases`: https, or http to this very machine.

        `contact` is an e-mail address for the User-Agent, `cache` the folder in which answers are kept; `clock` tells
        seconds since 1970. Raises LookupFailedError for a base that is no such address.
        """
        self._allowed = {_origin(base) for base in bases}
        self._contact = contact
        self._cache = cache
        self._clock = clock
        self._sleep = sleep
        self._deadline = deadline
        self._client: Client | None = None
        self._failed: dict[str, tuple[float, LookupFailedError]] = {}

    def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def get(
        self, url: str, *, form: str, pause: float = 0.0, headers: Mapping[str, str] = _NONE,
        params: Mapping[str, str] = _NONE,
    ) -> bytes:  # fmt: skip
        """Return the body of the answer, which must be of the `form` `json` or `xml`.

        At least `pause` seconds pass between two requests to the host. `headers` and `params` are for secrets: they go
        to the host itself, into no sentence and no cache, and not along with a redirect to another.
        Raises NotFoundError, or LookupFailedError saying what went wrong and, where it is known, when to try again.
        """
        host = host_of(url)
        until, failure = self._failed.get(host, (0.0, None))
        if failure is not None and self._clock() < until:
            raise failure
        with self._turn(host, pause):
            try:
                return self._persist(url, form, _Secrets(headers, params), pause)
            except LookupFailedError as error:
                if error.pause:
                    self._failed[host] = (self._clock() + error.pause, error)
                raise

    # -- asking

    @contextmanager
    def _turn(self, host: str, pause: float) -> Iterator[None]:
        """Wait until nobody else asks `host` and `pause` seconds have passed since anybody did."""
        turn = _turns.setdefault(host, _Turn())  # atomic
        if not turn.lock.acquire(timeout=2 * DEADLINE):
            raise LookupFailedError(f"{host} is still busy with another request from this process; try again later")
        try:
            # The stamp tells of a papershelf that ran before this one, or beside it.
            stamp = self._cache / f"{host.replace(':', '_')}.asked" if self._cache else None
            last = max(turn.last, _modified(stamp))
            now = self._clock()
            if last <= now < last + pause:
                self._sleep(last + pause - now)
            turn.last = self._clock()
            _stamp(stamp, turn.last)
            yield
            turn.last = self._clock()
        finally:
            turn.lock.release()

    def _persist(self, url: str, form: str, secrets: "_Secrets", pause: float) -> bytes:
        """Ask, and ask again as a busy host says, as long as the deadline allows."""
        host = host_of(url)
        end = self._clock() + self._deadline
        for tried in range(1, TRIES + 1):
            answer = self._exchange(url, form, secrets, end)
            if answer.status == 200:
                return answer.body
            if answer.status not in (429, 503):
                raise _refusal(answer.status, host, secret=bool(secrets.headers or secrets.params))
            asked = answer.retry_after
            wait = max(pause, 3.0 * tried if asked is None else asked)
            if tried == TRIES or self._clock() + wait >= end:
                when = "in a few minutes" if asked is None else _in(asked)
                raise LookupFailedError(
                    f"{host} is busy; try again {when}",
                    status=answer.status,
                    pause=LEFT_ALONE if asked is None else wait,
                )
            self._sleep(wait)
        raise AssertionError  # the last try raises

    def _exchange(self, url: str, form: str, secrets: "_Secrets", end: float) -> _Answer:
        """Return the answer, or raise when the deadline has passed, whatever the other thread still waits for.

        Looking a name up, a TLS handshake and response headers that drip have no total limit of their own.
        """
        from httpx2 import RemoteProtocolError

        client = self._opened()
        answers: SimpleQueue[_Answer | LookupFailedError] = SimpleQueue()

        def ask() -> None:
            try:
                try:
                    answer = self._converse(client, url, form, secrets, end)
                except RemoteProtocolError as error:
                    # A server may close a connection that was kept just as it is used again (RFC 9112, 9.3.1).
                    if "without sending a response" not in str(error):
                        raise
                    answer = self._converse(client, url, form, secrets, end)
                answers.put(answer)
            except LookupFailedError as error:
                answers.put(error)
            except Exception as error:
                answers.put(_explained(error, url, self._deadline))

        threading.Thread(target=ask, name="papershelf look-up", daemon=True).start()
        try:
            answer = answers.get(timeout=max(0.0, end - self._clock()) + 0.25)
        except Empty:
            self._client = None
            threading.Thread(target=client.close, daemon=True).start()  # may wait for the one that hangs
            raise _slow(host_of(url), self._deadline) from None
        if isinstance(answer, LookupFailedError):
            raise answer
        return answer

    def _converse(self, client: "Client", url: str, form: str, secrets: "_Secrets", end: float) -> _Answer:
        origin = _origin(url)  # itself one of the allowed, or nothing is asked
        for _ in range(REDIRECTS + 1):
            host = host_of(url)
            if _origin(url, check=False) not in self._allowed:
                raise LookupFailedError(f"{host_of(origin)} redirects to {host}, which is not an allowed host")
            left = end - self._clock()
            if left <= 0:
                raise _slow(host, self._deadline)
            address, headers = secrets.added(url) if _origin(url) == origin else (url, {})
            with client.stream("GET", address, headers=headers, timeout=left) as response:
                status = response.status_code
                if status in (301, 302, 303, 307, 308):
                    url = urljoin(url, response.headers.get("location", ""))
                    continue
                if status != 200:
                    return _Answer(status, self._retry_after(response.headers.get("retry-after", "")), b"")
                kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
                if kind and form not in kind:
                    raise LookupFailedError(f"{host} sent {kind} where {form.upper()} was expected", status=status)
                stated = response.headers.get("content-length", "")
                if stated.isdecimal() and int(stated[:18]) > SIZE_LIMIT:
                    raise _large(host)
                body = bytearray()
                for chunk in response.iter_bytes():  # httpx decompresses in pieces of at most 1 MiB
                    body += chunk
                    if len(body) > SIZE_LIMIT:
                        raise _large(host)
                    if self._clock() > end:
                        raise _slow(host, self._deadline)
            if not body.strip():
                raise LookupFailedError(f"{host} sent an empty answer", status=status)
            return _Answer(status, None, bytes(body))
        raise LookupFailedError(f"{host_of(origin)} redirects in a loop")

    def _opened(self) -> "Client":
        if self._client is None:
            import httpx2  # 150 ms that only a look-up needs

            # No proxy of the environment stands between this machine and itself.
            direct = {f"all://{f'[{name}]' if ':' in name else name}": None for name in _LOOPBACK}
            try:
                self._client = httpx2.Client(
                    headers={"User-Agent": user_agent(self._contact), "Accept-Encoding": "gzip"}, mounts=direct
                )
            except Exception as error:
                raise LookupFailedError(f"the proxy that the environment names cannot be used: {error}") from error
        return self._client

    def _retry_after(self, value: str) -> float | None:
        """Return the seconds that a Retry-After asks for, given as a number or as a date (RFC 9110, 10.2.3)."""
        value = value.strip()
        if value.isascii() and value.isdecimal():
            return float(value[:9])
        try:
            return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - self._clock())
        except (ValueError, TypeError, OverflowError):
            return None

    # -- keeping

    def kept(self, url: str) -> bytes | None:
        """Return the answer that was kept for this address less than a day ago."""
        path = self._file(url)
        if path is None:
            return None
        try:
            if path.stat().st_size > SIZE_LIMIT + 65_536:
                return None
            head, _, body = path.read_bytes().partition(b"\n")
            about = json.loads(head)
            if about["url"] == url and 0 <= self._clock() - about["at"] < FRESH:
                return body
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            pass  # the cache is a convenience: what cannot be read is asked for again
        return None

    def keep(self, url: str, body: bytes) -> None:
        """Keep an answer for a day, and forget those that are older."""
        path = self._file(url)
        if path is None:
            return
        now = self._clock()
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            for other in path.parent.glob("*.answer"):
                if _modified(other) + FRESH < now:
                    other.unlink(missing_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, suffix=".answer")  # mode 0600
            with os.fdopen(handle, "wb") as stream:
                stream.write(json.dumps({"url": url, "at": now}).encode() + b"\n" + body)
            os.utime(name, (now, now))
            Path(name).replace(path)
        except OSError:
            pass

    def _file(self, url: str) -> Path | None:
        return self._cache / f"{hashlib.sha256(url.encode()).hexdigest()[:40]}.answer" if self._cache else None


def user_agent(contact: str) -> str:
    """Return the User-Agent: who asks, where to read about it, and whom to write to, as Crossref's polite pool asks.

    https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/
    """
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("papershelf")
    except PackageNotFoundError:  # run from a checkout that was never installed
        number = "0"
    plain = contact.isascii() and contact.isprintable() and "@" in contact and not set(contact) & set(" ()<>;,\"'")
    mail = f"; mailto:{contact}" if plain else ""
    return f"papershelf/{number} (https://pypi.org/project/papershelf/{mail})"


def host_of(url: str) -> str:
    """Return the host in an address, with its port where that is not the usual one."""
    return _origin(url, check=False).partition("://")[2]


def _origin(url: str, *, check: bool = True) -> str:
    """Return scheme, host and port of an address. Raises LookupFailedError unless it is https, or http to loopback."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    name = f"[{host}]" if ":" in host else host
    origin = f"{parts.scheme}://{name}" + (f":{port}" if port and port != 443 else "")
    if check and not (host and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))):
        raise LookupFailedError(f"“{clean(url, 200)}” is not an allowed address: it must begin with https://")
    return origin


def _modified(path: Path | None) -> float:
    try:
        return path.stat().st_mtime if path else 0.0
    except OSError:
        return 0.0


def _stamp(path: Path | None, now: float) -> None:
    if path is None:
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        os.utime(path, (now, now))
    except OSError:
        pass  # then only this process knows when it asked


# -- what went wrong, in sentences


def _slow(host: str, seconds: float) -> LookupFailedError:
    return LookupFailedError(f"{host} did not answer within {seconds:g} seconds", pause=LEFT_ALONE)


def _large(host: str) -> LookupFailedError:
    return LookupFailedError(f"{host} sent more than {SIZE_LIMIT // 1024**2} MB, which no paper needs")


def _in(seconds: float) -> str:
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size * (1 if size == 1 else 1.5):
            number = -int(-seconds // size)
            return f"in {several(number, unit)}"
    return "now"


def _refusal(status: int, host: str, *, secret: bool) -> LookupFailedError:
    if status in (404, 410):
        return NotFoundError(f"{host} has no such paper", status=status)
    refused = status in (401, 403)
    if refused:
        what = f"refuses {'the key in the settings' if secret else 'to answer'} ({status})"
    elif status == 400:
        what = "rejected the request (400)"
    else:
        what = f"is unavailable ({status}); try again later" if status >= 500 else f"answered with status {status}"
    return LookupFailedError(f"{host} {what}", status=status, pause=LEFT_ALONE if refused else 0.0)


def _explained(error: Exception, url: str, deadline: float) -> LookupFailedError:
    """Return what an exception out of httpx2, or of anything beneath it, means to people."""
    import socket
    import ssl

    import httpx2

    host = host_of(url)
    reasons: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and len(reasons) < 10:
        reasons.append(cause)
        cause = cause.__cause__ or cause.__context__

    def offline(why: str) -> LookupFailedError:
        return LookupFailedError(f"offline: {host} cannot be reached ({why})", pause=LEFT_ALONE)

    for reason in reasons:
        if isinstance(reason, ssl.SSLCertVerificationError):
            why = f"its certificate is not valid: {reason.verify_message}"
            return LookupFailedError(f"{host} cannot be reached safely ({why}); a sign-in page may be in between",
                                     pause=LEFT_ALONE)  # fmt: skip
        if isinstance(reason, ssl.SSLError):
            return LookupFailedError(f"{host} cannot be reached safely (TLS failed: {reason.reason or reason})",
                                     pause=LEFT_ALONE)  # fmt: skip
        if isinstance(reason, httpx2.ProxyError):
            return offline(f"the proxy that the environment names says: {reason}")
        if isinstance(reason, socket.gaierror):
            return offline("its name cannot be resolved")
        if isinstance(reason, ConnectionRefusedError):
            return offline("the connection was refused")
    if isinstance(error, httpx2.ConnectTimeout | httpx2.ConnectError):
        return offline(str(error) or "no connection")
    if isinstance(error, httpx2.TimeoutException):
        return _slow(host, deadline)
    if isinstance(error, httpx2.DecodingError):
        return LookupFailedError(f"{host} sent an answer whose compression is broken")
    if isinstance(error, httpx2.RemoteProtocolError):
        if "complete message body" in str(error) or "without sending" in str(error):
            return LookupFailedError(f"{host} broke off in the middle of its answer")
        return LookupFailedError(f"{host} does not answer as a web server does: {error}")
    if isinstance(error, httpx2.NetworkError):
        return LookupFailedError(f"the connection to {host} broke off")
    if isinstance(error, httpx2.InvalidURL | httpx2.UnsupportedProtocol | UnicodeError):
        return LookupFailedError(f"the address of {host} is not valid")
    return LookupFailedError(f"asking {host} failed: {str(error) or type(error).__name__}")
