"""Qualification: conditions explained, places kept, never past a missing fact, never by a provider."""

from __future__ import annotations

import re
from datetime import date

import pytest
import time_machine

from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Permission, Role
from opencus.correspondence.models import Notice
from opencus.entitlements import actions
from opencus.entitlements.assessment import assess
from opencus.entitlements.models import Entitlement
from opencus.entitlements.queries import places
from opencus.entitlements.rules import NoPlace, proposed
from opencus.intake.actions.outcomes import forward, withdraw
from opencus.intake.actions.recognition import declare_facts
from opencus.intake.models import Application, Decision, RequestedService
from opencus.intake.rules import NotAllowed
from opencus.intake.tests.cases import asked_for as asked
from opencus.intake.tests.cases import case as application
from opencus.intake.tests.cases import recognition
from opencus.people.tests.factories import certificate, halina, joanna, person
from opencus.programmes.tests.factories import handyman, offered, physiotherapist, senior_taxi

pytestmark = pytest.mark.usefixtures("centre")
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-23 09:00 +0100", tick=False):
        yield


@pytest.fixture
def kipus(make_actor) -> Actor:
    return make_actor(Role.KIPUS, name="Anna Kowalik", authorised=(Permission.QUALIFY,))


def test_halina_is_qualified_for_three_services_and_told_so_without_a_decision(kipus):
    case = application(halina(), physiotherapist(), handyman(), senior_taxi(), applicant=joanna())
    for requested in case.requested.all():
        actions.qualify(by=kipus, requested=requested)
    case.refresh_from_db()
    assert case.state == Application.State.DECIDED
    assert Entitlement.objects.filter(person=case.client, state="active").count() == 3
    assert Notice.objects.filter(person=case.client, kind="qualified").count() == 3
    assert not Decision.objects.exists()


def test_the_entitlement_keeps_amount_period_and_fee_as_they_were(kipus):
    service = physiotherapist()
    requested = asked(halina(), service, declared={"income": "1400"})
    right = actions.qualify(by=kipus, requested=requested)
    service.limits.all().delete()
    service.fee_rules.update(amount=99)
    right.refresh_from_db()
    assert [limit["quantity"] for limit in right.limits] == ["4.00", "20.00"]
    assert (right.unit_fee, right.fee_text) == (0, "bezpłatnie (dochód do 150% kryterium)")
    assert right.fee_basis["criterion"] == "1010"
    assert (right.valid_from, right.valid_to) == (TODAY, date(2026, 12, 31))


def test_qualification_is_possible_with_and_without_recognition_of_needs(kipus):
    service = physiotherapist()
    actions.qualify(by=kipus, requested=asked(halina(), service))
    talked = application(joanna(birth_date=date(1950, 1, 1)), service)
    recognition(talked)
    actions.qualify(by=kipus, requested=talked.requested.get())
    assert Entitlement.objects.count() == 2


@pytest.mark.parametrize("role", [Role.PROVIDER_MANAGER, Role.PROVIDER_WORKER, Role.RECEPTION, Role.OSL, Role.ACCOUNTANT])
def test_nobody_outside_the_list_qualifies(centre, role):
    actor = Actor(centre_id=centre.id, name="Renata Kos", roles=frozenset({role}), authorised=frozenset({Permission.QUALIFY}))
    with pytest.raises(Refused, match="kwalifikowanie do usług"):
        actions.qualify(by=actor, requested=asked(halina(), physiotherapist()))


def test_a_coordinator_without_authorisation_may_not_qualify(make_actor):
    with pytest.raises(Refused):
        actions.qualify(by=make_actor(Role.KIPUS), requested=asked(halina(), physiotherapist()))


def test_each_condition_says_where_the_fact_came_from():
    requested = asked(halina(), handyman(), declared={"referral": True})
    found = assess(requested, TODAY)
    leaves = found.as_json()["tree"]["parts"][0]["parts"]
    assert [(leaf["text"], leaf["said"]) for leaf in leaves] == [
        ("ma 65 lat lub więcej", "82 lata (rejestr)"),
        ("mieszka samotnie", "tak (rejestr)"),
    ]


