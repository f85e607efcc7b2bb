"""The only clock of the house: moments are aware UTC, days are days in Poland.

Two traps of datetime are kept out here. Two moments in one time zone are compared and subtracted by what the
wall clock shows, which is wrong on the night the clocks change: use `elapsed`. And `datetime.combine` invents
hours that never were: use `at`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from opencus.core.holidays import is_holiday

WARSAW = ZoneInfo("Europe/Warsaw")
SATURDAY = 5


_told: ContextVar[datetime | None] = ContextVar("opencus_told_moment", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _told.get() or datetime.now(UTC)


def today() -> date:
    """This day in Poland, whatever the zone of the machine."""
    return now().astimezone(WARSAW).date()


@contextmanager
def telling(moment: datetime) -> Iterator[None]:
    """Tell of the past: inside, this is the moment. For the demonstration and for records entered afterwards.

    The journal is not fooled: its entries carry the time of the database.
    """
    token = _told.set(_aware(moment).astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(token)


def local(moment: datetime) -> datetime:
    """The same moment on the Polish wall clock; ValueError when the moment has no time zone."""
    return _aware(moment).astimezone(WARSAW)


def day_of(moment: datetime) -> date:
    """The Polish day on which a moment falls; ValueError when the moment has no time zone."""
    return local(moment).date()


def at(day: date, hour: time) -> datetime:
    """The moment when Polish clocks show this hour on this day, aware, in Warsaw time.

    Rule "first, or forward": an hour that comes twice (last Sunday of October) is its first coming, in summer time;
    an hour that never comes (last Sunday of March) is moved forward by the missing hour, so 2:30 becomes 3:30.
    ValueError when the hour already carries a time zone.
    """
    if hour.tzinfo is not None:
        raise ValueError("Godzina nie może mieć własnej strefy czasowej.")
    shown = datetime.combine(day, hour.replace(fold=0), tzinfo=WARSAW)
    return shown.astimezone(UTC).astimezone(WARSAW)


def elapsed(start: datetime, end: datetime) -> timedelta:
    """Real time between two aware moments, right also on the nights when the clocks change."""
    return _aware(end).astimezone(UTC) - _aware(start).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day n months on (or back), or the last day of that month when it has no such day.

    Source: art. 112 of the Civil Code, art. 57(3) KPA.
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day n years on (or back); 29 February becomes 28 February in a common year (art. 112 KC)."""
    return add_months(day, 12 * years)


def age(birth_date: date, on: date) -> int:
    """Completed years of age on a day; ValueError before birth.

    A year of age is complete when its last day begins (art. 112 of the Civil Code, second sentence), so somebody
    born on 29 February turns a year older on 28 February in a common year, not on 1 March.
    """
    if on < birth_date:
        raise ValueError("Ta osoba jeszcze się wtedy nie urodziła.")
    years = on.year - birth_date.year
    return years if add_years(birth_date, years) <= on else years - 1


def birthday(birth_date: date, years: int) -> date:
    """The first day on which somebody is this many years old (art. 112 of the Civil Code)."""
    return add_years(birth_date, years)


def is_working_day(day: date) -> bool:
    """True from Monday to Friday except public holidays (art. 57(4) KPA treats Saturday as a free day)."""
    return day.weekday() < SATURDAY and not is_holiday(day)


def next_working_day(day: date) -> date:
    """The first working day after this day, never the day itself."""
    return add_working_days(day, 1)


def working_day_or_next(day: date) -> date:
    """The day itself when it is a working day, else the first one after it (art. 57(4) KPA, art. 115 KC)."""
    return day if is_working_day(day) else next_working_day(day)


def working_days_before(day: date, count: int) -> date:
    """The working day that lies `count` working days before a day; the day itself is not counted."""
    return add_working_days(day, -count)


def add_working_days(day: date, count: int) -> date:
    """The working day `count` working days after a day (before it when negative); 0 gives the day unchanged."""
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def deadline_days(event: date, days: int) -> date:
    """The last day of a term in days: the day of the event is not counted, a free last day moves on (art. 57 KPA)."""
    return working_day_or_next(event + timedelta(days=days))


def deadline_months(event: date, months: int) -> date:
    """The last day of a term in months, moved on when it is a free day (art. 57(3) and (4) KPA)."""
    return working_day_or_next(add_months(event, months))


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("Chwila bez strefy czasowej.")
    return moment
