"""Plans as arrays from what stands, and Solutions from plans as arrays."""

from __future__ import annotations

from itertools import product

import numpy as np

from opencus.routing import compile as arrays
from opencus.routing.compile import Compiled
from opencus.routing.kernels import layout as at
from opencus.routing.kernels.frame import Plan
from opencus.routing.kernels.schedule import refresh
from opencus.routing.problem import Invalid, Link, Problem
from opencus.routing.solution import Reason, Solution, Tour, Unserved, Visited


def _fresh(made: Compiled, plan: Plan, v: int, nodes: list[int]) -> bool:
    """Write a tour and bring it up to date; returns whether its times exist."""
    data = made.data
    if len(nodes) + 2 > plan.tour.shape[1]:
        return False
    for k, node in enumerate([data.vehicles[v, at.BEGIN], *nodes, data.vehicles[v, at.END]]):
        plan.tour[v, k, at.NODE] = node
    plan.meta[v, at.LENGTH] = len(nodes) + 2
    profile = data.vehicles[v, at.PROFILE]
    return bool(refresh(data.nodes, data.time[profile], data.cost[profile], data.vehicles[v], plan.tour[v], plan.meta[v], plan.pos))


def started(made: Compiled, warm: Solution | None) -> Plan:
    """The plan to begin with: fixed stops in their order, and the tours of an earlier solution as far as they still hold."""
    data, plan = made.data, arrays.empty_plan(made.data)
    for v, stops in enumerate(made.fixed):
        vehicle = made.problem.vehicles[v]
        if not _fixed(made, plan, v, stops):
            if stops:
                raise Invalid(f"{vehicle.name!r}: the stops that are fixed cannot be made in time, in this order")
            data.may[:, v] = 0  # a shift in which not even an empty tour fits
        elif not _rested(made, plan, v):
            if stops:
                raise Invalid(f"{vehicle.name!r}: the stops that are fixed leave no time for its breaks")
            data.may[: len(made.problem.requests), v] = 0
    for tour in warm.tours if warm else ():
        _warm(made, plan, tour)
    return plan


def _fixed(made: Compiled, plan: Plan, v: int, stops: tuple[tuple[int, bool], ...]) -> bool:
    """Put the fixed stops in, with the first choice of windows that makes a tour possible."""
    numbers = list(dict.fromkeys(number for number, _ in stops))
    first = made.data.first
    for chosen in product(*(range(first[number], first[number + 1]) for number in numbers)):
        option = dict(zip(numbers, chosen, strict=True))
        nodes = [int(made.data.options[option[number], at.DROP if delivery else at.PICK]) for number, delivery in stops]
        if _fresh(made, plan, v, nodes):
            for number, o in option.items():
                _serve(made, plan, number, v, o)
            return True
    return False


def _serve(made: Compiled, plan: Plan, number: int, v: int, option: int) -> None:
    plan.at[number, at.VEHICLE], plan.at[number, at.OPTION] = v, option
    plan.served[made.data.vehicles[v, at.STAFF]] += made.data.work[option]


def _rested(made: Compiled, plan: Plan, v: int) -> bool:
    """Put the breaks of a vehicle in, with nothing but its fixed stops to do; returns whether they all have a place."""
    rests = [len(made.problem.requests) + k for k, (owner, _) in enumerate(made.rests) if owner == v]
    rests = [rest for rest in rests if made.data.loose[rest]]
    standing = [int(node) for node in plan.tour[v, 1 : plan.meta[v, at.LENGTH] - 1, at.NODE]]
    if not _squeezed(made, plan, v, standing, [int(made.data.options[made.data.first[rest], at.PICK]) for rest in rests]):
        _fresh(made, plan, v, standing)
        return False
    for rest in rests:
        _serve(made, plan, rest, v, int(made.data.first[rest]))
    return True


def _squeezed(made: Compiled, trial: Plan, v: int, nodes: list[int], rests: list[int]) -> bool:
    if not rests:
        return _fresh(made, trial, v, nodes)
    on_board = np.cumsum([0, *(made.data.nodes[node, at.CHANGE] for node in nodes)])
    for k in range(max(int(made.data.vehicles[v, at.FROZEN]), 0), len(nodes) + 1):
        if on_board[k] == 0 and _squeezed(made, trial, v, [*nodes[:k], rests[0], *nodes[k:]], rests[1:]):
            return True
    return False


