"""Reads of plans: lists, what is missing, what a person has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, DateField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from opencus.entitlements.models import Entitlement
from opencus.intake.models import Application
from opencus.people.models import Person
from opencus.plans import rules, week
from opencus.plans.models import MonitoringEntry, Plan, PlanItem, PlanVersion
from opencus.plans.rules import Clock, ItemParts, Missing

State = PlanVersion.State
REVIEW_AFTER = 30  # days without a note after which a plan in force is due for a look (house rule, art. 45(1) says "ongoing")

TABS: dict[str, tuple[str, tuple[str, ...]]] = {
    "w-opracowaniu": ("W opracowaniu", (State.DRAFT,)),
    "do-zatwierdzenia": ("Do zatwierdzenia", (State.SUBMITTED,)),
    "obowiazuja": ("Obowiązują", (State.APPROVED, State.IN_FORCE)),
    "do-przegladu": ("Do przeglądu", (State.IN_FORCE,)),
    "zakonczone": ("Zakończone", (State.ENDED, State.CLOSED)),
}


def items_of(version: PlanVersion) -> list[PlanItem]:
    """Return the items with everything a screen needs, in the order they were added."""
    found = version.items.select_related(
        "entitlement__programme_service__service", "entitlement__requested", "provider"
    )
    return list(found.order_by("id"))


def parts_of(item: PlanItem) -> ItemParts:
    """Return an item as the rules read it."""
    service = item.entitlement.programme_service.service
    return ItemParts(
        anchor=anchor(item), name=service.name, measure=service.measure, quantity=item.quantity, period=item.period,
        schedule=week.say(item.week) or item.schedule_text, provider=item.provider.name if item.provider else "",
        place=item.place, entitled=item.entitlement.state == Entitlement.State.ACTIVE, limits=item.entitlement.limits,
    )  # fmt: skip


def anchor(item: PlanItem) -> str:
    """Return the id of an item's row on the page; its fields begin with it."""
    return f"id_u{item.id.hex}"


def missing_in(version: PlanVersion) -> list[Missing]:
    """Return what keeps the version from being approved."""
    return rules.missing_parts(
        [parts_of(item) for item in items_of(version)], agreed_on=version.agreed_on, valid_from=version.valid_from,
        valid_to=version.valid_to,
    )  # fmt: skip


def plans_of(person: Person) -> QuerySet[PlanVersion]:
    """Return every version of a person's plans, the newest first, with items, services and providers loaded."""
    found = PlanVersion.objects.filter(plan__person=person).select_related("plan")
    prefetched = found.prefetch_related("items__entitlement__programme_service__service", "items__provider")
    return prefetched.order_by("-plan__created_at", "-number")


def listed(tab: str, on: date) -> QuerySet[Any]:
    """Return the plans of a tab, the most urgent first, each with the version that puts it there.

    Added: ``state``, ``version_number``, ``valid_from``, ``valid_to``, ``submitted_at``, ``self_approved``,
    ``services``, ``last_note`` (None: no note yet) and ``last_look``.
    """
    plans: QuerySet[Any] = _with_version(TABS[tab][1]).select_related("person", "author", "monitor")
    if tab == "do-przegladu":
        return plans.filter(_due_for_review(on)).order_by("valid_to", "number")
    if tab in ("obowiazuja", "zakonczone"):
        return plans.order_by("valid_to", "number")
    # The 30 days of art. 40 bind the first version; a change of a plan in force comes after them.
    return plans.order_by(Case(When(version_number=1, then=0), default=1), "due_on", "number")


