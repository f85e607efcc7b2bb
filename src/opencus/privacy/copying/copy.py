"""The copy itself: sections of rows in words, who looked, and the three forms it is handed over in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models

from opencus.audit import queries as audit
from opencus.audit.models import Entry
from opencus.centre.models import User
from opencus.centre.roles import ROLE_LABELS, Role
from opencus.core import clock
from opencus.core.export import Cell
from opencus.core.money import NBSP
from opencus.people import numbers
from opencus.people.models import Person
from opencus.privacy.copying import rows, words

Pairs = list[tuple[str, str]]
HEADER = ["Rodzaj zapisu", "Nr", "Pole", "Wartość"]


@dataclass(frozen=True)
class Section:
    """Rows of one table: each a list of labels and values. ``other`` are rows about somebody else that name the person."""

    label: str
    records: list[Pairs]
    other: bool = False


@dataclass(frozen=True)
class Look:
    """One opening of the data: when, in which role, what for; the name only when asked for."""

    at: datetime
    role: str
    what: str
    purpose: str
    who: str = ""


@dataclass(frozen=True)
class Copy:
    """Everything the centre holds about one person, at one moment."""

    person: Person
    made_at: datetime
    sections: list[Section]
    looks: list[Look]

    @property
    def count(self) -> int:
        return sum(len(section.records) for section in self.sections)


def copy_of(person: Person, *, names_of_staff: bool = False) -> Copy:
    """Gather the copy of one person's data; writes nothing.

    Looks name roles and purposes; names of employees only with ``names_of_staff``, when the person needs them to use
    their rights (CJEU C-579/21, J.M.).
    """
    sections = [Section(words.table_label("person"), [_pairs(person, person.id)])]
    for table in rows.tables():
        if table.name in words.TECHNICAL_TABLES:
            continue
        label = words.table_label(table.name)
        mine = [_pairs(row, person.id) for row in _joined(table, table.about(person.id))]
        others = [_outline(row, table) for row in table.mentioning(person.id)]
        sections += [Section(label, mine)] if mine else []
        sections += [Section(f"{label}: wpis u innej osoby", others, other=True)] if others else []
    return Copy(person, clock.now(), sections, _looks(person.id, names_of_staff))


def as_rows(copy: Copy) -> Iterator[list[Cell]]:
    """The copy as lines of a table, see ``HEADER``."""
    for section in copy.sections:
        for number, record in enumerate(section.records, start=1):
            for label, value in record:
                yield [section.label, number, label, value]
    for number, look in enumerate(copy.looks, start=1):
        yield ["Kto oglądał dane", number, "Kiedy", f"{clock.local(look.at):%d.%m.%Y %H:%M}"]
        yield ["Kto oglądał dane", number, "Kto", ", ".join(part for part in (look.who, look.role) if part)]
        yield ["Kto oglądał dane", number, "Co i po co", f"{look.what}. {look.purpose}".strip(". ")]


def as_json(copy: Copy, centre_name: str) -> bytes:
    """The copy for machines: UTF-8 JSON with the same words."""
    told = {
        "administrator": centre_name, "osoba": copy.person.full_name, "sporządzono": copy.made_at.isoformat(),
        "dane": [
            {"rodzaj": section.label, "zapisy": [dict(record) for record in section.records]} for section in copy.sections
        ],
        "kto_oglądał": [
            {"kiedy": look.at.isoformat(), "rola": look.role, "kto": look.who, "co": look.what, "po_co": look.purpose}
            for look in copy.looks
        ],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def _joined(table: rows.Table, found: Any) -> Any:
    """The rows with what their foreign keys point to, in one query."""
    keys = [field.name for field in table.model._meta.local_fields if isinstance(field, models.ForeignKey) and _said(field)]
    return found.select_related(*keys) if keys else found


def _covered() -> set[type[models.Model]]:
    return {table.model for table in rows.tables()}


def _said(field: models.Field[Any, Any]) -> bool:
    """Whether a field is worth saying: not technical, and not only the way to a row that stands in the copy itself."""
    if field.name in words.TECHNICAL_FIELDS:
        return False
    return not (isinstance(field, models.ForeignKey) and field.remote_field.model in _covered())


def _pairs(row: models.Model, person_id: UUID) -> Pairs:
    name = str(row._meta.model_name)
    found: Pairs = []
    for field in row._meta.local_fields:
        if _said(field) and (value := _value(row, field, name, person_id)):
            found.append((words.field_label(name, field.name), value))
    return found


def _outline(row: models.Model, table: rows.Table) -> Pairs:
    """A row about somebody else: in which part the person stands, kind, state and days; nobody else's words."""
    found: Pairs = []
    for field in row._meta.local_fields:
        plain = isinstance(field, models.DateField | models.DateTimeField | models.BooleanField) or bool(field.choices)
        if plain and _said(field) and (value := _value(row, field, table.name, None)):
            found.append((words.field_label(table.name, field.name), value))
    return [("Twoja rola", ", ".join(words.field_label(table.name, name).lower() for name in table.others)), *found]


def _value(row: models.Model, field: models.Field[Any, Any], name: str, person_id: UUID | None) -> str:
    if isinstance(row, Person) and field.name in {"pesel_cipher", "other_id_cipher"}:
        return numbers.read_pesel(row) if field.name == "pesel_cipher" else numbers.read_other_id(row)
    if f"{name}.{field.name}" in words.OTHERS_IN_TEXT and getattr(row, field.name):
        caller = getattr(row, "caller_id", None)
        if caller is None or caller != person_id:
            return words.HIDDEN
    if isinstance(field, models.ForeignKey):
        return _pointed(row, field, person_id)
    value = getattr(row, field.name)
    if field.choices and value not in (None, ""):
        return str(getattr(row, f"get_{field.name}_display")())
    return said(value)


def _pointed(row: models.Model, field: models.ForeignKey[Any, Any], person_id: UUID | None) -> str:
    if field.remote_field.model is Person:
        return "" if getattr(row, field.attname) in (None, person_id) else words.HIDDEN
    target = getattr(row, field.name)
    shown = str(target) if target is not None else ""
    return "" if " object (" in shown else shown


def said(value: Any) -> str:
    """A stored value in words: days and moments in Polish time, tak and nie, lists and answers in lines."""
    match value:
        case None | "" | [] | {}:
            return ""
        case bool():
            return "tak" if value else "nie"
        case datetime():
            return f"{clock.local(value):%d.%m.%Y %H:%M}"
        case date():
            return f"{value:%d.%m.%Y}"
        case time():
            return f"{value:%H:%M}"
        case Decimal():
            return f"{value.normalize():f}".replace(".", ",")
        case list() | tuple():
            return "; ".join(said(one) for one in value)
        case dict():
            return "; ".join(f"{words.field_label('', str(key))}:{NBSP}{said(one)}" for key, one in value.items())
        case bytes() | memoryview():
            return ""
    return str(value)


def _looks(person_id: UUID, names: bool) -> list[Look]:
    entries = list(audit.readings(audit.about(person_id)))
    users: dict[UUID, str] = {}
    if names:
        wanted = {entry.actor_id for entry in entries if entry.actor_id}
        users = dict(User.objects.filter(id__in=wanted).values_list("id", "full_name"))
    return [
        Look(entry.at, _roles(entry), entry.sentence, entry.purpose, users.get(entry.actor_id, "") if entry.actor_id else "")
        for entry in entries
    ]


def _roles(entry: Entry) -> str:
    codes = [code for code in entry.actor_role.split("+") if code in set(Role)]
    return ", ".join(ROLE_LABELS[Role(code)] for code in codes) or "system"
