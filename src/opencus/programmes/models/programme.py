"""The programme and its versions: one version is one resolution of the council."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from opencus.centre.tenant import TenantModel
from opencus.core.states import Stateful
from opencus.core.tenancy import TenantForeignKey


class Programme(TenantModel):
    """A programme adopted by the council; several may be in force at once (art. 4)."""

    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "name"], name="programmes_programme_name")]

    def __str__(self) -> str:
        return self.name


class ProgrammeVersion(Stateful, TenantModel):
    """One adopted text of a programme; whoever was qualified under it keeps it."""

    class State(models.TextChoices):
        DRAFT = "draft", "szkic"
        IN_CONSULTATION = "in_consultation", "w konsultacjach"
        READY = "ready", "gotowy dla rady"
        ADOPTED = "adopted", "uchwalony"
        IN_FORCE = "in_force", "obowiązuje"
        ENDED = "ended", "zakończony"
        REPORTED = "reported", "rozliczony"

    MOVES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        State.DRAFT: {State.IN_CONSULTATION: "the draft is published", State.READY: "no consultation is required"},
        State.IN_CONSULTATION: {State.DRAFT: "comments change the text", State.READY: "comments are answered"},
        State.READY: {State.DRAFT: "the council sends it back", State.ADOPTED: "the council votes"},
        State.ADOPTED: {State.IN_FORCE: "14 days after promulgation"},
        State.IN_FORCE: {State.ENDED: "the period is over or a new version replaces it"},
        State.ENDED: {State.REPORTED: "the realisation information is published (art. 6)"},
        State.REPORTED: {},
    }

    programme = TenantForeignKey(Programme, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.DRAFT)
    resolution_number = models.CharField(max_length=40, blank=True)
    resolution_date = models.DateField(null=True, blank=True)  # null: not yet voted
    valid_from = models.DateField()
    valid_to = models.DateField()
    data_fields = ArrayField(models.CharField(max_length=24), default=list)  # art. 5(3)(9): what may be asked (R04)
    evidence_kinds = ArrayField(models.CharField(max_length=60), default=list)  # art. 5(3)(8): what may be demanded
    evidence_for = models.JSONField(default=dict, blank=True)  # fact -> which of these kinds prove it
    aim = models.TextField(blank=True)  # art. 5(3)(1), with the name of the programme
    needs = models.TextField(blank=True)  # art. 5(3)(3)
    procedure = models.TextField(blank=True)  # art. 5(3)(6): how people are qualified; conditions are the rules
    fees_apply = models.BooleanField(null=True, blank=True)  # art. 5(3)(7); null: not said yet, False: not applicable
    reliefs_apply = models.BooleanField(null=True, blank=True)  # as above
    organisation = models.TextField(blank=True)  # art. 5(3)(10), with the stages
    monitoring = models.TextField(blank=True)  # art. 5(3)(11), with the measures of effect
    diagnosis = TenantForeignKey("Diagnosis", null=True, blank=True, related_name="versions")  # null: art. 76 or not chosen yet
    replaces = TenantForeignKey("self", null=True, blank=True, related_name="amendments")  # null: the first version
    change_reason = models.TextField(blank=True)  # of an amendment
    session_on = models.DateField(null=True, blank=True)  # when the council is to vote
    journal_position = models.CharField(max_length=40, blank=True)  # of the voivodeship's official journal
    promulgated_on = models.DateField(null=True, blank=True)  # binds 14 days later
    bip_office_on = models.DateField(null=True, blank=True)
    bip_centre_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "programme", "number"], name="programmes_version_number"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="programmes_version_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.programme.name}, wersja {self.number}"


class Stage(TenantModel):
    """A step of carrying the programme out (art. 5(3)(10))."""

    version = TenantForeignKey(ProgrammeVersion, on_delete=models.CASCADE, related_name="stages")
    name = models.CharField(max_length=160)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ("starts_on", "name")
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="programmes_stage_dates")]

    def __str__(self) -> str:
        return self.name


class Clause(TenantModel):
    """One paragraph of the resolution: where a recommendation became law, and which service it rules."""

    class Aspect(models.TextChoices):
        ACCESS = "access", "kto może skorzystać"
        LIMIT = "limit", "ile można dostać"
        FEE = "fee", "odpłatność"
        RELIEF = "relief", "ulgi"
        ORDER = "order", "kolejność"
        OTHER = "other", "inne"

    version = TenantForeignKey(ProgrammeVersion, on_delete=models.CASCADE, related_name="clauses")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=20)  # `§ 12 ust. 3`
    text = models.TextField()
    # null: a paragraph about the whole programme
    programme_service = TenantForeignKey("ProgrammeService", null=True, blank=True, on_delete=models.CASCADE, related_name="clauses")
    aspect = models.CharField(max_length=8, choices=Aspect.choices, default=Aspect.OTHER)

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["centre", "version", "number"], name="programmes_clause_number")]

    def __str__(self) -> str:
        return self.number


class ClauseOrigin(TenantModel):
    """That a clause carries out a recommendation of a consultation."""

    clause = TenantForeignKey(Clause, on_delete=models.CASCADE, related_name="origins")
    recommendation = TenantForeignKey("Recommendation", related_name="clauses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "clause", "recommendation"], name="programmes_origin_once")]


class EffectMeasure(TenantModel):
    """A measure of effectiveness (art. 5(3)(11)): where it starts, where it is to be, and what was read since."""

    class Source(models.TextChoices):
        MANUAL = "manual", "wpisywany ręcznie"
        PERSONS = "persons", "liczba osób z przyznaną usługą"
        UNITS = "units", "liczba wykonanych jednostek"
        WAITING = "waiting", "liczba osób na liście oczekujących"

    version = TenantForeignKey(ProgrammeVersion, on_delete=models.CASCADE, related_name="measures")
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.MANUAL)
    baseline = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)  # null: was never measured
    target = models.DecimalField(max_digits=12, decimal_places=2)
    fewer_is_better = models.BooleanField(default=False)
    # null: about the whole programme
    programme_service = TenantForeignKey("ProgrammeService", null=True, blank=True, on_delete=models.CASCADE, related_name="measures")
    clause = TenantForeignKey(Clause, null=True, blank=True, on_delete=models.SET_NULL, related_name="measures")

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["centre", "version", "name"], name="programmes_measure_name")]

    def __str__(self) -> str:
        return self.name


class EffectReading(TenantModel):
    """What a measure showed on a day."""

    measure = TenantForeignKey(EffectMeasure, on_delete=models.CASCADE, related_name="readings")
    on = models.DateField()
    value = models.DecimalField(max_digits=12, decimal_places=2)
    note = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ("on",)
        constraints = [models.UniqueConstraint(fields=["centre", "measure", "on"], name="programmes_reading_day")]
