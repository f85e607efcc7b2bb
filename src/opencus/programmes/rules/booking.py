"""How early and how late a ride or a visit may be booked, and until when cancelling costs nothing.

Source: rules of the programme (pattern of city senior taxis: request three working days ahead, until 20:00).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from opencus.core import clock
from opencus.core.text import plural
from opencus.core.words import long_date


@dataclass(frozen=True, slots=True)
class BookingRules:
    """Notice in working days (more outside the municipality), hour after which today no longer counts, horizon.

    cancel_hour: on the working day before the ride; None: cancelling is always in time.
    """

    min_ahead_working_days: int = 0
    outside_gmina_working_days: int | None = None
    cut_off: time = time(20)
    max_ahead_days: int | None = None
    cancel_hour: time | None = None
    confirm_h_before: int | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> BookingRules:
        """Read the stored form; missing keys have the defaults above. ValueError for a broken hour."""
        fields: dict[str, Any] = {
            key: time.fromisoformat(data[key]) for key in ("cut_off", "cancel_hour") if data.get(key) is not None
        }
        if "cut_off" not in fields and data.get("cutoff"):
            fields["cut_off"] = time.fromisoformat(data["cutoff"])
        if "cancel_hour" not in fields and data.get("cancel_by"):
            fields["cancel_hour"] = time.fromisoformat(str(data["cancel_by"]).split()[0])
        numbers = ("min_ahead_working_days", "outside_gmina_working_days", "max_ahead_days", "confirm_h_before")
        fields |= {key: int(data[key]) for key in numbers if data.get(key) is not None}
        return cls(**fields)


@dataclass(frozen=True, slots=True)
class RideWindow:
    """The first and the last day that may be booked; ``last`` None: as far ahead as one likes."""

    first: date
    last: date | None
    text: str

    def refusal(self, on: date) -> str | None:
        """Why a day may not be booked; None when it may."""
        if on < self.first:
            return f"Na ten dzień jest już za późno. {self.text}"
        if self.last is not None and on > self.last:
            return f"To za daleko w przyszłość. Ostatni możliwy dzień to {long_date(self.last)}."
        return None


def ride_window(rules: BookingRules, asked_at: datetime, *, outside_gmina: bool = False) -> RideWindow:
    """Days that may be booked by somebody who asks at this moment.

    After the cut-off hour the request counts as made on the next day. Notice is counted in whole working days, the
    day of the request not counted: asked on Thursday before the hour, with three days' notice and a free Monday,
    the first day is Wednesday.
    """
    asked = clock.local(asked_at)
    counted = asked.date() + timedelta(days=1) if asked.time() >= rules.cut_off else asked.date()
    notice = rules.min_ahead_working_days
    if outside_gmina and rules.outside_gmina_working_days is not None:
        notice = rules.outside_gmina_working_days
    first = clock.add_working_days(counted, notice)
    last = None if rules.max_ahead_days is None else asked.date() + timedelta(days=rules.max_ahead_days)
    return RideWindow(first, last, _said(first, notice, rules.cut_off))


def cancel_deadline(rules: BookingRules, ride_on: date) -> datetime | None:
    """Until this moment cancelling costs nothing; None: always in time."""
    if rules.cancel_hour is None:
        return None
    return clock.at(clock.working_days_before(ride_on, 1), rules.cancel_hour)


def cancels_in_time(rules: BookingRules, ride_on: date, cancelled_at: datetime) -> bool:
    """Whether the units come back: a late cancellation counts as used."""
    deadline = cancel_deadline(rules, ride_on)
    return deadline is None or cancelled_at <= deadline


def _said(first: date, notice: int, cut_off: time) -> str:
    if not notice:
        return f"Najbliższy możliwy dzień to {long_date(first)}."
    days = f"{notice} {plural(notice, 'dzień roboczy', 'dni robocze', 'dni roboczych')}"
    return (
        f"Najbliższy możliwy dzień to {long_date(first)}: zamówienie składa się {days} wcześniej, "
        f"do godziny {cut_off:%H:%M}."
    )
