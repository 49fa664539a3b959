"""The GraphQL schema, put together from the types of each app."""

from strawberry.schema.config import StrawberryConfig

from actors.graphql import types as _actors  # noqa: F401
from config.graphql.execution import Schema
from events.graphql import claims, links, narratives, questions, scalars, timelines, types, vocabularies  # noqa: F401
from sources.graphql.query import Query
from sources.graphql.scalars import SCALARS

schema = Schema(query=Query, config=StrawberryConfig(scalar_map={**SCALARS, **scalars.SCALARS}))
