"""What reads input that anyone may have written: good inputs of it to spoil, and what must hold of every one."""

from __future__ import annotations

import base64
import gzip
import io
import json
import random
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.exceptions import EmptyResultSet, TooManyFieldsSent
from django.http import QueryDict
from django.test import Client, RequestFactory
from graphql import GraphQLError

from config.graphql.documents import read_document
from config.graphql.limits import limits
from config.graphql.measure import measure
from config.graphql.requests import BadRequest, read_request
from events.filters.claims import ClaimFilterSet
from events.filters.events import CHRONOLOGICAL, REVERSE_CHRONOLOGICAL, EventFilterSet
from events.models import Event
from events.ucdp.columns import BadHeader
from sources import dates, pages
from sources.dates.english.reading import read_english
from sources.filters import apply
from sources.ingest.lines import exact, quick, split
from sources.ingest.streams import decoded, zstd
from sources.refusals import Refusal
from sources.tokens import BadToken, secret_in
from sources.visibility import Viewer
from tests.bundles import SAMPLE
from tests.fuzz.mutating import mutated
from tests.ucdp import EXCERPT, read

ROOT = Path(__file__).parents[2]
CODES = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "errors.md").read_text(), re.MULTILINE))
JSON = "application/json"


@dataclass(frozen=True)
class Surface:
    """One reader. ``check`` raises for what must not be; a refusal that is foreseen is none of that."""

    name: str
    good: Callable[[], Sequence[str]]
    check: Callable[[str], object]
    #: Whether it asks the database, and so is slow.
    is_slow: bool = False

    def input(self, seed: int, number: int) -> str:
        """Return an input, always the same for one seed and number."""
        return mutated(random.Random(f"{seed}:{self.name}:{number}"), self.good())


# Times


def edtf(text: str) -> None:
    try:
        time = dates.parse(text)
    except dates.BadEdtf:
        return
    assert time.earliest_start <= time.latest_start <= time.latest_end
    assert dates.parse(time.edtf) == time
    assert dates.display(time)


def written_time(text: str) -> None:
    try:
        found = read_english(text, dates.parse("2021-09-08"))
    except dates.BadEdtf:
        return
    assert [dates.parse(one.edtf) for one in found]


# Lists


@cache
def keys() -> list[tuple[pages.Order, list[pages.Key]]]:
    return [(order, pages.keyed(Event.objects.all(), order)[1]) for order in (CHRONOLOGICAL, REVERSE_CHRONOLOGICAL)]


PLACES = [(738_000, "raid-2021"), (-10_000, "ides"), (2**62, "a" * 100), (None, "undated"), ("738", 5), ()]


@cache
def cursors() -> list[str]:
    return [pages.cursor_of(order.name, values) for order, _ in keys() for values in PLACES]


@cache
def cursor_bodies() -> list[str]:
    return [json.dumps([order.name, *values]) for order, _ in keys() for values in PLACES]


def cursor(text: str) -> None:
    for order, columns in keys():
        with suppress(Refusal):
            pages.span_of(order, columns, 20, text, None, None)


def forged_cursor(text: str) -> None:
    """A cursor whose checksum is right, whatever it carries."""
    body = text.encode(errors="surrogatepass")
    raw = zlib.crc32(body).to_bytes(4) + body
    cursor(base64.urlsafe_b64encode(raw).rstrip(b"=").decode())


# Files


@cache
def lines() -> list[str]:
    head = '{"bundle": "sequitur", "version": 1}'
    orders = ('"op": "patch", "if_version": 3', '"op": "retract", "reason": "Withdrawn"', '"op": "put", "op": "put"')
    return [
        head,
        *SAMPLE.read_text().splitlines(),
        *(f'{{"record": "topic", "slug": "peace", {one}}}' for one in orders),
    ]


def bundle_line(text: str) -> None:
    """Both readers of a line agree: what the quick one takes is JSON, and what that says."""
    line = text.encode(errors="surrogatepass")
    fast = quick(line)
    if fast is not None:
        assert fast == json.loads(line)
    for number in (1, 2):
        with suppress(Refusal):
            exact(line, number)


