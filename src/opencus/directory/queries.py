"""The public catalogue: all active services of the area with what the programme says about ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from opencus.catalogue.models import Area, Service
from opencus.core.words import measure
from opencus.directory.prices import Price, price
from opencus.directory.rules import score
from opencus.programmes.models import ProgrammeService, ProgrammeVersion

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
        return [f"{row.get_period_display().capitalize()}: {measure(row.quantity, row.measure)}" for row in rows]

    def fits(self, audiences: list[str], topics: list[str], costs: list[str]) -> bool:
        """Tell whether the card passes the filters; within one filter any choice is enough."""
        mine = set(self.service.audiences)
        if audiences and not ("all" in mine or mine & set(audiences)):
            return False
        if topics and not set(self.service.topics) & set(topics):
            return False
        return not costs or (self.price is not None and ("free" if self.price.free else "paid") in costs)


def cards(on: date) -> list[Card]:
    """Return every active service on the day, by name: two queries and one for the fees."""
    services = Service.objects.filter(status=Service.Status.ACTIVE).select_related("organisation", "location")
    offered = {
        row.service_id: row
        for row in ProgrammeService.objects.filter(
            version__state=ProgrammeVersion.State.IN_FORCE, version__valid_from__lte=on, version__valid_to__gte=on
        )
        .select_related("version__programme")
        .prefetch_related("fee_rules__table", "limits")
        .annotate(
            queue=Count("waiting_list", filter=Q(waiting_list__left_at__isnull=True), distinct=True),
            taken=Count(
                "entitlements",
                filter=Q(entitlements__state__in=["active", "suspended"], entitlements__valid_to__gte=on),
                distinct=True,
            ),
        )
    }
    return [_card(service, offered.get(service.id)) for service in services]


def _card(service: Service, row: ProgrammeService | None) -> Card:
    if row is None:
        return Card(service, None, None, 0, None)
    taken: int = row.taken  # type: ignore[attr-defined]
    free = None if row.places is None else max(row.places - taken, 0)
    return Card(service, row, price(list(row.fee_rules.all())), row.queue, free)  # type: ignore[attr-defined]


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
