"""One service with every rule the programme writes for it, and the judgement of one person by them.

The second evaluator (`programmes.bulk`) compiles the same values for a whole population and must agree with `judge`
to the last grosz. Sources: art. 5(3)(4)–(7), art. 36, 42–44 CUS Act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from opencus.programmes.rules.conditions import Condition, Explanation, FactValues, evaluate
from opencus.programmes.rules.fees import (
    CRITERIA,
    Fee,
    Income,
    IncomeCriterion,
    Tariff,
    combined,
    fee,
    income_pct,
)
from opencus.programmes.rules.limits import Limit, applicable, units_per_month
from opencus.programmes.rules.reliefs import Relief, held, relieved


@dataclass(frozen=True, slots=True)
class PointRule:
    """Points for the place in the queue when the condition holds."""

    label: str
    points: int
    condition: Condition


@dataclass(frozen=True, slots=True)
class ServiceRules:
    """Everything the programme says about one service that a computer can apply; ``condition`` None: for everybody."""

    code: str
    name: str = ""
    id: UUID | None = None
    track: str = "programme"
    mode: str = "at_home"
    measure: str = "visit"
    condition: Condition | None = None
    limits: tuple[Limit, ...] = ()
    tariffs: tuple[Tariff, ...] = ()
    reliefs: tuple[Relief, ...] = ()
    points: tuple[PointRule, ...] = ()
    order: str = "arrival"
    planned_persons: int = 0
    places: int | None = None
    budget: Decimal | None = None
    raise_to_percent: int | None = None
    raise_condition: Condition | None = None

    def by_variant(self) -> tuple[ServiceRules, ...]:
        """The same service once for each variant of its fee, so that each has a fee of its own; deposits go along."""
        deposits = tuple(tariff for tariff in self.tariffs if tariff.kind == "deposit")
        paid = [tariff for tariff in self.tariffs if tariff.kind != "deposit"]
        if len(paid) < 2:
            return (self,)
        return tuple(replace(self, tariffs=(tariff, *deposits)) for tariff in paid)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the programme says about one person and one service on one day.

    fee None: the programme provides for none, so none may be taken (R41). limits: those that bind this person.
    units: hundredths of units a month at most, None without a limit. missing: facts without which access or amount is
    not known; relief_missing: facts that might lower the fee.
    """

    access: Explanation
    fee: Fee | None
    relief: Relief | None
    limits: tuple[Limit, ...]
    units: int | None
    points: int
    missing: tuple[str, ...]
    relief_missing: tuple[str, ...] = ()


def judge(
    rules: ServiceRules,
    facts: FactValues,
    income: Income | None,
    on: date,
    criteria: Sequence[IncomeCriterion] = CRITERIA,
) -> Judgement:
    """Apply every rule of one service to one person on a day. Income None: none was declared, so no relief by income."""
    if income is not None:
        facts = {**facts, "income_pct": income_pct(income, on, criteria)}
    access = evaluate(rules.condition, facts)
    binding = applicable(rules.limits, facts)
    shown = held(rules.reliefs, facts)
    charged, relief = _charged(rules, shown.reliefs, income=income, on=on, criteria=criteria)
    return Judgement(
        access=access, fee=charged, relief=relief, limits=binding.limits,
        units=units_per_month(binding.limits, rules.measure), points=points(rules.points, facts),
        missing=() if access.truth is False else tuple(dict.fromkeys((*access.missing, *binding.missing))),
        relief_missing=shown.missing,
    )  # fmt: skip


def points(rules: Sequence[PointRule], facts: FactValues) -> int:
    """The sum of the points whose condition holds; what is unknown gives none."""
    return sum(rule.points for rule in rules if evaluate(rule.condition, facts).truth)


def _charged(rules: ServiceRules, reliefs: Sequence[Relief], **given: Any) -> tuple[Fee | None, Relief | None]:
    """The fee after the best relief; with variants each has its own best relief, the first of them is named."""
    each: list[tuple[Tariff, Fee]] = []
    used: list[Relief] = []
    for tariff in rules.tariffs:
        one, relief = relieved(fee(tariff, **given), reliefs)
        each.append((tariff, one))
        used += [relief] if relief else []
    return (combined(each, given["on"]) if each else None), (used[0] if used else None)
