"""What a migration must not do to a PostgreSQL store that is in use: lock a big table for long, or break older code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.functions import Now

Faults = Iterator[str]


def faults(migration: Migration, before: ProjectState) -> Faults:
    """Yield what is wrong with a migration that begins at a state, in words; each with what to do instead."""
    state, made = before.clone(), set[str]()
    kinds = {isinstance(one, operations.RunPython | operations.RunSQL) for one in migration.operations}
    if len(kinds) > 1:
        yield "changes data and schema in one transaction: part them"
    for operation in migration.operations:
        if isinstance(operation, operations.CreateModel):
            made.add(operation.name_lower)
        elif _model_of(operation) not in made:
            yield from _faults_of(operation, state, migration.app_label)
        operation.state_forwards(migration.app_label, state)


def _model_of(operation: Any) -> str:
    return str(getattr(operation, "model_name_lower", getattr(operation, "name_lower", "")))


def _faults_of(operation: Operation, state: ProjectState, app: str) -> Faults:
    for kind, look in LOOKS.items():
        if isinstance(operation, kind):
            yield from (f"{operation.describe()}: {fault}" for fault in look(operation, state, app))
            return


def _of_new_field(operation: Any, state: ProjectState, app: str) -> Faults:
    field = operation.field
    if field.is_relation and not field.many_to_many and field.db_constraint:
        yield "the foreign key is held against every row at once: db_constraint=False, or a table of its own"
    if field.unique or field.db_index:
        yield "its index stops all writing while it is built: db_index=False, then AddIndexConcurrently"
    if isinstance(field, models.AutoField | models.BigAutoField | models.GeneratedField):
        yield "every row is written anew"
    if field.has_db_default() and not isinstance(field.db_default, models.Value | Now | str | int | float | bool):
        yield "a default that differs from row to row writes every row anew: add it without, then fill it in steps"
    if not field.null and not field.has_db_default() and not field.many_to_many:
        yield "older code that still runs does not fill it: null=True or a db_default"


def _of_altered_field(operation: Any, state: ProjectState, app: str) -> Faults:
    old, new = state.models[app, operation.model_name_lower].fields[operation.name], operation.field
    if _type_of(old) != _type_of(new) and not _is_wider(old, new):
        yield "another type writes every row anew: add a column, fill it in steps, then let the code change over"
    if old.null and not new.null:
        yield "NOT NULL looks at every row under a lock: a check that is NOT VALID first, validated apart"
    if (new.unique and not old.unique) or (new.db_index and not old.db_index):
        yield "its index stops all writing while it is built: AddIndexConcurrently"


def _type_of(field: Any) -> tuple[Any, ...]:
    return field.get_internal_type(), field.max_length, getattr(field, "max_digits", None), _collation(field)


def _collation(field: Any) -> str | None:
    return getattr(field, "db_collation", None)


def _is_wider(old: Any, new: Any) -> bool:
    """Tell whether a text may only become longer, which costs nothing."""
    if not isinstance(old, models.CharField) or not isinstance(new, models.CharField | models.TextField):
        return False
    if _collation(old) != _collation(new):
        return False
    return new.max_length is None or (old.max_length is not None and new.max_length >= old.max_length)


def _of_index(operation: Any, state: ProjectState, app: str) -> Faults:
    if not isinstance(operation, AddIndexConcurrently):
        yield "all writing stops while it is built: AddIndexConcurrently, in a migration that is not atomic"


def _of_constraint(operation: Any, state: ProjectState, app: str) -> Faults:
    if isinstance(operation.constraint, models.CheckConstraint) and not isinstance(operation, AddConstraintNotValid):
        yield "every row is looked at under a lock: AddConstraintNotValid, and ValidateConstraint in the next migration"
    if isinstance(operation.constraint, models.UniqueConstraint):
        yield "all writing stops while its index is built: a unique index made CONCURRENTLY first"


def _of_removal(operation: Any, state: ProjectState, app: str) -> Faults:
    yield "older code that still runs asks for it: take it out of the code first, of the database one version later"


LOOKS: dict[Any, Callable[[Any, ProjectState, str], Faults]] = {
    operations.AddField: _of_new_field,
    operations.AlterField: _of_altered_field,
    operations.AddIndex: _of_index,
    operations.AddConstraint: _of_constraint,
    (operations.RemoveField, operations.DeleteModel, operations.RenameField, operations.RenameModel): _of_removal,
}
