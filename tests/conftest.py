"""What every test may rely on: the engine it runs on, the browser, and that nothing skips unseen."""

import gc
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from hypothesis import settings as hypothesis_settings

NOTHING_SKIPS = os.environ.get("SEQUITUR_NOTHING_SKIPS") == "1"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

hypothesis_settings.register_profile("default", max_examples=50, deadline=None)
hypothesis_settings.register_profile("ci", max_examples=50, deadline=None, print_blob=True, derandomize=True)
hypothesis_settings.register_profile("long", max_examples=2000, deadline=None, print_blob=True)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what this machine or this engine cannot run."""
    for item in items:
        for reason in _missing(item):
            item.add_marker(pytest.mark.skip(reason=reason))
    if NOTHING_SKIPS:
        _deselect(config, items, [item for item in items if _is_for_other_engine(item)])
    if connection.vendor == "postgresql":
        _deselect(config, items, [item for item in items if not _asks_a_database(item)])


def pytest_collection_finish() -> None:
    """Let no collection of garbage look again at the modules and tests that were loaded: they stay."""
    gc.collect()
    gc.freeze()


def _missing(item: pytest.Item) -> Iterator[str]:
    if item.get_closest_marker("browser") and not CHROMIUM:
        yield "needs Chromium"
    if item.get_closest_marker("npm") and not shutil.which("npm"):
        yield "needs Node.js and npm"
    if _is_for_other_engine(item):
        yield f"not about {connection.vendor}"


def _is_for_other_engine(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(engine) for engine in {"sqlite", "postgresql"} - {connection.vendor})


def _asks_a_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames))  # type: ignore[attr-defined]  # a function's item


def _deselect(config: pytest.Config, items: list[pytest.Item], others: list[pytest.Item]) -> None:
    """Leave out what the run on SQLite has: nothing of it is missing."""
    left = set(others)
    items[:] = [item for item in items if item not in left]
    config.hook.pytest_deselected(items=others)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    return _failed_if_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    return _failed_if_skipped((yield))


def _failed_if_skipped(report: Any) -> Any:
    """Turn a skip into a failure where everything needed is known to be there."""
    if NOTHING_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: nothing may skip here, but: {reason}"
    return report


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Make the test database, and keep what it holds for the tests that commit."""
    from tests.emptying.snapshots import remember

    with django_db_blocker.unblock():
        remember(connection)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the machine's own Chromium, which may be run by root and calls nobody."""
    # Playwright keeps an event loop running in the thread that Django's fixtures clean up in.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-background-networking"],
    }


@pytest.fixture
def sample(db: None) -> None:
    """Load the sample, as a fresh demo has it."""
    from sources import bundle
    from tests.bundles import SAMPLE

    bundle.load(SAMPLE.read_bytes().splitlines(keepends=True))
