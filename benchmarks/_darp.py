"""The dial-a-ride instances of Cordeau (a) and of Cordeau and Laporte (R): reading them, and an exact check of tours on them.

Format: `vehicles n-or-2n duration capacity ride`, then `id x y service load earliest latest` with 0 the depot, pickups 1..n,
deliveries n+1..2n and, in the a-set, the depot again. Time and cost are the Euclidean distance in full precision.

The check knows nothing of the optimiser: it reads the original numbers and asks Bellman and Ford whether the temporal
network of a tour (windows, travel, ride times, duration) has a solution, each upper limit stretched by `TOLERANCE`, which
is what rounding to 1/`SCALE` may cost a whole tour.
"""

from __future__ import annotations

import csv
import math
import os
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import _ground as ground
import numpy as np

from opencus.routing.problem import Problem, Request, Stop, Vehicle, Window, square
from opencus.routing.solution import Solution

FOLDER = Path(os.environ.get("OPENCUS_DARP", ground.ROOT.parent / "shared" / "benchmarks" / "darp"))
SCALE = 100_000  # units of time and cost to a minute of theirs
TOLERANCE = 1e-4  # minutes


@dataclass(frozen=True)
class Place:
    """A row of the file."""

    x: float
    y: float
    service: float
    load: float
    earliest: float
    latest: float


@dataclass(frozen=True)
class Darp:
    """One instance as the file has it."""

    name: str
    vehicles: int
    duration: float
    capacity: float
    ride: float
    places: tuple[Place, ...]
    best_known: float

    @property
    def requests(self) -> int:
        return len(self.places) // 2

    def distance(self, one: int, two: int) -> float:
        here, there = self.places[one], self.places[two]
        return math.hypot(here.x - there.x, here.y - there.y)

    def problem(self) -> Problem:
        """Whole numbers of 1/`SCALE` minutes."""
        n, depot = self.requests, self.places[0]
        far = [[self.distance(one, two) for two in range(len(self.places))] for one in range(len(self.places))]
        vehicle = {
            "start": 0, "end": 0, "earliest": _whole(depot.earliest), "latest": _whole(depot.latest),
            "max_duration": _whole(self.duration), "capacities": ((int(self.capacity),),),
        }  # fmt: skip
        return Problem(
            tuple(
                Request(str(at), self._stop(at), self._stop(at + n), (int(self.places[at].load),), _whole(self.ride))
                for at in range(1, n + 1)
            ),
            tuple(Vehicle(f"v{number}", **vehicle) for number in range(self.vehicles)),  # type: ignore[arg-type]
            square(far, SCALE),
        )

    def _stop(self, at: int) -> Stop:
        place = self.places[at]
        return Stop(at, (Window(_whole(place.earliest), _whole(place.latest)),), _whole(place.service))

    def routes(self, plan: Solution) -> list[list[int]]:
        """Rows of the file in the order of each tour."""
        return [[int(stop.request) + (self.requests if stop.delivery else 0) for stop in tour.stops] for tour in plan.tours if tour.stops]

    def faults(self, routes: list[list[int]]) -> list[str]:
        """What is wrong with a plan, nothing when it is feasible and serves all."""
        found = [fault for route in routes for fault in self._faults_of(route)]
        if len(routes) > self.vehicles:
            found.append(f"{len(routes)} vehicles, there are {self.vehicles}")
        visited = sorted(at for route in routes for at in route)
        if visited != list(range(1, len(self.places))):
            found.append(f"{len(set(visited))} of {len(self.places) - 1} stops are visited, {len(visited) - len(set(visited))} again")
        return found

    def length(self, routes: list[list[int]]) -> float:
        """Distance of all tours in full precision."""
        return math.fsum(self.distance(one, two) for route in routes for one, two in zip([0, *route], [*route, 0], strict=True))

    def gap(self, length: float) -> float:
        """Per cent above the best known."""
        return 100 * (length / self.best_known - 1)

    def _faults_of(self, route: list[int]) -> list[str]:
        n, at, load = self.requests, {place: position for position, place in enumerate(route, 1)}, 0.0
        for place in route:
            load += self.places[place].load
            if load > self.capacity:
                return [f"{load:g} on board after stop {place}"]
            if place <= n and at.get(place + n, 0) < at[place]:
                return [f"request {place} is not brought after it was taken"]
        return [] if self._has_times(route, at) else [f"no times fit the tour {route}"]

    def _has_times(self, route: list[int], at: dict[int, int]) -> bool:
        """Bellman and Ford: an arc (a, b, w) says that b begins at most w after a; the last node is the zero of time."""
        calls, zero = [0, *route, 0], len(route) + 2
        arcs = [(0, zero - 1, self.duration + TOLERANCE)]
        for position, place in enumerate(calls):
            arcs.append((zero, position, self.places[place].latest + TOLERANCE))
            arcs.append((position, zero, -self.places[place].earliest))
        for position, (one, two) in enumerate(pairwise(calls)):
            arcs.append((position + 1, position, -self.places[one].service - self.distance(one, two)))
        for place in route:
            if place <= self.requests:
                arcs.append((at[place], at[place + self.requests], self.places[place].service + self.ride + TOLERANCE))
        reach = [0.0] * (zero + 1)
        for _ in range(len(reach)):
            calm = True
            for one, two, most in arcs:
                if reach[one] + most < reach[two] - 1e-9:
                    reach[two], calm = reach[one] + most, False
            if calm:
                return True
        return False


def names(which: str) -> list[str]:
    """Instances of a set (`a`, `R`) from small to large, none when the folder is not there."""
    found = [path.stem for path in FOLDER.glob(f"{which}*.txt")] if FOLDER.exists() else []
    return sorted(found, key=lambda name: [int(part) for part in name.strip("aR").split("-")])


def read(name: str) -> Darp:
    """One instance with its best known distance."""
    first, *rows = [line.split() for line in (FOLDER / f"{name}.txt").read_text().splitlines() if line.strip()]
    places = [Place(*(float(cell) for cell in row[1:])) for row in rows]
    if len(places) % 2 == 0:
        places.pop()  # the depot again
    with (FOLDER / "bks.csv").open() as lines:
        best = {row["instance"]: float(row["best_known_distance"]) for row in csv.DictReader(lines)}
    vehicles, _, duration, capacity, ride = (float(cell) for cell in first[:5])
    return Darp(name, int(vehicles), duration, capacity, ride, tuple(places), best[name])


def _whole(minutes: float) -> int:
    return int(np.rint(minutes * SCALE))
