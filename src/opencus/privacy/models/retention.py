"""How long records are kept, what is due, and the protocols of disposal (R72, R73)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from opencus.centre.models import User
from opencus.centre.tenant import TenantModel
from opencus.core.states import Stateful
from opencus.core.tenancy import TenantForeignKey

#: Archival categories of the file plan: A for ever, B with years, BE with an expert's opinion after them.
CATEGORY = r"^(A|B|B\d{1,2}|BE\d{1,2}|Bc)$"


class RetentionClass(TenantModel):
    """How long one kind of record is kept: class of the file plan and archival category, set by the centre."""

    kind = models.CharField(max_length=24)
    jrwa = models.CharField(max_length=12)
    category = models.CharField(max_length=6)
    basis = models.TextField(blank=True)

    class Meta:
        ordering = ("kind",)
        constraints = [
            models.UniqueConstraint(fields=["centre", "kind"], name="privacy_class_once"),
            models.CheckConstraint(condition=Q(category__regex=CATEGORY), name="privacy_class_category"),
        ]


class Disposal(TenantModel, Stateful):
    """A protocol of disposal: a list, a commission, two people who approve, and what was done."""

    class State(models.TextChoices):
        DRAFT = "draft", "lista w przygotowaniu"
        APPROVED = "approved", "zatwierdzona przez jedną osobę"
        READY = "ready", "zatwierdzona przez dwie osoby"
        DONE = "done", "wykonana"
        ABANDONED = "abandoned", "porzucona"

    MOVES = {
        State.DRAFT: {State.APPROVED: "pierwszy podpis", State.ABANDONED: "rezygnacja"},
        State.APPROVED: {State.READY: "drugi podpis", State.ABANDONED: "rezygnacja"},
        State.READY: {State.DONE: "usunięcie danych", State.ABANDONED: "rezygnacja"},
        State.DONE: {}, State.ABANDONED: {},
    }  # fmt: skip

    number = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    commission = models.TextField()  # names, a line each
    archive_consent = models.CharField(max_length=120, blank=True)  # number of the State Archive's consent
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    first_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField(null=True, blank=True)
    second_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    second_at = models.DateTimeField(null=True, blank=True)
    executed_at = models.DateTimeField(null=True, blank=True)
    protocol = models.BinaryField(null=True, blank=True, editable=False)  # null: not executed
    protocol_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-year", "-number")
        constraints = [
            models.UniqueConstraint(fields=["centre", "year", "number"], name="privacy_disposal_number"),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | Q(first_by__isnull=False) & ~Q(second_by=F("first_by")),
                name="privacy_disposal_two",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(executed_at__isnull=False, second_by__isnull=False, protocol__isnull=False),
                name="privacy_disposal_done",
            ),
        ]

    def __str__(self) -> str:
        return f"BRAK/{self.number}/{self.year}"


class DisposalItem(TenantModel):
    """One record on the list: bare identifier and mark, never a name; ``erased`` counts what was emptied, by table."""

    disposal = TenantForeignKey(Disposal, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=24)
    record_id = models.UUIDField()
    mark = models.CharField(max_length=120)
    category = models.CharField(max_length=6)
    ended_on = models.DateField()
    due_on = models.DateField()
    left_out = models.CharField(max_length=200, blank=True)  # why it was not disposed of; empty: it was, or waits
    erased = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("kind", "mark")
        constraints = [models.UniqueConstraint(fields=["centre", "disposal", "record_id"], name="privacy_item_once")]


class FieldPurge(TenantModel):
    """A retired field: asked by one, approved by another, its values emptied everywhere, with a protocol (R73)."""

    table = models.CharField(max_length=60)  # room.model
    field = models.CharField(max_length=60)
    label = models.CharField(max_length=160)
    basis = models.TextField()
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)  # null: waits for the second person
    rows = models.PositiveIntegerField(default=0)
    protocol = models.BinaryField(null=True, blank=True, editable=False)
    protocol_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-asked_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(done_by__isnull=True) | ~Q(done_by=F("asked_by")), name="privacy_purge_two"
            )
        ]
