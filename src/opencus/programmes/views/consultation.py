"""Consultations: the list, preparing, the course, the report."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.core import clock, edits, pdf
from opencus.programmes import consultations, traces
from opencus.programmes.actions import consultation as actions
from opencus.programmes.documents_consultation import report_sheet
from opencus.programmes.forms.consultation import ConsultationForm, ProlongForm, run, status
from opencus.programmes.models import Consultation

PAGE = 20
STEPS: dict[str, tuple[Callable[..., Consultation], str]] = {
    "ogloszenie": (actions.publish, "Konsultacje są ogłoszone. Mieszkańcy widzą je na stronie."),
    "zamkniecie": (actions.close, "Zbieranie uwag zamknięte. Odpowiedz na każdą, potem zakończ raportem."),
    "raport": (actions.report, "Konsultacje zakończone. Raport jest na stronie dla mieszkańców."),
}


@staff_only
@require_GET
def consultation_list(request: ActorRequest) -> HttpResponse:
    """All consultations, narrowed by state."""
    state = request.GET.get("stan", "")
    found = consultations.consultations()
    page = Paginator(found.filter(state=state) if state else found, PAGE).get_page(request.GET.get("strona", 1))
    counts: dict[str, int] = {}
    for one in Consultation.objects.values_list("state", flat=True):
        counts[one] = counts.get(one, 0) + 1
    tabs = [{"label": "Wszystkie", "url": "?", "count": sum(counts.values()), "active": not state}]
    tabs += [
        {"label": label.capitalize(), "url": f"?stan={value}", "count": counts.get(value, 0), "active": state == value}
        for value, label in Consultation.State.choices
    ]
    context = {"page": page, "rows": consultations.rows(page), "tabs": tabs, "may_write": _may_write(request)}
    return render(request, "programmes/consultation_list.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def consultation_new(request: ActorRequest) -> HttpResponse:
    """Prepare a consultation."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    form = ConsultationForm(request.POST or None, subject=request.GET.get("dotyczy", ""))
    if request.method == "POST" and (made := run(form, partial(actions.prepare, by=request.actor))):
        messages.success(request, "Konsultacje przygotowane. Dodaj spotkania i ogłoś je, gdy wszystko będzie gotowe.")
        return redirect("programmes:consultation", made.id)
    return render(request, "programmes/consultation_form.html", {"form": form, "consultation": None}, status=status(form))


@staff_only
@require_http_methods(["GET", "POST"])
def consultation_edit(request: ActorRequest, consultation_id: UUID) -> HttpResponse:
    """Change what is still prepared."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row = get_object_or_404(Consultation, id=consultation_id)
    form = ConsultationForm(request.POST or None, consultation=row)
    met = request.method == "POST" and edits.collide(form)
    if request.method == "POST" and not met and run(form, partial(actions.change, by=request.actor, consultation=row)):
        messages.success(request, "Zapisano.")
        return redirect("programmes:consultation", row.id)
    return render(request, "programmes/consultation_form.html", {"form": form, "consultation": row}, status=status(form))


@staff_only
@require_GET
def consultation(request: ActorRequest, consultation_id: UUID) -> HttpResponse:
    """One consultation: where it is, what comes next, numbers, meetings, recommendations."""
    return _page(request, opened(consultation_id))


@staff_only
@require_POST
def consultation_step(request: ActorRequest, consultation_id: UUID, step: str) -> HttpResponse:
    """Publish, close or end it with the report."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    if step not in STEPS:
        raise Http404
    row, form = opened(consultation_id), forms.Form(request.POST)
    act, words = STEPS[step]
    if run(form, partial(act, by=request.actor, consultation=row)):
        messages.success(request, words)
        return redirect("programmes:consultation", row.id)
    return _page(request, row, form=form)


@staff_only
@require_POST
def consultation_prolong(request: ActorRequest, consultation_id: UUID) -> HttpResponse:
    """Give residents more days."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row, form = opened(consultation_id), ProlongForm(request.POST)
    if run(form, partial(actions.prolong, by=request.actor, consultation=row)):
        messages.success(request, "Termin na uwagi jest dłuższy. Strona dla mieszkańców już to mówi.")
        return redirect("programmes:consultation", row.id)
    return _page(request, row, form=form, prolong=form)


@staff_only
@require_GET
def consultation_report(request: ActorRequest, consultation_id: UUID) -> HttpResponse:
    """The report as a tagged document; a draft until the consultation ends."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    return report_answer(opened(consultation_id), request)


def opened(consultation_id: UUID) -> Consultation:
    """The consultation with what its pages name, else 404."""
    row: Consultation = get_object_or_404(consultations.with_subject(consultation_id))
    return row


def report_answer(row: Consultation, request: Any) -> HttpResponse:
    """The report of a consultation as a download."""
    sheet = report_sheet(
        row, numbers=consultations.numbers(row), meetings=consultations.meetings_of(row), comments=list(consultations.comments_of(row)),
        recommendations=consultations.recommendations_of(row), centre=request.centre,
    )  # fmt: skip
    return pdf.answer(sheet, f"raport-z-konsultacji-{row.code}")


def _may_write(request: ActorRequest) -> bool:
    return request.actor.may(Permission.MANAGE_PROGRAMME)


def _page(request: ActorRequest, row: Consultation, **more: forms.Form) -> HttpResponse:
    phase = consultations.phase_of(row)
    context = {
        "consultation": row, "phase": phase, "said": consultations.PHASES[phase], "numbers": consultations.numbers(row),
        "meetings": consultations.meetings_of(row), "recommendations": consultations.recommendations_of(row),
        "blocked": consultations.blocked(row) if row.state == Consultation.State.CLOSED else [], "gaps": traces.gaps_of_consultation(row),
        "prolong": ProlongForm(), "may_write": _may_write(request), "now": clock.now(), "today": clock.today(), **more,
    }  # fmt: skip
    bad = more.get("form")
    return render(request, "programmes/consultation.html", context, status=422 if bad is not None and bad.errors else 200)
