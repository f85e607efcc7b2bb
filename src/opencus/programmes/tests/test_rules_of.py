"""The stored programme as values: everything in a fixed number of queries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from opencus.programmes.models import DatedCriterion, PointRule, ProgrammeService, Relief
from opencus.programmes.queries import (
    criteria,
    facts_asked,
    rule_problem,
    rules_of,
    services_in_force,
    with_rules,
)
from opencus.programmes.rules.fees import CRITERIA, Income
from opencus.programmes.rules.service import judge
from opencus.programmes.tests.factories import handyman, offered, physiotherapist, senior_taxi

pytestmark = pytest.mark.usefixtures("centre")
TODAY = date(2026, 11, 23)
CARD = {"fact": "senior_card", "op": "==", "value": True}


def test_a_service_is_read_with_all_its_rules():
    stored = physiotherapist(order="points", places=40, raise_to_percent=150, raise_rule=CARD)
    Relief.objects.create(programme_service=stored, name="Karta Seniora 60+", condition=CARD, percent=Decimal(50))
    PointRule.objects.create(programme_service=stored, label="samotność", points=5, condition=CARD)
    rules = rules_of(with_rules(ProgrammeService.objects.filter(pk=stored.pk)).get())
    assert (rules.id, rules.code, rules.measure, rules.order, rules.places) == (stored.pk, "FIZ", "session", "points", 40)
    assert (rules.raise_to_percent, rules.raise_condition is not None) == (150, True)
    found = judge(rules, {"age": 70, "senior_card": True}, Income(Decimal("2000.00"), 1), TODAY, criteria())
    assert (found.access.truth, found.fee and found.fee.unit_fee, found.points, found.units) == (True, Decimal("12.50"), 5, 166)


def test_a_limit_keeps_whom_it_is_for():
    stored = offered("OWD", "Opieka wytchnieniowa", limits=[{"quantity": 240, "period": "year", "scope": "cared_for"}])
    assert rules_of(stored).limits[0].scope == "cared_for"


def test_ten_services_cost_as_many_queries_as_one(django_assert_num_queries):
    for made in (handyman, physiotherapist, senior_taxi):
        made()
    with django_assert_num_queries(5):
        assert len([rules_of(one) for one in services_in_force(TODAY)]) == 3


def test_the_centre_s_own_criterion_stands_before_the_national_one(django_assert_num_queries):
    DatedCriterion.objects.create(valid_from=date(2028, 1, 1), single=Decimal(1200), family=Decimal(950), source="Dz.U. 2027")
    DatedCriterion.objects.create(valid_from=date(2025, 1, 1), single=Decimal(1011), family=Decimal(824), source="poprawka")
    with django_assert_num_queries(1):
        dated = criteria()
    assert [(one.valid_from.year, one.single) for one in dated] == [(2028, 1200), (2025, 1011), (2022, 776)]
    assert dated[-1] == CRITERIA[-1]


def test_a_broken_relief_is_a_problem_said_in_polish_not_a_crash():
    stored = physiotherapist()
    Relief.objects.create(programme_service=stored, name="x", condition={"fact": "shoe_size", "op": ">=", "value": 1}, percent=Decimal(5))
    assert rule_problem(stored) == "Nieznana informacja: shoe_size."


def test_what_a_relief_hangs_on_is_asked_too():
    stored = handyman()
    Relief.objects.create(programme_service=stored, name="x", condition=CARD, percent=Decimal(5))
    assert "senior_card" in facts_asked([stored])
