"""A day of a municipal minibus service: 300, 1,000 and 5,000 trips, beside OR-Tools on 300.

`make bench`, or smaller: `.venv/bin/python benchmarks/ride_day.py --only 300`. Exits with 1 when the checker finds a fault in a
plan of ours, somebody is left out, or OR-Tools is better with six times the seconds.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass

import _days as days
import _ground as ground
import _instance as instance
from _engines import ORTOOLS
from _plans import Judged, dearer, judged
from _runs import INSTANCES, Job, Runs, our_version

STRATEGIES = ("LOCAL_CHEAPEST_COST_INSERTION", "PARALLEL_CHEAPEST_INSERTION", "AUTOMATIC")
THEIR_SECONDS = 60.0


@dataclass(frozen=True)
class Day:
    """How large, how long ours looks, on how many threads, and whether OR-Tools is asked too."""

    trips: int
    vehicles: int
    seconds: float
    threads: int = 1
    beside: bool = False


DAYS = (Day(300, 16, 10.0, beside=True), Day(1_000, 48, 20.0), Day(5_000, 220, 120.0, threads=2))


def rows_of(day: Day, runs: Runs, asked: argparse.Namespace, failures: list[str]) -> list[list[str]]:
    """Make the runs of a day that are missing; a row of each solver."""
    problem = days.municipal_day(day.trips, day.vehicles)
    path, what = instance.write(problem, INSTANCES), f"{day.trips:,} trips, {day.vehicles} vehicles"
    own = Job(what, path, day.seconds, words=(("seed", 1), ("threads", day.threads)))
    theirs = [Job(what, path, THEIR_SECONDS, ORTOOLS, (("strategy", one),)) for one in STRATEGIES] if day.beside and asked.ortools else []
    runs.make([*theirs, *(() if asked.rivals else (own,))])
    if asked.rivals:
        return []
    told = runs[own]
    assert told is not None
    ours = judged(problem, told)
    rows = [_row(what, f"OpenCUS, {day.threads} thread{'s' * (day.threads > 1)}", day.seconds, ours, len(problem.requests), "")]
    failures += [f"{what}: {fault}" for fault in ours.faults[:3]]
    if ours.served < len(problem.requests):
        failures.append(f"{what}: {len(problem.requests) - ours.served} left out")
    tried = [(str(dict(job.words)["strategy"]), judged(problem, found)) for job, found in runs.found(theirs)]
    if tried:
        strategy, best = min(tried, key=lambda one: one[1].rank)
        rows.append(_row(what, f"OR-Tools, {strategy}", THEIR_SECONDS, best, len(problem.requests), dearer(best, ours)))
        if best.rank < ours.rank:
            failures.append(f"{what}: OR-Tools is better")
    return rows


def _row(what: str, solver: str, seconds: float, plan: Judged, requests: int, more: str) -> list[str]:
    verdict = "passed" if not plan.faults else plan.faults[0]
    return [what, solver, f"{seconds:g}", f"{plan.cpu:.1f}", f"{plan.served:,}/{requests:,}", f"{plan.cost:,}", verdict, more]


def report(rows: list[list[str]], failures: list[str]) -> str:
    """The result as Markdown."""
    return "\n".join([
        "# A day of rides",
        "",
        "Made-up days: a quarter in wheelchairs, windows of 20 minutes, nobody on board over 45 (or the direct way). *cost* is seconds of",
        "driving; the independent checker looks at every plan. Seconds are processor seconds, of each thread where there are two;",
        "OR-Tools has the same model and six times the seconds, and the best of three first solutions counts.",
        "",
        *[f"- {fact}" for fact in ground.machine()],
        f"- optimiser {our_version()}, seed 1; {ORTOOLS.title}, guided local search, optional requests",
        "",
        ground.table(["day", "solver", "limit s", "CPU s", "served", "cost", "checker", "theirs against ours"], rows),
        "",
        "Everybody is served and every plan passed." if not failures else "FAILED: " + "; ".join(failures),
        "",
    ])  # fmt: skip


def main() -> int:
    """Run what is missing, judge all, write; 1 when something failed."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--only", type=int, help="the day of so many trips")
    words.add_argument("--ortools", type=int, default=1, help="0 leaves OR-Tools out")
    words.add_argument("--rivals", action="store_true", help="make the runs of OR-Tools only, and judge nothing")
    words.add_argument("--fresh", action="store_true", help="begin anew")
    asked = words.parse_args()
    runs, failures = Runs.of("ride_day", asked.fresh), list[str]()
    rows = [row for day in DAYS if asked.only in (None, day.trips) for row in rows_of(day, runs, asked, failures)]
    if asked.rivals:
        return 0
    text = report(rows, failures)
    print(text)
    if not asked.only and asked.ortools:
        print("kept in", ground.write("ride_day", text).relative_to(ground.ROOT))
    for failure in failures:
        print("FAILED:", failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
