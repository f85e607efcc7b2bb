"""What may be shown of a count: small groups are hidden, and no sum gives one back. Pure.

Source: art. 5(1)(c) GDPR, house rule of the reports: a group under five people is never shown. Zero is shown: it is
nobody. Who reads a table knows that a hidden number is at least 1, and every total that is not hidden itself.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

SMALLEST = 5
Shown = int | None  # None: hidden


@dataclass(frozen=True)
class Table:
    """A table fit to be shown: cells by row, totals of columns, totals of rows, the total of all."""

    cells: tuple[tuple[Shown, ...], ...]
    columns: tuple[Shown, ...]
    rows: tuple[Shown, ...]
    whole: Shown


def small(number: int) -> bool:
    """Whether a group of so many people would show who they are."""
    return 0 < number < SMALLEST


def suppress(cells: Sequence[Sequence[int]], *, hidden_columns: Collection[int] = (), row_totals: bool = True) -> Table:
    """Hide what is small, and as much more as is needed so that no row, column or total gives it back.

    ``cells`` are counts, all rows of one length, of groups that do not overlap. ``hidden_columns`` have totals that
    are hidden in another table of the same people. ``row_totals`` False: they are told nowhere, so all of them are
    hidden and no row adds up to anything. ValueError for a negative count.
    """
    width = len(cells[0]) if cells else 0
    full = np.zeros((len(cells) + 1, width + 1), dtype=np.int64)
    if cells:
        full[:-1, :-1] = cells
    if (full < 0).any():
        raise ValueError("A count is not negative.")
    full[:-1, -1], full[-1, :-1] = full[:-1, :-1].sum(axis=1), full[:-1, :-1].sum(axis=0)
    full[-1, -1] = full[:-1, -1].sum()
    hidden = (full > 0) & (full < SMALLEST)
    for column in hidden_columns:
        hidden[-1, column] = hidden[-1, column] or full[-1, column] > 0
    if not row_totals:
        hidden[:-1, -1] = False  # no part of any sum; told as hidden below
    while _hide_in_lines(full, hidden, row_totals) or _hide_determined(full, hidden, row_totals):
        pass
    if not row_totals:
        hidden[:-1, -1] = True
    shown = [[None if hidden[i, j] else int(full[i, j]) for j in range(width + 1)] for i in range(len(cells) + 1)]
    return Table(
        tuple(tuple(row[:-1]) for row in shown[:-1]), tuple(shown[-1][:-1]), tuple(row[-1] for row in shown[:-1]), shown[-1][-1]
    )


def _hide_in_lines(full: Any, hidden: Any, row_totals: bool) -> bool:
    """Repair the first row or column that tells too much; False when none does. The last entry of a line is its total."""
    rows = slice(None) if row_totals else slice(-1, None)
    columns = slice(None) if row_totals else slice(None, -1)
    for values, mask in (*zip(full[rows], hidden[rows], strict=True), *zip(full.T[columns], hidden.T[columns], strict=True)):
        if not _tells(values, mask):
            continue
        open_cells = [at for at in range(len(values) - 1) if not mask[at] and values[at] > 0]
        if open_cells:
            mask[min(open_cells, key=lambda at: (values[at], at))] = True
        elif not mask[-1]:
            mask[-1] = True
        else:
            continue
        return True
    return False


def _tells(values: Any, mask: Any) -> bool:
    """Whether a hidden number, or a small sum of hidden numbers, follows from one line."""
    count = int(mask.sum())
    if count == 0:
        return False
    if mask[-1]:
        return count == 1  # only the total: the visible parts add up to it
    total = int(values[mask].sum())
    return count == 1 or total < SMALLEST or total <= count  # all of them are ones


def _hide_determined(full: Any, hidden: Any, row_totals: bool) -> bool:
    """Repair a number that follows from several rows and columns together; False when none does."""
    places = [(int(i), int(j)) for i, j in np.argwhere(hidden)]
    if not places:
        return False
    last_row, last_column = full.shape[0] - 1, full.shape[1] - 1
    equations = np.zeros((sum(full.shape), len(places)))
    for at, (i, j) in enumerate(places):
        if row_totals or i == last_row:
            equations[i, at] = -1 if j == last_column else 1
        if row_totals or j != last_column:
            equations[full.shape[0] + j, at] = -1 if i == last_row else 1
    _, sizes, directions = np.linalg.svd(equations)
    free = directions[(sizes > 1e-9).sum() :]
    for at, (i, j) in enumerate(places):
        if np.abs(free[:, at]).max(initial=0) > 1e-9:
            continue
        told = [(int(a), int(b)) for a, b in np.argwhere(~hidden & (full > 0)) if row_totals or a == last_row or b != last_column]
        if told:  # first what shares a row or column with it; else what it follows from stands further away
            a, b = min(told, key=lambda place: (place[0] != i and place[1] != j, full[place], place))
            hidden[a, b] = True
            return True
    return False


def part_of(part: int, whole: Shown) -> Shown:
    """A part of a shown number (`87, of them 34 waiting`): hidden when it or the rest is small, or the whole is hidden."""
    if whole is None or small(part) or small(whole - part):
        return None
    return part


def around(low: int, high: int) -> tuple[int, int]:
    """A range of persons widened to whole fives, so that its ends tell of nobody."""
    return low // SMALLEST * SMALLEST, -(-high // SMALLEST) * SMALLEST


def fold(sizes: Sequence[tuple[int, ...]]) -> tuple[list[int], list[int]]:
    """Which rows of amounts may stand alone and which are told together, as positions.

    ``sizes`` say of how many people each row speaks, in each sense that matters (who uses it, for whom it changes).
    The rows told together speak of nobody or of five people and more in every sense, unless all rows are there.
    """
    apart = [at for at, row in enumerate(sizes) if any(small(size) for size in row)]
    left = sorted((at for at in range(len(sizes)) if at not in apart), key=lambda at: (sum(sizes[at]), at))
    while apart and left and any(small(sum(column)) for column in zip(*(sizes[at] for at in apart), strict=True)):
        fitting = next((at for at in left if _helps(sizes, apart, at)), left[0])
        left.remove(fitting)
        apart.append(fitting)
    return sorted(left), sorted(apart)


def points(begun: Sequence[int]) -> list[int]:
    """The months whose running sums may be told: between two of them something begins for five people and more, or for nobody.

    ``begun`` counts people by month; the last month is always told, because it is the sum of the year.
    """
    told, since = [], 0
    for month, count in enumerate(begun):
        since += count
        if not small(since):
            told.append(month)
            since = 0
    if not told or told[-1] != len(begun) - 1:
        while told and small(sum(begun[told[-1] + 1 :])):
            told.pop()
        told.append(len(begun) - 1)
    return told


def _helps(sizes: Sequence[tuple[int, ...]], apart: Sequence[int], at: int) -> bool:
    return all(not small(sum(sizes[one][sense] for one in apart)) or sizes[at][sense] > 0 for sense in range(len(sizes[at])))
