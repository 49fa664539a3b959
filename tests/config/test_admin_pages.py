"""Every page of the admin that a link leads to: it comes, and runs nothing that stands in it."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sources.choices import Status
from sources.models import Media, Source
from tests import factories as make
from tests.filling import address
from tests.staff import a_user
from tests.storing import put, record
from tests.world import a_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: What the policy of the pages keeps from running, and so must not be there: scripts and styles inside the page.
INLINE = re.compile(
    r"""<style(?![^>]*\bnonce=)|\sstyle=["']|\son[a-z]+=["']|javascript:|<script(?![^>]*(?:\bsrc=|application/json))"""
)
LINK = re.compile(r'href="(/admin/[^"#]*|\?[^"#]*|(?:\.\./)+[^"#]*)"')
#: Files, and what is not a page.
NO_PAGES = re.compile(r"/export/.+|/logout/|/jsi18n/|/choices/|/r/\d+/")
POLICY = "script-src 'self' 'nonce-"


@pytest.fixture
def client_of_all() -> Client:
    client = Client()
    client.force_login(a_user("superuser"))
    return client


def shape(link: str) -> str:
    """Return what a link is to: pages of two rows, or of two filters, are alike."""
    path, _, query = link.partition("?")
    names = "&".join(sorted(part.partition("=")[0] for part in query.split("&")))
    return re.sub(r"\d+", "N", path) + ("?" + names if query else "")


def links(page: str, html: str) -> Iterator[str]:
    for found in LINK.findall(html):
        if "?" not in page or "?" not in found:  # filters can be put together in too many ways
            yield urljoin(page, found.replace("&amp;", "&"))


def check(page: str, response: Any) -> str:
    html = response.content.decode()
    assert POLICY in response.headers["Content-Security-Policy"], page
    assert "unsafe" not in response.headers["Content-Security-Policy"], page
    assert INLINE.findall(html) == [], page
    return html


def test_every_page_that_a_link_leads_to_comes_and_has_no_script_or_style_in_it(client_of_all):
    a_world(1)
    put(record("source", "gone", title="Gone"), record("publisher", "paper", name="Paper"))
    make.a_media(status=Status.IN_REVIEW)
    draft = Source.objects.get(slug="gone")
    public = Source.objects.published()[0]
    seen: dict[str, int] = {}
    ahead = [
        reverse("admin:index"),
        reverse("admin:import"),
        address(Source, "delete", draft.pk),
        address(Source, "retract", public.pk),
    ]
    while ahead:
        page = ahead.pop()
        if shape(page) in seen or NO_PAGES.search(page.partition("?")[0]):
            continue
        response = client_of_all.get(page)
        seen[shape(page)] = response.status_code
        if response.status_code in (301, 302):
            ahead.append(response.url)
            continue
        assert response.status_code == 200, (page, response.status_code)
        ahead += links(page, check(page, response))

    for view in ("change", "history", "merge", "retract", "delete"):
        assert any(re.fullmatch(rf"/admin/sources/source/N/{view}/", one) for one in seen), view
    assert len(seen) > 100


def test_pages_that_follow_on_a_form_have_none_either(client_of_all):
    media = make.a_media(status=Status.DRAFT)
    sent = {"_selected_action": [media.pk], "index": 0}
    source = make.a_source()
    upload = client_of_all.post(
        reverse("admin:import"), {"file": SimpleUploadedFile("f", b"{}\nx"), "format": "bundle"}
    )
    pages = {
        "bulk": client_of_all.post(address(Media), {**sent, "action": "publish_selected"}),
        "retract": client_of_all.post(address(Media), {**sent, "action": "retract_selected"}),
        "delete": client_of_all.post(address(Media), {**sent, "action": "delete_selected"}),
        "merge": client_of_all.get(address(type(source), "merge", source.pk), {"slug": source.slug}),
        "faults": client_of_all.post(address(Media, "add"), {"url": "x"}),
        "import": client_of_all.get(upload.url),
        "login": Client().get(reverse("admin:login")),
        "refused": Client().post(reverse("admin:login"), {"username": "x", "password": "y"}),
    }
    for _ in range(5):
        pages["locked"] = Client().post(reverse("admin:login"), {"username": "x", "password": "y"})

    assert {name: page.status_code for name, page in pages.items()} == dict.fromkeys(pages, 200) | {"locked": 429}
    for name, page in pages.items():
        check(name, page)
