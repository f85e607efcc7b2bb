"""Days are Polish days, moments are real ones, terms end as the Civil Code and KPA say."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from opencus.core import clock

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


def test_today_is_the_polish_day_when_greenwich_is_still_in_yesterday():
    with time_machine.travel(datetime(2026, 6, 30, 22, 30, tzinfo=UTC), tick=False):
        assert clock.today() == date(2026, 7, 1)
        assert clock.now() == datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
        assert clock.now().utcoffset() == timedelta(0)
    with time_machine.travel(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), tick=False):
        assert clock.today() == date(2027, 1, 1)


def test_a_moment_without_a_zone_is_refused():
    naive = datetime(2026, 6, 1, 12)  # noqa: DTZ001
    for refuse in (clock.local, clock.day_of, lambda moment: clock.elapsed(moment, clock.now())):
        with pytest.raises(ValueError, match="strefy"):
            refuse(naive)
    with pytest.raises(ValueError, match="strefy"):
        clock.at(date(2026, 6, 1), time(12, tzinfo=UTC))


def test_an_hour_that_never_comes_moves_forward():
    assert clock.at(date(2026, 3, 29), time(2, 30)).isoformat() == "2026-03-29T03:30:00+02:00"


def test_an_hour_that_comes_twice_is_its_first_coming():
    for fold in (0, 1):
        assert clock.at(date(2026, 10, 25), time(2, 30, fold=fold)).isoformat() == "2026-10-25T02:30:00+02:00"


def test_a_night_watch_is_an_hour_longer_in_october_and_shorter_in_march():
    def night(day: date) -> timedelta:
        return clock.elapsed(clock.at(day, time(22)), clock.at(day + timedelta(days=1), time(6)))

    assert night(date(2026, 10, 24)) == timedelta(hours=9)
    assert night(date(2026, 3, 28)) == timedelta(hours=7)
    assert night(date(2026, 6, 1)) == timedelta(hours=8)


@given(days, st.times())
def test_what_the_clock_shows_is_kept_outside_the_missing_hour(day: date, hour: time):
    moment = clock.at(day, hour)
    shown = moment.replace(tzinfo=None)
    asked = datetime.combine(day, hour.replace(fold=0))
    assert shown == asked or timedelta(0) < shown - asked <= timedelta(hours=2)
    assert clock.local(moment.astimezone(UTC)) == moment


@given(days, st.integers(-600, 600))
def test_adding_months_lands_in_the_right_month_and_never_skips_its_end(day: date, months: int):
    moved = clock.add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


def test_months_end_on_the_last_day_when_there_is_no_such_day():
    assert clock.add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert clock.add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert clock.add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)
    assert clock.add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert clock.add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_somebody_born_on_29_february_comes_of_age_on_28_february():
    born = date(2008, 2, 29)
    assert clock.age(born, date(2026, 2, 27)) == 17
    assert clock.age(born, date(2026, 2, 28)) == 18
    assert clock.age(born, date(2028, 2, 28)) == 19
    assert clock.age(born, date(2028, 2, 29)) == 20


def test_a_year_of_age_is_complete_when_the_birthday_begins():
    assert clock.age(date(1944, 5, 14), date(2026, 5, 13)) == 81
    assert clock.age(date(1944, 5, 14), date(2026, 5, 14)) == 82
    with pytest.raises(ValueError, match="nie urodziła"):
        clock.age(date(2026, 5, 14), date(2026, 5, 13))


@given(days, st.integers(0, 120))
def test_the_day_before_a_birthday_one_is_a_year_younger(born: date, years: int):
    day = clock.birthday(born, years)
    assert clock.age(born, day) == years
    if years:
        assert clock.age(born, day - timedelta(days=1)) == years - 1


def test_christmas_eve_is_a_working_day_until_2024_only():
    assert clock.is_working_day(date(2024, 12, 24))
    assert not clock.is_working_day(date(2025, 12, 24))


def test_working_days_step_over_weekends_and_holidays():
    thursday_before_a_long_weekend = date(2026, 4, 30)
    assert clock.next_working_day(thursday_before_a_long_weekend) == date(2026, 5, 4)
    assert clock.working_days_before(date(2026, 5, 4), 1) == thursday_before_a_long_weekend
    assert clock.working_days_before(date(2026, 11, 12), 3) == date(2026, 11, 6)
    assert clock.working_day_or_next(date(2026, 5, 1)) == date(2026, 5, 4)
    assert clock.working_day_or_next(date(2026, 5, 4)) == date(2026, 5, 4)
    assert clock.add_working_days(date(2026, 5, 2), 0) == date(2026, 5, 2)


@given(days, st.integers(1, 30))
def test_so_many_working_days_lie_between(day: date, count: int):
    start = clock.working_days_before(day, count)
    between = [start + timedelta(days=i) for i in range((day - start).days)]
    assert sum(map(clock.is_working_day, between)) == count
    assert clock.is_working_day(start)


def test_a_term_that_ends_on_a_free_day_moves_on():
    assert clock.deadline_days(date(2026, 11, 12), 14) == date(2026, 11, 26)
    assert clock.deadline_days(date(2026, 12, 11), 14) == date(2026, 12, 28)
    assert clock.deadline_months(date(2026, 1, 31), 1) == date(2026, 3, 2)
