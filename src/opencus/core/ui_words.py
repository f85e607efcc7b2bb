"""Polish wording of numbers, limits, periods and deadlines on screens."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from opencus.core import money, text
from opencus.core.money import NBSP


def plural(n: int | Decimal, one: str, few: str, many: str) -> str:
    """The noun that goes with n in Polish; a fraction takes the second form, as in "1,5 godziny"."""
    return few if n != int(n) else text.plural(int(n), one, few, many)


def number(n: int | Decimal) -> str:
    """A number as written in Polish: groups by no-break space, decimal comma, no trailing zeros."""
    return money.format_quantity(n)


def day(value: date) -> str:
    """A date as "1.06.2026"."""
    return f"{value.day}.{value.month:02}.{value.year}"


def period(start: date | None, end: date | None) -> str:
    """An inclusive period as "1.06–30.11.2026"; the year stands once when it is the same, None leaves a side open."""
    if start is None and end is None:
        return "bezterminowo"
    if start is None:
        assert end is not None
        return f"do{NBSP}{day(end)}"
    if end is None:
        return f"od{NBSP}{day(start)}"
    if start == end:
        return day(start)
    if start.year == end.year:
        return f"{start.day}.{start.month:02}–{day(end)}"
    return f"{day(start)}–{day(end)}"


class Due(NamedTuple):
    """How a deadline is said: tone (ok, warn, bad) and words."""

    tone: str
    words: str


def due(deadline: date, today: date, warn_days: int = 7) -> Due:
    """How far a deadline is: "zostało 9 dni", "mija dziś", "minął 2 dni temu"; warns within warn_days."""
    left = (deadline - today).days
    if left == 0:
        return Due("warn", "mija dziś")
    if left == -1:
        return Due("bad", "minął wczoraj")
    if left < 0:
        return Due("bad", f"minął {number(-left)}{NBSP}{plural(-left, 'dzień', 'dni', 'dni')} temu")
    verb = plural(left, "został", "zostały", "zostało")
    words = f"{verb} {number(left)}{NBSP}{plural(left, 'dzień', 'dni', 'dni')}"
    return Due("warn" if left <= warn_days else "ok", words)


class Use(NamedTuple):
    """How a limit is used: tone ('', w, x), words, extra remark, and value and top for the bar."""

    tone: str
    words: str
    remark: str
    value: str
    top: str


def use(used: int | Decimal, total: int | Decimal | None, unit: str = "") -> Use:
    """How much of a limit is used, in words: "58 z 80 godz."; total None means no limit.

    Source of the 85 % mark: the centre is warned before a service runs out, not after.
    """
    tail = f"{NBSP}{unit}" if unit else ""
    if total is None:
        return Use("", f"{number(used)}{tail}", "bez limitu", "0", "1")
    words = f"{number(used)} z{NBSP}{number(total)}{tail}"
    top = str(total if total > 0 else 1)
    if used > total:
        return Use("x", words, f"przekroczone o{NBSP}{number(used - total)}", top, top)
    if used == total:
        return Use("x", words, "wykorzystane", top, top)
    if used * 100 >= total * 85:
        return Use("w", words, "kończy się", str(used), top)
    return Use("", words, "", str(used), top)
