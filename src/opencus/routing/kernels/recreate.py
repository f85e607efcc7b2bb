"""Putting requests back: by regret, or one after another in some order."""

from __future__ import annotations

import numpy as np

from opencus.routing.kernels.insertion import best_place, memorize, place, remember
from opencus.routing.kernels.layout import (
    BEGIN,
    BREAK,
    DROP,
    EARLIEST,
    INF,
    KIND,
    LATEST,
    LENGTH,
    MARK,
    OPTION,
    PICK,
    PRICE,
    PROFILE,
    STAFF,
    STANDS,
    TIED,
    VEHICLE,
    compiled,
    draw,
    draw_int,
)  # fmt: skip
from opencus.routing.kernels.links import around, settle_all, settled_with
from opencus.routing.kernels.schedule import refresh


@compiled
def price(d, s, w, a_lo, a_hi, v_lo, v_hi, bound, blink):  # type: ignore[no-untyped-def]
    """Fill cost, option and place of the removed requests a_lo..a_hi-1 in the vehicles v_lo..v_hi-1.

    With a ``bound`` below INF only what is cheaper counts, and each find lowers it. Of empty vehicles that nothing tells
    apart only the first is priced; with probability ``blink`` a vehicle is not seen.
    """
    single = bound < INF
    for a in range(a_lo, a_hi):
        if w.done[a] == 1:
            continue
        r = w.removed[a]
        tied = d.linked[r + 1] > d.linked[r]
        last = -1
        for v in range(v_lo, v_hi):
            w.value[a, v] = INF
            if d.may[r, v] == 0 or (blink > 0.0 and draw(w.dice) < blink):
                continue
            if s.meta[v, STANDS] == 0:
                if d.twin[v] == last:
                    continue
                last = d.twin[v]
            vehicle = d.vehicles[v]
            profile = vehicle[PROFILE]
            for o in range(d.first[r], d.first[r + 1]):
                besides = _besides(d.options, d.likes, d.staff, d.work, s.served, vehicle[STAFF], r, v, o)
                limit = bound - besides if single else INF
                if tied or s.meta[v, TIED] & 1:
                    early, late, fine = around(d.links, d.linked, d.link_of, d.options, s.at, s.pos, s.tour, r, v, o)
                    if not fine:
                        continue
                    c, i, j = settled_with(d, s, w, r, v, o, early, late, limit)
                else:
                    c, i, j = _remembered(
                        d.nodes, d.time[profile], d.cost[profile], d.fits, vehicle, s.tour[v], s.meta[v], d.options[o], limit, w.memo, w.dice,
                        w.buf, w.pos,
                    )  # fmt: skip
                if i >= 0 and c + besides < min(w.value[a, v], bound):
                    w.value[a, v], w.choice[a, v], w.here[a, v], w.there[a, v] = c + besides, o, i, j
                    if single:
                        bound = c + besides


@compiled
def _besides(options, likes, staff, work, served, group, r, v, o):  # type: ignore[no-untyped-def]
    """What an option costs in a vehicle besides its legs: its window, the preference, and work above what is fair."""
    cost = options[o, PRICE] + likes[r, v]
    if staff[group, 1] > 0:
        over = served[group] - staff[group, 0]
        cost += staff[group, 1] * (max(over + work[o], 0) - max(over, 0))
    return cost


@compiled
def _remembered(nodes, time, cost, fits, vehicle, stops, meta, option, limit, memo, dice, buf, pos):  # type: ignore[no-untyped-def]
    """The best place below ``limit``, from memory when this tour was asked before; a break's is drawn anew each time."""
    p, q = option[PICK], option[DROP]
    if nodes[p, KIND] == BREAK:
        salt = draw_int(dice, 1 << 40)
        return best_place(nodes, time, cost, fits, vehicle, stops, meta, p, q, 0, INF, limit, salt, buf, pos, 0, INF)
    known, c, i, j = remember(memo, meta, option[MARK], limit)
    if not known:
        c, i, j = best_place(nodes, time, cost, fits, vehicle, stops, meta, p, q, 0, INF, limit, 0, buf, pos, 0, INF)
        memorize(memo, meta, option[MARK], c, i, j)
    return c, i, j


