"""What is searched, as every road of writing keeps it; who finds it, and in what order."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sources import actions, bundle, ingest, search
from sources.checks import search_is_ready
from sources.choices import SearchMatch, Status
from sources.journal import writing
from sources.models import SearchDocument, SearchState
from sources.refusals import Refusal
from sources.search import engines
from sources.visibility import Viewer
from tests import factories as a
from tests.bundles import SAMPLE
from tests.drawn import a_drawn_store
from tests.storing import another_store, published, put, record, row, takeover_and_attack

pytestmark = pytest.mark.django_db

PUBLIC, DRAFTS = Viewer.PUBLIC, Viewer.DRAFTS


def hits(text: str, viewer: Viewer = PUBLIC, *kinds: str) -> list[search.Hit]:
    query = search.read(text, "text")
    rows = search.found(query, viewer, kinds).order_by(*(name for name, _ in search.HITS.keys))
    return [search.Hit(one, query) for one in rows]


def slugs(text: str, viewer: Viewer = PUBLIC, *kinds: str) -> list[str]:
    return [hit.slug for hit in hits(text, viewer, *kinds)]


def meant(text: str, viewer: Viewer = PUBLIC) -> list[str]:
    return search.suggestions(search.read(text, "text"), viewer)


def shown(hit: search.Hit) -> list[tuple[str, str]]:
    """Return the highlights of a hit, with brackets around what was found."""
    return [
        (one.field, "".join(f"[{part.text}]" if part.is_match else part.text for part in one.parts))
        for one in hit.highlights
    ]


@pytest.fixture(autouse=True)
def what_is_searched_is_what_the_store_holds() -> Iterator[None]:
    yield
    assert list(search.discrepancies()) == []


# The same rows in the same order on both databases: one list, one order.

NAMES = [
    published(
        "actor", "ttp", name="Tehrik-i-Taliban Pakistan", names=[{"text": "TTP"}, {"text": "تحریک طالبان پاکستان"}]
    ),
    published("actor", "taliban", name="Taliban", names=[{"text": "طالبان"}, {"text": "Талибан", "language": "ru"}]),
    published("actor", "army", name="Pakistan Army", description="Fights the Taliban."),
    published("actor", "omar", name="Mullah Omar", description="Of the Taliban; born in Kandahar."),
    record("place", "kandahar", name="Kandahar", other_names=["قندهار", "Qandahār"]),
    record("place", "kandahar-airport", name="Kandahar Airport"),
    record("place", "old-kandahar", name="Old Kandahar"),
    record("topic", "taliban-rule", label="Taliban rule"),
    published("source", "on-kandahar", title="Kandahar falls, Taliban say", authors="A. Reporter"),
    record("publisher", "kandahar-times", name="The Kandahar Times"),
]
ORDERS = {
    "taliban": ["taliban", "taliban-rule", "ttp", "on-kandahar", "army", "omar"],
    "Tálibán": ["taliban", "taliban-rule", "ttp", "on-kandahar", "army", "omar"],
    "tali": ["taliban", "taliban-rule", "ttp", "on-kandahar", "army", "omar"],
    "kandahar": ["kandahar", "kandahar-airport", "on-kandahar", "old-kandahar", "kandahar-times", "omar"],
    "QANDAHAR": ["kandahar"],
    "taliban kandahar": ["on-kandahar", "omar"],
    "kandahar taliban": ["on-kandahar", "omar"],
    "kandahar airport": ["kandahar-airport"],
    "airport kandahar": ["kandahar-airport"],
    "kandahar a": ["kandahar-airport", "on-kandahar"],
    "ttp": ["ttp"],
    "طالبان": ["taliban", "ttp"],
    "طَالِبَان": ["taliban", "ttp"],
    "تحريك": ["ttp"],
    "قندهار": ["kandahar"],
    "талибан": ["taliban"],
    "tehrik i taliban": ["ttp"],
    "tehrik-i-tal": ["ttp"],
    "taliban OR kandahar": [],
    "taliban NEAR": [],
    '"taliban" "rule"*': ["taliban-rule"],
    "taliban -rule": ["taliban-rule"],
    "taliban & !rule | (x:*)": [],
    "'); --": None,
    "%": None,
    "_": None,
    "% taliban": ["taliban", "taliban-rule", "ttp", "on-kandahar", "army", "omar"],
    "talib\u0000an": [],
    "the": ["kandahar-times", "army", "omar"],
    "talibans": [],
    "aliban": [],
}  # fmt: skip


@pytest.fixture
def names() -> None:
    put(*NAMES)


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize(("text", "expected"), ORDERS.items())
def test_best_match_comes_first(text: str, expected: list[str] | None) -> None:
    if expected is None:
        with pytest.raises(Refusal) as refused:
            slugs(text)
        assert refused.value.code == "BAD_USER_INPUT"
    else:
        assert [slug for slug in slugs(text) if slug in {one["slug"] for one in NAMES}] == expected


@pytest.mark.usefixtures("names")
def test_hit_tells_how_well_it_matches() -> None:
    assert [(hit.slug, hit.match) for hit in hits("taliban")] == [
        ("taliban", SearchMatch.EXACT_NAME),
        ("taliban-rule", SearchMatch.NAME_PREFIX),
        ("ttp", SearchMatch.NAME),
        ("on-kandahar", SearchMatch.NAME),
        ("army", SearchMatch.TEXT),
        ("omar", SearchMatch.TEXT),
    ]


@pytest.mark.usefixtures("names")
def test_search_is_narrowed_to_kinds() -> None:
    assert slugs("kandahar", PUBLIC, "source", "publisher") == ["on-kandahar", "kandahar-times"]


WORDS = ["kabul", "kabu", "Kábul", "kabul's", "old", "OLD", "o'ld", "kab-ul", "ul", "قندهار", "قندھار", "9", "a"]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)


class Agreement(TestCase):
    """Both databases are held against the same plain Python, so they agree with each other."""

    @given(st.lists(st.tuples(TEXTS, TEXTS, st.booleans()), min_size=1, max_size=8), TEXTS)
    def test_database_finds_and_orders_what_the_rules_say(self, given: list[Any], text: str) -> None:
        with another_store():
            for number, (name, description, is_published) in enumerate(given):
                status = Status.PUBLISHED if is_published else Status.DRAFT
                put(record("actor", f"actor-{number}", name=name, description=description, status=status))
            for viewer in Viewer:
                assert slugs(text, viewer, "actor") == by_the_rules(given, text, viewer)


def by_the_rules(given: list[Any], text: str, viewer: Viewer) -> list[str]:
    *whole, beginning = search.fold(text).split()
    phrase = " ".join([*whole, beginning])
    found = []
    for number, (name, description, is_published) in enumerate(given):
        if viewer is PUBLIC and not is_published:
            continue
        if has_all(whole, beginning, words_of(name) | words_of(description)):
            folded = search.fold(name)
            rank = 3
            rank = 2 if has_all(whole, beginning, set(folded.split())) else rank
            rank = 1 if folded.startswith(phrase) else rank
            rank = 0 if folded == phrase else rank
            found.append((rank, f"actor-{number}"))
    return [slug for _, slug in sorted(found)]


def has_all(whole: list[str], beginning: str, words: set[str]) -> bool:
    return set(whole) <= words and any(word.startswith(beginning) for word in words)


def words_of(text: str) -> set[str]:
    return {one.text for word in search.words_in(text) for one in (word, *word.parts)}


# Every road of writing keeps it.


def test_new_record_is_found_and_an_altered_one_by_its_new_words_alone() -> None:
    put(*takeover_and_attack())
    assert slugs("attack", PUBLIC, "event") == ["attack"]

    put(
        published("event", "attack", title="The raid", type="assault", citations=[{"source": "report", "locator": "1"}])
    )

    assert slugs("attack", PUBLIC, "event") == []
    assert slugs("raid", PUBLIC, "event") == ["attack"]


def test_what_was_retracted_is_found_by_nobody_until_it_is_published_again() -> None:
    put(*takeover_and_attack())
    with writing() as current:
        actions.retract(current, row("event", "attack"), "It was wrong.")
    assert [slugs("attack", viewer, "event", "claim") for viewer in Viewer] == [[], []]

    with writing() as current:
        actions.publish(current, [row("event", "attack")])

    assert slugs("attack", PUBLIC, "event") == ["attack"]


def test_text_of_a_step_goes_and_comes_with_its_event() -> None:
    put(*takeover_and_attack())
    steps = [{"event": "takeover", "text": "It began"}, {"event": "attack", "text": "Vengeance came"}]
    put(published("narrative", "story", title="A story", steps=steps))
    assert slugs("vengeance") == ["story"]

    with writing() as current:
        actions.retract(current, row("event", "attack"), "It was wrong.")
    assert [slugs("vengeance", viewer) for viewer in Viewer] == [[], []]
    assert slugs("began") == ["story"]

    with writing() as current:
        actions.publish(current, [row("event", "attack")])
    assert slugs("vengeance") == ["story"]


def test_merged_record_leads_to_the_one_that_took_its_name() -> None:
    put(record("place", "wana", name="Wana"), record("place", "wanna", name="Wanna"))
    with writing() as current:
        actions.merge(current, row("place", "wanna"), row("place", "wana"))

    assert slugs("wanna") == ["wana"]
    assert slugs("wan") == ["wana"]


def test_deleted_draft_is_found_no_more() -> None:
    put(record("actor", "ghost", name="Ghost"))
    with writing() as current:
        actions.delete(current, row("actor", "ghost"))

    assert slugs("ghost", DRAFTS) == []


def test_refused_writing_leaves_nothing_behind() -> None:
    with pytest.raises(Refusal):
        put(record("place", "wana", name="Wana"), record("place", "zalai", name="Zalai", parent="nowhere"))

    assert slugs("wana") == []


def test_bulk_load_is_searched_as_single_writes_are() -> None:
    lines = [json.dumps(one).encode() + b"\n" for one in [*NAMES, *takeover_and_attack()]]
    with another_store():
        bundle.load(lines)
        loaded = documents()

    put(*NAMES, *takeover_and_attack())

    assert documents() == loaded
    assert loaded


def documents() -> list[tuple[Any, ...]]:
    columns = ("kind", "slug", "precedence", "is_public", "names", "words", "texts")
    return sorted(SearchDocument.objects.values_list(*columns), key=lambda one: one[:2])


def test_seeded_vocabularies_are_found() -> None:
    assert slugs("protest", PUBLIC, "event_type")


def test_empty_store_is_searched_again_after_a_flush() -> None:
    SearchDocument.objects.all().delete()
    SearchState.objects.all().delete()

    search.follow_migrate("default")

    assert slugs("protest", PUBLIC, "event_type")


def test_rebuilding_changes_nothing(sample: None) -> None:
    before = documents()

    call_command("rebuild_search", verbosity=0)

    assert documents() == before
    assert len(before) > 50


@pytest.mark.parametrize("seed", range(2))
def test_what_writings_leave_is_what_would_be_read_from_the_store(seed: int) -> None:
    a_drawn_store(seed)

    assert SearchDocument.objects.exists()
    assert list(search.discrepancies()) == []


def test_check_names_what_is_missing_wrong_and_left_over(capsys: pytest.CaptureFixture[str]) -> None:
    put(*NAMES)
    SearchDocument.objects.filter(slug="ttp").delete()
    SearchDocument.objects.filter(slug="omar").update(words="omar")
    SearchDocument.objects.filter(slug="army").update(record=10**9)

    with pytest.raises(CommandError, match="differ in 4 places"):
        call_command("rebuild_search", "--check")

    told = capsys.readouterr().err.splitlines()
    assert sorted(told) == [
        "actor army: is in the index and should not be.",
        "actor army: is not in the index.",
        "actor omar: stands in the index as it was before.",
        "actor ttp: is not in the index.",
    ]
    call_command("rebuild_search", verbosity=0)
    call_command("rebuild_search", "--check")


def test_check_warns_of_documents_that_other_rules_wrote() -> None:
    assert search_is_ready(databases=["default"]) == []
    SearchState.objects.update(stamp="other")

    [warning] = search_is_ready(databases=["default"])

    assert warning.id == "sources.W002"
    search.rebuild()


def test_missing_index_is_told_and_put_back() -> None:
    put(*NAMES)
    engines.uninstall(connection)
    assert [one.id for one in search_is_ready(databases=["default"])] == ["sources.E002"]

    engines.install(connection)

    assert search_is_ready(databases=["default"]) == []
    assert slugs("ttp") == ["ttp"]


@pytest.mark.postgresql
def test_without_pg_trgm_suggestions_are_slower_but_the_same() -> None:
    put(*NAMES)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {engines.TRIGRAMS}")

    assert [one.id for one in search_is_ready(databases=["default"])] == ["sources.W001"]
    assert meant("kandhar") == ["Kandahar"]


# Who finds what.


def test_drafts_are_found_by_those_who_see_drafts() -> None:
    put(record("actor", "draft", name="Zanzibar Front", names=[{"text": "ZF"}]))

    for text in ("zanzibar", "zan", "zf", "zanzibar front"):
        assert (slugs(text), slugs(text, DRAFTS)) == ([], ["draft"])


def test_words_of_drafts_are_suggested_to_those_who_see_drafts_alone() -> None:
    put(record("actor", "draft", name="Zanzibar Front"))

    assert (meant("zanzbar"), meant("zanzbar", DRAFTS)) == ([], ["Zanzibar"])


def test_private_notes_and_captured_texts_are_not_searched() -> None:
    put(published("source", "report", title="A report", note="zanzibar"))
    with writing() as current:
        source = row("source", "report")
        source.captured_text = "zanzibar"
        current.save(source)

    assert slugs("zanzibar", DRAFTS) == []


def test_step_on_a_draft_does_not_show_its_narrative_to_the_public() -> None:
    """No road writes such a step; if one ever did, its text would stay hidden."""
    draft = a.an_event("deed", status=Status.DRAFT)
    story = a.a_narrative("story")
    a.a_step(story, draft, heading="Zanzibar")
    search.rebuild()

    assert slugs("zanzibar") == []


# What is shown of it.


@pytest.mark.usefixtures("names")
def test_words_that_were_found_are_marked_in_every_text_that_has_them() -> None:
    [omar] = hits("taliban kanda", PUBLIC, "actor")
    [kandahar] = hits("qandahar")
    [ttp] = hits("تحريك")

    assert shown(omar) == [("description", "Of the [Taliban]; born in [Kanda]har.")]
    assert shown(kandahar) == [("other_names", "[Qandahār]")]
    assert shown(ttp) == [("names.text", "[تحریک] طالبان پاکستان")]
    assert (omar.title, kandahar.title) == ("Mullah Omar", "Kandahar")


def test_long_text_is_cut_around_the_first_match() -> None:
    text = f"{'before ' * 100}the takeover, {'after ' * 100}"
    put(published("actor", "one", name="One", description=text))
    [hit] = hits("takeov", PUBLIC, "actor")

    [(_, marked)] = shown(hit)

    assert marked.startswith("…before ")
    assert "the [takeov]er, after" in marked
    assert marked.endswith("after…")
    assert len(marked) < 270


def test_text_is_answered_as_it_is_written() -> None:
    put(published("actor", "one", name="<b>Al</b> & \"Qaeda\" O'Brien's"))
    [hit] = hits("qaeda obrien")

    assert shown(hit) == [("name", "<b>Al</b> & \"[Qaeda]\" [O'Brien]'s")]


def test_repeated_name_is_shown_once() -> None:
    put(published("actor", "one", name="Wana", names=[{"text": "Wana"}, {"text": "Wana Town"}]))

    assert shown(hits("wana", PUBLIC, "actor")[0]) == [("name", "[Wana]"), ("names.text", "[Wana] Town")]


def test_highlights_are_few_however_much_is_found() -> None:
    names = [{"text": f"Wana {number}"} for number in range(50)]
    put(published("actor", "one", name="Wana", names=names, description="wana " * 1000))
    found = hits("wana", PUBLIC, "actor")[0].highlights

    assert len(found) == 5
    assert max(len(one.parts) for one in found) <= 21


@given(st.text(max_size=400), st.text(min_size=1, max_size=20))
def test_parts_make_up_the_text(text: str, asked: str) -> None:
    if not search.fold(asked):
        return
    query = search.Query(tuple(search.fold(asked).split()))
    for one in search.finding.highlights([("text", text)], query):
        assert all(part.text for part in one.parts)
        assert any(part.is_match for part in one.parts)
        whole = "".join(part.text for part in one.parts)
        assert whole.removeprefix("…").removesuffix("…") in text or whole == text


# What was meant.


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("talban", ["Taliban"]),
        ("tailban", ["Taliban"]),
        ("kandhar airprot", ["Kandahar Airport"]),
        ("qandhar", ["Qandahār"]),
        ("pakstan", ["Pakistan"]),
        ("طالیان", ["طالبان"]),
        ("Талебан", ["Талибан"]),
        ("xyzzy", []),
        ("zz", []),
        ("kandahar xyzzy", []),
    ],
)
def test_mistyped_words_are_suggested_right(text: str, expected: list[str]) -> None:
    assert meant(text)[: len(expected) or None] == expected
    assert all(slugs(one) for one in meant(text))


@pytest.mark.usefixtures("names")
def test_nothing_is_suggested_where_enough_was_found() -> None:
    query = search.read("taliban", "text")

    assert search.suggestions_for(query, search.found(query, PUBLIC), PUBLIC) == []


# Bounds.


def test_very_long_texts_are_stored_and_found() -> None:
    rng = random.Random(1)
    text = " ".join("".join(rng.choices("abcdefghijklmnopqrstuvwxyzäß汉", k=12)) for _ in range(40_000))
    put(published("actor", "one", name="Long", description=f"zebra {text} {'x' * 5000}"))

    assert slugs("zebra") == ["one"]
    assert len(SearchDocument.objects.get(slug="one").words) <= 250_000


@pytest.mark.parametrize("text", ["x" * 201, " ".join("abcdefghijklm"), "", " ", "?!", "\u0301"])
def test_what_cannot_be_searched_for_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        search.read(text, "text")

    [fault] = refused.value.faults
    assert (fault.code, fault.path) == ("BAD_USER_INPUT", ("text",))


def test_sample_is_searched_after_a_load() -> None:
    ingest.load(SAMPLE.read_bytes().splitlines(keepends=True))

    assert slugs("south waziristan raid")[0] == "south-waziristan-raid-2021-09"
