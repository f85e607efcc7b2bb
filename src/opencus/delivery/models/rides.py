"""Rides: from, to, when, with what."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from opencus.core.tenancy import TenantForeignKey
from opencus.delivery.models.bookings import Booking
from opencus.people.models import Person
from opencus.resources.models import Vehicle


class Ride(Booking):
    """One leg of a trip; the way back points to the way there."""

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
        ]
