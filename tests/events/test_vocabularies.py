"""What a new store knows before anything is entered."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.apps import apps
from django.db.models import ProtectedError

from events.choices import ValueKind
from events.migrations._vocabularies import EVENT_TYPES, PREDICATES
from events.models import EventType, Predicate
from tests.factories import an_event

pytestmark = pytest.mark.django_db
migration = import_module("events.migrations.0002_seed_vocabularies")
#: Event types and sub-event types of the ACLED codebook (2024).
ACLED = {
    "Battles": {"Armed clash", "Government regains territory", "Non-state actor overtakes territory"},
    "Explosions/Remote violence": {
        "Air/drone strike",
        "Chemical weapon",
        "Grenade",
        "Remote explosive/landmine/IED",
        "Shelling/artillery/missile attack",
        "Suicide bomb",
    },
    "Protests": {"Excessive force against protesters", "Peaceful protest", "Protest with intervention"},
    "Riots": {"Mob violence", "Violent demonstration"},
    "Strategic developments": {
        "Agreement",
        "Arrests",
        "Change to group/activity",
        "Disrupted weapons use",
        "Headquarters or base established",
        "Looting/property destruction",
        "Non-violent transfer of territory",
        "Other",
    },
    "Violence against civilians": {"Abduction/forced disappearance", "Attack", "Sexual violence"},
}
ORDINARY_NEWS = {
    "accident", "agreement", "appointment", "arrest", "attack-campaign", "demand", "designation", "disaster",
    "displacement", "election", "merger", "offensive", "protest", "resignation", "security-operation", "statement",
    "suicide-bombing", "takeover-of-territory", "trial", "verdict",
}  # fmt: skip


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def acled_pairs() -> Iterator[tuple[str, str]]:
    rows = EventType.objects.exclude(acled_sub_event="").values_list("acled_event", "acled_sub_event")
    yield from rows


def test_types_hold_all_of_acled() -> None:
    found = {event: {sub for parent, sub in acled_pairs() if parent == event} for event, _ in acled_pairs()}

    assert found == ACLED


def test_types_are_wide_enough_for_ordinary_news() -> None:
    found = set(EventType.objects.filter(slug__in=ORDINARY_NEWS).values_list("slug", flat=True))

    assert found == ORDINARY_NEWS


def test_every_colour_is_its_own_and_reads_on_white() -> None:
    colours = list(EventType.objects.values_list("colour", flat=True))

    assert len(set(colours)) == len(colours) == len(EVENT_TYPES)
    assert min(1.05 / (luminance(colour) + 0.05) for colour in colours) > 4.5


def test_seeded_rows_are_valid_first_versions() -> None:
    rows = [*EventType.objects.all(), *Predicate.objects.all()]

    for row in rows:
        row.full_clean()
    assert {row.version for row in rows} == {1}
    assert EventType.objects.get(slug="suicide-bombing").parent == EventType.objects.get(
        slug="explosion-or-remote-violence"
    )


def test_predicates_ask_for_what_the_model_says() -> None:
    found = {
        kind: set(Predicate.objects.filter(value_kind=kind).values_list("slug", flat=True))
        for kind in Predicate.objects.values_list("value_kind", flat=True)
    }

    assert found == {
        ValueKind.COUNT: {
            "killed", "wounded", "captured", "missing", "escaped", "arrested", "displaced", "participants", "votes",
        },
        ValueKind.NONE: {"occurrence", "responsibility"},
        ValueKind.PLACE: {"place"},
        ValueKind.QUANTITY: {"amount"},
        ValueKind.TEXT: {"motive", "method", "description", "damage", "outcome"},
        ValueKind.TIME: {"time"},
    }  # fmt: skip


def test_seeding_can_be_taken_back_and_done_again() -> None:
    before = list(EventType.objects.order_by("slug").values_list("slug", "label", "parent__slug", "colour"))

    migration.unseed(apps, None)
    left = EventType.objects.count() + Predicate.objects.count()
    migration.seed(apps, None)

    assert left == 0
    assert list(EventType.objects.order_by("slug").values_list("slug", "label", "parent__slug", "colour")) == before
    assert Predicate.objects.count() == len(PREDICATES)


def test_seeding_is_not_taken_back_from_under_an_event() -> None:
    an_event(type=EventType.objects.get(slug="election"))

    with pytest.raises(ProtectedError):
        migration.unseed(apps, None)
