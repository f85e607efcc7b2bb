"""Individual plans of social services (IPUS): versions, approval, monitoring, closing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from opencus.catalogue.models import Organisation
from opencus.centre.models import User
from opencus.centre.tenant import TenantModel
from opencus.core.states import Stateful
from opencus.core.tenancy import TenantForeignKey
from opencus.entitlements.models import Entitlement
from opencus.intake.models import Application
from opencus.people.models import Person


class Plan(TenantModel):
    """The plan of one person; its text lives in versions."""

    person = TenantForeignKey(Person, related_name="plans")
    application = TenantForeignKey(Application, related_name="plans")
    number = models.CharField(max_length=40)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    monitor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")  # default: the author (art. 45(1))
    due_on = models.DateField()  # 30 days from the application (art. 40)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "number"], name="plans_plan_number")]

    def __str__(self) -> str:
        return self.number


class PlanVersion(Stateful, TenantModel):
    """One text of a plan; every change is a new version, approved again (art. 41(2))."""

    class State(models.TextChoices):
        DRAFT = "draft", "szkic"
        SUBMITTED = "submitted", "do zatwierdzenia"
        APPROVED = "approved", "zatwierdzony"
        IN_FORCE = "in_force", "obowiązuje"
        REPLACED = "replaced", "zastąpiony"
        ENDED = "ended", "zakończony"
        CLOSED = "closed", "zamknięty po rozmowie"

    MOVES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        State.DRAFT: {State.SUBMITTED: "complete and agreed with the person"},
        State.SUBMITTED: {State.DRAFT: "sent back with a remark", State.APPROVED: "director or authorised OUS (art. 41)"},
        State.APPROVED: {State.IN_FORCE: "its first day came", State.REPLACED: "changed before it began"},
        State.IN_FORCE: {State.REPLACED: "a new version is approved", State.ENDED: "the period is over or resignation"},
        State.REPLACED: {},
        State.ENDED: {State.CLOSED: "closing talk and description (art. 45(2)-(3))"},
        State.CLOSED: {},
    }

    plan = TenantForeignKey(Plan, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    valid_from = models.DateField()
    valid_to = models.DateField()
    reason = models.TextField(blank=True)  # why a later version exists
    agreed_on = models.DateField(null=True, blank=True)  # null: not yet agreed with the person
    agreed_how = models.CharField(max_length=160, blank=True)
    submitted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    self_approved = models.BooleanField(default=False)  # drafter and approver in one person: allowed, recorded (art. 24(3))
    remark = models.TextField(blank=True)  # why it was sent back

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["centre", "plan", "number"], name="plans_version_number"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="plans_version_dates"),
            # art. 40: at most one year; 366 days cover a leap year, the rule itself counts calendar years.
            models.CheckConstraint(
                condition=Q(valid_to__lt=F("valid_from") + models.Value(366)), name="plans_version_one_year"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted"])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="plans_version_approved",
            ),
            models.UniqueConstraint(
                fields=["centre", "plan"], condition=Q(state="in_force"), name="plans_one_in_force"
            ),
        ]


class PlanItem(TenantModel):
    """One service of a version: goal, amount, schedule, provider, place (art. 39(1))."""

    version = TenantForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="items")
    entitlement = TenantForeignKey(Entitlement, related_name="plan_items")
    goal = models.CharField(max_length=240, blank=True)
    quantity = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    period = models.CharField(max_length=8, blank=True)  # week, month, total
    # Usual week: [{"weekday": 1, "from": "09:30", "to": "10:15"}]; weekday 0 = Monday.
    week = models.JSONField(default=list, blank=True)
    schedule_text = models.CharField(max_length=240, blank=True)  # for services without fixed hours
    provider = TenantForeignKey(Organisation, null=True, blank=True, related_name="plan_items")
    place = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "version", "entitlement"], name="plans_item_once")]


class SupportingAction(TenantModel):
    """Self-help, a volunteer or a neighbour beside the services: no order, no fee (art. 13(1)(6), 39(2))."""

    version = TenantForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="supporting_actions")
    who = models.CharField(max_length=120)
    what = models.CharField(max_length=240)
    when = models.CharField(max_length=120)


class MonitoringEntry(TenantModel):
    """A dated note of the coordinator about how the plan goes (art. 45(1))."""

    plan = TenantForeignKey(Plan, related_name="monitoring")
    on = models.DateField()
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-on", "-created_at")


class ClosingTalk(TenantModel):
    """The talk at the end, or why there was none; course and results go to the case file (art. 45(2)-(3))."""

    plan = TenantForeignKey(Plan, related_name="closing_talks")
    held_on = models.DateField(null=True, blank=True)  # null: it did not happen, see no_talk_reason
    no_talk_reason = models.TextField(blank=True)
    course_and_results = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "plan"], name="plans_closing_once"),
            models.CheckConstraint(
                condition=Q(held_on__isnull=False) | ~Q(no_talk_reason=""), name="plans_closing_reason"
            ),
        ]
