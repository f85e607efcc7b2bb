"""Which tables hold something about a person: everything that refers to a person, and everything that refers to that.

Found from the models themselves, so a table is covered from the day it exists; the database need not be asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from opencus.people.models import Person

#: The person a row is about; a further reference of the same row leads to somebody else in the matter.
SUBJECT_NAMES = ("person", "client")


@dataclass(frozen=True)
class Table:
    """A table with the ways from its rows to the person they are about.

    ``paths`` are lookups, each enough; ``others`` are fields in which the person may stand as the other party.
    """

    model: type[models.Model]
    paths: tuple[str, ...]
    others: tuple[str, ...] = ()
    depth: int = 1

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)

    def about(self, person_id: UUID) -> QuerySet[Any]:
        """The rows about the person."""
        return self._found(self.paths, person_id)

    def mentioning(self, person_id: UUID) -> QuerySet[Any]:
        """The rows about somebody else in which the person stands as the other party."""
        if not self.others:
            return self._rows().none()
        found = self._found(self.others, person_id)
        direct = [path for path in self.paths if "__" not in path]
        for path in direct:
            found = found.exclude(**{path: person_id})
        return found

    def _found(self, paths: tuple[str, ...], person_id: UUID) -> QuerySet[Any]:
        asked = Q()
        for path in paths:
            asked |= Q(**{path: person_id})
        rows = self._rows().filter(asked)
        return rows.distinct() if len(paths) > 1 else rows

    def _rows(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.order_by("pk")
        return rows


@cache
def tables() -> tuple[Table, ...]:
    """Every table about people, the nearest to the person first."""
    found: dict[type[models.Model], Table] = {}
    near = _referring(Person)
    for model, fields in near.items():
        found[model] = _first(model, fields)
    depth, ring = 1, dict(found)
    while ring:
        depth += 1
        further: dict[type[models.Model], list[str]] = {}
        for parent, table in ring.items():
            for model, fields in _referring(parent).items():
                if model not in found and model is not Person:
                    ways = [f"{field}__{path}" for field in fields for path in table.paths[:1]]
                    further.setdefault(model, []).extend(ways)
        ring = {model: Table(model, tuple(ways), depth=depth) for model, ways in further.items()}
        found.update(ring)
    return tuple(found.values())


def _first(model: type[models.Model], fields: list[str]) -> Table:
    """A table that refers to a person itself; with two references the one named person or client is the subject."""
    subjects = [name for name in fields if name in SUBJECT_NAMES] or fields[:1]
    return Table(model, tuple(subjects), tuple(name for name in fields if name not in subjects))


def _referring(target: type[models.Model]) -> dict[type[models.Model], list[str]]:
    """Models with a foreign key to the target, hidden relations too, each with the names of those fields."""
    found: dict[type[models.Model], list[str]] = {}
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey) and field.remote_field.model is target and model is not target:
                found.setdefault(model, []).append(field.name)
    return found
