"""The month of a contract, from gathering to payment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.audit.events import Event
from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Permission
from opencus.contracting.models import Contract
from opencus.core.clock import now, today
from opencus.core.money import cost, format_zl, total
from opencus.core.periods import MonthRef
from opencus.core.text import normalise
from opencus.core.words import measure
from opencus.delivery.actions.records import booking_of
from opencus.delivery.models import DeliveryRecord, State
from opencus.settlement import events, rules
from opencus.settlement.actions.charges import set_charges
from opencus.settlement.models import Settlement, SettlementLine

Verdict = SettlementLine.Verdict


def month_label(settlement: Settlement) -> str:
    """Return the month in words: "październik 2026"."""
    return MonthRef.of(settlement.month).label


def _require_own(by: Actor, contract: Contract) -> None:
    """Providers settle their own contracts; the centre settles what its own staff delivered."""
    if contract.mode == Contract.Mode.OWN and by.may(Permission.CHECK_SETTLEMENT):
        return
    by.require(Permission.SUBMIT_SETTLEMENT)
    if contract.provider_id not in by.provider_ids:
        raise Refused("To rozliczenie należy do innego wykonawcy.")


@transaction.atomic
def open_month(*, by: Actor, contract: Contract, month: date) -> Settlement:
    """Open (or find) the month of a contract and gather its delivery records."""
    if not by.may(Permission.CHECK_SETTLEMENT):
        _require_own(by, contract)
    if month.replace(day=1) > today().replace(day=1):
        raise ValidationError("Ten miesiąc jeszcze się nie zaczął.")
    settlement, _ = Settlement.objects.get_or_create(contract=contract, month=month.replace(day=1))
    if settlement.state in (Settlement.State.OPEN, Settlement.State.DISPUTED):
        gather(by=by, settlement=settlement)
    return settlement


@transaction.atomic
def gather(*, by: Actor, settlement: Settlement) -> int:
    """Take every delivery record of the month into the settlement anew; decided lines keep their verdict.

    The contract's limit of units is used up in the order of days, over all months settled before this one.
    """
    settlement = Settlement.objects.select_for_update().select_related("contract").get(pk=settlement.pk)
    month = MonthRef.of(settlement.month)
    records = DeliveryRecord.objects.filter(
        order__line__contract=settlement.contract, on__gte=month.first, on__lte=month.last
    ).select_related("order__line").order_by("on", "id")  # fmt: skip
    left = {line.id: line.units_limit - _settled_before(line.id, settlement) for line in settlement.contract.lines.all()}
    kept = {line.record_id: line for line in settlement.lines.all()}
    for record in records:
        line = kept.pop(record.id, None) or SettlementLine(settlement=settlement, record=record, verdict=Verdict.CLEAR)
        _compare(line, record, left)
        line.save()
    SettlementLine.objects.filter(id__in=[line.id for line in kept.values()]).delete()
    journal.write(
        events.GATHERED, by=by, subject=settlement, contract=settlement.contract.number, month=month.label, lines=len(records)
    )
    return len(records)


def _settled_before(contract_line_id: object, settlement: Settlement) -> Decimal:
    lines = SettlementLine.objects.filter(contract_line_id=contract_line_id, settlement__month__lt=settlement.month)
    return sum(
        (rules.payable_units(reported=one.reported, disputed=one.disputed, verdict=one.verdict) for one in lines), Decimal(0)
    )


def _compare(line: SettlementLine, record: DeliveryRecord, left: dict[object, Decimal]) -> None:
    contract_line = record.order.line
    found = rules.difference(
        planned=record.planned, reported=record.done, confirmed=record.confirmed, left_in_limit=left[contract_line.id]
    )
    unchanged = line.disputed == found.units and line.reported == record.done if line.verdict != Verdict.CLEAR else False
    line.contract_line, line.rate = contract_line, contract_line.rate
    line.planned, line.reported, line.confirmed = record.planned, record.done, record.confirmed
    line.disputed, line.why = found.units, found.why
    if found.units == 0:
        line.verdict, line.verdict_reason, line.decided_by = Verdict.CLEAR, "", None
    elif not unchanged:
        line.verdict, line.verdict_reason, line.decided_by = Verdict.OPEN, "", None
    left[contract_line.id] -= rules.payable_units(reported=line.reported, disputed=line.disputed, verdict=line.verdict)


@transaction.atomic
def submit(
    *, by: Actor, settlement: Settlement, invoice_number: str = "", invoice_amount: Decimal | None = None, ksef_number: str = ""
) -> None:
    """Close the month on the provider's side; procured contracts need an invoice with its KSeF number."""
    settlement = _locked(settlement)
    _require_own(by, settlement.contract)
    number, ksef = normalise(invoice_number)[:60], normalise(ksef_number).upper()[:40]
    problems = rules.missing_for_submission(
        mode=settlement.contract.mode, invoice_number=number, invoice_amount=invoice_amount, ksef_number=ksef
    )
    if problems:
        raise ValidationError(problems)
    if not settlement.lines.exists():
        raise ValidationError("W tym miesiącu nie ma czego rozliczać: żadna wizyta nie została wykonana.")
    settlement.move_to(Settlement.State.SUBMITTED)
    settlement.invoice_number, settlement.invoice_amount, settlement.ksef_number = number, invoice_amount, ksef
    settlement.submitted_by_id, settlement.submitted_at, settlement.dispute_reason = by.user_id, now(), ""
    settlement.save()
    _write(events.SUBMITTED, by, settlement)


