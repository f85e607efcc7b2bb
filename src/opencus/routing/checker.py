"""Whether a plan keeps every promise, by a method of its own: nothing here is shared with the optimiser.

Every time that the plan states is looked at one by one against the Problem; `possible` forgets the stated times and
decides by Bellman and Ford on the difference constraints whether any exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from opencus.routing.problem import Problem, Request, Stop, Vehicle
from opencus.routing.solution import Solution, Tour, Visited


@dataclass(frozen=True)
class Fault:
    """One broken promise."""

    rule: str
    vehicle: str
    request: str
    said: str

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.vehicle, self.request) if part)
        return f"{self.rule} ({where}): {self.said}" if where else f"{self.rule}: {self.said}"


@dataclass(frozen=True)
class Report:
    """What was found; true when nothing is wrong. cost: by this module's own count."""

    faults: tuple[Fault, ...]
    cost: int

    def __bool__(self) -> bool:
        return not self.faults


def check(problem: Problem, solution: Solution) -> Report:
    """Every fault of a plan, and what it costs."""
    faults: list[Fault] = []
    names = [tour.vehicle for tour in solution.tours]
    for name in {one for one in names if names.count(one) > 1}:
        faults.append(Fault("one tour", name, "", "the vehicle makes two tours"))
    for tour in solution.tours:
        if tour.vehicle not in problem.vehicle_at:
            faults.append(Fault("vehicle", tour.vehicle, "", "there is no such vehicle"))
            continue
        vehicle = problem.vehicles[problem.vehicle_at[tour.vehicle]]
        for look in (_times, _stops, _rides, _loads, _breaks, _kept):
            faults += look(problem, vehicle, tour)
    faults += [fault for vehicle in problem.vehicles if vehicle.fixed and vehicle.name not in names for fault in _missing(vehicle)]
    faults += _whole(problem, solution)
    faults += _links(problem, solution)
    cost = 0 if any(fault.rule in ("vehicle", "request") for fault in faults) else cost_of(problem, solution)
    return Report(tuple(faults), cost)


def _missing(vehicle: Vehicle) -> Iterator[Fault]:
    yield Fault("fixed", vehicle.name, "", "its fixed stops are not made")


def _stop_of(problem: Problem, visited: Visited) -> Stop | None:
    at = problem.request_at.get(visited.request)
    if at is None:
        return None
    return problem.requests[at].delivery if visited.delivery else problem.requests[at].pickup


def _times(problem: Problem, vehicle: Vehicle, tour: Tour) -> Iterator[Fault]:
    """Travel, arrival, begin, end, shift and duration, stop after stop."""
    ways = problem.durations[vehicle.profile]
    place, now = vehicle.start, tour.start
    if tour.start < vehicle.earliest or tour.end > vehicle.latest:
        yield Fault("shift", vehicle.name, "", f"{tour.start} to {tour.end} is not within {vehicle.earliest} to {vehicle.latest}")
    if tour.end - tour.start > vehicle.max_duration:
        yield Fault("duration", vehicle.name, "", f"{tour.end - tour.start} s is longer than {vehicle.max_duration}")
    for stop in tour.stops:
        if stop.rest < 0:
            way = int(ways[place, stop.location])
            if way < 0:
                yield Fault("way", vehicle.name, stop.request, f"there is no way from {place} to {stop.location}")
            now, place = now + way, stop.location
        if stop.arrival < now:
            yield Fault("travel", vehicle.name, stop.request, f"arrives at {stop.arrival}, cannot before {now}")
        if stop.begin < stop.arrival:
            yield Fault("travel", vehicle.name, stop.request, f"begins at {stop.begin}, before it arrives at {stop.arrival}")
        now = stop.end
    way = int(ways[place, vehicle.end])
    if way < 0 or tour.end < now + way:
        yield Fault("travel", vehicle.name, "", f"is back at {tour.end}, cannot before {now + way}")


def _stops(problem: Problem, vehicle: Vehicle, tour: Tour) -> Iterator[Fault]:
    """Place, window, service, skills and exclusions of each stop."""
    for visited in tour.stops:
        if visited.rest >= 0:
            continue
        stop = _stop_of(problem, visited)
        if stop is None:
            yield Fault("request", vehicle.name, visited.request, "there is no such stop")
            continue
        request = problem.requests[problem.request_at[visited.request]]
        if visited.location != stop.location:
            yield Fault("place", vehicle.name, request.name, f"served at {visited.location} instead of {stop.location}")
        if not any(window.earliest <= visited.begin <= window.latest for window in stop.windows):
            yield Fault("window", vehicle.name, request.name, f"begins at {visited.begin}, outside every window")
        if visited.end - visited.begin != stop.service:
            yield Fault("service", vehicle.name, request.name, f"takes {visited.end - visited.begin} s instead of {stop.service}")
        allowed = request.only is None or vehicle.name in request.only
        if not allowed or vehicle.name in request.never or not request.skills <= vehicle.skills:
            yield Fault("skills", vehicle.name, request.name, "this vehicle may not serve it")


