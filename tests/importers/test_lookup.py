"""Looking papers up, against a server on this machine that speaks and misbehaves as the real ones do."""

import contextlib
import email.utils
import gzip
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.lookup.finder import BATCH, Finder, Kind, LookupFailedError, _reader, identify
from importers.lookup.fitting import LIKENESS
from importers.lookup.services import SERVICES, LookupSettings
from importers.lookup.web import DEADLINE, SIZE_LIMIT, Web, user_agent
from storage.papers.identity import LISTING_TRUST
from storage.papers.names import Name
from storage.papers.paper import Listed, Paper, Skipped
from tests.clock import within
from tests.services import PAPERS, Reply, Services, work

NOW = 1_790_000_000.0


class Clock:
    """A clock that only sleeping moves, and that remembers each sleep."""

    def __init__(self) -> None:
        self.now = NOW
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture(scope="module")
def running() -> Iterator[Services]:
    with Services() as services:
        yield services


@pytest.fixture
def services(running: Services) -> Services:
    running.asked.clear()
    running.headers.clear()
    running.instead.clear()
    return running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def finder(services: Services, clock: Clock) -> Iterator[Finder]:
    with Finder(services.settings(), clock=clock, sleep=clock.sleep) as finder:
        yield finder


def found(finder: Finder, text: str) -> list[Listed | Skipped]:
    return list(finder.find(identify(text)))


def reason(finder: Finder, text: str) -> str:
    (item,) = found(finder, text)
    assert isinstance(item, Skipped), item
    return item.reason


def sole(finder: Finder, text: str) -> Paper:
    (item,) = found(finder, text)
    assert isinstance(item, Listed), item
    return item.paper


# -- which identifier is it


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("2206.15144", Kind.ARXIV, "2206.15144"),
        ("arXiv:2206.15144v3", Kind.ARXIV, "2206.15144"),
        ("arXiv: 2206.15144 [cs.LG]", Kind.ARXIV, "2206.15144"),
        ("math.gt/0309136", Kind.ARXIV, "math/0309136"),
        ("https://arxiv.org/pdf/math/0309136v1.pdf", Kind.ARXIV, "math/0309136"),
        ("<https://arxiv.org/abs/2206.15144v2>", Kind.ARXIV, "2206.15144"),
        ("https://ar5iv.labs.arxiv.org/html/2206.15144", Kind.ARXIV, "2206.15144"),
        ("https://huggingface.co/papers/2509.04499#community", Kind.ARXIV, "2509.04499"),
        ("hf.co/papers/2509.04499", Kind.ARXIV, "2509.04499"),
        ("https://www.semanticscholar.org/arxiv/2206.15144", Kind.ARXIV, "2206.15144"),
        ("10.48550/arXiv.2206.15144", Kind.ARXIV, "2206.15144"),
        ("https://doi.org/10.48550/arXiv.2206.15144", Kind.ARXIV, "2206.15144"),
        ("10.1038/nature14539", Kind.DOI, "10.1038/nature14539"),
        ("doi: 10.1038/NATURE14539.", Kind.DOI, "10.1038/nature14539"),
        ("(10.1038/nature14539),", Kind.DOI, "10.1038/nature14539"),
        ("https://dx.doi.org/10.1000/full", Kind.DOI, "10.1000/full"),
        (
            "10.1002/(SICI)1097-4636(199823)43:3<338::AID-JBM16>3.0.CO;2-B",
            Kind.DOI,
            "10.1002/(sici)1097-4636(199823)43:3<338::aid-jbm16>3.0.co;2-b",
        ),
        ("https://x.org/doi/10.1002/%28SICI%291097%3C3%3A%3AA%3E3.0", Kind.DOI, "10.1002/(sici)1097<3::a>3.0"),
        ("https://dl.acm.org/doi/abs/10.1145/3292500.3330701", Kind.DOI, "10.1145/3292500.3330701"),
        ("https://www.biorxiv.org/content/10.1101/2020.01.01.123456v2.full.pdf", Kind.DOI, "10.1101/2020.01.01.123456"),
        ("https://www.frontiersin.org/articles/10.3389/fnins.2019.1/full", Kind.DOI, "10.3389/fnins.2019.1"),
        ("https://journals.plos.org/plosone/article?id=10.1371/journal.pone.1", Kind.DOI, "10.1371/journal.pone.1"),
        ("https://www.nature.com/articles/s41586-020-2649-2", Kind.DOI, "10.1038/s41586-020-2649-2"),
        ("https://aclanthology.org/2020.acl-main.1/", Kind.ACL, "2020.acl-main.1"),
        ("https://www.aclweb.org/anthology/P19-1001.pdf", Kind.ACL, "P19-1001"),
        ("https://openreview.net/pdf?id=AbCd_12-3x", Kind.OPENREVIEW, "AbCd_12-3x"),
        (f"https://www.semanticscholar.org/paper/A-Title/{'0b' * 20}", Kind.SEMANTIC_SCHOLAR, "0b" * 20),
        ("https://api.semanticscholar.org/CorpusID:12345", Kind.CORPUS, "12345"),
        ("https://openalex.org/works/w2741809807", Kind.OPENALEX, "W2741809807"),
        ("https://pubmed.ncbi.nlm.nih.gov/12345678/", Kind.PUBMED, "12345678"),
        ("PMID: 123456", Kind.PUBMED, "123456"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1234567/", Kind.PMC, "1234567"),
    ],
)
def test_what_people_paste_is_recognised(text: str, kind: Kind, value: str) -> None:
    assert [(one.kind, one.value) for one in identify(text)] == [(kind, value)]


