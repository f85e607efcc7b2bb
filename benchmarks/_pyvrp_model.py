"""The same visits in the words of PyVRP; runs in its own environment, imports nothing of ours.

`python _pyvrp_model.py INSTANCE.npz '{"seconds": 10, "seed": 1}'` prints one line of JSON. Skills are profiles: carers who may
serve the same visits share one, in which the ways to all other visits take longer than a day and cost more than a plan. It
stops at processor seconds of its process, those for building the model not counted.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np
from pyvrp import Model

FOREVER = 2**31 - 1


class ProcessorTime:
    """A criterion for stopping, in seconds of this process's processor time."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.began = seconds, time.process_time()

    def __call__(self, best_cost: float) -> bool:
        return time.process_time() - self.began >= self.seconds


def model_of(told: dict[str, Any], durations: Any, costs: Any) -> Model:
    """Locations are those of the matrices; a visit is a client at its own location."""
    if told["links"] or any(one["delivery"] for one in told["requests"]):
        raise SystemExit("PyVRP knows neither linked visits nor ride times")
    made = Model()
    requests, vehicles = told["requests"], told["vehicles"]
    depots, clients = {}, []
    places = sorted({one[end] for one in vehicles for end in ("start", "end")})
    for place in places:
        depots[place] = made.add_depot(made.add_location(0, 0))
    for one in requests:
        _, earliest, latest, service = one["pickup"]
        prize = one["prize"]
        made_at = made.add_location(0, 0)
        clients.append(
            made.add_client(made_at, service_duration=service, tw_early=earliest, tw_late=latest, prize=prize or 0, required=prize is None)
        )
    rows = np.array([*places, *(one["pickup"][0] for one in requests)])
    profiles: dict[Any, Any] = {}
    for at, one in enumerate(vehicles):
        may = tuple(asked["vehicles"] is None or at in asked["vehicles"] for asked in requests)
        kind = (one["profile"], may)
        if kind not in profiles:
            profiles[kind] = made.add_profile()
        made.add_vehicle_type(
            1, start_depot=depots[one["start"]], end_depot=depots[one["end"]], tw_early=one["earliest"], tw_late=one["latest"],
            **({"shift_duration": one["max_duration"]} if one["max_duration"] < FOREVER else {}), profile=profiles[kind],
        )  # fmt: skip
    for (row, may), profile in profiles.items():
        time_of, cost_of = (one[row][np.ix_(rows, rows)].astype(np.int64) for one in (durations, costs))
        forbidden = np.array([False] * len(places) + [not one for one in may])
        no_way = (time_of < 0) | forbidden[:, None] | forbidden[None, :]
        np.fill_diagonal(no_way, False)
        far = 4 * max(one["latest"] for one in vehicles)
        _edges(made, profile, np.where(no_way, far, time_of), np.where(no_way, 100 * far, cost_of))
    return made


def _edges(made: Model, profile: Any, time_of: Any, cost_of: Any) -> None:
    for one, frm in enumerate(made.locations):
        for two, to in enumerate(made.locations):
            if one != two:
                made.add_edge(frm, to, distance=int(cost_of[one, two]), duration=int(time_of[one, two]), profile=profile)


def tours(found: Any) -> list[dict[str, Any]]:
    """Order and times of each tour."""
    made = []
    for route in found.routes():
        stops = [[one.idx, False, one.start_time] for one in route.schedule() if one.is_client()]
        made.append({"vehicle": route.vehicle_type(), "start": route.start_time(), "end": route.end_time(), "stops": stops})
    return made


def main() -> None:
    """Solve once."""
    held = np.load(sys.argv[1])
    told, words = json.loads(str(held["told"])), json.loads(sys.argv[2])
    model = model_of(told, held["durations"], held["costs"])
    began = time.process_time()
    result = model.solve(ProcessorTime(words["seconds"]), seed=words["seed"], display=False, collect_stats=False)
    cpu = time.process_time() - began
    best = result.best
    plan = tours(best) if best.is_feasible() else None
    print(json.dumps({"tours": plan, "cpu": round(cpu, 3), "iterations": result.num_iterations}))


if __name__ == "__main__":
    main()
