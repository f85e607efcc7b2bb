"""How answers are counted, and that no small group can be read from a split."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencus.programmes.rules import questionnaires as rules
from opencus.programmes.rules.questionnaires import SMALLEST, Asked, crossed, hide_small, tally

AGE = Asked(1, "Ile masz lat?", "one", ("do 59", "60 i więcej"))
HELP = Asked(2, "Co by pomogło?", "many", ("taksówka", "złota rączka"))
EASY = Asked(3, "Jak łatwo dojechać?", "scale")
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=5)
)


def test_percent_is_of_those_who_answered_the_question() -> None:
    counted = tally(HELP, [{"2": ["taksówka", "złota rączka"]}, {"2": ["taksówka"]}, {"1": "do 59"}])
    assert (counted.answered, [(one.number, one.percent) for one in counted.counts]) == (2, [(2, 100), (1, 50)])
    assert tally(HELP, []).counts[0].percent == 0


def test_the_mean_of_a_scale_is_rounded_once_half_up() -> None:
    assert tally(EASY, [{"3": 1}, {"3": 2}, {"3": 2}, {"3": 4}]).mean == Decimal("2.3")  # 2.25
    assert tally(EASY, [{"1": "do 59"}]).mean is None


def test_words_are_kept_as_they_were_written() -> None:
    assert tally(Asked(4, "Co jeszcze?", "text"), [{"4": "Ławka."}, {}, {"4": ""}]).words == ("Ławka.",)


@pytest.mark.parametrize(("day", "phase"), [(1, "before"), (2, "open"), (9, "open"), (10, "over")])
def test_both_days_belong_to_it(day: int, phase: str) -> None:
    assert rules.phase(date(2026, 5, 2), date(2026, 5, 9), date(2026, 5, day)) == phase


def test_each_begun_hour_adds_its_share() -> None:
    assert not rules.full(rules.MOST_AN_HOUR - 1, 0)
    assert rules.full(rules.MOST_AN_HOUR, 0)
    assert not rules.full(rules.MOST_AN_HOUR, 1)
    assert rules.full(24 * rules.MOST_AN_HOUR, 23)


def test_a_small_group_is_not_split_out() -> None:
    given = [{"1": "do 59", "3": 1}] * 6 + [{"1": "do 59", "3": 5}] * 5 + [{"1": "60 i więcej", "3": 1}] * 2 + [{"1": "60 i więcej", "3": 5}] * 7
    table = crossed(EASY, AGE, given)
    rows = {name: (cells, whole) for name, cells, whole in table.rows}
    assert set(rows) == {"do 59", "60 i więcej"}
    assert rows["60 i więcej"][0][0] is None  # two people
    assert rows["do 59"][0][0] is None  # or 8 - 6 = 2
    large = crossed(EASY, AGE, given * 4)
    assert [(whole, cells[0]) for _, cells, whole in large.rows] == [(44, 24), (36, 8)]


def test_whoever_left_a_question_out_is_a_group_of_their_own() -> None:
    table = crossed(EASY, AGE, [{"3": 1}] * 5 + [{"1": "do 59"}] * 6)
    assert [(name, whole) for name, _, whole in table.rows] == [("do 59", 6), (rules.UNANSWERED, 5)]


@given(TABLES)
def test_no_line_gives_a_small_number_back(cells: list[list[int]]) -> None:
    shown = hide_small(cells)
    full = [[*row, sum(row)] for row in cells]
    assert all(value is None or value == full[i][j] for i, row in enumerate(shown) for j, value in enumerate(row))
    assert all(value is None for i, row in enumerate(shown) for j, value in enumerate(row) if 0 < full[i][j] < SMALLEST)
    lines = [[(i, j) for j in range(len(full[0]))] for i in range(len(full))] + [[(i, j) for i in range(len(full))] for j in range(len(full[0]))]
    for line in lines:
        behind = [full[i][j] for i, j in line if shown[i][j] is None]
        rest = [full[i][j] for i, j in line if shown[i][j] is not None]
        assert not behind or (len(behind) > 1 and sum(behind) >= SMALLEST) or not any(rest)
