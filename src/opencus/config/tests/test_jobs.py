"""Background jobs on the screen: what failed, in words; done again or set aside by whoever may; how far a long one is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app

from opencus.audit.models import Entry
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.config import jobs
from opencus.core import progress

SEAL = "opencus.audit.tasks.seal_journals"
Make = Callable[..., Actor]
Login = Callable[[Actor], Client]


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notes are written on the test's own connection, so that they vanish with it."""
    from contextlib import contextmanager

    @contextmanager
    def same() -> Iterator[Any]:
        yield connection

    monkeypatch.setattr(jobs, "aside", same)


def job(status: str = "failed", *, of: UUID | None = None, attempts: int = 2, task: str = SEAL) -> int:
    with connection.cursor() as cursor:
        arguments = json.dumps({"centre_id": str(of)} if of else {})
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, attempts) VALUES ('q', %s, %s, %s) RETURNING id",
            [task, arguments, attempts],
        )
        number = int(cursor.fetchone()[0])
        for step in ("doing", status) if status not in {"todo", "doing"} else (status,):
            cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [step, number])
    return number


def status_of(number: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [number])
        return str(cursor.fetchone()[0])


def test_every_task_of_ours_has_its_words() -> None:
    ours = {name for name in app.tasks if name.startswith(("opencus.", "config."))}
    assert len(ours) > 5
    assert sorted(ours - set(jobs.WORDS)) == []


def test_the_director_sees_what_failed_in_words_and_the_class_of_the_error(
    centre: Centre, kept: None, make_actor: Make, login: Login
) -> None:
    number = job()
    jobs.notes.failed(number, "psycopg.errors.UniqueViolation")
    html = login(make_actor(Role.DIRECTOR, name="Barbara Nowicka")).get("/testowo/system/zadania/").content.decode()
    assert "Pieczętowanie dziennika" in html
    assert "psycopg.errors.UniqueViolation" in html
    assert "wspólne dla całej instalacji" in html


def test_the_administrator_does_a_failed_job_again_and_the_journal_knows(
    centre: Centre, make_actor: Make, login: Login
) -> None:
    number = job()
    client = login(make_actor(Role.ADMINISTRATOR, name="Adam Admin"))
    assert client.post(f"/testowo/system/zadania/{number}/ponow/").status_code == 302
    assert status_of(number) == "todo"
    entry = Entry.objects.get(kind="config.job.retry")
    assert entry.sentence == f"ponowiono zadanie w tle nr {number}: Pieczętowanie dziennika"


def test_a_job_nobody_needs_is_set_aside(centre: Centre, make_actor: Make, login: Login) -> None:
    number = job()
    client = login(make_actor(Role.DIRECTOR, name="Barbara Nowicka"))
    client.post(f"/testowo/system/zadania/{number}/odloz/")
    assert status_of(number) == "cancelled"
    html = client.get("/testowo/system/zadania/").content.decode()
    assert "Odłożone" in html
    assert Entry.objects.filter(kind="config.job.set_aside").count() == 1


def test_a_second_click_and_a_running_job_change_nothing(centre: Centre, make_actor: Make, login: Login) -> None:
    client = login(make_actor(Role.DIRECTOR, name="Barbara Nowicka"))
    running = job("doing")
    for number in (running, 10**18, 10**19):
        answer = client.post(f"/testowo/system/zadania/{number}/ponow/", follow=True)
        assert "To zadanie już się zmieniło" in answer.content.decode()
    assert status_of(running) == "doing"
    assert not Entry.objects.filter(kind="config.job.retry").exists()


def test_jobs_of_another_centre_are_not_there(
    centre: Centre, other_centre: Centre, make_actor: Make, login: Login
) -> None:
    theirs, ours = job(of=other_centre.id), job(of=centre.id)
    director = make_actor(Role.DIRECTOR, name="Barbara Nowicka")
    assert [row.id for row in jobs.of_centre(centre.id, "failed")] == [ours]
    assert jobs.retry(by=director, job_id=theirs) is False
    assert jobs.set_aside(by=director, job_id=theirs) is False
    assert status_of(theirs) == "failed"


@pytest.mark.parametrize("role", [Role.KIPUS, Role.RECEPTION, Role.INSPECTOR, Role.ACCOUNTANT])
def test_others_neither_see_the_system_nor_touch_its_jobs(
    centre: Centre, make_actor: Make, login: Login, role: Role
) -> None:
    actor, number = make_actor(role), job()
    client = login(actor)
    assert client.get("/testowo/system/").status_code == 403
    assert client.get("/testowo/system/zadania/").status_code == 403
    assert client.post(f"/testowo/system/zadania/{number}/ponow/").status_code == 403
    with pytest.raises(Refused):
        jobs.retry(by=actor, job_id=number)
    assert status_of(number) == "failed"


# --- progress -----------------------------------------------------------------------------------------------------


def test_a_long_job_says_how_far_it_is_and_goes_on_from_there(
    centre: Centre, kept: None, make_actor: Make, login: Login
) -> None:
    number = job("doing", task="opencus.plans.tasks.turn_of_day")
    assert progress.reached(number) == 0
    progress.report(number, 1200, 5000, "przeliczanie planów")
    assert progress.reached(number) == 1200
    (row,) = jobs.of_centre(centre.id, "doing")
    assert (row.percent, row.words) == (24, "przeliczanie planów")
    html = login(make_actor(Role.DIRECTOR, name="Barbara Nowicka")).get("/testowo/system/zadania/").content.decode()
    assert "24%, 1200 z 5000" in html


def test_progress_outside_a_job_is_nothing_and_nonsense_is_refused(kept: None) -> None:
    progress.report(None, 1, 2)
    assert progress.reached(None) == 0
    for done, total in ((-1, None), (3, 2)):
        with pytest.raises(ValueError, match="parts"):
            progress.report(1, done, total)


def test_notes_of_jobs_that_are_gone_go_too(centre: Centre, kept: None) -> None:
    present = job("doing")
    progress.report(present, 1)
    progress.report(10**12, 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE config_jobnote SET updated_at = now() - interval '2 days'")
    assert jobs.notes.forget() == 1
    assert progress.reached(present) == 1
