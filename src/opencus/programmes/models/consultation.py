"""Consultation of a document: meetings, comments, answers, and the recommendations that follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from opencus.centre.tenant import TenantModel
from opencus.core.states import Stateful
from opencus.core.tenancy import TenantForeignKey
from opencus.programmes.models.diagnosis import Diagnosis
from opencus.programmes.models.programme import ProgrammeVersion


class Consultation(Stateful, TenantModel):
    """The community is asked about a draft: of a programme, of a diagnosis or of another document."""

    class State(models.TextChoices):
        PREPARED = "prepared", "w przygotowaniu"
        OPEN = "open", "trwają"
        CLOSED = "closed", "uwagi zebrane"
        REPORTED = "reported", "zakończone raportem"

    MOVES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        State.PREPARED: {State.OPEN: "the draft is published"},
        State.OPEN: {State.CLOSED: "the window is over"},
        State.CLOSED: {State.OPEN: "the window is longer after all", State.REPORTED: "every comment has its answer"},
        State.REPORTED: {},
    }

    version = TenantForeignKey(ProgrammeVersion, null=True, blank=True, related_name="consultations")
    diagnosis = TenantForeignKey(Diagnosis, null=True, blank=True, related_name="consultations")
    title = models.CharField(max_length=200)
    code = models.CharField(max_length=12)  # of its public address
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    intro = models.TextField(blank=True)  # plain words for residents: what changes and why
    document = models.TextField(blank=True)  # text of another document; of programme and diagnosis it is made from them
    opens_on = models.DateField()
    closes_on = models.DateField()
    reported_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-opens_on", "title")
        constraints = [
            models.UniqueConstraint(fields=["centre", "code"], name="programmes_consultation_code"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="programmes_consultation_dates"),
            models.CheckConstraint(
                condition=Q(version__isnull=True) | Q(diagnosis__isnull=True), name="programmes_consultation_subject"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Meeting(TenantModel):
    """An open meeting with its minutes."""

    consultation = TenantForeignKey(Consultation, on_delete=models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    persons = models.PositiveIntegerField(null=True, blank=True)  # null: not held yet
    minutes = models.TextField(blank=True)

    class Meta:
        ordering = ("starts_at",)

    def __str__(self) -> str:
        return self.place


class Recommendation(TenantModel):
    """What the centre makes of comments: one thing to change, which clauses then carry out."""

    consultation = TenantForeignKey(Consultation, on_delete=models.CASCADE, related_name="recommendations")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["centre", "consultation", "number"], name="programmes_recommendation_number")]

    def __str__(self) -> str:
        return self.text


class Comment(TenantModel):
    """What somebody said about the draft, and what was done with it."""

    class Channel(models.TextChoices):
        WEB = "web", "formularz na stronie"
        MEETING = "meeting", "spotkanie"
        EMAIL = "email", "e-mail"
        PROTOCOL = "protocol", "do protokołu"
        LETTER = "letter", "pismo"

    class Disposition(models.TextChoices):
        ACCEPTED = "accepted", "przyjęta"
        PARTLY = "partly", "przyjęta w części"
        REJECTED = "rejected", "nieprzyjęta"
        OUTSIDE = "outside", "poza zakresem"

    class Visibility(models.TextChoices):
        WAITING = "waiting", "czeka na sprawdzenie"
        SHOWN = "shown", "widoczna"
        HIDDEN = "hidden", "ukryta"

    consultation = TenantForeignKey(Consultation, on_delete=models.CASCADE, related_name="comments")
    number = models.PositiveIntegerField()
    channel = models.CharField(max_length=8, choices=Channel.choices)
    meeting = TenantForeignKey(Meeting, null=True, blank=True, related_name="comments")
    received_on = models.DateField()
    who = models.CharField(max_length=120, blank=True)  # an organisation, or how the person wants to be named; empty: anonymous
    persons = models.PositiveIntegerField(default=1)  # how many spoke with one voice
    text = models.TextField()
    visibility = models.CharField(max_length=8, choices=Visibility.choices, default=Visibility.WAITING)
    hidden_reason = models.CharField(max_length=200, blank=True)
    disposition = models.CharField(max_length=10, choices=Disposition.choices, blank=True)  # empty: not answered yet
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    recommendation = TenantForeignKey(Recommendation, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments")

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["centre", "consultation", "number"], name="programmes_comment_number"),
            models.CheckConstraint(condition=Q(persons__gt=0), name="programmes_comment_persons"),
            models.CheckConstraint(
                condition=~Q(visibility="hidden") | ~Q(hidden_reason=""), name="programmes_comment_hidden_why"
            ),
            models.CheckConstraint(condition=Q(disposition="") | ~Q(answer=""), name="programmes_comment_answered"),
        ]

    def __str__(self) -> str:
        return f"Uwaga {self.number}"
