"""The list of plans by what they wait for, its export, and starting a plan from an application."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from opencus.audit import journal
from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.core import export
from opencus.core.clock import today
from opencus.intake.access import on_my_side
from opencus.intake.models import Application
from opencus.plans import actions, events, queries, rules
from opencus.plans.access import require_reader
from opencus.plans.models import Plan, PlanVersion
from opencus.plans.rules import PlanProblem

PAGE = 25
HEADER = ["Numer", "Osoba", "Stan", "Wersja", "Od", "Do", "Usług", "Termin opracowania", "Opracowuje", "Monitoruje", "Własne zatwierdzenie"]


@staff_only
def plan_list(request: ActorRequest) -> HttpResponse:
    """Plans of one tab, the most urgent first; above the drafts the applications that wait for a plan."""
    require_reader(request.actor)
    tab, day = _tab(request), today()
    page = Paginator(queries.listed(tab, day), PAGE).get_page(request.GET.get("strona"))
    rows = [(plan, _clock(plan, day)) for plan in page.object_list]
    awaiting = queries.awaiting_plan(day, on_my_side(request.actor)) if tab == "w-opracowaniu" else []
    journal.write(events.LISTED, by=request.actor, count=len(rows) + len(awaiting))
    counts = queries.counts(day)
    context = {
        "tab": tab, "page": page, "rows": rows, "awaiting": awaiting, "counts": counts,
        "tabs": [
            {"label": label, "url": f"?stan={key}", "count": counts[key], "active": key == tab}
            for key, (label, _) in queries.TABS.items()
        ],
        "overdue": sum(1 for _, clock in rows if clock and clock.overdue) + sum(1 for one in awaiting if one.clock.overdue),
        "may_draft": request.actor.may(Permission.DRAFT_PLAN),
    }  # fmt: skip
    return render(request, "plans/list.html", context)


@staff_only
@require_POST
def plan_export(request: ActorRequest) -> HttpResponse:
    """The same list as a file; who took it is in the journal."""
    require_reader(request.actor)
    tab = _tab(request)
    labels = dict(PlanVersion.State.choices)
    rows = [
        [
            plan.number, plan.person.full_name, labels[plan.state], plan.version_number, plan.valid_from, plan.valid_to,
            plan.services, plan.due_on, plan.author.full_name, plan.monitor.full_name, plan.self_approved,
        ]
        for plan in queries.listed(tab, today())
    ]  # fmt: skip
    journal.write(events.EXPORTED, by=request.actor, count=len(rows))
    return export.answer(HEADER, rows, title="Plany usług", name=f"plany-{tab}", kind=request.POST.get("format", ""))


@staff_only
@require_POST
def start(request: ActorRequest, application_id: UUID) -> HttpResponse:
    """Start the plan of an application, or open the one it has."""
    application = get_object_or_404(Application.objects.filter(on_my_side(request.actor)).select_related("client"), id=application_id)
    request.actor.require(Permission.DRAFT_PLAN)
    existing = Plan.objects.filter(application=application).first()
    if existing:
        return redirect("plans:detail", plan_id=existing.id)
    try:
        version = actions.draft_plan(by=request.actor, application=application)
    except PlanProblem as error:
        messages.error(request, str(error))
        return redirect("plans:list")
    messages.success(request, f"Rozpoczęto plan {version.plan.number}. Uzupełnij terminy, wykonawców i miejsca.")
    return redirect("plans:detail", plan_id=version.plan_id)


def _tab(request: ActorRequest) -> str:
    tab = request.GET.get("stan", "w-opracowaniu")
    if tab not in queries.TABS:
        raise Http404("Nie ma takiej listy planów.")
    return tab


def _clock(plan: Any, day: date) -> rules.Clock | None:
    """The 30 days, for a first version that is not approved yet."""
    waits = plan.version_number == 1 and plan.state in ("draft", "submitted")
    return rules.clock(plan.due_on, day) if waits else None
