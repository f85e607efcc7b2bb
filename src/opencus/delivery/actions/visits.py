"""Visits: booked, moved, given to somebody else; their tasks and notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from opencus.audit import journal
from opencus.catalogue.models import Mode
from opencus.centre.actors import Actor, Role
from opencus.centre.roles import Permission
from opencus.contracting.models import Order
from opencus.core.clock import now
from opencus.core.words import duration
from opencus.delivery import events
from opencus.delivery.access import require_deliverer, require_scheduler
from opencus.delivery.actions.booking import (
    check_client,
    check_order,
    check_quantity,
    check_worker,
    kept_promise,
    lock_worker,
    locked_order,
    refuse_taken,
    run_order,
    when,
)
from opencus.delivery.models import State, Visit, VisitSeries, VisitTask
from opencus.delivery.refusals import NotPossible
from opencus.delivery.rules.units import held_on, minutes_between, planned_units
from opencus.entitlements import actions as entitlements
from opencus.entitlements.models import EntitlementUse
from opencus.resources.models import Worker

LONGEST = 12 * 60  # minutes of one visit


def book_visit(
    *,
    by: Actor,
    order: Order,
    worker: Worker | None,
    starts_at: datetime,
    ends_at: datetime,
    tasks: Sequence[str] = (),
    acknowledged: bool = False,
    series: VisitSeries | None = None,
) -> Visit:
    """Book one visit under an order; ``worker`` None: nobody yet. Units are reserved, the first booking runs the order.

    Raises NotPossible, NotEntitled or LimitReached (a rule forbids it), Taken (the worker is elsewhere) and
    Overlaps (the client has something else; pass ``acknowledged`` to book all the same).
    """
    require_scheduler(by, order)
    with transaction.atomic():
        order = locked_order(order)
        day, units = held_on(starts_at), _check_visit(by, order, starts_at, ends_at)
        check_order(order, day)
        check_quantity(order, day, units)
        clash = check_client(order, (starts_at, ends_at), acknowledged=acknowledged)
        visit = Visit(order=order, person=order.person, worker=worker, starts_at=starts_at, ends_at=ends_at,
                      booked_by_id=by.user_id, series=series)  # fmt: skip
        _save_with_worker(visit, worker)
        entitlements.reserve(by=by, entitlement=order.entitlement, on=day, quantity=units, source_id=visit.id)
        VisitTask.objects.bulk_create(
            VisitTask(visit=visit, position=position, text=text) for position, text in enumerate(tasks, 1)
        )
        run_order(by, order)
        journal.write(events.VISIT_BOOKED, by=by, subject=visit, person_id=visit.person_id, when=when(visit))
        if clash:
            journal.write(events.OVERLAP_ACCEPTED, by=by, subject=visit, person_id=visit.person_id, when=when(visit))
    return visit


def move_visit(
    *, by: Actor, visit: Visit, starts_at: datetime, ends_at: datetime, worker: Worker | None = None, acknowledged: bool = False
) -> Visit:
    """Give a planned visit another time, and another worker when one is named. Raises as ``book_visit`` does."""
    require_scheduler(by, visit.order)
    with transaction.atomic():
        order = locked_order(visit.order)
        visit = Visit.objects.select_for_update(of=("self",)).select_related("worker").get(id=visit.id)
        if visit.state not in {State.PROPOSED, State.CONFIRMED}:
            raise NotPossible(f"Wizyta ma stan: {visit.get_state_display()}. Przełożyć można tylko zaplanowaną.")
        day, units = held_on(starts_at), _check_visit(by, order, starts_at, ends_at)
        check_order(order, day)
        check_quantity(order, day, units, besides=visit.id)
        check_client(order, (starts_at, ends_at), acknowledged=acknowledged, besides=(visit.id,))
        was = when(visit)
        visit.starts_at, visit.ends_at = starts_at, ends_at
        visit.worker = worker or visit.worker
        _save_with_worker(visit, visit.worker)
        if EntitlementUse.objects.filter(source_id=visit.id).exists():  # bookings of imports may have none
            entitlements.release(by=by, source_id=visit.id)
        entitlements.reserve(by=by, entitlement=order.entitlement, on=day, quantity=units, source_id=visit.id)
        journal.write(events.VISIT_MOVED, by=by, subject=visit, person_id=visit.person_id, was=was, when=when(visit))
    return visit


def assign_worker(*, by: Actor, visit: Visit, worker: Worker) -> Visit:
    """Give a planned visit to a worker; everything else stays. Raises NotPossible or Taken."""
    require_scheduler(by, visit.order)
    with transaction.atomic():
        visit = Visit.objects.select_for_update(of=("self",)).select_related("order__line__service", "order__line__contract").get(id=visit.id)
        if visit.state not in {State.PROPOSED, State.CONFIRMED}:
            raise NotPossible(f"Wizyta ma stan: {visit.get_state_display()}. Osobę zmienia się tylko w zaplanowanej.")
        visit.worker = worker
        _save_with_worker(visit, worker)
        journal.write(events.WORKER_CHANGED, by=by, subject=visit, person_id=visit.person_id, when=when(visit))
    return visit


def mark_task(*, by: Actor, task: VisitTask, state: str, reason: str = "") -> VisitTask:
    """Say what became of a task; refused and not needed carry a reason (U50). Raises NotPossible."""
    require_deliverer(by, task.visit)
    if task.visit.state != State.UNDER_WAY:
        raise NotPossible("Zadania odnotowuje się, gdy wizyta trwa.")
    reason = reason.strip()
    if state in {VisitTask.State.REFUSED, VisitTask.State.NOT_NEEDED} and not reason:
        raise NotPossible("Napisz krótko, dlaczego.", field="reason")
    if state not in VisitTask.State.values:
        raise NotPossible("Wybierz: zrobione, odmowa albo niepotrzebne.", field="state")
    with transaction.atomic():
        task.state = state
        task.reason = reason[:240] if state in {VisitTask.State.REFUSED, VisitTask.State.NOT_NEEDED} else ""
        task.at = None if state == VisitTask.State.OPEN else now()
        task.save(update_fields=["state", "reason", "at"])
        label = VisitTask.State(state).label
        journal.write(
            events.TASK_MARKED, by=by, subject=task.visit, person_id=task.visit.person_id, number=task.position, state=label
        )
    return task


def save_note(*, by: Actor, visit: Visit, note: str) -> Visit:
    """Keep the worker's note of a visit that runs or is over but not settled."""
    require_deliverer(by, visit)
    if visit.state not in {State.UNDER_WAY, State.DONE, State.INTERRUPTED, State.CONFIRMED_BY_CLIENT}:
        raise NotPossible("Notatkę pisze się w czasie wizyty albo po niej, przed rozliczeniem.")
    with transaction.atomic():
        visit.note = note.strip()[:2000]
        visit.save(update_fields=["note"])
        journal.write(events.NOTE_SAVED, by=by, subject=visit, person_id=visit.person_id)
    return visit


