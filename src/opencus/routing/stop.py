"""When to stop looking: tiny objects that are asked now and then, in the manner of PyVRP."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


class Stopping(Protocol):
    """Asked with the cost of the best plan and the iterations done; answers how much of the work is over, 1.0 when all."""

    def begin(self) -> None:
        """Start counting."""
        ...

    def part_done(self, cost: int, iterations: int) -> float:
        """From 0.0 to 1.0."""
        ...


@dataclass
class MaxRuntime:
    """So many seconds by a clock: the wall's, or ``time.thread_time`` for seconds of this thread's processor time."""

    seconds: float
    clock: Callable[[], float] = time.monotonic
    _begun: float = field(default=0.0, init=False, repr=False)

    def begin(self) -> None:
        self._begun = self.clock()

    def part_done(self, cost: int, iterations: int) -> float:
        return 1.0 if self.seconds <= 0 else min(1.0, (self.clock() - self._begun) / self.seconds)


@dataclass
class MaxIterations:
    """So many iterations: the same plan on every machine for the same seed."""

    iterations: int

    def begin(self) -> None:
        """Nothing to start: iterations are given."""

    def part_done(self, cost: int, iterations: int) -> float:
        return 1.0 if self.iterations <= 0 else min(1.0, iterations / self.iterations)


@dataclass
class GoodEnough:
    """Another criterion, or a plan at most this costly."""

    cost: int
    other: Stopping

    def begin(self) -> None:
        self.other.begin()

    def part_done(self, cost: int, iterations: int) -> float:
        return 1.0 if cost <= self.cost else self.other.part_done(cost, iterations)
