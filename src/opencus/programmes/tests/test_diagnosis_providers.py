"""Who provides what in the area: the map, the base of services, gaps, the file (art. 21(3)(2), R10)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from opencus.catalogue.models import Organisation
from opencus.centre.actors import Actor
from opencus.centre.roles import Role
from opencus.programmes import queries_diagnosis
from opencus.programmes.actions import diagnosis_parts as parts
from opencus.programmes.models import Diagnosis, LocalProvider
from opencus.programmes.tests.factories import service
from opencus.programmes.tests.factories_diagnosis import asked_by, diagnosis

Make = Callable[..., Actor]
Login = Callable[[Actor], Client]


@pytest.fixture
def ewa(make_actor: Make) -> Actor:
    """Ewa Sikora, organiser of social services."""
    return make_actor(Role.OUS, name="Ewa Sikora")


@pytest.fixture
def row(ewa: Actor) -> Diagnosis:
    return diagnosis(ewa)


@pytest.fixture
def helping_hand(row: Diagnosis) -> Organisation:
    """Pomocna Dłoń with two services; a third one of nobody is ours, a fourth is over."""
    made = Organisation.objects.create(name="Pomocna Dłoń", short_name="PD", kind="ngo")
    service("OPI", "Opieka w domu", organisation=made, areas=["social_assistance"])
    service("FIZ", "Mobilny fizjoterapeuta", organisation=made, areas=["health", "disability_support"])
    service("ZLR", "Złota rączka", areas=["social_assistance"])
    service("STA", "Dawna usługa", organisation=Organisation.objects.create(name="Nieczynni", short_name="N", kind="ngo"), status="defunct")
    return made


def test_the_base_of_services_fills_the_map_once(ewa: Actor, row: Diagnosis, helping_hand: Organisation) -> None:
    told = parts.collect_providers(by=ewa, diagnosis=row)
    assert sorted(told.added) == ["Centrum Usług Społecznych w Testowo", "Pomocna Dłoń"]
    entry = LocalProvider.objects.get(name="Pomocna Dłoń")
    assert entry.services.splitlines() == ["Mobilny fizjoterapeuta", "Opieka w domu"]
    assert entry.areas == ["disability_support", "health", "social_assistance"]
    again = parts.collect_providers(by=ewa, diagnosis=row)
    assert (again.added, again.completed, again.kept) == ([], [], 2)
    assert row.providers.count() == 2


def test_what_was_typed_stays_and_only_what_is_missing_is_added(ewa: Actor, row: Diagnosis, helping_hand: Organisation) -> None:
    parts.write_provider(by=ewa, diagnosis=row, name="POMOCNA DŁOŃ", kind="other", services="Spacery z psem", areas=["environment"], capacity="20 osób")
    told = parts.collect_providers(by=ewa, diagnosis=row)
    assert told.completed == ["POMOCNA DŁOŃ"]
    entry = LocalProvider.objects.get(name="POMOCNA DŁOŃ")
    assert entry.services.splitlines() == ["Spacery z psem", "Mobilny fizjoterapeuta", "Opieka w domu"]
    assert (entry.kind, entry.capacity, "environment" in entry.areas) == ("other", "20 osób", True)
    service("NEW", "Kino plenerowe", organisation=helping_hand, areas=["culture"])
    assert parts.collect_providers(by=ewa, diagnosis=row).completed == ["POMOCNA DŁOŃ"]


def test_a_name_stands_once(ewa: Actor, row: Diagnosis) -> None:
    values = {"name": "Dom Kultury", "kind": "municipal", "services": "kino", "areas": ["culture"]}
    parts.write_provider(by=ewa, diagnosis=row, **values)
    with pytest.raises(ValidationError, match="już na liście"):
        parts.write_provider(by=ewa, diagnosis=row, **values)


def test_the_map_counts_and_says_what_nobody_does(ewa: Actor, row: Diagnosis, login: Login, helping_hand: Organisation) -> None:
    parts.collect_providers(by=ewa, diagnosis=row)
    areas = queries_diagnosis.areas_of(row)
    made = {one.code: one for one in queries_diagnosis.provider_map(row.providers.all(), areas)}
    assert (made["social_assistance"].total, made["health"].total, made["culture"].total) == (2, 1, 0)
    assert len(queries_diagnosis.gaps(made.values())) == len(areas) - 3
    page = login(ewa).get(f"/testowo/program/diagnozy/{row.id}/wykonawcy/").content.decode()
    assert "Zakresy bez wykonawcy:" in page
    assert "kultura" in page.split("Zakresy bez wykonawcy:")[1].split("</div>")[0]


def test_the_list_is_narrowed_by_area_and_kind_and_exported(ewa: Actor, row: Diagnosis, login: Login, helping_hand: Organisation) -> None:
    parts.collect_providers(by=ewa, diagnosis=row)
    client, url = login(ewa), f"/testowo/program/diagnozy/{row.id}/wykonawcy/"
    narrowed = client.get(f"{url}?zakres=social_assistance&rodzaj=ngo")
    assert [one.name for one in narrowed.context["page"]] == ["Pomocna Dłoń"]
    assert "Nikt taki tu nie działa." in client.get(f"{url}?zakres=culture").content.decode()
    table = client.post(f"{url}pobierz/", {"format": "csv"}).content.decode()
    assert "Pomocna Dłoń,organizacja pozarządowa,Mobilny fizjoterapeuta; Opieka w domu" in table


def test_the_button_says_what_it_added(ewa: Actor, row: Diagnosis, login: Login, helping_hand: Organisation) -> None:
    client, url = login(ewa), f"/testowo/program/diagnozy/{row.id}/wykonawcy/"
    assert "Dodano 2: " in client.post(f"{url}z-bazy/", follow=True).content.decode()
    assert "Nie było nikogo do dodania. Bez zmian: 2." in client.post(f"{url}z-bazy/", follow=True).content.decode()
    Diagnosis.objects.filter(id=row.id).update(state="in_consultation")
    refused = client.post(f"{url}z-bazy/")
    assert refused.status_code == 422
    assert "treść się nie zmienia" in refused.content.decode()


def test_an_entry_needs_an_area_and_keeps_what_was_typed(ewa: Actor, row: Diagnosis, login: Login) -> None:
    client, url = login(ewa), f"/testowo/program/diagnozy/{row.id}/wykonawcy/nowy/"
    page = client.post(url, {"name": "Jan Kowal, rehabilitant", "kind": "other", "services": "masaż"})
    assert page.status_code == 422
    assert "Jan Kowal, rehabilitant" in page.content.decode()
    assert client.post(url, {"name": "Jan Kowal, rehabilitant", "kind": "other", "services": "masaż", "areas": ["health"]}).status_code == 302
    one = LocalProvider.objects.get()
    assert client.post(f"/testowo/program/diagnozy/wykonawcy/{one.id}/", {"krok": "usun"}).status_code == 302
    assert not LocalProvider.objects.exists()


def test_the_map_asks_the_same_number_of_questions_for_one_and_for_many(ewa: Actor, row: Diagnosis, login: Login) -> None:
    client, url = login(ewa), f"/testowo/program/diagnozy/{row.id}/wykonawcy/"
    for number in range(30):
        parts.write_provider(by=ewa, diagnosis=row, name=f"Podmiot {number}", kind="ngo", services="x", areas=["health"])
        if number == 0:
            client.get(url)
            one = asked_by(client, url)
    assert asked_by(client, url) == one
    assert len(client.get(url).context["page"]) == 25
