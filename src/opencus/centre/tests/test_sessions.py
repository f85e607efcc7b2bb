"""Sessions: seen and ended by their owner, over in time, doubted when they move, proved again before sensitive acts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as configured
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from opencus.audit.models import Entry
from opencus.centre.accounts.models import LoginSession
from opencus.centre.accounts.rules import agent_words, network_of, pin_fault
from opencus.centre.actors import Actor
from opencus.centre.models import Centre, Membership, User
from opencus.centre.roles import Role
from opencus.core.clock import now, today

Make = Callable[..., Actor]
PASSWORD = "zielony balkonik i radio"
HOME, MINE = "/testowo/pulpit/", "/testowo/konto/moje/"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same algorithm, less work."""
    monkeypatch.setattr(Argon2PasswordHasher, "time_cost", 1)
    monkeypatch.setattr(Argon2PasswordHasher, "memory_cost", 64)
    monkeypatch.setattr(Argon2PasswordHasher, "parallelism", 1)


@pytest.fixture
def barbara(centre: Centre, make_actor: Make) -> User:
    user = User.objects.get(id=make_actor(Role.DIRECTOR, name="Barbara Nowicka").user_id)
    user.set_password(PASSWORD)
    user.save()
    return user


def window(agent: str = CHROME, address: str = "10.1.2.3") -> Client:
    """A browser in which Barbara has logged in."""
    client = Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    client.post("/testowo/konto/login/", {"login": "barbara-nowicka@example.invalid", "password": PASSWORD})
    return client


def works(client: Client) -> bool:
    return client.get(HOME).status_code == 200


# --- one's own sessions -------------------------------------------------------------------------------------------


def test_barbara_sees_where_she_is_logged_in_and_ends_the_other_window(barbara: User) -> None:
    here, there = window(), window(FIREFOX, "192.168.7.7")
    html = here.get(MINE).content.decode()
    assert "Chrome, Windows" in html
    assert "Firefox, Linux" in html
    assert html.count("ta przeglądarka") == 1
    assert "192.168.7.*" in html
    other = LoginSession.objects.get(user=barbara, agent="Firefox, Linux")
    assert here.post(f"{MINE}sesja/{other.session_key}/koniec/").status_code == 302
    assert not works(there)
    assert works(here)


def test_nobody_ends_a_session_of_somebody_else(barbara: User, make_actor: Make, login: Callable[[Actor], Client]) -> None:
    hers = window()
    key = LoginSession.objects.get(user=barbara).session_key
    login(make_actor(Role.KIPUS, name="Anna Kowalik")).post(f"{MINE}sesja/{key}/koniec/")
    assert works(hers)


def test_logging_out_everywhere_leaves_no_window_open(barbara: User) -> None:
    windows = [window(), window(FIREFOX), window()]
    left = windows[0].post(MINE + "wyloguj-wszedzie/")
    assert left["Clear-Site-Data"] == '"cache", "storage"'
    assert not any(works(one) for one in windows)


