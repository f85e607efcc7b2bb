"""The UI kit in a real browser: axe finds nothing, nothing scrolls sideways, the policy forbids nothing we use.

Pages are rendered here and handed to the browser together with the static files: no server, no database.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.test import RequestFactory

from opencus.config.middleware import POLICY
from opencus.core import gallery

from .axe import violations

pytest.importorskip("playwright")
from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.journey

HOST = "http://ui.test"
LOOKS = ("light.normal.1", "dark.normal.1", "light.high.1", "auto.normal.3")
WIDTHS = (320, 390, 600, 768, 900, 1024, 1440, 1920)


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page of the kit in a given look and width; every complaint of the browser fails the test."""
    complaints: list[str] = []
    contexts: list[Any] = []

    def go(shell: str = "", *, look: str = "light.normal.1", width: int = 1440, axe: bool = False) -> Page:
        dark = "dark" if look.startswith("auto") else "light"
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=dark, bypass_csp=axe
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.route("**/*", lambda route: answer(route, look))
        page.goto(f"{HOST}/{shell}")
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []


def answer(route: Route, look: str) -> None:
    """What the server would say: a static file, or the rendered page with the real policy."""
    path = route.request.url.removeprefix(HOST).partition("?")[0]
    if path.startswith("/static/"):
        found = finders.find(path.removeprefix("/static/"))
        assert isinstance(found, str), path
        route.fulfill(path=found, content_type=mimetypes.guess_type(found)[0] or "font/woff2")
        return
    request = RequestFactory().get(path)
    request.COOKIES["ui"] = look
    request.user = AnonymousUser()
    shell = path.strip("/")
    response = gallery.shell(request, shell) if shell else gallery.show(request)
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
    route.fulfill(body=response.content, headers=headers)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_the_gallery(visit: Callable[..., Page], look: str, width: int) -> None:
    page = visit(look=look, width=width, axe=True)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert violations(page) == []


@pytest.mark.parametrize("shell", sorted(gallery.SHELLS))
def test_axe_finds_nothing_in_the_other_shells(visit: Callable[..., Page], shell: str) -> None:
    for look in LOOKS:
        assert violations(visit(shell, look=look, width=390, axe=True)) == [], look


@pytest.mark.parametrize("look", ["light.normal.1", "light.normal.3"])
@pytest.mark.parametrize("shell", ["", "portal", "telefon", "logowanie", "pulpit", "403"])
def test_nothing_scrolls_sideways(visit: Callable[..., Page], shell: str, look: str) -> None:
    page = visit(shell, look=look)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_icons_fonts_and_scripts_pass_the_policy(visit: Callable[..., Page]) -> None:
    page = visit()
    page.evaluate("document.fonts.ready.then(() => true)")
    assert page.evaluate("document.fonts.check('16px \"OpenCUS Sans\"', 'Zażółć 0')")
    assert page.evaluate("document.documentElement.classList.contains('js')")
    assert page.evaluate("typeof htmx") == "object"


def test_the_keyboard_opens_the_list_of_shortcuts_and_arrows_move(visit: Callable[..., Page]) -> None:
    page = visit()
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    assert "Zapisz i dalej" in page.locator("dialog#keys").inner_text()
    page.keyboard.press("Escape")
    page.locator("#wyniki a").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "Jan Kowal"


def test_a_draft_comes_back_but_never_the_pesel(visit: Callable[..., Page]) -> None:
    page = visit("szkic")
    page.fill("[name=note]", "Zadzwoń do córki")
    page.fill("[name=pesel]", "44030900001")
    page.wait_for_timeout(
        700
    )  # the draft is written 0.4 s after the last key; polling needs eval, which the policy forbids
    assert "44030900001" not in page.evaluate("JSON.stringify(sessionStorage)")
    page.reload()
    assert page.input_value("[name=note]") == "Zadzwoń do córki"
    assert page.input_value("[name=pesel]") == ""


def test_a_draft_is_forgotten_when_another_person_logs_in(visit: Callable[..., Page]) -> None:
    page = visit("szkic")

    def come(reader: str) -> list[str]:
        page.evaluate("reader => { document.documentElement.dataset.reader = reader; guardDrafts(); }", reader)
        return list(page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft:'))"))

    come("anna")
    page.evaluate("sessionStorage.setItem('draft:/szkic:galeria', 'x')")
    assert come("anna") == ["draft:/szkic:galeria"]
    assert come("marek") == []
