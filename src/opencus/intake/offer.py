"""What can be asked for today, as the front desk sees it: price, wait, topics, small questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count

from opencus.catalogue.models import Mode, Service
from opencus.centre.models import Office
from opencus.centre.queries import matters_on
from opencus.core.text import plural, tokens
from opencus.core.words import MEASURES
from opencus.intake import applying
from opencus.intake.models import WaitingListEntry
from opencus.programmes.models import FeeRule, ProgrammeService, Track
from opencus.programmes.queries import services_in_force

SUGGESTED = 4
MOST_KEYS = 9


@dataclass
class Offer:
    """One service on the list; ``key`` is the digit that adds it, 0 for none."""

    row: ProgrammeService
    fee: str
    wait: str
    details: tuple[applying.Detail, ...]
    matched: bool = False
    chosen: bool = False
    key: int = 0

    @property
    def service(self) -> Service:
        return self.row.service

    @property
    def code(self) -> str:
        return self.row.id.hex


@dataclass(frozen=True)
class Desk:
    """An office with the matters it receives today."""

    office: Office
    matters: tuple[str, ...]


def offers_on(day: date, *, need: str = "", chosen: Iterable[UUID] = (), senior: bool = False) -> list[Offer]:
    """Services that may be applied for, those the need tells of first; two queries and the programme's own."""
    taken, topics = set(chosen), applying.topics_in(need)
    queues = dict(
        WaitingListEntry.objects.filter(left_at__isnull=True).order_by().values_list("programme_service__service").annotate(n=Count("id"))
    )
    rows = [row for row in services_in_force(day) if _may_be_asked(row)]
    offers = [
        Offer(
            row, fee_said(row.fee_rules.all()), _wait(row, queues.get(row.service_id, 0)),
            applying.details_of(row.service.mode, row.service.topics, row.service.measure),
            matched=bool(set(topics) & set(row.service.topics)), chosen=row.id in taken,
        )
        for row in rows
    ]  # fmt: skip
    return _numbered(_ranked(offers, need, topics, senior))


def suggested(offers: Sequence[Offer]) -> int:
    """How many of the first offers are shown at once: what was chosen and a few that fit."""
    return min(max(SUGGESTED, sum(one.chosen for one in offers)), MOST_KEYS)


def _ranked(offers: list[Offer], need: str, topics: Sequence[str], senior: bool) -> list[Offer]:
    """Chosen ones first, then the best for each topic told of, then what else fits, then the rest by name."""
    words = {word[:5] for word in tokens(need[: applying.LONGEST_NEED]) if len(word) > 3}

    def fit(one: Offer, topic: str) -> tuple[int, int, str]:
        said = {word[:5] for word in tokens(f"{one.service.name} {one.service.summary} {one.service.description}")}
        special = int(one.service.topics[:1] == [topic]) + int(senior and "senior" in one.service.audiences)
        # At home comes before a place to go to: whoever calls about exercises after a fracture cannot walk far.
        return (-len(words & said), -special - int(one.service.mode in {Mode.AT_HOME, Mode.TRANSPORT}), one.service.name)

    best: list[Offer] = []
    for topic in topics:
        fitting = [one for one in offers if topic in one.service.topics and one not in best]
        best += sorted(fitting, key=lambda one: fit(one, topic))[:1]
    places = {id(one): place for place, one in enumerate(best)}

    def order(one: Offer) -> tuple[bool, int, bool, tuple[int, int, str]]:
        fits = [fit(one, topic) for topic in topics if topic in one.service.topics]
        return (not one.chosen, places.get(id(one), len(best)), not fits, min(fits, default=(0, 0, one.service.name)))

    return sorted(offers, key=order)


def _numbered(offers: list[Offer]) -> list[Offer]:
    for number, one in enumerate(offers[: suggested(offers)], start=1):
        one.key = number
    return offers


def desks_on(day: date) -> list[Desk]:
    """Offices with what each receives on the day (data, not code: it changes over time)."""
    grouped: dict[UUID, tuple[Office, list[str]]] = {}
    for one in matters_on(day):
        grouped.setdefault(one.office_id, (one.office, []))[1].append(one.matter)
    return [Desk(office, tuple(matters)) for office, matters in grouped.values()]


def desk_for(desks: Sequence[Desk], services: Iterable[Service]) -> Desk | None:
    """The office whose matters share most words with the chosen services; the first one when none does."""
    words = {word[:6] for one in services for word in tokens(f"{one.name} {one.summary}") if len(word) > 3}
    words |= {"uslugi"[:6]}

    def shared(desk: Desk) -> int:
        return len(words & {word[:6] for word in tokens(" ".join(desk.matters))})

    return max(desks, key=shared, default=None)


def fee_said(every: Iterable[FeeRule]) -> str:
    """The price in a few words: `bezpłatnie`, `25 zł za sesję`, `0–10 zł za przejazd`, `zależy od dochodu`, a deposit beside it."""
    rules = list(every)
    known = [one for one in rules if one.kind != FeeRule.Kind.DEPOSIT]
    if deposits := [one.amount for one in rules if one.kind == FeeRule.Kind.DEPOSIT and one.amount]:
        said = fee_said(known) if known else "bezpłatnie"
        return f"{said}, kaucja {_zl(sum(deposits))} zł do zwrotu"
    if not known or any(one.kind not in {"free", "flat", "individual"} for one in known):
        return "zależy od dochodu" if known else "opłata jeszcze nieustalona"
    amounts = sorted({one.amount if one.kind == "flat" and one.amount else 0 for one in known if one.kind != "individual"})
    if not amounts:
        return "opłata ustalana osobno"
    if amounts == [0]:
        return "bezpłatnie"
    unit = next((MEASURES[one.measure] for one in known if one.measure in MEASURES), None)
    per = f" za {unit.accusative or unit.one}" if unit else ""
    shown = "–".join(_zl(one) for one in dict.fromkeys([amounts[0], amounts[-1]]))
    return f"{shown} zł{per}"


def _zl(amount: Decimal | int) -> str:
    """Whole złoty without grosze, others with both: `25`, `0,80`."""
    return str(int(amount)) if amount == int(amount) else f"{amount:.2f}".replace(".", ",")


def _may_be_asked(row: ProgrammeService) -> bool:
    # Open services need no application; a card or an event has nothing to book.
    return row.track != Track.OPEN and row.service.status == Service.Status.ACTIVE and row.service.mode != Mode.NONE


def _wait(row: ProgrammeService, queue: int) -> str:
    if queue:
        return f"lista: {queue} {plural(queue, 'osoba', 'osoby', 'osób')}"
    if row.waiting_days:
        weeks = round(row.waiting_days / 7)
        if weeks < 1:
            return f"czeka się ok. {row.waiting_days} {plural(row.waiting_days, 'dnia', 'dni', 'dni')}"
        return f"czeka się ok. {weeks} {plural(weeks, 'tydzień', 'tygodnie', 'tygodni')}"
    return "bez kolejki"
