"""Reading estates: the list, and the estate of an address."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from opencus.centre.estates.models import Estate, EstateAddress
from opencus.centre.estates.rules import Map, Span


def estates() -> QuerySet[Estate]:
    """Every estate of the centre by municipality and name, with ``count`` of its addresses."""
    return Estate.objects.select_related("municipality").annotate(count=Count("addresses")).order_by("municipality__name", "name", "id")


def maps() -> dict[str, Map[str]]:
    """TERYT code of a municipality -> where its estates lie, by kind and name; one query.

    In a joint centre the municipality is told too, because two of them may have an estate of one name.
    """
    spans: dict[str, list[tuple[Span, str]]] = {}
    rows = list(EstateAddress.objects.select_related("estate", "municipality"))
    joint = len({one.municipality_id for one in rows}) > 1
    for one in rows:
        label = f"{one.estate} ({one.municipality.name})" if joint else str(one.estate)
        spans.setdefault(one.municipality_id, []).append((one.span, label))
    return {code: Map(found) for code, found in spans.items()}
