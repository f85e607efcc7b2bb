"""Limits: how much of a service one person may get in a day, a month, a year.

Source: art. 42(2) CUS Act (limits of the programme are respected); limits by degree: programmes of the ministry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from opencus.core.money import format_quantity
from opencus.core.periods import Period, WindowKind, window
from opencus.core.words import MEASURES, measure, measure_left, numeric_date
from opencus.programmes.rules.conditions import Condition, FactValues, Truth, evaluate, parse

Scope = Literal["person", "cared_for", "household"]
PER = {
    "day": "dziennie",
    "month": "miesięcznie",
    "quarter": "kwartalnie",
    "year": "rocznie",
    "season": "w sezonie",
    "total": "łącznie",
}
SCOPES = {
    "person": "",
    "cared_for": "wspólnie dla osoby i jej opiekunów",
    "household": "na gospodarstwo domowe",
}
#: How often a window comes round in a year, for what a limit costs; a total is counted as if used up in one year.
IN_A_YEAR = {"day": 365, "month": 12, "quarter": 4, "year": 1, "season": 1, "total": 1}
IN = {
    "day": "w tym dniu",
    "month": "w tym miesiącu",
    "quarter": "w tym kwartale",
    "year": "w tym roku",
    "season": "w tym sezonie",
    "total": "łącznie",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``quantity`` of a measure in one window; ``condition`` None: for everybody.

    scope: who shares it: the person alone, the person with everybody who cares for them, the whole household.
    """

    quantity: Decimal
    measure: str
    period: WindowKind
    condition: Condition | None = None
    scope: Scope = "person"

    def __post_init__(self) -> None:
        if self.quantity <= 0:
            raise ValueError("Limit musi być większy od zera.")
        if self.measure not in MEASURES:
            raise ValueError(f"Nieznana jednostka limitu: {self.measure}.")
        if self.period not in PER:
            raise ValueError(f"Nieznany okres limitu: {self.period}.")
        if self.scope not in SCOPES:
            raise ValueError(f"Nie wiadomo, kogo dotyczy limit: {self.scope}.")

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Limit:
        """Read the stored form; KeyError or ValueError when it is broken."""
        tree = data.get("condition")
        condition = parse(tree) if tree else None
        return cls(Decimal(data["quantity"]), data["measure"], data["period"], condition, data.get("scope", "person"))

    def as_json(self) -> dict[str, str]:
        """The stored form of a limit that applies: quantity, measure, period; the scope unless it is the person."""
        stored = {"quantity": str(self.quantity), "measure": self.measure, "period": self.period}
        return stored if self.scope == "person" else stored | {"scope": self.scope}

    @property
    def text(self) -> str:
        """`4 sesje miesięcznie`, `240 godzin rocznie na gospodarstwo domowe`."""
        return " ".join(filter(None, (measure(self.quantity, self.measure), PER[self.period], SCOPES[self.scope])))


@dataclass(frozen=True, slots=True)
class Use:
    """Units reserved or used on a day."""

    on: date
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Balance:
    """One limit in the window of a day: what is taken and what is left."""

    limit: Limit
    window: Period
    used: Decimal

    @property
    def left(self) -> Decimal:
        return max(self.limit.quantity - self.used, Decimal(0))

    @property
    def unit(self) -> str:
        """The measure in the genitive, as after a number of many: `godzin`, `sesji`."""
        return MEASURES[self.limit.measure].many

    @property
    def left_text(self) -> str:
        """`została 1 sesja`."""
        return measure_left(self.left, self.limit.measure)

    @property
    def text(self) -> str:
        """`w tym miesiącu: 3 z 4 sesji`."""
        counted = f"{format_quantity(self.used)} z {format_quantity(self.limit.quantity)}"
        word = MEASURES[self.limit.measure]
        return f"{IN[self.limit.period]}: {counted} {word.part if self.limit.quantity == 1 else word.many}"


def balances(limits: Sequence[Limit], uses: Iterable[Use], on: date) -> list[Balance]:
    """What every limit says on a day; uses outside its window are left out."""
    known = list(uses)
    result = []
    for limit in limits:
        span = window(limit.period, on)
        taken = sum((use.quantity for use in known if use.on in span), Decimal(0))
        result.append(Balance(limit, span, taken))
    return result


def available(limits: Sequence[Limit], uses: Iterable[Use], on: date) -> Decimal | None:
    """The most that may still be taken on a day; None when nothing limits it."""
    left = [balance.left for balance in balances(limits, uses, on)]
    return min(left) if left else None


def refusal(limits: Sequence[Limit], uses: Iterable[Use], on: date, quantity: Decimal) -> str | None:
    """Why these units may not be taken on the day, in plain Polish; None when they may (art. 42(2))."""
    for balance in balances(limits, uses, on):
        if quantity > balance.left:
            return (
                f"Limit to {balance.limit.text}. {_taken(balance)} "
                f"Zostaje: {measure(balance.left, balance.limit.measure)}, "
                f"potrzeba: {measure(quantity, balance.limit.measure)}."
            )
    return None


def _taken(balance: Balance) -> str:
    if balance.limit.period == "day":
        where = f"dnia {numeric_date(balance.window.start)}"
    elif balance.limit.period == "total":
        where = "łącznie"
    else:
        where = f"w okresie {balance.window}"
    return f"Wykorzystano lub zarezerwowano {where}: {measure(balance.used, balance.limit.measure)}."


@dataclass(frozen=True, slots=True)
class Applicable:
    """The limits that bind a person; ``missing`` names facts without which this is not known."""

    limits: tuple[Limit, ...]
    missing: tuple[str, ...]


def applicable(limits: Iterable[Limit], facts: FactValues) -> Applicable:
    """Choose the limits whose condition holds for these facts.

    Of several conditional limits that hold for one measure, period and scope the most generous binds: the programme
    wrote it for the stronger need (respite and assistance by degree).
    """
    general: list[Limit] = []
    chosen: dict[tuple[str, str, str], Limit] = {}
    missing: list[str] = []
    for limit in limits:
        if limit.condition is None:
            general.append(limit)
            continue
        explained = evaluate(limit.condition, facts)
        truth: Truth = explained.truth
        if truth is None:
            missing += explained.missing
        elif truth:
            key = (limit.measure, limit.period, limit.scope)
            if key not in chosen or limit.quantity > chosen[key].quantity:
                chosen[key] = limit
    return Applicable((*general, *chosen.values()), tuple(dict.fromkeys(missing)))


def counted(limits: Iterable[Limit], measured_in: str) -> tuple[Limit, ...]:
    """The limits the ledger counts: those in the measure of the service; others are terms shown to the person."""
    return tuple(limit for limit in limits if limit.measure == measured_in)


def monthly(limit: Limit) -> int:
    """The most hundredths of units a month that one limit leaves over a year, rounded down."""
    return int(limit.quantity * 100) * IN_A_YEAR[limit.period] // 12


def units_per_month(limits: Iterable[Limit], measured_in: str) -> int | None:
    """The most hundredths of units a month under all limits in the measure of the service; None without a limit."""
    return min((monthly(limit) for limit in counted(limits, measured_in)), default=None)
