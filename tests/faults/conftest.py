"""Where the databases of these tests live."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that other users may look into: the server of PostgreSQL is one, where root runs the tests."""
    with open_folder() as made:
        yield made


@pytest.fixture(scope="module")
def lasting_folder() -> Iterator[Path]:
    """Return such a folder for all tests of a file."""
    with open_folder() as made:
        yield made


@contextmanager
def open_folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="sequitur-faults-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)
