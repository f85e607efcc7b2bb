"""Sums that add up, limits that hold, a share that is strictly more."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencus.core.money import cost
from opencus.settlement import rules
from opencus.settlement.models import SettlementLine
from opencus.settlement.queries.months import summary
from opencus.settlement.rules import Share

units = st.decimals(min_value=0, max_value=500, places=2)
rates = st.decimals(min_value=0, max_value=900, places=2)
VERDICTS = ("recognised", "open", "rejected")


def line(planned: Decimal, reported: Decimal, confirmed: Decimal, left: Decimal, rate: Decimal, verdict: str) -> SettlementLine:
    found = rules.difference(planned=planned, reported=reported, confirmed=confirmed, left_in_limit=left)
    return SettlementLine(
        planned=planned, reported=reported, confirmed=confirmed, disputed=found.units, why=found.why, rate=rate,
        verdict=verdict if found.units else "clear",
    )  # fmt: skip


lines = st.lists(st.builds(line, units, units, units, units, rates, st.sampled_from(VERDICTS)), max_size=12)


@given(lines)
def test_the_parts_of_a_month_give_its_whole(rows: list[SettlementLine]) -> None:
    found = summary(rows)
    assert found.confirmed.amount + found.recognised.amount == found.due.amount
    assert found.due.amount + found.waiting.amount + found.rejected.amount == found.reported.amount
    assert found.confirmed.units + found.recognised.units == found.due.units
    assert found.due.units + found.waiting.units + found.rejected.units == found.reported.units


@given(units, units, units, units, st.sampled_from((*VERDICTS, "clear")))
def test_nobody_is_paid_for_more_than_reported_and_unrecognised_units_never(
    planned: Decimal, reported: Decimal, confirmed: Decimal, left: Decimal, verdict: str
) -> None:
    found = rules.difference(planned=planned, reported=reported, confirmed=confirmed, left_in_limit=left)
    assert 0 <= found.units <= reported
    assert bool(found.units) == bool(found.why)
    paid = rules.payable_units(reported=reported, disputed=found.units, verdict=verdict)
    assert 0 <= paid <= reported
    if verdict != "recognised":
        assert paid <= min(planned, confirmed, left)


@given(units, units, units, units, units)
def test_more_confirmed_planned_or_left_never_makes_the_difference_larger(
    planned: Decimal, reported: Decimal, confirmed: Decimal, left: Decimal, more: Decimal
) -> None:
    def disputed(**changed: Decimal) -> Decimal:
        figures = {"planned": planned, "reported": reported, "confirmed": confirmed, "left_in_limit": left}
        return rules.difference(**(figures | changed)).units

    now = disputed()
    assert disputed(confirmed=confirmed + more) <= now
    assert disputed(planned=planned + more) <= now
    assert disputed(left_in_limit=left + more) <= now
    assert disputed(reported=reported + more) >= now


@given(units, units, rates, rates, rates)
def test_what_fits_under_the_limits_never_costs_more_than_is_left(
    limit: Decimal, used: Decimal, value_limit: Decimal, value_used: Decimal, rate: Decimal
) -> None:
    left = rules.left_in_limit(
        units_limit=limit, units_used=used, value_limit=value_limit, value_used=value_used, rate=rate
    )
    assert 0 <= left <= max(limit - used, Decimal(0))
    if left and rate:
        assert cost(rate, left) <= value_limit - value_used


@given(st.decimals(min_value=0, max_value=10**7, places=2), st.decimals(min_value=0, max_value=10**7, places=2))
def test_the_share_is_of_the_whole_and_strictly_more_than_the_minimum(part: Decimal, rest: Decimal) -> None:
    share = Share(part, part + rest)
    assert share.exceeds(Decimal(35)) == (part * 65 > rest * 35)
    if share.percent is not None:
        assert 0 <= share.percent <= 100


def test_exactly_the_minimum_is_not_enough() -> None:
    assert not Share(Decimal("35.00"), Decimal("100.00")).exceeds(Decimal("35.00"))
    assert Share(Decimal("35.01"), Decimal("100.00")).exceeds(Decimal("35.00"))
    assert Share(Decimal(0), Decimal(0)).percent is None
    assert not Share(Decimal(0), Decimal(0)).exceeds(Decimal("35.00"))


@pytest.mark.parametrize(
    ("figures", "why"),
    [
        (("2", "2", "0", "9"), "Brak potwierdzenia klienta."),
        (("2", "2", "1.5", "9"), "Klient potwierdził 1,5, zgłoszono 2."),
        (("2", "3", "3", "9"), "Dłużej niż w planie: plan 2, zgłoszono 3."),
        (("2", "2", "2", "0.5"), "Ponad limit umowy: zostało 0,5."),
        (("2", "2", "2", "9"), ""),
    ],
)
def test_the_weightiest_reason_is_said_in_plain_words(figures: tuple[str, ...], why: str) -> None:
    planned, reported, confirmed, left = map(Decimal, figures)
    found = rules.difference(planned=planned, reported=reported, confirmed=confirmed, left_in_limit=left)
    assert found.why == why


@pytest.mark.parametrize("number", ["", "123", "1234567890-20261104-0a1b2c3d4e5f-6A", "1234567890-20261104-0A1B2C3D4E5F"])
def test_a_wrong_ksef_number_is_told_with_an_example(number: str) -> None:
    assert "na przykład" in rules.ksef_problem(number)


def test_a_right_ksef_number_is_taken() -> None:
    assert rules.ksef_problem("1234567890-20261104-0A1B2C3D4E5F-6A") == ""


@pytest.mark.parametrize("mode", sorted(rules.WITHOUT_INVOICE))
def test_grants_and_own_staff_need_no_invoice(mode: str) -> None:
    assert rules.missing_for_submission(mode=mode, invoice_number="", invoice_amount=None, ksef_number="") == {}
    assert rules.invoice_excess(mode=mode, invoice_amount=None, due=Decimal(5)) is None


def test_the_invoice_says_by_how_much_it_is_wrong() -> None:
    assert rules.invoice_excess(mode="procurement", invoice_amount=Decimal("110"), due=Decimal("100")) == 10
    assert rules.invoice_excess(mode="procurement", invoice_amount=Decimal("90"), due=Decimal("100")) == -10
