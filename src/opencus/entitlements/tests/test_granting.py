"""The decision track: home care exists only from a signed decision on (art. 19)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Permission, Role
from opencus.entitlements import actions
from opencus.entitlements.models import Entitlement
from opencus.intake.models import Decision
from opencus.intake.rules import NotAllowed
from opencus.intake.tests.cases import asked_for
from opencus.people.tests.factories import halina
from opencus.programmes.tests.factories import fee_table, offered, physiotherapist

pytestmark = pytest.mark.usefixtures("centre")


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-23 09:00 +0100", tick=False):
        yield


@pytest.fixture
def director(make_actor) -> Actor:
    return make_actor(Role.DIRECTOR, name="Barbara Nowicka", authorised=(Permission.SIGN_DECISION,))


@pytest.fixture
def requested():
    fee = {"kind": "table", "table": fee_table(), "measure": "hour"}
    care = offered("UO", "Usługi opiekuńcze", measure="hour", track="decision", limits=[(4, "day"), (80, "month")], fee=fee)
    return asked_for(halina(), care, declared={"income": "1400"})


def grant(by: Actor, requested, **changes: Any) -> Decision:
    wanted = {
        "start": date(2026, 12, 1), "end": date(2026, 12, 31), "quantity": Decimal(20), "per": "month",
        "reasons": "Z wywiadu wynika, że potrzebna jest pomoc przy myciu i zakupach.",
    }  # fmt: skip
    return actions.draft_grant(by=by, requested=requested, **(wanted | changes))


def test_home_care_comes_into_being_with_the_signature(director, requested):
    decision = grant(director, requested)
    assert not Entitlement.objects.exists()
    right = actions.sign_grant(by=director, decision=decision)
    requested.refresh_from_db()
    assert requested.state == "granted"
    assert [(limit["quantity"], limit["period"]) for limit in right.limits] == [("20", "month"), ("4.00", "day")]
    assert (right.unit_fee, right.fee_basis["percent"]) == (Decimal("3.80"), "10.00")
    assert decision.state == Decision.State.SIGNED


def test_home_care_is_never_given_by_mere_qualification(make_actor, requested):
    kipus = make_actor(Role.KIPUS, name="Anna Kowalik", authorised=(Permission.QUALIFY,))
    with pytest.raises(NotAllowed, match="przyznaje się decyzją"):
        actions.qualify(by=kipus, requested=requested)


def test_a_service_of_the_programme_needs_no_decision(director):
    with pytest.raises(NotAllowed, match="nie wymaga decyzji"):
        grant(director, asked_for(halina(), physiotherapist()))


def test_no_more_than_the_programme_allows(director, requested):
    with pytest.raises(NotAllowed, match="najwyżej na 80 godzin miesięcznie"):
        grant(director, requested, quantity=Decimal("80.5"))


def test_not_before_today_and_not_past_the_programme(director, requested):
    for dates in ({"start": date(2026, 11, 1)}, {"end": date(2027, 1, 1)}, {"start": date(2026, 12, 20), "end": date(2026, 12, 1)}):
        with pytest.raises(NotAllowed, match="Wpisz okres"):
            grant(director, requested, **dates)


def test_who_has_no_authorisation_prepares_but_does_not_sign(make_actor, director, requested):
    worker = make_actor(Role.SOCIAL_WORKER, name="Ewa Sikora")
    decision = grant(worker, requested)
    with pytest.raises(Refused, match="upoważnienia"):
        actions.sign_grant(by=worker, decision=decision)
    assert actions.sign_grant(by=director, decision=decision).state == "active"
