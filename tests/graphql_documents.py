"""Documents drawn at random over the real schema, with all that the language has, and variables for them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
)
from graphql.type import get_nullable_type

DEEPEST = 5
#: Lists that need not be long to be different.
SIZES = (0, 1, 1, 2, 2, 3, 5)
#: How often arguments are given: with most others a list has nothing, or is refused.
OFTEN = {"first": 0.7, "last": 0.4, "after": 0.1, "before": 0.1, "search": 0.05, "filter": 0.4}
DAYS = ("2021-09-05", "2021-09-12", "-0043-03-15", "1999-01-01")


class Document:
    """One drawn document: ``text`` and ``variables`` are what is asked.

    ``is_wanted`` tells which fields may be drawn; ``values`` has values by the name of a type or an argument.
    """

    def __init__(
        self,
        random: Random,
        schema: GraphQLSchema,
        values: Mapping[str, Sequence[Any]],
        is_wanted: Callable[[str, str], bool] = lambda kind, field: True,
    ) -> None:
        self._random = random
        self._schema = schema
        self._values = values
        self._is_wanted = is_wanted
        self._declared: list[str] = []
        self._fragments: list[str] = []
        self.variables: dict[str, Any] = {}
        assert schema.query_type is not None
        body = self._selection(schema.query_type, 0)
        variables = f"({', '.join(self._declared)})" if self._declared else ""
        self.text = " ".join([f"query Drawn{variables} {body}", *self._fragments])

    def _chance(self, of: float) -> bool:
        return self._random.random() < of

    def _selection(self, kind: Any, depth: int) -> str:
        parts = [self._part(kind, depth) for _ in range(self._random.randint(1, 2 if depth == 0 else 4))]
        if self._chance(0.15) and isinstance(kind, GraphQLObjectType) and depth:
            parts.append(self._again(parts))
        found = [part for part in parts if part] or ["__typename"]
        return f"{{ {' '.join(found)} }}"

    def _again(self, parts: list[str]) -> str:
        """Return a part once more, to be merged with itself."""
        return self._random.choice(parts)

    def _part(self, kind: Any, depth: int) -> str:
        if self._chance(0.1):
            return "__typename"
        if is_abstract_type(kind) or (depth and self._chance(0.15)):
            return self._fragment(kind, depth)
        return self._field(kind, depth)

    def _fragment(self, kind: Any, depth: int) -> str:
        of = self._condition(kind)
        body = self._selection(self._schema.get_type(of), depth)
        if self._chance(0.5):
            self._fragments.append(f"fragment F{len(self._fragments)} on {of} {body}")
            return f"...F{len(self._fragments) - 1}{self._directive()}"
        return f"... on {of}{self._directive()} {body}"

    def _condition(self, kind: Any) -> str:
        if isinstance(kind, GraphQLUnionType):
            return self._random.choice([one.name for one in kind.types])
        if isinstance(kind, GraphQLInterfaceType):
            return self._random.choice([one.name for one in self._schema.get_possible_types(kind)])
        name: str = kind.name
        return "Node" if self._chance(0.1) and any(one.name == "Node" for one in kind.interfaces) else name

    def _field(self, kind: Any, depth: int) -> str:
        names = [name for name, field in kind.fields.items() if self._may(kind, name, field, depth)]
        if not names:
            return ""
        name = self._random.choice(names)
        field: GraphQLField = kind.fields[name]
        asked = self._arguments(name, field)
        # What has arguments is named anew, for two of them cannot be merged.
        alias = f"a{self._random.randrange(10**6)}: " if asked or self._chance(0.1) else ""
        below = (
            ""
            if is_leaf_type(get_named_type(field.type))
            else f" {self._selection(get_named_type(field.type), depth + 1)}"
        )
        return f"{alias}{name}{asked}{self._directive()}{below}"

    def _may(self, kind: Any, name: str, field: GraphQLField, depth: int) -> bool:
        if not self._is_wanted(kind.name, name):
            return False
        return depth < DEEPEST or is_leaf_type(get_named_type(field.type))

    def _directive(self) -> str:
        if not self._chance(0.08):
            return ""
        name, value = self._random.choice(("include", "skip")), self._chance(0.5)
        if self._chance(0.5):
            return f" @{name}(if: {self._variable('Boolean!', value)})"
        return f" @{name}(if: {json.dumps(value)})"

    def _arguments(self, of: str, field: GraphQLField) -> str:
        names = [name for name, argument in field.args.items() if self._is_given(name, argument.type)]
        if "first" in names and "last" in names and self._chance(0.97):
            names.remove(self._random.choice(("first", "last")))
        asked = [f"{name}: {self._value(_named(of, name, self._values), field.args[name].type)}" for name in names]
        return f"({', '.join(asked)})" if asked else ""

    def _is_given(self, name: str, kind: Any) -> bool:
        return isinstance(kind, GraphQLNonNull) or self._chance(OFTEN.get(name, 0.3))

    def _value(self, name: str, kind: Any) -> str:
        value = self._drawn(name, kind)
        if self._chance(0.4):
            return self._variable(str(kind), value)
        return self._literal(value, kind)

    def _variable(self, kind: str, value: Any) -> str:
        name = f"$v{len(self._declared)}"
        if self._chance(0.2) and not kind.endswith("!") and not isinstance(value, dict):
            parsed = self._schema.get_type(kind.strip("[]!"))
            self._declared.append(f"{name}: {kind} = {self._literal(value, parsed)}")
            return name
        self._declared.append(f"{name}: {kind}")
        self.variables[name[1:]] = value
        return name

    def _drawn(self, name: str, kind: Any) -> Any:
        if not isinstance(kind, GraphQLNonNull) and self._chance(0.05):
            return None
        inner = get_nullable_type(kind)
        if is_list_type(inner):
            return [self._drawn(name, GraphQLNonNull(get_named_type(inner))) for _ in range(self._random.randint(1, 3))]
        if isinstance(inner, GraphQLInputObjectType):
            names = self._random.sample(list(inner.fields), min(len(inner.fields), self._random.randint(1, 2)))
            names += [one for one, field in inner.fields.items() if isinstance(field.type, GraphQLNonNull)]
            return {one: self._drawn(one, inner.fields[one].type) for one in dict.fromkeys(names)}
        if isinstance(inner, GraphQLEnumType):
            return self._random.choice(list(inner.values))
        return self._random.choice(self._choices(name, inner.name))

    def _choices(self, name: str, kind: str) -> Sequence[Any]:
        sized = {"Int": SIZES, "Boolean": (True, False), "Date": DAYS, "Float": (-10.0, 40.5), "DateTime": MOMENTS}
        return self._values.get(name) or sized.get(kind) or self._values[kind]

    def _literal(self, value: Any, kind: Any) -> str:
        named = get_named_type(kind)
        if isinstance(value, list):
            return f"[{', '.join(self._literal(one, kind) for one in value)}]"
        if isinstance(value, dict):
            fields = named.fields
            return f"{{{', '.join(f'{name}: {self._literal(one, fields[name].type)}' for name, one in value.items())}}}"
        if isinstance(named, GraphQLEnumType) and value is not None:
            return str(value)
        return json.dumps(value)


def _named(field: str, argument: str, values: Mapping[str, Sequence[Any]]) -> str:
    """Return the name that the values of an argument have."""
    return f"{field}.{argument}" if f"{field}.{argument}" in values else argument


MOMENTS = ("2021-09-05T00:00:00Z", "2100-01-01T00:00:00+05:00")
