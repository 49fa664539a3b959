"""Clients that others' generators make of openapi.yaml are complete, and read and write."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.bundles import SAMPLE
from tests.factories import a_token
from tests.staff import a_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples" / "clients"
TOOLS = ROOT / "node_modules"
TOLD = r"(event \S+ \S+\n){2}topic border-trade 1\nrefused NOT_FOUND /parent\n"


def run(command: list[str | Path], folder: Path, **environment: str) -> str:
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def address(live_server: Any) -> str:
    from sources import bundle

    bundle.load(SAMPLE.read_bytes().splitlines(keepends=True))
    return str(live_server.url)


def authorization() -> str:
    return f"Bearer {a_token(a_user('Editor'), 'read', 'read-drafts', 'write', 'publish')}"


def test_python_has_every_operation_and_works(address: str, tmp_path: Path) -> None:
    for name in ("client.py", "openapi-python-client.yaml"):
        shutil.copy(EXAMPLES / name, tmp_path)
    generator = Path(sys.executable).with_name("openapi-python-client")
    options = ["--output-path", "sequitur", "--meta", "none", "--config", "openapi-python-client.yaml"]
    said = run([generator, "generate", "--path", ROOT / "openapi.yaml", *options], tmp_path)
    documented = yaml.safe_load((ROOT / "openapi.yaml").read_text())
    operations = [
        one for path in documented["paths"].values() for one in path if one in ("get", "post", "put", "patch", "delete")
    ]
    made = [one for one in (tmp_path / "sequitur" / "api").rglob("*.py") if one.name != "__init__.py"]

    assert "WARNING" not in said
    assert len(made) == len(operations)
    assert re.fullmatch(
        TOLD + "imported 1\n", run([sys.executable, "client.py", address], tmp_path, AUTHORIZATION=authorization())
    )


@pytest.mark.npm
def test_typescript_compiles_strictly_and_works(address: str, tmp_path: Path) -> None:
    if not (TOOLS / "openapi-typescript").exists():
        pytest.skip("needs npm ci")
    shutil.copy(EXAMPLES / "client.ts", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "node_modules").symlink_to(TOOLS)
    run([TOOLS / ".bin" / "openapi-typescript", ROOT / "openapi.yaml", "-o", "sequitur.ts"], tmp_path)
    options = ["--target", "es2022", "--module", "nodenext", "--strict", "--lib", "es2022,dom"]
    run([TOOLS / ".bin" / "tsc", *options, "client.ts"], tmp_path)

    assert re.fullmatch(TOLD, run(["node", "client.js", address], tmp_path, AUTHORIZATION=authorization()))
