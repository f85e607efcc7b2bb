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


class Correction(TenantModel):
    """A record put right by hand: what stood before and why; the mark stays for ever (U49)."""

    record = TenantForeignKey(DeliveryRecord, on_delete=models.CASCADE, related_name="corrections")
    before = models.JSONField()  # {"started_at", "ended_at", "done"} as they stood
    after = models.JSONField()
    reason = models.CharField(max_length=240)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # null: an import
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at",)
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="delivery_correction_reason")]


class ConfirmationCode(TenantModel):
    """The four digits by which a client confirms a visit; only a keyed digest of them is kept."""

    MOST_TRIES = 5

    person = TenantForeignKey(Person, related_name="confirmation_codes")
    digest = models.BinaryField(max_length=16)
    failed_tries = models.PositiveSmallIntegerField(default=0)
    issued_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # null: demo
    issued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "person"], name="delivery_code_person")]

    @property
    def is_blocked(self) -> bool:
        return self.failed_tries >= self.MOST_TRIES


class Act(TenantModel):
    """One act sent from a phone, by the key the phone gave it: sent twice, it happens once (U48)."""

    key = models.UUIDField()
    worker = TenantForeignKey(Worker, related_name="acts")
    kind = models.CharField(max_length=24)
    booking_id = models.UUIDField()
    reply = models.JSONField(default=dict)
    device_at = models.DateTimeField(null=True, blank=True)  # null: the phone sent no time
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "key"], name="delivery_act_once")]
