"""``manage.py revoke_token``: end the use of tokens."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sources.actions import revoke_tokens
from sources.management.commands.create_token import user_named
from sources.models import Token


class Command(BaseCommand):
    help = "Revoke tokens for good, all that are named or none."
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="*", type=int, metavar="ID", help="Their numbers in list_tokens.")
        parser.add_argument("--user", metavar="USER", help="All tokens of this user.")

    def handle(self, *args: Any, **options: Any) -> None:
        ids, name = set(options["ids"]), options["user"]
        if bool(ids) == (name is not None):
            raise CommandError("Name the tokens by their numbers, or all of a user by --user.")
        found = Token.objects.filter(user=user_named(name)) if name is not None else tokens_with(ids)
        revoked = revoke_tokens(found)
        for token in revoked:
            self.stdout.write(f"Revoked {token.pk}: {token}")
        if not revoked:
            self.stderr.write("Nothing was left to revoke.")


def tokens_with(ids: set[int]) -> list[Token]:
    """Return tokens by their numbers. :raises CommandError: naming those that do not exist."""
    found = list(Token.objects.filter(pk__in=[one for one in ids if 0 < one < 2**63]).order_by("pk"))
    missing = sorted(ids - {token.pk for token in found})
    if missing:
        raise CommandError(f"There is no token {', '.join(map(str, missing))}; nothing was revoked.")
    return found
