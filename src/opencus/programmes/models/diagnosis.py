"""The diagnosis of needs and potential (art. 21 CUS Act): conclusions, providers of the area, questionnaires."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from opencus.catalogue.models import Organisation
from opencus.centre.models import Municipality
from opencus.centre.tenant import TenantModel
from opencus.core.states import Stateful
from opencus.core.tenancy import TenantForeignKey


class Diagnosis(Stateful, TenantModel):
    """What a municipality needs and who can give it, for five years; a joint centre has one for each municipality."""

    class State(models.TextChoices):
        DRAFT = "draft", "szkic"
        IN_CONSULTATION = "in_consultation", "w konsultacjach"
        CONSULTED = "consulted", "po konsultacjach"
        HANDED_OVER = "handed_over", "przekazana wójtowi i radzie"
        SUPERSEDED = "superseded", "zastąpiona nowszą"

    MOVES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        State.DRAFT: {State.IN_CONSULTATION: "its draft is consulted with the community (art. 21(5))"},
        State.IN_CONSULTATION: {State.DRAFT: "comments change the text", State.CONSULTED: "comments are answered"},
        State.CONSULTED: {State.DRAFT: "the text is changed once more", State.HANDED_OVER: "it goes to mayor and council"},
        State.HANDED_OVER: {State.SUPERSEDED: "an update or the next five years replace it"},
        State.SUPERSEDED: {},
    }

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()  # 1, then its updates
    state = models.CharField(max_length=16, choices=State.choices, default=State.DRAFT)
    title = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField()
    summary = models.TextField(blank=True)
    method = models.TextField(blank=True)  # how needs and potential were surveyed
    change_reason = models.TextField(blank=True)  # of an update: what changed materially
    replaces = TenantForeignKey("self", null=True, blank=True, related_name="updates")  # null: the first
    consulted_on = models.DateField(null=True, blank=True)  # when the consultation of this text was reported; null: not yet
    to_mayor_on = models.DateField(null=True, blank=True)
    to_council_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-valid_from", "-number")
        constraints = [
            models.UniqueConstraint(fields=["centre", "municipality", "number"], name="programmes_diagnosis_number"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="programmes_diagnosis_dates"),
            # Nobody hands over what the community has not seen (R09).
            models.CheckConstraint(
                condition=Q(to_mayor_on__isnull=True, to_council_on__isnull=True)
                | Q(state__in=["handed_over", "superseded"], to_mayor_on__isnull=False, to_council_on__isnull=False),
                name="programmes_diagnosis_handed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_consultation"], consulted_on__isnull=True)
                | Q(state="consulted", consulted_on__isnull=False)
                | Q(
                    state__in=["handed_over", "superseded"], consulted_on__isnull=False, to_mayor_on__isnull=False,
                    to_council_on__isnull=False, to_mayor_on__gte=F("consulted_on"), to_council_on__gte=F("consulted_on"),
                ),
                name="programmes_diagnosis_consulted",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Conclusion(TenantModel):
    """One conclusion of the diagnosis in one area: a need or a potential."""

    class Kind(models.TextChoices):
        NEED = "need", "potrzeba"
        POTENTIAL = "potential", "potencjał"

    diagnosis = TenantForeignKey(Diagnosis, on_delete=models.CASCADE, related_name="conclusions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    area = models.CharField(max_length=24)  # code of catalogue.Area
    text = models.TextField()
    evidence = models.CharField(max_length=300, blank=True)  # where it comes from
    persons = models.PositiveIntegerField(null=True, blank=True)  # how many it concerns; null: not estimated

    class Meta:
        ordering = ("area", "kind", "id")


class LocalProvider(TenantModel):
    """Who provides which services in the area, as it was when the diagnosis was made (art. 21(3)(2))."""

    diagnosis = TenantForeignKey(Diagnosis, on_delete=models.CASCADE, related_name="providers")
    organisation = TenantForeignKey(Organisation, null=True, blank=True, related_name="+")  # null: not in our base
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=Organisation.Kind.choices)
    services = models.TextField()
    areas = ArrayField(models.CharField(max_length=24))  # codes of catalogue.Area
    capacity = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["centre", "diagnosis", "name"], name="programmes_provider_name"),
            models.CheckConstraint(condition=Q(areas__len__gte=1), name="programmes_provider_has_area"),
        ]

    def __str__(self) -> str:
        return self.name


class Questionnaire(TenantModel):
    """Questions to residents or to possible providers; answers are anonymous and only counted."""

    class Audience(models.TextChoices):
        RESIDENTS = "residents", "mieszkańcy"
        PROVIDERS = "providers", "możliwi wykonawcy"

    diagnosis = TenantForeignKey(Diagnosis, on_delete=models.CASCADE, related_name="questionnaires")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    title = models.CharField(max_length=200)
    intro = models.TextField(blank=True)
    code = models.CharField(max_length=12)  # of its public address
    opens_on = models.DateField()
    closes_on = models.DateField()

    class Meta:
        ordering = ("opens_on", "title")
        constraints = [
            models.UniqueConstraint(fields=["centre", "code"], name="programmes_questionnaire_code"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="programmes_questionnaire_dates"),
        ]

    def __str__(self) -> str:
        return self.title


class Question(TenantModel):
    """One question and what may be answered."""

    class Kind(models.TextChoices):
        ONE = "one", "jedna odpowiedź"
        MANY = "many", "wiele odpowiedzi"
        SCALE = "scale", "skala od 1 do 5"
        TEXT = "text", "własnymi słowami"

    questionnaire = TenantForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    options = ArrayField(models.CharField(max_length=160), default=list, blank=True)
    required = models.BooleanField(default=False)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["centre", "questionnaire", "position"], name="programmes_question_position"),
            models.CheckConstraint(
                condition=~Q(kind__in=["one", "many"]) | Q(options__len__gte=2), name="programmes_question_options"
            ),
        ]


class Answers(TenantModel):
    """One filled-in questionnaire: no name, no address of a device, the day without the hour."""

    # Random, because the usual identifier tells the millisecond.
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Channel(models.TextChoices):
        WEB = "web", "przez internet"
        PAPER = "paper", "na papierze"

    questionnaire = TenantForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="answers")
    channel = models.CharField(max_length=6, choices=Channel.choices)
    on = models.DateField()
    given = models.JSONField()  # position of the question -> option, options, 1 to 5, or words

    class Meta:
        verbose_name_plural = "answers"


class SentForm(TenantModel):
    """That a public form was sent once: a digest that leads to no answer, forgotten after two days."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)  # tells no hour either
    digest = models.BinaryField(max_length=32)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "digest"], name="programmes_sent_once")]
