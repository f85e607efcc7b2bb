"""Diagnoses: the list, one of them, its text, its way to mayor and council."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.audit import journal
from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.core import edits, export, pdf
from opencus.core.clock import today
from opencus.programmes import documents_diagnosis, events, queries_diagnosis
from opencus.programmes.actions import diagnosis as actions
from opencus.programmes.forms.consultation import run, status
from opencus.programmes.forms.diagnosis import DiagnosisForm, HandOverForm, UpdateForm
from opencus.programmes.models import Diagnosis
from opencus.programmes.rules.diagnosis import diagnosis_required, standing

PAGE = 20
HEADER = ["Gmina", "Nr", "Tytuł", "Stan", "Od", "Do", "Konsultacje", "Wójtowi", "Radzie", "Wnioski", "Wykonawcy", "Ankiety"]
TONES = {"draft": "", "in_consultation": "info", "consulted": "vio", "handed_over": "ok", "superseded": ""}


@staff_only
@require_GET
def diagnoses(request: ActorRequest) -> HttpResponse:
    """What holds today in each municipality, and all diagnoses."""
    day, chosen = today(), request.GET.get("gmina", "")
    served, holding = queries_diagnosis.served(request.actor.centre_id), queries_diagnosis.holding_on(day)
    page = Paginator(queries_diagnosis.diagnoses(chosen), PAGE).get_page(request.GET.get("strona", 1))
    now = [(one, row, standing(row.valid_from, row.valid_to, day) if row else None, _passed(row, day)) for one in served for row in [holding.get(one.pk)]]
    tabs = [{"label": "Wszystkie gminy", "url": "?", "active": not chosen}]
    tabs += [{"label": one.name, "url": f"?gmina={one.pk}", "active": chosen == one.pk} for one in served]
    context = {
        "page": page, "now": now, "tabs": tabs if len(served) > 1 else [], "tones": TONES, "holding": {row.id for row in holding.values()},
        "may_write": _may_write(request), "chosen": chosen,
        "required": diagnosis_required(request.centre.created_on, day),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "programmes/diagnosis_list.html", context)


@staff_only
@require_POST
def diagnoses_file(request: ActorRequest) -> HttpResponse:
    """The list as a table."""
    kind = request.POST.get("format", "xlsx")
    rows = [
        [
            one.municipality.name, one.number, one.title, one.get_state_display(), one.valid_from, one.valid_to, one.consulted_on,
            one.to_mayor_on, one.to_council_on, one.conclusion_count, one.provider_count, one.questionnaire_count,
        ]
        for one in queries_diagnosis.diagnoses(request.GET.get("gmina", ""))
    ]  # fmt: skip
    journal.write(events.DIAGNOSES_EXPORTED, by=request.actor, format=kind)
    return export.answer(HEADER, rows, title="Diagnozy", name="diagnozy", kind=kind)


@staff_only
@require_http_methods(["GET", "POST"])
def diagnosis_new(request: ActorRequest) -> HttpResponse:
    """Begin a diagnosis."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    form = DiagnosisForm(request.POST or None, municipalities=queries_diagnosis.served(request.actor.centre_id), today=today())
    if request.method == "POST" and (made := run(form, partial(actions.draw_up, by=request.actor))):
        messages.success(request, "Diagnoza rozpoczęta. Pobierz wykonawców z bazy usług, ułóż ankietę i zapisuj wnioski.")
        return redirect("programmes:diagnosis", made.id)
    return render(request, "programmes/diagnosis_form.html", {"form": form}, status=status(form))


@staff_only
@require_GET
def diagnosis(request: ActorRequest, diagnosis_id: UUID) -> HttpResponse:
    """One diagnosis: what it says, how long it holds, what is left on its way."""
    return page(request, found(diagnosis_id))


@staff_only
@require_http_methods(["GET", "POST"])
def diagnosis_text(request: ActorRequest, diagnosis_id: UUID) -> HttpResponse:
    """Change the text."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row = found(diagnosis_id)
    form = DiagnosisForm(request.POST or None, diagnosis=row)
    met = form.is_bound and edits.collide(form)
    if form.is_bound and not met and run(form, partial(actions.write_text, by=request.actor, diagnosis=row)):
        messages.success(request, "Zapisano treść diagnozy.")
        return redirect("programmes:diagnosis", row.id)
    return render(request, "programmes/diagnosis_form.html", {"form": form, "diagnosis": row}, status=status(form))


@staff_only
@require_http_methods(["GET", "POST"])
def diagnosis_update(request: ActorRequest, diagnosis_id: UUID) -> HttpResponse:
    """Begin an update."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row = found(diagnosis_id)
    form = UpdateForm(request.POST or None, initial={"valid_from": today(), "valid_to": max(row.valid_to, today())})
    if request.method == "POST" and (made := run(form, partial(actions.update, by=request.actor, diagnosis=row))):
        messages.success(request, f"Rozpoczęto aktualizację: diagnoza nr {made.number} z kopią wniosków i wykonawców.")
        return redirect("programmes:diagnosis", made.id)
    return render(request, "programmes/diagnosis_update.html", {"form": form, "diagnosis": row}, status=status(form))


