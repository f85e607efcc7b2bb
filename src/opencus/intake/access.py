"""Who may open a case: permission, then its division, and looking at the person is written down (art. 50(3) CUS Act)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.intake.models import Application, Decision, Enquiry, RequestedService, WaitingListEntry
from opencus.people.access import behind_wall, open_person
from opencus.worklist.access import handed
from opencus.worklist.matters import Matter
from opencus.worklist.models import HandedMatter

#: How long a case is a matter of whoever registered it after it left their hands: people call again.
REGISTERED_LATELY = timedelta(days=30)
_STATE = Application.State
_TO_DO = (_STATE.SUBMITTED, _STATE.EVIDENCE_REQUESTED, _STATE.IN_RECOGNITION)
_OVER = (_STATE.CLOSED, _STATE.WITHDRAWN, _STATE.FORWARDED)

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


def on_my_side(actor: Actor, prefix: str = "") -> Q:
    """Cases of the actor's division and those handed over to it; all when the actor sees both (art. 12-14).

    ``prefix`` leads to the case from another row: ``application__``.
    """
    if not actor.divisions:
        return Q()
    mine = {f"{prefix}division__in": actor.divisions}
    given = {f"{prefix}id__in": handed(actor, HandedMatter.Kind.APPLICATION)}
    return Q(**mine) | Q(**given)


def ties(actor: Actor, person_ids: Sequence[UUID]) -> list[QuerySet[Any, Any]]:
    """Clients and applicants of the actor's cases and of those that wait for their role; whom they talk to today."""
    cases = Application.objects.filter(on_my_side(actor), _my_cases(actor)).order_by()
    today = Q(taken_by_id=actor.user_id) & (
        Q(started_at__gte=clock.at(clock.today(), time(0))) | Q(ended_at__isnull=True, started_at__gte=clock.now() - timedelta(days=2))
    )
    found = [
        cases.filter(client_id__in=person_ids).values_list("client_id"),
        cases.filter(applicant_id__in=person_ids).values_list("applicant_id"),
        Enquiry.objects.filter(today, person_id__in=person_ids).values_list("person_id"),
        Enquiry.objects.filter(today, caller_id__in=person_ids).values_list("caller_id"),
    ]
    if actor.may(Permission.QUALIFY) or actor.may(Permission.RECOGNISE_NEEDS):
        queue = WaitingListEntry.objects.filter(
            on_my_side(actor, "requested__application__"), left_at__isnull=True, requested__application__client_id__in=person_ids
        )
        found.append(queue.values_list("requested__application__client_id"))
    return found


def _my_cases(actor: Actor) -> Q:
    """Cases somebody leads, has just registered, or that wait for a role the actor holds."""
    lately = clock.now() - REGISTERED_LATELY
    mine = Q(coordinator_id=actor.user_id) & ~Q(state__in=_OVER)
    mine |= Q(created_by_id=actor.user_id) & (Q(state__in=[_STATE.DRAFT, *_TO_DO]) | Q(created_at__gte=lately))
    if actor.may(Permission.REGISTER_APPLICATION):
        mine |= Q(state=_STATE.DRAFT)  # anybody may finish a case begun on the telephone
    if actor.may(Permission.RECOGNISE_NEEDS):
        mine |= Q(state__in=_TO_DO, coordinator_id__isnull=True)
        if actor.may(Permission.QUALIFY):
            mine |= Q(state__in=_TO_DO, recognitions__isnull=False, requested__state=RequestedService.State.OPEN)
    elif actor.may(Permission.QUALIFY) or actor.may(Permission.DRAFT_DECISION):
        mine |= Q(state__in=_TO_DO)
    if actor.may(Permission.SIGN_DECISION):
        mine |= Q(requested__decisions__state=Decision.State.DRAFT)
    unfinished = [Decision.State.DRAFT, Decision.State.SIGNED, Decision.State.DELIVERED, Decision.State.APPEALED]
    return mine | Q(requested__decisions__drafted_by_id=actor.user_id, requested__decisions__state__in=unfinished)


def matters(actor: Actor, person_id: UUID) -> list[Matter]:
    """The cases of a person that the actor sees, as what may be handed over."""
    rows = Application.objects.filter(on_my_side(actor), client_id=person_id).exclude(state=_STATE.DRAFT).select_related("case_file")
    kind = HandedMatter.Kind.APPLICATION.value
    return [Matter(kind, one.id, one.case_file.mark, one.division, reverse("intake:detail", args=[one.id])) for one in rows]


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
    if not actor.sees(found.division) and not Application.objects.filter(on_my_side(actor), pk=found.pk).exists():
        behind_wall(actor, found.client_id, request)
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
