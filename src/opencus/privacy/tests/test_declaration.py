"""The declaration says all that the law asks, hangs on every page, and is reviewed before 31 March."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from opencus.centre.actors import Actor
from opencus.centre.models import Centre, Office, OfficeMatter
from opencus.centre.roles import Role
from opencus.core.clock import today
from opencus.privacy import queries, rules
from opencus.privacy.actions import accessibility as actions
from opencus.privacy.models import AccessibilityRequest, Declaration

Login = Callable[[Actor], Client]
Make = Callable[..., Actor]
IDS = (
    "a11y-wstep", "a11y-podmiot", "a11y-url", "a11y-data-publikacja", "a11y-data-aktualizacja", "a11y-status", "a11y-data-sporzadzenie",
    "a11y-kontakt", "a11y-osoba", "a11y-email", "a11y-telefon", "a11y-procedura", "a11y-architektura", "a11y-aplikacje",
)  # fmt: skip
TEMPLATES = Path(__file__).resolve().parents[2] / "core" / "templates"


def test_the_page_has_every_element_of_article_10(client: Client, founded: None) -> None:
    office = Office.objects.create(name="Skałka", street="ul. Próbna 1", postcode="00-001", town="Testowo", opening_hours="8-16", accessibility="Winda, pętla indukcyjna.")
    OfficeMatter.objects.create(office=office, matter="Usługi", valid_from=date(2021, 1, 1))
    page = client.get("/testowo/dostepnosc/").content.decode()
    assert [one for one in IDS if f'id="{one}"' not in page] == []
    for said in ("częściowo zgodna", "samoocena", "Winda, pętla", "Rzecznika Praw Obywatelskich", "7 dni", "2 miesiące", "migowego", "Ctrl+K", "aplikacji mobilnej"):
        assert said in page
    assert f'datetime="{today().isoformat()}"' in page


@pytest.mark.parametrize("template", ["staff.html", "portal.html", "phone.html", "plain.html"])
def test_every_base_template_links_the_declaration(template: str) -> None:
    assert 'include "ui/legal.html"' in (TEMPLATES / template).read_text()


def test_no_page_stands_outside_the_base_templates() -> None:
    rooms = Path(__file__).resolve().parents[2]
    bases = {"staff.html", "portal.html", "phone.html", "plain.html", "base.html"}
    outside = [
        path.name for path in rooms.glob("*/templates/**/*.html")
        if '{% extends "base.html"' in path.read_text() and path.name not in bases and "ui/legal.html" not in path.read_text()
    ]
    assert outside == []


def test_staff_phone_log_in_and_refusals_all_lead_to_it(client: Client, login: Login, director: Actor, make_actor: Make, centre: Centre) -> None:
    pages = {
        "desk": login(director).get("/testowo/pulpit/"), "refused": login(make_actor(Role.RECEPTION, name="Marek Bielecki")).get("/testowo/ochrona-danych/"),
        "missing": client.get("/testowo/nie-ma-takiej/"), "catalogue": client.get("/testowo/uslugi/"),
    }  # fmt: skip
    for name, page in pages.items():
        text = page.content.decode()
        assert 'href="/testowo/dostepnosc/"' in text, name
        assert 'href="/testowo/dane-osobowe/"' in text, name
    assert 'href="/dostepnosc/"' in client.get("/konto/login/").content.decode()
    assert client.get("/dostepnosc/").status_code == 302  # one centre: its own page
    assert client.get("/dane-osobowe/")["Location"] == "/testowo/dane-osobowe/"


@pytest.mark.parametrize(
    ("reviewed", "day", "due"),
    [
        (date(2026, 3, 1), date(2026, 12, 31), None), (date(2026, 3, 1), date(2027, 1, 31), None),
        (date(2026, 3, 1), date(2027, 2, 1), date(2027, 3, 31)), (date(2026, 3, 1), date(2027, 4, 1), date(2027, 3, 31)),
        (date(2027, 1, 2), date(2027, 2, 1), None), (date(2025, 3, 1), date(2027, 1, 5), date(2026, 3, 31)),
    ],
)  # fmt: skip
def test_the_reminder_begins_in_february_and_stays_until_reviewed(reviewed: date, day: date, due: date | None) -> None:
    assert rules.review_due(reviewed, day) == due


def test_the_review_stands_on_the_directors_desk_until_done(login: Login, director: Actor, founded: None) -> None:
    Declaration.objects.update(reviewed_on=date(2026, 3, 1))
    with time_machine.travel("2027-02-10 10:00", tick=False):
        client = login(director)
        assert "Przegląd deklaracji dostępności" in client.get("/testowo/pulpit/").content.decode()
        client.post("/testowo/ochrona-danych/deklaracja/przeglad/")
        assert queries.review_due(today()) is None
        client.post("/testowo/ochrona-danych/deklaracja/przeglad/")
    assert Declaration.objects.count() == 2  # the earlier version stays; a second click adds none


def test_saving_makes_a_new_version_and_gaps_are_named(login: Login, inspector: Actor, founded: None) -> None:
    current = queries.declaration()
    assert current is not None
    values = {name: getattr(current, name) for name in actions.KEPT_BY_REVIEW}
    with pytest.raises(ValidationError, match="nie jest dostępne"):
        actions.save_declaration(by=inspector, **{**values, "gaps": ""})
    with pytest.raises(ValidationError, match="przeprowadził ocenę"):
        actions.save_declaration(by=inspector, **{**values, "method": "third"})
    client, posted = login(inspector), {name: str(value) for name, value in values.items()}
    assert client.post("/testowo/ochrona-danych/deklaracja/", {**posted, "contact_name": ""}).status_code == 422
    assert client.post("/testowo/ochrona-danych/deklaracja/", {**posted, "contact_name": "Ewa Sikora"}).status_code == 302
    assert "Ewa Sikora" in client.get("/testowo/dostepnosc/").content.decode()


def test_a_request_for_accessibility_has_seven_days_and_at_most_two_months(login: Login, inspector: Actor) -> None:
    assert rules.accessibility_due(date(2026, 11, 2)) == date(2026, 11, 9)
    client = login(inspector)
    values = {"requester": "Jan Głuchy", "contact": "jan@example.invalid", "demand": "Napisy do filmu.", "received_on": today().isoformat()}
    assert client.post("/testowo/ochrona-danych/dostepnosc/", {**values, "demand": ""}).status_code == 422
    client.post("/testowo/ochrona-danych/dostepnosc/", values)
    row = AccessibilityRequest.objects.get()
    url = f"/testowo/ochrona-danych/dostepnosc/{row.id}/"
    far = (today() + timedelta(days=80)).isoformat()
    assert client.post(url + "krok/", {"krok": "termin", "until": far, "reason": "Film"}).status_code == 422
    near = (today() + timedelta(days=20)).isoformat()
    assert client.post(url + "krok/", {"krok": "termin", "until": near, "reason": "Film"}).status_code == 302
    assert client.post(url + "krok/", {"state": "done", "outcome": "Dodano napisy."}).status_code == 302
    assert "zapewniono dostępność" in client.get(url).content.decode()
    assert list(queries.open_access_requests()) == []
