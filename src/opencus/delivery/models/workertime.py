"""One worker, one place at a time, whatever the noun: the table behind visits and rides."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models

from opencus.centre.tenant import TenantModel
from opencus.core.tenancy import TenantForeignKey
from opencus.delivery.models.visits import span
from opencus.resources.models import Worker


class WorkerTime(TenantModel):
    """The time a booking holds of its worker; written by triggers on visits and rides, never by code.

    ``lane`` is the visit itself or the vehicle of a ride: passengers of one vehicle share their driver's time,
    everything else of one worker may not overlap.
    """

    worker = TenantForeignKey(Worker, on_delete=models.CASCADE, related_name="times")
    booking_id = models.UUIDField()
    lane = models.UUIDField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["worker", "starts_at"], name="delivery_time_worker")]
        constraints = [
            models.UniqueConstraint(fields=["centre", "booking_id"], name="delivery_time_booking"),
            ExclusionConstraint(
                name="delivery_worker_one_place",
                expressions=[
                    ("centre", RangeOperators.EQUAL),
                    ("worker", RangeOperators.EQUAL),
                    ("lane", RangeOperators.NOT_EQUAL),
                    (span(), RangeOperators.OVERLAPS),
                ],
            ),
        ]
