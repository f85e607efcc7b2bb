"""Accounts: who makes them, who gives a role and to whom, and how fast a right is gone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from opencus.audit.models import Entry
from opencus.centre.accounts import queries
from opencus.centre.accounts.actions import people
from opencus.centre.accounts.models import AccountChange, AccountLink, LoginSession
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Centre, Membership, User
from opencus.centre.roles import Role
from opencus.config.cli_accounts import rescue
from opencus.config.mail import parse
from opencus.config.postgres import ClusterError
from opencus.conftest import LONG_AGO
from opencus.core.clock import now, today
from opencus.core.tenancy import acting_in

Make = Callable[..., Actor]
Login = Callable[[Actor], Client]
PASSWORD = "zielony balkonik i radio"
LIST, NEW = "/testowo/konta/", "/testowo/konta/nowe/"


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same algorithm, less work."""
    monkeypatch.setattr(Argon2PasswordHasher, "time_cost", 1)
    monkeypatch.setattr(Argon2PasswordHasher, "memory_cost", 64)
    monkeypatch.setattr(Argon2PasswordHasher, "parallelism", 1)


@pytest.fixture
def barbara(make_actor: Make) -> Actor:
    return make_actor(Role.DIRECTOR, name="Barbara Nowicka")


@pytest.fixture
def adam(make_actor: Make) -> Actor:
    return make_actor(Role.ADMINISTRATOR, name="Adam Zając")


@pytest.fixture
def marek(make_actor: Make) -> User:
    return user_of(make_actor(Role.RECEPTION, name="Marek Bielecki"))


def user_of(actor: Actor) -> User:
    return User.objects.get(id=actor.user_id)


def page(user: User, act: str = "") -> str:
    return f"{LIST}{user.id}/{act}"


def typed(**more: Any) -> dict[str, Any]:
    fields = {"full_name": "Olga Nowa", "email": "olga.nowa@gmina.example", "role": "kipus", "department": "", "valid_to": ""}
    return fields | {"valid_from": today().isoformat()} | more


def link_in(html: str) -> str:
    found = re.search(r"http://testserver(/testowo/konto/[a-z-]+/[\w-]+/)", html)
    assert found
    return found[1]


# --- a new employee -----------------------------------------------------------------------------------------------


