"""A real standby beside the test cluster: reports read there, in the same signed context; nothing is written there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from opencus.centre.models import Centre, Office
from opencus.config import cluster, replica
from opencus.config.cluster import Cluster
from opencus.config.replica import NAME, Reads, Router, fresh, reading
from opencus.config.tests.clusters import folder
from opencus.conftest import make_centre
from opencus.core.tenancy import acting_in

TOWNS = "towns"
NEEDED = ("pg_basebackup", "pg_dump", "pg_restore")
PROGRAMS = any(all(Path(one[name]).exists() for name in NEEDED) for one in cluster.postgres.candidates())
pytestmark = pytest.mark.skipif(not PROGRAMS, reason="no pg_basebackup, pg_dump or pg_restore on this machine")


def private_primary(root: Path) -> Cluster:
    """Start a server of our own with one migrated database.

    The cluster the tests share drops databases all the time, and each drop throws away the log a copy still needs.
    """
    shared, primary = cluster.test_cluster(), Cluster(root, durable=False)
    primary.ensure_running()
    primary.create_database(TOWNS, "template0")
    dump = primary.home / "dump"
    source = str(connections.settings["default"]["NAME"])
    primary._run("pg_dump", "-Fc", "-Z0", "-f", dump, "-h", str(shared.socket_dir), "-U", "postgres", source, check=True)
    primary._run("pg_restore", "-d", TOWNS, "-h", str(primary.socket_dir), "-U", "postgres", dump, check=True)
    return primary


def copy(primary: Cluster, standby: Cluster) -> None:
    """Make the standby from the running primary, over its socket, and start it; its slot keeps the log it needs."""
    standby._settle()
    words = ["-D", str(standby.data), "-R", "-X", "stream", "-C", "-S", "standby", "-c", "fast"]
    standby._run("pg_basebackup", *words, "-h", str(primary.socket_dir), "-U", "postgres", check=True)
    standby._start()


def office(name: str) -> None:
    Office.objects.create(name=name, street="x", postcode="00-001", town="x", opening_hours="x")


@pytest.fixture(scope="module")
def pair(django_db_setup: None) -> Iterator[tuple[Cluster, Cluster]]:
    """A primary and its standby; `django_db_setup` has migrated the database that the primary begins with."""
    with folder() as place, folder() as beside:
        primary, second = private_primary(place / "pg"), Cluster(beside / "pg", durable=False)
        copy(primary, second)
        yield primary, second


@pytest.fixture
def standby(pair: tuple[Cluster, Cluster]) -> Cluster:
    return pair[1]


@pytest.fixture
def towns(pair: tuple[Cluster, Cluster], django_db_blocker: Any) -> Iterator[list[Centre]]:
    """Two centres with an office each on the primary, and Django's second connection to the copy."""
    primary, second = pair
    usual = dict(connections.settings["default"])
    made = [("testowo", "9900011", "Testowo"), ("sasiedzi", "9900022", "Sąsiedzi")]
    with django_db_blocker.unblock(), override_settings(DATABASES={"default": {}, NAME: {}}, DATABASE_ROUTERS=[]):
        connections["default"].close()
        connections.settings["default"].update(primary.django_database("app", TOWNS), CONN_MAX_AGE=0)
        connections.settings[NAME] = connections.settings["default"] | second.django_database("app", TOWNS)
        try:
            centres = [Centre.objects.filter(slug=one[0]).first() or found(*one) for one in made]
            followed(second)
            yield centres
        finally:
            connections[NAME].close()
            connections["default"].close()
            connections.settings["default"].update(usual)
            del connections[NAME], connections.settings[NAME]


def found(slug: str, code: str, name: str) -> Centre:
    centre = make_centre(slug, code, name)
    with acting_in(centre.id):
        office(f"Biuro {slug}")
    return centre


def followed(standby: Cluster) -> None:
    """Wait until the copy has what the primary has; test clusters commit before they write, hence the place of insertion."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        reached = cursor.fetchone()[0]
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        try:
            with connections[NAME].cursor() as cursor:
                cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [reached])
                if cursor.fetchone()[0]:
                    return
        except DatabaseError:  # the database itself has not arrived yet
            connections[NAME].close()
        time.sleep(0.1)
    said = (standby.home / "log").read_text().splitlines()[-20:]
    raise AssertionError("\n".join(["the standby does not follow:", *said]))


def names(using: str) -> list[str]:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT name FROM centre_office ORDER BY name")
        return [row[0] for row in cursor.fetchall()]


def test_the_copy_keeps_centres_apart_and_refuses_writes(towns: list[Centre]) -> None:
    testowo, sasiedzi = towns
    assert names(NAME) == []
    with reading(testowo.id):
        assert names(NAME) == ["Biuro testowo"]
    with reading(sasiedzi.id):
        assert names(NAME) == ["Biuro sasiedzi"]
        with connections[NAME].cursor() as cursor:
            cursor.execute("SELECT set_config('opencus.centre', %s, true)", [str(testowo.id)])
        assert names(NAME) == []
    assert names(NAME) == []
    with pytest.raises(DatabaseError, match="read-only"), acting_in(testowo.id, using=NAME):
        Office.objects.using(NAME).create(name="x", street="x", postcode="00-001", town="x", opening_hours="x")
    assert fresh(connections[NAME])
    assert not fresh(connection), "the primary is no copy"


def request(path: str = "/uslugi/", centre: Centre | None = None, method: str = "GET") -> HttpRequest:
    made = RequestFactory().generic(method, path)
    made.centre = centre  # type: ignore[attr-defined]
    return made


def answered_by(towns: list[Centre], made: HttpRequest, reads: Reads | None = None) -> tuple[list[str], Reads]:
    """Return which database each read of a view went to, with the router of the product at work."""
    seen: list[str] = []

    def view(given: HttpRequest) -> HttpResponse:
        using = Router().db_for_read(Office)
        seen.append(using)
        return HttpResponse("|".join(names(using)))

    middleware = reads or Reads(view)
    middleware.get_response = view
    with acting_in(towns[0].id):
        answer = middleware(made)
    assert answer.content.decode() == "Biuro testowo"
    return seen, middleware


def test_only_reading_pages_without_a_log_go_to_the_copy(towns: list[Centre]) -> None:
    testowo = towns[0]
    assert answered_by(towns, request("/uslugi/", testowo))[0] == [NAME]
    assert answered_by(towns, request("/uslugi/", testowo, "POST"))[0] == ["default"]
    assert answered_by(towns, request("/osoby/", testowo))[0] == ["default"]
    assert answered_by(towns, request("/nie-ma/", testowo))[0] == ["default"]
    assert Router().db_for_read(Office) == "default"
    with reading(testowo.id):
        assert Router().db_for_write(Office) == "default"


def test_a_copy_that_stops_in_the_middle_is_replaced_by_the_primary(towns: list[Centre], standby: Cluster) -> None:
    _, reads = answered_by(towns, request("/uslugi/", towns[0]))
    standby.stop()
    assert answered_by(towns, request("/uslugi/", towns[0]), reads)[0] == ["default"]
    assert reads.follows is False
    assert answered_by(towns, request("/uslugi/", towns[0]), reads)[0] == ["default"]
    standby._start()


def test_the_pages_exist() -> None:
    from django.urls import reverse

    for name in replica.PAGES:
        assert reverse(name, args=["moje"] if name.endswith(":service") else [])


