"""How long entries live: words are scrubbed after their class's time, whole periods are closed later still.

Legal basis: KRI par. 20 (two years at least), law.md 4.3 (the trail of case data as long as the case file), R67, R72.
The database itself refuses to scrub or drop anything younger than two years (functions ``guard.forget`` and
``guard.close_period``), and only the owner of the tables may call them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from opencus.audit import events, journal, own
from opencus.audit.events import Keep
from opencus.audit.models import Entry, Link, Term
from opencus.core import clock
from opencus.core.tenancy import NoCentre, current_centre_id

#: Class, its Polish name, the least years: two for logs (KRI par. 20), ten as the usual case file (B10).
CLASSES = {Keep.SYSTEM: ("dziennik systemu", 2), Keep.CASE: ("dane spraw", 10)}
BATCH = 2000

#: Of these people, who has a case file that is open or was closed on the day or later.
Held = Callable[[Iterable[UUID], date], set[UUID]]


def _nobody(people: Iterable[UUID], closed_before: date) -> set[UUID]:
    return set()


_held: Held = _nobody


def register_held(ask: Held) -> None:
    """Let a higher room say which of these people have a case file that must still be kept (config/reactions.py)."""
    global _held
    _held = ask


@dataclass(frozen=True, slots=True)
class Rule:
    """The term of one class in the current centre."""

    code: Keep
    name: str
    years: int
    least: int
    until: date  # entries written before this day have had their time


def rules(today: date | None = None) -> list[Rule]:
    """The terms of the current centre: the law's least unless the centre has chosen more."""
    day = today or clock.today()
    chosen = dict(Term.objects.values_list("code", "years"))
    return [
        Rule(code, name, years, least, clock.add_years(day, -years))
        for code, (name, least) in CLASSES.items()
        for years in [max(least, chosen.get(code.value, least))]
    ]


def set_term(*, by: journal.ActsAs, code: Keep, years: int) -> None:
    """Lengthen the term of a class. Raises ValueError for fewer years than the law's least or than are in force."""
    name, least = CLASSES[code]
    now = _of(code).years
    if not max(least, now) <= years <= 100:
        raise ValueError(f"Czas można tylko przedłużyć. Teraz wynosi {now} lat, najwięcej można wpisać 100.")
    with transaction.atomic():
        Term.objects.update_or_create(code=code.value, centre_id=_centre(), defaults={"years": years})
        journal.write(own.TERM_SET, by=by, what=name, years=years)


def due_for_scrubbing() -> Q:
    """Entries whose words have had their time: an entry about a person as the case file, others by their event."""
    until = {rule.code: _midnight(rule.until) for rule in rules()}
    system = [event.name for event in events.registered() if event.keep == Keep.SYSTEM]
    late = Q(kind__in=system, person_id__isnull=True, at__lt=until[Keep.SYSTEM])
    return Q(scrubbed_at__isnull=True) & (late | Q(at__lt=until[Keep.CASE]))


def scrub(*, by: journal.ActsAs, most: int = 1_000_000) -> int:
    """Scrub the words that have had their time in the current centre; return how many entries. Owner of the tables only.

    People whose case file must still be kept are passed over. Each batch commits with the caller's transaction.
    """
    done, after, closed_before = 0, 0, _of(Keep.CASE).until
    while done < most:
        rows = list(Entry.objects.filter(due_for_scrubbing(), id__gt=after).order_by("id")[:BATCH])
        if not rows:
            break
        after = rows[-1].id
        held = _held({row.person_id for row in rows if row.person_id}, closed_before)
        due = [row for row in rows if row.person_id not in held]
        with connection.cursor() as cursor:
            kept = [json.dumps(row.event.scrub(row.data), ensure_ascii=False) for row in due]
            cursor.execute("SELECT guard.forget(%s, %s::jsonb[])", [[row.id for row in due], kept])
        done += len(due)
    if done:
        journal.write(own.SCRUBBED, by=by, count=done)
    return done


@dataclass(frozen=True, slots=True)
class Period:
    """The part of the chain that may be closed: links up to ``last``, how many, written until when."""

    last: int
    count: int
    until: datetime


def closable() -> Period | None:
    """The longest beginning of the chain in which every entry has had its time, None when there is none.

    A period is closed whole or not at all, so one case file that must be kept keeps everything after it too.
    """
    terms = {rule.code: _midnight(rule.until) for rule in rules()}
    first: int | None = None
    last, count, until = 0, 0, None
    for links in _batches():
        entries = Entry.objects.in_bulk([link.entry_id for link in links])
        held = _held({one.person_id for one in entries.values() if one.person_id}, _of(Keep.CASE).until)
        for link in links:
            entry = entries.get(link.entry_id)
            if entry is None or entry.person_id in held or entry.at >= terms[_class(entry)]:
                return Period(last, count, until) if until else None
            first = first or link.number
            last, count, until = link.number, count + 1, max(until or entry.at, entry.at)
    return Period(last, count, until) if until else None


def close(period: Period) -> int:
    """Drop a period and write the sealed record that stands for it; return how many entries. Owner of the tables only.

    The newest link always stays: the chain goes on from it. Raises a database error for anything younger than two years.
    """
    newest = Link.objects.order_by("-number").values_list("number", flat=True).first() or 0
    last = min(period.last, newest - 1)
    if last < 1:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT guard.close_period(%s)", [last])
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


def _batches() -> Iterable[list[Link]]:
    after = 0
    while links := list(Link.objects.filter(number__gt=after).order_by("number")[:BATCH]):
        yield links
        after = links[-1].number


def _of(code: Keep) -> Rule:
    return next(rule for rule in rules() if rule.code == code)


def _class(entry: Entry) -> Keep:
    return Keep.CASE if entry.person_id else entry.event.keep


def _midnight(day: date) -> datetime:
    return clock.at(day, time(0))


def _centre() -> UUID:
    centre_id = current_centre_id()
    if centre_id is None:
        raise NoCentre("terms of keeping belong to a centre")
    return centre_id
