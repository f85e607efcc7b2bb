"""Who pays less and by exactly how much; of several reliefs the one best for the person counts.

Sources: art. 5(3)(7) CUS Act (reliefs belong to the programme); ranges are no reliefs (R43). A relief is taken from the
exact fee of a unit, and the result is rounded once, at the end, by `core.money.round_half_up`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from opencus.core.money import format_quantity, format_zl, round_half_up
from opencus.programmes.rules.conditions import Condition, FactValues, evaluate
from opencus.programmes.rules.fees import Fee


@dataclass(frozen=True, slots=True)
class Relief:
    """Exactly one of ``percent`` (of the fee) and ``amount`` (złoty off one unit); ``evidence`` empty: a declaration is enough."""

    name: str
    condition: Condition
    percent: Decimal | None = None
    amount: Decimal | None = None
    evidence: str = ""

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.amount is None):
            raise ValueError("Ulga to albo procent, albo kwota.")
        if self.percent is not None and not 0 < self.percent <= 100:
            raise ValueError("Procent ulgi musi być większy od 0 i nie większy niż 100.")
        if self.amount is not None and self.amount <= 0:
            raise ValueError("Kwota ulgi musi być większa od zera.")

    def off(self, exact: Decimal) -> Decimal:
        """The exact fee of a unit after the relief; never below zero."""
        if self.percent is not None:
            return exact * (100 - self.percent) / 100
        return max(exact - (self.amount or 0), Decimal(0))

    @property
    def text(self) -> str:
        """`ulga 50%: Karta Seniora 60+`, `ulga 5,00 zł: druga osoba z rodziny`."""
        size = f"{format_quantity(self.percent)}%" if self.percent is not None else format_zl(self.amount or 0)
        return f"ulga {size}: {self.name}"


@dataclass(frozen=True, slots=True)
class Held:
    """Reliefs a person has shown to have, and the facts that might still bring another one."""

    reliefs: tuple[Relief, ...]
    missing: tuple[str, ...]


def held(reliefs: Iterable[Relief], facts: FactValues) -> Held:
    """Choose the reliefs whose condition holds. An unknown one gives nothing yet: what is not shown lowers no fee (art. 36)."""
    true: list[Relief] = []
    missing: list[str] = []
    for relief in reliefs:
        explained = evaluate(relief.condition, facts)
        if explained.truth:
            true.append(relief)
        missing += explained.missing
    return Held(tuple(true), tuple(dict.fromkeys(missing)))


def best(reliefs: Iterable[Relief], exact: Decimal) -> Relief | None:
    """The single relief that leaves the least to pay, the first of equals; None when none lowers the fee."""
    chosen, least = None, exact
    for relief in reliefs:
        if (after := relief.off(exact)) < least:
            chosen, least = relief, after
    return chosen


def relieved(fee: Fee, reliefs: Iterable[Relief]) -> tuple[Fee, Relief | None]:
    """The fee of one tariff after the best relief; unchanged when it is free or known only at the time of use."""
    if fee.unit_fee is None or "exact" not in fee.basis:
        return fee, None
    before = Decimal(fee.basis["exact"])
    relief = best(reliefs, before)
    if relief is None:
        return fee, None
    after = relief.off(before)
    amount = round_half_up(after)
    size = {"percent": str(relief.percent)} if relief.percent is not None else {"amount": str(relief.amount)}
    basis = fee.basis | {
        "exact": str(after), "unit_fee": str(amount), "relief": {"name": relief.name, "before": str(before), **size},
    }  # fmt: skip
    return replace(fee, unit_fee=amount, text=f"{fee.text}, {relief.text}: {format_zl(amount)}", basis=basis), relief
