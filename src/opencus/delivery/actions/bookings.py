"""What happens to a visit or a ride alike: called off, nobody home, started, ended, broken off."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction

from opencus.audit import journal
from opencus.audit.events import Event
from opencus.centre.actors import Actor
from opencus.core.clock import day_of, now, today
from opencus.core.words import long_date
from opencus.delivery import events
from opencus.delivery.access import is_own, require_deliverer, require_scheduler
from opencus.delivery.actions.booking import when
from opencus.delivery.models import Booking, DeliveryRecord, Ride, State, Visit
from opencus.delivery.refusals import NotPossible
from opencus.delivery.rules.units import done_units, held_on, is_late, minutes_between, planned_units
from opencus.entitlements import actions as entitlements
from opencus.entitlements.models import EntitlementUse
from opencus.programmes.rules.booking import BookingRules, cancel_deadline, cancels_in_time

B = TypeVar("B", bound=Booking)


def booking_rules(booking: Booking) -> BookingRules:
    """The rules of booking of the programme version the person was granted the service under."""
    return BookingRules.from_json(booking.order.entitlement.programme_service.booking_rules)


def free_until(booking: Booking) -> datetime:
    """The last moment to call off without using the unit: the programme's hour, otherwise the start itself."""
    return cancel_deadline(booking_rules(booking), held_on(booking.starts_at)) or booking.starts_at


def cancel(*, by: Actor, booking: B, reason: str) -> B:
    """Call off a planned visit or ride: in time the units come back, later they count as used.

    Calling off the way there calls off the way back. Raises NotPossible without a reason, WrongMove from other states.
    """
    require_scheduler(by, booking.order)
    if not reason.strip():
        raise NotPossible("Napisz, kto i dlaczego odwołuje.", field="reason")
    with transaction.atomic():
        booking = _locked(booking)
        moment = now()
        in_time = moment < booking.starts_at and cancels_in_time(booking_rules(booking), held_on(booking.starts_at), moment)
        in_time = in_time or booking.state == State.PROPOSED  # nothing was agreed yet
        booking.move_to(State.CANCELLED if in_time else State.CANCELLED_LATE)
        booking.cancel_reason = reason.strip()[:240]
        booking.save(update_fields=["state", "cancel_reason"])
        _settle_units(by, booking, used=not in_time)
        _note(events.CANCELLED if in_time else events.CANCELLED_LATE, by, booking)
        if isinstance(booking, Ride):
            for back in booking.returns.filter(state__in=[State.PROPOSED, State.CONFIRMED]):
                cancel(by=by, booking=back, reason=reason)
    return booking


def no_show(*, by: Actor, booking: B, reason: str = "") -> B:
    """Record that nobody opened: the units count as used. The worker's own booking, or staff who schedule."""
    if not is_own(by, booking):
        require_scheduler(by, booking.order)
    with transaction.atomic():
        booking = _locked(booking)
        if now() < booking.starts_at:
            raise NotPossible("Ten termin jeszcze się nie zaczął. Możesz go odwołać.")
        booking.move_to(State.NO_SHOW)
        booking.cancel_reason = reason.strip()[:240]
        booking.save(update_fields=["state", "cancel_reason"])
        _settle_units(by, booking, used=True)
        _note(events.NO_SHOW, by, booking)
    return booking


def start(*, by: Actor, booking: B, device_at: datetime | None = None, late_reason: str = "") -> B:
    """The worker begins: the server's clock decides, the phone's is kept beside it; lateness never blocks (U49)."""
    require_deliverer(by, booking)
    with transaction.atomic():
        booking = _locked(booking)
        moment = now()
        if held_on(booking.starts_at) != today() and day_of(booking.ends_at) != today():
            raise NotPossible(f"Ten termin jest zaplanowany na {long_date(held_on(booking.starts_at))}.")
        running = Visit.objects.filter(worker_id=booking.worker_id, state=State.UNDER_WAY).exclude(id=booking.id)
        if isinstance(booking, Visit) and running.exists():
            raise NotPossible("Trwa inna wizyta. Zakończ ją, zanim zaczniesz następną.")
        booking.move_to(State.UNDER_WAY)
        booking.started_at, booking.device_started_at = moment, device_at
        booking.late_reason = late_reason.strip()[:240]
        booking.save(update_fields=["state", "started_at", "device_started_at", "late_reason"])
        late = minutes_between(booking.starts_at, moment) if is_late(booking.starts_at, moment) else 0
        _note(events.STARTED, by, booking, late_minutes=late)
    return booking


def end(*, by: Actor, booking: B, note: str | None = None, device_at: datetime | None = None) -> DeliveryRecord:
    """The worker ends; the record of units planned and done is written. ``note`` None leaves the saved one."""
    return _finish(by, booking, State.DONE, note, device_at)


def interrupt(*, by: Actor, booking: B, reason: str, device_at: datetime | None = None) -> DeliveryRecord:
    """The worker breaks off with a reason; hours count as far as they went, other units do not."""
    if not reason.strip():
        raise NotPossible("Napisz, dlaczego przerywasz.", field="reason")
    booking.cancel_reason = reason.strip()[:240]
    return _finish(by, booking, State.INTERRUPTED, None, device_at)


def _finish(by: Actor, given: B, state: str, note: str | None, device_at: datetime | None) -> DeliveryRecord:
    require_deliverer(by, given)
    with transaction.atomic():
        booking, broken_off = _locked(given), state == State.INTERRUPTED
        booking.move_to(state)
        booking.ended_at, booking.device_ended_at = now(), device_at
        if note is not None:
            booking.note = note.strip()[:2000]
        if broken_off:
            booking.cancel_reason = given.cancel_reason
        booking.save(update_fields=["state", "ended_at", "device_ended_at", "note", "cancel_reason"])
        measure = booking.order.line.service.measure
        planned = planned_units(measure, booking.starts_at, booking.ends_at)
        assert booking.started_at is not None  # only a started booking is under way
        minutes = minutes_between(booking.started_at, booking.ended_at)
        done = done_units(measure, planned, minutes, broken_off=broken_off)
        record = DeliveryRecord.objects.create(
            order=booking.order, person_id=booking.person_id, worker_id=booking.worker_id,
            visit=booking if isinstance(booking, Visit) else None, ride=booking if isinstance(booking, Ride) else None,
            on=held_on(booking.starts_at), planned=planned, done=done, recorded_by_id=by.user_id,
        )  # fmt: skip
        _settle_units(by, booking, used=done > 0, quantity=done)
        _note(events.INTERRUPTED if broken_off else events.ENDED, by, booking, done=done, planned=planned)
    return record


def _locked(booking: B) -> B:
    """Lock the booking as it is now, with what the acts need."""
    rows = type(booking).objects.select_for_update(of=("self",)).select_related(  # type: ignore[attr-defined]
        "order__line__service", "order__line__contract", "order__entitlement__programme_service"
    )
    locked: B = rows.get(id=booking.id)
    return locked


def _settle_units(by: Actor, booking: Booking, *, used: bool, quantity: Decimal | None = None) -> None:
    """Turn the reservation into use or give it back; bookings of imports may have none."""
    if not EntitlementUse.objects.filter(source_id=booking.id).exclude(state=EntitlementUse.State.RELEASED).exists():
        return
    if used:
        entitlements.use(by=by, source_id=booking.id, quantity=quantity)
    else:
        entitlements.release(by=by, source_id=booking.id)


def _note(event: Event, by: Actor, booking: Booking, **data: Any) -> None:
    journal.write(event, by=by, subject=booking, person_id=booking.person_id, when=when(booking), **data)
