"""From a Problem to a Solution: annealers side by side, the best plan taken over by all now and then, and checked at the end."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np

from opencus.routing import compile as arrays
from opencus.routing.checker import check
from opencus.routing.compile import Compiled
from opencus.routing.kernels import layout as at
from opencus.routing.kernels.anneal import anneal, copy_plan, total
from opencus.routing.kernels.frame import Plan, Room
from opencus.routing.kernels.links import settle_all
from opencus.routing.kernels.schedule import refresh
from opencus.routing.plans import reported, started
from opencus.routing.problem import Problem
from opencus.routing.solution import Solution
from opencus.routing.stop import Stopping

MANY = 300  # requests from which the first plan is made one after another, not by regret
STRETCH = 0.02  # part of the whole work done between two looks at the clock
SHARE_AT = (0.5, 0.75, 0.9)  # parts of the work after which every annealer goes on from the best plan


class Unsound(RuntimeError):
    """A plan of the optimiser did not pass the independent checker: a fault of OpenCUS, never of the input."""


@dataclass(frozen=True)
class Progress:
    """How far the work is: part from 0 to 1, cost of the best plan with ``REQUIRED`` for each request left out, iterations."""

    part: float
    cost: int
    iterations: int


@dataclass(frozen=True)
class Manner:
    """How the search moves.

    stops: taken out at once on average; longest: string; blink: chance that a vehicle is not seen; regret: part put back
    by regret; hot, cold: temperatures in usual legs.
    """

    stops: float = 10.0
    longest: float = 8.0
    blink: float = 0.01
    regret: float = 0.7
    hot: float = 5.0
    cold: float = 0.2


@dataclass
class _Searcher:
    """One annealer with everything it writes to."""

    made: Compiled
    here: Plan
    trial: Plan
    best: Plan
    room: Room
    costs: Any
    how: Any
    iterations: int = 0
    step: int = 1
    history: list[tuple[float, int]] = field(default_factory=list)

    @classmethod
    def begin(cls, made: Compiled, plan: Plan, seed: int, manner: Manner) -> _Searcher:
        cost = total(made.data, plan)
        how = np.array([manner.stops, manner.longest, manner.blink, manner.regret])
        return cls(
            made, plan, arrays.copied(plan), arrays.copied(plan), arrays.room(made.data, plan, seed), np.array([cost, cost]), how
        )

    def work(self, rounds: int, hot: float) -> None:
        """So many rounds at a temperature."""
        anneal(self.made.data, self.here, self.trial, self.best, self.room, self.costs, rounds, hot, self.how)
        self.iterations += rounds

    def take(self, plan: Plan) -> None:
        """Go on from a plan made elsewhere, when it is better than the best."""
        cost = total(self.made.data, plan)
        if cost < self.costs[1]:
            for target in (self.here, self.trial, self.best):
                copy_plan(plan, target)
            self.costs[:] = cost


def solve(
    problem: Problem, stop: Stopping, seed: int = 0, warm_start: Solution | None = None, threads: int = 1,
    on_progress: Callable[[Progress], None] | None = None, manner: Manner | None = None,
) -> Solution:  # fmt: skip
    """Plan as cheaply as the time allows; every plan has passed the independent checker.

    stop: see `stop`; a clock of processor time (``time.thread_time``) fits one thread. seed: the same seed, iterations
    and threads give the same plan. warm_start: a plan to begin with; what of it no longer fits is planned anew. Raises
    Invalid when fixed stops cannot be made in time. Requests that cannot be served stand in ``unserved`` with why.
    """
    begun = time.monotonic()
    stop.begin()
    manner = manner or Manner()
    made = arrays.compiled(problem)
    plan = started(made, warm_start)
    searchers = [_Searcher.begin(made, arrays.copied(plan) if number else plan, seed * 64 + number, manner) for number in range(max(threads, 1))]
    if made.data.prize.size:
        _first(searchers, len(problem.requests))
        history = _search(searchers, stop, manner, begun, on_progress)
    else:
        history = []
    best = min(searchers, key=lambda one: int(one.costs[1]))
    _settle(made, best.best)
    solution = reported(made, best.best, sum(one.iterations for one in searchers), time.monotonic() - begun, tuple(history))
    if faults := check(problem, solution).faults:
        raise Unsound("; ".join(str(one) for one in faults[:5]))
    return solution


def _first(searchers: list[_Searcher], requests: int) -> None:
    """A first plan: everything put in, without heat."""
    for one in searchers:
        usual = float(one.how[3])
        one.how[3] = usual if requests <= MANY else 0.0
        one.work(1, 1e-9)
        one.how[3] = usual


def _search(
    searchers: list[_Searcher], stop: Stopping, manner: Manner, begun: float, on_progress: Callable[[Progress], None] | None
) -> list[tuple[float, int]]:
    made = searchers[0].made
    history: list[tuple[float, int]] = []
    share = list(SHARE_AT)
    with ThreadPoolExecutor(len(searchers)) as crew:
        before = 0.0
        while True:
            best = min(int(one.costs[1]) for one in searchers)
            iterations = sum(one.iterations for one in searchers)
            part = stop.part_done(best, iterations)
            if not history or best < history[-1][1]:
                history.append((time.monotonic() - begun, best))
            if on_progress is not None:
                on_progress(Progress(part, best, iterations))
            if part >= 1.0:
                return history
            if share and part >= share[0]:
                share.pop(0)
                _share(searchers)
            heat = made.scale * manner.hot * (manner.cold / manner.hot) ** part
            step = _pace(searchers[0], part - before)
            before = part
            if len(searchers) == 1:
                searchers[0].work(step, heat)
            else:
                list(crew.map(_Searcher.work, searchers, repeat(step), repeat(heat)))


def _pace(one: _Searcher, gone: float) -> int:
    """How many rounds until the next look at the clock: about `STRETCH` of the work, at most twice as many as the last time."""
    if gone > 0:
        one.step = int(np.clip(one.step * min(2.0, STRETCH / gone), 1, 20_000))
    else:
        one.step = min(one.step * 2, 50)
    return one.step


def _share(searchers: list[_Searcher]) -> None:
    best = min(searchers, key=lambda one: int(one.costs[1]))
    for one in searchers:
        one.take(best.best)


def _settle(made: Compiled, plan: Plan) -> None:
    """Times of a plan from scratch."""
    data = made.data
    for v in range(len(data.vehicles)):
        profile = data.vehicles[v, at.PROFILE]
        refresh(data.nodes, data.time[profile], data.cost[profile], data.vehicles[v], plan.tour[v], plan.meta[v], plan.pos)
    if len(data.links):
        settle_all(data, plan)
