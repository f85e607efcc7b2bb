"""How fast somebody opens other people's data: a warning, an alarm, and waiting times that grow.

Counted are looks at a person's data and exports, by one user in one centre, in the last ten minutes. An export weighs as
many openings as it has rows, because it shows as many people at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from procrastinate.contrib.django import app

from opencus.audit import events, own
from opencus.audit.events import Event, Group
from opencus.audit.models import Alarm
from opencus.core import clock

WINDOW = timedelta(minutes=10)
#: After an alarm the waiting times hold for an hour, or until somebody who watches lifts them with a reason.
HOLD = timedelta(hours=1)
FIRST_WAIT, LONGEST_WAIT = 5, 600  # seconds; doubled with every opening after the alarm

# The clock is the database's: entries bear its time, also while a demonstration tells of the past.
_COUNT = """
SELECT coalesce(sum(CASE WHEN kind = ANY(%(exports)s) THEN greatest(1, least(1000000,
    coalesce(substring(data ->> 'rows' FROM '^[0-9]{1,7}$'), substring(data ->> 'count' FROM '^[0-9]{1,7}$'), '1')::int))
    ELSE 1 END) FILTER (WHERE at > clock_timestamp() - %(window)s), 0),
  count(*) FILTER (WHERE at > %(alarm)s::timestamptz), extract(epoch FROM clock_timestamp() - greatest(max(at), %(alarm)s::timestamptz))
FROM audit_entry
WHERE centre_id = (SELECT guard.centre()) AND actor_id = %(actor)s AND at > least(clock_timestamp() - %(window)s, %(alarm)s::timestamptz)
  AND (kind = ANY(%(exports)s) OR (person_id IS NOT NULL AND kind = ANY(%(looks)s)))
"""


class TooFast(Exception):
    """After an alarm: the next opening must wait ``wait`` seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"the next opening must wait {wait} s")
        self.wait = wait


class Watching(Protocol):
    """Whoever acts, as far as pace is concerned."""

    @property
    def user_id(self) -> UUID | None: ...
    @property
    def role_code(self) -> str: ...


def counts(event: Event, person_id: UUID | None) -> bool:
    """Whether an entry shows people's data and is counted."""
    return event.group == Group.EXPORT or (event.group in (Group.LOOK, Group.BREAK_GLASS) and person_id is not None)


def before(by: Watching) -> None:
    """Raise ``TooFast`` when an alarm holds for this user and the waiting time is not over."""
    if by.user_id is None:
        return
    alarm = holding(by.user_id)
    if alarm is None:
        return
    _total, since, ago = _counted(by.user_id, alarm.raised_at)
    left = min(FIRST_WAIT * 2 ** min(since, 12), LONGEST_WAIT) - (ago or 0)
    if left > 0:
        raise TooFast(max(1, round(left)))


def after(by: Watching) -> None:
    """Raise a warning or an alarm when the opening just written is one too many."""
    if by.user_id is None:
        return
    total, _since, _ago = _counted(by.user_id, None)
    if total < settings.OPENINGS_WARN:
        return
    level = Alarm.Level.ALARM if total >= settings.OPENINGS_ALARM else Alarm.Level.WARNING
    known = Alarm.objects.filter(actor_id=by.user_id, raised_at__gt=Now() - WINDOW)
    if known.filter(level__in=[level, Alarm.Level.ALARM]).exists():
        return
    _raise(by, by.user_id, level, total)


def holding(actor_id: UUID) -> Alarm | None:
    """The alarm that slows this user down now."""
    found = Alarm.objects.filter(actor_id=actor_id, level=Alarm.Level.ALARM, lifted_at__isnull=True)
    return found.filter(raised_at__gt=Now() - HOLD).order_by("-raised_at").first()


def lift(*, by: Watching, alarm: Alarm, reason: str) -> None:
    """Close a warning or an alarm: somebody who watches has looked into it and says what it was.

    Raises ValueError without a reason, for an alarm already closed, and for one's own.
    """
    if not reason.strip():
        raise ValueError("Napisz, co się okazało.")
    if by.user_id == alarm.actor_id:
        raise ValueError("To alarm o Tobie. Musi go wyjaśnić inna osoba.")
    with transaction.atomic():
        locked = Alarm.objects.select_for_update().get(id=alarm.id)
        if locked.lifted_at:
            raise ValueError("Ten alarm ktoś już wyjaśnił.")
        locked.lifted_at, locked.lifted_by, locked.reason = clock.now(), by.user_id, reason.strip()[:1000]
        locked.save(update_fields=["lifted_at", "lifted_by", "reason"])
        from opencus.audit import journal

        journal.write(own.LIFTED, by=by, what=locked.get_level_display(), reason=locked.reason)


def _raise(by: Watching, actor_id: UUID, level: Alarm.Level, openings: int) -> None:
    from opencus.audit import journal

    alarm = Alarm.objects.create(actor_id=actor_id, level=level, raised_at=_moment(), openings=openings)
    event = own.ALARMED if level == Alarm.Level.ALARM else own.WARNED
    minutes = int(WINDOW.total_seconds() // 60)
    journal.write(event, by=by, openings=openings, minutes=minutes)
    if level == Alarm.Level.ALARM:
        task = app.configure_task("config.tell_alarm", allow_unknown=True)
        task.defer(centre_id=str(alarm.centre_id), alarm_id=alarm.id)


def _moment() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cast(datetime, cursor.fetchone()[0])


def _counted(actor_id: UUID, alarm: datetime | None) -> tuple[int, int, float | None]:
    """Openings in the window, openings since ``alarm``, and seconds since the last one or the alarm."""
    asked: Any = {
        "exports": events.names_in(Group.EXPORT), "looks": events.names_in(Group.LOOK, Group.BREAK_GLASS),
        "actor": actor_id, "window": WINDOW, "alarm": alarm,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, asked)
        total, since, ago = cursor.fetchone()
    return int(total), int(since), None if ago is None else float(ago)
