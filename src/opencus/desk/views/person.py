"""The file of one person: one page for the whole, one for each part of it; opening any of them is written down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from opencus.centre.access import staff_only
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission as P
from opencus.core import clock
from opencus.desk import links
from opencus.desk.access import Panels, panels_for, require_panel
from opencus.desk.queries import bookings, card, chart, holdings, timeline
from opencus.desk.queries.money import charges_of
from opencus.intake.models import NeedsRecognition
from opencus.people.access import open_person
from opencus.people.models import Person
from opencus.plans.models import MonitoringEntry, PlanVersion


@staff_only
def overview(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who, what presses, plan, next visits and tasks without scrolling (U18)."""
    person, panels = _open(request, person_id, "karta osoby")
    read = card.overview(person, panels, card.facts_of(person.id, clock.today(), panels))
    drawn = chart.weekly_hours(person.id, read.today, panels.rights("order__entitlement__")) if panels.visits else None
    return _page(request, person, panels, "przeglad", {"card": read, "chart": drawn})


@staff_only
def plan(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The plan with its services, versions and notes; orders under it."""
    person, panels = _open(request, person_id, "karta osoby: plan usług")
    require_panel(panels.plan or panels.services, "plan usług")
    read = card.overview(person, panels, card.facts_of(person.id, clock.today(), panels))
    versions = holdings.versions_of(person.id) if panels.plan else []
    notes = MonitoringEntry.objects.filter(plan__person_id=person.id).select_related("by", "plan")
    more = {
        "card": read, "versions": versions, "notes": notes[:30] if panels.plan else [], "ended": holdings.ended_for(person.id, panels.rights()),
        "orders": card.orders_of(person.id, panels.rights("entitlement__"))[:50] if panels.orders else [],
    }  # fmt: skip
    return _page(request, person, panels, "plan", more)


@staff_only
def visits(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """All visits and rides: what comes or what was."""
    person, panels = _open(request, person_id, "karta osoby: wizyty")
    require_panel(panels.visits, "wizyty i przejazdy")
    past = request.GET.get("kiedy") == "byly"
    page = bookings.page_of(person.id, request.GET.get("strona", 1), past=past, panels=panels)
    today = clock.today()
    more = {
        "page": page, "past": past, "days": bookings.by_day(page, today), "today": today,
        "chart": chart.weekly_hours(person.id, today, panels.rights("order__entitlement__")),
    }  # fmt: skip
    return _page(request, person, panels, "wizyty", more)


@staff_only
def applications(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Applications with what became of each service; the talk and decisions for those who work with them."""
    person, panels = _open(request, person_id, "karta osoby: wnioski")
    require_panel(panels.applications, "wnioski")
    talks = NeedsRecognition.objects.filter(panels.cases("application__"), application__client_id=person.id).select_related(
        "coordinator", "application__case_file"
    )
    more = {
        "applications": card.applications_of(person.id, panels.cases())[:50],
        "talks": talks.order_by("-held_on") if panels.assessment else [],
        "decisions": card.decisions_of(person.id, panels.cases("requested__application__"))[:50] if panels.decisions else [],
    }
    return _page(request, person, panels, "wnioski", more)


@staff_only
def money(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What the person owes and paid, month by month."""
    person, panels = _open(request, person_id, "karta osoby: rozliczenia")
    require_panel(panels.money, "rozliczenia")
    return _page(request, person, panels, "rozliczenia", {"money": charges_of(person.id, panels.rights("entitlement__"))})


@staff_only
def close(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Close people, contact and what to know before a visit."""
    person, panels = _open(request, person_id, "karta osoby: bliscy")
    more = {
        "relatives": card.relatives_of(person.id), "wards": card.wards_of(person.id),
        "certificate": card.certificate_of(person.id, clock.today()) if panels.certificate else None,
    }  # fmt: skip
    return _page(request, person, panels, "bliscy", more)


@staff_only
def history(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Everything that happened, with who looked; filtered and paged."""
    person, panels = _open(request, person_id, "karta osoby: historia")
    show = request.GET.get("pokaz", "wszystko")
    show = show if show in timeline.FILTERS else "wszystko"
    page, lines = timeline.page_of(person.id, panels, show, request.GET.get("strona", 1))
    filters = [
        {"label": label, "url": f"?pokaz={key}", "active": key == show}
        for key, label in timeline.FILTERS.items()
        if key != "wizyty" or panels.visits
    ]
    return _page(request, person, panels, "historia", {"page": page, "moments": lines, "filters": filters})


def _open(request: HttpRequest, person_id: UUID, purpose: str) -> tuple[Person, Panels]:
    actor = request.actor  # type: ignore[attr-defined]
    person = open_person(actor, person_id, purpose, request)
    return person, panels_for(actor)


def _page(
    request: HttpRequest, person: Person, panels: Panels, tab: str, more: dict[str, Any]
) -> HttpResponse:
    read = more.get("card")
    facts = read.facts if read is not None else card.facts_of(person.id, clock.today(), panels)
    version = _version(person, panels, more)
    context = {
        "person": person, "panels": panels, "age": person.age_on(clock.today()), "tabs": _tabs(person, panels, tab, facts),
        "tab": tab, "state": version, **_doors(request, person, version), **more,
    }  # fmt: skip
    return render(request, f"desk/person/{tab}.html", context)


def _version(person: Person, panels: Panels, more: dict[str, Any]) -> PlanVersion | None:
    """The version whose state stands in the heading, on every tab."""
    if not panels.plan:
        return None
    read = more.get("card")
    if read is not None:
        found: PlanVersion | None = read.version
        return found
    versions = holdings.versions_of(person.id)
    return versions[0] if versions else None


def _doors(request: HttpRequest, person: Person, version: PlanVersion | None) -> dict[str, Any]:
    """Where the file leads on: only what the actor may do, in rooms the centre uses."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    books = actor.may(P.SCHEDULE) and "delivery" not in request.centre.hidden_rooms  # type: ignore[attr-defined]
    return {
        "may_unmask": actor.may(P.UNMASK_PESEL), "may_edit": actor.may(P.EDIT_PERSON),
        "book_url": links.to("delivery:calendar") if books else "",
        "may_schedule": actor.may(P.SCHEDULE),
        "may_order": actor.may(P.PLACE_ORDER),
        "hand_over_url": links.to("worklist:new", person.id) if actor.divisions and actor.may(P.HAND_OVER) else "",
        "pin_url": links.to("delivery:code", person.id) if books else "",
        "apply_url": links.to("intake:call") if actor.may(P.REGISTER_APPLICATION) else "",
        "plan_url": links.to("plans:detail", version.plan_id) if version is not None else "",
    }  # fmt: skip


def _tabs(person: Person, panels: Panels, active: str, facts: card.Facts) -> list[dict[str, Any]]:
    all_tabs = (
        ("przeglad", "Przegląd", "desk:person", True),
        (
            "plan",
            "Plan usług" if panels.plan else "Usługi",
            "desk:person_plan",
            panels.plan or panels.services,
        ),
        ("wizyty", "Wizyty", "desk:person_visits", panels.visits),
        ("wnioski", "Wnioski", "desk:person_applications", panels.applications),
        ("rozliczenia", "Rozliczenia", "desk:person_money", panels.money),
        ("bliscy", "Bliscy", "desk:person_close", True),
        ("historia", "Historia", "desk:person_history", True),
    )
    numbers = {"wizyty": facts.bookings, "wnioski": facts.applications, "bliscy": facts.relatives}
    return [
        {"label": label, "url": links.to(name, person.id), "count": numbers.get(key), "active": key == active}
        for key, label, name, shown in all_tabs
        if shown
    ]
