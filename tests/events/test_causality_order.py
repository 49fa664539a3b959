"""What the times of a cause and an effect tell of their order."""

import pytest

from events.causality import Lag, TimeOrder, lag, time_order
from events.models import CausalLink, Event


def a_link_between(cause: str, effect: str) -> CausalLink:
    events = [Event(when_edtf=cause), Event(when_edtf=effect)]
    for event in events:
        event.clean()
    return CausalLink(cause=events[0], effect=events[1])


@pytest.mark.parametrize(
    ("cause", "effect", "order", "between"),
    [
        ("2021-08-15", "2021-09-05", TimeOrder.CERTAIN, Lag(21, 21)),
        ("2021-09-05", "2021-09-05", TimeOrder.CERTAIN, Lag(0, 0)),
        ("2021-08", "2021-09", TimeOrder.CERTAIN, Lag(1, 60)),
        ("2021-09", "2021-09-05", TimeOrder.POSSIBLY_REVERSED, Lag(-25, 4)),
        ("2021-09-05", "2021-09", TimeOrder.POSSIBLY_REVERSED, Lag(-4, 25)),
        ("2021-08-15/..", "2021-09-05", TimeOrder.CERTAIN, Lag(21, 21)),
        ("2021-09-05", "[2021-09-05..2021-09-12]/..", TimeOrder.CERTAIN, Lag(0, 7)),
        ("2021-09-05", "../2021-09-12", TimeOrder.UNKNOWN, Lag(None, 7)),
        ("../2021-09-12", "2021-09-12", TimeOrder.CERTAIN, Lag(0, None)),
        ("../2021-09-12", "2021-09-05", TimeOrder.POSSIBLY_REVERSED, Lag(-7, None)),
        ("../2021-09-12", "../2021-09-12", TimeOrder.UNKNOWN, Lag(None, None)),
        ("", "2021-09-05", TimeOrder.UNKNOWN, None),
        ("2021-09-05", "", TimeOrder.UNKNOWN, None),
        ("", "", TimeOrder.UNKNOWN, None),
    ],
)
def test_time_order_and_lag_follow_from_the_bounds(
    cause: str, effect: str, order: TimeOrder, between: Lag | None
) -> None:
    link = a_link_between(cause, effect)

    assert (time_order(link), lag(link)) == (order, between)
