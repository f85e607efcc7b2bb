"""A draft tried on people: both versions for everybody, in parts, with the counts added up. No writes, no requests."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

from opencus.programmes.rules.fees import IncomeCriterion
from opencus.programmes.rules.service import ServiceRules
from opencus.reporting import money, outcomes, tally
from opencus.reporting.money import NO_FUNDS, Flow, Funds, Terms
from opencus.reporting.population import People
from opencus.reporting.tally import READINGS, Compared, Pair, Reading, Tally

PART = 100_000  # people at once: bounds the memory


@dataclass(frozen=True)
class Setting:
    """What stays the same for every person of a dry run.

    prices: grosze of a unit by the service's code; estimated: codes whose price no contract names; uses: hundredths of units a month that delivery shows; use and come:
    percents of `Assumptions`; starts: when the draft comes into force; own: own people, else synthetic ones; funds: what
    the draft has for its year; reserve: percent of it that is put by.
    """

    before: Sequence[ServiceRules]
    after: Sequence[ServiceRules]
    on: date
    starts: date
    criteria: tuple[IncomeCriterion, ...]
    prices: Mapping[str, int] = field(default_factory=dict)
    uses: Mapping[str, int] = field(default_factory=dict)
    use: int = 70
    come: int = 50
    own: bool = True
    funds: Funds = NO_FUNDS
    reserve: int = 0
    estimated: Collection[str] = ()

    @property
    def pairs(self) -> list[Pair]:
        """Services by code, in the order of the draft, those that go at the end."""
        old = {rules.code: at for at, rules in enumerate(self.before)}
        new = {rules.code for rules in self.after}
        made = [self._pair(rules, old.get(rules.code), at) for at, rules in enumerate(self.after)]
        return made + [self._pair(rules, at, None) for at, rules in enumerate(self.before) if rules.code not in new]

    def _pair(self, rules: ServiceRules, before: int | None, after: int | None) -> Pair:
        return Pair(rules.code, rules.name, before, after, self.uses.get(rules.code), self.use)

    @property
    def fresh(self) -> list[Pair]:
        """Services of the draft by which somebody may be judged otherwise than today."""
        return [pair for pair in self.pairs if pair.after is not None and self.changed(pair)]

    def mark(self) -> str:
        """A mark that changes when parts counted by this setting may not be added to parts counted by another."""
        prices, uses = sorted(self.prices.items()), sorted(self.uses.items())
        told = (PART, self.before, self.after, self.on, self.starts, self.criteria, prices, uses, self.use, self.come, self.own)
        return sha256(repr(told).encode()).hexdigest()[:32]

    def changed(self, pair: Pair) -> bool:
        """Whether anything that decides about a person differs."""
        if pair.before is None or pair.after is None:
            return True
        return decisive(self.before[pair.before]) != decisive(self.after[pair.after])


@dataclass
class Counted:
    """What came of it: counts of people, and money of each service in each reading."""

    tally: Tally = field(default_factory=Tally)
    flows: dict[Reading, dict[str, Flow]] = field(default_factory=lambda: {reading: {} for reading in READINGS})

    def as_json(self) -> dict[str, Any]:
        """The stored form of what is counted so far; `from_json` reads it back unchanged."""
        flows = {reading: {code: asdict(flow) for code, flow in each.items()} for reading, each in self.flows.items()}
        return {"tally": self.tally.as_json(), "flows": flows}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Counted:
        """Read the stored form."""
        flows = {reading: {code: Flow(**flow) for code, flow in data["flows"][reading].items()} for reading in READINGS}
        return cls(Tally.from_json(data["tally"]), flows)


def decisive(rules: ServiceRules) -> ServiceRules:
    """The rules without what decides about nobody: identity, name, places, money."""
    return replace(
        rules, id=None, name="", points=(), order="", planned_persons=0, places=None, budget=None, raise_to_percent=None, raise_condition=None
    )


def run(
    people: People, setting: Setting, report: Callable[[int, Counted], None] = lambda done, total: None, total: Counted | None = None, done: int = 0
) -> Counted:
    """Count everybody; ``report`` hears how many parts are done and what they came to. See `parts` for how many there are.

    ``total`` and ``done``: what an earlier run that was cut short had counted, to go on from.
    """
    total = total or Counted()
    for at in range(done, parts(len(people))):
        _count(people.part(at * PART, PART), setting, total)
        report(at + 1, total)
    return _finished(setting, total)


def parts(count: int) -> int:
    """In how many parts so many people are counted."""
    return max(1, -(-count // PART))


def _count(people: People, setting: Setting, total: Counted) -> None:
    pairs = setting.pairs
    before = outcomes.of_services(people, setting.before, setting.on, setting.criteria)
    fresh = setting.fresh
    found = outcomes.of_services(
        people, [setting.after[pair.after] for pair in fresh if pair.after is not None], setting.on, setting.criteria
    )
    after = {pair.code: one for pair, one in zip(fresh, found, strict=True)}
    none = outcomes.nobody(len(people))
    each: dict[Reading, list[Compared]] = {reading: [] for reading in READINGS}
    for pair in pairs:
        was = none if pair.before is None else before[pair.before]
        will = none if pair.after is None else after.get(pair.code, was)
        for reading, one in tally.compared(people, pair, was, will, own=setting.own).items():
            each[reading].append(one)
            flow = money.flow(people, _terms(setting, pair, reading), one, own=setting.own)
            total.flows[reading].setdefault(pair.code, Flow()).add(flow)
    total.tally.add(tally.count(people, pairs, each))


def _terms(setting: Setting, pair: Pair, reading: Reading) -> Terms:
    come = {"middle": setting.come, "no": 0, "yes": 100}[reading]
    return Terms(pair, setting.prices.get(pair.code), setting.starts, come)


def _finished(setting: Setting, total: Counted) -> Counted:
    """The counts with newcomers within the places, and a synthetic population brought to as many users as the programme plans."""
    made = Counted(total.tally)
    for pair in setting.pairs:
        rules = setting.after[pair.after] if pair.after is not None else None
        old = setting.before[pair.before] if pair.before is not None else rules
        middle = total.flows["middle"][pair.code]
        for reading in READINGS:
            flow = total.flows[reading][pair.code]
            # Where nothing is known of anybody, the plan is for those this reading allows.
            eligible = middle.users or middle.coming // 100 or flow.users or flow.coming // 100
            if not setting.own and old is not None:
                flow = money.scaled(flow, old.planned_persons, eligible)
            made.flows[reading][pair.code] = flow if rules is None else money.within_places(flow, rules.places)
    return made