def test_the_director_makes_an_account_and_olga_sets_her_own_password_once(barbara: Actor, login: Login) -> None:
    shown = login(barbara).post(NEW, typed())
    address = link_in(shown.content.decode())
    link = AccountLink.objects.get()
    assert link.token_hash not in address
    assert address.split("/")[-2] not in str(Entry.objects.values_list("data", flat=True))
    assert Client().get(address).status_code == 200  # a mail scanner looks, and uses nothing up
    olga = Client()
    assert "Witaj, Olga Nowa" in olga.get(address).content.decode()
    weak = olga.post(address, {"password": "passwordpassword", "again": "passwordpassword"})
    assert weak.status_code == 422
    assert "łatwo odgadnąć" in weak.content.decode()
    assert olga.post(address, {"password": PASSWORD, "again": PASSWORD + "!"}).status_code == 422
    assert olga.post(address, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert User.objects.get(email="olga.nowa@gmina.example").check_password(PASSWORD)
    again = olga.get(address)
    assert again.status_code == 410
    assert "już użyty" in again.content.decode()


@pytest.mark.parametrize(("hours", "status"), [(71, 200), (73, 410)])
def test_an_invitation_lives_for_three_days(barbara: Actor, login: Login, hours: int, status: int) -> None:
    address = link_in(login(barbara).post(NEW, typed()).content.decode())
    with time_machine.travel(now() + timedelta(hours=hours)):
        assert Client().get(address).status_code == status


def test_a_link_of_one_centre_opens_nothing_in_another(barbara: Actor, login: Login, other_centre: Centre) -> None:
    address = link_in(login(barbara).post(NEW, typed()).content.decode())
    assert Client().get(address.replace("/testowo/", "/sasiedzi/")).status_code == 410
    assert Client().get(address.replace("/testowo/", "/")).status_code == 404


def test_a_new_invitation_replaces_the_first_and_goes_by_e_mail_where_there_is_one(
    barbara: Actor, login: Login, settings: Any
) -> None:
    client = login(barbara)
    first = link_in(client.post(NEW, typed()).content.decode())
    assert mail.outbox == []
    settings.MAIL = parse("smtp://poczta.gmina.example/")
    olga = User.objects.get(email="olga.nowa@gmina.example")
    second = link_in(client.post(page(olga, "zaproszenie/")).content.decode())
    assert mail.outbox[0].to == [olga.email]
    assert second in mail.outbox[0].body
    assert "nowszym" in Client().get(first).content.decode()
    assert Client().get(second).status_code == 200


def test_what_was_typed_stays_when_an_account_is_refused(barbara: Actor, login: Login) -> None:
    answer = login(barbara).post(NEW, typed(email="to nie adres", full_name="Olga"))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "to nie adres" in html
    assert "Wpisz imię i nazwisko." in html
    assert not User.objects.filter(full_name="Olga").exists()


def test_somebody_with_an_account_in_another_centre_only_gets_the_role(
    barbara: Actor, login: Login, other_centre: Centre
) -> None:
    ewa = User.objects.create_user("ewa@example.invalid", PASSWORD, full_name="Ewa Dwucentrowa")
    with acting_in(other_centre.id):
        Membership.objects.create(user=ewa, role=Role.OUS.value, valid_from=LONG_AGO)
    answer = login(barbara).post(NEW, typed(email="Ewa@example.invalid", full_name="Ewa Inna"))
    assert answer.url == page(ewa)
    assert not AccountLink.objects.exists()
    ewa.refresh_from_db()
    assert ewa.full_name == "Ewa Dwucentrowa"


# --- roles --------------------------------------------------------------------------------------------------------


def test_a_role_that_is_ended_opens_nothing_at_the_next_request_of_an_open_session(
    barbara: Actor, marek: User, make_actor: Make, login: Login
) -> None:
    open_session = login(make_actor(name="Marek Bielecki"))
    assert open_session.get("/testowo/osoby/").status_code == 200
    held = Membership.objects.get(user=marek)
    assert login(barbara).post(f"{LIST}rola/{held.id}/koniec/", {"last_day": ""}).status_code == 302
    refused = open_session.get("/testowo/osoby/")
    assert refused.status_code == 403
    assert "nie ma roli w tym centrum" in refused.content.decode()
    held.refresh_from_db()
    assert held.valid_to == today()  # it was his until today, whoever asks later


def test_a_role_ended_by_mistake_can_be_given_again_the_same_day(barbara: Actor, marek: User) -> None:
    held = Membership.objects.get(user=marek)
    people.end_role(by=barbara, membership=held)
    people.give_role(by=barbara, user=marek, role=Role.RECEPTION, valid_from=today())
    assert queries.account_of(marek).roles


def test_a_role_with_days_begins_and_ends_with_them(barbara: Actor, marek: User) -> None:
    first, last = today() + timedelta(days=2), today() + timedelta(days=9)
    people.give_role(by=barbara, user=marek, role=Role.DISPATCHER, valid_from=first, valid_to=last)
    account = queries.account_of(marek)
    assert [one.role for one in account.coming] == ["dispatcher"]
    with pytest.raises(ValidationError, match="ma już tę rolę"):
        people.give_role(by=barbara, user=marek, role=Role.DISPATCHER, valid_from=last)
    with pytest.raises(ValidationError, match="przed pierwszym"):
        people.give_role(by=barbara, user=marek, role=Role.OSL, valid_from=last, valid_to=first)


def test_nobody_gives_a_role_to_themselves_nor_takes_their_own(barbara: Actor, adam: Actor, login: Login) -> None:
    me = user_of(adam)
    for act, fields in {
        "rola/": {"role": "inspector", "valid_from": today().isoformat()}, "blokada/": {"reason": "próba na sobie"},
        "drugi-skladnik/": {"reason": "próba na sobie"}, "nowe-haslo/": {"reason": "próba na sobie"},
    }.items():  # fmt: skip
        refused = login(adam).post(page(me, act), fields)
        assert refused.status_code == 403
        assert "Własnych ról" in refused.content.decode()
    assert "Własnych ról nie zmieniasz" in login(adam).get(page(me)).content.decode()


def test_an_administrator_makes_no_director(barbara: Actor, adam: Actor, marek: User) -> None:
    with pytest.raises(Refused, match="nadaje dyrektor"):
        people.give_role(by=adam, user=marek, role=Role.DIRECTOR, valid_from=today())
    people.give_role(by=barbara, user=marek, role=Role.DIRECTOR, valid_from=today())


def test_the_last_director_and_the_last_administrator_stay(barbara: Actor, adam: Actor, marek: User) -> None:
    for by, role in ((adam, Role.DIRECTOR), (barbara, Role.ADMINISTRATOR)):
        held = Membership.objects.get(role=role.value)
        with pytest.raises(Refused, match="To ostatnia osoba"):
            people.end_role(by=by, membership=held)
        with pytest.raises(Refused, match="To ostatnia osoba"):
            people.block(by=by, user=held.user, reason="odchodzi z pracy")
    people.give_role(by=barbara, user=marek, role=Role.ADMINISTRATOR, valid_from=today())
    people.end_role(by=barbara, membership=Membership.objects.get(user_id=adam.user_id))


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.KIPUS, Role.INSPECTOR])
def test_nobody_else_sees_the_accounts(make_actor: Make, login: Login, marek: User, role: Role) -> None:
    client = login(make_actor(role, name="Ktoś Inny"))
    for address in (LIST, NEW, page(marek)):
        assert client.get(address).status_code == 403


