"""Who may see and touch a booking; what is not theirs does not exist for them, and the attempt is written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from opencus.audit import journal
from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Permission as P
from opencus.centre.roles import Role
from opencus.contracting.models import Order
from opencus.core.clock import at, now, today
from opencus.core.words import numeric_date
from opencus.delivery import events
from opencus.delivery.models import Booking, Ride, State, Visit
from opencus.delivery.rules.units import held_on
from opencus.entitlements.access import require_my_side
from opencus.people.access import require_caseload

B = TypeVar("B", Visit, Ride)
LOADED = ("order__line__service", "order__line__contract__provider", "order__entitlement", "person", "worker")
#: How long a booking is the matter of whoever made it: it is moved, called off, put right.
BOOKED_LATELY = timedelta(days=31)


def ties(actor: Actor, person_ids: Sequence[UUID]) -> list[QuerySet[Any, Any]]:
    """People whose visit or ride the actor booked lately, and those whose booking of today has nobody to come."""
    wanted = Q(booked_by_id=actor.user_id, ends_at__gte=now() - BOOKED_LATELY)
    if actor.may(P.SCHEDULE):
        day = at(today(), time(0))
        alone = Q(worker__isnull=True, state__in=[State.PROPOSED, State.CONFIRMED])
        wanted |= alone & Q(starts_at__gte=day, starts_at__lt=day + timedelta(days=1))
    return [kind.objects.filter(wanted, person_id__in=person_ids).values_list("person_id") for kind in (Visit, Ride)]


def _require_matter(request: HttpRequest, order: Order) -> None:
    """For the centre's own staff: the matter of their division and of their own work; a provider has its orders."""
    actor = _actor(request)
    if not own_provider(actor, order):
        require_my_side(actor, order.entitlement, request)
        require_caseload(actor, order.person)


def own_provider(actor: Actor, order: Order) -> bool:
    """Whether the actor manages the orders of the order's provider."""
    return actor.may(P.HANDLE_OWN_ORDERS) and order.line.contract.provider_id in actor.provider_ids


def may_see_order(actor: Actor, order: Order) -> bool:
    """Staff who schedule or watch delivery; the provider's manager for orders of their own (R68)."""
    return actor.may(P.SCHEDULE) or actor.may(P.VIEW_DELIVERY) or own_provider(actor, order)


def may_schedule(actor: Actor, order: Order) -> bool:
    """Whether the actor may book, move and call off under the order."""
    return actor.may(P.SCHEDULE) or Role.SYSTEM in actor.roles or own_provider(actor, order)


def require_scheduler(by: Actor, order: Order) -> None:
    """Raise ``Refused`` unless the actor may book under the order."""
    if not may_schedule(by, order):
        if by.may(P.HANDLE_OWN_ORDERS):
            raise Refused("To zlecenie należy do innego wykonawcy.")
        by.require(P.SCHEDULE)


def is_own(actor: Actor, booking: Booking) -> bool:
    """Whether the booking is the actor's own work."""
    return actor.may(P.RECORD_DELIVERY) and booking.worker_id is not None and booking.worker_id in actor.worker_ids


def require_deliverer(by: Actor, booking: Booking) -> None:
    """Raise ``Refused`` unless the booking is the actor's own work."""
    by.require(P.RECORD_DELIVERY)
    if not is_own(by, booking):
        raise Refused("To nie jest Twoja wizyta ani Twój przejazd.")


def open_order(request: HttpRequest, order_id: UUID) -> Order:
    """Return an order the actor may book under; 404 with a journalled attempt otherwise."""
    loaded = Order.objects.select_related(
        "line__service", "line__contract__provider", "person", "worker", "entitlement__programme_service__service"
    )
    order: Order | None = loaded.filter(id=order_id).first()
    if order is None or not may_schedule(_actor(request), order):
        _attempt(request, "zlecenie", order.person_id if order else None)
        raise Http404
    _require_matter(request, order)
    return order


def log_order(request: HttpRequest, order: Order) -> None:
    """Write that somebody looked at the person and the times of an order."""
    journal.write(events.ORDER_OPENED, by=_actor(request), subject=order, person_id=order.person_id, number=order.number)


def open_booking(request: HttpRequest, kind: type[B], booking_id: UUID, purpose: str = "realizacja usługi") -> B:
    """Return a booking the actor may see and write that it was opened; 404 with a journalled attempt otherwise."""
    booking: B | None = kind.objects.select_related(*LOADED).filter(id=booking_id).first()  # type: ignore[attr-defined]
    if booking is None or not may_see_order(_actor(request), booking.order):
        _attempt(request, "wizyta" if kind is Visit else "przejazd", booking.person_id if booking else None)
        raise Http404
    _require_matter(request, booking.order)
    log_opening(request, booking, purpose)
    return booking


def open_own(request: HttpRequest, kind: type[B], booking_id: UUID) -> B:
    """Return a booking of the worker's own day and write that it was opened; somebody else's is 404."""
    booking: B | None = kind.objects.select_related(*LOADED).filter(id=booking_id).first()  # type: ignore[attr-defined]
    if booking is None or not is_own(_actor(request), booking):
        _attempt(request, "wizyta" if kind is Visit else "przejazd", booking.person_id if booking else None)
        raise Http404
    log_opening(request, booking, "realizacja własnych wizyt")
    return booking


def log_opening(request: HttpRequest, booking: Booking, purpose: str, *, again: bool = False) -> None:
    """Write that somebody looked at a person's booking; ``again``: a refused act shows its page."""
    if again or request.method == "GET":
        when = numeric_date(held_on(booking.starts_at))
        journal.write(
            events.OPENED, by=_actor(request), subject=booking, person_id=booking.person_id, purpose=purpose, when=when
        )


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _attempt(request: HttpRequest, what: str, person_id: UUID | None) -> None:
    actor = _actor(request)
    request.afterwards.append(  # type: ignore[attr-defined]
        lambda: journal.write(events.ATTEMPTED, by=actor, person_id=person_id, what=what)
    )
