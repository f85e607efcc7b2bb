"""`opencus demo --residents N`: invented people who are found like real ones, and a town that may be added to."""

from __future__ import annotations

from datetime import date

from demo import population
from opencus.audit.models import Entry
from opencus.centre.models import Centre
from opencus.core.pesel import parse
from opencus.people.models import Person, PersonToken
from opencus.people.numbers import read_pesel
from opencus.people.queries import find

DAY = date(2026, 11, 22)


def test_a_town_is_filled_and_added_to(centre: Centre) -> None:
    assert population.add(centre, 300, DAY) == 300
    assert population.add(centre, 200, DAY) == 200
    assert Person.objects.count() == 500
    assert Entry.objects.filter(kind="demo.population.added").count() == 2


def test_an_invented_person_has_a_sealed_number_and_is_found_by_name(centre: Centre) -> None:
    population.add(centre, 100, DAY)
    person = Person.objects.order_by("sort_key")[50]
    assert parse(read_pesel(person)).born == person.birth_date
    assert str(person.pesel_cipher) != read_pesel(person)
    assert person in find(f"{person.family_name[:3]} {person.given_name[:3]}", most=100).people
    assert PersonToken.objects.filter(person=person).count() >= 3


def test_the_same_seed_makes_the_same_town(centre: Centre, other_centre: Centre) -> None:
    from opencus.core.tenancy import acting_in

    names = []
    for town in (centre, other_centre):
        population.add(town, 50, DAY)
        with acting_in(town.id):
            names.append(list(Person.objects.order_by("id").values_list("family_name", "birth_date")))
    assert names[0] == names[1]
