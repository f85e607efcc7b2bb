"""Periods count both ends, spans meet without overlapping, windows are the ones limits are written in."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencus.core import clock
from opencus.core.periods import ALWAYS, MonthRef, Period, TimeSpan, window

days = st.dates(date(1950, 1, 1), date(2100, 12, 31))
ends = st.one_of(st.none(), st.integers(0, 900))
periods = st.builds(
    lambda start, n: Period(start, None if n is None else start + timedelta(days=n)), days, ends
)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
spans = st.builds(
    lambda start, n: TimeSpan(start, start + timedelta(minutes=n)), moments, st.integers(1, 3000)
)


def test_a_period_reads_as_people_write_it():
    assert str(Period(date(2026, 6, 1), date(2026, 11, 30))) == "1.06–30.11.2026"
    assert str(Period(date(2026, 9, 1), date(2027, 8, 31))) == "1.09.2026–31.08.2027"
    assert str(Period(date(2026, 6, 1), date(2026, 6, 1))) == "1.06.2026"
    assert str(Period(date(2026, 6, 1))) == "od 1.06.2026"
    assert str(ALWAYS) == "cały czas"


def test_a_period_cannot_end_before_it_begins_nor_hold_moments():
    with pytest.raises(ValueError, match="nie może być wcześniejsza"):
        Period(date(2026, 6, 2), date(2026, 6, 1))
    with pytest.raises(TypeError, match="w dniach"):
        Period(clock.now())


def test_both_ends_count():
    june = MonthRef(2026, 6).period
    assert june.days() == 30
    assert june.start in june
    assert date(2026, 6, 30) in june
    assert date(2026, 7, 1) not in june
    assert len(list(june.each_day())) == 30


def test_months_touched_and_open_periods():
    assert [str(m) for m in Period(date(2026, 11, 30), date(2027, 1, 1)).months()] == [
        "2026-11",
        "2026-12",
        "2027-01",
    ]
    for ask in (Period.days, Period.months, Period.each_day):
        with pytest.raises(ValueError, match="nie ma daty"):
            ask(Period(date(2026, 1, 1)))


@given(periods, periods)
def test_overlap_is_symmetric_and_has_a_shared_part(a: Period, b: Period):
    shared = a.intersect(b)
    assert a.overlaps(b) == b.overlaps(a) == (shared is not None)
    assert shared == b.intersect(a)
    if shared:
        assert a.contains(shared)
        assert b.contains(shared)
        assert not a.adjoins(b)


@given(periods, days)
def test_a_day_lies_inside_exactly_when_its_one_day_period_overlaps(period: Period, day: date):
    assert (day in period) == period.overlaps(Period(day, day))


@given(periods)
def test_database_bounds_and_back(period: Period):
    assert Period.from_bounds(period.start, period.upper) == period
    if period.upper:
        assert period.adjoins(Period(period.upper))
        assert Period(period.upper).adjoins(period)


def test_the_last_day_of_all_is_no_error():
    assert Period(date(2026, 1, 1), date.max).upper is None


def test_a_month_is_read_shown_and_stepped():
    october = MonthRef.parse(" 2026-10 ")
    assert (october.first, october.last) == (date(2026, 10, 1), date(2026, 10, 31))
    assert october.label == "październik 2026"
    assert str(october.plus(3)) == "2027-01"
    assert october.next().prev() == october
    assert MonthRef(2026, 12).next() == MonthRef(2027, 1)
    assert date(2026, 10, 31) in october
    assert date(2025, 10, 31) not in october
    assert MonthRef(2024, 2).last == date(2024, 2, 29)


@pytest.mark.parametrize("typed", ["", "2026-13", "2026-1", "10.2026", "٢٠٢٦-10", "0000-05", "2026-10-01"])
def test_a_wrong_month_is_refused(typed: str):
    with pytest.raises(ValueError, match=r"miesiąc"):
        MonthRef.parse(typed)


@given(days, st.integers(-1200, 300))
def test_stepping_months_keeps_order(day: date, months: int):
    month = MonthRef.of(day)
    assert month.plus(months).plus(-months) == month
    assert (month.plus(months) > month) == (months > 0)
    assert MonthRef.parse(str(month)) == month


def test_windows_of_limits():
    on = date(2026, 11, 22)
    assert str(window("day", on)) == "22.11.2026"
    assert str(window("week", on)) == "16.11–22.11.2026"
    assert str(window("month", on)) == "1.11–30.11.2026"
    assert str(window("quarter", on)) == "1.10–31.12.2026"
    assert str(window("year", on)) == "1.01–31.12.2026"
    assert str(window("season", on)) == "1.09.2026–31.08.2027"
    assert str(window("season", date(2026, 8, 31))) == "1.09.2025–31.08.2026"
    assert window("total", on) is ALWAYS
    with pytest.raises(ValueError, match="Nieznany"):
        window("decade", on)  # type: ignore[arg-type]


@given(st.sampled_from(["day", "week", "month", "quarter", "year", "season"]), days)
def test_windows_cover_every_day_once(kind, day: date):
    found = window(kind, day)
    assert day in found
    assert window(kind, found.start) == found
    assert found.upper is not None
    assert window(kind, found.upper).start == found.upper


def test_a_visit_that_ends_at_ten_does_not_meet_one_that_starts_at_ten():
    day = date(2026, 11, 23)
    first, second = TimeSpan.on(day, time(8), time(10)), TimeSpan.on(day, time(10), time(11, 30))
    assert not first.overlaps(second)
    assert first.intersect(second) is None
    assert first.overlaps(TimeSpan.on(day, time(9, 59), time(10, 1)))
    assert second.minutes == 90
    assert (second.start in second, second.end in second) == (True, False)
    assert str(second) == "10:00–11:30"


def test_night_care_runs_into_the_next_day_and_the_clock_change_is_counted():
    night = TimeSpan.on(date(2026, 10, 24), time(22), time(6))
    assert night.minutes == 540
    assert night.day == date(2026, 10, 24)
    assert str(night) == "24.10 22:00–25.10 6:00"
    assert TimeSpan.of_day(date(2026, 10, 25)).duration == timedelta(hours=25)
    assert TimeSpan.of_day(date(2026, 3, 29)).duration == timedelta(hours=23)


def test_the_hour_that_comes_twice_is_ordered_by_real_time():
    first = clock.at(date(2026, 10, 25), time(2, 50))
    later = (first + timedelta(0)).replace(minute=10, fold=1)
    assert TimeSpan(first, later).minutes == 20
    with pytest.raises(ValueError, match="późniejsza"):
        TimeSpan(later, first)


def test_a_span_needs_zones():
    with pytest.raises(ValueError, match="strefy"):
        TimeSpan(datetime(2026, 1, 1, 8), datetime(2026, 1, 1, 9))  # noqa: DTZ001


@given(spans, spans)
def test_spans_overlap_exactly_when_they_share_time(a: TimeSpan, b: TimeSpan):
    shared = a.intersect(b)
    assert a.overlaps(b) == b.overlaps(a) == (shared is not None)
    if shared:
        assert shared in a
        assert shared in b
        assert shared.start in a


def test_a_period_as_moments():
    assert TimeSpan.of_period(MonthRef(2026, 3).period).duration == timedelta(days=31, hours=-1)