def _warm(made: Compiled, plan: Plan, tour: Tour) -> None:
    """Take over one tour of an earlier solution when it is still possible as a whole."""
    problem = made.problem
    v = problem.vehicle_at.get(tour.vehicle)
    if v is None or made.fixed[v]:
        return
    standing = [int(node) for node in plan.tour[v, 1 : plan.meta[v, at.LENGTH] - 1, at.NODE]]  # its breaks
    nodes: list[int] = []
    option: dict[int, int] = {}
    for stop in tour.stops:
        if stop.rest >= 0 and (v, stop.rest) in made.rests:
            number = len(problem.requests) + made.rests.index((v, stop.rest))
            nodes.append(int(made.data.options[made.data.first[number], at.PICK]))
            continue
        if (number := problem.request_at.get(stop.request, -1)) < 0 or plan.at[number, at.VEHICLE] >= 0 or not made.data.may[number, v]:
            continue
        option.setdefault(number, _option_at(made, number, stop))
        nodes.append(int(made.data.options[option[number], at.DROP if stop.delivery else at.PICK]))
    load, fits = 0, made.data.fits[made.data.vehicles[v, at.HOLD]]
    for node in nodes:
        load += int(made.data.nodes[node, at.CHANGE])
        if not 0 <= load < len(fits) or not fits[load]:
            nodes = []
            break
    if set(standing) <= set(nodes) and _fresh(made, plan, v, nodes):
        for number, o in option.items():
            _serve(made, plan, number, v, o)
    else:
        _fresh(made, plan, v, standing)


def _option_at(made: Compiled, number: int, stop: Visited) -> int:
    """The option whose window holds the begin of a stop, else the first."""
    column = at.DROP if stop.delivery else at.PICK
    options = range(made.data.first[number], made.data.first[number + 1])
    fitting = [o for o in options if _holds(made, int(made.data.options[o, column]), stop.begin)]
    return int(min(fitting or options, key=lambda o: (made.data.options[o, at.PRICE], o)))


def _holds(made: Compiled, node: int, begin: int) -> bool:
    return bool(made.data.nodes[node, at.EARLIEST] <= begin <= made.data.nodes[node, at.LATEST])


def reported(made: Compiled, plan: Plan, iterations: int, seconds: float, history: tuple[tuple[float, int], ...]) -> Solution:
    """The plan in words and times. A tour without one of its breaks is not driven: its requests are then unserved."""
    problem = made.problem
    tours = []
    dropped: set[int] = set()
    for v in range(len(problem.vehicles)):
        if plan.meta[v, at.STANDS] == 0:
            continue
        if any(owner == v and plan.at[len(problem.requests) + k, at.VEHICLE] < 0 for k, (owner, _) in enumerate(made.rests)):
            dropped |= {r for r in range(len(problem.requests)) if plan.at[r, at.VEHICLE] == v}
            continue
        tours.append(_tour(made, plan, v))
    left = [r for r in range(len(problem.requests)) if plan.at[r, at.VEHICLE] < 0 or r in dropped]
    unserved = tuple(_why(made, plan, r, set(left)) for r in left)
    return Solution(tuple(tours), unserved, _cost(made, plan, dropped), iterations, seconds, history)


def _cost(made: Compiled, plan: Plan, dropped: set[int]) -> int:
    """The cost without what required requests would cost when left out."""
    data, cost = made.data, 0
    served: dict[int, int] = {}
    for r in range(len(made.problem.requests)):
        v, o = int(plan.at[r, at.VEHICLE]), int(plan.at[r, at.OPTION])
        if v < 0 or r in dropped:
            cost += made.problem.requests[r].prize or 0
            continue
        cost += int(data.options[o, at.PRICE]) + int(data.likes[r, v])
        group = int(data.vehicles[v, at.STAFF])
        served[group] = served.get(group, 0) + int(data.work[o])
    gone = {int(plan.at[r, at.VEHICLE]) for r in dropped}
    cost += sum(int(plan.meta[v, at.COST]) for v in range(len(data.vehicles)) if v not in gone)
    return cost + sum(int(data.staff[g, 1]) * max(work - int(data.staff[g, 0]), 0) for g, work in served.items())


