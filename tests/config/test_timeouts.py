"""Questions that take too long, over both APIs."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.test import Client

GRAPHQL = "application/graphql-response+json"
SAMPLE_EVENT = "south-waziristan-raid-2021-09"


def ask(client: Client, query: str, **headers: str) -> HttpResponse:
    body = json.dumps({"query": query})
    return client.post("/graphql/", body, content_type="application/json", headers=headers)


def bounds(told: dict[str, Any]) -> tuple[str, int, bool]:
    return told["code"], told["limit"], told["limit"] <= told["found"] < 10 * told["limit"]


@pytest.mark.urls("tests.config.graphql_world")
@pytest.mark.django_db(transaction=True)
class TestSlowStatement:
    @pytest.fixture(autouse=True)
    def one_second(self, settings: Any) -> None:
        settings.READ_SECONDS = 1

    @pytest.mark.parametrize("media_type", ["application/json", GRAPHQL])
    @pytest.mark.parametrize(
        "query",
        ["{ slow }", "{ slowRows }", '{ echo(text: "a") slow groups }', "{ first: slow second: slow }"],
    )
    def test_graphql_answers_one_error_and_nothing_else(self, client: Client, query: str, media_type: str) -> None:
        response = ask(client, query, Accept=media_type)

        body = response.json()
        assert (response.status_code, list(body), len(body["errors"])) == (503, ["errors"], 1)
        assert list(body["errors"][0]) == ["message", "extensions"]
        assert body["errors"][0]["extensions"].keys() == {"code", "limit", "found"}
        assert bounds(body["errors"][0]["extensions"]) == ("TIMED_OUT", 1000, True)

    def test_rest_answers_a_problem(self, client: Client) -> None:
        response = client.get("/api/v1/slow/")

        assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
        assert response.json().keys() == {"type", "title", "status", "code", "detail", "limit", "found"}
        assert bounds(response.json()) == ("TIMED_OUT", 1000, True)

    def test_next_question_is_answered(self, client: Client) -> None:
        Group.objects.create(name="graphql-afterwards")

        late = [ask(client, "{ slow }").status_code, client.get("/api/v1/slow/").status_code]

        assert late == [503, 503]
        assert ask(client, "{ groups }").json() == {"data": {"groups": ["graphql-afterwards"]}}


ROADS = [
    "/api/v1/events/",
    "/api/v1/actors/",
    "/api/v1/events/?format=csv",
    "/api/v1/events/{slug}/",
    "/api/v1/events/{slug}/chain/",
    "/api/v1/events/{slug}/accounts/",
    "/api/v1/events/{slug}/history/",
    "/api/v1/paths/?from={slug}&to={slug}",
    "/api/v1/timeline/",
    "/graphql/?query={{events{{totalCount}}}}",
]


@pytest.mark.django_db
@pytest.mark.parametrize("road", ROADS)
def test_every_road_of_reading_ends_in_time(sample: None, admin_client: Client, settings: Any, road: str) -> None:
    address = road.format(slug=SAMPLE_EVENT)
    assert admin_client.get(address).status_code == 200

    settings.READ_SECONDS = 0.000001
    response = admin_client.get(address)

    body = response.json()
    assert response.status_code == 503
    assert (body["errors"][0]["extensions"] if "errors" in body else body)["code"] == "TIMED_OUT"


@pytest.mark.django_db
@pytest.mark.parametrize("road", ["/api/v1/export/", "/api/v1/timeline/?format=timelinejs"])
def test_stream_takes_what_it_takes(sample: None, client: Client, settings: Any, road: str) -> None:
    settings.READ_SECONDS = 0.000001

    response = client.get(road)

    assert response.status_code == 200
    assert len(response.getvalue()) > 100
