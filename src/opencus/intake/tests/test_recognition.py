"""The talk about needs has four parts and is held only by a coordinator of the centre."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Role
from opencus.core.clock import today
from opencus.intake.actions.recognition import (
    declare_facts,
    evidence_came,
    record_recognition,
    request_evidence,
)
from opencus.intake.models import Application
from opencus.intake.rules import NotAllowed
from opencus.intake.tests.cases import case
from opencus.people.tests.factories import halina
from opencus.programmes.tests.factories import physiotherapist, programme_in_force

pytestmark = pytest.mark.usefixtures("centre")


def talk(**changes):
    return {
        "held_on": today(), "place": "home", "present": "Halina Wesołowska, córka", "needs": "Ćwiczenia po złamaniu.",
        "current_services": "Żadne.", "assessment": "Potrzebne i możliwe.", "supporting_actions": "", "fees_explained": True,
        **changes,
    }  # fmt: skip


@pytest.fixture
def application() -> Application:
    return case(halina(), physiotherapist())


@pytest.fixture
def kipus(make_actor) -> Actor:
    return make_actor(Role.KIPUS, name="Anna Kowalik")


def test_the_coordinator_writes_four_parts_the_place_and_the_people(kipus, application):
    made = record_recognition(by=kipus, application=application, **talk())
    application.refresh_from_db()
    assert application.state == Application.State.IN_RECOGNITION
    assert application.coordinator_id == kipus.user_id
    assert (made.place, made.fees_explained) == ("home", True)


@pytest.mark.parametrize("field", ["needs", "current_services", "assessment", "present"])
def test_no_part_may_be_empty(kipus, application, field):
    with pytest.raises(NotAllowed) as problem:
        record_recognition(by=kipus, application=application, **talk(**{field: "  "}))
    assert problem.value.field == field


def test_fees_and_reliefs_must_have_been_explained(kipus, application):
    with pytest.raises(NotAllowed, match="opłaty i ulgi"):
        record_recognition(by=kipus, application=application, **talk(fees_explained=False))


def test_a_talk_is_never_in_the_future(kipus, application):
    with pytest.raises(NotAllowed, match="przyszłości"):
        record_recognition(by=kipus, application=application, **talk(held_on=today() + timedelta(days=1)))


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.OUS, Role.RECEPTION, Role.PROVIDER_MANAGER, Role.PROVIDER_WORKER])
def test_nobody_else_recognises_needs(centre, application, role):
    actor = Actor(centre_id=centre.id, name="Renata Kos", roles=frozenset({role}))
    with pytest.raises(Refused, match="rozpoznanie indywidualnych potrzeb"):
        record_recognition(by=actor, application=application, **talk())


def test_only_documents_the_programme_lists_may_be_demanded(kipus):
    version = programme_in_force(evidence_kinds=["orzeczenie o niepełnosprawności"])
    application = case(halina(), physiotherapist(version=version))
    with pytest.raises(NotAllowed, match="wymienia program"):
        request_evidence(by=kipus, application=application, kinds=["PIT za trzy lata"])
    request_evidence(by=kipus, application=application, kinds=["orzeczenie o niepełnosprawności"])
    application.refresh_from_db()
    assert application.state == Application.State.EVIDENCE_REQUESTED
    assert evidence_came(by=kipus, application=application).state == Application.State.SUBMITTED


def test_a_declaration_names_only_facts_a_programme_knows(kipus, application):
    with pytest.raises(NotAllowed, match="nie pozwala pytać"):
        declare_facts(by=kipus, application=application, facts={"religion": "x"})
    assert declare_facts(by=kipus, application=application, facts={"referral": True}).declared == {"referral": True}


def test_dates_are_days_not_moments(kipus, application):
    made = record_recognition(by=kipus, application=application, **talk(held_on=date(2026, 1, 5)))
    assert made.held_on == date(2026, 1, 5)