@pytest.mark.parametrize(
    "word",
    ["hello", "2019.1234", "9999.99999", "papers.bib", "https://example.org/a", "https://[bad", "12345678", "3-7",
     "javascript://arxiv.org/abs/2206.15144", "https://arxiv.org.evil.example/abs/2206.15144", "file:///etc/2206.15144",
     "https://arxiv.org/list/cs.LG/new", "https://openreview.net/group?id=X/../Y"],
)  # fmt: skip
def test_what_names_no_paper_is_reported(word: str) -> None:
    assert [(one.kind, one.value) for one in identify(word)] == [(Kind.UNKNOWN, word)]


def test_many_identifiers_come_in_order_and_once() -> None:
    text = "2301.00017, arXiv:2206.15144v1;10.5555/x\n<10.5555/X> what https://arxiv.org/abs/2206.15144"
    assert [(one.kind, one.value, one.line) for one in identify(text)] == [
        (Kind.ARXIV, "2301.00017", 1),
        (Kind.ARXIV, "2206.15144", 2),
        (Kind.DOI, "10.5555/x", 3),
        (Kind.UNKNOWN, "what", 5),
    ]


@given(st.text(max_size=200))
def test_no_text_makes_identify_raise(text: str) -> None:
    for one in identify(text):
        assert one.value


# -- happy paths


def test_arxiv_papers_are_asked_for_together(finder: Finder, services: Services) -> None:
    first, second, third = found(finder, "2206.15144 math.GT/0309136 2301.00017")
    assert [item.paper.title for item in (first, second, third)] == [PAPERS[i].title for i in (0, 2, 1)]
    assert [item.line for item in (first, second, third)] == [1, 2, 3]
    assert first.paper.authors[0].text == "Ada Moosgrün"
    assert first.paper.arxiv_id == "2206.15144"
    assert len(services.asked) == 1


def test_a_doi_with_brackets_is_asked_for_at_crossref(finder: Finder, services: Services) -> None:
    paper = sole(finder, "10.5555/(Cobble)/2019<1>")
    assert (paper.title, paper.venue, paper.year) == (
        "Counting Cobblestones in vivo",
        "Annals of Imaginary Geology",
        2019,
    )
    assert paper.abstract == "Stones & streets."
    assert services.asked == ["/crossref/works/10.5555%2F%28cobble%29%2F2019%3C1%3E"]


def test_who_asks_is_said(finder: Finder, services: Services) -> None:
    found(finder, "2206.15144 10.5555/tidal.2023.17")
    for headers in services.headers:
        assert headers["user-agent"].startswith("papershelf/")
        assert headers["user-agent"].endswith("; mailto:reader@example.org)")


@pytest.mark.parametrize("contact", ["", "not an address", "a@b\r\nX-Evil: 1", "a@b)", "ä@b.org"])
def test_a_contact_that_is_no_address_is_left_out(contact: str) -> None:
    assert user_agent(contact).endswith("papershelf/)")


