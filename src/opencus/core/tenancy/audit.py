"""The schema audit: every table is either a well-guarded tenant table or named here as global."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from opencus.core.tenancy import grants
from opencus.core.tenancy.operations import is_tenant

_TABLES = """
SELECT c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity,
       EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'centre_id' AND NOT a.attisdropped),
       pg_get_userbyid(c.relowner), c.reloptions::text
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm')
"""
_POLICIES = "SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies WHERE schemaname = 'public'"
_UNIQUE = """
SELECT t.relname, i.relname, x.indkey[0] = (SELECT a.attnum FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'centre_id'),
       x.indisprimary
FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = 'public' AND x.indisunique
"""
_FOREIGN = """
SELECT t.relname, c.conname, f.relname, array_length(c.conkey, 1),
       (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(c.conkey) WITH ORDINALITY AS k(number, place)
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number)
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid
JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = 'public' AND c.contype = 'f'
"""
_DEFINERS = """
SELECT p.proname, p.proconfig::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')
"""
_ROLE = "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = 'opencus_app'"
_POLICY = "(centre_id = ( SELECT guard.centre() AS centre))"


def faults(cursor: Any) -> list[str]:
    """Return every way in which the schema falls short of keeping tenants apart; empty when all holds.

    ``cursor`` is any DB-API cursor of the database to audit.
    """

    def rows(sql: str) -> list[tuple[Any, ...]]:
        cursor.execute(sql)
        return list(cursor.fetchall())

    tables = rows(_TABLES)
    tenant = {name for name, kind, _, _, has_centre, _, _ in tables if has_centre and kind in "rp"}
    foreign = rows(_FOREIGN)
    found = _table_faults(tables, tenant) + _policy_faults(rows(_POLICIES), tenant)
    for table, index, starts_with_centre, primary in rows(_UNIQUE):
        if table in tenant and not primary and not starts_with_centre and not table.startswith("audit_"):
            found.append(f"{table}: unique index {index} does not begin with centre_id")
    for table, name, target, width, _ in foreign:
        if table in tenant and target in tenant and width != 2:
            found.append(f"{table}: foreign key {name} to {target} is not composite")
    found += _missing_ties(tenant, {(table, columns) for table, _, _, _, columns in foreign})
    for name, config in rows(_DEFINERS):
        if "search_path" not in (config or ""):
            found.append(f"function {name}: no fixed search_path")
    role = rows(_ROLE)[0]
    rights = ("is a superuser", "bypasses row security", "creates roles", "creates databases")
    found += [f"opencus_app: {right}" for right, held in zip(rights, role, strict=True) if held]
    return found + grants.faults(cursor)


def _table_faults(tables: list[tuple[Any, ...]], tenant: set[str]) -> list[str]:
    found = []
    for name, kind, secured, forced, _has_centre, owner, options in tables:
        if kind == "m":
            found.append(f"{name}: a materialised view shows rows of every centre")
        if kind == "v" and "security_invoker=true" not in (options or ""):
            found.append(f"{name}: a view without security_invoker")
        if kind in "rp" and name in tenant and not (secured and forced):
            found.append(f"{name}: row-level security is not forced")
        if kind in "rp" and name not in tenant and name not in grants.TABLES:
            found.append(f"{name}: neither a tenant table nor named as global")
        if owner == "opencus_app":
            found.append(f"{name}: owned by the application role")
    return found


def _policy_faults(policies: list[tuple[Any, ...]], tenant: set[str]) -> list[str]:
    found = []
    good = set()
    for table, name, permissive, roles, command, using, check in policies:
        if (name, permissive, roles, command) == ("tenant", "PERMISSIVE", "{public}", "ALL") and using == check == _POLICY:
            good.add(table)
        elif grants.POLICIES.get(table, {}).get(name) != (command, using, check) or (permissive, roles) != ("PERMISSIVE", "{public}"):
            found.append(f"{table}: policy {name} is not the tenant policy")
    return found + [f"{table}: no tenant policy" for table in sorted(tenant - good)]


def _missing_ties(tenant: set[str], ties: set[tuple[str, str]]) -> list[str]:
    found = []
    for model in apps.get_models():
        table = model._meta.db_table
        for field in model._meta.local_fields if table in tenant else ():
            target = field.related_model
            if isinstance(target, type) and is_tenant(target) and (table, f"centre_id,{field.column}") not in ties:
                found.append(f"{table}: {field.name} has no foreign key in the database")
    return found
