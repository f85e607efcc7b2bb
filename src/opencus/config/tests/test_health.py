"""The machine is watched from outside: two addresses that say how we are, and a page for when the database is away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.test import Client

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.config import errors, health
from opencus.config.health import Pulse, Readiness
from opencus.config.middleware import SHARED
from opencus.people import events

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WELL = Pulse('{"migrations": "abc"}', NOW - timedelta(seconds=8), None, NOW)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Pulse], None]]:
    """Let the database say what the test wants."""
    monkeypatch.setattr(health, "fingerprint", lambda: "abc")
    monkeypatch.setattr(health, "REMEMBERED", -1.0)
    monkeypatch.setattr(health, "free_disk", lambda: (90_000_000_000, 0.5))

    def tell(pulse: Pulse) -> None:
        monkeypatch.setattr(health, "pulse", lambda: pulse)

    tell(WELL)
    yield tell
    health._remembered[:] = [0.0, None]


def test_alive_needs_no_database(django_db_blocker: Any) -> None:
    with django_db_blocker.block():
        answer = Client().get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert not answer.cookies


def test_ready_when_everything_is(told: Callable[[Pulse], None]) -> None:
    answer = Client().get("/health/ready")
    assert answer.status_code == 200
    assert set(answer.json()["checks"]) == {"database", "migrations", "worker", "journal", "disk"}
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("broken", "check"),
    [
        (replace(WELL, note='{"migrations": "older"}'), "migrations"),
        (replace(WELL, note=None), "migrations"),
        (replace(WELL, heartbeat=None), "worker"),
        (replace(WELL, heartbeat=NOW - timedelta(minutes=3)), "worker"),
        (replace(WELL, oldest_unsealed=NOW - timedelta(minutes=11)), "journal"),
    ],
)
def test_not_ready_names_what_is_wrong(told: Callable[[Pulse], None], broken: Pulse, check: str) -> None:
    told(broken)
    answer = Client().get("/health/ready")
    assert answer.status_code == 503
    assert [name for name, well in answer.json()["checks"].items() if not well] == [check]


def test_not_ready_on_a_full_disk_and_without_a_database(
    told: Callable[[Pulse], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "free_disk", lambda: (400_000_000, 0.01))
    assert health.readiness() == Readiness(database=True, migrations=True, worker=True, journal=True, disk=False)

    def away() -> Pulse:
        raise OperationalError

    monkeypatch.setattr(health, "pulse", away)
    assert health.readiness() == Readiness()
    assert Client().get("/health/ready").json()["status"] == "unavailable"


def test_the_database_itself_tells_the_age_of_the_unsealed_tail(centre: Centre) -> None:
    assert health.pulse().tail() == 0
    journal.write(events.SEARCHED, by=Actor.system(centre.id), found=1)
    assert health.pulse().oldest_unsealed is not None


def test_only_reading_is_answered_and_no_centre_takes_the_address() -> None:
    assert Client().post("/health/live").status_code == 405
    assert "health" in SHARED


# --- the database is away -----------------------------------------------------------------------------------------


def _error(state: str | None) -> OperationalError:
    error = OperationalError("connection to 10.0.0.7 refused for PESEL 44051401359")
    error.__cause__ = psycopg.errors.lookup(state)("x") if state else psycopg.OperationalError("x")
    return error


@pytest.mark.parametrize("state", [None, "08006", "57P01", "57P03", "53100", "53300"])
def test_a_database_that_is_away_is_a_pause_and_not_a_fault(state: str | None) -> None:
    assert errors.database_is_away(_error(state))


@pytest.mark.parametrize("error", [None, ValueError("x"), _error("40P01")])
def test_other_errors_stay_faults(error: Exception | None) -> None:
    assert not errors.database_is_away(error)


def test_the_page_of_the_pause_is_polish_has_a_number_and_asks_nothing_of_the_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*args: Any) -> None:
        raise _error(None)

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", away)
    client = Client(raise_request_exception=False)
    client.cookies["session"] = "whatever"
    answer = client.get("/testowo/pulpit/")
    html = answer.content.decode()
    assert answer.status_code == 503
    assert answer["Retry-After"] == "15"
    assert "Krótka przerwa techniczna" in html
    assert answer["X-Request-Id"] in html
    assert "10.0.0.7" not in html
    assert "Traceback" not in html


def test_a_connection_cut_in_the_middle_of_a_page_is_the_pause_and_the_next_page_works(
    own_database: str, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from opencus.config import middleware
    from opencus.conftest import make_centre

    with django_db_blocker.unblock():
        make_centre("testowo", "9900011", "Testowo")
        usual = middleware.actor_for

        def cut(request: HttpRequest, centre: Centre) -> Actor | None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            return usual(request, centre)

        client = Client(raise_request_exception=False)
        monkeypatch.setattr(middleware, "actor_for", cut)
        assert client.get("/testowo/uslugi/").status_code == 503
        monkeypatch.setattr(middleware, "actor_for", usual)
        assert client.get("/testowo/uslugi/").status_code == 200


@pytest.mark.parametrize("address", ["/testowo/nie-ma/", "/testowo/role/"])
def test_a_refusal_has_a_number_to_read_out_too(
    centre: Centre, make_actor: Callable[..., Actor], login: Callable[[Actor], Client], address: str
) -> None:
    answer = login(make_actor(Role.RECEPTION)).get(address)
    assert answer.status_code in {403, 404}
    assert answer["X-Request-Id"] in answer.content.decode()


def test_the_number_in_the_request_is_ours_and_not_the_visitors(db: None) -> None:
    assert Client(headers={"X-Request-Id": "44051401359"}).get("/konto/nie-ma/")["X-Request-Id"] != "44051401359"
