"""Two versions held against each other for the same people: who loses, pays more or less, gains. Pure, whole numbers.

Access means that the conditions are met. Whoever has the service today is taken to meet today's. Unknown facts change
nothing in the middle reading; the two others take every unknown for no, and for yes, and give the range.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np

from opencus.reporting.assumptions import AGES
from opencus.reporting.outcomes import UNKNOWN, Outcome
from opencus.reporting.population import ASKED, HELD, NONE, People

LOSE, MORE, SAME, LESS, GAIN = range(5)  # MORE and LESS are the neighbours of SAME
KINDS = ("lose", "more", "same", "less", "gain")
Reading = Literal["middle", "no", "yes"]
READINGS: tuple[Reading, ...] = ("middle", "no", "yes")


@dataclass(frozen=True)
class Pair:
    """One service in both versions: columns of the outcome lists; None: the version does not have it.

    use: hundredths of units a person really uses a month, None when delivery does not say; part: percent of the
    monthly limit taken instead.
    """

    code: str
    name: str
    before: int | None
    after: int | None
    use: int | None = None
    part: int = 70


@dataclass(frozen=True)
class Compared:
    """One service for everybody: access before and after, what both fees cost a month in grosze, units before and after."""

    before: Any
    after: Any
    unknown: Any
    change: Any  # grosze a month for the same units; 0 where a fee is unknown
    kind: Any  # LOSE..GAIN, UNKNOWN for those it does not concern
    fee_before: Any  # of a month
    fee_after: Any
    units_before: Any
    units_after: Any
    moved: bool = True  # False: the rules are the same


@dataclass
class Tally:
    """Counts that add up over parts of a population: by service, by person, by age and by place."""

    persons: int = 0
    services: dict[str, list[int]] = field(default_factory=dict)  # code -> counts by kind, then held and lost
    kept: dict[str, list[int]] = field(default_factory=dict)  # code -> those who lose it and have it, last day
    by_age: Any = None
    by_place: Any = None
    sums: list[int] = field(default_factory=lambda: [0, 0])  # grosze a month of those who pay more, less
    reading: dict[str, list[int]] = field(default_factory=dict)
    held_losers: int = 0
    asked_gainers: int = 0
    unknown: int = 0

    def as_json(self) -> dict[str, Any]:
        """The stored form; `from_json` reads it back unchanged."""
        return asdict(self) | {name: None if getattr(self, name) is None else getattr(self, name).tolist() for name in ("by_age", "by_place")}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Tally:
        """Read the stored form."""
        return cls(**{**data, **{name: None if data[name] is None else np.array(data[name], dtype=np.int64) for name in ("by_age", "by_place")}})

    def add(self, other: Tally) -> None:
        """Take in the counts of other people."""
        self.persons += other.persons
        for name in ("services", "reading"):
            for key, counts in getattr(other, name).items():
                mine = getattr(self, name).setdefault(key, [0] * len(counts))
                mine[:] = [one + two for one, two in zip(mine, counts, strict=True)]
        for code, (count, last) in other.kept.items():
            mine = self.kept.setdefault(code, [0, 0])
            mine[:] = [mine[0] + count, max(mine[1], last)]
        self.by_age = other.by_age if self.by_age is None else self.by_age + other.by_age
        self.by_place = other.by_place if self.by_place is None else self.by_place + other.by_place
        self.sums = [one + two for one, two in zip(self.sums, other.sums, strict=True)]
        self.held_losers += other.held_losers
        self.asked_gainers += other.asked_gainers
        self.unknown += other.unknown


def compared(people: People, pair: Pair, before: Outcome, after: Outcome, *, own: bool = True) -> dict[Reading, Compared]:
    """Hold one service of both versions against each other for everybody, in every reading."""
    relation = relation_to(people, pair)
    was, will = np.where(relation == HELD, 1, before.access), after.access
    unknown = (was == UNKNOWN) | (will == UNKNOWN)
    units_before = used(before.units, pair)
    fee_before = _monthly(before.fee, units_before)
    if after is before:
        still = Compared(was == 1, was == 1, unknown, np.zeros(len(was), dtype=np.int64), np.where(was == 1, SAME, UNKNOWN), fee_before, fee_before, units_before, units_before, moved=False)
        return dict.fromkeys(READINGS, still)
    units_after = used(after.units, pair)
    known = (before.fee != UNKNOWN) & (after.fee != UNKNOWN) & ((relation >= ASKED) if own else True)
    dearer = np.where(known, np.sign(after.fee - before.fee), 0)
    change = np.where(known, _monthly(after.fee, units_before) - fee_before, 0)
    fee_after = _monthly(after.fee, units_after)

    def reading(had: Any, has: Any) -> Compared:
        both = had & has
        kind = np.where(both, SAME - dearer, UNKNOWN)
        kind[had & ~has], kind[has & ~had] = LOSE, GAIN
        return Compared(had, has, unknown, np.where(both, change, 0), kind, fee_before, fee_after, units_before, units_after)

    # In the middle what is not known changes nothing: it is as today, and today's unknown is no access yet.
    had = was == 1
    middle = reading(had, np.where(was == UNKNOWN, False, np.where(will == UNKNOWN, had, will == 1)))
    if not unknown.any():
        return dict.fromkeys(READINGS, middle)
    return {"middle": middle, "no": reading(had, will == 1), "yes": reading(was != 0, will != 0)}


def used(units: Any, pair: Pair) -> Any:
    """Hundredths of units a month that people take: what delivery shows within the limit, else a part of the limit, else one."""
    if pair.use is not None:
        return np.where(units == UNKNOWN, pair.use, np.minimum(units, pair.use))
    return np.where(units == UNKNOWN, 100, (units * pair.part + 50) // 100)


def count(people: People, pairs: Sequence[Pair], each: Mapping[Reading, Sequence[Compared]]) -> Tally:
    """Count one part of a population; ``each`` has a comparison for every pair in every reading."""
    tally = Tally(persons=len(people))
    middle = each["middle"]
    for pair, one in zip(pairs, middle, strict=True):
        relation = relation_to(people, pair)
        held_losers = (one.kind == LOSE) & (relation == HELD)
        tally.services[pair.code] = [int((one.kind == kind).sum()) for kind in range(5)] + [int((relation == HELD).sum())]
        if pair.before is not None:
            last = people.ends[:, pair.before][held_losers]
            tally.kept[pair.code] = [int(held_losers.sum()), int(last.max(initial=0))]
    persons, net = by_person(middle, len(people))
    tally.by_age = _cross(people.ages, persons, len(AGES) + 1)
    tally.by_place = _cross(people.places, persons, len(people.place_names))
    tally.sums = [int(net[persons == MORE].sum()), int(net[persons == LESS].sum())]
    for reading in READINGS:
        kinds = persons if reading == "middle" else by_person(each[reading], len(people))[0]
        tally.reading[reading] = [int((kinds == kind).sum()) for kind in range(5)]
    tally.held_losers = int((_any(people, pairs, middle, LOSE, HELD) & (persons == LOSE)).sum())
    tally.asked_gainers = int((_any(people, pairs, middle, GAIN, NONE + 1) & (persons == GAIN)).sum())
    tally.unknown = int(np.any([one.unknown & one.moved for one in middle], axis=0).sum()) if middle else 0
    return tally


def by_person(each: Sequence[Compared], count: int) -> tuple[Any, Any]:
    """The one kind each person is counted as, and what they pay more or less a month over all services together.

    The worst first: whoever loses a service is counted as losing; else whoever pays more over all; then the best:
    whoever gains a service; whoever pays less; the rest are unchanged.
    """
    lost, gained = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    net = np.zeros(count, dtype=np.int64)
    for one in each:
        lost |= one.kind == LOSE
        gained |= one.kind == GAIN
        net += one.change
    return np.select([lost, net > 0, gained, net < 0], [LOSE, MORE, GAIN, LESS], SAME), net


def _any(people: People, pairs: Sequence[Pair], each: Sequence[Compared], kind: int, at_least: int) -> Any:
    found = np.zeros(len(people), dtype=bool)
    for pair, one in zip(pairs, each, strict=True):
        found |= (one.kind == kind) & (relation_to(people, pair) >= at_least)
    return found


def relation_to(people: People, pair: Pair) -> Any:
    """How each person stands to a service today; nobody to a new one."""
    if pair.before is None:
        return np.zeros(len(people), dtype=np.int8)
    return people.relation[:, pair.before]


def _monthly(fee: Any, units: Any) -> Any:
    """Grosze a month, half up; 0 where the fee is not known."""
    return np.where(fee == UNKNOWN, 0, (fee * units + 50) // 100)


def _cross(groups: Any, kinds: Any, height: int) -> Any:
    return np.bincount(groups * 5 + kinds, minlength=height * 5).reshape(height, 5)
