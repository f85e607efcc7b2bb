"""Dial-a-ride: the optimiser on the instances of Cordeau (a) and of Cordeau and Laporte (R), beside OR-Tools.

`make bench`, or smaller: `.venv/bin/python benchmarks/rides.py --set a --seconds 1 --seeds 1 --only a4-40`. The instances are
not part of this repository: they are looked for in `../shared/benchmarks/darp` or where `OPENCUS_DARP` points. A stopped run
goes on where it was (`--fresh` begins anew). Exits with 1 when a plan of ours is not feasible, or OR-Tools' are shorter.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import _darp as darp
import _ground as ground
import _instance as instance
from _engines import ORTOOLS
from _runs import INSTANCES, Job, Runs, our_version

STRATEGIES = ("LOCAL_CHEAPEST_COST_INSERTION", "PARALLEL_CHEAPEST_INSERTION", "AUTOMATIC")
SECONDS = {"a": (1.0, 10.0), "R": (1.0, 10.0, 60.0)}
BESIDE = 10.0  # seconds at which OR-Tools runs too
LARGE = 60  # requests
HIT = 0.01  # this near to the best known is the same


@dataclass(frozen=True)
class Outcome:
    """A run with its plan checked on the original numbers. length: None when it is not feasible or serves not all."""

    case: darp.Darp
    job: Job
    cpu: float
    length: float | None
    faults: tuple[str, ...]

    @property
    def gap(self) -> float:
        assert self.length is not None
        return self.case.gap(self.length)

    @property
    def label(self) -> str:
        """Seed or strategy."""
        return " ".join(f"{name} {value}" for name, value in self.job.words)


class Benchmark:
    """Instances, runs and what came of them."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.asked = asked
        sets = (asked.set,) if asked.set else ("a", "R")
        chosen = [(which, name) for which in sets for name in darp.names(which) if asked.only in (None, name)]
        self.cases = {name: (which, darp.read(name)) for which, name in chosen}
        self.problems = {name: case.problem() for name, (_, case) in self.cases.items()}
        self.paths = {name: instance.write(problem, INSTANCES) for name, problem in self.problems.items()}
        self.runs = Runs.of("rides", asked.fresh)

    def ours(self, which: str, seconds: float) -> list[Job]:
        return [
            Job(name, self.paths[name], seconds, words=(("seed", seed),))
            for name, (belongs, _) in self.cases.items() if belongs == which for seed in range(1, self.asked.seeds + 1)
        ]  # fmt: skip

    def theirs(self, which: str, strategy: str) -> list[Job]:
        return [
            Job(name, self.paths[name], BESIDE, ORTOOLS, (("strategy", strategy),))
            for name, (belongs, _) in self.cases.items() if belongs == which
        ]  # fmt: skip

    def limits(self, which: str) -> tuple[float, ...]:
        given = self.asked.seconds
        return tuple(float(one) for one in given.split(",")) if given else SECONDS[which]

    @property
    def sets(self) -> list[str]:
        return list(dict.fromkeys(which for which, _ in self.cases.values()))

    def make(self) -> None:
        """Theirs one after another, ours so many side by side."""
        if self.asked.ortools:
            self.runs.make(job for strategy in STRATEGIES for which in self.sets for job in self.theirs(which, strategy))
        if not self.asked.rivals:
            self.runs.make(
                (job for which in self.sets for seconds in self.limits(which) for job in self.ours(which, seconds)), self.asked.workers
            )

    def outcomes(self, jobs: list[Job]) -> Iterator[Outcome]:
        for job, told in self.runs.found(jobs):
            case = self.cases[job.what][1]
            plan = instance.solution(self.problems[job.what], told["tours"] or [])
            routes = case.routes(plan)
            faults = tuple(case.faults(routes))
            yield Outcome(case, job, told["cpu"], None if faults else case.length(routes), faults)

    def best_of_theirs(self, which: str) -> tuple[str, list[Outcome]]:
        """Their strategy that serves most instances, then at the least mean gap."""
        tried = {strategy: list(self.outcomes(self.theirs(which, strategy))) for strategy in STRATEGIES}

        def merit(strategy: str) -> tuple[int, float]:
            gaps = [one.gap for one in tried[strategy] if one.length is not None]
            return -len(gaps), statistics.fmean(gaps) if gaps else 0.0

        best = min(tried, key=merit)
        return best, tried[best]


