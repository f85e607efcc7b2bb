"""Trees, fees, reliefs and limits as Ibis expressions: rules unrolled to CASE, whole grosze, no binary fraction.

Every amount that does not depend on an exact income is worked out here, in Decimal, and stands in the expression as a
whole number of grosze. Incomes are compared by multiplying, never by dividing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import and_, eq, ge, gt, le, lt, ne, or_
from typing import Any

import ibis
import ibis.expr.types as ir

from opencus.core.money import grosze
from opencus.programmes.bulk.fees import Means, fee_of
from opencus.programmes.bulk.population import columns, in_column
from opencus.programmes.rules.conditions import All, AnyOf, Condition, Not, Test
from opencus.programmes.rules.facts import FACTS
from opencus.programmes.rules.fees import IncomeCriterion, criterion_on
from opencus.programmes.rules.limits import Limit, counted, monthly
from opencus.programmes.rules.service import ServiceRules

_COMPARE = {">=": ge, "<=": le, ">": gt, "<": lt, "==": eq, "!=": ne}
#: The next whole number that decides the same way, for a bound between two whole numbers.
_ROUND = {">=": math.ceil, "<": math.ceil, ">": math.floor, "<=": math.floor}
_HELP = "opencus_"  # of columns that exist only inside the expression
_NO_LIMIT = 1 << 62


@dataclass(frozen=True)
class Person:
    """The columns of one row as expressions; facts that the table lacks are NULL."""

    facts: Mapping[str, Any]
    means: Means


def outcomes(
    people: ibis.Table, rules: Sequence[ServiceRules], on: date, criteria: Sequence[IncomeCriterion], prefix: str
) -> ibis.Table:
    """See `programmes.bulk.outcomes`."""
    helped = people.mutate(**_income_columns(people, criterion_on(on, criteria)))
    person = Person(
        {name: _column(helped, name, kind) for name, kind in columns().items()},
        Means(*(helped[_HELP + name] for name in ("income", "persons", "hundredfold", "by_column", "by_single"))),
    )
    added: dict[str, Any] = {}
    for i, one in enumerate(rules):
        added[f"{prefix}access_{i}"] = truth(one.condition, person).cast("boolean")
        added[f"{prefix}fee_{i}"] = fee_of(one, [truth(relief.condition, person) for relief in one.reliefs], person.means)
        added[f"{prefix}units_{i}"] = _units(one, person)
    return helped.select(*people.columns, **added)


def truth(condition: Condition | None, person: Person) -> Any:
    """A boolean expression; SQL's own AND, OR and NOT over NULL are the three-valued logic of the rules."""
    match condition:
        case None:
            return ibis.literal(True)
        case Test():
            return _test(condition, person)
        case Not(part):
            return ~truth(part, person)
        case All(parts):
            return reduce(and_, [truth(part, person) for part in parts]) if parts else ibis.literal(True)
        case AnyOf(parts):
            return reduce(or_, [truth(part, person) for part in parts]) if parts else ibis.literal(False)


def _test(test: Test, person: Person) -> Any:
    kind = FACTS[test.fact].kind
    if test.fact == "income_pct":
        means = person.means
        return _COMPARE[test.op](means.hundredfold, means.by_column * int(Decimal(str(test.value))))
    known = person.facts[test.fact]
    if kind == "yes_no":
        return known if test.value else ~known
    if kind == "number":
        return _number(known, test.op, in_column(test.fact, Decimal(str(test.value))))
    if test.op == "in":
        values = list(test.value) if isinstance(test.value, tuple) else [test.value]
        return known.isin(values) if values else _always(known, False)
    return _COMPARE[test.op](known, test.value)


def _number(known: Any, op: str, bound: Decimal) -> Any:
    if bound == int(bound):
        return _COMPARE[op](known, int(bound))
    if op in {"==", "!="}:  # no whole number equals it
        return _always(known, op == "!=")
    return _COMPARE[op](known, _ROUND[op](bound))


def _always(known: Any, answer: bool) -> Any:
    """The answer where the fact is known, NULL where it is not."""
    return ibis.ifelse(known.notnull(), answer, ibis.null("boolean"))


def _units(rules: ServiceRules, person: Person) -> Any:
    """The least of the general limits and of the most generous conditional one of each kind, as `limits.applicable`."""
    groups: dict[tuple[str, str], list[Limit]] = {}
    whole: list[Any] = []
    for limit in counted(rules.limits, rules.measure):
        if limit.condition is None:
            whole.append(monthly(limit))
        else:
            groups.setdefault((limit.period, limit.scope), []).append(limit)
    least = min(whole, default=_NO_LIMIT)
    found: list[Any] = [ibis.literal(least, "int64")]
    for limits in groups.values():
        generous = sorted(limits, key=lambda limit: limit.quantity, reverse=True)
        found.append(ibis.cases(*((truth(one.condition, person), monthly(one)) for one in generous), else_=_NO_LIMIT).cast("int64"))
    if not groups:
        return found[0] if whole else ibis.null("int64")
    return ibis.least(*found).nullif(_NO_LIMIT).cast("int64")


def _column(people: ibis.Table, name: str, kind: str) -> Any:
    if name not in people.columns:
        return ibis.null(kind)
    column = people[name]
    return column if str(column.type()) in {kind, f"!{kind}"} else column.cast(kind)


def _income_columns(people: ibis.Table, criterion: IncomeCriterion) -> dict[str, ir.Column]:
    """Income and people where both make sense, else NULL; the criterion times the people, for both ways to measure."""
    total, persons = _column(people, "income", "int64"), _column(people, "household_size", "int64")
    sense = (total >= 0) & (persons >= 1)
    income, size = ibis.ifelse(sense, total, ibis.null("int64")), ibis.ifelse(sense, persons, ibis.null("int64"))
    single, family = grosze(criterion.single), grosze(criterion.family)
    return {
        f"{_HELP}income": income, f"{_HELP}persons": size, f"{_HELP}hundredfold": income * 100,
        f"{_HELP}by_column": ibis.ifelse(size == 1, single, size * family).cast("int64"),
        f"{_HELP}by_single": (size * single).cast("int64"),
    }  # fmt: skip
