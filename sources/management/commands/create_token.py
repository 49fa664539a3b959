"""``manage.py create_token``: make a token for a user."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from sources.actions import end_of, make_token, usual_expiry
from sources.choices import Scope
from sources.models import Token
from sources.refusals import faults_of

HOW_LONG = "Write the expiry as a day (2027-01-31, its end), as a number of days (90d), or as never"


class Command(BaseCommand):
    help = (
        "Make a token for a user and print it, once: only its digest is kept (docs/tokens.md). "
        "What it may do is bound by its scopes and by what the user may."
    )
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", metavar="USER", help="The username of whom the token acts as.")
        parser.add_argument("--name", required=True, help="What will use it: “nightly import”.")
        parser.add_argument(
            "--scope",
            dest="scopes",
            action="append",
            metavar="SCOPE",
            choices=Scope.values,
            help=f"May be given several times; {Scope.READ} when absent. One of {', '.join(Scope.values)}; each needs "
            "those before it.",
        )
        parser.add_argument("--expires", metavar="WHEN", help=f"{HOW_LONG}; a year when absent.")

    @sensitive_variables("secret")
    def handle(self, *args: Any, **options: Any) -> None:
        token = Token(
            user=user_named(options["user"]),
            name=options["name"],
            scopes=options["scopes"] or [Scope.READ.value],
            expiry=expiry_of(options["expires"]),
        )
        try:
            secret = make_token(token)
        except ValidationError as error:
            raise CommandError(" ".join(fault.message for fault in faults_of(error))) from error
        until = f"until {token.expiry:%Y-%m-%d %H:%M} UTC" if token.expiry else "for ever"
        self.stderr.write(f"Token {token.pk} of {token.user} for {', '.join(token.scopes)}, {until}. Shown only here:")
        self.stdout.write(secret)


def user_named(name: str) -> Any:
    """Return a user. :raises CommandError:"""
    users = get_user_model()
    found = users._default_manager.filter(**{users.USERNAME_FIELD: name}).first()
    if found is None:
        raise CommandError(f"There is no user {name}.")
    return found


def expiry_of(text: str | None) -> datetime.datetime | None:
    """Read when a token expires. :raises CommandError:"""
    if text == "never":
        return None
    try:
        return end_of(_last_day(text))
    except (ValueError, OverflowError) as error:
        raise CommandError(f"{HOW_LONG}, not as “{text}”.") from error


def _last_day(text: str | None) -> datetime.date:
    if text is None:
        return usual_expiry()
    days = re.fullmatch(r"([0-9]{1,9})d", text)
    if days:
        return timezone.localdate() + datetime.timedelta(days=int(days[1]))
    return datetime.date.fromisoformat(text)
