"""The ride desk: a ride as it is asked for on the telephone, checked, read aloud, then booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from opencus.centre.access import actor_required
from opencus.contracting.models import Order
from opencus.core import edits
from opencus.core.clock import at, day_of, local, next_working_day, now, today
from opencus.core.text import plural
from opencus.core.words import hour_minute, long_date
from opencus.delivery import access, actions, queries
from opencus.delivery.actions.rides import RideWish, check_wish, load_of
from opencus.delivery.forms import RideForm, ScheduleForm
from opencus.delivery.models import HOLDS_TIME, Ride
from opencus.delivery.rules import rides as rules
from opencus.delivery.rules.calendar import day_typed
from opencus.delivery.views.answers import attempt
from opencus.entitlements.queries import left
from opencus.programmes.models import FeeRule
from opencus.programmes.rules.booking import BookingRules, RideWindow, cancel_deadline, ride_window
from opencus.resources.models import Vehicle


@dataclass(frozen=True, slots=True)
class Offer:
    """A vehicle for the promised hours: whether there is room on each leg, and how many ride along."""

    vehicle: Vehicle
    refused: str
    along: int

    @property
    def company(self) -> str:
        if not self.along:
            return "bez innych osób"
        verb = plural(self.along, "pojedzie", "pojadą", "pojedzie")
        return f"{verb} też {self.along} {plural(self.along, 'osoba', 'osoby', 'osób')}"


@actor_required
@require_http_methods(["GET", "POST"])
def ride(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Check a ride and say the promise aloud; book it when the caller agrees."""
    order = access.open_order(request, order_id)
    form = _form(request, order)
    context: dict[str, Any] = {"order": order, "form": form, "status": 200}
    if request.method == "POST":
        context["status"] = 422
        if form.is_valid():
            wish = _wish(form)
            if request.POST.get("act") == "rezerwuj":
                by, known = request.actor, form.cleaned_data["acknowledged"]  # type: ignore[attr-defined]
                made, answer = attempt(form, lambda: actions.book_ride(by=by, order=order, wish=wish, acknowledged=known))
                if made is not None:
                    messages.success(request, f"Zarezerwowano: {long_date(day_of(made[0].starts_at))}, {hour_minute(made[0].starts_at)}.")
                    return redirect("delivery:ride_detail", ride_id=made[0].id)
                context |= answer.context | {"status": answer.status}
            context |= _checked(order, form, wish) if not form.errors else {}
            context["status"] = 200 if not form.errors else context["status"]
    access.log_order(request, order)
    return render(request, "delivery/ride.html", context | _around(order, form), status=context["status"])


@actor_required
@require_http_methods(["GET", "POST"])
def schedule(request: HttpRequest, ride_id: UUID) -> HttpResponse:
    """Give a planned ride, or the way back on call, its hour, vehicle and driver."""
    found = access.open_booking(request, Ride, ride_id, "ustalenie przejazdu")
    order = access.open_order(request, found.order_id)
    start = local(found.starts_at)
    initial = {"on": start.date(), "hour": start.time(), "vehicle": str(found.vehicle_id or ""), "driver": str(found.worker_id or "")}
    form = ScheduleForm(request.POST or None, initial=initial, **_means(order))
    edits.watch(form, initial)
    context: dict[str, Any] = {"order": order, "form": form, "ride": found, "status": 200 if request.method == "GET" else 422}
    if request.method == "POST" and edits.collide(form):
        context["status"] = 409
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made, answer = attempt(form, lambda: actions.schedule_ride(
            by=request.actor, ride=found, starts_at=at(data["on"], data["hour"]), vehicle=form.vehicles.get(data["vehicle"]),  # type: ignore[attr-defined]
            driver=form.drivers.get(data["driver"]), acknowledged=data["acknowledged"],
        ))  # fmt: skip
        if made is not None:
            messages.success(request, f"Ustalono: {long_date(day_of(made.starts_at))}, {hour_minute(made.starts_at)}.")
            return redirect("delivery:ride_detail", ride_id=made.id)
        context |= answer.context | {"status": answer.status}
    if request.method == "POST":
        access.log_opening(request, found, "ustalenie przejazdu", again=True)
    return render(request, "delivery/schedule.html", context, status=context["status"])


def _means(order: Order) -> dict[str, Any]:
    """The vehicles and drivers of the provider."""
    workers = queries.workers_for([order.line.contract.provider_id], today())
    return {"vehicles": list(queries.vehicles_for(order)), "drivers": list(workers)}