def test_the_log_out_makes_the_browser_forget(barbara: User) -> None:
    client = window()
    assert client.post("/testowo/konto/logout/")["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.get("/testowo/uslugi/")


def test_a_new_password_ends_every_session(barbara: User) -> None:
    here, there = window(), window(FIREFOX)
    changed = {"oldpassword": PASSWORD, "password1": "nowe hasło z balkonu", "password2": "nowe hasło z balkonu"}
    assert here.post("/testowo/konto/password/change/", changed).status_code == 302
    assert not works(there)
    assert not works(here)
    assert not LoginSession.objects.filter(user=barbara).exists()


def test_what_the_database_keeps_of_a_session_opens_nothing(barbara: User) -> None:
    client = window()
    kept = LoginSession.objects.get(user=barbara).session_key
    assert kept != client.session.session_key
    thief = Client(HTTP_USER_AGENT=CHROME)
    thief.cookies[configured.SESSION_COOKIE_NAME] = kept
    assert not works(thief)


# --- 24: fixation and old cookies ---------------------------------------------------------------------------------


def test_a_cookie_slipped_in_before_the_log_in_is_worth_nothing_after_it(barbara: User) -> None:
    attacker = Client(HTTP_USER_AGENT=CHROME)
    attacker.get("/testowo/konto/login/")
    slipped = attacker.session
    slipped["planted"] = 1
    slipped.save()
    attacker.cookies[configured.SESSION_COOKIE_NAME] = slipped.session_key
    victim = Client(HTTP_USER_AGENT=CHROME)
    victim.cookies[configured.SESSION_COOKIE_NAME] = slipped.session_key
    victim.post("/testowo/konto/login/", {"login": barbara.email, "password": PASSWORD})
    assert works(victim)
    assert not works(attacker)


def test_an_old_cookie_is_dead_after_the_log_out(barbara: User) -> None:
    client = window()
    old = client.session.session_key
    client.post("/testowo/konto/logout/")
    client.cookies[configured.SESSION_COOKIE_NAME] = old
    assert not works(client)


# --- limits in time -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "alive"), [(29, True), (31, False)])
def test_half_an_hour_without_a_click_ends_the_session(barbara: User, minutes: int, alive: bool) -> None:
    client = window()
    with time_machine.travel(now() + timedelta(minutes=minutes)):
        assert works(client) is alive
        if not alive:
            assert "przez 30 min nic się nie działo" in client.get("/testowo/konto/login/").content.decode()


def test_ten_hours_end_the_busiest_session(barbara: User) -> None:
    start, client = now(), window()
    for quarter in range(1, 24):
        with time_machine.travel(start + timedelta(minutes=25 * quarter)):
            assert works(client), quarter
    with time_machine.travel(start + timedelta(hours=10, minutes=1)):
        assert not works(client)


# --- 25: a session that moves -------------------------------------------------------------------------------------


def test_a_stolen_cookie_in_another_browser_asks_for_the_password_and_is_told(
    barbara: User, caplog: pytest.LogCaptureFixture
) -> None:
    hers = window()
    thief = Client(HTTP_USER_AGENT=FIREFOX)
    thief.cookies[configured.SESSION_COOKIE_NAME] = hers.session.session_key
    with caplog.at_level(logging.WARNING, "opencus.security"):
        asked = thief.get("/testowo/osoby/")
    assert asked.url == "/konto/reauthenticate/?next=/testowo/osoby/"
    assert "session moved" in caplog.text
    assert Entry.objects.filter(kind="centre.session.step_up").count() == 1
    assert thief.get(MINE).status_code == 302  # nor the page of the account
    assert thief.post("/konto/reauthenticate/", {"password": "nie wiem"}).status_code == 200
    assert thief.get("/testowo/osoby/").status_code == 302


def test_whoever_knows_the_password_goes_on_after_a_move(barbara: User) -> None:
    client = window()
    client.defaults["HTTP_USER_AGENT"] = FIREFOX
    client.get("/testowo/osoby/")
    back = client.post("/konto/reauthenticate/?next=/testowo/osoby/", {"password": PASSWORD})
    assert back.url == "/testowo/osoby/"
    assert client.get("/testowo/osoby/").status_code == 200


def test_an_update_of_the_browser_is_no_move(barbara: User) -> None:
    client = window()
    client.defaults["HTTP_USER_AGENT"] = CHROME.replace("142", "143")
    assert works(client)


def test_another_network_counts_only_where_it_is_watched(barbara: User, settings: object) -> None:
    client = window(address="10.1.2.3")
    client.defaults["REMOTE_ADDR"] = "10.9.9.9"
    assert works(client)
    settings.BIND_NETWORK = True  # type: ignore[attr-defined]
    assert not works(client)


# --- proof before sensitive acts ----------------------------------------------------------------------------------


def test_a_sensitive_page_opens_for_ten_minutes_after_the_log_in_then_asks(barbara: User) -> None:
    client = window()
    assert client.get("/testowo/konta/nowe/").status_code == 200
    with time_machine.travel(now() + timedelta(minutes=11)):
        asked = client.get("/testowo/konta/nowe/")
        assert asked.url == "/testowo/konto/reauthenticate/?next=/testowo/konta/nowe/"
        assert client.post(asked.url, {"password": "nie to hasło wcale"}).status_code == 200
        assert client.get("/testowo/konta/nowe/").status_code == 302
        assert client.post(asked.url, {"password": PASSWORD}).url == "/testowo/konta/nowe/"
        assert client.get("/testowo/konta/nowe/").status_code == 200


def test_a_form_that_was_filled_in_slowly_is_sent_after_the_password_with_every_word(barbara: User) -> None:
    client = window()
    form = {
        "full_name": "Olga <Nowa>", "email": "olga@gmina.example", "role": "kipus", "department": "", "valid_to": "",
        "valid_from": today().isoformat(),
    }  # fmt: skip
    with time_machine.travel(now() + timedelta(minutes=25)):
        asked = client.post("/testowo/konta/nowe/", form)
        html = asked.content.decode()
        assert asked.status_code == 403
        assert "Potwierdź, że to Ty" in html
        assert "Olga &lt;Nowa&gt;" in html
        assert not User.objects.filter(email="olga@gmina.example").exists()
        wrong = client.post("/konto/potwierdz/?next=/testowo/konta/nowe/", form | {"proof_password": "nie to"})
        assert wrong.status_code == 422
        assert "Olga &lt;Nowa&gt;" in wrong.content.decode()
        resent = client.post("/konto/potwierdz/?next=/testowo/konta/nowe/", form | {"proof_password": PASSWORD}, follow=True)
        assert resent.redirect_chain == [("/testowo/konta/nowe/", 307)]
        assert User.objects.filter(email="olga@gmina.example").exists()


@pytest.mark.parametrize("evil", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_a_proof_sends_nobody_to_a_foreign_address(barbara: User, evil: str) -> None:
    answer = window().post("/konto/potwierdz/", {"proof_password": PASSWORD}, QUERY_STRING=f"next={evil}")
    assert (answer.status_code, answer.url) == (307, "/")


def test_who_may_not_enter_is_refused_without_being_asked(barbara: User) -> None:
    Membership.objects.filter(user=barbara).update(role=Role.RECEPTION.value)
    client = window()
    with time_machine.travel(now() + timedelta(minutes=15)):
        assert client.get("/testowo/konta/").status_code == 403


# --- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (CHROME, "Chrome, Windows"),
        (CHROME + " Edg/142.0.0.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Version/19.1 Mobile/15E148 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.5", "nieznana przeglądarka"),
    ],
)
def test_a_device_has_words(header: str, words: str) -> None:
    assert agent_words(header) == words


@pytest.mark.parametrize(
    ("address", "network"),
    [("10.1.2.3", "10.1.2.*"), ("::ffff:10.1.2.3", "10.1.2.*"), ("2001:db8:5:7::1", "2001:0db8:0005::*"), ("x", "")],
)
def test_a_network_is_the_part_that_stays(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize("pin", ["123456", "987654", "111111", "121212", "12345", "12a456", "199031", "123123"])
def test_a_pin_that_everybody_tries_is_refused(pin: str) -> None:
    assert pin_fault(pin)


def test_a_pin_of_six_mixed_digits_is_taken() -> None:
    assert pin_fault("480917") == ""
