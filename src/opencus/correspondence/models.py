"""Case files, numbers and notices."""

from __future__ import annotations

from django.db import models

from opencus.centre.tenant import TenantModel
from opencus.core.tenancy import TenantForeignKey
from opencus.people.models import Person


class Counter(TenantModel):
    """The last number given in a series of a year; the row lock makes numbers gap-free."""

    series = models.CharField(max_length=24)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "series", "year"], name="correspondence_counter_once")]


class CaseFile(TenantModel):
    """The file of a case: one number on paper, phone and screen (R84)."""

    person = TenantForeignKey(Person, related_name="case_files")
    mark = models.CharField(max_length=60)  # znak sprawy: unit.class.number.year
    jrwa_class = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    archival_category = models.CharField(max_length=6)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)  # null: open

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "jrwa_class", "year", "number"], name="correspondence_case_number"),
            models.UniqueConstraint(fields=["centre", "mark"], name="correspondence_case_mark"),
        ]

    def __str__(self) -> str:
        return self.mark

    @property
    def spoken_number(self) -> str:
        """What is said on the phone: number and year."""
        return f"{self.number}/{self.year}"


class Notice(TenantModel):
    """A message to a person: what was to be said, how it goes out, when it did."""

    class Channel(models.TextChoices):
        PHONE = "phone", "telefon"
        SMS = "sms", "SMS"
        EMAIL = "email", "e-mail"
        LETTER = "letter", "list"
        IN_PERSON = "in_person", "osobiście"
        E_DELIVERY = "e_delivery", "e-Doręczenia"

    person = TenantForeignKey(Person, related_name="notices")
    case_file = TenantForeignKey(CaseFile, null=True, blank=True, related_name="notices")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=160)
    text = models.TextField()
    channel = models.CharField(max_length=12, choices=Channel.choices)
    created_at = models.DateTimeField(auto_now_add=True)
    given_at = models.DateTimeField(null=True, blank=True)  # null: waits to be passed on

    class Meta:
        ordering = ("-created_at",)
