"""The page of one plan: reading, editing the draft in place, comparing versions, printing."""

from __future__ import annotations

import itertools
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from opencus.centre.access import ActorRequest, staff_only
from opencus.core import pdf
from opencus.plans import actions, queries
from opencus.plans.access import (
    current_version,
    find_plan,
    log_opening,
    open_plan,
    require_reader,
    require_seen,
)
from opencus.plans.documents import plan_sheet
from opencus.plans.forms import AgreementForm, NoteForm, SupportForm
from opencus.plans.models import Plan, PlanItem, PlanVersion
from opencus.plans.rules import PlanProblem
from opencus.plans.screens import Screen, changes


@staff_only
def detail(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """One version of a plan: the newest, or the one asked for."""
    plan = open_plan(request.actor, plan_id)
    wanted = request.GET.get("wersja", "")
    version = current_version(plan, int(wanted) if wanted.isdecimal() and len(wanted) < 6 else None)
    return show(request, Screen(plan, version, request.actor))


def show(request: ActorRequest, screen: Screen, *, status: int = 200, **forms: Any) -> HttpResponse:
    """Render the page of a plan; ``forms`` are those that came back with errors."""
    plan, version = screen.plan, screen.version
    if request.method != "GET":  # a refused act shows the plan as well as opening it does
        log_opening(request.actor, plan)
    context = {
        "screen": screen, "plan": plan, "version": version, "person": plan.person,
        "agreement": AgreementForm(initial={"on": version.agreed_on, "how": version.agreed_how}),
        "support": SupportForm(), "note": NoteForm(), "addable": queries.addable(version) if screen.editable else [],
        "notes": plan.monitoring.select_related("by")[:20], "talk": plan.closing_talks.select_related("by").first(),
        "form_errors": status == 422,
    } | forms  # fmt: skip
    return render(request, "plans/detail.html", context, status=status)


def open_draft(request: ActorRequest, plan_id: UUID) -> tuple[Plan, PlanVersion]:
    """Return a plan and its newest version for an act; reading rights are checked, the act writes the journal."""
    require_reader(request.actor)
    plan = open_plan(request.actor, plan_id) if request.method == "GET" else find_plan(plan_id)
    if request.method != "GET":
        require_seen(request.actor, plan)
    version = current_version(plan)
    version.plan = plan
    return plan, version


@staff_only
@require_POST
def save(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Write the period and every changed service of a draft; with errors the page comes back as typed."""
    plan, version = open_draft(request, plan_id)
    screen = Screen(plan, version, request.actor, request.POST)
    if not screen.editable:
        messages.error(request, "Tej wersji planu nie można zmieniać.")
        return redirect("plans:detail", plan_id=plan.id)
    if not screen.is_valid() or not _write(request, screen):
        return show(request, screen, status=422)
    messages.success(request, "Zapisano zmiany w planie.")
    return redirect("plans:detail", plan_id=plan.id)


def _write(request: ActorRequest, screen: Screen) -> bool:
    form: Any = screen.period_form
    try:
        with transaction.atomic():
            actions.set_period(by=request.actor, version=screen.version, **screen.period_form.cleaned_data)
            for form in screen.forms:
                form.item.version = screen.version
                actions.edit_item(by=request.actor, item=form.item, values=form.values())
    except PlanProblem as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    return True


@staff_only
@require_POST
def add_item(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Add one of the person's services to the draft."""
    plan, version = open_draft(request, plan_id)
    found = next((one for one in queries.addable(version) if str(one.id) == request.POST.get("entitlement")), None)
    if found is None:
        messages.error(request, "Wybierz usługę przyznaną tej osobie, której nie ma jeszcze w planie.")
        return redirect("plans:detail", plan_id=plan.id)
    return _act(request, plan, lambda: actions.add_item(by=request.actor, version=version, entitlement=found), "Dodano usługę do planu.")


@staff_only
@require_POST
def remove_item(request: ActorRequest, plan_id: UUID, item_id: UUID) -> HttpResponse:
    """Take a service out of the draft."""
    plan, item = _item(request, plan_id, item_id)
    return _act(request, plan, lambda: actions.remove_item(by=request.actor, item=item), "Usunięto usługę z planu.")


@staff_only
@require_POST
def shift(request: ActorRequest, plan_id: UUID, item_id: UUID) -> HttpResponse:
    """Mend a collision: move one time of a service to the free hour the page proposed."""
    plan, item = _item(request, plan_id, item_id)
    try:
        when = {name: int(request.POST.get(name, "")) for name in ("weekday", "start", "to")}
    except ValueError as error:
        raise Http404("Nie ma takiego terminu.") from error
    return _act(request, plan, lambda: actions.shift_slot(by=request.actor, item=item, **when), "Przesunięto termin.")


@staff_only
def compare(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """What each version changed, the newest first."""
    plan = open_plan(request.actor, plan_id)
    versions = list(plan.versions.select_related("approved_by"))
    steps = [(new, changes(old, new)) for new, old in itertools.pairwise(versions)]
    return render(request, "plans/compare.html", {"plan": plan, "person": plan.person, "steps": steps, "first": versions[-1]})


@staff_only
def print_plan(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """The plan on paper, for the person and the case file."""
    plan = open_plan(request.actor, plan_id, printed=True)
    screen = Screen(plan, current_version(plan), request.actor)
    return render(request, "plans/print.html", {"screen": screen, "plan": plan, "version": screen.version, "person": plan.person})


@staff_only
def plan_pdf(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """The plan as a tagged document."""
    plan = open_plan(request.actor, plan_id, printed=True)
    screen = Screen(plan, current_version(plan), request.actor)
    return pdf.answer(plan_sheet(plan, screen, request.centre), "plan-uslug")  # type: ignore[attr-defined]


def _item(request: ActorRequest, plan_id: UUID, item_id: UUID) -> tuple[Plan, PlanItem]:
    plan, version = open_draft(request, plan_id)
    item = get_object_or_404(version.items.select_related("entitlement__programme_service__service"), id=item_id)
    item.version = version
    return plan, item


def _act(request: ActorRequest, plan: Plan, act: Any, done: str) -> HttpResponse:
    try:
        act()
    except PlanProblem as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("plans:detail", plan_id=plan.id)
