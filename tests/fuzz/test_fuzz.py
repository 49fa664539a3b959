"""A short run of what ``python -m tests.fuzz`` does for hours: no input fails otherwise than was foreseen."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.fuzz import surfaces
from tests.fuzz.__main__ import fuzz
from tests.fuzz.surfaces import SURFACES, Surface
from tests.rest import API

QUICK = [name for name, one in SURFACES.items() if not one.is_slow]
SLOW = [name for name, one in SURFACES.items() if one.is_slow]


@pytest.mark.parametrize("name", QUICK)
def test_spoilt_input_is_refused_or_read(name: str) -> None:
    surface = SURFACES[name]

    for number in range(150):
        surface.check(surface.input(2026, number))


@pytest.mark.django_db
def test_spoilt_requests_are_answered(sample: None, client: Client) -> None:
    good = [client.get(f"{API}/{address}") for address in surfaces.addresses()]
    for name in SLOW:
        for number in range(15):
            SURFACES[name].check(SURFACES[name].input(2026, number))

    assert {one.status_code for one in good} == {200}, "What is spoilt was good before."


def test_inputs_are_the_same_for_one_seed_and_differ_otherwise() -> None:
    first, again, other = ([SURFACES["edtf"].input(seed, number) for number in range(30)] for seed in (1, 1, 2))

    assert first == again != other
    assert len(set(first)) > 20


def test_what_was_not_foreseen_is_told_once_with_what_repeats_it(capsys: pytest.CaptureFixture[str]) -> None:
    broken = Surface("broken", lambda: ["good"], lambda text: text[9_999])

    figures = fuzz(broken, seed=1, begin=5, inputs=10)

    told = capsys.readouterr().err
    assert (figures.inputs, list(figures.findings.values())) == (10, [10])
    assert told.count("IndexError") == told.count("broken --seed 1 --begin 5: ") == 1
