"""Requests about data, restriction and consents."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.text import normalise, normalise_lines
from opencus.people.models import Person
from opencus.privacy import events, rules
from opencus.privacy.actions.numbering import next_number
from opencus.privacy.models import Consent, Restriction, SubjectRequest


@transaction.atomic
def register_request(
    *, by: Actor, kind: str, channel: str, demand: str, received_on: date, person: Person | None = None, requester: str = ""
) -> SubjectRequest:
    """Register a request about data; its month begins on the day it came (art. 12(3) GDPR)."""
    by.require(Permission.MANAGE_PRIVACY)
    problems: dict[str, str] = {}
    if kind not in SubjectRequest.Kind.values:
        problems["kind"] = "Wybierz, czego dotyczy żądanie."
    if channel not in SubjectRequest.Channel.values:
        problems["channel"] = "Wybierz, jak wpłynęło żądanie."
    if received_on > clock.today():
        problems["received_on"] = "Żądanie nie mogło wpłynąć w przyszłości."
    if not normalise_lines(demand):
        problems["demand"] = "Zapisz, o co prosi osoba, jej słowami."
    if person is None and not normalise(requester):
        problems["requester"] = "Wskaż osobę z kartoteki albo wpisz, kto żąda."
    if problems:
        raise ValidationError(problems)
    row = SubjectRequest.objects.create(
        number=next_number(SubjectRequest, received_on.year), year=received_on.year, person=person,
        requester=normalise(requester)[:160], kind=kind, channel=channel, demand=normalise_lines(demand)[:4000],
        received_on=received_on, due_on=rules.answer_due(received_on), registered_by_id=by.user_id,
    )  # fmt: skip
    journal.write(
        events.REQUEST_REGISTERED, by=by, subject=row, person_id=row.person_id, mark=str(row), kind=row.get_kind_display(),
        due=row.due_on,
    )  # fmt: skip
    return row


@transaction.atomic
def extend_request(*, by: Actor, request: SubjectRequest, until: date, reason: str) -> SubjectRequest:
    """Move the deadline of an open request, with a reason the person is told; at most two further months."""
    by.require(Permission.MANAGE_PRIVACY)
    row = SubjectRequest.objects.select_for_update().get(id=request.id)
    if row.state != SubjectRequest.State.OPEN:
        raise ValidationError("Na to żądanie już odpowiedziano.")
    if problem := rules.extension_problem(row.received_on, row.due_on, until, reason, clock.today()):
        raise ValidationError({"until" if reason.strip() else "reason": problem})
    row.extended_to, row.extension_reason = until, normalise_lines(reason)[:2000]
    row.save(update_fields=["extended_to", "extension_reason"])
    journal.write(events.REQUEST_EXTENDED, by=by, subject=row, person_id=row.person_id, mark=str(row), until=until)
    return row


@transaction.atomic
def answer_request(*, by: Actor, request: SubjectRequest, state: str, outcome: str, on: date | None = None) -> SubjectRequest:
    """Close a request with what was done; a refusal says why and how to complain (art. 12(4) GDPR)."""
    by.require(Permission.MANAGE_PRIVACY)
    row = SubjectRequest.objects.select_for_update().get(id=request.id)
    day = on or clock.today()
    if not normalise_lines(outcome):
        raise ValidationError({"outcome": "Napisz, co zrobiono. Przy odmowie: dlaczego, i że można złożyć skargę do Prezesa UODO."})
    if not row.received_on <= day <= clock.today():
        raise ValidationError({"on": "Dzień odpowiedzi musi być między wpływem żądania a dziś."})
    row.move_to(state)
    row.answered_on, row.outcome, row.answered_by_id = day, normalise_lines(outcome)[:4000], by.user_id
    row.save(update_fields=["state", "answered_on", "outcome", "answered_by"])
    journal.write(events.REQUEST_ANSWERED, by=by, subject=row, person_id=row.person_id, mark=str(row), state=row.get_state_display())
    return row


@transaction.atomic
def restrict(*, by: Actor, person: Person, ground: str, note: str = "", since: date | None = None) -> Restriction:
    """Restrict the processing of a person's data: the file stays, nobody changes it (art. 18 GDPR)."""
    by.require(Permission.MANAGE_PRIVACY)
    if ground not in Restriction.Ground.values:
        raise ValidationError({"ground": "Wybierz podstawę ograniczenia."})
    stored = Person.objects.select_for_update().get(id=person.id)
    if Restriction.objects.filter(person=stored, lifted_on__isnull=True).exists():
        raise ValidationError("Przetwarzanie danych tej osoby jest już ograniczone.")
    day = since or clock.today()
    row = Restriction.objects.create(person=stored, ground=ground, note=normalise_lines(note)[:2000], since=day, set_by_id=by.user_id)
    stored.restricted_since = day
    stored.save(update_fields=["restricted_since"])
    person.restricted_since = day
    journal.write(events.RESTRICTED, by=by, subject=row, person_id=person.id, ground=row.get_ground_display())
    return row


