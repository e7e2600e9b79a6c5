"""Pushes a component to a registry that runs on this machine for as long as that takes, and fetches it back.

Usage: registry.py COMPONENT VERSION
"""

import contextlib
import hashlib
import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import oras.client

CONFIG = "application/vnd.wasm.config.v0+json"
"""Media type of what describes a component, as registries of WebAssembly have agreed on."""

LAYER = "application/wasm"
"""Media type of the component itself."""


@contextlib.contextmanager
def registry(folder: Path) -> Iterator[str]:
    """Run a registry on a free port of the loopback interface.

    Yields:
        Its address.

    Raises:
        RuntimeError: it ended, or does not answer.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    settings = {
        "version": "0.1",
        "log": {"accesslog": {"disabled": True}},
        "storage": {"filesystem": {"rootdirectory": str(folder)}},
        "http": {"addr": address},
    }
    (folder / "config.json").write_text(json.dumps(settings))
    process = subprocess.Popen(
        ["docker-registry", "serve", str(folder / "config.json")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://{address}/v2/", process)
        yield address
    finally:
        process.terminate()
        process.wait()


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until an address answers."""
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"the registry ended with {process.returncode}")
        try:
            urllib.request.urlopen(url).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the registry does not answer at {url}")


def main() -> None:
    """Push, fetch, compare."""
    component, version = Path(sys.argv[1]).resolve(), sys.argv[2]
    digest = hashlib.sha256(component.read_bytes()).hexdigest()
    with tempfile.TemporaryDirectory() as folder, registry(Path(folder)) as address:
        described = {"architecture": "wasm", "os": "wasip2", "layerDigests": [f"sha256:{digest}"]}
        config = Path(folder) / "component.json"
        config.write_text(json.dumps(described))
        client = oras.client.OrasClient(insecure=True)
        name = f"{address}/nemo-telemetry:{version}"
        client.push(name, files=[f"{component}:{LAYER}"], manifest_config=f"{config}:{CONFIG}", disable_path_validation=True)
        (fetched,) = client.pull(name, outdir=str(Path(folder) / "fetched"))
        found = hashlib.sha256(Path(fetched).read_bytes()).hexdigest()
    if found != digest:
        sys.exit(f"expected the component {digest} back from the registry, found {found}")
    print(f"pushed and fetched {component.name}: sha256:{digest}")


if __name__ == "__main__":
    main()
