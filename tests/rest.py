"""Sending to REST as a script does."""

from typing import Any

from django.test import Client

API = "/api/v1"


def send(client: Client, method: str, path: str, body: Any = None, /, **headers: str) -> Any:
    """Send a body as JSON and return the response; headers are named with underscores."""
    content = {"data": "" if body is None else body, "content_type": "application/json"} if method != "GET" else {}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return getattr(client, method.lower())(f"{API}{path}", headers=named, **content)


def sent(client: Client, method: str, path: str, body: Any = None, /, status: int = 200, **headers: str) -> Any:
    """Send, check the status, and return the body of the answer; none where it is empty."""
    response = send(client, method, path, body, **headers)
    assert response.status_code == status, (response.status_code, response.content)
    return response.json() if response.content else None


def faults(response: Any) -> list[tuple[str, str | None]]:
    """Return the codes of a problem's faults, each with its pointer."""
    body = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert (body["status"], body["code"]) == (response.status_code, body["errors"][0]["code"])
    return [(one["code"], one.get("pointer")) for one in body["errors"]]
