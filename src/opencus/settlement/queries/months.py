"""Reads of settlements: the month of all contracts, the lines and sums of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When
from django.db.models.functions import Round, TruncMonth

from opencus.contracting.models import Contract
from opencus.core.money import cost
from opencus.core.periods import MonthRef
from opencus.delivery.models import DeliveryRecord
from opencus.settlement.models import Settlement, SettlementLine
from opencus.settlement.rules import ZERO, payable_units
from opencus.settlement.rules import Sum as Part

Verdict = SettlementLine.Verdict
#: The units and the value to pay for a line, as rules.payable_units counts them.
PAYABLE = Case(When(verdict=Verdict.RECOGNISED, then=F("reported")), default=F("reported") - F("disputed"))
VALUE = Round(F("rate") * PAYABLE, precision=2)


@dataclass(frozen=True)
class Row:
    """A contract in a month: its settlement (None: not opened yet), deliveries, what they are worth, what waits."""

    contract: Contract
    settlement: Settlement | None
    records: int
    amount: Decimal
    differences: int

    @property
    def waits(self) -> str:
        """Say in plain Polish on whom the month waits; empty when all is done."""
        if self.settlement is None or self.settlement.state == Settlement.State.OPEN:
            return "złożenie przez wykonawcę" if self.records else ""
        if self.settlement.state == Settlement.State.SUBMITTED and self.differences:
            return "decyzje o różnicach"
        return {
            "submitted": "akceptacja merytoryczna", "disputed": "odpowiedź wykonawcy", "checked": "akceptacja finansowa",
            "accepted": "wypłata",
        }.get(self.settlement.state, "")  # fmt: skip


def month_rows(month: MonthRef, provider_ids: Iterable[UUID] | None = None) -> list[Row]:
    """Return the contracts of the month with their settlement, deliveries and value; four queries."""
    valid = Q(valid_from__lte=month.last, valid_to__gte=month.first) & ~Q(state=Contract.State.DRAFT)
    contracts = Contract.objects.filter(valid | Q(settlements__month=month.first)).distinct()
    if provider_ids is not None:
        contracts = contracts.filter(provider_id__in=list(provider_ids))
    contracts = contracts.select_related("provider").order_by("number")
    ids = [one.id for one in contracts]
    found = {one.contract_id: one for one in Settlement.objects.filter(month=month.first, contract__in=ids)}
    records = DeliveryRecord.objects.filter(on__gte=month.first, on__lte=month.last, order__line__contract__in=ids)
    worth = Sum(Round(F("done") * F("order__line__rate"), precision=2))
    delivered = {key: (n, value) for key, n, value in records.values_list("order__line__contract_id").annotate(n=Count("id"), worth=worth).order_by()}
    lines = SettlementLine.objects.filter(settlement__in=list(found.values()))
    waiting = Count("id", filter=Q(verdict=Verdict.OPEN))
    settled = {key: (value, n) for key, value, n in lines.values_list("settlement__contract_id").annotate(worth=Sum(VALUE), n=waiting).order_by()}
    rows = []
    for contract in contracts:
        count, value = delivered.get(contract.id, (0, ZERO))
        settlement = found.get(contract.id)
        due, differences = settled.get(contract.id, (ZERO, 0))
        amount = value if settlement is None else due if settlement.amount is None else settlement.amount
        rows.append(Row(contract, settlement, count, amount or ZERO, differences))
    return rows


@dataclass(frozen=True)
class OwnRow:
    """A month of one of the provider's contracts: deliveries, their value, and the settlement when there is one."""

    contract: Contract
    month: MonthRef
    settlement: Settlement | None
    records: int
    amount: Decimal


