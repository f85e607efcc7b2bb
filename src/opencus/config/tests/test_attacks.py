"""Attacks on the log-in, each with its outcome: 26 to 31 of the forty; 24 and 25 stand with the sessions."""

from __future__ import annotations

import logging
import statistics
import time
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from axes.models import AccessAttempt
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from opencus.audit.models import Entry
from opencus.centre.models import Centre, Membership, User
from opencus.centre.roles import Role
from opencus.config import lockout
from opencus.conftest import LONG_AGO
from opencus.core.clock import now

PASSWORD = "zielony balkonik i radio"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOGIN, CODE, HOME = "/testowo/konto/login/", "/testowo/konto/2fa/authenticate/", "/testowo/pulpit/"


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same algorithm, less work."""
    monkeypatch.setattr(Argon2PasswordHasher, "time_cost", 1)
    monkeypatch.setattr(Argon2PasswordHasher, "memory_cost", 64)
    monkeypatch.setattr(Argon2PasswordHasher, "parallelism", 1)


@pytest.fixture
def anna(centre: Centre) -> User:
    user = User.objects.create_user("anna@example.invalid", PASSWORD, full_name="Anna Kowalik")
    Membership.objects.create(user=user, role=Role.KIPUS.value, valid_from=LONG_AGO)
    return user


def attempt(email: str, password: str = "zgadywane hasło", client: Client | None = None, address: str = "203.0.113.7") -> HttpResponse:
    return (client or Client()).post(LOGIN, {"login": email, "password": password}, REMOTE_ADDR=address)


# --- 26: guessing -------------------------------------------------------------------------------------------------


def test_one_password_tried_on_two_hundred_names_from_one_address(
    anna: User, cheap: None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "opencus.security"):
        answers = [attempt(f"osoba{number}@example.invalid").status_code for number in range(200)]
    assert answers == [200] * lockout.NAMES_FROM_ONE_ADDRESS + [429] * (200 - lockout.NAMES_FROM_ONE_ADDRESS)
    assert attempt(anna.email, PASSWORD).status_code == 429  # also with the right password
    assert caplog.text.count("log-ins attacked") == 1
    alarm = Entry.objects.get(kind="centre.login.attack")
    assert alarm.data["accounts"] == lockout.NAMES_FROM_ONE_ADDRESS
    assert attempt(anna.email, PASSWORD, address="203.0.113.8").status_code == 302


def test_one_account_tried_from_a_hundred_addresses(anna: User, cheap: None) -> None:
    known = Client()
    assert attempt(anna.email, PASSWORD, known, "10.0.0.1").status_code == 302
    known.post("/testowo/konto/logout/")
    answers = [attempt(anna.email, address=f"198.51.100.{number}").status_code for number in range(1, 101)]
    assert answers == [200] * lockout.FAILURES_OF_ONE_NAME + [429] * (100 - lockout.FAILURES_OF_ONE_NAME)
    assert Entry.objects.get(kind="centre.login.attack").data["addresses"] == lockout.FAILURES_OF_ONE_NAME
    assert attempt(anna.email, PASSWORD, address="192.0.2.9").status_code == 429
    assert attempt(anna.email, PASSWORD, known, "10.0.0.1").status_code == 302  # her own browser is not shut out
    with time_machine.travel(now() + lockout.WINDOW):
        assert attempt(anna.email, PASSWORD, address="192.0.2.9").status_code == 302  # never for good


def test_a_browser_known_to_one_person_guesses_nobody_else(anna: User, cheap: None) -> None:
    ewa = User.objects.create_user("ewa@example.invalid", PASSWORD, full_name="Ewa Sikora")
    known = Client()
    attempt(anna.email, PASSWORD, known, "10.0.0.1")
    known.post("/testowo/konto/logout/")
    for number in range(1, lockout.FAILURES_OF_ONE_NAME + 1):
        attempt(ewa.email, address=f"198.51.100.{number}")
    assert attempt(ewa.email, PASSWORD, known, "10.0.0.1").status_code == 429


def test_a_name_that_nobody_has_is_closed_like_any_other(anna: User, cheap: None) -> None:
    answers = [attempt("nikt@example.invalid").status_code for _ in range(9)]
    assert answers == [200] * 7 + [429] * 2


# --- 26, 27: the same answer in the same time ---------------------------------------------------------------------


def test_a_wrong_password_and_an_unknown_name_take_the_same_time(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Argon2PasswordHasher, "memory_cost", 8192)  # some milliseconds: enough to be seen when missing
    anna.set_password(PASSWORD)
    anna.save()

    def taken(email: str, number: int) -> float:
        client = Client()
        start = time.process_time()  # what the server works, whatever else the machine does
        assert attempt(email, client=client, address=f"192.0.2.{number}").status_code == 200
        return time.process_time() - start

    taken(anna.email, 250)  # warm
    pairs = [(taken(anna.email, number), taken("nikt@example.invalid", number)) for number in range(1, 16)]
    wrong, unknown = (statistics.median(side) for side in zip(*pairs, strict=True))
    assert abs(wrong - unknown) < 0.010


def test_both_cost_one_hash(anna: User, cheap: None, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    for act in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, act)
        monkeypatch.setattr(Argon2PasswordHasher, act, lambda *given, real=real, act=act: hashed.append(act) or real(*given))
    invited = User.objects.create_user("nowa@example.invalid", full_name="Olga Nowa")
    for email in (anna.email, "nikt@example.invalid", invited.email):
        hashed.clear()
        attempt(email)
        assert len(hashed) == 1, email


def test_an_account_that_waits_for_its_owner_answers_like_a_wrong_password(anna: User, cheap: None) -> None:
    invited = User.objects.create_user("nowa@example.invalid", full_name="Olga Nowa")
    assert not invited.has_usable_password()
    assert attempt(invited.email).status_code == attempt(anna.email).status_code == 200
    assert attempt(invited.email, "").status_code == 200


@pytest.mark.parametrize("page", ["password/reset/", "signup/", "email/"])
def test_no_page_tells_whether_a_name_exists(anna: User, page: str) -> None:
    answers = {Client().post(f"/testowo/konto/{page}", {"email": email}).status_code for email in (anna.email, "x@example.invalid")}
    assert answers == {404}


# --- 29: codes ----------------------------------------------------------------------------------------------------


def code_at(offset: int = 0) -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + offset))


def with_code(user: User, code: str) -> bool:
    client = Client()
    attempt(user.email, PASSWORD, client)
    client.post(CODE, {"code": code})
    return client.get(HOME).status_code == 200


def test_a_code_seen_over_the_shoulder_works_once_whatever_process_is_asked(anna: User, cheap: None) -> None:
    TOTP.activate(anna, SECRET)
    code = code_at()
    assert with_code(anna, code)
    cache.clear()  # another process has a memory of its own
    assert not with_code(anna, code)


@pytest.mark.parametrize(("offset", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False), (3, False)])
def test_a_clock_may_be_wrong_by_one_step(anna: User, cheap: None, offset: int, accepted: bool) -> None:
    TOTP.activate(anna, SECRET)
    with time_machine.travel(now(), tick=False):
        assert with_code(anna, code_at(offset)) is accepted


def test_a_used_code_is_refused_in_its_next_step_too(anna: User, cheap: None) -> None:
    TOTP.activate(anna, SECRET)
    with time_machine.travel(now(), tick=False) as clock:
        code = code_at(1)
        assert with_code(anna, code)
        clock.shift(31)
        assert not with_code(anna, code)


def test_a_recovery_code_of_somebody_else_opens_nothing(anna: User, cheap: None) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    ewa = User.objects.create_user("ewa@example.invalid", PASSWORD, full_name="Ewa Sikora")
    TOTP.activate(anna, SECRET)
    TOTP.activate(ewa, SECRET[::-1])
    codes = RecoveryCodes.activate(ewa).get_unused_codes()
    assert not with_code(anna, codes[0])


# --- passkeys -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", "null", '"x"', '{"id":"AA"}', '{"id": 1, "response": {"userHandle": "%%%"}}', "{" * 500]
)
def test_a_forged_passkey_answer_is_refused_and_breaks_nothing(anna: User, credential: str) -> None:
    client = Client()
    client.get("/testowo/konto/2fa/webauthn/login/", HTTP_ACCEPT="application/json")
    answer = client.post("/testowo/konto/2fa/webauthn/login/", {"credential": credential})
    assert answer.status_code in {200, 302}
    assert client.get(HOME).status_code == 302
    assert not Authenticator.objects.exists()


def test_the_browser_may_use_passkeys_of_this_address_only(centre: Centre) -> None:
    allowed = Client().get(LOGIN)["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in allowed
    assert "publickey-credentials-create=(self)" in allowed
    assert "camera=()" in allowed


# --- 28, 30, 31 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "accepted"),
    [("Zima2026!", False), ("krótki1", False), ("Password123456", False), ("kot " * 40, False), ("lipa " * 3 + "dąb jesion klon " * 10, True)],
)
def test_a_breached_or_short_password_is_refused_and_a_long_one_taken(
    anna: User, cheap: None, password: str, accepted: bool
) -> None:
    client = Client()
    attempt(anna.email, PASSWORD, client)
    fields = {"oldpassword": PASSWORD, "password1": password.strip(), "password2": password.strip()}
    client.post("/testowo/konto/password/change/", fields)
    anna.refresh_from_db()
    assert anna.check_password(password.strip()) is accepted


@pytest.mark.parametrize("evil", ["//evil.example", "/\\evil.example", "https://evil.example", "\\\\evil.example", "///evil.example"])
@pytest.mark.parametrize("page", ["reauthenticate/", "2fa/reauthenticate/", "logout/"])
def test_no_page_of_the_account_leads_to_a_foreign_address(anna: User, cheap: None, page: str, evil: str) -> None:
    client = Client()
    attempt(anna.email, PASSWORD, client)
    answer: Any = client.post(f"/testowo/konto/{page}", {"password": PASSWORD, "next": evil})
    assert "evil" not in answer.headers.get("Location", "")


def test_a_foreign_host_and_a_spoofed_address_are_not_believed(anna: User, cheap: None) -> None:
    assert Client().get(LOGIN, HTTP_HOST="evil.example").status_code == 400
    for number in range(8):
        client = Client(HTTP_X_FORWARDED_FOR=f"198.51.100.{number}", HTTP_X_REAL_IP=f"198.51.100.{number}")
        closed = attempt(anna.email, client=client)
    assert closed.status_code == 429
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {"203.0.113.7"}
