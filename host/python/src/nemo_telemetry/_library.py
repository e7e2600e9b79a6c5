"""The shared library of the package `wasmtime`, without the modules of that package.

Those declare all of it when they are loaded, more than a thousand functions, which takes longer than everything else in a short program.
This host needs fifty, and they are the same in all versions that are named here. Of any other version the package itself is loaded.
"""

from __future__ import annotations

import os
import sys

from ._locks import RUNTIME
from ._surroundings import processor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctypes import CDLL

VERSIONS = range(45, 51)
"""Major versions for which `FUNCTIONS` holds. Within one, functions stay as they are."""

_FILES = {"linux": "_libwasmtime.so", "darwin": "_libwasmtime.dylib", "win32": "_wasmtime.dll"}
_MACHINES = {"AMD64": "x86_64", "arm64": "aarch64", "ARM64": "aarch64"}

FUNCTIONS = {
    "wasm_byte_vec_delete": "- p",
    "wasm_byte_vec_new": "- p size p",
    "wasm_config_new": "p",
    "wasm_engine_new_with_config": "p p",
    "wasmtime_component_deserialize": "p p p size p",
    "wasmtime_component_export_index_delete": "- p",
    "wasmtime_component_func_call": "p p p p size p size",
    "wasmtime_component_func_type": "p p p",
    "wasmtime_component_func_type_delete": "- p",
    "wasmtime_component_func_type_param_count": "size p",
    "wasmtime_component_func_type_param_nth": "bool p size p p p",
    "wasmtime_component_func_type_result": "bool p p",
    "wasmtime_component_instance_get_export_index": "p p p p p size",
    "wasmtime_component_instance_get_func": "bool p p p p",
    "wasmtime_component_linker_delete": "- p",
    "wasmtime_component_linker_instance_add_func": "p p p size p p p",
    "wasmtime_component_linker_instance_add_instance": "p p p size p",
    "wasmtime_component_linker_instance_delete": "- p",
    "wasmtime_component_linker_instantiate": "p p p p p",
    "wasmtime_component_linker_new": "p p",
    "wasmtime_component_linker_root": "p p",
    "wasmtime_component_list_type_element": "- p p",
    "wasmtime_component_new": "p p p size p",
    "wasmtime_component_option_type_ty": "- p p",
    "wasmtime_component_record_type_field_count": "size p",
    "wasmtime_component_record_type_field_nth": "bool p size p p p",
    "wasmtime_component_resource_any_clone": "p p",
    "wasmtime_component_resource_any_delete": "- p",
    "wasmtime_component_resource_any_drop": "p p p",
    "wasmtime_component_serialize": "p p p",
    "wasmtime_component_type": "p p",
    "wasmtime_component_type_delete": "- p",
    "wasmtime_component_type_import_count": "size p p",
    "wasmtime_component_type_import_nth": "bool p p size p p p",
    "wasmtime_component_val_delete": "- p",
    "wasmtime_component_val_new": "p p",
    "wasmtime_component_vallist_new_uninit": "- p size",
    "wasmtime_component_valrecord_new_uninit": "- p size",
    "wasmtime_component_valtype_delete": "- p",
    "wasmtime_config_consume_fuel_set": "- p bool",
    "wasmtime_config_cranelift_opt_level_set": "- p u8",
    "wasmtime_config_max_wasm_stack_set": "- p size",
    "wasmtime_config_memory_guard_size_set": "- p u64",
    "wasmtime_config_memory_init_cow_set": "- p bool",
    "wasmtime_config_memory_reservation_for_growth_set": "- p u64",
    "wasmtime_config_memory_reservation_set": "- p u64",
    "wasmtime_config_parallel_compilation_set": "- p bool",
    "wasmtime_config_signals_based_traps_set": "- p bool",
    "wasmtime_config_wasm_component_model_set": "- p bool",
    "wasmtime_context_set_fuel": "p p u64",
    "wasmtime_error_delete": "- p",
    "wasmtime_error_message": "- p p",
    "wasmtime_error_new": "p p",
    "wasmtime_store_context": "p p",
    "wasmtime_store_delete": "- p",
    "wasmtime_store_limiter": "- p i64 i64 i64 i64 i64",
    "wasmtime_store_new": "p p p p",
}
"""What a function returns and takes; `p` is a pointer, `-` nothing."""


def find() -> tuple[str, str] | None:
    """Find the library and its version, without loading anything; None: it is not where it is expected, or not of a known version."""
    file = _FILES.get(sys.platform)
    machine = processor()
    folder = _folder()
    if not file or not folder or sys.maxsize <= 1 << 32:
        return None
    path = os.path.join(folder, f"{sys.platform}-{_MACHINES.get(machine, machine)}", file)
    number = _version(os.path.dirname(folder))
    major = number.partition(".")[0]
    if not major.isdecimal() or int(major) not in VERSIONS or not os.path.isfile(path):
        return None
    return path, number


def _folder() -> str | None:
    """Give the folder of the package. Whoever finds modules is asked, as an import does, which would also load it."""
    for finder in sys.meta_path:
        spec = finder.find_spec("wasmtime", None) if hasattr(finder, "find_spec") else None
        if spec:
            return next(iter(spec.submodule_search_locations or ()), None)
    return None


def _version(folder: str) -> str:
    """Read the version of the package in a folder off the name of its description; empty: there is none, or more than one."""
    start, end = "wasmtime-", ".dist-info"
    try:
        found = [name for name in os.listdir(folder) if name.startswith(start) and name.endswith(end)]
    except OSError:
        return ""
    return found[0][len(start) : -len(end)] if len(found) == 1 else ""


def load(path: str) -> CDLL:
    """Load the library, and declare its functions.

    Raises:
        OSError: it cannot be loaded.
        AttributeError: it lacks a function.
    """
    with RUNTIME.loading:
        import ctypes

    kinds = {
        "-": None,
        "bool": ctypes.c_bool,
        "i64": ctypes.c_int64,
        "p": ctypes.c_void_p,
        "size": ctypes.c_size_t,
        "u64": ctypes.c_uint64,
        "u8": ctypes.c_uint8,
    }
    library = ctypes.CDLL(path)
    for name, types in FUNCTIONS.items():
        function = getattr(library, name)
        function.restype, *function.argtypes = map(kinds.__getitem__, types.split())
    return library
