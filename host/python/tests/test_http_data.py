"""What every host makes of answers and addresses, as data: `tests/host`. `host/HTTP.md` describes the cases."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from typing import Any

import pytest
from conftest import ROOT, Collector
from test_http import Raw, answer

from nemo_telemetry import _url
from nemo_telemetry._http import HttpTransport
from nemo_telemetry._proxies import Proxies
from nemo_telemetry._tickets import Answer


def cases(file: str, name: str = "name") -> list[Any]:
    return [pytest.param(case, id=str(case[name])) for case in json.loads((ROOT / "tests" / "host" / file).read_text())]


def read(connection: socket.socket) -> None:
    """Read a request: its head, and the body `{}` if it says that it has one."""
    data = b""
    while not (data.endswith(b"\r\n\r\n{}") or (data.endswith(b"\r\n\r\n") and data.startswith(b"CONNECT"))):
        part = connection.recv(4096)
        if not part:
            return
        data += part


def play(connection: socket.socket, steps: list[dict[str, Any]], over: threading.Event) -> None:
    for step in steps:
        if "read" in step:
            read(connection)
        elif "send" in step:
            connection.sendall(step["send"].encode("latin-1"))
        elif "repeat" in step:
            connection.sendall((step["repeat"][0] * step["repeat"][1]).encode())
        elif "endless" in step:
            while not over.is_set():
                connection.sendall(step["endless"].encode() * 100)
        else:
            over.wait(60)


@pytest.mark.parametrize("case", cases("http.json"))
def test_answers(case: dict[str, Any]) -> None:
    over = threading.Event()
    server = Raw(lambda connection: play(connection, case["server"], over))
    proxy = {"HTTPS_PROXY": f"http://127.0.0.1:{server.port}"} if case.get("proxy") else {}
    transport = HttpTransport(proxy)
    try:
        url = "https://collector.invalid/" if proxy else server.url
        found = answer(transport, transport.start(url, "{}", case.get("timeoutMs", 60_000)))
    finally:
        over.set()
        transport.end()
        server.close()
    expect = case["expect"]
    retry_after = expect["retryAfter"]
    if isinstance(retry_after, dict):
        retry_after = retry_after["repeat"][0] * retry_after["repeat"][1]
    assert found == Answer(expect["outcome"], expect["status"], retry_after, expect["unsure"])
    assert server.connections == 1


@pytest.mark.parametrize("case", cases("addresses.json", "url"))
def test_addresses(case: dict[str, Any]) -> None:
    try:
        _url.parse(case["url"])
        permitted = True
    except ValueError:
        permitted = False
    assert permitted == case["permitted"], case["why"]


@pytest.mark.parametrize("case", cases("tls.json", "why"))
def test_certificates(case: dict[str, Any], collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ROOT / "tests" / "host" / "tls"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{case['certificate']}.pem")
    server = collector.server
    server.socket = context.wrap_socket(server.socket, server_side=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "authority.pem"))
    transport = HttpTransport({})
    try:
        found = answer(transport, transport.start(f"https://{case['host']}:{server.server_port}/", "{}", 60_000))
    finally:
        transport.end()
    assert found == (Answer("answered", 200) if case["believed"] else Answer("unreachable"))
    assert len(collector.bodies) == case["believed"]


@pytest.mark.parametrize("case", cases("no-proxy.json", "why"))
def test_no_proxy(case: dict[str, Any]) -> None:
    address = _url.parse(case["url"])
    proxies = Proxies({"HTTPS_PROXY": "http://proxy.example:1", "NO_PROXY": case["noProxy"]})
    assert (proxies.route(address.host, address.port) is None) == case["direct"]
