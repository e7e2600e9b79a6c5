"""The host's side of the `http` import, against servers on this machine."""

from __future__ import annotations

import errno
import os
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Collector

from nemo_telemetry import _http, _tls, _url
from nemo_telemetry._http import HttpTransport
from nemo_telemetry._proxies import Proxies, UnusableProxyError
from nemo_telemetry._tickets import Answer, Tickets

SOON = 30_000
"""Milliseconds, long enough for any machine."""


def answer(transport: HttpTransport, ticket: int) -> Answer:
    while True:
        found = transport.poll(ticket)
        if found:
            return found
        transport.wait(60)


def post(transport: HttpTransport, url: str, timeout_ms: int = SOON, body: str = "{}") -> Answer:
    return answer(transport, transport.start(url, body, timeout_ms))


@pytest.fixture
def transport() -> Iterator[HttpTransport]:
    transport = HttpTransport({})
    yield transport
    transport.end()


class Raw:
    """A server that does what a test says with each connection."""

    def __init__(self, handle: Callable[[socket.socket], None], family: int = socket.AF_INET) -> None:
        self.listener = socket.socket(family)
        self.listener.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
        self.listener.listen()
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self.handle, self.connections = handle, 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection = self.listener.accept()[0]
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection: socket.socket) -> None:
        with connection:
            try:
                self.handle(connection)
            except OSError:
                pass

    def close(self) -> None:
        self.listener.close()


def read(connection: socket.socket) -> bytes:
    """Read a request with the body `{}`."""
    data = b""
    while not data.endswith(b"\r\n\r\n{}"):
        part = connection.recv(4096)
        if not part:
            return data
        data += part
    return data


@pytest.fixture
def raw() -> Iterator[Callable[..., Raw]]:
    servers: list[Raw] = []

    def make(handle: Callable[[socket.socket], None], family: int = socket.AF_INET) -> Raw:
        servers.append(Raw(handle, family))
        return servers[-1]

    yield make
    for server in servers:
        server.close()


def test_a_body_arrives_unchanged_with_no_header_of_ones_own(transport: HttpTransport, raw: Any) -> None:
    heard: list[bytes] = []

    def handle(connection: socket.socket) -> None:
        heard.append(read(connection))
        connection.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")

    server = raw(handle)
    assert post(transport, server.url + "path?a=b") == Answer("answered", 202)
    head, body = heard[0].split(b"\r\n\r\n")
    first, *headers = head.decode().split("\r\n")
    assert (first, body) == ("POST /path?a=b HTTP/1.1", b"{}")
    names = {line.split(": ")[0].title(): line.split(": ")[1] for line in headers}
    assert names == {
        "Host": f"127.0.0.1:{server.port}",
        "Content-Type": "application/json",
        "Content-Length": "2",
        "User-Agent": "nemo-telemetry/0.1.0",
    }


def test_a_connection_is_used_again(transport: HttpTransport, collector: Collector) -> None:
    for _ in range(3):
        assert post(transport, collector.url).status == 200
    assert len(collector.connections) == 1


def test_a_connection_that_was_idle_for_long_is_not_used_again(
    transport: HttpTransport, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_http, "IDLE_MS", -1000)
    for _ in range(2):
        assert post(transport, collector.url).status == 200
    assert len(collector.connections) == 2


def test_what_comes_unasked_behind_an_answer_is_not_the_next_one(transport: HttpTransport, raw: Any) -> None:
    again = threading.Event()

    def handle(connection: socket.socket) -> None:
        read(connection)
        if server.connections == 1:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
            again.wait(60)
        connection.sendall(b"HTTP/1.1 202 OK\r\nContent-Length: 0\r\n\r\n")

    server = raw(handle)
    assert post(transport, server.url).status == 200
    assert post(transport, server.url).status == 202
    again.set()
    assert server.connections == 2


