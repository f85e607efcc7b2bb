"""From a draft to law and to its reckoning: the days the law counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from opencus.core.clock import deadline_months
from opencus.core.words import numeric_date

VACATIO_DAYS = 14
REPORT_MONTHS = 4


def earliest_force(promulgated_on: date) -> date:
    """The first day a promulgated resolution may bind: fourteen days after promulgation have to pass whole.

    Local law binds after the lapse of 14 days from its promulgation unless it says longer (art. 4(1) of the act of
    20 July 2000 on promulgation of normative acts, Dz.U. 2019 poz. 1461); the day of promulgation is not counted.
    """
    return promulgated_on + timedelta(days=VACATIO_DAYS + 1)


def force_problem(valid_from: date, promulgated_on: date) -> str:
    """Why the version may not bind from that day; empty when it may."""
    first = earliest_force(promulgated_on)
    if valid_from >= first:
        return ""
    return (
        f"Ogłoszenie {numeric_date(promulgated_on)}: uchwała może obowiązywać najwcześniej od {numeric_date(first)}, "
        "po upływie 14 dni (art. 4 ust. 1 ustawy o ogłaszaniu aktów normatywnych)."
    )


def report_due(valid_to: date) -> date:
    """Until when the information on realisation is to be in both BIPs: four months after the end (art. 6(3) CUS Act)."""
    return deadline_months(valid_to, REPORT_MONTHS)


@dataclass(frozen=True, slots=True)
class Countdown:
    """The next day that matters for a version; ``day`` None: it has to be entered first."""

    what: str
    day: date | None = None


def countdown(
    state: str, *, session_on: date | None, promulgated_on: date | None, valid_from: date, valid_to: date, replaced: bool
) -> Countdown | None:
    """What a version waits for: the session, promulgation, its first day, its end, the information of art. 6.

    A version replaced by an amendment has no information of its own: the programme goes on.
    """
    match state:
        case "draft" | "in_consultation" | "ready":
            return Countdown("sesja rady", session_on)
        case "adopted":
            return Countdown("wejście w życie", valid_from) if promulgated_on else Countdown("ogłoszenie")
        case "in_force":
            return Countdown("koniec okresu", valid_to)
        case "ended" if not replaced:
            return Countdown("informacja z realizacji (art. 6)", report_due(valid_to))
    return None
