"""Background jobs as people see them: what runs, waits and failed, how far it is, and what may be done about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission as P
from opencus.config import events

#: What each task does, in words for the screen. A test asks for a line here for every task of ours.
WORDS = {
    "config.tell_alarm": "Zawiadomienie inspektora o alarmie",
    "opencus.audit.tasks.seal_journals": "Pieczętowanie dziennika",
    "opencus.config.backup_tasks.finish_rotation": "Dokończenie wymiany kluczy",
    "opencus.config.backup_tasks.nightly_backup": "Nocna kopia zapasowa i próba jej odtworzenia",
    "opencus.config.tasks.forget_notes": "Porządki po zakończonych zadaniach",
    "opencus.config.tasks.forget_submissions": "Porządki po wysłanych formularzach",
    "opencus.config.tasks.rescue_stalled": "Wznawianie przerwanych zadań",
    "opencus.config.watching.anchor_again": "Ponowne wysłanie odcisków dziennika",
    "opencus.config.watching.anchor_journals": "Zapis odcisków dziennika poza bazą",
    "opencus.config.watching.scrub_journals": "Czyszczenie wpisów dziennika po terminie",
    "opencus.config.watching.verify_journals": "Nocne sprawdzenie dziennika",
    "opencus.entitlements.tasks.lapse_late_offers": "Zamykanie ofert miejsc, na które nikt nie odpowiedział",
    "opencus.reporting.tasks.count_dry_run": "Liczenie próby zmiany programu",
    "opencus.plans.tasks.turn_of_day": "Plany: rozpoczęcia, zakończenia i terminy na dziś",
    "opencus.programmes.tasks.turn_of_day": "Programy: wejścia w życie i zakończenia na dziś",
}
STATES = {"doing": "w toku", "todo": "czeka", "failed": "nie udało się", "cancelled": "odłożone"}
MOST = 200  # rows of one list; the rest is counted


@dataclass(frozen=True)
class Row:
    """One job on the screen; ``at`` is when it last moved, or is to start."""

    id: int
    task: str
    state: str
    attempts: int
    at: datetime | None
    shared: bool  # of the whole installation, not of one centre
    done: int = 0
    total: int | None = None
    words: str = ""
    error: str = ""

    @property
    def task_words(self) -> str:
        return WORDS.get(self.task, f"Zadanie techniczne ({self.task.rpartition('.')[2]})")

    @property
    def state_words(self) -> str:
        return STATES.get(self.state, self.state)

    @property
    def percent(self) -> int | None:
        return round(100 * self.done / self.total) if self.total else None


_ROWS = """
SELECT j.id, j.task_name, j.status::text, j.attempts,
       CASE WHEN j.status = 'todo' THEN j.scheduled_at
            ELSE (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id AND e.at <= now()) END,
       NOT (j.args ? 'centre_id'), COALESCE(n.done, 0), n.total, COALESCE(n.words, ''), COALESCE(n.error, '')
FROM procrastinate_jobs j LEFT JOIN config_jobnote n ON n.job_id = j.id
WHERE j.status::text = ANY(%(states)s) AND (NOT (j.args ? 'centre_id') OR j.args ->> 'centre_id' = %(centre)s)
"""
_COUNTS = """
SELECT j.status::text, count(*) FROM procrastinate_jobs j
WHERE NOT (j.args ? 'centre_id') OR j.args ->> 'centre_id' = %(centre)s GROUP BY 1
"""


def of_centre(centre_id: UUID, *states: str) -> list[Row]:
    """Return jobs of the centre and those of the whole installation, the newest first, at most ``MOST``."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_ROWS} ORDER BY j.id DESC LIMIT {MOST}", {"states": list(states), "centre": str(centre_id)})
        return [Row(*row) for row in cursor.fetchall()]


def counts(centre_id: UUID) -> dict[str, int]:
    """Return how many such jobs stand in each state."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"centre": str(centre_id)})
        found = dict(cursor.fetchall())
    return {state: found.get(state, 0) for state in STATES}


def retry(*, by: Actor, job_id: int) -> bool:
    """Queue a failed job again; False when it is no longer a failed job this centre may touch."""
    by.require(P.VIEW_SYSTEM)
    with transaction.atomic():
        row = _failed(by.centre_id, job_id)
        if row is None:
            return False
        with connection.cursor() as cursor:
            cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job_id])
        journal.write(events.JOB_RETRIED, by=by, job=job_id, task=row.task_words)
    return True


def set_aside(*, by: Actor, job_id: int) -> bool:
    """Take a failed job off the list of troubles without doing it; False as in ``retry``."""
    by.require(P.VIEW_SYSTEM)
    with transaction.atomic():
        row = _failed(by.centre_id, job_id)
        if row is None:
            return False
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'cancelled' WHERE id = %s", [job_id])
        journal.write(events.JOB_SET_ASIDE, by=by, job=job_id, task=row.task_words)
    return True


def _failed(centre_id: UUID, job_id: int) -> Row | None:
    query = f"{_ROWS} AND j.id = %(job)s FOR UPDATE OF j"
    with connection.cursor() as cursor:
        cursor.execute(query, {"states": ["failed"], "centre": str(centre_id), "job": job_id})
        row = cursor.fetchone()
    return Row(*row) if row else None


class Notes:
    """The recorder of ``core.progress``: writes on a connection of its own, seen before the job commits."""

    def report(self, job_id: int, done: int, total: int | None, words: str) -> None:
        self._write(
            "INSERT INTO config_jobnote (job_id, done, total, words, error, updated_at) VALUES (%s, %s, %s, %s, '', now())"
            " ON CONFLICT (job_id) DO UPDATE SET done = excluded.done, total = excluded.total,"
            " words = excluded.words, updated_at = now()",
            [job_id, done, total, words],
        )

    def reached(self, job_id: int) -> int:
        with aside() as link, link.cursor() as cursor:
            cursor.execute("SELECT done FROM config_jobnote WHERE job_id = %s", [job_id])
            row = cursor.fetchone()
        return int(row[0]) if row else 0

    def failed(self, job_id: int, error: str) -> None:
        """Remember the class of the error that ended a job: its message may hold anything and is left out."""
        self._write(
            "INSERT INTO config_jobnote (job_id, done, words, error, error_at, updated_at) VALUES (%s, 0, '', %s, now(), now())"
            " ON CONFLICT (job_id) DO UPDATE SET error = excluded.error, error_at = now(), updated_at = now()",
            [job_id, error[:200]],
        )

    def forget(self) -> int:
        """Drop the notes of jobs that are gone; return how many."""
        with aside() as link, link.cursor() as cursor:
            cursor.execute(
                "DELETE FROM config_jobnote n WHERE updated_at < now() - interval '1 day'"
                " AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs j WHERE j.id = n.job_id)"
            )
            return int(cursor.rowcount)

    def _write(self, query: str, values: list[Any]) -> None:
        with aside() as link, link.cursor() as cursor:
            cursor.execute(query, values)


notes = Notes()


@contextmanager
def aside() -> Iterator[BaseDatabaseWrapper]:
    """Open a second connection for one statement: what it writes does not wait for the job's transaction."""
    with closing(connections["default"].copy()) as link:
        yield link
