"""From an empty folder to a server with something in it."""

import argparse
import ipaddress
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection, connections

from events.models import Event

SAMPLE = Path(__file__).resolve().parents[2] / "sample" / "article.jsonl"
QUESTION = (
    '{ causalPaths(from: "taliban-takeover-2021", to: "south-waziristan-raid-2021-09") '
    "{ label score links { kind likelihood mechanism } } }"
)


def port_number(text: str) -> int:
    """Return the port an option names."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")


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
        server = start_server(host, port)
        if answers(server, host, port):
            self.announce(host, port)
            if npm and not (settings.BASE_DIR / "node_modules" / ".package-lock.json").exists():
                self.stdout.write(start_npm())
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


def refuse_strangers(host: str) -> None:
    """Let only this machine in, unless there is a secret that was chosen for others.

    :raises CommandError: for any other address.
    """
    if settings.LOCAL_SECRET and not is_loopback(host):
        raise CommandError(
            f"{host} can be reached by others. Set SECRET_KEY to a long random text and ALLOWED_HOSTS to the names "
            "this server answers to, then try again."
        )


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def refuse_taken(host: str, port: int) -> None:
    """Find out before anything is made whether the server can listen; granian would share the port silently.

    :raises CommandError: when it cannot.
    """
    try:
        socket.create_server((host, port), family=family(host)).close()
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise CommandError(f"Cannot listen on {host}:{port}: {reason}. Try another --port.") from error


def family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def url_host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def start_server(host: str, port: int) -> subprocess.Popen[bytes]:
    """Start the server in a process of its own, which is told to stop when this one is."""
    arguments = {
        "--interface": "asgi",
        "--host": host,
        "--port": port,
        "--workers": min(2, os.cpu_count() or 1),
        "--backpressure": 2048,  # connections at once, those that only wait for changes among them
        "--workers-kill-timeout": 5,  # a worker that is told to stop while it starts does not hear it
        "--log-level": "warning",
    }
    options = [str(part) for argument in arguments.items() for part in argument]
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "config.asgi:application", *options],
        start_new_session=True,  # Ctrl-C reaches this process alone: a worker of granian that is told twice never ends
    )
    for told in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(told, lambda *_: server.terminate())
    return server


def start_npm() -> str:
    """Let npm install the pages' browser code beside the server, which serves it once it is there; say so."""
    npm = shutil.which("npm")
    if npm is None:
        return "Without Node.js and npm some pages have no script; the APIs and the admin need neither."
    subprocess.Popen([npm, "ci", "--ignore-scripts", "--silent"], cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL)
    return "npm installs what the pages load in the browser; reload them in a minute."


def answers(server: subprocess.Popen[bytes], host: str, port: int) -> bool:
    """Wait until the server answers; return whether it came to that."""
    while server.poll() is None:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False
