"""The gallery, the shells and the display settings."""

from __future__ import annotations

import re
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory

from opencus.core import gallery, ui_settings
from opencus.core.templatetags.ui import icon_names

STATIC = Path(ui_settings.__file__).parent / "static" / "opencus"
SRC = Path(ui_settings.__file__).parents[1]


def request(path: str = "/ui/", cookie: str = "", **post: str) -> HttpRequest:
    made = RequestFactory().post(path, post) if post else RequestFactory().get(path)
    made.COOKIES.update({"ui": cookie} if cookie else {})
    made.user = AnonymousUser()
    return made


def test_the_gallery_shows_every_component() -> None:
    html = gallery.show(request()).content.decode()
    for words in (
        "Galeria interfejsu",
        "zostało 9",
        "kończy się",
        "Popraw te błędy",
        "Brak wyników",
        "1.06–30.11.2026",
    ):
        assert words in html


@pytest.mark.parametrize("shell", sorted(gallery.SHELLS))
def test_every_shell_and_error_page_renders(shell: str) -> None:
    html = gallery.shell(request(), shell).content.decode()
    assert html.count("<main") == 1
    assert 'href="#main"' in html
    assert "<h1" in html
    assert '<html lang="pl"' in html


@pytest.mark.parametrize("page", ["400.html", "403.html", "404.html", "422.html", "500.html", "lockout.html"])
def test_an_error_page_needs_no_context_and_says_what_to_do(page: str) -> None:
    assert "Co możesz zrobić" in render_to_string(page)


def test_a_refusal_shows_its_reason() -> None:
    assert "Twoja rola nie obejmuje kwalifikacji." in render_to_string(
        "403.html", {"reason": "Twoja rola nie obejmuje kwalifikacji."}
    )


def test_a_page_with_errors_says_so_in_its_title() -> None:
    assert "<title>Błąd: " in render_to_string("plain.html", {"form": gallery.bad_form()})
    assert "<title>Błąd: " in render_to_string("plain.html", {"form_errors": True})
    assert "<title>Błąd: " not in render_to_string("plain.html", {"form": gallery.good_form()})


def test_the_settings_stand_on_the_page() -> None:
    html = gallery.show(request(cookie="dark.high.3")).content.decode()
    assert 'data-theme="dark" data-contrast="high" data-size="3"' in html


@pytest.mark.parametrize("cookie", ["", "x.y.z", "dark", '"><script>.high.9', "....."])
def test_a_broken_cookie_falls_back_quietly(cookie: str) -> None:
    chosen = ui_settings.read(request(cookie=cookie))
    assert chosen.theme in {"auto", "dark"}
    assert chosen.size == "1"


def test_one_setting_is_changed_and_the_others_stay() -> None:
    answer = ui_settings.save(request(cookie="dark.normal.2", contrast="high", next="/osoby/?strona=2"))
    assert answer.status_code == 302
    assert answer["Location"] == "/osoby/?strona=2"
    kept: SimpleCookie = answer.cookies
    assert kept["ui"].value == "dark.high.2"
    assert kept["ui"]["httponly"]
    assert kept["ui"]["samesite"] == "Lax"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_the_way_back_never_leaves_the_house(target: str) -> None:
    assert ui_settings.save(request(theme="dark", next=target))["Location"] == "/"


def test_settings_are_only_changed_by_post() -> None:
    assert ui_settings.save(request()).status_code == 405


def test_dark_by_choice_and_dark_by_the_system_are_the_same() -> None:
    css = (STATIC / "tokens.css").read_text()
    chosen = re.search(r'\n\[data-theme="dark"\] \{(.*?)\}', css, re.S)
    system = re.search(r':root:not\(\[data-theme="light"\], \[data-theme="dark"\]\) \{(.*?)\}', css, re.S)
    assert chosen
    assert system
    assert chosen[1].split() == system[1].split()


def test_high_contrast_leaves_no_colour_of_the_light_theme() -> None:
    css = (STATIC / "tokens.css").read_text()
    names: dict[str, set[str]] = {}
    for key, selector in (("light", ":root {"), ("high", ':root[data-contrast="high"] {')):
        block = css.split(selector, 1)[1].split("}", 1)[0]
        pairs = re.findall(r"(--[\w-]+):\s*([^;]+);", block)
        names[key] = {name for name, value in pairs if key == "high" or "#" in value or "rgba" in value}
    assert names["light"] - names["high"] <= {"--shadow-2", "--edge", "--r"}


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    literal = re.compile(r"""(?:\{%\s*icon\s+|(?:link_)?icon=)["']([a-z0-9-]+)["']""")
    named = {
        (name, path.name)
        for path in SRC.rglob("templates/**/*.html")
        for name in literal.findall(path.read_text())
    }
    assert {pair for pair in named if pair[0] not in icon_names()} == set()


def test_every_file_that_the_styles_name_is_there() -> None:
    for sheet in STATIC.glob("*.css"):
        for url in re.findall(r"url\(([^)]+)\)", sheet.read_text()):
            if not url.strip("\"'").startswith("data:"):
                assert (STATIC / url.strip("\"'")).is_file(), f"{sheet.name}: {url}"


def test_text_sizes_scale_because_no_stylesheet_fixes_letters_in_pixels() -> None:
    fixed: dict[str, Any] = {
        sheet.name: re.findall(r"font-size:\s*[\d.]+px", sheet.read_text())
        for sheet in STATIC.glob("*.css") if sheet.name != "govuk.css"
    }  # fmt: skip
    assert {name: found for name, found in fixed.items() if found} == {}


def test_no_letter_is_absurdly_large() -> None:
    for sheet in STATIC.glob("*.css"):
        for size in re.findall(r"font(?:-size)?:[^;}]*?([\d.]+)rem", sheet.read_text()):
            assert float(size) <= 5, f"{sheet.name}: {size}rem"
