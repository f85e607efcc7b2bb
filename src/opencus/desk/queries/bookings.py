"""Visits and rides of one person as one calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Q, QuerySet, Value

from opencus.audit.queries import midnight
from opencus.contracting.models import Order
from opencus.core import clock
from opencus.core.words import MONTH_GENITIVE, WEEKDAY_NAMES
from opencus.delivery.models import Ride, State, Visit
from opencus.desk import links
from opencus.desk.access import Panels

PER_PAGE = 30
SHOWN = 8  # bookings in the overview: they must fit without scrolling
MOST_RIDES = 60
FAR = 92
UPCOMING = (State.PROPOSED, State.CONFIRMED, State.UNDER_WAY)
_CALLED_OFF = (State.CANCELLED, State.CANCELLED_LATE)
_TONES = {
    State.PROPOSED: "info", State.CONFIRMED: "info", State.UNDER_WAY: "warn", State.DONE: "ok",
    State.CONFIRMED_BY_CLIENT: "ok", State.SETTLED: "ok", State.CANCELLED: "", State.CANCELLED_LATE: "warn",
    State.NO_SHOW: "bad", State.INTERRUPTED: "warn",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One visit or ride as shown: hours, what, who, where to, state in words and tone."""

    id: UUID
    url: str
    is_ride: bool
    entitlement_id: UUID
    starts_at: datetime
    hours: str
    service: str
    icon: str
    provider: str
    worker: str
    detail: str
    state: str
    tone: str
    needs_worker: bool

    @property
    def day(self) -> date:
        return clock.day_of(self.starts_at)


@dataclass(frozen=True, slots=True)
class Day:
    """The bookings of one day: how the day is called (`dziś, niedziela`, `wtorek`), its month (`grudnia`)."""

    day: date
    called: str
    month: str
    lines: Sequence[Line]


Orders = Mapping[UUID, Order]


def orders_of(person_id: UUID, side: Q | None = None) -> QuerySet[Order]:
    """Every order for a person, the newest first, with service and provider: bookings are described by them."""
    found = Order.objects.filter(side or Q(), person_id=person_id)
    return found.select_related("line__service", "line__contract__provider", "worker").order_by(
        "-placed_at", "-id"
    )


def orders_by_id(person_id: UUID, side: Q | None = None) -> dict[UUID, Order]:
    """The same by id, in the same order; bookings are shown only under these."""
    return {order.id: order for order in orders_of(person_id, side)}


def line_of(booking: Visit | Ride, orders: Orders) -> Line:
    """One booking for the eye."""
    order = orders[booking.order_id]
    service = order.line.service
    ride = isinstance(booking, Ride)
    return Line(
        id=booking.id,
        url=links.to("delivery:ride_detail" if ride else "delivery:visit", booking.id), is_ride=ride, entitlement_id=order.entitlement_id, starts_at=booking.starts_at,
        hours=_hours(booking), service=service.name, icon=service.icon,
        provider=order.line.contract.provider.short_name,
        worker=booking.worker.full_name if booking.worker else "",
        detail=f"Do: {booking.dropoff_address}" if isinstance(booking, Ride) else booking.cancel_reason,
        state=booking.get_state_display(), tone=_TONES[State(booking.state)],
        needs_worker=booking.worker_id is None and booking.state in UPCOMING,
    )  # fmt: skip


def coming(person_id: UUID, orders: Orders, today: date) -> list[Line]:
    """Visits and rides from today on, in order, called-off ones left out; at most 8 visits and 60 rides."""
    span = {"starts_at__gte": midnight(today), "starts_at__lt": midnight(today + timedelta(days=FAR))}
    lines: list[Line] = []
    for model, most in ((Visit, SHOWN), (Ride, MOST_RIDES)):
        found = model.objects.filter(person_id=person_id, order__in=list(orders), **span).exclude(state__in=_CALLED_OFF)
        lines += [line_of(one, orders) for one in found.select_related("worker").order_by("starts_at")[:most]]
    return sorted(lines, key=lambda line: line.starts_at)


def by_day(lines: Iterable[Line], today: date) -> list[Day]:
    """Group lines that are already in order."""
    return [
        Day(day, _called(day, today), _month(day, today), list(group))
        for day, group in groupby(lines, key=lambda line: line.day)
    ]


def next_by_entitlement(
    person_id: UUID, orders: Orders, lines: Iterable[Line], now: datetime
) -> dict[UUID, Line]:
    """The nearest booking of every entitlement: visits are asked for by order, rides are all in ``lines``."""
    ahead = Visit.objects.filter(person_id=person_id, order__in=list(orders), starts_at__gte=now, state__in=UPCOMING)
    first = ahead.select_related("worker").order_by("order_id", "starts_at").distinct("order_id")
    rides = [line for line in lines if line.is_ride and line.starts_at >= now]
    nearest: dict[UUID, Line] = {}
    for line in sorted([*(line_of(one, orders) for one in first), *rides], key=lambda line: line.starts_at):
        nearest.setdefault(line.entitlement_id, line)
    return nearest


def page_of(person_id: UUID, number: int | str, *, past: bool, panels: Panels) -> Page[Line]:
    """One page of all bookings: what was (newest first) or what comes (nearest first)."""
    now, order = clock.now(), "-starts_at" if past else "starts_at"
    side = panels.rights("order__entitlement__")
    rows = _keys(Visit, "visit", person_id, now, past, side).union(
        _keys(Ride, "ride", person_id, now, past, side), all=True
    )
    page = Paginator(rows.order_by(order, "id"), PER_PAGE).get_page(number)
    keys: list[dict[str, Any]] = list(page.object_list)
    orders = orders_by_id(person_id)
    lines = {
        one.id: line_of(one, orders)
        for model, kind in ((Visit, "visit"), (Ride, "ride"))
        for one in model.objects.filter(
            id__in=[key["id"] for key in keys if key["kind"] == kind]
        ).select_related("worker")
    }
    page.object_list = [lines[key["id"]] for key in keys]
    return page


def _keys(
    model: type[Visit] | type[Ride], kind: str, person_id: UUID, now: datetime, past: bool, side: Q
) -> QuerySet[Any, Any]:
    when = {"starts_at__lt": now} if past else {"starts_at__gte": now}
    rows = model.objects.filter(side, person_id=person_id, **when).order_by()
    return rows.annotate(kind=Value(kind, CharField())).values("id", "starts_at", "kind")


def _hours(booking: Visit | Ride) -> str:
    start, end = clock.local(booking.starts_at), clock.local(booking.ends_at)
    return f"{start.hour}:{start.minute:02}–{end.hour}:{end.minute:02}"


def _called(day: date, today: date) -> str:
    near, weekday = {0: "dziś", 1: "jutro", 2: "pojutrze"}.get((day - today).days), WEEKDAY_NAMES[day.weekday()]
    return f"{near}, {weekday}" if near else weekday


def _month(day: date, today: date) -> str:
    """`grudnia`, with the year when it is not this one."""
    name = MONTH_GENITIVE[day.month - 1]
    return name if day.year == today.year else f"{name} {day.year}"
