"""A town for the races: five workers, three buses, orders of many people, a service with few places, and the judge."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import datetime, time, timedelta
from typing import Any

from django.db import OperationalError

from opencus.centre.actors import Actor
from opencus.centre.models import Membership, User
from opencus.centre.roles import Permission, Role
from opencus.config import cluster, invariants, schema
from opencus.conftest import LONG_AGO, make_centre
from opencus.contracting.models import Order
from opencus.core.clock import at, today
from opencus.core.tenancy import acting_in
from opencus.delivery import actions as delivery
from opencus.delivery.models import HOLDS_TIME
from opencus.delivery.refusals import NotPossible, Overlaps, Taken
from opencus.delivery.tests.factories import PHYSIO, TAXI, bookable
from opencus.entitlements import actions as entitlements
from opencus.entitlements.rules import LimitReached, NoPlace
from opencus.intake.models import RequestedService
from opencus.intake.tests.cases import asked_for
from opencus.people.tests.factories import person
from opencus.programmes.tests.factories import offered
from opencus.resources.models import Worker
from opencus.resources.tests.factories import vehicle, worker

WORKERS, BUSES, CLIENTS, PLACES = 5, 3, 24, 20
BUSY = 40  # attempts of one process at the same day


class Town:
    """Everything the races need, made once; ids only, so that processes may be forked."""

    def __init__(self, places: int, processes: int) -> None:
        with schema.founding():
            centre = make_centre("wyscig", "9900033", "Wyścig")
        self.centre_id = centre.id
        with acting_in(centre.id):
            clerk = User.objects.create_user("kowalik@wyscig.invalid", full_name="Anna Kowalik")
            Membership.objects.create(user=clerk, role=Role.KIPUS.value, valid_from=LONG_AGO)
            self.clerk_id = clerk.id
            first = bookable(PHYSIO, quantity="100000", period="total")
            provider = first.line.contract.provider
            papers = tuple(first.line.service.worker_requirements)
            crew = [worker(f"Piotr Sowa {n}", organisation=provider, credentials=papers) for n in range(WORKERS)]
            self.workers = [one.id for one in crew]
            clients = [person("Osoba", f"Numer {n}") for n in range(CLIENTS)]
            self.orders = [
                bookable(PHYSIO, person=one, worker=crew[n % WORKERS], provider=provider, quantity="100000", period="total").id
                for n, one in enumerate(clients)
            ]
            ride = bookable(TAXI, worker=crew[0], provider=provider, person=clients[0], quantity="100000", period="total")
            self.ride_order = ride.id
            self.people = {one.id: one.person_id for one in Order.objects.all()}
            self.buses = [vehicle(organisation=provider, name=f"Bus {n}").id for n in range(BUSES)]
            self.ready: list[list[Any]] = [[] for _ in range(processes)]  # requests of people who want one of the places
            self.last_service = offered("TELE", "Opaska bezpieczeństwa", measure="month", places=PLACES)
            for number in range(places):
                asked = asked_for(person("Chętny", f"Numer {number}"), self.last_service)
                self.ready[number % processes].append(asked.id)

    def dispatcher(self) -> Actor:
        return Actor(centre_id=self.centre_id, name="Piotr Maj", roles=frozenset({Role.DISPATCHER}))

    def book(self, attempts: int, dice: random.Random) -> Counter[str]:
        """Book visits through the action, each in its own committed transaction."""
        tally: Counter[str] = Counter()
        for number in range(attempts):
            day = today() + timedelta(days=3 + number // BUSY)
            begins = at(day, _quarter(dice.randrange(28, 72)))
            try:
                with acting_in(self.centre_id):
                    order = Order.objects.get(id=dice.choice(self.orders))
                    who = Worker.objects.get(id=dice.choice(self.workers))
                    ends = begins + timedelta(minutes=15 * dice.randint(2, 5))
                    delivery.book_visit(by=self.dispatcher(), order=order, worker=who, starts_at=begins, ends_at=ends)
                tally["won"] += 1
            except (Taken, Overlaps, LimitReached):
                tally["lost"] += 1
            except NotPossible as refused:
                tally["lost" if "termin" in str(refused) else f"refused: {refused}"] += 1
            except OperationalError as trouble:  # a deadlock would be one: none is expected
                tally[f"database: {str(trouble)[:60]}"] += 1
        return tally

    def take_places(self, process: int) -> Counter[str]:
        """Qualify people for a service with few places, each in its own committed transaction."""
        tally: Counter[str] = Counter()
        clerk = Actor(centre_id=self.centre_id, user_id=self.clerk_id, name="Anna Kowalik", roles=frozenset({Role.KIPUS}),
                      authorised=frozenset({Permission.QUALIFY}))  # fmt: skip
        for requested in self.ready[process]:
            try:
                with acting_in(self.centre_id):
                    entitlements.qualify(by=clerk, requested=RequestedService.objects.get(id=requested))
                tally["won"] += 1
            except NoPlace:
                tally["lost"] += 1
        return tally

    def judge(self) -> tuple[list[str], dict[str, int]]:
        """Look at every stored row with eyes of its own: sort and compare, no constraint, no ORM of the product."""
        with cluster.default_cluster().admin(cluster.DATABASE) as admin:
            held = [str(state) for state in HOLDS_TIME]
            visits = admin.execute("SELECT id, worker_id, id, starts_at, ends_at FROM delivery_visit WHERE state = ANY(%s) AND worker_id IS NOT NULL", [held]).fetchall()
            rides = admin.execute("SELECT id, worker_id, coalesce(vehicle_id, id), starts_at, ends_at, vehicle_id FROM delivery_ride WHERE state = ANY(%s)", [held]).fetchall()
            given = admin.execute("SELECT count(*) FROM entitlements_entitlement WHERE programme_service_id = %s AND state = 'active'", [self.last_service.id]).fetchone()[0]
            booked = admin.execute("SELECT count(*) FROM audit_entry WHERE kind = 'delivery.visit.book'").fetchone()[0]
            faults = invariants.broken(admin.cursor())
        doubles = overlaps([(row[1], row[2], row[3], row[4]) for row in visits + [one[:5] for one in rides] if row[1]])
        doubles += overlaps([(row[5], row[1], row[3], row[4]) for row in rides if row[5] and row[1]])
        if doubles:
            faults.append(f"{doubles} overlapping pairs among stored bookings")
        if given != PLACES:
            faults.append(f"{given} places given of {PLACES}")
        if booked > len(visits):
            faults.append(f"{booked} bookings in the journal, {len(visits)} visits stored")
        return faults, {"doubles": doubles, "beyond": max(0, given - PLACES), "rows": len(visits) + len(rides) + given}


def overlaps(rows: list[tuple[Any, Any, datetime, datetime]]) -> int:
    """Count neighbours of one key and different lanes that overlap: (key, lane, start, end)."""
    by_key: dict[Any, list[tuple[datetime, datetime, Any]]] = defaultdict(list)
    for key, lane, start, end in rows:
        by_key[key].append((start, end, lane))
    found = 0
    for spans in by_key.values():
        spans.sort(key=lambda one: (one[0], one[1]))
        running: list[tuple[datetime, datetime, Any]] = []
        for one in spans:
            running = [other for other in running if other[1] > one[0]]
            found += sum(other[2] != one[2] for other in running)
            running.append(one)
    return found


def _quarter(number: int) -> time:
    return time(number // 4, 15 * (number % 4))

