"""Who gets in, who does not, and what a stranger learns from the answer: nothing."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from axes.models import AccessAttempt
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.http import HttpResponse
from django.test import Client

from opencus.centre.actors import Actor
from opencus.centre.models import Centre, Membership, User
from opencus.centre.roles import Role
from opencus.conftest import LONG_AGO
from opencus.core.clock import now, today
from opencus.core.tenancy import acting_in

PASSWORD = "zielony balkonik i radio"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOGIN = "/testowo/konto/login/"
HOME = "/testowo/pulpit/"
CHANGE = "/testowo/konto/password/change/"

Make = Callable[..., Actor]


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same algorithm, less work: these tests log in a hundred times."""
    monkeypatch.setattr(Argon2PasswordHasher, "time_cost", 1)
    monkeypatch.setattr(Argon2PasswordHasher, "memory_cost", 64)
    monkeypatch.setattr(Argon2PasswordHasher, "parallelism", 1)


@pytest.fixture
def anna(centre: Centre, make_actor: Make) -> User:
    return with_password(make_actor(Role.KIPUS, name="Anna Kowalik"))


def with_password(actor: Actor) -> User:
    user = User.objects.get(id=actor.user_id)
    user.set_password(PASSWORD)
    user.save()
    return user


def enter(
    user_or_email: User | str, password: str = PASSWORD, *, client: Client | None = None, **more: Any
) -> HttpResponse:
    email = user_or_email if isinstance(user_or_email, str) else user_or_email.email
    fields = {
        "login": email,
        "password": password,
        **{name: more.pop(name) for name in ("next",) if name in more},
    }
    return (client or Client()).post(LOGIN, fields, **more)


def current_code(seconds: int = 0) -> str:
    with time_machine.travel(now() + timedelta(seconds=seconds)):
        return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def with_codes(user: User) -> list[str]:
    """Turn the second step on; return the spare codes."""
    TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).get_unused_codes()


# --- the password -------------------------------------------------------------------------------------------------


