"""Jobs of the journal."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app

from opencus.audit import journal
from opencus.core.tenancy import acting_in


def centres_with_entries() -> list[UUID]:
    """Return the centres whose journal has an unsealed tail (a definer function tells, across centres)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT centre_id FROM guard.centres_to_seal()")
        return [row[0] for row in cursor.fetchall()]


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="audit.seal", pass_context=False)
def seal_journals(timestamp: int) -> int:
    """Seal the tail of every centre's journal; return how many entries."""
    sealed = 0
    for centre_id in centres_with_entries():
        with acting_in(centre_id):
            sealed += journal.seal()
    return sealed
