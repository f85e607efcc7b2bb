"""What a draft says besides its services: texts, data and evidence, stages, clauses, measures, money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.core import edits
from opencus.core.money import total
from opencus.programmes import contents, versions
from opencus.programmes.actions import version_contents as actions
from opencus.programmes.forms.consultation import run, status
from opencus.programmes.forms.version_parts import (
    BudgetForm,
    ClauseForm,
    MeasureForm,
    PartForm,
    ReadingForm,
    StageForm,
)
from opencus.programmes.forms.versions import DataForm, EvidenceForm, TextForm
from opencus.programmes.models import (
    BudgetLine,
    EffectMeasure,
    ProgrammeService,
    ProgrammeVersion,
)
from opencus.programmes.rules.differences import differences


@dataclass(frozen=True)
class Section:
    """One list of a version: its title, form and words for the screen."""

    title: str
    form: type[PartForm]
    empty: str
    added: str
    related: tuple[str, ...] = ()


SECTIONS: Mapping[str, Section] = {
    "etapy": Section("Etapy", StageForm, "Nie ma jeszcze etapów", "Dodano etap."),
    "paragrafy": Section("Paragrafy uchwały", ClauseForm, "Nie ma jeszcze paragrafów", "Dodano paragraf.", ("programme_service__service",)),
    "mierniki": Section("Mierniki", MeasureForm, "Nie ma jeszcze mierników", "Dodano miernik.", ("programme_service__service", "clause")),
    "budzet": Section("Budżet", BudgetForm, "Nie ma jeszcze kwot", "Dodano kwotę.", ("source", "programme_service__service")),
}


@staff_only
@require_http_methods(["GET", "POST"])
def version_text(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """The texts of the twelve elements, the period and the diagnosis."""
    version = _draft(request, version_id)
    form = TextForm(_sent(request), version=version)
    met = request.method == "POST" and edits.collide(form)
    if request.method == "POST" and not met and run(form, partial(actions.write_texts, by=request.actor, version=version)):
        messages.success(request, "Zapisano treść programu.")
        return redirect("programmes:version", version.id)
    waived = contents.waived(version, version.valid_from)
    return render(request, "programmes/version_text.html", {"form": form, "version": version, "waived": waived}, status=status(form))


@staff_only
@require_http_methods(["GET", "POST"])
def version_data(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """What may be asked for (R04), which documents may be demanded (R21), and what they prove."""
    version = _draft(request, version_id)
    proving = request.POST.get("krok") == "dowody"
    form = DataForm(request.POST if request.method == "POST" and not proving else None, version=version)
    evidence = EvidenceForm(request.POST if proving else None, version=version)
    met = request.method == "POST" and not proving and edits.collide(form)
    act = partial(actions.write_data, by=request.actor, version=version)
    if proving and evidence.is_valid():
        actions.write_evidence(by=request.actor, version=version, evidence_for=evidence.values())
        messages.success(request, "Zapisano, czym potwierdza się dane.")
        return redirect("programmes:version_data", version.id)
    if form.is_bound and not met and run(form, act):
        messages.success(request, "Zapisano dane i dokumenty.")
        return redirect("programmes:version_data", version.id)
    context = {"form": form, "evidence": evidence, "version": version}
    return render(request, "programmes/version_data.html", context, status=422 if evidence.errors else status(form))


@staff_only
@require_http_methods(["GET", "POST"])
def version_section(request: ActorRequest, version_id: UUID, section: str) -> HttpResponse:
    """One list of the version: everybody of the staff reads it, a draft grows by its form."""
    version, known = get_object_or_404(versions.one(version_id)), _section(section)
    may_write = request.actor.may(Permission.MANAGE_PROGRAMME) and version.state == ProgrammeVersion.State.DRAFT
    form = known.form(_sent(request), version=version)
    if request.method == "POST":
        request.actor.require(Permission.MANAGE_PROGRAMME)
        if run(form, partial(actions.write_part, by=request.actor, version=version, kind=known.form.kind)):
            messages.success(request, known.added)
            return redirect("programmes:version_section", version.id, section)
    rows = list(known.form.kind.objects.filter(version=version).select_related(*known.related))  # type: ignore[attr-defined]
    context = {
        "version": version, "section": section, "known": known, "rows": rows, "form": form, "may_write": may_write,
        "sum": total(row.amount for row in rows) if known.form.kind is BudgetLine else None,
    }  # fmt: skip
    return render(request, "programmes/version_section.html", context, status=status(form))


@staff_only
@require_http_methods(["GET", "POST"])
def version_part(request: ActorRequest, version_id: UUID, section: str, part_id: UUID) -> HttpResponse:
    """Change one row of a list of the draft."""
    version, known = _draft(request, version_id), _section(section)
    part: Any = get_object_or_404(known.form.kind, id=part_id, version=version)
    form = known.form(_sent(request), version=version, part=part)
    met = request.method == "POST" and edits.collide(form)
    act = partial(actions.write_part, by=request.actor, version=version, kind=known.form.kind, part_id=part_id)
    if request.method == "POST" and not met and run(form, act):
        messages.success(request, "Zapisano.")
        return redirect("programmes:version_section", version.id, section)
    context = {"version": version, "section": section, "known": known, "part": part, "form": form}
    return render(request, "programmes/version_part.html", context, status=status(form))


@staff_only
@require_POST
def version_part_remove(request: ActorRequest, version_id: UUID, section: str, part_id: UUID) -> HttpResponse:
    """Take one row out of the draft."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    version, known = get_object_or_404(versions.one(version_id)), _section(section)
    get_object_or_404(known.form.kind, id=part_id, version=version)
    try:
        actions.remove_part(by=request.actor, version=version, kind=known.form.kind, part_id=part_id)
        messages.success(request, "Usunięto.")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("programmes:version_section", version.id, section)


