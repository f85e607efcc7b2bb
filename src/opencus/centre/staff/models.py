"""Evidence of requirements and training of the centre's staff; authorisations stand in ``centre.models``."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from opencus.centre.models import User
from opencus.centre.staff.rules import COURSE_HOURS, COURSE_LABELS, EXPERIENCE, PROOF_LABELS
from opencus.centre.tenant import TenantModel

_EXPERIENCE = sorted(one.value for one in EXPERIENCE)


class StaffDocument(TenantModel):
    """A document shown by an employee: that it exists and where it is kept, never a copy of it.

    A conviction is data of art. 10 GDPR: only the day of a clean certificate is kept, nothing of its content.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proof = models.CharField(max_length=30, choices=[(one.value, label) for one, label in PROOF_LABELS.items()])
    name = models.CharField(max_length=120)
    number = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=160)
    issued_on = models.DateField()
    starts_on = models.DateField(null=True, blank=True)  # null: not a period of work
    ends_on = models.DateField(null=True, blank=True)  # null: not a period of work
    kept_in = models.CharField(max_length=120, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # null: counts
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("proof", "-issued_on")
        constraints = [
            # Years are counted from days: an experience has both, a diploma none.
            models.CheckConstraint(
                condition=Q(
                    proof__in=_EXPERIENCE, starts_on__isnull=False, ends_on__isnull=False,
                    ends_on__gte=F("starts_on"),
                )
                | (~Q(proof__in=_EXPERIENCE) & Q(starts_on__isnull=True, ends_on__isnull=True)),
                name="centre_staffdocument_period",
            ),
        ]  # fmt: skip


class StaffTraining(TenantModel):
    """Hours of a statutory training finished on a day, with the certificate that shows them (R63)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    course = models.CharField(max_length=16, choices=[(one.value, label) for one, label in COURSE_LABELS.items()])
    hours = models.PositiveSmallIntegerField()
    organiser = models.CharField(max_length=160)
    certificate = models.CharField(max_length=60)
    completed_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # null: counts
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("course", "-completed_on")
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gte=1, hours__lte=2 * max(COURSE_HOURS.values())), name="centre_stafftraining_hours"
            ),
            # One certificate counts once, however often it is typed.
            models.UniqueConstraint(
                fields=["centre", "user", "course", "certificate"], condition=Q(withdrawn_at__isnull=True),
                name="centre_stafftraining_certificate",
            ),
        ]  # fmt: skip