def _rides(problem: Problem, vehicle: Vehicle, tour: Tour) -> Iterator[Fault]:
    """Pickup before delivery, both here, each once, and no ride too long."""
    picked: dict[str, Visited] = {}
    done: set[str] = set()
    for visited in tour.stops:
        if visited.rest >= 0 or visited.request not in problem.request_at:
            continue
        request = problem.requests[problem.request_at[visited.request]]
        if visited.request in done or (not visited.delivery and visited.request in picked):
            yield Fault("once", vehicle.name, visited.request, "is served twice")
        if request.delivery is None:
            done.add(visited.request)
        elif not visited.delivery:
            picked[visited.request] = visited
        elif visited.request not in picked:
            yield Fault("order", vehicle.name, visited.request, "is brought before it is picked up")
        else:
            taken = visited.begin - picked.pop(visited.request).end
            done.add(visited.request)
            if taken > request.max_ride:
                yield Fault("ride time", vehicle.name, visited.request, f"rides {taken} s, at most {request.max_ride}")
    for name in picked:
        yield Fault("order", vehicle.name, name, "is picked up and never brought")


def _loads(problem: Problem, vehicle: Vehicle, tour: Tour) -> Iterator[Fault]:
    """What is on board on each leg against each way to use the room."""
    on_board: list[Request] = []
    for visited in tour.stops:
        request = problem.requests[problem.request_at[visited.request]] if visited.request in problem.request_at else None
        if visited.rest >= 0:
            if on_board:
                yield Fault("break", vehicle.name, on_board[0].name, "is on board during a break")
            continue
        if request is None or request.delivery is None:
            continue
        if visited.delivery:
            on_board = [one for one in on_board if one.name != request.name]
        else:
            on_board.append(request)
        sums = [sum(one.load[dim] for one in on_board if dim < len(one.load)) for dim in range(problem.dimensions)]
        if not any(all(need <= (held[dim] if dim < len(held) else 0) for dim, need in enumerate(sums)) for held in vehicle.capacities):
            yield Fault("capacity", vehicle.name, request.name, f"{sums} on board does not fit")
        if len(on_board) > 1 and any(one.alone for one in on_board):
            yield Fault("alone", vehicle.name, request.name, "somebody who rides alone has company")


def _breaks(problem: Problem, vehicle: Vehicle, tour: Tour) -> Iterator[Fault]:
    """Every break of a vehicle that is out, once, in its window, long enough."""
    taken = [stop for stop in tour.stops if stop.rest >= 0]
    for number, rest in enumerate(vehicle.breaks):
        those = [stop for stop in taken if stop.rest == number]
        if len(those) != 1:
            yield Fault("break", vehicle.name, "", f"break {number} is taken {len(those)} times")
        for stop in those:
            if not rest.earliest <= stop.begin <= rest.latest or stop.end - stop.begin < rest.duration:
                yield Fault("break", vehicle.name, "", f"break {number} from {stop.begin} to {stop.end} is not within its rules")
    for stop in taken:
        if stop.rest >= len(vehicle.breaks):
            yield Fault("break", vehicle.name, "", f"there is no break {stop.rest}")


def _kept(problem: Problem, vehicle: Vehicle, tour: Tour) -> Iterator[Fault]:
    """Fixed stops in their order, nothing before the frozen ones."""
    calls = [("", False, stop.rest) if stop.rest >= 0 else (stop.request, stop.delivery, -1) for stop in tour.stops]
    wanted = [("", False, call.rest) if call.rest >= 0 else (call.request, call.delivery, -1) for call in vehicle.fixed]
    if [call for call in calls if call in wanted] != wanted:
        yield Fault("fixed", vehicle.name, "", "its fixed stops are not made in their order")
    if calls[: vehicle.frozen] != wanted[: vehicle.frozen]:
        yield Fault("frozen", vehicle.name, "", "something stands before its frozen stops")


def _whole(problem: Problem, solution: Solution) -> Iterator[Fault]:
    """Each request on one tour or said to be unserved, not both."""
    where: dict[str, list[str]] = {}
    for tour in solution.tours:
        for name in tour.requests:
            where.setdefault(name, []).append(tour.vehicle)
    left = {one.request for one in solution.unserved}
    for request in problem.requests:
        on = where.get(request.name, [])
        if len(on) > 1:
            yield Fault("once", ", ".join(on), request.name, "is on two tours")
        if bool(on) == (request.name in left):
            yield Fault("told", "", request.name, "is served and said not to be" if on else "is neither served nor said not to be")


