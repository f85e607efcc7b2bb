"""Reserving, using and freeing units: limits hold, also for two carers of one person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from opencus.audit.models import Entry
from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Role
from opencus.core.ids import uuid7
from opencus.entitlements import actions
from opencus.entitlements.models import Entitlement
from opencus.entitlements.queries import left
from opencus.entitlements.rules import LimitReached, NotEntitled
from opencus.entitlements.tests.factories import entitlement
from opencus.people.tests.factories import halina, joanna
from opencus.programmes.tests.factories import offered, physiotherapist, programme_in_force, senior_taxi

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-22 09:00 +0100", tick=False):
        yield


@pytest.fixture
def dispatcher(make_actor) -> Actor:
    return make_actor(Role.DISPATCHER, name="Piotr Maj")


def test_a_reservation_counts_against_the_month_and_the_year(dispatcher):
    right = entitlement(halina(), physiotherapist())
    actions.reserve(by=dispatcher, entitlement=right, on=NOVEMBER, quantity=Decimal(3), source_id=uuid7())
    month, year = left(right, NOVEMBER)
    assert (month.used, month.left, year.left) == (3, 1, 17)
    assert month.text == "w tym miesiącu: 3 z 4 sesji"


def test_the_journal_says_one_session_in_good_polish(dispatcher):
    right, source = entitlement(halina(), physiotherapist()), uuid7()
    actions.reserve(by=dispatcher, entitlement=right, on=NOVEMBER, quantity=Decimal(1), source_id=source)
    actions.release(by=dispatcher, source_id=source)
    said = [entry.sentence for entry in Entry.objects.filter(kind__startswith="entitlements.use").order_by("id")]
    assert said == ["zarezerwowano 1 sesję na 26.11.2026", "zwolniono rezerwację na 26.11.2026: 1 sesja"]


def test_the_fifth_session_of_a_month_is_refused_in_plain_words(dispatcher):
    right = entitlement(halina(), physiotherapist())
    actions.reserve(by=dispatcher, entitlement=right, on=NOVEMBER, quantity=Decimal(4), source_id=uuid7())
    with pytest.raises(LimitReached, match=r"Limit to 4 sesje miesięcznie.*Zostaje: 0 sesji, potrzeba: 1 sesja"):
        actions.reserve(by=dispatcher, entitlement=right, on=date(2026, 11, 30), quantity=Decimal(1), source_id=uuid7())
    actions.reserve(by=dispatcher, entitlement=right, on=date(2026, 12, 1), quantity=Decimal(1), source_id=uuid7())


def test_a_ride_cancelled_in_time_gives_the_trip_back_and_a_late_one_does_not(dispatcher):
    right = entitlement(halina(), senior_taxi())
    in_time, late = uuid7(), uuid7()
    for source in (in_time, late):
        actions.reserve(by=dispatcher, entitlement=right, on=NOVEMBER, quantity=Decimal(1), source_id=source)
    actions.release(by=dispatcher, source_id=in_time)
    actions.use(by=dispatcher, source_id=late)
    assert left(right, NOVEMBER)[0].used == 1


def test_two_carers_share_the_240_hours_of_one_person(dispatcher):
    respite = offered("OWD", "Opieka wytchnieniowa", measure="hour", limits=[(240, "year"), (4, "day")])
    mother = halina()
    first, second = entitlement(mother, respite), entitlement(mother, respite)
    actions.reserve(by=dispatcher, entitlement=first, on=NOVEMBER, quantity=Decimal(3), source_id=uuid7())
    with pytest.raises(LimitReached, match="4 godziny dziennie"):
        actions.reserve(by=dispatcher, entitlement=second, on=NOVEMBER, quantity=Decimal(2), source_id=uuid7())
    assert left(second, NOVEMBER)[0].used == 3


def test_another_person_has_limits_of_their_own(dispatcher):
    service = physiotherapist()
    right, other = entitlement(halina(), service), entitlement(joanna(), service)
    actions.reserve(by=dispatcher, entitlement=right, on=NOVEMBER, quantity=Decimal(4), source_id=uuid7())
    assert left(other, NOVEMBER)[0].left == 4


def test_use_may_correct_the_quantity_but_not_beyond_the_limit(dispatcher):
    care = offered("UO", "Usługi opiekuńcze", measure="hour", limits=[(4, "day")])
    right, source = entitlement(halina(), care), uuid7()
    actions.reserve(by=dispatcher, entitlement=right, on=NOVEMBER, quantity=Decimal(2), source_id=source)
    assert actions.use(by=dispatcher, source_id=source, quantity=Decimal("1.5")).quantity == Decimal("1.5")
    assert actions.use(by=dispatcher, source_id=source, quantity=Decimal(4)).quantity == 4
    with pytest.raises(LimitReached):
        actions.use(by=dispatcher, source_id=source, quantity=Decimal("4.25"))


def test_an_amount_given_once_and_for_all_ends_the_right_when_used(dispatcher):
    right = entitlement(halina(), offered("DIET", "Dietetyk", limits=[(1, "total")]))
    source = uuid7()
    actions.reserve(by=dispatcher, entitlement=right, on=NOVEMBER, quantity=Decimal(1), source_id=source)
    actions.use(by=dispatcher, source_id=source)
    right.refresh_from_db()
    assert right.state == Entitlement.State.USED_UP


def test_nothing_is_booked_outside_the_period_or_after_resignation(dispatcher, make_actor):
    right = entitlement(halina(), physiotherapist())
    with pytest.raises(NotEntitled, match=r"od 1.01.2026 do 31.12.2026"):
        actions.reserve(by=dispatcher, entitlement=right, on=date(2027, 1, 4), quantity=Decimal(1), source_id=uuid7())
    later = uuid7()
    actions.reserve(by=dispatcher, entitlement=right, on=date(2026, 12, 3), quantity=Decimal(1), source_id=later)
    clerk = make_actor(Role.RECEPTION, name="Marek Bielecki")
    actions.resign(by=clerk, entitlement=right, on=date(2026, 11, 30))
    assert left(right, date(2026, 12, 3))[0].used == 0, "reservations after the last day are freed"
    actions.reserve(by=dispatcher, entitlement=right, on=date(2026, 11, 30), quantity=Decimal(1), source_id=uuid7())
    with pytest.raises(NotEntitled, match="zrezygnowała"):
        actions.reserve(by=dispatcher, entitlement=right, on=date(2026, 12, 3), quantity=Decimal(1), source_id=later)


def test_a_suspended_right_waits_until_it_is_resumed(dispatcher, make_actor):
    clerk = make_actor(Role.RECEPTION, name="Marek Bielecki")
    right = actions.suspend(by=clerk, entitlement=entitlement(halina(), physiotherapist()))
    with pytest.raises(NotEntitled, match="wstrzymane"):
        actions.reserve(by=dispatcher, entitlement=right, on=NOVEMBER, quantity=Decimal(1), source_id=uuid7())
    actions.resume(by=clerk, entitlement=right)
    actions.reserve(by=dispatcher, entitlement=right, on=NOVEMBER, quantity=Decimal(1), source_id=uuid7())


def test_a_limit_counts_across_a_change_of_programme_version(dispatcher):
    mother, old = halina(), physiotherapist()
    new = physiotherapist(version=programme_in_force(number=2))
    before, after = entitlement(mother, old), entitlement(mother, new)
    actions.reserve(by=dispatcher, entitlement=before, on=NOVEMBER, quantity=Decimal(4), source_id=uuid7())
    with pytest.raises(LimitReached):
        actions.reserve(by=dispatcher, entitlement=after, on=NOVEMBER, quantity=Decimal(1), source_id=uuid7())


def test_an_accountant_may_not_book(make_actor):
    right = entitlement(halina(), physiotherapist())
    with pytest.raises(Refused, match="układanie wizyt"):
        actions.reserve(
            by=make_actor(Role.ACCOUNTANT), entitlement=right, on=NOVEMBER, quantity=Decimal(1), source_id=uuid7()
        )
