"""The second evaluator: the rules of many services compiled to one Ibis expression for a whole population.

DuckDB by default, PostgreSQL or Apache Spark with the same expression; `programmes.rules.service.judge` is the other
evaluator and both agree to the last grosz. Nothing here imports Ibis before it is used: it takes two seconds, and no
ordinary page needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from opencus.programmes.bulk.population import columns, row_of
from opencus.programmes.rules.fees import CRITERIA, IncomeCriterion
from opencus.programmes.rules.service import ServiceRules

if TYPE_CHECKING:
    import ibis

__all__ = ["changes", "columns", "engine", "outcomes", "row_of", "summary", "table"]


def engine(address: str = "", **settings: Any) -> ibis.BaseBackend:
    """Where expressions run: empty is DuckDB inside this process, otherwise the address of a Spark master."""
    from opencus.programmes.bulk import engines

    return engines.spark(address, **settings) if address else engines.duckdb(**settings)


def table(rows: Iterable[Mapping[str, Any]], keys: Mapping[str, str] | None = None) -> ibis.Table:
    """People held in memory as a table: rows as `row_of` makes them; keys: further columns with their Ibis types."""
    from opencus.programmes.bulk import engines

    return engines.table(rows, keys or {})


def outcomes(
    people: ibis.Table,
    rules: Sequence[ServiceRules],
    on: date,
    criteria: Sequence[IncomeCriterion] = CRITERIA,
    prefix: str = "",
    *,
    entitled_only: bool = False,
) -> ibis.Table:
    """The people with three columns more for each service i, in the order of the rules.

    access_i: boolean, NULL unknown. fee_i: int64 grosze for one unit after the best relief; NULL where it is known only
    at the time of use, has variants (`ServiceRules.by_variant` splits them) or the programme has no tariff. units_i:
    int64 hundredths of units a month at most; NULL without a limit. prefix: before these names, so that two drafts fit
    into one table. entitled_only: fee and units stay NULL for whoever has no right, which is faster and enough for sums.
    Columns of `columns` that the table lacks count as unknown. ValueError for a rule that is broken.
    """
    from opencus.programmes.bulk import compiler

    return compiler.outcomes(people, rules, on, criteria, prefix, entitled_only)


def summary(
    judged: ibis.Table,
    services: int,
    keys: Sequence[str] = (),
    *,
    weight: str | None = None,
    prefix: str = "",
    measures: Sequence[str] = ("entitled", "refused", "unknown", "paying", "charged", "monthly"),
) -> ibis.Table:
    """Sums over `outcomes` of so many services, one row for each combination of the keys (one row without keys).

    persons; for each service entitled_i, refused_i, unknown_i, paying_i (entitled and not free), charged_i (grosze for
    one unit each), monthly_i (grosze x hundredths of units for a month at most; divide by 100). weight: a column that
    says how many people one row stands for. measures: fewer of these are faster.
    """
    from opencus.programmes.bulk import sums

    return sums.summary(judged, services, keys, weight, prefix, measures)


def changes(
    judged: ibis.Table, services: int, keys: Sequence[str] = (), *, before: str, after: str, weight: str | None = None
) -> ibis.Table:
    """What happens to people between two drafts judged into one table under two prefixes.

    For each service gains_i and loses_i (entitled only after, only before), more_i and less_i (entitled in both and
    paying more, less), difference_i (grosze for one unit each, of those entitled in both).
    """
    from opencus.programmes.bulk import sums

    return sums.changes(judged, services, keys, before, after, weight)