def _tour(made: Compiled, plan: Plan, v: int) -> Tour:
    problem, data = made.problem, made.data
    vehicle, size = problem.vehicles[v], int(plan.meta[v, at.LENGTH])
    durations = problem.durations[vehicle.profile]
    rows = plan.tour[v]
    load = np.zeros(problem.dimensions, dtype=np.int64)
    stops: list[Visited] = []
    place = vehicle.start
    first = int(rows[1, at.NODE])
    leaving = int(rows[1, at.EARLY])
    if data.nodes[first, at.KIND] != at.BREAK:
        leaving -= int(durations[vehicle.start, made.location[first]])
    now = leaving
    for k in range(1, size - 1):
        node = int(rows[k, at.NODE])
        kind, number = int(data.nodes[node, at.KIND]), int(data.nodes[node, at.REQUEST])
        begin = int(rows[k, at.EARLY])
        rest = made.rests[number - len(problem.requests)][1] if kind == at.BREAK else -1
        if kind != at.BREAK:
            there = int(made.location[node])
            now += int(durations[place, there])
            place = there
            sign = 1 if kind == at.PICKUP else -1 if kind == at.DELIVERY else 0
            held = problem.requests[number].load
            load[: len(held)] += sign * np.array(held, dtype=np.int64)
        end = begin + int(data.nodes[node, at.SERVICE])
        name = "" if kind == at.BREAK else problem.requests[number].name
        stops.append(Visited(name, kind == at.DELIVERY, rest, place, now, begin, end, tuple(int(one) for one in load)))
        now = end
    return Tour(vehicle.name, leaving, now + int(durations[place, vehicle.end]), tuple(stops), int(plan.meta[v, at.COST]))


def _why(made: Compiled, plan: Plan, r: int, left: set[int]) -> Unserved:
    problem = made.problem
    request = problem.requests[r]
    if r in made.impossible:
        return Unserved(request.name, _alone(made, r))
    partners = [problem.request_at[_other(link, request.name)] for link in problem.links if request.name in (link.first, link.second)]
    if any(partner in made.impossible for partner in partners):
        return Unserved(request.name, Reason.PARTNER)
    if request.prize is not None:
        return Unserved(request.name, Reason.PRIZE)
    window = request.pickup.windows
    early, late = min(one.earliest for one in window), max(one.latest for one in window)
    allowed = {v for v, vehicle in enumerate(problem.vehicles) if problem.may(request, vehicle)}
    busy = {
        number for number in range(len(problem.requests))
        if number not in left and plan.at[number, at.VEHICLE] in allowed and _overlaps(made, plan, number, early, late)
    }  # fmt: skip
    return Unserved(request.name, Reason.CONFLICT, tuple(problem.requests[number].name for number in sorted(busy)[:5]))


def _other(link: Link, name: str) -> str:
    return link.second if link.first == name else link.first


def _overlaps(made: Compiled, plan: Plan, number: int, early: int, late: int) -> bool:
    v, o = plan.at[number]
    p, q = made.data.options[o, at.PICK], made.data.options[o, at.DROP]
    begin = plan.tour[v, plan.pos[p], at.EARLY]
    end = plan.tour[v, plan.pos[q if q >= 0 else p], at.EARLY]
    return bool(begin <= late and end >= early)


def _alone(made: Compiled, r: int) -> Reason:
    """Why no vehicle could serve a request that is all there is to do."""
    problem: Problem = made.problem
    request = problem.requests[r]
    allowed = [vehicle for vehicle in problem.vehicles if problem.may(request, vehicle)]
    if not allowed:
        return Reason.NO_VEHICLE
    size = problem.dimensions
    load = request.load + (0,) * (size - len(request.load))
    held = [one + (0,) * (size - len(one)) for vehicle in allowed for one in vehicle.capacities]
    if request.delivery is not None and not any(all(a <= b for a, b in zip(load, one, strict=True)) for one in held):
        return Reason.CAPACITY
    if request.delivery is not None:
        direct = problem.durations[:, request.pickup.location, request.delivery.location]
        if not any(0 <= int(one) <= request.max_ride for one in direct):
            return Reason.RIDE_TIME
    return Reason.WINDOW
