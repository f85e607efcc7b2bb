"""Residents find services by their own words, and see what each costs and how long one waits."""

from __future__ import annotations

import pytest
from django.test import Client

from opencus.catalogue.models import Organisation, Service
from opencus.centre.models import Centre
from opencus.core.tenancy import acting_in
from opencus.directory.rules import score, stem

OFFER = {
    "Złota rączka": "Drobne naprawy w domu: kran, gniazdko, uchwyt w łazience, zamek.",
    "Taksówka dla seniora": "Zawieziemy Cię do lekarza, urzędu lub na zajęcia. Bus ma podnośnik dla wózka.",
    "Mobilny fizjoterapeuta": "Ćwiczenia w domu po chorobie, upadku lub pobycie w szpitalu.",
    "Usługi opiekuńcze": "Opiekunka pomaga w myciu, posiłkach, zakupach i sprzątaniu.",
}


def best(query: str) -> str:
    points = {name: score(query, name, text) for name, text in OFFER.items()}
    return max(points, key=lambda name: points[name]) if any(points.values()) else ""


@pytest.mark.parametrize(
    ("words", "service"),
    [
        ("dojazd", "Taksówka dla seniora"), ("taksowka", "Taksówka dla seniora"), ("dojazdu do lekarza", "Taksówka dla seniora"),
        ("cieknący kran", "Złota rączka"), ("naprawa zamka", "Złota rączka"), ("rehabilitacja", "Mobilny fizjoterapeuta"),
        ("FIZJOTERAPEUTY", "Mobilny fizjoterapeuta"), ("sprzątanie", "Usługi opiekuńcze"), ("zakupów", "Usługi opiekuńcze"),
    ],
)  # fmt: skip
def test_own_words_find_the_service(words: str, service: str) -> None:
    assert best(words) == service


def test_words_that_nothing_answers_find_nothing() -> None:
    assert best("kosmodrom") == ""


def test_an_empty_query_fits_everything() -> None:
    assert score("  ", "Złota rączka", "") == 1


@pytest.mark.parametrize(("one", "other"), [("zakupy", "zakupach"), ("naprawa", "naprawy"), ("taksówka", "taksówki")])
def test_inflected_forms_share_a_stem(one: str, other: str) -> None:
    assert stem(other).startswith(stem(one)[:5])


@pytest.fixture
def offer(centre: Centre) -> None:
    for number, (name, summary) in enumerate(OFFER.items()):
        Service.objects.create(
            code=f"S{number}", name=name, summary=summary, mode="at_home", measure="visit", areas=["health"],
            audiences=["senior"] if number % 2 else ["family"], topics=["home"], icon="house", confirmed_on="2026-11-01",
        )  # fmt: skip


def test_the_list_counts_what_it_shows(client: Client, offer: None) -> None:
    page = client.get("/testowo/uslugi/").content.decode().replace("\xa0", " ")
    assert "4 usługi" in page
    page = client.get("/testowo/uslugi/", {"dla": "senior"}).content.decode().replace("\xa0", " ")
    assert "2 usługi" in page
    assert "Złota rączka" not in page


def test_a_search_without_an_answer_says_what_to_do(client: Client, offer: None) -> None:
    page = client.get("/testowo/uslugi/", {"q": "kosmodrom"}).content.decode()
    assert "Nie znaleźliśmy takiej usługi" in page


@pytest.mark.parametrize("words", ["\u202e<script>", "'; drop table", "%", "a" * 5000, "😀", "\ud83d".encode("utf-8", "replace").decode()])
def test_no_words_break_the_search(client: Client, offer: None, words: str) -> None:
    assert client.get("/testowo/uslugi/", {"q": words}).status_code == 200


def test_a_nul_in_the_address_is_a_bad_request(client: Client, offer: None) -> None:
    assert client.get("/testowo/uslugi/?q=%00").status_code == 400


def test_a_service_page_names_provider_place_conditions_and_last_update(client: Client, offer: None) -> None:
    page = client.get("/testowo/uslugi/s0/").content.decode()
    for words in ("Złota rączka", "Kto prowadzi", "Gdzie", "Jak się zgłosić", "Jak złożyć skargę", "potwierdzona 1.11.2026"):
        assert words in page


def test_a_service_of_another_centre_is_not_shown(client: Client, other_centre: Centre) -> None:
    with acting_in(other_centre.id):
        Service.objects.create(
            code="OBCA", name="Obca", summary="x", mode="none", measure="visit", areas=["health"], icon="house", confirmed_on="2026-11-01"
        )
    assert client.get("/testowo/uslugi/obca/").status_code == 404


def test_services_of_other_local_entities_are_listed_too(client: Client, centre: Centre) -> None:
    owner = Organisation.objects.create(name="Fundacja „Oddech”", short_name="Oddech", kind="ngo")
    Service.objects.create(
        code="X1", name="Porady prawne", summary="Prawnik pomoże.", mode="none", measure="visit", areas=["civic"], audiences=["all"],
        topics=["family"], icon="house", organisation=owner, confirmed_on="2026-11-01",
    )  # fmt: skip
    assert "Fundacja „Oddech”" in client.get("/testowo/uslugi/").content.decode()


def test_the_list_costs_the_same_however_many_services(client: Client, offer: None, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        client.get("/testowo/uslugi/")


def test_the_declaration_of_accessibility_is_linked_on_every_public_page(client: Client, offer: None) -> None:
    for address in ("/testowo/uslugi/", "/testowo/uslugi/s0/"):
        page = client.get(address).content.decode()
        assert 'href="/testowo/dostepnosc/"' in page
        assert 'href="/testowo/dane-osobowe/"' in page
