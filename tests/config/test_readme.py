"""The questions of the README and of docs/export.md give the answers printed there."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from events.exchange import Reason

ROOT = Path(__file__).parents[2]
README, EXPORT = (ROOT / "README.md").read_text(), (ROOT / "docs" / "export.md").read_text()
BLOCK = r"<!-- (query|request) -->\n```\w+\n(.*?)```\n(?:.*?)<!-- answer -->\n```json\n(.*?)```"
EXAMPLES = re.findall(BLOCK, README, re.DOTALL)
EXPORTS = re.findall(BLOCK, EXPORT, re.DOTALL)
ADDRESSES = re.findall(r"127\.0\.0\.1:8000(/api/[^'\s]*)", EXPORT)


def ask(kind: str, question: str) -> Any:
    if kind == "query":
        return Client().post("/graphql/", {"query": question}, "application/json").json()
    address = urlsplit(question.split("'")[1])
    return Client().get(f"{address.path}?{address.query}").json()


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "question", "answer"), EXAMPLES + EXPORTS, ids=range(len(EXAMPLES + EXPORTS)))
def test_question_of_the_readme_has_the_answer_printed(kind: str, question: str, answer: str, sample: None) -> None:
    assert ask(kind, question) == json.loads(answer)


def test_readme_asks_both_apis() -> None:
    assert {kind for kind, _, _ in EXAMPLES} == {"query", "request"}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_of_the_page_on_exports_answer(address: str, sample: None) -> None:
    response = Client().get(address)

    assert response.status_code == 200
    assert b"".join(response)
    assert int(response.get("Record-Count", 1)) > 0


def test_page_on_exports_has_every_reason() -> None:
    assert {reason.value for reason in Reason} - set(re.findall(r"`([A-Z_]+)`", EXPORT)) == set()
