"""One visit or ride: its evidence, and what may still be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from opencus.centre.access import actor_required
from opencus.centre.roles import Permission
from opencus.core.clock import local, now
from opencus.core.words import measure, noun
from opencus.delivery import access, actions, queries
from opencus.delivery.actions.bookings import free_until
from opencus.delivery.forms import CorrectForm, ReasonForm
from opencus.delivery.models import Booking, DeliveryRecord, Ride, State, Visit
from opencus.delivery.refusals import NotPossible
from opencus.delivery.rules.units import held_on
from opencus.delivery.views.answers import attempt

SAID = {
    "odwolaj": "Odwołano.", "nie-zastano": "Odnotowano, że nie zastano osoby.", "telefon": "Zapisano potwierdzenie przez telefon.",
    "popraw": "Poprawiono. Ślad poprawki zostaje.",
}  # fmt: skip


@actor_required
@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Show a visit with its tasks, record and corrections; call it off, correct it."""
    booking = access.open_booking(request, Visit, visit_id)
    return _page(request, booking, "delivery/visit.html", {"tasks": booking.tasks.all()})


@actor_required
@require_http_methods(["GET", "POST"])
def ride(request: HttpRequest, ride_id: UUID) -> HttpResponse:
    """Show a ride with its other leg and record; call it off, give it an hour."""
    booking = access.open_booking(request, Ride, ride_id)
    other = booking.outward or booking.returns.first()
    return _page(request, booking, "delivery/ride_detail.html", {"other": other})


def _page(request: HttpRequest, booking: Visit | Ride, template: str, more: dict[str, Any]) -> HttpResponse:
    act = request.POST.get("act", "")
    reason = ReasonForm(request.POST if act in {"odwolaj", "nie-zastano"} else None)
    correct = CorrectForm(request.POST if act == "popraw" else None, initial=_hours(booking))
    form: Form = reason
    status = 200
    if request.method == "POST":
        form = {"popraw": correct, "telefon": Form({})}.get(act, reason)
        done, status = _do(request, booking, act, form)
        if done:
            messages.success(request, SAID[act])
            return redirect(request.path)
        booking.refresh_from_db()
        access.log_opening(request, booking, "realizacja usługi", again=True)
    record = queries.record_of(booking)
    unit = booking.order.line.service.measure
    context = more | _in_words(record, unit) | {
        "booking": booking, "item": queries.item(booking), "record": record, "order": booking.order, "reason": reason,
        "correct": correct, "shown_form": form, "free_until": free_until(booking),
        "may_schedule": access.may_schedule(request.actor, booking.order), "now": now(),  # type: ignore[attr-defined]
        "may_open": request.actor.may(Permission.OPEN_PERSON),  # type: ignore[attr-defined]
        "may_cancel": booking.state in {State.PROPOSED, State.CONFIRMED}, "begun": now() >= booking.starts_at,
        "may_correct": record is not None and booking.state != State.SETTLED,
        "may_phone": record is not None and booking.state in {State.DONE, State.INTERRUPTED}, "own": not request.actor.is_staff,  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, template, context, status=status)


def _in_words(record: DeliveryRecord | None, unit: str) -> dict[str, str]:
    """Units planned and done as words."""
    if record is None:
        return {}
    return {"unit": noun(record.planned, unit), "done_text": measure(record.done, unit)}


def _do(request: HttpRequest, booking: Visit | Ride, act: str, form: Form) -> tuple[bool, int]:
    """Run what the button said; return whether it is done, and the status otherwise."""
    verbs: dict[str, Callable[[], object]] = {
        "odwolaj": lambda: _cancel(request, booking, form), "nie-zastano": lambda: actions.no_show(
            by=request.actor, booking=booking, reason=form.cleaned_data["reason"]),  # type: ignore[attr-defined]
        "telefon": lambda: _phone(request, booking), "popraw": lambda: _correct(request, booking, form),
    }  # fmt: skip
    if act not in verbs:
        return False, 400
    if not form.is_valid():
        return False, 422
    done, answer = attempt(form, verbs[act])
    return done is not None, answer.status


def _cancel(request: HttpRequest, booking: Visit | Ride, form: Form) -> object:
    by, reason = request.actor, form.cleaned_data["reason"]  # type: ignore[attr-defined]
    if isinstance(booking, Visit) and form.cleaned_data["following"]:
        return actions.cancel_following(by=by, visit=booking, reason=reason)
    return actions.cancel(by=by, booking=booking, reason=reason)


def _phone(request: HttpRequest, booking: Booking) -> object:
    record = queries.record_of(booking)
    if record is None:
        raise NotPossible("Nie ma czego potwierdzić: ta wizyta się nie odbyła.")
    return actions.confirm(by=request.actor, record=record, how="phone")  # type: ignore[attr-defined]


def _correct(request: HttpRequest, booking: Booking, form: Form) -> object:
    record = queries.record_of(booking)
    if record is None:
        raise NotPossible("Nie ma czego poprawić: ta wizyta się nie odbyła.")
    start, end = form.span(held_on(booking.starts_at))  # type: ignore[attr-defined]
    by, why = request.actor, form.cleaned_data["why"]  # type: ignore[attr-defined]
    return actions.correct(by=by, record=record, started_at=start, ended_at=end, reason=why)


def _hours(booking: Booking) -> dict[str, Any]:
    if booking.started_at is None or booking.ended_at is None:
        return {}
    return {"started": local(booking.started_at).time(), "ended": local(booking.ended_at).time()}
