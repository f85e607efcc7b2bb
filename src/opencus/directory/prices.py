"""What a service costs, in a resident's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from opencus.core.money import format_zl
from opencus.programmes.models import FeeRule

_FOR_ONE = {
    "hour": "za godzinę", "visit": "za wizytę", "session": "za spotkanie", "job": "za naprawę", "trip": "za przejazd", "km": "za kilometr",
    "entry": "za wejście", "day": "za dzień", "meal": "za posiłek", "month": "za miesiąc", "case": "", "parcel": "", "event": "",
}  # fmt: skip


@dataclass(frozen=True)
class Price:
    """``amount`` stands out, ``remark`` explains; ``free`` tells the filter."""

    amount: str
    remark: str
    free: bool


def price(rules: Sequence[FeeRule]) -> Price:
    """Return the price of a service with these fee rules; none means that nobody pays."""
    paid = [rule for rule in rules if rule.kind != FeeRule.Kind.FREE]
    if not paid:
        label = rules[0].label if rules else ""
        return Price("Bezpłatnie", label.removeprefix("bezpłatnie").strip(" ,"), True)
    by_income = [rule for rule in paid if rule.kind in (FeeRule.Kind.TABLE, FeeRule.Kind.NATIONAL_TABLE)]
    if by_income:
        rule = by_income[0]
        cost = rule.table.unit_cost if rule.table else rule.amount or Decimal(0)
        return Price(f"0–{_short(cost * rule.multiplier)}", f"{_one(rule)}, zależy od dochodu", False)
    amounts = sorted(rule.amount for rule in paid if rule.amount is not None)
    if not amounts:
        return Price("Zależy od kosztu lub dochodu", paid[0].label or _percent(paid[0]), False)
    if len(rules) > 1:
        low = Decimal(0) if len(paid) < len(rules) else amounts[0]
        span = _short(low) if low == amounts[-1] else f"{_short(low)[:-3]}–{_short(amounts[-1])}"
        return Price(span, f"{_one(paid[0])}, zależy dokąd", False)
    free_to = f", przy niskim dochodzie bezpłatnie (do {paid[0].free_to}% kryterium)" if paid[0].free_to else ""
    return Price(_short(amounts[0]), f"{_one(paid[0])}{free_to}", False)


def _short(amount: Decimal) -> str:
    """Whole złoty without grosze: "5 zł", otherwise "0,80 zł"."""
    return format_zl(amount).replace(",00", "")


def _one(rule: FeeRule) -> str:
    return _FOR_ONE.get(rule.measure, "")


def _percent(rule: FeeRule) -> str:
    what = "dochodu" if rule.kind == FeeRule.Kind.PERCENT_OF_INCOME else "kosztu"
    return f"{rule.percent:.0f}% {what}" if rule.percent is not None else "ustalane indywidualnie"
