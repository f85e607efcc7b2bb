"""Every rule reads aloud, comes back from its stored form, and special data are known as such."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given

from opencus.programmes.rules.conditions import (
    BrokenRule,
    as_json,
    evaluate,
    facts_needed,
    parse,
    read_aloud,
    validate,
)
from opencus.programmes.rules.facts import FACTS, FOR_GOOD, value_text
from opencus.programmes.rules.special import SPECIAL, special_among
from opencus.programmes.tests.factories_rules import CONDITIONS, people


@given(tree=CONDITIONS)
def test_any_rule_reads_aloud_without_holes(tree):
    said = read_aloud(tree)
    assert said
    assert "{" not in said
    assert "None" not in said


@given(tree=CONDITIONS)
def test_any_rule_comes_back_from_its_stored_form(tree):
    stored = json.loads(json.dumps(as_json(tree)))
    if not validate(stored):  # too deep a tree is refused
        assert parse(stored) == tree


@given(tree=CONDITIONS, somebody=people())
def test_any_rule_is_explained_to_anybody(tree, somebody):
    explained = evaluate(tree, somebody[0])
    assert explained.text
    assert all(leaf.text for leaf in explained.leaves())
    assert set(explained.missing) <= set(facts_needed(tree))


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ({"fact": "town", "op": "in", "value": ["Wąchock", "Rzepin"]}, "mieszka w miejscowości Wąchock lub Rzepin"),
        ({"fact": "municipality", "op": "==", "value": "Starachowice"}, "mieszka w gminie Starachowice"),
        ({"fact": "certificate_days", "op": ">=", "value": 30}, "ma orzeczenie ważne jeszcze przez 30 dni lub więcej"),
        ({"fact": "days_since_hospital", "op": "<=", "value": 90}, "wróciła ze szpitala 90 dni lub mniej temu"),
        ({"fact": "units_used", "op": "<", "value": "2.5"}, "wykorzystała w tym roku mniej niż 2,5 jednostki tej usługi"),
        ({"fact": "units_used", "op": ">=", "value": 22}, "wykorzystała w tym roku 22 jednostki lub więcej tej usługi"),
        ({"fact": "household_size", "op": "<=", "value": 2}, "prowadzi gospodarstwo liczące 2 osoby lub mniej"),
        ({"fact": "target_group", "op": "==", "value": "carer"}, "należy do grupy: opiekun osoby zależnej"),
        ({"fact": "after_prison", "op": "==", "value": True}, "opuściła zakład karny w ciągu ostatniego roku"),
    ],
)
def test_the_words_of_the_field_are_said_in_polish(tree, said):
    assert read_aloud(parse(tree)) == said


def test_a_certificate_for_good_is_said_so():
    assert value_text("certificate_days", FOR_GOOD) == "bezterminowo"
    assert value_text("certificate_days", 1) == "1 dzień"


@pytest.mark.parametrize(
    ("tree", "why"),
    [
        ({"fact": "income_pct", "op": "<=", "value": "150.5"}, "pełnym procentem"),
        ({"fact": "age", "op": ">=", "value": 10**12}, "za duża"),
        ({"fact": "town", "op": "==", "value": "Wąchock\x00"}, "nie pasuje"),
        ({"fact": "age", "op": ">=", "value": "NaN"}, "nie pasuje"),
    ],
)
def test_a_value_that_the_two_evaluators_could_not_share_is_refused(tree, why):
    with pytest.raises(BrokenRule, match=why):
        parse(tree)


def test_health_and_convictions_are_marked_as_special_data():
    assert set(SPECIAL) <= set(FACTS)
    assert SPECIAL["degree"].article == "art9"
    assert SPECIAL["degree"].text == "dane o niepełnosprawności (art. 9 RODO)"
    assert SPECIAL["after_prison"].text == "dane o skazaniu (art. 10 RODO)"
    assert list(special_among(["age", "mental_disorder", "income_pct"])) == ["mental_disorder"]
    assert all(special.purpose for special in SPECIAL.values())


def test_an_absent_fact_of_quantity_is_compared_as_a_decimal():
    condition = parse({"fact": "units_used", "op": ">", "value": "2.5"})
    assert evaluate(condition, {"units_used": Decimal("2.75")}).truth is True
    assert evaluate(condition, {}).truth is None
