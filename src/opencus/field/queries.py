"""A worker's day: what is next, what comes later, what is done; a driver's stops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import quote
from uuid import UUID

from django.db.models import Count

from opencus.core.clock import at
from opencus.core.phones import InvalidPhone, parse_phone
from opencus.core.text import search_key
from opencus.core.words import hour_minute
from opencus.delivery.models import Booking, DeliveryRecord, Ride, State, Visit
from opencus.delivery.queries import Item, item
from opencus.delivery.rules.units import is_late, minutes_between

LOADED = ("order__line__service", "person")
OPEN = {State.CONFIRMED, State.UNDER_WAY}
OVER = {State.DONE, State.CONFIRMED_BY_CLIENT, State.SETTLED, State.INTERRUPTED, State.NO_SHOW}


def tel_link(number: str) -> str:
    """A ``tel:`` link, empty when there is no number that can be dialled."""
    try:
        return f"tel:{parse_phone(number).stored}" if number else ""
    except InvalidPhone:
        return ""


def map_link(address: str) -> str:
    """A ``geo:`` link that the phone's own navigation opens."""
    return f"geo:0,0?q={quote(address)}"


def order_note(visit: Visit) -> str:
    """The note of the order, empty when it only says again how to get in: that stands by the address."""
    said, note = search_key(visit.person.entry_note), search_key(visit.order.note)
    return "" if note in said else visit.order.note


@dataclass(frozen=True, slots=True)
class Today:
    """A worker's visits of one day: the running or next one, the others to come, those that are over."""

    next: Visit | None
    later: list[Item]
    done: list[Item]
    minutes_done: int
    rides: int


def visits_on(worker_ids: Sequence[UUID] | frozenset[UUID], first: date, last: date) -> list[Visit]:
    """The workers' visits of the days, both included, that were not called off."""
    span = (at(first, time(0)), at(last + timedelta(days=1), time(0)))
    rows = Visit.objects.filter(worker_id__in=worker_ids, starts_at__gte=span[0], starts_at__lt=span[1])
    rows = rows.exclude(state__in=[State.CANCELLED, State.CANCELLED_LATE])
    return list(rows.select_related(*LOADED).annotate(task_count=Count("tasks")).order_by("starts_at"))


def today_of(worker_ids: frozenset[UUID], day: date, moment: datetime) -> Today:
    """Sort one day of a worker: what runs is on top, else the earliest that has not begun."""
    visits = visits_on(worker_ids, day, day)
    open_ = [one for one in visits if one.state in OPEN]
    first = next((one for one in open_ if one.state == State.UNDER_WAY), open_[0] if open_ else None)
    done = [one for one in visits if one.state in OVER]
    minutes = sum(minutes_between(one.started_at, one.ended_at) for one in done if one.started_at and one.ended_at)
    return Today(
        first, [item(one, moment) for one in open_ if one is not first], [item(one, moment) for one in reversed(done)],
        minutes, len(rides_on(worker_ids, day)),
    )  # fmt: skip


def confirmations_of(items: Sequence[Item]) -> dict[UUID, str]:
    """How each finished visit was confirmed, by its id; unconfirmed ones are left out."""
    ids = [one.booking.id for one in items]
    rows = DeliveryRecord.objects.filter(visit_id__in=ids).exclude(confirmation=DeliveryRecord.Confirmation.NONE)
    return {row.visit_id: row.get_confirmation_display() for row in rows}


def rides_on(worker_ids: frozenset[UUID], day: date) -> list[Ride]:
    """The driver's rides of a day that were not called off."""
    rows = Ride.objects.filter(
        worker_id__in=worker_ids, starts_at__gte=at(day, time(0)), starts_at__lt=at(day + timedelta(days=1), time(0))
    )
    rows = rows.exclude(state__in=[State.CANCELLED, State.CANCELLED_LATE, State.PROPOSED])
    return list(rows.select_related(*LOADED, "vehicle").order_by("starts_at"))


@dataclass(frozen=True, slots=True)
class Stop:
    """A place where somebody gets on or off; the promised window belongs to getting on."""

    ride: Ride
    boards: bool

    @property
    def at(self) -> datetime:
        return self.ride.starts_at if self.boards else self.ride.ends_at

    @property
    def address(self) -> str:
        return self.ride.pickup_address if self.boards else self.ride.dropoff_address

    @property
    def what(self) -> str:
        return "Wsiada" if self.boards else "Wysiada"

    @property
    def is_over(self) -> bool:
        return self.ride.state in OVER or (self.boards and self.ride.state == State.UNDER_WAY)

    @property
    def is_ready(self) -> bool:
        """Whether the stop can be served now: nobody gets off who has not got on."""
        return not self.is_over and (self.boards or self.ride.state == State.UNDER_WAY)

    @property
    def promised(self) -> str:
        if self.boards:
            return f"{hour_minute(self.ride.starts_at)}–{hour_minute(self.ride.pickup_until)}"
        return f"do {hour_minute(self.ride.ends_at)}"

    @property
    def latest(self) -> datetime:
        return self.ride.pickup_until if self.boards else self.ride.ends_at


def stops_of(rides: Sequence[Ride]) -> list[Stop]:
    """All stops of the rides in the order of their hours; getting off before getting on at the same minute."""
    stops = [Stop(one, boards) for one in rides for boards in (True, False) if not (one.state == State.NO_SHOW and not boards)]
    return sorted(stops, key=lambda stop: (stop.at, stop.boards))


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of a running visit: minutes gone and planned, what is left in words."""

    gone: int
    planned: int

    @property
    def shown(self) -> str:
        return f"{self.gone // 60}:{self.gone % 60:02d}"

    @property
    def left(self) -> int:
        return self.planned - self.gone


def clock_of(booking: Booking, moment: datetime) -> Clock | None:
    """The clock of a booking that is under way, None otherwise."""
    if booking.state != State.UNDER_WAY or booking.started_at is None:
        return None
    return Clock(minutes_between(booking.started_at, moment), minutes_between(booking.starts_at, booking.ends_at))


def minutes_late(booking: Booking, moment: datetime) -> int:
    """Minutes past the planned start when that is late, else 0."""
    return minutes_between(booking.starts_at, moment) if is_late(booking.starts_at, moment) else 0
