"""What was granted, until when, at what fee, and what is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from opencus.centre.tenant import TenantModel
from opencus.core.states import Stateful
from opencus.core.tenancy import TenantForeignKey
from opencus.core.words import listed
from opencus.intake.models import RequestedService
from opencus.people.models import Person
from opencus.programmes.models import ProgrammeService
from opencus.programmes.rules.limits import Limit


class Entitlement(Stateful, TenantModel):
    """A right to a service: amount, period and fee as they were when granted; later edits never change it."""

    class State(models.TextChoices):
        ACTIVE = "active", "aktywne"
        SUSPENDED = "suspended", "wstrzymane"
        CHANGED = "changed", "zmienione"
        USED_UP = "used_up", "wykorzystane"
        ENDED = "ended", "zakończone"
        RESIGNED = "resigned", "rezygnacja"

    MOVES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        State.ACTIVE: {
            State.SUSPENDED: "hospital, leave",
            State.CHANGED: "a new amount replaces it",
            State.USED_UP: "nothing is left for good",
            State.ENDED: "the period is over",
            State.RESIGNED: "the person resigns (art. 44)",
        },
        State.SUSPENDED: {State.ACTIVE: "the person is back", State.RESIGNED: "the person resigns (art. 44)"},
        State.CHANGED: {},
        State.USED_UP: {},
        State.ENDED: {},
        State.RESIGNED: {},
    }

    person = TenantForeignKey(Person, related_name="entitlements")
    programme_service = TenantForeignKey(ProgrammeService, related_name="entitlements")  # the version it was granted under
    requested = TenantForeignKey(RequestedService, related_name="entitlements")
    # For whom a carer holds the service: shared limits are counted for that person. Null: for the holder.
    cared_for = TenantForeignKey(Person, null=True, blank=True, related_name="entitlements_of_carers")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    valid_from = models.DateField()
    valid_to = models.DateField()
    # Snapshot of the limits that apply to this person: [{"quantity": "4.00", "measure": "session", "period": "month"}];
    # "scope" says with whom they are shared, absent: with nobody.
    limits = models.JSONField(default=list)
    # Snapshot of the fee: what one unit costs the person; null unit_fee: set per use (e.g. by destination).
    unit_fee = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    fee_text = models.CharField(max_length=1000)  # every variant with its relief
    fee_basis = models.JSONField(default=dict)  # rule, criterion, band, percent, relief with its evidence: R42
    granted_on = models.DateField()
    resigned_on = models.DateField(null=True, blank=True)
    # Of terms that were changed: the right as it goes on, and why. Orders and plans keep pointing at that one.
    replaced_by = TenantForeignKey("self", null=True, blank=True, related_name="earlier_terms")
    change_reason = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering = ("-granted_on", "id")
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="entitlements_dates"),
            models.CheckConstraint(condition=Q(unit_fee__isnull=True) | Q(unit_fee__gte=0), name="entitlements_fee"),
            models.CheckConstraint(
                condition=Q(state="changed", replaced_by__isnull=False) | (~Q(state="changed") & Q(replaced_by__isnull=True)),
                name="entitlements_changed_into",
            ),
            models.CheckConstraint(condition=Q(cared_for__isnull=True) | ~Q(cared_for=F("person")), name="entitlements_cared_for"),
        ]

    def __str__(self) -> str:
        return self.programme_service.service.name

    @property
    def limits_text(self) -> str:
        """`4 sesje miesięcznie i 20 sesji rocznie`; `bez limitu` without any."""
        return listed([Limit.from_json(data).text for data in self.limits]) or "bez limitu"


class EntitlementUse(TenantModel):
    """One line of the ledger: a booking reserves units, delivery uses them, cancelling in time frees them."""

    class State(models.TextChoices):
        RESERVED = "reserved", "zarezerwowane"
        USED = "used", "wykorzystane"
        RELEASED = "released", "zwolnione"

    entitlement = TenantForeignKey(Entitlement, related_name="uses")
    on = models.DateField()
    quantity = models.DecimalField(max_digits=8, decimal_places=2)
    state = models.CharField(max_length=10, choices=State.choices)
    source_id = models.UUIDField()  # the booking that wrote it

    class Meta:
        indexes = [models.Index(fields=["entitlement", "on"], name="entitlements_use_on")]
        constraints = [
            models.UniqueConstraint(fields=["centre", "source_id"], name="entitlements_use_source"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="entitlements_use_positive"),
        ]
