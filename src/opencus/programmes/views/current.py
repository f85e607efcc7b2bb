"""Pages of the programme: what is in force, read only."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from opencus.catalogue.models import Mode
from opencus.centre.access import staff_only
from opencus.core import clock
from opencus.core.money import format_zl
from opencus.programmes import queries
from opencus.programmes.models import FeeRule, ProgrammeService, Track
from opencus.programmes.rules.conditions import read_aloud

MODE_ICONS = {
    Mode.AT_HOME: "house", Mode.TRANSPORT: "car", Mode.APPOINTMENT: "calendar-clock", Mode.GROUP: "users", Mode.STAY: "bed",
    Mode.VOUCHER: "ticket", Mode.NONE: "info",
}  # fmt: skip


@staff_only
@require_GET
def current(request: HttpRequest) -> HttpResponse:
    """The programme in force: each service with its measure, target, limits, fee, places, track and rule."""
    today = clock.today()
    versions = list(queries.versions_in_force(today))
    track = request.GET.get("tor", "")
    every = [_line(offered) for offered in queries.services_in_force(today)]
    lines = [line for line in every if not track or line["offered"].track == track]
    tabs = [{"label": "Wszystkie", "url": "?", "count": len(every), "active": not track}]
    for value, label in Track.choices:
        count = sum(line["offered"].track == value for line in every)
        tabs.append({"label": label.capitalize(), "url": f"?tor={value}", "count": count, "active": track == value})
    context = {"versions": versions, "lines": lines, "tabs": tabs, "enforced": sum(line["enforced"] for line in every), "total": len(every)}
    return render(request, "programmes/current.html", context)


def _line(offered: ProgrammeService) -> dict[str, Any]:
    problem = queries.rule_problem(offered)
    return {
        "offered": offered, "problem": problem, "icon": MODE_ICONS[Mode(offered.service.mode)],
        "rule": "" if problem else read_aloud(queries.condition_of(offered)),
        "limits": [] if problem else _limits(offered), "fees": [_fee(rule) for rule in offered.fee_rules.all()],
        "enforced": not problem and offered.service.mode != Mode.NONE,
    }  # fmt: skip


def _limits(offered: ProgrammeService) -> list[str]:
    """Each limit in words, a conditional one with its condition."""
    return [
        limit.text + (f" ({read_aloud(limit.condition)})" if limit.condition else "") for limit in queries.limits_of(offered)
    ]


def _fee(rule: FeeRule) -> str:
    """One fee of the programme in words, before anybody's income is known."""
    match rule.kind:
        case FeeRule.Kind.FLAT:
            text = format_zl(rule.amount or 0)
        case FeeRule.Kind.TABLE:
            text = f"{rule.table} ({format_zl(rule.table.unit_cost * rule.multiplier)})" if rule.table else "tabela"
        case FeeRule.Kind.PERCENT_OF_COST | FeeRule.Kind.PERCENT_OF_INCOME:
            text = f"{rule.percent:n}% {'kosztu' if rule.kind == FeeRule.Kind.PERCENT_OF_COST else 'dochodu'}"
        case _:
            text = rule.get_kind_display()
    free = f", bezpłatnie do {rule.free_to}% kryterium" if rule.free_to else ""
    return f"{rule.label}: {text}{free}" if rule.label else f"{text}{free}"