@staff_only
@require_POST
def diagnosis_back(request: ActorRequest, diagnosis_id: UUID) -> HttpResponse:
    """Back to the draft."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row = found(diagnosis_id)
    if refused := refusal(partial(actions.back_to_draft, by=request.actor, diagnosis=row)):
        return page(request, row, refused=refused)
    messages.success(request, "Diagnoza znów jest szkicem. Po zmianach trzeba ją jeszcze raz skonsultować.")
    return redirect("programmes:diagnosis", row.id)


@staff_only
@require_POST
def diagnosis_hand_over(request: ActorRequest, diagnosis_id: UUID) -> HttpResponse:
    """Record that mayor and council have it."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row = found(diagnosis_id)
    form = HandOverForm(request.POST)
    if run(form, partial(actions.hand_over, by=request.actor, diagnosis=row)):
        messages.success(request, "Zapisano przekazanie diagnozy wójtowi i radzie.")
        return redirect("programmes:diagnosis", row.id)
    return page(request, row, form=form)


@staff_only
@require_POST
def diagnosis_pdf(request: ActorRequest, diagnosis_id: UUID) -> HttpResponse:
    """The whole diagnosis as a tagged document."""
    row = found(diagnosis_id)
    journal.write(events.DIAGNOSIS_PRINTED, by=request.actor, subject=row, number=row.number, format="pdf")
    sheet = documents_diagnosis.diagnosis_sheet(row, request.centre)  # type: ignore[attr-defined]
    return pdf.answer(sheet, f"diagnoza-{row.municipality_id}-{row.number}")


def found(diagnosis_id: UUID) -> Diagnosis:
    """A diagnosis of this centre."""
    row: Diagnosis = get_object_or_404(Diagnosis.objects.select_related("municipality", "replaces"), id=diagnosis_id)
    return row


def refusal(act: Callable[[], object]) -> str:
    """Do it and return nothing, or why it was refused."""
    try:
        act()
    except ValidationError as error:
        return " ".join(error.messages)
    except ValueError as error:  # a move the state machine refuses
        return str(error)
    return ""


def page(request: ActorRequest, row: Diagnosis, form: HandOverForm | None = None, refused: str = "") -> HttpResponse:
    """The page of a diagnosis; ``form`` is the sent form of handing over, ``refused`` why another act was refused."""
    day = today()
    conclusions = list(row.conclusions.values_list("area", flat=True))
    areas = queries_diagnosis.areas_of(row, conclusions)
    rest = queries_diagnosis.diagnoses(row.municipality_id).exclude(id=row.id)[:20]
    context = {
        **heading(request, row), "standing": standing(row.valid_from, row.valid_to, day), "started": day >= row.valid_from,
        "passed": _passed(row, day),
        "holds": queries_diagnosis.holding_on(day).get(row.municipality_id), "areas": queries_diagnosis.conclusions_by_area(row, areas),
        "silent": [one.name for one in areas if one.code not in conclusions], "consultations": row.consultations.order_by("-opens_on"),
        "versions": row.versions.select_related("programme").order_by("programme__name", "-number"), "rest": rest,
        "form": form or HandOverForm(initial={"to_mayor_on": day, "to_council_on": day}), "refused": refused,
        "has_update": any(one.replaces_id == row.id for one in rest),
    }  # fmt: skip
    return render(request, "programmes/diagnosis.html", context, status=422 if form or refused else 200)


def heading(request: ActorRequest, row: Diagnosis, active: str = "tresc") -> dict[str, Any]:
    """What stands at the head of every page of a diagnosis: itself, its tabs, and whether its contents may change."""
    may_write = _may_write(request)
    pages = [("tresc", "Wnioski", "programmes:diagnosis", None), ("wykonawcy", "Kto co robi", "programmes:providers", row.providers.count()),
             ("ankiety", "Ankiety", "programmes:questionnaires", row.questionnaires.count())]  # fmt: skip
    tabs = [{"label": label, "url": reverse(name, args=[row.id]), "count": count, "active": key == active} for key, label, name, count in pages]
    return {
        "diagnosis": row, "tabs": tabs, "tone": TONES[row.state], "may_write": may_write,
        "writable": may_write and row.state in actions.WRITABLE,
    }  # fmt: skip


def _passed(row: Diagnosis | None, day: date) -> int:
    """Percent of the period that is over."""
    if row is None:
        return 0
    length = (row.valid_to - row.valid_from).days + 1
    return max(0, min(100, 100 * (day - row.valid_from).days // length))


def _may_write(request: ActorRequest) -> bool:
    return request.actor.may(Permission.MANAGE_PROGRAMME)
