"""What every answer tells browsers, graded by the list of OWASP's Secure Headers Project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from config import rates
from tests.staff import a_user

pytestmark = pytest.mark.django_db
JSON = "application/json"
EVENT = "south-waziristan-raid-2021-09"

#: https://owasp.org/www-project-secure-headers/: what each header must say. Not taken over: ``includeSubDomains``, for
#: subdomains are the operator's; ``no-referrer``, for CSRF is told from the referrer; ``Clear-Site-Data``, for nothing
#: that the staff sees is kept by the browser in the first place.
GOOD = {
    "Content-Security-Policy": r"default-src '(self|none)'.*frame-ancestors 'none'.*",
    "Cross-Origin-Embedder-Policy": r"require-corp",
    "Cross-Origin-Opener-Policy": r"same-origin",
    "Cross-Origin-Resource-Policy": r"same-origin",
    "Permissions-Policy": r".*camera=\(\).*geolocation=\(\).*microphone=\(\).*usb=\(\).*",
    "Referrer-Policy": r"same-origin",
    "Server": r"Sequitur",  # no product, no version
    "Strict-Transport-Security": r"max-age=31536000",
    "X-Content-Type-Options": r"nosniff",
    "X-Permitted-Cross-Domain-Policies": r"none",
    "Cache-Control": r".*\b(no-store|no-cache|max-age=\d+)\b.*",
}
UNWANTED = {"X-Powered-By", "X-AspNet-Version", "X-Generator", "X-XSS-Protection", "Expect-CT", "Public-Key-Pins"}
SCRIPT_ANYHOW = re.compile(r"unsafe-|\*|https?:|script-src[^;]*data:")

PAGES = {
    "home": ("/", 200),
    "event": (f"/events/{EVENT}", 200),
    "embedded where nobody may": (f"/events/{EVENT}?embed=1", 200),
    "no page": ("/nowhere", 404),
    "REST list": ("/api/v1/events/", 200),
    "REST record": (f"/api/v1/events/{EVENT}/", 200),
    "REST of the staff": (f"/api/v1/events/{EVENT}/history/", 403),
    "REST changes": ("/api/v1/changes/", 200),
    "REST export": ("/api/v1/export/", 200),
    "REST OpenAPI": ("/api/v1/schema/", 200),
    "REST documentation": ("/api/v1/docs/", 200),
    "REST no record": ("/api/v1/events/nothing/", 404),
    "REST bad parameter": ("/api/v1/events/?nope=1", 400),
    "GraphQL": ("/graphql/?query={revision}", 200),
    "GraphQL error": ("/graphql/?query={nope}", 200),
    "GraphiQL": ("/graphql/", 200),
    "admin login": ("/admin/login/", 200),
    "static file": ("/static/admin/css/base.css", 200),
    "no static file": ("/static/nothing.css", 404),
}
PROBES = {"alive": ("/healthz", 200), "ready": ("/readyz", 200), "no metrics": ("/metrics", 404)}
PRIVATE = {
    "home": ("/", 200),
    "event": (f"/events/{EVENT}", 200),
    "REST list": ("/api/v1/events/", 200),
    "REST history": (f"/api/v1/events/{EVENT}/history/", 200),
    "REST changes": ("/api/v1/changes/", 200),
    "REST export": ("/api/v1/export/", 200),
    "REST no record": ("/api/v1/events/nothing/", 404),
    "GraphQL": ("/graphql/?query={revision}", 200),
    "desk": ("/admin/", 200),
    "admin list": ("/admin/events/event/", 200),
    "admin export": ("/admin/export/topics.csv", 404),
    "no page of the admin": ("/admin/nowhere/", 404),
}


@pytest.fixture
def client(sample: None, settings: Any) -> Client:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000
    settings.WHITENOISE_USE_FINDERS = True  # nothing is collected for tests
    return Client(raise_request_exception=False)


def faults(response: HttpResponse, *excused: str) -> list[str]:
    """Return each header that is missing, or not as it should be, with what it says."""
    found = [
        f"{name}: {response.headers.get(name)}"
        for name, good in GOOD.items()
        if name not in excused and not re.fullmatch(good, response.headers.get(name, ""))
    ]
    if SCRIPT_ANYHOW.search(response.headers.get("Content-Security-Policy", "")):
        found.append(f"Content-Security-Policy: {response.headers['Content-Security-Policy']}")
    return found + sorted(UNWANTED & set(response.headers))


def asked(client: Client, pages: Mapping[str, tuple[str, int]]) -> dict[str, HttpResponse]:
    """Return the answers, of which each has the status it should have."""
    answers = {
        name: client.get(address, secure=True, headers={"Accept": JSON if "GraphQL" in name else "text/html,*/*"})
        for name, (address, _) in pages.items()
    }
    assert {name: one.status_code for name, one in answers.items()} == {name: code for name, (_, code) in pages.items()}
    return answers


def test_every_page_is_graded_well(client: Client) -> None:
    answers = asked(client, PAGES)

    assert {name: found for name, one in answers.items() if (found := faults(one))} == {}


def test_what_one_person_sees_is_kept_for_nobody_else(client: Client) -> None:
    client.force_login(a_user("superuser"))

    answers = asked(client, PRIVATE)

    assert {name: found for name, one in answers.items() if (found := faults(one))} == {}
    keeping = {name: one.headers["Cache-Control"] for name, one in answers.items()}
    assert {name: told for name, told in keeping.items() if not re.search(r"no-store|private", told)} == {}


def test_probes_are_graded_well(client: Client) -> None:
    answers = asked(client, PROBES)

    assert [faults(one, "Strict-Transport-Security") for one in answers.values()] == [[]] * 3  # they come by http


def test_what_is_refused_or_fails_is_graded_well_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError

    plain = client.get("/")
    stranger = client.get("/", secure=True, headers={"Host": "stranger.example"})
    forged = Client(enforce_csrf_checks=True).post("/admin/login/", secure=True)
    monkeypatch.setattr(rates, "_use", fail)
    broken = [client.get(address, secure=True) for address in ("/", "/api/v1/events/", "/graphql/?query={revision}")]

    assert [one.status_code for one in (plain, stranger, forged)] == [301, 400, 403]
    assert faults(plain, "Strict-Transport-Security") == []  # browsers heed it by https alone
    assert faults(stranger, "Strict-Transport-Security") == []  # nor is it told in the name of another
    assert faults(forged) == []
    assert [(one.status_code, faults(one)) for one in broken] == [(500, [])] * 3


def test_page_that_may_be_embedded_says_by_whom(client: Client, settings: Any) -> None:
    settings.EMBED_HOSTS = ["https://news.example"]

    response = client.get(f"/events/{EVENT}?embed=1", secure=True)

    excused = ("Content-Security-Policy", "Cross-Origin-Resource-Policy")
    assert faults(response, *excused)[1:] == []
    assert "frame-ancestors 'self' https://news.example" in response.headers["Content-Security-Policy"]
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_cookies_are_kept_from_scripts_and_other_sites(client: Client, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    user = a_user("superuser")
    user.set_password("a long enough secret")
    user.save()

    response = client.post(
        "/admin/login/",
        {"username": user.username, "password": "a long enough secret"},
        secure=True,
        headers={"Referer": "https://testserver/admin/login/"},
    )

    assert response.status_code == 302
    told = {name: (one["samesite"], one["secure"], one["httponly"]) for name, one in response.cookies.items()}
    assert told == {"sessionid": ("Lax", True, True), "csrftoken": ("Lax", True, "")}
