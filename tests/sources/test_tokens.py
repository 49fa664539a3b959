"""Making, showing, using and revoking tokens, by actions and by the shell."""

import datetime
import re
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sources.actions import make_token, note_use
from sources.choices import Scope
from sources.models import Token
from sources.refusals import faults_of
from sources.tokens import BadToken, secret_in, token_of
from tests import factories as a
from tests.connections import by_another_connection
from tests.staff import a_user

pytestmark = pytest.mark.django_db

READ, READ_DRAFTS, WRITE, PUBLISH = Scope.values
DAY = datetime.timedelta(days=1)


def stored() -> list[Any]:
    return list(Token.objects.order_by("pk").values())


def refusals(token: Token) -> list[tuple[str, str, str]]:
    before = stored()
    with pytest.raises(ValidationError) as refusal:
        make_token(token)
    assert stored() == before
    return [(one.code, one.message, one.pointer) for one in faults_of(refusal.value)]


def test_secret_is_kept_only_as_its_digest() -> None:
    editor = a_user("Editor")

    secret = make_token(Token(user=editor, name="import", scopes=[WRITE, READ, READ_DRAFTS]))

    [row] = stored()
    assert re.fullmatch("sequitur_[0-9a-f]{64}", secret)
    assert secret not in str(row)
    assert row["token_key"] == secret[:15]
    assert (row["user_id"], row["name"], row["scopes"]) == (editor.pk, "import", [READ, READ_DRAFTS, WRITE])
    assert token_of(secret).user == editor


@pytest.mark.parametrize(
    ("scopes", "reasons"),
    [
        ([], ["A token needs a scope at least."]),
        (["fly"], ["There is no scope fly; there are read, read-drafts, write, publish."]),
        ([READ_DRAFTS], ["The scope read-drafts needs the scope read too."]),
        ([READ, WRITE], ["The scope write needs the scope read-drafts too."]),
        ([READ, READ_DRAFTS, PUBLISH], ["The scope publish needs the scope write too."]),
        ([WRITE], ["The scope write needs the scope read-drafts too."]),
    ],
)
def test_scope_needs_those_before_it(scopes: list[str], reasons: list[str]) -> None:
    found = refusals(Token(user=a_user("Editor"), name="import", scopes=scopes))

    assert found == [("BAD_USER_INPUT", reason, "/scopes") for reason in reasons]


@pytest.mark.parametrize(
    ("role", "most"), [("Viewer", READ_DRAFTS), ("Contributor", WRITE), ("Editor", PUBLISH), ("superuser", PUBLISH)]
)
def test_token_has_at_most_the_scopes_of_its_user(role: str, most: str) -> None:
    user, scopes = a_user(role), Scope.values
    allowed = scopes[: scopes.index(most) + 1]

    make_token(Token(user=user, name="most", scopes=allowed))

    if allowed != scopes:
        beyond = scopes[len(allowed)]
        reason = f"{user} may not do what the scope {beyond} is for."
        token = Token(user=user, name="more", scopes=[*allowed, beyond])
        assert refusals(token) == [("FORBIDDEN", reason, "/scopes")]


def test_user_has_no_two_tokens_of_one_name_in_use() -> None:
    editor = a_user("Editor")
    make_token(Token(user=editor, name="import", scopes=[READ]))

    found = refusals(Token(user=editor, name="import", scopes=[READ]))

    assert [code for code, _, _ in found] == ["BAD_USER_INPUT"]
    Token.objects.update(revoked_at=timezone.now())
    make_token(Token(user=editor, name="import", scopes=[READ]))


def test_expiry_that_is_over_is_refused() -> None:
    token = Token(user=a_user("Editor"), name="import", scopes=[READ], expiry=timezone.now() - DAY)

    assert refusals(token) == [("BAD_USER_INPUT", "This is over already.", "/expiry")]