@staff_only
@require_http_methods(["GET", "POST"])
def version_reading(request: ActorRequest, measure_id: UUID) -> HttpResponse:
    """What a measure showed, day by day; readings are added in any state of the version."""
    measure = get_object_or_404(EffectMeasure.objects.select_related("version__programme", "programme_service__service"), id=measure_id)
    form = ReadingForm(_sent(request))
    if request.method == "POST":
        request.actor.require(Permission.MANAGE_PROGRAMME)
        if run(form, partial(actions.read_measure, by=request.actor, measure=measure)):
            messages.success(request, "Zapisano odczyt.")
            return redirect("programmes:version_reading", measure.id)
    context: dict[str, Any] = {
        "measure": measure, "version": measure.version, "readings": list(measure.readings.order_by("-on")), "form": form,
        "may_write": request.actor.may(Permission.MANAGE_PROGRAMME),
    }  # fmt: skip
    return render(request, "programmes/version_reading.html", context, status=status(form))


@staff_only
@require_GET
def version_differences(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """What this version changes, in plain words, against the one it replaces or another of the programme (`?z=`)."""
    version = get_object_or_404(versions.one(version_id))
    others = versions.others(version)
    wanted = request.GET.get("z") or str(version.replaces_id or "")
    base = next((one for one in others if str(one.id) == wanted), others[0] if others else None)
    found = differences(contents.rules_of_version(base), contents.rules_of_version(version)) if base else ()
    left_out = ProgrammeService.objects.filter(version=version).count() - len(contents.rules_of_version(version))
    context = {"version": version, "base": base, "others": others, "differences": found, "left_out": left_out}
    return render(request, "programmes/version_differences.html", context)


def _draft(request: ActorRequest, version_id: UUID) -> ProgrammeVersion:
    """The version of an editing page; whether it may still be changed, the action decides."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    version: ProgrammeVersion = get_object_or_404(versions.one(version_id))
    return version


def _section(name: str) -> Section:
    if name not in SECTIONS:
        raise Http404
    return SECTIONS[name]


def _sent(request: ActorRequest) -> QueryDict | None:
    """What was sent; an empty form is sent too."""
    return request.POST if request.method == "POST" else None
