"""Limits shared by a household or by all carers of one person: never more together than one of them might have."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from opencus.centre.roles import Permission, Role
from opencus.core.ids import uuid7
from opencus.entitlements import actions
from opencus.entitlements.queries import left
from opencus.entitlements.rules import LimitReached
from opencus.intake.rules import NotAllowed
from opencus.intake.tests.cases import asked_for
from opencus.people.models import Household
from opencus.people.tests.factories import halina, joanna, person, related
from opencus.programmes.tests.factories import offered

pytestmark = pytest.mark.usefixtures("centre")
DAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-23 09:00 +0100", tick=False):
        yield


@pytest.fixture
def kipus(make_actor):
    return make_actor(Role.KIPUS, name="Anna Kowalik", authorised=(Permission.QUALIFY,))


def respite(quantity: int = 240, scope: str = "cared_for"):
    return offered("OWD", "Opieka wytchnieniowa", measure="hour", limits=[{"quantity": quantity, "period": "year", "scope": scope}])


def take(by, right, hours: int, on: date = DAY):
    return actions.reserve(by=by, entitlement=right, on=on, quantity=Decimal(hours), source_id=uuid7())


def test_two_carers_of_one_son_share_his_240_hours(kipus):
    son = person("Piotr", "Zych")
    service, rights = respite(), []
    for carer in (halina(), joanna()):
        related(son, carer, "parent", actual_carer=True)
        rights.append(actions.qualify(by=kipus, requested=asked_for(carer, service)))
    assert {right.cared_for_id for right in rights} == {son.id}
    take(kipus, rights[0], 200)
    with pytest.raises(LimitReached, match=r"240 godzin rocznie.*Zostaje: 40 godzin"):
        take(kipus, rights[1], 41)
    take(kipus, rights[1], 40)
    assert [left(right, DAY)[0].left for right in rights] == [0, 0]


def test_what_the_son_holds_himself_counts_with_what_his_mother_holds_for_him(kipus):
    son, mother, service = person("Piotr", "Zych"), halina(), respite(10)
    related(son, mother, "parent", actual_carer=True)
    his = actions.qualify(by=kipus, requested=asked_for(son, service))
    hers = actions.qualify(by=kipus, requested=asked_for(mother, service))
    take(kipus, his, 7)
    with pytest.raises(LimitReached):
        take(kipus, hers, 4)


def test_a_carer_of_two_people_says_for_whom_and_each_has_hours_of_their_own(kipus):
    son, father, carer, service = person("Piotr", "Zych"), person("Jan", "Zych"), halina(), respite(10)
    related(son, carer, "parent", actual_carer=True)
    related(father, carer, "daughter", actual_carer=True)
    with pytest.raises(NotAllowed, match="Wskaż, dla kogo") as refused:
        actions.qualify(by=kipus, requested=asked_for(carer, service))
    assert refused.value.field == "cared_for"
    for_son = actions.qualify(by=kipus, requested=asked_for(carer, service), cared_for=str(son.pk))
    for_father = actions.qualify(by=kipus, requested=asked_for(carer, service), cared_for=str(father.pk))
    take(kipus, for_son, 10)
    take(kipus, for_father, 10)
    assert left(for_father, DAY)[0].used == 10


def test_a_household_shares_one_limit_and_a_neighbour_does_not(kipus):
    home = Household.objects.create(name="Zych")
    mother, son, neighbour = halina(household=home), person("Piotr", "Zych", household=home), joanna()
    service = respite(12, scope="household")
    hers, his, other = (actions.qualify(by=kipus, requested=asked_for(one, service)) for one in (mother, son, neighbour))
    take(kipus, hers, 8)
    with pytest.raises(LimitReached, match="na gospodarstwo domowe"):
        take(kipus, his, 5)
    take(kipus, other, 12)
    assert (left(his, DAY)[0].left, left(other, DAY)[0].left) == (4, 0)


def test_a_limit_of_the_person_stays_alone_beside_a_shared_one(kipus):
    home = Household.objects.create(name="Zych")
    mother, son = halina(household=home), person("Piotr", "Zych", household=home)
    service = offered(
        "OWD", "Opieka wytchnieniowa", measure="hour",
        limits=[{"quantity": 20, "period": "year", "scope": "household"}, {"quantity": 4, "period": "day"}],
    )  # fmt: skip
    hers, his = (actions.qualify(by=kipus, requested=asked_for(one, service)) for one in (mother, son))
    take(kipus, hers, 4)
    take(kipus, his, 4)  # the day is each one's own
    assert sorted((one.limit.period, one.used) for one in left(his, DAY)) == [("day", 4), ("year", 8)]


def test_the_page_says_that_others_share_the_limit_and_never_who(kipus, login):
    home = Household.objects.create(name="Zych")
    mother, son = halina(household=home), person("Piotr", "Zych", household=home)
    service = respite(12, scope="household")
    hers, his = (actions.qualify(by=kipus, requested=asked_for(one, service)) for one in (mother, son))
    take(kipus, his, 5)
    page = login(kipus).get("/testowo" + reverse("entitlements:detail", args=[hers.id])).content.decode()
    assert "wspólnie z gospodarstwem domowym, korzysta jeszcze 1 osoba" in page.lower()
    assert "Piotr" not in page
