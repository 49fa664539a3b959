"""The explorer speaks the language that its settings name, wherever a text is its own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from sources import bundle
from tests.explorer import PAGES, RAID_PAGE, Text

pytestmark = pytest.mark.django_db

#: What stands in pages as it is in every language: names of formats and of the product, and words that the API forms.
SAME = "Sequitur GraphQL REST JSON PNG SVG API between and since about or before after some day Aug Sep Sept"


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every text that is translated stands in marks."""
    texts: Any = translation._trans  # type: ignore[attr-defined]  # where Django looks its functions up
    one, several = texts.gettext, texts.ngettext
    monkeypatch.setattr(texts, "gettext", lambda text: f"«{one(text)}»")
    monkeypatch.setattr(texts, "ngettext", lambda *texts_and_number: f"«{several(*texts_and_number)}»")


@pytest.mark.parametrize("address", PAGES)
def test_every_text_that_is_not_entered_is_translated(client: Client, sample: None, marked: None, address: str) -> None:
    page = client.get(address).content.decode()

    # Countries are named as the data of the outline name them.
    drawn = re.sub(r'<g class="countries".*?</g>', "", page)
    entered = set(words(" ".join(bundle.dump()))) | set(words(SAME))
    plain = unmarked(re.sub(r"http\S*", " ", " ".join(Text(drawn).parts)))
    assert [word for word in words(plain) if word not in entered] == []
    labels = re.findall(r'(?:aria-label|placeholder|alt)="([^"]*[a-zA-Z][^"]*)"', page)
    assert [label for label in labels if "«" not in label and not set(words(label)) <= entered] == []


def unmarked(text: str) -> str:
    """Return a text without what stands in marks, and in marks within them."""
    return text if (less := re.sub(r"«[^«»]*»", " ", text)) == text else unmarked(less)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{2,}", text)


def test_page_is_in_the_language_that_is_set(client: Client, sample: None, settings: Any, tmp_path: Any) -> None:
    settings.EXPLORER_LANGUAGE = "ur"

    page = client.get(RAID_PAGE)
    api = client.get("/api/v1/events/none/")

    assert page["Content-Language"] == "ur"
    assert '<html lang="ur" dir="rtl">' in page.content.decode()
    assert "Content-Language" not in api
