"""What a person may use and what is left of it, with the plan that bundles it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery, Sum

from opencus.desk.queries.bookings import Line
from opencus.entitlements.models import Entitlement, EntitlementUse
from opencus.entitlements.queries import HOLDING, counted_limits, left
from opencus.plans.models import MonitoringEntry, PlanItem, PlanVersion
from opencus.plans.queries import items_of
from opencus.programmes.rules.limits import Balance, Use, balances

State = PlanVersion.State
#: Which version speaks for a person when there are several: the one in force, then the nearest to it.
_WEIGHT = {
    State.IN_FORCE: 0, State.APPROVED: 1, State.SUBMITTED: 2, State.DRAFT: 3, State.ENDED: 4, State.CLOSED: 5,
    State.REPLACED: 6,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Service:
    """One service of a person: what is used of the tightest limit, what comes next, what it costs."""

    entitlement: Entitlement
    provider: str
    schedule: str
    in_plan: bool
    balance: Balance | None
    others: Sequence[Balance]
    coming: Line | None

    @property
    def name(self) -> str:
        return self.entitlement.programme_service.service.name

    @property
    def icon(self) -> str:
        return self.entitlement.programme_service.service.icon


def versions_of(person_id: UUID) -> list[PlanVersion]:
    """Every version of a person's plans, the one that counts first; ``last_note`` is the day of the newest note."""
    notes = MonitoringEntry.objects.filter(plan=OuterRef("plan")).order_by("-on").values("on")
    found = (
        PlanVersion.objects.filter(plan__person_id=person_id)
        .annotate(last_note=Subquery(notes[:1]))
        .select_related("plan__monitor", "plan__author", "approved_by")
    )
    newest = sorted(found, key=lambda one: (one.plan.created_at, one.number), reverse=True)
    return sorted(newest, key=lambda one: _WEIGHT[State(one.state)])


def held_by(person_id: UUID, side: Q | None = None) -> list[Entitlement]:
    """What a person holds, by name of service."""
    held = Entitlement.objects.filter(side or Q(), person_id=person_id, state__in=HOLDING)
    return list(
        held.select_related("programme_service__service", "person").order_by("programme_service__service__name", "id")
    )


def ended_for(person_id: UUID, side: Q | None = None) -> list[Entitlement]:
    """What a person held once, the latest first."""
    gone = Entitlement.objects.filter(side or Q(), person_id=person_id).exclude(state__in=HOLDING)
    return list(gone.select_related("programme_service__service").order_by("-valid_to")[:50])


def uses_of(person_id: UUID) -> dict[UUID, list[Use]]:
    """Units reserved or used by service, whichever entitlement gave them (R58)."""
    lines = EntitlementUse.objects.filter(entitlement__person_id=person_id).exclude(
        state=EntitlementUse.State.RELEASED
    )
    found: dict[UUID, list[Use]] = defaultdict(list)
    per_day = (
        lines.values_list("entitlement__programme_service__service_id", "on")
        .annotate(units=Sum("quantity"))
        .order_by("on")
    )
    for service_id, on, units in per_day:
        found[service_id].append(Use(on, units))
    return found


def services_of(
    held: Iterable[Entitlement],
    items: Iterable[PlanItem],
    uses: Mapping[UUID, list[Use]],
    coming: Mapping[UUID, Line],
    on: date,
) -> list[Service]:
    """Join what is held with the plan, the ledger and the calendar; services of the plan come first."""
    planned = {item.entitlement_id: item for item in items}
    result = []
    for one in held:
        item = planned.get(one.id)
        limits = counted_limits(one)
        # A limit shared with others is counted over all of them: rare, and asked for only then.
        alone = all(limit.scope == "person" for limit in limits)
        known = balances(limits, uses.get(one.programme_service.service_id, []), on) if alone else left(one, on)
        known.sort(key=lambda balance: (balance.left / balance.limit.quantity, balance.limit.quantity))
        result.append(
            Service(
                entitlement=one,
                provider=item.provider.short_name if item and item.provider else "",
                schedule=item.schedule_text if item else "",
                in_plan=item is not None,
                balance=known[0] if known else None,
                others=known[1:],
                coming=coming.get(one.id),
            )
        )
    return sorted(result, key=lambda service: (not service.in_plan, service.name))


def plan_items(version: PlanVersion | None) -> list[PlanItem]:
    """The items of a version; none without one."""
    return items_of(version) if version is not None else []
