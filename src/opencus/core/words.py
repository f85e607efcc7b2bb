"""Polish words around numbers and days: measures, dates, "zostało 9 dni".

Fractions take the genitive singular: `1,5 godziny`. Words only; the space before a unit is an ordinary one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from opencus.core import clock
from opencus.core.money import format_quantity, round_half_up
from opencus.core.periods import MONTH_NAMES
from opencus.core.text import plural

Gender = Literal["f", "m", "n"]
WEEKDAY_NAMES = ("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela")
WEEKDAY_SHORT = ("pon.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz.")
MONTH_GENITIVE = (
    "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca",
    "lipca", "sierpnia", "września", "października", "listopada", "grudnia",
)  # fmt: skip
_ON_WEEKDAY = ("w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę", "w niedzielę")
_LEFT: dict[Gender, str] = {"f": "została", "m": "został", "n": "zostało"}


@dataclass(frozen=True, slots=True)
class Word:
    """A counted noun: 1, 2-4, 5 and more, a fraction, gender, short form ('' when there is none), 1 as an object."""

    one: str
    few: str
    many: str
    part: str
    gender: Gender
    short: str = ""
    accusative: str = ""


MEASURES: dict[str, Word] = {
    "minute": Word("minuta", "minuty", "minut", "minuty", "f", "min", "minutę"),
    "hour": Word("godzina", "godziny", "godzin", "godziny", "f", "godz.", "godzinę"),
    "visit": Word("wizyta", "wizyty", "wizyt", "wizyty", "f", "wiz.", "wizytę"),
    "session": Word("sesja", "sesje", "sesji", "sesji", "f", "", "sesję"),
    "job": Word("naprawa", "naprawy", "napraw", "naprawy", "f", "napr.", "naprawę"),
    "trip": Word("przejazd", "przejazdy", "przejazdów", "przejazdu", "m", "przej."),
    "km": Word("km", "km", "km", "km", "m", "km"),
    "entry": Word("wejście", "wejścia", "wejść", "wejścia", "n", "wej."),
    "day": Word("dzień", "dni", "dni", "dnia", "m"),
    "week": Word("tydzień", "tygodnie", "tygodni", "tygodnia", "m", "tyg."),
    "month": Word("miesiąc", "miesiące", "miesięcy", "miesiąca", "m", "mies."),
    "year": Word("rok", "lata", "lat", "roku", "m"),
    "meal": Word("posiłek", "posiłki", "posiłków", "posiłku", "m", "pos."),
    "parcel": Word("paczka", "paczki", "paczek", "paczki", "f", "", "paczkę"),
    "event": Word("wydarzenie", "wydarzenia", "wydarzeń", "wydarzenia", "n", "wyd."),
    "case": Word("sprawa", "sprawy", "spraw", "sprawy", "f", "spr.", "sprawę"),
    "device": Word("urządzenie", "urządzenia", "urządzeń", "urządzenia", "n", "urz."),
    "person": Word("osoba", "osoby", "osób", "osoby", "f", "os.", "osobę"),
    "place": Word("miejsce", "miejsca", "miejsc", "miejsca", "n", "msc."),
}


def noun(number: Decimal | int, unit: str, *, accusative: bool = False) -> str:
    """The form of a measure's name that fits a number; KeyError for an unknown unit.

    `accusative` after verbs with an object: przyznano 1 godzinę.
    """
    word, shown = MEASURES[unit], round_half_up(number)
    if shown != int(shown):
        return word.part
    one = word.accusative if accusative and word.accusative else word.one
    return plural(int(shown), one, word.few, word.many)


def measure(number: Decimal | int, unit: str, *, short: bool = False, accusative: bool = False) -> str:
    """A quantity with its unit: `2 godziny`, `1,5 godziny`, short `2 godz.`; KeyError for an unknown unit."""
    brief = MEASURES[unit].short if short else ""
    return f"{format_quantity(number)} {brief or noun(number, unit, accusative=accusative)}"


def measure_left(number: Decimal | int, unit: str) -> str:
    """What is left, with the verb in agreement: `została 1 godzina`, `zostały 2 godziny`, `zostało 1,5 godziny`."""
    shown = round_half_up(number)
    verb = "zostało"
    if shown == int(shown):
        verb = plural(int(shown), _LEFT[MEASURES[unit].gender], "zostały", "zostało")
    return f"{verb} {measure(number, unit)}"


def duration(minutes: int) -> str:
    """Minutes as hours and minutes: `45 min`, `2 godz.`, `1 godz. 30 min`; not negative."""
    hours, rest = divmod(minutes, 60)
    parts = ([f"{hours} godz."] if hours else []) + ([f"{rest} min"] if rest or not hours else [])
    return " ".join(parts)


def day_month(day: date) -> str:
    """`26 listopada`."""
    return f"{day.day} {MONTH_GENITIVE[day.month - 1]}"


def full_date(day: date) -> str:
    """`26 listopada 2026`, as in letters and decisions."""
    return f"{day_month(day)} {day.year}"


def long_date(day: date) -> str:
    """`czwartek 26 listopada 2026`."""
    return f"{WEEKDAY_NAMES[day.weekday()]} {full_date(day)}"


def short_date(day: date) -> str:
    """`czw. 26.11`, for calendars where the year is plain."""
    return f"{WEEKDAY_SHORT[day.weekday()]} {day.day}.{day.month:02d}"


def numeric_date(day: date) -> str:
    """`26.11.2026`, for tables."""
    return f"{day.day}.{day.month:02d}.{day.year}"


def on_weekday(day: date) -> str:
    """`w czwartek`, `we wtorek`, `w środę`: when something happens."""
    return _ON_WEEKDAY[day.weekday()]


def month_label(day: date) -> str:
    """`listopad 2026`."""
    return f"{MONTH_NAMES[day.month - 1]} {day.year}"


def hour_minute(moment: datetime) -> str:
    """The hour on the Polish wall clock: `8:05`; ValueError when the moment has no time zone."""
    shown = clock.local(moment)
    return f"{shown.hour}:{shown.minute:02d}"


def days_left(days: int) -> str:
    """Days to a deadline: `zostało 9 dni`, `zostały 2 dni`, `jutro`, `dziś`, `minęło wczoraj`, `minęło 2 dni temu`."""
    match days:
        case 0:
            return "dziś"
        case 1:
            return "jutro"
        case -1:
            return "minęło wczoraj"
    return measure_left(days, "day") if days > 0 else f"minęło {measure(-days, 'day')} temu"


def ago(moment: datetime, at: datetime) -> str:
    """How long before `at` something happened: `przed chwilą`, `5 minut temu`, `wczoraj`, `3 dni temu`, then a date.

    Days are Polish days, hours and minutes are real ones. A moment that is still to come gives its date.
    """
    days = (clock.day_of(at) - clock.day_of(moment)).days
    minutes = int(clock.elapsed(moment, at).total_seconds() // 60)
    if minutes < 0 or days > 6:
        return full_date(clock.day_of(moment))
    if minutes < 1:
        return "przed chwilą"
    if minutes < 60:
        return _ago(minutes, "minute")
    if days == 0 or minutes < 6 * 60:
        return _ago(minutes // 60, "hour")
    return "wczoraj" if days == 1 else _ago(days, "day")


def listed(words: Sequence[str], last: str = "i") -> str:
    """Words in a row: `a`, `a i b`, `a, b i c`; `last` may be `lub` or `oraz`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _ago(number: int, unit: str) -> str:
    if number == 1:
        return f"{noun(1, unit, accusative=True)} temu"
    return f"{measure(number, unit)} temu"
