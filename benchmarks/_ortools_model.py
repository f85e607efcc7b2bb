"""The same problem in the words of OR-Tools' routing library; runs in its own environment, imports nothing of ours.

`python _ortools_model.py INSTANCE.npz '{"seconds": 10, "strategy": "LOCAL_CHEAPEST_COST_INSERTION"}'` prints one line of JSON.
Every request is optional at a large penalty, because the mandatory form found no first solution on tight instances; ride
times are differences of cumuls, the tour's duration a span. One thread. Its own limit is the wall's; here the clock is asked
for processor seconds, one call in `EVERY`, and `EXTRA` of them more than promised pay for the asking.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

EVERY, EXTRA = 64, 0.1
WALL = 3600  # seconds, never reached


class Model:
    """Nodes are the depots, then pickup (and delivery) of each request in turn."""

    def __init__(self, told: dict[str, Any], durations: Any, costs: Any, words: dict[str, Any]) -> None:
        self.told, self.words = told, words
        self.depots = sorted({one[end] for one in told["vehicles"] for end in ("start", "end")})
        self.stops: list[tuple[int, bool, list[int]]] = []
        self.node: dict[tuple[int, bool], int] = {}
        for number, request in enumerate(told["requests"]):
            for delivery in (False, True) if request["delivery"] else (False,):
                self.node[number, delivery] = len(self.depots) + len(self.stops)
                self.stops.append((number, delivery, request["delivery" if delivery else "pickup"]))
        places = [*self.depots, *(stop[0] for _, _, stop in self.stops)]
        service = np.array([0] * len(self.depots) + [stop[3] for _, _, stop in self.stops], dtype=np.int64)
        grid = np.ix_(places, places)
        self.horizon = max(one["latest"] for one in told["vehicles"])
        far = 4 * self.horizon  # a leg that there is no way for never fits
        legs = [np.where(one[grid] < 0, far, one[grid].astype(np.int64)) for one in durations]
        self.times = [one + service[:, None] for one in legs]
        self.costs = [np.maximum(one[grid], 0).astype(np.int64) for one in costs]
        self.penalty = int(max(one.max() for one in self.costs)) * (len(self.stops) + 2)
        starts = [self.depots.index(one["start"]) for one in told["vehicles"]]
        ends = [self.depots.index(one["end"]) for one in told["vehicles"]]
        self.manager = pywrapcp.RoutingIndexManager(len(places), len(starts), starts, ends)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.solver = self.routing.solver()
        self._dimensions()
        self._requests()
        self._links()

    def index(self, number: int, delivery: bool) -> int:
        return int(self.manager.NodeToIndex(self.node[number, delivery]))

    def _dimensions(self) -> None:
        vehicles = self.told["vehicles"]
        time_of = [self.routing.RegisterTransitMatrix(one.tolist()) for one in self.times]
        cost_of = [self.routing.RegisterTransitMatrix(one.tolist()) for one in self.costs]
        for at, vehicle in enumerate(vehicles):
            self.routing.SetArcCostEvaluatorOfVehicle(cost_of[vehicle["profile"]], at)
        profiles = [time_of[one["profile"]] for one in vehicles]
        self.routing.AddDimensionWithVehicleTransits(profiles, self.horizon, self.horizon, False, "time")
        self.time = self.routing.GetDimensionOrDie("time")
        for at, vehicle in enumerate(vehicles):
            for end in (self.routing.Start(at), self.routing.End(at)):
                self.time.CumulVar(end).SetRange(vehicle["earliest"], vehicle["latest"])
            self.time.SetSpanUpperBoundForVehicle(min(vehicle["max_duration"], self.horizon), at)
            self.routing.AddVariableMinimizedByFinalizer(self.time.CumulVar(self.routing.End(at)))
        for dimension in range(max(len(one["load"]) for one in self.told["requests"])):
            loads = [0] * len(self.depots)
            for number, delivery, _ in self.stops:
                load = self.told["requests"][number]["load"][dimension]
                loads.append(-load if delivery else load)
            change = self.routing.RegisterUnaryTransitVector(loads)
            room = [one["capacity"][dimension] for one in vehicles]
            self.routing.AddDimensionWithVehicleCapacity(change, 0, room, True, f"load{dimension}")

    def _requests(self) -> None:
        for number, delivery, (_, earliest, latest, _) in self.stops:
            request, index = self.told["requests"][number], self.index(number, delivery)
            self.time.CumulVar(index).SetRange(earliest, min(latest, self.horizon))
            prize = self.penalty if request["prize"] is None else request["prize"]
            self.routing.AddDisjunction([index], 0 if delivery else prize)
            if request["vehicles"] is not None:
                self.routing.VehicleVar(index).SetValues([-1, *request["vehicles"]])
        for number, request in enumerate(self.told["requests"]):
            if not request["delivery"]:
                continue
            first, second = self.index(number, False), self.index(number, True)
            self.routing.AddPickupAndDelivery(first, second)
            self.solver.Add(self.routing.VehicleVar(first) == self.routing.VehicleVar(second))
            begun, done = self.time.CumulVar(first), self.time.CumulVar(second)
            self.solver.Add(begun <= done)
            self.solver.Add(done - begun <= min(request["max_ride"] + request["pickup"][3], self.horizon))

    def _links(self) -> None:
        """Both or none, unless `halves` allows the search a half for a while (it is thrown away at the end)."""
        for first, second, least, most, apart in self.told["links"]:
            ride = bool(self.told["requests"][first]["delivery"])
            one, two = self.index(first, ride), self.index(second, False)
            lag = self.time.CumulVar(two) - self.time.CumulVar(one)
            self.solver.Add(lag >= max(least, -self.horizon))
            self.solver.Add(lag <= min(most, self.horizon))
            if not self.words.get("halves"):
                self.solver.Add(self.routing.ActiveVar(one) == self.routing.ActiveVar(two))
            if apart:
                gap = (self.routing.VehicleVar(one) - self.routing.VehicleVar(two)).Var()
                self.solver.Add(self.solver.IsDifferentCstVar(gap, 0) >= self.routing.ActiveVar(one))

    def parameters(self) -> Any:
        asked = pywrapcp.DefaultRoutingSearchParameters()
        strategies = routing_enums_pb2.FirstSolutionStrategy
        asked.first_solution_strategy = getattr(strategies, self.words.get("strategy", "AUTOMATIC"))
        asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        asked.time_limit.FromSeconds(WALL)
        return asked

    def tours(self, found: Any) -> list[dict[str, Any]]:
        made = []
        for vehicle in range(self.routing.vehicles()):
            index, stops = self.routing.Start(vehicle), []
            start = found.Min(self.time.CumulVar(index))
            index = found.Value(self.routing.NextVar(index))
            while not self.routing.IsEnd(index):
                number, delivery, _ = self.stops[self.manager.IndexToNode(index) - len(self.depots)]
                stops.append([number, delivery, found.Min(self.time.CumulVar(index))])
                index = found.Value(self.routing.NextVar(index))
            made.append({"vehicle": vehicle, "start": start, "end": found.Min(self.time.CumulVar(index)), "stops": stops})
        return _whole(made, self.told["links"])


def _whole(tours: list[dict[str, Any]], links: list[list[Any]]) -> list[dict[str, Any]]:
    """Leave out requests whose partner is not served; chains fall as a whole."""
    while True:
        served = {stop[0] for tour in tours for stop in tour["stops"]}
        halves = {one for first, second, *_ in links for one in (first, second) if (first in served) != (second in served)} & served
        if not halves:
            return tours
        for tour in tours:
            tour["stops"] = [stop for stop in tour["stops"] if stop[0] not in halves]


def main() -> None:
    """Solve until the processor seconds of this process are had, those for building the model not counted."""
    held = np.load(sys.argv[1])
    told, words = json.loads(str(held["told"])), json.loads(sys.argv[2])
    model = Model(told, held["durations"], held["costs"], words)
    seconds, asked, began = words["seconds"] * (1 + EXTRA), 0, 0.0

    def over() -> bool:
        nonlocal asked
        asked += 1
        return asked % EVERY == 0 and time.process_time() - began >= seconds

    model.routing.AddSearchMonitor(model.solver.CustomLimit(over))
    model.routing.CloseModel()
    began = time.process_time()
    found = model.routing.SolveWithParameters(model.parameters())
    cpu = time.process_time() - began
    print(json.dumps({"tours": model.tours(found) if found else None, "cpu": round(cpu, 3), "status": model.routing.status()}))


if __name__ == "__main__":
    main()
