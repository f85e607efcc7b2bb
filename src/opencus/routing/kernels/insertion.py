"""The cheapest exact place for one more request in one tour.

Earliest and latest begins rule out most positions in a few comparisons, cost rules out the rest but a few, and what is
left is tried on the whole temporal network of the tour: no position that would break a promise passes.
"""

from __future__ import annotations

from opencus.routing.kernels.layout import (
    BREAK, CHANGE, DURATION, EARLIEST, EARLY, FIXED_COST, FROZEN, HOLD, INF, KIND, LATE, LATE_COST, LATE_FROM, LATEST, LENGTH, LOAD,
    NO_WAY, NODE, RESTS, RIDE, SERVICE, STANDS, compiled, mix,
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
    this number picks. Pickups go behind positions i_lo..i_hi-1. Returns (cost, i, j): p goes behind position i, q behind j;
    i is -1 when there is none.
    """
    size, best, bi, bj = meta[LENGTH], bound, -1, -1
    if size + 2 > stops.shape[0]:
        return best, bi, bj
    is_break = nodes[p, KIND] == BREAK
    empty, rests = meta[STANDS] == 0, vehicle[RESTS] > 0
    use = vehicle[FIXED_COST] if empty and not is_break else 0
    early, late = max(early, nodes[p, EARLIEST]), min(late, nodes[p, LATEST])
    ready = early + nodes[p, SERVICE]
    for i in range(max(i_lo, vehicle[FROZEN]), min(i_hi, size - 1)):
        if stops[i + 1, LATE] < ready or (is_break and stops[i, LOAD] != 0):
            continue
        u, w = stops[i, NODE], stops[i + 1, NODE]
        follows = w
        if rests:
            u, w = standing(nodes, stops, i), heading(nodes, stops, i)
        tp = stops[i, EARLY] + nodes[stops[i, NODE], SERVICE] + (0 if is_break else time[u, p])
        if not is_break and time[u, p] >= NO_WAY:
            continue
        if tp > late:
            break
        if not fits[vehicle[HOLD], stops[i, LOAD] + nodes[p, CHANGE]]:
            continue
        tp = max(tp, early) + nodes[p, SERVICE]
        spared = 0 if empty else cost[u, w]
        if q < 0:
            onward = 0 if nodes[follows, KIND] == BREAK else time[u if is_break else p, w]
            extra = mix(salt + i) & 1023 if is_break else use + cost[u, p] + cost[p, w] - spared
            if extra >= best or onward >= NO_WAY or tp + onward > stops[i + 1, LATE]:
                continue
            if try_at(nodes, time, stops, size, i, i, p, q, vehicle[DURATION], buf, pos):
                extra += overtime(stops, size, buf, size + 1, vehicle)
                if extra < best:
                    best, bi, bj = extra, i, i
            continue
        base = use + cost[u, p] - spared
        if base + cost[p, q] + cost[q, w] < best and time[p, q] < NO_WAY:  # straight there
            tq = max(tp + time[p, q], nodes[q, EARLIEST])
            back = 0 if nodes[follows, KIND] == BREAK else time[q, w]
            if (
                tq <= nodes[q, LATEST] and time[q, w] < NO_WAY and tq + nodes[q, SERVICE] + back <= stops[i + 1, LATE]
                and try_at(nodes, time, stops, size, i, i, p, q, vehicle[DURATION], buf, pos)
            ):  # fmt: skip
                extra = base + cost[p, q] + cost[q, w] + overtime(stops, size, buf, size + 2, vehicle)
                if extra < best:
                    best, bi, bj = extra, i, i
        base += cost[p, w]
        if base >= best or i == size - 2 or time[p, w] >= NO_WAY:
            continue
        on_board = 0 if nodes[follows, KIND] == BREAK else time[p, w]
        t = max(tp + on_board, stops[i + 1, EARLY])
        if t > stops[i + 1, LATE]:
            continue
        best, bi, bj = _bring(nodes, time, cost, fits, vehicle, stops, size, i, p, q, base, on_board, t, best, bi, bj, buf, pos)
    return best, bi, bj


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
