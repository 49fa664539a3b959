"""What resolvers find in ``info.context``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest

from sources.graphql.reading import Reading
from sources.states import State
from sources.visibility import Viewer


@dataclass
class Context:
    """Who asks. What several ask together, as subscribers of one document do, comes from no request."""

    request: HttpRequest | None
    viewer: Viewer
    #: Whether a token or a login of ours asks, which may ask for more.
    is_known: bool = False
    #: Whether it is to be noted from which state of the store the answer is, and then that state.
    notes_state: bool = False
    state: State | None = None

    @cached_property
    def reading(self) -> Reading:
        return Reading(self.viewer)
