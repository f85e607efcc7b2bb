"""The register of processing activities and agreements with processors."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.audit import journal
from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.core import export, pdf
from opencus.privacy import documents, events, queries
from opencus.privacy.actions import register as actions
from opencus.privacy.forms import ActivityForm, AgreementForm, run
from opencus.privacy.models import ProcessingActivity, ProcessorAgreement

HEADER = [
    "Nr", "Czynność", "Odpowiada", "Cele", "Podstawy", "Kategorie osób", "Kategorie danych", "Art. 9 i 10", "Źródło", "Odbiorcy",
    "Poza EOG", "Termin usunięcia", "Zabezpieczenia", "Współadministratorzy", "DPIA", "Przegląd", "Zakończono",
]  # fmt: skip


@staff_only
@require_GET
def register(request: ActorRequest) -> HttpResponse:
    """The whole register."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    return render(request, "privacy/register.html", {"activities": queries.activities(), "agreements": queries.agreements()})


@staff_only
@require_http_methods(["GET", "POST"])
def activity(request: ActorRequest, activity_id: UUID | None = None) -> HttpResponse:
    """One entry, or a new one."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    row = get_object_or_404(ProcessingActivity, id=activity_id) if activity_id else None
    form = ActivityForm(request.POST or None, instance=row)
    if request.method == "POST" and run(form, partial(actions.write_activity, by=request.actor, activity=row)):
        messages.success(request, "Zapisano czynność w rejestrze.")
        return redirect("privacy:register")
    return render(request, "privacy/activity.html", {"form": form, "activity": row}, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "POST"])
def agreement(request: ActorRequest, agreement_id: UUID | None = None) -> HttpResponse:
    """One agreement with a processor, or a new one."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    row = get_object_or_404(ProcessorAgreement, id=agreement_id) if agreement_id else None
    form = AgreementForm(request.POST or None, instance=row)
    if request.method == "POST" and run(form, partial(actions.write_agreement, by=request.actor, agreement=row)):
        messages.success(request, "Zapisano umowę powierzenia.")
        return redirect("privacy:register")
    return render(request, "privacy/agreement.html", {"form": form, "agreement": row}, status=422 if form.errors else 200)


@staff_only
@require_POST
def register_file(request: ActorRequest) -> HttpResponse:
    """The register as a document or a table."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    kind = request.POST.get("format", "pdf")
    rows = list(queries.activities())
    journal.write(events.REGISTER_EXPORTED, by=request.actor, format=kind)
    if kind in export.FORMATS:
        return export.answer(HEADER, [_row(one) for one in rows], title="Rejestr czynności", name="rejestr-czynnosci", kind=kind)
    centre = request.centre  # type: ignore[attr-defined]
    sheet = documents.register_sheet(rows, list(queries.agreements()), queries.contact(), centre)
    return pdf.answer(sheet, "rejestr-czynnosci")


def _row(one: ProcessingActivity) -> list[export.Cell]:
    return [
        one.number, one.name, one.owner, one.purposes, one.grounds, one.subjects, one.data, one.special_data, one.source, one.recipients,
        one.transfers, one.retention, one.safeguards, one.joint_controllers, documents.dpia(one), one.reviewed_on, one.ended_on,
    ]  # fmt: skip