def test_what_comes_unasked_after_an_answer_is_not_the_next_one(transport: HttpTransport, raw: Any) -> None:
    sent = threading.Event()

    def handle(connection: socket.socket) -> None:
        read(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        # The connection is kept once it was read up to here.
        while transport._lane and transport._lane._job:
            time.sleep(0.001)
        connection.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
        sent.set()
        read(connection)

    server = raw(handle)
    assert post(transport, server.url).status == 200
    assert sent.wait(60)
    assert post(transport, server.url).status == 200
    assert server.connections == 2


@pytest.mark.parametrize(
    ("answer", "again"),
    [
        ("HTTP/1.1 204 None", True),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", True),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: Close\r\n\r\n{}", False),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", False),
        ("HTTP/1.1 200 OK", False),
        ("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}", False),
    ],
)
def test_when_a_connection_serves_again(transport: HttpTransport, raw: Any, answer: str, again: bool) -> None:
    def handle(connection: socket.socket) -> None:
        while read(connection):
            connection.sendall((answer if "\r\n\r\n" in answer else answer + "\r\n\r\n").encode())

    server = raw(handle)
    for _ in range(2):
        assert 200 <= post(transport, server.url).status <= 204
    assert server.connections == (1 if again else 2)


def test_a_target_arrives_as_it_is_written(transport: HttpTransport, collector: Collector) -> None:
    url = collector.url.rpartition("/v1.1")[0]
    assert post(transport, url + "/a%20%22b%22/%C3%BC?x=[1]&y=%7Bz%7D").status == 200
    assert post(transport, url + "?q").status == 200
    assert collector.paths == ["/a%20%22b%22/%C3%BC?x=[1]&y=%7Bz%7D", "/?q"]


def test_a_redirect_is_an_answer_and_not_followed(transport: HttpTransport, raw: Any) -> None:
    def handle(connection: socket.socket) -> None:
        read(connection)
        connection.sendall(b"HTTP/1.1 307 Elsewhere\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n")

    server = raw(handle)
    assert post(transport, server.url) == Answer("answered", 307)
    assert server.connections == 1


def test_retry_after_is_passed_on(transport: HttpTransport, raw: Any) -> None:
    def handle(connection: socket.socket) -> None:
        read(connection)
        connection.sendall(b"HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n")

    assert post(transport, raw(handle).url) == Answer("answered", 429, "7")


def test_a_slow_drip_does_not_extend_the_deadline(transport: HttpTransport, raw: Any, collector: Collector) -> None:
    assert post(transport, collector.url).status == 200, "everything is loaded"
    closed = threading.Event()

    def handle(connection: socket.socket) -> None:
        read(connection)
        try:
            for byte in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000:
                connection.sendall(bytes([byte]))
                time.sleep(0.01)
        finally:
            closed.set()

    assert post(transport, raw(handle).url, 1000) == Answer("timeout", 0, "", True)
    assert closed.wait(60), "the connection is shut, and with it the drip ends"


def test_after_a_timeout_another_thread_sends(transport: HttpTransport, raw: Any, collector: Collector) -> None:
    def handle(connection: socket.socket) -> None:
        read(connection)
        threading.Event().wait(60)

    assert post(transport, raw(handle).url, 100).outcome == "timeout"
    assert post(transport, collector.url).status == 200


def test_a_request_behind_a_slow_one_is_over_time_without_having_left(transport: HttpTransport, raw: Any) -> None:
    heard = []

    def handle(connection: socket.socket) -> None:
        heard.append(read(connection))
        threading.Event().wait(60)

    server = raw(handle)
    first = transport.start(server.url, "{}", SOON)
    while not heard:
        time.sleep(0.001)
    assert answer(transport, transport.start(server.url, "{}", 100)) == Answer("timeout")
    transport.cancel(first)
    assert len(heard) == 1


def test_a_reset_after_the_body_is_unsure(transport: HttpTransport, raw: Any) -> None:
    assert post(transport, raw(lambda connection: read(connection)).url) == Answer("failed", 0, "", True)


def test_what_is_no_http_is_a_failure(transport: HttpTransport, raw: Any) -> None:
    def handle(connection: socket.socket) -> None:
        read(connection)
        connection.sendall(b"220 smtp ready\r\n")

    assert post(transport, raw(handle).url) == Answer("failed", 0, "", True)


