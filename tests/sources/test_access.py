"""What one who writes may change."""

from typing import Any

import pytest

from sources.access import Access
from sources.choices import Scope
from sources.refusals import Refusal
from sources.visibility import Viewer
from tests.staff import a_user
from tests.storing import every_row, put, record

pytestmark = pytest.mark.django_db

DRAFT = record("source", "draft", title="A draft")
PUBLIC = record("source", "public", title="A report", status="PUBLISHED")
ALWAYS_PUBLIC = record("publisher", "agency", name="An agency")
ALL = frozenset(Scope.values)
WRITE = frozenset({Scope.READ, Scope.READ_DRAFTS, Scope.WRITE})
#: Who may write what: role, scopes of the token (None: no token), record, whether it is allowed.
MATRIX = [
    ("Viewer", None, DRAFT, False),
    ("Viewer", ALL, DRAFT, False),
    ("Contributor", None, DRAFT, True),
    ("Contributor", ALL, DRAFT, True),
    ("Contributor", ALL, PUBLIC, False),
    ("Contributor", ALL, ALWAYS_PUBLIC, False),
    ("Contributor", frozenset({Scope.READ}), DRAFT, False),
    ("Editor", None, PUBLIC, True),
    ("Editor", ALL, PUBLIC, True),
    ("Editor", ALL, ALWAYS_PUBLIC, True),
    ("Editor", WRITE, DRAFT, True),
    ("Editor", WRITE, PUBLIC, False),
    ("Editor", WRITE, ALWAYS_PUBLIC, False),
    ("superuser", WRITE, PUBLIC, False),
    ("superuser", None, PUBLIC, True),
]


@pytest.mark.parametrize(("role", "scopes", "given", "allowed"), MATRIX)
def test_user_and_token_bound_what_is_written(role: str, scopes: Any, given: dict[str, Any], allowed: bool) -> None:
    access = Access(a_user(role), scopes)
    before = every_row()

    if allowed:
        put(given, access=access)
    else:
        with pytest.raises(Refusal) as refusal:
            put(given, access=access)

        assert [(fault.code, fault.slug) for fault in refusal.value.faults] == [("FORBIDDEN", given["slug"])]
    assert (every_row() != before) is allowed


def test_published_record_is_changed_by_editors_alone() -> None:
    put(PUBLIC)

    with pytest.raises(Refusal, match="FORBIDDEN"):
        put({**PUBLIC, "title": "Another title"}, access=Access(a_user("Contributor")))


def test_drafts_are_seen_with_the_scope_alone() -> None:
    editor = a_user("Editor")

    views = [Access(editor, scopes).viewer for scopes in (None, frozenset({Scope.READ}), WRITE)]

    assert views == [Viewer.DRAFTS, Viewer.PUBLIC, Viewer.DRAFTS]
