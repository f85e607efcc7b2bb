"""The register of processing activities (art. 30 GDPR) and agreements with processors (art. 28)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from opencus.catalogue.models import Organisation
from opencus.centre.tenant import TenantModel
from opencus.core.tenancy import TenantForeignKey
from opencus.privacy.models.informing import Process


class ProcessingActivity(TenantModel):
    """One entry of the register with all elements of art. 30(1); an ended activity stays."""

    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=160)
    process = models.CharField(max_length=12, choices=Process.choices, blank=True)  # empty: no clause of its own
    owner = models.CharField(max_length=160)  # the department or post that answers for it
    purposes = models.TextField()
    grounds = models.TextField()
    subjects = models.TextField()
    data = models.TextField()
    special_data = models.TextField(blank=True)  # art. 9 and 10; empty: none
    source = models.TextField()
    recipients = models.TextField()
    transfers = models.TextField()
    retention = models.TextField()
    safeguards = models.TextField()
    joint_controllers = models.TextField(blank=True)
    dpia_needed = models.BooleanField(default=False)
    dpia_on = models.DateField(null=True, blank=True)  # null: not made (yet)
    dpia_note = models.TextField(blank=True)
    reviewed_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)  # null: goes on

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["centre", "number"], name="privacy_activity_number")]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class ProcessorAgreement(TenantModel):
    """An agreement that entrusts data to somebody (art. 28(3)); ``activities`` are numbers of the register."""

    organisation = TenantForeignKey(Organisation, null=True, blank=True, related_name="+")  # null: not in the catalogue
    name = models.CharField(max_length=160)
    number = models.CharField(max_length=60)
    signed_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # null: with the main contract
    subject = models.TextField()
    activities = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)

    class Meta:
        ordering = ("name", "signed_on")
        constraints = [
            models.UniqueConstraint(fields=["centre", "number"], name="privacy_agreement_number"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("signed_on")), name="privacy_agreement_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.number}"
