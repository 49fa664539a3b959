"""How much one may send before anyone asked who one is."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from config.bodies import FORM

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/import/", "/", "/events/nothing"])
def test_form_that_is_too_large_is_refused_before_it_is_read(
    address: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    read: list[str] = []
    monkeypatch.setattr("django.http.request.HttpRequest._load_post_and_files", lambda self: read.append(address))

    response = Client(enforce_csrf_checks=True).post(address, {"file": SimpleUploadedFile("a", b"x" * (FORM + 1000))})

    assert (response.status_code, read) == (413, [])
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_form_that_fits_gets_to_its_page(settings: Any) -> None:
    response = Client().post("/admin/login/", {"file": SimpleUploadedFile("a", b"x" * 2000)})

    assert response.status_code == 200
