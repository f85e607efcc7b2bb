"""Who may see plans; every opening of one is written to the reading log (art. 50(3))."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse

from opencus.audit import journal
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Division
from opencus.centre.roles import Permission as P
from opencus.entitlements.models import Entitlement
from opencus.intake.access import on_my_side as cases_on_my_side
from opencus.intake.models import Application
from opencus.people.access import require_caseload
from opencus.plans import events
from opencus.plans.models import Plan, PlanVersion
from opencus.worklist.access import handed
from opencus.worklist.matters import Matter
from opencus.worklist.models import HandedMatter

READERS = frozenset({P.DRAFT_PLAN, P.APPROVE_PLAN, P.MONITOR_PLAN})
_STATE = PlanVersion.State
#: A plan is somebody's matter until it is closed: after its end there is a talk to hold (art. 45(2)).
_ALIVE = (_STATE.DRAFT, _STATE.SUBMITTED, _STATE.APPROVED, _STATE.IN_FORCE, _STATE.ENDED)


def may_read(by: Actor) -> bool:
    """Coordinators, whoever approves, and the organiser of services, who answers for realisation (art. 46).

    Only on the side of social services, where there is a wall.
    """
    reader = bool(READERS & by.permissions) or (by.may(P.OPEN_PERSON) and by.may(P.VIEW_REPORTS))
    return reader and by.sees(Division.SERVICES)


def on_my_side(by: Actor, prefix: str = "") -> Q:
    """Plans are matters of social services (art. 38): of the other division only what was handed over to it."""
    if by.sees(Division.SERVICES):
        return Q()
    return Q(**{f"{prefix}id__in": handed(by, HandedMatter.Kind.PLAN)})


def ties(actor: Actor, person_ids: Sequence[UUID]) -> list[QuerySet[Any, Any]]:
    """People whose plan the actor writes or watches, answers for, or is to write or approve."""
    mine = Q(author_id=actor.user_id) | Q(monitor_id=actor.user_id)
    alive = Q(versions__state__in=_ALIVE)
    wanted = mine & alive
    if may_read(actor) and actor.may(P.VIEW_REPORTS):
        wanted |= alive  # the organiser of services answers for all of them (art. 46)
    if actor.may(P.APPROVE_PLAN):
        wanted |= Q(versions__state=_STATE.SUBMITTED)
    plans = Plan.objects.filter(wanted, on_my_side(actor), person_id__in=person_ids)
    found = [plans.values_list("person_id")]
    if actor.may(P.DRAFT_PLAN):
        waiting = Application.objects.filter(
            cases_on_my_side(actor), client_id__in=person_ids, plans__isnull=True, submitted_on__isnull=False,
            requested__entitlements__state=Entitlement.State.ACTIVE,
        )  # fmt: skip
        found.append(waiting.values_list("client_id"))
    return found


def matters(actor: Actor, person_id: UUID) -> list[Matter]:
    """The plans of a person that the actor sees, as what may be handed over."""
    rows = Plan.objects.filter(on_my_side(actor), person_id=person_id)
    kind, division = HandedMatter.Kind.PLAN.value, Division.SERVICES.value
    return [Matter(kind, one.id, one.number, division, reverse("plans:detail", args=[one.id])) for one in rows]


def require_reader(by: Actor) -> None:
    """Raise ``Refused`` unless the actor may read plans."""
    if not may_read(by):
        raise Refused(
            "Plany usług widzą koordynatorzy (KIPUS), organizator usług i dyrektor. "
            "Poproś jedną z tych osób albo dyrektora o nadanie roli."
        )


def open_plan(by: Actor, plan_id: UUID, *, printed: bool = False) -> Plan:
    """Return a plan and write the opening to the reading log; 404 when there is none, ``Refused`` for others."""
    if not by.divisions:
        require_reader(by)
    plan = find_plan(plan_id)
    require_seen(by, plan)
    log_opening(by, plan, printed=printed)
    return plan


def require_seen(by: Actor, plan: Plan) -> None:
    """Raise ``Refused`` for who does not read plans and ``BehindGlass`` outside one's own matters.

    Whoever was handed the plan reads it by that: it is what the hand-over is for.
    """
    given = bool(by.divisions) and handed(by, HandedMatter.Kind.PLAN).filter(matter_id=plan.id).exists()
    if not given:
        require_reader(by)
    require_caseload(by, plan.person)


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