def _form(request: HttpRequest, order: Order) -> RideForm:
    fares = list(FeeRule.objects.filter(programme_service_id=order.entitlement.programme_service_id).order_by("amount"))
    means = _means(order)
    initial = {
        "pickup": order.person.address, "on": _window(order).first, "hour": time(9), "back_hour": time(11),
        "mobility": order.person.mobility, "fare": next((rule.variant for rule in fares if rule.amount), ""),
        "drive_minutes": rules.DRIVE_MINUTES, "vehicle": str(means["vehicles"][0].id) if means["vehicles"] else "",
        "driver": str(order.worker_id or ""), "dropoff": request.GET.get("cel", "")[:200],
    }  # fmt: skip
    return RideForm(request.POST or None, initial=initial, fares=fares, **means)


def _wish(form: RideForm) -> RideWish:
    data = form.cleaned_data
    moment = at(data["on"], data["hour"])
    arrives = data["meaning"] == "arrive"
    return RideWish(
        pickup=data["pickup"], dropoff=data["dropoff"], purpose=data["purpose"], fare=data["fare"],
        arrive_by=moment if arrives else None, leave_at=None if arrives else moment, drive_minutes=data["drive_minutes"],
        mobility=data["mobility"], companions=int(data["company"]), on_call=data["back"] == "call",
        back_at=at(data["on"], data["back_hour"]) if data["back"] == "at" else None,
        vehicle=form.vehicles.get(data["vehicle"]), driver=form.drivers.get(data["driver"]),
    )  # fmt: skip


def _checked(order: Order, form: RideForm, wish: RideWish) -> dict[str, Any]:
    """The promise in words and the vehicles, when the wish passes every rule that needs no lock."""
    fare, _answer = attempt(form, lambda: check_wish(order, wish))
    if fare is None:
        return {}
    total: Decimal = fare * wish.legs
    said = rules.sentence(
        sex=order.person.sex, there=wish.there, back=wish.back, on_call=wish.on_call, companion=wish.companions > 0, fee=total
    )
    offers = [_offer(vehicle, wish) for vehicle in form.vehicles.values()]
    chosen = next((offer for offer in offers if offer.vehicle == wish.vehicle), None)
    deadline = cancel_deadline(_rules(order), day_of(wish.there.starts_at))
    return {"said": said, "wish": wish, "offers": offers, "chosen": chosen, "total": total, "cancel_until": deadline and local(deadline)}


def _offer(vehicle: Vehicle, wish: RideWish) -> Offer:
    refused, along = "", 0
    for leg in filter(None, (wish.there, wish.back)):
        rides = Ride.objects.filter(vehicle=vehicle, state__in=HOLDS_TIME, starts_at__lt=leg.ends_at, ends_at__gt=leg.starts_at)
        loads = [load_of(one) for one in rides]
        new = rules.Load(leg.span, wish.mobility == "wheelchair", wish.companions)
        refused = refused or rules.no_room(loads, new, seats=vehicle.seats, wheelchair_places=vehicle.wheelchair_places)
        along = max(along, len(loads))
    return Offer(vehicle, refused, along)


def _around(order: Order, form: RideForm) -> dict[str, Any]:
    """What stands around the form: what is left, the nearest days, where the person went lately."""
    window = _window(order)
    on = form["on"].value()
    try:
        day = on if isinstance(on, date) else day_typed(str(on))
    except ValueError:
        day = window.first
    legs = 1 if form["back"].value() == "no" else 2
    days = [window.first]
    while len(days) < 3:
        days.append(next_working_day(days[-1]))
    return _left(order, day, legs) | {
        "legs": legs, "days": days, "window": window, "lately": queries.last_destinations(order.person_id),
        "age": order.person.age_on(today()), "on_value": day.isoformat(),
        "hour_value": _hour(form["hour"].value()), "back_value": _hour(form["back_hour"].value()),
    }  # fmt: skip


def _left(order: Order, day: date, legs: int) -> dict[str, Any]:
    """What is left of the limit in words and as dots, now and after booking so many legs."""
    balances = left(order.entitlement, day)
    if not balances:
        return {"balance": None}
    balance = balances[0]
    total, used, rest = int(balance.limit.quantity), int(balance.used), int(balance.left)
    after = max(rest - legs, 0)
    return {
        "balance": balance, "pips": [n < used for n in range(min(total, 12))],
        "left_text": f"{plural(rest, 'Został', 'Zostały', 'Zostało')} {rest} z {total}", "left_when": balance.text.split(":")[0],
        "after_text": f"{plural(after, 'zostanie', 'zostaną', 'zostanie')} {after} z {total}",
    }  # fmt: skip


def _hour(value: Any) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else str(value or "")


def _rules(order: Order) -> BookingRules:
    return BookingRules.from_json(order.entitlement.programme_service.booking_rules)


def _window(order: Order) -> RideWindow:
    return ride_window(_rules(order), now())
