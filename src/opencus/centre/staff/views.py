"""Pages of the staff register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from opencus.audit import journal
from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.accounts.proof import recently_proved
from opencus.centre.actors import Actor
from opencus.centre.models import Authorisation, Membership, User
from opencus.centre.roles import ROLE_LABELS, Permission, Role
from opencus.centre.staff import actions, events, papers, queries
from opencus.centre.staff.forms import AuthorisationForm, DocumentForm, FilterForm, TrainingForm, WithdrawForm
from opencus.centre.staff.models import StaffDocument, StaffTraining
from opencus.core import export as tables
from opencus.core import pdf
from opencus.core.clock import today

#: What the word in an address stands for, and who takes it out of account.
ENTRIES: dict[str, tuple[Any, Callable[..., None], str]] = {
    "dokument": (StaffDocument, actions.withdraw_document, "document"),
    "szkolenie": (StaffTraining, actions.withdraw_training, "training"),
    "upowaznienie": (Authorisation, actions.withdraw_authorisation, "authorisation"),
}


@staff_only
def register(request: ActorRequest) -> HttpResponse:
    """Everybody of the centre: roles, requirements met, authorisations; filtered by role and by what is missing."""
    _require_reader(request.actor)
    everybody = queries.register(today())
    held = {post.role for one in everybody for post in one.posts}
    form = FilterForm(request.GET, roles=[(role.value, ROLE_LABELS[role]) for role in Role if role in held])
    asked = form.cleaned_data if form.is_valid() else {}
    context = {
        "employees": _filtered(everybody, asked.get("rola", ""), asked.get("braki", False)), "everybody": len(everybody),
        "wanting": sum(1 for one in everybody if one.faults), "filter": form,
    }  # fmt: skip
    return render(request, "staff/register.html", context)


@staff_only
@recently_proved
@require_POST
def export(request: ActorRequest) -> HttpResponse:
    """The register as a file, a line for each requirement."""
    _require_reader(request.actor)
    rows = queries.table(queries.register(today()))
    typed = request.POST.get("format", "")
    kind = typed if typed in tables.FORMATS else "xlsx"
    journal.write(events.EXPORTED, by=request.actor, rows=len(rows), format=kind)
    return tables.answer(queries.HEADER, rows, title="Rejestr personelu", name=f"personel-{today().isoformat()}", kind=kind)


@staff_only
def employee(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """One person: requirements with their evidence, training, authorisations, and forms to add them."""
    _require_reader(request.actor)
    return _page(request, _employee(user_id))


@staff_only
@require_POST
def add_document(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """Record a document."""
    return _add(request, user_id, "document", DocumentForm(request.POST), actions.record_document)


@staff_only
@require_POST
def add_training(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """Record hours of training."""
    return _add(request, user_id, "training", TrainingForm(request.POST), actions.record_training)


@staff_only
@recently_proved
@require_POST
def add_authorisation(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """Record an authorisation."""
    return _add(request, user_id, "authorisation", AuthorisationForm(request.POST), actions.grant_authorisation)


@staff_only
@recently_proved
@require_http_methods(["GET", "POST"])
def withdraw(request: ActorRequest, kind: str, row_id: UUID) -> HttpResponse:
    """Ask why an entry no longer counts, then take it out of account."""
    request.actor.require(Permission.MANAGE_STAFF)
    if kind not in ENTRIES:
        raise Http404
    model, act, name = ENTRIES[kind]
    row = get_object_or_404(model.objects.select_related("user"), id=row_id)
    form = WithdrawForm(request.POST or None)
    if form.is_bound and _run(form, lambda **data: act(by=request.actor, **{name: row}, **data)):
        messages.success(request, "Wpis wycofany. Nie liczy się od tej chwili.")
        return redirect("staff:employee", user_id=row.user_id)
    return render(request, "staff/withdraw.html", {"row": row, "kind": kind, "form": form}, status=422 if form.errors else 200)


@staff_only
def paper(request: ActorRequest, row_id: UUID) -> HttpResponse:
    """The authorisation as a PDF to sign; 404 for the mayor's, which the mayor's office writes."""
    _require_reader(request.actor)
    row = get_object_or_404(Authorisation.objects.select_related("user", "centre"), id=row_id)
    if not papers.printable(row):
        raise Http404
    made = pdf.render(papers.sheet(row, row.centre, today()))
    name = f'attachment; filename="upowaznienie-{row.id}.pdf"'
    return HttpResponse(made, content_type=pdf.CONTENT_TYPE, headers={"Content-Disposition": name})


def _require_reader(actor: Actor) -> None:
    if not actor.may(Permission.READ_JOURNAL):
        actor.require(Permission.MANAGE_STAFF)


def _employee(user_id: UUID) -> queries.Employee:
    found = queries.register(today(), user_id)
    if found:
        return found[0]
    # Somebody who worked here: papers stay, rights are gone.
    if not Membership.objects.filter(user_id=user_id).exists():
        raise Http404
    return queries.Employee(get_object_or_404(User, id=user_id), [], [], [])


def _page(request: ActorRequest, found: queries.Employee, **bound: forms.Form) -> HttpResponse:
    rows = {"user_id": found.user.id}
    context = {
        "employee": found, "documents": StaffDocument.objects.filter(**rows), "trainings": StaffTraining.objects.filter(**rows),
        "authorisations": Authorisation.objects.filter(**rows).order_by("-valid_from", "scope"), "today": today(),
        "may_record": request.actor.may(Permission.MANAGE_STAFF), "document": DocumentForm(), "training": TrainingForm(),
        "authorisation": AuthorisationForm(), "form": next(iter(bound.values()), None),
    } | bound  # fmt: skip
    return render(request, "staff/employee.html", context, status=422 if bound else 200)


def _add(request: ActorRequest, user_id: UUID, name: str, form: forms.Form, act: Callable[..., Any]) -> HttpResponse:
    request.actor.require(Permission.MANAGE_STAFF)
    found = _employee(user_id)
    if _run(form, lambda **data: act(by=request.actor, user=found.user, **data)):
        messages.success(request, "Zapisano w rejestrze personelu.")
        return redirect("staff:employee", user_id=user_id)
    return _page(request, found, **{name: form})


def _run(form: forms.Form, act: Callable[..., Any]) -> bool:
    if not form.is_valid():
        return False
    try:
        act(**form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _filtered(everybody: list[queries.Employee], role: str, wanting: bool) -> list[queries.Employee]:
    found = [one for one in everybody if not role or any(post.role == role for post in one.posts)]
    return [one for one in found if one.faults] if wanting else found