def per_cent(value: float, sign: str = "") -> str:
    """Two places, and no minus before nothing."""
    return f"{round(value, 2) + 0.0:{sign}.2f}"


def row(label: str, outcomes: list[Outcome]) -> list[str]:
    """Instances, runs, feasible ones, gaps, how many are as good as the best known, processor seconds."""
    gaps = [one.gap for one in outcomes if one.length is not None]
    names = {one.case.name for one in outcomes}
    hits = sum(abs(one.length - one.case.best_known) <= HIT for one in outcomes if one.length is not None)
    values = [per_cent(value) for value in (statistics.fmean(gaps), statistics.median(gaps), max(gaps))] if gaps else ["", "", ""]
    cpu = f"{statistics.fmean(one.cpu for one in outcomes):.1f}"
    return [label, str(len(names)), str(len(outcomes)), f"{len(gaps)}/{len(outcomes)}", *values, str(hits), cpu]


def below(outcomes: list[Outcome]) -> list[str]:
    """Runs shorter than the best known: either that value or the check is wrong, so each is named."""
    found = [one for one in outcomes if one.length is not None and one.length < one.case.best_known - HIT]
    return [
        f"{one.case.name}, {one.job.solver}, {one.job.seconds:g} s, {one.label}: {one.length:.3f}, not {one.case.best_known:.2f}" for one in found
    ]


def beside(ours: list[Outcome], theirs: list[Outcome]) -> list[list[str]]:
    """How much longer OR-Tools' tours are than the mean of ours at the same processor seconds, by size."""
    mean: dict[str, float] = {}
    for name in {one.case.name for one in ours}:
        lengths = [one.length for one in ours if one.case.name == name]
        if None not in lengths:
            mean[name] = statistics.fmean(length for length in lengths if length is not None)
    groups = {
        f"a, {LARGE} requests and more": lambda one: one.case.name[0] == "a" and one.case.requests >= LARGE,
        "a": lambda one: one.case.name[0] == "a",
        "R": lambda one: one.case.name[0] == "R",
        "all": lambda one: True,
    }
    rows = []
    for label, belongs in groups.items():
        those = [one for one in theirs if belongs(one) and one.case.name in mean]
        more = [100 * (one.length / mean[one.case.name] - 1) for one in those if one.length is not None]
        if more:
            worse = sum(one < -0.005 for one in more)
            values = [per_cent(value, "+") for value in (statistics.fmean(more), min(more), max(more))]
            rows.append([label, str(len(those)), str(len(those) - len(more)), *values, str(worse)])
    return rows


def each(benchmark: Benchmark, ours: list[Outcome], theirs: list[Outcome]) -> list[list[str]]:
    """A row for each instance at the seconds that OR-Tools had."""
    rows = []
    for name, (_, case) in benchmark.cases.items():
        lengths = [one.length for one in ours if one.case.name == name and one.length is not None]
        their = next((one for one in theirs if one.case.name == name), None)
        mean = statistics.fmean(lengths) if lengths else None
        rows.append([
            name, str(case.requests), f"{case.best_known:.2f}",
            *([f"{min(lengths):.2f}", f"{mean:.2f}", per_cent(case.gap(mean))] if mean else ["", "", ""]),
            *([f"{their.length:.2f}", per_cent(their.gap)] if their and their.length else ["none", ""]),
        ])  # fmt: skip
    return rows


@dataclass
class Findings:
    """Rows of the first table, runs at `BESIDE` seconds of both sides, what is remarkable and what failed."""

    rows: list[list[str]]
    ours: list[Outcome]
    theirs: list[Outcome]
    strategies: list[str]
    beaten: list[str]
    failures: list[str]


