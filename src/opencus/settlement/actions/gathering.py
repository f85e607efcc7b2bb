"""Taking the deliveries of a month into its settlement, within the limits of the contract."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum

from opencus.audit import journal
from opencus.audit.events import Event
from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Permission
from opencus.contracting.models import Contract, ContractLine
from opencus.contracting.queries import managed_by
from opencus.core.clock import today
from opencus.core.money import cost
from opencus.core.periods import MonthRef
from opencus.delivery.models import DeliveryRecord
from opencus.settlement import events, rules
from opencus.settlement.models import Settlement, SettlementLine
from opencus.settlement.queries.months import PAYABLE, VALUE, in_order, records_of

Verdict = SettlementLine.Verdict
FIELDS = ["contract_line", "rate", "planned", "reported", "confirmed", "disputed", "why", "verdict", "verdict_reason", "decided_by"]


class Headroom:
    """What is left of a contract's limits, in units of each line and in value, as lines take from it."""

    def __init__(self, contract: Contract, taken: Iterable[tuple[UUID, Decimal, Decimal]]) -> None:
        self.lines = {line.id: line for line in contract.lines.all()}
        self.units = {key: line.units_limit for key, line in self.lines.items()}
        self.value = contract.value_limit
        for key, units, value in taken:
            self.units[key] -= units
            self.value -= value

    def left(self, line: ContractLine) -> Decimal:
        """Return the units of the line that still fit."""
        return rules.left_in_limit(
            units_limit=self.units[line.id], units_used=rules.ZERO, value_limit=self.value, value_used=rules.ZERO, rate=line.rate
        )

    def take(self, line: ContractLine, units: Decimal) -> None:
        """Use up units of the line and their value."""
        self.units[line.id] -= units
        self.value -= cost(line.rate, units)

    @property
    def overrun(self) -> bool:
        """Whether more is taken than the contract allows."""
        return self.value < 0 or any(units < 0 for units in self.units.values())


def headroom(
    contract: Contract, *, besides: Iterable[UUID] = (), month: Settlement | None = None, lock: bool = True
) -> Headroom:
    """Return what the settled lines of a contract leave, without ``besides`` and the lines of ``month``.

    The contract is locked, so that two months do not take the same rest; ``lock=False`` only to show it.
    """
    if lock:
        contract = Contract.objects.select_for_update().get(pk=contract.pk)
    lines = SettlementLine.objects.filter(contract_line__contract=contract).exclude(id__in=list(besides))
    if month is not None:
        lines = lines.exclude(settlement_id=month.pk)
    taken = lines.values_list("contract_line_id").annotate(units=Sum(PAYABLE), worth=Sum(VALUE)).order_by()
    return Headroom(contract, taken)


def require_own(by: Actor, contract: Contract) -> None:
    """Providers settle their own contracts; the centre settles what its own staff delivered."""
    if contract.mode == Contract.Mode.OWN and by.may(Permission.CHECK_SETTLEMENT):
        return
    by.require(Permission.SUBMIT_SETTLEMENT)
    if contract.provider_id not in managed_by(by, today()):
        raise Refused("To rozliczenie należy do innego wykonawcy.")


@transaction.atomic
def open_month(*, by: Actor, contract: Contract, month: date) -> Settlement:
    """Open (or find) the month of a contract and gather its delivery records; not before the month has begun."""
    if not by.may(Permission.CHECK_SETTLEMENT):
        require_own(by, contract)
    first = month.replace(day=1)
    if first > today():
        raise ValidationError("Ten miesiąc jeszcze się nie zaczął.")
    if not (contract.valid_from.replace(day=1) <= first <= contract.valid_to):
        raise ValidationError("Umowa nie obowiązuje w tym miesiącu.")
    settlement, _ = Settlement.objects.get_or_create(contract=contract, month=first)
    if settlement.state in (Settlement.State.OPEN, Settlement.State.DISPUTED):
        gather(by=by, settlement=settlement)
    return settlement


@transaction.atomic
def gather(*, by: Actor, settlement: Settlement) -> int:
    """Take every delivery record of the month into the settlement anew and return how many there are.

    Decided lines keep their verdict while their figures stand. The contract's limits are used up in the order of
    days, after what its other months have taken. ValidationError once the merits are checked.
    """
    settlement = locked(settlement)
    if not by.may(Permission.CHECK_SETTLEMENT):
        require_own(by, settlement.contract)
        if settlement.state == Settlement.State.SUBMITTED:
            raise ValidationError("Rozliczenie jest złożone. Dane zbiera teraz centrum.")
    if settlement.state not in (Settlement.State.OPEN, Settlement.State.DISPUTED, Settlement.State.SUBMITTED):
        raise ValidationError("To rozliczenie jest już sprawdzone. Danych nie zbiera się ponownie.")
    kept = {line.record_id: line for line in settlement.lines.all()}
    lines = compared(settlement, kept, headroom(settlement.contract, month=settlement))
    taken = {line.record_id for line in lines}
    settlement.lines.exclude(record_id__in=taken).delete()
    SettlementLine.objects.bulk_create([line for line in lines if line.record_id not in kept])
    SettlementLine.objects.bulk_update([line for line in lines if line.record_id in kept], FIELDS)
    write(events.GATHERED, by, settlement, lines=len(lines))
    return len(lines)


def foreseen(settlement: Settlement) -> list[SettlementLine]:
    """Return the lines as gathering would make them now; nothing is saved (the provider looks before submitting)."""
    kept = {line.record_id: line for line in SettlementLine.objects.filter(settlement_id=settlement.pk)}
    return in_order(compared(settlement, kept, headroom(settlement.contract, month=settlement, lock=False)))


def compared(settlement: Settlement, kept: dict[UUID, SettlementLine], room: Headroom) -> list[SettlementLine]:
    """Return a line for each record of the month, compared with plan, confirmation and limit; nothing is saved."""
    lines = []
    for record in records_of(settlement.contract_id, MonthRef.of(settlement.month)):
        line = kept.get(record.id) or SettlementLine(settlement=settlement, record=record, verdict=Verdict.CLEAR)
        _compare(line, record, room)
        lines.append(line)
    return lines


def _compare(line: SettlementLine, record: DeliveryRecord, room: Headroom) -> None:
    contract_line = record.order.line
    left = room.left(contract_line)
    found = rules.difference(planned=record.planned, reported=record.done, confirmed=record.confirmed, left_in_limit=left)
    stands = line.verdict != Verdict.CLEAR and line.disputed == found.units and line.reported == record.done
    if line.verdict == Verdict.RECOGNISED and record.done > left:
        stands = False
    line.contract_line, line.rate = contract_line, contract_line.rate
    line.planned, line.reported, line.confirmed = record.planned, record.done, record.confirmed
    line.disputed, line.why = found.units, found.why
    if found.units == 0 or not stands:
        line.verdict = Verdict.OPEN if found.units else Verdict.CLEAR
        line.verdict_reason, line.decided_by = "", None
    room.take(contract_line, rules.payable_units(reported=line.reported, disputed=line.disputed, verdict=line.verdict))


def locked(settlement: Settlement) -> Settlement:
    """Return the settlement as it is now, locked until the transaction ends."""
    found: Settlement = Settlement.objects.select_for_update(of=("self",)).select_related("contract").get(pk=settlement.pk)
    return found


def write(event: Event, by: Actor, settlement: Settlement, **data: Any) -> None:
    """Journal an act on the month."""
    label = MonthRef.of(settlement.month).label
    journal.write(event, by=by, subject=settlement, contract=settlement.contract.number, month=label, **data)
