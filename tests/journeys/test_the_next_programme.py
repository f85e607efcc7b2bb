"""Starachowice changes its programme: what residents said, what the change does, the vote, and nobody's grant is touched."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from opencus.core.clock import today

pytestmark = pytest.mark.journey

TOWN = "/starachowice"


def test_a_change_goes_from_a_comment_to_law_and_what_was_granted_stays(
    enter: Callable[..., Page], chromium: Browser, demo_address: str
) -> None:
    residents_read_what_their_comments_changed(chromium, demo_address)
    coordinator = enter("kipus@starachowice.invalid")
    granted, terms = terms_of_a_grant(coordinator)
    page = enter("ous@starachowice.invalid")
    draft = open_draft(page)
    follow_a_comment_to_its_effect(page, draft)
    try_the_change(page, draft)
    vote_and_publish(page, draft)
    expect_in_force(page, draft)
    coordinator.goto(granted)
    now = said(coordinator)
    assert terms <= now
    assert any("dla nowych osób" in line for line in now - terms)


def residents_read_what_their_comments_changed(chromium: Browser, address: str) -> None:
    window = chromium.new_context(viewport={"width": 390, "height": 844}, locale="pl-PL", base_url=address, java_script_enabled=False)
    page = window.new_page()
    page.goto(f"{TOWN}/konsultacje/")
    page.get_by_role("link", name=re.compile("Zmiana programu")).first.click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Mam 67 lat, mąż 71.")
    expect(main).to_contain_text("Od nowego roku wystarczy 65 lat")
    window.close()


def terms_of_a_grant(page: Page) -> tuple[str, set[str]]:
    """The address of a running grant and everything its page says about its terms."""
    page.goto(f"{TOWN}/pulpit/")
    page.keyboard.press("Control+k")
    page.keyboard.type("maj zofia")
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("link", name="Zofia Maj").first.click()
    page.get_by_role("link", name="Mobilny fizjoterapeuta").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mobilny fizjoterapeuta")
    return page.url, said(page)


def said(page: Page) -> set[str]:
    """Every line of the page."""
    return set(page.get_by_role("main").inner_text().splitlines())


def open_draft(page: Page) -> str:
    page.goto(f"{TOWN}/program/wersje/")
    page.get_by_role("main").locator("tr").filter(has_text="szkic").get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text("12 z 12")
    return page.url


def follow_a_comment_to_its_effect(page: Page, draft: str) -> None:
    page.get_by_role("link", name="Od uwagi mieszkańca do skutku").click()
    page.get_by_role("link", name="§ 15 ust. 1").click()
    for words in ("Mam 67 lat, mąż 71.", "Obniżyć wiek w taksówce do 65 lat", "Osoby korzystające z taksówki"):
        expect(page.get_by_role("main")).to_contain_text(words)
    page.goto(draft)


def try_the_change(page: Page, draft: str) -> None:
    page.get_by_role("link", name=re.compile("Próba|próba|Sprawdź zmianę")).first.click()
    page.get_by_role("button", name="Policz próbę").click()
    expect(page.get_by_role("heading", name=re.compile("Próba zmiany programu"))).to_be_visible(timeout=60_000)
    for words in ("65 lat", "Pielęgniarka", "Zmiany zasad, zwykłym językiem"):
        expect(page.get_by_role("main")).to_contain_text(words)
    page.goto(draft)


def vote_and_publish(page: Page, draft: str) -> None:
    """The council voted sixteen days ago, the journal printed it the next day, fourteen days have passed."""
    voted, printed = today() - timedelta(days=16), today() - timedelta(days=15)
    page.get_by_role("button", name="Gotowy dla rady").click()
    page.fill("input[name=resolution_number]", f"XIV/102/{voted.year}")
    fill_day(page, "resolution_date", voted)
    page.get_by_role("button", name="Zapisz uchwałę").click()
    fill_day(page, "promulgated_on", printed)
    page.fill("input[name=journal_position]", f"Dz. Urz. Woj. {printed.year} poz. 412")
    fill_day(page, "valid_from", today() - timedelta(days=3))
    page.get_by_role("button", name="Zapisz ogłoszenie").click()
    expect(page.get_by_role("main")).to_contain_text("14 dni")
    expect(page.locator("input[name=journal_position]")).to_have_value(f"Dz. Urz. Woj. {printed.year} poz. 412")
    fill_day(page, "valid_from", today())
    page.get_by_role("button", name="Zapisz ogłoszenie").click()
    page.get_by_role("button", name="Wprowadź w życie").click()


def fill_day(page: Page, name: str, day: date) -> None:
    field = page.locator(f"input[name={name}]")
    field.fill(day.isoformat() if field.get_attribute("type") == "date" else f"{day:%d.%m.%Y}")


def expect_in_force(page: Page, draft: str) -> None:
    page.goto(draft)
    expect(page.get_by_role("main")).to_contain_text("obowiązuje")
    page.goto(f"{TOWN}/program/")
    for words in ("wersja 2", "ma 65 lat lub więcej"):
        expect(page.get_by_role("main")).to_contain_text(words)
    expect(page.get_by_role("main").locator("tr").filter(has_text="Pielęgniarka")).to_contain_text("15,00 zł")
