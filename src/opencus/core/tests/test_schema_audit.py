"""Every table keeps tenants apart, and the audit notices when a single one stops."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from opencus.config import cluster
from opencus.core.tenancy.audit import faults
from opencus.core.tenancy.operations import is_tenant


@pytest.fixture
def migrator(own_database: str) -> Iterator[psycopg.Cursor[Any]]:
    """A cursor that may change the schema, on a database of its own; everything is rolled back."""
    server = cluster.test_cluster().django_database("migrator", own_database)
    with psycopg.connect(host=server["HOST"], port=server.get("PORT") or None, user=server["USER"], dbname=own_database) as link:
        yield link.cursor()
        link.rollback()


def test_every_table_keeps_tenants_apart(db: None) -> None:
    with connection.cursor() as cursor:
        assert faults(cursor) == []


def test_there_are_tenant_tables_to_audit(db: None) -> None:
    assert sum(is_tenant(model) for model in apps.get_models()) > 45


def test_the_audit_notices_every_single_dropped_policy(migrator: psycopg.Cursor[Any]) -> None:
    tables = [model._meta.db_table for model in apps.get_models() if is_tenant(model)]
    unnoticed = []
    for table in tables:
        migrator.execute("SAVEPOINT before")
        migrator.execute(f'DROP POLICY tenant ON "{table}"')
        if f"{table}: no tenant policy" not in faults(migrator):
            unnoticed.append(table)
        migrator.execute("ROLLBACK TO SAVEPOINT before")
    assert unnoticed == []


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ("ALTER TABLE people_person NO FORCE ROW LEVEL SECURITY", "people_person: row-level security is not forced"),
        ("ALTER TABLE people_person DISABLE ROW LEVEL SECURITY", "people_person: row-level security is not forced"),
        ("CREATE POLICY open ON people_person USING (true)", "people_person: policy open is not the tenant policy"),
        ("CREATE TABLE public.note (id int)", "note: neither a tenant table nor named as global"),
        ("CREATE VIEW everybody AS SELECT * FROM people_person", "everybody: a view without security_invoker"),
        ("CREATE MATERIALIZED VIEW copied AS SELECT 1", "copied: a materialised view shows rows of every centre"),
        ("CREATE UNIQUE INDEX leak ON people_person (phone_key)", "people_person: unique index leak does not begin with centre_id"),
        ("CREATE FUNCTION public.f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'", "function f: no fixed search_path"),
        (
            "ALTER TABLE intake_application DROP CONSTRAINT intake_application_client_id_tenant_fk",
            "intake_application: client has no foreign key in the database",
        ),
    ],
)  # fmt: skip
def test_the_audit_notices(migrator: psycopg.Cursor[Any], damage: str, fault: str) -> None:
    migrator.execute(damage)
    assert fault in faults(migrator)
