"""Visits at home: a worker's time is never promised twice."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from opencus.centre.models import User
from opencus.centre.tenant import TenantModel
from opencus.contracting.models import Order
from opencus.core.tenancy import TenantForeignKey
from opencus.delivery.models.bookings import HOLDS_TIME, Booking
from opencus.resources.models import Worker


class TsTzRange(Func):
    """``tstzrange(starts_at, ends_at, '[)')``: visits that touch do not overlap."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


def span() -> TsTzRange:
    """Return the range of a booking from its two columns, half-open."""
    return TsTzRange("starts_at", "ends_at", RangeBoundary())


class VisitSeries(TenantModel):
    """Visits repeated every week, and the report of days that did not fit (U31)."""

    order = TenantForeignKey(Order, related_name="visit_series")
    worker = TenantForeignKey(Worker, null=True, blank=True, related_name="visit_series")  # null: nobody yet
    first_day = models.DateField()
    last_day = models.DateField()
    # [{"on": "2026-12-25", "kind": "holiday", "text": "Boże Narodzenie"}]: days left out, each with its reason.
    left_out = models.JSONField(default=list)
    booked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # null: import
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="delivery_series_dates"),
        ]


class Visit(Booking):
    """A visit of one worker at one person's home."""

    series = TenantForeignKey(VisitSeries, null=True, blank=True, related_name="visits")  # null: a single visit

    class Meta:
        ordering = ("starts_at",)
        indexes = [
            models.Index(fields=["centre", "starts_at"], name="delivery_visit_start"),
            models.Index(fields=["worker", "starts_at"], name="delivery_visit_worker"),
            models.Index(fields=["person", "starts_at"], name="delivery_visit_person"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="delivery_visit_times"),
            ExclusionConstraint(
                name="delivery_visit_worker_free",
                expressions=[
                    ("centre", RangeOperators.EQUAL),
                    ("worker", RangeOperators.EQUAL),
                    (span(), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=HOLDS_TIME, worker__isnull=False),
            ),
        ]


class VisitTask(TenantModel):
    """One thing to do during a visit and what became of it."""

    class State(models.TextChoices):
        OPEN = "todo", "do zrobienia"
        DONE = "done", "zrobione"
        REFUSED = "refused", "odmowa"
        NOT_NEEDED = "not_needed", "niepotrzebne"

    visit = TenantForeignKey(Visit, on_delete=models.CASCADE, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=160)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=240, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["centre", "visit", "position"], name="delivery_task_position"),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "not_needed"]) | ~Q(reason=""), name="delivery_task_reason"
            ),
        ]
