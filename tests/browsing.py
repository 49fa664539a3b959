"""The admin in a browser: logging in, and what the browser complains of."""

from typing import Any

from django.urls import reverse

from tests.staff import a_user


def complaints_of(page: Any) -> list[str]:
    """Return a list that fills with what the browser's console complains of, but for the icon it asks for unbidden."""
    found: list[str] = []

    def hear(message: Any) -> None:
        if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
            found.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def log_in(page: Any, live_server: Any, role: str, address: str) -> None:
    """Open a page of the admin as a member of staff with a role."""
    user = a_user(role)
    user.set_password("a long word")
    user.save()
    page.goto(f"{live_server.url}{reverse('admin:login')}?next={address}")
    page.fill("#id_username", role)
    page.fill("#id_password", "a long word")
    page.get_by_role("button", name="Log in").click()
