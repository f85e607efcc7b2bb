"""What two versions say about the same people: access, fee and units of every service, as arrays of whole numbers."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

import numpy as np

from opencus.entitlements.queries import UNITS
from opencus.programmes import bulk
from opencus.programmes.rules.conditions import facts_needed
from opencus.programmes.rules.fees import IncomeCriterion
from opencus.programmes.rules.service import ServiceRules
from opencus.reporting.population import People

if TYPE_CHECKING:
    import pyarrow as pa

UNKNOWN = -1
PEOPLE = "people"
ROW = "row"  # the place of a person: an engine may answer in any order
_compiling = Lock()


@dataclass(frozen=True)
class Outcome:
    """One service for everybody: access 1, 0 or UNKNOWN; fee of a unit in grosze and hundredths of units a month, UNKNOWN without."""

    access: Any
    fee: Any
    units: Any


def of_services(people: People, services: Sequence[ServiceRules], on: date, criteria: Sequence[IncomeCriterion]) -> list[Outcome]:
    """Evaluate the rules of a version for everybody; a service with several fees has their mean, the unknown left out.

    A service whose rules count what a person has used of it is asked with that column of its own.
    """
    together = [service for service in services if not counts_units(service)]
    found = dict(zip((service.code for service in together), _together(people.table, together, on, criteria), strict=True))
    for service in services:
        if service.code not in found:
            used = people.used.get(service.code, np.zeros(len(people), dtype=np.int64))
            (found[service.code],) = _together(_with_units(people.table, used), [service], on, criteria)
    return [found[service.code] for service in services]


def counts_units(service: ServiceRules) -> bool:
    """Whether anything that decides about a person asks how much of the service they have used this year."""
    conditions = [service.condition, *(limit.condition for limit in service.limits), *(relief.condition for relief in service.reliefs)]
    return any(UNITS in facts_needed(condition) for condition in conditions)


def _with_units(people: pa.Table, used: Any) -> pa.Table:
    import pyarrow as pa  # here, because it takes a while and no other page needs it

    return people.set_column(people.schema.get_field_index(UNITS), UNITS, pa.array(used, type=pa.int64()))


def _together(people: pa.Table, services: Sequence[ServiceRules], on: date, criteria: Sequence[IncomeCriterion]) -> list[Outcome]:
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


def warm(after: float = 5.0) -> Thread:
    """Load the evaluator in the background of a process that has begun to serve: its first dry run then is as fast as the next."""

    def load() -> None:
        time.sleep(after)
        import pyarrow  # noqa: F401

        import opencus.programmes.bulk.compiler  # noqa: F401

        bulk.engine().disconnect()

    thread = Thread(target=load, daemon=True, name="evaluator")
    thread.start()
    return thread


def prepare(versions: Sequence[Sequence[ServiceRules]], on: date, criteria: Sequence[IncomeCriterion]) -> Thread:
    """Load the evaluator and compile what will be asked in the background, while somebody fills in the form."""

    def work() -> None:
        import duckdb  # noqa: F401
        import pyarrow  # noqa: F401

        for services in versions:
            together = [service for service in services if not counts_units(service)]
            for group in ([one for service in together for one in service.by_variant()], *(service.by_variant() for service in services if counts_units(service))):
                if group:
                    compiled(tuple(group), on, tuple(criteria))

    thread = Thread(target=work, daemon=True, name="dry-run")
    thread.start()
    return thread


def compiled(rules: tuple[ServiceRules, ...], on: date, criteria: tuple[IncomeCriterion, ...]) -> tuple[str, tuple[str, ...]]:
    """`_compiled`, one at a time: a dry run that comes while it is being prepared waits instead of doing it again."""
    with _compiling:
        return _compiled(rules, on, criteria)


@lru_cache(maxsize=64)
def _compiled(rules: tuple[ServiceRules, ...], on: date, criteria: tuple[IncomeCriterion, ...]) -> tuple[str, tuple[str, ...]]:
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
