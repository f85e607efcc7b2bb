"""What somebody tries who can send any SQL as the application: every probe, on every table with a centre.

The towns are those of the matrix. A probe succeeds when nothing is seen and nothing is written.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction

from opencus.config import cluster
from opencus.core.tenancy import acting_in
from opencus.core.tenancy.audit import faults
from opencus.core.tenancy.operations import is_tenant
from tests.matrix.world import World

TABLES = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True) if is_tenant(model)})
#: How the database says no: by its rights and policies, or by a rule about the rows of that table.
REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)


@pytest.fixture
def home(world: World, django_db_blocker: Any) -> Iterator[UUID]:
    """The town whose application was broken into."""
    with django_db_blocker.unblock():
        yield world.home.ids["centre_id"]


@pytest.fixture
def abroad(world: World) -> UUID:
    """The town whose rows are wanted."""
    centre_id: UUID = world.abroad.ids["centre_id"]
    return centre_id


@pytest.fixture
def attacker(home: UUID) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the application role, in autocommit, kept from one "request" to the next."""
    with psycopg.connect(_address("app"), autocommit=True) as link:
        yield link


def _address(role: cluster.Role) -> str:
    entry = cluster.test_cluster().django_database(role, connection.settings_dict["NAME"])
    return psycopg.conninfo.make_conninfo(host=entry["HOST"], port=entry["PORT"], user=entry["USER"], dbname=entry["NAME"])


def _each(count: Callable[[str], int]) -> dict[str, int]:
    """The tables in which a probe found something, and how much."""
    return {table: found for table in TABLES if (found := count(table))}


def _must_be(error: Exception, *kinds: type[psycopg.Error]) -> None:
    """Raise the error again unless the database refused in one of these ways."""
    if not isinstance(error.__cause__, kinds):
        raise error


def _stolen(centre_id: UUID) -> str:
    """A signature that was good in one transaction."""
    with acting_in(centre_id), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('opencus.signature')")
        return str(cursor.fetchone()[0])


def test_both_towns_have_rows_to_look_for(world: World, home: UUID, abroad: UUID) -> None:
    with world.admin() as link:
        held = [t for t in TABLES if link.execute(f'SELECT 1 FROM "{t}" WHERE centre_id = %s LIMIT 1', [abroad]).fetchone()]
    assert len(held) > 50


def test_without_a_context_no_table_shows_a_row(attacker: psycopg.Connection[Any]) -> None:
    assert _each(lambda table: attacker.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]) == {}


def test_in_one_town_no_row_of_the_other_is_seen_changed_or_deleted(home: UUID, abroad: UUID) -> None:
    def count(table: str) -> int:
        with acting_in(home), connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE centre_id = %s', [abroad])
            return int(cursor.fetchone()[0])

    def touched(table: str) -> int:
        total = 0
        for statement in (f'UPDATE "{table}" SET centre_id = centre_id', f'DELETE FROM "{table}"'):
            try:
                with acting_in(home), connection.cursor() as cursor:
                    cursor.execute(f"{statement} WHERE centre_id = %s", [abroad])
                    total += cursor.rowcount
            except Exception as error:
                _must_be(error, *REFUSED)
        return total

    assert _each(count) == {}
    assert _each(touched) == {}


def test_no_row_can_be_written_into_the_other_town(home: UUID, abroad: UUID) -> None:
    def written(table: str) -> int:
        number = "1" if table in _numbered() else f'"{uuid4()}"'
        row = f'{{"id": {number}, "centre_id": "{abroad}"}}'
        try:
            with acting_in(home), connection.cursor() as cursor:
                cursor.execute(f'INSERT INTO "{table}" SELECT * FROM jsonb_populate_record(NULL::"{table}", %s::jsonb)', [row])
        except Exception as error:
            _must_be(error, psycopg.errors.InsufficientPrivilege)
            return 0
        return 1

    assert _each(written) == {}


def test_no_row_can_be_moved_into_the_other_town(home: UUID, abroad: UUID) -> None:
    def moved(table: str) -> int:
        try:
            with acting_in(home), connection.cursor() as cursor:
                cursor.execute(f'UPDATE "{table}" SET centre_id = %s', [abroad])
                count = cursor.rowcount
                transaction.set_rollback(True)
                return int(count)
        except Exception as error:
            # A trigger of the room may be asked first; what matters is that the row stays.
            _must_be(error, psycopg.Error)
            return 0

    assert _each(moved) == {}


def test_switching_row_security_off_is_an_error_everywhere(attacker: psycopg.Connection[Any]) -> None:
    attacker.execute("SET row_security = off")
    shown = []
    for table in TABLES:
        try:
            attacker.execute(f'SELECT 1 FROM "{table}" LIMIT 1')
            shown.append(table)
        except psycopg.errors.InsufficientPrivilege:
            continue
    assert shown == []


