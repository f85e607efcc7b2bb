"""The month in the address."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from opencus.core.clock import today
from opencus.core.periods import MonthRef

MONTHS_BACK = 24


def month_of(request: HttpRequest) -> MonthRef:
    """Return the month asked for by ``?miesiac=2026-10``, the last whole one by default; 404 for one that is no month."""
    text = request.GET.get("miesiac", "")
    if not text:
        return MonthRef.of(today()).prev()
    try:
        return known_month(*(int(part) for part in str(MonthRef.parse(text)).split("-")))
    except ValueError as error:
        raise Http404(str(error)) from error


def known_month(year: int, month: int) -> MonthRef:
    """Return the month, neither before 2000 nor in the future; 404 otherwise."""
    if not (2000 <= year <= 9000 and 1 <= month <= 12) or MonthRef(year, month) > MonthRef.of(today()):
        raise Http404("Nie ma takiego miesiąca.")
    return MonthRef(year, month)


def choices(chosen: MonthRef) -> list[MonthRef]:
    """Return the months to choose from, the latest first."""
    last = MonthRef.of(today())
    months = [last.plus(-back) for back in range(MONTHS_BACK)]
    return months if chosen in months else [*months, chosen]
