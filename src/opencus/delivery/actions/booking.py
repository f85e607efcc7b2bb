"""What every booking checks and does, whatever its noun: the order, the worker, the client, the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.contracting.models import Order
from opencus.core.clock import local
from opencus.core.words import hour_minute, measure, numeric_date, short_date
from opencus.delivery import events
from opencus.delivery.models import HOLDS_TIME, Booking, Ride, Visit, WorkerTime
from opencus.delivery.refusals import NotPossible, Overlaps, Taken
from opencus.delivery.rules.calendar import Span, free_starts, nearest
from opencus.delivery.rules.units import held_on, minutes_between, period_of
from opencus.entitlements.models import EntitlementUse
from opencus.resources.models import Absence, Credential, Worker
from opencus.resources.queries import missing_credentials

T = TypeVar("T")
PERIODS = {"day": "na dzień", "week": "na tydzień", "month": "na miesiąc", "quarter": "na kwartał", "year": "na rok"}
PROMISES = ("delivery_visit_worker_free", "delivery_worker_one_place", "delivery_ride_one_driver")


def when(booking: Booking) -> str:
    """The day and hour of a booking for the journal: numbers only."""
    return f"{numeric_date(held_on(booking.starts_at))} {hour_minute(booking.starts_at)}"


def locked_order(order: Order) -> Order:
    """Lock the order, so that two bookings at once count the same units only once."""
    rows = Order.objects.select_for_update(of=("self",)).select_related(
        "line__service", "line__contract__provider", "entitlement__programme_service__service", "person"
    )
    locked: Order = rows.get(id=order.id)
    return locked


def check_order(order: Order, on: date) -> None:
    """Raise NotPossible unless the order is accepted or running and its period contains the day."""
    if order.state not in {Order.State.ACCEPTED, Order.State.RUNNING}:
        raise NotPossible(f"Zlecenie {order.number} ma stan: {order.get_state_display()}. Umawiać można po przyjęciu zlecenia.")
    if not order.valid_from <= on <= order.valid_to:
        raise NotPossible(
            f"Zlecenie obowiązuje od {numeric_date(order.valid_from)} do {numeric_date(order.valid_to)}. "
            "Wybierz dzień w tym okresie.",
            field="on",
        )


def check_quantity(order: Order, on: date, units: Decimal, *, besides: UUID | None = None) -> None:
    """Raise NotPossible when the units of the order for that week, month or whole period are used up."""
    sources = [*order.visits.values_list("id", flat=True), *order.rides.values_list("id", flat=True)]
    uses = EntitlementUse.objects.filter(source_id__in=sources).exclude(state=EntitlementUse.State.RELEASED)
    span = period_of(order.period, on)
    if span is not None:
        uses = uses.filter(on__range=span)
    taken = sum((use.quantity for use in uses if use.source_id != besides), Decimal(0))
    if taken + units > order.quantity:
        unit = order.line.service.measure
        kept = PERIODS.get(order.period, "na cały okres")
        raise NotPossible(
            f"Zlecenie pozwala na {measure(order.quantity, unit, accusative=True)} {kept}. "
            f"Umówiono już {measure(taken, unit, accusative=True)}, a ten termin to {measure(units, unit)}.",
            field="on",
        )


def check_worker(order: Order, worker: Worker, on: date) -> None:
    """Raise NotPossible unless the worker is the provider's, works that day and holds the papers (R54)."""
    if worker.organisation_id != order.line.contract.provider_id:
        raise NotPossible("Ta osoba nie pracuje u wykonawcy tego zlecenia. Wybierz osobę z listy.", field="worker")
    if worker.active_from > on or (worker.active_to is not None and worker.active_to < on):
        raise NotPossible(f"{worker.full_name} nie pracuje w dniu {numeric_date(on)}.", field="worker")
    away = Absence.objects.filter(worker=worker, first_day__lte=on, last_day__gte=on).first()
    if away is not None:
        raise NotPossible(
            f"{worker.full_name} jest nieobecny(-a) od {numeric_date(away.first_day)} do {numeric_date(away.last_day)}.",
            field="worker",
        )
    missing = missing_credentials(worker, order.line.service.worker_requirements, on)
    if missing:
        labels = ", ".join(str(Credential.Kind(kind).label) for kind in missing)
        raise NotPossible(f"{worker.full_name} nie ma ważnego dokumentu: {labels}.", field="worker")


