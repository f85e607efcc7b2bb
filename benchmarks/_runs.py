"""Finished runs of solvers, kept line by line in `var/bench`, so that a stopped benchmark goes on where it was.

A run is known by its instance, solver, version, seconds and words; the version of ours is a digest of the island's
sources, that of a rival its package and our model for it. A figure of other code is never used again.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import _ground as ground
import _instance as instance
from _engines import Engine

from opencus.routing import MaxRuntime, Problem, Solution, solve
from opencus.routing.warm import warm

FOLDER = ground.ROOT / "var" / "bench" / "routing"
INSTANCES = FOLDER / "instances"
OURS = "OpenCUS"


@dataclass(frozen=True)
class Job:
    """One run to be made. what: its instance in words. engine: None for ours."""

    what: str
    path: Path
    seconds: float
    engine: Engine | None = None
    words: tuple[tuple[str, Any], ...] = ()

    @property
    def solver(self) -> str:
        return self.engine.name if self.engine else OURS

    @property
    def key(self) -> str:
        told = self.engine.version if self.engine else our_version()
        return json.dumps([self.path.stem, self.solver, told, self.seconds, sorted(self.words)])

    def run(self) -> dict[str, Any]:
        words = dict(self.words)
        return self.engine.ask(self.path, seconds=self.seconds, **words) if self.engine else _solved(self.path, self.seconds, **words)


@dataclass
class Runs:
    """What is already known, and what is added to it."""

    path: Path
    known: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, fresh: bool = False) -> Runs:
        path = FOLDER / f"{name}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        if fresh:
            path.unlink(missing_ok=True)
        made = cls(path)
        for line in path.read_text().splitlines() if path.exists() else ():
            told = json.loads(line)
            made.known[told["key"]] = told
        return made

    def make(self, jobs: Iterable[Job], workers: int = 1) -> None:
        """Make every run that is not known yet, each in a process of its own kind, so many side by side."""
        left = [one for one in jobs if one.key not in self.known]
        began = time.monotonic()
        with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
            if any(job.engine is None for job in left):
                pool.submit(warm).result()  # compiled once, not by every worker
            waiting = {pool.submit(one.run): one for one in left}
            for number, done in enumerate(as_completed(waiting), 1):
                job = waiting[done]
                told = {"key": job.key, "what": job.what, **done.result()}
                self.known[job.key] = told
                with self.path.open("a") as lines:
                    lines.write(json.dumps(told) + "\n")
                passed = time.monotonic() - began
                words = " ".join(str(value) for _, value in job.words)
                print(f"{number}/{len(left)} {passed:.0f} s: {job.what} {job.solver} {job.seconds:g} s {words}", file=sys.stderr, flush=True)

    def __getitem__(self, job: Job) -> dict[str, Any] | None:
        return self.known.get(job.key)

    def found(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, dict[str, Any]]]:
        """Runs that are known, in the order asked."""
        for job in jobs:
            told = self[job]
            if told is not None:
                yield job, told


@cache
def our_version() -> str:
    """A digest of the compiler and of the optimiser's sources: not of its tests, travel times, or the checker, which is asked anew."""
    island = ground.ROOT / "src" / "opencus" / "routing"
    told = hashlib.sha256(version("numba").encode())
    for path in sorted(island.rglob("*.py")):
        if not {"tests", "travel", "checker.py"} & set(path.parts):
            told.update(path.read_bytes())
    return told.hexdigest()[:12]


def tours(problem: Problem, plan: Solution) -> list[dict[str, Any]]:
    """A plan of ours in the same words as those of the others."""
    return [
        {
            "vehicle": problem.vehicle_at[tour.vehicle], "start": tour.start, "end": tour.end,
            "stops": [[problem.request_at[stop.request], stop.delivery, stop.begin] for stop in tour.stops if stop.request],
        }
        for tour in plan.tours
    ]  # fmt: skip


def _solved(path: Path, seconds: float, seed: int = 0, threads: int = 1) -> dict[str, Any]:
    """Ours: seconds of processor time for each thread."""
    warm()  # what is compiled is loaded before the clock runs
    problem = instance.read(path)
    stop = MaxRuntime(seconds * threads, clock=time.thread_time if threads == 1 else time.process_time)
    began, started = time.process_time(), time.monotonic()
    plan = solve(problem, stop, seed=seed, threads=threads)
    cpu, wall = time.process_time() - began, time.monotonic() - started
    return {"tours": tours(problem, plan), "cpu": round(cpu, 3), "wall": round(wall, 3), "iterations": plan.iterations}