def _with_version(states: tuple[str, ...]) -> QuerySet[Any]:
    versions = PlanVersion.objects.filter(plan=OuterRef("pk"), state__in=states).order_by("-number")
    notes = MonitoringEntry.objects.filter(plan=OuterRef("pk")).order_by("-on").values("on")
    items = PlanItem.objects.filter(version=OuterRef("version_id")).order_by().values("version")
    columns = {
        "version_id": "id", "state": "state", "version_number": "number", "valid_from": "valid_from",
        "valid_to": "valid_to", "submitted_at": "submitted_at", "self_approved": "self_approved",
    }  # fmt: skip
    plans = Plan.objects.annotate(**{name: Subquery(versions.values(column)[:1]) for name, column in columns.items()})
    plans = plans.filter(version_id__isnull=False).annotate(
        services=Coalesce(Subquery(items.annotate(n=Count("id")).values("n")), 0), last_note=Subquery(notes[:1])
    )
    return plans.annotate(last_look=Coalesce("last_note", "valid_from", output_field=DateField()))


def _due_for_review(on: date) -> Q:
    """Ends within 30 days, or nobody wrote a note for 30 days."""
    return Q(valid_to__lt=on + timedelta(days=REVIEW_AFTER)) | Q(last_look__lt=on - timedelta(days=REVIEW_AFTER))


def counts(on: date) -> dict[str, int]:
    """Return how many plans each tab holds."""
    per_state = {
        tab: Count("plan", filter=Q(state__in=states), distinct=True)
        for tab, (_, states) in TABS.items()
        if tab != "do-przegladu"
    }
    found: dict[str, int] = PlanVersion.objects.order_by().aggregate(**per_state)
    return found | {"do-przegladu": listed("do-przegladu", on).count()}


@dataclass(frozen=True, slots=True)
class Awaiting:
    """An application whose client holds services and has no plan yet; ``mandatory`` by art. 38(2)."""

    application: Application
    services: int
    mandatory: bool
    clock: Clock


def awaiting_plan(on: date, side: Q | None = None) -> list[Awaiting]:
    """Return applications that need a plan and have none: a must first, then the one whose 30 days end first.

    ``side`` narrows to the cases of one division (``intake.access.on_my_side``).
    """
    found = (
        Application.objects.filter(
            side or Q(), state__in=[Application.State.SUBMITTED, Application.State.IN_RECOGNITION, Application.State.DECIDED],
            submitted_on__isnull=False, plans__isnull=True, requested__entitlements__state=Entitlement.State.ACTIVE,
        )
        .select_related("client", "case_file")
        .distinct()
    )  # fmt: skip
    applications = list(found)
    periods = _periods([one.client_id for one in applications])
    rows = [
        Awaiting(one, len(periods[one.client_id]), rules.plan_mandatory(periods[one.client_id]),
                 rules.clock(rules.due_on(one.submitted_on), on))
        for one in applications if one.submitted_on
    ]  # fmt: skip
    return sorted((row for row in rows if row.services > 1), key=lambda row: (not row.mandatory, row.clock.due))


def _periods(person_ids: Iterable[object]) -> dict[object, list[tuple[date, date]]]:
    found: dict[object, list[tuple[date, date]]] = {person_id: [] for person_id in person_ids}
    held = Entitlement.objects.filter(person_id__in=list(found), state=Entitlement.State.ACTIVE)
    for person_id, start, end in held.values_list("person_id", "valid_from", "valid_to"):
        found[person_id].append((start, end))
    return found


def addable(version: PlanVersion) -> list[Entitlement]:
    """Return the person's active entitlements that are not in this version yet."""
    held = Entitlement.objects.filter(person_id=version.plan.person_id, state=Entitlement.State.ACTIVE)
    missing = held.exclude(id__in=version.items.values("entitlement_id"))
    return list(missing.select_related("programme_service__service").order_by("granted_on", "id"))


def open_for(people: Sequence[UUID]) -> QuerySet[PlanVersion, UUID]:
    """Those of the people whose plan is drafted or in force: their records are not disposed of."""
    ended = [PlanVersion.State.REPLACED, PlanVersion.State.ENDED, PlanVersion.State.CLOSED]
    going = PlanVersion.objects.filter(plan__person_id__in=people).exclude(state__in=ended)
    return going.values_list("plan__person_id", flat=True)