def packed_bundle(text: str) -> None:
    """A compressed bundle, of which bytes were changed after it was packed."""
    line = text[:200].encode(errors="surrogatepass")
    chance = random.Random(line)
    for encoding, pack in (("gzip", gzip.compress), ("zstd", zstd.compress)):
        packed = bytearray(pack(line, 1))
        for _ in range(chance.randrange(4)):
            packed[chance.randrange(len(packed))] ^= 1 << chance.randrange(8)
        with suppress(Refusal):
            list(split(decoded(io.BytesIO(packed), encoding, 100_000)))


@cache
def ged_tables() -> list[str]:
    rows = EXCERPT.read_text().splitlines()
    return ["\n".join([rows[0], one]) for one in rows[1:8]]


def ged_table(text: str) -> None:
    with suppress(BadHeader):
        read(text)


# Requests


def authorization(text: str) -> None:
    with suppress(BadToken):
        secret_in(text)


DOCUMENTS = [path.read_text() for path in sorted((ROOT / "docs" / "queries").glob("*.graphql"))]


@cache
def documents() -> list[str]:
    return [*DOCUMENTS, "{ revision }", "query ($n: Int = 1) { events(first: $n) @skip(if: false) { totalCount } }"]


def document(text: str) -> None:
    """A GraphQL document is read, measured and validated, or refused with a code."""
    from config.schema import schema

    try:
        found = read_document(schema._schema, text, limits())
        operation = found.operation(None)
    except GraphQLError as error:
        assert (error.extensions or {}).get("code") in CODES
        return
    if operation is not None:
        measure(schema._schema, found.tree, operation, {"n": 3, "slugs": ["a"]})
    assert all((error.extensions or {}).get("code") in CODES for error in found.mistakes)


@cache
def bodies() -> list[str]:
    asked: list[dict[str, Any]] = [{"query": text} for text in documents()]
    asked.append({"query": DOCUMENTS[0], "variables": {"slug": "a", "first": 3}, "operationName": "Chain"})
    asked.append({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}})
    asked.append({"query": "{ revision }", "extensions": {"cost": True}, "documentId": "sha256:" + "a" * 64})
    return [json.dumps(one) for one in asked] + ["[]", "null", '{"query": 1}']


def graphql_body(text: str) -> None:
    """What a request to GraphQL says is read, or refused by a code."""
    request = RequestFactory().post("/graphql/", text.encode(errors="surrogatepass"), JSON)
    try:
        read_request(request)
    except BadRequest as error:
        assert error.code in CODES
        assert 400 <= error.status < 500


# The server as a whole


@cache
def client() -> Client:
    return Client(raise_request_exception=False)


def answered(response: Any) -> None:
    """An answer is no failure; where it is an error, it says so by a code. Waiting needs ASGI: that is told too."""
    told = response.json() if "json" in response.get("Content-Type", "") and not response.streaming else {}
    assert response.status_code < 500 or told.get("code") == "NEEDS_ASGI", (response.status_code, told)
    if response.status_code >= 400 and "problem" in response["Content-Type"]:
        assert told["code"] in CODES


EVENT = "south-waziristan-raid-2021-09"
FILTERS = [
    "search=raid -army&actor=pakistan-army&actor_kind=REBEL_GROUP&type=violence&topic=peace&happened_from=2021-09-01",
    "happened_from=-0044-03-15&happened_to=2021-09-30&certainty=CERTAINLY&started_from=2021-09-01&granularity=INCIDENT",
    "bbox=60,20,80,40&place=south-waziristan&has_place=true&external_id=wikidata:Q1&has_causes=false&part_of=a,b",
    "killed_from=3&killed_to=100&slug_in=a,b,c&updated_since=2021-09-05T12:00:00Z&verification=CORROBORATED&verdict=SINGLE",
    "speaker=pakistan-army&predicate=killed&stated_from=2021-09-01&stated_to=2021-09-30&speech_act=ASSERTS",
    "subject=when&subject_class=CIVILIANS&is_superseded=true&reading=STATED&publisher=dawn&status=PUBLISHED",
]


def filters_of(text: str) -> None:
    """Parameters of a list are refused, or become a statement that Django can write."""
    for filterset in (EventFilterSet, ClaimFilterSet):
        with suppress(Refusal, EmptyResultSet, TooManyFieldsSent):
            asked = QueryDict(text.encode(errors="replace"))
            known = {name: value for name, value in asked.items() if name in filterset.base_filters}
            model = filterset._meta.model
            apply(filterset, model.objects.all(), known, Viewer.PUBLIC).query.sql_with_params()


