"""The runtime's library without its package: what is declared of it, what crosses, and when the package takes its place."""

from __future__ import annotations

import ctypes
import gc
import os
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import wasmtime._bindings as bindings  # type: ignore[import-untyped, unused-ignore]
import wasmtime._ffi as ffi
from conftest import Collector, run

from nemo_telemetry import _binding, _library, _package, _runtime, _values, _world
from nemo_telemetry._engine import Limits
from nemo_telemetry._instance import Instance, TrapError
from nemo_telemetry._limits import MEMORY, STACK

LIMITS = Limits(MEMORY, STACK, False, 0)


def found() -> tuple[str, str]:
    place = _library.find()
    assert place, "the installed version is one of those that are tested"
    return place


@pytest.fixture(scope="module", params=["library", "package"])
def loaded(request: pytest.FixtureRequest) -> _runtime.Loaded:
    engine: Any = _package.Engine(LIMITS) if request.param == "package" else _binding.Engine(_library.load(found()[0]), LIMITS)
    return _runtime.Loaded(engine, engine.compile(_runtime.read()), None)


@pytest.fixture
def instance(loaded: _runtime.Loaded) -> Iterator[Instance]:
    instance = Instance(loaded, _world.Imports())
    yield instance
    instance.close()


def kind(type_: Any) -> str:
    """Name a type of `ctypes` as `FUNCTIONS` does."""
    if type_ is None:
        return "-"
    if type_ is ctypes.c_void_p or hasattr(type_, "_type_") and not isinstance(type_._type_, str) or hasattr(type_, "_flags_"):
        return "p"
    known = {ctypes.c_bool: "bool", ctypes.c_size_t: "size", ctypes.c_int64: "i64", ctypes.c_uint64: "u64", ctypes.c_uint8: "u8"}
    return known[type_]


def same(name: str) -> str:
    # On the systems that there are, the two numbers of 64 bits are one type.
    return name.replace("u64", "size")


@pytest.mark.parametrize("name", _library.FUNCTIONS)
def test_functions_are_declared_as_the_package_declares_them(name: str) -> None:
    function = getattr(bindings, f"_{name}")
    theirs = " ".join(map(kind, (function.restype, *function.argtypes)))
    assert same(_library.FUNCTIONS[name]) == same(theirs)


def test_no_function_is_declared_that_nobody_calls() -> None:
    source = "".join(Path(module.__file__ or "").read_text() for module in (_binding, _values))
    assert {name for name in _library.FUNCTIONS if not re.search(rf"\.{name}\b", source)} == set()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (_values.Value, "wasmtime_component_val_t"),
        (_values.Type, "wasmtime_component_valtype_t"),
        (_values.Vector, "wasm_byte_vec_t"),
        (_values.Vector, "wasmtime_component_vallist_t"),
        (_values.Vector, "wasmtime_component_valrecord_t"),
        (_values._Field, "wasmtime_component_valrecord_entry_t"),
        (_values._Variant, "wasmtime_component_valvariant_t"),
        (_values._Result, "wasmtime_component_valresult_t"),
        (_binding._Place, "wasmtime_component_instance_t"),
    ],
)
def test_values_are_laid_out_as_the_package_lays_them_out(ours: Any, theirs: str) -> None:
    def fields(structure: Any) -> list[tuple[int, int]]:
        return [(getattr(structure, name).offset, getattr(structure, name).size) for name, _ in structure._fields_]

    other = getattr(ffi, theirs)
    assert ctypes.sizeof(ours) == ctypes.sizeof(other)
    # The number of an instance has four bytes, and four unused ones behind it.
    assert [start for start, _ in fields(ours)] == [start for start, _ in fields(other)]


def test_places_have_room_for_what_the_library_keeps_there() -> None:
    for name in ("wasmtime_component_func_t", "wasmtime_component_item_t"):
        assert ctypes.sizeof(getattr(ffi, name)) <= _binding._ROOM


def test_kinds_have_the_numbers_of_the_package() -> None:
    names = [name for name in vars(_values) if re.fullmatch("_[A-Z]+[0-9]*", name) and isinstance(getattr(_values, name), int)]
    assert len(names) > 15
    for name in names:
        assert getattr(_values, name) == getattr(ffi, f"WASMTIME_COMPONENT{name}").value
    for name in ("BOOL", "STRING", "LIST", "RECORD", "ENUM", "OPTION", "BORROW"):
        assert getattr(_values, f"_TYPE_{name}") == getattr(ffi, f"WASMTIME_COMPONENT_VALTYPE_{name}").value
    for number, value in _values._TYPE_NUMBERS.items():
        assert number == getattr(ffi, f"WASMTIME_COMPONENT_VALTYPE_{_values._NUMBERS[value].upper()}").value


