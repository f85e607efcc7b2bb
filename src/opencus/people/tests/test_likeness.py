"""When two records may be one person: twins, father and son stay apart."""

from datetime import date

import pytest

from opencus.centre.models import Centre
from opencus.core.tenancy import acting_in
from opencus.people.queries import likeness_of, similar_to
from opencus.people.rules import Likeness, compare
from opencus.people.tests.factories import halina, person

BORN = date(1944, 5, 14)
HALINA = Likeness.of("Halina", "Wesołowska", birth_date=BORN, address="ul. Lipowa 14 m. 3")


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (Likeness.of("Halina", "Wesolowska", birth_date=BORN), True),
        (Likeness.of("Halina", "Wesełowska", birth_date=BORN), True),
        (Likeness.of("Halina", "Wesołowska", address="Ul. Lipowa 14 m. 3"), True),
        (Likeness.of("Halina", "Wesołowska", birth_date=date(1944, 5, 4), address="ul. Lipowa 14 m. 3"), True),
        (Likeness.of("Halina", "Kowalska", birth_date=BORN, address="ul. Lipowa 14 m. 3"), True),  # after a wedding
        (Likeness.of("Halina", "Wesołowska"), False),  # a namesake, nothing in common
        (Likeness.of("Halina", "Wesołowska", birth_date=date(1971, 9, 2)), False),
        (Likeness.of("Helena", "Wesołowska", birth_date=date(1950, 1, 1)), False),
        (Likeness.of("Janina", "Wesołowska", birth_date=BORN, address="ul. Lipowa 14 m. 3"), False),  # a twin
        (Likeness.of("", ""), False),
    ],
)
def test_names_alone_are_not_enough(other: Likeness, alike: bool) -> None:
    assert compare(HALINA, other).suspicious is alike


def test_father_and_son_of_one_name_at_one_address_are_two_people() -> None:
    father = Likeness.of("Jan", "Nowak", birth_date=date(1950, 3, 7), address="ul. Długa 1")
    son = Likeness.of("Jan", "Nowak", birth_date=date(1979, 11, 20), address="ul. Długa 1")
    same_day = Likeness.of("Jan", "Nowak", birth_date=date(1979, 3, 7), address="ul. Długa 1")
    assert not compare(father, son).suspicious
    assert not compare(father, same_day).suspicious


def test_pesel_settles_it_both_ways() -> None:
    one = Likeness.of("Jan", "Nowak", pesel=b"1" * 16, birth_date=BORN)
    assert compare(one, Likeness.of("Anna", "Lis", pesel=b"1" * 16)).score == 100
    assert compare(one, Likeness.of("Jan", "Nowak", pesel=b"2" * 16, birth_date=BORN)).score == 0


def test_comparing_is_the_same_both_ways() -> None:
    other = Likeness.of("Halina", "Wesolowska", birth_date=date(1944, 5, 4), phone="000555214")
    assert compare(HALINA, other) == compare(other, HALINA)


def test_a_double_in_the_register_is_found_and_strangers_are_not(centre: Centre) -> None:
    known = halina(pesel=False)
    person("Halina", "Wesołowska", birth_date=date(1990, 1, 1))
    person("Jan", "Wesołowski", birth_date=date(1944, 5, 14))
    assert [one for one, _ in similar_to(HALINA)] == [known]
    assert similar_to(HALINA, without=[known.id]) == []


def test_a_double_in_another_centre_is_nobodys_business(centre: Centre, other_centre: Centre) -> None:
    with acting_in(other_centre.id):
        known = halina(pesel=False)
        asked = likeness_of(known)
    assert similar_to(asked) == []
