"""The steps of a plan: agreement, support, submitting, approval, new version, monitoring, the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.models import User
from opencus.centre.queries import staff_holding
from opencus.centre.roles import Permission, Role
from opencus.core.clock import today
from opencus.plans import actions
from opencus.plans.access import current_version, open_plan
from opencus.plans.forms import (
    AgreementForm,
    ClosingForm,
    EndForm,
    MonitorForm,
    NoteForm,
    ReasonForm,
    RemarkForm,
    SupportForm,
)
from opencus.plans.models import Plan
from opencus.plans.rules import PlanProblem
from opencus.plans.screens import Screen
from opencus.plans.views.plan import open_draft, show


def run(form: forms.Form, act: Callable[..., Any]) -> bool:
    """Call an action with what was typed; a refusal becomes an error of its field. True when it was done."""
    if not form.is_valid():
        return False
    try:
        act(**form.cleaned_data)
    except PlanProblem as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    return True


def _back(plan: Plan, anchor: str = "") -> HttpResponse:
    return redirect(redirect("plans:detail", plan_id=plan.id).url + (f"#{anchor}" if anchor else ""))


@staff_only
@require_POST
def agree(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Record the agreement with the person."""
    plan, version = open_draft(request, plan_id)
    form = AgreementForm(request.POST)
    if run(form, lambda **data: actions.agree(by=request.actor, version=version, **data)):
        messages.success(request, "Zapisano ustalenie planu z osobą.")
        return _back(plan)
    return show(request, Screen(plan, version, request.actor), status=422, agreement=form, form=form)


@staff_only
@require_POST
def add_support(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Add a supporting action."""
    plan, version = open_draft(request, plan_id)
    form = SupportForm(request.POST)
    if run(form, lambda **data: actions.add_supporting_action(by=request.actor, version=version, **data)):
        messages.success(request, "Dodano działanie wspierające.")
        return _back(plan)
    return show(request, Screen(plan, version, request.actor), status=422, support=form, form=form)


@staff_only
@require_POST
def remove_support(request: ActorRequest, plan_id: UUID, action_id: UUID) -> HttpResponse:
    """Take a supporting action out."""
    plan, version = open_draft(request, plan_id)
    action = get_object_or_404(version.supporting_actions, id=action_id)
    action.version = version
    return _try(request, plan, lambda: actions.remove_supporting_action(by=request.actor, action=action), "Usunięto działanie wspierające.")


@staff_only
@require_POST
def submit(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Send the draft for approval; what is missing is listed on the page it returns to."""
    plan, version = open_draft(request, plan_id)
    return _try(request, plan, lambda: actions.submit(by=request.actor, version=version), "Wysłano plan do zatwierdzenia.")


@staff_only
def approval(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """The page on which the director approves a plan or sends it back."""
    request.actor.require(Permission.APPROVE_PLAN)
    plan = open_plan(request.actor, plan_id)
    version = current_version(plan)
    version.plan = plan
    form = RemarkForm(request.POST if request.POST.get("krok") == "odeslij" else None)
    if request.method == "POST" and request.POST.get("krok") == "zatwierdz":
        return _try(request, plan, lambda: actions.approve(by=request.actor, version=version), f"Zatwierdzono plan {plan.number}.")
    if form.is_bound and run(form, lambda **data: actions.send_back(by=request.actor, version=version, **data)):
        messages.success(request, f"Odesłano plan {plan.number} z uwagą.")
        return redirect("plans:list")
    own = request.actor.user_id in {version.submitted_by_id, plan.author_id}
    context = {"screen": Screen(plan, version, request.actor), "plan": plan, "version": version, "person": plan.person, "form": form, "own": own}
    return render(request, "plans/approval.html", context, status=422 if form.errors else 200)


@staff_only
def new_version(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Start a new version, with the reason."""
    plan, _version = open_draft(request, plan_id)
    form = ReasonForm(request.POST or None)
    if form.is_bound and run(form, lambda **data: actions.new_version(by=request.actor, plan=plan, **data)):
        messages.success(request, "Rozpoczęto nową wersję planu. Poprzednia obowiązuje do zatwierdzenia nowej.")
        return _back(plan)
    texts = {"title": "Nowa wersja planu", "lead": "Zmiana zatwierdzonego planu to nowa wersja i nowe zatwierdzenie (art. 41 ust. 2).", "done": "Rozpocznij nową wersję"}
    return _step(request, plan, form, texts)


@staff_only
@require_POST
def monitoring(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Add a monitoring note."""
    plan, version = open_draft(request, plan_id)
    form = NoteForm(request.POST)
    if run(form, lambda **data: actions.add_monitoring(by=request.actor, plan=plan, **data)):
        messages.success(request, "Dodano wpis.")
        return _back(plan, "monitorowanie")
    return show(request, Screen(plan, version, request.actor), status=422, note=form, form=form)


@staff_only
def monitor(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Give the monitoring to another coordinator."""
    plan, _version = open_draft(request, plan_id)
    others = staff_holding(frozenset({Role.KIPUS}), today()).exclude(id=plan.monitor_id)
    form = MonitorForm([(str(user.id), user.full_name) for user in others], request.POST or None)

    def act(monitor: str, reason: str) -> None:
        actions.change_monitor(by=request.actor, plan=plan, monitor=User.objects.get(id=monitor), reason=reason)

    if form.is_bound and run(form, act):
        messages.success(request, "Zmieniono osobę monitorującą plan.")
        return _back(plan)
    texts = {"title": "Zmiana osoby monitorującej", "lead": f"Teraz plan monitoruje {plan.monitor.full_name}. Zgodnie z ustawą robi to autor planu, dlatego zmiana wymaga powodu.", "done": "Zmień osobę"}
    return _step(request, plan, form, texts)


@staff_only
def finish(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """End a plan before its last day, or close an ended one after the closing talk."""
    plan, version = open_draft(request, plan_id)
    data = request.POST or None
    if version.state == "in_force":
        form: forms.Form = EndForm(data)
        act: Callable[..., Any] = actions.end_early
        texts = {"title": "Zakończenie planu przed czasem", "lead": "Plan kończy się wcześniej, gdy osoba rezygnuje albo zmieniły się okoliczności.", "done": "Zakończ plan"}
    else:
        form, act = ClosingForm(data), actions.close
        texts = {"title": "Zamknięcie planu", "lead": "Plan zamyka rozmowa podsumowująca oraz opis przebiegu i wyników.", "done": "Zamknij plan"}
    if form.is_bound and run(form, lambda **typed: act(by=request.actor, version=version, **typed)):
        messages.success(request, "Zapisano.")
        return _back(plan)
    return _step(request, plan, form, texts)


def _step(request: ActorRequest, plan: Plan, form: forms.Form, texts: dict[str, str]) -> HttpResponse:
    context = {"plan": plan, "person": plan.person, "form": form} | texts
    return render(request, "plans/step.html", context, status=422 if form.errors else 200)


def _try(request: ActorRequest, plan: Plan, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
    except PlanProblem as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return _back(plan)