def test_anna_logs_in_with_e_mail_and_password_and_lands_in_her_centre(anna: User) -> None:
    client = Client()
    answer = client.post(LOGIN, {"login": "Anna-Kowalik@Example.invalid", "password": PASSWORD}, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == HOME
    assert "Anna Kowalik" in answer.content.decode()


def test_an_unknown_e_mail_and_a_wrong_password_get_the_same_answer(anna: User) -> None:
    wrong = enter(anna, "nie to hasło wcale")
    unknown = enter("nikt@example.invalid", "nie to hasło wcale")
    assert wrong.status_code == unknown.status_code
    assert words_of(wrong, anna.email) == words_of(unknown, "nikt@example.invalid")
    assert "data-errors" in wrong.content.decode()


def words_of(answer: HttpResponse, typed: str) -> str:
    fresh = r"\b[A-Za-z0-9]{64}\b|\b[0-9a-f]{8}-[0-9a-f-]{27}\b"  # tokens of the form, new on every page
    return re.sub(fresh, "token", answer.content.decode().replace(typed, ""))


def test_a_deactivated_account_answers_like_a_wrong_password(anna: User) -> None:
    User.objects.filter(id=anna.id).update(is_active=False)
    refused, wrong = enter(anna), enter(anna, "nie to hasło wcale")
    assert not refused.wsgi_request.user.is_authenticated
    assert refused.status_code == wrong.status_code
    assert words_of(refused, "") == words_of(wrong, "")


def test_a_visitor_goes_to_the_log_in_page_and_back_to_where_they_were(anna: User) -> None:
    client = Client()
    sent = client.get("/testowo/osoby/")
    assert sent.url == LOGIN + "?next=/testowo/osoby/"
    assert enter(anna, client=client, next="/testowo/osoby/").url == "/testowo/osoby/"


@pytest.mark.parametrize(
    "evil", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_a_foreign_address_after_the_log_in(anna: User, evil: str) -> None:
    answer = enter(anna, next=evil)
    assert answer.status_code == 302
    assert answer.url in {"/", "/testowo/"}


# --- the lock-out -------------------------------------------------------------------------------------------------


def fail(user: User, times: int, **more: Any) -> HttpResponse:
    for _ in range(times):
        answer = enter(user, "nie to hasło wcale", **more)
    return answer


def test_eight_wrong_passwords_close_the_account_for_a_quarter_of_an_hour(anna: User) -> None:
    assert fail(anna, 7).status_code == 200
    closed = fail(anna, 1)
    assert closed.status_code == 429
    assert "Odczekaj 15 minut" in closed.content.decode()
    assert enter(anna).status_code == 429
    with time_machine.travel(now() + timedelta(minutes=14)):
        assert enter(anna).status_code == 429
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert enter(anna).status_code == 302


def test_another_spelling_of_the_e_mail_does_not_start_the_count_again(anna: User) -> None:
    fail(anna, 7)
    assert enter(anna.email.upper(), "nie to hasło wcale").status_code == 429


@pytest.mark.parametrize("address", ["10.0.0.1", "10.0.0.2"])
def test_nobody_else_is_locked_out_even_in_the_same_office(
    anna: User, make_actor: Make, address: str
) -> None:
    marek = with_password(make_actor(Role.RECEPTION, name="Marek Bielecki"))
    assert fail(anna, 8, REMOTE_ADDR="10.0.0.1").status_code == 429
    assert enter(marek, REMOTE_ADDR=address).status_code == 302


def test_anna_herself_gets_in_from_another_address(anna: User) -> None:
    fail(anna, 8, REMOTE_ADDR="10.0.0.9")
    assert enter(anna, REMOTE_ADDR="10.0.0.1").status_code == 302


def test_a_success_starts_the_count_again(anna: User) -> None:
    fail(anna, 7)
    assert enter(anna).status_code == 302
    assert fail(anna, 7).status_code == 200


def test_the_record_of_attempts_keeps_no_password(anna: User) -> None:
    enter(anna, "prawie dobre hasło")
    attempt = AccessAttempt.objects.get()
    assert attempt.username == anna.email
    assert "prawie" not in attempt.post_data


# --- the second step ----------------------------------------------------------------------------------------------


def test_the_secret_of_the_second_step_lies_encrypted(anna: User) -> None:
    seeds = with_codes(anna)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored
    assert base64.b64encode(SECRET.encode()).decode() not in stored
    assert not any(code in stored for code in seeds)
    totp = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert totp.wrap().validate_code(current_code())


def test_the_log_in_asks_for_the_code_and_only_then_lets_in(anna: User) -> None:
    with_codes(anna)
    client = Client()
    assert enter(anna, client=client).url == "/testowo/konto/2fa/authenticate/"
    assert client.get(HOME).status_code == 302  # the password alone opens nothing
    answer = client.post("/testowo/konto/2fa/authenticate/", {"code": current_code()}, follow=True)
    assert answer.redirect_chain[-1][0] == HOME


def test_a_spare_code_works_once(anna: User) -> None:
    code = with_codes(anna)[0]
    for works in (True, False):
        client = Client()
        enter(anna, client=client)
        client.post("/testowo/konto/2fa/authenticate/", {"code": code})
        assert (client.get(HOME).status_code == 200) is works


def test_codes_cannot_be_guessed_without_end(anna: User) -> None:
    with_codes(anna)
    client = Client()
    enter(anna, client=client)
    answers = [
        client.post("/testowo/konto/2fa/authenticate/", {"code": "000000"}).status_code for _ in range(8)
    ]
    assert answers == [200] * 7 + [429]
    assert client.post("/testowo/konto/2fa/authenticate/", {"code": current_code()}).status_code == 429
    assert client.get(HOME).status_code == 302


# --- the session --------------------------------------------------------------------------------------------------


def test_the_cookie_of_the_session_is_kept_from_scripts_and_foreign_pages(anna: User, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_NAME = True, "__Host-session"
    cookie = enter(anna).cookies["__Host-session"]
    assert cookie["httponly"] is True
    assert cookie["secure"] is True
    assert cookie["samesite"] == "Lax"
    assert (cookie["path"], cookie["domain"], cookie["max-age"]) == ("/", "", "")  # gone with the browser


def test_the_log_in_gives_a_new_session(anna: User) -> None:
    client = Client()
    client.get(LOGIN)
    enter(anna, client=client)
    first = client.session.session_key
    client.post("/testowo/konto/logout/")
    enter(anna, client=client)
    assert client.session.session_key != first


def test_the_session_of_a_deactivated_user_dies_at_the_next_request(anna: User) -> None:
    client = Client()
    enter(anna, client=client)
    assert client.get(HOME).status_code == 200
    User.objects.filter(id=anna.id).update(is_active=False)
    assert client.get(HOME).status_code == 302


def test_a_role_that_ended_yesterday_opens_nothing_today(anna: User) -> None:
    client = Client()
    enter(anna, client=client)
    Membership.objects.filter(user=anna).update(valid_to=today())
    assert client.get(HOME).status_code == 200
    Membership.objects.filter(user=anna).update(valid_to=today() - timedelta(days=1))
    refused = client.get(HOME)
    assert refused.status_code == 403
    assert "nie ma roli w tym centrum" in refused.content.decode()


def test_one_person_works_in_two_centres_in_two_tabs_without_switching(
    anna: User, other_centre: Centre
) -> None:
    with acting_in(other_centre.id):
        Membership.objects.create(user=anna, role=Role.INSPECTOR.value, valid_from=LONG_AGO)
    client = Client()
    enter(anna, client=client)
    for _ in range(2):  # back and forth
        here, there = client.get(HOME), client.get("/sasiedzi/pulpit/")
        assert here.wsgi_request.actor.roles == {Role.KIPUS}
        assert there.wsgi_request.actor.roles == {Role.INSPECTOR}
        assert "/testowo/" not in there.content.decode()


def test_without_a_role_in_a_centre_the_refusal_says_why(anna: User, other_centre: Centre) -> None:
    client = Client()
    enter(anna, client=client)
    refused = client.get("/sasiedzi/osoby/")
    assert refused.status_code == 403
    assert "Twoje konto nie ma roli w tym centrum" in refused.content.decode()


# --- accounts and passwords ---------------------------------------------------------------------------------------


def test_nobody_makes_an_account_for_themselves(centre: Centre) -> None:
    fields = {"email": "obcy@example.invalid", "password1": PASSWORD, "password2": PASSWORD}
    for address in ("/testowo/konto/signup/", "/konto/signup/"):
        assert Client().get(address).status_code == 404
        assert Client().post(address, fields).status_code == 404
    assert not User.objects.filter(email="obcy@example.invalid").exists()


@pytest.mark.parametrize(
    "page",
    [
        "email/",
        "confirm-email/",
        "confirm-email/x/",
        "inactive/",
        "password/reset/",
        "password/reset/key/1-2/",
        "password/set/",
    ],
)
def test_the_pages_of_the_library_that_a_centre_does_without_are_closed(anna: User, page: str) -> None:
    client = Client()
    enter(anna, client=client)
    assert client.get("/testowo/konto/" + page).status_code == 404
    assert Client().post("/testowo/konto/" + page, {"email": anna.email}).status_code == 404


@pytest.mark.parametrize(
    ("password", "accepted"),
    [
        ("krótki tram", False),
        ("123456789012", False),
        ("098765432109", False),
        ("qwertyuiopasdf", False),
        ("passwordpassword", False),
        ("Starachowice2026!", False),
        ("aaaaaaaaaaaaaa", False),
        ("2026-11-22-2026", False),
        ("anna-kowalik@example.invalid", False),
        ("zaległy tramwaj", True),
        ("7 lip, 3 dęby i jeden bardzo stary kasztan za domem przy ul. Lipowej " * 2, True),
    ],
)  # fmt: skip
def test_a_password_is_long_and_not_common(anna: User, password: str, accepted: bool) -> None:
    client = Client()
    enter(anna, client=client)
    client.post(CHANGE, {"oldpassword": PASSWORD, "password1": password, "password2": password})
    anna.refresh_from_db()
    assert anna.check_password(password) is accepted
    assert anna.check_password(PASSWORD) is not accepted


def test_a_refused_password_says_what_to_do(anna: User) -> None:
    client = Client()
    enter(anna, client=client)
    html = client.post(
        CHANGE, {"oldpassword": PASSWORD, "password1": "passwordpassword", "password2": "passwordpassword"}
    ).content.decode()
    assert "łatwo odgadnąć" in html


def test_passwords_are_kept_as_argon2(anna: User) -> None:
    assert anna.password.startswith("argon2$argon2id$")
