"""How answers are measured before and written after."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from config.graphql.answers import written
from config.graphql.documents import read_document
from config.graphql.limits import limits
from config.schema import schema

MOMENT = datetime.datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    "value", ["…é\u2028", 2**70, -1, 0.1, None, True, MOMENT, MOMENT.date(), Decimal("1.50")], ids=repr
)
def test_answer_is_written_as_django_does(value: Any) -> None:
    body = {"data": {"value": [value]}}

    as_django = json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))

    assert written(body) == as_django.encode()


def test_document_is_measured_anew_for_another_size_of_a_page() -> None:
    text = "query ($size: Int = 30) { events(first: $size) { edges { node { slug } } } }"
    document = read_document(schema._schema, text, limits())
    operation = document.operation(None)
    assert operation is not None

    costs = [
        document.measure(operation, given).cost for given in ({"size": 2}, {"size": 50}, {}, {"size": 2}, {"x": 9})
    ]

    assert costs == [2, 50, 30, 2, 30]
