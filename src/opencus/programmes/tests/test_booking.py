"""How early a ride may be ordered and how late it may be cancelled."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencus.core.clock import add_working_days, at, is_working_day
from opencus.programmes.rules.booking import BookingRules, cancel_deadline, cancels_in_time, ride_window

TAXI = BookingRules.from_json(
    {"min_ahead_working_days": 3, "max_ahead_days": 60, "cancel_by": "12:00 previous working day", "confirm_h_before": 24}
)


def test_a_request_on_thursday_evening_before_a_free_monday_moves_the_first_ride():
    thursday = date(2026, 4, 2)  # Easter Monday is 6 April 2026
    assert ride_window(TAXI, at(thursday, time(19, 59))).first == date(2026, 4, 8)
    assert ride_window(TAXI, at(thursday, time(20, 30))).first == date(2026, 4, 9)
    assert ride_window(TAXI, at(thursday, time(20, 0))).first == date(2026, 4, 9), "at the hour itself it is too late"


def test_the_window_says_itself_in_plain_polish():
    window = ride_window(TAXI, at(date(2026, 11, 23), time(10)))
    assert window.text == (
        "Najbliższy możliwy dzień to czwartek 26 listopada 2026: zamówienie składa się 3 dni robocze wcześniej, "
        "do godziny 20:00."
    )
    assert window.refusal(date(2026, 11, 25)) is not None
    assert window.refusal(date(2026, 11, 26)) is None
    assert "Ostatni możliwy dzień" in str(window.refusal(date(2027, 1, 23)))


def test_a_ride_out_of_town_may_need_longer_notice():
    rules = BookingRules(min_ahead_working_days=2, outside_gmina_working_days=5)
    asked = at(date(2026, 11, 23), time(10))
    assert ride_window(rules, asked).first == date(2026, 11, 25)
    assert ride_window(rules, asked, outside_gmina=True).first == date(2026, 11, 30)


def test_cancelling_counts_until_noon_of_the_working_day_before():
    monday = date(2026, 11, 30)
    assert cancel_deadline(TAXI, monday) == at(date(2026, 11, 27), time(12))
    assert cancels_in_time(TAXI, monday, at(date(2026, 11, 27), time(12)))
    assert not cancels_in_time(TAXI, monday, at(date(2026, 11, 27), time(12, 1)))


def test_without_rules_everything_may_be_booked_at_once():
    rules = BookingRules.from_json({})
    assert ride_window(rules, at(date(2026, 11, 23), time(10))).first == date(2026, 11, 23)
    assert cancels_in_time(rules, date(2026, 11, 23), at(date(2026, 11, 23), time(23)))


@pytest.mark.parametrize("broken", [{"cut_off": "późno"}, {"min_ahead_working_days": "trzy"}])
def test_broken_rules_are_refused(broken):
    with pytest.raises(ValueError):  # noqa: PT011
        BookingRules.from_json(broken)


@given(day=st.dates(date(2026, 1, 1), date(2027, 12, 31)), hour=st.times())
def test_a_ride_never_comes_sooner_than_three_working_days(day, hour):
    first = ride_window(TAXI, at(day, hour)).first
    assert is_working_day(first)
    assert first >= add_working_days(day, 3)
