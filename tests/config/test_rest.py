"""The REST API as a whole: its document and who sees what of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client

from config.rest import router
from sources.records import all_kinds
from tests.access import VIEWERS, a_client, hidden_store

pytestmark = pytest.mark.django_db
COMMITTED = Path(__file__).parents[2] / "openapi.yaml"


def test_committed_openapi_is_current(tmp_path: Path) -> None:
    made = tmp_path / "openapi.yaml"

    call_command("spectacular", file=str(made), validate=True, fail_on_warn=True)

    assert made.read_text() == COMMITTED.read_text(), "Run `uv run manage.py spectacular --file openapi.yaml`."


def test_every_operation_parameter_and_field_is_described() -> None:
    document = yaml.safe_load(COMMITTED.read_text())
    operations = {
        f"{method} {path}": one for path, methods in document["paths"].items() for method, one in methods.items()
    }
    parameters = {
        f"{name} {one['name']}": one for name, operation in operations.items() for one in operation["parameters"]
    }
    shapes = {name: one for name, one in document["components"]["schemas"].items() if "properties" in one}
    fields = {f"{name}.{field}": one for name, shape in shapes.items() for field, one in shape["properties"].items()}

    described = {**parameters, **shapes, **fields}

    assert [name for name, one in operations.items() if not one.get("summary")] == []
    assert [name for name, one in described.items() if not one.get("description")] == []
    assert len(fields) > 100


def test_nothing_is_one_of_anything() -> None:
    """A null of such a value would be two of them, and valid by neither."""

    def shapes(value: Any) -> Iterator[Any]:
        parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for name, part in parts:
            if name == "oneOf":
                yield part
            yield from shapes(part)

    found = list(shapes(yaml.safe_load(COMMITTED.read_text())))

    assert [one for one in found if {} in one] == []
    assert found


def test_every_kind_of_record_has_a_resource() -> None:
    assert {prefix for prefix, _, _ in router.registry} == {kind.collection for kind in all_kinds()}


def test_documents_are_served_from_here_alone() -> None:
    page = Client().get("/api/v1/docs/")

    assert page.status_code == 200
    assert "http://" not in page.content.decode().replace("http://testserver", "")
    assert "https://" not in page.content.decode()


def test_openapi_is_served_as_it_is_committed() -> None:
    text = Client().get("/api/v1/schema/")
    data = Client().get("/api/v1/schema/", headers={"Accept": "application/json"})

    assert text.headers["Content-Type"] == "application/vnd.oai.openapi; charset=utf-8"
    assert text.content == COMMITTED.read_bytes()
    assert data.headers["Content-Type"] == "application/json"
    assert data.json() == yaml.safe_load(text.content)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_who_sees_what_by_rest(viewer: str) -> None:
    expected = hidden_store()
    client = a_client(viewer)

    seen: dict[str, Any] = {}
    for prefix, resource, _ in router.registry:
        response = client.get(f"/api/v1/{prefix}/?limit=100&fields=slug")
        assert response.status_code == 200, response.content
        if resource.kind.has_status:
            seen[prefix] = {one["slug"] for one in response.json()["results"]}

    allowed = {"published"} if VIEWERS[viewer] == "PUBLIC" else {"published", "draft", "review"}
    assert seen == {
        prefix: {slug for slug, state in rows.items() if state in allowed} for prefix, rows in expected.items()
    }
    for prefix, rows in expected.items():
        for slug, state in rows.items():
            status = client.get(f"/api/v1/{prefix}/{slug}/").status_code
            wanted = 200 if state in allowed else 410 if state == "retracted" else 404
            assert (prefix, state, status) == (prefix, state, wanted)
