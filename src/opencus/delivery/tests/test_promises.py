"""What the database itself refuses: two places at once, a bedridden passenger, a correction without a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from opencus.centre.models import Centre
from opencus.delivery.models import DeliveryRecord, Ride, State, Visit, WorkerTime
from opencus.delivery.tests.factories import CARE, TAXI, bookable, done_record, ride, tomorrow, visit
from opencus.people.tests.factories import person
from opencus.resources.tests.factories import vehicle, worker

pytestmark = pytest.mark.django_db


def refused(write: Callable[[], object]) -> str:
    """Run a write that the database must refuse; return the words of the refusal."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
    return str(caught.value)


def test_two_visits_of_one_worker_never_overlap(centre: Centre) -> None:
    first = visit()
    assert "delivery_" in refused(lambda: visit(first.order, starts_at=first.starts_at + timedelta(minutes=30)))
    visit(first.order, starts_at=first.ends_at)  # one begins when the other ends


def test_a_cancelled_visit_gives_the_time_back(centre: Centre) -> None:
    first = visit()
    first.move_to(State.CANCELLED)
    first.save()
    assert visit(first.order, starts_at=first.starts_at).pk
    assert WorkerTime.objects.count() == 1


def test_a_visit_and_a_ride_of_one_worker_never_overlap(centre: Centre) -> None:
    care = bookable(CARE)
    taxi = bookable(TAXI, worker=care.worker, provider=care.line.contract.provider)
    first = visit(care)
    words = refused(lambda: ride(taxi, starts_at=first.starts_at + timedelta(minutes=10)))
    assert "delivery_worker_one_place" in words


def test_passengers_share_a_bus_but_a_driver_has_one_bus(centre: Centre) -> None:
    taxi = bookable(TAXI)
    other = bookable(TAXI, worker=taxi.worker, provider=taxi.line.contract.provider, person=person("Karol", "Baran"))
    bus = vehicle(organisation=taxi.line.contract.provider)
    ride(taxi, vehicle=bus)
    ride(other, vehicle=bus)
    second_bus = vehicle("Bus 2", organisation=taxi.line.contract.provider)
    assert "delivery_worker_one_place" in refused(lambda: ride(other, vehicle=second_bus))


def test_a_bus_has_one_driver_at_a_time(centre: Centre) -> None:
    taxi = bookable(TAXI)
    bus = vehicle(organisation=taxi.line.contract.provider)
    second = worker("Jan Drugi", organisation=taxi.line.contract.provider)
    ride(taxi, vehicle=bus)
    assert "delivery_ride_one_driver" in refused(lambda: ride(taxi, vehicle=bus, worker=second))


def test_nobody_lying_is_booked_on_a_bus(centre: Centre) -> None:
    assert "delivery_ride_nobody_lying" in refused(lambda: ride(mobility="bedridden"))


def test_a_record_belongs_to_one_booking_and_is_confirmed_by_somebody(centre: Centre) -> None:
    record = done_record()
    assert record.confirmed == record.done
    record.confirmation = "none"
    assert "delivery_record_confirmed" in refused(record.save)
    assert DeliveryRecord.objects.count() == Visit.objects.count() == 1
    assert Ride.objects.count() == 0


def test_moving_a_visit_moves_the_time_it_holds(centre: Centre) -> None:
    first = visit()
    first.starts_at, first.ends_at = tomorrow(15), tomorrow(16)
    first.save()
    held = WorkerTime.objects.get()
    assert (held.starts_at, held.ends_at) == (first.starts_at, first.ends_at)
