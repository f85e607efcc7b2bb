"""Everybody comes in by their own door."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(
    ("email", "address"),
    [
        ("recepcja@starachowice.invalid", "/starachowice/pulpit/"),
        ("kierownik@pomocna-dlon.invalid", "/starachowice/umowy/"),
        ("fizjoterapeuta@pomocna-dlon.invalid", "/starachowice/teren/"),
        ("teresa.zych@wojcieszkow.invalid", "/wojcieszkow/pulpit/"),
    ],
)
def test_each_person_lands_on_their_own_first_page(enter: Callable[..., Page], email: str, address: str) -> None:
    page = enter(email)
    assert address in page.url


def test_rooms_a_small_centre_does_not_use_are_hidden(enter: Callable[..., Page]) -> None:
    page = enter("teresa.zych@wojcieszkow.invalid")
    menu = page.get_by_role("navigation").first
    expect(menu.get_by_role("link", name="Plany usług")).to_be_visible()
    expect(menu.get_by_role("link", name="Rozliczenia")).to_have_count(0)
    expect(menu.get_by_role("link", name="Kalendarz")).to_have_count(0)
