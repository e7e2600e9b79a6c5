"""A whole host in one file: `python smoke.py COMPONENT [URL]` sends an event and prints the ledger.

This is the page that a host in another language is copied from; it is for Linux and macOS. All that
is decided about telemetry is decided in the component. A host has, in this order:

1. HTTP: requests that nobody waits for,
2. the folder, in which events and the audit log outlive the process,
3. facts: what the policy asks for, looked up by name; and the file of a person's decision,
4. an instance of the component: clocks, random numbers, and values that cross its border,
5. what follows a trap,
6. the inbox, and the thread that does what the component orders,
7. the end of the process.

The packages have more, for speed and comfort: a check before anything is loaded, a cache of
compiled code, proxies, connections that are kept, and events that are saved when a process ends
before the component is loaded.
"""

from __future__ import annotations

import atexit
import errno
import http.client
import ipaddress
import json
import os
import re
import secrets
import socket
import stat
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from urllib.parse import SplitResult, urlsplit

from wasmtime import Engine, Store, WasmtimeError
from wasmtime.component import Component, Func, Linker, Record, Variant

Fact = dict[str, str]
Query = tuple[str, Any]
Life = dict[str, Any]
Table = dict[str, dict[str, tuple[Callable[..., Any], Any]]]
Clock = Callable[[], int]

# Only these say that a file is absent. Whatever else goes wrong, it may be there.
ABSENT = (FileNotFoundError, NotADirectoryError)

# `guest/schema/host.json` has the reasons.
EXIT_MS = 50
SHUTDOWN_RESERVE_MS = 25
FLUSH_MS = 2000
CONNECT_MS = 1000
MAX_LINE = 64 * 1024
MAX_TEXT = 256 * 1024
MAX_FOLDER_TEXT = 512 * 1024
MAX_BUFFER = 512 * 1024
MAX_FACT = 64 * 1024
MAX_TRAPS = 8
MAX_REQUESTS = 16
MAX_PROBLEMS = 32
MEMORY = 4 * 1024 * 1024

# ---------------------------------------------------------------------------------------- 1. HTTP


def answer(outcome: str, status: int = 0, retry: str = "", unsure: bool = False) -> dict[str, Any]:
    """Make the end of a request, as `wit/http.wit` describes it."""
    return {"outcome": outcome, "status": status, "retry-after": retry, "unsure": unsure}


FAILED = answer("failed")


@dataclass
class Flight:
    """A request under way, and the instant of the monotonic clock by which it ends, in seconds."""

    deadline: float
    # Bytes of the body may have left: without an answer, the request is unsure from then on.
    released: bool = False
    answer: dict[str, Any] | None = None


