"""The year, the thirty days, the mandatory plan, the amounts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencus.plans import rules
from opencus.plans.rules import FeePart, ItemParts

ANY_DAY = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 12, 14), date(2027, 12, 13)),
        (date(2027, 3, 1), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2028, 3, 1), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 27)),
        (date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_plan_ends_within_a_calendar_year(start: date, end: date) -> None:
    assert rules.latest_end(start) == end


@given(ANY_DAY)
def test_the_longest_plan_is_365_or_366_days_and_fits_the_table(start: date) -> None:
    length = (rules.latest_end(start) - start).days + 1
    assert length in (365, 366)


@given(ANY_DAY)
def test_a_plan_that_starts_later_never_has_to_end_earlier(start: date) -> None:
    assert rules.latest_end(start) <= rules.latest_end(start + timedelta(days=1))


def test_the_thirty_days_run_from_the_application() -> None:
    assert rules.due_on(date(2026, 11, 23)) == date(2026, 12, 23)
    half_way = rules.clock(date(2026, 12, 23), date(2026, 12, 8))
    assert (half_way.used, half_way.left, half_way.overdue) == (15, 15, False)
    assert not rules.clock(date(2026, 12, 23), date(2026, 12, 23)).overdue
    assert rules.clock(date(2026, 12, 23), date(2026, 12, 24)).overdue


def test_a_plan_is_mandatory_when_two_services_run_together_for_three_months() -> None:
    start = date(2026, 1, 1)
    three, less = (start, date(2026, 3, 31)), (start, date(2026, 3, 30))
    assert rules.plan_mandatory([three, three])
    assert not rules.plan_mandatory([three, less])
    assert not rules.plan_mandatory([three])
    assert not rules.plan_mandatory([three, (date(2026, 4, 1), date(2026, 12, 31))])


def parts(**changes: object) -> ItemParts:
    values: dict[str, object] = {
        "anchor": "u1", "name": "Złota rączka", "measure": "job", "quantity": Decimal(2), "period": "month",
        "schedule": "wt. 9:30–10:15", "provider": "Pomocna Dłoń", "place": "w domu", "entitled": True,
    }  # fmt: skip
    return ItemParts(**(values | changes))  # type: ignore[arg-type]


def missing(*items: ItemParts, agreed: bool = True, until: date = date(2026, 12, 31)) -> list[tuple[str, str]]:
    day = date(2026, 7, 1)
    found = rules.missing_parts(items, agreed_on=day if agreed else None, valid_from=day, valid_to=until)
    return [(one.part, one.anchor) for one in found]


def test_nothing_is_missing_from_a_complete_plan() -> None:
    assert missing(parts()) == []


@pytest.mark.parametrize(
    ("change", "part", "anchor"),
    [
        ({"quantity": None}, "amount", "u1-quantity"),
        ({"period": ""}, "amount", "u1-quantity"),
        ({"schedule": ""}, "schedule", "u1-schedule"),
        ({"provider": ""}, "provider", "u1-provider"),
        ({"place": ""}, "place", "u1-place"),
        ({"entitled": False}, "service", "u1"),
    ],
)
def test_each_missing_part_is_named_with_the_place_to_mend_it(change: dict[str, object], part: str, anchor: str) -> None:
    assert missing(parts(**change)) == [(part, anchor)]


def test_a_plan_needs_a_service_and_an_agreement_and_at_most_a_year() -> None:
    assert missing(agreed=False) == [("service", "dodaj"), ("agreement", "ustalenie")]
    assert missing(parts(), until=date(2027, 7, 1)) == [("period", "id_valid_to")]


def test_a_plan_cannot_hold_more_than_was_granted() -> None:
    limits = [{"quantity": "4.00", "measure": "job", "period": "month"}]
    assert rules.over_limit(parts(quantity=Decimal(1), period="week", limits=limits)) == ""
    assert "8 to więcej niż przyznane 4 naprawy" in rules.over_limit(parts(quantity=Decimal(2), period="week", limits=limits))
    yearly = [{"quantity": "12", "measure": "job", "period": "year"}]
    assert rules.over_limit(parts(quantity=Decimal(1), limits=yearly)) == ""
    assert rules.over_limit(parts(quantity=Decimal(13), period="total", limits=yearly)) != ""
    assert rules.over_limit(parts(quantity=Decimal(99), limits=[{"quantity": "1", "measure": "hour", "period": "month"}])) == ""


@pytest.mark.parametrize(
    ("limits", "months", "most"),
    [
        ([("4", "month")], 6, ("4", "month")),
        ([("4", "month"), ("20", "year")], 6, ("20", "total")),
        ([("4", "month"), ("20", "year")], 5, ("4", "month")),
        ([("2", "month"), ("12", "year")], 12, ("12", "total")),
        ([("4", "month"), ("10", "quarter")], 6, ("20", "total")),
        ([("12", "year")], 6, ("12", "total")),
        ([("4", "day"), ("240", "year")], 6, ("240", "total")),
        ([("4", "month"), ("9", "total")], 6, ("9", "total")),
    ],
)
def test_the_amount_proposed_is_the_most_that_fits_every_limit(
    limits: list[tuple[str, str]], months: int, most: tuple[str, str]
) -> None:
    granted = [{"quantity": quantity, "measure": "session", "period": period} for quantity, period in limits]
    proposed = rules.most_allowed(granted, "session", months)
    assert proposed == (Decimal(most[0]), most[1])
    planned = parts(measure="session", quantity=proposed[0], period=proposed[1], limits=granted)
    assert rules.over_limit(planned, months) == ""


def test_a_limit_of_a_day_or_of_another_measure_proposes_nothing() -> None:
    assert rules.most_allowed([{"quantity": "4", "measure": "hour", "period": "day"}], "hour", 6) is None
    assert rules.most_allowed([{"quantity": "4", "measure": "hour", "period": "month"}], "visit", 6) is None


def test_a_short_plan_is_not_measured_by_a_whole_year() -> None:
    yearly = [{"quantity": "12", "measure": "job", "period": "year"}]
    assert rules.months_begun(date(2026, 11, 22), date(2027, 5, 21)) == 6
    assert rules.over_limit(parts(quantity=Decimal(2), period="month", limits=yearly), 6) == ""
    assert "24 to więcej niż przyznane 12 napraw" in rules.over_limit(parts(quantity=Decimal(2), period="month", limits=yearly), 12)


def test_the_cost_of_a_month_counts_whole_units_and_names_what_is_set_later() -> None:
    cost = rules.client_cost(
        [
            FeePart("Opieka", "hour", Decimal(10), "week", Decimal("3.80")),
            FeePart("Taksówka", "trip", Decimal(8), "month", Decimal("5.00")),
            FeePart("Fizjoterapeuta", "visit", Decimal(2), "week", Decimal("0.00")),
            FeePart("Ramowa", "job", Decimal(2), "total", Decimal("20.00")),
            FeePart("Przewóz daleki", "trip", Decimal(1), "month", None),
        ]
    )
    assert cost.monthly == Decimal("203.40")
    assert cost.once == Decimal("40.00")
    assert "2 napr. × 20,00" in cost.once_explained
    assert not cost.is_free
    assert cost.open_names == "Przewóz daleki"
    assert "43 godz. × 3,80" in cost.explained



@pytest.mark.parametrize(
    ("text", "fee", "remark"),
    [
        ("25,00 zł za sesję (dochód powyżej 150% kryterium)", "25,00 zł za sesję", "dochód powyżej 150% kryterium"),
        ("bezpłatnie, płacisz za części powyżej 100 zł", "bezpłatnie", "płacisz za części powyżej 100 zł"),
        ("w gminie: 5,00 zł; dalej: 10,00 zł", "różna", "w gminie: 5,00 zł; dalej: 10,00 zł"),
        ("bezpłatnie", "bezpłatnie", ""),
    ],
)
def test_a_fee_is_short_and_its_remark_stands_below(text: str, fee: str, remark: str) -> None:
    assert rules.fee_parts(text) == (fee, remark)
