"""Drawing up a plan: from an application, or as a new version of a plan in force."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from opencus.audit import journal
from opencus.audit.events import Event
from opencus.catalogue.models import Mode
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core.clock import add_months, today
from opencus.correspondence.actions import next_number
from opencus.entitlements.models import Entitlement
from opencus.intake.models import Application
from opencus.plans import events, rules
from opencus.plans.models import Plan, PlanItem, PlanVersion, SupportingAction
from opencus.plans.providers import offers_for
from opencus.plans.rules import PlanProblem

USUAL_MONTHS = 6
_NO_PLAN_FOR = {Application.State.DRAFT, Application.State.WITHDRAWN, Application.State.FORWARDED}


def draft_plan(*, by: Actor, application: Application, valid_from: date | None = None) -> PlanVersion:
    """Start the plan of an application's client with a draft that holds every active entitlement of theirs.

    Amounts come from the limits granted, the place from the service, the provider where only one can deliver.
    Raises ``PlanProblem`` when the application is not submitted or already has a plan (art. 38, 40).
    """
    by.require(Permission.DRAFT_PLAN)
    if application.submitted_on is None or application.state in _NO_PLAN_FOR:
        raise PlanProblem("Plan powstaje na podstawie złożonego wniosku. Ten wniosek nie jest złożony.")
    with transaction.atomic():
        Application.objects.select_for_update().get(id=application.id)
        if existing := Plan.objects.filter(application=application).first():
            raise PlanProblem(f"Ten wniosek ma już plan {existing.number}. Otwórz go i zmień.")
        start = valid_from or today()
        plan = Plan.objects.create(
            person_id=application.client_id, application=application, number=_number(today()),
            author_id=by.user_id, monitor_id=by.user_id, due_on=rules.due_on(application.submitted_on),
        )  # fmt: skip
        version = PlanVersion.objects.create(
            plan=plan, number=1, valid_from=start, valid_to=add_months(start, USUAL_MONTHS) - timedelta(days=1)
        )
        count = _fill(version, application.client_id)
        journal.write(
            events.DRAFTED, by=by, subject=plan, person_id=plan.person_id, number=plan.number, services=count
        )
    return version


def set_period(*, by: Actor, version: PlanVersion, valid_from: date, valid_to: date) -> None:
    """Set the first and the last day of a draft; at most a year (art. 40)."""
    by.require(Permission.DRAFT_PLAN)
    require_draft(version)
    if valid_to < valid_from:
        raise PlanProblem("Ostatni dzień planu nie może być przed pierwszym.", field="valid_to")
    if valid_to > rules.latest_end(valid_from):
        last = f"{rules.latest_end(valid_from):%d.%m.%Y}"
        raise PlanProblem(f"Plan może trwać najwyżej rok. Najpóźniejszy ostatni dzień to {last}.", field="valid_to")
    if (version.valid_from, version.valid_to) == (valid_from, valid_to):
        return
    with transaction.atomic():
        version.valid_from, version.valid_to = valid_from, valid_to
        version.save(update_fields=["valid_from", "valid_to"])
        note(events.PERIOD_SET, by, version, valid_from=valid_from, valid_to=valid_to)


def agree(*, by: Actor, version: PlanVersion, on: date, how: str) -> None:
    """Record when and how the plan was agreed with the person (and who was present)."""
    by.require(Permission.DRAFT_PLAN)
    require_draft(version)
    if on > today():
        raise PlanProblem("Dzień ustalenia nie może być w przyszłości.", field="on")
    if not how.strip():
        raise PlanProblem("Napisz, jak ustalono plan i kto był obecny.", field="how")
    with transaction.atomic():
        version.agreed_on, version.agreed_how = on, how.strip()
        version.save(update_fields=["agreed_on", "agreed_how"])
        note(events.AGREED, by, version, on=on)


def new_version(*, by: Actor, plan: Plan, reason: str) -> PlanVersion:
    """Start a new version as a copy of the plan in force, with the reason; it needs approval again (art. 41(2))."""
    by.require(Permission.DRAFT_PLAN)
    if not reason.strip():
        raise PlanProblem("Napisz, dlaczego plan się zmienia.", field="reason")
    with transaction.atomic():
        Plan.objects.select_for_update().get(id=plan.id)
        newest = plan.versions.first()
        if newest is None or newest.state not in {PlanVersion.State.APPROVED, PlanVersion.State.IN_FORCE}:
            raise PlanProblem(_why_no_new_version(newest))
        start = max(today(), newest.valid_from)
        version = PlanVersion.objects.create(
            plan=plan, number=newest.number + 1, reason=reason.strip(), valid_from=start,
            valid_to=max(start, newest.valid_to),
        )  # fmt: skip
        _copy(newest, version)
        note(events.NEW_VERSION, by, version, version=version.number)
    return version


def require_draft(version: PlanVersion) -> None:
    """Lock the version and raise ``PlanProblem`` unless it may still be edited; a submission at the same moment waits."""
    version.state = PlanVersion.objects.select_for_update().values_list("state", flat=True).get(id=version.id)
    if version.state != PlanVersion.State.DRAFT:
        raise PlanProblem(
            f"Ta wersja planu jest w stanie „{version.get_state_display()}” i nie można jej zmieniać. "
            "Zmiana zatwierdzonego planu to nowa wersja."
        )


def starting_values(granted: Entitlement, providers: list[Any], version: PlanVersion) -> dict[str, Any]:
    """Return what a new item can take from the entitlement: the most its limits allow, place, the only provider."""
    service = granted.programme_service.service
    months = rules.months_begun(version.valid_from, version.valid_to)
    most = rules.most_allowed(granted.limits, service.measure, months)
    values: dict[str, Any] = {"place": "w domu" if service.mode == Mode.AT_HOME else ""}
    if service.location is not None:
        values["place"] = f"{service.location.name}, {service.location.street}"[:160]
    if most is not None:
        values["quantity"], values["period"] = most
    if len(providers) == 1:
        values["provider_id"] = providers[0].organisation_id
    return values


def _fill(version: PlanVersion, person_id: Any) -> int:
    found = (
        Entitlement.objects.filter(person_id=person_id, state=Entitlement.State.ACTIVE, valid_to__gte=version.valid_from)
        .select_related("programme_service__service__location")
        .order_by("granted_on", "id")
    )
    granted = list(found)
    offers = offers_for([one.programme_service.service_id for one in granted], version.valid_from, version.valid_to)
    for one in granted:
        values = starting_values(one, offers[one.programme_service.service_id], version)
        PlanItem.objects.create(version=version, entitlement=one, **values)
    return len(granted)


def _copy(old: PlanVersion, new: PlanVersion) -> None:
    same = ("entitlement_id", "goal", "quantity", "period", "week", "schedule_text", "provider_id", "place")
    for item in old.items.all():
        PlanItem.objects.create(version=new, **{name: getattr(item, name) for name in same})
    for action in old.supporting_actions.all():
        SupportingAction.objects.create(version=new, who=action.who, what=action.what, when=action.when)


def _why_no_new_version(newest: PlanVersion | None) -> str:
    if newest is not None and newest.state in {PlanVersion.State.DRAFT, PlanVersion.State.SUBMITTED}:
        return f"Wersja {newest.number} jest już w opracowaniu. Dokończ ją."
    return "Ten plan jest zakończony. Nowy plan powstaje z nowego wniosku."


def _number(day: date) -> str:
    return f"IPUS/{day.year}/{next_number('IPUS', day.year):04}"


def note(event: Event, by: Actor, about: PlanVersion, **data: Any) -> None:
    """Write one journal entry about a plan and its person."""
    plan = about.plan
    journal.write(event, by=by, subject=plan, person_id=plan.person_id, number=plan.number, **data)
