"""Actors, relations and designations in the admin."""

import re

import pytest
from django.test import Client

from actors.models import Actor, Designation, DesignationCitation, Relation, RelationCitation
from sources import search
from sources.choices import Status
from tests import factories as make
from tests.filling import added, address, faults, page, save, shown, statements
from tests.staff import a_client, journal

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return a_client("Editor")


def test_actor_is_added_with_names_relations_and_designations_in_one_writing(editor):
    army, america = make.an_actor("army"), make.an_actor("america")

    response = save(
        editor,
        Actor,
        name="The group",
        slug="group",
        kind="REBEL_GROUP",
        active_edtf="2007/..",
        speaks_through=[make.a_publisher("radio").pk],
        reason="From the report",
        **added("names", text="Tehrik", kind="OFFICIAL", language="ur"),
        **added("relations_as_subject", kind="OPPOSES", object=army.pk, when_edtf="2007/.."),
        **added("relations_as_object", kind="SPONSORS", subject=america.pk),
        **added("designations", authority=america.pk, label="terrorist organisation"),
    )

    assert response.status_code == 302
    group = Actor.objects.get(slug="group")
    assert [(one.text, one.kind, one.language) for one in group.names.all()] == [("Tehrik", "OFFICIAL", "ur")]
    assert list(group.speaks_through.values_list("slug", flat=True)) == ["radio"]
    assert list(group.relations_as_subject.values_list("kind", "object__slug")) == [("OPPOSES", "army")]
    assert list(group.relations_as_object.values_list("kind", "subject__slug")) == [("SPONSORS", "america")]
    assert list(group.designations.values_list("label", "status")) == [("terrorist organisation", "DRAFT")]
    assert journal("number", "kind", "reason") == [
        (1, "actor", "From the report"),
        (2, "relation", "From the report"),
        (3, "relation", "From the report"),
        (4, "designation", "From the report"),
    ]


def test_relation_is_added_with_its_citations(editor):
    subject, object_, source = make.an_actor("wing"), make.an_actor("group"), make.a_source()

    response = save(
        editor,
        Relation,
        subject=subject.pk,
        kind="PART_OF",
        object=object_.pk,
        when_edtf="2009",
        **added("citations", source=source.pk, quote="a wing of the group"),
    )

    assert response.status_code == 302
    relation = Relation.objects.get()
    assert (str(relation), relation.when_edtf) == ("wing part of group", "2009")
    assert list(relation.citations.values_list("quote", "source")) == [("a wing of the group", source.pk)]


def test_designation_is_added_with_its_citations(editor):
    actor, authority, source = make.an_actor(), make.an_actor(), make.a_source()

    response = save(
        editor,
        Designation,
        actor=actor.pk,
        authority=authority.pk,
        label="terrorist organisation",
        programme="FTO",
        **added("citations", source=source.pk, locator="p. 1"),
    )

    assert response.status_code == 302
    assert list(Designation.objects.values_list("label", "programme", "citations__locator")) == [
        ("terrorist organisation", "FTO", "p. 1")
    ]


def test_actor_that_becomes_part_of_its_own_part_is_refused_in_the_row_with_the_path(editor):
    whole, part = make.an_actor("whole", name="Whole"), make.an_actor("part", name="Part")
    make.a_relation(part, "PART_OF", whole)

    response = save(editor, Actor, whole, country="PK", **added("relations_as_subject", kind="PART_OF", object=part.pk))

    assert list(faults(response)) == ["relations_as_subject-0-object"]
    assert "Part → Whole → Part" in str(faults(response)) or "Whole → Part → Whole" in str(faults(response))
    assert Relation.objects.count() == 1
    assert Actor.objects.get(slug="whole").country == ""
    assert journal("number") == []


def test_actor_has_no_relation_to_itself_also_where_it_is_the_object(editor):
    actor = make.an_actor()

    response = save(editor, Actor, actor, **added("relations_as_object", kind="LEADS", subject=actor.pk))

    assert list(faults(response)) == ["relations_as_object-0-subject"]
    assert not Relation.objects.exists()


def test_deleting_a_published_relation_beside_its_actor_is_refused_above_the_rows(editor):
    actor = make.an_actor()
    make.made(
        Relation, slug="held", subject=actor, kind="LEADS", object=make.an_actor(), published_at="2021-01-01T00:00Z"
    )

    response = save(editor, Actor, actor, **{"relations_as_subject-0-DELETE": "on"})

    assert faults(response) == {"relations_as_subject": ["What was ever public is retracted, not deleted."]}
    assert Relation.objects.exists()


