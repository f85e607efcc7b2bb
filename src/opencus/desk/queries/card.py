"""The file of one person: what the overview shows, read in a number of queries that does not grow with history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from opencus.centre.roles import Permission
from opencus.contracting.models import Order
from opencus.core import clock
from opencus.core.words import measure
from opencus.delivery.models import Ride, Visit
from opencus.desk import links, rules
from opencus.desk.access import Panels
from opencus.desk.queries import bookings, holdings, timeline
from opencus.desk.queries.bookings import Day, Line, orders_of
from opencus.desk.queries.holdings import Service
from opencus.desk.rules import Todo, Warning
from opencus.intake.models import Application, Decision, RequestedService
from opencus.people.models import DisabilityCertificate, Person, Relationship
from opencus.people.queries import relatives_of, wards_of
from opencus.plans.models import PlanVersion
from opencus.plans.rules import plan_mandatory

OPEN_STATES = (
    Application.State.SUBMITTED,
    Application.State.EVIDENCE_REQUESTED,
    Application.State.IN_RECOGNITION,
)
LIVE_ORDERS = (Order.State.PLACED, Order.State.ACCEPTED, Order.State.RUNNING)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the tabs count, and until when the disability certificate holds (None: there is none, or it is permanent)."""

    bookings: int
    applications: int
    relatives: int
    certificate_until: date | None


@dataclass(slots=True)
class Card:
    """Everything the overview of a person shows; panels the actor may not see stay empty."""

    person: Person
    panels: Panels
    today: date
    facts: Facts
    version: PlanVersion | None = None
    services: list[Service] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    relatives: list[Relationship] = field(default_factory=list)
    moments: list[timeline.Moment] = field(default_factory=list)
    todos: list[Todo] = field(default_factory=list)
    warning: Warning | None = None


def overview(person: Person, panels: Panels, facts: Facts) -> Card:
    """Read the overview of a person for somebody who sees these panels: of the actor's side of the wall only."""
    card = Card(person, panels, clock.today(), facts)
    versions = holdings.versions_of(person.id) if panels.plan else []
    card.version = versions[0] if versions else None
    orders = bookings.orders_by_id(person.id, panels.rights("entitlement__")) if panels.visits or panels.orders else {}
    lines = bookings.coming(person.id, orders, card.today) if panels.visits else []
    card.days = bookings.by_day(lines[: bookings.SHOWN], card.today)
    _read_services(card, orders, lines)
    if panels.applications:
        card.applications = list(applications_of(person.id, panels.cases())[:4])
    if panels.orders:
        card.orders = list(orders.values())[:6]
    card.relatives = list(relatives_of(person.id))
    card.moments = timeline.latest(person.id, panels, 6)
    card.warning = _warning(card)
    card.todos = rules.by_urgency(_todos(card, versions))
    return card


def _read_services(card: Card, orders: bookings.Orders, lines: Sequence[Line]) -> None:
    if not (card.panels.services or card.panels.plan):
        return
    person_id, now = card.person.id, clock.now()
    coming = bookings.next_by_entitlement(person_id, orders, lines, now) if card.panels.visits else {}
    items = holdings.plan_items(card.version) if card.panels.plan else []
    held = holdings.held_by(person_id, card.panels.rights())
    uses = holdings.uses_of(person_id) if held else {}
    card.services = holdings.services_of(held, items, uses, coming, card.today)


def applications_of(person_id: UUID, side: Q | None = None) -> QuerySet[Application]:
    """Applications of a person as client, open ones and the newest first, with what was asked for."""
    asked = RequestedService.objects.select_related("programme_service__service").order_by(
        "programme_service__service__name"
    )
    found = Application.objects.filter(side or Q(), client_id=person_id).select_related(
        "case_file", "applicant", "coordinator"
    )
    return found.prefetch_related(Prefetch("requested", asked)).order_by("-submitted_on", "-created_at")


def certificate_of(person_id: UUID, on: date) -> DisabilityCertificate | None:
    """The disability certificate valid on a day."""
    found = DisabilityCertificate.objects.filter(person_id=person_id, valid_from__lte=on).exclude(
        valid_to__lt=on
    )
    return found.order_by("-valid_from").first()


def facts_of(person_id: UUID, on: date, panels: Panels) -> Facts:
    """Read the facts of a person in one query, counted on the actor's side of the wall."""
    booked = panels.rights("order__entitlement__")

    def number(rows: QuerySet[Any], owner: str = "person_id") -> Subquery:
        mine = rows.filter(**{owner: OuterRef("pk")}).order_by().values(owner)
        return Subquery(mine.annotate(n=Count("pk")).values("n"))

    valid = DisabilityCertificate.objects.filter(person_id=OuterRef("pk"), valid_from__lte=on).exclude(
        valid_to__lt=on
    )
    columns = (
        number(Visit.objects.filter(booked)),
        number(Ride.objects.filter(booked)),
        number(Application.objects.filter(panels.cases()), "client_id"),
        number(Relationship.objects.all()),
        Subquery(valid.order_by("-valid_from").values("valid_to")[:1]),
    )
    visits, rides, asked, close, until = (
        Person.objects.filter(id=person_id).order_by().values_list(*columns).get()
    )
    return Facts((visits or 0) + (rides or 0), asked or 0, close or 0, until)


