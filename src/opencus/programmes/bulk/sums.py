"""Sums over outcomes: how many are entitled, who pays, what changes between two drafts. Whole numbers only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis


def summary(judged: ibis.Table, services: int, keys: Sequence[str], weight: str | None, prefix: str) -> ibis.Table:
    """See `programmes.bulk.summary`."""
    one = _weight(judged, weight)
    sums = {"persons": _sum(judged[weight]) if weight else judged.count()}
    for i in range(services):
        access, fee, units = (judged[f"{prefix}{name}_{i}"] for name in ("access", "fee", "units"))
        sums |= {
            f"entitled_{i}": _counted(access, one),
            f"refused_{i}": _counted(~access, one),
            f"unknown_{i}": _counted(access.isnull(), one),
            f"paying_{i}": _counted(access & (fee > 0), one),
            f"charged_{i}": _counted(access, fee * one),
            f"monthly_{i}": _counted(access, fee * units * one),
        }
    return _by(judged, keys, sums)


def changes(
    judged: ibis.Table, services: int, keys: Sequence[str], before: str, after: str, weight: str | None
) -> ibis.Table:
    """See `programmes.bulk.changes`."""
    one = _weight(judged, weight)
    sums = {"persons": _sum(judged[weight]) if weight else judged.count()}
    for i in range(services):
        was, now = judged[f"{before}access_{i}"].fill_null(False), judged[f"{after}access_{i}"].fill_null(False)
        paid, pays = judged[f"{before}fee_{i}"], judged[f"{after}fee_{i}"]
        sums |= {
            f"gains_{i}": _counted(now & ~was, one),
            f"loses_{i}": _counted(was & ~now, one),
            f"more_{i}": _counted(was & now & (pays > paid), one),
            f"less_{i}": _counted(was & now & (pays < paid), one),
            f"difference_{i}": _counted(was & now, (pays - paid) * one),
        }
    return _by(judged, keys, sums)


def _weight(judged: ibis.Table, weight: str | None) -> Any:
    return judged[weight].cast("int64") if weight else ibis.literal(1, "int64")


def _counted(truth: Any, amount: Any) -> Any:
    """The sum of an amount over the rows where something is true; what is unknown adds nothing."""
    return _sum(ibis.ifelse(truth, amount, ibis.literal(0, "int64")))


def _sum(amount: Any) -> Any:
    return amount.sum().fill_null(0).cast("int64")


def _by(judged: ibis.Table, keys: Sequence[str], sums: dict[str, Any]) -> ibis.Table:
    return judged.group_by(list(keys)).aggregate(**sums).order_by(list(keys)) if keys else judged.aggregate(**sums)
