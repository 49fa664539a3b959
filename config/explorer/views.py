"""The pages for readers. Each asks one document of the public API, and lays out what that answers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from actors.records import ACTOR
from config.explorer.addresses import Asked, asked
from config.explorer.asking import Unanswered, ask
from config.explorer.chains import Marked, chain_of, cut_of
from config.explorer.describing import citation_of, json_ld_of
from config.explorer.maps import frames_of, map_of
from config.explorer.pages import Absent, Answer, page, show
from config.explorer.stories import told
from config.explorer.timelines import periods_of, timelines_of
from events.records import EVENT, LINK, NARRATIVE

#: What a reader should see first of what is said: where they disagree, then where they can be compared at all.
FIRST = ("CONTRADICTION", "COMPATIBLE", "AGREEMENT", "NOT_COMPARABLE", "SINGLE")
#: Events a page of the list has.
LISTED = 50
#: So many events are counted by what they may be narrowed to; of more a reader types what to look for.
COUNTED = 2_000
#: So many events, all of them on one page of the API, a timeline asks for along with their number.
AT_ONCE = 100
#: So many are drawn by the server, as bars and clusters where they are more than that.
DRAWN = 100_000
#: By these a picture looks otherwise than at first.
MOVED = {"timeline": ("in", "lanes", "arrows"), "map": ("in", "at")}
#: What a map asks for before it knows where its events are.
WORLD = {"bbox": {"west": -180, "south": -85, "east": 180, "north": 85}, "zoom": 3}


@page
def home(request: HttpRequest) -> HttpResponse:
    """Events in order of time, with a timeline where the browser draws one."""
    return _list(request, "timeline")


@page
def world(request: HttpRequest) -> HttpResponse:
    """The same events, on a map."""
    return _list(request, "map")


def _list(request: HttpRequest, view: str) -> HttpResponse:
    question = asked(request.GET)
    answer = ask(request, "home", filter=question.filter, search=question.search, **_paging(question))
    ends, total = answer["events"]["pageInfo"], answer["events"]["totalCount"]
    asks = {"timeline": _timeline(question.filter, question.search, total if view == "timeline" else 0)}
    if view == "map":
        asks["places"] = {"filter": question.filter, "search": question.search, **WORLD}
    return show(
        request,
        "home",
        asks=asks,
        **_answered(request, view, asks, total),
        view=view,
        asked=question,
        narrowed=f"?{question.beside()}" if question.is_narrowed else "",
        hits=_hits(request, question.search),
        events=answer["events"],
        earlier=question.beside(before=ends["startCursor"]),
        later=question.beside(after=ends["endCursor"]),
        choices=_choices(request, question, total),
        narratives=answer["narratives"],
    )


def _timeline(narrowed: dict[str, Any], search: str | None, total: int) -> dict[str, Any]:
    """Return what a timeline of so many events asks first: how many there are when, and which, where they are few."""
    first = AT_ONCE if 0 < total <= AT_ONCE else 1
    return {"filter": narrowed, "search": search, "first": first, "after": None}


def _answered(request: HttpRequest, view: str, asks: dict[str, Any], total: int) -> dict[str, Any]:
    """Return what the API answers to what a picture asks, and the picture as it looks at first.

    Of many events each question takes long: no more is asked here than is drawn, and nothing of very many.
    """
    is_moved = any(name in request.GET for name in MOVED[view])
    if not 0 < total <= DRAWN or (is_moved and total > AT_ONCE):
        return {}
    wanted = asks if total <= AT_ONCE else {name: asks[name] for name in ("places" if view == "map" else "timeline",)}
    try:
        answers = [Answer(name, variables, ask(request, name, **variables)) for name, variables in wanted.items()]
    except Unanswered:
        return {}  # the browser asks, and says what is wrong
    if is_moved:
        return {"answers": answers}
    if view == "timeline":
        return {"answers": answers, "timelines": timelines_of(answers[0].data)}
    return _mapped(request, answers, is_exact=total <= AT_ONCE)


def _mapped(request: HttpRequest, answers: list[Answer], *, is_exact: bool) -> dict[str, Any]:
    """Return the maps of a screen and of a phone, where they are exact each asked for at the zoom that it shows.

    And the bars of time below them, where those were asked for.
    """
    [whole] = (answer for answer in answers if answer.name == "places")
    pictures, others = [], [answer for answer in answers if answer is not whole]
    for kind, frame in frames_of(whole.data["clusters"]).items():
        seen = whole
        if is_exact:
            variables = {**whole.variables, "zoom": frame.zoom}
            seen = Answer("places", variables, ask(request, "places", **variables))
            others.append(seen)
        pictures.append(map_of(kind, frame, seen.data["clusters"]))
    if not pictures:
        return {"answers": answers}
    periods = [period for answer in answers if answer.name == "timeline" for period in periods_of(answer.data)]
    return {"answers": others, "maps": pictures, "periods": periods, "unasked": ["places"]}


def _hits(request: HttpRequest, text: str | None) -> list[dict[str, Any]]:
    """Return who, and which stories, a search finds beside events."""
    if text is None:
        return []
    found = ask(request, "find", **{"text": text, "in": ["ACTOR", "NARRATIVE"]})["search"]
    return [edge["node"] for edge in found["edges"]]


def _paging(question: Asked) -> dict[str, Any]:
    if before := question.parameters.get("before"):
        return {"last": LISTED, "before": before[-1]}
    return {"first": LISTED, "after": question.parameters.get("after", [None])[-1]}


def _choices(request: HttpRequest, question: Asked, total: int) -> list[dict[str, Any]]:
    """Return what to choose from, by parameter; without values where there are too many events to count by each.

    What is chosen is among the values, whatever the API still counts.
    """
    labels = {"type": gettext("Type"), "topic": gettext("Topic"), "actor": gettext("Who"), "place": gettext("Where")}
    lists: list[dict[str, Any]] = [
        {"name": name, "label": label, "chosen": question.parameters.get(name, []), "values": []}
        for name, label in labels.items()
    ]
    if total > COUNTED:
        return lists
    facets = ask(request, "choices", filter=question.filter, search=question.search)["facets"]
    values = {one["facet"].lower(): one["values"] for one in facets}
    for one in lists:
        some = values[one["name"]]
        lost = set(one["chosen"]) - {value["value"] for value in some}
        one["values"] = [{"value": slug, "label": slug, "count": 0} for slug in sorted(lost)] + some
    return [one for one in lists if one["values"]]


@page
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """All that is known of one event."""
    found = ask(request, "event", slug=slug)["event"]
    if found is None or found["status"] == "RETRACTED":
        raise Absent(EVENT, slug)
    found["accounts"].sort(key=lambda account: FIRST.index(account["verdict"]))
    return show(
        request,
        "event",
        **_chained(request, slug),
        event=found,
        citation=citation_of(request, found["title"], found),
        json_ld=json_ld_of(request, slug),
    )


def _chained(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Return the chain around an event as it looks at first; one of very many links is drawn by the browser."""
    first = {"event": slug, "depth": 3, "limit": 100, "includeOrderOnly": False}
    try:
        answer = ask(request, "chain", **first)
    except Unanswered:
        return {"asks": {"chain": first}}  # the browser asks, and says what is wrong
    sides = answer["causes"], answer["effects"]
    events = {node["event"]["slug"]: node["event"] for side in sides for node in side["nodes"]}
    links = {edge["link"]["slug"]: edge["link"] for side in sides for edge in side["edges"]}
    cut = cut_of(answer)
    picture = chain_of(list(events.values()), list(links.values()), Marked(slug, cut.ends))
    if picture is None or not links:
        return {"asks": {"chain": first}, "answers": [Answer("chain", first, answer)]}
    return {"asks": {"chain": first}, "unasked": ["chain"], "chain": picture, "cut": cut}


