"""Rules and people as hypothesis makes them up, and both evaluators' answers as rows that can be compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from opencus.core.money import grosze
from opencus.programmes.rules.conditions import All, AnyOf, Not, Test
from opencus.programmes.rules.facts import FACTS, FOR_GOOD, OPERATIONS
from opencus.programmes.rules.fees import (
    CRITERIA,
    Band,
    Income,
    IncomeCriterion,
    Table,
    Tariff,
    criterion_on,
)
from opencus.programmes.rules.limits import PER, SCOPES, Limit
from opencus.programmes.rules.reliefs import Relief
from opencus.programmes.rules.service import PointRule, ServiceRules, judge

TODAY = date(2026, 11, 22)
PLACES = ("Starachowice", "Wąchock", "Rzepin Drugi", "O'Hara \\ \"x\"")
CRITERION = criterion_on(TODAY)
#: (facts, income) of one person.
Somebody = tuple[Mapping[str, Any], Income | None]


def hundredths(low: int, high: int) -> st.SearchStrategy[Decimal]:
    """Amounts and percents with two decimal places, bounds in hundredths."""
    return st.integers(low, high).map(lambda number: Decimal(number) / 100)


NUMBERS: Mapping[str, st.SearchStrategy[Any]] = {
    "age": st.integers(0, 110),
    "household_size": st.integers(1, 7),
    "certificate_days": st.one_of(st.integers(0, 400), st.just(FOR_GOOD)),
    "days_since_hospital": st.integers(0, 400),
    "units_used": hundredths(0, 40_000),
    "income_pct": st.sampled_from([50, 100, 101, 120, 150, 220]) | st.integers(0, 500),
}


@st.composite
def leaves(draw: st.DrawFn) -> Test:
    """One comparison of any fact with any value that a screen would let through."""
    fact = draw(st.sampled_from(sorted(FACTS)))
    known = FACTS[fact]
    op = draw(st.sampled_from(sorted(OPERATIONS[known.kind])))
    match known.kind:
        case "number":
            value: Any = draw(NUMBERS[fact] if fact == "income_pct" else NUMBERS[fact] | hundredths(0, 40_000))
        case "yes_no":
            value = draw(st.booleans())
        case _:
            one = st.sampled_from(sorted(known.choices)) if known.choices else st.sampled_from(PLACES)
            value = tuple(draw(st.lists(one, min_size=1, max_size=3, unique=True))) if op == "in" else draw(one)
    return Test(fact, op, value)


CONDITIONS = st.recursive(
    leaves(),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
)


@st.composite
def bands(draw: st.DrawFn) -> tuple[Band, ...]:
    """Steps that rise and cover every income."""
    bounds = sorted(draw(st.sets(st.integers(50, 600), max_size=5)))
    percents = sorted(draw(st.lists(hundredths(0, 10_000), min_size=len(bounds) + 1, max_size=len(bounds) + 1)))
    return tuple(Band(up_to, percent) for up_to, percent in zip([*bounds, None], percents, strict=True))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A council's table with one column or two, measured by either criterion."""
    family = draw(st.just(()) | bands())
    base = draw(st.sampled_from(["by_column", "single"]))
    return Table("Tabela", draw(hundredths(0, 30_000)), draw(bands()), family, TODAY, "uchwała", base)


@st.composite
def tariffs(draw: st.DrawFn, kind: str | None = None) -> Tariff:
    """A fee of any kind, complete as the database demands."""
    kind = kind or draw(st.sampled_from(
        ["free", "flat", "table", "national_table", "percent_of_cost", "percent_of_income", "individual"]
    ))  # fmt: skip
    amount = None if kind == "percent_of_cost" and draw(st.booleans()) else draw(hundredths(0, 30_000))
    return Tariff(
        kind, draw(st.sampled_from(["", "in_gmina"])), "", amount, "hour", draw(hundredths(0, 10_000)),
        draw(st.none() | st.integers(50, 300)), draw(tables()) if kind == "table" else None, draw(hundredths(1, 300)),
    )  # fmt: skip


@st.composite
def reliefs(draw: st.DrawFn) -> Relief:
    """A percent or an amount off."""
    if draw(st.booleans()):
        return Relief("ulga", draw(CONDITIONS), percent=draw(hundredths(1, 10_000)))
    return Relief("ulga", draw(CONDITIONS), amount=draw(hundredths(1, 20_000)))


LIMITS = st.builds(
    Limit, hundredths(1, 90_000), st.sampled_from(["hour", "km"]), st.sampled_from(sorted(PER)), st.none() | CONDITIONS,
    st.sampled_from(sorted(SCOPES)),
)  # fmt: skip


@st.composite
def services(draw: st.DrawFn) -> ServiceRules:
    """A service with any rules at all."""
    paid = draw(st.lists(tariffs(), max_size=2)) + draw(st.lists(tariffs("deposit"), max_size=1))
    return ServiceRules(
        "X", measure="hour", condition=draw(st.none() | CONDITIONS), tariffs=tuple(paid),
        limits=tuple(draw(st.lists(LIMITS, max_size=4))), reliefs=tuple(draw(st.lists(reliefs(), max_size=3))),
        points=tuple(draw(st.lists(st.builds(PointRule, st.just("x"), st.integers(0, 9), CONDITIONS), max_size=1))),
    )  # fmt: skip


@st.composite
def incomes(draw: st.DrawFn) -> Income:
    """Any income, often within a grosz of an edge of the criterion."""
    persons = draw(st.integers(1, 7))
    if draw(st.booleans()):
        return Income(draw(hundredths(0, 10_000_000_000)), persons)
    base = draw(st.sampled_from([CRITERION.single, CRITERION.family]))
    edge = base * persons * draw(st.sampled_from([50, 100, 101, 120, 130, 150, 220])) / 100
    return Income(max(Decimal(0), edge.quantize(Decimal("0.01")) + draw(hundredths(-2, 2))), persons)


@st.composite
def people(draw: st.DrawFn) -> Somebody:
    """Somebody about whom some facts are known."""
    facts: dict[str, Any] = {}
    for name, fact in FACTS.items():
        if name in {"income_pct", "household_size"} or draw(st.integers(0, 3)) == 0:
            continue
        if fact.kind == "number":
            facts[name] = draw(NUMBERS[name])
        elif fact.kind == "yes_no":
            facts[name] = draw(st.booleans())
        else:
            facts[name] = draw(st.sampled_from(sorted(fact.choices) or PLACES))
    income = draw(st.none() | incomes())
    size = income.persons if income else draw(st.none() | st.integers(1, 7))
    return (facts if size is None else facts | {"household_size": size}), income


def judged(
    rules: Sequence[ServiceRules], persons: Iterable[Somebody], criteria: Sequence[IncomeCriterion] = CRITERIA, on: date = TODAY
) -> list[tuple[Any, ...]]:
    """What `judge` says, as rows of access, fee and units for each service."""
    rows = []
    for facts, income in persons:
        row: list[Any] = []
        for one in rules:
            found = judge(one, facts, income, on, criteria)
            fee = None if found.fee is None or found.fee.unit_fee is None else grosze(found.fee.unit_fee)
            row += [found.access.truth, fee, found.units]
        rows.append(tuple(row))
    return rows


def fingerprint(rows: Iterable[Sequence[Any]]) -> str:
    """SHA-256 of the full ordered result."""
    told = hashlib.sha256()
    for row in rows:
        told.update(repr([None if cell is None else int(cell) for cell in row]).encode())
    return told.hexdigest()
