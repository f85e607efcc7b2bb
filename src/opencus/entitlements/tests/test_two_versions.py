"""A new version in force: whoever was qualified keeps the old terms, everybody else is judged by the new text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from opencus.centre.roles import Permission, Role
from opencus.core import clock
from opencus.core.ids import uuid7
from opencus.directory.queries import cards
from opencus.entitlements import actions
from opencus.entitlements.assessment import assess
from opencus.entitlements.models import Entitlement
from opencus.entitlements.queries import left, places
from opencus.intake.models import Decision, WaitingListEntry
from opencus.intake.offer import offers_on
from opencus.intake.rules import NotAllowed
from opencus.intake.tests.cases import asked_for
from opencus.people.tests.factories import halina, joanna, person
from opencus.programmes.models import FeeRule, Limit, ProgrammeService, ProgrammeVersion
from opencus.programmes.tests.factories import offered, physiotherapist, programme_in_force

pytestmark = pytest.mark.usefixtures("centre")
SENIOR = {"fact": "age", "op": ">=", "value": 75}


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-23 09:00 +0100", tick=False):
        yield


@pytest.fixture
def kipus(make_actor):
    return make_actor(Role.KIPUS, name="Anna Kowalik", authorised=(Permission.QUALIFY, Permission.SIGN_DECISION))


def amended(old: ProgrammeService, *, fee: int = 10, month: int = 2, rule=None, **fields) -> ProgrammeService:
    """The council's second version, in force today: other fee, other limit, other access; the first one ends."""
    first = old.version
    second = ProgrammeVersion.objects.create(
        programme=first.programme, number=2, state="in_force", resolution_number="XX/99/2026", resolution_date=date(2026, 10, 30),
        valid_from=date(2026, 11, 20), valid_to=date(2027, 12, 31), replaces=first, change_reason="Uwagi mieszkańców.",
    )  # fmt: skip
    ProgrammeVersion.objects.filter(pk=first.pk).update(state="ended")
    kept = {"track": old.track, "places": old.places, "target_text": "mieszkańcy", "planned_persons": 100} | fields
    new = ProgrammeService.objects.create(version=second, service=old.service, access_rule=rule, **kept)
    Limit.objects.create(programme_service=new, quantity=month, measure=old.service.measure, period="month")
    FeeRule.objects.create(programme_service=new, kind="flat", amount=fee, measure=old.service.measure)
    return new


def test_whoever_was_qualified_keeps_limits_fee_and_ledger_to_the_end(kipus):
    old = physiotherapist(fee={"kind": "free"})
    right = actions.qualify(by=kipus, requested=asked_for(halina(), old))
    actions.reserve(by=kipus, entitlement=right, on=date(2026, 11, 26), quantity=Decimal(3), source_id=uuid7())
    amended(old)
    right = Entitlement.objects.get(pk=right.pk)
    assert (right.programme_service.version.number, right.unit_fee, right.fee_text) == (1, 0, "bezpłatnie")
    assert [(one.limit.quantity, one.used) for one in left(right, date(2026, 11, 26))] == [(4, 3), (20, 3)]
    actions.reserve(by=kipus, entitlement=right, on=date(2026, 11, 27), quantity=Decimal(1), source_id=uuid7())  # the fourth of four


def test_a_new_person_gets_the_new_terms_and_their_version_is_kept(kipus):
    old = physiotherapist(fee={"kind": "free"})
    new = amended(old)
    right = actions.qualify(by=kipus, requested=asked_for(halina(), new))
    assert (right.unit_fee, right.limits_text, right.fee_basis["version"]["number"]) == (10, "2 sesje miesięcznie", 2)


def test_whoever_asked_under_the_old_text_is_judged_by_the_one_in_force(kipus):
    old = physiotherapist(fee={"kind": "free"})
    requested = asked_for(halina(), old)
    new = amended(old)
    found = assess(requested, clock.today())
    assert (found.moved, found.offered.pk) == (True, new.pk)
    right = actions.qualify(by=kipus, requested=requested)
    assert (right.programme_service_id, right.unit_fee, right.valid_to) == (new.pk, 10, date(2027, 11, 22))
    assert requested.programme_service_id == old.pk  # what was asked for stays as it was written


