"""The trace from a comment to a measured effect, read and written from either end."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.programmes import traces
from opencus.programmes.actions.consultation_recommendations import link_clause
from opencus.programmes.forms.consultation import run
from opencus.programmes.forms.consultation_trace import LinkForm
from opencus.programmes.models import Clause, ProgrammeVersion


@staff_only
@require_GET
def trace(request: ActorRequest, end: str, row_id: UUID) -> HttpResponse:
    """The chain through one comment, recommendation, clause, service or measure."""
    row = traces.find(end, row_id)
    if row is None:
        raise Http404
    return _page(request, end, row)


@staff_only
@require_POST
def trace_link(request: ActorRequest, paragraph_id: UUID) -> HttpResponse:
    """Say which recommendations a clause carries out and which measures show its effect."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    clause: Clause = get_object_or_404(Clause, id=paragraph_id)
    form = _link_form(clause, request.POST)
    if run(form, partial(link_clause, by=request.actor, clause=clause)):
        messages.success(request, f"Zapisano powiązania {clause.number}.")
        return redirect("programmes:trace", "paragraf", clause.id)
    return _page(request, "paragraf", traces.find("paragraf", paragraph_id), form)


@staff_only
@require_GET
def trace_version(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Every clause of a version with where it comes from and what shows its effect; first what is missing."""
    version = get_object_or_404(ProgrammeVersion.objects.select_related("programme", "replaces"), id=version_id)
    clauses = list(traces.clauses_of(version))
    context = {
        "version": version, "clauses": clauses, "gaps": traces.gaps_of_version(version), "may_write": request.actor.may(Permission.MANAGE_PROGRAMME),
        "consultations": traces.consultations_behind(version),
    }  # fmt: skip
    return render(request, "programmes/trace_version.html", context)


def _link_form(clause: Clause, data: object = None) -> LinkForm:
    recommendations, measures = traces.candidates(clause)
    return LinkForm(data, clause=clause, candidates=recommendations, possible=measures)


def _page(request: ActorRequest, end: str, row: object, form: forms.Form | None = None) -> HttpResponse:
    may_write = request.actor.may(Permission.MANAGE_PROGRAMME)
    found = traces.trace(end, row)
    link = form or (_link_form(found.clauses[0]) if end == "paragraf" and may_write else None)
    context = {"trace": found, "end": end, "row": row, "may_write": may_write, "link": link, "form": form}
    return render(request, "programmes/trace.html", context, status=422 if form is not None and form.errors else 200)
