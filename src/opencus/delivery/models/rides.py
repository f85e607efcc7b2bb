"""Rides: from, to, when, with what."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from opencus.core.tenancy import TenantForeignKey
from opencus.delivery.models.bookings import HOLDS_TIME, Booking
from opencus.delivery.models.visits import span
from opencus.people.models import Person
from opencus.resources.models import Vehicle


class Ride(Booking):
    """One leg of a trip; the way back points to the way there.

    ``starts_at`` is the earliest pick-up, ``ends_at`` the latest arrival; between them lie the promised window of
    the pick-up and the estimated drive.
    """

    class Purpose(models.TextChoices):
        HEALTH = "health", "lekarz lub rehabilitacja"
        OFFICE = "office", "urząd"
        CEMETERY = "cemetery", "cmentarz"
        DAY_HOME = "day_home", "Dzienny Dom Senior+"
        OTHER = "other", "inny cel"

    pickup_address = models.CharField(max_length=200)
    dropoff_address = models.CharField(max_length=200)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    fee_variant = models.CharField(max_length=24)
    fee = models.DecimalField(max_digits=8, decimal_places=2)
    mobility = models.CharField(max_length=20, choices=Person.Mobility.choices)
    companions = models.PositiveSmallIntegerField(default=0)
    vehicle = TenantForeignKey(Vehicle, null=True, blank=True, related_name="rides")
    drive_minutes = models.PositiveSmallIntegerField(default=20)  # an estimate, stated as such: no road data yet
    on_call = models.BooleanField(default=False)  # the way back when the person calls; the hour is not promised
    arrived_at = models.DateTimeField(null=True, blank=True)  # the driver stands at the door
    outward = TenantForeignKey("self", null=True, blank=True, related_name="returns")  # null: this is the way there

    class Meta:
        ordering = ("starts_at",)
        indexes = [
            models.Index(fields=["centre", "starts_at"], name="delivery_ride_start"),
            models.Index(fields=["worker", "starts_at"], name="delivery_ride_worker"),
            models.Index(fields=["person", "starts_at"], name="delivery_ride_person"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="delivery_ride_times"),
            models.CheckConstraint(condition=Q(fee__gte=0), name="delivery_ride_fee"),
            models.CheckConstraint(condition=~Q(mobility="bedridden"), name="delivery_ride_nobody_lying"),
            models.CheckConstraint(condition=Q(drive_minutes__gt=0), name="delivery_ride_drive"),
            # A vehicle has one driver at a time; its passengers may share it.
            ExclusionConstraint(
                name="delivery_ride_one_driver",
                expressions=[
                    ("centre", RangeOperators.EQUAL),
                    ("vehicle", RangeOperators.EQUAL),
                    ("worker", RangeOperators.NOT_EQUAL),
                    (span(), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=HOLDS_TIME, vehicle__isnull=False, worker__isnull=False),
            ),
        ]

    @property
    def pickup_until(self) -> datetime:
        """The end of the promised pick-up window: whoever leaves then still arrives in time."""
        return max(self.starts_at, self.ends_at - timedelta(minutes=self.drive_minutes))

    @property
    def is_return(self) -> bool:
        return self.outward_id is not None
