"""Offices and departments, today and on another day."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from opencus.centre.access import staff_only
from opencus.core import clock
from opencus.core.words import full_date
from opencus.desk.queries import institution as queries


@staff_only
def institution(request: HttpRequest) -> HttpResponse:
    """Which office takes which matter, and the structure of two days side by side."""
    today = clock.today()
    then, problem = _day(request.GET.get("na", ""), queries.first_day() or today)
    context = {
        "today": today, "then": then, "problem": problem, "today_words": full_date(today), "then_words": full_date(then),
        "typed": request.GET.get("na", then.isoformat()), "offices": queries.offices(today, then),
        "now_units": queries.structure(today, then), "then_units": queries.structure(then, today),
    }  # fmt: skip
    return render(request, "desk/institution.html", context, status=422 if problem else 200)


def _day(typed: str, default: date) -> tuple[date, str]:
    if not typed:
        return default, ""
    try:
        return date.fromisoformat(typed), ""
    except ValueError:
        return default, "Podaj dzień jako rok, miesiąc i dzień, na przykład 2021-06-01."
