"""The journal on the screen of whoever watches over access to data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet

from opencus.audit import queries as audit
from opencus.audit.models import Entry
from opencus.centre.models import Membership, User
from opencus.contracting.models import ProviderSeat
from opencus.core.text import initials
from opencus.core.words import numeric_date
from opencus.desk import links
from opencus.desk.queries.names import actor_name, names_of, role_words
from opencus.people.models import Person
from opencus.people.queries import find

MOST_FOUND = 10
MOST_ROWS = 50_000
HEADER = ["numer", "kiedy", "kto", "role", "co", "rodzaj", "odczyt", "osoba", "cel", "ogniwo"]


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter in the address: opaque numbers and a day, nothing personal."""

    person_id: UUID | None = None
    actor_id: UUID | None = None
    day: date | None = None
    only_readings: bool = False
    problem: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """Take the filter from a query; what cannot be read is left out and said."""
        problems: list[str] = []
        person, actor = _uuid(query.get("osoba", "")), _uuid(query.get("kto", ""))
        day = None
        if typed := query.get("dzien", ""):
            try:
                day = date.fromisoformat(typed)
            except ValueError:
                problems.append("Podaj dzień jako rok, miesiąc i dzień, na przykład 2026-11-22.")
        if day in (date.min, date.max):  # the ends of the calendar have no midnight on both sides
            day = None
        return cls(person, actor, day, query.get("rodzaj") == "odczyty", " ".join(problems))

    def entries(self) -> QuerySet[Entry]:
        """The entries that fit."""
        return audit.listed(
            person_id=self.person_id, actor_id=self.actor_id, day=self.day, only_readings=self.only_readings
        )

    def words(self) -> str:
        """The filter as the journal itself keeps it: which kinds of filter, and the day."""
        parts = ["jedna osoba"] if self.person_id else []
        parts += ["jeden pracownik"] if self.actor_id else []
        parts += [f"dzień {numeric_date(self.day)}"] if self.day else []
        parts += ["tylko odczyty"] if self.only_readings else []
        return ", ".join(parts) or "bez filtra"

    def query(self) -> str:
        """The filter as a query string."""
        known = {
            "osoba": self.person_id,
            "kto": self.actor_id,
            "dzien": self.day,
            "rodzaj": "odczyty" if self.only_readings else "",
        }
        return urlencode({key: str(value) for key, value in known.items() if value})


@dataclass(frozen=True, slots=True)
class Row:
    """One entry for the eye; ``person`` is a name for those who may open files, else a code."""

    number: int
    at: datetime
    who: str
    role: str
    sentence: str
    purpose: str
    reading: bool
    person_id: UUID | None
    person: str
    person_url: str
    link: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """A person who may be meant: a label without more than needed, and the filtered journal."""

    label: str
    detail: str
    url: str


def rows_of(entries: Sequence[Entry], *, names_of_people: bool) -> list[Row]:
    """Entries with names of actors; names of people only when asked for."""
    actors, sealed = names_of(entry.actor_id for entry in entries), audit.links_of(entries)
    people = _people(entry.person_id for entry in entries) if names_of_people else {}
    return [
        Row(
            number=entry.id, at=entry.at, who=actor_name(entry, actors), role=role_words(entry.actor_role),
            sentence=entry.sentence, purpose=entry.purpose, reading=entry.event.reading, person_id=entry.person_id,
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
        )
        for one in find(text, MOST_FOUND).people
    ]


def person_label(person_id: UUID | None, *, full: bool) -> str:
    """How the chosen person is called on the page, '' when nobody is chosen."""
    person = Person.objects.filter(id=person_id).first() if person_id else None
    if person_id is None:
        return ""
    return _label(person, full=full) if person else code_of(person_id)


def export_rows(asked: Asked) -> list[list[str | int | bool | datetime | None]]:
    """The filtered entries as cells under ``HEADER``; at most 50,000, the newest."""
    entries = list(asked.entries()[:MOST_ROWS])
    actors, sealed = names_of(entry.actor_id for entry in entries), audit.links_of(entries)
    return [
        [
            entry.id, entry.at, actor_name(entry, actors), role_words(entry.actor_role), entry.sentence, entry.kind,
            entry.event.reading, code_of(entry.person_id) if entry.person_id else "", entry.purpose,
            sealed[entry.id].number if entry.id in sealed else None,
        ]
        for entry in entries
    ]  # fmt: skip


def _label(person: Person, *, full: bool) -> str:
    if full:
        return person.full_name
    return f"{'. '.join(initials(person.full_name))}. ({code_of(person.id)})"


def _people(ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    wanted = {one for one in ids if one is not None}
    return {one.id: one.full_name for one in Person.objects.filter(id__in=wanted)}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
