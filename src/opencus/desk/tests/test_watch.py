"""Signals, alarms, the report on one person, anchors on the screen, terms of keeping."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db.models import Value
from django.test import Client

from opencus.audit import journal, own
from opencus.audit.anchor import Anchor
from opencus.audit.models import Alarm, AnchorCopy, Entry, Link, Term
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.core.clock import WARSAW, now, today
from opencus.desk.queries import hints
from opencus.people import events
from opencus.people.models import Person
from opencus.people.tests import factories as people

Get = Callable[..., str]
Make = Callable[..., Actor]
Login = Callable[[Actor], Client]


@pytest.fixture
def halina(centre: Centre) -> Person:
    return people.halina()


@pytest.fixture
def tomasz(make_actor: Make) -> Actor:
    return make_actor(Role.INSPECTOR, name="Tomasz Wilk")


@pytest.fixture
def anna(make_actor: Make) -> Actor:
    return make_actor(Role.KIPUS, name="Anna Kowalik")


def looked(by: Actor, person: Person, purpose: str = "karta osoby") -> None:
    journal.write(events.OPENED, by=by, subject=person, person_id=person.id, purpose=purpose)


def test_who_looked_at_a_person_is_one_page_with_names_for_the_inspector(
    halina: Person, tomasz: Actor, anna: Actor, get: Get
) -> None:
    looked(anna, halina, "rozmowa")
    looked(anna, halina, "wizyta")
    page = get(tomasz, f"/dziennik/osoba/{halina.id}/")
    assert "Anna Kowalik" in page
    assert "rozmowa; wizyta" in page
    assert "2\u00a0wglądy" in page
    assert "Wesołowska" not in page
    assert Entry.objects.get(kind="desk.journal.report").data == {"rows": 2, "how": "z nazwiskami"}


def test_the_version_for_the_person_names_posts_in_place_of_people(
    halina: Person, make_actor: Make, anna: Actor, get: Get
) -> None:
    looked(anna, halina)
    page = get(make_actor(Role.DIRECTOR, name="Barbara Nowicka"), f"/dziennik/osoba/{halina.id}/?widok=dla-osoby")
    assert "Anna Kowalik" not in page
    assert "Koordynator indywidualnych planów" in page
    assert "Halina Wesołowska" in page
    assert "C-579/21" in page


def test_a_person_nobody_knows_has_no_report(tomasz: Actor, get: Get) -> None:
    get(tomasz, f"/dziennik/osoba/{uuid4()}/", 404)


def test_an_alarm_waits_for_the_inspector_and_is_lifted_with_a_reason(tomasz: Actor, anna: Actor, get: Get, login: Login) -> None:
    alarm = Alarm.objects.create(actor_id=anna.user_id, level="alarm", raised_at=now(), openings=1000)
    page = get(tomasz, "/dziennik/sygnaly/")
    assert "1\u00a0000" in page
    assert "Anna Kowalik" in page
    assert "Alarmy dostępu do danych" in get(tomasz, "/pulpit/")
    client = login(tomasz)
    refused = client.post(f"/testowo/dziennik/alarm/{alarm.id}/", {"powod": " "})
    assert refused.status_code == 422
    assert "Napisz, co się okazało." in refused.content.decode()
    assert client.post(f"/testowo/dziennik/alarm/{alarm.id}/", {"powod": "Spis roczny"}).status_code == 302
    alarm.refresh_from_db()
    assert (alarm.lifted_by, alarm.reason) == (tomasz.user_id, "Spis roczny")
    assert client.post("/testowo/dziennik/alarm/999999/", {"powod": "x"}).status_code == 404


def test_a_busy_hour_stands_out_against_ones_own_usual(halina: Person, anna: Actor, make_actor: Make) -> None:
    marek = make_actor(Role.RECEPTION, name="Marek Bielecki")
    for _ in range(30):
        looked(anna, halina)
    for _ in range(4):
        looked(marek, halina)
    paces = hints.paces(today())
    assert [(one.who, one.peak, one.unusual) for one in paces] == [("Anna Kowalik", 30, True), ("Marek Bielecki", 4, False)]


@pytest.mark.parametrize(
    ("moment", "late"),
    [("2026-11-18 05:59", True), ("2026-11-18 06:00", False), ("2026-11-18 20:00", True), ("2026-11-21 12:00", True), ("2026-11-11 12:00", True)],
)
def test_out_of_hours_is_early_late_weekend_and_holiday(
    halina: Person, anna: Actor, moment: str, late: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hints.clock, "today", lambda: date(2026, 11, 22))
    looked(anna, halina)
    # Only the owner of the tables could move an entry, so the moment takes the place of the column.
    told = hints.out_of_hours(Entry.objects.filter(kind=events.OPENED.name), at=Value(datetime.fromisoformat(moment).replace(tzinfo=WARSAW)))
    assert told.exists() is late


def test_namesakes_are_compared_in_both_genders(centre: Centre, make_actor: Make) -> None:
    ewa = make_actor(Role.KIPUS, name="Ewa Nowicka")
    namesake, other = people.person("Jan", "Nowicki"), people.person("Jan", "Nowickiewicz")
    looked(ewa, namesake)
    looked(ewa, other)
    hint = hints.namesakes(today())[0]
    assert (hint.who, hint.times, hint.people, hint.note) == ("Ewa Nowicka", 1, 1, "w centrum osób o tym nazwisku: 1")
    assert hints.surnames("Ewa Nowicka-Zając") == ["nowicka", "nowicki", "zajac"]
    assert hints.surnames("") == []


def test_many_searches_without_an_opening_are_a_hint(halina: Person, anna: Actor, make_actor: Make) -> None:
    marek = make_actor(Role.RECEPTION, name="Marek Bielecki")
    for who in (anna, marek):
        for _ in range(30):
            journal.write(events.SEARCHED, by=who, found=1)
    for _ in range(3):
        looked(marek, halina)
    assert [(one.who, one.times, one.people) for one in hints.searches(today())] == [("Anna Kowalik", 30, 0)]


def test_every_number_of_the_signals_opens_its_list(halina: Person, tomasz: Actor, anna: Actor, get: Get) -> None:
    looked(anna, halina)
    for query in ("sygnal=poza-godzinami", "sygnal=szukanie", "sygnal=to-samo-nazwisko", "rodzaj=proby", "rodzaj=zagladanie", "rodzaj=pobrania", "rodzaj=pilne"):
        get(tomasz, f"/dziennik/?kto={anna.user_id}&od={today() - timedelta(days=27)}&{query}")
    assert "1\u00a0wpis ·" in get(tomasz, f"/dziennik/?kto={anna.user_id}&rodzaj=zagladanie")


@pytest.fixture
def anchored(centre: Centre, halina: Person, anna: Actor) -> Anchor:
    for _ in range(3):
        looked(anna, halina)
    journal.seal()
    link = Link.objects.latest("number")
    at = Entry.objects.get(id=link.entry_id).at
    AnchorCopy.objects.create(
        place="mail", taken_at=now(), number=link.number, entry=link.entry_id, entry_at=at, hash=bytes(link.hash).hex(), sent_at=now()
    )
    return Anchor("testowo", now(), link.number, link.entry_id, at, bytes(link.hash).hex())


def test_a_pasted_letter_is_compared_with_the_chain(tomasz: Actor, anchored: Anchor, login: Login) -> None:
    page = login(tomasz).post("/testowo/dziennik/odcisk/", {"odcisk": f"Dzień dobry,\n{anchored.line()}\n"}).content.decode()
    assert "Odcisk się zgadza." in page
    assert Entry.objects.get(kind="audit.anchor.compared").data["result"] == "zgadza się"


def test_a_head_that_does_not_fit_is_said_and_can_be_explained(tomasz: Actor, anchored: Anchor, login: Login) -> None:
    other = Anchor("testowo", anchored.taken_at, 900, 10**9, anchored.entry_at, "ab" * 32)
    client = login(tomasz)
    page = client.post("/testowo/dziennik/odcisk/", {"odcisk": other.line()}).content.decode()
    assert "Odcisk się nie zgadza." in page
    assert "przywrócono starą kopię" in page
    assert client.post("/testowo/dziennik/odcisk/wyjasnienie/", {"odcisk": other.line()}).status_code == 422
    sent = {"odcisk": other.line(), "powod": "Odtworzenie z kopii po awarii dysku, wie dyrektor."}
    assert client.post("/testowo/dziennik/odcisk/wyjasnienie/", sent).status_code == 302
    assert Entry.objects.get(kind="audit.anchor.explained").data["number"] == 900


@pytest.mark.parametrize("typed", ["", "nic takiego", "{", "x" * 30_000])
def test_what_is_no_head_is_said_and_kept(tomasz: Actor, login: Login, typed: str) -> None:
    response = login(tomasz).post("/testowo/dziennik/odcisk/", {"odcisk": typed})
    assert response.status_code == 422
    assert "Nie ma tu odcisku tego centrum" in response.content.decode()


def test_the_chain_page_shows_where_heads_went(tomasz: Actor, anchored: Anchor, get: Get) -> None:
    page = get(tomasz, "/dziennik/lancuch/")
    assert "e-mail do inspektora" in page
    assert anchored.groups in page


def test_a_term_can_only_be_lengthened_on_the_screen(tomasz: Actor, login: Login) -> None:
    client = login(tomasz)
    for years in ("3", "", "x", "٣", "1000"):
        response = client.post("/testowo/dziennik/przechowywanie/", {"rodzaj": "case", "lata": years})
        assert response.status_code == 422, years
    assert client.post("/testowo/dziennik/przechowywanie/", {"rodzaj": "case", "lata": "15"}).status_code == 302
    assert Term.objects.get().years == 15
    assert "15\u00a0lat" in client.get("/testowo/dziennik/przechowywanie/").content.decode()


def test_watching_is_never_counted_as_opening(halina: Person, tomasz: Actor, get: Get) -> None:
    get(tomasz, f"/dziennik/?osoba={halina.id}")
    get(tomasz, f"/dziennik/osoba/{halina.id}/")
    journal.write(own.COMPARED, by=tomasz, number=1, result="zgadza się")
    assert not hints.paces(today())


def test_the_history_of_a_person_leads_the_director_to_the_report(halina: Person, make_actor: Make, get: Get) -> None:
    link = f"/testowo/dziennik/osoba/{halina.id}/"
    assert link in get(make_actor(Role.DIRECTOR, name="Barbara Nowicka"), f"/osoba/{halina.id}/historia/")
    assert link not in get(make_actor(Role.OUS, name="Ewa Sikora"), f"/osoba/{halina.id}/historia/")
