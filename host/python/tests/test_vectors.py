"""The test vectors in tests/vectors, on the component in Python."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest

from nemo_telemetry import _runtime
from vectors import Runner, VectorError, read

FOLDER = Path(__file__).resolve().parents[3] / "tests" / "vectors"

VALIDATE = '"kind": "validate", "name": "n", "event": "e"'
SCRIPT = '"kind": "script", "name": "n", "settings": {}, "clock": "2026-01-01T00:00:00.000Z"'


def test_every_vector() -> None:
    runner = Runner(_runtime.load(None))
    names = sorted(path.relative_to(FOLDER).as_posix().encode() for path in FOLDER.rglob("*.json"))
    names.remove(b"schema.json")
    digest = hashlib.sha256()
    start, known, ran = time.monotonic(), 0, 0
    wrong: list[str] = []
    for name in names:
        content = (FOLDER / name.decode()).read_bytes()
        digest.update(name + b"\n" + content)
        vectors = read(content.decode())
        known += len(vectors)
        for vector in vectors:
            wrong += [f"{name.decode()}: {vector.name}: {difference}" for difference in runner.run(vector)]
            ran += 1
    seconds = time.monotonic() - start
    print(f"\nvectors: {ran} ran, {known - ran} skipped, {seconds:.1f} s, SHA-256 {digest.hexdigest()}")
    assert not wrong, "\n".join(wrong)
    assert ran == known > 0


def test_texts_stay_as_they_are() -> None:
    texts = ['{"a": [1.0, 1e400, -0, "\\u0041\\ud800 b"], "a": {}}', "[" * 50_000 + "]" * 50_000]
    for text in texts:
        (vector,) = read(f'{{{VALIDATE}, "parameters": {text}}}')
        assert vector.content["parameters"] == text.replace(", ", ",").replace(": ", ":")


def test_values_stand_one_after_the_other() -> None:
    vector = f"{{{VALIDATE}}}"
    assert len(read(f"{vector}\n[{vector}, {vector}]{vector}[]")) == 4


def test_what_is_no_vector_is_refused() -> None:
    for text in [
        "1",
        "{}",
        "[[]]",
        f"{{{VALIDATE}",
        f"{{{VALIDATE}, }}",
        f"{{{VALIDATE}, 'text': ''}}",
        f'{{{VALIDATE}, "parameters": 01}}',
        f'{{{VALIDATE}, "parameters": [1 2]}}',
        f'{{{VALIDATE}, "parameters": NaN}}',
        f'{{{VALIDATE}, "text": "\\ud800"}}',
        f'{{{VALIDATE}, "text": "", "text": ""}}',
        f'{{{VALIDATE}, "version": "1.5"}}',
        f'{{{VALIDATE}, "expect": null}}',
        f'{{{VALIDATE}, "expect": {{"problem": []}}}}',
        f'{{{VALIDATE}, "expect": {{"problems": [{{"Code": "x"}}]}}}}',
        f'{{{VALIDATE}, "expect": {{"problems": [{{"offset": 1.0}}]}}}}',
        f"{{{SCRIPT}}}",
        f'{{{SCRIPT}, "steps": [{{}}]}}',
        f'{{{SCRIPT}, "steps": [{{"flush": false}}]}}',
        f'{{{SCRIPT}, "steps": [{{"flush": true, "poll": true}}]}}',
        f'{{{SCRIPT}, "steps": [{{"flush": true, "expect": {{}}}}]}}',
        f'{{{SCRIPT}, "steps": [{{"poll": true, "expect": {{"accepted": 1}}}}]}}',
        f'{{{SCRIPT}, "steps": [{{"answer": {{"outcome": "lost"}}}}]}}',
        f'{{{SCRIPT}, "steps": [], "random": [18446744073709551616]}}',
        f'{{{SCRIPT.replace("2026-01-01", "2026-02-29")}, "steps": []}}',
        f'{{{SCRIPT.replace("2026", "1969")}, "steps": []}}',
    ]:
        with pytest.raises(VectorError):
            read(text)
