"""Jobs really run in the web process, as the application role, and none is lost with a killed process."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from procrastinate.contrib.django import app

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.config import cluster, worker
from opencus.config.tasks import MOST_RESCUES
from opencus.conftest import make_centre
from opencus.core.tenancy import acting_in
from opencus.people import events

LOSE = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = '%s' AND usename = 'opencus_app'
"""
LATER = """
INSERT INTO procrastinate_jobs (queue_name, task_name, args)
VALUES ('default', 'test.note', jsonb_build_object('centre_id', %s::text))
"""

done: list[tuple[str, ...]] = []


@app.task(name="test.note")
def note(centre_id: str) -> None:
    """Remember the job and the role it ran as."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolbypassrls::text FROM pg_roles WHERE rolname = current_user")
        done.append((centre_id, *cursor.fetchone()))


@pytest.fixture
def looking(own_database: str, django_db_blocker: Any) -> Iterator[psycopg.Connection[Any]]:
    """A connection as the migrator to a database of its own, where jobs may commit."""
    entry = cluster.test_cluster().django_database("migrator", own_database)
    done.clear()
    with (
        django_db_blocker.unblock(),
        psycopg.connect(
            host=entry["HOST"],
            port=entry["PORT"] or None,
            user=entry["USER"],
            dbname=own_database,
            autocommit=True,
        ) as link,
    ):
        yield link


def run_until(
    condition: Callable[[], bool], patience: float = 20, what: Callable[[], Any] = worker.work
) -> None:
    """Let the worker of the product work until the condition holds."""

    async def watch() -> None:
        job = asyncio.create_task(what())
        try:
            async with asyncio.timeout(patience):
                while not condition() and not job.done():
                    await asyncio.sleep(0.05)
            if job.done():
                job.result()
        finally:
            job.cancel()
            await asyncio.gather(job, return_exceptions=True)

    asyncio.run(watch())


def number(looking: psycopg.Connection[Any], query: str) -> int:
    row = looking.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def centres_with_a_tail() -> list[Centre]:
    centres = [make_centre("testowo", "9900011", "Testowo"), make_centre("sasiedzi", "9900022", "Sąsiedzi")]
    for centre in centres:
        with acting_in(centre.id):
            for found in range(3):
                journal.write(events.SEARCHED, by=Actor.system(centre.id), found=found)
    return centres


def cut_short(looking: psycopg.Connection[Any], job: int, attempts: int = 0) -> None:
    """Leave a job as a process leaves it that was killed an hour ago."""
    dead = number(
        looking,
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id",
    )
    looking.execute(
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s WHERE id = %s",
        [dead, attempts, job],
    )


def test_the_tails_of_all_journals_are_sealed_by_themselves(looking: psycopg.Connection[Any]) -> None:
    centres = centres_with_a_tail()
    run_until(lambda: number(looking, "SELECT count(*) FROM guard.unsealed") == 0)
    for centre in centres:
        with acting_in(centre.id):
            assert journal.first_broken_link() is None
    assert number(looking, "SELECT count(*) FROM audit_link") == 6


def test_a_job_runs_as_the_application_which_no_policy_lets_through(looking: psycopg.Connection[Any]) -> None:
    centre = make_centre("testowo", "9900011", "Testowo")
    note.defer(centre_id=str(centre.id))
    run_until(lambda: bool(done))
    assert done == [(str(centre.id), "opencus_app", "false")]


def test_a_job_vanishes_with_the_act_that_was_rolled_back(looking: psycopg.Connection[Any]) -> None:
    centre = make_centre("testowo", "9900011", "Testowo")

    def refused_after_all() -> None:
        with acting_in(centre.id):
            note.defer(centre_id=str(centre.id))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        refused_after_all()
    assert number(looking, "SELECT count(*) FROM procrastinate_jobs") == 0


def test_what_a_killed_process_had_in_hand_is_done_by_the_next(looking: psycopg.Connection[Any]) -> None:
    centre = make_centre("testowo", "9900011", "Testowo")
    cut_short(looking, note.defer(centre_id=str(centre.id)))
    run_until(lambda: bool(done))
    assert [words[0] for words in done] == [str(centre.id)]


def test_a_job_that_keeps_killing_its_process_is_set_aside(looking: psycopg.Connection[Any]) -> None:
    centre = make_centre("testowo", "9900011", "Testowo")
    cut_short(looking, note.defer(centre_id=str(centre.id)), attempts=MOST_RESCUES)
    run_until(lambda: number(looking, "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'") == 1)
    assert done == []


def test_a_failed_job_does_not_stop_the_worker(looking: psycopg.Connection[Any]) -> None:
    centre = make_centre("testowo", "9900011", "Testowo")
    app.configure_task("test.nobody_knows").defer(centre_id=str(centre.id))
    note.defer(centre_id=str(centre.id))
    run_until(lambda: bool(done))
    assert len(done) == 1


def test_the_worker_outlives_lost_connections(
    looking: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    database = looking.info.dbname
    centre = make_centre("testowo", "9900011", "Testowo")
    monkeypatch.setattr(worker, "PATIENCE", 0.1)
    note.defer(centre_id=str(centre.id))
    lost: list[int] = []

    def both() -> bool:
        if len(done) == 1 and not lost:
            with cluster.test_cluster().admin() as admin:
                lost.append(number(admin, LOSE % database))
            looking.execute(LATER, [centre.id])
        return len(done) == 2

    run_until(both, what=worker.for_ever)
    assert lost[0] >= 2


def test_jobs_carry_identifiers_only() -> None:
    ours = [task for name, task in app.tasks.items() if name.startswith("opencus.")]
    carried = {name for task in ours for name in inspect.signature(task.func).parameters} - {
        "timestamp",
        "context",
    }
    assert {task.name for task in ours} >= {
        "opencus.audit.tasks.seal_journals",
        "opencus.config.tasks.rescue_stalled",
    }
    assert [name for name in carried if not name.endswith(("_id", "_ids"))] == []
