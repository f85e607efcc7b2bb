"""The front door: visitors to the public directory, people with a log-in to their work."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from opencus.audit import queries as audit
from opencus.audit.events import Group
from opencus.centre.access import staff_only
from opencus.centre.actors import Actor
from opencus.centre.models import Centre, User
from opencus.centre.queries import centres_of
from opencus.centre.roles import Permission as P
from opencus.core import clock
from opencus.core.words import long_date
from opencus.desk import links
from opencus.desk.queries.board import board
from opencus.people import events as people_events
from opencus.people.models import Person

RECENT = 6


def root(request: HttpRequest) -> HttpResponse:
    """Send everybody where they belong; without a centre in the address, show which there are."""
    user = request.user
    if request.centre is None:  # type: ignore[attr-defined]
        mine = centres_of(user.id) if isinstance(user, User) else []
        if len(mine) == 1:
            return redirect(f"/{mine[0].slug}/")
        return render(request, "desk/centres.html", {"centres": mine or Centre.objects.order_by("name")})
    actor = request.actor  # type: ignore[attr-defined]
    if actor is None:
        return redirect("directory:list")
    if actor.is_staff:
        return redirect("desk:home")
    return redirect("contracting:own_orders" if "provider_manager" in actor.roles else "field:today")


@staff_only
def home(request: HttpRequest) -> HttpResponse:
    """What waits for whoever logged in, overdue first; each number leads to its list."""
    actor, today = request.actor, clock.today()  # type: ignore[attr-defined]
    hidden = request.centre.hidden_rooms  # type: ignore[attr-defined]
    tiles, lines = board(actor, hidden, today)
    context = {
        "today": today, "date_words": long_date(today), "first_name": actor.name.split()[0], "tiles": tiles, "lines": lines,
        "empty": [tile for tile in tiles if not tile.count],
        "waiting": sum(tile.count for tile in tiles), "recent": _recent(actor), "shortcuts": _shortcuts(actor, hidden),
        "watch": _watch(actor), "may_open": actor.may(P.OPEN_PERSON),
    }  # fmt: skip
    return render(request, "desk/home.html", context)


def _recent(actor: Actor) -> list[Person]:
    """Whose files the actor opened lately: names only, the way back to interrupted work."""
    if actor.user_id is None or not actor.may(P.OPEN_PERSON):
        return []
    ids = audit.opened_lately(actor.user_id, people_events.OPENED.name, RECENT)
    found = Person.objects.in_bulk(ids)
    return [found[one] for one in ids if one in found]


def _shortcuts(actor: Actor, hidden: list[str]) -> list[dict[str, Any]]:
    known = (
        ("Nowa rozmowa", "headset", "intake:call", P.REGISTER_APPLICATION),
        ("Znajdź osobę", "user-round-search", "people:list", P.SEARCH_PERSONS),
        ("Kalendarz", "calendar-days", "delivery:calendar", P.VIEW_DELIVERY),
        ("Listy oczekujących", "list-ordered", "entitlements:waiting", P.QUALIFY),
        ("Umowy i wykonawcy", "handshake", "contracting:contracts", P.MANAGE_CONTRACTS),
        ("Role i uprawnienia", "shield-check", "desk:roles", P.MANAGE_STAFF),
    )
    rows = [
        {"label": label, "icon": icon, "url": links.to(name)}
        for label, icon, name, needed in known
        if actor.may(needed) and name.split(":")[0] not in hidden
    ]
    return [row for row in rows if row["url"]]


def _watch(actor: Actor) -> list[dict[str, Any]]:
    """The numbers of whoever watches over access to data, each with the list behind it."""
    if not actor.may(P.READ_JOURNAL):
        return []
    today = clock.today()
    day = today.isoformat()
    return [
        {"label": "Wpisy w dzienniku dziś", "count": audit.listed(since=today).count(), "url": links.to("desk:journal", dzien=day)},
        {
            "label": "w tym zaglądanie do danych", "count": audit.listed(since=today, group=Group.LOOK).count(),
            "url": links.to("desk:journal", dzien=day, rodzaj="zagladanie"),
        },
    ]  # fmt: skip
