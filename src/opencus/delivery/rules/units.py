"""Units planned and done, and how minutes become hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from opencus.core.clock import add_months, day_of, elapsed

QUARTER_MINUTES = 15
ONE = Decimal(1)


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole real minutes between two moments, right also on the nights when the clocks change."""
    return int(elapsed(start, end).total_seconds() // 60)


def quarters(minutes: int) -> Decimal:
    """Rule "nearest quarter": minutes as hours in steps of 0.25; half a quarter goes up (7 min: 0, 8 min: 0.25)."""
    return Decimal((2 * max(minutes, 0) + QUARTER_MINUTES) // (2 * QUARTER_MINUTES)) / 4


def planned_units(measure: str, start: datetime, end: datetime) -> Decimal:
    """What a booking reserves: hours for services measured in hours, otherwise one visit, session, job or trip."""
    return quarters(minutes_between(start, end)) if measure == "hour" else ONE


def done_units(measure: str, planned: Decimal, minutes: int, *, broken_off: bool = False) -> Decimal:
    """What a delivered booking counts for (R55, R57).

    Hours: real minutes by the nearest quarter, never more than planned. Anything else: one, or nothing when it was
    broken off.
    """
    if measure == "hour":
        return min(quarters(minutes), planned)
    return Decimal(0) if broken_off else min(ONE, planned)


def period_of(period: str, on: date) -> tuple[date, date] | None:
    """The week (Monday first), month, quarter or year around a day, both ends included; None: the whole order."""
    match period:
        case "day":
            return on, on
        case "week":
            monday = on - timedelta(days=on.weekday())
            return monday, monday + timedelta(days=6)
        case "month":
            first = on.replace(day=1)
            return first, add_months(first, 1) - timedelta(days=1)
        case "quarter":
            first = on.replace(month=3 * ((on.month - 1) // 3) + 1, day=1)
            return first, add_months(first, 3) - timedelta(days=1)
        case "year":
            return date(on.year, 1, 1), date(on.year, 12, 31)
    return None


def is_late(planned: datetime, started: datetime, minutes: int = 15) -> bool:
    """Whether a start is so late that a reason is asked (U49: asked, never demanded)."""
    return elapsed(planned, started) > timedelta(minutes=minutes)


def held_on(start: datetime) -> date:
    """The Polish day a booking belongs to: the day on which it starts, also when it passes midnight."""
    return day_of(start)
