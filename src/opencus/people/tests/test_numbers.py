"""A PESEL at rest opens only where it was sealed."""

import pytest

from opencus.centre.models import Centre
from opencus.core.secrets import SecretMoved
from opencus.core.tenancy import acting_in
from opencus.people import numbers
from opencus.people.models import Person
from opencus.people.tests.factories import halina, joanna, person


def test_the_number_is_read_where_it_was_sealed_and_shown_masked(centre: Centre) -> None:
    kept = Person.objects.get(id=halina(pesel="44051401359").id)
    assert numbers.read_pesel(kept) == "44051401359"
    assert kept.pesel_masked == "•••••••1359"
    assert b"44051401359" not in bytes(kept.pesel_cipher)


def test_a_ciphertext_moved_to_another_row_does_not_open(centre: Centre) -> None:
    hers, other = halina(), joanna()
    other.pesel_cipher = hers.pesel_cipher
    with pytest.raises(SecretMoved):
        numbers.read_pesel(other)


def test_a_ciphertext_moved_to_another_field_does_not_open(centre: Centre) -> None:
    hers = halina()
    hers.other_id_cipher = hers.pesel_cipher
    with pytest.raises(SecretMoved):
        numbers.read_other_id(hers)


def test_the_same_number_has_another_index_in_another_centre(centre: Centre, other_centre: Centre) -> None:
    here = person(pesel="44051401359").pesel_index
    with acting_in(other_centre.id):
        there = person(pesel="44051401359").pesel_index
    assert here != there


def test_a_person_without_a_number_shows_none(centre: Centre) -> None:
    assert joanna().pesel_masked == ""
