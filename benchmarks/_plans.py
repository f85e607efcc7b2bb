"""Plans of any solver, verified by the independent checker and compared: who serves more is better, then who costs less."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import _instance as instance

from opencus.routing import Problem, check


@dataclass(frozen=True)
class Judged:
    """served, cost: of the plan. faults: of the checker; a plan with faults serves nobody."""

    served: int
    cost: int
    cpu: float
    faults: tuple[str, ...] = ()

    @property
    def rank(self) -> tuple[int, int]:
        """The lower the better."""
        return (0, 0) if self.faults else (-self.served, self.cost)


def judged(problem: Problem, told: dict[str, Any]) -> Judged:
    """Cost and faults of a run as the checker says; no plan at all serves nobody."""
    plan = instance.solution(problem, told["tours"] or [])
    found = check(problem, plan)
    faults = tuple(str(one) for one in found.faults)
    return Judged(len(problem.requests) - len(plan.unserved), found.cost, told["cpu"], faults)


def dearer(theirs: Judged, ours: Judged) -> str:
    """By how many per cent theirs costs more; only among plans that serve as many."""
    if theirs.faults or theirs.served != ours.served:
        return f"serves {ours.served - (0 if theirs.faults else theirs.served):+d} fewer"
    return f"{100 * (theirs.cost / ours.cost - 1):+.2f} %"
