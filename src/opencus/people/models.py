"""Residents, households, relationships: as little as the step needs."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from opencus.centre.models import Municipality, User
from opencus.centre.tenant import TenantModel
from opencus.core.clock import age, today
from opencus.core.tenancy import TenantForeignKey
from opencus.people import numbers


class Household(TenantModel):
    """People who live and keep house together; a shared limit or a family plan may belong to it."""

    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Person(TenantModel):
    """A resident or client, also somebody close to one. May have no PESEL."""

    class Sex(models.TextChoices):
        FEMALE = "f", "kobieta"
        MALE = "m", "mężczyzna"

    class Mobility(models.TextChoices):
        UNAIDED = "unaided", "chodzi bez pomocy"
        WALKER = "walker", "balkonik lub kule"
        FOLDING_WHEELCHAIR = "folding_wheelchair", "wózek składany"
        WHEELCHAIR = "wheelchair", "jeździ na wózku"
        BEDRIDDEN = "bedridden", "leży"

    class Contact(models.TextChoices):
        PHONE = "phone", "telefon"
        SMS = "sms", "SMS"
        EMAIL = "email", "e-mail"
        LETTER = "letter", "list"
        IN_PERSON = "in_person", "osobiście"
        SIGN_LANGUAGE = "sign_language", "polski język migowy"

    class NoPesel(models.TextChoices):
        NOT_GIVEN = "not_given", "jeszcze nie podano"
        FOREIGNER = "foreigner", "cudzoziemiec bez numeru PESEL"
        NEWBORN = "newborn", "noworodek, numer nie jest nadany"
        NO_DOCUMENTS = "no_documents", "brak dokumentów"

    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    # Normalised columns in C collation: search and order without operators that row-level security distrusts.
    sort_key = models.CharField(max_length=400, db_collation="C")
    search_key = models.CharField(max_length=200, db_collation="C")
    birth_date = models.DateField(null=True, blank=True)  # null: not yet known (a caller, a neighbour)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    # Why there is no PESEL (R87); empty: there is one, or nobody has asked (a caller).
    no_pesel_reason = models.CharField(max_length=16, choices=NoPesel.choices, blank=True)
    pesel_cipher = models.BinaryField(null=True, editable=False)  # null: person without PESEL
    pesel_index = models.BinaryField(null=True, editable=False, max_length=16)
    other_id_kind = models.CharField(max_length=60, blank=True)  # R87: passport, residence card, ...
    other_id_cipher = models.BinaryField(null=True, editable=False)
    household = TenantForeignKey(Household, null=True, blank=True, related_name="members")
    lives_alone = models.BooleanField(null=True, blank=True)  # null: nobody has asked
    municipality = models.ForeignKey(Municipality, null=True, on_delete=models.PROTECT, related_name="+")
    street = models.CharField(max_length=120, blank=True)
    house_number = models.CharField(max_length=12, blank=True)
    flat_number = models.CharField(max_length=12, blank=True)
    postcode = models.CharField(max_length=6, blank=True)
    town = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=24, blank=True)
    phone_key = models.CharField(max_length=20, blank=True, db_collation="C")
    email = models.EmailField(blank=True)
    preferred_contact = models.CharField(max_length=16, choices=Contact.choices, default=Contact.PHONE)  # R86
    special_needs = models.TextField(blank=True)  # R86: "słabo słyszy, mów wolno"
    entry_note = models.TextField(blank=True)  # for whoever comes: intercom, key, dog
    mobility = models.CharField(max_length=20, choices=Mobility.choices, default=Mobility.UNAIDED)
    deceased_on = models.DateField(null=True, blank=True)
    restricted_since = models.DateField(null=True, blank=True)  # art. 18 GDPR: kept, not used
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("sort_key", "id")
        indexes = [
            models.Index(fields=["centre", "sort_key", "id"], name="people_person_sort"),
            models.Index(fields=["centre", "search_key"], name="people_person_search"),
            models.Index(fields=["centre", "phone_key"], name="people_person_phone"),
            models.Index(fields=["centre", "birth_date"], name="people_person_birth"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["centre", "pesel_index"], name="people_person_pesel"),
            models.CheckConstraint(
                condition=Q(pesel_cipher__isnull=True, pesel_index__isnull=True)
                | Q(pesel_cipher__isnull=False, pesel_index__isnull=False),
                name="people_person_pesel_pair",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def pesel_masked(self) -> str:
        """`•••••••1234`, or an empty text for a person without PESEL."""
        return numbers.masked_pesel(self)

    @property
    def address(self) -> str:
        """One line: street with numbers, or the village with the house number."""
        number = self.house_number + (f" m. {self.flat_number}" if self.flat_number else "")
        return " ".join(part for part in (self.street or self.town, number) if part)

    @property
    def age_today(self) -> int | None:
        """Full years today, for templates."""
        return self.age_on(today())

    def age_on(self, day: date) -> int | None:
        """Return full years on the day, None while the birth date is unknown."""
        return age(self.birth_date, day) if self.birth_date else None


class PersonToken(TenantModel):
    """One word of a person's name or address, folded: the table behind "kow sta"."""

    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    token = models.CharField(max_length=80, db_collation="C")

    class Meta:
        indexes = [models.Index(fields=["centre", "token", "person"], name="people_token")]
        constraints = [models.UniqueConstraint(fields=["centre", "person", "token"], name="people_token_once")]


