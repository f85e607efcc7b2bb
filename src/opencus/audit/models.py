"""Journal entries and the chain that seals them, written only by functions of the schema ``guard``; and what stands
beside the journal and may change: alarms, anchors sent away, terms of keeping."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from opencus.audit import events
from opencus.core.tenancy import TenantManager, current_centre_id


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
    # The number it had in the installation it moved from: the chain was made with that one. Null: written here.
    number_before = models.BigIntegerField(null=True)

    objects = TenantManager()

    class Meta:
        indexes = [
            models.Index(fields=["centre_id", "-id"], name="audit_entry_latest"),
            models.Index(fields=["centre_id", "at"], name="audit_entry_at"),
            models.Index(fields=["centre_id", "actor_id", "at"], name="audit_entry_actor"),
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


class Alarm(models.Model):
    """Somebody opened very many files in a short time; open until somebody who watches has looked into it."""

    class Level(models.TextChoices):
        WARNING = "warning", "ostrzeżenie"
        ALARM = "alarm", "alarm"

    id = models.BigAutoField(primary_key=True)
    centre_id = models.UUIDField(default=current_centre_id)
    actor_id = models.UUIDField()
    level = models.CharField(max_length=8, choices=Level.choices)
    raised_at = models.DateTimeField()
    openings = models.PositiveIntegerField()
    lifted_at = models.DateTimeField(null=True)  # null: nobody has looked into it yet
    lifted_by = models.UUIDField(null=True)
    reason = models.TextField(default="")

    objects = TenantManager()

    class Meta:
        indexes = [
            models.Index(fields=["centre_id", "actor_id", "-raised_at"], name="audit_alarm_actor"),
            models.Index(fields=["centre_id", "-raised_at"], name="audit_alarm_open", condition=Q(lifted_at__isnull=True)),
        ]


class Tally(models.Model):
    """How many attempts at closed doors an actor made in one minute: what keeps the journal from being flooded."""

    id = models.BigAutoField(primary_key=True)
    centre_id = models.UUIDField(default=current_centre_id)
    actor_id = models.UUIDField()
    minute = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre_id", "actor_id", "minute"], name="audit_tally_once")]


class AnchorCopy(models.Model):
    """The head of the chain as it was sent to one place outside; the proof is there, this row only keeps the books."""

    class Place(models.TextChoices):
        FILE = "file", "plik na serwerze"
        MAIL = "mail", "e-mail do inspektora"
        SYSLOG = "syslog", "serwer logów"

    id = models.BigAutoField(primary_key=True)
    centre_id = models.UUIDField(default=current_centre_id)
    place = models.CharField(max_length=8, choices=Place.choices)
    taken_at = models.DateTimeField()
    number = models.BigIntegerField()
    entry = models.BigIntegerField()
    entry_at = models.DateTimeField()
    hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField(null=True)  # null: not yet, tried again
    tries = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=200, default="")

    objects = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["centre_id", "-taken_at"], name="audit_anchor_latest")]


class Term(models.Model):
    """How many years a centre keeps the words of one class of entries; never fewer than the law's least."""

    id = models.BigAutoField(primary_key=True)
    centre_id = models.UUIDField(default=current_centre_id)
    code = models.CharField(max_length=8, choices=[("system", "dziennik systemu"), ("case", "dane spraw")])
    years = models.PositiveSmallIntegerField()

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre_id", "code"], name="audit_term_once"),
            models.CheckConstraint(
                condition=Q(code="system", years__gte=2, years__lte=100) | Q(code="case", years__gte=10, years__lte=100),
                name="audit_term_least",
            ),
        ]
