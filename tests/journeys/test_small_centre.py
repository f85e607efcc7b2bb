"""Wojcieszków: one employee with four roles takes an application to an approved plan in three minutes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from opencus.core.clock import today

pytestmark = pytest.mark.journey

TOWN = "/wojcieszkow"
CLIENT = "Genowefa Kot"


def test_one_employee_with_four_roles_goes_from_application_to_plan_in_three_minutes(enter: Callable[..., Page]) -> None:
    page = enter("teresa.zych@wojcieszkow.invalid")
    for hidden in ("Rozliczenia", "Kalendarz", "Zlecenia", "Umowy i wykonawcy"):
        expect(page.get_by_role("link", name=hidden, exact=True)).to_have_count(0)
    began = time.monotonic()
    apply(page)
    qualify(page)
    plan(page)
    assert time.monotonic() - began < 180


def apply(page: Page) -> None:
    """The resident comes to the desk herself: applicant and client are one person."""
    page.goto(f"{TOWN}/wnioski/nowy/")
    page.locator("#id_caller_q").press_sequentially("kot genowefa")
    expect(page.locator("#found-dzwoni")).to_contain_text(CLIENT)
    page.locator("#found-dzwoni button").first.click()
    expect(page.locator("#found-dzwoni")).to_have_count(0)
    page.locator("#found-klient button[value=ta-sama]").click()
    expect(page.locator("#osoby")).to_contain_text("We własnej sprawie")
    page.fill("#id_need", "Po powrocie ze szpitala potrzebuję rehabilitacji i opaski, gdybym upadła.")
    page.locator("#id_need").blur()
    for name in ("Rehabilitacja domowa", "Opaska bezpieczeństwa"):
        offer = page.locator(".sug li").filter(has_text=name).first
        if not offer.is_visible():
            page.locator("details.allsvc summary").click()
        offer.locator(".add, .pick").first.click()
        expect(page.locator("#wniosek")).to_contain_text(name)
    for fact in ("after_hospital", "referral"):  # that she lives alone, the register knows
        page.select_option(f"#id_f_{fact}", label="tak")
    page.check("#id_information")
    page.check("#id_clause")
    page.get_by_role("button", name="Złóż wniosek").click()
    expect(page.get_by_role("heading", name="Wniosek złożony")).to_be_visible()


def qualify(page: Page) -> None:
    page.goto(f"{TOWN}/wnioski/")
    page.get_by_role("main").locator("tr").filter(has_text=CLIENT).get_by_role("link").first.click()
    case = page.url
    for _ in range(2):
        page.get_by_role("link", name="Kwalifikuj").first.click()
        page.get_by_role("button", name="Zakwalifikuj").click()
        page.goto(case)
    expect(page.get_by_role("main")).to_contain_text("rozstrzygnięte 2 z 2")


def plan(page: Page) -> None:
    """Drafted, agreed and approved by the same person: allowed in a small centre, recorded and shown (art. 24(3))."""
    page.goto(f"{TOWN}/plany/")
    page.get_by_role("main").locator("tr").filter(has_text=CLIENT).get_by_role("button", name="Opracuj plan").click()
    for name, quantity in (("Rehabilitacja domowa", "15"), ("Opaska bezpieczeństwa", "1")):
        line = page.locator("tr").filter(has_text=name).first
        line.locator("[name$=goal]").fill("bezpiecznie w domu")
        line.locator("[name$=quantity]").fill(quantity)
        line.locator("select[name$=period]").select_option(label="łącznie")
        line.get_by_label("Kiedy").fill("po uzgodnieniu")
        line.locator("select[name$=provider]").select_option(label="CUS")
        line.locator("[name$=place]").fill("w domu")
    page.get_by_role("button", name="Zapisz zmiany").click()
    page.fill("#id_on", today().isoformat())
    page.fill("#id_how", "rozmowa w biurze")
    page.get_by_role("button", name="Zapisz ustalenie").click()
    page.get_by_role("button", name="Wyślij do zatwierdzenia").click()
    expect(page.get_by_text("Wysłano plan do zatwierdzenia")).to_be_visible()
    page.goto(f"{TOWN}/plany/?stan=do-zatwierdzenia")
    page.get_by_role("main").locator("tr").filter(has_text=CLIENT).get_by_role("link").first.click()
    page.get_by_role("button", name="Zatwierdź plan").click()
    expect(page.get_by_role("main")).to_contain_text("także autor planu")
    expect(page.get_by_role("link", name=re.compile("^Zleć"))).to_have_count(0)
