"""Own people read in bulk know exactly what one person's file knows; synthetic people are what the assumptions say."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opencus.core.clock import today
from opencus.entitlements.queries import used_this_year
from opencus.intake.models import Application
from opencus.people.models import Person
from opencus.people.tests.factories import certificate, halina, person
from opencus.programmes.models import ProgrammeService, ProgrammeVersion
from opencus.programmes.queries import facts_about
from opencus.programmes.rules.facts import FACTS
from opencus.programmes.rules.fees import CRITERIA
from opencus.programmes.rules.service import judge
from opencus.reporting import outcomes, queries, synthetic
from opencus.reporting.assumptions import Assumptions, Place, age_group, age_label, shared_out
from opencus.reporting.population import HELD, REFUSED, WAITING, own_people
from opencus.reporting.tests import towns

DECLARED: tuple[dict[str, Any], ...] = (
    {}, {"income": "1010"}, {"income": "2526.01", "household_size": 2}, {"income": "dużo", "household_size": 0, "religion": 1},
    {"lives_alone": "tak", "referral": True, "working": True}, {"degree": "light"}, {"certificate_valid": False, "working": False},
    {"household_size": "3", "income": 1800, "senior_card": False}, {"income": "-5", "age": 99}, {"household_size": "2.5", "income": "100"},
)  # fmt: skip


@pytest.fixture
def crowd(base: ProgrammeVersion) -> list[Person]:
    """People who differ in everything the facts know."""
    made = [
        halina(), halina(lives_alone=None, mobility="unaided"), person("Jan", "Bez Daty", birth_date=None, pesel=False),
        person("Ola", "Skądinąd", municipality=None, town=""), person("Jan", "Sam", lives_alone=True, town="Łazy"),
        *(person("Ewa", "Inna", lives_alone=False) for _ in range(5)),
    ]  # fmt: skip
    certificate(made[1], "moderate", valid_to=today() + timedelta(days=40))
    certificate(made[4], "severe", valid_to=today() - timedelta(days=1))
    certificate(made[5])
    certificate(made[5], "light", valid_from=date(2025, 3, 1))
    certificate(made[6], valid_from=today() + timedelta(days=3))
    towns.asks(made, "TAXI", base)
    for one, declared in zip(made, DECLARED, strict=True):
        Application.objects.filter(client=one).update(declared=declared)
    return made


def columns_of(base: ProgrammeVersion) -> list[Any]:
    return [rules.id for rules in queries.rules_in(base)]


def test_bulk_facts_are_those_of_the_file(crowd: list[Person], base: ProgrammeVersion) -> None:
    people = own_people(base, columns_of(base), today())
    rows = dict(zip(sorted(one.pk for one in crowd), people.table.to_pylist(), strict=True))
    declared = {one.pk: found for one, found in zip(crowd, DECLARED, strict=True)}
    for one in crowd:
        known = {fact: found.value for fact, found in facts_about(one, declared[one.pk], today()).items()}
        share = known.pop("income_pct", None)
        row = rows[one.pk]
        assert {fact: value for fact, value in row.items() if fact != "income" and value is not None} == known, declared[one.pk]
        assert (row["income"] is None) == (share is None)


def test_both_evaluators_say_the_same_of_the_crowd(crowd: list[Person], base: ProgrammeVersion) -> None:
    rules = queries.rules_in(base)
    people = own_people(base, columns_of(base), today())
    bulk = outcomes.of_services(people, rules, today(), CRITERIA)
    for at, row in enumerate(people.table.to_pylist()):
        facts = {fact: value for fact, value in row.items() if fact in FACTS and value is not None}
        for service, found in zip(rules, bulk, strict=True):
            single = judge(service, facts, None, today())
            assert {1: True, 0: False, outcomes.UNKNOWN: None}[int(found.access[at])] == single.access.truth
            assert single.fee is not None
            assert found.fee[at] == int((single.fee.unit_fee or Decimal(0)) * 100)


def test_units_used_are_those_of_the_ledger_for_each_service_alone(base: ProgrammeVersion) -> None:
    riders, repaired = towns.residents(2, 80), towns.residents(2, 76)
    towns.holds([*riders, repaired[0]], "TAXI", base)
    towns.holds(repaired, "ZLR", base)
    towns.used([riders[0], repaired[0]], "1.25")
    towns.used(repaired, "2.00")
    on = today()
    rule = {"fact": "units_used", "op": "<", "value": "2.5"}
    ProgrammeService.objects.filter(version=base).update(access_rule=rule)
    rules = queries.rules_in(base)
    people = own_people(base, columns_of(base), on)
    found = outcomes.of_services(people, rules, on, CRITERIA)
    offered = {one.service.code: one for one in ProgrammeService.objects.filter(version=base).select_related("service")}
    for at, one in enumerate(sorted([*riders, *repaired], key=lambda one: one.pk)):
        for service, outcome in zip(rules, found, strict=True):
            units = used_this_year(one, offered[service.code], on)
            assert Decimal(int(people.used[service.code][at])) / 100 == units
            single = judge(service, {"units_used": units}, None, on)
            assert int(outcome.access[at]) == int(bool(single.access.truth))
    assert {int(one) for one in found[0].access} == {0, 1}


def test_relations_and_ends(base: ProgrammeVersion) -> None:
    riders = towns.residents(2, 80)
    towns.holds(riders, "TAXI", base, valid_to=today() + timedelta(days=9))
    waiting, refused, former = towns.residents(1, 66), towns.residents(1, 50), towns.residents(1, 75)
    towns.asks(waiting, "TAXI", base)
    towns.asks(refused, "TAXI", base, state="refused")
    towns.holds(former, "ZLR", base, valid_from=date(today().year - 1, 1, 1), valid_to=today() - timedelta(days=1))
    people = own_people(base, columns_of(base), today())
    order = sorted([*riders, *waiting, *refused, *former], key=lambda one: one.pk)
    found = {one.pk: row.tolist() for one, row in zip(order, people.relation, strict=True)}
    assert found[riders[0].pk] == [HELD, 0]
    assert (found[waiting[0].pk], found[refused[0].pk], found[former[0].pk]) == ([WAITING, 0], [REFUSED, 0], [0, 0])
    assert set(people.ends[:, 0]) == {0, (today() + timedelta(days=9)).toordinal()}


@pytest.mark.parametrize("count", [2, 40])
def test_queries_do_not_grow_with_people(base: ProgrammeVersion, count: int) -> None:
    towns.holds(towns.residents(count, 80), "TAXI", base)
    with CaptureQueriesContext(connection, ) as made:
        assert len(own_people(base, [], today())) == count
    assert len(made) == 8


def test_a_part_of_the_people_is_their_rows(base: ProgrammeVersion) -> None:
    towns.holds(towns.residents(5, 80), "TAXI", base)
    people = own_people(base, columns_of(base), today())
    assert [len(people.part(start, 2)) for start in (0, 2, 4)] == [2, 2, 1]


def test_synthetic_people_are_what_was_assumed() -> None:
    assumed = Assumptions(places=(Place("1", "Rawa", 1000), Place("2", "Łęg", 500)))
    people = synthetic.people(assumed, 3, date(2026, 11, 22), CRITERIA)
    rows = people.table.to_pylist()
    assert len(people) == 1500
    assert people.place_names == ("Rawa", "Łęg")
    assert np.bincount(people.places).tolist() == [1000, 500]
    for at, band in enumerate(assumed.ages):
        group = [row for row, age in zip(rows, people.ages, strict=True) if age == at]
        assert len(group) == shared_out(1000, [one.share for one in assumed.ages])[at] + shared_out(500, [one.share for one in assumed.ages])[at]
        assert abs(sum(row["lives_alone"] for row in group) - len(group) * band.alone / 100) <= 1
        assert abs(sum(row["sex"] == "f" for row in group) - len(group) * band.women / 100) <= 1
        assert all(age_group(row["age"]) == at for row in group)
    assert all((row["household_size"] == 1) == row["lives_alone"] for row in rows)
    assert all((row["degree"] != "none") == row["certificate_valid"] for row in rows)
    assert all(row["referral"] is None for row in rows)


def test_shares_that_are_not_a_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="100%"):
        Assumptions(incomes=(10, 20, 25, 30, 16))


def test_assumptions_are_kept_and_read_back() -> None:
    assumed = Assumptions(places=(Place("1", "Rawa", 1000),), take_up=33)
    assert Assumptions.from_json(assumed.as_json()) == assumed


def test_age_groups_read_well() -> None:
    assert [age_label(at) for at in (0, 2, 5, 6)] == ["0–17 lat", "60–64 lata", "80 lat i więcej", "wiek nieznany"]
    assert [age_group(one) for one in (0, 17, 18, 64, 65, 80, 104, None)] == [0, 0, 1, 2, 3, 5, 5, 6]


def test_places_follow_the_register(base: ProgrammeVersion) -> None:
    towns.asks(towns.residents(3, 80, town="Łazy") + towns.residents(2, 80, town=""), "TAXI", base)
    people = own_people(base, [row.pk for row in ProgrammeService.objects.filter(version=base)], today())
    assert people.place_names == ("Łazy", "Testowo")
