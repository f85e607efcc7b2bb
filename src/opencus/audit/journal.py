"""Writing the journal: one call, in the transaction of the act it records."""

from __future__ import annotations

import json
from typing import Any, Protocol
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from opencus.audit import pace
from opencus.audit.events import Event


class ActsAs(Protocol):
    """Whoever acts: a person with a role, or the system."""

    @property
    def user_id(self) -> UUID | None: ...
    @property
    def role_code(self) -> str: ...


def write(
    event: Event,
    *,
    by: ActsAs,
    subject: models.Model | None = None,
    person_id: UUID | None = None,
    purpose: str = "",
    **data: Any,
) -> int:
    """Append one entry and return its number.

    ``data`` holds numbers, dates, states and names of changed fields; words only where the event's sentence
    needs them. Raises a database error outside ``acting_in``, and ``pace.TooFast`` for a look at somebody's data while
    an alarm about the same user holds.
    """
    watched = pace.counts(event, person_id)
    if watched:
        pace.before(by)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT guard.journal(%s, %s, %s, %s, %s, %s, %s, %s::jsonb)",
            [
                event.name,
                by.user_id,
                by.role_code,
                subject._meta.label_lower if subject is not None else "",
                subject.pk if subject is not None else None,
                person_id,
                purpose,
                json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False),
            ],
        )
        row = cursor.fetchone()
    assert row is not None
    if watched:
        pace.after(by)
    return int(row[0])


def seal(most: int = 5000) -> int:
    """Seal the oldest unsealed entries of the current centre into its chain; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT guard.seal(%s)", [most])
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


def first_broken_link() -> int | None:
    """Recompute the current centre's chain; return the number of the first bad link, None when all holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT guard.first_broken_link()")
        row = cursor.fetchone()
    return None if row is None or row[0] is None else int(row[0])
