"""Many hands at once: nobody is promised twice, nothing sent twice happens twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import time
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection

from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.conftest import make_centre
from opencus.contracting.models import Order
from opencus.core.clock import add_working_days, at, today
from opencus.core.tenancy import acting_in
from opencus.delivery import actions
from opencus.delivery.actions import once
from opencus.delivery.actions.rides import RideWish
from opencus.delivery.models import Act, Ride, Visit, WorkerTime
from opencus.delivery.refusals import NotPossible, Taken
from opencus.delivery.tests.factories import PHYSIO, TAXI, bookable, tomorrow, visit
from opencus.entitlements.models import EntitlementUse
from opencus.entitlements.rules import LimitReached
from opencus.people.tests.factories import person
from opencus.resources.tests.factories import vehicle

HANDS = 6


@contextmanager
def _fresh_connection() -> Iterator[None]:
    try:
        yield
    finally:
        connection.close()


def together(centre: Centre, act: Callable[[int], object]) -> list[str]:
    """Run the act in several threads at the same moment, each in its own committed transaction; return outcomes."""
    ready = Barrier(HANDS)

    def one(number: int) -> str:
        with _fresh_connection():
            ready.wait(timeout=20)
            try:
                with acting_in(centre.id):
                    act(number)
            except (Taken, NotPossible, LimitReached) as refused:
                return type(refused).__name__
            return "booked"

    with ThreadPoolExecutor(HANDS) as pool:
        return sorted(pool.map(one, range(HANDS)))


@pytest.fixture
def town(own_database: str) -> Centre:
    return make_centre("wyscig", "9900033", "Wyścig")


def dispatcher(centre: Centre) -> Actor:
    return Actor(centre_id=centre.id, name="Piotr Maj", roles=frozenset({Role.DISPATCHER}))


def test_six_dispatchers_and_one_free_hour(town: Centre) -> None:
    with acting_in(town.id):
        first = bookable(PHYSIO)
        orders: list[Order] = [first] + [
            bookable(PHYSIO, person=person("Osoba", f"Numer {n}"), worker=first.worker, provider=first.line.contract.provider)
            for n in range(HANDS - 1)
        ]
    start = tomorrow(9)

    def book(number: int) -> object:
        order = Order.objects.get(id=orders[number].id)
        return actions.book_visit(by=dispatcher(town), order=order, worker=order.worker, starts_at=start, ends_at=tomorrow(10))

    outcomes = together(town, book)
    assert outcomes == ["Taken"] * (HANDS - 1) + ["booked"]
    with acting_in(town.id):
        assert (Visit.objects.count(), WorkerTime.objects.count(), EntitlementUse.objects.count()) == (1, 1, 1)


def test_without_any_check_in_code_the_database_still_keeps_the_hour(town: Centre) -> None:
    with acting_in(town.id):
        order = bookable(PHYSIO)
    ready = Barrier(HANDS)

    def insert(_: int) -> str:
        with _fresh_connection():
            ready.wait(timeout=20)
            try:
                with acting_in(town.id):
                    visit(Order.objects.get(id=order.id))
            except Exception as refused:  # whatever the driver calls the refusal, it must refuse
                return type(refused).__name__
            return "kept"

    with ThreadPoolExecutor(HANDS) as pool:
        outcomes = list(pool.map(insert, range(HANDS)))
    assert outcomes.count("kept") == 1
    with acting_in(town.id):
        assert Visit.objects.count() == 1


def test_one_wheelchair_place_and_six_callers(town: Centre) -> None:
    with acting_in(town.id):
        first = bookable(TAXI)
        bus = vehicle(organisation=first.line.contract.provider)
        orders = [first] + [
            bookable(TAXI, person=person("Osoba", f"Numer {n}"), worker=first.worker, provider=first.line.contract.provider)
            for n in range(HANDS - 1)
        ]
    wish = RideWish(
        pickup="ul. Lipowa 14", dropoff="Radomska 35", purpose="health", fare="in_gmina", mobility="wheelchair",
        arrive_by=at(add_working_days(today(), 5), time(10)), vehicle=bus, driver=first.worker,
    )  # fmt: skip
    outcomes = together(
        town, lambda n: actions.book_ride(by=dispatcher(town), order=Order.objects.get(id=orders[n].id), wish=wish)
    )
    assert outcomes == ["Taken"] * (HANDS - 1) + ["booked"]
    with acting_in(town.id):
        assert Ride.objects.count() == 1


def test_the_last_unit_of_an_order_is_given_once(town: Centre) -> None:
    with acting_in(town.id):
        order = bookable(PHYSIO, quantity="1")
    def book(number: int) -> object:
        begins = tomorrow(8 + number)
        mine = Order.objects.get(id=order.id)
        return actions.book_visit(
            by=dispatcher(town), order=mine, worker=mine.worker, starts_at=begins, ends_at=tomorrow(8 + number, 45)
        )

    outcomes = together(town, book)
    assert outcomes.count("booked") == 1
    with acting_in(town.id):
        assert Visit.objects.count() == 1


def test_one_key_sent_six_times_acts_once_and_answers_alike(town: Centre) -> None:
    with acting_in(town.id):
        booking = visit(bookable(PHYSIO))
    key, effects, replies = uuid4(), [], []
    worker: UUID = booking.worker_id
    piotr = Actor(centre_id=town.id, name="Piotr Sowa", roles=frozenset({Role.PROVIDER_WORKER}), worker_ids=frozenset({worker}))

    def send(number: int) -> None:
        def act() -> dict[str, object]:
            effects.append(number)
            return {"said": f"zrobione {number}"}

        replies.append(once(by=piotr, key=key, kind="start", booking=booking, act=act)["said"])

    assert together(town, send) == ["booked"] * HANDS
    with acting_in(town.id):
        assert Act.objects.count() == 1
        with pytest.raises(NotPossible, match="innej czynności"):
            once(by=piotr, key=key, kind="finish", booking=booking, act=dict)
    assert len(effects) == 1
    assert set(replies) == {f"zrobione {effects[0]}"}
