"""Monthly settlements with providers and residents' charges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q

from opencus.centre.models import User
from opencus.centre.tenant import TenantModel
from opencus.contracting.models import Contract, ContractLine
from opencus.core.states import Stateful
from opencus.core.tenancy import TenantForeignKey
from opencus.delivery.models import DeliveryRecord
from opencus.entitlements.models import Entitlement
from opencus.people.models import Person


class Settlement(Stateful, TenantModel):
    """One month of one contract: planned x done x confirmed x rate x limit (R57)."""

    class State(models.TextChoices):
        OPEN = "open", "otwarte"
        SUBMITTED = "submitted", "złożone przez wykonawcę"
        CHECKED = "checked", "sprawdzone merytorycznie"
        DISPUTED = "disputed", "zwrócone do wyjaśnienia"
        ACCEPTED = "accepted", "zaakceptowane"
        PAID = "paid", "zapłacone"

    MOVES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        State.OPEN: {State.SUBMITTED: "the provider closes the month"},
        State.SUBMITTED: {
            State.DISPUTED: "a difference needs the provider's word",
            State.CHECKED: "every difference is decided",
        },
        State.DISPUTED: {State.SUBMITTED: "the provider answers and submits again"},
        State.CHECKED: {State.ACCEPTED: "financial acceptance", State.DISPUTED: "the invoice does not match"},
        State.ACCEPTED: {State.PAID: "the transfer went out"},
        State.PAID: {},
    }

    contract = TenantForeignKey(Contract, related_name="settlements")
    month = models.DateField()  # first day of the month
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    submitted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    invoice_number = models.CharField(max_length=60, blank=True)
    invoice_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    ksef_number = models.CharField(max_length=40, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)  # frozen at acceptance
    dispute_reason = models.TextField(blank=True)  # the last one; stays when the provider answers
    answer = models.TextField(blank=True)  # what the provider says to it

    class Meta:
        ordering = ("-month",)
        constraints = [
            models.UniqueConstraint(fields=["centre", "contract", "month"], name="settlement_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "paid"]) | Q(amount__isnull=False, accepted_by__isnull=False),
                name="settlement_accepted_amount",
            ),
            models.CheckConstraint(condition=~Q(state="disputed") | ~Q(dispute_reason=""), name="settlement_dispute"),
            models.CheckConstraint(condition=Q(month__day=1), name="settlement_month_first"),
        ]


class SettlementLine(TenantModel):
    """One delivery record in the month, with what was decided about a difference."""

    class Verdict(models.TextChoices):
        CLEAR = "clear", "zgodne"
        OPEN = "open", "do decyzji"
        RECOGNISED = "recognised", "uznane"
        REJECTED = "rejected", "odrzucone"

    settlement = TenantForeignKey(Settlement, on_delete=models.CASCADE, related_name="lines")
    record = TenantForeignKey(DeliveryRecord, related_name="settlement_lines")
    contract_line = TenantForeignKey(ContractLine, related_name="settlement_lines")
    rate = models.DecimalField(max_digits=8, decimal_places=2)
    planned = models.DecimalField(max_digits=8, decimal_places=2)
    reported = models.DecimalField(max_digits=8, decimal_places=2)
    confirmed = models.DecimalField(max_digits=8, decimal_places=2)
    disputed = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    why = models.CharField(max_length=240, blank=True)  # what differs, in plain words
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    verdict_reason = models.CharField(max_length=240, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "record"], name="settlement_record_once"),
            models.CheckConstraint(
                condition=~Q(verdict="rejected") | ~Q(verdict_reason=""), name="settlement_rejected_reason"
            ),
        ]


class Charge(Stateful, TenantModel):
    """What a resident owes for a month of one entitlement (art. 43, R41-R43)."""

    class State(models.TextChoices):
        SET = "set", "ustalona"
        DUE = "due", "do zapłaty"
        PAID = "paid", "zapłacona"
        PARTLY_PAID = "partly_paid", "zapłacona częściowo"
        DECISION = "decision", "decyzja"
        ENFORCEMENT = "enforcement", "egzekucja"
        WAIVED = "waived", "umorzona"

    MOVES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        State.SET: {State.DUE: "the statement went out", State.WAIVED: "the director waives (art. 44(2))"},
        State.DUE: {
            State.PAID: "paid in full",
            State.PARTLY_PAID: "paid in part",
            State.DECISION: "unpaid after the due date (art. 43(2))",
            State.WAIVED: "the director waives (art. 44(2))",
        },
        State.PARTLY_PAID: {State.PAID: "the rest came", State.DECISION: "the rest did not come (art. 43(2))"},
        State.DECISION: {State.PAID: "paid after the decision", State.ENFORCEMENT: "art. 43(3)"},
        State.ENFORCEMENT: {State.PAID: "recovered"},
        State.PAID: {},
        State.WAIVED: {},
    }

    person = TenantForeignKey(Person, related_name="charges")
    entitlement = TenantForeignKey(Entitlement, related_name="charges")
    month = models.DateField()  # first day of the month
    units = models.DecimalField(max_digits=8, decimal_places=2)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    basis = models.JSONField()  # units x fee, rule and version (R42)
    due_on = models.DateField()
    bank_account = models.CharField(max_length=32)
    state = models.CharField(max_length=12, choices=State.choices, default=State.SET)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "entitlement", "month"], name="settlement_charge_once"),
            models.CheckConstraint(condition=Q(amount__gte=0, units__gte=0), name="settlement_charge_positive"),
        ]
