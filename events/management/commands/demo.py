"""From an empty folder to a server with something in it."""

import argparse
import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection, connections

from events.management.serving import answers, port_number, refuse_strangers, refuse_taken, start_server, url_host
from events.models import Event

SAMPLE = Path(__file__).resolve().parents[2] / "sample" / "article.jsonl"
QUESTION = (
    '{ causalPaths(from: "taliban-takeover-2021", to: "south-waziristan-raid-2021-09") '
    "{ label score links { kind likelihood mechanism } } }"
)


class Command(BaseCommand):
    help = "Make the database, load the sample when it is empty, and serve it. Safe to run again."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
        parser.add_argument("--port", default=8000, type=port_number, help="port to listen on (%(default)s)")
        parser.add_argument(
            "--npm",
            action=argparse.BooleanOptionalAction,
            default=True,
            help="install what the pages load in the browser when it is missing (default)",
        )

    def handle(self, *, host: str, port: int, npm: bool, **options: Any) -> None:
        refuse_strangers(host)
        refuse_taken(host, port)
        self.prepare()
        connections.close_all()
        server = start_server(host, port, workers=min(2, os.cpu_count() or 1), patience=5)
        if answers(server, host, port):
            self.announce(host, port)
            if npm and not (settings.BASE_DIR / "node_modules" / ".package-lock.json").exists():
                self.stdout.write(start_npm(self.stderr.write))
                self.stdout.flush()
        if server.wait():
            raise CommandError("The server stopped by itself; what it said stands above.")
        self.stdout.write("Stopped.")

    def prepare(self) -> None:
        """Bring the database to where the code is, with something to see and someone to log in."""
        call_command("migrate", verbosity=0)
        self.stdout.write(f"Database: {connection.vendor}, {connection.settings_dict['NAME']}")
        if Event.objects.exists():
            self.stdout.write("It has events, so the sample is left out.")
        else:
            call_command("load", str(SAMPLE), stdout=self.stdout)
        self.admit()

    def admit(self) -> None:
        """Make the first login of the admin, and say its password this once."""
        users = get_user_model()._default_manager
        if users.filter(is_superuser=True).exists():
            self.stdout.write("An administrator exists; forgotten the password? uv run manage.py changepassword admin")
            return
        password = secrets.token_urlsafe(12)
        users.create_superuser("admin", password=password)
        self.stdout.write(self.style.WARNING(f"Made the login admin with the password {password} (shown only now)."))

    def announce(self, host: str, port: int) -> None:
        """Say where to look, and what to ask first."""
        base = f"http://{url_host(host)}:{port}"
        body = json.dumps({"query": QUESTION})
        self.stdout.write(
            f"""
Start       {base}/
GraphQL     {base}/graphql/
REST        {base}/api/v1/docs/
Admin       {base}/admin/

How did the fall of Kabul lead to a raid in South Waziristan? Ask in another terminal:

curl -s {base}/graphql/ -H 'content-type: application/json' -d '{body}'

Ctrl-C stops the server."""
        )
        self.stdout.flush()


def start_npm(tell: Callable[[str], object]) -> str:
    """Let npm install the pages' browser code beside the server, which serves it once it is there; say so.

    ``tell`` is called when it fails.
    """
    npm = shutil.which("npm")
    if npm is None:
        return "Without Node.js and npm some pages have no script; the APIs and the admin need neither."
    command = [npm, "ci", "--ignore-scripts", "--silent"]
    installing = subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL)
    Thread(target=await_npm, args=(installing, tell), daemon=True).start()
    return "npm installs what the pages load in the browser; reload them in a minute."


def await_npm(installing: "subprocess.Popen[bytes]", tell: Callable[[str], object]) -> None:
    """Wait until npm has ended, so that nothing is left of it, and tell when it failed."""
    if code := installing.wait():
        tell(f"npm failed ({code}): some pages have no script. Run npm ci --ignore-scripts to see why.")
