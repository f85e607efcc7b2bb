"""The provider's pages: only orders of the own organisation, only the minimum data."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from opencus.audit import journal
from opencus.centre.access import ActorRequest, provider_only
from opencus.centre.roles import Permission
from opencus.contracting import actions, events, queries
from opencus.contracting.access import open_own_order
from opencus.contracting.actions.replies import worker_problem
from opencus.contracting.forms import DeclineForm, WorkerForm, run
from opencus.contracting.models import Order
from opencus.contracting.screens import for_provider
from opencus.core.clock import today
from opencus.resources.models import Worker
from opencus.resources.queries import working_on

PAGE = 25


@provider_only
def own_orders(request: ActorRequest) -> HttpResponse:
    """Orders of the own organisation: those that wait for an answer first."""
    request.actor.require(Permission.HANDLE_OWN_ORDERS)
    day = today()
    organisations = queries.managed_by(request.actor, day)
    orders = queries.own_orders(organisations)
    waiting = [for_provider(order, day) for order in orders.filter(state=Order.State.PLACED)[:PAGE]]
    others = orders.exclude(state=Order.State.PLACED).order_by("state", "-valid_from", "number")
    page = Paginator(others, PAGE).get_page(request.GET.get("strona"))
    rows = [for_provider(order, day) for order in page.object_list]
    journal.write(events.LISTED, by=request.actor, count=len(waiting) + len(rows))
    context = {"waiting": waiting, "page": page, "rows": rows, "organisations": sorted(organisations)}
    return render(request, "contracting/own_orders.html", context)


@provider_only
def own_order(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """One order with what delivery needs, the answer and who will come."""
    return _show(request, open_own_order(request.actor, order_id, request.afterwards))


def _show(request: ActorRequest, order: Order, *, status: int = 200, **forms: object) -> HttpResponse:
    workers = WorkerForm(_workers(order), initial={"worker": str(order.worker_id or "")})
    context = {"order": for_provider(order, today()), "decline": DeclineForm(), "workers": workers} | forms
    context["book"] = queries.booking_page(order)
    return render(request, "contracting/own_order.html", context, status=status)


def _workers(order: Order) -> list[tuple[str, str]]:
    day = max(today(), order.valid_from)
    found = Worker.objects.filter(working_on(day), organisation_id=order.line.contract.provider_id)
    marked = [(worker, worker_problem(order, worker, day)) for worker in found]
    fit = [(str(worker.id), f"{worker.full_name}, {worker.profession}") for worker, problem in marked if not problem]
    unfit = [(str(worker.id), f"{worker.full_name}, {worker.profession} (nie może)") for worker, problem in marked if problem]
    return [*fit, *unfit]


@provider_only
@require_POST
def accept(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Take the order, naming at once who will come when chosen."""
    order = open_own_order(request.actor, order_id, request.afterwards)
    form = WorkerForm(_workers(order), request.POST)
    form.fields["worker"].required = False

    def act(worker: str) -> None:
        actions.accept_order(by=request.actor, order=order, worker=Worker.objects.get(id=worker) if worker else None)

    if run(form, act):
        messages.success(request, f"Przyjęto zlecenie {order.number}.")
        return redirect("contracting:own_order", order_id=order.id)
    return _show(request, order, status=422, workers=form, form=form)


@provider_only
@require_POST
def decline(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Say no, with the reason."""
    order = open_own_order(request.actor, order_id, request.afterwards)
    form = DeclineForm(request.POST)
    if run(form, lambda reason: actions.decline_order(by=request.actor, order=order, reason=reason)):
        messages.success(request, f"Odrzucono zlecenie {order.number}. Centrum zobaczy powód.")
        return redirect("contracting:own_orders")
    return _show(request, order, status=422, decline=form, form=form)


@provider_only
@require_POST
def name_worker(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Name who will come, or somebody else."""
    order = open_own_order(request.actor, order_id, request.afterwards)
    form = WorkerForm(_workers(order), request.POST)
    if run(form, lambda worker: actions.name_worker(by=request.actor, order=order, worker=Worker.objects.get(id=worker))):
        messages.success(request, "Zapisano, kto przyjdzie.")
        return redirect("contracting:own_order", order_id=order.id)
    return _show(request, order, status=422, workers=form, form=form)