def check_client(order: Order, span: Span, *, acknowledged: bool, besides: tuple[UUID, ...] = ()) -> bool:
    """Return whether the client has something else then; raise Overlaps unless that was acknowledged (R56)."""
    clashes = [f"{what}, {hour_minute(one.starts_at)}–{hour_minute(one.ends_at)}"
               for what, one in _client_bookings(order.person_id, span) if one.id not in besides]  # fmt: skip
    if clashes and not acknowledged:
        raise Overlaps(clashes)
    return bool(clashes)


def _client_bookings(person_id: UUID, span: Span) -> list[tuple[str, Booking]]:
    found: list[tuple[str, Booking]] = []
    for kind in (Visit, Ride):
        rows = kind.objects.filter(  # type: ignore[attr-defined]
            person_id=person_id, state__in=HOLDS_TIME, starts_at__lt=span[1], ends_at__gt=span[0]
        ).select_related("order__line__service")
        found += [(one.order.line.service.name, one) for one in rows if not getattr(one, "on_call", False)]
    return found


def lock_worker(worker: Worker) -> None:
    """Queue bookings of one worker, so that the clash is named before the database has to refuse."""
    Worker.objects.select_for_update().get(id=worker.id)


def busy(worker: Worker, span: Span, *, besides: UUID | None = None, lane: UUID | None = None) -> list[Span]:
    """Times the worker is promised elsewhere during the span; a ``lane`` (vehicle) shares its own."""
    rows = WorkerTime.objects.filter(worker=worker, starts_at__lt=span[1], ends_at__gt=span[0]).order_by("starts_at")
    if besides is not None:
        rows = rows.exclude(booking_id=besides)
    if lane is not None:
        rows = rows.exclude(lane=lane)
    return [(row.starts_at, row.ends_at) for row in rows]


def free_that_day(worker: Worker, wanted: datetime, minutes: int, *, besides: UUID | None = None) -> list[datetime]:
    """Up to three free starts of the same day, the nearest to the wanted one."""
    day = held_on(wanted)
    middle = local(wanted).replace(hour=12, minute=0)
    taken = busy(worker, (middle - timedelta(hours=14), middle + timedelta(hours=14)), besides=besides)
    return nearest(free_starts(taken, day, minutes), wanted)


def refuse_taken(worker: Worker, span: Span, *, besides: UUID | None = None, lane: UUID | None = None) -> None:
    """Raise Taken with the clashing hours and free ones of the same day."""
    clashes = busy(worker, span, besides=besides, lane=lane)
    if not clashes:
        return
    hours = ", ".join(f"{hour_minute(start)}–{hour_minute(end)}" for start, end in clashes)
    free = free_that_day(worker, span[0], minutes_between(*span), besides=besides)
    day = short_date(held_on(span[0]))
    if free:
        said = "Najbliższe wolne godziny tego dnia: " + ", ".join(hour_minute(start) for start in free) + "."
    else:
        said = "Tego dnia nie ma już wolnej godziny tej długości. Wybierz inny dzień albo inną osobę."
    raise Taken(f"{worker.full_name} ma już termin {day}, {hours}. {said}", free)


def kept_promise(worker: Worker | None, span: Span, write: Callable[[], T]) -> T:
    """Run a write in a savepoint; translate the database's refusal of a double booking into Taken."""
    try:
        with transaction.atomic():
            return write()
    except IntegrityError as refused:
        if worker is None or not any(name in str(refused) for name in PROMISES):
            raise
    # The race was lost between the check and the write: the winner's row is visible now.
    refuse_taken(worker, span)
    raise Taken(f"{worker.full_name} ma już termin w tym czasie. Wybierz inną godzinę.")


def run_order(by: Actor, order: Order) -> None:
    """The first booking sets an accepted order running."""
    if order.state == Order.State.ACCEPTED:
        order.move_to(Order.State.RUNNING)
        order.save(update_fields=["state"])
        journal.write(events.ORDER_RUNNING, by=by, subject=order, person_id=order.person_id, number=order.number)
