"""The month in the address and the files people download."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import Http404, HttpRequest, HttpResponse

from opencus.core import export
from opencus.core.clock import today
from opencus.core.export import Cell
from opencus.core.periods import MonthRef

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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


def download(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str, name: str, kind: str = "xlsx") -> HttpResponse:
    """Return a table as a file: a workbook, or CSV for other programs."""
    if kind == "csv":
        response = HttpResponse(export.to_csv(header, rows), content_type="text/csv; charset=utf-8")
    else:
        kind, response = "xlsx", HttpResponse(export.to_xlsx(header, rows, title), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
