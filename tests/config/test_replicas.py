"""What clients are told of the number that a write came to, and may say of it themselves."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from config.operations.notes import note_codes, notes_of
from config.rates import spend
from config.replicas import read
from sources import bundle
from sources.journal import noting_writes
from sources.models import JournalHead
from sources.replicas import Reader
from tests.factories import a_token
from tests.rest import API
from tests.staff import a_user
from tests.storing import put, takeover_and_attack


@pytest.mark.django_db(transaction=True)
def test_a_write_tells_to_which_number_the_journal_came() -> None:
    token = a_token(a_user("Editor"), "read", "read-drafts", "write", "publish")
    client = Client(headers={"Authorization": f"Bearer {token}"})

    def write(method: str, path: str, body: Any) -> Any:
        return client.generic(method, f"{API}/{path}", json.dumps(body), "application/json")

    made = write("POST", "topics/", {"slug": "coups", "label": "Coups"})
    number = JournalHead.objects.get().last_number
    again = write("PUT", "topics/coups/", {"label": "Coups"})
    refused = write("POST", "topics/", {"slug": "coups", "label": "Coups"})
    lines = [bundle.HEAD, {"record": "topic", "slug": "raids", "label": "Raids"}]
    loaded = client.post(f"{API}/import/", "\n".join(map(json.dumps, lines)), "application/x-ndjson")

    assert (made.status_code, made["Journal-Number"]) == (201, str(number))
    assert (again.status_code, "Journal-Number" in again) == (200, False)  # nothing was changed
    assert (refused.status_code, "Journal-Number" in refused) == (409, False)
    assert (loaded.status_code, loaded["Journal-Number"]) == (200, str(number + 1)), loaded.content


@pytest.mark.django_db(transaction=True)
def test_only_what_is_kept_counts_as_written() -> None:
    with noting_writes() as numbers:
        put(*takeover_and_attack())

    assert numbers == [JournalHead.objects.get().last_number]


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["", "-1", "last", "9" * 19, "1²"])
def test_a_number_that_is_none_is_refused_by_both_apis(client: Client, number: str) -> None:
    rest = client.get(f"{API}/events/", headers={"Journal-Number": number})
    graphql = client.get("/graphql/?query={__typename}", headers={"Journal-Number": number})
    fine = client.get(f"{API}/events/", headers={"Journal-Number": "0012"})

    message = "Journal-Number is a whole number, as an answer had it."
    assert (rest.status_code, rest.json()["code"], rest.json()["detail"]) == (400, "BAD_USER_INPUT", message)
    errors = [{"message": message, "extensions": {"code": "BAD_USER_INPUT"}}]
    assert (graphql.status_code, graphql.json()) == (400, {"errors": errors})
    assert fine.status_code == 200


def test_a_question_that_its_replica_failed_is_counted_once(rf: RequestFactory, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "anonymous": 5}
    request, reader = rf.get("/graphql/", REMOTE_ADDR="192.0.2.33"), Reader()

    def answer(request: HttpRequest) -> HttpResponse:
        spend(request, None)
        if reader.has_failed:
            return HttpResponse("from the primary")
        reader.has_failed = True
        note_codes(request, ["DATABASE_UNAVAILABLE"])
        return HttpResponse(status=503)

    response = read(request, reader, answer)

    assert isinstance(response, HttpResponse)
    assert (response.content, notes_of(request).codes) == (b"from the primary", [])
    assert request.rate.spent == 1  # type: ignore[attr-defined]  # set where it is counted
