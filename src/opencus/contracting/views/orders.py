"""Orders on the centre's side: the list, a new order, one order, withdrawing it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from opencus.audit import journal
from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.contracting import actions, events, queries
from opencus.contracting.access import open_order
from opencus.contracting.actions.orders import Wanted
from opencus.contracting.documents import order_sheet
from opencus.contracting.forms import EndForm, OrderForm, run
from opencus.contracting.models import ContractLine, Order
from opencus.contracting.screens import amount
from opencus.core import export, pdf
from opencus.core.clock import today
from opencus.core.money import format_quantity, format_zl
from opencus.core.words import measure
from opencus.entitlements.access import on_my_side
from opencus.entitlements.models import Entitlement
from opencus.people.access import require_caseload
from opencus.plans import week
from opencus.plans.models import PlanItem

PAGE = 25
HEADER = ["Numer", "Stan", "Osoba", "Usługa", "Wykonawca", "Ilość", "Od", "Do", "Odpowiedź do", "Pracownik"]
LATE = "po-terminie"


@staff_only
def orders(request: ActorRequest) -> HttpResponse:
    """Orders by state; those waiting for an answer by their deadline."""
    request.actor.require(Permission.PLACE_ORDER)
    state, day = _state(request), today()
    side = on_my_side(request.actor, "entitlement__")
    page = Paginator(_found(state, day).filter(side), PAGE).get_page(request.GET.get("strona"))
    rows = [(order, amount(order)) for order in page.object_list]
    journal.write(events.LISTED, by=request.actor, count=len(rows))
    counts = queries.order_counts(day, side)
    labels = [("", "Wszystkie", "all"), ("placed", "Czekają na odpowiedź", "placed"), (LATE, "Bez odpowiedzi w terminie", "overdue"),
              ("accepted", "Przyjęte", "accepted"), ("running", "W realizacji", "running"), ("declined", "Odrzucone", "declined"), ("ended", "Zakończone", "ended")]  # fmt: skip
    tabs = [{"label": label, "url": f"?stan={key}", "count": counts[count], "active": key == state} for key, label, count in labels]
    context = {"page": page, "rows": rows, "tabs": tabs, "state": state, "late": counts["overdue"],
               "to_order": queries.waiting_to_be_ordered().filter(side) if not state and page.number == 1 else []}  # fmt: skip
    return render(request, "contracting/orders.html", context)


@staff_only
@require_POST
def orders_export(request: ActorRequest) -> HttpResponse:
    """The same list as a file."""
    request.actor.require(Permission.PLACE_ORDER)
    rows = [
        [
            order.number, order.get_state_display(), order.person.full_name, order.line.service.name,
            order.line.contract.provider.name, amount(order), order.valid_from, order.valid_to, order.reply_due_on,
            order.worker.full_name if order.worker else "",
        ]
        for order in _found(_state(request), today()).filter(on_my_side(request.actor, "entitlement__"))
    ]  # fmt: skip
    journal.write(events.EXPORTED, by=request.actor, count=len(rows))
    return export.answer(HEADER, rows, title="Zlecenia", name="zlecenia", kind=request.POST.get("format", ""))


@staff_only
def order_new(request: ActorRequest, entitlement_id: UUID) -> HttpResponse:
    """Place an order for a granted service, filled in from the plan."""
    request.actor.require(Permission.PLACE_ORDER)
    found = Entitlement.objects.select_related("person", "programme_service__service")
    entitlement = get_object_or_404(found.filter(on_my_side(request.actor)), id=entitlement_id)
    require_caseload(request.actor, entitlement.person)
    item = queries.approved_item_for(entitlement.id)
    lines = list(queries.active_lines_for(entitlement.programme_service.service, today()))
    form = OrderForm([(str(line.id), _label(line)) for line in lines], request.POST or None, _initial(entitlement, item, lines))

    def act(line: str, **typed: Any) -> Order:
        chosen = next(one for one in lines if str(one.id) == line)
        return actions.place_order(by=request.actor, entitlement=entitlement, line=chosen, wanted=Wanted(**typed), plan_item=item)

    if form.is_bound and run(form, act):
        messages.success(request, "Złożono zlecenie. Wykonawca odpowie w ciągu 3 dni roboczych.")
        return redirect("contracting:orders")
    service = entitlement.programme_service.service.name
    journal.write(events.PREPARED, by=request.actor, subject=entitlement, person_id=entitlement.person_id, service=service)
    context = {"form": form, "entitlement": entitlement, "person": entitlement.person, "item": item, "lines": lines}
    return render(request, "contracting/order_new.html", context, status=422 if form.errors else 200)


@staff_only
def order(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """One order with its course."""
    found = open_order(request.actor, order_id)
    return _show(request, found, EndForm())


@staff_only
@require_GET
def order_pdf(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """The order as a tagged document."""
    found = open_order(request.actor, order_id)
    return pdf.answer(order_sheet(found, amount(found), request.centre), "zlecenie")  # type: ignore[attr-defined]


@staff_only
@require_POST
def end(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Withdraw or end an order."""
    found = open_order(request.actor, order_id)
    form = EndForm(request.POST)
    if run(form, lambda reason: actions.end_order(by=request.actor, order=found, reason=reason)):
        messages.success(request, f"Zakończono zlecenie {found.number}.")
        return redirect("contracting:order", order_id=found.id)
    return _show(request, found, form)


def _show(request: ActorRequest, found: Order, form: EndForm) -> HttpResponse:
    open_now = found.state in queries.OPEN_STATES
    context = {"order": found, "amount": amount(found), "form": form, "open": open_now, "units": measure(queries.order_units(found), found.line.service.measure)}
    context["book"] = queries.booking_page(found) if request.actor.may(Permission.SCHEDULE) else ""
    return render(request, "contracting/order.html", context, status=422 if form.errors else 200)


def _state(request: ActorRequest) -> str:
    state = request.GET.get("stan", "")
    if state and state != LATE and state not in Order.State.values:
        raise Http404("Nie ma takiej listy zleceń.")
    return state


def _found(state: str, day: date) -> QuerySet[Order]:
    return queries.orders_in(overdue_on=day) if state == LATE else queries.orders_in(state)


def _label(line: ContractLine) -> str:
    provider = line.contract.provider
    return f"{provider.short_name}, umowa {line.contract.number}, {format_zl(line.rate)}"


def _initial(entitlement: Entitlement, item: PlanItem | None, lines: list[ContractLine]) -> dict[str, object]:
    """Return the plan's words, else the first limit granted; the dates stay inside plan, right and contract."""
    first, last = max(today(), entitlement.valid_from), entitlement.valid_to
    line = next((one for one in lines if item and one.contract.provider_id == item.provider_id), lines[0] if lines else None)
    values: dict[str, object] = {"line": str(line.id) if line else "", "period": "month"}
    if item is not None:
        first, last = max(first, item.version.valid_from), min(last, item.version.valid_to)
        amount_planned = "" if item.quantity is None else format_quantity(item.quantity)
        values |= {"quantity": amount_planned, "period": item.period, "schedule_text": week.say(item.week) or item.schedule_text}
    if line is not None:
        last = min(last, line.contract.valid_to)
    return values | {"valid_from": first, "valid_to": last}
