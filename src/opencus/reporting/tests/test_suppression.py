"""No table of ours gives back a group of fewer than five people."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from opencus.reporting.rules import SMALLEST, Table, around, fold, part_of, points, suppress

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.one_of(st.integers(0, 6), st.integers(0, 200)), min_size=width, max_size=width), min_size=1, max_size=7
    )
)


def lines(table: Table) -> list[list[int | None]]:
    """Every row and column as somebody reads it, its total last."""
    rows = [[*cells, total] for cells, total in zip(table.cells, table.rows, strict=True)]
    rows.append([*table.columns, table.whole])
    return [*rows, *map(list, zip(*rows, strict=True))]


def ways(count: int, total: int, most: int) -> list[set[int]]:
    """What each of ``count`` hidden numbers of at least 1 may be when they add up to ``total``."""
    return [{one for one in range(1, min(most, total) + 1) if (count - 1) <= total - one <= (count - 1) * most}] * count


@given(TABLES)
def test_no_line_gives_back_a_small_group(cells: Sequence[Sequence[int]]) -> None:
    for line in lines(suppress(cells)):
        parts, total = line[:-1], line[-1]
        assert all(one is None or one == 0 or one >= SMALLEST for one in line)
        hidden = sum(one is None for one in parts)
        if total is None:
            assert hidden >= 1  # else the visible parts add up to the hidden total
        elif hidden:
            rest = total - sum(one for one in parts if one is not None)
            assert hidden >= 2
            assert rest >= SMALLEST
            assert all(len(could) > 1 for could in ways(hidden, rest, rest))


@given(TABLES)
def test_no_column_gives_one_back_where_rows_have_no_totals(cells: Sequence[Sequence[int]]) -> None:
    table = suppress(cells, row_totals=False)
    assert set(table.rows) == {None}
    columns = [[*column, total] for column, total in zip(zip(*table.cells, strict=True), table.columns, strict=True)]
    for *parts, total in [*columns, [*table.columns, table.whole]]:
        hidden = sum(one is None for one in parts)
        assert all(one is None or one == 0 or one >= SMALLEST for one in (*parts, total))
        if total is None:
            assert hidden >= 1
        elif hidden:
            rest = total - sum(one for one in parts if one is not None)
            assert hidden >= 2
            assert rest >= SMALLEST
            assert all(len(could) > 1 for could in ways(hidden, rest, rest))


@given(TABLES)
def test_what_is_shown_is_true(cells: Sequence[Sequence[int]]) -> None:
    table = suppress(cells)
    for row, shown in zip(cells, table.cells, strict=True):
        assert all(one is None or one == real for one, real in zip(shown, row, strict=True))
    assert all(one is None or one == sum(column) for one, column in zip(table.columns, zip(*cells, strict=True), strict=True))


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=2, max_size=3))
@example([[0, 0, 1], [0, 1, 1], [1, 1, 0]])  # the one in the middle follows from the total, a row and a column that are not its own
def test_rows_and_columns_together_leave_every_hidden_number_open(cells: list[list[int]]) -> None:
    big = [[one * 4 for one in row] for row in cells]  # 0, 4, 8, 12: small and large side by side
    table = suppress(big)
    hidden = [(i, j) for i, row in enumerate(table.cells) for j, one in enumerate(row) if one is None]
    assert all(_may_be_another(big, table, i, j) for i, j in hidden)


def _may_be_another(real: list[list[int]], table: Table, i: int, j: int) -> bool:
    """Whether another table with the same visible numbers has another number there (a closed walk of steps of one)."""
    import numpy as np

    places = [(a, b) for a, row in enumerate(table.cells) for b, one in enumerate(row) if one is None]
    open_rows = [a for a, one in enumerate(table.rows) if one is not None]
    open_columns = [b for b, one in enumerate(table.columns) if one is not None]
    known = [[1 if place[0] == a else 0 for place in places] for a in open_rows]
    known += [[1 if place[1] == b else 0 for place in places] for b in open_columns]
    if table.whole is not None:
        known.append([1] * len(places))
    wanted = [1 if place == (i, j) else 0 for place in places]
    before = np.linalg.matrix_rank(np.array(known)) if known else 0
    return bool(np.linalg.matrix_rank(np.array([*known, wanted])) > before)


def test_a_small_group_takes_a_neighbour_with_it() -> None:
    table = suppress([[3, 20], [40, 30], [9, 50]])
    assert [row[0] for row in table.cells] == [None, 40, None]  # 52 - 40 - 9 would have said 3
    assert table.columns == (52, 100)


def test_a_table_without_small_groups_is_shown_whole() -> None:
    assert suppress([[5, 0], [7, 11]]) == Table(((5, 0), (7, 11)), (12, 11), (5, 18), 23)


def test_a_total_hidden_elsewhere_stays_hidden() -> None:
    table = suppress([[10, 20], [30, 40]], hidden_columns=[0])
    assert table.columns[0] is None
    assert any(row[0] is None for row in table.cells)


def test_a_count_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        suppress([[-1]])


@pytest.mark.parametrize(("part", "whole", "shown"), [(34, 87, 34), (3, 87, None), (84, 87, None), (0, 87, 0), (87, 87, 87), (6, None, None)])
def test_a_part_is_shown_when_it_and_the_rest_are_large_enough(part: int, whole: int | None, shown: int | None) -> None:
    assert part_of(part, whole) == shown


def test_a_range_ends_on_whole_fives() -> None:
    assert around(12, 13) == (10, 15)
    assert around(10, 10) == (10, 10)


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=8))
def test_amounts_of_few_people_are_told_together_with_others(sizes: list[tuple[int, int]]) -> None:
    alone, together = fold(sizes)
    assert sorted([*alone, *together]) == list(range(len(sizes)))
    assert all(not 0 < size < SMALLEST for at in alone for size in sizes[at])
    if alone:
        for sense in range(2):
            assert not 0 < sum(sizes[at][sense] for at in together) < SMALLEST


@given(st.lists(st.integers(0, 9), min_size=12, max_size=12))
def test_no_month_of_the_year_tells_of_fewer_than_five(begun: list[int]) -> None:
    told = points(begun)
    assert told[-1] == 11
    starts = [0, *(month + 1 for month in told)]
    groups = [sum(begun[start : month + 1]) for start, month in zip(starts, told, strict=False)]
    if sum(begun) >= SMALLEST:
        assert all(not 0 < group < SMALLEST for group in groups)


def test_months_are_told_where_five_people_have_begun() -> None:
    assert points([1, 0, 2, 3, 0, 0, 7, 0, 0, 0, 0, 2]) == [3, 4, 5, 11]
    assert points([0, 0, 9] + [0] * 9) == list(range(12))
