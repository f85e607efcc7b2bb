"""Decisions: nothing is refused without a signature, nobody signs without an authorisation valid today."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction

from opencus.audit.models import Entry
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Authorisation
from opencus.centre.roles import Permission, Role
from opencus.config.actors import actor_of
from opencus.core.tests.reading import said
from opencus.intake.actions import decisions
from opencus.intake.models import Application, Decision, RequestedService
from opencus.intake.rules import NotAllowed
from opencus.intake.tests.cases import asked_for, user
from opencus.people.tests.factories import halina
from opencus.programmes.tests.factories import handyman

pytestmark = pytest.mark.usefixtures("centre")
REASONS = "Wnioskodawczyni mieszka z córką i nie ma orzeczenia o niepełnosprawności."


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-23 09:00 +0100", tick=False):
        yield


@pytest.fixture
def director(make_actor) -> Actor:
    return make_actor(Role.DIRECTOR, name="Barbara Nowicka", authorised=(Permission.SIGN_DECISION,))


@pytest.fixture
def requested() -> RequestedService:
    return asked_for(halina(), handyman())


def draft(by: Actor, requested: RequestedService, reasons: str = REASONS) -> Decision:
    return decisions.draft_decision(by=by, requested=requested, kind=Decision.Kind.REFUSAL, factual_reasons=reasons)


def test_a_refusal_binds_only_when_signed_and_then_closes_the_case(director, requested):
    decision = draft(director, requested)
    requested.refresh_from_db()
    assert requested.state == RequestedService.State.OPEN
    signed = decisions.sign_refusal(by=director, decision=decision)
    requested.refresh_from_db()
    assert requested.state == RequestedService.State.REFUSED
    assert requested.application.state == Application.State.DECIDED
    assert (signed.authorisation.number, signed.signed_on) == ("1/2026", date(2026, 11, 23))
    assert "14 dni" in signed.appeal_instruction
    assert "Samorządowego Kolegium Odwoławczego" in signed.appeal_instruction
    assert "art. 42 ust. 3" in signed.legal_reasons


def test_without_reasons_there_is_no_decision(director, requested):
    with pytest.raises(NotAllowed, match="Brakuje: uzasadnienie") as problem:
        decisions.sign_refusal(by=director, decision=draft(director, requested, reasons=""))
    assert problem.value.field == "factual_reasons"


def test_the_database_itself_refuses_a_signed_decision_without_parts(director, requested):
    decision = draft(director, requested, reasons="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(state=Decision.State.SIGNED)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.OUS, Role.KIPUS, Role.RECEPTION])
def test_nobody_signs_without_an_authorisation(make_actor, requested, director, role):
    decision = draft(director, requested)
    with pytest.raises(Refused, match=r"upoważnienia do podpisywania decyzji"):
        decisions.sign_refusal(by=make_actor(role, name="Ewa Sikora"), decision=decision)


@pytest.mark.parametrize(
    ("scope", "valid_from", "valid_to"),
    [
        ("sign_decision", date(2026, 12, 1), None),
        ("sign_decision", date(2025, 1, 1), date(2026, 11, 22)),
        ("approve_plan", date(2025, 1, 1), None),
    ],
)
def test_an_authorisation_outside_its_dates_or_scope_does_not_sign(make_actor, centre, requested, director, scope, valid_from, valid_to):
    clerk = make_actor(Role.OUS, name="Ewa Sikora")
    Authorisation.objects.create(
        user_id=clerk.user_id, scope=scope, number="9/2026", granted_by="Burmistrz", valid_from=valid_from, valid_to=valid_to
    )
    with pytest.raises(Refused):
        decisions.sign_refusal(by=actor_of(user("Ewa Sikora"), centre), decision=draft(director, requested))


def test_a_provider_may_not_even_draft(centre, requested):
    renata = Actor(centre_id=centre.id, name="Renata Kos", roles=frozenset({Role.PROVIDER_MANAGER}))
    with pytest.raises(Refused):
        draft(renata, requested)


def test_a_signed_decision_is_never_rewritten(director, requested):
    decision = decisions.sign_refusal(by=director, decision=draft(director, requested))
    with pytest.raises(NotAllowed, match="już podpisana"):
        decisions.change_decision(by=director, decision=decision, factual_reasons="inne", legal_reasons="inne", appeal="inne")


def test_one_person_may_draft_and_sign_and_the_journal_says_so(director, requested):
    decisions.sign_refusal(by=director, decision=draft(director, requested))
    entry = Entry.objects.filter(kind="intake.decision.sign").get()
    assert entry.data["same_person"] == "tak"


def test_the_decision_is_a_tagged_document_that_says_when_it_is_only_a_draft(director, requested, login):
    made = draft(director, requested, "Powód: #panic() $x$ <tag>, a także dochód 100%.")
    address = f"/testowo/wnioski/decyzja/{made.id}/pdf/"
    paper = said(login(director).get(address).content)
    assert "PROJEKT, niepodpisany" in paper
    assert "Powód: #panic() $x$ <tag>, a także dochód 100%." in paper
    decisions.sign_refusal(by=director, decision=made)
    assert "PROJEKT" not in said(login(director).get(address).content)


def test_drafting_again_takes_up_the_same_draft(director, requested):
    assert draft(director, requested).pk == draft(director, requested, reasons="Nowe ustalenia.").pk
    assert Decision.objects.get().factual_reasons == "Nowe ustalenia."


def test_delivery_starts_the_term_for_an_appeal(director, requested):
    signed = decisions.sign_refusal(by=director, decision=draft(director, requested))
    with pytest.raises(NotAllowed, match="Dzień doręczenia"):
        decisions.deliver(by=director, decision=signed, on=date(2026, 11, 24), channel="post", proof="")
    done = decisions.deliver(by=director, decision=signed, on=date(2026, 11, 23), channel="personal", proof="podpis w aktach")
    assert (done.state, done.delivery_channel, done.delivery_proof) == ("delivered", "personal", "podpis w aktach")


def test_a_decided_service_cannot_be_refused(director, requested):
    RequestedService.objects.filter(pk=requested.pk).update(state="qualified")
    with pytest.raises(NotAllowed, match="nie można przygotować decyzji"):
        draft(director, requested)


@pytest.mark.parametrize("machine", [Application, RequestedService, Decision])
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
        assert all(machine.MOVES[start].values()), "every move has its reason"
