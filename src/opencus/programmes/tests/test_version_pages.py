"""The pages of versions: what is missing is a link, nothing typed is lost, colleagues do not undo each other."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from opencus.centre.actors import Actor
from opencus.centre.roles import Role
from opencus.core.clock import today
from opencus.programmes.actions import version_copy, versions
from opencus.programmes.models import FundingSource, ProgrammeVersion, Stage
from opencus.programmes.tests.factories import programme_in_force
from opencus.programmes.tests.factories_versions import complete_draft

Login = Callable[[Actor], Client]
Make = Callable[..., Actor]
ROOT = "/testowo/program"


@pytest.fixture
def ewa(make_actor: Make) -> Actor:
    """Ewa Sikora, organiser of social services."""
    return make_actor(Role.OUS, name="Ewa Sikora")


@pytest.fixture
def client(ewa: Actor, login: Login) -> Client:
    return login(ewa)


@pytest.fixture
def reader(make_actor: Make, login: Login) -> Client:
    """Marek Bielecki, reception."""
    return login(make_actor(Role.RECEPTION, name="Marek Bielecki"))


def at(version: ProgrammeVersion, rest: str = "") -> str:
    return f"{ROOT}/wersje/{version.id}/{rest}"


def texts(version: ProgrammeVersion, **changes: object) -> dict[str, object]:
    """What the browser sends for the page of texts."""
    sent = {
        "valid_from": version.valid_from.isoformat(), "valid_to": version.valid_to.isoformat(), "aim": version.aim, "needs": version.needs,
        "diagnosis": version.diagnosis_id or "", "procedure": version.procedure, "fees_apply": "tak", "reliefs_apply": "tak",
        "organisation": version.organisation, "monitoring": version.monitoring,
    }  # fmt: skip
    return sent | changes


def boxes(page: str) -> dict[str, str]:
    """The hidden boxes of a page: what it was opened with."""
    return dict(re.findall(r'type="hidden" name="(initial-[a-z_]+)" value="([^"]*)"', page))


def test_the_list_shows_each_version_with_its_next_day(client: Client) -> None:
    complete_draft()
    programme_in_force(name="Taxi dla seniora", valid_to=today() + timedelta(days=12))
    page = client.get(f"{ROOT}/wersje/").content.decode()
    for said in ("Taxi dla seniora", "Sesja rady", "Koniec okresu", "zostało 12 dni", "brakuje: BIP urzędu i BIP centrum"):
        assert said in page
    assert "Taxi dla seniora" not in client.get(f"{ROOT}/wersje/?stan=przygotowanie").content.decode()
    assert "Nie ma tu żadnej wersji" in client.get(f"{ROOT}/wersje/?stan=zakonczone").content.decode()


def test_the_list_takes_the_same_queries_for_many(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client.get(f"{ROOT}/wersje/")
    for number in range(20):
        programme_in_force(name=f"Program {number}")
    with django_assert_max_num_queries(25) as few:
        client.get(f"{ROOT}/wersje/")
    assert sum("programmes_programmeversion" in one["sql"] for one in few.captured_queries) == 3


def test_a_page_of_a_version_takes_the_same_queries_for_many_services(
    client: Client, ewa: Actor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    version = complete_draft()
    client.get(at(version))
    with django_assert_max_num_queries(60) as few:
        client.get(at(version))
    for service in version.services.filter(service__code__in=["TAXI", "FIZ"]):
        service.reliefs.all().delete()
        service.limits.all().delete()
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(at(version))


def test_the_list_is_a_file_too(client: Client) -> None:
    complete_draft()
    answer = client.post(f"{ROOT}/wersje/pobierz/", {"format": "csv"})
    assert "Program usług społecznych,1,szkic" in answer.content.decode("utf-8-sig")
    assert client.get(f"{ROOT}/wersje/pobierz/").status_code == 405


def test_a_new_programme_begins_as_a_draft_that_lacks_nearly_all(client: Client) -> None:
    answer = client.post(f"{ROOT}/nowy/", {"name": "Program 2027", "valid_from": "2027-01-01", "valid_to": "2027-12-31"})
    version = ProgrammeVersion.objects.get()
    assert answer.headers["Location"] == at(version)
    assert "brakuje 11 z 12" in client.get(at(version)).content.decode()
    again = client.post(f"{ROOT}/nowy/", {"name": "program 2027", "valid_from": "2027-01-01", "valid_to": "2027-12-31"})
    assert again.status_code == 422
    assert 'value="program 2027"' in again.content.decode()


def test_readiness_is_refused_with_a_link_to_each_missing_thing(client: Client) -> None:
    version = complete_draft()
    version.stages.all().delete()
    ProgrammeVersion.objects.filter(id=version.id).update(aim="", data_fields=["age"])
    answer = client.post(at(version, "krok/gotowy/"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Program nie jest gotowy dla rady" in page
    for link, said in (("tekst/", "1. Nazwa i cel: Napisz cel programu."), ("dane/", "9. Dane osobowe"), ("tresc/etapy/", "10. Organizacja i etapy: Dodaj etapy")):
        assert re.search(rf'href="{re.escape(at(version, link))}">{re.escape(said)}', page), said
    assert ProgrammeVersion.objects.get().state == "draft"


def test_the_whole_way_to_law_by_clicks(client: Client, ewa: Actor) -> None:
    version = complete_draft()
    client.post(at(version, "krok/gotowy/"))
    client.post(at(version, "krok/uchwala/"), {"resolution_number": "V/12/2026", "resolution_date": (today() - timedelta(days=40)).isoformat()})
    wrong = client.post(at(version, "krok/ogloszenie/"), {
        "promulgated_on": (today() - timedelta(days=15)).isoformat(), "journal_position": "poz. 412", "valid_from": (today() - timedelta(days=1)).isoformat(),
    })  # fmt: skip
    assert wrong.status_code == 422
    assert "po upływie 14 dni" in wrong.content.decode()
    assert 'value="poz. 412"' in wrong.content.decode()
    client.post(at(version, "krok/ogloszenie/"), {
        "promulgated_on": (today() - timedelta(days=15)).isoformat(), "journal_position": "poz. 412", "valid_from": today().isoformat(),
    })  # fmt: skip
    assert "Brakuje publikacji" in client.get(at(version)).content.decode()
    client.post(at(version, "krok/bip/"), {"bip_office_on": today().isoformat(), "bip_centre_on": today().isoformat()})
    client.post(at(version, "krok/w-zycie/"))
    page = client.get(at(version)).content.decode()
    assert "Brakuje publikacji" not in page
    assert "uchwała nr V/12/2026" in page
    assert ProgrammeVersion.objects.get().state == "in_force"
    assert client.post(at(version, "krok/w-zycie/")).status_code == 422
    assert client.post(at(version, "krok/nie-ma/")).status_code == 404


def test_texts_keep_what_was_typed_and_leave_elements_for_later(client: Client) -> None:
    version = complete_draft()
    wrong = client.post(at(version, "tekst/"), texts(version, aim="Nowy cel <b>", valid_to="2020-01-01"))
    assert wrong.status_code == 422
    assert escape("Nowy cel <b>") in wrong.content.decode()
    assert client.post(at(version, "tekst/"), texts(version, aim="", fees_apply="")).status_code == 302
    version.refresh_from_db()
    assert (version.aim, version.fees_apply, version.reliefs_apply) == ("", None, True)


def test_two_people_at_one_text_are_told(client: Client) -> None:
    version = complete_draft()
    opened = boxes(client.get(at(version, "tekst/")).content.decode())
    assert "initial-valid_from" in opened
    client.post(at(version, "tekst/"), texts(version, aim="Cel koleżanki."))
    opened["initial-aim"] = version.aim
    met = client.post(at(version, "tekst/"), texts(version, aim="Mój cel.") | opened)
    assert met.status_code == 409
    for said in ("Cel koleżanki.", "Mój cel."):
        assert said in met.content.decode()
    version.refresh_from_db()
    assert version.aim == "Cel koleżanki."


def test_special_data_are_marked_and_documents_prove_facts(client: Client) -> None:
    version = complete_draft()
    page = client.get(at(version, "dane/")).content.decode()
    assert "dane o niepełnosprawności (art. 9 RODO)" in page
    assert "(art. 10 RODO)" in page
    client.post(at(version, "dane/"), {"krok": "dane", "data_fields": ["age", "senior_card"], "evidence_kinds": "karta seniora\norzeczenie"})
    client.post(at(version, "dane/"), {"krok": "dowody", "dowod-senior_card": ["karta seniora"], "dowod-age": []})
    version.refresh_from_db()
    assert (version.data_fields, version.evidence_kinds) == (["age", "senior_card"], ["karta seniora", "orzeczenie"])
    assert version.evidence_for == {"senior_card": ["karta seniora"]}
    assert client.post(at(version, "dane/"), {"krok": "dane", "data_fields": ["shoe_size"], "evidence_kinds": ""}).status_code == 422


SECTIONS = {
    "etapy": {"name": "Ocena", "starts_on": "2027-06-01", "ends_on": "2027-06-30"},
    "paragrafy": {"number": "§ 9", "text": "Wchodzi w życie.", "programme_service": "", "aspect": "other"},
    "mierniki": {"name": "Godziny", "unit": "godzin", "source": "manual", "baseline": "", "target": "1200,5", "programme_service": "", "clause": ""},
    "budzet": {"source": "", "year": "2028", "amount": "25 000,50", "programme_service": ""},
}  # fmt: skip


@pytest.mark.parametrize("section", SECTIONS)
def test_a_row_of_a_list_is_added_changed_and_removed(client: Client, section: str) -> None:
    version = complete_draft()
    sent = dict(SECTIONS[section])
    if "year" in sent:
        sent["source"] = str(FundingSource.objects.get().id)
    url = at(version, f"tresc/{section}/")
    assert client.post(url, {}).status_code == 422
    assert client.post(url, sent).headers["Location"] == url
    again = client.post(url, sent)
    assert again.status_code == (302 if section == "etapy" else 422)
    page = client.get(url).content.decode()
    assert next(str(value) for value in sent.values() if value)[:4] in page or section == "budzet"
    rows = {"etapy": version.stages, "paragrafy": version.clauses, "mierniki": version.measures, "budzet": version.budget_lines}[section]
    row = rows.order_by("-id").first()
    edit = client.get(f"{url}{row.id}/")
    assert edit.status_code == 200
    assert "initial-" in edit.content.decode()
    assert client.post(f"{url}{row.id}/", sent).status_code in {302, 422 if section != "etapy" else 302}
    count = rows.count()
    client.post(f"{url}{row.id}/usun/")
    assert rows.count() == count - 1


def test_rows_of_a_version_that_is_no_draft_are_only_read(client: Client, ewa: Actor) -> None:
    version = versions.mark_ready(by=ewa, version=complete_draft())
    url = at(version, "tresc/etapy/")
    assert "Dodaj" not in client.get(url).content.decode().split("<main")[1].split("</main")[0]
    refused = client.post(url, SECTIONS["etapy"])
    assert refused.status_code == 422
    stage = Stage.objects.get()
    client.post(f"{url}{stage.id}/usun/")
    assert Stage.objects.count() == 1
    assert client.get(at(version, "tresc/nie-ma/")).status_code == 404


def test_a_measure_is_read_on_its_page(client: Client) -> None:
    measure = complete_draft().measures.get()
    url = f"{ROOT}/mierniki/{measure.id}/"
    client.post(url, {"on": today().isoformat(), "value": "87,5", "note": "ewidencja"})
    assert measure.readings.get().value == Decimal("87.5")
    assert "87,5" in client.get(url).content.decode()
    assert client.post(url, {"on": today().isoformat(), "value": "dużo"}).status_code == 422


def test_an_amendment_shows_what_it_changes(client: Client, ewa: Actor) -> None:
    old = complete_draft()
    answer = client.post(at(old, "zmiana/"), {
        "change_reason": "Opłaty po konsultacjach.", "valid_from": (old.valid_from + timedelta(days=90)).isoformat(), "valid_to": old.valid_to.isoformat(),
    })  # fmt: skip
    new = ProgrammeVersion.objects.get(number=2)
    assert answer.headers["Location"] == at(new)
    assert "Zasady usług są takie same" in client.get(at(new, "roznice/")).content.decode()
    new.services.get(service__code="TAXI").fee_rules.filter(variant="in_gmina").update(amount=Decimal(8))
    page = client.get(at(new, "roznice/")).content.decode()
    assert re.search(r"<del>5,00\s*zł</del>", page)
    assert re.search(r"<ins>8,00\s*zł</ins>", page)
    assert client.post(at(old, "zmiana/"), {"change_reason": "", "valid_from": "", "valid_to": ""}).status_code == 422


def test_differences_take_the_same_queries_for_every_service(client: Client, ewa: Actor, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    old = complete_draft()
    new = version_copy.amend(by=ewa, version=old, change_reason="x", valid_from=old.valid_from + timedelta(days=9), valid_to=old.valid_to)
    with django_assert_max_num_queries(50):
        client.get(at(new, "roznice/"))


def test_reception_reads_everything_and_writes_nothing(reader: Client, ewa: Actor) -> None:
    version = complete_draft()
    measure = version.measures.get()
    for url in (f"{ROOT}/wersje/", at(version), at(version, "tresc/budzet/"), at(version, "roznice/"), at(version, "zalacznik/"), f"{ROOT}/mierniki/{measure.id}/"):
        assert reader.get(url).status_code == 200, url
    page = reader.get(at(version)).content.decode()
    assert "Gotowy dla rady</button>" not in page
    assert "krok/" not in page
    for url in (f"{ROOT}/nowy/", at(version, "tekst/"), at(version, "dane/"), at(version, "zmiana/")):
        assert reader.get(url).status_code == 403, url
    for url in (at(version, "krok/gotowy/"), at(version, "tresc/etapy/"), f"{ROOT}/mierniki/{measure.id}/"):
        assert reader.post(url).status_code == 403, url


def test_the_page_of_what_is_in_force_leads_to_the_versions(reader: Client) -> None:
    assert f'href="{ROOT}/wersje/"' in reader.get(f"{ROOT}/").content.decode()
