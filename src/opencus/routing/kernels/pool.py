"""Tours worth remembering: the cheapest order found for each set of requests, to be combined anew by set partitioning."""

from __future__ import annotations

from opencus.routing.kernels.layout import BREAK, COST, DROP, KIND, LENGTH, NODE, OPTION, PRICE, REQUEST, STANDS, compiled, mix


@compiled
def _extras(d, s, v):  # type: ignore[no-untyped-def]
    """What the requests of a tour cost besides its legs: their vehicle and their windows; and the hash of their set."""
    extra, key = 0, d.twin[v] * 1000003
    for k in range(1, s.meta[v, LENGTH] - 1):
        node = s.tour[v, k, NODE]
        r = d.nodes[node, REQUEST]
        o = s.at[r, OPTION]
        if d.options[o, DROP] == node or d.nodes[node, KIND] == BREAK:
            continue
        extra += d.options[o, PRICE] + d.likes[r, v]
        key += mix(r + 1)
    return extra, key


@compiled
def collect(d, s, w, pool):  # type: ignore[no-untyped-def]
    """Keep the tours that the last step changed. A full neighbourhood of the table forgets its dearest."""
    keys, costs, heads, nodes = pool
    mask = keys.shape[0] - 1
    for v in range(s.meta.shape[0]):
        size = s.meta[v, LENGTH]
        if w.touched[v] == 0 or s.meta[v, STANDS] == 0 or size - 2 > nodes.shape[1]:
            continue
        extra, key = _extras(d, s, v)
        cost = s.meta[v, COST] + extra
        slot = mix(key) & mask
        chosen, dearest = -1, cost
        for probe in range(8):
            at = (slot + probe) & mask
            if heads[at, 0] == 0:
                chosen = at
                break
            if keys[at] == key:
                chosen = at if cost < costs[at] else -2
                break
            if costs[at] > dearest:
                chosen, dearest = at, costs[at]
        if chosen < 0:
            continue
        keys[chosen], costs[chosen] = key, cost
        heads[chosen, 0], heads[chosen, 1] = size - 2, v
        for k in range(1, size - 1):
            nodes[chosen, k - 1] = s.tour[v, k, NODE]
