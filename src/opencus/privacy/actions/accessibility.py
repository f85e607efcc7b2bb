"""The declaration of accessibility, its yearly review, and requests for accessibility."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.text import normalise, normalise_lines
from opencus.privacy import events, queries, rules
from opencus.privacy.actions.numbering import next_number
from opencus.privacy.models import AccessibilityRequest, Declaration

KEPT_BY_REVIEW = (
    "published_on", "updated_on", "prepared_on", "status", "gaps", "method", "assessor", "report_url", "contact_name",
    "contact_email", "contact_phone", "shortcuts", "buildings", "sign_language", "applications",
)  # fmt: skip


@transaction.atomic
def save_declaration(*, by: Actor, **values: Any) -> Declaration:
    """Save a new version of the declaration, reviewed today; earlier versions stay (art. 11(2))."""
    by.require(Permission.MANAGE_PRIVACY)
    cleaned = {name: normalise_lines(value) if isinstance(value, str) else value for name, value in values.items()}
    problems: dict[str, str] = {}
    if cleaned.get("status") != Declaration.Status.FULL and not cleaned.get("gaps"):
        problems["gaps"] = "Napisz, co nie jest dostępne i dlaczego."
    if cleaned.get("method") == Declaration.Method.THIRD and not cleaned.get("assessor"):
        problems["assessor"] = "Wpisz, kto przeprowadził ocenę."
    if problems:
        raise ValidationError(problems)
    row = Declaration.objects.create(**{**cleaned, "reviewed_on": clock.today(), "saved_by_id": by.user_id})
    journal.write(events.DECLARATION_SAVED, by=by, subject=row, reviewed=row.reviewed_on)
    return row


@transaction.atomic
def review_declaration(*, by: Actor) -> Declaration:
    """Say that the declaration was read through today and stays as it is (art. 11(1): each year until 31 March)."""
    by.require(Permission.MANAGE_PRIVACY)
    current = queries.declaration()
    if current is None:
        raise ValidationError("Nie ma jeszcze deklaracji. Wypełnij ją najpierw.")
    if current.reviewed_on == clock.today():
        return current
    return save_declaration(by=by, **{name: getattr(current, name) for name in KEPT_BY_REVIEW})


@transaction.atomic
def register_access_request(*, by: Actor, requester: str, contact: str, demand: str, received_on: date) -> AccessibilityRequest:
    """Register a request for accessibility: 7 days begin (art. 18)."""
    by.require(Permission.MANAGE_PRIVACY)
    if received_on > clock.today():
        raise ValidationError({"received_on": "Żądanie nie mogło wpłynąć w przyszłości."})
    row = AccessibilityRequest.objects.create(
        number=next_number(AccessibilityRequest, received_on.year), year=received_on.year, received_on=received_on,
        requester=normalise(requester)[:160], contact=normalise(contact)[:200], demand=normalise_lines(demand)[:4000],
        due_on=rules.accessibility_due(received_on), registered_by_id=by.user_id,
    )  # fmt: skip
    journal.write(events.ACCESS_REGISTERED, by=by, subject=row, mark=str(row))
    return row


@transaction.atomic
def extend_access_request(*, by: Actor, request: AccessibilityRequest, until: date, reason: str) -> AccessibilityRequest:
    """Move the deadline with a reason the person is told: at most two months from the request (art. 18(5))."""
    by.require(Permission.MANAGE_PRIVACY)
    row = AccessibilityRequest.objects.select_for_update().get(id=request.id)
    if problem := rules.accessibility_problem(row.received_on, until, reason):
        raise ValidationError({"until" if reason.strip() else "reason": problem})
    row.extended_to, row.extension_reason = until, normalise_lines(reason)[:2000]
    row.save(update_fields=["extended_to", "extension_reason"])
    journal.write(events.ACCESS_EXTENDED, by=by, subject=row, mark=str(row), until=until)
    return row


@transaction.atomic
def answer_access_request(*, by: Actor, request: AccessibilityRequest, state: str, outcome: str) -> AccessibilityRequest:
    """Close a request with what was done; a refusal says why and how to complain (art. 18(6)-(7))."""
    by.require(Permission.MANAGE_PRIVACY)
    row = AccessibilityRequest.objects.select_for_update().get(id=request.id)
    if not normalise_lines(outcome):
        raise ValidationError({"outcome": "Napisz, co zrobiono. Przy odmowie: dlaczego, i że można złożyć skargę."})
    row.move_to(state)
    row.answered_on, row.outcome = clock.today(), normalise_lines(outcome)[:4000]
    row.save(update_fields=["state", "answered_on", "outcome"])
    journal.write(events.ACCESS_ANSWERED, by=by, subject=row, mark=str(row), state=row.get_state_display())
    return row
