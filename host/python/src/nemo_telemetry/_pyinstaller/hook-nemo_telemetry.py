"""What PyInstaller puts into a program: the component, modules that are loaded by name, and the runtime's library."""

from PyInstaller.utils.hooks import collect_data_files, collect_dynamic_libs, collect_submodules, copy_metadata


def _is_used(name: str) -> bool:
    return not name.endswith((".pytest_plugin", ".testing", "._pyinstaller"))


datas = [*collect_data_files("nemo_telemetry", includes=["component.wasm", "compiled-out"]), *copy_metadata("wasmtime")]
hiddenimports = collect_submodules("nemo_telemetry", filter=_is_used)
# Its name has an underscore before the `lib` that PyInstaller looks for.
binaries = collect_dynamic_libs("wasmtime", search_patterns=["*.so", "*.dylib", "*.dll"])
