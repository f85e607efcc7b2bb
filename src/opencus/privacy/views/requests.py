"""The register of requests about data: coming in, extending, answering, and the copy."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.audit import journal
from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.accounts.proof import recently_proved
from opencus.centre.roles import Permission
from opencus.core import clock, export, pdf
from opencus.people import queries as people
from opencus.people.access import seen
from opencus.people.models import Person
from opencus.privacy import documents, events, queries, rules
from opencus.privacy.actions import rights
from opencus.privacy.copying import copy as copying
from opencus.privacy.copying.actions import make_copy
from opencus.privacy.forms import AnswerForm, ExtendForm, RequestForm, run
from opencus.privacy.models import SubjectRequest

PAGE, FOUND = 25, 6


@staff_only
@require_GET
def requests(request: ActorRequest) -> HttpResponse:
    """All requests: open ones by deadline, then the answered."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    answered = SubjectRequest.objects.exclude(state="open").select_related("person")
    page = Paginator(answered, PAGE).get_page(request.GET.get("strona", 1))
    journal.write(events.REQUESTS_LISTED, by=request.actor, count=page.paginator.count)
    context = {"open": queries.open_requests(), "page": page, "today": clock.today()}
    return render(request, "privacy/requests.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def new_request(request: ActorRequest) -> HttpResponse:
    """Register a request; the person is looked for first."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    typed = request.POST.get("szukana", "")
    chosen = seen(request.POST.get("osoba", "") or request.GET.get("osoba", ""))
    found: list[Person] = []
    asks = request.POST.get("akcja") == "szukaj"
    if asks and typed.strip():
        found = list(people.find(typed, FOUND).people)
        journal.write(events.PERSON_CHOSEN, by=request.actor, found=len(found))
    form = RequestForm(None if request.method == "GET" else request.POST, initial={"received_on": clock.today()})
    if request.method == "POST" and not asks:
        made = run(form, partial(rights.register_request, by=request.actor, person=chosen))
        if made:
            messages.success(request, f"Zarejestrowano żądanie {made}. Odpowiedz do {made.due_on:%d.%m.%Y}.")
            return redirect("privacy:request", made.id)
    if asks:
        form = RequestForm(initial={name: request.POST.get(name, "") for name in RequestForm.base_fields})
    context = {"form": form, "found": found, "typed": typed, "chosen": chosen, "asked": asks}
    return render(request, "privacy/request_new.html", context, status=422 if form.is_bound and form.errors else 200)


@staff_only
@require_GET
def subject_request(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """One request with its deadline and what can be done."""
    return _page(request, _opened(request, request_id))


@staff_only
@require_POST
def extend(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Move the deadline."""
    row, form = _opened(request, request_id), ExtendForm(request.POST)
    if run(form, partial(rights.extend_request, by=request.actor, request=row)):
        messages.success(request, "Przedłużono termin. Zawiadom osobę i podaj jej powód.")
        return redirect("privacy:request", row.id)
    return _page(request, row, extend=form)


@staff_only
@require_POST
def answer(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Close the request."""
    row, form = _opened(request, request_id), AnswerForm(request.POST)
    if run(form, partial(rights.answer_request, by=request.actor, request=row)):
        messages.success(request, "Zapisano odpowiedź.")
        return redirect("privacy:request", row.id)
    return _page(request, row, answer=form)


@staff_only
@recently_proved
@require_POST
def copy(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """The copy of the person's data, after whoever asks has shown again who they are."""
    row = _opened(request, request_id)
    person = get_object_or_404(Person, id=row.person_id)
    kind = request.POST.get("format", "pdf")
    kind = kind if kind in {"json", *export.FORMATS} else "pdf"
    names = request.POST.get("nazwiska") == "tak"
    made = make_copy(by=request.actor, person=person, form=kind, request=row, names_of_staff=names)
    name, centre = f"kopia-danych-{row.number}-{row.year}", request.centre  # type: ignore[attr-defined]
    if kind == "json":
        return pdf.stored(copying.as_json(made, centre.name), name, "application/json", "json")
    if kind != "pdf":
        return export.answer(copying.HEADER, copying.as_rows(made), title="Kopia danych", name=name, kind=kind)
    return pdf.answer(documents.copy_sheet(made, queries.contact(), centre, row), name)


def _opened(request: ActorRequest, request_id: UUID) -> SubjectRequest:
    request.actor.require(Permission.MANAGE_PRIVACY)
    row: SubjectRequest = get_object_or_404(SubjectRequest.objects.select_related("person", "registered_by", "answered_by"), id=request_id)
    journal.write(events.REQUEST_OPENED, by=request.actor, subject=row, person_id=row.person_id, mark=str(row))
    return row


def _page(request: ActorRequest, row: SubjectRequest, **forms_now: forms.Form) -> HttpResponse:
    context: dict[str, Any] = {
        "asked": row, "today": clock.today(), "longest": rules.longest_answer(row.received_on), "extend": ExtendForm(),
        "answer": AnswerForm(initial={"on": clock.today()}), **forms_now,
    }  # fmt: skip
    bad = next((form for form in forms_now.values() if form.errors), None)
    context["form"] = bad
    return render(request, "privacy/request.html", context, status=422 if bad else 200)