class Relationship(TenantModel):
    """How ``other`` stands to ``person``: kin, legal representative, actual carer, neighbour with a key."""

    class Kind(models.TextChoices):
        DAUGHTER = "daughter", "córka"
        SON = "son", "syn"
        SPOUSE = "spouse", "mąż lub żona"
        PARENT = "parent", "rodzic"
        SIBLING = "sibling", "brat lub siostra"
        GRANDCHILD = "grandchild", "wnuk lub wnuczka"
        NEIGHBOUR = "neighbour", "sąsiad lub sąsiadka"
        OTHER = "other", "inna osoba"

    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="relationships")
    other = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="relationships_of_others")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    statutory_representative = models.BooleanField(default=False)  # przedstawiciel ustawowy
    actual_carer = models.BooleanField(default=False)  # opiekun faktyczny, art. 35
    contact_first = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "person", "other"], name="people_relationship_once"),
            models.CheckConstraint(condition=~Q(person=F("other")), name="people_relationship_two"),
        ]


class DisabilityCertificate(TenantModel):
    """A disability certificate: degree and validity, no diagnosis."""

    class Degree(models.TextChoices):
        SEVERE = "severe", "znaczny"
        MODERATE = "moderate", "umiarkowany"
        LIGHT = "light", "lekki"
        CHILD = "child", "dziecko do 16 lat"

    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="certificates")
    degree = models.CharField(max_length=10, choices=Degree.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # null: permanent
    causes = ArrayField(models.CharField(max_length=6), default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="people_certificate_dates"
            )
        ]


class Opening(TenantModel):
    """A file opened for a stated reason although the person is in none of the actor's own matters; it closes by itself."""

    class Reason(models.TextChoices):
        CALLING = "calling", "osoba dzwoni teraz"
        AT_DESK = "at_desk", "osoba stoi przy okienku"
        LETTER = "letter", "przyszło pismo lub e-mail od tej osoby"
        COVER = "cover", "zastępuję koleżankę lub kolegę"
        URGENT = "urgent", "nagła sprawa: zdrowie lub bezpieczeństwo"
        ASKED = "asked", "poprosił o to przełożony"
        OTHER = "other", "inny powód"

    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="openings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    words = models.CharField(max_length=300, blank=True)  # demanded for another reason
    # Reception receives whoever comes: such an opening is of its duty and waits for nobody's acknowledgement.
    by_duty = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    acknowledged_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)  # null: nobody has looked at it yet
    note = models.CharField(max_length=300, blank=True)  # what came of looking at it

    class Meta:
        ordering = ("-opened_at", "-id")
        indexes = [
            models.Index(fields=["user", "person", "until"], name="people_opening_open"),
            models.Index(
                fields=["centre", "opened_at"], name="people_opening_waiting",
                condition=Q(acknowledged_at__isnull=True, by_duty=False),
            ),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("opened_at")), name="people_opening_times"),
            models.CheckConstraint(condition=~Q(reason="other") | ~Q(words=""), name="people_opening_words"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | (Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False) & ~Q(note="")),
                name="people_opening_acknowledged",
            ),
            models.CheckConstraint(condition=~Q(acknowledged_by=F("user")), name="people_opening_by_another"),
        ]

    @property
    def purpose(self) -> str:
        """The reason as the journal keeps it: the choice and what was added to it."""
        said = self.get_reason_display()
        return f"{said}: {self.words}" if self.words else said
