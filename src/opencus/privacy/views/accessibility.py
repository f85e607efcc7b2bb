"""The declaration of accessibility for whoever keeps it, and requests for accessibility."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.core.clock import today
from opencus.privacy import queries
from opencus.privacy.actions import accessibility as actions
from opencus.privacy.forms import AccessAnswerForm, AccessRequestForm, DeclarationForm, ExtendForm, run
from opencus.privacy.models import AccessibilityRequest


@staff_only
@require_http_methods(["GET", "POST"])
def declaration(request: ActorRequest) -> HttpResponse:
    """The declaration: saving makes a new version, reviewed today."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    current = queries.declaration()
    form = DeclarationForm(request.POST or None, instance=current)
    if request.method == "POST" and run(form, partial(actions.save_declaration, by=request.actor)):
        messages.success(request, "Zapisano deklarację. Na stronie jest już nowa wersja.")
        return redirect("privacy:declaration")
    context = {"form": form, "declaration": current, "review": queries.review_due(today()), "today": today()}
    return render(request, "privacy/declaration.html", context, status=422 if form.errors else 200)


@staff_only
@require_POST
def review(request: ActorRequest) -> HttpResponse:
    """Say that the declaration was read through and stays."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    actions.review_declaration(by=request.actor)
    messages.success(request, "Zapisano przegląd deklaracji.")
    return redirect("privacy:declaration")


@staff_only
@require_http_methods(["GET", "POST"])
def access_requests(request: ActorRequest) -> HttpResponse:
    """Requests for accessibility, and the form of a new one."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    form = AccessRequestForm(request.POST or None, initial={"received_on": today()})
    if request.method == "POST":
        made = run(form, partial(actions.register_access_request, by=request.actor))
        if made:
            messages.success(request, f"Zarejestrowano żądanie {made}. Termin: {made.due_on:%d.%m.%Y}.")
            return redirect("privacy:access_request", made.id)
    rows = AccessibilityRequest.objects.exclude(state="open")[:100]
    context = {"form": form, "open": queries.open_access_requests(), "rows": rows}
    return render(request, "privacy/access_requests.html", context, status=422 if form.errors else 200)


@staff_only
@require_GET
def access_request(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """One request for accessibility."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    return _page(request, get_object_or_404(AccessibilityRequest, id=request_id))


@staff_only
@require_POST
def access_step(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Move the deadline of a request, or answer it."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    row = get_object_or_404(AccessibilityRequest, id=request_id)
    if request.POST.get("krok") == "termin":
        name, form, act = "extend", ExtendForm(request.POST), actions.extend_access_request
    else:
        name, form, act = "answer", AccessAnswerForm(request.POST), actions.answer_access_request  # type: ignore[assignment]
    if run(form, partial(act, by=request.actor, request=row)):
        messages.success(request, "Zapisano.")
        return redirect("privacy:access_request", row.id)
    return _page(request, row, **{name: form})


def _page(request: ActorRequest, row: AccessibilityRequest, **forms_now: forms.Form) -> HttpResponse:
    context: dict[str, Any] = {"asked": row, "extend": ExtendForm(), "answer": AccessAnswerForm(), **forms_now}
    bad = next((form for form in forms_now.values() if form.errors), None)
    context["form"] = bad
    return render(request, "privacy/access_request.html", context, status=422 if bad else 200)
