"""``manage.py serve``: the server as it runs on the net."""

import argparse
import os
import tempfile
from pathlib import Path
from typing import Any

from django import db
from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import OperationalError

from events.management.serving import CONNECTIONS, answers, port_number, refuse_taken, start_server, url_host
from sources.checks import broken, unapplied


def workers_number(text: str) -> int:
    """Return the number of processes an option asks for."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 256:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 256")


class Command(BaseCommand):
    help = (
        "Serve the APIs, the admin and the pages, after looking whether the database and the static files are ready. "
        "Told to stop, it lets what was begun end first (docs/operations.md)."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
        parser.add_argument("--port", default=8000, type=port_number, help="port to listen on (%(default)s)")
        parser.add_argument(
            "--workers",
            default=os.cpu_count() or 1,
            type=workers_number,
            help="processes that answer, each with THREADS threads (one for each core: %(default)s)",
        )
        parser.add_argument(
            "--connections",
            default=CONNECTIONS,
            type=int,
            help="connections of each process at once, those that wait for changes among them (%(default)s)",
        )
        parser.add_argument(
            "--patience",
            default=30,
            type=int,
            help="seconds a process may take to end what it was answering when it is told to stop (%(default)s)",
        )

    def handle(self, *, host: str, port: int, workers: int, connections: int, patience: int, **options: Any) -> None:
        refuse_taken(host, port)
        refuse_unready()
        db.connections.close_all()
        with tempfile.TemporaryDirectory(prefix="sequitur-metrics-") as folder:
            counted = {"PROMETHEUS_MULTIPROC_DIR": folder} if settings.METRICS_TOKEN else {}
            server = start_server(
                host, port, workers=workers, patience=patience, connections=connections, environment=counted
            )
            if answers(server, host, port):
                self.stdout.write(f"Serving on http://{url_host(host)}:{port} with {workers} processes.")
                self.stdout.flush()
            if server.wait():
                raise CommandError("The server stopped by itself; what it said stands above.")
        self.stdout.write("Stopped.")


def refuse_unready() -> None:
    """Find out before anything is served whether it can be. :raises CommandError: with what to do about it."""
    try:
        missing = unapplied()
    except OperationalError as error:
        raise CommandError(f"The database cannot be reached: {error}") from error
    if missing:
        raise CommandError("The database is not where the code is. Run manage.py migrate first.")
    if faults := broken():
        raise CommandError("\n".join(map(str, faults)))
    if not settings.WHITENOISE_USE_FINDERS and not Path(settings.STATIC_ROOT).is_dir():
        raise CommandError(f"{settings.STATIC_ROOT} is not there. Run manage.py collectstatic --no-input first.")
