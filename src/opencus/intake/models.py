"""From the first contact to the qualification of each requested service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q

from opencus.centre.models import Authorisation, Division, Office, User
from opencus.centre.tenant import TenantModel
from opencus.core.states import Stateful
from opencus.core.tenancy import TenantForeignKey
from opencus.correspondence.models import CaseFile
from opencus.people.models import Person
from opencus.programmes.models import ProgrammeService


class Channel(models.TextChoices):
    """How a matter reached the centre."""

    PHONE = "phone", "telefon"
    DESK = "desk", "w biurze"
    PAPER = "paper", "pismo"
    EMAIL = "email", "e-mail"
    PORTAL = "portal", "internet"
    REFERRAL = "referral", "skierowanie"


class Application(Stateful, TenantModel):
    """One form for several services; who asks and who will use them are two people (art. 35)."""

    class State(models.TextChoices):
        DRAFT = "draft", "szkic"
        SUBMITTED = "submitted", "złożony"
        EVIDENCE_REQUESTED = "evidence_requested", "czeka na dokumenty"
        IN_RECOGNITION = "in_recognition", "rozpoznanie potrzeb"
        DECIDED = "decided", "rozstrzygnięty"
        CLOSED = "closed", "zamknięty"
        WITHDRAWN = "withdrawn", "wycofany"
        FORWARDED = "forwarded", "przekazany"

    MOVES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        State.DRAFT: {State.SUBMITTED: "the clause is given", State.WITHDRAWN: "the caller changes their mind"},
        State.SUBMITTED: {
            State.EVIDENCE_REQUESTED: "a document the programme lists is missing",
            State.IN_RECOGNITION: "a coordinator talks to the person (art. 37)",
            State.DECIDED: "every requested service has an outcome",
            State.WITHDRAWN: "the applicant withdraws",
            State.FORWARDED: "another unit is competent (art. 38(1))",
        },
        State.EVIDENCE_REQUESTED: {
            State.SUBMITTED: "the document came",
            State.IN_RECOGNITION: "the talk does not wait for paper",
            State.WITHDRAWN: "the applicant withdraws",
        },
        State.IN_RECOGNITION: {
            State.DECIDED: "every requested service has an outcome",
            State.WITHDRAWN: "the applicant withdraws",
            State.FORWARDED: "another unit is competent (art. 38(1))",
        },
        State.DECIDED: {State.CLOSED: "nothing is left to do"},
        State.CLOSED: {},
        State.WITHDRAWN: {},
        State.FORWARDED: {},
    }

    class Capacity(models.TextChoices):
        SELF = "self", "we własnej sprawie"
        REPRESENTATIVE = "representative", "przedstawiciel ustawowy"
        CARER = "carer", "opiekun faktyczny"

    case_file = TenantForeignKey(CaseFile, related_name="applications")
    client = TenantForeignKey(Person, related_name="applications")
    applicant = TenantForeignKey(Person, related_name="applications_made")
    capacity = models.CharField(max_length=16, choices=Capacity.choices)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    office = TenantForeignKey(Office, null=True, blank=True, related_name="applications")
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    # Whose matter it is: social assistance when it handles everything asked for, else social services.
    division = models.CharField(max_length=20, choices=Division.choices, default=Division.SERVICES)
    need = models.TextField(blank=True)  # in the applicant's words
    # Declared facts the programme allows to ask: income, household size, lives alone, degree (R05).
    declared = models.JSONField(default=dict)
    clause_given_at = models.DateTimeField(null=True, blank=True)  # null: no clause, cannot be submitted (R20)
    clause_form = models.CharField(
        max_length=12, blank=True, choices=[("spoken", "odczytano przez telefon"), ("signed", "podpisano")]
    )
    information_given_at = models.DateTimeField(null=True, blank=True)  # art. 13 GDPR information
    submitted_on = models.DateField(null=True, blank=True)  # day 0 of the 30-day limit (art. 40)
    coordinator = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-submitted_on", "-created_at")
        indexes = [models.Index(fields=["centre", "state", "submitted_on"], name="intake_application_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(submitted_on__isnull=False, clause_given_at__isnull=False),
                name="intake_application_clause",
            ),
            models.CheckConstraint(
                condition=~Q(capacity="self") | Q(applicant=models.F("client")), name="intake_application_self"
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_file)


class Enquiry(TenantModel):
    """A contact with the front desk: who called, about what, what came of it."""

    channel = models.CharField(max_length=12, choices=Channel.choices)
    caller_name = models.CharField(max_length=120, blank=True)
    caller_phone = models.CharField(max_length=24, blank=True)
    caller = TenantForeignKey(Person, null=True, blank=True, related_name="enquiries_made")
    person = TenantForeignKey(Person, null=True, blank=True, related_name="enquiries")
    text = models.TextField(blank=True)
    application = TenantForeignKey(Application, null=True, blank=True, related_name="enquiries")
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # null: the call goes on


class RequestedService(Stateful, TenantModel):
    """One service asked for in an application."""

    class State(models.TextChoices):
        OPEN = "open", "do rozpatrzenia"
        QUALIFIED = "qualified", "zakwalifikowano"
        WAITING = "waiting", "oczekuje"
        OFFERED = "offered", "oferta miejsca"
        REFUSED = "refused", "odmowa"
        FORWARDED = "forwarded", "przekazano"
        GRANTED = "granted", "przyznano decyzją"
        WITHDRAWN = "withdrawn", "wycofano"

    MOVES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        State.OPEN: {
            State.QUALIFIED: "conditions are met and there is room (art. 42(1))",
            State.WAITING: "conditions are met, no place is free",
            State.REFUSED: "conditions are not met; a signed decision exists (art. 42(3))",
            State.FORWARDED: "another unit is competent (art. 38(1))",
            State.GRANTED: "granted by a decision under a separate act (art. 19)",
            State.WITHDRAWN: "the applicant withdraws",
        },
        State.WAITING: {
            State.OFFERED: "a place is free",
            State.REFUSED: "conditions are no longer met; a signed decision exists",
            State.WITHDRAWN: "the applicant withdraws",
        },
        State.OFFERED: {
            State.QUALIFIED: "the offer is accepted",
            State.WAITING: "the offer lapses; the place in the queue is kept",
            State.WITHDRAWN: "the applicant withdraws",
        },
        State.QUALIFIED: {},
        State.REFUSED: {},
        State.FORWARDED: {},
        State.GRANTED: {},
        State.WITHDRAWN: {},
    }

    application = TenantForeignKey(Application, related_name="requested")
    programme_service = TenantForeignKey(ProgrammeService, related_name="requested")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    wish = models.CharField(max_length=240, blank=True)  # "2 razy w tygodniu, rano"
    details = models.JSONField(default=dict)  # ride: destination, date; handyman: what is broken
    forwarded_to = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "application", "programme_service"], name="intake_requested_once")
        ]

    def __str__(self) -> str:
        return self.programme_service.service.name


class NeedsRecognition(TenantModel):
    """The talk of art. 37(2) in its four parts, held only by a coordinator of the centre."""

    class Place(models.TextChoices):
        CENTRE = "centre", "w centrum"
        HOME = "home", "u osoby"

    application = TenantForeignKey(Application, related_name="recognitions")
    coordinator = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    place = models.CharField(max_length=8, choices=Place.choices)
    present = models.CharField(max_length=240)
    needs = models.TextField()
    current_services = models.TextField()
    assessment = models.TextField()
    supporting_actions = models.TextField(blank=True)
    fees_explained = models.BooleanField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(fees_explained=True), name="intake_recognition_fees")]  # R22


class Qualification(TenantModel):
    """The outcome for one requested service, with the explanation that led to it."""

    class Outcome(models.TextChoices):
        QUALIFIED = "qualified", "zakwalifikowano"
        WAITING = "waiting", "lista oczekujących"
        REFUSED = "refused", "odmowa"
        FORWARDED = "forwarded", "przekazano"

    requested = TenantForeignKey(RequestedService, related_name="qualifications")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    reasons = models.TextField()
    explanation = models.JSONField()  # each condition: text, value, met / not met / unknown
    qualified_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)


class WaitingListEntry(TenantModel):
    """A place in the queue of a service: order of applications, then the moment of entry."""

    requested = TenantForeignKey(RequestedService, related_name="waiting")
    programme_service = TenantForeignKey(ProgrammeService, related_name="waiting_list")
    since = models.DateField()  # date of the application: first come, first served
    points = models.PositiveSmallIntegerField(default=0)
    # What the points come from: {"version", "on", "rules": [{"label", "points", "truth", "text", "missing"}]}; empty: by arrival.
    points_basis = models.JSONField(default=dict, blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)  # null: still waiting
    offered_until = models.DateField(null=True, blank=True)  # null: never offered a place; kept when the offer lapsed

    class Meta:
        ordering = ("-points", "since", "entered_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "requested"], condition=Q(left_at__isnull=True), name="intake_waiting_once"
            )
        ]


class Decision(Stateful, TenantModel):
    """An administrative decision: a refusal (art. 42(3)) or a grant on the decision track (art. 19)."""

    class Kind(models.TextChoices):
        REFUSAL = "refusal", "odmowa"
        GRANT = "grant", "przyznanie"

    class State(models.TextChoices):
        DRAFT = "draft", "projekt"
        SIGNED = "signed", "podpisana"
        DELIVERED = "delivered", "doręczona"
        FINAL = "final", "ostateczna"
        APPEALED = "appealed", "odwołanie"

    MOVES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        State.DRAFT: {State.SIGNED: "an authorised person signs (art. 26)"},
        State.SIGNED: {State.DELIVERED: "the letter reached the party"},
        State.DELIVERED: {State.FINAL: "14 days without an appeal", State.APPEALED: "an appeal to SKO"},
        State.FINAL: {},
        State.APPEALED: {State.FINAL: "SKO upholds"},
    }

    requested = TenantForeignKey(RequestedService, related_name="decisions")
    number = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    # What a grant gives: valid_from, valid_to, limits, unit_fee, fee_text, fee_basis; empty for a refusal.
    resolution = models.JSONField(default=dict, blank=True)
    factual_reasons = models.TextField(blank=True)
    legal_reasons = models.TextField(blank=True)
    appeal_instruction = models.TextField(blank=True)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    authorisation = TenantForeignKey(Authorisation, null=True, blank=True, related_name="decisions")
    signed_on = models.DateField(null=True, blank=True)
    delivery_channel = models.CharField(max_length=20, blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    delivery_proof = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "number"], name="intake_decision_number"),
            # R26: a signed decision has reasons, an instruction, a signatory and their authorisation.
            models.CheckConstraint(
                condition=Q(state="draft")
                | (
                    Q(signed_by__isnull=False, authorisation__isnull=False, signed_on__isnull=False)
                    & ~Q(factual_reasons="")
                    & ~Q(legal_reasons="")
                    & ~Q(appeal_instruction="")
                ),
                name="intake_decision_complete",
            ),
        ]
