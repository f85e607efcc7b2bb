"""The awkward cases of real programmes: edges of income, columns, days times exact percents, shared limits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencus.programmes.rules.conditions import parse
from opencus.programmes.rules.fees import Band, Income, Table, Tariff, income_pct
from opencus.programmes.rules.limits import Limit, applicable, units_per_month
from opencus.programmes.rules.service import ServiceRules, judge
from opencus.programmes.tests.factories_rules import TODAY, hundredths

D = Decimal
CARE = Table(
    "Tabela", D("38.00"),
    tuple(Band(up, D(p)) for up, p in [(100, 0), (130, 5), (160, 10), (200, 20), (None, 100)]),
    tuple(Band(up, D(p)) for up, p in [(100, 0), (130, 7), (160, 15), (200, 30), (None, 100)]),
    TODAY, "uchwała",
)  # fmt: skip
FLAT = Table("Mieszkanie", D("19.00"), tuple(Band(up, D(p)) for up, p in [(100, 0), (120, 20), (150, 50), (None, 100)]), (), TODAY, "uchwała")
HOME = ServiceRules("UO", measure="hour", tariffs=(Tariff("table", measure="hour", table=CARE),))
DWELLING = ServiceRules("MCH", measure="day", tariffs=(Tariff("table", measure="day", table=FLAT),))


def hour(total: str, persons: int) -> Decimal | None:
    found = judge(HOME, {}, Income(D(total), persons), TODAY).fee
    return found and found.unit_fee


def test_an_income_of_exactly_the_criterion_is_free_and_a_grosz_more_is_the_next_step():
    assert (hour("1010.00", 1), hour("1010.01", 1)) == (0, D("1.90"))


def test_two_people_in_one_household_use_the_family_column():
    assert (hour("1646.00", 2), hour("1646.01", 2)) == (0, D("2.66"))
    assert hour("1010.01", 1) != hour("2020.02", 2), "the same income per person, another column"


def test_whoever_moves_in_on_the_seventh_and_out_on_the_twentieth_pays_for_fourteen_days():
    found = judge(DWELLING, {}, Income(D("1500.00"), 1), TODAY).fee
    assert found is not None
    assert found.basis["percent"] == "50"
    assert (found.unit_fee, found.due(D(14))) == (D("9.50"), D("133.00"))


@pytest.mark.parametrize(("percent", "days", "due"), [("17.5", 17, "56.53"), ("33.33", 31, "196.31"), ("0.01", 1, "0.00"), ("0.03", 1, "0.01")])
def test_days_times_rate_times_an_exact_percent_is_rounded_once_to_a_grosz(percent, days, due):
    odd = Table("Mieszkanie", D("19.00"), (Band(None, D(percent)),), (), TODAY, "uchwała")
    found = judge(ServiceRules("MCH", tariffs=(Tariff("table", table=odd),)), {}, Income(D("1500"), 1), TODAY).fee
    assert found
    assert found.due(D(days)) == D(due)


def test_a_condition_on_income_is_exact_on_both_sides_of_a_whole_percent():
    at_least = ServiceRules("X", condition=parse({"fact": "income_pct", "op": ">=", "value": 100}))
    assert judge(at_least, {}, Income(D("1010.00"), 1), TODAY).access.truth is True
    assert judge(at_least, {}, Income(D("1009.99"), 1), TODAY).access.truth is False, "99,999 % is not 100 %"


@given(total=hundredths(0, 3_000_000), persons=st.integers(1, 7), percent=st.integers(0, 700))
def test_no_whole_percent_is_reached_by_rounding(total, persons, percent):
    income = Income(total, persons)
    exact, said = total * 100, D(1010 if persons == 1 else 823) * persons * percent
    shown = income_pct(income, TODAY)
    assert (shown < percent, shown == percent, shown > percent) == (exact < said, exact == said, exact > said)


def test_the_food_parcel_ends_at_220_percent_of_the_criterion():
    parcel = ServiceRules("ZYW", condition=parse({"fact": "income_pct", "op": "<=", "value": 220}))
    assert judge(parcel, {}, Income(D("2222.00"), 1), TODAY).access.truth is True
    assert judge(parcel, {}, Income(D("2222.01"), 1), TODAY).access.truth is False
    assert judge(parcel, {}, Income(D("3621.20"), 2), TODAY).access.truth is True, "2 x 823 x 220 %"
    asked = judge(parcel, {}, None, TODAY)
    assert (asked.access.truth, asked.missing) == (None, ("income_pct",))


def test_the_old_criterion_counts_for_a_day_before_2025():
    before = judge(HOME, {}, Income(D("1000.00"), 1), date(2024, 12, 31)).fee
    after = judge(HOME, {}, Income(D("1000.00"), 1), date(2025, 1, 1)).fee
    assert before
    assert after
    assert (before.unit_fee, after.unit_fee) == (D("1.90"), 0)


def test_five_percent_of_an_income_shared_by_three_is_rounded_by_name():
    day = ServiceRules("DDS", tariffs=(Tariff("percent_of_income", percent=D(5)),))
    found = judge(day, {}, Income(D("1000.00"), 3), TODAY).fee
    assert found is not None
    assert found.basis["exact"] == "16.6665", "333,33 zł per person, then 5 %, not yet rounded"
    assert (found.unit_fee, found.basis["rounding"]) == (D("16.67"), "round_half_up")


def test_two_hundred_and_forty_hours_are_shared_by_the_person_and_both_carers():
    shared = Limit(D(240), "hour", "year", scope="cared_for")
    assert shared.text == "240 godzin rocznie wspólnie dla osoby i jej opiekunów"
    assert Limit.from_json(shared.as_json()) == shared
    assert Limit.from_json({"quantity": "4", "measure": "hour", "period": "day"}).scope == "person", "as stored before"
    with pytest.raises(ValueError, match="kogo dotyczy"):
        Limit(D(1), "hour", "day", scope="street")  # type: ignore[arg-type]


def test_the_limit_of_a_household_does_not_replace_the_limit_of_a_person():
    severe = parse({"fact": "degree", "op": "==", "value": "severe"})
    limits = [Limit(D(60), "hour", "month", severe), Limit(D(100), "hour", "month", severe, "household")]
    assert len(applicable(limits, {"degree": "severe"}).limits) == 2
    assert units_per_month(limits, "hour") == 6000


@pytest.mark.parametrize(
    ("quantity", "period", "monthly"),
    [("4", "month", 400), ("240", "year", 2000), ("20", "year", 166), ("2", "quarter", 66), ("4", "day", 12166), ("1", "season", 8)],
)
def test_every_limit_says_how_much_it_leaves_for_a_month(quantity, period, monthly):
    assert units_per_month([Limit(D(quantity), "hour", period)], "hour") == monthly
    assert units_per_month([Limit(D(quantity), "hour", period)], "km") is None, "measured in something else"
