"""What can be asked from the root; each app declares what it knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import strawberry
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.unset import UNSET

from sources.graphql.connections import filter_argument
from sources.graphql.declared import TYPES, Arguments, Declared, required
from sources.graphql.nodes import Node
from sources.graphql.reading import Reading
from sources.journal import public_revision
from sources.states import State


class One(Declared):
    """One record by its slug; null where there is none or it is hidden."""

    def __init__(self, kind: str) -> None:
        arguments = [required("slug", strawberry.ID, "Its public key.")]
        super().__init__(kind, is_nullable=True, arguments=arguments)

    def learn(self) -> None:
        self.description = f"The {TYPES[self.kind].model._meta.verbose_name} of a slug; null where there is none."

    def answer(self, row: Any, reading: Reading, arguments: Arguments) -> Any:
        return reading.record(TYPES[self.kind].model, arguments["slug"])


class Asked(Declared):
    """What a function answers that takes the reading and the field's arguments.

    ``filtering`` names a type whose filter is the first of them. The function may tell primary keys where records of
    one type are answered: ``load`` puts the records in their place, unless a plan reads what is selected of them.
    ``at_hand`` tells whether it is likely to find all in memory that it needs to know of the store at some state.
    """

    def __init__(
        self,
        kind: Any,
        function: Callable[..., Any],
        *,
        load: Callable[[Any], Any] | None = None,
        filtering: str = "",
        at_hand: Callable[[State], bool] = lambda state: False,
        **options: Any,
    ) -> None:
        super().__init__(kind, **options)
        self.function = function
        self.load = load
        self.at_hand = at_hand
        self.filtering = filtering

    @property
    def arguments(self) -> tuple[StrawberryArgument, ...]:
        return (filter_argument(self.filtering), *self._arguments) if self.filtering else self._arguments

    def answer(self, row: Any, reading: Reading, arguments: Arguments) -> Any:
        found = self.found(reading, arguments)
        return self.load(found) if self.load is not None and found is not None else found

    def found(self, reading: Reading, arguments: Arguments) -> Any:
        """Return what the function answers, be it with keys in place of records."""
        return self.function(reading, **{**arguments, **self._defaults(arguments)})

    def _defaults(self, arguments: Arguments) -> dict[str, Any]:
        """Return the defaults of what was given as null, which asks for the same as to leave it out."""
        unsaid = (one for one in self._arguments if arguments.get(one.python_name) is None)
        return {one.python_name: one.default for one in unsaid if one.default is not UNSET}


class Query(Node):
    """Everything that can be read."""

    revision = Asked(
        strawberry.ID,
        lambda reading: str(public_revision()),
        help_text="Number of the last change that the public could see; what was answered at one revision holds "
        "until the next.",
    )
