"""Reading estates: the list, and the estate of an address."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from opencus.centre.estates.models import Estate, EstateAddress
from opencus.centre.estates.rules import Map, Span


def estates() -> QuerySet[Estate]:
    """Every estate of the centre by municipality and name, with ``count`` of its addresses."""
    return Estate.objects.select_related("municipality").annotate(count=Count("addresses")).order_by("municipality__name", "name", "id")


def maps() -> dict[str, Map[str]]:
    """TERYT code of a municipality -> where its estates lie, by name; one query."""
    spans: dict[str, list[tuple[Span, str]]] = {}
    for one in EstateAddress.objects.select_related("estate"):
        spans.setdefault(one.municipality_id, []).append((one.span, one.estate.name))
    return {code: Map(found) for code, found in spans.items()}
