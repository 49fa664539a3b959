"""The README's questions give the README's answers."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

README = (Path(__file__).parents[2] / "README.md").read_text()
BLOCK = r"<!-- (query|request) -->\n```\w+\n(.*?)```\n(?:.*?)<!-- answer -->\n```json\n(.*?)```"
EXAMPLES = re.findall(BLOCK, README, re.DOTALL)


def ask(kind: str, question: str) -> Any:
    if kind == "query":
        return Client().post("/graphql/", {"query": question}, "application/json").json()
    address = urlsplit(question.split("'")[1])
    return Client().get(f"{address.path}?{address.query}").json()


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "question", "answer"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_question_of_the_readme_has_the_answer_printed(kind: str, question: str, answer: str, sample: None) -> None:
    assert ask(kind, question) == json.loads(answer)


def test_readme_asks_both_apis() -> None:
    assert {kind for kind, _, _ in EXAMPLES} == {"query", "request"}
