"""Every move of a booking is in the table, and every other one is refused."""

from __future__ import annotations

from itertools import product

import pytest

from opencus.core.states import WrongMove
from opencus.delivery.models import HOLDS_TIME, Ride, State, Visit


@pytest.mark.parametrize("kind", [Visit, Ride])
@pytest.mark.parametrize(("one", "other"), list(product(State.values, State.values)))
def test_a_booking_moves_as_the_table_says(kind: type[Visit | Ride], one: str, other: str) -> None:
    booking = kind(state=one)
    if other in kind.MOVES[one]:
        booking.move_to(other)
        assert booking.state == other
    else:
        with pytest.raises(WrongMove, match="Nie można przejść"):
            booking.move_to(other)


def test_every_state_is_in_the_table_and_can_be_reached() -> None:
    assert set(Visit.MOVES) == set(State.values)
    reached = {state for moves in Visit.MOVES.values() for state in moves}
    assert reached | {State.PROPOSED} == set(State.values)


def test_time_is_held_unless_the_booking_fell_through() -> None:
    assert set(State.values) - set(HOLDS_TIME) == {State.CANCELLED, State.CANCELLED_LATE, State.NO_SHOW}
