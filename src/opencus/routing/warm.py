"""Compile the kernels once and keep them on disk: `python -m opencus.routing.warm`, in an image or a job, never in a web request."""

from __future__ import annotations

import time

import numpy as np

from opencus.routing.problem import Link, Problem, Request, Stop, Vehicle
from opencus.routing.solver import solve
from opencus.routing.stop import MaxIterations


def warm() -> float:
    """Plan two tiny days, one with a link; returns the seconds it took."""
    begun = time.monotonic()
    ways = np.array([[0, 5, 9], [5, 0, 6], [9, 6, 0]], dtype=np.int32)
    ride = Request("ride", Stop(1), Stop(2), (1,), max_ride=60)
    visits = (Request("one", Stop(1)), Request("two", Stop(1)))
    crew = tuple(Vehicle(name, 0, 0, 0, 3600, capacities=((4,),)) for name in ("a", "b"))
    solve(Problem((ride,), crew, ways), MaxIterations(20))
    solve(Problem(visits, crew, ways, links=(Link("one", "two", 0, 0, apart=True),)), MaxIterations(20))
    return time.monotonic() - begun


if __name__ == "__main__":
    print(f"{warm():.1f} s")
