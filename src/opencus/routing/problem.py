"""What is to be planned: requests, vehicles, travel times. Read-only, checked when made, integers throughout.

Words are those of the vehicle-routing literature: a *request* is a ride (pickup and delivery) or a visit (one stop), a
*vehicle* is whatever makes a tour (a bus with its driver, a carer on a bicycle), a *shift* its working time. Times are
whole seconds from any common zero (a week of rotas is one Problem of seven days), costs whole numbers of any one unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.int32]

FOREVER = 2**31 - 1  # seconds; "no limit"


class Invalid(ValueError):
    """The problem as stated makes no sense: a number out of range, a name used twice, a place that is not there."""


@dataclass(frozen=True)
class Window:
    """A time span in which service may begin.

    earliest, latest: seconds, both allowed. cost: what it costs to use this window rather than another of the request;
    a promised time is a narrow window at no cost beside a wide one that costs a broken promise.
    """

    earliest: int = 0
    latest: int = FOREVER
    cost: int = 0


@dataclass(frozen=True)
class Stop:
    """A place to be served: ``location`` is a row of the travel matrices, ``service`` seconds spent there."""

    location: int
    windows: tuple[Window, ...] = (Window(),)
    service: int = 0


@dataclass(frozen=True)
class Request:
    """A ride when ``delivery`` is given, a visit otherwise.

    load: what it takes of each dimension of capacity (seats, wheelchair places, walkers ...), companions included.
    max_ride: seconds on board, from the end of service at the pickup to the beginning at the delivery. alone: nobody
    else may be on board. skills: what the vehicle or worker must have. only, never: names of vehicles. preferences: cost
    by vehicle, negative for a preferred one (continuity of care). prize: cost of not serving; None when it must be
    served as long as it can be.
    """

    name: str
    pickup: Stop
    delivery: Stop | None = None
    load: tuple[int, ...] = ()
    max_ride: int = FOREVER
    alone: bool = False
    skills: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    never: frozenset[str] = frozenset()
    preferences: Mapping[str, int] = field(default_factory=dict)
    prize: int | None = None


@dataclass(frozen=True)
class Break:
    """A rest that begins within a window, wherever the vehicle then is, with nobody on board."""

    earliest: int
    latest: int
    duration: int


@dataclass(frozen=True)
class Call:
    """One stop of a plan that stands: the pickup or delivery of a request, or the vehicle's break of that number."""

    request: str = ""
    delivery: bool = False
    rest: int = -1


@dataclass(frozen=True)
class Vehicle:
    """Whatever makes one tour in one shift.

    start, end: locations. earliest, latest: the shift in seconds, the tour inside it. max_duration: seconds from leaving
    to coming back. capacities: alternatives of what it can hold (seats up or a wheelchair in), chosen for each leg anew.
    profile: row of the travel matrices (car, bicycle, foot). fixed_cost: of making a tour at all. late_from, late_cost:
    from which second on each further second of the tour costs overtime. staff: vehicles of one name share ``fair_work``
    seconds of service in all, each second above costs ``unfair_cost`` (fairness, weekly hours). fixed: stops it makes in
    this order whatever else happens (the run of the day home). frozen: before so many of these nothing may be put.
    """

    name: str
    start: int
    end: int
    earliest: int = 0
    latest: int = FOREVER
    max_duration: int = FOREVER
    capacities: tuple[tuple[int, ...], ...] = ((),)
    skills: frozenset[str] = frozenset()
    profile: int = 0
    fixed_cost: int = 0
    breaks: tuple[Break, ...] = ()
    late_from: int = FOREVER
    late_cost: int = 0
    staff: str = ""
    fair_work: int = FOREVER
    unfair_cost: int = 0
    fixed: tuple[Call, ...] = ()
    frozen: int = 0


@dataclass(frozen=True)
class Link:
    """Two requests of which both or none are served, with seconds between the beginnings of service.

    From ``first`` (its delivery when it is a ride) to ``second`` (its pickup) at least ``least`` and at most ``most``
    seconds pass. Two carers at once: 0 and 0. A round trip with a stay: the service at the delivery plus the stay.
    apart: they must be on different vehicles.
    """

    first: str
    second: str
    least: int = 0
    most: int = FOREVER
    apart: bool = False


@dataclass(frozen=True)
class Problem:
    """What is to be planned.

    durations: int32 seconds, shape (locations, locations) or (profiles, locations, locations); negative where there is
    no way. costs: the same shape, what each leg costs; the durations when not given. Raises Invalid.
    """

    requests: tuple[Request, ...]
    vehicles: tuple[Vehicle, ...]
    durations: Matrix
    costs: Matrix | None = None
    links: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "durations", _matrix(self.durations, "durations"))
        object.__setattr__(self, "costs", self.durations if self.costs is None else _matrix(self.costs, "costs"))
        _check(self)

    @property
    def locations(self) -> int:
        """How many places the matrices know."""
        return int(self.durations.shape[1])

    @property
    def leg_costs(self) -> Matrix:
        """int32 (profiles, locations, locations)."""
        assert self.costs is not None
        return self.costs

    @cached_property
    def request_at(self) -> dict[str, int]:
        """Position of each request by name."""
        return {one.name: at for at, one in enumerate(self.requests)}

    @cached_property
    def vehicle_at(self) -> dict[str, int]:
        """Position of each vehicle by name."""
        return {one.name: at for at, one in enumerate(self.vehicles)}

    @property
    def dimensions(self) -> int:
        """How many kinds of capacity there are."""
        loads = [len(one.load) for one in self.requests]
        return max([*loads, *(len(held) for one in self.vehicles for held in one.capacities)], default=0)

    def may(self, request: Request, vehicle: Vehicle) -> bool:
        """Whether the vehicle has the skills and is neither excluded nor passed over."""
        if request.only is not None and vehicle.name not in request.only:
            return False
        return vehicle.name not in request.never and request.skills <= vehicle.skills