def test_services_with_keys_are_asked_only_with_them(services: Services, clock: Clock) -> None:
    with Finder(services.settings(), clock=clock, sleep=clock.sleep) as finder:
        assert "key" in reason(finder, f"https://www.semanticscholar.org/paper/{'a' * 40}")
        assert reason(finder, "10.5555/fences").endswith("has no such paper")
        assert services.asked == ["/crossref/works/10.5555%2Ffences"]
    with Finder(services.settings(keys=True), clock=clock, sleep=clock.sleep) as finder:
        assert sole(finder, f"https://www.semanticscholar.org/paper/{'a' * 40}").title == PAPERS[0].title
        assert services.headers[-1]["x-api-key"] == "s2-secret"
        fences = sole(finder, "10.5555/fences")
        assert (fences.title, fences.abstract) == ("A Dataset of Moonlit Fences", "Fences shine.")
        assert services.asked[-1].endswith("?api_key=oa-secret")
        assert "x-api-key" not in services.headers[-1]


def test_an_anthology_link_is_its_doi(finder: Finder) -> None:
    assert sole(finder, "https://aclanthology.org/2021.acl-main.7/").title == "Gardens of Forking Proofs"


def test_openreview_is_asked_for_its_own(finder: Finder, services: Services) -> None:
    assert sole(finder, "https://openreview.net/forum?id=EchoWell_1").authors == (Name("Kit Vale"),)
    assert reason(finder, "https://openreview.net/forum?id=NoSuchOne") == f"{services.base[7:]} has no such paper"


def test_answers_come_as_one_listing_for_each_service(finder: Finder) -> None:
    first, second = finder.answers(identify("10.5555/tidal.2023.17 2206.15144 2301.00018 nonsense"))
    assert (first.format, second.format) == ("arxiv-atom", "crossref-json")
    assert sum(isinstance(item, Skipped) for item in (*first.items, *second.items)) == 2


def test_what_services_say_is_trusted_above_a_listing() -> None:
    for service in SERVICES:
        assert _reader(service).TRUST > LISTING_TRUST


def test_nobody_is_asked_for_a_word(finder: Finder, services: Services) -> None:
    assert reason(finder, "nonsense") == "neither an arXiv id, a DOI nor a link to a paper"
    assert services.asked == []


def test_progress_is_told_and_may_give_up(finder: Finder, services: Services) -> None:
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> bool:
        told.append((done, total))
        return len(told) < 2

    items = list(finder.find(identify("2206.15144 10.5555/tidal.2023.17"), progress))
    assert len(items) == 1
    assert told == [(0, 2), (1, 2)]
    assert len(services.asked) == 1


def test_one_identifier_that_arxiv_refuses_does_not_lose_the_rest(finder: Finder, services: Services) -> None:
    services.say("2301.00017", Reply(400), Reply(400), Reply(400))
    kinds = [type(item) for item in found(finder, "2206.15144 2301.00017 math.GT/0309136")]
    assert kinds == [Listed, Listed, Skipped]


# -- manners


def test_three_seconds_pass_between_requests_to_arxiv(finder: Finder, services: Services, clock: Clock) -> None:
    found(finder, "2206.15144")
    before = sum(clock.slept)
    found(finder, "2301.00017")
    clock.now += 1
    found(finder, "math.GT/0309136")
    assert clock.slept[-2:] == [3.0, 2.0]
    assert before + 5.0 == sum(clock.slept)
    assert len(services.asked) == 3


def test_the_pause_holds_between_two_runs(services: Services, clock: Clock, tmp_path: Path) -> None:
    from importers.lookup import web

    for number in ("2206.15144", "2301.00017"):
        web._turns.clear()  # as a new process begins
        with Finder(services.settings(), tmp_path, clock=clock, sleep=clock.sleep) as finder:
            sole(finder, number)
    assert clock.slept[-1:] == [3.0]


def test_one_request_at_a_time_to_a_host(services: Services) -> None:
    inside, most = 0, 0
    lock = threading.Lock()

    def slow(stream, closing) -> None:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        closing.wait(0.02)
        with lock:
            inside -= 1
        stream.write(b"{}")

    services.say("/works/", *(Reply(write=slow, headers={"Content-Length": "2"}) for _ in range(4)))

    def ask() -> None:
        with Finder(services.settings(), sleep=lambda _: None) as finder:
            found(finder, "10.5555/a 10.5555/b")

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert len(services.asked) == 4


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_seconds_is_waited_for(finder: Finder, services: Services, clock: Clock, status: int) -> None:
    services.say("/works/", Reply(status, headers={"Retry-After": "7"}))
    assert sole(finder, "10.5555/tidal.2023.17").year == 2023
    assert clock.slept[-1] == 7.0
    assert len(services.asked) == 2


