"""The seven elements of the information on realisation: what each needs, until when it is due. Pure.

Source: art. 6 CUS Act (content, publication in both bulletins, four months from the end).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from opencus.core.clock import deadline_months
from opencus.core.money import round_half_up
from opencus.core.words import listed
from opencus.reporting.rules import small

MONTHS = 4
FEW = "mniej niż 5"


class NotReported(ValueError):
    """The information is not complete or may not be published; plain Polish, ``field`` names the form field if any."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Element:
    """One of the seven elements; ``lacking`` says what is missing, empty when it is there."""

    number: int
    label: str
    lacking: str = ""


def due_on(end: date) -> date:
    """The last day for publishing: four months after the end of the programme (art. 6(3))."""
    return deadline_months(end, MONTHS)


def elements(
    figures: Mapping[str, Any], *, degree: str, assessment: str, other_costs: Decimal | None, unread: Sequence[str]
) -> tuple[Element, ...]:
    """The seven elements in the order of art. 6(2); ``unread`` names measures nobody has read in the period."""
    services = figures.get("services", [])
    uncounted = [one["name"] for one in services if one["persons"] is None]
    nobody = [one["name"] for one in services if not one["providers"] and one["persons"] != 0]
    monitored = "Wpisz wyniki monitoringu i ocenę." if not assessment.strip() else ""
    if unread:
        monitored = f"Brakuje odczytu: {listed(list(unread))}. {monitored}".strip()
    return (
        Element(1, "Nazwa programu"),
        Element(2, "Okres realizacji"),
        Element(3, "Liczba osób planowana i faktyczna, według usług", f"Wpisz, ile osób skorzystało: {listed(uncounted)}." if uncounted else ""),
        Element(4, "Stopień realizacji", "" if degree.strip() else "Opisz stopień realizacji."),
        Element(5, "Wyniki monitoringu i ocena według mierników", monitored),
        Element(6, "Koszty realizacji", "" if other_costs is not None else "Wpisz koszty spoza rozliczeń, także gdy ich nie było (0)."),
        Element(7, "Wykonawcy każdej usługi", f"Wpisz, kto realizował: {listed(nobody)}." if nobody else ""),
    )  # fmt: skip


def missing(found: Sequence[Element]) -> tuple[Element, ...]:
    """The elements that are not there yet."""
    return tuple(one for one in found if one.lacking)


def persons_said(number: int | None) -> str:
    """How many people used a service, as it may be shown: a small group is not told (5 people and more are)."""
    if number is None:
        return "nie wpisano"
    return FEW if small(number) else str(number)


def percent_said(used: int | None, planned: int) -> str:
    """How far the plan was met; nothing where the number behind it may not be shown."""
    if used is None or small(used) or not planned:
        return "–"
    return f"{round_half_up(Decimal(used) * 100 / planned):.0f}%"


def reached(value: Decimal | None, target: Decimal, *, fewer_is_better: bool) -> bool | None:
    """Whether a measure is where it was to be; None while it was not read."""
    if value is None:
        return None
    return value <= target if fewer_is_better else value >= target
