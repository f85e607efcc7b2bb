"""Reads of settlements and of the share commissioned to PES."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from opencus.catalogue.models import SocialEconomyStatus
from opencus.contracting.models import Contract
from opencus.core.money import cost
from opencus.core.periods import MonthRef
from opencus.delivery.models import DeliveryRecord
from opencus.settlement.models import Settlement, SettlementLine
from opencus.settlement.rules import Share, Sum, payable_units

Verdict = SettlementLine.Verdict


@dataclass(frozen=True)
class Row:
    """A contract in a month: with its settlement, or with records that wait for one."""

    contract: Contract
    settlement: Settlement | None
    records: int


def month_rows(month: MonthRef, provider_ids: Iterable[UUID] | None = None) -> list[Row]:
    """Return the contracts valid in the month with their settlement and number of deliveries; three queries."""
    contracts = Contract.objects.filter(valid_from__lte=month.last, valid_to__gte=month.first).exclude(state=Contract.State.DRAFT)
    if provider_ids is not None:
        contracts = contracts.filter(provider_id__in=provider_ids)
    contracts = contracts.select_related("provider").order_by("number")
    found = {one.contract_id: one for one in Settlement.objects.filter(month=month.first, contract__in=contracts)}
    counted = dict(
        DeliveryRecord.objects.filter(on__gte=month.first, on__lte=month.last, order__line__contract__in=contracts)
        .values_list("order__line__contract_id")
        .annotate(Count("id"))
    )
    return [Row(contract, found.get(contract.id), counted.get(contract.id, 0)) for contract in contracts]


def lines_of(settlement: Settlement) -> QuerySet[SettlementLine]:
    """Return the lines with all they show: those waiting for a decision first, then decided, then clear, by day."""
    order = {Verdict.OPEN: 0, Verdict.REJECTED: 1, Verdict.RECOGNISED: 1, Verdict.CLEAR: 2}
    rows = settlement.lines.select_related(
        "record__person", "record__visit", "record__ride", "record__worker", "contract_line__service", "decided_by"
    )
    return sorted(rows, key=lambda line: (order[line.verdict], line.record.on, str(line.id)))  # type: ignore[return-value]


@dataclass(frozen=True)
class Summary:
    """The month in sums: what is confirmed, recognised, waiting, rejected; ``due`` is to be paid."""

    planned: Decimal
    reported: Sum
    confirmed: Sum
    recognised: Sum
    waiting: Sum
    rejected: Sum
    due: Sum


def summary(lines: Iterable[SettlementLine]) -> Summary:
    """Add up the lines; the parts always give the whole."""
    rows = list(lines)

    def disputed(verdict: str) -> Sum:
        return Sum.of((line.disputed, line.rate) for line in rows if line.verdict == verdict)

    return Summary(
        planned=sum((line.planned for line in rows), Decimal(0)),
        reported=Sum.of((line.reported, line.rate) for line in rows),
        confirmed=Sum.of((line.reported - line.disputed, line.rate) for line in rows),
        recognised=disputed(Verdict.RECOGNISED),
        waiting=disputed(Verdict.OPEN),
        rejected=disputed(Verdict.REJECTED),
        due=Sum.of(
            (payable_units(reported=line.reported, disputed=line.disputed, verdict=line.verdict), line.rate) for line in rows
        ),
    )


@dataclass(frozen=True)
class ProviderPart:
    """What one provider delivered in the period."""

    name: str
    pes: bool
    units: Decimal
    value: Decimal


@dataclass(frozen=True)
class PesShare:
    """The share of PES by value, by units of work and by number of services (law: the rule is the centre's)."""

    value: Share
    hours: Share
    services: Share
    parts: list[ProviderPart]


def pes_share(first: date, last: date) -> PesShare:
    """Count what was delivered from ``first`` to ``last`` by the provider's status on the day of delivery (R51).

    Value is units times the contract's rate; hours count services measured in hours or with a fixed length of a
    unit; a service counts as a PES service when PES delivered the larger part of its value.
    """
    statuses = list(SocialEconomyStatus.objects.all())
    records = (
        DeliveryRecord.objects.filter(on__gte=first, on__lte=last, done__gt=0)
        .select_related("order__line__contract__provider", "order__line__service")
        .order_by()
    )
    value = {True: Decimal(0), False: Decimal(0)}
    hours = {True: Decimal(0), False: Decimal(0)}
    by_service: dict[UUID, dict[bool, Decimal]] = {}
    by_provider: dict[tuple[str, bool], list[Decimal]] = {}
    for record in records:
        line = record.order.line
        provider = line.contract.provider
        pes = any(one.organisation_id == provider.id and _holds(one, record.on) for one in statuses)
        worth = cost(line.rate, record.done)
        value[pes] += worth
        hours[pes] += _hours(record.done, line.service.measure, line.service.unit_minutes)
        by_service.setdefault(line.service_id, {True: Decimal(0), False: Decimal(0)})[pes] += worth
        part = by_provider.setdefault((provider.name, pes), [Decimal(0), Decimal(0)])
        part[0] += record.done
        part[1] += worth
    mostly = sum(parts[True] > parts[False] for parts in by_service.values())
    parts = [ProviderPart(name, pes, units, worth) for (name, pes), (units, worth) in by_provider.items()]
    return PesShare(
        Share(value[True], value[True] + value[False]), Share(hours[True], hours[True] + hours[False]),
        Share(Decimal(mostly), Decimal(len(by_service))), sorted(parts, key=lambda part: -part.value),
    )  # fmt: skip


def _holds(status: SocialEconomyStatus, day: date) -> bool:
    return status.valid_from <= day and (status.valid_to is None or status.valid_to >= day)


def _hours(units: Decimal, measure: str, unit_minutes: int | None) -> Decimal:
    if measure == "hour":
        return units
    return units * unit_minutes / 60 if unit_minutes else Decimal(0)


def waiting_counts() -> dict[str, int]:
    """Return how many settlements wait for a merit check and for a financial acceptance (one query)."""
    return Settlement.objects.aggregate(
        to_check=Count("id", filter=Q(state=Settlement.State.SUBMITTED)),
        to_accept=Count("id", filter=Q(state=Settlement.State.CHECKED)),
    )
