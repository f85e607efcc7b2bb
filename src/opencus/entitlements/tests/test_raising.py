"""More of a running service: within what the programme of its grant allows, with a reason, and nothing else changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from opencus.audit.models import Entry
from opencus.centre.actors import Refused
from opencus.centre.roles import Permission, Role
from opencus.core.ids import uuid7
from opencus.correspondence.models import Notice
from opencus.entitlements import actions
from opencus.entitlements.models import Entitlement
from opencus.entitlements.queries import left, places
from opencus.entitlements.rules import NotRaised
from opencus.intake.tests.cases import asked_for
from opencus.people.tests.factories import certificate, halina
from opencus.programmes.tests.factories import offered, physiotherapist

pytestmark = pytest.mark.usefixtures("centre")
DAY = date(2026, 11, 26)
SEVERE = {"fact": "degree", "op": "==", "value": "severe"}


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-23 09:00 +0100", tick=False):
        yield


@pytest.fixture
def kipus(make_actor):
    return make_actor(Role.KIPUS, name="Anna Kowalik", authorised=(Permission.QUALIFY,))


def granted(kipus, who=None, **fields):
    """Halina's physiotherapist: 4 sessions a month, 20 a year."""
    service = physiotherapist(**({"raise_to_percent": 150} | fields))
    return actions.qualify(by=kipus, requested=asked_for(who or halina(), service))


def amounts(*numbers: int | None) -> list[Decimal | None]:
    return [None if one is None else Decimal(one) for one in numbers]


def test_a_raise_binds_at_once_and_keeps_the_terms_as_they_were(kipus):
    right = granted(kipus)
    used = actions.reserve(by=kipus, entitlement=right, on=DAY, quantity=Decimal(4), source_id=uuid7())
    raised = actions.raise_entitlement(by=kipus, entitlement=right, amounts=amounts(6, None), reasons="Po operacji biodra.")
    assert raised.pk == right.pk  # orders and plans keep pointing at it
    assert [(one.limit.quantity, one.left) for one in left(raised, DAY)] == [(6, 2), (20, 16)]
    actions.reserve(by=kipus, entitlement=right, on=DAY, quantity=Decimal(2), source_id=uuid7())
    before = Entitlement.objects.get(state="changed")
    assert (before.replaced_by_id, before.limits_text) == (right.pk, "4 sesje miesięcznie i 20 sesji rocznie")
    assert before.change_reason == "Po operacji biodra."
    assert (raised.unit_fee, raised.fee_basis) == (right.unit_fee, right.fee_basis)
    assert used.entitlement_id == raised.pk
    assert Notice.objects.filter(kind="raised", text__contains="6 sesji miesięcznie").count() == 1
    assert Entry.objects.filter(kind="entitlements.entitlement.raise").count() == 1


def test_it_goes_no_further_than_the_programme_lets_it_also_in_two_steps(kipus):
    right = granted(kipus)
    with pytest.raises(NotRaised, match="najwyżej na 6 sesji") as refused:
        actions.raise_entitlement(by=kipus, entitlement=right, amounts=amounts(7, None), reasons="Więcej.")
    assert refused.value.field == "amount_0"
    actions.raise_entitlement(by=kipus, entitlement=right, amounts=amounts(6, None), reasons="Więcej.")
    with pytest.raises(NotRaised, match="najwyżej na 6 sesji"):
        actions.raise_entitlement(by=kipus, entitlement=right, amounts=amounts(9, None), reasons="Jeszcze więcej.")


@pytest.mark.parametrize(("numbers", "said"), [((4, 20), "przynajmniej jedną"), ((3, None), "To mniej niż teraz"), ((None, None), "przynajmniej jedną")])
def test_what_is_no_raise_is_refused(kipus, numbers, said):
    with pytest.raises(NotRaised, match=said):
        actions.raise_entitlement(by=kipus, entitlement=granted(kipus), amounts=amounts(*numbers), reasons="Bo tak.")


def test_a_programme_that_knows_no_raising_refuses_it(kipus):
    with pytest.raises(NotRaised, match="nie przewiduje podwyższania"):
        actions.raise_entitlement(by=kipus, entitlement=granted(kipus, raise_to_percent=None), amounts=amounts(5, None), reasons="Więcej.")


