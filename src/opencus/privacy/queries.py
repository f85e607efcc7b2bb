"""Reads of the room: what is in force, who must still be told, what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from opencus.core import clock
from opencus.people.models import Person, Relationship
from opencus.privacy import rules
from opencus.privacy.models import (
    AccessibilityRequest,
    Clause,
    ClauseGiven,
    Consent,
    DataProtection,
    Declaration,
    Process,
    ProcessingActivity,
    ProcessorAgreement,
    Restriction,
    SubjectRequest,
)


def contact() -> DataProtection | None:
    """Who the inspector is, None while nobody said."""
    return DataProtection.objects.first()


def clause_in_force(process: str, on: date) -> Clause | None:
    """The version of a clause in force on the day, None when there is none."""
    return Clause.objects.filter(process=process, valid_from__lte=on).order_by("-valid_from", "-number").first()


def clauses_in_force(on: date) -> list[Clause]:
    """The version in force of each process, in the order of processes."""
    found: dict[str, Clause] = {}
    for clause in Clause.objects.filter(valid_from__lte=on).order_by("valid_from", "number"):
        found[clause.process] = clause
    return [found[process] for process in Process.values if process in found]


def versions_of(process: str) -> QuerySet[Clause]:
    """All versions of a clause, the newest first."""
    return Clause.objects.filter(process=process).select_related("created_by").order_by("-number")


@dataclass(frozen=True, slots=True)
class Untold:
    """Somebody whose data another person gave, and who was not informed yet."""

    person: Person
    due: date


def untold() -> QuerySet[Person]:
    """People known from or with somebody else who have got no clause, the oldest first (art. 14 GDPR).

    That is everybody who stands in a relationship: of two people in one matter at least one did not give their data themselves.
    """
    related = Relationship.objects.filter(Q(person_id=OuterRef("pk")) | Q(other_id=OuterRef("pk")))
    told = ClauseGiven.objects.filter(person_id=OuterRef("pk"))
    return Person.objects.filter(Exists(related), ~Exists(told), deceased_on__isnull=True).order_by("created_at", "id")


def information_due(person: Person) -> date:
    """Until when the person must be informed."""
    return rules.information_due(clock.day_of(person.created_at))


def given_to(person_id: UUID) -> QuerySet[ClauseGiven]:
    """What the person was told, the latest first."""
    return ClauseGiven.objects.filter(person_id=person_id).select_related("clause", "given_by")


def activities() -> QuerySet[ProcessingActivity]:
    """The register of processing, in order."""
    return ProcessingActivity.objects.order_by("number")


def agreements() -> QuerySet[ProcessorAgreement]:
    """Agreements with processors, by name."""
    return ProcessorAgreement.objects.select_related("organisation").order_by("name", "signed_on")


def open_requests() -> QuerySet[SubjectRequest]:
    """Requests about data that wait for an answer, the first deadline first."""
    return SubjectRequest.objects.filter(state=SubjectRequest.State.OPEN).select_related("person").order_by("due_on", "number")


def open_access_requests() -> QuerySet[AccessibilityRequest]:
    """Requests for accessibility that wait, the first deadline first."""
    return AccessibilityRequest.objects.filter(state=AccessibilityRequest.State.OPEN).order_by("due_on", "number")


def restriction_of(person_id: UUID) -> Restriction | None:
    """The restriction in force, None when data may be used."""
    return Restriction.objects.filter(person_id=person_id, lifted_on__isnull=True).first()


def consents_of(person_id: UUID) -> QuerySet[Consent]:
    """Optional consents of a person, in force and withdrawn."""
    return Consent.objects.filter(person_id=person_id).select_related("recorded_by")


def declaration() -> Declaration | None:
    """The declaration of accessibility as it stands, None before the first."""
    return Declaration.objects.order_by("-saved_at", "-id").first()


def review_due(on: date) -> date | None:
    """The day until which the declaration must be reviewed, None while nothing is due; no declaration is due at once."""
    current = declaration()
    return rules.review_due(current.reviewed_on, on) if current else on
