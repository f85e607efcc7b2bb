"""Polish public holidays, computed, so that no calendar has to be imported or updated.

Source: the act of 18 January 1951 on days free from work, with 6 January since 2011 and 24 December since 2025.
Years before 1990 are not modelled: nothing in a social services centre reaches that far back.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

_FIXED = (
    (1, 1, "Nowy Rok", 1951),
    (1, 6, "Święto Trzech Króli", 2011),
    (5, 1, "Święto Państwowe", 1951),
    (5, 3, "Święto Narodowe Trzeciego Maja", 1990),
    (8, 15, "Wniebowzięcie Najświętszej Marii Panny", 1989),
    (11, 1, "Uroczystość Wszystkich Świętych", 1951),
    (11, 11, "Narodowe Święto Niepodległości", 1989),
    (12, 24, "Wigilia Bożego Narodzenia", 2025),
    (12, 25, "Boże Narodzenie (pierwszy dzień)", 1951),
    (12, 26, "Boże Narodzenie (drugi dzień)", 1951),
)
_AFTER_EASTER = (
    (0, "Niedziela Wielkanocna"),
    (1, "Poniedziałek Wielkanocny"),
    (49, "Zielone Świątki"),
    (60, "Dzień Bożego Ciała"),
)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar.

    Source: the anonymous algorithm published in Nature, 1876 (Meeus, Jones, Butcher).
    """
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - correction + 15) % 30
    quads, left = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * quads - epact - left) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=512)
def _of(year: int) -> tuple[tuple[date, str], ...]:
    days = [(date(year, month, day), name) for month, day, name, since in _FIXED if year >= since]
    sunday = easter(year)
    days += [(sunday + timedelta(days=after), name) for after, name in _AFTER_EASTER]
    return tuple(sorted(days))


def holidays(year: int) -> dict[date, str]:
    """Every public holiday of a year with its Polish name, in date order."""
    return dict(_of(year))


def holiday_name(day: date) -> str | None:
    """The Polish name of the public holiday on this day, or None on an ordinary day."""
    return next((name for found, name in _of(day.year) if found == day), None)


def is_holiday(day: date) -> bool:
    """True on a public holiday; an ordinary Saturday or Sunday is not one."""
    return any(found == day for found, _ in _of(day.year))
