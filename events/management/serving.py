"""The server in a process of its own, for the commands that start it."""

import argparse
import ipaddress
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping

from django.conf import settings
from django.core.management import CommandError

#: Connections of each process at once, and what else it may hold open.
CONNECTIONS, OTHER_FILES = 2048, 512


def port_number(text: str) -> int:
    """Return the port an option names."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")


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


def start_server(
    host: str,
    port: int,
    *,
    workers: int,
    patience: int,
    connections: int = CONNECTIONS,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start the server, which is told to stop when this process is.

    Each worker has so many ``connections`` at once, those that only wait for changes among them. One that has not
    stopped after ``patience`` seconds is killed: one that is told to while it starts does not
    hear it.
    """
    allow_files(connections + OTHER_FILES)
    arguments = {
        "--interface": "asgi",
        "--host": host,
        "--port": port,
        "--workers": workers,
        "--backpressure": connections,
        "--workers-kill-timeout": patience,
        "--log-level": "warning",
    }
    options = [str(part) for argument in arguments.items() for part in argument]
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "config.asgi:application", "--respawn-failed-workers", *options],
        env=os.environ | (environment or {}),
        start_new_session=True,  # Ctrl-C reaches this process alone: a worker of granian that is told twice never ends
    )
    for told in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(told, lambda *_: server.terminate())
    return server


def allow_files(number: int) -> None:
    """Let this process and those that it starts hold so many files open, sockets among them, where the system does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


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