@cache
def addresses() -> list[str]:
    window = "happened_from=2021-09-01&happened_to=2021-09-30"
    return [
        *(f"events/?{text}" for text in FILTERS[:4]),
        *(f"claims/?{text}" for text in FILTERS[4:]),
        "events/?search=raid&ordering=relevance&limit=3&fields=slug,title,when",
        f"events/?{window}&limit=2&cursor=after.{cursors()[0]}",
        f"events/{EVENT}/chain/?direction=CAUSES&depth=3&kinds=CAUSED,ENABLED&min_likelihood=LIKELY",
        f"events/{EVENT}/accounts/?predicate=killed&subject=when",
        f"paths/?from={EVENT}&to={EVENT}&max_depth=5&first=3",
        f"timeline/?{window}&bucket=MONTH&group_by=ACTOR",
        f"timeline/?{window}&format=timelinejs",
        "facets/?by=type,place,actor&search=raid",
        "clusters/?bbox=60,20,80,40&zoom=5",
        "search/?q=raid+taliban&in=event,actor&limit=3",
        "changes/?since=0&types=event,claim&limit=10&wait=0",
        f"export/?format=csv&{window}",
        "narratives/the-armys-account/diff/?with=the-ttps-account",
        "actors/pakistan-army/?fields=name,names",
    ]


def rest_address(text: str) -> None:
    answered(client().get("/api/v1/" + quote(text, safe="/?=&%,:+", errors="surrogatepass")))


def graphql_request(text: str) -> None:
    answered(client().post("/graphql/", text.encode(errors="surrogatepass"), content_type=JSON))


def page_address(text: str) -> None:
    answered(client().get("/" + quote(text, safe="/?=&%,:+", errors="surrogatepass").lstrip("/")))


def page_addresses() -> list[str]:
    return [
        "?q=raid&from=2021-09-01&to=2021-09-30&type=violence&order=CHRONOLOGICAL&embed=1",
        f"events/{EVENT}?depth=3&direction=CAUSES&focus={EVENT}",
        f"paths?from={EVENT}&to={EVENT}",
        "map?bbox=60,20,80,40&q=raid",
        "narratives/the-ttps-account?step=2&with=the-armys-account",
    ]


TIMES = [
    *("2021-09-05", "2021-09", "2021", "-0044-03-15", "Y170000002", "2021-21", "156X", "2021?-09~-05%"),
    *(
        "1985-04-12/..",
        "../2021-09-05",
        "/2021",
        "{2020,2021-03..2021-05}",
        "[..2021-09-05]",
        "2021-09-05T12:00:00Z",
        "2004-06-XX/2004",
    ),
]
WORDS = [
    *("between 5 and 11 Sep 2021", "last week", "Wednesday", "early September 2021", "the night of 5 to 6 May 2020"),
    *("3 days ago", "since 2001", "the 1990s", "44 BC", "about 2000", "mid-May 2020", "spring of 1848", "05/06/2021"),
]
TOKENS = ["Bearer sequitur_" + "0a" * 32, "Token sequitur_" + "f" * 64, "Basic YTpi", "bearer  x"]

SURFACES: Mapping[str, Surface] = {
    one.name: one
    for one in (
        Surface("edtf", lambda: TIMES, edtf),
        Surface("written-time", lambda: [*WORDS, *TIMES], written_time),
        Surface("cursor", cursors, cursor),
        Surface("forged-cursor", cursor_bodies, forged_cursor),
        Surface("bundle-line", lines, bundle_line),
        Surface("packed-bundle", lines, packed_bundle),
        Surface("ged-table", ged_tables, ged_table),
        Surface("authorization", lambda: TOKENS, authorization),
        Surface("filters", lambda: FILTERS, filters_of),
        Surface("graphql-document", documents, document),
        Surface("graphql-body", bodies, graphql_body),
        Surface("graphql-request", bodies, graphql_request, is_slow=True),
        Surface("rest-address", addresses, rest_address, is_slow=True),
        Surface("page-address", page_addresses, page_address, is_slow=True),
    )
}
