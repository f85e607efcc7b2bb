"""Polish holidays are computed; the published calendar is only asked whether it agrees."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencus.core import holidays

CALENDAR = Path(__file__).parents[5] / "shared/reference/pl/calendar/swieta_pl_2024_2029.csv"


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(1818, 3, 22), (1943, 4, 25), (2000, 4, 23), (2011, 4, 24), (2024, 3, 31), (2026, 4, 5), (2038, 4, 25)],
)
def test_easter_is_on_its_known_day(year: int, month: int, day: int):
    assert holidays.easter(year) == date(year, month, day)


@given(st.integers(1583, 9999))
def test_easter_is_a_sunday_in_spring(year: int):
    assert holidays.easter(year).weekday() == 6
    assert date(year, 3, 22) <= holidays.easter(year) <= date(year, 4, 25)


def test_epiphany_is_free_since_2011_and_christmas_eve_since_2025():
    assert not holidays.is_holiday(date(2010, 1, 6))
    assert holidays.is_holiday(date(2011, 1, 6))
    assert holidays.holiday_name(date(2024, 12, 24)) is None
    assert holidays.holiday_name(date(2025, 12, 24)) == "Wigilia Bożego Narodzenia"


def test_a_year_has_fourteen_holidays_in_order():
    found = holidays.holidays(2026)
    assert len(found) == 14
    assert list(found) == sorted(found)
    assert found[date(2026, 6, 4)] == "Dzień Bożego Ciała"


def test_nobody_can_spoil_the_calendar_for_others():
    holidays.holidays(2026).clear()
    assert holidays.is_holiday(date(2026, 1, 1))


def test_the_published_calendar_agrees():
    if not CALENDAR.exists():
        pytest.skip("The published calendar is not beside the repository; the computed one was not compared.")
    published: dict[int, dict[date, str]] = defaultdict(dict)
    for row in csv.DictReader(CALENDAR.read_text(encoding="utf-8").splitlines()):
        day = date.fromisoformat(row["date"])
        published[day.year][day] = row["name"]
    assert published
    for year, named in published.items():
        assert holidays.holidays(year) == named
