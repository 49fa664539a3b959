"""How many events share a type, a topic, an actor, a place or a month."""

from events.facets.facet import MOST_VALUES, FacetResult, FacetValue
from events.facets.facets import facets

__all__ = ["MOST_VALUES", "FacetResult", "FacetValue", "facets"]
