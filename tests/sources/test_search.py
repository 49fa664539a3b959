"""Search as the write path keeps it and as a caller asks it."""

from typing import Any

import pytest

from sources import search
from sources.models import SearchDocument
from sources.visibility import Viewer
from tests.storing import published, put, record, takeover_and_attack

pytestmark = pytest.mark.django_db


def slugs(text: str, viewer: Viewer = Viewer.PUBLIC, *kinds: str) -> list[str]:
    rows = search.found(search.read(text, "text"), viewer, kinds)
    return [row.slug for row in rows.order_by(search.RANK, "precedence", "slug")]


def test_a() -> None:
    put(*takeover_and_attack())

    assert slugs("takeover") == ["takeover", "takeover-of-territory"]
    assert slugs("attack") == ["attack"]
    assert slugs("the atta") == ["attack"]
    assert slugs("group") == ["group"]
    assert slugs("the") == ["group", "attack", "takeover"]
    assert list(search.discrepancies()) == []
    assert search.suggestions(search.read("atack", "text"), Viewer.PUBLIC) == ["attack"]
