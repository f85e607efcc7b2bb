"""Home visits: without synchronisation beside PyVRP, with visits of two persons and in sequence beside OR-Tools.

`make bench`, or smaller: `.venv/bin/python benchmarks/home_visits.py --seeds 1`. Exits with 1 when the checker finds a fault in
a plan of ours.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import _days as days
import _ground as ground
import _instance as instance
from _engines import ORTOOLS, PYVRP
from _plans import Judged, judged
from _runs import INSTANCES, Job, Runs, our_version

from opencus.routing.problem import Problem

PLAIN = ((100, 20), (200, 40))  # visits, carers
PLAIN_SECONDS = (10.0, 30.0)
LINKED = ((25, 6), (50, 10), (75, 15), (100, 20))
LINKED_SECONDS = 10.0
SHARE = 0.3  # of the visits are linked
DAYS_EACH = 5
HALVES = (False, True)  # whether OR-Tools may hold half a pair for a while


@dataclass(frozen=True)
class Case:
    """A day with its jobs of both sides."""

    what: str
    problem: Problem
    seconds: float
    ours: tuple[Job, ...]
    theirs: tuple[Job, ...]


def plain(seeds: int) -> Iterator[Case]:
    """Days without links; the same seeds for both."""
    for visits, carers in PLAIN:
        problem = days.care_day(visits, carers)
        path = instance.write(problem, INSTANCES)
        for seconds in PLAIN_SECONDS:
            what = f"{visits} visits, {carers} carers"
            ours = tuple(Job(what, path, seconds, words=(("seed", seed),)) for seed in range(1, seeds + 1))
            theirs = tuple(Job(what, path, seconds, PYVRP, (("seed", seed),)) for seed in range(1, seeds + 1))
            yield Case(what, problem, seconds, ours, theirs)


def linked() -> Iterator[Case]:
    """Days with links; OR-Tools tries two ways and its better plan counts."""
    for visits, carers in LINKED:
        for day in range(1, DAYS_EACH + 1):
            problem = days.care_day(visits, carers, day, synchronised=SHARE)
            path, what = instance.write(problem, INSTANCES), f"{visits} visits, {carers} carers, day {day}"
            words = [(("strategy", "LOCAL_CHEAPEST_COST_INSERTION"), ("halves", one)) for one in HALVES]
            theirs = tuple(Job(what, path, LINKED_SECONDS, ORTOOLS, one) for one in words)
            yield Case(what, problem, LINKED_SECONDS, (Job(what, path, LINKED_SECONDS, words=(("seed", 1),)),), theirs)


def plans(case: Case, runs: Runs, jobs: tuple[Job, ...]) -> list[Judged]:
    return [judged(case.problem, told) for _, told in runs.found(jobs)]


def row(case: Case, solver: str, found: list[Judged]) -> list[str]:
    """One solver on one day: least and mean over its runs."""
    whole = [one for one in found if not one.faults]
    best = min((one.rank for one in whole), default=(0, 0))
    mean = f"{statistics.fmean(one.cost for one in whole):,.0f}" if whole else ""
    served = f"{min((one.served for one in whole), default=0)}/{len(case.problem.requests)}"
    return [case.what, solver, f"{case.seconds:g}", f"{len(whole)}/{len(found)}", served, f"{best[1]:,}", mean]


def shares(cases: list[Case], runs: Runs) -> list[list[str]]:
    """By size: on how many days ours is better, the same, worse; and how much theirs costs more where both serve as many."""
    rows = []
    for visits in [*(visits for visits, _ in LINKED), 0]:
        those = [case for case in cases if not visits or len(case.problem.requests) == visits]
        pairs = [(plans(case, runs, case.ours)[0], min(plans(case, runs, case.theirs), key=lambda one: one.rank)) for case in those]
        better = [sum(ours.rank < theirs.rank for ours, theirs in pairs), sum(ours.rank == theirs.rank for ours, theirs in pairs)]
        more = [100 * (theirs.cost / ours.cost - 1) for ours, theirs in pairs if theirs.served == ours.served and not theirs.faults]
        fewer = [ours.served - theirs.served for ours, theirs in pairs]
        rows.append([
            f"{visits} visits" if visits else "all", str(len(pairs)), *map(str, better), str(len(pairs) - sum(better)),
            f"{statistics.fmean(more):+.2f} ({len(more)})" if more else "", f"{statistics.fmean(fewer):+.1f}",
        ])  # fmt: skip
    return rows


def report(cases: list[Case], pairs: list[Case], runs: Runs, seeds: int) -> tuple[str, list[str]]:
    """The result as Markdown, and what failed."""
    rows = []
    for case in cases:
        rows += [row(case, "OpenCUS", plans(case, runs, case.ours)), row(case, "PyVRP", plans(case, runs, case.theirs))]
    failures = [f"{case.what}: {one.faults[0]}" for case in (*cases, *pairs) for one in plans(case, runs, case.ours) if one.faults]
    text = "\n".join([
        "# Home visits",
        "",
        "Made-up days of carers with skills and shifts; *cost* is seconds on the way, of plans that passed the independent checker.",
        "Seconds are processor seconds of one thread, the same for both sides. Who serves more is better, then who costs less.",
        "",
        *[f"- {fact}" for fact in ground.machine()],
        f"- optimiser {our_version()}; {PYVRP.title}; {ORTOOLS.title}, guided local search, optional visits, the better of two models of links",
        "",
        f"## Without synchronisation, {seeds} seeds",
        "",
        ground.table(["day", "solver", "limit s", "passed", "served", "least cost", "mean cost"], rows),
        "",
        f"## With {SHARE:.0%} of the visits by two persons at once or in sequence, {LINKED_SECONDS:g} s",
        "",
        ground.table(["visits", "days", "ours better", "same", "worse", "theirs dearer %", "served more"], shares(pairs, runs)),
        "",
        "Every plan of ours passed." if not failures else "FAILED: " + "; ".join(failures),
        "",
    ])  # fmt: skip
    return text, failures


def main() -> int:
    """Run what is missing, judge all, write; 1 when something failed."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--seeds", type=int, default=5)
    words.add_argument("--workers", type=int, default=2)
    words.add_argument("--rivals", action="store_true", help="make the runs of the others only, and judge nothing")
    words.add_argument("--fresh", action="store_true", help="begin anew")
    asked = words.parse_args()
    runs, cases, pairs = Runs.of("home_visits", asked.fresh), list(plain(asked.seeds)), list(linked())
    runs.make(job for case in (*cases, *pairs) for job in case.theirs)
    if asked.rivals:
        return 0
    runs.make((job for case in (*cases, *pairs) for job in case.ours), asked.workers)
    text, failures = report(cases, pairs, runs, asked.seeds)
    print(text)
    if asked.seeds >= 5:
        print("kept in", ground.write("home_visits", text).relative_to(ground.ROOT))
    for failure in failures:
        print("FAILED:", failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
