"""Pages of files outside one's own matters: the closed file, the reason that opens it, and who looks at those reasons."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_GET, require_http_methods

from opencus.audit import journal
from opencus.centre.access import staff_only
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission, Role
from opencus.core import clock
from opencus.people import access, actions, events, queries, rules
from opencus.people.forms import NoteForm, OpeningForm
from opencus.people.models import Opening, Person

PER_PAGE = 25


def closed_file(request: HttpRequest, person: Person) -> HttpResponse:
    """Answer in place of a file: that the person is known, why it is closed and what opens it; the attempt is kept."""
    access.refused_at_glass(request.actor, person, request)  # type: ignore[attr-defined]
    # What was posted cannot be repeated from here: after opening the file itself comes up.
    back = request.get_full_path() if request.method == "GET" else reverse("desk:person", args=[person.id])
    if request.htmx:  # type: ignore[attr-defined]
        page = f"{reverse('people:open', args=[person.id])}?{urlencode({'dalej': reverse('desk:person', args=[person.id])})}"
        return HttpResponse(status=403, headers={"HX-Redirect": page})
    return _closed(request, person, OpeningForm(), back, 403, lost=request.method == "POST")


@staff_only
@require_http_methods(["GET", "POST"])
def open_file(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask for the reason and open the file for a limited time."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.OPEN_PERSON)
    person, back = access.seen(person_id), _back(request, person_id)
    if person is None:
        raise Http404
    if person.id in access.caseload(actor, [person.id]):
        return redirect(back)
    form = OpeningForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.open_for_reason(by=actor, person=person, **form.cleaned_data)
            return redirect(back)
        except ValidationError as error:
            form.add_error(None, error)
    return _closed(request, person, form, back, 422 if form.is_bound else 200)


def _closed(
    request: HttpRequest, person: Person, form: OpeningForm, back: str, status: int, *, lost: bool = False
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    hours = {"reason_hours": _hours(rules.OPEN_FOR_REASON), "duty_hours": _hours(rules.OPEN_BY_DUTY)}
    context = {"person": person, "form": form, "back": back, "reception": Role.RECEPTION in actor.roles, "lost": lost, **hours}
    return render(request, "people/closed.html", context, status=status)


def _hours(span: Any) -> int:
    return int(span.total_seconds() // 3600)


def _back(request: HttpRequest, person_id: UUID) -> str:
    """Where the way leads on: the page that was closed, if it is one of this centre, else the file."""
    asked = request.POST.get("dalej") or request.GET.get("dalej") or ""
    if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith(reverse("root")):
        return asked
    return reverse("desk:person", args=[person_id])


@staff_only
@require_GET
def openings(request: HttpRequest) -> HttpResponse:
    """Every file opened outside one's own matters, for the director and the inspector."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.READ_JOURNAL)
    every = request.GET.get("widok") == "wszystkie"
    page = Paginator(queries.openings(waiting=not every), PER_PAGE).get_page(request.GET.get("strona", 1))
    waiting = page.paginator.count if not every else queries.openings().count()
    tabs = [
        {"label": "Do sprawdzenia", "url": "?", "count": waiting, "active": not every},
        {"label": "Wszystkie", "url": "?widok=wszystkie", "count": None, "active": every},
    ]
    journal.write(events.OPENINGS_LISTED, by=actor, found=page.paginator.count)
    return render(request, "people/openings.html", {"page": page, "tabs": tabs, "names": _names(actor), "now": clock.now()})


@staff_only
@require_http_methods(["GET", "POST"])
def opening(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """One opening: who, when, why; the note of whoever looked at it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.READ_JOURNAL)
    found = get_object_or_404(Opening.objects.select_related("person", "user", "acknowledged_by"), pk=opening_id)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.acknowledge_opening(by=actor, opening=found, note=form.cleaned_data["note"])
            messages.success(request, "Zapisano. To otwarcie nie czeka już na sprawdzenie.")
            return redirect("people:openings")
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        "opening": found, "form": form, "names": _names(actor), "now": clock.now(), "own": found.user_id == actor.user_id,
        "since": clock.local(found.opened_at).date().isoformat(),
    }  # fmt: skip
    return render(request, "people/opening.html", context, status=422 if form.errors else 200)


def _names(actor: Actor) -> bool:
    """Whether names of residents may be shown: the inspector watches over access without learning whose it is."""
    return actor.may(Permission.OPEN_PERSON)
