"""Log-in and two-step pages are ours: Polish, in our shell, without anything the policy forbids."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import include, path, reverse

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

urlpatterns = [
    path("ui/", include("opencus.core.urls")),
    path("konto/", include("allauth.account.urls")),
    path("konto/2fa/", include("allauth.mfa.urls")),
]


@pytest.fixture
def somebody() -> Any:
    manager: Any = get_user_model().objects
    return manager.create_user(
        email="anna@example.pl", password="bardzo-dlugie-haslo", full_name="Anna Kowalik"
    )


@pytest.fixture
def inside(client: Client, somebody: Any) -> Client:
    password = "bardzo-dlugie-haslo"
    client.post(reverse("account_login"), {"login": somebody.email, "password": password})
    client.post(reverse("account_reauthenticate"), {"password": password})
    return client


def test_the_log_in_page_asks_for_e_mail_and_password(client: Client) -> None:
    html = client.get(reverse("account_login")).content.decode()
    assert "<title>Logowanie" in html
    assert 'autocomplete="username"' in html
    assert 'autocomplete="current-password"' in html
    assert html.count("<main") == 1


def test_a_wrong_password_is_explained_and_the_e_mail_stays(client: Client, somebody: Any) -> None:
    answer = client.post(reverse("account_login"), {"login": somebody.email, "password": "nie to"})
    html = answer.content.decode()
    assert "<title>Błąd: Logowanie" in html
    assert "data-errors" in html
    assert 'value="anna@example.pl"' in html


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("account_logout", "Wylogować Cię?"),
        ("account_change_password", "Nowe hasło jeszcze raz"),
        ("mfa_activate_totp", "Zeskanuj ten kod w aplikacji"),
    ],
)
def test_the_pages_of_the_account_are_in_polish(inside: Client, name: str, words: str) -> None:
    answer = inside.get(reverse(name), follow=True)
    assert words in answer.content.decode()


def test_turning_two_steps_on_ends_with_spare_codes(inside: Client) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    secret = inside.get(reverse("mfa_activate_totp")).context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    answer = inside.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    html = answer.content.decode()
    assert "Kody zapasowe" in html
    assert "Wyłączyć logowanie dwuetapowe?" in inside.get(reverse("mfa_deactivate_totp")).content.decode()
    assert (
        "Dotychczasowe kody przestaną działać"
        in inside.get(reverse("mfa_generate_recovery_codes")).content.decode()
    )


def test_a_wrong_code_says_what_to_do(inside: Client) -> None:
    html = inside.post(reverse("mfa_activate_totp"), {"code": "000000"}).content.decode()
    assert "data-errors" in html
    assert "<title>Błąd: Włącz logowanie dwuetapowe" in html
    assert "Zeskanuj ten kod w aplikacji" in html
