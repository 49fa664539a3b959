"""What becomes of a place when it turns out to be another one."""

from events.records import PLACE
from sources import actions
from sources.records import Json


def keep_name(mine: dict[str, Json], theirs: dict[str, Json]) -> dict[str, Json]:
    """Return a place that also goes by the name of the one merged into it."""
    names = mine.get("other_names", [])
    return mine if theirs["name"] in (mine["name"], *names) else mine | {"other_names": [*names, theirs["name"]]}


def register_merges() -> None:
    actions.register_merge(PLACE.name, adopt=keep_name)
