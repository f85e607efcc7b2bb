"""Pages of decisions: draft, signature, delivery, print."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.centre.access import staff_only
from opencus.centre.accounts.proof import recently_proved
from opencus.centre.actors import Actor
from opencus.centre.queries import authorisation_for
from opencus.centre.roles import Permission
from opencus.core import clock, edits, pdf
from opencus.core.states import WrongMove
from opencus.core.words import full_date
from opencus.intake import access, documents
from opencus.intake.actions import decisions
from opencus.intake.forms.decisions import DecisionForm, DeliveryForm
from opencus.intake.models import Decision
from opencus.intake.rules import APPEAL_DAYS, NotAllowed
from opencus.programmes.rules.limits import Limit


@staff_only
@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """The decision as it will be printed; a draft can be rewritten."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.open_decision(actor, decision_id, request)
    form = DecisionForm.of(found, request.POST if request.method == "POST" else None)
    met = form.is_bound and edits.collide(form)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            decisions.change_decision(
                by=actor, decision=found, factual_reasons=data["factual_reasons"], legal_reasons=data["legal_reasons"],
                appeal=data["appeal_instruction"],
            )  # fmt: skip
            messages.success(request, "Zapisano projekt decyzji.")
            return redirect("intake:decision", found.id)
        except NotAllowed as problem:
            form.add_error(None, str(problem))
    return page(request, found, form=form, status=409 if met else 422 if form.errors else 200)


@staff_only
@require_GET
def decision_pdf(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """The decision as a tagged document (Dz.U. 2019 poz. 848 art. 8(2))."""
    found = access.open_decision(request.actor, decision_id, request)  # type: ignore[attr-defined]
    return pdf.answer(documents.decision_sheet(found, _given(found), request.centre), "decyzja")  # type: ignore[attr-defined]


def page(
    request: HttpRequest, found: Decision, *, form: DecisionForm | None = None, delivery: DeliveryForm | None = None,
    problem: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page of a decision; used again by the room above when a grant cannot be signed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = found.requested.application
    context: dict[str, Any] = {
        "decision": found, "requested": found.requested, "case": case, "parts": decisions.parts_of(found),
        "form": form or DecisionForm.of(found), "problem": problem, "given": _given(found), "today": clock.today(),
        "delivery": delivery or DeliveryForm(initial={"on": clock.today()}), "may_draft": actor.may(Permission.DRAFT_DECISION),
        "authorisation": authorisation_for(actor.user_id, Permission.SIGN_DECISION, clock.today()) if actor.user_id else None,
        "may_sign": actor.may(Permission.SIGN_DECISION), "appeal_until": _appeal_until(found),
    }  # fmt: skip
    return render(request, "intake/decision.html", context, status=status)


@staff_only
@recently_proved
@require_POST
def sign(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Sign a refusal; a grant is signed in the room of entitlements, because it creates one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.open_decision(actor, decision_id, request)
    try:
        decisions.sign_refusal(by=actor, decision=found)
    except (NotAllowed, WrongMove) as problem:
        return page(request, found, problem=str(problem), status=422)
    messages.success(request, "Decyzja jest podpisana. Doręcz ją i zapisz dowód doręczenia.")
    return redirect("intake:decision", found.id)


@staff_only
@require_POST
def deliver(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Record the delivery of a signed decision."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.open_decision(actor, decision_id, request)
    form = DeliveryForm(request.POST)
    if form.is_valid():
        try:
            decisions.deliver(by=actor, decision=found, **form.cleaned_data)
            messages.success(request, "Zapisano doręczenie. Od tego dnia biegnie termin odwołania.")
            return redirect("intake:decision", found.id)
        except (NotAllowed, WrongMove) as problem:
            form.add_error(getattr(problem, "field", "") or None, str(problem))
    return page(request, found, delivery=form, status=422)


def _given(found: Decision) -> dict[str, Any] | None:
    stored = found.resolution
    if not stored:
        return None
    return {
        "start": full_date(date.fromisoformat(stored["valid_from"])), "end": full_date(date.fromisoformat(stored["valid_to"])),
        "limits": [Limit.from_json(one).text for one in stored["limits"]], "fee": stored["fee_text"],
    }  # fmt: skip


def _appeal_until(found: Decision) -> Any:
    return clock.deadline_days(found.delivered_on, APPEAL_DAYS) if found.delivered_on else None
