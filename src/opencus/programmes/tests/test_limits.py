"""Limits are never exceeded, whatever the order of uses."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencus.core.periods import window
from opencus.programmes.rules.conditions import parse
from opencus.programmes.rules.limits import Limit, Use, applicable, available, balances, counted, refusal

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
QUANTITIES = st.integers(1, 16).map(lambda quarters: Decimal(quarters) / 4)
LIMITS = st.builds(
    Limit, st.integers(1, 20).map(Decimal), st.just("hour"), st.sampled_from(["day", "month", "quarter", "year", "season", "total"])
)


def degree(*values: str):
    return parse({"fact": "degree", "op": "in", "value": list(values)})


@given(limits=st.lists(LIMITS, min_size=1, max_size=4), asked=st.lists(st.tuples(DAYS, QUANTITIES), max_size=40))
def test_what_is_accepted_never_exceeds_any_limit(limits, asked):
    taken: list[Use] = []
    for on, quantity in asked:
        if refusal(limits, taken, on, quantity) is None:
            taken.append(Use(on, quantity))
    for limit in limits:
        for use in taken:
            span = window(limit.period, use.on)
            assert sum(one.quantity for one in taken if one.on in span) <= limit.quantity


@given(limits=st.lists(LIMITS, min_size=1, max_size=3), asked=st.lists(st.tuples(DAYS, QUANTITIES), max_size=10), on=DAYS)
def test_what_is_said_to_be_left_may_be_taken_and_not_a_quarter_more(limits, asked, on):
    taken = [Use(day, quantity) for day, quantity in asked]
    left = available(limits, taken, on)
    if left:
        assert refusal(limits, taken, on, left) is None
    assert refusal(limits, taken, on, left + Decimal("0.25")) is not None


def test_each_window_counts_its_own_uses():
    limits = [Limit(Decimal(2), "entry", "quarter"), Limit(Decimal(1), "entry", "season")]
    uses = [Use(date(2026, 9, 30), Decimal(1)), Use(date(2026, 10, 1), Decimal(1))]
    quarter, season = balances(limits, uses, date(2026, 10, 15))
    assert (quarter.used, season.used) == (1, 2)
    assert season.left == 0, "an overrun from before the limit leaves nothing, not less"
    assert quarter.text == "w tym kwartale: 1 z 2 wejść"


def test_a_refusal_says_the_limit_what_is_left_and_what_was_asked():
    reason = refusal([Limit(Decimal(2), "trip", "month")], [Use(date(2026, 11, 3), Decimal(2))], date(2026, 11, 26), Decimal(1))
    assert reason == (
        "Limit to 2 przejazdy miesięcznie. Wykorzystano lub zarezerwowano w okresie 1.11–30.11.2026: 2 przejazdy. "
        "Zostaje: 0 przejazdów, potrzeba: 1 przejazd."
    )


def test_the_limit_of_a_personal_assistant_follows_the_degree():
    assistant = [
        Limit(Decimal(720), "hour", "year", degree("severe")),
        Limit(Decimal(360), "hour", "year", degree("moderate", "child")),
    ]
    assert [limit.quantity for limit in applicable(assistant, {"degree": "severe"}).limits] == [720]
    assert [limit.quantity for limit in applicable(assistant, {"degree": "moderate"}).limits] == [360]
    assert applicable(assistant, {}).missing == ("degree",)


def test_of_two_limits_that_hold_the_more_generous_binds():
    both = [Limit(Decimal(360), "hour", "year", degree("severe", "moderate")), Limit(Decimal(720), "hour", "year", degree("severe"))]
    assert [limit.quantity for limit in applicable(both, {"degree": "severe"}).limits] == [720]


def test_the_ledger_counts_only_its_own_measure():
    limits = [Limit(Decimal(1), "device", "total"), Limit(Decimal(12), "month", "total")]
    assert [limit.measure for limit in counted(limits, "month")] == ["month"]


@pytest.mark.parametrize("broken", [(0, "hour", "month"), (1, "parsec", "month"), (1, "hour", "fortnight")])
def test_a_limit_that_means_nothing_is_refused(broken):
    with pytest.raises(ValueError, match=r"Limit|Nieznan"):
        Limit(Decimal(broken[0]), broken[1], broken[2])


def test_a_day_limit_does_not_touch_the_next_day():
    limits = [Limit(Decimal(4), "hour", "day")]
    on = date(2026, 11, 26)
    assert refusal(limits, [Use(on, Decimal(4))], on + timedelta(days=1), Decimal(4)) is None
