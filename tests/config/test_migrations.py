"""Migrations of ours under load: what they do to a store that is in use."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.functions import Now, Random

from tests.migrating import faults

#: The last ones that no store in use had to go through: those of the first release, and until then the newest.
FIRST_STORES = {"sources": 13, "actors": 5, "events": 12}


def test_no_migration_locks_a_store_in_use_for_long() -> None:
    loader = MigrationLoader(None)
    ours = sorted(key for key in loader.disk_migrations if key[0] in FIRST_STORES)

    found = {
        f"{app}.{name}": told
        for app, name in ours
        if int(name[:4]) > FIRST_STORES[app]
        and (told := list(faults(loader.disk_migrations[app, name], loader.project_state((app, name), at_end=False))))
    }

    assert len(ours) >= sum(FIRST_STORES.values())
    assert found == {}


BEFORE = ProjectState()
BEFORE.add_model(
    ModelState(
        "big",
        "Row",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("name", models.CharField(max_length=100)),
            ("count", models.IntegerField(null=True)),
        ],
    )
)
LONG = [
    operations.AddField("row", "other", models.ForeignKey("big.Row", models.PROTECT, null=True, db_index=False)),
    operations.AddField("row", "code", models.CharField(max_length=9, null=True, db_index=True)),
    operations.AddField("row", "chance", models.FloatField(db_default=Random())),
    operations.AddField("row", "code", models.CharField(max_length=9, default="x")),
    operations.AlterField("row", "name", models.CharField(max_length=50)),
    operations.AlterField("row", "count", models.BigIntegerField(null=True)),
    operations.AlterField("row", "count", models.IntegerField(default=0)),
    operations.AlterField("row", "name", models.CharField(max_length=100, unique=True)),
    operations.AddIndex("row", models.Index(fields=["name"], name="row_name")),
    operations.AddConstraint("row", models.CheckConstraint(condition=models.Q(count__gte=0), name="row_count")),
    operations.AddConstraint("row", models.UniqueConstraint(fields=["name"], name="row_name")),
    operations.RemoveField("row", "count"),
    operations.RenameField("row", "count", "number"),
    operations.DeleteModel("Row"),
]
SHORT = [
    operations.AddField("row", "code", models.CharField(max_length=9, null=True)),
    operations.AddField("row", "at", models.DateTimeField(db_default=Now())),
    operations.AddField("row", "is_new", models.BooleanField(default=False, db_default=False)),
    operations.AlterField("row", "name", models.CharField(max_length=200)),
    operations.AlterField("row", "name", models.TextField()),
    operations.AlterField("row", "name", models.CharField(max_length=100, help_text="Said better.")),
    AddIndexConcurrently("row", models.Index(fields=["name"], name="row_name")),
    AddConstraintNotValid("row", models.CheckConstraint(condition=models.Q(count__gte=0), name="row_count")),
    operations.RunPython(operations.RunPython.noop),
]


def told(*given: Any) -> list[str]:
    migration = Migration("0002", "big")
    migration.operations = list(given)
    return list(faults(migration, BEFORE))


@pytest.mark.parametrize("operation", LONG, ids=lambda one: one.describe())
def test_what_takes_long_or_breaks_older_code_is_told(operation: Any) -> None:
    assert len(told(operation)) == 1


@pytest.mark.parametrize("operation", SHORT, ids=lambda one: one.describe())
def test_what_is_done_at_once_may_be_done(operation: Any) -> None:
    assert told(operation) == []


def test_table_of_the_same_migration_has_no_rows_yet() -> None:
    new = operations.CreateModel("New", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())])
    index = operations.AddIndex("new", models.Index(fields=["name"], name="new_name"))

    assert told(new, index) == []
    assert told(new, operations.RunPython(operations.RunPython.noop)) == [
        "changes data and schema in one transaction: part them"
    ]
