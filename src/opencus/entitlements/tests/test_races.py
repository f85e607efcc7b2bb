"""Two at once: the last place and the last hour go to one of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from opencus.centre.actors import Actor
from opencus.centre.models import Membership
from opencus.centre.roles import Permission, Role
from opencus.conftest import LONG_AGO, make_centre
from opencus.core.clock import today
from opencus.core.ids import uuid7
from opencus.core.tenancy import acting_in
from opencus.entitlements import actions
from opencus.entitlements.queries import left
from opencus.entitlements.rules import LimitReached, NoPlace
from opencus.entitlements.tests.factories import entitlement
from opencus.intake.tests.cases import asked_for, user
from opencus.people.models import Household
from opencus.people.tests.factories import halina, joanna, person
from opencus.programmes.tests.factories import offered


def at_once(centre_id: Any, *acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start together, each in its own connection and transaction."""
    barrier, results = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            with acting_in(centre_id):
                barrier.wait(timeout=20)
                results.append(act())
        except Exception as problem:  # the outcome is what the test looks at
            results.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.fixture
def there(own_database: str, django_db_blocker: Any):
    with django_db_blocker.unblock():
        centre = make_centre("wyscig", "9900033", "Wyścig")
        with acting_in(centre.id):
            clerk = user("Anna Kowalik")
            Membership.objects.create(user=clerk, role=Role.KIPUS.value, valid_from=LONG_AGO)
        yield Actor(
            centre_id=centre.id, user_id=clerk.id, name="Anna Kowalik", roles=frozenset({Role.KIPUS}),
            authorised=frozenset({Permission.QUALIFY}),
        )  # fmt: skip
        connection.close()


def test_of_two_clerks_giving_the_last_place_one_succeeds_and_one_is_told_why(there):
    with acting_in(there.centre_id):
        band = offered("TELE", "Opaska bezpieczeństwa", measure="month", places=1)
        first, second = asked_for(halina(), band), asked_for(joanna(), band)
    results = at_once(
        there.centre_id,
        lambda: actions.qualify(by=there, requested=first),
        lambda: actions.qualify(by=there, requested=second),
    )
    assert sorted(isinstance(result, NoPlace) for result in results) == [False, True], results
    refused = next(result for result in results if isinstance(result, NoPlace))
    assert "listę oczekujących" in str(refused)


def test_two_carers_cannot_both_take_the_last_hours_of_one_afternoon(there):
    with acting_in(there.centre_id):
        respite = offered("OWD", "Opieka wytchnieniowa", measure="hour", limits=[(4, "day")])
        mother = halina()
        rights = [entitlement(mother, respite), entitlement(mother, respite)]
    day = today() + timedelta(days=1) if today().month == (today() + timedelta(days=1)).month else today()
    results = at_once(
        there.centre_id,
        *[
            lambda right=right: actions.reserve(by=there, entitlement=right, on=day, quantity=Decimal(3), source_id=uuid7())
            for right in rights
        ],
    )
    assert sorted(isinstance(result, LimitReached) for result in results) == [False, True], results


def test_eight_bookings_at_once_of_a_household_never_take_more_than_its_limit(there):
    with acting_in(there.centre_id):
        home = Household.objects.create(name="Wesołowscy")
        care = offered("OWD", "Opieka wytchnieniowa", measure="hour", limits=[{"quantity": 10, "period": "year", "scope": "household"}])
        shared = [{"quantity": "10", "measure": "hour", "period": "year", "scope": "household"}]
        members = [halina(household=home), joanna(household=home), person("Adam", "Wesołowski", household=home)]
        rights = [entitlement(one, care, limits=shared) for one in members]
    results = at_once(
        there.centre_id,
        *[
            lambda right=rights[number % 3]: actions.reserve(by=there, entitlement=right, on=today(), quantity=Decimal(3), source_id=uuid7())
            for number in range(8)
        ],
    )
    kinds = sorted(type(result).__name__ for result in results)
    assert kinds == ["EntitlementUse"] * 3 + ["LimitReached"] * 5, results


def test_carers_who_book_in_opposite_order_do_not_wait_for_each_other_for_ever(there):
    with acting_in(there.centre_id):
        care = offered("OWD", "Opieka wytchnieniowa", measure="hour", limits=[{"quantity": 240, "period": "year", "scope": "cared_for"}])
        shared = [{"quantity": "240", "measure": "hour", "period": "year", "scope": "cared_for"}]
        son = person("Piotr", "Zych")
        rights = [entitlement(one, care, limits=shared, cared_for=son) for one in (halina(), joanna())]

    def book(order):
        with transaction.atomic():
            for right in order:
                actions.reserve(by=there, entitlement=right, on=today(), quantity=Decimal(100), source_id=uuid7())

    results = at_once(there.centre_id, lambda: book(rights), lambda: book(rights[::-1]))
    assert sorted(type(result).__name__ for result in results) == ["LimitReached", "NoneType"], results
    with acting_in(there.centre_id):
        assert left(rights[0], today())[0].used == 200
