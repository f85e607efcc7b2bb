"""What a draft offers is edited on screens; a version beyond its draft only reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from opencus.audit.models import Entry
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.programmes.actions import offer as actions
from opencus.programmes.models import Clause, ProgrammeService, TargetGroup
from opencus.programmes.tests.factories import handyman, physiotherapist, senior_taxi, service
from opencus.programmes.tests.factories_offer import AGE_60, draft, drafted

Login = Callable[[Actor], Client]
URL = "/testowo/program/"


@pytest.fixture
def ewa(make_actor: Callable[..., Actor]) -> Actor:
    """Ewa Sikora, organiser of social services."""
    return make_actor(Role.OUS, name="Ewa Sikora")


@pytest.fixture
def marek(make_actor: Callable[..., Actor]) -> Actor:
    """Marek Bielecki, reception."""
    return make_actor(Role.RECEPTION, name="Marek Bielecki")


def typed(**fields: Any) -> dict[str, Any]:
    """The plain data of a service as its form sends them."""
    return {
        "track": "programme", "division": "social_services", "target_text": "mieszkańcy 60+", "planned_persons": "120", "order": "arrival",
        **fields,
    }  # fmt: skip


def test_ewa_takes_a_service_of_the_catalogue_into_the_draft_once(login: Login, ewa: Actor, centre: Centre) -> None:
    client, version, taxi = login(ewa), draft(), service("TAXI", "Taxówka dla seniora")
    assert "W tej wersji nie ma jeszcze usług" in client.get(f"{URL}wersje/{version.id}/uslugi/").content.decode()
    url = f"{URL}wersje/{version.id}/uslugi/nowa/"
    bad = client.post(url, {"service": str(taxi.id), "track": "programme", "target_text": "osoby 70+", "planned_persons": "dużo"})
    assert bad.status_code == 422
    assert "osoby 70+" in bad.content.decode()
    assert 'value="dużo"' in bad.content.decode()
    good = {"service": str(taxi.id), "track": "programme", "target_text": "osoby 70+", "planned_persons": "80"}
    assert client.post(url, good).status_code == 302
    made = ProgrammeService.objects.get(version=version)
    assert (made.service, made.planned_persons) == (taxi, 80)
    assert client.post(url, good).status_code == 422
    assert Entry.objects.filter(kind="programmes.offer.added").count() == 1


def test_a_service_of_the_assistance_division_gets_its_division_by_the_track(ewa: Actor, centre: Centre) -> None:
    made = actions.add_service(by=ewa, version=draft(), service=service("UO", "Usługi opiekuńcze"), track="decision", target_text="60+", planned_persons=9)
    assert made.division == "social_assistance"


def test_the_plain_data_of_a_service_are_kept_with_groups_and_booking_rules(login: Login, ewa: Actor, centre: Centre) -> None:
    offered, client = drafted(), login(ewa)
    group = TargetGroup.objects.create(version=offered.version, name="Seniorzy")
    sent = typed(
        groups=[str(group.id)], places="40", budget="12 000,50", provider_kinds=["own_unit"], min_ahead_working_days="3", cancel_hour="12:00", max_ahead_days="60",
    )  # fmt: skip
    assert client.post(f"{URL}uslugi/{offered.id}/dane/", sent).status_code == 302
    offered.refresh_from_db()
    assert (offered.places, offered.budget) == (40, Decimal("12000.50"))
    assert offered.booking_rules == {"min_ahead_working_days": 3, "max_ahead_days": 60, "cancel_hour": "12:00"}
    assert [target.target_group for target in offered.targets.all()] == [group]
    text = client.get(f"{URL}uslugi/{offered.id}/").content.decode()
    assert "3 dni robocze, do 20:00" in text
    assert "Seniorzy" in text
    assert client.post(f"{URL}uslugi/{offered.id}/dane/", typed()).status_code == 302
    assert not offered.targets.exists()


def test_booking_rules_of_the_old_spelling_stay_what_they_were(login: Login, ewa: Actor, centre: Centre) -> None:
    offered = drafted(booking={"min_ahead_working_days": 2, "cancel_by": "12:00 previous working day"})
    page = login(ewa).get(f"{URL}uslugi/{offered.id}/dane/").content.decode()
    assert 'value="12:00"' in page
    assert login(ewa).post(f"{URL}uslugi/{offered.id}/dane/", typed(min_ahead_working_days="2", cancel_hour="12:00")).status_code == 302
    offered.refresh_from_db()
    assert offered.booking_rules == {"min_ahead_working_days": 2, "cancel_hour": "12:00"}


@pytest.mark.parametrize(("name", "value", "said"), [
    ("planned_persons", "-5", "Wpisz liczbę od 0"), ("places", "0", "Wpisz liczbę od 1"), ("budget", "dwa tysiące", "Wpisz kwotę"),
    ("cancel_hour", "25:00", "Wpisz godzinę"), ("max_minutes", "9999", "Wpisz liczbę od 1"), ("target_text", "", "Uzupełnij to pole"),
    ("track", "loteria", "Wybierz z listy"), ("planned_persons", "99999999999999", "Wpisz liczbę od 0"),
])  # fmt: skip
def test_a_wrong_value_is_refused_and_everything_typed_stays(login: Login, ewa: Actor, centre: Centre, name: str, value: str, said: str) -> None:
    offered = drafted()
    answer = login(ewa).post(f"{URL}uslugi/{offered.id}/dane/", typed(hours="pn.–pt. 8–16", exclusions="bez dojazdu", **{name: value}) | {name: value})
    text = answer.content.decode()
    assert answer.status_code == 422
    for kept in (said, "pn.–pt. 8–16", "bez dojazdu", *([f'value="{value}"'] if value and name != "track" else [])):
        assert kept in text


def test_two_people_at_one_service_see_both_values(login: Login, ewa: Actor, centre: Centre) -> None:
    offered = drafted(places=20)
    answer = login(ewa).post(f"{URL}uslugi/{offered.id}/dane/", typed(places="30", **{"initial-places": "10"}))
    assert answer.status_code == 409
    assert "„20”" in answer.content.decode()
    assert 'value="30"' in answer.content.decode()


def test_a_version_beyond_its_draft_is_read_and_not_written(login: Login, ewa: Actor, centre: Centre) -> None:
    taxi, client = senior_taxi(), login(ewa)
    for address in ("", "dane/", "dostep/", "zwiekszenie/", "limity/nowe/", "oplaty/nowe/", "ulgi/nowe/", "punkty/nowe/"):
        assert client.get(f"{URL}uslugi/{taxi.id}/{address}").status_code == 200, address
    page = client.get(f"{URL}uslugi/{taxi.id}/").content.decode()
    assert "Tylko do odczytu." in page
    assert "Dodaj limit" not in page
    answer = client.post(f"{URL}uslugi/{taxi.id}/dane/", typed())
    assert answer.status_code == 422
    assert "Tej wersji nie można" in answer.content.decode()
    assert client.post(f"{URL}uslugi/{taxi.id}/limity/nowe/", {"quantity": "9", "measure": "trip", "period": "month", "scope": "person"}).status_code == 422
    client.post(f"{URL}uslugi/{taxi.id}/usun/")
    client.post(f"{URL}uslugi/{taxi.id}/limity/{taxi.limits.first().id}/usun/")
    taxi.refresh_from_db()
    assert (taxi.target_text, taxi.limits.count()) == ("mieszkańcy gminy", 2)
    with pytest.raises(ValidationError, match="nie można"):
        actions.set_access(by=ewa, offered=taxi, tree=AGE_60)


def test_a_service_leaves_the_draft_with_its_rules_unless_the_resolution_names_it(login: Login, ewa: Actor, centre: Centre) -> None:
    offered, client = drafted(limits=[(4, "month")]), login(ewa)
    clause = Clause.objects.create(version=offered.version, position=1, number="§ 12", text="…", programme_service=offered)
    refused = client.post(f"{URL}uslugi/{offered.id}/usun/", follow=True).content.decode()
    assert "§ 12" in refused
    clause.delete()
    assert client.post(f"{URL}uslugi/{offered.id}/usun/").status_code == 302
    assert not ProgrammeService.objects.filter(id=offered.id).exists()


def test_reception_reads_what_is_coming_and_changes_nothing(login: Login, ewa: Actor, marek: Actor, centre: Centre) -> None:
    offered, stranger = drafted(limits=[(4, "month")]), login(marek)
    for address in (f"wersje/{offered.version_id}/uslugi/", f"uslugi/{offered.id}/", f"wersje/{offered.version_id}/grupy/", "tabele/", "wartosci/"):
        text = stranger.get(URL + address).content.decode()
        assert "Dodaj" not in text, address
        assert "Zmień" not in text, address
    for address in ("dane/", "dostep/", "zwiekszenie/", "limity/nowe/", f"limity/{offered.limits.get().id}/"):
        assert stranger.get(f"{URL}uslugi/{offered.id}/{address}").status_code == 403, address
        assert stranger.post(f"{URL}uslugi/{offered.id}/{address}").status_code == 403, address
    assert stranger.post(f"{URL}wersje/{offered.version_id}/grupy/", {"name": "Seniorzy"}).status_code == 403
    with pytest.raises(Refused):
        actions.set_access(by=marek, offered=offered, tree=AGE_60)


def test_target_groups_are_named_once_and_counted(login: Login, ewa: Actor, centre: Centre) -> None:
    version, client = draft(), login(ewa)
    url = f"{URL}wersje/{version.id}/grupy/"
    assert "Nie ma jeszcze grup docelowych" in client.get(url).content.decode()
    assert client.post(url, {"name": "Opiekunowie rodzinni", "planned_persons": "60"}).status_code == 302
    again = client.post(url, {"name": "Opiekunowie rodzinni", "description": "kto opiekuje się bliskim"})
    assert again.status_code == 422
    assert "kto opiekuje się bliskim" in again.content.decode()
    group = TargetGroup.objects.get()
    assert client.post(f"{URL}grupy/{group.id}/", {"name": "Opiekunowie", "planned_persons": ""}).status_code == 302
    assert client.post(f"{URL}grupy/{group.id}/", {"name": ""}).status_code == 422
    assert client.post(f"{URL}grupy/{group.id}/usun/").status_code == 302
    assert not TargetGroup.objects.exists()


def test_the_list_is_narrowed_by_words_track_and_what_is_missing(login: Login, ewa: Actor, centre: Centre) -> None:
    version, client = draft(), login(ewa)
    physiotherapist(version=version)
    handyman(version=version, fee=[])
    senior_taxi(version=version, track="open")
    url = f"{URL}wersje/{version.id}/uslugi/"

    def shown(query: str) -> set[str]:
        text = client.get(url + query).content.decode()
        return {name for name in ("Mobilny fizjoterapeuta", "Złota rączka", "Taxówka dla seniora") if name in text}

    assert len(shown("")) == 3
    assert shown("?q=zlota") == {"Złota rączka"}
    assert shown("?tor=open") == {"Taxówka dla seniora"}
    assert shown("?stan=blad") == {"Złota rączka"}
    assert shown("?q=balon") == set()
    assert "Nic nie pasuje do tego wyboru" in client.get(url + "?q=balon").content.decode()
    assert "Ma 60 lat lub więcej albo ma skierowanie" in client.get(url).content.decode()


def test_a_stored_rule_that_means_nothing_is_named_and_can_be_mended(login: Login, ewa: Actor, centre: Centre) -> None:
    offered, client = drafted(rule={"fact": "zodiac", "op": "==", "value": "lew"}), login(ewa)
    assert "Nieznana informacja: zodiac." in client.get(f"{URL}wersje/{offered.version_id}/uslugi/").content.decode()
    assert client.get(f"{URL}uslugi/{offered.id}/").status_code == 200
    assert client.get(f"{URL}uslugi/{offered.id}/dostep/").status_code == 200


def test_the_offer_leaves_as_three_kinds_of_table(login: Login, ewa: Actor, centre: Centre) -> None:
    version, client = draft(), login(ewa)
    physiotherapist(version=version)
    sent = client.post(f"{URL}wersje/{version.id}/uslugi/pobierz/", {"format": "csv"})
    rows = list(csv.reader(io.StringIO(sent.content.decode("utf-8-sig"), newline="")))
    assert rows[1][:2] == ["FIZ", "Mobilny fizjoterapeuta"]
    assert "4 sesje miesięcznie" in rows[1][7]
    for kind in ("xlsx", "ods"):
        assert client.post(f"{URL}wersje/{version.id}/uslugi/pobierz/", {"format": kind}).content.startswith(b"PK")


def test_the_list_costs_the_same_however_much_is_offered(login: Login, ewa: Actor, centre: Centre, django_assert_max_num_queries: Any) -> None:
    version, client = draft(), login(ewa)
    physiotherapist(version=version)
    url = f"{URL}wersje/{version.id}/uslugi/"
    client.get(url)
    for number in range(20):
        drafted(f"U{number}", f"Usługa {number}", limits=[(4, "month")])
    with django_assert_max_num_queries(26):
        client.get(url)
