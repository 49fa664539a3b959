"""What is run with Node.js, and what it needs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ROOT / "node_modules"
SCRIPTS = ROOT / "tests" / "npm"


def needs(*packages: str) -> None:
    """Skip the test where npm has not installed what it needs."""
    if missing := [name for name in packages if not (PACKAGES / name).is_dir()]:
        pytest.skip(f"needs npm ci: {', '.join(missing)} are missing")


@contextmanager
def node(script: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run a script that one can talk with, to its end."""
    command = ["node", str(SCRIPTS / script), *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
            process.wait(60)
        finally:
            process.kill()


def run(program: str | Path, *arguments: object, folder: Path = ROOT, seconds: int = 120, **environment: str) -> str:
    """Run a program of a package, or another one by its whole path, and return what it says.

    :raises AssertionError: where it fails, with what it says.
    """
    done = subprocess.run(
        [PACKAGES / ".bin" / program, *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
