"""The numbers of a desk and its most urgent lines, from the lists of tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from opencus.centre.actors import Actor
from opencus.desk import links
from opencus.desk.queries.duties import Duty, Item, duties_of


@dataclass(frozen=True, slots=True)
class Tile:
    """A number on the desk and the list behind it."""

    duty: Duty
    count: int
    overdue: int

    @property
    def url(self) -> str:
        return links.to("desk:duty", self.duty.slug)


#: A desk lists at most this many lines; the rest stands behind the numbers.
MOST_URGENT = 12
_LOOKED_THROUGH = 40


def board(
    actor: Actor, hidden_rooms: Sequence[str], today: date
) -> tuple[list[Tile], list[tuple[Duty, Item]]]:
    """The numbers of an actor's desk and the most urgent lines of all lists, overdue first."""
    tiles: list[Tile] = []
    lines: list[tuple[Duty, Item]] = []
    for one in duties_of(actor, hidden_rooms):
        first = one.items(actor, _LOOKED_THROUGH)
        total = len(first) if len(first) < _LOOKED_THROUGH else one.count(actor)
        overdue = sum(item.due is not None and item.due < today for item in first)
        tiles.append(Tile(one, total, overdue))
        lines += [(one, item) for item in first]
    lines.sort(key=lambda pair: (pair[1].due is None, pair[1].due or date.max))
    return tiles, lines[:MOST_URGENT]
