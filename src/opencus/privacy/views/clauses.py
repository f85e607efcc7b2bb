"""Clauses for staff: versions, writing the next one, whom to tell; the front page of the room."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.audit import journal
from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.core import pdf
from opencus.core.clock import today
from opencus.people.models import Person
from opencus.privacy import documents, events, keeping, queries
from opencus.privacy.actions import informing
from opencus.privacy.actions.founding import found_privacy
from opencus.privacy.forms import ClauseForm, ContactForm, run
from opencus.privacy.links import PROCESSES, SLUGS
from opencus.privacy.models import Clause, ClauseGiven, Process

PAGE = 25


@staff_only
@require_GET
def overview(request: ActorRequest) -> HttpResponse:
    """Everything the room keeps, with the numbers that press."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    day = today()
    context = {
        "may_tell": request.actor.may(Permission.REGISTER_APPLICATION), "today": day, "untold": queries.untold().count(),
        "requests": queries.open_requests()[:5], "access": queries.open_access_requests()[:5],
        "clauses": len(queries.clauses_in_force(day)), "processes": len(Process.values), "activities": queries.activities().count(),
        "agreements": queries.agreements().count(), "disposal": len(keeping.due(day)), "review": queries.review_due(day),
        "declaration": queries.declaration(), "contact": queries.contact(),
    }  # fmt: skip
    return render(request, "privacy/overview.html", context)


@staff_only
@require_POST
def found(request: ActorRequest) -> HttpResponse:
    """Load the starting set; what the centre has already stays."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    found_privacy(by=request.actor)
    messages.success(request, "Wczytano zestaw początkowy. Przeczytaj go i popraw tak, żeby pasował do centrum.")
    return redirect("privacy:overview")


@staff_only
@require_http_methods(["GET", "POST"])
def contact(request: ActorRequest) -> HttpResponse:
    """Who the inspector is."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    row = queries.contact()
    initial = {name: getattr(row, name) for name in ContactForm.base_fields} if row else {}
    form = ContactForm(request.POST or None, initial=initial)
    if request.method == "POST" and run(form, partial(informing.set_contact, by=request.actor)):
        messages.success(request, "Zapisano. Dane inspektora są od razu we wszystkich klauzulach.")
        return redirect("privacy:overview")
    return render(request, "privacy/contact.html", {"form": form}, status=422 if form.errors else 200)


@staff_only
@require_GET
def clauses(request: ActorRequest) -> HttpResponse:
    """The clause of each process with its version in force."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    in_force = {clause.process: clause for clause in queries.clauses_in_force(today())}
    rows = [(SLUGS[process], label, in_force.get(process)) for process, label in Process.choices]
    return render(request, "privacy/clauses.html", {"rows": rows})


@staff_only
@require_http_methods(["GET", "POST"])
def clause(request: ActorRequest, process: str) -> HttpResponse:
    """The versions of one clause, and the form of the next."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    code = PROCESSES.get(process)
    if code is None:
        raise Http404
    versions = list(queries.versions_of(code))
    initial = {name: getattr(versions[0], name) for name in informing.TEXTS} if versions else {}
    form = ClauseForm(request.POST or None, initial={**initial, "valid_from": today()})
    if request.method == "POST" and run(form, partial(informing.write_clause, by=request.actor, process=code)):
        messages.success(request, "Zapisano nową wersję klauzuli.")
        return redirect("privacy:clause", process)
    context = {"form": form, "versions": versions, "slug": process, "label": Process(code).label, "today": today()}
    return render(request, "privacy/clause.html", context, status=422 if form.errors else 200)


@staff_only
@require_GET
def version_pdf(request: ActorRequest, clause_id: UUID) -> HttpResponse:
    """Any version as a document, for whoever must show what was said then."""
    clause = get_object_or_404(Clause, id=clause_id)
    sheet = documents.clause_sheet(clause, queries.contact(), _centre(request))
    return pdf.answer(sheet, f"klauzula-{SLUGS[clause.process]}-{clause.number}")


@staff_only
@require_http_methods(["GET", "POST"])
def untold(request: ActorRequest) -> HttpResponse:
    """Whom to tell still, the first deadline first; POST records that one was told."""
    request.actor.require(Permission.REGISTER_APPLICATION)
    if request.method == "POST":
        return _tell(request)
    page = Paginator(queries.untold(), PAGE).get_page(request.GET.get("strona", 1))
    journal.write(events.CLAUSES_DUE_LISTED, by=request.actor, count=page.paginator.count)
    rows = [(person, queries.information_due(person)) for person in page]
    context = {"page": page, "rows": rows, "forms": ClauseGiven.Form.choices, "today": today()}
    return render(request, "privacy/untold.html", context)


def _tell(request: ActorRequest) -> HttpResponse:
    try:
        person = queries.untold().filter(id=UUID(request.POST.get("osoba", ""))).first()
    except ValueError:
        person = None
    form = request.POST.get("form", "")
    if form not in ClauseGiven.Form.values:
        messages.error(request, "Wybierz, jak przekazano klauzulę.")
    elif isinstance(person, Person):
        informing.give_clause(by=request.actor, people=[person], process=Process.RELATIVE, form=form)
        messages.success(request, "Zapisano przekazanie klauzuli.")
    else:
        messages.info(request, "Tej osobie klauzulę już przekazano. Nic się nie zmieniło.")
    return redirect("privacy:untold")


def _centre(request: HttpRequest):  # type: ignore[no-untyped-def]
    return request.centre  # type: ignore[attr-defined]
