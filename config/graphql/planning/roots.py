"""Makes a plan of a selection, from the fields of the root on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from config.graphql.planning.fields import Keyed
from config.graphql.planning.levels import OWN, Row
from config.graphql.planning.pages import Pages
from config.graphql.planning.plans import Plan, Rooted
from config.graphql.planning.questions import Given
from config.graphql.planning.refusing import Unplanned
from config.graphql.planning.selection import Picked, Typename
from config.graphql.planning.values import completed
from sources.graphql.connections import Listed
from sources.graphql.declared import TYPES
from sources.graphql.query import Asked, One
from sources.graphql.reading import Reading
from sources.models import Mergeable


def plan_of(
    roots: Sequence[Picked | Typename], given: Mapping[Picked, Given], reading: Reading, connection: Any
) -> Plan:
    """Return the plan of a selection, for questions whose values are slots. :raises Unplanned:"""
    return Planning(given, reading, connection).plan(roots)


class Planning(Pages):
    """One plan while it is made."""

    def plan(self, roots: Sequence[Picked | Typename]) -> Plan:
        return self._plan([self._root(one) for one in roots])

    def _root(self, one: Picked | Typename) -> tuple[str, Callable[[list[Any]], Any]]:
        if isinstance(one, Typename):
            return one.key, lambda results: "Query"
        match one.declared:
            case One():
                self._stages[0].has_roots = True
                return one.key, self._one(one, one.declared)
            case Listed():
                self._stages[0].has_roots = True
                return one.key, self._listed(one, one.declared)
            case Asked():
                return one.key, self._asked(one, one.declared)
        raise Unplanned(f"Query.{one.name} is computed")

    def _one(self, picked: Picked, declared: One) -> Callable[[list[Any]], Any]:
        model = TYPES[declared.kind].model
        level = self._level(0, self._reading.rows(model).filter(slug=self._given[picked].values["slug"]).order_by())
        self._bodies[level.number] = self._object(Row(level, OWN, model), declared.kind, picked.only)
        may_be_merged = issubclass(model, Mergeable)

        def made(results: list[Any]) -> Any:
            if results[level.number]:
                return results[level.number][0]
            if may_be_merged:
                raise Unplanned("a record that is not there may have been merged")
            return None

        return made

    def _asked(self, picked: Picked, declared: Asked) -> Callable[[list[Any]], Any]:
        number = self._taken()
        call = Rooted(
            number,
            picked,
            declared,
            completed(picked.field.type, picked, Keyed(self, 0), holds_keys=declared.load is not None),
        )
        self._steps[number] = call
        self._stages[0].calls.append(call)
        return lambda results: results[number]
