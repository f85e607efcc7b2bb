"""What a measure of effect showed, month by month: counted from what happened, or read by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, DateField, DecimalField, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate

from opencus.core import clock
from opencus.core.periods import Period
from opencus.core.words import listed
from opencus.entitlements.models import Entitlement, EntitlementUse
from opencus.intake.models import WaitingListEntry
from opencus.programmes.models import EffectMeasure, ProgrammeVersion
from opencus.reporting.realisation_rules import reached
from opencus.reporting.rules import small

MOST_POINTS = 24
Source = EffectMeasure.Source
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Point:
    """A value on a day; ``hidden``: a group too small to be told."""

    on: date
    value: Decimal
    note: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """One measure with everything it showed in the period."""

    measure: EffectMeasure
    points: tuple[Point, ...]

    @property
    def last(self) -> Point | None:
        return self.points[-1] if self.points else None

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached by the last value; None while there is none."""
        value = self.last.value if self.last else None
        return reached(value, self.measure.target, fewer_is_better=self.measure.fewer_is_better)

    @property
    def by_hand(self) -> bool:
        return self.measure.source == Source.MANUAL


def effects_of(version: ProgrammeVersion, until: date | None = None) -> list[Effect]:
    """Every measure of a version up to a day (its end or today): one query for each measure at most, and two more."""
    last = min(until or clock.today(), version.valid_to)
    measures = version.measures.select_related("programme_service__service", "clause").prefetch_related("readings")
    days = month_ends(version.valid_from, last)
    return [Effect(one, _points(one, version, days, last)) for one in measures]


def month_ends(first: date, last: date) -> list[date]:
    """The last days of the months of a period, its own last day included; at most `MOST_POINTS`, evenly thinned."""
    if last < first:
        return []
    days = [min(month.last, last) for month in Period(first, last).months()]
    step = -(-len(days) // MOST_POINTS)
    return days[::-1][::step][::-1]


def _points(measure: EffectMeasure, version: ProgrammeVersion, days: Sequence[date], last: date) -> tuple[Point, ...]:
    if measure.source == Source.MANUAL:
        found = [one for one in measure.readings.all() if version.valid_from <= one.on]
        return tuple(Point(one.on, one.value, one.note) for one in sorted(found, key=lambda one: one.on))
    if not days:
        return ()
    values = _counted(measure, version, days)
    people = measure.source in (Source.PERSONS, Source.WAITING)
    return tuple(Point(day, value, hidden=people and small(int(value))) for day, value in zip(days, values, strict=True))


def _counted(measure: EffectMeasure, version: ProgrammeVersion, days: Sequence[date]) -> list[Decimal]:
    found: QuerySet[Any]
    counts: dict[str, Any]
    match measure.source:
        case Source.PERSONS:
            found = _granted(measure, version)
            counts = {f"n{at}": Count("person", distinct=True, filter=Q(granted_on__lte=day)) for at, day in enumerate(days)}
        case Source.UNITS:
            found = _used(measure, version)
            counts = {
                f"n{at}": Coalesce(Sum("quantity", filter=Q(on__lte=day)), ZERO, output_field=DecimalField()) for at, day in enumerate(days)
            }
        case _:
            found = _waiting(measure, version)
            counts = {
                f"n{at}": Count("id", filter=Q(came__lte=day) & (Q(left_at__isnull=True) | Q(gone__gt=day))) for at, day in enumerate(days)
            }
    row = found.aggregate(**counts)
    return [Decimal(row[f"n{at}"]) for at in range(len(days))]


def _granted(measure: EffectMeasure, version: ProgrammeVersion) -> QuerySet[Entitlement]:
    """Rights granted under the version, for one service when the measure is about one; changed terms are no new right."""
    found = Entitlement.objects.filter(programme_service__version=version, replaced_by__isnull=True)
    return found.filter(programme_service=measure.programme_service_id) if measure.programme_service_id else found


def _used(measure: EffectMeasure, version: ProgrammeVersion) -> QuerySet[EntitlementUse]:
    found = EntitlementUse.objects.filter(state=EntitlementUse.State.USED, entitlement__programme_service__version=version)
    return found.filter(entitlement__programme_service=measure.programme_service_id) if measure.programme_service_id else found


def _waiting(measure: EffectMeasure, version: ProgrammeVersion) -> QuerySet[WaitingListEntry]:
    """Who waits for the services of the version, whichever version they asked under."""
    found = WaitingListEntry.objects.filter(programme_service__service__in=version.services.values("service"))
    if measure.programme_service is not None:
        found = found.filter(programme_service__service=measure.programme_service.service_id)
    zone = clock.WARSAW
    return found.annotate(
        came=TruncDate("entered_at", tzinfo=zone, output_field=DateField()), gone=TruncDate(F("left_at"), tzinfo=zone, output_field=DateField())
    )


def unread(effects: Sequence[Effect]) -> list[str]:
    """Measures read by hand that nobody has read in the period."""
    return [one.measure.name for one in effects if one.by_hand and not one.points]


def shown(effects: Sequence[Effect]) -> str:
    """One sentence of how many targets are reached."""
    done = sum(one.reached is True for one in effects)
    open_ = [one.measure.name for one in effects if one.reached is None]
    said = f"Osiągnięto {done} z {len(effects)}."
    return f"{said} Bez odczytu: {listed(open_)}." if open_ else said
