"""Keeping and disposing: classes, what is due, protocols, retired fields."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.audit import journal
from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.accounts.proof import recently_proved
from opencus.centre.roles import Permission
from opencus.core import clock, pdf
from opencus.privacy import documents, erasing, events, keeping
from opencus.privacy.actions import retention as actions
from opencus.privacy.forms import ClassForm, DisposalForm, PurgeForm, run
from opencus.privacy.models import Disposal, FieldPurge

SHOWN = 200


@staff_only
@require_GET
def retention(request: ActorRequest) -> HttpResponse:
    """How long what is kept, what is due, and the lists already drawn up."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    return _page(request)


def _page(request: ActorRequest, **forms_now: forms.Form) -> HttpResponse:
    today = clock.today()
    due = keeping.due(today)
    journal.write(events.DUE_LISTED, by=request.actor, count=len(due))
    kept = keeping.classes()
    context: dict[str, Any] = {
        "classes": [(label, kept.get(kind)) for kind, label in keeping.KINDS.items()], "due": due[:SHOWN], "more": max(len(due) - SHOWN, 0),
        "kinds": keeping.KINDS, "today": today, "ready": sum(one.due <= today for one in due), "disposals": Disposal.objects.all()[:50],
        "class_form": ClassForm(), "disposal_form": DisposalForm(), "chosen": request.POST.getlist("zapis"), **forms_now,
    }  # fmt: skip
    bad = next((form for form in forms_now.values() if form.errors), None)
    context["form"] = bad
    return render(request, "privacy/retention.html", context, status=422 if bad else 200)


@staff_only
@require_POST
def set_class(request: ActorRequest) -> HttpResponse:
    """Set how long a kind of record is kept."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    form = ClassForm(request.POST)
    if run(form, partial(actions.set_class, by=request.actor)):
        messages.success(request, "Zapisano okres przechowywania.")
        return redirect("privacy:retention")
    return _page(request, class_form=form)


@staff_only
@require_POST
def draw_up(request: ActorRequest) -> HttpResponse:
    """Draw up a list of what was ticked."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    form = DisposalForm(request.POST)
    made = run(form, partial(actions.draw_up, by=request.actor, records=_ids(request.POST.getlist("zapis"))))
    if made:
        messages.success(request, f"Sporządzono listę {made}. Zatwierdzą ją dwie osoby.")
        return redirect("privacy:disposal", made.id)
    return _page(request, disposal_form=form)


@staff_only
@require_GET
def disposal(request: ActorRequest, disposal_id: UUID) -> HttpResponse:
    """One list with its signatures."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    return _disposal_page(request, get_object_or_404(Disposal, id=disposal_id))


def _disposal_page(request: ActorRequest, row: Disposal, problem: str = "") -> HttpResponse:
    context = {
        "disposal": row, "items": row.items.order_by("kind", "mark"), "kinds": keeping.KINDS, "problem": problem,
        "mine": row.first_by_id == request.actor.user_id, "open": row.state in {"draft", "approved", "ready"},
    }  # fmt: skip
    return render(request, "privacy/disposal.html", context, status=422 if problem else 200)


@staff_only
@recently_proved
@require_POST
def disposal_step(request: ActorRequest, disposal_id: UUID) -> HttpResponse:
    """Sign, execute or give up a list."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    row = get_object_or_404(Disposal, id=disposal_id)
    acts = {"podpis": actions.sign, "wykonanie": actions.execute, "porzucenie": actions.abandon}
    act = acts.get(request.POST.get("krok", ""))
    if act is None:
        return _disposal_page(request, row, "Wybierz, co zrobić z listą.")
    try:
        act(by=request.actor, disposal=row)
    except ValueError as problem:
        return _disposal_page(request, row, str(problem))
    messages.success(request, "Zapisano.")
    return redirect("privacy:disposal", row.id)


@staff_only
@require_GET
def protocol(request: ActorRequest, disposal_id: UUID) -> HttpResponse:
    """The protocol: the stored one when executed, a draft before."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    row = get_object_or_404(Disposal, id=disposal_id)
    name = f"protokol-brakowania-{row.number}-{row.year}"
    if row.protocol is not None:
        return pdf.stored(bytes(row.protocol), name)
    return pdf.answer(documents.disposal_protocol(row, request.centre), name)  # type: ignore[attr-defined]


@staff_only
@require_http_methods(["GET", "POST"])
def fields(request: ActorRequest) -> HttpResponse:
    """Retired fields, and asking for the next."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    form = PurgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        table, _, name = form.cleaned_data["field"].partition(":")
        act = partial(actions.ask_purge, by=request.actor, table=table)
        if run(form, lambda field, basis: act(field=name, basis=basis)):
            messages.success(request, "Zapisano wniosek. Wykona go inna osoba niż ta, która go złożyła.")
            return redirect("privacy:fields")
    rows = [(one, erasing.filled(one.table, one.field), one.asked_by_id == request.actor.user_id) for one in FieldPurge.objects.select_related("asked_by", "done_by")[:100]]
    return render(request, "privacy/fields.html", {"form": form, "rows": rows}, status=422 if form.errors else 200)


@staff_only
@recently_proved
@require_POST
def purge(request: ActorRequest, purge_id: UUID) -> HttpResponse:
    """Purge a retired field."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    done = actions.do_purge(by=request.actor, purge=get_object_or_404(FieldPurge, id=purge_id))
    messages.success(request, f"Wycofano pole „{done.label}”. Usunięte wartości: {done.rows}.")
    return redirect("privacy:fields")


@staff_only
@require_GET
def purge_protocol(request: ActorRequest, purge_id: UUID) -> HttpResponse:
    """The protocol of a retired field."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    row = get_object_or_404(FieldPurge, id=purge_id, protocol__isnull=False)
    return pdf.stored(bytes(row.protocol or b""), "protokol-wycofania-pola")


def _ids(typed: list[str]) -> list[UUID]:
    found = []
    for one in typed[:SHOWN]:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found
