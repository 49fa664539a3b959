"""``manage.py list_tokens``: which tokens there are."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sources.management.commands.create_token import user_named
from sources.models import Token

COLUMNS = ("id", "user", "name", "begins with", "scopes", "expires", "last used", "state")


class Command(BaseCommand):
    help = "List tokens, newest first. None of them can be read again: only how it begins is known."
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", metavar="USER", help="Only those of this user.")
        parser.add_argument("--all", action="store_true", help="Revoked ones too.")

    def handle(self, *args: Any, **options: Any) -> None:
        tokens = Token.objects.select_related("user").order_by("-pk")
        if options["user"] is not None:
            tokens = tokens.filter(user=user_named(options["user"]))
        if not options["all"]:
            tokens = tokens.not_revoked()
        rows = [row_of(token) for token in tokens]
        if not rows:
            self.stderr.write("There are no tokens.")
            return
        for line in lines_of([COLUMNS, *rows]):
            self.stdout.write(line)


def row_of(token: Token) -> tuple[str, ...]:
    return (
        str(token.pk),
        str(token.user),
        token.name,
        token.token_key,
        ",".join(token.scopes),
        _day(token.expiry) or "never",
        _day(token.last_used_at) or "never",
        token.state,
    )


def _day(moment: datetime.datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def lines_of(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Yield rows as lines with their columns aligned."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
