"""A browser in which a member of staff is signed in, and what it complains of."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import expect

from tests.staff import a_user

#: Milliseconds that a page may take on a machine that does much else.
PATIENCE = 60_000
IMAGES = Path(__file__).parents[1] / "docs" / "images"


def sign_in(page: Any, live_server: Any, user: User) -> None:
    """Give a browser the session of a user, without the page that asks for a password."""
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])


def log_in(page: Any, live_server: Any, role: str, address: str) -> None:
    """Open a page of the admin as a new member of staff with a role."""
    sign_in(page, live_server, a_user(role))
    page.goto(f"{live_server.url}{address}")


def complaints_of(page: Any) -> list[str]:
    """Return a list that fills with what the browser's console complains of, but for the icon it asks for unbidden."""
    found: list[str] = []

    def hear(message: Any) -> None:
        if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
            found.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def picture(page: Any, name: str, of: Any = None) -> None:
    """Write a picture for the docs, of one part of a page or of what is seen of it, where that is asked for."""
    if os.environ.get("SEQUITUR_WRITE_IMAGES") != "1":
        return
    IMAGES.mkdir(exist_ok=True)
    path = IMAGES / f"{name}.png"
    if of is None:
        page.screenshot(path=path, clip={"x": 20, "y": 0, "width": 1240, "height": 640})
    else:
        of.screenshot(path=path)
