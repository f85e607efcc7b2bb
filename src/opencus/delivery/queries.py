"""Reads for calendars, lists and forms: one or two queries each, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from opencus.catalogue.models import Mode, Organisation
from opencus.contracting.models import Contract, Order
from opencus.contracting.queries import BOOKABLE_STATES
from opencus.core.clock import at, day_of, local, now, today
from opencus.core.words import hour_minute
from opencus.delivery.models import Booking, DeliveryRecord, Ride, State, Visit, WorkerTime
from opencus.delivery.rules.calendar import Span, free_starts
from opencus.delivery.rules.units import is_late, minutes_between
from opencus.resources.models import Vehicle, Worker
from opencus.resources.queries import working_on

LOADED = ("order__line__service", "person", "worker")
TONES = {
    State.PROPOSED: "vio", State.CONFIRMED: "", State.UNDER_WAY: "info", State.DONE: "ok",
    State.CONFIRMED_BY_CLIENT: "ok", State.SETTLED: "ok", State.CANCELLED: "", State.CANCELLED_LATE: "warn",
    State.NO_SHOW: "bad", State.INTERRUPTED: "warn",
}  # fmt: skip
ICONS = {
    State.PROPOSED: "phone", State.CONFIRMED: "calendar-check", State.UNDER_WAY: "circle-dot", State.DONE: "check",
    State.CONFIRMED_BY_CLIENT: "circle-check", State.SETTLED: "check-check", State.CANCELLED: "calendar-x",
    State.CANCELLED_LATE: "calendar-x", State.NO_SHOW: "circle-x", State.INTERRUPTED: "circle-pause",
}  # fmt: skip
OFF = {State.CANCELLED, State.CANCELLED_LATE}


@dataclass(frozen=True, slots=True)
class Item:
    """A booking as calendars show it: its row and its state in words with a tone."""

    booking: Booking
    words: str
    tone: str
    icon: str

    @property
    def is_ride(self) -> bool:
        return isinstance(self.booking, Ride)

    @property
    def url_name(self) -> str:
        """The name of the address of its page, which takes the booking's id."""
        return "delivery:ride_detail" if self.is_ride else "delivery:visit"

    @property
    def hours(self) -> str:
        if getattr(self.booking, "on_call", False):
            return "gdy zadzwoni"
        return f"{hour_minute(self.booking.starts_at)}–{hour_minute(self.booking.ends_at)}"

    @property
    def day(self) -> date:
        return day_of(self.booking.starts_at)

    @property
    def minutes(self) -> int:
        return minutes_between(self.booking.starts_at, self.booking.ends_at)

    @property
    def colour(self) -> str:
        """A colour of the calendar for the service, the same every week; the words carry the meaning."""
        if self.booking.state in OFF:
            return "k5"
        if self.is_ride:
            return "k3"
        return ("k1", "k2", "k4")[sum(n * letter for n, letter in enumerate(self.booking.order.line.service.code.encode(), 1)) % 3]


def item(booking: Booking, moment: datetime | None = None) -> Item:
    """Return a booking as calendars show it at the moment: a start that is overdue says so (U29)."""
    words, tone, icon = booking.get_state_display(), TONES[State(booking.state)], ICONS[State(booking.state)]
    if isinstance(booking, Ride):
        words = RIDE_WORDS.get(State(booking.state), words)
    if booking.state == State.CONFIRMED and is_late(booking.starts_at, moment or now()):
        words, tone, icon = "nie rozpoczęto", "bad", "clock-alert"
    return Item(booking, words, tone, icon)


#: A ride is masculine in Polish.
RIDE_WORDS = {
    State.PROPOSED: "po telefonie", State.CONFIRMED: "zaplanowany", State.DONE: "wykonany",
    State.CONFIRMED_BY_CLIENT: "potwierdzony", State.SETTLED: "rozliczony", State.CANCELLED: "odwołany w terminie",
    State.CANCELLED_LATE: "odwołany po terminie", State.INTERRUPTED: "przerwany",
}  # fmt: skip


def items_between(
    first: date, last: date, *, worker: UUID | None = None, organisations: Iterable[UUID] | None = None, person: UUID | None = None,
    side: Q | None = None,
) -> list[Item]:  # fmt: skip
    """Visits and rides that start within the days, both included, in order of time (two queries).

    ``side`` narrows to services of one division (``entitlements.access.on_my_side``).
    """
    span = (at(first, time(0)), at(last + timedelta(days=1), time(0)))
    chosen = Q(starts_at__gte=span[0], starts_at__lt=span[1]) & (side or Q())
    if worker is not None:
        chosen &= Q(worker_id=worker)
    if person is not None:
        chosen &= Q(person_id=person)
    if organisations is not None:
        chosen &= Q(order__line__contract__provider_id__in=list(organisations))
    moment = now()
    found: list[Booking] = []
    for kind in (Visit, Ride):
        found += kind.objects.filter(chosen).select_related(*LOADED)  # type: ignore[attr-defined]
    return [item(one, moment) for one in sorted(found, key=lambda one: one.starts_at)]


