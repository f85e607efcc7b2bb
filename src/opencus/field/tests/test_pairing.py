"""A carer's phone: connected by the office, opened by a PIN, good for the day of visits and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from opencus.audit.models import Entry
from opencus.catalogue.models import Organisation
from opencus.centre.accounts.models import LoginSession, PairedPhone
from opencus.centre.actors import Actor
from opencus.centre.models import Centre, Membership, User
from opencus.centre.roles import Role
from opencus.conftest import LONG_AGO
from opencus.contracting.models import ProviderSeat
from opencus.core.clock import now, today
from opencus.core.tenancy import acting_in
from opencus.resources.models import Worker

Make = Callable[..., Actor]
Login = Callable[[Actor], Client]
PIN = "480917"
DOOR, DAY, LIST = "/testowo/konto/telefon/", "/testowo/teren/", "/testowo/teren/telefony/"


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same algorithm, less work."""
    monkeypatch.setattr(Argon2PasswordHasher, "time_cost", 1)
    monkeypatch.setattr(Argon2PasswordHasher, "memory_cost", 64)
    monkeypatch.setattr(Argon2PasswordHasher, "parallelism", 1)


@pytest.fixture
def piotr(make_actor: Make) -> Actor:
    return make_actor(Role.DISPATCHER, name="Piotr Maj")


@pytest.fixture
def own(centre: Centre) -> Organisation:
    return Organisation.objects.create(name="Centrum", short_name="CUS", kind=Organisation.Kind.OWN)


@pytest.fixture
def wanda(own: Organisation) -> Worker:
    """A carer without any log-in."""
    return worker(own, "Wanda", "Cicha")


def worker(organisation: Organisation, given: str, family: str, **more: Any) -> Worker:
    return Worker.objects.create(
        organisation=organisation, given_name=given, family_name=family, profession="opiekunka", active_from=LONG_AGO, **more
    )


def code_of(client: Client, person: Worker) -> str:
    shown = client.post(f"{LIST}{person.id}/")
    assert shown.status_code == 200, shown.content.decode()
    html = shown.content.decode()
    assert 'src="data:image/svg+xml' in html
    found = re.search(r"http://testserver(/testowo/konto/telefon/[\w-]+/)", html)
    assert found
    return found[1]


