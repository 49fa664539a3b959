"""Tokens in the admin: whose they are, and that a secret is shown once."""

import datetime
import logging
import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from sources.choices import Scope
from sources.models import Token
from sources.tokens import token_of
from tests import factories as a
from tests.filling import address, save, shown, statements
from tests.staff import a_client, a_user

pytestmark = pytest.mark.django_db
READ, READ_DRAFTS, WRITE, PUBLISH = Scope.values
LIST = "/admin/sources/token/"


def login(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def secrets_in(response: Any) -> list[str]:
    return re.findall("sequitur_[0-9a-f]{64}", response.content.decode())


def make(client: Client, **fields: Any) -> Any:
    return save(client, Token, **{"name": "import", "scopes": [READ]} | fields)


def errors(response: Any) -> dict[str, list[str]]:
    """Return the errors of the page that came back; nothing was stored."""
    assert response.status_code == 200
    assert list(Token.objects.all()) == []
    return {name: list(some) for name, some in response.context["adminform"].form.errors.items()}


def test_contributor_makes_a_token_that_is_shown_once(caplog: pytest.LogCaptureFixture) -> None:
    user = a_user("Contributor")
    client = login(user)

    with caplog.at_level(logging.DEBUG):
        made = make(client, scopes=[READ, READ_DRAFTS, WRITE], expires_on="2099-01-31")

    [secret] = secrets_in(made)
    token = token_of(secret)
    assert (token.user, token.name, token.scopes) == (user, "import", [READ, READ_DRAFTS, WRITE])
    assert token.expiry == datetime.datetime(2099, 2, 1, tzinfo=datetime.UTC)
    assert made["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert secret not in str(made.headers) + str(made.cookies) + caplog.text
    assert [secret for row in Session.objects.all() if secret in str(row.get_decoded())] == []
    assert [entry.user for entry in LogEntry.objects.all()] == [user]
    assert [entry for entry in LogEntry.objects.values() if secret in str(entry)] == []
    pages = [client.get(address(Token)), client.get(address(Token, "change", token.pk)), client.get("/admin/")]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert [secrets_in(page) for page in pages] == [[], [], []]


def test_page_of_a_new_token_has_no_inline_script_or_style() -> None:
    page = make(a_client("Editor")).content.decode()

    assert "Content-Security-Policy" in make(a_client("Viewer"), name="other").headers
    assert [tag for tag in re.findall(r"<(?:script|style)[^>]*>", page) if "nonce=" not in tag] == []
    assert re.findall(r'\s(?:style|on\w+)="', page) == []


def test_page_offers_the_scopes_that_its_maker_may_use() -> None:
    def offered(role: str) -> list[str]:
        form = a_client(role).get(address(Token, "add")).context["adminform"].form
        return [scope for scope, _ in form.fields["scopes"].choices]

    assert offered("Viewer") == [READ, READ_DRAFTS]
    assert offered("Contributor") == [READ, READ_DRAFTS, WRITE]
    assert offered("Editor") == [READ, READ_DRAFTS, WRITE, PUBLISH]
    assert offered("superuser") == [READ, READ_DRAFTS, WRITE, PUBLISH]


def test_what_is_wrong_stands_at_its_field() -> None:
    client = a_client("Contributor")

    assert errors(make(client, name="")) == {"name": ["This field is required."]}
    assert errors(make(client, scopes=[])) == {"scopes": ["A token needs a scope at least."]}
    assert list(errors(make(client, scopes=[READ, PUBLISH]))) == ["scopes"]
    assert errors(make(client, scopes=[READ, WRITE])) == {
        "scopes": ["The scope write needs the scope read-drafts too."]
    }
    assert errors(make(client, expires_on="2020-01-31")) == {"expires_on": ["This is over already."]}
    assert list(errors(make(client, expires_on="9999-12-31"))) == ["expires_on"]
    assert list(errors(make(client, expires_on="soon"))) == ["expires_on"]


def test_page_sent_twice_makes_one_token() -> None:
    client = a_client("Editor")
    data = {**shown(client.get(address(Token, "add"))), "name": "import", "scopes": [READ]}

    first, second = (client.post(address(Token, "add"), data) for _ in range(2))

    assert (len(secrets_in(first)), secrets_in(second)) == (1, [])
    assert "revoke that one first" in second.content.decode()
    assert Token.objects.count() == 1


def test_token_never_expires_where_no_day_is_given() -> None:
    make(a_client("Editor"), expires_on="")

    assert Token.objects.get().expiry is None


def test_superuser_makes_a_token_for_another_within_what_that_one_may() -> None:
    viewer, client = a_user("Viewer"), a_client("superuser")

    assert errors(make(client, user=viewer.pk, scopes=[READ, READ_DRAFTS, WRITE])) == {
        "scopes": ["Viewer may not do what the scope write is for."]
    }
    [secret] = secrets_in(make(client, user=viewer.pk, scopes=[READ, READ_DRAFTS]))

    assert token_of(secret).user == viewer


def test_nobody_else_chooses_whose_token_it_is() -> None:
    editor = a_user("Editor")

    make(a_client("Viewer"), user=editor.pk)

    assert Token.objects.get().user.username == "Viewer"


def test_one_sees_tokens_of_ones_own_and_a_superuser_those_of_all() -> None:
    editor, viewer = a_user("Editor"), a_user("Viewer")
    a.a_token(editor, name="of the editor")
    a.a_token(viewer, name="of the viewer")
    theirs = Token.objects.get(user=viewer)

    def listed(client: Client) -> list[str]:
        return sorted(token.name for token in client.get(LIST).context["cl"].result_list)

    client = login(editor)
    assert listed(client) == ["of the editor"]
    assert listed(a_client("superuser")) == ["of the editor", "of the viewer"]
    assert client.get(address(Token, "change", theirs.pk)).status_code == 302
    assert client.get(address(Token, "delete", theirs.pk)).status_code in (302, 403)


def revoke(client: Client, *tokens: Token) -> Any:
    data = {"action": "revoke_selected", "_selected_action": [token.pk for token in tokens]}
    return client.post(LIST, data, follow=True)


def test_one_revokes_tokens_of_ones_own_alone() -> None:
    editor, viewer = a_user("Editor"), a_user("Viewer")
    secrets = [a.a_token(editor), a.a_token(editor), a.a_token(viewer)]
    mine, _, theirs = Token.objects.order_by("pk")
    client = login(editor)
    assert "Revoke this token" in client.get(address(Token, "change", mine.pk)).content.decode()

    response = revoke(client, mine, theirs)

    assert "1 revoked." in response.content.decode()
    assert [token.state for token in Token.objects.order_by("pk")] == ["revoked", "in use", "in use"]
    assert token_of(secrets[2]).user == viewer
    revoke(a_client("superuser"), theirs)
    assert Token.objects.get(pk=theirs.pk).state == "revoked"


def test_token_is_revoked_on_its_page() -> None:
    editor = a_user("Editor")
    a.a_token(editor)
    token = Token.objects.get()

    data = {"CHANGE_FORM-action": "revoke_selected", "_selected_action": [token.pk]}
    response = login(editor).post(address(Token, "change", token.pk), data, follow=True)

    assert "1 revoked." in response.content.decode()
    assert Token.objects.get().state == "revoked"
    assert LogEntry.objects.get().change_message == "Revoked."


def test_token_is_never_changed() -> None:
    user = a_user("superuser")
    a.a_token(user)
    token = Token.objects.get()

    response = login(user).post(address(Token, "change", token.pk), {"name": "other", "scopes": [PUBLISH]})

    assert response.status_code == 403
    assert Token.objects.values("name", "scopes").get() == {"name": token.name, "scopes": [READ]}


def test_user_with_tokens_is_deleted_in_the_admin() -> None:
    editor, keeper = a_user("Editor"), User.objects.create_user("keeper", is_staff=True)
    keeper.user_permissions.add(*Permission.objects.filter(codename__in=("delete_user", "view_user")))
    a.a_token(editor)

    response = login(keeper).post(f"/admin/auth/user/{editor.pk}/delete/", {"post": "yes"})

    assert response.status_code == 302
    assert (User.objects.filter(pk=editor.pk).exists(), Token.objects.count()) == (False, 0)


def test_who_is_not_staff_gets_no_page() -> None:
    client = login(User.objects.create_user("reader"))

    assert [client.get(address(Token, view)).status_code for view in ("changelist", "add")] == [302, 302]


def test_list_costs_the_same_with_one_token_and_with_five() -> None:
    client = a_client("superuser")
    users = [a_user("Editor"), a_user("Viewer")]
    a.a_token(users[0])
    with_one = statements(lambda: client.get(LIST))

    for number in range(4):
        a.a_token(users[number % 2], expiry=timezone.now())

    assert statements(lambda: client.get(LIST)) == with_one