@transaction.atomic
def decide(*, by: Actor, line: SettlementLine, verdict: str, reason: str = "") -> None:
    """Recognise or reject the disputed units of a line; a rejection says why."""
    by.require(Permission.CHECK_SETTLEMENT)
    settlement = _locked(line.settlement)
    if settlement.state != Settlement.State.SUBMITTED:
        raise ValidationError("Różnice rozstrzyga się, gdy wykonawca złożył rozliczenie i zanim je sprawdzono.")
    if verdict not in (Verdict.RECOGNISED, Verdict.REJECTED, Verdict.OPEN) or line.disputed == 0:
        raise ValidationError("W tej pozycji nie ma czego rozstrzygać.")
    words = normalise(reason)[:240]
    if verdict == Verdict.REJECTED and not words:
        raise ValidationError({"reason": "Napisz, dlaczego odrzucasz. Wykonawca to zobaczy."})
    line.verdict, line.verdict_reason = verdict, words
    line.decided_by_id = None if verdict == Verdict.OPEN else by.user_id
    line.save(update_fields=["verdict", "verdict_reason", "decided_by"])
    units = measure(line.disputed, line.contract_line.service.measure)
    journal.write(
        events.DECIDED, by=by, subject=line, person_id=line.record.person_id, verdict=str(Verdict(verdict).label), units=units
    )


@transaction.atomic
def check(*, by: Actor, settlement: Settlement) -> None:
    """Confirm the merits: every difference is decided."""
    by.require(Permission.CHECK_SETTLEMENT)
    settlement = _locked(settlement)
    waiting = rules.open_differences(list(settlement.lines.values_list("verdict", flat=True)))
    if waiting:
        raise ValidationError(f"Najpierw rozstrzygnij różnice. Czeka: {waiting}.")
    settlement.move_to(Settlement.State.CHECKED)
    settlement.checked_by_id, settlement.checked_at = by.user_id, now()
    settlement.save()
    _write(events.CHECKED, by, settlement)


@transaction.atomic
def dispute(*, by: Actor, settlement: Settlement, reason: str) -> None:
    """Send the month back to the provider with a reason."""
    if not by.may(Permission.ACCEPT_SETTLEMENT):
        by.require(Permission.CHECK_SETTLEMENT)
    settlement = _locked(settlement)
    words = normalise(reason)
    if not words:
        raise ValidationError({"reason": "Napisz, co wykonawca ma wyjaśnić lub poprawić."})
    settlement.move_to(Settlement.State.DISPUTED)
    settlement.dispute_reason = words
    settlement.save()
    _write(events.DISPUTED, by, settlement)


def amount_due(settlement: Settlement) -> Decimal:
    """Return what is to be paid for the lines as they are decided now."""
    return total(
        cost(line.rate, rules.payable_units(reported=line.reported, disputed=line.disputed, verdict=line.verdict))
        for line in settlement.lines.all()
    )


@transaction.atomic
def accept(*, by: Actor, settlement: Settlement) -> None:
    """Accept financially: freeze the amount, settle the deliveries, set the residents' charges.

    Whoever checked the merits does not accept the money as well (four eyes).
    """
    by.require(Permission.ACCEPT_SETTLEMENT)
    settlement = _locked(settlement)
    if settlement.checked_by_id == by.user_id:
        raise Refused("Sprawdziłaś lub sprawdziłeś to rozliczenie merytorycznie. Finansowo akceptuje je inna osoba.")
    amount = amount_due(settlement)
    if settlement.contract.mode not in rules.WITHOUT_INVOICE and settlement.invoice_amount != amount:
        given = format_zl(settlement.invoice_amount or Decimal(0))
        raise ValidationError(f"Faktura opiewa na {given}, a do zapłaty jest {format_zl(amount)}. Zwróć rozliczenie wykonawcy.")
    settlement.move_to(Settlement.State.ACCEPTED)
    settlement.amount, settlement.accepted_by_id, settlement.accepted_at = amount, by.user_id, now()
    settlement.save()
    lines = settlement.lines.select_related("record__visit", "record__ride").exclude(verdict=Verdict.REJECTED)
    for line in lines:
        booking = booking_of(line.record)
        if booking.can_move_to(State.SETTLED):
            booking.move_to(State.SETTLED)
            booking.save(update_fields=["state"])
    set_charges(by=by, settlement=settlement)
    _write(events.ACCEPTED, by, settlement, amount=format_zl(amount))


@transaction.atomic
def pay(*, by: Actor, settlement: Settlement) -> None:
    """Record that the transfer went out."""
    by.require(Permission.ACCEPT_SETTLEMENT)
    settlement = _locked(settlement)
    settlement.move_to(Settlement.State.PAID)
    settlement.save()
    _write(events.PAID, by, settlement)


def _locked(settlement: Settlement) -> Settlement:
    return Settlement.objects.select_for_update(of=("self",)).select_related("contract").get(pk=settlement.pk)


def _write(event: Event, by: Actor, settlement: Settlement, **data: str) -> None:
    journal.write(event, by=by, subject=settlement, contract=settlement.contract.number, month=month_label(settlement), **data)
