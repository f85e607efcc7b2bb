"""Tables of the machinery: what jobs say of themselves, and which forms were sent, so that none counts twice."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from opencus.centre.tenant import TenantModel


class JobNote(models.Model):
    """What a job says of itself: how far it is, and why it failed; holds no words about people."""

    job_id = models.BigIntegerField(primary_key=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)  # null: nobody knows how much there is
    words = models.CharField(max_length=120, default="")
    error = models.CharField(max_length=200, default="")
    error_at = models.DateTimeField(null=True)  # null: it has not failed
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(done__gte=0), name="config_jobnote_done_not_negative"),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(done__lte=F("total")), name="config_jobnote_done_within_total"
            ),
        ]


class Submission(TenantModel):
    """One sending of one form by one user; kept for a week, holds no words of the form."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token = models.UUIDField()  # drawn when the page with the form was made
    digest = models.BinaryField(max_length=32)  # SHA-256 of the address and of what was sent
    status = models.PositiveSmallIntegerField(default=0)  # 0: in hand, seen by nobody else
    location = models.TextField(blank=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "user", "token"], name="config_submission_once")]
