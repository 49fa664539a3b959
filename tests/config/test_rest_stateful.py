"""A script that goes on with what it was answered finds each answer as openapi.yaml says: schemathesis, on a server."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.factories import a_token
from tests.staff import a_user
from tests.world import a_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROOT = Path(__file__).parents[2]
EXAMPLES = settings().max_examples
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "use_after_free",
    "ensure_resource_availability",
)


@pytest.mark.parametrize(
    "scopes", [("read", "read-drafts", "write"), ("read", "read-drafts", "write", "publish")], ids="-".join
)
def test_ways_through_the_document_find_nothing(scopes: tuple[str, ...], live_server: Any, tmp_path: Path) -> None:
    a_world(1)
    bearer = f"Bearer {a_token(a_user('Editor'), *scopes)}"
    command = [
        Path(sys.executable).with_name("schemathesis"),
        *("run", ROOT / "openapi.yaml", "--url", live_server.url, "--header", f"Authorization: {bearer}"),
        *("--phases", "stateful", "--checks", ",".join(CHECKS), "--max-examples", str(EXAMPLES)),
        *("--seed", "1", "--generation-deterministic", "--no-color", "--request-timeout", "60"),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=EXAMPLES * 20)

    assert done.returncode == 0, done.stdout[-20_000:]
