"""The picture of one measure as plain geometry for SVG: its line, where it began, where it was to be."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from opencus.core.money import format_quantity
from opencus.core.words import numeric_date
from opencus.reporting.effect_queries import Effect

LEFT, RIGHT, TOP, BOTTOM = 56.0, 548.0, 16.0, 150.0


@dataclass(frozen=True)
class Dot:
    """A value of the line; ``label`` only at the last one."""

    x: str
    y: str
    label: str = ""


@dataclass(frozen=True)
class Chart:
    """Axis from zero, the line in pieces (a hidden value breaks it), the target across, days under both ends."""

    pieces: list[str]
    dots: list[Dot]
    grid: list[tuple[str, str]]
    target: str
    target_label: str
    baseline: str  # empty: was never measured
    ends: tuple[str, str]
    label_y: str


def _n(number: float) -> str:
    return f"{number:.1f}"


def chart(effect: Effect) -> Chart | None:
    """The geometry of a measure; None while there is nothing to draw."""
    points, measure = effect.points, effect.measure
    if not points:
        return None
    highest = max([float(one.value) for one in points if not one.hidden] + [float(measure.target), float(measure.baseline or 0), 1.0])
    top = 100 if "%" in measure.unit and highest <= 100 else _round_up(highest * 1.08)
    first, span = points[0].on, max((points[-1].on - points[0].on).days, 1)

    def x(at: int) -> float:
        return LEFT + (RIGHT - LEFT) * ((points[at].on - first).days / span if len(points) > 1 else 0.5)

    def y(value: Decimal | float) -> float:
        return BOTTOM - (BOTTOM - TOP) * min(float(value) / top, 1.0)

    pieces: list[list[str]] = [[]]
    dots = []
    for at, point in enumerate(points):
        if point.hidden:
            pieces.append([])
            continue
        pieces[-1].append(f"{_n(x(at))},{_n(y(point.value))}")
        dots.append(Dot(_n(x(at)), _n(y(point.value)), format_quantity(point.value) if at == len(points) - 1 else ""))
    target = y(measure.target)
    return Chart(
        pieces=[" ".join(piece) for piece in pieces if len(piece) > 1], dots=dots,
        grid=[(_n(y(top * step / 4)), format_quantity(Decimal(str(top)) * step / 4)) for step in range(5)],
        target=_n(target), target_label=format_quantity(measure.target),
        baseline="" if measure.baseline is None else _n(y(measure.baseline)),
        ends=(numeric_date(points[0].on), numeric_date(points[-1].on) if len(points) > 1 else ""),
        label_y=_n(max(y(points[-1].value) - 10, 12)),
    )  # fmt: skip


def _round_up(value: float) -> int:
    """The next round number that divides into four whole steps: 4, 8, 12, 20, 40, 80, ..."""
    size = 1
    while True:
        for step in (4, 8, 12, 20):
            if step * size >= value:
                return step * size
        size *= 10
