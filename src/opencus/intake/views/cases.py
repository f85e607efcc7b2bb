"""Pages of applications: the list, one case, the recognition of needs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.audit import journal
from opencus.centre.access import staff_only
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock, pdf
from opencus.core.export import FORMATS, answer
from opencus.core.states import WrongMove
from opencus.intake import access, documents, events, queries
from opencus.intake.actions import outcomes, recognition
from opencus.intake.applying import plan_due
from opencus.intake.forms.recognition import RecognitionForm
from opencus.intake.models import Application
from opencus.intake.rules import NotAllowed
from opencus.people.queries import municipalities_told_apart
from opencus.programmes.queries import facts_about, facts_asked, said
from opencus.programmes.rules.facts import FACTS


def _asked(request: HttpRequest) -> queries.Asked:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given = request.GET
    group = given.get("widok", "")
    return queries.Asked(
        group if group in queries.GROUPS else "do-rozpatrzenia", given.get("usluga", "")[:12],
        actor.user_id if given.get("moje") else None, bool(given.get("termin")), given.get("gmina", "")[:7], access.on_my_side(actor),
    )  # fmt: skip


@staff_only
@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    """Applications by state, with exact counts and the days left to the plan."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    access.require_case_work(actor)
    asked, today = _asked(request), clock.today()
    rows = queries.page(asked, request.GET.get("strona", "1"), today)
    numbers = queries.counts(asked, today)
    rest = request.GET.copy()
    tabs = []
    for group, (label, _) in queries.GROUPS.items():
        rest["widok"] = group
        rest.pop("strona", None)
        tabs.append({"label": label, "url": f"?{rest.urlencode()}", "count": numbers[group], "active": group == asked.group})
    lines = [{"case": one, "due": plan_due(one.submitted_on) if one.submitted_on else None} for one in rows]
    journal.write(events.LISTED, by=actor, count=len(lines))
    context = {"page": rows, "lines": lines, "tabs": tabs, "asked": asked, "services": queries.services_asked_for()}
    context["municipalities"] = municipalities_told_apart(actor.centre_id)
    return render(request, "intake/list.html", context)


@staff_only
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The list as the filters show it, all pages, as a file; written to the journal."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    access.require_case_work(actor)
    actor.require(Permission.OPEN_PERSON)
    today = clock.today()
    joint = bool(municipalities_told_apart(actor.centre_id))
    rows = queries.export_rows(queries.applications(_asked(request), today), today, joint=joint)
    kind = request.POST.get("format", "")
    journal.write(events.LIST_EXPORTED, by=actor, rows=len(rows), format=kind if kind in FORMATS else "xlsx")
    return answer(queries.header(joint), rows, title="Wnioski", name=f"wnioski-{today.isoformat()}", kind=kind)


@staff_only
@require_GET
def detail(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """One case: people, clause, services with their outcomes, the talk, decisions."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.open_application(actor, application_id, request)
    return render(request, "intake/detail.html", _case_page(actor, case))


@staff_only
@require_GET
def detail_pdf(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The application as a tagged document, for the applicant."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.open_application(actor, application_id, request)
    page = _case_page(actor, case)
    sheet = documents.application_sheet(case, page["services"], page["declared"], request.centre)  # type: ignore[attr-defined]
    return pdf.answer(sheet, "wniosek")


def _case_page(actor: Actor, case: Application) -> dict[str, Any]:
    known = facts_about(case.client, case.declared, clock.today())
    services = list(queries.services_of(case))
    asked = facts_asked([one.programme_service for one in services])
    return {
        "case": case, "services": services, "due": plan_due(case.submitted_on) if case.submitted_on else None,
        "declared": [(FACTS[name].label.capitalize(), said(known, name) or "nie wiadomo") for name in asked],
        "recognition": case.recognitions.select_related("coordinator").order_by("-created_at").first(),
        "decided": sum(one.state != "open" for one in services), "age": case.client.age_on(clock.today()),
        "may_qualify": actor.may(Permission.QUALIFY) or actor.may(Permission.DRAFT_DECISION),
        "may_recognise": actor.may(Permission.RECOGNISE_NEEDS) and case.state in recognition.UNDER_WAY,
        "may_draft_plan": actor.may(Permission.DRAFT_PLAN) and queries.awaits_plan(case),
        "may_register": actor.may(Permission.REGISTER_APPLICATION), "open": case.state in recognition.UNDER_WAY,
    }  # fmt: skip


@staff_only
@require_http_methods(["GET", "POST"])
def recognise(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The coordinator writes down the talk about needs (art. 37); nobody else may (art. 49)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.RECOGNISE_NEEDS)
    case = access.open_application(actor, application_id, request)
    form = RecognitionForm(request.POST or None, initial={"held_on": clock.today(), "place": "home", "needs": case.need})
    if request.method == "POST" and form.is_valid():
        try:
            recognition.record_recognition(by=actor, application=case, **form.cleaned_data)
        except (NotAllowed, WrongMove) as problem:
            form.add_error(getattr(problem, "field", "") or None, str(problem))
        else:
            messages.success(request, "Zapisano rozpoznanie potrzeb.")
            return redirect("intake:detail", case.id)
    status = 422 if form.errors else 200
    return render(request, "intake/recognise.html", {"form": form, "case": case, "services": queries.services_of(case)}, status=status)


@staff_only
@require_POST
def withdraw(request: HttpRequest, requested_id: UUID) -> HttpResponse:
    """The applicant gives up one service."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    requested = access.open_requested(actor, requested_id, request)
    try:
        outcomes.withdraw(by=actor, requested=requested)
        messages.success(request, f"Odnotowano, że osoba nie chce już usługi „{requested}”.")
    except (NotAllowed, WrongMove) as problem:
        messages.error(request, str(problem))
    return redirect(reverse("intake:detail", args=[requested.application_id]))


@staff_only
@require_POST
def evidence_came(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Documents arrived: the case goes on."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = access.open_application(actor, application_id, request)
    try:
        recognition.evidence_came(by=actor, application=case)
        messages.success(request, "Odnotowano, że dokumenty dotarły.")
    except WrongMove as problem:
        messages.error(request, str(problem))
    return redirect("intake:detail", case.id)
