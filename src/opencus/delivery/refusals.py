"""Refusals of the room; each message is plain Polish and says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime


class NotPossible(ValueError):
    """A rule forbids the booking or the act; ``field`` names the field of the form it belongs to, if any."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Taken(ValueError):
    """The worker or the vehicle is taken at that time: 409, with starts of the same day that are free."""

    def __init__(self, message: str, free: Sequence[datetime] = ()) -> None:
        super().__init__(message)
        self.free = list(free)


class Overlaps(ValueError):
    """The client has another booking then: a warning that must be acknowledged (R56)."""

    def __init__(self, clashes: Sequence[str]) -> None:
        super().__init__("Ta osoba ma już coś w tym czasie: " + "; ".join(clashes) + ".")
        self.clashes = list(clashes)
