"""Who says so: the claims on which a recorded date, place or part rests, and those that an account rests on."""

from events.why.accounts import of_account
from events.why.dates import of_dates
from events.why.parts import of_parts
from events.why.places import of_places
from events.why.why import Why, standing

__all__ = ["Why", "of_account", "of_dates", "of_parts", "of_places", "standing"]
