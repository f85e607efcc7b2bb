"""The worker's day, the week ahead, and whom to call."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from opencus.audit import journal
from opencus.core.clock import day_of, now
from opencus.core.clock import today as this_day
from opencus.core.text import plural
from opencus.core.words import duration, numeric_date
from opencus.delivery import events
from opencus.delivery.queries import item
from opencus.delivery.rules.units import minutes_between
from opencus.field import queries
from opencus.field.access import at_the_door
from opencus.field.views.acting import menu, new_key


@at_the_door
def today(request: HttpRequest) -> HttpResponse:
    """Show today in order with the next visit on top; whoever only drives goes straight to the stops."""
    actor, moment = request.actor, now()  # type: ignore[attr-defined]
    day = queries.today_of(actor.worker_ids, this_day(), moment)
    if day.rides and day.next is None and not day.later and not day.done:
        return redirect("field:rides")
    journal.write(events.WEEK_OPENED, by=actor, when=numeric_date(this_day()))
    context: dict[str, Any] = {
        "day": day, "now": moment, "key": new_key(), "phone_nav": menu(request, "today", bool(day.rides)),
        "first_name": actor.name.split(" ")[0], "date": this_day(), "office": queries.tel_link(request.centre.phone),  # type: ignore[attr-defined]
        "confirmed": queries.confirmations_of(day.done),
        "done_text": _done_text(len(day.done), day.minutes_done), "later_text": _visits(len(day.later)),
    }  # fmt: skip
    if day.next is not None:
        context |= _next(day.next, moment)
    return render(request, "field/today.html", context)


@at_the_door
def week(request: HttpRequest) -> HttpResponse:
    """Show the seven days ahead: hours, names and streets only."""
    first = this_day()
    found = queries.visits_on(request.actor.worker_ids, first, first + timedelta(days=6))  # type: ignore[attr-defined]
    days = [first + timedelta(days=n) for n in range(7)]
    rows = [(day, [item(one) for one in found if day_of(one.starts_at) == day]) for day in days]
    journal.write(events.WEEK_OPENED, by=request.actor, when=numeric_date(first))  # type: ignore[attr-defined]
    return render(request, "field/week.html", {"rows": rows, "today": first, "phone_nav": menu(request, "week")})


@at_the_door
def support(request: HttpRequest) -> HttpResponse:
    """Say whom to call and what to do when something goes wrong."""
    return render(request, "field/help.html", {"phone_nav": menu(request, "help"), "office": queries.tel_link(request.centre.phone)})  # type: ignore[attr-defined]


def _next(visit: Any, moment: datetime) -> dict[str, Any]:
    """How the next visit is announced: in how many minutes, late, or running."""
    ahead = minutes_between(moment, visit.starts_at) if visit.starts_at > moment else 0
    late = queries.minutes_late(visit, moment)
    if visit.state == "under_way":
        words, tone, icon = "Trwa", "ok", "circle-dot"
    elif late:
        words, tone, icon = f"Spóźnienie {duration(late)}", "warn", "clock-alert"
    elif ahead:
        words, tone, icon = f"Następna za {duration(ahead)}", "info", "clock"
    else:
        words, tone, icon = "Następna, już czas", "info", "clock"
    tasks = visit.task_count
    said = f"{visit.order.line.service.name}, {tasks} {plural(tasks, 'zadanie', 'zadania', 'zadań')}"
    return {
        "next_words": words, "next_tone": tone, "next_icon": icon, "late": late, "map": queries.map_link(_full_address(visit)),
        "service_text": said if tasks else visit.order.line.service.name, "item": item(visit),
        "order_note": queries.order_note(visit), "tel": queries.tel_link(visit.person.phone),
    }  # fmt: skip


def _full_address(visit: Any) -> str:
    return ", ".join(filter(None, [visit.person.address, visit.person.town]))


def _visits(count: int) -> str:
    return f"{count} {plural(count, 'wizyta', 'wizyty', 'wizyt')}"


def _done_text(count: int, minutes: int) -> str:
    return f"{_visits(count)}, {minutes // 60}:{minutes % 60:02d}" if minutes else _visits(count)

