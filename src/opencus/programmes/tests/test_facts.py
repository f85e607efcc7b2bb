"""What is known about a person, and from where."""

from __future__ import annotations

from datetime import date

import pytest

from opencus.people.tests.factories import certificate, halina, person
from opencus.programmes.queries import facts_about, facts_asked, said, services_in_force
from opencus.programmes.tests.factories import handyman, offered, physiotherapist, programme_in_force

pytestmark = pytest.mark.usefixtures("centre")
TODAY = date(2026, 11, 23)


def test_the_register_is_believed_before_a_declaration():
    known = facts_about(halina(), {"lives_alone": False, "referral": True}, TODAY)
    assert said(known, "lives_alone") == "tak (rejestr)"
    assert said(known, "referral") == "tak (oświadczenie)"
    assert said(known, "household_size") == "1 osoba (rejestr, mieszka samotnie)"
    assert said(known, "income_pct") == ""


def test_income_per_person_is_compared_with_the_criterion_that_fits():
    alone = facts_about(halina(), {"income": "1010"}, TODAY)
    two = facts_about(person("Jan", "Lis", lives_alone=False), {"income": "1646.01", "household_size": 2}, TODAY)
    assert said(alone, "income_pct") == "100% kryterium (oświadczenie)"
    assert two["income_pct"].value > 100


def test_nonsense_in_a_declaration_is_unknown_not_an_error():
    known = facts_about(halina(lives_alone=None), {"lives_alone": "tak", "income": "dużo", "household_size": 0, "religion": 1}, TODAY)
    assert not {"lives_alone", "income_pct", "religion"} & set(known)


def test_a_certificate_speaks_with_its_date():
    ill = person("Jan", "Lis")
    certificate(ill, "severe", valid_to=date(2026, 12, 10))
    assert said(facts_about(ill, {}, TODAY), "degree") == "znaczny (rejestr, ważne do 10.12.2026)"
    assert facts_about(ill, {}, date(2026, 12, 11))["certificate_valid"].value is False


def test_no_certificate_declared_means_no_degree():
    assert facts_about(person("Jan", "Lis"), {"certificate_valid": False}, TODAY)["degree"].value == "none"


def test_how_long_a_certificate_lasts_is_known_in_days_and_for_good():
    ill, well = person("Jan", "Lis"), person("Ewa", "Sowa")
    certificate(ill, "severe", valid_to=date(2026, 12, 10))
    assert said(facts_about(ill, {}, TODAY), "certificate_days") == "17 dni (rejestr, ważne do 10.12.2026)"
    assert facts_about(ill, {}, date(2026, 12, 11))["certificate_days"].value == 0
    certificate(well, "light", valid_to=None)
    assert said(facts_about(well, {}, TODAY), "certificate_days") == "bezterminowo (rejestr, bezterminowo)"
    assert facts_about(halina(), {"certificate_valid": False}, TODAY)["certificate_days"].value == 0


def test_a_resident_of_another_town_is_known_as_such():
    assert facts_about(halina(), {}, TODAY)["resident"].value is True
    assert "resident" not in facts_about(halina(pesel=False, municipality=None), {}, TODAY)


def test_only_facts_the_rules_use_are_asked_and_a_broken_rule_stops_nobody():
    services = [handyman(), physiotherapist(), offered("ERR", "Z błędem", rule={"fact": "shoe_size", "op": ">=", "value": 1})]
    assert facts_asked(services) == ("age", "lives_alone", "certificate_valid", "referral", "income_pct", "household_size")


def test_only_services_of_a_programme_in_force_count():
    handyman()
    physiotherapist(version=programme_in_force(number=2, state="draft"))
    assert [str(one) for one in services_in_force(TODAY)] == ["Złota rączka"]
