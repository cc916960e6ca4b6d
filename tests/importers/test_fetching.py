"""Fetching a page that its reader names, from servers on this machine that misbehave as others do."""

import contextlib
import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from importers import read
from importers.decode import InputError, from_bytes
from importers.lookup import fetched, reach
from importers.lookup.fetched import fetch, names_paper
from importers.lookup.reach import LookupFailedError, is_public
from importers.lookup.web import SIZE_LIMIT
from storage.papers.paper import Listed, Skipped
from tests.services import Reply, Services

LIST = b"""<!doctype html><title>Fen Lab</title><h1>Publications</h1>
<ul><li><a href="moss.pdf">Moss Growth on Granite Walls</a>, Ada Roe and Bo Moor, Journal of Fens 4, 2031.</li>
<li><a href="/peat">Colloids in Bog Water</a>, Cy Lind and Di Berg, Journal of Peat 7, 2030.</li></ul>"""
RIS = b"TY  - JOUR\nTI  - Moss Growth\nAU  - Roe, Ada\nER  - \n"


@pytest.fixture(autouse=True)
def without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="module")
def running() -> Iterator[Services]:
    with Services() as services:
        yield services


@pytest.fixture
def server(running: Services, monkeypatch: pytest.MonkeyPatch) -> Services:
    running.asked.clear()
    running.headers.clear()
    running.instead.clear()
    monkeypatch.setattr(fetched, "PAUSE", 0.0)
    return running


def page(*, kind: str = "text/html", body: bytes = LIST, **facts) -> Reply:
    return Reply(type=kind, body=body, **facts)


def moved(location: str, status: int = 302) -> Reply:
    return Reply(status, headers={"Location": location})


def sentence(address: str, **facts) -> str:
    with pytest.raises((LookupFailedError, InputError)) as caught:
        fetch(address, **facts)
    return str(caught.value)


def test_a_page_comes_with_where_it_was_asked_for_and_where_it_is(server: Services) -> None:
    server.say("/old", moved("/lab/list"))
    server.say("/lab/list", page())
    found = fetch(f"http://ada:secret@{server.base[7:]}/old?x=1#top", as_of=date(2031, 5, 4))
    assert (found.source, found.base) == (f"{server.base}/old?x=1", f"{server.base}/lab/list")
    assert (found.text, found.as_of, found.address) == (LIST.decode(), date(2031, 5, 4), "")
    assert server.asked == ["/old?x=1", "/lab/list"]


@pytest.mark.parametrize("location", ["/lab/our list", " /lab/our%20list ", "http://{host}/lab/our list#moss"])
def test_a_redirect_may_be_written_carelessly(server: Services, location: str) -> None:
    server.say("/old", moved(location.format(host=server.base[7:])))
    server.say("/lab/our%20list", page())
    assert fetch(f"{server.base}/old").base.partition("#")[0] == f"{server.base}/lab/our%20list"


def test_nothing_goes_along_but_who_asks(server: Services) -> None:
    server.say("/a", Reply(302, headers={"Location": "/b", "Set-Cookie": "id=1; Path=/"}))
    server.say("/b", page())
    fetch(f"http://ada:secret@{server.base[7:]}/a", contact="reader@example.org")
    for headers in server.headers:
        assert headers["user-agent"].endswith("; mailto:reader@example.org)")
        assert headers["host"] == server.base[7:]
        assert not {"cookie", "authorization", "referer"} & headers.keys()


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("text/plain; charset=ISO-8859-1", "Möser".encode("latin-1"), "Möser"),
        ('text/plain; charset="windows-1251"', "Мох на граните".encode("cp1251"), "Мох на граните"),
        (
            "text/html; charset=koi8-r",
            b'<meta charset="cp1251">' + "Мох".encode("koi8-r"),
            '<meta charset="cp1251">Мох',
        ),
        ("text/html; charset=iso-8859-1", "Möser, Ågren, Çelik, Łoś".encode(), "Möser, Ågren, Çelik, Łoś"),
        ("text/html; charset=utf-8", b"\xff\xfe" + "Möser".encode("utf-16-le"), "Möser"),
        ("text/html; charset=nonsense", "Möser".encode(), "Möser"),
        ("text/html", b'<meta charset="cp1251">' + "Мох".encode("cp1251"), '<meta charset="cp1251">Мох'),
        ("", b"plain\r\ntext", "plain\ntext"),
    ],
)
def test_what_the_server_says_of_the_encoding_comes_before_what_the_page_says(
    server: Services, kind: str, body: bytes, text: str
) -> None:
    server.say("/page", page(kind=kind, body=body))
    assert fetch(f"{server.base}/page").text == text