def test_retry_after_may_be_a_date(finder: Finder, services: Services, clock: Clock) -> None:
    date = email.utils.formatdate(clock.now + 5, usegmt=True)
    services.say("/works/", Reply(429, headers={"Retry-After": date}))
    assert sole(finder, "10.5555/tidal.2023.17").year == 2023
    assert clock.slept[-1] == 5.0


@pytest.mark.parametrize(
    ("value", "when"),
    [("120", "in 2 minutes"), ("7200", "in 2 hours"), ("25", "in 25 seconds"), ("999999999", "in 11,575 days")],
)
def test_a_host_that_stays_busy_is_left_alone(
    finder: Finder, services: Services, clock: Clock, value: str, when: str
) -> None:
    services.say("/works/", Reply(429, headers={"Retry-After": value}))
    sentence = f"{services.base[7:]} is busy; try again {when}"
    items = found(finder, "10.5555/tidal.2023.17 10.5555/fences")
    assert [item.reason for item in items if isinstance(item, Skipped)] == [sentence] * 2
    assert len(services.asked) == 1
    assert clock.slept == []
    clock.now += float(value) + 1
    assert sole(finder, "10.5555/tidal.2023.17").year == 2023


@pytest.mark.parametrize("value", ["", "soon", "-5", "٣", "Wed, 99 Foo 2026 00:00:00 GMT", "1e9"])
def test_busy_without_saying_how_long(finder: Finder, services: Services, clock: Clock, value: str) -> None:
    value = value.encode().decode("latin-1")
    services.say("/works/", *(Reply(503, headers={"Retry-After": value}) for _ in range(3)))
    assert reason(finder, "10.5555/tidal.2023.17").endswith("is busy; try again in a few minutes")
    assert len(services.asked) == 3
    assert sum(clock.slept) < 20


def test_an_answer_is_kept_for_a_day(services: Services, clock: Clock, tmp_path: Path) -> None:
    for _ in range(2):
        with Finder(services.settings(keys=True), tmp_path / "cache", clock=clock, sleep=clock.sleep) as finder:
            papers = [item.paper for item in found(finder, "2206.15144 10.5555/tidal.2023.17 10.5555/fences")]
            assert len(papers) == 3
    first = len(services.asked)
    assert first == 5 + 2  # "no such paper" of two services is not kept: what is not there yet may come
    kept = list(tmp_path.rglob("*"))
    assert all(b"secret" not in path.read_bytes() for path in kept if path.is_file())
    assert {path.stat().st_mode & 0o777 for path in kept if path.suffix == ".answer"} == {0o600}
    assert tmp_path.joinpath("cache").stat().st_mode & 0o777 == 0o700
    clock.now += 90_000
    with Finder(services.settings(), tmp_path / "cache", clock=clock, sleep=clock.sleep) as finder:
        sole(finder, "2206.15144")
    assert len(services.asked) == first + 1
    assert len(list(tmp_path.rglob("*.answer"))) == 1


@pytest.mark.parametrize("damage", [b"", b"\xff\x00", b"{}\n", b'{"url": 3, "at": []}\nx', b"[" * 100_000])
def test_a_damaged_cache_is_asked_past(services: Services, clock: Clock, tmp_path: Path, damage: bytes) -> None:
    with Finder(services.settings(), tmp_path, clock=clock, sleep=clock.sleep) as finder:
        sole(finder, "10.5555/tidal.2023.17")
        for path in tmp_path.rglob("*.answer"):
            path.write_bytes(damage)
        assert sole(finder, "10.5555/tidal.2023.17").year == 2023
    assert len(services.asked) == 2


def test_a_cache_that_cannot_be_written_is_done_without(services: Services, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with Finder(services.settings(), tmp_path / "file", clock=clock, sleep=clock.sleep) as finder:
        assert sole(finder, "10.5555/tidal.2023.17").year == 2023


# -- what goes wrong


def drip(head: bytes, byte: bytes):
    def write(stream, closing) -> None:
        stream.write(head)
        for _ in range(400):
            stream.write(byte)
            stream.flush()
            if closing.wait(0.005):
                return

    return write


def test_a_drip_of_bytes_is_cut_by_the_deadline(services: Services) -> None:
    services.say("/works/", Reply(write=drip(b"{", b" ")))
    with Finder(services.settings(), deadline=0.2) as finder:
        assert reason(finder, "10.5555/slow") == f"{services.base[7:]} did not answer within 0.2 seconds"


def test_headers_that_drip_are_cut_too(services: Services) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)  # on a busy machine the deadline may pass before anybody connects
        done = threading.Event()

        def serve() -> None:
            with contextlib.suppress(TimeoutError):
                connection, _ = server.accept()
                drip(connection)

        def drip(connection: socket.socket) -> None:
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                for _ in range(400):
                    try:
                        connection.sendall(b"x")
                    except OSError:
                        return
                    if done.wait(0.005):
                        return

        thread = threading.Thread(target=serve)
        thread.start()
        base = f"http://127.0.0.1:{server.getsockname()[1]}"
        with Finder(replace(services.settings(), crossref=base), deadline=0.2) as finder:
            assert reason(finder, "10.5555/slow") == f"{base[7:]} did not answer within 0.2 seconds"
        done.set()
        thread.join()


