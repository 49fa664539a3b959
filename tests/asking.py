"""Asking a list as both APIs do."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from sources.filters import VisibleFilterSet, apply
from sources.visibility import Viewer


def asked(filterset: type[VisibleFilterSet], viewer: Viewer = Viewer.PUBLIC, /, **data: Any) -> set[str]:
    """Return the slugs that a viewer finds; the list is one statement and has each row once, by form or without."""
    rows = filterset._meta.model._default_manager.visible_to(viewer)
    with CaptureQueriesContext(connection) as statements:
        found = [row.slug for row in apply(filterset, rows, data, viewer)]
    by_form = {row.slug for row in filterset(data, rows, viewer=viewer).qs}

    assert len(statements) == 1
    assert sorted(set(found)) == sorted(found)
    assert by_form == set(found)
    return set(found)


def only_drafts_find(filterset: type[VisibleFilterSet], slugs: set[str], **data: Any) -> None:
    """Check that those who see drafts find some rows by something that the public finds nothing by."""
    assert asked(filterset, Viewer.DRAFTS, **data) == slugs
    assert asked(filterset, Viewer.PUBLIC, **data) == set()


def unnamed(filterset: type[VisibleFilterSet], cases: Any) -> set[str]:
    """Return the parameters that no case asks."""
    return set(filterset.base_filters) - {name for data, _ in cases for name in data}


def case_name(value: Any) -> str:
    """Name a test's value the same in every process, which the order of a set is not."""
    return str(sorted(value)) if isinstance(value, set) else str(value)
