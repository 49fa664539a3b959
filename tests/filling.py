"""Admin pages as someone fills them in: what a page shows is sent back, but for what is changed."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse


def address(model: Any, view: str = "changelist", *args: Any) -> str:
    opts = model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{view}", args=args)


def page(client: Client, model: Any, row: Any = None) -> str:
    return address(model, "change", row.pk) if row else address(model, "add")


def shown(response: Any) -> dict[str, Any]:
    """Return what a browser would send of a page as it came."""
    data: dict[str, Any] = {}
    for form in _forms(response):
        for field in form:
            value = field.value()
            if value is not None and value is not False and value != []:
                data[field.html_name] = value
    return data


def _forms(response: Any) -> Iterator[Any]:
    yield response.context["adminform"].form
    for inline in response.context["inline_admin_formsets"]:
        yield inline.formset.management_form
        yield from inline.formset.forms


def save(client: Client, model: Any, row: Any = None, button: str = "_continue", **changes: Any) -> Any:
    """Open a page, change fields by their names in the page, and press a button."""
    address = page(client, model, row)
    opened = client.get(address)
    assert opened.status_code == 200, opened
    return client.post(address, {**shown(opened), **changes, button: "1"})


def added(prefix: str, index: int = 0, **fields: Any) -> dict[str, Any]:
    """Return the changes that fill in a new row of an inline behind ``index`` others."""
    return {f"{prefix}-TOTAL_FORMS": index + 1} | {f"{prefix}-{index}-{name}": value for name, value in fields.items()}


def faults(response: Any) -> dict[str, list[str]]:
    """Return the errors of a page that came back, by field name; ``prefix-__all__`` for those of no field."""
    assert response.status_code == 200, (response.status_code, getattr(response, "url", ""))
    found = {}
    for form in _forms(response):
        if hasattr(form, "refused"):
            found |= {form.add_prefix(name): list(errors) for name, errors in form.errors.items()}
    for inline in response.context["inline_admin_formsets"]:
        errors = inline.formset.non_form_errors()
        found |= {inline.formset.prefix: list(errors)} if errors else {}
    return found


def names(response: Any) -> list[str]:
    """Return what a list shows, in order."""
    return [str(row) for row in response.context["cl"].result_list]


def statements(call: Callable[[], Any]) -> int:
    """Return how many statements a page costs once it is warm. It must come."""
    call()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert call().status_code == 200
    return len(captured)


def statements_to_save(client: Client, row: Any, **changes: Any) -> int:
    """Return how many statements it costs to save a page as it came, but for what is changed. It must be saved."""
    address = page(client, type(row), row)
    data = {**shown(client.get(address)), **changes, "_continue": "1"}
    with CaptureQueriesContext(connection) as captured:
        saved = client.post(address, data)
    assert saved.status_code == 302, faults(saved)
    return len(captured)
