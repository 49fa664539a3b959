"""Requests with an Idempotency-Key."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from sources.models import JournalRow, StoredAnswer
from sources.rest import repeats
from tests.rest import API, send, sent
from tests.staff import a_client, a_user, journal, with_token
from tests.storing import put, record

pytestmark = pytest.mark.django_db
ARMY = {"name": "Army", "kind": "STATE_FORCES"}


@pytest.fixture
def editor() -> Client:
    return a_client("Editor")


@pytest.mark.parametrize("prefer", ["return=representation", "return=minimal"])
@pytest.mark.parametrize("key", ['"8e03978e-40d5"', "8e03978e-40d5", '"with a space"'])
def test_repeated_post_is_done_once_and_answered_the_same(editor: Client, key: str, prefer: str) -> None:
    first = send(editor, "POST", "/actors/", ARMY, idempotency_key=key, prefer=prefer)
    again = send(editor, "POST", "/actors/", ARMY, idempotency_key=key, prefer=prefer)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert (prefer == "return=minimal") is (again.content == b"")
    for name in ("ETag", "Location"):
        assert first[name] == again[name]
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert again.get("Content-Type") == first.get("Content-Type")
    assert len(journal("number")) == 1


def test_key_with_another_request_is_refused(editor: Client) -> None:
    put(record("actor", "army", **ARMY))
    sent(editor, "POST", "/actors/", ARMY, 201, idempotency_key='"k"')

    other_body = send(editor, "POST", "/actors/", {**ARMY, "name": "x"}, idempotency_key='"k"')
    other_path = send(editor, "POST", "/actors/army/submit/", idempotency_key='"k"')

    for response in (other_body, other_path):
        assert (response.status_code, response.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert len(journal("number")) == 2


def test_equal_json_is_the_same_request(editor: Client) -> None:
    one = editor.post(
        f"{API}/actors/", '{"name": "x", "kind": "NGO"}', "application/json", headers={"idempotency-key": "k"}
    )
    two = editor.post(
        f"{API}/actors/", '{"kind":"NGO","name":"x"}', "application/json", headers={"idempotency-key": "k"}
    )

    assert one.status_code == 201
    assert two["Idempotent-Replayed"] == "true"


def test_moves_may_be_repeated_too(editor: Client) -> None:
    put(record("actor", "army", **ARMY, status="PUBLISHED"))

    answers = [
        send(editor, "POST", "/actors/army/retract/", {"reason": "x"}, idempotency_key="k", if_match='"1"')
        for _ in "ab"
    ]

    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert len(journal("number")) == 2


def test_keys_of_users_are_apart(editor: Client) -> None:
    sent(editor, "POST", "/actors/", ARMY, 201, idempotency_key="k")

    response = send(a_client("Contributor"), "POST", "/actors/", ARMY, idempotency_key="k")

    assert response.status_code == 201
    assert "Idempotent-Replayed" not in response
    assert len(journal("number")) == 2


def test_answer_is_not_told_to_a_token_that_sees_less() -> None:
    user = a_user("Editor")
    clients = [with_token(user, "write", "read-drafts"), with_token(user, "write")]

    answers = [send(client, "POST", "/actors/", {**ARMY, "note": "private"}, idempotency_key="k") for client in clients]

    assert [answer.status_code for answer in answers] == [201, 422]


def test_refused_request_keeps_no_key(editor: Client) -> None:
    sent(editor, "POST", "/actors/", {"name": ""}, 400, idempotency_key="k")

    sent(editor, "POST", "/actors/", ARMY, 201, idempotency_key="k")


def test_request_that_failed_after_its_write_left_neither_write_nor_key(editor: Client) -> None:
    with patch.object(repeats.StoredAnswer.objects, "create", side_effect=RuntimeError("gone")):
        sent(editor, "POST", "/actors/", ARMY, 500, idempotency_key="k")
    assert (len(journal("number")), StoredAnswer.objects.count()) == (0, 0)

    sent(editor, "POST", "/actors/", ARMY, 201, idempotency_key="k")

    assert len(journal("number")) == 1


@pytest.mark.parametrize("key", ["", '"', "ä", "x" * 256, '""', 'a"b', "a,b"])
def test_bad_key_is_refused(editor: Client, key: str) -> None:
    problem = sent(editor, "POST", "/actors/", ARMY, 400, idempotency_key=key)

    assert (problem["code"], problem["header"]) == ("BAD_USER_INPUT", "Idempotency-Key")
    assert len(journal("number")) == 0


def test_answers_are_kept_for_a_day_and_then_taken_away(editor: Client) -> None:
    sent(editor, "POST", "/actors/", ARMY, 201, idempotency_key="old")
    sent(editor, "POST", "/actors/", ARMY, 201, idempotency_key="young")
    StoredAnswer.objects.filter(key="old").update(at=timezone.now() - timedelta(hours=24, minutes=1))
    StoredAnswer.objects.filter(key="young").update(at=timezone.now() - timedelta(hours=23, minutes=59))

    again = send(editor, "POST", "/actors/", ARMY, idempotency_key="young")
    anew = send(editor, "POST", "/actors/", {"name": "x", "kind": "NGO"}, idempotency_key="old")

    assert again["Idempotent-Replayed"] == "true"
    assert anew.status_code == 201
    assert "Idempotent-Replayed" not in anew
    sent(editor, "POST", "/actors/", ARMY, 201, idempotency_key="other")
    assert set(StoredAnswer.objects.values_list("key", flat=True)) == {"young", "old", "other"}


def test_one_write_takes_away_so_many_at_most(editor: Client) -> None:
    user, long_ago = a_user("Contributor"), timezone.now() - timedelta(days=2)
    StoredAnswer.objects.bulk_create(
        StoredAnswer(user=user, key=str(number), fingerprint="", status=201, at=long_ago)
        for number in range(repeats.MOST_CLEARED + 5)
    )

    sent(editor, "POST", "/actors/", ARMY, 201, idempotency_key="k")

    assert StoredAnswer.objects.count() == 5 + 1


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_done_and_both_are_answered_the_same() -> None:
    user = a_user("Editor")
    put(record("actor", "first", **ARMY))
    for number in range(5):
        before, start, answers = JournalRow.objects.count(), Barrier(2), []
        clients = [Client(), Client()]
        for client in clients:
            client.force_login(user)

        def post(client: Client, number: int, start: Barrier, answers: list[Any]) -> None:
            try:
                start.wait()
                response = send(client, "POST", "/actors/", ARMY, idempotency_key=f"k{number}")
                answers.append((response.status_code, response.content, response.get("Idempotent-Replayed")))
            finally:
                connection.close()

        threads = [Thread(target=post, args=(client, number, start, answers)) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)

        assert JournalRow.objects.count() == before + 1
        assert sorted((status, replayed or "") for status, _, replayed in answers) == [(201, ""), (201, "true")]
        assert answers[0][1] == answers[1][1]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_choose_the_same_slug_at_once_one_is_told_that_it_is_taken() -> None:
    user = a_user("Editor")
    put(record("actor", "first", **ARMY))
    for number in range(3):
        start, statuses = Barrier(2), []
        clients = [Client(), Client()]
        for client in clients:
            client.force_login(user)

        def post(client: Client, number: int, start: Barrier, statuses: list[Any]) -> None:
            try:
                start.wait()
                response = send(client, "POST", "/actors/", {**ARMY, "slug": f"army-{number}"})
                statuses.append((response.status_code, response.json().get("code")))
            finally:
                connection.close()

        threads = [Thread(target=post, args=(client, number, start, statuses)) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)

        assert sorted(statuses, key=str) == [(201, None), (409, "SLUG_TAKEN")]
