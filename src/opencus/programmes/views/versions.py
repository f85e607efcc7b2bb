"""Versions: the list, a new programme, a version's page and its way to the council and into force."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.audit import journal
from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.core import clock, export, pdf
from opencus.programmes import contents, documents, events, versions
from opencus.programmes.actions import version_copy
from opencus.programmes.actions import versions as actions
from opencus.programmes.forms.consultation import run
from opencus.programmes.forms.versions import (
    AdoptForm,
    AmendForm,
    BipForm,
    ProgrammeForm,
    PromulgateForm,
    SessionForm,
)
from opencus.programmes.models import ProgrammeVersion
from opencus.programmes.rules import completeness

PER_PAGE = 25


@dataclass(frozen=True)
class Step:
    """One act on a version: its verb, its form (None: a button is enough), what is said afterwards."""

    act: Callable[..., Any]
    form: type[forms.Form] | None
    done: str


STEPS: Mapping[str, Step] = {
    "gotowy": Step(actions.mark_ready, None, "Program jest gotowy dla rady."),
    "szkic": Step(actions.send_back, None, "Program wrócił do szkicu. Można go zmieniać."),
    "sesja": Step(actions.set_session, SessionForm, "Zapisano dzień sesji."),
    "uchwala": Step(actions.adopt, AdoptForm, "Zapisano uchwałę. Teraz wpisz ogłoszenie i publikację w BIP."),
    "ogloszenie": Step(actions.promulgate, PromulgateForm, "Zapisano ogłoszenie."),
    "bip": Step(actions.publish_in_bip, BipForm, "Zapisano publikację w BIP."),
    "w-zycie": Step(actions.bring_into_force, None, "Program obowiązuje. Kto ma przyznane usługi, zachowuje je na dotychczasowych zasadach."),
}


@staff_only
@require_GET
def version_list(request: ActorRequest) -> HttpResponse:
    """Programmes and their versions, several at once (R01), each with the next day that matters."""
    tab = request.GET.get("stan", "")
    page = Paginator(versions.every(tab), PER_PAGE).get_page(request.GET.get("strona"))
    context = {
        "page": page, "lines": [versions.line(one) for one in page], "tabs": versions.tabs(tab), "tab": tab,
        "may_write": request.actor.may(Permission.MANAGE_PROGRAMME),
    }  # fmt: skip
    return render(request, "programmes/version_list.html", context)


@staff_only
@require_POST
def version_file(request: ActorRequest) -> HttpResponse:
    """The list as a file."""
    rows = list(versions.export_rows(versions.every(request.GET.get("stan", ""))))
    name, kind = f"programy-{clock.today().isoformat()}", request.POST.get("format", "xlsx")
    return export.answer(versions.HEADER, rows, title="Programy", name=name, kind=kind)


@staff_only
@require_http_methods(["GET", "POST"])
def version_new(request: ActorRequest) -> HttpResponse:
    """A new programme, with an empty draft."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    form = ProgrammeForm(_sent(request))
    if request.method == "POST":
        made = run(form, partial(actions.start_programme, by=request.actor))
        if made:
            messages.success(request, "Szkic jest gotowy do uzupełniania. Lista elementów prowadzi krok po kroku.")
            return redirect("programmes:version", made.id)
    return render(request, "programmes/version_new.html", {"form": form}, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "POST"])
def version_amend(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """A change of the programme: a new draft with everything this version holds."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    version = get_object_or_404(versions.one(version_id))
    form = AmendForm(_sent(request), initial={"valid_to": version.valid_to})
    if request.method == "POST":
        made = run(form, partial(version_copy.amend, by=request.actor, version=version))
        if made:
            messages.success(request, f"Powstał szkic wersji {made.number} ze wszystkim, co ma wersja {version.number}. Ta się nie zmienia.")
            return redirect("programmes:version", made.id)
    return render(request, "programmes/version_amend.html", {"form": form, "version": version}, status=422 if form.errors else 200)


@staff_only
@require_GET
def version(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """One version: the twelve elements, what it holds, where it stands on its way."""
    return _page(request, get_object_or_404(versions.one(version_id)))


@staff_only
@require_POST
def version_step(request: ActorRequest, version_id: UUID, step: str) -> HttpResponse:
    """Move the version on, or record what the council and the journal did."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row = get_object_or_404(versions.one(version_id))
    if step not in STEPS:
        raise Http404
    known = STEPS[step]
    form = (known.form or forms.Form)(request.POST)
    if run(form, partial(known.act, by=request.actor, version=row)):
        messages.success(request, known.done)
        return redirect("programmes:version", row.id)
    return _page(request, get_object_or_404(versions.one(version_id)), step=step, form=form)


@staff_only
@require_GET
def version_pdf(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """The attachment to the resolution."""
    row = get_object_or_404(versions.one(version_id))
    journal.write(events.VERSION_PRINTED, by=request.actor, subject=row, number=row.number)
    return pdf.answer(documents.attachment(row), f"zalacznik-do-uchwaly-wersja-{row.number}")


def _page(request: ActorRequest, row: ProgrammeVersion, *, step: str = "", form: forms.Form | None = None) -> HttpResponse:
    services = contents.services_of(row)
    elements = completeness.elements(contents.of(row, services))
    lacking = [one for one in elements if one.state == "missing"]
    context: dict[str, Any] = {
        "version": row, "line": versions.line(row), "road": versions.road(row), "elements": elements, "lacking": lacking,
        "refused": step == "gotowy" and lacking, "others": versions.others(row), "rows": _rows(row) | {"services": services},
        "may_write": request.actor.may(Permission.MANAGE_PROGRAMME), "editable": row.state == ProgrammeVersion.State.DRAFT,
        "forms": _forms(row) | ({step: form} if form is not None else {}), "form": form,
        "force_refused": actions.force_refused(row, clock.today()) if row.state == ProgrammeVersion.State.ADOPTED else "",
    }  # fmt: skip
    return render(request, "programmes/version.html", context, status=422 if form is not None and form.errors else 200)


def _forms(row: ProgrammeVersion) -> dict[str, forms.Form]:
    return {
        "sesja": SessionForm(initial={"session_on": row.session_on}),
        "uchwala": AdoptForm(initial={"resolution_date": row.session_on}),
        "ogloszenie": PromulgateForm(initial=_promulgation(row)),
        "bip": BipForm(initial={"bip_office_on": row.bip_office_on, "bip_centre_on": row.bip_centre_on}),
    }


def _promulgation(row: ProgrammeVersion) -> dict[str, Any]:
    known = {"promulgated_on": row.promulgated_on, "journal_position": row.journal_position, "valid_from": row.valid_from}
    return known if row.promulgated_on else versions.default_dates(row)


def _rows(row: ProgrammeVersion) -> dict[str, Any]:
    return {
        "stages": list(row.stages.all()),
        "measures": list(row.measures.prefetch_related("readings")), "clauses": list(row.clauses.select_related("programme_service__service")),
        "budget": list(row.budget_lines.select_related("source", "programme_service__service")),
    }  # fmt: skip


def _sent(request: ActorRequest) -> QueryDict | None:
    """What was sent; an empty form is sent too."""
    return request.POST if request.method == "POST" else None
