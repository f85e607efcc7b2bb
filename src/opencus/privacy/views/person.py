"""One person: what they were told, consents, restriction, and the way to a copy of their data."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from opencus.audit import journal
from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.people import access
from opencus.people import events as people_events
from opencus.people.models import Person
from opencus.privacy import queries
from opencus.privacy.actions import informing, rights
from opencus.privacy.forms import ConsentForm, GiveForm, LiftForm, RestrictForm, run
from opencus.privacy.models import Consent, Restriction

PURPOSE = "ochrona danych osoby"


def opened(request: ActorRequest, person_id: UUID) -> Person:
    """The person, opened by the usual door or by whoever manages data protection; either way it is written down."""
    actor = request.actor
    if not actor.may(Permission.MANAGE_PRIVACY):
        return access.open_person(actor, person_id, PURPOSE, request)
    person = access.seen(person_id)
    if person is None:
        raise Http404
    journal.write(people_events.OPENED, by=actor, subject=person, person_id=person.id, purpose=PURPOSE)
    return person


@staff_only
@require_GET
def person(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """The page of a person's rights."""
    return page(request, opened(request, person_id))


def page(request: ActorRequest, person: Person, **forms_now: forms.Form) -> HttpResponse:
    """The page with empty forms, or with the one that has errors."""
    manages = request.actor.may(Permission.MANAGE_PRIVACY)
    context: dict[str, Any] = {
        "person": person, "given": queries.given_to(person.id), "consents": queries.consents_of(person.id),
        "restriction": queries.restriction_of(person.id), "manages": manages, "may_open": request.actor.may(Permission.OPEN_PERSON),
        "give": GiveForm(initial={"form": "handed"}), "consent": ConsentForm(), "restrict": RestrictForm(), "lift": LiftForm(), **forms_now,
    }  # fmt: skip
    bad = next((form for form in forms_now.values() if form.errors), None)
    context["form"] = bad
    return render(request, "privacy/person.html", context, status=422 if bad else 200)


@staff_only
@require_POST
def give(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """Record that the person was given a clause."""
    found, form = opened(request, person_id), GiveForm(request.POST)
    if run(form, partial(informing.give_clause, by=request.actor, people=[found])):
        messages.success(request, "Zapisano przekazanie klauzuli.")
        return redirect("privacy:person", found.id)
    return page(request, found, give=form)


@staff_only
@require_POST
def consent(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """Record a consent."""
    found, form = opened(request, person_id), ConsentForm(request.POST)
    if run(form, partial(rights.give_consent, by=request.actor, person=found)):
        messages.success(request, "Zapisano zgodę. Można ją cofnąć w każdej chwili.")
        return redirect("privacy:person", found.id)
    return page(request, found, consent=form)


@staff_only
@require_POST
def withdraw(request: ActorRequest, consent_id: UUID) -> HttpResponse:
    """Record that a consent was withdrawn."""
    row = get_object_or_404(Consent, id=consent_id)
    opened(request, row.person_id)
    rights.withdraw_consent(by=request.actor, consent=row)
    messages.success(request, "Zapisano cofnięcie zgody. Usługi i sprawy osoby się nie zmieniają.")
    return redirect("privacy:person", row.person_id)


@staff_only
@require_POST
def restrict(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """Restrict the processing of a person's data."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    found, form = opened(request, person_id), RestrictForm(request.POST)
    if run(form, partial(rights.restrict, by=request.actor, person=found)):
        messages.success(request, "Ograniczono przetwarzanie. Karta się otwiera, ale danych nie da się zmieniać.")
        return redirect("privacy:person", found.id)
    return page(request, found, restrict=form)


@staff_only
@require_POST
def lift(request: ActorRequest, restriction_id: UUID) -> HttpResponse:
    """End a restriction."""
    request.actor.require(Permission.MANAGE_PRIVACY)
    row = get_object_or_404(Restriction.objects.select_related("person"), id=restriction_id)
    found, form = opened(request, row.person_id), LiftForm(request.POST)
    if run(form, partial(rights.lift_restriction, by=request.actor, restriction=row)):
        messages.success(request, "Ograniczenie zniesione.")
        return redirect("privacy:person", found.id)
    return page(request, found, lift=form)
