"""Information about data: who keeps it, clauses by process and version, who was told what (R69)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from opencus.centre.models import User
from opencus.centre.tenant import TenantModel
from opencus.core.tenancy import TenantForeignKey
from opencus.people.models import Person


class Process(models.TextChoices):
    """What data are collected for; each process has a clause of its own."""

    APPLICATION = "application", "zgłoszenie, wniosek i kwalifikowanie"
    PLAN = "plan", "indywidualny plan usług społecznych"
    DELIVERY = "delivery", "świadczenie usług"
    FEES = "fees", "odpłatność i rozliczenia"
    RELATIVE = "relative", "dane podane przez inną osobę (członek rodziny, opiekun, sąsiad)"
    COMMUNITY = "community", "organizowanie społeczności lokalnej i wydarzenia"
    STAFF = "staff", "pracownik i współpracownik centrum"
    PROVIDER = "provider", "wykonawca usług i jego pracownicy"
    CONTACT = "contact", "kontakt, skargi i wnioski, żądania dotyczące danych"


class DataProtection(TenantModel):
    """Who answers for data in the centre: one row; contact of the inspector (art. 37(7) GDPR)."""

    inspector_name = models.CharField(max_length=120, blank=True)
    inspector_email = models.EmailField(blank=True)
    inspector_phone = models.CharField(max_length=24, blank=True)
    inspector_address = models.CharField(max_length=200, blank=True)
    appointed_on = models.DateField(null=True, blank=True)  # null: not said
    notified_on = models.DateField(null=True, blank=True)  # null: the supervisory authority was not told yet

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre"], name="privacy_protection_once")]


class Clause(TenantModel):
    """One version of an information clause (art. 13 and 14 GDPR), in force from a day; never changed afterwards."""

    process = models.CharField(max_length=12, choices=Process.choices)
    number = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    spoken = models.TextField()  # the first layer: read aloud, at most a minute
    purposes = models.TextField()
    grounds = models.TextField()
    source = models.TextField(blank=True)  # art. 14(2)(f); empty: the person gave the data
    categories = models.TextField(blank=True)  # art. 14(1)(d); empty: the person gave the data
    recipients = models.TextField()
    transfers = models.TextField()
    retention = models.TextField()
    rights = models.TextField()
    complaint = models.TextField()
    duty = models.TextField()
    automated = models.TextField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # null: starting set
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("process", "-number")
        constraints = [models.UniqueConstraint(fields=["centre", "process", "number"], name="privacy_clause_number")]

    def __str__(self) -> str:
        return f"{self.get_process_display()}, wersja {self.number}"


class ClauseGiven(TenantModel):
    """That a person was told: which version, how, when, by whom (R69)."""

    class Form(models.TextChoices):
        SPOKEN = "spoken", "odczytana przez telefon"
        TALKED = "talked", "omówiona w rozmowie"
        HANDED = "handed", "wręczona na papierze"
        POSTED = "posted", "wysłana listem"
        EMAIL = "email", "wysłana e-mailem"
        WEB = "web", "pokazana na stronie"

    person = TenantForeignKey(Person, related_name="clauses_given")
    clause = TenantForeignKey(Clause, related_name="given")
    form = models.CharField(max_length=8, choices=Form.choices)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # null: the system

    class Meta:
        ordering = ("-given_at",)
        indexes = [models.Index(fields=["centre", "person"], name="privacy_given_person")]
        constraints = [models.CheckConstraint(condition=~Q(form=""), name="privacy_given_form")]
