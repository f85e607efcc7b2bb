"""The delivery record: confirmed by the client, put right by hand with a mark that stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.core.clock import now
from opencus.core.words import hour_minute, numeric_date
from opencus.delivery import events
from opencus.delivery.access import require_deliverer, require_scheduler
from opencus.delivery.actions.codes import check_code
from opencus.delivery.models import Booking, Correction, DeliveryRecord, State
from opencus.delivery.refusals import NotPossible
from opencus.delivery.rules.units import done_units, minutes_between
from opencus.entitlements import actions as entitlements
from opencus.entitlements.models import EntitlementUse

How = DeliveryRecord.Confirmation
AT_THE_DOOR = {How.PIN, How.SIGNATURE, How.CARER}


def booking_of(record: DeliveryRecord) -> Booking:
    """The visit or the ride a record is the evidence of."""
    booking: Booking = record.visit or record.ride
    return booking


def locked_booking_of(record: DeliveryRecord) -> Booking:
    """The visit or the ride as it is now, locked: a month may have been settled since the record was read."""
    booking = booking_of(record)
    locked: Booking = type(booking).objects.select_for_update().get(id=booking.id)  # type: ignore[attr-defined]
    return locked


def confirm(*, by: Actor, record: DeliveryRecord, how: str, pin: str = "") -> DeliveryRecord:
    """Write that the client confirms what was done: PIN, signature or carer at the door, telephone from the office.

    Raises NotPossible for a wrong PIN (the try is counted) and WrongMove when there is nothing to confirm.
    """
    booking = booking_of(record)
    if how in AT_THE_DOOR:
        require_deliverer(by, booking)
    elif how == How.PHONE:
        require_scheduler(by, booking.order)
    else:
        raise NotPossible("Wybierz, jak klient potwierdza.", field="how")
    if how == How.PIN:
        check_code(by=by, person=record.person, code=pin)
    with transaction.atomic():
        record = DeliveryRecord.objects.select_for_update(of=("self",)).select_related("visit", "ride").get(id=record.id)
        booking = locked_booking_of(record)
        booking.move_to(State.CONFIRMED_BY_CLIENT)
        booking.save(update_fields=["state"])
        record.confirmed, record.confirmation, record.confirmed_at = record.done, how, now()
        record.save(update_fields=["confirmed", "confirmation", "confirmed_at"])
        label = str(How(how).label)
        journal.write(
            events.CONFIRMED, by=by, subject=record, person_id=record.person_id, how=label, confirmed=record.confirmed
        )
    return record


def correct(*, by: Actor, record: DeliveryRecord, started_at: datetime, ended_at: datetime, reason: str) -> DeliveryRecord:
    """Put the hours of a record right; what stood before is kept and marked for ever (U49).

    Units are counted anew; the client's confirmation never covers more than they saw. Raises NotPossible.
    """
    require_scheduler(by, record.order)
    with transaction.atomic():
        record = DeliveryRecord.objects.select_for_update(of=("self",)).select_related(
            "visit", "ride", "order__line__service"
        ).get(id=record.id)  # fmt: skip
        booking = locked_booking_of(record)
        _check_correction(booking, started_at, ended_at, reason)
        before = _as_it_stands(booking, record)
        was = record.done
        record.done = done_units(
            record.order.line.service.measure, record.planned, minutes_between(started_at, ended_at),
            broken_off=booking.state == State.INTERRUPTED,
        )  # fmt: skip
        record.confirmed = min(record.confirmed, record.done)
        record.save(update_fields=["done", "confirmed"])
        booking.started_at, booking.ended_at = started_at, ended_at
        booking.save(update_fields=["started_at", "ended_at"])
        Correction.objects.create(
            record=record, before=before, after=_as_it_stands(booking, record), reason=reason.strip()[:240], by_id=by.user_id
        )
        _recount(by, booking, record)
        journal.write(
            events.CORRECTED, by=by, subject=record, person_id=record.person_id, was=was, done=record.done,
            on=numeric_date(record.on),
        )  # fmt: skip
    return record


def _check_correction(booking: Booking, started_at: datetime, ended_at: datetime, reason: str) -> None:
    if booking.state == State.SETTLED:
        raise NotPossible("Ta wizyta jest już rozliczona. Popraw ją przez spór w rozliczeniu.")
    if not reason.strip():
        raise NotPossible("Napisz, skąd wiadomo, że było inaczej.", field="reason")
    if ended_at <= started_at:
        raise NotPossible("Koniec musi być później niż początek.", field="ended")
    if ended_at > now():
        raise NotPossible("Tej godziny jeszcze nie było. Wpisz, jak było naprawdę.", field="ended")


def _as_it_stands(booking: Booking, record: DeliveryRecord) -> dict[str, str]:
    return {
        "started_at": hour_minute(booking.started_at) if booking.started_at else "",
        "ended_at": hour_minute(booking.ended_at) if booking.ended_at else "",
        "done": f"{record.done:.2f}",
    }


def _recount(by: Actor, booking: Booking, record: DeliveryRecord) -> None:
    """Bring the ledger in line with the corrected units."""
    line = EntitlementUse.objects.filter(source_id=booking.id).first()
    if line is None:
        return
    if record.done == 0:
        entitlements.release(by=by, source_id=booking.id)
    elif line.state == EntitlementUse.State.RELEASED:
        entitlements.reserve(
            by=by, entitlement=record.order.entitlement, on=record.on, quantity=record.done, source_id=booking.id
        )
        entitlements.use(by=by, source_id=booking.id)
    else:
        entitlements.use(by=by, source_id=booking.id, quantity=record.done)
