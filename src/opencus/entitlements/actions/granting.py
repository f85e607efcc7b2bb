"""The decision track: a service of a separate act is granted only by a signed decision (art. 19)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.periods import Period
from opencus.core.words import full_date, listed
from opencus.correspondence.actions import create_notice
from opencus.entitlements import events
from opencus.entitlements.actions.lifecycle import grant
from opencus.entitlements.actions.places import check_grantable, lock_places, subject_of
from opencus.entitlements.assessment import assess
from opencus.entitlements.models import Entitlement
from opencus.intake.actions import decisions
from opencus.intake.actions.outcomes import conclude, leave_queue, lock, record_outcome
from opencus.intake.models import Decision, Qualification, RequestedService
from opencus.intake.rules import NotAllowed
from opencus.programmes.models import Track
from opencus.programmes.rules.fees import Fee
from opencus.programmes.rules.limits import Limit
from opencus.programmes.rules.terms import Terms


def draft_grant(
    *, by: Actor, requested: RequestedService, start: date, end: date, quantity: Decimal, per: str, reasons: str,
    override: str = "", cared_for: str = "",
) -> Decision:
    """Prepare a decision that grants so many units per day, month or year; it gives nothing until it is signed.

    The amount may be smaller than the programme's limit, never larger. Raises NotAllowed with the form field.
    """
    by.require(Permission.DRAFT_DECISION)
    found = assess(requested, clock.today())
    if found.offered.track != Track.DECISION:
        raise NotAllowed("Ta usługa nie wymaga decyzji. Zakwalifikuj do niej z programu.")
    check_grantable(requested, found, override)
    if found.period is None:
        raise NotAllowed("Program, w którym jest ta usługa, już się skończył.")
    whom = subject_of(found, cared_for)
    last = found.period.end or end
    if not found.period.start <= start <= end <= last:
        raise NotAllowed(f"Wpisz okres od {full_date(found.period.start)} do {full_date(last)}.", field="start")
    amount = Limit(quantity, found.offered.service.measure, per)  # type: ignore[arg-type]
    for limit in found.limits:
        if limit.period == amount.period and limit.measure == amount.measure and quantity > limit.quantity:
            raise NotAllowed(f"Program pozwala najwyżej na {limit.text}.", field="quantity")
    # A shared limit of the same period goes on binding beside the amount: others draw on it too.
    others = [one for one in found.limits if one.scope != "person" or (one.period, one.measure) != (amount.period, amount.measure)]
    terms = Terms(Period(start, end), (amount, *others), found.fee)
    kept = {"offered": str(found.offered.pk), "cared_for": str(whom) if whom else ""}
    return decisions.draft_decision(
        by=by, requested=requested, kind=Decision.Kind.GRANT, factual_reasons=reasons,
        resolution=as_json(terms) | kept | ({"override": override} if override else {}),
    )  # fmt: skip


def sign_grant(*, by: Actor, decision: Decision) -> Entitlement:
    """Sign a decision that grants a service: only now the right exists (R26, R29).

    Places are counted again under the lock. Raises Refused without an authorisation valid today, NoPlace, NotAllowed
    also when the programme was changed after the draft: its terms would be of a text no longer in force.
    """
    authorisation = decisions.signatory(by, decision.requested.programme_service.service.code)
    with transaction.atomic():
        lock_places(decision.requested.programme_service)
        draft = decisions.lock_draft(decision)
        if draft.kind != Decision.Kind.GRANT:
            raise NotAllowed("To nie jest decyzja przyznająca usługę.")
        kept = lock(draft.requested)
        found = assess(kept, clock.today())
        check_grantable(kept, found, draft.resolution.get("override", ""))
        if draft.resolution.get("offered", str(kept.programme_service_id)) != str(found.offered.pk):
            raise NotAllowed("Po przygotowaniu projektu zmienił się program. Przygotuj projekt według obowiązującej wersji.")
        decisions.put_signature(by=by, decision=draft, authorisation=authorisation)
        kept.move_to(RequestedService.State.GRANTED)
        kept.save(update_fields=["state"])
        leave_queue(kept)
        record_outcome(
            by=by, requested=kept, outcome=Qualification.Outcome.QUALIFIED, reasons=draft.factual_reasons,
            explanation=found.as_json() | {"decision": draft.number},
        )  # fmt: skip
        whom = draft.resolution.get("cared_for")
        held = grant(
            by=by, requested=kept, terms=from_json(draft.resolution), permission=Permission.SIGN_DECISION,
            offered=found.offered, cared_for=UUID(whom) if whom else None,
        )  # fmt: skip
        case = kept.application
        journal.write(events.GRANTED_BY_DECISION, by=by, subject=kept, person_id=case.client_id, number=draft.number, service=str(kept))
        create_notice(
            by=by, person=case.client, case_file=case.case_file, kind="decision", subject=f"Decyzja przyznająca: {kept}",
            text=f"Jest decyzja nr {draft.number} o przyznaniu usługi „{kept}”: {said(draft.resolution)}.",
        )  # fmt: skip
        conclude(by=by, application=case)
    decision.refresh_from_db()
    return held


def as_json(terms: Terms) -> dict[str, Any]:
    """Terms as a decision keeps them."""
    assert terms.period.end is not None
    return {
        "valid_from": terms.period.start.isoformat(), "valid_to": terms.period.end.isoformat(),
        "limits": [limit.as_json() for limit in terms.limits],
        "unit_fee": None if terms.fee.unit_fee is None else str(terms.fee.unit_fee),
        "fee_text": terms.fee.text, "fee_basis": terms.fee.basis,
    }  # fmt: skip


def from_json(stored: dict[str, Any]) -> Terms:
    """Terms read back from a decision."""
    fee = None if stored["unit_fee"] is None else Decimal(stored["unit_fee"])
    return Terms(
        Period(date.fromisoformat(stored["valid_from"]), date.fromisoformat(stored["valid_to"])),
        tuple(Limit.from_json(one) for one in stored["limits"]),
        Fee(fee, stored["fee_text"], stored["fee_basis"]),
    )


def said(stored: dict[str, Any]) -> str:
    """The resolution in words: period, amount, fee."""
    terms = from_json(stored)
    end = terms.period.end or terms.period.start
    amount = listed([limit.text for limit in terms.limits]) or "bez limitu"
    return f"od {full_date(terms.period.start)} do {full_date(end)}, {amount}, opłata: {terms.fee.text}"
