"""Ruin and recreate under simulated annealing: the loop that all planning runs in."""

from __future__ import annotations

import math

from opencus.routing.kernels.layout import COST, LENGTH, NODE, OPTION, PRICE, VEHICLE, compiled, draw
from opencus.routing.kernels.links import drop_halves, settle_all
from opencus.routing.kernels.recreate import by_regret, in_turn
from opencus.routing.kernels.ruin import anywhere, slice_of_time, strings, take_out


@compiled
def total(d, s):  # type: ignore[no-untyped-def]
    """What a plan costs, with the prizes of what is not served."""
    cost = 0
    for v in range(s.meta.shape[0]):
        cost += s.meta[v, COST]
    for r in range(s.at.shape[0]):
        if s.at[r, VEHICLE] < 0:
            cost += d.prize[r]
        else:
            cost += d.options[s.at[r, OPTION], PRICE] + d.likes[r, s.at[r, VEHICLE]]
    for g in range(s.served.shape[0]):
        cost += d.staff[g, 1] * max(s.served[g] - d.staff[g, 0], 0)
    return cost


@compiled
def copy_tour(source, target, v):  # type: ignore[no-untyped-def]
    """One tour of a plan into another plan."""
    size = source.meta[v, LENGTH]
    for c in range(5):
        target.meta[v, c] = source.meta[v, c]
    for k in range(size):
        for c in range(4):
            target.tour[v, k, c] = source.tour[v, k, c]
        target.pos[source.tour[v, k, NODE]] = k


@compiled
def copy_plan(source, target):  # type: ignore[no-untyped-def]
    """A whole plan into another."""
    for v in range(source.meta.shape[0]):
        copy_tour(source, target, v)
    target.at[:] = source.at
    target.served[:] = source.served


@compiled
def _copy_touched(d, w, source, target, count):  # type: ignore[no-untyped-def]
    if d.links.shape[0] > 0:
        copy_plan(source, target)
        return
    for v in range(source.meta.shape[0]):
        if w.touched[v] == 1:
            copy_tour(source, target, v)
    for a in range(count):
        r = w.removed[a]
        target.at[r, 0], target.at[r, 1] = source.at[r, 0], source.at[r, 1]
    target.served[:] = source.served


@compiled
def _ruin(d, s, w, mean, longest):  # type: ignore[no-untyped-def]
    """Take out what is not served and what chance picks; returns (how many are out, whether times hold)."""
    count = 0
    for r in range(s.at.shape[0]):
        w.gone[r] = 0
        if s.at[r, VEHICLE] < 0:
            w.removed[count] = r
            count += 1
    w.touched[:] = 0
    w.ruined[:] = 0
    unserved = count
    mode = draw(w.dice)
    most = max(1, min(int(mean), s.at.shape[0] - count))
    if mode < 0.85:
        count = strings(d, s, w, count, mean, longest)
    elif mode < 0.95:
        count = anywhere(d, s, w, count, most)
    else:
        count = slice_of_time(d, s, w, count, most + most // 2, int(d.near_span[0] * (0.25 + draw(w.dice))))
    fine = take_out(d, s, w, unserved, count)
    w.done[:count] = 0
    return count, fine


@compiled
def anneal(d, here, trial, best, w, costs, rounds, hot, how):  # type: ignore[no-untyped-def]
    """``rounds`` of ruin and recreate at temperature ``hot`` (in cost), from ``here``.

    ``trial`` equals ``here`` before and after. costs: int64 (2,), of here and of best. how: float64, (mean stops taken
    out, longest string, blink, part put back by regret).
    Returns how often a better plan was found.
    """
    found = 0
    for _ in range(rounds):
        count, fine = _ruin(d, trial, w, how[0], how[1])
        if fine and d.links.shape[0] > 0:
            fine = settle_all(d, trial)
        if fine:
            if draw(w.dice) < how[3]:
                by_regret(d, trial, w, count, draw(w.dice) < 0.6)
            else:
                in_turn(d, trial, w, count, how[2])
            if d.links.shape[0] > 0:
                fine = drop_halves(d, trial, w)
        new = total(d, trial) if fine else 0
        if fine and new < costs[0] - hot * math.log(max(draw(w.dice), 1e-12)):
            costs[0] = new
            _copy_touched(d, w, trial, here, count)
            if new < costs[1]:
                costs[1] = new
                copy_plan(here, best)
                found += 1
        else:
            _copy_touched(d, w, here, trial, count)
    return found
