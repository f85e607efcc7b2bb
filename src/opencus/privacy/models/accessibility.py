"""The declaration of accessibility and requests for it (Dz.U. 2019 poz. 848 art. 10, 11, 18)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from opencus.centre.models import User
from opencus.centre.tenant import TenantModel
from opencus.core.states import Stateful


class Declaration(TenantModel):
    """One version of the declaration; a change or a yearly review makes a new one, the newest counts."""

    class Status(models.TextChoices):
        FULL = "full", "zgodna"
        PARTLY = "partly", "częściowo zgodna"
        NONE = "none", "niezgodna"

    class Method(models.TextChoices):
        SELF = "self", "samoocena przeprowadzona przez podmiot publiczny"
        THIRD = "third", "ocena przeprowadzona przez podmiot zewnętrzny"

    published_on = models.DateField()  # the site
    updated_on = models.DateField()  # its last important change
    prepared_on = models.DateField()
    reviewed_on = models.DateField()
    status = models.CharField(max_length=6, choices=Status.choices)
    gaps = models.TextField(blank=True)  # what is not accessible, and why
    method = models.CharField(max_length=6, choices=Method.choices)
    assessor = models.CharField(max_length=160, blank=True)  # who assessed, when it was not the centre
    report_url = models.URLField(blank=True)
    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField()
    contact_phone = models.CharField(max_length=24)
    shortcuts = models.TextField()
    buildings = models.TextField(blank=True)  # besides what stands with each office
    sign_language = models.TextField()
    applications = models.TextField()
    saved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # null: starting text
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-saved_at", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(status="full") | ~Q(gaps=""), name="privacy_declaration_gaps"),
            models.CheckConstraint(condition=Q(method="self") | ~Q(assessor=""), name="privacy_declaration_assessor"),
        ]


class AccessibilityRequest(TenantModel, Stateful):
    """A request for accessibility: 7 days, at most 2 months with notice, complaint after a refusal (art. 18)."""

    class State(models.TextChoices):
        OPEN = "open", "w toku"
        DONE = "done", "zapewniono dostępność"
        ALTERNATIVE = "alternative", "zaproponowano sposób alternatywny"
        REFUSED = "refused", "odmowa"

    MOVES = {
        State.OPEN: {
            State.DONE: "dostępność zapewniona", State.ALTERNATIVE: "alternatywny sposób dostępu", State.REFUSED: "odmowa z powodem",
        },
        State.DONE: {}, State.ALTERNATIVE: {}, State.REFUSED: {},
    }  # fmt: skip

    number = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    received_on = models.DateField()
    requester = models.CharField(max_length=160)
    contact = models.CharField(max_length=200)
    demand = models.TextField()
    due_on = models.DateField()
    extended_to = models.DateField(null=True, blank=True)  # null: not extended
    extension_reason = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    answered_on = models.DateField(null=True, blank=True)  # null: not answered
    outcome = models.TextField(blank=True)
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-received_on", "-number")
        constraints = [
            models.UniqueConstraint(fields=["centre", "year", "number"], name="privacy_access_number"),
            models.CheckConstraint(
                condition=Q(extended_to__isnull=True) | ~Q(extension_reason=""), name="privacy_access_extension"
            ),
        ]

    def __str__(self) -> str:
        return f"DOST/{self.number}/{self.year}"

    @property
    def until(self) -> object:
        """The day the answer is due, extended or not."""
        return self.extended_to or self.due_on
