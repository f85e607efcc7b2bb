"""The one migration operation that turns tables into tenant tables."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

POLICY = "centre_id = (SELECT guard.centre())"


def is_tenant(model: type[models.Model]) -> bool:
    """Tell whether rows of the model belong to one centre (it has a ``centre_id`` column)."""
    return any(field.column == "centre_id" for field in model._meta.local_fields)


class TenantTables(Operation):
    """Secure every tenant table of the app as it stands at this point of the migrations.

    Adds, where missing: forced row-level security with the policy ``tenant``, ``UNIQUE (centre_id, id)``
    and a composite foreign key for every reference to another tenant table. Put it last in each migration
    that creates a table or a reference; it may run again without harm.
    """

    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        return None

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        tables = [model for model in to_state.apps.get_models() if model._meta.app_label == app_label]
        tables = [model for model in tables if is_tenant(model)]
        for model in tables:
            _lock_down(schema_editor, model._meta.db_table)
        for model in tables:
            for field in model._meta.local_fields:
                target = field.remote_field.model if isinstance(field, models.ForeignKey) else None
                if target is not None and is_tenant(target):
                    _tie(schema_editor, model, field.column, target)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        return None

    def describe(self) -> str:
        return "Secure the tenant tables of the app"


def _exists(editor: BaseDatabaseSchemaEditor, sql: str, params: list[str]) -> bool:
    with editor.connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone() is not None


def _has_constraint(editor: BaseDatabaseSchemaEditor, table: str, name: str) -> bool:
    sql = "SELECT 1 FROM pg_constraint WHERE conrelid = %s::regclass AND conname = %s"
    return _exists(editor, sql, [f'"{table}"', name])


def _lock_down(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    editor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    editor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    if not _exists(editor, "SELECT 1 FROM pg_policies WHERE tablename = %s AND policyname = 'tenant'", [table]):
        editor.execute(f'CREATE POLICY tenant ON "{table}" USING ({POLICY}) WITH CHECK ({POLICY})')
    unique = _short(f"{table}_tenant_key")
    if not _has_constraint(editor, table, unique):
        editor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{unique}" UNIQUE (centre_id, id)')


def _tie(editor: BaseDatabaseSchemaEditor, model: type[models.Model], column: str, target: Any) -> None:
    table = model._meta.db_table
    name = _short(f"{table}_{column}_tenant_fk")
    if not _has_constraint(editor, table, name):
        editor.execute(
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY (centre_id, "{column}") '
            f'REFERENCES "{target._meta.db_table}" (centre_id, id) DEFERRABLE INITIALLY IMMEDIATE'
        )


def _short(name: str) -> str:
    """Keep an identifier within PostgreSQL's 63 bytes; the tail tells constraints of one table apart."""
    return name if len(name) <= 63 else name[:24] + name[-39:]
