"""Days of a town, made up: rides of seniors with a few minibuses, and home visits of carers. The same seed is the same day.

Seconds and metres; the way by road is 1.3 times the crow's. Days belong to the benchmark, so that its figures of one year
can be laid beside those of the next.
"""

from __future__ import annotations

import random

import numpy as np

from opencus.routing.problem import Link, Matrix, Problem, Request, Stop, Vehicle, Window

MINUTE, HOUR = 60, 3600
DETOUR = 1.3
BUS, CARER = 30 / 3.6, 14 / 3.6  # metres a second: a minibus in town; a carer by bicycle
CARE_SIDE = 7_000.0  # metres
CHOICE = 4  # of the hubs nearest to home
Point = tuple[float, float]


def municipal_day(trips: int, vehicles: int, seed: int = 1) -> Problem:
    """Rides to the hubs around one's home (clinic, day centre, market, office) or back, a quarter of them in a wheelchair.

    A bus holds eight, a wheelchair takes the place of two. Who goes there has a window of 20 minutes at the arrival, who goes
    home at the departure; nobody is on board over 45 minutes. Leg costs are the seconds of driving. The town grows with its
    trips, so that the density stays that of 300 trips on 12 by 12 kilometres.
    """
    draw = random.Random(f"municipal {trips} {vehicles} {seed}")
    side = 12_000.0 * (max(trips, 100) / 300) ** 0.5
    hubs = [_anywhere(draw, side, 0.2) for _ in range(max(4, trips // 40))]
    points: list[Point] = [(side / 2, side / 2)]
    homewards = []
    for _ in range(trips):
        home = _around(draw, side)
        near = sorted(hubs, key=lambda hub: (hub[0] - home[0]) ** 2 + (hub[1] - home[1]) ** 2)[:CHOICE]
        points += [draw.choice(near), home]
        homewards.append(draw.random() < 0.5)
    durations = _durations(points, BUS)
    rides = tuple(_ride(draw, number, durations, back) for number, back in enumerate(homewards))
    buses = tuple(Vehicle(f"bus {number}", 0, 0, 6 * HOUR, 20 * HOUR, 14 * HOUR, ((8,),)) for number in range(vehicles))
    return Problem(rides, buses, durations)


def _ride(draw: random.Random, number: int, durations: Matrix, homewards: bool) -> Request:
    """Between the hub and the home of that number."""
    hub, home = 2 * number + 1, 2 * number + 2
    pickup, delivery = (hub, home) if homewards else (home, hub)
    wheelchair = draw.random() < 0.25
    service = (4 if wheelchair else 1) * MINUTE
    way = int(durations[pickup, delivery])
    at = draw.randrange(7 * HOUR, 17 * HOUR, 5 * MINUTE)
    at = max(at, 8 * HOUR) if homewards else at + way
    promised, free = (Window(at, at + 20 * MINUTE),), (Window(0, 24 * HOUR),)
    return Request(
        f"trip {number}",
        Stop(pickup, promised if homewards else free, service),
        Stop(delivery, free if homewards else promised, service),
        (2 if wheelchair else 1,),
        max(45 * MINUTE, way),
    )


def care_day(visits: int, carers: int, seed: int = 1, synchronised: float = 0.0) -> Problem:
    """Home visits of 20 to 90 minutes with carers of three skills, who start and end at home.

    ``synchronised`` is the share of visits that belong to a pair: half of the pairs are two persons at once, the others one
    visit 30 to 90 minutes after another (a meal after an injection). Leg costs are the seconds on the way.
    """
    draw = random.Random(f"care {visits} {carers} {seed} {synchronised}")
    points = [_around(draw, CARE_SIDE) for _ in range(carers)]
    pairs = round(visits * synchronised / 2)
    requests, links = [], []
    for number in range(visits - 2 * pairs):
        points.append(_around(draw, CARE_SIDE))
        skill = draw.choice(["", "", "", "personal", "personal", "nurse"])
        begin, width = draw.randrange(7 * HOUR, 17 * HOUR, 15 * MINUTE), draw.choice([1, 1, 2, 3]) * HOUR
        requests.append(_visit(f"visit {number}", len(points) - 1, begin, width, skill, draw.randrange(20, 91, 5) * MINUTE))
    for number in range(pairs):
        points.append(_around(draw, CARE_SIDE))
        begin, width = draw.randrange(7 * HOUR, 15 * HOUR, 15 * MINUTE), draw.choice([1, 2]) * HOUR
        service = draw.randrange(20, 61, 5) * MINUTE
        first, second = f"pair {number} first", f"pair {number} second"
        together = number % 2 == 0
        requests.append(_visit(first, len(points) - 1, begin, width, "personal", service))
        requests.append(_visit(second, len(points) - 1, begin, width + (0 if together else 2 * HOUR), "", service))
        least, most = (0, 0) if together else (30 * MINUTE + service, 90 * MINUTE + service)
        links.append(Link(first, second, least, most, apart=together))
    return Problem(tuple(requests), tuple(map(_carer, range(carers))), _durations(points, CARER), links=tuple(links))


def _visit(name: str, point: int, begin: int, width: int, skill: str, service: int) -> Request:
    window = Window(max(begin, 7 * HOUR), min(begin + width, 19 * HOUR))
    return Request(name, Stop(point, (window,), service), skills=frozenset({skill} if skill else ()))


def _carer(at: int) -> Vehicle:
    """A third knows nursing and personal care, a third personal care; half of them begin at seven, half at eleven."""
    skills = ({"personal", "nurse"}, {"personal"}, set[str]())[at % 3]
    begin = (7 if at % 2 == 0 else 11) * HOUR
    return Vehicle(f"carer {at}", at, at, begin, begin + 8 * HOUR, skills=frozenset(skills))


def _anywhere(draw: random.Random, side: float, margin: float) -> Point:
    return draw.uniform(margin * side, (1 - margin) * side), draw.uniform(margin * side, (1 - margin) * side)


def _around(draw: random.Random, side: float) -> Point:
    """More often near the middle."""
    x, y = (min(max(draw.gauss(0.5, 0.2), 0.0), 1.0) * side for _ in range(2))
    return x, y


def _durations(points: list[Point], speed: float) -> Matrix:
    """Seconds by road; whole numbers rounded up keep the triangle inequality."""
    x, y = np.array(points).T
    metres = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :]) * DETOUR
    return np.ceil(metres / speed).astype(np.int32)
