"""The cheapest exact place for one more request in one tour.

Earliest and latest begins rule out most positions in a few comparisons, cost rules out the rest but a few, and what is
left is tried on the whole temporal network of the tour: no position that would break a promise passes.
"""

from __future__ import annotations

from opencus.routing.kernels.layout import (
    BREAK,
    CHANGE,
    DURATION,
    EARLIEST,
    EARLY,
    FIXED_COST,
    FROZEN,
    HOLD,
    INF,
    KIND,
    LATE,
    LATE_COST,
    LATE_FROM,
    LATEST,
    LENGTH,
    LOAD,
    NO_WAY,
    NODE,
    RESTS,
    RIDE,
    SERVICE,
    STANDS,
    compiled,
    mix,
)  # fmt: skip
from opencus.routing.kernels.schedule import forward, settle


@compiled
def place(stops, size, i, j, p, q):  # type: ignore[no-untyped-def]
    """Write p behind position i and q, unless -1, behind position j of the tour as it was. Returns the new length."""
    shift = 1 if q < 0 else 2
    for k in range(size - 1, j, -1):
        stops[k + shift, NODE] = stops[k, NODE]
    if q >= 0:
        stops[j + 2, NODE] = q
        for k in range(j, i, -1):
            stops[k + 1, NODE] = stops[k, NODE]
    stops[i + 1, NODE] = p
    return size + shift


@compiled
def put(buf, k, pos, node, early, late):  # type: ignore[no-untyped-def]
    """Write one stop of the tour that is tried."""
    buf[k, NODE], buf[k, EARLY], buf[k, LATE] = node, early, late
    pos[node] = k


@compiled
def try_at(nodes, time, stops, size, i, j, p, q, duration, buf, pos):  # type: ignore[no-untyped-def]
    """Whether times exist with p behind position i and q behind j; ``buf`` and ``pos`` then hold that tour.

    Begins of the tour as it is bound the new ones, so only what the insertion moves is looked at again.
    """
    for k in range(i + 1):
        put(buf, k, pos, stops[k, NODE], stops[k, EARLY], stops[k, LATE])
    put(buf, i + 1, pos, p, nodes[p, EARLIEST], nodes[p, LATEST])
    for k in range(i + 1, j + 1):
        put(buf, k + 1, pos, stops[k, NODE], stops[k, EARLY], stops[k, LATE])
    last, shift = i + 1, 1
    if q >= 0:
        last, shift = j + 2, 2
        put(buf, last, pos, q, nodes[q, EARLIEST], nodes[q, LATEST])
    for k in range(j + 1, size):
        put(buf, k + shift, pos, stops[k, NODE], stops[k, EARLY], stops[k, LATE])
    hi, fine = forward(nodes, time, buf, size + shift, i + 1, last)
    return fine and settle(nodes, time, buf, size + shift, pos, duration, i + 1, hi)


@compiled
def standing(nodes, stops, k):  # type: ignore[no-untyped-def]
    """Where the vehicle stands after position k: breaks are taken at the stop before."""
    while nodes[stops[k, NODE], KIND] == BREAK:
        k -= 1
    return stops[k, NODE]


@compiled
def heading(nodes, stops, k):  # type: ignore[no-untyped-def]
    """Where the vehicle goes after position k, breaks passed over."""
    k += 1
    while nodes[stops[k, NODE], KIND] == BREAK:
        k += 1
    return stops[k, NODE]


@compiled
def overtime(stops, size, buf, longer, vehicle):  # type: ignore[no-untyped-def]
    """What the later end of the tour in ``buf`` costs more than the end of the tour as it is."""
    if vehicle[LATE_COST] == 0:
        return 0
    after = max(buf[longer - 1, EARLY] - vehicle[LATE_FROM], 0)
    return vehicle[LATE_COST] * (after - max(stops[size - 1, EARLY] - vehicle[LATE_FROM], 0))


