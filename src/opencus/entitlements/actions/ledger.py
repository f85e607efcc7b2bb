"""The ledger of uses: a booking reserves units, delivery uses them, cancelling in time frees them.

Every verb first locks all entitlements that share a limit of the service, always in the order of their identifiers, so
that two bookings at once, also of two carers of one person (R58) or of one household, cannot both take the last hour.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission, Role
from opencus.core.words import measure, numeric_date
from opencus.entitlements import events
from opencus.entitlements.models import Entitlement, EntitlementUse
from opencus.entitlements.queries import counted_limits, limits_of, spent_by_limit
from opencus.entitlements.rules import LimitReached, NotEntitled, obstacle
from opencus.entitlements.sharing import pools
from opencus.programmes.rules.limits import refusal

BOOKERS = (Permission.SCHEDULE, Permission.HANDLE_OWN_ORDERS, Permission.RECORD_DELIVERY, Permission.CHECK_SETTLEMENT)


def reserve(*, by: Actor, entitlement: Entitlement, on: date, quantity: Decimal, source_id: UUID) -> EntitlementUse:
    """Keep units for a booking; a released line of the same booking is taken up again.

    Quantity is in the measure of the service. Raises NotEntitled or LimitReached with a Polish reason.
    """
    _require_booker(by)
    with transaction.atomic():
        held = locked(entitlement)
        if reason := _obstacle(held, on):
            raise NotEntitled(reason)
        line = EntitlementUse.objects.select_for_update().filter(source_id=source_id).first()
        if line is not None and line.state != EntitlementUse.State.RELEASED:
            raise NotEntitled("Ta rezerwacja już istnieje.")
        _check(held, on, quantity, besides=source_id)
        line = line or EntitlementUse(source_id=source_id)
        line.entitlement, line.on, line.quantity, line.state = held, on, quantity, EntitlementUse.State.RESERVED
        line.save()
        _note(events.RESERVED, by, line)
    return line


def use(*, by: Actor, source_id: UUID, quantity: Decimal | None = None, on: date | None = None) -> EntitlementUse:
    """Turn a reservation into units used; ``quantity`` and ``on`` None: as reserved. Called again it corrects them.

    A late cancellation counts as a use too. Raises LimitReached when more was delivered than the limit allows,
    NotEntitled when the reservation was released.
    """
    _require_booker(by)
    with transaction.atomic():
        line = _line(source_id)
        if line.state == EntitlementUse.State.RELEASED:
            raise NotEntitled("Ta rezerwacja została zwolniona. Zarezerwuj ponownie.")
        day, units = on or line.on, line.quantity if quantity is None else quantity
        if units > line.quantity or day != line.on:
            _check(line.entitlement, day, units, besides=source_id)
        line.on, line.quantity, line.state = day, units, EntitlementUse.State.USED
        line.save()
        _note(events.USED, by, line)
        _close_when_used_up(line.entitlement)
    return line


def release(*, by: Actor, source_id: UUID) -> EntitlementUse:
    """Give units back: cancelled in time, or delivery found not to have happened. Released twice is released."""
    _require_booker(by)
    with transaction.atomic():
        line = _line(source_id)
        if line.state != EntitlementUse.State.RELEASED:
            line.state = EntitlementUse.State.RELEASED
            line.save()
            _note(events.RELEASED, by, line)
    return line


def _require_booker(by: Actor) -> None:
    if Role.SYSTEM not in by.roles and not any(by.may(permission) for permission in BOOKERS):
        by.require(Permission.SCHEDULE)


def locked(entitlement: Entitlement) -> Entitlement:
    """Lock every entitlement that shares a limit with this one, always in the same order; return the one asked for."""
    siblings = Entitlement.objects.select_for_update(of=("self",)).filter(pools(entitlement, limits_of(entitlement)))
    rows = {row.pk: row for row in siblings.select_related("programme_service__service", "person").order_by("id")}
    if entitlement.pk not in rows:
        raise NotEntitled("Tego przyznania już nie ma.")
    return rows[entitlement.pk]


def _line(source_id: UUID) -> EntitlementUse:
    found = EntitlementUse.objects.filter(source_id=source_id).select_related("entitlement__programme_service", "entitlement__person").first()
    if found is None:
        raise NotEntitled("Nie ma takiej rezerwacji.")
    held = locked(found.entitlement)
    line = EntitlementUse.objects.select_for_update().get(pk=found.pk)  # as it is now, under the lock
    line.entitlement = held
    return line


def _obstacle(held: Entitlement, on: date) -> str | None:
    return obstacle(
        state=held.state, state_label=held.get_state_display(), valid_from=held.valid_from, valid_to=held.valid_to,
        resigned_on=held.resigned_on, on=on,
    )  # fmt: skip


def _check(held: Entitlement, on: date, quantity: Decimal, *, besides: UUID) -> None:
    for limit, uses in spent_by_limit(held, counted_limits(held), besides=besides):
        if reason := refusal([limit], uses, on, quantity):
            raise LimitReached(reason)


def _close_when_used_up(held: Entitlement) -> None:
    """An amount given once and for all ends the right when all of it was really used, not only reserved."""
    if held.state != Entitlement.State.ACTIVE:
        return
    once = [limit for limit in counted_limits(held) if limit.period == "total"]
    for limit, uses in spent_by_limit(held, once, only_used=True):
        if sum((one.quantity for one in uses), Decimal(0)) >= limit.quantity:
            held.move_to(Entitlement.State.USED_UP)
            held.save(update_fields=["state"])
            return


def _note(event: events.Event, by: Actor, line: EntitlementUse) -> None:
    unit = line.entitlement.programme_service.service.measure
    journal.write(
        event, by=by, subject=line, person_id=line.entitlement.person_id,
        quantity=measure(line.quantity, unit, accusative=event is events.RESERVED), on=numeric_date(line.on),
    )  # fmt: skip
