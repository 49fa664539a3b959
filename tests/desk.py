"""What members of staff do at the desk, by either hand."""

from typing import Any

from django.urls import reverse
from playwright.sync_api import expect

from tests.hands import Hand
from tests.staff import a_user

PASSWORD = "a long enough word"


def staff_with_passwords() -> None:
    """Store a contributor and an editor, named as their roles, who can log in."""
    for role in ("Contributor", "Editor"):
        user = a_user(role)
        user.set_password(PASSWORD)
        user.save()


def log_in(hand: Hand, page: Any, server: Any, role: str) -> None:
    page.goto(f"{server.url}{reverse('admin:index')}")
    hand.write(page.locator("#id_username"), role)
    hand.write(page.locator("#id_password"), PASSWORD)
    hand.press(page.get_by_role("button", name="Log in"))
    expect(page.get_by_role("heading", name="Review queue")).to_be_visible()


def move_all(hand: Hand, page: Any, action: str, button: str) -> None:
    """Choose an action for the one record of a list, and confirm what it shows."""
    hand.press(page.locator("input[name=_selected_action]"))
    hand.choose(page.locator("select[name=action]").first, action)
    hand.press(page.locator("button[name=index]").first)
    expect(page.get_by_role("heading", name="1 to go")).to_be_visible()
    hand.press(page.get_by_role("button", name=button, exact=True))
    expect(page.locator(".messagelist .success")).to_be_visible()