def test_a_gzip_bomb_is_cut(finder: Finder, services: Services) -> None:
    bomb = gzip.compress(b" " * (40 * 1024 * 1024), 1)
    services.say("/works/", Reply(body=bomb, headers={"Content-Encoding": "gzip", "Content-Length": str(len(bomb))}))
    assert reason(finder, "10.5555/bomb") == f"{services.base[7:]} sent more than 10 MB, which no paper needs"


def test_a_large_answer_is_refused_before_it_is_read(finder: Finder, services: Services) -> None:
    services.say("/works/", Reply(headers={"Content-Length": str(SIZE_LIMIT + 1)}, write=lambda *_: None))
    assert "more than 10 MB" in reason(finder, "10.5555/large")


def test_an_endless_answer_is_cut(finder: Finder, services: Services) -> None:
    def endless(stream, closing) -> None:
        while not closing.is_set():
            stream.write(b" " * 65_536)

    services.say("/works/", Reply(write=endless))
    assert "more than 10 MB" in reason(finder, "10.5555/endless")


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (Reply(body=b""), "{host} sent an empty answer"),
        (Reply(body=b" \n "), "{host} sent an empty answer"),
        (Reply(body=b'{"message": {"title": ["Cut'), "the answer of {host} holds no paper: broken JSON"),
        (Reply(body=b"\xff\xfe\x00garbage"), "the answer of {host} holds no paper: this is not JSON"),
        (Reply(body=b"null"), "the answer of {host} holds no paper: this is not JSON"),
        (Reply(body=b"{}"), "the answer of {host} holds no paper: no title"),
        (Reply(body=b"[" * 40_000), "the answer of {host} holds no paper: nested too deeply"),
        (Reply(body=b'{"message": {"items": []}}'), "{host} has no such paper"),
        (Reply(body=b"<html>Sign in</html>", type="text/html"), "{host} sent text/html where JSON was expected"),
        (
            Reply(body=b"no gzip", headers={"Content-Encoding": "gzip", "Content-Length": "7"}),
            "{host} sent an answer whose",
        ),
        (Reply(body=b"{}", headers={"Content-Length": "500"}), "{host} broke off in the middle of its answer"),
        (Reply(body=b"{}", headers={"Content-Length": "-7"}), "{host} does not answer as a web server does"),
        (Reply(404), "{host} has no such paper"),
        (Reply(410), "{host} has no such paper"),
        (Reply(400), "{host} rejected the request (400)"),
        (Reply(403), "{host} refuses to answer (403)"),
        (Reply(500), "{host} is unavailable (500); try again later"),
        (Reply(418), "{host} answered with status 418"),
    ],
)
def test_a_bad_answer_is_a_sentence(finder: Finder, services: Services, reply: Reply, sentence: str) -> None:
    services.say("/works/", reply)
    assert reason(finder, "10.5555/x").startswith(sentence.format(host=services.base[7:]))
    assert len(services.asked) == 1


