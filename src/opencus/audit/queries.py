"""Reads of the journal: a person's timeline, a centre's entries, what is sealed. Names of people are not known here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from opencus.audit import events, own
from opencus.audit.events import Group
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
    group: Group | None = None,
    since: date | None = None,
    until: date | None = None,
    purpose: str = "",
) -> QuerySet[Entry]:
    """The entries of the current centre, the newest first; each filter narrows, none is needed; days are inclusive."""
    entries = Entry.objects.order_by("-at", "-id")
    if person_id is not None:
        entries = entries.filter(person_id=person_id)
    if actor_id is not None:
        entries = entries.filter(actor_id=actor_id)
    if group is not None:
        entries = entries.filter(kind__in=events.names_in(group))
    if since is not None:
        entries = entries.filter(at__gte=midnight(since))
    if until is not None and until < date.max:
        entries = entries.filter(at__lt=midnight(until + timedelta(days=1)))
    return entries.filter(purpose=purpose) if purpose else entries


def looks() -> Q:
    """Entries that showed somebody a person's data."""
    return Q(kind__in=events.names_in(Group.LOOK, Group.BREAK_GLASS), person_id__isnull=False)


def counted(entries: QuerySet[Entry], most: int) -> int:
    """How many there are, counted no further than one above ``most``."""
    return entries.order_by()[: most + 1].count()


def beside(entries: QuerySet[Entry], key: Entry | None, *, newer: bool, many: int) -> tuple[list[Entry], bool]:
    """``many`` entries before or after ``key`` in the list (newest first), and whether there are more that way."""
    if key is not None:
        later, earlier = Q(at__gt=key.at) | Q(at=key.at, id__gt=key.id), Q(at__lt=key.at) | Q(at=key.at, id__lt=key.id)
        entries = entries.filter(later if newer else earlier)
    found = list((entries.order_by("at", "id") if newer else entries.order_by("-at", "-id"))[: many + 1])
    page = found[:many]
    return (page[::-1] if newer else page), len(found) > many


def purposes(most: int = 20, among: int = 3000) -> list[str]:
    """The purposes that were stated most often among the newest entries."""
    newest = Entry.objects.order_by("-at", "-id").values_list("purpose", flat=True)[:among]
    return sorted(purpose for purpose, _times in Counter(one for one in newest if one).most_common(most))


def midnight(day: date) -> datetime:
    """The moment a Polish day begins."""
    return clock.at(day, time(0))


def links_of(entries: Iterable[Entry]) -> dict[int, Link]:
    """The places of these entries in the chain, by number of entry; an unsealed one is missing."""
    found = Link.objects.filter(entry_id__in=[entry.id for entry in entries])
    return {link.entry_id: link for link in found}


@dataclass(frozen=True, slots=True)
class Seal:
    """How far the chain of the current centre reaches.

    ``first`` and ``sealed`` are its links (before ``first`` periods were closed), ``waiting`` entries are not linked yet,
    the last link was made ``last_at`` (None: never).
    """

    first: int
    sealed: int
    waiting: int
    last_at: datetime | None

    @property
    def entries(self) -> int:
        return max(0, self.sealed - self.first + 1) + self.waiting


def seal_state() -> Seal:
    """Count the chain of the current centre by its ends, and what waits by the queue: nothing is read whole."""
    last = Link.objects.order_by("-number").first()
    first = Link.objects.order_by("number").values_list("number", flat=True).first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM guard.queue()")
        waiting = int(cursor.fetchone()[0])
    return Seal(first or 1, last.number if last else 0, waiting, last.sealed_at if last else None)


def last_check() -> Entry | None:
    """The entry of the last check of the whole chain, None before the first."""
    return Entry.objects.filter(kind=own.VERIFIED.name).order_by("-at").first()


def opened_lately(actor_id: UUID, kind: str, most: int) -> list[UUID]:
    """Whose records an actor opened among the centre's last entries, the latest first, each once."""
    recent = Entry.objects.order_by("-id").values("id")[:LATELY]
    mine = Entry.objects.filter(id__in=recent, actor_id=actor_id, kind=kind, person_id__isnull=False)
    ids = mine.order_by("-id").values_list("person_id", flat=True)
    return list(dict.fromkeys(one for one in ids if one is not None))[:most]
