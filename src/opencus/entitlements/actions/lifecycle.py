"""The life of an entitlement: granted with a snapshot, suspended, resumed, given up."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.words import numeric_date
from opencus.entitlements import events
from opencus.entitlements.models import Entitlement, EntitlementUse
from opencus.entitlements.rules import NotEntitled
from opencus.intake.models import RequestedService
from opencus.programmes.models import ProgrammeService
from opencus.programmes.rules.terms import Terms


def grant(
    *, by: Actor, requested: RequestedService, terms: Terms, permission: Permission = Permission.QUALIFY,
    offered: ProgrammeService | None = None, cared_for: UUID | None = None,
) -> Entitlement:
    """Create the right with its amount, period and fee as they are today; later edits never change it (R42).

    ``permission`` is QUALIFY on the programme track and SIGN_DECISION on the decision track (art. 19). ``offered``: the
    service of the version it is granted under, when that is a later one than it was asked under. ``cared_for``: for whom
    a carer holds it.
    """
    by.require(permission)
    with transaction.atomic():
        held = Entitlement.objects.create(
            person=requested.application.client,
            programme_service=offered or requested.programme_service,
            cared_for_id=cared_for,
            requested=requested,
            valid_from=terms.period.start,
            valid_to=terms.period.end,
            limits=[limit.as_json() for limit in terms.limits],
            unit_fee=terms.fee.unit_fee,
            fee_text=terms.fee.text,
            fee_basis=terms.fee.basis,
            granted_on=clock.today(),
        )
        _note(
            events.GRANTED, by, held,
            valid_from=numeric_date(held.valid_from), valid_to=numeric_date(held.valid_to),
            limits=[limit.text for limit in terms.limits], unit_fee=held.unit_fee,
        )  # fmt: skip
    return held


def resign(*, by: Actor, entitlement: Entitlement, on: date) -> Entitlement:
    """Record that the person gives the service up from the day after ``on``; later reservations are freed (art. 44).

    Raises NotEntitled when the day lies outside the period, WrongMove when the right no longer runs.
    """
    by.require(Permission.REGISTER_APPLICATION)
    with transaction.atomic():
        held = _lock(entitlement)
        if not held.valid_from <= on <= held.valid_to:
            raise NotEntitled(
                f"Podaj dzień od {numeric_date(held.valid_from)} do {numeric_date(held.valid_to)}, "
                "bo w tym okresie obowiązuje przyznanie."
            )
        held.move_to(Entitlement.State.RESIGNED)
        held.resigned_on = on
        held.save(update_fields=["state", "resigned_on"])
        held.uses.filter(state=EntitlementUse.State.RESERVED, on__gt=on).update(state=EntitlementUse.State.RELEASED)
        _note(events.RESIGNED, by, held, on=numeric_date(on))
    return held


def suspend(*, by: Actor, entitlement: Entitlement) -> Entitlement:
    """Stop the right for a time (hospital, leave): nothing can be booked until it is resumed."""
    return _move(by, entitlement, Entitlement.State.SUSPENDED, events.SUSPENDED)


def resume(*, by: Actor, entitlement: Entitlement) -> Entitlement:
    """Let the right run again."""
    return _move(by, entitlement, Entitlement.State.ACTIVE, events.RESUMED)


def _move(by: Actor, entitlement: Entitlement, state: str, event: events.Event) -> Entitlement:
    by.require(Permission.REGISTER_APPLICATION)
    with transaction.atomic():
        held = _lock(entitlement)
        held.move_to(state)
        held.save(update_fields=["state"])
        _note(event, by, held, on=numeric_date(clock.today()))
    return held


def _lock(entitlement: Entitlement) -> Entitlement:
    locked: Entitlement = Entitlement.objects.select_for_update().get(pk=entitlement.pk)
    return locked


def _note(event: events.Event, by: Actor, held: Entitlement, **data: Any) -> None:
    service = held.programme_service.service.name
    journal.write(event, by=by, subject=held, person_id=held.person_id, service=service, **data)
