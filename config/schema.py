"""The GraphQL schema, put together from the types of each app."""

from django.conf import settings
from strawberry.schema.config import StrawberryConfig

from actors.graphql import types as _actors  # noqa: F401
from config.graphql.execution import Schema
from config.graphql.names import Names
from events.graphql import (  # noqa: F401  # each declares its types and what can be asked
    claims,
    clusters,
    facets,
    links,
    narratives,
    questions,
    scalars,
    timelines,
    types,
    vocabularies,
    why,
)
from sources.graphql import searching  # noqa: F401
from sources.graphql.changes import Subscription
from sources.graphql.nodes import sort_fields
from sources.graphql.query import Query
from sources.graphql.scalars import SCALARS

sort_fields(Query)
schema = Schema(
    query=Query,
    subscription=Subscription,
    config=StrawberryConfig(name_converter=Names(), scalar_map={**SCALARS, **scalars.SCALARS}),
)

COMMITTED = settings.BASE_DIR / "schema.graphql"


def written() -> str:
    """Return the schema as it is committed."""
    return f"{schema.as_str().strip()}\n"


def write() -> None:
    COMMITTED.write_text(written())
