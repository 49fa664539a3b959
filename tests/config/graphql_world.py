"""A small GraphQL world with every shape the limits know, whose every resolver call is counted."""

from __future__ import annotations

import strawberry
from django.contrib.auth.models import Group
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.urls import path
from graphql import GraphQLError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.graphql.context import Context
from config.graphql.execution import Schema
from config.graphql.view import GraphQLView
from sources.deadlines import reading
from sources.refusals import Fault, Refusal
from tests.connections import by_another_connection
from tests.slowness import ENDLESS, ENDLESS_ROWS, read

#: The names of the fields that were resolved, in order.
resolved: list[str] = []


@strawberry.type
class Tag:
    name: str


@strawberry.type
class PageInfo:
    has_next_page: bool = False


@strawberry.type
class Thing:
    slug: str

    @strawberry.field
    def things(self, first: int | None = None, last: int | None = None) -> ThingConnection:
        return _things("things", first or last or 20)

    @strawberry.field
    def tags(self) -> list[Tag]:
        resolved.append("tags")
        return [Tag(name="tag")]

    @strawberry.field(metadata={"at_most": 100})
    def many_tags(self) -> list[Tag]:
        resolved.append("many_tags")
        return []

    @strawberry.field
    def like(self) -> Thing:
        resolved.append("like")
        return Thing(slug="like")


@strawberry.type
class ThingEdge:
    cursor: str
    node: Thing


@strawberry.type
class ThingConnection:
    edges: list[ThingEdge]
    page_info: PageInfo


@strawberry.type
class Step:
    depth: int
    thing: Thing


@strawberry.type
class Chain:
    root: Thing
    nodes: list[Step] = strawberry.field(metadata={"in_page": True})
    edges: list[Step] = strawberry.field(metadata={"in_page": True})


def _things(name: str, size: int) -> ThingConnection:
    resolved.append(name)
    edges = [ThingEdge(cursor=str(number), node=Thing(slug=str(number))) for number in range(min(size, 3))]
    return ThingConnection(edges=edges, page_info=PageInfo())


@strawberry.type
class Query:
    @strawberry.field
    def things(self, first: int | None = None, last: int | None = None) -> ThingConnection:
        return _things("things", first or last or 20)

    @strawberry.field
    def thing(self) -> Thing:
        resolved.append("thing")
        return Thing(slug="one")

    @strawberry.field
    def chain(self, limit: int = 200) -> Chain:
        resolved.append("chain")
        return Chain(root=Thing(slug="root"), nodes=[], edges=[])

    @strawberry.field
    def paths(self, first: int = 5) -> list[Chain]:
        resolved.append("paths")
        return []

    @strawberry.field(metadata={"counted_by": "ids"})
    def by_ids(self, ids: list[strawberry.ID]) -> list[Thing]:
        resolved.append("by_ids")
        return []

    @strawberry.field
    def echo(self, text: str, number: int = 1) -> str:
        resolved.append("echo")
        return text * number

    @strawberry.field
    def viewer(self, info: strawberry.Info[Context, None]) -> str:
        return info.context.viewer.value

    @strawberry.field
    def groups(self, meanwhile: str = "") -> list[str]:
        if meanwhile:
            by_another_connection(lambda: Group.objects.create(name=meanwhile))
        return list(Group.objects.filter(name__startswith="graphql-").values_list("name", flat=True))

    @strawberry.field
    def fails(self, how: str) -> str | None:
        resolved.append("fails")
        raise FAILURES[how]

    @strawberry.field
    def slow(self) -> str | None:
        return str(read(ENDLESS))

    @strawberry.field
    def slow_rows(self) -> str | None:
        return str(read(ENDLESS_ROWS))

    @strawberry.field
    def must_not_fail(self) -> str:
        raise FAILURES["unexpected"]

    @strawberry.field
    def too_large_a_number(self) -> int | None:
        return 2**40

    @strawberry.field
    def failing_list(self) -> list[Failing]:
        return [Failing() for _ in range(3)]


@strawberry.type
class Failing:
    @strawberry.field
    def secret(self) -> str | None:
        raise FAILURES["unexpected"]


@strawberry.type
class Mutation:
    @strawberry.mutation
    def write(self) -> str:
        resolved.append("write")
        return "written"


FAILURES: dict[str, Exception] = {
    "unexpected": RuntimeError('relation "sources_secret" does not exist'),
    "missing": ObjectDoesNotExist("SecretModel matching query does not exist."),
    "forbidden": PermissionDenied("secret_permission"),
    "form": ValidationError({"low": ValidationError("Low is above high.", code="LOW_ABOVE_HIGH")}),
    "refusal": Refusal(
        [
            Fault("BAD_EDTF", "Not a time.", ("when", "edtf"), "event", "raid"),
            Fault("SELF_LINK", "An event does not cause itself.", ("cause",)),
        ]
    ),
    "coded": GraphQLError("The cursor is of another list.", extensions={"code": "BAD_CURSOR"}),
    "uncoded": GraphQLError("inner words"),
}


class SlowView(APIView):
    """A question over REST that takes minutes."""

    def get(self, request: Request) -> Response:
        with reading():
            return Response(read(ENDLESS))


class FailingView(APIView):
    """One that fails, or that answers what JSON cannot have."""

    def get(self, request: Request) -> Response:
        if "answer" in request.query_params:
            return Response({"secret": object()})
        raise FAILURES["unexpected"]


schema = Schema(Query, Mutation)
handler500 = "config.failures.answer"
urlpatterns = [
    path("api/v1/slow/", SlowView.as_view()),
    path("api/v1/failing/", FailingView.as_view()),
    path(
        "graphql/",
        GraphQLView.as_view(
            schema=schema, examples=["{ things { edges { node { slug } } } }", "query Once { thing { slug } }"]
        ),
    ),
]
