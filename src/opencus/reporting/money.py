"""What a change costs in the year: services, fees, the commune's subsidy, month by month, and the places. Pure.

Whoever has a service keeps it on today's terms to the end of the entitlement; then the new terms begin. Amounts are
grosze; a year is the calendar year in which the draft comes into force.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from opencus.reporting.population import HELD, NONE, People
from opencus.reporting.tally import Compared, Pair, relation_to

MONTHS = 12


@dataclass(frozen=True)
class Funds:
    """What a version has for a year, in grosze: by code of service where it is split, as a whole, and by source.

    split: by code of service, the sources its lines name. whole: None when nothing is written down for that year.
    """

    services: Mapping[str, int] = field(default_factory=dict)
    split: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    whole: int | None = None
    sources: tuple[tuple[str, int], ...] = ()


NO_FUNDS = Funds()


@dataclass
class Flow:
    """One service in one reading: users and money today for a year, and what changes in each month."""

    users: int = 0
    cost: int = 0  # of a year, as today
    fees: int = 0
    more_cost: list[int] = field(default_factory=lambda: [0] * MONTHS)  # of each month, for users of today
    more_fees: list[int] = field(default_factory=lambda: [0] * MONTHS)
    begun: list[int] = field(default_factory=lambda: [0] * MONTHS)  # for how many the new terms begin in each month
    new_cost: int = 0  # of one month, for those who come
    new_fees: int = 0
    changed: int = 0  # users for whom cost or fee changes, and those who come
    staying: int = 0  # users who keep access
    coming: int = 0  # in hundredths: each by how likely they come

    def add(self, other: Flow) -> None:
        """Take in the same service of other people."""
        for name in ("users", "cost", "fees", "new_cost", "new_fees", "changed", "staying", "coming"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.begun = [one + two for one, two in zip(self.begun, other.begun, strict=True)]
        self.more_cost = [one + two for one, two in zip(self.more_cost, other.more_cost, strict=True)]
        self.more_fees = [one + two for one, two in zip(self.more_fees, other.more_fees, strict=True)]

    def months(self, first: int) -> tuple[list[int], list[int]]:
        """What is added to cost and to fees in each month; newcomers count from the first month of the new terms."""
        cost = [one + (self.new_cost if at >= first else 0) for at, one in enumerate(self.more_cost)]
        fees = [one + (self.new_fees if at >= first else 0) for at, one in enumerate(self.more_fees)]
        return cost, fees


@dataclass(frozen=True)
class Terms:
    """How one service is paid and how many come.

    price: grosze of a unit, None when nobody knows it. come: percent of those newly allowed who will come although they
    never asked; whoever asked comes. planned: of a synthetic population only so many of those allowed use it.
    """

    pair: Pair
    price: int | None
    starts: date
    come: int = 50
    planned: int | None = None


def flow(people: People, terms: Terms, one: Compared, *, own: bool) -> Flow:
    """Cost and income of one service for one part of the people; entitlements of own people run to their ends."""
    held = relation_to(people, terms.pair) == HELD
    users = np.flatnonzero(held if own else one.before)
    price = terms.price or 0
    units, fees = one.units_before[users], one.fee_before[users]
    cost = (price * units + 50) // 100
    made = Flow(len(users), 12 * int(cost.sum()), 12 * int(fees.sum()))
    if not one.moved:
        made.staying = int(one.after[users].sum())
        return made
    keeps = one.after[users]
    more_cost = np.where(keeps, (price * one.units_after[users] + 50) // 100, 0) - cost
    more_fees = np.where(keeps, one.fee_after[users], 0) - fees
    month = _from_month(people, terms, users, own=own)
    made.more_cost, made.more_fees = _spread(month, more_cost), _spread(month, more_fees)
    differs = (more_cost != 0) | (more_fees != 0)
    made.begun = np.bincount(np.minimum(month[differs], MONTHS), minlength=MONTHS + 1)[:MONTHS].tolist()
    made.changed, made.staying = int(differs.sum()), int(keeps.sum())
    _newcomers(people, terms, one, made, own=own)
    return made


def _newcomers(people: People, terms: Terms, one: Compared, made: Flow, *, own: bool) -> None:
    """Those newly allowed, each by how likely they come: whoever asked comes."""
    comes = np.flatnonzero(one.after & ~one.before)
    asked = relation_to(people, terms.pair)[comes] > NONE
    weight = np.where(asked, 100, terms.come) if own else np.full(len(comes), 100)
    cost = ((terms.price or 0) * one.units_after[comes] + 50) // 100
    made.new_cost = (int((cost * weight).sum()) + 50) // 100
    made.new_fees = (int((one.fee_after[comes] * weight).sum()) + 50) // 100
    made.changed += len(comes)
    if (first := first_month(terms.starts)) < MONTHS:
        made.begun[first] += len(comes)
    made.coming = int(weight.sum())


def first_month(starts: date) -> int:
    """The first whole month of the year on the new terms, from 0."""
    return starts.month - 1 if starts.day == 1 else starts.month


def _from_month(people: People, terms: Terms, users: Any, *, own: bool) -> Any:
    """The month in which the new terms reach each user: after the entitlement ends, not before the draft is in force."""
    first = first_month(terms.starts)
    if not own or terms.pair.before is None:
        return np.full(len(users), first)
    bounds = [date(terms.starts.year, month, 1).toordinal() for month in range(1, MONTHS + 1)]
    return np.maximum(np.searchsorted(bounds, people.ends[users, terms.pair.before], side="right"), first)


def _spread(month: Any, amounts: Any) -> list[int]:
    """Amounts of a month, from each one's month on, for every month of the year."""
    # Weights are binary fractions, exact for whole grosze up to 90 billion złoty.
    begun = np.bincount(np.minimum(month, MONTHS), weights=amounts, minlength=MONTHS + 1)[:MONTHS]
    return [int(total) for total in np.cumsum(begun)]


