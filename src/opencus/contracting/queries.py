"""Reads of contracts, orders and seats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from opencus.catalogue.models import Mode, Service, SocialEconomyStatus
from opencus.centre.actors import Actor
from opencus.centre.queries import valid_on
from opencus.contracting.models import Contract, ContractLine, Order, ProviderSeat
from opencus.contracting.rules import units_in
from opencus.core.clock import today
from opencus.core.money import cost, total
from opencus.people.models import Person
from opencus.plans.models import PlanItem, PlanVersion
from opencus.plans.providers import Offer

OPEN_STATES = (Order.State.PLACED, Order.State.ACCEPTED, Order.State.RUNNING)
BOOKABLE_STATES = (Order.State.ACCEPTED, Order.State.RUNNING)


def seats_of(user_id: UUID, on: date) -> list[ProviderSeat]:
    """Return the seats a user holds in the current centre on the day."""
    return list(ProviderSeat.objects.filter(valid_on(on), user_id=user_id))


def managed_by(by: Actor, on: date) -> frozenset[UUID]:
    """Return the organisations an actor manages: a manager's seat counts, a worker's does not."""
    if by.user_id is None:
        return frozenset()
    return frozenset(s.organisation_id for s in seats_of(by.user_id, on) if s.role == ProviderSeat.Role.MANAGER)


def managed_today(by: Actor) -> frozenset[UUID]:
    """Return the organisations an actor manages today (asked by resources)."""
    return managed_by(by, today())


def active_lines_for(service: Service, on: date) -> QuerySet[ContractLine]:
    """Return the lines of contracts in force on the day under which the service can be ordered."""
    lines = ContractLine.objects.filter(
        service=service, contract__state=Contract.State.ACTIVE, contract__valid_from__lte=on, contract__valid_to__gte=on
    )
    return lines.select_related("contract__provider", "service").order_by("contract__provider__name", "id")


def offers(service_ids: Sequence[UUID], first_day: date, last_day: date) -> Mapping[UUID, list[Offer]]:
    """Return who holds a contract in force for each service at some time of the period (asked by plans)."""
    lines = ContractLine.objects.filter(
        service_id__in=service_ids, contract__state=Contract.State.ACTIVE, contract__valid_from__lte=last_day,
        contract__valid_to__gte=first_day,
    ).select_related("contract__provider")  # fmt: skip
    found: dict[UUID, list[Offer]] = {}
    for line in lines:
        provider = line.contract.provider
        offer = Offer(provider.id, provider.short_name, f"umowa {line.contract.number}")
        found.setdefault(line.service_id, []).append(offer)
    return found


def order_units(order: Order) -> Decimal:
    """Return the units an order takes from its line: none when declined or withdrawn before an answer."""
    if order.state == Order.State.DECLINED or (order.state == Order.State.ENDED and order.replied_at is None):
        return Decimal(0)
    return units_in(order.quantity, order.period, order.valid_from, order.valid_to)


def units_ordered(line: ContractLine) -> Decimal:
    """Return how many units of a line are taken by its orders."""
    return sum((order_units(order) for order in line.orders.all()), Decimal(0))


def value_ordered(contract: Contract) -> Decimal:
    """Return the value of all orders under a contract, rate times units."""
    lines = contract.lines.prefetch_related("orders")
    return total(cost(line.rate, units_ordered(line)) for line in lines)


def orders_of(person: Person) -> QuerySet[Order]:
    """Return a person's orders, the newest first, with provider, service and worker loaded."""
    return with_all(Order.objects.filter(person=person))


def with_all(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Load what every screen of an order shows."""
    return orders.select_related("line__contract__provider", "line__service", "person", "worker", "placed_by")


def own_orders(organisation_ids: frozenset[UUID]) -> QuerySet[Order]:
    """Return the orders given to these organisations: what waits for an answer first."""
    mine = with_all(Order.objects.filter(line__contract__provider_id__in=organisation_ids))
    return mine.order_by("reply_due_on", "number")


def orders_in(state: str = "", *, overdue_on: date | None = None) -> QuerySet[Order]:
    """Return all orders, or those in one state, or those whose answer is overdue, the most urgent first."""
    found = with_all(Order.objects.all())
    if overdue_on is not None:
        return found.filter(state=Order.State.PLACED, reply_due_on__lt=overdue_on).order_by("reply_due_on", "number")
    if state:
        found = found.filter(state=state)
    return found.order_by("reply_due_on", "number") if state == Order.State.PLACED else found


def order_counts(on: date, side: Q | None = None) -> dict[str, int]:
    """Return how many orders are in each state, and ``overdue``: without an answer in time; ``side`` narrows them."""
    per_state = {state: Count("id", filter=Q(state=state)) for state in Order.State.values}
    late = Count("id", filter=Q(state=Order.State.PLACED, reply_due_on__lt=on))
    counted: dict[str, int] = Order.objects.filter(side or Q()).order_by().aggregate(**per_state, overdue=late, all=Count("id"))
    return counted


def approved_item_for(entitlement_id: UUID) -> PlanItem | None:
    """Return the item of the newest approved plan version that plans this entitlement."""
    states = [PlanVersion.State.APPROVED, PlanVersion.State.IN_FORCE]
    found = PlanItem.objects.filter(entitlement_id=entitlement_id, version__state__in=states)
    return found.select_related("version__plan", "provider").order_by("-version__number").first()


def waiting_to_be_ordered() -> QuerySet[PlanItem]:
    """Return the items of approved plans that no order carries yet, the oldest plan first."""
    alive = [Order.State.PLACED, Order.State.ACCEPTED, Order.State.RUNNING]
    ordered = Order.objects.filter(entitlement_id=OuterRef("entitlement_id"), state__in=alive)
    states = [PlanVersion.State.APPROVED, PlanVersion.State.IN_FORCE]
    items = PlanItem.objects.filter(~Exists(ordered), version__state__in=states)
    return items.select_related(
        "version__plan__person", "provider", "entitlement__programme_service__service"
    ).order_by("version__approved_at", "id")


def contracts_listed() -> QuerySet[Contract]:
    """Return all contracts with lines and orders loaded, those in force first."""
    contracts = Contract.objects.select_related("provider").prefetch_related("lines__service", "lines__orders")
    return contracts.order_by("state", "valid_to", "number")


def statuses_on(organisation_ids: Sequence[UUID], on: date) -> dict[UUID, SocialEconomyStatus]:
    """Return each organisation's status in the social economy on the day; PS before PES (art. 2, 3)."""
    held = SocialEconomyStatus.objects.filter(valid_on(on), organisation_id__in=organisation_ids)
    return {status.organisation_id: status for status in held.order_by("kind")}


def booking_page(order: Order) -> str:
    """Return which page books under the order, ``visit`` or ``ride``; empty when there is nothing to book yet."""
    if order.state not in BOOKABLE_STATES:
        return ""
    return {Mode.AT_HOME: "visit", Mode.TRANSPORT: "ride"}.get(Mode(order.line.service.mode), "")


def open_for(people: Sequence[UUID]) -> QuerySet[Order, UUID]:
    """Those of the people for whom an order is placed or running: their records are not disposed of."""
    going = [Order.State.PLACED, Order.State.ACCEPTED, Order.State.RUNNING]
    return Order.objects.filter(person_id__in=people, state__in=going).values_list("person_id", flat=True)