def test_the_reader_has_the_first_word_on_the_encoding(server: Services) -> None:
    server.say("/page", page(kind="text/plain; charset=utf-8", body="Мох".encode("koi8-r")))
    assert fetch(f"{server.base}/page", encoding="koi8-r").text == "Мох"


@pytest.mark.parametrize(
    "kind",
    ["text/csv", "application/json", "application/vnd.citationstyles.csl+json", "application/x-bibtex", "text/x-bibtex",
     "application/x-research-info-systems", "application/atom+xml", "application/xhtml+xml", "application/octet-stream",
     "TEXT/HTML", "text/html;charset"],
)  # fmt: skip
def test_text_of_any_type_is_taken(server: Services, kind: str) -> None:
    server.say("/page", page(kind=kind, body=RIS))
    assert fetch(f"{server.base}/page").text == RIS.decode()


@pytest.mark.parametrize("kind", ["image/png", "video/mp4", "application/zip", "application/vnd.ms-excel", "font/woff"])
def test_what_is_no_text_is_refused_by_its_type(server: Services, kind: str) -> None:
    server.say("/page", page(kind=kind))
    assert sentence(f"{server.base}/page") == f"{server.base[7:]} sent {kind} where a page of text was expected"


# -- where redirects lead


def named(monkeypatch: pytest.MonkeyPatch, **hosts: str | list[str]) -> list[tuple[str, int]]:
    """Have these names of `.example` resolve to these numbers; return to which numbers connections are made."""
    real, connect = socket.getaddrinfo, socket.create_connection
    connected: list[tuple[str, int]] = []

    def getaddrinfo(host, port, *rest, **more):
        if isinstance(host, str) and host.endswith(".example"):
            numbers = hosts[host.removesuffix(".example")]
            if isinstance(numbers, list):
                numbers = numbers.pop(0)
            return [info for one in numbers.split() for info in real(one, port, type=socket.SOCK_STREAM)]
        return real(host, port, *rest, **more)

    def create_connection(address, *rest, **more):
        connected.append(address)
        return connect(address, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", create_connection)
    return connected


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1:9/x", "http://localhost:9/x", "http://127.1:9/", "http://2130706433:9/", "http://0x7f.0.0.1:9/",
     "http://017700000001:9/", "http://0.0.0.0:9/", "http://0:9/", "http://[::1]:9/", "http://[::]:9/",
     "http://[::ffff:127.0.0.1]:9/", "http://[::ffff:7f00:1]:9/", "http://[64:ff9b::7f00:1]:9/",
     "http://[2002:7f00:1::]:9/", "http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/", "http://100.64.0.1/",
     "http://169.254.169.254/latest/meta-data", "http://[fe80::1]/", "http://[fd00::1]/", "http://224.0.0.1/",
     "http://255.255.255.255/", "http://example.org@127.0.0.1:9/", "//127.0.0.1:9/", "https://127.0.0.1:9/"],
)  # fmt: skip
def test_a_redirect_into_this_machine_or_its_network_is_refused(
    server: Services, monkeypatch: pytest.MonkeyPatch, location: str
) -> None:
    connected = named(monkeypatch)
    server.say("/page", moved(location))
    said = sentence(f"{server.base}/page")
    assert said.startswith(f"{server.base[7:]} redirects to ")
    assert said.endswith(", which is within this machine or its network")
    assert len(connected) == 1


