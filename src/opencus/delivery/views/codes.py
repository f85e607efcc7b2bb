"""The client's PIN: shown once, to be printed or handed over."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from opencus.centre.access import staff_only
from opencus.centre.roles import Permission
from opencus.delivery.actions import issue_code
from opencus.delivery.models import ConfirmationCode
from opencus.people.access import open_person


@staff_only
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Say whether the person has a code; give a fresh one on POST and show it this once."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.SCHEDULE)
    person = open_person(actor, person_id, "kod PIN do potwierdzania wizyt", request)
    code = issue_code(by=actor, person=person) if request.method == "POST" else ""
    known = ConfirmationCode.objects.filter(person=person).first()
    return render(request, "delivery/code.html", {"person": person, "code": code, "known": known})
