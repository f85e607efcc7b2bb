"""Stops of different tours that hang together in time: two carers at once, one after another, there and back.

A link says that the begin of one node follows that of another by ``least`` to ``most`` seconds. The begins of all tours
it ties together are one temporal network; its least and greatest solutions bound every insertion, and each insertion
that touches it is tried on the whole of it.
"""

from __future__ import annotations

from opencus.routing.kernels.insertion import best_place, try_at
from opencus.routing.kernels.layout import (
    APART,
    DROP,
    DURATION,
    EARLY,
    FIRST,
    FROZEN,
    INF,
    LATE,
    LEAST,
    LENGTH,
    MOST,
    NODE,
    OPTION,
    PICK,
    PROFILE,
    SECOND,
    TIED,
    VEHICLE,
    compiled,
)  # fmt: skip
from opencus.routing.kernels.ruin import take_out
from opencus.routing.kernels.schedule import earliest, forward, latest, settle, summary


@compiled
def leaving(options, o):  # type: ignore[no-untyped-def]
    """The node of an option from which a link counts: the delivery, or the visit itself."""
    return options[o, DROP] if options[o, DROP] >= 0 else options[o, PICK]


@compiled
def around(links, linked, link_of, options, at_, pos, tour, r, v, o):  # type: ignore[no-untyped-def]
    """Bounds on the pickup of a request from the partners that are served: (early, late, whether vehicle v is allowed)."""
    early, late = 0, INF
    for k in range(linked[r], linked[r + 1]):
        link = links[link_of[k]]
        other = link[FIRST] + link[SECOND] - r
        u = at_[other, VEHICLE]
        if u < 0:
            continue
        if link[APART] == 1 and u == v:
            return early, late, False
        if link[SECOND] == r:
            at = pos[leaving(options, at_[other, OPTION])]
            early = max(early, tour[u, at, EARLY] + link[LEAST])
            late = min(late, tour[u, at, LATE] + link[MOST])
        elif options[o, DROP] < 0:
            at = pos[options[at_[other, OPTION], PICK]]
            early = max(early, tour[u, at, EARLY] - link[MOST])
            late = min(late, tour[u, at, LATE] - link[LEAST])
    return early, late, early <= late


@compiled
def raise_to(d, stops, size, v, k, t, pos):  # type: ignore[no-untyped-def]
    """Begin position k not before t; returns whether times still exist in this tour."""
    if t > stops[k, LATE]:
        return False
    stops[k, EARLY] = t
    time = d.time[d.vehicles[v, PROFILE]]
    hi, fine = forward(d.nodes, time, stops, size, k + 1, k)
    return fine and settle(d.nodes, time, stops, size, pos, d.vehicles[v, DURATION], k, hi)


@compiled
def _borrow(s, w, v):  # type: ignore[no-untyped-def]
    """Copy a tour into the room, once for each trial."""
    if w.lent[v] == 1:
        return
    w.lent[v] = 1
    w.size[v] = s.meta[v, LENGTH]
    for k in range(w.size[v]):
        for c in range(3):
            w.other[v, k, c] = s.tour[v, k, c]
        w.pos[s.tour[v, k, NODE]] = k


@compiled
def _end(options, at_, pos, tour, lent, trial_pos, trial, r, v, o, request, link_from):  # type: ignore[no-untyped-def]
    """(vehicle, position, begin) of one end of a link while r is tried in v with option o; vehicle -1 when not served."""
    u, option = at_[request, VEHICLE], at_[request, OPTION]
    if request == r:
        u, option = v, o
    if u < 0:
        return -1, 0, 0
    node = leaving(options, option) if link_from else options[option, PICK]
    if lent[u] == 1:
        at = trial_pos[node]
        return u, at, trial[u, at, EARLY]
    at = pos[node]
    return u, at, tour[u, at, EARLY]


@compiled
def holds_together(d, s, w, r, v, o, size):  # type: ignore[no-untyped-def]
    """Whether times exist in all tours with the tour in ``buf`` for vehicle v, in which r has option o."""
    w.lent[:] = 0
    w.lent[v], w.size[v] = 1, size
    for k in range(size):
        for c in range(3):
            w.other[v, k, c] = w.buf[k, c]
    for _ in range(4 * d.links.shape[0] + 8):
        moved = False
        for link in range(d.links.shape[0]):
            a, i, begin_a = _end(d.options, s.at, s.pos, s.tour, w.lent, w.pos, w.other, r, v, o, d.links[link, FIRST], True)
            b, j, begin_b = _end(d.options, s.at, s.pos, s.tour, w.lent, w.pos, w.other, r, v, o, d.links[link, SECOND], False)
            if a < 0 or b < 0:
                continue
            if begin_a + d.links[link, LEAST] > begin_b:
                _borrow(s, w, b)
                if not raise_to(d, w.other[b], w.size[b], b, j, begin_a + d.links[link, LEAST], w.pos):
                    return False
                moved = True
            elif begin_b - d.links[link, MOST] > begin_a:
                _borrow(s, w, a)
                if not raise_to(d, w.other[a], w.size[a], a, i, begin_b - d.links[link, MOST], w.pos):
                    return False
                moved = True
        if not moved:
            return True
    return False


