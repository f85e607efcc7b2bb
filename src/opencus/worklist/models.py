"""Hand-over: matters of a person given from one division to the other, for a purpose and on a legal basis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from opencus.centre.models import Division, User
from opencus.centre.tenant import TenantModel
from opencus.core.states import Stateful
from opencus.core.tenancy import TenantForeignKey
from opencus.people.models import Person


class Handover(Stateful, TenantModel):
    """Chosen matters of one person, shown to the other division once it accepts and until somebody takes them back."""

    class State(models.TextChoices):
        OFFERED = "offered", "czeka na przyjęcie"
        ACCEPTED = "accepted", "przyjęte"
        DECLINED = "declined", "nieprzyjęte"
        WITHDRAWN = "withdrawn", "wycofane"

    MOVES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        State.OFFERED: {
            State.ACCEPTED: "the other division takes the matter",
            State.DECLINED: "it is not theirs, with the reason",
            State.WITHDRAWN: "the giver thinks again",
        },
        State.ACCEPTED: {State.WITHDRAWN: "the purpose is gone: the other division no longer sees it"},
        State.DECLINED: {},
        State.WITHDRAWN: {},
    }

    class Basis(models.TextChoices):
        """Grounds that were read in the acts; another one is written in words."""

        CUS_38 = "cus_38", "art. 38 ust. 1 ustawy o CUS: wniosek należy do innego zespołu centrum"
        CUS_50 = "cus_50", "art. 50 ust. 1 ustawy o CUS: dane są niezbędne do realizacji zadania"
        CUS_13 = "cus_13", "art. 13 ust. 1 ustawy o CUS: zadanie z zakresu pomocy społecznej"
        OTHER = "other", "inna podstawa"

    person = TenantForeignKey(Person, related_name="handovers")
    from_division = models.CharField(max_length=20, choices=Division.choices)
    to_division = models.CharField(max_length=20, choices=Division.choices)
    purpose = models.CharField(max_length=400)
    basis = models.CharField(max_length=8, choices=Basis.choices)
    basis_words = models.CharField(max_length=200, blank=True)  # demanded for another basis
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)  # null: nobody has answered
    answer = models.CharField(max_length=300, blank=True)  # why it was not accepted
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # null: it holds
    withdrawal = models.CharField(max_length=300, blank=True)  # why it was taken back

    class Meta:
        ordering = ("-offered_at", "-id")
        indexes = [
            models.Index(fields=["person", "state"], name="worklist_handover_person"),
            models.Index(fields=["centre", "state", "to_division"], name="worklist_handover_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(from_division=F("to_division")), name="worklist_handover_two_sides"),
            models.CheckConstraint(condition=~Q(purpose=""), name="worklist_handover_purpose"),
            models.CheckConstraint(condition=~Q(basis="other") | ~Q(basis_words=""), name="worklist_handover_basis"),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "withdrawn"]) | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="worklist_handover_answered",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(answer=""), name="worklist_handover_declined"),
            models.CheckConstraint(
                condition=~Q(state="withdrawn")
                | (Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False) & ~Q(withdrawal="")),
                name="worklist_handover_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"przekazanie: {self.get_from_division_display()} – {self.get_to_division_display()}"

    @property
    def basis_text(self) -> str:
        """The legal basis in words."""
        return self.basis_words if self.basis == self.Basis.OTHER else self.get_basis_display()


class HandedMatter(TenantModel):
    """One matter of a hand-over; the rooms above know what its kind and number mean."""

    class Kind(models.TextChoices):
        APPLICATION = "application", "wniosek"
        PLAN = "plan", "plan usług"

    handover = TenantForeignKey(Handover, on_delete=models.CASCADE, related_name="matters")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    matter_id = models.UUIDField()
    mark = models.CharField(max_length=80)  # number of the case or of the plan, as it was

    class Meta:
        ordering = ("kind", "mark")
        indexes = [models.Index(fields=["centre", "kind", "matter_id"], name="worklist_matter_handed")]
        constraints = [
            models.UniqueConstraint(fields=["centre", "handover", "kind", "matter_id"], name="worklist_matter_once")
        ]
