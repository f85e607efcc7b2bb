"""The workers of an organisation: for its manager and for the centre's contract staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from opencus.catalogue.models import Organisation
from opencus.centre.access import ActorRequest, actor_required
from opencus.core.clock import today
from opencus.resources import actions, queries, rules
from opencus.resources.access import require_manager
from opencus.resources.forms import AbsenceForm, CredentialForm, WorkerForm
from opencus.resources.models import Vehicle, Worker


@actor_required
def workers(request: ActorRequest, organisation_id: UUID) -> HttpResponse:
    """Who works for an organisation, with what runs out soon; its vehicles with their papers."""
    require_manager(request.actor, organisation_id)
    organisation = get_object_or_404(Organisation, id=organisation_id)
    form = WorkerForm(request.POST or None)
    if form.is_bound and _run(form, lambda **data: actions.add_worker(by=request.actor, organisation=organisation, **data)):
        messages.success(request, "Dodano pracownika. Wpisz jego kwalifikacje.")
        return redirect("resources:workers", organisation_id=organisation.id)
    day = today()
    rows = [
        (worker, [(one, rules.validity(one.valid_to, day)) for one in worker.credentials.all()], away)
        for worker, away in queries.roster(organisation.id, day)
    ]
    vehicles = [
        (one, rules.validity(one.inspection_valid_to, day), rules.validity(one.insurance_valid_to, day))
        for one in Vehicle.objects.filter(organisation=organisation)
    ]
    running_out = sum(1 for _, held, _ in rows for _, tone in held if tone != "ok")
    context = {"organisation": organisation, "rows": rows, "vehicles": vehicles, "form": form, "running_out": running_out}
    return render(request, "resources/workers.html", context, status=422 if form.errors else 200)


@actor_required
def worker(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    """One worker: credentials and absences, with forms to add them."""
    return _page(request, _own(request, worker_id))


@actor_required
@require_POST
def add_credential(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    """Record a qualification."""
    found, form = _own(request, worker_id), CredentialForm(request.POST)
    if _run(form, lambda **data: actions.add_credential(by=request.actor, worker=found, **data)):
        messages.success(request, "Zapisano kwalifikacje.")
        return redirect("resources:worker", worker_id=found.id)
    return _page(request, found, credential=form, form=form)


@actor_required
@require_POST
def add_absence(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    """Record days away."""
    found, form = _own(request, worker_id), AbsenceForm(request.POST)
    if _run(form, lambda **data: actions.add_absence(by=request.actor, worker=found, **data)):
        messages.success(request, "Zapisano nieobecność.")
        return redirect("resources:worker", worker_id=found.id)
    return _page(request, found, absence=form, form=form)


def _own(request: ActorRequest, worker_id: UUID) -> Worker:
    found = get_object_or_404(Worker.objects.select_related("organisation"), id=worker_id)
    require_manager(request.actor, found.organisation_id)
    return found


def _page(request: ActorRequest, found: Worker, **form: Any) -> HttpResponse:
    day = today()
    held = [(one, rules.validity(one.valid_to, day)) for one in found.credentials.order_by("kind", "-valid_from")]
    context = {
        "worker": found, "held": held, "absences": found.absences.filter(last_day__gte=day).order_by("first_day"),
        "credential": CredentialForm(), "absence": AbsenceForm(),
    } | form  # fmt: skip
    return render(request, "resources/worker.html", context, status=422 if form else 200)


def _run(form: forms.Form, act: Callable[..., Any]) -> bool:
    if not form.is_valid():
        return False
    try:
        act(**form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