@pytest.mark.parametrize("numbers", ["127.0.0.1", "8.8.8.8 127.0.0.1", "::1", "10.1.2.3", "169.254.169.254"])
def test_so_is_one_to_a_name_that_resolves_there(
    server: Services, monkeypatch: pytest.MonkeyPatch, numbers: str
) -> None:
    connected = named(monkeypatch, moor=numbers)
    server.say("/page", moved("http://moor.example:9/x"))
    assert "redirects to moor.example:9, which is within" in sentence(f"{server.base}/page")
    assert len(connected) == 1


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "ftp://moor.example/x", "gopher://x/", "javascript:alert(1)", "data:text/html,x",
     "http://[bad", "http://a:99999/", "http://-x/"],
)  # fmt: skip
def test_a_redirect_to_no_web_address_is_refused(
    server: Services, monkeypatch: pytest.MonkeyPatch, location: str
) -> None:
    connected = named(monkeypatch)
    server.say("/page", moved(location))
    assert "redirects to " in sentence(f"{server.base}/page")
    assert len(connected) == 1


def test_a_name_is_resolved_once_and_the_number_that_was_looked_at_is_connected_to(
    server: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = server.server.server_address[1]
    connected = named(monkeypatch, fen="127.0.0.1", moor=["127.0.0.1", "10.0.0.1"])
    monkeypatch.setattr(reach, "is_public", lambda number: number == "127.0.0.1")
    server.say("/start", moved(f"http://moor.example:{port}/next"))
    server.say("/next", moved("/last"))
    server.say("/last", page())
    assert fetch(f"http://fen.example:{port}/start").base == f"http://moor.example:{port}/last"
    assert connected == [("127.0.0.1", port)] * 3
    assert [headers["host"].partition(":")[0] for headers in server.headers] == ["fen.example", *["moor.example"] * 2]


def test_who_was_led_away_is_not_led_back_into_the_network(server: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    port = server.server.server_address[1]
    named(monkeypatch, moor="127.0.0.1 127.0.0.1")
    first = iter([True])
    monkeypatch.setattr(reach, "is_public", lambda _: next(first, False))
    server.say("/start", moved(f"http://moor.example:{port}/next"))
    server.say("/next", moved(f"{server.base}/secret"))
    assert f"moor.example:{port} redirects to {server.base[7:]}, which is within" in sentence(f"{server.base}/start")
    assert server.asked == ["/start", "/next"]


def test_a_host_of_the_network_may_go_on_encrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, fen=["127.0.0.1"])
    typed = reach.Typed()
    typed.ways("http://fen.example/a")
    (way,) = typed.ways("https://fen.example/a", "http://fen.example/a")
    assert (way.url, dict(way.extensions)) == ("https://127.0.0.1/a", {"sni_hostname": "fen.example"})
    named(monkeypatch, fen="127.0.0.1")
    for address in ("https://fen.example:8443/a", "http://fen.example/a"):
        with pytest.raises(LookupFailedError):
            typed.ways(address, "https://fen.example/a")


def test_another_number_of_a_host_is_tried_where_the_first_does_not_connect(
    server: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = server.server.server_address[1]
    connected = named(monkeypatch, fen="::1 127.0.0.1")
    server.say("/page", page())
    assert fetch(f"http://fen.example:{port}/page").text == LIST.decode()
    assert connected == [("::1", port), ("127.0.0.1", port)]


def test_five_redirects_are_followed_and_no_sixth(server: Services) -> None:
    for count in (5, 6):
        server.asked.clear()
        server.instead.clear()
        for number in range(count):
            server.say(f"/{number}x", moved(f"/{number + 1}x"))
        server.say(f"/{count}x", page())
        if count == 5:
            assert fetch(f"{server.base}/0x").base == f"{server.base}/5x"
        else:
            assert "redirects in a loop: copy the page in the browser and paste it" in sentence(f"{server.base}/0x")
        assert len(server.asked) == 6


@pytest.mark.parametrize(
    ("number", "public"),
    [("8.8.8.8", True), ("2606:4700::1111", True), ("64:ff9b::808:808", True), ("::ffff:8.8.8.8", True),
     ("2002:808:808::", True), ("127.0.0.1", False), ("0.0.0.0", False), ("192.0.2.1", False), ("198.18.0.1", False),
     ("240.0.0.1", False), ("::", False), ("::1", False), ("::127.0.0.1", False), ("fe80::1%eth0", False),
     ("fec0::1", False), ("ff02::1", False), ("64:ff9b::a00:1", False), ("64:ff9b:1::1", False), ("2001:db8::1", False),
     ("2001:0:7f00:1::", False), ("100::1", False)],
)  # fmt: skip
def test_which_numbers_are_of_the_wide_net(number: str, *, public: bool) -> None:
    assert is_public(number) is public


# -- TLS

CERTIFICATE = Path(__file__).with_name("fen.example.pem")
"""Made for tests alone, with its key: of fen.example and localhost, signed by itself, until 2126."""


@contextlib.contextmanager
def over_tls(reply: bytes, *, asked: list[bytes] | None = None) -> Iterator[int]:
    """Answer one connection after the other over TLS; lend the port."""
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)

        def serve() -> None:
            while not done.is_set():
                with contextlib.suppress(OSError):
                    connection, _ = listening.accept()
                    connection.settimeout(5)
                    with context.wrap_socket(connection, server_side=True) as secure:
                        request = secure.recv(10_000)
                        if asked is not None:
                            asked.append(request)
                        secure.sendall(reply)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        done.set()
        thread.join()


def answer(*headers: str, status: str = "200 OK", body: bytes = LIST) -> bytes:
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""])
    return head.encode() + body


