"""The staff of tests: one user for each role."""

from typing import Any

from django.contrib.auth.models import Group, User
from django.test import Client

from events.migrations._roles import CONTRIBUTOR, EDITOR, VIEWER
from tests.factories import a_token

ROLES = ("anonymous", VIEWER, CONTRIBUTOR, EDITOR, "superuser")


def a_user(role: str) -> User:
    """Return a member of staff with a role."""
    if role == "superuser":
        return User.objects.create_superuser(role)
    user = User.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def a_client(role: str) -> Client:
    client = Client()
    if role != "anonymous":
        client.force_login(a_user(role))
    return client


def with_token(user: User, *scopes: str, **how: Any) -> Client:
    """Return the client of a script that sends a token of a user; it may read, and what the scopes add."""
    secret = a_token(user, "read", *scopes)
    return Client(headers={"Authorization": f"Bearer {secret}"}, **how)


def seeded() -> int:
    """Return how many rows the journal begins with: those of the migrations."""
    from sources.choices import Road
    from sources.models import JournalRow

    return JournalRow.objects.filter(road=Road.MIGRATION).count()


def journal(*fields: str) -> list[Any]:
    """Return fields of the journal's rows, oldest first, without those of the migrations; numbers begin after those."""
    from django.db.models import F

    from sources.choices import Road
    from sources.models import JournalRow

    rows = JournalRow.objects.exclude(road=Road.MIGRATION).order_by("number")
    named = [F("number") - seeded() if field == "number" else F(field) for field in fields]
    found = rows.values_list(*named)
    return [row[0] for row in found] if len(fields) == 1 else list(found)
