"""What the Act says about the diagnosis: when it is needed, how long it holds, when it may be handed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from opencus.core.clock import add_months, add_years

YEARS = 5  # art. 21(1) CUS Act
WARN_MONTHS = 6  # a new one with its consultation takes about that long


@dataclass(frozen=True, slots=True)
class Standing:
    """How a diagnosis stands on a day; ``days_left`` counts the last day too and is negative when it is over."""

    holds: bool
    days_left: int
    ending: bool  # the last half year has begun


def diagnosis_required(created_on: date, on: date) -> bool:
    """Whether a programme or a community plan drawn up on a day must rest on a diagnosis.

    It may do without in the first year of the centre (art. 76-77 CUS Act); the year ends with the day of the same date
    (art. 112 of the Civil Code).
    """
    return on > add_years(created_on, 1)


def usual_end(valid_from: date) -> date:
    """The last day of the five years (art. 21(1))."""
    return add_years(valid_from, YEARS) - timedelta(days=1)


def period_problem(valid_from: date, valid_to: date) -> str:
    """Why the period cannot be that of a diagnosis; empty when it can: at most five years (art. 21(1))."""
    if valid_to < valid_from:
        return "Okres kończy się, zanim się zacznie."
    last = usual_end(valid_from)
    return f"Diagnoza jest na najwyżej 5 lat: najdalej do {last:%d.%m.%Y}." if valid_to > last else ""


def standing(valid_from: date, valid_to: date, on: date) -> Standing:
    """Whether the period holds on a day, what is left of it, and whether it is time for the next one."""
    holds = valid_from <= on <= valid_to
    return Standing(holds, (valid_to - on).days, holds and on >= add_months(valid_to, -WARN_MONTHS))


def hand_over_problem(consulted_on: date | None, to_mayor_on: date, to_council_on: date, on: date) -> str:
    """Why a diagnosis may not be handed over to mayor and council with these dates; empty when it may.

    ``consulted_on`` is the day its consultation was reported; null: none was. Consulted first (art. 21(5), R09).
    """
    if consulted_on is None:
        return (
            "Najpierw konsultacje ze społecznością: zapisz je i zakończ raportem. "
            "Dopiero potem diagnozę można przekazać wójtowi i radzie (art. 21 ust. 5)."
        )
    if min(to_mayor_on, to_council_on) < consulted_on:
        return f"Konsultacje zakończono {consulted_on:%d.%m.%Y}. Przekazanie nie mogło być wcześniej (art. 21 ust. 5)."
    if max(to_mayor_on, to_council_on) > on:
        return "Wpisz dzień, w którym diagnozę już przekazano, nie przyszły."
    return ""
