"""Fees: exact bands, dated criteria, the national table, never a range."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencus.programmes.rules.fees import (
    Band,
    Income,
    NoTariff,
    Table,
    Tariff,
    check_bands,
    criterion_on,
    fee,
    fees,
    income_pct,
    national_table,
)

TODAY = date(2026, 11, 22)
D = Decimal
COUNCIL = Table(
    "Tabela", D("38.00"),
    tuple(Band(up, D(p)) for up, p in [(100, 0), (130, 5), (160, 10), (200, 20), (250, 35), (300, 55), (350, 80), (None, 100)]),
    tuple(Band(up, D(p)) for up, p in [(100, 0), (130, 7), (160, 15), (200, 30), (250, 50), (300, 75), (None, 100)]),
    date(2026, 1, 1), "uchwała",
)  # fmt: skip
CARE = Tariff("table", measure="hour", table=COUNCIL)
INCOMES = st.integers(0, 2_000_000).map(lambda grosze: D(grosze) / 100)


def unit(tariff: Tariff, total: str, persons: int = 1, on: date = TODAY) -> Decimal | None:
    return fee(tariff, income=Income(D(total), persons), on=on).unit_fee


def test_exactly_the_criterion_is_free_and_one_grosz_more_is_the_next_step():
    assert unit(CARE, "1010.00") == 0
    assert unit(CARE, "1010.01") == D("1.90")


def test_two_people_in_one_household_use_the_family_table():
    assert unit(CARE, "1646.00", persons=2) == 0, "2 x 823"
    assert unit(CARE, "1646.01", persons=2) == D("2.66"), "7 % of 38 zł"


@pytest.mark.parametrize(
    ("total", "percent"),
    [("1313.00", "5"), ("1313.01", "10"), ("2020.00", "20"), ("2020.01", "35"), ("3535.00", "80"), ("3535.01", "100")],
)
def test_every_edge_of_a_band_belongs_to_the_lower_step(total, percent):
    assert fee(CARE, income=Income(D(total), 1), on=TODAY).basis["percent"] == percent


def test_the_criterion_is_a_dated_value():
    assert (criterion_on(date(2025, 1, 1)).single, criterion_on(date(2025, 1, 1)).family) == (1010, 823)
    assert (criterion_on(date(2024, 12, 31)).single, criterion_on(date(2024, 12, 31)).family) == (776, 600)
    assert criterion_on(TODAY).source == "Dz.U. 2024 poz. 1044"
    with pytest.raises(ValueError, match="2022"):
        criterion_on(date(2021, 12, 31))


def test_the_same_income_costs_more_under_the_older_criterion():
    assert unit(CARE, "1000.00", on=date(2024, 12, 31)) == D("1.90"), "129 % of 776 zł"
    assert unit(CARE, "1000.00", on=date(2025, 1, 1)) == 0


@pytest.mark.parametrize(
    ("bound", "single_below", "family_below"),
    [("1010.00", "0", "0"), ("2222.00", "1.5", "3.5"), ("2525.00", "10", "15"), ("3030.00", "15", "25"),
     ("4040.00", "30", "45"), ("5050.00", "50", "65"), ("6060.00", "75", "85")],
)  # fmt: skip
def test_the_national_table_of_mental_disorders_has_eight_bands(bound, single_below, family_below):
    tariff = Tariff("national_table", measure="hour", amount=D(40))
    single = fee(tariff, income=Income(D(bound), 1), on=TODAY).basis
    family = fee(tariff, income=Income(D(bound) * 2, 2), on=TODAY).basis
    assert (single["percent"], family["percent"]) == (single_below, family_below)
    assert family["base"] == "1010", "the regulation measures both columns by the single person's criterion"


def test_the_base_of_the_national_table_can_be_chosen():
    tariff = Tariff("national_table", measure="hour", table=national_table(D(40), base="by_column"))
    assert fee(tariff, income=Income(D("1646.00"), 2), on=TODAY).unit_fee == 0
    assert fee(tariff, income=Income(D("1646.01"), 2), on=TODAY).unit_fee == D("1.40")
    assert fee(tariff, income=Income(D("60000.00"), 2), on=TODAY).unit_fee == 40


def test_a_session_is_free_up_to_one_and_a_half_of_the_criterion():
    physio = Tariff("flat", amount=D(25), measure="session", free_to=150)
    assert unit(physio, "1515.00") == 0
    assert unit(physio, "1515.01") == 25


def test_without_a_declared_income_there_is_no_relief():
    physio = Tariff("flat", amount=D(25), measure="session", free_to=150)
    set_fee = fee(physio, income=None, on=TODAY)
    assert set_fee.unit_fee == 25
    assert set_fee.text == "25,00\u00a0zł za sesję (nie podano dochodu, więc bez zwolnienia)"
    assert fee(CARE, income=None, on=TODAY).unit_fee == 38


def test_a_stay_from_mid_month_is_rounded_once_at_the_end():
    flat = Table("Mieszkanie", D("19.00"), (Band(100, D(0)), Band(120, D("17.5")), Band(None, D(100))), (), date(2026, 1, 1), "uchwała")
    stay = fee(Tariff("table", measure="day", table=flat), income=Income(D("1100"), 1), on=TODAY)
    assert stay.basis["exact"] == "3.325"
    assert stay.due(D(17)) == D("56.53"), "17 days x 3.325 = 56.525, half a grosz up"


def test_specialist_care_multiplies_the_cost_of_the_table():
    assert fee(Tariff("table", measure="hour", table=COUNCIL, multiplier=D("1.3")), income=None, on=TODAY).unit_fee == D("49.40")


def test_each_destination_has_its_own_fee():
    taxi = [
        Tariff("flat", "in_gmina", "na terenie gminy", D(5), "trip"), Tariff("flat", "to_powiat", "w powiecie", D(10), "trip"),
        Tariff("free", "day_home", "do dziennego domu"), Tariff("individual", "further", "dalej"),
    ]  # fmt: skip
    set_fee = fees(taxi, income=None, on=TODAY)
    assert set_fee.unit_fee is None
    assert {name: one["unit_fee"] for name, one in set_fee.basis["variants"].items()} == {
        "in_gmina": "5.00", "to_powiat": "10.00", "day_home": "0.00", "further": None,
    }  # fmt: skip
    assert "do dziennego domu: bezpłatnie" in set_fee.text
    with pytest.raises(NoTariff):
        set_fee.due(D(1))


def test_a_label_that_says_the_fee_is_said_once():
    label = "bezpłatnie, płacisz za części powyżej 100 zł"
    assert fee(Tariff("free", label=label), income=None, on=TODAY).text == label


def test_part_of_the_cost_and_part_of_the_income():
    assert fee(Tariff("percent_of_cost", percent=D(20)), income=None, on=TODAY).unit_fee is None
    assert fee(Tariff("percent_of_cost", percent=D(20), amount=D("1500")), income=None, on=TODAY).unit_fee == 300
    assert fee(Tariff("percent_of_income", percent=D(5)), income=Income(D("2400"), 1), on=TODAY).unit_fee == 120


def test_without_a_tariff_nothing_may_be_charged():
    with pytest.raises(NoTariff, match="nie przewiduje opłaty"):
        fees([], income=None, on=TODAY)


def test_the_basis_keeps_everything_the_fee_was_set_on():
    basis = fee(CARE, income=Income(D("1400"), 1), on=TODAY).basis
    assert basis == {
        "kind": "table", "on": "2026-11-22", "rounding": "round_half_up", "variant": "", "income": "1400", "persons": 1,
        "column": "single", "criterion": "1010", "criterion_source": "Dz.U. 2024 poz. 1044", "table": "Tabela",
        "table_source": "uchwała", "unit_cost": "38.00", "base": "1010", "up_to": 160, "percent": "10",
        "exact": "3.80", "unit_fee": "3.80",
    }  # fmt: skip


@pytest.mark.parametrize(
    "bands",
    [[], [Band(100, D(0))], [Band(130, D(0)), Band(100, D(5)), Band(None, D(100))], [Band(100, D(5)), Band(None, D(0))],
     [Band(None, D(0)), Band(None, D(1))]],
)  # fmt: skip
def test_a_table_with_gaps_or_falling_steps_is_refused(bands):
    with pytest.raises(ValueError, match=r"tabeli"):
        check_bands(bands)


@given(low=INCOMES, high=INCOMES, persons=st.integers(1, 6))
def test_who_earns_more_never_pays_less(low, high, persons):
    low, high = sorted([low, high])
    for tariff in (CARE, Tariff("national_table", measure="hour", amount=D(40)), Tariff("flat", amount=D(25), free_to=150)):
        assert unit(tariff, str(low), persons) <= unit(tariff, str(high), persons)


@given(total=INCOMES, persons=st.integers(1, 7), percent=st.integers(50, 700))
def test_a_condition_on_income_and_a_fee_agree_about_every_edge(total, persons, percent):
    income = Income(total, persons)
    base = criterion_on(TODAY).of(income.column)
    assert (income_pct(income, TODAY) <= percent) == income.within(percent, base)
