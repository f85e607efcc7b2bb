"""The dry run of a draft: asking, reading, comparing, exporting; and the list of earlier ones."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.audit import journal
from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.actors import Actor
from opencus.centre.models import Municipality, ServedMunicipality
from opencus.centre.roles import Permission
from opencus.core import export, pdf
from opencus.programmes.models import ProgrammeVersion
from opencus.reporting import documents, events, queries, screens
from opencus.reporting.actions import dry_runs as actions
from opencus.reporting.assumptions import Assumptions, Place
from opencus.reporting.forms import DryRunForm
from opencus.reporting.models import DryRun

PER_PAGE = 25


def _may_read(actor: Actor) -> None:
    if not actor.may(Permission.MANAGE_PROGRAMME):
        actor.require(Permission.VIEW_REPORTS)


def _usual(places: list[Municipality]) -> Assumptions:
    """The assumptions of the last dry run, else the usual ones."""
    last = DryRun.objects.order_by("-made_at").values_list("assumptions", flat=True).first()
    if last:
        return Assumptions.from_json(last)
    return Assumptions(places=tuple(Place(one.code, one.name, 0) for one in places))


def _form(request: HttpRequest, version: ProgrammeVersion) -> DryRunForm:
    served = ServedMunicipality.objects.filter(centre=version.centre_id).select_related("municipality").order_by("municipality__name")
    places = [one.municipality for one in served]
    usual = _usual(places)
    return DryRunForm(request.POST or None, places=places, drafts=list(queries.other_drafts(version)), usual=usual)


@staff_only
@require_http_methods(["GET", "POST"])
def dry_run(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Try a draft: choose on whom; earlier dry runs of it below."""
    _may_read(request.actor)
    version = get_object_or_404(ProgrammeVersion.objects.select_related("programme", "replaces__programme"), id=version_id)
    form = _form(request, version)
    if request.method == "POST":
        request.actor.require(Permission.MANAGE_PROGRAMME)
        if form.is_valid() and (run := _asked(request, form, version)) is not None:
            return redirect("reporting:dry_run_result", run.pk)
    base = queries.base_of(version)
    if base is not None and request.actor.may(Permission.MANAGE_PROGRAMME):
        actions.prepare(base, version)
    context = {
        "form": form, "version": version, "base": base, "earlier": list(queries.dry_runs(draft=version)[:10]),
        "may_run": request.actor.may(Permission.MANAGE_PROGRAMME),
    }  # fmt: skip
    return render(request, "reporting/dry_run.html", context, status=422 if form.errors else 200)


def _asked(request: ActorRequest, form: DryRunForm, version: ProgrammeVersion) -> DryRun | None:
    try:
        return actions.ask(
            by=request.actor, draft=version, population=form.cleaned_data["population"], assumptions=form.assumptions(), other=form.other()
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None


@staff_only
@require_GET
def result(request: ActorRequest, run_id: UUID) -> HttpResponse:
    """What one dry run came to, or how far it is."""
    _may_read(request.actor)
    run = get_object_or_404(queries.dry_runs().defer(None), id=run_id)
    context: dict[str, Any] = {"run": run, "may_run": request.actor.may(Permission.MANAGE_PROGRAMME)}
    if run.state != DryRun.State.DONE:
        return render(request, "reporting/dry_run_waiting.html", context)
    at = 1 if request.GET.get("szkic") == "2" and run.other_id else 0
    context |= screens.page(run, at)
    context |= {"beside": screens.beside(run) if run.other_id else [], "answered": screens.answered(context["said"]), "second": at == 1}
    return render(request, "reporting/dry_run_result.html", context)


@staff_only
@require_POST
def again(request: ActorRequest, run_id: UUID) -> HttpResponse:
    """Count a failed dry run once more."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    run = get_object_or_404(DryRun.objects.select_for_update(), id=run_id)
    if run.state == DryRun.State.FAILED:
        actions.try_again(by=request.actor, run=run)
    return redirect("reporting:dry_run_result", run.pk)


@staff_only
@require_POST
def download(request: ActorRequest, run_id: UUID) -> HttpResponse:
    """The report for the council as a tagged PDF, or its tables for a spreadsheet."""
    _may_read(request.actor)
    run = get_object_or_404(queries.dry_runs().defer(None), id=run_id)
    if run.state != DryRun.State.DONE:
        return redirect("reporting:dry_run_result", run.pk)
    kind = request.POST.get("format", "pdf")
    kind = kind if kind in export.FORMATS else "pdf"
    journal.write(events.DRY_RUN_EXPORTED, by=request.actor, subject=run, format=kind)
    name = f"proba-zmiany-{run.data_on:%Y-%m-%d}"
    if kind == "pdf":
        return pdf.answer(documents.council_sheet(run, request.centre), name)  # type: ignore[attr-defined]
    return export.answer(documents.HEADER, documents.rows(run), title="Próba zmiany", name=name, kind=kind)


@staff_only
@require_GET
def dry_runs(request: ActorRequest) -> HttpResponse:
    """Every earlier dry run, the newest first."""
    _may_read(request.actor)
    population = request.GET.get("ludnosc", "")
    where = {"population": population} if population in DryRun.Population.values else {}
    found = Paginator(queries.dry_runs(**where), PER_PAGE).get_page(request.GET.get("strona"))
    tabs = [{"label": "Wszystkie", "url": "?", "active": not where}]
    tabs += [{"label": label.capitalize(), "url": f"?ludnosc={value}", "active": population == value} for value, label in DryRun.Population.choices]
    return render(request, "reporting/dry_runs.html", {"page": found, "tabs": tabs})
