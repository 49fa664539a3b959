"""What docs/tokens.md says is so."""

import itertools
import json
import re
import shlex
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from config.settings import RATE_LIMITS
from sources.choices import Scope
from sources.models import Token
from tests import factories as a
from tests.staff import a_user

TEXT = (Path(__file__).parents[2] / "docs" / "tokens.md").read_text()
COMMANDS = [
    shlex.split(line)
    for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    for line in block.replace("\\\n", "").splitlines()
    if line.startswith("curl")
]


def run(command: list[str], secret: str) -> Any:
    """Ask what a curl command asks."""
    options = list(itertools.pairwise(command))
    headers = dict(value.split(": ", 1) for option, value in options if option == "-H")
    assert headers.pop("Authorization") == "Bearer $TOKEN"
    address, body = urlsplit(command[2]), dict(options).get("-d", "")
    asked = f"{address.path}?{address.query}"
    return Client().generic(
        "POST" if body else "GET",
        asked,
        body,
        headers.get("Content-Type", ""),
        headers={"Authorization": f"Bearer {secret}"},
    )


@pytest.mark.django_db
@pytest.mark.parametrize("command", COMMANDS, ids=range(len(COMMANDS)))
def test_example_finds_the_drafts(command: list[str]) -> None:
    a.an_event("hidden", status="DRAFT")
    a.an_event("shown")
    secret = a.a_token(a_user("Editor"), Scope.READ, Scope.READ_DRAFTS)

    body = run(command, secret).json()

    found = json.dumps(body)
    assert ('"hidden"' in found, '"shown"' in found, "errors" in body) == (True, False, False)


def test_both_apis_have_an_example() -> None:
    assert [urlsplit(command[2]).path for command in COMMANDS] == ["/api/v1/events/", "/graphql/"]


def test_rates_are_those_documented() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \|[^|]*\| ([\d,]+) \| `RATE_\w+` \|$", TEXT, re.MULTILINE)

    assert {name: int(number.replace(",", "")) for name, number in rows} == RATE_LIMITS


def test_scopes_are_those_documented() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| to ", TEXT, re.MULTILINE)

    assert rows == Scope.values


@pytest.mark.django_db
def test_pattern_for_scanners_finds_a_token() -> None:
    pattern = re.findall(r"`(\\bsequitur[^`]+)`", TEXT)[0]
    secret = a.a_token(a_user("Editor"))

    assert re.findall(pattern, f"TOKEN={secret};") == [secret]
    assert secret.startswith(Token.objects.get().token_key)
