"""Pages about people: list, new, correct, unmask. Nothing personal is ever in an address."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.audit import journal
from opencus.centre.access import staff_only
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock, edits
from opencus.core.export import FORMATS, answer
from opencus.people import access, actions, events, queries
from opencus.people.forms import NEW_HOUSEHOLD, ListForm, PersonForm, ReasonForm
from opencus.people.models import Household, Person

HEADER = ("Nazwisko", "Imię", "Data urodzenia", "Wiek", "PESEL", "Gmina", "Adres", "Telefon", "Sposób kontaktu")


@staff_only
@require_http_methods(["GET", "POST"])
def people_list(request: HttpRequest) -> HttpResponse:
    """The list as filtered; GET shows everybody."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.SEARCH_PERSONS)
    form = ListForm(request.POST or None, actor=actor)
    rows = queries.listed(**form.asked())
    page = Paginator(rows, queries.PER_PAGE).get_page(request.POST.get("strona", "1"))
    if request.method == "POST":
        access.log_search(actor, page.paginator.count)
    else:
        journal.write(events.LISTED, by=actor, found=page.paginator.count)
    several = len(queries.served_municipalities(actor.centre_id)) > 1
    context = {
        "form": form, "page": page, "asked": bool(form.asked()["text"]), "many": several,
        "may_open": actor.may(Permission.OPEN_PERSON), "may_register": actor.may(Permission.EDIT_PERSON),
    }  # fmt: skip
    return render(request, "people/list.html", context, status=422 if form.errors else 200)


@staff_only
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """What the list shows of the actor's own matters, as a file; logged with the number of rows."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.SEARCH_PERSONS)
    actor.require(Permission.OPEN_PERSON)
    form = ListForm(request.POST, actor=actor)
    today = clock.today()
    found = list(queries.listed(**form.asked()))
    # A list on the screen tells people apart; a file that leaves the house holds one's own matters only.
    mine = access.caseload(actor, [one.id for one in found])
    rows = [_row(one, today) for one in found if one.id in mine]
    typed = request.POST.get("format", "")
    kind = typed if typed in FORMATS else "csv"
    journal.write(events.EXPORTED, by=actor, rows=len(rows), format=kind)
    return answer(HEADER, rows, title="Osoby", name=f"osoby-{today.isoformat()}", kind=kind)


@staff_only
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a person; people alike are shown before anything is saved."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.EDIT_PERSON)
    form = PersonForm(request.POST or None, actor=actor)
    apart = _told_apart(request)
    similar = queries.similar_to(form.likeness(actor), without=apart) if form.is_bound else []
    if form.is_bound and form.is_valid() and not similar and "podobne" not in request.POST:
        person = _registered(actor, form, apart)
        if person is not None:
            return redirect("desk:person", person.id)
    if similar:
        access.log_search(actor, len(similar))
    context = {"form": form, "similar": similar, "apart": apart, "asked": form.is_bound and bool(similar)}
    return render(request, "people/form.html", context, status=422 if form.is_bound else 200)


@staff_only
@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """People alike while the form is being typed (a part of the page)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.EDIT_PERSON)
    apart = _told_apart(request)
    found = queries.similar_to(PersonForm(request.POST, actor=actor).likeness(actor), without=apart)
    if found:
        access.log_search(actor, len(found))
    return render(request, "people/similar.html", {"similar": found, "apart": apart})


@staff_only
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Correct the data of a person; the journal keeps the names of changed fields."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.EDIT_PERSON)
    if request.method == "POST":
        access.hold(person_id)
    person = access.open_person(actor, person_id, "poprawianie danych", request)
    form = PersonForm(request.POST or None, actor=actor, person=person)
    met = form.is_bound and edits.collide(form, merging=True)
    if form.is_bound and form.is_valid() and _corrected(actor, person, form):
        return redirect("desk:person", person.id)
    shown = access.seen(person_id)  # an attempt that failed has already changed the copy in hand
    context = {"form": form, "person": shown, "may_unmask": actor.may(Permission.UNMASK_PESEL)}
    return render(request, "people/form.html", context, status=409 if met else 422 if form.is_bound else 200)


@staff_only
@require_http_methods(["GET", "POST"])
def unmask(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show the PESEL once, for a reason that is written down; with htmx in place, else as a page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    person = access.open_person(actor, person_id, "odsłonięcie numeru PESEL", request)
    if not actor.may(Permission.UNMASK_PESEL):
        access.refuse_unmasking(actor, person, request)
        actor.require(Permission.UNMASK_PESEL)
    form = ReasonForm(request.POST or None)
    pesel = ""
    if form.is_bound and form.is_valid():
        try:
            pesel = actions.unmask_pesel(by=actor, person=person, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
    name = "people/pesel.html" if request.htmx else "people/pesel_page.html"  # type: ignore[attr-defined]
    context: dict[str, Any] = {"person": person, "reason_form": form, "form": form, "pesel": pesel, "may_unmask": True}
    return render(request, name, context, status=422 if form.errors else 200)


@staff_only
@require_GET
def masked(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The number hidden again (a part of the page)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    person = access.open_person(actor, person_id, "ukrycie numeru PESEL", request)
    return render(request, "people/pesel.html", {"person": person, "may_unmask": actor.may(Permission.UNMASK_PESEL)})


def _row(one: Person, today: Any) -> tuple[Any, ...]:
    return (
        one.family_name, one.given_name, one.birth_date, one.age_on(today), one.pesel_masked,
        one.municipality.name if one.municipality else "", one.address, one.phone, one.get_preferred_contact_display(),
    )  # fmt: skip


def _told_apart(request: HttpRequest) -> list[UUID]:
    return access.known_ids(request.POST.getlist("apart")[:20])


def _registered(actor: Actor, form: PersonForm, apart: list[UUID]) -> Person | None:
    data = form.cleaned_data
    try:
        person = actions.register_person(by=actor, pesel=data["pesel"], other_id=data["other_id"], **form.values())
    except ValidationError as error:
        form.add_error(None, error)
        return None
    if data["household"] == NEW_HOUSEHOLD:
        actions.found_household(by=actor, person=person)
    for other in apart:
        actions.tell_apart(by=actor, person=person, other_id=other)
    return person


def _corrected(actor: Actor, person: Person, form: PersonForm) -> bool:
    data, values = form.cleaned_data, form.values()
    wanted = data["household"]
    if wanted != NEW_HOUSEHOLD and form.touched("household"):
        values["household"] = Household.objects.filter(id=wanted).first() if wanted else None
    try:
        # An empty box keeps the number it stands for: numbers are not shown back.
        actions.update_person(by=actor, person=person, pesel=data["pesel"], other_id=data["other_id"] or None, **values)
        if wanted == NEW_HOUSEHOLD:
            actions.found_household(by=actor, person=person)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
