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
from opencus.programmes.bulk.fees import Means, divided, fee_of
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

    table: ibis.Table
    facts: Mapping[str, Any]
    means: Means


def outcomes(
    people: ibis.Table,
    rules: Sequence[ServiceRules],
    on: date,
    criteria: Sequence[IncomeCriterion],
    prefix: str,
    entitled_only: bool,
) -> ibis.Table:
    """See `programmes.bulk.outcomes`. Three steps, so that what many rules use is worked out once for a person."""
    typed = people.mutate(**_fact_columns(people))
    person = _person(typed.mutate(**_income_columns(typed, criterion_on(on, criteria))))
    access = {f"{prefix}access_{i}": truth(one.condition, person).cast("boolean") for i, one in enumerate(rules)}
    entitled = person.table.mutate(**access)
    person = _person(entitled)
    amounts: dict[str, Any] = {}
    for i, one in enumerate(rules):
        # A NULL of the right type makes the engine count in 64 bits, which a small constant alone would not.
        shown = entitled[f"{prefix}access_{i}"] if entitled_only else ibis.literal(True)
        for name, amount in (("fee", _fee(one, person)), ("units", _units(one, person))):
            amounts[f"{prefix}{name}_{i}"] = ibis.ifelse(shown, amount, ibis.null("int64"))
    order = [f"{prefix}{name}_{i}" for i in range(len(rules)) for name in ("access", "fee", "units")]
    return entitled.mutate(**amounts).select(*people.columns, *order)


def _person(table: ibis.Table) -> Person:
    return Person(
        table,
        {name: table[name] if name in table.columns else table[_HELP + name] for name in columns()},
        Means(*(table[_HELP + name] for name in ("income", "persons", "over", "under", "over_single"))),
    )


def _fee(rules: ServiceRules, person: Person) -> Any:
    return fee_of(rules, [truth(relief.condition, person) for relief in rules.reliefs], person.means)


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
        return _income(person.means, test.op, int(Decimal(str(test.value))))
    known = person.facts[test.fact]
    if kind == "yes_no":
        return known if test.value else ~known
    if kind == "number":
        return _number(known, test.op, in_column(test.fact, Decimal(str(test.value))))
    if test.op == "in":
        values = list(test.value) if isinstance(test.value, tuple) else [test.value]
        # Not IN: Ibis writes `x IN (...) IS NULL` without brackets, which Spark cannot read.
        return reduce(or_, [known == value for value in values]) if values else _always(known, False)
    return _COMPARE[test.op](known, test.value)


def _income(means: Means, op: str, percent: int) -> Any:
    if op in {"==", "!="}:
        exact = (means.over == percent) & (means.under == percent)
        return exact if op == "==" else ~exact
    return _COMPARE[op](means.over if op in {"<=", ">"} else means.under, percent)


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


def _fact_columns(people: ibis.Table) -> dict[str, Any]:
    """Facts that the table lacks or keeps in another type, as columns: a bare NULL would not compare as one."""
    kept: dict[str, Any] = {}
    for name, kind in columns().items():
        if name not in people.columns:
            kept[_HELP + name] = ibis.null(kind)
        elif str(people[name].type()).lstrip("!") != kind:
            kept[name] = people[name].cast(kind)
    return kept


def _income_columns(people: ibis.Table, criterion: IncomeCriterion) -> dict[str, ir.Column]:
    """Income and people where both make sense, else NULL, and the income in whole percents of the criterion.

    Rounded up and rounded down: `at most 150 %` looks at the first, `at least 150 %` at the second, both are exact.
    """
    total, persons = (people[name if name in people.columns else _HELP + name] for name in ("income", "household_size"))
    sense = (total >= 0) & (persons >= 1)
    income, size = ibis.ifelse(sense, total, ibis.null("int64")), ibis.ifelse(sense, persons, ibis.null("int64"))
    single, family = grosze(criterion.single), grosze(criterion.family)
    by_column = ibis.ifelse(persons == 1, single, persons * family)
    under = divided(income * 100, by_column)
    over_single = divided(income * 100 + (persons * single - 1), persons * single)
    return {
        f"{_HELP}income": income, f"{_HELP}persons": size,
        f"{_HELP}under": under, f"{_HELP}over": divided(income * 100 + (by_column - 1), by_column),
        f"{_HELP}over_single": over_single,
    }  # fmt: skip
