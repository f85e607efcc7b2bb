"""The information on how a programme was realised (art. 6 CUS Act)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from opencus.centre.models import User
from opencus.centre.tenant import TenantModel
from opencus.core.tenancy import TenantForeignKey
from opencus.programmes.models import ProgrammeVersion


class RealisationReport(TenantModel):
    """What came of an ended version: figures as they were when it was prepared, words of the centre, publication."""

    version = TenantForeignKey(ProgrammeVersion, related_name="realisations")
    degree = models.TextField(blank=True)  # art. 6(2)(4): how far it was carried out, in words
    assessment = models.TextField(blank=True)  # art. 6(2)(5): what monitoring showed against the measures
    # What no room counts: {id of the programme's service: {"persons": 12, "providers": "centrum"}}
    by_service = models.JSONField(default=dict, blank=True)
    other_costs = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)  # null: not said yet
    other_costs_for = models.CharField(max_length=300, blank=True)
    figures = models.JSONField(default=dict, blank=True)  # empty: not prepared yet
    prepared_on = models.DateField(null=True, blank=True)
    prepared_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    bip_office_on = models.DateField(null=True, blank=True)  # null: not published yet
    bip_centre_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "version"], name="reporting_realisation_once"),
            models.CheckConstraint(condition=Q(other_costs__isnull=True) | Q(other_costs__gte=0), name="reporting_realisation_costs"),
            # Published at the office and at the centre, or not at all (art. 6(3)); never without figures.
            models.CheckConstraint(
                condition=Q(bip_office_on__isnull=True, bip_centre_on__isnull=True)
                | Q(bip_office_on__isnull=False, bip_centre_on__isnull=False, prepared_on__isnull=False),
                name="reporting_realisation_published",
            ),
        ]

    def __str__(self) -> str:
        return f"Informacja z realizacji: {self.version}"
