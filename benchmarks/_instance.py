"""A Problem as a file that other engines read, and the tours they give back as a Solution of ours.

What their models have no words for (breaks, several windows, alternatives of capacity, preferences) is refused, so that
nobody is compared on another problem than ours.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from opencus.routing.problem import Invalid, Link, Problem, Request, Stop, Vehicle, Window
from opencus.routing.solution import Reason, Solution, Tour, Unserved, Visited


def told(problem: Problem) -> dict[str, Any]:
    """Everything but the matrices, in plain lists: stops are [location, earliest, latest, service]."""
    return {
        "requests": [_request(problem, one) for one in problem.requests],
        "vehicles": [_vehicle(one) for one in problem.vehicles],
        "links": [
            [problem.request_at[one.first], problem.request_at[one.second], one.least, one.most, one.apart] for one in problem.links
        ],
    }


def write(problem: Problem, folder: Path) -> Path:
    """Keep the instance under its digest; the same problem is the same file."""
    text = json.dumps(told(problem), sort_keys=True)
    sha = hashlib.sha256(text.encode() + problem.durations.tobytes() + problem.leg_costs.tobytes())
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{sha.hexdigest()[:16]}.npz"
    if not path.exists():
        np.savez_compressed(path, told=np.array(text), durations=problem.durations, costs=problem.leg_costs)
    return path


def read(path: Path) -> Problem:
    """The instance again, as ours is given it: the same numbers that the others read."""
    held = np.load(path)
    words = json.loads(str(held["told"]))
    vehicles = tuple(
        Vehicle(
            str(at), one["start"], one["end"], one["earliest"], one["latest"], one["max_duration"],
            (tuple(one["capacity"]),), profile=one["profile"],
        )
        for at, one in enumerate(words["vehicles"])
    )  # fmt: skip
    requests = tuple(
        Request(
            str(at), _stop_again(one["pickup"]), _stop_again(one["delivery"]) if one["delivery"] else None, tuple(one["load"]),
            one["max_ride"], only=None if one["vehicles"] is None else frozenset(map(str, one["vehicles"])), prize=one["prize"],
        )
        for at, one in enumerate(words["requests"])
    )  # fmt: skip
    links = tuple(Link(str(first), str(second), least, most, apart) for first, second, least, most, apart in words["links"])
    return Problem(requests, vehicles, held["durations"], held["costs"], links)


def solution(problem: Problem, tours: list[dict[str, Any]]) -> Solution:
    """Tours of another engine, {"vehicle", "start", "end", "stops": [[request, delivery, begin], ...]}, as a plan.

    Only the order and the times are theirs: loads and costs are counted here, for the checker to verify.
    """
    made = [_tour(problem, one) for one in tours if one["stops"]]
    served = {name for tour in made for name in tour.requests}
    missing = tuple(Unserved(one.name, Reason.CONFLICT) for one in problem.requests if one.name not in served)
    prizes = sum(one.prize or 0 for one in problem.requests if one.name not in served)
    return Solution(tuple(made), missing, sum(tour.cost for tour in made) + prizes)


def _request(problem: Problem, request: Request) -> dict[str, Any]:
    if request.alone or request.preferences:
        raise Invalid(f"{request.name}: the other engines' models know neither riding alone nor preferences")
    may = [at for at, one in enumerate(problem.vehicles) if problem.may(request, one)]
    return {
        "pickup": _stop(request.pickup),
        "delivery": _stop(request.delivery) if request.delivery else None,
        "load": list(request.load),
        "max_ride": request.max_ride,
        "vehicles": None if len(may) == len(problem.vehicles) else may,
        "prize": request.prize,
    }


def _stop(stop: Stop) -> list[int]:
    if len(stop.windows) != 1 or stop.windows[0].cost:
        raise Invalid("the other engines' models know one window for each stop")
    window = stop.windows[0]
    return [stop.location, window.earliest, window.latest, stop.service]


def _stop_again(told: list[int]) -> Stop:
    location, earliest, latest, service = told
    return Stop(location, (Window(earliest, latest),), service)


def _vehicle(vehicle: Vehicle) -> dict[str, Any]:
    plain = Vehicle(
        vehicle.name, vehicle.start, vehicle.end, vehicle.earliest, vehicle.latest, vehicle.max_duration,
        vehicle.capacities, vehicle.skills, vehicle.profile,
    )  # fmt: skip
    if vehicle != plain or len(vehicle.capacities) != 1:
        raise Invalid(f"{vehicle.name}: the other engines' models know shifts and one capacity only")
    return {
        "start": vehicle.start, "end": vehicle.end, "earliest": vehicle.earliest, "latest": vehicle.latest,
        "max_duration": vehicle.max_duration, "capacity": list(vehicle.capacities[0]), "profile": vehicle.profile,
    }  # fmt: skip


def _tour(problem: Problem, given: dict[str, Any]) -> Tour:
    vehicle = problem.vehicles[given["vehicle"]]
    time, cost = problem.durations[vehicle.profile], problem.leg_costs[vehicle.profile]
    at, now, spent = vehicle.start, int(given["start"]), 0
    load = [0] * problem.dimensions
    stops = []
    for number, delivery, begin in given["stops"]:
        request = problem.requests[number]
        stop = request.delivery if delivery and request.delivery else request.pickup
        arrival = now + int(time[at, stop.location])
        spent += int(cost[at, stop.location])
        for dimension, amount in enumerate(request.load):
            load[dimension] += -amount if delivery else amount
        at, now = stop.location, int(begin) + stop.service
        stops.append(Visited(request.name, bool(delivery), -1, at, arrival, int(begin), now, tuple(load)))
    return Tour(vehicle.name, int(given["start"]), int(given["end"]), tuple(stops), spent + int(cost[at, vehicle.end]))
