"""What both APIs answer about an imported file, against what is counted straight from its cells."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from tests.graphql import ask
from tests.sources.test_rest import get

Cells = dict[str, str]
PARTS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
EVENTS = """
query ($after: String) { events(first: 15, after: $after) { pageInfo { hasNextPage endCursor } edges { node {
  slug
  when { earliestStart latestStart earliestEnd latestEnd }
  places { precision place { name latitude longitude parent { name parent { name parent { name } } } } }
  participations { side role actor { externalIds { scheme identifier } } }
  accounts(predicate: KILLED) { subjectClass low high assessments { low best high stale by { slug } } }
} } } }
"""


def check_answers(rows: list[Cells]) -> None:
    """Compare everything that is asked of the events of a file; the store holds no others."""
    check_sums(rows)
    check_events(rows)
    check_filters(rows)
    check_timeline(rows)


def check_sums(rows: list[Cells]) -> None:
    expected = Counter({column: sum(int(row[column]) for row in rows) for column in PARTS})
    by_actor: Counter[str] = Counter()
    for row in rows:
        if row["type_of_violence"] != "3":
            by_actor[f"ucdp-actor-{row['side_a_new_id']}"] += int(row["deaths_a"])
            by_actor[f"ucdp-actor-{row['side_b_new_id']}"] += int(row["deaths_b"])

    found: Counter[str] = Counter()
    found_by_actor: Counter[str] = Counter()
    for claim in pages("/claims/?predicate=killed&publisher=ucdp&fields=slug,low,subject"):
        part = claim["slug"].rpartition("killed")[2].removeprefix("-")
        if part:
            found[f"deaths_{part}"] += claim["low"]
            found_by_actor[claim["subject"] or ""] += claim["low"]
    best = sum(one["best"] for one in pages("/assessments/?by=ucdp&fields=best"))

    assert found == expected
    assert {actor: n for actor, n in found_by_actor.items() if actor} == dict(by_actor)
    assert best == sum(int(row["best"]) for row in rows)


def check_events(rows: list[Cells]) -> None:
    found = {event["slug"]: event for event in all_events()}

    assert found.keys() == {slug(row) for row in rows}
    for row in rows:
        check_event(found[slug(row)], row)


def check_event(event: Any, row: Cells) -> None:
    start, end = row["date_start"][:10], row["date_end"][:10]
    assert event["when"] == {"earliestStart": start, "latestStart": end, "earliestEnd": start, "latestEnd": end}
    sides = {part["side"]: _ucdp_id(part["actor"]) for part in event["participations"]}
    assert sides == {"A": _whole(row["side_a_new_id"]), "B": _whole(row["side_b_new_id"])}
    roles = {part["side"]: part["role"] for part in event["participations"]}
    is_one_sided = row["type_of_violence"] == "3"
    assert roles == ({"A": "INITIATOR", "B": "VICTIM"} if is_one_sided else {"A": "PARTICIPANT", "B": "PARTICIPANT"})
    [located] = event["places"]
    assert (located["place"]["latitude"], located["place"]["longitude"]) == (
        float(row["latitude"]),
        float(row["longitude"]),
    )
    assert _names(located["place"])[-1] == row["country"]
    assert {row["adm_1"], row["adm_2"]} - {""} <= set(_names(located["place"]))
    [total] = [one for one in event["accounts"] if one["subjectClass"] == "ALL"]
    low, best, high = figures(row)
    is_ordered = low <= best <= high
    assert (total["low"], total["high"]) == ((low, high) if is_ordered else (best, best))
    assert total["assessments"] == [
        {
            "low": low if is_ordered else None,
            "best": best,
            "high": high if is_ordered else None,
            "stale": False,
            "by": {"slug": "ucdp"},
        }
    ]


def check_filters(rows: list[Cells]) -> None:
    for query, holds in questions(rows):
        expected = {slug(row) for row in rows if holds(row)}
        found = {event["slug"] for event in pages(f"/events/?fields=slug&{query}")}
        assert found == expected, query


def questions(rows: list[Cells]) -> Iterator[tuple[str, Callable[[Cells], bool]]]:
    """Yield filters, each with what it must find."""
    for number in (1, 5, 20, 100):
        yield f"killed_from={number}", lambda row, n=number: most(row) >= n
    yield "killed_to=2", lambda row: min(bounds(row)) <= 2
    yield "bbox=69,32,71,34", lambda row: 69 <= float(row["longitude"]) <= 71 and 32 <= float(row["latitude"]) <= 34
    yield "type=violence-against-civilians", lambda row: row["type_of_violence"] == "3"
    yield "topic=ucdp-state-based-conflicts", lambda row: row["type_of_violence"] == "1"
    yield "happened_to=2010-12-31", lambda row: row["date_start"][:10] <= "2010-12-31"
    yield (
        "happened_from=2011-04-16&happened_to=2011-11-01&certainty=CERTAINLY",
        lambda row: row["date_start"][:10] >= "2011-04-16" and row["date_end"][:10] <= "2011-11-01",
    )
    yield "actor_kind=STATE_FORCES&role=INITIATOR", one_sided_by_a_state
    for country in {row["country_id"] for row in rows}:
        yield f"place=ucdp-country-{_whole(country)}", lambda row, c=country: row["country_id"] == c
    for province in get("/places/?kind=PROVINCE&limit=100")["results"]:
        name = province["name"]
        yield f"place={province['slug']}", lambda row, n=name: row["adm_1"] == n
    for actor in {row["side_b_new_id"] for row in rows if row["type_of_violence"] == "1"}:
        yield (
            f"actor=ucdp-actor-{_whole(actor)}",
            lambda row, a=actor: a in (row["side_a_new_id"], row["side_b_new_id"]),
        )


def one_sided_by_a_state(row: Cells) -> bool:
    return row["type_of_violence"] == "3" and row["side_a"].startswith("Government of ")


def check_timeline(rows: list[Cells]) -> None:
    expected: dict[str, int] = defaultdict(int)
    for row in rows:
        for year in range(int(row["date_start"][:4]), int(row["date_end"][:4]) + 1):
            expected[f"{year}-01-01"] += 1

    buckets = get("/timeline/?bucket=YEAR")["buckets"]
    by_graphql = ask("{ timeline(bucket: YEAR) { buckets { start count } } }")["timeline"]["buckets"]

    assert {one["start"]: one["count"] for one in buckets if one["count"]} == expected
    assert {one["start"]: one["count"] for one in by_graphql if one["count"]} == expected


def figures(row: Cells) -> tuple[int, int, int]:
    return int(row["low"]), int(row["best"]), int(row["high"])


def bounds(row: Cells) -> list[int]:
    """Return the least that each account of a row says."""
    low, best, high = figures(row)
    return [low if low <= best <= high else best, *_counted(row)]


def most(row: Cells) -> int:
    """Return the most that an account of a row says."""
    low, best, high = figures(row)
    return max([high if low <= best <= high else best, *_counted(row)])


def _counted(row: Cells) -> list[int]:
    columns = PARTS[2:3] if row["type_of_violence"] == "3" else PARTS[:3]
    return [*(int(row[column]) for column in columns), *(n for n in [int(row["deaths_unknown"])] if n)]


def pages(path: str) -> Iterator[Any]:
    """Yield all that a list of REST answers."""
    page = get(f"{path}&limit=100")
    yield from page["results"]
    while page["next"]:
        page = get(page["next"].partition("/api/v1")[2])
        yield from page["results"]


def all_events() -> Iterator[Any]:
    after = None
    while True:
        page = ask(EVENTS, after=after)["events"]
        yield from (edge["node"] for edge in page["edges"])
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


def slug(row: Cells) -> str:
    return f"ucdp-ged-{_whole(row['id'])}"


def _whole(cell: str) -> str:
    return cell.partition(".")[0]


def _ucdp_id(actor: Any) -> str:
    return next(one["identifier"] for one in actor["externalIds"] if one["scheme"] == "ucdp")


def _names(place: Any) -> list[str]:
    return [place["name"], *(_names(place["parent"]) if place.get("parent") else [])]
