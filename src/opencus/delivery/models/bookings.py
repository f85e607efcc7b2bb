"""What every booking shares: an order, a person, a time, a worker, a state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from opencus.centre.models import User
from opencus.centre.tenant import TenantModel
from opencus.contracting.models import Order
from opencus.core.states import Stateful
from opencus.core.tenancy import TenantForeignKey
from opencus.people.models import Person
from opencus.resources.models import Worker


class State(models.TextChoices):
    PROPOSED = "proposed", "proponowana"
    CONFIRMED = "confirmed", "zaplanowana"
    UNDER_WAY = "under_way", "trwa"
    DONE = "done", "wykonana"
    CONFIRMED_BY_CLIENT = "client_confirmed", "potwierdzona"
    SETTLED = "settled", "rozliczona"
    CANCELLED = "cancelled", "odwołana w terminie"
    CANCELLED_LATE = "cancelled_late", "odwołana po terminie"
    NO_SHOW = "no_show", "nie zastano"
    INTERRUPTED = "interrupted", "przerwana"


#: States that hold the worker's time; the exclusion constraints list the same.
HOLDS_TIME = [State.PROPOSED, State.CONFIRMED, State.UNDER_WAY, State.DONE, State.CONFIRMED_BY_CLIENT, State.SETTLED,
              State.INTERRUPTED]  # fmt: skip


class Booking(Stateful, TenantModel):
    """A promised piece of delivery (abstract: visits, rides)."""

    State = State

    MOVES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        State.PROPOSED: {State.CONFIRMED: "agreed with the person", State.CANCELLED: "not agreed"},
        State.CONFIRMED: {
            State.UNDER_WAY: "the worker starts",
            State.CANCELLED: "before the cut-off: nothing is used",
            State.CANCELLED_LATE: "after the cut-off: counts as used",
            State.NO_SHOW: "nobody opened the door",
        },
        State.UNDER_WAY: {State.DONE: "the worker ends", State.INTERRUPTED: "broken off"},
        State.DONE: {
            State.CONFIRMED_BY_CLIENT: "PIN, signature or a call",
            State.SETTLED: "recognised by the centre without the client's confirmation",
        },
        State.INTERRUPTED: {
            State.CONFIRMED_BY_CLIENT: "the part that happened is confirmed",
            State.SETTLED: "the part that happened is recognised by the centre",
        },
        State.CONFIRMED_BY_CLIENT: {State.SETTLED: "the month's settlement is accepted"},
        State.SETTLED: {},
        State.CANCELLED: {},
        State.CANCELLED_LATE: {},
        State.NO_SHOW: {},
    }

    order = TenantForeignKey(Order, related_name="%(class)ss")
    person = TenantForeignKey(Person, related_name="%(class)ss")
    worker = TenantForeignKey(Worker, null=True, blank=True, related_name="%(class)ss")  # null: nobody yet
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.CONFIRMED)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # What the phone's clock said; the server's clock decides, this is kept beside it.
    device_started_at = models.DateTimeField(null=True, blank=True)
    device_ended_at = models.DateTimeField(null=True, blank=True)
    late_reason = models.CharField(max_length=240, blank=True)  # asked when the start was late, never demanded
    note = models.TextField(blank=True)
    cancel_reason = models.CharField(max_length=240, blank=True)
    booked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # null: made by the demo or an import
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
