"""The driver's stops: at the door, on board, dropped off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from opencus.audit import journal
from opencus.core.clock import now, today
from opencus.core.words import duration, numeric_date
from opencus.delivery import actions, events
from opencus.delivery.access import log_opening, open_own
from opencus.delivery.models import Ride
from opencus.delivery.rules.units import minutes_between
from opencus.field import queries
from opencus.field.access import at_the_door
from opencus.field.views.acting import act, menu, new_key


@at_the_door
@require_GET
def rides(request: HttpRequest) -> HttpResponse:
    """Show the next stop large and the stops after it."""
    return _page(request)


@at_the_door
@require_POST
def arrive(request: HttpRequest, ride_id: UUID) -> HttpResponse:
    """The driver is at the door."""
    return _act(request, ride_id, "arrive", lambda ride, device_at: actions.arrive(by=request.actor, ride=ride))  # type: ignore[attr-defined]


@at_the_door
@require_POST
def board(request: HttpRequest, ride_id: UUID) -> HttpResponse:
    """Somebody is on board."""
    by = request.actor  # type: ignore[attr-defined]
    return _act(request, ride_id, "board", lambda ride, device_at: actions.start(by=by, booking=ride, device_at=device_at))


@at_the_door
@require_POST
def alight(request: HttpRequest, ride_id: UUID) -> HttpResponse:
    """Somebody is dropped off; the record is written."""
    by = request.actor  # type: ignore[attr-defined]
    return _act(request, ride_id, "alight", lambda ride, device_at: actions.end(by=by, booking=ride, device_at=device_at))


@at_the_door
@require_POST
def nobody(request: HttpRequest, ride_id: UUID) -> HttpResponse:
    """Nobody came to the door."""
    by, reason = request.actor, request.POST.get("nobody_reason", "")  # type: ignore[attr-defined]
    return _act(request, ride_id, "nobody", lambda ride, device_at: actions.no_show(by=by, booking=ride, reason=reason))


def _act(request: HttpRequest, ride_id: UUID, kind: str, verb: Callable[[Ride, datetime | None], object]) -> HttpResponse:
    found = open_own(request, Ride, ride_id)

    def do(device_at: datetime | None) -> str:
        verb(found, device_at)
        return ""

    def refused(text: str, status: int, field: str) -> HttpResponse:
        return _page(request, error=text, status=status)

    return act(request, found, kind, do, then=reverse("field:rides"), refused=refused)


def _page(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    actor, moment = request.actor, now()  # type: ignore[attr-defined]
    found = queries.rides_on(actor.worker_ids, today())
    stops = queries.stops_of(found)
    first = next((stop for stop in stops if stop.is_ready), None)
    journal.write(events.WEEK_OPENED, by=actor, when=numeric_date(today()))
    if first is not None:
        log_opening(request, first.ride, "realizacja własnych przejazdów")
    numbered = list(enumerate(stops, 1))
    context = {
        "stop": first, "number": next((n for n, stop in numbered if stop is first), 0), "total": len(stops),
        "rest": [(n, stop) for n, stop in numbered if stop is not first and not stop.is_over],
        "over": [(n, stop) for n, stop in numbered if stop.is_over], "key": new_key(), "error": error, "date": today(),
        "vehicle": found[0].vehicle if found else None, "phone_nav": menu(request, "rides", bool(found)), "name": actor.name,
        "map": queries.map_link(first.address) if first else "",
        "tel": queries.tel_link(first.ride.person.phone) if first else "", "office": queries.tel_link(request.centre.phone),  # type: ignore[attr-defined]
        **_pace(first, moment),
    }  # fmt: skip
    return render(request, "field/rides.html", context, status=status)


def _pace(stop: queries.Stop | None, moment: datetime) -> dict[str, str]:
    """Whether the driver is in time for the next stop, in words."""
    if stop is None:
        return {}
    if moment > stop.latest:
        late = minutes_between(stop.latest, moment)
        return {"pace": f"{duration(late)} po czasie", "pace_tone": "bad", "pace_icon": "clock-alert"}
    ahead = minutes_between(moment, stop.at) if stop.at > moment else 0
    words = f"za {duration(ahead)}, na czas" if ahead else "teraz, na czas"
    return {"pace": words, "pace_tone": "ok", "pace_icon": "check"}