@pytest.mark.parametrize("header", ["Bearer {}", "bearer {}", "Token {}", " TOKEN  {} "])
def test_secret_is_read_from_the_header(header: str) -> None:
    secret = f"sequitur_{'0' * 64}"

    assert secret_in(header.format(secret)) == secret


@pytest.mark.parametrize(
    "header",
    [
        *("", "Bearer", "Bearer ", "Basic eDp5", "{}", "Bearer {} {}", "Bearer: {}", "Bearer x{}", "Bearer {}0"),
        *("Bearer ÿþ", "Bearer {}\n", "Bearer \0{}", f"Bearer sequitur_{'A' * 64}", f"Bearer sequitur_{'٣' * 64}"),
    ],
)
def test_header_that_is_no_token_is_refused_without_asking_the_database(header: str) -> None:
    with CaptureQueriesContext(connection) as statements, pytest.raises(BadToken):
        secret_in(header.format(*[f"sequitur_{'0' * 64}"] * 2))

    assert len(statements) == 0


def reason_for(secret: str) -> str:
    with pytest.raises(BadToken) as refusal:
        token_of(secret)
    return str(refusal.value)


def test_unknown_and_revoked_and_inactive_are_told_alike() -> None:
    editor, gone = a_user("Editor"), a_user("Viewer")
    revoked = a.a_token(editor, revoked_at=timezone.now())
    revoked_and_expired = a.a_token(editor, revoked_at=timezone.now(), expiry=timezone.now() - DAY)
    inactive = a.a_token(gone)
    assert token_of(inactive).user == gone
    User.objects.filter(pk=gone.pk).update(is_active=False)

    reasons = {reason_for(secret) for secret in (f"sequitur_{'0' * 64}", revoked, revoked_and_expired, inactive)}

    assert len(reasons) == 1


def test_expired_token_is_told_to_be() -> None:
    expiry = datetime.datetime(2021, 9, 15, tzinfo=datetime.UTC)

    assert "expired on 2021-09-15" in reason_for(a.a_token(a_user("Editor"), expiry=expiry))


def test_token_is_found_by_one_statement() -> None:
    secret = a.a_token(a_user("Editor"))

    with CaptureQueriesContext(connection) as statements:
        assert token_of(secret).user.username == "Editor"

    assert len(statements) == 1


def test_use_is_noted_once_a_minute() -> None:
    token = token_of(a.a_token(a_user("Editor")))

    with CaptureQueriesContext(connection) as first:
        note_use(token)
    used = Token.objects.get().last_used_at
    with CaptureQueriesContext(connection) as second:
        note_use(Token.objects.get())
    Token.objects.update(last_used_at=used - datetime.timedelta(seconds=61))
    note_use(Token.objects.get())

    assert (any("UPDATE" in one["sql"] for one in first), any("UPDATE" in one["sql"] for one in second)) == (
        True,
        False,
    )
    assert timezone.now() - used < datetime.timedelta(seconds=50)
    assert Token.objects.get().last_used_at >= used


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_use_of_a_token_waits_for_no_writer() -> None:
    token = token_of(a.a_token(a_user("Editor")))

    with transaction.atomic():
        by_another_connection(lambda: note_use(token))
    unnoted = Token.objects.get().last_used_at
    by_another_connection(lambda: note_use(token))

    assert unnoted is None
    assert Token.objects.get().last_used_at is not None
    with connection.cursor() as cursor:
        note_use(token)
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20_000,)


def test_user_goes_with_the_tokens() -> None:
    editor = a_user("Editor")
    a.a_token(editor)

    editor.delete()

    assert stored() == []


