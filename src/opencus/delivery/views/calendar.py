"""The week: of one worker or person by the hour, of an organisation by worker."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from opencus.audit import journal
from opencus.centre.access import provider_only, staff_only
from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Permission
from opencus.contracting.queries import booking_page
from opencus.contracting.screens import amount
from opencus.core.clock import today
from opencus.core.text import plural
from opencus.core.words import day_month, numeric_date
from opencus.delivery import events, queries
from opencus.delivery.rules.calendar import day_typed, monday_of
from opencus.entitlements.access import on_my_side
from opencus.people.access import open_person
from opencus.resources.models import Worker

TO_BOOK = 20  # orders shown at once; the count says how many there are


@staff_only
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a week of the centre, narrowed to an organisation, a worker or a person."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not (actor.may(Permission.SCHEDULE) or actor.may(Permission.VIEW_DELIVERY)):
        actor.require(Permission.VIEW_DELIVERY)
    person_id, organisation = _id(request, "osoba"), _id(request, "wykonawca")
    person = open_person(actor, person_id, "tydzień osoby", request) if person_id else None
    context = _week(request, None if organisation is None else [organisation], person_id)
    context |= {"person": person, "organisations": queries.providers(), "organisation_id": organisation}
    context["may_schedule"] = actor.may(Permission.SCHEDULE)
    if context["may_schedule"] and context["worker"] is None:
        context |= _to_book(None if organisation is None else [organisation], person_id, on_my_side(actor, "entitlement__"))
    return render(request, "delivery/calendar.html", context)


@provider_only
def own_visits(request: HttpRequest) -> HttpResponse:
    """Show a manager the week of the own organisation, and nothing of any other."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(Permission.HANDLE_OWN_ORDERS):
        raise Refused("Terminy organizacji widzi jej kierownik. Swoje wizyty masz w „Mój dzień”.")
    context = _week(request, sorted(actor.provider_ids), None)
    return render(request, "delivery/calendar.html", context | {"own": True, "may_schedule": True})


def _week(request: HttpRequest, organisations: list[UUID] | None, person_id: UUID | None) -> dict[str, Any]:
    monday = monday_of(_day(request))
    worker = _worker(request, organisations)
    found = queries.items_between(
        monday, monday + timedelta(days=6), worker=worker.id if worker else None, organisations=organisations, person=person_id,
        side=on_my_side(request.actor, "order__entitlement__"),  # type: ignore[attr-defined]
    )  # fmt: skip
    by_hour = worker is not None or person_id is not None
    if not person_id:
        journal.write(events.WEEK_OPENED, by=request.actor, when=numeric_date(monday))  # type: ignore[attr-defined]
    unassigned = [one for one in found if one.booking.worker_id is None and one.booking.state in {"proposed", "confirmed"}]
    shown = found if by_hour else [one for one in found if one.booking.worker_id is not None]
    hours = range(queries.first_hour(shown), queries.last_hour(shown) + 1)
    return {
        "monday": monday, "label": _label(monday), "before": monday - timedelta(days=7), "after": monday + timedelta(days=7),
        "today": today(), "this_monday": monday_of(today()), "worker": worker, "by_hour": by_hour,
        "workers": queries.workers_for(organisations or [one.id for one in queries.providers()], monday),
        "days": queries.days_of_week(monday, shown), "rows": [] if by_hour else queries.roster(monday, shown),
        "unassigned": unassigned, "hours": [(hour, 4 * n) for n, hour in enumerate(hours)],
        "height": 4 * (len(hours) - 1), "keep": _keep(worker, person_id, organisations), "monday_text": monday.isoformat(),
        "count_text": f"{len(found)} {plural(len(found), 'termin', 'terminy', 'terminów')}",
        "unassigned_text": f"{len(unassigned)} {plural(len(unassigned), 'termin', 'terminy', 'terminów')}",
    }  # fmt: skip


def _to_book(organisations: list[UUID] | None, person_id: UUID | None, side: Q) -> dict[str, Any]:
    """The newest orders to book a first or next time under, and how many there are."""
    found = queries.to_book(organisations=organisations, person=person_id).filter(side)
    rows, count = list(found[:TO_BOOK]), found.count()
    note = f"najnowsze {TO_BOOK}" if count > TO_BOOK else ""
    return {
        "to_book": [(order, amount(order), booking_page(order)) for order in rows], "to_book_note": note,
        "to_book_text": f"{count} {plural(count, 'zlecenie', 'zlecenia', 'zleceń')}",
    }  # fmt: skip


def _keep(worker: Worker | None, person_id: UUID | None, organisations: list[UUID] | None) -> str:
    """The filters that stay in the address when the week changes."""
    kept: dict[str, object] = {"pracownik": worker.id if worker else "", "osoba": person_id or ""}
    if organisations is not None and len(organisations) == 1:
        kept["wykonawca"] = organisations[0]
    return "".join(f"{name}={value}&" for name, value in kept.items() if value)


def _label(monday: date) -> str:
    sunday = monday + timedelta(days=6)
    first = str(monday.day) if monday.month == sunday.month else day_month(monday)
    return f"{first}–{day_month(sunday)} {sunday.year}"


def _day(request: HttpRequest) -> date:
    try:
        return day_typed(request.GET.get("tydzien", ""))
    except ValueError:
        return today()


def _id(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def _worker(request: HttpRequest, organisations: list[UUID] | None) -> Worker | None:
    """Return the worker asked for; one of another organisation does not exist for a manager."""
    wanted = _id(request, "pracownik")
    if wanted is None:
        return None
    rows = Worker.objects.filter(id=wanted).select_related("organisation")
    worker = rows.filter(organisation_id__in=organisations).first() if organisations is not None else rows.first()
    if worker is None:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        request.afterwards.append(  # type: ignore[attr-defined]
            lambda: journal.write(events.ATTEMPTED, by=actor, what="tydzień pracownika")
        )
        raise Http404
    return worker