def test_a_certificate_that_nobody_vouches_for_is_refused(server: Services) -> None:
    with over_tls(answer()) as port:
        said = sentence(f"https://localhost:{port}/")
    assert said.startswith(f"localhost:{port} cannot be reached safely (its certificate is not valid: self")


def test_a_certificate_must_be_of_the_name_and_not_of_the_number(
    server: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    named(monkeypatch, fen="127.0.0.1", moor="127.0.0.1")
    asked: list[bytes] = []
    with over_tls(answer("Content-Type: text/html"), asked=asked) as port:
        assert fetch(f"https://fen.example:{port}/list").text == LIST.decode()
        assert f"\r\nHost: fen.example:{port}\r\n".encode() in asked[0]
        assert "certificate is not valid: Hostname mismatch" in sentence(f"https://moor.example:{port}/")
        assert "certificate is not valid: IP address mismatch" in sentence(f"https://127.0.0.1:{port}/")
        assert len(asked) == 1


@pytest.mark.parametrize("location", ["http://fen.example/x", "http://8.8.8.8/", "http://localhost/"])
def test_from_encryption_nothing_leads_to_none(
    server: Services, monkeypatch: pytest.MonkeyPatch, location: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    named(monkeypatch, fen="127.0.0.1")
    with over_tls(answer(f"Location: {location}", status="301 Moved")) as port:
        assert sentence(f"https://fen.example:{port}/").endswith(" without encryption")


# -- what else goes wrong


def drip(stream, closing: threading.Event) -> None:
    for _ in range(400):
        stream.write(b"x")
        stream.flush()
        if closing.wait(0.01):
            return


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_drip_of_bytes_is_cut_by_the_deadline(server: Services, encoding: str) -> None:
    def write(stream, closing) -> None:
        if encoding:
            stream.write(gzip.compress(b"")[:10])
            while not closing.is_set():
                stream.write(b"\0\0\0\xff\xff" * 1000)  # blocks that hold nothing
        drip(stream, closing)

    server.say("/slow", Reply(write=write, type="text/html", headers={"Content-Encoding": encoding}))
    began = time.monotonic()
    assert sentence(f"{server.base}/slow", deadline=0.3) == f"{server.base[7:]} did not answer within 0.3 seconds"
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("packed", ["gzip", "deflate", "deflate, raw"])
def test_a_bomb_is_cut(server: Services, packed: str) -> None:
    bomb = zlib.compressobj(9, wbits={"gzip": 31, "deflate": 15, "deflate, raw": -15}[packed])
    body = bomb.compress(b" " * (SIZE_LIMIT * 4)) + bomb.flush()
    headers = {"Content-Encoding": packed.partition(",")[0], "Content-Length": str(len(body))}
    server.say("/bomb", page(body=body, headers=headers))
    assert sentence(f"{server.base}/bomb").endswith("sent more than 10 MB, which no page needs")


@pytest.mark.parametrize("packed", ["br", "zstd", "gzip, gzip", "compress"])
def test_a_packing_that_nobody_asked_for_is_said(server: Services, packed: str) -> None:
    server.say("/page", page(headers={"Content-Encoding": packed, "Content-Length": str(len(LIST))}))
    assert sentence(f"{server.base}/page") == f"{server.base[7:]} packed its answer as {packed}, which nobody asked for"


def test_headers_without_end_are_cut(server: Services) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection, contextlib.suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                for _ in range(100):
                    connection.sendall(b"X: " + b"y" * 60_000 + b"\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        assert "does not answer as a web server does" in sentence(f"http://127.0.0.1:{listening.getsockname()[1]}/")
        thread.join()


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (page(status=404), "{host} has no such page"),
        (page(status=410), "{host} has no such page"),
        (page(status=403), "{host} refuses to answer (403): copy the page in the browser and paste it"),
        (page(status=401), "{host} refuses to answer (401): copy the page in the browser and paste it"),
        (page(status=429), "{host} is busy; try again in a few minutes, or copy the page in the browser and paste it"),
        (
            page(status=503, headers={"Retry-After": "120"}),
            "{host} is busy; try again in 2 minutes, or copy the page in the browser and paste it",
        ),
        (page(status=500), "{host} is unavailable (500); try again later"),
        (page(body=b""), "{host} sent an empty answer"),
        (page(headers={"Content-Length": "9999"}), "{host} broke off in the middle of its answer"),
        (page(body=b"%PDF-1.7\n\xe2\xe3", kind="application/pdf"), "{address} "),
        (page(headers={"Content-Length": str(SIZE_LIMIT + 1)}), "{host} sent more than 10 MB, which no page needs"),
    ],
)
def test_a_bad_answer_is_a_sentence(server: Services, reply: Reply, words: str) -> None:
    server.say("/page", reply)
    address = f"{server.base}/page"
    assert sentence(address).startswith(words.format(host=server.base[7:], address=address))
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "address",
    [
        "ftp://moor.example/x",
        "file:///etc/passwd",
        "http://",
        "https://[bad",
        "javascript:x",
        "--help",
        "",
        "http://-x",
    ],
)
def test_what_is_no_web_address_is_not_asked_for(address: str) -> None:
    assert sentence(address).endswith("cannot be fetched: only https:// and http:// can")