@page
def link(request: HttpRequest, slug: str) -> HttpResponse:
    """One arrow from a cause to its effect."""
    found = ask(request, "link", slug=slug)["link"]
    if found is None or found["status"] == "RETRACTED":
        raise Absent(LINK, slug)
    title = " → ".join(found[end]["shortTitle"] or found[end]["title"] for end in ("cause", "effect"))
    return show(request, "link", link=found, title=title, citation=citation_of(request, title, found))


@page
def actor(request: HttpRequest, slug: str) -> HttpResponse:
    """Who somebody is, by whose word."""
    found = ask(request, "actor", slug=slug, after=request.GET.get("after") or None)["actor"]
    if found is None or found["status"] == "RETRACTED":
        raise Absent(ACTOR, slug)
    total = found["events"]["totalCount"]
    asks = {"timeline": _timeline({"actor": [slug]}, None, total)}
    return show(
        request,
        "actor",
        asks=asks,
        **_answered(request, "timeline", asks, total),
        actor=found,
        citation=citation_of(request, found["name"], found),
    )


@page
def narratives(request: HttpRequest) -> HttpResponse:
    """The stories."""
    answer = ask(request, "narratives", after=request.GET.get("after") or None)
    return show(request, "narratives", narratives=answer["narratives"])


@page
def narrative(request: HttpRequest, slug: str) -> HttpResponse:
    """A story step by step; ``?with=`` sets another one beside it."""
    if other := request.GET.get("with"):
        return _difference(request, slug, other)
    answer = ask(request, "narrative", slug=slug)
    found = answer["narrative"]
    if found is None or found["status"] == "RETRACTED":
        raise Absent(NARRATIVE, slug)
    joints = [None, *found["coherence"]]
    story = told(found["steps"], request.GET.get("step", "")) if found["steps"] else None
    return show(
        request,
        "narrative",
        asks={"narrative": {"slug": slug}},
        answers=[Answer("narrative", {"slug": slug}, answer)],
        narrative=found,
        story=story,
        steps=[{**step, "joint": joint} for step, joint in zip(found["steps"], joints, strict=False)],
        others=[edge["node"] for edge in answer["narratives"]["edges"] if edge["node"]["slug"] != slug],
        citation=citation_of(request, found["title"], found),
    )


