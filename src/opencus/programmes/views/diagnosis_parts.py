"""Conclusions of a diagnosis, and the map of who provides what."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.audit import journal
from opencus.catalogue.models import Area
from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.core import edits, export
from opencus.core.words import listed
from opencus.programmes import events, queries_diagnosis
from opencus.programmes.actions import diagnosis_parts as actions
from opencus.programmes.forms.consultation import run, status
from opencus.programmes.forms.diagnosis import ConclusionForm, ProviderForm
from opencus.programmes.models import Conclusion, Diagnosis, LocalProvider
from opencus.programmes.views.diagnosis import found, heading, refusal

PAGE = 25
HEADER = ["Nazwa", "Rodzaj", "Usługi", "Zakresy (art. 2 ust. 1)", "Ile może dać", "Z bazy usług"]


@staff_only
@require_http_methods(["GET", "POST"])
def conclusion_new(request: ActorRequest, diagnosis_id: UUID) -> HttpResponse:
    """Add a conclusion; then the next one, in the same area."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row = found(diagnosis_id)
    initial = {"kind": request.GET.get("rodzaj", Conclusion.Kind.NEED), "area": request.GET.get("zakres", "")}
    form = ConclusionForm(request.POST or None, areas=queries_diagnosis.areas_of(row), initial=initial)
    if request.method == "POST" and (made := run(form, partial(actions.write_conclusion, by=request.actor, diagnosis=row))):
        messages.success(request, f"Zapisano: {made.get_kind_display()}.")
        if "next" in request.POST:
            return redirect(f"{request.path}?zakres={made.area}&rodzaj={made.kind}")
        return redirect("programmes:diagnosis", row.id)
    return render(request, "programmes/diagnosis_conclusion.html", {**heading(request, row), "form": form}, status=status(form))


@staff_only
@require_http_methods(["GET", "POST"])
def conclusion(request: ActorRequest, conclusion_id: UUID) -> HttpResponse:
    """Change or remove a conclusion."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    one: Conclusion = get_object_or_404(Conclusion.objects.select_related("diagnosis"), id=conclusion_id)
    row = found(one.diagnosis_id)
    removing = request.POST.get("krok") == "usun"
    form = ConclusionForm(None if removing else request.POST or None, areas=queries_diagnosis.areas_of(row, [one.area]), conclusion=one)
    refused = refusal(partial(actions.remove_conclusion, by=request.actor, conclusion=one)) if removing else ""
    met = form.is_bound and edits.collide(form)
    saved = form.is_bound and not met and run(form, partial(actions.write_conclusion, by=request.actor, diagnosis=row, conclusion=one))
    if saved or (removing and not refused):
        messages.success(request, "Zapisano wniosek." if saved else "Usunięto wniosek.")
        return redirect("programmes:diagnosis", row.id)
    context = {**heading(request, row), "form": form, "conclusion": one, "refused": refused}
    return render(request, "programmes/diagnosis_conclusion.html", context, status=422 if refused else status(form))


@staff_only
@require_GET
def providers(request: ActorRequest, diagnosis_id: UUID) -> HttpResponse:
    """The map of providers by area and kind, and the list behind it (R10)."""
    return _map(request, found(diagnosis_id))


def _map(request: ActorRequest, row: Diagnosis, refused: str = "") -> HttpResponse:
    every = list(row.providers.select_related("organisation"))
    areas = queries_diagnosis.areas_of(row, {code for one in every for code in one.areas})
    rows = queries_diagnosis.provider_map(every, areas)
    area, kind = request.GET.get("zakres", ""), request.GET.get("rodzaj", "")
    chosen = [one for one in every if (not area or area in one.areas) and (not kind or one.kind == kind)]
    names = {one.code: one.name for one in areas}
    page = Paginator(chosen, PAGE).get_page(request.GET.get("strona", 1))
    context = {
        **heading(request, row, "wykonawcy"), "rows": rows, "kinds": list(queries_diagnosis.KINDS.values()), "gaps": listed(queries_diagnosis.gaps(rows)),
        "page": page, "lines": [(one, one.services.splitlines(), [names.get(code, code) for code in one.areas]) for one in page], "areas": areas, "area": area, "kind": kind,
        "all_kinds": LocalProvider._meta.get_field("kind").choices, "everyone": len(every), "narrowed": bool(area or kind), "refused": refused,
    }  # fmt: skip
    return render(request, "programmes/diagnosis_providers.html", context, status=422 if refused else 200)


@staff_only
@require_http_methods(["GET", "POST"])
def provider_new(request: ActorRequest, diagnosis_id: UUID) -> HttpResponse:
    """Add somebody who is not in the base of services."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row = found(diagnosis_id)
    form = ProviderForm(request.POST or None, areas=queries_diagnosis.areas_of(row))
    if request.method == "POST" and (made := run(form, partial(actions.write_provider, by=request.actor, diagnosis=row))):
        messages.success(request, f"Dodano: {made.name}.")
        return redirect("programmes:providers", row.id)
    return render(request, "programmes/diagnosis_provider.html", {**heading(request, row, "wykonawcy"), "form": form}, status=status(form))


