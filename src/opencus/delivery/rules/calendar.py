"""Days that repeat and hours that are free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from opencus.core.clock import at, elapsed
from opencus.core.holidays import holiday_name

Span = tuple[datetime, datetime]
DAY_BEGINS, DAY_ENDS = time(7), time(20)
STEP = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A day of a series without a visit, and why: kind is holiday, clash, limit or away."""

    on: date
    kind: str
    text: str

    def as_json(self) -> dict[str, str]:
        return {"on": self.on.isoformat(), "kind": self.kind, "text": self.text}


def weekly(first: date, last: date, weekdays: Iterable[int]) -> tuple[list[date], list[LeftOut]]:
    """Days of a weekly series, both ends included, and public holidays left out of it with their names (U31)."""
    wanted = set(weekdays)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    kept: list[date] = []
    left_out: list[LeftOut] = []
    for day in days:
        if day.weekday() not in wanted:
            continue
        name = holiday_name(day)
        if name:
            left_out.append(LeftOut(day, "holiday", name))
        else:
            kept.append(day)
    return kept, left_out


def overlap(one: Span, other: Span) -> bool:
    """Whether two half-open spans share a moment; spans that touch do not."""
    return one[0] < other[1] and other[0] < one[1]


def free_starts(busy: Sequence[Span], day: date, minutes: int, *, after: datetime | None = None) -> list[datetime]:
    """Moments of a day, every quarter between 7:00 and 20:00, when so many minutes are free; ``after``: not before."""
    end = at(day, DAY_ENDS)
    begin = at(day, DAY_BEGINS)
    steps = int(elapsed(begin, end) / STEP)
    length = timedelta(minutes=minutes)
    starts = (begin + n * STEP for n in range(steps))
    return [
        start
        for start in starts
        if start + length <= end
        and (after is None or start >= after)
        and not any(overlap((start, start + length), span) for span in busy)
    ]


def nearest(starts: Sequence[datetime], wanted: datetime, most: int = 3) -> list[datetime]:
    """The free starts closest to the wanted one, in the order of the day."""
    return sorted(sorted(starts, key=lambda start: abs(elapsed(wanted, start)))[:most])


def day_typed(text: str) -> date:
    """The day an address or a form names as ISO 8601; ValueError for what is no day, or one no visit can fall on.

    The first and the last days of the calendar have no week around them and no moment in Warsaw time.
    """
    day = date.fromisoformat(text)
    if not 1900 <= day.year <= 2200:
        raise ValueError("Dzień poza kalendarzem.")
    return day


def monday_of(day: date) -> date:
    """The Monday of the week a day belongs to."""
    return day - timedelta(days=day.weekday())
