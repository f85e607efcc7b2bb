"""When an entitlement lets somebody take units; what is left of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from opencus.core.words import numeric_date


class NotEntitled(ValueError):
    """Units may not be taken: the state or the dates forbid it; the message is plain Polish."""


class LimitReached(ValueError):
    """Units would go over a limit of the programme (art. 42(2)); the message is plain Polish."""


def obstacle(*, state: str, state_label: str, valid_from: date, valid_to: date, resigned_on: date | None, on: date) -> str | None:
    """Why nothing may be taken on the day; None when the right is in force.

    A resignation binds after its day: what was due up to it stays (art. 44(1)).
    """
    if not valid_from <= on <= valid_to:
        return f"Przyznanie obowiązuje od {numeric_date(valid_from)} do {numeric_date(valid_to)}."
    if state == "resigned":
        last = resigned_on or valid_from
        return None if on <= last else f"Osoba zrezygnowała z usługi z dniem {numeric_date(last)}."
    if state != "active":
        return f"Przyznanie ma stan: {state_label}."
    return None


class NoPlace(ValueError):
    """No place is free; ``alternatives`` are names of similar services with room (art. 42(2), R27)."""

    def __init__(self, message: str, alternatives: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.alternatives = tuple(alternatives)


class NotRaised(ValueError):
    """An entitlement may not be raised; plain Polish, ``field`` names the form field if any."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


Proposal = Literal["qualify", "wait", "refuse", "grant", "ask", "broken"]
OFFER_WORKING_DAYS = 3  # how long an offered place is kept, until the programme says otherwise


def proposed(*, truth: bool | None, missing: bool, by_decision: bool, free: int | None, waiting_before: int) -> Proposal:
    """The outcome the rules lead to; a clerk may choose another one with a reason, never past a missing fact.

    A free place belongs first to those who wait, so a new application waits behind them (order of applications).
    """
    if missing or truth is None:
        return "ask"
    if not truth:
        return "refuse"
    if free is not None and free <= waiting_before:
        return "wait"
    return "grant" if by_decision else "qualify"
