"""Reads of the journal: a person's timeline, a centre's entries, what is sealed. Names of people are not known here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from opencus.audit import events
from opencus.audit.models import Entry, Link
from opencus.core import clock

#: How far back "lately" goes when an actor's own entries are looked for: there is no index on actors, on purpose
#: (an index would make watching one employee cheap).
LATELY = 3000


def reading_kinds() -> list[str]:
    """The names of all events that are mere looking."""
    return [event.name for event in events.registered() if event.reading]


def about(person_id: UUID, *, without: Iterable[str] = ()) -> QuerySet[Entry]:
    """Everything written about a person, the newest first; ``without`` names rooms whose acts are left out."""
    entries = Entry.objects.filter(person_id=person_id).order_by("-id")
    for room in without:
        entries = entries.exclude(kind__startswith=f"{room}.")
    return entries


def changes(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Of these, the acts that wrote something."""
    return entries.exclude(kind__in=reading_kinds())


def readings(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Of these, the mere looks."""
    return entries.filter(kind__in=reading_kinds())


def of_rooms(entries: QuerySet[Entry], *rooms: str) -> QuerySet[Entry]:
    """Of these, the acts of some rooms."""
    wanted = Q()
    for room in rooms:
        wanted |= Q(kind__startswith=f"{room}.")
    return entries.filter(wanted)


def listed(
    *,
    person_id: UUID | None = None,
    actor_id: UUID | None = None,
    day: date | None = None,
    only_readings: bool = False,
) -> QuerySet[Entry]:
    """The entries of the current centre, the newest first; each filter narrows, none is needed."""
    entries = Entry.objects.order_by("-id")
    if person_id is not None:
        entries = entries.filter(person_id=person_id)
    if actor_id is not None:
        entries = entries.filter(actor_id=actor_id)
    if day is not None:
        entries = entries.filter(at__gte=midnight(day), at__lt=midnight(day + timedelta(days=1)))
    return readings(entries) if only_readings else entries


def midnight(day: date) -> datetime:
    """The moment a Polish day begins."""
    return clock.at(day, time(0))


def links_of(entries: Iterable[Entry]) -> dict[int, Link]:
    """The places of these entries in the chain, by number of entry; an unsealed one is missing."""
    found = Link.objects.filter(entry_id__in=[entry.id for entry in entries])
    return {link.entry_id: link for link in found}


@dataclass(frozen=True, slots=True)
class Seal:
    """How far the chain of the current centre reaches: entries in all, sealed, when the last was (None: never)."""

    entries: int
    sealed: int
    last_at: datetime | None

    @property
    def waiting(self) -> int:
        return self.entries - self.sealed


def seal_state() -> Seal:
    """Count entries and links of the current centre."""
    last = Link.objects.aggregate(sealed=Max("number"), at=Max("sealed_at"))
    return Seal(Entry.objects.count(), last["sealed"] or 0, last["at"])


def opened_lately(actor_id: UUID, kind: str, most: int) -> list[UUID]:
    """Whose records an actor opened among the centre's last entries, the latest first, each once."""
    recent = Entry.objects.order_by("-id").values("id")[:LATELY]
    mine = Entry.objects.filter(id__in=recent, actor_id=actor_id, kind=kind, person_id__isnull=False)
    ids = mine.order_by("-id").values_list("person_id", flat=True)
    return list(dict.fromkeys(one for one in ids if one is not None))[:most]
