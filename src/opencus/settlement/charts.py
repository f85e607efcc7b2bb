"""Pictures of the PES share as plain geometry for SVG: every axis begins at zero, numbers are ready texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import cos, pi, sin

from opencus.core.periods import MonthRef
from opencus.settlement.queries.pes import Shares

LEFT, RIGHT, TOP, BOTTOM = 44, 610, 14, 196
SHORT = ("sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru")


@dataclass(frozen=True)
class Dot:
    """A point of the line with its month and value."""

    x: str
    y: str
    label_y: str
    month: str
    text: str


@dataclass(frozen=True)
class Chart:
    """The share from the start of the year to the end of each month; ``floor`` is the line of the minimum."""

    dots: list[Dot]
    points: str
    grid: list[tuple[str, str]]  # y and label
    months: list[tuple[str, str]]  # x and name
    floor: str
    floor_height: str


@dataclass(frozen=True)
class Gauge:
    """A half circle from 0 to 100 %: how far the share reaches and where the minimum stands."""

    path: str
    mark: tuple[str, str, str, str]
    label: tuple[str, str]


def _n(number: float) -> str:
    return f"{number:.1f}"


def line_chart(months: Sequence[tuple[MonthRef, Shares]], basis: str, minimum: Decimal) -> Chart:
    """Return the geometry of twelve months; months without deliveries have no dot."""
    known = [(month, share.by(basis).percent) for month, share in months]
    highest = max([float(minimum), *(float(percent) for _, percent in known if percent is not None)])
    top = min(100, (int(highest * 1.15) // 20 + 1) * 20)

    def y(percent: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * percent / top

    def x(month: int) -> float:
        return LEFT + 26 + (RIGHT - LEFT - 52) * (month - 1) / 11

    dots = [
        Dot(_n(x(month.month)), _n(y(float(percent))), _n(max(y(float(percent)) - 11, 10)), month.label, f"{percent:.1f}".replace(".", ","))
        for month, percent in known
        if percent is not None
    ]
    return Chart(
        dots=dots, points=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        grid=[(_n(y(mark)), str(mark)) for mark in range(0, top + 1, 20)],
        months=[(_n(x(number)), name) for number, name in enumerate(SHORT, 1)],
        floor=_n(y(float(minimum))), floor_height=_n(BOTTOM - y(float(minimum))),
    )  # fmt: skip


def gauge(percent: Decimal | None, minimum: Decimal) -> Gauge:
    """Return the arc of a share (None: nothing yet) around (136, 136) with radius 104."""

    def point(of: float, radius: float) -> tuple[str, str]:
        angle = pi * (1 - min(max(of, 0), 100) / 100)
        return _n(136 + radius * cos(angle)), _n(136 - radius * sin(angle))

    end, floor = point(float(percent or 0), 104), float(minimum)
    path = f"M32 136A104 104 0 0 1 {end[0]} {end[1]}" if percent else ""
    return Gauge(path, point(floor, 88) + point(floor, 120), point(floor, 130))


def bullet(percent: Decimal | None, minimum: Decimal, width: int = 248) -> tuple[str, str]:
    """Return the length of a bar and the place of the minimum on a line of the given width."""
    return _n(width * float(percent or 0) / 100), _n(width * float(minimum) / 100)
