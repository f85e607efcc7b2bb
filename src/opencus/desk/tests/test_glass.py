"""A file outside one's own matters: closed, opened for a reason and for a time, and somebody reads the reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opencus.audit.models import Entry
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Centre, Membership
from opencus.centre.policy import found_policy
from opencus.centre.roles import Permission, Role
from opencus.config.actors import actor_of
from opencus.core.clock import now, telling, today
from opencus.delivery.tests import factories as delivery
from opencus.intake.models import Application
from opencus.people import access
from opencus.people.actions import acknowledge_opening, open_for_reason
from opencus.people.models import Opening, Person
from opencus.people.tests import factories as people
from opencus.plans.tests import factories as plans

from .conftest import Case

Make = Callable[..., Actor]
Login = Callable[[Actor], Client]


@pytest.fixture
def stranger(centre: Centre) -> Person:
    """Kazimierz Żak, of whom nobody has a matter; the centre guards its files."""
    found_policy()
    return people.person("Kazimierz", "Żak", street="ul. Piłsudskiego", house_number="15", phone="000555777")


@pytest.fixture
def kipus(stranger: Person, make_actor: Make) -> Actor:
    return make_actor(Role.KIPUS, name="Maria Inna")


def file_of(person: Person, tab: str = "") -> str:
    return f"/testowo/osoba/{person.id}/{tab}"


def give_reason(client: Client, person: Person, **typed: str) -> int:
    return client.post(f"/testowo/osoby/{person.id}/otworz/", {"reason": "cover", **typed}).status_code


def test_a_strangers_file_shows_only_that_the_person_is_known(stranger: Person, kipus: Actor, login: Login) -> None:
    answer = login(kipus).get(file_of(stranger))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Kazimierz Żak" in page
    assert "Tej osoby nie ma w Twoich sprawach" in page
    for closed in ("Piłsudskiego", "000 555 777", "•••"):
        assert closed not in page
    entry = Entry.objects.filter(person_id=stranger.id, actor_id=kipus.user_id).latest("id")
    assert entry.sentence == "próba otwarcia karty, do której nie ma dostępu: osoba poza własnymi sprawami"


@pytest.mark.parametrize("tab", ["plan/", "wizyty/", "wnioski/", "bliscy/", "historia/"])
def test_no_tab_is_a_way_around(stranger: Person, kipus: Actor, login: Login, tab: str) -> None:
    assert login(kipus).get(file_of(stranger, tab)).status_code == 403


def test_a_correction_of_a_closed_file_is_refused_and_nothing_changes(stranger: Person, kipus: Actor, login: Login) -> None:
    answer = login(kipus).post(f"/testowo/osoby/{stranger.id}/popraw/", {"given_name": "Zmieniony"})
    assert answer.status_code == 403
    assert "nie zapisaliśmy" in answer.content.decode()
    stranger.refresh_from_db()
    assert stranger.given_name == "Kazimierz"


def test_a_part_of_a_page_leads_to_the_question(stranger: Person, kipus: Actor, login: Login) -> None:
    answer = login(kipus).get(f"/testowo/osoby/{stranger.id}/pesel/", headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert answer.headers["HX-Redirect"].startswith(f"/testowo/osoby/{stranger.id}/otworz/")


def test_a_reason_opens_the_file_for_eight_hours_and_for_nobody_else(
    stranger: Person, kipus: Actor, make_actor: Make, login: Login
) -> None:
    client = login(kipus)
    answer = client.post(f"/testowo/osoby/{stranger.id}/otworz/", {"reason": "cover", "dalej": file_of(stranger, "bliscy/")})
    assert (answer.status_code, answer.headers["Location"]) == (302, file_of(stranger, "bliscy/"))
    assert client.get(file_of(stranger)).status_code == 200
    assert login(make_actor(Role.KIPUS, name="Trzecia Osoba")).get(file_of(stranger)).status_code == 403
    with telling(now() + timedelta(hours=8, minutes=1)):
        assert stranger.id not in access.caseload(kipus, [stranger.id])
    entry = Entry.objects.get(kind="people.opening.opened")
    assert (entry.person_id, entry.purpose) == (stranger.id, "zastępuję koleżankę lub kolegę")


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"reason": ""}, "Wybierz powód"), ({"reason": "nuda"}, "Wybierz powód"), ({"reason": "other", "words": "bo tak"}, "co najmniej 10 znaków")],
)
def test_a_reason_that_says_nothing_opens_nothing(
    stranger: Person, kipus: Actor, login: Login, typed: dict[str, str], said: str
) -> None:
    answer = login(kipus).post(f"/testowo/osoby/{stranger.id}/otworz/", typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Opening.objects.exists()


@pytest.mark.parametrize("elsewhere", ["https://zly.example/", "//zly.example/", "/sasiedzi/osoby/", "javascript:alert(1)"])
def test_the_way_on_never_leaves_the_centre(stranger: Person, kipus: Actor, login: Login, elsewhere: str) -> None:
    answer = login(kipus).post(f"/testowo/osoby/{stranger.id}/otworz/?{urlencode({'dalej': elsewhere})}", {"reason": "cover"})
    assert answer.headers["Location"] == file_of(stranger)


def test_reception_receives_whoever_comes_and_nobody_has_to_look_at_it(stranger: Person, make_actor: Make, login: Login) -> None:
    marek, barbara = make_actor(Role.RECEPTION, name="Marek Bielecki"), make_actor(Role.DIRECTOR, name="Barbara Nowicka")
    client = login(marek)
    assert client.get(file_of(stranger)).status_code == 403
    assert give_reason(client, stranger, reason="at_desk") == 302
    opened = Opening.objects.get()
    assert opened.by_duty
    assert opened.until - opened.opened_at == timedelta(hours=1)
    assert "Marek Bielecki" not in login(barbara).get("/testowo/zadania/otwarcia-poza-sprawami/").content.decode()
    open_for_reason(by=marek, person=stranger, reason="asked")
    assert "Marek Bielecki" in login(barbara).get("/testowo/zadania/otwarcia-poza-sprawami/").content.decode()


def test_the_director_answers_for_everybody(stranger: Person, make_actor: Make, login: Login) -> None:
    assert login(make_actor(Role.DIRECTOR, name="Barbara Nowicka")).get(file_of(stranger)).status_code == 200


def test_without_the_policy_files_open_as_they_did(centre: Centre, make_actor: Make, login: Login) -> None:
    person = people.person("Kazimierz", "Żak")
    assert login(make_actor(Role.KIPUS, name="Maria Inna")).get(file_of(person)).status_code == 200


def test_whoever_registers_a_person_opens_the_file(stranger: Person, make_actor: Make) -> None:
    from opencus.people.actions import register_person

    marek = make_actor(Role.RECEPTION, name="Marek Bielecki")
    made = register_person(by=marek, given_name="Nowa", family_name="Osoba")
    assert access.caseload(marek, [made.id, stranger.id]) == {made.id}


def test_work_that_waits_for_a_role_is_the_matter_of_everybody_in_it(stranger: Person, kipus: Actor, make_actor: Make) -> None:
    case = plans.application(stranger, by=plans.coordinator("Marek Bielecki"))
    Application.objects.filter(id=case.id).update(state="submitted")
    social = make_actor(Role.SOCIAL_WORKER, name="Irena Bąk")
    dispatcher = make_actor(Role.DISPATCHER, name="Piotr Maj")
    assert [bool(access.caseload(one, [stranger.id])) for one in (kipus, social, dispatcher)] == [True, True, False]


def test_a_case_led_by_a_colleague_is_not_ones_own_and_a_withdrawn_one_is_nobodys(stranger: Person, kipus: Actor) -> None:
    case = plans.application(stranger, by=plans.coordinator("Marek Bielecki"))
    Application.objects.filter(id=case.id).update(state="in_recognition", coordinator=plans.coordinator("Anna Kowalik"))
    assert not access.caseload(kipus, [stranger.id])
    Application.objects.filter(id=case.id).update(coordinator_id=kipus.user_id)
    assert access.caseload(kipus, [stranger.id])
    Application.objects.filter(id=case.id).update(state="withdrawn")
    assert not access.caseload(kipus, [stranger.id])


def test_the_plan_of_a_colleague_is_closed_and_ones_own_open(
    case: Case, stranger: Person, kipus: Actor, make_actor: Make, login: Login
) -> None:
    address = f"/testowo/plany/{case.version.plan_id}/"
    assert login(kipus).get(address).status_code == 403
    assert login(kipus).post(f"{address}monitorowanie/", {"text": "Podgląd"}).status_code == 403
    author = make_actor(Role.KIPUS, name=case.version.plan.author.full_name)
    assert login(author).get(address).status_code == 200
    assert login(make_actor(Role.OUS, name="Ewa Sikora")).get(address).status_code == 200


def test_the_dispatcher_works_with_whoever_has_a_running_order(case: Case, stranger: Person, make_actor: Make, login: Login) -> None:
    piotr = make_actor(Role.DISPATCHER, name="Piotr Maj")
    assert access.caseload(piotr, [case.person.id, stranger.id]) == {case.person.id}
    visit = delivery.visit(case.order, starts_at=delivery.tomorrow(15))
    assert login(piotr).get(f"/testowo/kalendarz/wizyta/{visit.id}/").status_code == 200


def test_a_visit_and_an_order_of_somebody_elses_client_are_closed(case: Case, stranger: Person, kipus: Actor, login: Login) -> None:
    visit = delivery.visit(case.order, starts_at=delivery.tomorrow(15))
    client = login(kipus)
    assert client.get(f"/testowo/kalendarz/wizyta/{visit.id}/").status_code == 403
    assert client.get(f"/testowo/umowy/zlecenia/{case.order.id}/").status_code == 403


def test_the_check_costs_one_query_whatever_the_number_of_people(case: Case, stranger: Person, kipus: Actor) -> None:
    others = [people.person("Osoba", f"Druga{number}").id for number in range(5)]
    with CaptureQueriesContext(connection) as asked:
        access.caseload(kipus, [case.person.id, stranger.id, *others])
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        access.caseload(Actor.system(kipus.centre_id), others)
    assert len(asked) == 0


def test_a_file_that_leaves_the_house_holds_ones_own_matters_only(case: Case, stranger: Person, make_actor: Make, login: Login) -> None:
    piotr = make_actor(Role.DISPATCHER, name="Piotr Maj")
    listed = login(piotr).post("/testowo/osoby/", {"q": ""}).content.decode()
    taken = login(piotr).post("/testowo/osoby/pobierz/", {"q": ""}).content.decode()
    assert "Żak" in listed
    assert "Żak" not in taken
    assert case.person.family_name in taken


def test_a_role_that_ended_opens_nothing_at_the_next_request(stranger: Person, make_actor: Make, login: Login) -> None:
    anna = make_actor(Role.KIPUS, name="Anna Kowalik")
    case = plans.application(stranger)
    Application.objects.filter(id=case.id).update(state="submitted")
    client = login(anna)
    assert client.get(file_of(stranger)).status_code == 200
    Membership.objects.filter(user_id=anna.user_id).update(valid_to=today() - timedelta(days=1))
    for address in (file_of(stranger), file_of(stranger, "historia/"), f"/testowo/wnioski/{case.id}/", "/testowo/osoby/"):
        assert client.get(address).status_code == 403
    assert client.post(f"/testowo/osoby/{stranger.id}/otworz/", {"reason": "cover"}).status_code == 403


def test_the_superior_acknowledges_with_a_note_and_never_ones_own(stranger: Person, kipus: Actor, make_actor: Make, login: Login) -> None:
    opened = open_for_reason(by=kipus, person=stranger, reason="urgent")
    barbara = make_actor(Role.DIRECTOR, name="Barbara Nowicka")
    address = f"/testowo/osoby/otwarcia/{opened.id}/"
    assert login(kipus).get(address).status_code == 403
    client = login(barbara)
    assert client.post(address, {"note": "ok"}).status_code == 422
    assert client.post(address, {"note": "Telefon ze szpitala, słusznie."}).status_code == 302
    opened.refresh_from_db()
    assert opened.acknowledged_by_id == barbara.user_id
    mine = open_for_reason(by=barbara, person=stranger, reason="urgent")
    with pytest.raises(Refused, match="ktoś inny"):
        acknowledge_opening(by=barbara, opening=mine, note="Sama sprawdzam siebie.")


def test_the_inspector_reads_the_reason_without_learning_whose_file_it_is(
    stranger: Person, kipus: Actor, make_actor: Make, login: Login
) -> None:
    opened = open_for_reason(by=kipus, person=stranger, reason="other", words="Zapytanie prokuratury o adres.")
    client = login(make_actor(Role.INSPECTOR, name="Tomasz Wilk"))
    for address in ("/testowo/zadania/otwarcia-poza-sprawami/", "/testowo/osoby/otwarcia/", f"/testowo/osoby/otwarcia/{opened.id}/"):
        page = client.get(address).content.decode()
        assert "Maria Inna" in page
        assert "Żak" not in page


def test_who_only_searches_gives_no_reason_because_no_file_opens(stranger: Person, make_actor: Make, login: Login) -> None:
    katarzyna = make_actor(Role.CONTRACTS, name="Katarzyna Wrona")
    assert not access.bound(katarzyna)
    assert give_reason(login(katarzyna), stranger) == 403
    with pytest.raises(Refused):
        open_for_reason(by=katarzyna, person=stranger, reason="cover")


def test_only_a_director_decides_and_says_why_files_open_freely(stranger: Person, make_actor: Make, login: Login) -> None:
    from opencus.centre.policy import set_policy

    barbara, admin = make_actor(Role.DIRECTOR, name="Barbara Nowicka"), make_actor(Role.ADMINISTRATOR, name="Jan Techniczny")
    with pytest.raises(Refused):
        set_policy(by=admin, break_glass=False, division_wall=False, reason="Tak jest wygodniej dla wszystkich.")
    with pytest.raises(ValidationError):
        set_policy(by=barbara, break_glass=False, division_wall=False, reason="bo tak")
    client, typed = login(barbara), {"break_glass": "nie", "division_wall": "nie"}
    assert client.post("/testowo/role/ochrona/", typed).status_code == 422
    typed["reason"] = "Dwie osoby zastępują się nawzajem."
    assert client.post("/testowo/role/ochrona/", typed).status_code == 302
    assert "Dwie osoby" in client.get("/testowo/role/ochrona/").content.decode()
    maria = make_actor(Role.KIPUS, name="Maria Inna")
    assert not maria.caseload
    assert login(maria).get(file_of(stranger)).status_code == 200


def test_an_actor_is_bound_by_the_policy_in_force(stranger: Person, kipus: Actor, centre: Centre) -> None:
    from opencus.centre.models import User

    again = actor_of(User.objects.get(id=kipus.user_id), centre)
    assert again is not None
    assert again.caseload
    assert again.may(Permission.OPEN_PERSON)
