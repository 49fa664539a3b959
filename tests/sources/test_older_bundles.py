"""Bundles that older versions wrote: each still loads, into the same store."""

from pathlib import Path

import pytest
from django.core.management import call_command

from tests.storing import stored

FOLDER = Path(__file__).parents[1] / "data" / "bundles"
BUNDLES = sorted(FOLDER.glob("*.jsonl"))


def test_every_version_has_left_one() -> None:
    assert [path.name for path in BUNDLES] == ["sample-0.1.0.jsonl"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", BUNDLES, ids=lambda path: path.stem)
def test_bundle_of_an_older_version_loads_and_is_dumped_equal(path: Path) -> None:
    call_command("load", str(path))
    written = path.read_text(encoding="utf-8").splitlines(keepends=True)

    again = stored()

    assert len(written) > 70
    assert again == written
