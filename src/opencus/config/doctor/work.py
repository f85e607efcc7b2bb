"""Checks of what runs in the background: the worker, its jobs, the sealing of the journal."""

from __future__ import annotations

from django.db import connection

from opencus.audit import queries as audit
from opencus.config import anchors, health
from opencus.config.doctor.findings import Finding, Scope, bad, count, ok, warn
from opencus.config.watching import WHOLE
from opencus.core.words import duration

LATE = 900  # seconds a job may wait after its time
_JOBS = """
SELECT count(*) FILTER (WHERE j.status = 'failed'),
       count(*) FILTER (WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < now() - interval '2 minutes')),
       count(*) FILTER (WHERE j.status = 'todo' AND COALESCE(j.scheduled_at, e.at) < now() - %(late)s * interval '1 second')
FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
LEFT JOIN LATERAL (SELECT max(at) AS at FROM procrastinate_events WHERE job_id = j.id) e ON true
WHERE %(centre)s IS NULL OR NOT (j.args ? 'centre_id') OR j.args ->> 'centre_id' = %(centre)s
"""
RESTART = "systemctl restart opencus-worker (albo opencus) i sprawdź: journalctl -u opencus-worker -n 50"


def worker(scope: Scope) -> Finding:
    """Somebody does the jobs."""
    silent = health.pulse().silent()
    if silent is None:
        return bad("Nikt nie wykonuje zadań w tle.", "uruchom: opencus worker (w biurze robi to sam opencus serve)")
    if silent > health.HEARTBEAT:
        return bad(f"Wykonawca zadań w tle milczy od {duration(max(1, round(silent / 60)))}.", RESTART)
    return ok("Zadania w tle są wykonywane.")


def jobs(scope: Scope) -> Finding:
    """No job failed, hangs or waits past its time."""
    centre = str(scope.centre.id) if scope.centre else None
    with connection.cursor() as cursor:
        cursor.execute(_JOBS, {"late": LATE, "centre": centre})
        failed, stalled, late = cursor.fetchone()
    if failed:
        words = f"{count(failed, 'zadanie w tle nie udało się', 'zadania w tle nie udały się', 'zadań w tle nie udało się')}."
        return bad(words, "otwórz Stan systemu > Zadania w tle i ponów je albo odłóż")
    if stalled:
        words = f"{count(stalled, 'zadanie utknęło', 'zadania utknęły', 'zadań utknęło')} po przerwanej pracy."
        return warn(words, "poczekaj minutę: program wznawia je sam. Jeśli to nie pomoże: " + RESTART)
    if late:
        words = f"{count(late, 'zadanie czeka', 'zadania czekają', 'zadań czeka')} dłużej niż 15 minut."
        return warn(words, "uruchom drugiego wykonawcę zadań: opencus worker --concurrency 2")
    return ok("Żadne zadanie w tle nie zawiodło.")


def tail(scope: Scope) -> Finding:
    """Entries of the journal are sealed soon after they are written."""
    waiting = health.pulse().tail()
    if waiting < health.TAIL:
        return ok("Wpisy dziennika są pieczętowane na bieżąco.")
    return bad(f"Najstarszy wpis dziennika czeka na pieczęć od {duration(round(waiting / 60))}.", RESTART)


def heads(scope: Scope) -> Finding:
    """The heads of the journal leave the database every day, and the last nightly check found the chains whole."""
    troubles: list[str] = []
    for centre in scope.centres():
        with scope.inside(centre):
            troubles += anchors.state_here(centre.slug).troubles
            checked = audit.last_check()
        if checked and checked.data.get("result") != WHOLE:
            return bad(f"{centre.slug}: nocne sprawdzenie dziennika: {checked.data.get('result')}.", "opencus audit verify; nie zmieniaj nic w bazie i zawiadom dyrektora")
    if troubles:
        return warn(f"{troubles[0]}.", "opencus audit anchor; potem sprawdź OPENCUS_EMAIL_URL i OPENCUS_SYSLOG")
    return ok("Odciski dziennika są co noc zapisywane poza bazą.")