def test_nobody_waits_for_an_answer_that_is_not_wanted_any_more(server: Services) -> None:
    server.say("/slow", Reply(write=drip, type="text/html"))
    began = time.monotonic()
    assert sentence(f"{server.base}/slow", wanted=lambda: time.monotonic() < began + 0.2).endswith("was given up")
    assert time.monotonic() - began < 2


def test_a_page_with_nothing_but_zeros_is_no_text(server: Services) -> None:
    server.say("/page", page(body=b"\0" * 5000, kind="application/octet-stream"))
    assert fetch(f"{server.base}/page").text  # and its content tells that it is none


@pytest.mark.parametrize(
    ("address", "paper"),
    [
        ("https://arxiv.org/abs/2206.15144", True), ("https://doi.org/10.5555/a", True),
        ("https://aclanthology.org/2020.acl-main.1/", True), ("https://openreview.net/forum?id=EchoWell_1", True),
        ("https://arxiv.org/list/cs.LG/new", False), ("https://example.org/publications", False),
        ("https://dl.acm.org/doi/proceedings/10.1145/3292500", False), ("https://x.org/search?q=10.5555/a", False),
        ("https://api.semanticscholar.org/graph/v1/paper/10.5555/a/references", False),
        ("https://scholar.google.com/scholar?q=10.5555/a", False), ("https://x.org/refs.bib", False),
    ],
)  # fmt: skip
def test_whether_an_address_is_of_a_paper_or_of_a_page(address: str, *, paper: bool) -> None:
    assert names_paper(address) is paper