@compiled
def best_place(nodes, time, cost, fits, vehicle, stops, meta, p, q, early, late, bound, salt, buf, pos, i_lo, i_hi):  # type: ignore[no-untyped-def]
    """The cheapest place of a pickup p and its delivery q (-1: a visit or break) below ``bound``.

    early, late: bounds on p's begin besides its window. salt: a break costs the same everywhere and goes to a place that
    this number picks. Pickups go behind positions i_lo..i_hi-1. Returns (cost, i, j): p goes behind position i, q behind
    j; i is -1 when there is none.
    """
    size = meta[LENGTH]
    if size + 2 > stops.shape[0]:
        return bound, -1, -1
    i_lo, i_hi = max(i_lo, vehicle[FROZEN]), min(i_hi, size - 1)
    early, late = max(early, nodes[p, EARLIEST]), min(late, nodes[p, LATEST])
    if nodes[p, KIND] == BREAK:
        return _rest(nodes, time, vehicle, stops, size, p, bound, salt, buf, pos, i_lo, i_hi)
    use = vehicle[FIXED_COST] if meta[STANDS] == 0 else 0
    if q < 0:
        return _visit(nodes, time, cost, vehicle, stops, size, meta[STANDS] == 0, p, early, late, bound, use, buf, pos, i_lo, i_hi)
    return _ride(nodes, time, cost, fits, vehicle, stops, size, meta[STANDS] == 0, p, q, early, late, bound, use, buf, pos, i_lo, i_hi)


@compiled
def _rest(nodes, time, vehicle, stops, size, p, best, salt, buf, pos, i_lo, i_hi):  # type: ignore[no-untyped-def]
    """A place for a break, with nobody on board."""
    bi = -1
    for i in range(i_lo, i_hi):
        worth = mix(salt + i) & 1023
        if stops[i, LOAD] == 0 and worth < best and try_at(nodes, time, stops, size, i, i, p, -1, vehicle[DURATION], buf, pos):
            best, bi = worth, i
    return best, bi, bi


@compiled
def _visit(nodes, time, cost, vehicle, stops, size, empty, p, early, late, best, use, buf, pos, i_lo, i_hi):  # type: ignore[no-untyped-def]
    """A place for a visit; nobody is on board of whoever makes visits, so room does not matter."""
    bi, ready = -1, early + nodes[p, SERVICE]
    for i in range(i_lo, i_hi):
        if stops[i + 1, LATE] < ready:
            continue
        u, w = standing(nodes, stops, i), heading(nodes, stops, i)
        if time[u, p] >= NO_WAY:
            continue
        t = stops[i, EARLY] + nodes[stops[i, NODE], SERVICE] + time[u, p]
        if t > late:
            break
        extra = use + cost[u, p] + cost[p, w] - (0 if empty else cost[u, w])
        onward = 0 if nodes[stops[i + 1, NODE], KIND] == BREAK else time[p, w]
        if extra >= best or time[p, w] >= NO_WAY or max(t, early) + nodes[p, SERVICE] + onward > stops[i + 1, LATE]:
            continue
        if try_at(nodes, time, stops, size, i, i, p, -1, vehicle[DURATION], buf, pos):
            extra += overtime(stops, size, buf, size + 1, vehicle)
            if extra < best:
                best, bi = extra, i
    return best, bi, bi


@compiled
def _ride(nodes, time, cost, fits, vehicle, stops, size, empty, p, q, early, late, best, use, buf, pos, i_lo, i_hi):  # type: ignore[no-untyped-def]
    """Places for a pickup and its delivery."""
    bi, bj, ready, rests = -1, -1, early + nodes[p, SERVICE], vehicle[RESTS] > 0
    for i in range(i_lo, i_hi):
        if stops[i + 1, LATE] < ready:
            continue
        u, w = stops[i, NODE], stops[i + 1, NODE]
        follows = w
        if rests:
            u, w = standing(nodes, stops, i), heading(nodes, stops, i)
        if time[u, p] >= NO_WAY:
            continue
        t = stops[i, EARLY] + nodes[stops[i, NODE], SERVICE] + time[u, p]
        if t > late:
            break
        if not fits[vehicle[HOLD], stops[i, LOAD] + nodes[p, CHANGE]]:
            continue
        t = max(t, early) + nodes[p, SERVICE]
        base = use + cost[u, p] - (0 if empty else cost[u, w])
        extra = base + cost[p, q] + cost[q, w]
        if extra < best and time[p, q] < NO_WAY and _straight(nodes, time, vehicle, stops, size, i, p, q, w, follows, t, buf, pos):
            extra += overtime(stops, size, buf, size + 2, vehicle)
            if extra < best:
                best, bi, bj = extra, i, i
        base += cost[p, w]
        if base >= best or i == size - 2 or time[p, w] >= NO_WAY:
            continue
        on_board = 0 if nodes[follows, KIND] == BREAK else time[p, w]
        t = max(t + on_board, stops[i + 1, EARLY])
        if t <= stops[i + 1, LATE]:
            best, bi, bj = _bring(nodes, time, cost, fits, vehicle, stops, size, i, p, q, base, on_board, t, best, bi, bj, buf, pos)
    return best, bi, bj


