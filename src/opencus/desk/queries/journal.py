"""The journal on the screen of whoever watches over access to data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Self
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet

from opencus.audit import events
from opencus.audit import queries as audit
from opencus.audit.events import GROUP_LABELS, Group
from opencus.audit.models import Entry
from opencus.centre.models import Membership, User
from opencus.contracting.models import ProviderSeat
from opencus.core import clock
from opencus.core.export import Cell
from opencus.core.ids import parse_uuid
from opencus.core.text import initials
from opencus.core.words import numeric_date
from opencus.desk import links
from opencus.desk.queries import hints
from opencus.desk.queries.names import actor_name, names_of, role_words
from opencus.people.models import Person
from opencus.people.queries import find

MOST_FOUND = 10
MOST_ROWS = 50_000
MOST_COUNTED = 10_000
BATCH = 2000
USUAL_DAYS = 30  # without a person or days of one's own the list reaches back so far
HEADER = ["numer", "kiedy", "kto", "role", "co", "rodzaj", "grupa", "osoba", "cel", "ogniwo"]
SIGNALS = {"poza-godzinami": "poza godzinami pracy", "to-samo-nazwisko": "osoby o tym samym nazwisku", "szukanie": "szukanie osób"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter in the address: opaque numbers, days and kinds, nothing personal."""

    person_id: UUID | None = None
    actor_id: UUID | None = None
    group: Group | None = None
    since: date | None = None
    until: date | None = None
    purpose: str = ""
    signal: str = ""
    problem: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """Take the filter from a query; what cannot be read is left out and said."""
        group = Group(query["rodzaj"]) if query.get("rodzaj") in set(Group) else None
        one_day, first, last = (_day(query.get(name, "")) for name in ("dzien", "od", "do"))
        problem = ""
        if any(query.get(name) and not day for name, day in (("dzien", one_day), ("od", first), ("do", last))):
            problem = "Podaj dzień jako rok, miesiąc i dzień, na przykład 2026-11-22."
        elif first and last and first > last:
            problem = "Pierwszy dzień jest późniejszy niż ostatni."
        signal = query.get("sygnal", "")
        return cls(
            parse_uuid(query.get("osoba", "")), parse_uuid(query.get("kto", "")), group, one_day or first, one_day or last,
            query.get("cel", "")[:300], signal if signal in SIGNALS else "", problem,
        )  # fmt: skip

    @property
    def reaching(self) -> Self:
        """The same with the usual days where nothing else narrows the list."""
        if self.since or self.until or self.person_id:
            return self
        return replace(self, since=clock.today() - timedelta(days=USUAL_DAYS - 1))

    def entries(self) -> QuerySet[Entry]:
        """The entries that fit."""
        now = self.reaching
        found = audit.listed(
            person_id=now.person_id, actor_id=now.actor_id, group=now.group, since=now.since, until=now.until,
            purpose=now.purpose,
        )  # fmt: skip
        if now.signal == "poza-godzinami":
            return hints.out_of_hours(found.filter(audit.looks()))
        if now.signal == "szukanie":
            return found.filter(kind__in=hints.SEARCHES)
        if now.signal == "to-samo-nazwisko" and now.actor_id:
            return hints.of_same_name(found.filter(audit.looks()), now.actor_id)
        return found

    def words(self) -> str:
        """The filter as the journal itself keeps it: which kinds of filter, and the days."""
        parts = ["jedna osoba"] if self.person_id else []
        parts += ["jeden pracownik"] if self.actor_id else []
        parts += [GROUP_LABELS[self.group]] if self.group else []
        parts += [SIGNALS[self.signal]] if self.signal else []
        parts += ["jeden cel"] if self.purpose else []
        if self.since and self.since == self.until:
            parts += [f"dzień {numeric_date(self.since)}"]
        else:
            parts += [f"od {numeric_date(self.since)}"] if self.since else []
            parts += [f"do {numeric_date(self.until)}"] if self.until else []
        return ", ".join(parts) or f"ostatnie {USUAL_DAYS} dni"

    def fields(self) -> dict[str, str]:
        """The filter as fields of a form."""
        known = {
            "osoba": self.person_id, "kto": self.actor_id, "rodzaj": self.group, "od": self.since, "do": self.until,
            "cel": self.purpose, "sygnal": self.signal,
        }  # fmt: skip
        return {key: str(value) for key, value in known.items() if value}

    def query(self, **more: object) -> str:
        """The filter as a query string."""
        return urlencode({**self.fields(), **{key: str(value) for key, value in more.items()}})


@dataclass(frozen=True, slots=True)
class Row:
    """One entry for the eye; ``person`` is a name for those who may open files, else a code."""

    number: int
    at: datetime
    who: str
    actor_id: UUID | None
    role: str
    sentence: str
    purpose: str
    icon: str
    group: str
    person_id: UUID | None
    person: str
    person_url: str
    link: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a list that is paged by keys: rows, how many in all (None: more than are counted), ways on."""

    rows: list[Row]
    total: int | None
    newer: str
    older: str
    first: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A person who may be meant: a label without more than needed, and where to go."""

    label: str
    detail: str
    url: str
    report: str


