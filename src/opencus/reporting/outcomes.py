"""What two versions say about the same people: access, fee and units of every service, as arrays of whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from threading import Thread
from typing import TYPE_CHECKING, Any

import numpy as np

from opencus.programmes import bulk
from opencus.programmes.rules.fees import IncomeCriterion
from opencus.programmes.rules.service import ServiceRules

if TYPE_CHECKING:
    import pyarrow as pa

UNKNOWN = -1
PEOPLE = "people"
ROW = "row"  # the place of a person: an engine may answer in any order


@dataclass(frozen=True)
class Outcome:
    """One service for everybody: access 1, 0 or UNKNOWN; fee of a unit in grosze and hundredths of units a month, UNKNOWN without."""

    access: Any
    fee: Any
    units: Any


def of_services(
    people: pa.Table, services: Sequence[ServiceRules], on: date, criteria: Sequence[IncomeCriterion]
) -> list[Outcome]:
    """Evaluate the rules of a version for everybody; a service with several fees has their mean, the unknown left out."""
    each = [service.by_variant() for service in services]
    if not each:
        return []
    found = _evaluated(people, [variant for variants in each for variant in variants], on, criteria)
    made, at = [], 0
    for variants in each:
        fees = [found[f"fee_{at + one}"] for one in range(len(variants))]
        made.append(Outcome(found[f"access_{at}"], _mean(fees), found[f"units_{at}"]))
        at += len(variants)
    return made


def _evaluated(people: pa.Table, rules: Sequence[ServiceRules], on: date, criteria: Sequence[IncomeCriterion]) -> dict[str, Any]:
    """Every column of the answer as whole numbers in the order of the people, UNKNOWN for null."""
    import pyarrow as pa  # here, because it takes a while and no other page needs it

    query, wanted = compiled(tuple(rules), on, tuple(criteria))
    duck = bulk.engine().con
    duck.register(PEOPLE, people.append_column(ROW, pa.array(np.arange(people.num_rows))))
    table = duck.sql(query).to_arrow_table()
    order = np.argsort(table.column(ROW).to_numpy(), kind="stable")
    return {name: table.column(name).cast(pa.int64()).fill_null(UNKNOWN).to_numpy()[order] for name in wanted}


@cache
def warm() -> Thread:
    """Load the evaluator in the background, once, while somebody fills in the form: it takes some seconds."""

    def load() -> None:
        import duckdb  # noqa: F401
        import ibis  # noqa: F401

        import opencus.programmes.bulk.compiler  # noqa: F401

    thread = Thread(target=load, daemon=True)
    thread.start()
    return thread


@lru_cache(maxsize=16)
def compiled(rules: tuple[ServiceRules, ...], on: date, criteria: tuple[IncomeCriterion, ...]) -> tuple[str, tuple[str, ...]]:
    """The query of the rules over the people and the names of its answers.

    Kept, because writing it takes longer than running it, and a version in force is asked again with every new draft.
    """
    import ibis  # here, because it takes two seconds and no other page needs it

    people = ibis.table({**bulk.columns(), ROW: "int64"}, name=PEOPLE)
    judged = bulk.outcomes(people, rules, on, criteria)
    wanted = tuple(name for name in judged.columns if name.startswith(("access_", "fee_", "units_")))
    return str(ibis.to_sql(judged.select(ROW, *wanted), dialect="duckdb")), wanted


def nobody(count: int) -> Outcome:
    """The outcome of a service that the version does not have."""
    none = np.full(count, UNKNOWN, dtype=np.int64)
    return Outcome(np.zeros(count, dtype=np.int64), none, none)


def _mean(fees: Sequence[Any]) -> Any:
    """The mean of the known fees to whole grosze, half up; UNKNOWN where none is known."""
    if len(fees) == 1:
        return fees[0]
    stack = np.stack(fees)
    known = stack != UNKNOWN
    count = known.sum(axis=0)
    total = np.where(known, stack, 0).sum(axis=0)
    return np.where(count > 0, (2 * total + count) // np.maximum(2 * count, 1), UNKNOWN)
