"""When the stops of one tour can be made: the least and the greatest solution of its temporal network.

Windows, travel, service, ride times and the longest duration are differences of begins, so the earliest begins are a
least fixed point and the latest a greatest one (simple temporal networks; Dechter, Meiri and Pearl 1991). Rounds beyond
the number of stops mean a circle that never settles: no times exist.
"""

from __future__ import annotations

from opencus.routing.kernels.layout import (
    BREAK,
    CHANGE,
    DELIVERY,
    DURATION,
    EARLIEST,
    EARLY,
    KIND,
    LATE,
    LATEST,
    LOAD,
    MATE,
    NODE,
    PICKUP,
    RIDE,
    SERVICE,
    compiled,
)  # fmt: skip


@compiled
def forward(nodes, time, stops, size, first, least):  # type: ignore[no-untyped-def]
    """Push begins later from position ``first`` on, at least through position ``least``.

    Returns (position where nothing changed any more, whether every begin is within its window).
    """
    place = stops[first - 1, NODE]
    k = first - 1
    while nodes[place, KIND] == BREAK:
        k -= 1
        place = stops[k, NODE]
    before = stops[first - 1, NODE]
    for k in range(first, size):
        node = stops[k, NODE]
        t = stops[k - 1, EARLY] + nodes[before, SERVICE]
        if nodes[node, KIND] != BREAK:
            t += time[place, node]
            place = node
        if t > stops[k, EARLY]:
            if t > stops[k, LATE]:
                return k, False
            stops[k, EARLY] = t
        elif k > least and nodes[node, KIND] != BREAK:  # behind a break the way may be another although the break is not moved
            return k, True
        before = node
    return size, True


@compiled
def settle(nodes, time, stops, size, pos, duration, lo, hi):  # type: ignore[no-untyped-def]
    """Make rides short enough after the begins of positions lo..hi-1 moved later; all begins then are least.

    ``stops[:, LATE]`` bounds every begin, ``pos`` gives the position of each node. Returns whether times exist.
    """
    for _ in range(size + 3):
        low, high = size, 0
        t = stops[size - 1, EARLY] - duration
        if t > stops[0, EARLY]:
            if t > stops[0, LATE]:
                return False
            stops[0, EARLY] = t
            low = 0
        for k in range(lo, hi):
            node = stops[k, NODE]
            if nodes[node, KIND] == DELIVERY:
                mate = nodes[node, MATE]
                i = pos[mate]
                t = stops[k, EARLY] - nodes[node, RIDE] - nodes[mate, SERVICE]
                if t > stops[i, EARLY]:
                    if t > stops[i, LATE]:
                        return False
                    stops[i, EARLY] = t
                    low = min(low, i)
                    high = max(high, i)
        if low == size:
            return True
        lo = low + 1
        hi, fine = forward(nodes, time, stops, size, lo, high)
        if not fine:
            return False
    return False


@compiled
def earliest(nodes, time, stops, size, pos, duration):  # type: ignore[no-untyped-def]
    """Least begins from scratch, bounded by the windows of the nodes; sets ``pos``. Returns whether times exist."""
    for k in range(size):
        node = stops[k, NODE]
        pos[node] = k
        stops[k, EARLY] = nodes[node, EARLIEST]
        stops[k, LATE] = nodes[node, LATEST]
    _, fine = forward(nodes, time, stops, size, 1, size)
    return fine and settle(nodes, time, stops, size, pos, duration, 1, size)


@compiled
def backward(nodes, time, stops, size):  # type: ignore[no-untyped-def]
    """Push latest begins earlier along the tour; returns whether any moved."""
    moved = False
    node = stops[size - 1, NODE]
    place = node
    for k in range(size - 2, -1, -1):
        follows = node
        node = stops[k, NODE]
        t = stops[k + 1, LATE] - nodes[node, SERVICE]
        if nodes[follows, KIND] != BREAK:
            j, place = k, node
            while nodes[place, KIND] == BREAK:
                j -= 1
                place = stops[j, NODE]
            t -= time[place, follows]
        if t < stops[k, LATE]:
            stops[k, LATE] = t
            moved = True
    return moved


@compiled
def latest(nodes, time, stops, size, pos, duration):  # type: ignore[no-untyped-def]
    """Greatest begins, from what ``stops[:, LATE]`` holds down, of a tour that `earliest` found possible."""
    backward(nodes, time, stops, size)
    for _ in range(size + 3):
        moved = False
        t = stops[0, LATE] + duration
        if t < stops[size - 1, LATE]:
            stops[size - 1, LATE] = t
            moved = True
        for k in range(size):
            node = stops[k, NODE]
            if nodes[node, KIND] == PICKUP:
                j = pos[nodes[node, MATE]]
                t = stops[k, LATE] + nodes[node, SERVICE] + nodes[node, RIDE]
                if t < stops[j, LATE]:
                    stops[j, LATE] = t
                    moved = True
        if not moved or not backward(nodes, time, stops, size):
            return


@compiled
def loads(nodes, stops, size):  # type: ignore[no-untyped-def]
    """The load code after each stop."""
    load = 0
    for k in range(size):
        load += nodes[stops[k, NODE], CHANGE]
        stops[k, LOAD] = load


@compiled
def cost_of(nodes, cost, stops, size):  # type: ignore[no-untyped-def]
    """What the legs of a tour cost; breaks are taken where the vehicle stands."""
    total = 0
    place = stops[0, NODE]
    for k in range(1, size):
        node = stops[k, NODE]
        if nodes[node, KIND] != BREAK:
            total += cost[place, node]
            place = node
    return total


@compiled
def refresh(nodes, time, cost, vehicle, stops, meta, pos):  # type: ignore[no-untyped-def]
    """Times, loads, cost and hash of one tour after its stops changed. Returns whether times exist."""
    size = meta[0]
    duration = vehicle[DURATION]
    if not earliest(nodes, time, stops, size, pos, duration):
        return False
    latest(nodes, time, stops, size, pos, duration)
    loads(nodes, stops, size)
    summary(nodes, cost, vehicle, stops, meta)
    return True


@compiled
def summary(nodes, cost, vehicle, stops, meta):  # type: ignore[no-untyped-def]
    """Write cost, number of requests' stops and hash of a tour into ``meta``. A tour that serves nobody costs nothing."""
    size = meta[0]
    stands = 0
    key = vehicle[10]
    for k in range(1, size - 1):
        node = stops[k, NODE]
        if nodes[node, KIND] != BREAK:
            stands += 1
        key = key * 6364136223846793005 + (node + 1) * 1442695040888963407
        key ^= key >> 29
    total = 0
    if stands > 0:
        total = cost_of(nodes, cost, stops, size) + vehicle[5]
        late = stops[size - 1, EARLY] - vehicle[6]
        if late > 0:
            total += late * vehicle[7]
    meta[1], meta[2], meta[3] = total, stands, key
