"""People are found by what callers say, quickly, and never across centres."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opencus.centre.models import Centre
from opencus.core.tenancy import acting_in
from opencus.people.queries import find, find_by_phone, list_page, underlined
from opencus.people.tests.factories import halina, person

pytestmark = pytest.mark.usefixtures("centre")


@pytest.mark.parametrize(
    "typed",
    ["wesołowska", "weso hal", "HAL WESO", "Wesolowska Halina", "lipowa 14", "halina lip", "000 555 214", "+48 000555214",
     "000 555", "14.05.1944", "14-5-1944", "44051401359", " 44051401359 "],
)  # fmt: skip
def test_halina_is_found(typed: str) -> None:
    who = halina(pesel="44051401359")
    person("Jan", "Inny", street="ul. Długa")
    assert find(typed).people == [who]


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "%", "_", "😀", "' OR 1=1", "44051401358", "9" * 20, "99.99.1944", "x" * 100_000])
def test_nonsense_finds_nobody_and_breaks_nothing(typed: str) -> None:
    halina(pesel="44051401359")
    assert find(typed).total == 0


def test_a_person_of_another_centre_is_never_found(other_centre: Centre) -> None:
    with acting_in(other_centre.id):
        halina(pesel="44051401359")
    for typed in ("weso", "44051401359", "000 555 214", "14.05.1944"):
        assert find(typed).total == 0


def test_at_most_twenty_are_shown_and_all_are_counted() -> None:
    for number in range(23):
        person("Anna", f"Nowak{'abcdefghijklmnopqrstuvw'[number]}")
    found = find("nowak")
    assert (len(found.people), found.total) == (20, 23)


def test_a_caller_is_known_by_the_whole_number_only() -> None:
    who = halina()
    assert find_by_phone("48 000 555 214") == [who]
    assert find_by_phone("000 555") == []


def test_the_list_goes_by_the_polish_alphabet() -> None:
    for family in ("Żak", "Zawada", "Ćma", "Cygan", "Łoś", "Lis"):
        person("Jan", family)
    assert [one.family_name for one in list_page()] == ["Cygan", "Ćma", "Lis", "Łoś", "Zawada", "Żak"]


def test_pages_have_exact_counts_and_a_wild_page_number_gives_the_nearest() -> None:
    for number in range(7):
        person("Jan", f"Nowak{'abcdefg'[number]}")
    page = list_page(per_page=3, number="10" * 20)
    assert (page.number, page.paginator.count, len(page)) == (3, 7, 1)


@pytest.mark.parametrize("many", [3, 30])
def test_the_list_costs_two_queries_whatever_its_length(many: int) -> None:
    for _ in range(many):
        person("Jan", "Nowak")
    with CaptureQueriesContext(connection) as asked:
        [(one.pesel_masked, one.municipality.name) for one in list_page("nowak")]
    assert len(asked) == 2


def test_a_search_costs_one_query_when_everything_is_shown() -> None:
    halina()
    with CaptureQueriesContext(connection) as asked:
        find("weso hal")
    assert len(asked) == 1


def test_search_uses_only_operators_that_row_level_security_trusts() -> None:
    from opencus.people.queries import matching

    for typed in ("weso hal", "000 555", "44051401359", "14.05.1944"):
        sql = str(matching(typed).query).upper()
        assert "LIKE" not in sql
        assert "UPPER(" not in sql
        assert '"CENTRE_ID" =' in sql


def test_the_typed_part_of_a_name_is_marked() -> None:
    assert underlined("Halina Wesołowska", ["weso", "hal"]) == [
        ("Hal", True), ("ina", False), (" ", False), ("Weso", True), ("łowska", False),
    ]  # fmt: skip
