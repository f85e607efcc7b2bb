"""From a draft to a plan in force: submitting, approving, sending back, the first day, the last day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core.clock import now, today
from opencus.core.states import WrongMove
from opencus.plans import events
from opencus.plans.actions.drafting import note
from opencus.plans.models import PlanVersion
from opencus.plans.queries import missing_in
from opencus.plans.rules import PlanProblem

State = PlanVersion.State


def submit(*, by: Actor, version: PlanVersion) -> PlanVersion:
    """Send a complete draft for approval; refused while any part is missing (R33)."""
    by.require(Permission.DRAFT_PLAN)
    with transaction.atomic():
        kept = _locked(version, State.SUBMITTED)
        _require_complete(kept)
        _move(kept, State.SUBMITTED, submitted_by_id=by.user_id, submitted_at=now(), remark="")
        note(events.SUBMITTED, by, kept, version=kept.number)
    return kept


def approve(*, by: Actor, version: PlanVersion) -> PlanVersion:
    """Approve a submitted version: the director, or an organiser of services authorised today (art. 41(1), R34).

    Approving one's own plan is allowed in a small centre, recorded and shown (art. 24(3)). A version whose first
    day has come is in force at once. Refused while any part is missing (R33).
    """
    by.require(Permission.APPROVE_PLAN)
    with transaction.atomic():
        kept = _locked(version, State.APPROVED)
        _require_complete(kept)
        own = by.user_id is not None and by.user_id in {kept.submitted_by_id, kept.plan.author_id}
        _replace(kept, {State.APPROVED})
        _move(kept, State.APPROVED, approved_by_id=by.user_id, approved_at=now(), self_approved=own)
        note(events.SELF_APPROVED if own else events.APPROVED, by, kept, version=kept.number)
        if kept.valid_from <= today():
            _begin(by, kept)
    return kept


def send_back(*, by: Actor, version: PlanVersion, remark: str) -> PlanVersion:
    """Return a submitted version to its author with a remark."""
    by.require(Permission.APPROVE_PLAN)
    if not remark.strip():
        raise PlanProblem("Napisz, co trzeba poprawić.", field="remark")
    with transaction.atomic():
        kept = _locked(version, State.DRAFT)
        _move(kept, State.DRAFT, remark=remark.strip())
        note(events.SENT_BACK, by, kept, version=kept.number)
    return kept


def begin_due(*, by: Actor, on: date) -> int:
    """Put in force every approved version whose first day has come; return how many. Runs each day by itself."""
    due = PlanVersion.objects.filter(state=State.APPROVED, valid_from__lte=on).order_by("plan_id", "number")
    count = 0
    for found in due:
        with transaction.atomic():
            kept = PlanVersion.objects.select_for_update(of=("self",)).select_related("plan").get(id=found.id)
            if kept.state == State.APPROVED:
                _begin(by, kept)
                count += 1
    return count


def end_due(*, by: Actor, on: date) -> int:
    """End every version in force whose last day is over; return how many. Runs each day by itself."""
    over = PlanVersion.objects.filter(state=State.IN_FORCE, valid_to__lt=on).select_related("plan")
    for version in over:
        with transaction.atomic():
            _move(version, State.ENDED)
            note(events.ENDED, by, version, version=version.number, on=version.valid_to)
    return len(over)


def _begin(by: Actor, version: PlanVersion) -> None:
    _replace(version, {State.IN_FORCE})
    _move(version, State.IN_FORCE)
    note(events.BEGAN, by, version, version=version.number)


def _replace(version: PlanVersion, states: set[str]) -> None:
    """Older versions in these states give way to this one."""
    older = PlanVersion.objects.filter(plan_id=version.plan_id, number__lt=version.number, state__in=states)
    for one in older.select_for_update():
        _move(one, State.REPLACED)


def _locked(version: PlanVersion, target: str) -> PlanVersion:
    """Return the row as it is now, under a lock; ``PlanProblem`` when it cannot move to the target."""
    kept = PlanVersion.objects.select_for_update(of=("self",)).select_related("plan").get(id=version.id)
    if not kept.can_move_to(target):
        raise PlanProblem(f"Ta wersja planu jest w stanie „{kept.get_state_display()}”. Odśwież stronę.")
    return kept


def _move(version: PlanVersion, state: str, **fields: Any) -> None:
    try:
        version.move_to(state)
    except WrongMove as error:
        raise PlanProblem(str(error)) from error
    for name, value in fields.items():
        setattr(version, name, value)
    version.save(update_fields=["state", *(name.removesuffix("_id") for name in fields)])


def _require_complete(version: PlanVersion) -> None:
    missing = missing_in(version)
    if missing:
        parts = "; ".join(one.text for one in missing)
        raise PlanProblem(f"Planu nie można zatwierdzić, bo brakuje: {parts}.", missing=missing)
