"""Words of the person's file: tones of states, moments and windows in Polish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template

from opencus.contracting.models import Order
from opencus.core import clock
from opencus.core.text import plural, search_key
from opencus.core.words import short_date
from opencus.desk import links
from opencus.desk.queries.card import application_url, order_url
from opencus.desk.queries.timeline import Moment
from opencus.intake.models import Application
from opencus.plans import rules
from opencus.plans.models import PlanVersion
from opencus.programmes.rules.limits import IN

register = template.Library()

_REQUESTED = {
    "open": "info",
    "qualified": "ok",
    "granted": "ok",
    "waiting": "warn",
    "offered": "warn",
    "refused": "bad",
}
_APPLICATION = {"submitted": "info", "evidence_requested": "warn", "in_recognition": "info", "decided": "ok"}
_ORDER = {"placed": "warn", "accepted": "ok", "running": "ok", "declined": "bad"}
_IN_MONTH = (
    "styczniu",
    "lutym",
    "marcu",
    "kwietniu",
    "maju",
    "czerwcu",
    "lipcu",
    "sierpniu",
    "wrześniu",
    "październiku",
    "listopadzie",
    "grudniu",
)
_PLAN = {"draft": "info", "submitted": "warn", "approved": "ok", "in_force": "ok"}


@register.filter
def requested_tone(state: str) -> str:
    """The tone of a requested service's state."""
    return _REQUESTED.get(state, "")


@register.filter
def application_tone(state: str) -> str:
    """The tone of an application's state."""
    return _APPLICATION.get(state, "")


@register.filter
def order_tone(state: str) -> str:
    """The tone of an order's state."""
    return _ORDER.get(state, "")


@register.filter
def plan_tone(state: str) -> str:
    """The tone of a plan version's state."""
    return _PLAN.get(state, "")


@register.filter
def limit_window(period: str) -> str:
    """`w tym miesiącu`: the window a limit counts in."""
    return IN.get(period, "")


@register.filter
def month_in(day: date) -> str:
    """`listopadzie`: the month of a day after "w"."""
    return _IN_MONTH[day.month - 1]


@register.filter
def day_hour(moment: datetime) -> str:
    """`dziś, 8:00`, `jutro, 8:00`, `czw. 26.11, 9:10`."""
    local = clock.local(moment)
    return f"{_day(local)}, {local.hour}:{local.minute:02}"


@register.filter
def moment_words(moment: datetime) -> str:
    """When something happened: `dziś, 10:02`, `wczoraj, 8:15`, `3.11.2026, 12:00`."""
    local = clock.local(moment)
    ago = (clock.today() - local.date()).days
    day = {0: "dziś", 1: "wczoraj"}.get(ago, f"{local.day}.{local.month:02}.{local.year}")
    return f"{day}, {local.hour}:{local.minute:02}"


@register.filter
def application_page(application: Application) -> str:
    """The address of an application."""
    return application_url(application)


@register.filter
def order_page(order: Order) -> str:
    """The address of an order."""
    return order_url(order)


@register.filter
def plan_page(version: PlanVersion) -> str:
    """The address of a plan, '' when the centre does not use plans."""
    return links.to("plans:detail", version.plan_id)


@register.filter
def fee_parts(text: str) -> tuple[str, str]:
    """What is paid and the remark below it."""
    return rules.fee_parts(text)


@register.filter
def moment_line(one: Moment) -> str:
    """When it was, what for, and how many times in a row."""
    times = f"{one.times} {plural(one.times, 'raz', 'razy', 'razy')} z rzędu" if one.times > 1 else ""
    return " · ".join(part for part in (moment_words(one.at), one.purpose, times) if part)


@register.simple_tag
def commands(nav: Sequence[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """The lines of the menu whose words begin as typed; all of them for an empty text."""
    typed = search_key(text or "")
    found = [item for group in nav for item in group["items"]]
    if not typed:
        return found
    return [
        item for item in found if any(word.startswith(typed) for word in _tails(search_key(item["label"])))
    ]


def _tails(label: str) -> list[str]:
    words = label.split()
    return [" ".join(words[start:]) for start in range(len(words))]


def _day(local: datetime) -> str:
    ahead = (local.date() - clock.today()).days
    return {0: "dziś", 1: "jutro"}.get(ahead, short_date(local.date()))
