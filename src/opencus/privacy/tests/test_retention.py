"""Nothing is forgotten by itself, nothing open is forgotten at all, and two people answer for what is."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from pypdf import PdfReader

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.core.clock import today
from opencus.correspondence.models import CaseFile
from opencus.intake.models import Application, NeedsRecognition
from opencus.intake.tests.cases import case, recognition
from opencus.people.actions import update_person
from opencus.people.models import Person, PersonToken, Relationship
from opencus.people.queries import find
from opencus.people.tests.factories import halina, person, related
from opencus.privacy import erasing, keeping, rules
from opencus.privacy.actions import retention as actions
from opencus.privacy.actions.rights import answer_request, register_request
from opencus.privacy.models import Disposal, DisposalItem, FieldPurge, RetentionClass, SubjectRequest
from opencus.programmes.tests.factories import physiotherapist

Login = Callable[[Actor], Client]
LONG_AGO = datetime(2018, 3, 12, 9, tzinfo=UTC)
COMMISSION = "Barbara Nowicka\nTomasz Wilk"


@pytest.fixture
def old_case(centre: Centre, founded: None) -> Person:
    """Zofia Dawna, whose only case ended in 2018."""
    with time_machine.travel(LONG_AGO, tick=False):
        zofia = person("Zofia", "Dawna", special_needs="Słabo widzi", street="ul. Lipowa", phone="+48000555777")
        application = case(zofia, physiotherapist())
        recognition(application)
        Application.objects.filter(id=application.id).update(state=Application.State.CLOSED)
        related(zofia, person("Jan", "Dawny"), "son")
    Person.objects.update(created_at=LONG_AGO)
    NeedsRecognition.objects.update(created_at=LONG_AGO)
    Application.objects.update(created_at=LONG_AGO)
    return zofia


def test_years_are_counted_from_the_january_after_the_end() -> None:
    assert rules.disposal_due(date(2018, 3, 12), "B5") == date(2024, 1, 1)
    assert rules.disposal_due(date(2018, 12, 31), "BE10") == date(2029, 1, 1)
    assert rules.disposal_due(date(2018, 3, 12), "A") is None


def test_an_ended_case_is_due_and_an_open_one_never(old_case: Person) -> None:
    found = {one.record_id: one for one in keeping.due(today())}
    assert found[old_case.id].kind == keeping.CLIENT_FILE
    assert found[old_case.id].due == date(2024, 1, 1)
    assert found[old_case.id].mark.startswith("CUS.5120.")
    Application.objects.update(state=Application.State.IN_RECOGNITION)
    assert old_case.id not in {one.record_id for one in keeping.due(today())}
    assert "wniosek" in keeping.still_due(keeping.CLIENT_FILE, old_case.id, today())


def test_a_fresh_note_or_a_request_keeps_the_file(old_case: Person, inspector: Actor) -> None:
    register_request(by=inspector, kind="access", channel="letter", demand="Kopia", received_on=today(), person=old_case)
    assert old_case.id not in {one.record_id for one in keeping.due(today())}
    row = SubjectRequest.objects.get()
    answer_request(by=inspector, request=row, state="granted", outcome="Wydano.")
    assert old_case.id not in {one.record_id for one in keeping.due(today())}  # its last day is today now


def test_category_a_is_kept_for_ever_and_a_wrong_category_is_refused(old_case: Person, inspector: Actor) -> None:
    actions.set_class(by=inspector, kind=keeping.CLIENT_FILE, jrwa="5120", category="A")
    assert old_case.id not in {one.record_id for one in keeping.due(today())}
    with pytest.raises(ValidationError):
        actions.set_class(by=inspector, kind=keeping.CLIENT_FILE, jrwa="5120", category="C9")
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionClass.objects.create(kind="x", jrwa="1", category="B555")


def drawn(by: Actor, *people: Person) -> Disposal:
    return actions.draw_up(by=by, records=[one.id for one in people], commission=COMMISSION)


def test_two_people_sign_before_anything_is_erased(old_case: Person, inspector: Actor, director: Actor) -> None:
    row = drawn(inspector, old_case)
    with pytest.raises(ValueError, match="Nie można przejść"):
        actions.execute(by=inspector, disposal=row)
    actions.sign(by=inspector, disposal=row)
    with pytest.raises(PermissionDenied, match="inna osoba"):
        actions.sign(by=inspector, disposal=row)
    actions.sign(by=director, disposal=row)
    assert Person.objects.get(id=old_case.id).full_name == "Zofia Dawna"
    done = actions.execute(by=inspector, disposal=row)
    gone = Person.objects.get(id=old_case.id)
    assert (gone.full_name, gone.pesel_cipher, gone.birth_date, gone.phone, gone.special_needs) == ("Dane usunięte", None, None, "", "")
    assert not PersonToken.objects.filter(person=gone).exists()
    assert not Relationship.objects.filter(person=gone).exists()
    assert NeedsRecognition.objects.get().needs == "usunięto"
    assert find("Dawna").total == 0
    assert CaseFile.objects.filter(person=gone).exists()  # the mark stays: the protocol and the accounts lead to it
    assert done.protocol_sha256 == hashlib.sha256(bytes(done.protocol or b"")).hexdigest()
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(bytes(done.protocol or b""))).pages)
    assert "Protokół brakowania" in text
    assert "Barbara Nowicka" in text
    assert "Zofia" not in text
    assert Entry.objects.get(kind="privacy.person.erased").person_id == gone.id
    assert keeping.due(today()) == [one for one in keeping.due(today()) if one.record_id != gone.id]


def test_a_case_opened_again_in_the_meantime_is_left_out_and_named(old_case: Person, inspector: Actor, director: Actor) -> None:
    row = drawn(inspector, old_case)
    actions.sign(by=inspector, disposal=row)
    actions.sign(by=director, disposal=row)
    Application.objects.update(state=Application.State.SUBMITTED)
    actions.execute(by=director, disposal=row)
    item = DisposalItem.objects.get()
    assert item.left_out == "sprawa jest otwarta: wniosek"
    assert Person.objects.get(id=old_case.id).full_name == "Zofia Dawna"


def test_a_list_needs_a_commission_and_only_what_is_due(old_case: Person, inspector: Actor) -> None:
    with pytest.raises(ValidationError, match="dwie osoby"):
        actions.draw_up(by=inspector, records=[old_case.id], commission="Tylko ja")
    with pytest.raises(ValidationError, match="już minął"):
        drawn(inspector, old_case, halina())
    drawn(inspector, old_case)
    assert old_case.id not in {one.record_id for one in keeping.due(today())}  # on a list already
    actions.abandon(by=inspector, disposal=Disposal.objects.get())
    assert old_case.id in {one.record_id for one in keeping.due(today())}


def test_the_database_refuses_one_person_as_both(old_case: Person, inspector: Actor) -> None:
    row = drawn(inspector, old_case)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disposal.objects.filter(id=row.id).update(first_by=inspector.user_id, second_by=inspector.user_id)


def test_somebody_without_a_case_is_due_sooner(old_case: Person) -> None:
    found = {one.record_id: one for one in keeping.due(today())}
    jan = Person.objects.get(given_name="Jan")
    assert (found[jan.id].kind, found[jan.id].due) == (keeping.CONTACT, date(2021, 1, 1))


def test_a_retired_field_is_emptied_everywhere_by_a_second_person(centre: Centre, inspector: Actor, director: Actor) -> None:
    people = [halina(), person("Adam", "Próbny", phone="+48000555123")]
    with pytest.raises(ValidationError, match="dlaczego"):
        actions.ask_purge(by=inspector, table="people.person", field="phone", basis="bo tak")
    with pytest.raises(ValidationError, match="Wybierz pole"):
        actions.ask_purge(by=inspector, table="people.person", field="family_name", basis="Uchylono podstawę prawną.")
    row = actions.ask_purge(by=inspector, table="people.person", field="phone", basis="Uchylono podstawę prawną.")
    with pytest.raises(PermissionDenied):
        actions.do_purge(by=inspector, purge=row)
    done = actions.do_purge(by=director, purge=row)
    assert done.rows == 2
    assert set(Person.objects.values_list("phone", "phone_key")) == {("", "")}
    assert erasing.filled("people.person", "phone") == 0
    assert bytes(done.protocol or b"").startswith(b"%PDF")
    update_person(by=director, person=people[0], phone="000555214")
    assert erasing.filled("people.person", "phone") == 1  # seen on the list of retired fields
    assert actions.do_purge(by=director, purge=FieldPurge.objects.get()).rows == 2  # done once


def test_nothing_signed_or_needed_may_be_retired() -> None:
    fields = set(erasing.retirable())
    assert ("people.person", "entry_note") in fields
    assert not [field for field in fields if field[0].startswith(("intake.decision", "plans.planversion", "settlement."))]
    assert not {("people.person", name) for name in ("given_name", "pesel_cipher", "sort_key")} & fields


def test_disposal_on_screen_asks_who_sits_there_and_keeps_the_protocol(old_case: Person, inspector: Actor, director: Actor, login: Login) -> None:
    first, second = login(inspector), login(director)
    page = first.get("/testowo/ochrona-danych/przechowywanie/").content.decode()
    assert "Zofia" not in page
    assert first.post("/testowo/ochrona-danych/przechowywanie/lista/", {"zapis": old_case.id, "commission": "Ja"}).status_code == 422
    assert first.post("/testowo/ochrona-danych/przechowywanie/lista/", {"zapis": old_case.id, "commission": COMMISSION}).status_code == 302
    url = f"/testowo/ochrona-danych/brakowanie/{Disposal.objects.get().id}/"
    assert first.get(url + "protokol/").content.startswith(b"%PDF")
    assert first.post(url + "krok/", {"krok": "podpis"}).status_code == 302
    assert first.post(url + "krok/", {"krok": "podpis"}).status_code == 403
    assert first.post(url + "krok/", {"krok": "wykonanie"}).status_code == 422
    assert second.post(url + "krok/", {"krok": "podpis"}).status_code == 302
    assert second.post(url + "krok/", {"krok": "wykonanie"}).status_code == 302
    assert "usunięto" in second.get(url).content.decode()
    assert second.get(url + "protokol/").content == bytes(Disposal.objects.get().protocol or b"")
    assert first.post("/testowo/ochrona-danych/przechowywanie/okres/", {"kind": "consent", "jrwa": "1431", "category": "B10"}).status_code == 302


def test_retired_fields_on_screen(inspector: Actor, director: Actor, login: Login, centre: Centre) -> None:
    first, second = login(inspector), login(director)
    assert first.post("/testowo/ochrona-danych/pola/", {"field": "", "basis": ""}).status_code == 422
    assert first.post("/testowo/ochrona-danych/pola/", {"field": "people.person:email", "basis": "Uchylono podstawę prawną."}).status_code == 302
    url = f"/testowo/ochrona-danych/pola/{FieldPurge.objects.get().id}/"
    assert second.post(url + "wykonanie/").status_code == 302
    assert second.get(url + "protokol/").content.startswith(b"%PDF")
    assert "e-mail" in first.get("/testowo/ochrona-danych/pola/").content.decode()
