"""A short way to write down a service of a programme: one call, one service."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Rule = dict[str, Any]


def at_least(age: int) -> Rule:
    """A person of that age or older."""
    return {"fact": "age", "op": ">=", "value": age}


def below(age: int) -> Rule:
    """A person younger than that."""
    return {"fact": "age", "op": "<", "value": age}


def degree(*degrees: str) -> Rule:
    """A valid disability certificate of one of the degrees."""
    return {"fact": "degree", "op": "in", "value": list(degrees)}


def declared(fact: str) -> Rule:
    """A yes-or-no fact of the register or of the declaration."""
    return {"fact": fact, "op": "==", "value": True}


def every(*rules: Rule) -> Rule:
    return {"all": list(rules)}


def some(*rules: Rule) -> Rule:
    return {"any": list(rules)}


ALONE = declared("lives_alone")
ANY_DEGREE = degree("severe", "moderate", "light", "child")


@dataclass(frozen=True)
class Fee:
    """One way of paying: ``kind`` and figures as in programmes.models.FeeRule."""

    kind: str = "free"
    amount: str | None = None
    measure: str = ""
    percent: str | None = None
    free_to: int | None = None
    table: str | None = None
    multiplier: str = "1"
    variant: str = ""
    label: str = ""


@dataclass(frozen=True)
class Limit:
    """So much of a measure in a period, for everybody or for those who meet the condition."""

    quantity: str
    measure: str
    period: str
    condition: Rule | None = None


@dataclass(frozen=True)
class Offered:
    """A service with everything the programme says about it."""

    code: str
    name: str
    summary: str
    areas: tuple[str, ...]
    mode: str
    measure: str
    track: str
    target: str
    icon: str
    audiences: tuple[str, ...]
    topics: tuple[str, ...]
    hours: str
    planned: int
    rule: Rule | None = None
    limits: tuple[Limit, ...] = ()
    fees: tuple[Fee, ...] = (Fee(),)
    places: int | None = None
    providers: tuple[str, ...] = ("own_unit",)
    minutes: int | None = None
    max_minutes: int | None = None
    group: int | None = None
    waiting_days: int | None = None
    booking: dict[str, Any] = field(default_factory=dict)
    exclusions: str = ""
    requirements: tuple[str, ...] = ()
    description: str = ""
    how: str = "Zadzwoń, napisz albo przyjdź do biura. Wniosek wypełnimy razem."
