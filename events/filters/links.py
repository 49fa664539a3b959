"""What can be asked of causal links and narratives."""

from __future__ import annotations

from events.choices import Likelihood, LinkBasis, LinkKind
from events.filters import predicates
from events.models import CausalLink, Narrative
from sources.filters import (
    RECENTLY_CHANGED,
    SLUG,
    TITLE,
    Choice,
    Choices,
    PublishableFilterSet,
    Slugs,
    Text,
    YesNo,
    external_key,
    orders,
)
from sources.filters.predicates import contains, is_any, is_blank, whether
from sources.pages import Order

CAUSAL_LINK_ORDERS = orders(
    Order(
        "CHRONOLOGICAL",
        (
            ("cause__when_sort_day", False),
            ("cause__slug", False),
            ("effect__when_sort_day", False),
            ("effect__slug", False),
            ("slug", False),
        ),
    ),
    RECENTLY_CHANGED,
    SLUG,
)
NARRATIVE_ORDERS = orders(TITLE, RECENTLY_CHANGED, SLUG)


class CausalLinkFilterSet(PublishableFilterSet):
    """Which causal links."""

    external_id = external_key("link")
    cause = Slugs("From one of these events.", is_any("cause__slug"))
    effect = Slugs("To one of these events.", is_any("effect__slug"))
    event = Slugs("With one of these events at either end.", predicates.joins)
    kind = Choices("How the cause led to the effect, any of these.", LinkKind, is_any("kind"))
    basis = Choices("Asserted by a source, inferred, or made by a rule; any of these.", LinkBasis, is_any("basis"))
    min_likelihood = Choice(
        "Judged at least as likely as this (ICD 203); what nobody judged is left out.",
        Likelihood,
        is_any("likelihood"),
        read=predicates.at_least_as_likely,
    )
    asserted_by = Slugs("Asserted by one of these actors or publishers.", predicates.spoken_by("asserted_by"))
    by_editors = YesNo(
        "Whether the editors assert it themselves.", is_blank("asserted_by_actor", "asserted_by_publisher")
    )
    disputed = YesNo("Whether any evidence opposes it.", whether(predicates.opposing_evidence, "link"))
    source = Slugs("With evidence from one of these sources, also by a claim.", predicates.link_cites)
    claim = Slugs("With one of these claims as evidence.", predicates.link_rests_on_claim)

    orders = CAUSAL_LINK_ORDERS

    class Meta:
        model = CausalLink
        fields: list[str] = []


class NarrativeFilterSet(PublishableFilterSet):
    """Which narratives."""

    external_id = external_key("narrative")
    title = Text("Words in its title.", contains("title"))
    teller = Slugs("Told by one of these actors or publishers.", predicates.spoken_by("teller"))
    by_editors = YesNo("Whether the editors tell it themselves.", is_blank("teller_actor", "teller_publisher"))
    event = Slugs("With one of these events as a step.", predicates.tells)

    orders = NARRATIVE_ORDERS

    class Meta:
        model = Narrative
        fields: list[str] = []
