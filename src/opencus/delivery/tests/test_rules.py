"""The pure rules: rounding, periods, weekly days, free hours, room in a bus, the sentence read aloud."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from opencus.core.clock import at, is_working_day
from opencus.core.holidays import is_holiday
from opencus.delivery.rules import rides
from opencus.delivery.rules.calendar import free_starts, nearest, overlap, weekly
from opencus.delivery.rules.units import done_units, minutes_between, period_of, planned_units, quarters

DAY = date(2026, 11, 26)
days = st.dates(date(2021, 1, 1), date(2035, 12, 31))


@given(st.integers(-100, 2000))
def test_quarters_are_the_nearest_and_never_far(minutes: int) -> None:
    hours = quarters(minutes)
    assert hours % Decimal("0.25") == 0
    assert hours >= 0
    assert abs(hours * 60 - max(minutes, 0)) <= Decimal("7.5")


def test_seven_minutes_are_nothing_and_eight_are_a_quarter() -> None:
    assert [quarters(minutes) for minutes in (7, 8, 22, 23, 52, 53)] == [
        Decimal(0), Decimal("0.25"), Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal(1)
    ]  # fmt: skip


@given(st.integers(0, 2000), st.integers(1, 48), st.booleans())
def test_never_more_is_done_than_was_planned(minutes: int, planned_quarters: int, broken_off: bool) -> None:
    planned = Decimal(planned_quarters) / 4
    assert done_units("hour", planned, minutes, broken_off=broken_off) <= planned
    assert done_units("session", Decimal(1), minutes) == 1
    assert done_units("session", Decimal(1), minutes, broken_off=True) == 0


@given(days, st.integers(1, 720))
def test_a_plan_in_hours_is_what_was_booked_on_every_night_of_the_year(day: date, minutes: int) -> None:
    start = at(day, time(0, 30))
    end = start.astimezone() + timedelta(minutes=minutes)
    assert minutes_between(start, end) == minutes
    assert planned_units("hour", start, end) == quarters(minutes)
    assert planned_units("trip", start, end) == 1


@given(days, st.sampled_from(["day", "week", "month", "quarter", "year"]))
def test_a_day_lies_in_its_own_period_and_periods_do_not_overlap(day: date, period: str) -> None:
    span = period_of(period, day)
    assert span is not None
    assert span[0] <= day <= span[1]
    after = period_of(period, span[1] + timedelta(days=1))
    assert after is not None
    assert after[0] == span[1] + timedelta(days=1)
    assert period_of("total", day) is None


@given(days, st.integers(0, 200), st.sets(st.integers(0, 6)))
@settings(max_examples=60)
def test_a_series_keeps_every_wanted_day_or_says_why_not(first: date, length: int, weekdays: set[int]) -> None:
    last = first + timedelta(days=length)
    kept, left_out = weekly(first, last, weekdays)
    every = {first + timedelta(days=n) for n in range(length + 1)}
    assert {day for day in every if day.weekday() in weekdays} == {*kept, *(one.on for one in left_out)}
    assert not any(is_holiday(day) for day in kept)
    assert all(is_holiday(one.on) and one.text for one in left_out)


def test_christmas_is_left_out_by_name() -> None:
    _, left_out = weekly(date(2026, 12, 21), date(2027, 1, 3), {3, 4})
    assert [(one.on.day, one.text) for one in left_out] == [
        (24, "Wigilia Bożego Narodzenia"), (25, "Boże Narodzenie (pierwszy dzień)"), (1, "Nowy Rok")
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 12)), max_size=6), st.integers(15, 180))
def test_free_hours_touch_nothing_that_is_taken(taken: list[tuple[int, int]], minutes: int) -> None:
    morning = at(DAY, time(6))
    busy = [(morning + timedelta(minutes=10 * a), morning + timedelta(minutes=10 * (a + b))) for a, b in taken]
    found = free_starts(busy, DAY, minutes)
    assert all(not overlap((start, start + timedelta(minutes=minutes)), span) for start in found for span in busy)
    assert len(nearest(found, at(DAY, time(12)))) <= 3


def test_there_are_no_free_hours_at_night() -> None:
    found = free_starts([], DAY, 60)
    assert (found[0], found[-1]) == (at(DAY, time(7)), at(DAY, time(19)))


def test_seats_are_counted_at_the_fullest_moment() -> None:
    def load(start: int, end: int, *, chair: bool = False, companions: int = 0) -> rides.Load:
        return rides.Load((at(DAY, time(8, start)), at(DAY, time(8, end))), chair, companions)

    loads = [load(0, 20, companions=1), load(20, 40), load(10, 30, chair=True)]
    assert rides.most_at_once(loads, load(0, 59).span) == (2, 1)
    assert rides.no_room(loads, load(0, 59), seats=3, wheelchair_places=1) == ""
    assert "zostało 0 miejsc" in rides.no_room(loads, load(0, 15), seats=2, wheelchair_places=1)
    assert rides.no_room(loads, load(30, 40, chair=True), seats=3, wheelchair_places=1) == ""
    assert "wózek" in rides.no_room(loads, load(25, 40, chair=True), seats=3, wheelchair_places=1)
    assert "nie ma miejsca na wózek" in rides.no_room([], load(0, 5, chair=True), seats=3, wheelchair_places=0)


def said(**changes: object) -> str:
    there = rides.leg_arriving_by(at(DAY, time(9)), 15)
    back = rides.leg_leaving_at(at(DAY, time(11, 35)), 20)
    values: dict[str, object] = {
        "sex": "f", "there": there, "back": back, "on_call": False, "companion": True, "fee": Decimal(10)
    }
    return str(rides.sentence(**(values | changes))).replace("\u00a0", " ")  # type: ignore[arg-type]


def test_the_promise_is_one_sentence_to_read_aloud() -> None:
    assert said() == (
        "W czwartek 26 listopada przyjedziemy po Panią i opiekuna między 8:15 a 8:35, na miejscu będzie Pani "
        "najpóźniej o 8:50, a z powrotem zabierzemy Państwa między 11:35 a 11:55 – razem 10 zł, płatne u kierowcy."
    )
    assert "przyjedziemy po Pana między" in said(sex="m", companion=False)
    assert said(sex="", back=None, companion=False, fee=Decimal(0)) == (
        "W czwartek 26 listopada przyjedziemy między 8:15 a 8:35, na miejscu dojazd najpóźniej o 8:50 – bezpłatnie."
    )
    assert "proszę zadzwonić" in said(back=None, on_call=True)
    assert said(fee=Decimal("7.50")).endswith("razem 7,50 zł, płatne u kierowcy.")


@given(days, st.integers(6, 18), st.integers(1, 90))
def test_whoever_is_picked_up_last_still_arrives_ten_minutes_early(day: date, hour: int, minutes: int) -> None:
    wanted = at(day, time(hour))
    leg = rides.leg_arriving_by(wanted, minutes)
    assert leg.starts_at < leg.pickup_until <= leg.ends_at == wanted - timedelta(minutes=10)
    assert minutes_between(leg.pickup_until, leg.ends_at) == minutes


@given(days)
def test_rides_go_on_working_days_only(day: date) -> None:
    start = at(day, time(9))
    assert bool(rides.no_service(start, start + timedelta(hours=1), None)) != is_working_day(day)


def test_hours_of_the_programme_hold_at_both_ends() -> None:
    def refused(first: time, last: time) -> bool:
        return bool(rides.no_service(at(DAY, first), at(DAY, last), ["07:00", "18:00"]))

    assert not refused(time(7), time(18))
    assert refused(time(6, 59), time(8))
    assert refused(time(17), time(18, 1))
    assert isinstance(at(DAY, time(7)), datetime)