def test_certificates_that_cannot_be_read_fail_one_request(
    transport: HttpTransport, secure: str, certificate: Path, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the process has no descriptors left."""

    def broken() -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with monkeypatch.context() as patch:
        patch.setattr(_tls, "make_context", broken)
        assert post(transport, secure) == Answer("unreachable", 0, "", False)
    assert post(transport, secure).status == 200
    assert len(collector.bodies) == 1


def test_nobody_there_is_unreachable(transport: HttpTransport) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        assert post(transport, f"http://127.0.0.1:{nobody.getsockname()[1]}/") == Answer("unreachable")


@pytest.mark.parametrize(
    "url", ["http://example.com/", "ftp://127.0.0.1/", "https://a:b@example.com/", "", "/path", "https://", "https://h:99999/"]
)
def test_other_urls_are_denied(transport: HttpTransport, url: str) -> None:
    assert post(transport, url) == Answer("denied")


@pytest.mark.parametrize(
    ("url", "permitted"),
    [
        ("http://localhost/", True),
        ("http://LOCALHOST:1/", True),
        ("http://127.9.9.9:1/x", True),
        ("http://[::1]:2", True),
        ("http://127.1/", False),
        ("http://[::ffff:127.0.0.1]/", False),
        ("http://localhost.example.com/", False),
        ("https://example.com", True),
        ("https://exa mple.com", False),
    ],
)
def test_which_urls_are_permitted(url: str, permitted: bool) -> None:
    try:
        _url.parse(url)
        assert permitted
    except ValueError as error:
        assert not permitted and (not url or url not in str(error))


def test_localhost_is_never_looked_up(transport: HttpTransport, raw: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def handle(connection: socket.socket) -> None:
        read(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    original = socket.getaddrinfo
    asked: list[bytes] = []

    def look_up(host: bytes, *arguments: Any) -> Any:
        asked.append(host)
        return original(host, *arguments)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert post(transport, f"http://localhost:{raw(handle).port}/").status == 200
    assert post(transport, f"http://localhost:{raw(handle, socket.AF_INET6).port}/").status == 200
    assert set(asked) <= {b"127.0.0.1", b"::1"}


def test_sinks(transport: HttpTransport, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "events.jsonl"
    for _ in range(2):
        assert post(transport, f"file:{path}", body='{"n":"ü"}') == Answer("answered", 200)
    assert path.read_text() == '{"n":"ü"}\n' * 2
    assert path.stat().st_mode & 0o777 == 0o600
    assert post(transport, f"file:{tmp_path}/none/x") == Answer("failed")
    assert post(transport, "file:relative").outcome == "denied"
    assert post(transport, "stdout:").status == post(transport, "stderr:").status == 200
    assert capsys.readouterr() == ("{}\n", "{}\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes")
def test_a_pipe_that_nobody_reads_is_not_waited_for(transport: HttpTransport, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert post(transport, f"file:{tmp_path}/pipe") == Answer("failed")


def test_a_ticket_is_spent_by_its_answer(transport: HttpTransport, collector: Collector) -> None:
    ticket = transport.start(collector.url, "{}", SOON)
    assert answer(transport, ticket).status == 200
    assert transport.poll(ticket) == transport.poll(99) == Answer("failed")


def test_a_body_does_not_leave_once_its_ticket_is_gone() -> None:
    tickets = Tickets()
    tickets.open(1, time.monotonic() + 60)
    assert tickets.release(1) and tickets.is_released(1)
    tickets.close(1)
    assert not tickets.release(1)
    tickets.open(2, time.monotonic() - 1)
    assert not tickets.release(2)
    assert tickets.collect(2) == Answer("timeout")


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    keys = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    command = ["openssl", "req", "-x509", *keys, *subject, "-keyout", str(path), "-out", str(path) + ".crt"]
    subprocess.run(command, check=True, capture_output=True)
    path.write_text(path.read_text() + Path(str(path) + ".crt").read_text())
    return path


@pytest.fixture
def secure(collector: Collector, certificate: Path) -> str:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    collector.server.socket = context.wrap_socket(collector.server.socket, server_side=True)
    return collector.url.replace("http:", "https:")


def test_a_certificate_that_nobody_vouches_for_is_refused(transport: HttpTransport, secure: str, collector: Collector) -> None:
    assert post(transport, secure) == Answer("unreachable")
    assert not collector.bodies


def test_ssl_cert_file_vouches(transport: HttpTransport, secure: str, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert post(transport, secure).status == 200
    assert post(transport, secure.replace("127.0.0.1", "localhost")).status == 200


def test_https_goes_through_the_proxy(raw: Any) -> None:
    heard: list[bytes] = []

    def handle(connection: socket.socket) -> None:
        heard.append(connection.recv(4096))
        connection.sendall(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")

    proxy = f"http://user:p%40ss@127.0.0.1:{raw(handle).port}"
    transport = HttpTransport({"HTTPS_PROXY": proxy})
    assert post(transport, "https://example.invalid/").outcome == "unreachable"
    transport.end()
    assert heard[0].startswith(b"CONNECT example.invalid:443 HTTP/1.")
    assert b"authorization: Basic dXNlcjpwQHNz" in heard[0].replace(b"Proxy-A", b"a").replace(b"proxy-a", b"a")


def relay(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_tunnel_through_a_proxy(
    scheme: str, raw: Any, secure: str, certificate: Path, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    heard: list[bytes] = []

    def handle(connection: socket.socket) -> None:
        if scheme == "https":
            connection = context.wrap_socket(connection, server_side=True)
        with connection, socket.create_connection(("127.0.0.1", collector.server.server_port)) as there:
            heard.append(connection.recv(4096))
            connection.sendall(b"HTTP/1.1 200 Connected\r\nVia: here\r\n\r\n")
            threading.Thread(target=relay, args=(there, connection), daemon=True).start()
            relay(connection, there)

    server = raw(handle)
    monkeypatch.setattr(_url, "is_loopback", lambda host: False)
    transport = HttpTransport({"HTTPS_PROXY": f"{scheme}://localhost:{server.port}"})
    body = "x" * 200_000
    for _ in range(2):
        assert post(transport, secure, body=body) == Answer("answered", 200)
    transport.end()
    assert collector.bodies == [body, body] and server.connections == 1
    place = secure.split("/")[2]
    assert heard == [f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n\r\n".encode()]


def test_a_ticket_that_is_given_up_says_whether_its_body_may_arrive(transport: HttpTransport) -> None:
    begun = threading.Event()

    def never(connection: socket.socket) -> None:
        connection.recv(100_000)
        begun.set()
        time.sleep(5)

    server = Raw(never)
    try:
        first = transport.start(server.url, "x" * 1000, SOON)
        waiting = transport.start(server.url, "{}", SOON)
        assert begun.wait(60)
        while not transport._tickets.is_released(first):
            time.sleep(0.001)
        assert not transport.cancel(waiting) and transport.cancel(first)
        assert not transport.cancel(first) and not transport.cancel(99)
    finally:
        server.listener.close()


def route(variables: dict[str, str], host: str, port: int = 443) -> str | None:
    try:
        proxy = Proxies(variables).route(host, port)
    except UnusableProxyError:
        return "unusable"
    return proxy and f"{proxy.scheme}://{proxy.host}:{proxy.port}"


def test_which_proxy() -> None:
    both = {"ALL_PROXY": "http://all:1", "HTTPS_PROXY": "secure:2"}
    assert route(both, "example.com") == "http://secure:2"
    assert route({"ALL_PROXY": "http://all:1"}, "example.com") == "http://all:1"
    assert route({"https_proxy": "http://low:1", "HTTPS_PROXY": "http://up:2"}, "example.com") == "http://low:1"
    assert route({"https_proxy": "", "HTTPS_PROXY": "http://up:2"}, "example.com") == "http://up:2"
    assert route({"HTTP_PROXY": "http://plain:1"}, "example.com") is None
    for host in ("localhost", "127.0.0.1", "::1"):
        assert route({"ALL_PROXY": "http://all:1"}, host) is None
    for proxy, found in (
        ("HTTP://Proxy.Example", "http://Proxy.Example:80"),
        ("https://a:b@c@[fd00::7]/", "https://fd00::7:443"),
        ("http://h\u00e4user:", "http://xn--huser-gra:80"),
        ("https://h:65536", "unusable"),
        ("http://h:x", "unusable"),
    ):
        assert route({"HTTPS_PROXY": proxy}, "example.com") == found


@pytest.mark.parametrize("proxy", ["socks5://socks:1080", "ftp://x", "not a url", "http://"])
def test_a_proxy_that_cannot_be_used_is_not_passed_by(proxy: str) -> None:
    assert route({"HTTPS_PROXY": proxy, "NO_PROXY": "in.example"}, "example.com") == "unusable"
    assert route({"HTTPS_PROXY": proxy, "NO_PROXY": "in.example"}, "in.example") is None