def test_a_condition_not_met_or_not_known_says_so(kipus):
    mother = halina()
    right = granted(kipus, mother, raise_rule=SEVERE)
    with pytest.raises(NotRaised, match="Brakuje informacji: stopień niepełnosprawności"):
        actions.raise_entitlement(by=kipus, entitlement=right, amounts=amounts(5, None), reasons="Więcej.")
    light = certificate(mother, "light")
    with pytest.raises(NotRaised, match="Program podwyższa tylko, gdy"):
        actions.raise_entitlement(by=kipus, entitlement=right, amounts=amounts(5, None), reasons="Więcej.")
    light.delete()
    certificate(mother, "severe")
    assert actions.raise_entitlement(by=kipus, entitlement=right, amounts=amounts(5, None), reasons="Więcej.").limits[0]["quantity"] == "5"


def test_a_right_that_is_paused_or_given_by_decision_is_not_raised(kipus):
    right = granted(kipus)
    actions.suspend(by=kipus, entitlement=right)
    with pytest.raises(NotRaised, match="teraz trwa"):
        actions.raise_entitlement(by=kipus, entitlement=right, amounts=amounts(5, None), reasons="Więcej.")
    Entitlement.objects.update(state="active")
    right.programme_service.track = "decision"
    right.programme_service.save(update_fields=["track"])
    with pytest.raises(NotRaised, match="wymaga nowej decyzji"):
        actions.raise_entitlement(by=kipus, entitlement=right, amounts=amounts(5, None), reasons="Więcej.")


def test_a_raise_needs_a_reason_and_whoever_may_qualify(kipus, make_actor):
    right = granted(kipus)
    with pytest.raises(NotRaised, match="dlaczego") as refused:
        actions.raise_entitlement(by=kipus, entitlement=right, amounts=amounts(5, None), reasons="  ")
    assert refused.value.field == "reasons"
    with pytest.raises(Refused):
        actions.raise_entitlement(by=make_actor(Role.DISPATCHER, name="Piotr Maj"), entitlement=right, amounts=amounts(5, None), reasons="x")


def test_a_raised_right_takes_one_place_as_before(kipus):
    service = offered("TELE", "Opaska", measure="month", places=2, limits=[(1, "month")], raise_to_percent=200)
    right = actions.qualify(by=kipus, requested=asked_for(halina(), service))
    actions.raise_entitlement(by=kipus, entitlement=right, amounts=amounts(2), reasons="Dwie osoby w domu.")
    assert places(service, DAY).taken == 1


def test_the_page_offers_it_and_answers_422_with_what_was_typed(kipus, login):
    right, anna = granted(kipus), login(kipus)
    page = "/testowo" + reverse("entitlements:detail", args=[right.id])
    assert "Teraz 4, najwyżej 6." in anna.get(page).content.decode()
    url = "/testowo" + reverse("entitlements:raise", args=[right.id])
    answer = anna.post(url, {"wymiar-amount_0": "9", "wymiar-reasons": "Po operacji biodra."})
    assert answer.status_code == 422
    assert "Po operacji biodra." in answer.content.decode()
    assert anna.post(url, {"wymiar-amount_0": "6", "wymiar-reasons": "Po operacji biodra."}).status_code == 302
    shown = anna.get(page).content.decode()
    assert "Wcześniejszy wymiar" in shown
    assert "4 sesje miesięcznie i 20 sesji rocznie" in shown


def test_only_who_has_used_enough_this_year_is_raised_when_the_programme_says_so(kipus):
    right = granted(kipus, raise_rule={"fact": "units_used", "op": ">=", "value": 2})
    with pytest.raises(NotRaised, match="wykorzystała w tym roku"):
        actions.raise_entitlement(by=kipus, entitlement=right, amounts=amounts(6, None), reasons="Po operacji biodra.")
    booked = [actions.reserve(by=kipus, entitlement=right, on=day, quantity=Decimal(1), source_id=uuid7()) for day in 2 * (date(2026, 11, 23),)]
    for one in booked:
        actions.use(by=kipus, source_id=one.source_id)
    raised = actions.raise_entitlement(by=kipus, entitlement=right, amounts=amounts(6, None), reasons="Po operacji biodra.")
    assert left(raised, DAY)[0].limit.quantity == 6
