"""Rules of access: three-valued logic, explanations, plain errors."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencus.programmes.rules.conditions import (
    All,
    AnyOf,
    BrokenRule,
    Condition,
    Not,
    Test,
    as_json,
    conjunction,
    disjunction,
    evaluate,
    facts_needed,
    negate,
    parse,
    read_aloud,
    validate,
)

TRUTHS = st.sampled_from([True, False, None])
HANDYMAN: dict[str, Any] = {
    "any": [
        {"all": [{"fact": "age", "op": ">=", "value": 65}, {"fact": "lives_alone", "op": "==", "value": True}]},
        {"fact": "certificate_valid", "op": "==", "value": True},
    ]
}
_tests = st.one_of(
    st.builds(Test, st.just("age"), st.sampled_from([">=", "<=", ">", "<", "=="]), st.integers(0, 110)),
    st.builds(Test, st.sampled_from(["lives_alone", "referral"]), st.just("=="), st.booleans()),
    st.builds(Test, st.just("degree"), st.just("in"), st.just(("severe", "moderate"))),
)
TREES = st.recursive(
    _tests,
    lambda inner: st.one_of(
        st.builds(lambda parts: All(tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: AnyOf(tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(Not, inner),
    ),
    max_leaves=6,
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "age": st.integers(0, 110),
        "lives_alone": st.booleans(),
        "referral": st.booleans(),
        "degree": st.sampled_from(["severe", "moderate", "light", "none"]),
    },
)


def test_halina_may_have_the_handyman_because_she_is_82_and_lives_alone():
    explained = evaluate(parse(HANDYMAN), {"age": 82, "lives_alone": True})
    assert explained.truth is True
    assert [(leaf.text, leaf.truth, leaf.value) for leaf in explained.leaves()] == [
        ("ma 65 lat lub więcej", True, "82 lata"),
        ("mieszka samotnie", True, "tak"),
        ("ma ważne orzeczenie o niepełnosprawności", None, ""),
    ]
    assert explained.missing == (), "what is unknown no longer matters"


def test_a_missing_fact_is_unknown_and_named_never_a_refusal():
    explained = evaluate(parse(HANDYMAN), {"age": 82})
    assert explained.truth is None
    assert explained.missing == ("lives_alone", "certificate_valid")


def test_a_rule_is_read_aloud_in_polish():
    assert read_aloud(parse(HANDYMAN)) == (
        "(ma 65 lat lub więcej oraz mieszka samotnie) albo ma ważne orzeczenie o niepełnosprawności"
    )
    assert read_aloud(parse({"not": {"fact": "lives_alone", "op": "==", "value": True}})) == "nie mieszka samotnie"
    assert read_aloud(parse({"fact": "degree", "op": "in", "value": ["severe", "moderate"]})) == (
        "ma orzeczenie o stopniu znacznym lub umiarkowanym"
    )
    assert read_aloud(parse({"fact": "degree", "op": "in", "value": ["severe", "child"]})) == (
        "ma orzeczenie o stopniu znacznym albo orzeczenie dla dziecka do 16 lat"
    )
    every = ["severe", "moderate", "light", "child"]
    assert read_aloud(parse({"fact": "degree", "op": "in", "value": every})) == "ma orzeczenie o niepełnosprawności"
    assert read_aloud(parse({"fact": "income_pct", "op": "<=", "value": 220})) == "ma dochód nie wyższy niż 220% kryterium"
    assert read_aloud(None) == "bez dodatkowych warunków"


def test_a_form_learns_which_facts_to_ask_for():
    assert facts_needed(parse(HANDYMAN)) == ("age", "lives_alone", "certificate_valid")
    assert facts_needed(None) == ()


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        ({}, "Nie rozumiem warunku"),
        ([], "Nie rozumiem warunku"),
        ({"all": []}, "Grupa warunków jest pusta"),
        ({"fact": "shoe_size", "op": ">=", "value": 1}, "Nieznana informacja: shoe_size"),
        ({"fact": "age", "op": "~", "value": 1}, "nie można porównać znakiem ~"),
        ({"fact": "age", "op": ">=", "value": "sto"}, "nie pasuje do informacji „wiek”"),
        ({"fact": "age", "op": ">=", "value": 60.5}, "nie pasuje do informacji „wiek”"),
        ({"fact": "lives_alone", "op": "==", "value": "tak"}, "nie pasuje do informacji „mieszka samotnie”"),
        ({"fact": "degree", "op": "in", "value": []}, "przynajmniej jedną wartość"),
        ({"fact": "degree", "op": "==", "value": "huge"}, "nie ma wartości 'huge'"),
        ({"not": {"not": {"not": {"not": {"not": {"not": {"fact": "age", "op": ">=", "value": 1}}}}}}}, "głębiej niż 6"),
    ],
)
def test_a_broken_rule_is_described_in_plain_words(tree: object, message: str):
    assert any(message in error for error in validate(tree))
    with pytest.raises(BrokenRule):
        parse(tree)


@given(a=TRUTHS, b=TRUTHS, c=TRUTHS)
def test_three_valued_logic_keeps_its_laws(a, b, c):
    assert conjunction([a, b]) == conjunction([b, a])
    assert disjunction([a, conjunction([b, c])]) == conjunction([disjunction([a, b]), disjunction([a, c])])
    assert negate(conjunction([a, b])) == disjunction([negate(a), negate(b)])
    assert negate(negate(a)) == a


@given(tree=TREES, facts=FACTS)
def test_learning_a_fact_never_overturns_what_was_decided(tree: Condition, facts):
    decided = evaluate(tree, facts).truth
    if decided is None:
        return
    everything = {"age": 70, "lives_alone": True, "referral": False, "degree": "light"} | facts
    assert evaluate(tree, everything).truth == decided


@given(tree=TREES, facts=FACTS)
def test_an_undecided_rule_always_names_something_missing(tree: Condition, facts):
    explained = evaluate(tree, facts)
    assert (explained.truth is None) == bool(explained.missing)
    assert set(explained.missing) <= set(facts_needed(tree)) - set(facts)


@given(tree=TREES, facts=FACTS)
def test_denying_a_rule_turns_its_outcome(tree: Condition, facts):
    assert evaluate(Not(tree), facts).truth == negate(evaluate(tree, facts).truth)


@given(tree=TREES)
def test_the_stored_form_reads_back_unchanged(tree: Condition):
    stored = as_json(tree)
    if not validate(stored):
        assert parse(stored) == tree
