"""When a diagnosis is needed, how long it holds, when it may be handed over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencus.programmes.rules import diagnosis as rules

DAYS = st.dates(date(2020, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("created", "on", "needed"),
    [
        (date(2021, 7, 1), date(2021, 7, 1), False), (date(2021, 7, 1), date(2022, 7, 1), False), (date(2021, 7, 1), date(2022, 7, 2), True),
        (date(2024, 2, 29), date(2025, 2, 28), False), (date(2024, 2, 29), date(2025, 3, 1), True),
    ],
)  # fmt: skip
def test_only_the_first_year_of_a_centre_goes_without_one(created: date, on: date, needed: bool) -> None:
    assert rules.diagnosis_required(created, on) is needed


def test_five_years_end_the_day_before_the_sixth_begins() -> None:
    assert rules.usual_end(date(2026, 1, 1)) == date(2030, 12, 31)
    assert rules.period_problem(date(2026, 1, 1), date(2030, 12, 31)) == ""
    assert "31.12.2030" in rules.period_problem(date(2026, 1, 1), date(2031, 1, 1))
    assert "zanim się zacznie" in rules.period_problem(date(2026, 1, 2), date(2026, 1, 1))


@given(DAYS)
def test_the_usual_period_is_always_allowed_and_a_day_more_never(start: date) -> None:
    end = rules.usual_end(start)
    assert rules.period_problem(start, end) == ""
    assert rules.period_problem(start, end + timedelta(days=1))


def test_the_last_half_year_is_told() -> None:
    start, end = date(2022, 1, 1), date(2026, 12, 31)
    assert rules.standing(start, end, date(2026, 6, 29)) == rules.Standing(True, 185, False)
    assert rules.standing(start, end, date(2026, 6, 30)).ending
    assert rules.standing(start, end, end) == rules.Standing(True, 0, True)
    assert rules.standing(start, end, date(2027, 1, 1)) == rules.Standing(False, -1, False)
    assert not rules.standing(start, end, date(2021, 12, 31)).holds


@pytest.mark.parametrize(
    ("consulted", "mayor", "council", "why"),
    [
        (None, date(2026, 5, 10), date(2026, 5, 11), "Najpierw konsultacje"), (date(2026, 5, 10), date(2026, 5, 9), date(2026, 5, 11), "nie mogło być wcześniej"),
        (date(2026, 5, 10), date(2026, 5, 10), date(2026, 5, 9), "nie mogło być wcześniej"), (date(2026, 5, 10), date(2026, 5, 11), date(2026, 6, 2), "już przekazano"),
        (date(2026, 5, 10), date(2026, 5, 10), date(2026, 6, 1), ""),
    ],
)  # fmt: skip
def test_nobody_hands_over_what_the_community_has_not_seen(consulted: date | None, mayor: date, council: date, why: str) -> None:
    said = rules.hand_over_problem(consulted, mayor, council, date(2026, 6, 1))
    assert why in said if why else said == ""
