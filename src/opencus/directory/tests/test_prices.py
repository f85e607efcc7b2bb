"""What a service costs is said in a resident's words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from opencus.directory.prices import price
from opencus.programmes.models import FeeRule, FeeTable


def rule(kind: str, amount: str | None = None, measure: str = "trip", **fields: object) -> FeeRule:
    return FeeRule(kind=kind, amount=Decimal(amount) if amount else None, measure=measure, **fields)


@pytest.mark.parametrize(
    ("rules", "amount", "remark", "free"),
    [
        ([], "Bezpłatnie", "", True),
        ([rule("free", label="bezpłatnie, płacisz za części")], "Bezpłatnie", "płacisz za części", True),
        ([rule("flat", "5.00", "entry")], "5 zł", "za wejście", False),
        ([rule("flat", "0.80", "km")], "0,80 zł", "za kilometr", False),
        ([rule("flat", "5.00", variant="a"), rule("flat", "10.00", variant="b"), rule("free", variant="c")], "0–10 zł", "za przejazd, zależy dokąd", False),
        ([rule("table", measure="hour", table=FeeTable(unit_cost=Decimal("38.00")))], "0–38 zł", "za godzinę, zależy od dochodu", False),
        ([rule("percent_of_cost", percent=Decimal("20"), measure="month")], "Zależy od kosztu lub dochodu", "20% kosztu", False),
    ],
)  # fmt: skip
def test_a_price_reads_as_one_would_say_it(rules: list[FeeRule], amount: str, remark: str, free: bool) -> None:
    said = price(rules)
    assert (said.amount.replace("\xa0", " "), said.remark, said.free) == (amount, remark, free)
