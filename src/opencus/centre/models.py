"""The institution: centres, municipalities, departments, offices, users, roles and authorisations."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from opencus.centre.roles import PROVIDER_ROLES, ROLE_LABELS, Role
from opencus.centre.tenant import TenantModel
from opencus.core.ids import uuid7
from opencus.core.tenancy import TenantForeignKey


class Municipality(models.Model):
    """A gmina of the national register; reference data shared by all centres."""

    code = models.CharField(primary_key=True, max_length=7)  # TERYT, seven digits
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    county = models.CharField(max_length=80)
    voivodeship = models.CharField(max_length=40)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Centre(models.Model):
    """A social services centre: the tenant and the controller of its data (art. 22 CUS Act)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True, max_length=40)  # first segment of every address
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=60)
    municipalities = models.ManyToManyField(Municipality, through="ServedMunicipality", related_name="+")
    created_on = models.DateField()
    street = models.CharField(max_length=120)
    postcode = models.CharField(max_length=6)
    town = models.CharField(max_length=80)
    phone = models.CharField(max_length=20)
    email = models.EmailField()
    opening_hours = models.CharField(max_length=200)
    bank_account = models.CharField(max_length=32, blank=True)
    pes_share_min = models.DecimalField(max_digits=5, decimal_places=2, default=35)  # percent, "strictly more"
    # Which of the three counts binds: value, hours or number of services (law.md 2.3: the rule is the centre's).
    pes_share_basis = models.CharField(
        max_length=10, choices=[("value", "wartość"), ("hours", "godziny"), ("services", "liczba usług")], default="value"
    )
    hidden_rooms = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    second_factor = models.BooleanField(default=True)  # whether everybody here must have one before anything else

    class Meta:
        constraints = [
            # The first segment of addresses: no page of all may be hidden behind a centre (founding.RESERVED).
            models.CheckConstraint(
                condition=Q(slug__regex=r"^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])$")
                & ~Q(
                    slug__in=[
                        "konto", "static", "ui", "health", "metrics", "admin", "api", "media", "system", "robots", "favicon",
                        "sw", "www", "pomoc", "login", "logout",
                    ]
                ),
                name="centre_centre_slug",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ServedMunicipality(models.Model):
    """A municipality that a centre serves; a joint centre serves several (art. 10, 15)."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="served")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "municipality"], name="centre_served_once")]


class UserManager(BaseUserManager["User"]):
    """Creates log-ins; the e-mail is the name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A log-in of one person, global: what they may do comes from memberships and seats."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(max_length=254)
    full_name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="centre_user_email")]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name


class Department(TenantModel):
    """A division, department or team of the centre; the structure of 2021 and of today side by side."""

    class Kind(models.TextChoices):
        SOCIAL_SERVICES = "social_services", "usługi społeczne"
        SOCIAL_ASSISTANCE = "social_assistance", "pomoc społeczna"
        COMMUNITY = "community", "społeczność lokalna"
        SUPPORT = "support", "obsługa"

    parent = TenantForeignKey("self", null=True, blank=True, related_name="children")  # null: a division (pion)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # null: exists today

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="centre_department_dates"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Division(models.TextChoices):
    """The two divisions between which files do not flow by themselves (art. 12-14, model A centre)."""

    SERVICES = "social_services", "pion usług społecznych"
    ASSISTANCE = "social_assistance", "pion pomocy społecznej"


class AccessPolicy(TenantModel):
    """How a centre guards files from its own staff; the newest row is in force, older ones say how it was.

    Without a row neither guard works: a new centre gets one when it is founded.
    """

    break_glass = models.BooleanField(default=True)  # a file outside one's own matters opens only for a reason
    division_wall = models.BooleanField(default=False)  # matters stay in their division until they are handed over
    reason = models.TextField(blank=True)  # why a file needs no reason; empty: break_glass is on
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # null: the founding command
    set_at = models.DateTimeField()

    class Meta:
        ordering = ("-set_at", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(break_glass=True) | ~Q(reason=""), name="centre_policy_reason")
        ]


class Office(TenantModel):
    """A place where residents are received."""

    name = models.CharField(max_length=120)
    street = models.CharField(max_length=120)
    postcode = models.CharField(max_length=6)
    town = models.CharField(max_length=80)
    floor = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    opening_hours = models.CharField(max_length=200)
    accessibility = models.TextField(blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class OfficeMatter(TenantModel):
    """A matter received at an office from a date: which office takes what changes over time."""

    office = TenantForeignKey(Office, related_name="matters")
    matter = models.CharField(max_length=160)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # null: still received there

    class Meta:
        ordering = ("matter",)


class Membership(TenantModel):
    """One role of one user in this centre, with dates; rights are gone the day after ``valid_to`` or at ``ended_at``."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(
        max_length=24, choices=[(role.value, label) for role, label in ROLE_LABELS.items() if role not in PROVIDER_ROLES]
    )
    department = TenantForeignKey(Department, null=True, blank=True, related_name="memberships")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # null: until further notice
    ended_at = models.DateTimeField(null=True, blank=True)  # null: not taken away before the end of its last day

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "user", "role", "valid_from"], name="centre_membership_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="centre_membership_dates"
            ),
            # A provider's people hold seats (contracting), never a membership: art. 49.
            models.CheckConstraint(
                condition=~Q(role__in=sorted(PROVIDER_ROLES)), name="centre_membership_no_provider"
            ),
        ]

    @property
    def role_label(self) -> str:
        return ROLE_LABELS[Role(self.role)]


class Authorisation(TenantModel):
    """A written authorisation: by the mayor to decide (art. 26), by the director to approve, qualify or process data.

    It is in force from its first to its last day, both included, and not a moment after it was withdrawn.
    """

    class Scope(models.TextChoices):
        SIGN_DECISION = "sign_decision", "wydawanie decyzji w sprawach usług z programu"
        APPROVE_PLAN = "approve_plan", "zatwierdzanie indywidualnych planów usług społecznych"
        QUALIFY = "qualify", "kwalifikowanie do usług społecznych"
        PROCESS_DATA = "process_data", "przetwarzanie danych osobowych"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="authorisations")
    scope = models.CharField(max_length=24, choices=Scope.choices)
    number = models.CharField(max_length=60)
    granted_by = models.CharField(max_length=120)
    extent = models.CharField(max_length=400, blank=True)  # words of the paper: which matters, which data
    services = ArrayField(models.CharField(max_length=12), default=list, blank=True)  # codes of services; empty: all
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # null: until withdrawn
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # null: import
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # null: not withdrawn
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="centre_authorisation_dates",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""), name="centre_authorisation_withdrawn"
            ),
        ]


from opencus.centre.accounts.models import (  # noqa: E402, F401
    AccountChange,
    AccountLink,
    LoginSession,
    PairedPhone,
    UsedCode,
)
from opencus.centre.estates.models import Estate, EstateAddress  # noqa: E402, F401
from opencus.centre.staff.models import StaffDocument, StaffTraining  # noqa: E402, F401  # its tables belong to this room
