"""What the UI kit says about deadlines and limits: a tone and words, so that colour is never alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from opencus.core.money import NBSP, format_quantity
from opencus.core.periods import Period
from opencus.core.text import plural as form
from opencus.core.words import measure, measure_left, numeric_date

NEARLY_USED = 85  # percent: the centre is warned before a service runs out, not after


def plural(n: int | Decimal, one: str, few: str, many: str) -> str:
    """The noun that goes with n; a fraction takes the second form, as in "1,5 godziny"."""
    return few if n != int(n) else form(int(n), one, few, many)


def period(start: date | None, end: date | None) -> str:
    """An inclusive period as core.periods writes it: "1.06–30.11.2026"; None leaves a side open."""
    if start is not None:
        return str(Period(start, end))
    return f"do {numeric_date(end)}" if end is not None else "bezterminowo"


class Due(NamedTuple):
    """How a deadline is said: tone (ok, warn, bad) and words."""

    tone: str
    words: str


def due(deadline: date, today: date, warn_days: int = 7) -> Due:
    """How far a deadline (termin) is: "zostało 9 dni", "mija dziś", "minął 2 dni temu"; warns within warn_days."""
    left = (deadline - today).days
    if left == 0:
        return Due("warn", "mija dziś")
    if left == -1:
        return Due("bad", "minął wczoraj")
    if left < 0:
        return Due("bad", f"minął {measure(-left, 'day')} temu")
    return Due("warn" if left <= warn_days else "ok", measure_left(left, "day"))


class Use(NamedTuple):
    """How a limit is used: tone ('', w, x), words, remark, and value and top for the bar."""

    tone: str
    words: str
    remark: str
    value: str
    top: str


def use(used: int | Decimal, total: int | Decimal | None, unit: str = "") -> Use:
    """How much of a limit is used, in words: "58 z 80 godz."; total None means no limit."""
    tail = f"{NBSP}{unit}" if unit else ""
    if total is None:
        return Use("", f"{format_quantity(used)}{tail}", "bez limitu", "0", "1")
    words = f"{format_quantity(used)} z{NBSP}{format_quantity(total)}{tail}"
    top = str(total if total > 0 else 1)
    if used > total:
        return Use("x", words, f"przekroczone o{NBSP}{format_quantity(used - total)}", top, top)
    if used == total:
        return Use("x", words, "wykorzystane", top, top)
    if used * 100 >= total * NEARLY_USED:
        return Use("w", words, "kończy się", str(used), top)
    return Use("", words, "", str(used), top)
