"""The programme of social services as data: versions, services, rules, limits, fees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from opencus.catalogue.models import Service
from opencus.centre.models import Division
from opencus.centre.tenant import TenantModel
from opencus.core.states import Stateful
from opencus.core.tenancy import TenantForeignKey


class Programme(TenantModel):
    """A programme adopted by the council; several may be in force at once (art. 4)."""

    name = models.CharField(max_length=200)
    aim = models.TextField()

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
    bip_office_on = models.DateField(null=True, blank=True)
    bip_centre_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "programme", "number"], name="programmes_version_number"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="programmes_version_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.programme.name}, wersja {self.number}"


class Track(models.TextChoices):
    """How a service is granted (art. 19)."""

    PROGRAMME = "programme", "z programu, bez decyzji"
    DECISION = "decision", "decyzja administracyjna"
    OPEN = "open", "dostępna dla wszystkich"


class ProgrammeService(TenantModel):
    """A service as this version of the programme offers it: to whom, how much, how many places."""

    version = TenantForeignKey(ProgrammeVersion, related_name="services")
    service = TenantForeignKey(Service, related_name="in_programmes")
    track = models.CharField(max_length=10, choices=Track.choices)
    # Which division of the centre handles it: data of the centre's own order, usually by the track.
    division = models.CharField(max_length=20, choices=Division.choices, default=Division.SERVICES)
    target_text = models.CharField(max_length=240)
    planned_persons = models.PositiveIntegerField()  # R03
    places = models.PositiveIntegerField(null=True, blank=True)  # null: no limit of places
    budget = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)  # null: not split by service
    access_rule = models.JSONField(null=True, blank=True)  # typed tree of programmes.rules; null: everybody
    provider_kinds = ArrayField(models.CharField(max_length=40), default=list)
    hours = models.CharField(max_length=160, blank=True)
    exclusions = models.CharField(max_length=240, blank=True)
    max_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    group_size = models.PositiveSmallIntegerField(null=True, blank=True)
    booking_rules = models.JSONField(default=dict, blank=True)  # notice in working days, cut-off hours, horizon
    waiting_days = models.PositiveSmallIntegerField(null=True, blank=True)  # usual wait shown to residents

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "version", "service"], name="programmes_service_once")]

    def __str__(self) -> str:
        return self.service.name


class Limit(TenantModel):
    """How much one person may get in a period."""

    class Period(models.TextChoices):
        DAY = "day", "dziennie"
        MONTH = "month", "miesięcznie"
        QUARTER = "quarter", "kwartalnie"
        YEAR = "year", "rocznie"
        SEASON = "season", "w sezonie"
        TOTAL = "total", "łącznie"

    programme_service = TenantForeignKey(ProgrammeService, on_delete=models.CASCADE, related_name="limits")
    quantity = models.DecimalField(max_digits=8, decimal_places=2)
    measure = models.CharField(max_length=12)
    period = models.CharField(max_length=8, choices=Period.choices)
    # A limit that depends on the person (respite by degree): a rule tree; null: everybody.
    condition = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="programmes_limit_positive")]


class FeeTable(TenantModel):
    """A council's table of fees by income, as exact percents of an hourly or daily cost (R48)."""

    name = models.CharField(max_length=120)
    unit_cost = models.DecimalField(max_digits=8, decimal_places=2)
    valid_from = models.DateField()
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class FeeBand(TenantModel):
    """One step: up to this percent of the income criterion a person pays this percent of the cost."""

    class Column(models.TextChoices):
        SINGLE = "single", "osoba samotnie gospodarująca"
        FAMILY = "family", "osoba w rodzinie"

    table = TenantForeignKey(FeeTable, on_delete=models.CASCADE, related_name="bands")
    column = models.CharField(max_length=8, choices=Column.choices)
    up_to = models.PositiveSmallIntegerField(null=True, blank=True)  # percent of the criterion; null: no upper bound
    percent = models.DecimalField(max_digits=5, decimal_places=2)  # exact, never a range

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "table", "column", "up_to"], nulls_distinct=False, name="programmes_band_once"
            ),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="programmes_band_percent"),
        ]


class FeeRule(TenantModel):
    """What a resident pays for one unit."""

    class Kind(models.TextChoices):
        FREE = "free", "bezpłatnie"
        FLAT = "flat", "stała kwota"
        TABLE = "table", "według tabeli dochodu"
        NATIONAL_TABLE = "national_table", "według tabeli krajowej"
        PERCENT_OF_COST = "percent_of_cost", "procent kosztu"
        PERCENT_OF_INCOME = "percent_of_income", "procent dochodu"
        INDIVIDUAL = "individual", "ustalana indywidualnie"

    programme_service = TenantForeignKey(ProgrammeService, on_delete=models.CASCADE, related_name="fee_rules")
    variant = models.CharField(max_length=24, blank=True)  # e.g. in_gmina, to_powiat; empty: the only one
    label = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    amount = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    measure = models.CharField(max_length=12, blank=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    free_to = models.PositiveSmallIntegerField(null=True, blank=True)  # percent of the criterion up to which it is free
    table = TenantForeignKey(FeeTable, null=True, blank=True, related_name="fee_rules")
    multiplier = models.DecimalField(max_digits=5, decimal_places=2, default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "programme_service", "variant"], name="programmes_fee_variant"),
            models.CheckConstraint(
                condition=~Q(kind="flat") | Q(amount__isnull=False), name="programmes_fee_flat_amount"
            ),
            models.CheckConstraint(
                condition=~Q(kind="table") | Q(table__isnull=False), name="programmes_fee_table_named"
            ),
        ]
