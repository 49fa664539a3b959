"""The examples of docs/rest-writing.md do what they are there for."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.rest import API, send
from tests.staff import a_client
from tests.storing import put, record, record_of

pytestmark = pytest.mark.django_db
TEXT = (Path(__file__).parents[2] / "docs" / "rest-writing.md").read_text()
EXAMPLES = [
    (path, json.loads(body))
    for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    for path, body in re.findall(rf"-X PUT https://example.org{API}(\S+).*?-d '(.*?)'\n?", block, re.DOTALL)
]


@pytest.mark.parametrize(("path", "body"), EXAMPLES, ids=[path for path, _ in EXAMPLES])
def test_example_of_a_write_is_written(path: str, body: dict[str, Any]) -> None:
    put(record("source", "paper-2021-09-15", title="Soldiers killed in a raid"))

    response = send(a_client("Editor"), "PUT", path, body, if_none_match="*")

    assert response.status_code == 201, response.content
    kind, slug = {"actors": "actor", "events": "event"}[path.split("/")[1]], path.split("/")[2]
    assert record_of(kind, slug).items() >= {key: value for key, value in body.items() if key != "claims"}.items()
    assert len(response.json().get("claims", [])) == len(body.get("claims", []))


def test_there_is_an_example_of_a_record_and_of_one_with_others_in_it() -> None:
    assert [path for path, _ in EXAMPLES] == ["/actors/army/", "/events/raid/"]