def test_an_account_of_another_centre_is_not_there(barbara: Actor, login: Login, other_centre: Centre) -> None:
    stranger = User.objects.create_user("obcy@example.invalid", full_name="Jan Obcy")
    with acting_in(other_centre.id):
        held = Membership.objects.create(user=stranger, role=Role.OUS.value, valid_from=LONG_AGO)
    assert login(barbara).get(page(stranger)).status_code == 404
    assert login(barbara).post(page(stranger, "blokada/"), {"reason": "nie nasza sprawa"}).status_code == 404
    assert login(barbara).post(f"{LIST}rola/{held.id}/koniec/").status_code == 404


# --- blocked, forgotten, lost -------------------------------------------------------------------------------------


def test_a_blocked_account_loses_its_sessions_at_once_and_gets_its_roles_back(
    barbara: Actor, marek: User, make_actor: Make, login: Login
) -> None:
    open_session, client = login(make_actor(name="Marek Bielecki")), login(barbara)
    assert client.post(page(marek, "blokada/"), {"reason": ""}).status_code == 422
    assert open_session.get("/testowo/osoby/").status_code == 200
    assert client.post(page(marek, "blokada/"), {"reason": "podejrzenie przejęcia"}).status_code == 302
    assert not LoginSession.objects.filter(user=marek).exists()
    assert open_session.get("/testowo/osoby/").status_code == 302
    assert client.post(page(marek, "odblokowanie/"), {"reason": "wyjaśnione z Markiem"}).status_code == 302
    assert login(make_actor(name="Marek Bielecki")).get("/testowo/osoby/").status_code == 200
    journal = str(list(Entry.objects.filter(kind__startswith="centre.account").values("kind", "data")))
    assert "centre.account.block" in journal
    assert "przejęcia" not in journal


def test_a_log_in_that_works_elsewhere_is_not_closed_from_here(
    barbara: Actor, marek: User, login: Login, other_centre: Centre
) -> None:
    with acting_in(other_centre.id):
        Membership.objects.create(user=marek, role=Role.OUS.value, valid_from=LONG_AGO)
    answer = login(barbara).post(page(marek, "blokada/"), {"reason": "odchodzi z centrum"}, follow=True)
    assert "nie zablokowano" in answer.content.decode()
    marek.refresh_from_db()
    assert marek.is_active
    assert queries.account_of(marek).roles == []
    for act in ("nowe-haslo/", "drugi-skladnik/"):
        assert login(barbara).post(page(marek, act), {"reason": "próba przejęcia"}).status_code == 403


def test_only_the_centre_that_closed_a_log_in_opens_it(barbara: Actor, other_centre: Centre) -> None:
    closed = User.objects.create_user("zamkniety@example.invalid", full_name="Jan Zamknięty", is_active=False)
    with pytest.raises(ValidationError, match="jest zablokowane"):
        people.create_account(
            by=barbara, email=closed.email, full_name="Jan Zamknięty", role=Role.OSL, valid_from=today()
        )  # fmt: skip
    Membership.objects.create(user=closed, role=Role.OSL.value, valid_from=LONG_AGO)
    with pytest.raises(Refused, match="inne centrum"):
        people.unblock(by=barbara, user=closed, reason="chcemy, żeby wrócił")


