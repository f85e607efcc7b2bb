"""A Problem as the arrays that the kernels work on, and a plan of theirs as a Solution."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from opencus.routing.kernels import layout as at
from opencus.routing.kernels.frame import Data, Plan, Room
from opencus.routing.kernels.layout import NO_WAY
from opencus.routing.problem import FOREVER, Invalid, Problem, Request, Vehicle, Window

REQUIRED = 2**42  # cost of leaving out what must be served: more than any plan
MOST_CODES = 4_000_000
NEIGHBOURS = 160
WAIT_WEIGHT = 0.1  # of a second's gap between windows, against a second of travel


@dataclass(frozen=True)
class Compiled:
    """Arrays of a Problem, and what their rows mean.

    rests: (vehicle, number) of each break, which follow the requests. impossible: positions of requests that no vehicle
    can serve even alone. scale: cost of a usual leg. location: of each node.
    """

    data: Data
    problem: Problem
    rests: tuple[tuple[int, int], ...]
    fixed: tuple[tuple[tuple[int, bool], ...], ...]
    impossible: frozenset[int]
    scale: float
    location: Any


class _Nodes:
    """Rows of nodes in the making."""

    def __init__(self) -> None:
        self.rows: list[list[int]] = []
        self.locations: list[int] = []

    def add(self, location: int, window: Window, service: int, kind: int, request: int, change: int = 0, ride: int = FOREVER) -> int:
        self.rows.append([window.earliest, window.latest, service, kind, -1, ride, change, request])
        self.locations.append(location)
        return len(self.rows) - 1

    def pair(self, one: int, two: int) -> None:
        self.rows[one][at.MATE], self.rows[two][at.MATE] = two, one


@dataclass
class _Codes:
    """Loads as one number each: digits by dimension, and two more when somebody rides alone."""

    weights: list[int]
    alone: int  # weight of the digit that counts riders who want to be alone, 0 without any
    riders: int
    fits: Any
    hold_of: dict[tuple[tuple[int, ...], ...], int]

    def of(self, request: Request) -> int:
        code = sum(weight * amount for weight, amount in zip(self.weights, request.load, strict=False))
        return code + self.riders + (self.alone if request.alone else 0)


def _codes(problem: Problem) -> _Codes:
    size = problem.dimensions
    rides = [one for one in problem.requests if one.delivery is not None]
    held = [_padded(one, size) for vehicle in problem.vehicles for one in vehicle.capacities]
    bases = [
        max((one[dim] for one in held), default=0) + max((_padded(one.load, size)[dim] for one in rides), default=0) + 1 for dim in range(size)
    ]
    alone = any(one.alone for one in rides)
    most = max((sum(one) for one in held), default=0)  # riders who take nothing are counted too, but never this many
    bases += [most + len(rides) + 2, 3] if alone else []
    weights = [int(np.prod(bases[:dim], dtype=object)) for dim in range(len(bases) + 1)]
    if weights[-1] > MOST_CODES:
        raise Invalid("the capacities are too large to be planned with: count places, not single kilograms")
    hold_of = {capacities: number for number, capacities in enumerate(dict.fromkeys(one.capacities for one in problem.vehicles))}
    codes = np.arange(weights[-1] + 1)
    digits = [(codes // weights[dim]) % bases[dim] for dim in range(len(bases))]
    fits = np.zeros((len(hold_of), weights[-1] + 1), dtype=np.uint8)
    for capacities, number in hold_of.items():
        for one in capacities:
            room = np.ones(len(codes), dtype=bool)
            for dim, amount in enumerate(_padded(one, size)):
                room &= digits[dim] <= amount
            fits[number] |= room
    if alone:
        fits &= ((digits[size + 1] == 0) | (digits[size] == 1)).astype(np.uint8)
    return _Codes(weights[:size], weights[size + 1] if alone else 0, weights[size] if alone else 0, fits, hold_of)


def _padded(amounts: tuple[int, ...], size: int) -> tuple[int, ...]:
    return amounts + (0,) * (size - len(amounts))


def compiled(problem: Problem) -> Compiled:
    """The arrays. Raises Invalid when the capacities make too many combinations."""
    codes, nodes = _codes(problem), _Nodes()
    shortest = np.where(problem.durations < 0, NO_WAY, problem.durations).min(axis=0)
    may = np.array([[problem.may(one, vehicle) for vehicle in problem.vehicles] for one in problem.requests], dtype=np.uint8)
    may = may.reshape(len(problem.requests), len(problem.vehicles))
    options: list[list[int]] = []
    first, impossible = [0], set()
    for number, request in enumerate(problem.requests):
        allowed = [vehicle for vehicle, fine in zip(problem.vehicles, may[number], strict=True) if fine]
        made = _options(nodes, problem, request, number, codes.of(request) if request.delivery else 0, allowed, shortest)
        if not made or not _has_room(codes, request, allowed):
            impossible.add(number)
            may[number] = 0
        options += made or [_placeholder(nodes, request, number)]
        first.append(len(options))
    rests: list[tuple[int, int]] = []
    for v, vehicle in enumerate(problem.vehicles):
        for number, rest in enumerate(vehicle.breaks):
            node = nodes.add(vehicle.start, Window(rest.earliest, rest.latest), rest.duration, at.BREAK, len(problem.requests) + len(rests))
            options.append([node, -1, 0, 0])
            rests.append((v, number))
            first.append(len(options))
    begins = [_depots(nodes, vehicle) for vehicle in problem.vehicles]
    data = _data(problem, codes, nodes, options, first, may, rests, begins)
    fixed = tuple(_fixed(problem, vehicle, v, rests) for v, vehicle in enumerate(problem.vehicles))
    for tour in fixed:
        for request_number, _ in tour:
            data.loose[request_number] = 0
    reach = np.partition(data.cost[0], min(8, len(nodes.rows) - 1), axis=1)[:, 1:9] if len(nodes.rows) > 1 else np.ones((1, 1))
    scale = float(max(1.0, np.minimum(reach, NO_WAY - 1).mean()))
    return Compiled(data, problem, tuple(rests), fixed, frozenset(impossible), scale, np.array(nodes.locations))


def _has_room(codes: _Codes, request: Request, allowed: list[Vehicle]) -> bool:
    if request.delivery is None:
        return bool(allowed)
    code = codes.of(request)
    return any(codes.fits[codes.hold_of[vehicle.capacities], code] for vehicle in allowed)


def _depots(nodes: _Nodes, vehicle: Vehicle) -> tuple[int, int]:
    shift = Window(vehicle.earliest, vehicle.latest)
    return nodes.add(vehicle.start, shift, 0, at.DEPOT, 0), nodes.add(vehicle.end, shift, 0, at.DEPOT, 0)


def _placeholder(nodes: _Nodes, request: Request, number: int) -> list[int]:
    """An option of a request that cannot be served, never used."""
    return [nodes.add(request.pickup.location, Window(0, 0), 0, at.VISIT, number), -1, 0, 0]


def _options(
    nodes: _Nodes, problem: Problem, request: Request, number: int, code: int, allowed: list[Vehicle], shortest: Any
) -> list[list[int]]:
    """One option for each way to choose windows that some vehicle could meet with nothing else to do."""
    made: list[list[int]] = []
    brought = request.delivery or request.pickup
    for first, last in product(request.pickup.windows, request.delivery.windows if request.delivery else (Window(),)):
        found = _tightened(request, first, last if request.delivery else first, allowed, shortest)
        if found is None:
            continue
        pick, drop = found
        price = first.cost + (last.cost if request.delivery else 0)
        if request.delivery is None:
            made.append([nodes.add(request.pickup.location, pick, request.pickup.service, at.VISIT, number), -1, price, 0])
            continue
        p = nodes.add(request.pickup.location, pick, request.pickup.service, at.PICKUP, number, code, request.max_ride)
        q = nodes.add(brought.location, drop, brought.service, at.DELIVERY, number, -code, request.max_ride)
        nodes.pair(p, q)
        made.append([p, q, price, 0])
    return made


def _tightened(request: Request, first: Window, last: Window, allowed: list[Vehicle], shortest: Any) -> tuple[Window, Window] | None:
    """Windows without times that no vehicle could use; None when nothing is left."""
    a = request.pickup.location
    b = (request.delivery or request.pickup).location
    served = (request.delivery or request.pickup).service
    if not allowed:
        return None
    e1 = max(first.earliest, min(vehicle.earliest + int(shortest[vehicle.start, a]) for vehicle in allowed))
    l2 = min(last.latest, max(vehicle.latest - int(shortest[b, vehicle.end]) - served for vehicle in allowed))
    if request.delivery is None:
        return (Window(e1, l2), Window(e1, l2)) if e1 <= l2 else None
    direct, s1 = int(shortest[a, b]), request.pickup.service
    if direct > request.max_ride or direct >= NO_WAY:
        return None
    e1 = max(e1, last.earliest - request.max_ride - s1)
    l1 = min(first.latest, l2 - direct - s1)
    e2 = max(last.earliest, e1 + s1 + direct)
    l2 = min(l2, l1 + s1 + request.max_ride)
    return (Window(e1, l1), Window(e2, l2)) if e1 <= l1 and e2 <= l2 else None


def _fixed(problem: Problem, vehicle: Vehicle, v: int, rests: list[tuple[int, int]]) -> tuple[tuple[int, bool], ...]:
    """(request or break, whether it is the delivery) of each fixed stop."""
    return tuple(
        (len(problem.requests) + rests.index((v, call.rest)), False) if call.rest >= 0 else (problem.request_at[call.request], call.delivery)
        for call in vehicle.fixed
    )


def _data(
    problem: Problem, codes: _Codes, nodes: _Nodes, options: list[list[int]], first: list[int], may: Any, rests: Any, begins: Any
) -> Data:
    rows = np.array(nodes.rows, dtype=np.int64).reshape(len(nodes.rows), 8)
    place = np.array(nodes.locations, dtype=np.int64)
    time = np.where(problem.durations < 0, NO_WAY, problem.durations)[:, place][:, :, place].astype(np.int32)
    cost = time
    if problem.leg_costs is not problem.durations:
        cost = np.where(problem.durations < 0, NO_WAY, problem.leg_costs)[:, place][:, :, place].astype(np.int32)
    count, fleet = len(problem.requests) + len(rests), len(problem.vehicles)
    allowed = np.zeros((count, fleet), dtype=np.uint8)
    likes = np.zeros((count, fleet), dtype=np.int64)
    allowed[: len(problem.requests)] = may
    for r, request in enumerate(problem.requests):
        for name, price in request.preferences.items():
            likes[r, problem.vehicle_at[name]] = price
    for number, (v, _) in enumerate(rests):
        allowed[len(problem.requests) + number, v] = 1
    prize = [REQUIRED if one.prize is None else one.prize for one in problem.requests] + [REQUIRED * 64] * len(rests)
    table = np.array(options, dtype=np.int64).reshape(len(options), 4)
    for o in range(len(table)):
        table[o, at.MARK] = at.mix(o + 7)
    vehicles, twin, staff = _fleet(problem, codes, begins, allowed, likes)
    links, linked, link_of = _links(problem, count)
    work = rows[table[:, at.PICK], at.SERVICE] + np.where(table[:, at.DROP] >= 0, rows[table[:, at.DROP], at.SERVICE], 0)
    work[len(table) - len(rests) :] = 0
    span = (rows[:, at.LATEST].clip(max=_horizon(problem)).max(initial=1) - rows[:, at.EARLIEST].min(initial=0)) // 10
    return Data(
        rows, time, cost, vehicles, table, np.array(first, dtype=np.int64), np.array(prize, dtype=np.int64), allowed, likes, codes.fits,
        _near(rows, time[0], _horizon(problem)), np.ones(count, dtype=np.uint8), twin, staff, work, links, linked, link_of,
        np.array([max(span, 1)], dtype=np.int64),
    )  # fmt: skip


def _horizon(problem: Problem) -> int:
    """The last second that any window or shift names, or a day."""
    ends = [one.latest for one in problem.vehicles if one.latest < FOREVER]
    ends += [one.latest for request in problem.requests for one in request.pickup.windows if one.latest < FOREVER]
    return max(ends, default=86_400)


def _fleet(problem: Problem, codes: _Codes, begins: Any, allowed: Any, likes: Any) -> tuple[Any, Any, Any]:
    rows: list[list[int]] = []
    twins: list[int] = []
    staff: list[list[int]] = []
    kinds: dict[Any, int] = {}
    alike: dict[Any, int] = {}
    groups: dict[str, int] = {}
    for v, vehicle in enumerate(problem.vehicles):
        kind = (
            vehicle.start, vehicle.end, vehicle.earliest, vehicle.latest, vehicle.max_duration, vehicle.capacities, vehicle.profile,
            vehicle.fixed_cost, vehicle.late_from, vehicle.late_cost, vehicle.frozen, vehicle.fixed,
        )  # fmt: skip
        key = kinds.setdefault(kind, len(kinds))
        same = (key, allowed[:, v].tobytes(), likes[:, v].tobytes(), vehicle.name if vehicle.breaks or vehicle.unfair_cost or vehicle.fixed else "")
        twins.append(alike.setdefault(same, len(alike)))
        group = groups.setdefault(vehicle.staff, len(staff)) if vehicle.staff else len(staff)
        if group == len(staff):
            staff.append([vehicle.fair_work, vehicle.unfair_cost])
        rows.append([
            *begins[v], vehicle.max_duration, vehicle.profile, codes.hold_of[vehicle.capacities], vehicle.fixed_cost, vehicle.late_from,
            vehicle.late_cost, group, vehicle.frozen, at.mix(key + 1_000_003), len(vehicle.breaks),
        ])  # fmt: skip
    return np.array(rows, dtype=np.int64).reshape(len(rows), 12), np.array(twins, dtype=np.int64), np.array(staff, dtype=np.int64).reshape(-1, 2)


def _links(problem: Problem, count: int) -> tuple[Any, Any, Any]:
    rows = [
        [problem.request_at[one.first], problem.request_at[one.second], one.least, one.most, int(one.apart)] for one in problem.links
    ]
    of: list[list[int]] = [[] for _ in range(count)]
    for number, row in enumerate(rows):
        of[row[0]].append(number)
        of[row[1]].append(number)
    starts = np.concatenate([[0], np.cumsum([len(one) for one in of])]).astype(np.int64)
    return np.array(rows, dtype=np.int64).reshape(len(rows), 5), starts, np.array([one for each in of for one in each], dtype=np.int64)


def _near(rows: Any, time: Any, horizon: int) -> Any:
    """Nodes of requests by nearness to each: seconds of travel and, less, of the gap between their windows."""
    real = np.flatnonzero((rows[:, at.KIND] != at.DEPOT) & (rows[:, at.KIND] != at.BREAK))
    many = min(NEIGHBOURS, len(real))
    near = np.full((len(rows), max(many, 1)), -1, dtype=np.int32)
    early, late = rows[real, at.EARLIEST], np.minimum(rows[real, at.LATEST], horizon)
    middle = (early + late) / 2
    for number, node in enumerate(real):
        gap = np.maximum(0, np.maximum(early - late[number], early[number] - late)) + 0.25 * np.abs(middle - middle[number])
        far = time[node, real] + WAIT_WEIGHT * gap
        chosen = np.argpartition(far, many - 1)[:many] if many < len(real) else np.arange(many)
        near[node, :many] = real[chosen[np.argsort(far[chosen], kind="stable")]]
    return near


def empty_plan(data: Data) -> Plan:
    """A plan in which nothing is served: every tour from its beginning to its end."""
    fleet = len(data.vehicles)
    longest = 2 + 2 * len(data.prize)
    if len(data.prize) > 400 and fleet > 1:  # nobody makes a third of a large day alone
        longest = min(longest, 64 + 12 * len(data.prize) // fleet)
    tour = np.zeros((fleet, longest + 2, 4), dtype=np.int64)
    meta = np.zeros((fleet, 5), dtype=np.int64)
    for v in range(fleet):
        tour[v, 0, at.NODE], tour[v, 1, at.NODE] = data.vehicles[v, at.BEGIN], data.vehicles[v, at.END]
        meta[v, at.LENGTH] = 2
    return Plan(
        tour, meta, np.full((len(data.prize), 2), -1, dtype=np.int64), np.zeros(len(data.staff), dtype=np.int64),
        np.zeros(len(data.nodes), dtype=np.int64),
    )  # fmt: skip


def copied(plan: Plan) -> Plan:
    """The same in arrays of its own."""
    return Plan(*(one.copy() for one in plan))


def room(data: Data, plan: Plan, seed: int) -> Room:
    """Room to work in for one thread."""
    count, (fleet, longest, _) = len(data.prize), plan.tour.shape
    memo = 2 ** int(np.clip(np.ceil(np.log2(max(count * 1024, 1))), 12, 18))
    whole = np.zeros((count, fleet), dtype=np.int64)
    linked = len(data.links) > 0
    return Room(
        np.zeros((longest + 4, 4), dtype=np.int64), np.zeros(len(data.nodes), dtype=np.int64),
        (np.zeros(memo, dtype=np.int64), np.zeros(memo, dtype=np.int64), np.full(memo, -1, dtype=np.int64)),
        np.array([at.mix(seed * 7919 + 1) & (2**63 - 1) | 1], dtype=np.uint64), np.zeros(count + 1, dtype=np.int64),
        np.zeros(count, dtype=np.uint8), np.zeros(count, dtype=np.uint8), np.zeros(count, dtype=np.float64), whole, whole.copy(),
        whole.copy(), whole.copy(), np.zeros(fleet, dtype=np.uint8), np.zeros(fleet, dtype=np.uint8),
        np.zeros((fleet, longest + 4, 4) if linked else (1, 1, 4), dtype=np.int64), np.zeros(fleet, dtype=np.int64),
        np.zeros(fleet, dtype=np.uint8),
    )  # fmt: skip