def _difference(request: HttpRequest, slug: str, other: str) -> HttpResponse:
    for one in (slug, other):
        if ask(request, "narrative", slug=one)["narrative"] is None:
            raise Absent(NARRATIVE, one)
    found = ask(request, "difference", a=slug, b=other)["narrativeDiff"]
    return show(request, "difference", difference=found, tellings=[found["a"], found["b"]])


@page
def paths(request: HttpRequest) -> HttpResponse:
    """How one event led to another."""
    source, target = request.GET.get("from", "").strip(), request.GET.get("to", "").strip()
    context: dict[str, Any] = {"source": source, "target": target, "found": None}
    if source and target:
        ends = {"from": source, "to": target}
        found = ask(request, "paths", **ends)
        context |= {"found": found, "asks": {"paths": ends}, **_drawn_ways(ends, found)}
    return show(request, "paths", **context)


def _drawn_ways(ends: dict[str, str], found: dict[str, Any]) -> dict[str, Any]:
    """Return the ways from one event to another in one picture, the best of them strong."""
    ways = found["causalPaths"]
    events = {event["slug"]: event for way in ways for event in way["events"]}
    links = {link["slug"]: link for way in ways for link in way["links"]}
    strong = {link["slug"] for way in ways[:1] for link in way["links"]}
    weakest = ways[0]["weakest"]["slug"] if ways else None
    marked = Marked(ends["to"], strong=strong, weakest=weakest)
    picture = chain_of(list(events.values()), list(links.values()), marked) if ways else None
    if picture is None:
        return {"answers": [Answer("paths", ends, found)]}
    return {"chain": picture, "unasked": ["paths"]}
