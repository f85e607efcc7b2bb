"""Workers, vehicles, rooms: who and what services are delivered with."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from opencus.catalogue.models import Organisation
from opencus.centre.models import User
from opencus.centre.tenant import TenantModel
from opencus.core.tenancy import TenantForeignKey


class Worker(TenantModel):
    """Somebody who delivers services, our own or a provider's."""

    organisation = TenantForeignKey(Organisation, related_name="workers")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # null: no log-in
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    profession = models.CharField(max_length=80)
    phone = models.CharField(max_length=24, blank=True)
    active_from = models.DateField()
    active_to = models.DateField(null=True, blank=True)  # null: works today

    class Meta:
        ordering = ("family_name", "given_name")
        constraints = [
            models.UniqueConstraint(fields=["centre", "user", "organisation"], name="resources_worker_user"),
            models.CheckConstraint(
                condition=Q(active_to__isnull=True) | Q(active_to__gte=F("active_from")), name="resources_worker_dates"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class Credential(TenantModel):
    """A worker's qualification with evidence and validity (art. 2(3), R54)."""

    class Kind(models.TextChoices):
        PHYSIOTHERAPIST = "physiotherapist", "prawo wykonywania zawodu fizjoterapeuty"
        NURSE = "nurse", "prawo wykonywania zawodu pielęgniarki"
        PSYCHOLOGIST = "psychologist", "dyplom psychologa"
        CARER = "carer", "kwalifikacje opiekuna"
        DRIVER = "driver", "prawo jazdy i badania kierowcy"
        FIRST_AID = "first_aid", "szkolenie z pierwszej pomocy"

    worker = TenantForeignKey(Worker, on_delete=models.CASCADE, related_name="credentials")
    kind = models.CharField(max_length=24, choices=Kind.choices)
    number = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # null: for life

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="resources_credential_dates"
            )
        ]


class Absence(TenantModel):
    """Days when a worker is away, both ends included."""

    worker = TenantForeignKey(Worker, on_delete=models.CASCADE, related_name="absences")
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="resources_absence_dates")
        ]


class Vehicle(TenantModel):
    """A bus or car with its seats and wheelchair places, and its papers."""

    organisation = TenantForeignKey(Organisation, related_name="vehicles")
    name = models.CharField(max_length=80)
    plate = models.CharField(max_length=12)
    seats = models.PositiveSmallIntegerField()
    wheelchair_places = models.PositiveSmallIntegerField(default=0)
    has_lift = models.BooleanField(default=False)
    inspection_valid_to = models.DateField()
    insurance_valid_to = models.DateField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
