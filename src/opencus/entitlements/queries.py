"""What is left of an entitlement; what a person holds; who occupies the places of a service."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from opencus.entitlements.models import Entitlement, EntitlementUse
from opencus.entitlements.sharing import HOLDING, pool
from opencus.intake.models import RequestedService
from opencus.people.models import Person
from opencus.programmes.models import ProgrammeService
from opencus.programmes.queries import Known, facts_about, facts_asked, versions_in_force
from opencus.programmes.rules.fees import IncomeCriterion
from opencus.programmes.rules.limits import Balance, Limit, Scope, Use, balances, counted

__all__ = ["HOLDING"]
UNITS = "units_used"  # the one fact that only the ledger knows


def limits_of(held: Entitlement) -> tuple[Limit, ...]:
    """All limits of the snapshot, also those the ledger cannot count (other measures)."""
    return tuple(Limit.from_json(data) for data in held.limits)


def counted_limits(held: Entitlement) -> tuple[Limit, ...]:
    """The limits the ledger counts: in the measure of the service."""
    return counted(limits_of(held), held.programme_service.service.measure)


def spent(held: Entitlement, *, scope: Scope = "person", besides: UUID | None = None, only_used: bool = False) -> list[Use]:
    """Units reserved or used of the service by everybody who shares the limit, under every entitlement to it (R58).

    Whoever the carer or the provider is and whichever version of the programme granted it.
    """
    lines = EntitlementUse.objects.filter(entitlement__in=Entitlement.objects.filter(pool(held, scope)))
    lines = lines.filter(state=EntitlementUse.State.USED) if only_used else lines.exclude(state=EntitlementUse.State.RELEASED)
    if besides is not None:
        lines = lines.exclude(source_id=besides)
    per_day = lines.values("on").annotate(units=Sum("quantity")).order_by("on")
    return [Use(row["on"], row["units"]) for row in per_day]


def spent_by_limit(
    held: Entitlement, limits: Sequence[Limit], *, besides: UUID | None = None, only_used: bool = False
) -> list[tuple[Limit, list[Use]]]:
    """Each limit with the uses it counts; one query for each scope there is."""
    found = {
        scope: spent(held, scope=scope, besides=besides, only_used=only_used) for scope in {limit.scope for limit in limits}
    }
    return [(limit, found[limit.scope]) for limit in limits]


def left(entitlement: Entitlement, on: date) -> list[Balance]:
    """One line per counted limit on a day: ``used``, ``limit.quantity``, ``left``, ``text`` (`w tym miesiącu: 3 z 4 sesji`)."""
    known = spent_by_limit(entitlement, counted_limits(entitlement))
    return [balance for limit, uses in known for balance in balances([limit], uses, on)]


def offer_on(asked: ProgrammeService, on: date) -> ProgrammeService:
    """The service as the programme in force on a day offers it; as it was asked for when none does any more.

    Whoever is not yet qualified is judged by the law of the day (docs/decisions/0014): first by a later version of the
    same programme, else by another programme in force with the same service.
    """
    found = ProgrammeService.objects.filter(version__in=versions_in_force(on).order_by(), service_id=asked.service_id)
    rows = list(found.select_related("service", "version__programme").order_by("-version__valid_from", "-version__number"))
    same = [row for row in rows if row.version.programme_id == asked.version.programme_id]
    return next(iter(same or rows), asked)


def known_about(
    person: Person, declared: Mapping[str, Any], offered: ProgrammeService, on: date, dated: Sequence[IncomeCriterion],
    *, asked: Collection[str] | None = None,
) -> dict[str, Known]:  # fmt: skip
    """Everything known about a person for judging a service: file, declaration, and the ledger when a rule asks for it.

    ``asked`` are the facts that will be needed; None: those of the service's access, limits, fees, reliefs and points.
    """
    known = facts_about(person, declared, on, dated)
    if UNITS in (facts_asked([offered]) if asked is None else asked):
        known[UNITS] = Known(used_this_year(person, offered, on), "ewidencja wykonania")
    return known


def used_this_year(person: Person, offered: ProgrammeService, on: date) -> Decimal:
    """Units of a service a person has used in the calendar year of a day up to that day, under any version; not the booked ones."""
    uses = EntitlementUse.objects.filter(
        entitlement__person=person, entitlement__programme_service__service_id=offered.service_id,
        state=EntitlementUse.State.USED, on__year=on.year, on__lte=on,
    )  # fmt: skip
    return uses.aggregate(total=Sum("quantity"))["total"] or Decimal(0)


def entitlements_of(person: Person) -> QuerySet[Entitlement]:
    """Everything ever granted to a person, the newest first, with services loaded."""
    return Entitlement.objects.filter(person=person).select_related("programme_service__service", "requested__application")


def in_force(person: Person, on: date) -> QuerySet[Entitlement]:
    """What a person may use on a day."""
    return entitlements_of(person).filter(state=Entitlement.State.ACTIVE, valid_from__lte=on, valid_to__gte=on)


@dataclass(frozen=True, slots=True)
class Places:
    """Places of a service: ``total`` None means without a limit. Offers hold a place until they lapse (R27)."""

    total: int | None
    taken: int
    offered: int
    waiting: int

    @property
    def held(self) -> int:
        """Places nobody else can get: taken and offered."""
        return self.taken + self.offered

    @property
    def free(self) -> int | None:
        return None if self.total is None else max(self.total - self.held, 0)

    @property
    def is_full(self) -> bool:
        return self.free == 0


def places(offered: ProgrammeService, on: date) -> Places:
    """Count who holds, is offered and waits for a place of one service on a day, whichever version granted it."""
    taken = Entitlement.objects.filter(
        programme_service__service_id=offered.service_id, state__in=HOLDING, valid_to__gte=on
    ).count()
    by_state = RequestedService.objects.filter(programme_service__service_id=offered.service_id).aggregate(
        offered=Count("id", filter=Q(state=RequestedService.State.OFFERED)),
        waiting=Count("id", filter=Q(state=RequestedService.State.WAITING)),
    )
    return Places(offered.places, taken, by_state["offered"], by_state["waiting"])


def by_municipality(offered: ProgrammeService, on: date) -> dict[str, tuple[int, int]]:
    """How many hold and how many wait for a place of a service, by the TERYT code of where they live."""
    holds = Entitlement.objects.filter(programme_service__service_id=offered.service_id, state__in=HOLDING, valid_to__gte=on)
    waits = RequestedService.objects.filter(
        programme_service__service_id=offered.service_id, state=RequestedService.State.WAITING
    )
    held = dict(holds.order_by().values_list("person__municipality").annotate(Count("id")))
    waiting = dict(waits.order_by().values_list("application__client__municipality").annotate(Count("id")))
    return {code: (held.get(code, 0), waiting.get(code, 0)) for code in held.keys() | waiting.keys() if code}


def similar_with_room(offered: ProgrammeService, on: date, most: int = 3) -> list[str]:
    """Names of other services of the programme for the same need that still have room: what to say instead of no."""
    service = offered.service
    others = ProgrammeService.objects.filter(version_id=offered.version_id, service__topics__overlap=service.topics)
    names: list[str] = []
    for other in others.exclude(pk=offered.pk).select_related("service").order_by("service__name"):
        if len(names) < most and not places(other, on).is_full:
            names.append(str(other))
    return names


def open_for(people: Sequence[UUID]) -> QuerySet[Entitlement, UUID]:
    """Those of the people who have a service granted now: their records are not disposed of."""
    held = [Entitlement.State.ACTIVE, Entitlement.State.SUSPENDED]
    return Entitlement.objects.filter(person_id__in=people, state__in=held).values_list("person_id", flat=True)
