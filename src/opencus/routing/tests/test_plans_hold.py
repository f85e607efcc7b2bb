"""Whatever is asked: every plan keeps every promise, says its true cost, and leaves nobody out who could be served."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from opencus.routing import (
    Break,
    Call,
    GoodEnough,
    Invalid,
    Link,
    Manner,
    MaxIterations,
    Problem,
    Reason,
    Request,
    Stop,
    Vehicle,
    Window,
    check,
    solve,
)  # fmt: skip
from opencus.routing.checker import possible
from opencus.routing.tests.random_problems import problems

LINE = np.abs(np.arange(10)[:, None] - np.arange(10)[None]).astype(np.int32) * 60  # ten places on a road, a minute apart
CREW = (Vehicle("a", 0, 0, 0, 7_200, capacities=((3,),)), Vehicle("b", 0, 0, 0, 7_200, capacities=((3,),)))


def ride(name: str, start: int, end: int, begin: int = 0, within: int = 7_200, **more: object) -> Request:
    return Request(name, Stop(start, (Window(begin, begin + within),)), Stop(end), (1,), **more)  # type: ignore[arg-type]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(problems())
def test_every_plan_passes_the_checker_at_its_stated_cost(problem: Problem) -> None:
    solution = solve(problem, MaxIterations(60), seed=3)
    report = check(problem, solution)
    assert report.faults == ()
    assert report.cost == solution.cost


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems(most=4))
def test_one_vehicle_without_extras_serves_whatever_any_order_could(problem: Problem) -> None:
    plain = [
        replace(one, pickup=replace(one.pickup, windows=one.pickup.windows[:1]), delivery=one.delivery and replace(one.delivery, windows=one.delivery.windows[:1]),
                prize=None, alone=False, skills=frozenset(), only=None, never=frozenset(), load=())
        for one in problem.requests if one.name != "run"
    ][:3]  # fmt: skip
    vehicle = replace(problem.vehicles[0], breaks=(), fixed=(), frozen=0, profile=0, late_cost=0)
    durations = _closed(np.where(problem.durations < 0, 500, problem.durations)[0])
    small = Problem(tuple(replace(one, preferences={}) for one in plain), (vehicle,), durations)
    calls = [(one, delivery) for one in small.requests for delivery in ((False, True) if one.delivery else (False,))]
    orders = (order for order in permutations(calls) if _paired(order))
    every = any(possible(small, [(vehicle, order)]) for order in orders)
    solution = solve(small, MaxIterations(150), seed=1)
    assert (not solution.unserved) == every


def _paired(order: tuple[tuple[Request, bool], ...]) -> bool:
    seen: set[str] = set()
    for request, delivery in order:
        if delivery and request.name not in seen:
            return False
        seen.add(request.name)
    return True


def _closed(ways: np.ndarray) -> np.ndarray:
    """The same places with no detour shorter than the way."""
    made = ways.copy()
    for via in range(len(made)):
        made = np.minimum(made, made[:, via, None] + made[None, via])
    return made


def test_the_same_seed_makes_the_same_plan_and_more_threads_are_allowed() -> None:
    problem = Problem(tuple(ride(f"r{n}", 1 + n % 8, (3 * n) % 9) for n in range(12)), CREW, LINE)
    one, two = (solve(problem, MaxIterations(200), seed=5) for _ in range(2))
    assert (one.tours, one.cost) == (two.tours, two.cost)
    assert check(problem, solve(problem, MaxIterations(200), seed=5, threads=2))


def test_two_who_go_the_same_way_share_the_bus_unless_one_rides_alone() -> None:
    both = (ride("a", 1, 9), ride("b", 1, 9))
    shared = solve(Problem(both, CREW[:1], LINE), MaxIterations(50))
    alone = solve(Problem((both[0], replace(both[1], alone=True)), CREW[:1], LINE), MaxIterations(50))
    assert (shared.cost, alone.cost) == (18 * 60, 34 * 60)


def test_a_wheelchair_takes_the_seats_that_fold() -> None:
    bus = Vehicle("bus", 0, 0, 0, 3_000, capacities=((3, 0), (1, 1)))
    chair = Request("chair", Stop(1, (Window(0, 300),)), Stop(9), (0, 1))
    three = tuple(Request(f"s{n}", Stop(1, (Window(0, 300),)), Stop(9), (1, 0)) for n in range(3))
    assert len(solve(Problem((chair, *three), (bus,), LINE), MaxIterations(80)).unserved) == 1
    assert not solve(Problem((chair, three[0]), (bus,), LINE), MaxIterations(80)).unserved


def test_two_carers_come_at_once_and_are_two() -> None:
    lift = (Request("lift 1", Stop(4, service=600)), Request("lift 2", Stop(4, service=600)))
    problem = Problem((*lift, Request("wash", Stop(7, service=900))), CREW, LINE, links=(Link("lift 1", "lift 2", 0, 0, apart=True),))
    solution = solve(problem, MaxIterations(80))
    begins = {stop.request: stop.begin for tour in solution for stop in tour.stops}
    assert begins["lift 1"] == begins["lift 2"]
    assert solution.tour_of("lift 1") is not solution.tour_of("lift 2")


def test_a_driver_rests_where_the_bus_stands_with_nobody_on_board() -> None:
    driver = Vehicle("bus", 0, 0, 0, 7_200, capacities=((3,),), breaks=(Break(600, 1_800, 900),))
    solution = solve(Problem((ride("a", 1, 9), ride("b", 2, 8)), (driver,), LINE), MaxIterations(80))
    (tour,) = solution.tours
    (rest,) = [stop for stop in tour.stops if stop.rest >= 0]
    assert rest.end - rest.begin == 900
    assert not any(rest.load)


def test_what_stands_is_kept_and_the_rest_goes_around_it() -> None:
    run = (Call("run"), Call("run", delivery=True))
    bus = Vehicle("bus", 0, 0, 0, 7_200, capacities=((3,),), fixed=run, frozen=1)
    solution = solve(Problem((ride("run", 5, 6), ride("a", 1, 2)), (bus,), LINE), MaxIterations(80))
    (tour,) = solution.tours
    assert tour.stops[0].request == "run"
    assert {*tour.requests} == {"run", "a"}


def test_a_fixed_run_that_cannot_be_in_time_is_refused_in_words() -> None:
    late = Request("run", Stop(9, (Window(0, 60),)), Stop(1), (1,))
    bus = Vehicle("bus", 0, 0, 0, 7_200, capacities=((3,),), fixed=(Call("run"), Call("run", delivery=True)))
    with pytest.raises(Invalid, match="fixed cannot be made in time"):
        solve(Problem((late,), (bus,), LINE), MaxIterations(10))


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (ride("x", 1, 9, skills=frozenset({"lift"})), Reason.NO_VEHICLE), (replace(ride("x", 1, 9), load=(4,)), Reason.CAPACITY),
        (ride("x", 9, 1, within=60), Reason.WINDOW), (ride("x", 1, 9, max_ride=100), Reason.RIDE_TIME),
    ],
)  # fmt: skip
def test_who_cannot_be_served_is_told_why(request_: Request, reason: Reason) -> None:
    (left,) = solve(Problem((request_, ride("y", 1, 2)), CREW, LINE), MaxIterations(20)).unserved
    assert (left.request, left.reason) == ("x", reason)


def test_who_is_in_one_anothers_way_is_named() -> None:
    one, two = (Request(name, Stop(place, (Window(600, 620),), service=600)) for name, place in (("one", 2), ("two", 8)))
    (left,) = solve(Problem((one, two), CREW[:1], LINE), MaxIterations(40)).unserved
    assert left.reason == Reason.CONFLICT
    assert {left.request, *left.instead} == {"one", "two"}


def test_an_earlier_plan_is_taken_over_and_only_made_better() -> None:
    problem = Problem(tuple(ride(f"r{n}", 1 + n % 8, (5 * n) % 9) for n in range(14)), CREW, LINE)
    before = solve(problem, MaxIterations(400), seed=2)
    after = solve(problem, GoodEnough(before.cost, MaxIterations(1)), seed=9, warm_start=before, manner=Manner(hot=0.1))
    assert after.cost <= before.cost
