"""The course of a plan: monitoring, who monitors, the end and the closing talk."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.models import User
from opencus.centre.queries import roles_of
from opencus.centre.roles import Permission, Role
from opencus.core.clock import today
from opencus.plans import events
from opencus.plans.actions.drafting import note
from opencus.plans.models import ClosingTalk, MonitoringEntry, Plan, PlanVersion
from opencus.plans.rules import PlanProblem

State = PlanVersion.State


def add_monitoring(*, by: Actor, plan: Plan, on: date, text: str) -> MonitoringEntry:
    """Add a dated note on how the plan goes (art. 45(1), R37)."""
    by.require(Permission.MONITOR_PLAN)
    if not text.strip():
        raise PlanProblem("Napisz, jak przebiega plan.", field="text")
    if on > today():
        raise PlanProblem("Dzień wpisu nie może być w przyszłości.", field="on")
    if not plan.versions.filter(state__in=[State.IN_FORCE, State.ENDED]).exists():
        raise PlanProblem("Monitorowanie zaczyna się, gdy plan zacznie obowiązywać.", field="text")
    with transaction.atomic():
        made = MonitoringEntry.objects.create(plan=plan, on=on, text=text.strip(), by_id=by.user_id)
        journal.write(events.MONITORED, by=by, subject=plan, person_id=plan.person_id, number=plan.number, on=on)
    return made


def change_monitor(*, by: Actor, plan: Plan, monitor: User, reason: str) -> None:
    """Give monitoring to another coordinator, with a reason (art. 45(1) names the author, R36)."""
    if not by.may(Permission.APPROVE_PLAN):
        by.require(Permission.MONITOR_PLAN)
    if not reason.strip():
        raise PlanProblem("Napisz, dlaczego zmienia się osoba monitorująca.", field="reason")
    if monitor.id == plan.monitor_id:
        raise PlanProblem("Ta osoba już monitoruje ten plan. Wybierz inną.", field="monitor")
    if Role.KIPUS not in roles_of(monitor.id, today()):
        raise PlanProblem("Plan monitoruje koordynator (KIPUS). Wybierz osobę z tą rolą.", field="monitor")
    with transaction.atomic():
        plan.monitor = monitor
        plan.save(update_fields=["monitor"])
        journal.write(
            events.MONITOR_CHANGED, by=by, subject=plan, person_id=plan.person_id, purpose=reason.strip(),
            number=plan.number, monitor=str(monitor.id),
        )  # fmt: skip


def end_early(*, by: Actor, version: PlanVersion, on: date, reason: str) -> None:
    """End a plan in force before its last day: resignation (art. 44) or a change of circumstances."""
    by.require(Permission.MONITOR_PLAN)
    if not reason.strip():
        raise PlanProblem("Napisz, dlaczego plan kończy się wcześniej.", field="reason")
    if not version.valid_from <= on <= min(version.valid_to, today()):
        raise PlanProblem("Podaj dzień od początku planu do dziś.", field="on")
    with transaction.atomic():
        kept = _locked(version, State.ENDED)
        kept.move_to(State.ENDED)
        kept.valid_to, kept.reason = on, "\n".join(filter(None, [kept.reason, f"Zakończenie: {reason.strip()}"]))
        kept.save(update_fields=["state", "valid_to", "reason"])
        note(events.ENDED, by, kept, version=kept.number, on=on)


def close(
    *, by: Actor, version: PlanVersion, course_and_results: str, held_on: date | None = None, no_talk_reason: str = ""
) -> ClosingTalk:
    """Close an ended plan with the closing talk, or why there was none, and its course and results (R38).

    Source: art. 45(2)-(3).
    """
    by.require(Permission.MONITOR_PLAN)
    if held_on is None and not no_talk_reason.strip():
        raise PlanProblem(
            "Podaj dzień rozmowy podsumowującej albo napisz, dlaczego się nie odbyła.", field="held_on"
        )
    if held_on is not None and held_on > today():
        raise PlanProblem("Dzień rozmowy nie może być w przyszłości.", field="held_on")
    if not course_and_results.strip():
        raise PlanProblem("Opisz przebieg i wyniki planu.", field="course_and_results")
    with transaction.atomic():
        kept = _locked(version, State.CLOSED)
        plan = kept.plan
        talk = ClosingTalk.objects.create(
            plan=plan, held_on=held_on, no_talk_reason="" if held_on else no_talk_reason.strip(),
            course_and_results=course_and_results.strip(), by_id=by.user_id,
        )  # fmt: skip
        kept.move_to(State.CLOSED)
        kept.save(update_fields=["state"])
        note(events.CLOSED, by, kept, talk=held_on is not None)
    return talk


def _locked(version: PlanVersion, target: str) -> PlanVersion:
    kept = PlanVersion.objects.select_for_update(of=("self",)).select_related("plan").get(id=version.id)
    if not kept.can_move_to(target):
        raise PlanProblem(f"Ta wersja planu jest w stanie „{kept.get_state_display()}”. Odśwież stronę.")
    return kept
