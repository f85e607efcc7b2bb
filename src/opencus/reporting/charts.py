"""Pictures of a dry run as plain geometry for SVG: lengths of bars, points of lines, ready labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from opencus.core.money import format_quantity, format_zl

MONTHS = ("sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru")
GAP = 3.0
WIDTH, AXIS_ROOM, HIDDEN = 256.0, 30.0, 10.5
LEFT, RIGHT, TOP, BOTTOM = 46.0, 250.0, 22.0, 166.0


@dataclass(frozen=True)
class Bar:
    """A piece of a bar; ``kind`` names its colour and pattern, `hidden` is a dashed frame."""

    x: str
    width: str
    kind: str


@dataclass(frozen=True)
class Lines:
    """The year, month by month: the line, the band around it, the grid with labels, and where the end is told."""

    line: str
    band: str
    zero: str
    grid: list[tuple[str, str]]
    months: list[tuple[str, str]]
    end: tuple[str, str]
    marks: list[tuple[str, str, str]]  # y, text, class


def _n(number: float) -> str:
    return f"{number:.1f}"


def strip(counts: Mapping[str, int | None]) -> list[Bar]:
    """The five outcomes as one bar of 1000; a hidden one is a narrow frame."""
    shown = [(kind, counts[kind]) for kind in ("lose", "more", "same", "less", "gain") if counts[kind] != 0]
    hidden = sum(1 for _, count in shown if count is None)
    total = sum(count for _, count in shown if count is not None) or 1
    room = 1000 - GAP * max(len(shown) - 1, 0) - 14 * hidden
    bars, x = [], 0.0
    for kind, count in shown:
        width = 14.0 if count is None else max(room * count / total, 2.0)
        bars.append(Bar(_n(x), _n(min(width, 1000 - x)), "hidden" if count is None else kind))
        x += width + GAP
    return bars


def axis(rows: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """Where the middle stands in the diverging bars, and how long one person is."""
    worse = max((_sum(row, "lose", "more") for row in rows), default=0)
    better = max((_sum(row, "less", "gain") for row in rows), default=0)
    room = WIDTH - 2 * AXIS_ROOM
    one = room / max(worse + better, 1)
    return AXIS_ROOM + worse * one, one


def diverging(row: Mapping[str, Any], middle: float, one: float) -> list[Bar]:
    """Worse to the left of the middle, better to the right, the graver further out."""
    bars, x = [], middle - 2
    for kind in ("more", "lose"):
        width = _length(row[kind], one)
        if width:
            x -= width
            bars.append(Bar(_n(max(x, 0)), _n(width), "hidden" if row[kind] is None else kind))
            x -= 1.5
    x = middle + 2
    for kind in ("less", "gain"):
        width = _length(row[kind], one)
        if width:
            bars.append(Bar(_n(x), _n(min(width, WIDTH - x)), "hidden" if row[kind] is None else kind))
            x += width + 1.5
    return bars


def year(months: Sequence[int], low: Sequence[int], high: Sequence[int]) -> Lines:
    """Running sums in grosze from 0 in January; all values on one scale that holds zero."""
    top, bottom, step = _scale(max(*high, *months, 0), min(*low, *months, 0))

    def y(amount: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (amount - bottom) / (top - bottom)

    def x(at: int) -> float:
        return LEFT + (RIGHT - LEFT) * at / 12

    def points(values: Sequence[int]) -> list[str]:
        return [f"{_n(x(at))},{_n(y(one))}" for at, one in enumerate((0, *values))]

    grid = [(_n(y(amount)), format_quantity(amount // 100_000)) for amount in range(bottom, top + 1, step)]
    names = [(_n((x(at) + x(at + 1)) / 2), MONTHS[at]) for at in (0, 3, 6, 9, 11)]
    return Lines(
        " ".join(points(months)), " ".join([*points(high), *reversed(points(low))]), _n(y(0)), grid, names,
        (_n(x(12)), _n(y(months[-1]))), _apart([(y(high[-1]), f"do {_thousands(high[-1])}", "far"), (y(months[-1]), _thousands(months[-1]), "end"), (y(low[-1]), f"od {_thousands(low[-1])}", "far")]),
    )  # fmt: skip


def thousand_label(amount: int) -> str:
    """Whole złoty of grosze with a sign, as on the cards: `+111 097 zł`."""
    text = format_zl(_rounded(abs(amount))).replace(",00", "")
    return f"{'+' if amount > 0 else '−' if amount < 0 else ''}{text}"


def _rounded(amount: int) -> int:
    return (amount + 50) // 100


def _thousands(amount: int) -> str:
    """Thousands of złoty, from ten million on in millions: the margin of the picture is narrow."""
    if abs(amount) >= 1_000_000_000:
        return f"{format_quantity(Decimal(amount // 10_000_000) / 10)} mln"
    return format_quantity((abs(amount) + 50_000) // 100_000 * (1 if amount >= 0 else -1))


def _apart(marks: list[tuple[float, str, str]]) -> list[tuple[str, str, str]]:
    """Labels at the end of the line, moved until they do not cover each other; far ends that say the same are left out."""
    main = next(one for one in marks if one[2] == "end")
    kept = [one for one in marks if one[2] == "end" or one[1].split()[-1] != main[1]]
    kept.sort(key=lambda one: one[0])
    placed: list[tuple[str, str, str]] = []
    last = -100.0
    for at, text, kind in kept:
        last = max(at + 4, last + 16)
        placed.append((_n(last), text, kind))
    return placed


def _scale(most: int, least: int) -> tuple[int, int, int]:
    """Top, bottom and step in grosze: whole thousands of złoty, at most five lines."""
    span = max(most - least, 100_000)
    steps = (factor * 10**power for power in range(5, 20) for factor in (1, 2, 5))
    step = next(one for one in steps if span <= 4 * one)
    return -(-most // step) * step or step, least // step * step, step


def _sum(row: Mapping[str, Any], *kinds: str) -> int:
    return sum(row[kind] or 0 for kind in kinds)


def _length(count: int | None, one: float) -> float:
    return HIDDEN if count is None else count * one if count else 0.0
