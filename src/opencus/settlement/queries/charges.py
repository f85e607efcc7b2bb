"""Reads of residents' charges."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from opencus.core.periods import MonthRef
from opencus.settlement.models import Charge


def charges_of(month: MonthRef) -> QuerySet[Charge]:
    """Return the charges of a month with person and service, by surname."""
    rows = Charge.objects.filter(month=month.first).select_related("person__municipality", "entitlement__programme_service__service")
    return rows.order_by("person__sort_key", "id")


def totals_of(month: MonthRef) -> dict[str, object]:
    """Return how many people owe how much for the month (one query)."""
    found: dict[str, object] = Charge.objects.filter(month=month.first).aggregate(
        count=Count("id"), people=Count("person", distinct=True), amount=Sum("amount")
    )
    return found


def open_for(people: Sequence[UUID]) -> QuerySet[Charge, UUID]:
    """Those of the people who have something to pay: their records are not disposed of."""
    settled = [Charge.State.PAID, Charge.State.WAIVED]
    return Charge.objects.filter(person_id__in=people).exclude(state__in=settled).values_list("person_id", flat=True)