def test_texts_numbers_lists_and_options_cross(instance: Instance) -> None:
    for given, expected in ((None, "undefined"), ("org/model", "org/model"), ("/home/ü/\0", "local_path"), ("x" * 200_000, "local_path")):
        assert instance.call("labels", "sanitize-model", given, False) == expected
    assert instance.call("labels", "average-tokens", 10.0, 3) == 3
    assert instance.call("labels", "average-tokens", 10.0, 0) == -1
    assert instance.call("labels", "bucket-records", float("nan")) == "100001+"
    assert instance.call("labels", "collect-model-hosts", []) == ["other"]
    assert instance.call("labels", "collect-model-hosts", [None, "local", "a"]) == ["a", "local"]
    assert instance.call("labels", "join-aliases", ["b", "", "ä", "a"]) == "a,b,ä"
    assert {"name": "nat_cli_command", "version": "1.5"} in instance.call("catalog", "events")
    assert ("variable", "DO_NOT_TRACK") in instance.call("policy", "queries", "agent-toolkit")
    fact = {"source": "call", "name": "enabled", "value": "true"}
    assert instance.call("policy", "decide", "agent-toolkit", [fact])["state"] == "on"
    assert instance.call("policy", "consent-file", "nobody", True, 0.0) in (("none", None), ("write", ""))


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("sanitize-model", (b"x", False)),
        ("sanitize-model", ("\ud800", False)),
        ("sanitize-model", (None, 1)),
        ("sanitize-model", (None,)),
        ("average-tokens", (1, 1)),
        ("average-tokens", (1.0, 1.0)),
        ("collect-model-hosts", ("text",)),
        ("collect-model-hosts", (["x", 5, "y"],)),
        ("unheard-of", ()),
    ],
)
def test_what_does_not_fit_is_refused_before_it_crosses(instance: Instance, function: str, arguments: tuple[object, ...]) -> None:
    with pytest.raises(TrapError, match="the component ended in labels"):
        instance.call("labels", function, *arguments)
    assert instance.call("labels", "join-aliases", ["a"]) == "a"


def test_records_that_lack_a_field_are_refused(instance: Instance) -> None:
    with pytest.raises(TrapError):
        instance.call("catalog", "validate", {"name": "nat_cli_command"}, "{}")
    with pytest.raises(TrapError):
        instance.call("policy", "decide", "agent-toolkit", [{"source": "nowhere", "name": "x", "value": "y"}])


def test_an_import_that_answers_what_does_not_fit_ends_the_instance(loaded: _runtime.Loaded) -> None:
    imports = _world.Imports(random=lambda: "no number")  # type: ignore[arg-type, return-value]
    instance = Instance(loaded, imports)
    life = {"token": "0" * 16, "traps": 0, "ledger": dict.fromkeys(("accepted", "recovered", "delivered", "pending", "kept", "unsure"), 0)}
    life["ledger"]["dropped"] = []  # type: ignore[index]
    facts = [{"source": "call", "name": "enabled", "value": "true"}]
    with pytest.raises(TrapError, match="expected"):
        instance.call("client", "[static]client.open", '{"product": "agent-toolkit"}', facts, life)
    instance.close()
    instance.close()


def memory() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="this system does not say how much memory a process has")
def test_what_crosses_is_freed(loaded: _runtime.Loaded) -> None:
    def cross(times: int) -> None:
        for _ in range(times):
            instance = Instance(loaded, _world.Imports())
            for _ in range(10):
                instance.call("labels", "join-aliases", ["x" * 100_000, "y" * 100_000])
                instance.call("labels", "sanitize-model", "z" * 100_000, False)
                instance.call("catalog", "validate", {"name": "nat_cli_command", "version": "1.5"}, '{"a": "' + "w" * 60_000 + '"}')
                instance.call("catalog", "inventory")
                with pytest.raises(TrapError):
                    instance.call("labels", "collect-model-hosts", ["x" * 100_000, 5])
            instance.close()

    cross(2)
    before = memory()
    cross(10)
    # One text of each kind of call that is lost would be ten megabytes at least.
    assert memory() - before < 8_000_000


@pytest.mark.skipif(not os.path.exists("/proc/self/maps"), reason="this system does not list the memory of a process")
def test_an_instance_that_is_forgotten_is_freed() -> None:
    """The package holds what an instance imports for good, and with it the instance."""
    engine = _binding.Engine(_library.load(found()[0]), LIMITS)
    loaded = _runtime.Loaded(engine, engine.compile(_runtime.read()), None)

    def mappings() -> int:
        gc.collect()
        with open("/proc/self/maps") as file:
            return len(file.readlines())

    Instance(loaded, _world.Imports())
    before = mappings()
    for _ in range(50):
        Instance(loaded, _world.Imports()).call("catalog", "events")
    assert mappings() - before < 25


@pytest.mark.parametrize("versions", [range(0), _library.VERSIONS])
def test_another_version_is_loaded_with_its_package(versions: range, collector: Collector, environment: Path) -> None:
    script = f"""
from nemo_telemetry import _library
_library.VERSIONS = {versions!r}
with open(sys.argv[1]) as queue:
    queue.enqueue(event(1))
    assert queue.flush(60).delivered == 1
    assert queue.status().runtime.startswith("wasmtime ")
assert ("wasmtime" in sys.modules) == (not _library.VERSIONS)
"""
    run(script, collector.url, home=environment)
    assert collector.numbers == [1]


def test_where_the_library_is_not_where_it_is_expected_the_package_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found()[1] == version("wasmtime")
    with monkeypatch.context() as patch:
        patch.setattr(_library, "processor", lambda: "pdp-11")
        assert _library.find() is None
    (tmp_path / "wasmtime").mkdir()
    (tmp_path / "wasmtime" / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert _library.find() is None
    for number in ("45.0.0", "46.0.0"):
        (tmp_path / f"wasmtime-{number}.dist-info").mkdir()
        assert _library._version(str(tmp_path)) == ("45.0.0" if number == "45.0.0" else "")
    assert _library.find() is None