@dataclass(frozen=True, slots=True)
class Block:
    """An item in the grid of hours: quarters from its top, length in quarters, lane and lanes of that moment."""

    item: Item
    at: int
    length: int
    lane: int
    lanes: int


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the week: its items in order, and as blocks of the grid."""

    on: date
    items: list[Item]
    blocks: list[Block]


def days_of_week(monday: date, items: Sequence[Item]) -> list[Day]:
    """Sort the items of a week into days, in order of time."""
    top = first_hour(items)
    by_day: dict[date, list[Item]] = {}
    for one in items:
        by_day.setdefault(one.day, []).append(one)
    days = [monday + timedelta(days=n) for n in range(7)]
    return [Day(day, by_day.get(day, []), _blocks(by_day.get(day, []), top)) for day in days]


def first_hour(items: Sequence[Item]) -> int:
    """The hour at the top of the grid: 7, or earlier when something starts earlier."""
    return min([7, *(local(one.booking.starts_at).hour for one in items)])


def last_hour(items: Sequence[Item]) -> int:
    """The hour at the bottom of the grid: 17, or later when something ends later (midnight at most)."""
    ends = [24 if local(one.booking.ends_at).date() > one.day else local(one.booking.ends_at).hour + 1 for one in items]
    return min(24, max([17, *ends]))


def _blocks(items: Sequence[Item], top: int) -> list[Block]:
    """Lay items that overlap side by side."""
    lanes: list[datetime] = []
    placed: list[tuple[Item, int]] = []
    for one in items:
        free = next((n for n, until in enumerate(lanes) if until <= one.booking.starts_at), len(lanes))
        lanes[free : free + 1] = [one.booking.ends_at]
        placed.append((one, free))
    blocks = []
    for one, lane in placed:
        beside = [other for item_, other in placed
                  if item_.booking.starts_at < one.booking.ends_at and one.booking.starts_at < item_.booking.ends_at]  # fmt: skip
        start = local(one.booking.starts_at)
        quarter = (start.hour - top) * 4 + start.minute // 15
        blocks.append(Block(one, quarter, min(max(2, -(-one.minutes // 15)), 68), lane, max(beside) + 1))
    return blocks


@dataclass(frozen=True, slots=True)
class Row:
    """A worker's week in the roster: seven lists of items."""

    worker: Worker | None
    days: list[list[Item]]


def roster(monday: date, items: Sequence[Item]) -> list[Row]:
    """One row for each worker who has something in the week, by name."""
    days = [monday + timedelta(days=n) for n in range(7)]
    workers = {one.booking.worker_id: one.booking.worker for one in items if one.booking.worker_id}
    ordered = sorted(workers.values(), key=lambda worker: (worker.family_name, worker.given_name))
    return [
        Row(worker, [[one for one in items if one.day == day and one.booking.worker_id == worker.id] for day in days])
        for worker in ordered
    ]


def to_book(*, organisations: Iterable[UUID] | None = None, person: UUID | None = None) -> QuerySet[Order]:
    """Orders a provider took and nobody has booked ahead for, the newest first."""
    ahead = {"order": OuterRef("pk"), "starts_at__gte": now(), "state__in": [State.PROPOSED, State.CONFIRMED, State.UNDER_WAY]}
    found = Order.objects.filter(
        ~Exists(Visit.objects.filter(**ahead)), ~Exists(Ride.objects.filter(**ahead)), state__in=BOOKABLE_STATES,
        valid_to__gte=today(), line__service__mode__in=[Mode.AT_HOME, Mode.TRANSPORT],
    )  # fmt: skip
    if organisations is not None:
        found = found.filter(line__contract__provider_id__in=list(organisations))
    if person is not None:
        found = found.filter(person_id=person)
    return found.select_related("person", "line__service", "line__contract__provider").order_by("-placed_at", "-number")


def providers() -> QuerySet[Organisation]:
    """Organisations with an active contract, by name: the filter of the calendar."""
    return Organisation.objects.filter(Exists(Contract.objects.filter(provider=OuterRef("pk"), state="active")))


def workers_for(organisations: Iterable[UUID], on: date) -> QuerySet[Worker]:
    """Workers of these organisations employed on the day."""
    return Worker.objects.filter(working_on(on), organisation_id__in=list(organisations)).select_related("organisation")


def vehicles_for(order: Order) -> QuerySet[Vehicle]:
    """Vehicles of the order's provider."""
    return Vehicle.objects.filter(organisation_id=order.line.contract.provider_id)


def busy_on(worker: Worker, day: date) -> list[Span]:
    """What the worker is promised to on a day."""
    span = (at(day, time(0)), at(day + timedelta(days=1), time(0)))
    rows = WorkerTime.objects.filter(worker=worker, starts_at__lt=span[1], ends_at__gt=span[0])
    return [(row.starts_at, row.ends_at) for row in rows.order_by("starts_at")]


def free_on(worker: Worker, day: date, minutes: int) -> list[datetime]:
    """Free starts of a worker on a day, every half an hour, never in the past."""
    starts = free_starts(busy_on(worker, day), day, minutes, after=now())
    return [start for start in starts if start.minute % 30 == 0]


def record_of(booking: Booking) -> DeliveryRecord | None:
    """The record of a booking with its corrections, None before it is over."""
    field = "ride" if isinstance(booking, Ride) else "visit"
    found: DeliveryRecord | None = (
        DeliveryRecord.objects.filter(**{field: booking}).select_related("recorded_by", "worker")
        .prefetch_related("corrections__by").first()
    )  # fmt: skip
    return found


def last_destinations(person_id: UUID, most: int = 3) -> list[str]:
    """Where the person went lately, each place once, the latest first."""
    rows = Ride.objects.filter(person_id=person_id, outward=None).order_by("-starts_at").values_list("dropoff_address", flat=True)
    return list(dict.fromkeys(rows[:20]))[:most]
