"""What others make of our GraphQL schema: compilers, generators and linters take it as it is committed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from graphql import GraphQLObjectType, get_introspection_query, get_named_type

from config.schema import schema
from sources.graphql.identity import global_id
from tests.graphql import ask
from tests.node import PACKAGES, ROOT, SCRIPTS, needs, run
from tests.serving import served

pytestmark = pytest.mark.npm
EXAMPLES, QUERIES = ROOT / "docs" / "examples" / "clients", ROOT / "docs" / "queries"
SCHEMA = ROOT / "schema.graphql"


@pytest.fixture
def relay(tmp_path: Path) -> Path:
    """Compile the fragments, into files of TypeScript and documents by their sha256."""
    needs("relay-compiler")
    shutil.copytree(SCRIPTS / "relay", tmp_path / "src", ignore=shutil.ignore_patterns("*.json"))
    (tmp_path / "artifacts").mkdir()
    (tmp_path / "persisted.json").write_text("{}")
    for path in (SCHEMA, EXAMPLES / "relay.config.json"):
        shutil.copy(path, tmp_path)
    run("relay-compiler", "relay.config.json", folder=tmp_path)
    return tmp_path


def documents(folder: Path) -> dict[str, str]:
    """Return what the compiler made of each operation, by its name."""
    made = json.loads((folder / "persisted.json").read_text())
    return {re.findall(r"^(?:query|subscription) (\w+)", text)[0]: text for text in made.values()}


def test_relay_compiles_connections_and_asks_anew_by_id(relay: Path) -> None:
    made = documents(relay)

    assert set(made) == {path.name.partition(".")[0] for path in (relay / "artifacts").iterdir()} - FRAGMENTS
    assert "node(id: $id)" in made["eventsCardQuery"]
    assert "effects(first: $count, after: $cursor)" in made["eventsCardQuery"]
    assert "events(filter: $filter, first: $count, after: $cursor)" in made["eventsListQuery"]
    assert "latest: events(last: $count, before: $cursor)" in made["eventsLatestQuery"]
    assert "changes(since: $since, first: 20, after: $cursor)" in made["recordsFeedQuery"]


FRAGMENTS = {"events_card", "events_latest", "events_list", "records_actor"}
RAID, TTP = global_id("Event", "south-waziristan-raid-2021-09"), global_id("Actor", "ttp")
VARIABLES: dict[str, dict[str, Any]] = {
    "eventsCardQuery": {"id": RAID},
    "recordsActorQuery": {"id": TTP},
    "recordsNodeQuery": {"id": TTP, "ids": [RAID, TTP]},
    "recordsSearchQuery": {"text": "taliban"},
}


@pytest.mark.django_db
def test_what_relay_compiled_is_answered_by_its_hash(relay: Path, sample: None, settings: Any) -> None:
    trusted = relay / "trusted"
    trusted.mkdir()
    persisted = json.loads((relay / "persisted.json").read_text())
    for digest, text in persisted.items():
        (trusted / f"{digest}.graphql").write_text(text)
    settings.TRUSTED_DOCUMENTS, settings.TRUSTED_DOCUMENTS_ONLY = str(trusted), True

    queries = {digest: text for digest, text in persisted.items() if text.startswith("query")}
    for digest, text in queries.items():
        name = re.findall(r"\w+", text)[1]
        asked = {"documentId": f"sha256:{digest}", "variables": VARIABLES.get(name, {})}
        body = Client().post("/graphql/", asked, "application/json").json()
        assert list(body) == ["data"], body
        assert all(body["data"].values()), name
    assert len(queries) == len(persisted) - 1  # and a subscription


def test_caches_are_told_of_every_list_and_every_value() -> None:
    told = json.loads(
        subprocess.run(
            ["node", "--input-type=module", "-e", TELL, str(EXAMPLES / "lists.mjs")],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
    )
    objects = {
        name: kind.fields
        for name, kind in schema._schema.type_map.items()
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__")
    }
    lists = {
        name: sorted(field for field, one in fields.items() if get_named_type(one.type).name.endswith("Connection"))
        for name, fields in objects.items()
    }
    known = re.compile(r".*(Connection|Edge)|PageInfo|Query|Subscription")

    assert told["LISTS"] == {name: fields for name, fields in lists.items() if fields}
    assert told["VALUES"] == sorted(
        name for name, fields in objects.items() if "id" not in fields and not known.fullmatch(name)
    )


TELL = "const { LISTS, VALUES } = await import(process.argv[1]); console.log(JSON.stringify({ LISTS, VALUES }))"


@pytest.fixture
def generated(tmp_path: Path) -> Path:
    """Make types of the documented queries, and a program that uses them."""
    needs("@graphql-codegen/cli", "@urql/core", "typescript")
    for path in (SCHEMA, EXAMPLES / "codegen.mjs", EXAMPLES / "graphql.ts"):
        shutil.copy(path, tmp_path)
    shutil.copytree(QUERIES, tmp_path / "queries")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "node_modules").symlink_to(PACKAGES)
    run("graphql-codegen", "--config", "codegen.mjs", folder=tmp_path)
    return tmp_path


STRICTLY = ["--target", "es2022", "--module", "nodenext", "--strict", "--skipLibCheck", "--lib", "es2022,dom"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_types_of_the_documented_queries_compile_strictly_and_fit_the_answers(generated: Path, sample: None) -> None:
    run("tsc", *STRICTLY, "graphql.ts", "schema.ts", folder=generated)
    with served() as server:
        told = subprocess.run(
            ["node", "graphql.js", f"{server.address}/graphql/"],
            cwd=generated,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout.splitlines()

    first = "Taliban takeover → TTP attack → army raid 0.3375 CONTRIBUTING_FACTOR LIKELY, MOTIVATED ROUGHLY_EVEN_CHANCE"
    assert told[0] == first
    assert "between 5 and 12 Sep 2021 Suicide attack in Pakistan claimed by the TTP" in told


def test_what_a_query_does_not_ask_for_does_not_compile(generated: Path) -> None:
    program = (generated / "graphql.ts").read_text()
    (generated / "graphql.ts").write_text(program.replace("node.title", "node.summary"))

    with pytest.raises(AssertionError, match="'summary' does not exist"):
        run("tsc", *STRICTLY, "--noEmit", "graphql.ts", folder=generated)


def test_schema_and_documented_queries_keep_the_rules_of_graphql_eslint() -> None:
    needs("@graphql-eslint/eslint-plugin", "eslint")

    run("eslint", "--config", SCRIPTS / "eslint.config.mjs", "schema.graphql", "docs/queries")


def inspected(schema: Path, folder: Path) -> Any:
    """Return in what the server differs from a schema, and which documented queries it would refuse."""
    needs("@graphql-inspector/core")
    (folder / "server.json").write_text(json.dumps(ask(get_introspection_query(specified_by_url=True))))
    files = [schema, folder / "server.json", *sorted(QUERIES.glob("*.graphql"))]
    command = ["node", str(SCRIPTS / "inspect.mjs"), *map(str, files)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout)


@pytest.mark.django_db
def test_graphql_inspector_finds_the_server_as_its_schema_says(tmp_path: Path) -> None:
    found = inspected(SCHEMA, tmp_path)

    assert found == {"changes": [], "invalid": [], "documents": len(list(QUERIES.glob("*.graphql")))}


@pytest.mark.django_db
def test_graphql_inspector_tells_what_the_server_lacks(tmp_path: Path) -> None:
    more = SCHEMA.read_text().replace("type Event implements Node {", "type Event implements Node {\n  more: String")
    (tmp_path / "more.graphql").write_text(more)

    assert [one["path"] for one in inspected(tmp_path / "more.graphql", tmp_path)["changes"]] == ["Event.more"]
