"""Nothing that answers requests opens a connection or starts a program: no request makes the server ask another."""

import ast
from pathlib import Path

import pytest

from tests.config.test_one_seam import modules

ROOT = Path(__file__).parents[2]
#: Modules that go out, by the first part of their name.
OUT = {
    *("aiohttp", "ftplib", "httplib2", "httpx", "imaplib", "nntplib", "paramiko", "poplib", "requests", "smtplib"),
    *("socket", "socketserver", "ssl", "subprocess", "telnetlib", "urllib3", "webbrowser", "websockets", "xmlrpc"),
}
#: Parts of modules that otherwise only read addresses or names.
OUT_PARTS = {"asyncio.subprocess", "django.core.mail", "http.client", "urllib.request", "urllib.robotparser"}
#: What is called to go out by modules that are here for something else, or to import what is not seen.
CALLS = {
    *("create_connection", "open_connection", "open_unix_connection", "create_subprocess_exec", "urlopen"),
    *("create_subprocess_shell", "system", "popen", "execv", "execve", "spawnv", "import_module", "__import__"),
}
#: Commands, which whoever has the shell runs.
ALLOWED = {
    "sources/backups.py": "pg_dump, pg_restore and psql, for backup and restore",
    "events/management/serving.py": "starts the server, and waits until it listens",
    "events/management/commands/demo.py": "npm, for the scripts of the pages",
    "events/management/bench": "measurements, which ask servers that they started",
}


def roads(tree: ast.AST) -> list[int]:
    """Return the lines that lead out."""
    return [node.lineno for node in ast.walk(tree) if _leads_out(node)]


def _leads_out(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(_goes_out(alias.name) for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        return any(_goes_out(name) for name in (module, *(f"{module}.{alias.name}" for alias in node.names)))
    return isinstance(node, ast.Call) and _name(node.func) in CALLS


def _goes_out(module: str) -> bool:
    return module.partition(".")[0] in OUT or any(f"{module}.".startswith(f"{part}.") for part in OUT_PARTS)


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def test_only_commands_lead_out() -> None:
    found = {path: lines for path, tree in modules() if (lines := roads(tree))}

    used = {place for place in ALLOWED for path in found if path.startswith(place)}
    assert {path: lines for path, lines in found.items() if not path.startswith(tuple(ALLOWED))} == {}
    assert used == ALLOWED.keys(), "What no longer leads out needs no leave."


@pytest.mark.parametrize(
    "code",
    [
        "import requests",
        "import urllib.request as asking",
        "from urllib import request",
        "from http.client import HTTPConnection",
        "from urllib.request import urlopen",
        "from django.core import mail",
        "asyncio.open_connection('example.org', 80)",
        "importlib.import_module(name)",
        "os.system(command)",
    ],
)
def test_what_leads_out_is_found(code: str) -> None:
    assert roads(ast.parse(code)) == [1]


@pytest.mark.parametrize(
    "code",
    [
        "from urllib.parse import urlencode",
        "from http import HTTPStatus",
        "import asyncio",
        "from django.core.cache import caches",
        "connection.execute(sql)",
    ],
)
def test_what_stays_inside_is_let_through(code: str) -> None:
    assert roads(ast.parse(code)) == []