# -- what is read of it


@pytest.mark.parametrize(
    ("head", "links"),
    [
        ("", ["http://fen.example/lab/moss.pdf", "http://fen.example/peat"]),
        ('<base href="/files/">', ["http://fen.example/files/moss.pdf", "http://fen.example/peat"]),
        ('<base target="_blank" href="https://moor.example/">', ["https://moor.example/moss.pdf", "https://moor.example/peat"]),
        ('<base href="javascript:alert(1)//">', ["http://fen.example/lab/moss.pdf", "http://fen.example/peat"]),
        ('<link rel="canonical" href="https://moor.example/a/b">', ["http://fen.example/lab/moss.pdf", "http://fen.example/peat"]),
    ],
)  # fmt: skip
def test_links_are_relative_to_where_the_page_is(head: str, links: list[str]) -> None:
    source = LIST.replace(b"<title>", f"{head}<title>".encode(), 1)
    fetched = replace(from_bytes(source), base="http://fen.example/lab/list")
    assert [item.paper.url for item in read(fetched) if isinstance(item, Listed)] == links


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Just a moment...</h1><p>Enable JavaScript and cookies to continue</p>",
        "<p>Our systems have detected unusual traffic from your computer network.</p><p>Is it really you?</p>",
        "<h1>Sorry, you have been blocked</h1><h2>from moor.example</h2><p>Ray: 8a1b • IP: 203.0.113.5 • by Fen</p>",
        "<h1>Pardon Our Interruption</h1><p>Something about your browser made us think you were a bot.</p>",
        "<h1>Web login</h1><p>Username</p><p>Password</p>",
        "<h1>Anmeldung</h1><p>Benutzername</p><p>Passwort</p>",
        "<div id=root></div>",
        "<p>Loading</p>",
    ],
)
def test_a_page_that_stands_before_the_papers_says_what_to_do(body: str) -> None:
    page = from_bytes(f"<!doctype html><html><title>Fen</title><body>{body}</body></html>".encode())
    (saved,), (fetched,) = list(read(page)), list(read(replace(page, base="http://fen.example/")))
    assert isinstance(saved, Skipped)
    assert isinstance(fetched, Skipped)
    assert saved.reason.endswith("; save it once its papers are shown")
    assert fetched.reason.endswith("; copy it in the browser and paste it")


def test_a_paper_about_captchas_is_read_all_the_same() -> None:
    source = LIST.replace(b"Moss Growth on Granite Walls", b"Are You a Human? A Captcha That Asks for Moss")
    assert sum(isinstance(item, Listed) for item in read(from_bytes(source))) == 2


# -- through a proxy


def test_a_proxy_of_the_environment_is_asked_by_name(server: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.base)
    monkeypatch.setattr(socket, "getaddrinfo", only_this_machine)
    server.say("fen.example/list", page())
    assert fetch("http://fen.example/list").text == LIST.decode()
    assert server.asked == ["http://fen.example/list"]


@pytest.mark.parametrize("location", ["http://127.0.0.1:9/x", "http://10.0.0.1/", "http://localhost/"])
def test_nor_does_a_redirect_behind_a_proxy_lead_into_the_network(
    server: Services, monkeypatch: pytest.MonkeyPatch, location: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.base)
    monkeypatch.setattr(socket, "getaddrinfo", only_this_machine)
    server.say("fen.example/list", moved(location))
    assert "which is within this machine or its network" in sentence("http://fen.example/list")
    assert len(server.asked) == 1


def only_this_machine(host, *rest, _real=socket.getaddrinfo, **more):
    """Resolve as a network does whose names only its proxy knows."""
    if isinstance(host, str) and host.endswith(".example"):
        raise socket.gaierror(-2, "Name or service not known")
    return _real(host, *rest, **more)
