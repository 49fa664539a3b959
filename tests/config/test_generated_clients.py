"""Clients that others' generators make of openapi.yaml are complete, and read and write."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.bundles import SAMPLE
from tests.factories import a_token
from tests.node import PACKAGES, ROOT, needs, run
from tests.staff import a_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

EXAMPLES = ROOT / "docs" / "examples" / "clients"
TOLD = r"(event \S+ \S+\n){2}topic border-trade 1\nrefused NOT_FOUND /parent\n"
#: Seconds that a generator and a compiler may take on a busy machine.
AT_MOST = 300


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
    said = run(generator, "generate", "--path", ROOT / "openapi.yaml", *options, folder=tmp_path, seconds=AT_MOST)
    documented = yaml.safe_load((ROOT / "openapi.yaml").read_text())
    operations = [
        one for path in documented["paths"].values() for one in path if one in ("get", "post", "put", "patch", "delete")
    ]
    made = [one for one in (tmp_path / "sequitur" / "api").rglob("*.py") if one.name != "__init__.py"]

    assert "WARNING" not in said
    assert len(made) == len(operations)
    told = run(sys.executable, "client.py", address, folder=tmp_path, seconds=AT_MOST, AUTHORIZATION=authorization())
    assert re.fullmatch(TOLD + "imported 1\n", told)


@pytest.mark.npm
def test_typescript_compiles_strictly_and_works(address: str, tmp_path: Path) -> None:
    needs("openapi-fetch", "openapi-typescript", "typescript")
    shutil.copy(EXAMPLES / "client.ts", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "node_modules").symlink_to(PACKAGES)
    run("openapi-typescript", ROOT / "openapi.yaml", "-o", "sequitur.ts", folder=tmp_path, seconds=AT_MOST)
    options = ["--target", "es2022", "--module", "nodenext", "--strict", "--lib", "es2022,dom"]
    run("tsc", *options, "client.ts", folder=tmp_path, seconds=AT_MOST)

    node = str(shutil.which("node"))
    told = run(node, "client.js", address, folder=tmp_path, seconds=AT_MOST, AUTHORIZATION=authorization())
    assert re.fullmatch(TOLD, told)
