"""The share of what was delivered by social-economy entities (PES), counted by the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Round, TruncMonth

from opencus.catalogue.models import SocialEconomyStatus
from opencus.core.periods import MonthRef
from opencus.delivery.models import DeliveryRecord
from opencus.settlement.rules import ZERO, Share

BASES = {"value": "wartość", "hours": "godziny", "services": "liczba usług"}


@dataclass
class ProviderPart:
    """What one provider delivered in the period while it was (or was not) a PES; ``minutes`` is working time."""

    name: str
    pes: bool
    services: set[str] = field(default_factory=set)
    records: int = 0
    minutes: Decimal = ZERO
    value: Decimal = ZERO

    @property
    def hours(self) -> Decimal:
        return self.minutes / 60


@dataclass(frozen=True)
class Shares:
    """The share of PES counted in each of the three ways."""

    value: Share
    hours: Share
    services: Share

    def by(self, basis: str) -> Share:
        """Return the share on one basis: value, hours or services."""
        return {"value": self.value, "hours": self.hours, "services": self.services}[basis]


@dataclass(frozen=True)
class PesShare(Shares):
    """The shares of a period, who is behind them, and the same from its start to the end of each month."""

    parts: list[ProviderPart]
    months: list[tuple[MonthRef, Shares]]


def pes_share(first: date, last: date, municipality: str = "") -> PesShare:
    """Count what was delivered from ``first`` to ``last`` by the provider's status on the day of delivery (R51).

    Value is units times the contract's rate; hours count services measured in hours or with a fixed length of a
    unit; a service counts as a PES service when PES delivered the larger part of its value. One query: the database
    adds up, a row for each month, service and provider. ``municipality`` counts only services to its residents (TERYT).
    """
    rows = list(_grouped(first, last, municipality))
    months = sorted({MonthRef.of(row["month"]) for row in rows})
    running = [(month, _shares(row for row in rows if MonthRef.of(row["month"]) <= month)) for month in months]
    whole = _shares(rows)
    return PesShare(whole.value, whole.hours, whole.services, _parts(rows), running)


def _grouped(first: date, last: date, municipality: str = "") -> Iterable[dict[str, Any]]:
    holds = SocialEconomyStatus.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=OuterRef("on")),
        organisation_id=OuterRef("order__line__contract__provider_id"), valid_from__lte=OuterRef("on"),
    )  # fmt: skip
    records = DeliveryRecord.objects.filter(on__gte=first, on__lte=last, done__gt=0)
    if municipality:
        records = records.filter(person__municipality_id=municipality)
    keys = {
        "month": TruncMonth("on"), "pes": Exists(holds), "provider": F("order__line__contract__provider__name"),
        "service": F("order__line__service_id"), "service_name": F("order__line__service__name"),
        "measure": F("order__line__service__measure"), "unit_minutes": F("order__line__service__unit_minutes"),
    }  # fmt: skip
    worth = Sum(Round(F("done") * F("order__line__rate"), precision=2))
    rows: Iterable[dict[str, Any]] = (
        records.annotate(**keys).values(*keys).annotate(units=Sum("done"), records=Count("id"), worth=worth).order_by()
    )
    return rows


def _shares(rows: Iterable[dict[str, Any]]) -> Shares:
    value, minutes = {True: ZERO, False: ZERO}, {True: ZERO, False: ZERO}
    by_service: dict[UUID, dict[bool, Decimal]] = defaultdict(lambda: {True: ZERO, False: ZERO})
    for row in rows:
        value[row["pes"]] += row["worth"]
        minutes[row["pes"]] += _minutes(row)
        by_service[row["service"]][row["pes"]] += row["worth"]
    mostly = sum(parts[True] > parts[False] for parts in by_service.values())
    return Shares(
        Share(value[True], value[True] + value[False]), Share(minutes[True], minutes[True] + minutes[False]),
        Share(Decimal(mostly), Decimal(len(by_service))),
    )  # fmt: skip


def _parts(rows: Iterable[dict[str, Any]]) -> list[ProviderPart]:
    parts: dict[tuple[str, bool], ProviderPart] = {}
    for row in rows:
        part = parts.setdefault((row["provider"], row["pes"]), ProviderPart(row["provider"], row["pes"]))
        part.services.add(row["service_name"])
        part.records += row["records"]
        part.minutes += _minutes(row)
        part.value += row["worth"]
    return sorted(parts.values(), key=lambda part: (-part.value, part.name, part.pes))


def _minutes(row: dict[str, Any]) -> Decimal:
    """Working time of a row: of services measured in hours, or with a known length of one unit."""
    units: Decimal = row["units"]
    return units * 60 if row["measure"] == "hour" else units * (row["unit_minutes"] or 0)
