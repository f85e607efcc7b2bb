"""Attempts at closed doors: each is written, and a flood of them is merged so that it cannot drown the journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models.functions import Now

from opencus.audit import journal, own
from opencus.audit.models import Tally

#: Attempts of one user in one minute that are written one by one; after that each doubling is one entry.
SINGLY = 10

_COUNT = """
INSERT INTO audit_tally (centre_id, actor_id, minute, attempts)
VALUES ((SELECT guard.centre()), %s, date_trunc('minute', clock_timestamp()), 1)
ON CONFLICT (centre_id, actor_id, minute) DO UPDATE SET attempts = audit_tally.attempts + 1 RETURNING attempts
"""


def write(*, by: journal.ActsAs, writes: Sequence[Callable[[], object]]) -> None:
    """Write the entries of one attempt, or only how many there were when there are too many in this minute."""
    if by.user_id is None:
        return
    times = _count(by.user_id)
    if times <= SINGLY:
        for entry in writes:
            entry()
    elif times % SINGLY == 0 and (times // SINGLY) & (times // SINGLY - 1) == 0:  # 20, 40, 80, 160 ...
        journal.write(own.ATTEMPTS_MERGED, by=by, times=times)


def forget_counts() -> int:
    """Throw away the counts of days gone by in the current centre; return how many."""
    return Tally.objects.filter(minute__lt=Now() - timedelta(days=2)).delete()[0]


def _count(actor_id: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [actor_id])
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])
