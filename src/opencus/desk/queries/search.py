"""One search for everything: people, cases, plans, orders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from opencus.centre.actors import Actor
from opencus.centre.roles import Permission as P
from opencus.contracting.models import Order
from opencus.core.text import normalise, prefix_range
from opencus.correspondence.models import CaseFile
from opencus.correspondence.queries import case_by_number
from opencus.desk import links
from opencus.desk.access import Panels, panels_for
from opencus.desk.queries.card import order_url
from opencus.intake.models import Application
from opencus.people.models import Person
from opencus.people.queries import Found, find, underlined
from opencus.plans.models import Plan

SHORTEST = 2
MOST = 8
_SPOKEN = re.compile(r"([0-9]{1,6})/([0-9]{4})")
_NUMBERED = re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: what it is, words beside it, where it leads ('' when the actor may not open it)."""

    label: str
    detail: str
    url: str
    icon: str
    pieces: Sequence[tuple[str, bool]] = ()


@dataclass(slots=True)
class Results:
    """Results by kind; ``people_total`` counts all people found, also those not shown."""

    people: list[Hit] = field(default_factory=list)
    people_total: int = 0
    numbers: list[Hit] = field(default_factory=list)
    too_short: bool = False

    @property
    def count(self) -> int:
        return len(self.people) + len(self.numbers)


def search(text: str, actor: Actor, today: date, most: int = MOST) -> Results:
    """Search what the actor may search; people only with the permission for it."""
    typed = normalise(text[:200])
    if len(typed) < SHORTEST:
        return Results(too_short=bool(typed))
    results = Results()
    if actor.may(P.SEARCH_PERSONS):
        found: Found = find(typed, most)
        results.people = [_person(one, found.words, actor, today) for one in found.people]
        results.people_total = found.total
    if _NUMBERED.search(typed):
        results.numbers = _numbers(typed, actor)
    return results


def _person(one: Person, words: Sequence[str], actor: Actor, today: date) -> Hit:
    years = one.age_on(today)
    detail = ", ".join(
        part
        for part in (
            f"ur. {one.birth_date.year}" if one.birth_date and years is not None else "",
            one.address,
            one.town if one.street else "",
        )
        if part
    )
    url = links.to("desk:person", one.id) if actor.may(P.OPEN_PERSON) else ""
    return Hit(one.full_name, detail, url, "user-round", underlined(one.full_name, words))


def _numbers(typed: str, actor: Actor) -> list[Hit]:
    panels = panels_for(actor)
    low, high = prefix_range(typed.upper())
    span = {"gte": low, "lt": high}
    hits: list[Hit] = []
    if panels.applications and actor.may(P.OPEN_PERSON):
        hits += [_case(one) for one in _cases(typed, low, high, panels)]
    if panels.plan:
        plans = (
            Plan.objects.filter(**{f"number__{k}": v for k, v in span.items()})
            .select_related("person")
            .order_by("number")
        )
        hits += [
            Hit(
                one.number,
                f"plan usług, {one.person}",
                links.to("plans:detail", one.id) or links.to("desk:person_plan", one.person_id),
                "clipboard-list",
            )
            for one in plans[:5]
        ]
    if panels.orders:
        orders = Order.objects.filter(panels.rights("entitlement__"), **{f"number__{k}": v for k, v in span.items()}).select_related(
            "person", "line__service"
        )
        hits += [
            Hit(one.number, f"zlecenie, {one.line.service}", order_url(one), "send")
            for one in orders.order_by("number")[:5]
        ]
    return hits


def _cases(typed: str, low: str, high: str | None, panels: Panels) -> list[CaseFile]:
    """Case files of that number or beginning, of the actor's side of the wall."""
    if spoken := _SPOKEN.fullmatch(typed):
        found = case_by_number(int(spoken[1]), int(spoken[2]))
    else:
        found = CaseFile.objects.filter(mark__gte=low, mark__lt=high).select_related("person").order_by("mark")
    if panels.walled:
        found = found.filter(id__in=Application.objects.filter(panels.cases()).order_by().values("case_file_id"))
    return list(found[:5])


def _case(one: CaseFile) -> Hit:
    return Hit(
        one.mark, f"sprawa, {one.person}", links.to("desk:person_applications", one.person_id), "folder-open"
    )
