"""Reliefs, deposits and variants: exact, the best one counts, one rounding at the end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencus.core.money import round_half_up
from opencus.programmes.rules.conditions import parse
from opencus.programmes.rules.fees import Fee, Tariff, fee
from opencus.programmes.rules.reliefs import Relief, best, relieved
from opencus.programmes.rules.service import PointRule, ServiceRules, judge
from opencus.programmes.tests.factories_rules import hundredths

TODAY = date(2026, 11, 22)
D = Decimal
CARD = parse({"fact": "senior_card", "op": "==", "value": True})
ALONE = parse({"fact": "lives_alone", "op": "==", "value": True})
HALF = Relief("Karta Seniora 60+", CARD, percent=D(50))
TEN_OFF = Relief("mieszka samotnie", ALONE, amount=D("10.00"))
PHYSIO = ServiceRules("FIZ", measure="session", tariffs=(Tariff("flat", amount=D("25.00"), measure="session"),), reliefs=(HALF, TEN_OFF))


def test_halina_has_two_reliefs_and_the_better_one_counts():
    found = judge(PHYSIO, {"senior_card": True, "lives_alone": True}, None, TODAY)
    assert found.fee is not None
    assert (found.fee.unit_fee, found.relief) == (D("12.50"), HALF)
    assert found.fee.text == "25,00\u00a0zł za sesję, ulga 50%: Karta Seniora 60+: 12,50\u00a0zł"
    assert found.fee.basis["relief"] == {"name": "Karta Seniora 60+", "before": "25.00", "percent": "50"}


def test_ten_zloty_off_beats_half_of_a_cheap_thing():
    cheap = ServiceRules("X", tariffs=(Tariff("flat", amount=D("12.00")),), reliefs=(HALF, TEN_OFF))
    found = judge(cheap, {"senior_card": True, "lives_alone": True}, None, TODAY)
    assert (found.fee and found.fee.unit_fee, found.relief) == (D("2.00"), TEN_OFF)


def test_a_relief_nobody_has_shown_lowers_nothing_and_is_named():
    found = judge(PHYSIO, {"senior_card": False}, None, TODAY)
    assert (found.fee and found.fee.unit_fee, found.relief) == (D("25.00"), None)
    assert found.relief_missing == ("lives_alone",)
    assert found.missing == (), "access does not hang on it"


def test_a_relief_never_makes_a_fee_negative_and_a_free_service_needs_none():
    small = Fee(D("3.00"), "3 zł", {"exact": "3.00", "unit_fee": "3.00"})
    assert relieved(small, [TEN_OFF])[0].unit_fee == 0
    free = fee(Tariff("free"), income=None, on=TODAY)
    assert relieved(free, [HALF]) == (free, None)


def test_after_a_relief_many_units_are_rounded_once():
    odd = Relief("uchwała", CARD, percent=D("33.33"))
    lowered, _ = relieved(fee(Tariff("flat", amount=D("0.85")), income=None, on=TODAY), [odd])
    assert lowered.basis["exact"] == "0.566695"
    assert (lowered.unit_fee, lowered.due(D(100))) == (D("0.57"), D("56.67")), "not 100 x 0.57"


@given(price=hundredths(0, 100_000), percents=st.lists(hundredths(1, 10_000), max_size=3), amounts=st.lists(hundredths(1, 50_000), max_size=3))
def test_no_other_relief_would_leave_less_to_pay(price, percents, amounts):
    known = [Relief("p", CARD, percent=one) for one in percents] + [Relief("a", CARD, amount=one) for one in amounts]
    chosen = best(known, price)
    paid = chosen.off(price) if chosen else price
    assert 0 <= paid <= price
    assert round_half_up(paid) == min([round_half_up(price), *(round_half_up(one.off(price)) for one in known)])


@pytest.mark.parametrize(("percent", "amount"), [(None, None), (D(10), D(5)), (D(0), None), (D("100.01"), None), (None, D(0))])
def test_a_relief_is_one_exact_number(percent, amount):
    with pytest.raises(ValueError, match=r"[Uu]lg"):
        Relief("x", CARD, percent=percent, amount=amount)


def test_each_destination_of_the_taxi_has_its_own_relief():
    taxi = ServiceRules(
        "TAXI", measure="trip", reliefs=(HALF,),
        tariffs=(Tariff("flat", "in_gmina", "w gminie", D(5)), Tariff("flat", "to_powiat", "w powiecie", D(10)), Tariff("individual", "further", "dalej")),
    )  # fmt: skip
    found = judge(taxi, {"senior_card": True}, None, TODAY)
    assert found.fee is not None
    assert {name: one["unit_fee"] for name, one in found.fee.basis["variants"].items()} == {
        "in_gmina": "2.50", "to_powiat": "5.00", "further": None,
    }  # fmt: skip
    each = [judge(one, {"senior_card": True}, None, TODAY).fee for one in taxi.by_variant()]
    assert [one and one.unit_fee for one in each] == [D("2.50"), D("5.00"), None]


def test_a_deposit_is_never_multiplied_and_never_relieved():
    lent = ServiceRules("WYP", measure="month", tariffs=(Tariff("flat", amount=D("10.00"), measure="month"), Tariff("deposit", "deposit", amount=D(100))), reliefs=(HALF,))
    found = judge(lent, {"senior_card": True}, None, TODAY).fee
    assert found is not None
    assert (found.unit_fee, found.due(D(4)), found.deposit) == (D("5.00"), D("20.00"), D("100.00"))
    assert found.text.endswith("; kaucja zwrotna 100,00\u00a0zł")


def test_a_thing_lent_for_a_deposit_alone_costs_nothing():
    found = judge(ServiceRules("WYP", tariffs=(Tariff("deposit", amount=D(100)),)), {}, None, TODAY).fee
    assert found is not None
    assert (found.unit_fee, found.due(D(4)), found.deposit) == (0, 0, D("100.00"))


def test_points_count_what_is_shown():
    rules = ServiceRules("X", points=(PointRule("samotność", 3, ALONE), PointRule("karta", 2, CARD)))
    assert judge(rules, {"lives_alone": True}, None, TODAY).points == 3
    assert judge(rules, {"lives_alone": True, "senior_card": True}, None, TODAY).points == 5


def test_without_a_tariff_there_is_no_fee():
    assert judge(ServiceRules("X"), {}, None, TODAY).fee is None
