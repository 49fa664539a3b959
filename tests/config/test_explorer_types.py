"""The explorer's modules for the browser, checked as TypeScript reads their comments."""

import pytest

from tests import node


@pytest.mark.npm
def test_modules_keep_the_types_that_they_tell() -> None:
    node.needs("typescript", "@types/d3-time")

    assert node.run("tsc", "--project", node.ROOT / "tsconfig.json") == ""
