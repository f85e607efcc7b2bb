"""Numbers and days come out in correct Polish."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencus.core import words
from opencus.core.words import MEASURES, measure, measure_left

THURSDAY = date(2026, 11, 26)
NOON = datetime(2026, 11, 26, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "hours"),
    [
        ("1", "1 godzina"),
        ("2", "2 godziny"),
        ("2.00", "2 godziny"),
        ("5", "5 godzin"),
        ("12", "12 godzin"),
        ("22", "22 godziny"),
        ("0", "0 godzin"),
        ("1.5", "1,5 godziny"),
        ("0.25", "0,25 godziny"),
        ("1000", "1\u00a0000 godzin"),
    ],
)
def test_hours_take_the_right_form(number: str, hours: str):
    assert measure(Decimal(number), "hour") == hours


def test_short_forms_and_objects():
    assert measure(Decimal("1.5"), "hour", short=True) == "1,5 godz."
    assert measure(3, "day", short=True) == "3 dni"
    assert measure(1, "visit", accusative=True) == "1 wizytę"
    assert measure(1, "trip", accusative=True) == "1 przejazd"
    assert measure(2, "visit", accusative=True) == "2 wizyty"
    with pytest.raises(KeyError):
        measure(1, "parsec")


def test_the_verb_agrees_with_what_is_left():
    assert measure_left(1, "hour") == "została 1 godzina"
    assert measure_left(1, "trip") == "został 1 przejazd"
    assert measure_left(1, "entry") == "zostało 1 wejście"
    assert measure_left(3, "trip") == "zostały 3 przejazdy"
    assert measure_left(9, "day") == "zostało 9 dni"
    assert measure_left(Decimal("1.5"), "hour") == "zostało 1,5 godziny"


def test_every_measure_of_the_catalogue_has_its_words():
    needed = {
        "hour",
        "visit",
        "session",
        "job",
        "trip",
        "km",
        "entry",
        "day",
        "meal",
        "month",
        "parcel",
        "event",
    }
    assert needed | {"case", "device"} <= set(MEASURES)


@given(st.sampled_from(sorted(MEASURES)), st.decimals(0, 10_000, places=2))
def test_a_fraction_always_takes_the_genitive(unit: str, number: Decimal):
    if number != int(number):
        assert measure(number, unit).endswith(f" {MEASURES[unit].part}")


def test_days_in_words():
    assert words.long_date(THURSDAY) == "czwartek 26 listopada 2026"
    assert words.full_date(THURSDAY) == "26 listopada 2026"
    assert words.day_month(date(2026, 8, 1)) == "1 sierpnia"
    assert words.short_date(THURSDAY) == "czw. 26.11"
    assert words.numeric_date(date(2026, 3, 1)) == "1.03.2026"
    assert words.month_label(THURSDAY) == "listopad 2026"
    assert words.on_weekday(date(2026, 11, 24)) == "we wtorek"
    assert words.on_weekday(date(2026, 11, 25)) == "w środę"
    assert words.hour_minute(datetime(2026, 11, 26, 7, 5, tzinfo=UTC)) == "8:05"


@pytest.mark.parametrize(
    ("days", "phrase"),
    [
        (9, "zostało 9 dni"),
        (22, "zostały 22 dni"),
        (2, "zostały 2 dni"),
        (1, "jutro"),
        (0, "dziś"),
        (-1, "minęło wczoraj"),
        (-2, "minęło 2 dni temu"),
        (-30, "minęło 30 dni temu"),
    ],
)
def test_a_deadline_in_words(days: int, phrase: str):
    assert words.days_left(days) == phrase


@pytest.mark.parametrize(
    ("before", "phrase"),
    [
        (timedelta(seconds=5), "przed chwilą"),
        (timedelta(minutes=1), "minutę temu"),
        (timedelta(minutes=22), "22 minuty temu"),
        (timedelta(minutes=25), "25 minut temu"),
        (timedelta(hours=1), "godzinę temu"),
        (timedelta(hours=5), "5 godzin temu"),
        (timedelta(hours=13), "wczoraj"),
        (timedelta(days=3), "3 dni temu"),
        (timedelta(days=10), "16 listopada 2026"),
        (-timedelta(days=1), "27 listopada 2026"),
    ],
)
def test_how_long_ago_in_words(before: timedelta, phrase: str):
    assert words.ago(NOON - before, NOON) == phrase


def test_durations_and_lists():
    assert [words.duration(n) for n in (0, 45, 60, 90, 120)] == [
        "0 min",
        "45 min",
        "1 godz.",
        "1 godz. 30 min",
        "2 godz.",
    ]
    assert words.listed([]) == ""
    assert words.listed(["kino"]) == "kino"
    assert words.listed(["kino", "basen", "taxi"], "lub") == "kino, basen lub taxi"
