"""Outcomes of a requested service that need no entitlement: forwarded, withdrawn; the whole application decided."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.text import normalise
from opencus.correspondence.actions import create_notice
from opencus.intake import events
from opencus.intake.models import Application, Qualification, RequestedService, WaitingListEntry
from opencus.intake.rules import NotAllowed, outcome_of


def record_outcome(
    *, by: Actor, requested: RequestedService, outcome: str, reasons: str, explanation: dict[str, Any]
) -> Qualification:
    """Keep the outcome with the explanation that led to it; only the centre qualifies (art. 49)."""
    return Qualification.objects.create(
        requested=requested, outcome=outcome, reasons=reasons, explanation=explanation,
        qualified_by_id=by.user_id, on=clock.today(),
    )  # fmt: skip


def forward(*, by: Actor, requested: RequestedService, receiver: str, scope: str) -> RequestedService:
    """Hand a service over to the unit that is competent for it: when, to whom, with what (art. 38(1), R28)."""
    if not by.may(Permission.QUALIFY):
        by.require(Permission.RECOGNISE_NEEDS)
    receiver, scope = normalise(receiver), normalise(scope)
    if not receiver:
        raise NotAllowed("Wpisz, do kogo przekazujesz wniosek.", field="receiver")
    if not scope:
        raise NotAllowed("Wpisz, w jakim zakresie przekazujesz wniosek.", field="scope")
    with transaction.atomic():
        kept = lock(requested)
        kept.move_to(RequestedService.State.FORWARDED)
        kept.forwarded_to = receiver
        kept.save(update_fields=["state", "forwarded_to"])
        record_outcome(
            by=by, requested=kept, outcome=Qualification.Outcome.FORWARDED, reasons=scope, explanation={"receiver": receiver}
        )
        _note(events.FORWARDED, by, kept, service=str(kept), receiver=receiver)
        _tell_forwarded(by, kept, receiver, scope)
        conclude(by=by, application=kept.application)
    return kept


def withdraw(*, by: Actor, requested: RequestedService) -> RequestedService:
    """The applicant no longer wants the service; a place in a queue or an offer is given up."""
    by.require(Permission.REGISTER_APPLICATION)
    with transaction.atomic():
        kept = lock(requested)
        kept.move_to(RequestedService.State.WITHDRAWN)
        kept.save(update_fields=["state"])
        leave_queue(kept)
        _note(events.WITHDRAWN, by, kept, service=str(kept))
        conclude(by=by, application=kept.application)
    return kept


def leave_queue(requested: RequestedService) -> None:
    """Take the service off the waiting list; its past stays for the explanation of places."""
    WaitingListEntry.objects.filter(requested=requested, left_at__isnull=True).update(left_at=clock.now())


def conclude(*, by: Actor, application: Application) -> None:
    """Move the application on when every service has an outcome; nothing while one is open."""
    kept = Application.objects.select_for_update().get(pk=application.pk)
    state = outcome_of(kept.requested.values_list("state", flat=True))
    if state and kept.can_move_to(state):
        kept.move_to(state)
        kept.save(update_fields=["state"])
        journal.write(events.DECIDED, by=by, subject=kept, person_id=kept.client_id, mark=str(kept.case_file))
    application.state = kept.state


def lock(requested: RequestedService) -> RequestedService:
    """The requested service as it is now, locked until the end of the transaction, with its case loaded.

    Raises NotAllowed while documents are awaited: nothing is decided on half of the facts.
    """
    kept = (
        RequestedService.objects.select_for_update(of=("self",))
        .select_related("application__client", "application__case_file", "programme_service__service", "programme_service__version")
        .get(pk=requested.pk)
    )
    if kept.application.state == Application.State.EVIDENCE_REQUESTED:
        raise NotAllowed("Wniosek czeka na dokumenty. Najpierw odnotuj, że dotarły.")
    if kept.application.state == Application.State.DRAFT:
        raise NotAllowed("Ten wniosek nie został jeszcze złożony.")
    return kept


def _tell_forwarded(by: Actor, kept: RequestedService, receiver: str, scope: str) -> None:
    case = kept.application
    create_notice(
        by=by, person=case.client, case_file=case.case_file, kind="forwarded", subject=f"Przekazaliśmy wniosek: {kept}",
        text=f"Sprawę „{kept}” przekazaliśmy do: {receiver}. Zakres: {scope}. Nie trzeba składać wniosku jeszcze raz.",
    )  # fmt: skip


def _note(event: events.Event, by: Actor, requested: RequestedService, **data: Any) -> None:
    journal.write(event, by=by, subject=requested, person_id=requested.application.client_id, **data)
