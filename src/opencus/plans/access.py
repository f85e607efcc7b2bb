"""Who may see plans; every opening of one is written to the reading log (art. 50(3))."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from opencus.audit import journal
from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Permission as P
from opencus.plans import events
from opencus.plans.models import Plan, PlanVersion

READERS = frozenset({P.DRAFT_PLAN, P.APPROVE_PLAN, P.MONITOR_PLAN})


def may_read(by: Actor) -> bool:
    """Coordinators, whoever approves, and the organiser of services, who answers for realisation (art. 46)."""
    return bool(READERS & by.permissions) or (by.may(P.OPEN_PERSON) and by.may(P.VIEW_REPORTS))


def require_reader(by: Actor) -> None:
    """Raise ``Refused`` unless the actor may read plans."""
    if not may_read(by):
        raise Refused(
            "Plany usług widzą koordynatorzy (KIPUS), organizator usług i dyrektor. "
            "Poproś jedną z tych osób albo dyrektora o nadanie roli."
        )


def open_plan(by: Actor, plan_id: UUID, *, printed: bool = False) -> Plan:
    """Return a plan and write the opening to the reading log; 404 when there is none, ``Refused`` for others."""
    require_reader(by)
    plan = find_plan(plan_id)
    log_opening(by, plan, printed=printed)
    return plan


def log_opening(by: Actor, plan: Plan, *, printed: bool = False) -> None:
    """Write that somebody looked at a plan."""
    event = events.PRINTED if printed else events.OPENED
    journal.write(event, by=by, subject=plan, person_id=plan.person_id, number=plan.number)


def find_plan(plan_id: UUID) -> Plan:
    """Return a plan with its person and staff, for an act that writes its own entry; 404 when there is none."""
    found = Plan.objects.select_related("person", "application", "author", "monitor").filter(id=plan_id).first()
    if found is None:
        raise Http404("Nie ma takiego planu.")
    return found


def current_version(plan: Plan, number: int | None = None) -> PlanVersion:
    """Return the newest version, or the one asked for by its number; 404 when there is none."""
    versions = plan.versions.select_related("approved_by", "submitted_by")
    found = versions.filter(number=number).first() if number else versions.first()
    if found is None:
        raise Http404("Plan nie ma takiej wersji.")
    return found
