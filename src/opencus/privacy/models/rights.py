"""Rights of people: requests with their deadline, restriction, optional consents (R70, R71, R75)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from opencus.centre.models import User
from opencus.centre.tenant import TenantModel
from opencus.core.states import Stateful
from opencus.core.tenancy import TenantForeignKey
from opencus.people.models import Person


class SubjectRequest(TenantModel, Stateful):
    """A request about one's data: answered within a month, two more with a reason (art. 12(3) GDPR)."""

    class Kind(models.TextChoices):
        ACCESS = "access", "dostęp i kopia danych (art. 15)"
        RECTIFICATION = "rectification", "sprostowanie (art. 16)"
        ERASURE = "erasure", "usunięcie (art. 17)"
        RESTRICTION = "restriction", "ograniczenie przetwarzania (art. 18)"
        OBJECTION = "objection", "sprzeciw (art. 21)"
        OTHER = "other", "inne"

    class Channel(models.TextChoices):
        LETTER = "letter", "list"
        IN_PERSON = "in_person", "osobiście"
        EMAIL = "email", "e-mail"
        PHONE = "phone", "telefon"
        E_DELIVERY = "e_delivery", "e-Doręczenia lub ePUAP"

    class State(models.TextChoices):
        OPEN = "open", "w toku"
        GRANTED = "granted", "spełnione"
        PARTLY = "partly", "spełnione częściowo"
        REFUSED = "refused", "odmowa"
        WITHDRAWN = "withdrawn", "wycofane"

    MOVES = {
        State.OPEN: {
            State.GRANTED: "odpowiedź wysłana", State.PARTLY: "odpowiedź wysłana", State.REFUSED: "odmowa z powodem i pouczeniem",
            State.WITHDRAWN: "osoba rezygnuje",
        },
        State.GRANTED: {}, State.PARTLY: {}, State.REFUSED: {}, State.WITHDRAWN: {},
    }  # fmt: skip

    number = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    person = TenantForeignKey(Person, null=True, blank=True, related_name="data_requests")  # null: not in our records
    requester = models.CharField(max_length=160)  # who asks, when it is not the person or nobody we know
    kind = models.CharField(max_length=16, choices=Kind.choices)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    demand = models.TextField()
    received_on = models.DateField()
    due_on = models.DateField()
    extended_to = models.DateField(null=True, blank=True)  # null: not extended
    extension_reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answered_on = models.DateField(null=True, blank=True)  # null: not answered
    outcome = models.TextField(blank=True)
    copied_at = models.DateTimeField(null=True, blank=True)  # null: no copy was made
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-received_on", "-number")
        constraints = [
            models.UniqueConstraint(fields=["centre", "year", "number"], name="privacy_request_number"),
            models.CheckConstraint(
                condition=Q(extended_to__isnull=True) | (Q(extended_to__gt=F("due_on")) & ~Q(extension_reason="")),
                name="privacy_request_extension",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_on__isnull=True) | (~Q(state="open") & Q(answered_on__isnull=False)),
                name="privacy_request_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"RODO/{self.number}/{self.year}"

    @property
    def until(self) -> object:
        """The day the answer is due, extended or not."""
        return self.extended_to or self.due_on


class Restriction(TenantModel):
    """Data kept but not used, from a day, for a reason of art. 18(1) GDPR."""

    class Ground(models.TextChoices):
        CONTESTED = "contested", "osoba kwestionuje prawidłowość danych"
        UNLAWFUL = "unlawful", "przetwarzanie niezgodne z prawem, osoba nie chce usunięcia"
        CLAIMS = "claims", "dane potrzebne osobie do roszczeń"
        OBJECTION = "objection", "osoba wniosła sprzeciw, trwa jego ocena"

    person = TenantForeignKey(Person, related_name="restrictions")
    ground = models.CharField(max_length=12, choices=Ground.choices)
    note = models.TextField(blank=True)
    since = models.DateField()
    lifted_on = models.DateField(null=True, blank=True)  # null: in force
    lifted_reason = models.TextField(blank=True)
    person_told_on = models.DateField(null=True, blank=True)  # art. 18(3): told before it is lifted
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-since",)
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "person"], condition=Q(lifted_on__isnull=True), name="privacy_restriction_one"
            ),
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True) | (Q(lifted_on__gte=F("since")) & Q(person_told_on__isnull=False)),
                name="privacy_restriction_lifted",
            ),
        ]


class Consent(TenantModel):
    """A consent to something optional; no service ever asks for one (R75)."""

    class Purpose(models.TextChoices):
        PHOTO = "photo", "zdjęcie lub film z wydarzenia"
        NEWSLETTER = "newsletter", "wiadomości o wydarzeniach"
        SURVEY = "survey", "zaproszenia do ankiet"
        STORY = "story", "opisanie historii w materiałach centrum"

    person = TenantForeignKey(Person, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    form = models.CharField(max_length=8, choices=[("paper", "na piśmie"), ("spoken", "ustnie"), ("web", "na stronie")])
    given_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)  # null: in force
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("purpose", "-given_on")
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "person", "purpose"], condition=Q(withdrawn_on__isnull=True), name="privacy_consent_one"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")), name="privacy_consent_dates"
            ),
        ]