def paired(client: Client, person: Worker) -> Client:
    """Connect a phone to the worker; it is open already."""
    phone = Client(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Mobile Safari/537.36")
    address = code_of(client, person)
    assert phone.post(address, {"pin": PIN, "again": PIN}).url == DAY
    return phone


def test_wanda_scans_the_code_sets_a_pin_and_sees_her_day(piotr: Actor, wanda: Worker, login: Login) -> None:
    address = code_of(login(piotr), wanda)
    phone = Client(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Mobile Safari/537.36")
    assert "Dzień dobry, Wanda" in phone.get(address).content.decode()
    assert "łatwo odgadnąć" in phone.post(address, {"pin": "123456", "again": "123456"}).content.decode()
    assert phone.post(address, {"pin": PIN, "again": "480918"}).status_code == 422
    assert phone.post(address, {"pin": PIN, "again": PIN}).url == DAY
    assert phone.get(DAY).status_code == 200
    kept = PairedPhone.objects.get()
    assert (kept.name, kept.user.has_usable_password()) == ("Chrome, Android", False)
    cookie = phone.cookies["phone-testowo"]
    assert cookie["httponly"]
    assert cookie["max-age"] == 90 * 24 * 3600
    assert PIN not in str(vars(kept))
    assert cookie.value not in str(vars(kept))


def test_the_code_works_once_and_for_ten_minutes(piotr: Actor, wanda: Worker, login: Login) -> None:
    office = login(piotr)
    first = code_of(office, wanda)
    second = code_of(office, wanda)
    assert "nowszym" in Client().get(first).content.decode()
    Client().post(second, {"pin": PIN, "again": PIN})
    assert Client().get(second).status_code == 410
    third = code_of(office, wanda)
    with time_machine.travel(now() + timedelta(minutes=11)):
        assert Client().get(third).status_code == 410


def test_next_morning_the_pin_alone_opens_the_day(piotr: Actor, wanda: Worker, login: Login) -> None:
    phone = paired(login(piotr), wanda)
    with time_machine.travel(now() + timedelta(hours=14)):
        assert phone.get(DAY).url == DOOR
        assert "Dzień dobry, Wanda" in phone.get(DOOR).content.decode()
        wrong = phone.post(DOOR, {"pin": "999111"})
        assert wrong.status_code == 422
        assert "Zostało prób: 4" in wrong.content.decode()
        assert phone.get(DAY).status_code == 302
        assert phone.post(DOOR, {"pin": PIN}).url == DAY
        assert phone.get(DAY).status_code == 200
    assert PairedPhone.objects.get().failures == 0


def test_five_wrong_pins_end_the_pairing_and_the_office_is_told(piotr: Actor, wanda: Worker, login: Login) -> None:
    office = login(piotr)
    phone = paired(office, wanda)
    answers = [phone.post(DOOR, {"pin": "000999"}).status_code for _ in range(6)]
    assert answers == [422] * 4 + [403, 403]
    assert phone.post(DOOR, {"pin": PIN}).status_code == 403
    assert phone.get(DAY).status_code == 302  # the session that was open is dead too
    assert "Odłączono telefon po błędnych PIN-ach" in office.get(LIST).content.decode()
    assert Entry.objects.filter(kind="centre.phone.guessed").count() == 1


def test_a_lost_phone_is_dead_at_its_next_request(piotr: Actor, wanda: Worker, login: Login) -> None:
    office = login(piotr)
    phone = paired(office, wanda)
    assert "Chrome, Android" in office.get(f"{LIST}{wanda.id}/").content.decode()
    kept = PairedPhone.objects.get()
    assert office.post(f"{LIST}{kept.id}/odlacz/", {"reason": "zgubiony"}).status_code == 302
    assert phone.get(DAY).status_code == 302
    assert phone.post(DOOR, {"pin": PIN}).status_code == 403


def test_a_phone_that_lies_in_a_drawer_for_ninety_days_is_forgotten(piotr: Actor, wanda: Worker, login: Login) -> None:
    phone = paired(login(piotr), wanda)
    with time_machine.travel(now() + timedelta(days=89)):
        assert phone.post(DOOR, {"pin": PIN}).url == DAY  # used: another ninety days
    with time_machine.travel(now() + timedelta(days=178)):
        assert phone.post(DOOR, {"pin": PIN}).url == DAY
    with time_machine.travel(now() + timedelta(days=269)):
        assert "nie jest połączony" in phone.get(DOOR).content.decode()


def test_a_phone_of_a_director_who_also_drives_opens_only_the_visits(
    piotr: Actor, own: Organisation, make_actor: Make, login: Login
) -> None:
    barbara = make_actor(Role.DIRECTOR, Role.FIELD_WORKER, name="Barbara Nowicka")
    drives = worker(own, "Barbara", "Nowicka", user_id=barbara.user_id)
    phone = paired(login(piotr), drives)
    assert phone.get(DAY).status_code == 200
    assert phone.get(DAY).wsgi_request.actor.roles == {Role.FIELD_WORKER}
    for address in ("/testowo/osoby/", "/testowo/plany/", "/testowo/konta/", "/testowo/dziennik/", "/testowo/konto/moje/",
                    "/testowo/konto/password/change/", "/testowo/konto/2fa/totp/activate/", "/konto/moje/"):  # fmt: skip
        assert phone.get(address).status_code == 403, address


def test_a_phone_of_one_centre_is_a_stranger_in_another(
    piotr: Actor, wanda: Worker, login: Login, other_centre: Centre
) -> None:
    phone = paired(login(piotr), wanda)
    with acting_in(other_centre.id):
        Membership.objects.create(user_id=user_of_the_phone(), role=Role.FIELD_WORKER.value, valid_from=LONG_AGO)
    assert phone.get("/sasiedzi/teren/").status_code == 403
    assert phone.get(DAY).status_code == 200


def user_of_the_phone() -> Any:
    return LoginSession.objects.get(kind=LoginSession.Kind.PHONE).user_id


def test_a_role_taken_away_closes_the_phone_and_a_new_code_gives_it_back_to_nobody(
    piotr: Actor, wanda: Worker, login: Login
) -> None:
    office = login(piotr)
    phone = paired(office, wanda)
    Membership.objects.filter(role=Role.FIELD_WORKER.value).update(ended_at=now())
    assert phone.get(DAY).status_code == 403
    refused = office.post(f"{LIST}{wanda.id}/")
    assert refused.status_code == 422
    assert "nie ma roli pracownika w terenie" in refused.content.decode()


def test_a_carer_who_left_has_no_day_any_more(piotr: Actor, wanda: Worker, login: Login) -> None:
    phone = paired(login(piotr), wanda)
    Worker.objects.filter(id=wanda.id).update(active_to=today() - timedelta(days=1))
    assert phone.get(DAY).status_code == 403


def test_the_manager_of_a_provider_connects_their_own_people_only(
    piotr: Actor, wanda: Worker, make_actor: Make, login: Login, centre: Centre
) -> None:
    helping = Organisation.objects.create(name="Pomocna Dłoń", short_name="Pomocna Dłoń", kind=Organisation.Kind.NGO)
    sowa = worker(helping, "Piotr", "Sowa")
    renata = User.objects.create_user("renata@example.invalid", full_name="Renata Kos")
    ProviderSeat.objects.create(user=renata, organisation=helping, role=ProviderSeat.Role.MANAGER, valid_from=LONG_AGO)
    manager = Client()
    manager.force_login(renata, backend="allauth.account.auth_backends.AuthenticationBackend")
    phone = paired(manager, sowa)
    assert phone.get(DAY).wsgi_request.actor.roles == {Role.PROVIDER_WORKER}
    assert manager.post(f"{LIST}{wanda.id}/").status_code == 404
    assert "Wanda" not in manager.get(LIST).content.decode()
    paired(login(piotr), wanda)
    hers = PairedPhone.objects.get(user=Worker.objects.get(id=wanda.id).user)
    assert manager.post(f"{LIST}{hers.id}/odlacz/", {"reason": "cudzy"}).status_code == 403


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.ACCOUNTANT, Role.INSPECTOR, Role.FIELD_WORKER])
def test_nobody_else_connects_phones(wanda: Worker, make_actor: Make, login: Login, role: Role) -> None:
    client = login(make_actor(role, name="Ktoś Inny"))
    assert client.get(LIST).status_code == 403
    assert client.post(f"{LIST}{wanda.id}/").status_code == 404


def test_a_phone_that_was_never_connected_learns_nothing(centre: Centre) -> None:
    stranger = Client()
    assert "nie jest połączony" in stranger.get(DOOR).content.decode()
    stranger.cookies["phone-testowo"] = "x" * 43
    assert stranger.post(DOOR, {"pin": PIN}).status_code == 403
    assert stranger.get(f"{DOOR}{'x' * 43}/").status_code == 410
