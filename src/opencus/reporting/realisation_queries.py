"""The figures of the information on realisation, read from what happened; which versions still wait for it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from opencus.core import clock
from opencus.delivery.models import DeliveryRecord
from opencus.entitlements.models import EntitlementUse
from opencus.programmes.models import ProgrammeService, ProgrammeVersion
from opencus.reporting.effect_queries import Effect, effects_of
from opencus.reporting.realisation_models import RealisationReport
from opencus.settlement.models import Charge, Settlement, SettlementLine
from opencus.settlement.queries.months import VALUE

State = ProgrammeVersion.State
ZERO = Decimal(0)
SETTLED = (Settlement.State.ACCEPTED, Settlement.State.PAID)


def report_of(version: ProgrammeVersion) -> RealisationReport:
    """The information on a version as it stands; an unsaved one when nobody began it."""
    found = RealisationReport.objects.select_related("prepared_by").filter(version=version).first()
    return found or RealisationReport(version=version)


def to_report() -> QuerySet[ProgrammeVersion]:
    """Versions that have ended and wait for their information, the earliest end first (R08)."""
    return ProgrammeVersion.objects.filter(state=State.ENDED).select_related("programme").order_by("valid_to", "id")


def figures_of(version: ProgrammeVersion, by_service: dict[str, Any]) -> dict[str, Any]:
    """Everything the rooms know of a version, as it is kept: a fixed number of queries.

    ``by_service`` adds what they do not know: users of open services, who realised what was ordered nowhere.
    """
    used, providers = _used(version), _providers(version)
    costs, fees = _costs(version), _fees(version)
    services = [
        _service(one, by_service.get(str(one.pk), {}), used, providers, costs)
        for one in version.services.select_related("service").order_by("service__name")
    ]
    whole = EntitlementUse.objects.filter(**_uses(version)).aggregate(n=Count("entitlement__person", distinct=True))["n"]
    return {
        "on": clock.today().isoformat(), "services": services, "persons": whole,
        "planned": sum(one["planned"] for one in services),
        "costs": str(sum(costs.values(), ZERO)), "fees": str(fees),
        "budget": str(version.budget_lines.aggregate(n=Sum("amount"))["n"] or ZERO),
        "measures": [measured(one) for one in effects_of(version)],
    }  # fmt: skip


def _service(
    one: ProgrammeService, said: dict[str, Any], used: dict[UUID, tuple[int, Decimal]], providers: dict[UUID, list[str]], costs: dict[UUID, Decimal]
) -> dict[str, Any]:
    persons, units = used.get(one.pk, (None, ZERO))
    named = providers.get(one.pk, []) + [part.strip() for part in said.get("providers", "").split(";") if part.strip()]
    if persons is None:
        persons = said.get("persons", None if one.track == "open" else 0)
    return {
        "id": str(one.pk), "name": one.service.name, "measure": one.service.measure, "planned": one.planned_persons,
        "persons": persons, "units": str(units), "cost": str(costs.get(one.pk, ZERO)), "providers": list(dict.fromkeys(named)),
    }  # fmt: skip


def _uses(version: ProgrammeVersion) -> dict[str, Any]:
    """Units really used under a version in its period."""
    return {"state": EntitlementUse.State.USED, "entitlement__programme_service__version": version, "on__gte": version.valid_from}


def _used(version: ProgrammeVersion) -> dict[UUID, tuple[int, Decimal]]:
    """How many people used each service and how many units."""
    rows = EntitlementUse.objects.filter(**_uses(version)).order_by().values_list("entitlement__programme_service")
    return {key: (persons, units) for key, persons, units in rows.annotate(n=Count("entitlement__person", distinct=True), u=Sum("quantity"))}


def _providers(version: ProgrammeVersion) -> dict[UUID, list[str]]:
    """Who delivered each service, by name (art. 6(2)(7))."""
    rows = DeliveryRecord.objects.filter(order__entitlement__programme_service__version=version, done__gt=0).order_by()
    found: dict[UUID, set[str]] = defaultdict(set)
    for key, name in rows.values_list("order__entitlement__programme_service", "order__line__contract__provider__name").distinct():
        found[key].add(name)
    return {key: sorted(names) for key, names in found.items()}


def _costs(version: ProgrammeVersion) -> dict[UUID, Decimal]:
    """What accepted months cost, by service."""
    lines = SettlementLine.objects.filter(settlement__state__in=SETTLED, record__order__entitlement__programme_service__version=version)
    rows = lines.order_by().values_list("record__order__entitlement__programme_service").annotate(worth=Sum(VALUE))
    return {key: worth or ZERO for key, worth in rows}


def _fees(version: ProgrammeVersion) -> Decimal:
    """What residents were charged, without what was waived."""
    rows = Charge.objects.filter(entitlement__programme_service__version=version).exclude(state=Charge.State.WAIVED)
    return rows.aggregate(n=Sum("amount"))["n"] or ZERO


def measured(one: Effect) -> dict[str, Any]:
    """A measure as it is kept: where it began, where it was to be, what it showed last."""
    measure, last = one.measure, one.last
    return {
        "name": measure.name, "unit": measure.unit, "source": measure.get_source_display(),
        "baseline": None if measure.baseline is None else str(measure.baseline), "target": str(measure.target),
        "value": None if last is None else str(last.value), "hidden": bool(last and last.hidden),
        "on": last.on.isoformat() if last else "", "reached": one.reached,
    }  # fmt: skip


def day(stored: str) -> date | None:
    """A day of the snapshot."""
    return date.fromisoformat(stored) if stored else None
