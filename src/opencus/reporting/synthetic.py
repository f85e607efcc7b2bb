"""A population of the municipality that is nobody: counts by age, sex and household, the rest drawn with a seed.

Same assumptions, same people, on every machine. What no assumption says (a referral, a senior card) stays unknown.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from opencus.core.money import grosze
from opencus.programmes.rules.fees import IncomeCriterion, criterion_on
from opencus.reporting.assumptions import AGES, DEGREES, INCOMES, Assumptions, Band, shared_out
from opencus.reporting.population import People, arrow_table

OLDEST = 99
HOUSEHOLDS = ((2, 40), (3, 27), (4, 22), (5, 11))  # of those who do not live alone: persons, percent


def people(assumed: Assumptions, services: int, on: date, criteria: tuple[IncomeCriterion, ...]) -> People:
    """Draw everybody of every place: columns as of own people, nobody with a service yet (``services`` empty columns)."""
    dice = np.random.Generator(np.random.PCG64(assumed.seed))
    parts = [_band(dice, band, at, place, count) for place, _ in enumerate(assumed.places) for at, (band, count) in enumerate(_counts(assumed, place))]
    joined = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    size = len(joined["age"])
    income = _incomes(dice, assumed, joined["household"], criterion_on(on, criteria))
    degree = np.where(joined["disabled"], dice.choice(len(DEGREES), size=size, p=_share(assumed.degrees)), len(DEGREES))
    columns = {
        "age": joined["age"], "resident": np.ones(size, dtype=bool), "municipality": _named([one.name for one in assumed.places], joined["place"]),
        "lives_alone": joined["household"] == 1, "household_size": joined["household"], "degree": _named([*DEGREES, "none"], degree),
        "certificate_valid": joined["disabled"], "income": income,
    }  # fmt: skip
    nobody = np.zeros((size, services), dtype=np.int8)
    table = arrow_table(columns).append_column("sex", [_named(["f", "m"], np.where(joined["women"], 0, 1)).tolist()])
    return People(table, joined["group"], joined["place"], tuple(one.name for one in assumed.places), nobody, np.zeros((size, services), dtype=np.int64))


def _named(names: list[str], positions: Any) -> Any:
    return np.array(names, dtype=object)[positions]


def _counts(assumed: Assumptions, place: int) -> list[tuple[Band, int]]:
    parts = shared_out(assumed.places[place].persons, [band.share for band in assumed.ages])
    return list(zip(assumed.ages, parts, strict=True))


def _band(dice: Any, band: Band, at: int, place: int, count: int) -> dict[str, Any]:
    """One age group of one place: exact numbers of those living alone and of the disabled, spread at random."""
    low, high = AGES[at]
    alone = _marked(dice, count, band.alone)
    sizes = dice.choice([size for size, _ in HOUSEHOLDS], size=count, p=_share([share for _, share in HOUSEHOLDS]))
    return {
        "age": dice.integers(low, (high or OLDEST) + 1, size=count), "household": np.where(alone, 1, sizes).astype(np.int64),
        "disabled": _marked(dice, count, band.disabled), "women": _marked(dice, count, band.women), "group": np.full(count, at, dtype=np.int64),
        "place": np.full(count, place, dtype=np.int64),
    }  # fmt: skip


def _marked(dice: Any, count: int, percent: int) -> Any:
    """True for exactly this percent of them."""
    marks = np.zeros(count, dtype=bool)
    marks[: shared_out(count, [percent, 100 - percent])[0]] = True
    return dice.permutation(marks)


def _incomes(dice: Any, assumed: Assumptions, household: Any, criterion: IncomeCriterion) -> Any:
    """Net monthly income of the household in grosze: a step by its share, even within the step."""
    steps = dice.choice(len(INCOMES), size=len(household), p=_share(assumed.incomes))
    low, high = np.array([step[0] for step in INCOMES])[steps], np.array([step[1] for step in INCOMES])[steps]
    percent = low * 100 + dice.integers(0, 10_000, size=len(household)) * (high - low) // 100
    base = np.where(household == 1, grosze(criterion.single), grosze(criterion.family))
    return base * household * percent // 10_000


def _share(percents: Any) -> list[float]:
    return [one / 100 for one in percents]
