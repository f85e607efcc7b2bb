"""Administrative decisions: drafted, signed by somebody the mayor authorised, delivered (art. 26, 42(3), KPA 107)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Authorisation, Centre
from opencus.centre.queries import authorisation_for
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.text import normalise, normalise_lines
from opencus.core.words import listed, numeric_date
from opencus.correspondence.actions import next_number
from opencus.intake import events
from opencus.intake.actions.outcomes import conclude, leave_queue, lock, record_outcome
from opencus.intake.models import Decision, Qualification, RequestedService
from opencus.intake.rules import (
    LEGAL_BASIS_GRANT,
    LEGAL_BASIS_REFUSAL,
    NotAllowed,
    appeal_instruction,
    decision_parts,
    missing_before_signing,
)

SERIES = "decision"


def draft_decision(
    *, by: Actor, requested: RequestedService, kind: str, factual_reasons: str = "", resolution: dict[str, Any] | None = None
) -> Decision:
    """Start a decision with its number, legal basis and instruction filled in; an unsigned draft is taken up again."""
    by.require(Permission.DRAFT_DECISION)
    with transaction.atomic():
        kept = lock(requested)
        target = RequestedService.State.REFUSED if kind == Decision.Kind.REFUSAL else RequestedService.State.GRANTED
        if not kept.can_move_to(target):
            raise NotAllowed(f"Ta usługa ma stan „{kept.get_state_display()}”, więc nie można przygotować decyzji.")
        Decision.objects.filter(requested=kept, state=Decision.State.DRAFT).exclude(kind=kind).delete()
        draft = Decision.objects.filter(requested=kept, state=Decision.State.DRAFT).first() or _new(by, kept, kind)
        draft.factual_reasons = normalise_lines(factual_reasons) or draft.factual_reasons
        draft.resolution = resolution if resolution is not None else draft.resolution
        draft.save()
        _note(events.DECISION_DRAFTED, by, draft, kind=draft.get_kind_display())
    return draft


def _new(by: Actor, kept: RequestedService, kind: str) -> Decision:
    year = clock.today().year
    number = f"{kept.application.case_file.mark}/D/{next_number(SERIES, year)}"
    centre = Centre.objects.get(pk=by.centre_id)
    assert by.user_id is not None  # whoever may draft has a log-in
    return Decision(
        requested=kept, number=number, kind=kind, drafted_by_id=by.user_id,
        legal_reasons=LEGAL_BASIS_REFUSAL if kind == Decision.Kind.REFUSAL else LEGAL_BASIS_GRANT,
        appeal_instruction=appeal_instruction(centre.name),
    )  # fmt: skip


def change_decision(*, by: Actor, decision: Decision, factual_reasons: str, legal_reasons: str, appeal: str) -> Decision:
    """Rewrite the reasons or the instruction of a draft; a signed decision is never touched."""
    by.require(Permission.DRAFT_DECISION)
    with transaction.atomic():
        kept = lock_draft(decision)
        kept.factual_reasons = normalise_lines(factual_reasons)
        kept.legal_reasons = normalise_lines(legal_reasons)
        kept.appeal_instruction = normalise_lines(appeal)
        kept.save()
        _note(events.DECISION_CHANGED, by, kept)
    return kept


def sign_refusal(*, by: Actor, decision: Decision) -> Decision:
    """Sign a refusal: only now is the service refused (art. 42(3), R26).

    Raises Refused without an authorisation of the mayor valid today (R29), NotAllowed while a part is missing.
    """
    authorisation = signatory(by, decision.requested.programme_service.service.code)
    with transaction.atomic():
        kept = lock_draft(decision)
        if kept.kind != Decision.Kind.REFUSAL:
            raise NotAllowed("To nie jest decyzja odmowna.")
        requested = lock(kept.requested)
        put_signature(by=by, decision=kept, authorisation=authorisation)
        requested.move_to(RequestedService.State.REFUSED)
        requested.save(update_fields=["state"])
        leave_queue(requested)
        last = requested.qualifications.order_by("-created_at").first()
        record_outcome(
            by=by, requested=requested, outcome=Qualification.Outcome.REFUSED, reasons=kept.factual_reasons,
            explanation=last.explanation if last else {"decision": kept.number},
        )  # fmt: skip
        conclude(by=by, application=requested.application)
    return kept


def signatory(by: Actor, service: str) -> Authorisation:
    """The authorisation under which the actor signs about a service today; Refused with the reason when there is none.

    ``service`` is the code of the service: the mayor may authorise for some matters only (art. 26).
    """
    found = authorisation_for(by.user_id, Permission.SIGN_DECISION, clock.today(), service) if by.user_id else None
    if found is None or not by.may(Permission.SIGN_DECISION):
        raise Refused(
            f"Nie masz upoważnienia do podpisywania decyzji w sprawie usługi {service} ważnego dnia {numeric_date(clock.today())}. "
            "Decyzję podpisuje dyrektor lub pracownik z upoważnienia wójta, burmistrza albo prezydenta (art. 26 ustawy o CUS)."
        )
    return found


def put_signature(*, by: Actor, decision: Decision, authorisation: Authorisation) -> None:
    """Sign the locked draft; the journal says whether the drafter and the signatory are one person (art. 24(3))."""
    parts = parts_of(decision)
    if missing := missing_before_signing(parts):
        names = listed([part.label for part in missing])
        raise NotAllowed(f"Decyzji nie można podpisać. Brakuje: {names}.", field=missing[0].field)
    decision.move_to(Decision.State.SIGNED)
    decision.signed_by_id = by.user_id
    decision.authorisation = authorisation
    decision.signed_on = clock.today()
    decision.save()
    same = "tak" if decision.drafted_by_id == by.user_id else "nie"
    _note(events.DECISION_SIGNED, by, decision, authorisation=authorisation.number, same_person=same)


def deliver(*, by: Actor, decision: Decision, on: date, channel: str, proof: str) -> Decision:
    """Record that the party got the decision: channel, day, proof (R85); the term for an appeal runs from that day."""
    by.require(Permission.DRAFT_DECISION)
    with transaction.atomic():
        kept = Decision.objects.select_for_update().get(pk=decision.pk)
        if kept.signed_on is None or not kept.signed_on <= on <= clock.today():
            raise NotAllowed("Dzień doręczenia nie może być przed podpisaniem ani w przyszłości.", field="on")
        kept.move_to(Decision.State.DELIVERED)
        kept.delivered_on, kept.delivery_channel, kept.delivery_proof = on, channel, normalise(proof)
        kept.save()
        _note(events.DECISION_DELIVERED, by, kept, on=numeric_date(on))
    return kept


def lock_draft(decision: Decision) -> Decision:
    """The draft as it is now, locked; NotAllowed when somebody signed it in the meantime."""
    kept: Decision = Decision.objects.select_for_update(of=("self",)).select_related("requested__application").get(pk=decision.pk)
    if kept.state != Decision.State.DRAFT:
        raise NotAllowed("Ta decyzja jest już podpisana. Zmienić ją może tylko nowa decyzja.")
    return kept


def parts_of(decision: Decision) -> tuple[Any, ...]:
    """The eight parts of the decision, each present or missing."""
    return decision_parts(
        factual=decision.factual_reasons, legal=decision.legal_reasons, appeal=decision.appeal_instruction,
        resolved=decision.kind == Decision.Kind.REFUSAL or bool(decision.resolution),
        dated=decision.signed_on is not None, signed=decision.signed_by_id is not None,
    )  # fmt: skip


def _note(event: events.Event, by: Actor, decision: Decision, **data: Any) -> None:
    case = decision.requested.application
    journal.write(event, by=by, subject=decision, person_id=case.client_id, number=decision.number, **data)