def test_a_failure_without_words_is_called_by_its_name(finder: Finder, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(Web, "_converse", fails)
    assert reason(finder, "10.5555/x").endswith("failed: ValueError")


def test_less_is_read_than_a_length_that_is_too_short(finder: Finder, services: Services) -> None:
    body = b'{"message": {"title": ["All of it"], "DOI": "10.5555/x"}}'
    services.say("/works/", Reply(body=body, headers={"Content-Length": "20"}))
    assert "holds no paper: broken JSON" in reason(finder, "10.5555/x")


def test_not_http_at_all(services: Services, clock: Clock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"SSH-2.0-nothing of the kind\r\n\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        settings = replace(services.settings(), crossref=f"http://127.0.0.1:{server.getsockname()[1]}")
        with Finder(settings, clock=clock, sleep=clock.sleep) as finder:
            assert "does not answer as a web server does" in reason(finder, "10.5555/x")
        thread.join()


def test_a_refused_key_says_so_and_does_not_show_it(services: Services, clock: Clock) -> None:
    services.say("/graph/", Reply(403))
    with Finder(services.settings(keys=True), clock=clock, sleep=clock.sleep) as finder:
        said = reason(finder, f"https://www.semanticscholar.org/paper/{'c' * 40}")
    assert said == f"{services.base[7:]} refuses the key in the settings (403)"


def test_a_redirect_within_the_host_is_followed(finder: Finder, services: Services) -> None:
    services.say("10.5555%2Fold", Reply(301, headers={"Location": "/crossref/works/10.5555%2Ftidal.2023.17"}))
    assert sole(finder, "10.5555/old").year == 2023


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1:9/works/x", "https://evil.example/works/x", "http://169.254.169.254/latest/meta-data",
     "//evil.example/x", "http://[::1]:80/x", "https://export.arxiv.org.evil.example/"],
)  # fmt: skip
def test_a_redirect_to_any_other_host_is_refused(finder: Finder, services: Services, location: str) -> None:
    services.say("/works/", Reply(302, headers={"Location": location}))
    assert "which is not an allowed host" in reason(finder, "10.5555/x")
    assert len(services.asked) == 1


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://[bad", "javascript:alert(1)"])
def test_a_redirect_to_no_web_address_is_refused(finder: Finder, services: Services, location: str) -> None:
    services.say("/works/", Reply(302, headers={"Location": location}))
    assert isinstance(found(finder, "10.5555/x")[0], Skipped)
    assert len(services.asked) == 1


def test_redirects_in_a_circle_end(finder: Finder, services: Services) -> None:
    services.say("/works/", *(Reply(302, headers={"Location": "/crossref/works/x"}) for _ in range(20)))
    assert reason(finder, "10.5555/x").endswith("redirects in a loop")
    assert len(services.asked) == 6


def test_a_key_does_not_go_along_to_another_host(clock: Clock) -> None:
    with Services() as first, Services() as second:
        first.say(
            "/graph/", Reply(302, headers={"Location": f"{second.base}/semantic_scholar/graph/v1/paper/{'a' * 40}"})
        )
        settings = replace(first.settings(keys=True), crossref=second.base)
        with Finder(settings, clock=clock, sleep=clock.sleep) as finder:
            assert sole(finder, f"https://www.semanticscholar.org/paper/{'a' * 40}").year == 2022
        assert "x-api-key" in first.headers[0]
        assert "x-api-key" not in second.headers[0]


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_offline_says_offline(services: Services, clock: Clock) -> None:
    base = f"http://127.0.0.1:{closed_port()}"
    with Finder(LookupSettings.of(bases=dict.fromkeys(services.bases, base)), clock=clock, sleep=clock.sleep) as finder:
        items = found(finder, "2206.15144 10.5555/a 10.5555/b")
    sentence = f"{base[7:]} cannot be reached (the connection was refused)"
    assert [item.reason for item in items if isinstance(item, Skipped)] == [sentence] * 3


