"""Who may see orders and contracts; a provider sees only its own orders (art. 50(2)), every opening is logged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from opencus.audit import journal
from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Permission as P
from opencus.centre.roles import Role
from opencus.contracting import events
from opencus.contracting.models import Contract, Order
from opencus.contracting.queries import OPEN_STATES, managed_by, with_all
from opencus.core.clock import today
from opencus.entitlements.access import on_my_side
from opencus.people.access import require_caseload

Afterwards = list[Callable[[], object]]
#: How long an order is the dispatcher's matter after its last day: visits are put right, people call again.
PUT_RIGHT = timedelta(days=31)


def ties(actor: Actor, person_ids: Sequence[UUID]) -> list[QuerySet[Any, Any]]:
    """People whose visits the dispatcher plans, and whose order has had no answer in time."""
    day = today()
    wanted = Q(placed_by_id=actor.user_id, state__in=OPEN_STATES)
    if Role.DISPATCHER in actor.roles:
        wanted |= Q(state__in=OPEN_STATES) | Q(state=Order.State.ENDED, valid_to__gte=day - PUT_RIGHT)
    if actor.may(P.PLACE_ORDER):
        wanted |= Q(state=Order.State.PLACED, reply_due_on__lt=day)
    orders = Order.objects.filter(wanted, on_my_side(actor, "entitlement__"), person_id__in=person_ids)
    return [orders.values_list("person_id")]


def open_order(by: Actor, order_id: UUID) -> Order:
    """Return an order for the centre's staff and write the opening to the reading log.

    Raises 404 when there is none on the actor's side of the wall, ``BehindGlass`` outside their own matters.
    """
    by.require(P.PLACE_ORDER)
    order = with_all(Order.objects.filter(on_my_side(by, "entitlement__"), id=order_id)).first()
    if order is None:
        raise Http404("Nie ma takiego zlecenia.")
    require_caseload(by, order.person)
    journal.write(events.OPENED, by=by, subject=order, person_id=order.person_id, number=order.number)
    return order


def open_own_order(by: Actor, order_id: UUID, afterwards: Afterwards) -> Order:
    """Return an order of an organisation the actor manages and write the opening to the reading log.

    Anything else looks as if it did not exist (404); the attempt is journalled after the request is rolled back.
    """
    by.require(P.HANDLE_OWN_ORDERS)
    order = with_all(Order.objects.filter(id=order_id)).first()
    if order is None or order.line.contract.provider_id not in managed_by(by, today()):
        person_id = order.person_id if order else None
        afterwards.append(lambda: journal.write(events.ATTEMPTED, by=by, subject=order, person_id=person_id))
        raise Http404("Nie ma takiego zlecenia.")
    provider = order.line.contract.provider.short_name
    journal.write(
        events.OPENED_BY_PROVIDER, by=by, subject=order, person_id=order.person_id, number=order.number, provider=provider
    )
    return order


def require_contract_reader(by: Actor) -> None:
    """Raise ``Refused`` unless the actor keeps contracts or reads reports."""
    if not (by.may(P.MANAGE_CONTRACTS) or by.may(P.VIEW_REPORTS)):
        raise Refused("Umowy widzą dyrektor, OUS, dział umów i księgowość.")


def find_contract(by: Actor, contract_id: UUID) -> Contract:
    """Return a contract with lines and orders loaded; 404 when there is none."""
    require_contract_reader(by)
    found = Contract.objects.select_related("provider").prefetch_related("lines__service", "lines__orders")
    contract = found.filter(id=contract_id).first()
    if contract is None:
        raise Http404("Nie ma takiej umowy.")
    return contract
