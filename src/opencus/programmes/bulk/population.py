"""The columns of a population: the facts of the rules under their own names, all nullable, and the income in grosze."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from opencus.core.money import grosze
from opencus.programmes.rules.conditions import FactValues
from opencus.programmes.rules.facts import FACTS
from opencus.programmes.rules.fees import Income

_TYPES = {"number": "int64", "yes_no": "boolean", "choice": "string", "text": "string"}


def columns() -> Mapping[str, str]:
    """Column -> Ibis type. Income of the household in grosze a month stands in place of its percent of the criterion."""
    facts = {name: _TYPES[fact.kind] for name, fact in FACTS.items() if name != "income_pct"}
    return facts | {"income": "int64", "household_size": "int64"}


def in_column(fact: str, value: Decimal | int) -> Decimal:
    """A number in the unit of its column: hundredths for quantities, else the number itself."""
    return Decimal(value) * (100 if FACTS[fact].hundredths else 1)


def row_of(facts: FactValues, income: Income | None) -> dict[str, Any]:
    """One person as a row: what `judge` would be given. ValueError for a number that has no place in its column."""
    row: dict[str, Any] = dict.fromkeys(columns())
    for name, value in facts.items():
        if name in row and value is not None:
            row[name] = _whole(name, value) if FACTS[name].kind == "number" else value
    if income is not None:
        row |= {"income": grosze(income.total), "household_size": income.persons}
    return row


def _whole(fact: str, value: Any) -> int:
    number = in_column(fact, value)
    if number != int(number):
        raise ValueError(f"Informacja „{FACTS[fact].label}” ma za dużo miejsc po przecinku: {value}.")
    return int(number)
