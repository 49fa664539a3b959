import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory
from playwright.sync_api import expect

from config import vendor
from config.graphql import graphiql
from config.graphql.graphiql import documents

EXAMPLE = "{ things { edges { node { slug } } } }"

pytestmark = pytest.mark.urls("tests.config.graphql_world")


def page(client: Client) -> HttpResponse:
    response = client.get("/graphql/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    return response


@pytest.fixture
def no_node_modules(settings: Any, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "staticfiles"


@pytest.fixture
def node_modules(settings: Any, tmp_path: Path) -> Path:
    settings.BASE_DIR = tmp_path
    for name in vendor.FILES:
        path = tmp_path / "node_modules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("/* of others */")
    (tmp_path / "node_modules" / "graphiql" / "package.json").write_text("{}")
    return tmp_path / "node_modules"


def test_browser_gets_graphiql_from_our_own_origin(client: Client, node_modules: Path) -> None:
    body = page(client).content.decode()

    addresses = re.findall(r'(?:src|href)="([^"]*)"', body)
    assert [address for address in addresses if not address.startswith(("/static/vendor/", "data:,"))] == []
    assert {f"/static/vendor/{name}" for name in vendor.GRAPHIQL} <= set(addresses)
    assert '<div id="graphiql"></div>' in body


def test_every_inline_script_and_style_has_the_nonce_of_the_page(client: Client, node_modules: Path) -> None:
    response = page(client)

    policy = response["Content-Security-Policy"]
    [nonce] = set(re.findall(r"'nonce-([^']+)'", policy))
    inline = re.findall(r"<(?:script|style)(?![^>]*(?:src=|application/json))([^>]*)>", response.content.decode())
    assert inline == [f' nonce="{nonce}"'] * 2
    assert "unsafe" not in policy
    assert "font-src 'self' data:" in policy


def test_without_node_modules_the_page_says_what_is_missing_and_still_asks(
    client: Client, no_node_modules: None
) -> None:
    body = page(client).content.decode()

    assert "npm ci --ignore-scripts" in body
    assert '<div id="graphiql"></div>' not in body
    assert re.findall(r"<script", body) == []
    [example] = re.findall(r'<textarea id="query" name="query"[^>]*>(.*?)</textarea>', body, re.DOTALL)
    assert html.unescape(example) == EXAMPLE


@pytest.mark.django_db
def test_what_the_plain_form_sends_is_answered(client: Client, no_node_modules: None) -> None:
    response = client.get(
        "/graphql/", {"query": "{ thing\r\n{ slug } }", "variables": ""}, headers={"Accept": "text/html, */*;q=0.8"}
    )

    assert response.json() == {"data": {"thing": {"slug": "one"}}}


def test_only_the_named_files_of_others_are_served(node_modules: Path) -> None:
    finder = vendor.VendorFinder()

    found = finder.find("vendor/graphiql/graphiql.min.js")

    assert found == str(node_modules / "graphiql" / "graphiql.min.js")
    assert finder.find("vendor/graphiql/package.json") == []
    assert finder.find("vendor/../package.json") == []
    assert finder.find("graphiql/graphiql.min.js") == []
    assert sorted(name for name, _ in finder.list(None)) == sorted(vendor.FILES)


def test_static_file_that_nobody_has_is_not_found(settings: Any) -> None:
    settings.WHITENOISE_USE_FINDERS = True

    assert Client().get("/static/no-such-file.js").status_code == 404


def test_what_is_missing_is_told(node_modules: Path) -> None:
    (node_modules / "react" / "umd" / "react.production.min.js").unlink()

    assert vendor.missing(vendor.GRAPHIQL) == ["react/umd/react.production.min.js"]


def test_lock_file_names_no_download_address() -> None:
    lock = (Path(__file__).parents[2] / "package-lock.json").read_text()

    assert "integrity" in lock
    assert "resolved" not in lock


def test_documents_come_by_name_behind_the_one_to_begin_with(tmp_path: Path) -> None:
    for name in ("accounts.graphql", "causal-paths.graphql", "why.graphql", "why.json"):
        (tmp_path / name).write_text(name)

    assert documents(tmp_path) == ["causal-paths.graphql", "accounts.graphql", "why.graphql"]


def test_a_server_without_documents_says_so_and_goes_on(tmp_path: Path, caplog: Any) -> None:
    absent = tmp_path / "queries"

    assert documents(absent) == []
    assert caplog.messages == [f"GraphiQL has no examples to show: no .graphql files in {absent}"]


def test_page_without_documents_has_an_empty_form(no_node_modules: None) -> None:
    response = graphiql.page(RequestFactory().get("/graphql/"), [])

    assert re.findall(r'<textarea id="query"[^>]*>(.*?)</textarea>', response.content.decode()) == [""]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("config.urls")
def test_graphiql_has_each_documented_query_in_a_tab(live_server: Any, page: Any, sample: None) -> None:
    if missing := vendor.missing(vendor.GRAPHIQL):
        pytest.skip(f"needs npm ci: {missing} are missing")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: complaints.append(request.url) if is_elsewhere(request, live_server) else None)
    queries = documents(settings.BASE_DIR / "docs" / "queries")
    named = [re.findall(r"^query (\w+)", query, re.MULTILINE)[0] for query in queries]

    page.goto(f"{live_server.url}/graphql/")
    tabs = page.locator(".graphiql-tab-button")
    expect(tabs).to_have_text(named)
    tabs.filter(has_text="NarrativeDiff").click()
    # GraphiQL looks a moment later which operation the tab has, and would ask for the one before until then.
    page.wait_for_function("() => localStorage.getItem('graphiql:operationName') === 'NarrativeDiff'")
    page.get_by_role("button", name="Execute query").click()
    expect(page.locator(".graphiql-response")).to_contain_text('"narrativeDiff"')

    assert named[0] == "CausalPaths"
    assert complaints == []


def is_elsewhere(request: Any, live_server: Any) -> bool:
    return not request.url.startswith((live_server.url, "data:", "blob:"))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_graphiql_loads_from_our_origin_and_runs_the_query(live_server: Any, page: Any) -> None:
    if missing := vendor.missing(vendor.GRAPHIQL):
        pytest.skip(f"needs npm ci: {missing} are missing")
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    page.goto(f"{live_server.url}/graphql/")
    page.get_by_role("button", name="Execute query").click()
    expect(page.locator(".graphiql-response")).to_contain_text('"slug": "2"')

    assert f"{live_server.url}/static/vendor/graphiql/graphiql.min.js" in asked
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
    assert complaints == []
