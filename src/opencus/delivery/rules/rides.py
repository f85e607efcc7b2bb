"""Rides: promised hours, room in the vehicle, who cannot be taken, and the sentence read aloud."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from opencus.core.clock import day_of, is_working_day
from opencus.core.money import format_zl
from opencus.core.text import plural
from opencus.core.words import day_month, hour_minute, on_weekday
from opencus.delivery.rules.calendar import Span, overlap

PICKUP_WINDOW = timedelta(minutes=20)  # whoever waits knows within which twenty minutes the bus comes
BEFORE_TIME = timedelta(minutes=10)  # at the place so long before the hour asked for
DRIVE_MINUTES = 20  # an estimate for one leg in a town, until there are road data
SPOKEN_NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg as promised: pick-up between ``starts_at`` and ``pickup_until``, at the place by ``ends_at``."""

    starts_at: datetime
    pickup_until: datetime
    ends_at: datetime

    @property
    def span(self) -> Span:
        return self.starts_at, self.ends_at


def leg_arriving_by(wanted: datetime, drive_minutes: int) -> Leg:
    """A leg that is at the place ten minutes before the hour asked for."""
    ends_at = wanted - BEFORE_TIME
    until = ends_at - timedelta(minutes=drive_minutes)
    return Leg(until - PICKUP_WINDOW, until, ends_at)


def leg_leaving_at(wanted: datetime, drive_minutes: int) -> Leg:
    """A leg that picks up from the hour asked for on."""
    until = wanted + PICKUP_WINDOW
    return Leg(wanted, until, until + timedelta(minutes=drive_minutes))


@dataclass(frozen=True, slots=True)
class Load:
    """Who sits in a vehicle during a leg: a wheelchair place or a seat for the person, seats for companions."""

    span: Span
    wheelchair: bool
    companions: int

    @property
    def seats(self) -> int:
        return self.companions + (0 if self.wheelchair else 1)


def most_at_once(loads: Sequence[Load], span: Span) -> tuple[int, int]:
    """The largest numbers of seats and of wheelchair places taken at any one moment of the span."""
    relevant = [load for load in loads if overlap(load.span, span)]
    moments = [max(load.span[0], span[0]) for load in relevant]
    seats = wheelchairs = 0
    for moment in moments:
        aboard = [load for load in relevant if load.span[0] <= moment < load.span[1]]
        seats = max(seats, sum(load.seats for load in aboard))
        wheelchairs = max(wheelchairs, sum(load.wheelchair for load in aboard))
    return seats, wheelchairs


def no_room(loads: Sequence[Load], new: Load, *, seats: int, wheelchair_places: int) -> str:
    """Why somebody does not fit into a vehicle; empty when they do."""
    taken, taken_wheelchairs = most_at_once(loads, new.span)
    hours = f"od {hour_minute(new.span[0])} do {hour_minute(new.span[1])}"
    if new.wheelchair and wheelchair_places == 0:
        return "Ten pojazd nie ma miejsca na wózek."
    if new.wheelchair and taken_wheelchairs >= wheelchair_places:
        return f"Miejsca na wózek są zajęte {hours}."
    if taken + new.seats > seats:
        free = max(seats - taken, 0)
        words = plural(free, "miejsce", "miejsca", "miejsc")
        return f"W pojeździe nie ma tylu miejsc {hours}: {'zostało' if free != 1 else 'zostało tylko'} {free} {words}."
    return ""


def cannot_ride(mobility: str) -> str:
    """Why a person cannot be taken at all; empty when they can (a wheelchair can ride, a stretcher cannot)."""
    if mobility == "bedridden":
        return (
            "Tym przewozem nie pojedzie osoba, która leży. Potrzebny jest transport medyczny: "
            "zleca go lekarz rodzinny i jest bezpłatny."
        )
    return ""


def no_service(starts_at: datetime, ends_at: datetime, hours: Sequence[str] | None) -> str:
    """Why no ride goes then: free days, or outside the hours of the programme ("07:00", "18:00")."""
    day = day_of(starts_at)
    if not is_working_day(day):
        return f"{on_weekday(day).capitalize()} {day_month(day)} nie jeździmy. Wybierz dzień roboczy."
    if hours and not (hours[0] <= f"{_clock(starts_at):0>5}" and f"{_clock(ends_at):0>5}" <= hours[1]):
        first, last = (hour.lstrip("0") for hour in hours)
        return f"Jeździmy od {first} do {last}. Wybierz godzinę, przy której cały przejazd zmieści się w tym czasie."
    return ""


def _clock(moment: datetime) -> str:
    return hour_minute(moment)


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is read aloud before booking, in parts: (text, spoken with stress)."""

    parts: tuple[tuple[str, bool], ...]

    def __str__(self) -> str:
        return "".join(text for text, _ in self.parts)


def sentence(*, sex: str, there: Leg, back: Leg | None, on_call: bool, companion: bool, fee: Decimal, address_named: str = "na miejscu") -> Sentence:
    """The promise of a ride in one spoken sentence (U30): day, pick-up, arrival, way back, price."""
    day = day_of(there.starts_at)
    whom, who, both = _forms(sex, companion)
    parts: list[tuple[str, bool]] = [
        (f"{on_weekday(day).capitalize()} ", False), (day_month(day).replace(" ", SPOKEN_NBSP), True),
        (f" przyjedziemy{whom} ", False), (_between(there), True), (f", {address_named} {who}", False),
        (f"najpóźniej o{SPOKEN_NBSP}{hour_minute(there.ends_at)}", True),
    ]  # fmt: skip
    if back is not None:
        parts += [(f", a z powrotem {both}", False), (_between(back), True)]
    elif on_call:
        parts += [(", a po powrót ", False), ("proszę zadzwonić", True), (", przyjedziemy pierwszym wolnym kursem", False)]
    price = "bezpłatnie" if fee == 0 else f"razem {_short_zl(fee)}".replace(" ", SPOKEN_NBSP)
    parts += [(" – ", False), (price, True)]
    parts.append(("." if fee == 0 else ", płatne u kierowcy.", False))
    return Sentence(tuple(parts))


def _short_zl(fee: Decimal) -> str:
    return format_zl(fee).replace(",00", "")


def _between(leg: Leg) -> str:
    words = f"między {hour_minute(leg.starts_at)} a {hour_minute(leg.pickup_until)}"
    return words.replace(" ", SPOKEN_NBSP)


def _forms(sex: str, companion: bool) -> tuple[str, str, str]:
    """How the person is spoken of: after "przyjedziemy", before "najpóźniej", after "a z powrotem"."""
    if sex not in {"f", "m"}:
        return "", "dojazd ", "przyjedziemy "
    one, nominative = ("Panią", "Pani") if sex == "f" else ("Pana", "Pan")
    both = "zabierzemy Państwa " if companion else f"zabierzemy {one} "
    return f" po {one}{' i opiekuna' if companion else ''}", f"będzie {nominative} ", both