def _check_visit(by: Actor, order: Order, starts_at: datetime, ends_at: datetime) -> Decimal:
    """Check the hours of a visit against the service; return the units it takes."""
    service, minutes = order.line.service, minutes_between(starts_at, ends_at)
    if service.mode not in {Mode.AT_HOME, Mode.APPOINTMENT}:
        raise NotPossible(f"Usługa „{service.name}” to nie wizyty. Zamów przejazd albo miejsce.")
    if minutes <= 0:
        raise NotPossible("Koniec musi być później niż początek.", field="minutes")
    if minutes > LONGEST:
        raise NotPossible("Jedna wizyta trwa najwyżej 12 godzin. Podziel ją na kilka.", field="minutes")
    if service.measure == "hour" and minutes % 15:
        raise NotPossible("Usługę liczoną w godzinach umawia się co kwadrans, na przykład 1 godz. 15 min.", field="minutes")
    longest = order.entitlement.programme_service.max_minutes
    if longest is not None and minutes > longest:
        raise NotPossible(f"Program pozwala na wizytę do {duration(longest)}.", field="minutes")
    if starts_at < now() and not (by.may(Permission.SCHEDULE) or Role.SYSTEM in by.roles):
        raise NotPossible("Ten termin już minął. Wybierz późniejszy.", field="on")
    return planned_units(service.measure, starts_at, ends_at)


def _save_with_worker(visit: Visit, worker: Worker | None) -> None:
    """Save under the lock of the worker: what is taken is named, and the database has the last word."""
    span = (visit.starts_at, visit.ends_at)
    if worker is not None:
        check_worker(visit.order, worker, held_on(visit.starts_at))
        lock_worker(worker)
        refuse_taken(worker, span, besides=visit.id)
    kept_promise(worker, span, visit.save)