@transaction.atomic
def lift_restriction(*, by: Actor, restriction: Restriction, told_on: date | None, reason: str) -> Restriction:
    """End a restriction; the person is told before (art. 18(3) GDPR)."""
    by.require(Permission.MANAGE_PRIVACY)
    row = Restriction.objects.select_for_update().select_related("person").get(id=restriction.id)
    if row.lifted_on is not None:
        return row
    today = clock.today()
    if told_on is None or told_on > today:
        raise ValidationError({"told_on": "Najpierw zawiadom osobę, że ograniczenie się skończy. Wpisz dzień zawiadomienia."})
    if not normalise(reason):
        raise ValidationError({"reason": "Napisz, dlaczego ograniczenie się kończy."})
    row.lifted_on, row.lifted_reason, row.person_told_on = max(today, row.since), normalise_lines(reason)[:2000], told_on
    row.save(update_fields=["lifted_on", "lifted_reason", "person_told_on"])
    row.person.restricted_since = None
    row.person.save(update_fields=["restricted_since"])
    journal.write(events.RESTRICTION_LIFTED, by=by, subject=row, person_id=row.person_id)
    return row


@transaction.atomic
def give_consent(*, by: Actor, person: Person, purpose: str, form: str, on: date | None = None) -> Consent:
    """Record a consent to something optional; one in force comes back as it is (R75)."""
    by.require(Permission.OPEN_PERSON)
    if purpose not in Consent.Purpose.values:
        raise ValidationError({"purpose": "Wybierz, na co jest zgoda. Usługi i sprawy zgody nie potrzebują."})
    if form not in {"paper", "spoken", "web"}:
        raise ValidationError({"form": "Wybierz, jak dano zgodę."})
    known = Consent.objects.filter(person=person, purpose=purpose, withdrawn_on__isnull=True).first()
    if known is not None:
        return known
    row = Consent.objects.create(person=person, purpose=purpose, form=form, given_on=on or clock.today(), recorded_by_id=by.user_id)
    journal.write(events.CONSENT_GIVEN, by=by, subject=row, person_id=person.id, purpose=row.get_purpose_display())
    return row


@transaction.atomic
def withdraw_consent(*, by: Actor, consent: Consent) -> Consent:
    """Record that a consent was withdrawn: as easy as giving it (art. 7(3) GDPR), a second time changes nothing."""
    by.require(Permission.OPEN_PERSON)
    row = Consent.objects.select_for_update().get(id=consent.id)
    if row.withdrawn_on is None:
        row.withdrawn_on = max(clock.today(), row.given_on)
        row.save(update_fields=["withdrawn_on"])
        journal.write(events.CONSENT_WITHDRAWN, by=by, subject=row, person_id=row.person_id, purpose=row.get_purpose_display())
    return row