def test_a_missing_fact_stops_everybody_and_says_what_to_ask(kipus):
    mother = halina(lives_alone=None)
    requested = asked(mother, handyman())
    with pytest.raises(NotAllowed, match=r"Brakuje informacji: mieszka samotnie i ważne orzeczenie"):
        actions.qualify(by=kipus, requested=requested, override="Znam tę panią.")
    declare_facts(by=kipus, application=requested.application, facts={"lives_alone": True})
    requested.refresh_from_db()
    assert actions.qualify(by=kipus, requested=requested).state == "active"


def test_conditions_not_met_need_a_written_reason_to_qualify_all_the_same(kipus):
    requested = asked(joanna(lives_alone=False), handyman(), declared={"certificate_valid": False})
    with pytest.raises(NotAllowed, match="Nie są spełnione warunki") as refused:
        actions.qualify(by=kipus, requested=requested)
    assert refused.value.field == "override"
    actions.qualify(by=kipus, requested=requested, override="Orzeczenie wydane wczoraj, dokument w aktach.")
    kept = requested.qualifications.get()
    assert kept.explanation["override"].startswith("Orzeczenie wydane wczoraj")
    assert kept.explanation["proposal"] == "refuse"


def test_the_last_place_taken_leaves_a_plain_refusal_with_alternatives(kipus):
    band = offered("TELE", "Opaska bezpieczeństwa", measure="month", places=1)
    band.service.topics = ["health"]
    band.service.save()
    other = physiotherapist()
    other.service.topics = ["health"]
    other.service.save()
    first, second = asked(halina(), band), asked(joanna(), band)
    actions.qualify(by=kipus, requested=first)
    with pytest.raises(NoPlace, match="wszystkie miejsca są zajęte") as full:
        actions.qualify(by=kipus, requested=second)
    assert full.value.alternatives == ("Mobilny fizjoterapeuta",)
    actions.wait(by=kipus, requested=second)
    assert places(band, TODAY).free == 0
    assert places(band, TODAY).waiting == 1


def test_a_free_place_belongs_first_to_those_who_wait(kipus):
    band = offered("TELE", "Opaska bezpieczeństwa", measure="month", places=1)
    holder, waits, late = asked(halina(), band), asked(joanna(), band), asked(person("Jan", "Lis"), band)
    right = actions.qualify(by=kipus, requested=holder)
    actions.wait(by=kipus, requested=waits)
    actions.resign(by=kipus, entitlement=right, on=TODAY)
    assert places(band, TODAY).free == 1
    with pytest.raises(NoPlace, match="należą się osobom, które już czekają"):
        actions.qualify(by=kipus, requested=late)
    offer = actions.offer_next(by=kipus, offered=band)
    assert offer.pk == waits.pk
    assert places(band, TODAY).free == 0, "an offered place is kept"
    actions.qualify(by=kipus, requested=offer)
    assert not waits.waiting.filter(left_at__isnull=True).exists()


def test_an_offer_not_answered_in_time_lapses_and_the_place_in_the_queue_is_kept(kipus):
    band = offered("TELE", "Opaska bezpieczeństwa", measure="month", places=1)
    right = actions.qualify(by=kipus, requested=asked(halina(), band))
    first, second = asked(joanna(), band), asked(person("Jan", "Lis"), band)
    for one in (first, second):
        actions.wait(by=kipus, requested=one)
    actions.resign(by=kipus, entitlement=right, on=TODAY)
    actions.offer_next(by=kipus, offered=band)
    entry = first.waiting.get()
    assert entry.offered_until == date(2026, 11, 26)
    assert actions.lapse_offers(by=Actor.system(kipus.centre_id), on=date(2026, 11, 26)) == 0
    assert actions.lapse_offers(by=Actor.system(kipus.centre_id), on=date(2026, 11, 27)) == 1
    first.refresh_from_db()
    assert first.state == RequestedService.State.WAITING
    assert actions.offer_next(by=kipus, offered=band).pk == second.pk, "the next offer goes to whoever was not asked yet"


def test_a_certificate_that_expires_ends_the_right_with_it(kipus):
    ill = person("Jan", "Lis", birth_date=date(1990, 5, 5))
    certificate(ill, "severe", valid_to=date(2026, 12, 10))
    right = actions.qualify(by=kipus, requested=asked(ill, handyman()))
    assert right.valid_to == date(2026, 12, 10)