def test_an_injected_switch_of_the_centre_opens_no_table(attacker: psycopg.Connection[Any], home: UUID, abroad: UUID) -> None:
    stolen = _stolen(home)
    with attacker.transaction():
        attacker.execute("SELECT set_config('opencus.centre', %s, true), set_config('opencus.signature', %s, true)", [str(abroad), stolen])
        assert _each(lambda table: attacker.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]) == {}


def test_a_setting_left_behind_for_the_session_opens_no_table_in_the_next_request(
    attacker: psycopg.Connection[Any], abroad: UUID
) -> None:
    stolen = _stolen(abroad)  # the best case for the attacker: a signature that was once right
    attacker.execute("SELECT set_config('opencus.centre', %s, false), set_config('opencus.signature', %s, false)", [str(abroad), stolen])
    assert _each(lambda table: attacker.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]) == {}


def test_a_prepared_statement_asks_anew_in_every_request(home: UUID, abroad: UUID) -> None:
    for table in TABLES:
        name = f"probe_{table}"[:60]
        with acting_in(abroad), connection.cursor() as cursor:
            cursor.execute(f'PREPARE "{name}" AS SELECT count(*) FROM "{table}" WHERE centre_id = \'{abroad}\'')
            cursor.execute(f'EXECUTE "{name}"')
        with acting_in(home), connection.cursor() as cursor:
            cursor.execute(f'EXECUTE "{name}"')
            assert cursor.fetchone() == (0,), table
        with connection.cursor() as cursor:
            cursor.execute(f'EXECUTE "{name}"')
            assert cursor.fetchone() == (0,), table
            cursor.execute(f'DEALLOCATE "{name}"')


def test_a_cursor_dies_with_its_request(abroad: UUID, home: UUID) -> None:
    with acting_in(abroad), connection.cursor() as cursor:
        cursor.execute("DECLARE left_open CURSOR FOR SELECT * FROM people_person")
    with pytest.raises(Exception, match="does not exist"), acting_in(home), connection.cursor() as cursor:
        cursor.execute("FETCH 1 FROM left_open")


def test_the_secret_and_the_queue_of_the_journal_are_out_of_reach(attacker: psycopg.Connection[Any]) -> None:
    for wanted in (
        "SELECT * FROM guard.signing_key", "SELECT * FROM guard.unsealed", "SELECT pg_read_file('pg_hba.conf')",
        "SELECT * FROM pg_authid", "COPY people_person TO PROGRAM 'cat'", "CREATE TABLE public.mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)", "SET ROLE opencus_migrator", "CREATE EXTENSION dblink",
        "SELECT lo_import('/etc/passwd')", "ALTER TABLE people_person DISABLE ROW LEVEL SECURITY",
        "CREATE OR REPLACE FUNCTION guard.centre() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
    ):  # fmt: skip
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            attacker.execute(wanted)


def test_a_view_is_safe_only_with_the_eyes_of_the_asker_and_the_audit_says_so(
    world: World, attacker: psycopg.Connection[Any], home: UUID
) -> None:
    with world.admin() as link:
        link.execute("SET ROLE opencus_migrator")
        for table in TABLES:
            link.execute(f'CREATE VIEW "probe_{table}" WITH (security_invoker = true) AS SELECT * FROM "{table}"'[:900])
            link.execute(f'GRANT SELECT ON "probe_{table}" TO opencus_app')
        try:
            assert _each(lambda table: attacker.execute(f'SELECT count(*) FROM "probe_{table}"').fetchone()[0]) == {}
        finally:
            for table in TABLES:
                link.execute(f'DROP VIEW "probe_{table}"')
        link.execute("CREATE VIEW plain_probe AS SELECT * FROM people_person")
        link.execute("CREATE MATERIALIZED VIEW copied_probe AS SELECT * FROM people_person")
        try:
            found = faults(link.cursor())
        finally:
            link.execute("DROP VIEW plain_probe")
            link.execute("DROP MATERIALIZED VIEW copied_probe")
    assert "plain_probe: a view without security_invoker" in found
    assert "copied_probe: a materialised view shows rows of every centre" in found


def test_a_dump_by_the_application_refuses_or_holds_no_row(home: UUID) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        pytest.skip("no pg_dump here (apt install postgresql-client)")

    def dump(*more: str) -> subprocess.CompletedProcess[str]:
        command = [program, "--data-only", "--inserts", "-t", "people_*", "-t", "audit_entry", *more, _address("app")]
        return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})

    plain, narrowed = dump(), dump("--enable-row-security")
    assert plain.returncode != 0
    assert "INSERT INTO" not in plain.stdout + narrowed.stdout


def _numbered() -> set[str]:
    """Tables whose rows have numbers instead of UUIDs."""
    models_ = [model for model in apps.get_models(include_auto_created=True) if is_tenant(model)]
    return {model._meta.db_table for model in models_ if "Auto" in type(model._meta.pk).__name__}
