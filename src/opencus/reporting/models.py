"""Dry runs: what a draft would change, kept as aggregates only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from opencus.centre.models import User
from opencus.centre.tenant import TenantModel
from opencus.core.states import Stateful
from opencus.core.tenancy import TenantForeignKey
from opencus.programmes.models import ProgrammeVersion
from opencus.reporting.realisation_models import RealisationReport

__all__ = ["DryRun", "RealisationReport"]


class DryRun(Stateful, TenantModel):
    """A draft tried on people: nothing about them changes, and no row about anybody is kept."""

    class Population(models.TextChoices):
        OWN = "own", "osoby znane centrum"
        SYNTHETIC = "synthetic", "umowna ludność gminy"

    class State(models.TextChoices):
        QUEUED = "queued", "czeka"
        RUNNING = "running", "liczy się"
        DONE = "done", "policzona"
        FAILED = "failed", "nie udała się"

    MOVES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        State.QUEUED: {State.RUNNING: "the computation begins"},
        State.RUNNING: {State.DONE: "every service is counted", State.FAILED: "a rule or the data could not be read"},
        State.DONE: {},
        State.FAILED: {State.QUEUED: "somebody tries again"},
    }

    base = TenantForeignKey(ProgrammeVersion, on_delete=models.CASCADE, related_name="+")
    draft = TenantForeignKey(ProgrammeVersion, on_delete=models.CASCADE, related_name="dry_runs")
    # null: one draft; else another draft counted against the same base, for a comparison side by side
    other = TenantForeignKey(ProgrammeVersion, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    population = models.CharField(max_length=10, choices=Population.choices)
    assumptions = models.JSONField(default=dict, blank=True)  # of a synthetic population, each with its source
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    done = models.PositiveSmallIntegerField(default=0)  # parts of the computation, of `total`
    total = models.PositiveSmallIntegerField(default=0)
    # What the finished parts of a synthetic population came to, so that a run cut short goes on; null: nothing to go on
    # from. Never of own people: before suppression it would tell of single ones.
    partial = models.JSONField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)  # plain words for whoever asked; empty: none
    # Aggregates with small groups already suppressed; null until done.
    result = models.JSONField(null=True, blank=True)
    persons = models.PositiveIntegerField(null=True, blank=True)  # how many were counted; null until done
    data_on = models.DateField()  # data and prices as of this day
    year = models.PositiveSmallIntegerField()  # of cost and income
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)  # null: not yet
    milliseconds = models.PositiveIntegerField(null=True, blank=True)  # how long it was counted

    class Meta:
        ordering = ("-made_at", "-id")
        indexes = [models.Index(fields=["centre", "draft", "-made_at"], name="reporting_dry_run_draft")]
        constraints = [
            models.CheckConstraint(condition=~Q(state="done") | Q(result__isnull=False, persons__isnull=False), name="reporting_dry_run_done"),
            models.CheckConstraint(condition=~Q(draft=F("base")), name="reporting_dry_run_two"),
            models.CheckConstraint(condition=Q(other__isnull=True) | (~Q(other=F("draft")) & ~Q(other=F("base"))), name="reporting_dry_run_other"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="reporting_dry_run_progress"),
            models.CheckConstraint(condition=Q(partial__isnull=True) | Q(population="synthetic", state="running"), name="reporting_dry_run_partial"),
        ]

    def __str__(self) -> str:
        return f"Próba zmiany: {self.draft}"