def test_an_old_certificate_does_not_shorten_what_age_alone_gives(kipus):
    mother = halina()
    certificate(mother, "severe", valid_to=date(2026, 12, 10))
    assert actions.qualify(by=kipus, requested=asked(mother, handyman())).valid_to == date(2026, 12, 31)


def test_an_expired_certificate_counts_as_none():
    ill = person("Jan", "Lis", birth_date=date(1990, 5, 5), lives_alone=False)
    certificate(ill, "severe", valid_to=date(2026, 11, 22))
    assert assess(asked(ill, handyman()), TODAY).proposal == "refuse"


def test_the_hours_of_an_assistant_need_the_degree_to_be_known(kipus):
    limits = [
        {"quantity": 720, "period": "year", "condition": {"fact": "degree", "op": "==", "value": "severe"}},
        {"quantity": 360, "period": "year", "condition": {"fact": "degree", "op": "==", "value": "moderate"}},
    ]
    service = offered("AOON", "Asystent osobisty", measure="hour", limits=limits)
    mother = halina()
    requested = asked(mother, service)
    assert assess(requested, TODAY).missing == ("degree",)
    certificate(mother, "moderate")
    assert [limit["quantity"] for limit in actions.qualify(by=kipus, requested=requested).limits] == ["360.00"]


def test_a_rule_stored_with_an_error_is_not_enforced_silently(kipus):
    requested = asked(halina(), offered(rule={"fact": "shoe_size", "op": ">=", "value": 40}))
    assert assess(requested, TODAY).proposal == "broken"
    with pytest.raises(NotAllowed, match="zapisana z błędem"):
        actions.qualify(by=kipus, requested=requested)


def test_a_service_forwarded_elsewhere_has_receiver_and_scope(kipus):
    requested = asked(halina(), physiotherapist())
    with pytest.raises(NotAllowed):
        forward(by=kipus, requested=requested, receiver=" ", scope="rehabilitacja")
    forward(by=kipus, requested=requested, receiver="Poradnia rehabilitacyjna", scope="rehabilitacja po złamaniu")
    requested.refresh_from_db()
    assert (requested.state, requested.forwarded_to) == ("forwarded", "Poradnia rehabilitacyjna")
    assert requested.qualifications.get().on == TODAY
    assert requested.application.state == Application.State.FORWARDED


def test_who_withdraws_frees_the_place_in_the_queue(kipus):
    band = offered("TELE", "Opaska bezpieczeństwa", measure="month", places=1)
    actions.qualify(by=kipus, requested=asked(halina(), band))
    requested = asked(joanna(), band)
    actions.wait(by=kipus, requested=requested)
    withdraw(by=kipus, requested=requested)
    assert places(band, TODAY).waiting == 0


def test_nobody_is_qualified_twice(kipus):
    requested = asked(halina(), physiotherapist())
    actions.qualify(by=kipus, requested=requested)
    with pytest.raises(ValueError, match="Nie można przejść ze stanu"):
        actions.qualify(by=kipus, requested=requested)


@pytest.mark.parametrize("machine", [Entitlement])
def test_every_move_in_the_table_is_possible_and_no_other(machine):
    states = [state for state, _ in machine.State.choices]
    assert set(machine.MOVES) == set(states)
    for start in states:
        for target in states:
            thing = machine(state=start)
            if target in machine.MOVES[start]:
                thing.move_to(target)
                assert thing.state == target
            else:
                with pytest.raises(ValueError, match="Nie można przejść"):
                    thing.move_to(target)
        assert all(re.search(r"\w", why) for why in machine.MOVES[start].values())


@pytest.mark.parametrize(
    ("known", "outcome"),
    [
        ({"truth": None}, "ask"),
        ({"truth": True, "missing": True}, "ask"),
        ({"truth": False}, "refuse"),
        ({"truth": True, "free": 0}, "wait"),
        ({"truth": True, "free": 1, "waiting_before": 1}, "wait"),
        ({"truth": True, "free": 2, "waiting_before": 1}, "qualify"),
        ({"truth": True, "by_decision": True}, "grant"),
    ],
)
def test_the_proposed_outcome_follows_the_rules(known, outcome):
    assert proposed(**({"missing": False, "by_decision": False, "free": None, "waiting_before": 0} | known)) == outcome