def _warning(card: Card) -> Warning | None:
    version, panels = card.version, card.panels
    if not panels.plan:
        return None
    if version is not None and version.state not in ("ended", "closed", "replaced"):
        return rules.plan_warning(
            state=version.state, due=version.plan.due_on, valid_to=version.valid_to, last_note=getattr(version, "last_note", None),
            today=card.today, url=links.to("plans:detail", version.plan_id) or links.to("desk:person_plan", card.person.id),
        )  # fmt: skip
    periods = [(one.entitlement.valid_from, one.entitlement.valid_to) for one in card.services]
    asked = [one.submitted_on for one in card.applications if one.submitted_on]
    return rules.missing_plan_warning(
        mandatory=plan_mandatory(periods), submitted_on=asked, today=card.today,
        url=links.to("desk:person_applications", card.person.id),
    )  # fmt: skip


def _todos(card: Card, versions: Sequence[PlanVersion]) -> list[Todo]:
    todos: list[Todo] = []
    if card.panels.applications:
        todos += _application_todos(card)
    if card.panels.plan:
        todos += _plan_todos(versions, card.today)
    may_order = card.panels.actor.may(Permission.PLACE_ORDER)  # who only plans visits has no page of orders
    todos += [
        Todo(f"Odpowiedź wykonawcy na zlecenie {order.number}", order.reply_due_on, order_url(order) if may_order else "")
        for order in card.orders
        if order.state == Order.State.PLACED
    ]
    alone = [line for day in card.days for line in day.lines if line.needs_worker]
    if alone:
        more = "" if len(alone) == 1 else f" i jeszcze {measure(len(alone) - 1, 'visit', accusative=True)}"
        said = f"Wyznacz osobę: {alone[0].service.lower()}, {alone[0].hours}{more}"
        todos.append(Todo(said, alone[0].day, alone[0].url))
    ends = card.facts.certificate_until if card.panels.certificate else None
    if ends is not None and ends <= card.today + timedelta(days=60):
        todos.append(Todo("Orzeczenie o niepełnosprawności traci ważność", ends))
    return todos


def _application_todos(card: Card) -> list[Todo]:
    todos = []
    for one in card.applications:
        if one.state not in OPEN_STATES or one.submitted_on is None:
            continue
        waiting = sum(asked.state == RequestedService.State.OPEN for asked in one.requested.all())
        if waiting:
            what = (
                "Rozpoznanie potrzeb"
                if one.state != Application.State.IN_RECOGNITION
                else "Kwalifikacja do usług"
            )
            todos.append(
                Todo(
                    f"{what}: {one.case_file.mark}",
                    rules.recognition_due(one.submitted_on),
                    application_url(one),
                )
            )
    return todos


def _plan_todos(versions: Sequence[PlanVersion], today: date) -> list[Todo]:
    todos = []
    for version in versions:
        url = links.to("plans:detail", version.plan_id)
        if version.state == PlanVersion.State.SUBMITTED:
            todos.append(Todo(f"Zatwierdzenie planu {version.plan.number}", version.plan.due_on, url))
        elif version.state == PlanVersion.State.DRAFT:
            todos.append(Todo(f"Dokończenie planu {version.plan.number}", version.plan.due_on, url))
        elif version.state == PlanVersion.State.IN_FORCE and version.valid_to <= today + timedelta(days=60):
            todos.append(Todo("Nowa wersja planu albo rozmowa na koniec", version.valid_to, url))
        elif version.state == PlanVersion.State.ENDED:
            todos.append(Todo(f"Rozmowa i zamknięcie planu {version.plan.number}", version.valid_to, url))
    return todos


def application_url(application: Application) -> str:
    """The page of an application, else the tab of the person's file."""
    return links.to("intake:detail", application.id) or links.to(
        "desk:person_applications", application.client_id
    )


def order_url(order: Order) -> str:
    """The page of an order, else the tab of the person's file."""
    return links.to("contracting:order", order.id) or links.to("desk:person_plan", order.person_id)


def decisions_of(person_id: UUID, side: Q | None = None) -> QuerySet[Decision]:
    """Decisions in a person's cases, the newest first."""
    found = Decision.objects.filter(side or Q(), requested__application__client_id=person_id)
    return found.select_related("requested__programme_service__service", "signed_by").order_by("-number")


__all__ = [
    "Card",
    "application_url",
    "applications_of",
    "certificate_of",
    "decisions_of",
    "facts_of",
    "order_url",
    "orders_of",
    "overview",
    "relatives_of",
    "wards_of",
]  # fmt: skip
