"""Loading in chunks and putting one by one leave the same store and the same journal, and refuse in the same words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import event, given, settings
from hypothesis import strategies as st

from events.models import AccountSummary
from sources import bundle, ingest
from sources.actions import Incoming, put_records
from sources.ingest import loading, staging
from sources.journal import writing
from sources.models import ExternalId, JournalHead, JournalRow, Source
from sources.records import (
    Column,
    ExternalIds,
    Field,
    Reference,
    References,
    Rows,
    TextList,
    Time,
    Voice,
    all_kinds,
    kind_named,
)
from sources.refusals import Refusal
from tests.bundles import as_lines

pytestmark = pytest.mark.django_db
SLUGS = st.sampled_from(["a", "a", "a", "b", "b", "c", "gone", "nobody"])
STATUSES = ("PUBLISHED", "PUBLISHED", "PUBLISHED", "DRAFT", "IN_REVIEW", "RETRACTED", None)
#: What a record of each kind needs; the slugs of other kinds are drawn.
NEEDED: dict[str, dict[str, Any]] = {
    "publisher": {"name": "Agency"},
    "source": {"title": "A paper"},
    "media": {"url": "https://example.org/m"},
    "actor": {"name": "Army"},
    "relation": {"kind": "PART_OF"},
    "designation": {"label": "outlaws"},
    "place": {"name": "Hill"},
    "event_type": {"label": "Fight"},
    "topic": {"label": "War"},
    "predicate": {"label": "Shots", "value_kind": "COUNT"},
    "event": {"title": "Clash"},
    "claim": {"quote": "shots", "low": 1},
    "link": {"kind": "CAUSED"},
    "assessment": {},
    "narrative": {"title": "Story"},
}
TEXTS = st.sampled_from(
    ["One", "A\ttab, a \\ and\nlines", "été «x» \u2028", "", None, " kept ", 3, "x" * 501, "PK", "en"]
)
NUMBERS = st.sampled_from([0, 1, 2, 7, 3.0, 2.5, 0.125, -1, 10**13, 10**15, 10**20, None, "7", True])
TIMES = st.sampled_from(
    [
        "2021-09-15",
        " 2021-09 ",
        "2019",
        "[2021-09-05..2021-09-12]",
        "2021-09-15/..",
        "soon",
        "",
        None,
        {"edtf": "2021", "worded": "last year", "basis": "INFERRED"},
        {"worded": "once", "clock": "21:30"},
        {"edtf": "2021-02-30"},
        {"edtf": "2021", "ongoing_on": "2021-09-15", "basis": "STATED"},
        {"day": 1},
        5,
    ]
)


def values_of(field: Field) -> st.SearchStrategy[Any]:  # noqa: C901  # one case a sort of field
    """Draw what a field may be given, good and bad."""
    match field:
        case ExternalIds():
            return st.dictionaries(st.sampled_from(["w", "v"]), st.sampled_from(["1", "2", "3", ""]), max_size=2)
        case TextList():
            return st.lists(st.sampled_from(["Mound", "Höhe", ""]), max_size=2)
        case Time():
            return TIMES
        case Voice():
            return st.one_of(st.none(), st.dictionaries(st.sampled_from(["actor", "publisher"]), SLUGS, max_size=2))
        case Reference():
            return st.one_of(SLUGS, SLUGS, SLUGS, st.none())
        case References():
            return st.lists(SLUGS, max_size=3)
        case Rows():
            return st.lists(owned(field), max_size=2)
        case Column():
            return of_column(field)
    raise AssertionError(field)


def of_column(field: Column) -> st.SearchStrategy[Any]:
    if field.column.choices:
        words = [key for key, _ in field.column.flatchoices]
        return st.sampled_from([*words, *words, "NONSENSE", None])
    name = type(field.column).__name__
    if name == "BooleanField":
        return st.sampled_from([True, False, None, 1])
    if "Integer" in name or name in ("DecimalField", "FloatField"):
        return NUMBERS
    if name == "DateTimeField":
        return st.sampled_from(["2021-09-15T08:00:00Z", "2021-09-15T08:00:00.25+05:00", "2021-09-15", None])
    if name == "URLField":
        return st.sampled_from(["https://example.org/1", "https://example.org/2", "nowhere", "", None])
    return TEXTS


@st.composite
def owned(draw: Callable[..., Any], field: Rows) -> dict[str, Any]:
    """Draw an owned row: what it needs, and now and then something else."""
    needed = {one.name: draw(SLUGS) for one in field.fields if isinstance(one, Reference) and not one.column.blank}
    for name in ("text", "code"):
        if name in {one.name for one in field.fields} and field.name in ("names", "ratings"):
            needed[name] = "A"
    return needed | draw(some_of(field.fields))


@st.composite
def some_of(draw: Callable[..., Any], fields: list[Field]) -> dict[str, Any]:
    chosen = draw(st.lists(st.sampled_from(fields), max_size=3, unique=True))
    return {one.name: draw(values_of(one)) for one in chosen if one.name != "status"}


@st.composite
def records(draw: Callable[..., Any]) -> dict[str, Any]:
    """Draw one record, mostly right."""
    kind = draw(st.sampled_from([*all_kinds(), *[kind_named(name) for name in ("event", "claim", "source", "actor")]]))
    given = {"record": kind.name, "slug": draw(st.sampled_from(["a", "b", "c"]))}
    if kind.has_status:
        given["status"] = draw(st.sampled_from(STATUSES))
        if given["status"] == "RETRACTED":
            given["retraction_reason"] = draw(st.sampled_from(["It was wrong.", "It was wrong.", ""]))
    given |= NEEDED[kind.name]
    columns = {one.name for one in kind.fields if isinstance(one, Reference) and not one.column.blank}
    given |= {name: draw(SLUGS) for name in sorted(columns)}
    if kind.name == "event":
        given["citations"] = [{"source": draw(SLUGS)}]
    if kind.name == "link":
        given["evidence"] = [{"source": draw(SLUGS)}]
    return given | (draw(some_of(kind.fields)) if draw(st.booleans()) else {})


BASE = [
    {"record": kind, "slug": slug, **({"status": "PUBLISHED"} if kind in ("source", "actor") else {}), **NEEDED[kind]}
    for kind in ("publisher", "source", "actor", "place", "event_type", "topic", "predicate")
    for slug in ("a", "b")
] + [
    {
        "record": "actor",
        "slug": "gone",
        "status": "RETRACTED",
        "retraction_reason": "It is the same.",
        "name": "Army",
        "merged_into": "a",
    }
]


def store() -> dict[str, Any]:
    """Return all that a writing leaves behind, moments and row ids aside."""
    journal = JournalRow.objects.order_by("number")
    return {
        "dump": list(bundle.dump()),
        "journal": list(
            journal.values("number", "kind", "slug", "version", "action", "road", "reason", "before", "after")
        ),
        "head": list(JournalHead.objects.values()),
        "rows": {
            kind.name: sorted(
                (row.slug, row.version, *(is_set(row, name) for name in ("published_at", "retracted_at")))
                for row in kind.objects.all()
            )
            for kind in all_kinds()
        },
        "external ids": sorted(ExternalId.objects.values_list("kind", "scheme", "identifier", "slug")),
        "roots": sorted(Source.objects.exclude(root=None).values_list("slug", "root__slug")),
        "accounts": sorted(
            map(
                str,
                AccountSummary.objects.values_list(
                    *(
                        "event__slug",
                        "predicate__slug",
                        "subject__slug",
                        "subject_class",
                        "view",
                        "verdict",
                        "low",
                        "high",
                    )
                ),
            )
        ),
        "bounds": sorted(
            map(
                str,
                kind_named("event").objects.values_list("slug", "when_sort_day", "when_latest_end", "when_coverage"),
            )
        ),
    }


def is_set(row: Any, name: str) -> bool:
    return getattr(row, name, None) is not None


def outcome(put: Callable[[list[dict[str, Any]]], Any], bundles: list[list[dict[str, Any]]]) -> list[Any]:
    """Put bundles one after another and return what each came to; nothing stays."""
    told: list[Any] = []
    with transaction.atomic():
        one_by_one(BASE)
        for some in bundles:
            try:
                with transaction.atomic():
                    put(some)
                told.append(store())
            except Refusal as refusal:
                told.append(sorted(str(fault) for fault in refusal.faults))
        transaction.set_rollback(True)
    return told


def one_by_one(some: list[dict[str, Any]]) -> None:
    where = {(one["record"], one["slug"]): line for line, one in enumerate(some, 1)}
    try:
        with writing(road="BUNDLE") as current:
            put_records(current, [Incoming(kind_named(one["record"]), one, line) for line, one in enumerate(some, 1)])
    except Refusal as refusal:
        raise Refusal(with_lines(refusal, where)) from refusal


def with_lines(refusal: Refusal, where: dict[tuple[str, str], int]) -> list[Any]:
    return [
        fault if fault.line else replace(fault, line=where.get((fault.kind, fault.slug))) for fault in refusal.faults
    ]


def in_chunks(some: list[dict[str, Any]]) -> None:
    ingest.load(as_lines(some))


@settings(report_multiple_bugs=False)
@given(st.lists(st.lists(records(), min_size=1, max_size=8), min_size=1, max_size=2), st.integers(1, 4))
def test_loading_in_chunks_comes_to_the_same_as_putting_one_by_one(
    bundles: list[list[dict[str, Any]]], chunk: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(staging, "CHUNK", chunk)
        patch.setattr(loading, "CHUNK", chunk)
        patch.setattr(loading, "FEW", 1)
        found = outcome(in_chunks, bundles)

    expected = outcome(one_by_one, bundles)
    for told in expected:
        event("kept" if isinstance(told, dict) else "refused")
    assert found == expected, json.dumps(bundles, indent=1)
