"""What came of it: tours with times, who is not served and why, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """Why a request is not served."""

    NO_VEHICLE = "no vehicle may serve it"  # skills, exclusions
    CAPACITY = "it fits no vehicle that may serve it"
    WINDOW = "no vehicle can be there in time, even with an empty tour"
    RIDE_TIME = "the direct way takes longer than the ride may"
    PARTNER = "the request it is linked to cannot be served"
    CONFLICT = "the vehicles that could are busy with other requests then"
    PRIZE = "serving it costs more than leaving it out"


@dataclass(frozen=True)
class Visited:
    """One stop of a tour.

    request: name, empty for a break. delivery: whether somebody is brought. rest: number of the break, else -1.
    arrival, begin, end: seconds; the vehicle waits from arrival to begin. load: on board after it, by dimension.
    """

    request: str
    delivery: bool
    rest: int
    location: int
    arrival: int
    begin: int
    end: int
    load: tuple[int, ...] = ()


@dataclass(frozen=True)
class Tour:
    """What one vehicle does: leaves at ``start``, is back at ``end`` (seconds). cost: of its legs, overtime and use."""

    vehicle: str
    start: int
    end: int
    stops: tuple[Visited, ...]
    cost: int = 0

    def __len__(self) -> int:
        return len(self.stops)

    @property
    def requests(self) -> list[str]:
        """Names in the order of their first stop."""
        return list(dict.fromkeys(stop.request for stop in self.stops if stop.request))


@dataclass(frozen=True)
class Unserved:
    """A request left out, why, and with which served requests it competes (names, at most five)."""

    request: str
    reason: Reason
    instead: tuple[str, ...] = ()


@dataclass(frozen=True)
class Solution:
    """A plan that the independent checker passed.

    cost: legs, overtime, use, preferences, windows, unfairness and unserved prizes; requests that must be served and are
    not count nothing here: look at ``unserved``. lower is better only among plans that serve the same.
    """

    tours: tuple[Tour, ...]
    unserved: tuple[Unserved, ...] = ()
    cost: int = 0
    iterations: int = 0
    seconds: float = 0.0
    history: tuple[tuple[float, int], ...] = field(default=(), repr=False)  # (seconds, cost) of each better plan found

    def __iter__(self) -> Iterator[Tour]:
        return iter(self.tours)

    def tour_of(self, request: str) -> Tour | None:
        """The tour that serves a request."""
        return next((tour for tour in self.tours if request in tour.requests), None)
