"""The council's new version comes into force by itself at night, and nobody's entitlement changes by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from opencus.centre.actors import Actor
from opencus.centre.roles import Role
from opencus.core.ids import uuid7
from opencus.entitlements import actions
from opencus.entitlements.models import Entitlement
from opencus.entitlements.queries import left
from opencus.entitlements.tests.factories import entitlement
from opencus.people.tests.factories import halina
from opencus.programmes import queries
from opencus.programmes.actions import version_copy
from opencus.programmes.models import ProgrammeVersion
from opencus.programmes.tasks import turn_of_day
from opencus.programmes.tests.factories import physiotherapist

pytestmark = pytest.mark.usefixtures("centre")
TODAY, FIRST = date(2026, 11, 22), date(2026, 12, 1)


@pytest.fixture
def ewa(make_actor: Callable[..., Actor]) -> Actor:
    """Ewa Sikora, organiser of social services."""
    return make_actor(Role.OUS, name="Ewa Sikora")


def test_halina_keeps_four_sessions_when_the_new_version_gives_two(ewa: Actor, make_actor: Callable[..., Actor]) -> None:
    with time_machine.travel(TODAY, tick=False):
        old = physiotherapist()
        right = entitlement(halina(), old)
        new = version_copy.amend(by=ewa, version=old.version, change_reason="Mniej sesji.", valid_from=FIRST, valid_to=date(2027, 12, 31))
        copy = new.services.get()
        copy.limits.filter(period="month").update(quantity=2)
        ProgrammeVersion.objects.filter(id=new.id).update(state="adopted", promulgated_on=TODAY - timedelta(days=10))
        before = Entitlement.objects.values().get()
    with time_machine.travel(FIRST, tick=False):
        turn_of_day()
        assert Entitlement.objects.values().get() == before
        assert queries.versions_in_force(FIRST).get() == new
        assert queries.services_in_force(FIRST).get() == copy
        dispatcher = make_actor(Role.DISPATCHER, name="Piotr Maj")
        actions.reserve(by=dispatcher, entitlement=right, on=FIRST, quantity=Decimal(4), source_id=uuid7())
        assert [balance.left for balance in left(right, FIRST)] == [0, 16]
    right.refresh_from_db()
    assert right.programme_service_id == old.id
    assert right.programme_service.version.state == "ended"
