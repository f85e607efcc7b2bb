"""A passkey from end to end: set up, used instead of the password, and a recovery code that works once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import Page, expect

from .axe import violations

pytestmark = pytest.mark.journey

#: Danuta needs nobody's case for this.
DANUTA = "osl@starachowice.invalid"


def test_danuta_logs_in_by_passkey_and_by_a_recovery_code_that_works_once(enter: Callable[..., Page]) -> None:
    page = enter(DANUTA)
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": device})

    page.goto("/konto/moje/")
    expect(page.get_by_text("Nie masz drugiego składnika")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Dodaj klucz dostępu").click()
    page.get_by_label("Nazwa klucza").fill("Komputer w pokoju 12")
    page.get_by_role("button", name="Dodaj klucz").click()
    expect(page.get_by_role("heading", name="Kody zapasowe")).to_be_visible()
    code, spare = page.locator(".codes li").all_inner_texts()[:2]
    page.get_by_role("link", name="Gotowe").click()
    expect(page.get_by_text("Komputer w pokoju 12", exact=True)).to_be_visible()
    expect(page.get_by_text("zostało: 10 kodów")).to_be_visible()

    _leave(page)
    page.get_by_role("button", name="Zaloguj się kluczem dostępu").click()
    page.wait_for_url("**/starachowice/**")
    expect(page.get_by_text("Danuta Lis").first).to_be_visible()

    assert _by_code(page, code), "the first use opens"
    assert not _by_code(page, code), "the second does not"

    assert _by_code(page, spare)
    page.goto("/konto/moje/")  # the key goes again: other journeys log in as Danuta too
    page.get_by_role("link", name="Usuń klucz").click()
    page.get_by_role("button", name="Usuń klucz").click()
    expect(page.get_by_text("Nie masz drugiego składnika")).to_be_visible()


def _leave(page: Page) -> None:
    page.context.clear_cookies()
    page.goto("/konto/login/")


def _by_code(page: Page, code: str) -> bool:
    """Log in by password and a recovery code; tell whether that opened the application."""
    from demo.cast import PASSWORD

    _leave(page)
    page.fill("input[name=login]", DANUTA)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Kod", exact=True).fill(code)
    page.get_by_role("button", name="Dalej").click()
    page.wait_for_load_state()
    return "/2fa/" not in page.url
