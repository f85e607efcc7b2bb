"""The fee of one unit as an expression in whole grosze.

A tariff knows few different fees; each is worked out before the query runs, for the full fee and after each relief.
Only a percent of the income needs arithmetic in the query.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis

from opencus.core.money import grosze, round_half_up
from opencus.programmes.rules.fees import Band, NoTariff, Tariff, national_table
from opencus.programmes.rules.reliefs import Relief
from opencus.programmes.rules.service import ServiceRules

_TEN_THOUSAND = 10_000


@dataclass(frozen=True)
class Means:
    """Income in grosze, people who live on it, and its whole percents: of the criterion that fits the household rounded

    up (over) and down (under), of the criterion of a single person rounded up. All NULL where the income is not known.
    """

    income: Any
    persons: Any
    over: Any
    under: Any
    over_single: Any


Price = Callable[[Decimal], int]  # an exact fee of a unit -> whole grosze after a relief


def fee_of(rules: ServiceRules, reliefs: Sequence[Any], means: Means) -> Any:
    """The fee of a service; reliefs: for each relief of the rules whether it holds. NULL with several variants."""
    paid = [tariff for tariff in rules.tariffs if tariff.kind != "deposit"]
    priced = [_after_best(tariff, list(zip(rules.reliefs, reliefs, strict=True)), means) for tariff in paid]
    if len(priced) == 1 and priced[0] is not None:
        return priced[0].cast("int64")
    only_deposits = rules.tariffs and not paid
    return ibis.literal(0, "int64") if only_deposits else ibis.null("int64")


def _after_best(tariff: Tariff, reliefs: Sequence[tuple[Relief, Any]], means: Means) -> Any:
    """The least of the full fee and the fees after each relief that holds. Rounding keeps order, so it may come first."""
    full = _priced(tariff, None, means)
    if full is None or tariff.kind == "free" or not reliefs:
        return full
    after = [ibis.ifelse(holds, _priced(tariff, relief, means), full) for relief, holds in reliefs]
    return ibis.least(full, *after)


def _priced(tariff: Tariff, relief: Relief | None, means: Means) -> Any:
    """The fee after one relief; None when it is known only at the time of use."""

    def price(exact: Decimal) -> int:
        return grosze(round_half_up(relief.off(exact) if relief else exact))

    match tariff.kind:
        case "free":
            return ibis.literal(0, "int64")
        case "flat":
            return _flat(tariff, price, means)
        case "table" | "national_table":
            return _by_table(tariff, price, means)
        case "percent_of_cost":
            if tariff.percent is None:
                raise NoTariff("W programie brakuje procentu opłaty.")
            return None if tariff.amount is None else _whole(price(tariff.amount * tariff.percent / 100))
        case "percent_of_income":
            return _of_income(tariff, relief, means)
    return None


def _whole(amount: int) -> Any:
    return ibis.literal(amount, "int64")


def _flat(tariff: Tariff, price: Price, means: Means) -> Any:
    if tariff.amount is None:
        raise NoTariff("W programie brakuje kwoty opłaty.")
    full = _whole(price(tariff.amount))
    if tariff.free_to is None:
        return full
    return ibis.ifelse(means.over <= tariff.free_to, _whole(0), full)


def _by_table(tariff: Tariff, price: Price, means: Means) -> Any:
    table = tariff.table
    if tariff.kind == "national_table" and table is None and tariff.amount is not None:
        table = national_table(tariff.amount)
    if table is None:
        raise NoTariff("W programie brakuje tabeli opłat albo ceny jednostki.")
    cost = table.unit_cost * tariff.multiplier
    percent = means.over if table.base == "by_column" and table.family else means.over_single
    if not table.family:
        return _bands(table.single, percent, cost, price)
    return ibis.ifelse(
        means.persons == 1,
        _bands(table.single, percent, cost, price),
        _bands(table.family, percent, cost, price),
    )


def _bands(bands: Sequence[Band], over: Any, cost: Decimal, price: Price) -> Any:
    """The first band that holds the income; an unknown one meets none of them and pays the full cost."""
    unknown = price(cost)
    steps = [(over <= band.up_to, price(cost * band.percent / 100)) for band in bands if band.up_to is not None]
    last = price(cost * bands[-1].percent / 100)
    if last == unknown:
        return ibis.cases(*steps, else_=unknown).cast("int64") if steps else _whole(unknown)
    return ibis.cases(*steps, (over.notnull(), last), else_=unknown).cast("int64")


def _of_income(tariff: Tariff, relief: Relief | None, means: Means) -> Any:
    """A percent of the income per person, itself in whole grosze; rounded half up once more, after the relief."""
    if tariff.percent is None:
        raise NoTariff("W programie brakuje procentu opłaty.")
    per_person = divided(means.income * 2 + means.persons, means.persons * 2)
    ten_thousandths = per_person * int(tariff.percent * 100)  # of a grosz
    if relief is not None and relief.amount is not None:
        left = divided(ten_thousandths * 2 + _TEN_THOUSAND, _whole(2 * _TEN_THOUSAND)) - grosze(relief.amount)
        return ibis.ifelse(left < 0, _whole(0), left)
    kept = _TEN_THOUSAND - int(relief.percent * 100) if relief is not None and relief.percent is not None else _TEN_THOUSAND
    square = _whole(_TEN_THOUSAND * _TEN_THOUSAND)
    rest = ten_thousandths % square  # apart, so that no product outgrows what is exact
    return divided(ten_thousandths - rest, square) * kept + divided(rest * kept * 2 + square, square * 2)


def divided(dividend: Any, divisor: Any) -> Any:
    """Whole division of whole numbers that are not negative and below 2**53.

    Engines divide in binary fractions; with the remainder taken off first the quotient is whole and therefore exact.
    """
    return ((dividend - dividend % divisor) / divisor).cast("int64")
