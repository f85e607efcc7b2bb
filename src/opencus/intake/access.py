"""Who may open a case: permission first, and looking at the person is written down (art. 50(3) CUS Act)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest

from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.intake.models import Application, Decision, RequestedService
from opencus.people.access import open_person

CASE_WORK = (
    Permission.REGISTER_APPLICATION,
    Permission.QUALIFY,
    Permission.RECOGNISE_NEEDS,
    Permission.DRAFT_DECISION,
    Permission.SIGN_DECISION,
)


def require_case_work(actor: Actor) -> None:
    """Raise Refused unless the actor works on applications."""
    if not any(actor.may(permission) for permission in CASE_WORK):
        actor.require(Permission.REGISTER_APPLICATION)


def open_application(actor: Actor, application_id: UUID, request: HttpRequest | None = None) -> Application:
    """The case with its people loaded; unseen is 404, and opening it is in the reading log of the client."""
    require_case_work(actor)
    found = (
        Application.objects.select_related("client__municipality", "applicant", "case_file", "office", "coordinator", "created_by")
        .filter(pk=application_id)
        .first()
    )
    if found is None:
        raise Http404
    open_person(actor, found.client_id, f"wniosek {found.case_file}", request)
    return found


def open_requested(actor: Actor, requested_id: UUID, request: HttpRequest | None = None) -> RequestedService:
    """One requested service with its case, opened like the case itself."""
    found = (
        RequestedService.objects.select_related("programme_service__service", "programme_service__version__programme")
        .filter(pk=requested_id)
        .first()
    )
    if found is None:
        raise Http404
    found.application = open_application(actor, found.application_id, request)
    return found


def open_decision(actor: Actor, decision_id: UUID, request: HttpRequest | None = None) -> Decision:
    """A decision with its case, opened like the case itself."""
    found = Decision.objects.select_related("drafted_by", "signed_by", "authorisation").filter(pk=decision_id).first()
    if found is None:
        raise Http404
    found.requested = open_requested(actor, found.requested_id, request)
    return found
