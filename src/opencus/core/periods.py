"""Stretches of time: days as people and contracts write them ("od-do"), hours as a calendar needs them.

`Period` counts whole days and includes both ends. `TimeSpan` is half-open, so that a visit ending at 10:00 does not
meet one that starts at 10:00.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, Self

from opencus.core import clock

WindowKind = Literal["day", "week", "month", "quarter", "year", "season", "total"]
MONTH_NAMES = (
    "styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec",
    "lipiec", "sierpień", "wrzesień", "październik", "listopad", "grudzień",
)  # fmt: skip
SEASON_STARTS = 9
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True, slots=True)
class MonthRef:
    """One calendar month, as in a monthly settlement; ordered by time; ValueError for an impossible month."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.year <= 9999 and 1 <= self.month <= 12):
            raise ValueError("Nie ma takiego miesiąca.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """A month written `2026-10`; ValueError with a plain Polish message."""
        found = _MONTH.fullmatch(text.strip())
        if not found:
            raise ValueError("Wpisz miesiąc w postaci rok-miesiąc, na przykład 2026-10.")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The month in which a day lies."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def period(self) -> Period:
        """From the first to the last day of the month."""
        return Period(self.first, self.last)

    @property
    def label(self) -> str:
        """`październik 2026`."""
        return f"{MONTH_NAMES[self.month - 1]} {self.year}"

    def plus(self, months: int) -> MonthRef:
        """The month n months later, or earlier when negative."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return MonthRef(year, month + 1)

    def next(self) -> MonthRef:
        return self.plus(1)

    def prev(self) -> MonthRef:
        return self.plus(-1)

    def __contains__(self, day: date) -> bool:
        return (day.year, day.month) == (self.year, self.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, order=False, slots=True)
class Period:
    """Days from `start` to `end`, both included; `end` None means without an end.

    ValueError with a plain Polish message when the end comes before the start.
    """

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        for day in (self.start, self.end):
            # A datetime is a date to Python, but compares with none: refuse it here, not on a screen.
            if isinstance(day, datetime):
                raise TypeError("Okres liczymy w dniach, nie w chwilach.")
        if self.end is not None and self.end < self.start:
            raise ValueError("Data „do” nie może być wcześniejsza niż data „od”.")

    @classmethod
    def from_bounds(cls, lower: date, upper: date | None) -> Self:
        """From the half-open bounds of a PostgreSQL daterange: the upper day is not included, None is no end."""
        return cls(lower, None if upper is None else upper - _DAY)

    @property
    def upper(self) -> date | None:
        """The first day after the period, as a PostgreSQL daterange wants it; None without an end."""
        return None if self.end is None or self.end == date.max else self.end + _DAY

    @property
    def _last(self) -> date:
        return self.end or date.max

    def contains(self, other: date | Period) -> bool:
        """True when a day, or every day of another period, lies inside."""
        if isinstance(other, Period):
            return self.start <= other.start and other._last <= self._last
        return self.start <= other <= self._last

    def __contains__(self, other: date | Period) -> bool:
        return self.contains(other)

    def overlaps(self, other: Period) -> bool:
        """True when the two periods share at least one day."""
        return self.start <= other._last and other.start <= self._last

    def adjoins(self, other: Period) -> bool:
        """True when one period begins on the day after the other ends."""
        return self.upper == other.start or other.upper == self.start

    def intersect(self, other: Period) -> Period | None:
        """The days both periods share, or None."""
        if not self.overlaps(other):
            return None
        ends = [end for end in (self.end, other.end) if end is not None]
        return Period(max(self.start, other.start), min(ends) if ends else None)

    def days(self) -> int:
        """The number of days, both ends counted; ValueError without an end."""
        return (self._closed() - self.start).days + 1

    def each_day(self) -> Iterator[date]:
        """Every day in order; ValueError without an end."""
        return (self.start + timedelta(days=i) for i in range(self.days()))

    def months(self) -> list[MonthRef]:
        """Every calendar month touched, in order; ValueError without an end."""
        first, last = MonthRef.of(self.start), MonthRef.of(self._closed())
        count = (last.year - first.year) * 12 + last.month - first.month + 1
        return [first.plus(i) for i in range(count)]

    def _closed(self) -> date:
        if self.end is None:
            raise ValueError("Ten okres nie ma daty „do”.")
        return self.end

    def __str__(self) -> str:
        """`1.06–30.11.2026`, `1.09.2026–31.08.2027`, `1.06.2026`, `od 1.06.2026`, `cały czas`."""
        if self == ALWAYS:
            return "cały czas"
        if self.end is None:
            return f"od {_numeric(self.start)}"
        if self.end == self.start:
            return _numeric(self.start)
        if self.end.year == self.start.year:
            return f"{self.start.day}.{self.start.month:02d}–{_numeric(self.end)}"
        return f"{_numeric(self.start)}–{_numeric(self.end)}"


ALWAYS = Period(date.min, None)


def window(kind: WindowKind, on: date) -> Period:
    """The accounting window of a limit in which a day lies.

    day; week from Monday to Sunday; calendar month, quarter and year; season from 1 September to 31 August, as
    schools, clubs and swimming pools count; total is `ALWAYS`. ValueError for another kind.
    """
    month = MonthRef.of(on)
    match kind:
        case "day":
            return Period(on, on)
        case "week":
            monday = on - timedelta(days=on.weekday())
            return Period(monday, monday + timedelta(days=6))
        case "month":
            return month.period
        case "quarter":
            first = MonthRef(on.year, on.month - (on.month - 1) % 3)
            return Period(first.first, first.plus(2).last)
        case "year":
            return Period(date(on.year, 1, 1), date(on.year, 12, 31))
        case "season":
            year = on.year if on.month >= SEASON_STARTS else on.year - 1
            first = MonthRef(year, SEASON_STARTS)
            return Period(first.first, first.plus(11).last)
        case "total":
            return ALWAYS
    raise ValueError(f"Nieznany okres limitu: {kind}")


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A stretch between two moments, the end not included; both aware, kept in UTC.

    ValueError when a moment has no time zone or the end does not come after the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            # In UTC, because two moments of one zone compare by the wall clock, wrong when the clocks go back.
            object.__setattr__(self, name, clock.local(getattr(self, name)).astimezone(UTC))
        if self.end <= self.start:
            raise ValueError("Godzina zakończenia musi być późniejsza niż godzina rozpoczęcia.")

    @classmethod
    def on(cls, day: date, start: time, end: time) -> Self:
        """Between two Polish hours of a day; an end not later than the start is on the next day (night care)."""
        following = day if end > start else day + _DAY
        return cls(clock.at(day, start), clock.at(following, end))

    @classmethod
    def of_day(cls, day: date) -> Self:
        """One whole Polish day, midnight to midnight: 23, 24 or 25 hours."""
        return cls.of_period(Period(day, day))

    @classmethod
    def of_period(cls, period: Period) -> Self:
        """All moments of a period of days; ValueError without an end."""
        last = period._closed()
        return cls(clock.at(period.start, time(0)), clock.at(last + _DAY, time(0)))

    @property
    def duration(self) -> timedelta:
        """Real time between the two moments, right also when the clocks change."""
        return self.end - self.start

    @property
    def minutes(self) -> int:
        """Whole minutes, a begun one not counted."""
        return self.duration // timedelta(minutes=1)

    @property
    def day(self) -> date:
        """The Polish day on which it starts."""
        return clock.day_of(self.start)

    def contains(self, other: datetime | TimeSpan) -> bool:
        """True when a moment, or the whole of another span, lies inside."""
        if isinstance(other, TimeSpan):
            return self.start <= other.start and other.end <= self.end
        return self.start <= clock.local(other).astimezone(UTC) < self.end

    def __contains__(self, other: datetime | TimeSpan) -> bool:
        return self.contains(other)

    def overlaps(self, other: TimeSpan) -> bool:
        """True when the two share time; meeting at one moment is no overlap."""
        return self.start < other.end and other.start < self.end

    def intersect(self, other: TimeSpan) -> TimeSpan | None:
        """The time both share, or None."""
        return (
            TimeSpan(max(self.start, other.start), min(self.end, other.end)) if self.overlaps(other) else None
        )

    def __str__(self) -> str:
        """On the Polish wall clock: `8:00–9:30`, with days when it ends on another day: `24.10 22:00–25.10 6:00`."""
        start, end = clock.local(self.start), clock.local(self.end)
        if start.date() == end.date():
            return f"{_hour(start)}–{_hour(end)}"
        return f"{start.day}.{start.month:02d} {_hour(start)}–{end.day}.{end.month:02d} {_hour(end)}"


def _numeric(day: date) -> str:
    return f"{day.day}.{day.month:02d}.{day.year}"


def _hour(moment: datetime) -> str:
    return f"{moment.hour}:{moment.minute:02d}"
