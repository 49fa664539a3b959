"""Stores on PostgreSQL servers that tests break, made and looked at by the commands of the project."""

from __future__ import annotations

import subprocess
import sys

from tests.serving import ROOT, bare


def manage(database: str, *arguments: str) -> str:
    """Run a command on a database and return what it says."""
    environment = bare() | {"LOCAL_PROFILE": "1", "DATABASE_URL": database, "DJANGO_SUPERUSER_PASSWORD": "x"}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


def a_token(database: str) -> str:
    """Return the secret of a token that may do everything."""
    manage(database, "createsuperuser", "--no-input", "--username=ada", "--email=ada@example.org")
    scopes = [word for scope in ("read", "read-drafts", "write", "publish") for word in ("--scope", scope)]
    said = manage(database, "create_token", "ada", "--name=test", *scopes)
    return next(word for word in said.split() if word.startswith("sequitur_"))
