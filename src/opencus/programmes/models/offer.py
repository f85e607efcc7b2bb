"""What a version offers: services, rules, limits, places, order, fees, reliefs, money."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from opencus.catalogue.models import Service
from opencus.centre.models import Division
from opencus.centre.tenant import TenantModel
from opencus.core.tenancy import TenantForeignKey
from opencus.programmes.models.programme import ProgrammeVersion


class Track(models.TextChoices):
    """How a service is granted (art. 19)."""

    PROGRAMME = "programme", "z programu, bez decyzji"
    DECISION = "decision", "decyzja administracyjna"
    OPEN = "open", "dostępna dla wszystkich"


class Order(models.TextChoices):
    """Who comes first when places are short."""

    ARRIVAL = "arrival", "według kolejności zgłoszeń"
    POINTS = "points", "według punktów, a przy równych według kolejności zgłoszeń"


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
    order = models.CharField(max_length=8, choices=Order.choices, default=Order.ARRIVAL)
    # Raising a running entitlement: up to so many percent of its limits, when the tree holds; null percent: never.
    raise_to_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    raise_rule = models.JSONField(null=True, blank=True)  # null: for everybody who asks

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "version", "service"], name="programmes_service_once"),
            models.CheckConstraint(
                condition=Q(raise_to_percent__isnull=True) | Q(raise_to_percent__gt=100, raise_to_percent__lte=1000),
                name="programmes_service_raise",
            ),
        ]

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

    class Scope(models.TextChoices):
        PERSON = "person", "na osobę"
        CARED_FOR = "cared_for", "wspólnie dla osoby i jej opiekunów"
        HOUSEHOLD = "household", "na gospodarstwo domowe"

    programme_service = TenantForeignKey(ProgrammeService, on_delete=models.CASCADE, related_name="limits")
    quantity = models.DecimalField(max_digits=8, decimal_places=2)
    measure = models.CharField(max_length=12)
    period = models.CharField(max_length=8, choices=Period.choices)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.PERSON)
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
        DEPOSIT = "deposit", "kaucja zwrotna"

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
                condition=~Q(kind__in=["flat", "deposit"]) | Q(amount__isnull=False), name="programmes_fee_flat_amount"
            ),
            models.CheckConstraint(
                condition=~Q(kind="table") | Q(table__isnull=False), name="programmes_fee_table_named"
            ),
        ]


class Relief(TenantModel):
    """Who pays less for a service, and by how much exactly (art. 5(3)(7)); of several the best for the person counts."""

    programme_service = TenantForeignKey(ProgrammeService, on_delete=models.CASCADE, related_name="reliefs")
    name = models.CharField(max_length=120)
    condition = models.JSONField()  # typed tree of programmes.rules
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)  # off the fee
    amount = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)  # zloty off the fee of one unit
    evidence = models.CharField(max_length=60, blank=True)  # empty: a declaration is enough

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["centre", "programme_service", "name"], name="programmes_relief_name"),
            models.CheckConstraint(
                condition=Q(percent__gt=0, percent__lte=100, amount__isnull=True) | Q(percent__isnull=True, amount__gt=0),
                name="programmes_relief_exact",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PointRule(TenantModel):
    """Points for a place in the queue when places are short."""

    programme_service = TenantForeignKey(ProgrammeService, on_delete=models.CASCADE, related_name="point_rules")
    label = models.CharField(max_length=120)
    points = models.PositiveSmallIntegerField()
    condition = models.JSONField()  # typed tree of programmes.rules

    class Meta:
        ordering = ("-points", "label")
        constraints = [models.UniqueConstraint(fields=["centre", "programme_service", "label"], name="programmes_points_label")]


class TargetGroup(TenantModel):
    """A group of residents the programme is for (art. 5(3)(4)), as this version categorises them."""

    version = TenantForeignKey(ProgrammeVersion, on_delete=models.CASCADE, related_name="target_groups")
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=300, blank=True)
    planned_persons = models.PositiveIntegerField(null=True, blank=True)  # null: only counted by service

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["centre", "version", "name"], name="programmes_group_name")]

    def __str__(self) -> str:
        return self.name


class ServiceTarget(TenantModel):
    """That a service of the programme is meant for a target group."""

    programme_service = TenantForeignKey(ProgrammeService, on_delete=models.CASCADE, related_name="targets")
    target_group = TenantForeignKey(TargetGroup, on_delete=models.CASCADE, related_name="services")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "programme_service", "target_group"], name="programmes_target_once")]


class FundingSource(TenantModel):
    """Where money comes from and from when to when; every unit delivered is paid from exactly one."""

    class Kind(models.TextChoices):
        OWN = "own", "środki własne gminy"
        STATE = "state", "budżet państwa i fundusze celowe"
        EU = "eu", "Unia Europejska"
        FEES = "fees", "opłaty mieszkańców"
        OTHER = "other", "inne"

    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # null: until further notice

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["centre", "name"], name="programmes_source_name"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="programmes_source_dates"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BudgetLine(TenantModel):
    """Money of one source for one year of a version (art. 5(3)(12)); without a service it is for the whole programme."""

    version = TenantForeignKey(ProgrammeVersion, on_delete=models.CASCADE, related_name="budget_lines")
    source = TenantForeignKey(FundingSource, related_name="budget_lines")
    programme_service = TenantForeignKey(ProgrammeService, null=True, blank=True, on_delete=models.CASCADE, related_name="budget_lines")
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        ordering = ("year", "source__name")
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "version", "source", "programme_service", "year"], nulls_distinct=False,
                name="programmes_budget_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="programmes_budget_positive"),
        ]


class DatedCriterion(TenantModel):
    """An income criterion the centre entered before a release knew it; adds to the national ones in `rules.fees` (R47)."""

    valid_from = models.DateField()
    single = models.DecimalField(max_digits=8, decimal_places=2)
    family = models.DecimalField(max_digits=8, decimal_places=2)
    source = models.CharField(max_length=160)

    class Meta:
        ordering = ("-valid_from",)
        constraints = [
            models.UniqueConstraint(fields=["centre", "valid_from"], name="programmes_criterion_day"),
            models.CheckConstraint(condition=Q(single__gt=0, family__gt=0), name="programmes_criterion_positive"),
        ]
