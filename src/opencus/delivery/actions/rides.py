"""Rides: booked there and back, given an hour and a vehicle, met at the door."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from opencus.audit import journal
from opencus.catalogue.models import Mode
from opencus.centre.actors import Actor
from opencus.contracting.models import Order
from opencus.core.clock import now
from opencus.core.words import numeric_date
from opencus.delivery import events
from opencus.delivery.access import require_deliverer, require_scheduler
from opencus.delivery.actions.booking import (
    check_client,
    check_order,
    check_quantity,
    check_worker,
    kept_promise,
    lock_worker,
    locked_order,
    refuse_taken,
    run_order,
    when,
)
from opencus.delivery.models import HOLDS_TIME, Ride, State
from opencus.delivery.refusals import NotPossible, Taken
from opencus.delivery.rules import rides as rules
from opencus.delivery.rules.units import held_on
from opencus.entitlements import actions as entitlements
from opencus.people.models import Person
from opencus.programmes.models import FeeRule
from opencus.programmes.rules.booking import BookingRules, ride_window
from opencus.resources.models import Vehicle, Worker

ON_CALL_AFTER = timedelta(hours=1)  # where an uncalled way back stands in lists: an hour after arrival
OUTSIDE = {"to_powiat", "further"}  # fare variants of rides that leave the municipality


@dataclass(frozen=True, slots=True)
class RideWish:
    """What is asked for: from, to, when, how, with whom; ``back_at`` and ``on_call`` exclude each other.

    ``arrive_by`` or ``leave_at``: exactly one. ``fare`` is a variant of the programme's fee rules.
    """

    pickup: str
    dropoff: str
    purpose: str
    fare: str
    arrive_by: datetime | None = None
    leave_at: datetime | None = None
    drive_minutes: int = rules.DRIVE_MINUTES
    mobility: str = ""
    companions: int = 0
    back_at: datetime | None = None
    on_call: bool = False
    vehicle: Vehicle | None = field(default=None)
    driver: Worker | None = field(default=None)

    @property
    def there(self) -> rules.Leg:
        if self.arrive_by is not None:
            return rules.leg_arriving_by(self.arrive_by, self.drive_minutes)
        assert self.leave_at is not None
        return rules.leg_leaving_at(self.leave_at, self.drive_minutes)

    @property
    def back(self) -> rules.Leg | None:
        return None if self.back_at is None else rules.leg_leaving_at(self.back_at, self.drive_minutes)

    @property
    def legs(self) -> int:
        """The way back is a trip of its own."""
        return 2 if self.back_at is not None or self.on_call else 1


def fare_of(order: Order, variant: str) -> tuple[str, Decimal]:
    """Return the label and the price of one leg: as it was granted, with its relief (R42), else by the programme.

    Raises NotPossible where the programme names none (R41).
    """
    rule = FeeRule.objects.filter(programme_service_id=order.entitlement.programme_service_id, variant=variant).first()
    if rule is None or rule.kind == FeeRule.Kind.DEPOSIT:
        raise NotPossible("Wybierz, dokąd jedzie ta osoba: od tego zależy opłata.", field="fare")
    if rule.kind == FeeRule.Kind.FREE:
        return rule.label, Decimal(0)
    if rule.kind != FeeRule.Kind.FLAT or rule.amount is None:
        raise NotPossible("Program nie podaje tej opłaty kwotą. Ustal ją z działem umów.", field="fare")
    if rule.measure != "trip":
        # A fare by the kilometre needs a measured road; until there is one, nothing is guessed.
        raise NotPossible("Program liczy tę opłatę za kilometr, a długości trasy jeszcze nie mierzymy.", field="fare")
    kept = (order.entitlement.fee_basis or {}).get("variants", {}).get(variant, {}).get("unit_fee")
    return rule.label, rule.amount if kept is None else Decimal(kept)


def check_wish(order: Order, wish: RideWish) -> Decimal:
    """Check a wish against every rule that needs no lock; return the fare of one leg. Raises NotPossible."""
    if order.line.service.mode != Mode.TRANSPORT:
        raise NotPossible(f"Usługa „{order.line.service.name}” to nie przejazdy. Umów wizytę.")
    if refused := rules.cannot_ride(wish.mobility or order.person.mobility):
        raise NotPossible(refused, field="mobility")
    stored = order.entitlement.programme_service.booking_rules
    there, back = wish.there, wish.back
    day = held_on(there.starts_at)
    check_order(order, day)
    window = ride_window(BookingRules.from_json(stored), now(), outside_gmina=wish.fare in OUTSIDE)
    if too_soon := window.refusal(day):
        raise NotPossible(too_soon, field="on")
    for leg, name in ((there, "hour"), (back, "back_hour")):
        if leg is not None and (refused := rules.no_service(leg.starts_at, leg.ends_at, stored.get("hours"))):
            raise NotPossible(refused, field="on" if refused.startswith(("W ", "We ")) else name)
    if back is not None and back.starts_at < there.ends_at:
        raise NotPossible("Powrót musi być później niż przyjazd na miejsce.", field="back_hour")
    return fare_of(order, wish.fare)[1]


def book_ride(*, by: Actor, order: Order, wish: RideWish, acknowledged: bool = False) -> list[Ride]:
    """Book the way there and, when asked for, the way back; each leg is a trip of the limit.

    Raises NotPossible, NotEntitled or LimitReached (a rule forbids it), Taken (no room, or the driver is elsewhere)
    and Overlaps (the client has something else then).
    """
    require_scheduler(by, order)
    with transaction.atomic():
        order = locked_order(order)
        fare = check_wish(order, wish)
        there, back = wish.there, wish.back
        check_quantity(order, held_on(there.starts_at), Decimal(wish.legs))
        for leg in filter(None, (there, back)):
            check_client(order, leg.span, acknowledged=acknowledged)
        outward = _save(by, order, wish, there, fare, outward=None)
        made = [outward]
        if back is not None:
            made.append(_save(by, order, wish, back, fare, outward=outward))
        elif wish.on_call:
            start = there.ends_at + ON_CALL_AFTER
            waiting = rules.leg_leaving_at(start, wish.drive_minutes)
            made.append(_save(by, order, wish, waiting, fare, outward=outward, on_call=True))
        run_order(by, order)
        journal.write(
            events.RIDE_BOOKED, by=by, subject=outward, person_id=order.person_id, when=when(outward), legs=len(made),
            fee=fare * len(made),
        )  # fmt: skip
    return made


def schedule_ride(
    *, by: Actor, ride: Ride, starts_at: datetime, vehicle: Vehicle | None, driver: Worker | None, acknowledged: bool = False
) -> Ride:
    """Give a ride its hour, vehicle and driver: after a call for the way back, or when plans change."""
    require_scheduler(by, ride.order)
    with transaction.atomic():
        ride = Ride.objects.select_for_update(of=("self",)).select_related(
            "order__line__service", "order__line__contract", "order__entitlement__programme_service", "person"
        ).get(id=ride.id)  # fmt: skip
        if ride.state not in {State.PROPOSED, State.CONFIRMED}:
            raise NotPossible(f"Przejazd ma stan: {ride.get_state_display()}. Zmienić można tylko zaplanowany.")
        leg = rules.leg_leaving_at(starts_at, ride.drive_minutes)
        hours = ride.order.entitlement.programme_service.booking_rules.get("hours")
        if refused := rules.no_service(leg.starts_at, leg.ends_at, hours):
            raise NotPossible(refused, field="hour")
        check_client(ride.order, leg.span, acknowledged=acknowledged, besides=(ride.id,))
        ride.starts_at, ride.ends_at, ride.on_call = leg.starts_at, leg.ends_at, False
        ride.vehicle, ride.worker = vehicle, driver
        if ride.state == State.PROPOSED:
            ride.move_to(State.CONFIRMED)
        _save_with_room(ride)
        journal.write(events.RIDE_SCHEDULED, by=by, subject=ride, person_id=ride.person_id, when=when(ride))
    return ride


def arrive(*, by: Actor, ride: Ride) -> Ride:
    """The driver stands at the door; said twice, the first time counts."""
    require_deliverer(by, ride)
    if ride.state != State.CONFIRMED:
        raise NotPossible(f"Ten przejazd ma stan: {ride.get_state_display()}.")
    if ride.arrived_at is None:
        with transaction.atomic():
            ride.arrived_at = now()
            ride.save(update_fields=["arrived_at"])
            journal.write(events.ARRIVED, by=by, subject=ride, person_id=ride.person_id, when=when(ride))
    return ride


def _save(by: Actor, order: Order, wish: RideWish, leg: rules.Leg, fare: Decimal, *, outward: Ride | None, on_call: bool = False) -> Ride:
    there = outward is None
    ride = Ride(
        order=order, person=order.person, starts_at=leg.starts_at, ends_at=leg.ends_at, drive_minutes=wish.drive_minutes,
        pickup_address=wish.pickup if there else wish.dropoff, dropoff_address=wish.dropoff if there else wish.pickup,
        purpose=wish.purpose, fee_variant=wish.fare, fee=fare, mobility=wish.mobility or order.person.mobility,
        companions=wish.companions, vehicle=None if on_call else wish.vehicle, worker=None if on_call else wish.driver,
        outward=outward, on_call=on_call, state=State.PROPOSED if on_call else State.CONFIRMED, booked_by_id=by.user_id,
    )  # fmt: skip
    _save_with_room(ride)
    on = held_on(ride.starts_at)
    entitlements.reserve(by=by, entitlement=order.entitlement, on=on, quantity=Decimal(1), source_id=ride.id)
    return ride


def _save_with_room(ride: Ride) -> None:
    """Save under the locks of vehicle and driver: nobody is promised a seat that is not there."""
    span, day = (ride.starts_at, ride.ends_at), held_on(ride.starts_at)
    vehicle, driver = ride.vehicle, ride.worker
    if vehicle is not None:
        vehicle = Vehicle.objects.select_for_update().get(id=vehicle.id)
        _check_vehicle(ride, vehicle)
    if driver is not None:
        check_worker(ride.order, driver, day)
        lock_worker(driver)
        refuse_taken(driver, span, besides=ride.id, lane=vehicle.id if vehicle else None)
    kept_promise(driver, span, ride.save)


def _check_vehicle(ride: Ride, vehicle: Vehicle) -> None:
    day = held_on(ride.starts_at)
    if vehicle.organisation_id != ride.order.line.contract.provider_id:
        raise NotPossible("Ten pojazd nie należy do wykonawcy tego zlecenia.", field="vehicle")
    for until, paper in ((vehicle.inspection_valid_to, "przegląd ważny"), (vehicle.insurance_valid_to, "ubezpieczenie ważne")):
        if until < day:
            raise NotPossible(f"{vehicle.name}: {paper} do {numeric_date(until)}.", field="vehicle")
    others = Ride.objects.filter(
        vehicle=vehicle, state__in=HOLDS_TIME, starts_at__lt=ride.ends_at, ends_at__gt=ride.starts_at
    ).exclude(id=ride.id)
    refused = rules.no_room(
        [load_of(other) for other in others], load_of(ride), seats=vehicle.seats, wheelchair_places=vehicle.wheelchair_places
    )
    if refused:
        raise Taken(f"{vehicle.name}: {refused} Wybierz inną godzinę albo inny pojazd.")
    if ride.worker_id is not None and (rival := others.exclude(worker_id=ride.worker_id).exclude(worker=None).first()):
        raise Taken(f"{vehicle.name} prowadzi wtedy {rival.worker.full_name}. Wybierz tego kierowcę albo inny pojazd.")


def load_of(ride: Ride) -> rules.Load:
    """What a ride takes up in a vehicle; a folded wheelchair rides in the boot and its owner on a seat."""
    return rules.Load((ride.starts_at, ride.ends_at), ride.mobility == Person.Mobility.WHEELCHAIR, ride.companions)
