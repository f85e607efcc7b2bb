"""The information on realisation of an ended version (art. 6), and what its measures showed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.audit import journal
from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock, edits, export, pdf
from opencus.programmes.models import ProgrammeVersion
from opencus.reporting import realisation_documents, realisation_events
from opencus.reporting import realisation_screens as screens
from opencus.reporting.actions import realisation as actions
from opencus.reporting.effect_queries import effects_of, shown
from opencus.reporting.realisation_forms import PublishForm, RealisationForm
from opencus.reporting.realisation_queries import report_of
from opencus.reporting.realisation_rules import NotReported


def _version(actor: Actor, version_id: UUID) -> ProgrammeVersion:
    if not actor.may(Permission.MANAGE_PROGRAMME):
        actor.require(Permission.VIEW_REPORTS)
    found: ProgrammeVersion = get_object_or_404(ProgrammeVersion.objects.select_related("programme"), id=version_id)
    return found


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    try:
        act()
    except NotReported as problem:
        form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        return False
    return True


@staff_only
@require_http_methods(["GET", "POST"])
def realisation(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """The seven elements, figures and what is missing; words are written here."""
    version = _version(request.actor, version_id)
    if request.method != "POST":
        return render(request, "reporting/realisation.html", screens.realisation(request.actor, version))
    request.actor.require(Permission.MANAGE_PROGRAMME)
    report = report_of(version)
    form = RealisationForm(request.POST, report=report, asked=screens.asked(report))
    met = edits.collide(form)
    if not met and form.is_valid() and _done(form, partial(actions.write, by=request.actor, version=version, **form.written)):
        messages.success(request, "Zapisano i policzono liczby od nowa.")
        return redirect("reporting:realisation", version.id)
    return render(request, "reporting/realisation.html", screens.realisation(request.actor, version, form), status=409 if met else 422)


@staff_only
@require_POST
def prepare(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Count the figures as they are today."""
    version = _version(request.actor, version_id)
    try:
        actions.prepare(by=request.actor, version=version)
        messages.success(request, "Policzono liczby. Tak zostaną, dopóki nie policzysz ich jeszcze raz.")
    except NotReported as problem:
        messages.error(request, str(problem))
    return redirect("reporting:realisation", version.id)


@staff_only
@require_POST
def publish(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Record the publication in both bulletins."""
    version = _version(request.actor, version_id)
    request.actor.require(Permission.MANAGE_PROGRAMME)
    form = PublishForm(request.POST)
    if form.is_valid() and _done(form, partial(actions.publish, by=request.actor, version=version, **form.cleaned_data)):
        messages.success(request, "Informacja jest ogłoszona, a program rozliczony.")
        return redirect("reporting:realisation", version.id)
    return render(request, "reporting/realisation.html", screens.realisation(request.actor, version, publish=form), status=422)


@staff_only
@require_POST
def download(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """The information as an accessible PDF, or its services as a table."""
    version = _version(request.actor, version_id)
    report, kind = report_of(version), request.POST.get("format", "pdf")
    report.version = version
    if not report.prepared_on:
        messages.error(request, "Najpierw policz liczby do informacji.")
        return redirect("reporting:realisation", version.id)
    name = f"informacja-z-realizacji-{version.number}-{clock.today():%Y-%m-%d}"
    journal.write(realisation_events.EXPORTED, by=request.actor, version=str(version), format=kind)
    if kind in export.FORMATS:
        return export.answer(screens.SERVICES_HEADER, screens.services_table(report), title="Realizacja usług", name=name, kind=kind)
    return pdf.answer(realisation_documents.realisation_sheet(report, request.centre), name)  # type: ignore[attr-defined]


@staff_only
@require_GET
def effects(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """What every measure of effect showed so far, against its target."""
    version = _version(request.actor, version_id)
    found = effects_of(version)
    context = {
        "version": version, "rows": screens.effects(found), "said": shown(found) if found else "", "total": len(found),
        "done": sum(one.reached is True for one in found), "ended": version.state in (version.State.ENDED, version.State.REPORTED),
        "may_write": request.actor.may(Permission.MANAGE_PROGRAMME), "running": version.state == version.State.IN_FORCE,
    }  # fmt: skip
    return render(request, "reporting/effects.html", context)


@staff_only
@require_POST
def effects_export(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Every value of every measure as a file."""
    version = _version(request.actor, version_id)
    rows = screens.effects_table(effects_of(version))
    journal.write(realisation_events.EFFECTS_EXPORTED, by=request.actor, version=str(version), count=len(rows))
    name = f"mierniki-{version.number}-{clock.today():%Y-%m-%d}"
    return export.answer(screens.EFFECTS_HEADER, rows, title="Mierniki", name=name, kind=request.POST.get("format", ""))
