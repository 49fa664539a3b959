"""Logging in to the admin: throttled, telling nobody which names there are, with rules for passwords and sessions."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.staff import a_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough word"


@pytest.fixture
def editor() -> User:
    user = a_user("Editor")
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(name: str, password: str, address: str = "192.0.2.1") -> Any:
    sent = {"username": name, "password": password}
    return Client(REMOTE_ADDR=address).post(reverse("admin:login"), sent)


def test_right_password_logs_in(editor):
    assert log_in("Editor", PASSWORD).status_code == 302


def test_sixth_try_is_locked_also_with_the_right_password_and_says_so(editor):
    wrong = [log_in("Editor", "wrong").status_code for _ in range(5)]

    locked = log_in("Editor", PASSWORD)

    assert wrong[:4] == [200] * 4
    assert locked.status_code == 429
    assert "This login is locked" in locked.content.decode()
    assert "60 minutes" in locked.content.decode()
    assert locked.headers["Content-Security-Policy"]


def test_others_log_in_meanwhile(editor):
    for _ in range(6):
        log_in("Editor", "wrong")

    assert log_in("Editor", PASSWORD, "192.0.2.2").status_code == 302


def test_many_names_from_one_address_lock_it_for_all_names(editor, settings):
    settings.LOGIN_FAILURES_PER_ADDRESS = 7
    wrong = [log_in(f"name-{number}", "wrong").status_code for number in range(7)]

    locked = [log_in(name, PASSWORD) for name in ("Editor", "nobody")]
    elsewhere = log_in("Editor", PASSWORD, "192.0.2.2")

    assert wrong == [200] * 7
    assert [one.status_code for one in locked] == [429, 429]
    assert "from your address" in locked[0].content.decode()
    assert elsewhere.status_code == 302


@pytest.mark.parametrize(("proxies", "address"), [(0, "2001:db8::{}"), (1, "192.0.2.1")], ids=["IPv6", "proxy"])
def test_guesses_are_counted_by_the_client_s_network(editor, settings, proxies, address):
    settings.LOGIN_FAILURES_PER_ADDRESS, settings.NUM_PROXIES = 3, proxies
    codes = [
        Client(REMOTE_ADDR=address.format(number)).post(
            reverse("admin:login"),
            {"username": f"name-{number}", "password": "wrong"},
            headers={"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.9"},
        )
        for number in range(1, 5)
    ]

    assert [one.status_code for one in codes] == [200, 200, 200, 429]


def test_what_is_no_address_is_counted_as_one(editor, settings):
    settings.NUM_PROXIES = 1
    forged = {"headers": {"X-Forwarded-For": "not an address"}}
    sent = {"username": "Editor", "password": "wrong"}

    assert [Client().post(reverse("admin:login"), sent, **forged).status_code for _ in range(6)][-1] == 429


def test_lock_ends_by_itself(editor):
    from axes.models import AccessAttempt

    for _ in range(6):
        log_in("Editor", "wrong")

    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(hours=1, seconds=1))

    assert log_in("Editor", PASSWORD).status_code == 302


def test_forwarded_addresses_are_not_believed_without_a_proxy(editor):
    tries = [
        Client(REMOTE_ADDR="192.0.2.1").post(
            reverse("admin:login"),
            {"username": "Editor", "password": "wrong"},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        )
        for number in range(6)
    ]

    assert tries[-1].status_code == 429


@pytest.mark.parametrize("name", ["Editor", "Ｅditor"], ids=["as it is", "full width"])
def test_another_spelling_of_a_name_is_counted_with_it(editor, name):
    for _ in range(5):
        log_in(name, "wrong")

    assert log_in("Editor", PASSWORD).status_code == 429


@pytest.mark.parametrize("name", ["nobody", "inactive", "reader"])
def test_nothing_tells_a_name_that_there_is_from_one_that_there_is_not(editor, name):
    User.objects.create_user("inactive", password=PASSWORD, is_staff=True, is_active=False)
    User.objects.create_user("reader", password=PASSWORD)

    of_editor = [_told(log_in("Editor", "wrong", "192.0.2.1"), "Editor") for _ in range(6)]
    of_other = [_told(log_in(name, "wrong", "192.0.2.2"), name) for _ in range(6)]
    let_in = _told(log_in(name, PASSWORD, "192.0.2.3"), name)

    assert of_other == of_editor
    assert let_in == of_editor[0]


def _told(response: Any, name: str) -> tuple[int, str]:
    """Return what an answer shows, but for the name that was typed and the token of the form."""
    text = response.content.decode().replace(name, "…")
    return response.status_code, re.sub(r'(nonce="|csrfmiddlewaretoken" value=")[^"]+', "", text)


@pytest.mark.parametrize("password", ["elevenchars", "123456789012", "1q2w3e4r5t6y", "Editor-in-Chief1"])
def test_weak_password_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, User(username="editor-in-chief"))


def test_password_of_twelve_is_taken(editor):
    validate_password("violet anvil", editor)


def test_session_ends_after_half_a_day_and_is_hidden_from_scripts_and_other_sites(editor):
    cookie = log_in("Editor", PASSWORD).cookies["sessionid"]

    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (12 * 3600, True, "Lax")
    assert settings.X_FRAME_OPTIONS == "DENY"


def test_new_password_ends_every_session(editor):
    client = Client()
    client.force_login(editor)
    before = client.get(reverse("admin:index")).status_code
    editor.set_password("another long word")
    editor.save()

    assert (before, client.get(reverse("admin:index")).status_code) == (200, 302)


def test_login_leads_nowhere_else(editor):
    sent = {"username": "Editor", "password": PASSWORD, "next": "https://example.org/"}

    response = Client().post(reverse("admin:login"), sent)

    assert response.url == "/accounts/profile/" or response.url.startswith("/")
    assert "example.org" not in response.url


def test_logging_out_takes_a_post(editor):
    client = Client()
    client.force_login(editor)

    assert client.get(reverse("admin:logout")).status_code == 405
    assert client.get(reverse("admin:index")).status_code == 200