ICONS = {
    Group.LOOK: "eye", Group.CHANGE: "pencil", Group.EXPORT: "download", Group.ATTEMPT: "ban",
    Group.BREAK_GLASS: "lock-open", Group.WATCH: "scan-eye",
}  # fmt: skip


def page(asked: Asked, query: Mapping[str, str], per_page: int, *, names_of_people: bool) -> Page:
    """One page of the list: before or after an entry whose number stands in the address."""
    entries, total = asked.entries(), audit.counted(asked.entries(), MOST_COUNTED)
    newer = query.get("po", "").isdecimal()
    typed = query.get("po" if newer else "przed", "")
    key = Entry.objects.filter(id=int(typed)).first() if typed.isdecimal() and len(typed) < 19 else None
    found, more = audit.beside(entries, key, newer=newer and key is not None, many=per_page)
    backwards, onwards = (more, True) if newer and key else (key is not None, more)
    return Page(
        rows=rows_of(found, names_of_people=names_of_people),
        total=total if total <= MOST_COUNTED else None,
        newer=asked.query(po=found[0].id) if found and backwards else "",
        older=asked.query(przed=found[-1].id) if found and onwards else "",
        first=key is None,
    )


def rows_of(entries: Sequence[Entry], *, names_of_people: bool) -> list[Row]:
    """Entries with names of actors; names of people only when asked for."""
    actors, sealed = names_of(entry.actor_id for entry in entries), audit.links_of(entries)
    people = _people(entry.person_id for entry in entries) if names_of_people else {}
    return [
        Row(
            number=entry.id, at=entry.at, who=actor_name(entry, actors), actor_id=entry.actor_id,
            role=role_words(entry.actor_role), sentence=entry.sentence, purpose=entry.purpose,
            icon=ICONS[entry.event.group], group=GROUP_LABELS[entry.event.group], person_id=entry.person_id,
            person=people.get(entry.person_id, code_of(entry.person_id)) if entry.person_id else "",
            person_url=links.to("desk:person", entry.person_id) if names_of_people and entry.person_id in people else "",
            link=sealed[entry.id].number if entry.id in sealed else None,
        )
        for entry in entries
    ]  # fmt: skip


def code_of(person_id: UUID) -> str:
    """A short code of a person: the end of the opaque number, the same in every list."""
    return f"osoba {person_id.hex[-6:]}"


def users() -> list[User]:
    """Everybody who ever held a role or a provider's seat here, by name: whose entries may be asked for."""
    ours, theirs = Membership.objects.values("user_id"), ProviderSeat.objects.values("user_id")
    return list(User.objects.filter(Q(id__in=ours) | Q(id__in=theirs)).order_by("full_name"))


def find_person(text: str, *, full: bool) -> list[Found]:
    """People who fit the text; without the right to open files only initials, year of birth and code are shown."""
    return [
        Found(
            _label(one, full=full),
            f"ur. {one.birth_date.year}" if one.birth_date else "data urodzenia nieznana",
            links.to("desk:journal", osoba=str(one.id)),
            links.to("desk:journal_looked", one.id),
        )
        for one in find(text, MOST_FOUND).people
    ]


def person_label(person_id: UUID | None, *, full: bool) -> str:
    """How the chosen person is called on the page, '' when nobody is chosen."""
    person = Person.objects.filter(id=person_id).first() if person_id else None
    if person_id is None:
        return ""
    return _label(person, full=full) if person else code_of(person_id)


def export_rows(asked: Asked) -> Iterator[list[Cell]]:
    """The filtered entries as cells under ``HEADER``; at most 50,000, the newest; read in batches."""
    key, left = None, MOST_ROWS
    while left > 0:
        batch, more = audit.beside(asked.entries(), key, newer=False, many=min(BATCH, left))
        yield from _cells(batch)
        if not more:
            return
        key, left = batch[-1], left - len(batch)


def _cells(entries: list[Entry]) -> Iterator[list[Cell]]:
    actors, sealed = names_of(entry.actor_id for entry in entries), audit.links_of(entries)
    for entry in entries:
        yield [
            entry.id, entry.at, actor_name(entry, actors), role_words(entry.actor_role), entry.sentence, entry.kind,
            GROUP_LABELS[entry.event.group], code_of(entry.person_id) if entry.person_id else "", entry.purpose,
            sealed[entry.id].number if entry.id in sealed else None,
        ]  # fmt: skip


def groups() -> list[tuple[str, str]]:
    """The sorts of acts to choose from, each with its name; only those that any event has."""
    used = {event.group for event in events.registered()}
    return [(group.value, label) for group, label in GROUP_LABELS.items() if group in used]


def _label(person: Person, *, full: bool) -> str:
    if full:
        return person.full_name
    return f"{'. '.join(initials(person.full_name))}. ({code_of(person.id)})"


def _people(ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    wanted = {one for one in ids if one is not None}
    return {one.id: one.full_name for one in Person.objects.filter(id__in=wanted)}


def _day(text: str) -> date | None:
    """The day typed; the ends of the calendar have no midnight on both sides and count as none."""
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        return None
    return None if day is None or day.year < 1900 or day.year > 2200 else day
