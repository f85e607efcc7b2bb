"""The public catalogue: all active services of the area with what the programme says about ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from opencus.catalogue.models import Area, Service
from opencus.core.words import measure
from opencus.directory.prices import Price, price, relief_said
from opencus.directory.rules import score
from opencus.programmes.models import ProgrammeService
from opencus.programmes.queries import criteria, versions_in_force
from opencus.programmes.rules.fees import IncomeCriterion, criterion_on

AUDIENCES = {
    "senior": "Osoba 60+", "disability": "Niepełnosprawność", "carer": "Opiekun bliskiej osoby",
    "family": "Rodzina z dziećmi", "adult": "Osoba dorosła",
}  # fmt: skip
TOPICS = {
    "home": ("Pomoc w domu", "house"), "transport": ("Dojazd", "bus"), "repair": ("Naprawa w domu", "wrench"),
    "health": ("Zdrowie i ruch", "heart-pulse"), "together": ("Czas z innymi", "users"), "family": ("Rodzina i dzieci", "baby"),
}  # fmt: skip
COSTS = {"free": "Bezpłatne", "paid": "Częściowo płatne"}
TONES = {"home": "brand", "transport": "ok", "repair": "warn", "health": "violet", "together": "info", "family": "violet"}


@dataclass(frozen=True)
class Card:
    """A service as a resident sees it."""

    service: Service
    offered: ProgrammeService | None  # null: a service of another entity, outside our programme
    price: Price | None
    waiting: int
    free_places: int | None  # null: places are not counted

    @property
    def tone(self) -> str:
        return TONES.get(self.service.topics[0] if self.service.topics else "", "brand")

    @property
    def limits(self) -> list[str]:
        """What everybody may get, a line each: "Miesięcznie: 2 przejazdy"."""
        rows = [row for row in self.offered.limits.all() if row.condition is None] if self.offered else []
        shared = {"household": ", wspólnie dla gospodarstwa domowego", "cared_for": ", wspólnie dla osoby i jej opiekunów"}
        return [
            f"{row.get_period_display().capitalize()}: {measure(row.quantity, row.measure)}{shared.get(row.scope, '')}" for row in rows
        ]

    @property
    def reliefs(self) -> list[str]:
        """Who pays less, a line each: "Karta Seniora 60+: 50% mniej"."""
        rows = self.offered.reliefs.all() if self.offered else []
        return [f"{row.name}: {relief_said(row.percent, row.amount)}" for row in rows]

    def fits(self, audiences: list[str], topics: list[str], costs: list[str]) -> bool:
        """Tell whether the card passes the filters; within one filter any choice is enough."""
        mine = set(self.service.audiences)
        if audiences and not ("all" in mine or mine & set(audiences)):
            return False
        if topics and not set(self.service.topics) & set(topics):
            return False
        return not costs or (self.price is not None and ("free" if self.price.free else "paid") in costs)


def cards(on: date) -> list[Card]:
    """Return every active service on the day, by name, as the programme in force offers it; a fixed number of queries.

    Who waits and who holds a place is counted over every version of the programme: places do not come free by a vote.
    """
    services = Service.objects.filter(status=Service.Status.ACTIVE).select_related("organisation", "location")
    in_force = (
        ProgrammeService.objects.filter(version__in=versions_in_force(on).order_by())
        .select_related("version__programme", "service")
        .prefetch_related("fee_rules__table", "limits", "reliefs")
        .order_by("version__valid_from", "version__number")
    )
    offered = {row.service_id: row for row in in_force}  # the newest text of a service counts
    waiting = dict(
        ProgrammeService.objects.filter(waiting_list__left_at__isnull=True, waiting_list__isnull=False)
        .order_by().values_list("service_id").annotate(n=Count("waiting_list"))
    )  # fmt: skip
    holds = Q(entitlements__state__in=["active", "suspended"], entitlements__valid_to__gte=on)
    taken = dict(ProgrammeService.objects.filter(holds).order_by().values_list("service_id").annotate(n=Count("entitlements")))
    criterion = criterion_on(on, criteria())
    return [
        _card(service, offered.get(service.id), waiting.get(service.id, 0), taken.get(service.id, 0), criterion)
        for service in services
    ]


def _card(service: Service, row: ProgrammeService | None, queue: int, taken: int, criterion: IncomeCriterion) -> Card:
    if row is None:
        return Card(service, None, None, 0, None)
    free = None if row.places is None else max(row.places - taken, 0)
    return Card(service, row, price(list(row.fee_rules.all()), criterion), queue, free)


def found(all_cards: list[Card], query: str) -> list[Card]:
    """Return the cards that answer the query, the best first; all of them for an empty query."""
    if not query:
        return all_cards
    scored = [(score(query, card.service.name, _text(card)), card) for card in all_cards]
    return [card for points, card in sorted(scored, key=lambda pair: -pair[0]) if points > 0]


def _text(card: Card) -> str:
    target = card.offered.target_text if card.offered else ""
    return f"{card.service.summary} {card.service.description} {target}"


def area_names(codes: list[str]) -> list[str]:
    """Return the Polish names of areas."""
    return list(Area.objects.filter(code__in=codes).values_list("name", flat=True))
