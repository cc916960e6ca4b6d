"""One careful request: how often, how long and how much, to whom `reach` allows; every failure is a sentence.

What a server or the network does is never trusted: a total deadline (a drip of bytes defeats a read timeout), a cap
on the decompressed answer, redirects followed by hand, TLS verified, no cookies. A host is asked by one request at a
time, with the pause its terms ask for, and is left alone while it says it is busy. Answers may be kept for a day.
"""

import email.utils
import hashlib
import json
import os
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin

from importers.lookup.reach import LookupFailedError, NotFoundError, Policy, Way, host_of, origin
from storage.papers.text import clean
from storage.papers.words import several

if TYPE_CHECKING:
    from httpx2 import Client, Response

DEADLINE = 20.0
"""Seconds that one request may take in all: name, connection, redirects, waiting when the host is busy, and body."""
SIZE_LIMIT = 10 * 1024 * 1024
"""Most bytes of an answer, counted after decompression."""
FRESH = 86_400.0
"""Seconds for which an answer is kept."""
REDIRECTS = 5
LEFT_ALONE = 60.0
"""Seconds for which a host that could not be reached, or is busy without saying how long, is not asked again."""

_NONE: Mapping[str, str] = {}
_NEXT = 6.0
"""Seconds after which another number of a host is tried, where it has one."""
_LOOKS = 0.1
"""Seconds after which it is looked whether an answer is still wanted."""
_FORMS = {
    "json": ("JSON", re.compile("json")),
    "xml": ("XML", re.compile("xml")),
    "page": (
        "a page of text",
        re.compile(r"text/|application/(?!zip|gzip|x-(?:tar|gzip|zip|7z)|vnd\.(?:ms|openxml|oasis)|wasm|java-|msword)"),
    ),
}
"""What may be asked for: in words, and what the media type of the answer has in it then."""
_UNPACKED = ("", "identity", "gzip", "x-gzip", "deflate")


def always() -> bool:
    """Return that an answer is still waited for."""
    return True


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
class _Question:
    url: str
    form: str
    secrets: _Secrets


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes = b""
    url: str = ""
    """The address that answered, behind all redirects."""
    type: str = ""
    """Its Content-Type, as it came."""
    retry_after: float | None = None


