"""One POST at a time, without waiting for it: the host's side of the `http` import.

A thread of its own sends over HTTP/1.1 with urllib3. The caller is never blocked by a name server, a proxy or a slow collector, and the
deadline of a request is kept here: one that is over time is answered, its connection shut, and its thread left behind if it is stuck in
something that cannot be ended.

What leaves the process: a request line and `Content-Type: application/json`, `Content-Length`, `Host`, `User-Agent` and the body,
unchanged. No redirect is followed, nothing is retried, no response body is looked at.
"""

from __future__ import annotations

import socket
import threading
import time

from . import _sink, _threads, _url
from ._limits import CONNECT_MS, IDLE_MS, SPARE_BODY, SPARE_MS
from ._locks import RUNTIME
from ._proxies import Proxies, UnusableProxyError, split_credentials
from ._tickets import Answer, Tickets
from ._version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


INTERIM = (100, *range(102, 200))
"""Statuses of answers that another one follows. 101 is the end, of a protocol that nobody asked for."""

MAX_HEAD = 16 * 1024
"""Bytes before the body of an answer."""


class GivenUpError(Exception):
    """Nobody waits for the request any more."""


class HttpTransport:
    """Sends requests one after the other. No method raises: whatever goes wrong is said in an answer."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        """Take the proxies of these environment variables. No thread is started yet."""
        self._proxies = Proxies(variables)
        self._tickets = Tickets()
        self._last = 0
        self._lane: _Lane | None = None

    def start(self, url: str, body: str, timeout_ms: int) -> int:
        """Hand a request over, and return its ticket at once."""
        self._last += 1
        ticket = self._last
        deadline = time.monotonic() + timeout_ms / 1000
        self._tickets.open(ticket, deadline)
        address = None
        if not _sink.is_sink(url):
            try:
                address = _url.parse(url)
            except ValueError:
                self._tickets.answer(ticket, Answer("denied"))
                return ticket
        try:
            if not self._lane or self._lane.is_lost():
                self._lane = _Lane(self._tickets, self._proxies)
            self._lane.put(_Job(ticket, url, address, body.encode(), deadline))
        except Exception:
            # No thread can be had: the interpreter is about to end, or the system has no more.
            self._tickets.answer(ticket, Answer("failed"))
        return ticket

    def poll(self, ticket: int) -> Answer | None:
        """Ask for the answer to a ticket."""
        answer = self._tickets.collect(ticket)
        if answer and answer.outcome == "timeout" and self._lane:
            self._lane.cut(ticket)
        return answer

    def cancel(self, ticket: int) -> bool:
        """Give a ticket up: a body that has not begun to leave will not leave. Whether it may arrive."""
        may_arrive = self._tickets.close(ticket)
        if self._lane:
            self._lane.cut(ticket)
        return may_arrive

    def wait(self, seconds: float) -> None:
        """Block until there is an answer, or somebody says `wake`."""
        self._tickets.wait(seconds)

    def wake(self) -> None:
        """End the wait, from any thread."""
        self._tickets.wake()

    def end(self) -> None:
        """Let the thread end: nobody asks any more."""
        if self._lane:
            self._lane.put(None)


class _Job:
    __slots__ = ("address", "body", "deadline", "ticket", "url")

    def __init__(self, ticket: int, url: str, address: _url.Address | None, body: bytes, deadline: float) -> None:
        self.ticket, self.url, self.address, self.body, self.deadline = ticket, url, address, body, deadline


class _Lane:
    """The thread, and the request that it is at."""

    def __init__(self, tickets: Tickets, proxies: Proxies) -> None:
        self._tickets, self._proxies = tickets, proxies
        # None: there will be no more. Not one of `queue`: gevent replaces those by ones for its own kind of threads, also where it leaves
        # threads alone.
        self._jobs: list[_Job | None] = []
        self._lock = threading.Condition()
        self._job: _Job | None = None
        self._socket: socket.socket | None = None
        self._lost = False
        _threads.start(self._work, (), "nemo-telemetry-http")

    def put(self, job: _Job | None) -> None:
        with self._lock:
            self._jobs.append(job)
            self._lock.notify()

    def is_lost(self) -> bool:
        """Whether the thread is stuck in a request that nobody waits for."""
        with self._lock:
            return self._lost

    def cut(self, ticket: int) -> None:
        """End a request that is under way, and go on without the thread if that does not end it."""
        with self._lock:
            if self._job and self._job.ticket == ticket:
                self._lost = True
                _shut(self._socket)

    def hold(self, connected: socket.socket | None) -> None:
        """Remember the connection that the request uses, so that it can be cut."""
        with self._lock:
            self._socket = connected
            if self._lost:
                _shut(connected)

    def _work(self) -> None:
        client: _Client | None = None
        while True:
            with self._lock:
                while not self._jobs:
                    self._lock.wait()
                job = self._jobs.pop(0)
                self._job, self._socket = job, None
            if not job:
                break
            if self._tickets.is_open(job.ticket):
                if not job.address:
                    if self._tickets.release(job.ticket):
                        self._tickets.answer(job.ticket, _write(job))
                else:
                    try:
                        client = client or _Client(self._proxies, self)
                    except BaseException:
                        # Modules cannot be loaded without descriptors. The next request tries again.
                        self._tickets.answer(job.ticket, Answer("failed"))
                    else:
                        client.post(self._tickets, job)
            with self._lock:
                self._job = self._socket = None
                if self._lost:
                    # Another thread is at it by now, or will be.
                    break
        if client:
            client.close()


def _shut(connected: socket.socket | None) -> None:
    try:
        if connected:
            connected.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # It is gone already, which is what was wanted.


def _write(job: _Job) -> Answer:
    try:
        with RUNTIME.writing:
            _sink.write(job.url, job.body.decode())
    except _sink.UnopenedError:
        return Answer("failed")
    except Exception:
        # A stream may be anything that the program has put there.
        return Answer("failed", 0, "", True)
    return Answer("answered", 200)


class _Client:
    """urllib3 with its connections and certificates."""

    def __init__(self, proxies: Proxies, lane: _Lane) -> None:
        with RUNTIME.loading:
            # Python needs it to look a host up, and loads it then.
            import encodings.idna  # noqa: F401
            import ssl

            import urllib3

        self._urllib3, self._proxies = urllib3, proxies
        self._secure, self._plain = _connections(lane)
        self._make_context = ssl.create_default_context
        self._context: ssl.SSLContext | None = None
        self._managers: dict[str, Any] = {}
        self._used = 0.0

    def post(self, tickets: Tickets, job: _Job) -> None:
        """Send a request and leave its answer in the table."""
        try:
            response = self._exchange(tickets, job)
        except BaseException as error:
            released = tickets.is_released(job.ticket)
            tickets.answer(job.ticket, self._unanswered(error, released, job))
            self.close()
            return
        status = response.status
        if 200 <= status <= 599:
            retry_after = (response.headers.getlist("Retry-After") or [""])[0].strip(" \t")
            tickets.answer(job.ticket, Answer("answered", status, retry_after if retry_after.isascii() else ""))
        else:
            tickets.answer(job.ticket, Answer("failed", 0, "", True))
        self._recycle(response)

    def _exchange(self, tickets: Tickets, job: _Job) -> Any:
        address = job.address
        if not address:
            raise GivenUpError
        if time.monotonic() - self._used > IDLE_MS / 1000:
            self.close()
        manager = self._manager(self._proxies.route(address.host, address.port))
        left = max(job.deadline - time.monotonic(), 0.001)
        host = f"[{address.host}]" if ":" in address.host else address.host
        return manager.urlopen(
            "POST",
            f"{address.scheme}://{host}:{address.port}{address.target}",
            body=_held(tickets, job),
            headers={
                "Content-Type": "application/json",
                "Content-Length": str(len(job.body)),
                "Host": _host_header(address),
                "User-Agent": f"nemo-telemetry/{__version__}",
                "Accept-Encoding": self._urllib3.util.SKIP_HEADER,
            },
            timeout=self._urllib3.Timeout(connect=min(CONNECT_MS / 1000, left), read=left),
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
        )

    def _manager(self, proxy: str | None) -> Any:
        if (proxy or "") not in self._managers:
            if not self._context:
                # It looks at SSL_CERT_FILE and SSL_CERT_DIR, else at the system's certificates.
                with RUNTIME.certificates:
                    self._context = self._make_context()
            if proxy:
                url, credentials = split_credentials(proxy)
                headers = self._urllib3.make_headers(proxy_basic_auth=credentials) if credentials else None
                manager: Any = self._urllib3.ProxyManager(
                    url, proxy_headers=headers, ssl_context=self._context, proxy_ssl_context=self._context, maxsize=1
                )
            else:
                manager = self._urllib3.PoolManager(ssl_context=self._context, maxsize=1)
            manager.pool_classes_by_scheme = {"http": self._plain, "https": self._secure}
            self._managers[proxy or ""] = manager
        return self._managers[proxy or ""]

    def _recycle(self, response: Any) -> None:
        """Free the connection for the next request when that costs nothing; a body that is long or slow closes it."""
        try:
            length = response.headers.get("Content-Length", "")
            connection = response.connection
            if length.isdecimal() and int(length) <= SPARE_BODY:
                # Without a body the connection is free already.
                if connection and connection.sock:
                    connection.sock.settimeout(SPARE_MS / 1000)
                response.read(SPARE_BODY + 1)
                response.release_conn()
                self._used = time.monotonic()
                return
        except Exception:
            pass  # What is left of an answer is of no interest.
        response.close()
        self.close()

    def _unanswered(self, error: BaseException, released: bool, job: _Job) -> Answer:
        if time.monotonic() >= job.deadline or (released and isinstance(error, self._urllib3.exceptions.TimeoutError)):
            return Answer("timeout", 0, "", released)
        if released:
            return Answer("failed", 0, "", True)
        if isinstance(error, (UnusableProxyError, OSError, self._urllib3.exceptions.HTTPError)):
            return Answer("unreachable")
        return Answer("failed")

    def close(self) -> None:
        """Close all connections."""
        for manager in self._managers.values():
            for key in manager.pools.keys():  # noqa: SIM118 - it is no dictionary
                manager.pools[key].close()
            manager.clear()
        self._used = 0.0


def _host_header(address: _url.Address) -> str:
    host = f"[{address.host}]" if ":" in address.host else address.host
    default = 443 if address.scheme == "https" else 80
    return host if address.port == default else f"{host}:{address.port}"


def _held(tickets: Tickets, job: _Job) -> Iterator[bytes]:
    """Give the body, after asking whether it may still leave.

    urllib3 takes it when the head is sent and not before. So a body that was not asked for has not left, whatever the error, and one
    whose ticket is cancelled or over time never will.
    """
    if not tickets.release(job.ticket):
        raise GivenUpError
    yield job.body


def _connections(lane: _Lane) -> tuple[type, type]:
    """Make the pools of connections that tell the lane which socket is in use, and never look `localhost` up."""
    from http.client import HTTPException, HTTPResponse

    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.exceptions import NewConnectionError

    def connect(connection: Any, original: Any) -> socket.socket:
        made: socket.socket
        if connection._dns_host.lower() == "localhost":
            connection._dns_host = "127.0.0.1"
            try:
                made = original()
            except NewConnectionError:
                connection._dns_host = "::1"
                made = original()
        else:
            made = original()
        lane.hold(made)
        return made

    class Head:
        """What is read of an answer until its body begins, with all interim answers before it."""

        def __init__(self, file: Any) -> None:
            self._file, self._left, self.last = file, MAX_HEAD, b""

        def readline(self, most: int) -> bytes:
            self.last = self._file.readline(most)
            self._left -= len(self.last)
            if self._left < 0:
                raise HTTPException("the head is too long")
            return self.last

        def close(self) -> None:
            self._file.close()

    class Reply(HTTPResponse):
        """An answer as `wit/http.wit` has it; one that is none raises."""

        def begin(self) -> None:
            file: Any = self.fp
            head: Any = Head(file)
            self.fp = head
            super().begin()
            while self.status in INTERIM:
                # Otherwise it takes the answer for one that has begun.
                self.headers = self.msg = None  # type: ignore[assignment]
                super().begin()
            self.fp = file
            lengths = {length.strip(" \t") for length in self.headers.get_all("Content-Length", ())}
            if not head.last or len(lengths) > 1 or not all(length.isascii() and length.isdecimal() for length in lengths):
                raise HTTPException("the head is broken")

    class Plain(HTTPConnection):
        response_class = Reply

        def _new_conn(self) -> socket.socket:
            return connect(self, super()._new_conn)

        def request(self, *arguments: Any, **options: Any) -> None:
            # One that is used again was not made just now.
            lane.hold(self.sock)
            super().request(*arguments, **options)

    class Secure(HTTPSConnection):
        response_class = Reply

        def _new_conn(self) -> socket.socket:
            return connect(self, super()._new_conn)

        def connect(self) -> None:
            super().connect()
            # The socket below the TLS one has given its connection away.
            lane.hold(self.sock)

        def request(self, *arguments: Any, **options: Any) -> None:
            lane.hold(self.sock)
            super().request(*arguments, **options)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return SecurePool, PlainPool
