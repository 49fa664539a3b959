"""What stands in the store already, and what a file adds to it.

A file brings its own records up to date (events, claims, assessments) and keeps what editors added to them. What many
rows share (publishers, sources, actors, places, topics) it makes once and then leaves to the editors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import batched, chain

from events.choices import PlaceKind, Verification
from events.models import Place
from events.ucdp import publications
from events.ucdp.estimates import claim_slugs
from events.ucdp.findings import Finding, Findings, Reason
from events.ucdp.mapping import Entered, Group
from events.ucdp.shared import Offer, Shared
from sources.choices import Status
from sources.models import ExternalId
from sources.records import Json, kind_named, records_of
from sources.records.references import MOST_ROWS

BATCH = 500
OURS = "ucdp-"
WITHDRAWN = "no longer gives it."
#: Lists of an event to which editors may have added, with the key by which a row names a record.
_LISTS = {"topics": "", "citations": "source", "participations": "actor", "places": "place"}

Record = dict[str, Json]


def entered() -> Entered:
    """Return what the store has that rows may name, whoever entered it."""
    places = Place.objects.filter(slug__startswith=OURS).exclude(kind__in=(PlaceKind.CITY, PlaceKind.SITE))
    points = places.values_list("slug", "latitude", "longitude")
    return Entered(
        actors=_slugs_by_id("actor", "ucdp"),
        countries=_slugs_by_id("place", "gwno"),
        centres={slug: (north, east) for slug, north, east in points if north is not None and east is not None},
    )


def _slugs_by_id(kind: str, scheme: str) -> dict[str, str]:
    return dict(ExternalId.objects.filter(kind=kind, scheme=scheme).values_list("identifier", "slug"))


class Standing:
    """Compares what a file offers with the store; ``considered`` counts it by kind.

    With ``draft`` nothing that is new is published; with ``renews_actors`` actors are brought up to date too.
    """

    def __init__(self, findings: Findings, *, draft: bool = False, renews_actors: bool = False) -> None:
        self.considered: Counter[str] = Counter()
        self._findings = findings
        self._draft = draft
        self._renews_actors = renews_actors

    def compare(self, shared: Shared, groups: Iterable[Group]) -> Iterator[Offer]:
        """Yield what is to be put; what every row of the file shares comes first."""
        for offers in batched(shared, BATCH):
            yield from self._shared(offers)
        for some in batched(groups, BATCH):
            yield from self._groups(some)

    def _shared(self, offers: tuple[Offer, ...]) -> Iterator[Offer]:
        stored = _stored(offers)
        for offer in offers:
            self.considered[offer.kind] += 1
            old = stored.get((offer.kind, offer.slug))
            record = self._left(offer, old) if old else offer.record
            if record != old:
                yield Offer(self._with_status(record, old), offer.line)

    def _left(self, offer: Offer, old: Record) -> Record:
        """Return a shared record as it stands, with the little that a file may still do to it."""
        if offer.kind == "actor":
            if self._renews_actors and not _is_retracted(old):
                return {**old, **offer.record, "external_ids": _ids(old, offer.record)}
            self._compare_names(offer, old)
        if offer.kind == "place" and "latitude" not in old:
            return {**old, **{key: offer.record[key] for key in ("latitude", "longitude") if key in offer.record}}
        raised = self._with_status(old, old)
        return raised if raised.get("status") != old.get("status", Status.DRAFT) else old

    def _compare_names(self, offer: Offer, old: Record) -> None:
        names = {old["name"], *(name["text"] for name in old.get("names", ()))}
        if offer.record["name"] not in names:
            message = f"{offer.slug} is called {old['name']} here and {offer.record['name']} in the file"
            self._findings.tell(Finding(Reason.ACTOR_NAMED_OTHERWISE, message, offer.line))

    def _groups(self, groups: tuple[Group, ...]) -> Iterator[Offer]:
        events = _stored([group.event for group in groups])
        taken = _entered_otherwise(groups)
        kept = [
            group
            for group in groups
            if self._may_follow(group, events.get(("event", group.event.slug)), taken.get(group.id))
        ]
        kinds = (
            [(group, group.event) for group in kept],
            [(group, claim) for group in kept for claim in group.claims],
            [(group, group.assessment) for group in kept],
        )
        former = _former_claims(kept)
        stored = {**events, **former, **_stored([offer for _, offer in chain(*kinds)])}
        for group, offer in chain(*kinds):
            yield from self._follow(group, offer, stored.get((offer.kind, offer.slug)))
        offered = {claim.slug for group in kept for claim in group.claims}
        for group in kept:
            gone = [
                former.get(("claim", slug)) for slug in claim_slugs(group.event.slug).values() if slug not in offered
            ]
            yield from (self._withdraw(group, old) for old in gone if old and _stands(old))

    def _may_follow(self, group: Group, old: Record | None, taken: str | None) -> bool:
        """Return whether a row may change its event: not where that was retracted, or is of a later edition.

        Nor where another event, ``taken``, was entered with the row's id.
        """
        if taken:
            self._tell(group, Reason.ENTERED_OTHERWISE, f"event {taken} was entered here with this id")
            return False
        if old is None:
            return True
        edition = max((publications.order_of(slug) for slug in _datasets(old)), default=())
        if _is_retracted(old):
            self._tell(group, Reason.RETRACTED, f"event {group.event.slug} was retracted here and stays so")
        elif edition > publications.order_of(group.dataset):
            self._tell(group, Reason.OLDER_EDITION, f"event {group.event.slug} is of a later edition here")
        else:
            return True
        return False

    def _follow(self, group: Group, offer: Offer, old: Record | None) -> Iterator[Offer]:
        self.considered[offer.kind] += 1
        if old and _is_retracted(old):
            self._tell(group, Reason.FIGURE_RETRACTED, f"{offer.kind} {offer.slug} was retracted here and stays so")
            return
        record = _blended(old, offer.record) if old else offer.record
        yield Offer(self._with_status(record, old), offer.line)

    def _withdraw(self, group: Group, old: Record) -> Offer:
        """Return a claim that an earlier edition gave and this one does not: still shown, no longer counted."""
        self.considered["claim"] += 1
        self._tell(group, Reason.FIGURE_WITHDRAWN, f"claim {old['slug']} is in the store and no longer in the file")
        reason = f"{group.dataset} {WITHDRAWN}"
        return Offer({**old, "verification": Verification.WITHDRAWN, "verification_reason": reason}, group.line)

    def _with_status(self, record: Record, old: Record | None) -> Record:
        """Publish what is new or unpublished, unless all is to stay a draft; leave what was published or retracted."""
        if not kind_named(record["record"]).has_status:
            return record
        now = (old or {}).get("status", Status.DRAFT)
        is_settled = self._draft or now in (Status.PUBLISHED, Status.RETRACTED)
        return {**record, "status": now if is_settled else Status.PUBLISHED}

    def _tell(self, group: Group, reason: Reason, message: str) -> None:
        self._findings.tell(Finding(reason, message, group.line, group.id))


def _entered_otherwise(groups: tuple[Group, ...]) -> dict[str, str]:
    """Return the events, by ucdp id, that have the id of a row and not the slug of its event."""
    ids = ExternalId.objects.filter(kind="event", scheme="ucdp", identifier__in=[group.id for group in groups])
    own = {group.id: group.event.slug for group in groups}
    return {key: slug for key, slug in ids.values_list("identifier", "slug") if slug != own[key]}


def _stored(offers: Iterable[Offer]) -> dict[tuple[str, str], Record]:
    """Return the records of the store that have the kind and slug of an offer."""
    return _records_at((offer.kind, offer.slug) for offer in offers)


def _former_claims(groups: list[Group]) -> dict[tuple[str, str], Record]:
    slugs = {slug for group in groups for slug in claim_slugs(group.event.slug).values()}
    offered = {claim.slug for group in groups for claim in group.claims}
    return _records_at(("claim", slug) for slug in slugs - offered)


def _records_at(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Record]:
    found: dict[tuple[str, str], Record] = {}
    by_kind: dict[str, list[str]] = {}
    for name, slug in keys:
        by_kind.setdefault(name, []).append(slug)
    for name, slugs in by_kind.items():
        kind = kind_named(name)
        for some in batched(slugs, BATCH):
            pks = kind.objects.filter(slug__in=some).values_list("pk", flat=True)
            found.update(((name, record["slug"]), record) for record in records_of(kind, pks).values())
    return found


def _blended(old: Record, new: Record) -> Record:
    """Return a record of the store as a file now has it, with what editors added."""
    blended = {**old, **new}
    if new["record"] == "event":
        blended["type"] = old["type"]
        blended["external_ids"] = _ids(old, new)
        for name, key in _LISTS.items():
            blended[name] = _with_added(new[name], old.get(name, []), key)
    # What a figure no longer has is gone: its bounds, or that it was inferred.
    for name in {"claim": ("low", "high", "reading"), "assessment": ("low", "high")}.get(new["record"], ()):
        if name not in new:
            blended.pop(name, None)
    if str(old.get("verification_reason", "")).endswith(WITHDRAWN):
        blended.pop("verification")
        blended.pop("verification_reason")
    return blended


def _with_added(new: list[Json], old: list[Json], key: str) -> list[Json]:
    """Return a list with what it holds in the store that no import put there."""
    named = {_name(item, key) for item in new}
    added = [item for item in old if _name(item, key) not in named and not _name(item, key).startswith(OURS)]
    return [*new, *added][:MOST_ROWS]


def _name(item: Json, key: str) -> str:
    return str(item[key] if key else item)


def _ids(old: Record, new: Record) -> dict[str, str]:
    return {**old.get("external_ids", {}), **new.get("external_ids", {})}


def _datasets(event: Record) -> Iterator[str]:
    for citation in event.get("citations", ()):
        if citation["source"].startswith(publications.DATASET):
            yield citation["source"]


def _is_retracted(record: Record) -> bool:
    return bool(record.get("status") == Status.RETRACTED)


def _stands(claim: Record) -> bool:
    return not _is_retracted(claim) and claim.get("verification") != Verification.WITHDRAWN
