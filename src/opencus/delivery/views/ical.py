"""A worker's week as an iCalendar file, with initials instead of names (U45)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from opencus.audit import journal
from opencus.centre.access import actor_required
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core.clock import local, now
from opencus.core.text import initials
from opencus.core.words import numeric_date
from opencus.delivery import events, queries
from opencus.delivery.rules.calendar import monday_of
from opencus.delivery.views.calendar import _day
from opencus.resources.models import Worker

# RFC 5545 3.6.5: the rule of 1996 on, last Sundays of March and October at 1:00 UTC.
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Warsaw
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE"""


@actor_required
def week(request: HttpRequest, worker_id: UUID) -> HttpResponse:
    """Give the file to the worker, to their manager and to staff who schedule; to nobody else."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    worker = Worker.objects.filter(id=worker_id).first()
    if worker is None or not _may(actor, worker):
        request.afterwards.append(  # type: ignore[attr-defined]
            lambda: journal.write(events.ATTEMPTED, by=actor, what="kalendarz pracownika")
        )
        raise Http404
    monday = monday_of(_day(request))
    found = queries.items_between(monday, monday + timedelta(days=6), worker=worker.id)
    journal.write(events.WEEK_OPENED, by=actor, subject=worker, when=numeric_date(monday))
    host = request.get_host().split(":")[0]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//OpenCUS//kalendarz//PL", "CALSCALE:GREGORIAN", *ZONE.split("\n")]
    for one in found:
        if one.booking.state not in queries.OFF:
            lines += _event(one, host)
    lines.append("END:VCALENDAR")
    body = "\r\n".join(_folded(line) for line in lines) + "\r\n"
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="tydzien-{monday.isoformat()}.ics"'
    return response


def _may(actor: Actor, worker: Worker) -> bool:
    if actor.may(Permission.SCHEDULE) or worker.id in actor.worker_ids:
        return True
    return actor.may(Permission.HANDLE_OWN_ORDERS) and worker.organisation_id in actor.provider_ids


def _event(one: queries.Item, host: str) -> list[str]:
    """Return the lines of one event: service and initials only, no name, address or telephone."""
    booking = one.booking
    words = f"{booking.order.line.service.name}, {initials(booking.person.full_name)}"
    return [
        "BEGIN:VEVENT",
        f"UID:{booking.id}@{host}",
        f"DTSTAMP:{now().astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID=Europe/Warsaw:{_stamp(booking.starts_at)}",
        f"DTEND;TZID=Europe/Warsaw:{_stamp(booking.ends_at)}",
        f"SUMMARY:{_escaped(words)}",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def _stamp(moment: datetime) -> str:
    return f"{local(moment):%Y%m%dT%H%M%S}"


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Fold a line after at most 75 octets, never inside a letter (RFC 5545 3.1)."""
    parts, current = [], ""
    for letter in line:
        if len((current + letter).encode()) > 74:
            parts.append(current)
            current = ""
        current += letter
    return "\r\n ".join([*parts, current])
