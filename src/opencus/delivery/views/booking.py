"""Booking a visit from an order, moving one, and the report of a series."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from opencus.centre.access import actor_required
from opencus.contracting.models import Order
from opencus.core import edits
from opencus.core.clock import local, next_working_day, today
from opencus.core.words import hour_minute, long_date, measure
from opencus.delivery import access, actions, queries
from opencus.delivery.actions.booking import PERIODS
from opencus.delivery.forms import BookForm, SpanForm
from opencus.delivery.models import Visit, VisitSeries
from opencus.delivery.rules.calendar import day_typed
from opencus.delivery.views.answers import attempt
from opencus.entitlements.queries import left


@actor_required
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Book one visit, or one every week, under an order."""
    order = access.open_order(request, order_id)
    workers = list(queries.workers_for([order.line.contract.provider_id], today()))
    form = BookForm(request.POST or None, workers=workers, initial=_initial(request, order))
    context: dict[str, Any] = {"order": order, "form": form, "status": 200}
    if request.method == "POST":
        if form.is_valid():
            made, answer = attempt(form, lambda: _book(request, order, form))
            if made is not None:
                return _booked(request, made)
            context |= answer.context | {"status": answer.status}
        else:
            context["status"] = 422
    context |= _free(form, context.pop("free", None)) | {"balances": left(order.entitlement, today())}
    context["quantity"] = quantity_text(order)
    access.log_order(request, order)
    return render(request, "delivery/book.html", context, status=context["status"])


@actor_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Give a planned visit another time or another worker."""
    visit = access.open_booking(request, Visit, visit_id, "zmiana terminu")
    order = access.open_order(request, visit.order_id)
    workers = list(queries.workers_for([order.line.contract.provider_id], today()))
    start = local(visit.starts_at)
    minutes = int((visit.ends_at - visit.starts_at).total_seconds() // 60)
    initial = {"worker": str(visit.worker_id or ""), "on": start.date(), "hour": start.time(), "minutes": minutes}
    form = SpanForm(request.POST or None, workers=workers, initial=initial)
    edits.watch(form, initial)
    context: dict[str, Any] = {"order": order, "form": form, "visit": visit, "status": 200 if request.method == "GET" else 422}
    if request.method == "POST" and edits.collide(form):
        context["status"] = 409
    if request.method == "POST" and form.is_valid():
        moved, answer = attempt(form, lambda: _move(request, visit, form))
        if moved is not None:
            messages.success(request, f"Przełożono: {long_date(local(moved.starts_at).date())}, {hour_minute(moved.starts_at)}.")
            return redirect("delivery:visit", visit_id=moved.id)
        context |= answer.context | {"status": answer.status}
    if request.method == "POST":
        access.log_opening(request, visit, "zmiana terminu", again=True)
    context |= _free(form, context.pop("free", None))
    return render(request, "delivery/move.html", context, status=context["status"])


@actor_required
def series(request: HttpRequest, series_id: UUID) -> HttpResponse:
    """Report which days of a series are booked and which did not fit, and why."""
    found = VisitSeries.objects.select_related("worker").filter(id=series_id).first()
    if found is None:
        raise Http404
    order = access.open_order(request, found.order_id)
    access.log_order(request, order)
    visits = [queries.item(one) for one in found.visits.select_related(*queries.LOADED).order_by("starts_at")]
    left_out = [{**one, "on": date.fromisoformat(one["on"])} for one in found.left_out]
    context = {"series": found, "order": order, "visits": visits, "left_out": left_out}
    return render(request, "delivery/series.html", context)


def quantity_text(order: Order) -> str:
    """How much the order lets be booked: `4 sesje na miesiąc`."""
    return f"{measure(order.quantity, order.line.service.measure)} {PERIODS.get(order.period, 'na cały okres')}"


def _initial(request: HttpRequest, order: Order) -> dict[str, Any]:
    """Start from what the address says (a free hour was chosen), else from the order."""
    on = next_working_day(today())
    hour = time(9)
    try:
        on = day_typed(request.GET.get("dzien", ""))
        hour = time.fromisoformat(request.GET.get("godzina", "")).replace(tzinfo=None)
    except ValueError:
        pass  # no hour was chosen yet
    minutes = request.GET.get("minuty", "")
    return {
        "worker": request.GET.get("pracownik", "") or str(order.worker_id or ""), "on": on, "hour": hour,
        "minutes": int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) <= 4 else order.line.service.unit_minutes or 60,
        "until": min(order.valid_to, on + timedelta(days=91)), "weekdays": [on.weekday()], "repeat": "once",
    }  # fmt: skip


def _book(request: HttpRequest, order: Order, form: BookForm) -> Visit | VisitSeries:
    data, start_end = form.cleaned_data, form.span
    by = request.actor  # type: ignore[attr-defined]
    shared = {"by": by, "order": order, "worker": form.chosen_worker, "tasks": data["tasks"], "acknowledged": data["acknowledged"]}
    if data["repeat"] == "weekly":
        return actions.book_series(
            **shared, weekdays=data["weekdays"], hour=data["hour"], minutes=data["minutes"], first_day=data["on"],
            last_day=data["until"],
        )  # fmt: skip
    return actions.book_visit(**shared, starts_at=start_end[0], ends_at=start_end[1])


def _move(request: HttpRequest, visit: Visit, form: SpanForm) -> Visit:
    start, end = form.span
    return actions.move_visit(
        by=request.actor, visit=visit, starts_at=start, ends_at=end, worker=form.chosen_worker,  # type: ignore[attr-defined]
        acknowledged=form.cleaned_data["acknowledged"],
    )  # fmt: skip


def _booked(request: HttpRequest, made: Visit | VisitSeries) -> HttpResponse:
    if isinstance(made, VisitSeries):
        return redirect("delivery:series", series_id=made.id)
    messages.success(request, f"Umówiono wizytę: {long_date(local(made.starts_at).date())}, {hour_minute(made.starts_at)}.")
    return redirect("delivery:visit", visit_id=made.id)


def _free(form: SpanForm, offered: list[Any] | None) -> dict[str, Any]:
    """The free hours shown beside the form: those of the refusal, else of the chosen worker and day."""
    worker = form._workers.get(str(form["worker"].value() or ""))
    on, minutes = form["on"].value(), form["minutes"].value()
    try:
        day = on if isinstance(on, date) else day_typed(str(on))
        length = max(5, min(int(str(minutes)), 720))
    except ValueError:
        return {"free": [], "free_day": None, "free_worker": worker}
    starts = offered or (queries.free_on(worker, day, length) if worker else [])
    return {"free": [local(start) for start in starts], "free_day": day, "free_worker": worker, "free_minutes": length}