def test_relation_changed_meanwhile_is_not_written_over(editor):
    actor, other = make.an_actor(), make.an_actor()
    relation = make.a_relation(actor, "LEADS", other)
    opened = editor.get(page(editor, Actor, actor))
    save(editor, Relation, relation, kind="OWNS")
    response = editor.post(page(editor, Actor, actor), {**shown(opened), "country": "PK", "_save": "1"})

    assert "Another has saved this meanwhile" in str(faults(response)["relations_as_subject-0-__all__"])
    assert Relation.objects.get().kind == "OWNS"
    assert Actor.objects.get(pk=actor.pk).country == ""


def test_actor_is_chosen_by_any_of_its_names(editor):
    group = make.an_actor("group", name="The group", kind="REBEL_GROUP", country="PK")
    make.a_name(group, "Tehrik-e-Something")
    make.a_name(group, "تحریک")
    make.an_actor("other", name="The other")
    search.rebuild()
    query = {"app_label": "events", "model_name": "participation", "field_name": "actor"}

    found = {
        term: editor.get(address(Actor, "choices"), {**query, "term": term}).json()["results"]
        for term in ("tehrik", "تحریک", "GROUP", "nobody")
    }

    expected = [{"id": str(group.pk), "text": "The group (Rebel group, PK)"}]
    assert found == {"tehrik": expected, "تحریک": expected, "GROUP": expected, "nobody": []}


def test_choices_are_for_those_who_may_see_actors():
    query = {"app_label": "events", "model_name": "participation", "field_name": "actor", "term": ""}

    assert a_client("anonymous").get(address(Actor, "choices"), query).status_code == 302
    assert a_client("Viewer").get(address(Actor, "choices"), query).status_code == 200


@pytest.mark.parametrize(
    ("model", "add"),
    [
        (Actor, make.an_actor),
        (Relation, lambda: make.a_relation(make.an_actor(), "LEADS", make.an_actor())),
        (Designation, lambda: make.a_designation(make.an_actor(), make.an_actor())),
    ],
)
def test_list_costs_the_same_with_one_row_and_with_twenty(editor, model, add):
    add()
    one = statements(lambda: editor.get(address(model)))
    for _ in range(19):
        add()

    assert statements(lambda: editor.get(address(model))) == one


def test_page_costs_the_same_with_one_row_and_with_five_of_each(editor):
    actor = make.an_actor()

    def add() -> None:
        make.a_name(actor, "A name")
        make.a_relation(actor, "LEADS", make.an_actor())
        make.a_relation(make.an_actor(), "LEADS", actor)
        make.a_designation(actor, make.an_actor())

    add()
    one = statements(lambda: editor.get(page(editor, Actor, actor)))
    for _ in range(4):
        add()

    assert statements(lambda: editor.get(page(editor, Actor, actor))) == one


@pytest.mark.parametrize(
    ("make_one", "citation", "owner"),
    [
        (lambda: make.a_relation(make.an_actor(), "LEADS", make.an_actor()), RelationCitation, "relation"),
        (lambda: make.a_designation(make.an_actor(), make.an_actor()), DesignationCitation, "designation"),
    ],
)
def test_page_costs_the_same_with_one_citation_and_with_five(editor, make_one, citation, owner):
    row = make_one()

    def cite() -> None:
        make.made(citation, source=make.a_source(publisher=make.a_publisher()), quote="so", **{owner: row})

    cite()
    one = statements(lambda: editor.get(page(editor, type(row), row)))
    for _ in range(4):
        cite()

    assert statements(lambda: editor.get(page(editor, type(row), row))) == one


@pytest.mark.parametrize("status", [Status.DRAFT, Status.PUBLISHED])
def test_viewer_reads_every_field_and_finds_none_to_fill_in(status):
    viewer = a_client("Viewer")
    actor = make.an_actor("group", description="Who they are", status=status)
    make.a_name(actor, "Tehrik")

    response = viewer.get(page(viewer, Actor, actor))

    html = response.content.decode()
    assert "Who they are" in html
    assert "Tehrik" in html
    assert not re.search(r'<(input|textarea|select)[^>]* name="(reason|description|names-0-text)"', html)
    assert response.context["moves"] == []