def own_rows(provider_ids: Iterable[UUID], first: MonthRef, last: MonthRef) -> list[OwnRow]:
    """Return the months with deliveries or a settlement, the latest first; three queries."""
    contracts = {c.id: c for c in Contract.objects.filter(provider_id__in=list(provider_ids)).exclude(state=Contract.State.DRAFT)}
    records = DeliveryRecord.objects.filter(on__gte=first.first, on__lte=last.last, order__line__contract__in=list(contracts))
    worth = Sum(Round(F("done") * F("order__line__rate"), precision=2))
    rows = records.annotate(start=TruncMonth("on")).values_list("order__line__contract_id", "start").annotate(n=Count("id"), worth=worth)
    delivered = {(key, start): (count, value) for key, start, count, value in rows.order_by()}
    settled = Settlement.objects.filter(contract__in=list(contracts), month__gte=first.first, month__lte=last.last)
    found = {(one.contract_id, one.month): one for one in settled}
    keys = sorted(set(delivered) | set(found), key=lambda key: (-key[1].toordinal(), contracts[key[0]].number))
    result = []
    for contract_id, start in keys:
        count, value = delivered.get((contract_id, start), (0, ZERO))
        one = found.get((contract_id, start))
        amount = one.amount if one is not None and one.amount is not None else value
        result.append(OwnRow(contracts[contract_id], MonthRef.of(start), one, count, amount))
    return result


def records_of(contract_id: UUID, month: MonthRef) -> QuerySet[DeliveryRecord]:
    """Return the deliveries of a contract in a month by day, with all a line shows."""
    records = DeliveryRecord.objects.filter(order__line__contract_id=contract_id, on__gte=month.first, on__lte=month.last)
    return records.select_related("order__line__service", "person", "visit", "ride", "worker").order_by("on", "id")


def changed_since(settlement: Settlement) -> int:
    """Count the deliveries of the month that were corrected, confirmed or added after they were compared."""
    lines = settlement.lines
    moved = lines.exclude(record__done=F("reported"), record__confirmed=F("confirmed"), record__planned=F("planned")).count()
    return moved + added_since(settlement)


def added_since(settlement: Settlement) -> int:
    """Count the deliveries of the month that stand in no settlement."""
    missing = records_of(settlement.contract_id, MonthRef.of(settlement.month)).filter(settlement_lines__isnull=True)
    return missing.order_by().count()


def lines_of(settlement: Settlement) -> list[SettlementLine]:
    """Return the lines with all they show: those waiting for a decision first, then decided, then clear, by day."""
    rows = settlement.lines.select_related(
        "record__person__municipality", "record__visit", "record__ride", "record__worker", "record__order", "contract_line__service",
        "decided_by",
    )  # fmt: skip
    return in_order(rows)


def in_order(lines: Iterable[SettlementLine]) -> list[SettlementLine]:
    """Sort lines as a person reads them: waiting, decided, clear; each by day."""
    order = {Verdict.OPEN: 0, Verdict.REJECTED: 1, Verdict.RECOGNISED: 1, Verdict.CLEAR: 2}
    return sorted(lines, key=lambda line: (order[Verdict(line.verdict)], line.record.on, str(line.record_id)))


@dataclass(frozen=True)
class Summary:
    """The month in sums: confirmed + recognised = due; due + waiting + rejected = reported."""

    lines: int
    planned: Decimal
    reported: Part
    confirmed: Part
    recognised: Part
    waiting: Part
    rejected: Part
    due: Part

    @property
    def disputed(self) -> Decimal:
        return self.recognised.units + self.waiting.units + self.rejected.units


def summary(lines: Iterable[SettlementLine]) -> Summary:
    """Add up the lines; a disputed part is worth what the whole line is worth above its clear part."""
    rows = list(lines)

    def disputed(verdict: str) -> Part:
        chosen = [line for line in rows if line.verdict == verdict]
        worth = (cost(line.rate, line.reported) - cost(line.rate, line.reported - line.disputed) for line in chosen)
        return Part(sum((line.disputed for line in chosen), ZERO), sum(worth, ZERO))

    return Summary(
        lines=len(rows),
        planned=sum((line.planned for line in rows), ZERO),
        reported=Part.of((line.reported, line.rate) for line in rows),
        confirmed=Part.of((line.reported - line.disputed, line.rate) for line in rows),
        recognised=disputed(Verdict.RECOGNISED),
        waiting=disputed(Verdict.OPEN),
        rejected=disputed(Verdict.REJECTED),
        due=Part.of(
            (payable_units(reported=line.reported, disputed=line.disputed, verdict=line.verdict), line.rate) for line in rows
        ),
    )


def waiting_counts() -> dict[str, int]:
    """Return how many settlements wait for a merit check and for a financial acceptance (one query)."""
    counts: dict[str, int] = Settlement.objects.aggregate(
        to_check=Count("id", filter=Q(state=Settlement.State.SUBMITTED)),
        to_accept=Count("id", filter=Q(state=Settlement.State.CHECKED)),
    )
    return counts
