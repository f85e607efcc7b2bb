"""A worker is a process of its own; killed without mercy, its job is done by another, each part once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import pytest
from procrastinate.exceptions import AlreadyEnqueued

from opencus.config import cluster, health, keys, tasks
from opencus.conftest import make_centre

PATIENCE = 25.0


@pytest.fixture
def looking(own_database: str, django_db_blocker: Any) -> Iterator[psycopg.Connection[Any]]:
    entry = cluster.test_cluster().django_database("migrator", own_database)
    with (
        django_db_blocker.unblock(),
        psycopg.connect(host=entry["HOST"], user=entry["USER"], dbname=own_database, autocommit=True) as link,
    ):
        yield link


@contextmanager
def worker(database: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the worker of the product, with the slow task, on the database of the test."""
    entry = cluster.test_cluster().django_database("app", database)
    environment = {
        **os.environ,
        "OPENCUS_DATABASE_URL": f"postgresql://{entry['USER']}@/{database}?host={entry['HOST']}",
        "OPENCUS_KEYS_DIR": str(keys.keys_dir()),
    }
    process = subprocess.Popen([sys.executable, "-m", "opencus.config.tests.slow_task"], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(condition: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < give_up, "it never came"
        time.sleep(0.1)


def value(link: psycopg.Connection[Any], query: str) -> Any:
    row = link.execute(query).fetchone()
    return row[0] if row else None


def test_a_killed_workers_job_goes_on_elsewhere_and_each_part_is_done_once(looking: psycopg.Connection[Any]) -> None:
    database = looking.info.dbname
    centre = make_centre("testowo", "9900011", "Testowo")
    number = value(
        looking,
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', 'test.slow',"
        f" jsonb_build_object('centre_id', '{centre.id}')) RETURNING id",
    )
    done = "SELECT done FROM config_jobnote"
    with worker(database) as first:
        wait_for(lambda: value(looking, done) == 2)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert value(looking, f"SELECT status::text FROM procrastinate_jobs WHERE id = {number}") == "doing"
    # Half a minute of silence, without waiting for it.
    looking.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 seconds'")
    with worker(database) as second:
        with suppress(AlreadyEnqueued):  # its turn comes every 20 seconds, perhaps just now
            tasks.rescue_stalled.defer(timestamp=0)
        wait_for(lambda: value(looking, f"SELECT count(*) FROM procrastinate_jobs WHERE id = {number}") == 0)
        second.send_signal(signal.SIGTERM)
        assert second.wait(timeout=PATIENCE) == 0
    parts = "SELECT array_agg(name ORDER BY name) FROM centre_office WHERE name LIKE 'Część %'"
    assert value(looking, parts) == ["Część 0", "Część 1", "Część 2"]
    assert health.pulse().heartbeat is None or value(looking, "SELECT count(*) FROM procrastinate_workers") <= 1


def test_silence_and_turn_together_are_less_than_a_minute() -> None:
    from procrastinate.contrib.django import app

    crons = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert crons["opencus.config.tasks.rescue_stalled"] == "* * * * * */20"
