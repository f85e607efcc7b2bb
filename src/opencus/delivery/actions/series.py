"""Visits every week: booked as one act, with a plain report of the days that did not fit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.contracting.models import Order
from opencus.core.clock import at
from opencus.delivery import events
from opencus.delivery.access import require_scheduler
from opencus.delivery.actions.bookings import cancel
from opencus.delivery.actions.visits import book_visit
from opencus.delivery.models import State, Visit, VisitSeries
from opencus.delivery.refusals import NotPossible, Overlaps, Taken
from opencus.delivery.rules.calendar import LeftOut, weekly
from opencus.entitlements.rules import LimitReached, NotEntitled
from opencus.resources.models import Worker

MOST_DAYS = 366


def book_series(
    *,
    by: Actor,
    order: Order,
    worker: Worker | None,
    weekdays: Collection[int],
    hour: time,
    minutes: int,
    first_day: date,
    last_day: date,
    tasks: Sequence[str] = (),
    acknowledged: bool = False,
) -> VisitSeries:
    """Book a visit on the given weekdays (Monday 0) of every week, both days included.

    Public holidays are left out and named. A day that cannot be booked is left out with its reason, the others are
    booked: limits hold as for single visits. Raises NotPossible when no day at all could be booked.
    """
    require_scheduler(by, order)
    last_day = _last_day(order, weekdays, first_day, last_day)
    days, left_out = weekly(first_day, last_day, weekdays)
    with transaction.atomic():
        series = VisitSeries.objects.create(
            order=order, worker=worker, first_day=first_day, last_day=last_day, booked_by_id=by.user_id
        )
        booked = 0
        for day in days:
            start = at(day, hour)
            refused = _try(by, series, worker, (start, start + timedelta(minutes=minutes)), tasks, acknowledged)
            booked += refused is None
            left_out += [refused] if refused else []
        if not booked:
            raise NotPossible(_nothing_fits(left_out), field="until")
        series.left_out = [one.as_json() for one in sorted(left_out, key=lambda one: one.on)]
        series.save(update_fields=["left_out"])
        journal.write(
            events.SERIES_BOOKED, by=by, subject=series, person_id=order.person_id, booked=booked, left_out=len(left_out)
        )
    return series


def _last_day(order: Order, weekdays: Collection[int], first_day: date, last_day: date) -> date:
    """Return the last day within the order; raise NotPossible for a span that makes no series."""
    last_day = min(last_day, order.valid_to)
    if not weekdays:
        raise NotPossible("Zaznacz co najmniej jeden dzień tygodnia.", field="weekdays")
    if last_day < first_day:
        raise NotPossible("Ostatni dzień musi być później niż pierwszy i w okresie zlecenia.", field="until")
    if (last_day - first_day).days > MOST_DAYS:
        raise NotPossible("Powtarzać można najwyżej przez rok.", field="until")
    return last_day


def cancel_following(*, by: Actor, visit: Visit, reason: str) -> list[Visit]:
    """Call off this visit and every later planned one of its series (U31)."""
    later = [visit]
    if visit.series_id is not None:
        later = list(
            Visit.objects.filter(series_id=visit.series_id, starts_at__gte=visit.starts_at, state=State.CONFIRMED)
            .select_related("order__line__service", "order__line__contract", "order__entitlement__programme_service")
            .order_by("starts_at")
        )
    with transaction.atomic():
        return [cancel(by=by, booking=one, reason=reason) for one in later]


def _try(
    by: Actor, series: VisitSeries, worker: Worker | None, span: tuple[datetime, datetime], tasks: Sequence[str], acknowledged: bool
) -> LeftOut | None:
    """Book one day of a series; return why it did not fit, None when it did."""
    day = span[0].date()
    try:
        book_visit(
            by=by, order=series.order, worker=worker, starts_at=span[0], ends_at=span[1], tasks=tasks,
            acknowledged=acknowledged, series=series,
        )  # fmt: skip
    except (Taken, Overlaps) as clash:
        return LeftOut(day, "clash", str(clash))
    except (LimitReached, NotEntitled) as limit:
        return LeftOut(day, "limit", str(limit))
    except NotPossible as refused:
        return LeftOut(day, "limit" if refused.field == "on" else "away", str(refused))
    return None


def _nothing_fits(left_out: list[LeftOut]) -> str:
    first = min(left_out, key=lambda one: one.on) if left_out else None
    why = f" Pierwszy powód: {first.text}" if first else ""
    return f"Żaden z tych dni nie pasuje.{why}"
