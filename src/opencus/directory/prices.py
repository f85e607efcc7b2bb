"""What a service costs, in a resident's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from opencus.core.money import format_quantity, format_zl, round_half_up
from opencus.programmes.models import FeeRule
from opencus.programmes.rules.fees import IncomeCriterion

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


def price(rules: Sequence[FeeRule], criterion: IncomeCriterion | None = None) -> Price:
    """Return the price of a service with these fee rules; none means that nobody pays. A deposit stands beside it.

    ``criterion``: the income criterion of the day, which turns a percent of it into złoty; None leaves the percent alone.
    """
    deposit = sum((rule.amount for rule in rules if rule.kind == FeeRule.Kind.DEPOSIT and rule.amount), Decimal(0))
    if deposit:
        found = price([rule for rule in rules if rule.kind != FeeRule.Kind.DEPOSIT], criterion)
        remark = ", ".join(part for part in (found.remark, f"kaucja {_short(deposit)}, do zwrotu") if part)
        return Price(found.amount, remark, found.free)
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
    free_to = f", przy niskim dochodzie bezpłatnie ({_low(paid[0].free_to, criterion)})" if paid[0].free_to else ""
    return Price(_short(amounts[0]), f"{_one(paid[0])}{free_to}", False)


def _short(amount: Decimal) -> str:
    """Whole złoty without grosze: "5 zł", otherwise "0,80 zł"."""
    return format_zl(amount).replace(",00", "")


def _one(rule: FeeRule) -> str:
    return _FOR_ONE.get(rule.measure, "")


def _percent(rule: FeeRule) -> str:
    what = "dochodu" if rule.kind == FeeRule.Kind.PERCENT_OF_INCOME else "kosztu"
    return f"{rule.percent:.0f}% {what}" if rule.percent is not None else "ustalane indywidualnie"


def _low(percent: int, criterion: IncomeCriterion | None) -> str:
    """`do 150% kryterium`, with the criterion of the day also in złoty, for one who lives alone and for one in a family."""
    if criterion is None:
        return f"do {percent}% kryterium"
    alone, family = (_short(round_half_up(one * percent / 100)) for one in (criterion.single, criterion.family))
    return f"do {percent}% kryterium: {alone} dla osoby samotnej, {family} na osobę w rodzinie"


def relief_said(percent: Decimal | None, amount: Decimal | None) -> str:
    """`50% mniej`, `5 zł mniej`."""
    return f"{format_quantity(percent)}% mniej" if percent is not None else f"{_short(amount or Decimal(0))} mniej"
