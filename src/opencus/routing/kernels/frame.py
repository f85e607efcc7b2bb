"""What the kernels hand one another: the problem, a plan, and room to work in."""

from __future__ import annotations

from typing import Any, NamedTuple


class Data(NamedTuple):
    """A Problem as arrays (see `layout`); never changed.

    first: int64 (R+1), options of request r are first[r]..first[r+1]-1. prize: int64 (R,). may: uint8 (R, V). likes:
    int64 (R, V), cost of a vehicle for a request. fits: uint8 (holds, codes). near: int32 (N, k), nodes by nearness in
    place and time, -1 at the end. loose: uint8 (R,), 0 for what must stay where it is. twin: int64 (V,), equal for
    vehicles that nothing tells apart. staff: int64 (G, 2), seconds of service that are fair and the cost of each above.
    work: int64 (A,), seconds of service. links: int64 (K, 5); linked: int64 (R+1,) and link_of: int64, links of each request.
    near_span: int64 (1,), seconds that belong to one part of the day.
    """

    nodes: Any
    time: Any
    cost: Any
    vehicles: Any
    options: Any
    first: Any
    prize: Any
    may: Any
    likes: Any
    fits: Any
    near: Any
    loose: Any
    twin: Any
    staff: Any
    work: Any
    links: Any
    linked: Any
    link_of: Any
    near_span: Any


class Plan(NamedTuple):
    """Tours as arrays, and the seconds of service of each staff. pos: int64 (N,), position of each node in its tour."""

    tour: Any
    meta: Any
    at: Any
    served: Any
    pos: Any


class Room(NamedTuple):
    """Arrays to work in, made once.

    removed, gone: requests taken out. value, choice, here, there: cost, option and places of a request by vehicle. other, size, lent:
    tours borrowed while an insertion is tried on all tours it is tied to.
    """

    buf: Any
    pos: Any
    memo: Any
    dice: Any
    removed: Any
    gone: Any
    done: Any
    order: Any
    value: Any
    choice: Any
    here: Any
    there: Any
    touched: Any
    ruined: Any
    other: Any
    size: Any
    lent: Any
