"""Rows are written in few places: whoever writes elsewhere goes round the journal, and is found here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).parents[2]
#: Where rows are written, and why that is no way round the journal.
ALLOWED = {
    "sources/journal.py": "the seam itself",
    "sources/records/rows.py": "owned rows, of a record that a writing has touched",
    "sources/records/references.py": "lists of a record that a writing has touched",
    "sources/admin/inlines.py": "owned rows and their lists, of a record that a writing has touched",
    "sources/rules.py": "derived: roots of sources, refreshed by a writing",
    "sources/actions/tokens.py": "tokens, which are no records",
    "config/operations/traces.py": "what describes the server to OpenTelemetry, which is no record",
    "sources/actions/remarks.py": "remarks, which are no records",
    "sources/actions/uploads.py": "files that wait to be loaded, which are no records",
    "sources/rest/repeats.py": "answers kept for a day, which are no records",
    "sources/feed/entries.py": "derived: the feed, kept by a writing",
    "sources/search/engines.py": "the full-text indexes of SQLite, which are no records",
    "sources/search/documents.py": "derived: what is searched, refreshed by a writing",
    "sources/search/upkeep.py": "derived: what is searched, written anew",
    "sources/ingest/writer.py": "the seam itself, for more records than memory holds",
    "events/management/bench/ingest.py": "a measurement, on a database of its own",
    "events/accounts/summaries.py": "derived: stored verdicts, refreshed by a writing",
    "events/accounts/digests.py": "derived: digests of accounts, refreshed by a writing",
}
ALWAYS = {"create", "get_or_create", "update_or_create", "bulk_create", "bulk_update"}
ON_ROWS = {"save", "delete"}
ON_LISTS = {"add", "remove", "clear", "set"}
#: What is called so and is no row: a writing, the actions, and what a class inherits.
NO_ROWS = {"writing", "current", "actions", "self", "super"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for app in ("config", *settings.FIRST_PARTY_APPS):
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def writes(tree: ast.AST) -> list[int]:
    """Return the lines on which something writes rows."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    return [call.lineno for call in calls if _is_write(call, call.func)]  # type: ignore[arg-type]  # an Attribute


def _is_write(call: ast.Call, called: ast.Attribute) -> bool:
    name, receiver = called.attr, called.value
    if name in ALWAYS:
        return True
    if name in ON_ROWS:
        return _root(receiver) not in NO_ROWS
    if name == "update":  # a dict is updated by what it is given, rows by names
        return bool(call.keywords) and not call.args
    if name in ON_LISTS:
        return (isinstance(receiver, ast.Attribute) and receiver.attr in lists()) or _is_getattr(receiver)
    return name == "execute" and any(_is_sql(argument) for argument in call.args)


def _root(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _root(node.func)
    return node.id if isinstance(node, ast.Name) else ""


def _is_getattr(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and _root(node) == "getattr"


def _is_sql(node: ast.expr) -> bool:
    text = ast.unparse(node).lstrip("rf'\"\\n ").upper()
    return text.startswith(("INSERT", "UPDATE", "DELETE", "TRUNCATE", "COPY"))


def lists() -> set[str]:
    """Return the names of every many-to-many relation, from both ends."""
    fields = [
        field
        for app in settings.FIRST_PARTY_APPS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.local_many_to_many
    ]
    return {name for field in fields for name in (field.name, field.remote_field.related_name)}


def test_rows_are_written_in_these_files_alone() -> None:
    found = {path: lines for path, tree in modules() if (lines := writes(tree))}

    assert {path: lines for path, lines in found.items() if path not in ALLOWED} == {}
    assert found.keys() == ALLOWED.keys(), "What no longer writes needs no leave."


@pytest.mark.parametrize(
    "code",
    [
        "event.save()",
        "Event.objects.create(title='x')",
        "rows.bulk_update(some, ['title'])",
        "Event.objects.filter(pk=1).update(title='x')",
        "event.delete()",
        "event.topics.add(topic)",
        "getattr(event, name).set(topics)",
        "cursor.execute(f'UPDATE {table} SET a = 1')",
    ],
)
def test_what_goes_round_the_journal_is_found(code: str) -> None:
    assert writes(ast.parse(code)) == [1]


@pytest.mark.parametrize(
    "code",
    [
        "writing.save(row)",
        "actions.delete(writing, row)",
        "seen.add(1)",
        "found.update(more)",
        "cursor.execute(SELECT)",
    ],
)
def test_what_writes_no_row_is_let_through(code: str) -> None:
    assert writes(ast.parse(code)) == []
