"""Open meetings: announced with time and place, afterwards with minutes."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.core import clock
from opencus.core.text import normalise, normalise_lines
from opencus.programmes import events
from opencus.programmes.actions.consultation import locked
from opencus.programmes.models import Consultation, Meeting


@transaction.atomic
def plan_meeting(
    *, by: Actor, consultation: Consultation, starts_at: datetime, place: str, persons: int | None = None, minutes: str = ""
) -> Meeting:
    """Announce a meeting, or write down one that has been held."""
    row = locked(by, consultation)
    _check(row, starts_at, persons, minutes)
    made: Meeting = Meeting.objects.create(
        consultation=row, starts_at=starts_at, place=normalise(place), persons=persons, minutes=normalise_lines(minutes)
    )
    journal.write(events.MEETING_PLANNED, by=by, subject=made, code=row.code, on=clock.day_of(starts_at))
    return made


@transaction.atomic
def change_meeting(
    *, by: Actor, meeting: Meeting, starts_at: datetime, place: str, persons: int | None = None, minutes: str = ""
) -> Meeting:
    """Move a meeting or write down who came and what was said."""
    row = locked(by, meeting.consultation)
    _check(row, starts_at, persons, minutes)
    held: Meeting = Meeting.objects.select_for_update().get(id=meeting.id)
    held.starts_at, held.place, held.persons, held.minutes = starts_at, normalise(place), persons, normalise_lines(minutes)
    held.save(update_fields=["starts_at", "place", "persons", "minutes"])
    journal.write(events.MEETING_CHANGED, by=by, subject=held, code=row.code, on=clock.day_of(starts_at), persons=persons)
    return held


def _check(row: Consultation, starts_at: datetime, persons: int | None, minutes: str) -> None:
    if row.state == Consultation.State.REPORTED:
        raise ValidationError("Konsultacje zakończyły się raportem. Spotkania już się nie zmieniają.")
    if starts_at > clock.now() and (persons is not None or minutes.strip()):
        raise ValidationError({"persons": "Spotkanie się jeszcze nie odbyło. Liczbę osób i protokół wpisz po nim."})
    if minutes.strip() and persons is None:
        raise ValidationError({"persons": "Wpisz, ile osób przyszło. Jeśli nikt, wpisz 0."})
