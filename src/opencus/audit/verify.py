"""Checking the journal of centres from outside: rows are read, everything else is computed here.

Takes a psycopg connection of a role that sees all centres (backup or owner), or one inside ``acting_in`` for one centre.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from opencus.audit import chain, diagnosis
from opencus.audit.anchor import Anchor
from opencus.audit.diagnosis import Fault
from opencus.core import clock

PART = 50_000  # links that one process checks at a time
TAIL = timedelta(hours=24)  # the job seals every minute; a night without the server is no fault, a day is
CLOSED = "audit.period.closed"
EXPLAINED = "audit.anchor.explained"

_EXTENT = "SELECT min(number), max(number), count(*) FROM audit_link WHERE centre_id = %s"
_HASH = "SELECT hash FROM audit_link WHERE centre_id = %s AND number = %s"
_CLOSED = """
SELECT e.data ->> 'head', e.at FROM audit_entry e JOIN audit_link l ON l.entry_id = e.id
WHERE e.centre_id = %s AND e.kind = %s AND e.data ->> 'last' = %s ORDER BY e.id DESC LIMIT 1
"""
_EXPLAINED = """
SELECT (e.data ->> 'number')::bigint, e.data ->> 'hash' FROM audit_entry e JOIN audit_link l ON l.entry_id = e.id
WHERE e.centre_id = %s AND e.kind = %s
"""
_LOOSE = """
SELECT e.id FROM audit_entry e WHERE e.centre_id = %s AND NOT EXISTS (SELECT FROM audit_link l WHERE l.entry_id = e.id)
AND NOT EXISTS (SELECT FROM {queue} q WHERE q.entry_id = e.id) ORDER BY e.id LIMIT 1
"""
_QUEUE = """
SELECT q.entry_id, e.id, e.at, e.digest = sha256(convert_to(jsonb_build_array(e.data, e.purpose)::text, 'UTF8'))
FROM {queue} q LEFT JOIN audit_entry e ON e.id = q.entry_id WHERE q.centre_id = %s ORDER BY q.entry_id
"""
_SEQUENCE = "SELECT last_value FROM audit_entry_id_seq"


@dataclass(frozen=True, slots=True)
class Target:
    """A centre to check."""

    id: UUID
    slug: str
    name: str = ""


@dataclass(slots=True)
class Report:
    """What was checked of one centre and what is wrong, the first fault first."""

    centre: Target
    links: int = 0
    first: int = 1
    last: int = 0
    waiting: int = 0
    anchors: int = 0
    explained: int = 0
    closed_at: datetime | None = None  # when the entries before ``first`` were dropped by the rules
    faults: list[Fault] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.faults


def centre(
    connection: psycopg.Connection[Any], target: Target, anchors: Sequence[Anchor] = (), *, queue: str = "guard.unsealed",
    dsn: str = "", workers: int = 1,
) -> Report:  # fmt: skip
    """Check one centre: its chain, the entries outside it, and the heads kept elsewhere.

    ``queue`` is what lists unsealed entries to this role. With ``dsn`` and several ``workers`` a long chain is checked
    in parallel over connections of their own.
    """
    report = Report(target)
    lowest, highest, report.links = _row(connection, _EXTENT, [target.id])
    report.first, report.last = lowest or 1, highest or 0
    start = _start(connection, report)
    if start is not None and report.last:
        broken = _chain(connection, report, start, dsn, workers)
        if broken:
            report.faults.append(diagnosis.name(connection, target.id, broken))
    _outside(connection, report, queue)
    _compare(connection, report, [one for one in anchors if one.slug == target.slug])
    report.faults.sort(key=lambda fault: (fault.number is None, fault.number or 0))
    return report


def _start(connection: psycopg.Connection[Any], report: Report) -> bytes | None:
    """The hash before the first link there is; a fault and None when what came before it is gone without a record."""
    if report.first == 1:
        return chain.genesis(report.centre.id)
    row = connection.execute(_CLOSED, [report.centre.id, CLOSED, str(report.first - 1)]).fetchone()
    if row is None or not row[0]:
        report.faults.append(diagnosis.gap(1, report.first - 1))
        return None
    report.closed_at = row[1]
    return bytes.fromhex(row[0])


def _chain(
    connection: psycopg.Connection[Any], report: Report, start: bytes, dsn: str, workers: int
) -> chain.Break | None:
    parts = [
        (report.centre.id, low, min(low + PART - 1, report.last), start if low == report.first else None)
        for low in range(report.first, report.last + 1, PART)
    ]
    if not dsn or workers < 2 or len(parts) < 2:
        return next((broken for part in parts if (broken := check_part(connection, *part))), None)
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        # In order of numbers: the first answer that is a fault is the first fault.
        return next((broken for broken in pool.map(_apart, [(dsn, *part) for part in parts]) if broken), None)


def _apart(part: tuple[str, UUID, int, int, bytes | None]) -> chain.Break | None:
    dsn, *rest = part
    with psycopg.connect(dsn) as connection:
        return check_part(connection, *rest)  # type: ignore[arg-type]


def check_part(
    connection: psycopg.Connection[Any], centre_id: UUID, low: int, high: int, previous: bytes | None
) -> chain.Break | None:
    """Check the links from ``low`` to ``high``; the hash before them is looked up when it is not given."""
    if previous is None:
        row = connection.execute(_HASH, [centre_id, low - 1]).fetchone()
        previous = bytes(row[0]) if row else None
    last = low - 1

    def counted(lines: Iterable[Any]) -> Iterator[Any]:
        nonlocal last
        for line in lines:
            last += 1
            yield line

    with connection.cursor() as cursor, cursor.copy(chain.PART, chain.part(connection, centre_id, low, high)) as copied:
        broken = chain.walk(counted(copied), centre_id, low, previous)
        if broken:
            for _line in copied:  # the rest must be taken before the connection is good for anything else
                pass
    return broken or (chain.Break(last + 1, chain.Reason.GAP) if last < high else None)


def _outside(connection: psycopg.Connection[Any], report: Report, queue: str) -> None:
    """Entries that neither the chain nor the queue knows, and what is wrong in the queue."""
    loose = connection.execute(_LOOSE.format(queue=queue).encode(), [report.centre.id]).fetchone()
    if loose:
        report.faults.append(diagnosis.of_entry(connection, loose[0], diagnosis.LOOSE))
    oldest: datetime | None = None
    for queued, entry, at, intact in connection.execute(_QUEUE.format(queue=queue).encode(), [report.centre.id]):
        report.waiting += 1
        if entry is None:
            report.faults.append(Fault(None, queued, None, "", diagnosis.GONE_UNSEALED))
        elif not intact:
            report.faults.append(diagnosis.of_entry(connection, entry, diagnosis.PAYLOAD_UNSEALED))
        elif oldest is None or at < oldest:
            oldest = at
            first = entry
    if oldest is not None and clock.now() - oldest > TAIL:
        report.faults.append(diagnosis.of_entry(connection, first, diagnosis.TAIL))


def _compare(connection: psycopg.Connection[Any], report: Report, anchors: Sequence[Anchor]) -> None:
    """Hold the heads kept elsewhere against the chain as it is now; the earliest that does not fit is named."""
    report.anchors = len(anchors)
    explained = set(connection.execute(_EXPLAINED, [report.centre.id, EXPLAINED]).fetchall()) if anchors else set()
    worst: Fault | None = None
    for one in sorted(anchors, key=lambda anchor: (anchor.number, anchor.taken_at)):
        said = compare(connection, report, one)
        if not said:
            continue
        if (one.number, one.hash) in explained:
            report.explained += 1
        elif worst is None:
            worst = Fault(one.number, one.entry, one.entry_at, "", said)
    if worst:
        report.faults.append(worst)


def compare(connection: psycopg.Connection[Any], report: Report, one: Anchor) -> str:
    """What one anchor says about the chain: '' when it fits, else what happened, in Polish."""
    if one.number < report.first:
        if report.closed_at and report.closed_at - one.entry_at < timedelta(days=730):
            return diagnosis.DROPPED_YOUNG
        if one.number == report.first - 1 and report.closed_at:
            row = connection.execute(_CLOSED, [report.centre.id, CLOSED, str(one.number)]).fetchone()
            return "" if row and row[0] == one.hash else diagnosis.OTHER_HASH
        return ""
    if one.number > report.last:
        row = connection.execute(_SEQUENCE).fetchone()
        cut = row is not None and row[0] >= one.entry
        return diagnosis.CUT if cut else diagnosis.OLD_BACKUP
    row = connection.execute(_HASH, [report.centre.id, one.number]).fetchone()
    if row is None:
        return ""  # the gap itself is a fault already
    return "" if bytes(row[0]).hex() == one.hash else diagnosis.OTHER_HASH


def _row(connection: psycopg.Connection[Any], sql: str, parameters: list[Any]) -> tuple[Any, ...]:
    row = connection.execute(sql, parameters).fetchone()
    assert row is not None
    return tuple(row)