def within_places(made: Flow, places: int | None) -> Flow:
    """The same with no more newcomers than free places: who waits costs nothing yet."""
    if places is None or made.coming <= (room := max(places - made.staying, 0) * 100):
        return made
    return replace(made, new_cost=_of(made.new_cost, room, made.coming), new_fees=_of(made.new_fees, room, made.coming), coming=room)


def scaled(made: Flow, planned: int, eligible: int) -> Flow:
    """Of a synthetic population only as many use a service as the programme plans, in proportion to those allowed."""
    if eligible <= 0 or planned >= eligible:
        return made

    def part(amount: int) -> int:
        return _of(amount, planned, eligible)

    return Flow(
        users=part(made.users), cost=part(made.cost), fees=part(made.fees), more_cost=[part(one) for one in made.more_cost],
        more_fees=[part(one) for one in made.more_fees], begun=[part(one) for one in made.begun], new_cost=part(made.new_cost), new_fees=part(made.new_fees),
        changed=part(made.changed), staying=part(made.staying), coming=part(made.coming),
    )  # fmt: skip


def _of(amount: int, part: int, whole: int) -> int:
    """The part, to whole numbers, half away from zero."""
    share = (2 * abs(amount) * part + whole) // (2 * whole)
    return share if amount >= 0 else -share


def running(made: Flow, first: int) -> list[int]:
    """The cost of services from January to the end of each month; whoever comes counts from the month ``first``."""
    more, _ = made.months(first)
    return [(made.cost * (month + 1)) // MONTHS + sum(more[: month + 1]) for month in range(MONTHS)]


def lasts_to(costs: Sequence[int], available: int) -> int:
    """The last month, from 0, that the money pays in full; -1: not even January, 11: the whole year."""
    return sum(cost <= available for cost in costs) - 1


def together(flows: Sequence[Flow]) -> Flow:
    """All services as one."""
    total = Flow()
    for one in flows:
        total.add(one)
    return total