def run(*arguments: str) -> tuple[str, str]:
    """Return what a command prints to the two outputs."""
    out, err = StringIO(), StringIO()
    call_command(*arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_shell_makes_a_token_and_prints_it_alone() -> None:
    editor = a_user("Editor")
    wanted = [f"--scope={scope}" for scope in Scope.values]

    out, err = run("create_token", "Editor", "--name", "nightly import", "--expires=2099-01-31", *wanted)

    token = token_of(out.strip())
    assert (token.user, token.name, token.scopes) == (editor, "nightly import", Scope.values)
    assert token.expiry == datetime.datetime(2099, 2, 1, tzinfo=datetime.UTC)
    assert out.strip() not in err


@pytest.mark.parametrize(
    ("arguments", "days"), [((), 366), (("--expires=90d",), 91), (("--expires=0d",), 1), (("--expires=never",), None)]
)
def test_token_lasts_a_year_unless_told_otherwise(arguments: tuple[str, ...], days: int | None) -> None:
    a_user("Editor")
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)

    run("create_token", "Editor", "--name=import", *arguments)

    assert Token.objects.get().expiry == (midnight + days * DAY if days else None)
    assert Token.objects.get().scopes == [READ]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("nobody", "--name=x"), "There is no user nobody."),
        (("Editor", "--name=x", "--scope=fly"), "invalid choice: 'fly'"),
        (("Editor", "--name=x", "--scope=write"), "The scope write needs the scope read-drafts too."),
        (("Editor", "--name="), "cannot be blank"),
        (("Editor", f"--name={'x' * 101}"), "at most 100 characters"),
        (("Editor", "--name=x", "--expires=2020-01-01"), "This is over already."),
        *(
            (("Editor", "--name=x", f"--expires={when}"), f"not as “{when}”")
            for when in ("soon", "", "9999-12-31", "9999999d", "-1d", "2021-02-30")
        ),
    ],
)
def test_shell_says_why_it_makes_no_token(arguments: tuple[str, ...], reason: str) -> None:
    a_user("Editor")

    with pytest.raises(CommandError, match=re.escape(reason)):
        run("create_token", *arguments)

    assert stored() == []


def test_shell_lists_tokens_but_no_secret() -> None:
    editor, viewer = a_user("Editor"), a_user("Viewer")
    secrets = [a.a_token(editor, READ, READ_DRAFTS, name="import"), a.a_token(viewer, name="reader")]
    secrets.append(a.a_token(editor, name="old", revoked_at=timezone.now()))

    listed, everything, of_viewer = (run("list_tokens", *some)[0] for some in ((), ("--all",), ("--user=Viewer",)))

    assert [line.split()[2] for line in listed.splitlines()] == ["name", "reader", "import"]
    assert [line.split()[2] for line in everything.splitlines()] == ["name", "old", "reader", "import"]
    assert [line.split()[2] for line in of_viewer.splitlines()] == ["name", "reader"]
    assert "read,read-drafts" in listed
    assert [secret for secret in secrets if secret in everything] == []
    assert "revoked" in everything


def test_shell_revokes_tokens() -> None:
    editor = a_user("Editor")
    secrets = [a.a_token(editor), a.a_token(editor), a.a_token(a_user("Viewer"))]
    first, second, _ = Token.objects.order_by("pk")

    run("revoke_token", str(first.pk))

    assert [token.state for token in Token.objects.order_by("pk")] == ["revoked", "in use", "in use"]
    out, _ = run("revoke_token", "--user=Editor")
    assert out == f"Revoked {second.pk}: {second}\n"
    assert token_of(secrets[2]).user.username == "Viewer"


@pytest.mark.parametrize("extra", ["0", "99999", "99999999999999999999"])
def test_shell_revokes_nothing_where_a_number_is_unknown(extra: str) -> None:
    a.a_token(a_user("Editor"))
    token = Token.objects.get()

    with pytest.raises(CommandError, match=f"There is no token {extra}; nothing was revoked"):
        run("revoke_token", str(token.pk), extra)

    assert Token.objects.get().state == "in use"


@pytest.mark.parametrize("arguments", [(), ("1", "--user=Editor")])
def test_shell_revokes_by_numbers_or_by_user(arguments: tuple[str, ...]) -> None:
    a_user("Editor")

    with pytest.raises(CommandError, match="Name the tokens by their numbers, or all of a user"):
        run("revoke_token", *arguments)