class Http:
    """Sends each request on a thread, because the look-up of a name cannot be interrupted."""

    def __init__(self, on_answer: Callable[[], None]) -> None:
        """Have no requests. `on_answer` is called from a thread when one has ended."""
        self.on_answer = on_answer
        self.lock = threading.Lock()
        self.flights: dict[int, Flight] = {}
        self.last = 0

    def start(self, request: dict[str, Any]) -> int:
        """Hand a request over, and return its ticket at once. 0 is no ticket."""
        with self.lock:
            if len(self.flights) >= MAX_REQUESTS:
                return 0
            self.last += 1
            deadline = time.monotonic() + request["timeout-ms"] / 1000
            flight = self.flights[self.last] = Flight(deadline)
        arguments = (self.last, flight, request["url"], request["body"].encode())
        threading.Thread(target=self._send, args=arguments, daemon=True).start()
        return self.last

    def poll(self, ticket: int) -> dict[str, Any] | None:
        """Hand out an answer once: `None` before it is there, `FAILED` ever after."""
        with self.lock:
            flight = self.flights.get(ticket)
            if not flight:
                return FAILED
            if not flight.answer and time.monotonic() < flight.deadline:
                return None
            del self.flights[ticket]
            return flight.answer or answer("timeout", unsure=flight.released)

    def cancel(self, ticket: int) -> bool:
        """Give a ticket up. Whether its body may have left; one that has not never will."""
        with self.lock:
            flight = self.flights.pop(ticket, None)
            return flight is not None and flight.released

    def _release(self, ticket: int, flight: Flight) -> float:
        """Permit the body to leave. The seconds that it has."""
        with self.lock:
            left = flight.deadline - time.monotonic()
            if ticket not in self.flights or left <= 0:
                raise TimeoutError
            flight.released = True
            return left

    def _send(self, ticket: int, flight: Flight, url: str, body: bytes) -> None:
        try:
            if url in ("stdout:", "stderr:") or url.startswith("file:/"):
                self._release(ticket, flight)
                found = write_line(url, body)
            elif is_permitted(parts := urlsplit(url)):
                found = self._post(ticket, flight, parts, body)
            else:
                found = answer("denied")
        except Exception as error:
            outcome = "failed" if flight.released else "unreachable"
            is_late = flight.released and isinstance(error, TimeoutError)
            if is_late or time.monotonic() >= flight.deadline:
                outcome = "timeout"
            found = answer(outcome, unsure=flight.released)
        with self.lock:
            flight.answer = found
        self.on_answer()

    def _post(self, ticket: int, flight: Flight, url: SplitResult, body: bytes) -> dict[str, Any]:
        """Send one request, and look at the head of the answer. A redirect is an answer, too."""
        # `localhost` is this machine, whatever a name server says.
        host = "127.0.0.1" if url.hostname == "localhost" else url.hostname or ""
        kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
        left = max(flight.deadline - time.monotonic(), 0.001)
        connection = kind(host, url.port, timeout=min(CONNECT_MS / 1000, left))
        try:
            connection.connect()
            connection.sock.settimeout(self._release(ticket, flight))
            target = (url.path or "/") + (f"?{url.query}" if url.query else "")
            connection.putrequest("POST", target, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", url.netloc)
            connection.putheader("Content-Type", "application/json")
            connection.putheader("Content-Length", str(len(body)))
            connection.putheader("User-Agent", "nemo-telemetry-smoke/0.2")
            connection.endheaders(body)
            response = connection.getresponse()
            retry = response.headers.get("Retry-After", "")
            return answer("answered", response.status, retry if retry.isascii() else "")
        finally:
            connection.close()


def write_line(url: str, body: bytes) -> dict[str, Any]:
    """Write a body to a stream or a file of this machine."""
    if url.startswith("file:"):
        with open(url[5:], "ab", opener=private) as file:
            file.write(body + b"\n")
    else:
        print(body.decode(), file=sys.stdout if url == "stdout:" else sys.stderr, flush=True)
    return answer("answered", 200)


def is_permitted(url: SplitResult) -> bool:
    """Whether a URL may be sent to: https, or http to this machine; and no user's name in it."""
    host = url.hostname or ""
    try:
        is_local = ipaddress.IPv4Address(host).is_loopback
    except ValueError:
        is_local = host in ("localhost", "::1")
    is_safe = url.scheme == "https" or (url.scheme == "http" and is_local)
    return is_safe and bool(host) and "@" not in url.netloc


# ----------------------------------------------------------------------------------- 2. the folder


def private(path: str, flags: int) -> int:
    """Open a file that only its person can read, and never through a link."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)


def make_folder(path: str) -> None:
    """Make a folder that only its person can enter, and what is above it."""
    if not os.path.isdir(path):
        make_folder(os.path.dirname(path))
        try:
            os.mkdir(path, 0o700)
        except FileExistsError:
            pass  # Another process was faster, or it is a link to nothing; whoever uses it sees.


def make_file(path: str, text: str, to: str | None = None) -> None:
    """Make a file with this text, and rename it. After an error, nothing of it stays behind."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(file, "wb") as opened:
            opened.write(text.encode())
        os.replace(path, to or path)
    except OSError:
        os.remove(path)
        raise


class Folder:
    """The one folder that the component sees, as `wit/folder.wit` asks for it.

    A method raises `OSError` where it fails. The component is then told none or false.
    """

    NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")

    def __init__(self, state: str | None, config: str | None, product: str, wall: Clock) -> None:
        """Look at nothing yet. No folder is made before the first file.

        Args:
            state: Folder of this project; `None`: there is no storage.
            config: Folder of decisions, where some products have logs of their own, too.
            product: Identifier of the product.
            wall: The clock that the component reads, in nanoseconds since 1970.
        """
        self.own = (state, os.path.join(state, product)) if state else ()
        self.stats = os.path.join(config, "nemoguardrails") if config else ""
        self.wall = wall

    def _folder(self, make: bool = False) -> str:
        """Find the folder: it is nobody else's, is no link, and closed to others."""
        if not self.own:
            raise FileNotFoundError
        if make:
            make_folder(self.own[-1])
        for folder in self.own:
            mode = os.lstat(folder).st_mode
            if not stat.S_ISDIR(mode):
                raise OSError(errno.ELOOP, "a link or a file in place of a folder", folder)
            if mode & 0o077:
                os.chmod(folder, 0o700)
        return self.own[-1]

    def _path(self, name: str, make: bool = False) -> str:
        if not self.NAME.fullmatch(name):
            raise OSError(errno.EINVAL, "not a name of this folder", name)
        if not name.startswith("usage_stats.json"):
            return os.path.join(self._folder(make), name)
        # That folder is the product's: it is left as it is, also when it is a link.
        if not self.stats:
            raise FileNotFoundError
        if make:
            make_folder(self.stats)
        return os.path.join(self.stats, name)

    def _find(self, name: str) -> tuple[str, os.stat_result]:
        path = self._path(name)
        data = os.lstat(path)
        if not stat.S_ISREG(data.st_mode):
            raise OSError(errno.ELOOP, "a link or a folder in place of a file", path)
        return path, data

    def _touch(self, path: str) -> bool:
        os.utime(path, ns=(self.wall(), self.wall()))
        return True

    def entries(self) -> str:
        """List every file: name, length, and time of the last change in milliseconds."""
        found = ""
        for name in os.listdir(self._folder()):
            if self.NAME.fullmatch(name) and not name.startswith("usage_stats.json"):
                try:
                    _, data = self._find(name)
                except OSError:
                    continue  # It is gone by now, or no file.
                line = f"{name} {data.st_size} {data.st_mtime_ns // 1_000_000}\n"
                if len(found) + len(line) <= MAX_FOLDER_TEXT:
                    found += line
        return found

    def stat(self, name: str) -> dict[str, float] | None:
        """Say what is known of a file. `None` only where the system says that it is absent."""
        try:
            _, data = self._find(name)
        except ABSENT:
            return None
        bytes_ = min(data.st_size, 2**32 - 1)
        return {"bytes": bytes_, "touched-ms": float(data.st_mtime_ns // 1_000_000)}

    def read(self, name: str, offset: int, most: int) -> str:
        """Read a part of a file."""
        path, _ = self._find(name)
        with open(path, "rb", opener=private) as file:
            file.seek(offset)
            lines = file.read(min(most, MAX_FOLDER_TEXT)).split(b"\n")
        return "\n".join(map(to_text, lines))

    def create(self, name: str, text: str) -> bool:
        """Make a file. Of all processes that try, one succeeds."""
        path = self._path(name, make=True)
        make_file(path, text)
        return self._touch(path)

    def append(self, name: str, text: str) -> bool:
        """Add to a file that is there, in one write; a part of a text is taken back."""
        path, data = self._find(name)
        added = text.encode()
        opened = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW)
        with open(opened, "ab", buffering=0) as file:
            if file.write(added) != len(added):
                file.truncate(data.st_size)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        return self._touch(path)

    def write(self, name: str, text: str) -> bool:
        """Put a text in place of a file's, which is there until the new one is whole."""
        path = self._path(name, make=True)
        make_file(f"{path}.tmp", text, path)
        return self._touch(path)

    def rename(self, name: str, to: str) -> bool:
        """Rename a file. Of all processes that try, one succeeds."""
        path, _ = self._find(name)
        os.replace(path, self._path(to))
        return True

    def touch(self, name: str) -> bool:
        """Set the time of the last change, from the clock that the component reads."""
        return self._touch(self._find(name)[0])

    def remove(self, name: str) -> bool:
        """Remove a file; it may be absent."""
        try:
            os.remove(self._find(name)[0])
        except ABSENT:
            pass
        return True


def to_text(line: bytes) -> str:
    """Read a line. One that is not UTF-8 becomes as many NULs, so that offsets stay."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return "\0" * len(line)


# ---------------------------------------------------------------------------------------- 3. facts


class Facts:
    """Looks up what the policy asks for, and nothing else. `host/FACTS.md` has the rules."""

    def __init__(self, variables: Mapping[str, str], calls: Mapping[str, str]) -> None:
        """Take the environment, and what the embedding program says by the name of the fact."""
        self.variables, self.calls = variables, calls
        # What was noticed already, such as that a notice was shown.
        self.hosts: dict[str, str] = {}

    def below(self, variable: str, *steps: str) -> str | None:
        """Name a place in a folder that a variable has, unless it has no absolute path."""
        folder = self.variables.get(variable, "")
        return os.path.join(folder.rstrip("/") + "/", *steps) if folder.startswith("/") else None

    def config(self) -> str | None:
        """Name the folder of decisions. The products look nowhere else."""
        return self.below("HOME", ".config")

    def state(self) -> str | None:
        """Name the folder of this project."""
        name = "nemo-telemetry"
        return self.below("XDG_STATE_HOME", name) or self.below("HOME", ".local", "state", name)

    def look(self, queries: list[Query]) -> list[Fact]:
        """Answer queries. What is absent is left out."""
        found = []
        for source, what in queries:
            value = getattr(self, source)(what)
            if value is not None:
                name = what["path"] if source == "file" else what
                # Bytes that are not UTF-8 have become half a surrogate pair each.
                value = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                found.append({"source": source, "name": name, "value": value})
        return found

    def variable(self, name: str) -> str | None:
        """Look at an environment variable."""
        return self.variables.get(name)

    def call(self, name: str) -> str | None:
        """Ask what the embedding program says."""
        return self.calls.get(name)

    def file(self, query: dict[str, Any]) -> str | None:
        """Read a stored decision."""
        path = self.path(query)
        return read_fact(path) if path else None

    def path(self, query: dict[str, Any]) -> str | None:
        """Say where a file is. A variable may hold another path, or a folder for one."""
        for name in (query["variable"] or "").split():
            variable, _, steps = name.partition("/")
            value = self.variables.get(variable)
            named = self.below(variable, *steps.split("/")) if steps else value
            if named:
                return named
        first, *rest = query["path"].split("/")
        return self.below("HOME", *rest) if first == "~" else self.below("HOME", ".config", first, *rest)

    def host(self, name: str) -> str | None:
        """Notice something around this process."""
        match name:
            case "administrator":
                return read_fact("/etc/nemo-telemetry/policy.toml")
            case "terminals":
                streams = {"stdin": sys.stdin, "stdout": sys.stdout, "stderr": sys.stderr}
                return " ".join(name for name, each in streams.items() if each and each.isatty())
            case "test-runner":
                modules = {"_pytest.config": "pytest", "unittest.main": "unittest"}
                return next((modules[name] for name in modules if name in sys.modules), None)
            case "user-name":
                return next(filter(None, map(self.variables.get, ("USER", "LOGNAME"))), None)
            case "host-name":
                return socket.gethostname()
            case "home-directory":
                return os.path.expanduser("~")
            case _:
                return self.hosts.get(name)


def read_fact(path: str) -> str | None:
    """Read a file that decides. `None`: it is absent. What cannot be read is empty, never a yes."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return None
        with open(path, "rb") as file:
            data = file.read(MAX_FACT + 1)
    except ABSENT:
        return None
    except (OSError, ValueError):
        return ""
    return "" if len(data) > MAX_FACT else data.decode("utf-8", "replace")


def store(path: str, text: str | None) -> None:
    """Put a person's decision in place of another, or remove it.

    A link to a file of the person's own stays, and that file is replaced; any other link is
    replaced itself, so that nothing is written through it.
    """
    if text is None:
        if os.path.lexists(path):
            os.remove(path)
        return
    if os.path.islink(path) and os.path.isfile(path):
        data = os.stat(path)
        if data.st_uid == os.geteuid() and not data.st_mode & 0o022:
            path = os.path.realpath(path)
    make_folder(os.path.dirname(os.path.abspath(path)))
    make_file(f"{path}.{secrets.token_hex(8)}.tmp", text, path)


# --------------------------------------------------------------------------------- 4. an instance


def to_wit(value: Any) -> Any:
    """Make records of dicts, which have the names of the WIT. All else is the runtime's form."""
    if isinstance(value, dict):
        made = Record()
        vars(made).update({name: to_wit(field) for name, field in value.items()})
        return made
    return [to_wit(item) for item in value] if isinstance(value, list) else value


def from_wit(value: Any) -> Any:
    """Make dicts of records, and of a variant a pair: its case and what it holds."""
    if isinstance(value, Record):
        return {name: from_wit(field) for name, field in vars(value).items()}
    if isinstance(value, Variant):
        return value.tag, from_wit(value.payload)
    return [from_wit(item) for item in value] if isinstance(value, list) else value


def imports(wall: Clock, monotonic: Clock, random: Clock, http: Any, folder: Any) -> Table:
    """Name every import: what to call, and what to answer where that raises."""

    def now() -> dict[str, int]:
        seconds, nanoseconds = divmod(max(wall(), 0), 1_000_000_000)
        return {"seconds": seconds, "nanoseconds": nanoseconds}

    actions = ("create", "append", "write", "rename", "touch", "remove")
    return {
        "wasi:clocks/wall-clock@0.2.12": {"now": (now, {"seconds": 0, "nanoseconds": 0})},
        "wasi:clocks/monotonic-clock@0.2.12": {"now": (monotonic, 0)},
        "wasi:random/random@0.2.12": {"get-random-u64": (random, 0)},
        "nemo:telemetry/http@0.2.0": {
            "start": (http.start, 0),
            "poll": (http.poll, answer("failed", unsure=True)),
            "cancel": (http.cancel, True),
        },
        "nemo:telemetry/folder@0.2.0": {
            "entries": (folder.entries, ""),
            "stat": (folder.stat, {"bytes": 0, "touched-ms": 0.0}),
            "read": (folder.read, None),
            **{name: (getattr(folder, name), False) for name in actions},
        },
    }


class TrapError(Exception):
    """An instance is lost."""


class SettingsError(ValueError):
    """Settings that no client can be opened with."""

    def __init__(self, problems: list[dict[str, Any]]) -> None:
        """Keep the problems: `pointer`, `code`, `message`, `suggestion` and `offset` of each."""
        super().__init__("; ".join(f"{each['pointer']}: {each['message']}" for each in problems))
        self.problems = problems


class Guest:
    """One instance of the component. After a trap it is of no more use: make another."""

    def __init__(self, engine: Engine, component: Component, table: Table) -> None:
        """Connect the imports. `engine` and `component` can be shared, an instance cannot."""
        self.store, self.linker = Store(engine), Linker(engine)
        self.store.set_limits(memory_size=MEMORY)
        self.lock = threading.Lock()
        self.found: dict[tuple[str, str], Func] = {}
        # Why an import failed last.
        self.reason = ""
        with self.linker.root() as root:
            for interface, functions in table.items():
                with root.add_instance(interface) as instance:
                    for name, (function, otherwise) in functions.items():
                        instance.add_func(name, self._guarded(function, otherwise))
        try:
            self.instance = self.linker.instantiate(self.store, component)
        except WasmtimeError as error:
            raise TrapError(f"the component does not start: {error}") from error

    def _guarded(self, function: Callable[..., Any], otherwise: Any) -> Callable[..., Any]:
        """Never raise into the component: that would end the instance."""

        def call(_store: object, *arguments: Any) -> Any:
            try:
                return to_wit(function(*map(from_wit, arguments)))
            except BaseException as error:
                self.reason = str(error)
                return to_wit(otherwise)

        return call

    def call(self, interface: str, function: str, *arguments: Any) -> Any:
        """Call an export, such as `labels` and `derive`. One at a time: two can end the process."""
        with self.lock:
            export = self._find(interface, function)
            try:
                return from_wit(export(self.store, *map(to_wit, arguments)))
            except WasmtimeError as error:
                raise TrapError(f"the component ended in {function}: {error}") from error

    def _find(self, interface: str, function: str) -> Func:
        """Look an export up, once."""
        if (interface, function) not in self.found:
            index = self.instance.get_export_index(self.store, f"nemo:telemetry/{interface}@0.2.0")
            index = index and self.instance.get_export_index(self.store, function, index)
            found = index and self.instance.get_func(self.store, index)
            if not found:
                raise LookupError(f"the component does not export {interface} {function}")
            self.found[interface, function] = found
        return self.found[interface, function]

    def close(self) -> None:
        """Free it now, and not while the interpreter ends."""
        self.found.clear()
        self.store.close()
        self.linker.close()


class Client:
    """A client in one instance."""

    def __init__(self, guest: Guest, settings: str, facts: list[Fact], life: Life) -> None:
        """Open it with settings in JSON, or raise `SettingsError`."""
        opened = guest.call("client", "[static]client.open", settings, facts, life)
        if isinstance(opened, list):  # result<client, list<problem>> comes without its tag
            raise SettingsError(opened)
        self.guest, self.handle = guest, opened

    def call(self, method: str, *arguments: Any) -> Any:
        """Call a method, such as `enqueue`."""
        return self.guest.call("client", f"[method]client.{method}", self.handle, *arguments)

    def close(self) -> None:
        """Free it. The runtime does not do that when Python forgets it."""
        try:
            self.handle.drop(self.guest.store)
        except WasmtimeError:
            pass  # It went with its instance.
        self.guest.close()


# ------------------------------------------------------------------------- 5. what follows a trap

COUNTS = ("accepted", "recovered", "delivered", "pending", "kept", "unsure")
NO_EVENTS: dict[str, Any] = {**dict.fromkeys(COUNTS, 0), "dropped": []}
Make = Callable[[], Guest]
Look = Callable[[Guest], list[Fact]]


class Session:
    """A client in as many instances as it takes. Every method raises `TrapError` after too many."""

    def __init__(self, make: Make, settings: str, look: Look) -> None:
        """Open the client. `look` finds the facts that the policy asks for."""
        self.make, self.settings, self.look = make, settings, look
        self.life: Life = {"token": secrets.token_hex(8), "traps": 0, "ledger": NO_EVENTS}
        # What the next instance has to be told again, and when the client has to end.
        self.orders: list[str] = []
        self.ends = 0.0
        self.client = self._open()

    def _open(self) -> Client:
        while True:
            try:
                guest = self.make()
                client = Client(guest, self.settings, self.look(guest), self.life)
                for order in self.orders:
                    client.call(order, *([self._left()] if order == "close" else []))
                self.life["ledger"] = client.call("ledger")
                return client
            except TrapError:
                self._count()

    def _count(self) -> None:
        self.life["traps"] += 1
        if self.life["traps"] >= MAX_TRAPS:
            raise

    def _follow(self) -> None:
        self._count()
        self.client.close()
        self.client = self._open()

    def _left(self) -> int:
        return max(int((self.ends - time.monotonic()) * 1000), 0)

    def call(self, method: str, *arguments: Any) -> Any:
        """Call a method, in another instance if need be, and remember the ledger."""
        while True:
            try:
                result = self.client.call(method, *arguments)
                self.life["ledger"] = self.client.call("ledger")
                return result
            except TrapError:
                self._follow()

    def order(self, method: str, ends: float = 0.0) -> int:
        """Call `flush`, `opt-out`, or `close` with the instant at which it ends."""
        self.ends = ends or self.ends
        result = self.call(method, *([self._left()] if method == "close" else []))
        self.orders.append(method)
        return result or 0

    def enqueue(self, lines: str) -> dict[str, Any] | None:
        """Pass lines. `None`: two instances have trapped with them."""
        for _ in range(2):
            before = self.life["ledger"]["accepted"]
            try:
                report: dict[str, Any] = self.client.call("enqueue", lines)
            except TrapError:
                self._follow()
                taken = self.life["ledger"]["accepted"] - before
                if taken:  # They were in the folder by then.
                    return {"accepted": taken, "ignored": 0, "rejected": []}
                continue
            self.call("ledger")
            return report
        return None


# -------------------------------------------------------------------- 6. the inbox and its thread


class Telemetry:
    """What a program uses, from any thread. No method raises, or waits longer than it says."""

    def __init__(self, component: str, settings: dict[str, Any], calls: dict[str, str]) -> None:
        """Start the thread. `component` is a path, `calls` what the program says to the policy."""
        self.component, self.settings, self.pid = component, settings, os.getpid()
        self.facts = Facts(os.environ, calls)
        # All that follows is changed by whoever holds this.
        self.changed = threading.Condition()
        self.lines: list[str] = []
        self.orders: set[str] = set()
        # When it ends, and how much longer the component was given.
        self.ends = self.granted = 0.0
        self.is_closed = self.is_busy = self.was_answered = self.has_ended = False
        self.decision: dict[str, Any] | None = None
        self.ledger = NO_EVENTS
        self.rejected = 0
        self.problems: list[str] = []
        threading.Thread(target=self._run, name="nemo-telemetry", daemon=True).start()
        # Daemon threads stop where they are when the interpreter ends.
        atexit.register(self.close)

    def enqueue(self, event: Mapping[str, Any]) -> bool:
        """Take an event. False: it was not taken."""
        now = datetime.now(timezone.utc)
        line = json.dumps({"ts": f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03}Z", **event})
        # A forked child has a copy of its parent's client, and leaves it alone.
        if os.getpid() != self.pid or len(line) > MAX_LINE:
            return False
        with self.changed:
            if self.is_closed or sum(map(len, self.lines)) + len(line) > MAX_BUFFER:
                return False
            self.lines.append(line + "\n")
            self.changed.notify_all()
        return True

    def flush(self, ms: int = FLUSH_MS) -> dict[str, Any]:
        """Send what is queued. The ledger, once nothing is pending or the time is over."""
        return self._order("flush", ms)

    def opt_out(self, ms: int = FLUSH_MS) -> dict[str, Any]:
        """Take a person's no: it is stored, and all that was kept is gone."""
        return self._order("opt-out", ms)

    def close(self, ms: int = EXIT_MS) -> dict[str, Any]:
        """End. What could not be sent by then is kept for the next program."""
        return self._order("close", ms)

    def _order(self, order: str, ms: int) -> dict[str, Any]:
        if os.getpid() != self.pid:
            return NO_EVENTS
        ends = time.monotonic() + ms / 1000
        with self.changed:
            self.orders.add(order)
            if order != "flush":
                self.is_closed = True
                self.ends = min(self.ends or ends, ends)
            self.changed.notify_all()
            self.changed.wait_for(lambda: self._is_done(order), ms / 1000)
            if self.granted:
                left = max(self.granted - time.monotonic(), 0)
                self.changed.wait_for(lambda: self._is_done(order), left)
            return self.ledger

    def _is_done(self, order: str) -> bool:
        is_idle = not (self.lines or self.orders or self.is_busy or self.ledger["pending"])
        return self.has_ended or (order == "flush" and is_idle)

    def _answered(self) -> None:
        with self.changed:
            self.was_answered = True
            self.changed.notify_all()

    def _note(self, problem: str) -> None:
        with self.changed:
            if problem not in self.problems and len(self.problems) < MAX_PROBLEMS:
                self.problems.append(problem)

    def _run(self) -> None:
        try:
            product = self.settings["product"]
            engine = Engine()
            component = Component.from_file(engine, self.component)
            table = imports(
                time.time_ns,
                time.monotonic_ns,
                lambda: secrets.randbits(64),
                Http(self._answered),
                Folder(self.facts.state(), self.facts.config(), product, time.time_ns),
            )
            session = Session(
                lambda: Guest(engine, component, table),
                json.dumps(self.settings),
                lambda guest: self.facts.look(guest.call("policy", "queries", product)),
            )
            self._drive(session)
            session.client.close()
        except Exception as error:
            self._note(str(error))
        with self.changed:
            self.has_ended = self.is_closed = True
            self.changed.notify_all()

    def _drive(self, session: Session) -> None:
        """Do what the component orders, until nothing is left to do."""
        while True:
            order, what = session.call("poll")
            match order:
                case "look":
                    session.call("tell", self.facts.look(what))
                case "show":
                    if self._show(what):
                        self.facts.hosts["notice"] = "true"
                        session.call("tell", self.facts.look([("host", "notice")]))
                case "warn":
                    self._note(f"{what} ({session.client.guest.reason})")
                case "store":
                    self._store(what)
                case "wait" | "done":
                    self._publish(session)
                    if order == "done" and not {"close", "opt-out"}.isdisjoint(session.orders):
                        return
                    # While telemetry is off there is nothing to do before a person says no.
                    self._take(session, order == "done", what)

    def _show(self, notice: str) -> bool:
        try:
            return sys.stderr.write(f"{notice}\n") > 0
        except (AttributeError, OSError, ValueError):
            return False  # There is no such stream.

    def _store(self, file: dict[str, Any]) -> None:
        try:
            path = self.facts.path(file["place"])
            if not path:
                raise FileNotFoundError("no variable says where a person's files are")
            store(path, file["text"])
        except OSError as error:
            self._note(f"{file['place']['path']} was not stored: {error}")

    def _publish(self, session: Session) -> None:
        decision = session.call("decision")
        with self.changed:
            self.decision, self.ledger = decision, session.life["ledger"]
            self.is_busy = False
            self.changed.notify_all()

    def _take(self, session: Session, is_off: bool, wait: int | None) -> None:
        """Wait for something to do, and do it."""
        with self.changed:
            seconds = None if wait is None else wait / 1000
            self.changed.wait_for(lambda: self.lines or self.orders or self.was_answered, seconds)
            lines, orders = self.lines, self.orders
            self.lines, self.orders, self.was_answered, self.is_busy = [], set(), False, True
        # What comes while telemetry is off, or a person says no, is dropped.
        while lines and not is_off and "opt-out" not in orders:
            text = ""
            while lines and len(text) + len(lines[0]) <= MAX_TEXT:
                text += lines.pop(0)
            report = session.enqueue(text)
            self.rejected += len(report["rejected"]) if report else text.count("\n")
        if "flush" in orders:
            session.order("flush")
        if "opt-out" in orders:
            session.order("opt-out")
        elif "close" in orders:
            now = time.monotonic()
            left = max(self.ends - now - SHUTDOWN_RESERVE_MS / 1000, 0)
            granted = session.order("close", now + left) / 1000
            with self.changed:
                self.granted = now + granted + SHUTDOWN_RESERVE_MS / 1000 if granted > left else 0


# ------------------------------------------------------------------------------------- 7. the end

SETTINGS = {"product": "agent-toolkit", "clientVersion": "1.9.0"}
EVENT = {
    "event": "nat_cli_command",
    "parameters": {"command": "run", "taskStatus": "success", "pythonVersion": "3.12.4"},
}


def main(component: str, url: str = "stdout:") -> None:
    """Send one event, and print the ledger."""
    settings = {**SETTINGS, "endpoint": url, "outbox": True}
    telemetry = Telemetry(component, settings, {"enabled": "true"})
    telemetry.enqueue(EVENT)
    telemetry.flush(10_000)
    print(json.dumps(telemetry.close()))
    for problem in telemetry.problems:
        print(problem, file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
