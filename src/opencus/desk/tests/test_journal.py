"""The journal on the screen: who may look, what is hidden, and that looking is an entry too."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client

from opencus.audit import chain, journal, queries
from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.core.clock import today
from opencus.core.tenancy import acting_in
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
def inspector(make_actor: Make) -> Actor:
    return make_actor(Role.INSPECTOR, name="Tomasz Wilk")


def looked(by: Actor, person: Person) -> None:
    journal.write(events.OPENED, by=by, subject=person, person_id=person.id, purpose="karta osoby")


def test_the_inspector_sees_who_looked_but_not_at_whom(
    halina: Person, inspector: Actor, make_actor: Make, get: Get
) -> None:
    looked(make_actor(Role.KIPUS, name="Anna Kowalik"), halina)
    page = get(inspector, "/dziennik/")
    assert "Anna Kowalik" in page
    assert "Otwarto kartę osoby" in page
    assert f"osoba {halina.id.hex[-6:]}" in page
    assert "Wesołowska" not in page
    get(inspector, f"/osoba/{halina.id}/", 403)
    get(inspector, "/osoby/", 403)


def test_the_director_who_may_open_files_sees_the_name(halina: Person, make_actor: Make, get: Get) -> None:
    director = make_actor(Role.DIRECTOR, name="Barbara Nowicka")
    looked(director, halina)
    assert "Halina Wesołowska" in get(director, "/dziennik/")


@pytest.mark.parametrize("role", [Role.KIPUS, Role.RECEPTION, Role.ADMINISTRATOR, Role.ACCOUNTANT])
def test_nobody_else_reads_the_journal(make_actor: Make, get: Get, login: Login, role: Role) -> None:
    actor = make_actor(role)
    assert "wgląd w rejestr dostępu do danych" in get(actor, "/dziennik/", 403)
    for page in ("sygnaly", "lancuch", "przechowywanie"):
        get(actor, f"/dziennik/{page}/", 403)
    for form in ("pobierz", "lancuch", "alarm/1", "odcisk", "odcisk/wyjasnienie", "przechowywanie"):
        assert login(actor).post(f"/testowo/dziennik/{form}/").status_code == 403
    assert login(actor).post("/testowo/dziennik/osoba/", {"q": "wesołowska"}).status_code == 403


def test_looking_into_the_journal_is_an_entry(halina: Person, inspector: Actor, get: Get) -> None:
    get(inspector, f"/dziennik/?osoba={halina.id}&rodzaj=zagladanie")
    entry = Entry.objects.get(kind="desk.journal.read")
    assert entry.person_id == halina.id
    assert entry.sentence == "przeglądano dziennik (jedna osoba, zaglądanie do danych), strona 1"


def test_filters_by_person_user_and_day(halina: Person, make_actor: Make, inspector: Actor, get: Get) -> None:
    anna, marek = (
        make_actor(Role.KIPUS, name="Anna Kowalik"),
        make_actor(Role.RECEPTION, name="Marek Bielecki"),
    )
    other = people.person("Zofia", "Inna")
    looked(anna, halina)
    looked(marek, other)
    assert "1\u00a0wpis ·" in get(inspector, f"/dziennik/?osoba={halina.id}")
    assert "1\u00a0wpis ·" in get(inspector, f"/dziennik/?kto={marek.user_id}&osoba={other.id}")
    assert "Nie ma takich wpisów" in get(inspector, "/dziennik/?dzien=2021-01-01")
    assert "Podaj dzień" in get(inspector, "/dziennik/?dzien=wczoraj", 422)
    assert f"osoba {halina.id.hex[-6:]}" in get(inspector, f"/dziennik/?dzien={today().isoformat()}")


def test_a_person_is_chosen_by_post_and_the_address_is_opaque(
    halina: Person, inspector: Actor, login: Login
) -> None:
    response = login(inspector).post("/testowo/dziennik/osoba/", {"q": "wesołowska halina"})
    assert response.status_code == 302
    assert response["Location"] == f"/testowo/dziennik/?osoba={halina.id}"
    assert Entry.objects.get(kind="desk.journal.choose").data == {"found": 1}


def test_of_several_people_the_inspector_sees_initials_and_year_only(
    halina: Person, inspector: Actor, login: Login
) -> None:
    people.person("Jan", "Wesołowski")
    page = login(inspector).post("/testowo/dziennik/osoba/", {"q": "wesoł"}).content.decode()
    assert "H. W." in page
    assert "Halina" not in page


def test_nobody_found_is_said_and_the_text_is_kept(inspector: Actor, login: Login) -> None:
    response = login(inspector).post("/testowo/dziennik/osoba/", {"q": "nikt taki"})
    assert response.status_code == 422
    assert "Nie ma takiej osoby" in response.content.decode()
    assert "nikt taki" in response.content.decode()


def test_the_export_holds_codes_and_is_written_down(
    halina: Person, inspector: Actor, make_actor: Make, login: Login
) -> None:
    looked(make_actor(Role.KIPUS, name="Anna Kowalik"), halina)
    response = login(inspector).post("/testowo/dziennik/pobierz/", {"osoba": str(halina.id), "format": "csv"})
    text = response.content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("numer,kiedy,kto")
    assert "Anna Kowalik" in text
    assert "Wesołowska" not in text
    assert Entry.objects.get(kind="desk.journal.export").data["rows"] == 1


def test_the_chain_is_said_to_hold(halina: Person, inspector: Actor, login: Login) -> None:
    looked(inspector, halina)
    journal.seal()
    page = login(inspector).post("/testowo/dziennik/lancuch/", follow=True).content.decode()
    assert "Łańcuch nienaruszony" in page


def test_a_broken_chain_is_named_by_its_link(
    halina: Person, inspector: Actor, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked(inspector, halina)
    journal.seal()
    monkeypatch.setattr(chain, "genesis", lambda centre_id: b"not what it was")
    page = login(inspector).post("/testowo/dziennik/lancuch/", follow=True).content.decode()
    assert "Łańcuch przerwany. ogniwo 1, wpis nr" in page
    assert "zmieniono" in Entry.objects.get(kind="desk.journal.verify").data["result"]


def test_the_tail_that_waits_for_its_seal_is_counted(halina: Person, inspector: Actor) -> None:
    looked(inspector, halina)
    looked(inspector, halina)
    journal.seal(1)
    state = queries.seal_state()
    assert (state.entries, state.sealed, state.waiting) == (2, 1, 1)


def test_another_centre_is_not_in_the_journal(other_centre: Centre, inspector: Actor, get: Get) -> None:
    with acting_in(other_centre.id):
        journal.write(events.SEARCHED, by=Actor.system(other_centre.id), found=3)
    assert "szukano osób" not in get(inspector, "/dziennik/").lower()


def test_the_screen_offers_no_way_to_change_an_entry(halina: Person, inspector: Actor) -> None:
    looked(inspector, halina)
    with (
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM audit_entry")


@pytest.mark.parametrize("typed", ["0001-01-01", "0001-01-02", "9999-12-30", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_answered(inspector: Actor, login: Login, typed: str) -> None:
    assert login(inspector).get("/testowo/dziennik/", {"dzien": typed}).status_code < 500


def test_a_long_list_is_paged_by_keys_without_gaps(halina: Person, inspector: Actor, make_actor: Make, login: Login) -> None:
    anna = make_actor(Role.KIPUS, name="Anna Kowalik")
    for _ in range(120):
        looked(anna, halina)
    client, seen = login(inspector), []
    address = f"/testowo/dziennik/?osoba={halina.id}&rodzaj=zagladanie"
    while address:
        page = client.get(address).content.decode()
        assert "120\u00a0wpisów" in page
        seen += re.findall(r"<small>nr (\d+)</small>", page)
        older = re.search(r'href="(\?[^"]*przed=\d+)"', page)
        address = "/testowo/dziennik/" + html.unescape(older[1]) if older else ""
    assert len(seen) == len(set(seen)) == 120
    newer = re.search(r'href="(\?[^"]*po=\d+)"', page)
    assert newer
    back = client.get("/testowo/dziennik/" + html.unescape(newer[1])).content.decode()
    assert re.findall(r"<small>nr (\d+)</small>", back) == seen[50:100]


def test_without_a_person_or_days_the_list_reaches_back_thirty_days(inspector: Actor, get: Get) -> None:
    page = get(inspector, "/dziennik/")
    assert f'value="{(today() - timedelta(days=29)).isoformat()}"' in page


@pytest.mark.parametrize("typed", ["od=2026-11-22&do=2026-11-21", "od=0000", "przed=99999999999999999999", "po=x", "kto=nic", "rodzaj=brak", "sygnal=brak"])
def test_nonsense_in_the_address_is_answered(inspector: Actor, login: Login, typed: str) -> None:
    assert login(inspector).get(f"/testowo/dziennik/?{typed}").status_code in (200, 422)


def test_the_export_as_a_workbook(halina: Person, inspector: Actor, login: Login) -> None:
    looked(inspector, halina)
    response = login(inspector).post("/testowo/dziennik/pobierz/", {"format": "xlsx"})
    assert response.content.startswith(b"PK")
    assert login(inspector).get("/testowo/dziennik/pobierz/").status_code == 405
