"""The base of all local services: organisations, locations, services (words of HSDS)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from opencus.centre.tenant import TenantModel
from opencus.core.tenancy import TenantForeignKey


class Mode(models.TextChoices):
    """The six delivery modes; each service has exactly one, each mode one booking noun."""

    AT_HOME = "at_home", "w domu"
    TRANSPORT = "transport", "przewóz"
    APPOINTMENT = "appointment", "spotkanie"
    GROUP = "group", "zajęcia grupowe"
    STAY = "stay", "pobyt"
    VOUCHER = "voucher", "bon lub wypożyczenie"
    NONE = "none", "bez rezerwacji"  # cards, community events, referrals: shown, never booked


class Area(models.Model):
    """One of the areas of social services of art. 2(1); dated, because a reform is pending."""

    code = models.CharField(primary_key=True, max_length=24)
    name = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # null: in the Act today

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Organisation(TenantModel):
    """Any local entity that provides services; a provider when we commission from it."""

    class Kind(models.TextChoices):
        OWN = "own", "centrum"
        MUNICIPAL = "municipal", "jednostka gminy"
        NGO = "ngo", "organizacja pozarządowa"
        PROCURED = "procured", "wykonawca z zamówienia publicznego"
        MEDICAL = "medical", "podmiot leczniczy"
        OTHER = "other", "inny podmiot"

    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=Kind.choices)  # art. 7(2)
    legal_form = models.CharField(max_length=80, blank=True)
    nip = models.CharField(max_length=10, blank=True)
    regon = models.CharField(max_length=14, blank=True)
    street = models.CharField(max_length=160, blank=True)
    postcode = models.CharField(max_length=6, blank=True)
    town = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=24, blank=True)
    email = models.EmailField(blank=True)

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["centre", "name"], name="catalogue_organisation_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        return self.kind in {self.Kind.OWN, self.Kind.MUNICIPAL}


class SocialEconomyStatus(TenantModel):
    """That an organisation is a PES or a social enterprise: since when, on what evidence, when to check again."""

    class Kind(models.TextChoices):
        PES = "pes", "podmiot ekonomii społecznej"
        PS = "ps", "przedsiębiorstwo społeczne"

    organisation = TenantForeignKey(Organisation, related_name="statuses")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    form = models.CharField(max_length=80)  # art. 2(5): social cooperative, NGO, ...
    evidence = models.CharField(max_length=160)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # null: holds until lost
    next_check_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="catalogue_status_dates"
            )
        ]


class Location(TenantModel):
    """A place where a service is given or asked for."""

    organisation = TenantForeignKey(Organisation, null=True, blank=True, related_name="locations")
    name = models.CharField(max_length=120)
    street = models.CharField(max_length=160)
    postcode = models.CharField(max_length=6)
    town = models.CharField(max_length=80)
    accessibility = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Service(TenantModel):
    """A service of any local entity, ours or not, as residents look for it."""

    class Status(models.TextChoices):
        ACTIVE = "active", "dostępna"
        INACTIVE = "inactive", "zawieszona"
        DEFUNCT = "defunct", "zakończona"

    code = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=240)  # one plain sentence for a resident
    description = models.TextField(blank=True)
    how_to_apply = models.TextField(blank=True)
    mode = models.CharField(max_length=12, choices=Mode.choices)
    measure = models.CharField(max_length=12)  # hour, visit, trip, ...: core.words
    unit_minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # null: length varies
    areas = ArrayField(models.CharField(max_length=24))  # codes of Area, at least one (R12)
    audiences = ArrayField(models.CharField(max_length=16), default=list)  # senior, disability, carer, family, adult, all
    topics = ArrayField(models.CharField(max_length=16), default=list)  # home, transport, repair, health, together, family
    icon = models.CharField(max_length=40)
    organisation = TenantForeignKey(Organisation, null=True, blank=True, related_name="services")  # null: ours
    location = TenantForeignKey(Location, null=True, blank=True, related_name="services")  # null: at the resident's
    hours = models.CharField(max_length=160, blank=True)
    worker_requirements = ArrayField(models.CharField(max_length=24), default=list, blank=True)  # credential kinds, R54
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    confirmed_on = models.DateField()  # when its owner last said that this is still true (R15)
    search_key = models.TextField(db_collation="C", blank=True)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["centre", "code"], name="catalogue_service_code"),
            models.CheckConstraint(condition=Q(areas__len__gte=1), name="catalogue_service_has_area"),
        ]

    def __str__(self) -> str:
        return self.name
