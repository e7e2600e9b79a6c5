"""One POST at a time, without waiting for it: the host's side of the `http` import.

A thread of its own sends over HTTP/1.1. The caller is never blocked by a name server, a proxy or a slow collector, and the
deadline of a request is kept here: one that is over time is answered, its connection shut, and its thread left behind if it is stuck in
something that cannot be ended.

What leaves the process: a request line and `Content-Type: application/json`, `Content-Length`, `Host`, `User-Agent` and the body,
unchanged. No redirect is followed, nothing is retried, no response body is looked at.
"""

from __future__ import annotations

import socket
import threading
import time

from . import __version__, _connection, _head, _sink, _threads, _tls, _url
from ._limits import CONNECT_MS, IDLE_MS, SPARE_BODY, SPARE_MS
from ._locks import RUNTIME
from ._proxies import Proxies, UnusableProxyError
from ._tickets import Answer, Tickets

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping


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

    def hold(self, connected: socket.socket) -> None:
        """Remember the connection that the request uses, so that it can be cut."""
        with self._lock:
            self._socket = connected
            if self._lost:
                _shut(connected)

    def _work(self) -> None:
        client = _Client(self._proxies, self)
        while True:
            with self._lock:
                while not self._jobs:
                    self._lock.wait()
                job = self._jobs.pop(0)
                self._job, self._socket = job, None
            if not job:
                break
            if self._tickets.is_open(job.ticket):
                if job.address:
                    client.post(self._tickets, job, job.address)
                elif self._tickets.release(job.ticket):
                    self._tickets.answer(job.ticket, _write(job))
            with self._lock:
                self._job = self._socket = None
                if self._lost:
                    # Another thread is at it by now, or will be.
                    break
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
    """Sends requests, and keeps the last connection for the next one."""

    def __init__(self, proxies: Proxies, lane: _Lane) -> None:
        self._proxies, self._hold = proxies, lane.hold
        self._context: ssl.SSLContext | None = None
        self._connection: _connection.Connection | None = None
        # Where the connection leads, and when it was used, in seconds of the monotonic clock.
        self._way: object = None
        self._used = 0.0

    def post(self, tickets: Tickets, job: _Job, address: _url.Address) -> None:
        """Send a request and leave its answer in the table."""
        try:
            connection, head, rest = self._exchange(tickets, job, address)
        except BaseException as error:
            released = tickets.is_released(job.ticket)
            tickets.answer(job.ticket, _unanswered(error, released, job.deadline))
            self.close()
            return
        retry_after = (head.all(b"retry-after") or [b""])[0]
        tickets.answer(job.ticket, Answer("answered", head.status, retry_after.decode() if retry_after.isascii() else ""))
        self._recycle(connection, head.body(), len(rest))

    def _exchange(self, tickets: Tickets, job: _Job, address: _url.Address) -> tuple[_connection.Connection, _head.Head, bytes]:
        connection = self._connect(address, job.deadline)
        connection.wait_at_most(_left(job.deadline))
        # One whose ticket is cancelled or over time never leaves. What fails before this has not left.
        if not tickets.release(job.ticket):
            raise GivenUpError
        connection.send(_head_of(address, len(job.body)) + job.body)
        return connection, *_head.read(connection.receive)

    def _connect(self, address: _url.Address, deadline: float) -> _connection.Connection:
        proxy = self._proxies.route(address.host, address.port)
        way = (address.scheme, address.host, address.port, proxy)
        connection = self._connection
        if connection and way == self._way and time.monotonic() - self._used <= IDLE_MS / 1000 and connection.is_quiet():
            self._hold(connection.socket)
            return connection
        self.close()
        seconds = min(CONNECT_MS / 1000, _left(deadline))
        self._connection = _connection.connect(address, proxy, self._secure, seconds, self._hold)
        self._way = way
        return self._connection

    def _secure(self) -> ssl.SSLContext:
        self._context = self._context or _tls.make_context()
        return self._context

    def _recycle(self, connection: _connection.Connection, length: int | None, received: int) -> None:
        """Keep the connection for the next request when that costs nothing; a body that is long or slow closes it."""
        until = time.monotonic() + SPARE_MS / 1000
        try:
            while length is not None and received < length <= SPARE_BODY:
                connection.wait_at_most(_left(until))
                part = connection.receive(length - received)
                received += len(part)
                if not part or time.monotonic() >= until:
                    break
        except Exception:
            pass  # What is left of an answer is of no interest.
        if received == length:
            self._used = time.monotonic()
        else:
            self.close()

    def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection:
            connection.close()


def _left(deadline: float) -> float:
    """Seconds until then; never 0, which would mean not to wait at all."""
    return max(deadline - time.monotonic(), 0.001)


def _unanswered(error: BaseException, released: bool, deadline: float) -> Answer:
    if time.monotonic() >= deadline or (released and isinstance(error, TimeoutError)):
        return Answer("timeout", 0, "", released)
    if released:
        return Answer("failed", 0, "", True)
    # Modules, too, cannot be loaded without descriptors. The next request tries again.
    if isinstance(error, (UnusableProxyError, _head.BrokenError, OSError)):
        return Answer("unreachable")
    return Answer("failed")


def _head_of(address: _url.Address, length: int) -> bytes:
    lines = (
        f"POST {address.target} HTTP/1.1",
        f"Host: {_url.authority(address.scheme, address.host, address.port)}",
        "Content-Type: application/json",
        f"Content-Length: {length}",
        f"User-Agent: nemo-telemetry/{__version__}",
    )
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode("ascii")
