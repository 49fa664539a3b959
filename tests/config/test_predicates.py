"""What lists can be asked takes an expression in place of a value, so that a statement is made once and used again."""

import datetime
from typing import Any

import pytest
from django.db import models
from django.db.models import Value

import config.schema  # noqa: F401  # declares every type
from sources.filters import Asked, Box, Count, Day, ExternalKey, Moment, VisibleFilterSet, YesNo
from sources.visibility import Viewer
from tests.graphql import row_types

LISTS: dict[type[VisibleFilterSet], Any] = {node.filters: node.model for node in row_types() if node.filters}


def slots(one: Asked) -> list[Any]:
    """Return what may stand in place of a parameter's value; yes and no are statements of their own."""
    if isinstance(one, YesNo):
        return [True, False]
    if isinstance(one, ExternalKey):
        return [(a_slot(one), a_slot(one))]
    return [[a_slot(one), a_slot(one)] if one.many else a_slot(one)]


def a_slot(one: Asked) -> Value:
    if isinstance(one, Moment):
        return Value(datetime.datetime(2021, 9, 5, tzinfo=datetime.UTC), output_field=models.DateTimeField())
    if isinstance(one, Count | Day):
        return Value(1, output_field=models.BigIntegerField())
    return Value("word", output_field=models.CharField())


@pytest.mark.django_db
@pytest.mark.parametrize("viewer", Viewer)
@pytest.mark.parametrize("filterset", LISTS, ids=[filterset.__name__ for filterset in LISTS])
def test_predicates_take_expressions_for_values(filterset: type[VisibleFilterSet], viewer: Viewer) -> None:
    rows = LISTS[filterset]._default_manager
    # Whether a box crosses the antimeridian is told by its values, and is a statement of its own.
    asked = {name: one for name, one in filterset.base_filters.items() if not isinstance(one, Box)}

    made = [
        rows.filter(filterset.predicate({name: slot}, viewer)).query.sql_with_params()[0]
        for name, one in asked.items()
        for slot in slots(one)
    ]

    assert len(made) >= len(asked) > 0