@compiled
def insert(d, s, w, r, v, o, i, j):  # type: ignore[no-untyped-def]
    """Put request r with option o into vehicle v and bring the tour up to date."""
    p, q = d.options[o, PICK], d.options[o, DROP]
    s.meta[v, LENGTH] = place(s.tour[v], s.meta[v, LENGTH], i, j, p, q)
    s.at[r, VEHICLE], s.at[r, OPTION] = v, o
    s.served[d.vehicles[v, STAFF]] += d.work[o]
    w.touched[v] = 1
    profile = d.vehicles[v, PROFILE]
    fine = refresh(d.nodes, d.time[profile], d.cost[profile], d.vehicles[v], s.tour[v], s.meta[v], s.pos)
    if d.linked[r + 1] > d.linked[r] or s.meta[v, TIED] > 0:
        return settle_all(d, s)
    return fine


@compiled
def by_regret(d, s, w, count, regret):  # type: ignore[no-untyped-def]
    """Put back the request that would lose most by waiting (regret-2), or the cheapest; prices kept between steps."""
    vehicles = s.meta.shape[0]
    price(d, s, w, 0, count, 0, vehicles, INF, 0.0)
    for _ in range(count):
        chosen, where, most = -1, -1, -1e300
        for a in range(count):
            if w.done[a] == 1:
                continue
            r = w.removed[a]
            first, second, v1 = d.prize[r], d.prize[r], -1
            for v in range(vehicles):
                c = w.value[a, v]
                if c < first:
                    second, first, v1 = first, c, v
                elif c < second:
                    second = c
            if v1 < 0:
                continue
            worth = (float(second - first) - 0.01 * first) if regret else -1.0 * first
            worth *= 0.9 + 0.2 * draw(w.dice)
            if worth > most:
                most, chosen, where = worth, a, v1
        if chosen < 0:
            return
        was_empty = s.meta[where, STANDS] == 0
        insert(d, s, w, w.removed[chosen], where, w.choice[chosen, where], w.here[chosen, where], w.there[chosen, where])
        w.done[chosen] = 1
        if d.links.shape[0] > 0:  # times of other tours may have moved with it
            price(d, s, w, 0, count, 0, vehicles, INF, 0.0)
            continue
        price(d, s, w, 0, count, where, where + 1, INF, 0.0)
        if was_empty:
            for v in range(vehicles):
                if v != where and s.meta[v, STANDS] == 0 and d.twin[v] == d.twin[where]:
                    price(d, s, w, 0, count, v, v + 1, INF, 0.0)
                    break


@compiled
def sort_key(nodes, time, cost, p, q, base, rule, chance):  # type: ignore[no-untyped-def]
    """By what a removed request with nodes p and q is taken in turn."""
    if rule < 0.4:
        return chance
    if rule < 0.55:
        return -1.0 * (cost[base, p] + cost[base, q])
    if rule < 0.65:
        return 1.0 * (cost[base, p] + cost[base, q])
    if rule < 0.75:
        return -1.0 * cost[p, q]
    width_p, width_q = nodes[p, LATEST] - nodes[p, EARLIEST], nodes[q, LATEST] - nodes[q, EARLIEST]
    if rule < 0.9:
        return 1.0 * min(width_p, width_q)
    return 1.0 * nodes[p, EARLIEST] if width_p < width_q else 1.0 * (nodes[q, EARLIEST] - time[p, q])


@compiled
def in_turn(d, s, w, count, blink):  # type: ignore[no-untyped-def]
    """Put requests back one after another, each at its cheapest place; with probability ``blink`` a vehicle is not seen."""
    rule = draw(w.dice)
    for a in range(count):
        o = d.first[w.removed[a]]
        p, q = d.options[o, PICK], d.options[o, DROP]
        w.order[a] = sort_key(d.nodes, d.time[0], d.cost[0], p, max(p, q), d.vehicles[0, BEGIN], rule, draw(w.dice))
    turn = np.argsort(w.order[:count])
    vehicles = s.meta.shape[0]
    for k in range(count):
        a = turn[k]
        r = w.removed[a]
        best, where = d.prize[r], -1
        price(d, s, w, a, a + 1, 0, vehicles, best, blink)
        for v in range(vehicles):
            if w.value[a, v] < best:
                best, where = w.value[a, v], v
        if where >= 0:
            insert(d, s, w, r, where, w.choice[a, where], w.here[a, where], w.there[a, where])
            w.done[a] = 1
