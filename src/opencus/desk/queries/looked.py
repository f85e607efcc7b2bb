"""Who looked at one person's data: the report behind a request under art. 15 GDPR and art. 50(3) CUS Act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import TruncMonth

from opencus.audit import events
from opencus.audit import queries as audit
from opencus.audit.events import Group
from opencus.audit.models import Entry
from opencus.core import clock
from opencus.core.clock import WARSAW
from opencus.core.periods import MonthRef
from opencus.desk.queries.names import SYSTEM, UNKNOWN, actor_name, names_of, role_words
from opencus.people.models import Person

MOST = 2000
MONTHS = 12
_WIDTH, _HEIGHT, _TOP = 52, 90, 18
SEEN = (Group.LOOK, Group.EXPORT, Group.BREAK_GLASS)


@dataclass(frozen=True, slots=True)
class Viewer:
    """One user (or, without names, one role) and when they looked, what for."""

    who: str
    role: str
    times: int
    first: datetime
    last: datetime
    purposes: list[str]
    actor_id: UUID | None


@dataclass(frozen=True, slots=True)
class Look:
    """One look."""

    at: datetime
    who: str
    role: str
    sentence: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Month:
    """One bar of the drawing."""

    label: str
    times: int
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + 17

    @property
    def above(self) -> int:
        return self.y - 5


def known(person_id: UUID) -> bool:
    """Whether the centre has such a person, or had one whom the journal remembers."""
    return Person.objects.filter(id=person_id).exists() or Entry.objects.filter(person_id=person_id).exists()


def looks_at(person_id: UUID, since: date | None, until: date | None) -> QuerySet[Entry]:
    """Looks, downloads and openings for a reason; refused attempts showed nothing and are left out."""
    return audit.listed(person_id=person_id, since=since, until=until).filter(kind__in=events.names_in(*SEEN))


def viewers(entries: QuerySet[Entry], *, named: bool) -> list[Viewer]:
    """Who looked, the most frequent first.

    For the person concerned roles stand in place of names: workers acting on the centre's behalf are no recipients
    (art. 15(1)(c) GDPR; judgment C-579/21 of 22 June 2023), dates and purposes are due.
    """
    by = ("actor_id", "actor_role") if named else ("actor_role",)
    rows = entries.order_by().values(*by).annotate(
        times=Count("id"), first=Min("at"), last=Max("at"),
        purposes=ArrayAgg("purpose", distinct=True, filter=~Q(purpose="")),
    )  # fmt: skip
    found = list(rows)
    names = names_of(row["actor_id"] for row in found) if named else {}
    made = [
        Viewer(
            _who(row.get("actor_id"), names) if named else role_words(row["actor_role"]) or SYSTEM,
            role_words(row["actor_role"]) if named else "", row["times"], row["first"], row["last"],
            sorted(row["purposes"] or []), row.get("actor_id"),
        )
        for row in found
    ]  # fmt: skip
    return sorted(made, key=lambda one: (-one.times, one.who))


def listed(entries: QuerySet[Entry], *, named: bool) -> list[Look]:
    """The looks one by one, the newest first, at most 2,000."""
    found = list(entries[:MOST])
    names = names_of(entry.actor_id for entry in found) if named else {}
    return [
        Look(
            entry.at, actor_name(entry, names) if named else role_words(entry.actor_role) or SYSTEM,
            role_words(entry.actor_role) if named else "", entry.sentence, entry.purpose,
        )
        for entry in found
    ]  # fmt: skip


def by_month(person_id: UUID, today: date) -> list[Month]:
    """Looks in each of the last twelve months, drawn as bars."""
    first = MonthRef.of(today).plus(1 - MONTHS)
    rows = looks_at(person_id, first.first, None).order_by().annotate(month=TruncMonth("at", tzinfo=WARSAW))
    times = {clock.day_of(row["month"]): row["times"] for row in rows.values("month").annotate(times=Count("id"))}
    most = max([*times.values(), 1])
    bars = []
    for number in range(MONTHS):
        month = first.plus(number)
        count = times.get(month.first, 0)
        height = max(3, round(count / most * _HEIGHT)) if count else 0
        bars.append(Month(f"{month.month:02}.{month.year % 100:02}", count, number * _WIDTH + 8, _TOP + _HEIGHT - height, height))
    return bars


def _who(actor_id: UUID | None, names: dict[UUID, str]) -> str:
    return SYSTEM if actor_id is None else names.get(actor_id, UNKNOWN)


def usual_start(today: date) -> date:
    """A year back: where the report begins unless asked otherwise."""
    return today - timedelta(days=365)