@staff_only
@require_http_methods(["GET", "POST"])
def provider(request: ActorRequest, provider_id: UUID) -> HttpResponse:
    """Change or remove an entry."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    one: LocalProvider = get_object_or_404(LocalProvider.objects.select_related("diagnosis"), id=provider_id)
    row = found(one.diagnosis_id)
    removing = request.POST.get("krok") == "usun"
    form = ProviderForm(None if removing else request.POST or None, areas=queries_diagnosis.areas_of(row, one.areas), provider=one)
    refused = refusal(partial(actions.remove_provider, by=request.actor, provider=one)) if removing else ""
    met = form.is_bound and edits.collide(form)
    saved = form.is_bound and not met and run(form, partial(actions.write_provider, by=request.actor, diagnosis=row, provider=one))
    if saved or (removing and not refused):
        messages.success(request, f"Zapisano: {one.name}." if saved else f"Usunięto: {one.name}.")
        return redirect("programmes:providers", row.id)
    context = {**heading(request, row, "wykonawcy"), "form": form, "provider": one, "refused": refused}
    return render(request, "programmes/diagnosis_provider.html", context, status=422 if refused else status(form))


@staff_only
@require_POST
def providers_collect(request: ActorRequest, diagnosis_id: UUID) -> HttpResponse:
    """Take over everybody from the base of services, and say what was added."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row = found(diagnosis_id)
    try:
        told = actions.collect_providers(by=request.actor, diagnosis=row)
    except ValidationError as error:
        return _map(request, row, refused=" ".join(error.messages))
    parts = [f"Dodano {len(told.added)}: {', '.join(told.added)}."] if told.added else ["Nie było nikogo do dodania."]
    parts += [f"Uzupełniono {len(told.completed)}: {', '.join(told.completed)}."] if told.completed else []
    parts += [f"Bez zmian: {told.kept}."] if told.kept else []
    messages.success(request, " ".join(parts))
    return redirect("programmes:providers", row.id)


@staff_only
@require_POST
def providers_file(request: ActorRequest, diagnosis_id: UUID) -> HttpResponse:
    """The list of providers as a table."""
    row, kind = found(diagnosis_id), request.POST.get("format", "xlsx")
    names = dict(Area.objects.values_list("code", "name"))
    rows: list[list[export.Cell]] = [
        [one.name, one.get_kind_display(), "; ".join(one.services.splitlines()), "; ".join(names.get(code, code) for code in one.areas), one.capacity, bool(one.organisation_id)]
        for one in row.providers.all()
    ]  # fmt: skip
    journal.write(events.LOCAL_PROVIDERS_EXPORTED, by=request.actor, subject=row, number=row.number, format=kind)
    return export.answer(HEADER, rows, title="Kto co robi", name=f"wykonawcy-diagnoza-{row.number}", kind=kind)
