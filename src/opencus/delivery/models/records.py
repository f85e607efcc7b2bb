"""The delivery record (karta usługi): the evidence a settlement rests on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from opencus.centre.models import User
from opencus.centre.tenant import TenantModel
from opencus.contracting.models import Order
from opencus.core.tenancy import TenantForeignKey
from opencus.delivery.models.rides import Ride
from opencus.delivery.models.visits import Visit
from opencus.people.models import Person
from opencus.resources.models import Worker


class DeliveryRecord(TenantModel):
    """What was delivered: units planned, done and confirmed by the client (R55)."""

    class Confirmation(models.TextChoices):
        NONE = "none", "brak potwierdzenia"
        PIN = "pin", "PIN klienta"
        SIGNATURE = "signature", "podpis"
        PHONE = "phone", "telefonicznie"
        CARER = "carer", "opiekun na miejscu"

    order = TenantForeignKey(Order, related_name="records")
    person = TenantForeignKey(Person, related_name="records")
    worker = TenantForeignKey(Worker, related_name="records")
    visit = TenantForeignKey(Visit, null=True, blank=True, related_name="records")
    ride = TenantForeignKey(Ride, null=True, blank=True, related_name="records")
    on = models.DateField()
    planned = models.DecimalField(max_digits=8, decimal_places=2)
    done = models.DecimalField(max_digits=8, decimal_places=2)
    confirmed = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    confirmation = models.CharField(max_length=10, choices=Confirmation.choices, default=Confirmation.NONE)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["order", "on"], name="delivery_record_on")]
        constraints = [
            models.CheckConstraint(
                condition=Q(visit__isnull=False, ride__isnull=True) | Q(visit__isnull=True, ride__isnull=False),
                name="delivery_record_one_booking",
            ),
            models.UniqueConstraint(fields=["centre", "visit"], name="delivery_record_visit"),
            models.UniqueConstraint(fields=["centre", "ride"], name="delivery_record_ride"),
            models.CheckConstraint(
                condition=Q(planned__gte=0, done__gte=0, confirmed__gte=0), name="delivery_record_positive"
            ),
            models.CheckConstraint(
                condition=Q(confirmation="none", confirmed=0) | (~Q(confirmation="none") & Q(confirmed_at__isnull=False)),
                name="delivery_record_confirmed",
            ),
        ]
