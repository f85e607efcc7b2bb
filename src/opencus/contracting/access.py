"""Who may see orders and contracts; a provider sees only its own orders (art. 50(2)), every opening is logged."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404

from opencus.audit import journal
from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Permission as P
from opencus.contracting import events
from opencus.contracting.models import Contract, Order
from opencus.contracting.queries import managed_by, with_all
from opencus.core.clock import today

Afterwards = list[Callable[[], object]]


def open_order(by: Actor, order_id: UUID) -> Order:
    """Return an order for the centre's staff and write the opening to the reading log; 404 when there is none."""
    by.require(P.PLACE_ORDER)
    order = with_all(Order.objects.filter(id=order_id)).first()
    if order is None:
        raise Http404("Nie ma takiego zlecenia.")
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