def test_a_name_that_nobody_knows_says_offline(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with Finder(LookupSettings(), clock=clock, sleep=clock.sleep) as finder:
        assert reason(finder, "10.5555/x") == (
            "no network: api.crossref.org cannot be reached (its name cannot be resolved)"
        )


def test_a_name_that_takes_for_ever_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def hang(*_: object, **__: object) -> None:
        release.wait(10)
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    with Finder(LookupSettings(), deadline=0.05) as finder:
        assert reason(finder, "10.5555/x") == "api.crossref.org did not answer within 0.05 seconds"
    release.set()


def test_tls_that_fails_is_no_answer(services: Services, clock: Clock) -> None:
    settings = replace(services.settings(), crossref=f"https://{services.base[7:]}")
    with Finder(settings, clock=clock, sleep=clock.sleep) as finder:
        assert "cannot be reached safely (TLS failed" in reason(finder, "10.5555/x")


def test_a_proxy_that_is_not_there_says_offline(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
    with Finder(LookupSettings(), clock=clock, sleep=clock.sleep) as finder:
        assert reason(finder, "10.5555/x").startswith("api.crossref.org cannot be reached (")


def test_a_proxy_of_the_environment_is_not_between_us_and_this_machine(
    finder: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port()}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{closed_port()}")
    assert sole(finder, "10.5555/tidal.2023.17").year == 2023


def test_a_proxy_setting_that_is_nonsense_is_a_sentence(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "gopher://nowhere")
    with Finder(LookupSettings(), clock=clock, sleep=clock.sleep) as finder:
        assert reason(finder, "10.5555/x").startswith("the proxy that the environment names cannot be used: ")


@pytest.mark.parametrize(
    "base",
    ["http://api.crossref.org", "ftp://x", "api.crossref.org", "", "http://10.0.0.1", "https://[", "https://a:b"],
)
def test_a_base_address_must_be_safe(base: str) -> None:
    with pytest.raises(LookupFailedError, match="must begin with https://"):
        Finder(LookupSettings.of(bases={"crossref": base}))


def test_settings_that_are_not_known_are_named() -> None:
    with pytest.raises(LookupFailedError, match="lookup has no entry 'crosref'; there are arxiv, crossref"):
        LookupSettings.of(bases={"crosref": "https://x.org"})
    with pytest.raises(LookupFailedError, match="api_keys has no entry 'arxiv'"):
        LookupSettings.of(keys={"arxiv": "x"})
    with pytest.raises(LookupFailedError, match="must be a text"):
        LookupSettings.of(keys={"openalex": 7})


def test_text_from_the_web_is_cleaned(finder: Finder, services: Services) -> None:
    import json

    title = "A \x1b]0;owned\x07title\u202e [@click=app.quit]x[/]"
    body = json.dumps({"message": {"title": [title], "DOI": "10.5555/evil"}}).encode()
    services.say("/works/", Reply(body=body))
    assert sole(finder, "10.5555/evil").title == "A title [@click=app.quit]x[/]"


# -- completing


def test_a_title_alone_is_completed_from_crossref(finder: Finder) -> None:
    found = finder.complete(Paper(title="Tidal attention for very long rivers", year=2024))
    assert found is not None
    assert (found.source, found.service) == ("crossref-json", "Crossref")
    assert [name.text for name in found.paper.authors] == ["Chiara de Fonte", "Dov Peretz", "Eun Han"]


def test_a_preprint_is_completed_from_arxiv(finder: Finder, services: Services) -> None:
    paper = Paper(title="Lantern Graphs: Learning to Route Fireflies at Dusk", venue="arXiv", kind="article")
    found = finder.complete(paper)
    assert found is not None
    assert (found.source, found.paper.arxiv_id) == ("arxiv-atom", "2206.15144")
    assert len(services.asked) == 1


def test_identifiers_are_asked_before_titles(finder: Finder, services: Services) -> None:
    found = finder.complete(Paper(title="Tidal Attention for Very Long", doi="10.5555/tidal.2023.17"))
    assert found is not None
    assert found.paper.year == 2023
    assert services.asked == ["/crossref/works/10.5555%2Ftidal.2023.17"]


def test_an_identifier_of_another_paper_is_not_believed(finder: Finder) -> None:
    assert finder.complete(Paper(title="Nothing of the Kind at All", doi="10.5555/tidal.2023.17")) is None


@pytest.mark.parametrize("title", ["2206.15144", "https://arxiv.org/abs/2206.15144", "arXiv:2206.15144"])
def test_a_paper_of_which_only_the_identifier_is_known(finder: Finder, services: Services, title: str) -> None:
    found = finder.complete(Paper(title=title))
    assert found is not None
    assert found.paper.title == PAPERS[0].title
    assert len(services.asked) == 1


@pytest.mark.parametrize(
    ("paper", "taken"),
    [
        (Paper(title="Tidal Attention for Very Long Rivers"), True),
        (Paper(title="Tidal Attention for Very Long Rivers", year=2022), True),
        (Paper(title="Tidal Attention for Very Long Rivers", year=2021), False),
        (Paper(title="Tidal Attention for Very Long Rivers", year=2025), False),
        (Paper(title="Tidal Attention for Very Long Lakes"), False),
        (Paper(title="Tidal Attention for Very Long Rivers II"), False),
        (Paper(title="Tidal Attention for Very Long Rivers", authors=(Name("Chiara de Fonte"),)), True),
        (Paper(title="Tidal Attention for Very Long Rivers", authors=(Name("Zoe Nobody"),)), False),
        (Paper(title="T"), False),
        (Paper(title="?"), False),
    ],
)
def test_what_is_taken_agrees_in_title_year_and_authors(finder: Finder, paper: Paper, *, taken: bool) -> None:
    assert (finder.complete(paper) is not None) is taken


def test_a_record_with_another_identifier_of_the_same_kind_is_not_taken(finder: Finder) -> None:
    found = finder.complete(Paper(title=PAPERS[1].title, doi="10.5555/another"))
    assert found is not None
    assert found.source == "arxiv-atom"  # not Crossref's record of the DOI 10.5555/tidal.2023.17
    found = finder.complete(Paper(title=PAPERS[1].title, arxiv_id="2301.00099"))
    assert found is not None
    assert found.source == "crossref-json"  # not arXiv's record of 2301.00017


def crossref_list(*works: dict) -> Reply:
    import json

    return Reply(body=json.dumps({"message": {"items": list(works)}}).encode())


def test_two_papers_of_one_title_are_not_guessed_between(finder: Finder, services: Services) -> None:
    one, other = (work(replace(PAPERS[1], doi=f"10.5555/{name}", authors=(("A", name),))) for name in ("One", "Two"))
    title = PAPERS[1].title
    services.say("query.bibliographic", *(crossref_list(one, other) for _ in range(3)))
    services.say("search_query", *(Reply(type="application/atom+xml", body=b"<feed/>") for _ in range(3)))
    assert finder.complete(Paper(title=title)) is None
    known = finder.complete(Paper(title=title, authors=(Name("A Two"),)))
    assert known is not None
    assert known.paper.doi == "10.5555/two"
    other["author"].append({"given": "B", "family": "Three"})
    services.instead.clear()
    services.say("query.bibliographic", crossref_list(one, other))
    counted = finder.complete(Paper(title=title, author_count=2))
    assert counted is not None
    assert counted.paper.doi == "10.5555/two"


def test_a_short_title_needs_something_to_speak_for_it(finder: Finder, services: Services) -> None:
    short = work(replace(PAPERS[1], title="Deep Wells"))
    services.say("query.bibliographic", crossref_list(short), crossref_list(short))
    assert finder.complete(Paper(title="Deep Wells")) is None
    assert finder.complete(Paper(title="Deep Wells", year=2023)) is not None


def test_a_review_of_the_paper_is_not_the_paper(finder: Finder, services: Services) -> None:
    review = work(PAPERS[1]) | {"type": "peer-review"}
    services.say("query.bibliographic", crossref_list(review))
    services.say("search_query", Reply(type="application/atom+xml", body=b"<feed/>"))
    assert finder.complete(Paper(title=PAPERS[1].title)) is None


def test_a_record_without_authors_is_the_last_resort(finder: Finder, services: Services) -> None:
    bare = work(PAPERS[1]) | {"author": []}
    services.say("query.bibliographic", crossref_list(bare))
    found = finder.complete(Paper(title=PAPERS[1].title))
    assert found is not None
    assert found.source == "arxiv-atom"  # Crossref knew it first, arXiv knew who wrote it


def test_keys_widen_the_search(services: Services, clock: Clock) -> None:
    with Finder(services.settings(), clock=clock, sleep=clock.sleep) as finder:
        assert finder.complete(Paper(title="A Dataset of Moonlit Fences", kind="dataset")) is None
    with Finder(services.settings(keys=True), clock=clock, sleep=clock.sleep) as finder:
        found = finder.complete(Paper(title="A Dataset of Moonlit Fences", kind="dataset"))
    assert found is not None


def test_nothing_found_with_a_failure_is_a_failure(finder: Finder, services: Services) -> None:
    services.say("search_query", Reply(500))
    with pytest.raises(LookupFailedError, match="is unavailable"):
        finder.complete(Paper(title="A Title That Nobody Ever Gave"))


# -- what the manual says


def test_the_manual_names_every_service_with_its_pause_and_address() -> None:
    text = (Path(__file__).parents[2] / "docs" / "looking-up.md").read_text(encoding="utf-8")
    rows = {
        tuple(cell.strip() for cell in line.split("|")[1:5]) for line in text.splitlines() if line.startswith("| `")
    }
    assert rows == {
        (f"`{name}`", service.title, service.base, f"{service.pause:g} s") for name, service in SERVICES.items()
    }
    for number in (
        f"{DEADLINE:g} seconds",
        f"{SIZE_LIMIT // 1024**2} MB",
        f"{LIKENESS:g} %",
        f"{BATCH} papers at once",
    ):
        assert number in text


def test_a_word_of_any_length_is_looked_at_quickly() -> None:
    with within(2):
        for word in ("/full" * 40_000, "https://x.org/10.1000/" + "/full" * 40_000 + "x", ")" * 200_000,
                     "10.1000/" + ")" * 100_000, "a," * 100_000, "https://arxiv.org/" + "a/" * 100_000):  # fmt: skip
            identify(word)