def judged(benchmark: Benchmark) -> Findings:
    """Every known run, checked."""
    all_of = Findings([], [], [], [], [], [])
    for which in benchmark.sets:
        for seconds in benchmark.limits(which):
            found = list(benchmark.outcomes(benchmark.ours(which, seconds)))
            all_of.failures += [f"{one.case.name}, {seconds:g} s, {one.label}: {one.faults[0]}" for one in found if one.faults]
            all_of.beaten += below(found)
            all_of.ours += found if seconds == BESIDE else []
            if found:
                all_of.rows.append(row(f"{which}, OpenCUS, {seconds:g} s", found))
        strategy, found = benchmark.best_of_theirs(which)
        all_of.theirs += found
        all_of.beaten += below(found)
        if found:
            all_of.strategies.append(f"{which}: {strategy}")
            all_of.rows.append(row(f"{which}, OR-Tools, {BESIDE:g} s", found))
    return all_of


def report(benchmark: Benchmark) -> tuple[str, list[str]]:
    """The result as Markdown, and what failed."""
    found = judged(benchmark)
    compared = beside(found.ours, found.theirs)
    failures = found.failures + [f"{label}: OR-Tools' tours are shorter" for label, _, _, mean, *_ in compared if mean.startswith("-")]
    text = "\n".join([
        "# Rides on the instances of Cordeau and of Laporte",
        "",
        "Gaps are per cent above the best known distance; every plan is checked and measured on the original numbers in full precision",
        f"by Bellman and Ford, limits stretched by {darp.TOLERANCE:g}. Seconds are processor seconds of one thread, at least for OR-Tools.",
        f"*found* counts runs within {HIT} of the best known. The best known values are those of the literature as remembered: a run",
        "that undercuts one is named below, and either the value or the check is then to be doubted.",
        "",
        *[f"- {fact}" for fact in ground.machine()],
        f"- optimiser {our_version()}, seeds 1 to {benchmark.asked.seeds}, {benchmark.asked.workers} side by side",
        f"- {ORTOOLS.title}, guided local search, optional requests, the best of {len(STRATEGIES)} first solutions ({'; '.join(found.strategies)})",
        "",
        ground.table(["set, solver, limit", "instances", "runs", "feasible", "mean gap", "median", "worst", "found", "CPU s"], found.rows),
        "",
        "Below the best known: " + ("; ".join(found.beaten) if found.beaten else "none") + ".",
        "",
        f"## OR-Tools' tours against the mean of ours, {BESIDE:g} s each, per cent longer",
        "",
        ground.table(["instances", "both ran", "no plan of theirs", "mean", "least", "most", "theirs shorter"], compared),
        "",
        f"## Each instance, {BESIDE:g} s",
        "",
        ground.table(
            ["instance", "requests", "best known", "ours, best", "mean", "gap", "OR-Tools", "gap"], each(benchmark, found.ours, found.theirs)
        ),
        "",
        "Every plan of ours is feasible, and OR-Tools' are longer." if not failures else "FAILED: " + "; ".join(failures),
        "",
    ])  # fmt: skip
    return text, failures


def main() -> int:
    """Run what is missing, judge all, write; 1 when something failed."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--set", choices=["a", "R"])
    words.add_argument("--seconds", help="limits, such as 1,10, instead of the usual ones")
    words.add_argument("--seeds", type=int, default=5)
    words.add_argument("--only", help="one instance by name")
    words.add_argument("--workers", type=int, default=2)
    words.add_argument("--ortools", type=int, default=1, help="0 leaves OR-Tools out")
    words.add_argument("--rivals", action="store_true", help="make the runs of OR-Tools only")
    words.add_argument("--fresh", action="store_true", help="begin anew")
    asked = words.parse_args()
    if not darp.names("a"):
        print(f"The instances are not in {darp.FOLDER}: nothing to do.")
        return 0
    benchmark = Benchmark(asked)
    benchmark.make()
    text, failures = report(benchmark)
    print(text)
    if not (asked.set or asked.seconds or asked.only or asked.rivals):
        print("kept in", ground.write("rides", text).relative_to(ground.ROOT))
    for failure in failures:
        print("FAILED:", failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