@compiled
def settled_with(d, s, w, r, v, o, early, late, bound):  # type: ignore[no-untyped-def]
    """As `best_place`, with every tour it is tied to; for each pickup position the cheapest delivery is tried."""
    p, q = d.options[o, PICK], d.options[o, DROP]
    vehicle = d.vehicles[v]
    time, cost = d.time[vehicle[PROFILE]], d.cost[vehicle[PROFILE]]
    size, best, bi, bj = s.meta[v, LENGTH], bound, -1, -1
    for k in range(vehicle[FROZEN], size - 1):
        c, i, j = best_place(
            d.nodes, time, cost, d.fits, vehicle, s.tour[v], s.meta[v], p, q, early, late, best, k + 1, w.buf, w.pos, k, k + 1
        )
        if i < 0:
            continue
        longer = size + (1 if q < 0 else 2)
        try_at(d.nodes, time, s.tour[v], size, i, j, p, q, vehicle[DURATION], w.buf, w.pos)
        if holds_together(d, s, w, r, v, o, longer):
            best, bi, bj = c, i, j
    return best, bi, bj


@compiled
def _raise_all(d, s):  # type: ignore[no-untyped-def]
    """Least begins of all tied tours; returns whether they exist."""
    for _ in range(4 * d.links.shape[0] + 8):
        moved = False
        for link in range(d.links.shape[0]):
            first, second = d.links[link, FIRST], d.links[link, SECOND]
            a, b = s.at[first, VEHICLE], s.at[second, VEHICLE]
            if a < 0 or b < 0:
                continue
            i, j = s.pos[leaving(d.options, s.at[first, OPTION])], s.pos[d.options[s.at[second, OPTION], PICK]]
            t = s.tour[a, i, EARLY] + d.links[link, LEAST]
            if t > s.tour[b, j, EARLY]:
                if not raise_to(d, s.tour[b], s.meta[b, LENGTH], b, j, t, s.pos):
                    return False
                moved = True
            t = s.tour[b, j, EARLY] - d.links[link, MOST]
            if t > s.tour[a, i, EARLY]:
                if not raise_to(d, s.tour[a], s.meta[a, LENGTH], a, i, t, s.pos):
                    return False
                moved = True
        if not moved:
            return True
    return False


@compiled
def _lower(d, s, v, k, t):  # type: ignore[no-untyped-def]
    """Begin position k not after t; returns whether that is news."""
    if t >= s.tour[v, k, LATE]:
        return False
    s.tour[v, k, LATE] = t
    latest(d.nodes, d.time[d.vehicles[v, PROFILE]], s.tour[v], s.meta[v, LENGTH], s.pos, d.vehicles[v, DURATION])
    return True


@compiled
def _lower_all(d, s):  # type: ignore[no-untyped-def]
    """Greatest begins of all tied tours, which exist when the least do."""
    for _ in range(4 * d.links.shape[0] + 8):
        moved = False
        for link in range(d.links.shape[0]):
            first, second = d.links[link, FIRST], d.links[link, SECOND]
            a, b = s.at[first, VEHICLE], s.at[second, VEHICLE]
            if a < 0 or b < 0:
                continue
            i, j = s.pos[leaving(d.options, s.at[first, OPTION])], s.pos[d.options[s.at[second, OPTION], PICK]]
            moved |= _lower(d, s, a, i, s.tour[b, j, LATE] - d.links[link, LEAST])
            moved |= _lower(d, s, b, j, s.tour[a, i, LATE] + d.links[link, MOST])
        if not moved:
            return


@compiled
def settle_all(d, s):  # type: ignore[no-untyped-def]
    """Times of all tours that links tie together, from scratch; returns whether they exist."""
    vehicles = s.meta.shape[0]
    for v in range(vehicles):
        s.meta[v, TIED] = 2 * (s.meta[v, TIED] & 1)  # 2: was tied
    for link in range(d.links.shape[0]):
        a, b = s.at[d.links[link, FIRST], VEHICLE], s.at[d.links[link, SECOND], VEHICLE]
        if a >= 0 and b >= 0:
            s.meta[a, TIED] |= 1
            s.meta[b, TIED] |= 1
    for v in range(vehicles):
        if s.meta[v, TIED] > 0:
            time = d.time[d.vehicles[v, PROFILE]]
            if not earliest(d.nodes, time, s.tour[v], s.meta[v, LENGTH], s.pos, d.vehicles[v, DURATION]):
                return False
    if not _raise_all(d, s):
        return False
    for v in range(vehicles):
        if s.meta[v, TIED] > 0:
            profile = d.vehicles[v, PROFILE]
            latest(d.nodes, d.time[profile], s.tour[v], s.meta[v, LENGTH], s.pos, d.vehicles[v, DURATION])
            summary(d.nodes, d.cost[profile], d.vehicles[v], s.tour[v], s.meta[v])
    _lower_all(d, s)
    return True


@compiled
def drop_halves(d, s, w):  # type: ignore[no-untyped-def]
    """Take out what is linked to something unserved; returns whether the plan then holds together."""
    for _ in range(s.at.shape[0] + 1):
        w.gone[:] = 0
        count = 0
        for link in range(d.links.shape[0]):
            first, second = d.links[link, FIRST], d.links[link, SECOND]
            if (s.at[first, VEHICLE] < 0) != (s.at[second, VEHICLE] < 0):
                whole = first if s.at[first, VEHICLE] >= 0 else second
                if d.loose[whole] == 0:
                    return False
                if w.gone[whole] == 0:
                    w.gone[whole] = 1
                    w.removed[count] = whole
                    count += 1
        if count == 0:
            return True
        if not (take_out(d, s, w, 0, count) and settle_all(d, s)):
            return False
    return False
