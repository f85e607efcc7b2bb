"""Small problems of every kind, drawn at random: what a plan must keep whatever is asked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from opencus.routing import Break, Call, Link, Problem, Request, Stop, Vehicle, Window

DAY = 6_000  # seconds of the little days here
PLACES = 7


@st.composite
def ways(draw: st.DrawFn, profiles: int) -> np.ndarray:
    """Matrices that are nearly distances: not symmetric, the triangle a little broken, here and there no way at all."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    spots = rng.integers(0, 400, size=(PLACES, 2))
    far = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    made = np.stack([far * (1 + profile) + rng.integers(0, 4, size=far.shape) for profile in range(profiles)]).astype(np.int32)
    made[:, np.arange(PLACES), np.arange(PLACES)] = 0
    if draw(st.booleans()):
        one, two = draw(st.integers(1, PLACES - 1)), draw(st.integers(1, PLACES - 1))
        if one != two:
            made[:, one, two] = -1
    return made


@st.composite
def windows(draw: st.DrawFn) -> tuple[Window, ...]:
    """One to three windows, the later ones dearer."""
    count = draw(st.sampled_from([1, 1, 1, 2, 3]))
    starts = [draw(st.integers(0, DAY - 600)) for _ in range(count)]
    return tuple(Window(start, start + draw(st.integers(0, 2_000)), at * draw(st.integers(0, 50))) for at, start in enumerate(starts))


@st.composite
def stops(draw: st.DrawFn) -> Stop:
    return Stop(draw(st.integers(1, PLACES - 1)), draw(windows()), draw(st.integers(0, 120)))


@st.composite
def requests(draw: st.DrawFn, number: int, fleet: list[str]) -> Request:
    """A ride or a visit with anything a request may ask."""
    ride = draw(st.booleans())
    name = st.sampled_from(fleet)
    return Request(
        f"r{number}", draw(stops()), draw(stops()) if ride else None, (draw(st.integers(0, 2)), draw(st.integers(0, 1))) if ride else (),
        max_ride=draw(st.integers(200, 3_000)), alone=ride and draw(st.integers(0, 4)) == 0,
        skills=frozenset({"lift"}) if draw(st.integers(0, 4)) == 0 else frozenset(),
        only=frozenset({draw(name)}) if draw(st.integers(0, 7)) == 0 else None, never=frozenset({draw(name)}) if draw(st.integers(0, 5)) == 0 else frozenset(),
        preferences={draw(name): draw(st.integers(-40, 40))} if draw(st.booleans()) else {}, prize=draw(st.sampled_from([None, None, 50, 5_000])),
    )  # fmt: skip


@st.composite
def vehicles(draw: st.DrawFn, number: int, profiles: int) -> Vehicle:
    early = draw(st.integers(0, 1_500))
    rest = draw(st.booleans())
    return Vehicle(
        f"v{number}", 0, draw(st.sampled_from([0, 0, 1])), early, early + draw(st.integers(1_000, DAY)), draw(st.integers(1_500, DAY)),
        draw(st.sampled_from([((3, 0), (1, 1)), ((2, 1),), ((4, 2),)])), frozenset({"lift"}) if draw(st.booleans()) else frozenset(),
        draw(st.integers(0, profiles - 1)), draw(st.sampled_from([0, 100])), (Break(early, early + 2_500, 200),) if rest else (),
        draw(st.sampled_from([2**31 - 1, early + 1_500])), draw(st.sampled_from([0, 1])), draw(st.sampled_from(["", "team"])), 150, draw(st.sampled_from([0, 2])),
    )  # fmt: skip


@st.composite
def links(draw: st.DrawFn, names: list[str]) -> tuple[Link, ...]:
    """At most two, of different requests."""
    order = draw(st.permutations(names))
    made = []
    for pair in range(min(draw(st.integers(0, 2)), len(names) // 2)):
        least = draw(st.sampled_from([0, 0, 300]))
        made.append(Link(order[2 * pair], order[2 * pair + 1], least, draw(st.sampled_from([least, least + 400, DAY])), draw(st.booleans())))
    return tuple(made)


@st.composite
def problems(draw: st.DrawFn, most: int = 9) -> Problem:
    """Anything of `problem`: windows, room, skills, breaks, overtime, fairness, links, and stops that are fixed."""
    profiles = draw(st.integers(1, 2))
    fleet = [draw(vehicles(number, profiles)) for number in range(draw(st.integers(1, 3)))]
    asked = [draw(requests(number, [one.name for one in fleet])) for number in range(draw(st.integers(1, most)))]
    durations = draw(ways(profiles))
    tied = draw(links([one.name for one in asked]))
    if draw(st.integers(0, 3)) == 0 and not tied:
        free = Request("run", Stop(2, (Window(0, 3 * DAY),), 30), Stop(3, (Window(0, 3 * DAY),), 30), (1,))
        asked.append(free)
        fixed = (Call("run"), Call("run", delivery=True))
        fleet[0] = replace(fleet[0], fixed=fixed, frozen=draw(st.integers(0, 2)), latest=3 * DAY, max_duration=3 * DAY, capacities=((4, 2),))
        durations[:, :4, :4] = np.where(durations[:, :4, :4] < 0, 300, durations[:, :4, :4])
    return Problem(tuple(asked), tuple(fleet), durations, links=tied)
