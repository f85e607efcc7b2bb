"""The month of a contract: submitted by the provider, accepted and paid by the centre."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Permission
from opencus.core.clock import now, today
from opencus.core.money import cost, format_zl, total
from opencus.core.periods import MonthRef
from opencus.core.text import normalise
from opencus.core.words import day_month
from opencus.delivery.actions.records import booking_of
from opencus.delivery.models import DeliveryRecord, Ride, State, Visit
from opencus.settlement import events, rules
from opencus.settlement.actions.charges import set_charges
from opencus.settlement.actions.decisions import require_fresh
from opencus.settlement.actions.gathering import gather, headroom, locked, require_own, write
from opencus.settlement.models import Settlement, SettlementLine


@transaction.atomic
def submit(
    *, by: Actor, settlement: Settlement, invoice_number: str = "", invoice_amount: Decimal | None = None,
    ksef_number: str = "", answer: str = "",
) -> None:  # fmt: skip
    """Close the month on the provider's side; procured contracts need an invoice with its KSeF number.

    Deliveries are gathered anew, so what is submitted is what stands. ValidationError by field; also while the month
    still lasts, because later deliveries would never be paid. ``answer`` replies to what the centre disputed.
    """
    settlement = locked(settlement)
    require_own(by, settlement.contract)
    last = min(MonthRef.of(settlement.month).last, settlement.contract.valid_to)
    if today() <= last:
        raise ValidationError(f"Ten miesiąc jeszcze trwa. Złożysz rozliczenie, gdy się skończy: po {day_month(last)}.")
    number, ksef = normalise(invoice_number)[:60], normalise(ksef_number).upper()[:40]
    problems = rules.missing_for_submission(
        mode=settlement.contract.mode, invoice_number=number, invoice_amount=invoice_amount, ksef_number=ksef
    )
    if problems:
        raise ValidationError(problems)
    if not settlement.can_move_to(Settlement.State.SUBMITTED):
        raise ValidationError("To rozliczenie jest już złożone.")
    if not gather(by=by, settlement=settlement):
        raise ValidationError("W tym miesiącu nie ma czego rozliczać: żadna wizyta nie została wykonana.")
    settlement.move_to(Settlement.State.SUBMITTED)
    settlement.invoice_number, settlement.invoice_amount, settlement.ksef_number = number, invoice_amount, ksef
    settlement.submitted_by_id, settlement.submitted_at, settlement.answer = by.user_id, now(), normalise(answer)
    settlement.save()
    write(events.SUBMITTED, by, settlement)


def amount_due(settlement: Settlement) -> Decimal:
    """Return what is to be paid for the lines as they are decided now."""
    return total(
        cost(line.rate, rules.payable_units(reported=line.reported, disputed=line.disputed, verdict=line.verdict))
        for line in settlement.lines.all()
    )


@transaction.atomic
def accept(*, by: Actor, settlement: Settlement) -> None:
    """Accept financially: freeze the amount, settle the deliveries, set the residents' charges.

    Whoever checked the merits does not accept the money as well (four eyes). ValidationError when the invoice does
    not match, the evidence changed or the contract's limit would be passed.
    """
    by.require(Permission.ACCEPT_SETTLEMENT)
    settlement = locked(settlement)
    if settlement.checked_by_id is not None and settlement.checked_by_id == by.user_id:
        raise Refused("To Ty zatwierdzasz to rozliczenie merytorycznie. Finansowo akceptuje je inna osoba.")
    # Whoever corrects or confirms a delivery waits here and then finds it settled.
    list(DeliveryRecord.objects.select_for_update().filter(settlement_lines__settlement=settlement).order_by("id").values_list("id"))
    amount = amount_due(settlement)
    if settlement.contract.mode not in rules.WITHOUT_INVOICE and settlement.invoice_amount != amount:
        given = format_zl(settlement.invoice_amount or Decimal(0))
        raise ValidationError(f"Faktura opiewa na {given}, a do zapłaty jest {format_zl(amount)}. Zwróć rozliczenie wykonawcy.")
    require_fresh(settlement)
    if headroom(settlement.contract).overrun:
        raise ValidationError("Suma rozliczeń przekracza limit umowy. Zwróć rozliczenie albo zmień umowę aneksem.")
    settlement.move_to(Settlement.State.ACCEPTED)
    settlement.amount, settlement.accepted_by_id, settlement.accepted_at = amount, by.user_id, now()
    settlement.save()
    _settle(settlement)
    set_charges(by=by, settlement=settlement)
    write(events.ACCEPTED, by, settlement, amount=format_zl(amount))


def _settle(settlement: Settlement) -> None:
    """Mark as settled every delivery that is paid at least in part: nobody can correct it any more."""
    moved: dict[type[Visit] | type[Ride], list[Visit | Ride]] = {Visit: [], Ride: []}
    for line in settlement.lines.select_related("record__visit", "record__ride"):
        booking = booking_of(line.record)
        if _is_paid(line) and booking.can_move_to(State.SETTLED):
            booking.move_to(State.SETTLED)
            moved[type(booking)].append(booking)  # type: ignore[index, arg-type]
    for model, bookings in moved.items():
        model.objects.bulk_update(bookings, ["state"])


def _is_paid(line: SettlementLine) -> bool:
    return rules.payable_units(reported=line.reported, disputed=line.disputed, verdict=line.verdict) > 0


@transaction.atomic
def pay(*, by: Actor, settlement: Settlement) -> None:
    """Record that the transfer went out."""
    by.require(Permission.ACCEPT_SETTLEMENT)
    settlement = locked(settlement)
    settlement.move_to(Settlement.State.PAID)
    settlement.save(update_fields=["state"])
    write(events.PAID, by, settlement)