def _matrix(given: Matrix, name: str) -> Matrix:
    made = np.asarray(given)
    if made.ndim == 2:
        made = made[None]
    if made.ndim != 3 or made.shape[1] != made.shape[2]:
        raise Invalid(f"{name}: a square matrix, or one for each profile, is wanted; this has shape {made.shape}")
    if not np.issubdtype(made.dtype, np.integer):
        raise Invalid(f"{name}: whole numbers are wanted, not {made.dtype}")
    if made.size and int(made.max()) > FOREVER:
        raise Invalid(f"{name}: a value does not fit 32 bits")
    made = np.ascontiguousarray(made, dtype=np.int32)
    made.setflags(write=False)
    return made


def _check(problem: Problem) -> None:
    if problem.leg_costs.shape != problem.durations.shape:
        raise Invalid("durations and costs differ in shape")
    for names, kind in (([one.name for one in problem.requests], "request"), ([one.name for one in problem.vehicles], "vehicle")):
        if len(set(names)) < len(names):
            raise Invalid(f"two of them are called {next(one for one in names if names.count(one) > 1)!r}: every {kind} needs its own name")
    for request in problem.requests:
        _check_request(problem, request)
    for vehicle in problem.vehicles:
        _check_vehicle(problem, vehicle)
    known = problem.request_at
    for link in problem.links:
        if link.first not in known or link.second not in known or link.first == link.second:
            raise Invalid(f"a link names {link.first!r} and {link.second!r}, which are not two requests")
        if not -FOREVER <= link.least <= link.most <= FOREVER:
            raise Invalid(f"the link of {link.first!r} and {link.second!r} allows no time at all")


def _check_request(problem: Problem, request: Request) -> None:
    stops = [request.pickup] + ([request.delivery] if request.delivery else [])
    for stop in stops:
        if not 0 <= stop.location < problem.locations:
            raise Invalid(f"{request.name!r}: there is no location {stop.location}")
        if not stop.windows or any(not 0 <= one.earliest <= one.latest <= FOREVER for one in stop.windows):
            raise Invalid(f"{request.name!r}: a time window ends before it begins, or there is none")
        if not 0 <= stop.service < FOREVER:
            raise Invalid(f"{request.name!r}: service takes {stop.service} seconds")
    if any(one < 0 for one in request.load) or request.max_ride < 0:
        raise Invalid(f"{request.name!r}: a load or a ride time is negative")
    if request.delivery is None and any(request.load):
        raise Invalid(f"{request.name!r}: a visit takes nobody on board, so it has no load")
    if request.prize is not None and request.prize < 0:
        raise Invalid(f"{request.name!r}: leaving it out cannot earn anything")
    for name in (*(request.only or ()), *request.never, *request.preferences):
        if name not in problem.vehicle_at:
            raise Invalid(f"{request.name!r}: there is no vehicle {name!r}")


def _check_vehicle(problem: Problem, vehicle: Vehicle) -> None:
    if not (0 <= vehicle.start < problem.locations and 0 <= vehicle.end < problem.locations):
        raise Invalid(f"{vehicle.name!r}: it starts or ends where there is no location")
    if not 0 <= vehicle.profile < problem.durations.shape[0]:
        raise Invalid(f"{vehicle.name!r}: there is no profile {vehicle.profile}")
    if not 0 <= vehicle.earliest <= vehicle.latest <= FOREVER or vehicle.max_duration < 0:
        raise Invalid(f"{vehicle.name!r}: the shift ends before it begins")
    if not vehicle.capacities or any(amount < 0 for held in vehicle.capacities for amount in held):
        raise Invalid(f"{vehicle.name!r}: it has no capacity, or a negative one")
    if any(not 0 <= one.earliest <= one.latest <= FOREVER or one.duration < 0 for one in vehicle.breaks):
        raise Invalid(f"{vehicle.name!r}: a break ends before it begins")
    if min(vehicle.fixed_cost, vehicle.late_cost, vehicle.unfair_cost, vehicle.fair_work, vehicle.late_from) < 0:
        raise Invalid(f"{vehicle.name!r}: a cost is negative")
    if not 0 <= vehicle.frozen <= len(vehicle.fixed):
        raise Invalid(f"{vehicle.name!r}: more stops are frozen than there are")
    _check_fixed(problem, vehicle)


def _check_fixed(problem: Problem, vehicle: Vehicle) -> None:
    on_board: set[str] = set()
    done: set[str] = set()
    for call in vehicle.fixed:
        if call.rest >= 0:
            if call.rest >= len(vehicle.breaks):
                raise Invalid(f"{vehicle.name!r}: there is no break number {call.rest}")
            continue
        at = problem.request_at.get(call.request)
        if at is None:
            raise Invalid(f"{vehicle.name!r}: a fixed stop names {call.request!r}, which is no request")
        request = problem.requests[at]
        if call.delivery != (call.request in on_board) or call.request in done:
            raise Invalid(f"{vehicle.name!r}: the fixed stops of {call.request!r} are out of order")
        if request.delivery is not None and not call.delivery:
            on_board.add(call.request)
        else:
            on_board.discard(call.request)
            done.add(call.request)
    if on_board:
        raise Invalid(f"{vehicle.name!r}: {min(on_board)!r} is fixed on board and never brought")


def square(values: Sequence[Sequence[float]], scale: float = 1.0) -> Matrix:
    """A matrix of whole numbers: each value times ``scale``, rounded to the nearest."""
    return np.rint(np.asarray(values, dtype=np.float64) * scale).astype(np.int32)