class Web:
    """Hosts of the web, asked politely."""

    def __init__(
        self, policy: Policy, *, contact: str = "", cache: Path | None = None,
        clock: Callable[[], float] = time.time, sleep: Callable[[float], None] = time.sleep, deadline: float = DEADLINE,
        wanted: Callable[[], bool] = always,
    ) -> None:  # fmt: skip
        """Allow requests to whom the `policy` lets them reach.

        `contact` is an e-mail address for the User-Agent, `cache` the folder in which answers are kept; `clock` tells
        seconds since 1970, `wanted` whether an answer is still waited for.
        """
        self._policy = policy
        self._wanted = wanted
        self._contact = contact
        self._cache = cache
        self._clock = clock
        self._sleep = sleep
        self._deadline = deadline
        self._clients: dict[str | None, Client] = {}
        self._failed: dict[str, tuple[float, LookupFailedError]] = {}

    def close(self) -> None:
        """Let go of the connections."""
        while self._clients:
            self._clients.popitem()[1].close()

    def get(
        self, url: str, *, form: str, pause: float = 0.0, headers: Mapping[str, str] = _NONE,
        params: Mapping[str, str] = _NONE,
    ) -> Answer:  # fmt: skip
        """Return the answer, which must be of the `form` `json`, `xml` or `page`.

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
                return self._persist(_Question(url, form, _Secrets(headers, params)), pause)
            except LookupFailedError as error:
                if error.pause:
                    self._failed[host] = (self._clock() + error.pause, error)
                raise

    # -- asking

    @contextmanager
    def _turn(self, host: str, pause: float) -> Iterator[None]:
        """Wait until nobody else asks `host` and `pause` seconds have passed since anybody did."""
        turn = _turns.setdefault(host, _Turn())  # atomic
        until = time.monotonic() + 2 * DEADLINE
        while not turn.lock.acquire(timeout=_LOOKS):
            if not self._wanted():
                raise _given_up(host)
            if time.monotonic() < until:
                continue
            raise LookupFailedError(f"{host} is still busy with another request from this process; try again later")
        try:
            # The stamp tells of a papershelf that ran before this one, or beside it.
            stamp = self._cache / f"{host.replace(':', '_')}.asked" if self._cache else None
            last = max(turn.last, _modified(stamp))
            now = self._clock()
            if last <= now < last + pause:
                self._wait(last + pause - now, host)
            turn.last = self._clock()
            _stamp(stamp, turn.last)
            yield
            turn.last = self._clock()
        finally:
            turn.lock.release()

    def _persist(self, asked: _Question, pause: float) -> Answer:
        """Ask, and ask again as a busy host says, as long as the deadline allows."""
        host = host_of(asked.url)
        end = self._clock() + self._deadline
        for tried in range(1, self._policy.tries + 1):
            answer = self._exchange(asked, end)
            if answer.status == 200:
                return answer
            if answer.status not in (429, 503):
                raise self._refusal(answer.status, host, secret=bool(asked.secrets.headers or asked.secrets.params))
            waiting = answer.retry_after
            wait = max(pause, 3.0 * tried if waiting is None else waiting)
            if tried == self._policy.tries or self._clock() + wait >= end:
                when = "in a few minutes" if waiting is None else _in(waiting)
                advice = self._policy.advice.replace(": ", ", or ", 1)
                raise LookupFailedError(
                    f"{host} is busy; try again {when}{advice}",
                    status=answer.status,
                    pause=LEFT_ALONE if waiting is None else wait,
                )
            self._wait(wait, host)
        raise AssertionError  # the last try raises

    def _wait(self, seconds: float, host: str) -> None:
        """Let seconds pass; raises when the answer is not wanted any more."""
        while seconds > 0 and self._wanted():
            step = seconds if self._wanted is always else min(seconds, _LOOKS)
            self._sleep(step)
            seconds -= step
        if not self._wanted():
            raise _given_up(host)

    def _exchange(self, asked: _Question, end: float) -> Answer:
        """Return the answer, or raise when the deadline has passed, whatever the other thread still waits for.

        Looking a name up, a TLS handshake and response headers that drip have no total limit of their own.
        """
        answers: SimpleQueue[Answer | LookupFailedError] = SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._converse(asked, end))
            except LookupFailedError as error:
                answers.put(error)
            except Exception as error:
                answers.put(_explained(error, asked.url, self._deadline))

        threading.Thread(target=ask, name="papershelf look-up", daemon=True).start()
        last = time.monotonic() + max(0.0, end - self._clock()) + 0.25
        while True:
            try:
                answer = answers.get(timeout=max(0.0, min(_LOOKS, last - time.monotonic())))
                break
            except Empty:
                if self._wanted() and time.monotonic() < last:
                    continue
            clients, self._clients = self._clients, {}
            for client in clients.values():
                threading.Thread(target=client.close, daemon=True).start()  # may wait for the one that hangs
            if not self._wanted():
                raise _given_up(host_of(asked.url))
            raise _slow(host_of(asked.url), self._deadline)
        if isinstance(answer, LookupFailedError):
            raise answer
        return answer

    def _converse(self, asked: _Question, end: float) -> Answer:
        url, before = asked.url, None
        for _ in range(REDIRECTS + 1):
            try:
                answer = self._hop(asked, url, before, end)
            except LookupFailedError:
                raise
            except Exception as error:
                raise _explained(error, url, self._deadline) from error
            if isinstance(answer, Answer):
                return answer
            before, url = url, answer
        raise LookupFailedError(f"{host_of(asked.url)} redirects in a loop{self._policy.advice}")

    def _hop(self, asked: _Question, url: str, before: str | None, end: float) -> Answer | str:
        """Return what an address answers, or where it redirects to."""
        host, at_home = host_of(url), origin(url) == origin(asked.url)
        ways = self._policy.ways(url, before)
        with self._opened(ways, asked.secrets if at_home else _Secrets(_NONE, _NONE), url, end) as response:
            status = response.status_code
            if status in (301, 302, 303, 307, 308):
                return _joined(url, response.headers.get("location", ""))
            if status != 200:
                return Answer(status, retry_after=self._retry_after(response.headers.get("retry-after", "")))
            type_ = response.headers.get("content-type", "")
            kind = type_.partition(";")[0].strip().lower()
            words, pattern = _FORMS[asked.form]
            if kind and not pattern.search(kind):
                raise LookupFailedError(f"{host} sent {kind} where {words} was expected", status=status)
            packed = response.headers.get("content-encoding", "").strip().lower()
            if packed not in _UNPACKED:
                raise LookupFailedError(f"{host} packed its answer as {packed}, which nobody asked for")
            return Answer(status, self._read(response, host, end), url, type_)

    def _read(self, response: "Response", host: str, end: float) -> bytes:
        """Return the body of an answer, unpacked."""
        stated = response.headers.get("content-length", "")
        body = bytearray()
        if stated.isdecimal() and int(stated[:18]) > SIZE_LIMIT:
            raise self._large(host)
        for chunk in response.iter_bytes():  # httpx decompresses in pieces of at most 1 MiB
            body += chunk
            if len(body) > SIZE_LIMIT:
                raise self._large(host)
            if self._clock() > end:
                raise _slow(host, self._deadline)
        if not body.strip():
            raise LookupFailedError(f"{host} sent an empty answer", status=200)
        return bytes(body)

    @contextmanager
    def _opened(self, ways: Sequence[Way], secrets: _Secrets, url: str, end: float) -> "Iterator[Response]":
        """Lend the answer, up to its body, of the first way that connects."""
        from httpx2 import ConnectError, ConnectTimeout, RemoteProtocolError, Timeout

        again = True
        ways = list(ways)
        while True:
            way = ways[0]
            client = self._client(way.proxy)
            left = end - self._clock()
            if left <= 0:
                raise _slow(host_of(url), self._deadline)
            address, headers = secrets.added(way.url)
            timeout = Timeout(left, connect=min(left, _NEXT) if len(ways) > 1 else left)
            request = client.build_request(
                "GET", address, headers={**way.headers, **headers}, timeout=timeout, extensions=dict(way.extensions)
            )
            try:
                response = client.send(request, stream=True)
                break
            except (ConnectError, ConnectTimeout):
                if len(ways) == 1:
                    raise
                del ways[0]
            except RemoteProtocolError as error:
                # A server may close a connection that was kept just as it is used again (RFC 9112, 9.3.1).
                if not again or "without sending a response" not in str(error):
                    raise
                again = False
        try:
            yield response
        finally:
            response.close()

    def _client(self, proxy: str | None) -> "Client":
        """Return who asks through a proxy, or directly."""
        if proxy not in self._clients:
            import httpx2  # 150 ms that only a look-up needs

            try:
                transport = httpx2.HTTPTransport(proxy=proxy)
            except Exception as error:
                raise LookupFailedError(f"the proxy that the environment names cannot be used: {error}") from error
            self._clients[proxy] = httpx2.Client(
                headers={"User-Agent": user_agent(self._contact), "Accept-Encoding": "gzip"}, transport=transport,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            )  # fmt: skip
        return self._clients[proxy]

    def _retry_after(self, value: str) -> float | None:
        """Return the seconds that a Retry-After asks for, given as a number or as a date (RFC 9110, 10.2.3)."""
        value = value.strip()
        if value.isascii() and value.isdecimal():
            return float(value[:9])
        try:
            return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - self._clock())
        except (ValueError, TypeError, OverflowError):
            return None

    def _large(self, host: str) -> LookupFailedError:
        most = f"{SIZE_LIMIT // 1024**2} MB"
        return LookupFailedError(f"{host} sent more than {most}, which no {self._policy.what} needs")

    def _refusal(self, status: int, host: str, *, secret: bool) -> LookupFailedError:
        if status in (404, 410):
            return NotFoundError(f"{host} has no such {self._policy.what}", status=status)
        refused = status in (401, 403)
        if refused:
            what = f"refuses {'the key in the settings' if secret else 'to answer'} ({status}){self._policy.advice}"
        elif status == 400:
            what = "rejected the request (400)"
        else:
            what = f"is unavailable ({status}); try again later" if status >= 500 else f"answered with status {status}"
        return LookupFailedError(f"{host} {what}", status=status, pause=LEFT_ALONE if refused else 0.0)

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


def _joined(url: str, location: str) -> str:
    """Return where a redirect leads."""
    try:
        return urljoin(url, location.strip().replace(" ", "%20"))
    except ValueError:
        raise LookupFailedError(f"{host_of(url)} redirects to “{clean(location, 200)}”, which is no address") from None


# -- what went wrong, in sentences


def _given_up(host: str) -> LookupFailedError:
    return LookupFailedError(f"asking {host} was given up")


def _slow(host: str, seconds: float) -> LookupFailedError:
    return LookupFailedError(f"{host} did not answer within {seconds:g} seconds", pause=LEFT_ALONE)


def _in(seconds: float) -> str:
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size * (1 if size == 1 else 1.5):
            number = -int(-seconds // size)
            return f"in {several(number, unit)}"
    return "now"


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

    def offline(why: str, what: str = "no network: ") -> LookupFailedError:
        return LookupFailedError(f"{what}{host} cannot be reached ({why})", pause=LEFT_ALONE, offline=True)

    for reason in reasons:
        if isinstance(reason, ssl.SSLCertVerificationError):
            why = f"its certificate is not valid: {reason.verify_message}"
            return LookupFailedError(f"{host} cannot be reached safely ({why}); a sign-in page may be in between",
                                     pause=LEFT_ALONE)  # fmt: skip
        if isinstance(reason, ssl.SSLError):
            return LookupFailedError(f"{host} cannot be reached safely (TLS failed: {reason.reason or reason})",
                                     pause=LEFT_ALONE)  # fmt: skip
        if isinstance(reason, httpx2.ProxyError):
            return offline(f"the proxy that the environment names says: {reason}", "")
        if isinstance(reason, socket.gaierror):
            return offline("its name cannot be resolved")
        if isinstance(reason, ConnectionRefusedError):
            return offline("the connection was refused", "")
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
