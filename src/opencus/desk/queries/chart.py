"""Delivered hours by week, drawn as numbers for an SVG: no library, no inline style."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import DurationField, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import TruncWeek

from opencus.audit.queries import midnight
from opencus.core import clock
from opencus.core.clock import WARSAW
from opencus.core.money import format_quantity
from opencus.delivery.models import State, Visit

WEEKS = 12
_DONE = (State.DONE, State.CONFIRMED_BY_CLIENT, State.SETTLED, State.INTERRUPTED)
_HEIGHT, _TOP, _LEFT, _WIDTH = 112, 40, 34, 686


@dataclass(frozen=True, slots=True)
class Bar:
    """One week: ISO number, hours done, and where its bar stands in the drawing."""

    week: int
    monday: date
    hours: Decimal
    x: str
    y: str
    height: str
    middle: str
    label_y: str

    @property
    def words(self) -> str:
        return format_quantity(self.hours)


@dataclass(frozen=True, slots=True)
class Chart:
    """Twelve bars and the lines of the scale: (label, y)."""

    bars: Sequence[Bar]
    lines: Sequence[tuple[str, str]]

    @property
    def total(self) -> Decimal:
        return sum((bar.hours for bar in self.bars), Decimal(0))

    @property
    def average(self) -> str:
        return format_quantity((self.total / WEEKS).quantize(Decimal("0.1")))


def weekly_hours(person_id: UUID, today: date, side: Q | None = None) -> Chart | None:
    """Hours really spent at a person's home in the last twelve full and begun weeks; None when there were none."""
    first = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    spent = ExpressionWrapper(F("ended_at") - F("started_at"), output_field=DurationField())
    done = Visit.objects.filter(
        side or Q(), person_id=person_id, state__in=_DONE, started_at__gte=midnight(first), ended_at__isnull=False
    )
    rows = (
        done.order_by()
        .annotate(week=TruncWeek("started_at", tzinfo=WARSAW))
        .values("week")
        .annotate(time=Sum(spent))
    )
    hours = {clock.day_of(row["week"]): _hours(row["time"]) for row in rows}
    return _draw(hours, first) if hours else None


def _hours(time: timedelta) -> Decimal:
    return (Decimal(int(time.total_seconds() // 60)) / 60).quantize(Decimal("0.1"))


def _draw(hours: Mapping[date, Decimal], first: date) -> Chart:
    top = _scale(max(hours.values()))
    step = _WIDTH / WEEKS
    bars = []
    for number in range(WEEKS):
        monday = first + timedelta(days=7 * number)
        value = hours.get(monday, Decimal(0))
        height = float(value / top) * _HEIGHT
        x, y = _LEFT + step * number + step * 0.2, _TOP + _HEIGHT - height
        bars.append(
            Bar(
                monday.isocalendar().week,
                monday,
                value,
                f"{x:.1f}",
                f"{y:.1f}",
                f"{height:.1f}",
                f"{x + step * 0.3:.1f}",
                f"{max(y - 6, 12):.1f}",
            )
        )
    lines = [(format_quantity(top * part / 2), f"{_TOP + _HEIGHT * (2 - part) / 2:.1f}") for part in range(3)]
    return Chart(bars, lines)


def _scale(most: Decimal) -> Decimal:
    """A round top of the axis that is not below the highest bar."""
    for top in (2, 4, 6, 10, 20, 30, 40, 60, 100, 200):
        if most <= top:
            return Decimal(top)
    return most
