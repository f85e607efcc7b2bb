"""Taking requests out: strings of neighbouring tours (SISR, Christiaens and Vanden Berghe 2020), a few anywhere, or a slice of time."""

from __future__ import annotations

from opencus.routing.kernels.layout import (
    DROP,
    EARLY,
    LENGTH,
    NODE,
    OPTION,
    PICK,
    PROFILE,
    REQUEST,
    STAFF,
    VEHICLE,
    compiled,
    draw,
    draw_int,
)  # fmt: skip
from opencus.routing.kernels.schedule import refresh


@compiled
def mark(links, linked, link_of, loose, at_, gone, removed, r, count):  # type: ignore[no-untyped-def]
    """Take a request out, and with it those it is linked to; returns how many are out."""
    if gone[r] == 1 or loose[r] == 0 or at_[r, VEHICLE] < 0:
        return count
    gone[r] = 1
    removed[count] = r
    count += 1
    for k in range(linked[r], linked[r + 1]):
        other = links[link_of[k], 0] + links[link_of[k], 1] - r
        if gone[other] == 0 and loose[other] == 1 and at_[other, VEHICLE] >= 0:
            gone[other] = 1
            removed[count] = other
            count += 1
    return count


@compiled
def strings(d, s, w, count, mean, longest):  # type: ignore[no-untyped-def]
    """Strings of stops out of tours near one another; ``mean`` stops on average."""
    stops = 0
    used = 0
    for v in range(s.meta.shape[0]):
        if s.meta[v, LENGTH] > 2:
            stops += s.meta[v, LENGTH] - 2
            used += 1
    if stops == 0:
        return count
    most = max(min(longest, stops / used), 2.0)
    tours = int(draw(w.dice) * (4.0 * mean / (1.0 + most) - 1.0) + 1.0)
    seed = _served_node(d, s, w)
    if seed < 0:
        return count
    count = _string(d, s, w, seed, count, most)
    tours -= 1
    for k in range(d.near.shape[1]):
        node = d.near[seed, k]
        if node < 0 or tours <= 0:
            break
        v = s.at[d.nodes[node, REQUEST], VEHICLE]
        if v < 0 or w.ruined[v] == 1 or not _is_there(d.options, s.at[d.nodes[node, REQUEST], OPTION], node):
            continue
        count = _string(d, s, w, node, count, most)
        tours -= 1
    return count


@compiled
def _served_node(d, s, w):  # type: ignore[no-untyped-def]
    """A node of a request that is served, or -1 when a few draws find none."""
    for _ in range(50):
        r = draw_int(w.dice, s.at.shape[0])
        if s.at[r, VEHICLE] >= 0:
            o = s.at[r, OPTION]
            if d.options[o, DROP] >= 0 and draw(w.dice) < 0.5:
                return d.options[o, DROP]
            return d.options[o, PICK]
    return -1


@compiled
def _is_there(options, o, node):  # type: ignore[no-untyped-def]
    """Whether the option that is in the plan has this node."""
    return options[o, PICK] == node or options[o, DROP] == node


@compiled
def _string(d, s, w, node, count, most):  # type: ignore[no-untyped-def]
    """A string through one node, half of the time with some stops in its middle left alone."""
    v = s.at[d.nodes[node, REQUEST], VEHICLE]
    w.ruined[v] = 1
    card = s.meta[v, LENGTH] - 2
    length = min(int(draw(w.dice) * min(float(card), most) + 1.0), card)
    at = s.pos[node]
    lo = max(at - length + 1, 1)
    hi = min(at, card - length + 1)
    start = lo + (draw_int(w.dice, hi - lo + 1) if hi >= lo else 0)
    keep, keep_from = 0, 0
    if 1 < length < card and draw(w.dice) < 0.5:
        keep = 1
        while length + keep < card and draw(w.dice) > 0.5:
            keep += 1
        if start + length + keep - 1 > card:
            start = max(1, card - length - keep + 1)
        keep_from = start + 1 + draw_int(w.dice, length)
    for k in range(start, min(card, start + length + keep - 1) + 1):
        if keep > 0 and keep_from <= k < keep_from + keep:
            continue
        count = mark(d.links, d.linked, d.link_of, d.loose, s.at, w.gone, w.removed, d.nodes[s.tour[v, k, NODE], REQUEST], count)
    return count


@compiled
def anywhere(d, s, w, count, most):  # type: ignore[no-untyped-def]
    """A few requests anywhere."""
    wanted = count + 1 + draw_int(w.dice, most)
    for _ in range(4 * most):
        if count >= wanted or count >= s.at.shape[0]:
            break
        count = mark(d.links, d.linked, d.link_of, d.loose, s.at, w.gone, w.removed, draw_int(w.dice, s.at.shape[0]), count)
    return count


@compiled
def slice_of_time(d, s, w, count, most, span):  # type: ignore[no-untyped-def]
    """Requests whose pickup begins within ``span`` seconds of another's, in any tour."""
    seed = _served_node(d, s, w)
    if seed < 0:
        return count
    v = s.at[d.nodes[seed, REQUEST], VEHICLE]
    moment = s.tour[v, s.pos[seed], EARLY]
    wanted = count + 1 + draw_int(w.dice, most)
    for _ in range(6 * most):
        if count >= wanted or count >= s.at.shape[0]:
            break
        r = draw_int(w.dice, s.at.shape[0])
        v = s.at[r, VEHICLE]
        if v >= 0 and abs(s.tour[v, s.pos[d.options[s.at[r, OPTION], PICK]], EARLY] - moment) < span:
            count = mark(d.links, d.linked, d.link_of, d.loose, s.at, w.gone, w.removed, r, count)
    return count


@compiled
def take_out(d, s, w, first, count):  # type: ignore[no-untyped-def]
    """Close the tours over what was marked; returns whether their times still hold (a detour may be shorter than the way)."""
    for a in range(first, count):
        r = w.removed[a]
        v = s.at[r, VEHICLE]
        w.touched[v] = 1
        s.served[d.vehicles[v, STAFF]] -= d.work[s.at[r, OPTION]]
    fine = True
    for v in range(s.meta.shape[0]):
        if w.touched[v] == 0:
            continue
        size = s.meta[v, LENGTH]
        k = 1
        for old in range(1, size):
            node = s.tour[v, old, NODE]
            if old == size - 1 or w.gone[d.nodes[node, REQUEST]] == 0:
                s.tour[v, k, NODE] = node
                k += 1
        s.meta[v, LENGTH] = k
        profile = d.vehicles[v, PROFILE]
        fine &= refresh(d.nodes, d.time[profile], d.cost[profile], d.vehicles[v], s.tour[v], s.meta[v], s.pos)
    for a in range(first, count):
        s.at[w.removed[a], VEHICLE] = -1
        s.at[w.removed[a], OPTION] = -1
    return fine
