"""Halina Wesołowska goes to the clinic by the senior taxi: notice, room, price, the way back, calling off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from decimal import Decimal

import pytest
import time_machine

from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.contracting.models import Order
from opencus.core.clock import at
from opencus.delivery import actions
from opencus.delivery.actions.rides import RideWish
from opencus.delivery.models import Ride, State
from opencus.delivery.refusals import NotPossible, Taken
from opencus.delivery.tests.factories import CARE, TAXI, bookable, visit
from opencus.entitlements.models import EntitlementUse
from opencus.entitlements.rules import LimitReached
from opencus.people.tests.factories import person
from opencus.programmes.models import FeeRule
from opencus.resources.models import Vehicle
from opencus.resources.tests.factories import vehicle

pytestmark = pytest.mark.django_db
MONDAY, THURSDAY, FRIDAY = date(2026, 11, 16), date(2026, 11, 19), date(2026, 11, 20)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(at(MONDAY, time(8)), tick=False) as moving:
        yield moving


@pytest.fixture
def piotr_maj(make_actor: Callable[..., Actor]) -> Actor:
    return make_actor(Role.DISPATCHER, name="Piotr Maj")


def bus_of(order: Order, **changes: int) -> Vehicle:
    made = vehicle("Bus 2", organisation=order.line.contract.provider)
    Vehicle.objects.filter(id=made.id).update(**changes)
    made.refresh_from_db()
    return made


def wish(day: date = THURSDAY, hour: int = 9, **changes: object) -> RideWish:
    values: dict[str, object] = {
        "pickup": "ul. Lipowa 14 m. 3", "dropoff": "Radomska 35", "purpose": "health", "fare": "in_gmina",
        "arrive_by": at(day, time(hour)),
    }  # fmt: skip
    return RideWish(**(values | changes))  # type: ignore[arg-type]


def test_a_ride_there_and_back_is_two_trips_at_the_price_of_each(centre: Centre, piotr_maj: Actor) -> None:
    order = bookable(TAXI, quantity="2")
    bus = bus_of(order)
    there, back = actions.book_ride(
        by=piotr_maj, order=order, wish=wish(back_at=at(THURSDAY, time(11)), vehicle=bus, driver=order.worker)
    )
    assert (there.starts_at, there.pickup_until, there.ends_at) == tuple(
        at(THURSDAY, time(8, minute)) for minute in (10, 30, 50)
    )
    assert (back.starts_at, back.pickup_until, back.ends_at) == tuple(
        at(THURSDAY, time(11, minute)) for minute in (0, 20, 40)
    )
    assert (back.pickup_address, back.dropoff_address) == (there.dropoff_address, there.pickup_address)
    assert (there.fee, back.fee, back.outward) == (Decimal(5), Decimal(5), there)
    assert EntitlementUse.objects.filter(state="reserved").count() == 2
    with pytest.raises((NotPossible, LimitReached), match="2 przejazdy"):
        actions.book_ride(by=piotr_maj, order=order, wish=wish(FRIDAY))


def test_asked_on_thursday_at_half_past_eight_before_a_free_monday(centre: Centre, piotr_maj: Actor, clock: time_machine.Coordinates) -> None:
    """After 20:00 the request counts as made on Friday; three working days later is Thursday, not Wednesday."""
    order = bookable(TAXI, quantity="2")
    order.entitlement.valid_to = date(2027, 12, 31)
    order.entitlement.save()
    Order.objects.filter(id=order.id).update(valid_to=date(2027, 12, 31))
    clock.move_to(at(date(2027, 4, 29), time(20, 30)))  # Monday 3 May is a holiday
    with pytest.raises(NotPossible, match="Najbliższy możliwy dzień to czwartek 6 maja 2027"):
        actions.book_ride(by=piotr_maj, order=order, wish=wish(date(2027, 5, 5)))
    assert actions.book_ride(by=piotr_maj, order=order, wish=wish(date(2027, 5, 6)))
    clock.move_to(at(date(2027, 4, 29), time(19, 59)))
    assert actions.book_ride(by=piotr_maj, order=order, wish=wish(date(2027, 5, 5)))


def test_nothing_further_than_sixty_days_ahead(centre: Centre, piotr_maj: Actor) -> None:
    with pytest.raises(NotPossible, match="Ostatni możliwy dzień to piątek 15 stycznia 2027"):
        actions.book_ride(by=piotr_maj, order=bookable(TAXI), wish=wish(date(2027, 1, 18)))


def test_no_rides_on_saturday_nor_late_in_the_evening(centre: Centre, piotr_maj: Actor) -> None:
    order = bookable(TAXI)
    with pytest.raises(NotPossible, match="W sobotę 21 listopada nie jeździmy"):
        actions.book_ride(by=piotr_maj, order=order, wish=wish(date(2026, 11, 21)))
    with pytest.raises(NotPossible, match="Jeździmy od 7:00 do 18:00"):
        actions.book_ride(by=piotr_maj, order=order, wish=wish(hour=19))


def test_somebody_who_lies_is_told_of_medical_transport(centre: Centre, piotr_maj: Actor) -> None:
    with pytest.raises(NotPossible, match="transport medyczny"):
        actions.book_ride(by=piotr_maj, order=bookable(TAXI), wish=wish(mobility="bedridden"))


def test_the_price_follows_the_destination_and_nothing_is_charged_without_a_tariff(centre: Centre, piotr_maj: Actor) -> None:
    order = bookable(TAXI, quantity="8")
    assert actions.book_ride(by=piotr_maj, order=order, wish=wish(fare="day_home"))[0].fee == 0
    assert actions.book_ride(by=piotr_maj, order=order, wish=wish(FRIDAY, fare="to_powiat"))[0].fee == 10
    with pytest.raises(NotPossible, match="od tego zależy opłata"):
        actions.book_ride(by=piotr_maj, order=order, wish=wish(date(2026, 11, 24), fare="further"))


def test_a_fare_by_the_kilometre_is_never_charged_as_one_for_the_trip(centre: Centre, piotr_maj: Actor) -> None:
    order = bookable(TAXI, quantity="8")
    FeeRule.objects.filter(variant="in_gmina").update(measure="km", amount=Decimal("0.80"))
    with pytest.raises(NotPossible, match="za kilometr"):
        actions.book_ride(by=piotr_maj, order=order, wish=wish())
    assert not Ride.objects.exists()


def test_one_wheelchair_place_takes_one_wheelchair(centre: Centre, piotr_maj: Actor) -> None:
    order = bookable(TAXI, quantity="4")
    bus = bus_of(order)
    chair = {"mobility": "wheelchair", "vehicle": bus, "driver": order.worker}
    actions.book_ride(by=piotr_maj, order=order, wish=wish(**chair))
    karol = bookable(TAXI, quantity="4", person=person("Karol", "Baran"), worker=order.worker,
                     provider=order.line.contract.provider)  # fmt: skip
    with pytest.raises(Taken, match="Miejsca na wózek są zajęte od 8:10 do 8:50"):
        actions.book_ride(by=piotr_maj, order=karol, wish=wish(**chair))
    assert Ride.objects.count() == 1
    shared = actions.book_ride(by=piotr_maj, order=karol, wish=wish(vehicle=bus, driver=order.worker))
    assert shared[0].vehicle == bus


def test_companions_take_seats(centre: Centre, piotr_maj: Actor) -> None:
    order = bookable(TAXI, quantity="4")
    bus = bus_of(order, seats=2)
    actions.book_ride(by=piotr_maj, order=order, wish=wish(vehicle=bus, driver=order.worker))
    karol = bookable(TAXI, quantity="4", person=person("Karol", "Baran"), provider=order.line.contract.provider)
    with pytest.raises(Taken, match="zostało tylko 1 miejsce"):
        actions.book_ride(by=piotr_maj, order=karol, wish=wish(vehicle=bus, companions=1))


def test_a_bus_without_a_valid_inspection_stays_in_the_yard(centre: Centre, piotr_maj: Actor) -> None:
    order = bookable(TAXI)
    bus = bus_of(order)
    Vehicle.objects.filter(id=bus.id).update(inspection_valid_to=date(2026, 11, 18))
    with pytest.raises(NotPossible, match=r"przegląd ważny do 18.11.2026"):
        actions.book_ride(by=piotr_maj, order=order, wish=wish(vehicle=bus))


def test_a_driver_who_visits_somebody_then_does_not_drive(centre: Centre, piotr_maj: Actor) -> None:
    order = bookable(TAXI)
    care = bookable(CARE, worker=order.worker, provider=order.line.contract.provider, person=person("Karol", "Baran"))
    visit(care, starts_at=at(THURSDAY, time(8, 30)))
    with pytest.raises(Taken, match=r"ma już termin czw. 19.11, 8:30–9:15"):
        actions.book_ride(by=piotr_maj, order=order, wish=wish(vehicle=bus_of(order), driver=order.worker))


def test_the_way_back_on_call_waits_for_its_hour(centre: Centre, piotr_maj: Actor) -> None:
    order = bookable(TAXI)
    bus = bus_of(order)
    _, back = actions.book_ride(by=piotr_maj, order=order, wish=wish(on_call=True, vehicle=bus, driver=order.worker))
    assert (back.state, back.on_call, back.worker) == (State.PROPOSED, True, None)
    set_ = actions.schedule_ride(
        by=piotr_maj, ride=back, starts_at=at(THURSDAY, time(12)), vehicle=bus, driver=order.worker
    )
    assert (set_.state, set_.on_call, set_.pickup_until) == (State.CONFIRMED, False, at(THURSDAY, time(12, 20)))


def test_the_way_back_is_after_the_arrival(centre: Centre, piotr_maj: Actor) -> None:
    with pytest.raises(NotPossible, match="Powrót musi być później"):
        actions.book_ride(by=piotr_maj, order=bookable(TAXI), wish=wish(back_at=at(THURSDAY, time(8))))


@pytest.mark.parametrize(("moment", "state", "units"), [
    (time(12, 0), State.CANCELLED, "released"),
    (time(12, 1), State.CANCELLED_LATE, "used"),
])  # fmt: skip
def test_called_off_until_noon_of_the_working_day_before(
    centre: Centre, piotr_maj: Actor, clock: time_machine.Coordinates, moment: time, state: str, units: str
) -> None:
    there, back = actions.book_ride(
        by=piotr_maj, order=bookable(TAXI), wish=wish(back_at=at(THURSDAY, time(11)))
    )
    clock.move_to(at(date(2026, 11, 18), moment))
    assert actions.cancel(by=piotr_maj, booking=there, reason="córka zawiezie").state == state
    back.refresh_from_db()
    assert back.state == state
    assert set(EntitlementUse.objects.values_list("state", flat=True)) == {units}
