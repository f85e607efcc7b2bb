"""Journal entries and the chain that seals them; written only by functions of the schema ``guard``."""

from __future__ import annotations

from django.db import models

from opencus.audit import events
from opencus.core.tenancy import TenantManager


class Entry(models.Model):
    """One act: who did what to which subject, about which person, when and what for."""

    id = models.BigAutoField(primary_key=True)
    centre_id = models.UUIDField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=80)
    actor_id = models.UUIDField(null=True)  # null: the system itself (a job, an import)
    actor_role = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField(null=True)  # null: the act has no single subject (a search)
    person_id = models.UUIDField(null=True)  # null: the act is about nobody in particular
    purpose = models.TextField()
    data = models.JSONField()
    digest = models.BinaryField()
    scrubbed_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        indexes = [
            models.Index(fields=["centre_id", "-id"], name="audit_entry_latest"),
            models.Index(fields=["centre_id", "at"], name="audit_entry_at"),
            models.Index(fields=["person_id", "-id"], name="audit_entry_person", condition=models.Q(person_id__isnull=False)),
            models.Index(fields=["subject_id", "-id"], name="audit_entry_subject", condition=models.Q(subject_id__isnull=False)),
        ]

    @property
    def event(self) -> events.Event:
        return events.get(self.kind)

    @property
    def sentence(self) -> str:
        return self.event.say(self.data)


class Link(models.Model):
    """The place of an entry in its centre's chain: hash = sha256(previous hash + entry)."""

    id = models.BigAutoField(primary_key=True)
    centre_id = models.UUIDField()
    number = models.BigIntegerField()
    entry_id = models.BigIntegerField(unique=True)
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre_id", "number"], name="audit_link_number")]
