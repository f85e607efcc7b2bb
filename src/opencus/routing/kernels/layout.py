"""Names of the columns of the kernels' arrays, and their random numbers.

``nodes``    int64 (N, 8)      one row a stop that could be made: a request's pickup or delivery in one of its windows, a
                               break, the beginning or end of a shift
``vehicles`` int64 (V, 12)     one row a vehicle
``options``  int64 (A, 4)      one row an alternative of a request: its pair of nodes and what choosing it costs
``tour``     int64 (V, M, 4)   stops of each vehicle in order, with the earliest and latest begin and the load after each
``meta``     int64 (V, 5)      length, cost, number of requests' stops, hash of each tour, whether links tie it to another
``at``       int64 (R, 2)      vehicle and option of each request, -1 when unserved
``time``     int32 (P, N, N)   seconds from node to node; ``cost`` likewise
"""

from __future__ import annotations

import numba as nb
import numpy as np

EARLIEST, LATEST, SERVICE, KIND, MATE, RIDE, CHANGE, REQUEST = range(8)  # nodes
PICKUP, DELIVERY, VISIT, BREAK, DEPOT = range(5)  # kinds
BEGIN, END, DURATION, PROFILE, HOLD, FIXED_COST, LATE_FROM, LATE_COST, STAFF, FROZEN, KEY, RESTS = range(12)  # vehicles
PICK, DROP, PRICE, MARK = range(4)  # options
NODE, EARLY, LATE, LOAD = range(4)  # tour
LENGTH, COST, STANDS, HASH, TIED = range(5)  # meta
VEHICLE, OPTION = range(2)  # at
FIRST, SECOND, LEAST, MOST, APART = range(5)  # links

NO_WAY = 2**30  # seconds: longer than any day
INF = 2**60


def compiled(function):  # type: ignore[no-untyped-def]
    """Compile for whole numbers, keep on disk, run without the GIL."""
    return nb.njit(cache=True, nogil=True, boundscheck=False)(function)


@compiled
def mix(x):  # type: ignore[no-untyped-def]
    """A well-spread 64-bit number from another (the finalizer of splitmix64)."""
    z = np.uint64(x) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.int64(z ^ (z >> np.uint64(31)))


@compiled
def draw(dice):  # type: ignore[no-untyped-def]
    """A float in [0, 1) from ``dice``, uint64 (1,), which moves on (xorshift64*)."""
    x = dice[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    dice[0] = x
    return np.float64((x * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def draw_int(dice, n):  # type: ignore[no-untyped-def]
    """A whole number in [0, n)."""
    return np.int64(draw(dice) * n)
