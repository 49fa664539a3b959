"""Requests that mean harm: each asks the GraphQL endpoint for far more than it is worth, or is no request at all."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

JSON = "application/json"


@dataclass(frozen=True)
class Attack:
    """One request, with its whole address and its headers."""

    body: bytes = b""
    method: str = "POST"
    address: str = "/graphql/"
    headers: dict[str, str] = field(default_factory=dict)


def asking(query: str, **variables: Any) -> Attack:
    return raw(json.dumps({"query": query, "variables": variables}).encode())


def raw(body: bytes, content_type: str = JSON, **headers: str) -> Attack:
    return Attack(body, headers={"Content-Type": content_type, **headers})


def got(**parameters: str) -> Attack:
    return Attack(method="GET", address=f"/graphql/?{urlencode(parameters)}")


def doubling(levels: int, innermost: str) -> str:
    """Return a document whose fragments each spread the next one twice."""
    spreads = [f"fragment f{level} on Query {{ ...f{level + 1} ...f{level + 1} }}" for level in range(levels)]
    return " ".join(["{ ...f0 }", *spreads, f"fragment f{levels} on Query {{ {innermost} }}"])


def circle(length: int) -> str:
    """Return a document whose fragments lead to each other and back to the first."""
    following = [(number, (number + 1) % length) for number in range(length)]
    fragments = [f"fragment f{one} on Event {{ partOf {{ ...f{other} }} }}" for one, other in following]
    return " ".join([event("...f0"), *fragments])


def nested(level: str, depth: int, innermost: str, end: str = " }") -> str:
    return level * depth + innermost + end * depth


def numbered(text: str, number: int) -> str:
    return " ".join(text.replace("#", str(one)) for one in range(number))


def event(selected: str) -> str:
    return f'{{ event(slug: "raid") {{ {selected} }} }}'


def values(names: Iterable[str]) -> dict[str, int]:
    return dict.fromkeys(names, 1)


SIZED = "query ($n: Int) { events(first: $n) { totalCount } }"
FILTERED = "query ($filter: EventFilter) { events(filter: $filter) { totalCount } }"
LISTED = "query ($slugs: [ID!]) { events(filter: {slugIn: $slugs}) { totalCount } }"
PAGES = "effects(first: 100) { edges { node { effect { "
TYPES = "type { fields { "
EVIL = "https://evil.example"

ATTACKS: dict[str, Attack] = {
    "20 doubling fragments": asking(doubling(20, "events { totalCount }")),
    "20 doubling fragments of a name": asking(doubling(20, "__typename")),
    "60 doubling fragments of aliases": asking(doubling(60, "a: revision")),
    "a fragment in itself": asking(event("...a") + " fragment a on Event { slug ...a }"),
    "125 fragments in a circle": asking(circle(125)),
    "400 fragments in a circle": asking(circle(400)),
    "10,000 aliases": asking("{" + numbered("a#: revision", 10_000) + "}"),
    "380 aliases": asking("{" + numbered("a#: revision", 380) + "}"),
    "JSON 50,000 deep": raw(b'{"query": "{ revision }", "variables": {"a": ' + b"[" * 50_000 + b"]" * 50_000 + b"}}"),
    "objects of JSON 25,000 deep": raw(b'{"a":' * 25_000 + b"1" + b"}" * 25_000),
    "JSON 900 deep": asking(FILTERED, filter=json.loads(nested('{"a":', 900, "1", "}"))),
    "a document 190 deep": asking(event(nested("partOf { ", 190, "slug"))),
    "a document 50,000 deep": asking("{ event" * 25_000),
    "a document of open braces": asking("{" * 19_000),
    "lists 1,900 deep": asking("{ events(filter: " + "[" * 1_900 + "]" * 1_900 + ") { totalCount } }"),
    "an integer of 5,000 digits": raw(b'{"query": "{ revision }", "variables": {"n": ' + b"9" * 5_000 + b"}}"),
    "an integer of 4,000 digits": raw(
        json.dumps({"query": SIZED}).encode()[:-1] + b', "variables": {"n": ' + b"9" * 4_000 + b"}}"
    ),
    "an integer of 19,000 digits": asking("{ events(first: " + "9" * 19_000 + ") { totalCount } }"),
    "an exponent of a billion": raw(json.dumps({"query": SIZED}).encode()[:-1] + b', "variables": {"n": 1e999999999}}'),
    "pages within pages": asking(
        "{ events(first: 100) { edges { node { " + nested(PAGES, 2, "slug", " } } } }") + " } } } }"
    ),
    "deep introspection": asking('{ __type(name: "Event") { ' + nested("ofType { ", 190, "name") + " } }"),
    "introspection of introspection": asking(
        "{ __schema { types { fields { " + nested(TYPES, 3, "name", " } }") + " } } } }"
    ),
    "a batch": raw(json.dumps([{"query": "{ revision }"}] * 2_000).encode()),
    "an empty batch": raw(b"[]"),
    "1,150 times __typename": asking("{" + "__typename " * 1_150 + "}"),
    "15,000 times __typename": asking("{" + "__typename " * 15_000 + "}"),
    "50,000 directives": asking("{ revision " + "@a" * 50_000 + " }"),
    "550 directives": asking("{ revision " + "@a " * 550 + " }"),
    "160 directives that are known": asking("{ revision " + "@skip(if: false) " * 160 + " }"),
    "bytes that are no UTF-8": raw(b'{"query": "{ event(slug: \\"\xff\xfe\\") { slug } }"}'),
    "half a surrogate pair": raw(rb'{"query": "{ event(slug: \"\ud800\") { slug } }"}'),
    "bytes that are no UTF-8 in an address": Attack(method="GET", address="/graphql/?query=%7B%20event%FF%FE%20%7D"),
    "one field 450 times": asking(event("title " * 450)),
    "one field 1,150 times": asking(event("title " * 1_150)),
    "fields that repeat each other": asking("{" + 'event(slug: "raid") { slug partOf { slug } } ' * 88 + "}"),
    "nested fields that repeat each other": asking(
        "{ " + 'event(slug: "a") { partOf { partOf { slug title } } } ' * 72 + "}"
    ),
    "fields that contradict each other": asking("{" + numbered('event(slug: "r#") { slug }', 125) + "}"),
    "180 inline fragments": asking(event("... on Event { title } " * 180)),
    "spreads without end": asking(event("...f " * 550) + " fragment f on Event { title }"),
    "fields that are unknown": asking("{" + numbered("unknown#", 450) + "}"),
    "variables that are unknown": asking("{ revision }", **values(f"v{number}" for number in range(10_000))),
    "290 variables that are declared": asking("query (" + numbered("$v#: Int", 290) + ") { revision }"),
    "slugs in a variable": asking(LISTED, slugs=[f"slug-{number}" for number in range(12_000)]),
    "950 slugs in a variable": asking(LISTED, slugs=[f"slug-{number}" for number in range(950)]),
    "wrong values in a variable": asking(LISTED, slugs=[{}] * 40_000),
    "950 wrong values in a variable": asking(LISTED, slugs=[{}] * 950),
    "input of unknown fields": asking(FILTERED, filter=values(f"field{number}" for number in range(10_000))),
    "input of 950 unknown fields": asking(FILTERED, filter=values(f"field{number}" for number in range(950))),
    "input in a circle": asking(FILTERED, filter=json.loads(nested('{"filter":', 150, "{}", "}"))),
    "input in a circle, written": asking(
        "{ events(filter: " + nested("{filter: ", 150, "{}", "}") + ") { totalCount } }"
    ),
    "slugs in a document": asking("{ events(filter: {slugIn: [" + '"a", ' * 1_150 + "]}) { totalCount } }"),
    "a document of comments": asking("#\n" * 60_000 + "{ revision }"),
    "9,000 comments": asking("#\n" * 9_000 + "{ revision }"),
    "300,000 bytes": asking("{ revision }" + " " * 300_000),
    "a document of spaces": asking("{ revision }" + " " * 150_000),
    "operations of which none is named": asking(numbered("query q# { revision }", 230)),
    "a mutation by GET": got(query="mutation { write }"),
    "a form of another site": raw(b"query={revision}", "application/x-www-form-urlencoded", Origin=EVIL),
    "text of another site": raw(b'{"query": "{ revision }"}', "text/plain", Origin=EVIL),
    "a file of another site": raw(b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", Origin=EVIL),
}