def _links(problem: Problem, solution: Solution) -> Iterator[Fault]:
    begins: dict[tuple[str, bool], int] = {}
    vehicle: dict[str, str] = {}
    for tour in solution.tours:
        for stop in tour.stops:
            begins[stop.request, stop.delivery] = stop.begin
            vehicle[stop.request] = tour.vehicle
    for link in problem.links:
        if (link.first in vehicle) != (link.second in vehicle):
            yield Fault("link", "", link.first, f"only one of {link.first} and {link.second} is served")
        if link.first not in vehicle or link.second not in vehicle:
            continue
        brought = problem.requests[problem.request_at[link.first]].delivery is not None
        gap = begins[link.second, False] - begins[link.first, brought]
        if not link.least <= gap <= link.most:
            yield Fault("link", "", link.second, f"begins {gap} s after {link.first}, allowed {link.least} to {link.most}")
        if link.apart and vehicle[link.first] == vehicle[link.second]:
            yield Fault("link", vehicle[link.first], link.second, f"shares a vehicle with {link.first}")


def cost_of(problem: Problem, solution: Solution) -> int:
    """What a plan costs, counted from its stops alone."""
    cost, served = 0, set[str]()
    work: dict[str, int] = {}
    for tour in solution.tours:
        vehicle = problem.vehicles[problem.vehicle_at[tour.vehicle]]
        legs = problem.leg_costs[vehicle.profile]
        place = vehicle.start
        if tour.requests:
            cost += vehicle.fixed_cost + vehicle.late_cost * max(tour.end - vehicle.late_from, 0)
        for visited in tour.stops:
            stop = _stop_of(problem, visited)
            if stop is None:
                continue
            cost += int(legs[place, stop.location])
            place = stop.location
            cost += min((one.cost for one in stop.windows if one.earliest <= visited.begin <= one.latest), default=0)
            work[vehicle.staff or f"\0{vehicle.name}"] = work.get(vehicle.staff or f"\0{vehicle.name}", 0) + stop.service
        cost += int(legs[place, vehicle.end]) if tour.requests else 0
        for name in tour.requests:
            served.add(name)
            cost += problem.requests[problem.request_at[name]].preferences.get(vehicle.name, 0)
    cost += sum(request.prize or 0 for request in problem.requests if request.name not in served)
    for staff, seconds in work.items():
        rule = next(one for one in problem.vehicles if (one.staff or f"\0{one.name}") == staff)
        cost += rule.unfair_cost * max(seconds - rule.fair_work, 0)
    return cost


def possible(problem: Problem, tours: Sequence[tuple[Vehicle, Sequence[tuple[Request, bool]]]]) -> bool:
    """Whether any times exist for tours of stops with one window each, breaks left out: Bellman and Ford, links and all.

    Times are whole numbers, so a circle that still shrinks after as many rounds as there are points never ends.
    """
    edges: list[tuple[int, int, int]] = []  # (a, b, w): time b <= time a + w; point 0 is time zero
    point: dict[tuple[str, bool], int] = {}
    count = 1
    for vehicle, calls in tours:
        made = _chain(problem, vehicle, calls, count, edges, point)
        if made is None:
            return False
        count = made
    for link in problem.links:
        a = point.get((link.first, problem.requests[problem.request_at[link.first]].delivery is not None))
        b = point.get((link.second, False))
        if a is not None and b is not None:
            edges += [(a, b, link.most), (b, a, -link.least)]
    distance = [0] * count
    for _ in range(count + 1):
        moved = False
        for one, two, weight in edges:
            if distance[one] + weight < distance[two]:
                distance[two], moved = distance[one] + weight, True
        if not moved:
            return True
    return False


def _chain(
    problem: Problem, vehicle: Vehicle, calls: Sequence[tuple[Request, bool]], count: int, edges: list[tuple[int, int, int]],
    point: dict[tuple[str, bool], int],
) -> int | None:  # fmt: skip
    """Add the constraints of one tour; returns how many points there are now, None when there is no way."""
    first, place, before, service = count, vehicle.start, count, 0
    edges += [(0, count, vehicle.latest), (count, 0, -vehicle.earliest)]
    count += 1
    for request, delivery in calls:
        stop = request.delivery if delivery and request.delivery else request.pickup
        way = int(problem.durations[vehicle.profile, place, stop.location])
        if way < 0:
            return None
        edges += [(0, count, stop.windows[0].latest), (count, 0, -stop.windows[0].earliest), (count, before, -service - way)]
        if delivery:
            edges.append((point[request.name, False], count, request.max_ride + request.pickup.service))
        point[request.name, delivery] = count
        place, before, service = stop.location, count, stop.service
        count += 1
    back = int(problem.durations[vehicle.profile, place, vehicle.end])
    if back < 0:
        return None
    edges += [(0, count, vehicle.latest), (count, before, -service - back), (first, count, vehicle.max_duration)]
    return count + 1
