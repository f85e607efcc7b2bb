"""Requests are answered in time, restricted data do not change, a consent closes no door."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from opencus.centre.actors import Actor
from opencus.core.clock import today
from opencus.core.states import WrongMove
from opencus.intake.actions.applications import submit
from opencus.intake.models import Application
from opencus.intake.tests.cases import case
from opencus.people.actions import add_relationship, record_certificate, update_person
from opencus.people.models import Person
from opencus.privacy import queries, rules
from opencus.privacy.actions import rights
from opencus.privacy.models import Consent, Restriction, SubjectRequest
from opencus.programmes.tests.factories import physiotherapist

Login = Callable[[Actor], Client]


def asked(by: Actor, person: Person | None = None, **fields: object) -> SubjectRequest:
    values = {"kind": "access", "channel": "letter", "demand": "Proszę o kopię.", "received_on": today(), "person": person, **fields}
    return rights.register_request(by=by, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("received", "due"), [(date(2026, 1, 31), date(2026, 3, 2)), (date(2026, 11, 2), date(2026, 12, 2)), (date(2026, 10, 1), date(2026, 11, 2))]
)
def test_the_month_is_counted_to_a_working_day(received: date, due: date) -> None:
    assert rules.answer_due(received) == due


def test_a_request_is_numbered_extended_with_a_reason_and_answered(inspector: Actor, halina: Person) -> None:
    first, second = asked(inspector, halina), asked(inspector, halina, kind="rectification")
    assert [str(first), str(second)] == [f"RODO/1/{today().year}", f"RODO/2/{today().year}"]
    with pytest.raises(ValidationError, match="dlaczego"):
        rights.extend_request(by=inspector, request=first, until=first.due_on + timedelta(days=9), reason=" ")
    with pytest.raises(ValidationError, match="dwa miesiące"):
        rights.extend_request(by=inspector, request=first, until=first.due_on + timedelta(days=90), reason="Dużo akt.")
    longer = rights.extend_request(by=inspector, request=first, until=first.due_on + timedelta(days=9), reason="Dużo akt.")
    assert longer.until == first.due_on + timedelta(days=9)
    done = rights.answer_request(by=inspector, request=first, state="granted", outcome="Wydano kopię osobiście.")
    assert done.answered_on == today()
    with pytest.raises(WrongMove):
        rights.answer_request(by=inspector, request=first, state="refused", outcome="Jednak nie.")
    assert list(queries.open_requests()) == [second]


def test_a_request_needs_somebody_and_a_past_day(inspector: Actor) -> None:
    with pytest.raises(ValidationError) as error:
        asked(inspector, None, received_on=today() + timedelta(days=1), demand="")
    assert set(error.value.message_dict) == {"received_on", "demand", "requester"}
    assert asked(inspector, None, requester="Jan spoza kartoteki").person is None


def test_restricted_data_are_read_but_not_changed(inspector: Actor, reception: Actor, director: Actor, halina: Person, joanna: Person, login: Login) -> None:
    row = rights.restrict(by=inspector, person=halina, ground="contested", note="Kwestionuje adres.")
    for change in (
        lambda: update_person(by=reception, person=halina, phone="000555999"),
        lambda: add_relationship(by=reception, person=halina, other=joanna, kind="daughter"),
        lambda: record_certificate(by=reception, person=halina, degree="severe", valid_from=date(2026, 1, 1)),
    ):
        with pytest.raises(ValidationError, match="ograniczone"):
            change()
    assert update_person(by=director, person=halina, phone="000555999") == ["telefon"]  # by duty, to rectify
    page = login(director).get(f"/testowo/osoba/{halina.id}/").content.decode()
    assert "Przetwarzanie danych jest ograniczone" in page
    with pytest.raises(ValidationError, match="zawiadom"):
        rights.lift_restriction(by=inspector, restriction=row, told_on=None, reason="Sprawdzono.")
    rights.lift_restriction(by=inspector, restriction=row, told_on=today(), reason="Sprawdzono, adres poprawiony.")
    assert update_person(by=reception, person=halina, phone="000555998") == ["telefon"]
    assert Restriction.objects.get().lifted_on == today()


def test_reception_restricts_nothing(reception: Actor, halina: Person) -> None:
    with pytest.raises(PermissionDenied):
        rights.restrict(by=reception, person=halina, ground="contested")


def test_a_consent_given_and_withdrawn_changes_no_service(reception: Actor, halina: Person) -> None:
    consent = rights.give_consent(by=reception, person=halina, purpose="photo", form="paper")
    assert rights.give_consent(by=reception, person=halina, purpose="photo", form="spoken") == consent
    rights.withdraw_consent(by=reception, consent=consent)
    rights.withdraw_consent(by=reception, consent=consent)
    assert Consent.objects.get().withdrawn_on == today()
    made = case(halina, physiotherapist())
    assert made.state == Application.State.SUBMITTED
    with pytest.raises(ValidationError, match="zgody nie potrzebują"):
        rights.give_consent(by=reception, person=halina, purpose="service", form="paper")


def test_an_application_without_any_consent_is_submitted_and_records_the_information(reception: Actor, halina: Person) -> None:
    made = case(halina, physiotherapist())
    assert made.state == Application.State.SUBMITTED
    assert not Consent.objects.exists()
    given = queries.given_to(halina.id).get()
    assert (given.clause.process, given.form) == ("application", "spoken")
    assert submit(by=reception, application=made, clause_form="spoken", information_given=True).id == made.id
    assert queries.given_to(halina.id).count() == 1


def test_the_database_knows_one_consent_of_a_kind_and_an_extension_with_a_reason(inspector: Actor, reception: Actor, halina: Person) -> None:
    rights.give_consent(by=reception, person=halina, purpose="photo", form="paper")
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(person=halina, purpose="photo", form="paper", given_on=today())
    row = asked(inspector, halina)
    with pytest.raises(IntegrityError), transaction.atomic():
        SubjectRequest.objects.filter(id=row.id).update(extended_to=row.due_on + timedelta(days=3))


def test_the_page_of_a_person_keeps_what_was_typed(login: Login, director: Actor, halina: Person) -> None:
    client = login(director)
    page = client.post(f"/testowo/ochrona-danych/osoba/{halina.id}/klauzula/", {"process": "plan", "form": ""})
    assert page.status_code == 422
    assert 'value="plan" selected' in page.content.decode()
    assert client.post(f"/testowo/ochrona-danych/osoba/{halina.id}/klauzula/", {"process": "plan", "form": "handed"}).status_code == 302
    client.post(f"/testowo/ochrona-danych/osoba/{halina.id}/zgoda/", {"purpose": "photo", "form": "paper"})
    client.post(f"/testowo/ochrona-danych/zgody/{Consent.objects.get().id}/cofniecie/")
    client.post(f"/testowo/ochrona-danych/osoba/{halina.id}/ograniczenie/", {"ground": "claims"})
    client.post(f"/testowo/ochrona-danych/ograniczenia/{Restriction.objects.get().id}/koniec/", {"told_on": today().isoformat(), "reason": "Koniec."})
    page = client.get(f"/testowo/ochrona-danych/osoba/{halina.id}/").content.decode()
    assert "wręczona na papierze" in page
    assert "cofnięta" in page


def test_a_request_goes_from_the_letter_to_the_answer_on_screen(login: Login, inspector: Actor, halina: Person) -> None:
    client = login(inspector)
    found = client.post("/testowo/ochrona-danych/zadania/nowe/", {"akcja": "szukaj", "szukana": "wesoł", "demand": "Kopia"}).content.decode()
    assert "Halina Wesołowska" in found
    assert "Kopia" in found
    values = {"akcja": "zapisz", "osoba": halina.id, "kind": "access", "channel": "letter", "received_on": today().isoformat(), "demand": "Kopia"}
    assert client.post("/testowo/ochrona-danych/zadania/nowe/", {**values, "kind": ""}).status_code == 422
    assert client.post("/testowo/ochrona-danych/zadania/nowe/", values).status_code == 302
    row = SubjectRequest.objects.get()
    url = f"/testowo/ochrona-danych/zadania/{row.id}/"
    assert re.search("został[oy]", client.get(url).content.decode())
    assert client.post(url + "termin/", {"until": "", "reason": "x"}).status_code == 422
    assert client.post(url + "odpowiedz/", {"state": "granted", "on": today().isoformat(), "outcome": "Wydano."}).status_code == 302
    assert "spełnione" in client.get("/testowo/ochrona-danych/zadania/").content.decode()