@compiled
def _straight(nodes, time, vehicle, stops, size, i, p, q, w, follows, t, buf, pos):  # type: ignore[no-untyped-def]
    """Whether the delivery can stand right behind the pickup; t: when service there ends."""
    t = max(t + time[p, q], nodes[q, EARLIEST])
    back = 0 if nodes[follows, KIND] == BREAK else time[q, w]
    if t > nodes[q, LATEST] or time[q, w] >= NO_WAY or t + nodes[q, SERVICE] + back > stops[i + 1, LATE]:
        return False
    return try_at(nodes, time, stops, size, i, i, p, q, vehicle[DURATION], buf, pos)


@compiled
def _bring(nodes, time, cost, fits, vehicle, stops, size, i, p, q, base, on_board, t, best, bi, bj, buf, pos):  # type: ignore[no-untyped-def]
    """The cheapest position behind i+1 for the delivery, the pickup being behind i; t: begin at i+1 then."""
    longest, rests = nodes[q, RIDE], vehicle[RESTS] > 0
    for j in range(i + 1, size - 1):
        node = stops[j, NODE]
        if nodes[node, KIND] == BREAK or not fits[vehicle[HOLD], stops[j, LOAD] + nodes[p, CHANGE]]:
            break
        on_board += nodes[node, SERVICE]
        if on_board > longest:
            break
        x, y = node, stops[j + 1, NODE]
        follows = y
        if rests:
            x, y = standing(nodes, stops, j), heading(nodes, stops, j)
        tq = t + nodes[node, SERVICE] + time[x, q]
        if tq > nodes[q, LATEST]:
            break
        tq = max(tq, nodes[q, EARLIEST])
        extra = base + cost[x, q] + cost[q, y] - cost[x, y]
        if extra < best and on_board + time[x, q] <= longest and time[q, y] < NO_WAY:
            onward = 0 if nodes[follows, KIND] == BREAK else time[q, y]
            if tq + nodes[q, SERVICE] + onward <= stops[j + 1, LATE] and try_at(
                nodes, time, stops, size, i, j, p, q, vehicle[DURATION], buf, pos
            ):
                extra += overtime(stops, size, buf, size + 2, vehicle)
                if extra < best:
                    best, bi, bj = extra, i, j
        leg = 0 if nodes[follows, KIND] == BREAK else time[x, y]
        on_board += leg
        t = max(t + nodes[node, SERVICE] + leg, stops[j + 1, EARLY])
        if t > stops[j + 1, LATE]:
            break
    return best, bi, bj


@compiled
def remember(memo, meta, mark, bound):  # type: ignore[no-untyped-def]
    """The remembered best place for a tour and an option: (known, cost, i, j); i is -1 when none is below ``bound``."""
    keys, values, places = memo
    key = meta[3] ^ mark
    slot = (key ^ (key >> 23)) & (keys.shape[0] - 1)
    if keys[slot] != key:
        return False, INF, -1, -1
    if places[slot] >= 0:
        return True, values[slot], places[slot] >> 16, places[slot] & 65535
    return values[slot] >= bound, INF, -1, -1


@compiled
def memorize(memo, meta, mark, value, i, j):  # type: ignore[no-untyped-def]
    """Keep a best place, or that there is none below ``value``."""
    keys, values, places = memo
    key = meta[3] ^ mark
    slot = (key ^ (key >> 23)) & (keys.shape[0] - 1)
    keys[slot] = key
    values[slot] = value
    places[slot] = -1 if i < 0 else (i << 16) | j
