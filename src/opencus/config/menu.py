"""The side menu: what this person may do here, in the order of the spine; rooms a centre hides are left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from opencus.centre.actors import Actor
from opencus.centre.roles import Permission as P


@dataclass(frozen=True)
class Entry:
    """A line of the menu: shown to whoever holds one of the permissions."""

    label: str
    url_name: str
    icon: str
    permissions: frozenset[P]
    room: str
    group: str = ""


ENTRIES = (
    Entry("Pulpit", "desk:home", "layout-dashboard", frozenset(P) - {P.HANDLE_OWN_ORDERS, P.RECORD_DELIVERY, P.SUBMIT_SETTLEMENT}, "desk"),
    Entry("Rozmowa", "intake:call", "headset", frozenset({P.REGISTER_APPLICATION}), "intake"),
    Entry("Osoby i rodziny", "people:list", "users", frozenset({P.SEARCH_PERSONS}), "people"),
    Entry("Wnioski", "intake:list", "inbox", frozenset({P.REGISTER_APPLICATION, P.QUALIFY}), "intake"),
    Entry("Listy oczekujących", "entitlements:waiting", "list-ordered", frozenset({P.QUALIFY, P.RECOGNISE_NEEDS}), "intake"),
    Entry("Plany usług", "plans:list", "clipboard-list", frozenset({P.DRAFT_PLAN, P.APPROVE_PLAN}), "plans"),
    Entry("Kalendarz", "delivery:calendar", "calendar-days", frozenset({P.SCHEDULE, P.VIEW_DELIVERY}), "delivery"),
    Entry("Zlecenia", "contracting:orders", "send", frozenset({P.PLACE_ORDER}), "contracting"),
    Entry("Rozliczenia", "settlement:list", "wallet", frozenset({P.CHECK_SETTLEMENT, P.ACCEPT_SETTLEMENT}), "settlement"),
    Entry("Zlecenia", "contracting:own_orders", "send", frozenset({P.HANDLE_OWN_ORDERS}), "contracting"),
    Entry("Wizyty", "delivery:own_visits", "calendar-days", frozenset({P.HANDLE_OWN_ORDERS}), "delivery"),
    Entry("Rozliczenia", "settlement:own", "wallet", frozenset({P.SUBMIT_SETTLEMENT}), "settlement"),
    Entry("Mój dzień", "field:today", "smartphone", frozenset({P.RECORD_DELIVERY}), "field"),
    Entry("Umowy i wykonawcy", "contracting:contracts", "handshake", frozenset({P.MANAGE_CONTRACTS, P.VIEW_REPORTS}), "contracting", "Organizacja"),
    Entry("Udział PES", "settlement:pes", "chart-line", frozenset({P.VIEW_REPORTS}), "settlement", "Organizacja"),
    Entry("Program usług", "programmes:current", "scroll-text", frozenset({P.MANAGE_PROGRAMME, P.QUALIFY, P.REGISTER_APPLICATION}), "programmes", "Organizacja"),
    Entry("Konsultacje", "programmes:consultations", "messages-square", frozenset({P.MANAGE_PROGRAMME}), "programmes", "Organizacja"),
    Entry("Osiedla i sołectwa", "estates:list", "map-pin", frozenset({P.MANAGE_PROGRAMME}), "programmes", "Organizacja"),
    Entry("Informator", "directory:list", "book-open", frozenset(P) - {P.RECORD_DELIVERY}, "directory", "Organizacja"),
    Entry("Biura i działy", "desk:institution", "building-2", frozenset({P.REGISTER_APPLICATION, P.MANAGE_STAFF}), "desk", "Organizacja"),
    Entry("Personel", "staff:register", "id-card", frozenset({P.MANAGE_STAFF, P.READ_JOURNAL}), "desk", "Organizacja"),
    Entry("Telefony", "field:phones", "smartphone", frozenset({P.SCHEDULE, P.MANAGE_STAFF, P.HANDLE_OWN_ORDERS}), "field", "Organizacja"),
    Entry("Konta", "accounts:list", "user-cog", frozenset({P.MANAGE_STAFF}), "desk", "Organizacja"),
    Entry("Role i uprawnienia", "desk:roles", "shield-check", frozenset({P.MANAGE_STAFF, P.READ_JOURNAL}), "desk", "Organizacja"),
    Entry("Ochrona danych", "privacy:overview", "shield-user", frozenset({P.MANAGE_PRIVACY}), "privacy", "Organizacja"),
    Entry("Dziennik", "desk:journal", "scan-eye", frozenset({P.READ_JOURNAL}), "desk", "Organizacja"),
    Entry("Stan systemu", "system:state", "activity", frozenset({P.VIEW_SYSTEM}), "system", "Organizacja"),
)  # fmt: skip

#: Pages of other rooms that belong to an entry: a person's file at the desk, what reporting computes about a programme.
ELSEWHERE = {"people:list": "osoba/", "programmes:current": "zestawienia/"}


def context(request: HttpRequest) -> dict[str, Any]:
    """Return ``nav`` for the staff shell, and whether this is a demo."""
    from django.conf import settings

    actor: Actor | None = getattr(request, "actor", None)
    centre = getattr(request, "centre", None)
    if actor is None or centre is None:
        return {"nav": [], "demo": settings.DEMO}
    return {"nav": _groups(request, actor, set(centre.hidden_rooms)), "demo": settings.DEMO, "actor": actor}


def _groups(request: HttpRequest, actor: Actor, hidden: set[str]) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    held = actor.permissions
    for entry in ENTRIES:
        if entry.room in hidden or not entry.permissions & held:
            continue
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        active = request.path == url or (len(url) > 1 and request.path.startswith(url) and url != reverse("root"))
        if also := ELSEWHERE.get(entry.url_name):
            active = active or request.path.startswith(reverse("root") + also)
        item = {"label": entry.label, "url": url, "icon": entry.icon, "count": None, "active": active}
        groups.setdefault(entry.group, []).append(item)
    matching = [item for items in groups.values() for item in items if item["active"]]
    for item in matching:  # only the longest matching address is the open one
        item["active"] = item is max(matching, key=lambda one: len(one["url"]))
    return [{"label": label, "items": items} for label, items in groups.items()]
