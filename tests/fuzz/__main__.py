"""``uv run python -m tests.fuzz``: spoilt inputs to everything that reads, for as long as one likes.

Every input is made from the seed and its number, so a finding is repeated by ``--seed S --begin N --inputs 1``.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fuzz.surfaces import Surface


@dataclass
class Figures:
    """What came of one surface: inputs, findings by their last line, and the most processor time of one, in seconds."""

    inputs: int = 0
    findings: dict[str, int] = field(default_factory=dict)
    slowest: float = 0


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    logging.disable()  # the server's, of what it refuses
    from tests.fuzz.surfaces import SURFACES

    asked = arguments(list(SURFACES))
    chosen = [SURFACES[name] for name in asked.surfaces or SURFACES]
    with store(any(one.is_slow for one in chosen)):
        found = {one.name: fuzz(one, asked.seed, asked.begin, asked.inputs) for one in chosen}
    print(f"\n{'surface':<20}{'inputs':>10}{'findings':>10}{'slowest':>10}")
    for name, figures in found.items():
        print(f"{name:<20}{figures.inputs:>10,}{len(figures.findings):>10}{figures.slowest * 1000:>7.0f} ms")
    print(f"{'':<20}{sum(one.inputs for one in found.values()):>10,}")
    return int(any(one.findings for one in found.values()))


def arguments(names: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("surfaces", nargs="*", choices=[*names, []], metavar="surface", help=", ".join(names))
    parser.add_argument("--inputs", type=int, default=10_000, help="how many to each surface (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of which they are made (%(default)s)")
    parser.add_argument("--begin", type=int, default=0, help="number of the first (%(default)s)")
    return parser.parse_args()


@contextmanager
def store(is_wanted: bool) -> Iterator[None]:
    """Have a database of its own with the sample in it, where any surface asks one."""
    if not is_wanted:
        yield
        return
    from django.db import connection
    from django.test.utils import setup_test_environment

    from sources import bundle
    from tests.bundles import SAMPLE

    setup_test_environment(debug=False)
    connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        bundle.load(SAMPLE.read_bytes().splitlines(keepends=True))
        yield
    finally:
        connection.creation.destroy_test_db(None, verbosity=0)


def fuzz(surface: Surface, seed: int, begin: int, inputs: int) -> Figures:
    """Give one surface its inputs; a finding is told once, with what repeats it."""
    found = Figures()
    for number in range(begin, begin + inputs):
        text = surface.input(seed, number)
        began = time.thread_time()
        try:
            surface.check(text)
        except Exception as error:
            tell(found, surface.name, seed, number, text, error)
        found.inputs += 1
        found.slowest = max(found.slowest, time.thread_time() - began)
    return found


def tell(found: Figures, name: str, seed: int, number: int, text: str, error: Exception) -> None:
    place = traceback.extract_tb(error.__traceback__)[-1]
    cause = f"{type(error).__name__} at {place.filename}:{place.lineno}"
    if cause not in found.findings:
        print(f"\n{name} --seed {seed} --begin {number}: {text[:2000]!r}", file=sys.stderr)
        traceback.print_exception(error)
    found.findings[cause] = found.findings.get(cause, 0) + 1


if __name__ == "__main__":
    sys.exit(main())
