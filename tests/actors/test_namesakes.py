"""Who has a name already."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.namesakes import namesakes_of
from sources import search
from sources.choices import Status
from sources.visibility import Viewer
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_any_name_is_compared_folded_as_search_folds() -> None:
    ttp = make.an_actor("ttp", name="Tehrik-i-Taliban Pakistan")
    make.a_name(ttp, "T.T.P.")
    make.an_actor("tto", name="TTP Office")
    mine = make.an_actor("mine", name="TTP")
    search.rebuild()

    found = namesakes_of(["ttp", "Tehrik i Taliban Pakistan", " "], Viewer.DRAFTS, of=mine.pk)

    assert [(one.actor.slug, one.names) for one in found] == [("ttp", ["Tehrik-i-Taliban Pakistan", "T.T.P."])]
    assert [one.actor.slug for one in namesakes_of(["TTP"], Viewer.DRAFTS)] == ["mine", "ttp"]
    assert namesakes_of(["Office"], Viewer.DRAFTS) == namesakes_of(["…"], Viewer.DRAFTS) == []


def test_draft_is_told_to_those_alone_who_see_drafts() -> None:
    make.an_actor("draft", name="The group", status=Status.DRAFT)
    search.rebuild()

    assert namesakes_of(["the group"], Viewer.PUBLIC) == []
    assert [one.actor.slug for one in namesakes_of(["the group"], Viewer.DRAFTS)] == ["draft"]


def test_cost_is_two_statements() -> None:
    for number in range(9):
        make.a_name(make.an_actor(f"actor-{number}"), "The group")
    search.rebuild()

    with CaptureQueriesContext(connection) as captured:
        found = namesakes_of(["The Group", "Another"], Viewer.DRAFTS)

    assert (len(found), len(captured)) == (8, 2)