def test_whoever_waits_keeps_the_place_and_gets_the_terms_of_the_day(kipus):
    old = offered("TELE", "Opaska bezpieczeństwa", measure="month", places=1)
    held = actions.qualify(by=kipus, requested=asked_for(halina(), old))
    waiting = asked_for(joanna(birth_date=date(1950, 1, 1)), old)
    entry = actions.wait(by=kipus, requested=waiting)
    new = amended(old, fee=10, places=1)
    assert (places(new, clock.today()).taken, places(new, clock.today()).waiting) == (1, 1)
    actions.resign(by=kipus, entitlement=held, on=clock.today())
    assert actions.offer_next(by=kipus, offered=new).pk == waiting.pk
    assert WaitingListEntry.objects.get(pk=entry.pk).since == entry.since
    assert actions.qualify(by=kipus, requested=waiting).unit_fee == 10


def test_a_new_condition_binds_those_who_wait(kipus):
    old = offered("TELE", "Opaska bezpieczeństwa", measure="month", places=1)
    actions.qualify(by=kipus, requested=asked_for(halina(), old))
    waiting = asked_for(joanna(), old)
    actions.wait(by=kipus, requested=waiting)
    amended(old, rule=SENIOR, places=5)
    found = assess(waiting, clock.today())
    assert (found.proposal, found.why) == ("refuse", "Nie jest spełniony warunek: ma 75 lat lub więcej.")


def test_a_service_the_new_text_no_longer_offers_cannot_be_granted_under_the_ended_one(kipus):
    old, other = physiotherapist(), offered("TELE", "Opaska", measure="month")
    requested = asked_for(halina(), old)
    amended(other)
    with pytest.raises(NotAllowed, match="już się skończył"):
        actions.qualify(by=kipus, requested=requested)


def test_a_decision_drafted_under_the_old_text_is_not_signed_under_the_new_one(kipus, make_actor):
    old = offered("UO", "Usługi opiekuńcze", measure="hour", track="decision", limits=[(40, "month")])
    requested = asked_for(halina(), old)
    director = make_actor(Role.DIRECTOR, name="Barbara Nowicka", authorised=(Permission.SIGN_DECISION,))
    draft = actions.draft_grant(
        by=director, requested=requested, start=clock.today(), end=date(2026, 12, 31), quantity=Decimal(20), per="month", reasons="Wywiad."
    )
    amended(old, month=10)
    with pytest.raises(NotAllowed, match="zmienił się program"):
        actions.sign_grant(by=director, decision=draft)
    assert Decision.objects.get(pk=draft.pk).state == "draft"


def test_the_counter_the_directory_and_the_queue_show_the_text_in_force(kipus, login):
    old = physiotherapist(fee={"kind": "free"}, places=1)
    actions.qualify(by=kipus, requested=asked_for(halina(), old))
    actions.wait(by=kipus, requested=asked_for(person("Ewa", "Druga"), old))
    new = amended(old, places=1)
    card = next(one for one in cards(clock.today()) if one.offered)
    assert (card.offered.pk, card.price.amount, card.free_places, card.waiting) == (new.pk, "10\xa0zł", 0, 1)
    desk = next(one for one in offers_on(clock.today()) if one.row.service_id == old.service_id)
    assert (desk.row.pk, desk.fee, desk.wait) == (new.pk, "10 zł za sesję", "lista: 1 osoba")
    page = login(kipus).get("/testowo" + reverse("entitlements:queue", args=[old.id])).content.decode()
    assert "XX/99/2026" in page


def test_the_page_of_an_old_right_says_under_what_it_was_granted_and_what_binds_now(kipus, login):
    old = physiotherapist(fee={"kind": "free"})
    right = actions.qualify(by=kipus, requested=asked_for(halina(), old))
    amended(old)
    page = login(kipus).get("/testowo" + reverse("entitlements:detail", args=[right.id])).content.decode()
    assert programme_in_force().resolution_number in page
    assert "XX/99/2026, dla nowych osób" in page
