"""Pages about people: filtered lists, files, masked numbers, refusals that leave a trace."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.core.tenancy import acting_in
from opencus.people.models import Person
from opencus.people.tests.factories import halina, joanna, person

LIST = "/testowo/osoby/"
NEW = {"given_name": "Jan", "family_name": "Nowak", "preferred_contact": "phone", "mobility": "unaided"}
Enter = Callable[[Actor], Client]


@pytest.fixture
def reception(make_actor: Callable[..., Actor], login: Enter) -> Client:
    return login(make_actor(Role.RECEPTION, name="Marek Bielecki"))


@pytest.fixture
def director(make_actor: Callable[..., Actor], login: Enter) -> Client:
    return login(make_actor(Role.DIRECTOR, name="Barbara Nowicka"))


def test_the_list_shows_masked_numbers_and_filters_by_post(reception: Client) -> None:
    halina(pesel="44051401359")
    person("Jan", "Inny")
    everybody = reception.get(LIST).content.decode()
    found = reception.post(LIST, {"q": "weso hal", "order": "nazwisko"}).content.decode()
    assert "2\xa0osoby" in everybody
    assert "•••••••1359" in found
    assert "44051401359" not in found
    assert "Inny" not in found
    assert Entry.objects.get(kind="people.person.searched").data == {"found": 1}


def test_the_whole_list_is_a_reading_too(reception: Client) -> None:
    halina()
    reception.get(LIST)
    assert Entry.objects.get(kind="people.person.listed").data == {"found": 1}


def test_people_shown_as_alike_are_a_search(reception: Client) -> None:
    halina()
    told = {**NEW, "given_name": "Halina", "family_name": "Wesolowska", "birth_date": "1944-05-14"}
    assert reception.post(LIST + "nowa/", told).status_code == 422
    assert Entry.objects.get(kind="people.person.searched").data == {"found": 1}


def test_the_address_of_a_search_tells_nothing(reception: Client) -> None:
    halina()
    assert "Wesołowska" in reception.get(LIST + "?q=inny").content.decode()  # a query in the address is not even read


def test_the_list_of_nobody_says_what_to_do(reception: Client) -> None:
    page = reception.post(LIST, {"q": "nikt", "order": "nazwisko"}).content.decode()
    assert "Nie ma takiej osoby" in page


def test_the_page_costs_the_same_for_three_and_for_twenty_people(reception: Client) -> None:
    counts = []
    for _ in range(2):
        for _ in range(10):
            person("Jan", "Nowak", special_needs="słabo widzi")
        with CaptureQueriesContext(connection) as asked:
            reception.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 25


def test_the_file_holds_exactly_what_the_filter_shows(reception: Client) -> None:
    halina(pesel="44051401359")
    person("Jan", "Inny")
    told = {"q": "weso", "order": "nazwisko"}
    csv = reception.post(LIST + "pobierz/", {**told, "format": "csv"}).content.decode("utf-8-sig")
    xlsx = reception.post(LIST + "pobierz/", {**told, "format": "xlsx"}).content
    sheet = zipfile.ZipFile(io.BytesIO(xlsx)).read("xl/worksheets/sheet1.xml").decode()
    assert csv.count("\r\n") == 2
    assert "•••••••1359" in csv
    assert "44051401359" not in csv
    assert sheet.count("<row ") == 2
    assert "Wesołowska" in sheet
    assert "44051401359" not in sheet
    assert [entry.data["rows"] for entry in Entry.objects.filter(kind="people.person.exported")] == [1, 1]


def test_contracts_may_search_and_not_take_the_list_away(make_actor: Callable[..., Actor], login: Enter) -> None:
    halina(pesel="44051401359", phone="000 555 321", special_needs="słabo słyszy")
    client = login(make_actor(Role.CONTRACTS))
    text = client.get(LIST).content.decode()
    assert "Wesołowska" in text
    assert [word for word in ("1359", "321", "słabo słyszy", "14.5.1944") if word in text.partition('id="wyniki"')[2]] == []
    assert client.post(LIST + "pobierz/", {"format": "csv"}).status_code == 403


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.INSPECTOR, Role.ADMINISTRATOR, Role.OSL, Role.FIELD_WORKER])
def test_who_has_no_business_with_people_is_told_so(make_actor: Callable[..., Actor], login: Enter, role: Role) -> None:
    who, client = halina(), login(make_actor(role))
    for path in ("", "nowa/", f"{who.id}/popraw/", f"{who.id}/pesel/"):
        page = client.get(LIST + path)
        assert page.status_code == 403
        assert "Wesołowska" not in page.content.decode()


def test_a_visitor_logs_in_first(centre: Centre) -> None:
    assert Client().get(LIST).status_code == 302


def test_a_new_person_is_registered(reception: Client) -> None:
    page = reception.post(LIST + "nowa/", {**NEW, "lives_alone": "yes", "phone": "000 555 777"})
    made = Person.objects.get()
    assert (made.full_name, made.lives_alone, page.status_code) == ("Jan Nowak", True, 302)


def test_wrong_data_come_back_with_everything_typed(reception: Client) -> None:
    page = reception.post(LIST + "nowa/", {**NEW, "pesel": "123", "town": "Wąchock"})
    assert page.status_code == 422
    assert "11 cyfr" in page.content.decode()
    assert 'value="Wąchock"' in page.content.decode()
    assert Person.objects.count() == 0


def test_a_double_is_shown_before_saving_and_saved_as_another_person_on_demand(reception: Client) -> None:
    known = halina(pesel=False)
    told = {**NEW, "given_name": "Halina", "family_name": "Wesolowska", "birth_date": "1944-05-14"}
    page = reception.post(LIST + "nowa/", told)
    assert page.status_code == 422
    assert "Jest już podobna osoba" in page.content.decode()
    assert "Jest już podobna osoba" in reception.post(LIST + "podobne/", told).content.decode()
    assert reception.post(LIST + "nowa/", {**told, "apart": str(known.id)}).status_code == 302
    assert Person.objects.count() == 2
    assert Entry.objects.filter(kind="people.person.told_apart").count() == 1


def test_correcting_a_person_writes_who_looked_and_what_changed(reception: Client) -> None:
    who = halina()
    told = {**NEW, "given_name": "Halina", "family_name": "Wesołowska", "phone": "000 555 999", "mobility": "walker"}
    assert reception.post(f"{LIST}{who.id}/popraw/", told).status_code == 302
    kinds = list(Entry.objects.filter(person_id=who.id).values_list("kind", flat=True))
    assert "people.person.opened" in kinds
    assert "people.person.updated" in kinds
    assert Person.objects.get(id=who.id).birth_date == who.birth_date  # kept by the PESEL though the box was empty


def test_a_page_opened_before_a_colleague_saved_undoes_nothing(reception: Client, director: Client) -> None:
    address = f"{LIST}{halina(email='').id}/popraw/"
    old = reception.get(address).content.decode()
    held = dict(re.findall(r'name="initial-(\w+)" value="([^"]*)"', old)) | {"special_needs": "Słabo słyszy, mów wolno i wyraźnie."}
    told = {name: held.get(name, "") for name in ("given_name", "family_name", "phone", "street", "preferred_contact", "mobility", "special_needs")}
    sent = {f"initial-{name}": value for name, value in held.items()} | told
    assert director.post(address, {**sent, "phone": "000 555 999"}).status_code == 302
    assert reception.post(address, {**sent, "street": "ul. Leśna", "special_needs": ""}).status_code == 302
    kept = Person.objects.get()
    assert (kept.phone_key, kept.street, kept.special_needs) == ("000555999", "ul. Leśna", "")


def test_a_person_of_another_centre_is_not_there_and_the_attempt_is_written(
    reception: Client, other_centre: Centre
) -> None:
    with acting_in(other_centre.id):
        foreign = halina()
    assert reception.get(f"{LIST}{foreign.id}/popraw/").status_code == 404
    entry = Entry.objects.get(kind="people.person.attempted")
    assert entry.person_id == foreign.id
    assert "nie ma takiej osoby" in entry.sentence


def test_the_number_is_shown_for_a_reason_in_place_and_as_a_page(director: Client) -> None:
    who = halina(pesel="44051401359")
    address = f"{LIST}{who.id}/pesel/"
    assert "44051401359" not in director.get(address).content.decode()
    page = director.post(address, {"reason": "zaświadczenie dla ZUS"})
    part = director.post(address, {"reason": "zaświadczenie dla ZUS"}, headers={"HX-Request": "true"}).content.decode()
    assert "44051401359" in page.content.decode()
    assert "44051401359" in part
    assert "<html" not in part
    assert page["Cache-Control"] == "no-store"
    assert Entry.objects.filter(kind="people.person.unmasked", purpose="zaświadczenie dla ZUS").count() == 2


def test_without_a_reason_the_number_stays_masked(director: Client) -> None:
    who = halina(pesel="44051401359")
    page = director.post(f"{LIST}{who.id}/pesel/", {"reason": "bo"})
    assert page.status_code == 422
    assert "44051401359" not in page.content.decode()
    assert not Entry.objects.filter(kind="people.person.unmasked").exists()


def test_an_attempt_to_unmask_without_the_right_is_refused_and_written(reception: Client) -> None:
    who = halina(pesel="44051401359")
    page = reception.post(f"{LIST}{who.id}/pesel/", {"reason": "zaświadczenie dla ZUS"})
    assert page.status_code == 403
    assert "44051401359" not in page.content.decode()
    assert Entry.objects.filter(kind="people.person.unmask_refused", person_id=who.id).count() == 1


@pytest.mark.parametrize("typed", ["\x00", "\u202e", "😀", "x" * 1_000_000, "9" * 20, "<script>alert(1)</script>"])
def test_whatever_is_typed_never_breaks_a_page(director: Client, typed: str) -> None:
    who = joanna()
    assert director.post(LIST, {"q": typed, "strona": typed[:50], "order": typed[:50]}).status_code in {200, 422}
    for name in ("given_name", "pesel", "birth_date", "household", "municipality", "special_needs", "email", "phone"):
        assert director.post(LIST + "nowa/", {**NEW, name: typed, "apart": typed[:50]}).status_code in {302, 422}
        assert director.post(f"{LIST}{who.id}/popraw/", {**NEW, name: typed}).status_code in {302, 422}
        assert director.post(LIST + "podobne/", {**NEW, name: typed}).status_code == 200
    page = director.post(f"{LIST}{who.id}/pesel/", {"reason": typed})
    assert page.status_code in {200, 422}
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("path", ["9" * 20, "0", "%00", "..", "x' OR 1=1/popraw/"])
def test_a_made_up_address_is_no_page(director: Client, path: str) -> None:
    assert director.get(LIST + path + "/").status_code in {400, 404}


def test_the_list_offers_only_what_the_role_may_do(make_actor: Callable[..., Actor], login: Enter) -> None:
    found = halina()
    page = login(make_actor(Role.CONTRACTS, name="Katarzyna Wrona")).get(LIST).content.decode()
    assert "Wesołowska" in page
    for door in (f"/testowo/osoba/{found.id}/", f"{LIST}nowa/", f"{LIST}pobierz/"):
        assert door not in page
