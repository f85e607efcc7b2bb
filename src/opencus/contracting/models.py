"""Contracts with providers, orders under them, and the provider's people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from opencus.catalogue.models import Organisation, Service
from opencus.centre.models import User
from opencus.centre.tenant import TenantModel
from opencus.core.states import Stateful
from opencus.core.tenancy import TenantForeignKey
from opencus.entitlements.models import Entitlement
from opencus.people.models import Person
from opencus.plans.models import PlanItem
from opencus.resources.models import Worker


class ProviderSeat(TenantModel):
    """The right of a provider's employee to act for it here; never carries a grant of the centre (art. 49)."""

    class Role(models.TextChoices):
        MANAGER = "manager", "kierownik"
        WORKER = "worker", "pracownik"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = TenantForeignKey(Organisation, related_name="seats")
    role = models.CharField(max_length=8, choices=Role.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # null: until withdrawn

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "user", "organisation", "role", "valid_from"], name="contracting_seat_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="contracting_seat_dates"
            ),
        ]


class Contract(Stateful, TenantModel):
    """A contract (or an internal assignment to our own unit): mode, period, value limit."""

    class Mode(models.TextChoices):
        OWN = "own", "siły własne"
        IN_HOUSE = "in_house", "zamówienie in-house"
        CONTEST = "contest", "otwarty konkurs ofert"
        SMALL_GRANT = "small_grant", "mały grant (art. 19a)"
        PROCUREMENT = "procurement", "zamówienie publiczne"
        SOCIAL_CLAUSE = "social_clause", "zamówienie z klauzulą społeczną"
        RESERVED = "reserved", "zastrzeżone, poniżej progu"
        MEDICAL = "medical", "umowa z podmiotem leczniczym"
        LOCAL_INITIATIVE = "local_initiative", "inicjatywa lokalna"

    class State(models.TextChoices):
        DRAFT = "draft", "projekt"
        ACTIVE = "active", "obowiązuje"
        ENDED = "ended", "zakończona"

    MOVES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        State.DRAFT: {State.ACTIVE: "signed, with accessibility terms where required"},
        State.ACTIVE: {State.ENDED: "the period is over or it is terminated"},
        State.ENDED: {},
    }

    number = models.CharField(max_length=40)
    provider = TenantForeignKey(Organisation, related_name="contracts")
    provider_is_public = models.BooleanField()  # copied from the provider when signed: the check below needs it
    mode = models.CharField(max_length=20, choices=Mode.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    signed_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField()
    value_limit = models.DecimalField(max_digits=12, decimal_places=2)
    accessibility_terms = models.TextField(blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["centre", "number"], name="contracting_contract_number"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="contracting_contract_dates"),
            # R53: a non-public provider's contract is not active without accessibility terms.
            models.CheckConstraint(
                condition=Q(state="draft") | Q(provider_is_public=True) | ~Q(accessibility_terms=""),
                name="contracting_accessibility",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ContractLine(TenantModel):
    """One service of a contract: rate for a unit and the limit of units."""

    contract = TenantForeignKey(Contract, on_delete=models.CASCADE, related_name="lines")
    service = TenantForeignKey(Service, related_name="contract_lines")
    rate = models.DecimalField(max_digits=8, decimal_places=2)
    units_limit = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "contract", "service"], name="contracting_line_once"),
            models.CheckConstraint(condition=Q(rate__gte=0, units_limit__gt=0), name="contracting_line_positive"),
        ]


class Order(Stateful, TenantModel):
    """An order to a provider for one person: the minimum data delivery needs (art. 50(2), R68)."""

    class State(models.TextChoices):
        PLACED = "placed", "złożone"
        ACCEPTED = "accepted", "przyjęte"
        DECLINED = "declined", "odrzucone"
        RUNNING = "running", "w realizacji"
        ENDED = "ended", "zakończone"

    MOVES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        State.PLACED: {
            State.ACCEPTED: "the provider takes it",
            State.DECLINED: "the provider says no, with a reason",
            State.ENDED: "withdrawn before acceptance",
        },
        State.ACCEPTED: {State.RUNNING: "the first booking is confirmed", State.ENDED: "withdrawn or over"},
        State.RUNNING: {State.ENDED: "the period is over, resignation or change of provider"},
        State.DECLINED: {},
        State.ENDED: {},
    }

    number = models.CharField(max_length=40)
    line = TenantForeignKey(ContractLine, related_name="orders")
    entitlement = TenantForeignKey(Entitlement, related_name="orders")
    plan_item = TenantForeignKey(PlanItem, null=True, blank=True, related_name="orders")  # null: without a plan
    person = TenantForeignKey(Person, related_name="orders")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLACED)
    valid_from = models.DateField()
    valid_to = models.DateField()
    quantity = models.DecimalField(max_digits=8, decimal_places=2)
    period = models.CharField(max_length=8)  # week, month, total
    schedule_text = models.CharField(max_length=240)
    note = models.TextField(blank=True)  # what whoever comes must know; no health data beyond the need
    reply_due_on = models.DateField()
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(auto_now_add=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.TextField(blank=True)
    worker = TenantForeignKey(Worker, null=True, blank=True, related_name="orders")  # named by the provider

    class Meta:
        ordering = ("-placed_at",)
        constraints = [
            models.UniqueConstraint(fields=["centre", "number"], name="contracting_order_number"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="contracting_order_dates"),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""), name="contracting_decline_reason"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="contracting_order_positive"),
        ]

    def __str__(self) -> str:
        return self.number