def test_a_new_password_comes_by_a_link_and_ends_every_session(
    barbara: Actor, marek: User, make_actor: Make, login: Login
) -> None:
    marek.set_password("stare hasło Marka")
    marek.save()
    open_session = login(make_actor(name="Marek Bielecki"))
    address = link_in(login(barbara).post(page(marek, "nowe-haslo/"), {"reason": "zapomniał po urlopie"}).content.decode())
    assert open_session.get("/testowo/osoby/").status_code == 200  # nothing happens before he uses it
    assert Client().post(address, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert open_session.get("/testowo/osoby/").status_code == 302
    marek.refresh_from_db()
    assert marek.check_password(PASSWORD)


def test_the_same_hands_do_not_take_the_factor_and_give_the_password(barbara: Actor, adam: Actor, marek: User) -> None:
    marek.set_password(PASSWORD)
    marek.save()
    TOTP.activate(marek, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    people.reset_factor(by=adam, user=marek, reason="zgubiony telefon")
    assert not Authenticator.objects.filter(user=marek).exists()
    with pytest.raises(Refused, match="dwoje różnych"):
        people.new_password(by=adam, user=marek, reason="i hasło też")
    people.new_password(by=barbara, user=marek, reason="zapomniał hasła")
    with time_machine.travel(now() + timedelta(hours=25)):
        people.new_password(by=adam, user=marek, reason="następnego dnia")
    assert AccountChange.objects.filter(user=marek).count() == 3


def test_an_administrator_does_not_reset_a_director_while_another_one_can(
    barbara: Actor, adam: Actor, make_actor: Make
) -> None:
    second = user_of(make_actor(Role.DIRECTOR, name="Zofia Druga"))
    second.set_password(PASSWORD)
    second.save()
    with pytest.raises(Refused, match="inny dyrektor"):
        people.new_password(by=adam, user=second, reason="zapomniała hasła")
    people.new_password(by=barbara, user=second, reason="zapomniała hasła")


@pytest.mark.parametrize(("days", "listed"), [(89, False), (90, True)])
def test_an_account_nobody_used_for_ninety_days_is_listed(
    barbara: Actor, marek: User, login: Login, days: int, listed: bool
) -> None:
    User.objects.filter(id=marek.id).update(last_login=now() - timedelta(days=days))
    html = login(barbara).get(LIST + "?pokaz=nieuzywane").content.decode()
    assert (str(marek.id) in html) is listed


def test_an_account_without_any_role_is_listed(barbara: Actor, marek: User, login: Login) -> None:
    client = login(barbara)
    assert "Każde konto ma rolę" in client.get(LIST + "?pokaz=bez-roli").content.decode()
    people.end_role(by=barbara, membership=Membership.objects.get(user=marek))
    assert "Marek Bielecki" in client.get(LIST + "?pokaz=bez-roli").content.decode()


# --- the second factor demanded -----------------------------------------------------------------------------------


def test_who_has_no_second_factor_is_led_to_set_one_up_before_anything_else(
    barbara: Actor, centre: Centre, login: Login
) -> None:
    client = login(barbara)
    assert client.post(LIST + "drugi-skladnik/", {"demanded": "tak"}).status_code == 302
    for address in ("/testowo/pulpit/", "/testowo/osoby/", LIST):
        assert client.get(address).url == "/testowo/konto/moje/drugi-skladnik/"
    assert "wymaga go od wszystkich" in client.get("/testowo/konto/moje/drugi-skladnik/").content.decode()
    assert client.get("/testowo/uslugi/").status_code == 200  # what everybody may read
    assert client.get("/testowo/konto/2fa/totp/activate/").status_code == 200
    TOTP.activate(user_of(barbara), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    assert client.get("/testowo/pulpit/").status_code == 200


def test_the_last_factor_stays_where_one_is_demanded(barbara: Actor, centre: Centre, login: Login) -> None:
    TOTP.activate(user_of(barbara), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    people.demand_factor(by=barbara, centre=centre, demanded=True)
    login(barbara).post("/testowo/konto/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user_id=barbara.user_id).exists()
    people.demand_factor(by=barbara, centre=centre, demanded=False)
    login(barbara).post("/testowo/konto/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user_id=barbara.user_id).exists()


# --- the way back -------------------------------------------------------------------------------------------------


def test_the_operator_lets_the_last_administrator_in_again(adam: Actor, centre: Centre) -> None:
    TOTP.activate(user_of(adam), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    address = rescue(centre.slug, "adam-zając@example.invalid", factor=True)
    assert not Authenticator.objects.exists()
    assert Client().post(address, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert user_of(adam).check_password(PASSWORD)
    assert Entry.objects.filter(kind="centre.link.issue", actor_role="system").exists()
    with pytest.raises(ClusterError, match="Nie ma takiego"):
        rescue(centre.slug, "nikt@example.invalid")
